"""The overview of all provinces, and the first report of a merged province, as their users run them."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml
from cchc import compute_national, load_inputs, load_national
from cchc.errors import InputError
from cchc.reporting.document import Document, flatten
from cchc.reporting.html import render_html
from cchc.reporting.sections import mergers, national
from cchc.run.cli import main
from cchc.run.national_product import build_national
from cchc.run.pipeline import build_report
from cchc.sources.reader import Reader
from cchc.sources.reference import load_tiles, load_units
from cchc.sources.root import find_root


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def _write_params(project: Path, year: int, key: str, **values: object) -> None:
    folder = project / "params" / str(year)
    folder.mkdir(exist_ok=True)
    (folder / f"{key}.yml").write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


# ---- national --------------------------------------------------------------------------------------------------------
def test_the_overview_is_complete_and_the_same_twice(project: Path) -> None:
    folder = build_national("2024", say=lambda _: None)
    assert folder == project / "reports/2024/_national"
    assert {path.name for path in folder.iterdir()} == {
        "brief.html", "brief.pdf", "national.html", "national.pdf", "workbook.xlsx", "run.json"
    }  # fmt: skip
    first = _hashes(folder)
    shutil.rmtree(folder)
    assert _hashes(build_national(2024, say=lambda _: None)) == first
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["parameters"] == {"year": 2024}
    assert record["illustrative"] == []
    page = (folder / "national.html").read_text(encoding="utf-8")
    assert "biết PAPI của 61/63 tỉnh, thành phố, PAR INDEX của 22/63, SIPAS của 16/63" in page
    assert "quần đảo Hoàng Sa (Đà Nẵng)" in page
    assert "quần đảo Trường Sa (Khánh Hòa)" in page
    # the table sorts and searches by a script of its own; nothing is asked of anybody
    assert page.count('<figure class="table interactive"') == 1
    assert page.count("<script>") == 1
    addresses = set(re.findall(r'(?:src|href)="(?!data:|#)([^"#]*)', page))
    assert addresses <= {"brief.html", "workbook.xlsx"}
    sheet = openpyxl.load_workbook(folder / "workbook.xlsx")["Các tỉnh"]
    names = [row[0].value for row in sheet.iter_rows(min_row=1) if row[0].value]
    assert {"Bắc Kạn", "Hà Nội", "Cà Mau"} <= set(names)


@pytest.mark.usefixtures("project")
def test_what_is_not_known_stays_empty_in_the_overview() -> None:
    results = compute_national(load_national(2024))
    papi, par = results.of["papi"].table, results.of["par_index"].table
    assert len(papi) == len(results.names) == 63
    assert papi["value"].isna().sum() == 2  # Quảng Ninh and Bình Dương are withheld
    assert papi.loc["QuangNinh", ["rank", "change"]].isna().all()
    assert par.at["LaoCai", "rank"] == 7
    assert par["value"].isna()["LaoCai"]  # a rank was announced, no value: none is made up
    block = national.provinces(results).blocks[0]
    row = next(row for row in block.rows if row.cells[0] == "Lào Cai")  # type: ignore[attr-defined]
    assert row.cells[2:5] == (None, "", 7)
    long_an = next(row for row in block.rows if row.cells[0] == "Long An")  # type: ignore[attr-defined]
    assert long_an.cells[2:5] == (None, "thứ 7", 8)  # two sources give two ranks


@pytest.mark.parametrize("year", range(2013, 2026))
@pytest.mark.usefixtures("project")
def test_every_year_has_an_overview_or_a_sentence(year: int) -> None:
    if year == 2016:
        with pytest.raises(Exception, match="chưa có kết quả năm 2015"):
            load_national(year)
        return
    results = compute_national(load_national(year))
    sections = [national.opening(results, "x")]
    sections += [
        one(results)
        for one in (
            national.coverage,
            national.spread,
            national.announced,
            national.movers,
            national.against_each_other,
            national.provinces,
            national.limits,
        )
    ]
    blocks = flatten(list(sections))
    page = render_html(Document(blocks[0], tuple(blocks[1:])))  # type: ignore[arg-type]
    assert not re.search(r"\bnan\b|None|<NA>", re.sub(r"data:image[^\"]+", "", page))  # fmt: skip


def test_the_overview_refuses_a_year_without_results(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for year, words in (
        ("2026", "chưa có kết quả năm 2025"),
        ("", "ví dụ: make national YEAR=2024"),
        ("hai", "không phải một năm"),
    ):
        monkeypatch.setenv("YEAR", year)
        assert main(["national"]) == 2
        assert words in capsys.readouterr().err  # fmt: skip
    assert not (project / "reports").exists()


@pytest.mark.parametrize(("year", "n_provinces"), [(2023, 63), (2026, 34)])
def test_every_province_has_one_tile_and_both_archipelagos_are_shown(year: int, n_provinces: int) -> None:
    reader = Reader(find_root())
    tiles = load_tiles(reader, year)
    keys = [one.unit_key for one in load_units(reader).of_kind("province", year)]
    assert sorted(tiles.loc[tiles["tile_kind"] == "province", "unit_key"]) == sorted(keys)
    assert len(keys) == n_provinces
    islands = tiles[tiles["tile_kind"] == "archipelago"].set_index("label_vi")
    assert islands["unit_key"].to_dict() == {"Hoàng Sa": "DaNang", "Trường Sa": "KhanhHoa"}
    assert not tiles.duplicated(["grid_column", "grid_row"]).any()
    # both lie in the sea, east of every province's tile of their row
    for row in islands.itertuples():
        beside = tiles[(tiles["grid_row"] == row.grid_row) & (tiles["tile_kind"] == "province")]
        assert (beside["grid_column"] < row.grid_column).all()


# ---- after the merger ------------------------------------------------------------------------------------------------
def _texts(block: object) -> str:
    return json.dumps(block.to_dict(), ensure_ascii=False)  # type: ignore[attr-defined]


def test_a_merged_province_is_told_by_its_old_parts_and_gets_no_rank(project: Path) -> None:
    lines: list[str] = []
    folder = build_report("ThaiNguyen", 2026, say=lines.append)
    plans = {"brief.html", "brief.pdf", "plan.docx", "plan.html", "plan.pdf", "tasks.ics"}
    assert {path.name for path in folder.iterdir()} == {
        "merger.html",
        "merger.pdf",
        "run.json",
        "workbook.xlsx",
        *plans,
    }
    page = (folder / "merger.html").read_text(encoding="utf-8")
    assert "được lập từ tỉnh Bắc Kạn, tỉnh Thái Nguyên" in page
    assert "đơn vị mới không có thứ hạng cho các năm đó" in page
    assert "Không ước tính ngược cho đơn vị mới vì chưa khai báo số dân" in page
    assert "ƯỚC TÍNH" not in page
    assert any("kế hoạch căn cứ kết quả năm 2024 của các đơn vị cũ" in line for line in lines)
    assert project.exists()


@pytest.mark.usefixtures("project")
def test_a_back_cast_is_made_only_with_populations_and_called_an_estimate(project: Path) -> None:
    merger = {"population": {"BacKan": 300000, "ThaiNguyen": 900000}, "source": "Niên giám giả định để kiểm thử"}
    _write_params(project, 2026, "ThaiNguyen", merger=merger)
    import cchc

    results = cchc.compute_results(load_inputs("ThaiNguyen", 2026))
    parts = [one.published().all_values.loc[one.inputs.unit.unit_key, "total"] for one in results.parts]
    shown = mergers.estimate(results)
    text = _texts(shown)
    assert "ƯỚC TÍNH, không phải số liệu công bố" in text
    assert "Niên giám giả định để kiểm thử" in text
    table = shown.blocks[-1]
    assert table.rows[0].cells[2] == pytest.approx((parts[0] + 3 * parts[1]) / 4)  # type: ignore[attr-defined]
    assert not any("ạng" in column.title_vi for column in table.columns)  # type: ignore[attr-defined]


def test_populations_of_other_units_are_refused(project: Path) -> None:
    _write_params(
        project, 2026, "ThaiNguyen", merger={"population": {"BacKan": 300000, "HaGiang": 900000}, "source": "thử"}
    )
    with pytest.raises(InputError, match=r"params/2026/ThaiNguyen\.yml, khóa 'merger\.population'.*BacKan, ThaiNguyen"):
        load_inputs("ThaiNguyen", 2026)
    _write_params(project, 2024, "HaTinh", merger={"population": {"HaTinh": 1300000}, "source": "thử"})
    with pytest.raises(InputError, match="chỉ dùng cho kế hoạch đầu tiên của tỉnh được hợp nhất"):
        load_inputs("HaTinh", 2024)


def test_peers_and_agencies_that_do_not_exist_are_refused_with_the_nearest(project: Path) -> None:
    _write_params(project, 2024, "HaTinh", peers={"rule": "list", "members": ["NgheAnn", "KrongNo", "Thanh Hóa"]})
    with pytest.raises(InputError) as error:
        load_inputs("HaTinh", 2024)
    assert "khóa 'peers.members'" in str(error.value)
    assert "NgheAn (Nghệ An)" in str(error.value)
    assert "không cùng cấp" in str(error.value)
    _write_params(project, 2024, "HaTinh", peers={"rule": "list", "members": ["Nghệ An", "HaTinh", "Thanh Hóa"]})
    assert load_inputs("HaTinh", 2024).peer_members == ("NgheAn", "ThanhHoa")
    _write_params(project, 2024, "HaTinh", priorities={"capacity_days": {"SNVV": 100}})
    with pytest.raises(InputError, match=r"khóa 'priorities\.capacity_days\.SNVV': .*gần nhất: SNV"):
        load_inputs("HaTinh", 2024)


def test_a_supposed_score_of_an_unknown_item_stops_the_report_with_one_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_params(project, 2024, "HaTinh", prospects={"what_if": [{"code": "D1.9", "score": 1.0}]})
    monkeypatch.setenv("PROVINCE", "HaTinh")
    monkeypatch.setenv("YEAR", "2024")
    assert main(["report"]) == 2
    told = capsys.readouterr().err
    assert "mã 'D1.9'" in told
    assert "Traceback" not in told
    assert not (project / "reports/2024/HaTinh").exists()


def test_a_code_mistyped_in_the_catalogue_is_refused_and_not_taken_for_done(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "data/solutions/catalogue.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[table["requires"] == "1.2.1", "requires"] = "1.2.9;1.2.2"
    table.to_csv(path, index=False)
    with pytest.raises(InputError) as error:
        load_inputs("BacKan", 2024)
    assert re.search(
        r"catalogue\.csv, dòng \d+, cột requires: mã '1\.2\.9' không phải tiêu chí .*gần nhất: 1\.2\.", str(error.value)
    )
    assert "mã '1.2.2' trỏ về chính dòng này" in str(error.value)
    for name in ("PROVINCE", "YEAR"):
        monkeypatch.delenv(name, raising=False)
    assert main(["check-data"]) == 2
    assert "mã '1.2.9'" in capsys.readouterr().out
