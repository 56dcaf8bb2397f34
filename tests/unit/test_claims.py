"""What an analysis may claim: ranks, changes, bounds and needs, and where it must stay silent."""

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest
import yaml
from cchc import compute_national, compute_results, load_inputs, load_national
from cchc.analysis import answers, distances, prospects
from cchc.analysis.comparisons import compare_par_years
from cchc.analysis.decomposition import decompose_scored_change
from cchc.analysis.known_fields import Known, rank_bounds, value_bounds
from cchc.errors import InputError
from cchc.frameworks import Framework, Node
from cchc.indices.scored import compute_scored
from cchc.reporting.blocks import Block
from cchc.reporting.sections import against, common, effort, lost, mergers, national, needs, summary, weak, worth, years
from cchc.reporting.sentences import sentence
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root

INDICES = load_indices(Reader(find_root()))

FRAMEWORK = Framework(
    "f", "", "", (2022, 2023), "office", 10.0,
    (
        Node("1", "", "domain", "Một", 6.0), Node("1.1", "1", "criterion", "a", 2.0, "appraisal"), Node("1.2", "1", "criterion", "b", 4.0, "appraisal"),
        Node("2", "", "domain", "Hai", 4.0, "appraisal"), Node("3", "", "domain", "Phạt", 3.0, "", "penalty"), Node("4", "", "domain", "Phạt nữa", 3.0, "", "penalty"),
    ),
    penalty_cap=3.0,
)  # fmt: skip


def _text(block: Block) -> str:
    return json.dumps(block.to_dict(), ensure_ascii=False)


def _sheet(framework: Framework = FRAMEWORK, off: tuple[str, ...] = (), **scores: float) -> pd.DataFrame:
    points = {code.strip("c").replace("_", "."): score for code, score in scores.items()}
    maxima = {node.code: node.max_score for node in framework.nodes}
    return pd.DataFrame(
        {
            "criterion_code": list(points),
            "max_score": [maxima[code] for code in points],
            "is_applicable": [code not in off for code in points],
            "approved_score": list(points.values()),
        }
    )


def _office_sheet(project: Path, key: str, name: str, year: int, framework: str, rows: str) -> None:
    folder = project / f"data/offices/{key}/{year}"
    folder.mkdir(parents=True)
    info = f"Địa phương;{name}\nNăm kết quả;{year}\nBộ tiêu chí;{framework}\nTrạng thái số liệu;cơ quan tự nhập\n"
    (folder / "score_sheet.csv").write_text(info + rows, encoding="utf-8")


def _params(project: Path, year: int, key: str, **values: object) -> None:
    folder = project / "params" / str(year)
    folder.mkdir(exist_ok=True)
    (folder / f"{key}.yml").write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


# ---- mergers ---------------------------------------------------------------------------------------------------------
def test_an_old_province_without_results_stays_a_part_and_forbids_the_estimate(project: Path) -> None:
    results = compute_results(load_inputs("PhuTho", 2026))
    assert [one.inputs.unit.unit_key for one in results.parts] == ["HoaBinh", "PhuTho", "VinhPhuc"]
    assert "tỉnh Hòa Bình, tỉnh Phú Thọ, tỉnh Vĩnh Phúc" in _text(mergers.headlines(results))
    text = _text(mergers.published(results))
    assert "ở cả 2 đơn vị cũ có kết quả (trong 3 đơn vị cũ)" in text
    assert "mọi đơn vị cũ" not in text
    alone = _text(mergers.published(compute_results(load_inputs("DongThap", 2026))))
    assert "ở đơn vị cũ duy nhất có kết quả (trong 2 đơn vị cũ)" in alone
    people = {"HoaBinh": 875000, "PhuTho": 1500000}
    _params(project, 2026, "PhuTho", merger={"population": people, "source": "thử"})
    with pytest.raises(InputError, match="HoaBinh, PhuTho, VinhPhuc"):
        load_inputs("PhuTho", 2026)
    _params(project, 2026, "PhuTho", merger={"population": people | {"VinhPhuc": 1200000}, "source": "thử"})
    estimate = mergers.estimate(compute_results(load_inputs("PhuTho", 2026)))
    assert "không ước tính được" in _text(estimate)
    assert "ƯỚC TÍNH" not in _text(mergers.limits(compute_results(load_inputs("PhuTho", 2026))))


