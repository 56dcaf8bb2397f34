"""Sections on surveyed indices: contents and factors with intervals, shares of answers, groups of respondents."""

from __future__ import annotations

from cchc.analysis.index_results import SurveyedResults
from cchc.analysis.results import Results
from cchc.analysis.surveyed_results import (
    BREAKDOWNS,
    SampleSize,
    choices_of,
    count_hidden,
    has_hidden_choices,
    hide_small_items,
    most_unhappy,
)
from cchc.columns import col
from cchc.frameworks import ASPECTS, official_code
from cchc.indices.surveyed import FORMULAS, LEVELS
from cchc.indices_defined import TOTAL_CODE
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group
from cchc.reporting.sections.common import survey_note
from cchc.reporting.sections.unknown import absent_index
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table


def factors(results: Results, key: str = "") -> Group:
    """Show an index by content and factor, with the formula in use and the interval.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of a surveyed index; by default the first.
    """
    surveyed = results.surveyed(key)
    if surveyed is None:
        return absent_index(results.inputs.indices, "surveyed", key)
    if surveyed.table is None:
        return Group(paragraph("Chưa có phiếu khảo sát của năm này, nên không có giá trị từng yếu tố.", "unknown"))
    index, own = surveyed.index, surveyed.table
    rows = own[own["node_kind"].isin(["content", "factor"])]
    total = own.loc[TOTAL_CODE]
    has_interval = bool(own["low_pct"].notna().any())
    level = results.inputs.params.surveyed.interval_pct
    columns = (
        col("code"),
        col("name_vi:factor"),
        col("value_pct"),
        *((col("low_pct"), col("high_pct")) if has_interval else ()),
        col("n_valid"),
    )
    in_use = f"Công thức đang dùng: {FORMULAS[results.inputs.params.surveyed.formula]}."
    table = make_table(
        rows,
        columns,
        caption=f"{index.name_vi} theo nội dung và yếu tố",
        note=f"{survey_note(surveyed)} {in_use} {_design_note(surveyed) if has_interval else ''}".strip(),
        sheet=f"{index.prefix} yếu tố",
        chart="value_pct",
        items_of=index.prefix,
        total={
            "name_vi": "Chỉ số chung",
            **{key: total[key] for key in ("value_pct", "low_pct", "high_pct", "n_valid")},
        },
    )
    text = sentence("interval", total, level) if has_interval else ""
    formula = results.inputs.params.surveyed.formula
    other = next(words for name, words in FORMULAS.items() if name != formula)
    both = sentence("formulas", surveyed.other_pct, FORMULAS[formula], other)
    announced = sentence("other_answers", index, surveyed.headline, surveyed.differs_from_announcement)
    return Group((*paragraph(text), *paragraph(announced), *paragraph(both), table))


def _design_note(surveyed: SurveyedResults) -> str:
    survey, choice = surveyed.survey, surveyed.inputs.params.surveyed
    if survey is None:
        return ""
    found = SampleSize.of(survey.design)
    drawn = (
        f"{found.n_forms} phiếu (chưa có cột đơn vị mẫu, khoảng có thể hẹp hơn thực tế)"
        if found.n_units is None
        else f"{found.n_units} đơn vị mẫu"
    )
    strata = "" if found.n_strata is None else f" trong {found.n_strata} tầng"
    weights = ", có trọng số" if "weight" in survey.design else ""
    note = (
        f"Kết quả thực nằm trong khoảng đã nêu với khả năng {choice.interval_pct:g}%, tính từ {drawn}{strata}{weights};"
        " cơ quan công bố không nêu khoảng này."
    )
    if found.n_lonely:
        note += f" {found.n_lonely} tầng chỉ có một đơn vị mẫu nên chưa phản ánh được sai số của tầng đó."
    return note


