"""``make progress``: how far the tasks of a plan have come, in ``reports/<year>/<Unit>/progress/<day>``."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from cchc.paths import report_folder
from cchc.planning.plan_tasks import last_change
from cchc.planning.progress import compute_progress
from cchc.reporting.excel import write_workbook
from cchc.reporting.footing import footing
from cchc.reporting.ics import render_calendar, write_calendar
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sections.progress import edition
from cchc.run.pipeline import Notebooks, write_documents
from cchc.run.record import write_record
from cchc.run.staging import staged_folder
from cchc.sources.progress_inputs import load_progress
from cchc.sources.root import find_root

NOTEBOOKS: Notebooks = {"05_progress.ipynb": ("progress", ("html", "pdf", "docx"), "Tiến độ thực hiện kế hoạch")}
FOLDER = "progress"


def build_progress(
    province: str, year: str | int, at: str, *, period: str = "", say: Callable[[str], None] = print
) -> Path:
    """Build the progress report of one plan on one day.

    Parameters
    ----------
    province, year
        As for ``build_report``.
    at : str
        The day: ISO or ``30/9/2024``.
    period : str
        ``quarter``, ``half``, ``year``, or empty: told by the day.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/<Unit>/progress/<day>``, complete; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    started, root = time.monotonic(), find_root()
    inputs = load_progress(province, year, at, period)
    progress = compute_progress(inputs)  # what is wrong is said now, not after the notebook
    report = inputs.report
    key, day = report.unit.unit_key, inputs.at.isoformat()
    target = report_folder(root, key, report.year) / FOLDER / day
    say(f"{capitalise(report.unit.name_full_vi)}, tiến độ kế hoạch năm {report.year}, {edition(progress)}")
    for text in inputs.warnings:
        say(f"Cảnh báo: {text}.")
    parameters = {"province": key, "year": report.year, "at": day, "period": inputs.period}
    with staged_folder(target, root, say) as staging:
        told = write_documents(inputs, parameters, NOTEBOOKS, root, staging, say)
        documents = told.documents
        say("[2/2] Sổ Excel, lịch (tasks.ics) và run.json")
        write_workbook(
            staging / "workbook.xlsx",
            (table for document in documents for table in document.tables()),
            title=f"{capitalise(report.unit.name_full_vi)} – tiến độ kế hoạch năm {report.year}, {edition(progress)}",
            lines=["Trạng thái do các cơ quan tự ghi; số liệu chưa làm tròn.", footing(inputs)],
            is_illustrative=inputs.has_illustrative,
        )
        changed = last_change(progress.plan, inputs.files, inputs.at)
        calendar = render_calendar(progress.plan, progress.tasks, changed=changed)
        write_calendar(staging / "tasks.ics", target / "tasks.ics", calendar, say)
        write_record(
            inputs,
            parameters,
            report.params.model_dump(),
            root,
            staging,
            notebooks=told.notebooks,
            cells_read=told.cells_read,
        )
    say(f"Xong sau {time.monotonic() - started:.0f} giây: {target.relative_to(root)}/")
    for path in sorted(target.iterdir()):
        say(f"  {path.name}")
    if inputs.has_illustrative:
        say("Lưu ý: báo cáo có SỐ LIỆU MINH HỌA; mọi trang đều có dấu.")
    return target
