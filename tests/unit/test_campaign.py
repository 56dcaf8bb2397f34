"""A scoring campaign worked out by hand: totals, ties, grades, refused forms, what is missing, what parameters may say."""

import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml
from cchc import CampaignResults, build_campaign, compute_campaign, load_campaign
from cchc.analysis.appraisals import list_to_appraise
from cchc.analysis.campaign_findings import sum_differences
from cchc.analysis.group_results import GroupResults
from cchc.errors import CchcError, InputError, IssueRefusedError, MissingDataError, ParameterError
from cchc.reporting.document import Document, flatten
from cchc.reporting.forms.appraisal_form import AppraisalForm, render_appraisal
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.reporting.html import render_html
from cchc.reporting.sections import campaign_changes, campaign_plan, campaign_result
from cchc.sources.appraisal import HEADINGS as APPRAISAL_HEADINGS
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import HEADINGS

EDITION, QUESTIONS = "par_commune_test", "sipas_test"
OFFICE = "data/offices/HuongSon/2022"
COLUMN = {heading.key: at for at, heading in enumerate(HEADINGS, start=1)}
APPRAISED = {heading.key: at for at, heading in enumerate(APPRAISAL_HEADINGS, start=1)}
#: Unit → self-scores of 1.1 (of 6) and 1.2 (of 4), appraised ones, satisfied answers of 30. None: not applicable.
UNITS: dict[str, tuple[Any, Any, int]] = {
    "XaAn": ((5, 4), (4, 4), 21),
    "XaBinh": ((6, 2), (6, 2), 21),
    "XaCau": ((5, 4), (5, 4), 18),
    "XaDong": ((6, None), (6, None), 27),
}
NAMES = {"XaAn": "Xã An", "XaBinh": "Xã Bình", "XaCau": "Xã Cầu", "XaDong": "Xã Đông"}


def _texts(block: object) -> str:
    return json.dumps(block.to_dict(), ensure_ascii=False).replace("\u00a0", " ")  # type: ignore[attr-defined]


