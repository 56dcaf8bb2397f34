"""The survey of leaders: what parameters may say, which answers are refused and where, and scores worked out by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from cchc.errors import InputError
from cchc.indices.leader_scores import LeaderScores, score_leader_survey
from cchc.leader_params import LeaderSurvey
from cchc.reporting.forms.leader_form import render_leader_form
from cchc.sources.leader_surveys import SHEET, LeaderAnswers, read_leader_survey
from cchc.sources.reader import Reader
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

PARAMS: dict[str, Any] = {
    "document_vi": "Kế hoạch số 12/KH-UBND",
    "answers": {"A": 1.0, "B": 0.75, "C": 0.5, "D": 0.0},
    "groups": {
        "council": {"name_vi": "Đại biểu HĐND tỉnh", "weight": 3},
        "heads": {"name_vi": "Lãnh đạo sở, ban, ngành", "weight": 1.0},
    },
    "criteria": {"1.5": ["C1.1", "C1.2"], "2.3": ["Câu 3"]},
    "min_answers": 2,
}
CHOICE = LeaderSurvey.model_validate(PARAMS)
UNITS = pd.DataFrame({"unit_key": ["SNV", "STC"], "name_vi": ["Sở Nội vụ", "Sở Tài chính"]})
HEAD = ["Mã phiếu", "Nhóm người trả lời", "Đơn vị được đánh giá", "C1.1", "C1.2", "Câu 3"]
COUNCIL, HEADS = "Đại biểu HĐND tỉnh", "Lãnh đạo sở, ban, ngành"
GOOD = [
    ["P1", COUNCIL, "Sở Nội vụ", "A", "b", "C"],
    ["P1", COUNCIL, "Sở Tài chính", "D", "", ""],
    ["P2", "heads", "SNV", " a ", "C", "d"],
]


# parameters


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"answers": {"A": 1.0}}, "at least 2"),
        ({"answers": {"A": 1.2, "B": 0}}, "less than or equal to 1"),
        ({"answers": {"A": 1, "a": 0}}, "answers nêu hai lần chữ cái A"),
        ({"answers": {"A": 1, "Tốt": 0}}, "answers nêu 'Tốt'; mỗi câu trả lời là một chữ cái"),
        ({"answers": {"A": 1, "1": 0}}, "answers nêu '1'"),
        ({"answers": {"A": 0.5, "B": 0.5}}, "cùng một tỷ lệ"),
        ({"groups": {}}, "at least 1"),
        ({"groups": {"a": {"name_vi": "X", "weight": 0}}}, "greater than 0"),
        ({"groups": {"a": {"name_vi": "X", "weight": 1}, "b": {"name_vi": "x ", "weight": 1}}}, "trùng tên: a, b"),
        ({"groups": {"a": {"name_vi": "X", "weight": 1}, "b": {"name_vi": "A", "weight": 1}}}, "trùng tên: a, b"),
        ({"criteria": {}}, "at least 1"),
        ({"criteria": {"1": []}}, "at least 1"),
        ({"criteria": {"1": ["C1", "c1"]}}, "criteria nêu hai lần câu hỏi C1"),
        ({"criteria": {"1": ["C1"], "2": ["C1"]}}, "criteria nêu hai lần câu hỏi C1"),
        ({"criteria": {"1": ["mã  phiếu"]}}, "trùng tên với một cột cố định"),
        ({"criteria": {"1": ["Group"]}}, "trùng tên với một cột cố định"),
        ({"min_answers": 0}, "greater than or equal to 1"),
        ({"min_answer": 3}, "Extra inputs"),
    ],
)
def test_parameters_that_mean_nothing_are_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told.replace("(", r"\(")):
        LeaderSurvey.model_validate(PARAMS | change)


def test_parameters_keep_their_order_and_need_no_weights_of_one() -> None:
    assert list(CHOICE.answers) == ["A", "B", "C", "D"]
    assert CHOICE.questions() == ["C1.1", "C1.2", "Câu 3"]
    assert LeaderSurvey.model_validate({key: PARAMS[key] for key in PARAMS if key != "min_answers"}).min_answers == 5
    # dots count
    LeaderSurvey.model_validate(PARAMS | {"criteria": {"1": ["C1.1", "C11"]}})


# reading


def write(root: Path, rows: list[list[Any]], head: list[str] | None = None, suffix: str = ".csv") -> str:
    path = root / f"leader_survey{suffix}"
    table = [head or HEAD, *rows]
    if suffix == ".csv":
        out = io.StringIO()
        csv.writer(out).writerows(table)
        path.write_text(out.getvalue(), encoding="utf-8-sig")
    else:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        sheet.title = SHEET
        for row in table:
            sheet.append(row)
        workbook.save(path)
    return path.name


def read(root: Path, rows: list[list[Any]], head: list[str] | None = None, suffix: str = ".csv") -> LeaderAnswers:
    return read_leader_survey(Reader(root), write(root, rows, head, suffix), UNITS, CHOICE, status="office")


def refused(root: Path, rows: list[list[Any]], head: list[str] | None = None, suffix: str = ".csv") -> list[str]:
    with pytest.raises(InputError) as caught:
        read(root, rows, head, suffix)
    return [str(one) for one in caught.value.faults]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_answers_are_read_by_unit_and_group_and_nobody_is_named(tmp_path: Path, suffix: str) -> None:
    found = read(tmp_path, [*GOOD, ["", "", "", "", "", ""]], suffix=suffix)
    assert list(found.answers) == ["unit_key", "group", "C1.1", "C1.2", "Câu 3"]
    assert found.answers.to_numpy().tolist() == [
        ["SNV", "council", "A", "B", "C"],
        ["STC", "council", "D", "", ""],
        ["SNV", "heads", "A", "C", "D"],
    ]
    assert (found.n_respondents, found.status, found.unit_name, found.year) == (2, "office", "", None)
    assert "P1" not in repr(found)


def test_columns_may_stand_in_any_order_below_a_title(tmp_path: Path) -> None:
    rows = [["P1", "C", COUNCIL, "A", "Sở Nội vụ", "B"]]
    path = tmp_path / "leader_survey.csv"
    head = ["Số phiếu", "CÂU 3", "Nhóm người trả lời", "c1.1", "Đơn vị", "C1.2"]
    path.write_text(
        "\n".join(["Phiếu năm 2026,,,,,", ",".join(head), *(",".join(row) for row in rows)]), encoding="utf-8"
    )
    found = read_leader_survey(Reader(tmp_path), path.name, UNITS, CHOICE, status="office")
    assert found.answers.to_numpy().tolist() == [["SNV", "council", "A", "B", "C"]]


@pytest.mark.parametrize("written", ["E", "K", "không biết", "A,B", "5", "-", "AA"])
def test_an_answer_that_is_no_letter_is_refused_with_its_cell(tmp_path: Path, written: str) -> None:
    assert refused(tmp_path, [GOOD[0], ["P2", "heads", "SNV", "A", written, "B"]]) == [
        (
            f"Tệp leader_survey.csv, dòng 3, cột 5 (ô E3): trả lời '{written}' của câu C1.2;"
            " cần A, B, C, D, hoặc để trống nếu không trả lời."
        )
    ]


@pytest.mark.parametrize("written", [1, 0.75, True])
def test_a_number_in_a_workbook_is_no_letter(tmp_path: Path, written: object) -> None:
    told = refused(tmp_path, [["P1", COUNCIL, "SNV", "A", written, "B"]], suffix=".xlsx")
    assert len(told) == 1
    assert told[0].startswith(f"Tệp leader_survey.xlsx, trang tính '{SHEET}', ô E2: trả lời '")


def test_a_formula_that_nobody_computed_is_refused(tmp_path: Path) -> None:
    told = refused(tmp_path, [["P1", COUNCIL, "SNV", "A", '="B"', "B"]], suffix=".xlsx")
    assert told == [
        (
            f"Tệp leader_survey.xlsx, trang tính '{SHEET}', ô E2: công thức chưa có giá trị;"
            " hãy mở bằng Excel, sửa công thức, lưu lại."
        )
    ]


def test_only_so_many_wrong_answers_are_listed(tmp_path: Path) -> None:
    told = refused(tmp_path, [[f"P{at}", COUNCIL, "SNV", "A", "X", "B"] for at in range(30)])
    assert len(told) == 21
    assert "câu C1.2 còn 10 trả lời khác cũng không hợp lệ" in told[-1]


@pytest.mark.parametrize(
    ("at", "written", "told"),
    [
        (2, "Sở Nội vu", "đơn vị 'Sở Nội vu' không có trong danh sách; có lẽ là 'Sở Nội vụ'"),
        (2, "Xã khác hẳn", "đơn vị 'Xã khác hẳn' không có trong danh sách; dùng tên hoặc mã trong units.csv"),
        (2, "", "chưa ghi đơn vị"),
        (1, "Đại biểu HĐND", "nhóm người trả lời 'Đại biểu HĐND' không có trong danh sách; có lẽ là"),
        (1, "zzz", f"không có trong danh sách; được dùng: {COUNCIL}; {HEADS}"),
        (1, "", "chưa ghi nhóm người trả lời"),
        (0, "", "phiếu chưa có mã; mỗi phiếu một mã riêng, không dùng họ tên"),
        (0, "Nguyễn Văn An", "'Nguyễn Văn An' không phải mã phiếu; mỗi phiếu một mã riêng, không dùng họ tên"),
        (0, "#N/A", "ô ghi '#N/A'"),
    ],
)
def test_a_row_that_is_nobodys_is_refused_with_its_cell(tmp_path: Path, at: int, written: str, told: str) -> None:
    row = ["P7", COUNCIL, "SNV", "A", "B", "C"]
    row[at] = written
    found = refused(tmp_path, [*GOOD, row])
    assert len(found) == 1
    assert told in found[0]
    assert f"(ô {'ABC'[at]}5)" in found[0]


def test_a_respondent_rates_a_unit_once_and_belongs_to_one_group(tmp_path: Path) -> None:
    assert refused(tmp_path, [*GOOD, ["p1", COUNCIL, "SNV", "A", "A", "A"]]) == [
        (
            "Tệp leader_survey.csv, dòng 5, cột 1 (ô A5): phiếu 'p1' đánh giá đơn vị này lần thứ hai;"
            " mỗi phiếu, mỗi đơn vị một dòng."
        )
    ]
    assert refused(tmp_path, [*GOOD, ["P2", COUNCIL, "STC", "A", "A", "A"]]) == [
        (
            "Tệp leader_survey.csv, dòng 5, cột 1 (ô A5): phiếu 'P2' ghi nhóm khác với dòng trước của phiếu;"
            " một người chỉ thuộc một nhóm."
        )
    ]


@pytest.mark.parametrize("name", ["Họ và tên", "Số điện thoại", "Email", "CCCD"])
def test_personal_data_are_refused(tmp_path: Path, name: str) -> None:
    told = refused(tmp_path, [[*row, "x"] for row in GOOD], [*HEAD, name])
    assert len(told) == 1
    assert "cột chứa thông tin cá nhân; xóa cột này: hệ thống không nhận dữ liệu cá nhân" in told[0]


def test_columns_that_are_missing_unknown_or_repeated_are_refused(tmp_path: Path) -> None:
    told = refused(tmp_path, [row[:5] for row in GOOD], HEAD[:5])
    assert told == ["Tệp leader_survey.csv, dòng 1, cột Câu 3: thiếu cột; hãy lấy lại mẫu, giữ đủ các cột."]
    told = refused(tmp_path, [[*row, "A"] for row in GOOD], [*HEAD, "C1.3"])
    assert len(told) == 1
    assert "cột C1.3: cột không có trong phiếu; có lẽ là 'C1." in told[0]
    told = refused(tmp_path, [[*row, "A"] for row in GOOD], [*HEAD, "c1.1"])
    assert "cột xuất hiện hai lần" in told[0]
    told = refused(tmp_path, [], ["a", "b"])
    assert "không thấy dòng tiêu đề của phiếu" in told[0]


def test_a_file_without_any_answer_is_refused(tmp_path: Path) -> None:
    assert "chưa có phiếu nào dưới dòng tiêu đề" in refused(tmp_path, [])[0]
    assert "tệp trống" in refused(tmp_path, [["", "", ""]], [""] * 3, ".xlsx")[0]


def test_answers_on_two_sheets_are_refused(tmp_path: Path) -> None:
    name = write(tmp_path, GOOD, suffix=".xlsx")
    workbook = openpyxl.load_workbook(tmp_path / name)
    workbook.copy_worksheet(workbook[SHEET]).title = "Phiếu 2"
    workbook.save(tmp_path / name)
    with pytest.raises(InputError, match="có 2 trang tính chứa phiếu"):
        read_leader_survey(Reader(tmp_path), name, UNITS, CHOICE, status="office")


# scores


def answers(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return answers: unit, group, a letter per question, ``.`` for none."""
    return pd.DataFrame(
        [[unit, group, *("" if one == "." else one for one in letters)] for unit, group, letters in rows],
        columns=["unit_key", "group", *CHOICE.questions()],
    )


