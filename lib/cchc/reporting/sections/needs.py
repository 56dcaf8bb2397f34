"""What it takes: points to the next rank, the median, the group above, a rank wished for."""

from __future__ import annotations

from cchc.analysis.distances import announced_distances, published_aims, published_distances, reached_rank
from cchc.analysis.index_results import PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.results import Results
from cchc.columns import col
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
    for published in results.all_compared:
        blocks += _published_aims(published)
    for own in results.of.values():
        if isinstance(own, ScoredResults | SurveyedResults) and own.is_announced:
            blocks += _announced_aims(own)
    return Group(tuple(blocks))


def _bound_source(published: PublishedResults) -> str:
    """Say where the bound of the group above comes from."""
    return sentence("bound_source", published.index, published.has_published_groups)


def _reached(own: PublishedResults | ScoredResults | SurveyedResults, rank: int | None) -> str:
    """Say that a rank wished for has been reached; empty otherwise."""
    wanted = reached_rank(own, rank)
    if wanted is None:
        return ""
    return sentence("rank_reached", own.index, wanted, rank)


def _published_aims(published: PublishedResults) -> tuple[Block, ...]:
    rows, headline, index = published_distances(published), published.headline, published.index
    if headline.value is None:
        return paragraph(
            sentence("no_distance", absent(published).rstrip(".")), "body" if published.is_withheld else "unknown"
        )
    if rows.empty:
        return paragraph(sentence("is_first", index, None))
    names = {
        "next_rank": "Tăng 01 bậc", "next_group": sentence("next_group", _bound_source(published)), "median": "Bằng mức giữa", "target_rank": "Hạng muốn đạt",
    }  # fmt: skip
    more_vi = "Cần giảm" if index.is_lower_better else "Cần thêm"
    columns = (
        col("aim_vi"),
        col("rank"),
        col("still"),
        col("more_still", more=more_vi),
        col("moving"),
        col("more_moving", more=more_vi),
    )
    keys = (*cited(index), *(published.announced.group_keys if published.has_published_groups else ()))
    note = f"{published_note(published.inputs, keys)} {sentence('aims_note', bool(rows['moving'].notna().any()))}"
    return (
        *paragraph(aim_finding(published), "lead"),
        *paragraph(_reached(published, headline.rank)),
        make_table(
            rows.assign(aim_vi=rows["aim"].map(names)),
            columns,
            caption=sentence("aims_caption", index),
            note=note,
            sheet=f"{index.prefix} điểm cần thêm",
        ),
    )


def _announced_aims(own: ScoredResults | SurveyedResults) -> tuple[Block, ...]:
    """Say what an index of which few values are known takes: exactly where a neighbour is known, within bounds elsewhere."""
    found, index, name = announced_distances(own), own.index, own.index.name_vi
    if found is None:
        return paragraph(sentence("distance_unknown", index), "unknown")
    known, drift, rows = found.known, found.drift, found.rows
    if known.rank == 1:
        return paragraph(sentence("is_first", index, known.n_ranked))
    names = {"next_rank": "Tăng 01 bậc", "target_rank": "Hạng muốn đạt", "mean": "Bằng trung bình cả nước"}
    table = rows.assign(aim_vi=rows["aim"].map(names).fillna("Vào " + rows["grade_vi"]))
    columns = (
        col("aim_vi", width=36),
        col("rank", width=11),
        col("low:needed", unit=index.unit_vi),
        col("high:needed", unit=index.unit_vi),
        col("more_low"),
        col("more_high"),
        *((col("more_moving:long"),) if drift is not None else ()),
    )
    odd = [unit.name_vi for key in known.contradicting if (unit := own.inputs.units.get(key, own.inputs.result_year))]
    bounds = sentence("bounds_note", len(known.others), known.n_others, len(known.values), odd)
    note = f"{published_note(own.inputs, own.headline.source_keys)} {bounds}"
    note += f" {sentence('drift', index, drift, own.inputs.result_year)}" if drift is not None else ""
    text = sentence("announced_next", index, found)
    return (
        *paragraph(text, "lead"),
        *paragraph(_reached(own, known.rank)),
        make_table(table, columns, caption=sentence("aims_caption", index), note=note, sheet=f"{name} điểm cần thêm"),
    )
