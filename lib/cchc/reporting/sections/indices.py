"""Sections on all three indices: what was announced, and over the years."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import papi_scale
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import INDEX_NAMES, field_sentence, published_note, unit_name
from cchc.reporting.sections.unknown import PUBLISHED_FILES, not_known, other_figures, papi_absent
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table


def overview(results: Results) -> Group:
    """Tell the announced figures of the three indices, in one sentence and one table."""
    inputs, headlines = results.inputs, results.headlines
    if not inputs.is_province:
        headlines = {"par_index": headlines["par_index"]}
    rows = [
        {
            "index_vi": INDEX_NAMES[index],
            "unit_vi": _unit(results, index),
            "value": one.value,
            "change": one.change,
            "other_vi": other_figures(one.disagreeing, one.other_ranks),
            "rank": one.rank,
            "n_ranked": one.n_ranked,
            "rank_change": one.rank_change if index != "papi" else None,
            "mean": one.mean,
            "field_mean": one.field_mean,
            "best": one.best,
            "best_vi": unit_name(inputs, one.best_key),
        }
        for index, one in headlines.items()
    ]
    columns = (
        col("index_vi"),
        col("unit_vi", width=18),
        col("value"),
        *((col("other_vi"),) if any(row["other_vi"] for row in rows) else ()),
        col("change"),
        col("rank"),
        col("n_ranked"),
        col("rank_change"),
        col("mean" if inputs.is_province else "mean:all"),
        *((col("field_mean"),) if inputs.is_province else ()),
        col("best"),
        col("best_vi:unit"),
    )
    keys = tuple(dict.fromkeys(key for one in headlines.values() for key in one.cited_keys))
    papi_noise = headlines["papi"].noise if "papi" in headlines else None
    note = (
        published_note(inputs, keys, is_complete=True)
        + " Dấu – là chưa có trong dữ liệu hoặc không so sánh được với năm trước."
        + (" Thứ hạng PAPI và trung bình không trọng số do chương trình tính." if inputs.is_province else "")
        + (f" {_noise_note(results, papi_noise)}" if papi_noise is not None else "")
    )
    table = make_table(
        pd.DataFrame(rows),
        columns,
        caption=f"{'Ba chỉ số' if inputs.is_province else 'PAR INDEX'} năm {inputs.result_year}",
        note=note,
        sheet="Tổng hợp",
    )
    unknown = {
        index: papi_absent(inputs)
        if index == "papi"
        else not_known(f"{INDEX_NAMES[index]} năm {inputs.result_year}", PUBLISHED_FILES[index])
        for index in headlines
    }
    lead = sentence("overview", list(headlines.values()), inputs.unit.name_full_vi, inputs.result_year, unknown)
    return Group((*paragraph(lead, "lead"), table))


def _unit(results: Results, index: str) -> str:
    if index != "papi":
        return "%"
    if not len(results.papi_values):
        return "điểm"
    lowest, highest = papi_scale(results)
    return f"điểm ({format_number(lowest, 0)}–{format_number(highest, 0)})"


def _noise_note(results: Results, noise: float) -> str:
    """Say from which assumption it follows that a change of PAPI is none."""
    choice = results.inputs.params.uncertainty
    return (
        f"Sai số ±{format_number(noise)} của hiệu hai năm PAPI: giả định sai số chuẩn {format_number(choice.papi_standard_error)} điểm mỗi năm"
        f" ({choice.source}), mức {format_number(choice.interval_pct, 0)}%."
    )


def history(results: Results, index: str, table: pd.DataFrame, symbol: str) -> tuple[Block, ...]:
    """Return table and chart of one index over the years, or a sentence that nothing is known."""
    name = INDEX_NAMES[index]
    if index != "par_index" and not results.inputs.is_province:
        return ()  # not announced below provinces
    if table.empty or (table["value"].isna().all() and table["rank"].isna().all()):
        return paragraph(not_known(f"{name} của địa phương", PUBLISHED_FILES[index]))
    columns: tuple[Column, ...] = (
        col("year"),
        col("value", f"Giá trị ({symbol})"),
        col("rank"),
        col("n_ranked"),
        col("break_vi"),
    )
    others = [
        other_figures(values, ranks)
        for values, ranks in zip(
            table.get("disagreeing", [()] * len(table)), table.get("other_ranks", [()] * len(table)), strict=True
        )
    ]
    shown = table.assign(
        other_vi=others,
        break_vi=["Chuỗi bắt đầu lại: không so sánh với dòng trước" if one else "" for one in table["is_break"]],
    )
    if any(others):
        columns = (*columns[:2], col("other_vi"), *columns[2:])
    note = "" if index == "papi" else "Chỉ gồm các năm có trong dữ liệu của chương trình."
    block = make_table(shown, columns, caption=f"{name} qua các năm", note=note, sheet=f"{name} qua các năm")
    return (block, *history_chart(results, index, table, symbol))


def history_chart(results: Results, index: str, table: pd.DataFrame, symbol: str) -> tuple[Block, ...]:
    """Return the chart of one index over the years; nothing for fewer than two known values."""
    name, inputs = INDEX_NAMES[index], results.inputs
    known = table["value"].dropna()
    if len(known) < 2:
        return ()
    alt = (
        f"Biểu đồ {name} của {inputs.unit.name_vi}: "
        + "; ".join(f"năm {year}: {format_number(value)}" for year, value in known.items())
        + "."
    )
    figure = charts.to_block(
        charts.history(table, axis_label=f"{name} ({symbol})"),
        alt=alt,
        caption=f"{name} của {inputs.unit.name_vi} qua các năm có kết quả"
        + ("; nét đứng là chỗ chuỗi bắt đầu lại" if table["is_break"].iloc[1:].any() else ""),
    )
    return (figure,)


def par_history(results: Results) -> Group:
    """Show PAR INDEX over the years, against the country, and its grade."""
    headline = results.headlines["par_index"]
    text = field_sentence(results, "par_index")
    graded = sentence("grade", results.par_grade, headline)
    return Group((*paragraph(text), *paragraph(graded), *history(results, "par_index", results.par_history, "%")))


def sipas_history(results: Results) -> Group:
    """Show SIPAS over the years, and against the country."""
    text = field_sentence(results, "sipas")
    return Group((*paragraph(text), *history(results, "sipas", results.sipas_history, "%")))


def papi_history(results: Results) -> Group:
    """Show PAPI's total over the years."""
    if not results.inputs.is_province:
        return Group(())
    return Group(history(results, "papi", results.papi_history, "điểm"))