def score(table: pd.DataFrame) -> LeaderScores:
    return score_leader_survey(table, CHOICE, {"1.5": 2.0, "2.3": 4.0}, ["SNV", "STC"])


def test_scores_worked_out_by_hand() -> None:
    found = score(
        answers(
            ("SNV", "council", "AAB"),
            ("SNV", "council", "BCC"),
            ("SNV", "council", "D.A"),
            ("SNV", "heads", "ADD"),
            ("SNV", "heads", "CDD"),
            ("STC", "council", "AAA"),
            ("STC", "heads", "AAA"),
            ("STC", "heads", "AAA"),
        )
    )
    # 1.5, council: (1 + 1 + .75 + .5 + 0) / 5 = .65; heads: (1 + 0 + .5 + 0) / 4 = .375; 2 × (3 × .65 + .375) / 4 = 1.1625
    # 2.3, council: (.75 + .5 + 1) / 3 = .75; heads: 0; 4 × (3 × .75 + 0) / 4 = 2.25
    assert found.scores.loc["SNV"].to_dict() == {"1.5": 1.1625, "2.3": 2.25}
    # one answer of the council is too few, however well the heads think of the unit
    assert found.scores.loc["STC"].isna().all()
    own = found.groups.set_index(["unit_key", "criterion_code", "group"])
    assert own.loc[("SNV", "1.5", "council")].to_dict() == {"n_answers": 5, "n_least": 2, "share_ratio": 0.65}
    assert own.loc[("SNV", "1.5", "heads")].to_dict() == {"n_answers": 4, "n_least": 2, "share_ratio": 0.375}
    assert own.at[("STC", "2.3", "heads"), "share_ratio"] == 1
    assert pd.isna(own.at[("STC", "2.3", "council"), "share_ratio"])
    assert found.lacking.to_numpy().tolist() == [
        ["STC", "1.5", "council", "C1.1", 1],
        ["STC", "1.5", "council", "C1.2", 1],
        ["STC", "2.3", "council", "Câu 3", 1],
    ]


