"""What a score sheet lost as a whole: how much, held by how few items, in which domain, by whom, year after year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.gaps import (
    TOLERANCE,
    count_achievement,
    items_for_share,
    lost_by_agency,
    lost_over_years,
    rank_lost_scores,
    total_lost,
)
from cchc.indices.scored import GAP_CODE, top_rows

#: Share of all points lost of which is told how few items hold it [0-100].
MAIN_SHARE_PCT = 80.0
#: Losses are concentrated where at most this share of the items that lost points holds ``MAIN_SHARE_PCT``: half-way
#: between the fifth of Pareto's rule and the four fifths of a loss that is the same everywhere. With more of them, work
#: on the first few moves little, and a curve would only suggest otherwise.
CONCENTRATED_SHARE = 0.5
#: Of fewer items a curve shows no more than their bars do.
LEAST_FOR_CURVE = 8


@dataclass(frozen=True)
class LostPoints:
    """The losses of one sheet.

    Attributes
    ----------
    ranked : pandas.DataFrame
        ``rank_lost_scores``.
    lost : float
        Points that the index lost, less what a cap on penalties gives back.
    beyond_cap : float
        Penalties that a cap did not take [points].
    gap : float
        By how much the stated total exceeds the items added up [points].
    n_main : int
        How few items hold ``MAIN_SHARE_PCT`` of the loss; 0 when nothing was lost.
    domains : pandas.DataFrame
        Top rows that are neither bonus nor penalty, most points lost first, with ``share_pct`` of all points lost [0-100]
        and ``place`` in the framework.
    """

    ranked: pd.DataFrame
    lost: float
    beyond_cap: float
    gap: float
    n_main: int
    domains: pd.DataFrame

    @classmethod
    def of(cls, scored: pd.DataFrame) -> LostPoints:
        """Look at a sheet as added up by ``compute_scored``."""
        ranked, (lost, beyond_cap) = rank_lost_scores(scored), total_lost(scored)
        tops = top_rows(scored, with_extra=False)
        domains = tops[tops["role"] == ""].sort_values("lost_score", ascending=False, kind="stable")
        share = domains["lost_score"] / lost * 100 if lost > TOLERANCE else float("nan")
        domains = domains.assign(share_pct=share, place=[list(tops.index).index(code) for code in domains.index])
        return cls(
            ranked=ranked,
            lost=lost,
            beyond_cap=beyond_cap,
            gap=float(scored["max_score"].get(GAP_CODE, 0.0)),
            n_main=items_for_share(ranked, MAIN_SHARE_PCT),
            domains=domains,
        )

    @property
    def is_none(self) -> bool:
        """Whether the index lost nothing."""
        return self.lost <= TOLERANCE

    @property
    def has_cap(self) -> bool:
        """Whether a cap on penalties gives points back."""
        return self.beyond_cap > TOLERANCE

    @property
    def main_pct(self) -> float:
        """Share that the ``n_main`` items hold of all points lost [0-100]."""
        return float(self.ranked["cumulative_pct"].iloc[self.n_main - 1])

    @property
    def is_concentrated(self) -> bool:
        """Whether few items hold most of the loss: ``MAIN_SHARE_PCT`` of it by at most ``CONCENTRATED_SHARE`` of the items."""
        return not self.is_none and self.n_main <= CONCENTRATED_SHARE * len(self.ranked)

    @property
    def has_curve(self) -> bool:
        """Whether a curve of the losses, largest first, shows anything: they are concentrated, and not on a handful."""
        return self.is_concentrated and len(self.ranked) >= LEAST_FOR_CURVE

    @property
    def worst_domain(self) -> pd.Series | None:
        """Row of the domain that lost most; None where none lost anything."""
        return self.domains.iloc[0] if len(self.domains) and self.domains["lost_score"].iloc[0] > TOLERANCE else None

    @property
    def totals(self) -> dict[str, float]:
        """``max_score``, ``score`` and ``lost_score`` of all items that lost points [points], a cap not counted."""
        return {key: float(self.ranked[key].sum()) for key in ("max_score", "score", "lost_score")}

    def lost_by_first(self, n: int) -> float:
        """Return what the items that lost most lost together [points]."""
        return float(self.ranked["lost_score"].head(n).sum())


@dataclass(frozen=True)
class Achievement:
    """How many items have full, partial and no points."""

    n_full: int
    n_partial: int
    n_zero: int

    @classmethod
    def of(cls, counts: pd.DataFrame) -> Achievement:
        """Add counts per domain up.

        Examples
        --------
        >>> counts = pd.DataFrame({"n_full": [3, 1], "n_partial": [2, 0], "n_zero": [0, 1]}, index=["1", "2"])
        >>> Achievement.of(counts), Achievement.of(counts).n_items
        (Achievement(n_full=4, n_partial=2, n_zero=1), 7)
        """
        return cls(*(int(counts[key].sum()) for key in ("n_full", "n_partial", "n_zero")))

    @property
    def n_items(self) -> int:
        """Number of items."""
        return self.n_full + self.n_partial + self.n_zero


def count_by_domain(scored: pd.DataFrame) -> pd.DataFrame:
    """Return ``count_achievement`` of the domains that have items, in the order of the framework."""
    counts = count_achievement(scored)
    return counts.loc[[code for code in top_rows(scored, with_extra=False).index if code in counts.index]]


@dataclass(frozen=True)
class AgencyLoss:
    """Lost points by lead agency.

    Attributes
    ----------
    table : pandas.DataFrame
        ``lost_by_agency``.
    n_items : int
        Items that lost points.
    lost : float
        What they lost [points].
    unknown : float
        What items without a known agency lost [points].
    """

    table: pd.DataFrame
    n_items: int
    lost: float
    unknown: float

    @classmethod
    def of(cls, ranked: pd.DataFrame, lead_agencies: Mapping[str, str]) -> AgencyLoss:
        """Add the items of ``rank_lost_scores`` up by their agencies."""
        table = lost_by_agency(ranked, lead_agencies)
        lost = table["lost_score"]
        return cls(table, int(table["n_items"].sum()), float(lost.sum()), float(lost.get("", 0.0)))

    @property
    def known(self) -> pd.DataFrame:
        """Rows of the known agencies, most points lost first."""
        return self.table[self.table.index != ""]


@dataclass(frozen=True)
class RepeatedLoss:
    """What is lost year after year, and what only now.

    Attributes
    ----------
    years : tuple of int
        Years of one edition, oldest first.
    always : pandas.DataFrame
        Rows of ``lost_over_years`` that applied and lost points in every year.
    new : pandas.DataFrame
        Rows that lost nothing last year and lose points now.
    always_lost : float
        What ``always`` lost in the last year [points].
    """

    years: tuple[int, ...]
    always: pd.DataFrame
    new: pd.DataFrame
    always_lost: float

    @classmethod
    def of(cls, by_year: Mapping[int, pd.DataFrame]) -> RepeatedLoss | None:
        """Compare the years (result year → ``compute_scored`` of one edition); None for fewer than two."""
        if len(by_year) < 2:
            return None
        table, years = lost_over_years(by_year), sorted(by_year)
        always = table[(table["n_lost"] == len(years)) & (table["n_years"] == len(years))]
        before, now = table[years[-2]], table[years[-1]]
        new = table[(before <= TOLERANCE) & (now > TOLERANCE)]
        return cls(tuple(years), always, new, float(always[years[-1]].sum()))
