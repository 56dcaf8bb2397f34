"""What PAPI's reports tell of all provinces together: the national mean and the four groups, as far as they were published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from cchc.indices.ranking import PAPI_GROUPS, group_by_ends, quartile_ends
from cchc.units import COUNTRY_KEY


@dataclass(frozen=True)
class PapiField:
    """Published aggregates of one year; None and empty where they are not known to us.

    Attributes
    ----------
    mean : float or None
        Published national mean: another figure than the unweighted mean of the provinces.
    mean_keys, group_keys : tuple of str
        Their sources.
    sizes : tuple of int
        Number of provinces in each of ``PAPI_GROUPS``; empty unless all four were published.
    told : mapping of str to str
        Province → the group that was published of it.
    bounds : mapping of str to tuple
        Group → lowest and highest published total, either may be None.
    """

    mean: float | None = None
    mean_keys: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    group_keys: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    bounds: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, aggregates: pd.DataFrame, year: int) -> PapiField:
        """Gather what was published of PAPI in a year (``schemas.Aggregates``)."""
        own = aggregates[(aggregates["index"] == "papi") & (aggregates["year"] == year)]
        country = own[own["area"] == COUNTRY_KEY]
        means = country[country["statistic"] == "mean"].dropna(subset=["value"])
        by_group = {
            name: country[country["statistic"] == name].drop_duplicates("group_vi").set_index("group_vi")["value"]
            for name in ("group_size", "group_low", "group_high")
        }
        sizes = by_group["group_size"].dropna()
        has_sizes = set(sizes.index) >= set(PAPI_GROUPS)
        told = own[own["statistic"] == "group"].drop_duplicates("area")
        is_group = own["statistic"].str.startswith("group")
        return cls(
            mean=float(means["value"].iloc[0]) if len(means) else None,
            mean_keys=tuple(dict.fromkeys(means["source_key"])),
            sizes=tuple(int(sizes[name]) for name in PAPI_GROUPS) if has_sizes else (),
            group_keys=tuple(dict.fromkeys(own.loc[is_group, "source_key"])),
            told=dict(zip(told["area"], told["group_vi"], strict=True)),
            bounds={
                name: (_number(by_group["group_low"].get(name)), _number(by_group["group_high"].get(name)))
                for name in PAPI_GROUPS
                if name in by_group["group_low"] or name in by_group["group_high"]
            },
        )

    def has_groups(self, n_units: int) -> bool:
        """Tell whether the published sizes are those of the provinces that have a total."""
        return bool(self.sizes) and sum(self.sizes) == n_units

    def ends(self, n_units: int) -> tuple[int, int, int]:
        """Return the last rank of the first three groups: as published, else by quarters."""
        if not self.has_groups(n_units):
            return quartile_ends(n_units)
        first, second, third, _ = self.sizes
        return first, first + second, first + second + third

    def groups(self, totals: pd.Series) -> tuple[pd.Series, pd.Series]:
        """Put provinces into groups.

        Parameters
        ----------
        totals : pandas.Series
            Total per province, missing where withheld.

        Returns
        -------
        (pandas.Series, pandas.Series)
            Group or None, and whether it is the published one; the group published of a province itself comes first.

        Examples
        --------
        >>> totals = pd.Series({"A": 4.0, "B": 3.0, "C": 2.0, "D": 1.0})
        >>> groups, is_published = PapiField(told={"B": "Cao nhất"}).groups(totals)
        >>> groups["B"], bool(is_published["B"]), groups["D"], bool(is_published["D"])
        ('Cao nhất', True, 'Thấp nhất', False)
        """
        n_units = int(totals.notna().sum())
        groups = group_by_ends(totals, self.ends(n_units))
        is_published = pd.Series(self.has_groups(n_units), index=totals.index) & groups.notna()
        for key, group in self.told.items():
            if key in groups.index:
                groups[key], is_published[key] = group, True
        return groups, is_published


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(str(value))
