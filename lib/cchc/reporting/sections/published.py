"""Sections on published indices: top parts and position of the whole."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.results import Results
from cchc.indices_defined import TOTAL_CODE
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import capitalise, cited, published_note
from cchc.reporting.sections.unknown import absent, group_words, not_for
from cchc.reporting.sentences import paragraph
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
        return Group(paragraph(not_for(inputs.indices, "published", key)))
    if published.table is None:
        return Group(paragraph(absent(published)))
    index, headline, has_groups = published.index, published.headline, bool(published.announced.names)
    adds, top = "sum" if index.adds_up else "", "Thấp nhất" if index.is_lower_better else "Cao nhất"
    rows = published.table[published.table["parent_code"].isin([TOTAL_CODE, ""])]
    total = rows.loc[TOTAL_CODE].drop(["parent_code"]).to_dict()
    total["group_vi"] = group_words(str(total["group_vi"] or ""), index, is_published=bool(total["is_group_published"]))
    total |= {"rank": headline.rank, "n_ranked": headline.n_ranked}
    names = (Column("code", "Mã", width=9), Column("name_vi", capitalise(index.part_vi), width=62))
    scores = (
        *names,
        Column("max_score", "Điểm tối đa", "score", 14, total=adds),
        Column("score", "Điểm", "score", 14, total=adds),
        Column("change", "Tăng, giảm", "change", 14),
        Column("rank", "Thứ hạng", "rank", 12),
        Column("n_ranked", "Số đơn vị", "rank", 12),
        *(
            (Column("group_vi", f"Nhóm (từng {index.part_vi}: tính theo {index.group_rule_vi})", width=28),)
            if has_groups
            else ()
        ),
    )
    field = (
        *names,
        Column("score", "Điểm", "score", 13),
        Column("median", "Trung vị", "score", 13),
        Column("gap_to_median", "So với trung vị", "change", 13, formula="{score}-{median}"),
        Column("best", top, "score", 13),
        Column("gap_to_best", f"So với {top.lower()}", "change", 13, formula="{score}-{best}"),
        Column(
            "percentile",
            "Tốt hơn bao nhiêu % đơn vị khác" if index.is_lower_better else "Cao hơn bao nhiêu % đơn vị khác",
            "pct_short",
            20,
        ),
    )
    note = published_note(inputs, headline.source_keys or cited(index))
    field_note = f" Trung vị, {top.lower()}, thứ hạng{' và nhóm' if has_groups else ''} của từng {index.part_vi} tính trong các tỉnh, thành phố có kết quả."
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
            total=total,
        ),
        make_table(
            tops,
            field,
            caption=f"{index.name_vi} năm {inputs.result_year} so với các tỉnh, thành phố",
            note=note + field_note,
            sheet=f"{index.prefix} vị trí",
            total=total,
        ),
    ]
    if headline.value is not None and headline.median is not None:
        caption = (
            f"Tổng điểm {index.name_vi}: {inputs.unit.name_vi} {format_number(headline.value)}{index.mark}, thứ {headline.rank}/{headline.n_ranked};"
            f" trung vị {format_number(headline.median)}"
        )
        figure = charts.positions(
            published.totals,
            inputs.unit.unit_key,
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
    since = rows["since_year"].dropna()
    earlier = {int(one): list(since.index[since == one]) for one in since.unique() if one != year - 1}
    if not earlier:
        return f" Tăng, giảm so với năm {year - 1}." if len(since) else " Chuỗi bắt đầu lại nên không có tăng, giảm."
    named = "; ".join(f"năm {one}: {', '.join(codes)}" for one, codes in earlier.items())
    return f" Tăng, giảm so với năm so sánh được gần nhất ({named}; còn lại năm {year - 1})."
