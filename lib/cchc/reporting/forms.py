"""Excel forms that offices fill in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from cchc.frameworks import PAR_METHODS, Framework
from cchc.provenance import STATUSES
from cchc.reporting.archive import normalise_office_file
from cchc.sources.score_sheets import HEADINGS, INFO_SHEET, SHEET

_WIDTHS = (9, 62, 11, 24, 12, 14, 30, 24)
_SCORE_COLUMN, _MAXIMUM_COLUMN, _HEADER_ROW = 5, 2, 2


def render_score_sheet(
    framework: Framework, *, locality_name: str, year: int, status: str, scores: Mapping[str, float], note: str = ""
) -> bytes:
    """Render the score sheet of a locality and year.

    Parameters
    ----------
    framework : Framework
        Edition.
    locality_name : str
        As written on the information sheet.
    year : int
        Result year.
    status : str
        Key of ``provenance.STATUSES``.
    scores : mapping of str to float
        Approved scores by leaf code [points]; leaves without one stay empty.
    note : str
        Attached to every range of scores and printed on top, for illustrative figures.

    Returns
    -------
    bytes
        .xlsx that ``sources.score_sheets`` reads; the same arguments give the same bytes.
    """
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False})
    base: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    look = {
        "title": workbook.add_format(base | {"bold": True, "font_size": 14}),
        "warning": workbook.add_format(base | {"bold": True, "font_color": "#8A1C00"}),
        "header": workbook.add_format(
            base | {"bold": True, "border": 1, "bg_color": "#E3EAF0", "text_wrap": True, "align": "center"}
        ),
        "text": workbook.add_format(base | {"border": 1, "text_wrap": True, "num_format": "@"}),
        "number": workbook.add_format(base | {"border": 1, "num_format": "0.00##"}),
        "group": workbook.add_format(
            base | {"border": 1, "bold": True, "bg_color": "#F2F2F2", "text_wrap": True, "num_format": "@"}
        ),
        "sum": workbook.add_format(base | {"border": 1, "bold": True, "bg_color": "#F2F2F2", "num_format": "0.00##"}),
    }
    _write_info(
        workbook,
        look,
        framework,
        {
            "Địa phương": locality_name,
            "Năm kết quả": year,
            "Bộ tiêu chí": framework.framework_id,
            "Trạng thái số liệu": STATUSES[status],
        },
        note,
    )
    sheet = workbook.add_worksheet(SHEET)
    sheet.write_string(0, 0, f"Bảng chấm điểm PAR INDEX năm {year} – {locality_name}", look["title"])
    if note:
        sheet.write_string(1, 0, note, look["warning"])
    for at, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
        sheet.write_string(_HEADER_ROW, at, heading, look["header"])
        sheet.set_column(at, at, width)
    rows = {node.code: number for number, node in enumerate(framework.nodes, start=_HEADER_ROW + 1)}
    for node in framework.nodes:
        _write_node(sheet, look, framework, node.code, rows, scores, note)
    sheet.freeze_panes(_HEADER_ROW + 1, 2)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    workbook.get_worksheet_by_name(SHEET).activate()
    workbook.close()
    return normalise_office_file(buffer.getvalue())


def _write_info(
    workbook: Any, look: Mapping[str, Any], framework: Framework, info: Mapping[str, object], note: str
) -> None:
    sheet = workbook.add_worksheet(INFO_SHEET)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 60)
    for row, (label, value) in enumerate(info.items()):
        sheet.write_string(row, 0, label, look["group"])
        if isinstance(value, int):
            sheet.write_number(row, 1, value, look["header"])
        else:
            sheet.write_string(row, 1, str(value), look["text"])
    sheet.write_string(len(info), 0, "Tên bộ tiêu chí", look["group"])
    sheet.write_string(len(info), 1, framework.title_vi, look["text"])
    if note:
        sheet.write_string(len(info) + 2, 0, note, look["warning"])


def _write_node(
    sheet: Any,
    look: Mapping[str, Any],
    framework: Framework,
    code: str,
    rows: Mapping[str, int],
    scores: Mapping[str, float],
    note: str,
) -> None:
    node, row, children = framework.node(code), rows[code], framework.children(code)
    text, number = (look["group"], look["sum"]) if children else (look["text"], look["number"])
    sheet.write_string(row, 0, code, text)
    sheet.write_string(row, 1, node.name_vi, text)
    sheet.write_number(row, _MAXIMUM_COLUMN, float(node.max_score or 0), number)
    sheet.write_string(row, 3, PAR_METHODS.get(node.method, ""), text)
    for at in (4, 6, 7):
        sheet.write_blank(row, at, None, text)
    if children:
        cells = "+".join(xl_rowcol_to_cell(rows[child.code], _SCORE_COLUMN) for child in children)
        sheet.write_formula(row, _SCORE_COLUMN, f"={cells}", number, _sum(framework, code, scores))
        if note:
            sheet.write_comment(row, _SCORE_COLUMN, note)
    elif code in scores:
        sheet.write_number(row, _SCORE_COLUMN, scores[code], number)
    else:
        sheet.write_blank(row, _SCORE_COLUMN, None, number)


def _sum(framework: Framework, code: str, scores: Mapping[str, float]) -> float:
    children = framework.children(code)
    return (
        round(sum(_sum(framework, child.code, scores) for child in children), 10) if children else scores.get(code, 0.0)
    )
