"""The doctor says what is wrong with the machine and the project, in one table, and changes nothing."""

import contextlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cchc.run import doctor, health_machine, health_project
from cchc.run.cli import main
from cchc.run.health import BROKEN, LOOK, OK, Row
from cchc.run.staging import LOCKS
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]


def _found(rows: Iterator[Row]) -> dict[str, tuple[str, str]]:
    return {one.thing: (one.state, one.told) for one in rows}


def test_a_machine_that_is_fit_gets_a_table_and_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].split() == ["Mục", "Kết", "quả", "Tìm", "thấy", "gì,", "cần", "làm", "gì"]
    for thing in ("Python", "Môi trường", "Các gói", "Thư mục reports/", "Đĩa trống", "git", "Mã nguồn lib/", "Phông chữ", "Chromium", "LibreOffice", "Word, mạng", "Chạy sổ tính", "Cổng JupyterLab", "params/", "data/offices/", "Phần dở dang"):  # fmt: skip
        (line,) = [one for one in told if one.startswith(f"{thing}  ")]
        assert any(f"  {state}  " in line for state in (OK, LOOK)), line
    assert told[-1].startswith("Dùng được; ")


def test_the_doctor_changes_nothing_and_reads_nothing_heavy(project: Path) -> None:
    (project / "reports").mkdir()
    before = sorted(project.rglob("*"))
    assert {one.state for one in doctor.examine(project)} <= {OK, LOOK, BROKEN}
    assert sorted(project.rglob("*")) == before


def test_what_is_broken_ends_in_one_sentence_that_names_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_moon(_: Path) -> Iterator[Row]:
        yield Row("Trăng", OK, "tròn")
        raise ValueError("xa quá")

    assert "moon" in [one.thing for one in doctor.examine(ROOT, (check_moon,))]
    monkeypatch.setattr(doctor, "examine", lambda _: [Row("Trăng", BROKEN, "khuyết"), Row("Sao", LOOK, "mờ")])
    assert main(["doctor"]) == 2
    shown = capsys.readouterr()
    assert "Trăng  lỗi      khuyết" in shown.out
    assert shown.err == "Lỗi: còn 1 mục lỗi phải sửa trước khi lập báo cáo: Trăng.\n"


def test_lines_are_as_wide_as_the_terminal() -> None:
    rows = [Row("Mục rất dài dòng", LOOK, "chữ " * 60)]
    lines = doctor.render_rows(rows, 70)
    assert len(lines) > 4
    assert max(map(len, lines)) <= 70
    assert all(one.startswith(" " * 27) for one in lines[2:])


def test_packages_are_held_against_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"

    def state(text: str) -> dict[str, tuple[str, str]]:
        lock.write_text(text, encoding="utf-8")
        return _found(health_machine.check_packages(tmp_path))

    own = health_machine.metadata.version("click")
    assert state(f"click=={own} \\\n    --hash=sha256:0\n")["Các gói"] == (OK, "1 gói như trong requirements.lock")
    assert state("click==0.1 \\\n")["Các gói"][0] == LOOK
    assert f"click {own} (cần 0.1)" in state("click==0.1 \\\n")["Các gói"][1]
    split = f"click==0.1 ; python_full_version < '3' \\\nclick=={own} ; python_full_version >= '3' \\\n"
    assert state(split)["Các gói"][0] == OK
    assert state("khong-co-goi-nay==1 \\\n")["Các gói"][0] == BROKEN
    assert state("khong-co-goi-nay==1 ; sys_platform == 'win32' \\\n")["Các gói"][0] == OK
    lock.unlink()
    assert _found(health_machine.check_packages(tmp_path))["Các gói"][0] == BROKEN


def test_an_environment_that_is_not_that_of_the_lock_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "chưa có .venv" in _found(health_machine.check_python(tmp_path))["Môi trường"][1]
    (tmp_path / ".venv").mkdir()
    assert "không phải .venv của dự án" in _found(health_machine.check_python(tmp_path))["Môi trường"][1]
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    assert "không có dấu" in _found(health_machine.check_python(tmp_path))["Môi trường"][1]
    (tmp_path / ".venv/cchc-stamp.txt").write_text("khác", encoding="utf-8")
    state, told = _found(health_machine.check_python(tmp_path))["Môi trường"]
    assert (state, "cũ hơn requirements.lock" in told) == (LOOK, True)
    import setup_env

    (tmp_path / ".venv/cchc-stamp.txt").write_text(setup_env.fingerprint(), encoding="utf-8")
    assert _found(health_machine.check_python(tmp_path))["Môi trường"][0] == OK


