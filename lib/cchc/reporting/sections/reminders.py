"""Sections of the progress report for those who follow it: whom to remind, what is missing, every task."""

from __future__ import annotations

import pandas as pd

from cchc.columns import col
from cchc.dates import print_day
from cchc.planning.plan_tasks import NamedAgency
from cchc.planning.progress import Progress
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
from cchc.reporting.sentences import paragraph
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
    return f"quá {-days} ngày" if days < 0 else "hôm nay" if days == 0 else f"còn {days} ngày"


def reminders(progress: Progress) -> Group:
    """List whom to remind of what, and give each agency's text ready to copy."""
    found = to_remind(progress.tasks)
    if found.empty:
        return Group(paragraph("Không có nhiệm vụ nào quá hạn hoặc đến hạn trong 30 ngày.", "lead"))
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
    caption = "Nhiệm vụ cần đôn đốc: quá hạn trước, rồi đến hạn trong 30 ngày"
    blocks: list[Block] = [make_table(rows, columns, caption=caption, note=note_of(progress), sheet="Cần đôn đốc")]
    blocks.append(Heading(3, "Lời đôn đốc từng cơ quan, có thể chép vào công văn hoặc thư"))
    for agency, tasks in remind_by_agency(progress.tasks).items():
        blocks += _letter(progress, agency, tasks)
    return Group(tuple(blocks))


def _letter(progress: Progress, agency: NamedAgency, tasks: pd.DataFrame) -> list[Block]:
    report = progress.inputs.report
    standing = report.agencies.resolve(report.params.plan.standing_agency_key, progress.inputs.at).name_vi
    n = count_states(tasks)
    counts = [f"{n['overdue']} nhiệm vụ quá hạn"] if n["overdue"] else []
    counts += [f"{n['due_soon']} nhiệm vụ đến hạn trong 30 ngày"] if n["due_soon"] else []
    text = (
        f": theo Kế hoạch năm {report.year} của UBND {report.unit.name_full_vi}, tính đến ngày {print_day(progress.inputs.at)},"
        f" quý cơ quan chủ trì {' và '.join(counts)}:"
    )
    blocks: list[Block] = [Paragraph((Span(f"Kính gửi {agency.name_vi}", bold=True), Span(text)))]
    for task in tasks.itertuples():
        line = f"{task.task_key}: {task.task_vi} (thời hạn {task.deadline_vi}, {_days_text(int(task.days_left))}; {TASK_STATUSES[str(task.status)]})."
        blocks.append(Paragraph((Span(line),), "dash"))
    where = "cập nhật danh mục nhiệm vụ" if agency.name_vi == standing else f"gửi {standing}"
    closing = f"Đề nghị quý cơ quan thực hiện, ghi trạng thái, tỷ lệ hoàn thành, minh chứng và {where}."
    blocks.append(Paragraph((Span(closing),)))
    return blocks


def checks(progress: Progress) -> Group:
    """List tasks that are done without evidence and rows that do not fit together."""
    missing, odd = without_evidence(progress.tasks), find_inconsistent(progress.tasks)
    blocks: list[Block] = []
    if len(missing):
        caption = "Nhiệm vụ ghi hoàn thành nhưng chưa nêu minh chứng"
        blocks.append(
            make_table(missing, (_KEY, _TASK, _LEAD), caption=caption, note=note_of(progress), sheet="Thiếu minh chứng")
        )
    else:
        blocks += paragraph(
            "Mọi nhiệm vụ đã hoàn thành đều nêu minh chứng." if progress.n_done else "Chưa có nhiệm vụ nào hoàn thành."
        )
    if len(odd):
        columns = (_KEY, _TASK, _LEAD, col("problem_vi"))
        caption = "Dòng ghi chưa khớp, cần hỏi lại cơ quan"
        blocks.append(make_table(odd, columns, caption=caption, note=note_of(progress), sheet="Chưa khớp"))
    else:
        blocks += paragraph("Không có dòng nào ghi trạng thái, tỷ lệ, minh chứng, ghi chú trái nhau.")
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
