"""``make cascade``: the plan's part of every agency, in ``reports/<year>/<Unit>/cascade``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cchc.analysis.results import compute_results
from cchc.columns import col
from cchc.errors import MissingDataError
from cchc.paths import office_folder
from cchc.planning.extracts import Extract, build_extracts
from cchc.planning.plan import Plan
from cchc.planning.plan_building import plan_in_force
from cchc.reporting.extract_files import extract_document, index_rows, render_extract_form, render_index
from cchc.reporting.sections.common import ILLUSTRATIVE_NOTE, capitalise
from cchc.reporting.sentences import lines, sentence
from cchc.reporting.tables import make_table
from cchc.reporting.word import write_docx
from cchc.run.handed import hand_over
from cchc.run.products import Say, report_parameters
from cchc.run.publish import Publication, publish
from cchc.sources.inputs import ReportInputs
from cchc.sources.office_files import RETURNED_TASKS_FOLDER
from cchc.sources.report_inputs import load_to_follow
from cchc.sources.root import find_root

load = load_to_follow
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


def build_cascade(province: str, year: str | int, *, issue: bool = False, say: Say = print) -> Path:
    """Write the extracts of one plan, whatever stands.

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
    return build_from(load(province, year, issue=issue), find_root(), say)


def build_from(inputs: ReportInputs, root: Path, say: Say) -> Path:
    """Write the extracts from what was read; errors and result as for ``build_cascade``."""
    return publish(prepare, inputs, root, say)


def prepare(inputs: ReportInputs) -> Publication:
    """Compute the plan and every agency's part of it."""
    plan = plan_in_force(compute_results(inputs))
    extracts = build_extracts(plan)
    if not extracts:
        raise MissingDataError(
            f"Kế hoạch năm {inputs.year} của {inputs.unit.name_full_vi} chưa giao nhiệm vụ cho cơ quan nào, nên chưa có gì để trích."
        )
    name, key = capitalise(inputs.unit.name_full_vi), inputs.unit.unit_key
    warnings = () if inputs.tasks is None else inputs.tasks.warnings
    index = index_rows(extracts)
    every = pd.concat([one.table.assign(agency_vi=one.agency.name_vi) for one in extracts], ignore_index=True)
    note = ILLUSTRATIVE_NOTE if inputs.has_illustrative else ""
    place = f"{office_folder(key, inputs.last_year)}/{RETURNED_TASKS_FOLDER}/"
    has_number = inputs.params.plan.letterhead.number is not None
    return Publication(
        product="cascade",
        handed=hand_over("load_inputs", report_parameters(key, inputs.year, is_issue=inputs.is_issue), inputs, {}),
        params=inputs.params.model_dump(),
        opening=(
            sentence("cascade_opening", name, inputs.year, len(extracts)),
            *(f"Cảnh báo: {text}." for text in warnings),
        ),
        title=sentence("cascade_book_title", name, inputs.year),
        lines=(sentence("cascade_book_line"),),
        tables=(
            make_table(index, _INDEX, caption="Các cơ quan có tên trong phụ lục kế hoạch", note=note, sheet="Cơ quan"),
            make_table(every, _ROWS, caption="Mọi nội dung theo cơ quan", note=note, sheet="Nội dung theo cơ quan"),
        ),
        write_others=lambda staging, *_: _write_extracts(plan, extracts, index, staging),
        list_files=lambda _: (sentence("cascade_file", row) for row in index.itertuples()),
        closing=lambda _: lines("cascade_closing", inputs.has_illustrative, has_number),
        advice=sentence("cascade_advice", place),
    )


def _write_extracts(plan: Plan, extracts: Sequence[Extract], index: pd.DataFrame, staging: Path) -> None:
    for extract in extracts:
        folder = staging / extract.folder
        folder.mkdir()
        write_docx(extract_document(plan, extract), folder / "extract.docx")
        (folder / "extract.xlsx").write_bytes(render_extract_form(plan, extract))
    (staging / "index.csv").write_bytes(render_index(index))
