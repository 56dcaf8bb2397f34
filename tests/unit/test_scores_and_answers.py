"""What becomes of scores and answers as they are typed: penalties, stages, caps, figures declared, cells that must not show."""

import dataclasses
import runpy
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from cchc.analysis.comparisons import compare_par_years
from cchc.analysis.results import compute_results
from cchc.errors import InputError
from cchc.frameworks import Framework, Node
from cchc.indices.breakdowns import compute_breakdown, hide_cells
from cchc.indices.ranking import group_equally
from cchc.indices.scored import compute_scored, top_rows
from cchc.indices.stages import compare_with_rules, total_by_stage
from cchc.indices.surveyed import Design, compute_surveyed
from cchc.reporting.forms.framework import render_framework
from cchc.scoring_rules import Rule, RulePart
from cchc.sources.framework_files import load_framework
from cchc.sources.office_files import load_sheet
from cchc.sources.reader import Reader
from cchc.sources.reference import load_units
from cchc.sources.report_inputs import load_inputs
from cchc.sources.score_sheets import read_score_sheet
from cchc.sources.surveys import read_survey
from cchc.unit_register import UnitRegister

HEAD = "Địa phương;Krông Nô\nNăm kết quả;2023\nBộ tiêu chí;{framework}\nTrạng thái số liệu;{status}\n"
ILLUSTRATIVE = "par_province_2022_illustrative"
QUESTIONS = "sipas_2023_illustrative"
TREE = Framework(
    "t", "Bộ thử", "", (2023, 2023), "office", 10.0,
    (
        Node("1", "", "domain", "Một", 10.0, "appraisal"),
        Node("P", "", "domain", "Phạt", 5.0, "", "penalty"),
        Node("P.1", "P", "criterion", "Trễ hạn", 5.0, "appraisal"),
    ),
    penalty_cap=3.0, admin_level="district",
)  # fmt: skip


def _csv(
    project: Path, rows: str, *, framework: str = "par_district_daknong_2023", status: str = "cơ quan tự nhập"
) -> str:
    (project / "s.csv").write_text(HEAD.format(framework=framework, status=status) + rows, encoding="utf-8")
    return "s.csv"


def _refusal(project: Path, rows: str, **info: str) -> str:
    with pytest.raises(InputError) as caught:
        read_score_sheet(Reader(project), _csv(project, rows, **info), status="office")
    return str(caught.value)


def test_what_lies_below_a_penalty_is_a_penalty(project: Path) -> None:
    assert any("tính chất 'thường' khác mã cha P ('điểm trừ')" in fault for fault in TREE.faults())
    (project / "framework.xlsx").write_bytes(render_framework(TREE))
    framework = load_framework(Reader(project), "framework.xlsx")
    assert framework.node("P.1").role == "penalty"
    sheet = pd.DataFrame({"criterion_code": ["1", "P.1"], "approved_score": [8.0, 5.0]})
    total = compute_scored(sheet, framework).loc["total"]
    assert (total["score"], total["max_score"]) == (5.0, 10.0)  # 8 less at most 3


def test_a_negative_cap_is_refused_and_adds_no_points() -> None:
    assert "trần điểm trừ là -5, phải là số không âm" in dataclasses.replace(TREE, penalty_cap=-5.0).faults()


def test_a_later_stage_typed_only_for_a_group_is_not_lost(project: Path) -> None:
    rows = "Mã;Điểm tự chấm;Điểm được phê duyệt\n8;;3\n8.1;;\n8.2;2,5;\n" + "".join(
        f"{code};7;7\n" for code in range(1, 8)
    )
    assert "mã 8 có điểm 3 ở giai đoạn mà các dòng bên dưới chưa có" in _refusal(project, rows)


def test_a_group_that_does_not_apply_must_not_hold_scores(project: Path) -> None:
    rest = "".join(f"{code};7;\n" for code in range(1, 8))
    one = "Mã;Điểm được phê duyệt;Không áp dụng\n8;;x\n8.1;2;\n8.2;;\n" + rest
    assert "mã 8 ghi không áp dụng nhưng mã 8.1 bên dưới vẫn có điểm" in _refusal(project, one)
    own = "Mã;Điểm được phê duyệt;Không áp dụng\n8;6;x\n8.1;;\n8.2;;\n" + rest
    assert "mã 8 ghi không áp dụng nhưng chính mã này vẫn có điểm" in _refusal(project, own)


