"""Registers and catalogues under ``data/``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cchc import reference_schemas, schemas
from cchc.agencies import AgencyRegister, agency_from_row, for_unit
from cchc.plan_params import AREAS
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import AGENCY_KINDS, Unit, kind_of, unit_from_row

UNITS = "data/reference/localities.csv"
COMMUNES = "data/reference/communes.csv"
AGENCIES = "data/reference/agencies.csv"
REGIONS = "data/reference/regions.csv"
ABBREVIATIONS = "data/reference/abbreviations.csv"
TILES = "data/reference/tile_grid.csv"
SOLUTIONS = "data/solutions/catalogue.csv"
AREAS_FILE = "data/solutions/areas.csv"


#: Communes that were made in this process, by the content of their table.
_MADE: dict[str, tuple[Unit, ...]] = {}


class _Communes:
    """The communes, read when a name is found nowhere above; a report rests on the rows of those that it asked for."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._told: set[str] = set()

    def _table(self) -> pd.DataFrame:
        return self.reader.read_table(COMMUNES, reference_schemas.Units, status="text", title_vi="Danh mục cấp xã")

    def read(self) -> tuple[Unit, ...]:
        table, content = self._table(), self.reader.hash_of(COMMUNES)
        if content not in _MADE:
            _MADE[content] = tuple(unit_from_row(row) for row in table.to_dict("records"))
        return _MADE[content]

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
    """Read the register of agencies; those of the unit's own level are named as its kind of unit names them.

    A commune's rooms depend on its kind: those that it has not are not in its register.
    """
    word = "" if unit is None else kind_of(unit)
    own = "" if unit is None else unit.admin_level
    return AgencyRegister(
        agency
        for row in _agency_rows(reader)
        for agency in [agency_from_row(row, (lambda text: for_unit(text, word)) if row["admin_level"] == own else str)]
        if unit is None or agency.admin_level != own or agency.may_exist_in(unit)
    )


def load_solutions(reader: Reader, unit: Unit, agencies: AgencyRegister, *, level: str = "") -> pd.DataFrame:
    """Read the catalogue of solutions for plans of a unit.

    Parameters
    ----------
    reader : Reader
        Records the file.
    unit : Unit
        Whose plan; rows of its level are kept.
    agencies : AgencyRegister
        As returned by ``load_agencies`` for the unit. Agencies that only other units of the level have are left out.
    level : str
        Level of the units whose work it is, where that is not the unit's own.

    Returns
    -------
    pandas.DataFrame
        ``schemas.Solutions``, indexed as in the file.
    """
    table = reader.read_table(SOLUTIONS, schemas.Solutions, status="text", title_vi="Danh mục giải pháp (gợi ý)")
    lists = ["requires", "excludes", "lead_agency_key", "cooperating_agency_keys"]
    # the work of a public-service unit is put right as that of a department is
    levels = {level} if level else {unit.admin_level, *(AGENCY_KINDS[:1] if unit.is_agency else ())}
    table = table[table["admin_level"].isin(levels)]
    table = table.assign(**{name: table[name].str.replace(" ", "") for name in lists})
    return keep_present(reader, table, agencies)


def keep_present(reader: Reader, solutions: pd.DataFrame, agencies: AgencyRegister) -> pd.DataFrame:
    """Leave out of solutions (``schemas.Solutions``) the agencies that only other units of the level have."""
    absent = {row["agency_key"] for row in _agency_rows(reader)} - set(agencies.keys())

    def known(text: str) -> list[str]:
        return [key for key in text.split(";") if key not in absent]

    return solutions.assign(
        lead_agency_key=[";".join(known(text)) or text for text in solutions["lead_agency_key"]],
        cooperating_agency_keys=[";".join(known(text)) for text in solutions["cooperating_agency_keys"]],
    )


def load_areas(reader: Reader, solutions: pd.DataFrame) -> pd.DataFrame:
    """Read the areas of work (``schemas.Areas``) to which solutions of a unit's level belong; of most levels none do."""
    levels = set(solutions.loc[solutions["framework_id"] == AREAS, "admin_level"])
    if not levels:
        return pd.DataFrame(columns=list(schemas.Areas.to_schema().columns))
    table = reader.read_table(AREAS_FILE, schemas.Areas, status="text", title_vi="Lĩnh vực công việc (gợi ý)")
    return reader.narrow(AREAS_FILE, table[table["admin_level"].isin(levels)])


def load_regions(reader: Reader, year: int) -> dict[str, str]:
    """Read which region each province belongs to in a result year; empty where the division is not known."""
    table = reader.read_table(REGIONS, reference_schemas.Regions, status="text", title_vi="Vùng kinh tế - xã hội")
    valid = table[(table["year_from"] <= year) & (year <= table["year_to"])]
    return dict(zip(valid["unit_key"], valid["region_vi"], strict=True))


def load_abbreviations(reader: Reader) -> dict[str, str]:
    """Read the abbreviations that documents use, each with its meaning."""
    table = reader.read_table(ABBREVIATIONS, reference_schemas.Abbreviations, status="text", title_vi="Chữ viết tắt")
    return dict(zip(table["abbreviation"], table["meaning_vi"], strict=True))


def load_tiles(reader: Reader, year: int) -> pd.DataFrame:
    """Read the places of the provinces of a result year on the tile map (``reference_schemas.TileGrid``)."""
    table = reader.read_table(TILES, reference_schemas.TileGrid, status="text", title_vi="Ô bản đồ")
    return table[(table["year_from"] <= year) & (year <= table["year_to"])].reset_index(drop=True)
