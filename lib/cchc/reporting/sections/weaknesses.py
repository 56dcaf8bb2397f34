"""Sections of the report on weaknesses."""

from __future__ import annotations

from cchc.analysis.gaps import TOLERANCE, items_for_share, rank_lost_scores
from cchc.analysis.results import Results
from cchc.indices.par_index import CAP_CODE, EXTRA_KINDS, top_rows
from cchc.indices.stages import STAGES
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import (
    capitalise,
    locality_name,
    published_note,
    sheet_note,
    status_note,
    survey_note,
)
from cchc.reporting.sections.par import METHOD_NAMES
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

MAIN_SHARE_PCT = 80.0
N_SHOWN = 15
_PREFIXES = {"illustrative": "Theo bảng chấm điểm minh họa,", "published": "Theo điểm đã công bố,"}
_NO_SHEET = "Chưa có bảng chấm điểm PAR INDEX theo tiêu chí của năm này, nên chưa chỉ ra được tiêu chí mất điểm."
_NO_SURVEY = "Chưa có phiếu khảo sát SIPAS của năm này, nên chưa chỉ ra được nội dung có kết quả thấp."


def par_lost(results: Results) -> Group:
    """Tell where PAR INDEX points were lost: by domain and by criterion."""
    sheet = results.sheet
    if results.par is None or sheet is None:
        headline = results.headlines["par_index"]
        text = sentence("field", headline, "PAR INDEX", locality_name(results.inputs, headline.best_key))
        return Group((*paragraph(text, "lead"), *paragraph(_NO_SHEET)))
    note = sheet_note(sheet)
    ranked = rank_lost_scores(results.par)
    total = results.par.loc["total"]
    if ranked.empty:
        return Group(paragraph("Không tiêu chí nào mất điểm.", "lead"))
    unit = "mục" if sheet.is_coarse else "tiêu chí"
    n_main = items_for_share(ranked, MAIN_SHARE_PCT)
    beyond_cap = max(float(results.par["score"].get(CAP_CODE, 0.0)), 0.0)  # penalties that the cap does not take
    lost = float(ranked["lost_score"].sum()) - beyond_cap
    if lost <= TOLERANCE:
        return Group(paragraph("Không tiêu chí nào làm mất điểm của chỉ số.", "lead"))
    ordinary = top_rows(results.par, with_extra=False)
    domains = ordinary[ordinary["role"] == ""].sort_values("lost_score", ascending=False, kind="stable")
    worst = domains.iloc[0]
    prefix = _PREFIXES.get(sheet.status, "Theo bảng chấm điểm của cơ quan,")
    if sheet.stage != "approved":
        prefix = f"{prefix[:-1]} ở giai đoạn {STAGES[sheet.stage].lower()} (chưa được phê duyệt),"
    by_domain = charts.bars(list(domains["name_vi"]), list(domains["lost_score"]), axis_label="Điểm mất")
    domain_text = "; ".join(f"{row.name_vi}: {format_number(row.lost_score)}" for row in domains.itertuples())
    top = ranked.head(N_SHOWN)
    by_item = charts.bars(
        [f"{code} {name}" for code, name in top["name_vi"].items()],
        list(top["lost_score"]),
        axis_label="Điểm mất",
        colour=charts.WORSE,
    )
    item_text = "; ".join(f"{code}: {format_number(value)}" for code, value in top["lost_score"].items())
    columns = (
        Column("#", "TT", "centre", 9),
        Column("code", "Mã", width=11),
        Column("name_vi", "Tiêu chí", width=62),
        Column("method_vi", "Nguồn điểm", width=28),
        Column("max_score", "Điểm tối đa", "score", 13, total="sum"),
        Column("score", "Điểm đạt", "score", 13, total="sum"),
        Column("lost_score", "Điểm mất", "score", 13, formula="{max_score}-{score}", total="sum"),
        Column("share_pct", "Tỷ trọng (%)", "pct_short", 13),
        Column("cumulative_pct", "Cộng dồn (%)", "pct_short", 13),
    )
    table = make_table(
        ranked.assign(method_vi=[METHOD_NAMES[key] for key in ranked["method"]]), columns, caption="Các tiêu chí mất điểm, xếp theo số điểm mất", note=note, sheet="PAR điểm mất",
        total={"name_vi": "Tổng", "max_score": ranked["max_score"].sum(), "score": ranked["score"].sum(), "lost_score": ranked["lost_score"].sum()},
    )  # fmt: skip
    headline = results.headlines["par_index"]
    field = sentence("field", headline, "PAR INDEX", locality_name(results.inputs, headline.best_key))
    return Group(
        (
            *paragraph(sentence("par_lost", total, lost, ranked, n_main, prefix, beyond_cap, unit), "lead"),
            *paragraph(field),
            *paragraph(sentence("par_domain", worst, worst["lost_score"] / lost * 100)),
            charts.to_block(
                by_domain,
                alt=f"Biểu đồ thanh điểm mất theo lĩnh vực. {domain_text}.",
                caption=f"Điểm mất theo lĩnh vực: nhiều nhất ở lĩnh vực {worst.name} ({format_number(worst['lost_score'])} điểm)",
                note=note,
            ),
            charts.to_block(
                by_item,
                alt=f"Biểu đồ thanh {len(top)} tiêu chí mất nhiều điểm nhất. {item_text}.",
                caption=f"{len(top)} {unit} mất nhiều điểm nhất",
                note=note,
            ),
            table,
        )
    )


