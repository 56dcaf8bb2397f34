"""The cheapest way: against exhaustive search, with dependencies, exclusions, options and capacities."""

import itertools

import pandas as pd
import pytest
from cchc.analysis.priorities import choose_solutions, list_candidates, trace_frontier
from hypothesis import given, settings
from hypothesis import strategies as st


def _candidates(rows: list[tuple[str, str, float, float, str, str]]) -> pd.DataFrame:
    """Make candidates of (key, agency, gain, days, requires, excludes); ``1.1-b`` is an option of ``1.1``."""
    return pd.DataFrame(
        {
            "solution_key": [row[0] for row in rows],
            "code": [row[0].split("-")[0] for row in rows],
            "option": [row[0].partition("-")[2] for row in rows],
            "name_vi": "", "solution_vi": "", "lost_score": 1.0, "recoverable_pct": 100.0,
            "lead_agency_key": [row[1] for row in rows],
            "gain": [row[2] for row in rows],
            "effort_days": [row[3] for row in rows],
            "requires": [tuple(row[4].split()) for row in rows],
            "excludes": [tuple(row[5].split()) for row in rows],
        }
    )  # fmt: skip


def _is_allowed(rows: pd.DataFrame, lost: frozenset[str], capacity: dict[str, float]) -> bool:
    codes = list(rows["code"])
    return (
        len(codes) == len(set(codes))
        and all(code in codes or code not in lost for needed in rows["requires"] for code in needed)
        and not any(code in codes for barred in rows["excludes"] for code in barred)
        and all(rows.loc[rows["lead_agency_key"] == key, "effort_days"].sum() <= most for key, most in capacity.items())
    )


def _search(candidates: pd.DataFrame, lost: frozenset[str], capacity: dict[str, float]) -> list[tuple[float, float]]:
    """Return (gain, days) of every set that the rules allow."""
    found = []
    for size in range(len(candidates) + 1):
        for places in itertools.combinations(range(len(candidates)), size):
            rows = candidates.iloc[list(places)]
            if _is_allowed(rows, lost, capacity):
                found.append((rows["gain"].sum(), rows["effort_days"].sum()))
    return found


@st.composite
def problems(draw: st.DrawFn) -> tuple[pd.DataFrame, frozenset[str], dict[str, float], float]:
    """Draw up to seven solutions of two agencies, some with options, dependencies and exclusions."""
    rows = []
    codes = [f"1.{at}" for at in range(1, draw(st.integers(1, 5)) + 1)]
    for code in codes:
        others = [other for other in codes if other != code]
        for key in (code, f"{code}-b") if draw(st.booleans()) and len(rows) < 5 else (code,):
            needed = draw(st.sampled_from(["", "9.9", *others]))
            barred = draw(st.sampled_from(["", "", *others]))
            agency = draw(st.sampled_from(["SNV", "STC"]))
            rows.append((key, agency, draw(st.integers(1, 8)) / 4, float(draw(st.integers(1, 9)) * 10), needed, barred))
    lost = frozenset([*codes, *draw(st.sampled_from([[], ["9.9"]]))])
    capacity = draw(st.sampled_from([{}, {"SNV": 50.0}, {"SNV": 40.0, "STC": 0.0}]))
    return _candidates(rows), lost, capacity, draw(st.integers(1, 20)) / 4


