"""A unit that scores itself, worked out by hand: who scores what, the merged sheet, what is missing, what is refused."""

import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from cchc import SelfScoringResults, build_self_scoring, compute_self_scoring, load_self_scoring
from cchc.errors import CchcError, InputError, IssueRefusedError, MissingDataError
from cchc.reporting.document import Document, flatten
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.reporting.html import render_html
from cchc.reporting.sections import self_plan, self_result
from cchc.run.check_data import check_data
from cchc.run.cli import main
from cchc.run.products import order
from cchc.run.self_scoring_product import build_self_scoring_folder
from cchc.sources.coverage import units_with_data
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import HEADINGS, SHEET, read_score_sheet

EDITION = "par_province_test"
PARAMS = "params/2023/BacKan.yml"
FOLDER = "data/offices/BacKan/2023/self"
COLUMN = {heading.key: at for at, heading in enumerate(HEADINGS, start=1)}
#: Office → code → what it enters. SNV: 1.1, 1.2; STP: 2.1.1, 2.2; STC: 2.1.2. A survey scores 1.3.
PARTS: dict[str, dict[str, dict[str, Any]]] = {
    "SNV": {"1.1": {"self_score": 4, "evidence_vi": "KH 1"}, "1.2": {"self_score": 1.5, "declared": "có"}},
    "STP": {"2.1.1": {"self_score": 2, "evidence_vi": "BC 2"}, "2.2": {"self_score": 0}},
    "STC": {"2.1.2": {"not_applicable": "x", "note_vi": "không phát sinh"}},
}
NAMES = {"SNV": "Sở Nội vụ", "STP": "Sở Tư pháp", "STC": "Sở Tài chính"}


def _change(project: Path, **changes: Any) -> None:
    path = project / PARAMS
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["self_scoring"] |= changes
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def office(project: Path) -> Path:
    """Return a project in which Bắc Kạn has an edition of its own: 5 self-scored criteria of 14 points, one of survey."""
    folder = project / "data/frameworks" / EDITION
    folder.mkdir()
    (folder / "framework.yml").write_text(
        'title_vi: "Bộ thử"\ndecision: ""\nyears: [2023, 2023]\nstatus: "office"\nadmin_level: "province"\nstated_total: 20\n',
        encoding="utf-8",
    )
    (folder / "criteria.csv").write_text(
        "code,parent_code,node_kind,name_vi,max_score,method,role,status,source\n"
        "1,,domain,Chỉ đạo,12,,,office,thử\n"
        "1.1,1,criterion,Kế hoạch,4,appraisal,,office,thử\n"
        "1.2,1,criterion,Kiểm tra,2,appraisal,,office,thử\n"
        "1.3,1,criterion,Tác động,6,leaders_survey,,office,thử\n"
        "2,,domain,Thể chế,8,,,office,thử\n"
        "2.1,2,criterion,Văn bản,5,,,office,thử\n"
        "2.1.1,2.1,subcriterion,Ban hành,3,appraisal,,office,thử\n"
        "2.1.2,2.1,subcriterion,Rà soát,2,appraisal,,office,thử\n"
        "2.2,2,criterion,Theo dõi,3,appraisal,,office,thử\n",
        encoding="utf-8",
    )
    (folder / "rules.csv").write_text(
        "code,rule_kind,label_vi,comparison,lower,upper,score,source\n1.2,yes_no,,>=,,,2,thử\n", encoding="utf-8"
    )
    _change(
        project,
        inputs="office",
        framework=EDITION,
        domains={"1": "SNV", "2": "SNV"},
        criteria={"2.1": "STC", "2.1.1": "STP", "2.2": "STP"},
        cooperating={"2.1": ["CacSo"]},
        evidence={"2.1.2": "Quyết định công bố"},
        deadlines={"STC": {"deadline": "12-20"}},
    )
    return project


