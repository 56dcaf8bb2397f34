"""``make preview``, ``cchc.preview()``: one notebook, run anew from its first cell, as files to look at."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc.errors import NotebookError, UnknownNameError
from cchc.paths import REPORTS
from cchc.reporting.book import Chapter
from cchc.reporting.document import Document
from cchc.reporting.document_files import file_name, parameters_of
from cchc.reporting.excel import write_workbook
from cchc.reporting.notebook import Overlook, build_document, unread
from cchc.reporting.other_units import overlooker
from cchc.run.execute import execute_notebook, read_notebook
from cchc.run.notebook_choice import shown
from cchc.run.staging import put_file
from cchc.run.tell import WRITERS
from cchc.sources.reader import Reader
from cchc.sources.reference import load_units

#: Below ``reports``: what was only looked at.
PREVIEW = "preview"


@dataclass(frozen=True)
class Preview:
    """What was made of a notebook.

    Attributes
    ----------
    files : tuple of pathlib.Path
        PDF, Word (of a brief none), HTML, workbook; relative to the project.
    remarks : tuple of str
        What the checks before printing found, one line each.
    """

    files: tuple[Path, ...]
    remarks: tuple[str, ...]


def preview_notebook(path: Path, root: Path, say: Callable[[str], None]) -> Preview:
    """Run a notebook with the parameters that stand in it, and write what it tells.

    Parameters
    ----------
    path : pathlib.Path
        The notebook, as it was saved.
    root : pathlib.Path
        Folder of the project.
    say : callable
        Takes a line for what was kept of earlier files.

    Returns
    -------
    Preview
        Files named after unit, year and document, below ``reports/preview``.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and in which cell.
    """
    parameters = parameters_of(read_notebook(path), shown(path))
    executed = execute_notebook(path, parameters, root=root)
    try:
        document = build_document(executed, _overlook(parameters, root))
    except NotebookError as error:
        raise NotebookError(f"Sổ tính {shown(path)}: {error}") from error
    name = file_name(path, parameters)
    folder = root / REPORTS / PREVIEW
    with tempfile.TemporaryDirectory(prefix="cchc-preview-") as work:
        made = _write(document, Path(work), name)
        for one in made:
            put_file(folder / one.name, one.read_bytes(), root, say)
    found = document.findings or ()
    checked = tuple(f"{one.place_vi}: {one.found_vi}; {one.allowed_vi}" for one in found if one.is_open)
    remarks = tuple(one for one in document.remarks if not any(one in other for other in checked))
    return Preview(tuple((folder / one.name).relative_to(root) for one in made), (*remarks, *checked))


def _overlook(parameters: Mapping[str, Any], root: Path) -> Overlook:
    """Return what reads an analyst's words for the names of other units than that of the parameters."""
    if not {"province", "year"} <= parameters.keys():
        return unread
    year, units = int(parameters["year"]), load_units(Reader(root))
    try:
        return overlooker(units.resolve(str(parameters["province"]), year), year, units)
    except UnknownNameError:  # of a campaign in the year of a merger, who exists at its end
        return unread


def _write(document: Document, folder: Path, name: str) -> list[Path]:
    """Write all formats."""
    made = []
    for suffix in ("pdf", "html") if document.settings.layout == "brief" else ("pdf", "docx", "html"):
        made.append(folder / f"{name}.{suffix}")
        WRITERS[suffix](document, made[-1])
    made.append(folder / f"{name}.xlsx")
    settings = document.settings
    write_workbook(
        made[-1], (Chapter("", document.blocks),), title=settings.title, lines=[settings.footer],
        is_illustrative=bool(settings.watermark),
    )  # fmt: skip
    return made