def levels(results: Results, key: str = "") -> Group:
    """Show the share of each answer, item by item; parameters as for ``factors``."""
    surveyed = results.surveyed(key)
    if surveyed is None or surveyed.table is None:
        return Group(())
    min_cell = results.inputs.params.surveyed.min_cell
    shown, has_small = hide_small_items(surveyed.table, min_cell)
    columns = (
        col("code"),
        col("name_vi:question"),
        *(col("share_pct:level", field=f"level_{level}_pct", name=name) for level, name in LEVELS.items()),
        col("n_valid:short"),
        col("n_no_opinion"),
        col("n_blank"),
    )
    note = f"{survey_note(surveyed)} Tỷ lệ (%) trên số câu trả lời hợp lệ; không có ý kiến và để trống không tính vào chỉ số."
    if has_small:
        note += f" Dấu –: không in vì có dưới {min_cell} câu trả lời."
    table = make_table(
        shown, columns, caption="Tỷ lệ từng mức trả lời", note=note, sheet=f"{surveyed.index.prefix} mức trả lời"
    )
    found = most_unhappy(shown)
    labels = [f"{official_code(str(code))} {name}" for code, name in shown["name_vi"].items()]
    shares = {name: list(shown[f"level_{level}_pct"]) for level, name in LEVELS.items()}
    return Group(
        (
            charts.to_block(
                charts.answers(labels, shares, nothing=sentence("chart_few")),
                alt=sentence(
                    "levels_alt",
                    list(LEVELS.values()),
                    dict(zip(shown.index, zip(*shares.values(), strict=True), strict=True)),
                ),
                caption=sentence("levels_caption", surveyed.index, found),
                note=note,
                data=table,
            ),
        )
    )


def aspects(results: Results, key: str = "") -> Group:
    """Show what was answered to the questions that are no part of the index; nothing where there are none.

    Parameters as for ``factors``.
    """
    surveyed = results.surveyed(key)
    if surveyed is None:
        return Group(())
    columns = (
        col("code"),
        col("name_vi:question"),
        col("option_vi"),
        col("n_chosen"),
        col("share_pct:chosen"),
        col("n_answered"),
    )
    blocks: list[Block] = []
    for aspect, rows in choices_of(surveyed).items():
        is_multiple = "multiple" in set(rows["answers"])
        min_cell = results.inputs.params.surveyed.min_cell
        remark = sentence("choices_note", surveyed.index, is_multiple, has_hidden_choices(rows), min_cell)
        blocks.append(
            make_table(
                rows,
                columns,
                caption=sentence("choices_caption", ASPECTS[aspect]),
                note=f"{survey_note(surveyed)} {remark}".strip(),
                sheet=f"{surveyed.index.prefix} {ASPECTS[aspect].partition(',')[0]}",
            )
        )
    return Group(tuple(blocks))


def groups(results: Results, key: str = "") -> Group:
    """Show an index by group of respondents; small groups are not shown; parameters as for ``factors``."""
    surveyed = results.surveyed(key)
    if surveyed is None:
        return Group(())
    if surveyed.table is None or surveyed.survey is None:
        return Group(paragraph("Chưa có phiếu khảo sát của năm này, nên không phân tổ được.", "unknown"))
    if not surveyed.breakdowns:
        return Group(
            paragraph("Tệp phiếu không có cột để phân tổ (giới tính, nhóm tuổi, lĩnh vực thủ tục, xã).", "unknown")
        )
    names = {node.code: node.name_vi for node in surveyed.survey.framework.children("")}
    min_cell = results.inputs.params.surveyed.min_cell
    blocks: list[Block] = []
    for column, table in surveyed.breakdowns.items():
        has_interval = bool(table["low_pct"].notna().any())
        columns = (
            col("group_vi", BREAKDOWNS[column], width=40),
            col("n_respondents", width=13),
            col("value_pct:own"),
            *((col("low_pct"), col("high_pct")) if has_interval else ()),
            *(col("value_pct:part", field=code, name=name) for code, name in names.items()),
        )
        hidden = count_hidden(table)
        note = survey_note(surveyed)
        if hidden:
            note += f" Dấu –: không in (ở {hidden} nhóm), vì có dưới {min_cell} phiếu hoặc có thể suy ra nhóm như vậy."
        blocks.append(
            make_table(
                table,
                columns,
                caption=f"{surveyed.index.name_vi} theo {BREAKDOWNS[column].lower()}",
                note=note,
                sheet=f"{surveyed.index.prefix} {BREAKDOWNS[column].lower()}",
            )
        )
    return Group(tuple(blocks))
