"""Sections of the progress report for those who follow it: whom to remind, what is missing, every task."""

from __future__ import annotations

import pandas as pd

from cchc.columns import col
from cchc.dates import print_day
from cchc.planning.plan_progress import Progress
from cchc.planning.plan_tasks import NamedAgency
from cchc.planning.task_states import (
    STATES,
    count_states,
    find_inconsistent,
    remind_by_agency,
    to_remind,
    without_evidence,
)
from cchc.reporting.blocks import AnnexStart, Block, Group, Heading, Paragraph, Span
from cchc.reporting.sections.progress import note_of
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table
from cchc.sources.tasks import TASK_STATUSES

_KEY, _TASK, _LEAD = (
    col("task_key"),
    col("task_vi"),
    col("lead_vi"),
)


def _days_text(days: int) -> str:
    """Write how far a deadline is.

    Examples
    --------
    >>> _days_text(-3), _days_text(0), _days_text(5)
    ('quá 3 ngày', 'hôm nay', 'còn 5 ngày')
    """
    return sentence("days_left", days)


def reminders(progress: Progress) -> Group:
    """List whom to remind of what, and give each agency's text ready to copy."""
    found = to_remind(progress.tasks)
    if found.empty:
        return Group(paragraph(sentence("none_to_remind"), "lead"))
    rows = found.assign(
        days_vi=[_days_text(int(days)) for days in found["days_left"]],
        status_vi=found["status"].map(TASK_STATUSES),
    )
    columns = (
        _KEY,
        _TASK,
        _LEAD,
        col("deadline_vi"),
        col("days_vi"),
        col("status_vi"),
    )
    caption = sentence("remind_caption")
    blocks: list[Block] = [make_table(rows, columns, caption=caption, note=note_of(progress), sheet="Cần đôn đốc")]
    blocks.append(Heading(3, sentence("letters_title")))
    for agency, tasks in remind_by_agency(progress.tasks).items():
        blocks += _letter(progress, agency, tasks)
    return Group(tuple(blocks))


def _letter(progress: Progress, agency: NamedAgency, tasks: pd.DataFrame) -> list[Block]:
    report = progress.inputs.report
    standing = report.agencies.resolve(report.params.plan.standing_agency_key, progress.inputs.at).name_vi
    n, day = count_states(tasks), print_day(progress.inputs.at)
    text = sentence("letter_opening", report.year, report.unit.author_vi, day, n["overdue"], n["due_soon"])
    blocks: list[Block] = [Paragraph((Span(sentence("letter_to", agency.name_vi), bold=True), Span(text)))]
    for task in tasks.itertuples():
        due = sentence("letter_due", task.deadline_vi, int(task.days_left), TASK_STATUSES[str(task.status)])
        line = f"{task.task_key}: {task.task_vi} {due}."
        blocks.append(Paragraph((Span(line),), "dash"))
    closing = sentence("letter_closing", "" if agency.name_vi == standing else standing)
    blocks.append(Paragraph((Span(closing),)))
    return blocks


def checks(progress: Progress) -> Group:
    """List tasks that are done without evidence and rows that do not fit together."""
    missing, odd = without_evidence(progress.tasks), find_inconsistent(progress.tasks)
    blocks: list[Block] = []
    if len(missing):
        caption = sentence("no_evidence_caption")
        blocks.append(
            make_table(missing, (_KEY, _TASK, _LEAD), caption=caption, note=note_of(progress), sheet="Thiếu minh chứng")
        )
    else:
        blocks += paragraph(sentence("all_evident", progress.n_done > 0))
    if len(odd):
        columns = (_KEY, _TASK, _LEAD, col("problem_vi"))
        caption = sentence("odd_caption")
        blocks.append(make_table(odd, columns, caption=caption, note=note_of(progress), sheet="Chưa khớp"))
    else:
        blocks += paragraph(sentence("none_odd"))
    return Group(tuple(blocks))


def every_task(progress: Progress) -> Group:
    """List every task with its state, on landscape pages."""
    rows = progress.tasks.assign(state_vi=progress.tasks["state"].map(STATES))
    columns = (
        col("#"),
        col("task_key"),
        col("task_vi", width=62),
        col("lead_vi"),
        col("deadline_vi"),
        col("state_vi:task"),
        col("done_pct", kind="integer"),
        col("evidence_vi:task"),
        col("note_vi"),
    )
    start = AnnexStart(
        "Phụ lục", "TÌNH HÌNH TỪNG NHIỆM VỤ", f"(Tính đến ngày {print_day(progress.inputs.at)})", is_wide=True
    )
    table = make_table(rows, columns, note=note_of(progress), sheet="Từng nhiệm vụ", group_by="index_vi", is_wide=True)
    return Group((start, table))
