"""What the council changed and what the survey gave, unit by unit: the second half of a campaign's result."""

from __future__ import annotations

from cchc.analysis.campaign import CampaignResults
from cchc.analysis.campaign_findings import Differences
from cchc.columns import col
from cchc.indices.surveyed import FORMULAS
from cchc.reporting.blocks import AnnexStart, Block, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.campaign_plan import format_maximum
from cchc.reporting.sections.campaign_result import result_note
from cchc.reporting.sections.common import status_note
from cchc.reporting.sentences import paragraph
from cchc.reporting.tables import make_table


def differences(results: CampaignResults) -> Group:
    """Show by how much the council moved the self-scores: per unit, and the criteria that moved most."""
    table = results.differences
    if results.inputs.appraisal is None:
        return Group(
            paragraph("Chưa có bảng thẩm định của Hội đồng: chưa so sánh được điểm tự chấm với điểm thẩm định.")
        )
    if table.empty:
        return Group(paragraph("Ở các tiêu chí đã thẩm định, Hội đồng giữ nguyên điểm tự chấm.", "lead"))
    points = (
        col("n_lowered"),
        col("n_raised"),
        col("lowered_score"),
        col("raised_score"),
        col("net_score"),
    )
    found = Differences.of(table)
    first = found.per_criterion.iloc[0]
    text = (
        f"Hội đồng đổi điểm tự chấm ở {found.n_places} chỗ (mỗi chỗ là một tiêu chí của một đơn vị), cộng lại {format_number(found.net_score, signed=True)} điểm; thay đổi nhiều nhất ở tiêu chí"
        f" {first['code']} {first['name_vi'][:1].lower()}{first['name_vi'][1:]} ({format_number(first['moved_score'])} điểm, ở"
        f" {int(first['n_changed'])} đơn vị)."
    )
    blocks: list[Block] = [
        *paragraph(text, "lead"),
        make_table(
            found.per_unit,
            (col("unit_vi", width=50), *points),
            caption="Điểm thẩm định so với điểm tự chấm, theo đơn vị",
            note=result_note(results, "Chỉ gồm đơn vị có thay đổi."),
            sheet="Thay đổi theo đơn vị",
        ),
        make_table(
            found.per_criterion,
            (col("code"), col("name_vi:criterion", width=76), *points),
            caption="Tiêu chí thay đổi nhiều nhất khi thẩm định",
            note=result_note(results, "Xếp theo tổng số điểm thay đổi, không kể tăng hay giảm."),
            sheet="Thay đổi theo tiêu chí",
        ),
    ]
    missing = results.without_reason
    if len(missing):
        named = "; ".join(f"{row.unit_vi}, mã {row.code}" for row in missing.itertuples())
        blocks += paragraph(f"Chưa ghi lý do thay đổi: {named}.")
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
        note=result_note(results, "Chênh lệch do làm tròn (đến 0,005 điểm) không nêu."),
        sheet="Khác quy tắc",
    )


def survey(results: CampaignResults) -> Group:
    """Show the survey of each unit and the points that it yields."""
    inputs, scoring, found = results.inputs, results.inputs.campaign.survey, results.survey_reach
    if scoring is None:
        return Group(paragraph("Bộ tiêu chí của đợt chấm không có phần khảo sát."))
    if found is None or inputs.survey is None:
        return Group(
            paragraph(
                f"Chưa có phiếu khảo sát ({inputs.office_folder}/survey.csv): các tiêu chí {', '.join(scoring.criteria)}"
                " chưa có điểm, nên chưa có tổng điểm của đơn vị nào. Thiếu điểm không được coi là 0."
            )
        )
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
    notes = [
        f"Chỉ số hài lòng: {FORMULAS[choice.formula]}.",
        f"Khoảng tin cậy {format_number(choice.interval_pct, 0)}%." if choice.n_replicates else "",
        f"Đơn vị có dưới {choice.min_cell} phiếu không được tính.",
        f"{results.n_unplaced} phiếu không ghi đơn vị, không tính cho đơn vị nào." if results.n_unplaced else "",
    ]
    note = f"{status_note(inputs.survey.status)} {' '.join(part for part in notes if part)}"
    lines, low, high = [], found.lowest, found.highest
    if low is not None and high is not None:
        lines.append(
            f"Mức hài lòng từ {format_number(low['value_pct'])}% ({low['name_vi']}) đến {format_number(high['value_pct'])}%"
            f" ({high['name_vi']}); các khoảng tin cậy chồng lên nhau thì chưa kết luận được đơn vị nào cao hơn."
        )
    if found.too_few:
        lines.append(f"Quá ít phiếu nên chưa có điểm khảo sát: {', '.join(found.too_few)}.")
    if found.without:
        lines.append(f"Chưa có phiếu khảo sát nào: {', '.join(found.without)}.")
    blocks: list[Block] = [one for line in lines for one in paragraph(line, "lead" if line is lines[0] else "body")]
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
    note = result_note(results, "Dấu – ở cột điểm: không áp dụng.")
    table = make_table(results.differences, columns, note=note, sheet="PL Thay đổi", is_wide=True)
    inputs = results.inputs
    attached = f"(Chi tiết thẩm định chỉ số cải cách hành chính năm {inputs.year}, {inputs.unit.name_full_vi})"
    return Group((AnnexStart("Phụ lục II", "CÁC ĐIỂM TỰ CHẤM ĐƯỢC THẨM ĐỊNH KHÁC ĐI", attached), table))
