"""The progress report and what stands beside it, as their users build them."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from cchc.run.cli import main
from cchc.run.progress_product import build_progress


def _hashes(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_progress_report_is_complete_marked_and_the_same_twice(project: Path) -> None:
    lines: list[str] = []
    folder = build_progress("Bắc Kạn", "2024", "30/9/2024", say=lines.append)
    assert folder == project / "reports/2024/BacKan/progress/2024-09-30"
    names = {
        "brief.html",
        "brief.pdf",
        "progress.html",
        "progress.pdf",
        "progress.docx",
        "workbook.xlsx",
        "run.json",
        "tasks.ics",
        "letters",
    }
    assert {path.name for path in folder.iterdir()} == names
    first = _hashes(folder)
    shutil.rmtree(folder)
    assert _hashes(build_progress("BacKan", 2024, "2024-09-30", say=lambda _: None)) == first
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["parameters"] == {"province": "BacKan", "year": 2024, "at": "2024-09-30", "period": ""}
    assert "data/illustrative/BacKan/2023/tasks.xlsx" in record["illustrative"]
    page = (folder / "progress.html").read_text(encoding="utf-8")
    assert "báo cáo 9 tháng đầu năm 2024" in page
    assert "SỐ LIỆU MINH HỌA" in page
    tables = page.count('<figure class="table')
    assert page.count("Số liệu minh họa, không phải số liệu chính thức.") >= tables > 5
    assert not re.search(r"\bnan\b|None|NamedAgency", re.sub(r"data:image[^\"]+", "", page))
    assert "Lưu ý" in lines[-1]
    sheets = openpyxl.load_workbook(folder / "workbook.xlsx").sheetnames
    assert {"Trạng thái", "Theo cơ quan", "Điểm theo chỉ số", "Cần đôn đốc", "Từng nhiệm vụ"} <= set(sheets)


def test_the_command_names_the_edition_and_refuses_a_missing_day(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"PROVINCE": "BacKan", "YEAR": "2024", "AT": "", "PERIOD": ""}.items():
        monkeypatch.setenv(name, value)
    assert main(["progress"]) == 2
    assert "Chưa cho biết ngày xem tiến độ (AT)" in capsys.readouterr().err
    assert not (project / "reports").exists()
    monkeypatch.setenv("AT", "2025-01-15")
    monkeypatch.setenv("PERIOD", "year")
    assert main(["progress"]) == 0
    assert "năm 2024 (đến ngày 15/01/2025)" in capsys.readouterr().out


def test_a_new_report_leaves_the_folders_of_other_commands_alone(project: Path) -> None:
    from cchc.run.staging import staged_folder

    target = project / "reports/2024/BacKan"
    (target / "progress/2024-09-30").mkdir(parents=True)
    (target / "progress/2024-09-30/progress.pdf").write_bytes(b"kept")
    (target / "progress/2024-09-30/run.json").write_text("{}", encoding="utf-8")
    (target / "old.pdf").write_bytes(b"gone")
    outputs = {"old.pdf": hashlib.sha256(b"gone").hexdigest()}
    (target / "run.json").write_text(json.dumps({"outputs": outputs}), encoding="utf-8")
    with staged_folder(target, project) as staging:
        (staging / "plan.pdf").write_bytes(b"new")
    assert sorted(path.name for path in target.iterdir()) == ["plan.pdf", "progress"]
    assert (target / "progress/2024-09-30/progress.pdf").read_bytes() == b"kept"
