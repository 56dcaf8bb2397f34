"""The form of the survey of leaders: a row per respondent and unit, a letter a question."""

from __future__ import annotations

import pandas as pd

from cchc.leader_params import LeaderSurvey
from cchc.reporting.forms.parts import Form, finish_table
from cchc.reporting.sentences import lines, sentence
from cchc.sources.leader_surveys import GROUP, HEADINGS, INFO_ROWS, SHEET, UNIT

N_ROWS = 5000
_HEADER_ROW = 2
_WIDTHS = {GROUP: 34, UNIT: 34}


def render_leader_form(
    choice: LeaderSurvey, units: pd.DataFrame, *, unit_name: str, year: int, place: str, note: str = ""
) -> bytes:
    """Render the form.

    Parameters
    ----------
    choice : LeaderSurvey
        Letters, groups and questions.
    units : pandas.DataFrame
        ``name_vi`` of the units that are rated, in their order.
    unit_name : str
        Who holds the campaign, as written on the information sheet.
    year : int
        Year that is scored.
    place : str
        Where the filled-in file belongs.
    note : str
        Printed on top, for a campaign that is invented.

    Returns
    -------
    bytes
        .xlsx that ``sources.leader_surveys`` reads; the same arguments give the same bytes.
    """
    out = Form(sentence("leader_title", year, "", ""))
    out.add_guide(lines("leader_guide", choice, N_ROWS))
    out.add_info(INFO_ROWS, {"unit": unit_name, "year": year}, note=note or choice.document_vi, open_keys=set())
    sheet = out.workbook.add_worksheet(SHEET)
    sheet.write_string(0, 0, sentence("leader_title", year, unit_name, place), out.title)
    if note:
        sheet.write_string(1, 0, note, out.warning)
    keys = [*HEADINGS, *choice.questions()]
    for at, key in enumerate(keys):
        sheet.set_column(at, at, _WIDTHS.get(key, 14), out.look(num_format="@", locked=False))
        sheet.write_string(_HEADER_ROW, at, HEADINGS[key][0] if key in HEADINGS else key, out.header)
    sheet.set_row(_HEADER_ROW, 50)
    for row in (0, 1):
        sheet.set_row(row, None, out.look(locked=True))
    first, last = _HEADER_ROW + 1, _HEADER_ROW + N_ROWS
    group, unit = keys.index(GROUP), keys.index(UNIT)
    out.add_list(sheet, (first, group, last, group), [one.name_vi for one in choice.groups.values()])
    out.add_list(sheet, (first, unit, last, unit), units["name_vi"].tolist())
    out.add_list(sheet, (first, len(HEADINGS), last, len(keys) - 1), list(choice.answers))
    finish_table(sheet, _HEADER_ROW, len(HEADINGS))
    return out.finish(SHEET)