def _params(project: Path, **changes: Any) -> None:
    path = project / "params/2022/HuongSon.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["campaign"] |= changes
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def _table(path: Path, heading: str, *rows: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")


def write_form(project: Path, key: str, scores: tuple[Any, Any], **info: Any) -> Path:
    framework = load_framework(Reader(project), EDITION)
    rows = {
        code: {"not_applicable": "x"} if score is None else {"self_score": score}
        for code, score in zip(("1.1", "1.2"), scores, strict=True)
    }
    form = ScoreForm(framework, info.get("name", NAMES[key]), info.get("year", 2022), "office", rows, {})
    path = project / OFFICE / "returned" / f"{key}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render_score_sheet(form))
    return path


def write_cell(path: Path, place: tuple[str, str], value: object, sheet: str = "Bảng điểm") -> str:
    """Put a value into a cell named by criterion and column; return the cell's name."""
    workbook = openpyxl.load_workbook(path)
    table = workbook[sheet]
    row = next(row for row in range(1, table.max_row + 1) if table.cell(row, 1).value == place[0])
    cell = table.cell(row, COLUMN[place[1]])
    cell.value = value
    workbook.save(path)
    return str(cell.coordinate)


def write_appraisal(
    project: Path, *, reason: str = "thiếu tài liệu", left_out: tuple[tuple[str, str], ...] = ()
) -> Path:
    inputs = load_campaign("HuongSon", 2022)
    rows = list_to_appraise(inputs.groups[0])
    given = {
        (key, code): score
        for key, (_, scores, _) in UNITS.items()
        for code, score in zip(("1.1", "1.2"), scores, strict=True)
    }
    places = list(zip(rows["unit_key"], rows["code"], strict=True))
    rows["appraised_score"] = [None if one in left_out else given[one] for one in places]
    rows["is_off"] = [one not in left_out and given[one] is None for one in places]
    rows["reason_vi"] = [reason if one == ("XaAn", "1.1") else "" for one in places]
    path = project / OFFICE / "appraisal.xlsx"
    path.write_bytes(render_appraisal(AppraisalForm(inputs.groups[0].framework, "Hương Sơn", 2022, rows, "x")))
    return path


def write_survey(project: Path, satisfied: dict[str, int], *extra: str) -> None:
    rows = [
        f"{key}{number},{NAMES[key]},{4 if number < n_satisfied else 2}"
        for key, n_satisfied in satisfied.items()
        for number in range(30)
    ]
    _table(project / OFFICE / "survey.csv", "respondent_id,commune,A1.1", *rows, *extra)


@pytest.fixture
def office(project: Path) -> Path:
    """Return a project in which a district of four communes has an edition of its own, 20 points, and its bands."""
    meta = 'title_vi: "Bộ thử"\ndecision: ""\nyears: [2022, 2022]\nstatus: "office"\n'
    folder = project / "data/frameworks" / EDITION
    folder.mkdir()
    (folder / "framework.yml").write_text(f'{meta}admin_level: "commune"\nstated_total: 20\n', encoding="utf-8")
    _table(
        folder / "criteria.csv", "code,parent_code,node_kind,name_vi,max_score,method,role,status,source",
        "1,,domain,Chỉ đạo,10,,,office,thử", "1.1,1,criterion,Kế hoạch,6,appraisal,,office,thử", "1.2,1,criterion,Kiểm tra,4,appraisal,,office,thử",
        "2,,domain,Tác động,10,,,office,thử", "2.1,2,criterion,Hài lòng,10,sipas,,office,thử",
    )  # fmt: skip
    _table(
        folder / "rules.csv",
        "code,rule_kind,label_vi,comparison,lower,upper,score,source",
        "2.1,linear,,>=,0.5,0.9,,thử",
    )
    folder = project / "data/frameworks" / QUESTIONS
    folder.mkdir()
    (folder / "framework.yml").write_text(f"{meta}stated_total: null\n", encoding="utf-8")
    _table(
        folder / "criteria.csv", "code,parent_code,node_kind,name_vi,max_score,method,role,status,source",
        "A,,content,Nội dung,,,,office,thử", "A1,A,factor,Yếu tố,,,,office,thử", "A1.1,A1,item,Câu hỏi,,,,office,thử",
    )  # fmt: skip
    with (project / "data/frameworks/grading.csv").open("a", encoding="utf-8") as file:
        file.write(
            "HuongSon,commune,2022,2022,Tốt,65,100.01,Quyết định thử\nHuongSon,commune,2022,2022,Đạt,57.5,65,Quyết định thử\n"
        )
    _table(
        project / OFFICE / "units.csv", "unit_key,name_vi,kind", *(f"{key},{name},xã" for key, name in NAMES.items())
    )
    survey = {"document_vi": "Kế hoạch số 120/KH-UBND", "criteria": {"2.1": "total"}}
    _params(project, framework=EDITION, domains={"1": "PNV"}, survey=survey)
    path = project / "params/2022/HuongSon.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | {
        "sipas": {"framework": QUESTIONS, "n_replicates": 100}
    }
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return project


@pytest.fixture
def complete(office: Path) -> Path:
    for key, (claims, _, _) in UNITS.items():
        write_form(office, key, claims)
    write_appraisal(office)
    write_survey(office, {key: one[2] for key, one in UNITS.items()})
    return office


def _results() -> GroupResults:
    """Return what the only group of the district's campaign comes to."""
    return compute_campaign(load_campaign("HuongSon", 2022)).groups[0]


def _whole(results: GroupResults) -> CampaignResults:
    """Return the campaign whose only group is given."""
    return CampaignResults(load_campaign("HuongSon", 2022), (results,))


# ---- by hand ---------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("complete")
def test_totals_ranks_ties_and_grades_are_those_worked_out_by_hand() -> None:
    results = _results()
    units = results.units
    # 70 % → 10 × (0,7 − 0,5) / 0,4 = 5; 60 % → 2,5; 90 % → 10
    assert units["survey_score"].to_dict() == {"XaAn": 5.0, "XaBinh": 5.0, "XaCau": 2.5, "XaDong": 10.0}
    assert units["self_score"].tolist() == [9.0, 8.0, 9.0, 6.0]
    assert units["appraised_score"].tolist() == [8.0, 8.0, 9.0, 6.0]
    assert units["score"].tolist() == [13.0, 13.0, 11.5, 16.0]
    # what does not apply leaves the denominator: 16 of 16
    assert units["max_score"].tolist() == [20.0, 20.0, 20.0, 16.0]
    # 11,5 / 20 is 57.49999999999999 in binary: the grade is that of 57,5
    assert units["achieved_pct"].tolist() == pytest.approx([65.0, 65.0, 57.5, 100.0])
    assert units["rank"].tolist() == [2, 2, 4, 1]
    assert units["grade_vi"].tolist() == ["Tốt", "Tốt", "Đạt", "Tốt"]
    assert results.domains.loc["XaAn"].to_dict() == {"1": 8.0, "2": 5.0}
    assert results.is_complete
    assert not results.inputs.has_illustrative
    text = _texts(campaign_result.decision_annex(_whole(results)))
    assert "2/4 (đồng hạng)" in text
    assert "tạm tính" not in text + _texts(campaign_result.ranking(_whole(results))) + _texts(
        campaign_result.summary(_whole(results))
    )
    assert "Nguồn: Quyết định thử" in text


