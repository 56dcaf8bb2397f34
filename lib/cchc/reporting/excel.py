"""Tables of documents to one workbook: real numbers and dates, formulas with their values, ready to filter and print."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import xlsxwriter

from cchc.columns import col
from cchc.reporting.archive import normalise_office_file
from cchc.reporting.blocks import Column, Row, Table
from cchc.reporting.book import Chapter, Sheet, gather_sheets
from cchc.reporting.excel_cells import write_cell
from cchc.reporting.excel_formats import COLOURS, Formats, fit_columns, n_lines, options, row_height, set_print
from cchc.reporting.excel_front import Place, write_front
from cchc.reporting.sentences import sentence

HEADER_ROW = 3
#: Where the link back to the first sheet stands.
_BACK_ROW = 2
_MARK = "SỐ LIỆU MINH HỌA"
_GROUP = col("group")
_CODES = ("code", "shown_code", "solution_key", "task_key")
#: Columns of points lost and of differences show their size as a bar.
_BARRED_KINDS, _BARRED = frozenset({"change"}), re.compile(r"lost_score|gap|difference")
_BAR = {
    "type": "data_bar", "bar_solid": True, "bar_color": "#F3D9BC", "bar_negative_color": "#F3D9BC", "data_bar_2010": True,
    "bar_border_color": "#D9A56B", "bar_negative_border_color": "#D9A56B",
}  # fmt: skip


def render_workbook(
    chapters: Iterable[Chapter],
    *,
    title: str,
    lines: Sequence[str],
    is_illustrative: bool,
    topics: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Render the tables of documents as a workbook: a first sheet that tells and leads, then the tables.

    Parameters
    ----------
    chapters : iterable of Chapter
        The documents; tables with a ``sheet`` name are written, ``book`` tells which share a sheet.
    title : str
        Title of the first sheet.
    lines : sequence of str
        Sentences of the first sheet: sources, status.
    is_illustrative : bool
        Mark the first sheet and the print header of every sheet.
    topics : mapping of str to str
        See ``book.gather_sheets``.

    Returns
    -------
    bytes
        .xlsx; the same documents give the same bytes.
    """
    told = list(chapters)
    front = sentence("book_front")
    sheets = gather_sheets(told, topics, front=front)
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, options())
    workbook.set_properties({"title": title, "author": "cchc"})
    formats = Formats(workbook)
    first = workbook.add_worksheet(front)
    names = list(dict.fromkeys(one.chapter for one in sheets))
    places: list[Place] = []
    for one in sheets:
        sheet = workbook.add_worksheet(one.name)
        sheet.set_tab_color(COLOURS[names.index(one.chapter) % len(COLOURS)])
        places += _write_sheet(sheet, formats, one, front, mark=_MARK if is_illustrative else "")
    blocks = [block for chapter in told for block in chapter.blocks]
    warning = sentence("invented_workbook") if is_illustrative else ""
    write_front(
        workbook, first, formats, title, lines, places, blocks, warning=warning, mark=_MARK if is_illustrative else ""
    )
    workbook.close()
    return normalise_office_file(buffer.getvalue())


