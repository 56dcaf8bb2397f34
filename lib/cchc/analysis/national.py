"""All provinces on every index that exists for them: what is known, who moved."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.published_results import noise_of, ranks_of, values_by_year
from cchc.indices.announced_field import AnnouncedField
from cchc.indices.headlines import announced_field, published_totals
from cchc.indices.published import changes_since_comparable
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.sources.inputs import IndexInputs
from cchc.sources.national_inputs import NationalInputs
from cchc.units import COUNTRY_KEY

_LEAST_FOR_BOUNDS = 10


@dataclass(frozen=True)
class NationalIndex:
    """What is known of all provinces in one index; nothing is filled in.

    Attributes
    ----------
    index : Index
        Its definition.
    table : pandas.DataFrame
        A row per province in the register's order, index ``unit_key``: ``value`` [unit of the index], ``rank``,
        ``other``, ``other_ranks`` (what other sources give), ``previous_rank`` (only where as many units were ranked),
        ``group_vi``, ``is_group_published``, ``change`` [unit of the index], ``since`` (year that the change compares
        with); missing where not known.
    mean : float or None
        Announced mean of the country.
    announced : AnnouncedField
        What was published of all provinces together.
    is_break : bool
        Whether the total starts a new series in the result year.
    noise : float or None
        Noise of a change of the total, where a standard error is assumed.
    withheld : frozenset of str
        Provinces whose result, or a part of it, was withheld.
    """

    index: Index
    table: pd.DataFrame
    mean: float | None
    announced: AnnouncedField
    is_break: bool
    noise: float | None
    withheld: frozenset[str]


@dataclass(frozen=True)
class NationalResults:
    """What is known of all provinces in one result year.

    Attributes
    ----------
    inputs : NationalInputs
        What it rests on.
    names : pandas.DataFrame
        A row per province in the register's order, index ``unit_key``: ``name_vi``, ``region_vi``.
    of : dict of str to NationalIndex
        By key of the index, in the order in which documents tell them.
    """

    inputs: NationalInputs
    names: pd.DataFrame
    of: dict[str, NationalIndex]

    def with_ranks(self, ranks: str) -> tuple[NationalIndex, ...]:
        """Return the indices whose ranks are ``announced``, or ``computed``."""
        return tuple(one for one in self.of.values() if one.index.ranks == ranks)


def compute_national(inputs: NationalInputs) -> NationalResults:
    """Gather all provinces on every index.

    Parameters
    ----------
    inputs : NationalInputs
        As returned by ``load_national``.

    Returns
    -------
    NationalResults
        Ranks as announced, or computed among the provinces with a total, as the index says.
    """
    keys = [one.unit_key for one in inputs.provinces]
    names = pd.DataFrame(
        {
            "name_vi": [one.name_vi for one in inputs.provinces],
            "region_vi": [inputs.regions.get(key, "") for key in keys],
        },
        index=pd.Index(keys, name="unit_key"),
    )
    of = {
        key: (_published if own.index.kind == "published" else _announced)(inputs, own, keys)
        for key, own in inputs.of.items()
    }
    return NationalResults(inputs, names, of)


def _announced(inputs: NationalInputs, own: IndexInputs, keys: list[str]) -> NationalIndex:
    index, year = own.index, inputs.result_year
    in_points = index.kind == "scored" and not index.is_percent
    totals = published_totals(own.published, inputs.sources, in_points=in_points)
    field, before = (announced_field(totals, one).reindex(keys) for one in (year, year - 1))
    # no rank is compared over two fields: of another size, or of a size that is not known
    is_same = (before["n_ranked"] == field["n_ranked"]).fillna(value=False).astype(bool)
    at = (COUNTRY_KEY, year, "mean")
    mean = totals.at[at, "value"] if at in totals.index else None
    table = pd.DataFrame(
        {
            "value": field["value"],
            "rank": field["rank"],
            "other": field["disagreeing"],
            "other_ranks": field["other_ranks"],
            "previous_rank": before["rank"].where(is_same),
            "group_vi": None,
            "is_group_published": False,
            "change": float("nan"),
            "since": pd.Series(pd.NA, index=keys, dtype="Int64"),
        },
        index=pd.Index(keys, name="unit_key"),
    )
    known_mean = None if mean is None or pd.isna(mean) else float(mean)
    return NationalIndex(
        index,
        table,
        known_mean,
        AnnouncedField(),
        index.is_break(year),
        noise_of(index, inputs.uncertainty),
        own.withheld,
    )


def _published(inputs: NationalInputs, own: IndexInputs, keys: list[str]) -> NationalIndex:
    index, year = own.index, inputs.result_year
    by_year = values_by_year(own, year)
    values = by_year.get(year, pd.DataFrame(columns=[TOTAL_CODE], dtype=float))
    total = values[TOTAL_CODE].reindex(keys)
    rank, n_ranked = ranks_of(own, total, year)
    if year in by_year:
        changes, since = (table[TOTAL_CODE].reindex(keys) for table in changes_since_comparable(by_year, year, index))
    else:
        changes, since = (pd.Series(float("nan"), index=keys), pd.Series(pd.NA, index=keys, dtype="Int64"))
    previous = pd.Series(pd.NA, index=keys, dtype="Int64")
    if index.ranks == "announced" and year - 1 in by_year:
        before, n_before = ranks_of(own, by_year[year - 1][TOTAL_CODE].reindex(keys), year - 1)
        previous = before.where((n_before == n_ranked).fillna(value=False).astype(bool))
    announced = AnnouncedField.of(inputs.aggregates, index, year)
    groups, is_published = announced.groups(total)
    table = pd.DataFrame(
        {
            "value": total,
            "rank": rank,
            "other": pd.Series([()] * len(keys), index=keys),
            "other_ranks": pd.Series([()] * len(keys), index=keys),
            "previous_rank": previous,
            "group_vi": groups,
            "is_group_published": is_published,
            "change": changes,
            "since": since.astype("Int64"),
        },
        index=pd.Index(keys, name="unit_key"),
    )
    noise = noise_of(index, inputs.uncertainty)
    return NationalIndex(index, table, announced.mean, announced, index.is_break(year), noise, own.withheld)


def find_movers(changes: pd.Series, n: int) -> tuple[pd.Series, pd.Series]:
    """Return the largest rises and the largest falls.

    Parameters
    ----------
    changes : pandas.Series
        One change per unit; missing ones take no part.
    n : int
        How many of each at most.

    Returns
    -------
    (pandas.Series, pandas.Series)
        Rises, largest first; falls, largest first. No unit stands in both, and none that did not move.

    Examples
    --------
    >>> up, down = find_movers(pd.Series({"A": 1.0, "B": -2.0, "C": 0.0, "D": 3.0, "E": None}), 1)
    >>> up.to_dict(), down.to_dict()
    ({'D': 3.0}, {'B': -2.0})
    """
    known = changes.dropna().sort_values(kind="stable")
    return known[known > 0][::-1].head(n), known[known < 0].head(n)


def correlation_bounds(value: float, n_both: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a rank correlation; None with fewer than ten units.

    Fisher's z with the standard error 1.06 / sqrt(n - 3) of Fieller, Hartley and Pearson (1957).

    Examples
    --------
    >>> tuple(round(one, 2) for one in correlation_bounds(0.5, 20))
    (0.05, 0.78)
    """
    if n_both < _LEAST_FOR_BOUNDS:
        return None
    centre = math.atanh(min(max(value, -0.9999), 0.9999))
    half = 1.96 * 1.06 / math.sqrt(n_both - 3)
    return math.tanh(centre - half), math.tanh(centre + half)


def correlate_ranks(first: pd.Series, second: pd.Series) -> tuple[float | None, int]:
    """Return Spearman's rank correlation of two values and the number of units that have both.

    Parameters
    ----------
    first, second : pandas.Series
        One value per unit.

    Returns
    -------
    (float or None, int)
        [-1, 1]; None with fewer than three units or where one value is the same everywhere.

    Examples
    --------
    >>> correlate_ranks(pd.Series([1.0, 2.0, 3.0, None]), pd.Series([10.0, 30.0, 40.0, 5.0]))
    (1.0, 3)
    """
    both = pd.DataFrame({"first": first, "second": second}).dropna().rank()
    if len(both) < 3 or (both == both.iloc[0]).all().any():
        return None, len(both)
    return float(both["first"].corr(both["second"])), len(both)
