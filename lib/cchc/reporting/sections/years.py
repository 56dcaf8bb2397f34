"""Against last year: the change of indices taken apart, and the items that moved."""

from __future__ import annotations

from collections.abc import Iterable

from cchc.analysis.answers import published_decomposition, scored_decomposition, starts_anew
from cchc.analysis.comparisons import count_lost_again, moved_items
from cchc.analysis.decomposition import Decomposition
from cchc.analysis.index_results import PublishedResults, ScoredResults
from cchc.analysis.results import Results
from cchc.columns import Column, col
from cchc.frameworks import official_code
from cchc.indices_defined import TOTAL_CODE
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group, Heading
from cchc.reporting.sections import outcomes
from cchc.reporting.sections.common import amounts_alt, cited, published_note, sheet_note, sheet_prefix
from cchc.reporting.sections.edition_words import across_editions
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

#: Told among the comparisons with last year.
last_plan = outcomes.last_plan
N_SHOWN = 10


def scored_change_finding(scored: ScoredResults) -> str:
    """Say how a scored index changed and through what; empty where it cannot be taken apart."""
    found, lost = scored_decomposition(scored), scored.lost_points
    if found is None or lost is None:
        return ""
    # bonus and penalty stand for nothing without their caps, so they are tabulated but not named
    extremes = found.extremes(lost.domains.index)
    sheets = [one for one in (scored.sheet, scored.own_inputs.previous_sheet) if one is not None]
    year = scored.inputs.result_year
    return sentence("scored_change", scored.index, found, year, *extremes, sheet_prefix(sheets))


def published_change_finding(published: PublishedResults) -> str:
    """Say how a published index changed and through what; empty where it cannot be taken apart."""
    found = published_decomposition(published)
    if found is None:
        return ""
    year, noise = published.inputs.result_year, published.headline.noise
    return sentence("published_change", published.index, found, year, *found.extremes(), noise)


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
        return Group((*paragraph(told, "lead"), *paragraph(nothing, "unknown")))
    note = sheet_note(previous if previous.status == "illustrative" else sheet)
    blocks: list[Block] = [*paragraph(scored_change_finding(scored), "lead"), *paragraph(told)]
    unit, index = "mục" if sheet.is_coarse else "tiêu chí", scored.index
    if scored.has_previous_sheet:
        total, counts = scored.table.loc[TOTAL_CODE], count_lost_again(scored.table)
        blocks += paragraph(sentence("sheet_change", index, total, *counts, results.inputs.result_year, unit))
    symbol = "điểm phần trăm của chỉ số" if index.is_percent else index.unit_vi
    named = None if scored.lost_points is None else scored.lost_points.domains.index
    blocks += _parts(found, index.name_vi, symbol, note, f"{index.prefix} so năm trước", named=named)
    return Group((*blocks, *changed_items(scored), *across_editions(scored)))


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
        if not published.is_composed:
            text = sentence("announced_change", published.headline, index)
            return Group((Heading(3, name), *paragraph(text))) if text else Group(())
        nothing = sentence("not_comparable", index, year, starts_anew(published), results.inputs.is_new_field)
        return Group((Heading(3, name), *paragraph(nothing, "body" if starts_anew(published) else "unknown")))
    note = published_note(results.inputs, published.headline.source_keys or cited(index))
    note += "" if index.adds_up else f" {sentence('weighted_note')}"
    return Group(
        (
            Heading(3, name),
            *paragraph(published_change_finding(published), "lead"),
            *_parts(found, name, index.unit_vi, note, f"{index.prefix} so năm trước", years=(str(year - 1), str(year))),
        )
    )


def _parts(
    found: Decomposition,
    name: str,
    unit: str,
    note: str,
    sheet: str,
    *,
    named: Iterable[str] | None = None,
    years: tuple[str, str] | None = None,
) -> tuple[Block, ...]:
    """Show the change part by part; where the parts share a scale, from one of the two years to the other.

    ``named``: parts that the title may name, as for ``Decomposition.extremes``.
    """
    parts = found.parts
    shown = parts["change"] if found.is_all_comparable else parts["comparable"]
    labels = [
        text if str(code) in {"", str(text)} or len(str(code)) > 3 else f"{official_code(str(code))} {text}"
        for code, text in parts["name_vi"].items()
    ]
    is_all = found.is_all_comparable
    drawn = (
        charts.slope(labels, list(parts["previous"]), list(parts["current"]), years=years)
        if years and is_all
        else charts.diverging(labels, list(shown), axis_label=f"Tăng, giảm ({unit})")
    )
    figure = charts.to_block(
        drawn,
        alt=amounts_alt(sentence("change_alt", is_all), parts["name_vi"], shown, signed=True),
        caption=sentence("change_caption", name, is_all, *found.extremes(named)),
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
    fallen, risen = moved_items(scored.table)
    note = sheet_note(previous if previous.status == "illustrative" else sheet)
    columns = (
        col("code"),
        col("name_vi:name", width=72),
        col("previous_score"),
        col("score:this_year"),
        col("change", formula="{score}-{previous_score}"),
    )
    blocks: list[Block] = []
    for moved, is_worse, name in ((fallen, True, f"{prefix} giảm điểm"), (risen, False, f"{prefix} tăng điểm")):
        if len(moved):
            unit = "mục" if sheet.is_coarse else "tiêu chí"
            caption = sentence("changed_caption", len(moved), unit, is_worse, N_SHOWN)
            blocks.append(
                make_table(moved.head(N_SHOWN), columns, caption=caption, note=note, sheet=name, items_of=prefix)
            )
    return tuple(blocks)
