"""Headings of a survey export: which sheet, which rows, what each column is called; merged heading rows are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from openpyxl.utils import get_column_letter

from cchc.errors import Fault, InputError
from cchc.sources.grids import open_grids
from cchc.sources.info_rows import INFO_SHEET
from cchc.sources.survey_columns import TableColumns, cell_text
from cchc.sources.survey_personal import is_personal_value
from cchc.sources.survey_tables import CsvTable, GridTable
from cchc.sources.survey_ticks import Headed, fold_ticks, is_scale_row, read_ticks
from cchc.sources.survey_words import fold, read_meaning
from cchc.units import normalise_name

#: Headings stand within so many rows, over at most so many rows.
_FIRST_ROWS, _MOST_DEPTH, _LOOKED_AT = 15, 3, 60
#: A row of which more cells than this are answers is none of the headings.
_MOST_ANSWERS = 0.3
#: Between the parts of a heading that stands over several rows.
JOINT = " – "


@dataclass(frozen=True)
class ExportColumn:
    """One column of an export.

    Attributes
    ----------
    at : int
        From 0.
    heading : str
        As written; parts of several rows joined by ``JOINT``.
    parts : tuple of str
        What the heading was joined from, the uppermost first.
    nth : int
        1 for the first column of this heading, 2 for the next.
    place : str
        Its heading cell, for messages.
    marks : tuple of (int, str)
        Column and answer of each, where every answer has a column of its own; ``at`` is the first.
    """

    at: int
    heading: str
    parts: tuple[str, ...]
    nth: int
    place: str
    marks: tuple[tuple[int, str], ...] = ()

    @property
    def letter(self) -> str:
        """Name of the column in Excel."""
        return str(get_column_letter(self.at + 1))

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the other columns, in this year's export and the next."""
        return fold(self.heading), self.nth


@dataclass(frozen=True)
class Export:
    """A survey export with its headings found; ``table`` holds what stands below them."""

    path: str
    sheet: str
    table: TableColumns
    columns: tuple[ExportColumn, ...]

    def values(self, column: ExportColumn) -> tuple[np.ndarray, list[object]]:
        """Return a column as codes and distinct values."""
        return read_ticks(self.table, column.marks) if column.marks else self.table.column(column.at)


#: Tells how much of some headings is known: the best rows and the best sheet are those with the highest value.
Score = Callable[[Sequence[ExportColumn]], float]


def open_tables(content: bytes, path: str) -> list[TableColumns]:
    """Open every table of a file that may hold responses: the visible sheets of a workbook, or a CSV file.

    Raises
    ------
    InputError
        If it is neither.
    """
    if path.lower().endswith(".csv") and not content.startswith(b"PK\x03\x04"):
        return [CsvTable(content, path)]
    grids = open_grids(content, path).values()
    return [
        GridTable(grid)
        for grid in grids
        if not grid.is_hidden and grid.rows and normalise_name(grid.sheet) != normalise_name(INFO_SHEET)
    ]


def find_export(tables: Sequence[TableColumns], path: str, score: Score) -> Export:
    """Find the sheet and the heading rows of an export, and load what stands below.

    Parameters
    ----------
    tables : sequence of TableColumns
        As returned by ``open_tables``.
    path : str
        For messages.
    score : callable
        See ``Score``.

    Returns
    -------
    Export
        Loaded.

    Raises
    ------
    InputError
        If no row looks like headings, data stand where the headings should, or answers stand on two sheets.
    """
    best: tuple[tuple[float, int, int, int, int], TableColumns, int, tuple[ExportColumn, ...]] | None = None
    scores: dict[str, float] = {}
    for table in tables:
        below = table.head(_LOOKED_AT)
        rows = below[:_FIRST_ROWS]
        for top in range(len(rows)):
            for depth in range(1, min(_MOST_DEPTH, len(rows) - top) + 1):
                last = top + depth - 1
                if depth > 1 and _is_response(rows[last], below[last + 1 :]):
                    break
                columns = _join(table, rows, top, depth)
                if len(columns) < 2 or _reaches_below(table, top, depth):
                    continue
                found = score(columns)
                scores[table.sheet] = max(found, scores.get(table.sheet, 0.0))
                # of equal ones the one that tells most columns apart, in the fewest rows, the highest
                n_told, n_joined = len({one.key[0] for one in columns}), sum(bool(one.marks) for one in columns)
                worth = (round(found, 6), n_told, n_joined, -depth, -top)
                if best is None or worth > best[0]:
                    best = worth, table, last, columns
    if best is None:
        allowed = "cần một dòng tiêu đề, mỗi câu hỏi một cột, mỗi phiếu một dòng"
        raise InputError([Fault(path, "", "không thấy dòng tiêu đề của phiếu", allowed)])
    worth, table, last, columns = best
    _refuse_second(path, table.sheet, worth[0], scores)
    if any(is_personal_value(one.heading) for one in columns):
        where = table.where or f"dòng {last + 1}"
        allowed = "cần một dòng tiêu đề phía trên các phiếu; chưa có thì thêm một dòng ghi câu hỏi của từng cột"
        raise InputError([Fault(path, where, "dòng tiêu đề có vẻ là dữ liệu của một phiếu", allowed)])
    following = table.head(last + 2)[last + 1 :]
    if following and _is_numbering(following[0]):
        last += 1
    table.load(last, set())
    return Export(path, table.sheet, table, columns)