def test_identifiers_of_a_survey_stay_what_was_written(project: Path) -> None:
    table = pd.read_csv(project / "data/illustrative/BacKan/2023/survey.csv", dtype=str, keep_default_na=False).head(4)
    table["psu"], table["stratum"] = ["1.1", "1.10", "01", "1"], "1"
    table["respondent_id"] = ["1", "01", "1.0", "001"]
    table.to_csv(project / "s.csv", index=False)
    survey = read_survey(Reader(project), "s.csv", QUESTIONS, status="office")
    assert survey.design["psu"].tolist() == ["1.1", "1.10", "01", "1"]


def test_units_and_codes_of_a_score_table_stay_what_was_written(project: Path) -> None:
    nodes = (
        Node("1", "", "domain", "a", 2.0),
        Node("1.1", "1", "criterion", "b", 1.0),
        Node("1.10", "1", "criterion", "c", 1.0),
    )
    framework = Framework("n", "", "", (2023, 2023), "office", 2.0, nodes)
    (project / "t.csv").write_text(
        "unit_key,criterion_code,approved_score\n01,1.1,0.5\n01,1.10,1\n1,1.1,0\n1,1.10,0.25\n", encoding="utf-8"
    )
    read_score_table = runpy.run_path(str(Path(__file__).resolve().parents[2] / "benchmarks/score_tables.py"))[
        "read_score_table"
    ]
    points = read_score_table(Reader(project), "t.csv", framework, status="office").points
    assert points.loc["01"].to_dict() == {"1.1": 0.5, "1.10": 1.0}
    assert points.loc["1"].to_dict() == {"1.1": 0.0, "1.10": 0.25}


def _survey_book(project: Path, sheets: tuple[str, ...], answer: str | int) -> str:
    items = [leaf.code for leaf in load_framework(Reader(project), QUESTIONS).leaves()]
    book = xlsxwriter.Workbook(str(project / "s.xlsx"))
    for name in sheets:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Mã phiếu", *items])
        sheet.write_row(1, 0, ["P1", *[4] * len(items)])
        sheet.write_row(2, 0, ["P2", answer, *[4] * (len(items) - 1)])
    book.close()
    return "s.xlsx"


@pytest.mark.parametrize("answer", ["=1/0", "=A2"])
def test_a_formula_without_a_value_is_no_blank_answer(project: Path, answer: str) -> None:
    path = _survey_book(project, ("Phiếu trả lời",), answer)
    workbook = openpyxl.load_workbook(project / path)  # openpyxl drops stored values
    workbook.save(project / path)
    with pytest.raises(InputError, match="ô B3: công thức chưa có giá trị"):
        read_survey(Reader(project), path, QUESTIONS, status="office")


def test_a_second_sheet_of_answers_is_not_dropped(project: Path) -> None:
    with pytest.raises(InputError, match="có 2 trang tính chứa phiếu: Đợt 1, Đợt 2"):
        read_survey(Reader(project), _survey_book(project, ("Đợt 1", "Đợt 2"), 4), QUESTIONS, status="office")


ONE = Framework("o", "", "", (2023, 2023), "illustrative", None, (Node("A1", "", "item", "a"),))


def test_where_nothing_can_vary_there_is_no_interval_of_no_width() -> None:
    answers = pd.DataFrame({"A1": np.array([4, 3, 4, 3], np.int8)})
    alone = Design(psu=pd.Series(["a", "a", "b", "b"]), stratum=pd.Series(["n", "n", "s", "s"]))
    assert compute_surveyed(answers, ONE, "share_satisfied", alone)[["low_pct", "high_pct"]].isna().all(axis=None)


