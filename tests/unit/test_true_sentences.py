"""A sentence says what is known, and of the unknown no more than that it is not known to us."""

import datetime as dt
import json
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml
from cchc import build_plan, compute_national, compute_results, load_inputs, load_national
from cchc.analysis.data_checks import find_rank_reversals, find_wrong_sums
from cchc.analysis.known_fields import Known, find_contradictions, rank_bounds, value_bounds
from cchc.analysis.national_findings import correlation_bounds
from cchc.analysis.table_checks import find_impossible_aggregates
from cchc.errors import InputError, MissingDataError
from cchc.indices.breaks import mark_breaks
from cchc.indices.headlines import Headline, add_told_changes, build_headline, published_totals
from cchc.indices.published import codes_of, compute_published
from cchc.planning.aims import build_aims
from cchc.planning.plan_findings import check_plan
from cchc.reporting.blocks import Block
from cchc.reporting.sections import against, common, indices, mergers, national, needs, plan, ranks, scored
from cchc.reporting.sections.plan_words import aim_facts
from cchc.reporting.sentences import sentence
from cchc.run.report_notebooks import wanted_notebooks
from cchc.sources.announced import find_editions
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root
from cchc.target_params import TargetRule, TargetSet

INDICES = load_indices(Reader(find_root()))

NOT_PUBLISHED = re.compile(r"(chưa|không) (được )?công bố|chưa có (kết quả|số liệu|tổng điểm)")
SECTIONS = ("opening", "purpose", "goals", "solutions", "organisation", "closing")


def _text(block: Block) -> str:
    return json.dumps(block.to_dict(), ensure_ascii=False)


def _append(project: Path, name: str, *lines: str) -> None:
    path = project / "data/published" / name
    path.write_text(path.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def _params(project: Path, year: int, key: str, **values: object) -> None:
    folder = project / "params" / str(year)
    folder.mkdir(exist_ok=True)
    (folder / f"{key}.yml").write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


def _headline(**values: object) -> Headline:
    nothing = dict.fromkeys(
        ("value", "rank", "n_ranked", "previous_value", "previous_rank", "mean", "best", "median"), None
    )
    known = {"index": "par_index", "year": 2025, "best_key": "", "n_known": 0, "group_vi": "", "disagreeing": (), "source_keys": ()}  # fmt: skip
    return Headline(**(nothing | known | values))  # type: ignore[arg-type]


# ---- unknown is not unpublished --------------------------------------------------------------------------------------
def test_an_official_plan_says_nothing_of_what_only_our_data_lack() -> None:
    for key, year in (("BacGiang", 2025), ("VinhPhuc", 2024), ("KonTum", 2025)):
        made = build_plan(compute_results(load_inputs(key, year)))
        told = " ".join(_text(plan.text(made, name)) for name in SECTIONS) + _text(plan.annexes(made))
        assert not NOT_PUBLISHED.search(told), (key, NOT_PUBLISHED.search(told))
        assert "Chưa đủ số liệu" not in told


def test_an_analysis_tells_the_withheld_from_the_unknown() -> None:
    unknown = _text(common.limits(compute_results(load_inputs("VinhPhuc", 2024))))
    assert "PAR INDEX năm 2023 của địa phương chưa có trong dữ liệu của chương trình" in unknown
    assert "data/published/par_index.csv (mục 5 của hướng dẫn" in unknown
    withheld = _text(common.limits(compute_results(load_inputs("QuangNinh", 2024))))
    assert "PAPI năm 2023 của địa phương không được công bố, toàn bộ hoặc một phần" in withheld


def test_a_year_of_which_nothing_is_known_names_the_form_and_where_it_belongs() -> None:
    with pytest.raises(MissingDataError) as refused:
        load_inputs("HaTinh", 2018)
    assert "make form KIND=result INDEX=par_index PROVINCE=HaTinh YEAR=2018" in str(refused.value)
    assert "lưu vào data/offices/HaTinh/2017/result_par_index.xlsx" in str(refused.value)
    assert "mục 5b của docs/huong_dan.md" in str(refused.value)


def test_the_line_that_the_guide_shows_is_read(project: Path) -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs/huong_dan.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"`data/published/(\w+\.csv)` \| `([^`]+)`", guide))
    _append(project, "sources.csv", "s200,Quyết định 123/QĐ-BNV,https://example.vn,official")
    _append(project, "par_index.csv", rows["par_index.csv"])
    _append(project, "sipas.csv", rows["sipas.csv"])
    headline = compute_results(load_inputs("BacKan", 2025)).headlines["par_index"]
    assert (headline.value, headline.rank, headline.n_ranked) == (85.12, 60, 63)


