"""How documents show what an office has written into its list of tasks."""

from __future__ import annotations

from cchc.analysis.findings import SEVERITIES
from cchc.analysis.results import Results
from cchc.planning.annexes import Annex
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import is_added
from cchc.planning.task_words import tasks_without_row
from cchc.reporting.sentences import sentence
from cchc.sources.inputs import ReportInputs


def words_note(plan: Plan, annex: Annex) -> str:
    """Return what stands below an annex about the office's own words; empty where they are the catalogue's."""
    tasks = plan.results.inputs.tasks
    if tasks is None or tasks.status == "illustrative":
        return ""
    removed = [key.partition("-")[2] for key in tasks_without_row([annex], tasks) if not is_added(key)]
    return f"Chưa giao nhiệm vụ cho: {', '.join(removed)}." if removed else ""


def warning_lines(results: object) -> list[str]:
    """Return what the control page of a draft says of the office's own files: set in force, solutions, agencies of its tasks, responses."""
    inputs = getattr(results, "inputs", None)
    if not isinstance(inputs, ReportInputs):
        return []
    told = [sentence("set_in_force", one.full_framework, one.year) for one in inputs.sheets]
    told += [sentence("solutions_used", one) for one in inputs.own_solutions.values()]
    tasks = inputs.tasks
    told += [] if tasks is None else [f"Cảnh báo: {tasks.path}: {text}." for text in tasks.warnings]
    surveyed = results.all_surveyed if isinstance(results, Results) else ()
    told += [sentence("survey_oddity", one, SEVERITIES[one.severity]) for own in surveyed for one in own.oddities]
    return [text for text in told if text]
