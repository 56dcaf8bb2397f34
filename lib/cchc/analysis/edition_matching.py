"""Which criterion of an earlier edition probably became which of a later one: proposals that an office confirms or refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cchc.analysis.name_matching import LIKELY_PCT, NameMatcher, fold_name, named_leaves
from cchc.frameworks import Framework

#: So many names are looked at for each criterion.
_N_LOOKED = 4


@dataclass(frozen=True)
class ProposedPair:
    """What is proposed of one criterion, or of two.

    Attributes
    ----------
    earlier, later : str
        Codes; empty where there is no such criterion.
    became : str
        Key of ``sources.edition_maps.BECAME``.
    pct : int or None
        How alike they are [0-100], see ``NameMatch``; None for what is new or dropped.
    """

    earlier: str
    later: str
    became: str
    pct: int | None = None


def propose_pairs(earlier: Framework, later: Framework, abbreviations: Mapping[str, str]) -> tuple[ProposedPair, ...]:
    """Propose which leaf of an earlier edition became which of a later one.

    Parameters
    ----------
    earlier, later : Framework
        Two editions.
    abbreviations : mapping of str to str
        Abbreviation → its meaning.

    Returns
    -------
    tuple of ProposedPair
        In the order of the later edition, what was dropped behind, in its own order. Every leaf of both stands in one at least.

    Notes
    -----
    The most alike are paired first, one by one. A criterion that is left over is joined to one that has a partner already,
    as split or merged, only where the names are nearly the same (``LIKELY_PCT``); else it is new, or dropped.
    """
    matcher = NameMatcher(named_leaves(earlier), abbreviations)
    alike = [
        (match.pct, match.found.code, one.code) for one in named_leaves(later) for match in matcher.rank(one, _N_LOOKED)
    ]
    order = {leaf.code: at for at, leaf in enumerate(later.leaves())}
    alike.sort(key=lambda row: (-row[0], order[row[2]]))
    before, after = set[str](), set[str]()
    chosen: list[tuple[int, str, str]] = []
    for pct, old, new in alike:
        if old not in before and new not in after:
            before.add(old)
            after.add(new)
            chosen.append((pct, old, new))
    paired_before, paired_after = frozenset(before), frozenset(after)
    for pct, old, new in alike:
        is_split, is_merged = old in paired_before and new not in after, new in paired_after and old not in before
        if pct >= LIKELY_PCT and (is_split or is_merged):
            before.add(old)
            after.add(new)
            chosen.append((pct, old, new))
    n_later, n_earlier = Counter(old for _, old, _ in chosen), Counter(new for _, _, new in chosen)
    pairs = [
        ProposedPair(old, new, _became(earlier, later, old, new, n_later[old], n_earlier[new]), pct)
        for pct, old, new in chosen
    ]
    pairs += [ProposedPair("", leaf.code, "new") for leaf in later.leaves() if leaf.code not in after]
    pairs.sort(key=lambda one: order[one.later])
    return (*pairs, *(ProposedPair(leaf.code, "", "dropped") for leaf in earlier.leaves() if leaf.code not in before))


def _became(earlier: Framework, later: Framework, old: str, new: str, n_later: int, n_earlier: int) -> str:
    if n_later > 1:
        return "split"
    if n_earlier > 1:
        return "merged"
    is_same_name = fold_name(earlier.node(old).name_vi) == fold_name(later.node(new).name_vi)
    if old == new:
        return "same" if is_same_name else "renamed"
    return "moved" if is_same_name else "changed"
