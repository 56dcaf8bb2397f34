"""The contradictions that published sources are known to hold are found, and nothing in our data is broken."""

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from cchc.analysis import data_checks as checks
from cchc.analysis.table_checks import find_unknown_keys
from cchc.errors import UnknownNameError
from cchc.run.check_data import check_data
from cchc.run.cli import main
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root


@pytest.fixture(scope="module")
def said() -> list[str]:
    return [f"{one.severity} {one.file} {one.place}: {one.found_vi}" for one in check_data()]


@pytest.mark.parametrize(
    "pattern",
    [
        r"par_index\.csv HaiPhong 2023: .*91,87 .*91,81",
        r"par_index\.csv năm 2023: CaMau hạng 32 có 86,89 .* thấp hơn HoChiMinh hạng 33 có 86,97",
        r"par_index\.csv KrongNo 2023, mã total: tỷ lệ công bố 85,69% .* 85,96/100 = 85,96%",
        r"par_index\.csv KrongNo 2023: điểm tối đa của 8 lĩnh vực cộng lại là 99,5, khác tổng công bố 100",
        r"par_district_daknong_2023 : điểm tối đa cộng lại là 99,5",
        r"par_commune_xuanloc_2022 : mã 4\.1: ví dụ '4 trên 5' in 0,8 điểm nhưng theo quy tắc là 0 điểm",
        r"note data/published/papi\.csv QuangNinh 2023: không có tổng điểm",
    ],
)
def test_a_known_contradiction_is_found(said: list[str], pattern: str) -> None:
    assert any(re.search(pattern, line) for line in said), pattern


def test_our_own_data_hold_no_error(said: list[str]) -> None:
    assert [line for line in said if line.startswith("error")] == []


def test_findings_can_be_had_for_one_unit_and_year() -> None:
    found = check_data("HaiPhong", "2024")
    assert {one.unit_key for one in found} <= {"", "HaiPhong"}
    assert any("91,81" in one.found_vi for one in found)
    with pytest.raises(UnknownNameError, match="HaiPhong"):
        check_data("HaiPhon", "2024")


def test_a_broken_table_is_an_error_and_the_rest_is_still_checked(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("PROVINCE", "YEAR"):
        monkeypatch.delenv(name, raising=False)
    path = project / "data/published/par_index.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("KonTum,2023,total", "KonTum,hai nghìn,total", 1), encoding="utf-8"
    )
    (project / "data/reference/agencies.csv").write_text("sai\n1\n", encoding="utf-8")
    assert main(["check-data"]) == 2
    said = capsys.readouterr()
    assert "dòng 2, cột year: giá trị 'hai nghìn'" in said.out
    assert "cột agency_key: thiếu cột" in said.out
    assert "HaiPhong 2024" in said.out  # SIPAS is checked all the same
    assert "Traceback" not in said.err
    sheet = openpyxl.load_workbook(project / "reports/check_data.xlsx")["Kiểm tra dữ liệu"]
    assert sheet["A5"].value == "lỗi"


def test_an_offices_broken_file_is_found_before_any_report(project: Path) -> None:
    folder = project / "data/offices/HaTinh/2023"
    folder.mkdir(parents=True)
    (folder / "score_sheet.csv").write_text("Mã;Điểm được phê duyệt\n1;9\n", encoding="utf-8")
    (folder / "diem.xlsx").write_bytes(b"")
    found = [one for one in check_data() if one.severity == "error"]
    assert any("thiếu dòng 'Địa phương'" in one.found_vi for one in found)
    assert any("diem.xlsx" in one.file for one in found)
    assert {one.unit_key for one in found} == {"HaTinh"}


PUBLISHED = pd.DataFrame(
    [
        ("A", 2023, "total", 90.0, 100.0, None, 1, 4, "s1"),
        ("B", 2023, "total", 91.0, 100.0, None, 2, 4, "s1"),
        ("C", 2023, "total", None, None, 80.0, 3, 4, "s1"),
        ("D", 2023, "total", 79.0, 100.0, 79.0, 5, 4, "s2"),
        ("A", 2023, "appraisal", 50.0, 60.0, 83.33, None, None, "s1"),
        ("A", 2023, "sipas", 8.0, 10.0, 80.1, None, None, "s1"),
        ("A", 2023, "leaders_survey", 20.0, 24.0, None, None, None, "s1"),
        ("A", 2023, "socio_economic", 7.0, 6.0, None, None, None, "s1"),
    ],
    columns=["unit_key", "year", "code", "score", "max_score", "pct", "rank", "n_ranked", "source_key"],
).assign(statistic="value", rank=lambda table: table["rank"].astype("Int64"), n_ranked=lambda table: table["n_ranked"].astype("Int64"))  # fmt: skip


def test_each_check_finds_its_own_kind_and_no_other() -> None:
    reversed_ = [one.found_vi for one in checks.find_rank_reversals(PUBLISHED, "f", "code")]
    assert reversed_ == ["thứ hạng 5 lớn hơn số đơn vị 4", "A hạng 1 có 90 (s1), thấp hơn B hạng 2 có 91 (s1)"]
    wrong = [one.found_vi for one in checks.find_wrong_percentages(PUBLISHED, "f")]
    assert wrong == ["tỷ lệ công bố 80,1% khác điểm/điểm tối đa = 8/10 = 80%", "điểm 7 lớn hơn điểm tối đa 6"]
    sums = [
        one.found_vi for one in checks.find_wrong_sums(PUBLISHED, "f", load_indices(Reader(find_root()))["par_index"])
    ]
    assert sums == ["điểm của 4 nguồn điểm cộng lại là 85, khác tổng công bố 90"]
    assert checks.find_disagreements(PUBLISHED, "f", "code") == []
    counts = [one.severity for one in checks.find_wrong_counts(PUBLISHED, "f", "code", {2023: 3})]
    assert counts == ["warning"] * 4
    assert checks.find_wrong_counts(PUBLISHED, "f", "code", {2023: 4}) == []


def test_unknown_keys_are_named_with_their_line() -> None:
    table = pd.DataFrame({"agency": ["SNV;STP", "", "SNV;XYZ"]})
    found = find_unknown_keys(table, "f.csv", "agency", {"SNV", "STP"}, "danh mục cơ quan")
    assert [(one.place, one.found_vi) for one in found] == [
        ("dòng 4, cột agency", "'XYZ' không có trong danh mục cơ quan")
    ]