# ---- ranks and breaks ------------------------------------------------------------------------------------------------
def test_a_rank_of_34_is_not_compared_with_one_of_63(project: Path) -> None:
    _append(project, "par_index.csv", "HaTinh,2025,total,value,,,91,2,34,,s010")
    results = compute_results(load_inputs("HaTinh", 2026))
    headline = results.headlines["par_index"]
    assert (headline.rank, headline.n_ranked, headline.rank_change) == (2, 34, None)
    assert "bậc" not in _text(indices.overview(results))
    assert compute_national(load_national(2026)).of["par_index"].table["previous_rank"].isna().all()
    told = pd.DataFrame([("HaTinh", 2025, "par_index", "total", 1.3, 13, "s010")], columns=["unit_key", "year", "index", "code", "change", "rank_change", "source_key"])  # fmt: skip
    changed = add_told_changes(headline, told, "HaTinh", is_break=True, is_new_field=True)
    assert (changed.change, changed.rank_change) == (None, None)


def test_a_rank_is_compared_only_where_both_denominators_are_known() -> None:
    assert _headline(rank=3, n_ranked=63, previous_rank=5, previous_n_ranked=63).rank_change == 2
    assert _headline(rank=3, n_ranked=63, previous_rank=5).rank_change is None


def test_a_rank_aimed_at_in_2025_is_one_among_34() -> None:
    results = compute_results(load_inputs("HaTinh", 2025))
    rules = {"par_index": TargetSet(rule="above_last_year", total=TargetRule(rule="reach_rank", rank=10))}
    (aim,) = build_aims(results, rules)
    facts = aim_facts(aim, results.inputs.indices)
    assert (facts["target"], facts["present"], facts["distance"]) == ("xếp thứ 10/34", "15/63", "")


def test_a_break_is_found_where_its_year_has_no_row() -> None:
    assert mark_breaks([2020, 2021, 2023], lambda year: year == 2022) == [False, False, True]
    history = compute_results(load_inputs("NamDinh", 2024)).scored().history
    assert 2022 not in history.index
    assert bool(history.at[2023, "is_break"])


# ---- sums, medians, units --------------------------------------------------------------------------------------------
def test_a_sum_with_an_unknown_maximum_is_not_made(project: Path) -> None:
    path = project / "data/published/par_index.csv"
    text = re.sub(r"(KonTum,2023,(?:appraisal|sipas|leaders_survey|socio_economic),value,[\d.]+),[\d.]+", r"\1,", path.read_text(encoding="utf-8"))  # fmt: skip
    path.write_text(text, encoding="utf-8")
    told = _text(scored.domains(compute_results(load_inputs("KonTum", 2024))))
    assert "PAR INDEX theo nguồn điểm, như đã công bố" in told
    assert '"Tổng"' not in told
    rows = pd.DataFrame(
        {
            "unit_key": "A",
            "year": 2023,
            "code": ["total", *"12345678"],
            "statistic": "value",
            "score": [80.0] + [10.0] * 8,
            "max_score": [100.0] + [12.5] * 7 + [None],
        }
    )
    assert find_wrong_sums(rows, "f", INDICES["par_index"]) == []


def test_the_median_is_told_where_every_province_is_known() -> None:
    inputs = load_inputs("HaTinh", 2024)
    provinces = [one.unit_key for one in inputs.units.of_kind("province", 2023)]
    rows = pd.DataFrame({"unit_key": provinces, "year": 2023, "code": "total", "statistic": "value", "score": None, "max_score": None, "pct": range(63), "rank": None, "n_ranked": None, "source_key": "s"})  # fmt: skip
    rows = rows.astype({"score": float, "max_score": float, "pct": float, "rank": "Int64", "n_ranked": "Int64"})
    totals = published_totals(rows)
    assert build_headline(totals, INDICES["par_index"], "HaTinh", 2023, n_units=63).median == 31.0
    assert build_headline(totals, INDICES["par_index"], "HaTinh", 2023, n_units=64).median is None


