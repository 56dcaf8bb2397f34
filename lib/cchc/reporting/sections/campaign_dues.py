"""What units and offices still owe a campaign on a day, and which files came too late."""

from __future__ import annotations

import datetime as dt

from cchc.analysis.campaign_dues import DUES, list_dues, list_late_files, sum_dues
from cchc.analysis.campaign_results import CampaignResults
from cchc.columns import col
from cchc.dates import print_day
from cchc.reporting.blocks import Block, Group, Heading
from cchc.reporting.sections.campaign_result import result_note
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table


def owed(results: CampaignResults) -> Group:
    """Show what is still owed, by whom and until when, and which files came too late."""
    if not results.inputs.campaign.groups:
        return Group(())
    blocks: list[Block] = [Heading(2, sentence("dues_title"))]
    listed = list_dues(results)
    if len(listed):
        blocks += paragraph(sentence("dues_told", sum_dues(listed).to_dict("records"), _day(results.inputs.at)), "lead")
        rows = listed.assign(
            due_vi=listed["due"].map(lambda key: capitalise(DUES[key])),
            who_vi=[
                f"{who} ({group})" if group else who
                for who, group in zip(listed["who_vi"], listed["group_vi"], strict=True)
            ],
            last_day=listed["last_day"].map(_day),
        )
        columns = (col("#"), col("who_vi:due"), col("n_due:due"), col("last_day"), col("n_days_late"))
        note = result_note(results, sentence("dues_note"))
        blocks.append(
            make_table(rows, columns, caption="Việc còn phải làm", note=note, sheet="Còn phải làm", group_by="due_vi")
        )
    else:
        blocks += paragraph(sentence("nothing_owed"), "lead")
    return Group((*blocks, *_late_files(results)))


def _late_files(results: CampaignResults) -> tuple[Block, ...]:
    late = list_late_files(results)
    if late.empty:
        return ()
    rows = late.assign(
        day=late["day"].map(_day),
        last_day=late["last_day"].map(_day),
        counted_vi=[sentence("late_treated", row.is_counted, row.reason_vi) for row in late.itertuples()],
    )
    columns = (
        col("#"),
        col("round_vi"),
        col("who_vi:due", width=46),
        col("day:received"),
        col("last_day"),
        col("counted_vi"),
    )
    return (
        make_table(rows, columns, caption="Tệp nhận sau khi khóa vòng", note=result_note(results), sheet="Nộp muộn"),
    )


def _day(day: object) -> str:
    return print_day(day) if isinstance(day, dt.date) else ""
