"""Forms: what is open, what is limited, and that what comes back reads to what was filled in."""

import dataclasses
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from cchc.errors import InputError, ParameterError
from cchc.frameworks import Framework
from cchc.indices.scored import compute_scored
from cchc.reporting.forms.framework import render_framework
from cchc.reporting.forms.parts import Form
from cchc.reporting.forms.score_sheet import ScoreForm, describe_rule, render_score_sheet
from cchc.reporting.forms.survey import render_survey
from cchc.run.cli import main
from cchc.run.forms import write_form
from cchc.scoring_rules import Rule, RulePart
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import HEADINGS, read_score_sheet
from cchc.sources.surveys import read_survey
from cchc.sources.tasks import HEADINGS as TASK_HEADINGS
from cchc.sources.tasks import INFO_ROWS, read_tasks

DISTRICT = "par_district_daknong_2023"
COLUMN = {heading.key: at for at, heading in enumerate(HEADINGS, start=1)}
KRONG_NO = {"1": 14, "2": 11, "3": 14.591, "4": 7.5, "5": 7.787, "6": 10.975, "7": 10.766, "8.1": 7.84, "8.2": 1.5}


def _form(project: Path, framework_id: str = DISTRICT, **changes: object) -> tuple[Framework, bytes]:
    framework = load_framework(Reader(project), framework_id)
    form = ScoreForm(framework, "Krông Nô", 2023, "office", {}, {})
    return framework, render_score_sheet(dataclasses.replace(form, **changes))


def _fill(project: Path, content: bytes, values: dict[str, dict[str, object]], name: str = "score_sheet.xlsx") -> str:
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheet = workbook["Bảng điểm"]
    for row in range(4, sheet.max_row + 1):
        for key, value in values.get(str(sheet.cell(row, 1).value), {}).items():
            cell = sheet.cell(row, COLUMN[key])
            assert not cell.protection.locked, (row, key)
            cell.value = value
    workbook.save(project / name)
    return name


def test_only_input_cells_are_open_and_survey_criteria_take_no_self_score(project: Path) -> None:
    framework, content = _form(project)
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheet = workbook["Bảng điểm"]
    assert all(workbook[name].protection.sheet for name in workbook.sheetnames)
    for row in range(4, 4 + len(framework.nodes)):
        node = framework.node(str(sheet.cell(row, 1).value))
        assert sheet.cell(row, 1).number_format == "@"
        assert isinstance(sheet.cell(row, 1).value, str)
        is_open = {key: not sheet.cell(row, at).protection.locked for key, at in COLUMN.items()}
        is_leaf = not framework.children(node.code)
        assert not any(is_open[key] for key in ("code", "name_vi", "max_score", "method", "previous"))
        assert is_open["approved_score"] == is_open["evidence_vi"] == is_open["not_applicable"] == is_leaf
        assert is_open["self_score"] == (is_leaf and node.method != "sipas")
        assert is_open["survey_score"] == (is_leaf and node.method == "sipas")


def test_limits_are_those_of_each_criterion(project: Path) -> None:
    _, content = _form(project)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Bảng điểm"]
    limits = {
        str(one.sqref): (float(one.formula1), float(one.formula2))
        for one in sheet.data_validations.dataValidation
        if one.type == "decimal"
    }
    assert limits["N4"] == (0.0, 14.0)
    assert limits["N12"] == (0.0, 10.0)
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"}
    assert lists["O4"] == '"x"'


def test_a_filled_form_reads_to_what_was_filled_in(project: Path) -> None:
    framework, content = _form(project)
    name = _fill(project, content, {code: {"approved_score": score} for code, score in KRONG_NO.items()})
    sheet = read_score_sheet(Reader(project), name, status="office")
    assert (sheet.unit_name, sheet.year, sheet.status, sheet.stage) == ("Krông Nô", 2023, "office", "approved")
    par = compute_scored(sheet.scores, framework)
    assert par.at["total", "score"] == pytest.approx(85.959)
    assert par.at["8", "score"] == pytest.approx(9.34)