def test_a_unit_under_two_keys_is_counted_once(project: Path) -> None:
    _append(project, "papi.csv", *(f"Hue,2023,D{at}.1,1,papi_org_vn" for at in range(1, 9)))
    results = compute_results(load_inputs("HaTinh", 2024))
    assert results.headlines["papi"].n_known == 61
    assert "Hue" not in results.published().all_values.index
    _append(project, "par_index.csv", "Hue,2023,total,value,,,88.38,17,63,,s035")
    assert compute_results(load_inputs("HaTinh", 2024)).headlines["par_index"].n_known == 22


# ---- mergers and ends ------------------------------------------------------------------------------------------------
def test_old_units_are_told_only_while_nothing_is_known_of_the_new_one(project: Path) -> None:
    assert "06_merger.ipynb" in wanted_notebooks(load_inputs("ThaiNguyen", 2026))
    told = _text(mergers.headlines(compute_results(load_inputs("ThaiNguyen", 2026))))
    assert re.search(r'"PAR INDEX \(%\)", "Bắc Kạn", 2023, 84\.24, 57, 63', told)
    _append(project, "par_index.csv", "ThaiNguyen,2025,total,value,,,91,2,34,,s010")
    assert "06_merger.ipynb" not in wanted_notebooks(load_inputs("ThaiNguyen", 2026))


@pytest.mark.parametrize(("key", "is_ending"), [("BacGiang", True), ("HaTinh", False)])
def test_no_deadline_lies_behind_the_end_of_the_unit(key: str, is_ending: bool) -> None:
    made = build_plan(compute_results(load_inputs(key, 2025)))
    end = dt.date(2025, 6, 30) if is_ending else dt.date(2025, 12, 31)
    days = {day for annex in made.annexes for row in annex.rows for day in row.task.milestones}
    assert max(days) <= end
    told = " ".join(_text(plan.text(made, name)) for name in SECTIONS)
    assert ("trước ngày 30/6/2025" in told) is is_ending
    assert ("tỉnh Bắc Giang và tỉnh Bắc Ninh hợp nhất thành tỉnh Bắc Ninh" in told) is is_ending
    assert "Từ ngày 01/7/2025" in told
    assert not [one for one in check_plan(made) if one.check == "deadline"]


def test_a_districts_plan_of_2025_ends_with_the_district(project: Path) -> None:
    rows = [line.replace("KrongNo,2023", "KrongNo,2024") for line in (project / "data/published/par_index.csv").read_text(encoding="utf-8").splitlines() if line.startswith("KrongNo,2023")]  # fmt: skip
    _append(project, "par_index.csv", *rows)
    path = project / "data/frameworks/par_district_daknong_2023/framework.yml"
    path.write_text(re.sub(r"(years:.*)2023\]", r"\g<1>2024]", path.read_text(encoding="utf-8")), encoding="utf-8")
    made = build_plan(compute_results(load_inputs("KrongNo", 2025)))
    assert made.annexes
    days = {row.task.milestones[-1] for annex in made.annexes for row in annex.rows}
    assert dt.date(2025, 6, 25) <= min(days)
    assert max(days) <= dt.date(2025, 6, 30)
    assert "huyện Krông Nô kết thúc hoạt động" in _text(plan.text(made, "purpose"))


# ---- groups and means ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("year", "sizes"), [(2020, [16, 16, 15, 16]), (2022, [15, 15, 15, 15]), (2023, [16, 16, 14, 15]), (2024, [15, 15, 15, 16])])  # fmt: skip
def test_published_groups_win_over_quarters(year: int, sizes: list[int]) -> None:
    table = compute_national(load_national(year)).of["papi"].table
    counts = table["group_vi"].value_counts()
    assert [counts[name] for name in ("Cao nhất", "Trung bình cao", "Trung bình thấp", "Thấp nhất")] == sizes
    assert table.loc[table["value"].notna(), "is_group_published"].all()


def test_the_published_bounds_of_2023_are_those_of_the_groups() -> None:
    table = compute_national(load_national(2024)).of["papi"].table
    own = table.loc[table["group_vi"] == "Trung bình cao", "value"]
    assert own.min() == pytest.approx(42.39, abs=0.01)
    assert own.max() == pytest.approx(43.95, abs=0.01)


