"""Where the points went, and what changed since last year: small cases added up by hand."""

import dataclasses

import pandas as pd
import pytest
from cchc.analysis.decomposition import decompose_published_change, decompose_scored_change
from cchc.analysis.gaps import lost_by_agency, lost_by_source, lost_over_years, rank_lost_scores, total_lost
from cchc.analysis.lost_points import (
    MAIN_SHARE_PCT,
    Achievement,
    AgencyLoss,
    LostPoints,
    RepeatedLoss,
    count_by_domain,
)
from cchc.frameworks import Framework, Node
from cchc.indices.scored import compute_scored
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root

PAPI = load_indices(Reader(find_root()))["papi"]

OLD = Framework(
    framework_id="old", title_vi="", decision="", years=(2022, 2023), status="office", stated_total=10.0,
    nodes=(
        Node("1", "", "domain", "Một", 6.0),
        Node("1.1", "1", "criterion", "a", 2.0, "appraisal"),
        Node("1.2", "1", "criterion", "b", 4.0, "leaders_survey"),
        Node("2", "", "domain", "Hai", 4.0, "appraisal"),
        Node("3", "", "domain", "Phạt", 3.0, "", "penalty"),
    ),
    penalty_cap=2.0,
)  # fmt: skip
#: 1.2 is worth less, 2 is split, 2.2 is new.
NEW = dataclasses.replace(
    OLD, framework_id="new", stated_total=None,
    nodes=(
        Node("1", "", "domain", "Một", 5.0),
        Node("1.1", "1", "criterion", "a", 2.0, "appraisal"),
        Node("1.2", "1", "criterion", "b", 3.0, "leaders_survey"),
        Node("2", "", "domain", "Hai", 5.0),
        Node("2.1", "2", "criterion", "c", 4.0, "appraisal"),
        Node("2.2", "2", "criterion", "d", 1.0, "appraisal"),
        Node("3", "", "domain", "Phạt", 3.0, "", "penalty"),
    ),
)  # fmt: skip


def _par(framework: Framework, *, off: tuple[str, ...] = (), **scores: float) -> pd.DataFrame:
    points = {code.strip("c").replace("_", "."): score for code, score in scores.items()}
    sheet = pd.DataFrame(
        {
            "criterion_code": list(points),
            "approved_score": list(points.values()),
            "is_applicable": [code not in off for code in points],
        }
    )
    return compute_scored(sheet, framework)


def test_the_loss_is_counted_without_what_a_cap_gives_back() -> None:
    # 1.0 + 1.0 + 0.5 lost by criteria, 3 by penalties of which the cap takes 2
    par = _par(OLD, c1_1=1.0, c1_2=3.0, c2=3.5, c3=3.0)
    assert total_lost(par) == (4.5, 1.0)
    assert par.at["total", "lost_score"] == 4.5


def test_each_agency_holds_the_points_of_its_items() -> None:
    ranked = rank_lost_scores(_par(OLD, c1_1=1.5, c1_2=2.0, c2=3.0, c3=0.0))
    table = lost_by_agency(ranked, {"1.1": "SNV", "1.2": "STC", "2": "SNV"})
    assert table["lost_score"].to_dict() == {"STC": 2.0, "SNV": 1.5}
    assert table["share_pct"].tolist() == pytest.approx([200 / 3.5, 150 / 3.5])
    assert table["codes"].to_dict() == {"STC": "1.2", "SNV": "2, 1.1"}


def test_points_without_an_agency_stand_last_and_are_not_dropped() -> None:
    ranked = rank_lost_scores(_par(OLD, c1_1=1.5, c1_2=1.0, c2=3.0, c3=0.0))
    table = lost_by_agency(ranked, {"1.1": "SNV"})
    assert table["lost_score"].to_dict() == {"SNV": 0.5, "": 4.0}
    assert table["lost_score"].sum() == ranked["lost_score"].sum()


def test_items_that_lose_every_year_are_told_from_new_ones() -> None:
    by_year = {
        2021: _par(OLD, c1_1=2.0, c1_2=3.0, c2=4.0, c3=0.0),
        2022: _par(OLD, c1_1=2.0, c1_2=3.5, c2=4.0, c3=0.0),
        2023: _par(OLD, c1_1=1.5, c1_2=2.0, c2=4.0, c3=0.0),
    }
    table = lost_over_years(by_year)
    assert table[["n_years", "n_lost", "total_lost"]].to_dict("index") == {
        "1.2": {"n_years": 3, "n_lost": 3, "total_lost": 3.5},
        "1.1": {"n_years": 3, "n_lost": 1, "total_lost": 0.5},
    }
    assert table.loc["1.2", [2021, 2022, 2023]].tolist() == [1.0, 0.5, 2.0]


def test_a_year_in_which_an_item_did_not_apply_is_not_a_year_without_loss() -> None:
    by_year = {
        2022: _par(OLD, off=("1.1",), c1_1=0.0, c1_2=4.0, c2=4.0, c3=0.0),
        2023: _par(OLD, c1_1=1.5, c1_2=4.0, c2=4.0, c3=0.0),
    }
    assert lost_over_years(by_year).loc["1.1", ["n_years", "n_lost"]].tolist() == [1, 1]


