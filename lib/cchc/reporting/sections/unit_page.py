"""One page of one unit of a campaign: where it stands, where its points went, what the appraisal changed, what it still owes."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.campaign_lost import most_lost
from cchc.analysis.campaign_results import CampaignResults
from cchc.analysis.domain_places import place_domains
from cchc.analysis.group_results import STATES, GroupResults
from cchc.columns import col
from cchc.reporting.blocks import Block, Heading, Paragraph, Span
from cchc.reporting.brief_blocks import Tile, Tiles
from cchc.reporting.document import Document
from cchc.reporting.formats import MISSING, format_number
from cchc.reporting.sections.campaign_lost import told_without
from cchc.reporting.sections.campaign_plan import campaign_settings
from cchc.reporting.sections.campaign_result import result_note, scope
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

_N_LOST = 10


def unit_document(results: CampaignResults, one: GroupResults, key: str) -> Document:
    """Return the page of one unit.

    Parameters
    ----------
    results : CampaignResults
        Of the whole campaign.
    one : GroupResults
        Of the unit's group.
    key : str
        Of the unit.

    Returns
    -------
    Document
        One A4 page in the layout of a brief.
    """
    inputs, row = results.inputs, one.units.loc[key]
    title = sentence("unit_page_head", row["name_vi"], inputs.year)
    settings = campaign_settings(inputs, title, layout="brief")
    blocks: list[Block] = [
        Paragraph(
            (
                Span(
                    sentence(
                        "unit_page_kicker", capitalise(inputs.unit.name_full_vi), one.inputs.group.name_vi, inputs.year
                    )
                ),
            ),
            "kicker",
        ),
        Heading(1, _title(one, key)),
        Tiles(_tiles(one, key)),
        *_domains(one, key),
        *_lost(one, key),
        *_open(one, key),
        Paragraph(
            (
                Span(f"{sentence('brief_sources')} ", bold=True),
                Span(result_note(one, f"{capitalise(scope(one))}." if scope(one) else "")),
            ),
            "remark",
        ),
    ]
    return Document(settings, tuple(blocks))


def _title(one: GroupResults, key: str) -> str:
    row = one.units.loc[key]
    rank = None if pd.isna(row["rank"]) else int(row["rank"])
    is_tied = rank is not None and int(row["n_tied"]) > 1
    state = STATES[row["state"]]
    return sentence(
        "unit_page_title",
        row["name_vi"],
        row["achieved_pct"],
        rank,
        one.n_complete,
        is_tied,
        not one.is_complete,
        state,
    )


def _shown(value: float) -> str:
    return MISSING if pd.isna(value) else format_number(value)


def _tiles(one: GroupResults, key: str) -> tuple[Tile, ...]:
    row = one.units.loc[key]
    has_rank, has_satisfied = not pd.isna(row["rank"]), not pd.isna(row["satisfied_rank"])
    return (
        Tile(
            sentence("tile_index"), _shown(row["achieved_pct"]), "%" if has_rank else "",
            (sentence("tile_place", int(row["rank"]), one.n_complete),) if has_rank else (),
        ),
        Tile(sentence("tile_self"), _shown(row["self_score"]), "", ()),
        Tile(sentence("tile_appraised"), _shown(row["appraised_score"]), "", ()),
        Tile(
            sentence("tile_satisfaction_of_unit"), _shown(row["satisfied_pct"]), "%" if has_satisfied else "",
            (sentence("tile_place", int(row["satisfied_rank"]), one.n_satisfied),) if has_satisfied else (),
        ),
    )  # fmt: skip


def _domains(one: GroupResults, key: str) -> tuple[Block, ...]:
    rows = place_domains(one, key)
    if rows.empty:
        return ()
    columns = (
        col("code", width=10),
        col("name_vi:domain", width=70),
        col("max_score", width=16),
        col("score:achieved", width=16),
        col("median_score", width=18),
        col("best_score", width=18),
    )
    return (Heading(2, sentence("unit_page_domains")), make_table(rows, columns))


def _lost(one: GroupResults, key: str) -> tuple[Block, ...]:
    if key not in one.domains.index:
        return ()
    title, rows = Heading(2, sentence("unit_page_lost")), most_lost(one, key, _N_LOST)
    if rows.empty:
        return (title, *paragraph(sentence("unit_lost_nothing"), "note"))
    told = rows["reason_vi"].mask(rows["is_surveyed"], sentence("lost_in_survey"))
    rows = rows.assign(reason_vi=told.mask(rows["is_own"] & (told == ""), sentence("lost_by_itself")))
    columns = (
        col("code", width=12),
        col("name_vi:criterion", width=70),
        col("lost_score:short", width=16),
        col("reason_vi", width=62),
    )
    return (title, make_table(rows, columns))


def _open(one: GroupResults, key: str) -> tuple[Block, ...]:
    """Say what of the unit's evidence is missing and which explanations wait."""
    told = []
    if one.evidence is not None:
        codes = told_without(next(one.evidence.summary.loc[[key]].itertuples()))
        told += [sentence("unit_without_evidence", codes)] if codes else []
    waiting = one.matched.is_waiting.loc[key]
    codes_waiting = [str(code) for code in waiting.index[waiting]]
    told += [sentence("unit_waiting", codes_waiting)] if codes_waiting else []
    if not told:
        return ()
    return (Heading(2, sentence("unit_page_open")), *(Paragraph((Span(one_),)) for one_ in told))
