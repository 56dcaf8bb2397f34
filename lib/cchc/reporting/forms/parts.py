"""What all forms share: looks, the information sheet, the instructions, protection."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from cchc.reporting.archive import normalise_office_file
from cchc.reporting.sentences import sentence
from cchc.sources.info_rows import INFO_SHEET, InfoRow

GUIDE_SHEET = "Hướng dẫn"
_BASE: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
_INPUT = {"bg_color": "#FFFBE6", "locked": False}
_LISTS_SHEET = "Danh mục chọn"
_GUIDE_WIDTH = 68
_LINE_HEIGHT = 16.5
_MOST_OF_A_LIST = 255
#: Of a sheet of paper across, between narrow margins [pixels]; the least scale at which letters of 12 points stay legible.
_A4_WIDE, _A3_WIDE, _LEAST_SCALE = 1026, 1491, 0.62
_A3 = 8
#: What a protected sheet still allows.
_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
}


class Form:
    """A workbook in the making, with the looks of all forms.

    Parameters
    ----------
    title : str
        For the document's properties.
    """

    def __init__(self, title: str) -> None:
        self._buffer = io.BytesIO()
        self.workbook = xlsxwriter.Workbook(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_numbers": False,
                "strings_to_formulas": False,
                "strings_to_urls": False,
            },
        )
        self.workbook.set_properties({"title": title, "author": "cchc"})
        self._lists: Any = None
        self._n_lists = 0
        self._looks: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.title = self.look(bold=True, font_size=14)
        self.warning = self.look(bold=True, font_color="#8A1C00")
        self.plain = self.look(text_wrap=True)
        self.header = self.look(
            bold=True, border=1, bg_color="#E3EAF0", text_wrap=True, align="center", valign="vcenter"
        )
        self.text = self.look(border=1, text_wrap=True, num_format="@")
        self.number = self.look(border=1, num_format="0.00##")
        self.group = self.look(border=1, bold=True, bg_color="#F2F2F2", text_wrap=True, num_format="@")
        self.sum = self.look(border=1, bold=True, bg_color="#F2F2F2", num_format="0.00##")
        self.closed = self.look(border=1, bg_color="#D9D9D9")
        self.text_input = self.look(border=1, text_wrap=True, num_format="@", **_INPUT)
        self.number_input = self.look(border=1, num_format="0.00##", **_INPUT)

    def look(self, **changes: Any) -> Any:
        """Return a cell format, made once per workbook."""
        key = tuple(sorted(changes.items()))
        if key not in self._looks:
            self._looks[key] = self.workbook.add_format(_BASE | changes)
        return self._looks[key]

    def add_guide(self, lines: Iterable[str]) -> None:
        """Add the sheet of instructions; it is the first."""
        sheet = self.workbook.add_worksheet(GUIDE_SHEET)
        sheet.set_column(0, 0, _GUIDE_WIDTH)
        sheet.write_string(0, 0, "Hướng dẫn điền mẫu", self.title)
        for row, line in enumerate(lines, start=1):
            sheet.write_string(row, 0, line, self.plain)
            sheet.set_row(row, row_height([(line, _GUIDE_WIDTH)]) + 4)
        _finish(sheet, is_wide=False)

    def add_info(
        self, rows: tuple[InfoRow, ...], values: Mapping[str, object], *, note: str, open_keys: set[str]
    ) -> None:
        """Add the information sheet: labels in column A, values in column B; ``open_keys`` may be edited."""
        sheet = self.workbook.add_worksheet(INFO_SHEET)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 70)
        for row, one in enumerate(rows):
            is_open = one.key in open_keys
            sheet.write_string(row, 0, one.label, self.group)
            value = values.get(one.key)
            look = self.text_input if is_open else self.text
            if isinstance(value, int | float):
                sheet.write_number(row, 1, value, self.look(border=1, align="left", **(_INPUT if is_open else {})))
            else:
                shown = one.allowed.get(str(value), str(value or "")) if one.allowed else str(value or "")
                sheet.write_string(row, 1, shown, look) if shown else sheet.write_blank(row, 1, None, look)
            if is_open and one.allowed:
                self.add_list(sheet, (row, 1, row, 1), list(one.allowed.values()))
        if note:
            sheet.write_string(len(rows) + 1, 0, note, self.warning)
        _finish(sheet, is_wide=False)

    def add_list(
        self, sheet: Any, cells: tuple[int, int, int, int], words: list[str], *, is_closed: bool = True
    ) -> None:
        """Attach a drop-down list to cells (first row, first column, last row, last column); open ones take other words too.

        Excel splits a list written into the cell at its commas, and keeps 255 characters of it: others stand on a hidden sheet.
        """
        source: list[str] | str = words
        if any("," in word for word in words) or len(",".join(words)) > _MOST_OF_A_LIST:
            if self._lists is None:
                self._lists = self.workbook.add_worksheet(_LISTS_SHEET)
                self._lists.hide()
            column = self._n_lists
            self._n_lists += 1
            for row, word in enumerate(words):
                self._lists.write_string(row, column, word)
            letter = xl_col_to_name(column)
            source = f"='{_LISTS_SHEET}'!${letter}$1:${letter}${len(words)}"
        message = sentence("choose_one", words)[:255]
        options = {"validate": "list", "source": source, "error_title": "Không hợp lệ", "error_message": message}
        sheet.data_validation(*cells, options | {"show_error": is_closed})

    def finish(self, active: str) -> bytes:
        """Close the workbook and return it; the same content gives the same bytes."""
        self.workbook.get_worksheet_by_name(active).activate()
        self.workbook.close()
        return normalise_office_file(self._buffer.getvalue())


def _finish(sheet: Any, *, is_wide: bool) -> None:
    sheet.protect("", _ALLOWED)
    sheet.set_paper(9)
    if is_wide:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.set_footer("&C&P/&N")
    sheet.fit_to_pages(1, 0)


def row_height(texts: Iterable[tuple[str, float]]) -> float:
    """Return the height of a row of wrapped texts, each with the width of its column; not every program fits rows.

    Examples
    --------
    >>> row_height([("một dòng", 20.0)]), row_height([("x" * 50, 20.0), ("y", 5.0)])
    (16.5, 49.5)
    """
    return _LINE_HEIGHT * max((math.ceil(len(text) * 0.92 / width) for text, width in texts if text), default=1)


def finish_table(sheet: Any, header_row: int, frozen_columns: int) -> None:
    """Protect a sheet with a table and set it up for reading and printing."""
    sheet.freeze_panes(header_row + 1, frozen_columns)
    sheet.repeat_rows(header_row)
    _finish(sheet, is_wide=True)
    width = sum(one.width or 0 for one in sheet.col_info.values())
    if width * _LEAST_SCALE <= _A4_WIDE:
        return
    sheet.set_paper(_A3)
    if width * _LEAST_SCALE > _A3_WIDE:  # two pages beside each other, the keys of the rows on both
        sheet.fit_to_pages(2, 0)
        sheet.repeat_columns(0, max(frozen_columns, 1) - 1)


def add_limits(sheet: Any, row: int, column: int, low: float, high: float, *, last_row: int | None = None) -> None:
    """Attach numeric limits; Excel then refuses text, dates and numbers outside."""
    sheet.data_validation(
        row,
        column,
        row if last_row is None else last_row,
        column,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": low,
            "maximum": high,
            "error_title": "Không hợp lệ",
            "error_message": sentence("number_between", low, high, ""),
        },
    )
