"""On whose results of which year a plan rests, and what it says of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from pathlib import Path

import pytest
import yaml
from cchc.analysis.results import compute_results
from cchc.errors import MissingDataError, ParameterError
from cchc.plan_params import LastTarget, StatedPlan
from cchc.planning.items import select_items
from cchc.planning.last_plan import judge_stated
from cchc.planning.plan import Plan
from cchc.planning.plan_building import build_plan
from cchc.reporting.ics import render_calendar
from cchc.reporting.sections import plan as sections
from cchc.run.report_notebooks import wanted_notebooks
from cchc.sources.coverage import units_with_data
from cchc.sources.reader import Reader
from cchc.sources.reference import load_agencies
from cchc.sources.report_inputs import load_inputs
from cchc.sources.root import find_root

SECTIONS = ("opening", "purpose", "goals", "solutions", "organisation", "closing")


def _plan(unit: str, year: int) -> Plan:
    return build_plan(compute_results(load_inputs(unit, year)))


def _text(plan: Plan) -> str:
    told = [sections.letterhead(plan), *(sections.text(plan, name) for name in SECTIONS)]
    told += [sections.signature(plan), sections.annexes(plan)]
    return json.dumps([one.to_dict() for one in told], ensure_ascii=False)


def _append(project: Path, name: str, *rows: str) -> None:
    with (project / "data/published" / name).open("a", encoding="utf-8") as file:
        file.write("".join(f"{row}\n" for row in rows))


def _params(project: Path, year: int, unit: str, **own: object) -> None:
    path = project / f"params/{year}/{unit}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(own, allow_unicode=True), encoding="utf-8")


@pytest.mark.parametrize("year", [2026, 2027])
@pytest.mark.usefixtures("project")
def test_a_province_that_was_not_merged_rests_on_its_own_latest_results_in_their_field(year: int) -> None:
    plan = _plan("HaNoi", year)
    inputs = plan.results.inputs
    assert (inputs.result_year, inputs.basis_year, inputs.has_own_results, inputs.parts) == (2024, 2024, True, ())
    assert (inputs.n_field, inputs.is_basis_older, inputs.has_other_field) == (63, True, True)
    assert plan.results.headlines["par_index"].n_ranked == 63
    text = _text(plan)
    assert "kết quả năm 2024, trong 63 tỉnh, thành phố khi đó, là kết quả gần nhất được dùng làm căn cứ" in text
    assert f"Khi có kết quả năm {year - 1}" in text
    assert "năm trước" not in text
    assert {"brief", "indices", "weaknesses", "plan"} == {one[0] for one in wanted_notebooks(inputs).values()}


def test_results_of_the_year_before_win_over_older_ones(project: Path) -> None:
    _append(project, "par_index.csv", "HaNoi,2025,total,value,,,91,2,34,,s010")
    plan = _plan("HaNoi", 2026)
    headline = plan.results.headlines["par_index"]
    assert (plan.results.inputs.result_year, plan.results.inputs.n_field) == (2025, 34)
    assert (headline.rank, headline.n_ranked, headline.rank_change) == (2, 34, None)
    text = _text(plan)
    assert "xếp thứ 2/34" in text
    assert "bậc" not in text
    assert "được dùng làm căn cứ" not in text


def test_a_merged_province_rests_on_its_old_units_side_by_side_until_it_has_results(project: Path) -> None:
    plan = _plan("HoChiMinh", 2026)
    inputs = plan.results.inputs
    assert (inputs.has_own_results, inputs.rests_on_parts, inputs.basis_year, inputs.basis.n_field) == (
        False,
        True,
        2024,
        63,
    )
    rows = plan.annexes[-1].rows
    weak = [sum(one.is_strength is False for one in row.item.parts) for row in rows]
    common = [n for row, n in zip(rows, weak, strict=True) if row.item.group_vi.startswith("A.")]
    assert common
    assert min(common) > 1
    assert weak == sorted(weak, reverse=True)  # what is weak everywhere comes first
    assert {n for row, n in zip(rows, weak, strict=True) if row.item.group_vi.startswith("B.")} == {1}
    for row in rows:
        assert (row.item.score, row.item.rank, row.item.lost_score) == (None, None, None)  # nothing merged is made up
        assert row.target.value == max(one.score for one in row.item.parts if one.score is not None)
    text = _text(plan)
    assert "tỉnh Bình Dương, tỉnh Bà Rịa - Vũng Tàu, Thành phố Hồ Chí Minh trước khi sắp xếp" in text
    assert "TP. Hồ Chí Minh (cũ) năm 2024" in text
    _append(project, "par_index.csv", "HoChiMinh,2025,total,value,,,91,2,34,,s010")
    later = load_inputs("HoChiMinh", 2026)
    assert (later.parts, later.basis_year, later.params.plan.texts) == ((), 2025, "improvement_province")
    assert load_inputs("HoChiMinh", 2027).result_year == 2025


@pytest.mark.usefixtures("project")
def test_a_plan_that_contributes_to_a_merged_province_rests_on_that_provinces_old_units() -> None:
    inputs = dataclasses.replace(load_inputs("BacAi", 2022), year=2026, upper=load_inputs("ThaiNguyen", 2026))
    assert (inputs.basis.unit.unit_key, inputs.basis_year, inputs.is_basis_older) == ("BacKan", 2024, True)
    assert load_inputs("BacAi", 2022).basis.unit.unit_key == "NinhThuan"


@pytest.mark.usefixtures("project")
def test_only_known_old_units_make_a_weakness_common() -> None:
    # PAPI 2024 of Bắc Ninh was withheld: one old unit alone has no weakness in common
    results = compute_results(load_inputs("BacNinh", 2026))
    known = [one for one in results.parts if one.headlines["papi"].is_known]
    if len(known) == 1:
        assert select_items(results, "papi_common") == ()
    assert all(len(one.parts) == len(results.parts) for one in select_items(results, "papi_some"))


def test_a_target_that_needs_a_value_of_the_merged_unit_is_refused(project: Path) -> None:
    _params(project, 2026, "ThaiNguyen", targets={"papi": {"rule": "above_last_year"}})
    with pytest.raises(
        ParameterError, match=r"quy tắc above_last_year cần kết quả năm trước của chính đơn vị.*best_part"
    ):
        _plan("ThaiNguyen", 2026)
    _params(
        project,
        2026,
        "ThaiNguyen",
        targets={"papi": {"rule": "best_part", "total": {"rule": "reach_rank", "rank": 10}}},
    )
    plan = _plan("ThaiNguyen", 2026)
    assert (plan.aims[0].n_target, plan.aims[0].places) == (34, None)
    assert "xếp thứ 10/34" in _text(plan)


def test_an_aim_of_a_rank_is_told_among_the_units_of_its_own_year(project: Path) -> None:
    _params(
        project,
        2026,
        "HaNoi",
        targets={"par_index": {"rule": "above_last_year", "total": {"rule": "reach_rank", "rank": 2}}},
    )
    plan = _plan("HaNoi", 2026)
    assert (plan.aims[0].rank, plan.aims[0].n_ranked, plan.aims[0].n_target, plan.aims[0].places) == (3, 63, 34, None)
    assert "PAR INDEX xếp thứ 2/34 (năm 2024: 3/63)" in _text(plan)


@pytest.mark.usefixtures("project")
def test_a_plan_of_last_year_is_not_judged_by_results_from_before_it() -> None:
    stated = StatedPlan(document="Kế hoạch", targets=[LastTarget(code="total", increase=1.0)])
    (judged,) = judge_stated(compute_results(load_inputs("HaNoi", 2026)), stated)
    assert judged.reason_vi == "dữ liệu của chương trình chưa có kết quả năm 2025"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", ["HaTinh", "ThaiNguyen"])
def test_results_of_long_ago_are_no_basis(name: str) -> None:
    assert load_inputs(name, 2027).basis_year == 2024
    with pytest.raises(MissingDataError, match=r"chưa có số liệu .* nào"):
        load_inputs(name, 2028)


@pytest.mark.usefixtures("project")
def test_every_province_of_today_is_built_by_the_batch() -> None:
    for year in (2026, 2027):
        provinces = [one for one in units_with_data(find_root(), year) if one.unit_kind == "province"]
        assert len(provinces) == 34


@pytest.mark.usefixtures("project")
def test_recipients_follow_the_date_of_the_plan() -> None:
    assert "UBND cấp huyện;" in sections.signature(_plan("BacKan", 2025)).recipients
    assert "UBND cấp huyện;" not in sections.signature(_plan("HaNoi", 2026)).recipients


@pytest.mark.usefixtures("project")
def test_an_ended_province_has_no_date_after_its_last_day() -> None:
    plan = _plan("BacKan", 2025)
    text = re.sub(r"[Tt]ừ ngày 01/7/2025", "", _text(plan))
    days = {dt.date(int(y), int(m), int(d)) for d, m, y in re.findall(r"(\d+)/(\d+)/(2025)", text)}
    assert max(days) == dt.date(2025, 6, 30)
    assert "được bàn giao cho tỉnh Thái Nguyên tiếp tục thực hiện" in text
    dates = re.findall(rb"DTSTART[^:]*:(\d{8})", render_calendar(plan))
    assert max(dates) <= b"20250630"


def test_a_lead_of_today_is_named_as_it_was_while_the_earlier_office_existed() -> None:
    agencies = load_agencies(Reader(find_root()))
    for day, name in ((dt.date(2024, 6, 1), "SKHDT"), (dt.date(2025, 3, 1), "STC"), (dt.date(2026, 1, 1), "STC")):
        assert agencies.resolve("STC;SKHDT", day).agency_key == name
    coming = dict(agencies.coming_names(dt.date(2024, 6, 1)))
    assert "Sở Tài nguyên và Môi trường" in coming["Sở Nông nghiệp và Môi trường"]
    assert agencies.coming_names(dt.date(2026, 1, 1)) == ()
