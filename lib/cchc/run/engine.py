"""A papermill engine that runs each notebook in a fork of this process: fresh as a kernel, without its start.

Registered under ``papermill.engine`` as ``cchc_fork``; ``papermill --engine cchc_fork`` offers it as well. Where there
is no fork that is safe (Windows, macOS, a process with threads), papermill's own engine is used, with the same documents.

papermill imports this module while it is imported itself: import papermill first, never this module.
"""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import nbformat
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

from cchc.run.child import run_cells
from cchc.run.engine_choice import FORK, OPENED, SlowCellError
from cchc.run.handed import Handed
from cchc.run.opened import own_files
from cchc.run.preload import preload
from cchc.run.processes import kill_below


class ForkEngine(Engine):  # type: ignore[misc]
    """Runs the cells in a forked process, in a kernel of ipykernel that needs no sockets."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,  # noqa: ARG003 -- papermill passes it
        *,
        execution_timeout: float | None = None,
        handed: Handed | None = None,
        **_: object,
    ) -> None:
        """Run all cells up to the first that fails.

        Parameters
        ----------
        nb_man : papermill.engines.NotebookExecutionManager
            Holds the notebook and takes what becomes of each cell.
        kernel_name : str
            Of the notebook; every notebook here is Python.
        execution_timeout : float, optional
            Most seconds that one cell may take.
        handed : Handed, optional
            What was read and computed already.

        Raises
        ------
        TimeoutError
            If a cell takes longer; the process is gone.
        RuntimeError
            If the process ended by itself.
        """
        preload()
        receiver, sender = Pipe(duplex=False)
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        process = os.fork()
        if process == 0:
            receiver.close()
            run_cells(nb_man.nb, sender, parent, handed)
        sender.close()
        at, is_whole = 0, False
        try:
            while True:
                message = _receive(receiver, execution_timeout, at)
                at = message[1] if message[0] == "start" else at
                if not cls._take(nb_man, message):
                    break
            is_whole = True
        finally:
            receiver.close()
            if not is_whole:
                kill_below(process)
            os.kill(process, signal.SIGKILL)  # it has nothing left to do, or must not go on
            os.waitpid(process, 0)

    @classmethod
    def _take(cls, nb_man: NotebookExecutionManager, message: tuple[Any, ...]) -> bool:
        """Write one message of the process into the notebook; tell whether there will be more."""
        if message[0] == "end":
            nb_man.nb.metadata[OPENED] = own_files(message[1], Path.cwd())  # the working directory is the project
            return False
        if message[0] == "broken":
            raise RuntimeError(message[1])
        number = message[1]
        cell = nb_man.nb.cells[number]
        if message[0] == "start":
            nb_man.cell_start(cell, number)
            return True
        executed = nbformat.from_dict(message[2])
        cell.outputs, cell.execution_count = executed.outputs, executed.execution_count
        cell.metadata["execution"] = executed.metadata["execution"]
        if any(one.output_type == "error" for one in cell.outputs):
            nb_man.cell_exception(cell, number)
        nb_man.cell_complete(cell, number)
        return True


def _receive(receiver: Any, limit: float | None, at: int) -> tuple[Any, ...]:
    """Wait for the next message while cell ``at`` runs.

    Raises
    ------
    TimeoutError, RuntimeError
        See ``execute_managed_notebook``.
    """
    if not receiver.poll(limit):
        raise SlowCellError(at)
    try:
        message: tuple[Any, ...] = receiver.recv()
    except EOFError:
        raise RuntimeError("tiến trình chạy sổ tính đã dừng đột ngột (hết bộ nhớ?)") from None
    return message


# also where the package was installed before it had this entry point
papermill_engines.register(FORK, ForkEngine)
