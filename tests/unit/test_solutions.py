"""An office's own criteria: what the catalogue offers by name, what the office decides, and what its plan then says."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cchc
import openpyxl
import pytest
from cchc.analysis.priorities import list_candidates
from cchc.errors import InputError, ParameterError
from cchc.frameworks import Framework
from cchc.planning.annexes import NO_SOLUTION
from cchc.planning.plan import Plan
from cchc.planning.plan_building import build_plan
from cchc.planning.plan_findings import check_plan
from cchc.planning.plan_rows import PlanRow
from cchc.planning.solution_findings import count_solutions
from cchc.reporting.blocks import Table
from cchc.reporting.sections.annex_notes import annex_note
from cchc.reporting.sections.brief import page
from cchc.run.check_data import check_data
from cchc.run.forms import write_form
from cchc.sources.framework_files import load_framework
from cchc.sources.param_files import resolve_target
from cchc.sources.reader import Reader
from cchc.sources.reference import load_agencies
from cchc.sources.solution_inputs import read_decided
from cchc.sources.solution_sheets import HEADINGS, SHEET, read_solution_sheet

from .own_framework import RENAMED, SHARED, fill, office_folder, put_framework, put_scores

COLUMN = {heading.key: at for at, heading in enumerate(HEADINGS)}
NOT_OFFERED = ("6.2.2", "7.2.1", "7.2.2")
WHOLE = {
    "decision": "đã sửa",
    "solution_vi": "Kiểm tra hệ thống chữa cháy của 12 trụ sở",
    "output_vi": "Biên bản kiểm tra",
    "lead_vi": "Sở Xây dựng",
    "deadline": "30/9",
}


@pytest.fixture
def own(project: Path) -> Framework:
    framework = put_framework(project, 2023)
    put_scores(project, framework, 2023)
    return framework


@pytest.fixture(scope="module")
def office(shared_project: Path) -> tuple[Path, bytes]:
    """Return a copy of the project with the office's framework, made once, and its form of solutions."""
    put_framework(shared_project, 2023)
    return shared_project, (shared_project / _form()).read_bytes()


def _read(root: Path) -> None:
    reader = Reader(root)
    read_solution_sheet(reader, "data/offices/BacKan/2023/solutions.xlsx", load_agencies(reader), "tỉnh Bắc Kạn")


def _form(year: int = 2024) -> Path:
    path, place = write_form("solutions", "BacKan", str(year), say=lambda _: None)
    assert place == f"data/offices/BacKan/{year - 1}/solutions.xlsx"
    return path


def _put(project: Path, rows: Mapping[str, Mapping[str, Any]], year: int = 2024) -> Path:
    target = office_folder(project, year - 1) / "solutions.xlsx"
    fill((project / _form(year)).read_bytes(), target, SHEET, HEADINGS, rows)
    return target


def _plan(year: int = 2024) -> Plan:
    return build_plan(cchc.compute_results(cchc.load_inputs("BacKan", year)))


def _rows(plan: Plan) -> dict[str, PlanRow]:
    return {row.item.code: row for annex in plan.annexes for row in annex.rows if row.item.index == "par_index"}


def _finding(plan: Plan) -> str:
    found = [one for one in check_plan(plan) if one.check == "no_solution"]
    assert len(found) == 1
    return found[0].found_vi


def _table(project: Path, path: Path) -> dict[str, tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO((project / path).read_bytes()))[SHEET]
    return {str(row[0]): row for row in sheet.iter_rows(min_row=5, values_only=True)}


def test_the_form_offers_by_code_and_name_and_leaves_what_it_does_not_know_blank(project: Path, own: Framework) -> None:
    table = _table(project, _form())
    assert list(table) == [leaf.code for leaf in own.leaves()]
    assert {code for code, row in table.items() if row[COLUMN["match_pct"]] is None} == set(NOT_OFFERED)
    assert sum(row[COLUMN["match_pct"]] == 100 for row in table.values()) == 88
    for code in RENAMED:
        match, words = table[code][COLUMN["match_pct"]], table[code][COLUMN["solution_vi"]]
        assert (match is None and words is None) if code in NOT_OFFERED else (55 <= match < 98 and words), code
    assert table["1.1.1"][COLUMN["matched_vi"]].startswith("1.1.1 Tính kịp thời, đầy đủ của kế hoạch")
    assert table["1.1.1"][COLUMN["lead_vi"]] == "Sở Nội vụ"
    assert table["1.1.1"][COLUMN["deadline"]] == "15/11"
    assert table["1.2.2"][COLUMN["requires"]] == "1.2.1"


