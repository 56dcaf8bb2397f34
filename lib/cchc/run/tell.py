"""Run notebooks and write what they tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cchc.errors import NotebookError
from cchc.paths import NOTEBOOKS
from cchc.reporting.document import Document
from cchc.reporting.footing import footing
from cchc.reporting.html import write_html
from cchc.reporting.links import link_documents
from cchc.reporting.notebook import build_document, unread
from cchc.reporting.other_units import overlooker
from cchc.reporting.sentences import sentence
from cchc.reporting.typst import write_pdf
from cchc.reporting.word import write_docx
from cchc.run.document_names import Notebooks as Notebooks  # noqa: PLC0414 -- products know it here
from cchc.run.engine_choice import OPENED
from cchc.run.execute import execute_notebook
from cchc.run.handed import Handed
from cchc.run.notebook_choice import chosen_notebook, shown
from cchc.run.plain_cells import plain_cells
from cchc.run.products import Say
from cchc.run.surroundings import ALONE, Surroundings
from cchc.sources.inputs import ReportInputs
from cchc.sources.looked import hash_file

WRITERS: dict[str, Callable[[Document, Path], None]] = {"html": write_html, "pdf": write_pdf, "docx": write_docx}


@dataclass(frozen=True)
class Told:
    """What notebooks have told.

    Attributes
    ----------
    documents : list of Document
        In the order of the notebooks.
    notebooks : dict of str to str
        Name below ``notebooks`` → sha256 of what was run.
    cells_read : dict of str to str
        File of the project that a cell read by itself → sha256.
    unwatched : list of str
        Notebooks with cells of the analyst's own, which may rest on what nobody watches.
    """

    documents: list[Document]
    notebooks: dict[str, str]
    cells_read: dict[str, str]
    unwatched: list[str]


def write_documents(
    handed: Handed, notebooks: Notebooks, root: Path, staging: Path, say: Say, surroundings: Surroundings = ALONE
) -> Told:
    """Run notebooks and write what they tell.

    Parameters
    ----------
    handed : Handed
        What the command has read and computed: the notebooks get its parameters, and must rest on the same.
    notebooks : dict
        ``Notebooks``.
    root, staging : pathlib.Path
        The project, and the folder that takes the documents.
    say : callable
        Takes a line of progress.
    surroundings : Surroundings
        What the documents lead to besides each other.

    Returns
    -------
    Told
        Documents in the order of the notebooks, and what they were made with.

    Raises
    ------
    NotebookError
        If a notebook fails, shows what documents cannot carry, or rests on other inputs.
    """
    told = Told([], {}, {}, [])
    for number, (name, (_, formats, title)) in enumerate(notebooks.items(), start=1):
        chosen = chosen_notebook(name, handed.parameters, root)
        own = f" – sổ riêng notebooks/{chosen}" if "/" in chosen else ""
        say(f"[{number}/{len(notebooks) + 1}] {title} ({', '.join(formats)}){own}")
        path = root / NOTEBOOKS / chosen
        told.notebooks[chosen] = hash_file(path) or ""
        _tell_one(told, handed, path, root)
        for remark in told.documents[-1].remarks:
            say(sentence("remark_line", chosen, remark))
        if hash_file(path) != told.notebooks[chosen]:
            raise NotebookError(f"Sổ tính {shown(path)} vừa được sửa trong khi đang chạy; hãy chạy lại.")
    stems = [stem for stem, _, _ in notebooks.values()]
    linked = link_documents(
        dict(zip(stems, told.documents, strict=True)),
        surroundings.tabs,
        elsewhere=surroundings.plan,
        reports=surroundings.reports,
        apart=frozenset({"plan"} if handed.parameters.get("issue") else ()),
    )
    told.documents[:] = linked.values()
    # only now: a process in which typst has run its threads must not be forked
    for document, (stem, formats, _) in zip(told.documents, notebooks.values(), strict=True):
        for format_ in formats:
            WRITERS[format_](document, staging / f"{stem}.{format_}")
    return told


def _tell_one(told: Told, handed: Handed, path: Path, root: Path) -> None:
    """Run one notebook and add what it tells, and what its cells rest on. Errors as for ``write_documents``."""
    inputs = handed.inputs
    executed = execute_notebook(path, dict(handed.parameters), root=root, handed=handed)
    try:
        document = build_document(
            executed, overlooker(inputs.unit, inputs.year, inputs.units) if isinstance(inputs, ReportInputs) else unread
        )
    except NotebookError as error:
        raise NotebookError(f"Sổ tính {shown(path)}: {error}") from error
    if document.settings.footer != footing(inputs):
        # a cell that changes the parameters would put another unit's report into this folder
        raise NotebookError(
            f"Sổ tính {shown(path)} đã dùng địa phương, năm hoặc số liệu khác với lệnh ({document.settings.footer}) Hãy bỏ ô"
            " gán lại province, year, issue hoặc inputs; nếu số liệu vừa được sửa thì chạy lại."
        )
    if document.settings.layout == "official" and document.findings is None:
        raise NotebookError(
            f"Sổ tính {shown(path)} đã mất ô checks.before_printing...; không có kiểm tra trước khi in thì không lập kế hoạch."
        )
    known = {one.path for one in inputs.files} | set(inputs.looked.consulted)
    opened = [one for one in executed.metadata.get(OPENED, []) if one not in known]
    told.documents.append(document)
    told.cells_read.update({one: sha256 for one in opened if (sha256 := hash_file(root / one))})
    told.unwatched.extend([] if all(plain_cells(executed.cells)) else [shown(path)])
