"""What is told of all provinces, and what a rank takes: small fields worked out by hand."""

import dataclasses
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from cchc.analysis import distances
from cchc.analysis.known_fields import Known
from cchc.analysis.national_findings import list_movers
from cchc.analysis.national_results import NationalIndex
from cchc.analysis.prospects import Aim
from cchc.indices.announced_field import AnnouncedField
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root

INDICES = load_indices(Reader(find_root()))
KEYS = ["A", "B", "C", "D", "E"]


def _national(**columns: list[object]) -> NationalIndex:
    table = pd.DataFrame({"value": [50.0, 40.0, None, 45.0, None], "rank": [1, 3, None, 2, None]} | columns, index=KEYS)
    return NationalIndex(INDICES["sipas"], table, 44.0, AnnouncedField(), False, None, frozenset({"E"}))


def test_missing_values_are_counted_and_withheld_ones_told_apart() -> None:
    own = _national()
    assert (own.n_values, own.n_ranks, own.is_whole, own.median) == (3, 3, False, None)
    assert (own.withheld_totals, own.unknown_totals) == (["E"], ["C"])
    assert (list(own.best_first.index), own.n_below_mean) == (["A", "D", "B"], 1)
    assert _national(value=[50.0, 40.0, 41.0, 45.0, 44.0]).median == 44.0


def test_a_better_rank_with_a_lower_value_is_a_contradiction() -> None:
    assert _national().contradicting == ()
    assert _national(rank=[1, 2, None, 3, None]).contradicting == ("D", "B")


def test_a_change_within_its_noise_or_over_two_years_is_no_change_of_last_year() -> None:
    own = _national(change=[1.0, -0.3, 2.0, -2.0, 0.004], since=[2022, 2022, 2021, 2022, 2022])
    found = list_movers(own, 2023, 8)
    assert found is not None
    # C compares with 2021; E prints as 0,00
    assert found.largest.to_dict() == {"A": 1.0, "B": -0.3, "D": -2.0}
    assert (found.n_rises, found.n_falls, found.n_up, found.n_down, found.n_known, found.n_within) == (1, 2, 1, 2, 4, 1)
    noisy = list_movers(dataclasses.replace(own, noise=0.5), 2023, 8)
    assert noisy is not None
    assert (noisy.largest.to_dict(), noisy.n_up, noisy.n_down) == ({"A": 1.0, "D": -2.0}, 1, 1)
    assert list_movers(dataclasses.replace(own, is_break=True), 2023, 8) is None
    assert list_movers(dataclasses.replace(own, noise=3.0), 2023, 8) is None


def _unit(value: float, *, mean: float | None = None, wanted: dict[str, int] | None = None, key: str = "sipas") -> Any:
    params = SimpleNamespace(prospects=SimpleNamespace(target_ranks=wanted or {}))
    return SimpleNamespace(
        index=INDICES[key], headline=SimpleNamespace(value=value, mean=mean), inputs=SimpleNamespace(params=params)
    )


def test_what_is_missing_is_told_in_the_better_direction(monkeypatch: pytest.MonkeyPatch) -> None:
    # the field falls below the own 40 points, so that nothing is to be gained if it moves again
    monkeypatch.setattr(
        distances, "published_aims", lambda _: [Aim("next_rank", 3, 41.5, 39.0), Aim("median", None, 42.0, None)]
    )
    rows = distances.published_distances(_unit(40.0, key="papi"))
    assert rows["more_still"].tolist() == [1.5, 2.0]
    assert rows["more_moving"].iloc[0] == 0.0
    assert pd.isna(rows["more_moving"].iloc[1])


def test_a_field_of_which_some_are_known_bounds_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Known(pd.DataFrame({"value": [90.0, 86.0, 80.0], "rank": [3, 9, 12]}), rank=10, n_ranked=15, value=82.0)
    monkeypatch.setattr(distances, "known_field", lambda _: known)
    monkeypatch.setattr(distances, "mean_change", lambda _: 1.0)
    found = distances.announced_distances(_unit(82.0, mean=83.0, wanted={"sipas": 5}))
    assert found is not None
    assert (found.next_rank, found.next_low, found.next_high, known.n_others) == (9, 86.0, 86.0, 14)
    assert (found.is_settled, found.more_low, found.more_high) == (True, 4.0, 4.0)
    assert found.rows["aim"].tolist() == ["next_rank", "target_rank", "mean"]
    assert found.rows["more_low"].tolist() == [4.0, 4.0, 1.0]
    assert found.rows["more_high"].tolist() == [4.0, 8.0, 1.0]
    # the field gains 1 again
    assert found.rows["more_moving"].tolist() == [5.0, 9.0, 2.0]


def test_a_rank_wished_for_is_reached_or_not() -> None:
    own = _unit(82.0, wanted={"sipas": 5})
    assert [distances.reached_rank(own, rank) for rank in (6, 5, 3, None)] == [None, 5, 5, None]