def test_without_a_decision_the_plan_prints_suggestions_as_such_and_one_finding(project: Path, own: Framework) -> None:
    del project, own
    plan = _plan()
    rows = _rows(plan)
    assert {code for code, row in rows.items() if row.task.task_vi == NO_SOLUTION} == set(NOT_OFFERED)
    counts = count_solutions(plan)
    assert (len(counts.suggested), len(counts.missing), len(counts.confirmed)) == (91, 3, 0)
    told = _finding(plan)
    assert "91 còn là gợi ý, cơ quan chưa xác nhận (1.1.1, " in told
    assert "3 chưa có giải pháp, cơ quan chủ trì, thời hạn (7.2.1, 6.2.2, 7.2.2)" in told
    tables = [block for block in page(plan).blocks if isinstance(block, Table)]
    asked = [str(row.cells[1]) for row in tables[-1].rows if row.item and row.item.startswith("par-")]
    assert asked
    assert all(("(gợi ý, chưa xác nhận)" in text) is (NO_SOLUTION[:30].lower() not in text.lower()) for text in asked)
    notes = " ".join(annex_note(plan, one) for one in plan.annexes)
    assert "cơ quan chưa xác nhận" in notes
    assert "1.1.1 (theo 1.1.1, mức khớp" in notes
    # names of the catalogue's criteria are no figures: nothing becomes illustrative by them
    used = {one.path: one.status for one in plan.results.inputs.files}
    assert used["data/frameworks/par_province_2022_illustrative/criteria.csv"] == "text"


def test_sixty_confirmed_one_changed_one_refused_and_one_filled_in_are_the_offices_own(
    project: Path, own: Framework
) -> None:
    codes = [leaf.code for leaf in own.leaves() if leaf.code not in NOT_OFFERED]
    rows: dict[str, dict[str, Any]] = {code: {"decision": "xác nhận"} for code in codes[:60]}
    rows[codes[60]] = {"decision": "Đã sửa", "solution_vi": "Việc của chính cơ quan", "lead_vi": "sở tài chính"}
    rows[codes[61]] = {"decision": "không dùng"}
    rows["6.2.2"] = dict(WHOLE)
    _put(project, rows)
    plan = _plan()
    found, counts = _rows(plan), count_solutions(plan)
    assert (len(counts.confirmed), len(counts.suggested)) == (62, 29)
    assert (counts.refused, set(counts.missing)) == ((codes[61],), {"7.2.1", "7.2.2"})
    assert found[codes[60]].task.lead_key == "STC"
    assert found[codes[61]].task.task_vi == NO_SOLUTION
    assert found["6.2.2"].task.deadline == "2024-09-30"
    assert found["6.2.2"].task.output_vi == "Biên bản kiểm tra"
    told = _finding(plan)
    assert "62 có giải pháp cơ quan đã xác nhận" in told
    assert f"1 cơ quan không dùng gợi ý, chưa có giải pháp khác ({codes[61]})" in told
    # the cheapest way counts what has an effort, and no suggestion
    solutions = plan.results.inputs.solutions
    of_office = solutions[solutions["framework_id"] == own.framework_id]
    assert len(of_office) == 62
    assert set(of_office["status"]) == {"office"}
    scored = plan.results.scored()
    assert scored is not None
    assert scored.table is not None
    candidates = list_candidates(scored.table, of_office, {})
    lost = set(scored.table.index[scored.table["lost_score"] > 1e-9])
    assert "6.2.2" not in set(candidates["code"])
    assert (set(of_office["criterion_code"]) & lost) - {"6.2.2"} <= set(candidates["code"])


def test_everything_decided_leaves_no_finding(project: Path, own: Framework) -> None:
    rows: dict[str, dict[str, Any]] = {
        leaf.code: dict(WHOLE) if leaf.code in NOT_OFFERED else {"decision": "xác nhận"} for leaf in own.leaves()
    }
    _put(project, rows)
    assert not [one for one in check_plan(_plan()) if one.check == "no_solution"]


