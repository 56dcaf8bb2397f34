"""The announced figures under ``data/published`` and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cchc import schemas
from cchc.errors import Fault
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, Unit

SOURCES = "data/published/sources.csv"
CHANGES = "data/published/changes.csv"
AGGREGATES = "data/published/aggregates.csv"
WITHHELD = "data/published/withheld.csv"
PAPI = "data/published/papi.csv"
STRUCTURE = "data/frameworks/papi/structure.csv"
_TABLES = (
    ("data/published/par_index.csv", schemas.ParPublished, "PAR INDEX"),
    ("data/published/sipas.csv", schemas.SipasPublished, "SIPAS"),
    (PAPI, schemas.PapiPublished, "PAPI"),
)
#: Source of the rows of PAPI, which notes name whether or not a row is read.
PAPI_SOURCE = "papi_org_vn"


def read_published(reader: Reader) -> tuple[pd.DataFrame, ...]:
    """Read the announced figures of the three indices.

    Returns
    -------
    tuple of pandas.DataFrame
        ``schemas.ParPublished``, ``schemas.SipasPublished``, ``schemas.PapiPublished``.
    """
    return tuple(
        reader.read_table(path, schema, status="published", title_vi=f"{title} đã công bố")
        for path, schema, title in _TABLES
    )


def as_units(table: pd.DataFrame, units: UnitRegister, unit_kind: str = "") -> pd.DataFrame:
    """Bring every row to the key of the unit that existed in its year, so that a unit is counted once.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``unit_key`` and ``year`` (of the result).
    units : UnitRegister
        A unit that only changed its name (Thừa Thiên Huế, Huế) may stand under either key.
    unit_kind : str
        Keep only units of this kind that existed then; empty: keep all.

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
        gone = {at for at, one in found.items() if one is None or one.unit_kind != unit_kind}
        if gone:
            is_gone = pd.MultiIndex.from_frame(table[["unit_key", "year"]]).isin(gone)
            table = table[~is_gone]
    if other:
        keys = [other.get(at, at[0]) for at in zip(table["unit_key"], table["year"], strict=True)]
        table = table.assign(unit_key=keys)
    return table


def check_papi_structure(papi: pd.DataFrame, structure: pd.DataFrame) -> list[Fault]:
    """Find years of PAPI whose codes have no row in the structure.

    Parameters
    ----------
    papi : pandas.DataFrame
        ``schemas.PapiPublished``, rows as in the file.
    structure : pandas.DataFrame
        ``schemas.PapiStructure``, rows as in the file.

    Returns
    -------
    list of Fault
        One per year, with the line of the first row that has no structure and the lines that may be prolonged.
    """
    faults = []
    for year in sorted({int(one) for one in papi["year"].unique()}):
        valid = structure[(structure["year_from"] <= year) & (year <= structure["year_to"])]
        twice = valid.index[valid["code"].duplicated()]
        if len(twice):
            code = valid.at[twice[0], "code"]
            found = f"mã {code} có hai tên cho năm {year}"
            faults.append(
                Fault(STRUCTURE, f"dòng {twice[0] + 2}", found, "sửa year_from, year_to cho các năm không chồng nhau")
            )
            continue
        rows = papi[(papi["year"] == year) & ~papi["code"].isin(valid["code"])].drop_duplicates("code")
        lacking = list(rows["code"])
        if "total" not in set(valid["code"]) and "total" not in lacking:
            lacking.insert(0, "total")
        lacking += sorted(set(valid["parent_code"]) - set(valid["code"]) - {""} - set(lacking))
        if not lacking:
            continue
        at = rows.index[0] if len(rows) else papi.index[papi["year"] == year][0]
        named = ", ".join(lacking[:6]) + (f" và {len(lacking) - 6} mã khác" if len(lacking) > 6 else "")
        known = structure[structure["code"].isin(lacking)].drop_duplicates("code", keep="last")
        lines = ", ".join(str(line + 2) for line in known.index[:6]) + (" ..." if len(known) > 6 else "")
        allowed = f"thêm dòng cho năm {year} vào {STRUCTURE}" + (
            f", hoặc sửa year_from, year_to của dòng {lines} trong tệp đó nếu tên và cách đo không đổi" if lines else ""
        )
        found = f"mã {named} năm {year} chưa có trong cấu trúc PAPI"
        faults.append(Fault(PAPI, f"dòng {at + 2}", found, allowed))
    return faults


