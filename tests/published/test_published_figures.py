"""We reproduce what was announced; tolerance is half a unit of the last printed digit."""

import cchc
import pandas as pd
import pytest
from cchc import schemas
from cchc.analysis.results import Results
from cchc.frameworks import Framework
from cchc.indices.published import codes_of, compute_published
from cchc.indices.ranking import group_equally
from cchc.run.dictionary import build_dictionary, build_package, resources
from cchc.sources.announced import find_editions, read_published
from cchc.sources.framework_files import load_framework
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.reference import load_units
from cchc.sources.root import find_root

ROOT = find_root()
# Sub-dimensions, dimensions and totals are published with up to 6 decimals; a total adds up 28 of them.
PAPI_TOLERANCE = 28 * 0.5e-6


PAPI = load_indices(Reader(ROOT))["papi"]


@pytest.fixture(scope="module")
def papi() -> pd.DataFrame:
    return read_published(Reader(ROOT), PAPI)


@pytest.fixture(scope="module")
def editions() -> dict[int, Framework]:
    return find_editions(Reader(ROOT), PAPI, "province", ("VietNam",), range(2018, 2025))


@pytest.fixture(scope="module")
def bac_kan() -> Results:
    return cchc.compute_results(cchc.load_inputs("BacKan", 2024))


@pytest.mark.parametrize("year", range(2018, 2025))
def test_papi_dimensions_and_totals_are_the_published_sums(
    papi: pd.DataFrame, editions: dict[int, Framework], year: int
) -> None:
    computed = compute_published(papi, editions[year], PAPI, year)
    announced = papi[(papi["year"] == year) & ~papi["code"].str.contains(".", regex=False)]
    wide = announced.set_index(["unit_key", "code"])["score"].unstack("code")  # noqa: PD010 -- a repeated key must fail
    assert len(wide) >= 60
    compared = computed.loc[wide.index, wide.columns]
    pd.testing.assert_frame_equal(compared, wide, check_names=False, atol=PAPI_TOLERANCE, rtol=0)
    assert compared.notna().equals(wide.notna())


@pytest.mark.parametrize("year", range(2018, 2025))
def test_no_papi_score_exceeds_its_maximum(papi: pd.DataFrame, editions: dict[int, Framework], year: int) -> None:
    computed, codes = compute_published(papi, editions[year], PAPI, year), codes_of(editions[year], PAPI)
    assert (computed.max() <= codes["max_score"] + 0.005).all()


@pytest.mark.parametrize(
    ("year", "withheld"),
    [
        (2023, {"QuangNinh", "BinhDuong"}),
        (2024, {"VinhPhuc", "TienGiang"}),
        (2021, {"BacGiang", "BacNinh", "QuangNinh"}),
    ],
)
def test_withheld_provinces_have_no_total_and_no_group(
    papi: pd.DataFrame, editions: dict[int, Framework], year: int, withheld: set[str]
) -> None:
    values = compute_published(papi, editions[year], PAPI, year)
    provinces = {one.unit_key for one in load_units(Reader(ROOT)).of_kind("province", year)}
    totals = values["total"].reindex(sorted(provinces))
    assert set(totals.index[totals.isna()]) == withheld
    assert group_equally(totals, PAPI.groups.names).isna().sum() == len(withheld)


def test_bac_kan_2023_is_what_was_announced(bac_kan: Results) -> None:
    par, sipas = bac_kan.headlines["par_index"], bac_kan.headlines["sipas"]
    assert (par.value, par.rank, par.n_ranked, par.rank_change) == (84.24, 57, 63, 4)
    assert (sipas.value, sipas.rank, sipas.n_ranked) == (75.03, 63, 63)
    assert (par.mean, par.best, par.best_key) == (86.98, 92.18, "QuangNinh")


def test_illustrative_figures_are_calibrated_to_the_announced_totals(bac_kan: Results) -> None:
    assert bac_kan.scored().table is not None
    assert bac_kan.surveyed().table is not None
    assert bac_kan.scored().table.at["total", "score"] == pytest.approx(84.24, abs=1e-9)
    assert bac_kan.surveyed().table.at["total", "value_pct"] == pytest.approx(75.03, abs=0.005)


def test_points_by_source_have_the_maxima_of_decision_876(bac_kan: Results) -> None:
    assert bac_kan.scored().methods is not None
    assert bac_kan.scored().methods["max_score"].to_dict() == {
        "appraisal": 61.5,
        "leaders_survey": 22.0,
        "sipas": 10.0,
        "socio_economic": 6.5,
    }


