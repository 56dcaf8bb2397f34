"""Departments get plans: what the province's plan assigns to them, or their own index; their heading; what is refused."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from cchc.analysis.results import compute_results
from cchc.errors import InputError, ParameterError, UnknownNameError
from cchc.planning.extracts import COOPERATING, LEAD, build_extracts
from cchc.planning.plan import Plan
from cchc.planning.plan_building import build_plan
from cchc.reporting.blocks import Letterhead, Table
from cchc.reporting.document import flatten
from cchc.reporting.extract_files import extract_document
from cchc.reporting.sections import plan as sections
from cchc.run.batch import wanted_units
from cchc.run.check_data import check_data
from cchc.run.forms import write_form
from cchc.slots import bracket
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.sources.report_inputs import load_inputs
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE, MERGED = "LangSon/STP", "ThaiNguyen/SNNMT"
FRAMEWORK = "par_commune_illustrative_2025"


def _plan(name: str, year: int = 2026) -> Plan:
    return build_plan(compute_results(load_inputs(name, year)))


def _told(plan: Plan) -> str:
    names = ("opening", "purpose", "goals", "solutions", "organisation", "closing")
    blocks = [sections.letterhead(plan), *(sections.text(plan, one) for one in names), sections.annexes(plan)]
    return " ".join(
        text
        for block in flatten(blocks)
        for text in (getattr(block, "text", ""), getattr(block, "note", ""), *_cells(block))
        if text
    )


def _cells(block: object) -> list[str]:
    return [str(cell) for row in getattr(block, "rows", ()) for cell in getattr(row, "cells", ())]


def _tasks(plan: Plan, key: str) -> set[str]:
    return {row.item.task_key for annex in plan.annexes if annex.annex_key == key for row in annex.rows}


@pytest.mark.parametrize("name", [EXAMPLE, MERGED, "ThaiNguyen/TTT", "LangSon/SNV"])
def test_a_department_plans_what_the_plan_of_its_province_assigns(name: str) -> None:
    plan = _plan(name)
    assert plan.above is not None
    own = plan.results.inputs.unit.own_key
    by_key = {one.agency.agency_key: one for one in build_extracts(plan.above)}
    extract, everyone = by_key[own], by_key.get("CacSo")
    keys = {role: {row.row.item.task_key for row in extract.of_role(role)} for role in (LEAD, COOPERATING)}
    general = set() if everyone is None else {row.row.item.task_key for row in everyone.of_role(COOPERATING)}
    assert _tasks(plan, "lead") == keys[LEAD]
    assert _tasks(plan, "cooperating") == (keys[COOPERATING] | general) - keys[LEAD]
    above = {row.item.task_key: row for annex in plan.above.annexes for row in annex.rows}
    for row in (row for annex in plan.annexes for row in annex.rows):
        theirs = above[row.item.task_key]
        assert (row.target, row.task.deadline, row.task.output_vi) == (
            theirs.target,
            theirs.task.deadline,
            theirs.task.output_vi,
        )
        assert row.task.lead_key == "CacPhong_so"


def test_a_row_that_others_lead_names_them_as_co_operating() -> None:
    told = _told(_plan(MERGED))
    assert "Công an tỉnh; UBND cấp xã" in told
    rows = {row.item.code: row for annex in _plan(EXAMPLE).annexes for row in annex.rows}
    assert rows["D3.2"].task.cooperating_vi == "Thanh tra tỉnh"


def test_the_year_of_the_results_is_the_province_s() -> None:
    told = _told(_plan(EXAMPLE))
    assert "Năm 2024, PAPI của tỉnh Lạng Sơn đạt 45,00 điểm" in told
    assert "Năm 2025" not in told
    assert "là kết quả năm 2024, trong 63 tỉnh, thành phố khi đó" in told
    assert "cấp huyện" not in told


def test_old_units_stand_side_by_side_as_in_the_plan_above() -> None:
    plan = _plan(MERGED)
    (lead,) = [one for one in plan.annexes if one.annex_key == "lead"]
    columns = [one.column for one in lead.params.columns]
    assert "parts" in columns
    assert not {"score", "lost_score"} & set(columns)
    assert "0,99 (42/61)" in _told(plan)
    assert _told(plan).count("Mỗi ô của đơn vị cũ") == 1


@pytest.mark.parametrize(
    ("name", "agency", "symbol", "authority"),
    [
        (EXAMPLE, "SỞ TƯ PHÁP", "/KH-STP", "GIÁM ĐỐC"),
        ("LangSon/TTT", "THANH TRA", "/KH-TTT", "CHÁNH THANH TRA"),
        ("LangSon/VP_UBND", "VĂN PHÒNG", "/KH-VPUBND", "CHÁNH VĂN PHÒNG"),
        ("LangSon/BQLKCN", "BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP", "/KH-BQLKCN", "TRƯỞNG BAN"),
    ],
)
def test_the_head_of_the_office_signs_under_its_own_name(name: str, agency: str, symbol: str, authority: str) -> None:
    plan = _plan(name)
    (head,) = [one for one in flatten([sections.letterhead(plan)]) if isinstance(one, Letterhead)]
    assert head.superior.replace("\xa0", " ") == "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"
    assert head.agency.startswith(agency)
    assert head.number.endswith(symbol)
    assert sections.signature(plan).authority == (authority,)
    assert f"của Ủy ban nhân dân tỉnh Lạng Sơn về {'khắc phục'}" in _told(plan)


def test_words_of_the_province_reach_the_department(project: Path) -> None:
    form, _ = write_form("tasks", "LangSon", "2026")
    path = project / "data/offices/LangSon/2025/tasks.xlsx"
    path.parent.mkdir(parents=True)
    shutil.copy(project / form, path)
    book = load_workbook(path)
    led = next(row for annex in _plan(EXAMPLE).annexes for row in annex.rows if annex.is_led)
    output = bracket((led.task.templates or ("", ""))[1], led.task.slots)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if sheet.title == "Nhiệm vụ" and cell.value == output:
                    cell.value = "Sổ tay hỏi đáp của tỉnh"
    book.save(path)
    assert "Sổ tay hỏi đáp của tỉnh" in _told(_plan(EXAMPLE))


def test_an_office_that_is_assigned_nothing_is_told_so(project: Path) -> None:
    path = project / "data/solutions/catalogue.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("CacSo", "SNV").replace("SCT", "SNV"), encoding="utf-8")
    with pytest.raises(ParameterError, match=r"tỉnh Lạng Sơn không giao nội dung nào cho cơ quan mã 'SCT'"):
        _plan("LangSon/SCT")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("HaNoi/SKHDT", r"kết thúc hoạt động ngày 28/02/2025"),
        ("LangSon/STPP", r"gần nhất: LangSon/STP"),
        ("BacKan/SNV", r"BacKan|Bắc Kạn"),
    ],
)
def test_ended_and_misspelt_offices_are_refused(name: str, why: str) -> None:
    with pytest.raises(UnknownNameError, match=why):
        load_inputs(name, 2026)


def test_a_department_s_own_index_comes_from_its_own_sheet(project: Path) -> None:
    _sheet(project, EXAMPLE, "Sở Tư pháp tỉnh Lạng Sơn", "department")
    assert _plan(EXAMPLE).above is not None  # its parameters name the preset
    (project / "params/2026/LangSon/STP.yml").unlink()
    own = _plan(EXAMPLE)
    assert (own.results.inputs.params.plan.texts, own.above) == ("improvement_agency", None)
    assert {row.item.index for annex in own.annexes for row in annex.rows} == {"par_index"}
    assert "căn cứ kết quả Chỉ số cải cách hành chính (CCHC) năm 2025 của Sở Tư pháp" in _told(own)
    assert own.results.inputs.basis_year == 2025
    found = {row.task.output_vi for annex in own.annexes for row in annex.rows}
    assert any("hồ sơ" in str(one) for one in found)
    assert {row.task.lead_key for annex in own.annexes for row in annex.rows} <= {"VP_so", "CacPhong_so", None}


def test_a_public_service_unit_is_a_row_of_the_register(project: Path) -> None:
    path = project / "data/reference/agencies.csv"
    row = "BVDK,province,public_service_unit,LangSon,directs,Bệnh viện Đa khoa tỉnh,Bệnh viện ĐK tỉnh,,,,,Thử"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + f"\n{row}\n", encoding="utf-8")
    _sheet(project, "LangSon/BVDK", "Bệnh viện Đa khoa tỉnh Lạng Sơn", "public_service_unit")
    plan = _plan("LangSon/BVDK")
    assert plan.results.inputs.unit.kind.key == "public_service_unit"
    assert sections.signature(plan).authority == ("GIÁM ĐỐC",)
    assert plan.annexes


def test_departments_are_built_by_pattern_and_level() -> None:
    found = wanted_units(ROOT, 2026, ["LangSon/*"], "department")
    assert {one.unit_kind for one in found} == {"department"}
    assert EXAMPLE in {one.unit_key for one in found}
    assert EXAMPLE in {one.unit_key for one in wanted_units(ROOT, 2026, [])}


def test_rooms_get_extracts_with_their_own_part_and_nobody_outside() -> None:
    (extract,) = build_extracts(_plan(EXAMPLE))
    assert extract.agency.agency_key == "CacPhong_so"
    assert (len(extract.of_role(LEAD)), len(extract.of_role(COOPERATING))) == (1, 2)
    shared = [one for one in extract.rows if one.role_vi == COOPERATING]
    assert all(one.expected_score is None and one.row.item.lost_score is None for one in shared)
    (table,) = [one for one in extract_document(_plan(EXAMPLE), extract).blocks if isinstance(one, Table)]
    at = [column.key for column in table.columns].index("lead_vi")
    leads = [row.cells[at] for row in table.rows if len(row.cells) > at]
    assert {"Thanh tra tỉnh", "Văn phòng UBND tỉnh", "Các phòng, đơn vị trực thuộc"} <= set(leads)


def test_a_room_may_have_a_comma_in_its_name() -> None:
    agencies = load_inputs(EXAMPLE, 2026).agencies
    day = dt.date(2026, 6, 1)
    names = [name for name, _ in agencies.split("Phòng Phổ biến, giáo dục pháp luật, Sở Nội vụ", day)]
    assert names == ["Phòng Phổ biến, giáo dục pháp luật", "Sở Nội vụ"]
    assert [name for name, _ in agencies.split("Phòng A, Phòng B; Sở Y tế", day)] == ["Phòng A", "Phòng B", "Sở Y tế"]


def test_the_standing_office_reports_to_the_province_and_not_to_itself() -> None:
    plan = _plan("LangSon/SNV")
    assert "Sở Nội vụ;" not in sections.signature(plan).recipients
    assert "Sở Nội vụ;" in sections.signature(_plan(EXAMPLE)).recipients
    assert "trình UBND tỉnh Lạng Sơn trước ngày" in _told(plan)
    assert "gửi Sở Nội vụ trước ngày" in _told(_plan(EXAMPLE))


def test_a_department_of_a_province_that_goes_on_goes_on() -> None:
    inputs = load_inputs(EXAMPLE, 2025)
    assert inputs.last_day == dt.date(2025, 12, 31)
    assert load_inputs("BacKan/SNV", 2025).last_day == dt.date(2025, 6, 30)


def test_offices_that_only_some_provinces_have_are_built_when_they_are_named() -> None:
    keys = {one.unit_key for one in wanted_units(ROOT, 2026, ["LangSon/*"], "department")}
    assert "LangSon/SDL" not in keys
    assert [one.unit_key for one in wanted_units(ROOT, 2026, ["LangSon/SDL"])] == ["LangSon/SDL"]


def test_a_preset_of_another_kind_is_refused(project: Path) -> None:
    path = project / "params/2026/HaNoi/TayHo.yml"
    path.write_text("preset: agency_assigned\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"mẫu 'agency_assigned' dùng cho sở, ban, ngành.*không dùng cho phường Tây Hồ"
    ):
        load_inputs("HaNoi/TayHo", 2026)


def test_only_a_total_leaves_the_areas_of_work(project: Path) -> None:
    path = project / "data/published/par_index.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "LangSon/SNV,2025,total,value,,,93.10,2,14,,s024\n", encoding="utf-8"
    )
    plan = _plan("LangSon/SNV")
    assert plan.results.inputs.params.plan.texts == "improvement_agency"
    (annex,) = plan.annexes
    assert len(annex.rows) == 15
    assert "góp phần nâng" not in _told(plan)


def test_a_plain_check_reads_the_folders_of_units_founded_in_their_result_year(project: Path) -> None:
    place = project / "data/offices/HaNoi/XuanPhuong/2025"
    place.mkdir(parents=True)
    head = (
        f"Địa phương;HoChiMinh/CuChi\nNăm kết quả;2025\nBộ tiêu chí;{FRAMEWORK}\nTrạng thái số liệu;cơ quan tự nhập\n"
    )
    (place / "score_sheet.csv").write_text(head + "Mã;Điểm được phê duyệt\n1.1;1\n", encoding="utf-8")
    assert any("XuanPhuong/2025/score_sheet" in one.file and one.severity == "error" for one in check_data())


def _sheet(project: Path, key: str, name: str, level: str) -> None:
    """Write a sheet of the unit's own kind of framework, which only the test has."""
    frameworks = project / "data/frameworks"
    shutil.copytree(frameworks / FRAMEWORK, frameworks / f"par_{level}")
    meta = frameworks / f"par_{level}/framework.yml"
    meta.write_text(meta.read_text(encoding="utf-8").replace('"commune"', f'"{level}"'), encoding="utf-8")
    known = load_framework(Reader(project), f"par_{level}")
    rows = "Mã;Điểm được phê duyệt\n" + "".join(f"{leaf.code};1\n" for leaf in known.leaves())
    place = project / "data/offices" / key / "2025"
    place.mkdir(parents=True, exist_ok=True)
    head = f"Địa phương;{name}\nNăm kết quả;2025\nBộ tiêu chí;par_{level}\nTrạng thái số liệu;cơ quan tự nhập\n"
    (place / "score_sheet.csv").write_text(head + rows, encoding="utf-8")
