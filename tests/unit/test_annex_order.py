"""Annexes say what comes first, in which order they are wanted, and what their domains add up to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from cchc import build_plan, compute_results, load_inputs
from cchc.plan_params import AnnexParams
from cchc.planning.annex_order import GroupSum, in_order, sum_groups
from cchc.planning.annexes import Annex
from cchc.planning.plan_rows import Item, PlanRow, Task
from cchc.planning.targets import Target
from cchc.reporting.blocks import Table
from cchc.reporting.sections.plan import annexes


def _annex(order: str, *rows: PlanRow) -> Annex:
    params = AnnexParams(
        key="a",
        title="A",
        parts=[{"items": "par_below"}],
        columns=[{"column": "code"}, {"column": "task_vi"}],
        order=order,
    )  # type: ignore[arg-type]
    return Annex(params, rows, "điểm", ())


def _row(code: str, lost: float, *, group: str = "", day: int = 1, aim: float | None = None) -> PlanRow:
    item = Item(f"PAR-{code}", "par_index", code, code, group_vi=group, max_score=lost + 1, score=1.0, lost_score=lost)
    return PlanRow(item, None, Target(aim), Task(milestones=(dt.date(2024, 9, day),)))


def _codes(rows: tuple[PlanRow, ...]) -> list[str]:
    return [row.item.code for row in rows]


def test_rows_stand_in_the_order_that_is_wanted() -> None:
    rows = _row("1", 0.5, day=3), _row("2", 2.0, day=2), _row("3", 1.0, day=1)
    chosen = {"PAR-3": (1, 0.5), "PAR-1": (2, 0.25)}
    assert _codes(in_order(_annex("framework", *rows), chosen)) == ["1", "2", "3"]
    assert _codes(in_order(_annex("lost", *rows), chosen)) == ["2", "3", "1"]
    assert _codes(in_order(_annex("deadline", *rows), chosen)) == ["3", "2", "1"]
    assert _codes(in_order(_annex("priority", *rows), chosen)) == ["3", "1", "2"]


def test_a_domain_tells_its_sums_and_a_single_row_none() -> None:
    rows = _row("1.1", 0.5, group="A", aim=1.25), _row("1.2", 2.0, group="A"), _row("2.1", 1.0, group="B")
    assert sum_groups(_annex("framework", *rows)) == {"A": GroupSum(2, 2.5, 0.25)}


def test_the_domains_of_bac_kan_add_up_to_the_points_lost(project: Path) -> None:
    assert project
    plan = build_plan(compute_results(load_inputs("BacKan", 2024)))
    annex = plan.annex("par_improve")
    assert annex is not None
    sums = sum_groups(annex)
    assert sum(one.lost for one in sums.values()) == pytest.approx(15.76, abs=0.005)
    assert sums["Cải cách tổ chức bộ máy hành chính nhà nước"].lost == pytest.approx(2.04, abs=0.005)


def test_the_first_of_the_cheapest_way_is_told_before_its_task_or_in_a_column(project: Path) -> None:
    def cells() -> str:
        tables = [
            one
            for one in annexes(build_plan(compute_results(load_inputs("BacKan", 2024)))).blocks
            if isinstance(one, Table)
        ]
        return " | ".join(str(cell) for row in tables[1].rows for cell in row.cells)

    assert "(Ưu tiên 1, có thể lấy lại 1,00 điểm) Gửi mỗi cơ quan" in cells()
    preset = project / "params/presets/province_four_annexes.yml"
    text = yaml.safe_load(preset.read_text(encoding="utf-8"))
    columns = text["plan"]["annexes"][1]["columns"]
    text["plan"]["annexes"][1] |= {
        "columns": [one for one in columns if one["column"] != "cooperating_vi"] + [{"column": "priority_vi"}],
        "order": "priority",
    }
    preset.write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")
    told = cells()
    assert "(Ưu tiên 1" not in told
    assert told.index("1 (1,00)") < told.index("2 (0,50)") < told.index("10 (0,25)")
