"""Communes get plans: who leads, on whose results, what an office's own framework gets, and what is refused."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from cchc.analysis.results import compute_results
from cchc.errors import InputError, ParameterError, UnknownNameError
from cchc.planning.annexes import NO_SOLUTION
from cchc.planning.areas import known_totals, match_area
from cchc.planning.plan import Plan
from cchc.planning.plan_building import build_plan
from cchc.reporting.document import flatten
from cchc.reporting.forms.framework import render_framework
from cchc.reporting.sections import plan as sections
from cchc.run.batch import wanted_units
from cchc.run.check_data import check_data
from cchc.run.forms import write_form
from cchc.sources.framework_files import load_framework
from cchc.sources.param_files import load_params, resolve_target
from cchc.sources.reader import Reader
from cchc.sources.report_inputs import load_inputs

ROOT = Path(__file__).resolve().parents[2]
WARD, COMMUNE, OWN = "HaNoi/XuanPhuong", "TuyenQuang/YenSon", "TuyenQuang/SonDuong"
FRAMEWORK = "par_commune_illustrative_2025"
HEAD = "Địa phương;{name}\nNăm kết quả;{year}\nBộ tiêu chí;{framework}\nTrạng thái số liệu;cơ quan tự nhập\n"


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


def _announce(project: Path, *rows: str) -> None:
    """Add announced rows; ``field_vi`` is a column that may be left out."""
    path = project / "data/published/par_index.csv"
    heading, *lines = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{heading},field_vi", *(f"{line}," for line in lines), *rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _sheet(project: Path, key: str, name: str, framework: str, *, year: int = 2025, folder: str = "2025") -> None:
    known = load_framework(Reader(project), framework)
    rows = "Mã;Điểm được phê duyệt\n" + "".join(f"{leaf.code};1\n" for leaf in known.leaves())
    place = project / "data/offices" / key / folder
    place.mkdir(parents=True, exist_ok=True)
    head = HEAD.format(name=name, year=year, framework=framework)
    (place / "score_sheet.csv").write_text(head + rows, encoding="utf-8")


# contribution


@pytest.mark.parametrize(
    ("name", "room"),
    [(WARD, "PKTHTDT_phuong"), (COMMUNE, "PKT_xa"), ("AnGiang/PhuQuoc", "PKTHTDT_phuong"), ("HaiPhong/CatHai", "PKT_xa")],
)  # fmt: skip
def test_only_rooms_that_the_commune_has_lead(name: str, room: str) -> None:
    plan = _plan(name)
    leads = {row.task.lead_key for annex in plan.annexes for row in annex.rows}
    assert leads == {"VP_xa", "PVHXH_xa", "TTPVHCC_xa", room}
    unit, agencies = plan.results.inputs.unit, plan.results.inputs.agencies
    assert all(agencies.get(str(key)).may_exist_in(unit) for key in leads)
    other = {"PKT_xa": "Phòng Kinh tế, Hạ tầng và Đô thị", "PKTHTDT_phuong": "Phòng Kinh tế;"}[room]
    assert other not in _told(plan)


def test_a_commune_without_results_contributes_to_its_province() -> None:
    plan = _plan(WARD)
    assert plan.results.inputs.params.plan.texts == "contribution_commune"
    told = _told(plan)
    assert "năm 2024 của thành phố Hà Nội: đạt 92,75%" in told
    assert "xếp thứ 3/63 tỉnh, thành phố" in told
    assert "/34" not in told
    assert "cấp huyện" not in told
    assert "Tham gia của người dân ở cơ sở – góp phần nâng PAPI (năm 2024: thành phố Hà Nội đạt 5,39/10,00 điểm" in told
    assert "Trung tâm Phục vụ hành chính công phường" in told


def test_old_provinces_stand_each_under_its_own_name() -> None:
    plan = _plan("HoChiMinh/AnLac")
    assert plan.results.upper is not None
    names = {one.unit_vi.casefold() for one in known_totals(plan.results.upper)}
    assert names == {"thành phố hồ chí minh (cũ)", "tỉnh bình dương", "tỉnh bà rịa - vũng tàu"}
    told = _told(plan)
    assert "các đơn vị cũ hợp thành Thành phố Hồ Chí Minh" in told
    assert "mỗi số ghi theo tên đơn vị cũ" in told
    assert all(one.headline.n_ranked != 34 for one in known_totals(plan.results.upper))


def test_the_province_own_results_are_told_once_they_are_announced(project: Path) -> None:
    _announce(project, "TuyenQuang,2025,total,value,,,88.10,20,34,,s024,")
    plan = _plan(COMMUNE)
    assert plan.results.upper is not None
    par = [one for one in known_totals(plan.results.upper) if one.index.key == "par_index"]
    assert [(one.unit_vi, one.headline.year, one.headline.rank) for one in par] == [("tỉnh Tuyên Quang", 2025, 20)]
    assert "xếp thứ 20/34" in _told(plan)


def test_an_aimed_rank_of_the_province_is_among_the_provinces_of_the_year(project: Path) -> None:
    path = project / "params/2026/TuyenQuang/YenSon.yml"
    path.write_text("targets:\n  par_index:\n    total: {rule: reach_rank, rank: 20}\n", encoding="utf-8")
    told = _told(_plan(COMMUNE))
    assert "PAR INDEX của tỉnh Tuyên Quang: xếp thứ 20/34." in told


def test_every_area_has_one_solution_and_polls_come_before_the_survey() -> None:
    areas = pd.read_csv(ROOT / "data/solutions/areas.csv", dtype=str, keep_default_na=False)
    solutions = pd.read_csv(ROOT / "data/solutions/catalogue.csv", dtype=str, keep_default_na=False)
    own = solutions[solutions["framework_id"] == "areas"]
    known = areas[["admin_level", "index", "area_code"]].to_numpy().tolist()
    assert sorted(known) == sorted(own[["admin_level", "index", "criterion_code"]].to_numpy().tolist())
    assert all(14 <= count <= 20 for count in areas["admin_level"].value_counts())
    polled = own.loc[own["index"] != "par_index", "deadline"]
    assert ((polled <= "08-31") | polled.isin(["quarterly", "monthly"])).all()


def test_deadlines_lie_in_the_year_and_before_the_report() -> None:
    plan = _plan(WARD)
    due = [day for annex in plan.annexes for row in annex.rows for day in row.task.milestones]
    assert min(due) >= plan.plan_date
    assert max(due) < dt.date(2026, 11, 25)


# own index


def test_an_announced_result_carries_its_group(project: Path) -> None:
    _announce(project, "TuyenQuang/MinhXuan,2025,total,value,,,83.20,3,7,Khá,s024,phường")
    plan = _plan("TuyenQuang/MinhXuan")
    assert plan.results.inputs.params.plan.texts == "improvement_commune"
    told = _told(plan)
    assert "đạt 83,2%; xếp thứ 3/7 phường của tỉnh Tuyên Quang; xếp loại Khá" in told
    # nothing is known below the total: what is to be done is told by area of work
    assert {row.item.framework_id for annex in plan.annexes for row in annex.rows} == {"areas"}
    assert _plan(COMMUNE).results.inputs.params.plan.texts == "contribution_commune"


def test_a_criterion_of_an_own_framework_gets_the_solution_of_its_area(project: Path) -> None:
    folder = project / "data/offices/TuyenQuang/YenSon/2025"
    folder.mkdir(parents=True)
    (folder / "framework.xlsx").write_bytes(render_framework(load_framework(Reader(project), FRAMEWORK)))
    _sheet(project, COMMUNE, "xã Yên Sơn", "data/offices/TuyenQuang/YenSon/2025/framework.xlsx")
    plan = _plan(COMMUNE)
    annex = plan.annexes[0]
    by_code = {row.item.code: row for row in annex.rows}
    assert by_code["3.2"].task.lead_key == "TTPVHCC_xa"
    assert by_code["6.2"].task.lead_vi == "Phòng Kinh tế"
    assert by_code["3.3"].task.task_vi == "Thực hiện cùng nhiệm vụ, giải pháp nêu tại mục 3.2"
    assert set(annex.taken) == set(by_code)
    assert "là gợi ý theo tên tiêu chí" in _told(plan)


def test_a_name_that_says_nothing_stays_without_a_solution(project: Path) -> None:
    path = project / f"data/frameworks/{FRAMEWORK}/criteria.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Giải ngân vốn đầu tư công", "Điểm thưởng"), encoding="utf-8"
    )
    plan = _plan(OWN)
    row = next(row for row in plan.annexes[0].rows if row.item.code == "6.2")
    assert row.task.task_vi == NO_SOLUTION
    assert "6.2" in plan.annexes[0].without_solution
    assert "tại các mục 1.1" in _told(plan)


def test_the_longest_words_decide() -> None:
    areas = pd.read_csv(ROOT / "data/solutions/areas.csv", dtype=str, keep_default_na=False)
    found = {
        "Xử lý phản ánh, kiến nghị về thủ tục hành chính": "TT.3",
        "Niêm yết, công khai thủ tục hành chính": "TT.2",
        "Cải cách thủ tục hành chính": "TT.1",
        "Tỷ lệ hồ sơ thanh toán trực tuyến": "SO.3",
        "Mức độ hài lòng của người dân": "HL.1",
        "Điểm thưởng": "",
    }
    assert {name: (match_area(areas, name) or ("", ""))[1] for name in found} == found


@pytest.mark.usefixtures("project")
def test_the_forms_of_a_commune_are_for_its_folder() -> None:
    path, place = write_form("score_sheet", "Tuyên Quang/Yên Sơn", "2026", FRAMEWORK)
    assert path.as_posix() == "reports/forms/_units/TuyenQuang/YenSon/2025/score_sheet.xlsx"
    assert place == "data/offices/TuyenQuang/YenSon/2025/score_sheet.xlsx"


# what is refused


@pytest.mark.parametrize(
    ("name", "year", "words"),
    [
        ("xã Minh Tân, tỉnh Tuyên Quang", 2025, "ô B1: 'Địa phương' ghi 'xã Minh Tân, tỉnh Tuyên Quang'; thư mục này là của Yên Sơn"),
        ("xã Yên Sơn", 2024, "'Năm kết quả' ghi 2024; thư mục này là của năm 2025"),
        ("xã Không Có", 2025, "'Địa phương' ghi 'xã Không Có'"),
    ],
)  # fmt: skip
def test_a_sheet_of_another_unit_or_year_is_one_sentence(project: Path, name: str, year: int, words: str) -> None:
    _sheet(project, COMMUNE, name, FRAMEWORK, year=year)
    with pytest.raises(InputError) as refused:
        load_inputs(COMMUNE, 2026)
    said = str(refused.value)
    assert words.replace("ô B1: ", "") in said
    assert "data/offices/TuyenQuang/YenSon/2025/score_sheet.csv" in said
    assert len(said.splitlines()) == 1


def test_a_sheet_without_its_framework_says_how_to_make_one(project: Path) -> None:
    _sheet(project, COMMUNE, "xã Yên Sơn", FRAMEWORK)
    path = project / "data/offices/TuyenQuang/YenSon/2025/score_sheet.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(FRAMEWORK, "par_xa_2025"), encoding="utf-8")
    with pytest.raises(InputError, match="'Bộ tiêu chí' ghi 'par_xa_2025'"):
        load_inputs(COMMUNE, 2026)


def test_what_belongs_to_nobody_is_found(project: Path) -> None:
    (project / "params/2026/BacKan.yml").write_text("preset: null\n", encoding="utf-8")
    (project / "params/2026/TuyenQuang/XaCu.yml").write_text("preset: null\n", encoding="utf-8")
    _sheet(project, "BacKan", "Bắc Kạn", "par_province_2022", folder="2025")
    found = {one.file: one.found_vi for one in check_data()}
    assert "hợp nhất vào tỉnh Thái Nguyên" in found["params/2026/BacKan.yml"]
    assert "không có đơn vị nào tên 'XaCu'" in found["params/2026/TuyenQuang/XaCu.yml"]
    assert "data/offices/BacKan/2025" in found


def test_an_ended_or_misspelt_commune_gets_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="gần nhất: HaNoi/XuanPhuong"):
        load_inputs("HaNoi/XuanPhuog", 2026)


def test_the_preset_that_params_name_stays(project: Path) -> None:
    path = project / "params/2026/TuyenQuang/YenSon.yml"
    path.write_text("preset: commune_own_index\n", encoding="utf-8")
    unit, year, _ = resolve_target(Reader(project), COMMUNE, 2026)
    assert load_params(Reader(project), unit, year).plan.texts == "improvement_commune"


# batches


def test_a_pattern_names_every_unit_below_one() -> None:
    assert len(wanted_units(ROOT, 2026, ["TuyenQuang/*"], "commune")) == 124
    kinds = Counter(one.unit_kind for one in wanted_units(ROOT, 2026, ["Tuyên", "Quang/*"]))
    assert kinds["commune"] == 124
    assert set(kinds) == {"commune", "department"}
    assert len(wanted_units(ROOT, 2026, ["*/*"], "commune")) == 3321
    assert [one.unit_key for one in wanted_units(ROOT, 2026, [], "commune")] == sorted((WARD, OWN))


def test_a_pattern_or_level_that_fits_nothing_is_refused() -> None:
    with pytest.raises(ParameterError, match="không có đơn vị nào"):
        wanted_units(ROOT, 2024, ["TuyenQuang/*"], "commune")
    with pytest.raises(ParameterError, match="có lẽ là 'commune'"):
        wanted_units(ROOT, 2026, ["TuyenQuang/*"], "comune")
    with pytest.raises(ParameterError, match="không phải LEVEL=commune"):
        wanted_units(ROOT, 2026, ["TuyenQuang"], "commune")
