"""Heading rows of a form: found wherever they stand, over one to three rows, columns in any order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from cchc.columns import col
from cchc.errors import Fault, InputError
from cchc.sources.csv_rows import MAX_FAULTS, uneven_row
from cchc.sources.grids import Grid
from cchc.units import normalise_name

_HEADING_ROWS = 40
_HEADING_DEPTH = 3
_YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True)
class Heading:
    """A column that a form has.

    Attributes
    ----------
    key : str
        Name of the column in tables.
    label : str
        As the form prints it.
    aliases : tuple of str
        Other wordings accepted.
    is_required : bool
        Whether the sheet is refused without it.
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False


def form_heading(key: str, *aliases: str, is_required: bool = False) -> Heading:
    """Return a column of a form, called as the dictionary of columns calls it.

    Parameters
    ----------
    key : str
        Of ``columns.csv``.
    aliases, is_required
        See ``Heading``.
    """
    column = col(key)
    return Heading(column.key, column.title_vi, aliases, is_required)


def find_headings(grid: Grid, headings: Sequence[Heading]) -> tuple[int, dict[str, int]]:
    """Find the heading rows, wherever they stand and in whatever order their columns are.

    A heading may stand over one, two or three rows, with merged cells: ``Điểm`` above ``Tự chấm`` is
    ``Điểm tự chấm``.

    Parameters
    ----------
    grid : Grid
        The sheet.
    headings : sequence of Heading
        Columns of the form.

    Returns
    -------
    (int, dict)
        Index of the first row below the headings, and key → column index of those found.

    Raises
    ------
    InputError
        If no rows hold all required ones, or two columns bear the same heading.
    """
    wanted = {normalise_name(form): one.key for one in headings for form in (one.label, *one.aliases)}
    required = {one.key: one.label for one in headings if one.is_required}
    best: dict[str, list[int]] = {}
    for top in range(min(_HEADING_ROWS, len(grid.rows))):
        for depth in range(1, _HEADING_DEPTH + 1):
            found = _match(grid, top, depth, wanted)
            if required.keys() <= found.keys() and not _reaches_into(grid, top, depth, found):
                deeper = _match(grid, top, depth + 1, wanted) if depth < _HEADING_DEPTH else {}
                if len(deeper) > len(found):
                    continue
                _refuse_twice(grid, found, headings, range(top, top + depth))
                _refuse_uneven(grid, top, depth)
                _refuse_uncomputed(grid, top + depth, [found[key][0] for key in required])
                return top + depth, {key: columns[0] for key, columns in found.items()}
            best = max(best, found, key=len)
    missing = [label for key, label in required.items() if key not in best]
    raise InputError(
        [Fault(grid.path, grid.where, f"không thấy cột {', '.join(missing)}", "giữ nguyên dòng tiêu đề của mẫu")]
    )


def _refuse_uncomputed(grid: Grid, start: int, columns: list[int]) -> None:
    """Refuse formulas that nobody has computed in the columns that tell which rows there are."""
    places = [(row, at) for row, at in sorted(grid.uncomputed()) if row >= start and at in columns]
    if places:
        allowed = "hãy mở bằng Excel, lưu lại rồi nộp; hoặc xóa công thức"
        raise InputError(
            [Fault(grid.path, grid.place(*one), "công thức chưa có giá trị", allowed) for one in places[:MAX_FAULTS]]
        )


def _refuse_uneven(grid: Grid, top: int, depth: int) -> None:
    """Refuse the rows of a CSV file whose cells may have moved to other columns."""
    if not grid.separator:
        return
    titles = [
        any(grid.text(row, at) for row in range(top, top + depth))
        for at in range(max(len(grid.rows[row]) for row in range(top, top + depth)))
    ]
    faults = []
    for row in range(top + depth, len(grid.rows)):
        cells = grid.rows[row]
        uneven = uneven_row(grid.path, row + 1, cells, len(titles))
        if uneven is not None:
            faults.append(uneven)
            continue
        for at in (at for at, cell in enumerate(cells) if str(cell).strip() and at < len(titles) and not titles[at]):
            found = f"ô có nội dung '{grid.text(row, at)}' nhưng cột không có tiêu đề"
            faults.append(Fault(grid.path, grid.place(row, at), found, "ghi tiêu đề cho cột này, hoặc xóa ô"))
    if faults:
        raise InputError(faults[:MAX_FAULTS])


def heading_years(grid: Grid, start: int, columns: Iterable[int]) -> dict[int, int]:
    """Return the years that stand in the headings of columns: column → year.

    Parameters
    ----------
    grid, start
        As returned by ``find_headings``.
    columns : iterable of int
        To look at.
    """
    found = {}
    for at in columns:
        for row in range(max(0, start - _HEADING_DEPTH), start):
            if match := _YEAR.search(_heading_text(grid, row, at)):
                found[at] = int(match[0])
    return found


def unread_headings(grid: Grid, start: int, columns: dict[str, int], words: tuple[str, ...]) -> list[str]:
    """List headings that hold one of some words and were not taken for any column; offices may add columns of their own.

    Parameters
    ----------
    grid : Grid
        The sheet.
    start, columns : int, dict
        As returned by ``find_headings``.
    words : tuple of str
        Lower case.

    Returns
    -------
    list of str
        As written, with their cells.
    """
    row = start - 1
    return [
        f"'{grid.text(row, at)}' ({grid.place(row, at).rpartition('ô ')[2].rstrip(')')})"
        for at in range(len(grid.rows[row]))
        if at not in columns.values() and any(word in grid.text(row, at).casefold() for word in words)
    ]


def _reaches_into(grid: Grid, top: int, depth: int, found: dict[str, list[int]]) -> bool:
    """Tell whether a merged heading cell goes on below the rows looked at."""
    columns = {columns[0] for columns in found.values()}
    return any(
        first[0] <= top + depth - 1 < last[0] and first[1] in columns and first[0] >= top for first, last in grid.merged
    )


def _match(grid: Grid, top: int, depth: int, wanted: dict[str, str]) -> dict[str, list[int]]:
    rows = range(top, min(top + depth, len(grid.rows)))
    width = max((len(grid.rows[row]) for row in rows), default=0)
    found: dict[str, list[int]] = {}
    for column in range(width):
        texts = [_heading_text(grid, row, column) for row in rows]
        parts = list(dict.fromkeys(text for text in texts if text))
        for form in (" ".join(parts), parts[-1] if parts else ""):
            key = wanted.get(normalise_name(form)) if form else None
            if key is not None:
                found.setdefault(key, []).append(column)
                break
    return found


def _heading_text(grid: Grid, row: int, column: int) -> str:
    for first, last in grid.merged:
        if first[0] <= row <= last[0] and first[1] <= column <= last[1]:
            return grid.text(first[0], first[1])
    return grid.text(row, column)


def _refuse_twice(grid: Grid, found: dict[str, list[int]], headings: Sequence[Heading], rows: range) -> None:
    labels = {one.key: one.label for one in headings}
    faults = [
        Fault(
            grid.path,
            grid.place(_heading_row(grid, rows, columns[1]), columns[1]),
            f"cột '{labels[key]}' xuất hiện hai lần",
            f"chỉ giữ một cột (cột kia ở ô {get_column_letter(columns[0] + 1)}{_heading_row(grid, rows, columns[0]) + 1})",
        )
        for key, columns in found.items()
        if len(columns) > 1
    ]
    if faults:
        raise InputError(faults)


def _heading_row(grid: Grid, rows: range, column: int) -> int:
    """Return the lowest of the heading rows that says something of a column."""
    return max((row for row in rows if grid.text(row, column)), default=rows.start)