@pytest.mark.parametrize(
    ("people", "words"),
    [(890.0, "số nguyên viết liền"), (890, "không nhỏ hơn 10000"), ("1.350.000", "số nguyên viết liền")],
)
def test_a_population_with_a_dot_is_refused(project: Path, people: object, words: str) -> None:
    _params(
        project, 2026, "ThaiNguyen", merger={"population": {"BacKan": people, "ThaiNguyen": 1350000}, "source": "thử"}
    )
    with pytest.raises(InputError, match=words):
        load_inputs("ThaiNguyen", 2026)  # fmt: skip


@pytest.mark.usefixtures("project")
def test_a_province_that_was_not_merged_is_not_told_as_merged() -> None:
    results = compute_results(load_inputs("HaNoi", 2026))
    assert results.parts == ()
    assert "Dữ liệu của chương trình chưa có kết quả năm 2025" in _text(common.opening(results, "x"))
    assert len(results.published().history["value"].dropna()) == 7  # its series is its own
    renamed = compute_results(load_inputs("Hue", 2026))
    assert (renamed.headlines["papi"].year, renamed.headlines["papi"].value) == (2024, pytest.approx(45.095, abs=1e-3))
    for one in (
        mergers.opening(results, "x"),
        mergers.headlines(results),
        mergers.published(results),
        mergers.scored(results),
        mergers.limits(results),
    ):
        assert "đơn vị cũ" not in _text(one)
        assert "đơn vị mới" not in _text(one)


# ---- a field of which few are known ----------------------------------------------------------------------------------
def _field(**units: tuple[float | None, int]) -> pd.DataFrame:
    return pd.DataFrame(
        {"value": [one[0] for one in units.values()], "rank": [one[1] for one in units.values()], "n_ranked": 63}, index=list(units)
    ).astype({"value": float})  # fmt: skip


def test_the_own_rank_holds_for_a_value_that_prints_as_the_own_one() -> None:
    known = Known.of(_field(own=(86.14, 43), A=(86.15, 42), B=(84.24, 57)), "own")
    assert known is not None
    assert rank_bounds(known, 86.1387) == rank_bounds(known, 86.14) == (43, 43)


def test_the_own_figures_stand_against_a_single_contradiction() -> None:
    known = Known.of(_field(own=(86.97, 33), CaMau=(86.89, 32), A=(87.32, 29)), "own")
    assert known is not None
    assert known.contradicting == ("CaMau",)
    assert value_bounds(known, 32) == (None, 87.32)


def test_nothing_is_bounded_where_the_own_value_contradicts_most_others() -> None:
    field = _field(own=(None, 7), A=(88.7, 11), B=(88.4, 17), C=(86.1, 43))
    assert Known.of(field, "own", 84.0) is None
    assert Known.of(field, "own", 90.5) is not None
    assert Known.of(field, "own") is None


def test_a_unit_that_prints_the_own_value_says_nothing_of_what_is_needed() -> None:
    known = Known.of(_field(own=(87.61, 16), SonLa=(87.61, 15), A=(88.0, 12)), "own")
    assert known is not None
    assert value_bounds(known, 15) == (None, 88.0)
    best, worst = rank_bounds(known, 87.61)
    assert best <= worst


@pytest.mark.usefixtures("project")
def test_points_that_are_not_approved_are_not_ranked_among_announced_ones(project: Path) -> None:
    rows = "Mã;Điểm tự chấm;Điểm điều tra\n" + "".join(f"{code};7;\n" for code in range(1, 8)) + "8.1;;7\n8.2;2;\n"
    _office_sheet(project, "KrongNo", "Krông Nô", 2023, "par_district_daknong_2023", rows)
    results = compute_results(load_inputs("KrongNo", 2024))
    assert distances.known_field(results.scored()) is None
    assert "hứ hạng" not in _text(worth.marginal(results))


