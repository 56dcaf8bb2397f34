"""What the tables of all provinces say: how values are spread, who moved, how indices go together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.known_fields import PRINTED
from cchc.analysis.national_results import NationalIndex

_LEAST_FOR_BOUNDS = 10


@dataclass(frozen=True)
class Spread:
    """How the known values of an index are spread.

    Attributes
    ----------
    n_known : int
        Number of units with a value.
    low_key, high_key : str
        Units with the lowest and the highest value.
    low, high : float
        Their values.
    quartiles : tuple of float
        First quartile, median, third quartile.
    mean : float
        Unweighted mean of the units: another figure than a published mean of the country.
    step : float
        Width of a step of the scale.
    counts : pandas.Series
        Number of units per step, from the lowest to the highest step that holds one; index: lower end / ``step``.
    """

    n_known: int
    low_key: str
    low: float
    high_key: str
    high: float
    quartiles: tuple[float, float, float]
    mean: float
    step: float
    counts: pd.Series

    @classmethod
    def of(cls, values: pd.Series) -> Spread | None:
        """Look at the values of some units; None where none is known.

        Examples
        --------
        >>> found = Spread.of(pd.Series({"A": 40.0, "B": 41.5, "C": None, "D": 44.0}))
        >>> found.low_key, found.high, found.quartiles[1], found.step, found.counts.to_dict()
        ('A', 44.0, 41.5, 1.0, {40: 1, 41: 1, 42: 0, 43: 0, 44: 1})
        """
        known = values.dropna().astype(float)
        if known.empty:
            return None
        step = _step(known)
        places = (known // step).astype(int)
        counts = places.value_counts().reindex(range(places.min(), places.max() + 1), fill_value=0)
        return cls(
            n_known=len(known),
            low_key=str(known.idxmin()),
            low=float(known.min()),
            high_key=str(known.idxmax()),
            high=float(known.max()),
            quartiles=(float(known.quantile(0.25)), float(known.quantile(0.5)), float(known.quantile(0.75))),
            mean=float(known.mean()),
            step=step,
            counts=counts,
        )


def _step(values: pd.Series) -> float:
    """Return the width of a step: 1 where the values range over some points, else a tenth of it and so on."""
    width = 10.0 ** math.floor(math.log10(max(float(values.max() - values.min()), 1e-6)))
    return width if values.max() - values.min() > 3 * width else width / 2


def main_region(regions: pd.Series) -> tuple[str, int, int] | None:
    """Return the region to which most of some provinces belong, their number in it, and their number at all.

    Parameters
    ----------
    regions : pandas.Series
        Region per province, empty where it has none.

    Returns
    -------
    (str, int, int) or None
        None without provinces, or where most of them have no region.

    Examples
    --------
    >>> main_region(pd.Series(["Đông", "Tây", "Đông"])), main_region(pd.Series([], dtype=object))
    (('Đông', 2, 3), None)
    """
    counts = regions.value_counts()
    if counts.empty or not counts.index[0]:
        return None
    return str(counts.index[0]), int(counts.iloc[0]), int(counts.sum())


def find_movers(changes: pd.Series, n: int) -> tuple[pd.Series, pd.Series]:
    """Return the largest rises and the largest falls.

    Parameters
    ----------
    changes : pandas.Series
        One change per unit; missing ones take no part.
    n : int
        How many of each at most.

    Returns
    -------
    (pandas.Series, pandas.Series)
        Rises, largest first; falls, largest first. No unit stands in both, and none that did not move.

    Examples
    --------
    >>> up, down = find_movers(pd.Series({"A": 1.0, "B": -2.0, "C": 0.0, "D": 3.0, "E": None}), 1)
    >>> up.to_dict(), down.to_dict()
    ({'D': 3.0}, {'B': -2.0})
    """
    known = changes.dropna().sort_values(kind="stable")
    return known[known > 0][::-1].head(n), known[known < 0].head(n)


def classify_quarters(values: pd.DataFrame, sign: int) -> pd.DataFrame:
    """Return for each column the quarter of the units in which a value lies, 0 = best; missing where it is not known.

    Parameters
    ----------
    values : pandas.DataFrame
        A row per unit.
    sign : int
        1 where more is better, -1 where less is.

    Examples
    --------
    >>> classify_quarters(pd.DataFrame({"1": [4.0, 3.0, 2.0, 1.0, None]}), 1)["1"].tolist()
    [0.0, 1.0, 2.0, 3.0, nan]
    """
    place = (values * sign).rank(ascending=False, method="min") - 1
    return (place * 4 // values.notna().sum()).where(values.notna())


def weakest_parts(classes: pd.DataFrame) -> pd.Series:
    """Return per unit in how many parts it lies in the last quarter, most first; units without such a part are left out."""
    counts = (classes == classes.max().max()).sum(axis=1)
    return counts[counts > 0].sort_values(ascending=False, kind="stable")


@dataclass(frozen=True)
class Movers:
    """Whose total changed since the year before.

    Attributes
    ----------
    largest : pandas.Series
        Largest rises and falls, from the largest rise to the largest fall.
    n_rises, n_falls : int
        How many of each ``largest`` holds.
    n_up, n_down, n_known : int
        Units that rose, that fell, and whose change is known.
    """

    largest: pd.Series
    n_rises: int
    n_falls: int
    n_up: int
    n_down: int
    n_known: int

    @property
    def n_within(self) -> int:
        """Number of units whose change is smaller than its noise, or prints as 0,00."""
        return self.n_known - self.n_up - self.n_down


def list_movers(own: NationalIndex, year: int, n: int) -> Movers | None:
    """Tell who rose and who fell since the year before.

    Parameters
    ----------
    own : NationalIndex
        What is known.
    year : int
        Result year.
    n : int
        How many rises and falls at most are listed.

    Returns
    -------
    Movers or None
        A change smaller than its noise is none, and one that prints as 0,00 neither; a change over more than one year
        is no change of last year. None across a break, and where nobody moved.
    """
    changes = own.table["change"].where(own.table["since"] == year - 1)
    least = PRINTED if own.noise is None else own.noise
    up, down = find_movers(changes.where(changes.abs() >= least), n)
    if own.is_break or (up.empty and down.empty):
        return None
    return Movers(
        largest=pd.concat([up, down[::-1]]),
        n_rises=len(up),
        n_falls=len(down),
        n_up=int((changes >= least).sum()),
        n_down=int((changes <= -least).sum()),
        n_known=int(changes.notna().sum()),
    )


def rank_moves(table: pd.DataFrame) -> pd.DataFrame:
    """Return the provinces whose rank is known in both years, with ``places`` gained, most first.

    Parameters
    ----------
    table : pandas.DataFrame
        ``NationalIndex.table``.

    Examples
    --------
    >>> table = pd.DataFrame({"rank": [3, 5, 7], "previous_rank": [2, 9, None]}, index=["A", "B", "C"])
    >>> rank_moves(table)["places"].to_dict()
    {'B': 4.0, 'A': -1.0}
    """
    both = table.dropna(subset=["rank", "previous_rank"])
    both = both.assign(places=both["previous_rank"] - both["rank"])
    return both.sort_values("places", ascending=False, kind="stable")


def correlation_bounds(value: float, n_both: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a rank correlation; None with fewer than ten units.

    Fisher's z with the standard error 1.06 / sqrt(n - 3) of Fieller, Hartley and Pearson (1957).

    Examples
    --------
    >>> tuple(round(one, 2) for one in correlation_bounds(0.5, 20))
    (0.05, 0.78)
    """
    if n_both < _LEAST_FOR_BOUNDS:
        return None
    centre = math.atanh(min(max(value, -0.9999), 0.9999))
    half = 1.96 * 1.06 / math.sqrt(n_both - 3)
    return math.tanh(centre - half), math.tanh(centre + half)


