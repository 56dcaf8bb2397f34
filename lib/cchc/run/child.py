"""Inside the forked process: one notebook, cell by cell, in a kernel without sockets."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from cchc.run.handed import Counter, Handed
from cchc.run.opened import watch_opened
from cchc.run.plain_cells import n_plain
from cchc.run.preload import INLINE
from cchc.run.processes import die_with_parent


def run_cells(notebook: Any, pipe: Connection, parent: int, handed: Handed | None) -> NoReturn:
    """Run every code cell and send what became of it; never returns.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        With its parameters injected.
    pipe : multiprocessing.connection.Connection
        Takes ``("start", number)``, ``("done", number, cell)`` with the cell executed, and at last ``("end", paths)`` with the
        files that were opened for reading.
    parent : int
        Process number of the one that waits.
    handed : Handed or None
        What the notebook may take instead of reading and computing the very same.
    """
    code = 1
    try:
        die_with_parent(parent)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _run(notebook, pipe, handed)
        code = 0
    except BaseException as error:  # noqa: BLE001 -- nothing of the parent's may run on in this process
        pipe.send(("broken", f"{type(error).__name__}: {error}"))
    finally:
        pipe.close()
        os._exit(code)


def _run(notebook: Any, pipe: Connection, handed: Handed | None) -> None:
    from nbclient import NotebookClient  # noqa: PLC0415 -- heavy, imported before the fork

    from cchc.reporting.notebook import tags_of  # noqa: PLC0415

    kernel_client, streams = _start(), _Streams()
    book = NotebookClient(notebook)
    book.reset_execution_trackers()
    opened: set[str] = set()
    watch_opened(opened.add)
    counter = Counter(handed, Path.cwd()) if handed else None  # the working directory is the project
    n_known = n_plain(notebook.cells)
    for number, cell in enumerate(notebook.cells):
        if counter and number == n_known:
            counter.close()
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        pipe.send(("start", number))
        cell.outputs = []
        cell.metadata.setdefault("execution", {})
        book.clear_before_next_output = False
        kernel_client.execute(cell.source, store_history=True)
        while True:
            message = kernel_client.get_iopub_msg(timeout=None)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
            book.process_message(message, cell, number)
        cell.outputs += streams.take()
        _add_error(cell, kernel_client.get_shell_msg(timeout=None)["content"])
        pipe.send(("done", number, dict(cell)))
        failed = any(one.output_type == "error" for one in cell.outputs)
        if failed and "raises-exception" not in tags_of(cell):
            break
    pipe.send(("end", sorted(opened)))


def _add_error(cell: Any, reply: dict[str, Any]) -> None:
    """Add the error that the kernel's reply tells and that no output shows: where even the traceback could not be written."""
    from nbformat.v4 import new_output  # noqa: PLC0415 -- heavy, imported before the fork

    if reply["status"] == "error" and not any(one.output_type == "error" for one in cell.outputs):
        told = {key: reply.get(key, "") for key in ("ename", "evalue")}
        cell.outputs.append(new_output("error", **told, traceback=list(reply.get("traceback", []))))


def _start() -> Any:
    """Start the kernel as an ordinary one would be: its own random numbers, charts inline, frames in full width."""
    import matplotlib as mpl  # noqa: PLC0415 -- heavy, imported before the fork
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415
    from ipykernel.inprocess.manager import InProcessKernelManager  # noqa: PLC0415
    from IPython.core.history import HistoryManager  # noqa: PLC0415

    from cchc.reporting.charts.foreign import defaults  # noqa: PLC0415
    from cchc.reporting.ipython import register  # noqa: PLC0415

    HistoryManager.enabled = False  # no thread, no file in the analyst's home
    np.random.seed()  # noqa: NPY002 -- the fork must not draw what every other fork draws
    mpl.rcParams.update(defaults())
    os.environ["MPLBACKEND"] = mpl.rcParams["backend"] = INLINE
    pd.set_option("display.max_columns", 20)  # pandas chose for a terminal when it was imported
    if "" not in sys.path:
        sys.path.insert(0, "")
    manager: Any = InProcessKernelManager()
    manager.start_kernel()
    # ipykernel 7 asks for a thread of the shell's socket when a cell awaits something; here there is none
    type(manager.kernel)._supports_kernel_subshells = False  # noqa: SLF001
    manager.kernel.shell_channel_thread = SimpleNamespace(parent_thread=None)
    client = manager.client()
    client.start_channels()
    register()
    return client


class _Streams:
    """What programs and C code write past Python: an ordinary kernel shows it in the cell, so does this one."""

    def __init__(self) -> None:
        self._files = {}
        for number, name in ((1, "stdout"), (2, "stderr")):
            file = tempfile.TemporaryFile()  # noqa: SIM115 -- lives as long as the process
            os.dup2(file.fileno(), number)
            self._files[name] = file

    def take(self) -> list[Any]:
        """Return stream outputs of what came since the last time."""
        import nbformat  # noqa: PLC0415 -- heavy, imported before the fork

        found = []
        for name, file in self._files.items():
            file.seek(0)
            text = file.read().decode("utf-8", errors="replace")
            file.seek(0)
            file.truncate()
            if text:
                found.append(nbformat.v4.new_output("stream", name=name, text=text))
        return found
