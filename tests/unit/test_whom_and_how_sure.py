"""Peers, simulated ranks, what a rank takes, what if, mergers: cases computed by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from cchc.analysis.known_fields import Known, rank_bounds, value_bounds
from cchc.analysis.old_parts import cast_back
from cchc.analysis.peers import compare_with_peers, nearest_in_profile, same_region
from cchc.analysis.prospects import aims_of, move_field, value_for_rank
from cchc.analysis.time_series import comparable_years, find_lasting_weakness, trace_code
from cchc.analysis.uncertainty import simulate_ranks
from cchc.analysis.what_if import check_changes, suppose_published, suppose_scored
from cchc.errors import InputError
from cchc.frameworks import Framework, Node
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root

INDICES = load_indices(Reader(find_root()))
PAR, PAPI = INDICES["par_index"], INDICES["papi"]
GROUPS = {"group_ends": (1, 2, 3), "group_names": PAPI.groups.names}


# ---- peers -----------------------------------------------------------------------------------------------------------
def test_the_region_is_the_group_without_the_province_itself() -> None:
    regions = {"A": "bắc", "B": "bắc", "C": "nam", "D": "bắc"}
    assert same_region(regions, "A").keys == ("B", "D")
    assert same_region(regions, "X").keys == ()


def test_the_nearest_profiles_are_measured_in_standard_deviations() -> None:
    # D2 spreads ten times as wide as D1: in points B would be nearest to A, in standard deviations C is
    profiles = pd.DataFrame({"D1": [1.0, 2.0, 1.0, 3.0], "D2": [10.0, 10.0, 14.0, 40.0]}, index=list("ABCE"))
    assert nearest_in_profile(profiles, "A", 2).keys == ("C", "B")


def test_a_province_lacking_a_dimension_is_nobodys_peer() -> None:
    profiles = pd.DataFrame({"D1": [1.0, 1.0, 9.0], "D2": [1.0, np.nan, 9.0]}, index=list("ABC"))
    assert nearest_in_profile(profiles, "A", 5).keys == ("C",)
    assert nearest_in_profile(profiles, "B", 5).keys == ()


def test_the_group_is_compared_without_the_own_value_and_ranked_with_it() -> None:
    values = pd.DataFrame(
        {"total": [3.0, 5.0, 1.0, None, 9.0], "D1": [1.0, None, None, None, 2.0]}, index=list("ABCDE")
    )
    table = compare_with_peers(values, "A", ["B", "C", "D"])
    assert table.loc["total", ["median", "best", "best_key", "gap_to_median", "rank", "n_ranked"]].tolist() == [
        3.0,
        5.0,
        "B",
        0.0,
        2,
        3,
    ]
    assert math.isnan(table.at["D1", "median"])
    assert table.loc["D1", ["best_key", "rank", "n_ranked"]].tolist() == ["", 1, 1]  # fmt: skip


# ---- ranks drawn again -----------------------------------------------------------------------------------------------
VALUES = pd.Series({"A": 50.0, "B": 45.0, "C": 44.9, "D": 30.0, "E": None})


def test_without_error_every_draw_gives_the_published_rank() -> None:
    draws = simulate_ranks(VALUES, 0.0, "C", n_draws=1000, interval_pct=90.0, seed=1, **GROUPS)
    assert (draws.rank, draws.n_ranked, draws.low_rank, draws.median_rank, draws.high_rank) == (3, 4, 3, 3, 3)
    assert draws.shares_pct.to_dict() == {3: 100.0}
    assert draws.groups_pct.tolist() == [0.0, 0.0, 100.0, 0.0]


def test_two_near_values_change_places_as_often_as_the_normal_law_says() -> None:
    draws = simulate_ranks(VALUES, 0.5, "C", n_draws=100_000, interval_pct=90.0, seed=1)
    # P(C > B) = Phi(-0.1 / sqrt(0.5² + 0.5²)); the others lie too far away to matter
    expected = 50 * math.erfc(0.1 / math.sqrt(0.5) / math.sqrt(2))
    assert draws.shares_pct[2] == pytest.approx(expected, abs=0.6)
    assert draws.shares_pct.sum() == pytest.approx(100.0)
    assert (draws.low_rank, draws.high_rank) == (2, 3)


def test_errors_of_single_units_are_used() -> None:
    errors = pd.Series({"A": 0.0, "B": 0.0, "C": 0.0, "D": 30.0})
    draws = simulate_ranks(VALUES, errors, "D", n_draws=4000, interval_pct=90.0, seed=1)
    assert set(draws.shares_pct.index) >= {1, 4}
    assert set(simulate_ranks(VALUES, errors, "A", n_draws=4000, interval_pct=90.0, seed=1).shares_pct.index) == {1, 2}


def test_a_value_without_error_is_refused() -> None:
    with pytest.raises(ValueError, match="no standard error"):
        simulate_ranks(VALUES, pd.Series({"A": 1.0}), "A", n_draws=1000, interval_pct=90.0, seed=1)


def test_equal_seeds_give_equal_draws() -> None:
    one, two = (simulate_ranks(VALUES, 3.0, "B", n_draws=2000, interval_pct=90.0, seed=7) for _ in range(2))
    pd.testing.assert_series_equal(one.shares_pct, two.shares_pct)


# ---- what it takes ---------------------------------------------------------------------------------------------------
FIELD = pd.Series({"own": 41.0, "A": 44.0, "B": 42.0, "C": 42.0, "D": 40.0, "E": 39.0})
CHANGES = pd.Series({"own": 5.0, "A": 1.0, "B": -1.0, "C": 2.0, "D": 0.5})


def test_what_the_field_needs_holding_still_and_moving() -> None:
    moved = move_field(FIELD, CHANGES, lowest=8.0, highest=80.0)
    assert moved["E"] == 40.0  # no change is known: the median change, 1.0
    found = {aim.aim: aim for aim in aims_of(FIELD, moved, "own", group_starts=(2, 3, 5), target_rank=1)}
    # own 4th; B and C share the 2nd rank and are reached together
    assert [found["next_rank"].rank, found["next_rank"].still, found["next_rank"].moving] == [2, 42.0, 44.0]
    assert [found["next_group"].rank, found["next_group"].still] == [3, 42.0]
    assert [found["target_rank"].rank, found["target_rank"].still, found["target_rank"].moving] == [1, 44.0, 45.0]
    # with 41.5 the median of all six would be 41.75: 42 is the least that is not below it
    assert [found["median"].rank, found["median"].still] == [None, 42.0]
    # the others moved: 45, 44, 41, 40.5, 40
    assert found["median"].moving == 41.0


def test_the_first_has_nothing_to_reach() -> None:
    assert aims_of(FIELD, None, "A", group_starts=(2, 3, 5), target_rank=3) == []


def test_nothing_is_said_of_a_moving_field_when_no_change_is_known() -> None:
    moved = move_field(FIELD, pd.Series(dtype=float), lowest=8.0, highest=80.0)
    assert all(aim.moving is None for aim in aims_of(FIELD, moved, "own", group_starts=(2, 3, 5), target_rank=None))


def test_any_value_takes_the_rank_behind_all_others() -> None:
    assert value_for_rank(pd.Series([2.0, 1.0]), 3) is None


def test_the_rank_of_a_value_is_bounded_by_the_known_units_and_the_own_rank() -> None:
    field = pd.DataFrame(
        {"value": [84.24, 86.14, 86.25, 81.0, None], "rank": [57, 43, 41, 61, 50], "n_ranked": [63, 63, None, 63, 63]},
        index=["own", "A", "B", "C", "D"],
    )
    known = Known.of(field, "own")
    assert known is not None
    assert list(known.others.index) == ["A", "B", "C"]
    assert rank_bounds(known, 85.0) == (44, 57)  # better than now, so not behind the 57th
    assert rank_bounds(known, 86.2) == (42, 43)
    assert rank_bounds(known, 83.0) == (57, 60)
    assert value_bounds(known, 43) == (86.14, 86.14)
    assert value_bounds(known, 50) == (None, 86.14)
    assert value_bounds(known, 20) == (86.25, None)


def test_units_whose_rank_contradicts_their_value_are_left_out_and_named() -> None:
    field = pd.DataFrame(
        {"value": [80.0, 86.89, 86.97, 87.5], "rank": [50, 32, 33, 20], "n_ranked": 63}, index=["own", "CaMau", "HoChiMinh", "X"]
    )  # fmt: skip
    known = Known.of(field, "own")
    assert known is not None
    assert known.contradicting == ("CaMau", "HoChiMinh")
    assert list(known.others.index) == ["X"]


def test_without_an_own_rank_nothing_is_bounded() -> None:
    assert Known.of(pd.DataFrame({"value": [80.0], "rank": [None], "n_ranked": [63]}, index=["own"]), "own") is None


# ---- what if ---------------------------------------------------------------------------------------------------------
FRAMEWORK = Framework(
    "f", "", "", (2023, 2023), "office", 10.0,
    (Node("1", "", "domain", "Một", 6.0), Node("1.1", "1", "criterion", "a", 2.0, "appraisal"), Node("1.2", "1", "criterion", "b", 4.0, "appraisal"), Node("2", "", "domain", "Hai", 4.0, "appraisal")),
)  # fmt: skip
SHEET = pd.DataFrame(
    {"criterion_code": ["1.1", "1.2", "2"], "max_score": [2.0, 4.0, 4.0], "is_applicable": [True, True, False], "self_score": [1.0, 3.0, None]}
)  # fmt: skip


def test_supposed_scores_are_added_up_like_real_ones() -> None:
    supposed, table = suppose_scored(SHEET, FRAMEWORK, "self", {"1.1": 2.0}, "tham số", PAR)
    # 2 does not apply: 4 of 6, then 5 of 6
    assert (supposed.before, supposed.after) == pytest.approx((400 / 6, 500 / 6))
    assert supposed.items.loc["1.1", ["before", "after", "change"]].tolist() == [1.0, 2.0, 1.0]
    assert table.at["1", "score"] == 5.0


def test_supposed_scores_beyond_the_maximum_and_of_nothing_applicable_are_refused() -> None:
    with pytest.raises(InputError) as error:
        suppose_scored(SHEET, FRAMEWORK, "self", {"1.1": 2.5, "2": 1.0}, "tham số prospects.what_if", PAR)
    assert "mã '1.1': điểm giả sử là 2,5; từ 0 đến 2" in str(error.value)
    assert "mã '2': tiêu chí này không áp dụng" in str(error.value)


def test_a_code_that_carries_no_score_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"mã '1\.3'.*gần nhất: 1\."):
        check_changes({"1.3": 3.0}, [(PAR, ["1.1", "1.2"]), (PAPI, ["D1.1"])], "tham số")


def test_a_supposed_subdimension_moves_its_dimension_and_the_total() -> None:
    codes = pd.DataFrame(
        {"parent_code": ["", "total", "D1", "D1"], "name_vi": list("TMab"), "max_score": [80.0, 10.0, 5.0, 5.0], "worth": 1.0}, index=["total", "D1", "D1.1", "D1.2"]
    )  # fmt: skip
    own = pd.Series({"total": 40.0, "D1": 6.0, "D1.1": 2.0, "D1.2": 4.0})
    supposed, after = suppose_published(own, codes, {"D1.1": 3.5, "D1.2": 3.0}, "tham số", PAPI)
    assert after.to_dict() == {"total": 40.5, "D1": 6.5, "D1.1": 3.5, "D1.2": 3.0}
    assert (supposed.before, supposed.after) == (40.0, 40.5)
    with pytest.raises(InputError, match=r"từ 0,50 đến 5,00"):
        suppose_published(own, codes, {"D1.1": 5.5}, "tham số", PAPI)


# ---- over the years --------------------------------------------------------------------------------------------------
BY_YEAR = {
    2020: pd.DataFrame({"D1.1": [1.0, 2.0, 3.0]}, index=list("ABC")),
    2021: pd.DataFrame({"D1.1": [1.0, 2.0, 3.0]}, index=list("ABC")),
    2022: pd.DataFrame({"D1.1": [3.0, 2.0, 2.5]}, index=list("ABC")),
    2023: pd.DataFrame({"D1.1": [1.0, 2.0, 3.0]}, index=list("ABC")),
}
ONE = pd.DataFrame(
    {"parent_code": ["D1"], "name_vi": ["a"], "gap_to_median": [-1.0], "is_item": [True]}, index=["D1.1"]
)


def test_a_series_is_not_followed_across_its_break() -> None:
    assert comparable_years(BY_YEAR, "D1.1", 2023, PAPI) == [2021, 2022, 2023]
    assert trace_code(BY_YEAR, "A", "D1.1", PAPI)["is_break"].to_dict() == {
        2020: False,
        2021: True,
        2022: False,
        2023: False,
    }


def test_weak_now_but_not_the_year_before_is_new_and_not_lasting() -> None:
    row = find_lasting_weakness(BY_YEAR, ONE, "A", PAPI).loc["D1.1"]
    assert row[["n_years", "n_below", "is_lasting", "is_new"]].tolist() == [3, 2, False, True]


def test_weak_in_every_comparable_year_is_lasting() -> None:
    weak = {year: table.assign(**{"D1.1": [1.0, 2.0, 3.0]}) for year, table in BY_YEAR.items()}
    row = find_lasting_weakness(weak, ONE, "A", PAPI).loc["D1.1"]
    assert row[["n_years", "n_below", "is_lasting", "is_new"]].tolist() == [3, 3, True, False]


# ---- after the merger ------------------------------------------------------------------------------------------------
def test_a_back_cast_is_the_mean_weighted_by_population_and_fills_nothing_in() -> None:
    values = pd.DataFrame({"total": [40.0, 44.0], "D1": [5.0, None]}, index=["BacKan", "ThaiNguyen"])
    found = cast_back(values, {"BacKan": 300_000, "ThaiNguyen": 900_000})
    assert found["total"] == pytest.approx(43.0)
    assert math.isnan(found["D1"])
    with pytest.raises(KeyError):
        cast_back(values, {"BacKan": 300_000})
