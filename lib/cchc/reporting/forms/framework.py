"""The form for an office's own set of criteria: tree, maxima, scoring rules, worked examples."""

from __future__ import annotations

from typing import Any

from cchc.frameworks import ANSWER_KINDS, ASPECTS, NODE_KINDS, PAR_METHODS, ROLES, Framework
from cchc.reporting.forms.parts import Form, add_limits, finish_table, row_height
from cchc.reporting.sentences import lines, sentence
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
    "aspect": list(ASPECTS.values()),
    "answers": list(ANSWER_KINDS.values()),
    "rule_kind": list(RULE_KINDS.values()),
    "comparison": list(COMPARISONS),
}
_NUMBERS = {"max_score", "score", "printed_score"}
_WIDTHS = {
    "name_vi": 80,
    "label_vi": 50,
    "method": 30,
    "rule_kind": 26,
    "given": 24,
    "aspect": 20,
    "answers": 16,
    "options": 50,
}


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
    out.add_guide(lines("framework_guide"))
    info: dict[str, object] = {"status": "office"}
    note = ""
    if framework is not None:
        if framework.status == "illustrative":
            note = sentence("copied_framework")
        counts = {f"n_{kind}": count for kind, count in framework.stated_counts.items()}
        info = {
            "title_vi": framework.title_vi,
            "decision": framework.decision,
            "year_from": framework.years[0],
            "year_to": framework.years[1],
            "admin_level": framework.admin_level,
            "status": "illustrative" if framework.status == "illustrative" else "office",
            "stated_total": framework.stated_total,
            "since": framework.since.strftime("%d/%m/%Y") if framework.since else "",
            "replaces": framework.replaces,
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
            "" if node.parent_code else ASPECTS.get(node.aspect, ""),
            ANSWER_KINDS[node.answers] if node.answers else "",
            "; ".join(node.options),
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
