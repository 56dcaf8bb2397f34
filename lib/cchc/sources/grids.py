"""Files of offices as grids of cells: .xlsx and .csv alike, with a name for every cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from openpyxl.utils import get_column_letter

from cchc.errors import Fault, InputError
from cchc.numbers import comma, percent
from cchc.sources.workbook_parts import NotAWorkbookError
from cchc.sources.workbooks import FarCellError, SheetCells, read_workbook
from cchc.texts import normalise_text
from cchc.units import normalise_name

#: Files that are looked for; of these only .xlsx and .csv are read, whatever else is refused with the way out.
SUFFIXES = (".xlsx", ".csv", ".xls", ".xlsm", ".xlsb", ".ods")
READ_SUFFIXES = ".xlsx hoặc .csv"
_QUOTED = re.compile(r'"[^"]*"')
#: "Bảng điểm (2)" of Excel, "Bảng điểm_2" of LibreOffice: copies of a sheet.
_COPY = re.compile(r"\s*\(\d+\)$|_\d+$")


@dataclass(frozen=True)
class Grid:
    """One sheet: rows of raw cell values; an empty cell is ``""``.

    Attributes
    ----------
    path, sheet : str
        For messages; a CSV file has no sheet name.
    rows : list of list
        Strings, floats, booleans, dates as stored.
    cells : SheetCells or None
        Marks and merged ranges; None for a CSV file, which has none.
    separator : str
        Of a CSV file.
    """

    path: str
    sheet: str
    rows: list[list[object]]
    cells: SheetCells | None = None
    separator: str = ""

    @property
    def merged(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Merged ranges ((first row, first column), (last row, last column)), from 0."""
        return [] if self.cells is None else self.cells.merged

    @property
    def shows_formulas(self) -> bool:
        """Whether it is known which cells are formulas: a CSV file holds only what they gave."""
        return self.cells is not None

    @property
    def is_hidden(self) -> bool:
        """Whether Excel does not show the sheet."""
        return self.cells is not None and self.cells.is_hidden

    def cell(self, row: int, column: int) -> object:
        """Return a cell, ``""`` beyond the end of a row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def text(self, row: int, column: int) -> str:
        """Return a cell as text, as the office sees it: no spaces around, whole numbers without a decimal sign."""
        value = self.cell(row, column)
        if isinstance(value, str):
            return normalise_text(value).strip()
        if isinstance(value, float) and self.is_percent(row, column):
            return percent(value)
        return f"{show(value)}%" if self.cells is not None and (row, column) in self.cells.signs else show(value)

    def place(self, row: int, column: int) -> str:
        """Name a cell as the office finds it."""
        cell = f"{get_column_letter(column + 1)}{row + 1}"
        return f"trang tính '{self.sheet}', ô {cell}" if self.sheet else f"dòng {row + 1}, cột {column + 1} (ô {cell})"

    @property
    def where(self) -> str:
        """Name the sheet."""
        return f"trang tính '{self.sheet}'" if self.sheet else ""

    def has_formula(self, row: int, column: int) -> bool:
        """Tell whether a cell holds a formula."""
        return self.cells is not None and (row, column) in self.cells.formulas

    def is_uncomputed(self, row: int, column: int) -> bool:
        """Tell whether a cell shows nothing because no program has computed its formula."""
        return self.cells is not None and (row, column) in self.cells.uncomputed

    def uncomputed(self) -> set[tuple[int, int]]:
        """Return the cells of formulas that nobody has computed."""
        return set() if self.cells is None else self.cells.uncomputed

    def is_percent(self, row: int, column: int) -> bool:
        """Tell whether a number is shown as a per cent: 0.8583 that reads 85.83%."""
        return self.cells is not None and (row, column) in self.cells.percents


def open_grids(content: bytes, path: str) -> dict[str, Grid]:
    """Open a file of an office.

    Parameters
    ----------
    content : bytes
        The file. A workbook is told by its content, whatever its name.
    path : str
        Its name, for messages, and to know a CSV file.

    Returns
    -------
    dict of str to Grid
        By sheet name, NFC; a CSV file is one grid named ``""``.

    Raises
    ------
    InputError
        If the file is damaged, or of a kind that does not tell formulas and per cents from plain numbers.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix == ".csv" and not content.startswith(b"PK\x03\x04"):
        rows, separator = _read_csv(content, path)
        grids = {"": Grid(path, "", rows, separator=separator)}
        _refuse_empty(grids, path)
        return grids
    try:
        sheets = read_workbook(content)
    except NotAWorkbookError:
        raise InputError([_refusal(content, path)]) from None
    except FarCellError as error:
        found = "có nội dung ở rất xa bảng, có lẽ gõ nhầm"
        place = f"trang tính '{error.sheet}', ô {error.place}"
        raise InputError([Fault(path, place, found, "xóa ô này (hoặc chuyển vào bảng) rồi lưu lại")]) from None
    grids = {}
    for sheet in sheets:
        title = unicodedata.normalize("NFC", sheet.title)
        grids[title if title not in grids else sheet.title] = Grid(path, title, sheet.rows, sheet)
    _refuse_empty(grids, path)
    return grids


