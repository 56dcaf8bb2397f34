"""Against whom: median, quartiles and best of the provinces, and a group of peers."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.index_results import PublishedResults
from cchc.analysis.peers import PeerGroup, compare_with_peers, find_peers, region_means, tabulate_group
from cchc.analysis.results import Results
from cchc.columns import Column, col
from cchc.frameworks import official_code
from cchc.indices_defined import TOTAL_CODE
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group, Heading
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import capitalise, cited, field_sentence, number_word, published_note, unit_name
from cchc.reporting.sections.unknown import other_figures
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table


def published_field_finding(published: PublishedResults) -> str:
    """Say where the unit stands in a published index; empty where its total is withheld."""
    headline, found, index = published.headline, published.top_parts, published.index
    if found is None or headline.value is None:
        return ""
    where = capitalise(published.inputs.unit.name_full_vi)
    return sentence("published_field", index, headline, where, found.n_at_least, found.n_known, found.worst)


def announced(results: Results) -> Group:
    """Tell what is known of the field in the indices whose ranks are announced."""
    blocks: list[Block] = []
    if results.inputs.is_ranked_in_country:
        for own in results.of.values():
            if own.index.ranks == "announced" and not isinstance(own, PublishedResults):
                blocks += paragraph(field_sentence(own))
    for scored in results.all_scored:
        part = scored.index.part_vi
        told = "; ".join(
            f"{part} {official_code(str(code))} thứ {row['rank']}"
            + (f"/{row['n_ranked']}" if pd.notna(row["n_ranked"]) else "")
            for code, row in scored.ranked_parts.iterrows()
        )
        if told:
            text = f"Thứ hạng từng {part} {scored.index.name_vi} đã công bố, kém nhất trước: {told}."
            blocks += paragraph(text)
    return Group(tuple(blocks))


def field(results: Results, key: str = "") -> Group:
    """Show each top part of a published index among all units; with the first one also what is known of the others.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of a published index; by default the first.
    """
    inputs, published = results.inputs, results.published(key)
    is_first = published is None or published is results.all_published[0]
    lines = announced(results).blocks if is_first else ()
    found = None if published is None else published.top_parts
    if published is None or found is None or not published.top_codes:
        return Group(lines)
    index, values, peers = published.index, published.all_values[published.top_codes], find_peers(results)
    dimensions = found.rows.assign(best_vi=[unit_name(inputs, key) for key in found.rows["best_key"]])
    text = published_field_finding(published)
    note = published_note(inputs, cited(index))
    top = index.best_vi
    told = "; ".join(
        f"{official_code(str(code))}: {format_number(row['score'])}, mức giữa {format_number(row['median'])}"
        for code, row in dimensions.iterrows()
    )
    columns = (
        col("code", width=9),
        col("name_vi", capitalise(index.part_vi), width=56),
        col("score", width=12),
        col("low:quartile"),
        col("median"),
        col("high:quartile"),
        col("best", top, width=12),
        col("best_vi", most=top.lower(), width=22),
        col("rank", width=11),
        col("n_ranked", width=11),
        *((col("group_vi", rule=index.group_rule_vi),) if index.groups else ()),
    )
    return Group(
        (
            *lines,
            *paragraph(text, "lead"),
            charts.to_block(
                charts.gaps(
                    [f"{official_code(str(code))} {name}" for code, name in dimensions["name_vi"].items()],
                    list(dimensions["score"]), list(dimensions["median"]), list(dimensions["best"]),
                    worse=[at for at, code in enumerate(dimensions.index) if code in found.worse_codes], own_label=inputs.unit.name_vi,
                    worse_label=f"{inputs.unit.name_vi}, {index.beyond_vi} mức giữa", best_label=index.best_vi.lower(),
                    axis_label=capitalise(index.unit_vi), field=[list(values[code].dropna()) for code in dimensions.index],
                    peers=[list(values[code].reindex(peers.keys).dropna()) for code in dimensions.index],
                ),
                alt=f"Biểu đồ điểm từng {index.part_vi} {index.name_vi} của các tỉnh, thành phố. {inputs.unit.name_vi}: {told}.",
                caption=f"{found.n_worse}/{found.n_known} {index.part_vi} {index.name_vi} của {inputs.unit.name_vi} {index.beyond_vi} mức của tỉnh đứng giữa",
                note=note,
            ),
            make_table(
                dimensions, columns, caption=f"Từng {index.part_vi} {index.name_vi} năm {inputs.result_year} trong các tỉnh, thành phố có kết quả",
                note=f"{note} Thứ hạng{' và nhóm' if index.groups else ''} do phần mềm tính.", sheet=f"{index.prefix} so các tỉnh",
            ),
        )
    )  # fmt: skip


def peers(results: Results) -> Group:
    """Show the unit in its group: published indices by part, and every index as far as it is known."""
    inputs, group = results.inputs, find_peers(results)
    if not inputs.is_ranked_in_country:
        if not group.keys:
            return Group(paragraph("Chưa có số liệu của đơn vị cùng cấp nào trong tỉnh để so sánh.", "unknown"))
        return Group((Heading(3, "Các đơn vị cùng cấp đã biết"), *_table_of_indices(results, group)))
    first = results.published()
    if not group.keys:
        name = first.index.name_vi if first is not None else ""
        nothing = {
            "list": "Không lập được nhóm so sánh: tham số peers.members không có địa phương nào khác.",
            "profile": f"Không lập được nhóm so sánh theo kết quả {name}: địa phương thiếu kết quả của ít nhất một nội dung.",
            "region": "Không lập được nhóm so sánh: chưa biết phân vùng của năm này.",
        }[group.rule]
        return Group(
            (Heading(3, "So với nhóm so sánh"), *paragraph(nothing, "body" if group.rule == "list" else "unknown"))
        )
    name, n_parts = ("", "") if first is None else (first.index.name_vi, number_word(len(first.top_codes)))
    blocks: list[Block] = [
        Heading(3, "So với nhóm so sánh"),
        *paragraph(sentence("peer_group", group, len(group.keys), name, n_parts)),
    ]
    for published in results.all_compared:
        blocks += _published_peers(published, group)
    return Group((*blocks, *_table_of_indices(results, group)))


def _published_peers(published: PublishedResults, group: PeerGroup) -> list[Block]:
    """Show one published index in the group."""
    inputs, index, values = published.inputs, published.index, published.all_values
    key = inputs.unit.unit_key
    if key not in values.index:
        return []
    blocks: list[Block] = []
    codes = [TOTAL_CODE, *published.top_codes]
    table = compare_with_peers(values[codes], key, group.keys, is_lower_better=index.is_lower_better)
    total = table.loc[TOTAL_CODE]
    if pd.notna(total["score"]) and pd.notna(total["median"]) and total["n_ranked"] > 1:
        blocks += paragraph(sentence("peer_rank", index, total, unit_name(inputs, total["best_key"])), "lead")
    names = {TOTAL_CODE: f"Tổng điểm {index.name_vi}"} | {
        code: str(published.table.at[code, "name_vi"]) for code in table.index if published.table is not None and code != TOTAL_CODE
    }  # fmt: skip
    top = index.best_vi
    columns = (
        col("shown_code", width=9),
        col("name_vi", width=60),
        col("score"),
        col("median:group"),
        col("gap_to_median:group", formula="{score}-{median}"),
        col("best:group", most=top),
        col("best_vi", most=top.lower()),
        col("rank:group"),
        col("n_ranked"),
    )
    shown = table.assign(
        shown_code=["" if code == TOTAL_CODE else code for code in table.index],
        name_vi=[names.get(str(code), "") for code in table.index],
        best_vi=[unit_name(inputs, one) for one in table["best_key"]],
    )
    note = f"{published_note(inputs, cited(index))} Mức giữa, {top.lower()}: của các đơn vị khác trong nhóm; thứ hạng gồm cả địa phương."
    caption, sheet = f"{index.name_vi} trong nhóm so sánh", f"{index.prefix} nhóm so sánh"
    return [*blocks, make_table(shown, columns, caption=caption, note=note, sheet=sheet)]


def _region_means(results: Results, region_vi: str) -> str:
    """Say what was published as the region's means; empty where nothing is known."""
    return "".join(
        f" Trung bình {index.name_vi} công bố của vùng {region_vi}: {format_number(mean)}{index.mark}."
        for index, mean in region_means(results, region_vi)
    )


