"""Sections on scored indices: domains, sources of points, stages, rules."""

from __future__ import annotations

import dataclasses

import pandas as pd

from cchc.analysis.index_results import ScoredResults
from cchc.analysis.lost_points import Achievement, count_by_domain
from cchc.analysis.results import Results
from cchc.analysis.scored_results import own_value
from cchc.columns import col
from cchc.frameworks import PAR_METHODS
from cchc.indices.scored import CAP_NAMES, EXTRA_KINDS, GAP_CODE, top_rows
from cchc.indices.stages import STAGES, SURVEY_STAGE, changed_rows, steps_between, whole_step
from cchc.indices_defined import TOTAL_CODE
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Group, Table
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import amounts_alt, published_note, sheet_note
from cchc.reporting.sections.unknown import absent_index
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

METHOD_NAMES = PAR_METHODS | {
    "": "Chưa rõ nguồn điểm",
    "bonus": "Điểm cộng",
    "penalty": "Điểm trừ",
    **CAP_NAMES,
    GAP_CODE: "Chênh lệch giữa tổng điểm quy định và các dòng",
}
_POINTS = (
    col("max_score", total="sum"),
    col("score:achieved"),
    col("lost_score", formula="{max_score}-{score}"),
    col("achieved_pct:share", formula="{score}/{max_score}*100"),
)
_COUNTS = (
    col("n_full"),
    col("n_partial"),
    col("n_zero"),
)


def domains(results: Results, key: str = "") -> Group:
    """Show domains and sources of points, from the score sheet or as far as they were announced.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of a scored index; by default the first.
    """
    scored = results.scored(key)
    if scored is None:
        return absent_index(results.inputs.indices, "scored", key)
    if scored.table is None or scored.methods is None or scored.sheet is None:
        return _announced(scored)
    sheet, total, index = scored.sheet, scored.table.loc[TOTAL_CODE], scored.index
    tops = top_rows(scored.table)
    totals = {"name_vi": "Tổng", **{column.key: total[column.key] for column in _POINTS}}
    counts: tuple[Column, ...] = ()
    if not sheet.is_coarse:
        counts = _COUNTS
        by_domain = count_by_domain(scored.table)
        tops = tops.join(by_domain)
        totals |= dataclasses.asdict(Achievement.of(by_domain))
    note = sheet_note(sheet)
    if scored.not_applicable:
        note += f" Không áp dụng, không tính vào mẫu số: {', '.join(scored.not_applicable)}."
    # the extra rows have no code of the decision
    is_extra = tops["node_kind"].isin(EXTRA_KINDS)
    top_title = "Lĩnh vực" if set(tops["node_kind"]) <= {"domain", *EXTRA_KINDS} else "Lĩnh vực, tiêu chí"
    domain_table = make_table(
        tops.assign(shown_code=tops.index.to_series().mask(is_extra, "")),
        (col("shown_code", width=9), col("name_vi", top_title, width=60), *_POINTS, *counts),
        caption=f"{index.name_vi} theo lĩnh vực",
        note=note,
        sheet=f"{index.prefix} lĩnh vực",
        chart="lost_score",
        items_of=index.prefix,
        total=totals,
    )
    methods = scored.methods.assign(method_vi=[METHOD_NAMES[key] for key in scored.methods.index])
    by_method = make_table(
        methods,
        (
            col("method_vi"),
            *_POINTS,
            col("n_leaves", width=12),
        ),
        caption=f"{index.name_vi} theo nguồn điểm",
        note=sheet_note(sheet),
        sheet=f"{index.prefix} nguồn điểm",
        total={
            "method_vi": "Tổng",
            **{column.key: total[column.key] for column in _POINTS},
            "n_leaves": scored.n_items,
        },
    )
    grain = sentence("grain", sheet)
    other = sentence(
        "other_index", index, scored.headline, own_value(scored.table, index), sheet.stage, STAGES[sheet.stage].lower()
    )
    return Group((*paragraph(grain), *paragraph(other), domain_table, by_method))


def _announced(scored: ScoredResults) -> Group:
    components, edition, prefix = scored.components, scored.edition, scored.index.prefix
    nothing = "Chưa có bảng chấm điểm theo tiêu chí của năm này"
    if components.empty:
        return Group(
            paragraph(f"{nothing}; điểm lĩnh vực, nguồn điểm cũng chưa có trong dữ liệu của chương trình.", "unknown")
        )
    blocks: list[Block] = [
        *paragraph(f"{nothing}; dưới đây là những phần đã công bố mà chương trình biết, phần còn lại chưa biết.")
    ]
    names = {node.code: node.name_vi for node in (edition.nodes if edition else ())}
    for part, title, sheet in (
        (scored.announced_domains, "lĩnh vực", f"{prefix} lĩnh vực"),
        (scored.announced_sources, "nguồn điểm", f"{prefix} nguồn điểm"),
    ):
        if len(part):
            shown = part.assign(
                name_vi=[METHOD_NAMES.get(code) or names.get(code, f"Lĩnh vực {code}") for code in part.index]
            )
            blocks.append(_announced_table(scored, shown, title, sheet))
    return Group(tuple(blocks))