def _refusal(content: bytes, path: str) -> Fault:
    """Say what a file is instead of a workbook that can be read, and the way out."""
    if content.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in content:
        return Fault(path, "", "tệp có mật khẩu nên không mở được", "hãy bỏ mật khẩu rồi lưu lại dạng .xlsx")
    is_package = content.startswith(b"PK\x03\x04") and (b"opendocument" in content[:200] or b"workbook.bin" in content)
    is_old = content.startswith(b"\xd0\xcf\x11\xe0") or content.lstrip()[:1] == b"<"
    if is_package or is_old:
        found = "dạng tệp này (.xls, .ods, .xlsb) không cho biết ô nào là công thức, ô nào là tỷ lệ phần trăm"
        return Fault(path, "", found, "hãy mở bằng Excel hoặc LibreOffice rồi lưu lại dạng .xlsx")
    return Fault(
        path, "", "không mở được như một sổ Excel", "hãy mở tệp bằng Excel, bỏ mật khẩu nếu có, và lưu lại dạng .xlsx"
    )


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


def _read_csv(content: bytes, path: str) -> tuple[list[list[object]], str]:
    text = decode(content, path)
    if "\x00" in text:
        raise InputError([Fault(path, "", "không phải tệp chữ", "cần một tệp CSV")])
    separator = find_separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader), separator  # type: ignore[arg-type]
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
        If there is none, or several bear the name, or Excel does not show it: naming the sheets there are.
    """
    wanted = normalise_name(name)
    path = next(iter(grids.values())).path if grids else ""
    visible = {title: grid for title, grid in grids.items() if not grid.is_hidden}
    named = [title for title in visible if wanted in {normalise_name(title), normalise_name(_COPY.sub("", title))}]
    if len(named) > 1:
        found = f"có {len(named)} trang tính cùng tên: {', '.join(named)}"
        raise InputError([Fault(path, "", found, f"chỉ giữ một trang tính '{name}', xóa bản còn lại")])
    if named:
        return visible[named[0]]
    hidden = [title for title in grids if title not in visible and normalise_name(title) == wanted]
    if hidden:
        place = f"trang tính '{hidden[0]}'"
        raise InputError([Fault(path, place, "trang tính đang bị ẩn", "hãy bỏ ẩn (Unhide), hoặc xóa, rồi lưu lại")])
    if len(visible) == 1:
        return next(iter(visible.values()))
    raise InputError(
        [Fault(path, "", f"không có trang tính '{name}'", f"các trang hiện có: {', '.join(visible) or 'không có'}")]
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
    return comma(value) if isinstance(value, float) else normalise_text(str(value))