def test_a_folder_that_cannot_be_written_to_and_a_full_disk_are_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    usage = health_project.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(health_project.shutil, "disk_usage", lambda _: usage._replace(free=150_000_000))
    assert _found(health_project.check_folders(tmp_path))["Đĩa trống"][0] == BROKEN
    monkeypatch.setattr(health_project.shutil, "disk_usage", lambda _: usage._replace(free=1_550_000_000))
    assert _found(health_project.check_folders(tmp_path))["Đĩa trống"][1].startswith("1,6 GB; một báo cáo cần")
    monkeypatch.setattr(health_project.tempfile, "TemporaryFile", refuse)
    found = _found(health_project.check_folders(tmp_path))
    assert {found["Thư mục dự án"][0], found["Thư mục reports/"][0]} == {BROKEN}


def test_a_port_in_use_and_the_choice_of_engine_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with contextlib.closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        monkeypatch.setattr(health_machine, "JUPYTER_PORT", one.getsockname()[1])
        assert _found(health_machine.check_port(tmp_path))["Cổng JupyterLab"][0] == LOOK
    assert _found(health_machine.check_port(tmp_path))["Cổng JupyterLab"][0] == OK
    for value, words in (("kernel", "vì đặt ENGINE=kernel"), ("fork", "rẽ nhánh tiến trình"), ("x", "ENGINE='x'")):
        monkeypatch.setenv("ENGINE", value)
        assert words in _found(health_machine.check_engine(tmp_path))["Chạy sổ tính"][1]


def test_what_offices_entered_is_counted_and_open_files_are_named(project: Path) -> None:
    assert _found(health_project.check_inputs(project))["data/offices/"][1].startswith("chưa có tệp nào")
    for name in ("BacKan/2023/score_sheet.xlsx", "HaNoi/XuanPhuong/2025/survey.csv", "BacKan/2023/~$score_sheet.xlsx"):
        path = project / "data/offices" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = _found(health_project.check_inputs(project))
    assert found["data/offices/"][1].startswith("2 tệp của 2 đơn vị, sửa lần cuối ")
    assert found["Tệp đang mở"] == (LOOK, "~$score_sheet.xlsx: lưu và đóng trong Excel rồi mới lập báo cáo")
    (project / "params/defaults.yml").unlink()
    assert _found(health_project.check_inputs(project))["params/"][0] == BROKEN


def test_what_a_killed_run_left_is_told_from_what_another_run_is_doing(tmp_path: Path) -> None:
    for name in ("reports/2024/.BacKan.cchc-work/new", "reports/2026/_units/HaNoi/.XuanPhuong.cchc-work", LOCKS):
        (tmp_path / name).mkdir(parents=True)
    found = _found(health_project.check_leftovers(tmp_path))
    assert found["Phần dở dang"][1].startswith("2 thư mục của lần chạy bị ngắt: reports/2024/.BacKan.cchc-work, ")
    with FileLock(tmp_path / LOCKS / "2026-_units-HaNoi-XuanPhuong.lock"):
        found = _found(health_project.check_leftovers(tmp_path))
    assert found["Lần chạy khác"][1].startswith("đang lập 2026-_units-HaNoi-XuanPhuong")
    assert found["Phần dở dang"][1].startswith("1 thư mục")


def test_without_git_or_a_checkout_the_doctor_says_what_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "không phải bản git clone" in _found(health_project.check_git(tmp_path))["git"][1]
    monkeypatch.setattr(health_project, "changed_files", lambda *_: ["lib/cchc/a.py"] * 5)
    state, told = _found(health_project.check_git(ROOT))["Mã nguồn lib/"]
    assert (state, told.startswith("5 tệp khác bản gốc: lib/cchc/a.py, ")) == (LOOK, True)
    monkeypatch.setattr(health_project.shutil, "which", lambda _: None)
    assert _found(health_project.check_git(ROOT))["git"][0] == LOOK


def test_fonts_that_are_gone_or_no_fonts_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _found(health_machine.check_fonts(ROOT))["Phông chữ"][0] == OK
    monkeypatch.setattr(health_machine, "FONTS", tmp_path)
    (tmp_path / "Tinos-Bold.ttf").write_bytes(b"version of a pointer")
    state, told = _found(health_machine.check_fonts(ROOT))["Phông chữ"]
    assert state == BROKEN
    assert "Tinos-Regular, Tinos-Bold" in told