def test_the_next_form_holds_what_the_office_has_decided(project: Path, own: Framework) -> None:
    del own
    _put(project, {"1.1.1": {"decision": "xác nhận"}, "1.1.2": {"decision": "không dùng"}, "6.2.2": WHOLE})
    table = _table(project, _form())
    assert [table[code][COLUMN["decision"]] for code in ("1.1.1", "1.1.2", "1.2.1", "6.2.2")] == [
        "xác nhận", "không dùng", None, "đã sửa",
    ]  # fmt: skip
    assert table["6.2.2"][COLUMN["solution_vi"]] == WHOLE["solution_vi"]
    assert table["6.2.2"][COLUMN["matched_vi"]] == "Giải pháp của cơ quan, tệp năm 2023"
    # and is read again to the same
    before = count_solutions(_plan())
    (office_folder(project, 2023) / "solutions.xlsx").write_bytes((project / _form()).read_bytes())
    assert count_solutions(_plan()) == before


def test_the_same_form_has_the_same_bytes(project: Path, own: Framework) -> None:
    del own
    first = (project / _form()).read_bytes()
    assert (project / _form()).read_bytes() == first


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"1.1.1": {"decision": "đồng ý"}}, r"ô G5: quyết định 'đồng ý'; được dùng: xác nhận, đã sửa, không dùng; hoặc để trống"),
        ({"1.1.1": {"solution_vi": "Việc khác hẳn"}}, r"ô G5: giải pháp của mã 1.1.1 đã sửa nhưng chưa ghi quyết định; chọn"),
        ({"6.2.2": {"solution_vi": "Việc mới"}}, r"giải pháp của mã 6.2.2 đã điền nhưng chưa ghi quyết định"),
        ({"6.2.2": {"decision": "xác nhận"}}, r"mã 6.2.2 chưa có giải pháp; ghi giải pháp, hoặc để trống cột quyết định"),
        ({"6.2.2": WHOLE | {"deadline": "31/9"}}, r"thời hạn của mã 6.2.2 ghi '31/9'; cần một ngày có thật của năm 2024"),
        ({"6.2.2": WHOLE | {"deadline": "30/9/2022"}}, r"thời hạn của mã 6.2.2 ghi '30/9/2022'"),
        ({"6.2.2": WHOLE | {"deadline": None}}, r"mã 6.2.2 chưa có thời hạn"),
        ({"6.2.2": WHOLE | {"lead_vi": "Sở Hỏa hoạn"}}, r"không có cơ quan 'Sở Hỏa hoạn' trong danh bạ"),
        ({"6.2.2": WHOLE | {"lead_vi": "Sở Xây dựng; Sở Y tế"}}, r"mã 6.2.2 có 2 cơ quan chủ trì"),
        ({"6.2.2": WHOLE | {"lead_vi": None}}, r"mã 6.2.2 chưa có cơ quan chủ trì"),
        ({"6.2.2": WHOLE | {"cooperating_vi": "Sở Nội vụ; Ban Chữa lửa"}}, r"không có cơ quan 'Ban Chữa lửa'"),
        ({"6.2.2": WHOLE | {"effort_days": 0}}, r"mã 6.2.2 ghi '0'; cần một số nguyên từ 1 đến 2000"),
        ({"6.2.2": WHOLE | {"recoverable_pct": "nhiều"}}, r"cần một số từ 0 đến 100, hoặc để trống"),
        ({"6.2.2": WHOLE | {"requires": "9.9"}}, r"mã '9.9' không phải tiêu chí chấm điểm của bộ này"),
        ({"6.2.2": WHOLE | {"requires": "6.2.2"}}, r"mã '6.2.2' trỏ về chính dòng này"),
        ({"6.2.2": WHOLE | {"requires": "7.2.1"}, "7.2.1": WHOLE | {"requires": "6.2.2"}}, r"các mã phải làm trước thành một vòng"),
        ({"6.2.2": WHOLE | {"solution_vi": "Kiểm tra {so=sáu cuộc}"}}, r"số liệu trong ngoặc không đúng dạng"),
        ({"6.2.2": WHOLE | {"solution_vi": "Kiểm tra trước {ngay=31/9}"}}, r"ngày 31/9 không có thật"),
        ({"6.2.2": WHOLE | {"solution_vi": "Tổ chức kiểm tra {so_cuoc=5 cuộc} trong năm"}}, r"ô T\d+: chưa có căn cứ của số liệu so_cuoc; ghi 'so_cuoc: căn cứ'"),
        ({"6.2.2": WHOLE | {"solution_vi": "Tổ chức {so_cuoc=5 cuộc} trong năm", "output_vi": "Biên bản {so_cuoc=6 cuộc} họp"}}, r"ô I\d+: số liệu so_cuoc có hai cách ghi"),
    ],
)  # fmt: skip
def test_what_an_office_cannot_mean_is_refused_with_its_cell(
    office: tuple[Path, bytes], rows: dict[str, dict[str, Any]], told: str
) -> None:
    root, form = office
    fill(form, root / "data/offices/BacKan/2023/solutions.xlsx", SHEET, HEADINGS, rows)
    with pytest.raises(InputError, match=told) as caught:
        _read(root)
    assert all(
        str(one).startswith("Tệp data/offices/BacKan/2023/solutions.xlsx, trang tính 'Giải pháp', ô ")
        for one in caught.value.faults
    )