@pytest.mark.usefixtures("complete")
def test_differences_are_told_per_unit_and_per_criterion() -> None:
    table = _results().differences
    assert table[
        ["unit_key", "code", "self_score", "appraised_score", "difference", "reason_vi"]
    ].to_numpy().tolist() == [["XaAn", "1.1", 5.0, 4.0, -1.0, "thiếu tài liệu"]]
    told = sum_differences(
        pd.DataFrame({"code": ["1", "1", "2"], "difference": [-1.0, 0.5, -1.25]}), ["code"]
    ).set_index("code")
    assert told.loc["1", ["n_lowered", "n_raised", "net_score", "moved_score"]].tolist() == [1, 1, -0.5, 1.5]
    assert list(told.index) == ["1", "2"]


def test_what_does_not_apply_is_the_councils_to_decide(complete: Path) -> None:
    write_cell_in_appraisal(complete, "XaDong", "1.2", 3)  # the commune had said that it does not apply
    write_cell_in_appraisal(complete, "XaCau", "1.2", "KAD")  # the commune had given itself 4
    results = _results()
    assert results.units.at["XaDong", "score"] == 19.0
    assert results.units.at["XaDong", "max_score"] == 20.0
    assert results.units.at["XaCau", "score"] == 7.5  # 5 and 2,5 of 16
    assert results.units.at["XaCau", "max_score"] == 16.0
    table = results.differences
    # those without a number come first: no difference hides them
    assert set(table.loc[table["difference"].isna(), "unit_key"]) == {"XaDong", "XaCau"}
    assert list(table["difference"].isna()) == [True, True, False]
    page = _page(results)
    assert not re.search(r"\bnan\b|None|<NA>", page)
    assert "Xã Đông, mã 1.2" in page  # its reason is still to be written


def test_an_edition_without_survey_needs_none(complete: Path) -> None:
    path = complete / "data/frameworks" / EDITION / "criteria.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",sipas,", ",appraisal,"), encoding="utf-8")
    for name in ("survey.csv", "appraisal.xlsx"):
        (complete / OFFICE / name).unlink()
    (complete / "data/frameworks" / EDITION / "rules.csv").unlink()
    _params(complete, survey=None)
    for form in (complete / OFFICE / "returned").glob("*.xlsx"):
        framework = load_framework(Reader(complete), EDITION)
        rows = {code: {"self_score": 2} for code in ("1.1", "1.2", "2.1")}
        form.write_bytes(render_score_sheet(ScoreForm(framework, NAMES[form.stem], 2022, "office", rows, {})))
    inputs = load_campaign("HuongSon", 2022)
    rows = list_to_appraise(inputs.groups[0]).assign(appraised_score=2.0)
    content = render_appraisal(AppraisalForm(inputs.groups[0].framework, "Hương Sơn", 2022, rows, "x"))
    (complete / OFFICE / "appraisal.xlsx").write_bytes(content)
    results = _results()
    assert results.units["score"].tolist() == [6.0] * 4
    assert results.units["rank"].tolist() == [1] * 4
    assert results.units["survey_score"].isna().all()
    page = _page(results)
    assert "không có phần khảo sát" in page
    assert "giữ nguyên điểm tự chấm" in page


@pytest.mark.parametrize("state", ["nothing", "only refused", "only forms"])
def test_the_result_can_be_told_at_any_time(office: Path, state: str) -> None:
    if state != "nothing":
        path = write_form(office, "XaAn", (5, 4))
        if state == "only refused":
            write_cell(path, ("1.1", "self_score"), "năm")
    results = _results()
    page = _page(results)
    assert not re.search(r"\bnan\b|None|<NA>", page)
    assert "Chưa đơn vị nào đủ điểm để cộng" in page
    assert "Chưa có bảng thẩm định của Hội đồng" in page


