"""What was announced of a unit, as its office has entered it with its source: ``result_<index>.xlsx``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cchc.errors import Fault, InputError, suggest
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.numbers import comma
from cchc.schemas import Aggregates
from cchc.sources.announced import AGGREGATES
from cchc.sources.announced_forms import (
    AGGREGATE_COLUMNS,
    GROUP_ROW,
    INFO_ROWS,
    RESULT,
    AnnouncedForm,
    find_forms,
    open_form,
    slug,
    source_of,
)
from cchc.sources.announced_values import RANKS, VALUES, Part, as_row, largest_field, parts_of, read_values
from cchc.sources.cells import CellReader
from cchc.sources.grids import Grid
from cchc.sources.headings import find_headings, form_heading
from cchc.sources.info_rows import find_value
from cchc.sources.office_files import check_owner
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, Unit, normalise_name


def load_results(reader: Reader, index: Index, unit_key: str, units: UnitRegister) -> list[AnnouncedForm]:
    """Read what an office has entered as announced of its unit, all years.

    Parameters
    ----------
    reader : Reader
        Records the files.
    index : Index
        Of which index.
    unit_key : str
        In whose folders; a key may be that of one unit before a merger and of another after it.
    units : UnitRegister
        Every unit.

    Raises
    ------
    InputError
        With every fault of the files: unit, year or index of another folder, part that the index does not have, value
        beyond its scale, rank beyond its field, source that is not named.
    """
    found = []
    for path, year in find_forms(reader, index, RESULT, unit_key):
        unit = units.get(unit_key, year + 1)  # results are those of the units at the end of the year
        if unit is None:
            raise InputError([Fault(path, "", f"không có đơn vị {unit_key} vào cuối năm {year}", "chuyển tệp đi")])
        found.append(_read_result(reader, path, index, unit, units, year))
    return found


def _read_result(reader: Reader, path: str, index: Index, unit: Unit, units: UnitRegister, year: int) -> AnnouncedForm:
    about, grid, info, faults = open_form(reader, path, index)
    if faults:
        raise InputError(faults)
    places = {one.key: find_value(about, one.label) for one in INFO_ROWS}
    check_owner(path, places, str(info["unit"]), info["year"], unit, units, year)
    issuers = (unit.unit_key, unit.parent_key, COUNTRY_KEY)
    parts = parts_of(reader, index, unit.unit_kind, issuers, year)
    keys = VALUES[index.kind]
    headings = [
        form_heading("code", "Mã", is_required=True),
        form_heading("name_vi:name", "Tên", "Nội dung"),
        *(form_heading(key) for key in (*keys, *RANKS)),
    ]
    start, columns = find_headings(grid, headings)
    cells = CellReader(grid, columns)
    key = f"vb_{slug(unit.unit_key)}_{index.key}_{year}"
    rows = _rows(cells, start, parts, index, year, unit, units, key)
    if cells.faults:
        raise InputError(cells.faults)
    if not rows:
        raise InputError([Fault(path, grid.where, "chưa điền giá trị hay thứ hạng nào", "điền ít nhất dòng tổng")])
    aggregates = []
    group = str(info.get("group") or "")
    if group:
        total = next((row.get("score") for row in rows if row.get("code") == TOTAL_CODE), None)
        _check_group(reader, path, about, group, index, year, total)
        aggregates.append((index.key, year, unit.unit_key, "group", group, float("nan"), key))
        for row in rows if index.kind == "scored" else ():
            if row["code"] == TOTAL_CODE:
                row["grade_vi"] = group
    if "mean" in info and unit.is_ranked_nationally:
        aggregates.append((index.key, year, COUNTRY_KEY, "mean", "", float(info["mean"]), key))
    return AnnouncedForm(
        path,
        index.key,
        unit.unit_key,
        year,
        pd.DataFrame(rows),
        source_of(info, key, index, year),
        pd.DataFrame(aggregates, columns=AGGREGATE_COLUMNS),
    )


def _check_group(
    reader: Reader, path: str, about: Grid, group: str, index: Index, year: int, total: float | None
) -> None:
    """Refuse a group that the index does not have, or that the announced bounds of the groups contradict."""
    place, found = find_value(about, GROUP_ROW.label), f"'{GROUP_ROW.label}' ghi '{group}'"
    if index.groups is not None and group not in index.groups.names:
        near = suggest(group, index.groups.names)
        allowed = f"có lẽ là '{near[0]}'" if near else f"được dùng: {', '.join(index.groups.names)}"
        raise InputError([Fault(path, place, found, allowed)])
    if total is None or pd.isna(total):
        return
    told = reader.read_table(AGGREGATES, Aggregates, status="published", title_vi="Số chung, nhóm đã công bố")
    own = told[(told["index"] == index.key) & (told["year"] == year) & (told["group_vi"] == group)]
    for statistic, word in (("group_low", "thấp nhất"), ("group_high", "cao nhất")):
        for bound in own.loc[own["statistic"] == statistic, "value"].dropna():
            beyond = bound - total if statistic == "group_low" else total - bound
            if beyond > 0.5 * 10.0**-index.decimals:
                allowed = f"giá trị {word} đã công bố của nhóm này là {comma(float(bound))}; kiểm tra giá trị và nhóm"
                raise InputError([Fault(path, place, f"{found} với giá trị {comma(float(total))}", allowed)])


def _rows(
    cells: CellReader,
    start: int,
    parts: Sequence[Part],
    index: Index,
    year: int,
    unit: Unit,
    units: UnitRegister,
    source_key: str,
) -> list[dict[str, Any]]:
    """Read the rows of one unit, a part each."""
    by_form = {_normalise_code(form): one for one in parts for form in (one.code, one.shown_code) if form}
    by_name = {normalise_name(one.name_vi): one for one in parts}
    rows: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for row in range(start, len(cells.grid.rows)):
        written = cells.text(row, "code") or cells.text(row, "name_vi")
        values = [cells.has_text(row, key) for key in cells.columns if key not in {"code", "name_vi"}]
        if not any(values):
            continue
        code = cells.text(row, "code")
        part = by_form.get(_normalise_code(code)) or by_name.get(normalise_name(cells.text(row, "name_vi") or code))
        if part is None:
            known = [one.shown_code or one.code for one in parts]
            near = suggest(written, known)
            allowed = f"có lẽ là '{near[0]}'" if near else f"được dùng: {', '.join(known[:12])}"
            cells.fault(row, "code", f"{index.name_vi} năm {year} không có nội dung '{written}'", allowed)
            continue
        if part.code in seen:
            cells.fault(row, "code", f"'{written}' xuất hiện lần thứ hai", f"đã có ở dòng {seen[part.code] + 1}")
            continue
        seen[part.code] = row
        found = read_values(cells, row, part, index, n_most=largest_field(unit, units, year))
        if found is not None:
            rows.append(as_row(index, unit.unit_key, year, part, found, source_key))
    return rows


def _normalise_code(code: str) -> str:
    """Fold a code as offices write it: without case, spaces and a last dot."""
    return code.strip().rstrip(".").casefold()
