"""Weak items: of surveyed indices against their own overall value, of published ones against the median of the units."""

from __future__ import annotations

from cchc.analysis.index_results import PublishedResults
from cchc.analysis.results import Results
from cchc.analysis.time_series import Lasting
from cchc.analysis.weak_items import OwnParts, WeakAnswers, rank_published_items
from cchc.columns import col
from cchc.frameworks import official_code
from cchc.indices_defined import TOTAL_CODE
from cchc.planning.items import weakest_announced
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import amounts_alt, capitalise, cited, field_sentence, published_note, survey_note
from cchc.reporting.sections.unknown import absent_index, absent_paragraph
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

N_SHOWN = 10


def answers(results: Results, key: str = "") -> Group:
    """Tell which items of a survey lie below the overall value, and which of them surely do.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of a surveyed index; by default the first.
    """
    surveyed = results.surveyed(key)
    if surveyed is None:
        return Group(())
    index = surveyed.index
    field = paragraph(field_sentence(surveyed), "lead")
    if surveyed.table is None:
        known = weakest_announced(results, index)
        text = sentence("announced_answers", index, known)
        return Group((*field, *paragraph(text, "body" if known else "unknown")))
    note, level = survey_note(surveyed), results.inputs.params.surveyed.interval_pct
    total, found = surveyed.table.loc[TOTAL_CODE], WeakAnswers.of(surveyed.table)
    items, has_interval = found.items, found.has_interval
    lines: list[Block] = [
        *field,
        *paragraph(sentence("weak_answers", items.iloc[0], total, found.n_weak, len(items))),
    ]
    if has_interval:
        lines += paragraph(sentence("sure_answers", found.n_sure, found.n_weak, level, len(items)))
        mean = surveyed.headline.mean
        lines += (
            paragraph(sentence("answers_mean", total, mean, surveyed.side_of_mean, level)) if mean is not None else ()
        )
    columns = (
        col("code"),
        col("name_vi", width=80),
        col("value_pct", width=14),
        *((col("low_pct"), col("high_pct")) if has_interval else ()),
        col("gap"),
        col("n_valid", width=16),
    )
    table = make_table(
        items,
        columns,
        caption=f"Các nội dung của {index.name_vi}, thấp nhất trước",
        note=note,
        sheet=f"{index.prefix} nội dung",
        items_of=index.prefix,
    )
    shown = items.head(N_SHOWN)
    labels = [f"{official_code(str(code))} {name}" for code, name in shown["name_vi"].items()]
    figure = charts.intervals(
        labels, list(shown["value_pct"]), list(shown["low_pct"]), list(shown["high_pct"]), line=float(total["value_pct"]),
        line_label=f"chỉ số chung {format_number(total['value_pct'])}%", axis_label="Tỷ lệ (%)",
    )  # fmt: skip
    sure = f"{found.n_sure} nội dung có khoảng {format_number(level, 0)}% nằm hẳn dưới chỉ số chung (đậm), xét riêng từng nội dung"
    chart = charts.to_block(
        figure,
        alt=amounts_alt(
            f"Biểu đồ các nội dung thấp nhất của {index.name_vi}, theo phần trăm", shown.index, shown["value_pct"]
        ),
        caption=f"{len(shown)} nội dung thấp nhất" + (f"; {sure}" if has_interval else ", so với chỉ số chung"),
        note=note,
    )
    return Group((*lines, chart, table))


def lasting_finding(published: PublishedResults) -> str:
    """Say which smallest parts stay worse than the median; empty without two comparable years."""
    found = Lasting.of(published.lasting, published.index)
    if found is None:
        return ""
    years = ", ".join(map(str, found.years))
    return sentence("lasting", published.index, found.n_lasting, found.n_new, years, found.worst)


def own_parts_finding(published: PublishedResults) -> str:
    """Say which parts are weak by what was announced of the unit alone; empty where the field is known, or nothing can be told."""
    if published.table is None or published.is_field_known:
        return ""
    found = OwnParts.of(published.table, published.index)
    return sentence("own_parts", published.index, found.n_weak, len(found.rows), found.weakest)


