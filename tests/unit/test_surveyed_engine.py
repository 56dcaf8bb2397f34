"""SIPAS worked by hand: values, shares, intervals, weights, strata, suppressed cells."""

import itertools

import numpy as np
import pandas as pd
import pytest
from cchc.frameworks import Framework, Node
from cchc.indices.breakdowns import compute_breakdown, suppress
from cchc.indices.resampling import percentile_interval, rao_wu_weights
from cchc.indices.surveyed import Design, compute_surveyed

QUESTIONS = Framework(
    "q", "", "", (2022, 2026), "illustrative", None,
    (Node("A", "", "content", "A"), Node("A1", "A", "item", "a"), Node("A2", "A", "item", "b"), Node("B", "", "content", "B"), Node("B1", "B", "item", "c")),
)  # fmt: skip
# six respondents in three villages
ANSWERS = pd.DataFrame({"A1": [5, 4, 3, 2, 4, -1], "A2": [4, 0, 3, 4, 5, 5], "B1": [1, 4, 4, -1, 4, 0]}, dtype=np.int8)
VILLAGES = pd.Series(["x", "x", "y", "y", "z", "z"])


def test_counts_and_shares_of_every_answer() -> None:
    table = compute_surveyed(ANSWERS, QUESTIONS, "share_satisfied")
    assert table.at["A1", "value_pct"] == 60.0
    assert table.loc["A1", ["n_valid", "n_no_opinion", "n_blank"]].tolist() == [5, 1, 0]
    assert table.loc["A1", [f"level_{level}_pct" for level in range(1, 6)]].tolist() == [0.0, 20.0, 20.0, 40.0, 20.0]
    assert table.loc["total", ["n_valid", "n_no_opinion", "n_blank"]].tolist() == [14, 2, 2]
    assert table.at["total", "value_pct"] == pytest.approx(100 * 10 / 14)
    assert table[["low_pct", "high_pct"]].isna().all(axis=None)


def test_weights_count_answers_by_whom_they_stand_for() -> None:
    weight = pd.Series([1.0, 1.0, 1.0, 1.0, 4.0, 1.0])
    table = compute_surveyed(ANSWERS, QUESTIONS, "share_satisfied", Design(weight=weight, n_replicates=0))
    assert table.at["A1", "value_pct"] == pytest.approx(100 * (1 + 1 + 4) / 8)
    assert table.at["A1", "n_valid"] == 5
    assert table.at["A1", "level_4_pct"] == pytest.approx(100 * 5 / 8)


def test_the_interval_is_the_one_of_all_possible_draws_of_villages() -> None:
    """Three villages, two drawn of three each time: the nine equally likely draws can be listed by hand."""
    satisfied = {"x": 2, "y": 0, "z": 1}  # of answers to A1
    valid = {"x": 2, "y": 2, "z": 1}
    draws = sorted(
        100 * sum(satisfied[one] for one in drawn) / sum(valid[one] for one in drawn)
        for drawn in itertools.product("xyz", repeat=2)
    )
    assert draws[0] == 0.0
    assert draws[-1] == 100.0
    table = compute_surveyed(
        ANSWERS, QUESTIONS, "share_satisfied", Design(psu=VILLAGES, n_replicates=2000, level_pct=95.0)
    )
    assert table.loc["A1", ["low_pct", "high_pct"]].tolist() == [0.0, 100.0]
    # 1/9 of the draws is 0, 1/9 of them 33.3: an interval of 70 % begins at 33.3 and ends at 100
    narrow = compute_surveyed(
        ANSWERS, QUESTIONS, "share_satisfied", Design(psu=VILLAGES, n_replicates=2000, level_pct=70.0)
    )
    assert narrow.at["A1", "low_pct"] == pytest.approx(np.percentile(draws, 15, method="inverted_cdf"))
    assert narrow.at["A1", "high_pct"] == pytest.approx(100.0)


def test_the_interval_agrees_with_the_textbook_for_a_simple_sample() -> None:
    """60 of 100 satisfied: standard error sqrt(0.6 * 0.4 / 99), so 95 % is 60 ± 9.65."""
    one = Framework("o", "", "", (2022, 2026), "illustrative", None, (Node("A1", "", "item", "a"),))
    answers = pd.DataFrame({"A1": np.array([4] * 60 + [3] * 40, np.int8)})
    table = compute_surveyed(answers, one, "share_satisfied", Design(n_replicates=4000))
    error = 1.959964 * 100 * (0.6 * 0.4 / 99) ** 0.5
    assert table.at["A1", "low_pct"] == pytest.approx(60 - error, abs=1.0)
    assert table.at["A1", "high_pct"] == pytest.approx(60 + error, abs=1.0)


def test_villages_alike_within_give_a_wider_interval_than_their_answers_apart() -> None:
    one = Framework("o", "", "", (2022, 2026), "illustrative", None, (Node("A1", "", "item", "a"),))
    answers = pd.DataFrame({"A1": np.repeat(np.array([4, 3] * 10, np.int8), 30)})
    villages = pd.Series(np.repeat([f"v{at}" for at in range(20)], 30))
    apart = compute_surveyed(answers, one, "share_satisfied", Design()).loc["A1"]
    together = compute_surveyed(answers, one, "share_satisfied", Design(psu=villages)).loc["A1"]
    # answers within a village are all the same: 20 villages are worth 20 answers, not 600
    ratio = (together["high_pct"] - together["low_pct"]) / (apart["high_pct"] - apart["low_pct"])
    assert ratio == pytest.approx(30**0.5, rel=0.15)


