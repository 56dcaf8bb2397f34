"""``make report``: one unit's report and plan, in ``reports/<year>/<Unit>``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cchc.analysis.results import Results, compute_results
from cchc.planning.plan import Plan, build_plan
from cchc.reporting.ics import render_calendar, write_calendar
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sections.plan import try_out
from cchc.reporting.sections.task_words import warning_lines
from cchc.reporting.sentences import lines, sentence
from cchc.run.handed import hand_over
from cchc.run.products import Say, report_parameters
from cchc.run.publish import Publication, publish
from cchc.run.summary import summarise
from cchc.run.tell import Notebooks
from cchc.sources.inputs import ReportInputs
from cchc.sources.report_inputs import load_inputs
from cchc.sources.root import find_root

NOTEBOOKS: Notebooks = {
    "01_indices.ipynb": ("indices", ("html", "pdf"), "Kết quả ba chỉ số"),
    "02_weaknesses.ipynb": ("weaknesses", ("html", "pdf"), "Phân tích điểm yếu"),
    "03_plan.ipynb": ("plan", ("html", "pdf", "docx"), "Kế hoạch"),
    "06_merger.ipynb": ("merger", ("html", "pdf"), "Kết quả trước sắp xếp"),
}
load = load_inputs


def build_report(province: str, year: str | int, *, issue: bool = False, say: Say = print) -> Path:
    """Build all documents of one unit and plan year, whatever stands.

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
    return build_from(load(province, year, issue=issue), find_root(), say)


def build_from(inputs: ReportInputs, root: Path, say: Say) -> Path:
    """Build all documents from what was read; errors and result as for ``build_report``."""
    return publish(prepare, inputs, root, say)


def prepare(inputs: ReportInputs) -> Publication:
    """Compute the report and its plan, and word the plan once."""
    results = compute_results(inputs)
    notebooks = wanted_notebooks(inputs)
    plan = build_plan(results) if "03_plan.ipynb" in notebooks else None
    if plan is not None:
        try_out(plan)
    name = capitalise(inputs.unit.name_full_vi)
    illustrative = [one for one in inputs.files if one.status == "illustrative"]
    return Publication(
        product="report",
        handed=hand_over(
            "load_inputs",
            report_parameters(inputs.unit.unit_key, inputs.year, is_issue=inputs.is_issue),
            inputs,
            {"compute_results": (inputs, results)} | ({} if plan is None else {"build_plan": (results, plan)}),
        ),
        params=inputs.params.model_dump(),
        opening=_opening(results),
        notebooks=notebooks,
        step_vi=sentence("workbook_step"),
        title=sentence("report_book_title", inputs, name),
        lines=lines("report_book_lines", inputs, illustrative),
        write_others=lambda staging, target, say: _write_tasks(plan, staging, target, say),
        summarise=lambda findings: summarise(results, findings, has_plan=plan is not None),
        closing=lambda findings: lines("report_closing", inputs, sum(one.is_open for one in findings)),
    )


def _opening(results: Results) -> Iterator[str]:
    inputs = results.inputs
    yield sentence("report_opening", inputs, capitalise(inputs.unit.name_full_vi))
    for sheet in (one.sheet for one in results.all_scored if one.sheet is not None):
        for text in (*sheet.inconsistencies, *sheet.warnings):
            yield f"Cảnh báo: {sheet.path}: {text}."
    yield from warning_lines(inputs)


def _write_tasks(plan: Plan | None, staging: Path, target: Path, say: Say) -> None:
    if plan is not None and plan.annexes:
        write_calendar(staging / "tasks.ics", target / "tasks.ics", render_calendar(plan), say)


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