def write_part(project: Path, key: str, **info: Any) -> Path:
    """Write a part as an office would send it back."""
    inputs = load_self_scoring("BacKan", 2023)
    codes = info.get("codes") or next(one.codes for one in inputs.offices if one.agency_key == key)
    edition = load_framework(Reader(project), info.get("edition", EDITION))
    form = ScoreForm(
        edition.part(codes).with_sums(),
        info.get("unit", "Bắc Kạn"),
        info.get("year", 2023),
        "office",
        info.get("rows", PARTS[key]),
        {},
        office_name=info.get("office", NAMES[key]),
    )
    path = project / FOLDER / f"{info.get('name', key)}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render_score_sheet(form))
    return path


@pytest.fixture
def complete(office: Path) -> Path:
    for key in PARTS:
        write_part(office, key)
    return office


def _results() -> SelfScoringResults:
    return compute_self_scoring(load_self_scoring("BacKan", 2023))


def _faults(key: str) -> str:
    """Return what an office is told; the others are read all the same."""
    forms = {form.agency_key: form for form in load_self_scoring("BacKan", 2023).forms}
    assert all(form.sheet is not None for name, form in forms.items() if name != key)
    assert forms[key].sheet is None
    return " ".join(map(str, forms[key].faults))


def _html(*blocks: Any) -> str:
    flat = flatten(list(blocks))
    return render_html(Document(flat[0], tuple(flat[1:])))  # type: ignore[arg-type]


# ---- who scores what -------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("office")
def test_the_nearest_node_that_is_named_decides_who_scores() -> None:
    inputs = load_self_scoring("BacKan", 2023)
    assert {one.agency_key: one.codes for one in inputs.offices} == {
        "SNV": ("1.1", "1.2"),
        "STP": ("2.1.1", "2.2"),
        "STC": ("2.1.2",),
    }
    assert {one.agency_key: one.due.isoformat() for one in inputs.offices} == {
        "SNV": "2024-01-10",
        "STP": "2024-01-10",
        "STC": "2023-12-20",
    }
    plan = build_self_scoring(inputs)
    assert [part.scope_vi for part in plan.parts] == [("1",), ("2.1.1", "2.2"), ("2.1.2",)]
    assert (plan.own_score, plan.survey_score, plan.n_own) == (14.0, 6.0, 5)
    assert list(plan.parts[2].rows["evidence_vi"]) == ["Quyết định công bố"]
    assert list(plan.parts[1].rows["cooperating_vi"]) == ["Các sở, ban, ngành", ""]
    text = _html(self_plan.letterhead(plan), self_plan.division(plan), self_plan.offices(plan))
    assert "Sở Tư pháp chủ trì tự chấm 02 tiêu chí" in text
    assert "trước ngày 20/12/2023" in text
    assert not re.search(r"\bnan\b|None|<NA>", text)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"domains": {"2": "SNV"}}, "mục self_scoring: chưa giao cơ quan nào tự chấm mã 1.1, 1.2"),
        ({"domains": {"1": "SNV", "2": "SNX"}}, r"khóa 'self_scoring.domains.2': không có cơ quan nào mã 'SNX'"),
        ({"domains": {"1": "SNV", "2": "PNV"}}, "không phải cơ quan của tỉnh Bắc Kạn"),
        (
            {"domains": {"1": "SNV", "2": "SNV", "9": "SNV"}},
            r"khóa 'self_scoring.domains.9': mã '9' không phải lĩnh vực",
        ),
        ({"criteria": {"2.3": "STC"}}, r"khóa 'self_scoring.criteria.2.3': mã '2.3' không phải tiêu chí"),
        ({"criteria": {"2": "STC"}}, r"khóa 'self_scoring.criteria.2': là lĩnh vực"),
        ({"criteria": {"1.3": "STC"}}, "chỉ có tiêu chí xác định qua điều tra"),
        ({"evidence": {"7": "x"}}, r"khóa 'self_scoring.evidence.7'"),
        ({"cooperating": {"1": ["SNX"]}}, r"khóa 'self_scoring.cooperating.1.0'"),
        ({"deadlines": {"SYT": {"deadline": "12-20"}}}, "Sở Y tế không được giao tự chấm tiêu chí nào"),
        ({"deadlines": {"STC": {"deadline": "01-20", "is_next_year": True}}}, "ở sau hạn chung 10/01/2024"),
        (
            {"deadline": "10-01", "is_next_year": False, "letterhead": {"month": 11, "day": 2}},
            "ở trước ngày ban hành kế hoạch",
        ),
        ({"deadline": "02-10"}, "is_next_year chỉ dùng cho hạn trong tháng 1"),
        ({"framework": "par_commune_illustrative"}, "dùng cho cấp xã; Bắc Kạn cần bộ tiêu chí của cấp mình"),
        (
            {"framework": "par_province_2022"},
            r"khóa 'self_scoring.criteria.2.1': mã '2.1' không phải tiêu chí .* không có mã nào",
        ),
        ({"offices": {}}, "offices"),
    ],
)
def test_parameters_that_cannot_be_right_are_refused_with_their_key(
    office: Path, changes: dict[str, Any], words: str
) -> None:
    _change(office, **changes)
    with pytest.raises(InputError, match=words) as told:
        load_self_scoring("BacKan", 2023)
    assert PARAMS in str(told.value)