def test_every_question_needs_its_answers_and_missing_is_not_zero() -> None:
    found = score(answers(*[("SNV", group, letters) for group in CHOICE.groups for letters in ("AAA", "A.A", "A.A")]))
    assert pd.isna(found.scores.at["SNV", "1.5"])
    assert found.scores.at["SNV", "2.3"] == 4.0
    assert found.scores.loc["STC"].isna().all()
    few = found.lacking[found.lacking["unit_key"] == "SNV"]
    assert few[["group", "question", "n_answers"]].to_numpy().tolist() == [["council", "C1.2", 1], ["heads", "C1.2", 1]]
    assert (score(answers(*[("SNV", group, "DDD") for group in CHOICE.groups] * 2)).scores.loc["SNV"] == 0).all()


def test_without_any_answer_every_score_is_missing() -> None:
    found = score(answers())
    assert found.scores.isna().all(axis=None)
    assert list(found.scores.index) == ["SNV", "STC"]
    assert found.groups["n_answers"].tolist() == [0] * 8
    assert len(found.lacking) == 12


def test_scores_ask_for_maxima_and_letters_that_exist() -> None:
    with pytest.raises(KeyError):
        score_leader_survey(answers(), CHOICE, {"1.5": 2.0}, ["SNV"])
    with pytest.raises(ValueError, match="E"):
        score(answers(("SNV", "heads", "EAA")))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["SNV", "STC"]),
            st.sampled_from(list(CHOICE.groups)),
            st.text("ABCD.", min_size=3, max_size=3),
        ),
        max_size=40,
    ),
    st.randoms(use_true_random=False),
    st.floats(0.01, 100),
)
def test_scores_lie_within_their_bounds_and_rest_on_nothing_but_the_answers(
    rows: Any, random: Any, scale: float
) -> None:
    found = score(answers(*rows))
    for code, maximum in (("1.5", 2.0), ("2.3", 4.0)):
        own = found.scores[code].dropna()
        assert own.between(0, maximum).all()
        # a score is missing exactly where somebody lacks answers
        lacking = set(found.lacking.loc[found.lacking["criterion_code"] == code, "unit_key"])
        assert set(found.scores.index) - set(own.index) == lacking
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(score(answers(*shuffled)).scores, found.scores, atol=1e-8)
    heavier = {key: {"name_vi": one.name_vi, "weight": one.weight * scale} for key, one in CHOICE.groups.items()}
    choice = LeaderSurvey.model_validate(PARAMS | {"groups": heavier})
    again = score_leader_survey(answers(*rows), choice, {"1.5": 2.0, "2.3": 4.0}, ["SNV", "STC"])
    pd.testing.assert_frame_equal(again.scores, found.scores, atol=1e-8)
    # naming more units changes nobody's score
    wider = score_leader_survey(answers(*rows), CHOICE, {"1.5": 2.0, "2.3": 4.0}, ["STC", "X", "SNV"]).scores
    pd.testing.assert_frame_equal(wider.loc[["SNV", "STC"]], found.scores)


