"""The group that a unit is compared with, and where it stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.results import Results
from cchc.indices.ranking import rank_descending
from cchc.indices_defined import Index


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


def find_peers(results: Results) -> PeerGroup:
    """Return the group that the parameters choose; units ranked below another are compared with those known beside them."""
    inputs, choice = results.inputs, results.inputs.params.peers
    key = inputs.unit.unit_key
    if not inputs.is_ranked_in_country:
        known = dict.fromkeys(str(one) for own in results.of.values() for one in own.field.index)
        return PeerGroup(tuple(one for one in known if one != key), "list")
    if choice.rule == "list":
        return PeerGroup(inputs.peer_members, "list")
    if choice.rule == "profile":
        published = results.published()
        if published is None or not len(published.all_values):
            return PeerGroup((), "profile")
        return nearest_in_profile(published.all_values[published.top_codes], key, choice.n)
    return same_region(inputs.regions, key)


@dataclass(frozen=True)
class GroupTable:
    """The announced values of a group of units.

    Attributes
    ----------
    rows : pandas.DataFrame
        Index unit key, the unit itself among the others; per index ``short`` (value) and ``short_rank``. Provinces stand in the
        order of the index of which most is known, best first, units ranked below a province in that of their ranks.
    n_known : dict of str to int
        Key of an index → number of units whose value is known.
    """

    rows: pd.DataFrame
    n_known: dict[str, int]


def tabulate_group(results: Results, group: PeerGroup) -> GroupTable:
    """Tabulate a unit and its group in every index that is announced for them."""
    keys = [results.inputs.unit.unit_key, *group.keys]
    shown = [one for one in results.of.values() if one.is_announced]
    rows = pd.DataFrame(index=pd.Index(keys, name="unit_key"))
    for one in shown:
        rows[one.index.short] = one.field["value"].reindex(keys).to_numpy()
        rows[f"{one.index.short}_rank"] = one.field["rank"].reindex(keys).to_numpy()
    n_known = {one.index.key: int(rows[one.index.short].notna().sum()) for one in shown}
    if results.inputs.is_ranked_in_country:
        # the index of which most is known orders the group, the first one what is left
        first = sorted(shown, key=lambda one: one.index.ranks != "computed")[:2]
        by, is_ascending = [one.index.short for one in first], [one.index.is_lower_better for one in first]
        rows = rows.sort_values(by, ascending=is_ascending, kind="stable", na_position="last")
    elif shown:
        rows = rows.sort_values([f"{shown[0].index.short}_rank"], kind="stable", na_position="last")
    return GroupTable(rows, n_known)


def region_means(results: Results, region_vi: str) -> list[tuple[Index, float]]:
    """Return the means of a region that were published, by index."""
    told = results.inputs.aggregates
    told = told[(told["area"] == region_vi) & (told["statistic"] == "mean")]
    means = told.drop_duplicates("index").set_index("index")["value"]
    return [(own.index, float(means[key])) for key, own in results.of.items() if key in means.index]
