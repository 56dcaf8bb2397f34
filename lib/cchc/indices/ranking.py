"""Ranks, groups and positions among the units that have a value; always on unrounded values."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

#: Values equal to this many decimals are ties: sums of binary fractions differ beyond them by the order of adding.
TIE_DECIMALS = 9
#: Groups in which PAPI has been announced since about 2018, best first.
PAPI_GROUPS = ("Cao nhất", "Trung bình cao", "Trung bình thấp", "Thấp nhất")


def rank_descending(values: pd.Series) -> pd.Series:
    """Rank values, 1 = highest; equal values share the better rank and the next rank is left out (1, 2, 2, 4).

    Parameters
    ----------
    values : pandas.Series
        One value per unit, unrounded; missing values are not ranked.

    Returns
    -------
    pandas.Series
        ``Int64``, same index; ``<NA>`` where there is no value.

    Examples
    --------
    >>> rank_descending(pd.Series([87.424, 87.416, 90.0, None])).tolist()
    [2, 3, 1, <NA>]
    """
    return values.round(TIE_DECIMALS).rank(ascending=False, method="min").astype("Int64")


def percentile(values: pd.Series) -> pd.Series:
    """Return the share of the other units that a unit lies above.

    Parameters
    ----------
    values : pandas.Series
        One value per unit; missing values take part in nothing.

    Returns
    -------
    pandas.Series
        [0-100], same index: 100 for the best, 0 for the last; a tie counts half. Missing with fewer than two values.

    Examples
    --------
    >>> percentile(pd.Series([4.0, 3.0, 3.0, 1.0, None])).round(1).tolist()
    [100.0, 50.0, 50.0, 0.0, nan]
    """
    ranks = values.round(TIE_DECIMALS).rank(method="average")
    n_others = int(values.notna().sum()) - 1
    return (ranks - 1) / n_others * 100 if n_others > 0 else values * float("nan")


def quartile_ends(n_units: int) -> tuple[int, int, int]:
    """Return the last rank of the first three quarters: cut after ``round-half-up(k * n / 4)``.

    Examples
    --------
    >>> quartile_ends(63), quartile_ends(61)
    ((16, 32, 47), (15, 31, 46))
    """
    first, second, third = (math.floor(k * n_units / 4 + 0.5) for k in (1, 2, 3))
    return first, second, third


def group_by_ends(values: pd.Series, ends: Sequence[int]) -> pd.Series:
    """Put units into PAPI's four groups by the last rank of each.

    Parameters
    ----------
    values : pandas.Series
        One value per unit; units without a value belong to no group and do not count.
    ends : sequence of int
        Last rank of the first three groups.

    Returns
    -------
    pandas.Series
        Group name (one of ``PAPI_GROUPS``) or None, same index; equal values go where the first of them goes.

    Examples
    --------
    >>> group_by_ends(pd.Series([4.0, 3.0, 2.0, 1.0]), (2, 3, 3)).tolist()
    ['Cao nhất', 'Cao nhất', 'Trung bình cao', 'Thấp nhất']
    """
    cuts = (*ends, int(values.notna().sum()))
    names = [
        None if pd.isna(rank) else next(name for name, cut in zip(PAPI_GROUPS, cuts, strict=True) if rank <= cut)
        for rank in rank_descending(values)
    ]
    return pd.Series(names, index=values.index, dtype="object")


def group_by_quartile(values: pd.Series) -> pd.Series:
    """Put units into four groups by quarters of those that have a value.

    Our own rule: it reproduces the sizes that PAPI published for 2019 to 2021, not those of 2022 and 2023. Published groups win.

    Examples
    --------
    >>> group_by_quartile(pd.Series([4.0, 3.0, 2.0, 1.0])).tolist()
    ['Cao nhất', 'Trung bình cao', 'Trung bình thấp', 'Thấp nhất']
    """
    return group_by_ends(values, quartile_ends(int(values.notna().sum())))