def _page(results: GroupResults) -> str:
    """Return every section of the result as HTML."""
    blocks = [
        campaign_result.opening(_whole(results)), campaign_result.summary(_whole(results)), campaign_result.returned(_whole(results)),
        campaign_result.ranking(_whole(results)), campaign_result.domains(_whole(results)), campaign_changes.differences(_whole(results)),
        campaign_changes.survey(_whole(results)), campaign_result.limits(_whole(results)), campaign_result.decision_annex(_whole(results)),
        campaign_changes.details_annex(_whole(results)),
    ]  # fmt: skip
    flat = flatten(list(blocks))
    return render_html(Document(flat[0], tuple(flat[1:])))  # type: ignore[arg-type]


# ---- what is missing is not zero -------------------------------------------------------------------------------------
def test_a_missing_appraisal_is_no_zero_and_leaves_the_unit_unranked(complete: Path) -> None:
    write_appraisal(complete, left_out=(("XaBinh", "1.2"),))
    results = _results()
    row = results.units.loc["XaBinh"]
    assert (row["state"], row["n_appraised"], row["n_due"]) == ("returned", 1, 2)
    assert row[["appraised_score", "score", "achieved_pct", "rank", "grade_vi"]].isna().all()
    assert results.units["rank"].dropna().tolist() == [2, 3, 1]
    # an entered 0 is a score
    write_cell_in_appraisal(complete, "XaBinh", "1.2", 0)
    row = _results().units.loc["XaBinh"]
    assert (row["appraised_score"], row["score"], row["rank"]) == (6.0, 11.0, 4)


def write_cell_in_appraisal(project: Path, unit: str, code: str, value: object, column: str = "appraised_score") -> str:
    path = project / OFFICE / "appraisal.xlsx"
    workbook = openpyxl.load_workbook(path)
    table = workbook["Thẩm định"]
    row = next(
        row
        for row in range(1, table.max_row + 1)
        if (table.cell(row, 1).value, table.cell(row, 3).value) == (unit, code)
    )
    table.cell(row, APPRAISED[column]).value = value
    workbook.save(path)
    return str(table.cell(row, APPRAISED[column]).coordinate)


def test_every_rank_says_on_how_many_units_it_rests_while_units_are_missing(complete: Path) -> None:
    (complete / OFFICE / "returned/XaCau.xlsx").unlink()
    results = _results()
    assert results.names("missing") == ["Xã Cầu"]
    for section in (campaign_result.summary, campaign_result.ranking, campaign_result.decision_annex):
        assert "ạm tính trên 3/4 đơn vị" in _texts(section(_whole(results))) or "TẠM TÍNH TRÊN 3/4" in _texts(
            section(_whole(results))
        )
    assert "1/3" in _texts(campaign_result.ranking(_whole(results)))
    # the council's scores of a unit without a form are not lost, and not used
    assert "có điểm thẩm định của Xã Cầu nhưng phiếu" in str(results.unused[0])


def test_without_survey_there_is_no_total(complete: Path) -> None:
    (complete / OFFICE / "survey.csv").unlink()
    results = _results()
    assert set(results.units["state"]) == {"unsurveyed"}
    assert results.units[["survey_score", "score", "rank"]].isna().all().all()
    assert results.units["appraised_score"].tolist() == [8.0, 8.0, 9.0, 6.0]
    assert "Thiếu điểm không được coi là 0" in _texts(campaign_changes.survey(_whole(results)))
    assert "Chưa đơn vị nào đủ điểm" in _texts(campaign_result.ranking(_whole(results)))


def test_a_unit_with_too_few_responses_gets_no_survey_score(complete: Path) -> None:
    path = complete / OFFICE / "survey.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join(line for line in lines if not line.startswith("XaAn0,")) + "\nP9999,,5\n", encoding="utf-8"
    )
    results = _results()
    assert results.survey is not None
    assert results.survey.at["XaAn", "n_respondents"] == 29
    assert results.units.loc["XaAn", ["survey_score", "rank"]].isna().all()
    text = _texts(campaign_changes.survey(_whole(results)))
    assert "Quá ít phiếu nên chưa có điểm khảo sát: Xã An" in text
    assert "1 phiếu không ghi đơn vị" in text


def test_a_response_of_an_unknown_commune_is_refused_with_the_nearest(complete: Path) -> None:
    write_survey(complete, {key: one[2] for key, one in UNITS.items()}, "P1,Xã Bìn,5", "P2,Xã Bìn,4")
    with pytest.raises(InputError, match=r"survey\.csv, cột 'Xã, phường': 'Xã Bìn' \(2 phiếu\).*có lẽ là 'Xã Bình'"):
        load_campaign("HuongSon", 2022)


