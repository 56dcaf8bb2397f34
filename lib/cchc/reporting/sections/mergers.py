"""A province of the merger of 2025: its old parts side by side, and an estimate only where populations are supplied."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import dimension_codes
from cchc.analysis.gaps import TOLERANCE, rank_lost_scores, total_lost
from cchc.analysis.mergers import cast_back
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.indices.papi import structure_of_year
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Cover, Group, Heading, Paragraph, Span
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import INDEX_NAMES, capitalise, published_note, settings, sheet_note
from cchc.reporting.sections.unknown import PUBLISHED_FILES, not_known, other_figures
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

_UNITS = {"par_index": "%", "sipas": "%", "papi": "điểm"}
_ESTIMATE = "ƯỚC TÍNH theo số dân, không phải số liệu công bố"


def opening(results: Results, title: str) -> Group:
    """Open the document: settings, and whose results of which year it tells."""
    inputs, parts = results.inputs, results.parts
    year = parts[0].inputs.result_year if parts else inputs.result_year
    whose = " của các đơn vị cũ" if len(parts) > 1 else ""
    line = f"{capitalise(inputs.unit.name_full_vi)} – kết quả năm {year}{whose}, phục vụ kế hoạch năm {inputs.year}"
    full = f"{title} – {inputs.unit.name_vi}, kế hoạch năm {inputs.year}"
    source = "Nguồn: số liệu đã công bố, và bảng điểm của đơn vị trong data/offices nếu có."
    return Group((settings(results, full, layout="analysis"), Cover((line, source))))


def limits(results: Results) -> Group:
    """Say what the results of the old provinces do not tell of the new one."""
    inputs, parts = results.inputs, results.parts
    year = parts[0].inputs.result_year if parts else inputs.result_year
    lines = [
        f"Kết quả năm {inputs.result_year} của {inputs.unit.name_full_vi} chưa có trong dữ liệu của chương trình; tài liệu không suy đoán giá trị hay thứ hạng. Số đã công bố thì thêm vào data/published (mục 5b của hướng dẫn)."
    ]
    if len(parts) > 1:
        aside = ", như phần ghi ƯỚC TÍNH," if _estimated(results) is not None else ""
        lines += [
            f"Khảo sát của mỗi đơn vị cũ có mẫu riêng: lấy bình quân các đơn vị cũ{aside} không thành kết quả của đơn vị mới.",
            "Kết quả từ năm 2025 thuộc đơn vị mới, theo bộ tiêu chí mới: chuỗi số liệu bắt đầu lại, không nối với các năm trước.",
        ]
    for index in ("par_index", "sipas"):
        unknown = [one.inputs.unit.name_vi for one in parts if not one.headlines[index].is_known]
        if unknown:
            lines.append(
                f"{INDEX_NAMES[index]} năm {year} của {', '.join(unknown)} chưa có trong dữ liệu của chương trình; năm gần nhất đã biết nêu ở bảng trên."
            )
    for one in parts:
        for index, headline in one.headlines.items():
            if headline.disagreeing:
                others = "; ".join(format_number(value) for value in headline.disagreeing)
                lines.append(
                    f"{INDEX_NAMES[index]} năm {year} của {one.inputs.unit.name_vi}: các nguồn không thống nhất; ngoài giá trị dùng ở trên còn có {others}."
                )
    withheld = [one.inputs.unit.name_vi for one in parts if one.inputs.is_papi_withheld]
    if withheld:
        lines.append(f"PAPI năm {year} của {', '.join(withheld)} không được công bố, toàn bộ hoặc một phần.")
    lines.append("PAPI không chính thức xếp hạng từng tỉnh; thứ hạng PAPI do chương trình tính từ điểm công bố.")
    return Group(tuple(Paragraph((Span(line),), "dash") for line in lines))


def headlines(results: Results) -> Group:
    """Show what was announced of the old provinces, index by index."""
    inputs, parts = results.inputs, results.parts
    if not parts:
        return Group(paragraph("Địa phương này không có kết quả trước đợt sắp xếp năm 2025 để nêu."))
    named = ", ".join(one.inputs.unit.name_full_vi for one in parts)
    year = parts[0].inputs.result_year
    is_same = parts[0].inputs.unit.unit_key == inputs.unit.unit_key
    lead = sentence("parts", capitalise(inputs.unit.name_full_vi), named, len(parts), is_same, inputs.result_year, year)
    rows = [
        {
            "unit_vi": one.inputs.unit.name_vi, "index_vi": f"{INDEX_NAMES[index]} ({_UNITS[index]})", "year": year, "value": headline.value,
            "other_vi": other_figures(headline.disagreeing, headline.other_ranks),
            "rank": headline.rank, "n_ranked": headline.n_ranked, "change": headline.change, "mean": headline.mean, "field_mean": headline.field_mean,
        }
        if headline.is_known
        else _last_known(one, index)
        for index in INDEX_NAMES for one in parts for headline in (one.headlines[index],)
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
        dict.fromkeys(key for one in parts for index in INDEX_NAMES for key in one.headlines[index].cited_keys)
    )
    note = f"{published_note(inputs, keys, is_complete=True)} Năm: năm gần nhất đã biết của từng đơn vị. Dấu – là chưa có trong dữ liệu hoặc không so sánh được. Thứ hạng PAR INDEX, SIPAS trong 63 tỉnh, thành phố khi đó; thứ hạng PAPI do chương trình tính trong các nơi có kết quả."
    table = make_table(
        pd.DataFrame(rows),
        columns,
        caption=f"Kết quả năm {year}{' của các đơn vị cũ' if len(parts) > 1 else ''}",
        note=note,
        sheet="Ba chỉ số",
    )
    return Group((*paragraph(lead, "lead"), table))


def _last_known(part: Results, index: str) -> dict[str, object]:
    """Return the row of an old province's last known figures, where those of the year itself are not known."""
    table = {"par_index": part.par_history, "sipas": part.sipas_history, "papi": part.papi_history}[index]
    known = table[table["value"].notna() | table["rank"].notna()]
    row: dict[str, object] = {
        "unit_vi": part.inputs.unit.name_vi,
        "index_vi": f"{INDEX_NAMES[index]} ({_UNITS[index]})",
    }
    if known.empty:
        return row | {"year": "–"}
    last = known.iloc[-1]
    others = other_figures(last.get("disagreeing", ()), last.get("other_ranks", ()))
    return row | {
        "year": int(known.index[-1]),
        "value": last["value"],
        "rank": last["rank"],
        "n_ranked": last["n_ranked"],
        "other_vi": others,
    }


