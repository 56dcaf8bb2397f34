"""A plan holds together: its targets, tasks, agencies, days, texts and extracts say the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cchc
import openpyxl
import pandas as pd
import pytest
import yaml
from cchc.errors import ParameterError
from cchc.planning.annexes import REVIEW_TASK
from cchc.planning.extracts import build_extracts
from cchc.planning.plan import Plan
from cchc.planning.plan_findings import check_plan
from cchc.reporting.blocks import Table
from cchc.reporting.extract_files import _lost, capitalise_words
from cchc.reporting.sections import annex_tables, checks, plan
from cchc.reporting.sections.plan_values import text_values
from cchc.run.forms import write_form
from cchc.sources.param_checks import merge


def _change(project: Path, name: str, year: int, own: dict[str, Any]) -> None:
    path = project / "params" / str(year) / f"{name}.yml"
    known = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(merge(known, own), allow_unicode=True), encoding="utf-8")


def _build(name: str, year: int) -> Plan:
    return cchc.build_plan(cchc.compute_results(cchc.load_inputs(name, year)))


def _told(built: Plan, check: str) -> list[str]:
    return [one.found_vi for one in check_plan(built) if one.check == check]


def _text(built: Plan, name: str) -> str:
    """Return the words of a section; a row of a table is ``cell | cell``."""
    found: list[str] = []
    for block in plan.text(built, name).blocks:
        if isinstance(block, Table):
            found += [" | ".join(str(cell) for cell in row.cells) for row in block.rows]
        else:
            found.append(block.text)  # type: ignore[attr-defined]
    return " ".join(found)


def test_an_extract_does_not_call_an_unknown_score_full() -> None:
    extracts = {one.agency.agency_key: one for one in build_extracts(_build("BacAi", 2022))}
    assert _lost(extracts["PNV"].of_role("chủ trì")) == ""


def test_an_extract_adds_no_shares_and_no_points_twice() -> None:
    extracts = {one.agency.agency_key: one for one in build_extracts(_build("KonTum", 2024))}
    text = _lost(extracts["SNV"].of_role("chủ trì"))
    assert "SIPAS: 2 nội dung" in text
    assert "mất" not in text.partition("SIPAS")[2].partition(";")[0]
    assert "12,50" not in text


def test_points_of_another_index_are_not_added_to_those_of_par_index(project: Path) -> None:
    before = text_values(_build("BacKan", 2024))["annexes"]["par_improve"]
    preset = yaml.safe_load((project / "params/presets/province_four_annexes.yml").read_text(encoding="utf-8"))
    mixed = preset["plan"]["annexes"][:2] + preset["plan"]["annexes"][3:]
    mixed[1]["parts"] = [{"items": "par_below"}, {"items": "sipas_weak"}]
    _change(project, "BacKan", 2024, {"plan": {"annexes": mixed}})
    after = text_values(_build("BacKan", 2024))["annexes"]
    assert (after["par_improve"]["lost"], after["par_improve"]["main_count"]) == (before["lost"], 43)
    assert after["par_improve"]["count"] == 54
    assert after["sipas"] is None  # an annex that the plan does not have can still be asked for


def _office_tasks(project: Path, name: str, changes: dict[str, dict[str, object]], removed: str = "") -> None:
    from cchc.sources.tasks import HEADINGS

    columns = {heading.key: at for at, heading in enumerate(HEADINGS, start=1)}
    workbook = openpyxl.load_workbook(project / write_form("tasks", name, "2024")[0])
    sheet = workbook["Nhiệm vụ"]
    for row in range(4, sheet.max_row + 1):
        for column, value in changes.get(str(sheet.cell(row, 1).value), {}).items():
            sheet.cell(row, columns[column]).value = value
    if removed:
        sheet.delete_rows(next(row for row in range(4, sheet.max_row) if sheet.cell(row, 1).value == removed))
    folder = project / "data/offices" / name / "2023"
    folder.mkdir(parents=True)
    workbook.save(folder / "tasks.xlsx")


def test_a_target_of_the_office_above_the_maximum_is_found_and_a_removed_task_too(project: Path) -> None:
    _office_tasks(project, "KrongNo", {"PAR-3": {"target": 18}, "PAR-8.1": {"target": "> 10"}}, removed="PAR-7")
    built = _build("KrongNo", 2024)
    assert _told(built, "target_value") == [
        "mục tiêu 18 vượt mức tối đa 17",
        "mục tiêu phải cao hơn 10, đã là mức tối đa",
    ]
    assert _told(built, "no_solution") == ["PAR-7 chưa được giao nhiệm vụ: dòng này đã bị bỏ khỏi tasks.xlsx"]


@pytest.mark.parametrize(
    ("index", "rule", "words"),
    [
        ("par_index", {"rule": "reach_rank", "rank": 70}, "thứ hạng 70 lớn hơn tổng số 63 đơn vị"),
        ("par_index", {"rule": "reach_rank", "rank": 60}, "thứ hạng 60 kém năm trước (57)"),
        ("sipas", {"rule": "reach_score", "score": 70.0}, "mục tiêu 70 thấp hơn năm trước (75,03)"),
        ("papi", {"rule": "reach_score", "score": 95.0}, "mục tiêu 95 vượt mức tối đa 80"),
    ],
)
def test_targets_of_wholes_are_compared_too(project: Path, index: str, rule: dict[str, object], words: str) -> None:
    assert _told(_build("BacKan", 2024), "target_value") == []
    _change(project, "BacKan", 2024, {"targets": {index: {"total": rule}}})
    assert _told(_build("BacKan", 2024), "target_value") == [words]


def test_more_than_last_year_is_not_said_to_be_reached(project: Path) -> None:
    _change(project, "BacKan", 2024, {"targets": {"par_index": {"total": {"rule": "above_last_year"}}}})
    assert "PAR INDEX trên 84,24% (năm 2023: 84,24%)" in _text(_build("BacKan", 2024), "goals")


def test_nothing_is_claimed_of_items_that_nothing_is_known_about(project: Path) -> None:
    _change(project, "QuangNinh", 2024, {"preset": "province_two_annexes"})
    rows = _build("QuangNinh", 2024).annexes[0].table
    unknown = rows[rows["assessment_vi"] == "Cần rà soát"]
    assert len(unknown) > 0
    assert unknown["cause_vi"].isna().all()
    assert set(unknown["task_vi"]) == {REVIEW_TASK}


def test_goals_are_worded_by_their_rules(project: Path) -> None:
    rule = {"rule": "minimum_increase", "amount": 50.0, "unit": "relative_pct", "items": {"1.1.1": {"rule": "reach_score", "score": 0.25, "may_fall": True}}}  # fmt: skip
    _change(project, "BacKan", 2024, {"targets": {"par_index": rule}})
    text = _text(_build("BacKan", 2024), "goals")
    assert "cao hơn năm 2023 tối thiểu 50%" in text
    assert "tiếp tục đạt điểm tối đa, trừ mục có mục tiêu riêng" in text


def test_strengths_may_not_fall_because_weaknesses_may(project: Path) -> None:
    own = {"rule": "above_last_year", "may_fall": True, "strengths": {"rule": "reach_pct", "pct": 60.0}}
    _change(project, "KonTum", 2024, {"targets": {"par_index": own}})
    assert "mục tiêu 6 thấp hơn năm trước (9,42)" in _told(_build("KonTum", 2024), "target_value")


def test_a_town_is_not_called_a_district(project: Path) -> None:
    del project
    built = _build("Vinh", 2024)
    whole = " ".join(_text(built, name) for name in ("purpose", "goals", "solutions", "organisation", "closing"))
    assert "huyện" not in whole
    assert "UBND thành phố" in whole
    recipients = " ".join(plan.signature(built).recipients)
    assert "Thành ủy" in recipients
    assert "huyện" not in recipients.casefold()


def test_a_plan_names_no_office_before_it_exists(project: Path) -> None:
    _change(project, "LaiChau", 2025, {"plan": {"unit_plan_deadline": "03-20", "letterhead": {"day": 20, "month": 2}}})
    built = _build("LaiChau", 2025)
    names = " ".join(" ".join(annex.table["lead_vi"].dropna()) for annex in built.annexes)
    assert "NN&MT" not in names
    assert "UBND cấp huyện" in _text(built, "organisation")


def test_a_district_sets_no_deadline_after_its_end(project: Path) -> None:
    _change(project, "BuonMaThuot", 2025, {"plan": {"letterhead": {"day": 20, "month": 3}}})
    built = _build("BuonMaThuot", 2025)
    assert built.deadline("07-31") == "30/6/2025"
    assert _told(built, "deadline") == []


def test_the_signed_copy_carries_no_remark_of_the_checks(project: Path) -> None:
    del project
    results = cchc.compute_results(cchc.load_inputs("KrongNo", 2024, issue=True))
    built = cchc.build_plan(results)
    text = _text(built, "opening")
    assert "(tỷ lệ công bố là 85,69%)" in text
    assert "không khớp" not in text
    assert "chưa thống nhất" not in text


def test_rows_that_are_not_the_whole_say_nothing_of_its_target(project: Path) -> None:
    _change(project, "KrongNo", 2024, {"targets": {"par_index": {"total": {"rule": "above_last_year", "rank": None}}}})
    assert _told(_build("KrongNo", 2024), "target_sum") == []


def test_every_lead_of_a_cell_has_its_duty_and_unknown_ones_too(project: Path) -> None:
    _change(project, "KrongNo", 2024, {"plan": {"other_agencies": ["Phòng Kinh tế và Hạ tầng"]}})
    _office_tasks(
        project,
        "KrongNo",
        {"PAR-2": {"lead_vi": "Phòng Tư pháp; Phòng Nội vụ"}, "PAR-6": {"lead_vi": "Phòng Kinh tế và Hạ tầng"}},
    )
    built = _build("KrongNo", 2024)
    text = _text(built, "organisation")
    assert "Phòng Kinh tế và Hạ tầng | Phụ lục (mục 6)" in text
    assert "Phòng Nội vụ | Phụ lục (mục 1, 2, 4, 5, 8.1)" in text  # the standing office's own
    assert [names[0] for names in checks.before_printing(built).lead_agencies][-1] == "Phòng Kinh tế và Hạ tầng"


def test_the_province_is_named_where_its_index_is_the_aim(project: Path) -> None:
    _change(project, "BacAi", 2022, {"targets": {"sipas": {"total": {"rule": "reach_pct", "pct": 90.0}}}})
    assert "SIPAS của tỉnh Ninh Thuận: 90% (năm 2021: 88,64%" in _text(_build("BacAi", 2022), "goals")


def test_a_missed_target_shows_what_was_reached(project: Path) -> None:
    stated = {"document": "Kế hoạch cũ", "targets": [{"code": "total", "reach_rank": 30, "increase": 5.0}, {"code": "total", "reach_score": 90.0}]}  # fmt: skip
    _change(project, "BacAi", 2022, {"plan": {"last_plan": stated}})
    text = _text(_build("BacAi", 2022), "opening")
    assert "mục tiêu tăng 5 điểm và xếp thứ 30; kết quả xếp thứ 35 và tăng 8,55 điểm" in text
    assert "mục tiêu đạt 90 điểm; kết quả 86,55 điểm" in text


def test_columns_into_which_nothing_fits_are_refused(project: Path) -> None:
    preset = yaml.safe_load((project / "params/presets/district_own_index.yml").read_text(encoding="utf-8"))
    portrait = preset["plan"]["annexes"][0] | {"orientation": "portrait"}
    _change(project, "KrongNo", 2024, {"plan": {"annexes": [portrait]}})
    with pytest.raises(ParameterError, match=r"Phụ lục tasks \(13 cột, khổ dọc\): các cột .*quá hẹp"):
        plan.annexes(_build("KrongNo", 2024))


def test_a_misspelt_check_is_not_accepted(project: Path) -> None:
    _change(project, "KrongNo", 2024, {"plan": {"accepted": [{"check": "totl_pct", "reason": "x"}]}})
    with pytest.raises(ParameterError, match=r"không có phép kiểm tra 'totl_pct'; có lẽ là 'total_pct'"):
        checks.before_printing(_build("KrongNo", 2024))


def test_a_district_without_goals_has_no_empty_heading(project: Path) -> None:
    _change(project, "HuongSon", 2023, {"preset": "district_contribution"})
    built = _build("HuongSon", 2023)
    assert "Từng cơ quan được giao chủ trì lĩnh vực xác định chỉ tiêu cụ thể" in _text(built, "goals")
    assert "hạn chế trên" not in _text(built, "opening")


def test_the_sign_above_means_the_number_behind_it(project: Path) -> None:
    del project
    note = annex_tables.annexes(_build("KrongNo", 2024)).blocks[1].note  # type: ignore[attr-defined]
    assert "Dấu > nghĩa là phải đạt cao hơn số ghi sau dấu." in note


def test_capitals_of_a_heading_become_those_of_a_sentence() -> None:
    assert capitalise_words("ỦY BAN NHÂN DÂN THỊ XÃ TRẢNG BÀNG") == "Ủy ban nhân dân thị xã Trảng Bàng"


def test_an_added_task_shows_no_key_of_ours(project: Path) -> None:
    from cchc.sources.tasks import HEADINGS

    columns = {heading.key: at for at, heading in enumerate(HEADINGS, start=1)}
    workbook = openpyxl.load_workbook(project / write_form("tasks", "KrongNo", "2024")[0])
    sheet = workbook["Nhiệm vụ"]
    row = next(at for at in range(4, sheet.max_row + 1) if not sheet.cell(at, 1).value)
    for key, value in {
        "task_key": "THEM-1",
        "name_vi": "Đào tạo",
        "task_vi": "Mở lớp",
        "lead_vi": "Phòng Nội vụ",
        "deadline": "30/9/2024",
    }.items():
        sheet.cell(row, columns[key]).value = value
    folder = project / "data/offices/KrongNo/2023"
    folder.mkdir(parents=True)
    workbook.save(folder / "tasks.xlsx")
    table = annex_tables.annexes(_build("KrongNo", 2024)).blocks[1]
    cells = pd.DataFrame([one.cells for one in table.rows if one.kind == "data"])  # type: ignore[attr-defined]
    assert cells.iloc[-1, 1] == "Đào tạo"


@pytest.mark.parametrize(("name", "year"), [("KonTum", 2024), ("KrongNo", 2024), ("BacAi", 2022)])
def test_an_unedited_form_changes_nothing_in_the_plan(project: Path, name: str, year: int) -> None:
    before = _build(name, year)
    form = project / write_form("tasks", name, str(year))[0]
    folder = project / "data/offices" / name / str(year - 1)
    folder.mkdir(parents=True)
    form.replace(folder / "tasks.xlsx")
    after = _build(name, year)
    for one, other in zip(before.annexes, after.annexes, strict=True):
        columns = [column.column for column in one.params.columns if column.column not in {"number", "criterion_vi"}]
        shown, again = (
            rows[columns].astype(object).where(rows[columns].notna(), "") for rows in (one.table, other.table)
        )
        pd.testing.assert_frame_equal(shown, again, check_dtype=False)
    for section in ("opening", "goals", "solutions", "organisation"):
        assert _text(before, section) == _text(after, section)


def test_a_file_of_texts_that_is_empty_is_refused(project: Path) -> None:
    from cchc.errors import InputError

    (project / "params/texts/improvement_district/goals.md").write_text("\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"params/texts/improvement_district/goals\.md: tệp trống"):
        cchc.load_inputs("KrongNo", 2024)


def test_an_agency_in_charge_must_be_known(project: Path) -> None:
    from cchc.errors import InputError

    _change(project, "KrongNo", 2024, {"plan": {"standing_agency_key": "PNVv"}})
    with pytest.raises(
        InputError, match=r"khóa 'plan\.standing_agency_key': không có cơ quan nào mang mã 'PNVv'; gần nhất: PNV"
    ):
        cchc.load_inputs("KrongNo", 2024)


def test_the_count_of_papi_is_that_of_the_results_not_of_an_annex(project: Path) -> None:
    preset = yaml.safe_load((project / "params/presets/province_two_annexes.yml").read_text(encoding="utf-8"))
    preset["plan"]["annexes"][1]["parts"] = [{"items": "papi_weak"}]
    _change(project, "KonTum", 2024, {"plan": {"annexes": preset["plan"]["annexes"]}})
    text = _text(_build("KonTum", 2024), "opening")
    assert "Trong 28 nội dung thành phần có kết quả, 03 nội dung xếp ở nửa trên, 25 nội dung xếp ở nửa dưới" in text


def test_two_tables_of_one_sheet_name_are_both_in_the_workbook() -> None:
    import io

    from cchc.reporting.blocks import Column, Row
    from cchc.reporting.book import Chapter
    from cchc.reporting.excel import render_workbook

    tables = [Table((Column("a", "A"),), (Row((text,)),), sheet="PL I") for text in ("một", "hai", "một")]
    content = render_workbook([Chapter("", tables)], title="x", lines=[], is_illustrative=False)
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["Tổng quan", "PL I", "PL I (2)"]


def test_a_wrong_name_in_a_text_is_told_in_vietnamese_with_the_nearest(project: Path) -> None:
    from cchc.errors import InputError

    path = project / "params/texts/improvement_district/closing.md"
    path.write_text("Năm {{ yaer }}./.", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"closing\.md, dòng 1: không điền được văn bản \(không có tên 'yaer', có lẽ là 'year'\)"
    ):
        plan.text(_build("KrongNo", 2024), "closing")
