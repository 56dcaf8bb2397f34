"""A province's campaign as its office runs it: everything once, nothing twice, a day that is asked for."""

import csv
import hashlib
import json
from pathlib import Path

import openpyxl
import pypdf
import pytest
from cchc.run.cli import main

FOLDER = "reports/2025/TuyenQuang/campaign"


def _ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], **words: str) -> tuple[int, str, str]:
    for key, value in (
        {"PROVINCE": "TuyenQuang", "YEAR": "2025", "AT": "", "KIND": "", "ISSUE": "", "FORCE": ""} | words
    ).items():
        monkeypatch.setenv(key, value)
    code = main(["campaign"])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.whole
def test_the_illustrative_campaign_of_a_province_is_built_once_and_its_evidence_is_watched(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = _ask(monkeypatch, capsys)
    assert code == 0
    assert "Phiếu đã nộp: 93/94" in out
    folder = project / FOLDER
    names = {path.name for path in folder.iterdir()}
    assert names >= {
        "brief.pdf",
        "campaign_plan.docx",
        "campaign_result.html",
        "evidence.xlsx",
        "history.csv",
        "approved.csv",
        "workbook.xlsx",
    }
    assert len(list((folder / "forms").iterdir())) == 94
    pages = sorted((folder / "units").iterdir())
    assert len(pages) == 93
    assert all(len(pypdf.PdfReader(path).pages) == 1 for path in pages)
    # what the generator keeps beside the forms is what the campaign hands on
    kept = (project / "data/illustrative/TuyenQuang/2025/approved.csv").read_bytes()
    assert (folder / "approved.csv").read_bytes() == kept
    history = list(csv.DictReader((folder / "history.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {row["round_vi"] for row in history} == {"tự chấm điểm", "thẩm định lần 1", "giải trình", "thẩm định lần 2"}
    # file names may hold names of persons: they stand in the list for appraisers only
    listed = [
        row[4].value
        for row in openpyxl.load_workbook(folder / "evidence.xlsx")["Tài liệu"].iter_rows(min_row=4)
        if row[4].value
    ]
    assert len(listed) > 1000
    for name in ("campaign_result.html", "campaign_plan.html", "brief.html"):
        assert "BC-1.1.txt" not in (folder / name).read_text(encoding="utf-8")
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert len(record["inputs"]) < 400
    assert _ask(monkeypatch, capsys)[1].startswith(f"Không đổi: {FOLDER}/ ")
    # one more file of evidence: built again, and counted
    more = project / "data/illustrative/TuyenQuang/2025/evidence/SDL/1.1/BC-1.1.txt"
    more.parent.mkdir(parents=True)
    more.write_text("x", encoding="utf-8")
    code, out, _ = _ask(monkeypatch, capsys)
    assert code == 0
    assert "Không đổi" not in out


@pytest.mark.whole
def test_a_day_that_is_asked_for_leaves_out_what_came_later(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = _ask(monkeypatch, capsys, AT="12/12/2025")
    assert code == 0
    assert "tính các tệp nhận đến hết ngày 12/12/2025" in out
    assert "đã có kết quả: 0/94" in out
    page = (project / FOLDER / "campaign_result.html").read_text(encoding="utf-8")
    assert "đã quá hạn" in page
    assert "hết ngày 12/12/2025" in page
    first = hashlib.sha256((project / FOLDER / "campaign_result.pdf").read_bytes()).hexdigest()
    assert _ask(monkeypatch, capsys, AT="2025-12-12")[1].startswith("Không đổi")
    assert _ask(monkeypatch, capsys, AT="2025-12-12", FORCE="1")[0] == 0
    assert hashlib.sha256((project / FOLDER / "campaign_result.pdf").read_bytes()).hexdigest() == first


def test_a_day_that_is_none_is_refused_with_a_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for at, words in (
        ("2025-13-01", "không phải một ngày có thật"),
        ("2024-12-01", "cần một ngày từ 01/01/2025 đến 31/01/2026"),
    ):
        code, _, err = _ask(monkeypatch, capsys, AT=at)
        assert code == 2
        assert words in err
    assert not (project / "reports").exists()
