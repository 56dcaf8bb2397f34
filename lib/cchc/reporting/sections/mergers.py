"""A province of the merger of 2025: its old parts side by side, and an estimate only where populations are supplied."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.index_results import IndexResults, PublishedResults
from cchc.analysis.old_parts import estimate_merged, shared_weakness, widest_difference
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.frameworks import official_code
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Cover, Group, Heading, Paragraph, Span
from cchc.reporting.sections.common import capitalise, cited, published_note, settings, sheet_note
from cchc.reporting.sections.unknown import not_known, other_figures
from cchc.reporting.sentences import lines, paragraph, sentence
from cchc.reporting.tables import make_table

N_SHOWN = 10


def opening(results: Results, title: str) -> Group:
    """Open the document: settings, and whose results of which year it tells."""
    inputs, parts = results.inputs, results.parts
    year = parts[0].inputs.result_year if parts else inputs.result_year
    cover = lines("merger_cover", capitalise(inputs.unit.name_full_vi), year, len(parts), inputs.year)
    full = f"{title} – {inputs.unit.name_vi}, kế hoạch năm {inputs.year}"
    head = sentence("running_head", capitalise(inputs.unit.name_full_vi), title, year)
    return Group((settings(results, full, layout="analysis", head=head), Cover(cover)))


def limits(results: Results) -> Group:
    """Say what the results of the old provinces do not tell of the new one."""
    inputs, parts = results.inputs, results.parts
    year = parts[0].inputs.result_year if parts else inputs.result_year
    is_estimated = len(parts) > 1 and estimate_merged(results) is not None
    told = list(lines("merger_limits", inputs, len(parts), is_estimated))
    indices = _indices(results)
    for index in indices:
        unknown = [one.inputs.unit.name_vi for one in parts if not one.of[index.key].headline.is_known]
        if unknown and not index.may_be_withheld:
            told.append(sentence("part_unknown", index, year, unknown))
    for one in parts:
        for index in indices:
            headline = one.of[index.key].headline
            if headline.disagreeing:
                told.append(sentence("part_disagreeing", index, year, one.inputs.unit.name_vi, headline.disagreeing))
    for index in indices:
        withheld = [one.inputs.unit.name_vi for one in parts if one.of[index.key].is_withheld]
        if withheld:
            told.append(sentence("part_withheld", index, year, withheld))
    told += [sentence("part_ranks", index) for index in indices if index.ranks == "computed"]
    return Group(tuple(Paragraph((Span(line),), "dash") for line in told))


def _indices(results: Results) -> list[Index]:
    """Return the indices that are announced for the old provinces."""
    return [one.index for one in results.parts[0].of.values() if one.is_announced] if results.parts else []


def headlines(results: Results) -> Group:
    """Show what was announced of the old provinces, index by index."""
    inputs, parts = results.inputs, results.parts
    if not parts:
        return Group(paragraph(sentence("no_parts")))
    named = ", ".join(one.inputs.unit.name_full_vi for one in parts)
    year = parts[0].inputs.result_year
    indices = _indices(results)
    lead = sentence("parts", capitalise(inputs.unit.name_full_vi), named, inputs.result_year, year)
    rows = [
        {
            "unit_vi": one.inputs.unit.name_vi, "index_vi": f"{index.name_vi} ({index.unit_vi})", "year": year, "value": headline.value,
            "other_vi": other_figures(headline.disagreeing, headline.other_ranks),
            "rank": headline.rank, "n_ranked": headline.n_ranked, "change": headline.change, "mean": headline.mean, "field_mean": headline.field_mean,
        }
        if headline.is_known
        else _last_known(one.of[index.key])
        for index in indices for one in parts for headline in (one.of[index.key].headline,)
    ]  # fmt: skip
    columns = (
        col("index_vi"),
        col("unit_vi"),
        col("year"),
        col("value"),
        *((col("other_vi"),) if any(row.get("other_vi") for row in rows) else ()),
        col("rank"),
        col("n_ranked"),
        col("change"),
        col("mean"),
        col("field_mean"),
    )
    keys = tuple(
        dict.fromkeys(key for one in parts for index in indices for key in one.of[index.key].headline.cited_keys)
    )
    told, ours = ([one.name_vi for one in indices if one.ranks == how] for how in ("announced", "computed"))
    how = sentence("parts_note", told, ours, parts[0].inputs.n_field)
    note = f"{published_note(inputs, keys, is_complete=True)} {how}"
    table = make_table(
        pd.DataFrame(rows),
        columns,
        caption=sentence("parts_caption", year, len(parts)),
        note=note,
        sheet="Các chỉ số",
    )
    return Group((*paragraph(lead, "lead"), table))


def _last_known(own: IndexResults) -> dict[str, object]:
    """Return the row of an old province's last known figures, where those of the year itself are not known."""
    last, index = own.last_known, own.index
    row: dict[str, object] = {
        "unit_vi": own.inputs.unit.name_vi,
        "index_vi": f"{index.name_vi} ({index.unit_vi})",
    }
    if last is None:
        return row | {"year": "–"}
    others = other_figures(last.get("disagreeing", ()), last.get("other_ranks", ()))
    return row | {
        "year": int(str(last.name)),
        "value": last["value"],
        "rank": last["rank"],
        "n_ranked": last["n_ranked"],
        "other_vi": others,
    }


