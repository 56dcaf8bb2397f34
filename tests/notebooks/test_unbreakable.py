"""A run over many reports survives what breaks one of them, and what breaks the run leaves only whole reports."""

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil
import pytest
from cchc.paths import WORK

pytestmark = pytest.mark.whole

Command = Callable[..., "subprocess.CompletedProcess[str]"]
Start = Callable[..., "subprocess.Popen[str]"]
KEYS = ("KonTum", "DakNong", "KrongNo", "DongDa")


def _faults(root: Path) -> list[str]:
    """List what is not whole under ``reports``: outputs that differ from the record, folders left over."""
    year = root / "reports/2024"
    found = [path.name for path in year.iterdir() if path.name.startswith(".")]
    for key in KEYS:
        record = json.loads((year / key / "run.json").read_text(encoding="utf-8"))
        found += [
            f"{key}/{name}"
            for name, sha256 in record["outputs"].items()
            if hashlib.sha256((year / key / name).read_bytes()).hexdigest() != sha256
        ]
    return found


def _change_all(root: Path) -> None:
    """Make every report build."""
    path = root / "params/defaults.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# ghi chú\n", encoding="utf-8")


def test_one_failing_unit_does_not_stop_the_others(root: Path, command: Command) -> None:
    _change_all(root)
    (root / "params/2024/KonTum.yml").write_text("plan: [", encoding="utf-8")
    old = (root / "reports/2024/KonTum/plan.pdf").read_bytes()
    done = command(root)
    assert done.returncode == 2
    assert "3 đã dựng; 0 không đổi; 1 lỗi" in done.stdout
    assert "Kon Tum" in done.stdout
    assert "Tệp params/2024/KonTum.yml, dòng 1, cột 8: không đọc được theo cú pháp YAML" in done.stdout
    assert "1/4 báo cáo không lập được" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert (root / "reports/2024/KonTum/plan.pdf").read_bytes() == old
    assert _faults(root) == []


def test_names_that_are_not_known_are_refused_before_anything_is_built(root: Path, command: Command) -> None:
    done = command(root, PROVINCES="Kon Tum, Bắc Cạnn")
    assert done.returncode == 2
    assert "Không có địa phương nào tên 'Bắc Cạnn'" in done.stderr
    for name, value in (("JOBS", "0"), ("JOBS", "hai"), ("TIME_LIMIT", "-1"), ("FORCE", "yes"), ("YEAR", "2O24")):
        done = command(root, **{name: value})
        assert done.returncode == 2
        assert f"{name}='{value}'" in done.stderr
    assert "PROVINCES=' , ' không có tên nào" in command(root, PROVINCES=" , ").stderr
    assert "make reports dùng PROVINCES" in command(root, PROVINCES="", PROVINCE="KonTum").stderr
    assert "1 không đổi" in command(root, PROVINCES="Kon Tum").stdout  # one name with a space
    assert "ngăn bằng dấu phẩy" in command(root, PROVINCES="Kon Tum Đắk Nông").stderr
    done = command(root, PROVINCES="", YEAR="2031")
    assert "Chưa có số liệu của địa phương nào cho kế hoạch năm 2031" in done.stderr


def _wait_for(process: "subprocess.Popen[str]", text: str) -> str:
    seen = ""
    assert process.stdout is not None
    for line in process.stdout:
        seen += line
        if text in line:
            return seen
    raise AssertionError(seen)


def _at_work(process: "subprocess.Popen[str]", root: Path) -> list[psutil.Process]:
    """Wait until a report is being written, and return the processes of the run."""
    while not list((root / "reports/2024").glob(f".*{WORK}")):
        assert process.poll() is None
        time.sleep(0.01)
    return psutil.Process(process.pid).children(recursive=True)


def _all_gone(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=300)
    return not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("line", ["Cần xem lại", "[1/4]"])
def test_a_killed_run_leaves_whole_reports_and_no_process(
    line: str, root: Path, start: Start, command: Command
) -> None:
    _change_all(root)
    process = start(root, JOBS="2")
    _wait_for(process, line)
    family = _at_work(process, root)
    process.kill()
    process.wait()
    assert family
    assert _all_gone(family)
    done = command(root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 lỗi" in done.stdout
    assert _faults(root) == []
    assert "4 không đổi" in command(root).stdout


def test_ctrl_c_ends_everything_and_leaves_nothing_behind(root: Path, start: Start) -> None:
    _change_all(root)
    process = start(root, JOBS="2")
    _wait_for(process, "Cần xem lại")
    family = _at_work(process, root)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=600)
    assert process.returncode == 130
    assert "Đã dừng theo yêu cầu" in told
    assert "Traceback" not in told
    assert _all_gone(family)
    assert _faults(root) == []


