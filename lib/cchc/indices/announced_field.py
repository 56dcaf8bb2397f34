"""What was announced of all units of an index together: their mean and the groups, as far as they were published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from cchc.indices.ranking import equal_ends, group_by_ends
from cchc.indices_defined import Index
from cchc.units import COUNTRY_KEY


@dataclass(frozen=True)
class AnnouncedField:
    """Published aggregates of one year; None and empty where they are not known to us.

    Attributes
    ----------
    names : tuple of str
        Groups of the index, best first; empty where it has none.
    sign : int
        ``Index.sign``.
    mean : float or None
        Published mean of the country: another figure than the unweighted mean of the units.
    mean_keys, group_keys : tuple of str
        Their sources.
    sizes : tuple of int
        Number of units in each group; empty unless all were published.
    told : mapping of str to str
        Unit → the group that was published of it.
    bounds : mapping of str to tuple
        Group → lowest and highest published total, either may be None.
    """

    names: tuple[str, ...] = ()
    sign: int = 1
    mean: float | None = None
    mean_keys: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    group_keys: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    bounds: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, aggregates: pd.DataFrame, index: Index, year: int) -> AnnouncedField:
        """Gather what was published of an index in a year (``schemas.Aggregates``)."""
        names = index.groups.names if index.groups else ()
        own = aggregates[(aggregates["index"] == index.key) & (aggregates["year"] == year)]
        country = own[own["area"] == COUNTRY_KEY]
        means = country[country["statistic"] == "mean"].dropna(subset=["value"])
        by_group = {
            name: country[country["statistic"] == name].drop_duplicates("group_vi").set_index("group_vi")["value"]
            for name in ("group_size", "group_low", "group_high")
        }
        sizes = by_group["group_size"].dropna()
        has_sizes = bool(names) and set(sizes.index) >= set(names)
        told = own[own["statistic"] == "group"].drop_duplicates("area")
        is_group = own["statistic"].str.startswith("group")
        return cls(
            names=names,
            sign=index.sign,
            mean=float(means["value"].iloc[0]) if len(means) else None,
            mean_keys=tuple(dict.fromkeys(means["source_key"])),
            sizes=tuple(int(sizes[name]) for name in names) if has_sizes else (),
            group_keys=tuple(dict.fromkeys(own.loc[is_group, "source_key"])),
            told=dict(zip(told["area"], told["group_vi"], strict=True)),
            bounds={
                name: (_number(by_group["group_low"].get(name)), _number(by_group["group_high"].get(name)))
                for name in names
                if name in by_group["group_low"] or name in by_group["group_high"]
            },
        )

    def has_groups(self, n_units: int) -> bool:
        """Tell whether the published sizes are those of the units that have a total."""
        return bool(self.sizes) and sum(self.sizes) == n_units

    def ends(self, n_units: int) -> tuple[int, ...]:
        """Return the last rank of all groups but the last: as published, else equal parts; empty without groups."""
        if not self.names:
            return ()
        if not self.has_groups(n_units):
            return equal_ends(n_units, len(self.names))
        return tuple(sum(self.sizes[: at + 1]) for at in range(len(self.sizes) - 1))

    def groups(self, totals: pd.Series) -> tuple[pd.Series, pd.Series]:
        """Put units into groups.

        Parameters
        ----------
        totals : pandas.Series
            Total per unit, missing where withheld.

        Returns
        -------
        (pandas.Series, pandas.Series)
            Group or None, and whether it is the published one; the group published of a unit itself comes first.

        Examples
        --------
        >>> totals = pd.Series({"A": 4.0, "B": 3.0, "C": 2.0, "D": 1.0})
        >>> found, is_published = AnnouncedField(names=("I", "II", "III", "IV"), told={"B": "I"}).groups(totals)
        >>> found["B"], bool(is_published["B"]), found["D"], bool(is_published["D"])
        ('I', True, 'IV', False)
        """
        groups = pd.Series(None, index=totals.index, dtype=object)
        is_published = pd.Series(False, index=totals.index)
        if self.names:
            n_units = int(totals.notna().sum())
            groups = group_by_ends(totals * self.sign, self.ends(n_units), self.names)
            is_published = pd.Series(self.has_groups(n_units), index=totals.index) & groups.notna()
        for key, group in self.told.items():
            if key in groups.index:
                groups[key], is_published[key] = group, True
        return groups, is_published


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(str(value))