# ---- refused forms ---------------------------------------------------------------------------------------------------
def test_a_refused_form_names_its_cell_and_stops_no_other(complete: Path) -> None:
    folder = complete / OFFICE / "returned"
    above = write_cell(folder / "XaAn.xlsx", ("1.1", "self_score"), 6.5)
    word = write_cell(folder / "XaBinh.xlsx", ("1.2", "self_score"), "hai")
    results = _results()
    told = {form.unit_key: [str(fault) for fault in form.faults] for form in results.inputs.forms if form.sheet is None}
    assert set(told) == {"XaAn", "XaBinh"}
    assert (
        f"trang tính 'Bảng điểm', ô {above}: điểm tự chấm của mã 1.1 là 6,5; cần một số từ 0 đến 6." in told["XaAn"][0]
    )
    assert f"ô {word}: điểm tự chấm của mã 1.2 là chữ 'hai'" in told["XaBinh"][0]
    assert results.units["rank"].dropna().to_dict() == {"XaCau": 2, "XaDong": 1}
    text = _texts(campaign_result.returned(_whole(results)))
    assert all(sentence in text for sentence in (*told["XaAn"], *told["XaBinh"]))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda root: write_form(root, "XaAn", (5, 4), name="Xã Bình"), "ô B1: 'Địa phương' ghi 'Xã Bình'; tệp này là của Xã An"),
        (lambda root: write_form(root, "XaAn", (5, 4), year=2021), "'Năm kết quả' ghi 2021; đợt chấm là năm 2022"),
        (lambda root: write_cell(root / OFFICE / "returned/XaAn.xlsx", ("1.1", "approved_score"), 5), "ô N5: điểm của mã 1.1 là 5; đơn vị chỉ ghi Điểm tự chấm"),
        (lambda root: write_cell(root / OFFICE / "returned/XaAn.xlsx", ("2.1", "survey_score"), 5), "điểm điều tra của mã 2.1 là 5; đơn vị chỉ ghi Điểm tự chấm"),
        (lambda root: write_cell(root / OFFICE / "returned/XaAn.xlsx", ("1.2", "self_score"), None), "chưa có điểm tự chấm của mã 1.2"),
        (lambda root: write_cell(root / OFFICE / "returned/XaAn.xlsx", ("2.1", "not_applicable"), "x"), "mã 2.1 chấm bằng khảo sát nhưng ghi không áp dụng"),
        (lambda root: (root / OFFICE / "returned/XaAn.csv").write_text("x", encoding="utf-8"), "có cả XaAn.csv và XaAn.xlsx"),
        (lambda root: (root / OFFICE / "returned/XaAn.xlsx").write_bytes(b"x"), "không mở được như một sổ Excel"),
    ],
)  # fmt: skip
def test_what_a_commune_may_not_send_is_refused_with_a_sentence(complete: Path, change: Any, words: str) -> None:
    change(complete)
    results = _results()
    assert results.units.at["XaAn", "state"] == "refused"
    form = next(form for form in results.inputs.forms if form.unit_key == "XaAn")
    assert words in " ".join(map(str, form.faults))
    assert results.n_complete == 3


def test_a_file_of_no_unit_is_told_and_stops_nothing(complete: Path) -> None:
    (complete / OFFICE / "returned/XaBin.xlsx").write_bytes(b"x")
    results = _results()
    assert results.is_complete
    assert "XaBin.xlsx: tên tệp không phải mã đơn vị nên không được đọc; có lẽ là XaBinh" in str(
        load_campaign("HuongSon", 2022).strangers[0]
    )


# ---- appraisal -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "value", "words"),
    [("1.1", 6.5, "điểm thẩm định của mã 1.1, Xã An là 6,5; cần một số từ 0 đến 6"), ("1.2", "tốt", "là chữ 'tốt'")],
)
def test_a_wrong_appraisal_is_refused_with_its_cell(complete: Path, code: str, value: object, words: str) -> None:
    cell = write_cell_in_appraisal(complete, "XaAn", code, value)
    with pytest.raises(InputError) as error:
        load_campaign("HuongSon", 2022)
    assert f"appraisal.xlsx, trang tính 'Thẩm định', ô {cell}: " in str(error.value)
    assert words in str(error.value)


