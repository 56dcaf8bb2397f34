"""PAR INDEX beyond plain sums: what does not apply, bonus and penalty, stages, grain, grades – by hand."""

import dataclasses

import pandas as pd
import pytest
from cchc.analysis.gaps import total_lost
from cchc.errors import MissingDataError
from cchc.frameworks import Framework, Node
from cchc.indices.grading import bands_for, grade, rank_and_grade
from cchc.indices.scored import compute_par_totals, compute_scored, framework_gap, sum_by_method, top_rows
from cchc.indices.stages import compare_stages, compare_with_rules, stage_scores, total_by_stage
from cchc.scoring_rules import Rule, RulePart

FRAMEWORK = Framework(
    framework_id="hand", title_vi="", decision="", years=(2023, 2023), status="office", stated_total=10.0,
    nodes=(
        Node("1", "", "domain", "Một", 6.0),
        Node("1.1", "1", "criterion", "a", 2.0, "appraisal"),
        Node("1.2", "1", "criterion", "b", 4.0, "leaders_survey"),
        Node("2", "", "domain", "Hai", 4.0, "appraisal"),
        Node("3", "", "domain", "Thưởng", 2.0, "", "bonus"),
        Node("4", "", "domain", "Phạt", 3.0, "", "penalty"),
    ),
    bonus_cap=1.0, penalty_cap=2.0,
    rules=(Rule("1.1", "ratio", 2.0, (RulePart(lower=0.9),)),),
)  # fmt: skip


def _sheet(**rows: dict[str, object]) -> pd.DataFrame:
    base: dict[str, dict[str, object]] = {
        "1.1": {"self_score": 2.0, "appraised_1_score": 1.0, "appraised_2_score": 1.5, "approved_score": 1.5},
        "1.2": {"survey_score": 3.0, "approved_score": 3.0},
        "2": {"self_score": 4.0, "appraised_1_score": 4.0, "approved_score": 4.0},
        "3": {"approved_score": 0.0},
        "4": {"approved_score": 0.0},
    }
    for code, row in rows.items():
        base[code.strip("c").replace("_", ".")] |= row
    table = pd.DataFrame.from_dict(base, orient="index").rename_axis("criterion_code").reset_index()
    texts = {
        key: ""
        for key in ("declared", "declared_total", "evidence_vi", "explanation_vi", "note_vi")
        if key not in table
    }
    maxima = {node.code: node.max_score for node in FRAMEWORK.nodes}
    table = table.assign(**texts, max_score=table["criterion_code"].map(maxima))
    for key in ("declared", "declared_total"):
        table[key] = table[key].fillna("")
    if "is_applicable" not in table:
        table["is_applicable"] = True
    return table.assign(is_applicable=table["is_applicable"].astype(object).fillna(value=True).astype(bool))


def test_what_does_not_apply_leaves_the_denominator() -> None:
    table = compute_scored(_sheet(c1_1={"is_applicable": False, "approved_score": None}), FRAMEWORK)
    assert table.loc["total", ["score", "max_score"]].tolist() == [7.0, 8.0]
    assert table.at["total", "achieved_pct"] == 87.5
    assert table.at["1", "max_score"] == 4.0
    assert not table.at["1.1", "is_leaf"]
    assert pd.isna(table.at["1.1", "achieved_pct"])


def test_nothing_applicable_is_an_error_and_not_a_hundred_per_cent() -> None:
    off = {"is_applicable": False}
    with pytest.raises(MissingDataError, match="Không có tiêu chí nào áp dụng"):
        compute_scored(_sheet(c1_1=off, c1_2=off, c2=off, c3=off, c4=off), FRAMEWORK)


@pytest.mark.parametrize(
    ("bonus", "penalty", "total", "not_added", "not_taken"),
    [
        (0.5, 0.0, 9.0, None, None), (1.0, 0.0, 9.5, None, None), (2.0, 0.0, 9.5, -1.0, None), (0.0, 2.0, 6.5, None, None),
        (0.0, 3.0, 6.5, None, 1.0), (2.0, 3.0, 7.5, -1.0, 1.0),
    ],
)  # fmt: skip
def test_bonus_and_penalty_count_up_to_their_caps(
    bonus: float, penalty: float, total: float, not_added: float | None, not_taken: float | None
) -> None:
    table = compute_scored(_sheet(c3={"approved_score": bonus}, c4={"approved_score": penalty}), FRAMEWORK)
    assert table.at["total", "score"] == total
    assert table.at["total", "max_score"] == 10.0
    assert top_rows(table)["score"].sum() == total
    assert table["score"].get("bonus_cap_adjustment") == not_added
    assert table["score"].get("cap_adjustment") == not_taken
    # what the bonus may not add takes nothing from what the penalties lost
    assert total_lost(table)[1] == (not_taken or 0.0)
    assert sum_by_method(table)["score"].sum() == total


def test_maxima_that_miss_the_stated_total_are_shown_and_not_repaired() -> None:
    short = dataclasses.replace(FRAMEWORK, stated_total=10.5)
    assert framework_gap(short) == 0.5
    table = compute_scored(_sheet(), short)
    assert table.loc["total", ["score", "max_score"]].tolist() == [8.5, 10.5]
    assert table.at["framework_gap", "max_score"] == 0.5
    assert top_rows(table)["max_score"].sum() == 10.5
    assert framework_gap(dataclasses.replace(short, status="partial")) == 0.0


