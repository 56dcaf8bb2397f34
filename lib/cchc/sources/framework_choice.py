"""Which set of criteria counts for a unit and year: of the project's editions, or of an office's own files."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any

import yaml

from cchc.dates import print_day
from cchc.errors import Fault, InputError
from cchc.frameworks import Framework
from cchc.indices_defined import Index
from cchc.paths import office_folder
from cchc.sources.editions_in_force import Dated, InForce, choose_in_force, read_since
from cchc.sources.framework_files import load_for_names
from cchc.sources.office_files import FRAMEWORKS
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import ScoreSheetFile


def find_framework(
    reader: Reader, index: Index, admin_level: str, issuer_keys: tuple[str, ...], year: int
) -> str | None:
    """Find the edition of an index that was in force for units of a level in a year: ``framework_id`` of ``find_in_force``."""
    found = find_in_force(reader, index, admin_level, issuer_keys, year)
    return None if found is None else found.framework_id


def find_in_force(
    reader: Reader, index: Index, admin_level: str, issuer_keys: tuple[str, ...], year: int
) -> InForce | None:
    """Find the edition of an index that was in force for units of a level in a year, and why.

    Parameters
    ----------
    reader : Reader
        Knows the root; the answers are recorded, not as inputs.
    index : Index
        Knows which folders are its editions.
    admin_level : str
        Level of the units.
    issuer_keys : tuple of str
        Who may have issued it, first choice first.
    year : int
        Result year.

    Returns
    -------
    InForce or None
        None if no edition is known. Illustrative editions do not count.

    Raises
    ------
    InputError
        If an issuer has several for the year, and nothing tells which one replaced the other.
    """
    found: dict[str, list[Dated]] = {}
    for path in reader.find("data/frameworks", f"{index.editions}/framework.yml"):
        meta = _parsed(reader.consult(path))
        first, last = meta["years"]
        if meta.get("admin_level") == admin_level and first <= year <= last and meta["status"] != "illustrative":
            since = read_since(_file(path.parent.name), meta.get("since"))
            one = Dated(path.parent.name, _file(path.parent.name), since, str(meta.get("replaces") or ""))
            found.setdefault(str(meta.get("issuer_key", "")), []).append(one)
    chosen = (choose_in_force(found[key], year) for key in issuer_keys if key in found)
    return next((one for one in chosen if one is not None), None)


def replacing(reader: Reader, framework_id: str, editions: str) -> tuple[str, ...]:
    """Return the editions of an index in ``data/frameworks`` (``Index.editions``) that say that they stand in the place of another."""
    paths = reader.find("data/frameworks", f"{editions}/framework.yml")
    return tuple(path.parent.name for path in paths if _parsed(reader.consult(path)).get("replaces") == framework_id)


def _file(framework_id: str) -> str:
    return f"data/frameworks/{framework_id}/framework.yml"


@functools.lru_cache(maxsize=512)
def _parsed(text: str | bytes) -> Mapping[str, Any]:
    """Parse what every report asks of every edition; nobody changes it."""
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def office_frameworks(reader: Reader, unit_key: str, year: int) -> list[Framework]:
    """Read the sets of criteria that lie in an office's folder of a year, for their codes, names and days."""
    folder = office_folder(unit_key, year)
    return [load_for_names(reader, f"{folder}/{path.name}") for path in reader.find(folder, FRAMEWORKS)]


def refuse_replaced(reader: Reader, sheet: ScoreSheetFile, editions: str) -> None:
    """Refuse a sheet by a set of criteria in whose place another one stands for the year, as that one says.

    Parameters
    ----------
    reader : Reader
        Records what was looked at.
    sheet : ScoreSheetFile
        Of a result year.
    editions : str
        ``Index.editions``.

    Raises
    ------
    InputError
        At the cell that names the set.
    """
    own = sheet.full_framework
    folder = own.framework_id.rpartition("/")[0]
    if folder:
        beside = reader.find(folder, FRAMEWORKS)
        others = [load_for_names(reader, f"{folder}/{path.name}") for path in beside] if len(beside) > 1 else []
    else:
        others = [load_for_names(reader, name) for name in replacing(reader, own.framework_id, editions)]
    last = dt.date(sheet.year, 12, 31)
    for one in others:
        is_in_time = one.years[0] <= sheet.year <= one.years[1] and (one.since is None or one.since <= last)
        if one.replaces == own.framework_id and is_in_time:
            day = "" if one.since is None else f" từ ngày {print_day(one.since)}"
            found = f"bộ tiêu chí '{own.framework_id}' đã được bộ '{one.framework_id}' thay thế{day}"
            allowed = f"kết quả năm {sheet.year} chấm theo bộ áp dụng cuối năm: ghi '{one.framework_id}', lập lại mẫu bằng make form"
            raise InputError([Fault(sheet.path, sheet.places.get("framework_id", ""), found, allowed)])