# ---- items and years -------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("project")
def test_an_item_that_a_cap_makes_worthless_is_not_offered() -> None:
    results = compute_results(load_inputs("KrongNo", 2024))
    assert results.scored().sheet is not None
    scores = _sheet(c1_1=1.0, c1_2=4.0, c2=4.0, c3=3.0, c4=3.0)
    sheet = dataclasses.replace(results.scored().sheet, framework=FRAMEWORK, full_framework=FRAMEWORK, scores=scores)
    own = dataclasses.replace(results.scored(), sheet=sheet, table=compute_scored(scores, FRAMEWORK))
    capped = dataclasses.replace(results, of=results.of | {"par_index": own})
    table = answers.scored_item_values(own, 10)
    # 6 of 10 now; either penalty gone still leaves 3 taken
    assert table["index_after"].to_dict() == {"1.1": 70.0}
    text = _text(lost.by_item(capped))
    assert "Tổng chưa bớt 3,00 điểm trừ vượt mức trần" in text


def test_two_grains_of_one_edition_are_compared_at_the_coarser() -> None:
    coarse = FRAMEWORK.cut_at(["1", "2", "3", "4"])
    now = compute_scored(_sheet(c1_1=2.0, c1_2=4.0, c2=4.0, c3=0.0, c4=0.0), FRAMEWORK)
    before = compute_scored(_sheet(coarse, c1=5.0, c2=4.0, c3=0.0, c4=0.0), coarse)
    for found in (decompose_scored_change(now, before), decompose_scored_change(before, now)):
        assert found.is_all_comparable
        assert abs(found.parts.at["1", "comparable"]) == pytest.approx(10.0)


def test_domains_of_one_code_and_another_name_are_not_paired() -> None:
    renamed = dataclasses.replace(
        FRAMEWORK, nodes=tuple(dataclasses.replace(node, name_vi="Khác") if node.code == "2" else node for node in FRAMEWORK.nodes)
    )  # fmt: skip
    now, before = (
        compute_scored(_sheet(one, c1_1=2.0, c1_2=4.0, c2=score, c3=0.0, c4=0.0), one)
        for one, score in ((renamed, 4.0), (FRAMEWORK, 2.0))
    )
    found = decompose_scored_change(now, before)
    assert found.parts.loc[["2 – Khác", "2 – Hai"], "change"].tolist() == pytest.approx([40.0, -20.0])
    assert (found.comparable, found.other) == pytest.approx((0.0, 20.0))


def test_what_did_not_apply_last_year_is_not_newly_lost() -> None:
    before = compute_scored(_sheet(off=("1.1",), c1_1=0.0, c1_2=4.0, c2=4.0, c3=0.0, c4=0.0), FRAMEWORK)
    now = compute_scored(_sheet(c1_1=1.0, c1_2=3.0, c2=4.0, c3=0.0, c4=0.0), FRAMEWORK)
    compared = compare_par_years(now, before)
    assert list(compared.index[compared["is_newly_lost"]]) == ["1.2"]


@pytest.mark.usefixtures("project")
def test_a_change_over_two_years_is_not_last_year_s() -> None:
    results = compute_results(load_inputs("BacKan", 2025))
    assert results.published().since.at["BinhDuong", "total"] == 2022
    first = next(aim for aim in distances.published_aims(results.published()) if aim.aim == "next_rank")
    assert first.moving == pytest.approx(45.38, abs=0.005)
    overview = compute_national(load_national(2025))
    assert "Bạc Liêu (−1,48)" in _text(national.movers(overview))
    assert "Bình Dương so với năm 2022" in _text(national.provinces(overview))


@pytest.mark.usefixtures("project")
def test_years_without_a_result_are_not_counted_among_the_comparable() -> None:
    assert "(2022, 2024)" in weak.lasting_finding(compute_results(load_inputs("QuangNinh", 2025)).published())


# ---- sentences -------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("project")
def test_the_first_of_a_group_is_not_told_that_a_lower_one_is_highest() -> None:
    text = _text(against.peers(compute_results(load_inputs("BaRiaVungTau", 2024))))
    assert "cao nhất trong các đơn vị khác là TP. Hồ Chí Minh" in text
    results = compute_results(load_inputs("QuangNinh", 2024))
    assert "đang cao nhất trong các đơn vị được xếp hạng" in _text(summary.findings(results))


@pytest.mark.usefixtures("project")
def test_a_change_told_from_illustrative_sheets_says_so_where_it_stands() -> None:
    results = compute_results(load_inputs("BacKan", 2024))
    assert years.scored_change_finding(results.scored()).startswith(
        "Theo bảng chấm điểm minh họa, PAR INDEX năm 2023 tăng 1,53"
    )
    announced = years.announced_changes(compute_results(load_inputs("HaTinh", 2024)))
    assert "PAR INDEX đã công bố tăng 2,40 điểm phần trăm so với năm 2022 (từ 85,95% đến 88,35%)" in announced


