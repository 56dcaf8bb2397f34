"""Cells of an office's solution: agencies, deadline, effort and codes as the catalogue keeps them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from cchc.agencies import AgencyRegister
from cchc.deadlines import MONTHLY, QUARTERLY, STANDING
from cchc.errors import suggest
from cchc.frameworks import Framework
from cchc.slots import is_day
from cchc.sources.cells import CellReader
from cchc.units import normalise_name

#: Standing deadlines that a solution may have, as offices write them.
STANDING_WORDS = {key: STANDING[key] for key in (QUARTERLY, MONTHLY)}
_STANDING = {
    normalise_name(word): key
    for key, text in STANDING_WORDS.items()
    for word in (key, text, text.replace("Hằng", "Hàng"))
}
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_SEPARATORS = re.compile(r"\s*[;,]\s*")
_MOST_DAYS = 2000
_LEAST_WORDS, _LEAST_OUTPUT = 5, 3


def show_deadline(deadline: str) -> str:
    """Write a deadline of the catalogue as the form shows it: a day of every year.

    Examples
    --------
    >>> show_deadline("09-30"), show_deadline("quarterly")
    ('30/9', 'Hằng quý')
    """
    if deadline in STANDING:
        return STANDING[deadline]
    month, day = (int(part) for part in deadline.split("-"))
    return f"{day}/{month}"


class SolutionCells:
    """Reads the solutions of one sheet.

    Parameters
    ----------
    cells : CellReader
        Gathers the faults.
    framework : Framework
        Whose codes may be named.
    agencies : AgencyRegister
        Who may be named.
    year : int
        Of the plan.
    unit_vi : str
        Full name of the unit.
    """

    def __init__(
        self, cells: CellReader, framework: Framework, agencies: AgencyRegister, year: int, unit_vi: str
    ) -> None:
        self.cells, self.agencies, self.year, self.unit_vi = cells, agencies, year, unit_vi
        self.codes = {leaf.code for leaf in framework.leaves()}
        self.day = dt.date(year, 12, 31)

    def solution(self, row: int, code: str, texts: Mapping[str, str]) -> dict[str, Any]:
        """Return a row of ``schemas.Solutions`` without index, framework and level; faults are noted at their cells."""
        needed = (("solution_vi", "giải pháp", _LEAST_WORDS), ("output_vi", "sản phẩm", _LEAST_OUTPUT))
        for key, what, least in needed:
            if len(texts[key]) < least:
                self.cells.fault(row, key, f"mã {code} chưa có {what}", f"ghi {what}, hoặc để trống cột quyết định")
        return {
            **texts,
            "criterion_code": code,
            "option": "",
            "lead_agency_key": self._lead(row, code),
            "cooperating_agency_keys": ";".join(self._agencies(row, "cooperating_vi")),
            "deadline": self._deadline(row, code),
            "effort_days": self._number(row, "effort_days", code, 1, _MOST_DAYS, is_whole=True),
            "recoverable_pct": self._number(row, "recoverable_pct", code, 0, 100),
            "requires": self._named_codes(row, code, "requires"),
            "excludes": self._named_codes(row, code, "excludes"),
            "status": "office",
        }

    def _agencies(self, row: int, key: str) -> list[str]:
        """Return the keys of the agencies that a cell names."""
        found = []
        for name, agency in self.agencies.split(self.cells.text(row, key), self.day, unit=self.unit_vi):
            if agency is None:
                names = (self.agencies.get(one) for one in self.agencies.keys_on(self.day))
                near = suggest(name, [one.short_vi for one in names])
                allowed = f"gần nhất: {', '.join(near)}" if near else "dùng tên cơ quan trong danh sách chọn của ô"
                self.cells.fault(row, key, f"không có cơ quan '{name}' trong danh bạ", allowed)
            elif agency.valid_to < self.day and not agency.successor_key:
                gone = (
                    f"'{agency.short_vi}' kết thúc hoạt động ngày {agency.valid_to:%d/%m/%Y}, không có cơ quan kế thừa"
                )
                self.cells.fault(row, key, gone, f"ghi cơ quan có trong năm {self.year}")
            else:
                found.append(agency.agency_key)
        return list(dict.fromkeys(found))

    def _lead(self, row: int, code: str) -> str:
        keys = self._agencies(row, "lead_vi")
        if not self.cells.has_text(row, "lead_vi"):
            self.cells.fault(row, "lead_vi", f"mã {code} chưa có cơ quan chủ trì", "ghi một cơ quan")
        if len(keys) > 1 and not all(self.agencies.get(key).exists_in for key in keys):
            allowed = "ghi một cơ quan chủ trì, các cơ quan khác ở cột phối hợp"
            self.cells.fault(row, "lead_vi", f"mã {code} có {len(keys)} cơ quan chủ trì", allowed)
        return ";".join(keys)

    def _deadline(self, row: int, code: str) -> str:
        text, value = self.cells.text(row, "deadline"), self.cells.grid.cell(row, self.cells.columns["deadline"])
        if (standing := _STANDING.get(normalise_name(text))) is not None:
            return standing
        match = _DAY.fullmatch(text)
        day, month, year = (int(match[1]), int(match[2]), int(match[3] or self.year)) if match else (0, 0, self.year)
        if isinstance(value, dt.date):
            day, month, year = value.day, value.month, value.year
        if not 1 <= month <= 12 or not is_day(f"{day}/{month}") or year != self.year:
            found = f"thời hạn của mã {code} ghi '{text}'" if text else f"mã {code} chưa có thời hạn"
            allowed = f"cần một ngày có thật của năm {self.year}, ví dụ 30/9, hoặc {', '.join(STANDING_WORDS.values())}"
            self.cells.fault(row, "deadline", found, allowed)
            return ""
        return f"{month:02d}-{day:02d}"

    def _number(
        self, row: int, key: str, code: str, least: float, most: float, *, is_whole: bool = False
    ) -> float | None:
        kind = "số nguyên" if is_whole else "số"
        allowed = f"cần một {kind} từ {least:g} đến {most:g}, hoặc để trống"
        value = self.cells.number(
            row, key, f"{'ngày công' if is_whole else 'tỷ lệ'} của mã {code}", allowed, maximum=most
        )
        if value is not None and (not least <= value <= most or (is_whole and value != int(value))):
            self.cells.fault(row, key, f"mã {code} ghi '{self.cells.text(row, key)}'", allowed)
            return None
        return value

    def _named_codes(self, row: int, code: str, key: str) -> str:
        named = [one for one in _SEPARATORS.split(self.cells.text(row, key).strip(" ;,")) if one]
        for one in named:
            if one == code:
                self.cells.fault(row, key, f"mã '{one}' trỏ về chính dòng này", "bỏ mã này")
            elif one not in self.codes:
                near = suggest(one, self.codes)
                allowed = f"gần nhất: {', '.join(near)}" if near else "dùng mã tiêu chí chấm điểm của bộ"
                self.cells.fault(row, key, f"mã '{one}' không phải tiêu chí chấm điểm của bộ này", allowed)
        return ";".join(dict.fromkeys(named))
