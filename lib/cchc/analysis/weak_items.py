"""Which items of surveyed and published indices count as weak."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis.standing import judge_standing
from cchc.indices_defined import TOTAL_CODE, Index


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


def judge_published(field: pd.DataFrame, index: Index) -> pd.Series:
    """Judge every part of a published index.

    Parameters
    ----------
    field, index
        As for ``find_weak_published``.

    Returns
    -------
    pandas.Series
        Index as ``field``; True for a strength, False for a weakness, None where nobody can tell: against the median of the
        units; where that is not known by the announced rank; where there is none against the unit's own whole, which can
        only tell a weakness.
    """
    whole = field.loc[TOTAL_CODE]
    share = whole["score"] / whole["max_score"] * 100
    has_share = not index.is_lower_better and not pd.isna(share)
    found: list[bool | None] = []
    for row in field.itertuples():
        if not pd.isna(row.gap_to_median):
            found.append(bool(row.gap_to_median * index.sign >= 0))
            continue
        is_known = has_share and not pd.isna(row.score) and not pd.isna(row.max_score)
        found.append(
            judge_standing(
                rank=None if pd.isna(row.rank) else int(row.rank),
                n_ranked=None if pd.isna(row.n_ranked) else int(row.n_ranked),
                pct=float(row.score / row.max_score * 100) if is_known else None,
                whole_pct=float(share) if has_share else None,
            )
        )
    return pd.Series(found, index=field.index, dtype=object)


def find_weak_published(field: pd.DataFrame, index: Index) -> pd.DataFrame:
    """Return the smallest parts that are weaknesses (``judge_published``).

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
    return field[field["is_item"] & judge_published(field, index).eq(False)]


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


def order_own_parts(field: pd.DataFrame, index: Index) -> pd.DataFrame:
    """Return the smallest parts with a value or a rank by what the unit alone tells: worst first.

    Parameters
    ----------
    field, index
        As for ``find_weak_published``; the field of units is not known.

    Returns
    -------
    pandas.DataFrame
        Rows of ``field`` with ``pct`` (share of the maximum) [0-100] and ``is_strength`` (``judge_published``): by the place
        in the ranking where ranks are known, else by the share.
    """
    items = field[field["is_item"] & (field["score"].notna() | field["rank"].notna())]
    place = items["rank"].astype(float) / items["n_ranked"].astype(float)
    pct = items["score"] / items["max_score"] * 100
    judged = judge_published(field, index).reindex(items.index)
    items = items.assign(pct=pct, is_strength=judged, _place=-place, _pct=pct * index.sign)
    return items.sort_values(["_place", "_pct"], kind="stable", na_position="last").drop(columns=["_place", "_pct"])


@dataclass(frozen=True)
class OwnParts:
    """Parts of an index of whose other units too little is known.

    Attributes
    ----------
    rows : pandas.DataFrame
        ``order_own_parts``.
    n_weak : int
        Those that are weak.
    weakest : tuple of dict
        The worst of them.
    """

    rows: pd.DataFrame
    n_weak: int
    weakest: tuple[dict[str, object], ...]

    @classmethod
    def of(cls, field: pd.DataFrame, index: Index, count: int = 3) -> OwnParts:
        """Look at the parts of ``compare_to_field``; name at most so many."""
        rows = order_own_parts(field, index)
        weak = rows[rows["is_strength"].eq(False)]
        named = ({str(key): value for key, value in one.items()} for one in weak.head(count).to_dict("records"))
        return cls(rows, len(weak), tuple(named))


def rank_published_items(field: pd.DataFrame, index: Index) -> pd.DataFrame:
    """Return the smallest parts that have a value, farthest on the worse side of the median first.

    Parameters
    ----------
    field, index
        As for ``find_weak_published``.
    """
    items = field[field["is_item"]].dropna(subset=["score"])
    return items.sort_values("gap_to_median", ascending=index.sign > 0, kind="stable")