def papi(results: Results) -> Group:
    """Show PAPI of the old provinces side by side, and what is weak in all of them."""
    parts = [one for one in results.parts if one.papi is not None]
    if not parts:
        if results.parts and all(one.inputs.is_papi_withheld for one in results.parts):
            return Group(paragraph("Kết quả PAPI trước sắp xếp không được công bố."))
        return Group(paragraph(not_known("PAPI trước sắp xếp", PUBLISHED_FILES["papi"])))
    first = parts[0]
    codes = dimension_codes(first)
    values = first.papi_values
    columns = {one.inputs.unit.name_vi: values.loc[one.inputs.unit.unit_key] for one in parts}
    names = structure_of_year(results.inputs.papi_structure, first.inputs.result_year)["name_vi"]
    weak = [set(one.papi_weak.index) for one in parts if one.papi_weak is not None]
    shared = [code for code in values.columns if weak and all(code in one for one in weak)]
    note = published_note(results.inputs, ("papi_org_vn",))
    labels = [f"{code} {names[code]}" for code in codes]
    told = "; ".join(
        f"{code}: " + ", ".join(f"{name} {format_number(row[code])}" for name, row in columns.items()) for code in codes
    )
    blocks: list[Block] = [
        *paragraph(
            sentence(
                "shared_weakness",
                len(shared),
                len(parts),
                len(results.parts),
                ", ".join(f"{code} {names[code]}" for code in shared),
            ),
            "lead",
        ),
        charts.to_block(
            charts.side_by_side({name: row[codes] for name, row in columns.items()}, labels, values[codes].median()),
            alt=f"Biểu đồ điểm từng nội dung PAPI. {told}.",
            caption=_widest(columns, codes, names) if len(parts) > 1 else "Từng nội dung PAPI so với trung vị cả nước",
            note=note,
        ),
    ]
    shown = pd.DataFrame({f"p{at}": row for at, row in enumerate(columns.values())}).assign(
        name_vi=names, median=values.median(),
        weak_vi=["mọi đơn vị cũ" if code in shared and len(parts) == len(results.parts) > 1 else "; ".join(name for name, one in zip(columns, weak, strict=False) if code in one) for code in values.columns],
    )  # fmt: skip
    shown.index.name = "code"
    shown = shown.rename(index={"total": ""}, level=None)
    table_columns = (
        col("code"),
        col("name_vi", width=70),
        *(Column(f"p{at}", name, "score", 16) for at, name in enumerate(columns)),
        col("median:provinces"),
        col("weak_vi"),
    )
    caption = f"PAPI năm {first.inputs.result_year}{' của các đơn vị cũ' if len(parts) > 1 else ''}"
    blocks.append(make_table(shown, table_columns, caption=caption, note=note, sheet="PAPI"))
    return Group(tuple(blocks))


