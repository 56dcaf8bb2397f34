"""Write the files of ``tests/broken`` and ``tests/tolerant`` from the project's own forms.

Run by hand, from the project's folder, after a form has changed::

    .venv/bin/python tests/broken/make_files.py

The same code gives the same bytes; old_excel.xls was saved once by LibreOffice. What the files must give stands in ``expected.yml`` of each folder, by hand.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
from cchc.agencies import AgencyRegister
from cchc.frameworks import Framework
from cchc.reporting.archive import normalise_office_file
from cchc.reporting.forms.framework import render_framework
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.reporting.forms.survey import SUMMARY_SHEET, render_survey
from cchc.reporting.forms.task_form import render_tasks
from cchc.sources.framework_files import load_framework
from cchc.sources.framework_sheets import CRITERIA_SHEET, EXAMPLES_SHEET, RULES_SHEET
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import SHEET
from cchc.sources.surveys import SHEET as SURVEY_SHEET
from cchc.sources.tasks import HEADINGS as TASK_HEADINGS
from cchc.sources.tasks import SHEET as TASK_SHEET

HERE = Path(__file__).resolve().parent
TOLERANT = HERE.parent / "tolerant"
READER = Reader(HERE.parents[1])
DISTRICT = load_framework(READER, "par_district_daknong_2023")
COMMUNE = load_framework(READER, "par_commune_xuanloc_2022")
QUESTIONS = load_framework(READER, "sipas_2023_illustrative")
#: In the form: heading row 3, domains 1-8 in rows 4-11, 8.1 and 8.2 in rows 12 and 13; approved scores in column N.
SCORES = {"1": 13, "2": 10.25, "3": 14.591, "4": 7, "5": 10, "6": 9.75, "7": 14.5, "8.1": 8.75, "8.2": 2}
INFO = [["Địa phương", "Krông Nô"], ["Năm kết quả", "2023"], ["Bộ tiêu chí", DISTRICT.framework_id],
        ["Trạng thái số liệu", "cơ quan tự nhập"], []]  # fmt: skip
Change = Callable[[openpyxl.Workbook], None]


def cell(place: str, value: object, sheet: str = SHEET, number_format: str = "") -> Change:
    """Put a value into a cell."""

    def change(workbook: openpyxl.Workbook) -> None:
        workbook[sheet][place] = value
        if number_format:
            workbook[sheet][place].number_format = number_format

    return change


def cells(sheet: str = SHEET, **values: object) -> Change:
    """Put values into cells."""

    def change(workbook: openpyxl.Workbook) -> None:
        for place, value in values.items():
            workbook[sheet][place] = value

    return change


def every_text(turn: Callable[[str], str]) -> Change:
    """Rewrite every text of a workbook, and the names of its sheets."""

    def change(workbook: openpyxl.Workbook) -> None:
        for sheet in workbook:
            title = turn(sheet.title)
            sheet.title = "tạm"  # openpyxl takes two spellings of one name for two names
            sheet.title = title
            for row in sheet.iter_rows():
                for one in row:
                    if isinstance(one.value, str) and not one.value.startswith("="):
                        one.value = turn(one.value)

    return change


def rewrite(content: bytes, *changes: Change) -> bytes:
    """Change a form; computed values of its formulas are lost, as other programs lose them."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    if "Hướng dẫn" in workbook.sheetnames:
        del workbook["Hướng dẫn"]
    for change in changes:
        change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return normalise_office_file(out.getvalue())


def score_sheet(
    *changes: Change, framework: Framework = DISTRICT, name: str = "Krông Nô", scores: dict[str, float] = SCORES
) -> bytes:
    """Fill in a score sheet and change it."""
    rows = {code: {"approved_score": score} for code, score in scores.items()}
    form = ScoreForm(framework, name, framework.years[0], "office", rows, {})
    return rewrite(render_score_sheet(form), *changes)


def commune(*changes: Change) -> bytes:
    """Fill in a score sheet with rules: 4.1 (ratio) in row 5, 4.2 (items) in row 6, declared figures in column F."""
    return score_sheet(*changes, framework=COMMUNE, name="Xuân Lộc", scores={"4.1": 0.95, "4.2": 0.75})


def drop_row(row: int) -> Change:
    """Delete a row."""
    return lambda workbook: workbook[SHEET].delete_rows(row)