def _announced_table(scored: ScoredResults, part: pd.DataFrame, title: str, sheet: str) -> Table:
    whole = scored.announced_total if title == "nguồn điểm" else None
    columns = (
        col("name_vi", title.capitalize()),
        col("max_score", total="sum" if whole else ""),
        col("score:achieved", total="sum" if whole else ""),
        col("achieved_pct:share", formula="{score}/{max_score}*100"),
        col("announced_pct"),
        col("rank"),
        col("n_ranked"),
    )
    keys = tuple(dict.fromkeys(key for keys in part["source_keys"] for key in keys))
    return make_table(
        part,
        columns,
        caption=f"{scored.index.name_vi} theo {title}, như đã công bố",
        note=published_note(scored.inputs, keys) + " Dấu – là chưa có trong dữ liệu.",
        sheet=sheet,
        total={"name_vi": "Tổng", **whole} if whole else None,
    )


def stages(results: Results, key: str = "") -> Group:
    """Show how the points came about: self-score, appraisals, approval; and what the rules say.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of a scored index; by default the first.
    """
    scored = results.scored(key)
    if scored is None:
        return Group(())
    totals, table, sheet = scored.stage_totals, scored.stages, scored.sheet
    if totals is None or table is None or sheet is None or len(totals) < 2:
        nothing = paragraph("Không có điểm của nhiều giai đoạn (tự chấm, thẩm định, phê duyệt) để so sánh.", "unknown")
        return Group((*nothing, *_rules(scored)))
    moved = changed_rows(table)
    shown = totals.assign(stage_vi=[STAGES[stage] for stage in totals.index], change=steps_between(totals))
    columns = (
        col("stage_vi"),
        col("score:total"),
        col("change:stage"),
        col("n_entered"),
        col("n_known:criteria"),
    )
    note = (
        f"{sheet_note(sheet)} Tiêu chí mà một giai đoạn không chấm giữ điểm của giai đoạn trước;"
        " tiêu chí điều tra không tự chấm, điểm điều tra tính từ đầu."
    )
    blocks: list[Block] = [
        *paragraph(
            sentence(
                "stages",
                totals,
                whole_step(totals),
                moved,
                STAGES[str(totals.index[0])].lower(),
                STAGES[str(totals.index[-1])].lower(),
            ),
            "lead",
        ),
        make_table(
            shown, columns, caption="Tổng điểm qua các giai đoạn", note=note, sheet=f"{scored.index.prefix} giai đoạn"
        ),
    ]
    if len(moved):
        blocks.append(_moved_table(scored, moved))
    return Group((*blocks, *_rules(scored)))


def _moved_table(scored: ScoredResults, moved: pd.DataFrame) -> Table:
    names = SURVEY_STAGE | STAGES
    entered = [stage for stage in names if moved[stage].notna().any()]
    columns = (
        col("code"),
        col("name_vi:criterion", width=56),
        *(col("score:named", field=stage, name=names[stage]) for stage in entered),
        col("change"),
        col("explanation_vi"),
        col("evidence_vi"),
    )
    assert scored.sheet is not None  # noqa: S101 -- the caller has looked
    note = f"{sheet_note(scored.sheet)} Tăng, giảm: điểm cuối cùng so với điểm đầu tiên."
    return make_table(
        moved,
        columns,
        caption="Các tiêu chí đổi điểm giữa các giai đoạn",
        note=note,
        sheet=f"{scored.index.prefix} đổi điểm",
        items_of=scored.index.prefix,
    )


def _rules(scored: ScoredResults) -> tuple[Block, ...]:
    checks, sheet = scored.rule_checks, scored.sheet
    if checks is None or checks.empty or sheet is None:
        return ()
    columns = (
        col("code"),
        col("name_vi:criterion", width=56),
        col("declared"),
        col("self_score:entered"),
        col("rule_score", width=13),
        col("difference", width=13, formula="{self_score}-{rule_score}"),
    )
    table = make_table(
        checks,
        columns,
        caption="Điểm tự chấm (hoặc điều tra) và điểm tính lại theo quy tắc chấm",
        note=sheet_note(sheet),
        sheet=f"{scored.index.prefix} quy tắc",
    )
    return (*paragraph(sentence("rules", checks)), table)


def announced_shortfall(scored: ScoredResults) -> tuple[Block, ...]:
    """Show how far the announced domains lie below their maximum, where no sheet tells more."""
    ordered = scored.announced_shortfalls
    if ordered.empty:
        return ()
    framework = scored.edition
    known = {node.code: node.name_vi for node in framework.nodes} if framework is not None else {}
    names = [known.get(str(code), f"Lĩnh vực {code}") for code in ordered.index]
    told = scored.announced_domains.dropna(subset=["achieved_pct"])
    keys = tuple(dict.fromkeys(key for keys in told["source_keys"] for key in keys))
    # a share of the maximum tells nothing of the field: where ranks are known they say what lies lowest
    worst = scored.ranked_parts if len(scored.ranked_parts) >= len(ordered) else ordered
    name = known.get(str(worst.index[0]), f"Lĩnh vực {worst.index[0]}")
    text = sentence("announced_domain", scored.index, name, worst.iloc[0], len(worst), worst is not ordered)
    figure = charts.bars(names, list(ordered["shortfall_pct"]), axis_label="Phần chưa đạt (% điểm tối đa)")
    return (
        *paragraph(text),
        charts.to_block(
            figure,
            alt=amounts_alt(
                "Biểu đồ thanh phần chưa đạt của từng lĩnh vực, theo phần trăm", names, ordered["shortfall_pct"]
            ),
            caption=f"Trong {len(ordered)} lĩnh vực đã biết tỷ lệ, thấp nhất còn thiếu {format_number(ordered['shortfall_pct'].iloc[0])}% điểm tối đa",
            note=published_note(scored.inputs, keys),
        ),
    )
