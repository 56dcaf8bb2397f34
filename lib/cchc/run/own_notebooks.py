"""Notebooks of a unit and year that are called as no common one: each adds a document to the unit's report."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from cchc.errors import NotebookError
from cchc.paths import NOTEBOOKS
from cchc.reporting.addresses import slug
from cchc.run.document_names import SHORT_NAMES, Notebooks
from cchc.run.execute import read_notebook
from cchc.run.notebook_choice import further_names, shown

_FORMATS = ("html", "pdf")


def further_notebooks(parameters: Mapping[str, Any], root: Path, taken: Collection[str]) -> Notebooks:
    """Return the documents that a unit's own notebooks add to its report.

    Parameters
    ----------
    parameters : mapping
        Of the report.
    root : pathlib.Path
        Folder of the project.
    taken : collection of str
        Names of the documents that are there.

    Returns
    -------
    dict
        ``Notebooks``, sorted by file name.

    Raises
    ------
    NotebookError
        If a notebook cannot be read, or its document would be called as another.
    """
    found: Notebooks = {}
    stems = dict.fromkeys((*taken, *SHORT_NAMES), "tài liệu của chương trình")
    for name in further_names(parameters, root):
        path = root / NOTEBOOKS / name
        stem = slug(path.stem)
        if stem in stems:
            raise NotebookError(
                f"Sổ tính {shown(path)}: tài liệu '{stem}' trùng tên với {stems[stem]}; hãy đổi tên sổ tính."
            )
        stems[stem] = name
        found[name] = (stem, _FORMATS, _title(path))
    return found


def _title(path: Path) -> str:
    """Return the first heading of a notebook."""
    texts = (cell.source.lstrip() for cell in read_notebook(path).cells if cell.cell_type == "markdown")
    return next((text.splitlines()[0].lstrip("# ").strip() for text in texts if text.startswith("#")), path.stem)
