"""Laws that hold for every sheet, survey and field (hypothesis)."""

import dataclasses
import itertools

import numpy as np
import pandas as pd
from cchc.frameworks import Framework, Node
from cchc.indices.grading import rank_and_grade
from cchc.indices.par_index import compute_par_index, top_rows
from cchc.indices.ranking import PAPI_GROUPS, group_by_quartile, percentile
from cchc.indices.sipas import FORMULAS, Design, compute_sipas
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
        compute_par_index(sheet, framework), compute_par_index(sheet.loc[order].reset_index(drop=True), framework)
    )


@settings(max_examples=60, deadline=None)
@given(sheets(), st.data())
def test_a_point_more_never_lowers_an_index(drawn: tuple[Framework, pd.DataFrame], data: st.DataObject) -> None:
    framework, sheet = drawn
    at = data.draw(st.sampled_from(list(sheet.index)))
    room = sheet.at[at, "max_score"] - sheet.at[at, "approved_score"]
    more = sheet.copy()
    more.loc[at, "approved_score"] += room * data.draw(st.integers(0, 4)) / 4
    before, after = compute_par_index(sheet, framework), compute_par_index(more, framework)
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
    before, after = compute_par_index(sheet, framework), compute_par_index(off, framework)
    assert (after["max_score"] <= before["max_score"] + 1e-9).all()
    assert 0 <= after.at["total", "achieved_pct"] <= 100 + 1e-9


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_parts_add_up_to_the_total_and_lost_points_are_what_is_missing(drawn: tuple[Framework, pd.DataFrame]) -> None:
    table = compute_par_index(drawn[1], drawn[0])
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
    before = compute_sipas(table, QUESTIONS, formula)
    assert before["value_pct"].dropna().between(0, 100).all()
    row, item = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(["A1", "A2", "B"]))
    if 1 <= table.at[row, item] < 5:
        table.loc[row, item] += 1
        after = compute_sipas(table, QUESTIONS, formula)
        assert (after["value_pct"].dropna() >= before["value_pct"].dropna() - 1e-9).all()


@settings(max_examples=40, deadline=None)
@given(answers, st.lists(st.integers(0, 3), min_size=30, max_size=30))
def test_the_interval_holds_possible_values_and_shares_add_up(
    rows: list[tuple[int, int, int]], units: list[int]
) -> None:
    table = pd.DataFrame(rows, columns=["A1", "A2", "B"], dtype=np.int8)
    psu = pd.Series(units[: len(rows)]).astype(str)
    result = compute_sipas(table, QUESTIONS, "share_satisfied", Design(psu=psu, n_replicates=50))
    known = result.dropna(subset=["low_pct"])
    assert ((known["low_pct"] >= 0) & (known["low_pct"] <= known["high_pct"]) & (known["high_pct"] <= 100)).all()
    answered = result[result["n_valid"] > 0]
    np.testing.assert_allclose(answered[[f"level_{level}_pct" for level in range(1, 6)]].sum(axis=1), 100.0)


values = st.lists(st.one_of(st.none(), st.integers(0, 8000).map(lambda cents: cents / 100)), min_size=1, max_size=70)


@given(values)
def test_ranks_groups_and_percentiles_agree_with_each_other(drawn: list[float | None]) -> None:
    series = pd.Series(drawn, dtype=float)
    ranked = rank_and_grade(series, NO_BANDS)
    known = series.dropna()
    assert ranked["rank"].notna().sum() == len(known) == ranked["n_ranked"].iloc[0]
    for at, value in known.items():
        assert ranked.at[at, "rank"] == (known > value).sum() + 1
    groups = group_by_quartile(series)
    assert groups.notna().sum() == len(known)
    lows = [known[groups[known.index] == name] for name in PAPI_GROUPS]
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
