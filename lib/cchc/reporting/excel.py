"""Tables of documents to one workbook: real numbers, formulas with their values, ready to filter and print."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from cchc.columns import col
from cchc.errors import CchcError
from cchc.reporting.archive import normalise_office_file
from cchc.reporting.blocks import Column, Row, Table
from cchc.reporting.formats import NUMBER_KINDS
from cchc.reporting.sentences import sentence

#: Excel number formats per kind of column; Excel itself writes commas or dots by the machine's locale.
NUMBER_FORMATS = {
    "integer": "#,##0",
    "centre": "0",
    "rank": "0",
    "rank_change": "+0;-0;0",
    "score": "#,##0.00",
    "pct": "0.00",
    "pct_short": "0.0",
    "change": "+0.00;-0.00;0.00",
    "above": '">" 0.00',
}
HEADER_ROW = 3
#: In one cell, by Excel.
_MOST_CHARACTERS = 32_767
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_FRONT = "Giới thiệu"
_GROUP = col("group")


def render_workbook(tables: Iterable[Table], *, title: str, lines: Sequence[str], is_illustrative: bool) -> bytes:
    """Render tables as a workbook, a sheet each, after a sheet that lists them.

    Parameters
    ----------
    tables : iterable of Table
        Those with a ``sheet`` name are written; the same table told twice once, another of the same name as "name (2)".
    title : str
        Title of the first sheet.
    lines : sequence of str
        Sentences of the first sheet: sources, status.
    is_illustrative : bool
        Mark the first sheet and the print header of every sheet.

    Returns
    -------
    bytes
        .xlsx; the same tables give the same bytes.
    """
    chosen: dict[str, Table] = {}
    for table in tables:
        if table.sheet:
            _choose(chosen, _FORBIDDEN.sub(" ", table.sheet)[:31], table)
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties({"title": title, "author": "cchc"})
    formats = _Formats(workbook)
    _write_front(workbook, formats, title, lines, chosen, is_illustrative=is_illustrative)
    for name, table in chosen.items():
        _write_sheet(workbook.add_worksheet(name), formats, table, is_illustrative=is_illustrative)
    workbook.close()
    return normalise_office_file(buffer.getvalue())


def write_workbook(
    path: Path, tables: Iterable[Table], *, title: str, lines: Sequence[str], is_illustrative: bool
) -> None:
    """Write ``render_workbook`` to a file."""
    path.write_bytes(render_workbook(tables, title=title, lines=lines, is_illustrative=is_illustrative))


class _Formats:
    """Cell formats, made once per workbook."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        self.base = base
        self.title = workbook.add_format(base | {"bold": True, "font_size": 14})
        self.warning = workbook.add_format(base | {"bold": True, "font_color": "#8A1C00"})
        self.note = workbook.add_format(base | {"italic": True, "font_color": "#404040"})
        self.plain = workbook.add_format(base | {"text_wrap": True})
        self.link = workbook.add_format(base | {"font_color": "#0B4F7D", "underline": 1})
        self.header = workbook.add_format(
            base
            | {
                "bold": True,
                "bg_color": "#E3EAF0",
                "border": 1,
                "text_wrap": True,
                "align": "center",
                "valign": "vcenter",
            }
        )
        self._cells: dict[tuple[str, str], Any] = {}

    def cell(self, kind: str, row_kind: str) -> Any:
        """Return the format of a data cell."""
        if (kind, row_kind) not in self._cells:
            look: dict[str, Any] = {
                "border": 1,
                "text_wrap": kind not in NUMBER_KINDS,
                "num_format": NUMBER_FORMATS.get(kind, "@"),
            }
            if row_kind == "total":
                look |= {"bold": True, "bg_color": "#F2F2F2"}
            self._cells[kind, row_kind] = self.workbook.add_format(self.base | look)
        return self._cells[kind, row_kind]


def _choose(chosen: dict[str, Table], wanted: str, table: Table) -> None:
    """Give a table a sheet of its own, unless the same table has one."""
    name, number = wanted, 1
    while name in chosen or name == _FRONT:
        if name in chosen and (chosen[name].columns, chosen[name].rows) == (table.columns, table.rows):
            return
        number += 1
        name = f"{wanted[:26]} ({number})"
    chosen[name] = table


