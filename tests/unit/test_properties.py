"""Laws that hold for every sheet, survey and field (hypothesis)."""

import dataclasses
import itertools

import numpy as np
import pandas as pd
from cchc.analysis.decomposition import decompose_scored_change
from cchc.analysis.gaps import items_for_share, lost_by_agency, rank_lost_scores, total_lost
from cchc.analysis.known_fields import Known, rank_bounds, value_bounds
from cchc.analysis.prospects import rank_of_value, value_for_rank
from cchc.analysis.uncertainty import simulate_ranks
from cchc.frameworks import Framework, Node
from cchc.indices.grading import rank_and_grade
from cchc.indices.ranking import equal_ends, group_equally, percentile, rank_descending
from cchc.indices.scored import compute_scored, top_rows
from cchc.indices.surveyed import FORMULAS, Design, compute_surveyed
from cchc.numbers import parse_number
from cchc.scoring_rules import Rule, RulePart
from hypothesis import assume, given, settings
from hypothesis import strategies as st

NO_BANDS = pd.DataFrame(columns=["grade_vi", "lower_pct", "upper_pct"])
QUESTIONS = Framework(
    "q", "", "", (2022, 2026), "illustrative", None,
    (Node("A", "", "content", "A"), Node("A1", "A", "item", "a"), Node("A2", "A", "item", "b"), Node("B", "", "item", "c")),
)  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Framework, pd.DataFrame]:
    """Draw a tree of two to three levels and a sheet for it, with some criteria that do not apply."""
    nodes, rows = [], []
    for domain in range(draw(st.integers(1, 4))):
        parts = draw(st.lists(st.integers(1, 20), min_size=1, max_size=5))
        nodes.append(Node(f"{domain}", "", "domain", "d", sum(parts) / 4))
        for at, quarter in enumerate(parts):
            code = f"{domain}.{at}"
            nodes.append(Node(code, f"{domain}", "criterion", "c", quarter / 4, "appraisal"))
            score = draw(st.integers(0, quarter * 100)) / 400
            rows.append((code, quarter / 4, draw(st.booleans()) or domain == at == 0, score))
    total = sum(node.max_score or 0.0 for node in nodes if not node.parent_code)
    framework = Framework("h", "", "", (2023, 2023), "office", total, tuple(nodes))
    return framework, pd.DataFrame(rows, columns=["criterion_code", "max_score", "is_applicable", "approved_score"])


@settings(max_examples=60, deadline=None)
@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(drawn: tuple[Framework, pd.DataFrame], rng: np.random.Generator) -> None:
    framework, sheet = drawn
    order = list(sheet.index)
    rng.shuffle(order)
    pd.testing.assert_frame_equal(
        compute_scored(sheet, framework), compute_scored(sheet.loc[order].reset_index(drop=True), framework)
    )


@settings(max_examples=60, deadline=None)
@given(sheets(), st.data())
def test_a_point_more_never_lowers_an_index(drawn: tuple[Framework, pd.DataFrame], data: st.DataObject) -> None:
    framework, sheet = drawn
    at = data.draw(st.sampled_from(list(sheet.index)))
    room = sheet.at[at, "max_score"] - sheet.at[at, "approved_score"]
    more = sheet.copy()
    more.loc[at, "approved_score"] += room * data.draw(st.integers(0, 4)) / 4
    before, after = compute_scored(sheet, framework), compute_scored(more, framework)
    assert (after["score"] >= before["score"] - 1e-9).all()
    assert after.at["total", "achieved_pct"] >= before.at["total", "achieved_pct"] - 1e-9


@settings(max_examples=60, deadline=None)
@given(sheets(), st.data())
def test_not_applicable_never_raises_the_maximum(drawn: tuple[Framework, pd.DataFrame], data: st.DataObject) -> None:
    framework, sheet = drawn
    at = data.draw(st.sampled_from(list(sheet.index)[1:] or [None]))
    if at is None:
        return
    off = sheet.copy()
    off.loc[at, "is_applicable"] = False
    before, after = compute_scored(sheet, framework), compute_scored(off, framework)
    assert (after["max_score"] <= before["max_score"] + 1e-9).all()
    assert 0 <= after.at["total", "achieved_pct"] <= 100 + 1e-9


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_parts_add_up_to_the_total_and_lost_points_are_what_is_missing(drawn: tuple[Framework, pd.DataFrame]) -> None:
    table = compute_scored(drawn[1], drawn[0])
    for column in ("score", "max_score", "lost_score"):
        assert abs(top_rows(table)[column].sum() - table.at["total", column]) < 1e-6
        assert abs(table.loc[table["is_leaf"], column].sum() - table.at["total", column]) < 1e-6


