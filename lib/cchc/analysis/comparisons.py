"""Against whom: last year, the median and the best."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis.gaps import is_item
from cchc.analysis.known_fields import PRINTED
from cchc.indices.announced_field import AnnouncedField
from cchc.indices.ranking import group_equally, percentile, rank_descending
from cchc.indices.scored import CAP_NAMES, GAP_CODE
from cchc.indices_defined import TOTAL_CODE, Index

EXTRA_CODES = (*CAP_NAMES, GAP_CODE)


def compare_par_years(current: pd.DataFrame, previous: pd.DataFrame) -> pd.DataFrame:
    """Compare two years of the same framework, node by node.

    Parameters
    ----------
    current, previous : pandas.DataFrame
        As returned by ``compute_scored`` with the same framework.

    Returns
    -------
    pandas.DataFrame
        Index as ``current``; its columns and ``previous_score`` [points], ``previous_pct`` [0-100],
        ``change`` [points] (missing where the applicable maximum differs), ``change_pct`` [percentage points],
        ``is_newly_lost`` (full last year, not this year), ``is_lost_again`` (below the maximum in both).
    """
    # a row that only one of the years needs (points beyond a cap) is 0 in the other
    current = _with_extra(current, previous)
    previous = _with_extra(previous, current)
    before = previous["score"].reindex(current.index)
    lost_before = previous["lost_score"].reindex(current.index)
    # what did not apply last year was neither full nor lost
    was_applied = previous["is_leaf"].reindex(current.index).eq(True)
    is_lost, was_lost = current["lost_score"] > 1e-9, lost_before > 1e-9
    # points out of another maximum (a criterion that did not apply in one of the years) are not compared
    is_same = (current["max_score"] - previous["max_score"].reindex(current.index)).abs() < 1e-9
    return current.assign(
        previous_score=before,
        previous_pct=previous["achieved_pct"].reindex(current.index),
        change_pct=current["achieved_pct"] - previous["achieved_pct"].reindex(current.index),
        change=(current["score"] - before).where(is_same),
        is_newly_lost=current["is_leaf"] & was_applied & is_lost & ~was_lost,
        is_lost_again=current["is_leaf"] & was_applied & is_lost & was_lost,
    )


def _with_extra(table: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Add the extra rows that the other year has, as nothing."""
    missing = [code for code in other.index if code not in table.index and code in EXTRA_CODES]
    if not missing:
        return table
    nothing = {"score": 0.0, "max_score": 0.0, "lost_score": 0.0}
    return pd.concat([table, other.loc[missing, list(table.columns)].assign(**nothing)])


