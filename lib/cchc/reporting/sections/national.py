"""Sections of the national overview: what is known, distribution, map, movers, the indices against each other."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.known_fields import PRINTED, find_contradictions
from cchc.analysis.national import NationalResults, correlate_ranks, correlation_bounds, find_movers
from cchc.analysis.results import papi_noise
from cchc.columns import col
from cchc.indices.ranking import PAPI_GROUPS
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Cover, Group, Heading, Paragraph, Settings, Span
from cchc.reporting.footing import footing
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import amounts_alt, published_note
from cchc.reporting.sections.unknown import group_words, other_figures
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

N_MOVERS = 8
_NAMES = {"par": "PAR INDEX", "sipas": "SIPAS", "papi": "PAPI"}
_UNITS = {"par": "%", "sipas": "%", "papi": "điểm"}
_PAPI_SOURCE = ("papi_org_vn",)


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
    """Say of how many provinces each index is known: it is known for few, and nothing is filled in."""
    table, n_all = results.table, len(results.table)
    rows = pd.DataFrame(
        [
            {
                "index_vi": _NAMES[index],
                "n_values": int(table[index].notna().sum()),
                "n_ranks": int(table[f"{index}_rank"].notna().sum()),
                "n_all": n_all,
                "status_vi": "do chương trình tính từ điểm công bố" if index == "papi" else "như công bố",
            }
            for index in _NAMES
        ]
    )
    columns = (
        col("index_vi"),
        col("n_values"),
        col("n_ranks"),
        col("n_all"),
        col("status_vi:rank"),
    )
    text = sentence("coverage", rows.set_index("index_vi")["n_values"].to_dict(), n_all, results.inputs.result_year)
    note = (
        "PAR INDEX và SIPAS chỉ gồm các tỉnh, thành phố có trong dữ liệu của chương trình; nơi chưa biết không được suy đoán hay điền thay."
        if (table[["par", "sipas"]].notna().sum() < n_all).any()
        else "Biết giá trị PAR INDEX và SIPAS của mọi tỉnh, thành phố."
    )
    return Group(
        (
            *paragraph(text, "lead"),
            make_table(rows, columns, caption="Số tỉnh, thành phố có số liệu", note=note, sheet="Độ phủ"),
        )
    )


def papi(results: NationalResults) -> Group:
    """Show how PAPI's totals are spread, and where on the map."""
    table, inputs = results.table, results.inputs
    known = table["papi"].dropna()
    if known.empty:
        return Group(paragraph(f"PAPI năm {inputs.result_year} chưa có trong dữ liệu của chương trình."))
    names = table["name_vi"]
    quartiles = [float(known.quantile(share)) for share in (0.25, 0.5, 0.75)]
    text = sentence(
        "papi_spread", inputs.result_year, len(known), quartiles, names[known.idxmax()], known.max(), names[known.idxmin()], known.min(),
    )  # fmt: skip
    note = published_note(inputs, _PAPI_SOURCE)
    is_missing, is_withheld = table["papi"].isna(), table.index.isin(list(inputs.papi_withheld))
    note_missing = "".join(
        f" {words}: {', '.join(names[chosen])}."
        for words, chosen in (
            ("Tổng điểm không được công bố", is_missing & is_withheld),
            ("Tổng điểm chưa có trong dữ liệu của chương trình", is_missing & ~is_withheld),
        )
        if chosen.any()
    )
    if results.papi_field.mean is not None:
        told = published_note(inputs, results.papi_field.mean_keys).removeprefix("Số liệu đã công bố. ")
        text += (
            f" Trung bình cả nước công bố: {format_number(results.papi_field.mean)}; trung bình không trọng số của các tỉnh, thành phố"
            f" (do chương trình tính): {format_number(float(known.mean()))}."
        )
        note_missing += f" Trung bình công bố: {told}"
    is_published = results.papi_field.has_groups(len(known))
    basis = "theo số đơn vị từng nhóm đã công bố" if is_published else "tính theo tứ phân vị"
    classes = {key: PAPI_GROUPS.index(group) for key, group in table["papi_group"].items() if group in PAPI_GROUPS}
    told = "; ".join(
        f"{group.lower()}: " + ", ".join(names[key] for key, one in classes.items() if PAPI_GROUPS[one] == group)
        for group in PAPI_GROUPS
    )
    best = table[table["papi_group"] == PAPI_GROUPS[0]]["region_vi"].value_counts()
    caption = f"Bốn nhóm PAPI năm {inputs.result_year} ({basis})"
    if len(best) and best.index[0]:
        caption += f": {int(best.iloc[0])}/{int(best.sum())} tỉnh, thành phố nhóm cao nhất thuộc vùng {best.index[0]}"
    return Group(
        (
            *paragraph(text, "lead"),
            charts.to_block(
                charts.distribution(known, axis_label="Tổng điểm PAPI", step=1.0, decimals=2),
                alt=f"Biểu đồ cột phân bố tổng điểm PAPI. {text}",
                caption=f"Một nửa số tỉnh, thành phố nằm giữa {format_number(quartiles[0])} và {format_number(quartiles[2])} điểm",
                note=note + note_missing,
            ),
            charts.to_block(
                charts.tiles(inputs.tiles, table["papi"].to_dict(), classes, PAPI_GROUPS),
                alt=f"Bản đồ ô: mỗi tỉnh, thành phố một ô, gồm cả quần đảo Hoàng Sa (Đà Nẵng) và quần đảo Trường Sa (Khánh Hòa). Nhóm {told}.",
                caption=caption,
                is_map=True,
                note=f"{note} Mỗi ô một tỉnh, thành phố, vị trí gần đúng; quần đảo Hoàng Sa thuộc Đà Nẵng, quần đảo Trường Sa thuộc Khánh Hòa.",
            ),
        )
    )


