"""Which items of surveyed and published indices count as weak."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class WeakAnswers:
    """Items of a survey against its own overall value.

    Attributes
    ----------
    items : pandas.DataFrame
        Items, lowest first, with ``gap`` (value - overall value) [percentage points].
    n_weak : int
        Items below the overall value.
    n_sure : int
        Those of them whose whole interval lies below it, each taken by itself.
    has_interval : bool
        Whether intervals are known.
    """

    items: pd.DataFrame
    n_weak: int
    n_sure: int
    has_interval: bool

    @classmethod
    def of(cls, sipas: pd.DataFrame) -> WeakAnswers:
        """Look at the items of ``indices.surveyed.compute_surveyed``.

        Examples
        --------
        >>> sipas = pd.DataFrame(
        ...     {"node_kind": ["total", "item", "item", "item"], "value_pct": [80.0, 85.0, 70.0, 79.0],
        ...      "low_pct": [78.0, 80.0, 65.0, 75.0], "high_pct": [82.0, 90.0, 75.0, 83.0]},
        ...     index=["total", "1", "2", "3"],
        ... )
        >>> found = WeakAnswers.of(sipas)
        >>> found.items["gap"].to_dict(), found.n_weak, found.n_sure
        ({'2': -10.0, '3': -1.0, '1': 5.0}, 2, 1)
        """
        overall, weak = sipas.at["total", "value_pct"], find_weak_surveyed(sipas)
        items = sipas[sipas["node_kind"] == "item"].sort_values("value_pct", kind="stable")
        return cls(
            items=items.assign(gap=items["value_pct"] - overall),
            n_weak=len(weak),
            n_sure=int((weak["high_pct"] < overall).sum()),
            has_interval=bool(items["low_pct"].notna().any()),
        )


def rank_published_items(field: pd.DataFrame, index: Index) -> pd.DataFrame:
    """Return the smallest parts that have a value, farthest on the worse side of the median first.

    Parameters
    ----------
    field, index
        As for ``find_weak_published``.
    """
    items = field[field["is_item"]].dropna(subset=["score"])
    return items.sort_values("gap_to_median", ascending=index.sign > 0, kind="stable")
