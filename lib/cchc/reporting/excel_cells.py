"""A cell of the workbook: number, day, formula with its value, link or text."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from cchc.columns import Column
from cchc.errors import CchcError
from cchc.reporting.addresses import address
from cchc.reporting.blocks import Row
from cchc.reporting.excel_formats import Formats
from cchc.reporting.formats import kind_in

#: In one cell, by Excel.
_MOST_CHARACTERS = 32_767
_MOST_OF_A_LINK = 255
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
#: Columns whose days are days to Excel too.
_DATED = frozenset({"deadline_vi", "when_vi"})


def write_cell(
    sheet: Any,
    formats: Formats,
    columns: tuple[Column, ...],
    row: Row,
    cell: int,
    number: int,
    start: int,
    first: int,
    last: int,
) -> None:
    """Write one cell.

    Parameters
    ----------
    sheet, formats
        Where, and how cells look.
    columns, row, cell : tuple of Column, Row, int
        Of the table; which cell of the row.
    number, start : int
        Row of the sheet, and its column where the table begins, from 0.
    first, last : int
        Rows of the sheet that a total adds up.

    Raises
    ------
    CchcError
        If the text is longer than Excel keeps.
    """
    value, column, at = row.cells[cell], columns[cell], start + cell
    day = _day(value) if column.key in _DATED else None
    is_link = bool(row.href) and row.at == cell
    look = formats.cell("date" if day else kind_in(column.kind, row.decimals), row.kind, is_link=is_link)
    if value is None or value == "":
        sheet.write_blank(number, at, None, look)
    elif row.kind == "total" and column.total == "sum":
        cells = f"{xl_rowcol_to_cell(first, at)}:{xl_rowcol_to_cell(last, at)}"
        sheet.write_formula(number, at, f"=SUM({cells})", look, value)
    elif column.formula and isinstance(value, float | int) and _has_operands(column, columns, row):
        operands = {other.key: xl_rowcol_to_cell(number, place) for place, other in enumerate(columns, start=start)}
        sheet.write_formula(number, at, "=" + column.formula.format(**operands), look, value)
    elif day is not None:
        sheet.write_datetime(number, at, dt.datetime.combine(day, dt.time()), look)
    elif isinstance(value, float | int):
        if is_link:
            sheet.write_url(number, at, f"external:{address(row.href, '.html')}", look, str(value))
        sheet.write_number(number, at, value, look)
    else:
        text = _fitting(str(value), sheet.get_name())
        if is_link and len(text) <= _MOST_OF_A_LINK:
            sheet.write_url(number, at, f"external:{address(row.href, '.html')}", look, text)
        else:
            sheet.write_string(number, at, text, look)


def _day(value: object) -> dt.date | None:
    """Return the day that a cell names and nothing else: a standing task stays text."""
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return dt.date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


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