def published(results: Results, key: str = "") -> Group:
    """Show a published index of the old provinces side by side, and what is weak in all of them.

    Parameters
    ----------
    results : Results
        Of the new province, with its parts.
    key : str
        Of a published index; by default the first.
    """
    all_parts = [found for one in results.parts if (found := one.published(key)) is not None]
    parts = [one for one in all_parts if one.table is not None]
    if not all_parts:
        return Group(())
    index = all_parts[0].index
    if not parts:
        if all(one.is_withheld for one in all_parts):
            return Group(paragraph(sentence("parts_withheld", index)))
        return Group(paragraph(not_known(sentence("before_merger", index), index.published_file), "unknown"))
    first = parts[0]
    assert first.table is not None  # noqa: S101 -- filtered above
    if not first.is_field_known:
        return Group(
            paragraph(sentence("field_not_known", index, first.headline.n_known, first.inputs.n_field), "unknown")
        )
    median = first.table["median"]
    codes, values, names = first.top_codes, first.all_values, first.codes["name_vi"]
    columns = {one.inputs.unit.name_vi: values.loc[one.inputs.unit.unit_key] for one in parts}
    weak = [set(one.weak.index) for one in parts if one.weak is not None]
    shared = shared_weakness(parts)
    note = published_note(results.inputs, cited(index))
    labels = [f"{official_code(code)} {names[code]}" for code in codes]
    told = {code: {name: row[code] for name, row in columns.items()} for code in codes}
    blocks: list[Block] = [
        *paragraph(
            sentence(
                "shared_weakness",
                index,
                len(shared),
                len(parts),
                len(results.parts),
                ", ".join(f"{official_code(code)} {names[code]}" for code in shared),
            ),
            "lead",
        ),
        charts.to_block(
            charts.side_by_side(
                {name: list(row[codes]) for name, row in columns.items()},
                labels,
                list(median[codes]),
                axis_label=index.unit_vi,
            ),
            alt=sentence("parts_alt", index, told),
            caption=_widest(parts) if len(parts) > 1 else sentence("parts_of_index", index, is_several=False),
            note=note,
        ),
    ]
    shown = pd.DataFrame({f"p{at}": row for at, row in enumerate(columns.values())}).assign(
        name_vi=names, median=median,
        weak_vi=["mọi đơn vị cũ" if code in shared and len(parts) == len(results.parts) > 1 else "; ".join(name for name, one in zip(columns, weak, strict=False) if code in one) for code in values.columns],
    )  # fmt: skip
    shown.index.name = "code"
    shown = shown.rename(index={TOTAL_CODE: ""}, level=None)
    table_columns = (
        col("code"),
        col("name_vi", width=70),
        *(col("score:named", width=16, field=f"p{at}", name=name) for at, name in enumerate(columns)),
        col("median:provinces"),
        col("weak_vi", beyond=index.beyond_vi),
    )
    caption = sentence("parts_table_caption", index, first.inputs.result_year, len(parts))
    blocks.append(
        make_table(shown, table_columns, caption=caption, note=note, sheet=index.name_vi, items_of=index.prefix)
    )
    return Group(tuple(blocks))