def test_two_runs_at_once_build_every_report_once(root: Path, start: Start) -> None:
    _change_all(root)
    both = [start(root, JOBS="2") for _ in range(2)]
    told = [one.communicate(timeout=1800)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    assert sum(text.count(": đã dựng (") for text in told) == 4
    assert _faults(root) == []


def test_a_report_that_takes_too_long_is_killed_and_reported(root: Path, command: Command) -> None:
    path = root / "notebooks/01_indices.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("while province == 'DongDa': pass"))
    nbformat.write(notebook, path)
    done = command(root, PROVINCES="DongDa", TIME_LIMIT="10")
    assert done.returncode == 2
    assert "Đống Đa: lỗi: Quá 10 giây nên đã bị dừng" in done.stdout
    assert "TIME_LIMIT" in done.stdout
    assert "0 đã dựng; 0 không đổi; 1 lỗi" in done.stdout
    assert not [one for one in psutil.process_iter(["environ"]) if str(root) in str(one.info["environ"])]
    assert _faults(root) == []


def test_a_full_disk_gives_a_sentence_and_keeps_the_old_report(root: Path) -> None:
    _change_all(root)

    def fill() -> None:  # no file may grow beyond 50 KB: what a full disk does to the larger ones
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    done = subprocess.run(
        [sys.executable, "-m", "cchc", "reports"],
        env={**os.environ, "CCHC_ROOT": str(root), "YEAR": "2024", "PROVINCES": "KonTum DongDa"},
        capture_output=True, text=True, cwd=root, check=False, preexec_fn=fill,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Không ghi được vào reports/2024/KonTum" in done.stdout
    assert "hãy kiểm tra dung lượng đĩa và quyền ghi" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert _faults(root) == []


def test_a_folder_that_cannot_be_written_to_gives_a_sentence(root: Path, command: Command) -> None:
    _change_all(root)
    locks = root / "reports/.locks"
    for path in locks.iterdir():
        path.unlink()
    locks.rmdir()
    locks.write_text("")  # also for root, whom no permission stops
    done = command(root)
    assert done.returncode == 2
    assert done.stdout.count("Không ghi được vào") >= 4
    assert "4 lỗi" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_what_a_killed_run_left_is_put_right(root: Path, command: Command) -> None:
    year = root / "reports/2024"
    (year / ".KonTum.cchc-work").mkdir()
    (year / "KonTum").replace(year / ".KonTum.cchc-work/old-2024%2FKonTum")  # killed between the two moves
    (year / ".DongDa.cchc-work/new").mkdir(parents=True)  # killed while building
    (year / ".DongDa.cchc-work/new/plan.pdf").write_text("nửa chừng")
    done = command(root)
    assert "0 đã dựng; 4 không đổi; 0 lỗi" in done.stdout  # nothing to build is no reason to leave it
    assert _faults(root) == []


def test_memory_of_a_worker_stays_small(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process per report: what one took is given back, however many follow."""
    from cchc.run.jobs import BUILT, Job
    from cchc.run.pool import run_local

    monkeypatch.setenv("ENGINE", "fork")
    jobs = [
        Job(key, key, 2024, is_issue=False, is_forced=True, root=str(root), commit="")
        for key in ("KrongNo", "DongDa", "KonTum", "KrongNo", "DongDa")
    ]
    outcomes = list(run_local(jobs, 1, lambda *_: None))
    assert {one.status for one in outcomes} == {BUILT}
    # pages with floating charts are laid out several times, and a report has a brief and a page to try scores out
    assert max(one.peak_mib for one in outcomes) < 500
    by_key = {}
    for one in outcomes:
        by_key.setdefault(one.job.unit_key, []).append(one.peak_mib)
    for key in ("KrongNo", "DongDa"):
        assert abs(by_key[key][1] - by_key[key][0]) < 20, by_key


def test_where_there_is_no_fork_the_reports_are_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows and macOS: workers are started afresh, notebooks run in ordinary kernels; not a byte differs."""
    from types import SimpleNamespace

    from cchc.run import pool
    from cchc.run.jobs import BUILT, Job

    folder = root / "reports/2024/DongDa"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(pool, "sys", SimpleNamespace(platform="darwin"))
    monkeypatch.setenv("ENGINE", "kernel")
    job = Job("DongDa", "Đống Đa", 2024, is_issue=False, is_forced=True, root=str(root), commit="")
    outcome = next(pool.run_local([job], 1, lambda *_: None))
    assert outcome.status == BUILT, outcome.sentence
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name for name in before if after[name] != before[name]} <= {"run.json"}  # where another commit may stand