def test_an_edition_of_another_level_is_refused(office: Path) -> None:
    path = office / "data/frameworks" / EDITION / "framework.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("province", "commune"), encoding="utf-8")
    with pytest.raises(InputError, match=r"khóa 'self_scoring.framework': bộ 'par_province_test' dùng cho cấp"):
        load_self_scoring("BacKan", 2023)


def test_a_unit_without_such_a_section_is_told_where_it_belongs(project: Path) -> None:
    (project / PARAMS).unlink()
    with pytest.raises(MissingDataError, match=r"Chưa có mục self_scoring trong params/2023/BacKan.yml"):
        load_self_scoring("BacKan", 2023)


# ---- the merged sheet ------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("complete")
def test_the_merged_sheet_is_that_worked_out_by_hand() -> None:
    results = _results()
    assert [str(fault) for form in results.inputs.forms for fault in form.faults] == []
    assert results.is_complete
    assert results.rows["state"].to_dict() == {
        "1.1": "returned", "1.2": "returned", "1.3": "surveyed", "2.1.1": "returned", "2.1.2": "off", "2.2": "returned",
    }  # fmt: skip
    assert results.offices["self_score"].tolist() == [5.5, 2.0, 0.0]
    assert results.offices["applied_score"].tolist() == [6.0, 6.0, 0.0]
    assert results.domains["self_score"].tolist() == [5.5, 2.0]
    assert results.domains["max_score"].tolist() == [6.0, 8.0]
    assert results.domains["survey_max"].tolist() == [6.0, 0.0]
    # what does not apply leaves the denominator: 12 of 14
    assert (results.self_score, results.applied_score) == (7.5, 12.0)
    # "có" gives 2 points, the office gave itself 1,5; a score of 0 needs no evidence
    assert results.rule_checks[["code", "self_score", "rule_score", "difference"]].to_numpy().tolist() == [
        ["1.2", 1.5, 2.0, -0.5]
    ]
    assert list(results.without_evidence.index) == ["1.2"]
    assert "Tổng điểm tự chấm là 7,50/12,00 điểm; 6,00 điểm còn lại" in _result_page(results)


def _result_page(results: SelfScoringResults) -> str:
    told = (
        self_result.summary, self_result.returned, self_result.domains, self_result.differences,
        self_result.without_evidence, self_result.limits, self_result.whole_sheet,
    )  # fmt: skip
    return _html(self_result.opening(results, "x"), *(one(results) for one in told))


def test_missing_is_not_zero(complete: Path) -> None:
    (complete / FOLDER / "STC.xlsx").unlink()
    results = _results()
    assert results.rows.at["2.1.2", "state"] == "missing"
    assert results.offices.loc["STC", ["self_score", "applied_score"]].isna().all()
    assert results.domains["self_score"].isna().tolist() == [False, True]
    assert (results.self_score, results.applied_score, results.unknown_max) == (7.5, 12.0, 2.0)
    assert results.domain_totals["self_score"] is None
    page = _result_page(results)
    assert "2/3 cơ quan đã gửi phiếu tự chấm điểm hợp lệ; chưa gửi: Sở Tài chính." in page
    assert "Chưa có điểm tự chấm của Sở Tài chính: mã 2.1.2." in page
    assert not re.search(r"\bnan\b|None|<NA>", page)


