"""A notebook that somebody works on in JupyterLab: where it lies, what its cells were when they ran, how errors look there.

Nothing of this happens in a run of the project's own engines, which show errors on the command line.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from cchc.errors import CchcError
from cchc.reporting.aside import Aside, folded, warning
from cchc.sources.coverage import read_register
from cchc.sources.plan_years import check_year
from cchc.sources.root import NOTEBOOK_VARIABLE, find_root

#: JupyterLab's server names the notebook of a session to its kernel.
SESSION = "JPY_SESSION_NAME"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
#: Id of a cell → its text when it ran last.
_ran: dict[str, str] = {}
_looked: list[object] = []


def session_notebook() -> Path | None:
    """Return the notebook that is worked on; None outside JupyterLab, and where one of the project's engines runs it."""
    named = os.environ.get(SESSION, "")
    return Path(named) if named.endswith(".ipynb") and NOTEBOOK_VARIABLE not in os.environ else None


def register_session(shell: Any) -> None:
    """Let a kernel of JupyterLab work as the project's engines do, and tell what is wrong in one sentence.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        Of the kernel.
    """
    notebook = session_notebook()
    if notebook is None or shell.custom_exceptions:
        return
    # as in a run of the project: files are named from its folder, modules beside the notebook are found
    os.chdir(find_root())
    sys.path.insert(0, str(notebook.parent))
    shell.set_custom_exc((CchcError,), _show_error)
    shell.events.register("pre_run_cell", _note_cell)
    shell.events.register("post_run_cell", lambda _: _look_at_parameters(shell))


def changed_cells(cells: list[Any]) -> list[int]:
    """Tell which cells of the saved notebook are not as they last ran: the notebook was changed and not saved.

    Parameters
    ----------
    cells : list of nbformat.NotebookNode
        Of the file.

    Returns
    -------
    list of int
        Numbers, from 1.
    """
    saved = {cell.get("id"): number for number, cell in enumerate(cells, start=1)}
    return sorted(
        saved[key]
        for key, source in _ran.items()
        if key in saved and cells[saved[key] - 1].source.strip() != source.strip()
    )


def lost_cells(cells: list[Any]) -> int:
    """Return how many cells have run that the saved notebook does not hold."""
    return len(_ran.keys() - {cell.get("id") for cell in cells})


def _note_cell(info: Any) -> None:
    if info.cell_id and info.store_history:
        _ran[info.cell_id] = info.raw_cell


def _show_error(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> list[str]:
    """Show a sentence as what went wrong; how Python came there is folded away below it."""
    from IPython.display import display  # noqa: PLC0415 -- only in a notebook

    lines: list[str] = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=tb_offset)
    shell._showtraceback(kind, error, [str(error)])  # noqa: SLF001 -- the one door for a traceback of one's own
    display(folded("Vết lỗi, cho người hỗ trợ", _ANSI.sub("", "\n".join(lines))))
    return lines


def _look_at_parameters(shell: Any) -> None:
    """Say at once, below the cell that sets them, what is wrong with a unit or a year."""
    from IPython.display import display  # noqa: PLC0415 -- only in a notebook

    given = [shell.user_ns.get(name) for name in ("province", "year")]
    if given == _looked or None in given:
        return
    _looked[:] = given
    try:
        read_register(find_root()).resolve(str(given[0]), check_year(given[1]))
    except CchcError as error:
        display(Aside((warning(str(error)),)))
