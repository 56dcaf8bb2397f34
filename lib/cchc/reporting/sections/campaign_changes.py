"""What the council changed and what the survey gave, unit by unit: the second half of a campaign's result."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.appraisals import list_to_appraise
from cchc.analysis.campaign_findings import Differences, Explained
from cchc.analysis.campaign_results import CampaignResults
from cchc.analysis.group_results import GroupResults
from cchc.columns import col
from cchc.indices.surveyed import FORMULAS
from cchc.reporting.blocks import AnnexStart, Block, Group, Heading
from cchc.reporting.sections.campaign_plan import format_maximum
from cchc.reporting.sections.campaign_result import each_group, of_group, result_note
from cchc.reporting.sections.common import status_note
from cchc.reporting.sentences import lines, paragraph, sentence
from cchc.reporting.tables import make_table
from cchc.reporting.word_numbers import roman


def differences(results: CampaignResults) -> Group:
    """Show by how much the council moved the self-scores: per unit, and the criteria that moved most."""
    if all(one.inputs.appraisal is None for one in results.groups):
        return Group(paragraph(sentence("no_differences", is_appraised=False)))
    return each_group(results, _differences)


def _differences(results: GroupResults) -> tuple[Block, ...]:
    table = results.differences
    if results.inputs.appraisal is None:
        return paragraph(sentence("no_differences", is_appraised=False))
    if table.empty:
        return paragraph(sentence("no_differences", is_appraised=True), "lead")
    points = (
        col("n_lowered"),
        col("n_raised"),
        col("lowered_score"),
        col("raised_score"),
        col("net_score"),
    )
    found = Differences.of(table)
    first = found.per_criterion.iloc[0]
    text = sentence(
        "council_changed", found.n_places, found.net_score, first["code"], first["name_vi"], first["moved_score"], int(first["n_changed"]), found.n_off
    )  # fmt: skip
    blocks: list[Block] = [
        *paragraph(text, "lead"),
        make_table(
            found.per_unit,
            (col("unit_vi", width=50), *points),
            caption=of_group(results, "Điểm thẩm định so với điểm tự chấm, theo đơn vị"),
            note=result_note(results, sentence("changed_units_note")),
            sheet=of_group(results, "Thay đổi theo đơn vị"),
        ),
        make_table(
            found.per_criterion,
            (col("code"), col("name_vi:criterion", width=76), *points),
            caption=of_group(results, "Tiêu chí thay đổi nhiều nhất khi thẩm định"),
            note=result_note(results, sentence("changed_criteria_note")),
            sheet=of_group(results, "Thay đổi theo tiêu chí"),
        ),
    ]
    missing = results.without_reason
    if len(missing):
        blocks += paragraph(sentence("reasons_missing", list(missing.itertuples())))
    if len(results.rule_checks):
        blocks.append(_rules(results))
    return (*blocks, *_explained(results))


def _explained(results: GroupResults) -> tuple[Block, ...]:
    """Show what units explained, and what the second round made of it."""
    rows = list_to_appraise(results.inputs, "appraisal_2")
    if rows.empty:
        return ()
    told = paragraph(sentence("explained", Explained.of(rows)))
    columns = (
        col("unit_vi", width=38),
        col("code"),
        col("self_score", width=15),
        col("appraised_1_score:round"),
        col("appraised_2_score:round", field="appraised_score"),
        col("explanation_vi", width=50),
        col("reason_vi", width=40),
    )
    caption = of_group(results, "Giải trình và thẩm định lần 2")
    return (
        *told,
        make_table(rows, columns, caption=caption, note=result_note(results), sheet=of_group(results, "Giải trình")),
    )


def _rules(results: GroupResults) -> Block:
    return make_table(
        results.rule_checks,
        (
            col("unit_vi"),
            col("code"),
            col("name_vi:criterion", width=50),
            col("declared:figure"),
            col("self_score"),
            col("rule_score"),
        ),
        caption=of_group(results, "Điểm tự chấm khác điểm mà quy tắc cho với số liệu đã khai"),
        note=result_note(results, sentence("rule_differences_note")),
        sheet=of_group(results, "Khác quy tắc"),
    )


def survey(results: CampaignResults) -> Group:
    """Show the survey of each unit and the points that it yields."""
    return each_group(results, _survey)


def _survey(results: GroupResults) -> tuple[Block, ...]:
    inputs, scoring, found = results.inputs, results.inputs.group.survey, results.survey_reach
    if scoring is None:
        return paragraph(sentence("no_survey", "", None))
    if found is None or inputs.survey is None:
        place = f"survey/{inputs.key}.xlsx" if inputs.key else "survey.csv"
        return paragraph(sentence("no_survey", f"{inputs.office_folder}/{place}", list(scoring.criteria)))
    columns = [
        col("name_vi:unit", width=40),
        col("n_respondents"),
        col("value_pct:satisfied"),
        *([col("satisfied_rank_vi")] if inputs.key else []),
        col("low_pct:unit"),
        col("high_pct:unit"),
    ]
    for code, node in scoring.criteria.items():
        if node != "total":
            columns.append(col("pct:part", field=f"{code} pct", code=node))
        maximum = format_maximum(inputs.framework.node(code).max_score or 0.0)
        columns.append(col("score:criterion", field=code, code=code, maximum=maximum))
    choice = inputs.params.surveyed
    how = sentence("campaign_survey_note", FORMULAS[choice.formula], choice, results.n_unplaced)
    note = f"{status_note(inputs.survey.status)} {how}"
    told = lines("campaign_survey", found.lowest, found.highest, list(found.too_few), list(found.without))
    blocks: list[Block] = [one for line in told for one in paragraph(line, "lead" if line is told[0] else "body")]
    rows = found.rows
    if inputs.key:
        # published of its own: the ranking by satisfaction
        ordered = results.by_satisfaction["satisfied_rank"]
        texts = [None if pd.isna(rank) else sentence("rank_among", int(rank), results.n_satisfied) for rank in ordered]
        rows = rows.loc[ordered.index].assign(satisfied_rank_vi=texts)
    caption = of_group(results, "Khảo sát mức độ hài lòng theo đơn vị")
    blocks.append(make_table(rows, columns, caption=caption, note=note, sheet=of_group(results, "Khảo sát")))
    return tuple(blocks)


def details_annex(results: CampaignResults) -> Group:
    """Show every self-score that the appraisal changed, with its reason."""
    changed = [one for one in results.groups if not one.differences.empty]
    if not changed:
        return Group(())
    columns = (
        col("#"),
        col("unit_vi"),
        col("code"),
        col("name_vi:criterion"),
        col("max_score"),
        col("self_score"),
        col("appraised_score"),
        col("difference", formula="{appraised_score}-{self_score}"),
        col("reason_vi"),
    )
    attached = sentence("attached_details", results.inputs)
    label = f"Phụ lục {roman(len(results.groups) + 1)}"
    blocks: list[Block] = [AnnexStart(label, "CÁC TIÊU CHÍ CÓ ĐIỂM THẨM ĐỊNH KHÁC ĐIỂM TỰ CHẤM", attached)]
    for one in changed:
        note, name = result_note(one, sentence("not_applied_note")), one.inputs.group.name_vi
        blocks += [Heading(3, name)] if name else []
        blocks.append(make_table(one.differences, columns, note=note, sheet=of_group(one, "PL Thay đổi"), is_wide=True))
    return Group(tuple(blocks))
