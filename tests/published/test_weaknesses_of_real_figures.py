"""The analyses on announced figures: sums that must hold, and figures that others have published."""

import pandas as pd
import pytest
from cchc import compute_results, load_inputs
from cchc.analysis.decomposition import decompose_published_change
from cchc.analysis.known_fields import Known, rank_bounds, value_bounds
from cchc.indices.published import codes_of, compute_published
from cchc.reporting.blocks import Block, Group, Paragraph
from cchc.reporting.sections import lost, needs, worth
from cchc.sources.announced import find_editions, read_published
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root


def _lines(block: Block) -> str:
    return " ".join(one.text for one in block.blocks if isinstance(one, Paragraph)) if isinstance(block, Group) else ""


@pytest.mark.parametrize("year", range(2019, 2025))
def test_every_change_of_papi_is_the_sum_of_its_parts(year: int) -> None:
    reader = Reader(find_root())
    index = load_indices(reader)["papi"]
    papi, editions = (
        read_published(reader, index),
        find_editions(reader, index, "province", ("VietNam",), (year, year - 1)),
    )
    values, before = (compute_published(papi, editions[one], index, one) for one in (year, year - 1))
    codes, codes_before = (codes_of(editions[one], index) for one in (year, year - 1))
    n_compared = 0
    for key in values.index.intersection(before.index):
        found = decompose_published_change(values.loc[key], before.loc[key], codes, codes_before, year, index)
        if found is None:
            continue
        n_compared += 1
        assert found.parts["change"].sum() == pytest.approx(found.change, abs=1e-9)
        assert found.comparable + found.other == pytest.approx(found.change, abs=1e-12)
        assert (found.parts["comparable"] + found.parts["other"]).sum() == pytest.approx(found.change, abs=1e-9)
        if year in {2019, 2021}:
            assert found.comparable == 0  # the whole series begins anew
        elif year != 2020:
            assert found.is_all_comparable
    assert n_compared > 55


def test_kon_tum_lost_most_of_its_points_in_appraisal() -> None:
    # announced: 54,95/61,5; 8,5/10; 18,33/22; 4,36/6,5 (Sở Nội vụ Kon Tum, 25/04/2024)
    text = _lines(lost.by_source(compute_results(load_inputs("KonTum", 2024))))
    assert "thẩm định – mất 6,55/61,50 điểm, bằng 47,3% tổng số điểm mất" in text


def test_kon_tum_needs_can_tho_s_value_for_the_next_rank() -> None:
    # announced: Cần Thơ 42nd with 86,15, Kon Tum 43rd with 86,14
    results = compute_results(load_inputs("KonTum", 2024))
    known = Known.of(results.scored().field, "KonTum")
    assert known is not None
    assert value_bounds(known, 42) == (86.15, 86.15)
    assert rank_bounds(known, 86.14) == (43, 43)
    assert "Để lên thứ 42 về PAR INDEX cần thêm 0,01 điểm phần trăm (đạt 86,15%)" in _lines(needs.aims(results))


def test_supposed_scores_of_bac_kan_move_the_index_by_as_much() -> None:
    results = compute_results(load_inputs("BacKan", 2024))
    # the parameters suppose 7.2.2 0 -> 0,5 and 3.4.2 0,5 -> 0,75
    text = _lines(worth.what_if(results))
    assert "PAR INDEX tăng 0,75 điểm phần trăm (từ 84,24 đến 84,99%)" in text
    assert "PAPI tăng 0,35 điểm (từ 43,35 đến 43,69)" in text
    assert "thứ hạng từ 22/61 thành 18/61" in text
    assert worth.what_if(results, {}) == Group(())


def test_each_part_of_the_country_s_field_is_used_once() -> None:
    results = compute_results(load_inputs("HaTinh", 2024))
    known = Known.of(results.scored().field, "HaTinh")
    assert known is not None
    assert "HaTinh" not in known.others.index
    assert isinstance(known.others, pd.DataFrame)
    assert set(known.contradicting) == {"CaMau"}  # 86,89 ranked 32nd beside 87,04, and before 86,97
