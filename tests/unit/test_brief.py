"""The one page of a report tells what analysis and plan tell, from the same figures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from cchc import build_plan, compute_results, load_inputs
from cchc.analysis.answers import search_cheapest
from cchc.planning.brief import N_ASKED, N_LISTED, Brief, build_brief
from cchc.planning.cheapest_tasks import priorities
from cchc.reporting.blocks import Heading, Paragraph, Table
from cchc.reporting.brief_blocks import Pair, Profile, Tiles, line_of_years
from cchc.reporting.document import block_from_dict
from cchc.reporting.sections.brief import page

pytestmark = pytest.mark.usefixtures("project")


def _brief(unit: str, year: int) -> Brief:
    return build_brief(build_plan(compute_results(load_inputs(unit, year))))


def test_the_brief_of_bac_kan_adds_up_to_what_the_analysis_says() -> None:
    brief = _brief("BacKan", 2024)
    assert brief.scored is not None
    assert brief.scored.lost_points is not None
    assert brief.lost_parts is not None
    # 100 - 84,24: the announced index, and the sheet's domains
    assert sum(one.lost for one in brief.lost_parts.parts) == pytest.approx(15.76, abs=0.005)
    assert brief.scored.lost_points.lost == pytest.approx(15.76, abs=0.005)
    assert not brief.scored.lost_points.is_concentrated  # 29 of 43 hold four fifths
    search = search_cheapest(brief.scored)
    assert search is not None
    assert brief.n_chosen == len(search.choice.chosen)
    assert brief.asked_gain == pytest.approx(search.choice.gain)
    assert [one.row.item.code for one in brief.asked] == list(search.choice.chosen["code"])[:N_ASKED]
    assert [one.gain for one in brief.asked] == pytest.approx(list(search.choice.chosen["gain"])[:N_ASKED])


def test_a_domain_stands_where_its_points_put_it() -> None:
    parts = _brief("BacKan", 2024).field_parts
    assert parts is not None
    # PAPI 2023, dimension 6: 7,13 against 7,54 in the middle; the scale runs from 3,17 to 8,30
    sixth = parts.parts[5]
    assert (round(sixth.value, 2), round(sixth.gap or 0, 2)) == (7.13, -0.41)
    assert sixth.own_ratio == pytest.approx((sixth.value - parts.low) / (parts.high - parts.low), abs=1e-4)
    assert parts.n_worse == 2


@pytest.mark.parametrize("unit", ["BacKan", "KonTum", "KrongNo", "HaTinh"])
def test_no_item_is_weak_and_strong_and_what_lost_most_comes_first(unit: str) -> None:
    brief = _brief(unit, 2024)
    weak, strong = ({one.task_key for one in items} for items in (brief.weakest, brief.strongest))
    assert weak
    assert not weak & strong
    assert max(len(brief.weakest), len(brief.strongest)) <= N_LISTED
    for key in {one.index for one in brief.weakest}:
        lost = [one.lost_score or 0.0 for one in brief.weakest if one.index == key and one.rank is None]
        assert lost == sorted(lost, reverse=True)


def test_old_units_are_told_side_by_side_and_nothing_of_one_only() -> None:
    brief = _brief("ThaiNguyen", 2026)
    assert len(brief.told) == 2
    assert all(part.is_strength is False for one in brief.weakest for part in one.parts)
    assert all(part.is_strength is True for one in brief.strongest for part in one.parts)
    assert brief.compared is None  # no field of both
    assert brief.lost_parts is None


def test_a_commune_is_told_the_results_of_its_province_under_its_name() -> None:
    blocks = page(build_plan(compute_results(load_inputs("HaNoi/XuanPhuong", 2026)))).blocks
    tiles = next(one for one in blocks if isinstance(one, Tiles))
    assert all("thành phố Hà Nội" in one.label for one in tiles.tiles)
    title = next(one for one in blocks if isinstance(one, Heading))
    assert title.text.startswith("Thành phố Hà Nội: ")


def test_what_is_not_known_has_no_value_and_no_change() -> None:
    blocks = page(build_plan(compute_results(load_inputs("LangSon/STP", 2026)))).blocks
    tiles = next(one for one in blocks if isinstance(one, Tiles))
    unknown = [one for one in tiles.tiles if one.value == "–"]
    assert [one.lines for one in unknown] == [("Chưa có trong dữ liệu",)] * 2
    assert unknown[0].unit == ""


def test_of_several_old_units_only_known_values_have_a_tile() -> None:
    blocks = page(build_plan(compute_results(load_inputs("LamDong", 2026)))).blocks
    tiles = next(one for one in blocks if isinstance(one, Tiles))
    assert [one.label for one in tiles.tiles] == ["PAPI – Bình Thuận", "PAPI – Đắk Nông", "PAPI – Lâm Đồng (cũ)"]
    assert all(one.value != "–" for one in tiles.tiles)


def test_a_line_of_years_is_not_joined_over_a_break_or_a_missing_year() -> None:
    years = [(2018, 1.0, False, ""), (2019, 2.0, True, ""), (2021, 3.0, False, ""), (2022, 3.0, False, "")]
    assert [joined for _, _, joined, _ in line_of_years(years)] == [False, False, False, True]
    assert line_of_years(years[:1]) == ()
    assert {up for _, up, _, _ in line_of_years([(2020, 5.0, False, ""), (2021, 5.0, False, "")])} == {0.5}


def test_the_blocks_of_a_brief_travel_through_a_notebook(project: Path) -> None:
    assert project
    group = page(build_plan(compute_results(load_inputs("BacKan", 2024))))
    assert block_from_dict(group.to_dict()) == group
    pair = next(one for one in group.blocks if isinstance(one, Pair))
    assert isinstance(pair.left[0], Profile | Table | Heading)


def test_priorities_are_the_places_of_the_cheapest_way() -> None:
    plan = build_plan(compute_results(load_inputs("BacKan", 2024)))
    found = priorities(plan)
    assert sorted(place for place, _ in found.values()) == list(range(1, len(found) + 1))
    assert found["PAR-7.2.2"] == (1, pytest.approx(1.0))


def _with_tasks(status: str) -> Brief:
    """Return the brief of Bắc Kạn whose office reports every task with one status."""
    inputs = load_inputs("BacKan", 2024)
    assert inputs.tasks is not None
    sheet = dataclasses.replace(inputs.tasks.sheet, table=inputs.tasks.table.assign(status=status))
    tasks = dataclasses.replace(inputs.tasks, status="office", sheet=sheet)
    return build_brief(build_plan(compute_results(dataclasses.replace(inputs, tasks=tasks))))


def test_what_the_office_reports_as_done_is_not_asked_for_again() -> None:
    still, done = _with_tasks("in_progress"), _with_tasks("done")
    assert still.n_chosen == len(still.chosen) > 0
    assert still.search is not None
    # nothing is left of the cheapest way: neither its number nor its effort is told
    assert (done.asked, done.search, done.n_chosen, done.asked_gain, done.effort_days) == ((), None, 0, None, 0.0)
    words = [one.text for one in page(done.plan).blocks if isinstance(one, Heading | Paragraph)]
    assert not [one for one in words if "00 việc" in one or "nhiều điểm nhất" in one or "lấy lại" in one]
