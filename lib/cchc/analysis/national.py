"""All provinces on the three indices: what is known, who moved."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from cchc.indices.headlines import announced_field, published_totals
from cchc.indices.papi import changes_since_comparable, compute_papi, is_break
from cchc.indices.papi_field import PapiField
from cchc.indices.ranking import rank_descending
from cchc.sources.national_inputs import NationalInputs

_LEAST_FOR_BOUNDS = 10


@dataclass(frozen=True)
class NationalResults:
    """What is known of all provinces in one result year; nothing is filled in.

    Attributes
    ----------
    inputs : NationalInputs
        What it rests on.
    table : pandas.DataFrame
        A row per province in the register's order, index ``unit_key``: ``name_vi``, ``region_vi``, ``par``,
        ``par_rank``, ``sipas``, ``sipas_rank``, ``papi``, ``papi_rank``, ``papi_group``, ``papi_change``,
        ``is_group_published``, ``papi_since`` (year that the change compares with), ``par_previous_rank`` (only where as
        many units were ranked), ``par_other``, ``sipas_other`` (values of other sources), ``par_other_ranks``, ``sipas_other_ranks``; missing where not known.
    papi_values : pandas.DataFrame
        ``compute_papi`` of the result year.
    par_mean, sipas_mean : float or None
        Announced mean of the country.
    is_papi_break : bool
        Whether PAPI's total starts a new series in the result year.
    papi_field : PapiField
        What was published of all provinces together.
    """

    inputs: NationalInputs
    table: pd.DataFrame
    papi_values: pd.DataFrame
    par_mean: float | None
    sipas_mean: float | None
    is_papi_break: bool
    papi_field: PapiField


def compute_national(inputs: NationalInputs) -> NationalResults:
    """Gather all provinces on the three indices.

    Parameters
    ----------
    inputs : NationalInputs
        As returned by ``load_national``.

    Returns
    -------
    NationalResults
        Ranks of PAR INDEX and SIPAS as announced, those of PAPI computed among the provinces with a total.
    """
    year, keys = inputs.result_year, [one.unit_key for one in inputs.provinces]
    totals = {
        "par": published_totals(inputs.par_published, inputs.sources),
        "sipas": published_totals(inputs.sipas_published, inputs.sources),
    }
    fields = {name: announced_field(table, year).reindex(keys) for name, table in totals.items()}
    before = announced_field(totals["par"], year - 1).reindex(keys)
    years = sorted({int(one) for one in inputs.papi["year"].unique() if one <= year})
    by_year = {one: compute_papi(inputs.papi, inputs.papi_structure, one) for one in years}
    values = by_year.get(year, pd.DataFrame(columns=["total"], dtype=float))
    total = values["total"].reindex(keys)
    if year in by_year:
        changes, since = (table["total"].reindex(keys) for table in changes_since_comparable(by_year, year))
    else:
        changes, since = (pd.Series(float("nan"), index=keys), pd.Series(pd.NA, index=keys, dtype="Int64"))
    field = PapiField.of(inputs.aggregates, year)
    groups, is_published = field.groups(total)
    # no rank is compared over two fields: of another size, or of a size that is not known
    is_same = (before["n_ranked"] == fields["par"]["n_ranked"]).fillna(value=False).astype(bool)
    table = pd.DataFrame(
        {
            "name_vi": [one.name_vi for one in inputs.provinces],
            "region_vi": [inputs.regions.get(key, "") for key in keys],
            "par": fields["par"]["value"],
            "par_rank": fields["par"]["rank"],
            "par_other": fields["par"]["disagreeing"],
            "par_other_ranks": fields["par"]["other_ranks"],
            "par_previous_rank": before["rank"].where(is_same),
            "sipas": fields["sipas"]["value"],
            "sipas_rank": fields["sipas"]["rank"],
            "sipas_other": fields["sipas"]["disagreeing"],
            "sipas_other_ranks": fields["sipas"]["other_ranks"],
            "papi": total,
            "papi_rank": rank_descending(total),
            "papi_group": groups,
            "is_group_published": is_published,
            "papi_change": changes,
            "papi_since": since.astype("Int64"),
        },
        index=pd.Index(keys, name="unit_key"),
    )
    means = {name: _mean(totals[name], year) for name in totals}
    return NationalResults(inputs, table, values, means["par"], means["sipas"], is_break("total", year), field)


def _mean(totals: pd.DataFrame, year: int) -> float | None:
    at = ("VietNam", year, "mean")
    value = totals.at[at, "value"] if at in totals.index else None
    return None if value is None or pd.isna(value) else float(value)


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
