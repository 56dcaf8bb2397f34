"""Registers and catalogues under ``data/``."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from cchc import reference_schemas, schemas
from cchc.agencies import Agency, AgencyRegister, for_unit
from cchc.sources.reader import Reader
from cchc.units import Unit, UnitRegister, kind_of, unit_from_row

UNITS = "data/reference/localities.csv"
AGENCIES = "data/reference/agencies.csv"
REGIONS = "data/reference/regions.csv"
TILES = "data/reference/tile_grid.csv"
SOLUTIONS = "data/solutions/catalogue.csv"


def _day(text: str, otherwise: dt.date) -> dt.date:
    return dt.date.fromisoformat(text) if text else otherwise


def load_units(reader: Reader) -> UnitRegister:
    """Read the register of units.

    Parameters
    ----------
    reader : Reader
        Records the file.

    Returns
    -------
    UnitRegister
        Every unit of every vintage.
    """
    table = reader.read_table(UNITS, reference_schemas.Units, status="text", title_vi="Danh mục địa phương")
    return UnitRegister(unit_from_row(row) for row in table.to_dict("records"))


def load_agencies(reader: Reader, unit: Unit | None = None) -> AgencyRegister:
    """Read the register of agencies; those of the unit's own level are named as its kind of unit names them."""
    table = reader.read_table(AGENCIES, reference_schemas.Agencies, status="text", title_vi="Danh mục cơ quan")

    def named(text: str, admin_level: str) -> str:
        is_own = unit is not None and unit.admin_level == admin_level
        return for_unit(text, kind_of(unit)) if is_own and unit is not None else text

    return AgencyRegister(
        Agency(
            agency_key=row.agency_key,
            name_vi=named(row.name_vi, row.admin_level),
            short_vi=named(row.short_vi, row.admin_level),
            valid_from=_day(row.valid_from, dt.date.min),
            valid_to=_day(row.valid_to, dt.date.max),
            successor_key=row.successor_key,
            aliases=tuple(
                form
                for one in row.aliases.split(";")
                if one
                for form in dict.fromkeys((one, named(one, row.admin_level)))
            ),
        )
        for row in table.itertuples()
    )


def load_solutions(reader: Reader, admin_level: str) -> pd.DataFrame:
    """Read the catalogue of solutions (``schemas.Solutions``) for plans of a level, indexed as in the file."""
    table = reader.read_table(SOLUTIONS, schemas.Solutions, status="text", title_vi="Danh mục giải pháp (gợi ý)")
    lists = ["requires", "excludes", "cooperating_agency_keys"]
    table = table.assign(**{name: table[name].str.replace(" ", "") for name in lists})
    return table[table["admin_level"] == admin_level]


def load_regions(reader: Reader, year: int) -> dict[str, str]:
    """Read which region each province belongs to in a result year; empty where the division is not known."""
    table = reader.read_table(REGIONS, reference_schemas.Regions, status="text", title_vi="Vùng kinh tế - xã hội")
    valid = table[(table["year_from"] <= year) & (year <= table["year_to"])]
    return dict(zip(valid["unit_key"], valid["region_vi"], strict=True))


def load_tiles(reader: Reader, year: int) -> pd.DataFrame:
    """Read the places of the provinces of a result year on the tile map (``reference_schemas.TileGrid``)."""
    table = reader.read_table(TILES, reference_schemas.TileGrid, status="text", title_vi="Ô bản đồ")
    return table[(table["year_from"] <= year) & (year <= table["year_to"])].reset_index(drop=True)