def par_years(results: Results) -> Group:
    """Tell what changed since last year's sheet."""
    sheet, previous = results.sheet, results.inputs.previous_score_sheet
    if results.par is None or sheet is None or previous is None or not results.has_previous_sheet:
        return Group(paragraph("Chưa có bảng chấm điểm năm trước theo cùng bộ tiêu chí để so sánh từng tiêu chí."))
    status = "illustrative" if "illustrative" in (sheet.status, previous.status) else sheet.status
    leaves = results.par[results.par["is_leaf"]]
    text = sentence(
        "par_change",
        results.par.loc["total"],
        int(leaves["is_newly_lost"].sum()),
        int(leaves["is_lost_again"].sum()),
        results.inputs.result_year,
    )
    domains = top_rows(results.par)
    domains = domains.assign(shown_code=domains.index.to_series().mask(domains["node_kind"].isin(EXTRA_KINDS), ""))
    columns = (
        Column("code", "Mã", width=11),
        Column("name_vi", "Tên", width=72),
        Column("previous_score", "Năm trước", "score", 14, total="sum"),
        Column("score", "Năm nay", "score", 14, total="sum"),
        Column("change", "Tăng, giảm", "change", 14, formula="{score}-{previous_score}", total="sum"),
    )
    totals = {"name_vi": "Tổng", **{key: results.par.at["total", key] for key in ("previous_score", "score", "change")}}
    worse = leaves[leaves["change"] < -1e-9].sort_values("change", kind="stable").head(N_SHOWN)
    blocks: list[Block] = [
        *paragraph(capitalise(text), "lead"),
        make_table(
            domains,
            (Column("shown_code", "Mã", width=11), *columns[1:]),
            caption="Thay đổi theo lĩnh vực so với năm trước",
            note=status_note(status),
            sheet="PAR so năm trước",
            total=totals,
        ),
    ]
    if len(worse):
        blocks.append(
            make_table(
                worse,
                columns,
                caption="Các tiêu chí giảm điểm nhiều nhất so với năm trước",
                note=status_note(status),
                sheet="PAR giảm điểm",
            )
        )
    return Group(tuple(blocks))


