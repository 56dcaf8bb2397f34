"""What the council changed and what the survey gave, unit by unit: the second half of a campaign's result."""

from __future__ import annotations

from cchc.analysis.campaign_findings import Differences
from cchc.analysis.campaign_results import CampaignResults
from cchc.columns import col
from cchc.indices.surveyed import FORMULAS
from cchc.reporting.blocks import AnnexStart, Block, Group
from cchc.reporting.sections.campaign_plan import format_maximum
from cchc.reporting.sections.campaign_result import result_note
from cchc.reporting.sections.common import status_note
from cchc.reporting.sentences import lines, paragraph, sentence
from cchc.reporting.tables import make_table


def differences(results: CampaignResults) -> Group:
    """Show by how much the council moved the self-scores: per unit, and the criteria that moved most."""
    table = results.differences
    if results.inputs.appraisal is None:
        return Group(paragraph(sentence("no_differences", is_appraised=False)))
    if table.empty:
        return Group(paragraph(sentence("no_differences", is_appraised=True), "lead"))
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
        "council_changed", found.n_places, found.net_score, first["code"], first["name_vi"], first["moved_score"], int(first["n_changed"])
    )  # fmt: skip
    blocks: list[Block] = [
        *paragraph(text, "lead"),
        make_table(
            found.per_unit,
            (col("unit_vi", width=50), *points),
            caption="Điểm thẩm định so với điểm tự chấm, theo đơn vị",
            note=result_note(results, sentence("changed_units_note")),
            sheet="Thay đổi theo đơn vị",
        ),
        make_table(
            found.per_criterion,
            (col("code"), col("name_vi:criterion", width=76), *points),
            caption="Tiêu chí thay đổi nhiều nhất khi thẩm định",
            note=result_note(results, sentence("changed_criteria_note")),
            sheet="Thay đổi theo tiêu chí",
        ),
    ]
    missing = results.without_reason
    if len(missing):
        blocks += paragraph(sentence("reasons_missing", list(missing.itertuples())))
    if len(results.rule_checks):
        blocks.append(_rules(results))
    return Group(tuple(blocks))


def _rules(results: CampaignResults) -> Block:
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
        caption="Điểm tự chấm khác điểm mà quy tắc cho với số liệu đã khai",
        note=result_note(results, sentence("rule_differences_note")),
        sheet="Khác quy tắc",
    )


def survey(results: CampaignResults) -> Group:
    """Show the survey of each unit and the points that it yields."""
    inputs, scoring, found = results.inputs, results.inputs.campaign.survey, results.survey_reach
    if scoring is None:
        return Group(paragraph(sentence("no_survey", "", None)))
    if found is None or inputs.survey is None:
        return Group(paragraph(sentence("no_survey", inputs.office_folder, list(scoring.criteria))))
    columns = [
        col("name_vi:unit", width=40),
        col("n_respondents"),
        col("value_pct:satisfied"),
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
    blocks.append(
        make_table(found.rows, columns, caption="Khảo sát mức độ hài lòng theo đơn vị", note=note, sheet="Khảo sát")
    )
    return Group(tuple(blocks))


def details_annex(results: CampaignResults) -> Group:
    """Show every self-score that the council changed, with its reason."""
    if results.differences.empty:
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
    note = result_note(results, sentence("not_applied_note"))
    table = make_table(results.differences, columns, note=note, sheet="PL Thay đổi", is_wide=True)
    attached = sentence("attached_details", results.inputs)
    return Group((AnnexStart("Phụ lục II", "CÁC TIÊU CHÍ CÓ ĐIỂM THẨM ĐỊNH KHÁC ĐIỂM TỰ CHẤM", attached), table))
