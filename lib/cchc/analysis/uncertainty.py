"""How sure a rank is: ranks drawn again and again from values and their standard errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cchc.indices.ranking import TIE_DECIMALS, group_by_ends, rank_descending


@dataclass(frozen=True)
class RankDraws:
    """Ranks of one unit in many draws.

    Attributes
    ----------
    rank, n_ranked : int
        Of the values as given.
    low_rank, median_rank, high_rank : int
        Bounds of the interval (low is the better rank) and the middle draw.
    shares_pct : pandas.Series
        Rank → share of the draws [0-100].
    groups_pct : pandas.Series
        Group, best first → share of the draws in which the unit lies in it [0-100].
    interval_pct : float
        Share of the draws that the interval holds at least [0-100].
    """

    rank: int
    n_ranked: int
    low_rank: int
    median_rank: int
    high_rank: int
    shares_pct: pd.Series
    groups_pct: pd.Series
    interval_pct: float


def simulate_ranks(
    values: pd.Series,
    standard_errors: float | pd.Series,
    key: str,
    *,
    n_draws: int,
    interval_pct: float,
    seed: int,
    group_ends: tuple[int, ...] = (),
    group_names: tuple[str, ...] = (),
) -> RankDraws:
    """Draw every unit's value again and look at the rank that one of them takes.

    Parameters
    ----------
    values : pandas.Series
        One value per unit, more is better; units without a value take no part.
    standard_errors : float or pandas.Series
        One for all, or one per unit, in the unit of the values [>= 0].
    key : str
        The unit; it must have a value.
    n_draws : int
        Number of draws.
    interval_pct : float
        Share of the draws between the bounds [0-100].
    seed : int
        Equal seeds give equal draws.
    group_ends : tuple of int
        Last rank of all groups but the last.
    group_names : tuple of str
        Names of the groups, best first; empty: the index has none.

    Returns
    -------
    RankDraws
        Of the unit.

    Notes
    -----
    Draws are normal around the published value, independent between units. The bounds are the ranks at the
    (100 - p)/2 and (100 + p)/2 percentiles of the draws, outwards, so that at least p per cent lie between them.
    With standard errors of 0 every draw gives the published rank.
    """
    known = values.dropna()
    errors = np.broadcast_to(
        standard_errors.reindex(known.index).to_numpy(float)
        if isinstance(standard_errors, pd.Series)
        else standard_errors,
        len(known),
    )
    if np.isnan(errors).any():
        msg = "a unit has a value but no standard error"
        raise ValueError(msg)
    place = known.index.get_loc(key)
    draws = np.random.default_rng(seed).standard_normal((n_draws, len(known))) * errors + known.to_numpy(float)
    draws = draws.round(TIE_DECIMALS)
    ranks = 1 + (draws > draws[:, [place]]).sum(axis=1)
    tail = (100 - interval_pct) / 2
    low = int(np.percentile(ranks, tail, method="lower"))
    high = int(np.percentile(ranks, 100 - tail, method="higher"))
    shares = pd.Series(ranks).value_counts(normalize=True).sort_index() * 100
    shares.index.name = "rank"
    # which rank belongs to which group depends on the number of units only
    by_rank = pd.Series(range(len(known), 0, -1), index=range(1, len(known) + 1))
    groups = group_by_ends(by_rank, group_ends if group_names else (), group_names or ("",))
    by_group = shares.groupby(shares.index.map(groups)).sum()
    return RankDraws(
        rank=int(rank_descending(known)[key]),
        n_ranked=len(known),
        low_rank=low,
        median_rank=int(np.percentile(ranks, 50, method="lower")),
        high_rank=high,
        shares_pct=shares,
        groups_pct=by_group.reindex(groups.unique(), fill_value=0.0),
        interval_pct=interval_pct,
    )
