"""What public bug reports taught the doors around the notebooks: kernels, charts, exports, clones, set-up, calendars."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


# ---- clones and Word -------------------------------------------------------------------------------------------------


def test_a_clone_of_windows_has_the_same_bytes(tmp_path: Path) -> None:
    """Git for Windows turns line ends by default; hashes and documents rest on the bytes."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    if not names:
        pytest.skip("outside a checkout")
    source = tmp_path / "source"
    for name in names:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.autocrlf=false", "-c", "core.safecrlf=false"]
    for command in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], cwd=source, check=True)
    clone = ["git", "clone", "-q", "-c", "core.autocrlf=true", source, tmp_path / "clone"]
    subprocess.run(clone, check=True)
    assert [one for one in names if (tmp_path / "clone" / one).read_bytes() != (ROOT / one).read_bytes()] == []


def test_word_opens_every_file_without_compatibility_mode(built: Path) -> None:
    for path in built.rglob("*.docx"):
        settings = zipfile.ZipFile(path).read("word/settings.xml").decode()
        assert re.findall(r'"compatibilityMode"[^>]*w:val="(\d+)"', settings) == ["15"]
