"""Weak items of the two surveys: SIPAS against its own overall value, PAPI against the median of the provinces."""

from __future__ import annotations

from cchc.analysis.results import Results
from cchc.columns import col
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import amounts_alt, field_sentence, published_note, survey_note
from cchc.reporting.sections.unknown import papi_absent
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

N_SHOWN = 10
_NO_SURVEY = "Chưa có phiếu khảo sát SIPAS của năm này, nên chưa chỉ ra được nội dung có kết quả thấp."


def sipas_weak(results: Results) -> Group:
    """Tell which SIPAS items lie below the overall value, and which of them surely do."""
    field = paragraph(field_sentence(results, "sipas"), "lead")
    if results.sipas is None or results.sipas_weak is None:
        return Group((*field, *paragraph(_NO_SURVEY)))
    note, level = survey_note(results), results.inputs.params.sipas.interval_pct
    items = results.sipas[results.sipas["node_kind"] == "item"].sort_values("value_pct", kind="stable")
    total, weak = results.sipas.loc["total"], results.sipas_weak
    has_interval = bool(items["low_pct"].notna().any())
    lines: list[Block] = [
        *field,
        *paragraph(sentence("sipas_weak", items.iloc[0], total, len(weak), len(items))),
    ]
    n_sure = int((weak["high_pct"] < total["value_pct"]).sum())
    if has_interval:
        lines += paragraph(sentence("sipas_sure", n_sure, len(weak), level, len(items)))
        mean = results.headlines["sipas"].mean
        lines += paragraph(sentence("sipas_mean", total, mean, level)) if mean is not None else ()
    columns = (
        col("code"),
        col("name_vi", width=80),
        col("value_pct"),
        *((col("low_pct"), col("high_pct")) if has_interval else ()),
        col("gap"),
        col("n_valid"),
    )
    table = make_table(
        items.assign(gap=items["value_pct"] - total["value_pct"]),
        columns,
        caption="Các nội dung của SIPAS, thấp nhất trước",
        note=note,
        sheet="SIPAS nội dung",
    )
    shown = items.head(N_SHOWN)
    labels = [f"{code} {name}" for code, name in shown["name_vi"].items()]
    figure = charts.intervals(
        labels, list(shown["value_pct"]), list(shown["low_pct"]), list(shown["high_pct"]), line=float(total["value_pct"]),
        line_label=f"chỉ số chung {format_number(total['value_pct'])}%", axis_label="Tỷ lệ (%)",
    )  # fmt: skip
    sure = f"{n_sure} nội dung có khoảng tin cậy {format_number(level, 0)}% nằm hẳn dưới chỉ số chung (đậm), xét riêng từng nội dung"
    chart = charts.to_block(
        figure,
        alt=amounts_alt("Biểu đồ các nội dung thấp nhất của SIPAS, theo phần trăm", shown.index, shown["value_pct"]),
        caption=f"{len(shown)} nội dung thấp nhất" + (f"; {sure}" if has_interval else ", so với chỉ số chung"),
        note=note,
    )
    return Group((*lines, chart, table))


def lasting_finding(results: Results) -> str:
    """Say which PAPI sub-dimensions stay below the median; empty without two comparable years."""
    table = results.papi_lasting
    if table is None or table.empty or int(table["n_years"].max()) < 2:
        return ""
    known = table.at[table["n_years"].idxmax(), "years"]
    lasting = table[table["is_lasting"]].sort_values("gap_to_median", kind="stable")
    worst = lasting.iloc[0] if len(lasting) else None
    return sentence("lasting", len(lasting), int(table["is_new"].sum()), ", ".join(map(str, known)), worst)


def papi_weak(results: Results) -> Group:
    """Tell which PAPI sub-dimensions lie below the median of the provinces."""
    inputs = results.inputs
    if not inputs.is_province:
        return Group(paragraph("PAPI chỉ được đo và công bố ở cấp tỉnh."))
    if results.papi is None or results.papi_weak is None:
        return Group(paragraph(papi_absent(inputs)))
    subdimensions = results.papi[results.papi["parent_code"].str.startswith("D")].dropna(subset=["score"])
    if subdimensions.empty:
        return Group(paragraph("Dữ liệu của chương trình không có nội dung thành phần nào của địa phương."))
    ordered = subdimensions.sort_values("gap_to_median", kind="stable")
    n_provinces = int(subdimensions["n_ranked"].max())
    text = sentence("papi_weak", results.papi_weak, len(subdimensions), n_provinces, ordered.iloc[0])
    labels = [f"{code} {name}" for code, name in ordered["name_vi"].items()]
    figure = charts.diverging(labels, list(ordered["gap_to_median"]), axis_label="Chênh lệch so với trung vị (điểm)")
    alt = (
        "Biểu đồ chênh lệch từng nội dung thành phần so với trung vị. "
        + "; ".join(f"{code}: {format_number(value, signed=True)}" for code, value in ordered["gap_to_median"].items())
        + "."
    )
    lasting = results.papi_lasting
    assert lasting is not None  # noqa: S101 -- as long as there is a result there is this table
    below = lasting["n_below"].astype(str) + "/" + lasting["n_years"].astype(str)
    ordered = ordered.assign(below_vi=below.reindex(ordered.index).fillna(""))
    columns = (
        col("code"),
        col("name_vi:part", width=56),
        col("max_score"),
        col("score"),
        col("lost_score", formula="{max_score}-{score}", total=""),
        col("change"),
        col("median"),
        col("gap_to_median", formula="{score}-{median}"),
        col("below_vi"),
        col("best"),
        col("rank"),
        col("n_ranked"),
    )
    note = published_note(inputs, ("papi_org_vn",))
    table_note = f"{note} Số năm dưới trung vị: trên số năm so sánh được có kết quả."
    table = make_table(
        ordered,
        columns,
        caption="Các nội dung thành phần của PAPI, xa trung vị nhất trước",
        note=table_note,
        sheet="PAPI thành phần",
    )
    return Group(
        (
            *paragraph(text, "lead"),
            *paragraph(lasting_finding(results)),
            charts.to_block(
                figure,
                alt=alt,
                caption=f"{len(results.papi_weak)}/{len(subdimensions)} nội dung thành phần dưới trung vị",
                note=note,
            ),
            table,
        )
    )
