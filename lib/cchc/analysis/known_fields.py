"""A field that was announced for some units only: the ranks that a value may take, the values that a rank may need."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field

import numpy as np
import pandas as pd

from cchc.indices.ranking import TIE_DECIMALS

#: Half a unit of the last printed digit [%, points]: what is smaller prints as 0,00.
PRINTED = 0.005


@dataclass(frozen=True)
class Known:
    """What is known of a field that was announced for some units only.

    Attributes
    ----------
    others : pandas.DataFrame
        Other units with both a value and a rank: ``value``, ``rank`` (among all units, with the own one).
    rank, n_ranked : int
        Own rank and number of units ranked.
    value : float
        Own value.
    contradicting : tuple of str
        Units left out because announced ranks and values contradict each other.
    values : pandas.Series
        Values of other units whose rank is not known: they bound ranks by their number.
    """

    others: pd.DataFrame
    rank: int
    n_ranked: int
    value: float
    contradicting: tuple[str, ...] = ()
    values: pd.Series = dataclass_field(default_factory=lambda: pd.Series(dtype=float))

    @classmethod
    def of(cls, field: pd.DataFrame, key: str, own_value: float | None = None) -> Known | None:
        """Take what is known around a unit from announced values and ranks.

        Parameters
        ----------
        field : pandas.DataFrame
            As returned by ``indices.headlines.announced_field``.
        key : str
            The unit.
        own_value : float or None
            Its value where none was announced.

        Returns
        -------
        Known or None
            Units ranked among as many as the own one. None where the own value, rank or number of units is not known,
            and where the own value contradicts its rank beside most of the others.
        """
        if key not in field.index or field.loc[key, ["rank", "n_ranked"]].isna().any():
            return None
        value = own_value if pd.isna(field.at[key, "value"]) else float(field.at[key, "value"])
        if value is None:
            return None
        n_ranked = int(field.at[key, "n_ranked"])
        units = field.assign(value=field["value"].mask(field.index == key, value))
        # a source that tells a rank often leaves the number of units out
        is_same = (units["n_ranked"] == n_ranked) | units["n_ranked"].isna()
        unranked = units.loc[is_same & units["rank"].isna() & (units.index != key), "value"].dropna().astype(float)
        units = units[is_same & units["value"].notna() & units["rank"].notna()][["value", "rank"]]
        kept = _drop_contradictions(units, key)
        if key not in kept.index:
            return None
        dropped = tuple(one for one in units.index if one not in kept.index)
        return cls(kept.drop(key), int(field.at[key, "rank"]), n_ranked, value, dropped, unranked)

    @property
    def n_others(self) -> int:
        """Number of other units ranked."""
        return self.n_ranked - 1

    def all_values(self) -> pd.Series:
        """Return the known values of all other units, whether or not their rank is known, highest first."""
        return pd.concat([self.others["value"].astype(float), self.values]).sort_values(ascending=False)

    def places(self) -> pd.Series:
        """Return the places of the known units among all others, the own unit left out."""
        ranks = self.others["rank"].astype(int)
        return ranks.where(ranks <= self.rank, ranks - 1)


def find_contradictions(units: pd.DataFrame) -> tuple[str, ...]:
    """Name the units announced with a better rank and a lower value than another, or with its rank and another value.

    Parameters
    ----------
    units : pandas.DataFrame
        Index unit; ``value``, ``rank``, both known.

    Returns
    -------
    tuple of str
        In the order of the table.

    Examples
    --------
    >>> find_contradictions(pd.DataFrame({"value": [90.0, 86.9, 87.0], "rank": [1, 32, 33]}, index=list("ABC")))
    ('B', 'C')
    """
    return tuple(units.index[_count_contradictions(units) > 0])


def _count_contradictions(units: pd.DataFrame) -> np.ndarray:
    ranks, values = units["rank"].to_numpy(int), units["value"].to_numpy(float).round(TIE_DECIMALS)
    is_reversed = (ranks[:, None] < ranks[None, :]) & (values[:, None] < values[None, :])
    is_reversed |= (ranks[:, None] == ranks[None, :]) & (values[:, None] < values[None, :])
    return np.asarray(is_reversed.sum(axis=0) + is_reversed.sum(axis=1))


def _drop_contradictions(units: pd.DataFrame, own: str) -> pd.DataFrame:
    """Drop units whose rank and value contradict those of another, those in most contradictions first.

    Among units in equally many, the own one stays: its figures are those that the report rests on.
    """
    kept = units
    while True:
        counts = _count_contradictions(kept)
        if not counts.any():
            return kept
        worst = kept.index[counts == counts.max()]
        kept = kept.drop([key for key in worst if key != own] or list(worst))


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
    higher has at most p - 1 above. Whatever the ranks, all known units with a higher value are above it.

    Examples
    --------
    >>> known = Known(pd.DataFrame({"value": [90.0, 86.0, 80.0], "rank": [3, 9, 12]}), rank=10, n_ranked=15, value=82.0)
    >>> rank_bounds(known, 84.0), rank_bounds(known, 88.0), rank_bounds(known, 91.0)
    ((10, 10), (4, 9), (1, 3))
    """
    places, values = known.places(), known.others["value"].round(TIE_DECIMALS)
    is_above = values > round(value, TIE_DECIMALS)
    best = 1 + int(places[is_above].max()) if is_above.any() else 1
    worst = int(places[~is_above].min()) if (~is_above).any() else known.n_ranked
    if abs(value - known.value) <= PRINTED:
        return known.rank, known.rank
    everything = known.all_values().round(TIE_DECIMALS)
    best = max(best, 1 + int((everything > round(value, TIE_DECIMALS)).sum()))
    worst = min(worst, known.n_ranked - int((everything <= round(value, TIE_DECIMALS)).sum()))
    # more than now cannot lead below the present rank, less cannot lead above it; a unit that prints the same value
    # as the own one lies on the side that its rank tells
    return (best, min(worst, known.rank)) if value > known.value else (max(best, known.rank), worst)


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
    >>> known = Known(pd.DataFrame({"value": [90.0, 86.0, 80.0], "rank": [3, 9, 12]}), rank=10, n_ranked=15, value=82.0)
    >>> value_bounds(known, 9), value_bounds(known, 5), value_bounds(known, 1)
    ((86.0, 86.0), (86.0, 90.0), (90.0, None))
    """
    places, values = known.places(), known.others["value"]
    lower, upper = values[places >= rank], values[places <= rank]
    if rank < known.rank:
        # a unit that prints the own value, or less, says nothing of what is needed to rise
        lower, upper = lower[lower > known.value + PRINTED], upper[upper > known.value + PRINTED]
    low = [float(lower.max())] if len(lower) else []
    high = [float(upper.min())] if len(upper) else []
    everything = known.all_values()
    # the r-th value of all is at least the r-th of those known, and at most the one that all unknown ones could push there
    n_unknown = known.n_ranked - 1 - len(everything)
    if len(everything) >= rank:
        low.append(float(everything.iloc[rank - 1]))
    if 0 <= rank - 1 - n_unknown < len(everything):
        high.append(float(everything.iloc[rank - 1 - n_unknown]))
    if rank < known.rank:
        low = [one for one in low if one > known.value + PRINTED]
        high = [one for one in high if one > known.value + PRINTED]
    return (max(low) if low else None, min(high) if high else None)