answers = st.lists(st.tuples(*[st.integers(-1, 5)] * 3), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(answers, st.sampled_from(sorted(FORMULAS)), st.data())
def test_a_better_answer_never_lowers_sipas(
    rows: list[tuple[int, int, int]], formula: str, data: st.DataObject
) -> None:
    table = pd.DataFrame(rows, columns=["A1", "A2", "B"], dtype=np.int8)
    before = compute_surveyed(table, QUESTIONS, formula)
    assert before["value_pct"].dropna().between(0, 100).all()
    row, item = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(["A1", "A2", "B"]))
    if 1 <= table.at[row, item] < 5:
        table.loc[row, item] += 1
        after = compute_surveyed(table, QUESTIONS, formula)
        assert (after["value_pct"].dropna() >= before["value_pct"].dropna() - 1e-9).all()


@settings(max_examples=40, deadline=None)
@given(answers, st.lists(st.integers(0, 3), min_size=30, max_size=30))
def test_the_interval_holds_possible_values_and_shares_add_up(
    rows: list[tuple[int, int, int]], units: list[int]
) -> None:
    table = pd.DataFrame(rows, columns=["A1", "A2", "B"], dtype=np.int8)
    psu = pd.Series(units[: len(rows)]).astype(str)
    result = compute_surveyed(table, QUESTIONS, "share_satisfied", Design(psu=psu, n_replicates=50))
    known = result.dropna(subset=["low_pct"])
    assert ((known["low_pct"] >= 0) & (known["low_pct"] <= known["high_pct"]) & (known["high_pct"] <= 100)).all()
    answered = result[result["n_valid"] > 0]
    np.testing.assert_allclose(answered[[f"level_{level}_pct" for level in range(1, 6)]].sum(axis=1), 100.0)


GROUPS = ("Cao nhất", "Trung bình cao", "Trung bình thấp", "Thấp nhất")
values = st.lists(st.one_of(st.none(), st.integers(0, 8000).map(lambda cents: cents / 100)), min_size=1, max_size=70)


@given(values)
def test_ranks_groups_and_percentiles_agree_with_each_other(drawn: list[float | None]) -> None:
    series = pd.Series(drawn, dtype=float)
    ranked = rank_and_grade(series, NO_BANDS)
    known = series.dropna()
    assert ranked["rank"].notna().sum() == len(known) == ranked["n_ranked"].iloc[0]
    for at, value in known.items():
        assert ranked.at[at, "rank"] == (known > value).sum() + 1
    groups = group_equally(series, GROUPS)
    assert groups.notna().sum() == len(known)
    lows = [known[groups[known.index] == name] for name in GROUPS]
    for better, worse in itertools.pairwise(lows):
        assert better.empty or worse.empty or better.min() >= worse.max()
    if len(known) > 1:
        assert percentile(series).dropna().between(0, 100).all()


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(0, 100))
def test_a_ratio_rule_never_exceeds_its_maximum_nor_pays_below_its_floor(done: int, planned: int, floor: int) -> None:
    assume(done + 1 <= 2 * planned)
    rule = Rule("1", "ratio", 1.5, (RulePart(lower=floor / 100),))
    score = rule.apply(str(done), str(planned))
    assert score is not None
    assert 0 <= score <= 1.5
    assert (score == 0) == (done * 100 < planned * floor or done == 0)
    more = dataclasses.replace(rule).apply(str(done + 1), str(planned))
    assert more is not None
    assert more >= score


@given(st.decimals(min_value=0, max_value=1000, places=3))
def test_comma_and_point_mean_the_same_number(number: object) -> None:
    text = str(number)
    assert parse_number(text) == parse_number(text.replace(".", ",")) == float(text)
    assert parse_number(f" {text.replace('.', ',')} %") == float(f"{float(text) / 100:.15g}")


# ---- analysis --------------------------------------------------------------------------------------------------------
@settings(max_examples=80, deadline=None)
@given(sheets(), sheets())
def test_a_change_is_always_the_sum_of_its_parts(
    drawn: tuple[Framework, pd.DataFrame], before: tuple[Framework, pd.DataFrame]
) -> None:
    now, previous = (compute_scored(sheet, framework) for framework, sheet in (drawn, before))
    found = decompose_scored_change(now, previous)
    assert found.change == now.at["total", "achieved_pct"] - previous.at["total", "achieved_pct"]
    assert abs(found.parts["change"].sum() - found.change) < 1e-9
    assert abs(found.parts["comparable"].sum() + found.parts["other"].sum() - found.change) < 1e-9
    back = decompose_scored_change(previous, now)
    assert abs(back.change + found.change) < 1e-9


