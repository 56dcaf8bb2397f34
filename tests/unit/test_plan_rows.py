"""A row of a plan: its rule is chosen once, and every table writes its target in the same way."""

import dataclasses
import io
from pathlib import Path

import cchc
import openpyxl
import pytest
from cchc.errors import InputError
from cchc.paths import office_folder
from cchc.planning.extracts import build_extracts
from cchc.planning.plan_findings import check_plan
from cchc.planning.plan_rows import Item, PlanRow, Task, choose_target, set_target
from cchc.planning.plan_tables import to_table
from cchc.planning.targets import Target
from cchc.reporting.extract_files import extract_document
from cchc.reporting.formats import format_cell, format_target
from cchc.reporting.forms.task_form import render_tasks
from cchc.reporting.sections import annex_tables
from cchc.target_params import TargetRule, TargetSet

ITEM = Item(
    "PAR-1.1", "par_index", "1.1", "Tiêu chí", max_score=2.0, best=2.0, score=0.5, lost_score=1.5, is_strength=False
)
RULES = TargetSet(
    rule="minimum_increase",
    amount=0.25,
    unit="points",
    strengths=TargetRule(rule="keep"),
    items={"1.2": TargetRule(rule="reach_score", score=1.75)},
)


def _row(**changes: object) -> PlanRow:
    return choose_target(dataclasses.replace(ITEM, **changes), RULES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "rule", "target", "is_kept", "gain"),
    [
        (_row(), "minimum_increase", 0.75, False, 0.25),
        (_row(code="1.2"), "reach_score", 1.75, False, 1.25),
        (_row(code="1.2", is_strength=True), "reach_score", 1.75, False, 1.25),
        (_row(is_strength=True), "keep", 0.5, True, None),
        (_row(is_full=True, score=2.0), "keep_maximum", 2.0, True, None),
        (_row(is_penalty=True, score=-0.5), "keep_maximum", 0.0, False, 0.5),
        (_row(score=None), "minimum_increase", None, False, None),
    ],
)
def test_the_rule_of_an_item_is_chosen_once_and_carried(
    row: PlanRow, rule: str, target: float | None, is_kept: bool, gain: float | None
) -> None:
    assert row.rule is not None
    assert (row.rule.rule, row.target.value, row.is_kept) == (rule, target, is_kept)
    assert row.expected_score == (None if gain is None else pytest.approx(gain))


def test_less_is_better_counts_a_fall_upwards() -> None:
    item = dataclasses.replace(ITEM, score=3.0, best=0.0, max_score=10.0, is_lower_better=True)
    row = choose_target(item, RULES)
    assert (row.target.value, row.falls) == (2.75, 0.0)
    assert set_target(row, 3.5, is_above=False).falls == pytest.approx(0.5)
    assert set_target(_row(), 0.25, is_above=False).falls == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("row", "decimals", "text"),
    [
        (_row(), 2, "0,75"),
        (_row(score=0.746, max_score=0.746, best=0.746), 3, "0,746"),
        (set_target(_row(), 0.746, is_above=True), 2, "> 0,75"),
        (set_target(_row(), 0.746, is_above=True), 3, "> 0,746"),
        (set_target(_row(), 1.996, is_above=True), 2, "> 1,9960"),
        (set_target(_row(is_lower_better=True), 1.5, is_above=True), 2, "< 1,50"),
        (dataclasses.replace(_row(), target=Target(None, is_above=True)), 2, "Cao hơn năm trước"),
        (dataclasses.replace(_row(), target=Target(None), is_kept=True), 2, "Giữ kết quả"),
        (set_target(_row(), None, is_above=False), 2, ""),
    ],
)
def test_a_target_is_written_in_one_way(row: PlanRow, decimals: int, text: str) -> None:
    assert format_target(row, decimals) == text


def test_rows_become_a_table_only_of_known_columns() -> None:
    table = to_table([_row(), dataclasses.replace(_row(code="1.2"), task=Task(task_vi="Làm", lead_vi="Sở Nội vụ"))])
    assert table["target"].tolist() == [0.75, 1.75]
    assert table["responsible_vi"].tolist() == [None, "Sở Nội vụ chủ trì"]
    assert to_table([])["score"].dtype == float


def _cells(blocks: object) -> dict[str, str]:
    """Return code → target of every table of a document."""
    found = {}
    for block in blocks:  # type: ignore[attr-defined]
        columns = [column.key for column in getattr(block, "columns", ())]
        name = "target_vi" if "target_vi" in columns else "target"
        if name not in columns or "criterion_vi" not in columns:
            continue
        kind = block.columns[columns.index(name)].kind
        for row in block.rows:
            if row.kind == "data":
                value = row.cells[columns.index(name)]
                found[str(row.cells[columns.index("criterion_vi")])] = format_cell(value, kind)
    return found


@pytest.mark.parametrize(("name", "year"), [("BacKan", 2024), ("KonTum", 2024), ("HaNoi", 2024)])
def test_an_extract_prints_the_targets_of_the_annexes(name: str, year: int) -> None:
    plan = cchc.build_plan(cchc.compute_results(cchc.load_inputs(name, year)))
    printed = _cells(annex_tables.annexes(plan).blocks)
    assert len(printed) >= 10
    for extract in build_extracts(plan):
        for item, target in _cells(extract_document(plan, extract).blocks).items():
            named = item if item in printed else item.partition(" ")[2]
            assert printed[named] == target, (extract.folder, item)


def test_a_target_of_the_office_is_checked_and_not_the_rule_that_it_replaced() -> None:
    plan = cchc.build_plan(cchc.compute_results(cchc.load_inputs("BacKan", 2024)))
    annex = plan.annexes[0]
    rule = TargetRule(rule="reach_score", score=50.0)
    asked = dataclasses.replace(annex.rows[0], rule=rule)
    for row, count in ((asked, 1), (set_target(asked, annex.rows[0].target.value, is_above=False), 0)):
        changed = dataclasses.replace(plan, annexes=(dataclasses.replace(annex, rows=(row,)),), aims=())
        assert sum(one.check == "target_value" for one in check_plan(changed)) == count


def test_a_target_on_the_worse_side_is_refused_with_its_cell(project: Path) -> None:
    plan = cchc.build_plan(cchc.compute_results(cchc.load_inputs("BacKan", 2024)))
    workbook = openpyxl.load_workbook(io.BytesIO(render_tasks(plan, place="")))
    cells = {cell.value: cell for row in workbook["Nhiệm vụ"].iter_rows() for cell in row}
    column = cells["Mục tiêu"].column
    workbook["Nhiệm vụ"].cell(cells["PAR-1.1.2"].row, column).value = "< 0,5"
    folder = project / office_folder("BacKan", 2023)
    folder.mkdir(parents=True, exist_ok=True)
    workbook.save(folder / "tasks.xlsx")
    with pytest.raises(InputError, match=r"mục tiêu của PAR-1\.1\.2 ghi dấu '<'.*càng cao càng tốt: ghi '> 0,5'"):
        cchc.build_plan(cchc.compute_results(cchc.load_inputs("BacKan", 2024)))
