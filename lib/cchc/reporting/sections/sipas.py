"""Sections on SIPAS: contents and factors with intervals, shares of answers, groups of respondents."""

from __future__ import annotations

from cchc.analysis.results import BREAKDOWNS, Results
from cchc.columns import col
from cchc.indices.sipas import FORMULAS, LEVEL_COLUMNS, LEVELS
from cchc.reporting.blocks import Block, Column, Group
from cchc.reporting.sections.common import survey_note
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table


def sipas_factors(results: Results) -> Group:
    """Show SIPAS by content and factor, with the formula in use and the interval."""
    if results.sipas is None:
        return Group(paragraph("Chưa có phiếu khảo sát của năm này, nên không có giá trị từng yếu tố."))
    rows = results.sipas[results.sipas["node_kind"].isin(["content", "factor"])]
    total = results.sipas.loc["total"]
    has_interval = bool(results.sipas["low_pct"].notna().any())
    level = results.inputs.params.sipas.interval_pct
    columns = (
        col("code"),
        col("name_vi:factor"),
        col("value_pct"),
        *((col("low_pct"), col("high_pct")) if has_interval else ()),
        col("n_valid"),
    )
    in_use = f"Công thức đang dùng: {FORMULAS[results.inputs.params.sipas.formula]}."
    table = make_table(
        rows,
        columns,
        caption="SIPAS theo nội dung và yếu tố",
        note=f"{survey_note(results)} {in_use} {_design_note(results) if has_interval else ''}".strip(),
        sheet="SIPAS yếu tố",
        total={
            "name_vi": "Chỉ số chung",
            **{key: total[key] for key in ("value_pct", "low_pct", "high_pct", "n_valid")},
        },
    )
    text = sentence("sipas_interval", total, level) if has_interval else ""
    formula = results.inputs.params.sipas.formula
    other = next(words for name, words in FORMULAS.items() if name != formula)
    both = sentence("sipas_formulas", results.sipas_other_pct, FORMULAS[formula], other)
    announced = sentence("sipas_other", float(total["value_pct"]), results.headlines["sipas"])
    return Group((*paragraph(text), *paragraph(announced), *paragraph(both), table))


def _design_note(results: Results) -> str:
    survey, choice = results.inputs.survey, results.inputs.params.sipas
    if survey is None:
        return ""
    design = survey.design
    has_strata = "stratum" in design
    if "psu" in design:
        units = design[["stratum", "psu"]] if has_strata else design[["psu"]]
        unique = units.drop_duplicates()
        drawn = f"{len(unique)} đơn vị mẫu"
        lonely = int((unique.groupby("stratum").size() == 1).sum()) if has_strata else 0
    else:
        drawn, lonely = f"{len(design)} phiếu (chưa có cột đơn vị mẫu, khoảng có thể hẹp hơn thực tế)", 0
    strata = f" trong {design['stratum'].nunique()} tầng" if has_strata else ""
    weights = ", có trọng số" if "weight" in design else ""
    note = (
        f"Khoảng tin cậy {choice.interval_pct:g}%: lấy mẫu lại {choice.n_replicates} lần theo {drawn}{strata}{weights}"
        f" (hạt giống {choice.seed}). Không có khoảng tin cậy nào được công bố chính thức."
    )
    return note + (f" {lonely} tầng chỉ có một đơn vị mẫu nên chưa phản ánh được sai số của tầng đó." if lonely else "")


def sipas_levels(results: Results) -> Group:
    """Show the share of each answer, item by item."""
    if results.sipas is None:
        return Group(())
    items = results.sipas[results.sipas["node_kind"] == "item"]
    min_cell = results.inputs.params.sipas.min_cell
    is_small = items["n_valid"] < min_cell
    shown = items.astype(dict.fromkeys(LEVEL_COLUMNS, float)).copy()
    shown.loc[is_small, list(LEVEL_COLUMNS)] = float("nan")
    columns = (
        col("code"),
        col("name_vi:question"),
        *(Column(f"level_{level}_pct", name, "pct_short", 13) for level, name in LEVELS.items()),
        col("n_valid:short"),
        col("n_no_opinion"),
        col("n_blank"),
    )
    note = f"{survey_note(results)} Tỷ lệ (%) trên số câu trả lời hợp lệ; không có ý kiến và để trống không tính vào chỉ số."
    if is_small.any():
        note += f" Dấu –: không in vì có dưới {min_cell} câu trả lời."
    caption = "Tỷ lệ từng mức trả lời"
    return Group((make_table(shown, columns, caption=caption, note=note, sheet="SIPAS mức trả lời"),))


def sipas_groups(results: Results) -> Group:
    """Show SIPAS by group of respondents; small groups are not shown."""
    if results.sipas is None or results.inputs.survey is None:
        return Group(paragraph("Chưa có phiếu khảo sát của năm này, nên không phân tổ được."))
    if not results.sipas_breakdowns:
        return Group(paragraph("Tệp phiếu không có cột để phân tổ (giới tính, nhóm tuổi, lĩnh vực thủ tục, xã)."))
    names = {node.code: node.name_vi for node in results.inputs.survey.framework.children("")}
    min_cell = results.inputs.params.sipas.min_cell
    blocks: list[Block] = []
    for key, table in results.sipas_breakdowns.items():
        has_interval = bool(table["low_pct"].notna().any())
        columns = (
            col("group_vi", BREAKDOWNS[key], width=40),
            col("n_respondents"),
            col("value_pct:own"),
            *((col("low_pct"), col("high_pct")) if has_interval else ()),
            *(Column(code, name, "pct", 22) for code, name in names.items()),
        )
        hidden = int(table["has_hidden"].sum())
        note = survey_note(results)
        if hidden:
            note += f" Dấu –: không in (ở {hidden} nhóm), vì có dưới {min_cell} phiếu hoặc có thể suy ra nhóm như vậy."
        blocks.append(
            make_table(
                table,
                columns,
                caption=f"SIPAS theo {BREAKDOWNS[key].lower()}",
                note=note,
                sheet=f"SIPAS {BREAKDOWNS[key].lower()}",
            )
        )
    return Group(tuple(blocks))