def table(rows: list[list[Any]], *, separator: str = ";", encoding: str = "utf-8") -> bytes:
    """Write a CSV file as Excel does."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding, errors="replace")


def score_rows(changes: dict[str, object] | None = None, *, decimal: str = ",") -> list[list[Any]]:
    """List a score sheet of four columns with the information on top."""
    scores = {code: str(score).replace(".", decimal) for code, score in SCORES.items()} | (changes or {})
    head = ["Mã", "Tiêu chí", "Điểm tối đa", "Điểm được phê duyệt"]
    body = [
        [node.code, node.name_vi, f"{node.max_score:g}".replace(".", decimal), scores[node.code]]
        for node in DISTRICT.leaves()
    ]
    return [*INFO, head, *body]


def survey_rows() -> list[list[Any]]:
    """List four responses: heading in line 1, A1.1 in column D, A1.2 in column E."""
    items = [item.code for item in QUESTIONS.leaves()]
    answers = [[str(1 + (row + at) % 5) for at in range(len(items))] for row in range(4)]
    head = ["Mã phiếu", "Giới tính", "Trọng số", *items]
    return [head, *([f"P{row}", "Nữ", "1,5", *given] for row, given in enumerate(answers, start=1))]


def survey(*changes: tuple[int, int, str], drop: int | None = None, **options: Any) -> bytes:
    """Write responses with some cells (row, column from 0) changed or a column left out."""
    rows = survey_rows()
    for row, at, value in changes:
        rows[row][at : at + 1] = [value]
    return table([[one for at, one in enumerate(row) if at != drop] for row in rows], **options)


def survey_book(*changes: Change) -> bytes:
    """Fill in the survey's own form: heading in row 3, A1.1 in column I; its weight and sample columns stay empty."""
    content = render_survey(QUESTIONS, unit_name="Krông Nô", year=2023, place="")

    def fill(workbook: openpyxl.Workbook) -> None:
        del workbook[SUMMARY_SHEET]
        for at, row in enumerate(survey_rows()[1:], start=4):
            for column, value in enumerate([row[0], *([None] * 7), *map(int, row[3:])], start=1):
                workbook[SURVEY_SHEET].cell(at, column, value)

    return rewrite(content, fill, *changes)


def task_rows(changes: dict[tuple[int, str], str] | None = None, *, year: int = 2024) -> list[list[Any]]:
    """List three tasks: heading in line 4, tasks in lines 5-7."""
    keys = [heading.key for heading in TASK_HEADINGS]
    rows = [
        {"task_key": "PAR-1", "task_vi": "Ban hành kế hoạch", "lead_vi": "Phòng Nội vụ", "deadline": "31/1/2024",
         "status": "hoàn thành", "done_pct": "100", "expected_score": "0,5"},
        {"task_key": "PAR-2", "task_vi": "Rà soát văn bản", "lead_vi": "Phòng Tư pháp", "deadline": "Cả năm 2024",
         "status": "đang thực hiện", "done_pct": "40"},
        {"task_key": "THEM-1", "task_vi": "Mở lớp tập huấn", "lead_vi": "Phòng Nội vụ", "deadline": "30.9.2024"},
    ]  # fmt: skip
    for (row, key), value in (changes or {}).items():
        rows[row][key] = value
    if year != 2024:
        rows = [{key: value.replace("2024", str(year)) for key, value in row.items()} for row in rows]
        rows[0]["deadline"] = f"31/3/{year}"
    info = [["Địa phương", "Krông Nô"], ["Năm kế hoạch", str(year)], []]
    return [*info, [heading.label for heading in TASK_HEADINGS], *([row.get(key, "") for key in keys] for row in rows)]


def task_book(*changes: Change) -> bytes:
    """Fill in the form of tasks: heading in row 3, the tasks of ``task_rows`` in rows 4-6."""
    inputs = SimpleNamespace(
        year=2024,
        unit=SimpleNamespace(name_vi="Krông Nô", form_name="Krông Nô"),
        has_illustrative=False,
        tasks=None,
        indices=None,
        agencies=AgencyRegister([]),
    )
    plan: Any = SimpleNamespace(annexes=(), results=SimpleNamespace(inputs=inputs))

    def fill(workbook: openpyxl.Workbook) -> None:
        for at, row in enumerate(task_rows()[4:], start=4):
            for column, value in enumerate(row, start=1):
                workbook[TASK_SHEET].cell(at, column, value or None)

    return rewrite(render_tasks(plan, place=""), fill, *changes)


