"""Ranks, groups and positions among the units that have a value; always on unrounded values."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

#: Values equal to this many decimals are ties: sums of binary fractions differ beyond them by the order of adding.
TIE_DECIMALS = 9


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


def equal_ends(n_units: int, n_groups: int) -> tuple[int, ...]:
    """Return the last rank of all but the last of equal groups: cut after ``round-half-up(k * n / groups)``.

    Examples
    --------
    >>> equal_ends(63, 4), equal_ends(61, 4)
    ((16, 32, 47), (15, 31, 46))
    """
    return tuple(math.floor(k * n_units / n_groups + 0.5) for k in range(1, n_groups))


def group_by_ends(values: pd.Series, ends: Sequence[int], names: Sequence[str]) -> pd.Series:
    """Put units into groups by the last rank of each.

    Parameters
    ----------
    values : pandas.Series
        One value per unit, more is better; units without a value belong to no group and do not count.
    ends : sequence of int
        Last rank of all groups but the last.
    names : sequence of str
        Names of the groups, best first.

    Returns
    -------
    pandas.Series
        Group name or None, same index; equal values go where the first of them goes.

    Examples
    --------
    >>> group_by_ends(pd.Series([4.0, 3.0, 2.0, 1.0]), (2, 3), ("A", "B", "C")).tolist()
    ['A', 'A', 'B', 'C']
    """
    cuts = (*ends, int(values.notna().sum()))
    found = [
        None if pd.isna(rank) else next(name for name, cut in zip(names, cuts, strict=True) if rank <= cut)
        for rank in rank_descending(values)
    ]
    return pd.Series(found, index=values.index, dtype="object")


def group_equally(values: pd.Series, names: Sequence[str]) -> pd.Series:
    """Put units into equal groups of those that have a value.

    Our own rule: in quarters it reproduces the sizes that PAPI published for 2019 to 2021, not those of 2022 and 2023.
    Published groups win.

    Examples
    --------
    >>> group_equally(pd.Series([4.0, 3.0, 2.0, 1.0]), ("A", "B", "C", "D")).tolist()
    ['A', 'B', 'C', 'D']
    """
    return group_by_ends(values, equal_ends(int(values.notna().sum()), len(names)), names)