def _edit(path: Path, row: int, **cells: object) -> None:
    workbook = openpyxl.load_workbook(path)
    for key, value in cells.items():
        workbook[SHEET].cell(row, COLUMN[key] + 1).value = value
    workbook.save(path)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"code": "1.1.2"}, r"ô A6: mã 1.1.2 xuất hiện lần thứ hai \(lần đầu ở ô A5\); mỗi tiêu chí một dòng"),
        ({"code": "1.1.11"}, r"ô A5: mã '1.1.11' không phải tiêu chí chấm điểm của data/offices/BacKan/2023/framework.xlsx"),
        ({"code": None}, r"ô A5: dòng có nội dung nhưng chưa có mã tiêu chí"),
        ({"name_vi": "Kết quả thu hút đầu tư của tỉnh"}, r"ô C5: tên 'Kết quả thu hút đầu tư của tỉnh' không phải của mã 1.1.1"),
    ],
)  # fmt: skip
def test_a_row_that_is_no_longer_its_criterion_is_refused(
    office: tuple[Path, bytes], cells: dict[str, object], told: str
) -> None:
    root, form = office
    path = root / "data/offices/BacKan/2023/solutions.xlsx"
    fill(form, path, SHEET, HEADINGS, {code: {"decision": "xác nhận"} for code in ("1.1.1", "1.1.2")})
    _edit(path, 5, **cells)
    with pytest.raises(InputError, match=told):
        _read(root)


WARD = "par_ward_illustrative_2025"
FOR_WARDS = "solutions_par_ward_illustrative_2025.xlsx"


def _ward_plan() -> Plan:
    return build_plan(cchc.compute_results(cchc.load_inputs("TuyenQuang/MinhXuan", 2026)))


@pytest.fixture
def ward(project: Path) -> Framework:
    framework = load_framework(Reader(project), WARD)
    put_scores(project, framework, 2025, unit="TuyenQuang/MinhXuan", name="phường Minh Xuân", share=0.75)
    return framework


def test_a_province_decides_for_its_communes_which_have_no_file_of_their_own(project: Path, ward: Framework) -> None:
    path, place = write_form("solutions", "TuyenQuang", "2026", WARD, say=lambda _: None)
    assert place == f"data/offices/TuyenQuang/2025/{FOR_WARDS}"
    codes = [leaf.code for leaf in ward.leaves()]
    table = _table(project, path)
    offered = [code for code in codes if table[code][COLUMN["solution_vi"]]]
    assert {table[code][COLUMN["match_pct"]] for code in offered} == {50}
    target = office_folder(project, 2025, "TuyenQuang") / FOR_WARDS
    fill((project / path).read_bytes(), target, SHEET, HEADINGS, {code: {"decision": "xác nhận"} for code in offered})
    assert (project / place).is_file()
    plan = _ward_plan()
    items = {row.item.code for annex in plan.annexes for row in annex.items if row.item.index == "par_index"}
    assert set(count_solutions(plan).confirmed) == set(offered) & items
    # a room that only wards have leads, whatever other communes call theirs
    leads = {row.item.code: row.task.lead_vi for annex in plan.annexes for row in annex.rows}
    assert "Phòng Kinh tế, Hạ tầng và Đô thị" in leads.values()
    assert "Phòng Kinh tế" not in leads.values()
    # its own file comes first
    path, _ = write_form("solutions", "TuyenQuang/MinhXuan", "2026", say=lambda _: None)
    target = office_folder(project, 2025, "TuyenQuang/MinhXuan") / "solutions.xlsx"
    fill((project / path).read_bytes(), target, SHEET, HEADINGS, {offered[0]: {"decision": "không dùng"}})
    assert count_solutions(_ward_plan()).refused == (offered[0],)


