"""Files of offices as grids of cells: .xlsx, .xls and .csv alike, with a name for every cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

import openpyxl
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from cchc.errors import Fault, InputError
from cchc.localities import normalise_name
from cchc.numbers import comma

SUFFIXES = (".xlsx", ".xls", ".csv")
_NOT_A_WORKBOOK = (
    zipfile.BadZipFile,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    SyntaxError,
)
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Grid:
    """One sheet: rows of raw cell values; an empty cell is ``""``.

    Attributes
    ----------
    path, sheet : str
        For messages; a CSV file has no sheet name.
    rows : list of list
        Strings, floats, booleans, dates as stored.
    merged : tuple
        Merged ranges ((first row, first column), (last row, last column)), from 0.
    content : bytes
        The whole file, to look formulas up.
    """

    path: str
    sheet: str
    rows: list[list[object]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    content: bytes = field(default=b"", repr=False)

    def cell(self, row: int, column: int) -> object:
        """Return a cell, ``""`` beyond the end of a row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def text(self, row: int, column: int) -> str:
        """Return a cell as text: composed letters, no spaces around, whole numbers without a decimal point."""
        cells = self.rows[row]
        value = cells[column] if column < len(cells) else ""
        if isinstance(value, str) and value.isascii():
            return value.strip()
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, bool | dt.date):
            return show(value)
        return unicodedata.normalize("NFC", str(value)).strip()

    def place(self, row: int, column: int) -> str:
        """Name a cell as the office finds it."""
        cell = f"{get_column_letter(column + 1)}{row + 1}"
        return f"trang tính '{self.sheet}', ô {cell}" if self.sheet else f"dòng {row + 1}, cột {column + 1} (ô {cell})"

    @property
    def where(self) -> str:
        """Name the sheet."""
        return f"trang tính '{self.sheet}'" if self.sheet else ""

    @cached_property
    def _marks(self) -> dict[str, frozenset[tuple[int, int]]]:
        found: dict[str, set[tuple[int, int]]] = {"formula": set(), "percent": set()}
        if self.path.lower().endswith(".xlsx") and self.content:
            try:
                cells = [
                    cell
                    for row in openpyxl.load_workbook(io.BytesIO(self.content))[self.sheet].iter_rows()
                    for cell in row
                ]
            except _NOT_A_WORKBOOK:
                cells = []
            for cell in cells:
                if cell.data_type in {"f", "e"}:
                    found["formula"].add((cell.row - 1, cell.column - 1))
                if cell.value is not None and "%" in cell.number_format:
                    found["percent"].add((cell.row - 1, cell.column - 1))
        return {kind: frozenset(places) for kind, places in found.items()}

    def has_formula(self, row: int, column: int) -> bool:
        """Tell whether a cell holds a formula (.xlsx only)."""
        return (row, column) in self._marks["formula"]

    def formulas_without_value(self) -> set[tuple[int, int]]:
        """Return the cells that show nothing although a formula or an error stands in them (.xlsx only)."""
        if not self.path.lower().endswith(".xlsx") or not _has_formulas(self.content):
            return set()
        return {(row, at) for row, at in self._marks["formula"] if self.cell(row, at) == ""}

    def is_percent(self, row: int, column: int) -> bool:
        """Tell whether a number is shown as a per cent: 0.8583 that reads 85.83% (.xlsx only)."""
        return (row, column) in self._marks["percent"]