def test_every_stage_evidence_and_note_is_kept(project: Path) -> None:
    _, content = _form(project)
    rows: dict[str, dict[str, object]] = {code: {"approved_score": score} for code, score in KRONG_NO.items()}
    rows["3"] |= {
        "self_score": "15,5",
        "appraised_1_score": 14,
        "explanation_vi": "Bổ sung",
        "appraised_2_score": 14.591,
        "evidence_vi": "CV 12",
        "note_vi": "ghi",
    }
    rows["8.1"] |= {"survey_score": 7.84}
    sheet = read_score_sheet(Reader(project), _fill(project, content, rows), status="office")
    row = sheet.scores.set_index("criterion_code").loc["3"]
    assert row[["self_score", "appraised_1_score", "appraised_2_score", "approved_score"]].tolist() == [
        15.5,
        14.0,
        14.591,
        14.591,
    ]
    assert row[["explanation_vi", "evidence_vi", "note_vi"]].tolist() == ["Bổ sung", "CV 12", "ghi"]


def test_a_sheet_that_is_not_approved_yet_says_how_far_it_has_come(project: Path) -> None:
    _, content = _form(project)
    rows: dict[str, dict[str, object]] = {
        code: {"self_score": score} for code, score in KRONG_NO.items() if code != "8.1"
    }
    rows["8.1"] = {"survey_score": 7.84}
    assert read_score_sheet(Reader(project), _fill(project, content, rows), status="office").stage == "self"
    rows["1"]["appraised_1_score"] = 13
    with pytest.raises(InputError, match="chưa có điểm thẩm định lần 1 của mã 2;"):
        read_score_sheet(Reader(project), _fill(project, content, rows), status="office")


def test_an_empty_form_is_refused_row_by_row_and_its_formulas_are_no_zeros(project: Path) -> None:
    framework, content = _form(project)
    (project / "score_sheet.xlsx").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_score_sheet(Reader(project), "score_sheet.xlsx", status="office")
    assert len(caught.value.faults) == len(framework.leaves())
    assert "chưa có điểm của mã 8.2" in str(caught.value)


def test_what_does_not_apply_is_marked_and_leaves_the_denominator(project: Path) -> None:
    framework, content = _form(project)
    rows: dict[str, dict[str, object]] = {code: {"approved_score": score} for code, score in KRONG_NO.items()}
    rows["4"] = {"not_applicable": "x"}
    sheet = read_score_sheet(Reader(project), _fill(project, content, rows), status="office")
    assert compute_scored(sheet.scores, framework).at["total", "max_score"] == 92.5


def test_a_column_that_looks_like_scores_and_is_not_read_is_told(project: Path) -> None:
    _, content = _form(project)
    name = _fill(project, content, {code: {"approved_score": score} for code, score in KRONG_NO.items()})
    workbook = openpyxl.load_workbook(project / name)
    workbook["Bảng điểm"]["L3"].value = "Điểm thẩm định lần hai"
    workbook.save(project / name)
    assert (
        "cột 'Điểm thẩm định lần hai' (L3) không được đọc"
        in read_score_sheet(Reader(project), name, status="office").warnings[0]
    )


def test_a_group_that_does_not_apply_speaks_for_its_rows(project: Path) -> None:
    framework, content = _form(project)
    rows: dict[str, dict[str, object]] = {
        code: {"approved_score": score} for code, score in KRONG_NO.items() if code[0] != "8"
    }
    name = _fill(project, content, rows)
    workbook = openpyxl.load_workbook(project / name)
    workbook["Bảng điểm"]["O11"].value = "x"
    workbook.save(project / name)
    sheet = read_score_sheet(Reader(project), name, status="office")
    assert compute_scored(sheet.scores, framework).at["total", "max_score"] == 87.5


def test_the_same_form_has_the_same_bytes(project: Path) -> None:
    assert _form(project)[1] == _form(project)[1]


def test_last_years_scores_stand_beside(project: Path) -> None:
    path, place = write_form("score_sheet", "BacKan", "2024", "par_province_2022_illustrative")
    assert str(path) == "reports/forms/BacKan/2023/score_sheet.xlsx"
    assert place == "data/offices/BacKan/2023/score_sheet.xlsx"
    sheet = openpyxl.load_workbook(project / path)["Bảng điểm"]
    before = read_score_sheet(Reader(project), "data/illustrative/BacKan/2022/score_sheet.xlsx", status="illustrative")
    scores = before.scores.set_index("criterion_code")["approved_score"]
    shown = {
        str(sheet.cell(row, 1).value): sheet.cell(row, COLUMN["previous"]).value for row in range(4, sheet.max_row)
    }
    assert {code: shown[code] for code in scores.index} == pytest.approx(scores.to_dict())
    assert "minh họa" in str(sheet["A2"].value)


