"""Sections of the national overview: what is known, distribution, map, movers, the indices against each other."""

from __future__ import annotations

import itertools
import math

import pandas as pd

from cchc.analysis.known_fields import PRINTED, find_contradictions
from cchc.analysis.national import NationalIndex, NationalResults, correlate_ranks, correlation_bounds, find_movers
from cchc.columns import col
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Cover, Group, Heading, Paragraph, Settings, Span
from cchc.reporting.footing import footing
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import amounts_alt, capitalise, cited, number_word, published_note
from cchc.reporting.sections.unknown import group_words, other_figures
from cchc.reporting.sentences import lines, paragraph, sentence
from cchc.reporting.tables import make_table

N_MOVERS = 8


def opening(results: NationalResults, title: str) -> Group:
    """Open the overview: settings and what it is about."""
    inputs = results.inputs
    settings = Settings(
        title=f"{title} – kết quả năm {inputs.result_year}", layout="analysis", watermark="", author="cchc",
        footer=footing(inputs), date=f"{inputs.year}-01-01",
    )  # fmt: skip
    return Group((settings, Cover(lines("country_cover", inputs))))


def coverage(results: NationalResults) -> Group:
    """Say of how many provinces each index is known: some are known for few, and nothing is filled in."""
    n_all = len(results.names)
    rows = pd.DataFrame(
        [
            {
                "index_vi": one.index.name_vi,
                "n_values": int(one.table["value"].notna().sum()),
                "n_ranks": int(one.table["rank"].notna().sum()),
                "n_all": n_all,
                "status_vi": "do chương trình tính từ điểm công bố" if one.index.ranks == "computed" else "như công bố",
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
        one.index.name_vi: int(one.table["value"].notna().sum())
        for one in (*results.with_ranks("computed"), *results.with_ranks("announced"))
    }
    text = sentence("coverage", known, n_all, results.inputs.result_year)
    told = results.with_ranks("announced")
    is_all = all(one.table["value"].notna().sum() >= n_all for one in told)
    note = sentence("coverage_note", [one.index.name_vi for one in told], is_all)
    return Group(
        (
            *paragraph(text, "lead"),
            make_table(rows, columns, caption="Số tỉnh, thành phố có số liệu", note=note, sheet="Độ phủ"),
        )
    )


def spread(results: NationalResults) -> Group:
    """Show how totals are spread, and where on the map, for every index whose ranks follow from the values."""
    blocks: list[Block] = []
    told = results.with_ranks("computed")
    for one in told:
        blocks += [Heading(3, one.index.name_vi)] if len(told) > 1 else []
        blocks += _spread(results, one)
    return Group(tuple(blocks))


def _spread(results: NationalResults, own: NationalIndex) -> tuple[Block, ...]:
    table, inputs, index = own.table, results.inputs, own.index
    known = table["value"].dropna()
    if known.empty:
        return paragraph(sentence("index_unknown", index, inputs.result_year))
    names, unit = results.names["name_vi"], f"Tổng điểm {index.name_vi}"
    quartiles = [float(known.quantile(share)) for share in (0.25, 0.5, 0.75)]
    text = sentence(
        "published_spread", index, inputs.result_year, len(known), quartiles, names[known.idxmax()], known.max(), names[known.idxmin()], known.min(),
    )  # fmt: skip
    note = published_note(inputs, cited(index))
    is_missing, is_withheld = table["value"].isna(), table.index.isin(list(own.withheld))
    missing = sentence("totals_missing", list(names[is_missing & is_withheld]), list(names[is_missing & ~is_withheld]))
    note_missing = f" {missing}" if missing else ""
    if own.announced.mean is not None:
        told = published_note(inputs, own.announced.mean_keys).removeprefix("Số liệu đã công bố. ")
        text += " " + sentence("means", own.announced.mean, float(known.mean()))
        note_missing += f" Trung bình công bố: {told}"
    figure = charts.to_block(
        charts.distribution(known, axis_label=unit, step=_step(known), decimals=2),
        alt=sentence("spread_alt", unit, text),
        caption=sentence("spread_caption", index, quartiles[0], quartiles[2]),
        note=note + note_missing,
    )
    return (*paragraph(text, "lead"), figure, *_map(results, own, note))


def _step(values: pd.Series) -> float:
    """Return the width of a bar of the distribution: 1 where the values range over some points, else a tenth of it and so on."""
    width = 10.0 ** math.floor(math.log10(max(float(values.max() - values.min()), 1e-6)))
    return width if values.max() - values.min() > 3 * width else width / 2


def _map(results: NationalResults, own: NationalIndex, note: str) -> tuple[Block, ...]:
    """Show the groups on the map; nothing for an index without groups."""
    groups, index, inputs = own.announced.names, own.index, results.inputs
    if not groups:
        return ()
    table, names = own.table, results.names["name_vi"]
    is_published = own.announced.has_groups(int(table["value"].notna().sum()))
    basis = sentence("groups_basis", index, is_published)
    classes = {key: groups.index(group) for key, group in table["group_vi"].items() if group in groups}
    told = {group: [names[key] for key, one in classes.items() if groups[one] == group] for group in groups}
    best = results.names.loc[table["group_vi"] == groups[0], "region_vi"].value_counts()
    region, n_there = (best.index[0], int(best.iloc[0])) if len(best) else ("", 0)
    caption = sentence(
        "map_caption", index, capitalise(number_word(len(groups))), inputs.result_year, basis, groups[0], region, n_there, int(best.sum())
    )  # fmt: skip
    figure = charts.to_block(
        charts.tiles(inputs.tiles, table["value"].to_dict(), classes, groups),
        alt=sentence("map_alt", told),
        caption=caption,
        is_map=True,
        note=f"{note} {sentence('map_note')}",
    )
    return (figure,)


def announced(results: NationalResults) -> Group:
    """Show the provinces whose value was announced, beside the mean of the country, for indices with announced ranks."""
    blocks: list[Block] = []
    for own in results.with_ranks("announced"):
        index, mean, names = own.index, own.mean, results.names["name_vi"]
        known = own.table.dropna(subset=["value"]).sort_values("value", ascending=index.is_lower_better, kind="stable")
        blocks.append(Heading(3, index.name_vi))
        if known.empty:
            blocks += paragraph(sentence("index_unknown", index, results.inputs.result_year))
            continue
        n_below = None if mean is None else int((known["value"] < mean).sum())
        shown = list(names[known.index])
        by_value = known.sort_values("value", ascending=False, kind="stable")
        text = sentence(
            "announced_spread", index, by_value["value"], list(names[by_value.index]), len(results.names), mean, n_below
        )
        labels = [
            sentence("province_label", name, None if pd.isna(rank) else rank, other_figures(others) if others else "")
            for name, rank, others in zip(shown, known["rank"], known["other"], strict=True)
        ]
        nothing = [float("nan")] * len(known)
        figure = charts.intervals(
            labels, list(known["value"]), nothing, nothing, line=mean, axis_label=f"{index.name_vi} ({index.unit_vi}; trục không bắt đầu từ 0)",
            line_label="" if mean is None else f"trung bình cả nước {format_number(mean)}",
        )  # fmt: skip
        contradicting = () if index.is_lower_better else find_contradictions(known[["value", "rank"]].dropna())
        odd = [names[key] for key in contradicting]
        median = None if len(known) < len(results.names) else float(known["value"].median())
        blocks += [
            *paragraph(text, "lead"),
            charts.to_block(
                figure,
                alt=amounts_alt(f"Biểu đồ {index.name_vi} của các tỉnh, thành phố đã biết", shown, known["value"]),
                caption=sentence("announced_caption", index, len(known), len(results.names)),
                note=sentence("announced_note", index, median, odd),
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
    table, inputs, index, noise = own.table, results.inputs, own.index, own.noise
    names = results.names["name_vi"]
    # a change over more than one year is no change of last year
    changes = table["change"].where(table["since"] == inputs.result_year - 1)
    least = PRINTED if noise is None else noise
    # a change smaller than its noise is none, and one that prints as 0,00 neither
    up, down = find_movers(changes.where(changes.abs() >= least), N_MOVERS)
    if own.is_break or (up.empty and down.empty):
        return paragraph(sentence("no_movers", index, inputs.result_year))
    ordered = pd.concat([up, down[::-1]])
    labels = list(names[ordered.index])
    n_up, n_down = int((changes >= least).sum()), int((changes <= -least).sum())
    text = sentence(
        "movers", index, n_up, n_down, int(changes.notna().sum()), labels[0], ordered.iloc[0], labels[-1], ordered.iloc[-1], noise
    )  # fmt: skip
    assumed = ""
    if noise is not None:
        choice = inputs.uncertainty
        assumed = " " + sentence("assumed_error", choice.source, choice.interval_pct)
    figure = charts.to_block(
        charts.diverging(labels, list(ordered), axis_label=f"Tăng, giảm tổng điểm {index.name_vi}"),
        alt=amounts_alt(f"Biểu đồ thay đổi tổng điểm {index.name_vi}", labels, ordered, signed=True),
        caption=sentence("movers_caption", index, len(up), len(down)),
        note=published_note(inputs, cited(index)) + assumed,
    )
    return (*paragraph(text, "lead"), figure)


def _rank_movers(results: NationalResults, own: NationalIndex) -> tuple[Block, ...]:
    index, year = own.index, results.inputs.result_year
    both = own.table.dropna(subset=["rank", "previous_rank"])
    if both.empty:
        return ()
    both = both.assign(places=both["previous_rank"] - both["rank"], name_vi=results.names["name_vi"])
    both = both.sort_values("places", ascending=False, kind="stable")
    columns = (
        col("name_vi:province"),
        col("rank:year", field="previous_rank", year=str(year - 1)),
        col("rank:year", year=str(year)),
        col("places:change"),
    )
    table = make_table(
        both, columns, caption=sentence("rank_movers_caption", index, len(both)),
        note=sentence("rank_movers_note"), sheet=f"{index.prefix} thứ hạng",
    )  # fmt: skip
    return (table,)


def against_each_other(results: NationalResults) -> Group:
    """Show each pair of indices as a scatter of the provinces of which both are known."""
    blocks: list[Block] = []
    names = results.names["name_vi"].to_dict()
    # those told in full stand upright, so that pictures can be compared
    ordered = [*results.with_ranks("announced"), *results.with_ranks("computed")]
    pairs = sorted(
        itertools.combinations(ordered, 2), key=lambda pair: (ordered.index(pair[1]) * -1, ordered.index(pair[0]))
    )
    for across, up in pairs:
        correlation, n_both = correlate_ranks(across.table["value"], up.table["value"])
        pair = f"{across.index.name_vi} và {up.index.name_vi}"
        if correlation is None:
            blocks += paragraph(sentence("pair_unknown", pair, n_both))
            continue
        text = sentence("correlation", pair, n_both, correlation, correlation_bounds(correlation, n_both))
        x_label, y_label = (f"{one.index.name_vi} ({one.index.unit_vi})" for one in (across, up))
        blocks.append(
            charts.to_block(
                charts.scatter(across.table["value"], up.table["value"], names, x_label=x_label, y_label=y_label),
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
        kind, width = ("pct", 17 + 2 * (len(index.name_vi) > 6)) if index.is_percent else ("score", 17)
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
        columns.append(col("change:index", field=f"{short}_change", index=index.prefix))
        since = table["since"].dropna()
        if len(older := since[since != year - 1]):
            since_years[index.name_vi] = {results.names.at[key, "name_vi"]: one for key, one in older.items()}
    note = sentence("provinces_note", ours, since_years)
    caption = f"Các tỉnh, thành phố, kết quả năm {year}"
    table = make_table(shown, tuple(columns), caption=caption, note=note, sheet="Các tỉnh", is_interactive=True)
    return Group((table,))


def limits(results: NationalResults) -> Group:
    """Say what the data do not tell."""
    inputs, told = results.inputs, list[str]()
    few = [one.index.name_vi for one in results.with_ranks("announced") if one.table["value"].isna().any()]
    if few:
        told.append(sentence("few_known", few))
    for own in results.of.values():
        index = own.index
        if index.groups is not None:
            n_groups = capitalise(number_word(len(index.groups.names)))
            is_published = own.announced.has_groups(int(own.table["value"].notna().sum()))
            told.append(sentence("groups_limit", index, n_groups, is_published))
        elif index.basis_vi:
            told.append(index.basis_vi)
        if index.is_sample_survey:
            told.append(sentence("sample_limit", index))
    if inputs.is_last_of_field:
        told.append(sentence("last_of_field", inputs))
    return Group(tuple(Paragraph((Span(line),), "dash") for line in told))