def _write_front(
    workbook: Any,
    formats: _Formats,
    title: str,
    lines: Sequence[str],
    chosen: dict[str, Table],
    *,
    is_illustrative: bool,
) -> None:
    sheet = workbook.add_worksheet(_FRONT)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, title, formats.title)
    row = 1
    if is_illustrative:
        sheet.write_string(row, 0, sentence("invented_workbook"), formats.warning)
        row += 1
    for line in lines:
        sheet.merge_range(row, 0, row, 1, line, formats.plain)
        sheet.set_row(row, 17 * (1 + len(line) // 110))
        row += 1
    row += 1
    sheet.write_string(row, 0, "Trang tính", formats.header)
    sheet.write_string(row, 1, "Nội dung", formats.header)
    for name, table in chosen.items():
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", formats.link, name)
        sheet.write_string(row, 1, table.caption or name, formats.plain)
    _set_print(sheet, is_illustrative=is_illustrative, is_wide=True)


def _set_print(sheet: Any, *, is_illustrative: bool, is_wide: bool) -> None:
    sheet.set_paper(9)
    if is_wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.8, right=0.6, top=0.9, bottom=0.8)
    sheet.set_footer("&C&P/&N")
    if is_illustrative:
        sheet.set_header("&C&BSỐ LIỆU MINH HỌA")


def _ungroup(table: Table) -> tuple[tuple[Column, ...], list[Row]]:
    """Turn group rows into a column, so that filters work."""
    if not any(row.kind == "group" for row in table.rows):
        return table.columns, list(table.rows)
    rows: list[Row] = []
    group: object = ""
    for row in table.rows:
        if row.kind == "group":
            group = row.cells[0]
        else:
            rows.append(Row((group if row.kind == "data" else "", *row.cells), row.kind))
    return (_GROUP, *table.columns), rows


def _write_sheet(sheet: Any, formats: _Formats, table: Table, *, is_illustrative: bool) -> None:
    columns, rows = _ungroup(table)
    widths: list[float] = []
    sheet.write_string(0, 0, table.caption or sheet.get_name(), formats.title)
    if table.note:
        sheet.write_string(1, 0, table.note, formats.note)
    for at, column in enumerate(columns):
        sheet.write_string(HEADER_ROW, at, column.title_vi, formats.header)
        widths.append(_width(column, [row.cells[at] for row in rows], widest=26 if len(columns) > 10 else 60))
        sheet.set_column(at, at, widths[-1])
    sheet.set_row(HEADER_ROW, 50)
    n_data = sum(row.kind == "data" for row in rows)
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        sheet.set_row(number, 16 * _n_lines(row, columns, widths))
        for at, column in enumerate(columns):
            _write_cell(sheet, formats, columns, column, row, number, at, n_data)
    sheet.freeze_panes(HEADER_ROW + 1, min(2, len(columns) - 1))
    if n_data:
        sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + n_data, len(columns) - 1)
    sheet.repeat_rows(HEADER_ROW)
    _set_print(sheet, is_illustrative=is_illustrative, is_wide=len(columns) > 6)


def _write_cell(
    sheet: Any,
    formats: _Formats,
    columns: tuple[Column, ...],
    column: Column,
    row: Row,
    number: int,
    at: int,
    n_data: int,
) -> None:
    value, look = row.cells[at], formats.cell(column.kind, row.kind)
    if value is None or value == "":
        sheet.write_blank(number, at, None, look)
    elif row.kind == "total" and column.total == "sum":
        first, last = xl_rowcol_to_cell(HEADER_ROW + 1, at), xl_rowcol_to_cell(HEADER_ROW + n_data, at)
        sheet.write_formula(number, at, f"=SUM({first}:{last})", look, value)
    elif column.formula and isinstance(value, float | int) and _has_operands(column, columns, row):
        cells = {other.key: xl_rowcol_to_cell(number, position) for position, other in enumerate(columns)}
        sheet.write_formula(number, at, "=" + column.formula.format(**cells), look, value)
    elif isinstance(value, float | int):
        sheet.write_number(number, at, value, look)
    else:
        sheet.write_string(number, at, _fitting(str(value), sheet.get_name()), look)


def _fitting(text: str, sheet: str) -> str:
    """Refuse a text that Excel would cut."""
    if len(text) > _MOST_CHARACTERS:
        raise CchcError(
            f"Một ô của trang tính '{sheet}' dài {len(text)} ký tự, Excel chỉ giữ {_MOST_CHARACTERS}; hãy rút gọn nội dung '{text[:40]}...'."
        )
    return text


def _has_operands(column: Column, columns: tuple[Column, ...], row: Row) -> bool:
    used = [at for at, other in enumerate(columns) if "{" + other.key + "}" in column.formula]
    return all(isinstance(row.cells[at], float | int) for at in used)


def _n_lines(row: Row, columns: tuple[Column, ...], widths: list[float]) -> int:
    """Return how many lines the longest wrapped text of a row takes; not every program fits rows by itself."""
    texts = [
        (str(cell or ""), width)
        for cell, column, width in zip(row.cells, columns, widths, strict=True)
        if column.kind == "text"
    ]
    return max([1, *(math.ceil(len(text) * 0.95 / width) for text, width in texts)])


def _width(column: Column, values: list[object], *, widest: float) -> float:
    if column.kind in NUMBER_KINDS:
        return 11.0
    longest = max([len(str(value)) for value in values if value is not None] + [len(column.title_vi)], default=10)
    return float(min(max(longest * 0.95 + 2, 9), widest))
