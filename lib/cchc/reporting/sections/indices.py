"""Sections of the report on the three indices."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.gaps import count_achievement
from cchc.analysis.results import Results
from cchc.frameworks import PAR_METHODS
from cchc.indices.sipas import FORMULAS
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import INDEX_NAMES, locality_name, published_note, status_note, survey_note
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

_UNITS = {"par_index": "%", "sipas": "%", "papi": "điểm (8–80)"}


def overview(results: Results) -> Group:
    """Tell the announced figures of the three indices, in one sentence and one table."""
    inputs, headlines = results.inputs, results.headlines
    rows = [
        {
            "index_vi": INDEX_NAMES[index],
            "unit_vi": _UNITS[index],
            "value": one.value,
            "change": one.change,
            "rank": one.rank,
            "n_ranked": one.n_ranked,
            "rank_change": one.rank_change if index != "papi" else None,
            "mean": one.mean,
            "best": one.best,
            "best_vi": locality_name(inputs, one.best_key),
        }
        for index, one in headlines.items()
    ]
    columns = (
        Column("index_vi", "Chỉ số", width=20),
        Column("unit_vi", "Đơn vị", width=18),
        Column("value", "Giá trị", "score", 14),
        Column("change", "Tăng, giảm", "change", 14),
        Column("rank", "Thứ hạng", "rank", 12),
        Column("n_ranked", "Số đơn vị", "rank", 12),
        Column("rank_change", "Thay đổi hạng", "rank_change", 14),
        Column("mean", "Trung bình cả nước", "score", 16),
        Column("best", "Cao nhất", "score", 14),
        Column("best_vi", "Địa phương cao nhất", width=24),
    )
    keys = tuple(dict.fromkeys(key for one in headlines.values() for key in one.source_keys))
    note = (
        published_note(inputs, keys)
        + " Dấu – là chưa có số liệu công bố hoặc không so sánh được với năm trước. Thứ hạng PAPI do chương trình tính."
    )
    table = make_table(
        pd.DataFrame(rows), columns, caption=f"Ba chỉ số năm {inputs.result_year}", note=note, sheet="Tổng hợp"
    )
    lead = sentence("overview", headlines, inputs.locality.name_full_vi, inputs.result_year)
    return Group((*paragraph(lead, "lead"), table))


def _history(results: Results, index: str, table: pd.DataFrame, unit: str) -> tuple[Block, ...]:
    name, inputs = INDEX_NAMES[index], results.inputs
    if table.empty or (table["value"].isna().all() and table["rank"].isna().all()):
        return paragraph(f"Chưa có kết quả {name} nào của địa phương được công bố.")
    columns = (
        Column("year", "Năm", "text", 12),
        Column("value", f"Giá trị ({unit})", "score", 16),
        Column("rank", "Thứ hạng", "rank", 14),
        Column("n_ranked", "Số đơn vị", "rank", 14),
        Column("break_vi", "Ghi chú", width=44),
    )
    shown = table.assign(
        break_vi=["Chuỗi bắt đầu lại: không so sánh với năm trước" if one else "" for one in table["is_break"]]
    )
    note = "" if index == "papi" else "Chỉ gồm các năm đã tìm được số liệu công bố; năm trống là chưa có số liệu."
    block = make_table(shown, columns, caption=f"{name} qua các năm", note=note, sheet=f"{name} qua các năm")
    known = table["value"].dropna()
    if len(known) < 2:
        return (block,)
    alt = (
        f"Biểu đồ {name} của {inputs.locality.name_vi}: "
        + "; ".join(f"năm {year}: {format_number(value)}" for year, value in known.items())
        + "."
    )
    figure = charts.to_block(
        charts.history(table, axis_label=f"{name} ({unit})"),
        alt=alt,
        caption=f"{name} của {inputs.locality.name_vi} qua các năm có kết quả; nét đứng là chỗ chuỗi bắt đầu lại",
    )
    return (block, figure)


def par_history(results: Results) -> Group:
    """Show PAR INDEX over the years, and against the country."""
    headline = results.headlines["par_index"]
    text = sentence("field", headline, "PAR INDEX", locality_name(results.inputs, headline.best_key))
    return Group((*paragraph(text), *_history(results, "par_index", results.par_history, "%")))


def par_domains(results: Results) -> Group:
    """Show the eight domains of the score sheet and the sources of points."""
    sheet = results.sheet
    if results.par is None or results.par_methods is None or sheet is None:
        return Group(paragraph("Chưa có bảng chấm điểm theo tiêu chí của năm này, nên không có điểm từng lĩnh vực."))
    domains = results.par[results.par["node_kind"] == "domain"].join(count_achievement(results.par))
    total = results.par.loc["total"]
    columns = (
        Column("code", "Mã", width=9),
        Column("name_vi", "Lĩnh vực", width=60),
        Column("max_score", "Điểm tối đa", "score", 14, total="sum"),
        Column("score", "Điểm đạt", "score", 14, total="sum"),
        Column("lost_score", "Điểm mất", "score", 14, formula="{max_score}-{score}", total="sum"),
        Column("achieved_pct", "Tỷ lệ đạt (%)", "pct", 14, formula="{score}/{max_score}*100"),
        Column("n_full", "Số TC tối đa", "integer", 12, total="sum"),
        Column("n_partial", "Số TC một phần", "integer", 12, total="sum"),
        Column("n_zero", "Số TC 0 điểm", "integer", 12, total="sum"),
    )
    totals = {"name_vi": "Tổng", **{key: total[key] for key in ("max_score", "score", "lost_score", "achieved_pct")}}
    totals |= {key: int(domains[key].sum()) for key in ("n_full", "n_partial", "n_zero")}
    by_domain = make_table(
        domains,
        columns,
        caption="PAR INDEX theo lĩnh vực",
        note=status_note(sheet.status),
        sheet="PAR lĩnh vực",
        total=totals,
    )
    methods = results.par_methods.assign(
        method_vi=[PAR_METHODS.get(key, "Chưa rõ nguồn điểm") for key in results.par_methods.index]
    )
    method_columns = (
        Column("method_vi", "Nguồn điểm", width=46),
        *columns[2:6],
        Column("n_leaves", "Số tiêu chí", "integer", 12, total="sum"),
    )
    method_totals = {
        "method_vi": "Tổng",
        **{key: total[key] for key in ("max_score", "score", "lost_score", "achieved_pct")},
        "n_leaves": int(methods["n_leaves"].sum()),
    }
    by_method = make_table(
        methods,
        method_columns,
        caption="PAR INDEX theo nguồn điểm",
        note=status_note(sheet.status),
        sheet="PAR nguồn điểm",
        total=method_totals,
    )
    return Group((by_domain, by_method))


def sipas_history(results: Results) -> Group:
    """Show SIPAS over the years, and against the country."""
    headline = results.headlines["sipas"]
    text = sentence("field", headline, "SIPAS", locality_name(results.inputs, headline.best_key))
    return Group((*paragraph(text), *_history(results, "sipas", results.sipas_history, "%")))


def sipas_factors(results: Results) -> Group:
    """Show SIPAS by content and factor, with the formula in use."""
    inputs = results.inputs
    if results.sipas is None:
        return Group(paragraph("Chưa có phiếu khảo sát của năm này, nên không có giá trị từng yếu tố."))
    rows = results.sipas[results.sipas["node_kind"].isin(["content", "factor"])]
    columns = (
        Column("code", "Mã", width=9),
        Column("name_vi", "Nội dung, yếu tố", width=70),
        Column("value_pct", "Giá trị (%)", "pct", 16),
        Column("n_valid", "Số câu trả lời hợp lệ", "integer", 18),
    )
    total = results.sipas.loc["total"]
    note = f"{survey_note(results)} Công thức đang dùng: {FORMULAS[inputs.params.sipas.formula]}."
    table = make_table(
        rows, columns, caption="SIPAS theo nội dung và yếu tố", note=note, sheet="SIPAS yếu tố",
        total={"name_vi": "Chỉ số chung", "value_pct": total["value_pct"], "n_valid": total["n_valid"]},
    )  # fmt: skip
    return Group((table,))


def papi_dimensions(results: Results) -> Group:
    """Show the eight dimensions of PAPI and the province's position."""
    inputs = results.inputs
    if results.papi is None:
        return Group(
            paragraph(f"PAPI năm {inputs.result_year} của địa phương không được công bố hoặc chưa có trong dữ liệu.")
        )
    rows = results.papi[results.papi["parent_code"].isin(["total", ""])]
    total = rows.loc["total"].drop(["parent_code"]).to_dict()
    columns = (
        Column("code", "Mã", width=9),
        Column("name_vi", "Nội dung", width=54),
        Column("max_score", "Điểm tối đa", "score", 13, total="sum"),
        Column("score", "Điểm", "score", 13, total="sum"),
        Column("change", "Tăng, giảm", "change", 13),
        Column("median", "Trung vị", "score", 13),
        Column("best", "Cao nhất", "score", 13),
        Column("rank", "Thứ hạng", "rank", 12),
        Column("n_ranked", "Số đơn vị", "rank", 12),
        Column("group_vi", "Nhóm", width=24),
    )
    note = (
        published_note(inputs, ("papi_org_vn",))
        + " Trung vị, cao nhất, thứ hạng và nhóm tính trong các tỉnh, thành phố có kết quả."
    )
    blocks: list[Block] = [
        make_table(
            rows.drop(index="total"),
            columns,
            caption=f"PAPI năm {inputs.result_year} theo nội dung",
            note=note,
            sheet="PAPI nội dung",
            total=total,
        )
    ]
    headline = results.headlines["papi"]
    if headline.value is not None and headline.median is not None:
        caption = (
            f"Tổng điểm PAPI: {inputs.locality.name_vi} {format_number(headline.value)} điểm, thứ {headline.rank}/{headline.n_ranked};"
            f" trung vị {format_number(headline.median)}"
        )
        figure = charts.positions(
            results.papi_values["total"],
            inputs.locality.locality_key,
            own_label=inputs.locality.name_vi,
            axis_label="Tổng điểm PAPI",
        )
        blocks.append(
            charts.to_block(
                figure, alt=f"Biểu đồ cột các tỉnh, thành phố từ cao xuống thấp. {caption}.", caption=caption
            )
        )
    return Group(tuple(blocks))


def papi_history(results: Results) -> Group:
    """Show PAPI's total over the years."""
    return Group(_history(results, "papi", results.papi_history, "điểm"))