def announced_years(published: Iterable[pd.DataFrame], unit_key: str) -> frozenset[int]:
    """Return the result years of which anything of a unit was announced."""
    return frozenset(int(year) for table in published for year in table.loc[table["unit_key"] == unit_key, "year"])


def rows_of_report(
    reader: Reader, published: tuple[pd.DataFrame, ...], field: set[str], unit: Unit, year: int
) -> tuple[pd.DataFrame, ...]:
    """Keep the rows that a report rests on and record them: a change of any other row does not touch the report.

    Parameters
    ----------
    reader : Reader
        Has read the tables.
    published : tuple of pandas.DataFrame
        As returned by ``read_published``.
    field : set of str
        Units that the unit is ranked among.
    unit : Unit
        Whose report.
    year : int
        Result year.

    Returns
    -------
    tuple of pandas.DataFrame
        PAR INDEX and SIPAS: all the unit's own rows up to the year; of the country also those of the year before; of
        the other units the totals of the year. PAPI: everything up to the year, because medians of all provinces are
        drawn over the years; nothing for units below the province, which have none.
    """
    kept = []
    for (path, _, title), table in zip(_TABLES, published, strict=True):
        is_read = table["year"] <= year
        if title != "PAPI":
            part = table["code"] if "code" in table else table["component_vi"]
            keys, total = table["unit_key"], (part == "total") & table["unit_key"].isin(field)
            is_other = total & (table["year"] == year)
            is_country = total & (keys == COUNTRY_KEY) & (table["year"] == year - 1)
            is_read &= (keys == unit.unit_key) | is_other | is_country
        elif not unit.is_ranked_nationally:
            is_read &= False
        kept.append(reader.narrow(path, table[is_read]))
    return tuple(kept)


def sources_of(sources: pd.DataFrame, tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the sources of the rows of some tables."""
    keys = {PAPI_SOURCE} | {key for table in tables for key in table["source_key"].unique()}
    return sources[sources["source_key"].isin(keys)]


def read_papi_structure(reader: Reader) -> pd.DataFrame:
    """Read the codes of PAPI and their years (``schemas.PapiStructure``)."""
    return reader.read_table(STRUCTURE, schemas.PapiStructure, status="published", title_vi="Cấu trúc PAPI")


def read_sources(reader: Reader) -> pd.DataFrame:
    """Read where announced figures were found (``schemas.Sources``)."""
    return reader.read_table(SOURCES, schemas.Sources, status="published", title_vi="Nguồn số liệu công bố")


def read_aggregates(reader: Reader, year: int, *, is_province: bool = True) -> pd.DataFrame:
    """Read what was announced of the country and its regions in a result year (``schemas.Aggregates``); none below provinces."""
    table = reader.read_table(AGGREGATES, schemas.Aggregates, status="published", title_vi="Số chung, nhóm đã công bố")
    return reader.narrow(AGGREGATES, table[(table["year"] == year) & is_province])


def read_withheld(reader: Reader, year: int, *, is_province: bool = True) -> frozenset[str]:
    """Read which provinces' PAPI, or a part of it, was withheld in a result year (``schemas.Withheld``); none below provinces."""
    table = reader.read_table(WITHHELD, schemas.Withheld, status="published", title_vi="Kết quả không được công bố")
    rows = reader.narrow(WITHHELD, table[(table["year"] == year) & (table["index"] == "papi") & is_province])
    return frozenset(rows["unit_key"])


def read_changes(reader: Reader, unit_key: str) -> pd.DataFrame:
    """Read a unit's changes that were announced without the values they come from (``schemas.PublishedChanges``)."""
    table = reader.read_table(CHANGES, schemas.PublishedChanges, status="published", title_vi="Mức thay đổi đã công bố")
    return reader.narrow(CHANGES, table[table["unit_key"] == unit_key])
