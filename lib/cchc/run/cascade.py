"""``make cascade``: the plan's part of every agency, in ``reports/<year>/<Unit>/cascade``."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from cchc.analysis.results import compute_results
from cchc.columns import col
from cchc.errors import MissingDataError
from cchc.paths import office_folder, report_folder
from cchc.planning.extracts import build_extracts
from cchc.planning.plan import build_plan
from cchc.reporting.excel import write_workbook
from cchc.reporting.extracts import extract_document, index_rows, render_extract_form, render_index
from cchc.reporting.footing import footing
from cchc.reporting.sections.common import ILLUSTRATIVE_NOTE, capitalise
from cchc.reporting.tables import make_table
from cchc.reporting.word import write_docx
from cchc.run.record import write_record
from cchc.run.staging import staged_folder
from cchc.sources.office_files import RETURNED_TASKS_FOLDER
from cchc.sources.report_inputs import load_inputs
from cchc.sources.root import find_root

FOLDER = "cascade"
_INDEX = (
    col("folder"),
    col("agency_vi:any"),
    col("n_lead"),
    col("n_cooperating"),
    col("known_vi"),
)
_ROWS = (
    col("agency_vi:any", width=30),
    col("role_vi"),
    col("task_key:long"),
    col("name_vi", width=40),
    col("lost_score:short"),
    col("task_vi"),
    col("deadline_vi"),
    col("output_vi"),
)


def build_cascade(province: str, year: str | int, *, issue: bool = False, say: Callable[[str], None] = print) -> Path:
    """Write the extracts of one plan.

    Parameters
    ----------
    province, year
        As for ``build_report``.
    issue : bool
        True for the copy to be sent: refuses illustrative figures.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/<Unit>/cascade`` with a folder per agency (``extract.docx``, ``extract.xlsx``),
        ``index.csv``, ``workbook.xlsx`` and ``run.json``; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    started, root = time.monotonic(), find_root()
    inputs = load_inputs(province, year, issue=issue)
    plan = build_plan(compute_results(inputs))
    extracts = build_extracts(plan)
    if not extracts:
        raise MissingDataError(
            f"Kế hoạch năm {inputs.year} của {inputs.unit.name_full_vi} chưa giao nhiệm vụ cho cơ quan nào, nên chưa có gì để trích."
        )
    key = inputs.unit.unit_key
    target = report_folder(root, key, inputs.year) / FOLDER
    say(f"{capitalise(inputs.unit.name_full_vi)}, trích kế hoạch năm {inputs.year} cho {len(extracts)} cơ quan")
    warnings = () if inputs.tasks is None else inputs.tasks.warnings
    for text in warnings:
        say(f"Cảnh báo: {text}.")
    index = index_rows(extracts)
    every = pd.concat([one.rows.assign(agency_vi=one.agency.name_vi) for one in extracts], ignore_index=True)
    note = ILLUSTRATIVE_NOTE if inputs.has_illustrative else ""
    tables = (
        make_table(index, _INDEX, caption="Các cơ quan có tên trong phụ lục kế hoạch", note=note, sheet="Cơ quan"),
        make_table(every, _ROWS, caption="Mọi nội dung theo cơ quan", note=note, sheet="Nội dung theo cơ quan"),
    )
    place = f"{office_folder(key, inputs.result_year)}/{RETURNED_TASKS_FOLDER}/"
    advice = f"Bản extract.xlsx đã điền thì chép từ edited/ vào {place} để được đọc."
    with staged_folder(target, root, say, advice=advice) as staging:
        for extract in extracts:
            folder = staging / extract.folder
            folder.mkdir()
            write_docx(extract_document(plan, extract), folder / "extract.docx")
            (folder / "extract.xlsx").write_bytes(render_extract_form(plan, extract))
        (staging / "index.csv").write_bytes(render_index(index))
        write_workbook(
            staging / "workbook.xlsx",
            tables,
            title=f"{capitalise(inputs.unit.name_full_vi)} – trích kế hoạch năm {inputs.year}",
            lines=["Một nội dung có ở mọi cơ quan chủ trì và phối hợp của nó.", footing(inputs)],
            is_illustrative=inputs.has_illustrative,
        )
        parameters = {"province": key, "year": inputs.year, "issue": issue}
        write_record(inputs, parameters, inputs.params.model_dump(), root, staging, notebooks={})
    say(f"Xong sau {time.monotonic() - started:.0f} giây: {target.relative_to(root)}/")
    for row in index.itertuples():
        say(f"  {row.folder}: {row.agency_vi} (chủ trì {row.n_lead}, phối hợp {row.n_cooperating})")
    if inputs.has_illustrative:
        say("Lưu ý: bản trích có SỐ LIỆU MINH HỌA; mọi trang đều có dấu.")
    if inputs.params.plan.letterhead.number is None:
        say("Lưu ý: kế hoạch chưa có số; chỉ gửi bản trích sau khi kế hoạch được ban hành.")
    return target