def test_a_computed_group_is_called_computed_and_a_bound_names_its_source() -> None:
    of_2024, of_2023 = (compute_results(load_inputs("HaTinh", year)) for year in (2025, 2024))
    assert "(tính theo tứ phân vị)" in _text(indices.overview(of_2024))
    assert "tứ phân vị" not in _text(indices.overview(of_2023))
    below = compute_results(load_inputs("DakNong", 2024))
    assert "ranh giới theo số đơn vị từng nhóm đã công bố" in _text(needs.aims(below))
    assert "ranh giới tính theo tứ phân vị" in _text(needs.aims(compute_results(load_inputs("DakNong", 2025))))


def test_the_published_mean_and_the_unweighted_mean_stand_under_two_names() -> None:
    results = compute_results(load_inputs("HaTinh", 2023))
    headline = results.headlines["papi"]
    assert headline.mean == 41.56
    assert headline.field_mean == pytest.approx(float(results.published().all_values["total"].mean()))
    told = _text(indices.overview(results))
    assert "Trung bình cả nước" in told
    assert "Trung bình không trọng số các tỉnh có kết quả" in told
    assert "susta.vn: PAPI 2022" in told  # the table cites the source of the mean


# ---- every known figure, side by side --------------------------------------------------------------------------------
def test_ranks_that_known_values_exclude_are_found() -> None:
    units = pd.DataFrame(
        {"value": [86.89, 87.04, 86.97], "rank": [32, 32, 33]}, index=["CaMau", "DongNai", "HoChiMinh"]
    )
    assert find_contradictions(units) == ("CaMau", "DongNai", "HoChiMinh")
    field = pd.concat([units, pd.DataFrame({"value": [80.0], "rank": [50]}, index=["own"])]).assign(n_ranked=63)
    known = Known.of(field, "own")
    assert known is not None
    assert known.contradicting == ("CaMau",)


def test_values_without_a_rank_bound_ranks_too() -> None:
    field = pd.DataFrame({"value": [80.0, 85.0, 84.0, 83.0], "rank": [4, None, None, None], "n_ranked": [4, None, None, None]}, index=["own", *"abc"])  # fmt: skip
    known = Known.of(field.astype({"rank": "Int64", "n_ranked": "Int64"}), "own")
    assert known is not None
    assert rank_bounds(known, 84.5) == (2, 2)
    assert value_bounds(known, 2) == (84.0, 84.0)


def test_sources_that_disagree_stand_side_by_side() -> None:
    results = compute_results(load_inputs("HaNoi", 2025))
    assert results.headlines["par_index"].value == 92.75  # the city's own plan
    made = build_plan(results)
    for told in (_text(indices.overview(results)), _text(plan.text(made, "opening"))):
        assert "92,75% (số liệu khác: 92,57%)" in told
    assert "số liệu khác 92,57" in _text(national.announced(compute_national(load_national(2025))))
    assert "Hải Phòng: 90,59; số liệu khác: 91,10" in _text(indices.history(results, "sipas"))


def test_aggregates_that_their_units_exclude_are_found() -> None:
    rows = pd.DataFrame(
        [("VN", "min", 85.54, None), ("VN", "mean", 87.0, None), ("A", "value", 84.4, 3), ("B", "value", 86.9, 2), ("C", "value", 90.0, 1)],
        columns=["unit_key", "statistic", "pct", "rank"],
    ).assign(year=2021, component_vi="total", source_key="s", n_ranked=3)  # fmt: skip
    told = pd.DataFrame({"year": [2021], "statistic": ["n_above_mean"], "value": [2]})
    found = [one.found_vi for one in find_impossible_aggregates(rows, "f", "component_vi", "VN", told)]
    assert found[0] == "giá trị thấp nhất cả nước 85,54 (s) cao hơn A 84,4 (s)"
    assert "B hạng 2 có 86,9 (s), trong khi 2 đơn vị cao hơn trung bình cả nước 87" in found[1]
    tied = pd.DataFrame([("A", 32, 86.89), ("B", 32, 87.04)], columns=["unit_key", "rank", "pct"]).assign(year=2023, code="total", statistic="value", n_ranked=63, source_key="s")  # fmt: skip
    assert [one.found_vi for one in find_rank_reversals(tied, "f", "code")] == [
        "A hạng 32 có 86,89 (s), cùng hạng mà khác B hạng 32 có 87,04 (s)"
    ]


