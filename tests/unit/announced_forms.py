"""Forms for what was announced, filled in as an office does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from cchc.run.forms import write_form

VALUE, RANK, OF, SHARE = "Giá trị công bố", "Thứ hạng", "Số đơn vị", "Tỷ lệ (%)"
SOURCE = {"Số, ký hiệu văn bản": "1234/QĐ-BKHCN", "Ngày văn bản": "20/10/2026"}
PARTS = {
    "Nhận thức số": (0.8, 10), "Thể chế số": (0.75, 12), "Hạ tầng số": (0.52, 31), "Nhân lực số": (0.6, 25),
    "An toàn thông tin mạng": (0.66, 20), "Hoạt động chính quyền số": (0.71, 14), "Hoạt động kinh tế số": (0.43, 34),
    "Hoạt động xã hội số": (0.5, 29),
}  # fmt: skip
DTI: dict[str, dict[str, Any]] = {"Giá trị DTI": {VALUE: 0.6127, RANK: 32, OF: 34}} | {
    name: {VALUE: value, RANK: rank, OF: 34} for name, (value, rank) in PARTS.items()
}


def fill(project: Path, made: Path, place: str, info: dict[str, Any], rows: dict[str, dict[str, Any]]) -> Path:
    """Fill a form in as an office does, and put it where it belongs."""
    book = openpyxl.load_workbook(project / made)
    for cells in book["Thông tin"].iter_rows(min_row=1, max_row=20):
        if cells[0].value in info:
            cells[1].value = info[cells[0].value]
    sheet = book["Kết quả"]
    heads = {str(sheet.cell(3, at).value): at for at in range(1, sheet.max_column + 1)}
    named = heads.get("Tên", 1)
    for row in range(4, sheet.max_row + 1):
        for head, value in rows.get(str(sheet.cell(row, named).value), {}).items():
            sheet.cell(row, heads[head]).value = value
    target = project / place
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def enter(project: Path, index: str, unit: str, year: str, rows: dict[str, dict[str, Any]], **info: Any) -> Path:
    """Order the form of an index, fill it in and put it where it belongs."""
    made, place = write_form("result", unit, year, index=index)
    return fill(project, made, place, SOURCE | info, rows)