def test_a_stratum_is_drawn_within_itself() -> None:
    """All variation lies between the strata: drawn within strata, nothing varies."""
    one = Framework("o", "", "", (2022, 2026), "illustrative", None, (Node("A1", "", "item", "a"),))
    answers = pd.DataFrame({"A1": np.repeat(np.array([5, 1], np.int8), 20)})
    stratum, villages = pd.Series(np.repeat(["n", "s"], 20)), pd.Series([f"v{at // 5}" for at in range(40)])
    free = compute_surveyed(answers, one, "share_satisfied", Design(psu=villages)).loc["A1"]
    held = compute_surveyed(answers, one, "share_satisfied", Design(psu=villages, stratum=stratum)).loc["A1"]
    assert held[["low_pct", "high_pct"]].tolist() == [50.0, 50.0]
    assert free["high_pct"] - free["low_pct"] > 20


def test_the_same_village_name_in_two_strata_means_two_villages() -> None:
    stratum = pd.Series(["n", "s", "n", "s", "n", "s"])
    table = compute_surveyed(
        ANSWERS, QUESTIONS, "share_satisfied", Design(psu=VILLAGES, stratum=stratum, n_replicates=50)
    )
    again = compute_surveyed(
        ANSWERS, QUESTIONS, "share_satisfied", Design(psu=stratum + VILLAGES, stratum=stratum, n_replicates=50)
    )
    pd.testing.assert_frame_equal(table, again)


def test_replicate_weights_keep_the_size_of_each_stratum_and_single_units() -> None:
    strata = np.array([0, 0, 0, 1, 1, 2])
    weights = np.concatenate(list(rao_wu_weights(strata, 500, 1)))
    assert weights.shape == (500, 6)
    np.testing.assert_allclose(weights[:, :3].sum(axis=1), 3.0)
    np.testing.assert_allclose(weights[:, 3:5].sum(axis=1), 2.0)
    assert (weights[:, 5] == 1.0).all()
    np.testing.assert_allclose(weights.mean(axis=0), 1.0, atol=0.15)


def test_one_cluster_shows_no_interval_rather_than_a_false_one() -> None:
    table = compute_surveyed(ANSWERS, QUESTIONS, "share_satisfied", Design(psu=pd.Series(["x"] * 6)))
    assert table[["low_pct", "high_pct"]].isna().all(axis=None)
    low, high = percentile_interval(np.ones((1, 2)), np.ones((1, 2)), iter([np.ones((3, 1))]), level_pct=95.0)
    assert np.isnan([low, high]).all()


@pytest.mark.parametrize("design", [Design(n_replicates=60), Design(psu=VILLAGES, n_replicates=60)])
def test_the_order_of_respondents_changes_nothing(design: Design) -> None:
    order = [3, 0, 5, 1, 4, 2]
    moved = Design(psu=None if design.psu is None else design.psu.iloc[order].reset_index(drop=True), n_replicates=60)
    pd.testing.assert_frame_equal(
        compute_surveyed(ANSWERS, QUESTIONS, "mean_scaled", design),
        compute_surveyed(ANSWERS.iloc[order].reset_index(drop=True), QUESTIONS, "mean_scaled", moved),
    )


def test_small_groups_are_not_shown_nor_can_be_had_by_subtraction() -> None:
    answers = pd.concat([ANSWERS] * 10, ignore_index=True)
    groups = pd.Series(["Nam"] * 40 + ["Nữ"] * 15 + ["Khác"] * 5)
    table = compute_breakdown(answers, QUESTIONS, "share_satisfied", groups, min_cell=10, design=Design(n_replicates=0))
    assert table["is_suppressed"].to_dict() == {"Khác": True, "Nam": False, "Nữ": True}
    assert table.loc["Nữ"].drop(["is_suppressed", "has_hidden"]).isna().all()
    assert table.at["Nam", "n_respondents"] == 40


def test_two_small_groups_hide_each_other_and_none_hides_nobody() -> None:
    def hide(*sizes: int) -> list[bool]:
        return suppress(pd.Series(sizes), pd.Series([False] * len(sizes)), 30).tolist()

    assert hide(50, 40) == [False, False]
    assert hide(50, 20, 15) == [False, True, True]
    assert hide(50, 4) == [True, True]
    assert hide(50, 4, 5) == [True, True, True]  # nine people together are still too few
    assert hide(300, 8, 0) == [True, True, True]  # nobody hides nobody
    assert hide(300, 60, 8, 0) == [False, True, True, True]


def test_groups_stand_in_the_order_of_their_numbers() -> None:
    groups = pd.Series(["Trên 60", "25 đến 34", "Dưới 25", "35 đến 60", "", "25 đến 34"])
    table = compute_breakdown(ANSWERS, QUESTIONS, "share_satisfied", groups, min_cell=0, design=Design(n_replicates=0))
    assert list(table.index) == ["Dưới 25", "25 đến 34", "35 đến 60", "Trên 60", "(không ghi)"]
