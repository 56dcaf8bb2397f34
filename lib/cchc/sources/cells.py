"""Cells to codes and numbers: tolerant where the meaning is clear, strict where it is not."""

from __future__ import annotations

import datetime as dt
import re

from cchc.errors import Fault
from cchc.numbers import comma, parse_number, split_score
from cchc.sources.grids import Grid, kind_of, show

_LIKE_A_DATE = re.compile(r"\d{1,4}[-/](\d{1,2}|[A-Za-z]{3})([-/]\d{2,4})?")
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

    def fault(self, row: int, key: str, found: str, allowed: str) -> None:
        """Note a fault at a cell."""
        self.faults.append(Fault(self.grid.path, self.grid.place(row, self.columns[key]), found, allowed))

    def text(self, row: int, key: str) -> str:
        """Return a cell as text, empty where there is no such column."""
        return self.grid.text(row, self.columns[key]) if key in self.columns else ""

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

    def number(self, row: int, key: str, what: str, allowed: str) -> float | None:
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
        """
        if key not in self.columns:
            return None
        column = self.columns[key]
        value = self.grid.cell(row, column)
        if isinstance(value, (bool, dt.date | dt.time | dt.timedelta)):
            hint = " (Excel đổi số dạng 1.2 thành ngày)" if not isinstance(value, bool) else ""
            self.fault(row, key, f"{what} là {kind_of(value)} '{show(value)}'{hint}", allowed)
            return None
        if isinstance(value, int | float):
            return float(value)
        text = self.grid.text(row, column)
        if not text:
            if self.grid.has_formula(row, column):
                found = f"công thức của {what} chưa có giá trị hoặc báo lỗi"
                self.fault(row, key, found, f"hãy mở bằng Excel, lưu lại; {allowed}")
            return None
        number = parse_number(text)
        if number is None:
            self.fault(row, key, f"{what} là chữ '{text}'", allowed)
        return number

    def score(self, row: int, key: str, what: str, maximum: float | None) -> float | None:
        """Return a score between 0 and its maximum; ``14/14`` is read, its second number must be the maximum."""
        if key not in self.columns:
            return None
        value = self.grid.cell(row, self.columns[key])
        if value == "" and not self.grid.path.endswith(".xlsx"):
            return None
        if isinstance(value, str) and maximum is not None and not value.rstrip().endswith("%"):
            plain = parse_number(value)  # most cells of most sheets
            if plain is not None and 0 <= plain <= maximum:
                return plain
        limit = f"cần một số từ 0 đến {comma(maximum)}" if maximum is not None else "cần một số không âm"
        if isinstance(value, str) and "/" in value:
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
        elif isinstance(value, str) and value.strip().endswith("%"):
            self.fault(row, key, f"{what} ghi tỷ lệ '{value.strip()}'", f"ghi số điểm, không ghi tỷ lệ: {limit}")
            return None
        else:
            number = self.number(row, key, what, limit)
        if number is not None and not isinstance(value, str) and self.grid.is_percent(row, self.columns[key]):
            found = f"{what} ghi tỷ lệ '{comma(number * 100)}%'"
            self.fault(row, key, found, f"ghi số điểm, không ghi tỷ lệ: {limit}")
            return None
        if number is None:
            return None
        if number < 0 or (maximum is not None and number > maximum + _TOLERANCE):
            self.fault(row, key, f"{what} là {comma(number)}", limit)
            return None
        return number
