"""Sections of the national overview: what is known, distribution, map, movers, the indices against each other."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.comparisons import compared_earlier
from cchc.analysis.national import NationalIndex, NationalResults
from cchc.analysis.national_findings import (
    Pair,
    Spread,
    correlation_bounds,
    list_movers,
    main_region,
    rank_moves,
)
from cchc.columns import col
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Cover, Group, Heading, Paragraph, Settings, Span
from cchc.reporting.footing import footing
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import amounts_alt, capitalise, cited, number_word, published_note
from cchc.reporting.sections.unknown import group_words, other_figures
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

N_MOVERS = 8


def opening(results: NationalResults, title: str) -> Group:
    """Open the overview: settings and what it is about."""
    inputs = results.inputs
    line = f"{len(inputs.provinces)} tỉnh, thành phố – kết quả năm {inputs.result_year}, phục vụ kế hoạch năm {inputs.year}"
    settings = Settings(
        title=f"{title} – kết quả năm {inputs.result_year}", layout="analysis", watermark="", author="cchc",
        footer=footing(inputs), date=f"{inputs.year}-01-01",
    )  # fmt: skip
    lines = (line, "Nguồn: số liệu đã công bố; tỉnh, thành phố chưa có trong dữ liệu được để trống.")
    return Group((settings, Cover(lines)))


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
        one.index.name_vi: one.n_values for one in (*results.with_ranks("computed"), *results.with_ranks("announced"))
    }
    text = sentence("coverage", known, n_all, results.inputs.result_year)
    told = results.with_ranks("announced")
    names = " và ".join(one.index.name_vi for one in told)
    note = (
        f"{names} chỉ gồm các tỉnh, thành phố có trong dữ liệu của chương trình; nơi chưa biết không được suy đoán hay điền thay."
        if not all(one.is_whole for one in told)
        else f"Biết giá trị {names} của mọi tỉnh, thành phố."
    )
    return Group(
        (
            *paragraph(text, "lead"),
            make_table(
                rows, columns, caption="Số tỉnh, thành phố có số liệu", note=note if told else "", sheet="Độ phủ"
            ),
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
    inputs, index, found = results.inputs, own.index, Spread.of(own.table["value"])
    if found is None:
        return paragraph(f"{index.name_vi} năm {inputs.result_year} chưa có trong dữ liệu của chương trình.")
    names, unit, quartiles = results.names["name_vi"], f"Tổng điểm {index.name_vi}", found.quartiles
    text = sentence(
        "published_spread", index, inputs.result_year, found.n_known, quartiles, names[found.high_key], found.high, names[found.low_key], found.low,
    )  # fmt: skip
    note = published_note(inputs, cited(index))
    note_missing = "".join(
        f" {words}: {', '.join(names[keys])}."
        for words, keys in (
            ("Tổng điểm không được công bố", own.withheld_totals),
            ("Tổng điểm chưa có trong dữ liệu của chương trình", own.unknown_totals),
        )
        if keys
    )
    if own.announced.mean is not None:
        told = published_note(inputs, own.announced.mean_keys).removeprefix("Số liệu đã công bố. ")
        text += (
            f" Trung bình cả nước công bố: {format_number(own.announced.mean)}; trung bình không trọng số của các tỉnh, thành phố"
            f" (do chương trình tính): {format_number(found.mean)}."
        )
        note_missing += f" Trung bình công bố: {told}"
    figure = charts.to_block(
        charts.distribution(found.counts, quartiles, axis_label=unit, step=found.step, decimals=2),
        alt=f"Biểu đồ cột phân bố {unit[0].lower()}{unit[1:]}. {text}",
        caption=f"Một nửa số tỉnh, thành phố nằm giữa {format_number(quartiles[0])} và {format_number(quartiles[2])}{index.mark}",
        note=note + note_missing,
    )
    return (*paragraph(text, "lead"), figure, *_map(results, own, note))


def _map(results: NationalResults, own: NationalIndex, note: str) -> tuple[Block, ...]:
    """Show the groups on the map; nothing for an index without groups."""
    groups, index, inputs = own.announced.names, own.index, results.inputs
    if not groups:
        return ()
    table, names = own.table, results.names["name_vi"]
    basis = "theo số đơn vị từng nhóm đã công bố" if own.has_published_groups else f"tính theo {index.group_rule_vi}"
    classes = {key: groups.index(group) for key, group in table["group_vi"].items() if group in groups}
    told = "; ".join(
        f"{group.lower()}: " + ", ".join(names[key] for key, one in classes.items() if groups[one] == group)
        for group in groups
    )
    found = main_region(results.names.loc[table["group_vi"] == groups[0], "region_vi"])
    caption = f"{capitalise(number_word(len(groups)))} nhóm {index.name_vi} năm {inputs.result_year} ({basis})"
    if found is not None:
        region, n_there, n_best = found
        caption += f": {n_there}/{n_best} tỉnh, thành phố nhóm {groups[0].lower()} thuộc vùng {region}"
    figure = charts.to_block(
        charts.tiles(inputs.tiles, table["value"].to_dict(), classes, groups),
        alt=f"Bản đồ ô: mỗi tỉnh, thành phố một ô, gồm cả quần đảo Hoàng Sa (Đà Nẵng) và quần đảo Trường Sa (Khánh Hòa). Nhóm {told}.",
        caption=caption,
        is_map=True,
        note=f"{note} Mỗi ô một tỉnh, thành phố, vị trí gần đúng; quần đảo Hoàng Sa thuộc Đà Nẵng, quần đảo Trường Sa thuộc Khánh Hòa.",
    )
    return (figure,)


def announced(results: NationalResults) -> Group:
    """Show the provinces whose value was announced, beside the mean of the country, for indices with announced ranks."""
    blocks: list[Block] = []
    for own in results.with_ranks("announced"):
        index, mean, names = own.index, own.mean, results.names["name_vi"]
        known, by_value = own.best_first, own.highest_first
        blocks.append(Heading(3, index.name_vi))
        if known.empty:
            blocks += paragraph(
                f"{index.name_vi} năm {results.inputs.result_year} chưa có trong dữ liệu của chương trình."
            )
            continue
        shown = list(names[known.index])
        text = sentence(
            "announced_spread", index, by_value, list(names[by_value.index]), len(results.names), mean, own.n_below_mean
        )
        labels = [
            f"{name}{'' if pd.isna(rank) else f' (thứ {rank})'}"
            + (f"; số liệu khác {other_figures(others)}" if others else "")
            for name, rank, others in zip(shown, known["rank"], known["other"], strict=True)
        ]
        nothing = [float("nan")] * len(known)
        figure = charts.intervals(
            labels, list(known["value"]), nothing, nothing, line=mean, axis_label=f"{index.name_vi} ({index.unit_vi}; trục không bắt đầu từ 0)",
            line_label="" if mean is None else f"trung bình cả nước {format_number(mean)}",
        )  # fmt: skip
        odd = ", ".join(names[key] for key in own.contradicting)
        odd_note = f" Thứ hạng và giá trị công bố của {odd} mâu thuẫn nhau." if odd else ""
        blocks += [
            *paragraph(text, "lead"),
            charts.to_block(
                figure,
                alt=amounts_alt(f"Biểu đồ {index.name_vi} của các tỉnh, thành phố đã biết", shown, known["value"]),
                caption=f"{index.name_vi} của {len(known)}/{len(results.names)} tỉnh, thành phố đã biết",
                note="Số liệu đã công bố; thứ hạng như công bố. "
                + (
                    f"Trung vị: {format_number(own.median)}{index.mark}."
                    if own.median is not None
                    else "Các tỉnh, thành phố khác chưa biết, nên không tính trung vị hay phân bố."
                )
                + odd_note,
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
        return paragraph(
            f"Chuỗi {index.name_vi} bắt đầu lại, chưa biết năm trước, hoặc không nơi nào thay đổi quá sai số, nên không nêu thay đổi {index.name_vi} năm {inputs.result_year}."
        )
    largest = found.largest
    labels = list(results.names.loc[largest.index, "name_vi"])
    text = sentence("movers", index, found, labels[0], labels[-1], noise)
    assumed = ""
    if noise is not None:
        choice = inputs.uncertainty
        assumed = f" Sai số giả định: {choice.source}; mức {format_number(choice.interval_pct, 0)}%."
    figure = charts.to_block(
        charts.diverging(labels, list(largest), axis_label=f"Tăng, giảm tổng điểm {index.name_vi}"),
        alt=amounts_alt(f"Biểu đồ thay đổi tổng điểm {index.name_vi}", labels, largest, signed=True),
        caption=f"{found.n_rises} nơi tăng và {found.n_falls} nơi giảm nhiều nhất về tổng điểm {index.name_vi}",
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
    table = make_table(
        both, columns, caption=f"Thứ hạng {index.name_vi} của {len(both)} tỉnh, thành phố biết cả hai năm",
        note="Thứ hạng như công bố; các tỉnh, thành phố khác chưa biết.", sheet=f"{index.prefix} thứ hạng",
    )  # fmt: skip
    return (table,)


def against_each_other(results: NationalResults) -> Group:
    """Show each pair of indices as a scatter of the provinces of which both are known."""
    blocks: list[Block] = []
    names = results.names["name_vi"].to_dict()
    # those told in full stand upright, so that pictures can be compared
    ordered = [*results.with_ranks("announced"), *results.with_ranks("computed")]
    pairs = [(across, ordered[at]) for at in reversed(range(len(ordered))) for across in ordered[:at]]
    for across, up in pairs:
        found = Pair.of(across.table["value"], up.table["value"])
        correlation, n_both = found.correlation, found.n_both
        pair = f"{across.index.name_vi} và {up.index.name_vi}"
        if correlation is None:
            blocks += paragraph(f"Chỉ {n_both} tỉnh, thành phố biết cả {pair}: chưa đủ để so sánh hai chỉ số.")
            continue
        text = sentence("correlation", pair, n_both, correlation, correlation_bounds(correlation, n_both))
        x_label, y_label = (f"{one.index.name_vi} ({one.index.unit_vi})" for one in (across, up))
        blocks.append(
            charts.to_block(
                charts.scatter(found.both, found.medians, found.outermost, names, x_label=x_label, y_label=y_label),
                alt=f"Biểu đồ phân tán {pair} của {n_both} tỉnh, thành phố. {text}",
                caption=text.rstrip("."),
                note="Nét đứt: trung vị của các nơi có trên hình. Các nơi biết cả hai chỉ số không phải mẫu ngẫu nhiên: tương quan ở đây không nói về tất cả.",
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
    year, ours, since_note = results.inputs.result_year, [], ""
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
        if len(older := compared_earlier(table["since"], year)):
            named = "; ".join(f"{results.names.at[key, 'name_vi']} so với năm {one}" for key, one in older.items())
            since_note += f" {index.name_vi} tăng, giảm so với năm trước; {named}."
    note = "Dấu – là chưa có trong dữ liệu của chương trình, hoặc không so sánh được với năm trước."
    note += f" Thứ hạng {', '.join(ours)} do chương trình tính." if ours else ""
    caption = f"Các tỉnh, thành phố, kết quả năm {year}"
    table = make_table(
        shown, tuple(columns), caption=caption, note=note + since_note, sheet="Các tỉnh", is_interactive=True
    )
    return Group((table,))


def limits(results: NationalResults) -> Group:
    """Say what the data do not tell."""
    inputs, lines = results.inputs, list[str]()
    few = [one.index.name_vi for one in results.with_ranks("announced") if not one.is_whole]
    if few:
        lines.append(
            f"{' và '.join(few)} của một số tỉnh, thành phố chưa có trong dữ liệu của chương trình (không có nghĩa là chưa công bố); tài liệu không suy đoán và không tính trung vị cả nước của chỉ số chưa đủ."
        )
    for own in results.of.values():
        index = own.index
        if index.groups is not None:
            how = (
                "theo số đơn vị từng nhóm đã công bố"
                if own.has_published_groups
                else f"tính theo {index.group_rule_vi} (nơi đã biết nhóm công bố thì theo công bố)"
            )
            words = f"{number_word(len(index.groups.names))} nhóm {how}."
            lines.append(f"{index.basis_vi} {capitalise(words)}".strip())
        elif index.basis_vi:
            lines.append(index.basis_vi)
        if index.is_sample_survey:
            lines.append(f"{index.name_vi} là khảo sát chọn mẫu: chênh lệch nhỏ giữa hai tỉnh có thể nằm trong sai số.")
    if inputs.is_last_of_field:
        n_next = inputs.n_next_field
        lines.append(
            f"Đây là kết quả cuối cùng của {len(inputs.provinces)} tỉnh, thành phố cũ; từ kết quả năm {inputs.result_year + 1} là {n_next} tỉnh, thành phố mới."
        )
    return Group(tuple(Paragraph((Span(line),), "dash") for line in lines))
