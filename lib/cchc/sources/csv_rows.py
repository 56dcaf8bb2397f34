"""Rows of CSV files that are not as wide as their heading: their cells may stand in other columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence

from cchc.errors import Fault, InputError

#: At most so many faults of a kind are listed.
MAX_FAULTS = 20
BAD_LINE = ("không tách được các ô của dòng này", "kiểm tra dấu nháy kép: mỗi ô có đủ một cặp")
#: Headings of tables written for earlier versions → today's.
FORMER_HEADINGS = {"locality_key": "unit_key", "locality_code": "unit_code", "admin_level": "unit_kind"}
#: What stands where a formula failed, and what programs write for no number.
FAILED = re.compile(
    r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|\b[+-]?nan\b|\bnat\b", re.IGNORECASE
)


def todays_headings(headings: Iterable[str], columns: Collection[str]) -> dict[str, str]:
    """Return which headings of a table are those of earlier versions, and what they are called today.

    Parameters
    ----------
    headings : iterable of str
        Of the table.
    columns : collection of str
        Of its schema: a name that is still in use there is not an old one.

    Examples
    --------
    >>> todays_headings(["locality_key", "admin_level"], ["unit_key", "unit_kind"])
    {'locality_key': 'unit_key', 'admin_level': 'unit_kind'}
    >>> todays_headings(["admin_level"], ["admin_level", "unit_kind"])
    {}
    """
    named = ((one, FORMER_HEADINGS.get(one)) for one in headings if one not in columns)
    return {old: new for old, new in named if new is not None and new in columns}


def has_failed(text: str) -> bool:
    """Tell whether a cell shows that a formula failed, or that there is no number.

    Examples
    --------
    >>> [has_failed(one) for one in ("#N/A", "NaN", "nạn", "Nam", "14")]
    [True, True, False, False, False]
    """
    return bool(text) and text[0] in "#nN+-" and FAILED.fullmatch(text) is not None


def refuse_uneven_rows(path: str, text: str, separator: str, *, header: int = 0) -> None:
    """Refuse longer and shorter rows: a score of 0,5 in a file of commas pushes every later cell one column on.

    Parameters
    ----------
    path, text, separator : str
        The file, for messages, and how it is written.
    header : int
        Row of the heading, from 0.

    Raises
    ------
    InputError
        With the lines.
    """
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    faults, line, width = [], 0, 0
    try:
        for at, cells in enumerate(rows):
            if at == header:
                width = len(cells)
            elif at > header and len(cells) != width:
                uneven = uneven_row(path, line + 1, cells, width)
                faults += [] if uneven is None else [uneven]
            line = rows.line_num
    except csv.Error:
        raise InputError([Fault(path, f"dòng {line + 1}", *BAD_LINE)]) from None
    if faults:
        raise InputError(faults[:MAX_FAULTS])


def uneven_row(path: str, line: int, cells: Sequence[object], width: int) -> Fault | None:
    """Refuse a row of a CSV file that is longer or shorter than its heading: its cells may stand in other columns.

    Parameters
    ----------
    path, line : str, int
        For the message; lines count from 1.
    cells : sequence
        Of the row.
    width : int
        Of the heading.

    Returns
    -------
    Fault or None
        None for a row of the right width, a blank one, and a remark of one cell.
    """
    if len(cells) == width or len(cells) <= 1 or not any(str(cell).strip() for cell in cells):
        return None
    found = f"dòng có {len(cells)} ô, dòng tiêu đề có {width} ô"
    return Fault(path, f"dòng {line}", found, "ô có dấu phân cách bên trong (như 0,5) phải đặt trong nháy kép")
