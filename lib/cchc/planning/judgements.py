"""Targets of a plan against the results of its year: met, missed, or not measurable and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

_TOLERANCE = 1e-9
Rule = Literal["increase", "keep_points", "keep_rank", "reach_score", "above_score", "reach_rank", "reach_pct"]
MET, MISSED, NOT_MEASURABLE = "met", "missed", "not_measurable"
OUTCOMES = {MET: "đạt", MISSED: "không đạt", NOT_MEASURABLE: "chưa đo được"}
#: Rule → what is missing when it cannot be judged.
_MISSING = {
    "increase": "không biết điểm thay đổi bao nhiêu",
    "keep_points": "không biết điểm thay đổi bao nhiêu",
    "keep_rank": "không biết thứ hạng thay đổi bao nhiêu",
    "reach_score": "không có điểm năm nay",
    "above_score": "không có điểm năm nay",
    "reach_rank": "không có thứ hạng năm nay",
    "reach_pct": "không có tỷ lệ năm nay",
}


@dataclass(frozen=True)
class Condition:
    """One thing that a target asks for.

    Attributes
    ----------
    rule : str
        ``increase``: at least ``wanted`` points more; ``keep_points``, ``keep_rank``: not less, not further back;
        ``reach_score``, ``reach_pct``: at least ``wanted``; ``above_score``: more than ``wanted``; ``reach_rank``:
        rank ``wanted`` or better.
    wanted : float or None
        In the unit of the rule; None for the two that keep.
    """

    rule: Rule
    wanted: float | None = None


@dataclass(frozen=True)
class TargetRecord:
    """A target that a plan set.

    Attributes
    ----------
    item_key, name_vi : str
        What it is of: ``PAR-1.2.1``, a domain, an index.
    conditions : tuple of Condition
        All of them must hold: points and rank to be kept are two.
    before_score, before_rank : float or None, int or None
        Of the results that the plan rested on.
    unit : str
        Of the scores: ``điểm`` or ``điểm phần trăm``.
    sign : int
        1 where more is better, -1 where less is.
    """

    item_key: str
    name_vi: str
    conditions: tuple[Condition, ...]
    before_score: float | None = None
    before_rank: int | None = None
    unit: str = "điểm"
    sign: int = 1


@dataclass(frozen=True)
class ItemResult:
    """What became of an item; None where it is not known.

    Attributes
    ----------
    score, pct, rank
        Of the year.
    score_change, rank_change : float or None, int or None
        Since the results that the plan rested on, where only the change is known; a rank that falls is negative.
    reason_vi : str
        Why the item cannot be compared: another edition, no sheet. Then nothing is judged.
    """

    score: float | None = None
    pct: float | None = None
    rank: int | None = None
    score_change: float | None = None
    rank_change: int | None = None
    reason_vi: str = ""


@dataclass(frozen=True)
class Judgement:
    """A target and what became of it.

    Attributes
    ----------
    record : TargetRecord
        The target.
    result : ItemResult
        The result.
    score_change, rank_change : float or None, int or None
        Since the plan's own results; a rank that falls is negative.
    outcome : str
        Key of ``OUTCOMES``.
    reason_vi : str
        Why it is not measurable, empty otherwise.
    """

    record: TargetRecord
    result: ItemResult
    score_change: float | None
    rank_change: int | None
    outcome: str
    reason_vi: str = ""


def judge_targets(records: Sequence[TargetRecord], results: Mapping[str, ItemResult]) -> tuple[Judgement, ...]:
    """Judge targets by what was reached.

    Parameters
    ----------
    records : sequence of TargetRecord
        In the order of the plan.
    results : mapping of str to ItemResult
        By ``item_key``; an item that is not there has no figure.

    Returns
    -------
    tuple of Judgement
        One per record: missed if one condition is missed, else not measurable if one is not known, else met.

    Examples
    --------
    >>> record = TargetRecord("1", "Lĩnh vực 1", (Condition("increase", 1.0),), before_score=13.0)
    >>> judge_targets([record], {"1": ItemResult(score=13.97)})[0].outcome
    'missed'
    """
    return tuple(_judge(record, results.get(record.item_key, ItemResult())) for record in records)


def _judge(record: TargetRecord, result: ItemResult) -> Judgement:
    change, rank_change = result.score_change, result.rank_change
    if change is None and result.score is not None and record.before_score is not None:
        change = result.score - record.before_score
    if rank_change is None and result.rank is not None and record.before_rank is not None:
        rank_change = record.before_rank - result.rank
    if result.reason_vi:
        return Judgement(record, result, None, None, NOT_MEASURABLE, result.reason_vi)
    held = [_holds(condition, result, change, rank_change, record.sign) for condition in record.conditions]
    unknown = [_MISSING[one.rule] for one, is_held in zip(record.conditions, held, strict=True) if is_held is None]
    if any(is_held is False for is_held in held):
        return Judgement(record, result, change, rank_change, MISSED)
    if unknown or not held:
        reason = "; ".join(dict.fromkeys(unknown)) or "kế hoạch không nêu mục tiêu bằng con số"
        return Judgement(record, result, change, rank_change, NOT_MEASURABLE, reason)
    return Judgement(record, result, change, rank_change, MET)


def _holds(
    condition: Condition, result: ItemResult, change: float | None, rank_change: int | None, sign: int
) -> bool | None:
    """Tell whether a condition holds; None if it cannot be known."""
    wanted = condition.wanted
    value: float | None = {
        "increase": change,
        "keep_points": change,
        "keep_rank": rank_change,
        "reach_score": result.score,
        "above_score": result.score,
        "reach_rank": result.rank,
        "reach_pct": result.pct,
    }[condition.rule]
    if value is None:
        return None
    if sign < 0 and condition.rule in {"increase", "keep_points", "reach_score", "above_score", "reach_pct"}:
        # less is better: both sides are turned round; an increase is already told as what is gained
        value = -value
        wanted = wanted if wanted is None or condition.rule == "increase" else -wanted
    if condition.rule in {"keep_points", "keep_rank"}:
        return value >= -_TOLERANCE
    if wanted is None:
        return None
    if condition.rule == "above_score":
        return value > wanted + _TOLERANCE
    if condition.rule == "reach_rank":
        return value <= wanted
    return value >= wanted - _TOLERANCE


def missed(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Return the targets that were missed."""
    return [one for one in judgements if one.outcome == MISSED]


def count_outcomes(judgements: Sequence[Judgement]) -> dict[str, int]:
    """Count targets by every outcome."""
    counts = Counter(one.outcome for one in judgements)
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def count_reasons(judgements: Sequence[Judgement]) -> dict[str, int]:
    """Count why targets are not measurable, the most frequent reason first."""
    return dict(Counter(one.reason_vi for one in judgements if one.outcome == NOT_MEASURABLE).most_common())


def count_by_group(judgements: Sequence[Judgement], group_of: Mapping[str, str]) -> pd.DataFrame:
    """Count targets by group and outcome.

    Parameters
    ----------
    judgements : sequence of Judgement
        As returned by ``judge_targets``.
    group_of : mapping of str to str
        What stands before the first hyphen of an item's key → name of its group, by default itself.

    Returns
    -------
    pandas.DataFrame
        A row per group in the order in which they appear: ``group_vi``, ``n``, a column per outcome.
    """
    groups: dict[str, list[Judgement]] = {}
    for one in judgements:
        prefix = one.record.item_key.partition("-")[0]
        groups.setdefault(group_of.get(prefix, prefix), []).append(one)
    return pd.DataFrame({"group_vi": name, "n": len(own), **count_outcomes(own)} for name, own in groups.items())
