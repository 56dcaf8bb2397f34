"""The same reports over dask.distributed: a real scheduler, two workers on loopback, one of them killed."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.whole

Command = Callable[..., "subprocess.CompletedProcess[str]"]
KEYS = ("KonTum", "DakNong", "KrongNo", "DongDa")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _program(name: str, *arguments: str, folder: Path) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if name != "CCHC_ROOT"}
    log = (folder / f"{name}.log").open("ab")
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{name}", *arguments, "--no-dashboard"],
        env=environment, stdout=log, stderr=log, cwd=folder, start_new_session=True,
    )  # fmt: skip


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """Start a scheduler and two workers; return its address and the workers."""
    folder = tmp_path_factory.mktemp("cluster")
    address = f"tcp://127.0.0.1:{_free_port()}"
    programs = [_program("scheduler", "--host", address, folder=folder)]
    worker = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
    programs += [_program("worker", address, *worker, folder=folder) for _ in range(2)]
    try:
        from distributed import Client

        with Client(address, timeout=600) as client:
            client.wait_for_workers(2, timeout=600)
        yield address, programs[1:]
    finally:
        for one in programs:
            try:
                family = psutil.Process(one.pid).children(recursive=True)
            except psutil.Error:
                family = []
            for process in (*family, one):
                process.kill()
            one.wait()


def _bytes(root: Path) -> dict[str, str]:
    folder = root / "reports/2024"
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_worker_that_is_killed_is_survived_and_reports_come_back_whole(
    root: Path,
    cluster: tuple[str, list["subprocess.Popen[bytes]"]],
    command: Command,
    start: Callable[..., "subprocess.Popen[str]"],
) -> None:
    address, workers = cluster
    here = _bytes(root)
    process = start(root, SCHEDULER=address, FORCE="1")
    assert process.stdout is not None
    told = ""
    for line in process.stdout:
        told += line
        if line.startswith("[1/4]"):
            break
    os.killpg(workers[0].pid, signal.SIGKILL)
    told += process.communicate(timeout=900)[0]
    assert process.returncode == 0, told
    assert "4 đã dựng; 0 không đổi; 0 lỗi" in told
    assert _bytes(root) == here  # the same files, byte for byte, as built on this machine
    assert "4 không đổi" in command(root).stdout

    # an error arrives as the sentence that this machine would give
    (root / "params/2024/KonTum.yml").write_text("plan: [", encoding="utf-8")
    done = command(root, PROVINCES="KonTum DongDa", SCHEDULER=address)
    assert done.returncode == 2
    assert "Tệp params/2024/KonTum.yml, dòng 1, cột 8: không đọc được theo cú pháp YAML" in done.stdout
    assert "0 đã dựng; 1 không đổi; 1 lỗi" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_scheduler_that_is_not_there_gets_a_sentence(
    root: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "2s")
    for address in (f"tcp://127.0.0.1:{_free_port()}", "xyz"):
        done = command(root, SCHEDULER=address, FORCE="1", PROVINCES="DongDa")
        assert done.returncode == 2
        assert f"Không kết nối được với SCHEDULER={address}" in done.stderr
        assert "Traceback" not in done.stdout + done.stderr


def test_what_killed_workers_left_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cchc.run import cluster as module

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    for name in (f"cchc-project-abc-{gone.pid}", f"cchc-project-abc-{os.getpid()}", "cchc-bench-1", "other"):
        (tmp_path / name).mkdir()
    module._clear_away()
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "cchc-bench-1",
        f"cchc-project-abc-{os.getpid()}",
        "other",
    ]
