"""The announced figures under ``data/published`` and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
import pandera.pandas as pa

from cchc import schemas
from cchc.errors import Fault
from cchc.frameworks import PILLAR, Framework
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.sources.framework_choice import find_framework
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, Unit

SOURCES = "data/published/sources.csv"
CHANGES = "data/published/changes.csv"
AGGREGATES = "data/published/aggregates.csv"
WITHHELD = "data/published/withheld.csv"
#: Kind of index → what its table of announced figures holds.
SCHEMAS: dict[str, type[pa.DataFrameModel]] = {
    "scored": schemas.PublishedPoints,
    "surveyed": schemas.PublishedShares,
    "published": schemas.PublishedScores,
}


def read_published(reader: Reader, index: Index) -> pd.DataFrame:
    """Read the announced figures of an index, as ``SCHEMAS`` says for its kind; no rows where none are announced for any kind of unit.

    Raises
    ------
    InputError
        If the file of an index that is announced is not there: a lost table is not an index of which nothing is known.
    """
    schema = SCHEMAS[index.kind]
    if not any(level.is_announced for level in index.levels) and not reader.exists(index.published_file):
        return pd.DataFrame({name: pd.Series(dtype=str(one.dtype)) for name, one in schema.to_schema().columns.items()})
    return reader.read_table(index.published_file, schema, status="published", title_vi=f"{index.name_vi} đã công bố")


def surest_first(published: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Bring the rows of the surest sources to the front: where sources differ, the first row stands, and the others are told."""
    certainty = dict(zip(sources["source_key"], sources["certainty"], strict=True))
    doubt = [schemas.CERTAINTIES.index(certainty.get(key, "press")) for key in published["source_key"]]
    return published.assign(_doubt=doubt).sort_values("_doubt", kind="stable").drop(columns="_doubt")


def codes_in(table: pd.DataFrame) -> pd.Series:
    """Return what the rows of a table of announced figures are of: ``total``, a code, or a part by its name."""
    return table["code"] if "code" in table else table["component_vi"]


def as_units(table: pd.DataFrame, units: UnitRegister, unit_kind: str = "") -> pd.DataFrame:
    """Bring every row to the key of the unit that existed in its year, so that a unit is counted once.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``unit_key`` and ``year`` (of the result).
    units : UnitRegister
        A unit that only changed its name (Thừa Thiên Huế, Huế) may stand under either key.
    unit_kind : str
        Keep only units of this kind that existed then, of a kind below provinces all with a path as their key; empty:
        keep all.

    Returns
    -------
    pandas.DataFrame
        Same columns, in the order of the file.
    """
    pairs = table[["unit_key", "year"]].drop_duplicates()
    found = {
        # results are those of the units at the end of the year; what is below provinces has only one key
        (key, year): None if "/" in key else units.unit_of(str(key), int(year) + 1)
        for key, year in zip(pairs["unit_key"], pairs["year"], strict=True)
    }
    other = {at: one.unit_key for at, one in found.items() if one is not None and one.unit_key != at[0]}
    if unit_kind:
        is_below = unit_kind not in {one.unit_kind for one in units.units}
        gone = {
            at
            for at, one in found.items()
            if ("/" in at[0]) != is_below or not (is_below or (one is not None and one.unit_kind == unit_kind))
        }
        if gone:
            is_gone = pd.MultiIndex.from_frame(table[["unit_key", "year"]]).isin(gone)
            table = table[~is_gone]
    if other:
        keys = [other.get(at, at[0]) for at in zip(table["unit_key"], table["year"], strict=True)]
        table = table.assign(unit_key=keys)
    return table


def find_editions(
    reader: Reader, index: Index, unit_kind: str, issuer_keys: tuple[str, ...], years: Iterable[int]
) -> dict[int, Framework]:
    """Read the editions of an index that were in force in some years; years of which none is known are left out."""
    found = {year: find_framework(reader, index, unit_kind, issuer_keys, year) for year in years}
    return {year: load_framework(reader, name) for year, name in found.items() if name}


def with_bare(editions: Mapping[int, Framework], years: Iterable[int]) -> dict[int, Framework]:
    """Add for years of which no edition is known one without parts: a total may stand under it."""
    return {year: editions.get(year) or Framework("", "", "", (year, year), "partial", None, ()) for year in years}