def _refuse_second(path: str, sheet: str, value: float, scores: dict[str, float]) -> None:
    others = [name for name, found in scores.items() if name != sheet and value > 3 and found > value / 2]
    if others:
        found = f"có {len(others) + 1} trang tính chứa phiếu: {', '.join([sheet, *others])}"
        raise InputError([Fault(path, "", found, "gộp tất cả phiếu vào một trang tính, xóa trang còn lại")])


def _join(table: TableColumns, rows: Sequence[Sequence[object]], top: int, depth: int) -> tuple[ExportColumn, ...]:
    """Return the columns that some rows head; a heading over several columns belongs to each of them."""
    used = [rows[row] for row in range(top, top + depth)]
    width = max(len(row) for row in used)
    texts = [[" ".join(cell_text(cell).split()) for cell in row] + [""] * (width - len(row)) for row in used]
    for (first, left), (last, right) in table.merged:
        for row in range(max(first, top), min(last, top + depth - 1) + 1):
            held = cell_text(rows[first][left]) if left < len(rows[first]) else ""
            for at in range(left, min(right, width - 1) + 1):
                texts[row - top][at] = " ".join(held.split())
    if not table.sheet:  # a CSV file has no merged cells: what is blank above a heading goes on from the left
        for upper in texts[:-1]:
            for at in range(1, width):
                if not upper[at] and texts[-1][at] and texts[-1][at - 1]:
                    upper[at] = upper[at - 1]
    headed: list[Headed] = []
    for at in range(width):
        parts = tuple(dict.fromkeys(row[at] for row in texts if row[at]))
        if parts:
            lowest = max(row for row in range(depth) if texts[row][at])
            cell = f"{get_column_letter(at + 1)}{top + lowest + 1}"
            place = f"{table.where}, ô {cell}" if table.sheet else f"dòng {top + lowest + 1}, cột {at + 1} (ô {cell})"
            headed.append(Headed(at, parts, place))
    columns: list[ExportColumn] = []
    seen: Counter[str] = Counter()
    for one in fold_ticks(headed):
        heading = JOINT.join(one.parts)
        seen[fold(heading)] += 1
        columns.append(ExportColumn(one.at, heading, one.parts, seen[fold(heading)], one.place, one.marks))
    return tuple(columns)


def _is_response(cells: Sequence[object], below: Sequence[Sequence[object]]) -> bool:
    """Tell whether a row is one of the responses and none of the headings."""
    return (_is_answers(cells) and not is_scale_row(cells)) or _comes_again(cells, below)


def _is_answers(cells: Sequence[object]) -> bool:
    """Tell whether a row holds answers, so that it is none of the headings."""
    filled = [cell for cell in cells if cell_text(cell)]
    told = [cell for cell in filled if not isinstance(cell, str) or _is_answer(cell_text(cell))]
    return len(told) > _MOST_ANSWERS * len(filled) and not _is_numbering(cells)


def _comes_again(cells: Sequence[object], below: Sequence[Sequence[object]]) -> bool:
    """Tell whether anything of a row stands again below it in the same column: answers do, headings do not."""
    texts = {at: text for at, cell in enumerate(cells) if (text := cell_text(cell))}
    return any(at < len(row) and cell_text(row[at]) == text for row in below for at, text in texts.items())


def _is_answer(text: str) -> bool:
    return read_meaning(text).code is not None or is_personal_value(text)


def _is_numbering(cells: Sequence[object]) -> bool:
    """Tell whether a row below the headings only counts the columns: (1), (2), (3)."""
    numbers = [re.sub(r"\D", "", text) for cell in cells if (text := cell_text(cell))]
    return len(numbers) > 2 and numbers == [str(int(numbers[0] or 0) + at) for at in range(len(numbers))]


def _reaches_below(table: TableColumns, top: int, depth: int) -> bool:
    """Tell whether a merged heading cell goes on below the rows looked at, or begins above them."""
    last = top + depth - 1
    return any(first[0] <= last < end[0] or first[0] < top <= end[0] for first, end in table.merged)
