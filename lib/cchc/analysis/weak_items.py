"""Which SIPAS and PAPI items count as weak, by the rule that the parameters name."""

from __future__ import annotations

import pandas as pd


def find_weak_sipas(sipas: pd.DataFrame) -> pd.DataFrame:
    """Return the items below the unit's own overall value (rule ``below_overall``).

    Parameters
    ----------
    sipas : pandas.DataFrame
        As returned by ``indices.sipas.compute_sipas``.

    Returns
    -------
    pandas.DataFrame
        Items in the questionnaire's order; items without valid answers are not judged.
    """
    items = sipas[sipas["node_kind"] == "item"]
    return items[items["value_pct"] < sipas.at["total", "value_pct"]]


def find_weak_papi(field: pd.DataFrame) -> pd.DataFrame:
    """Return the sub-dimensions below the median of the provinces (rule ``below_median``).

    Parameters
    ----------
    field : pandas.DataFrame
        As returned by ``analysis.comparisons.compare_papi_to_field``.

    Returns
    -------
    pandas.DataFrame
        Sub-dimensions in the order of the structure; withheld ones are not judged.
    """
    subdimensions = field[field["parent_code"].str.startswith("D")]
    return subdimensions[subdimensions["gap_to_median"] < 0]
