"""The house knows kinds: indices that exist only as data in this test get everything that the known ones get."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import yaml
from cchc.analysis.national_results import compute_national
from cchc.analysis.results import Results, compute_results
from cchc.errors import InputError, UnknownNameError
from cchc.planning.plan import Plan
from cchc.planning.plan_building import build_plan
from cchc.reporting.blocks import Block, Group, Table
from cchc.reporting.sections import (
    annex_tables,
    effort,
    further,
    indices,
    lost,
    national,
    needs,
    ranks,
    summary,
    trends,
    weak,
    worth,
    years,
)
from cchc.sources.national_inputs import load_national
from cchc.sources.reader import Reader
from cchc.sources.reference import load_units
from cchc.sources.report_inputs import load_inputs

HEAD = "code,parent_code,node_kind,name_vi,max_score,method,role,status,source\n"
#: What a report is of where nobody says otherwise.
KNOWN = ["par_index", "sipas", "papi"]
LEVEL = [{"unit_kind": "province", "since": 2015, "source": "thử"}]


def _definition(project: Path, key: str, **values: object) -> None:
    whole: dict[str, object] = {
        "owner_vi": "cơ quan thử", "source": "thử", "levels": LEVEL, "editions": f"{key}_*", "title_vi": f"Chỉ số thử {key}",
    }  # fmt: skip
    path = project / f"data/indices/{key}.yml"
    path.write_text(json.dumps(whole | values), encoding="utf-8")


def _edition(project: Path, name: str, rows: str, **values: object) -> None:
    folder = project / f"data/frameworks/{name}"
    folder.mkdir()
    meta: dict[str, object] = {
        "title_vi": f"Bộ {name}", "decision": "", "years": [2015, 2030], "admin_level": "province", "status": "official",
        "stated_total": None, "issuer_key": "VietNam",
    }  # fmt: skip
    (folder / "framework.yml").write_text(json.dumps(meta | values), encoding="utf-8")
    (folder / "criteria.csv").write_text(HEAD + rows, encoding="utf-8")


@pytest.fixture
def invented(project: Path) -> Path:
    """Lay an index of each kind beside the known ones: three levels of points out of 10, a survey, costs of 0 to 10 of which less is better."""
    _definition(
        project, "xanh", name_vi="XANH", kind="scored", unit_vi="điểm", office_file="bang_xanh", part_vi="trụ cột",
        scale={"lowest": 0, "highest": 10, "source": "thử"},
    )  # fmt: skip
    _edition(
        project,
        "xanh_2020",
        "A,,domain,Cây xanh đô thị,6,,,thử,thử\nA.1,A,criterion,Trồng cây,6,,,thử,thử\nA.1.1,A.1,subcriterion,Cây mới trồng,4,appraisal,,thử,thử\n"
        "A.1.2,A.1,subcriterion,Cây được chăm sóc,2,appraisal,,thử,thử\nB,,domain,Mặt nước,4,leaders_survey,,thử,thử\n",
        stated_total=10,
    )
    _definition(
        project, "vui", name_vi="VUI", kind="surveyed", unit_vi="%", office_file="phieu_vui",
        scale={"lowest": 0, "highest": 100, "source": "thử"},
    )  # fmt: skip
    _edition(
        project,
        "vui_2020",
        "1,,content,Đi lại,,,,thử,thử\n1.1,1,item,Xe buýt đúng giờ,,,,thử,thử\n1.2,1,item,Đường sạch,,,,thử,thử\n",
    )
    _definition(
        project, "phien", name_vi="PHIỀN", kind="published", unit_vi="điểm", is_lower_better=True, ranks="computed", may_be_withheld=True,
        scale={"lowest": 0, "highest": 10, "source": "thử"}, item_vi="thủ tục", part_vi="nhóm thủ tục", source_key="s300",
        breaks=[{"year": 2021, "reason_vi": "đo lại", "source": "thử"}],
    )  # fmt: skip
    _edition(
        project,
        "phien_2020",
        "T1,,dimension,Thuế và phí,10,,,thử,thử\nT1.1,T1,subdimension,Khai thuế,10,,,thử,thử\nT1.1.1,T1.1,subdimension,Khai qua mạng,10,,,thử,thử\n"
        "T2,,dimension,Đất đai,10,,,thử,thử\n",
    )
    published = project / "data/published"
    with (published / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("s300,Nguồn thử,,official\n")
    known = ("BacKan", "HaNoi", "KonTum", "HaTinh")
    units = load_units(Reader(project)).of_kind("province", 2024)
    with (published / "withheld.csv").open("a", encoding="utf-8") as file:  # of all others nothing was announced
        file.writelines(f"phien,2023,{one.unit_key},,s300\n" for one in units if one.unit_key not in known)
    rows = [
        (key, year, code, round(value + step, 2))
        for year, step in ((2022, 0.5), (2023, 0.0))
        for key, value in (("BacKan", 6.0), ("HaNoi", 2.0), ("KonTum", 4.0), ("HaTinh", 8.0))
        for code in ("total", "T1", "T1.1", "T1.1.1", "T2")
    ]
    pd.DataFrame(rows, columns=["unit_key", "year", "code", "score"]).assign(source_key="s300").to_csv(published / "phien.csv", index=False)  # fmt: skip
    heading = "unit_key,year,code,statistic,score,max_score,pct,rank,n_ranked,grade_vi,source_key\n"
    text = heading + "HaNoi,2023,total,value,9,10,,1,63,,s300\nBacKan,2023,total,value,5.5,10,,40,63,,s300\n"
    (published / "xanh.csv").write_text(text, encoding="utf-8")
    (published / "vui.csv").write_text(
        "unit_key,year,component_vi,statistic,pct,rank,n_ranked,source_key\nHaNoi,2023,total,value,91,1,63,s300\nBacKan,2023,total,value,70,50,63,s300\n",
        encoding="utf-8",
    )
    office = project / "data/offices/BacKan/2023"
    office.mkdir(parents=True)
    head = "Địa phương;Bắc Kạn\nNăm kết quả;2023\nBộ tiêu chí;{}\nTrạng thái số liệu;cơ quan tự nhập\n\n"
    scores = "Mã;Điểm được phê duyệt\nA.1.1;2\nA.1.2;1,5\nB;2\n"
    (office / "bang_xanh.csv").write_text(head.format("xanh_2020") + scores, encoding="utf-8")
    answers = "".join(f"P{at};{5 if at % 4 else 2};{5 if at % 2 else 1}\n" for at in range(40))
    (office / "phieu_vui.csv").write_text(f"Mã phiếu;1.1;1.2\n{answers}", encoding="utf-8")
    params = project / "params/2024/BacKan.yml"
    own = yaml.safe_load(params.read_text(encoding="utf-8"))
    columns = [{"column": one} for one in ("number", "criterion_vi", "score", "target", "task_vi")]
    own["plan"]["annexes"] = [
        {
            "key": key,
            "title": f"Phụ lục {key}",
            "orientation": "landscape",
            "parts": [{"items": items}],
            "columns": columns,
        }
        for key, items in (("cay", "xanh_below"), ("vui", "vui_weak"), ("phien", "phien_weak"))
    ]
    own["indices"], own["preset"] = [*KNOWN, "phien", "vui", "xanh"], "province_four_annexes"
    (project / "params/2024/VietNam.yml").write_text(json.dumps({"indices": own["indices"]}), encoding="utf-8")
    own["prospects"] = {"what_if": [{"code": "B", "score": 3.0}]}
    own["targets"] = {"phien": {"rule": "minimum_increase", "amount": 0.5, "unit": "points"}}
    own["inputs"] = {"survey": "office", "score_sheet": "office", "previous_score_sheet": "office", "tasks": "office"}
    params.write_text(json.dumps(own), encoding="utf-8")
    return project


def _results() -> Results:
    return compute_results(load_inputs("BacKan", 2024))


def _text(block: Block) -> str:
    if isinstance(block, Group):
        return " ".join(_text(one) for one in block.blocks)
    if isinstance(block, Table):
        return f"{block.caption} {' '.join(str(cell) for row in block.rows for cell in row.cells)} {block.note}"
    return str(getattr(block, "text", "")) + str(getattr(block, "caption", ""))


@pytest.mark.usefixtures("invented")
def test_every_kind_gets_its_value_and_rank() -> None:
    results = _results()
    scored, surveyed, published = results.scored("xanh"), results.surveyed("vui"), results.published("phien")
    assert scored is not None
    assert surveyed is not None
    assert published is not None
    assert scored.table is not None
    assert surveyed.table is not None
    # points of three levels add up out of 10, and stand as points
    assert (scored.headline.value, scored.headline.rank, scored.table.at["A.1", "score"]) == (5.5, 40, 3.5)
    assert (surveyed.headline.value, surveyed.table.at["total", "value_pct"]) == (70.0, 62.5)
    # less is better: 2 and 4 lie before 6, and the best value is the lowest
    assert (published.headline.rank, published.headline.n_ranked) == (3, 4)
    assert (published.headline.best, published.headline.best_key) == (2.0, "HaNoi")
    assert published.headline.change == pytest.approx(-0.5)
    told = _text(indices.overview(results))
    assert "XANH đạt 5,50 điểm, xếp thứ 40/63" in told
    assert "VUI đạt 70,00%" in told
    assert "PHIỀN đạt 6,00 điểm (giảm 0,50 điểm so với năm 2022)" in told


@pytest.mark.usefixtures("invented")
def test_the_values_of_the_known_indices_stay_what_they_are() -> None:
    headlines = _results().headlines
    assert (headlines["par_index"].value, headlines["sipas"].value) == (84.24, 75.03)
    assert list(headlines) == ["par_index", "sipas", "papi", "phien", "vui", "xanh"]


@pytest.mark.usefixtures("invented")
def test_weak_is_what_lies_above_the_median_where_less_is_better() -> None:
    results = _results()
    published = results.published("phien")
    assert published is not None
    assert published.weak is not None
    assert list(published.weak.index) == ["T1.1.1", "T2"]
    told = _text(weak.parts(results, "phien"))
    assert "2/2 thủ tục cao hơn mức giữa" in told
    assert "2 thủ tục cao hơn mức giữa ở mọi năm so sánh được (2022, 2023)" in told
    assert "Để lên thứ 2 về PHIỀN cần giảm 2,00 điểm" in _text(needs.aims(results))


@pytest.mark.usefixtures("invented")
def test_every_section_of_the_analysis_tells_the_kind() -> None:
    results = _results()
    told = _text(summary.findings(results))
    assert "XANH mất 4,50 điểm trên tổng số 10,00 điểm, ở 3 mục" in told
    assert "PHIỀN" in told
    assert "Trụ cột mất nhiều điểm nhất: Cây xanh đô thị" in _text(lost.by_domain(results, "xanh"))
    assert "VUI" in _text(weak.answers(results, "vui"))
    assert "PHIỀN đã công bố giảm 0,50 điểm" in _text(years.published_change(results, "phien"))
    assert "Riêng mục A.1.1 lấy lại hết 2,00 điểm sẽ đưa XANH lên 7,50 điểm" in _text(worth.marginal(results))
    assert "Chưa khai báo sai số của PHIỀN" in _text(ranks.simulated(results))
    assert "2/2 nhóm thủ tục" not in _text(trends.published(results, "phien"))
    assert "chưa có giải pháp" in _text(effort.cheapest(results, "xanh"))
    shown = further.values(results, besides=["par_index", "sipas", "papi"])
    told = _text(shown)
    for words in (
        "XANH – Chỉ số thử xanh",
        "XANH theo lĩnh vực",
        "VUI theo nội dung và yếu tố",
        "PHIỀN năm 2023 theo nhóm thủ tục",
    ):
        assert words in told
    sheets = [one.sheet for one in shown.blocks if isinstance(one, Table)]
    assert len(set(sheets)) == len(sheets)  # every table gets a sheet of its own in the workbook


def _plan() -> Plan:
    return build_plan(_results())


@pytest.mark.usefixtures("invented")
def test_annexes_of_the_plan_list_the_items_with_targets_on_the_better_side() -> None:
    plan = _plan()
    rows = pd.concat([one.table for one in plan.annexes]).set_index("task_key")
    assert set(rows.index) == {"XANH-A.1.1", "XANH-A.1.2", "XANH-B", "VUI-1.2", "PHIEN-T1.1.1", "PHIEN-T2"}
    assert rows.at["PHIEN-T2", "target"] == 5.5  # half a point less than 6
    assert rows.at["XANH-B", "target"] == 2.0
    told = _text(annex_tables.annexes(plan))
    assert "giảm tối thiểu 0,5 điểm, không dưới 0" in told


@pytest.mark.usefixtures("invented")
def test_the_national_page_tells_them() -> None:
    results = compute_national(load_national(2024))
    assert results.of["phien"].table["rank"].dropna().to_dict() == {"HaNoi": 1, "KonTum": 2, "BacKan": 3, "HaTinh": 4}
    told = " ".join(
        _text(one(results))
        for one in (national.coverage, national.spread, national.announced, national.movers, national.provinces)
    )
    for words in ("PHIỀN của 4/63", "XANH của 2/63", "Tổng điểm PHIỀN năm 2023", "XANH cao nhất là Hà Nội (9,00 điểm)"):
        assert words in told, words


@pytest.mark.usefixtures("invented")
def test_a_whole_report_with_its_workbook_is_built() -> None:
    import openpyxl
    from cchc.run.pipeline import build_report

    folder = build_report("BacKan", 2024, say=lambda _: None)
    book = openpyxl.load_workbook(folder / "workbook.xlsx")
    told = {str(row[0]) for sheet in book for row in sheet.iter_rows(max_col=1, values_only=True) if row[0]}
    captions = {
        "Giá trị của từng tiêu chí mất điểm đối với XANH", "Các nội dung của VUI, thấp nhất trước",
        "Các thủ tục của PHIỀN, xa mức giữa nhất trước",
    }  # fmt: skip
    assert captions <= told
    html = (folder / "indices.html").read_text(encoding="utf-8")
    assert "Chỉ số thử phien" in html
    assert "Chỉ số thử xanh" in (folder / "weaknesses.html").read_text(encoding="utf-8")


def test_a_definition_that_cannot_be_is_one_sentence_with_file_and_key(invented: Path) -> None:
    path = invented / "data/indices/phien.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"kind": "published"', '"kind": "guessed"'), encoding="utf-8")
    with pytest.raises(InputError, match=r"data/indices/phien\.yml, khóa 'kind': giá trị 'guessed'"):
        load_inputs("BacKan", 2024)
    path.write_text(text.replace("owner_vi", "owner"), encoding="utf-8")
    with pytest.raises(InputError, match=r"khóa 'owner'.*có lẽ là 'owner_vi'"):
        load_inputs("BacKan", 2024)


@pytest.mark.usefixtures("invented")
def test_a_name_that_nobody_defined_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"Không có chỉ số 'papii'.*papi"):
        _results().published("papii")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"targets": {"papii": {"rule": "keep"}}}, "khóa 'targets.papii': không có chỉ số 'papii'"),
        ({"prospects": {"papy_target_rank": 3}}, "khóa 'prospects.papy_target_rank': không có chỉ số 'papy'"),
        ({"uncertainty": {"papi_standard_error": -1.0}}, "khóa 'uncertainty.papi_standard_error': giá trị -1.0"),
    ],
)
def test_parameters_of_an_index_that_is_not_there_are_refused(project: Path, change: object, words: str) -> None:
    path = project / "params/2024/HaTinh.yml"
    own = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(yaml.safe_dump((own or {}) | dict(change), allow_unicode=True), encoding="utf-8")  # type: ignore[call-overload]
    with pytest.raises(InputError) as refused:
        load_inputs("HaTinh", 2024)
    assert words in str(refused.value)


def test_a_few_known_units_tell_nothing_of_the_field(project: Path) -> None:
    _definition(
        project, "canhtranh", name_vi="CẠNH TRANH", kind="published", unit_vi="điểm", ranks="announced", source_key="s300",
        scale={"lowest": 0, "highest": 100, "source": "thử"},
    )  # fmt: skip
    _edition(project, "canhtranh_2020", "C1,,dimension,Đất đai,10,,,thử,thử\nC2,,dimension,Minh bạch,10,,,thử,thử\n")
    published = project / "data/published"
    with (published / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("s300,Nguồn thử,,official\n")
    (published / "canhtranh.csv").write_text(
        "unit_key,year,code,score,rank,n_ranked,source_key\n"
        "BacKan,2023,total,61,60,63,s300\nBacKan,2023,C1,6,,,s300\nBacKan,2023,C2,5,,,s300\n"
        "HaNoi,2023,total,67,28,63,s300\nHaNoi,2023,C1,7,,,s300\n",
        encoding="utf-8",
    )
    params = project / "params/2024/BacKan.yml"
    own = yaml.safe_load(params.read_text(encoding="utf-8")) | {
        "indices": [*KNOWN, "canhtranh"],
        "preset": "province_four_annexes",
    }
    params.write_text(json.dumps(own), encoding="utf-8")
    results = _results()
    own = results.published("canhtranh")
    assert own is not None
    assert own.table is not None
    assert not own.is_field_known
    assert (own.headline.value, own.headline.rank, own.headline.n_ranked) == (61.0, 60, 63)
    assert (own.headline.median, own.headline.best, own.headline.group_vi) == (None, None, "")
    assert own.table[["median", "rank", "group_vi"]].isna().all(axis=None)
    told = " ".join(
        _text(one) for one in (summary.findings(results), further.values(results, []), further.weaknesses(results, []))
    )
    assert "mới có giá trị CẠNH TRANH của 2/63 đơn vị" in told
    for words in ("nan", "về CẠNH TRANH cần", "trung vị CẠNH TRANH", "thứ 2/2", "nhóm  "):
        assert words not in told, words
    plan = build_plan(results)
    assert all(
        row.item.is_strength is not True
        for annex in plan.annexes
        for row in annex.rows
        if row.item.index == own.index.key
    )
