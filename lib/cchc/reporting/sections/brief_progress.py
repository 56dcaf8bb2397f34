"""The progress of a plan on one page: what is done, what is late, which points are at risk, whom to remind first."""

from __future__ import annotations

from cchc.columns import col
from cchc.dates import print_day
from cchc.planning.plan_progress import Progress
from cchc.planning.task_states import add_up_points, count_by_agency, count_further_late, to_remind
from cchc.reporting.blocks import Block, Group, Heading, Paragraph, Span
from cchc.reporting.brief_blocks import Pair, Tile, Tiles
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sections.progress import settings_of
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table
from cchc.sources.tasks import TASK_STATUSES

N_LISTED, N_REMINDED = 6, 10


def page(progress: Progress) -> Group:
    """Show the brief of a plan's progress.

    Parameters
    ----------
    progress : Progress
        As returned by ``compute_progress``.
    """
    inputs, report = progress.inputs, progress.inputs.report
    name, day = capitalise(report.unit.name_full_vi), print_day(inputs.at)
    blocks: list[Block] = [
        settings_of(progress, "Tóm tắt tiến độ", "brief"),
        Paragraph((Span(sentence("progress_kicker", name, report.year, day)),), "kicker"),
        Heading(1, sentence("progress_title", progress, progress.count("overdue"), progress.count("due_soon"))),
        Tiles(_tiles(progress)),
        Pair(_late(progress), _points(progress)),
        *_reminded(progress),
        Paragraph(
            (Span(f"{sentence('brief_sources')} ", bold=True), Span(sentence("progress_remark", progress))), "remark"
        ),
    ]
    return Group(tuple(blocks))


def _tiles(progress: Progress) -> tuple[Tile, ...]:
    share = progress.done_pct
    done = Tile(
        sentence("tile_done"),
        f"{progress.n_done}/{progress.n_wanted}",
        "",
        () if share is None else (f"{format_number(share, 1)}%",),
    )
    n_late, n_soon, n_left = (progress.count(state) for state in ("overdue", "due_soon", "on_time"))
    return (
        done,
        Tile(sentence("tile_overdue"), str(n_late), is_good=False if n_late else None, figure=n_late),
        Tile(sentence("tile_due_soon"), str(n_soon), figure=n_soon),
        Tile(sentence("tile_on_time"), str(n_left), figure=n_left),
    )


def _late(progress: Progress) -> tuple[Block, ...]:
    counts = count_by_agency(progress.tasks)
    rows = counts.reset_index(drop=True).assign(agency_vi=[one.short_vi for one in counts.index])
    columns = (col("agency_vi", width=44), col("n_tasks", width=14), col("n_done", width=14), col("overdue", width=14))
    n_more = count_further_late(counts, N_LISTED)
    return (
        Heading(2, sentence("progress_late")),
        make_table(rows.head(N_LISTED), columns, note=sentence("progress_more_late", n_more)),
    )


def _points(progress: Progress) -> tuple[Block, ...]:
    table = add_up_points(progress.tasks)
    known = table.dropna(subset=["secured"])
    title = Heading(2, sentence("progress_points"))
    if known.empty:
        return (title, *paragraph(sentence("progress_no_points"), "note"))
    columns = (col("index_vi", width=30), col("secured"), col("at_risk"), col("open"))
    return (title, make_table(known.reset_index(), columns))


def _reminded(progress: Progress) -> tuple[Block, ...]:
    found = to_remind(progress.tasks)
    if found.empty:
        return (Heading(2, sentence("none_to_remind")),)
    shown = found.head(N_REMINDED)
    rows = shown.assign(
        days_vi=[sentence("days_left", int(days)) for days in shown["days_left"]],
        status_vi=shown["status"].map(TASK_STATUSES),
        name_vi=shown["index_vi"] + " " + shown["name_vi"],
        task_vi=[text.partition("; ")[0] for text in shown["task_vi"]],
    )
    columns = (
        col("name_vi:task", width=60),
        col("task_vi:brief", width=80),
        col("lead_vi", width=22),
        col("deadline_vi", width=20),
        col("days_vi", width=16),
    )
    return (Heading(2, sentence("progress_first", len(shown), len(found))), make_table(rows, columns))