@settings(max_examples=80, deadline=None)
@given(sheets(), st.data())
def test_under_one_framework_everything_that_applies_in_both_years_is_compared(
    drawn: tuple[Framework, pd.DataFrame], data: st.DataObject
) -> None:
    framework, sheet = drawn
    before = sheet.assign(approved_score=[data.draw(st.integers(0, 4)) / 4 * maximum for maximum in sheet["max_score"]])
    found = decompose_scored_change(compute_scored(sheet, framework), compute_scored(before, framework))
    assert found.is_all_comparable
    assert abs(found.comparable - found.change) < 1e-9


@settings(max_examples=80, deadline=None)
@given(sheets())
def test_no_lost_point_is_dropped_or_counted_twice(drawn: tuple[Framework, pd.DataFrame]) -> None:
    framework, sheet = drawn
    par = compute_scored(sheet, framework)
    lost, beyond_cap = total_lost(par)
    assert beyond_cap == 0
    assert abs(lost - par.at["total", "lost_score"]) < 1e-9
    ranked = rank_lost_scores(par)
    if len(ranked):
        leads = dict.fromkeys(list(ranked.index)[::2], "SNV")
        assert abs(lost_by_agency(ranked, leads)["lost_score"].sum() - lost) < 1e-9
        n_main = items_for_share(ranked, 80.0)
        assert ranked["cumulative_pct"].iloc[n_main - 1] >= 80 - 1e-6
        assert n_main == 1 or ranked["cumulative_pct"].iloc[n_main - 2] < 80


@st.composite
def half_known_fields(draw: st.DrawFn) -> tuple[pd.Series, pd.DataFrame, float]:
    """Draw a field, what was announced of it (some values, some ranks), and a supposed value of unit 0."""
    values = pd.Series(draw(st.lists(st.integers(0, 60), min_size=2, max_size=12)), dtype=float)
    ranks = rank_descending(values)
    is_known = [True, *(draw(st.booleans()) for _ in values[1:])]
    field = pd.DataFrame({"value": values.where(is_known), "rank": ranks, "n_ranked": len(values)})
    return values, field, float(draw(st.integers(0, 60)))


@settings(max_examples=200, deadline=None)
@given(half_known_fields())
def test_the_true_rank_always_lies_within_what_is_known(drawn: tuple[pd.Series, pd.DataFrame, float]) -> None:
    values, field, supposed = drawn
    known = Known.of(field, 0)  # type: ignore[arg-type]
    assert known is not None
    best, worst = rank_bounds(known, supposed)
    assert 1 <= best <= rank_of_value(values.drop(0), supposed) <= worst <= len(values)


@settings(max_examples=200, deadline=None)
@given(half_known_fields(), st.data())
def test_the_value_that_a_rank_needs_always_lies_within_what_is_known(
    drawn: tuple[pd.Series, pd.DataFrame, float], data: st.DataObject
) -> None:
    values, field, _ = drawn
    known = Known.of(field, 0)  # type: ignore[arg-type]
    assert known is not None
    assume(known.rank > 1)
    wanted = data.draw(st.integers(1, known.rank - 1))
    needed = value_for_rank(values.drop(0), wanted)
    low, high = value_bounds(known, wanted)
    assert needed is not None
    assert low is None or low <= needed
    assert high is None or needed <= high


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=10), st.integers(0, 20))
def test_drawn_ranks_are_ranks_and_their_interval_holds_what_it_says(scores: list[int], error: int) -> None:
    values = pd.Series(scores, dtype=float)
    draws = simulate_ranks(
        values,
        error / 4,
        0,
        n_draws=1000,
        interval_pct=90.0,
        seed=3,
        group_ends=equal_ends(int(values.notna().sum()), 4),
        group_names=GROUPS,
    )  # type: ignore[arg-type]
    assert 1 <= draws.low_rank <= draws.median_rank <= draws.high_rank <= len(values)
    inside = draws.shares_pct.loc[draws.low_rank : draws.high_rank].sum()
    assert inside >= 90 - 1e-9
    assert abs(draws.groups_pct.sum() - 100) < 1e-9
