"""Sections of the national overview: what is known, distribution, map, movers, the indices against each other."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.comparisons import compared_earlier
from cchc.analysis.national_findings import (
    Pair,
    correlation_bounds,
    list_movers,
    rank_moves,
)
from cchc.analysis.national_results import NationalIndex, NationalResults
from cchc.columns import col
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Cover, Group, Heading, Paragraph, Settings, Span
from cchc.reporting.footing import footing
from cchc.reporting.formats import format_number, kind_in
from cchc.reporting.sections.common import amounts_alt, capitalise, cited, number_word, published_note
from cchc.reporting.sections.national_spread import spread as spread  # noqa: PLC0414 -- notebooks know it here
from cchc.reporting.sections.unknown import group_words, other_figures
from cchc.reporting.sentences import lines, paragraph, sentence
from cchc.reporting.tables import UNITS, make_table

N_MOVERS = 8
#: More lines than these are a thicket: their ranks are told by a table.
N_DRAWN = 24


def settings_of(results: NationalResults, title: str, layout: str) -> Settings:
    """Return the settings of a document on the country."""
    inputs = results.inputs
    return Settings(
        title=f"{title} – kết quả năm {inputs.result_year}", layout=layout, watermark="", author="cchc",
        footer=footing(inputs), date=f"{inputs.year}-01-01",
    )  # fmt: skip


def opening(results: NationalResults, title: str) -> Group:
    """Open the overview: settings and what it is about."""
    return Group((settings_of(results, title, "analysis"), Cover(lines("country_cover", results.inputs))))


def coverage(results: NationalResults) -> Group:
    """Say of how many provinces each index is known: some are known for few, and nothing is filled in."""
    n_all = len(results.names)
    rows = pd.DataFrame(
        [
            {
                "index_vi": one.index.name_vi,
                "n_values": one.n_values,
                "n_ranks": one.n_ranks,
                "n_all": n_all,
                "status_vi": "do phần mềm tính từ điểm công bố" if one.is_rank_computed else "như công bố",
            }
            for one in results.of.values()
        ]
    )
    columns = (
        col("index_vi"),
        col("n_values"),
        col("n_ranks"),
        col("n_all"),
        col("status_vi:rank"),
    )
    # the index that is told in full first, those of which few values are announced after it
    known = {
        one.index.name_vi: one.n_values for one in (*results.with_ranks("computed"), *results.with_ranks("announced"))
    }
    text = sentence("coverage", known, n_all, results.inputs.result_year)
    told = results.with_ranks("announced")
    is_all = all(one.is_whole for one in told)
    partly = [one.index.name_vi for one in told if is_all or not one.is_whole]
    note = sentence("coverage_note", partly, is_all)
    return Group(
        (
            *paragraph(text, "lead"),
            make_table(rows, columns, caption="Số tỉnh, thành phố có số liệu", note=note, sheet="Độ phủ"),
        )
    )


def announced(results: NationalResults) -> Group:
    """Show the provinces whose value was announced, beside the mean of the country, for indices with announced ranks."""
    blocks: list[Block] = []
    for own in results.with_ranks("announced"):
        index, mean, names = own.index, own.mean, results.names["name_vi"]
        known, by_value = own.best_first, own.highest_first
        blocks.append(Heading(3, index.name_vi))
        if known.empty:
            blocks += paragraph(sentence("index_unknown", index, results.inputs.result_year))
            continue
        shown = list(names[known.index])
        text = sentence(
            "announced_spread", index, by_value, list(names[by_value.index]), len(results.names), mean, own.n_below_mean
        )
        labels = [
            sentence("province_label", name, None if pd.isna(rank) else rank, other_figures(others) if others else "")
            for name, rank, others in zip(shown, known["rank"], known["other"], strict=True)
        ]
        nothing = [float("nan")] * len(known)
        figure = charts.intervals(
            labels, list(known["value"]), nothing, nothing, line=mean, axis_label=f"{index.name_vi} ({index.unit_vi}; trục không bắt đầu từ 0)",
            line_label="" if mean is None else f"trung bình cả nước {format_number(mean, index.decimals)}",
        )  # fmt: skip
        odd = [names[key] for key in own.contradicting]
        blocks += [
            *paragraph(text, "lead"),
            charts.to_block(
                figure,
                alt=amounts_alt(f"Biểu đồ {index.name_vi} của các tỉnh, thành phố đã biết", shown, known["value"]),
                caption=sentence(
                    "announced_caption", index, len(known), len(results.names), list(names[by_value.index]), by_value
                ),
                note=sentence("announced_note", own.is_rank_computed, index, own.median, odd),
            ),
        ]
    return Group(tuple(blocks))


def movers(results: NationalResults) -> Group:
    """Show who moved most: in value where all values are published, in rank where ranks are announced."""
    blocks: list[Block] = []
    for own in results.with_ranks("computed"):
        blocks += _movers(results, own)
    for own in results.with_ranks("announced"):
        blocks += _rank_movers(results, own)
    return Group(tuple(blocks))


def _movers(results: NationalResults, own: NationalIndex) -> tuple[Block, ...]:
    inputs, index, noise = results.inputs, own.index, own.noise
    found = list_movers(own, inputs.result_year, N_MOVERS)
    if found is None:
        return paragraph(sentence("no_movers", index, inputs.result_year))
    largest = found.largest
    labels = list(results.names.loc[largest.index, "name_vi"])
    text = sentence("movers", index, found, labels[0], labels[-1], noise)
    assumed = ""
    if noise is not None:
        choice = inputs.uncertainty
        assumed = " " + sentence("assumed_error", choice.source, choice.interval_pct)
    figure = charts.to_block(
        charts.diverging(labels, list(largest), axis_label=f"Tăng, giảm tổng điểm {index.name_vi}"),
        alt=amounts_alt(f"Biểu đồ thay đổi tổng điểm {index.name_vi}", labels, largest, signed=True),
        caption=sentence("movers_caption", index, found, labels),
        note=published_note(inputs, cited(index)) + assumed,
    )
    return (*paragraph(text, "lead"), figure)


def _rank_movers(results: NationalResults, own: NationalIndex) -> tuple[Block, ...]:
    index, year = own.index, results.inputs.result_year
    both = rank_moves(own.table)
    if both.empty:
        return ()
    both = both.assign(name_vi=results.names["name_vi"])
    columns = (
        col("name_vi:province"),
        col("rank:year", field="previous_rank", year=str(year - 1)),
        col("rank:year", year=str(year)),
        col("places:change"),
    )
    caption, note = sentence("rank_movers_caption", index, len(both)), sentence("rank_movers_note")
    sheet = f"{index.prefix} thứ hạng"
    if len(both) > N_DRAWN:
        return (make_table(both, columns, caption=caption, note=note, sheet=sheet),)
    ranks = [[int(rank) for rank in both[key]] for key in ("previous_rank", "rank")]
    figure = charts.to_block(
        charts.slope(list(both["name_vi"]), *ranks, years=(str(year - 1), str(year)), decimals=0, is_rank=True),
        alt=sentence("rank_movers_alt", index, list(zip(both["name_vi"], *ranks, strict=True)), year),
        caption=caption,
        note=note,
        data=make_table(both, columns, caption=caption, note=note, sheet=sheet),
    )
    return (figure,)


def against_each_other(results: NationalResults) -> Group:
    """Show each pair of indices as a scatter of the provinces of which both are known."""
    blocks: list[Block] = []
    names = results.names["name_vi"].to_dict()
    # those told in full stand upright, so that pictures can be compared
    ordered = [*results.with_ranks("announced"), *results.with_ranks("computed")]
    pairs = [(across, ordered[at]) for at in reversed(range(len(ordered))) for across in ordered[:at]]
    blocks += paragraph(sentence("pairs_lead")) if pairs else ()
    for across, up in pairs:
        found = Pair.of(across.table["value"], up.table["value"])
        correlation, n_both = found.correlation, found.n_both
        pair = f"{across.index.name_vi} và {up.index.name_vi}"
        if correlation is None:
            blocks += paragraph(sentence("pair_unknown", pair, n_both))
            continue
        text = sentence("correlation", pair, n_both, correlation, correlation_bounds(correlation, n_both))
        x_label, y_label = (f"{one.index.name_vi} ({one.index.unit_vi})" for one in (across, up))
        blocks.append(
            charts.to_block(
                charts.scatter(found.both, found.medians, found.outermost, names, x_label=x_label, y_label=y_label),
                alt=sentence("pair_alt", pair, n_both, text),
                caption=text.rstrip("."),
                note=sentence("pair_note"),
            )
        )
    return Group(tuple(blocks))


def _others(own: NationalIndex) -> list[str]:
    """Write what other sources give for each province."""
    told = zip(own.table["other"], own.table["other_ranks"], strict=True)
    return [other_figures(values, ranks) if isinstance(values, tuple) else "" for values, ranks in told]


def provinces(results: NationalResults) -> Group:
    """List all provinces; the HTML table can be sorted and searched."""
    shown = results.names.copy()
    columns: list[Column] = [
        col("name_vi:province", width=29),
        col("region_vi"),
    ]
    year, ours, since_years = results.inputs.result_year, list[str](), dict[str, dict[str, int]]()
    for own in results.of.values():
        index, short, table = own.index, own.index.short, own.table
        shown[short], shown[f"{short}_rank"] = table["value"], table["rank"]
        shown[f"{short}_other_vi"] = _others(own)
        digits = -1 if index.decimals == 2 else index.decimals
        kind, width = ("pct", 17 + 2 * (len(index.name_vi) > 6)) if index.is_percent else (kind_in("score", digits), 17)
        columns.append(col("value:index", field=short, kind=kind, width=width, index=index.name_vi, unit=index.unit_vi))
        if shown[f"{short}_other_vi"].any():
            columns.append(col("other_vi:index", field=f"{short}_other_vi", width=17, index=index.prefix))
        if index.ranks == "announced":
            width = 14 + 3 * (len(index.prefix) > 3)
            columns.append(col("rank:index_short", field=f"{short}_rank", width=width, index=index.prefix))
            continue
        ours.append(index.name_vi)
        columns.append(col("rank:computed", field=f"{short}_rank", index=index.prefix))
        if index.groups is not None:
            told = zip(table["group_vi"], table["is_group_published"], strict=True)
            shown[f"{short}_group_vi"] = [
                group_words(group or "", index, is_published=bool(is_published)) or None for group, is_published in told
            ]
            columns.append(col("group_vi:index", field=f"{short}_group_vi", index=index.prefix))
        shown[f"{short}_change"] = table["change"]
        columns.append(col("change:index", field=f"{short}_change", kind=kind_in("change", digits), index=index.prefix))
        if len(older := compared_earlier(table["since"], year)):
            since_years[index.name_vi] = {results.names.at[key, "name_vi"]: one for key, one in older.items()}
    note = sentence("provinces_note", ours, since_years)
    caption = f"Các tỉnh, thành phố, kết quả năm {year}"
    table = make_table(
        shown, tuple(columns), caption=caption, note=note, sheet="Các tỉnh", is_interactive=True, items_of=UNITS
    )
    return Group((table,))


def limits(results: NationalResults) -> Group:
    """Say what the data do not tell."""
    inputs, told = results.inputs, list[str]()
    few = [one.index.name_vi for one in results.with_ranks("announced") if not one.is_whole]
    if few:
        told.append(sentence("few_known", few))
    for own in results.of.values():
        index = own.index
        if index.groups is not None:
            n_groups = capitalise(number_word(len(index.groups.names)))
            told.append(sentence("groups_limit", index, n_groups, own.has_published_groups))
        elif index.basis_vi:
            told.append(index.basis_vi)
        if index.is_sample_survey:
            told.append(sentence("sample_limit", index))
    if inputs.is_last_of_field:
        told.append(sentence("last_of_field", inputs))
    return Group(tuple(Paragraph((Span(line),), "dash") for line in told))
