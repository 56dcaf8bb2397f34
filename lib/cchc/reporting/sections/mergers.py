"""A province of the merger of 2025: its old parts side by side, and an estimate only where populations are supplied."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.index_results import IndexResults, PublishedResults
from cchc.analysis.mergers import estimate_merged, shared_weakness, widest_difference
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Cover, Group, Heading, Paragraph, Span
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import capitalise, cited, published_note, settings, sheet_note
from cchc.reporting.sections.unknown import not_known, other_figures
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

N_SHOWN = 10
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
        aside = ", như phần ghi ƯỚC TÍNH," if estimate_merged(results) is not None else ""
        lines += [
            f"Khảo sát của mỗi đơn vị cũ có mẫu riêng: lấy bình quân các đơn vị cũ{aside} không thành kết quả của đơn vị mới.",
            "Kết quả từ năm 2025 thuộc đơn vị mới, theo bộ tiêu chí mới: chuỗi số liệu bắt đầu lại, không nối với các năm trước.",
        ]
    indices = _indices(results)
    for index in indices:
        unknown = [one.inputs.unit.name_vi for one in parts if not one.of[index.key].headline.is_known]
        if unknown and not index.may_be_withheld:
            lines.append(
                f"{index.name_vi} năm {year} của {', '.join(unknown)} chưa có trong dữ liệu của chương trình; năm gần nhất đã biết nêu ở bảng trên."
            )
    for one in parts:
        for index in indices:
            headline = one.of[index.key].headline
            if headline.disagreeing:
                others = "; ".join(format_number(value) for value in headline.disagreeing)
                lines.append(
                    f"{index.name_vi} năm {year} của {one.inputs.unit.name_vi}: các nguồn không thống nhất; ngoài giá trị dùng ở trên còn có {others}."
                )
    for index in indices:
        withheld = [one.inputs.unit.name_vi for one in parts if one.of[index.key].is_withheld]
        if withheld:
            named = ", ".join(withheld)
            lines.append(f"{index.name_vi} năm {year} của {named} không được công bố, toàn bộ hoặc một phần.")
    lines += [
        f"{index.name_vi} không chính thức xếp hạng từng tỉnh; thứ hạng {index.name_vi} do chương trình tính từ điểm công bố."
        for index in indices
        if index.ranks == "computed"
    ]
    return Group(tuple(Paragraph((Span(line),), "dash") for line in lines))


def _indices(results: Results) -> list[Index]:
    """Return the indices that are announced for the old provinces."""
    return [one.index for one in results.parts[0].of.values() if one.is_announced] if results.parts else []


def headlines(results: Results) -> Group:
    """Show what was announced of the old provinces, index by index."""
    inputs, parts = results.inputs, results.parts
    if not parts:
        return Group(paragraph("Địa phương này không có kết quả trước đợt sắp xếp năm 2025 để nêu."))
    named = ", ".join(one.inputs.unit.name_full_vi for one in parts)
    year = parts[0].inputs.result_year
    indices = _indices(results)
    is_same = parts[0].inputs.unit.unit_key == inputs.unit.unit_key
    lead = sentence("parts", capitalise(inputs.unit.name_full_vi), named, len(parts), is_same, inputs.result_year, year)
    rows = [
        {
            "unit_vi": one.inputs.unit.name_vi, "index_vi": f"{index.name_vi} ({index.unit_vi})", "year": year, "value": headline.value,
            "other_vi": other_figures(headline.disagreeing, headline.other_ranks),
            "rank": headline.rank, "n_ranked": headline.n_ranked, "change": headline.change, "mean": headline.mean, "field_mean": headline.field_mean,
        }
        if headline.is_known
        else _last_known(one.of[index.key])
        for index in indices for one in parts for headline in (one.of[index.key].headline,)
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
        dict.fromkeys(key for one in parts for index in indices for key in one.of[index.key].headline.cited_keys)
    )
    note = f"{published_note(inputs, keys, is_complete=True)} Năm: năm gần nhất đã biết của từng đơn vị. Dấu – là chưa có trong dữ liệu hoặc không so sánh được. {_ranks_in_words(indices, parts[0].inputs.n_field)}"
    table = make_table(
        pd.DataFrame(rows),
        columns,
        caption=f"Kết quả năm {year}{' của các đơn vị cũ' if len(parts) > 1 else ''}",
        note=note,
        sheet="Ba chỉ số",
    )
    return Group((*paragraph(lead, "lead"), table))


def _ranks_in_words(indices: list[Index], n_field: int | None) -> str:
    """Say among how many units the ranks are, and which of them are ours."""
    told, ours = ([one.name_vi for one in indices if one.ranks == how] for how in ("announced", "computed"))
    words = [f"thứ hạng {', '.join(told)} trong {n_field} tỉnh, thành phố khi đó"] if told else []
    words += [f"thứ hạng {', '.join(ours)} do chương trình tính trong các nơi có kết quả"] if ours else []
    return f"{capitalise('; '.join(words))}." if words else ""


def _last_known(own: IndexResults) -> dict[str, object]:
    """Return the row of an old province's last known figures, where those of the year itself are not known."""
    last, index = own.last_known, own.index
    row: dict[str, object] = {
        "unit_vi": own.inputs.unit.name_vi,
        "index_vi": f"{index.name_vi} ({index.unit_vi})",
    }
    if last is None:
        return row | {"year": "–"}
    others = other_figures(last.get("disagreeing", ()), last.get("other_ranks", ()))
    return row | {
        "year": int(str(last.name)),
        "value": last["value"],
        "rank": last["rank"],
        "n_ranked": last["n_ranked"],
        "other_vi": others,
    }


