"""Provinces merged in 2025: what a back-cast from their old parts may say."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


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
