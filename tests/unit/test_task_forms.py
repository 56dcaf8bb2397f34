"""The list of tasks as people fill it in: words of their own, per cents, choices, print."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cchc.errors import InputError
from cchc.run.forms import write_form
from cchc.sources.reader import Reader
from cchc.sources.task_statuses import parse_status
from cchc.sources.tasks import read_task_sheet

FIRST_ROW, STATUS, SHARE = 4, 12, 13


@pytest.fixture
def form(project: Path) -> bytes:
    """Return the form of Bắc Kạn's tasks."""
    return (project / write_form("tasks", "BacKan", "2024")[0]).read_bytes()


def _filled(form: bytes, folder: Path, *, status: object = None, share: object = None, look: str = "General") -> Any:
    (folder / "tasks.xlsx").write_bytes(form)
    book = openpyxl.load_workbook(folder / "tasks.xlsx")
    sheet = book["Nhiệm vụ"]
    sheet.cell(FIRST_ROW, STATUS).value = status
    cell = sheet.cell(FIRST_ROW, SHARE)
    cell.value, cell.number_format = share, look
    book.save(folder / "tasks.xlsx")
    return read_task_sheet(Reader(folder), "tasks.xlsx").table.iloc[0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Chưa thực hiện", "not_started"), ("chua bat dau", "not_started"), ("ĐANG  LÀM", "in_progress"), ("đang thực hiện.", "in_progress"),
        ("Xong", "done"), ("Đã hoàn thành", "done"), ("done", "done"), ("Không thực hiện", "cancelled"), ("huỷ", "cancelled"),
        ("gần xong", None), ("thực hiện", None), ("đã thực hiện", None),
    ],
)  # fmt: skip
def test_a_status_is_understood_as_people_type_it(typed: str, meant: str | None) -> None:
    assert parse_status(typed) == meant


def test_a_form_with_words_of_its_own_is_read(form: bytes, tmp_path: Path) -> None:
    told = _filled(form, tmp_path, status="Đang làm", share=40)
    assert (told["status"], told["done_pct"]) == ("in_progress", 40)


def test_half_a_per_cent_is_asked_about_and_both_answers_can_be_written(form: bytes, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"ô M4: tỷ lệ hoàn thành của .* là 0,5% hay 50%\?; ghi 50%; nếu đúng là 0,5% thì ghi dạng chữ"
    ):
        _filled(form, tmp_path, status="đang làm", share=0.005, look="0%")
    with pytest.raises(InputError, match=r"có thể là 0,5% hoặc 50%"):
        _filled(form, tmp_path, status="đang làm", share=0.5)
    assert _filled(form, tmp_path, status="đang làm", share=0.5, look="0%")["done_pct"] == 50
    assert _filled(form, tmp_path, status="đang làm", share="0,5%")["done_pct"] == 0.5


def test_the_form_offers_agencies_of_the_register_and_asks_about_days_of_another_year(
    form: bytes, tmp_path: Path
) -> None:
    (tmp_path / "x.xlsx").write_bytes(form)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    sheet = book["Nhiệm vụ"]
    rules = {
        str(one.sqref).partition(":")[0].rstrip("0123456789"): one for one in sheet.data_validations.dataValidation
    }
    assert {"E", "F", "G", "L", "M"} <= set(rules)
    assert not rules["E"].showErrorMessage  # two agencies, and others, can be written
    assert rules["L"].showErrorMessage
    name, _, cells = rules["E"].formula1.partition("!")
    listed = [row[0].value for row in book[name.strip("'")][cells.replace("$", "")]]
    assert {"Sở Nội vụ", "Văn phòng UBND tỉnh"} <= set(listed)
    assert book[name.strip("'")].sheet_state == "hidden"
    assert '"2024"' in rules["G"].formula1
    assert rules["G"].errorStyle == "warning"


def test_the_form_is_printed_in_letters_that_can_be_read(form: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(form)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["Nhiệm vụ"]
    widths = [one.width * 7 + 5 for one in sheet.column_dimensions.values() for _ in range(one.min, one.max + 1)]
    across = (16.54 if sheet.page_setup.paperSize == 8 else 11.69) - sheet.page_margins.left - sheet.page_margins.right
    assert 12 * across * 96 * sheet.page_setup.fitToWidth / sum(widths) >= 7
    assert sheet.print_title_cols == "$A:$A"
