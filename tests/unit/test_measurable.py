"""Targets are numbers: every row that must rise says to which value, and the rows add up to the index."""

import dataclasses
from pathlib import Path

import pytest
from cchc.analysis.results import compute_results
from cchc.planning.expected import Expected, expected_totals
from cchc.planning.plan import Plan
from cchc.planning.plan_building import build_plan
from cchc.planning.plan_rows import Item, PlanRow, choose_target, set_target
from cchc.planning.plan_tasks import list_tasks
from cchc.reporting.document import flatten
from cchc.reporting.sections import plan as sections
from cchc.reporting.sentences import sentence
from cchc.reporting.tables import Table
from cchc.sources.report_inputs import load_inputs
from cchc.target_params import TargetSet

RAISED = TargetSet(rule="above_last_year", minimum_step=0.25)


def _plan(name: str, year: int) -> Plan:
    return build_plan(compute_results(load_inputs(name, year)))


def _expected(name: str, year: int) -> dict[str, Expected]:
    return {one.index.key: one for one in expected_totals(_plan(name, year))}


def _rows(plan: Plan) -> list[PlanRow]:
    return [row for annex in plan.annexes for row in annex.rows]


@pytest.mark.parametrize(
    ("reachable", "within_year", "proposed", "is_step"),
    [
        ((0.0, 0.5, 1.0, 1.5, 2.0), None, 1.5, False),
        ((0.0, 0.5, 2.0), 0.01, 2.0, False),  # half a step of a scale does not exist
        ((), None, 1.25, True),
        ((), 0.1, 1.1, True),
        ((0.0, 0.5), None, 1.25, True),  # a scale that ends below the score tells nothing
    ],
)
def test_the_next_value_is_that_of_the_scale_or_a_stated_step(
    reachable: tuple[float, ...], within_year: float | None, proposed: float, *, is_step: bool
) -> None:
    item = Item("PAR-1", "par_index", "1", "Tiêu chí", max_score=2.0, best=2.0, score=1.0, lost_score=1.0)
    row = choose_target(Item(**{**vars(item), "reachable": reachable, "within_year": within_year}), RAISED)
    assert (row.target.value, row.target.is_above) == (1.0, True)
    assert row.target.proposed == pytest.approx(proposed)
    assert row.target.is_step is is_step
    assert row.expected_score == pytest.approx(proposed - 1.0)


def test_without_a_stated_step_nothing_is_proposed_where_the_scale_is_unknown() -> None:
    item = Item("PAR-1", "par_index", "1", "Tiêu chí", max_score=2.0, best=2.0, score=1.0)
    row = choose_target(item, TargetSet(rule="above_last_year"))
    assert (row.target.proposed, row.expected_score) == (None, None)


@pytest.mark.parametrize(("name", "year"), [("BacKan", 2024), ("KrongNo", 2024), ("TuyenQuang/SonDuong", 2026)])
def test_every_row_that_must_rise_names_a_value_within_its_scale(name: str, year: int) -> None:
    rising = [row for row in _rows(_plan(name, year)) if row.item.score is not None and not row.is_kept]
    assert rising
    for row in rising:
        assert row.target.aim is not None
        assert row.item.score is not None
        assert row.item.score < row.target.aim <= (row.item.max_score or 0.0) + 1e-9


def test_rows_add_up_to_the_index_and_to_the_rank_of_last_year() -> None:
    papi = _expected("BacKan", 2024)["papi"]
    assert (round(papi.before, 2), round(papi.value, 2), papi.n_rows) == (43.35, 44.25, 9)  # nine rows of 0,1
    par = _expected("BacKan", 2024)["par_index"]
    rows = [row for row in _rows(_plan("BacKan", 2024)) if row.item.index == "par_index" and not row.is_kept]
    assert par.gain == pytest.approx(sum(row.expected_score or 0.0 for row in rows))
    assert par.n_rows == len(rows) == 43
    assert par.ranks is not None
    assert 1 <= par.ranks[0] <= par.ranks[1] < 60
    assert par.ranks[2] == 63


