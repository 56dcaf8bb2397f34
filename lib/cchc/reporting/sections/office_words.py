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
    """Return what was noticed about the agencies of a list of tasks and the responses of a survey, for the control page of a draft."""
    inputs = getattr(results, "inputs", None)
    tasks = inputs.tasks if isinstance(inputs, ReportInputs) else None
    told = [] if tasks is None else [f"Cảnh báo: {tasks.path}: {text}." for text in tasks.warnings]
    surveyed = results.all_surveyed if isinstance(results, Results) else ()
    return told + [sentence("survey_oddity", one, SEVERITIES[one.severity]) for own in surveyed for one in own.oddities]