def sipas_weak(results: Results) -> Group:
    """Tell which SIPAS items lie below the overall value."""
    headline = results.headlines["sipas"]
    field = paragraph(sentence("field", headline, "SIPAS", locality_name(results.inputs, headline.best_key)), "lead")
    if results.sipas is None or results.sipas_weak is None:
        return Group((*field, *paragraph(_NO_SURVEY)))
    note = survey_note(results)
    items = results.sipas[results.sipas["node_kind"] == "item"].sort_values("value_pct", kind="stable")
    total = results.sipas.loc["total"]
    columns = (
        Column("code", "Mã", width=11),
        Column("name_vi", "Nội dung", width=80),
        Column("value_pct", "Giá trị (%)", "pct", 14),
        Column("gap", "So với chỉ số chung", "change", 16),
        Column("n_valid", "Số câu trả lời hợp lệ", "integer", 16),
    )
    table = make_table(
        items.assign(gap=items["value_pct"] - total["value_pct"]),
        columns,
        caption="Các nội dung của SIPAS, thấp nhất trước",
        note=note,
        sheet="SIPAS nội dung",
    )
    text = sentence("sipas_weak", items.iloc[0], total, len(results.sipas_weak), len(items))
    shown = items.head(N_SHOWN)
    figure = charts.bars(
        [f"{code} {name}" for code, name in shown["name_vi"].items()], list(shown["value_pct"]), axis_label="Tỷ lệ (%)",
        line=float(total["value_pct"]), line_label=f"chỉ số chung {format_number(total['value_pct'])}%", colour=charts.WORSE,
    )  # fmt: skip
    alt = (
        "Biểu đồ thanh các nội dung thấp nhất của SIPAS. "
        + "; ".join(f"{code}: {format_number(value)}%" for code, value in shown["value_pct"].items())
        + "."
    )
    return Group(
        (
            *field,
            *paragraph(text),
            charts.to_block(
                figure, alt=alt, caption=f"{len(shown)} nội dung có kết quả thấp nhất, so với chỉ số chung", note=note
            ),
            table,
        )
    )


def papi_weak(results: Results) -> Group:
    """Tell which PAPI sub-dimensions lie below the median of the provinces."""
    inputs = results.inputs
    if not inputs.is_province:
        return Group(paragraph("PAPI chỉ được đo và công bố ở cấp tỉnh."))
    if results.papi is None or results.papi_weak is None:
        return Group(
            paragraph(f"PAPI năm {inputs.result_year} của địa phương không được công bố hoặc chưa có trong dữ liệu.")
        )
    subdimensions = results.papi[results.papi["parent_code"].str.startswith("D")].dropna(subset=["score"])
    if subdimensions.empty:
        return Group(paragraph("Không có nội dung thành phần nào được công bố."))
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
    columns = (
        Column("code", "Mã", width=10),
        Column("name_vi", "Nội dung thành phần", width=56),
        Column("max_score", "Điểm tối đa", "score", 12),
        Column("score", "Điểm", "score", 12),
        Column("lost_score", "Điểm mất", "score", 12, formula="{max_score}-{score}"),
        Column("change", "Tăng, giảm", "change", 12),
        Column("median", "Trung vị", "score", 12),
        Column("gap_to_median", "So với trung vị", "change", 13, formula="{score}-{median}"),
        Column("best", "Cao nhất", "score", 12),
        Column("rank", "Thứ hạng", "rank", 11),
        Column("n_ranked", "Số đơn vị", "rank", 11),
    )
    note = published_note(inputs, ("papi_org_vn",))
    table = make_table(
        ordered,
        columns,
        caption="Các nội dung thành phần của PAPI, xa trung vị nhất trước",
        note=note,
        sheet="PAPI thành phần",
    )
    return Group(
        (
            *paragraph(text, "lead"),
            charts.to_block(
                figure,
                alt=alt,
                caption=f"{len(results.papi_weak)}/{len(subdimensions)} nội dung thành phần dưới trung vị",
                note=note,
            ),
            table,
        )
    )