def test_percent_of_an_index_is_that_of_its_points() -> None:
    par = _expected("KrongNo", 2024)["par_index"]
    gains = sum(row.expected_score or 0.0 for row in _rows(_plan("KrongNo", 2024)))
    assert par.gain == pytest.approx(gains)  # its whole is 100 points
    assert par.ranks == (1, 1, 8)


@pytest.mark.parametrize(("name", "year"), [("BacAi", 2022), ("ThaiNguyen", 2026), ("HaNoi/XuanPhuong", 2026), ("LangSon/STP", 2026)])  # fmt: skip
def test_a_part_of_another_plan_and_old_units_add_up_to_nothing(name: str, year: int) -> None:
    assert expected_totals(_plan(name, year)) == ()


def test_the_plan_states_what_its_rows_add_up_to() -> None:
    plan = _plan("BacKan", 2024)
    told = " ".join(getattr(block, "text", "") for block in flatten([sections.text(plan, "goals")]))
    assert "PAPI năm 2024 đạt 44,25 điểm (năm 2023: 43,35 điểm; tăng 0,90 điểm)" in told
    (table,) = [
        one
        for one in sections.annexes(plan).blocks
        if isinstance(one, Table) and "proposed" in {column.key for column in one.columns}
    ]
    assert "đề xuất" in table.note
    assert "thêm 0,25 điểm" in table.note


def test_tasks_to_keep_are_expected_to_add_nothing_and_all_others_something() -> None:
    tasks = list_tasks(_plan("BacKan", 2024))
    assert not tasks["expected_score"].isna().any()
    assert (tasks["expected_score"] == 0).sum() == 51
    assert (tasks["expected_score"] > 0).sum() == 63


def test_a_number_of_the_office_takes_the_place_of_the_proposal(project: Path) -> None:
    path = project / "params/2024/BacKan.yml"
    text = path.read_text(encoding="utf-8")
    own = '  par_index: {rule: above_last_year, items: {"1.1.2": {rule: reach_score, score: 1.5}}}\n'
    path.write_text(text.replace("\ntargets:\n", f"\ntargets:\n{own}"), encoding="utf-8")
    (row,) = [one for one in _rows(_plan("BacKan", 2024)) if one.item.code == "1.1.2"]
    assert (row.target.value, row.target.is_above, row.target.proposed) == (1.5, False, None)
    assert row.expected_score == pytest.approx(0.25)


@pytest.mark.parametrize("is_issue", [False, True])
def test_causes_of_the_catalogue_are_not_signed(*, is_issue: bool) -> None:
    plan = build_plan(compute_results(load_inputs("KonTum", 2024, issue=is_issue)))
    tables = [one for one in sections.annexes(plan).blocks if isinstance(one, Table)]
    keys = {column.key for table in tables for column in table.columns}
    assert ("cause_vi" in keys) is not is_issue
    assert any("Nguyên nhân nêu theo số liệu" in table.note for table in tables) is not is_issue
    assert "task_vi" in keys


def test_a_fall_is_told_as_a_fall_and_rows_without_a_number_are_counted() -> None:
    made = _expected("BacKan", 2024)["papi"]
    fallen = dataclasses.replace(made, value=made.before - 0.5, n_open=2, ranks=None)
    told = sentence("expected_totals", (fallen,), 2024, 2023, "Phụ lục I")
    assert (
        "PAPI năm 2024 đạt 42,85 điểm (năm 2023: 43,35 điểm; giảm 0,50 điểm; chưa kể 2 nội dung chưa có con số)" in told
    )


def test_a_kept_row_that_the_office_raises_brings_what_it_raises() -> None:
    item = Item("PAR-1", "par_index", "1", "Tiêu chí", max_score=2.0, best=2.0, score=1.5, is_strength=True)
    kept = choose_target(item, RAISED)
    assert (kept.is_kept, kept.expected_score) == (True, None)
    assert set_target(kept, 1.75, is_above=False).expected_score == pytest.approx(0.25)