def published(results: Results, key: str = "") -> Group:
    """Show a published index of the old provinces side by side, and what is weak in all of them.

    Parameters
    ----------
    results : Results
        Of the new province, with its parts.
    key : str
        Of a published index; by default the first.
    """
    all_parts = [found for one in results.parts if (found := one.published(key)) is not None]
    parts = [one for one in all_parts if one.table is not None]
    if not all_parts:
        return Group(())
    index = all_parts[0].index
    if not parts:
        if all(one.is_withheld for one in all_parts):
            return Group(paragraph(f"Kết quả {index.name_vi} trước sắp xếp không được công bố."))
        return Group(paragraph(not_known(f"{index.name_vi} trước sắp xếp", index.published_file)))
    first = parts[0]
    assert first.table is not None  # noqa: S101 -- filtered above
    median = first.table["median"]
    codes, values, names = first.top_codes, first.all_values, first.codes["name_vi"]
    columns = {one.inputs.unit.name_vi: values.loc[one.inputs.unit.unit_key] for one in parts}
    weak = [set(one.weak.index) for one in parts if one.weak is not None]
    shared = shared_weakness(parts)
    note = published_note(results.inputs, cited(index))
    labels = [f"{code} {names[code]}" for code in codes]
    told = "; ".join(
        f"{code}: " + ", ".join(f"{name} {format_number(row[code])}" for name, row in columns.items()) for code in codes
    )
    blocks: list[Block] = [
        *paragraph(
            sentence(
                "shared_weakness",
                index,
                len(shared),
                len(parts),
                len(results.parts),
                ", ".join(f"{code} {names[code]}" for code in shared),
            ),
            "lead",
        ),
        charts.to_block(
            charts.side_by_side({name: row[codes] for name, row in columns.items()}, labels, median[codes]),
            alt=f"Biểu đồ điểm từng {index.part_vi} {index.name_vi}. {told}.",
            caption=_widest(parts)
            if len(parts) > 1
            else f"Từng {index.part_vi} {index.name_vi} so với trung vị cả nước",
            note=note,
        ),
    ]
    shown = pd.DataFrame({f"p{at}": row for at, row in enumerate(columns.values())}).assign(
        name_vi=names, median=median,
        weak_vi=["mọi đơn vị cũ" if code in shared and len(parts) == len(results.parts) > 1 else "; ".join(name for name, one in zip(columns, weak, strict=False) if code in one) for code in values.columns],
    )  # fmt: skip
    shown.index.name = "code"
    shown = shown.rename(index={TOTAL_CODE: ""}, level=None)
    table_columns = (
        col("code"),
        col("name_vi", width=70),
        *(col("score:named", width=16, field=f"p{at}", name=name) for at, name in enumerate(columns)),
        col("median:provinces"),
        col("weak_vi", beyond=index.beyond_vi),
    )
    caption = f"{index.name_vi} năm {first.inputs.result_year}{' của các đơn vị cũ' if len(parts) > 1 else ''}"
    blocks.append(make_table(shown, table_columns, caption=caption, note=note, sheet=index.name_vi))
    return Group(tuple(blocks))