def test_an_appraisal_of_an_older_claim_does_not_count_and_is_asked_again(complete: Path) -> None:
    write_form(complete, "XaBinh", (6, 3))  # sent again after the council had seen 2
    results = _results()
    assert results.units.at["XaBinh", "state"] == "returned"
    assert "điểm tự chấm mã 1.2 của Xã Bình khác phiếu đang có" in str(results.unused[0])
    rows = list_to_appraise(results.inputs).set_index(["unit_key", "code"])
    assert pd.isna(rows.at[("XaBinh", "1.2"), "appraised_score"])
    assert rows.at[("XaBinh", "1.1"), "appraised_score"] == 6  # what still holds is filled in
    assert rows.at[("XaAn", "1.1"), "reason_vi"] == "thiếu tài liệu"


def test_the_form_of_the_council_reads_to_what_was_filled_in(complete: Path) -> None:
    rows = load_campaign("HuongSon", 2022).groups[0].appraisal
    assert rows is not None
    table = rows.rows.set_index(["unit_key", "criterion_code"])
    assert table.at[("XaDong", "1.2"), "is_off"]
    assert table.at[("XaDong", "1.2"), "is_self_off"]
    assert len(table) == 8
    sheet = openpyxl.load_workbook(complete / OFFICE / "appraisal.xlsx")["Thẩm định"]
    is_open = {key: not sheet.cell(4, at).protection.locked for key, at in APPRAISED.items()}
    assert {key for key, one in is_open.items() if one} == {"appraised_score", "reason_vi"}


# ---- the copy to be signed -------------------------------------------------------------------------------------------
def test_the_signed_copy_wants_the_whole_field_and_every_reason(complete: Path) -> None:
    assert compute_campaign(load_campaign("HuongSon", 2022, issue=True)).is_complete
    write_appraisal(complete, reason="")
    with pytest.raises(IssueRefusedError, match="chưa ghi lý do ở 1 chỗ"):
        compute_campaign(load_campaign("HuongSon", 2022, issue=True))
    write_appraisal(complete)
    (complete / OFFICE / "returned/XaCau.xlsx").unlink()
    with pytest.raises(IssueRefusedError, match=r"3/4 đơn vị.*chưa nộp phiếu: Xã Cầu"):
        compute_campaign(load_campaign("HuongSon", 2022, issue=True))


@pytest.mark.usefixtures("office")
def test_the_plan_can_be_signed_before_anything_has_come_back() -> None:
    inputs = load_campaign("HuongSon", 2022, issue=True)
    assert compute_campaign(inputs).n_complete == 0
    assert campaign_plan.letterhead(build_campaign(inputs)).blocks[0].watermark == ""  # type: ignore[attr-defined]


@pytest.mark.usefixtures("project")
def test_the_signed_copy_refuses_illustrative_figures_by_name() -> None:
    with pytest.raises(IssueRefusedError, match=r"minh họa: .*par_commune_illustrative.*units\.csv"):
        load_campaign("HuongSon", 2022, issue=True)


def test_an_invented_appraisal_put_into_the_offices_folder_stays_invented(complete: Path) -> None:
    path = complete / OFFICE / "appraisal.xlsx"
    workbook = openpyxl.load_workbook(path)
    assert [workbook["Thông tin"].cell(4, at).value for at in (1, 2)] == ["Trạng thái số liệu", "cơ quan tự nhập"]
    workbook["Thông tin"].cell(4, 2).value = "minh họa"
    workbook.save(path)
    assert load_campaign("HuongSon", 2022).has_illustrative
    with pytest.raises(IssueRefusedError, match=r"minh họa: data/offices/HuongSon/2022/appraisal\.xlsx"):
        load_campaign("HuongSon", 2022, issue=True)


# ---- office and illustrative -----------------------------------------------------------------------------------------
def test_files_of_the_office_are_never_mixed_with_invented_ones(project: Path) -> None:
    _table(project / OFFICE / "units.csv", "unit_key,name_vi,kind", "XaAn,Xã An,xã")
    inputs = load_campaign("HuongSon", 2022)
    assert (inputs.status, list(inputs.units["unit_key"])) == ("office", ["XaAn"])
    assert not inputs.forms
    assert inputs.groups[0].appraisal is None
    assert inputs.groups[0].survey is None
    (project / OFFICE / "units.csv").unlink()
    (project / OFFICE / "appraisal.xlsx").write_bytes(b"x")
    with pytest.raises(
        InputError, match=r"units\.csv: không có tệp này, nhưng đã có data/offices/HuongSon/2022/appraisal\.xlsx"
    ):
        load_campaign("HuongSon", 2022)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["XaAn,Xã An,xã", "XaAn,Xã Ba,xã"], "dòng 3, cột unit_key"),
        (["XaAn,Xã An,làng"], r"cột kind: giá trị 'làng'; chỉ dùng: .*xã, phường, thị trấn"),
        (["XaAn,Xã Hòa,xã", "XaBa,Xã Hoà,xã"], "tên 'Xã Hoà' đã có ở dòng khác"),
        ([], "chưa có đơn vị nào"),
    ],
)
def test_faults_of_the_list_of_units_are_told_with_their_line(project: Path, lines: list[str], words: str) -> None:
    _table(project / OFFICE / "units.csv", "unit_key,name_vi,kind", *lines)
    with pytest.raises(InputError, match=words):
        load_campaign("HuongSon", 2022)


