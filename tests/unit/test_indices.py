"""Index values by arithmetic done by hand."""

import dataclasses
import math

import pandas as pd
import pytest
from cchc.errors import MissingDataError, ParameterError
from cchc.frameworks import Framework, Node
from cchc.indices.headlines import build_headline, published_totals
from cchc.indices.published import changes_since_comparable, codes_of, compute_published
from cchc.indices.ranking import group_equally, rank_descending
from cchc.indices.scored import compute_scored, sum_by_method
from cchc.indices.surveyed import compute_surveyed
from cchc.sources.framework_files import load_framework
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root

INDICES = load_indices(Reader(find_root()))
PAPI = INDICES["papi"]

FRAMEWORK = Framework(
    framework_id="hand", title_vi="", decision="", years=(2022, 2023), status="illustrative", stated_total=6.0,
    nodes=(
        Node("1", "", "domain", "Một", 4.0),
        Node("1.1", "1", "criterion", "Một một", 3.0),
        Node("1.1.1", "1.1", "subcriterion", "a", 2.0, "appraisal"),
        Node("1.1.2", "1.1", "subcriterion", "b", 1.0, "leaders_survey"),
        Node("1.2", "1", "criterion", "Một hai", 1.0, "appraisal"),
        Node("2", "", "domain", "Hai", 2.0, "appraisal"),
    ),
)  # fmt: skip


def _sheet(**scores: float | None) -> pd.DataFrame:
    values = {"1.1.1": 1.5, "1.1.2": 0.25, "1.2": 1.0, "2": 0.0} | {
        key.replace("_", "."): value for key, value in scores.items()
    }
    return pd.DataFrame({"criterion_code": list(values), "approved_score": list(values.values())})


def test_points_add_up_along_the_tree() -> None:
    table = compute_scored(_sheet(), FRAMEWORK)
    assert table["score"].to_dict() == {
        "total": 2.75,
        "1": 2.75,
        "1.1": 1.75,
        "1.1.1": 1.5,
        "1.1.2": 0.25,
        "1.2": 1.0,
        "2": 0.0,
    }
    assert table.at["total", "lost_score"] == 3.25
    assert table.at["1", "achieved_pct"] == 68.75
    assert table.at["1.1.1", "domain_code"] == "1"


def test_points_add_up_by_source() -> None:
    methods = sum_by_method(compute_scored(_sheet(), FRAMEWORK))
    assert methods["score"].to_dict() == {"appraisal": 2.5, "leaders_survey": 0.25}
    assert methods["max_score"].to_dict() == {"appraisal": 5.0, "leaders_survey": 1.0}


def test_missing_score_is_an_error_not_a_zero() -> None:
    with pytest.raises(MissingDataError, match=r"1\.2"):
        compute_scored(_sheet(**{"1_2": None}), FRAMEWORK)


def test_a_sound_framework_has_no_faults_and_an_unsound_one_lists_all() -> None:
    assert FRAMEWORK.faults() == FRAMEWORK.inconsistencies() == []
    broken = Framework(
        "b", "", "", (2022, 2023), "office", 7.0, (*FRAMEWORK.nodes, Node("2", "9", "domain", "Trùng", 2.0))
    )
    text = " ".join(broken.faults())
    assert "mã 2 xuất hiện 2 lần" in text
    assert "mã cha 9 không tồn tại" in text
    circle = Framework(
        "c", "", "", (2022, 2022), "office", None, (Node("1", "2", "domain", "a"), Node("2", "1", "domain", "b"))
    )
    assert "không có dòng nào ở cấp cao nhất" in " ".join(circle.faults())
    uneven = dataclasses.replace(FRAMEWORK, stated_total=7.0, stated_counts={"domain": 3})
    assert uneven.inconsistencies() == [
        "điểm tối đa cộng lại là 6, khác tổng điểm quy định là 7",
        "có 2 lĩnh vực, khác số lượng quy định là 3",
    ]


# 0: blank, -1: no opinion
ANSWERS = pd.DataFrame({"A1.1": [5, 4, 3, 0], "A1.2": [1, 4, -1, 0], "B1.1": [5, 5, 2, 4]})
QUESTIONS = Framework(
    "q", "", "", (2022, 2026), "illustrative", None,
    (
        Node("A", "", "content", "A"), Node("A1", "A", "factor", "A1"), Node("A1.1", "A1", "item", "a"), Node("A1.2", "A1", "item", "b"),
        Node("B", "", "content", "B"), Node("B1", "B", "factor", "B1"), Node("B1.1", "B1", "item", "c"),
    ),
)  # fmt: skip


def test_share_satisfied_counts_every_valid_answer_once() -> None:
    table = compute_surveyed(ANSWERS, QUESTIONS, "share_satisfied")
    assert table.at["A1.1", "value_pct"] == pytest.approx(200 / 3)
    assert table.at["A1", "value_pct"] == 60.0  # 3 of 5 answers
    assert table.at["total", "value_pct"] == pytest.approx(600 / 9)
    assert table["n_valid"].to_dict() == {"total": 9, "A": 5, "A1": 5, "A1.1": 3, "A1.2": 2, "B": 4, "B1": 4, "B1.1": 4}


def test_mean_scaled_is_the_other_candidate() -> None:
    table = compute_surveyed(ANSWERS, QUESTIONS, "mean_scaled")
    assert table.at["A1.1", "value_pct"] == 75.0
    assert table.at["total", "value_pct"] == pytest.approx(100 * (33 / 9 - 1) / 4)


