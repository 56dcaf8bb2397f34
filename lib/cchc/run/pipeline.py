"""One unit's report: run the notebooks, write the documents, replace the old report only when all is well."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc.analysis.results import compute_results
from cchc.errors import NotebookError
from cchc.paths import report_folder
from cchc.planning.plan import build_plan
from cchc.reporting.document import Document
from cchc.reporting.excel import write_workbook
from cchc.reporting.footing import Traced, footing
from cchc.reporting.html import write_html
from cchc.reporting.ics import render_calendar, write_calendar
from cchc.reporting.notebook import build_document
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sections.plan import try_out
from cchc.reporting.sections.task_words import warning_lines
from cchc.reporting.typst import write_pdf
from cchc.reporting.word import write_docx
from cchc.run.engine_choice import OPENED
from cchc.run.execute import execute_notebook
from cchc.run.record import write_record
from cchc.run.renew import report_parameters
from cchc.run.staging import staged_folder
from cchc.run.summary import summarise
from cchc.sources.looked import Looked, hash_file
from cchc.sources.report_inputs import ReportInputs, load_inputs
from cchc.sources.root import find_root

Notebooks = dict[str, tuple[str, tuple[str, ...], str]]
#: Notebook → name of its documents and the formats written.
NOTEBOOKS: Notebooks = {
    "01_indices.ipynb": ("indices", ("html", "pdf"), "Kết quả ba chỉ số"),
    "02_weaknesses.ipynb": ("weaknesses", ("html", "pdf"), "Phân tích điểm yếu"),
    "03_plan.ipynb": ("plan", ("html", "pdf", "docx"), "Kế hoạch"),
    "06_merger.ipynb": ("merger", ("html", "pdf"), "Kết quả trước sắp xếp"),
}
WRITERS: dict[str, Callable[[Document, Path], None]] = {"html": write_html, "pdf": write_pdf, "docx": write_docx}


def build_report(province: str, year: str | int, *, issue: bool = False, say: Callable[[str], None] = print) -> Path:
    """Build all documents of one unit and plan year.

    Parameters
    ----------
    province : str
        Key, name or alias of the unit.
    year : str or int
        Year of the plan.
    issue : bool
        True for the copy to be signed.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/<Unit>``, complete; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    return build_from(load_inputs(province, year, issue=issue), find_root(), say)


def build_from(inputs: ReportInputs, root: Path, say: Callable[[str], None]) -> Path:
    """Build all documents from what was read; errors and result as for ``build_report``."""
    started = time.monotonic()
    key = inputs.unit.unit_key
    parameters = report_parameters(key, inputs.year, is_issue=inputs.is_issue)
    results = compute_results(inputs)  # what is wrong is said now, not after three notebooks
    notebooks = wanted_notebooks(inputs)
    plan = build_plan(results) if "03_plan.ipynb" in notebooks else None
    if plan is not None:
        try_out(plan)
    target = report_folder(root, key, inputs.year)
    say(
        f"{capitalise(inputs.unit.name_full_vi)}, kế hoạch năm {inputs.year} (kết quả năm {inputs.result_year}){', bản phát hành' if inputs.is_issue else ''}"
    )
    if results.sheet is not None:
        for text in (*results.sheet.inconsistencies, *results.sheet.warnings):
            say(f"Cảnh báo: {results.sheet.path}: {text}.")
    for text in warning_lines(inputs):
        say(text)
    with staged_folder(target, root, say) as staging:
        told = write_documents(inputs, parameters, notebooks, root, staging, say)
        documents = told.documents
        say(f"[{len(notebooks) + 1}/{len(notebooks) + 1}] Sổ Excel và run.json")
        write_workbook(
            staging / "workbook.xlsx",
            (table for document in documents for table in document.tables()),
            title=f"{capitalise(inputs.unit.name_full_vi)} – số liệu của kế hoạch năm {inputs.year}",
            lines=_workbook_lines(inputs),
            is_illustrative=inputs.has_illustrative,
        )
        if plan is not None and plan.annexes:
            write_calendar(staging / "tasks.ics", target / "tasks.ics", render_calendar(plan), say)
        findings = [one for document in documents for one in document.findings or ()]
        write_record(
            inputs,
            parameters,
            inputs.params.model_dump(),
            root,
            staging,
            notebooks=told.notebooks,
            cells_read=told.cells_read,
            findings=findings,
            looked=inputs.looked,
            summary=summarise(results, findings, has_plan=plan is not None),
        )
    say(f"Xong sau {time.monotonic() - started:.0f} giây: {target.relative_to(root)}/")
    for path in sorted(target.iterdir()):
        say(f"  {path.name}")
    if not inputs.has_own_results and inputs.upper is None:
        say(
            f"Lưu ý: dữ liệu chưa có kết quả năm {inputs.result_year} của {inputs.unit.name_full_vi} (có số đã công bố thì thêm vào, mục 5b của hướng dẫn); mới phân tích các đơn vị cũ, chưa lập văn bản kế hoạch."
        )
    if n_open := sum(one.is_open for one in findings):
        say(f"Lưu ý: kiểm tra trước khi in còn {n_open} phát hiện cần xử lý; xem trang đầu của plan.pdf.")
    if inputs.has_illustrative:
        say("Lưu ý: báo cáo có SỐ LIỆU MINH HỌA; mọi trang đều có dấu, và ISSUE=1 sẽ từ chối lập bản phát hành.")
    return target