def moved_items(compared: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the items that lost and those that gained points since last year, largest change first.

    Parameters
    ----------
    compared : pandas.DataFrame
        As returned by ``compare_par_years``.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        Fallen, risen; a change that prints as 0,00 is none.
    """
    items = compared[is_item(compared)]
    fallen, risen = items[items["change"] <= -PRINTED], items[items["change"] >= PRINTED]
    return (
        fallen.sort_values("change", kind="stable"),
        risen.sort_values("change", ascending=False, kind="stable"),
    )


def count_lost_again(compared: pd.DataFrame) -> tuple[int, int]:
    """Count the leaves that lost points after a full year, and those that did in both years (``compare_par_years``)."""
    leaves = compared[compared["is_leaf"]]
    return int(leaves["is_newly_lost"].sum()), int(leaves["is_lost_again"].sum())


def compared_earlier(since: pd.Series, year: int) -> pd.Series:
    """Return with which year changes compare where it is not the year before.

    Parameters
    ----------
    since : pandas.Series
        Year that a change compares with, missing where there is none.
    year : int
        Result year.

    Examples
    --------
    >>> compared_earlier(pd.Series({"1": 2022, "2": 2020, "3": None}), 2023).to_dict()
    {'2': 2020.0}
    """
    known = since.dropna()
    return known[known != year - 1]


def compare_to_field(
    values: pd.DataFrame,
    codes: pd.DataFrame,
    changes: pd.DataFrame,
    since: pd.DataFrame,
    unit_key: str,
    field: AnnouncedField,
    index: Index,
) -> pd.DataFrame:
    """Place one unit among the units that have a value, code by code.

    Parameters
    ----------
    values : pandas.DataFrame
        As returned by ``indices.published.compute_published``.
    codes : pandas.DataFrame
        As returned by ``indices.published.codes_of``.
    changes, since : pandas.DataFrame
        As returned by ``indices.published.changes_since_comparable``.
    unit_key : str
        The unit; it must have a row in ``values``.
    field : AnnouncedField
        What was published of all units: the groups of the total.
    index : Index
        Knows which of two values is the better one.

    Returns
    -------
    pandas.DataFrame
        Index as ``codes``; its columns and ``score``, ``lost_score``, ``change``, ``median``, ``best``
        [points], ``since_year`` (year that ``change`` compares with), ``gap_to_median`` (score - median),
        ``gap_to_best``, ``best_key``, ``rank``, ``n_ranked``, ``percentile`` [0-100], ``group_vi``,
        ``is_group_published`` (else by equal parts of the units). Missing where the unit's result is withheld.
    """
    own = values.loc[unit_key]
    ordered = values * index.sign
    ranks = ordered.apply(rank_descending)
    if field.names:
        groups = ordered.apply(group_equally, names=field.names).loc[unit_key].astype(object)
    else:
        groups = pd.Series(None, index=values.columns, dtype=object)
    of_totals, is_published = field.groups(values[TOTAL_CODE])
    groups[TOTAL_CODE] = of_totals[unit_key]
    median, best = values.median(), ordered.max() * index.sign
    lost = own - index.scale.lowest if index.is_lower_better else codes["max_score"] - own
    return codes.assign(
        score=own,
        lost_score=lost,
        change=changes.loc[unit_key],
        since_year=since.loc[unit_key].astype("Int64"),
        median=median,
        best=best,
        best_key=ordered.apply(lambda told: told.idxmax() if told.notna().any() else ""),
        gap_to_median=own - median,
        gap_to_best=own - best,
        rank=ranks.loc[unit_key],
        n_ranked=values.notna().sum(),
        percentile=ordered.apply(percentile).loc[unit_key],
        group_vi=groups,
        is_group_published=[bool(is_published[unit_key]) and code == TOTAL_CODE for code in codes.index],
    )


@dataclass(frozen=True)
class TopParts:
    """The top parts of one unit against the field.

    Attributes
    ----------
    rows : pandas.DataFrame
        Rows of ``compare_to_field`` with ``low`` and ``high``, the quartiles of the units.
    n_known : int
        Parts with a value.
    worse_codes : tuple of str
        Parts worse than the median.
    worst : pandas.Series or None
        Row of the part that is farthest on the worse side; None where none is worse.
    """

    rows: pd.DataFrame
    n_known: int
    worse_codes: tuple[str, ...]
    worst: pd.Series | None

    @classmethod
    def of(cls, field: pd.DataFrame, values: pd.DataFrame, codes: list[str], index: Index) -> TopParts:
        """Look at some parts.

        Parameters
        ----------
        field : pandas.DataFrame
            As returned by ``compare_to_field``.
        values : pandas.DataFrame
            Values of all units, a column per code.
        codes : list of str
            The parts.
        index : Index
            Knows which of two values is the better one.
        """
        rows, units = field.loc[codes], values[codes]
        gaps = (rows["gap_to_median"] * index.sign).dropna()
        return cls(
            rows=rows.assign(low=units.quantile(0.25), high=units.quantile(0.75)),
            n_known=len(gaps),
            worse_codes=tuple(gaps.index[gaps < 0]),
            worst=rows.loc[gaps.idxmin()] if len(gaps) and gaps.min() < 0 else None,
        )

    @property
    def n_worse(self) -> int:
        """Number of parts worse than the median."""
        return len(self.worse_codes)

    @property
    def n_at_least(self) -> int:
        """Parts at the median or on its better side."""
        return self.n_known - self.n_worse