@pytest.mark.usefixtures("office")
def test_before_anything_has_come_back_nothing_is_added_up() -> None:
    results = _results()
    assert (results.self_score, results.n_returned, results.n_whole_domains) == (None, 0, 0)
    assert results.offices["self_score"].isna().all()
    assert "Chưa có phiếu hợp lệ nào" in _result_page(results)


# ---- what comes back wrong -------------------------------------------------------------------------------------------
def test_a_form_of_another_unit_office_year_or_edition_is_refused_with_its_cell(complete: Path) -> None:
    write_part(complete, "STC", unit="Kon Tum", office="Sở Tư pháp", year=2022)
    told = _faults("STC")
    assert "ô B1: 'Địa phương' ghi 'Kon Tum'; bảng điểm này là của tỉnh Bắc Kạn" in told
    assert "ô B2: 'Năm kết quả' ghi 2022; đợt tự chấm là năm 2023" in told
    assert "ô B5: 'Cơ quan tự chấm' ghi 'Sở Tư pháp'; tệp này là của Sở Tài chính" in told
    write_part(
        complete, "STC", edition="par_province_2022_illustrative", codes=("1.3",), rows={"1.3": {"self_score": 0}}
    )
    assert f"'Bộ tiêu chí' ghi 'par_province_2022_illustrative'; bảng điểm này dùng bộ '{EDITION}'" in _faults("STC")
    assert _results().offices["state"].to_dict() == {"SNV": "returned", "STP": "returned", "STC": "refused"}


def test_rows_of_another_office_are_refused_with_their_cells(complete: Path) -> None:
    rows = PARTS["STC"] | {"1.1": {"self_score": 3}, "2.2": {"self_score": 1}}
    write_part(complete, "STC", codes=("1.1", "1.3", "2.1.2", "2.2"), rows=rows)
    told = _faults("STC")
    assert re.search(r"ô A\d+: mã '1.1': do Sở Nội vụ chấm", told)
    assert re.search(r"ô A\d+: mã '1.3': xác định qua điều tra, không tự chấm", told)
    assert re.search(r"ô A\d+: mã '2.2': do Sở Tư pháp chấm", told)
    # nothing of it counts, and nothing of the other offices' is lost
    assert _results().rows["self_score"].dropna().to_dict() == {"1.1": 4.0, "1.2": 1.5, "2.1.1": 2.0, "2.2": 0.0}


def test_a_score_that_cannot_be_is_refused_and_stops_no_other(complete: Path) -> None:
    path = complete / FOLDER / "STP.xlsx"
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[SHEET]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "2.2")
    for value, words in (
        (3.5, "là 3,5; cần một số từ 0 đến 3"),
        ("đạt", "đạt"),
        (None, "chưa có điểm tự chấm của mã 2.2"),
    ):
        sheet.cell(row, COLUMN["self_score"]).value = value
        workbook.save(path)
        told = _faults("STP")
        assert f"ô H{row}" in told
        assert words in told
    sheet.delete_rows(row)
    workbook.save(path)
    assert "thiếu dòng của mã 2.2" in _faults("STP")


def test_repeated_and_unknown_files_are_named(complete: Path) -> None:
    folder = complete / FOLDER
    shutil.copy(folder / "STC.xlsx", folder / "STD.xlsx")
    shutil.copy(folder / "STC.xlsx", folder / "Sở Y tế.xlsx")
    (folder / "STP.csv").write_text("x\n", encoding="utf-8")
    inputs = load_self_scoring("BacKan", 2023)
    told = " ".join(map(str, inputs.strangers))
    assert "STD.xlsx: tên tệp không phải mã cơ quan được giao tự chấm" in told
    assert "có lẽ là ST" in told
    assert "Sở Y tế.xlsx" in told
    assert "có cả STP.csv và STP.xlsx" in _faults("STP")
    assert "STD.xlsx" in _result_page(compute_self_scoring(inputs))