# the form


def test_the_empty_form_is_read_back_once_it_is_filled_in(tmp_path: Path) -> None:
    def made(note: str = "") -> bytes:
        return render_leader_form(CHOICE, UNITS, unit_name="Hà Tĩnh", year=2026, place="data/x", note=note)

    assert made() == made()
    assert made("MINH HỌA") != made()
    path = tmp_path / "leader_survey.xlsx"
    path.write_bytes(made())
    with pytest.raises(InputError, match="chưa có phiếu nào"):
        read_leader_survey(Reader(tmp_path), path.name, UNITS, CHOICE, status="office")
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[SHEET]
    assert [cell.value for cell in sheet[3]] == HEAD
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists["D4:F5003"] == '"A,B,C,D"'
    assert lists["C4:C5003"] == '"Sở Nội vụ,Sở Tài chính"'
    assert set(lists) == {"B4:B5003", "C4:C5003", "D4:F5003"}
    for at, row in enumerate(GOOD, start=4):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column).value = value or None
    workbook.save(path)
    found = read_leader_survey(Reader(tmp_path), path.name, UNITS, CHOICE, status="office")
    assert len(found.answers) == 3
    assert (found.unit_name, found.year) == ("Hà Tĩnh", 2026)
    assert found.places["year"] == "trang tính 'Thông tin', ô B2"
