"""Figures in the words of tasks: proposed, fixed by the office, accepted together with a reason - or in the way."""

import datetime as dt
from pathlib import Path
from typing import Any

import cchc
import openpyxl
import pytest
from cchc.errors import InputError
from cchc.planning.plan import Plan
from cchc.planning.plan_findings import check_plan
from cchc.run.forms import write_form
from cchc.slots import has_figure, open_figures

FOLDER = "data/offices/HaTinh/2024"
PLACE = ("HaTinh", 2025)


def _plan() -> Plan:
    return cchc.build_plan(cchc.compute_results(cchc.load_inputs(*PLACE)))


def _form(project: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(project / write_form("tasks", PLACE[0], str(PLACE[1]))[0])


def _save(project: Path, book: openpyxl.Workbook) -> None:
    path = project / FOLDER / "tasks.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _slots(book: openpyxl.Workbook) -> dict[tuple[str, str], Any]:
    sheet = book["Số liệu"]
    return {(row[0].value, row[1].value): row[6] for row in sheet.iter_rows(min_row=4) if row[0].value}


def _open(plan: Plan) -> int:
    return sum(len(open_figures(row.task.task_vi, row.task.output_vi)) for annex in plan.annexes for row in annex.rows)


def test_a_proposal_stands_in_brackets_and_is_no_figure(project: Path) -> None:
    plan = _plan()
    assert project.is_dir()
    assert _open(plan) > 10
    assert all(row.task.slots for annex in plan.annexes for row in annex.rows)
    bracketed = [row for annex in plan.annexes for row in annex.rows if open_figures(row.task.task_vi)]
    assert not any(has_figure(row.task.task_vi) and "%" not in (row.task.task_vi or "") for row in bracketed)


def test_an_unchanged_form_changes_nothing(project: Path) -> None:
    before = [row.task.task_vi for annex in _plan().annexes for row in annex.rows]
    _save(project, _form(project))
    plan = _plan()
    assert [row.task.task_vi for annex in plan.annexes for row in annex.rows] == before
    assert {one.check for one in check_plan(plan)} >= {"open_figure", "missing_figure"}


def test_what_the_office_fixes_is_printed_without_brackets(project: Path) -> None:
    book = _form(project)
    cells = _slots(book)
    for (_, name), cell in cells.items():
        cell.value = dt.date(2025, 8, 28) if name.startswith("ngay") and "/" in str(cell.offset(0, -2).value) else 7
    _save(project, book)
    plan = _plan()
    assert _open(plan) == 0
    assert not {"open_figure", "missing_figure"} & {one.check for one in check_plan(plan)}
    texts = " ".join(str(row.task.task_vi) for annex in plan.annexes for row in annex.rows)
    assert "07 " in texts
    assert "28/8" in texts
    # the form made anew keeps what was fixed
    again = _slots(_form(project))
    assert {key: str(cell.value) for key, cell in again.items() if key[1].startswith("so_")} == {
        key: "7" for key in again if key[1].startswith("so_")
    }


def test_words_around_a_figure_may_change_and_the_figure_still_finds_its_place(project: Path) -> None:
    book = _form(project)
    (key, name), cell = next(
        (at, one)
        for at, one in _slots(book).items()
        if at[1].startswith("so_") and one.offset(0, -2).value not in {None, ""}
    )
    sheet = book["Nhiệm vụ"]
    row = next(one for one in sheet.iter_rows(min_row=4) if one[0].value == key)
    shown = next(one for one in open_figures(row[3].value, row[7].value) if not one.strip("[]")[0:2].count("/"))
    row[3].value = f"Cơ quan tự làm {shown}"
    cell.value = 9
    _save(project, book)
    told = next(one.task for annex in _plan().annexes for one in annex.rows if one.item.task_key == key)
    assert told.task_vi is not None
    assert told.task_vi.startswith("Cơ quan tự làm ")
    assert name in {one.name for one in told.slots} or "[" in told.task_vi


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("number", "sáu", r"ô G\d+: số liệu \w+ của PAPI-[\w.]+ ghi 'sáu'; cần một số lớn hơn 0"),
        ("number", -3, r"ghi '-3'; cần một số lớn hơn 0"),
        ("day", "31/9", r"ghi '31/9'; cần một ngày có thật trong năm 2025"),
        ("day", dt.date(2026, 1, 5), r"ghi '05/01/2026'; cần một ngày có thật trong năm 2025"),
    ],
)
def test_a_figure_that_is_none_is_refused_with_its_cell(project: Path, kind: str, value: object, words: str) -> None:
    book = _form(project)
    cell = next(
        one
        for one in _slots(book).values()
        if ("/" in str(one.offset(0, -2).value)) is (kind == "day") and one.offset(0, -2).value
    )
    cell.value = value
    _save(project, book)
    with pytest.raises(InputError, match=words):
        _plan()


def test_a_figure_for_a_slot_that_does_not_exist_is_refused(project: Path) -> None:
    book = _form(project)
    cell = next(iter(_slots(book).values()))
    cell.value = 3
    cell.offset(0, -5).value = "so_khong_co"
    _save(project, book)
    with pytest.raises(InputError, match="không có số liệu nào tên 'so_khong_co'"):
        _plan()


def test_all_proposals_are_accepted_with_a_reason(project: Path) -> None:
    (project / "params/2025").mkdir(parents=True, exist_ok=True)
    (project / "params/2025/HaTinh.yml").write_text(
        "plan: {accepted: [{check: open_figure, reason: đã thống nhất với các sở}]}\n", encoding="utf-8"
    )
    plan = _plan()
    still = {
        one
        for annex in plan.annexes
        for row in annex.rows
        for one in open_figures(row.task.task_vi, row.task.output_vi)
    }
    assert all("…" in one for one in still)  # what only the office knows is still open
    assert "missing_figure" in {one.check for one in check_plan(plan)}
    assert "open_figure" not in {one.check for one in check_plan(plan)}


def test_days_of_the_office_that_do_not_hold_are_found(project: Path) -> None:
    book = _form(project)
    sheet = book["Nhiệm vụ"]
    first, second = [row for row in sheet.iter_rows(min_row=4) if row[0].value][:2]
    first[6].value, second[6].value = "Cả năm 2025", "20/12/2025"
    _save(project, book)
    found = [one.found_vi for one in check_plan(_plan()) if one.check == "calendar"]
    assert any(f"ghi 'Cả năm' nên không có mốc nào trước ngày cuối: {first[0].value}" in one for one in found)
    assert any("sau ngày các đơn vị báo cáo kết quả" in one and second[0].value in one for one in found)
    assert any("không kịp tác động đến kỳ đo PAPI" in one and second[0].value in one for one in found)