def test_an_office_may_send_its_part_as_csv(complete: Path) -> None:
    (complete / FOLDER / "STC.xlsx").unlink()
    text = (
        f"Địa phương,Bắc Kạn\nNăm kết quả,2023\nBộ tiêu chí,{EDITION}\nTrạng thái số liệu,cơ quan tự nhập\n"
        'Cơ quan tự chấm,STC\nMã,Tiêu chí,Điểm tối đa,Điểm tự chấm\n2,Thể chế,8,\n2.1,Văn bản,5,\n2.1.2,Rà soát,2,"1,25"\n'
    )
    (complete / FOLDER / "STC.csv").write_text(text, encoding="utf-8")
    results = _results()
    assert [str(fault) for form in results.inputs.forms for fault in form.faults] == []
    assert results.rows.at["2.1.2", "self_score"] == 1.25


def test_the_folder_of_parts_is_known_to_the_other_commands(complete: Path) -> None:
    assert not [one for one in check_data("BacKan", "2024") if FOLDER in one.file]
    # params that hold nothing but the self-scoring make no report of the year wanted
    (complete / "params/2031").mkdir()
    shutil.copy(complete / PARAMS, complete / "params/2031/CaoBang.yml")
    assert "CaoBang" not in {unit.unit_key for unit in units_with_data(complete, 2031)}


def test_a_year_is_scored_by_the_unit_of_its_end(office: Path) -> None:
    path = office / "data/frameworks" / EDITION / "framework.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("[2023, 2023]", "[2024, 2025]"), encoding="utf-8")
    (office / "params/2025").mkdir(exist_ok=True)
    _change(office, domains={"1": "SNV", "2": "STTTT"}, criteria={}, deadlines={}, cooperating={}, letterhead=None)
    shutil.move(office / PARAMS, office / "params/2025/ThaiNguyen.yml")
    # the old province of the same name has a sheet of 2024
    edition = load_framework(Reader(office), EDITION)
    rows = {leaf.code: {"approved_score": 1} for leaf in edition.leaves()}
    sheet = office / "data/offices/ThaiNguyen/2024/score_sheet.xlsx"
    sheet.parent.mkdir(parents=True)
    sheet.write_bytes(render_score_sheet(ScoreForm(edition, "Thái Nguyên", 2024, "office", rows, {})))
    inputs = load_self_scoring("ThaiNguyen", 2025)
    assert inputs.unit.valid_from.isoformat() == "2025-07-01"
    assert inputs.before is None
    # the office that took another one over scores in its place
    assert [one.name_vi for one in inputs.offices] == ["Sở Nội vụ", "Sở Khoa học và Công nghệ"]
    assert (
        order("self_scoring", {"province": "Thái Nguyên", "year": 2025, "issue": False}).parameters["province"]
        == "ThaiNguyen"
    )
    with pytest.raises(CchcError, match="Bắc Kạn"):
        load_self_scoring("BacKan", 2025)


# ---- what is published -----------------------------------------------------------------------------------------------
def test_the_merged_sheet_is_written_whole_or_so_far(complete: Path) -> None:
    told: list[str] = []
    folder = build_self_scoring_folder("Bắc Kạn", "2023", say=told.append)
    path = folder / "score_sheet.xlsx"
    assert path.exists()
    assert any(
        "score_sheet.xlsx là bảng điểm tự chấm đầy đủ, lưu vào data/offices/BacKan/2023/score_sheet.xlsx" in one
        for one in told
    )
    assert any("Cột Điểm điều tra của 1 tiêu chí còn trống" in one for one in told)
    # once the survey is known, the sheet is one that reports read
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[SHEET]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "1.3")
    sheet.cell(row, COLUMN["survey_score"]).value = 5
    workbook.save(complete / "data/offices/BacKan/2023/score_sheet.xlsx")
    read = read_score_sheet(Reader(complete), "data/offices/BacKan/2023/score_sheet.xlsx", status="office")
    scores = read.scores.set_index("criterion_code")
    assert scores["self_score"].dropna().to_dict() == {"1.1": 4.0, "1.2": 1.5, "2.1.1": 2.0, "2.2": 0.0}
    assert (scores.at["1.1", "evidence_vi"], scores.at["1.2", "declared"]) == ("KH 1", "có")
    assert (bool(scores.at["2.1.2", "is_applicable"]), scores.at["2.1.2", "note_vi"]) == (False, "không phát sinh")
    (complete / FOLDER / "SNV.xlsx").unlink()
    told.clear()
    folder = build_self_scoring_folder("BacKan", 2023, say=told.append)
    assert not (folder / "score_sheet.xlsx").exists()
    sheet = openpyxl.load_workbook(folder / "score_sheet_so_far.xlsx")[SHEET]
    held = {row[0].value: row[COLUMN["self_score"] - 1].value for row in sheet.iter_rows(min_row=4)}
    assert (held["1.1"], held["2.1.1"], held["2.2"]) == (None, 2, 0)
    assert "CHƯA ĐỦ: mới có phiếu hợp lệ của 2/3 cơ quan" in sheet["A2"].value
    assert any("score_sheet_so_far.xlsx còn ô trống" in one for one in told)


