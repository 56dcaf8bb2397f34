"""A scoring campaign on one page: who has a result, who leads, what the council changed, what is still open."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.campaign_dues import DUES, list_dues, sum_dues
from cchc.analysis.campaign_findings import Differences
from cchc.analysis.campaign_lost import rank_lost_criteria
from cchc.analysis.campaign_results import CampaignResults
from cchc.analysis.group_results import STATES, GroupResults
from cchc.columns import col
from cchc.reporting.blocks import Block, Group, Heading, Paragraph, Span
from cchc.reporting.brief_blocks import Pair, Tile, Tiles
from cchc.reporting.formats import MISSING, format_number
from cchc.reporting.sections.campaign_plan import campaign_settings
from cchc.reporting.sections.campaign_result import of_group, result_note, scope, scoped
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

N_LISTED = 7
#: Of a group, where there are several.
_N_OF_GROUP = 3


def page(results: CampaignResults) -> Group:
    """Show the brief of a campaign.

    Parameters
    ----------
    results : CampaignResults
        As returned by ``compute_campaign``.
    """
    inputs = results.inputs
    title = f"Tóm tắt chấm điểm – {inputs.unit.name_vi}, năm {inputs.year}"
    kicker = sentence("campaign_kicker", capitalise(inputs.unit.name_full_vi), inputs.year)
    blocks: list[Block] = [
        campaign_settings(inputs, title, layout="brief"),
        Paragraph((Span(kicker),), "kicker"),
        Heading(1, sentence("campaign_title", results)),
        Tiles(_tiles(results.groups[0]) if len(results.groups) == 1 else _group_tiles(results)),
        *(block for one in results.groups for block in _ranks(one)),
        *_below(results),
        Paragraph(
            (
                Span(f"{sentence('brief_sources')} ", bold=True),
                Span(result_note(results, f"{capitalise(scope(results))}." if scope(results) else "")),
            ),
            "remark",
        ),
    ]
    return Group(tuple(blocks))


def _below(results: CampaignResults) -> tuple[Block, ...]:
    """Say what is still open, and what changed most, or, of several groups, what was lost most often."""
    if len(results.groups) == 1:
        return (Pair(_open(results.groups[0]), _changed(results.groups[0])),)
    return (Pair(_owed(results), _lost(results)),)


def _group_tiles(results: CampaignResults) -> tuple[Tile, ...]:
    tiles = [Tile(sentence("tile_complete"), f"{results.n_complete}/{results.n_units}", "", ())]
    for one in results.groups:
        found = one.standing
        tiles.append(
            Tile(
                one.inputs.group.name_vi,
                MISSING if found is None else format_number(found.mean_pct),
                "" if found is None else "%",
                () if found is None else (sentence("tile_mean_range", found.low_pct, found.high_pct),),
                figure=None if found is None else found.mean_pct,
            )
        )
    return tuple(tiles)


def _owed(results: CampaignResults) -> tuple[Block, ...]:
    """Count what is still owed, by kind."""
    title, owed = Heading(2, sentence("campaign_open")), list_dues(results)
    if owed.empty:
        return (title, *paragraph(sentence("campaign_nothing_open"), "note"))
    told = [
        Paragraph((Span(sentence("owed_of_kind", DUES[row.due], row.n_owed, row.n_late)),))
        for row in sum_dues(owed).itertuples()
    ]
    return (title, *told)


def _lost(results: CampaignResults) -> tuple[Block, ...]:
    """Name the criteria that most units of each group lost points on."""
    told = [
        Paragraph((Span(f"{one.inputs.group.name_vi}: ", bold=True), Span(sentence("lost_codes", rows))))
        for one in results.groups
        if (rows := rank_lost_criteria(one).head(_N_OF_GROUP).to_dict("records"))
    ]
    return (Heading(2, sentence("campaign_lost_title")), *(told or paragraph(sentence("none_ranked"), "note")))


def _tiles(results: GroupResults) -> tuple[Tile, ...]:
    found, reach = results.standing, results.survey_reach
    tiles = [
        Tile(sentence("tile_complete"), f"{results.n_complete}/{results.n_units}", "", ()),
        Tile(
            sentence("tile_mean"),
            MISSING if found is None else format_number(found.mean_pct),
            "" if found is None else "%",
            () if found is None else (sentence("tile_range", found.low_pct, found.high_pct),),
            figure=None if found is None else found.mean_pct,
        ),
    ]
    if reach is not None and reach.highest is not None:
        tiles.append(
            Tile(
                sentence("tile_satisfied"),
                format_number(reach.highest["value_pct"]),
                "%",
                (sentence("tile_satisfaction", reach),),
                figure=float(reach.highest["value_pct"]),
            )
        )
    return tuple(tiles)


def _ranks(results: GroupResults) -> tuple[Block, ...]:
    ranked = results.ranked[results.ranked["state"] == "complete"]
    if ranked.empty:
        return ()
    n = _N_OF_GROUP if results.inputs.group.name_vi else N_LISTED
    if len(ranked) < 2 * n:
        return (Heading(2, of_group(results, scoped(results, sentence("campaign_all")))), _table(ranked))
    return (
        Pair(
            (Heading(2, of_group(results, scoped(results, sentence("campaign_first")))), _table(ranked.head(n))),
            (Heading(2, of_group(results, scoped(results, sentence("campaign_last")))), _table(ranked.tail(n)[::-1])),
        ),
    )


def _table(rows: pd.DataFrame) -> Block:
    columns = (col("rank", width=14), col("name_vi:unit"), col("achieved_pct"), col("grade_vi", width=30))
    shown = rows.assign(grade_vi=rows["grade_vi"].where(rows["grade_vi"].notna(), ""))
    return make_table(shown, columns)


def _open(results: GroupResults) -> tuple[Block, ...]:
    title = Heading(2, sentence("campaign_open"))
    left = [
        f"{capitalise(text)}: {', '.join(names)}."
        for state, text in STATES.items()
        if state != "complete" and (names := results.names(state))
    ]
    if not left:
        return (title, *paragraph(sentence("campaign_nothing_open"), "note"))
    return (title, *(Paragraph((Span(one),)) for one in left))


def _changed(results: GroupResults) -> tuple[Block, ...]:
    title = Heading(2, sentence("campaign_changed"))
    if results.differences.empty:
        return (title, *paragraph(sentence("campaign_nothing_changed"), "note"))
    found = Differences.of(results.differences)
    columns = (
        col("code"),
        col("name_vi:criterion", width=56),
        col("n_lowered", width=14),
        col("n_raised", width=14),
        col("net_score", width=16),
    )
    return (title, make_table(found.per_criterion.head(N_LISTED), columns))