def test_a_form_without_a_framework_takes_the_edition_of_the_level_and_year(project: Path) -> None:
    path, _ = write_form("score_sheet", "KrongNo", "2024")
    assert openpyxl.load_workbook(project / path)["Thông tin"]["B3"].value == DISTRICT
    with pytest.raises(Exception, match="Chưa có bộ tiêu chí cho huyện Bác Ái năm 2021"):
        write_form("score_sheet", "BacAi", "2022")


def test_a_survey_form_reads_back_with_its_design(project: Path) -> None:
    questions = load_framework(Reader(project), "sipas_2023_illustrative")
    content = render_survey(questions, unit_name="Bắc Kạn", year=2023, place="x")
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheet = workbook["Phiếu trả lời"]
    headings = [str(cell.value) for cell in sheet[3]]
    assert headings[:3] == ["Mã phiếu", "Thôn, tổ dân phố", "Tầng mẫu"]
    assert not sheet.column_dimensions["I"].protection.locked
    answers = [5, "K", None, "Rất hài lòng", "4"]
    for row in range(2):
        sheet.cell(4 + row, 1).value = f"P{row}"
        sheet.cell(4 + row, 2).value = "Thôn 1"
        for at in range(9, len(headings) + 1):
            sheet.cell(4 + row, at).value = answers[(at - 9) % 5] if row == 0 else 3
    workbook.save(project / "survey.xlsx")
    survey = read_survey(Reader(project), "survey.xlsx", "khác", status="office")
    assert (survey.unit_name, survey.year) == ("Bắc Kạn", 2023)
    assert survey.answers.iloc[0, :5].tolist() == [5, -1, 0, 5, 4]
    assert survey.answers.shape == (2, 26)
    assert survey.design["psu"].tolist() == ["Thôn 1", "Thôn 1"]
    assert "respondent_id" not in survey.design


def test_a_framework_form_reads_back_to_the_same_framework(project: Path) -> None:
    framework = load_framework(Reader(project), "par_province_2022_illustrative")
    (project / "data/framework.xlsx").write_bytes(render_framework(framework))
    back = load_framework(Reader(project), "data/framework.xlsx")
    assert back.nodes == framework.nodes
    assert back.rules == framework.rules
    assert back.stated_counts == framework.stated_counts
    assert (back.stated_total, back.status, back.admin_level) == (
        100.0,
        "illustrative",
        "province",
    )  # a copy stays marked


def test_an_offices_own_framework_carries_a_score_sheet(project: Path) -> None:
    framework = load_framework(Reader(project), DISTRICT)
    (project / "data/offices/KrongNo/2023").mkdir(parents=True)
    (project / "data/offices/KrongNo/2023/framework.xlsx").write_bytes(render_framework(framework))
    path, place = write_form("score_sheet", "KrongNo", "2024", "data/offices/KrongNo/2023/framework.xlsx")
    rows: dict[str, dict[str, object]] = {code: {"approved_score": score} for code, score in KRONG_NO.items()}
    _fill(project, (project / path).read_bytes(), rows, place)
    sheet = read_score_sheet(Reader(project), place, status="office")
    assert sheet.framework.status == "office"
    assert compute_scored(sheet.scores, sheet.framework).at["total", "score"] == pytest.approx(85.959)
    assert "99,5" in " ".join(sheet.full_framework.inconsistencies())


def test_a_task_form_reads_back_every_task_of_the_plan(project: Path) -> None:
    path, _ = write_form("tasks", "BacKan", "2024")
    info, tasks = read_tasks(Reader(project), str(path))
    assert info == {"unit": "Bắc Kạn", "year": 2024}
    assert tasks["task_key"].is_unique
    assert set(tasks["status"]) == {"not_started"}
    assert tasks["deadline"].str.fullmatch(r"2024-\d\d-\d\d|quarterly|monthly").all()
    workbook = openpyxl.load_workbook(project / path)
    sheet = workbook["Nhiệm vụ"]
    columns = {heading.key: at for at, heading in enumerate(TASK_HEADINGS, start=1)}
    sheet.cell(4, columns["status"]).value = "Hoàn thành"
    sheet.cell(4, columns["done_pct"]).value = 100
    sheet.cell(4, columns["deadline"]).value = pd.Timestamp(2024, 9, 30).to_pydatetime()
    workbook.save(project / path)
    first = read_tasks(Reader(project), str(path))[1].iloc[0]
    assert first[["status", "done_pct", "deadline"]].tolist() == ["done", 100.0, "2024-09-30"]


