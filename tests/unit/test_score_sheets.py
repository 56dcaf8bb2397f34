"""Broken score sheets and surveys get every fault with its cell."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from cchc.errors import InputError
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import read_score_sheet
from cchc.sources.surveys import read_survey

SHEET = "data/illustrative/BacKan/2023/score_sheet.xlsx"
QUESTIONS = "sipas_2023_illustrative"
SURVEY = "data/illustrative/BacKan/2023/survey.csv"


def _rewrite(root: Path, change: Callable[[openpyxl.Workbook], None]) -> str:
    workbook = openpyxl.load_workbook(root / SHEET)
    change(workbook)
    workbook.save(root / SHEET)
    with pytest.raises(InputError) as caught:
        read_score_sheet(Reader(root), SHEET, status="office")
    return str(caught.value)


def _set(cell: str, value: object, sheet: str = "Bảng điểm") -> Callable[[openpyxl.Workbook], None]:
    def change(workbook: openpyxl.Workbook) -> None:
        workbook[sheet][cell] = value

    return change


def test_the_illustrative_sheet_reads_and_adds_up_to_the_published_total(project: Path) -> None:
    sheet = read_score_sheet(Reader(project), SHEET, status="illustrative")
    assert (sheet.status, sheet.year, sheet.unit_name) == ("illustrative", 2023, "Bắc Kạn")
    assert len(sheet.scores) == len(sheet.framework.leaves())
    assert sheet.scores["approved_score"].sum() == pytest.approx(84.24, abs=1e-9)


# Row 6 of the form is criterion 1.1.1, worth 0.5 points: heading row 3, domain 1, criterion 1.1, then its parts.
@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("N6", "0,5 điểm", ["ô N6", "chữ '0,5 điểm'", "từ 0 đến 0,5"]),
        ("N6", 0.75, ["ô N6", "0.75".replace(".", ","), "từ 0 đến 0,5"]),
        ("N6", -0.25, ["ô N6", "-0,25", "từ 0 đến 0,5", "mã 1.1.1"]),
        ("N6", True, ["ô N6", "đúng/sai"]),
        ("N6", None, ["ô N6", "chưa có điểm của mã 1.1.1"]),
        ("N6", dt.datetime(2024, 2, 1), ["ô N6", "ngày giờ"]),  # noqa: DTZ001 -- as Excel stores it
        ("A6", 1.1, ["ô A6", "số", "định dạng ô là Text"]),
        ("A6", dt.datetime(2024, 1, 1), ["ô A6", "ngày giờ"]),  # noqa: DTZ001
        ("A6", "1.1.2", ["ô A7", "đã có ở ô A6"]),
        ("A6", "9.9", ["ô A6", "không có trong bộ tiêu chí"]),
        ("A6", None, ["thiếu dòng của mã 1.1.1"]),
        ("C6", 0.25, ["ô C6", "bộ tiêu chí quy định 0,5"]),
        ("N6", "=0.25+0.25", ["ô N6", "công thức của điểm của mã 1.1.1 chưa có giá trị"]),
        ("A3", "Số", ["không thấy cột Mã"]),
    ],
)
def test_a_fault_names_file_sheet_and_cell(project: Path, cell: str, value: object, words: list[str]) -> None:
    text = _rewrite(project, _set(cell, value))
    for word in [SHEET, "Bảng điểm", *words]:
        assert word in text


def test_all_faults_are_listed_at_once(project: Path) -> None:
    def change(workbook: openpyxl.Workbook) -> None:
        for cell in ("N6", "F7", "F9"):
            workbook["Bảng điểm"][cell] = "x"

    assert _rewrite(project, change).count("\n") == 2


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("B4", "thật", "minh họa"),
        ("B2", "hai nghìn", "ô B2: 'Năm kết quả' ghi 'hai nghìn'; cần một năm"),
        ("B1", None, "ô B1: 'Địa phương' còn trống"),
    ],
)
def test_the_information_sheet_is_checked(project: Path, cell: str, value: object, words: str) -> None:
    assert words in _rewrite(project, _set(cell, value, "Thông tin"))


def test_moved_columns_are_found_by_their_headings(project: Path) -> None:
    workbook = openpyxl.load_workbook(project / SHEET)
    workbook["Bảng điểm"].insert_cols(3)
    workbook.save(project / SHEET)
    # openpyxl drops the computed totals but leaves keep their numbers
    assert read_score_sheet(Reader(project), SHEET, status="office").scores["approved_score"].sum() == pytest.approx(
        84.24
    )


def test_a_survey_saved_with_semicolons_reads_the_same(project: Path) -> None:
    reader = Reader(project)
    before = read_survey(reader, SURVEY, QUESTIONS, status="office").answers
    path = project / SURVEY
    path.write_text("\ufeff" + path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    assert read_survey(reader, SURVEY, QUESTIONS, status="office").answers.equals(before)


def test_a_sheet_that_calls_itself_illustrative_stays_so_in_an_office_folder(project: Path) -> None:
    reader = Reader(project)
    read_score_sheet(reader, SHEET, status="office")
    assert {one.path: one.status for one in reader.used}[SHEET] == "illustrative"


@pytest.mark.parametrize("content", [b"", b"khong phai excel", b"PK\x03\x04 cut"])
def test_what_is_not_a_workbook_gets_a_sentence(project: Path, content: bytes) -> None:
    (project / SHEET).write_bytes(content)
    with pytest.raises(InputError, match="không mở được như một sổ Excel"):
        read_score_sheet(Reader(project), SHEET, status="office")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("P0001,", "P0002,", ["phiếu 'P0002' xuất hiện lần thứ hai"]),
        (",age_group,A1.1,", ",age_group,A1.10,", ["cột A1.1: thiếu cột", "cột A1.10: cột không có trong phiếu"]),
        ("25 đến 34,3", "25 đến 34,9", ["dòng 2, cột 6 (ô F2)", "trả lời '9' của câu A1.1", "cần 1 đến 5"]),
    ],
)
def test_broken_surveys_are_refused(project: Path, old: str, new: str, words: list[str]) -> None:
    path = project / SURVEY
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    reader = Reader(project)
    with pytest.raises(InputError) as caught:
        read_survey(reader, SURVEY, QUESTIONS, status="office")
    for word in words:
        assert word in str(caught.value)
