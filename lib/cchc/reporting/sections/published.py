"""Sections on published indices: top parts and position of the whole."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.comparisons import compared_earlier
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.indices_defined import TOTAL_CODE
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import capitalise, cited, published_note, unit_name
from cchc.reporting.sections.unknown import absent_index, absent_paragraph, group_words
from cchc.reporting.sentences import sentence
from cchc.reporting.tables import make_table


def parts(results: Results, key: str = "") -> Group:
    """Show the top parts of an index and the unit's position.

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
    if published.table is None:
        return Group(absent_paragraph(published))
    index, headline, is_known = published.index, published.headline, published.is_field_known
    has_groups = bool(published.announced.names) and (is_known or headline.is_group_published)
    is_ranked = is_known or headline.rank is not None
    adds, top = "sum" if index.adds_up else "", index.best_vi
    rows = published.table[published.table["parent_code"].isin([TOTAL_CODE, ""])]
    total = rows.loc[TOTAL_CODE].drop(["parent_code"]).to_dict()
    group = "" if pd.isna(total["group_vi"]) else str(total["group_vi"])
    total["group_vi"] = group_words(group, index, is_published=bool(total["is_group_published"]))
    total |= {"rank": headline.rank, "n_ranked": headline.n_ranked}
    names = (col("code", width=9), col("name_vi", capitalise(index.part_vi)))
    scores = (
        *names,
        col("max_score", total=adds),
        col("score", width=14, total=adds),
        col("change"),
        *((col("rank"), col("n_ranked")) if is_ranked else ()),
        *((col("group_vi:parts", part=index.part_vi, rule=index.group_rule_vi),) if has_groups else ()),
    )
    field = (
        *names,
        col("score"),
        col("median", width=13),
        col("gap_to_median", formula="{score}-{median}"),
        col("best", top),
        col("gap_to_best", most=top.lower(), formula="{score}-{best}"),
        col("percentile:lower" if index.is_lower_better else "percentile"),
    )
    note = published_note(inputs, headline.source_keys or cited(index))
    if is_known:
        field_note = f" Mức giữa, {top.lower()}, thứ hạng{' và nhóm' if has_groups else ''} của từng {index.part_vi} tính trong các tỉnh, thành phố có kết quả."
    else:
        field_note = " " + sentence("field_not_known", index, headline.n_known, inputs.n_field)
    if headline.is_group_published:
        told = published_note(inputs, published.announced.group_keys).removeprefix("Số liệu đã công bố. ")
        field_note += f" Nhóm của tổng điểm theo công bố. {told}"
    tops = rows.drop(index=TOTAL_CODE)
    blocks: list[Block] = [
        make_table(
            tops,
            scores,
            caption=f"{index.name_vi} năm {inputs.result_year} theo {index.part_vi}",
            note=note + field_note + _compared_years(rows, inputs.result_year),
            sheet=f"{index.prefix} nội dung",
            items_of=index.prefix,
            total=total,
            decimals=index.decimals,
        )
    ]
    if is_known:
        blocks.append(
            make_table(
                tops,
                field,
                caption=f"{index.name_vi} năm {inputs.result_year} so với các tỉnh, thành phố",
                note=note + field_note,
                sheet=f"{index.prefix} vị trí",
                chart="gap_to_median",
                items_of=index.prefix,
                total=total,
                decimals=index.decimals,
            )
        )
    if headline.value is not None and headline.median is not None:
        caption = (
            f"Tổng điểm {index.name_vi}: {inputs.unit.name_vi} {format_number(headline.value, index.decimals)}{index.mark}, thứ {headline.rank}/{headline.n_ranked};"
            f" mức giữa {format_number(headline.median, index.decimals)}"
        )
        figure = charts.positions(
            published.totals,
            inputs.unit.unit_key,
            names={str(key): unit_name(inputs, str(key)) for key in published.totals.index},
            median=headline.median,
            own_label=inputs.unit.name_vi,
            axis_label=f"Tổng điểm {index.name_vi}",
        )
        blocks.append(
            charts.to_block(
                figure, alt=f"Biểu đồ cột các tỉnh, thành phố từ cao xuống thấp. {caption}.", caption=caption
            )
        )
    return Group(tuple(blocks))


def _compared_years(rows: pd.DataFrame, year: int) -> str:
    """Say with which year changes compare, where it is not simply the year before."""
    since = compared_earlier(rows["since_year"], year)
    earlier = {int(one): list(since.index[since == one]) for one in since.unique()}
    if not earlier:
        has_any = rows["since_year"].notna().any()
        return f" Tăng, giảm so với năm {year - 1}." if has_any else " Cách đo thay đổi nên không có tăng, giảm."
    named = "; ".join(f"năm {one}: {', '.join(codes)}" for one, codes in earlier.items())
    return f" Tăng, giảm so với năm so sánh được gần nhất ({named}; còn lại năm {year - 1})."
