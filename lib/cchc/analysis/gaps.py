"""Where points were lost: by item, by domain, by source of points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.frameworks import PAR_METHODS
from cchc.indices.scored import CAP_CODE, GAP_CODE

#: Below this many points two scores count as equal: scores are sums of binary fractions.
TOLERANCE = 1e-9


def rank_lost_scores(scored: pd.DataFrame) -> pd.DataFrame:
    """List the leaves that lost points, most points first.

    Weaknesses are ranked by points lost, not by rank or percentage: step-scored criteria tie everywhere else.

    Parameters
    ----------
    scored : pandas.DataFrame
        As returned by ``indices.scored.compute_scored``.

    Returns
    -------
    pandas.DataFrame
        Leaves and penalties with ``lost_score`` > 0, framework order among equals, with ``share_pct`` (share of all points
        lost, 0-100) and ``cumulative_pct``.
    """
    leaves = scored[is_item(scored) & (scored["lost_score"] > TOLERANCE)]
    ranked = leaves.sort_values("lost_score", ascending=False, kind="stable")
    share = ranked["lost_score"] / ranked["lost_score"].sum() * 100
    return ranked.assign(share_pct=share, cumulative_pct=share.cumsum())


def split_by_achievement(scored: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split leaves into those at their maximum and those below, both in framework order.

    Parameters
    ----------
    scored : pandas.DataFrame
        As returned by ``compute_scored``.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        At the maximum; below it (partial or zero), penalties that took points included.
    """
    is_full = scored["lost_score"] <= TOLERANCE
    return scored[scored["is_leaf"] & is_full], scored[is_item(scored) & ~is_full]


def is_item(scored: pd.DataFrame) -> pd.Series:
    """Tell leaves and penalties from the rows above them."""
    is_counted = scored["is_leaf"] | (scored["role"] == "penalty")
    return is_counted & ~scored.index.isin(scored["parent_code"])


def count_achievement(scored: pd.DataFrame) -> pd.DataFrame:
    """Count, per domain, the leaves with full, partial and zero points.

    Parameters
    ----------
    scored : pandas.DataFrame
        As returned by ``compute_scored``.

    Returns
    -------
    pandas.DataFrame
        Index ``domain_code``; ``n_full``, ``n_partial``, ``n_zero``.
    """
    leaves = scored[scored["is_leaf"]]
    is_full = leaves["lost_score"] <= TOLERANCE
    is_zero = leaves["score"] <= TOLERANCE
    flags = pd.DataFrame({"n_full": is_full, "n_partial": ~is_full & ~is_zero, "n_zero": is_zero & ~is_full})
    return flags.groupby(leaves["domain_code"], sort=False).sum()


def items_for_share(ranked: pd.DataFrame, share_pct: float) -> int:
    """Count how few items hold at least a share of all points lost.

    Parameters
    ----------
    ranked : pandas.DataFrame
        As returned by ``rank_lost_scores``.
    share_pct : float
        Share [0-100].

    Returns
    -------
    int
        0 when nothing was lost.
    """
    return int((ranked["cumulative_pct"] < share_pct - TOLERANCE).sum()) + 1 if len(ranked) else 0


def total_lost(scored: pd.DataFrame) -> tuple[float, float]:
    """Return the points that the index lost, and the penalties that a cap did not take.

    Parameters
    ----------
    scored : pandas.DataFrame
        As returned by ``compute_scored``.

    Returns
    -------
    (float, float)
        Sum of the lost points of all items less what a cap on penalties gives back, and what it gives back [points].
    """
    beyond_cap = max(float(scored["score"].get(CAP_CODE, 0.0)), 0.0)
    return float(rank_lost_scores(scored)["lost_score"].sum()) - beyond_cap, beyond_cap