def write_workbook(
    path: Path,
    chapters: Iterable[Chapter],
    *,
    title: str,
    lines: Sequence[str],
    is_illustrative: bool,
    topics: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write ``render_workbook`` to a file."""
    path.write_bytes(
        render_workbook(chapters, title=title, lines=lines, is_illustrative=is_illustrative, topics=topics)
    )


def _link_numbers(table: Table) -> Table:
    """Let the numbers of rows bear the links of their names: not every program wraps the text of a link."""
    keys = [column.key for column in table.columns]
    if "#" not in keys:
        return table
    at = keys.index("#")
    rows = tuple(row if keys[row.at] in _CODES else replace(row, at=at) for row in table.rows)
    return replace(table, rows=rows)


def _ungroup(table: Table) -> tuple[tuple[Column, ...], list[Row]]:
    """Turn group rows into a column, so that filters work."""
    table = _link_numbers(table)
    if not any(row.kind == "group" for row in table.rows):
        return table.columns, list(table.rows)
    rows: list[Row] = []
    group: object = ""
    for row in table.rows:
        if row.kind == "group":
            group = row.cells[0]
        else:
            cells = (group if row.kind == "data" else "", *row.cells)
            rows.append(Row(cells, row.kind, href=row.href, at=row.at + 1, decimals=row.decimals))
    return (_GROUP, *table.columns), rows


def _shape(tables: Sequence[Table]) -> list[tuple[tuple[Column, ...], list[Row], int]]:
    """Return columns and rows of the tables of a sheet, and where each begins: codes below codes, names below names."""
    shaped = [_ungroup(table) for table in tables]
    if len(shaped) == 1:
        return [(*shaped[0], 0)]
    shaped = [_without_number(*one) for one in shaped]
    has_codes = any(columns[0].key in _CODES for columns, _ in shaped)
    return [(columns, rows, int(has_codes and columns[0].key not in _CODES)) for columns, rows in shaped]


def _without_number(columns: tuple[Column, ...], rows: list[Row]) -> tuple[tuple[Column, ...], list[Row]]:
    """Leave out the numbers of rows that have codes."""
    if [column.key for column in columns[:2]] not in [["#", key] for key in _CODES]:
        return columns, rows
    return columns[1:], [
        Row(row.cells[1:], row.kind, href=row.href, at=row.at - 1, decimals=row.decimals) for row in rows
    ]


def _write_sheet(sheet: Any, formats: Formats, one: Sheet, front: str, *, mark: str) -> list[Place]:
    """Write the tables of a sheet; return where they stand."""
    shaped = _shape(one.tables)
    widths = fit_columns(shaped)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    is_alone = len(one.tables) == 1
    title = (one.tables[0].caption if is_alone else "") or one.title_vi or one.name
    _write_line(sheet, 0, title, formats.title, widths, letter=1.25)
    sheet.write_url(_BACK_ROW, 0, f"internal:'{front}'!A1", formats.link, sentence("book_back"))
    places, row = [], HEADER_ROW
    for table, (columns, rows, start) in zip(one.tables, shaped, strict=True):
        top = 0 if is_alone else row + 1
        if not is_alone:
            _write_line(sheet, top, table.caption or table.sheet, formats.title, widths, letter=1.25)
        if table.note:
            _write_line(sheet, top + 1, table.note, formats.note, widths)
        header = HEADER_ROW if is_alone else top + 1 + bool(table.note)
        _write_table(sheet, formats, header, start, columns, rows, widths)
        n_data = sum(one.kind == "data" for one in rows)
        places.append(Place(one, table, columns, rows, top, header, start, n_data))
        row = header + len(rows) + 1
    if is_alone:
        sheet.freeze_panes(HEADER_ROW + 1, min(2, len(widths) - 1))
        if places[0].n_data:
            sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + places[0].n_data, len(widths) - 1)
        sheet.repeat_rows(HEADER_ROW)
    else:
        sheet.freeze_panes(_BACK_ROW + 1, 0)
    set_print(sheet, widths, last_row=row - 1, mark=mark)
    return places


def _write_line(sheet: Any, row: int, text: str, look: Any, widths: Sequence[float], *, letter: float = 1.0) -> None:
    """Write a text across all columns, in letters so many times as large as those of cells."""
    if len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, "", look)
    sheet.write_string(row, 0, text, look)
    sheet.set_row(row, row_height(n_lines(text, sum(widths) / letter)) * letter)


def _write_table(
    sheet: Any,
    formats: Formats,
    header: int,
    start: int,
    columns: tuple[Column, ...],
    rows: Sequence[Row],
    widths: Sequence[float],
) -> None:
    widths = widths[start : start + len(columns)]
    for at, column in enumerate(columns, start=start):
        sheet.write_string(header, at, column.title_vi, formats.header)
    longest = max(n_lines(column.title_vi, width * 0.85) for column, width in zip(columns, widths, strict=True))
    sheet.set_row(header, row_height(max(longest, 2)) + 4)
    n_data = sum(row.kind == "data" for row in rows)
    for number, row in enumerate(rows, start=header + 1):
        lines = [
            n_lines(str(cell or ""), width)
            for cell, column, width in zip(row.cells, columns, widths, strict=True)
            if column.kind == "text"
        ]
        sheet.set_row(number, row_height(max([1, *lines])))
        for at in range(len(columns)):
            write_cell(sheet, formats, columns, row, at, number, start, header + 1, header + n_data)
    if n_data < 2:
        return
    for at, column in enumerate(columns, start=start):
        if column.kind in _BARRED_KINDS or _BARRED.match(column.key):
            sheet.conditional_format(header + 1, at, header + n_data, at, _BAR)