def framework_book(*changes: Change) -> bytes:
    """Take the form of an office's own criteria, without its hundreds of empty rows.

    Criteria 4, 4.1, 4.2 in rows 3-5 (code A, parent B, maximum E); rule of 4.1 in row 3, items of 4.2 in rows 4-6
    (code A, kind B, label C, from E, score G).
    """

    def cut(workbook: openpyxl.Workbook) -> None:
        for name in (CRITERIA_SHEET, RULES_SHEET, EXAMPLES_SHEET):
            workbook[name].delete_rows(12, 600)

    return rewrite(render_framework(COMMUNE), cut, *changes)


def steps(workbook: openpyxl.Workbook) -> None:
    """Turn the items of 4.2 into steps, one of them without a score."""
    for row, (lower, score) in enumerate([(0.9, 1), (0.7, 0.5), (0.5, None)], start=4):
        for place, value in zip("BCEG", ("bậc thang", None, lower, score), strict=True):
            workbook[RULES_SHEET][f"{place}{row}"] = value


def merged_headings(workbook: openpyxl.Workbook) -> None:
    """Set the headings over two rows: ``Điểm`` above ``Tự chấm`` and ``Phê duyệt``."""
    sheet = workbook[SHEET]
    rows = [[node.code, node.name_vi, node.max_score] for node in DISTRICT.leaves()]
    sheet.delete_rows(1, 40)
    for place, value in {
        "A5": "Mã", "B5": "Tiêu chí", "C5": "Điểm tối đa", "D5": "Điểm", "D6": "Tự chấm", "E6": "Phê duyệt", "F5": "Ghi chú",
    }.items():  # fmt: skip
        sheet[place] = value
    for at, (code, name, maximum) in enumerate(rows, start=7):
        own = None if code == "8.1" else maximum
        for column, value in enumerate((code, name, maximum, own, SCORES[code]), start=1):
            sheet.cell(at, column, value)
    for merged in ("A5:A6", "B5:B6", "C5:C6", "D5:E5", "F5:F6"):
        sheet.merge_cells(merged)


def move_columns(workbook: openpyxl.Workbook) -> None:
    """Put the approved score first, an own column between, everything two rows down."""
    sheet = workbook[SHEET]
    sheet.insert_rows(2, 2)
    sheet.insert_cols(1, 2)
    sheet["B5"] = "Người nhập"
    for row in range(5, 16):
        sheet.cell(row, 1, sheet.cell(row, 16).value)
    sheet.delete_cols(16)


def spread_spaces(text: str) -> str:
    """Put spaces of every kind around and into a text."""
    return f"\u00a0 {text.replace(' ', chr(0xA0) + ' ')} \u00a0"


def whole_codes(workbook: openpyxl.Workbook) -> None:
    """Store the whole-number codes as numbers, as Excel does when the column is not text."""
    for row in range(4, 12):
        workbook[SHEET][f"A{row}"] = row - 3
        workbook[SHEET][f"A{row}"].number_format = "General"


def answers_in_words(workbook: openpyxl.Workbook) -> None:
    """Answer in words, with K and blanks."""
    words = ["Rất hài lòng", "hài lòng ", "BÌNH THƯỜNG", "Không hài lòng"]
    for row, (first, second) in enumerate(zip(words, ["K", None, "k", "rất không hài lòng"], strict=True), start=4):
        workbook[SURVEY_SHEET][f"I{row}"] = first
        workbook[SURVEY_SHEET][f"J{row}"] = second


def named_headings() -> list[list[Any]]:
    """Head the answers with code and question, commas included, as the Excel form does when saved as CSV."""
    rows = survey_rows()
    rows[0][3:] = [f"{item.code} {item.name_vi}" for item in QUESTIONS.leaves()]
    return [["Phiếu trả lời SIPAS năm 2023", *[""] * (len(rows[0]) - 1)], *rows]


def province_domains() -> list[list[Any]]:
    """List a sheet of a deep framework where only the eight domains are typed."""
    framework = load_framework(READER, "par_province_2022_illustrative")
    info = [["Địa phương", "Bắc Kạn"], ["Năm kết quả", "2023"], ["Bộ tiêu chí", framework.framework_id], INFO[3], []]
    scores = zip(framework.children(""), ("8", "7,5", "11", "9,25", "11", "10,5", "12", "15"), strict=True)
    return [*info, ["Mã", "Điểm đạt"], *([node.code, score] for node, score in scores)]


