"""Workbooks (.xlsx) cell by cell: values, formulas, errors and per cents from one parse of the file's own XML.

One parse, because what a number means hangs on its marks: 0.85 shown as 85 % is no score of 0.85 points, and a blank
below a sum is no zero. A reader of values beside a reader of marks loses the marks, without a word, as soon as the second
gives up on a file that the first still reads (an empty ``<fill/>``, Strict Open XML, prefixed XML).
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import math
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.escape import unescape

from cchc.sources.workbook_parts import (
    SCALED,
    NotAWorkbookError,
    find_main_part,
    parser,
    read_formats,
    read_part,
    read_relations,
    read_strings,
    text_of,
)

#: Rows and columns further than this from everything before them hold a slip, not a table.
_FAR_ROWS, _FAR_COLUMNS = 20_000, 500
#: Cells that a sheet may hold, with the blank ones before them: a million responses of forty answers.
_MOST_CELLS = 40_000_000


class FarCellError(Exception):
    """Something stands far away from everything else of a sheet.

    Attributes
    ----------
    sheet, place : str
        Where.
    """

    def __init__(self, sheet: str, place: str) -> None:
        self.sheet, self.place = sheet, place
        super().__init__(sheet, place)


@dataclass
class SheetCells:
    """One sheet; rows and columns count from 0.

    Attributes
    ----------
    title : str
        As written in the file.
    is_hidden : bool
        Not among the tabs that Excel shows.
    rows : list of list
        Texts, floats, booleans, dates; ``""`` for nothing. An error cell holds its word (``#N/A``). Rows are as long as
        what they hold.
    merged : list
        ((first row, first column), (last row, last column)).
    formulas : set of (int, int)
        Cells that hold a formula.
    uncomputed : set of (int, int)
        Formulas that no program has computed yet; one that gives ``""`` is a blank cell.
    percents : set of (int, int)
        Numbers that are shown as per cents: 0.85 as 85 %.
    signs : set of (int, int)
        Numbers that are shown with a sign of per cent that is no format: 85 as 85 %.
    arrays : list of (int, int, int, int)
        Ranges of formulas that fill many cells: first column, first row, last column, last row, from 1.
    """

    title: str
    is_hidden: bool
    rows: list[list[object]] = field(default_factory=list)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    percents: set[tuple[int, int]] = field(default_factory=set)
    signs: set[tuple[int, int]] = field(default_factory=set)
    arrays: list[tuple[int, int, int, int]] = field(default_factory=list)


def read_workbook(content: bytes) -> list[SheetCells]:
    """Read every sheet of a workbook.

    Parameters
    ----------
    content : bytes
        Open XML (transitional or strict, any prefix), whatever the file is called.

    Returns
    -------
    list of SheetCells
        In the order of the tabs; sheets of charts are left out.

    Raises
    ------
    NotAWorkbookError
        If it is something else, protected by a password, cut off or too large to be one.
    FarCellError
        If a cell stands far away from everything before it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return list(_read_sheets(package))
    except FarCellError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        LookupError,
        ValueError,
        TypeError,
        OSError,
        EOFError,
    ) as error:
        raise NotAWorkbookError(str(error)) from None
    except (NotImplementedError, RuntimeError, OverflowError) as error:  # compressions, passwords, impossible dates
        raise NotAWorkbookError(str(error)) from None


def _read_sheets(package: zipfile.ZipFile) -> Iterator[SheetCells]:
    names = {name.lower().replace("\\", "/"): name for name in package.namelist()}
    home = find_main_part(package, names)
    book = etree.fromstring(read_part(package, names, home), parser())
    if etree.QName(book).localname != "workbook":
        raise NotAWorkbookError(home)
    related = read_relations(package, names, home)
    strings = next((read_strings(package, names, one) for kind, one in related.values() if kind == "sharedStrings"), [])
    formats = next((read_formats(package, names, one) for kind, one in related.values() if kind == "styles"), [])
    is_1904 = any(one.get("date1904") in {"1", "true", "on"} for one in book.iter("{*}workbookPr"))
    epoch = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
    for one in book.iter("{*}sheet"):
        relation = next(value for key, value in one.attrib.items() if etree.QName(key).localname == "id" and "}" in key)
        kind, path = related[relation]
        if kind == "worksheet":
            sheet = SheetCells(one.get("name"), one.get("state", "visible") != "visible")
            _read_cells(sheet, read_part(package, names, path), strings, formats, epoch)
            yield sheet


