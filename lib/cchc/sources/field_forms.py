"""What was announced of all units of the country, as entered with its source: ``field_<index>.xlsx``, a row a unit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from cchc.errors import Fault, InputError, UnknownNameError
from cchc.indices_defined import Index
from cchc.sources.announced_forms import (
    AGGREGATE_COLUMNS,
    FIELD,
    AnnouncedForm,
    find_forms,
    open_form,
    slug,
    source_of,
)
from cchc.sources.announced_values import Part, as_row, largest_field, parts_of, read_values
from cchc.sources.cells import CellReader
from cchc.sources.grids import Grid
from cchc.sources.headings import find_headings, form_heading
from cchc.sources.info_rows import find_value
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, NATIONAL_KIND, Unit, normalise_name


def load_fields(reader: Reader, index: Index, units: UnitRegister) -> list[AnnouncedForm]:
    """Read what was entered as announced of all units of the country, all years; errors as for ``load_results``."""
    return [_read_field(reader, path, index, units, year) for path, year in find_forms(reader, index, FIELD, COUNTRY_KEY)]  # fmt: skip


def _read_field(reader: Reader, path: str, index: Index, units: UnitRegister, year: int) -> AnnouncedForm:
    """Read a table of all units: a row each, a column per part."""
    about, grid, info, faults = open_form(reader, path, index)
    if not faults and info["year"] != year:
        found = f"'Năm kết quả' ghi {info['year']}"
        faults.append(Fault(path, find_value(about, "Năm kết quả"), found, f"tệp nằm trong thư mục năm {year}"))
    if faults:
        raise InputError(faults)
    parts = parts_of(reader, index, NATIONAL_KIND, (COUNTRY_KEY,), year)
    whole, *rest = parts
    value_key = "pct" if index.kind == "surveyed" or (index.kind == "scored" and index.is_percent) else "score"
    headings = [
        form_heading("unit_vi", "Địa phương", "Tỉnh, thành phố", "Tỉnh", is_required=True),
        form_heading("pct" if value_key == "pct" else "score:announced", "Tổng điểm", "Điểm số", "Chỉ số", "Giá trị", "Điểm"),
        form_heading("rank", "Xếp hạng", "Hạng"),
    ]  # fmt: skip
    start, columns = find_headings(grid, headings)
    columns |= _part_columns(grid, start, rest if index.kind == "published" else [])
    cells = CellReader(grid, columns)
    key = f"vb_{slug(COUNTRY_KEY)}_{index.key}_{year}"
    totals: list[dict[str, Any]] = []
    found_rows: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for row in range(start, len(grid.rows)):
        name = cells.text(row, "unit_vi")
        if not name or not any(cells.has_text(row, one) for one in columns if one != "unit_vi"):
            continue
        unit = _unit_of(cells, row, name, units, year)
        if unit is None:
            continue
        if unit.unit_key in seen:
            cells.fault(row, "unit_vi", f"'{name}' xuất hiện lần thứ hai", f"đã có ở dòng {seen[unit.unit_key] + 1}")
            continue
        seen[unit.unit_key] = row
        n_most = largest_field(unit, units, year)
        values = read_values(cells, row, whole, index, n_most=n_most, prefix=f"{unit.name_vi}, ")
        if values is not None:
            totals.append(as_row(index, unit.unit_key, year, whole, values, key))
        for part in rest:
            if part.code not in columns:
                continue
            what = f"{unit.name_vi}, giá trị của {part.shown_code or part.name_vi}"
            score = cells.score(row, part.code, what, part.max_score)
            if score is not None:
                told = {"score": score, "rank": None, "n_ranked": None}
                found_rows.append(as_row(index, unit.unit_key, year, part, told, key))
    if not cells.faults:
        _refuse_contrary_ranks(cells, totals, seen, value_key, index.sign)
    if cells.faults:
        raise InputError(cells.faults)
    found_rows = [*totals, *found_rows]
    if not found_rows:
        raise InputError([Fault(path, grid.where, "chưa có dòng nào được điền", "dán bảng công bố, mỗi tỉnh một dòng")])
    n_ranked = len([row for row in found_rows if not pd.isna(row["rank"])])
    for one in found_rows:
        if not pd.isna(one["rank"]):
            one["n_ranked"] = n_ranked
    aggregates = []
    if "mean" in info:
        aggregates.append((index.key, year, COUNTRY_KEY, "mean", "", float(info["mean"]), key))
    return AnnouncedForm(
        path,
        index.key,
        COUNTRY_KEY,
        year,
        pd.DataFrame(found_rows),
        source_of(info, key, index, year),
        pd.DataFrame(aggregates, columns=AGGREGATE_COLUMNS),
    )


def _refuse_contrary_ranks(
    cells: CellReader, totals: Sequence[dict[str, Any]], at: dict[str, int], key: str, sign: int
) -> None:
    """Refuse ranks against the order of the values, as after sorting one column alone: one sentence, at the first cell."""
    told = [one for one in totals if not pd.isna(one["rank"]) and not pd.isna(one[key])]
    told.sort(key=lambda one: (one["rank"], -sign * one[key]))
    against = [
        (one, two) for one, two in pairwise(told) if one["rank"] < two["rank"] and sign * (two[key] - one[key]) > 0
    ]
    if not against:
        return
    first, second = (int(at[one["unit_key"]]) for one in against[0])
    ranks = " và ".join(str(int(one["rank"])) for one in against[0])
    found = f"thứ hạng trái với giá trị ở {len(against)} cặp liền nhau, trước hết dòng {first + 1} và {second + 1} (thứ {ranks})"
    cells.fault(
        second, "rank", found, "dán lại cả bảng theo văn bản công bố; để trống cả cột Thứ hạng thì chương trình tự tính"
    )


def _part_columns(grid: Grid, start: int, parts: Sequence[Part]) -> dict[str, int]:
    """Find the columns of parts, by code or name, in the last heading row."""
    wanted = {normalise_name(form): one.code for one in parts for form in (one.shown_code, one.name_vi, f"{one.shown_code} {one.name_vi}") if form}  # fmt: skip
    found: dict[str, int] = {}
    row = grid.rows[start - 1] if start else []
    for at in range(len(row)):
        code = wanted.get(normalise_name(grid.text(start - 1, at)))
        if code is not None:
            found.setdefault(code, at)
    return found


def _unit_of(cells: CellReader, row: int, name: str, units: UnitRegister, year: int) -> Unit | None:
    try:
        unit = units.resolve(name, year + 1)
    except UnknownNameError as error:
        cells.fault(row, "unit_vi", f"không có tỉnh, thành phố '{name}' năm {year}", error.clause)
        return None
    if unit.unit_kind != NATIONAL_KIND:
        cells.fault(row, "unit_vi", f"'{name}' không phải tỉnh, thành phố", "bảng cả nước chỉ gồm cấp tỉnh")
        return None
    return unit
