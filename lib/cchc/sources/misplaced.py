"""Files and folders of an office that nobody would read because of where they lie or what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cchc.errors import Fault, InputError, UnknownNameError
from cchc.paths import OFFICES, PARAMS, TEXTS, office_folder, office_home, params_file
from cchc.sources.announced_forms import FIELD, RESULT
from cchc.sources.grids import READ_SUFFIXES, SUFFIXES
from cchc.sources.index_files import FOLDER as INDEX_FOLDER
from cchc.sources.looked import is_system_file
from cchc.sources.office_files import (
    CAMPAIGN_FILES,
    CAMPAIGN_FOLDERS,
    FILES_BELOW,
    FRAMEWORKS,
    RETURNED_TASKS_FOLDER,
    SELF_FOLDER,
    STEMS,
)
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, Unit, normalise_name

_HOME = "cần data/offices/<Mã đơn vị>/<năm kết quả>/<tên tệp>, hoặc params/<năm kế hoạch>.yml, texts/<bộ lời văn>/"


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
        if path.is_dir() and path.name == COUNTRY_KEY:
            faults += _misplaced_fields(reader, path)
        elif path.is_dir() and path.name in keys:
            faults += _misplaced_below(reader, units, path, path.name)
        else:
            shown = path.relative_to(reader.root).as_posix()
            faults.append(Fault(shown, "", "không phải thư mục của một địa phương nên không được đọc", _HOME))
    return faults


def _misplaced_fields(reader: Reader, folder: Path) -> list[Fault]:
    """Find what lies in the folder of the whole country and is no table of an index."""
    known = [f"{FIELD}_{path.stem}" for path in sorted((reader.root / INDEX_FOLDER).glob("*.yml"))]
    allowed = f"cần data/offices/{COUNTRY_KEY}/<năm kết quả>/{FIELD}_<mã chỉ số>.xlsx"
    return [
        Fault(path.relative_to(reader.root).as_posix(), "", "tên tệp không đúng nên sẽ không được đọc", allowed)
        for path in sorted(folder.glob("**/*"))
        if path.is_file() and not is_system_file(path.name) and not (path.stem in known and path.parent.name.isdigit())
    ]


def _misplaced_below(reader: Reader, units: UnitRegister, folder: Path, key: str) -> list[Fault]:
    faults = []
    for inner in sorted(folder.glob("*")):
        is_year = inner.is_dir() and inner.name.isdigit() and len(inner.name) == 4
        if is_year:
            faults += _of_nobody(reader, units, inner, key, int(inner.name))
        if is_year or is_system_file(inner.name) or (inner.is_dir() and inner.name in {PARAMS, TEXTS}):
            continue
        if "/" not in key and inner.is_dir() and units.every(f"{key}/{inner.name}"):
            faults += _misplaced_below(reader, units, inner, f"{key}/{inner.name}")
            continue
        below = "" if "/" in key else " hay của một đơn vị"
        shown = inner.relative_to(reader.root).as_posix()
        faults.append(Fault(shown, "", f"không phải thư mục của một năm{below} nên không được đọc", _HOME))
    return faults


def _of_nobody(reader: Reader, units: UnitRegister, folder: Path, key: str, year: int) -> list[Fault]:
    """Find a folder of results of a year at whose end the unit was no more, or not yet."""
    every = units.every(key)
    # a district may have scored in its last year; of provinces whoever exists at its end does
    scores = any(one.kind.scores and not one.is_ranked_nationally for one in every) and units.get(key, year) is not None
    if not every or scores or units.get(key, year + 1) is not None or not any(folder.iterdir()):
        return []
    shown = folder.relative_to(reader.root).as_posix()
    return [Fault(shown, "", _absence(units, key, year + 1), "chuyển tệp vào thư mục của đơn vị có trong năm đó")]


def _absence(units: UnitRegister, key: str, year: int) -> str:
    try:
        units.resolve(key, year)
    except UnknownNameError as error:
        return error.clause
    return f"không có đơn vị nào mang mã '{key}' năm {year}"


def find_stray_params(reader: Reader, units: UnitRegister) -> list[Fault]:
    """Find parameters of units that do not exist in the year of the plan: no report would ever read them.

    Parameters
    ----------
    reader : Reader
        Knows the root.
    units : UnitRegister
        Every unit.

    Returns
    -------
    list of Fault
        One a file, with what became of the unit.
    """
    faults = []
    shipped = {
        path: path.relative_to(reader.root / "params").with_suffix("").parts
        for path in sorted((reader.root / "params").glob("[0-9][0-9][0-9][0-9]/**/*.yml"))
    }
    own = {
        path: (path.stem, *path.relative_to(reader.root / OFFICES).parts[:-2])
        for path in sorted((reader.root / OFFICES).glob(f"**/{PARAMS}/[0-9][0-9][0-9][0-9].yml"))
    }
    for path, parts in (shipped | own).items():
        key, year = "/".join(parts[1:]), int(parts[0])
        if key != COUNTRY_KEY and units.get(key, year) is None:
            shown = path.relative_to(reader.root).as_posix()
            allowed = "đổi tên tệp thành mã của đơn vị có trong năm đó, hoặc chuyển đi"
            faults.append(Fault(shown, "", _absence(units, key, year), allowed))
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
    keys = [path.stem for path in (reader.root / INDEX_FOLDER).glob("*.yml")]
    form = FIELD if unit.unit_key == COUNTRY_KEY else RESULT
    announced = {f"{form}_{key}" for key in keys}
    faults = _misnamed(reader, office_home(unit.unit_key).rpartition("/")[0], unit)
    for one in (year, year - 1):
        folder = office_folder(unit.unit_key, one)
        for path in reader.find(folder, "*"):
            is_known = path.name in {*office_files, *CAMPAIGN_FILES, "README.md"} and path.is_file()
            is_known |= path.is_file() and path.stem in announced and path.suffix in SUFFIXES
            is_known |= any(path.match(pattern) for pattern in (*FILES_BELOW, FRAMEWORKS)) and path.is_file()
            is_known |= path.name in {RETURNED_TASKS_FOLDER, SELF_FOLDER, *CAMPAIGN_FOLDERS} and path.is_dir()
            if not is_known:
                allowed = f"các tên được dùng: {', '.join(known)}, {form}_<mã chỉ số> với đuôi {READ_SUFFIXES}"
                faults.append(Fault(f"{folder}/{path.name}", "", "tên tệp không đúng nên sẽ không được đọc", allowed))
    faults += _misnamed(reader, params_file(unit.unit_key, year + 1).rpartition("/")[0], unit, ".yml")
    if faults:
        raise InputError(faults)
