"""Which items of surveyed and published indices count as weak."""

from __future__ import annotations

import pandas as pd

from cchc.indices_defined import Index


def find_weak_surveyed(sipas: pd.DataFrame) -> pd.DataFrame:
    """Return the items below the unit's own overall value (rule ``below_overall``).

    Parameters
    ----------
    sipas : pandas.DataFrame
        As returned by ``indices.surveyed.compute_surveyed``.

    Returns
    -------
    pandas.DataFrame
        Items in the questionnaire's order; items without valid answers are not judged.
    """
    items = sipas[sipas["node_kind"] == "item"]
    return items[items["value_pct"] < sipas.at["total", "value_pct"]]


def find_weak_published(field: pd.DataFrame, index: Index) -> pd.DataFrame:
    """Return the smallest parts that are worse than the median of the units (rule ``below_median``).

    Parameters
    ----------
    field : pandas.DataFrame
        As returned by ``analysis.comparisons.compare_to_field``.
    index : Index
        Knows which of two values is the better one.

    Returns
    -------
    pandas.DataFrame
        In the order of the structure; withheld ones are not judged.
    """
    return field[field["is_item"] & (field["gap_to_median"] * index.sign < 0)]
