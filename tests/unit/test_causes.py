"""Causes come from the unit's own figures: every one carries a figure, and no two units share their causes."""

from collections import Counter
from functools import cache

import cchc
import pandas as pd
import pytest
from cchc.planning.causes import _declared, find_cause
from cchc.planning.items import select_items
from cchc.planning.plan_building import build_plan
from cchc.planning.plan_rows import PlanRow
from cchc.scoring_rules import Rule, RulePart
from cchc.sources.coverage import read_register
from cchc.sources.root import find_root


@cache
def _weak(key: str, year: int = 2024) -> tuple[PlanRow, ...]:
    plan = build_plan(cchc.compute_results(cchc.load_inputs(key, year)))
    return tuple(
        row for annex in plan.annexes for row in annex.rows if row.item.is_strength is False and not row.is_added
    )


def _without_fact(rows: tuple[PlanRow, ...]) -> list[str]:
    return [
        row.item.task_key
        for row in rows
        if not row.item.parts and not any(sign.isdigit() for sign in row.task.cause_vi or "")
    ]


@pytest.mark.parametrize("key", ["BacKan", "KonTum", "HaTinh", "HaNoi", "KrongNo"])
def test_every_cause_carries_a_figure_of_the_unit(key: str) -> None:
    rows = _weak(key)
    assert rows
    assert _without_fact(rows) == []


@pytest.mark.whole
def test_every_cause_of_all_provinces_of_2024_carries_a_fact_and_is_its_own() -> None:
    names = [unit.unit_key for unit in read_register(find_root()).of_kind("province", 2024)]
    assert len(names) == 63
    without = {key: found for key in names if (found := _without_fact(_weak(key)))}
    assert without == {}
    # synonyms are no facts: the same sentence does not stand for two units, unless their figures are the same
    told = Counter(row.task.cause_vi for key in names for row in _weak(key) if row.item.index == "papi")
    assert len(told) >= 0.95 * sum(told.values())


def test_a_cause_says_what_was_lost_where_in_the_rule_and_since_when() -> None:
    results = cchc.compute_results(cchc.load_inputs("BacKan", 2024))
    causes = {item.code: find_cause(results, item) or "" for item in select_items(results, "par_below")}
    assert "Chưa đạt 0,25/1,50 điểm" in causes["1.1.2"]
    assert "kê khai 57/60" in causes["1.1.2"]
    assert "điểm tối đa từ 100%" in causes["1.1.2"]
    assert "tự chấm 0,50, thẩm định 0,25" in causes["1.5.3"]
    assert "năm 2022 và năm 2023 đều chưa đạt điểm tối đa" in causes["1.5.3"]


def test_a_cause_of_a_published_index_names_the_middle_the_year_and_the_best() -> None:
    results = cchc.compute_results(cchc.load_inputs("BacKan", 2024))
    item = next(one for one in select_items(results, "papi_weak") if one.code == "D6.4")
    assert find_cause(results, item) == (
        "Thấp hơn mức của tỉnh đứng giữa (1,92) 0,06 điểm; không đổi so với năm 2022; Ninh Bình đạt 2,05"
    )


@pytest.mark.parametrize(
    ("given", "whole", "part", "said"),
    [
        ("0", "", RulePart(lower=1.0, score=0.5), "kê khai 0, điểm tối đa từ 1"),
        ("57", "60", RulePart(lower=1.0, score=0.5), "kê khai 57/60, điểm tối đa từ 100%"),
        ("95%", "", RulePart(lower=1.0, score=0.5), "kê khai 95%, điểm tối đa từ 100%"),
        ("0,8", "", RulePart(lower=0.85, score=0.5, comparison=">"), "kê khai 0,8, điểm tối đa trên 85%"),
    ],
)
def test_a_bound_of_one_is_a_share_only_where_shares_are_declared(
    given: str, whole: str, part: RulePart, said: str
) -> None:
    told = pd.Series({"declared": given, "declared_total": whole})
    assert _declared(Rule("1.1", "steps", 0.5, (part,)), told) == said
