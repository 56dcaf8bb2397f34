"""How documents show what an office has written into its list of tasks."""

from __future__ import annotations

from cchc.planning.annexes import Annex
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import is_added
from cchc.planning.task_words import tasks_without_row
from cchc.sources.inputs import ReportInputs


def words_note(plan: Plan, annex: Annex) -> str:
    """Return what stands below an annex about the office's own words; empty where they are the catalogue's."""
    tasks = plan.results.inputs.tasks
    if tasks is None or tasks.status == "illustrative":
        return ""
    removed = [key.partition("-")[2] for key in tasks_without_row([annex], tasks) if not is_added(key)]
    return f"Chưa giao nhiệm vụ cho: {', '.join(removed)}." if removed else ""


def warning_lines(inputs: object) -> list[str]:
    """Return what was noticed about the agencies of a list of tasks, for the control page of a draft."""
    tasks = inputs.tasks if isinstance(inputs, ReportInputs) else None
    return [] if tasks is None else [f"Cảnh báo: {tasks.path}: {text}." for text in tasks.warnings]
