"""Sections of the progress report: how many tasks are done, by whom, and what becomes of the points."""

from __future__ import annotations

import pandas as pd

from cchc.columns import col
from cchc.dates import print_day
from cchc.planning.editions import name_edition
from cchc.planning.plan_progress import Progress
from cchc.planning.task_states import (
    STATES,
    add_up_points,
    all_add_up,
    all_money,
    count_by_agency,
    money_by_agency,
    points_by,
    points_by_agency,
    quarters,
)
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Cover, Group, Paragraph, Settings, Span
from cchc.reporting.footing import footing
from cchc.reporting.sections.common import WATERMARK, capitalise, status_note
from cchc.reporting.sentences import lines, paragraph, sentence
from cchc.reporting.tables import make_table

_STAKES = (
    col("secured"),
    col("at_risk"),
    col("open"),
    col("given_up"),
)
_STATE_WORDS = {
    "overdue": "quá hạn",
    "due_soon": "đến hạn trong 30 ngày",
    "on_time": "còn trong hạn",
    "cancelled": "không thực hiện",
}


def edition(progress: Progress) -> str:
    """Return which edition this is."""
    inputs = progress.inputs
    return name_edition(inputs.at, inputs.report.year, inputs.period)


def note_of(progress: Progress) -> str:
    """Return the note below tables: whose figures they are."""
    return status_note("illustrative" if progress.inputs.has_illustrative else "office")


def settings_of(progress: Progress, title: str, layout: str, head: str = "") -> Settings:
    """Return the settings of a document on the progress."""
    inputs, report = progress.inputs, progress.inputs.report
    return Settings(
        title=f"{title} – {report.unit.name_vi}, {edition(progress)}",
        layout=layout,
        watermark=WATERMARK if inputs.has_illustrative else "",
        author=report.unit.author_vi,
        footer=footing(inputs),
        date=f"{report.year}-01-01",
        head=head,
    )


def opening(progress: Progress, title: str) -> Group:
    """Open the report: settings, edition, sources."""
    inputs, report = progress.inputs, progress.inputs.report
    head = sentence("running_head", capitalise(report.unit.name_full_vi), title, edition(progress))
    settings = settings_of(progress, title, "analysis", head)
    name = edition(progress)
    path = "" if report.tasks is None else report.tasks.path
    whose = capitalise(report.unit.name_full_vi)
    cover = lines("progress_cover", inputs, whose, name, print_day(inputs.at), path, len(inputs.returned))
    return Group((settings, Cover(cover)))


def overview(progress: Progress) -> Group:
    """Say how many tasks are done, late, or still open, and list the states."""
    told = {words: n for state, words in _STATE_WORDS.items() if (n := progress.count(state))}
    text = sentence(
        "progress_overview", print_day(progress.inputs.at), progress.n_done, progress.n_wanted, progress.done_pct, told
    )
    rows = progress.by_state
    rows = rows.assign(state_vi=[capitalise(STATES[state]) for state in rows.index])
    columns = (
        col("state_vi:form"),
        col("n"),
        col("pct"),
    )
    table = make_table(
        rows, columns, caption="Nhiệm vụ theo trạng thái", note=note_of(progress), sheet="Trạng thái", chart="n",
        total={"state_vi": "Cộng", "n": len(progress.tasks)},
    )  # fmt: skip
    return Group((*paragraph(text, "lead"), table, *paragraph(sentence("states_note"), "note")))


