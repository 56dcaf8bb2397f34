"""Files and folders of an office that nobody would read because of where they lie or what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cchc.errors import Fault, InputError
from cchc.paths import OFFICES, office_folder, office_home, params_file
from cchc.sources.grids import READ_SUFFIXES, SUFFIXES
from cchc.sources.looked import is_system_file
from cchc.sources.office_files import CAMPAIGN_FILES, RETURNED_FOLDER, RETURNED_TASKS_FOLDER, STEMS
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import Unit, normalise_name

_HOME = "cần data/offices/<Mã đơn vị>/<năm kết quả>/<tên tệp>"


def find_misplaced(reader: Reader, units: UnitRegister) -> list[Fault]:
    """Find files and folders below ``data/offices`` that no report would ever read.

    Parameters
    ----------
    reader : Reader
        Knows the root.
    units : UnitRegister
        Every unit.

    Returns
    -------
    list of Fault
        Folders that name no unit or no year, files that lie outside of them.
    """
    keys = {one.unit_key for one in units.units}
    faults = []
    for path in sorted((reader.root / OFFICES).glob("*")):
        if is_system_file(path.name) or path.name == "README.md":
            continue
        if path.is_dir() and path.name in keys:
            faults += _misplaced_below(reader, units, path, path.name)
        else:
            shown = path.relative_to(reader.root).as_posix()
            faults.append(Fault(shown, "", "không phải thư mục của một địa phương nên không được đọc", _HOME))
    return faults


def _misplaced_below(reader: Reader, units: UnitRegister, folder: Path, key: str) -> list[Fault]:
    faults = []
    for inner in sorted(folder.glob("*")):
        is_year = inner.is_dir() and inner.name.isdigit() and len(inner.name) == 4
        if is_year or is_system_file(inner.name):
            continue
        if "/" not in key and inner.is_dir() and units.every(f"{key}/{inner.name}"):
            faults += _misplaced_below(reader, units, inner, f"{key}/{inner.name}")
            continue
        below = "" if "/" in key else " hay của một đơn vị"
        shown = inner.relative_to(reader.root).as_posix()
        faults.append(Fault(shown, "", f"không phải thư mục của một năm{below} nên không được đọc", _HOME))
    return faults


def _misnamed(reader: Reader, folder: str, unit: Unit, suffix: str = "") -> list[Fault]:
    """List what in a folder bears a name of the unit that is not its key."""
    forms = {normalise_name(name) for name in (unit.own_key, *unit.names())}
    return [
        Fault(
            f"{folder}/{path.name}",
            "",
            "tên tệp không đúng nên sẽ không được đọc" if suffix else "tên thư mục không phải mã địa phương",
            f"đổi tên thành {unit.own_key}{suffix}",
        )
        for path in reader.find(folder, "*")
        if path.name != f"{unit.own_key}{suffix}"
        and not (suffix and path.is_dir())
        and normalise_name(path.stem if suffix else path.name) in forms
    ]


def refuse_misnamed(reader: Reader, unit: Unit, year: int, stems: Iterable[str] = ()) -> None:
    """Refuse files of the office that would silently not be read because of their names.

    Parameters
    ----------
    reader : Reader
        Knows the root.
    unit : Unit
        Whose files.
    year : int
        Result year; the year before is looked at as well.
    stems : iterable of str
        ``Index.office_file`` of the indices.

    Raises
    ------
    InputError
        With every such file and the name it should have.
    """
    known = list(dict.fromkeys([*STEMS, *(one for one in stems if one)]))
    office_files = {f"{stem}{suffix}" for stem in known for suffix in SUFFIXES}
    faults = _misnamed(reader, office_home(unit.unit_key).rpartition("/")[0], unit)
    for one in (year, year - 1):
        folder = office_folder(unit.unit_key, one)
        for path in reader.find(folder, "*"):
            is_known = path.name in {*office_files, *CAMPAIGN_FILES, "README.md"} and path.is_file()
            is_known |= path.name in {RETURNED_FOLDER, RETURNED_TASKS_FOLDER} and path.is_dir()
            if not is_known:
                allowed = f"các tên được dùng: {', '.join(known)} với đuôi {READ_SUFFIXES}"
                faults.append(Fault(f"{folder}/{path.name}", "", "tên tệp không đúng nên sẽ không được đọc", allowed))
    faults += _misnamed(reader, params_file(unit.unit_key, year + 1).rpartition("/")[0], unit, ".yml")
    if faults:
        raise InputError(faults)
