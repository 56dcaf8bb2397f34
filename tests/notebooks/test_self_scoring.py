"""A province that scores itself, as its office runs it from a fresh clone."""

import hashlib
import json
import re
import runpy
import shutil
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
from cchc import load_self_scoring
from cchc.run.cli import main
from cchc.run.self_scoring_product import build_self_scoring_folder

PLAN = {f"self_plan.{suffix}" for suffix in ("html", "pdf", "docx")}
RESULT = {f"self_result.{suffix}" for suffix in ("html", "pdf", "docx")}
WATERMARK = "SỐ LIỆU MINH HỌA"


def _hashes(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_a_fresh_clone_shows_the_run_the_same_twice_and_marked_on_every_page(project: Path) -> None:
    lines: list[str] = []
    folder = build_self_scoring_folder("Bắc Kạn", "2023", say=lines.append)
    assert folder == project / "reports/2023/BacKan/self_scoring"
    first = _hashes(folder)
    forms = {f"forms/{one.agency_key}.xlsx" for one in load_self_scoring("BacKan", 2023).offices}
    assert len(forms) == 7
    assert set(first) == PLAN | RESULT | forms | {"score_sheet_so_far.xlsx", "workbook.xlsx", "run.json"}
    shutil.rmtree(folder)
    assert _hashes(build_self_scoring_folder("BacKan", 2023, say=lambda _: None)) == first
    # refusals are told in the terminal and in the document, word for word
    refused = [line.partition(": ")[2] for line in lines if line.startswith("Phiếu bị trả lại: ")]
    assert len(refused) == 1
    page = re.sub(r"\s+", " ", (folder / "self_result.html").read_text(encoding="utf-8")).replace("&#39;", "'")
    assert refused[0] in page
    assert "ô H10: điểm tự chấm của mã 6.2.2 là 1,5; cần một số từ 0 đến 1" in page
    assert "5/7 cơ quan đã gửi phiếu tự chấm điểm hợp lệ; chưa gửi: Sở Kế hoạch và Đầu tư" in page
    for name in ("self_plan", "self_result"):
        for one in pypdf.PdfReader(folder / f"{name}.pdf").pages:
            assert set(re.sub(r"\s", "", WATERMARK)) <= set(one.extract_text())
        text = (folder / f"{name}.html").read_text(encoding="utf-8")
        assert WATERMARK in text
        assert not re.search(r">(?:None|nan|<NA>)<", text)
        sections = docx.Document(str(folder / f"{name}.docx")).sections
        assert all(WATERMARK in section.first_page_header._element.xml for section in sections)
    plan = re.sub(r"\s+", " ", (folder / "self_plan.html").read_text(encoding="utf-8")).upper()
    assert plan.count("CHỦ TRÌ TỰ CHẤM ĐIỂM</") >= 8  # the division, and an annex for each of seven offices
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert "data/illustrative/BacKan/2023/self/STC.xlsx" in record["illustrative"]
    assert set(record["outputs"]) == set(first) - {"run.json"}
    sheets = openpyxl.load_workbook(folder / "workbook.xlsx").sheetnames
    assert {"Phân công", "II SNV", "Cơ quan", "Lĩnh vực", "Bảng điểm", "Khác quy tắc", "Thiếu tài liệu"} <= set(sheets)
    form = openpyxl.load_workbook(folder / "forms/SKHDT.xlsx")["Bảng điểm"]
    assert "data/offices/BacKan/2023/self/SKHDT.xlsx" in form["A1"].value
    # the province's sheet of the year before is known: its scores stand beside
    assert all(row[4].value is not None for row in form.iter_rows(min_row=4) if row[3].value)


def test_before_anything_has_come_back_there_are_the_plan_and_the_forms(project: Path) -> None:
    shutil.rmtree(project / "data/illustrative/BacKan/2023/self")
    folder = build_self_scoring_folder("BacKan", 2023, say=lambda _: None)
    names = {name for name in _hashes(folder) if not name.startswith("forms/")}
    assert names == PLAN | {"score_sheet_so_far.xlsx", "workbook.xlsx", "run.json"}


def test_an_offices_own_part_leaves_the_invented_ones_out(project: Path) -> None:
    folder = project / "data/offices/BacKan/2023/self"
    folder.mkdir(parents=True)
    shutil.copy(project / "data/illustrative/BacKan/2023/self/SKHCN.xlsx", folder / "SKHCN.xlsx")
    inputs = load_self_scoring("BacKan", 2023)
    assert [form.path for form in inputs.forms] == ["data/offices/BacKan/2023/self/SKHCN.xlsx"]


def test_the_copy_to_be_signed_is_refused_in_one_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key, value in {"PROVINCE": "BacKan", "YEAR": "2023", "KIND": "self", "ISSUE": "1"}.items():
        monkeypatch.setenv(key, value)
    assert main(["campaign"]) == 2
    assert "vì còn số liệu minh họa: data/frameworks/" in capsys.readouterr().err
    assert not (project / "reports").exists()


def test_the_illustrative_parts_are_what_the_script_makes(project: Path) -> None:
    folder = project / "data/illustrative/BacKan/2023/self"
    before = _hashes(folder)
    assert len(before) == 6
    shutil.rmtree(folder)
    root = Path(__file__).resolve().parents[2]
    runpy.run_path(str(root / "data/illustrative/self_scoring.py"))["write_self_scoring"](project)
    assert _hashes(folder) == before