@pytest.mark.usefixtures("project")
def test_a_source_is_not_called_the_largest_where_it_is_the_only_one_known() -> None:
    assert "Nguồn điểm duy nhất đã biết: thẩm định" in _text(
        lost.by_source(compute_results(load_inputs("NinhThuan", 2024)))
    )


def test_a_rank_that_stays_and_a_need_below_the_last_digit_are_told_so() -> None:
    row = pd.Series({"name_vi": "a", "gain": 0.1, "more": 0.1, "total": 40.0, "rank": 9})
    assert "thứ hạng vẫn là 9" in sentence("marginal_published", INDICES["papi"], row, 9)
    aim = prospects.Aim("next_rank", 8, 40.004, None)
    assert "cần thêm chưa đến 0,01 điểm" in sentence("next_rank", INDICES["papi"], aim, 40.0)
    assert "quá ít để tính khoảng của kết quả" in sentence("correlation", "A và B", 5, 0.7, None)
    assert (
        sentence("announced_spread", INDICES["sipas"], pd.Series([80.0]), ["Tây Ninh"], 63, None, None)
        == "Mới biết SIPAS của Tây Ninh (80,00%)."
    )


# ---- parameters ------------------------------------------------------------------------------------------------------
def test_a_capacity_of_an_agency_that_ends_is_asked_of_its_successor(project: Path) -> None:
    _params(project, 2025, "HaTinh", priorities={"capacity_days": {"SKHDT": 10}})
    with pytest.raises(InputError, match=r"Sở Tài chính; khai báo sức làm cho STC"):
        load_inputs("HaTinh", 2025)
    _params(project, 2024, "HaTinh", priorities={"capacity_days": {"SKHDT": 10}})
    assert load_inputs("HaTinh", 2024).params.priorities.capacity_days == {"SKHDT": 10}


def test_what_a_capacity_costs_is_said(project: Path) -> None:
    own = yaml.safe_load((project / "params/2024/BacKan.yml").read_text(encoding="utf-8"))
    _params(project, 2024, "BacKan", **own, priorities={"capacity_days": {"SNV": 5, "BDT": 100}})
    shown = effort.cheapest(compute_results(load_inputs("BacKan", 2024)))
    text = _text(shown)
    assert (
        "Sức làm đã khai báo: Ban Dân tộc 100 ngày công, Sở Nội vụ 5 ngày công; không có giới hạn này, nhiều nhất lấy lại được 8,44 điểm"
        in text
    )
    load = shown.blocks[-1]
    assert [row.cells[-1] for row in load.rows if row.cells[0] == "Sở Nội vụ"] == [5.0]  # type: ignore[attr-defined]


def test_a_supposed_score_says_which_file_or_cell_named_it_and_why_it_cannot_be(project: Path) -> None:
    results = compute_results(load_inputs("HaTinh", 2024))
    with pytest.raises(InputError, match=r"sổ tính, ô worth\.what_if, mã '7\.2\.2': chưa có bảng chấm điểm"):
        worth.what_if(results, {"7.2.2": 0.5})
    with pytest.raises(InputError, match="cần một số"):
        worth.what_if(results, {"D6.2": "1,5"})  # type: ignore[dict-item]
    _params(project, 2024, "HaTinh", prospects={"what_if": [{"code": "D9.9", "score": 1.0}]})
    with pytest.raises(InputError, match=r"params/2024/HaTinh\.yml, khóa prospects\.what_if, mã 'D9\.9'"):
        worth.what_if(compute_results(load_inputs("HaTinh", 2024)))


