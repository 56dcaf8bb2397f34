"""The announced figures under ``data/published`` and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cchc import schemas
from cchc.localities import COUNTRY_KEY, Locality
from cchc.sources.reader import Reader

SOURCES = "data/published/sources.csv"
CHANGES = "data/published/changes.csv"
_TABLES = (
    ("data/published/par_index.csv", schemas.ParPublished, "PAR INDEX"),
    ("data/published/sipas.csv", schemas.SipasPublished, "SIPAS"),
    ("data/published/papi.csv", schemas.PapiPublished, "PAPI"),
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


def announced_years(published: Iterable[pd.DataFrame], locality_key: str) -> frozenset[int]:
    """Return the result years of which anything of a locality was announced."""
    return frozenset(
        int(year) for table in published for year in table.loc[table["locality_key"] == locality_key, "year"]
    )


def rows_of_report(
    reader: Reader, published: tuple[pd.DataFrame, ...], field: set[str], locality: Locality, year: int
) -> tuple[pd.DataFrame, ...]:
    """Keep the rows that a report rests on and record them: a change of any other row does not touch the report.

    Parameters
    ----------
    reader : Reader
        Has read the tables.
    published : tuple of pandas.DataFrame
        As returned by ``read_published``.
    field : set of str
        Units that the locality is ranked among.
    locality : Locality
        Whose report.
    year : int
        Result year.

    Returns
    -------
    tuple of pandas.DataFrame
        PAR INDEX and SIPAS: all the locality's own rows up to the year; of the country also those of the year before; of
        the other units the totals of the year. PAPI: everything up to the year, because medians of all provinces are
        drawn over the years; nothing for units below the province, which have none.
    """
    kept = []
    for (path, _, title), table in zip(_TABLES, published, strict=True):
        is_read = table["year"] <= year
        if title != "PAPI":
            part = table["code"] if "code" in table else table["component_vi"]
            keys, total = table["locality_key"], (part == "total") & table["locality_key"].isin(field)
            is_other = total & (table["year"] == year)
            is_country = total & (keys == COUNTRY_KEY) & (table["year"] == year - 1)
            is_read &= (keys == locality.locality_key) | is_other | is_country
        elif locality.admin_level != "province":
            is_read &= False
        kept.append(reader.narrow(path, table[is_read]))
    return tuple(kept)


def sources_of(sources: pd.DataFrame, tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the sources of the rows of some tables."""
    keys = {PAPI_SOURCE} | {key for table in tables for key in table["source_key"].unique()}
    return sources[sources["source_key"].isin(keys)]


def read_papi_structure(reader: Reader) -> pd.DataFrame:
    """Read the codes of PAPI and their years (``schemas.PapiStructure``)."""
    path = "data/frameworks/papi/structure.csv"
    return reader.read_table(path, schemas.PapiStructure, status="published", title_vi="Cấu trúc PAPI")


def read_sources(reader: Reader) -> pd.DataFrame:
    """Read where announced figures were found (``schemas.Sources``)."""
    return reader.read_table(SOURCES, schemas.Sources, status="published", title_vi="Nguồn số liệu công bố")


def read_changes(reader: Reader, locality_key: str) -> pd.DataFrame:
    """Read a locality's changes that were announced without the values they come from (``schemas.PublishedChanges``)."""
    table = reader.read_table(CHANGES, schemas.PublishedChanges, status="published", title_vi="Mức thay đổi đã công bố")
    return reader.narrow(CHANGES, table[table["locality_key"] == locality_key])
