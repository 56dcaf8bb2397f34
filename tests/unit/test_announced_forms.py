"""What was announced of an office, or of the whole country, comes in by a form, with its source, for any index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cchc.analysis.index_results import PublishedResults
from cchc.analysis.national_results import compute_national
from cchc.analysis.results import Results, compute_results
from cchc.errors import InputError, MissingDataError, ParameterError
from cchc.planning.plan_building import build_plan
from cchc.reporting.sections import indices as index_sections
from cchc.reporting.sections.plan_indices import results_words
from cchc.reporting.sentences import sentence
from cchc.run.forms import write_form
from cchc.sources.index_files import load_indices
from cchc.sources.misplaced import find_misplaced, refuse_misnamed
from cchc.sources.national_inputs import load_national
from cchc.sources.reader import Reader
from cchc.sources.reference import load_units
from cchc.sources.report_inputs import load_inputs
from cchc.units import COUNTRY_KEY

from .announced_forms import DTI, OF, RANK, SHARE, SOURCE, VALUE, enter, fill


def choose(project: Path, unit: str, year: int, text: str) -> None:
    """Write parameters of a unit."""
    path = project / f"params/{year}/{unit}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _results(unit: str, year: int) -> Results:
    return compute_results(load_inputs(unit, year))


def test_what_was_announced_of_an_office_is_an_official_figure_with_its_source(project: Path) -> None:
    enter(project, "dti", "CaoBang", "2026", DTI)
    choose(project, "CaoBang", 2026, "indices: [dti]\n")
    results = _results("CaoBang", 2026)
    own = results.published("dti")
    assert own is not None
    assert own.table is not None
    assert (own.headline.value, own.headline.rank, own.headline.n_ranked) == (0.6127, 32, 34)
    told = next(one for one in own.headline.source_keys)
    source = results.inputs.sources.set_index("source_key").loc[told]
    assert source["title"] == "1234/QĐ-BKHCN ngày 20/10/2026 (Bộ Khoa học và Công nghệ): DTI năm 2025"
    assert source["certainty"] == "official"
    # announced ranks of parts stand, and what lies in the lower half is weak though no other unit is known
    assert own.table.at["7", "rank"] == 34
    assert own.weak is not None
    assert list(own.weak["name_vi"]) == [
        "Hạ tầng số", "Nhân lực số", "An toàn thông tin mạng", "Hoạt động kinh tế số", "Hoạt động xã hội số",
    ]  # fmt: skip
    assert not results.inputs.has_illustrative


def test_values_are_printed_with_the_digits_of_their_announcement(project: Path) -> None:
    enter(project, "dti", "CaoBang", "2026", DTI)
    choose(project, "CaoBang", 2026, "indices: [dti]\n")
    lead, table = index_sections.overview(_results("CaoBang", 2026)).blocks
    assert "DTI đạt 0,6127 điểm, xếp thứ 32/34" in getattr(lead, "text", "")
    assert getattr(table, "rows", ())[0].decimals == 4


def test_a_plan_of_one_index_speaks_of_no_other(project: Path) -> None:
    from cchc.reporting.sections.plan_heading import subject
    from cchc.reporting.sections.plan_values import text_values

    enter(project, "dti", "CaoBang", "2026", DTI)
    choose(project, "CaoBang", 2026, "indices: [dti]\n")
    plan = build_plan(_results("CaoBang", 2026))
    assert [row.item.name_vi for annex in plan.annexes for row in annex.rows][:2] == ["Hạ tầng số", "Nhân lực số"]
    assert subject(plan) == "Cải thiện, nâng cao Chỉ số chuyển đổi số cấp tỉnh (DTI) năm 2026 của tỉnh Cao Bằng"
    told = text_values(plan)["indices"]
    assert [one["key"] for one in told] == ["dti"]
    assert told[0]["weakest"][0] == {
        "name": "Hoạt động kinh tế số", "lower_name": "hoạt động kinh tế số", "told": "0,4300 điểm, thứ 34/34",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("index", "rows", "value", "rank"),
    [
        ("par_index", {"Chỉ số chung": {SHARE: 90.12, RANK: 9, OF: 34}}, 90.12, 9),
        ("sipas", {"Chỉ số chung": {SHARE: 85.4, RANK: 12, OF: 34}}, 85.4, 12),
        ("papi", {"Chỉ số PAPI tổng hợp (không trọng số)": {VALUE: 43.21, RANK: None}}, 43.21, None),
    ],
)
def test_totals_of_a_year_that_the_project_does_not_know_come_in_too(
    project: Path, index: str, rows: dict[str, dict[str, Any]], value: float, rank: int | None
) -> None:
    enter(project, index, "CaoBang", "2026", rows)
    headline = _results("CaoBang", 2026).headlines[index]
    assert (headline.value, headline.rank) == (value, rank)


def test_only_a_rank_may_have_been_announced(project: Path) -> None:
    enter(project, "pci", "CaoBang", "2025", {"Điểm số PCI": {RANK: 40, OF: 63}})
    choose(project, "CaoBang", 2025, "indices: [pci]\n")
    headline = _results("CaoBang", 2025).headlines["pci"]
    assert (headline.value, headline.rank, headline.n_ranked) == (None, 40, 63)


def test_two_sources_that_differ_are_both_kept_and_both_told(project: Path) -> None:
    enter(project, "pci", "QuangNinh", "2025", {"Điểm số PCI": {VALUE: 73.1, RANK: 2, OF: 63}})
    choose(project, "QuangNinh", 2025, "indices: [pci]\n")
    results = _results("QuangNinh", 2025)
    headline = results.headlines["pci"]
    # the office names a document, the other figure is the press's
    assert (headline.value, headline.disagreeing) == (73.1, (73.2,))
    table = index_sections.overview(results).blocks[1]
    assert "73,20" in {str(cell) for row in getattr(table, "rows", ()) for cell in row.cells}


@pytest.mark.parametrize(
    ("rows", "info", "words"),
    [
        ({"Giá trị DTI": {VALUE: 1.4}}, {}, "giá trị của Giá trị DTI là 1,4; cần một số từ 0 đến 1"),
        ({"Giá trị DTI": {VALUE: 0.5, RANK: 35, OF: 34}}, {}, "thứ hạng 35 lớn hơn số đơn vị được xếp hạng (34)"),
        ({"Giá trị DTI": {VALUE: 0.5, RANK: 3, OF: 340}}, {}, "số đơn vị được xếp hạng là 340; không quá 34 đơn vị"),
        ({"Giá trị DTI": {VALUE: "tốt"}}, {}, "giá trị của Giá trị DTI là chữ 'tốt'"),
        (DTI, {"Số, ký hiệu văn bản": None}, "chưa ghi nguồn của số liệu"),
        (DTI, {"Ngày văn bản": "31/02/2026"}, "'Ngày văn bản' ghi '31/02/2026'; cần một ngày có thật"),
        (DTI, {"Đường dẫn": "dti.gov"}, "'Đường dẫn' ghi 'dti.gov'"),
        (DTI, {"Địa phương": "tỉnh Lạng Sơn"}, "'Địa phương' ghi 'tỉnh Lạng Sơn'"),
        (DTI, {"Năm kết quả": 2024}, "2024"),
        ({}, {}, "chưa điền giá trị hay thứ hạng nào"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_cell(
    project: Path, rows: dict[str, dict[str, Any]], info: dict[str, Any], words: str
) -> None:
    path = enter(project, "dti", "CaoBang", "2026", rows, **info)
    before = path.read_bytes()
    choose(project, "CaoBang", 2026, "indices: [dti]\n")
    with pytest.raises(InputError) as refused:
        load_inputs("CaoBang", 2026)
    assert words in str(refused.value)
    assert "data/offices/CaoBang/2025/result_dti.xlsx" in str(refused.value)
    assert path.read_bytes() == before


def test_a_part_that_the_index_does_not_have_is_refused(project: Path) -> None:
    path = enter(project, "dti", "CaoBang", "2026", DTI)
    book = openpyxl.load_workbook(path)
    book["Kết quả"]["A8"], book["Kết quả"]["B8"] = "12", "Đô thị thông minh"
    book.save(path)
    choose(project, "CaoBang", 2026, "indices: [dti]\n")
    with pytest.raises(InputError, match=r"ô A8.*DTI năm 2025 không có nội dung '12'"):
        load_inputs("CaoBang", 2026)


def test_a_group_that_the_index_does_not_have_is_refused(project: Path) -> None:
    rows = {"Chỉ số PAPI tổng hợp (không trọng số)": {VALUE: 43.21}}
    enter(project, "papi", "CaoBang", "2026", rows, **{"Nhóm xếp loại": "Khá"})
    with pytest.raises(InputError, match=r"'Nhóm xếp loại' ghi 'Khá'.*Trung bình cao"):
        load_inputs("CaoBang", 2026)


def test_a_group_that_the_announced_bounds_contradict_is_refused(project: Path) -> None:
    with (project / "data/published/aggregates.csv").open("a", encoding="utf-8") as file:
        file.write("papi,2025,VietNam,group_low,Cao nhất,44.5,papi_org_vn\n")
    rows = {"Chỉ số PAPI tổng hợp (không trọng số)": {VALUE: 43.21}}
    enter(project, "papi", "CaoBang", "2026", rows, **{"Nhóm xếp loại": "Cao nhất"})
    with pytest.raises(InputError, match=r"'Cao nhất' với giá trị 43,21.*thấp nhất đã công bố của nhóm này là 44,5"):
        load_inputs("CaoBang", 2026)


def test_an_index_is_named_and_exists_for_the_unit(project: Path) -> None:  # noqa: ARG001 -- works on a copy
    with pytest.raises(ParameterError, match=r"Cần INDEX=<mã chỉ số>; tỉnh Cao Bằng có: par_index, sipas, papi, pci, dti, pgi"):  # fmt: skip
        write_form("result", "CaoBang", "2026")
    with pytest.raises(ParameterError, match="PAPI không có cho phường Tân Giang"):
        write_form("result", "CaoBang/TanGiang", "2026", index="papi")
    with pytest.raises(ParameterError, match="bảng của cả nước: bỏ PROVINCE"):
        write_form("field", "CaoBang", "2026", index="dti")


def _paste(project: Path, *, ranks: bool, lacking: int = 0) -> list[str]:
    made, place = write_form("field", "", "2026", index="dti")
    names = [one.name_vi for one in load_units(Reader(project)).of_kind("province", 2026)]
    rows = {
        name: {VALUE: round(0.9 - at / 100, 4)} | ({RANK: at + 1} if ranks else {})
        for at, name in enumerate(names[: len(names) - lacking])
    }
    fill(project, made, place, SOURCE, rows)
    return names


@pytest.mark.parametrize("ranks", [True, False])
def test_a_table_of_the_whole_country_gives_ranks_and_the_middle(project: Path, ranks: bool) -> None:
    _paste(project, ranks=ranks)
    results = compute_national(load_national(2026))
    own = results.of["dti"]
    assert own.is_whole
    assert own.median == pytest.approx(0.735)
    assert own.table["rank"].iloc[4] == 5
    choose(project, "CaoBang", 2026, "indices: [dti]\n")
    unit = _results("CaoBang", 2026).published("dti")
    assert isinstance(unit, PublishedResults)
    assert unit.is_field_known
    assert (unit.headline.n_ranked, unit.headline.median) == (34, pytest.approx(0.735))
    # ranks that nobody announced are said to be ours
    assert unit.headline.is_rank_computed is not ranks


def test_a_table_that_lacks_units_tells_nothing_of_the_middle(project: Path) -> None:
    _paste(project, ranks=False, lacking=1)
    own = compute_national(load_national(2026)).of["dti"]
    assert (own.is_whole, own.median, own.n_values, own.n_ranks) == (False, None, 33, 0)


def test_ranks_against_the_values_are_refused(project: Path) -> None:
    names = _paste(project, ranks=False)
    made, place = write_form("field", "", "2026", index="dti")
    rows = {name: {VALUE: round(0.9 - at / 100, 4), RANK: 34 - at} for at, name in enumerate(names)}
    fill(project, made, place, SOURCE, rows)
    with pytest.raises(InputError, match=r"thứ hạng trái với giá trị ở 33 cặp liền nhau.*\(thứ 1 và 2\)"):
        load_national(2026)
    rows = {name: {VALUE: 0.5, RANK: 34 - at} for at, name in enumerate(names)}  # equal as printed: any order may be
    fill(project, made, place, SOURCE, rows)
    table = load_national(2026).of["dti"].published
    assert table[table["year"] == 2025]["rank"].notna().sum() == 34


def test_ranks_of_ours_are_said_to_be_ours_in_every_sentence(project: Path) -> None:
    _paste(project, ranks=False)
    choose(project, "CaoBang", 2026, "indices: [dti]\n")
    results = _results("CaoBang", 2026)
    told = sentence("plan_result", results.headlines, results.inputs.indices, "tỉnh Cao Bằng", 2025)
    assert "/34 (tự tính)" in told
    assert compute_national(load_national(2026)).of["dti"].is_rank_computed


def test_a_source_is_not_older_than_what_it_tells(project: Path) -> None:
    choose(project, "CaoBang", 2026, "indices: [dti]\n")
    enter(project, "dti", "CaoBang", "2026", DTI, **{"Ngày văn bản": "20/7/2024"})
    with pytest.raises(InputError, match=r"'Ngày văn bản' ghi '20/7/2024', trước năm kết quả 2025"):
        load_inputs("CaoBang", 2026)


def test_who_announces_an_index_is_who_did_in_that_year(project: Path) -> None:
    dti = load_indices(Reader(project))["dti"]
    assert [dti.owner_of(year)[:18] for year in (2022, 2023, 2024)] == [
        "Bộ Thông tin và Tr",
        "Bộ Thông tin và Tr",
        "Bộ Khoa học và Côn",
    ]


def test_a_plan_does_not_rest_on_results_that_nobody_has(project: Path) -> None:
    choose(project, "HaTinh", 2024, "indices: [papi, pci, dti]\n")
    words = results_words(_results("HaTinh", 2024))
    assert words["known_full_vi"].endswith(
        "(PAPI) và Chỉ số năng lực cạnh tranh cấp tỉnh (PCI)"
    )  # parts of PCI are known
    assert words["unknown_vi"] == "DTI"


def test_a_year_without_the_chosen_index_says_which_and_how_to_enter_it(project: Path) -> None:
    choose(project, "CaoBang", 2024, "indices: [dti]\n")
    with pytest.raises(MissingDataError, match=r"chưa có số liệu DTI nào .* INDEX=dti PROVINCE=CaoBang YEAR=2024"):
        load_inputs("CaoBang", 2024)


def test_files_of_the_country_are_known_by_their_names(project: Path) -> None:
    _paste(project, ranks=False)
    reader = Reader(project)
    assert not find_misplaced(reader, load_units(reader))
    country = load_units(reader).get(COUNTRY_KEY, 2026)
    assert country is not None
    refuse_misnamed(reader, country, 2025)
    (project / "data/offices/VietNam/2025/dti.xlsx").write_bytes(b"")
    assert "VietNam/2025/dti.xlsx" in str(find_misplaced(Reader(project), load_units(reader))[0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("indices: [dtii]\n", "không có chỉ số 'dtii' trong data/indices; có lẽ là 'dti'"),
        ("indices: [dti, dti]\n", "'dti' xuất hiện hai lần"),
        ("indices: []\n", "cần một danh sách mã chỉ số"),
        ("indices: dti\n", "cần một danh sách mã chỉ số"),
    ],
)
def test_indices_that_parameters_cannot_name_are_refused(project: Path, text: str, words: str) -> None:
    choose(project, "CaoBang", 2026, text)
    with pytest.raises(InputError) as refused:
        load_inputs("CaoBang", 2026)
    assert words in str(refused.value)
    assert "params/2026/CaoBang.yml" in str(refused.value)


def test_an_index_that_such_units_do_not_have_is_refused(project: Path) -> None:
    (project / "params/2026/CaoBang").mkdir()
    choose(project, "CaoBang/TanGiang", 2026, "indices: [papi]\n")
    with pytest.raises(InputError, match="PAPI không có cho phường Tân Giang"):
        load_inputs("CaoBang/TanGiang", 2026)


def test_parameters_of_an_index_that_was_not_chosen_do_no_harm(project: Path) -> None:
    enter(project, "dti", "CaoBang", "2026", DTI)
    choose(project, "CaoBang", 2026, "indices: [dti]\ntargets: {papi: {rule: keep}}\n")
    assert list(_results("CaoBang", 2026).of) == ["dti"]


def test_indices_are_told_in_the_order_in_which_parameters_name_them(project: Path) -> None:
    choose(project, "HaTinh", 2023, "indices: [pci, papi, par_index]\n")
    results = _results("HaTinh", 2023)
    assert list(results.of) == ["pci", "papi", "par_index"]
    plan = build_plan(results)
    assert [annex.annex_key for annex in plan.annexes] == ["pci", "papi"]
