"""Files of offices as grids of cells: .xlsx, .xls and .csv alike, with a name for every cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
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

SUFFIXES = (".xlsx", ".xls", ".csv")
_NOT_A_WORKBOOK = (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, SyntaxError)


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
        value = self.cell(row, column)
        if isinstance(value, str) and value.isascii():
            return value.strip()
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
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
    def _formulas(self) -> frozenset[tuple[int, int]]:
        if not self.path.endswith(".xlsx") or not self.content:
            return frozenset()
        try:
            sheet = openpyxl.load_workbook(io.BytesIO(self.content))[self.sheet]
        except _NOT_A_WORKBOOK:
            return frozenset()
        return frozenset(
            (cell.row - 1, cell.column - 1) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        )

    def has_formula(self, row: int, column: int) -> bool:
        """Tell whether a cell holds a formula (.xlsx only)."""
        return (row, column) in self._formulas


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
        return {"": Grid(path, "", _read_csv(content, path))}
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
    return grids


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
    r"""Return the separator of a CSV text: the one of ``;``, ``,`` and tab that its fullest early line holds most.

    Examples
    --------
    >>> find_separator("Mã;Điểm\\n1;0,5\\n"), find_separator("Mã,Điểm\\n")
    (';', ',')
    """
    lines = text.split("\n", 25)[:25]
    return max(";,\t", key=lambda sign: max(line.count(sign) for line in lines))


def _read_csv(content: bytes, path: str) -> list[list[object]]:
    text = decode(content, path)
    if "\x00" in text:
        raise InputError([Fault(path, "", "không phải tệp chữ", "cần một tệp CSV")])
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=find_separator(text), strict=True))  # type: ignore[arg-type]
    except csv.Error as error:
        raise InputError([Fault(path, "", f"không đọc được bảng CSV ({error})", "kiểm tra dấu nháy kép")]) from None


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
