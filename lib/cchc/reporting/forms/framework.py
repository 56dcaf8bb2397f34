"""The form for an office's own set of criteria: tree, maxima, scoring rules, worked examples."""

from __future__ import annotations

from typing import Any

from cchc.frameworks import NODE_KINDS, PAR_METHODS, ROLES, Framework
from cchc.reporting.forms.parts import Form, add_limits, finish_table, row_height
from cchc.scoring_rules import COMPARISONS, RULE_KINDS
from cchc.sources.framework_sheets import (
    CRITERIA_HEADINGS,
    CRITERIA_SHEET,
    EXAMPLES_HEADINGS,
    EXAMPLES_SHEET,
    INFO_ROWS,
    PAR_KINDS,
    RULES_HEADINGS,
    RULES_SHEET,
    SURVEY_KINDS,
)
from cchc.sources.headings import Heading

_HEADER_ROW = 1
_N_ROWS = 500
_KINDS = [NODE_KINDS[key] for key in (*PAR_KINDS, *SURVEY_KINDS)]
_CHOICES = {
    "node_kind": _KINDS,
    "method": list(PAR_METHODS.values()),
    "role": list(ROLES.values()),
    "rule_kind": list(RULE_KINDS.values()),
    "comparison": list(COMPARISONS),
}
_NUMBERS = {"max_score", "score", "printed_score"}
_WIDTHS = {"name_vi": 80, "label_vi": 50, "method": 30, "rule_kind": 26, "given": 24}
_GUIDE = (
    "1. Trang 'Thông tin': tên, quyết định, năm, cấp được chấm, tổng điểm và số lượng quy định. Số lượng và tổng điểm dùng để đối chiếu; bộ tiêu chí không khớp vẫn dùng được nhưng báo cáo in cảnh báo.",
    "2. Trang 'Bộ tiêu chí': mỗi lĩnh vực, tiêu chí, tiêu chí thành phần một dòng, theo thứ tự của quyết định. Mã là chữ: 1.10 khác 1.1. Mã cha của lĩnh vực để trống.",
    "3. Nguồn điểm: chỉ ghi ở dòng chấm điểm (không có dòng con). Tính chất: thường, điểm cộng hoặc điểm trừ; điểm cộng, điểm trừ không tính vào điểm tối đa.",
    "4. Trang 'Quy tắc chấm' (không bắt buộc): tỷ lệ hoàn thành – Từ là ngưỡng dưới (dưới ngưỡng 0 điểm), Đến là mức đạt điểm tối đa; bậc thang – mỗi bậc một dòng với Từ và Điểm; có/không – một dòng; cộng các mục – mỗi mục một dòng với tên và Điểm; điểm trung bình khảo sát, tuyến tính – Từ và Đến ứng với 0 điểm và điểm tối đa.",
    "5. Trang 'Ví dụ' (không bắt buộc): ví dụ in trong văn bản; chương trình tính lại và báo ví dụ nào trái quy tắc.",
    "6. Bộ câu hỏi SIPAS dùng cùng mẫu này: loại là nội dung, yếu tố, câu hỏi; điểm tối đa, nguồn điểm để trống; lưu với tên questionnaire.xlsx và ghi đường dẫn vào khóa sipas.framework của params.",
    "7. Bộ tiêu chí: lưu tệp với tên framework.xlsx vào data/offices/<Địa phương>/<năm kết quả>/, rồi ghi đường dẫn đó ở dòng 'Bộ tiêu chí' của bảng điểm; make form KIND=score_sheet FRAMEWORK=<đường dẫn> tự ghi sẵn.",
)


def render_framework(framework: Framework | None) -> bytes:
    """Render the form, empty or filled in with an edition to start from.

    Parameters
    ----------
    framework : Framework or None
        Edition to start from.

    Returns
    -------
    bytes
        .xlsx that ``sources.framework_files`` reads; the same argument gives the same bytes.
    """
    out = Form("Bộ tiêu chí chấm điểm")
    out.add_guide(_GUIDE)
    info: dict[str, object] = {"status": "office"}
    note = ""
    if framework is not None:
        if framework.status == "illustrative":
            note = "BỘ TIÊU CHÍ MINH HỌA: chép từ bộ minh họa, mọi báo cáo dùng bộ này đều mang dấu minh họa."
        counts = {f"n_{kind}": count for kind, count in framework.stated_counts.items()}
        info = {
            "title_vi": framework.title_vi,
            "decision": framework.decision,
            "year_from": framework.years[0],
            "year_to": framework.years[1],
            "admin_level": framework.admin_level,
            "status": "illustrative" if framework.status == "illustrative" else "office",
            "stated_total": framework.stated_total,
            "bonus_cap": framework.bonus_cap,
            "penalty_cap": framework.penalty_cap,
            **counts,
        }
    out.add_info(INFO_ROWS, info, note=note, open_keys={row.key for row in INFO_ROWS} - {"status"})
    nodes = framework.nodes if framework else ()
    rules = framework.rules if framework else ()
    criteria = [
        [
            node.code,
            node.parent_code,
            NODE_KINDS[node.node_kind],
            node.name_vi,
            node.max_score,
            PAR_METHODS.get(node.method, ""),
            ROLES[node.role],
        ]
        for node in nodes
    ]
    parts = [
        [rule.code, RULE_KINDS[rule.rule_kind], part.label_vi, part.comparison, part.lower, part.upper, part.score]
        for rule in rules
        for part in rule.parts
    ]
    examples = [[rule.code, one.given, one.given_total, one.printed_score] for rule in rules for one in rule.examples]
    _write_table(out, CRITERIA_SHEET, CRITERIA_HEADINGS, criteria)
    _write_table(out, RULES_SHEET, RULES_HEADINGS, parts)
    _write_table(out, EXAMPLES_SHEET, EXAMPLES_HEADINGS, examples)
    return out.finish(CRITERIA_SHEET)


def _write_table(out: Form, name: str, headings: tuple[Heading, ...], rows: list[list[Any]]) -> None:
    sheet = out.workbook.add_worksheet(name)
    sheet.write_string(0, 0, name, out.title)
    last = _HEADER_ROW + max(_N_ROWS, len(rows) + 50)
    for place, record in enumerate(rows):
        texts = [
            (str(cell), _WIDTHS.get(one.key, 14))
            for cell, one in zip(record, headings, strict=True)
            if isinstance(cell, str)
        ]
        sheet.set_row(_HEADER_ROW + 1 + place, row_height(texts))
    for at, heading in enumerate(headings):
        look = out.number_input if heading.key in {*_NUMBERS, "lower", "upper"} else out.text_input
        sheet.set_column(at, at, _WIDTHS.get(heading.key, 14))
        sheet.write_string(_HEADER_ROW, at, heading.label, out.header)
        if heading.key in _CHOICES:
            out.add_list(sheet, (_HEADER_ROW + 1, at, last, at), _CHOICES[heading.key])
        if heading.key in _NUMBERS:
            add_limits(sheet, _HEADER_ROW + 1, at, 0, 1000, last_row=last)
        for row in range(_HEADER_ROW + 1, last + 1):
            place = row - _HEADER_ROW - 1
            value = rows[place][at] if place < len(rows) else None
            if value is None or value == "":
                sheet.write_blank(row, at, None, look)
            elif isinstance(value, int | float):
                sheet.write_number(row, at, value, look)
            else:
                sheet.write_string(row, at, str(value), look)
    finish_table(sheet, _HEADER_ROW, 1)
