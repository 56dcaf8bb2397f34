"""Over the years: every series stops at its breaks."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.index_results import PublishedResults
from cchc.analysis.known_fields import PRINTED
from cchc.analysis.results import Results
from cchc.analysis.trends import trace_code
from cchc.indices.published import codes_of
from cchc.indices_defined import TOTAL_CODE
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import cited, published_note
from cchc.reporting.sections.indices import history_chart
from cchc.reporting.sections.unknown import not_known
from cchc.reporting.sentences import paragraph


def published(results: Results, key: str = "") -> Group:
    """Show the total and the top parts of a published index over the years beside the median of the units.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of a published index; by default the first.
    """
    inputs, own = results.inputs, results.published(key)
    if own is None or not own.by_year:
        return Group(())
    index, unit, last = own.index, inputs.unit.unit_key, max(own.by_year)
    edition = codes_of(own.own_inputs.editions[last], index)
    codes = [TOTAL_CODE, *edition.index[edition["parent_code"] == TOTAL_CODE]]
    if not any(unit in values.index for values in own.by_year.values()):
        return Group(paragraph(not_known(f"{index.name_vi} của địa phương", index.published_file)))
    names = edition["name_vi"]
    series = {
        "Tổng điểm" if code == TOTAL_CODE else f"{code} {names[code]}": trace_code(own.by_year, unit, code, index)
        for code in codes
    }
    moved = {
        title: table["value"].iloc[-1] - table["value"].iloc[-2]
        for title, table in series.items()
        if len(table) > 1 and table.index[-2] == last - 1 and not table["is_break"].iloc[-1] and title != "Tổng điểm"
    }
    compared = [change for change in moved.values() if pd.notna(change)]
    n_worse = sum(change * index.sign <= -PRINTED for change in compared)  # a change that prints as 0,00 is none
    caption = (
        f"{n_worse}/{len(compared)} {index.part_vi} {index.name_vi} {'tăng' if index.is_lower_better else 'giảm'} so với năm {last - 1}"
        if compared
        else f"{index.name_vi} {min(own.by_year)}–{last}: năm {last} không so sánh được với năm trước"
    )
    told = "; ".join(
        f"{title}: "
        + (", ".join(f"{year} {format_number(value)}" for year, value in known.items()) or "không có trong dữ liệu")
        for title, table in series.items()
        for known in (table["value"].dropna(),)
    )
    figure = charts.to_block(
        charts.panels(series),
        alt=f"Biểu đồ đường {index.name_vi} qua các năm. {told}.",
        caption=f"{caption}; nét đứt xám là trung vị các tỉnh, nét đứng là chỗ chuỗi bắt đầu lại",
        note=published_note(inputs, cited(index)),
    )
    return Group((figure,))


def announced(results: Results) -> Group:
    """Show the indices with announced ranks over all years announced."""
    blocks: list[Block] = []
    for own in results.of.values():
        if own.is_announced and not isinstance(own, PublishedResults):
            chart = history_chart(own)
            blocks += chart or paragraph(f"{own.index.name_vi}: chưa biết giá trị của hai năm để vẽ xu hướng.")
    return Group(tuple(blocks))
