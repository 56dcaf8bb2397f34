"""The score sheet of a unit and year: criteria filled in, input cells open, totals as formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from cchc.frameworks import PAR_METHODS, ROLES, SURVEY_METHODS, Framework, Node
from cchc.reporting.forms.parts import Form, add_limits, finish_table, row_height
from cchc.reporting.sentences import lines, sentence
from cchc.scoring_rules import RULE_KINDS, Rule
from cchc.sources.score_sheets import HEADINGS, INFO_ROWS, OFFICE_ROW, SHEET

_WIDTHS = {"code": 9, "name_vi": 56, "max_score": 9, "method": 22, "previous": 9, "declared": 16, "declared_total": 12,
           "evidence_vi": 28, "explanation_vi": 24, "not_applicable": 9, "note_vi": 24}  # fmt: skip
_HEADER_ROW, _FIRST_ROW = 2, 3
_COLUMN = {heading.key: at for at, heading in enumerate(HEADINGS)}
#: Hidden columns: sign of a row's points (0 for groups); who scores it (0 group, 1 office and appraisal, 2 survey).
_KIND_COLUMN, _WHO_COLUMN = len(HEADINGS), len(HEADINGS) + 1
_WHO = {"self_score": "1", "survey_score": "2"}
_SUMMED = ("previous", "self_score", "appraised_1_score", "survey_score", "approved_score")
_SCORES = ("self_score", "appraised_1_score", "appraised_2_score", "survey_score", "approved_score")


@dataclass(frozen=True)
class ScoreForm:
    """What a score sheet is made for.

    Attributes
    ----------
    framework : Framework
        Edition.
    unit_name : str
        As written on the information sheet.
    year : int
        Result year.
    status : str
        Key of ``provenance.STATUSES``.
    rows : mapping
        Leaf code → values to fill in by column key of ``score_sheets.HEADINGS`` [points]; may be empty.
    previous : mapping of str to float
        Last year's scores by code [points].
    previous_note : str
        Said of last year's scores: their status.
    place : str
        Where the filled-in file belongs.
    note : str
        Printed on top, for illustrative figures.
    guide : tuple of str
        Instructions; empty for the usual ones.
    office_name : str
        Office that fills in its part of the sheet; empty for a whole one.
    asked : mapping of str to str
        Code → evidence that is asked for, said in the comment of its cell.
    """

    framework: Framework
    unit_name: str
    year: int
    status: str
    rows: Mapping[str, Mapping[str, Any]]
    previous: Mapping[str, float]
    previous_note: str = ""
    place: str = ""
    note: str = ""
    guide: tuple[str, ...] = ()
    office_name: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)


def render_score_sheet(form: ScoreForm) -> bytes:
    """Render the form.

    Parameters
    ----------
    form : ScoreForm
        Content.

    Returns
    -------
    bytes
        .xlsx that ``sources.score_sheets`` reads; the same form gives the same bytes.
    """
    out = Form(sentence("score_sheet_title", form.year, "", ""))
    out.add_guide(form.guide or lines("score_sheet_guide"))
    info = {
        "unit": form.unit_name,
        "year": form.year,
        "framework_id": form.framework.framework_id,
        "status": form.status,
    }
    rows_of_info = (*INFO_ROWS, OFFICE_ROW) if form.office_name else INFO_ROWS
    out.add_info(
        rows_of_info,
        info | {"office": form.office_name},
        note=form.note or form.framework.title_vi,
        open_keys={"status"},
    )
    sheet = out.workbook.add_worksheet(SHEET)
    whose = f"{form.office_name}, {form.unit_name}" if form.office_name else form.unit_name
    sheet.write_string(0, 0, sentence("score_sheet_title", form.year, whose, form.place), out.title)
    notes = [one for one in (form.note, form.previous_note) if one]
    if notes:
        sheet.write_string(1, 0, " ".join(notes), out.warning)
    for heading in HEADINGS:
        sheet.write_string(_HEADER_ROW, _COLUMN[heading.key], heading.label, out.header)
        sheet.set_column(_COLUMN[heading.key], _COLUMN[heading.key], _WIDTHS.get(heading.key, 10))
    sheet.set_column(_KIND_COLUMN, _WHO_COLUMN, 4, None, {"hidden": True})
    # named, so that the sheet saved as CSV has no column without a heading
    for at, label in ((_KIND_COLUMN, "Ô phụ (dấu)"), (_WHO_COLUMN, "Ô phụ (nguồn)")):
        sheet.write_string(_HEADER_ROW, at, label, out.header)
    sheet.set_row(_HEADER_ROW, 52)
    nodes = form.framework.nodes
    rows = {node.code: at for at, node in enumerate(nodes, start=_FIRST_ROW)}
    last = _FIRST_ROW + len(nodes) - 1
    for node in nodes:
        if form.framework.children(node.code):
            _write_group(sheet, out, form, node, rows)
        else:
            _write_leaf(sheet, out, form, node, rows[node.code])
    _write_totals(sheet, out, form, last)
    finish_table(sheet, _HEADER_ROW, 2)
    return out.finish(SHEET)


def _write_names(sheet: Any, out: Form, node: Node, row: int, look: Any, number: Any) -> None:
    method = ROLES[node.role] if node.role else PAR_METHODS.get(node.method, "")
    sheet.set_row(row, row_height([(node.name_vi, _WIDTHS["name_vi"]), (method, _WIDTHS["method"])]))
    sheet.write_string(row, _COLUMN["code"], node.code, look)
    sheet.write_string(row, _COLUMN["name_vi"], node.name_vi, look)
    if node.max_score is None:
        sheet.write_blank(row, _COLUMN["max_score"], None, out.number_input)
    else:
        sheet.write_number(row, _COLUMN["max_score"], node.max_score, number)
    sheet.write_string(row, _COLUMN["method"], method, look)


def _write_leaf(sheet: Any, out: Form, form: ScoreForm, node: Node, row: int) -> None:
    _write_names(sheet, out, node, row, out.text, out.number)
    sheet.write_number(row, _KIND_COLUMN, -1 if node.role == "penalty" else 1)
    sheet.write_number(row, _WHO_COLUMN, 2 if node.method in SURVEY_METHODS else 1)
    if node.code in form.previous:
        sheet.write_number(row, _COLUMN["previous"], form.previous[node.code], out.number)
    else:
        sheet.write_blank(row, _COLUMN["previous"], None, out.number)
    values = form.rows.get(node.code, {})
    is_survey = node.method in SURVEY_METHODS
    for key in _SCORES:
        is_closed = (key == "self_score" and is_survey) or (key == "survey_score" and not is_survey)
        look = out.closed if is_closed else out.number_input
        if values.get(key) is not None:
            sheet.write_number(row, _COLUMN[key], float(values[key]), look)
        else:
            sheet.write_blank(row, _COLUMN[key], None, look)
        if not is_closed and node.max_score is not None:
            add_limits(sheet, row, _COLUMN[key], 0, node.max_score)
    for key in ("declared", "declared_total", "evidence_vi", "explanation_vi", "not_applicable", "note_vi"):
        value = str(values.get(key) or "")
        if value:
            sheet.write_string(row, _COLUMN[key], value, out.text_input)
        else:
            sheet.write_blank(row, _COLUMN[key], None, out.text_input)
    if form.asked.get(node.code):
        _add_comment(sheet, row, _COLUMN["evidence_vi"], form.asked[node.code])
    out.add_list(sheet, (row, _COLUMN["not_applicable"], row, _COLUMN["not_applicable"]), ["x"])
    rule = form.framework.rule(node.code)
    if rule is not None:
        _add_rule(sheet, out, row, rule)


def _add_rule(sheet: Any, out: Form, row: int, rule: Rule) -> None:
    column = _COLUMN["declared"]
    if rule.rule_kind == "yes_no":
        out.add_list(sheet, (row, column, row, column), ["có", "không", "không áp dụng"])
    _add_comment(sheet, row, column, describe_rule(rule))


def _add_comment(sheet: Any, row: int, column: int, text: str) -> None:
    sheet.write_comment(row, column, text, {"x_scale": 2.5, "y_scale": 1.6, "author": "cchc"})


def describe_rule(rule: Rule) -> str:
    """Say a rule in one Vietnamese sentence, for the comment of its cell.

    Examples
    --------
    >>> from cchc.scoring_rules import RulePart
    >>> describe_rule(Rule("4.1", "ratio", 1.0, (RulePart(lower=0.9, upper=1.0),)))
    'Quy tắc tỷ lệ hoàn thành: dưới 90% được 0 điểm; từ đó điểm bằng tỷ lệ nhân 1; từ 100% trở lên được 1 điểm.'
    """
    parts = rule.parts
    low, high = parts[0].lower or 0.0, parts[0].upper or 1.0
    steps = sorted(parts, key=lambda one: one.lower or 0.0, reverse=True)
    return sentence("scoring_rule", rule, RULE_KINDS[rule.rule_kind], low, high, steps)


def _write_group(sheet: Any, out: Form, form: ScoreForm, node: Node, rows: Mapping[str, int]) -> None:
    framework, row = form.framework, rows[node.code]
    _write_names(sheet, out, node, row, out.group, out.sum)
    sheet.write_number(row, _KIND_COLUMN, 0)
    sheet.write_number(row, _WHO_COLUMN, 0)
    below = [leaf for leaf in framework.leaves() if node.code in framework.ancestors(leaf.code)]
    first, last = min(rows[leaf.code] for leaf in below), max(rows[leaf.code] for leaf in below)
    for heading in HEADINGS[4:]:
        if heading.key in _SUMMED:
            _write_sum(sheet, out, form, heading.key, row, first, last, below)
        else:
            sheet.write_blank(row, _COLUMN[heading.key], None, out.group)


def _write_sum(
    sheet: Any, out: Form, form: ScoreForm, key: str, row: int, first: int, last: int, below: list[Node]
) -> None:
    """Write a sum that stays empty until every row below has a score or does not apply: missing is not zero."""
    if key in {"self_score", "survey_score"}:
        below = [leaf for leaf in below if (leaf.method in SURVEY_METHODS) == (key == "survey_score")]
    kinds, who, scores, marks = (
        f"${xl_col_to_name(at)}${first + 1}:${xl_col_to_name(at)}${last + 1}"
        for at in (_KIND_COLUMN, _WHO_COLUMN, _COLUMN[key], _COLUMN["not_applicable"])
    )
    # only rows that this column is for count, whether scored or marked as not applicable
    rows = f'{who},"{_WHO.get(key, ">0")}"'
    have = f'COUNTIFS({rows},{scores},">=0")+COUNTIFS({rows},{marks},"x",{scores},"")'
    formula = f'=IF({have}<{len(below)},"",SUMPRODUCT({kinds},{scores}))'
    if key == "previous":
        value: Any = _total(below, {code: {"previous": score} for code, score in form.previous.items()}, key)
    else:
        value = _total(below, form.rows, key)
    if below:
        sheet.write_formula(row, _COLUMN[key], formula, out.sum, value)
    else:
        sheet.write_blank(row, _COLUMN[key], None, out.closed)


def _total(below: list[Node], rows: Mapping[str, Mapping[str, Any]], key: str) -> float | str:
    total = 0.0
    for leaf in below:
        row = rows.get(leaf.code, {})
        if row.get(key) is None and not row.get("not_applicable"):
            return ""
        total += float(row.get(key) or 0.0) * (-1 if leaf.role == "penalty" else 1)
    return round(total, 10)


def _write_totals(sheet: Any, out: Form, form: ScoreForm, last: int) -> None:
    leaves = list(form.framework.leaves())
    row = last + 1
    sheet.write_blank(row, _COLUMN["code"], None, out.group)
    sheet.write_string(
        row,
        _COLUMN["name_vi"],
        sentence("sheet_total", _has_caps(form.framework)),
        out.group,
    )
    kinds, maxima = (
        f"${xl_col_to_name(at)}${_FIRST_ROW + 1}:${xl_col_to_name(at)}${last + 1}"
        for at in (_KIND_COLUMN, _COLUMN["max_score"])
    )
    ordinary = [float(leaf.max_score or 0.0) for leaf in leaves if not leaf.role]
    if any(leaf.role for leaf in leaves):
        sheet.write_number(row, _COLUMN["max_score"], sum(ordinary), out.sum)
    else:
        sheet.write_formula(
            row, _COLUMN["max_score"], f"=SUMPRODUCT({kinds},{maxima})", out.sum, round(sum(ordinary), 10)
        )
    sheet.write_blank(row, _COLUMN["method"], None, out.group)
    for heading in HEADINGS[4:]:
        if heading.key in _SUMMED:
            _write_sum(sheet, out, form, heading.key, row, _FIRST_ROW, last, leaves)
        else:
            sheet.write_blank(row, _COLUMN[heading.key], None, out.group)


def _has_caps(framework: Framework) -> bool:
    return framework.bonus_cap is not None or framework.penalty_cap is not None
