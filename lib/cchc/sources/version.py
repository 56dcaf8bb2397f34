"""Which version of the project made a report."""

from __future__ import annotations

import subprocess
from pathlib import Path

_TRACKED = ("lib", "notebooks", "params", "data", "requirements.lock")


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
    head = _git(root, "rev-parse", "--short=12", "HEAD")
    if head is None:
        return "không rõ"
    changed = _git(root, "status", "--porcelain", "--", *_TRACKED)
    return f"{head} (bản nháp)" if changed else head


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, text=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
