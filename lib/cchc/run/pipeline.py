"""One locality's report: run the notebooks, write the documents, replace the old report only when all is well."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.metadata
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cchc.analysis.results import compute_results
from cchc.errors import NotebookError
from cchc.planning.checks import CheckFinding
from cchc.planning.plan import build_plan
from cchc.provenance import STATUSES
from cchc.reporting.document import Document
from cchc.reporting.excel import write_workbook
from cchc.reporting.footing import Traced, footing
from cchc.reporting.html import write_html
from cchc.reporting.ics import write_calendar
from cchc.reporting.notebook import build_document
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sections.plan import try_out
from cchc.reporting.sections.task_words import warning_lines
from cchc.reporting.typst import write_pdf
from cchc.reporting.word import write_docx
from cchc.run.execute import execute_notebook
from cchc.run.staging import staged_folder
from cchc.sources.reader import find_root
from cchc.sources.report_inputs import ReportInputs, load_inputs

Notebooks = dict[str, tuple[str, tuple[str, ...], str]]
#: Notebook → name of its documents and the formats written.
NOTEBOOKS: Notebooks = {
    "01_indices.ipynb": ("indices", ("html", "pdf"), "Kết quả ba chỉ số"),
    "02_weaknesses.ipynb": ("weaknesses", ("html", "pdf"), "Phân tích điểm yếu"),
    "03_plan.ipynb": ("plan", ("html", "pdf", "docx"), "Kế hoạch"),
    "06_merger.ipynb": ("merger", ("html", "pdf"), "Kết quả trước sắp xếp"),
}
WRITERS: dict[str, Callable[[Document, Path], None]] = {"html": write_html, "pdf": write_pdf, "docx": write_docx}
PACKAGES = (
    "icalendar", "jinja2", "jupyterlab", "matplotlib", "nbconvert", "numpy", "openpyxl", "pandas", "papermill", "python-docx",
    "scipy", "typst", "xlsxwriter",
)  # fmt: skip


def build_report(province: str, year: str | int, *, issue: bool = False, say: Callable[[str], None] = print) -> Path:
    """Build all documents of one locality and plan year.

    Parameters
    ----------
    province : str
        Key, name or alias of the locality.
    year : str or int
        Year of the plan.
    issue : bool
        True for the copy to be signed.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/<Locality>``, complete; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    started = time.monotonic()
    root = find_root()
    inputs = load_inputs(province, year, issue=issue)
    results = compute_results(inputs)  # what is wrong is said now, not after three notebooks
    notebooks = wanted_notebooks(inputs)
    plan = build_plan(results) if "03_plan.ipynb" in notebooks else None
    if plan is not None:
        try_out(plan)
    key, plan_year = inputs.locality.locality_key, inputs.year
    target = root / "reports" / str(plan_year) / key
    say(
        f"{capitalise(inputs.locality.name_full_vi)}, kế hoạch năm {plan_year} (kết quả năm {inputs.result_year}){', bản phát hành' if issue else ''}"
    )
    if results.sheet is not None:
        for text in (*results.sheet.inconsistencies, *results.sheet.warnings):
            say(f"Cảnh báo: {results.sheet.path}: {text}.")
    for text in warning_lines(inputs):
        say(text)
    with staged_folder(target, root) as staging:
        documents = write_documents(inputs, _parameters(inputs), notebooks, root, staging, say)
        say(f"[{len(notebooks) + 1}/{len(notebooks) + 1}] Sổ Excel và run.json")
        write_workbook(
            staging / "workbook.xlsx",
            (table for document in documents for table in document.tables()),
            title=f"{capitalise(inputs.locality.name_full_vi)} – số liệu của kế hoạch năm {plan_year}",
            lines=_workbook_lines(inputs),
            is_illustrative=inputs.has_illustrative,
        )
        if plan is not None and plan.annexes:
            write_calendar(staging / "tasks.ics", plan)
        findings = [one for document in documents for one in document.findings or ()]
        record = run_record(inputs, _parameters(inputs), inputs.params.model_dump(), staging, findings)
        (staging / "run.json").write_text(record, encoding="utf-8", newline="\n")
    say(f"Xong sau {time.monotonic() - started:.0f} giây: {target.relative_to(root)}/")
    for path in sorted(target.iterdir()):
        say(f"  {path.name}")
    if not inputs.has_own_results and inputs.upper is None:
        say(
            f"Lưu ý: chưa có kết quả năm {inputs.result_year} của {inputs.locality.name_full_vi}; mới phân tích các đơn vị cũ, chưa lập văn bản kế hoạch."
        )
    if n_open := sum(one.is_open for one in findings):
        say(f"Lưu ý: kiểm tra trước khi in còn {n_open} điểm cần xử lý; xem trang đầu của plan.pdf.")
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
    if not inputs.parts:
        left_out.add("merger")
    return {name: one for name, one in NOTEBOOKS.items() if one[0] not in left_out}


