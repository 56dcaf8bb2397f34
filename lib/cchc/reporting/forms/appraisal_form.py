"""Forms of both rounds of appraisal, and of explanations: every score that was given, open cells beside it for what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from cchc.frameworks import Framework
from cchc.reporting.forms.parts import Form, finish_table, row_height
from cchc.reporting.sentences import lines, sentence
from cchc.sources.appraisal import HEADINGS_OF, INFO_ROWS, OFF_MARK, SHEETS

_HEADER_ROW = 2
_WIDTHS = {
    "unit_key": 17,
    "unit_vi": 24,
    "code": 8,
    "name_vi": 46,
    "evidence_vi": 26,
    "reason_1_vi": 34,
    "explanation_vi": 46,
    "reason_vi": 40,
}
#: Round → cells that are open.
_OPEN = {
    "appraisal": {"appraised_score", "reason_vi"},
    "explanation": {"explanation_vi"},
    "appraisal_2": {"appraised_score", "reason_vi"},
}
#: Score → column that says that it does not apply.
_OFF = {"self_score": "is_self_off", "appraised_1_score": "is_1_off", "appraised_score": "is_off"}


@dataclass(frozen=True)
class AppraisalForm:
    """What the form is made for.

    Attributes
    ----------
    framework : Framework
        Edition.
    unit_name : str
        Who scores; of an explanation, who explains.
    year : int
        Year that is scored.
    rows : pandas.DataFrame
        As returned by ``analysis.appraisals.list_to_appraise``.
    place : str
        Where the filled-in file belongs.
    note : str
        Printed on top, for illustrative figures.
    status : str
        ``office``, or ``illustrative`` where the scores filled in are invented.
    round_key : str
        Key of ``appraisal.SHEETS``.
    """

    framework: Framework
    unit_name: str
    year: int
    rows: pd.DataFrame
    place: str
    note: str = ""
    status: str = "office"
    round_key: str = "appraisal"


def render_appraisal(form: AppraisalForm) -> bytes:
    """Render the form.

    Parameters
    ----------
    form : AppraisalForm
        Content.

    Returns
    -------
    bytes
        .xlsx that ``sources.appraisal`` reads; the same form gives the same bytes.
    """
    headings, name = HEADINGS_OF[form.round_key], SHEETS[form.round_key]
    out = Form(sentence("appraisal_title", form.year, "", "", form.round_key))
    out.add_guide(lines("appraisal_guide", OFF_MARK, form.round_key))
    info = {
        "unit": form.unit_name,
        "year": form.year,
        "framework_id": form.framework.framework_id,
        "status": form.status,
    }
    out.add_info(INFO_ROWS, info, note=form.note or form.framework.title_vi, open_keys={"status"})
    sheet = out.workbook.add_worksheet(name)
    title = sentence("appraisal_title", form.year, form.unit_name, form.place, form.round_key)
    sheet.write_string(0, 0, title, out.title)
    if form.note:
        sheet.write_string(1, 0, form.note, out.warning)
    for at, heading in enumerate(headings):
        sheet.write_string(_HEADER_ROW, at, heading.label, out.header)
        sheet.set_column(at, at, _WIDTHS.get(heading.key, 11))
    sheet.set_row(_HEADER_ROW, 36)
    for row, record in enumerate(form.rows.to_dict("records"), start=_HEADER_ROW + 1):
        for at, heading in enumerate(headings):
            _write_cell(sheet, out, (row, at), heading.key, record, is_open=heading.key in _OPEN[form.round_key])
            if heading.key == "appraised_score":
                _add_limits(sheet, row, at, float(record["max_score"]))
        shown = [(str(record[one.key] or ""), _WIDTHS[one.key]) for one in headings if one.key in _WIDTHS]
        sheet.set_row(row, row_height(shown))
    last = _HEADER_ROW + max(len(form.rows), 1)
    sheet.autofilter(_HEADER_ROW, 0, last, len(headings) - 1)
    finish_table(sheet, _HEADER_ROW, 4)
    return out.finish(name)


def _add_limits(sheet: Any, row: int, column: int, maximum: float) -> None:
    """Attach the limits of a score; Excel only warns, so that ``KAD`` can be entered."""
    options = {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": maximum,
        "error_type": "warning",
        "error_title": "Kiểm tra lại",
        "error_message": sentence("number_between", 0, maximum, OFF_MARK),
    }
    sheet.data_validation(row, column, row, column, options)


def _write_cell(
    sheet: Any, out: Form, place: tuple[int, int], key: str, record: dict[str, Any], *, is_open: bool
) -> None:
    value = OFF_MARK if key in _OFF and record[_OFF[key]] else record[key]
    is_number = key.endswith("_score")
    look = (out.number_input if is_number else out.text_input) if is_open else (out.number if is_number else out.text)
    if value is None or value == "" or (not isinstance(value, str) and pd.isna(value)):
        sheet.write_blank(*place, None, look)
    elif isinstance(value, str):
        sheet.write_string(*place, value, look)
    else:
        sheet.write_number(*place, round(float(value), 9), look)
