"""A scoring campaign on one page: who has a result, who leads, what the council changed, what is still open."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.campaign_findings import Differences
from cchc.analysis.campaign_results import STATES, CampaignResults
from cchc.columns import col
from cchc.reporting.blocks import Block, Group, Heading, Paragraph, Span
from cchc.reporting.brief_blocks import Pair, Tile, Tiles
from cchc.reporting.formats import MISSING, format_number
from cchc.reporting.sections.campaign_plan import campaign_settings
from cchc.reporting.sections.campaign_result import result_note, scope, scoped
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

N_LISTED = 7


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
        Tiles(_tiles(results)),
        *_ranks(results),
        Pair(_open(results), _changed(results)),
        Paragraph(
            (
                Span(f"{sentence('brief_sources')} ", bold=True),
                Span(result_note(results, f"{capitalise(scope(results))}." if scope(results) else "")),
            ),
            "remark",
        ),
    ]
    return Group(tuple(blocks))


def _tiles(results: CampaignResults) -> tuple[Tile, ...]:
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


def _ranks(results: CampaignResults) -> tuple[Block, ...]:
    ranked = results.ranked[results.ranked["state"] == "complete"]
    if ranked.empty:
        return ()
    if len(ranked) < 2 * N_LISTED:
        return (Heading(2, scoped(results, sentence("campaign_all"))), _table(ranked))
    return (
        Pair(
            (Heading(2, scoped(results, sentence("campaign_first"))), _table(ranked.head(N_LISTED))),
            (Heading(2, scoped(results, sentence("campaign_last"))), _table(ranked.tail(N_LISTED)[::-1])),
        ),
    )


def _table(rows: pd.DataFrame) -> Block:
    columns = (col("rank", width=14), col("name_vi:unit"), col("achieved_pct"), col("grade_vi", width=30))
    shown = rows.assign(grade_vi=rows["grade_vi"].where(rows["grade_vi"].notna(), ""))
    return make_table(shown, columns)


def _open(results: CampaignResults) -> tuple[Block, ...]:
    title = Heading(2, sentence("campaign_open"))
    left = [
        f"{capitalise(text)}: {', '.join(names)}."
        for state, text in STATES.items()
        if state != "complete" and (names := results.names(state))
    ]
    if not left:
        return (title, *paragraph(sentence("campaign_nothing_open"), "note"))
    return (title, *(Paragraph((Span(one),)) for one in left))


def _changed(results: CampaignResults) -> tuple[Block, ...]:
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
