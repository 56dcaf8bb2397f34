"""Against last year: the change of indices taken apart, and the items that moved."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import published_decomposition, scored_decomposition
from cchc.analysis.decomposition import Decomposition
from cchc.analysis.index_results import PublishedResults, ScoredResults
from cchc.analysis.known_fields import PRINTED
from cchc.analysis.results import Results
from cchc.columns import Column, col
from cchc.indices.scored import top_rows
from cchc.indices_defined import TOTAL_CODE
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group, Heading
from cchc.reporting.sections import outcomes
from cchc.reporting.sections.common import amounts_alt, cited, published_note, sheet_note, sheet_prefix
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

#: Told among the comparisons with last year.
last_plan = outcomes.last_plan
N_SHOWN = 10


def _extremes(found: Decomposition, named: list[str]) -> tuple[pd.Series | None, pd.Series | None]:
    """Return the parts that gained and lost most in what is comparable, among those that may be named."""
    ordered = found.parts.loc[[code for code in found.parts.index if code in named], "comparable"].sort_values(
        kind="stable"
    )
    worst = found.parts.loc[ordered.index[0]] if len(ordered) and ordered.iloc[0] <= -PRINTED else None
    best = found.parts.loc[ordered.index[-1]] if len(ordered) and ordered.iloc[-1] >= PRINTED else None
    return best, worst


def scored_change_finding(scored: ScoredResults) -> str:
    """Say how a scored index changed and through what; empty where it cannot be taken apart."""
    found = scored_decomposition(scored)
    if found is None or scored.table is None:
        return ""
    # bonus and penalty stand for nothing without their caps, so they are tabulated but not named
    ordinary = top_rows(scored.table, with_extra=False)
    named = list(ordinary.index[ordinary["role"] == ""])
    sheets = [one for one in (scored.sheet, scored.own_inputs.previous_sheet) if one is not None]
    year = scored.inputs.result_year
    return sentence("scored_change", scored.index, found, year, *_extremes(found, named), sheet_prefix(sheets))


def published_change_finding(published: PublishedResults) -> str:
    """Say how a published index changed and through what; empty where it cannot be taken apart."""
    found = published_decomposition(published)
    if found is None:
        return ""
    year, noise = published.inputs.result_year, published.headline.noise
    return sentence("published_change", published.index, found, year, *_extremes(found, list(found.parts.index)), noise)


def announced_changes(results: Results) -> str:
    """Say how the announced values changed where ranks are announced; empty where they cannot be compared."""
    told = [
        sentence("announced_change", one.headline, one.index)
        for one in results.of.values()
        if one.index.ranks == "announced" and one.is_announced
    ]
    return " ".join(text for text in told if text)


def scored_change(results: Results, key: str = "") -> Group:
    """Tell what a scored index gained and lost since last year, part by part, and which criteria moved.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of a scored index; by default the first.
    """
    scored = results.scored(key)
    if scored is None:
        return Group(())
    # what was announced of all indices is told once, with the first
    told = announced_changes(results) if scored is results.all_scored[0] else ""
    found, sheet, previous = scored_decomposition(scored), scored.sheet, scored.own_inputs.previous_sheet
    if found is None or sheet is None or previous is None or scored.table is None:
        nothing = sentence("no_change_by_part", scored.index)
        return Group((*paragraph(told, "lead"), *paragraph(nothing)))
    note = sheet_note(previous if previous.status == "illustrative" else sheet)
    blocks: list[Block] = [*paragraph(scored_change_finding(scored), "lead"), *paragraph(told)]
    unit, index = "mục" if sheet.is_coarse else "tiêu chí", scored.index
    if scored.has_previous_sheet:
        leaves = scored.table[scored.table["is_leaf"]]
        counts = (int(leaves[key].sum()) for key in ("is_newly_lost", "is_lost_again"))
        total = scored.table.loc[TOTAL_CODE]
        blocks += paragraph(sentence("sheet_change", index, total, *counts, results.inputs.result_year, unit))
    symbol = "điểm phần trăm của chỉ số" if index.is_percent else index.unit_vi
    blocks += _parts(found, index.name_vi, symbol, note, f"{index.prefix} so năm trước")
    return Group((*blocks, *changed_items(scored)))


def published_change(results: Results, key: str = "") -> Group:
    """Tell what a published index gained and lost since last year, part by part.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of a published index; by default the first.
    """
    year, published = results.inputs.result_year, results.published(key)
    if published is None:
        return Group(())
    index, name = published.index, published.index.name_vi
    found = published_decomposition(published)
    if found is None:
        if not index.adds_up:
            text = sentence("announced_change", published.headline, index)
            return Group((Heading(3, name), *paragraph(text))) if text else Group(())
        is_broken = index.is_break(year, published.top_codes[0] if published.top_codes else TOTAL_CODE)
        is_broken &= {year, year - 1} <= set(published.by_year)
        nothing = sentence("not_comparable", index, year, is_broken, results.inputs.is_new_field)
        return Group((Heading(3, name), *paragraph(nothing)))
    note = published_note(results.inputs, cited(index))
    return Group(
        (
            Heading(3, name),
            *paragraph(published_change_finding(published), "lead"),
            *_parts(found, name, index.unit_vi, note, f"{index.prefix} so năm trước"),
        )
    )


def _parts(found: Decomposition, name: str, unit: str, note: str, sheet: str) -> tuple[Block, ...]:
    parts = found.parts
    shown = parts["change"] if found.is_all_comparable else parts["comparable"]
    labels = [
        text if str(code) in {"", str(text)} or len(str(code)) > 3 else f"{code} {text}"
        for code, text in parts["name_vi"].items()
    ]
    is_all = found.is_all_comparable
    figure = charts.to_block(
        charts.diverging(labels, list(shown), axis_label=f"Tăng, giảm ({unit})"),
        alt=amounts_alt(sentence("change_alt", is_all), parts["name_vi"], shown, signed=True),
        caption=sentence("change_caption", name, is_all),
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
        parts.assign(shown_code=codes.mask(codes.str.contains("_| – "), "")), columns, caption=sentence("change_by_part_caption", name, unit),
        note=note, sheet=sheet, total=total,
    )  # fmt: skip
    return (figure, table)


def changed_items(scored: ScoredResults) -> tuple[Block, ...]:
    """Show the criteria that lost and gained most since last year's sheet of the same edition."""
    sheet, previous, prefix = scored.sheet, scored.own_inputs.previous_sheet, scored.index.prefix
    if scored.table is None or sheet is None or previous is None or not scored.has_previous_sheet:
        return ()
    leaves = scored.table[scored.table["is_leaf"] | (scored.table["role"] == "penalty")]
    leaves = leaves[~leaves.index.isin(scored.table["parent_code"])]
    note = sheet_note(previous if previous.status == "illustrative" else sheet)
    columns = (
        col("code"),
        col("name_vi:name", width=72),
        col("previous_score"),
        col("score:this_year"),
        col("change", formula="{score}-{previous_score}"),
    )
    blocks: list[Block] = []
    for is_worse, name in ((True, f"{prefix} giảm điểm"), (False, f"{prefix} tăng điểm")):
        # a change that prints as 0,00 is none
        moved = leaves[(leaves["change"] <= -PRINTED) if is_worse else (leaves["change"] >= PRINTED)]
        moved = moved.sort_values("change", ascending=is_worse, kind="stable")
        if len(moved):
            unit = "mục" if sheet.is_coarse else "tiêu chí"
            caption = sentence("changed_caption", len(moved), unit, is_worse, N_SHOWN)
            blocks.append(make_table(moved.head(N_SHOWN), columns, caption=caption, note=note, sheet=name))
    return tuple(blocks)
