"""Where points were lost: by item, by domain, by source of points."""

from __future__ import annotations

import pandas as pd

#: Below this many points two scores count as equal: scores are sums of binary fractions.
TOLERANCE = 1e-9


def rank_lost_scores(par_index: pd.DataFrame) -> pd.DataFrame:
    """List the leaves that lost points, most points first.

    Weaknesses are ranked by points lost, not by rank or percentage: step-scored criteria tie everywhere else.

    Parameters
    ----------
    par_index : pandas.DataFrame
        As returned by ``indices.par_index.compute_par_index``.

    Returns
    -------
    pandas.DataFrame
        Leaves and penalties with ``lost_score`` > 0, framework order among equals, with ``share_pct`` (share of all points
        lost, 0-100) and ``cumulative_pct``.
    """
    is_counted = par_index["is_leaf"] | (par_index["role"] == "penalty")
    is_item = is_counted & ~par_index.index.isin(par_index["parent_code"])
    leaves = par_index[is_item & (par_index["lost_score"] > TOLERANCE)]
    ranked = leaves.sort_values("lost_score", ascending=False, kind="stable")
    share = ranked["lost_score"] / ranked["lost_score"].sum() * 100
    return ranked.assign(share_pct=share, cumulative_pct=share.cumsum())


def split_by_achievement(par_index: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split leaves into those at their maximum and those below, both in framework order.

    Parameters
    ----------
    par_index : pandas.DataFrame
        As returned by ``compute_par_index``.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        At the maximum; below it (partial or zero), penalties that took points included.
    """
    leaves = par_index[par_index["is_leaf"]]
    is_full = leaves["lost_score"] <= TOLERANCE
    is_penalty = (par_index["role"] == "penalty") & ~par_index.index.isin(par_index["parent_code"])
    taken = par_index[is_penalty & (par_index["lost_score"] > TOLERANCE)]
    below = pd.concat([leaves[~is_full], taken])
    return leaves[is_full], below.loc[[code for code in par_index.index if code in below.index]]


def count_achievement(par_index: pd.DataFrame) -> pd.DataFrame:
    """Count, per domain, the leaves with full, partial and zero points.

    Parameters
    ----------
    par_index : pandas.DataFrame
        As returned by ``compute_par_index``.

    Returns
    -------
    pandas.DataFrame
        Index ``domain_code``; ``n_full``, ``n_partial``, ``n_zero``.
    """
    leaves = par_index[par_index["is_leaf"]]
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
