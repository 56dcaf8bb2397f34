"""Shared fixtures: a copy of the project's data that tests may break, and one built report."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# the same examples on every machine: a change that lands has been tried with them
settings.register_profile("cchc", derandomize=True)
settings.load_profile("cchc")


def copy_project(target: Path) -> Path:
    """Copy what a report is made of, without the library."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "offices"))
    return target


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the project in a path with spaces and Vietnamese letters; commands work on it."""
    root = copy_project(tmp_path / "dự án thử")
    monkeypatch.setenv("CCHC_ROOT", str(root))
    return root


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of Bắc Kạn's report of 2024, built once from a copy of the project."""
    root = copy_project(tmp_path_factory.mktemp("built") / "dự án thử")
    before = os.environ.get("CCHC_ROOT")
    os.environ["CCHC_ROOT"] = str(root)
    try:
        from cchc.run.pipeline import build_report

        return build_report("BacKan", 2024, say=lambda _: None)
    finally:
        os.environ.pop("CCHC_ROOT")
        if before:
            os.environ["CCHC_ROOT"] = before