def agencies(progress: Progress) -> Group:
    """Show what each lead agency has done."""
    counts = count_by_agency(progress.tasks)
    names = [agency.short_vi for agency in counts.index]
    done = counts["n_done"].tolist()
    late = counts["overdue"].tolist()
    rest = counts["n_rest"].tolist()
    blocks: list[Block] = []
    with_late = [name for name, n_late in zip(names, late, strict=True) if n_late]
    blocks += paragraph(sentence("agencies_late", with_late), "lead")
    alt = sentence("agencies_alt", list(zip(names, done, rest, late, strict=True)))
    kinds = ("Hoàn thành", "Còn phải làm, chưa quá hạn", "Quá hạn")
    drawn = charts.stacked(names, [done, rest, late], kinds, axis_label="Số nhiệm vụ")
    most = late[0] if late else 0  # they come with most overdue tasks first
    latest = [name for name, n_late in zip(names, late, strict=True) if n_late == most]
    caption = sentence("agencies_caption", latest, most, progress.n_done, progress.n_wanted)
    blocks.append(charts.to_block(drawn, caption=caption, alt=alt, note=note_of(progress)))
    columns = (
        col("agency_vi", width=34),
        col("n_tasks", width=11),
        col("n_done"),
        col("done_pct"),
        col("overdue"),
        col("due_soon"),
        col("on_time"),
        col("cancelled"),
    )
    note = sentence("agencies_note", progress.n_shared)
    rows = counts.reset_index(drop=True).assign(agency_vi=names)
    caption = "Kết quả thực hiện theo cơ quan chủ trì"
    blocks.append(
        make_table(
            rows, columns, caption=caption, note=f"{note} {note_of(progress)}", sheet="Theo cơ quan", chart="overdue"
        )
    )
    return Group(tuple(blocks))


def points(progress: Progress) -> Group:
    """Show which expected points are secured, at risk or open, by index and by agency."""
    table = add_up_points(progress.tasks)
    told = {name: row for name, row in table.iterrows() if not pd.isna(row["secured"])}
    text = sentence("points_expected", told, progress.n_without_rise, len(progress.tasks))
    note = sentence("points_note", not all_add_up(table))
    columns = (
        col("index_vi"),
        col("n_tasks"),
        col("n_known"),
        *_STAKES,
    )
    blocks: list[Block] = [*paragraph(text, "lead")]
    caption = "Điểm dự kiến theo chỉ số"
    blocks.append(make_table(table, columns, caption=caption, note=note_of(progress), sheet="Điểm theo chỉ số"))
    blocks += paragraph(note, "note")
    by_agency = points_by_agency(progress.tasks)
    if len(by_agency):
        rows = by_agency.reset_index()
        rows["agency_vi"] = [agency.short_vi for agency in rows["agency"]]
        by_lead = (col("agency_vi", width=30), *columns)
        caption = "Điểm dự kiến theo cơ quan chủ trì"
        note = f"{sentence('points_by_agency_note')} {note_of(progress)}"
        blocks.append(make_table(rows, by_lead, caption=caption, note=note, sheet="Điểm theo cơ quan"))
    money = money_by_agency(progress.tasks)
    if len(money):
        rows = money.reset_index().assign(agency_vi=[agency.short_vi for agency in money.index])
        n_tasks, budget = all_money(progress.tasks)
        total = {"agency_vi": "Cộng", "n_tasks": n_tasks, "budget": budget}
        by_money = (col("agency_vi", width=40), col("n_tasks"), col("budget"))
        caption = "Kinh phí theo cơ quan chủ trì"
        blocks.append(
            make_table(rows, by_money, caption=caption, note=note_of(progress), sheet="Kinh phí", total=total)
        )
    for title, keys in (("quý kết thúc", quarters(progress.tasks)), ("lĩnh vực", progress.tasks["domain_vi"])):
        by_part = points_by(progress.tasks, keys)
        if len(by_part):
            parts = (col("part_vi:points", capitalise(title), width=36), *columns)
            caption = f"Điểm dự kiến theo {title}"
            sheet = f"Điểm theo {title.split()[0]}"
            blocks.append(
                make_table(by_part.reset_index(), parts, caption=caption, note=note_of(progress), sheet=sheet)
            )
    return Group(tuple(blocks))


def limits(progress: Progress) -> Group:
    """Say what the lists do not tell."""
    inputs = progress.inputs
    issued = progress.plan.issued
    told = [
        *([] if issued is None else lines("follows_issued", issued, progress.unsigned)),
        *lines("progress_limits", progress.n_without_task, progress.n_unreported),
        *(f"Cảnh báo: {text}." for text in inputs.warnings),
    ]
    return Group(tuple(Paragraph((Span(line),), "dash") for line in told))
