"""Registers and catalogues under ``data/``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cchc import reference_schemas, schemas
from cchc.agencies import AgencyRegister, agency_from_row, for_unit
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import Unit, kind_of, unit_from_row

UNITS = "data/reference/localities.csv"
COMMUNES = "data/reference/communes.csv"
AGENCIES = "data/reference/agencies.csv"
REGIONS = "data/reference/regions.csv"
TILES = "data/reference/tile_grid.csv"
SOLUTIONS = "data/solutions/catalogue.csv"


class _Communes:
    """The communes, read when a name is found nowhere above; a report rests on the rows of those that it asked for."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._told: set[str] = set()

    def _table(self) -> pd.DataFrame:
        return self.reader.read_table(COMMUNES, reference_schemas.Units, status="text", title_vi="Danh mục cấp xã")

    def read(self) -> tuple[Unit, ...]:
        return tuple(unit_from_row(row) for row in self._table().to_dict("records"))

    def rest_on(self, units: Sequence[Unit]) -> None:
        fresh = {one.unit_key for one in units} - self._told
        if fresh:
            self._told |= fresh
            table = self._table()
            self.reader.narrow(COMMUNES, table[table["unit_key"].isin(fresh)])


def load_units(reader: Reader) -> UnitRegister:
    """Read the register of units: provinces and districts now, communes and agencies when a name asks for them.

    Parameters
    ----------
    reader : Reader
        Records the files.

    Returns
    -------
    UnitRegister
        Every unit of every vintage.
    """
    table = reader.read_table(UNITS, reference_schemas.Units, status="text", title_vi="Danh mục địa phương")
    communes = _Communes(reader)
    return UnitRegister(
        (unit_from_row(row) for row in table.to_dict("records")),
        communes.read,
        lambda: [agency_from_row(row) for row in _agency_rows(reader)],
        communes.rest_on,
    )


def _agency_rows(reader: Reader) -> list[dict[str, Any]]:
    table = reader.read_table(AGENCIES, reference_schemas.Agencies, status="text", title_vi="Danh mục cơ quan")
    return table.to_dict("records")  # type: ignore[no-any-return]


def load_agencies(reader: Reader, unit: Unit | None = None) -> AgencyRegister:
    """Read the register of agencies; those of the unit's own level are named as its kind of unit names them."""
    word = "" if unit is None else kind_of(unit)
    own = "" if unit is None else unit.admin_level
    return AgencyRegister(
        agency_from_row(row, (lambda text: for_unit(text, word)) if row["admin_level"] == own else str)
        for row in _agency_rows(reader)
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
