"""Where the units of a campaign lost points, which of them need help, and what surveys of leaders and evidence say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from cchc.analysis.campaign_lost import find_units_to_help, rank_lost_criteria
from cchc.analysis.campaign_results import CampaignResults
from cchc.analysis.group_results import GroupResults
from cchc.columns import col
from cchc.reporting.blocks import Block, Group, Heading
from cchc.reporting.formats import format_number
from cchc.reporting.sections.campaign_plan import format_maximum
from cchc.reporting.sections.campaign_result import each_group, of_group, result_note, scoped
from cchc.reporting.sections.common import status_note
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

_N_TOLD = 3


def _titled(results: CampaignResults, title_vi: str, show: Callable[[GroupResults], Sequence[Block]]) -> Group:
    """Show something group by group under a title of its own; nothing where there is nothing, or no groups are scored."""
    shown = each_group(results, show).blocks if results.inputs.campaign.groups else ()
    return Group((Heading(2, title_vi), *shown) if shown else ())


def lost(results: CampaignResults) -> Group:
    """Show the criteria lost most often, group by group."""
    return _titled(results, sentence("lost_title"), _lost)


def _lost(one: GroupResults) -> tuple[Block, ...]:
    rows = rank_lost_criteria(one)
    if rows.empty:
        return paragraph(sentence("no_points_lost")) if one.n_complete else ()
    first = rows.head(_N_TOLD).to_dict("records")
    columns = (
        col("#"),
        col("code"),
        col("name_vi:criterion", width=76),
        col("max_score"),
        col("n_lost"),
        col("n_known:units"),
        col("lost_score:units"),
        col("mean_lost"),
    )
    caption = of_group(one, scoped(one, "Tiêu chí bị mất điểm ở nhiều đơn vị nhất"))
    table = make_table(rows, columns, caption=caption, note=result_note(one), sheet=of_group(one, "Tiêu chí mất điểm"))
    return (*paragraph(sentence("lost_most_often", first), "lead"), table)


def to_help(results: CampaignResults) -> Group:
    """Show the last units of each group, and on what each lost most."""
    return _titled(results, sentence("help_title"), _to_help)


def _to_help(one: GroupResults) -> tuple[Block, ...]:
    rows = find_units_to_help(one, one.inputs.campaign.n_help)
    if rows.empty:
        return ()
    rows = rows.assign(
        most_lost_vi=[
            "; ".join(f"{code} ({format_number(points)})" for code, points in most) for most in rows["most_lost"]
        ]
    )
    columns = (
        col("name_vi:unit"),
        col("rank", scoped(one, "Thứ hạng")),
        col("achieved_pct"),
        col("lost_score"),
        col("most_lost_vi"),
    )
    note = result_note(one, sentence("help_note", len(rows), one.n_complete))
    caption = of_group(one, scoped(one, "Đơn vị cần được hỗ trợ"))
    return (make_table(rows, columns, caption=caption, note=note, sheet=of_group(one, "Cần hỗ trợ")),)


def leaders(results: CampaignResults) -> Group:
    """Show what leaders said of each unit, and the points that it yields."""
    return _titled(results, sentence("leaders_title"), _leaders)


def _leaders(one: GroupResults) -> tuple[Block, ...]:
    choice, found = one.inputs.group.leaders, one.leaders
    if choice is None:
        return ()
    if found is None or one.inputs.leaders is None:
        place = f"{one.inputs.office_folder}/leaders/{one.inputs.key}.xlsx"
        return paragraph(sentence("no_leaders", place, list(choice.criteria)))
    rows = one.units[["name_vi"]].join(found.scores)
    columns = [col("name_vi:unit", width=50)]
    for code in choice.criteria:
        maximum = format_maximum(one.inputs.framework.node(code).max_score or 0.0)
        columns.append(col("score:criterion", field=code, code=code, maximum=maximum))
    note = f"{status_note(one.inputs.leaders.status)} {sentence('leaders_note', choice.answer_pcts, choice.weight_pcts, choice.min_answers)}"
    caption = of_group(one, "Điều tra xã hội học lãnh đạo, quản lý")
    without = list(rows.loc[rows[list(choice.criteria)].isna().any(axis=1), "name_vi"])
    told = paragraph(sentence("leaders_too_few", without)) if without else ()
    return (*told, make_table(rows, columns, caption=caption, note=note, sheet=of_group(one, "Điều tra lãnh đạo")))


def evidence(results: CampaignResults) -> Group:
    """Show, unit by unit, which criteria have points and no evidence; files are counted, never named."""
    return _titled(results, sentence("evidence_heading"), _evidence)


def _evidence(one: GroupResults) -> tuple[Block, ...]:
    if one.evidence is None:
        return paragraph(sentence("no_evidence"))
    names = one.units["name_vi"]
    rows = one.evidence.summary.assign(
        name_vi=names,
        without_vi=[told_without(row) for row in one.evidence.summary.itertuples()],
    )
    columns = (
        col("name_vi:unit", width=40),
        col("n_files"),
        col("n_claimed"),
        col("n_with_evidence"),
        col("without_vi"),
        col("n_named_missing"),
        col("n_faults"),
    )
    note = result_note(one, sentence("evidence_counted_note"))
    caption = of_group(one, "Tài liệu kiểm chứng theo đơn vị")
    told = paragraph(sentence("evidence_told", one.n_without_evidence, len(rows)), "lead")
    return (*told, make_table(rows, columns, caption=caption, note=note, sheet=of_group(one, "Tài liệu")))


def told_without(row: Any) -> str:
    """Say which criteria of a unit have points and no evidence; nothing of a unit whose form has not come."""
    return "" if pd.isna(row.n_claimed) else sentence("codes_without", row)