def announced(results: NationalResults) -> Group:
    """Show PAR INDEX and SIPAS of the provinces whose value was announced, beside the mean of the country."""
    blocks: list[Block] = []
    for index, mean in (("par", results.par_mean), ("sipas", results.sipas_mean)):
        known = results.table.dropna(subset=[index]).sort_values(index, ascending=False, kind="stable")
        blocks.append(Heading(3, _NAMES[index]))
        if known.empty:
            blocks += paragraph(
                f"{_NAMES[index]} năm {results.inputs.result_year} chưa có trong dữ liệu của chương trình."
            )
            continue
        n_below = None if mean is None else int((known[index] < mean).sum())
        text = sentence(
            "announced_spread", _NAMES[index], known[index], list(known["name_vi"]), len(results.table), mean, n_below
        )
        labels = [
            f"{name}{'' if pd.isna(rank) else f' (thứ {rank})'}"
            + (f"; số liệu khác {other_figures(others)}" if others else "")
            for name, rank, others in zip(
                known["name_vi"], known[f"{index}_rank"], known[f"{index}_other"], strict=True
            )
        ]
        nothing = [float("nan")] * len(known)
        figure = charts.intervals(
            labels, list(known[index]), nothing, nothing, line=mean, axis_label=f"{_NAMES[index]} (%; trục không bắt đầu từ 0)",
            line_label="" if mean is None else f"trung bình cả nước {format_number(mean)}",
        )  # fmt: skip
        field = known[[index, f"{index}_rank"]].set_axis(["value", "rank"], axis=1).dropna()
        odd = ", ".join(known.at[key, "name_vi"] for key in find_contradictions(field))
        odd_note = f" Thứ hạng và giá trị công bố của {odd} mâu thuẫn nhau." if odd else ""
        blocks += [
            *paragraph(text, "lead"),
            charts.to_block(
                figure,
                alt=amounts_alt(
                    f"Biểu đồ {_NAMES[index]} của các tỉnh, thành phố đã biết", known["name_vi"], known[index]
                ),
                caption=f"{_NAMES[index]} của {len(known)}/{len(results.table)} tỉnh, thành phố đã biết",
                note="Số liệu đã công bố; thứ hạng như công bố. "
                + (
                    "Các tỉnh, thành phố khác chưa biết, nên không tính trung vị hay phân bố."
                    if len(known) < len(results.table)
                    else f"Trung vị: {format_number(float(known[index].median()))}%."
                )
                + odd_note,
            ),
        ]
    return Group(tuple(blocks))


