"""Commands run as make runs them, and a project with four reports built once."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
YEAR = "2024"
#: Two provinces and two districts that are quickly built.
KEYS = ("KonTum", "DakNong", "KrongNo", "DongDa")
Command = Callable[..., "subprocess.CompletedProcess[str]"]


def _environment(root: Path, choices: dict[str, str]) -> dict[str, str]:
    return {**os.environ, "CCHC_ROOT": str(root), "YEAR": YEAR, "PROVINCES": " ".join(KEYS), **choices}


def _command(root: Path, name: str = "reports", **choices: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cchc", name],
        env=_environment(root, choices), capture_output=True, text=True, cwd=root, check=False,
    )  # fmt: skip


def _start(root: Path, name: str = "reports", **choices: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "cchc", name],
        env=_environment(root, choices), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=root,
    )  # fmt: skip


@pytest.fixture(scope="session")
def command() -> Command:
    """Return what runs a command on a project: folder, name of the command (reports), choices of the environment."""
    return _command


@pytest.fixture(scope="session")
def start() -> Callable[..., "subprocess.Popen[str]"]:
    """Return what starts a command and does not wait."""
    return _start


@pytest.fixture(scope="session")
def four_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the reports of ``KEYS`` once; nobody changes this folder."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared  # one for all workers
    root = shared / "four reports" / "dự án"
    with FileLock(shared / "four reports.lock"):
        if not (root / "done").exists():
            for name in ("params", "data", "notebooks"):
                shutil.copytree(
                    ROOT / name, root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "offices")
                )
            shutil.copy(ROOT / "requirements.lock", root)
            done = _command(root, JOBS="2")
            assert done.returncode == 0, done.stderr
            assert "4 đã dựng; 0 không đổi; 0 lỗi" in done.stdout
            (root / "done").touch()
    return root


@pytest.fixture
def root(four_reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of the project with its four reports, that a test may change."""
    copy = tmp_path / "dự án"
    shutil.copytree(four_reports, copy)
    monkeypatch.setenv("CCHC_ROOT", str(copy))
    yield copy
    shutil.rmtree(copy)