def _widest(parts: list[PublishedResults]) -> str:
    """Say in which part the old provinces differ most."""
    index, names = parts[0].index, {one.inputs.unit.unit_key: one.inputs.unit.name_vi for one in parts}
    found = widest_difference(parts[0].all_values.loc[list(names), parts[0].top_codes])
    if found is None:
        return sentence("parts_of_index", index, is_several=True)
    title = parts[0].codes["name_vi"][found.code]
    return sentence("widest", index, title, names[found.high_key], found.high, names[found.low_key], found.low)


def scored(results: Results, key: str = "") -> Group:
    """Show where each old province lost points, as far as a sheet or its announced domains tell.

    Parameters
    ----------
    results : Results
        Of the new province, with its parts.
    key : str
        Of a scored index; by default the first.
    """
    blocks: list[Block] = []
    parts = [found for part in results.parts if (found := part.scored(key)) is not None]
    for one in parts:
        name = one.inputs.unit.name_full_vi
        lost = one.lost_points
        if lost is None or one.sheet is None or lost.is_none:
            continue
        ranked = lost.ranked.head(N_SHOWN)
        columns = (
            col("code"),
            col("name_vi:criterion", width=84),
            col("max_score"),
            col("score:achieved", total=""),
            col("lost_score", formula="{max_score}-{score}", total=""),
        )
        blocks += [
            Heading(3, capitalise(name)),
            make_table(
                ranked, columns, caption=sentence("part_lost_caption", one.index, len(ranked), name),
                note=sheet_note(one.sheet), sheet=f"{one.index.prefix} {one.inputs.unit.name_vi}"[:31],
            ),
        ]  # fmt: skip
    if not blocks:
        name = parts[0].index.name_vi if parts else ""
        return Group(paragraph(sentence("no_part_sheets", name)))
    return Group(tuple(blocks))


def estimate(results: Results, key: str = "") -> Group:
    """Cast the new province back from its parts, only with populations supplied, and labelled as an estimate."""
    population, source = results.inputs.params.merger.population, results.inputs.params.merger.source
    parts = results.parts
    if not parts:
        return Group(())
    if len(parts) == 1 or not population:
        return Group(paragraph(sentence("no_estimate", len(parts), bool(population), "")))
    told = [found for one in parts if (found := one.published(key)) is not None]
    found = estimate_merged(results, key)
    if found is None:
        name = told[0].index.name_vi if told else ""
        return Group(paragraph(sentence("no_estimate", len(parts), has_population=True, name=name)))
    index, names = told[0].index, told[0].codes["name_vi"]
    codes = [TOTAL_CODE, *told[0].top_codes]
    shown = found.loc[codes].assign(name_vi=names, shown_code=["" if code == TOTAL_CODE else code for code in codes])
    columns = (
        col("shown_code"),
        col("name_vi", width=80),
        col("value:estimate"),
        col("low"),
        col("high"),
    )
    weights = {one.inputs.unit.name_vi: population[one.inputs.unit.unit_key] for one in parts}
    note = sentence("estimate_note", weights, source)
    blocks: list[Block] = []
    total = float(found.at[TOTAL_CODE, "value"])
    if pd.notna(total):
        blocks += paragraph(sentence("cast_back", index, total, source), "lead")
    blocks.append(
        make_table(
            shown,
            columns,
            caption=sentence("estimate_caption", index),
            note=note,
            sheet="Ước tính đơn vị mới",
        )
    )
    return Group(tuple(blocks))