# ---- parameters ------------------------------------------------------------------------------------------------------
def _steps(**changes: Any) -> list[dict[str, Any]]:
    step = {"kind": "other", "name_vi": "Bước một", "deadline": "11-20", "lead": "PNV", "output_vi": "Văn bản"}
    return [step, step | {"name_vi": "Bước hai"} | changes]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"steps": _steps(deadline="11-18")}, r"'campaign\.steps\.1\.deadline': hạn 18/11/2022 của bước 'Bước hai' ở trước hạn 20/11/2022"),
        ({"steps": _steps(deadline="11-03")}, r"ngày 03/11/2022 ở trước ngày ban hành kế hoạch 04/11/2022"),
        ({"steps": _steps(deadline="01-10")}, "is_next_year: true"),
        ({"steps": _steps(deadline="12-10", is_next_year=True)}, "chỉ dùng cho hạn trong tháng 1 năm sau"),
        ({"steps": _steps(deadline="11-31")}, "cần dạng tháng-ngày có thật"),
        ({"steps": _steps(deadline=None)}, "mỗi bước cần deadline"),
        ({"steps": _steps(start="11-25")}, "start 11-25 sau deadline 11-20"),
        ({"steps": _steps(lead="PNVV")}, r"'campaign\.steps\.1\.lead': không có cơ quan nào mã 'PNVV'.*gần nhất: PNV"),
        ({"steps": _steps(lede="PNV")}, r"'campaign\.steps\.1\.lede': khóa không có trong danh mục; có lẽ là 'lead'"),
        ({"steps": [one | {"kind": "survey"} for one in _steps()]}, "nêu hai lần loại bước survey"),
        ({"steps": _steps(kind="vote")}, "được dùng: 'council'"),
        ({"stepps": []}, r"'campaign\.stepps': khóa không có trong danh mục; có lẽ là 'steps'"),
        ({"domains": {"9": "PNV"}}, r"'campaign\.domains\.9': không phải lĩnh vực"),
        ({"survey": {"document_vi": "x", "criteria": {"8.1": "total"}}}, "các tiêu chí chấm bằng khảo sát: 8.1, 8.2"),
        ({"survey": {"document_vi": "x", "criteria": {"8.1": "total", "8.2": "Z"}}}, "phiếu không có nội dung 'Z'"),
        ({"framework": "par_province_2022_illustrative"}, "không dùng cho cấp xã"),
        ({"framework": "par_commune_illustratve"}, "gần nhất: par_commune_illustrative"),
    ],
)  # fmt: skip
def test_what_parameters_may_not_say_is_refused_with_the_key(
    project: Path, changes: dict[str, Any], words: str
) -> None:
    _params(project, **changes)
    with pytest.raises(CchcError, match=words):
        load_campaign("HuongSon", 2022)


def test_a_step_may_end_in_january_if_it_says_so(project: Path) -> None:
    _params(project, steps=_steps(deadline="01-10", is_next_year=True, start="12-01"))
    plan = build_campaign(load_campaign("HuongSon", 2022))
    assert plan.steps[1].when_vi == "từ ngày 01/12/2022, hoàn thành trước ngày 10/01/2023"
    assert plan.plan_date == dt.date(2022, 11, 4)


def test_who_cannot_have_a_campaign_is_told_why(project: Path) -> None:
    with pytest.raises(ParameterError, match="xã Sơn Dương không chấm điểm đơn vị nào"):
        load_campaign("TuyenQuang/SonDuong", 2026)
    with pytest.raises(MissingDataError, match=r"params/2022/HaTinh\.yml .*xem mẫu ở params/2025/TuyenQuang\.yml"):
        load_campaign("HaTinh", 2022)
    with pytest.raises(MissingDataError, match=r"Chưa có mục campaign trong params/2022/KrongNo\.yml"):
        load_campaign("KrongNo", 2022)
    path = project / "params/2022/HuongSon.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("score_sheet: illustrative", "score_sheet: office"), encoding="utf-8"
    )
    with pytest.raises(MissingDataError, match=r"data/offices/HuongSon/2022/units\.csv"):
        load_campaign("HuongSon", 2022)


