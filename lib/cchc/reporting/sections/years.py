"""Against last year: the change of PAR INDEX and PAPI taken apart, and the items that moved."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import papi_decomposition, par_decomposition
from cchc.analysis.decomposition import Decomposition
from cchc.analysis.known_fields import PRINTED
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.indices.papi import is_break
from cchc.indices.par_index import top_rows
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Group, Heading
from cchc.reporting.sections import outcomes
from cchc.reporting.sections.common import INDEX_NAMES, amounts_alt, published_note, sheet_note, sheet_prefix
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table
from cchc.units import MERGER_YEAR

#: Told among the comparisons with last year.
last_plan = outcomes.last_plan
N_SHOWN = 10
_NO_PREVIOUS = "Chưa có bảng chấm điểm năm trước ở cùng giai đoạn để so sánh PAR INDEX từng phần."


def _extremes(found: Decomposition, named: list[str]) -> tuple[pd.Series | None, pd.Series | None]:
    """Return the parts that gained and lost most in what is comparable, among those that may be named."""
    ordered = found.parts.loc[[code for code in found.parts.index if code in named], "comparable"].sort_values(
        kind="stable"
    )
    worst = found.parts.loc[ordered.index[0]] if len(ordered) and ordered.iloc[0] <= -PRINTED else None
    best = found.parts.loc[ordered.index[-1]] if len(ordered) and ordered.iloc[-1] >= PRINTED else None
    return best, worst


def par_change_finding(results: Results) -> str:
    """Say how PAR INDEX changed and through what; empty where it cannot be taken apart."""
    found = par_decomposition(results)
    if found is None or results.par is None:
        return ""
    # bonus and penalty stand for nothing without their caps, so they are tabulated but not named
    ordinary = top_rows(results.par, with_extra=False)
    named = list(ordinary.index[ordinary["role"] == ""])
    sheets = [one for one in (results.sheet, results.inputs.previous_score_sheet) if one is not None]
    return sentence("par_decomposed", found, results.inputs.result_year, *_extremes(found, named), sheet_prefix(sheets))


def papi_change_finding(results: Results) -> str:
    """Say how PAPI changed and through what; empty where it cannot be taken apart."""
    found = papi_decomposition(results)
    named = [] if found is None else list(found.parts.index)
    return (
        sentence(
            "papi_decomposed",
            found,
            results.inputs.result_year,
            *_extremes(found, named),
            results.headlines["papi"].noise,
        )
        if found
        else ""
    )


def announced_changes(results: Results) -> str:
    """Say how the announced PAR INDEX and SIPAS changed; empty where they cannot be compared."""
    told = [
        sentence("announced_change", results.headlines[index], INDEX_NAMES[index]) for index in ("par_index", "sipas")
    ]
    return " ".join(text for text in told if text)


def par_change(results: Results) -> Group:
    """Tell what PAR INDEX gained and lost since last year, part by part, and which criteria moved."""
    found, sheet, previous = par_decomposition(results), results.sheet, results.inputs.previous_score_sheet
    if found is None or sheet is None or previous is None or results.par is None:
        return Group((*paragraph(announced_changes(results), "lead"), *paragraph(_NO_PREVIOUS)))
    note = sheet_note(previous if previous.status == "illustrative" else sheet)
    blocks: list[Block] = [*paragraph(par_change_finding(results), "lead"), *paragraph(announced_changes(results))]
    unit = "mục" if sheet.is_coarse else "tiêu chí"
    if results.has_previous_sheet:
        leaves = results.par[results.par["is_leaf"]]
        counts = (int(leaves[key].sum()) for key in ("is_newly_lost", "is_lost_again"))
        blocks += paragraph(sentence("par_change", results.par.loc["total"], *counts, results.inputs.result_year, unit))
    blocks += _parts(found, "PAR INDEX", "điểm phần trăm của chỉ số", note, "PAR so năm trước")
    return Group((*blocks, *changed_items(results)))


def papi_change(results: Results) -> Group:
    """Tell what PAPI gained and lost since last year, dimension by dimension."""
    inputs, year = results.inputs, results.inputs.result_year
    if not inputs.is_province:
        return Group(())
    found = papi_decomposition(results)
    if found is None:
        is_broken = is_break("D1", year) and {year, year - 1} <= set(results.papi_by_year)
        if is_broken and year == MERGER_YEAR:
            nothing = f"Kết quả PAPI năm {year} thuộc các tỉnh, thành phố sau sắp xếp: chuỗi bắt đầu lại, nên không so sánh với năm {year - 1}."
        elif is_broken:
            nothing = f"Cách đo PAPI đổi từ năm {year}, nên không so sánh với năm {year - 1}."
        else:
            nothing = f"Chưa biết đủ kết quả PAPI của năm {year} và năm {year - 1} để phân tích thay đổi."
        return Group((Heading(3, "PAPI"), *paragraph(nothing)))
    note = published_note(inputs, ("papi_org_vn",))
    return Group(
        (
            Heading(3, "PAPI"),
            *paragraph(papi_change_finding(results), "lead"),
            *_parts(found, "PAPI", "điểm", note, "PAPI so năm trước"),
        )
    )


def _parts(found: Decomposition, name: str, unit: str, note: str, sheet: str) -> tuple[Block, ...]:
    parts = found.parts
    shown = parts["change"] if found.is_all_comparable else parts["comparable"]
    labels = [
        text if str(code) in {"", str(text)} or len(str(code)) > 3 else f"{code} {text}"
        for code, text in parts["name_vi"].items()
    ]
    what = "thay đổi" if found.is_all_comparable else "thay đổi so sánh được"
    figure = charts.to_block(
        charts.diverging(labels, list(shown), axis_label=f"Tăng, giảm ({unit})"),
        alt=amounts_alt(f"Biểu đồ {what} của từng phần", parts["name_vi"], shown, signed=True),
        caption=f"{name}: {what} của từng phần cộng lại bằng {'thay đổi chung' if found.is_all_comparable else 'phần so sánh được'}",
        note=note,
    )
    columns: tuple[Column, ...] = (
        col("shown_code"),
        col("name_vi:section"),
        col("previous"),
        col("current"),
        col("change", formula="{current}-{previous}", total="sum"),
    )
    if not found.is_all_comparable:
        columns = (
            *columns,
            col("comparable"),
            col("other", formula="{change}-{comparable}"),
        )
    total = {
        "name_vi": "Tổng", "previous": found.previous, "current": found.current, "change": found.change,
        "comparable": found.comparable, "other": found.other,
    }  # fmt: skip
    total = {key: value for key, value in total.items() if key in {column.key for column in columns}}
    codes = parts.index.to_series()
    # rows that the programme adds (a cap's adjustment) have no code of the decision
    table = make_table(
        parts.assign(shown_code=codes.mask(codes.str.contains("_| – "), "")), columns, caption=f"{name} theo từng phần, so với năm trước ({unit})",
        note=note, sheet=sheet, total=total,
    )  # fmt: skip
    return (figure, table)


def changed_items(results: Results) -> tuple[Block, ...]:
    """Show the criteria that lost and gained most since last year's sheet of the same edition."""
    sheet, previous = results.sheet, results.inputs.previous_score_sheet
    if results.par is None or sheet is None or previous is None or not results.has_previous_sheet:
        return ()
    leaves = results.par[results.par["is_leaf"] | (results.par["role"] == "penalty")]
    leaves = leaves[~leaves.index.isin(results.par["parent_code"])]
    note = sheet_note(previous if previous.status == "illustrative" else sheet)
    columns = (
        col("code"),
        col("name_vi:name", width=72),
        col("previous_score"),
        col("score:this_year"),
        col("change", formula="{score}-{previous_score}"),
    )
    blocks: list[Block] = []
    for is_worse, title, name in ((True, "giảm", "PAR giảm điểm"), (False, "tăng", "PAR tăng điểm")):
        # a change that prints as 0,00 is none
        moved = leaves[(leaves["change"] <= -PRINTED) if is_worse else (leaves["change"] >= PRINTED)]
        moved = moved.sort_values("change", ascending=is_worse, kind="stable")
        if len(moved):
            unit = "mục" if sheet.is_coarse else "tiêu chí"
            caption = f"{len(moved)} {unit} {title} điểm so với năm trước"
            caption += f", {N_SHOWN} {unit} {title} nhiều nhất" if len(moved) > N_SHOWN else ""
            blocks.append(make_table(moved.head(N_SHOWN), columns, caption=caption, note=note, sheet=name))
    return tuple(blocks)
