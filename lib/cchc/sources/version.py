"""Which version of the project made a report. Imports nothing heavy: a run with nothing to do must not wait."""

from __future__ import annotations

import functools
import hashlib
import os
import subprocess
from pathlib import Path

LOCK = "requirements.lock"
#: The commit of the machine that asked, on a machine that works for it without a checkout.
COMMIT_VARIABLE = "CCHC_COMMIT"
_PACKAGE = Path(__file__).resolve().parents[1]
_TRACKED = ("lib", "notebooks", "params", "data", LOCK)


@functools.cache
def find_code(root: Path) -> str:
    """Return one hash over the library that runs: its modules, templates and fonts, and the lock of its packages.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the project, where the lock is.

    Returns
    -------
    str
        sha256, the same on every machine that has the same files; asked once per process.
    """
    digest = hashlib.sha256()
    files = {path.relative_to(_PACKAGE).as_posix(): path for path in _PACKAGE.rglob("*") if path.is_file()}
    for name in sorted(files):
        if "__pycache__" not in name:
            digest.update(f"{name} {hashlib.sha256(files[name].read_bytes()).hexdigest()}\n".encode())
    lock = root / LOCK
    digest.update(lock.read_bytes() if lock.is_file() else b"")
    return digest.hexdigest()


def find_commit(root: Path) -> str:
    """Return the commit of the project, marked as a draft if anything that counts has been changed since.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the project.

    Returns
    -------
    str
        ``1a2b3c4d5e6f``, ``1a2b3c4d5e6f (bản nháp)``, or ``không rõ`` outside a checkout.
    """
    if told := os.environ.get(COMMIT_VARIABLE):
        return told
    head = _git(root, "rev-parse", "--short=12", "HEAD")
    if head is None:
        return "không rõ"
    changed = _git(root, "status", "--porcelain", "--", *_TRACKED)
    return f"{head} (bản nháp)" if changed else head


def changed_files(root: Path, folder: str) -> list[str] | None:
    """List what in a folder of the project is not as its commit has it; None outside a checkout."""
    told = _git(root, "-c", "core.quotePath=false", "status", "--porcelain", "--", folder)
    return None if told is None else [line.split(maxsplit=1)[-1] for line in told.splitlines()]


def changed_on(root: Path, path: str) -> float | None:
    """Return when the newest version of a file that came with the program was made; None outside a checkout, or of another file."""
    told = _git(root, "log", "-1", "--format=%ct", "--", path)
    return float(told) if told else None


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, text=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