# ---- the plan --------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("project")
def test_the_plan_tells_every_step_with_day_lead_and_partners_in_text_and_annex() -> None:
    plan = build_campaign(load_campaign("HuongSon", 2022))
    text, annex = _texts(campaign_plan.text(plan, "content")), _texts(campaign_plan.schedule(plan))
    assert [step.when_vi for step in plan.steps] == [
        "trước ngày 08/11/2022", "trước ngày 10/11/2022", "theo Kế hoạch số 120/KH-UBND ngày 30/9/2022 của UBND huyện", "trước ngày 25/11/2022",
    ]  # fmt: skip
    for step in plan.steps:
        assert f"{step.number}. {step.name_vi}" in text
        for words in (step.lead_vi, *step.cooperating_vi):
            assert words in text
            assert words in annex
        assert f"Thời gian: {step.when_vi}." in text
        assert step.when_vi[1:] in annex
        assert step.output_vi in annex
    for label in campaign_plan.ANNEXES.values():
        assert f"{label} của Kế hoạch này" in text
    head = campaign_plan.letterhead(plan)
    assert "132/KH-UBND" in _texts(head)
    assert "ngày 04 tháng 11 năm 2022" in _texts(head)
    assert "Hồ Thái Sơn" in _texts(campaign_plan.signature(plan))
    organisation = _texts(campaign_plan.text(plan, "organisation"))
    for office in ("Phòng Nội vụ", "Phòng Tư pháp", "Phòng TC-KH", "Phòng VH&TT", "Văn phòng HĐND và UBND"):
        assert office in organisation


def test_a_name_that_a_text_cannot_fill_in_is_told_with_the_file(project: Path) -> None:
    (project / "params/texts/scoring_campaign/closing.md").write_text("{{ nobody }}", encoding="utf-8")
    plan = build_campaign(load_campaign("HuongSon", 2022))
    with pytest.raises(InputError, match=r"scoring_campaign/closing\.md, dòng 1: không điền được văn bản"):
        campaign_plan.text(plan, "closing")


@pytest.mark.usefixtures("project")
def test_no_document_that_rests_on_invented_bands_hides_it() -> None:
    results = _results()
    assert all("minh họa" in grade for grade in results.units["grade_vi"].dropna())
    assert "không cơ quan nào ban hành" in campaign_result.grading_note(results)


def test_the_empty_form_takes_nothing_but_self_scores(office: Path) -> None:
    """A form as the campaign gives it out, filled in and read back."""
    path = write_form(office, "XaAn", (5, 4))
    results = _results()
    assert results.units.at["XaAn", "state"] == "returned"
    assert io.BytesIO(path.read_bytes()).read(2) == b"PK"


def test_codes_that_moved_away_from_their_names_in_the_appraisal_are_refused_with_the_cell(complete: Path) -> None:
    path = complete / OFFICE / "appraisal.xlsx"
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Thẩm định"]
    head = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "Mã đơn vị")
    first = next(row for row in range(head + 1, sheet.max_row) if sheet.cell(row, 1).value == "XaAn")
    other = next(row for row in range(head + 1, sheet.max_row) if sheet.cell(row, 1).value == "XaBinh")
    sheet.cell(first, 1).value, sheet.cell(other, 1).value = "XaBinh", "XaAn"
    workbook.save(path)
    with pytest.raises(InputError, match=rf"ô B{first}: tên đơn vị của mã XaAn đứng cạnh mã XaBinh"):
        _results()


def test_another_maximum_in_the_appraisal_is_refused_with_its_cell(complete: Path) -> None:
    path = complete / OFFICE / "appraisal.xlsx"
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Thẩm định"]
    row = next(row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value == "XaAn")
    column = next(one.column for one in sheet[row] if sheet.cell(row, 3).value and one.value in {4, 6})
    sheet.cell(row, column).value = 99
    workbook.save(path)
    with pytest.raises(InputError, match=r"điểm tối đa của mã 1\.\d, Xã An là 99; bộ tiêu chí quy định"):
        _results()