def check_editions(index: Index, published: pd.DataFrame, editions: Mapping[int, Framework]) -> list[Fault]:
    """Find years of a published index whose codes no edition has, and values that its scale does not allow.

    Parameters
    ----------
    index : Index
        Of kind ``published``.
    published : pandas.DataFrame
        ``schemas.PublishedScores``, rows as in the file.
    editions : mapping of int to Framework
        Result year → structure.

    Returns
    -------
    list of Fault
        One per year, with the line of the first row that has no place.
    """
    faults, file = [], index.published_file
    for year in sorted({int(one) for one in published["year"].unique()}):
        rows = published[published["year"] == year]
        edition = editions.get(year)
        known = {TOTAL_CODE} | ({node.code for node in edition.nodes} if edition else set())
        strange = rows[~rows["code"].isin(known)].drop_duplicates("code")
        if len(strange):
            lacking = list(strange["code"])
            named = ", ".join(lacking[:6]) + (f" và {len(lacking) - 6} mã khác" if len(lacking) > 6 else "")
            at = strange.index[0]
            if edition is None:
                allowed = (
                    f"sửa years trong framework.yml của bộ {index.editions} gần nhất (data/frameworks) nếu tên và cách đo không đổi,"
                    " hoặc chép thư mục đó thành bộ mới rồi sửa"
                )
            else:
                allowed = (
                    f"thêm mã vào data/frameworks/{edition.framework_id}/criteria.csv, hoặc lập bộ mới cho năm {year}"
                )
            found = f"mã {named} năm {year} chưa có trong cấu trúc {index.name_vi}"
            faults.append(Fault(file, f"dòng {at + 2}", found, allowed))
            continue
        nodes = edition.nodes if edition is not None else ()
        highest = {node.code: node.max_score for node in nodes if node.max_score is not None}
        n_tops = len([node for node in nodes if not node.parent_code and node.node_kind != PILLAR])
        if n_tops or index.scale.of == "whole":  # of an edition that is not known nobody knows the parts
            highest[TOTAL_CODE] = index.bounds(n_tops)[1]
        limits = rows["code"].map(highest)
        wrong = rows[rows["score"] > limits + 5e-3]
        if len(wrong):
            row = wrong.iloc[0]
            found = f"{row['code']} năm {year} là {row['score']:g}".replace(".", ",")
            allowed = f"không lớn hơn {limits[wrong.index[0]]:g}".replace(".", ",")
            faults.append(Fault(file, f"dòng {wrong.index[0] + 2}, cột score", found, allowed))
    return faults


def announced_years(published: Iterable[pd.DataFrame], unit_key: str) -> frozenset[int]:
    """Return the result years of which anything of a unit was announced."""
    return frozenset(int(year) for table in published for year in table.loc[table["unit_key"] == unit_key, "year"])


def rows_of_report(
    reader: Reader, index: Index, published: pd.DataFrame, field: set[str], unit: Unit, year: int
) -> pd.DataFrame:
    """Keep the rows that a report rests on and record them: a change of any other row does not touch the report.

    Parameters
    ----------
    reader : Reader
        Has read the table.
    index : Index
        What the table is of.
    published : pandas.DataFrame
        As returned by ``read_published``.
    field : set of str
        Units that the unit is ranked among.
    unit : Unit
        Whose report.
    year : int
        Result year.

    Returns
    -------
    pandas.DataFrame
        Where ranks are announced: all the unit's own rows up to the year; of the country also those of the year before;
        of the other units the totals of the year. Where they are computed: everything up to the year, because medians
        of all units are drawn over the years.
    """
    is_read = published["year"] <= year
    if index.kind != "published":
        keys, total = published["unit_key"], (codes_in(published) == TOTAL_CODE) & published["unit_key"].isin(field)
        is_other = total & (published["year"] == year)
        is_country = total & (keys == COUNTRY_KEY) & (published["year"] == year - 1)
        is_read &= (keys == unit.unit_key) | is_other | is_country
    rows = published[is_read]
    return reader.narrow(index.published_file, rows) if reader.has_read(index.published_file) else rows


def sources_of(sources: pd.DataFrame, tables: Iterable[pd.DataFrame], always: Iterable[str] = ()) -> pd.DataFrame:
    """Return the sources of the rows of some tables, and those that notes name whether or not a row is read."""
    keys = set(always) | {key for table in tables for key in table["source_key"].unique()}
    return sources[sources["source_key"].isin(keys)]


def read_sources(reader: Reader) -> pd.DataFrame:
    """Read where announced figures were found (``schemas.Sources``)."""
    return reader.read_table(SOURCES, schemas.Sources, status="published", title_vi="Nguồn số liệu công bố")


def read_aggregates(reader: Reader, year: int, indices: Iterable[str]) -> pd.DataFrame:
    """Read what was announced of the country and its regions in a result year (``schemas.Aggregates``), of some indices."""
    table = reader.read_table(AGGREGATES, schemas.Aggregates, status="published", title_vi="Số chung, nhóm đã công bố")
    return reader.narrow(AGGREGATES, table[(table["year"] == year) & table["index"].isin(list(indices))])


def read_withheld(reader: Reader, year: int, indices: Iterable[str]) -> pd.DataFrame:
    """Read which results, or parts of them, were withheld in a result year (``schemas.Withheld``), of some indices."""
    table = reader.read_table(WITHHELD, schemas.Withheld, status="published", title_vi="Kết quả không được công bố")
    return reader.narrow(WITHHELD, table[(table["year"] == year) & table["index"].isin(list(indices))])


def read_changes(reader: Reader, unit_key: str) -> pd.DataFrame:
    """Read a unit's changes that were announced without the values they come from (``schemas.PublishedChanges``)."""
    table = reader.read_table(CHANGES, schemas.PublishedChanges, status="published", title_vi="Mức thay đổi đã công bố")
    return reader.narrow(CHANGES, table[table["unit_key"] == unit_key])
