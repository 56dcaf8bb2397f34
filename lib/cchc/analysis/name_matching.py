"""Criteria of two trees found again by their names: how alike they are, and how much else would fit as well."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from cchc.frameworks import Framework

#: Below it a name is not offered [0-100]; what it keeps out and lets through: docs/methodology.md.
FLOOR_PCT = 55
#: Same code and name; same name under another code: certain but for the chance that two criteria bear one name.
CERTAIN_PCT, SAME_NAME_PCT = 100, 98
#: Names from which on hardly any is wrong, and those that only a reader can decide [0-100].
LIKELY_PCT = 75
_MOST_UNLIKE_PCT = 95
#: What the name itself, the names above it and an equal code weigh.
_OWN, _ABOVE, _CODE = 0.80, 0.15, 0.05
#: A second name within so many points makes the first one doubtful, by up to half of them.
_CLOSE = 10.0
_WORDS = re.compile(r"[a-z0-9]+")
_LEAST_WEIGHT = 0.3


@dataclass(frozen=True)
class NamedCriterion:
    """A criterion as another tree may know it.

    Attributes
    ----------
    framework_id, code, name_vi : str
        Where it stands, and what it is called.
    above : tuple of str
        Names of what stands above it, nearest first.
    """

    framework_id: str
    code: str
    name_vi: str
    above: tuple[str, ...] = ()

    @property
    def is_top(self) -> bool:
        """Whether nothing stands above it: a domain is no criterion of a domain."""
        return not self.above


@dataclass(frozen=True)
class NameMatch:
    """A criterion of another tree that may be the same.

    Attributes
    ----------
    found : NamedCriterion
        The other one.
    pct : int
        How certain [0-100]: 100 under the same code and name, ``SAME_NAME_PCT`` under the same name; below that how alike
        names and the names above them are, lowered where a second one is nearly as alike. No probability.
    """

    found: NamedCriterion
    pct: int


def named_leaves(framework: Framework) -> tuple[NamedCriterion, ...]:
    """Return the leaves of a framework by their names, in its order."""
    return tuple(name_node(framework, leaf.code) for leaf in framework.leaves())


def name_nodes(framework: Framework) -> tuple[NamedCriterion, ...]:
    """Return all nodes of a framework by their names, in its order."""
    return tuple(name_node(framework, node.code) for node in framework.nodes)


def name_node(framework: Framework, code: str) -> NamedCriterion:
    """Return one node of a framework by its name."""
    above = tuple(framework.node(one).name_vi for one in framework.ancestors(code))
    return NamedCriterion(framework.framework_id, code, framework.node(code).name_vi, above)


def fold_name(text: str, abbreviations: Mapping[str, str] | None = None) -> str:
    """Bring a name to the form in which names are compared: no case, no tones, no signs, abbreviations spelt out.

    Parameters
    ----------
    text : str
        As printed.
    abbreviations : mapping of str to str, optional
        Abbreviation in lower case → its meaning.

    Examples
    --------
    >>> fold_name("Công khai TTHC, đúng hạn", {"tthc": "thủ tục hành chính"})
    'cong khai thu tuc hanh chinh dung han'
    """
    known = abbreviations or {}
    spelt = " ".join(known.get(word.strip(",.;:()").casefold(), word) for word in re.split(r"[\s/]+", text))
    letters = unicodedata.normalize("NFD", spelt.casefold()).replace("đ", "d")
    return " ".join(_WORDS.findall("".join(one for one in letters if not unicodedata.combining(one))))


class NameMatcher:
    """Finds the names of one tree in another.

    Parameters
    ----------
    criteria : iterable of NamedCriterion
        Among which is looked, first choice first where two are equal.
    abbreviations : mapping of str to str
        Abbreviation → its meaning.
    """

    def __init__(self, criteria: Iterable[NamedCriterion], abbreviations: Mapping[str, str]) -> None:
        self._short = {short.casefold(): meaning for short, meaning in abbreviations.items()}
        self._criteria = [(one, self._fold(one.name_vi), self._above(one)) for one in criteria]
        self._counts = Counter(word for _, folded, _ in self._criteria for word in set(folded.split()))
        self._weights: dict[str, float] = {}

    def _fold(self, text: str) -> str:
        return fold_name(text, self._short)

    def _above(self, one: NamedCriterion) -> str:
        return self._fold(" ".join(one.above))

    def _weight(self, word: str) -> float:
        """Return how much a word tells: one that many names hold tells little."""
        if word not in self._weights:
            self._weights[word] = (math.log((len(self._criteria) + 1) / (self._counts[word] + 1)) + _LEAST_WEIGHT) ** 2
        return self._weights[word]

    def _alike(self, one: str, other: str) -> float:
        """Return the cosine of two names by their words [0-100]."""
        first, second = set(one.split()), set(other.split())
        lengths = [sum(self._weight(word) for word in sorted(words)) for words in (first, second)]
        shared = sum(self._weight(word) for word in sorted(first & second))
        return 100 * shared / math.sqrt(lengths[0] * lengths[1]) if shared else 0.0

    def match(self, wanted: NamedCriterion) -> NameMatch | None:
        """Find the criterion that is most likely the same.

        Parameters
        ----------
        wanted : NamedCriterion
            Of the other tree.

        Returns
        -------
        NameMatch or None
            None where no name is alike enough (``FLOOR_PCT``).
        """
        found = self.rank(wanted, 1)
        return found[0] if found else None

    def rank(self, wanted: NamedCriterion, count: int) -> tuple[NameMatch, ...]:
        """Return the criteria that may be the same, the most certain first, at most so many; none below ``FLOOR_PCT``."""
        name, above = self._fold(wanted.name_vi), self._above(wanted)
        scored: list[tuple[float, str, NamedCriterion]] = []
        for one, folded, own_above in self._criteria:
            if one.is_top is not wanted.is_top or not folded:
                continue
            scored.append((self._score(name, above, folded, own_above, is_code=one.code == wanted.code), folded, one))
        scored.sort(key=lambda row: -row[0])
        matches: list[NameMatch] = []
        for score, folded, one in scored[: count + 1]:
            if len(matches) == count or score < FLOOR_PCT:
                break
            doubt = 0.0
            if score < SAME_NAME_PCT:
                others = [other for other, text, _ in scored if text != folded]
                second = max(others, default=0.0)
                doubt = max(_CLOSE - abs(score - second), 0.0) / 2
            matches.append(NameMatch(one, math.floor(score - doubt)))
        return tuple(one for one in matches if one.pct >= FLOOR_PCT)

    def _score(self, name: str, above: str, other: str, other_above: str, *, is_code: bool) -> float:
        if name == other:
            parents = 1.0 if above == other_above or not above or not other_above else 0.0
            return float(CERTAIN_PCT) if is_code else SAME_NAME_PCT + parents
        own = (fuzz.token_sort_ratio(name, other) + self._alike(name, other)) / 2
        around = self._alike(above, other_above) if above and other_above else own
        return min(_OWN * own + _ABOVE * around + (_CODE * 100 if is_code else _CODE * own), _MOST_UNLIKE_PCT)
