"""Sections on PAPI: dimensions, position, sub-dimensions against the field."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.results import Results
from cchc.columns import col
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import published_note
from cchc.reporting.sections.unknown import group_words, papi_absent
from cchc.reporting.sentences import paragraph
from cchc.reporting.tables import make_table


def papi_dimensions(results: Results) -> Group:
    """Show the eight dimensions of PAPI and the province's position."""
    inputs = results.inputs
    if not inputs.is_province:
        return Group(paragraph("PAPI chỉ được đo và công bố ở cấp tỉnh."))
    if results.papi is None:
        return Group(paragraph(papi_absent(inputs)))
    rows = results.papi[results.papi["parent_code"].isin(["total", ""])]
    total = rows.loc["total"].drop(["parent_code"]).to_dict()
    total["group_vi"] = group_words(str(total["group_vi"] or ""), is_published=bool(total["is_group_published"]))
    names = (col("code"), col("name_vi"))
    scores = (
        *names,
        col("max_score", total="sum"),
        col("score", total="sum"),
        col("change"),
        col("rank"),
        col("n_ranked"),
        col("group_vi:parts"),
    )
    field = (
        *names,
        col("score"),
        col("median"),
        col("gap_to_median", formula="{score}-{median}"),
        col("best"),
        col("gap_to_best", formula="{score}-{best}"),
        col("percentile"),
    )
    note = published_note(inputs, results.headlines["papi"].source_keys or ("papi_org_vn",))
    field_note = " Trung vị, cao nhất, thứ hạng và nhóm của từng nội dung tính trong các tỉnh, thành phố có kết quả."
    if results.headlines["papi"].is_group_published:
        told = published_note(inputs, results.papi_field.group_keys).removeprefix("Số liệu đã công bố. ")
        field_note += f" Nhóm của tổng điểm theo công bố. {told}"
    dimensions = rows.drop(index="total")
    blocks: list[Block] = [
        make_table(
            dimensions,
            scores,
            caption=f"PAPI năm {inputs.result_year} theo nội dung",
            note=note + field_note + _compared_years(rows, inputs.result_year),
            sheet="PAPI nội dung",
            total=total,
        ),
        make_table(
            dimensions,
            field,
            caption=f"PAPI năm {inputs.result_year} so với các tỉnh, thành phố",
            note=note + field_note,
            sheet="PAPI vị trí",
            total=total,
        ),
    ]
    headline = results.headlines["papi"]
    if headline.value is not None and headline.median is not None:
        caption = (
            f"Tổng điểm PAPI: {inputs.unit.name_vi} {format_number(headline.value)} điểm, thứ {headline.rank}/{headline.n_ranked};"
            f" trung vị {format_number(headline.median)}"
        )
        figure = charts.positions(
            results.papi_values["total"],
            inputs.unit.unit_key,
            own_label=inputs.unit.name_vi,
            axis_label="Tổng điểm PAPI",
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
