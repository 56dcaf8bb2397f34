"""The scoring campaign as a district runs it: from a fresh clone, before anything has come back, and by its errors."""

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
from cchc import load_campaign
from cchc.run.campaign_product import build_campaign_folder
from cchc.run.cli import main
from cchc.run.staging import staged_folder

PLAN = {f"campaign_plan.{suffix}" for suffix in ("html", "pdf", "docx")}
RESULT = {"brief.html", "brief.pdf", *(f"campaign_result.{suffix}" for suffix in ("html", "pdf", "docx"))}
WATERMARK = "SỐ LIỆU MINH HỌA"


def _hashes(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_a_fresh_clone_shows_the_complete_run_the_same_twice_and_marked_on_every_page(project: Path) -> None:
    lines: list[str] = []
    folder = build_campaign_folder("Hương Sơn", "2022", say=lines.append)
    assert folder == project / "reports/2022/HuongSon/campaign"
    first = _hashes(folder)
    forms = {f"forms/{key}.xlsx" for key in load_campaign("HuongSon", 2022).units["unit_key"]}
    assert len(forms) == 12
    assert set(first) == PLAN | RESULT | forms | {"appraisal.xlsx", "workbook.xlsx", "run.json"}
    shutil.rmtree(folder)
    assert _hashes(build_campaign_folder("HuongSon", 2022, say=lambda _: None)) == first
    # refusals are told in the terminal and in the document, word for word
    refused = [line.partition(": ")[2] for line in lines if line.startswith("Phiếu bị trả lại: ")]
    assert len(refused) == 2
    page = re.sub(r"\s+", " ", (folder / "campaign_result.html").read_text(encoding="utf-8")).replace("&#39;", "'")
    assert all(sentence in page for sentence in refused)
    assert "ô H15: điểm tự chấm của mã 3.1 là 4,5; cần một số từ 0 đến 4" in page
    for name in ("campaign_plan", "campaign_result"):
        pages = pypdf.PdfReader(folder / f"{name}.pdf").pages
        for one in pages:
            assert set(re.sub(r"\s", "", WATERMARK)) <= set(one.extract_text())
        assert WATERMARK in (folder / f"{name}.html").read_text(encoding="utf-8")
        sections = docx.Document(str(folder / f"{name}.docx")).sections
        assert all(WATERMARK in section.first_page_header._element.xml for section in sections)
    # every place that speaks of a rank says on how many units it rests
    assert page.count("8/12") >= 5
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert "data/illustrative/HuongSon/2022/returned/XaMinhHoa03.xlsx" in record["illustrative"]
    assert set(record["outputs"]) == set(first) - {"run.json"}
    sheets = openpyxl.load_workbook(folder / "workbook.xlsx").sheetnames
    assert {"Tiến độ", "Hội đồng", "Xếp hạng", "Lĩnh vực", "Khảo sát", "PL Quyết định", "PL Thay đổi"} <= set(sheets)
    form = openpyxl.load_workbook(folder / "forms/XaMinhHoa05.xlsx")["Bảng điểm"]
    assert "data/offices/HuongSon/2022/returned/XaMinhHoa05.xlsx" in form["A1"].value


def test_before_anything_has_come_back_there_are_the_plan_and_the_forms(project: Path) -> None:
    folder = project / "data/offices/HuongSon/2022"
    folder.mkdir(parents=True)
    (folder / "units.csv").write_text("unit_key,name_vi,kind\nXaAn,Xã An,xã\n", encoding="utf-8")
    built = build_campaign_folder("HuongSon", 2022, say=lambda _: None)
    assert set(_hashes(built)) == PLAN | {"forms/XaAn.xlsx", "workbook.xlsx", "run.json"}
    # a form that somebody fills in where it was built is kept, in whatever format, and told where it belongs
    before = _hashes(built)
    typed = {"forms/XaAn.xlsx": b"filled in", "forms/XaAn.xls": b"saved as .xls", "forms/nộp/XaAn.xlsx": b"returned"}
    for name, content in typed.items():
        (built / name).parent.mkdir(exist_ok=True)
        (built / name).write_bytes(content)
    told: list[str] = []
    build_campaign_folder("HuongSon", 2022, say=told.append)
    after = {path.relative_to(built).as_posix(): path.read_bytes() for path in built.rglob("*") if path.is_file()}
    kept = {name: content for name, content in after.items() if name.startswith("edited/forms/")}
    assert sorted(kept.values()) == sorted(typed.values())
    assert {name: sha256 for name, sha256 in _hashes(built).items() if name not in kept} == before
    assert sum("forms/" in line and line.endswith("reports/2022/HuongSon/campaign/edited/.") for line in told) == 3
    assert any("data/offices/HuongSon/2022/returned/<mã đơn vị>.xlsx" in line for line in told)


def test_wrong_commands_get_one_sentence_and_leave_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for province, year, issue, words in (
        ("", "2022", "", "ví dụ: make campaign PROVINCE=TuyenQuang YEAR=2025"),
        ("HaTinh", "2022", "", "Chưa có mục campaign trong params/2022/HaTinh.yml"),
        ("HuongSon", "2026", "", "không tồn tại trong năm 2026"),
        ("HuongSon", "2022", "1", "vì còn số liệu minh họa: data/frameworks/"),
    ):
        monkeypatch.setenv("PROVINCE", province)
        monkeypatch.setenv("YEAR", year)
        monkeypatch.setenv("ISSUE", issue)
        assert main(["campaign"]) == 2
        told = capsys.readouterr().err
        assert words in told
        assert "Traceback" not in told
    assert not (project / "reports").exists()


def test_a_report_of_the_district_leaves_its_campaign_where_it_is(tmp_path: Path) -> None:
    target = tmp_path / "reports/2022/HuongSon"
    (target / "campaign").mkdir(parents=True)
    (target / "campaign/run.json").write_text("{}", encoding="utf-8")
    (target / "old.html").write_text("x", encoding="utf-8")
    outputs = {"old.html": hashlib.sha256(b"x").hexdigest()}
    (target / "run.json").write_text(json.dumps({"outputs": outputs}), encoding="utf-8")
    with staged_folder(target, tmp_path) as staging:
        (staging / "new.html").write_text("x", encoding="utf-8")
    assert sorted(path.name for path in target.iterdir()) == ["campaign", "new.html"]
    assert (target / "campaign/run.json").exists()
    assert [path.name for path in target.parent.iterdir()] == ["HuongSon"]


def test_the_illustrative_campaign_is_what_the_seeded_script_makes(project: Path) -> None:
    folder = project / "data/illustrative/HuongSon/2022"
    before = _hashes(folder)
    assert len(before) == 13  # the list of units is written by hand; ten forms, appraisal and survey are made
    for name in before:
        if name != "units.csv":
            (folder / name).unlink()
    root = Path(__file__).resolve().parents[2]
    runpy.run_path(str(root / "data/illustrative/campaign.py"))["write_campaign"](project)
    assert _hashes(folder) == before
