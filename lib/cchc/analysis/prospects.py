"""What it takes: the value that a rank needs, and the rank that a value takes, with the field known or half known."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.indices.ranking import TIE_DECIMALS

_TOLERANCE = 1e-9


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
class Known:
    """What is known of a field that was announced for some units only.

    Attributes
    ----------
    others : pandas.DataFrame
        Other units with both a value and a rank: ``value``, ``rank`` (among all units, with the own one).
    rank, n_ranked : int
        Own rank and number of units ranked.
    value : float or None
        Own value.
    contradicting : tuple of str
        Units left out because announced ranks and values contradict each other.
    """

    others: pd.DataFrame
    rank: int
    n_ranked: int
    value: float | None = None
    contradicting: tuple[str, ...] = ()

    @classmethod
    def of(cls, field: pd.DataFrame, key: str) -> Known | None:
        """Take what is known around a unit from announced values and ranks.

        Parameters
        ----------
        field : pandas.DataFrame
            As returned by ``indices.headlines.announced_field``.
        key : str
            The unit.

        Returns
        -------
        Known or None
            Units ranked among as many as the own one; None where the own rank or its number of units is not known.
        """
        if key not in field.index or field.loc[key, ["rank", "n_ranked"]].isna().any():
            return None
        n_ranked = int(field.at[key, "n_ranked"])
        others = field.drop(key)
        # a source that tells a rank often leaves the number of units out
        is_same = (others["n_ranked"] == n_ranked) | others["n_ranked"].isna()
        others = others[is_same & others["value"].notna() & others["rank"].notna()]
        kept = _drop_contradictions(others[["value", "rank"]])
        dropped = tuple(one for one in others.index if one not in kept.index)
        value = field.at[key, "value"]
        own = None if pd.isna(value) else float(value)
        return cls(kept, int(field.at[key, "rank"]), n_ranked, own, dropped)

    def places(self) -> pd.Series:
        """Return the places of the known units among all others, the own unit left out."""
        ranks = self.others["rank"].astype(int)
        return ranks.where(ranks <= self.rank, ranks - 1)


def _drop_contradictions(units: pd.DataFrame) -> pd.DataFrame:
    """Drop units announced with a better rank and a lower value than another, those in most contradictions first."""
    kept = units
    while True:
        ranks, values = kept["rank"].to_numpy(int), kept["value"].to_numpy(float)
        is_reversed = (ranks[:, None] < ranks[None, :]) & (values[:, None] < values[None, :])
        counts = is_reversed.sum(axis=0) + is_reversed.sum(axis=1)
        if not counts.any():
            return kept
        kept = kept[counts < counts.max()]


def rank_bounds(known: Known, value: float) -> tuple[int, int]:
    """Return the best and the worst rank that a value may take while only some of the others are known.

    Parameters
    ----------
    known : Known
        The field as far as it was announced.
    value : float
        Supposed own value.

    Returns
    -------
    (int, int)
        Equal where the known units settle it.

    Notes
    -----
    A unit with a higher value and place p among the others has all p of them above the value; one with a value not
    higher has at most p - 1 above.

    Examples
    --------
    >>> known = Known(pd.DataFrame({"value": [90.0, 86.0, 80.0], "rank": [3, 9, 12]}), rank=10, n_ranked=15)
    >>> rank_bounds(known, 84.0), rank_bounds(known, 88.0), rank_bounds(known, 91.0)
    ((10, 11), (4, 9), (1, 3))
    """
    places, values = known.places(), known.others["value"].round(TIE_DECIMALS)
    is_above = values > round(value, TIE_DECIMALS)
    best = 1 + int(places[is_above].max()) if is_above.any() else 1
    worst = int(places[~is_above].min()) if (~is_above).any() else known.n_ranked
    if known.value is not None:
        # more than now cannot lead below the present rank, less cannot lead above it
        worst = min(worst, known.rank) if value >= known.value - _TOLERANCE else worst
        best = max(best, known.rank) if value <= known.value + _TOLERANCE else best
    return best, worst


def value_bounds(known: Known, rank: int) -> tuple[float | None, float | None]:
    """Return between which values the one lies that takes a rank while only some of the others are known.

    Parameters
    ----------
    known : Known
        The field as far as it was announced.
    rank : int
        Wished for.

    Returns
    -------
    (float or None, float or None)
        Lowest and highest needed value; None on a side where no unit is known (below: none above the own value);
        equal where the unit at this place is known.

    Examples
    --------
    >>> known = Known(pd.DataFrame({"value": [90.0, 86.0, 80.0], "rank": [3, 9, 12]}), rank=10, n_ranked=15)
    >>> value_bounds(known, 9), value_bounds(known, 5), value_bounds(known, 1)
    ((86.0, 86.0), (86.0, 90.0), (90.0, None))
    """
    places, values = known.places(), known.others["value"]
    lower, upper = values[places >= rank], values[places <= rank]
    if known.value is not None and rank < known.rank:
        # a unit at or below the own value says nothing of what is needed to rise
        lower = lower[lower > known.value + _TOLERANCE]
    return (float(lower.max()) if len(lower) else None, float(upper.min()) if len(upper) else None)


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
    if round(own, TIE_DECIMALS) < round(float(values.median()), TIE_DECIMALS):
        wanted.append(("median", None))
    if target_rank is not None and target_rank < rank:
        wanted.append(("target_rank", target_rank))
    moving = moved.drop(key) if moved is not None and moved.notna().any() else None
    found = []
    for aim, place in wanted:
        if place is None:
            after = None if moving is None or moved is None else float(moved.median())
            found.append(Aim(aim, None, float(values.median()), after))
        else:
            after = None if moving is None else value_for_rank(moving, place)
            found.append(Aim(aim, place, value_for_rank(others, place), after))
    return found
