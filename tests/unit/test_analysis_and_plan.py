"""Findings, targets and annexes by hand."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from cchc.agencies import Agency, AgencyRegister
from cchc.analysis.comparisons import compare_par_years, compare_to_field
from cchc.analysis.gaps import count_achievement, items_for_share, rank_lost_scores, split_by_achievement
from cchc.errors import UnknownNameError
from cchc.indices.announced_field import AnnouncedField
from cchc.indices.published import changes_since_comparable
from cchc.plan_params import AnnexColumn, AnnexParams, AnnexPart
from cchc.planning.annexes import KEEP_TASK, NO_SOLUTION, build_annex
from cchc.planning.plan_rows import Item
from cchc.planning.targets import Target, apply_rule
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root
from cchc.target_params import TargetRule, TargetSet

PAR = pd.DataFrame(
    {
        "name_vi": ["Tổng", "Một", "a", "b", "Hai", "c", "d"],
        "domain_code": ["", "1", "1", "1", "2", "2", "2"],
        "parent_code": ["", "", "1", "1", "", "2", "2"],
        "role": "",
        "is_leaf": [False, False, True, True, False, True, True],
        "score": [4.0, 1.5, 1.0, 0.5, 2.5, 2.5, 0.0],
        "max_score": [8.0, 3.0, 1.0, 2.0, 5.0, 3.0, 2.0],
    },
    index=pd.Index(["total", "1", "1.1", "1.2", "2", "2.1", "2.2"], name="code"),
).assign(
    lost_score=lambda table: table["max_score"] - table["score"],
    achieved_pct=lambda table: table["score"] / table["max_score"] * 100,
)


def test_weaknesses_are_ranked_by_points_lost() -> None:
    ranked = rank_lost_scores(PAR)
    assert list(ranked.index) == ["2.2", "1.2", "2.1"]
    assert ranked["cumulative_pct"].tolist() == pytest.approx([50.0, 87.5, 100.0])
    assert [items_for_share(ranked, share) for share in (50.0, 80.0, 87.5, 99.0)] == [1, 2, 2, 3]


def test_leaves_are_full_partial_or_zero() -> None:
    full, below = split_by_achievement(PAR)
    assert (list(full.index), list(below.index)) == (["1.1"], ["1.2", "2.1", "2.2"])
    assert count_achievement(PAR).to_dict("index") == {
        "1": {"n_full": 1, "n_partial": 1, "n_zero": 0},
        "2": {"n_full": 0, "n_partial": 1, "n_zero": 1},
    }


def test_binary_noise_is_not_a_lost_point() -> None:
    noisy = PAR.assign(lost_score=PAR["lost_score"].where(PAR.index != "1.1", 1e-15))
    assert "1.1" in split_by_achievement(noisy)[0].index


def test_changes_of_the_parts_add_up_to_the_change_of_the_total() -> None:
    previous = PAR.assign(score=[5.0, 2.5, 1.0, 1.5, 2.5, 3.0, -0.5]).assign(
        lost_score=lambda table: table["max_score"] - table["score"]
    )
    compared = compare_par_years(PAR, previous)
    assert compared.loc[compared["is_leaf"], "change"].sum() == compared.at["total", "change"] == -1.0
    assert list(compared.index[compared["is_newly_lost"]]) == ["2.1"]
    assert list(compared.index[compared["is_lost_again"]]) == ["1.2", "2.2"]


def test_points_out_of_another_maximum_are_not_compared() -> None:
    before = PAR.assign(max_score=PAR["max_score"].where(~PAR.index.isin(["total", "2", "2.2"]), PAR["max_score"] - 1))
    compared = compare_par_years(PAR, before)
    assert compared["change"].isna().to_dict() == {code: code in {"total", "2", "2.2"} for code in PAR.index}
    assert compared.at["total", "previous_pct"] == before.at["total", "achieved_pct"]


def test_a_province_is_placed_among_those_with_a_value() -> None:
    values = pd.DataFrame({"total": [3.0, 1.0, 2.0, None], "D1": [3.0, 1.0, 2.0, 4.0]}, index=["A", "B", "C", "D"])
    codes = pd.DataFrame(
        {"parent_code": ["", "total"], "name_vi": ["T", "M"], "max_score": [10.0, 10.0], "is_item": [False, True]},
        index=["total", "D1"],
    )
    field = compare_to_field(values, codes, *changes_since_comparable({2022: values}, 2022, PAPI), "C", FIELD, PAPI)
    assert field.loc["total", ["rank", "n_ranked", "median", "best", "best_key"]].tolist() == [2, 3, 2.0, 3.0, "A"]
    assert field.loc["D1", ["rank", "n_ranked", "median", "gap_to_best"]].tolist() == [3, 4, 2.5, -2.0]
    assert field["percentile"].tolist() == pytest.approx([50.0, 100 / 3])


@pytest.mark.parametrize(
    ("value", "amount", "unit", "wanted"),
    [
        (60.0, 10, "relative_pct", 66.0),
        (60.0, 10, "points", 70.0),
        (95.0, 10, "relative_pct", 100.0),
        (90.0, 10, "points", 100.0),
    ],
)
def test_minimum_increase_is_relative_or_in_points_and_capped(
    value: float, amount: float, unit: str, wanted: float
) -> None:
    target = apply_rule(TargetRule(rule="minimum_increase", amount=amount, unit=unit), value, 100.0)  # type: ignore[arg-type]
    assert target.value == pytest.approx(wanted)
    assert target.is_capped == (value * 1.1 > 100)


def test_reaching_the_maximum_exactly_is_not_capped() -> None:
    assert apply_rule(TargetRule(rule="minimum_increase", amount=0.1, unit="points"), 2.4, 2.5).is_capped is False


@pytest.mark.parametrize(
    ("rule", "score", "expected"),
    [
        (TargetRule(rule="keep_maximum"), 3.0, Target(5.0)),
        (TargetRule(rule="keep"), 3.0, Target(3.0)),
        (TargetRule(rule="above_last_year"), 3.0, Target(3.0, is_above=True)),
        (TargetRule(rule="above_last_year"), 5.0, Target(5.0, is_capped=True)),
        (TargetRule(rule="above_last_year", amount=0.5, unit="points"), 3.0, Target(3.5, is_above=True)),
        (TargetRule(rule="above_last_year", amount=10.0, unit="relative_pct"), 3.0, Target(3.3, is_above=True)),
        (TargetRule(rule="reach_score", score=4.5), 3.0, Target(4.5)),
        (TargetRule(rule="reach_score", score=6.0), 3.0, Target(5.0, is_capped=True)),
        (TargetRule(rule="reach_pct", pct=80.0, is_exceeded=True), 3.0, Target(4.0, is_above=True)),
        (TargetRule(rule="reach_rank", rank=10), 3.0, Target(None, rank=10)),
        (TargetRule(rule="keep"), None, Target(None)),
        (TargetRule(rule="above_last_year"), None, Target(None, is_above=True)),
        (TargetRule(rule="reach_pct", pct=80.0), None, Target(4.0)),
    ],
)
def test_every_target_rule_by_hand(rule: TargetRule, score: float | None, expected: Target) -> None:
    found = apply_rule(rule, score, 5.0)
    assert (found.is_above, found.is_capped, found.rank) == (expected.is_above, expected.is_capped, expected.rank)
    assert found.value == (None if expected.value is None else pytest.approx(expected.value))


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"rule": "minimum_increase"}, "quy tắc minimum_increase cần khóa amount"),
        ({"rule": "reach_pct", "pct": 80.0, "rank": 1}, "quy tắc reach_pct không dùng khóa rank"),
        ({"rule": "above_last_year", "amount": 1.0}, "amount và unit phải đi cùng nhau"),
        ({"rule": "keep", "is_exceeded": True}, "quy tắc keep không dùng khóa is_exceeded"),
    ],
)
def test_a_rule_with_keys_of_another_rule_is_refused(keys: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        TargetRule.model_validate(keys)


AGENCIES = AgencyRegister(
    [
        Agency("SNV", "Sở Nội vụ", "Sở Nội vụ", dt.date.min, dt.date.max, ""),
        Agency("STTTT", "Sở Thông tin và Truyền thông", "Sở TT&TT", dt.date.min, dt.date(2025, 2, 28), "SKHCN"),
        Agency("SKHCN", "Sở Khoa học và Công nghệ", "Sở KH&CN", dt.date.min, dt.date.max, ""),
        Agency("UBND_huyen", "Ủy ban nhân dân cấp huyện", "UBND cấp huyện", dt.date.min, dt.date(2025, 6, 30), ""),
    ]
)
SOLUTIONS = pd.DataFrame(
    {
        "index": ["par_index"], "framework_id": ["f"], "criterion_code": ["1.2"], "questions_vi": ["Vì sao chậm?"],
        "solution_vi": ["Làm sớm"], "keep_vi": ["Giữ"], "output_vi": ["Báo cáo"], "keep_output_vi": [""], "slot_grounds_vi": [""], "lead_agency_key": ["STTTT"],
        "cooperating_agency_keys": ["SKHCN;SNV"], "deadline": ["09-30"], "effort_days": [30],
    }
)  # fmt: skip
PARAMS = AnnexParams(
    key="x",
    title="T",
    parts=[AnnexPart(items="par_all")],
    columns=[AnnexColumn(column="number"), AnnexColumn(column="task_vi")],
)
PAPI = load_indices(Reader(find_root()))["papi"]
FIELD = AnnouncedField(names=PAPI.groups.names)


def RULES(_: str) -> TargetSet:  # noqa: N802 -- stands for the parameters
    return TargetSet(rule="above_last_year")


def _items(codes: list[str], **changes: Any) -> list[Item]:
    return [
        Item(
            **{
                "task_key": f"PAR-{code}",
                "index": "par_index",
                "code": code,
                "name_vi": PAR.at[code, "name_vi"],
                "group_vi": "Nhóm",
                "framework_id": "f",
                "max_score": PAR.at[code, "max_score"],
                "best": PAR.at[code, "max_score"],
                "score": PAR.at[code, "score"],
                "lost_score": PAR.at[code, "lost_score"],
                "is_strength": False,
                **changes,
            }
        )
        for code in codes
    ]


def _annex(year: int, *, is_keep: bool = False, solutions: pd.DataFrame = SOLUTIONS) -> pd.DataFrame:
    items = _items(["1.2", "2.2"], is_full=is_keep, is_strength=is_keep)
    return build_annex(
        PARAMS, [items], RULES, solutions, AGENCIES, plan_date=dt.date(year, 6, 1), cause_of=_cause
    ).table


def _cause(item: Item) -> str:
    return f"Chưa đạt {item.lost_score:.2f} điểm".replace(".", ",")


def test_an_annex_row_carries_item_target_and_task() -> None:
    row = _annex(2024).iloc[0]
    assert row[["code", "max_score", "score", "lost_score", "target", "is_above"]].tolist() == [
        "1.2",
        2.0,
        0.5,
        1.5,
        0.5,
        True,
    ]
    assert row[["cause_vi", "task_vi", "lead_vi", "cooperating_vi", "deadline_vi", "output_vi"]].tolist() == [
        "Chưa đạt 1,50 điểm", "Làm sớm", "Sở TT&TT", "Sở KH&CN; Sở Nội vụ", "30/9/2024", "Báo cáo",
    ]  # fmt: skip


def test_items_without_a_solution_are_listed_never_dropped() -> None:
    assert _annex(2024)["task_vi"].tolist() == ["Làm sớm", NO_SOLUTION]


def test_a_plan_never_names_an_office_that_no_longer_exists() -> None:
    row = _annex(2025).iloc[0]
    assert (row["lead_vi"], row["cooperating_vi"]) == ("Sở KH&CN", "Sở Nội vụ")


def test_an_office_without_successor_is_refused_after_its_end() -> None:
    with pytest.raises(UnknownNameError, match=r"cấp huyện.*01/07/2025"):
        AGENCIES.resolve("UBND_huyen", dt.date(2025, 7, 1))


def test_a_task_due_after_an_office_ends_goes_to_its_successor() -> None:
    from cchc.sources.reader import Reader
    from cchc.sources.reference import load_agencies
    from cchc.sources.root import find_root

    agencies = load_agencies(Reader(find_root()))
    solutions = SOLUTIONS.assign(lead_agency_key="UBND_huyen", cooperating_agency_keys="CucThue")
    rows = build_annex(
        PARAMS, [_items(["1.2"], is_full=True)], RULES, solutions, agencies, plan_date=dt.date(2025, 6, 1)
    ).table
    assert rows.loc[0, ["lead_vi", "cooperating_vi"]].tolist() == ["UBND cấp xã", "Cơ quan thuế"]


def test_a_city_names_its_offices_as_a_city() -> None:
    import cchc
    from cchc.reporting.sections import plan

    built = cchc.build_plan(cchc.compute_results(cchc.load_inputs("Hà Nội", 2024)))
    text = " ".join(
        [
            *plan.signature(built).recipients,
            *(annex_text for annex in built.annexes for annex_text in annex.table["lead_vi"]),
        ]
    )
    assert "Thành ủy" in text
    assert "tỉnh" not in text.replace("Vụ", "")


def test_every_plan_of_2025_finds_its_offices() -> None:
    import cchc

    for key in ("HaNoi", "TayNinh", "LongAn", "CaMau"):
        assert cchc.build_plan(cchc.compute_results(cchc.load_inputs(key, 2025))).annexes


def test_the_first_years_with_announced_results_can_be_asked_for() -> None:
    import cchc

    for key, year in (("HaNoi", 2013), ("BacKan", 2015), ("LaoCai", 2018)):
        assert cchc.compute_results(cchc.load_inputs(key, year)).headlines["par_index"].is_known


def test_kept_items_have_no_cause_and_show_a_result_each_quarter() -> None:
    row = _annex(2024, is_keep=True).iloc[0]
    assert pd.isna(row["cause_vi"])
    assert (row["task_vi"], row["deadline"]) == ("Giữ", "quarterly")
    assert row["target"] == 2.0
    blank = _annex(2024, is_keep=True, solutions=SOLUTIONS.assign(keep_vi=""))
    assert blank["task_vi"].tolist() == [KEEP_TASK, NO_SOLUTION]


def test_a_penalty_is_to_be_avoided_and_an_item_may_have_a_rule_of_its_own() -> None:
    items = [*_items(["1.2"], is_penalty=True), *_items(["2.1"])]
    own = TargetSet(rule="above_last_year", items={"2.1": TargetRule(rule="reach_pct", pct=90.0)})
    rows = build_annex(PARAMS, [items], lambda _: own, SOLUTIONS, AGENCIES, plan_date=dt.date(2024, 6, 1))
    assert rows.table["target"].tolist() == pytest.approx([0.0, 2.7])
    assert rows.table["is_above"].tolist() == [False, False]
    assert rows.table["expected_score"].tolist()[1] == pytest.approx(0.2)
