"""Which units have data for a plan year, read without pandas: a run with nothing to do must not wait for it."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from cchc.agencies import agency_from_row
from cchc.errors import CchcError
from cchc.paths import office_folder, office_params, params_file
from cchc.sources.csv_rows import todays_headings
from cchc.unit_register import UnitRegister
from cchc.units import KINDS, Unit, unit_from_row

UNITS = "data/reference/localities.csv"
COMMUNES = "data/reference/communes.csv"
AGENCIES = "data/reference/agencies.csv"
#: A plan rests on results of at most so many years before it: those of 2024 in January 2027.
OLDEST_RESULTS = 3
T = TypeVar("T")
_INDICES = "data/indices"
_OFFICE_FILE = re.compile(r"^office_file\s*:\s*[\"']?([a-z0-9_]+)", re.MULTILINE)
_CAMPAIGN = re.compile(r"^campaign\s*:", re.MULTILINE)
_KEY = re.compile(r"^(\w+)\s*:", re.MULTILINE)


#: Columns whose headings of earlier versions are read as well.
_RENAMED = ("unit_key", "unit_code", "unit_kind", "year")


def _rows(path: Path, columns: tuple[str, ...] = _RENAMED) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading = file.readline()
        file.seek(0)
        delimiter = ";" if heading.count(";") > heading.count(",") else ","
        rows = csv.DictReader(file, delimiter=delimiter)
        names = todays_headings(rows.fieldnames or (), columns)
        for row in rows:
            yield {names.get(key, key): cell for key, cell in row.items()} if names else row


def _read(root: Path, path: str, make: Callable[[Mapping[str, str]], T], *columns: str) -> list[T]:
    try:
        return [make(row) for row in _rows(root / path, columns or _RENAMED)]
    except (OSError, KeyError, ValueError, AttributeError, csv.Error) as error:
        raise CchcError(f"Không đọc được {path} ({error}); chạy make check-data để biết chỗ phải sửa.") from None


def read_register(root: Path) -> UnitRegister:
    """Read the register of units; communes and agencies when a name asks for them.

    Raises
    ------
    CchcError
        If it cannot be read; ``make check-data`` names the cell.
    """
    return UnitRegister(
        _read(root, UNITS, unit_from_row),
        lambda: _read(root, COMMUNES, unit_from_row),
        lambda: _read(root, AGENCIES, agency_from_row, "admin_level"),
    )


def units_with_data(root: Path, year: int) -> list[Unit]:
    """List the units for which ``make reports`` builds a report.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the project.
    year : int
        Year of the plans.

    Returns
    -------
    list of Unit
        Provinces and districts, in the register's order, of which something was announced for the result year (for provinces of today: of the
        last year before the merger, which their plans rest on while nothing later is known), for which the office has entered results, or
        which have parameters of their own for the year that are not only those of a scoring campaign or of the unit's own scoring.

    Raises
    ------
    CchcError
        If the register or a table of announced figures cannot be read.
    """
    register = read_register(root)
    announced = _announced(root, year - 1)
    merger = register.merger_year
    before_merger = _announced(root, merger - 1) if merger < year < merger + OLDEST_RESULTS else set()
    return [
        one
        for kind in KINDS.values()
        if kind.has_reports
        for one in register.of_kind(kind.key, year)
        if one.unit_key in announced
        or any(old.unit_key in before_merger for old in register.predecessors(one.unit_key))
        or _has_results(root, one.unit_key, year - 1)
        or _has_params(root, one.unit_key, year)
    ]


def announced_indices(root: Path) -> dict[tuple[str, str], list[str]]:
    """Return of what units and result years anything is announced: key and year → keys of the indices.

    Raises
    ------
    CchcError
        If a table of announced figures cannot be read.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for name in sorted(path.stem for path in (root / _INDICES).glob("*.yml")):
        path = f"data/published/{name}.csv"
        if not (root / path).is_file():
            continue
        try:
            for one in {(row["unit_key"], row["year"]) for row in _rows(root / path)}:
                found.setdefault(one, []).append(name)
        except (OSError, KeyError, ValueError, csv.Error) as error:
            raise CchcError(f"Không đọc được {path} ({error}); chạy make check-data để biết chỗ phải sửa.") from None
    return found


def _announced(root: Path, year: int) -> set[str]:
    return {unit_key for unit_key, of_year in announced_indices(root) if of_year == str(year)}


def _has_results(root: Path, unit_key: str, year: int) -> bool:
    folder = root / office_folder(unit_key, year)
    if any(path.stem in _office_files(root) or path.stem.startswith("result_") for path in folder.glob("*.*")):
        return True
    above, _, own = unit_key.rpartition("/")
    return bool(above) and own in _approved(root, above, year)


@functools.cache
def _approved(root: Path, above: str, year: int) -> frozenset[str]:
    """Return which units below one have results that it approved."""
    path = root / office_folder(above, year) / "approved.csv"
    try:
        return frozenset(row["unit_key"] for row in _rows(path, ())) if path.is_file() else frozenset()
    except (OSError, KeyError, ValueError, csv.Error) as error:
        raise CchcError(f"Không đọc được {path.relative_to(root)} ({error}).") from None


@functools.cache
def _office_files(root: Path) -> frozenset[str]:
    """Return the names, without suffix, of the files that an office enters for an index."""
    texts = (path.read_text(encoding="utf-8-sig") for path in (root / _INDICES).glob("*.yml"))
    return frozenset(name for text in texts for name in _OFFICE_FILE.findall(text))


def _has_params(root: Path, unit_key: str, year: int) -> bool:
    own = root / office_params(unit_key, year)
    try:
        text = (own if own.is_file() else root / params_file(unit_key, year)).read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return False
    return not _CAMPAIGN.search(text) and set(_KEY.findall(text)) != {"self_scoring"}