def test_a_rank_wished_for_that_is_reached_is_said_so(project: Path) -> None:
    _params(project, 2024, "HaTinh", prospects={"papi_target_rank": 20, "par_target_rank": 30})
    text = _text(needs.aims(compute_results(load_inputs("HaTinh", 2024))))
    assert "Thứ hạng muốn đạt về PAPI là 20: địa phương đang đứng thứ 7, đã đạt." in text
    assert "Thứ hạng muốn đạt về PAR INDEX là 30: địa phương đang đứng thứ 18, đã đạt." in text


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("effort_days", "-3", "dòng 2, cột effort_days: giá trị '-3'; phải không nhỏ hơn 1"),
        ("lead_agency_key", "SNVV", "cột lead_agency_key: không có cơ quan nào mang mã 'SNVV'; gần nhất: SNV"),
        ("requires", "1.1.1", "trỏ về chính dòng này"),
        ("deadline", "all_year", "cột deadline"),
        ("questions_vi", "Nhiệm vụ hoàn thành chậm", "cột questions_vi"),
        ("solution_vi", "Kiểm tra {so_cuoc=sáu cuộc}", "cột solution_vi: số liệu '{so_cuoc=sáu cuộc}'"),
        ("requires", "1.2.2", ""),
    ],
)
def test_faults_of_the_catalogue_are_vietnamese_sentences(project: Path, column: str, value: str, words: str) -> None:
    path = project / "data/solutions/catalogue.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[0, column] = value
    table.to_csv(path, index=False)
    if words:
        with pytest.raises(InputError) as error:
            load_inputs("BacKan", 2024)
        assert words in str(error.value)
    else:
        assert load_inputs("BacKan", 2024).solutions["requires"].iloc[0] == "1.2.2"


def test_a_catalogue_saved_by_vietnamese_excel_is_read_and_a_circle_is_refused(project: Path) -> None:
    path = project / "data/solutions/catalogue.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.to_csv(path, index=False, sep=";")
    assert len(load_inputs("BacKan", 2024).solutions) == table["admin_level"].eq("province").sum() > 100
    table.loc[table["criterion_code"] == "1.2.1", "requires"] = "1.2.2"  # which requires 1.2.1
    table.to_csv(path, index=False)
    with pytest.raises(InputError, match="thành một vòng"):
        load_inputs("BacKan", 2024)


def test_a_cap_that_only_last_year_needed_is_compared_like_one_of_this_year() -> None:
    before = compute_scored(_sheet(c1_1=2.0, c1_2=4.0, c2=4.0, c3=3.0, c4=2.0), FRAMEWORK)
    now = compute_scored(_sheet(c1_1=2.0, c1_2=4.0, c2=4.0, c3=0.0, c4=0.0), FRAMEWORK)
    for found, change in ((decompose_scored_change(now, before), 30.0), (decompose_scored_change(before, now), -30.0)):
        assert found.is_all_comparable
        assert (found.change, found.comparable) == (pytest.approx(change), pytest.approx(change))
        assert found.parts.at["cap_adjustment", "comparable"] == pytest.approx(-change * 2 / 3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("priorities: {target_points: .inf}", "khóa 'priorities.target_points': giá trị inf; cần một số hữu hạn"),
        ("uncertainty: {papi_standard_error: .inf}", "cần một số hữu hạn"),
        ("priorities: {capacity_days: {SNV: .inf}}", "cần một số hữu hạn"),
        ("priorities: {target_points: 4,5}", "viết bằng dấu chấm"),
        ("priorities: {capacity_days: {NO: 3}}", "đặt trong dấu nháy kép"),
        ("priorities: {capacity_days: [SNV]}", "cần các cặp mã và số"),
    ],
)
def test_slips_of_yaml_are_told_in_the_file_that_holds_them(project: Path, text: str, words: str) -> None:
    folder = project / "params/2024"
    folder.mkdir(exist_ok=True)
    (folder / "HaTinh.yml").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_inputs("HaTinh", 2024)
    assert words in str(error.value)
    assert "params/2024/HaTinh.yml" in str(error.value)
    assert "defaults.yml" not in str(error.value)
    assert "invalid" not in str(error.value)


def test_a_column_that_seems_to_say_what_applies_but_is_not_read_is_told(project: Path) -> None:
    rows = (
        "Mã;Điểm được phê duyệt;Áp dụng\n"
        + "".join(f"{code};7;x\n" for code in [*range(1, 8), "8.1"])
        + "8.2;2;không\n"
    )
    _office_sheet(project, "KrongNo", "Krông Nô", 2023, "par_district_daknong_2023", rows)
    sheet = load_inputs("KrongNo", 2024).of["par_index"].sheet
    assert sheet is not None
    assert any("'Áp dụng' (C5) không được đọc" in text for text in sheet.warnings)