def test_a_file_of_the_units_below_under_the_units_own_name_is_refused(project: Path) -> None:
    path, _ = write_form("solutions", "TuyenQuang", "2026", WARD, say=lambda _: None)
    (office_folder(project, 2025, "TuyenQuang") / "solutions.xlsx").write_bytes((project / path).read_bytes())
    reader = Reader(project)
    unit, _, units = resolve_target(reader, "TuyenQuang", "2026")
    with pytest.raises(
        InputError, match=r"không phải của cấp mình; của đơn vị cấp dưới thì đổi tên tệp thành solutions_par"
    ):
        read_decided(reader, unit, units, 2025)


def test_check_data_reads_the_files_of_solutions_and_editions(project: Path, own: Framework) -> None:
    del own
    _put(project, {"1.1.1": {"decision": "đồng ý"}})
    found = [one for one in check_data("BacKan", "2024") if one.file.endswith("solutions.xlsx")]
    assert [one.severity for one in found] == ["error"]
    assert "quyết định 'đồng ý'" in found[0].found_vi


def test_the_latest_year_up_to_the_results_counts(project: Path, own: Framework) -> None:
    _put(project, {"1.1.1": {"decision": "xác nhận"}})
    later = put_framework(project, 2024)
    put_scores(project, later, 2024, share=0.9)
    plan = _plan(2025)
    carried = plan.results.inputs.own_solutions["par_index"]
    assert (carried.year, carried.from_framework, dict(carried.decisions)) == (
        2023, own.framework_id, {"1.1.1": "confirmed"},
    )  # fmt: skip
    _put(project, {"1.1.1": {"decision": "không dùng"}, "1.1.2": {"decision": "xác nhận"}}, 2025)
    assert dict(_plan(2025).results.inputs.own_solutions["par_index"].decisions) == {
        "1.1.1": "refused", "1.1.2": "confirmed",
    }  # fmt: skip
    assert dict(_plan(2024).results.inputs.own_solutions["par_index"].decisions) == {"1.1.1": "confirmed"}


def test_what_the_office_decides_stands_in_the_place_of_the_catalogues_own_rows(project: Path) -> None:
    path, _ = write_form("solutions", "BacKan", "2024", SHARED, say=lambda _: None)
    rows = {
        "1.1.1": {"decision": "không dùng"},
        "1.1.2": {"decision": "đã sửa", "solution_vi": "Việc của chính cơ quan"},
    }
    fill((project / path).read_bytes(), office_folder(project, 2023) / "solutions.xlsx", SHEET, HEADINGS, rows)
    plan = _plan()
    found = _rows(plan)
    assert found["1.1.1"].task.task_vi == NO_SOLUTION
    task = found["1.1.2"].task
    assert task.task_vi is not None
    assert (task.task_vi == "Việc của chính cơ quan") is not found["1.1.2"].is_kept
    solutions = plan.results.inputs.solutions
    own = solutions[(solutions["framework_id"] == SHARED) & (solutions["option"] == "")]
    assert own["criterion_code"].is_unique
    assert own.set_index("criterion_code").at["1.1.2", "solution_vi"] == "Việc của chính cơ quan"
    assert "1.1.1" not in set(own["criterion_code"])
    counts = count_solutions(plan)
    assert (counts.confirmed, counts.refused, counts.suggested) == (("1.1.2",), ("1.1.1",), ())


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("framework_id", ["papi_2021", "sipas_2023_illustrative"])
def test_what_is_no_set_of_scored_criteria_has_no_form_of_solutions(framework_id: str) -> None:
    with pytest.raises(ParameterError, match="không phải bộ tiêu chí chấm điểm của một chỉ số"):
        write_form("solutions", "BacKan", "2024", framework_id)
