"""What may stand in the parameters of a notebook: units by a part of their name, and the years of which something is known."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

from cchc.columns import col
from cchc.errors import UnknownNameError
from cchc.paths import PARAMS, office_folder, office_home, office_params, params_file, report_folder
from cchc.reporting.aside import Aside
from cchc.reporting.blocks import Paragraph, Row, Span, Table
from cchc.reporting.sections.common import capitalise
from cchc.sources.coverage import OLDEST_RESULTS, announced_indices, read_register
from cchc.sources.index_files import load_indices
from cchc.sources.plan_years import LAST_YEAR
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import AGENCY_KINDS, KINDS, NATIONAL_KIND, Unit, normalise_name, without_accents

_SHOWN = 60
_KIND = re.compile(r"^(tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường|đặc khu)\s+", re.IGNORECASE)
#: Key of a unit and result year → keys of the indices of which something is announced.
Known = dict[tuple[str, str], list[str]]


def matching_units(text: str, root: Path) -> Aside:
    """Return the units whose key, name or alias holds a text, the better matches first.

    Parameters
    ----------
    text : str
        With tones: only names with the same; without: any. Empty: every province.
    root : pathlib.Path
        Folder of the project.
    """
    register, asked = read_register(root), text.strip()
    kinds = [one for one in KINDS.values() if one.has_reports and one.key not in AGENCY_KINDS]
    known = announced_indices(root)
    if not asked:
        found = list(register.of_kind(NATIONAL_KIND, LAST_YEAR))
        title = f'Các tỉnh, thành phố hiện nay ({len(found)}); tìm đơn vị khác: cchc.units("một phần tên"):'
    else:
        every = [one for one in register.units if any(one.unit_kind == kind.key for kind in kinds)]
        found = _matching(every, asked) or _matching(register.of_kind("commune", LAST_YEAR), asked)
        title = f"Đơn vị có tên chứa '{asked}' ({len(found)}):"
    if not found:
        near = "; viết một phần tên, có dấu hoặc không dấu; sở của tỉnh: mã tỉnh, dấu / và mã sở, ví dụ LangSon/STP"
        return Aside((_said(f"Không có đơn vị nào có tên chứa '{asked}'{near}."),))
    rows = tuple(
        Row((one.unit_key, capitalise(one.name_full_vi), _life(one), _years_of(one, known, register)))
        for one in found[:_SHOWN]
    )
    table = Table((col("unit_key"), col("unit_vi", width=40), col("validity_vi"), col("plan_years_vi")), rows)
    more = (
        (_said(f"Còn {len(found) - _SHOWN} đơn vị khác; hãy viết thêm vài chữ của tên."),)
        if len(found) > _SHOWN
        else ()
    )
    return Aside((_said(title), table, *more))


def _matching(units: Iterable[Unit], asked: str) -> list[Unit]:
    form, plain = normalise_name(asked), without_accents(asked)
    has_tones = any(not one.isascii() for one in asked)

    def place(unit: Unit) -> int:
        # without the word for the kind: "thành phố" would be found in every city
        forms = [_KIND.sub("", one) for one in (unit.unit_key, unit.name_vi, *unit.aliases)]
        names = [normalise_name(one) if has_tones else without_accents(one) for one in forms]
        needle = form if has_tones else plain
        at = [one.find(needle) for one in names if needle in one]
        return min(at) if at and needle else -1

    found = [(place(one), one) for one in units]
    return [one for at, one in sorted((pair for pair in found if pair[0] >= 0), key=lambda pair: pair[0])]


def _life(unit: Unit) -> str:
    """Say when a unit exists, where that is not always."""
    if unit.valid_to != dt.date.max:
        return f"đến {unit.valid_to:%d/%m/%Y}"
    return f"từ {unit.valid_from:%d/%m/%Y}" if unit.valid_from != dt.date.min else ""


def _years_of(unit: Unit, known: Known, register: UnitRegister) -> str:
    years = sorted(_plan_years(unit, known, register))
    return ", ".join(map(str, years)) if years else "chưa có trong dữ liệu của chương trình"


def _plan_years(unit: Unit, known: Known, register: UnitRegister) -> set[int]:
    """Return the years of plans that announced results are there for, before anything that an office enters."""
    own = {int(year) for key, year in known if key == unit.unit_key}
    old = {one.unit_key for one in register.predecessors(unit.unit_key)}
    latest = max((int(year) for key, year in known if key in old | {unit.unit_key}), default=0)
    years = {year + 1 for year in own}
    if unit.valid_to == dt.date.max and latest:
        # a plan rests on the latest known results, as long as they are not too old
        years |= set(range(max(latest + 1, register.merger_year + 1 if old else 0), latest + OLDEST_RESULTS + 1))
    return {year for year in years if year <= LAST_YEAR and unit.exists_on(dt.date(year, 1, 1))}


def known_years(province: str, root: Path) -> Aside:
    """Return the years of plans of a unit of which something is known, and what it is.

    Raises
    ------
    UnknownNameError
        If nothing bears that name in any year.
    """
    register = read_register(root)
    unit = _any_year(register, province)
    known = announced_indices(root)
    names = {one.key: one.name_vi for one in load_indices(Reader(root)).all}
    announced = {year for one in register.every(unit.unit_key) for year in _plan_years(one, known, register)}
    years = announced | _entered(root, unit.unit_key)
    title = _said(
        f"{capitalise(unit.name_full_vi)} ({unit.unit_key}): các năm của kế hoạch có số liệu."
        if years
        else f"{capitalise(unit.name_full_vi)} ({unit.unit_key}): dữ liệu của chương trình chưa có kết quả nào; xem docs/huong_dan.md về việc đưa số liệu của cơ quan vào."
    )
    if not years:
        return Aside((title,))
    rows = tuple(Row(_row(unit, year, known, names, root)) for year in sorted(years, reverse=True))
    columns = (col("plan_year"), col("indices_known_vi"), col("office_files_vi"), col("has_params"), col("has_report"))
    return Aside((title, Table(columns, rows)))


def _any_year(register: UnitRegister, province: str) -> Unit:
    """Resolve a name today, or as it was before the merger."""
    try:
        return register.resolve(province, LAST_YEAR)
    except UnknownNameError:
        with contextlib.suppress(UnknownNameError):
            return register.resolve(province, register.merger_year - 1)
        raise


def _entered(root: Path, unit_key: str) -> set[int]:
    """Return the years of plans for which the office has entered something or chosen parameters."""
    home = root / office_home(unit_key)
    results = {int(one.name) + 1 for one in home.glob("[0-9][0-9][0-9][0-9]") if any(one.iterdir())}
    own = params_file(unit_key, 2000).removeprefix("params/2000/")
    results |= {int(one.stem) for one in home.glob(f"{PARAMS}/[0-9][0-9][0-9][0-9].yml")}
    return results | {int(one.name) for one in (root / "params").glob("[0-9][0-9][0-9][0-9]") if (one / own).is_file()}


def _row(unit: Unit, year: int, known: Known, names: dict[str, str], root: Path) -> tuple[object, ...]:
    announced = [names[key] for key in known.get((unit.unit_key, str(year - 1)), ()) if key in names]
    folder = root / office_folder(unit.unit_key, year - 1)
    files = sorted(one.name for one in folder.glob("*.*")) if folder.is_dir() else []
    return (
        year,
        ", ".join(announced) or f"kết quả năm {year - 1} chưa có trong dữ liệu của chương trình",
        ", ".join(files),
        "có" if any((root / one(unit.unit_key, year)).is_file() for one in (office_params, params_file)) else "",
        "có" if (report_folder(root, unit.unit_key, year) / "run.json").is_file() else "",
    )


def _said(text: str) -> Paragraph:
    return Paragraph((Span(text),))
