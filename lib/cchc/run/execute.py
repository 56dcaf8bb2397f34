"""Strict execution of one notebook by papermill."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

import cchc.run.engine  # noqa: F401 -- registers itself, also where the package was installed without its entry point
from cchc.errors import NotebookError, suggest
from cchc.reporting.notebook import tags_of
from cchc.run.engine_choice import FORK, KERNEL, OPENED, SlowCellError, chosen_engine
from cchc.run.environ import environment_with
from cchc.run.handed import Handed
from cchc.run.kernel import OwnKernelManager, noted
from cchc.run.notebook_choice import shown
from cchc.sources.root import NOTEBOOK_VARIABLE, ROOT_VARIABLE

CELL_TIMEOUT_S = 300
_SENTENCE_ERRORS = re.compile(
    r"(ParameterError|UnknownNameError|MissingDataError|IssueRefusedError|InputError|NotebookError|CchcError)$"
)


def read_notebook(path: Path) -> Any:
    """Read a notebook as something to run: every notebook here is Python, whatever kernel it names.

    Parameters
    ----------
    path : pathlib.Path
        The notebook; never written to.

    Returns
    -------
    nbformat.NotebookNode
        With the project's kernel, and lists of tags.

    Raises
    ------
    NotebookError
        If it cannot be read.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.metadata["tags"] = list(tags_of(cell))
        notebook.metadata |= {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        }
    except (OSError, ValueError, TypeError, AttributeError, nbformat.reader.NotJSONError) as error:
        why = (
            (error.strerror or str(error))
            if isinstance(error, OSError)
            else "nội dung không phải sổ tính Jupyter (JSON)"
        )
        raise NotebookError(f"Không mở được sổ tính {shown(path)}: {why}.") from None
    return notebook


def check_parameters(path: Path, supplied: dict[str, Any]) -> Any:
    """Refuse a notebook whose declared parameters are not exactly those supplied.

    papermill alone only warns, and then builds the report of the default unit with exit code 0.

    Parameters
    ----------
    path : pathlib.Path
        The notebook.
    supplied : dict
        Name → value.

    Returns
    -------
    nbformat.NotebookNode
        The notebook, as ``read_notebook`` gives it.

    Raises
    ------
    NotebookError
        If it cannot be read, there is not exactly one cell tagged ``parameters``, or a name is missing or unknown.
    """
    name, notebook = shown(path), read_notebook(path)
    tagged = sum("parameters" in tags_of(cell) for cell in notebook.cells)
    if tagged != 1:
        raise NotebookError(
            f"Sổ tính {name} phải có đúng một ô mang nhãn 'parameters', hiện có {tagged}; không chạy để tránh lập nhầm báo cáo."
        )
    declared = papermill.inspect_notebook(notebook)
    for one in supplied:
        if one not in declared:
            near = suggest(one, declared)
            hint = f"; có lẽ là '{near[0]}'" if near else ""
            raise NotebookError(
                f"Sổ tính {name} không khai báo tham số '{one}'{hint} (đang khai báo: {', '.join(declared)})."
            )
    for one in declared:
        if one not in supplied:
            raise NotebookError(f"Sổ tính {name} khai báo tham số '{one}' nhưng lệnh không cung cấp giá trị.")
    return notebook


def _number(index: int, notebook: Any) -> int:
    """Return a cell's number as the analyst sees it: without the cell that papermill adds below the parameters."""
    at = next(at for at, cell in enumerate(notebook.cells) if "parameters" in tags_of(cell))
    return index + 1 - (index > at)


def execute_notebook(path: Path, parameters: dict[str, Any], *, root: Path, handed: Handed | None = None) -> Any:
    """Run a notebook in a fresh process and return it executed.

    Parameters
    ----------
    path : pathlib.Path
        The notebook; never written to.
    parameters : dict
        Checked against the notebook's declaration.
    root : pathlib.Path
        Folder of the project, the working directory of the cells.
    handed : Handed, optional
        What was read and computed already; an ordinary kernel, which shares no memory, does it by itself.

    Returns
    -------
    nbformat.NotebookNode
        With outputs.

    Raises
    ------
    NotebookError
        With the sentence of the error, the notebook and the cell. The original is its cause.
    """
    notebook, engine = check_parameters(path, parameters), chosen_engine()
    shared = {"handed": handed} if engine == FORK else {}
    try:
        with (
            environment_with(**{ROOT_VARIABLE: str(root), NOTEBOOK_VARIABLE: str(path.resolve().parent)}),
            noted(root) as opened,
        ):
            executed = papermill.execute_notebook(
                notebook, None, parameters=parameters, cwd=str(root), progress_bar=False, log_output=False,
                engine_name=engine, execution_timeout=CELL_TIMEOUT_S, start_timeout=CELL_TIMEOUT_S,
                # outputs that come late are waited for: by default a busy machine loses them after four seconds, without a word
                iopub_timeout=CELL_TIMEOUT_S, raise_on_iopub_timeout=True,
                shutdown_kernel="immediate", kernel_manager_class=OwnKernelManager, **shared,
            )  # fmt: skip
    except PapermillExecutionError as error:
        number = _number(error.cell_index, notebook)
        if _SENTENCE_ERRORS.search(error.ename):
            raise NotebookError(error.evalue) from error
        raise NotebookError(
            f"Sổ tính {shown(path)}, ô số {number} dừng vì lỗi {error.ename}: {error.evalue}"
        ) from error
    except TimeoutError as error:
        which = f"ô số {_number(error.index, notebook)}" if isinstance(error, SlowCellError) else "một ô"
        raise NotebookError(
            f"Sổ tính {shown(path)} không chạy xong: {which} chạy quá {CELL_TIMEOUT_S} giây."
        ) from error
    except RuntimeError as error:
        raise NotebookError(f"Sổ tính {shown(path)} không chạy xong: {str(error).splitlines()[0]}") from error
    if engine == KERNEL:
        executed.metadata[OPENED] = opened
    return executed
