"""What it takes: the value that a rank needs, and the rank that a value takes, in a field that is known."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import pandas as pd

from cchc.indices.ranking import TIE_DECIMALS


def rank_of_value(others: pd.Series, value: float) -> int:
    """Return the rank that a value takes among others; equal values share the better rank.

    Parameters
    ----------
    others : pandas.Series
        Values of the other units; missing ones are not ranked.
    value : float
        In the same unit.

    Returns
    -------
    int
        1 = best.

    Examples
    --------
    >>> others = pd.Series([44.0, 43.0, 42.0])
    >>> rank_of_value(others, 43.5), rank_of_value(others, 43.0), rank_of_value(others, 10.0)
    (2, 2, 4)
    """
    return 1 + int((others.dropna().round(TIE_DECIMALS) > round(value, TIE_DECIMALS)).sum())


def value_for_rank(others: pd.Series, rank: int) -> float | None:
    """Return the smallest value that takes a rank among others.

    Parameters
    ----------
    others : pandas.Series
        Values of the other units; missing ones are not ranked.
    rank : int
        1 = best.

    Returns
    -------
    float or None
        The value of the unit that stands at this rank among the others (sharing it is enough); None for the rank
        behind all of them, which any value takes.

    Examples
    --------
    >>> value_for_rank(pd.Series([44.0, 43.0, 42.0]), 2), value_for_rank(pd.Series([44.0]), 2)
    (43.0, None)
    """
    ordered = others.dropna().sort_values(ascending=False)
    return float(ordered.iloc[rank - 1]) if rank <= len(ordered) else None


def lower_median(others: pd.Series) -> float:
    """Return the smallest value with which a unit is not below the median of all, itself included.

    Examples
    --------
    >>> lower_median(pd.Series([4.0, 1.0, 3.0])), lower_median(pd.Series([4.0, 1.0]))
    (3.0, 1.0)
    """
    ordered = others.dropna().sort_values()
    return float(ordered.iloc[(len(ordered) - 1) // 2])


def move_field(values: pd.Series, changes: pd.Series, *, lowest: float, highest: float) -> pd.Series:
    """Let every unit gain once more what it gained last year.

    Parameters
    ----------
    values : pandas.Series
        Values of this year.
    changes : pandas.Series
        Change since the year before, missing where not comparable: such a unit gains the median change.
    lowest, highest : float
        Bounds of the scale.

    Returns
    -------
    pandas.Series
        Supposed values of next year, never beyond the scale. All missing where no change is known.

    Examples
    --------
    >>> move_field(pd.Series([40.0, 41.0, 42.0]), pd.Series([1.0, None, 3.0]), lowest=8, highest=44.5).tolist()
    [41.0, 43.0, 44.5]
    """
    own = changes.reindex(values.index).astype(float)
    return (values + own.fillna(own.median())).clip(lowest, highest)


@dataclass(frozen=True)
class Aim:
    """Something to be reached, and what it takes.

    Attributes
    ----------
    aim : str
        ``next_rank``, ``median``, ``next_group`` or ``target_rank``.
    rank : int or None
        Rank that goes with it, None for the median.
    still, moving : float or None
        Value needed while the field holds still, and while it gains what it gained last year; None: not known.
    """

    aim: str
    rank: int | None
    still: float | None
    moving: float | None

    def more_still(self, own: float, sign: int) -> float | None:
        """Return what an own value lacks in the better direction while the field holds still; None where it is not known."""
        return None if self.still is None else (self.still - own) * sign

    def more_moving(self, own: float, sign: int) -> float | None:
        """Return the same while the field moves again; 0 where the own value is enough by then."""
        return None if self.moving is None else max((self.moving - own) * sign, 0.0)

    def mirrored(self) -> Aim:
        """Return the same aim with the sign of its values turned, for an index of which less is better."""
        still, moving = (None if one is None else -one for one in (self.still, self.moving))
        return dataclasses.replace(self, still=still, moving=moving)


def aims_of(
    values: pd.Series, moved: pd.Series | None, key: str, *, group_starts: tuple[int, ...], target_rank: int | None
) -> list[Aim]:
    """List what a unit may aim at in a field that is known as a whole.

    Parameters
    ----------
    values : pandas.Series
        Values of all units, the own one among them.
    moved : pandas.Series or None
        As returned by ``move_field``; None where no change is comparable.
    key : str
        The unit; it must have a value.
    group_starts : tuple of int
        Last rank of each group, best first.
    target_rank : int or None
        Rank wished for.

    Returns
    -------
    list of Aim
        The next rank, the group above, the median and the rank wished for, as far as they lie above the unit.
    """
    own, others = float(values[key]), values.drop(key)
    rank = rank_of_value(others, own)
    wanted: list[tuple[str, int | None]] = []
    if rank > 1:
        # the nearest unit above: those that share a rank are passed together
        wanted.append(("next_rank", rank_of_value(others, float(others[others > own].min()))))
    better = [last for last in group_starts if last < rank]
    if better:
        wanted.append(("next_group", better[-1]))
    if round(own, TIE_DECIMALS) < round(lower_median(others), TIE_DECIMALS):
        wanted.append(("median", None))
    if target_rank is not None and target_rank < rank:
        wanted.append(("target_rank", target_rank))
    moving = moved.drop(key) if moved is not None and moved.notna().any() else None
    found = []
    for aim, place in wanted:
        if place is None:
            after = None if moving is None else lower_median(moving)
            found.append(Aim(aim, None, lower_median(others), after))
        else:
            after = None if moving is None else value_for_rank(moving, place)
            found.append(Aim(aim, place, value_for_rank(others, place), after))
    return found