def _widest(parts: list[PublishedResults]) -> str:
    """Say in which part the old provinces differ most."""
    index, names = parts[0].index, {one.inputs.unit.unit_key: one.inputs.unit.name_vi for one in parts}
    found = widest_difference(parts[0].all_values.loc[list(names), parts[0].top_codes])
    if found is None:
        return f"Từng {index.part_vi} {index.name_vi} của các đơn vị cũ"
    title = parts[0].codes["name_vi"][found.code]
    return f"Khác nhau nhiều nhất ở “{title}”: {names[found.high_key]} {format_number(found.high)}, {names[found.low_key]} {format_number(found.low)}{index.mark}"


def scored(results: Results, key: str = "") -> Group:
    """Show where each old province lost points, as far as a sheet or its announced domains tell.

    Parameters
    ----------
    results : Results
        Of the new province, with its parts.
    key : str
        Of a scored index; by default the first.
    """
    blocks: list[Block] = []
    parts = [found for part in results.parts if (found := part.scored(key)) is not None]
    for one in parts:
        name = one.inputs.unit.name_full_vi
        lost = one.lost_points
        if lost is None or one.sheet is None or lost.is_none:
            continue
        ranked = lost.ranked.head(N_SHOWN)
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
                ranked, columns, caption=f"{len(ranked)} mục {one.index.name_vi} mất nhiều điểm nhất của {name}",
                note=sheet_note(one.sheet), sheet=f"{one.index.prefix} {one.inputs.unit.name_vi}"[:31],
            ),
        ]  # fmt: skip
    if not blocks:
        name = parts[0].index.name_vi if parts else ""
        nothing = f"Chưa có bảng chấm điểm {name} theo tiêu chí; đặt tệp của từng đơn vị vào data/offices để phân tích từng tiêu chí."
        return Group(paragraph(nothing))
    return Group(tuple(blocks))


def estimate(results: Results, key: str = "") -> Group:
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
    told = [found for one in parts if (found := one.published(key)) is not None]
    found = estimate_merged(results, key)
    if found is None:
        name = told[0].index.name_vi if told else ""
        nothing = f"Có đơn vị cũ không có kết quả {name} trong dữ liệu, nên không ước tính được cho đơn vị mới."
        return Group(paragraph(nothing))
    index, names = told[0].index, told[0].codes["name_vi"]
    codes = [TOTAL_CODE, *told[0].top_codes]
    shown = found.loc[codes].assign(name_vi=names, shown_code=["" if code == TOTAL_CODE else code for code in codes])
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
    total = float(found.at[TOTAL_CODE, "value"])
    if pd.notna(total):
        blocks += paragraph(sentence("cast_back", index, total, source), "lead")
    blocks.append(
        make_table(
            shown,
            columns,
            caption=f"{_ESTIMATE}: {index.name_vi} của đơn vị mới",
            note=note,
            sheet="Ước tính đơn vị mới",
        )
    )
    return Group(tuple(blocks))
