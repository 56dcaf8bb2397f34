"""The council's form: every self-score of every unit, open cells beside it for the appraised score and the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from cchc.frameworks import Framework
from cchc.reporting.forms.parts import Form, finish_table, row_height
from cchc.reporting.sentences import lines, sentence
from cchc.sources.appraisal import HEADINGS, INFO_ROWS, OFF_MARK, SHEET

_HEADER_ROW = 2
_WIDTHS = {"unit_key": 17, "unit_vi": 24, "code": 8, "name_vi": 46, "evidence_vi": 26, "reason_vi": 40}
_OPEN = {"appraised_score", "reason_vi"}


@dataclass(frozen=True)
class AppraisalForm:
    """What the form is made for.

    Attributes
    ----------
    framework : Framework
        Edition.
    unit_name : str
        The district.
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
    """

    framework: Framework
    unit_name: str
    year: int
    rows: pd.DataFrame
    place: str
    note: str = ""
    status: str = "office"


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
    out = Form(sentence("appraisal_title", form.year, "", ""))
    out.add_guide(lines("appraisal_guide", OFF_MARK))
    info = {
        "unit": form.unit_name,
        "year": form.year,
        "framework_id": form.framework.framework_id,
        "status": form.status,
    }
    out.add_info(INFO_ROWS, info, note=form.note or form.framework.title_vi, open_keys={"status"})
    sheet = out.workbook.add_worksheet(SHEET)
    title = sentence("appraisal_title", form.year, form.unit_name, form.place)
    sheet.write_string(0, 0, title, out.title)
    if form.note:
        sheet.write_string(1, 0, form.note, out.warning)
    for at, heading in enumerate(HEADINGS):
        sheet.write_string(_HEADER_ROW, at, heading.label, out.header)
        sheet.set_column(at, at, _WIDTHS.get(heading.key, 11))
    sheet.set_row(_HEADER_ROW, 36)
    for row, record in enumerate(form.rows.to_dict("records"), start=_HEADER_ROW + 1):
        for at, heading in enumerate(HEADINGS):
            _write_cell(sheet, out, row, at, heading.key, record)
        _add_limits(sheet, row, float(record["max_score"]))
        sheet.set_row(row, row_height([(str(record[key]), width) for key, width in _WIDTHS.items()]))
    last = _HEADER_ROW + max(len(form.rows), 1)
    sheet.autofilter(_HEADER_ROW, 0, last, len(HEADINGS) - 1)
    finish_table(sheet, _HEADER_ROW, 4)
    return out.finish(SHEET)


def _add_limits(sheet: Any, row: int, maximum: float) -> None:
    """Attach the limits of a score; Excel only warns, so that ``KAD`` can be entered."""
    column = next(at for at, heading in enumerate(HEADINGS) if heading.key == "appraised_score")
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


def _write_cell(sheet: Any, out: Form, row: int, at: int, key: str, record: dict[str, Any]) -> None:
    value = record[key]
    if (key == "self_score" and record["is_self_off"]) or (key == "appraised_score" and record["is_off"]):
        value = OFF_MARK
    is_number = key.endswith("_score")
    look = (
        (out.number_input if is_number else out.text_input) if key in _OPEN else (out.number if is_number else out.text)
    )
    if value is None or value == "" or (not isinstance(value, str) and pd.isna(value)):
        sheet.write_blank(row, at, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, at, value, look)
    else:
        sheet.write_number(row, at, round(float(value), 9), look)
