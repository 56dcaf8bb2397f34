"""Against whom: median, quartiles and best of the provinces, and a group of peers."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import dimension_codes, find_peers
from cchc.analysis.peers import PeerGroup, compare_with_peers
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.indices.ranking import rank_descending
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group, Heading
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import capitalise, field_sentence, published_note, unit_name
from cchc.reporting.sections.unknown import other_figures
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table


def papi_field_finding(results: Results) -> str:
    """Say where the province stands in PAPI; empty where its total is withheld."""
    headline, papi = results.headlines["papi"], results.papi
    if papi is None or headline.value is None:
        return ""
    dimensions = papi.loc[dimension_codes(results)].dropna(subset=["score"])
    lowest = dimensions.loc[dimensions["gap_to_median"].idxmin()]
    n_above = int((dimensions["gap_to_median"] >= 0).sum())
    where = capitalise(results.inputs.unit.name_full_vi)
    return sentence(
        "papi_field", headline, where, n_above, len(dimensions), lowest if lowest["gap_to_median"] < 0 else None
    )


def field(results: Results) -> Group:
    """Show each dimension of PAPI among all provinces, and what is known of PAR INDEX and SIPAS."""
    inputs, papi = results.inputs, results.papi
    announced = [paragraph(field_sentence(results, index)) for index in ("par_index", "sipas") if inputs.is_province]
    lines = tuple(block for blocks in announced for block in blocks)
    ranks = results.components["rank"].dropna() if len(results.components) else pd.Series(dtype="Int64")
    if len(ranks):
        told = "; ".join(
            f"lĩnh vực {code} thứ {rank}/{results.components.at[code, 'n_ranked']}" if pd.notna(results.components.at[code, "n_ranked"]) else f"lĩnh vực {code} thứ {rank}"
            for code, rank in ranks.sort_values(ascending=False, kind="stable").items() if not str(code).isalpha() and "_" not in str(code)
        )  # fmt: skip
        lines += paragraph(f"Thứ hạng từng lĩnh vực PAR INDEX đã công bố, kém nhất trước: {told}.") if told else ()
    if papi is None or not inputs.is_province:
        return Group(lines)
    codes = dimension_codes(results)
    values = results.papi_values[codes]
    peers = find_peers(results)
    dimensions = papi.loc[codes].assign(
        low=values.quantile(0.25), high=values.quantile(0.75), best_vi=[unit_name(inputs, key) for key in papi.loc[codes, "best_key"]]
    )  # fmt: skip
    text = papi_field_finding(results)
    note = published_note(inputs, ("papi_org_vn",))
    told = "; ".join(
        f"{code}: {format_number(row['score'])}, trung vị {format_number(row['median'])}"
        for code, row in dimensions.iterrows()
    )
    columns = (
        col("code"),
        col("name_vi", width=56),
        col("score"),
        col("low:quartile"),
        col("median"),
        col("high:quartile"),
        col("best"),
        col("best_vi"),
        col("rank"),
        col("n_ranked"),
        col("group_vi"),
    )
    n_below = int((dimensions["gap_to_median"] < 0).sum())
    return Group(
        (
            *lines,
            *paragraph(text, "lead"),
            charts.to_block(
                charts.dots(
                    values, [f"{code} {name}" for code, name in dimensions["name_vi"].items()], inputs.unit.unit_key,
                    own_label=inputs.unit.name_vi, peers=peers.keys,
                ),
                alt=f"Biểu đồ điểm từng nội dung PAPI của các tỉnh, thành phố. {inputs.unit.name_vi}: {told}.",
                caption=f"{n_below}/{int(dimensions['score'].notna().sum())} nội dung PAPI của {inputs.unit.name_vi} dưới trung vị các tỉnh, thành phố",
                note=note,
            ),
            make_table(
                dimensions, columns, caption=f"Từng nội dung PAPI năm {inputs.result_year} trong các tỉnh, thành phố có kết quả",
                note=f"{note} Thứ hạng và nhóm do chương trình tính.", sheet="PAPI so các tỉnh",
            ),
        )
    )  # fmt: skip


def peers(results: Results) -> Group:
    """Show the unit in its group: PAPI by dimension, and the three indices as far as they are known."""
    inputs, group = results.inputs, find_peers(results)
    key = inputs.unit.unit_key
    if not inputs.is_province:
        group = PeerGroup(tuple(one for one in results.par_field.index if one != key), "list")
        if not group.keys:
            return Group(paragraph("Chưa có số liệu của đơn vị cùng cấp nào trong tỉnh để so sánh."))
        return Group(
            (Heading(3, "Các đơn vị cùng cấp đã biết"), *_table_of_indices(results, group, with_surveys=False))
        )
    if not group.keys:
        nothing = {
            "list": "Không lập được nhóm so sánh: tham số peers.members không có địa phương nào khác.",
            "profile": "Không lập được nhóm so sánh theo kết quả PAPI: địa phương thiếu kết quả của ít nhất một nội dung.",
            "region": "Không lập được nhóm so sánh: chưa biết phân vùng của năm này.",
        }[group.rule]
        return Group((Heading(3, "So với nhóm so sánh"), *paragraph(nothing)))
    blocks: list[Block] = [
        Heading(3, "So với nhóm so sánh"),
        *paragraph(sentence("peer_group", group, len(group.keys))),
    ]
    values = results.papi_values
    if key in values.index:
        table = compare_with_peers(values[["total", *dimension_codes(results)]], key, group.keys)
        total = table.loc["total"]
        if pd.notna(total["score"]) and pd.notna(total["median"]) and total["n_ranked"] > 1:
            blocks += paragraph(sentence("peer_rank", total, unit_name(inputs, total["best_key"])), "lead")
        names = {"total": "Tổng điểm PAPI"} | {
            code: str(results.papi.at[code, "name_vi"]) for code in table.index if results.papi is not None and code != "total"
        }  # fmt: skip
        columns = (
            col("shown_code"),
            col("name_vi"),
            col("score"),
            col("median:group"),
            col("gap_to_median:group", formula="{score}-{median}"),
            col("best:group"),
            col("best_vi"),
            col("rank:group"),
            col("n_ranked"),
        )
        shown = table.assign(
            shown_code=["" if code == "total" else code for code in table.index],
            name_vi=[names.get(str(code), "") for code in table.index],
            best_vi=[unit_name(inputs, one) for one in table["best_key"]],
        )
        note = f"{published_note(inputs, ('papi_org_vn',))} Trung vị, cao nhất: của các đơn vị khác trong nhóm; thứ hạng gồm cả địa phương."
        blocks.append(
            make_table(shown, columns, caption="PAPI trong nhóm so sánh", note=note, sheet="PAPI nhóm so sánh")
        )
    return Group((*blocks, *_table_of_indices(results, group, with_surveys=True)))


def _region_mean(results: Results, region_vi: str) -> str:
    """Say what was published as the region's mean of PAR INDEX; empty where that is not known."""
    told = results.inputs.aggregates
    own = told[(told["index"] == "par_index") & (told["area"] == region_vi) & (told["statistic"] == "mean")]
    if own.empty:
        return ""
    return f" Trung bình PAR INDEX công bố của vùng {region_vi}: {format_number(own['value'].iloc[0])}%."


