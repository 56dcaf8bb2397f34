"""The response form of SIPAS: a row per respondent, a column per item, a summary that counts as they come in."""

from __future__ import annotations

import itertools
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from cchc.frameworks import Framework, Node
from cchc.indices.surveyed import LEVELS
from cchc.reporting.forms.parts import Form, add_limits, finish_table
from cchc.reporting.sentences import lines, sentence
from cchc.sources.survey_columns import DESIGN_HEADINGS, NO_OPINION_MARK
from cchc.sources.surveys import INFO_ROWS, SHEET

SUMMARY_SHEET = "Tổng hợp"
N_ROWS = 5000
_HEADER_ROW = 2


def render_survey(framework: Framework, *, unit_name: str, year: int, place: str, note: str = "") -> bytes:
    """Render the response form.

    Parameters
    ----------
    framework : Framework
        The questionnaire.
    unit_name : str
        As written on the information sheet.
    year : int
        Result year.
    place : str
        Where the filled-in file belongs.
    note : str
        Printed on top, for a questionnaire that is not official.

    Returns
    -------
    bytes
        .xlsx that ``sources.surveys`` reads; the same arguments give the same bytes.
    """
    out = Form(sentence("survey_title", year, "", ""))
    out.add_guide(lines("survey_guide", N_ROWS))
    info = {"unit": unit_name, "year": year, "framework_id": framework.framework_id}
    out.add_info(INFO_ROWS, info, note=note or framework.title_vi, open_keys=set())
    sheet = out.workbook.add_worksheet(SHEET)
    sheet.write_string(0, 0, sentence("survey_title", year, unit_name, place), out.title)
    if note:
        sheet.write_string(1, 0, note, out.warning)
    headings = ["Mã phiếu", *(forms[0] for forms in DESIGN_HEADINGS.values())]
    items = framework.leaves()
    for at, heading in enumerate([*headings, *map(_heading, items)]):
        sheet.set_column(at, at, 14 if at < len(headings) else 13, out.look(num_format="@", locked=False))
        sheet.write_string(_HEADER_ROW, at, heading, out.header)
    sheet.set_row(_HEADER_ROW, 110)
    for row in (0, 1):
        sheet.set_row(row, None, out.look(locked=True))
    last = _HEADER_ROW + N_ROWS
    keys = list(DESIGN_HEADINGS)
    weight, sex = 1 + keys.index("weight"), 1 + keys.index("sex")
    add_limits(sheet, _HEADER_ROW + 1, weight, 0.0001, 1_000_000, last_row=last)
    out.add_list(sheet, (_HEADER_ROW + 1, sex, last, sex), ["Nam", "Nữ", "Khác"])
    answers = [*map(str, LEVELS), NO_OPINION_MARK]
    at = len(headings)
    for (kind, options), run in itertools.groupby(items, lambda item: (item.answers, item.options)):
        first, at = at, at + len(list(run))
        if kind != "multiple":
            out.add_list(sheet, (_HEADER_ROW + 1, first, last, at - 1), list(options) or answers)
    finish_table(sheet, _HEADER_ROW, 1)
    _write_summary(out, framework, first_column=len(headings), last_row=last)
    return out.finish(SHEET)


def _heading(item: Node) -> str:
    return f"{item.code} {item.name_vi}{sentence('survey_options', item) if item.options else ''}"


def _write_summary(out: Form, framework: Framework, *, first_column: int, last_row: int) -> None:
    sheet: Any = out.workbook.add_worksheet(SUMMARY_SHEET)
    titles = [
        "Mã",
        "Câu hỏi",
        *(f"{level}: {name}" for level, name in LEVELS.items()),
        "K: không có ý kiến",
        "Số trả lời hợp lệ",
        "Hài lòng, rất hài lòng (%)",
    ]
    sheet.write_string(0, 0, sentence("survey_count", N_ROWS), out.warning)
    for at, title in enumerate(titles):
        sheet.write_string(_HEADER_ROW, at, title, out.header)
        sheet.set_column(at, at, 60 if at == 1 else 13)
    on_scale = [(place, item) for place, item in enumerate(framework.leaves()) if not item.answers]
    for row, (place, item) in enumerate(on_scale, start=_HEADER_ROW + 1):
        column = xl_col_to_name(first_column + place)
        cells = f"'{SHEET}'!${column}${_HEADER_ROW + 2}:${column}${last_row + 1}"
        sheet.write_string(row, 0, item.code, out.text)
        sheet.write_string(row, 1, item.name_vi, out.text)
        for at, answer in enumerate([*map(str, LEVELS), NO_OPINION_MARK], start=2):
            criterion = answer if answer != NO_OPINION_MARK else f'"{answer}"'
            sheet.write_formula(row, at, f"=COUNTIF({cells},{criterion})", out.text, 0)
        sheet.write_formula(row, 8, f"=SUM(C{row + 1}:G{row + 1})", out.text, 0)
        sheet.write_formula(row, 9, f'=IF(I{row + 1}=0,"",(F{row + 1}+G{row + 1})/I{row + 1}*100)', out.number, "")
    finish_table(sheet, _HEADER_ROW, 2)