def test_the_change_of_the_index_is_the_sum_of_its_domains() -> None:
    before = _par(OLD, c1_1=2.0, c1_2=2.0, c2=3.0, c3=0.0)
    now = _par(OLD, c1_1=1.0, c1_2=3.5, c2=3.0, c3=1.0)
    found = decompose_scored_change(now, before)
    assert found.is_all_comparable
    assert found.parts["change"].round(9).to_dict() == {"1": 5.0, "2": 0.0, "3": -10.0}
    assert (round(found.change, 9), round(found.comparable, 9), round(found.other, 9)) == (-5.0, -5.0, 0.0)


def test_what_a_new_framework_changes_is_kept_apart() -> None:
    before = _par(OLD, c1_1=1.0, c1_2=4.0, c2=4.0, c3=0.0)
    now = _par(NEW, c1_1=2.0, c1_2=3.0, c2_1=2.0, c2_2=1.0, c3=0.0)
    found = decompose_scored_change(now, before)
    # 80 % after 90 %: only 1.1 (+1 of 10) and the penalty (0) are the same items in both years
    assert found.change == pytest.approx(-10.0)
    assert found.comparable == pytest.approx(10.0)
    assert found.other == pytest.approx(-20.0)
    assert found.parts.loc["1", ["comparable", "other"]].tolist() == pytest.approx([10.0, -10.0])
    assert found.parts.loc["2", ["comparable", "other"]].tolist() == pytest.approx([0.0, -10.0])


def test_a_total_out_of_another_applicable_maximum_is_no_gain() -> None:
    before = _par(OLD, c1_1=0.0, c1_2=4.0, c2=4.0, c3=0.0)
    now = _par(OLD, off=("1.1",), c1_1=0.0, c1_2=4.0, c2=4.0, c3=0.0)
    found = decompose_scored_change(now, before)
    assert found.change == pytest.approx(20.0)
    assert found.comparable == pytest.approx(0.0)
    assert found.other == pytest.approx(20.0)


def test_a_cap_that_only_one_year_needs_is_part_of_the_change() -> None:
    before = _par(OLD, c1_1=2.0, c1_2=4.0, c2=4.0, c3=0.0)
    now = _par(OLD, c1_1=2.0, c1_2=4.0, c2=4.0, c3=3.0)
    found = decompose_scored_change(now, before)
    assert found.parts["change"].round(9).to_dict() == {"1": 0.0, "2": 0.0, "3": -30.0, "cap_adjustment": 10.0}
    assert found.change == pytest.approx(-20.0) == pytest.approx(found.comparable)


CODES = pd.DataFrame(
    {"parent_code": ["", "total", "total", "D1", "D1", "D8"], "name_vi": list("TMHabc"), "max_score": [80.0, 10, 10, 5, 5, 10], "is_item": [False, False, False, True, True, True], "worth": 1.0},
    index=["total", "D1", "D8", "D1.1", "D1.2", "D8.3"],
)  # fmt: skip
NOW = pd.Series({"total": 15.0, "D1": 8.0, "D8": 7.0, "D1.1": 4.0, "D1.2": 4.0, "D8.3": 7.0})
BEFORE = pd.Series({"total": 12.0, "D1": 6.0, "D8": 6.0, "D1.1": 4.5, "D1.2": 1.5, "D8.3": 6.0})


def test_a_change_of_papi_is_the_sum_of_its_dimensions() -> None:
    found = decompose_published_change(NOW, BEFORE, CODES, CODES, 2023, PAPI)
    assert found is not None
    assert found.is_all_comparable
    assert found.parts["change"].to_dict() == {"D1": 2.0, "D8": 1.0}
    assert (found.change, found.comparable, found.other) == (3.0, 3.0, 0.0)


def test_a_subdimension_measured_anew_is_not_compared() -> None:
    found = decompose_published_change(NOW, BEFORE, CODES, CODES, 2020, PAPI)  # 8.3 of 2019 is not that of 2020
    assert found is not None
    assert (found.change, found.comparable, found.other) == (3.0, 2.0, 1.0)
    assert found.parts.loc["D8", ["comparable", "other"]].tolist() == [0.0, 1.0]


def test_a_withheld_total_is_not_taken_apart() -> None:
    assert decompose_published_change(NOW, BEFORE.drop("total"), CODES, CODES, 2023, PAPI) is None


