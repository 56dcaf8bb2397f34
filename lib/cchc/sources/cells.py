"""Cells to codes and numbers: tolerant where the meaning is clear, strict where it is not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from cchc.errors import Fault
from cchc.numbers import comma, may_be_thousands, parse_number, split_score
from cchc.sources.csv_rows import has_failed
from cchc.sources.grids import Grid, kind_of, show
from cchc.texts import old_encoding, unprintable
from cchc.units import normalise_name

_LIKE_A_DATE = re.compile(r"\d{1,4}[-/](\d{1,2}|[A-Za-z]{3})([-/]\d{2,4})?")
_FRACTION = re.compile(r"\d{1,3}")
_TOLERANCE = 1e-9


class CellReader:
    """Reads cells of one grid and gathers what is wrong with them.

    Parameters
    ----------
    grid : Grid
        The sheet.
    columns : dict
        Key → column index, as found by ``find_headings``.
    """

    def __init__(self, grid: Grid, columns: dict[str, int]) -> None:
        self.grid = grid
        self.columns = columns
        self.faults: list[Fault] = []
        self._seen: set[tuple[int, str]] = set()

    def fault(self, row: int, key: str, found: str, allowed: str) -> None:
        """Note a fault at a cell."""
        self.faults.append(Fault(self.grid.path, self.grid.place(row, self.columns[key]), found, allowed))

    def text(self, row: int, key: str) -> str:
        """Return a cell as text, empty where there is no such column.

        Notes a fault, once, at a failed formula, one that nobody has computed, and a text that no document can carry.
        """
        if key not in self.columns:
            return ""
        text = self.grid.text(row, self.columns[key])
        if (row, key) not in self._seen:
            self._seen.add((row, key))
            self._check_text(row, key, text)
        return text

    def _check_text(self, row: int, key: str, text: str) -> None:
        if not text:
            if self.grid.is_uncomputed(row, self.columns[key]):
                self.fault(row, key, "công thức chưa có giá trị", "hãy mở bằng Excel, lưu lại rồi nộp")
        elif has_failed(text):
            self.fault(row, key, f"ô báo lỗi '{text}'", "hãy sửa công thức, hoặc ghi giá trị")
        elif characters := unprintable(text):
            found = f"có ký tự không in được ({', '.join(characters[:3])})"
            self.fault(row, key, found, "hãy xóa ký tự đó rồi gõ lại")
        elif code_page := old_encoding(str(self.grid.cell(row, self.columns[key]))):
            found = f"chữ gõ bằng bảng mã cũ {code_page}: '{text[:30]}'"
            self.fault(row, key, found, "hãy chuyển sang Unicode rồi nộp lại")

    def has_text(self, row: int, key: str) -> bool:
        """Tell whether a cell shows anything, without checking what."""
        return key in self.columns and bool(self.grid.text(row, self.columns[key]))

    def code(self, row: int, key: str = "code") -> str | None:
        """Return a code; None with a fault if Excel has turned it into something else.

        Whole numbers are clear (``4``); ``1.1`` as a number may have been ``1.10``, and a date anything.
        """
        value = self.grid.cell(row, self.columns[key])
        if isinstance(value, str | float | int) and not isinstance(value, bool):
            text = self.grid.text(row, self.columns[key])
            if isinstance(value, str):
                text = text.rstrip(".")
            if isinstance(value, str) or float(value).is_integer():
                if not _LIKE_A_DATE.fullmatch(text):
                    return text
                self.fault(row, key, f"mã '{text}' có dạng ngày (Excel đã đổi)", "định dạng cột mã là Text rồi gõ lại")
                return None
        shown = f"{value:g}" if isinstance(value, float) else show(value)
        found = f"mã '{shown}' bị Excel đổi thành {kind_of(value)}"
        if isinstance(value, float):
            found += " (1.1 và 1.10 không còn phân biệt được)"
        self.fault(row, key, found, "định dạng ô là Text rồi gõ lại mã")
        return None

    def number(
        self, row: int, key: str, what: str, allowed: str, *, maximum: float | None = None, is_share: bool = False
    ) -> float | None:
        """Return a number, None if the cell is empty, or None with a fault if it holds something else.

        Parameters
        ----------
        row : int
            Row of the grid.
        key : str
            Column; one that the sheet does not have counts as empty.
        what : str
            "điểm tự chấm của mã 1.1", for the message.
        allowed : str
            "cần một số từ 0 đến 0,5".
        maximum : float, optional
            What the number cannot exceed in any case: within it, 1.234 must not be readable as a thousand.
        is_share : bool
            Whether it may be written as a per cent; 80% is 0.8.
        """
        if key not in self.columns:
            return None
        column = self.columns[key]
        value = self.grid.cell(row, column)
        if isinstance(value, (bool, dt.date | dt.time | dt.timedelta)):
            hint = " (Excel đổi số dạng 1.2 thành ngày)" if not isinstance(value, bool) else ""
            self.fault(row, key, f"{what} là {kind_of(value)} '{show(value)}'{hint}", allowed)
            return None
        text = self.grid.text(row, column)
        if not is_share and text.endswith("%") and (isinstance(value, float) or parse_number(text) is not None):
            self.fault(row, key, f"{what} ghi tỷ lệ '{text}'", f"không ghi tỷ lệ %: {allowed}")
            return None
        if isinstance(value, int | float):
            number: float | None = float(value)
        elif not text:
            if self.grid.is_uncomputed(row, column):
                found = f"công thức của {what} chưa có giá trị"
                self.fault(row, key, found, f"hãy mở bằng Excel, lưu lại; {allowed}")
            return None
        else:
            number = parse_number(text)
            if number is None:
                words = f"ô báo lỗi '{text}' ở {what}" if has_failed(text) else f"{what} là chữ '{text}'"
                self.fault(row, key, words, allowed)
                return None
            if may_be_thousands(text, maximum):
                found = f"{what} ghi '{text}', có thể là hàng nghìn hoặc số lẻ"
                self.fault(row, key, found, f"hàng nghìn viết liền, ví dụ 1234; {allowed}")
                return None
        if number is not None and maximum is not None and abs(number) > maximum:
            self.fault(row, key, f"{what} là {comma(number)}", allowed)
            return None
        return number

    def _is_split(self, row: int, key: str) -> bool:
        """Tell whether a decimal comma may have cut a number in two: 9 and, where words belong, 75."""
        if self.grid.separator != ",":
            return False
        at = self.columns[key]
        right = next((name for name, column in self.columns.items() if column == at + 1), "")
        if right and not right.endswith("_vi"):
            return False
        return self.grid.text(row, at).isdigit() and _FRACTION.fullmatch(self.grid.text(row, at + 1)) is not None

    def score(self, row: int, key: str, what: str, maximum: float | None) -> float | None:
        """Return a score between 0 and its maximum; ``14/14`` is read, its second number must be the maximum."""
        if key not in self.columns:
            return None
        value = self.grid.cell(row, self.columns[key])
        if value == "" and not self.grid.shows_formulas:
            return None
        if self._is_split(row, key):
            found = f"{what} ghi '{str(value).strip()}' và ô bên phải ghi một số: có lẽ là một số thập phân bị tách"
            self.fault(row, key, found, "số có dấu phẩy trong tệp ngăn bằng dấu phẩy phải đặt trong nháy kép")
            return None
        if isinstance(value, str) and maximum is not None and not value.rstrip().endswith("%"):
            plain = parse_number(value)  # most cells of most sheets
            if plain is not None and 0 <= plain <= maximum and not may_be_thousands(value, maximum):
                return plain
        limit = f"cần một số từ 0 đến {comma(maximum)}" if maximum is not None else "cần một số không âm"
        if isinstance(value, str) and "/" in value and not has_failed(value.strip()):
            text, stated = split_score(self.grid.text(row, self.columns[key]))
            number, of = parse_number(text), parse_number(stated)
            if (
                number is None
                or of is None
                or not 0 <= number <= of
                or (maximum is not None and abs(of - maximum) > _TOLERANCE)
            ):
                self.fault(row, key, f"{what} ghi '{value.strip()}'", f"{limit}, hoặc dạng điểm/điểm tối đa")
                return None
        elif (text := self.grid.text(row, self.columns[key])).endswith("%"):
            self.fault(row, key, f"{what} ghi tỷ lệ '{text}'", f"ghi số điểm, không ghi tỷ lệ: {limit}")
            return None
        else:
            number = self.number(row, key, what, limit)
        if number is None:
            return None
        if number < 0 or (maximum is not None and number > maximum + _TOLERANCE):
            self.fault(row, key, f"{what} là {comma(number)}", limit)
            return None
        return number


def refuse_moved(cells: CellReader, rows: Mapping[str, int], names: Mapping[str, str]) -> None:
    """Note every code that stands beside the name of another: rows were sorted, or swapped, without their codes.

    Parameters
    ----------
    cells : CellReader
        With the columns ``code`` and ``name_vi``; gathers the faults.
    rows : mapping of str to int
        Code → row of the grid.
    names : mapping of str to str
        Code → name; an office may shorten or reword a name, but not give one row the name of another.
    """
    if "name_vi" not in cells.columns:
        return
    owners: dict[str, set[str]] = {}
    for code, name in names.items():
        owners.setdefault(normalise_name(name), set()).add(code)
    for code, row in rows.items():
        named = owners.get(normalise_name(cells.text(row, "name_vi")), set())
        if named and code not in named:
            other = next((one for one in sorted(named) if one in rows), min(named))
            where = f" (mã {other} ở {_cell(cells, rows[other])})" if other in rows else ""
            found = f"tên tiêu chí của mã {other} đứng cạnh mã {code} ở {_cell(cells, row)}"
            allowed = f"hãy xếp lại cho mã và tên cùng một dòng{where}"
            cells.fault(row, "name_vi", found, allowed)


def _cell(cells: CellReader, row: int) -> str:
    return "ô " + cells.grid.place(row, cells.columns["code"]).rpartition("ô ")[2].rstrip(")")