def _own_parts(published: PublishedResults) -> Group:
    """Show the parts of an index of whose other units nothing, or too little, is known."""
    inputs, index = published.inputs, published.index
    unknown = paragraph(sentence("field_not_known", index, published.headline.n_known, inputs.n_field), "unknown")
    assert published.table is not None  # noqa: S101 -- the caller has looked
    ordered = OwnParts.of(published.table, index).rows
    if ordered.empty:
        return Group(unknown)
    shown = ordered.assign(standing_vi=[sentence("part_standing", one) for one in ordered["is_strength"]])
    columns = (
        col("code", width=10),
        col("name_vi", capitalise(index.item_vi), width=56),
        *((col("max_score", width=12),) if shown["max_score"].notna().any() else ()),
        col("score", width=12),
        *((col("change", width=12),) if shown["change"].notna().any() else ()),
        *((col("rank", width=11), col("n_ranked", width=11)) if shown["rank"].notna().any() else ()),
        col("standing_vi:part"),
    )
    told = published_note(inputs, published.headline.source_keys or cited(index))
    table = make_table(
        shown,
        columns,
        caption=f"Các {index.item_vi} của {index.name_vi}, kết quả thấp nhất trước",
        note=f"{told} {sentence('own_parts_note', index, bool(shown['rank'].notna().any()))}",
        sheet=f"{index.prefix} thành phần",
        items_of=index.prefix,
        decimals=index.decimals,
    )
    return Group((*paragraph(own_parts_finding(published), "lead"), table, *unknown))


def parts(results: Results, key: str = "") -> Group:
    """Tell which smallest parts of a published index are worse than the median of the units.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of a published index; by default the first.
    """
    inputs, published = results.inputs, results.published(key)
    if published is None:
        return absent_index(inputs.indices, "published", key)
    if published.table is None or published.weak is None:
        return Group(absent_paragraph(published))
    index = published.index
    if not published.is_field_known:
        return _own_parts(published)
    ordered = rank_published_items(published.table, index)
    if ordered.empty:
        return Group(paragraph(f"Dữ liệu của chương trình không có {index.item_vi} nào của địa phương."))
    text = sentence("weak_parts", index, published.weak, len(ordered), published.n_item_units, ordered.iloc[0])
    labels = [f"{official_code(str(code))} {name}" for code, name in ordered["name_vi"].items()]
    figure = charts.diverging(
        labels, list(ordered["gap_to_median"]), axis_label=f"Chênh lệch so với mức giữa ({index.unit_vi})"
    )
    alt = (
        f"Biểu đồ chênh lệch từng {index.item_vi} so với mức giữa. "
        + "; ".join(
            f"{official_code(str(code))}: {format_number(value, signed=True)}"
            for code, value in ordered["gap_to_median"].items()
        )
        + "."
    )
    lasting = published.lasting
    assert lasting is not None  # noqa: S101 -- as long as there is a result there is this table
    below = lasting["n_below"].astype(str) + "/" + lasting["n_years"].astype(str)
    ordered = ordered.assign(below_vi=below.reindex(ordered.index).fillna(""))
    columns = (
        col("code", width=10),
        col("name_vi", capitalise(index.item_vi), width=56),
        col("max_score", width=12),
        col("score", width=12),
        *(() if index.is_lower_better else (col("lost_score", width=12, formula="{max_score}-{score}", total=""),)),
        col("change", width=12),
        col("median"),
        col("gap_to_median", formula="{score}-{median}"),
        col("below_vi", beyond=index.beyond_vi),
        col("best", index.best_vi, width=12),
        col("rank", width=11),
        col("n_ranked", width=11),
    )
    note = published_note(inputs, cited(index))
    table_note = f"{note} Số năm {index.beyond_vi} mức giữa: trên số năm so sánh được có kết quả."
    table = make_table(
        ordered,
        columns,
        caption=f"Các {index.item_vi} của {index.name_vi}, xa mức giữa nhất trước",
        note=table_note,
        sheet=f"{index.prefix} thành phần",
        items_of=index.prefix,
        decimals=index.decimals,
    )
    return Group(
        (
            *paragraph(text, "lead"),
            *paragraph(lasting_finding(published)),
            charts.to_block(
                figure,
                alt=alt,
                caption=f"{len(published.weak)}/{len(ordered)} {index.item_vi} {index.beyond_vi} mức giữa",
                note=note,
            ),
            table,
        )
    )
