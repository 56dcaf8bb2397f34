"""Scoring rules (quy tắc chấm điểm): the text of a decision as data, executed; worked examples run against them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cchc.declared import read_figure, read_number, read_share
from cchc.numbers import comma

#: Kinds of rules seen in decisions, and how forms and reports name them.
RULE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "ratio": "tỷ lệ hoàn thành",
        "steps": "bậc thang",
        "yes_no": "có/không",
        "items": "cộng các mục",
        "survey_mean": "điểm trung bình khảo sát",
        "linear": "tuyến tính",
    }
)
COMPARISONS = (">=", ">")
SURVEY_LOWEST, SURVEY_HIGHEST = 1.0, 5.0
YES, NO = ("có", "x", "1", "đúng"), ("không", "0", "sai")
NOT_APPLICABLE = ("không áp dụng", "kad", "k.a.d", "n/a")
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class RulePart:
    """One line of a rule.

    Attributes
    ----------
    label_vi : str
        Name of an item (``items``), empty elsewhere.
    comparison : str
        ``>=`` or ``>``: whether a step includes its lower bound.
    lower, upper : float or None
        Bounds in the unit of the declared figure; a ratio is 0-1.
    score : float or None
        Points of a step, of a yes, of an item.
    """

    label_vi: str = ""
    comparison: str = ">="
    lower: float | None = None
    upper: float | None = None
    score: float | None = None


@dataclass(frozen=True)
class RuleExample:
    """A worked example that the decision prints.

    Attributes
    ----------
    given, given_total : str
        The figures declared, as an office would write them.
    printed_score : float
        What the decision says they are worth [points].
    source : str
        Where it is printed.
    """

    given: str
    given_total: str
    printed_score: float
    source: str = ""


@dataclass(frozen=True)
class Rule:
    """How a criterion turns declared figures into points.

    Attributes
    ----------
    code : str
        Criterion.
    rule_kind : str
        Key of ``RULE_KINDS``.
    max_score : float
        Maximum of the criterion [points].
    parts : tuple of RulePart
        One for ``ratio``, ``yes_no``, ``survey_mean`` and ``linear``; several for ``steps`` and ``items``.
    examples : tuple of RuleExample
        Run by ``run_examples``.

    Notes
    -----
    ``ratio``: r = done / planned; below ``lower`` (the floor) 0 points, else max * min(r / ``upper``, 1);
    ``upper`` (the cap) is 1 unless given. ``steps``: points of the highest step reached, 0 below the lowest.
    ``yes_no``: ``score`` (the maximum unless given) or 0. ``items``: sum of the items that are met, at most the
    maximum. ``survey_mean``: max * (mean - ``lower``) / (``upper`` - ``lower``) for a mean on the scale 1-5.
    ``linear``: the same between any two bounds, cut off at 0 and at the maximum.
    """

    code: str
    rule_kind: str
    max_score: float
    parts: tuple[RulePart, ...]
    examples: tuple[RuleExample, ...] = ()

    def faults(self) -> list[str]:
        """List what keeps the rule from being executed, as Vietnamese sentences."""
        if self.rule_kind not in RULE_KINDS:
            return [f"mã {self.code}: loại quy tắc '{self.rule_kind}' không có; được dùng: {', '.join(RULE_KINDS)}"]
        name = f"mã {self.code} ({RULE_KINDS[self.rule_kind]})"
        found = []
        if self.rule_kind not in {"steps", "items"} and len(self.parts) != 1:
            found.append(f"{name}: cần đúng một dòng quy tắc, đang có {len(self.parts)}")
        for part in self.parts:
            if self.rule_kind in {"steps", "items"} and part.score is None:
                found.append(f"{name}: mỗi dòng cần số điểm")
            if part.score is not None and not 0 <= part.score <= self.max_score + _TOLERANCE:
                found.append(f"{name}: điểm {comma(part.score)} nằm ngoài 0 đến {comma(self.max_score)}")
            if self.rule_kind == "steps" and part.lower is None:
                found.append(f"{name}: mỗi bậc cần cận dưới")
            if self.rule_kind == "items" and not part.label_vi:
                found.append(f"{name}: mỗi mục cần tên")
            if self.rule_kind in {"survey_mean", "linear"} and not _is_span(part):
                found.append(f"{name}: cần cận dưới nhỏ hơn cận trên")
            if self.rule_kind == "ratio" and (part.lower is None or not 0 <= part.lower <= (part.upper or 1.0) <= 1):
                found.append(f"{name}: cần ngưỡng dưới từ 0 đến mức trần, mức trần đến 1 (ghi 0,9 hoặc 90%)")
        labels = [part.label_vi.casefold() for part in self.parts if part.label_vi]
        if len(set(labels)) != len(labels):
            found.append(f"{name}: có mục trùng tên")
        bounds = [(part.lower, part.comparison) for part in self.parts if self.rule_kind == "steps"]
        if len(set(bounds)) != len(bounds):
            found.append(f"{name}: có hai bậc cùng cận dưới")
        return found

    def attainable(self) -> tuple[float, ...]:
        """Return the points that the rule can give, ascending; empty where it gives any within its bounds.

        Examples
        --------
        >>> Rule("1.1", "steps", 1.0, (RulePart(lower=0.8, score=0.5), RulePart(lower=1.0, score=1.0))).attainable()
        (0.0, 0.5, 1.0)
        >>> Rule("1.2", "yes_no", 0.5, (RulePart(),)).attainable()
        (0.0, 0.5)
        >>> Rule("1.3", "items", 1.0, tuple(RulePart(name, score=0.5) for name in "ab")).attainable()
        (0.0, 0.5, 1.0)
        >>> Rule("4.1", "ratio", 1.0, (RulePart(lower=0.9),)).attainable()
        ()
        """
        whole = self.max_score
        scores = [whole if part.score is None else part.score for part in self.parts]
        if self.rule_kind == "items":
            sums = {0.0}
            for score in scores:
                sums |= {round(min(one + score, whole), 6) for one in sums}
            return tuple(sorted(sums))
        return tuple(sorted({0.0, *scores})) if self.rule_kind in {"steps", "yes_no"} else ()

    def apply(self, given: str, given_total: str = "") -> float | None:
        """Execute the rule.

        Parameters
        ----------
        given : str
            Declared figure: number or per cent, ``4/5``, ``có``/``không``, items separated by ``;``.
        given_total : str
            For a ratio whose two figures stand in two cells: the planned number.

        Returns
        -------
        float or None
            Points, unrounded; None for "không áp dụng".

        Raises
        ------
        ValueError
            In Vietnamese, if the figure is not of the rule's kind.

        Examples
        --------
        >>> rule = Rule("4.1", "ratio", 1.0, (RulePart(lower=0.9),))
        >>> rule.apply("10", "10"), rule.apply("95%"), rule.apply("4/5"), rule.apply("không áp dụng")
        (1.0, 0.95, 0.0, None)
        """
        text = " ".join(str(given).split())
        if text.casefold() in NOT_APPLICABLE:
            return None
        total = " ".join(str(given_total).split())
        if total and self.rule_kind not in {"ratio", "steps"}:
            raise ValueError(f"quy tắc {RULE_KINDS[self.rule_kind]} không dùng tổng số '{total}'")
        return _APPLY[self.rule_kind](self, text, total)


def run_examples(rule: Rule) -> list[str]:
    """Execute a rule's worked examples.

    Parameters
    ----------
    rule : Rule
        Sound: ``faults()`` is empty.

    Returns
    -------
    list of str
        A Vietnamese sentence for each example that contradicts the rule; the rule stands, the example does not.
    """
    found = []
    for example in rule.examples:
        given = f"{example.given} trên {example.given_total}" if example.given_total else example.given
        try:
            score = rule.apply(example.given, example.given_total)
        except ValueError as error:
            found.append(f"mã {rule.code}: ví dụ '{given}' không tính được: {error}")
            continue
        if score is None or abs(score - example.printed_score) > _TOLERANCE:
            result = "không áp dụng" if score is None else f"{comma(score)} điểm"
            found.append(
                f"mã {rule.code}: ví dụ '{given}' in {comma(example.printed_score)} điểm nhưng theo quy tắc là {result};"
                " hệ thống chấm theo quy tắc"
            )
    return found


def bounds_of(rule: Rule) -> list[float]:
    """Return every bound of a rule."""
    return [bound for part in rule.parts for bound in (part.lower, part.upper) if bound is not None]


def _is_span(part: RulePart) -> bool:
    return part.lower is not None and part.upper is not None and part.lower < part.upper


def _ratio(rule: Rule, text: str, total_text: str) -> float:
    part = rule.parts[0]
    if not total_text and re.fullmatch(r"[^/]+/[^/]+", text):
        text, total_text = (piece.strip() for piece in text.split("/"))
    if total_text:
        ratio = read_share(text, total_text)
    else:
        ratio = read_number(text)
        if not text.endswith("%") and ratio > max(part.upper or 1.0, 1.0) + _TOLERANCE:
            raise ValueError(f"tỷ lệ '{text}' phải viết dạng 95%, 0,95 hoặc 19/20")
    if ratio < 0:
        raise ValueError(f"tỷ lệ '{text}' không được âm")
    if ratio < (part.lower or 0.0) - 1e-12:
        return 0.0
    return rule.max_score * min(ratio / (part.upper or 1.0), 1.0)


def _steps(rule: Rule, text: str, total_text: str) -> float:
    value = read_share(text, total_text) if total_text else read_figure(text, bounds_of(rule))
    reached = [
        part
        for part in rule.parts
        if part.lower is not None
        and (value >= part.lower - 1e-12 if part.comparison == ">=" else value > part.lower + 1e-12)
    ]
    best = max(reached, key=lambda part: (part.lower or 0.0, part.comparison == ">"), default=None)
    return 0.0 if best is None else float(best.score or 0.0)


def _yes_no(rule: Rule, text: str, _: str) -> float:
    score = rule.parts[0].score
    if text.casefold() in YES:
        return rule.max_score if score is None else score
    if text.casefold() in NO:
        return 0.0
    raise ValueError(f"'{text}' không hợp lệ; được dùng: có, không, không áp dụng")


def _items(rule: Rule, text: str, _: str) -> float:
    known = {" ".join(part.label_vi.casefold().split()): float(part.score or 0.0) for part in rule.parts}
    if text.casefold() in NO:
        return 0.0
    named = [" ".join(piece.casefold().split()) for piece in text.split(";") if piece.strip()]
    unknown = [piece for piece in named if piece not in known]
    if unknown or not named:
        labels = "; ".join(part.label_vi for part in rule.parts)
        raise ValueError(f"mục '{'; '.join(unknown) or text}' không có trong quy tắc; được dùng: {labels}; không")
    if len(set(named)) != len(named):
        raise ValueError(f"'{text}' nêu một mục hai lần")
    return min(math.fsum(known[piece] for piece in named), rule.max_score)


def _survey_mean(rule: Rule, text: str, total_text: str) -> float:
    mean = read_number(text)
    if not SURVEY_LOWEST <= mean <= SURVEY_HIGHEST:
        raise ValueError(f"điểm trung bình '{text}' phải từ 1 đến 5")
    return _linear(rule, text, total_text)


def _linear(rule: Rule, text: str, _: str) -> float:
    lower, upper = float(rule.parts[0].lower or 0.0), float(rule.parts[0].upper or 0.0)
    share = (read_figure(text, bounds_of(rule)) - lower) / (upper - lower)
    return rule.max_score * min(max(share, 0.0), 1.0)


_APPLY: Mapping[str, Callable[[Rule, str, str], float]] = MappingProxyType(
    {
        "ratio": _ratio,
        "steps": _steps,
        "yes_no": _yes_no,
        "items": _items,
        "survey_mean": _survey_mean,
        "linear": _linear,
    }
)