def _read_cells(
    sheet: SheetCells, content: bytes, strings: list[str], formats: list[tuple[bool, int]], epoch: dt.datetime
) -> None:
    plain = (False, 0)
    at = last_row = last_column = -1
    n_cells = 0
    tags = ("{*}row", "{*}mergeCell")
    events = etree.iterparse(
        io.BytesIO(content), events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for _, element in events:
        if element.tag.endswith("mergeCell"):
            left, top, right, bottom = range_boundaries(element.get("ref"))
            sheet.merged.append(((top - 1, left - 1), (bottom - 1, right - 1)))
            continue
        at = int(element.get("r", at + 2)) - 1
        cells: list[object] = []
        column = -1
        for cell in element:
            if not cell.tag.endswith("}c") and cell.tag != "c":
                continue
            place = cell.get("r")
            column = column + 1 if place is None else _column(place.rstrip("0123456789"))
            style = int(cell.get("s", 0))
            is_date, is_percent = formats[style] if style < len(formats) else plain
            value = _value(sheet, (at, column), cell, strings, epoch if is_date else None)
            if value == "":
                continue
            if column > max(len(cells), last_column) + _FAR_COLUMNS or at > last_row + _FAR_ROWS:
                raise FarCellError(sheet.title, place or f"R{at + 1}C{column + 1}")
            cells += [""] * (column + 1 - len(cells))
            cells[column] = value
            if is_percent and isinstance(value, float):
                (sheet.percents if is_percent == SCALED else sheet.signs).add((at, column))
        if cells:
            n_cells += len(cells)
            if n_cells > _MOST_CELLS:
                raise FarCellError(sheet.title, place or f"R{at + 1}C{column + 1}")
            if at < len(sheet.rows):  # rows out of order
                raise NotAWorkbookError(sheet.title)
            sheet.rows += [[] for _ in range(at - len(sheet.rows))]
            sheet.rows.append(cells)
            last_row, last_column = at, max(last_column, len(cells))
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _value(
    sheet: SheetCells, place: tuple[int, int], cell: etree._Element, strings: list[str], epoch: dt.datetime | None
) -> object:
    """Return what a cell shows, and note its marks."""
    kind, stored, inline = cell.get("t", "n"), None, None
    for child in cell:
        name = child.tag.rpartition("}")[2]
        if name == "v":
            stored = child.text or ""
        elif name == "is":
            inline = text_of(child)
        elif name == "f":
            sheet.formulas.add(place)
            if child.get("t") == "array" and child.get("ref"):
                sheet.arrays.append(range_boundaries(child.get("ref")))
    if inline is not None:
        return _shown(inline)
    if any(
        left <= place[1] + 1 <= right and top <= place[0] + 1 <= bottom for left, top, right, bottom in sheet.arrays
    ):
        sheet.formulas.add(place)
    if not stored:
        if place in sheet.formulas and kind != "str":
            sheet.uncomputed.add(place)
        return ""
    if kind == "s":
        return _shown(strings[int(stored)])
    if kind == "b":
        return stored.strip() in {"1", "true"}
    if kind == "d":
        return _date(dt.datetime.fromisoformat(stored.strip()))
    if kind in {"str", "e"}:
        return _shown(unescape(stored))
    number = float(stored)
    if not math.isfinite(number):
        return "#NUM!"
    if epoch is None:
        return number
    try:
        return _date(from_excel(number, epoch))
    except (OverflowError, ValueError):
        return number


@functools.lru_cache(maxsize=20_000)
def _column(letters: str) -> int:
    return int(column_index_from_string(letters)) - 1


def _shown(text: str) -> str:
    """Return a text; one of spaces alone is nothing."""
    return text if text.strip() else ""


def _date(value: object) -> object:
    return value.date() if isinstance(value, dt.datetime) and value.time() == dt.time() else value
