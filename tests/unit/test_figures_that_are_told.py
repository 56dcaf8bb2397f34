"""Counts, sums, shares and choices that sections print: small tables worked out by hand."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from cchc.agencies import Agency, AgencyRegister
from cchc.analysis.campaign_findings import Differences
from cchc.analysis.comparisons import TopParts, count_lost_again, moved_items
from cchc.analysis.decomposition import Decomposition
from cchc.analysis.group_results import GroupResults
from cchc.analysis.index_results import PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.old_parts import shared_weakness
from cchc.analysis.peers import PeerGroup, tabulate_group
from cchc.analysis.surveyed_results import SampleSize, hide_small_items
from cchc.analysis.time_series import Lasting, count_worse
from cchc.analysis.weak_items import rank_published_items
from cchc.indices.stages import changed_rows
from cchc.indices.surveyed import LEVEL_COLUMNS
from cchc.planning.campaign_steps import GroupPlan
from cchc.planning.judgements import (
    MET,
    MISSED,
    NOT_MEASURABLE,
    ItemResult,
    Judgement,
    TargetRecord,
    count_by_group,
    count_outcomes,
    count_reasons,
    missed,
)
from cchc.planning.plan_progress import Progress
from cchc.planning.task_states import all_add_up, count_by_agency
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root

INDICES = load_indices(Reader(find_root()))
PAPI = INDICES["papi"]


def _bare(kind: Any, **values: Any) -> Any:
    """Make results of which only some fields are there."""
    found = object.__new__(kind)
    for name, value in values.items():
        object.__setattr__(found, name, value)
    return found


# ---- against last year -----------------------------------------------------------------------------------------------
COMPARED = pd.DataFrame(
    {
        "parent_code": ["", "1", "1", "1", ""],
        "is_leaf": [False, True, True, True, False],
        "role": ["", "", "", "", "penalty"],
        "change": [-0.2, -0.5, 0.3, 0.004, -1.0],
        "is_newly_lost": [False, True, False, False, False],
        "is_lost_again": [False, False, True, True, False],
    },
    index=["1", "1.1", "1.2", "1.3", "2"],
)


def test_items_that_moved_are_told_largest_first_and_one_that_prints_as_nothing_is_none() -> None:
    fallen, risen = moved_items(COMPARED)
    assert (list(fallen.index), list(risen.index)) == (["2", "1.1"], ["1.2"])


def test_items_lost_anew_and_again_are_counted_among_the_leaves() -> None:
    assert count_lost_again(COMPARED) == (1, 2)


def test_the_parts_that_gained_and_lost_most_are_named_unless_they_print_as_nothing() -> None:
    parts = pd.DataFrame({"name_vi": list("abc"), "comparable": [0.4, -0.3, 1.2]}, index=["1", "2", "bonus"])
    found = Decomposition(parts.assign(other=0.0), 0.0, 1.3, 1.3, 1.3, 0.0)
    best, worst = found.extremes()
    assert best is not None
    assert worst is not None
    assert (best["name_vi"], worst["name_vi"]) == ("c", "b")
    only, nothing = found.extremes(["1"])
    assert only is not None
    assert (only["name_vi"], nothing) == ("a", None)
    assert found.extremes([]) == (None, None)
    assert (found.is_within(1.5), found.is_within(1.3), found.is_within(None)) == (True, False, False)


# ---- against the field -----------------------------------------------------------------------------------------------
def test_top_parts_are_counted_on_both_sides_of_the_median() -> None:
    values = pd.DataFrame({"1": [5.0, 6.0, 7.0], "2": [4.0, 4.0, 8.0], "3": [None, 5.0, 6.0]}, index=["A", "B", "C"])
    field = pd.DataFrame({"score": values.loc["A"], "median": values.median()})
    field = field.assign(gap_to_median=field["score"] - field["median"])
    found = TopParts.of(field, values, ["1", "2", "3"], PAPI)
    # 1 lies below its median of 6, 2 on its median of 4, 3 is withheld
    assert (found.n_known, found.worse_codes, found.n_worse, found.n_at_least) == (2, ("1",), 1, 1)
    assert found.worst is not None
    assert found.worst.name == "1"
    assert (found.rows.at["1", "low"], found.rows.at["1", "high"]) == (5.5, 6.5)


def test_the_smallest_parts_stand_farthest_from_the_median_first() -> None:
    field = pd.DataFrame(
        {
            "is_item": [True, True, False, True],
            "score": [1.0, None, 3.0, 2.0],
            "gap_to_median": [0.1, None, -2.0, -0.4],
        },
        index=["1.1", "1.2", "1", "1.3"],
    )
    assert list(rank_published_items(field, PAPI).index) == ["1.3", "1.1"]
    own = _bare(PublishedResults, table=field.assign(n_ranked=[61, 63, 62, 60]))
    assert own.n_item_units == 61


def test_what_stays_weak_is_told_with_the_years_compared() -> None:
    columns = ["gap_to_median", "years", "n_years", "is_lasting", "is_new"]
    rows = [(-0.2, (2022, 2023), 2, True, False), (-0.5, (2022, 2023), 2, True, False), (-0.9, (2023,), 1, False, True)]
    table = pd.DataFrame(rows, columns=columns, index=["1.1", "1.2", "1.3"])
    found = Lasting.of(table, PAPI)
    assert found is not None
    assert (found.n_lasting, found.n_new, found.years) == (2, 1, (2022, 2023))
    assert found.worst is not None
    assert found.worst.name == "1.2"
    assert Lasting.of(table.iloc[2:], PAPI) is None
    assert Lasting.of(None, PAPI) is None


def test_series_that_fell_are_counted_among_those_that_can_be_compared() -> None:
    def series(before: float | None, now: float, *, year: int = 2022, is_break: bool = False) -> pd.DataFrame:
        return pd.DataFrame({"value": [before, now], "is_break": [False, is_break]}, index=[year, 2023])

    told = [
        series(5.0, 4.5),
        series(5.0, 5.5),
        series(5.0, 4.996),  # prints as 0,00
        series(5.0, 4.0, is_break=True),
        series(5.0, 4.0, year=2021),
        series(None, 4.0),
    ]
    assert count_worse(told, 2023, PAPI) == (1, 3)


def test_the_group_stands_in_the_order_of_the_index_that_is_computed() -> None:
    def own(key: str, values: list[float | None], ranks: list[int | None]) -> SimpleNamespace:
        field = pd.DataFrame({"value": values, "rank": ranks}, index=["A", "B", "C"])
        return SimpleNamespace(index=INDICES[key], field=field, is_announced=True)

    of = {"sipas": own("sipas", [80.0, 90.0, None], [2, 1, None]), "papi": own("papi", [41.0, 40.0, 43.0], [2, 3, 1])}
    inputs = SimpleNamespace(unit=SimpleNamespace(unit_key="A"), is_ranked_in_country=True)
    results: Any = SimpleNamespace(inputs=inputs, of=of)
    found = tabulate_group(results, PeerGroup(("B", "C"), "list"))
    assert found.n_known == {"sipas": 2, "papi": 3}
    # PAPI's ranks are computed of all values: it orders the group, though SIPAS is told before it
    assert list(found.rows.index) == ["C", "A", "B"]
    inputs.is_ranked_in_country = False
    assert list(tabulate_group(results, PeerGroup(("B", "C"), "list")).rows.index) == ["B", "A", "C"]


def test_a_weakness_is_shared_only_by_all_old_provinces_with_a_result() -> None:
    values = pd.DataFrame(columns=["total", "1.1", "1.2"])
    parts: list[Any] = [
        SimpleNamespace(all_values=values, weak=pd.DataFrame(index=["1.1", "1.2"])),
        SimpleNamespace(all_values=values, weak=pd.DataFrame(index=["1.2"])),
        SimpleNamespace(all_values=values, weak=None),
    ]
    assert shared_weakness(parts) == ["1.2"]


# ---- a score sheet and what was announced of it ----------------------------------------------------------------------
def test_rows_to_which_two_stages_gave_other_points_are_chosen() -> None:
    compared = pd.DataFrame(
        {"survey": [None, None, 1.0], "self": [1.0, 2.0, None], "appraised_1": [1.0, 1.5, None],
         "appraised_2": [None, 2.0, None], "approved": [1.0, 2.0, 1.0]},
        index=["1", "2", "3"],
    ).astype(float)  # fmt: skip
    assert list(changed_rows(compared).index) == ["2"]


def _announced(**scores: tuple[float | None, float]) -> Any:
    rows = {key.removeprefix("c"): {"score": score, "max_score": maximum} for key, (score, maximum) in scores.items()}
    table = pd.DataFrame.from_dict(rows, orient="index")
    return _bare(
        ScoredResults,
        components=table.assign(
            achieved_pct=table["score"] / table["max_score"] * 100, rank=[3, None, 7, 9, 1][: len(table)]
        ),
    )


def test_sources_are_added_up_only_where_all_were_announced() -> None:
    points: dict[str, tuple[float | None, float]] = {
        "appraisal": (40.0, 60.0),
        "sipas": (8.0, 10.0),
        "leaders_survey": (12.0, 20.0),
    }
    assert _announced(c1=(10.0, 16.0), **points).announced_total is None
    own = _announced(c1=(10.0, 16.0), socio_economic=(5.0, 10.0), **points)
    assert list(own.announced_domains.index) == ["1"]
    assert own.announced_total == {"max_score": 100.0, "score": 65.0, "achieved_pct": 65.0}
    assert _announced(socio_economic=(None, 10.0), **points).announced_total is None


def test_announced_domains_are_told_lowest_first_and_ranks_worst_first() -> None:
    own = _announced(c1=(12.0, 16.0), c2=(8.0, 10.0), c3=(5.0, 10.0))
    assert own.announced_shortfalls["shortfall_pct"].to_dict() == {"3": 50.0, "1": 25.0, "2": pytest.approx(20.0)}
    assert list(own.ranked_parts.index) == ["3", "1"]


# ---- a survey --------------------------------------------------------------------------------------------------------
def test_shares_of_few_answers_are_left_out() -> None:
    table = pd.DataFrame({"node_kind": ["item", "item", "factor"], "n_valid": [40, 3, 43]}, index=["1.1", "1.2", "1"])
    table[list(LEVEL_COLUMNS)] = 20
    shown, has_small = hide_small_items(table, 5)
    assert has_small
    assert shown.loc["1.1", list(LEVEL_COLUMNS)].eq(20.0).all()
    assert shown.loc["1.2", list(LEVEL_COLUMNS)].isna().all()
    assert not hide_small_items(table, 3)[1]


@pytest.mark.parametrize(("low", "high", "side"), [(70.0, 79.0, -1), (81.0, 85.0, 1), (75.0, 85.0, 0), (None, None, 0)])
def test_an_interval_is_below_the_mean_above_it_or_holds_it(low: float | None, high: float | None, side: int) -> None:
    table = pd.DataFrame({"value_pct": [80.04], "low_pct": [low], "high_pct": [high]}, index=["total"]).astype(float)
    own: SurveyedResults = _bare(SurveyedResults, table=table, headline=SimpleNamespace(mean=80.0, value=80.0))
    assert (own.side_of_mean, own.differs_from_announcement) == (side, False)
    other: SurveyedResults = _bare(SurveyedResults, table=table, headline=SimpleNamespace(mean=None, value=80.1))
    assert (other.side_of_mean, other.differs_from_announcement) == (0, True)


def test_a_file_without_sampling_units_counts_its_forms() -> None:
    assert SampleSize.of(pd.DataFrame({"sex": ["a", "b"]})) == SampleSize(2, None, None, 0)


# ---- a campaign ------------------------------------------------------------------------------------------------------
def test_who_leads_is_told_of_the_ranked_units_only() -> None:
    units = pd.DataFrame(
        {"name_vi": list("abcd"), "state": ["complete", "complete", "returned", "complete"],
         "achieved_pct": [80.0, 90.0, None, 90.0], "rank": [3, 1, None, 1]},
    )  # fmt: skip
    own: GroupResults = _bare(GroupResults, units=units)
    assert own.standing is not None
    assert (own.standing.best, own.standing.low_pct, own.standing.high_pct) == (("b", "d"), 80.0, 90.0)
    assert own.standing.mean_pct == pytest.approx(260 / 3)
    assert (list(own.ranked["name_vi"]), own.count("returned"), own.count("missing")) == (["b", "d", "a", "c"], 1, 0)
    assert _bare(GroupResults, units=units[units["state"] == "returned"]).standing is None


def test_what_the_council_changed_is_added_up() -> None:
    rows = [("a", "1", "x", -0.5), ("a", "2", "y", 0.25), ("b", "1", "x", -1.0)]
    found = Differences.of(pd.DataFrame(rows, columns=["unit_vi", "code", "name_vi", "difference"]))
    assert (found.n_places, found.net_score) == (3, -1.25)
    first = found.per_criterion.iloc[0]
    assert (first["code"], first["moved_score"], first["n_changed"]) == ("1", 1.5, 2)


def test_a_campaign_tells_its_own_points_from_those_of_the_survey() -> None:
    def leaf(score: float, method: str = "appraisal", role: str = "") -> SimpleNamespace:
        return SimpleNamespace(max_score=score, method=method, role=role)

    leaves = [leaf(2.0), leaf(1.5), leaf(10.0, "sipas"), leaf(1.0, role="bonus")]
    framework = SimpleNamespace(leaves=lambda: leaves, stated_total=None)
    domains = pd.DataFrame(
        {"code": ["1", "2", "3"], "lead_vi": ["A", "", "A"], "n_leaves": [1, 1, 1], "max_score": [2.0, 1.5, 10.0]}
    )
    plan: GroupPlan = _bare(GroupPlan, inputs=SimpleNamespace(framework=framework), domains=domains)
    assert (plan.n_items, plan.survey_score, plan.own_score, plan.total_score) == (3, 10.0, 3.5, 13.5)
    assert plan.domain_totals == {"n_leaves": 3, "max_score": 13.5}
    assert {office: list(rows["code"]) for office, rows in plan.appraisers.items()} == {"A": ["1", "3"]}


# ---- a plan and its year ---------------------------------------------------------------------------------------------
def test_targets_are_counted_by_outcome_reason_and_index() -> None:
    def judged(key: str, outcome: str, reason: str = "") -> Judgement:
        return Judgement(TargetRecord(key, key, ()), ItemResult(), None, None, outcome, reason)

    every = [
        judged("PAR-1", MET), judged("PAR-2", MISSED), judged("SIPAS-1", NOT_MEASURABLE, "a"),
        judged("PAR-3", NOT_MEASURABLE, "b"), judged("PAR-4", NOT_MEASURABLE, "b"),
    ]  # fmt: skip
    assert count_outcomes(every) == {MET: 1, MISSED: 1, NOT_MEASURABLE: 3}
    assert list(count_reasons(every).items()) == [("b", 2), ("a", 1)]
    assert [one.record.item_key for one in missed(every)] == ["PAR-2"]
    table = count_by_group(every, {"PAR": "PAR INDEX"}).set_index("group_vi")
    assert table.loc["PAR INDEX"].to_dict() == {"n": 4, MET: 1, MISSED: 1, NOT_MEASURABLE: 2}
    assert table.at["SIPAS", "n"] == 1


def test_tasks_are_counted_without_those_that_were_given_up() -> None:
    tasks = pd.DataFrame(
        {"state": ["done", "done_in_time", "overdue", "on_time", "cancelled"],
         "leads": [("A",), ("A", "B"), ("A",), ("B",), ("B",)], "is_reported": [True, True, False, True, True],
         "expected_score": [1.0, None, 0.5, None, None]},
    )  # fmt: skip
    own: Progress = _bare(Progress, tasks=tasks)
    assert (own.n_done, own.n_wanted, own.done_pct) == (2, 4, 50.0)
    assert (own.n_shared, own.n_unreported, own.n_without_rise) == (1, 1, 3)
    assert (own.by_state.at["overdue", "pct"], own.by_state["n"].to_dict()["due_soon"]) == (20.0, 0)
    by_agency = count_by_agency(tasks)
    # A: two done, one overdue; B: one done, one to do, one given up
    assert by_agency["n_rest"].to_dict() == {"A": 0, "B": 1}
    none_wanted: Progress = _bare(Progress, tasks=tasks[tasks["state"] == "cancelled"])
    assert none_wanted.done_pct is None


def test_percentage_points_of_items_do_not_add_up() -> None:
    assert all_add_up(pd.DataFrame({"unit": ["điểm", "điểm"]}))
    assert not all_add_up(pd.DataFrame({"unit": ["điểm", "điểm phần trăm"]}))


def test_names_that_nobody_bears_on_are_told_with_the_successor() -> None:
    first, last = dt.date(2000, 1, 1), dt.date(2025, 2, 28)
    register = AgencyRegister(
        [
            Agency("A", "Sở Một", "Sở Một", first, last, "C", ("SM", "Sở Chung")),
            Agency("B", "Ban Hai", "BH", first, last, ""),
            Agency("C", "Sở Ba", "Sở Ba", last + dt.timedelta(days=1), dt.date.max, "", ("Sở Chung",)),
        ]
    )
    assert register.gone_names(dt.date(2025, 6, 1)) == (("Sở Một", "Sở Ba"), ("Ban Hai", ""))
    assert register.gone_names(last) == ()