@settings(max_examples=120, deadline=None)
@given(problems())
def test_the_answer_is_that_of_exhaustive_search(
    drawn: tuple[pd.DataFrame, frozenset[str], dict[str, float], float],
) -> None:
    candidates, lost, capacity, target = drawn
    every = _search(candidates, lost, capacity)
    choice = choose_solutions(candidates, target, lost_codes=lost, capacity_days=capacity)
    enough = [one for one in every if one[0] >= target - 1e-6]
    assert choice.is_feasible == bool(enough)
    if enough:
        days = min(one[1] for one in enough)
        assert choice.effort_days == days
        assert choice.gain == pytest.approx(max(one[0] for one in enough if one[1] == days))
    else:
        most = max(one[0] for one in every)
        assert choice.gain == pytest.approx(most)
        assert choice.effort_days == min(one[1] for one in every if one[0] >= most - 1e-6)
    assert _is_allowed(choice.chosen, lost, capacity)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_more_points_never_cost_less(drawn: tuple[pd.DataFrame, frozenset[str], dict[str, float], float]) -> None:
    candidates, lost, capacity, _ = drawn
    table = trace_frontier(candidates, lost_codes=lost, capacity_days=capacity, n_points=6)
    assert table["effort_days"].is_monotonic_increasing
    assert table["gain"].is_monotonic_increasing
    assert (table["gain"] >= table["target"] - 1e-6).all()


def test_work_is_listed_by_points_per_day_but_never_before_what_it_requires() -> None:
    candidates = _candidates(
        [("1.1", "SNV", 1.0, 10.0, "1.2", ""), ("1.2", "SNV", 0.25, 40.0, "", ""), ("1.3", "STC", 0.5, 20.0, "", "")]
    )
    choice = choose_solutions(candidates, 1.75, lost_codes=frozenset({"1.1", "1.2", "1.3"}), capacity_days={})
    assert choice.chosen["solution_key"].tolist() == ["1.3", "1.2", "1.1"]
    assert choice.chosen["cumulative_gain"].tolist() == [0.5, 0.75, 1.75]
    assert choice.chosen["cumulative_days"].tolist() == [20.0, 60.0, 70.0]


def test_solutions_that_require_each_other_are_both_listed() -> None:
    candidates = _candidates([("1.1", "SNV", 1.0, 10.0, "1.2", ""), ("1.2", "SNV", 1.0, 10.0, "1.1", "")])
    choice = choose_solutions(candidates, 2.0, lost_codes=frozenset({"1.1", "1.2"}), capacity_days={})
    assert sorted(choice.chosen["solution_key"]) == ["1.1", "1.2"]


def test_what_cannot_be_reached_is_said_with_the_most_that_can() -> None:
    candidates = _candidates([("1.1", "SNV", 1.0, 10.0, "", ""), ("1.2", "SNV", 2.0, 30.0, "", "")])
    choice = choose_solutions(candidates, 3.0, lost_codes=frozenset({"1.1", "1.2"}), capacity_days={"SNV": 30.0})
    assert (choice.is_feasible, choice.gain, choice.effort_days) == (False, 2.0, 30.0)


def test_nothing_to_choose_from_is_not_feasible() -> None:
    choice = choose_solutions(_candidates([]), 1.0, lost_codes=frozenset(), capacity_days={})
    assert (choice.is_feasible, choice.gain, len(choice.chosen)) == (False, 0.0, 0)


def test_gains_come_from_the_loss_and_the_share_that_can_be_regained() -> None:
    ranked = pd.DataFrame(
        {"name_vi": ["a", "b", "c", "d"], "lost_score": [2.0, 4.0, 1.0, 1.0], "method": ["appraisal", "sipas", "", ""]}, index=["1.1", "8.1", "3", "4"]
    )  # fmt: skip
    solutions = pd.DataFrame(
        {
            "criterion_code": ["1.1", "8.1", "8.1", "3", "4", "5.5"], "option": ["", "", "b", "", "", ""], "solution_vi": "x", "lead_agency_key": "SNV",
            "effort_days": 10, "recoverable_pct": [None, None, 10.0, 0.0, 0.0, None], "requires": ["8.1;3", "", "", "", "", ""], "excludes": "",
        }
    )  # fmt: skip
    table = list_candidates(ranked, solutions, {"appraisal": 100.0, "sipas": 25.0})
    assert table.set_index("solution_key")["gain"].to_dict() == {"1.1": 2.0, "8.1": 1.0, "8.1b": 0.4, "3": 0.0}
    assert table.at[0, "requires"] == ("8.1", "3")  # 3 regains nothing itself, but 1.1 cannot do without it
