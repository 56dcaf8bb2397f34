"""How documents show what an office has written into its list of tasks."""

from __future__ import annotations

import pandas as pd

from cchc.planning.annexes import Annex
from cchc.planning.plan import Plan
from cchc.planning.task_words import is_added, tasks_without_row
from cchc.reporting.formats import format_cell
from cchc.sources.report_inputs import ReportInputs

_ILLUSTRATIVE = "Nhiệm vụ theo danh mục minh họa, không phải danh mục chính thức."


def words_note(plan: Plan, annex: Annex) -> str:
    """Return what stands below an annex about the office's own words; empty where they are the catalogue's."""
    tasks = plan.results.inputs.tasks
    if tasks is None:
        return ""
    notes = [_ILLUSTRATIVE] if tasks.status == "illustrative" else []
    removed = [key.partition("-")[2] for key in tasks_without_row([annex], tasks) if not is_added(key)]
    if removed:
        notes.append(f"Chưa giao nhiệm vụ cho: {', '.join(removed)}.")
    return " ".join(notes)


def warning_lines(inputs: object) -> list[str]:
    """Return what was noticed about the agencies of a list of tasks, for the control page of a draft."""
    tasks = inputs.tasks if isinstance(inputs, ReportInputs) else None
    return [] if tasks is None else [f"Cảnh báo: {tasks.path}: {text}." for text in tasks.warnings]


def target_kind(found: Annex) -> str:
    """Return the kind of the column of targets: text where some must be exceeded and others only reached."""
    is_above = found.rows.loc[found.rows["target"].notna(), "is_above"]
    return "score" if not is_above.any() else "above" if is_above.all() else "text"


def shown_rows(found: Annex) -> pd.DataFrame:
    """Return an annex's rows as printed: code before name, targets as text where they are of two kinds."""
    rows = found.rows.assign(criterion_vi=(found.rows["code"] + " " + found.rows["name_vi"]).str.strip())
    if target_kind(found) == "text":
        pairs = zip(rows["target"], rows["is_above"], strict=True)
        rows["target"] = [format_cell(value, "above" if is_above else "score") for value, is_above in pairs]
    return rows
