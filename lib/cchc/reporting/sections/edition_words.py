"""What is compared across two editions of the criteria, and what is not."""

from __future__ import annotations

from cchc.analysis.edition_changes import compare_editions
from cchc.analysis.index_results import ScoredResults
from cchc.columns import col
from cchc.reporting.blocks import Block
from cchc.reporting.sections.common import sheet_note
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table


def across_editions(scored: ScoredResults) -> tuple[Block, ...]:
    """Say what of two years' editions is compared, tabulate what is compared in shares only, and name the rest once."""
    sheet, previous = scored.sheet, scored.own_inputs.previous_sheet
    if sheet is None or previous is None or scored.previous is None:
        return ()
    if sheet.full_framework.framework_id == previous.full_framework.framework_id:
        return ()
    found, year = compare_editions(scored), scored.inputs.result_year
    if found is None:
        return tuple(paragraph(sentence("editions_not_confirmed", year)))
    blocks: list[Block] = [*paragraph(sentence("editions_compared", found, year))]
    if len(shares := found.by_share):
        columns = (
            col("code"),
            col("name_vi:name", width=60),
            col("earlier_max_score"),
            col("max_score"),
            col("previous_pct"),
            col("achieved_pct:share"),
            col("change_pct"),
        )
        blocks.append(
            make_table(
                shares, columns, caption=sentence("shares_caption", len(shares)), note=sheet_note(sheet),
                sheet=f"{scored.index.prefix} hai bộ tiêu chí", items_of=scored.index.prefix,
            )
        )  # fmt: skip
    return tuple(blocks)