# ---- how sure --------------------------------------------------------------------------------------------------------
def test_a_change_smaller_than_its_noise_is_not_called_one() -> None:
    results = compute_results(load_inputs("BacGiang", 2025))
    assert results.headlines["papi"].change == pytest.approx(0.37, abs=0.01)
    assert "tăng 0,37" not in _text(indices.overview(results))
    assert "+0,37 điểm, trong phạm vi sai số ±0,86" in _text(indices.overview(results))
    told = _text(national.movers(compute_national(load_national(2024))))
    assert "quá sai số giả định ±0,86" in told


def test_rank_draws_say_what_they_leave_out_and_many_comparisons_are_not_certain() -> None:
    assert "dùng chung cho mọi tỉnh, không kể trọng số" in _text(
        ranks.simulated(compute_results(load_inputs("HaTinh", 2024)))
    )
    told = sentence("sure_answers", 3, 9, 95.0, 23)
    assert "chắc chắn" not in told
    assert "so 23 nội dung một lúc" in told


def test_sipas_is_ranked_by_its_own_interval() -> None:
    told = _text(ranks.simulated(compute_results(load_inputs("BacKan", 2024))))
    assert re.search(
        r"Theo khoảng 95% của phiếu \(7\d,\d\d–7\d,\d\d%\), SIPAS có thể xếp từ thứ \d+ đến thứ 63/63", told
    )
    assert "Số liệu minh họa" in told


def test_a_correlation_carries_n_and_interval_and_no_adjective() -> None:
    bounds = correlation_bounds(0.38, 21)
    assert bounds is not None
    told = sentence("correlation", "A và B", 21, 0.38, bounds)
    assert "n = 21, khoảng 95% từ −0,09 đến +0,71" in told
    assert "chưa kết luận được" in told
    assert not re.search(r"nhưng yếu|chiều rõ|gần như", told)
    assert correlation_bounds(0.86, 8) is None


# ---- PAPI of another year --------------------------------------------------------------------------------------------
def test_a_year_of_papi_without_a_structure_is_one_sentence_with_file_and_line(project: Path) -> None:
    _append(project, "papi.csv", "HaTinh,2025,D1.1,0.9,papi_org_vn", "HaTinh,2025,D1.2,0.9,papi_org_vn")
    n_lines = len((project / "data/published/papi.csv").read_text(encoding="utf-8").splitlines())
    for load in (lambda: load_inputs("HaTinh", 2026), lambda: load_national(2026)):
        with pytest.raises(InputError) as refused:
            load()
        assert len(refused.value.faults) == 1
        assert f"data/published/papi.csv, dòng {n_lines - 1}: mã" in str(refused.value)
        assert "sửa years trong framework.yml" in str(refused.value)
    compute_results(load_inputs("HaTinh", 2024))  # an earlier year rests on nothing of 2025


def test_six_dimensions_make_sixty_points_and_a_code_may_change_its_name() -> None:
    editions = find_editions(Reader(find_root()), INDICES["papi"], "province", ("VietNam",), (2015, 2020, 2030))
    assert set(editions) == {2015, 2020}  # of 2030 nothing is known
    old, new = (codes_of(editions[year], INDICES["papi"]) for year in (2015, 2020))
    assert (old.at["total", "max_score"], new.at["total", "max_score"]) == (60.0, 80.0)
    assert (old.at["D2", "name_vi"], new.at["D2", "name_vi"][:22]) == ("Công khai, minh bạch", "Công khai, minh bạch t")
    papi = pd.DataFrame(
        [("A", 2015, f"D{at}", 6.0) for at in range(1, 7)], columns=["unit_key", "year", "code", "score"]
    )
    values = compute_published(papi, editions[2015], INDICES["papi"], 2015)
    assert values.loc["A", ["D1", "total"]].tolist() == [6.0, 36.0]
    withheld = compute_published(papi[papi["code"] != "D6"], editions[2015], INDICES["papi"], 2015)
    assert pd.isna(withheld.at["A", "total"])


def test_units_that_the_data_do_not_know_are_not_counted_as_if_there_were_none() -> None:
    """Five of the thirty districts of Hà Nội are known: "5/5" would say that there are no others."""
    told = json.dumps(against.peers(compute_results(load_inputs("DongDa", 2024))).to_dict(), ensure_ascii=False)
    assert "không phải mọi đơn vị cùng cấp: PAR INDEX 5 đơn vị" in told
    assert "5/5" not in told