def _others(field: pd.DataFrame, keys: list[str]) -> list[str]:
    """Write what other sources give for the values and ranks of some units."""
    return [
        other_figures(field.at[key, "disagreeing"], field.at[key, "other_ranks"]) if key in field.index else ""
        for key in keys
    ]


def _table_of_indices(results: Results, group: PeerGroup) -> tuple[Block, ...]:
    """Tabulate the announced values of the group, the unit marked."""
    inputs = results.inputs
    shown = [one for one in results.of.values() if one.is_announced]
    found = tabulate_group(results, group)
    own, keys = inputs.unit.unit_key, list(found.rows.index)
    rows = found.rows.assign(
        name_vi=[unit_name(inputs, key) + (" (địa phương này)" if key == own else "") for key in keys]
    )
    columns: list[Column] = [col("name_vi:place")]
    for one in shown:
        index, short = one.index, one.index.short
        rows[f"{short}_other"] = _others(one.field, keys)
        kind, width = ("pct", 15) if index.is_percent else ("score", 14)
        columns.append(col("value:index", field=short, kind=kind, width=width, index=index.name_vi, unit=index.unit_vi))
        if rows[f"{short}_other"].any():
            columns.append(col("other_vi:index", field=f"{short}_other", index=index.prefix))
        field = f"{short}_rank"
        computed = col("rank:computed", field=field, width=14, index=index.prefix)
        columns.append(computed if index.ranks == "computed" else col("rank:index", field=field, index=index.prefix))
    known = [(one.index.name_vi, found.n_known[one.index.key]) for one in shown if one.index.ranks == "announced"]
    # of units ranked below the country only those that the data know are in the table: how many there are is not known
    note = sentence("known_of_group", known, len(rows) if inputs.is_ranked_in_country else None)
    if group.region_vi:
        note += _region_means(results, group.region_vi)
    caption = (
        "Các chỉ số của nhóm so sánh"
        if inputs.is_ranked_in_country
        else f"{', '.join(one.index.name_vi for one in shown)} của các đơn vị cùng cấp trong tỉnh"
    )
    return (make_table(rows, columns, caption=caption, note=note, sheet="Nhóm so sánh"),)