def test_a_share_of_a_source_is_told_only_of_a_known_whole() -> None:
    announced = pd.DataFrame(
        {"score": [55.0, 8.0, 18.0, 4.0], "max_score": [61.5, 10.0, 22.0, 6.5]},
        index=["appraisal", "sipas", "leaders_survey", "socio_economic"],
    )
    whole = lost_by_source(None, announced)
    assert (list(whole.rows.index), whole.is_part) == (
        ["appraisal", "leaders_survey", "socio_economic", "sipas"],
        False,
    )
    assert whole.share_pct == pytest.approx(6.5 / 15 * 100)
    part = lost_by_source(None, announced.iloc[:2])
    assert (part.is_part, part.share_pct) == (True, None)
    # a sheet of which only one source is known: 3.0 lost by items without a source
    sheet = pd.DataFrame(
        {"lost_score": [1.0, 3.0, 0.5], "max_score": [10.0, 20.0, 0.0]}, index=["sipas", "", "framework_gap"]
    )
    found = lost_by_source(sheet, announced)
    assert (list(found.rows.index), found.unknown, found.share_pct) == (["sipas"], 3.0, 25.0)
    assert lost_by_source(sheet, announced, has_cap=True).share_pct is None


def test_the_losses_of_a_sheet_are_told_with_shares_of_the_whole() -> None:
    # 1.1 loses 1, 1.2 loses 1, 2 loses 0.5, penalties take 3, of which the cap gives 1 back: 5.5 listed, 4.5 lost
    found = LostPoints.of(_par(OLD, c1_1=1.0, c1_2=3.0, c2=3.5, c3=3.0))
    assert (found.lost, found.beyond_cap, found.has_cap, found.is_none) == (4.5, 1.0, True, False)
    assert list(found.ranked.index) == ["3", "1.1", "1.2", "2"]
    # 3/5.5, 4/5.5 (72.7 %), 5/5.5 (90.9 %): three items hold 80 %
    assert (found.n_main, found.main_pct) == (3, pytest.approx(500 / 5.5))
    assert (found.lost_by_first(2), found.totals["lost_score"]) == (4.0, 5.5)
    assert found.domains["share_pct"].to_dict() == {"1": pytest.approx(200 / 4.5), "2": pytest.approx(50 / 4.5)}
    assert found.worst_domain is not None
    assert found.worst_domain.name == "1"


def test_a_sheet_without_losses_has_no_worst_domain_and_no_shares() -> None:
    found = LostPoints.of(_par(OLD, c1_1=2.0, c1_2=4.0, c2=4.0, c3=0.0))
    assert (found.is_none, found.n_main, found.worst_domain) == (True, 0, None)
    assert found.domains["share_pct"].isna().all()


def test_items_are_counted_over_the_domains_that_have_them() -> None:
    # 1.1 full, 1.2 none, 2 in part
    reached = Achievement.of(count_by_domain(_par(OLD, c1_1=2.0, c1_2=0.0, c2=3.5, c3=0.0)))
    assert (reached.n_full, reached.n_partial, reached.n_zero, reached.n_items) == (1, 1, 1, 3)


def test_agencies_that_are_not_known_are_added_up_beside_the_known_ones() -> None:
    ranked = rank_lost_scores(_par(OLD, c1_1=1.0, c1_2=3.0, c2=3.5, c3=0.0))
    found = AgencyLoss.of(ranked, {"1.1": "A", "2": "A"})
    assert (found.n_items, found.lost, found.unknown) == (3, 2.5, 1.0)
    assert found.known["lost_score"].to_dict() == {"A": 1.5}


def test_what_is_lost_in_every_year_is_told_from_what_is_lost_only_now() -> None:
    first, last = _par(OLD, c1_1=1.0, c1_2=4.0, c2=3.0, c3=0.0), _par(OLD, c1_1=1.5, c1_2=3.0, c2=4.0, c3=0.0)
    assert RepeatedLoss.of({2023: last}) is None
    found = RepeatedLoss.of({2023: last, 2022: first})
    assert found is not None
    assert (found.years, list(found.always.index), list(found.new.index)) == ((2022, 2023), ["1.1"], ["1.2"])
    assert found.always_lost == 0.5


def _lost(*losses: float) -> LostPoints:
    ranked = pd.DataFrame({"lost_score": sorted(losses, reverse=True)})
    ranked["cumulative_pct"] = ranked["lost_score"].cumsum() / ranked["lost_score"].sum() * 100
    n_main = int((ranked["cumulative_pct"] < MAIN_SHARE_PCT - 1e-9).sum()) + 1
    return LostPoints(ranked, sum(losses), 0.0, 0.0, n_main, pd.DataFrame())


def test_losses_are_concentrated_only_where_few_of_many_items_hold_most() -> None:
    assert _lost(20, 10, *[0.1] * 10).is_concentrated
    assert not _lost(*[1.0] * 12).is_concentrated  # the same everywhere: ten of twelve hold 80 %
    assert _lost(*[4.0] * 4, *[1.0] * 4).is_concentrated  # half of them hold 80 %
    assert not _lost(*[4.0] * 4, *[1.5] * 4).is_concentrated
    assert _lost(20, 10, *[0.1] * 10).has_curve
    assert _lost(9.0, 0.5, 0.5).is_concentrated
    assert not _lost(9.0, 0.5, 0.5).has_curve  # three bars say it