@dataclass(frozen=True)
class Pair:
    """Two values of each unit against each other.

    Attributes
    ----------
    both : pandas.DataFrame
        ``first`` and ``second`` of the units that have both.
    medians : pandas.Series
        Of ``both``.
    outermost : tuple of str
        Units by their distance from the medians, each value in its standard deviations, farthest first.
    correlation : float or None
        Spearman's rank correlation [-1, 1]; None with fewer than three units or where one value is the same everywhere.
    """

    both: pd.DataFrame
    medians: pd.Series
    outermost: tuple[str, ...]
    correlation: float | None

    @classmethod
    def of(cls, first: pd.Series, second: pd.Series) -> Pair:
        """Compare two values, one per unit.

        Examples
        --------
        >>> found = Pair.of(pd.Series([1.0, 2.0, 4.0, None]), pd.Series([10.0, 30.0, 60.0, 5.0]))
        >>> found.correlation, found.n_both, found.outermost[0], found.medians.to_dict()
        (1.0, 3, 2, {'first': 2.0, 'second': 30.0})
        """
        both = pd.DataFrame({"first": first, "second": second}).dropna()
        medians, ranks = both.median(), both.rank()
        far = ((both - medians) / both.std(ddof=0)).pow(2).sum(axis=1).sort_values(ascending=False, kind="stable")
        is_enough = len(both) >= 3 and not (ranks == ranks.iloc[0]).all().any()
        correlation = float(ranks["first"].corr(ranks["second"])) if is_enough else None
        return cls(both, medians, tuple(far.index), correlation)

    @property
    def n_both(self) -> int:
        """Number of units that have both values."""
        return len(self.both)