def movers(results: NationalResults) -> Group:
    """Show who moved most in PAPI and, as far as announced, in PAR INDEX."""
    table, inputs = results.table, results.inputs
    blocks: list[Block] = []
    # a change over more than one year is no change of last year
    changes = table["papi_change"].where(table["papi_since"] == inputs.result_year - 1)
    noise = papi_noise(inputs.uncertainty)
    least = PRINTED if noise is None else noise
    # a change smaller than its noise is none, and one that prints as 0,00 neither
    up, down = find_movers(changes.where(changes.abs() >= least), N_MOVERS)
    if results.is_papi_break or (up.empty and down.empty):
        blocks += paragraph(
            f"Chuỗi PAPI bắt đầu lại, chưa biết năm trước, hoặc không nơi nào thay đổi quá sai số, nên không nêu thay đổi PAPI năm {inputs.result_year}."
        )
    else:
        ordered = pd.concat([up, down[::-1]])
        labels = list(table.loc[ordered.index, "name_vi"])
        n_up, n_down = int((changes >= least).sum()), int((changes <= -least).sum())
        text = sentence(
            "movers",
            n_up,
            n_down,
            int(changes.notna().sum()),
            table.at[ordered.index[0], "name_vi"],
            ordered.iloc[0],
            table.at[ordered.index[-1], "name_vi"],
            ordered.iloc[-1],
            noise,
        )
        blocks += [
            *paragraph(text, "lead"),
            charts.to_block(
                charts.diverging(labels, list(ordered), axis_label="Tăng, giảm tổng điểm PAPI"),
                alt=amounts_alt("Biểu đồ thay đổi tổng điểm PAPI", labels, ordered, signed=True),
                caption=f"{len(up)} nơi tăng và {len(down)} nơi giảm nhiều nhất về tổng điểm PAPI",
                note=published_note(inputs, _PAPI_SOURCE)
                + ("" if noise is None else f" Sai số giả định: {inputs.uncertainty.source}; mức {format_number(inputs.uncertainty.interval_pct, 0)}%."),
            ),
        ]  # fmt: skip
    both = table.dropna(subset=["par_rank", "par_previous_rank"])
    if len(both):
        both = both.assign(places=both["par_previous_rank"] - both["par_rank"]).sort_values(
            "places", ascending=False, kind="stable"
        )
        columns = (
            col("name_vi:province"),
            Column("par_previous_rank", f"Thứ hạng năm {inputs.result_year - 1}", "rank", 20),
            col("par_rank", f"Thứ hạng năm {inputs.result_year}", width=20),
            col("places:change"),
        )
        blocks.append(
            make_table(
                both, columns, caption=f"Thứ hạng PAR INDEX của {len(both)} tỉnh, thành phố biết cả hai năm",
                note="Thứ hạng như công bố; các tỉnh, thành phố khác chưa biết.", sheet="PAR thứ hạng",
            )
        )  # fmt: skip
    return Group(tuple(blocks))


def against_each_other(results: NationalResults) -> Group:
    """Show each pair of indices as a scatter of the provinces of which both are known."""
    table = results.table
    blocks: list[Block] = []
    for across, up in (("par", "papi"), ("sipas", "papi"), ("par", "sipas")):
        correlation, n_both = correlate_ranks(table[across], table[up])
        pair = f"{_NAMES[across]} và {_NAMES[up]}"
        if correlation is None:
            blocks += paragraph(f"Chỉ {n_both} tỉnh, thành phố biết cả {pair}: chưa đủ để so sánh hai chỉ số.")
            continue
        text = sentence("correlation", pair, n_both, correlation, correlation_bounds(correlation, n_both))
        blocks.append(
            charts.to_block(
                charts.scatter(
                    table[across], table[up], table["name_vi"].to_dict(), x_label=f"{_NAMES[across]} ({_UNITS[across]})",
                    y_label=f"{_NAMES[up]} ({_UNITS[up]})",
                ),
                alt=f"Biểu đồ phân tán {pair} của {n_both} tỉnh, thành phố. {text}",
                caption=text.rstrip("."),
                note="Nét đứt: trung vị của các nơi có trên hình. Các nơi biết cả hai chỉ số không phải mẫu ngẫu nhiên: tương quan ở đây không nói về tất cả.",
            )
        )  # fmt: skip
    return Group(tuple(blocks))