def _parameters(inputs: ReportInputs) -> dict[str, Any]:
    return {"province": inputs.locality.locality_key, "year": inputs.year, "issue": inputs.is_issue}


def write_documents(
    inputs: Traced,
    parameters: dict[str, Any],
    notebooks: Notebooks,
    root: Path,
    staging: Path,
    say: Callable[[str], None],
) -> list[Document]:
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
    list of Document
        In the order of the notebooks.

    Raises
    ------
    NotebookError
        If a notebook fails, shows what documents cannot carry, or rests on other inputs.
    """
    documents = []
    for number, (name, (_, formats, title)) in enumerate(notebooks.items(), start=1):
        say(f"[{number}/{len(notebooks) + 1}] {title} ({', '.join(formats)})")
        documents.append(_told(inputs, parameters, root / "notebooks" / name, root))
    # only now: a process in which typst has run its threads must not be forked
    for document, (stem, formats, _) in zip(documents, notebooks.values(), strict=True):
        for format_ in formats:
            WRITERS[format_](document, staging / f"{stem}.{format_}")
    return documents


def _told(inputs: Traced, parameters: dict[str, Any], path: Path, root: Path) -> Document:
    """Run one notebook and return what it tells; errors as for ``write_documents``."""
    executed = execute_notebook(path, parameters, root=root)
    try:
        document = build_document(executed)
    except NotebookError as error:
        raise NotebookError(f"Sổ tính {path.name}: {error}") from error
    if document.settings.footer != footing(inputs):
        # a cell that changes the parameters would put another locality's report into this folder
        raise NotebookError(
            f"Sổ tính {path.name} đã dùng địa phương, năm hoặc số liệu khác với lệnh ({document.settings.footer}) Hãy bỏ ô"
            " gán lại province, year, issue hoặc inputs; nếu số liệu vừa được sửa thì chạy lại."
        )
    if document.settings.layout == "official" and document.findings is None:
        raise NotebookError(
            f"Sổ tính {path.name} đã mất ô checks.before_printing...; không có kiểm tra trước khi in thì không lập kế hoạch."
        )
    return document


def _workbook_lines(inputs: ReportInputs) -> list[str]:
    illustrative = [one for one in inputs.files if one.status == "illustrative"]
    return [
        f"Kết quả năm {inputs.result_year}. Mỗi trang tính là một bảng của ba tài liệu; số liệu chưa làm tròn, Excel chỉ hiển thị làm tròn.",
        *(f"Minh họa: {one.title_vi} ({one.path})." for one in illustrative),
        footing(inputs),
    ]


def run_record(
    inputs: Traced,
    parameters: dict[str, Any],
    params: dict[str, Any],
    staging: Path,
    findings: Sequence[CheckFinding] = (),
) -> str:
    """Return ``run.json``: parameters, versions, hashes of every input and output.

    Parameters
    ----------
    inputs : Traced
        What was read.
    parameters : dict
        Of the command.
    params : dict
        What ``params/`` chose.
    staging : pathlib.Path
        Folder of the outputs.
    findings : sequence of CheckFinding
        Of the checks before printing.

    Returns
    -------
    str
        JSON, keys sorted.
    """
    record = {
        "parameters": parameters,
        "params": params,
        "commit": inputs.commit,
        "cchc": importlib.metadata.version("cchc"),
        "python": ".".join(map(str, sys.version_info[:3])),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "inputs": [
            {"path": one.path, "sha256": one.sha256, "status": one.status, "status_vi": STATUSES[one.status]}
            for one in inputs.files
        ],
        "illustrative": [one.path for one in inputs.files if one.status == "illustrative"],
        "checks": [dataclasses.asdict(one) for one in findings],
        "outputs": {
            path.relative_to(staging).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(staging.rglob("*"))
            if path.is_file()
        },
    }
    return json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
