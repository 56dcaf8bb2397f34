"""All provinces on every index that exists for them: what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from cchc.analysis.known_fields import find_contradictions
from cchc.analysis.published_results import are_ranks_ours, noise_of, ranks_of, values_by_year
from cchc.indices.announced_field import AnnouncedField
from cchc.indices.headlines import announced_field, published_totals
from cchc.indices.published import changes_since_comparable, codes_of
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.sources.inputs import IndexInputs
from cchc.sources.national_inputs import NationalInputs
from cchc.units import COUNTRY_KEY


@dataclass(frozen=True)
class NationalIndex:
    """What is known of all provinces in one index; nothing is filled in.

    Attributes
    ----------
    index : Index
        Its definition.
    table : pandas.DataFrame
        A row per province in the register's order, index ``unit_key``: ``value`` [unit of the index], ``rank``,
        ``other``, ``other_ranks`` (what other sources give), ``previous_rank`` (only where as many units were ranked),
        ``group_vi``, ``is_group_published``, ``change`` [unit of the index], ``since`` (year that the change compares
        with); missing where not known.
    mean : float or None
        Announced mean of the country.
    announced : AnnouncedField
        What was published of all provinces together.
    is_break : bool
        Whether the total starts a new series in the result year.
    noise : float or None
        Noise of a change of the total, where a standard error is assumed.
    withheld : frozenset of str
        Provinces whose result, or a part of it, was withheld.
    parts : pandas.DataFrame
        A row per province, a column per top part of a published index; empty where parts are not known.
    part_names : mapping of str to str
        Code of a top part → name.
    is_rank_computed : bool
        Whether the ranks are ours: because the index has no other, or none was announced and every value is known.
    """

    index: Index
    table: pd.DataFrame
    mean: float | None
    announced: AnnouncedField
    is_break: bool
    noise: float | None
    withheld: frozenset[str]
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    part_names: Mapping[str, str] = field(default_factory=dict)
    is_rank_computed: bool = False

    @property
    def known(self) -> pd.DataFrame:
        """Rows of the provinces whose value is known."""
        return self.table.dropna(subset=["value"])

    @property
    def n_values(self) -> int:
        """Number of provinces whose value is known."""
        return int(self.table["value"].notna().sum())

    @property
    def n_ranks(self) -> int:
        """Number of provinces whose rank is known."""
        return int(self.table["rank"].notna().sum())

    @property
    def is_whole(self) -> bool:
        """Whether the value of every province is known: only then is there a median or a spread of the country."""
        return self.n_values == len(self.table)

    @property
    def median(self) -> float | None:
        """Median of the country; None unless every value is known."""
        return float(self.table["value"].median()) if self.is_whole else None

    @property
    def has_published_groups(self) -> bool:
        """Whether groups follow from published sizes that are those of the provinces with a value."""
        return self.announced.has_groups(self.n_values)

    @property
    def best_first(self) -> pd.DataFrame:
        """``known``, best first."""
        return self.known.sort_values("value", ascending=self.index.is_lower_better, kind="stable")

    @property
    def is_compared(self) -> bool:
        """Whether the value of every province is known or was withheld: only then is anyone best or last of all."""
        return self.n_values > 0 and not self.unknown_totals

    @property
    def middle(self) -> float | None:
        """Median of the provinces with a value; None unless all others were withheld by the publisher."""
        return float(self.known["value"].median()) if self.is_compared else None

    @property
    def best_known(self) -> pd.Series | None:
        """Row of the best known value; None where none is known, or the first of the announced ranks is not among them."""
        if self.known.empty:
            return None
        best = self.best_first.iloc[0]
        return best if self.is_compared or best["rank"] == 1 else None

    @property
    def highest_first(self) -> pd.Series:
        """Known values, highest first whichever is better."""
        return self.known.sort_values("value", ascending=False, kind="stable")["value"]

    @property
    def n_below_mean(self) -> int | None:
        """Number of provinces whose value is lower than the announced mean; None without a mean."""
        return None if self.mean is None else int((self.known["value"] < self.mean).sum())

    @property
    def contradicting(self) -> tuple[str, ...]:
        """Provinces whose announced rank contradicts their value; none where less is better: the rule is for the other."""
        if self.index.is_lower_better:
            return ()
        return find_contradictions(self.best_first[["value", "rank"]].dropna())

    @property
    def withheld_totals(self) -> list[str]:
        """Provinces whose total was withheld."""
        return [key for key in self._missing if key in self.withheld]

    @property
    def unknown_totals(self) -> list[str]:
        """Provinces whose total is not in our data, which says nothing of whether it was published."""
        return [key for key in self._missing if key not in self.withheld]

    @property
    def _missing(self) -> list[str]:
        return list(self.table.index[self.table["value"].isna()])


@dataclass(frozen=True)
class NationalResults:
    """What is known of all provinces in one result year.

    Attributes
    ----------
    inputs : NationalInputs
        What it rests on.
    names : pandas.DataFrame
        A row per province in the register's order, index ``unit_key``: ``name_vi``, ``region_vi``.
    of : dict of str to NationalIndex
        By key of the index, in the order in which documents tell them.
    """

    inputs: NationalInputs
    names: pd.DataFrame
    of: dict[str, NationalIndex]

    def with_ranks(self, ranks: str) -> tuple[NationalIndex, ...]:
        """Return the indices whose ranks are ``announced``, or ``computed``."""
        return tuple(one for one in self.of.values() if one.index.ranks == ranks)


def compute_national(inputs: NationalInputs) -> NationalResults:
    """Gather all provinces on every index.

    Parameters
    ----------
    inputs : NationalInputs
        As returned by ``load_national``.

    Returns
    -------
    NationalResults
        Ranks as announced, or computed among the provinces with a total, as the index says.
    """
    keys = [one.unit_key for one in inputs.provinces]
    names = pd.DataFrame(
        {
            "name_vi": [one.name_vi for one in inputs.provinces],
            "region_vi": [inputs.regions.get(key, "") for key in keys],
        },
        index=pd.Index(keys, name="unit_key"),
    )
    of = {
        key: (_published if own.index.kind == "published" else _announced)(inputs, own, keys)
        for key, own in inputs.of.items()
    }
    return NationalResults(inputs, names, of)


def _announced(inputs: NationalInputs, own: IndexInputs, keys: list[str]) -> NationalIndex:
    index, year = own.index, inputs.result_year
    in_points = index.kind == "scored" and not index.is_percent
    totals = published_totals(own.published, inputs.sources, in_points=in_points)
    now, before = (announced_field(totals, one).reindex(keys) for one in (year, year - 1))
    # no rank is compared over two fields: of another size, or of a size that is not known
    is_same = (before["n_ranked"] == now["n_ranked"]).fillna(value=False).astype(bool)
    at = (COUNTRY_KEY, year, "mean")
    mean = totals.at[at, "value"] if at in totals.index else None
    table = pd.DataFrame(
        {
            "value": now["value"],
            "rank": now["rank"],
            "other": now["disagreeing"],
            "other_ranks": now["other_ranks"],
            "previous_rank": before["rank"].where(is_same),
            "group_vi": None,
            "is_group_published": False,
            "change": float("nan"),
            "since": pd.Series(pd.NA, index=keys, dtype="Int64"),
        },
        index=pd.Index(keys, name="unit_key"),
    )
    known_mean = None if mean is None or pd.isna(mean) else float(mean)
    return NationalIndex(
        index,
        table,
        known_mean,
        AnnouncedField(),
        index.is_break(year),
        noise_of(index, inputs.uncertainty),
        own.withheld,
    )


def _published(inputs: NationalInputs, own: IndexInputs, keys: list[str]) -> NationalIndex:
    index, year = own.index, inputs.result_year
    by_year = values_by_year(own, year)
    values = by_year.get(year, pd.DataFrame(columns=[TOTAL_CODE], dtype=float))
    total = values[TOTAL_CODE].reindex(keys)
    rank, n_ranked = ranks_of(own, total, year)
    if year in by_year:
        changes, since = (table[TOTAL_CODE].reindex(keys) for table in changes_since_comparable(by_year, year, index))
    else:
        changes, since = (pd.Series(float("nan"), index=keys), pd.Series(pd.NA, index=keys, dtype="Int64"))
    previous = pd.Series(pd.NA, index=keys, dtype="Int64")
    if index.ranks == "announced" and year - 1 in by_year:
        before, n_before = ranks_of(own, by_year[year - 1][TOTAL_CODE].reindex(keys), year - 1)
        previous = before.where((n_before == n_ranked).fillna(value=False).astype(bool))
    announced = AnnouncedField.of(inputs.aggregates, index, year)
    groups, is_published = announced.groups(total)
    table = pd.DataFrame(
        {
            "value": total,
            "rank": rank,
            "other": pd.Series([()] * len(keys), index=keys),
            "other_ranks": pd.Series([()] * len(keys), index=keys),
            "previous_rank": previous,
            "group_vi": groups,
            "is_group_published": is_published,
            "change": changes,
            "since": since.astype("Int64"),
        },
        index=pd.Index(keys, name="unit_key"),
    )
    noise = noise_of(index, inputs.uncertainty)
    names: dict[str, str] = {}
    if year in by_year:
        codes = codes_of(own.editions[year], index)
        tops = codes[(codes["parent_code"] == TOTAL_CODE) & codes.index.isin(values.columns)]
        names = {str(code): str(name) for code, name in tops["name_vi"].items()}
    parts = values.reindex(keys)[list(names)]
    return NationalIndex(
        index,
        table,
        announced.mean,
        announced,
        index.is_break(year),
        noise,
        own.withheld,
        parts=parts,
        part_names=names,
        is_rank_computed=are_ranks_ours(own, total, year),
    )