def _others(results: NationalResults, index: str) -> list[str]:
    """Write what other sources give for each province."""
    told = zip(results.table[f"{index}_other"], results.table[f"{index}_other_ranks"], strict=True)
    return [other_figures(values, ranks) if isinstance(values, tuple) else "" for values, ranks in told]


def provinces(results: NationalResults) -> Group:
    """List all provinces; the HTML table can be sorted and searched."""
    shown = results.table.assign(
        par_other_vi=_others(results, "par"),
        sipas_other_vi=_others(results, "sipas"),
        papi_group_vi=[
            group_words(group or "", is_published=bool(is_published)) or None
            for group, is_published in zip(
                results.table["papi_group"], results.table["is_group_published"], strict=True
            )
        ],
    )
    columns = (
        col("name_vi:province", width=29),
        col("region_vi"),
        col("par"),
        *((col("par_other_vi"),) if shown["par_other_vi"].any() else ()),
        col("par_rank:short"),
        col("sipas"),
        *((col("sipas_other_vi"),) if shown["sipas_other_vi"].any() else ()),
        col("sipas_rank:short"),
        col("papi"),
        col("papi_rank"),
        col("papi_group_vi"),
        col("papi_change"),
    )
    note = "Dấu – là chưa có trong dữ liệu của chương trình, hoặc không so sánh được với năm trước. Thứ hạng PAPI do chương trình tính."
    since = results.table["papi_since"].dropna()
    older = since[since != results.inputs.result_year - 1]
    if len(older):
        named = "; ".join(f"{results.table.at[key, 'name_vi']} so với năm {year}" for key, year in older.items())
        note += f" PAPI tăng, giảm so với năm trước; {named}."
    caption = f"Các tỉnh, thành phố, kết quả năm {results.inputs.result_year}"
    return Group((make_table(shown, columns, caption=caption, note=note, sheet="Các tỉnh", is_interactive=True),))


def limits(results: NationalResults) -> Group:
    """Say what the data do not tell."""
    inputs = results.inputs
    few = [_NAMES[index] for index in ("par", "sipas") if results.table[index].notna().sum() < len(results.table)]
    lines = (
        [
            f"{' và '.join(few)} của một số tỉnh, thành phố chưa có trong dữ liệu của chương trình (không có nghĩa là chưa công bố); tài liệu không suy đoán và không tính trung vị cả nước của chỉ số chưa đủ.",
        ]
        if few
        else []
    )
    is_published = results.papi_field.has_groups(int(results.table["papi"].notna().sum()))
    groups = (
        "bốn nhóm theo số đơn vị từng nhóm đã công bố"
        if is_published
        else "bốn nhóm tính theo tứ phân vị (nơi đã biết nhóm công bố thì theo công bố)"
    )
    lines += [
        f"PAPI không chính thức xếp hạng từng tỉnh từ khoảng năm 2018; thứ hạng và thay đổi trong tài liệu do chương trình tính từ điểm công bố; {groups}.",
        "PAPI là khảo sát chọn mẫu: chênh lệch nhỏ giữa hai tỉnh có thể nằm trong sai số.",
    ]
    if inputs.result_year == 2024:
        lines.append(
            "Đây là kết quả cuối cùng của 63 tỉnh, thành phố cũ; từ kết quả năm 2025 là 34 tỉnh, thành phố mới."
        )
    return Group(tuple(Paragraph((Span(line),), "dash") for line in lines))