def _others(field: pd.DataFrame, keys: list[str]) -> list[str]:
    """Write what other sources give for the values and ranks of some units."""
    return [
        other_figures(field.at[key, "disagreeing"], field.at[key, "other_ranks"]) if key in field.index else ""
        for key in keys
    ]


def _table_of_indices(results: Results, group: PeerGroup, *, with_surveys: bool) -> tuple[Block, ...]:
    """Tabulate the announced values of the group, the unit marked."""
    inputs = results.inputs
    own = inputs.unit.unit_key
    keys = [own, *group.keys]
    papi = results.papi_values["total"] if "total" in results.papi_values else pd.Series(dtype=float)
    ranks = rank_descending(papi)
    rows = pd.DataFrame(
        {
            "name_vi": [unit_name(inputs, key) + (" (địa phương này)" if key == own else "") for key in keys],
            "par": results.par_field["value"].reindex(keys).to_numpy(),
            "par_other": _others(results.par_field, keys),
            "par_rank": results.par_field["rank"].reindex(keys).to_numpy(),
            "sipas": results.sipas_field["value"].reindex(keys).to_numpy(),
            "sipas_other": _others(results.sipas_field, keys),
            "sipas_rank": results.sipas_field["rank"].reindex(keys).to_numpy(),
            "papi": papi.reindex(keys).to_numpy(),
            "papi_rank": ranks.reindex(keys).to_numpy(),
        }
    )
    by = ["papi", "par"] if with_surveys else ["par_rank"]
    rows = rows.sort_values(by, ascending=not with_surveys, kind="stable", na_position="last")
    columns = (
        col("name_vi:place"),
        col("par", width=15),
        *((col("par_other"),) if rows["par_other"].any() else ()),
        col("par_rank"),
        *(
            (
                col("sipas", width=14),
                *((col("sipas_other"),) if rows["sipas_other"].any() else ()),
                col("sipas_rank"),
                col("papi", width=14),
                col("papi_rank"),
            )
            if with_surveys
            else ()
        ),
    )
    known = int(rows["par"].notna().sum()), int(rows["sipas"].notna().sum())
    note = f"Dấu – là chưa có trong dữ liệu của chương trình: PAR INDEX biết {known[0]}/{len(rows)}" + (
        f", SIPAS biết {known[1]}/{len(rows)} đơn vị." if with_surveys else " đơn vị."
    )
    if with_surveys and group.region_vi:
        note += _region_mean(results, group.region_vi)
    caption = "Các chỉ số của nhóm so sánh" if with_surveys else "PAR INDEX của các đơn vị cùng cấp trong tỉnh"
    return (make_table(rows, columns, caption=caption, note=note, sheet="Nhóm so sánh"),)
