"""What it takes: points to the next rank, the median, the group above, a rank wished for."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import bands_of, known_field, mean_change, published_aims
from cchc.analysis.index_results import PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.known_fields import value_bounds
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.indices_defined import Index
from cchc.reporting.blocks import Block, Group
from cchc.reporting.sections.common import cited, published_note
from cchc.reporting.sections.unknown import absent
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table


def aim_finding(published: PublishedResults) -> str:
    """Say what the next rank takes; empty for the first and where nothing is known."""
    own = published.headline.value
    first = next((aim for aim in published_aims(published) if aim.aim == "next_rank"), None)
    return sentence("next_rank", published.index, first, own) if first is not None else ""


def aims(results: Results) -> Group:
    """Show what the next rank, the group above, the median and a rank wished for take, index by index."""
    blocks: list[Block] = []
    for published in results.all_published:
        blocks += _published_aims(published)
    for own in results.of.values():
        if isinstance(own, ScoredResults | SurveyedResults) and own.is_announced:
            blocks += _announced_aims(own)
    return Group(tuple(blocks))


def _bound_source(published: PublishedResults) -> str:
    """Say where the bound of the group above comes from."""
    is_published = published.announced.has_groups(int(published.totals.notna().sum()))
    return sentence("bound_source", published.index, is_published)


def _reached(wanted: int | None, rank: int | None, index: Index) -> str:
    """Say that a rank wished for has been reached; empty otherwise."""
    if wanted is None or rank is None or wanted < rank:
        return ""
    return sentence("rank_reached", index, wanted, rank)


def _published_aims(published: PublishedResults) -> tuple[Block, ...]:
    found, headline, index = published_aims(published), published.headline, published.index
    if headline.value is None:
        return paragraph(sentence("no_distance", absent(published).rstrip(".")))
    wanted = published.inputs.params.prospects.target_ranks.get(index.short)
    reached = paragraph(_reached(wanted, headline.rank, index))
    if not found:
        return paragraph(sentence("is_first", index, None))
    names = {
        "next_rank": "Hạng kế trên", "next_group": sentence("next_group", _bound_source(published)), "median": "Bằng trung vị", "target_rank": "Hạng muốn đạt",
    }  # fmt: skip
    own, more_vi = headline.value, "Cần giảm" if index.is_lower_better else "Cần thêm"
    rows = pd.DataFrame(
        {
            "aim_vi": [names[one.aim] for one in found],
            "rank": [one.rank for one in found],
            "still": [one.still for one in found],
            "more_still": [None if one.still is None else (one.still - own) * index.sign for one in found],
            "moving": [one.moving for one in found],
            "more_moving": [None if one.moving is None else max((one.moving - own) * index.sign, 0.0) for one in found],
        }
    )
    columns = (
        col("aim_vi"),
        col("rank"),
        col("still"),
        col("more_still", more=more_vi),
        col("moving"),
        col("more_moving", more=more_vi),
    )
    has_moving = any(one.moving is not None for one in found)
    is_published = published.announced.has_groups(int(published.totals.notna().sum()))
    keys = (*cited(index), *(published.announced.group_keys if is_published else ()))
    note = f"{published_note(published.inputs, keys)} {sentence('aims_note', has_moving)}"
    return (
        *paragraph(aim_finding(published), "lead"),
        *reached,
        make_table(
            rows,
            columns,
            caption=sentence("aims_caption", index),
            note=note,
            sheet=f"{index.prefix} cần bao nhiêu",
        ),
    )


def _announced_aims(own: ScoredResults | SurveyedResults) -> tuple[Block, ...]:
    """Say what an index of which few values are known takes: exactly where a neighbour is known, within bounds elsewhere."""
    headline, index, name = own.headline, own.index, own.index.name_vi
    known = known_field(own)
    if known is None or headline.value is None:
        return paragraph(sentence("distance_unknown", index))
    if known.rank == 1:
        return paragraph(sentence("is_first", index, known.n_ranked))
    wanted = own.inputs.params.prospects.target_ranks.get(index.short)
    ranks = {"Hạng kế trên": known.rank - 1}
    if wanted is not None and wanted < known.rank:
        ranks["Hạng muốn đạt"] = wanted
    rows: list[tuple[str, int | None, float | None, float | None]] = [
        (what, rank, *value_bounds(known, rank)) for what, rank in ranks.items()
    ]
    if headline.mean is not None and headline.mean > headline.value:
        rows.append(("Bằng trung bình cả nước", None, headline.mean, headline.mean))
    drift = mean_change(own)
    moving = [None if drift is None or high is None else max(high + drift - known.value, 0.0) for *_, high in rows]
    bands = bands_of(own) if isinstance(own, ScoredResults) else pd.DataFrame()
    if len(bands):
        above = bands[bands["lower_pct"] > headline.value].sort_values("lower_pct")
        if len(above):
            line = float(above["lower_pct"].iloc[0])
            rows.append((f"Vào {above['grade_vi'].iloc[0]}", None, line, line))
            moving.append(None if drift is None else line - known.value)  # a band does not move with the field
    table = pd.DataFrame(rows, columns=["aim_vi", "rank", "low", "high"]).astype({"low": float, "high": float})
    table = table.assign(more_low=table["low"] - known.value, more_high=table["high"] - known.value, more_moving=moving)
    columns = (
        col("aim_vi", width=36),
        col("rank", width=11),
        col("low:needed", unit=index.unit_vi),
        col("high:needed", unit=index.unit_vi),
        col("more_low"),
        col("more_high"),
        *((col("more_moving:long"),) if drift is not None else ()),
    )
    odd = [found.name_vi for key in known.contradicting if (found := own.inputs.units.get(key, own.inputs.result_year))]
    bounds = sentence("bounds_note", len(known.others), known.n_ranked - 1, len(known.values), odd)
    note = f"{published_note(own.inputs, headline.source_keys)} {bounds}"
    note += f" {sentence('drift', index, drift, own.inputs.result_year)}" if drift is not None else ""
    _, rank, low, high = rows[0]
    text = sentence("announced_next", index, low, high, known.value, rank)
    return (
        *paragraph(text, "lead"),
        *paragraph(_reached(wanted, known.rank, index)),
        make_table(table, columns, caption=sentence("aims_caption", index), note=note, sheet=f"{name} cần bao nhiêu"),
    )