def lock(old_excel: bytes) -> bytes:
    """Make of an .xls what Excel writes for a workbook with a password: a container with an encrypted package."""
    name = "Workbook".encode("utf-16-le")
    at = old_excel.index(name.ljust(64, b"\0"))
    new = "EncryptedPackage".encode("utf-16-le")
    return old_excel[:at] + new.ljust(64, b"\0") + (len(new) + 2).to_bytes(2, "little") + old_excel[at + 66 :]


def broken() -> dict[str, bytes]:
    """Make the files that must be refused."""
    day = dt.datetime(2024, 2, 1)  # noqa: DTZ001 -- as Excel stores it
    rules, tree = RULES_SHEET, CRITERIA_SHEET
    return {
        "score_text.xlsx": score_sheet(cell("N6", "mười sáu điểm")),
        "score_above_maximum.xlsx": score_sheet(cell("N6", 17.5)),
        "score_negative.xlsx": score_sheet(cell("N6", -1.5)),
        "score_blank.xlsx": score_sheet(cell("N6", None)),
        "score_dash.xlsx": score_sheet(cell("N6", "-")),
        "score_date.xlsx": score_sheet(cell("N6", day, number_format="d-mmm")),
        "score_true.xlsx": score_sheet(cell("N6", True)),
        "score_formula.xlsx": score_sheet(cell("N6", "=7+7.5")),
        "score_fifteen_of_fourteen.xlsx": score_sheet(cell("N4", "15/14")),
        "score_fourteen_of_thirteen.xlsx": score_sheet(cell("N4", "14/13")),
        "score_percent.xlsx": score_sheet(cell("N6", "85,83%")),
        "score_percent_format.xlsx": score_sheet(cell("N6", 0.8583, number_format="0.00%")),
        "score_both_signs.xlsx": score_sheet(cell("N6", "1.234,5")),
        "score_two_numbers.xlsx": score_sheet(cell("N6", "14 - 15")),
        "code_twice.xlsx": score_sheet(cell("A5", "1")),
        "code_unknown.xlsx": score_sheet(cell("A13", "8.3")),
        "code_number.xlsx": score_sheet(cell("A12", 8.1)),
        "code_date.xlsx": score_sheet(cell("A12", day, number_format="d.m")),
        "code_like_a_date.csv": table([*score_rows()[:-2], ["8-Jan", "", "10", "8,75"], score_rows()[-1]]),
        "code_missing.xlsx": score_sheet(cells(A13=None, B13=None)),
        "row_missing.xlsx": score_sheet(drop_row(6)),
        "maximum_other.xlsx": score_sheet(cell("C6", 16)),
        "self_score_of_survey.xlsx": score_sheet(cell("H12", 9)),
        "not_applicable_with_score.xlsx": score_sheet(cell("O6", "x")),
        "not_applicable_mark.xlsx": score_sheet(cell("O6", "chưa rõ")),
        "heading_missing.xlsx": score_sheet(cell("A3", "STT")),
        "heading_no_score.csv": table([[*row[:3]] for row in score_rows()]),
        "heading_twice.xlsx": score_sheet(cell("M3", "Điểm được phê duyệt")),
        "info_missing.xlsx": score_sheet(cell("A1", "Tên", "Thông tin")),
        "info_empty.xlsx": score_sheet(cell("B2", None, "Thông tin")),
        "info_status.xlsx": score_sheet(cell("B4", "số thật", "Thông tin")),
        "info_framework.xlsx": score_sheet(cell("B3", "par_district_daknong_2032", "Thông tin")),
        "info_framework.csv": table([*INFO[:2], ["Bộ tiêu chí", "bộ của huyện"], *score_rows()[3:]]),
        "info_framework_long.xlsx": score_sheet(cell("B3", "bộ tiêu chí " * 30, "Thông tin")),
        "info_year.xlsx": score_sheet(cell("B2", "năm 2023", "Thông tin")),
        "info_year_date.xlsx": score_sheet(cell("B2", day, "Thông tin", "yyyy")),
        "many_faults.xlsx": score_sheet(
            cell("B2", 23, "Thông tin"),
            cells(N4="abc", N5=-1, N6=None, A7="9", N8=99, C9=1, O10="?", H12=1, N13="2/3"),
        ),
        "sheet_renamed.xlsx": score_sheet(
            lambda workbook: setattr(workbook[SHEET], "title", "Trang1"),
            lambda workbook: workbook.create_sheet("Trang2").__setitem__("A1", "Nháp"),
        ),
        "declared_ratio.xlsx": commune(cell("F5", "bốn trên năm")),
        "declared_ratio_zero.xlsx": commune(cells(F5=4, G5=0)),
        "declared_total.xlsx": commune(cells(F5=4, G5="năm")),
        "declared_item.xlsx": commune(cell("F6", "Mục 1; Mục 9")),
        "declared_date.xlsx": commune(cell("F5", dt.datetime(2024, 5, 4), number_format="d/m")),  # noqa: DTZ001
        "not_utf8.csv": table(score_rows(), encoding="cp1258"),
        "score_text.csv": table(score_rows({"3": "abc"})),
        "quote_open.csv": table(score_rows()).replace("Cải cách thể chế".encode(), '"Cải cách" thể chế'.encode()),
        "empty.csv": b"",
        "blank_lines.csv": b";;;\r\n;;;\r\n",
        "empty.xlsx": b"",
        "no_cells.xlsx": rewrite(_blank_book()),
        "garbage.xlsx": bytes(range(256)) * 8,
        "cut_off.xlsx": score_sheet()[:3000],
        "only_text.xlsx": "Bảng điểm của huyện Krông Nô\n".encode(),
        "locked.xlsx": lock((HERE / "old_excel.xls").read_bytes()),
        "survey_id_twice.csv": survey((3, 0, "P1")),
        "survey_no_id.csv": survey((2, 0, "")),
        "survey_answer_6.csv": survey((2, 3, "6")),
        "survey_answer_half.csv": survey((2, 3, "3,5")),
        "survey_answer_word.csv": survey((2, 3, "tốt")),
        "survey_unknown_column.csv": survey((0, 1, "Dân tộc")),
        "survey_personal.csv": survey((0, 1, "Họ và tên")),
        "survey_no_item.csv": survey(drop=4),
        "survey_item_twice.csv": survey((0, 4, "A1.1")),
        "survey_weight.csv": survey((1, 2, "-1"), (2, 2, ""), (3, 2, "0")),
        "survey_no_valid_answer.csv": survey(*((row, 4, "K") for row in range(1, 5))),
        "survey_no_response.csv": table(survey_rows()[:1]),
        "survey_pushed.csv": ",".join(survey_rows()[0]).encode() + b"\nP1,Nam,1,3,5," + b"4," * 25 + b"4\n",
        "survey_quote_open.csv": survey((2, 1, "Nữ")).replace("P2;Nữ".encode(), 'P2;"Nữ'.encode()),
        "survey_not_utf8.csv": survey(encoding="cp1258"),
        "survey_empty.csv": b"",
        "survey_no_heading.csv": table(survey_rows()[1:]),
        "survey_true.xlsx": survey_book(cell("I5", 1, SURVEY_SHEET), cell("I6", True, SURVEY_SHEET)),
        "survey_faults.xlsx": survey_book(
            cell("B2", "hai nghìn", "Thông tin"),
            cells(SURVEY_SHEET, I5=3.5, A6="P1", B4="Thôn 1", C3="Số điện thoại", J3="A9.9 Câu mới"),
        ),
        "survey_no_sample_unit.xlsx": survey_book(cells(SURVEY_SHEET, B4="Thôn 1", B5="Thôn 2", B6="Thôn 2")),
        "survey_framework.xlsx": survey_book(cell("B3", "sipas_2032", "Thông tin")),
        "tasks_day.csv": table(task_rows({(0, "deadline"): "31/2/2024"})),
        "tasks_no_day.csv": table(task_rows({(0, "deadline"): ""})),
        "tasks_status.csv": table(task_rows({(1, "status"): "gần xong"})),
        "tasks_done_at_80.csv": table(task_rows({(0, "done_pct"): "80"})),
        "tasks_share_120.csv": table(task_rows({(1, "done_pct"): "120"})),
        "tasks_key_twice.csv": table(task_rows({(1, "task_key"): "PAR-1"})),
        "tasks_no_key.csv": table(task_rows({(2, "task_key"): ""})),
        "tasks_no_lead.csv": table(task_rows({(1, "lead_vi"): ""})),
        "tasks_rise_negative.csv": table(task_rows({(0, "expected_score"): "-0,5"})),
        "tasks_target.csv": table(task_rows({(0, "target"): "cao hơn", (1, "target"): "66%"})),
        "tasks_previous_score.csv": table(task_rows({(0, "previous_score"): "chưa rõ"})),
        "tasks_day_of_another_year.csv": table(
            task_rows({(0, "deadline"): "30/9/2023", (1, "deadline"): "Cả năm 2023"})
        ),
        "tasks_agency_ended.csv": table(
            task_rows(
                {(0, "lead_vi"): "Sở KHĐT", (1, "cooperating_vi"): "Sở Nội vụ, UBND các huyện, thành phố"}, year=2025
            )
        ),
        "tasks_faults.xlsx": task_book(
            cell("B2", "tới", "Thông tin"), cells(TASK_SHEET, D4=None, G5="quý III", L6="xong", M5="nửa")
        ),
        "tasks_no_heading.xlsx": task_book(cell("E3", "Đơn vị", TASK_SHEET)),
        "framework_code_twice.xlsx": framework_book(cell("A5", "4.1", tree)),
        "framework_parent.xlsx": framework_book(cell("B5", "5", tree)),
        "framework_circle.xlsx": framework_book(cell("B3", "4.1", tree)),
        "framework_no_maximum.xlsx": framework_book(cell("E5", None, tree)),
        "framework_maximum_text.xlsx": framework_book(cell("E5", "một", tree)),
        "framework_rule_kind.xlsx": framework_book(cell("B3", "tỷ trọng", rules)),
        "framework_rule_code.xlsx": framework_book(cell("A3", "4", rules)),
        "framework_steps.xlsx": framework_book(steps),
        "framework_item_above.xlsx": framework_book(cell("G6", 1.5, rules)),
        "framework_years.xlsx": framework_book(cell("B4", 2020, "Thông tin")),
        "framework_faults.xlsx": framework_book(
            cell("B5", "cấp làng", "Thông tin"),
            cells(tree, C4="mục", D5=None, E3=-1),
            cells(rules, C4=None, G5="nửa"),
        ),
        "framework_no_criteria.xlsx": framework_book(lambda workbook: workbook[tree].delete_rows(3, 3)),
    }


