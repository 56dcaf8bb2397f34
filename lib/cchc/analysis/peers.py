"""The group that a unit is compared with, and where it stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cchc.indices.ranking import rank_descending


@dataclass(frozen=True)
class PeerGroup:
    """Other units, chosen by a rule.

    Attributes
    ----------
    keys : tuple of str
        Without the unit itself; empty where the rule finds none.
    rule : str
        ``region``, ``profile`` or ``list``.
    region_vi : str
        Name of the region under ``region``, empty otherwise.
    """

    keys: tuple[str, ...]
    rule: str
    region_vi: str = ""


def same_region(regions: Mapping[str, str], unit_key: str) -> PeerGroup:
    """Return the other provinces of a province's region.

    Parameters
    ----------
    regions : mapping of str to str
        Unit key → name of its region in the result year.
    unit_key : str
        The province.

    Returns
    -------
    PeerGroup
        Empty for a unit without a region.

    Examples
    --------
    >>> same_region({"A": "bắc", "B": "nam", "C": "bắc"}, "A").keys
    ('C',)
    """
    region = regions.get(unit_key, "")
    keys = tuple(key for key, one in regions.items() if one == region and key != unit_key) if region else ()
    return PeerGroup(keys, "region", region)


def nearest_in_profile(profiles: pd.DataFrame, unit_key: str, n: int) -> PeerGroup:
    """Return the provinces whose profile is nearest to a province's.

    Parameters
    ----------
    profiles : pandas.DataFrame
        A row per province, a column per dimension [points]; provinces lacking one take no part.
    unit_key : str
        The province.
    n : int
        How many are wanted.

    Returns
    -------
    PeerGroup
        Nearest first; empty if the province itself lacks a dimension.

    Notes
    -----
    Euclidean distance of the dimensions, each divided by its standard deviation over the provinces; provinces at
    the same distance stand in the order of the table. A dimension in which all agree tells nothing and is left out.
    """
    complete = profiles.dropna()
    if unit_key not in complete.index:
        return PeerGroup((), "profile")
    spread = complete.std(ddof=0)
    used = complete.loc[:, spread > 0] / spread[spread > 0]
    distance = ((used - used.loc[unit_key]) ** 2).sum(axis=1).drop(unit_key)
    return PeerGroup(tuple(distance.sort_values(kind="stable").index[:n]), "profile")


def compare_with_peers(
    values: pd.DataFrame, unit_key: str, peers: Sequence[str], *, is_lower_better: bool = False
) -> pd.DataFrame:
    """Place a unit in its group, column by column.

    Parameters
    ----------
    values : pandas.DataFrame
        A row per unit, a column per value.
    unit_key : str
        The unit; it must have a row.
    peers : sequence of str
        The others; those without a row are left out.
    is_lower_better : bool
        Whether less is better.

    Returns
    -------
    pandas.DataFrame
        A row per column of ``values``: ``score``, ``median`` and ``best`` of the others, ``best_key``,
        ``gap_to_median`` (score - median), ``rank`` and ``n_ranked`` among the group with the unit itself.
    """
    others = values.loc[[key for key in peers if key in values.index and key != unit_key]]
    group = pd.concat([values.loc[[unit_key]], others])
    own, median, sign = values.loc[unit_key], others.median(), -1 if is_lower_better else 1
    has_any, ordered = others.notna().any(), others * sign
    return pd.DataFrame(
        {
            "score": own,
            "median": median,
            "best": ordered.max() * sign,
            "best_key": [ordered[code].idxmax() if has_any[code] else "" for code in values.columns],
            "gap_to_median": own - median,
            "rank": (group * sign).apply(rank_descending).loc[unit_key].astype("Int64"),
            "n_ranked": group.notna().sum().where(own.notna(), 0).astype(int),
        }
    )