def test_the_interval_of_a_group_draws_from_all_units() -> None:
    """A group in two of forty units: which units are drawn varies, so its interval is wide, not two decimals."""
    answers = pd.DataFrame({"A1": np.array(([4] * 10 + [3] * 10) * 20, np.int8)})
    units = pd.Series(np.repeat([f"v{at:02d}" for at in range(40)], 10))
    groups = pd.Series(["ít" if unit in {"v00", "v01"} else "nhiều" for unit in units])
    table = compute_breakdown(answers, ONE, "share_satisfied", groups, min_cell=5, design=Design(psu=units))
    assert table.loc["ít", "value_pct"] == 50.0
    assert table.loc["ít", "high_pct"] - table.loc["ít", "low_pct"] > 60


def test_no_hidden_cell_follows_from_those_shown() -> None:
    """Solve for every hidden cell: down its column from the whole, across its row from the group."""
    rng = np.random.default_rng(7)
    for _ in range(300):
        sizes = rng.choice([0, 1, 3, 8, 20, 40, 60, 120], size=(rng.integers(1, 6), 3))
        counts = pd.DataFrame(np.column_stack([sizes.max(axis=1), sizes]), columns=["all", "A", "B", "C"])
        hidden = hide_cells(counts, 30)
        assert (counts[~hidden].fillna(99) >= 30).all(axis=None)
        for column in counts:
            inside = counts[column][hidden[column] & (counts[column] > 0)]
            if (~hidden[column]).any() and len(inside):
                assert len(inside) > 1
                assert inside.sum() >= 30
        shown = ~hidden["all"]
        held = (hidden & (counts > 0)).loc[shown, ["A", "B", "C"]]
        assert not (held.sum(axis=1) == 1).any()