def test_unknown_formula_is_refused() -> None:
    with pytest.raises(ParameterError, match="share_satisfied"):
        compute_surveyed(ANSWERS, QUESTIONS, "median")


def _edition(*codes: str) -> Framework:
    """Return a structure of two dimensions of 10 points, shared equally by the parts that are named."""
    of = {top: [code for code in codes if code.startswith(f"{top}.")] for top in ("D1", "D2")}
    nodes = [Node(top, "", "dimension", top, 10.0) for top in of]
    nodes += [Node(code, top, "subdimension", code, 10.0 / len(below)) for top, below in of.items() for code in below]
    return Framework("hand", "", "", (2018, 2024), "official", None, tuple(nodes))


BOTH, ONE_PART = _edition("D1.1", "D1.2", "D2.1"), _edition("D1.1", "D2.1")


def _papi(*rows: tuple[str, int, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit_key", "year", "code", "score"])


def test_papi_adds_up_and_a_withheld_part_leaves_no_total() -> None:
    papi = _papi(
        ("A", 2020, "D1.1", 1.0),
        ("A", 2020, "D1.2", 2.0),
        ("A", 2020, "D2.1", 4.0),
        ("B", 2020, "D1.1", 1.0),
        ("B", 2020, "D2.1", 5.0),
    )
    values = compute_published(papi, BOTH, PAPI, 2020)
    assert values.loc["A"].to_dict() == {"total": 7.0, "D1": 3.0, "D1.1": 1.0, "D1.2": 2.0, "D2": 4.0, "D2.1": 4.0}
    assert math.isnan(values.at["B", "D1"])
    assert math.isnan(values.at["B", "total"])
    assert values.at["B", "D2"] == 5.0


def test_the_maximum_of_a_subdimension_follows_the_number_of_its_siblings(project) -> None:  # type: ignore[no-untyped-def]
    folder = project / "data/frameworks/papi_2021"
    rows = (folder / "criteria.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if not row.startswith(("D1.3", "D1.4"))]
    (folder / "criteria.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    maxima = codes_of(load_framework(Reader(project), "papi_2021"), PAPI)["max_score"]
    assert maxima[["total", "D1", "D1.1", "D5.1", "D2.1"]].tolist() == [80.0, 10.0, 5.0, 10 / 3, 2.5]


def test_no_change_is_computed_across_a_break() -> None:
    papi = _papi(*[("A", year, code, 1.0 + year / 1e4) for year in (2020, 2021, 2022) for code in ("D1.1", "D2.1")])
    by_year = {year: compute_published(papi, ONE_PART, PAPI, year) for year in (2020, 2021, 2022)}
    assert changes_since_comparable({2020: by_year[2020], 2021: by_year[2021]}, 2021, PAPI)[0].isna().all(axis=None)
    change, since = changes_since_comparable(by_year, 2022, PAPI)
    assert change.at["A", "total"] == pytest.approx(2e-4)
    assert since.at["A", "total"] == 2021


def test_ranks_come_before_rounding_and_ties_stay_ties() -> None:
    ranks = rank_descending(pd.Series({"a": 87.424, "b": 87.416, "c": 90.0, "d": 90.0, "e": None}))
    assert ranks.dropna().to_dict() == {"a": 3, "b": 4, "c": 1, "d": 1}


def test_groups_cut_after_rounding_half_up() -> None:
    groups = group_equally(pd.Series(range(61, 0, -1)), PAPI.groups.names)
    assert groups.value_counts().to_dict() == {
        "Cao nhất": 15,
        "Trung bình cao": 16,
        "Trung bình thấp": 15,
        "Thấp nhất": 15,
    }


def _announced(*rows: tuple[str, int, str, float | None, int | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["unit_key", "year", "statistic", "pct", "rank", "source_key"])
    return frame.assign(code="total", n_ranked=63, rank=frame["rank"].astype("Int64"))


def test_the_value_given_most_often_stands_and_the_others_are_kept() -> None:
    totals = published_totals(
        _announced(
            ("X", 2023, "value", 91.81, 2, "a"),
            ("X", 2023, "value", 91.87, 2, "b"),
            ("X", 2023, "value", 91.87, None, "c"),
        )
    )
    headline = build_headline(totals, INDICES["par_index"], "X", 2023)
    assert (headline.value, headline.disagreeing, headline.rank, headline.source_keys) == (
        91.87,
        (91.81,),
        2,
        ("a", "b", "c"),
    )


def test_at_a_break_ranks_are_compared_and_values_are_not() -> None:
    totals = published_totals(
        _announced(
            ("X", 2022, "value", 80.0, 10, "a"),
            ("X", 2021, "value", 85.0, 12, "a"),
            ("VietNam", 2022, "mean", 82.0, None, "a"),
        )
    )
    headline = build_headline(totals, INDICES["par_index"], "X", 2022)
    assert (headline.change, headline.rank_change, headline.mean) == (None, 2, 82.0)


def test_nothing_known_stays_unknown() -> None:
    headline = build_headline(
        published_totals(_announced(("X", 2022, "value", 80.0, 10, "a"))), INDICES["sipas"], "Y", 2023
    )
    assert not headline.is_known
    assert (headline.value, headline.rank, headline.mean, headline.best_key) == (None, None, None, "")