def wanted_notebooks(inputs: ReportInputs) -> Notebooks:
    """Return the notebooks to run: what has no results gets no analysis, and no plan that would rest on nothing."""
    left_out = set()
    if not inputs.has_own_results:
        left_out |= {"indices", "weaknesses"}
        # a plan to raise the province's index rests on the province's results
        left_out |= set() if inputs.upper is not None else {"plan"}
    # what the old units reached is told only where nothing is known of the unit itself
    if not inputs.parts or inputs.has_own_results:
        left_out.add("merger")
    return {name: one for name, one in NOTEBOOKS.items() if one[0] not in left_out}


@dataclass(frozen=True)
class Told:
    """What notebooks have told.

    Attributes
    ----------
    documents : list of Document
        In the order of the notebooks.
    notebooks : dict of str to str
        Name → sha256 of what was run.
    cells_read : dict of str to str
        File of the project that a cell read by itself → sha256.
    """

    documents: list[Document]
    notebooks: dict[str, str]
    cells_read: dict[str, str]


def write_documents(
    inputs: Traced,
    parameters: dict[str, Any],
    notebooks: Notebooks,
    root: Path,
    staging: Path,
    say: Callable[[str], None],
) -> Told:
    """Run notebooks and write what they tell.

    Parameters
    ----------
    inputs : Traced
        What the command has read: the notebooks must rest on the same.
    parameters : dict
        Of every notebook.
    notebooks : dict
        As ``NOTEBOOKS``.
    root, staging : pathlib.Path
        The project, and the folder that takes the documents.
    say : callable
        Takes a line of progress.

    Returns
    -------
    Told
        Documents in the order of the notebooks, and what they were made with.

    Raises
    ------
    NotebookError
        If a notebook fails, shows what documents cannot carry, or rests on other inputs.
    """
    documents, hashes, cells_read = [], dict[str, str](), dict[str, str]()
    for number, (name, (_, formats, title)) in enumerate(notebooks.items(), start=1):
        say(f"[{number}/{len(notebooks) + 1}] {title} ({', '.join(formats)})")
        path = root / "notebooks" / name
        hashes[name] = hash_file(path) or ""
        document, read = _told(inputs, parameters, path, root)
        if hash_file(path) != hashes[name]:
            raise NotebookError(f"Sổ tính {name} vừa được sửa trong khi đang chạy; hãy chạy lại.")
        documents.append(document)
        cells_read |= read
    # only now: a process in which typst has run its threads must not be forked
    for document, (stem, formats, _) in zip(documents, notebooks.values(), strict=True):
        for format_ in formats:
            WRITERS[format_](document, staging / f"{stem}.{format_}")
    return Told(documents, hashes, cells_read)


def _told(inputs: Traced, parameters: dict[str, Any], path: Path, root: Path) -> tuple[Document, dict[str, str]]:
    """Run one notebook; return what it tells, and hashes of what its cells read. Errors as for ``write_documents``."""
    executed = execute_notebook(path, parameters, root=root)
    try:
        document = build_document(executed)
    except NotebookError as error:
        raise NotebookError(f"Sổ tính {path.name}: {error}") from error
    if document.settings.footer != footing(inputs):
        # a cell that changes the parameters would put another unit's report into this folder
        raise NotebookError(
            f"Sổ tính {path.name} đã dùng địa phương, năm hoặc số liệu khác với lệnh ({document.settings.footer}) Hãy bỏ ô"
            " gán lại province, year, issue hoặc inputs; nếu số liệu vừa được sửa thì chạy lại."
        )
    if document.settings.layout == "official" and document.findings is None:
        raise NotebookError(
            f"Sổ tính {path.name} đã mất ô checks.before_printing...; không có kiểm tra trước khi in thì không lập kế hoạch."
        )
    looked: Looked | None = getattr(inputs, "looked", None)
    known = {one.path for one in inputs.files} | set(looked.consulted if looked else ())
    opened = [one for one in executed.metadata.get(OPENED, []) if one not in known]
    return document, {one: sha256 for one in opened if (sha256 := hash_file(root / one))}


def _workbook_lines(inputs: ReportInputs) -> list[str]:
    illustrative = [one for one in inputs.files if one.status == "illustrative"]
    return [
        f"Kết quả năm {inputs.result_year}. Mỗi trang tính là một bảng của ba tài liệu; số liệu chưa làm tròn, Excel chỉ hiển thị làm tròn.",
        *(f"Minh họa: {one.title_vi} ({one.path})." for one in illustrative),
        footing(inputs),
    ]
