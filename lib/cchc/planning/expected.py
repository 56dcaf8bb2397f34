"""What the targets of a plan's rows add up to: the index that they would give, and the rank of that last year."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis.answers import supposed_rank
from cchc.analysis.distances import scored_rank_bounds
from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults, SurveyedResults
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.planning.items import MAXIMUM_PCT
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import PlanRow

_NOTHING = 0.005


@dataclass(frozen=True)
class Expected:
    """An index, were every row's value to work for reached and all else kept.

    Attributes
    ----------
    index : Index
        Which.
    before, value : float
        Last year's value, and the one that the rows add up to, not above the scale [unit of the index].
    n_rows, n_open : int
        Rows that add to it, and rows that ask for more without a value that can be added.
    ranks : (int, int, int) or None
        Best and worst rank that the value would have had last year, and among how many; None where that cannot be told.
    """

    index: Index
    before: float
    value: float
    n_rows: int
    n_open: int
    ranks: tuple[int, int, int] | None = None

    @property
    def gain(self) -> float:
        """What the rows add [unit of the index]."""
        return self.value - self.before


def expected_totals(plan: Plan) -> tuple[Expected, ...]:
    """Add the rows of a plan up, index by index.

    Parameters
    ----------
    plan : Plan
        Of the unit's own indices: the part of another's plan adds up to nothing of its own.

    Returns
    -------
    tuple of Expected
        Of the indices whose parts add up, whose value is known, and to which a row adds something. Shares of answers
        count with the number of those who answered. Sources of points are left out: they count the points of the
        criteria a second time.
    """
    results = plan.results
    if plan.above is not None or plan.subject_results is not results or results.inputs.rests_on_parts:
        return ()
    rows = [row for annex in plan.annexes for row in annex.rows]
    found = []
    for key, own in results.of.items():
        mine = [row for row in rows if row.item.index == key and not row.item.is_source]
        made = _of_index(own, mine)
        if made is not None and abs(made.gain) >= _NOTHING:
            found.append(made)
    return tuple(found)


@dataclass(frozen=True)
class ExpectedPart:
    """A domain of an index, were every row's value to work for reached.

    Attributes
    ----------
    index : Index
        Which.
    code, name_vi : str
        The domain.
    before, value, max_score : float
        Last year's points, those that the rows add up to, and the maximum.
    """

    index: Index
    code: str
    name_vi: str
    before: float
    value: float
    max_score: float

    @property
    def gain(self) -> float:
        """What its rows add [points]."""
        return self.value - self.before

    @property
    def printed_gain(self) -> float:
        """What its rows add, between the two values as they are printed [points]."""
        return round(self.value, 2) - round(self.before, 2)


def expected_parts(plan: Plan) -> tuple[ExpectedPart, ...]:
    """Add the rows of a plan up, domain by domain, of the indices of ``expected_totals`` that are points.

    Returns
    -------
    tuple of ExpectedPart
        Only domains whose points of last year are known and whose rows add something.
    """
    wanted = {one.index.key for one in expected_totals(plan)}
    rows = [row for annex in plan.annexes for row in annex.rows]
    found = []
    for key, own in plan.results.of.items():
        table = own.table if isinstance(own, ScoredResults | PublishedResults) else None
        if key not in wanted or table is None:
            continue
        mine = [row for row in rows if row.item.index == key and row.item.domain_code and not row.item.is_source]
        for code in dict.fromkeys(row.item.domain_code for row in mine):
            gains = [row.expected_score or 0.0 for row in mine if row.item.domain_code == code]
            before, most = table.at[code, "score"], table.at[code, "max_score"]
            if sum(gains) < _NOTHING or pd.isna(before) or pd.isna(most):
                continue
            value = min(float(before) + sum(gains), float(most))
            found.append(
                ExpectedPart(own.index, code, str(table.at[code, "name_vi"]), float(before), value, float(most))
            )
    return tuple(found)


def _of_answers(own: SurveyedResults, rows: list[PlanRow]) -> Expected | None:
    """Add answers up: an item counts with those who answered it."""
    if own.table is None:
        return None
    items = own.table[own.table["node_kind"] == "item"]
    n_all, before = float(items["n_valid"].sum()), float(own.table.at[TOTAL_CODE, "value_pct"])
    known = [row for row in rows if row.expected_score is not None and row.item.code in items.index]
    gain = sum((row.expected_score or 0.0) * float(items.at[row.item.code, "n_valid"]) for row in known) / n_all
    n_open = sum(row.expected_score is None and not row.is_kept and not row.is_added for row in rows)
    return Expected(own.index, before, min(before + gain, MAXIMUM_PCT), len(known), n_open)


def _of_index(own: IndexResults, rows: list[PlanRow]) -> Expected | None:
    if isinstance(own, SurveyedResults):
        return _of_answers(own, rows)
    index = own.index
    whole = _points_of_whole(own)
    before = own.value if isinstance(own, ScoredResults) else own.headline.value
    if whole is None or before is None:
        return None
    gains = [
        row.expected_score * _worth(own, row)
        for row in rows
        if row.item.unit == "điểm" and row.expected_score is not None
    ]
    n_open = sum(row.expected_score is None and not row.is_kept and not row.is_added for row in rows)
    lowest, highest = index.bounds(len(own.top_codes) if isinstance(own, PublishedResults) else 1)
    value = min(max(before + sum(gains) * (100 / whole if index.is_percent else 1.0), lowest), highest)
    return Expected(index, before, value, len(gains), n_open, _ranks(own, value))


def _worth(own: IndexResults, row: PlanRow) -> float:
    """Return by how many points the whole rises for one of a row."""
    return float(own.codes.at[row.item.code, "worth"]) if isinstance(own, PublishedResults) else 1.0


def _points_of_whole(own: IndexResults) -> float | None:
    """Return the points of which the index is the sum; None where its parts do not add up, or they are not known."""
    if isinstance(own, PublishedResults):
        return own.index.bounds(len(own.top_codes))[1] if own.is_composed else None
    if not isinstance(own, ScoredResults):
        return None
    if own.table is not None:
        return float(own.table.at[TOTAL_CODE, "max_score"])
    codes = [code for code in own.index.top_codes if code in own.components.index]
    maxima = own.components.loc[codes, "max_score"] if len(codes) == len(own.index.top_codes) else None
    return None if maxima is None or maxima.isna().any() else float(maxima.sum())


def _ranks(own: IndexResults, value: float) -> tuple[int, int, int] | None:
    if isinstance(own, ScoredResults):
        return scored_rank_bounds(own, value)
    if isinstance(own, PublishedResults) and own.headline.rank is not None and own.headline.n_ranked is not None:
        rank = supposed_rank(own, value)
        return rank, rank, own.headline.n_ranked
    return None
