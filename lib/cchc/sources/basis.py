"""On whose results of which year a plan rests: its own, or, where nothing of them is known, the latest that are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.indices_defined import Index, IndexRegister
from cchc.paths import office_home
from cchc.sources.announced import announced_years, as_units, read_published
from cchc.sources.announced_forms import AnnouncedForm
from cchc.sources.approved import find_approved
from cchc.sources.coverage import OLDEST_RESULTS
from cchc.sources.field_forms import load_fields
from cchc.sources.office_files import SCORE_SHEET, find_file
from cchc.sources.reader import Reader
from cchc.sources.result_forms import load_results
from cchc.unit_register import UnitRegister
from cchc.units import Unit

#: Kind of index → parameter of the file that an office enters for it.
_CHOICES = {"scored": "score_sheet", "surveyed": "survey"}
#: Folders below which such files may lie.
_FOLDERS = ("offices", "illustrative")


@dataclass(frozen=True)
class Basis:
    """What a plan rests on.

    Attributes
    ----------
    result_year : int
        Year of the results: the year before the plan's, unless only older results of the unit itself are known.
    announced : frozenset of int
        Result years of which anything of the unit itself was announced, later ones included.
    parts : tuple of Unit
        Of a merged unit of which nothing is known itself: its old units, in the register's order.
    parts_year : int or None
        Year of their results, the latest of which any of them is known.
    """

    result_year: int
    announced: frozenset[int]
    parts: tuple[Unit, ...] = ()
    parts_year: int | None = None


def read_told(reader: Reader, indices: IndexRegister, unit_kind: str) -> dict[str, pd.DataFrame]:
    """Read the announced figures of every index that is ever of such units: key → table, as in its file."""
    return {
        one.key: read_published(reader, one)
        for one in indices.all
        if any(level.unit_kind == unit_kind for level in one.levels)
    }


def load_forms(reader: Reader, indices: IndexRegister, unit: Unit, units: UnitRegister) -> tuple[AnnouncedForm, ...]:
    """Read what the office has entered as announced: of the unit, of its old units, and of all units of the country."""
    found: list[AnnouncedForm] = []
    for index in indices.all:
        if not any(level.unit_kind == unit.unit_kind for level in index.levels):
            continue
        for key in dict.fromkeys((unit.unit_key, *(one.unit_key for one in units.predecessors(unit.unit_key)))):
            found += load_results(reader, index, key, units)
        if unit.is_ranked_nationally:
            found += load_fields(reader, index, units)
    return tuple(found)


def with_forms(told: Mapping[str, pd.DataFrame], forms: Iterable[AnnouncedForm]) -> dict[str, pd.DataFrame]:
    """Add what offices have entered to the announced figures; figures that differ all stand."""
    tables = dict(told)
    for form in forms:
        table = tables[form.index]
        rows = form.rows.reindex(columns=table.columns)
        for name in rows.columns[rows.isna().all()]:
            rows[name] = (
                pd.NA if str(table[name].dtype) == "Int64" else "" if table[name].dtype == object else float("nan")
            )
        rows = rows.astype({name: kind for name, kind in table.dtypes.items() if name in rows})
        tables[form.index] = pd.concat([table, rows], ignore_index=True)
    return tables


def own_rows(published: pd.DataFrame, unit: Unit, units: UnitRegister) -> pd.DataFrame:
    """Bring a table to what is the unit's own.

    A merged unit has no series before it exists, even under an old name; one that only changed its name has one, which
    stands under its key of today.
    """
    if is_merged(unit, units):
        return published[(published["unit_key"] != unit.unit_key) | (published["year"] >= units.merger_year)]
    earlier = former_key(unit, units)
    return published.assign(unit_key=published["unit_key"].replace(earlier, unit.unit_key)) if earlier else published


def former_key(unit: Unit, units: UnitRegister) -> str:
    """Return the key that a unit bore before it only changed its name; empty where it bore none."""
    old = units.predecessors(unit.unit_key)
    return old[0].unit_key if len(old) == 1 and old[0].unit_key != unit.unit_key else ""


def is_merged(unit: Unit, units: UnitRegister) -> bool:
    """Tell whether a unit was put together from several."""
    return len(units.predecessors(unit.unit_key)) > 1 and unit.valid_from.year >= units.merger_year


def find_basis(
    reader: Reader,
    unit: Unit,
    year: int,
    units: UnitRegister,
    indices: IndexRegister,
    told: Mapping[str, pd.DataFrame],
    choices: Mapping[str, str],
) -> Basis:
    """Find on whose results of which year a plan rests.

    Parameters
    ----------
    reader : Reader
        Knows the root.
    unit : Unit
        Whose plan.
    year : int
        Of the plan.
    units, indices : registers
        Of units, of indices.
    told : mapping of str to pandas.DataFrame
        ``read_told`` of the unit's kind.
    choices : mapping of str to str
        Parameters ``inputs``: whether illustrative files count.

    Returns
    -------
    Basis
        The latest year not after the year before the plan's of which something is known of the unit itself, announced
        or entered, no older than ``OLDEST_RESULTS``; where nothing is and it was merged, its old units. The year before
        the plan's if nothing is known.
    """
    announced = announced_years(
        [own_rows(as_units(table, units, unit.unit_kind), unit, units) for table in told.values()], unit.unit_key
    )
    first = year - OLDEST_RESULTS
    known = _latest(reader, unit, (first, year - 1), announced, indices, choices)
    if known is not None or not is_merged(unit, units):
        return Basis(year - 1 if known is None else known, announced)
    old = units.predecessors(unit.unit_key)
    found = [_latest_old(reader, one, first, units, indices, told, choices) for one in old]
    latest = max((one for one in found if one is not None), default=None)
    return Basis(year - 1, announced, () if latest is None else old, latest)


def _latest_old(
    reader: Reader,
    unit: Unit,
    first: int,
    units: UnitRegister,
    indices: IndexRegister,
    told: Mapping[str, pd.DataFrame],
    choices: Mapping[str, str],
) -> int | None:
    tables = [as_units(table, units, unit.unit_kind) for table in told.values()]
    # its last results are those of the year before it ended
    announced = announced_years(tables, unit.unit_key)
    return _latest(reader, unit, (first, unit.valid_to.year - 1), announced, indices, choices)


def _latest(
    reader: Reader,
    unit: Unit,
    years: tuple[int, int],
    announced: frozenset[int],
    indices: IndexRegister,
    choices: Mapping[str, str],
) -> int | None:
    """Return the latest of the years, first to last, of which something was announced or entered; None where nothing was."""
    first, last = years
    known = max((one for one in announced if first <= one <= last), default=None)
    entered = {
        int(path.name)
        for folder in _FOLDERS
        for key in (unit.unit_key, unit.parent_key)  # the unit above approves results of those below
        if key
        for path in reader.find(office_home(key, folder), "[12][0-9][0-9][0-9]")
        if path.is_dir()
    }
    for one in sorted(entered, reverse=True):
        is_later = first <= one <= last and (known is None or one > known)
        if is_later and any(
            _has_file(reader, index, unit, one, choices) for index in indices.of_unit(unit.unit_kind, one)
        ):
            return one
    return known


def _has_file(reader: Reader, index: Index, unit: Unit, year: int, choices: Mapping[str, str]) -> bool:
    choice = _CHOICES.get(index.kind, "")
    if not choice or not index.office_file:
        return False
    chosen = choices.get(choice, "office")
    if find_file(reader, chosen, unit, year, index.office_file, index.name_vi) is not None:
        return True
    return index.office_file == SCORE_SHEET and find_approved(reader, chosen, unit, year) is not None