def _widest(columns: dict[str, pd.Series], codes: list[str], names: pd.Series) -> str:
    """Say in which dimension the parts differ most."""
    table = pd.DataFrame(columns).loc[codes]
    spread = table.max(axis=1) - table.min(axis=1)
    if spread.isna().all():
        return "Từng nội dung PAPI của các đơn vị cũ"
    code = str(spread.idxmax())
    low, high = table.loc[code].idxmin(), table.loc[code].idxmax()
    return f"Khác nhau nhiều nhất ở “{names[code]}”: {high} {format_number(table.at[code, high])}, {low} {format_number(table.at[code, low])} điểm"


def par(results: Results) -> Group:
    """Show where each old province lost points, as far as a sheet or its announced domains tell."""
    blocks: list[Block] = []
    for one in results.parts:
        name = one.inputs.unit.name_full_vi
        if one.par is None or one.sheet is None or total_lost(one.par)[0] <= TOLERANCE:
            continue
        ranked = rank_lost_scores(one.par).head(10)
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
                ranked, columns, caption=f"{len(ranked)} mục PAR INDEX mất nhiều điểm nhất của {name}",
                note=sheet_note(one.sheet), sheet=f"PAR {one.inputs.unit.name_vi}"[:31],
            ),
        ]  # fmt: skip
    if not blocks:
        nothing = "Chưa có bảng chấm điểm PAR INDEX theo tiêu chí; đặt tệp của từng đơn vị vào data/offices để phân tích từng tiêu chí."
        return Group(paragraph(nothing))
    return Group(tuple(blocks))


def _part_values(results: Results) -> pd.DataFrame:
    """Return PAPI of the old provinces, a row each; missing where withheld."""
    keys = [one.inputs.unit.unit_key for one in results.parts]
    return results.parts[0].papi_values.reindex(keys)


def _estimated(results: Results) -> pd.Series | None:
    """Cast PAPI back; None without populations, for a single part, and where nothing can be said."""
    population = results.inputs.params.merger.population
    if not population or len(results.parts) < 2:
        return None
    found = cast_back(_part_values(results), population)
    return None if found.isna().all() else found


def estimate(results: Results) -> Group:
    """Cast the new province back from its parts, only with populations supplied, and labelled as an estimate."""
    population, source = results.inputs.params.merger.population, results.inputs.params.merger.source
    parts = results.parts
    if not parts:
        return Group(())
    if len(parts) == 1:
        return Group(paragraph("Đơn vị không hợp nhất, nên không cần ước tính."))
    if not population:
        nothing = "Không ước tính ngược cho đơn vị mới vì chưa khai báo số dân của từng đơn vị cũ (tham số merger.population); báo cáo không suy đoán."
        return Group(paragraph(nothing))
    found = _estimated(results)
    if found is None:
        return Group(
            paragraph("Có đơn vị cũ không có kết quả PAPI trong dữ liệu, nên không ước tính được cho đơn vị mới.")
        )
    values = _part_values(results)
    names = structure_of_year(results.inputs.papi_structure, parts[0].inputs.result_year)["name_vi"]
    codes = ["total", *dimension_codes(parts[0])]
    shown = pd.DataFrame({"name_vi": names, "value": found, "low": values.min(), "high": values.max()}).loc[codes]
    shown = shown.assign(shown_code=["" if code == "total" else code for code in codes])
    columns = (
        col("shown_code"),
        col("name_vi", width=80),
        col("value:estimate"),
        col("low"),
        col("high"),
    )
    weights = "; ".join(
        f"{one.inputs.unit.name_vi} {format_number(population[one.inputs.unit.unit_key], 0)} người" for one in parts
    )
    note = f"{_ESTIMATE}. Bình quân theo số dân: {weights}. Nguồn số dân: {source}. Dấu – là có đơn vị cũ không có kết quả."
    blocks: list[Block] = []
    if pd.notna(found["total"]):
        blocks += paragraph(sentence("cast_back", float(found["total"]), source), "lead")
    blocks.append(
        make_table(shown, columns, caption=f"{_ESTIMATE}: PAPI của đơn vị mới", note=note, sheet="Ước tính đơn vị mới")
    )
    return Group(tuple(blocks))