def test_the_illustrative_framework_has_the_official_counts_and_maxima() -> None:
    framework = load_framework(Reader(ROOT), "par_province_2022_illustrative")
    official = load_framework(Reader(ROOT), "par_province_2022")
    kinds = pd.Series([node.node_kind for node in framework.nodes]).value_counts().to_dict()
    assert kinds == {"subcriterion": 88, "criterion": 37, "domain": 8}
    assert framework.faults() == framework.inconsistencies() == []
    assert {node.code: (node.name_vi, node.max_score) for node in framework.children("")} == {
        node.code: (node.name_vi, node.max_score) for node in official.children("")
    }
    assert (framework.status, framework.stated_total) == ("illustrative", 100)


def test_the_framework_that_does_not_add_up_says_so() -> None:
    assert load_framework(Reader(ROOT), "par_district_daknong_2023").inconsistencies() == [
        "điểm tối đa cộng lại là 99,5, khác tổng điểm quy định là 100"
    ]


def test_every_leaf_and_every_papi_subdimension_has_a_solution_with_existing_agencies() -> None:
    import datetime as dt

    from cchc.sources.reference import load_agencies, load_solutions

    reader = Reader(ROOT)
    units = load_units(reader)
    covered = {
        ("HaTinh", 2025): (
            "par_province_2022_illustrative",
            "sipas_2023_illustrative",
            "par_province_2022",
            "sipas_2023",
        ),
        ("KrongNo", 2025): ("par_district_daknong_2023", "par_province_2020"),
        ("HaNoi/XuanPhuong", 2026): (),
        ("TuyenQuang/SonDuong", 2026): (),
        ("LangSon/STP", 2026): (),
    }
    days = {
        "HaTinh": (dt.date(2024, 6, 1), dt.date(2025, 6, 1), dt.date(2026, 6, 1)),
        "KrongNo": (dt.date(2025, 6, 30),),
    }
    for (name, year), frameworks in covered.items():
        unit = units.resolve(name, year)
        agencies = load_agencies(reader, unit)
        solutions = load_solutions(reader, unit, agencies)
        assert len(solutions)
        for framework_id in frameworks:
            codes = {node.code for node in load_framework(reader, framework_id).leaves()}
            assert codes == set(solutions.loc[solutions["framework_id"] == framework_id, "criterion_code"]), (
                framework_id
            )
        for day in days.get(name, (dt.date(2026, 6, 1),)):
            for row in solutions.itertuples():
                for key in [row.lead_agency_key, *row.cooperating_agency_keys.split(";")]:
                    if key:
                        assert agencies.resolve(key, day).exists_on(day), (key, day)


def test_every_table_obeys_its_schema_and_every_figure_has_its_source() -> None:
    reader = Reader(ROOT)
    sources = set(
        reader.read_table("data/published/sources.csv", schemas.Sources, status="published", title_vi="")["source_key"]
    )
    known = {one.unit_key for one in load_units(reader).units}
    for resource in resources(ROOT, load_indices(Reader(ROOT)).all):
        table = reader.read_table(f"data/{resource.path}", resource.schema, status="published", title_vi="")
        if "source_key" in table:
            assert set(table["source_key"]) <= sources, resource.path
        if resource.path.startswith("published/") and "unit_key" in table:
            assert set(table["unit_key"]) <= known, resource.path


def test_the_communes_of_the_34_provinces_add_up_to_3321() -> None:
    table = Reader(ROOT).read_table(
        "data/reference/provinces_2025.csv", schemas.Provinces2025, status="official", title_vi=""
    )
    assert (len(table), int(table["n_total"].sum())) == (34, 3321)
    assert (table[["n_xa", "n_phuong", "n_dac_khu"]].sum(axis=1) == table["n_total"]).all()


def test_the_dictionary_is_the_one_the_schemas_describe() -> None:
    import json

    assert (ROOT / "data/dictionary.md").read_text(encoding="utf-8") == build_dictionary(ROOT), "run `make dictionary`"
    assert json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8")) == build_package(ROOT), (
        "run `make dictionary`"
    )


def test_the_data_package_is_valid_frictionless() -> None:
    from frictionless import validate

    report = validate(str(ROOT / "data/datapackage.json"))
    assert report.valid, report.to_summary()