def lost_by_agency(ranked: pd.DataFrame, lead_agencies: Mapping[str, str]) -> pd.DataFrame:
    """Add lost points up by the agency that leads the item.

    Parameters
    ----------
    ranked : pandas.DataFrame
        As returned by ``rank_lost_scores``.
    lead_agencies : mapping of str to str
        Item code → key (or name) of its lead agency.

    Returns
    -------
    pandas.DataFrame
        Index ``agency``, most points first, ``""`` (no agency known) last; ``n_items``, ``lost_score`` [points],
        ``share_pct`` of all points lost [0-100], ``codes`` (most points first, separated by commas).
    """
    agency = pd.Series({code: lead_agencies.get(code, "") for code in ranked.index}, dtype=object, name="agency")
    grouped = ranked.groupby(agency, sort=False)["lost_score"]
    table = pd.DataFrame({"n_items": grouped.size(), "lost_score": grouped.sum()})
    table["share_pct"] = table["lost_score"] / ranked["lost_score"].sum() * 100
    table["codes"] = [", ".join(ranked.index[agency == one]) for one in table.index]
    table.index.name = "agency"
    order = table.assign(is_unknown=table.index == "").sort_values(
        ["is_unknown", "lost_score"], ascending=[True, False], kind="stable"
    )
    return table.loc[order.index]


def lost_over_years(by_year: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Tabulate what each item lost in every year of one edition.

    Parameters
    ----------
    by_year : mapping of int to pandas.DataFrame
        Result year → ``compute_scored`` under the same framework.

    Returns
    -------
    pandas.DataFrame
        A row per item that ever lost points, in the order of points lost over all years; a column per year [points
        lost, missing where the item did not apply], ``name_vi``, ``n_years`` (years in which it applied), ``n_lost``
        (years in which it lost), ``total_lost`` [points].
    """
    years = sorted(by_year)
    lost = pd.DataFrame({year: par.loc[is_item(par), "lost_score"] for year, par in sorted(by_year.items())})
    names = by_year[years[-1]]["name_vi"]
    table = lost.assign(
        name_vi=names.reindex(lost.index),
        n_years=lost.notna().sum(axis=1),
        n_lost=(lost > TOLERANCE).sum(axis=1),
        total_lost=lost.sum(axis=1),
    )
    table.index.name = "code"
    order = {code: at for at, code in enumerate(names.index)}
    table = table[table["n_lost"] > 0].sort_index(key=lambda codes: codes.map(lambda code: order.get(code, 0)))
    return table.sort_values("total_lost", ascending=False, kind="stable")


@dataclass(frozen=True)
class SourceLoss:
    """From which sources of points the losses come.

    Attributes
    ----------
    rows : pandas.DataFrame
        Index ``method``, most points first; ``lost_score``, ``max_score`` [points]. Only sources that lost points.
    unknown : float
        Points lost by items whose source is not known.
    is_part : bool
        Whether some sources were not announced.
    share_pct : float or None
        Share of the first source in all points lost [0-100]; None where the whole is not known.
    """

    rows: pd.DataFrame
    unknown: float
    is_part: bool
    share_pct: float | None


def lost_by_source(methods: pd.DataFrame | None, components: pd.DataFrame, *, has_cap: bool = False) -> SourceLoss:
    """Add lost points up by source, from a sheet or else as announced.

    Parameters
    ----------
    methods : pandas.DataFrame or None
        As returned by ``indices.scored.sum_by_method``; None without a sheet.
    components : pandas.DataFrame
        As returned by ``indices.components.published_components``; read only without a sheet.
    has_cap : bool
        Whether a cap gives points back: they belong to no source, so no share is told.

    Returns
    -------
    SourceLoss
        Without rows where nothing is known or lost.
    """
    if methods is not None:
        lost = methods[(methods["lost_score"] > TOLERANCE) & ~methods.index.isin([CAP_CODE, GAP_CODE])]
        unknown, is_part = float(lost["lost_score"].get("", 0.0)), False
        rows, whole = lost[lost.index != ""], None if has_cap else float(lost["lost_score"].sum())
    else:
        known = components[components.index.isin(list(PAR_METHODS))].dropna(subset=["score", "max_score"])
        lost = known.assign(lost_score=known["max_score"] - known["score"])
        unknown, is_part = 0.0, set(lost.index) != set(PAR_METHODS)
        rows, whole = lost[lost["lost_score"] > TOLERANCE], None if is_part else float(lost["lost_score"].sum())
    rows = rows[["lost_score", "max_score"]].sort_values("lost_score", ascending=False, kind="stable")
    share = float(rows["lost_score"].iloc[0]) / whole * 100 if whole and len(rows) else None
    return SourceLoss(rows, unknown, is_part, share)