def test_a_form_holds_only_the_rows_of_its_office_and_reads_back(office: Path) -> None:
    folder = build_self_scoring_folder("BacKan", 2023, say=lambda _: None)
    workbook = openpyxl.load_workbook(folder / "forms/STP.xlsx")
    sheet = workbook[SHEET]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=4) if row[0].value}
    assert list(rows) == ["2", "2.1", "2.1.1", "2.2"]
    # the maximum of a group is that of the rows of this form
    assert [rows[code][2].value for code in rows] == [6, 3, 3, 3]
    # what is to be handed in stands in the comment of its cell
    assert "đóng dấu" in rows["2.2"][COLUMN["evidence_vi"] - 1].comment.text
    rows["2.1.1"][COLUMN["self_score"] - 1].value = 1
    rows["2.2"][COLUMN["self_score"] - 1].value = 2
    path = office / FOLDER / "STP.xlsx"
    path.parent.mkdir(parents=True)
    workbook.save(path)
    assert _results().rows["self_score"].dropna().to_dict() == {"2.1.1": 1.0, "2.2": 2.0}


def test_the_copy_to_be_signed_needs_every_part_and_nothing_invented(complete: Path, project: Path) -> None:
    assert compute_self_scoring(load_self_scoring("BacKan", 2023, issue=True)).is_complete
    (complete / FOLDER / "STC.xlsx").unlink()
    with pytest.raises(IssueRefusedError, match=r"mới có phiếu của 2/3 cơ quan.*chưa gửi: Sở Tài chính"):
        compute_self_scoring(load_self_scoring("BacKan", 2023, issue=True))
    _change(project, framework="par_province_2022_illustrative", criteria={}, cooperating={}, evidence={}, deadlines={},
            domains={str(one): "SNV" for one in range(1, 9)})  # fmt: skip
    with pytest.raises(IssueRefusedError, match="vì còn số liệu minh họa"):
        load_self_scoring("BacKan", 2023, issue=True)


def test_the_heading_is_not_that_of_the_improvement_plan(office: Path) -> None:
    path = office / PARAMS
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["plan"] = {"letterhead": {"number": "12", "day": 5, "month": 6, "signer": "A", "archive": "VT, X"}}
    del content["self_scoring"]["letterhead"]["archive"]
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    head = load_self_scoring("BacKan", 2023).params.plan.letterhead
    assert (head.number, head.day, head.month, head.signer, head.archive) == (None, None, 11, None, "VT, X")


def test_the_command_knows_two_kinds(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind, year, words in (
        ("sefl", "2023", "KIND='sefl' không có; được dùng: units (hoặc bỏ trống: chấm điểm các đơn vị cấp dưới), self"),
        ("units", "2023", "Chưa có mục campaign trong params/2023/BacKan.yml"),
        ("", "2023", "Chưa có mục campaign trong params/2023/BacKan.yml"),
        ("self", "2024", "Chưa có mục self_scoring trong params/2024/BacKan.yml"),
        ("self", "", "make campaign PROVINCE=BacKan YEAR=2023 KIND=self"),
    ):
        for key, value in {"KIND": kind, "PROVINCE": "BacKan", "YEAR": year, "ISSUE": ""}.items():
            monkeypatch.setenv(key, value)
        assert main(["campaign"]) == 2
        told = capsys.readouterr().err
        assert words in told
        assert "Traceback" not in told
    assert not (project / "reports").exists()