@pytest.mark.parametrize(
    ("rule", "given", "total", "words"),
    [
        (Rule("1", "ratio", 1.0, (RulePart(lower=0.9),)), "950", "1.000", "có thể là hàng nghìn"),
        (Rule("1", "ratio", 1.0, (RulePart(lower=0.9),)), "190", "20", "lớn hơn 2 lần tổng số"),
        (Rule("1", "ratio", 1.0, (RulePart(lower=0.9),)), "95%", "20", "ghi hai số lượng"),
        (Rule("1", "steps", 1.0, (RulePart(lower=0.8, score=0.5), RulePart(lower=0.9, score=1.0))), "85", "", "phải viết dạng 85%"),
        (Rule("1", "linear", 1.0, (RulePart(lower=0.5, upper=1.0),)), "85", "", "phải viết dạng 85%"),
        (Rule("1", "linear", 1.0, (RulePart(lower=0.5, upper=1.0),)), "17", "20", "không dùng tổng số"),
    ],
)  # fmt: skip
def test_a_declared_figure_that_may_mean_two_things_is_refused(rule: Rule, given: str, total: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        rule.apply(given, total)


def test_a_ratio_above_its_cap_is_full_and_a_count_may_exceed_one() -> None:
    assert Rule("1", "ratio", 1.0, (RulePart(lower=0.5, upper=0.9),)).apply("0,95") == 1.0
    assert Rule("1", "steps", 1.0, (RulePart(lower=1.0, score=0.5), RulePart(lower=2.0, score=1.0))).apply("3") == 1.0


def _register(project: Path) -> UnitRegister:
    return load_units(Reader(project))


@pytest.mark.parametrize(
    ("framework", "status", "words"),
    [
        ("par_province_2022", "cơ quan tự nhập", "dùng cho cấp tỉnh; Krông Nô cần bộ tiêu chí của cấp mình"),
        ("par_district_daknong_2023", "đã công bố", "được dùng: cơ quan tự nhập, chính thức, ước tính, minh họa"),
        ("par_district_daknong_2023", "chính thức", "chỉ bảng điểm đã được phê duyệt mới là chính thức"),
    ],
)
def test_an_edition_or_status_that_cannot_be_is_refused(project: Path, framework: str, status: str, words: str) -> None:
    codes = [str(code) for code in range(1, 9)] if framework == "par_province_2022" else [*map(str, range(1, 8)), "8.2"]
    rows = "Mã;Điểm tự chấm;Điểm điều tra\n" + "".join(f"{code};1;\n" for code in codes)
    rows += "" if framework == "par_province_2022" else "8.1;;7\n"
    folder = project / "data/offices/KrongNo/2023"
    folder.mkdir(parents=True)
    (project / _csv(project, rows, framework=framework, status=status)).rename(folder / "score_sheet.csv")
    register = _register(project)
    unit = register.get("KrongNo", 2023)
    assert unit is not None
    with pytest.raises(InputError, match=words):
        load_sheet(Reader(project), "office", unit, register, 2023)


def test_an_edition_of_other_years_is_refused(project: Path) -> None:
    folder = project / "data/offices/KrongNo/2022"
    folder.mkdir(parents=True)
    rows = "Mã;Điểm được phê duyệt\n" + "".join(f"{code};1\n" for code in [*range(1, 8), "8.1", "8.2"])
    text = (project / _csv(project, rows)).read_text(encoding="utf-8").replace("kết quả;2023", "kết quả;2022")
    (folder / "score_sheet.csv").write_text(text, encoding="utf-8")
    register = _register(project)
    unit = register.get("KrongNo", 2022)
    assert unit is not None
    with pytest.raises(InputError, match="dùng cho kết quả năm 2023–2023, không dùng cho năm 2022"):
        load_sheet(Reader(project), "office", unit, register, 2022)


def test_maxima_that_a_sheet_supplies_are_checked_against_the_stated_total(project: Path) -> None:
    rows = "Mã;Điểm tối đa;Điểm được phê duyệt\n" + "".join(f"{code};5;4\n" for code in range(1, 9))
    sheet = read_score_sheet(Reader(project), _csv(project, rows, framework="par_province_2020"), status="office")
    assert any("cộng lại là 40, khác tổng điểm quy định là 100" in text for text in sheet.inconsistencies)


def test_a_score_beside_a_figure_that_does_not_apply_is_a_difference(project: Path) -> None:
    framework = load_framework(Reader(project), ILLUSTRATIVE)
    texts = dict.fromkeys(("declared_total", "explanation_vi", "evidence_vi", "note_vi"), "")
    sheet = pd.DataFrame(
        [
            {
                "criterion_code": "1.2.1",
                "max_score": 0.5,
                "is_applicable": True,
                "declared": "không áp dụng",
                "self_score": 0.5,
                "survey_score": None,
                **texts,
            }
        ]
    )
    checked = compare_with_rules(sheet, framework)
    assert checked.at["1.2.1", "is_different"]
    assert compare_with_rules(sheet.assign(declared="9/10", self_score=np.nan), framework).empty


def test_stage_totals_are_the_index_where_caps_bind() -> None:
    framework = dataclasses.replace(TREE, nodes=(TREE.nodes[0], dataclasses.replace(TREE.nodes[1])))
    rows = {"1": 8.0, "P": 5.0}
    sheet = pd.DataFrame(
        [{"criterion_code": code, "max_score": 10.0, "is_applicable": True, "self_score": np.nan, "survey_score": np.nan, "appraised_1_score": np.nan, "appraised_2_score": np.nan, "approved_score": score} for code, score in rows.items()]
    )  # fmt: skip
    assert (
        total_by_stage(sheet, framework).at["approved", "score"]
        == compute_scored(sheet, framework).at["total", "score"]
        == 5.0
    )


def test_the_announced_value_that_the_sheet_confirms_is_the_one_printed(project: Path) -> None:
    """Hải Phòng 2023: 91.87 and 91.81 were both announced."""
    folder = project / "data/offices/HaiPhong/2023"
    folder.mkdir(parents=True)
    scores = {"1": 9.0, "2": 9.0, "3": 12.0, "4": 9.5, "5": 14.0, "6": 11.0, "7": 12.31, "8": 15.0}
    rows = "Địa phương;Hải Phòng\nNăm kết quả;2023\nBộ tiêu chí;par_province_2022\nTrạng thái số liệu;cơ quan tự nhập\nMã;Điểm được phê duyệt\n"
    rows += "".join(f"{code};{score}\n" for code, score in scores.items())
    (folder / "score_sheet.csv").write_text(rows, encoding="utf-8")
    headline = compute_results(load_inputs("HaiPhong", 2024)).headlines["par_index"]
    assert (headline.value, headline.disagreeing) == (91.81, (91.87,))


def test_equal_values_stand_in_one_group_whatever_their_order() -> None:
    values = pd.Series({"a": 5.0, "b": 4.0, "c": 4.0, "d": 4.0, "e": 4.0, "f": 1.0})
    groups = group_equally(values, "ABCD")
    assert len(set(groups[["b", "c", "d", "e"]])) == 1
    assert group_equally(values[::-1], "ABCD")[values.index].tolist() == groups.tolist()


CAPPED = Framework(
    "c", "", "", (2022, 2023), "office", 10.0,
    (
        Node("1", "", "domain", "Một", 10.0, "appraisal"),
        Node("4", "", "domain", "Phạt", 6.0, "", "penalty"),
        Node("4.1", "4", "criterion", "Trễ hạn", 3.0, "", "penalty"),
        Node("4.2", "4", "criterion", "Sai sót", 3.0, "", "penalty"),
    ),
    penalty_cap=3.0,
)  # fmt: skip


@pytest.mark.parametrize(("now", "before"), [(0.0, 3.0), (3.0, 0.0)])
def test_changes_add_up_where_a_cap_binds_in_one_year_only(now: float, before: float) -> None:
    def index(penalty: float) -> pd.DataFrame:
        codes = {"1": 8.0, "4.1": penalty, "4.2": penalty}
        return compute_scored(
            pd.DataFrame({"criterion_code": list(codes), "approved_score": list(codes.values())}), CAPPED
        )

    compared = compare_par_years(index(now), index(before))
    tops = top_rows(compared)
    for column in ("score", "previous_score", "change"):
        assert tops[column].sum() == compared.at["total", column], column


def test_a_survey_score_of_a_row_that_is_no_survey_is_not_dropped(project: Path) -> None:
    rows = (
        "Mã;Điểm tự chấm;Điểm điều tra\n" + "".join(f"{code};7;\n" for code in range(1, 7)) + "7;7;4\n8.1;;7\n8.2;2;\n"
    )
    assert "mã 7 không chấm bằng điều tra nhưng có điểm điều tra 4" in _refusal(project, rows)


def test_a_group_total_outside_of_its_maximum_is_a_total_and_no_fault(project: Path) -> None:
    (project / "framework.xlsx").write_bytes(
        render_framework(dataclasses.replace(CAPPED, title_vi="Bộ thử", admin_level="district"))
    )
    rows = "Mã;Điểm được phê duyệt\n1;8\n4;{}\n4.1;2\n4.2;2\n"
    for total in ("-4", "4"):
        path = _csv(project, rows.format(total), framework="framework.xlsx")
        sheet = read_score_sheet(Reader(project), path, status="office")
        assert sheet.warnings == ()
        assert compute_scored(sheet.scores, sheet.framework).at["total", "score"] == 5.0


def test_a_cell_of_nobody_protects_nobody_and_hides_nobody() -> None:
    one = pd.DataFrame(
        {"all": [100, 100, 100], "A": [100, 100, 100], "B": [5, 40, 40], "C": [0, 40, 40]}, index=list("xyz")
    )
    hidden = hide_cells(one, 30)
    assert hidden.loc["x", ["A", "B"]].all()
    large = pd.DataFrame({"all": [500] * 3, "A": [500] * 3, "B": [0, 500, 500]}, index=list("xyz"))
    assert hide_cells(large, 30).sum().sum() == 1  # only the empty cell itself
    alone = pd.DataFrame({"all": [40, 100, 100], "A": [0, 100, 100], "B": [40, 100, 20]}, index=list("xyz"))
    assert hide_cells(alone, 30).at["x", "all"] or not hide_cells(alone, 30).at["x", "B"]


def test_answers_on_two_sheets_are_refused(project: Path) -> None:
    with pytest.raises(InputError, match="có 2 trang tính chứa phiếu: Phiếu trả lời, Đợt 2"):
        read_survey(Reader(project), _survey_book(project, ("Phiếu trả lời", "Đợt 2"), 4), QUESTIONS, status="office")
