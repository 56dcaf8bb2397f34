"""How a unit stands in an index, and its parts on one scale, against the middle and the best."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults
from cchc.analysis.lost_points import LostPoints
from cchc.analysis.results import Results
from cchc.analysis.scored_results import own_value
from cchc.analysis.standing import judge_standing


@dataclass(frozen=True, eq=False)
class Stand:
    """How a unit stands in one index.

    Attributes
    ----------
    results, own : Results, IndexResults
        Of whom, and of which index.
    value : float or None
        Announced, or of the score sheet where nothing was; None where neither is known [unit of the index].
    is_good : bool or None
        Whether the rank lies in the upper half; None where it is not known.
    years : list of (int, float, bool)
        Known values, oldest first: year, value, whether the series begins anew.
    """

    results: Results
    own: IndexResults
    value: float | None
    is_good: bool | None
    years: list[tuple[int, float, bool]]


@dataclass(frozen=True)
class PartStand:
    """A part of an index; None and NaN where it is not known.

    Attributes
    ----------
    code, name_vi : str
        Which.
    value, max_score, lost : float
        Points, and what is missing to the maximum.
    own_ratio, middle_ratio, best_ratio : float or None
        Places of the unit, of the one in the middle and of the best on the common scale of the parts [0-1].
    gap : float or None
        Value less that of the one in the middle [points].
    """

    code: str
    name_vi: str
    value: float
    max_score: float
    lost: float
    own_ratio: float | None
    middle_ratio: float | None = None
    best_ratio: float | None = None
    gap: float | None = None


@dataclass(frozen=True)
class PartStands:
    """The parts of an index on one scale.

    Attributes
    ----------
    parts : tuple of PartStand
        In the order of the index.
    low, high : float
        Ends of the scale: 0 and 100 % of the maximum, or the lowest and highest value shown [points].
    n_worse : int
        Parts on the worse side of the middle; 0 where that is not known.
    """

    parts: tuple[PartStand, ...]
    low: float
    high: float
    n_worse: int = 0


def stand_of(results: Results, own: IndexResults) -> Stand:
    """Gather how a unit stands in one index."""
    headline, value = own.headline, own.headline.value
    if value is None and isinstance(own, ScoredResults) and own.table is not None:
        value = own_value(own.table, own.index)
    is_ranked = headline.rank is not None and headline.n_ranked is not None
    known = own.history[own.history["value"].notna()]
    return Stand(
        results=results,
        own=own,
        value=value,
        is_good=judge_standing(rank=headline.rank, n_ranked=headline.n_ranked) if is_ranked else None,
        years=[(int(year), float(row["value"]), bool(row["is_break"])) for year, row in known.iterrows()],
    )


def lost_parts(lost: LostPoints) -> PartStands:
    """Place the domains of a score sheet between nothing and their maximum."""
    rows = lost.domains.sort_values("place")
    parts = tuple(
        PartStand(
            str(row.Index),
            str(row.name_vi),
            float(row.score),
            float(row.max_score),
            float(row.lost_score),
            float(row.score) / float(row.max_score) if row.max_score else None,
        )
        for row in rows.itertuples()
    )
    return PartStands(parts, 0.0, 100.0)


def field_parts(published: PublishedResults) -> PartStands | None:
    """Place the top parts of a published index among the middle and the best of the units; None where the field is not known."""
    table, sign = published.table, published.index.sign
    if table is None:
        return None
    rows = table.loc[[code for code in published.top_codes if code in table.index]]
    shown = rows[["score", "median", "best"]]
    if rows["median"].isna().all():
        return None
    low, high = float(shown.min().min()), float(shown.max().max())

    def place(value: float) -> float | None:
        return None if pd.isna(value) else round((float(value) - low) / ((high - low) or 1.0), 4)

    parts = tuple(
        PartStand(
            str(row.Index), str(row.name_vi), float(row.score), float(row.max_score), float(row.lost_score),
            place(row.score), place(row.median), place(row.best), float(row.gap_to_median),
        )
        for row in rows.itertuples()
    )  # fmt: skip
    return PartStands(parts, low, high, int((rows["gap_to_median"] * sign < 0).sum()))