def test_each_stage_keeps_what_it_does_not_touch() -> None:
    sheet = _sheet()
    assert stage_scores(sheet, FRAMEWORK, "self").fillna(-1).to_dict() == {
        "1.1": 2.0,
        "1.2": 3.0,
        "2": 4.0,
        "3": -1,
        "4": -1,
    }
    assert stage_scores(sheet, FRAMEWORK, "appraised_1")["1.1"] == 1.0
    assert stage_scores(sheet, FRAMEWORK, "appraised_2")[["1.1", "2"]].tolist() == [1.5, 4.0]
    totals = total_by_stage(sheet, FRAMEWORK)
    assert totals["score"].to_dict() == {"self": 9.0, "appraised_1": 8.0, "appraised_2": 8.5, "approved": 8.5}
    assert totals["n_entered"].to_dict() == {"self": 2, "appraised_1": 2, "appraised_2": 1, "approved": 5}
    assert totals["n_known"].to_dict() == {"self": 3, "appraised_1": 3, "appraised_2": 3, "approved": 5}


def test_differences_between_stages_are_tabulated() -> None:
    table = compare_stages(_sheet(), FRAMEWORK)
    assert list(table.index) == ["1.1", "1.2", "2"]
    assert table.loc["1.2", ["survey", "approved", "change"]].tolist() == [3.0, 3.0, 0.0]
    assert table.loc["1.1", ["self", "appraised_1", "appraised_2", "approved", "change"]].tolist() == [
        2,
        1,
        1.5,
        1.5,
        -0.5,
    ]


def test_a_self_score_that_the_rule_does_not_give_is_told_with_both_numbers() -> None:
    table = compare_with_rules(_sheet(c1_1={"declared": "4", "declared_total": "5"}), FRAMEWORK)
    assert table.loc["1.1", ["declared", "self_score", "rule_score", "difference", "is_different"]].tolist() == [
        "4 / 5",
        2.0,
        0.0,
        2.0,
        True,
    ]
    assert not compare_with_rules(_sheet(c1_1={"declared": "100%"}), FRAMEWORK).at["1.1", "is_different"]


def test_an_index_can_be_computed_at_an_earlier_stage() -> None:
    sheet = _sheet(c3={"approved_score": None, "self_score": 0.0}, c4={"approved_score": None, "self_score": 0.0})
    assert compute_scored(sheet, FRAMEWORK, stage="self").at["total", "score"] == 9.0
    with pytest.raises(MissingDataError, match="3, 4"):
        compute_scored(_sheet(), FRAMEWORK, stage="self")


def test_a_framework_cut_at_a_coarser_grain_keeps_points_and_says_whose_they_are() -> None:
    cut = FRAMEWORK.cut_at({"1"})
    assert [node.code for node in cut.leaves()] == ["1", "2", "3", "4"]
    assert cut.node("1").method == ""
    table = compute_scored(
        pd.DataFrame({"criterion_code": ["1", "2", "3", "4"], "approved_score": [5.0, 4.0, 0.0, 0.0]}), cut
    )
    assert table.loc[["total", "1"], "score"].tolist() == [9.0, 5.0]
    assert FRAMEWORK.cut_at({"1.1", "2"}) is FRAMEWORK


def test_many_units_add_up_as_one_does() -> None:
    sheet = _sheet(c1_1={"is_applicable": False, "approved_score": None}, c3={"approved_score": 2.0})
    one = compute_scored(sheet, FRAMEWORK)
    points = sheet.set_index("criterion_code")[["approved_score"]].T
    many = compute_par_totals(points, FRAMEWORK, points.notna())
    assert (
        many.iloc[0][["score", "max_score", "achieved_pct"]].tolist()
        == one.loc["total", ["score", "max_score", "achieved_pct"]].tolist()
    )
    with pytest.raises(MissingDataError, match="approved_score"):
        compute_par_totals(points, FRAMEWORK)


BANDS = pd.DataFrame(
    [("DakNong", "district", 2020, 2025, "Tốt", 80.0, 90.0, "nguồn x"), ("DakNong", "district", 2020, 2025, "Xuất sắc", 90.0, 100.01, "nguồn x"), ("VietNam", "province", 2024, 2024, "A", 90.0, 100.01, "nguồn y")],
    columns=["issuer_key", "admin_level", "year_from", "year_to", "grade_vi", "lower_pct", "upper_pct", "source"],
)  # fmt: skip


def test_grades_come_from_bands_in_force_and_without_a_band_there_is_none() -> None:
    bands = bands_for(BANDS, ("KrongNo", "DakNong", "VietNam"), "district", 2023)
    assert [grade(value, bands) for value in (100.0, 90.0, 89.9999, 80.0, 79.9999, None)] == [
        "Xuất sắc",
        "Xuất sắc",
        "Tốt",
        "Tốt",
        None,
        None,
    ]
    assert bands_for(BANDS, ("VietNam",), "province", 2023).empty
    assert grade(95.0, bands_for(BANDS, ("VietNam",), "province", 2023)) is None


def test_ties_stay_ties_whatever_the_order_of_adding() -> None:
    values = pd.Series({"a": 0.1 + 0.2 + 89.7, "b": 89.7 + 0.2 + 0.1, "c": 95.0, "d": 80.0, "e": None})
    ranked = rank_and_grade(values, bands_for(BANDS, ("DakNong",), "district", 2023))
    assert ranked["rank"].dropna().to_dict() == {"a": 2, "b": 2, "c": 1, "d": 4}
    assert ranked["n_tied"].dropna().to_dict() == {"a": 2, "b": 2, "c": 1, "d": 1}
    assert ranked["n_ranked"].unique().tolist() == [4]
    assert ranked["grade_vi"].tolist() == ["Xuất sắc", "Xuất sắc", "Xuất sắc", "Tốt", None]
