"""The country on one page: every index at a glance, who is best and last, who moved."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.national_findings import list_movers
from cchc.analysis.national_results import NationalIndex, NationalResults
from cchc.columns import col
from cchc.reporting.blocks import Block, Group, Heading, Paragraph, Span
from cchc.reporting.brief_blocks import Pair, Tile, Tiles
from cchc.reporting.formats import MISSING, format_number
from cchc.reporting.sections.national import settings_of
from cchc.reporting.sentences import sentence
from cchc.reporting.tables import UNITS, make_table

N_LISTED = 7


def page(results: NationalResults) -> Group:
    """Show the brief of the country.

    Parameters
    ----------
    results : NationalResults
        As returned by ``compute_national``.
    """
    inputs = results.inputs
    shown = next((one for one in results.of.values() if one.is_compared), None)
    blocks: list[Block] = [
        settings_of(results, "Tóm tắt cả nước", "brief"),
        Paragraph((Span(sentence("national_kicker", inputs)),), "kicker"),
        Heading(1, sentence("national_title", results, shown)),
        Tiles(tuple(_tile(results, one) for one in results.of.values())),
        *(() if shown is None else _lists(results, shown)),
        Paragraph(
            (Span(f"{sentence('brief_unknown')} ", bold=True), Span(sentence("national_unknown", results))), "remark"
        ),
    ]
    return Group(tuple(blocks))


def _tile(results: NationalResults, own: NationalIndex) -> Tile:
    value = own.mean if own.mean is not None else own.middle
    told = sentence("national_tile_value", own), sentence("national_tile_best", own, results.names)
    known = sentence("national_tile_known", own, len(results.names))
    return Tile(
        own.index.name_vi,
        MISSING if value is None else format_number(value),
        "" if value is None else own.index.mark.strip(),
        tuple(one for one in (*told, known) if one),
        figure=value,
    )


def _lists(results: NationalResults, own: NationalIndex) -> tuple[Block, ...]:
    ordered = own.best_first
    names, index = results.names["name_vi"], own.index
    best = _table(ordered.head(N_LISTED), names, index.name_vi)
    last = _table(ordered.tail(N_LISTED)[::-1], names, index.name_vi)
    blocks: list[Block] = [
        Pair(
            (Heading(2, sentence("national_best", index)), best),
            (Heading(2, sentence("national_last", index)), last),
        )
    ]
    movers = list_movers(own, results.inputs.result_year, N_LISTED)
    if movers is not None:
        up = own.table.loc[movers.largest.index[: movers.n_rises]]
        down = own.table.loc[movers.largest.index[movers.n_rises :]][::-1]
        blocks.append(
            Pair(
                (Heading(2, sentence("national_up", index, movers)), _table(up, names, index.name_vi)),
                (Heading(2, sentence("national_down", index, movers)), _table(down, names, index.name_vi)),
            )
        )
    return tuple(blocks)


def _table(rows: pd.DataFrame, names: pd.Series, index_vi: str) -> Block:
    shown = rows.assign(name_vi=names.reindex(rows.index))
    columns = (col("rank", width=14), col("name_vi:place"), col("value", index_vi, width=20), col("change", width=20))
    return make_table(shown, columns, items_of=UNITS)