def tolerant() -> dict[str, bytes]:
    """Make the odd files that must be read."""
    nfd = every_text(lambda text: unicodedata.normalize("NFD", text))
    deadline = dt.datetime(2024, 1, 31)  # noqa: DTZ001 -- as Excel stores it
    head = score_rows()[:6]
    return {
        "mark_and_semicolons.csv": table(score_rows(), encoding="utf-8-sig"),
        "commas.csv": table(score_rows(decimal="."), separator=","),
        "utf16_tabs.csv": table(score_rows(), separator="\t", encoding="utf-16"),
        "letters_apart.xlsx": score_sheet(nfd),
        "capitals.xlsx": score_sheet(every_text(lambda text: text if "_" in text else text.upper())),
        "spaces.xlsx": score_sheet(cells(N4=" 13,0\u00a0", N6="14,591 "), every_text(spread_spaces)),
        "two_row_headings.xlsx": score_sheet(merged_headings),
        "moved_columns.xlsx": score_sheet(move_columns),
        "score_of_maximum.csv": table(score_rows({"1": "14/14", "3": "14,591 /17"})),
        "codes_as_numbers.xlsx": score_sheet(whole_codes),
        "codes_with_dots.csv": table([*head, *([f"{row[0]}.", *row[1:]] for row in score_rows()[6:])]),
        "renamed.xls": score_sheet(),
        "not_applicable.xlsx": score_sheet(cell("N6", "Không áp dụng"), cells(O7="X", N7=None)),
        "domains_only.csv": table(province_domains()),
        "many_commas_in_names.csv": table([*INFO, ["Mã", "Tiêu chí", "Điểm đạt"], *(
            [row[0], f"{row[1]}, a, b, c, d", row[3]] for row in score_rows()[6:])]),
        "survey_words.xlsx": survey_book(answers_in_words),
        "survey_named_headings.csv": table(named_headings(), separator=","),
        "survey_numbered_responses.csv": survey((1, 0, "1.1"), (2, 0, "1.10"), (3, 0, "01"), (4, 0, "1"), (1, 3, "4,0")),
        "survey_trailing_separators.csv": survey().replace(b"\r\n", b";;;\r\n"),
        "tasks.csv": table(task_rows()),
        "tasks.xlsx": task_book(cell("G4", deadline, TASK_SHEET), cell("M5", 0.4, TASK_SHEET, "0%")),
        "framework.xlsx": framework_book(),
    }  # fmt: skip


def _blank_book() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def main() -> None:
    """Write both folders."""
    for folder, files in ((HERE, broken()), (TOLERANT, tolerant())):
        for name, content in files.items():
            (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
