"""Provinces merged in 2025: what their old parts share, where they differ, and what a back-cast from them may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.index_results import PublishedResults
from cchc.analysis.results import Results


def cast_back(values: pd.DataFrame, population: Mapping[str, float]) -> pd.Series:
    """Estimate what a merged province would have had: the mean of its parts, weighted by population.

    Parameters
    ----------
    values : pandas.DataFrame
        A row per old province, a column per value.
    population : mapping of str to float
        Old province → persons [> 0].

    Returns
    -------
    pandas.Series
        Missing where any part is: nothing is filled in, and the estimate has no rank.

    Raises
    ------
    KeyError
        If a part has no population.

    Notes
    -----
    An estimate, never an official figure: surveys of the old provinces were drawn apart, with samples of their own.

    Examples
    --------
    >>> values = pd.DataFrame({"total": [40.0, 44.0]}, index=["A", "B"])
    >>> float(cast_back(values, {"A": 1.0, "B": 3.0})["total"])
    43.0
    """
    weights = pd.Series({key: float(population[key]) for key in values.index})
    return values.mul(weights / weights.sum(), axis=0).sum(min_count=len(values))


def shared_weakness(parts: Sequence[PublishedResults]) -> list[str]:
    """Return the smallest parts of an index that are weak in all old provinces with a result, in the order of its structure."""
    weak = [set(one.weak.index) for one in parts if one.weak is not None]
    return [str(code) for code in parts[0].all_values.columns if weak and all(code in one for one in weak)]


@dataclass(frozen=True)
class Difference:
    """Where old provinces differ most.

    Attributes
    ----------
    code : str
        The part.
    high_key, low_key : str
        Provinces with the highest and the lowest value.
    high, low : float
        Their values.
    """

    code: str
    high_key: str
    high: float
    low_key: str
    low: float


def widest_difference(values: pd.DataFrame) -> Difference | None:
    """Find the part in which some provinces differ most.

    Parameters
    ----------
    values : pandas.DataFrame
        A row per province, a column per part.

    Returns
    -------
    Difference or None
        None where no part has a value.

    Examples
    --------
    >>> widest_difference(pd.DataFrame({"1": [5.0, 5.5], "2": [6.0, 4.5]}, index=["A", "B"]))
    Difference(code='2', high_key='A', high=6.0, low_key='B', low=4.5)
    """
    spread = values.max() - values.min()
    if spread.isna().all():
        return None
    code = spread.idxmax()
    low, high = values[code].idxmin(), values[code].idxmax()
    return Difference(str(code), str(high), float(values.at[high, code]), str(low), float(values.at[low, code]))


def estimate_merged(results: Results, key: str = "") -> pd.DataFrame | None:
    """Cast a published index back from the old provinces, beside the range in which they lie.

    Parameters
    ----------
    results : Results
        Of the new province, with its parts.
    key : str
        Of a published index; by default the first.

    Returns
    -------
    pandas.DataFrame or None
        Index code; ``value`` (``cast_back``, missing where withheld), ``low``, ``high``. None without populations, for
        a single part, where a part has no such index, and where nothing can be said.
    """
    population = results.inputs.params.merger.population
    parts = [found for one in results.parts if (found := one.published(key)) is not None]
    if not population or len(parts) < 2 or len(parts) < len(results.parts):
        return None
    values = parts[0].all_values.reindex([one.inputs.unit.unit_key for one in parts])
    value = cast_back(values, population)
    if value.isna().all():
        return None
    return pd.DataFrame({"value": value, "low": values.min(), "high": values.max()})
