"""Which units have data for a plan year, read without pandas: a run with nothing to do must not wait for it."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from cchc.errors import CchcError
from cchc.sources.csv_rows import FORMER_HEADINGS
from cchc.units import MERGER_YEAR, REPORTED_KINDS, Unit, UnitRegister, unit_from_row

UNITS = "data/reference/localities.csv"
_INDICES = "data/indices"
_OFFICE_FILE = re.compile(r"^office_file\s*:\s*[\"']?([a-z0-9_]+)", re.MULTILINE)
_CAMPAIGN = re.compile(r"^campaign\s*:", re.MULTILINE)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading = file.readline()
        file.seek(0)
        delimiter = ";" if heading.count(";") > heading.count(",") else ","
        for row in csv.DictReader(file, delimiter=delimiter):
            yield {FORMER_HEADINGS.get(key, key): cell for key, cell in row.items()}


def read_register(root: Path) -> UnitRegister:
    """Read the register of units.

    Raises
    ------
    CchcError
        If it cannot be read; ``make check-data`` names the cell.
    """
    try:
        return UnitRegister(unit_from_row(row) for row in _rows(root / UNITS))
    except (OSError, KeyError, ValueError, AttributeError, csv.Error) as error:
        raise CchcError(f"Không đọc được {UNITS} ({error}); chạy make check-data để biết chỗ phải sửa.") from None


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
        Provinces and districts, in the register's order, of which something was announced for the result year (of the
        old provinces, for the first plan of a province of the merger), for which the office has entered results, or
        which have parameters of their own for the year that are not only those of a scoring campaign.

    Raises
    ------
    CchcError
        If the register or a table of announced figures cannot be read.
    """
    register = read_register(root)
    announced = _announced(root, year - 1)
    before_merger = _announced(root, MERGER_YEAR - 1) if year == MERGER_YEAR + 1 else set()
    return [
        one
        for level in REPORTED_KINDS
        for one in register.of_level(level, year)
        if one.unit_key in announced
        or any(old.unit_key in before_merger for old in register.predecessors(one.unit_key))
        or _has_results(root, one.unit_key, year - 1)
        or _has_params(root, one.unit_key, year)
    ]


def _announced(root: Path, year: int) -> set[str]:
    found = set()
    for name in sorted(path.stem for path in (root / _INDICES).glob("*.yml")):
        path = f"data/published/{name}.csv"
        if not (root / path).is_file():
            continue
        try:
            found |= {row["unit_key"] for row in _rows(root / path) if row["year"] == str(year)}
        except (OSError, KeyError, ValueError, csv.Error) as error:
            raise CchcError(f"Không đọc được {path} ({error}); chạy make check-data để biết chỗ phải sửa.") from None
    return found


def _has_results(root: Path, unit_key: str, year: int) -> bool:
    folder = root / "data" / "offices" / unit_key / str(year)
    return any(path.stem in _office_files(root) for path in folder.glob("*.*"))


@functools.cache
def _office_files(root: Path) -> frozenset[str]:
    """Return the names, without suffix, of the files that an office enters for an index."""
    texts = (path.read_text(encoding="utf-8-sig") for path in (root / _INDICES).glob("*.yml"))
    return frozenset(name for text in texts for name in _OFFICE_FILE.findall(text))


def _has_params(root: Path, unit_key: str, year: int) -> bool:
    try:
        text = (root / "params" / str(year) / f"{unit_key}.yml").read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return False
    return not _CAMPAIGN.search(text)
