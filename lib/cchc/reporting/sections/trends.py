"""Over the years: every series stops at its breaks."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.known_fields import PRINTED
from cchc.analysis.results import Results
from cchc.analysis.trends import trace_papi
from cchc.indices.papi import structure_of_year
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import INDEX_NAMES, published_note
from cchc.reporting.sections.indices import history_chart
from cchc.reporting.sections.unknown import PUBLISHED_FILES, not_known
from cchc.reporting.sentences import paragraph


def papi(results: Results) -> Group:
    """Show PAPI's total and dimensions over the years beside the median of the provinces."""
    inputs = results.inputs
    if not inputs.is_province or not results.papi_by_year:
        return Group(())
    key, last = inputs.unit.unit_key, max(results.papi_by_year)
    latest = results.papi_by_year[last]
    codes = [code for code in latest.columns if "." not in code]
    if not any(key in values.index for values in results.papi_by_year.values()):
        return Group(paragraph(not_known("PAPI của địa phương", PUBLISHED_FILES["papi"])))
    names = structure_of_year(inputs.papi_structure, last)["name_vi"]
    series = {
        "Tổng điểm" if code == "total" else f"{code} {names[code]}": trace_papi(results.papi_by_year, key, code)
        for code in codes
    }
    moved = {
        title: table["value"].iloc[-1] - table["value"].iloc[-2]
        for title, table in series.items()
        if len(table) > 1 and table.index[-2] == last - 1 and not table["is_break"].iloc[-1] and title != "Tổng điểm"
    }
    compared = [change for change in moved.values() if pd.notna(change)]
    n_down = sum(change <= -PRINTED for change in compared)  # a change that prints as 0,00 is none
    caption = (
        f"{n_down}/{len(compared)} nội dung PAPI giảm so với năm {last - 1}"
        if compared
        else f"PAPI {min(results.papi_by_year)}–{last}: năm {last} không so sánh được với năm trước"
    )
    told = "; ".join(
        f"{title}: "
        + (", ".join(f"{year} {format_number(value)}" for year, value in known.items()) or "không có trong dữ liệu")
        for title, table in series.items()
        for known in (table["value"].dropna(),)
    )
    figure = charts.to_block(
        charts.panels(series),
        alt=f"Biểu đồ đường PAPI qua các năm. {told}.",
        caption=f"{caption}; nét đứt xám là trung vị các tỉnh, nét đứng là chỗ chuỗi bắt đầu lại",
        note=published_note(inputs, ("papi_org_vn",)),
    )
    return Group((figure,))


def announced(results: Results) -> Group:
    """Show PAR INDEX and SIPAS over all years announced."""
    blocks: list[Block] = []
    wanted = [("par_index", results.par_history)] + (
        [("sipas", results.sipas_history)] if results.inputs.is_province else []
    )
    for index, table in wanted:
        chart = history_chart(results, index, table, "%")
        blocks += chart or paragraph(f"{INDEX_NAMES[index]}: chưa biết giá trị của hai năm để vẽ xu hướng.")
    return Group(tuple(blocks))