def _has_formulas(content: bytes) -> bool:
    """Look for formulas and errors in the file itself: opening a large workbook with openpyxl takes long."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        return any(mark in package.read(name) for name in sheets for mark in (b"<f>", b"<f ", b't="e"'))


def open_grids(content: bytes, path: str) -> dict[str, Grid]:
    """Open a file of an office.

    Parameters
    ----------
    content : bytes
        The file.
    path : str
        Its name decides how it is read: .xlsx, .xls or .csv.

    Returns
    -------
    dict of str to Grid
        By sheet name, NFC; a CSV file is one grid named ``""``.

    Raises
    ------
    InputError
        If the file is not what its name says.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix == ".csv":
        grids = {"": Grid(path, "", _read_csv(content, path))}
        _refuse_empty(grids, path)
        return grids
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = {}
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            merged = tuple(sheet.merged_cell_ranges or ())
            grids[unicodedata.normalize("NFC", name)] = Grid(path, name, rows, merged, content)
    except (CalamineError, *_NOT_A_WORKBOOK):
        raise InputError(
            [
                Fault(
                    path,
                    "",
                    "không mở được như một sổ Excel",
                    f"hãy mở tệp bằng Excel, bỏ mật khẩu nếu có, và lưu lại dạng {suffix or '.xlsx'}",
                )
            ]
        ) from None
    _refuse_empty(grids, path)
    return grids


def _refuse_empty(grids: dict[str, Grid], path: str) -> None:
    if not any(cell != "" for grid in grids.values() for row in grid.rows for cell in row):
        raise InputError([Fault(path, "", "tệp trống, không có ô nào có nội dung", "hãy điền mẫu do make form lập")])


def decode(content: bytes, path: str) -> str:
    """Decode a CSV file: UTF-8 with or without its mark, or UTF-16 with one, as Excel writes them.

    Raises
    ------
    InputError
        With the line of the first character that is neither.
    """
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            [Fault(path, f"dòng {line}", "ký tự không theo mã UTF-8", "hãy lưu lại tệp dạng 'CSV UTF-8'")]
        ) from None


def find_separator(text: str) -> str:
    r"""Return the separator of a CSV text: the one of ``;``, ``,`` and tab that most of its early lines hold.

    What stands in double quotes does not count; of two that stand in as many lines, the one that fills a line most.

    Examples
    --------
    >>> find_separator("Mã;Điểm\\n1;0,5\\n"), find_separator("Mã,Điểm\\n")
    (';', ',')
    >>> find_separator("Mã;Tiêu chí\n1;Chỉ đạo, điều hành, kiểm tra\n")
    ';'
    """
    lines = _QUOTED.sub("", "\n".join(text.split("\n", 25)[:25])).split("\n")
    counts = {sign: [line.count(sign) for line in lines] for sign in ";,\t"}
    return max(counts, key=lambda sign: (sum(map(bool, counts[sign])), max(counts[sign])))


def _read_csv(content: bytes, path: str) -> list[list[object]]:
    text = decode(content, path)
    if "\x00" in text:
        raise InputError([Fault(path, "", "không phải tệp chữ", "cần một tệp CSV")])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=find_separator(text), strict=True)
    try:
        return list(reader)  # type: ignore[arg-type]
    except csv.Error:
        found = "không tách được các ô của dòng này"
        raise InputError(
            [Fault(path, f"dòng {reader.line_num}", found, "kiểm tra dấu nháy kép: mỗi ô có đủ một cặp")]
        ) from None


def find_sheet(grids: dict[str, Grid], name: str) -> Grid:
    """Return the sheet of a name (spelling tolerant), or the only sheet there is.

    Raises
    ------
    InputError
        Naming the sheets there are.
    """
    wanted = normalise_name(name)
    for title, grid in grids.items():
        if normalise_name(title) == wanted:
            return grid
    if len(grids) == 1:
        return next(iter(grids.values()))
    path = next(iter(grids.values())).path if grids else ""
    raise InputError(
        [Fault(path, "", f"không có trang tính '{name}'", f"các trang hiện có: {', '.join(grids) or 'không có'}")]
    )


def kind_of(value: object) -> str:
    """Name the kind of a cell value in Vietnamese."""
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return "ngày giờ"
    if isinstance(value, bool):
        return "giá trị đúng/sai"
    return "số" if isinstance(value, int | float) else "chữ"


def show(value: object) -> str:
    """Write a cell's value as an office reads it: dates by day, month, year; decimal comma; TRUE and FALSE."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.datetime):
        return value.strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return comma(value) if isinstance(value, float) else str(value)
