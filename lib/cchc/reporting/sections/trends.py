"""Over the years: every series stops at its breaks."""

from __future__ import annotations

from cchc.analysis.index_results import PublishedResults
from cchc.analysis.results import Results
from cchc.analysis.time_series import count_worse, trace_code
from cchc.frameworks import official_code
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
    if own is None or not own.by_year or not own.is_field_known:
        return Group(())
    index, unit, last = own.index, inputs.unit.unit_key, own.years[-1]
    edition = codes_of(own.own_inputs.editions[last], index)
    codes = [TOTAL_CODE, *edition.index[edition["parent_code"] == TOTAL_CODE]]
    if not any(unit in values.index for values in own.by_year.values()):
        return Group(paragraph(not_known(f"{index.name_vi} của địa phương", index.published_file), "unknown"))
    names = edition["name_vi"]
    traced = {code: trace_code(own.by_year, unit, code, index) for code in codes}
    series = {
        "Tổng điểm" if code == TOTAL_CODE else f"{official_code(code)} {names[code]}": table
        for code, table in traced.items()
    }
    n_worse, n_compared = count_worse((table for code, table in traced.items() if code != TOTAL_CODE), last, index)
    caption = (
        f"{n_worse}/{n_compared} {index.part_vi} {index.name_vi} {'tăng' if index.is_lower_better else 'giảm'} so với năm {last - 1}"
        if n_compared
        else f"{index.name_vi} {own.years[0]}–{last}: năm {last} không so sánh được với năm trước"
    )
    told = "; ".join(
        f"{title}: "
        + (", ".join(f"{year} {format_number(value)}" for year, value in known.items()) or "không có trong dữ liệu")
        for title, table in series.items()
        for known in (table["value"].dropna(),)
    )
    figure = charts.to_block(
        charts.panels(series, own_label=inputs.unit.name_vi, median_label="mức của tỉnh đứng giữa"),
        alt=f"Biểu đồ đường {index.name_vi} qua các năm. {told}.",
        caption=caption,
        note=published_note(inputs, cited(index)),
    )
    return Group((figure,))


def announced(results: Results) -> Group:
    """Show the indices with announced ranks over all years announced."""
    blocks: list[Block] = []
    for own in results.of.values():
        if own.is_announced and not isinstance(own, PublishedResults):
            chart = history_chart(own)
            blocks += chart or paragraph(
                f"{own.index.name_vi}: chưa biết giá trị của hai năm để vẽ xu hướng.", "unknown"
            )
    return Group(tuple(blocks))
