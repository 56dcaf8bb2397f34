"""``make report``: one unit's report and plan, in ``reports/<year>/<Unit>``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from cchc.analysis.explore import tried_indices
from cchc.analysis.results import Results, compute_results
from cchc.errors import IssueRefusedError
from cchc.planning.check_findings import CheckFinding
from cchc.planning.issued import thaw
from cchc.planning.plan import Plan
from cchc.planning.plan_building import build_plan
from cchc.reporting.explore import render_explore
from cchc.reporting.ics import render_calendar, write_calendar
from cchc.reporting.plan_checks import refuse_open
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sections.office_words import warning_lines
from cchc.reporting.sections.plan import try_out
from cchc.reporting.sentences import lines, sentence
from cchc.run.handed import hand_over
from cchc.run.issuing import heading_of, refuse_second, store, write_plan
from cchc.run.own_notebooks import further_notebooks
from cchc.run.products import Say, report_parameters
from cchc.run.publish import Publication, publish
from cchc.run.report_notebooks import NOTEBOOKS as NOTEBOOKS  # noqa: PLC0414 -- tests know the product by it
from cchc.run.report_notebooks import wanted_notebooks
from cchc.sources.inputs import ReportInputs
from cchc.sources.refusals import refuse_illustrative, refuse_unapproved
from cchc.sources.report_inputs import load_inputs
from cchc.sources.root import find_root

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
    folder = publish(prepare, inputs, root, say)
    store(folder, root, say)
    return folder


def prepare(inputs: ReportInputs) -> Publication:
    """Compute the report and its plan, and word the plan once."""
    results = compute_results(inputs)
    notebooks = wanted_notebooks(inputs)
    plan = build_plan(results) if "03_plan.ipynb" in notebooks else None
    if plan is not None:
        try_out(plan)
        if inputs.is_issue:
            refuse_second(plan)
    parameters = report_parameters(inputs.unit.unit_key, inputs.year, is_issue=inputs.is_issue)
    if notebooks:
        notebooks |= further_notebooks(parameters, find_root(), {stem for stem, _, _ in notebooks.values()})
    name = capitalise(inputs.unit.name_full_vi)
    illustrative = [one for one in inputs.files if one.status == "illustrative"]
    return Publication(
        product="report",
        handed=hand_over(
            "load_inputs",
            parameters,
            inputs,
            {"compute_results": (inputs, results)} | ({} if plan is None else {"build_plan": (results, plan)}),
        ),
        params=inputs.params.model_dump(),
        opening=_opening(results),
        notebooks=notebooks,
        step_vi=sentence("workbook_step"),
        title=sentence("report_book_title", inputs, name),
        lines=lines("report_book_lines", inputs, illustrative),
        topics={index.prefix: index.name_vi for index in inputs.indices.all},
        pages={"explore.html": ("Thử điểm", partial(render_explore, results))} if tried_indices(results) else {},
        write_others=lambda staging, target, say: _write_others(plan, staging, target, say),
        summarise=lambda findings: summarise(results, findings, plan),
        closing=lambda findings: lines("report_closing", inputs, sum(one.is_open for one in findings)),
    )


def _opening(results: Results) -> Iterator[str]:
    inputs = results.inputs
    yield sentence("report_opening", inputs, capitalise(inputs.unit.name_full_vi))
    for sheet in (one.sheet for one in results.all_scored if one.sheet is not None):
        for text in (*sheet.inconsistencies, *sheet.warnings):
            yield f"Cảnh báo: {sheet.path}: {text}."
    yield from warning_lines(results)


def _write_others(plan: Plan | None, staging: Path, target: Path, say: Say) -> None:
    if plan is None:
        return
    write_plan(plan, staging)
    # the calendar is that of the plan by which the unit acts
    issued = plan.results.inputs.issued
    followed = plan if issued is None or plan.results.inputs.is_issue else thaw(plan.results, issued)
    if followed.annexes:
        write_calendar(staging / "tasks.ics", target / "tasks.ics", render_calendar(followed), say)


def summarise(results: Results, findings: Sequence[CheckFinding], plan: Plan | None) -> dict[str, Any]:
    """Summarise one report.

    Parameters
    ----------
    results : Results
        What it tells.
    findings : sequence of CheckFinding
        Of the checks before printing.
    plan : Plan or None
        None where there is none.

    Returns
    -------
    dict
        ``name_vi``, ``admin_level``, ``result_year``; ``scores_of_vi`` (whose scores, where the plan is to raise the
        index of the unit above, else empty); ``scores``: index → ``order``, ``name_vi``, ``unit_vi``, ``is_rank_computed``, ``value``, ``rank``, ``n_ranked``, the
        last three None where not known, ``others`` (values of other sources); ``status`` (key of ``reporting.site.REPORT_STATUSES``); ``obstacles``: why a copy to be signed would be
        refused; of a copy to be signed ``issued``: number, symbol, date and what it replaces.
    """
    inputs, shown = results.inputs, results.upper or results
    obstacles, order = _obstacles(results, findings), [one.key for one in inputs.indices.all]
    status = (
        "issue" if inputs.is_issue
        else "illustrative" if inputs.has_illustrative
        else "analysis" if plan is None
        else "draft" if obstacles
        else "ready"
    )  # fmt: skip
    return {
        "name_vi": inputs.unit.name_full_vi,
        "admin_level": inputs.unit.unit_kind,
        "result_year": inputs.result_year,
        "scores_of_vi": "" if results.upper is None else shown.inputs.unit.name_full_vi,
        "scores": {
            key: {
                "order": order.index(key),
                "name_vi": own.index.name_vi,
                "unit_vi": own.index.unit_vi,
                "is_rank_computed": own.headline.is_rank_computed,
                "value": own.headline.value,
                "rank": own.headline.rank,
                "n_ranked": own.headline.n_ranked,
                "others": list(own.headline.disagreeing),
            }
            for key, own in shown.of.items()
            if own.is_announced
        },
        "status": status,
        "obstacles": [] if plan is None else obstacles,
        **({"issued": heading_of(plan)} if plan is not None and inputs.is_issue else {}),
    }


def _obstacles(results: Results, findings: Sequence[CheckFinding]) -> list[str]:
    inputs, found = results.inputs, list[str]()
    refusals: tuple[Callable[[], None], ...] = (
        lambda: refuse_unapproved(inputs.basis_sheets),
        lambda: refuse_illustrative(inputs.files, inputs.unit, inputs.year),
        lambda: refuse_open(findings),
    )
    for refuse in refusals:
        try:
            refuse()
        except IssueRefusedError as error:
            found.append(str(error))
    return found