def test_illustrative_files_are_what_the_seeded_script_makes(project) -> None:  # type: ignore[no-untyped-def]
    import runpy

    before = {
        path: path.read_bytes() for path in sorted((project / "data/illustrative/BacKan").rglob("*")) if path.is_file()
    }
    for path in before:
        path.unlink()
    runpy.run_path(str(ROOT / "data/illustrative/generate.py"), run_name="__main__")
    after = {path: path.read_bytes() for path in before}
    assert after == before


def test_krong_no_2023_adds_up_domain_by_domain_and_keeps_its_two_inconsistencies() -> None:
    results = cchc.compute_results(cchc.load_inputs("KrongNo", 2024))
    assert results.scored().table is not None
    assert results.scored().sheet is not None
    par = results.scored().table
    announced = {"1": 100, "2": 100, "3": 85.83, "4": 100, "5": 70.79, "6": 99.77, "7": 69.46}
    assert {code: par.at[code, "achieved_pct"] for code in announced} == pytest.approx(announced, abs=0.005)
    assert par.at["8", "score"] == pytest.approx(9.34, abs=1e-9)
    assert par.at["8.1", "achieved_pct"] == pytest.approx(78.4)
    # 85.96 points announced: 85.959 added up; the maxima add up to 99.5 of the stated 100
    assert par.at["total", "score"] == pytest.approx(85.96, abs=0.005)
    assert par.loc[["total", "framework_gap"], "max_score"].tolist() == [100.0, 0.5]
    assert any("99,5" in text for text in results.scored().sheet.full_framework.inconsistencies())
    headline = results.headlines["par_index"]
    assert (headline.value, headline.disagreeing, headline.rank, headline.n_ranked) == (85.96, (85.69,), 1, 8)
    assert results.scored().grade is not None
    assert (results.scored().grade.name_vi, results.scored().grade.source) == ("Tốt", "")
    assert (results.scored().sheet.status, results.published(), results.surveyed().table) == ("published", None, None)


def test_kon_tum_2023_sources_of_points_add_up_and_domain_percentages_are_those_announced() -> None:
    results = cchc.compute_results(cchc.load_inputs("KonTum", 2024))
    methods = results.scored().components.loc[["appraisal", "sipas", "leaders_survey", "socio_economic"]]
    assert methods["score"].tolist() == [54.95, 8.5, 18.33, 4.36]
    assert methods["score"].sum() == pytest.approx(86.14)
    assert methods["max_score"].sum() == 100
    announced = results.scored().components["announced_pct"].dropna().astype(float)
    assert announced.to_dict() == {"2": 94.15, "3": 95.23, "4": 92.56}
    computed = results.scored().components.loc[announced.index, "achieved_pct"]
    # points are printed with two decimals: half a hundredth of 10 to 13 points is up to 0.05 %
    assert computed.to_dict() == pytest.approx(announced.to_dict(), abs=0.055)
    assert results.scored().table is None


def test_thanh_hoa_2023_criteria_that_do_not_apply_leave_the_denominator() -> None:
    from cchc.frameworks import Framework, Node
    from cchc.indices.scored import compute_scored

    nodes = (
        Node("1", "", "domain", "Áp dụng", 84.0, "appraisal"),
        Node("2", "", "domain", "Không áp dụng", 16.0, "appraisal"),
    )
    framework = Framework("th", "", "", (2023, 2023), "office", 100.0, nodes)
    sheet = pd.DataFrame(
        {"criterion_code": ["1", "2"], "approved_score": [68.32, None], "is_applicable": [True, False]}
    )
    total = compute_scored(sheet, framework).loc["total"]
    assert (total["score"], total["max_score"]) == (68.32, 84.0)
    assert round(total["achieved_pct"], 2) == 81.33


def test_the_worked_example_of_xuan_loc_contradicts_its_rule() -> None:
    framework = load_framework(Reader(ROOT), "par_commune_xuanloc_2022")
    rule = framework.rule("4.1")
    assert rule is not None
    assert [rule.apply("4", "5"), rule.apply("9", "10"), rule.apply("5", "5")] == [0.0, 0.9, 1.0]
    assert len(framework.inconsistencies()) == 1


@pytest.mark.parametrize("year", range(2018, 2025))
def test_a_withheld_result_lowers_the_number_of_units_of_that_dimension_only(
    papi: pd.DataFrame, editions: dict[int, Framework], year: int
) -> None:
    values = compute_published(papi, editions[year], PAPI, year)
    assert (values.notna().sum() <= 63).all()
    assert values["total"].notna().sum() == values.drop(columns="total").notna().all(axis=1).sum()