@pytest.mark.parametrize(
    ("kind", "framework_id", "words"),
    [
        ("score_shet", "", "có lẽ là 'score_sheet'"),
        ("score_sheet", "par_provnce_2022", "gần nhất: par_province_2022"),
        ("score_sheet", "sipas_2023_illustrative", "là phiếu khảo sát"),
        ("survey", DISTRICT, "không phải phiếu khảo sát"),
    ],
)
@pytest.mark.usefixtures("project")
def test_a_wrong_order_gets_a_sentence(kind: str, framework_id: str, words: str) -> None:
    with pytest.raises(Exception, match=words):
        write_form(kind, "BacKan", "2024", framework_id)


def test_no_word_of_an_office_becomes_a_formula_in_a_form() -> None:
    out = Form("=0")
    out.add_guide(["=1"])
    values = {"unit": '=HYPERLINK("http://x.vn","bấm")', "year": "=2024+1"}
    out.add_info(INFO_ROWS[:2], values, note="=3", open_keys={"unit"})
    sheets = openpyxl.load_workbook(io.BytesIO(out.finish("Thông tin"))).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert [cell.data_type for cell in cells] == ["s"] * 4


def test_a_form_that_was_begun_where_it_was_written_is_kept(project: Path) -> None:
    told: list[str] = []
    path = project / write_form("framework", "BacKan", "2024", say=told.append)[0]
    write_form("framework", "KonTum", "2024", say=told.append)
    write_form("framework", "BacKan", "2024", say=told.append)
    assert (told, sorted(one.name for one in path.parent.iterdir())) == ([], ["framework.xlsx", "run.json"])
    path.write_bytes(b"begun")
    write_form("framework", "BacKan", "2024", say=told.append)
    assert path.read_bytes().startswith(b"PK")
    assert [one.read_bytes() for one in (path.parent / "edited").iterdir()] == [b"begun"]
    assert told == [
        "Lưu ý: framework.xlsx đã được sửa hoặc thêm bằng tay; tệp đó được giữ trong reports/forms/BacKan/2023/edited/."
    ]


def test_the_command_says_where_the_form_is_and_where_it_belongs(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"KIND": "survey", "PROVINCE": "Bắc Kạn", "YEAR": "2024", "FRAMEWORK": ""}.items():
        monkeypatch.setenv(name, value)
    assert main(["form"]) == 0
    said = capsys.readouterr().out
    assert "reports/forms/BacKan/2023/survey.xlsx" in said
    assert "data/offices/BacKan/2023/survey.xlsx" in said
    assert (project / "reports/forms/BacKan/2023/survey.xlsx").is_file()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("1", "steps", 1.0, (RulePart(lower=0.5, score=0.5), RulePart(lower=0.8, comparison=">", score=1.0))), "trên 0,8: 1 điểm; từ 0,5: 0,5 điểm"),
        (Rule("1", "yes_no", 0.5, (RulePart(),)), "có: 0,5 điểm; không: 0 điểm"),
        (Rule("1", "items", 1.0, (RulePart("Hội thi", score=0.5),)), "Hội thi: 0,5 điểm"),
        (Rule("1", "survey_mean", 2.0, (RulePart(lower=1.0, upper=5.0),)), "từ 1 đến 5 quy ra 0 đến 2 điểm"),
    ],
)  # fmt: skip
def test_a_rule_is_told_in_words_beside_its_cell(rule: Rule, words: str) -> None:
    assert words in describe_rule(rule)


@pytest.mark.usefixtures("project")
def test_the_wrong_year_is_refused() -> None:
    with pytest.raises(ParameterError, match="không phải một năm"):
        write_form("survey", "BacKan", "hai nghìn")
