"""The project's own kernel, for ``ENGINE=kernel``: nothing of the user's settings reaches it, and what it reads is told.

It is also the extension that such a kernel loads when it starts, before any cell.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from cchc.run.environ import environment_with
from cchc.run.opened import own_files, watch_opened
from cchc.run.preload import INLINE, matplotlib_settings

#: Names the file in which a kernel notes what it opens.
_NOTES = "CCHC_OPENED"


class OwnKernelManager(AsyncKernelManager):  # type: ignore[misc]
    """Starts this Python, whatever kernel a notebook names: one of a colleague's machine, or none.

    Talks to the kernel over CurveZMQ: nobody on a shared machine reads along, and ipykernel has nothing to warn of.
    """

    transport_encryption = "auto"

    @property
    def kernel_spec(self) -> KernelSpec:
        """What is started: no start-up files, no history, no settings of matplotlib from the user's home."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", f"--ext={__name__}"]
        home = os.environ[_NOTES] + ".ipython"
        return KernelSpec(
            argv=argv,
            display_name="cchc",
            language="python",
            metadata={"supported_encryption": ["curve"]},
            env={"IPYTHONDIR": home, "PYTHONSTARTUP": "", "MPLBACKEND": INLINE} | matplotlib_settings(),
        )


@contextmanager
def noted(root: Path) -> Iterator[list[str]]:
    """Give a list that holds, afterwards, the files of the project that a kernel read meanwhile.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the project.
    """
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="cchc-kernel-", ignore_cleanup_errors=True) as folder:
        notes = Path(folder, "opened")
        with environment_with(**{_NOTES: str(notes)}):
            yield found
        if notes.exists():
            found += own_files(notes.read_text(encoding="utf-8", errors="surrogateescape").split("\0"), root)


def load_ipython_extension(_: Any) -> None:
    """Prepare a kernel that starts: charts and frames as blocks, files that are opened noted."""
    from cchc.reporting.ipython import register  # noqa: PLC0415 -- heavy, and of no use to the one that starts kernels

    register()
    seen: set[str] = set()
    notes = os.open(os.environ[_NOTES], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(path: str) -> None:
        if path not in seen:
            seen.add(path)
            os.write(notes, f"{path}\0".encode("utf-8", errors="surrogateescape"))

    watch_opened(note)
