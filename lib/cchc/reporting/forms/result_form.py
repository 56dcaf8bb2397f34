"""Forms for what was announced: of one unit, or of all units of the country."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cchc.columns import col
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.reporting.forms.parts import Form, add_limits, finish_table, row_height
from cchc.reporting.sentences import lines, sentence
from cchc.sources.announced_forms import GROUP_ROW, INFO_ROWS, MEAN_ROW, SHEET
from cchc.sources.announced_values import RANKS, VALUES, Part

_HEADER_ROW = 2
_OPEN = {"number", "date", "issuer", "url", "certainty", GROUP_ROW.key, MEAN_ROW.key}
_NAME_WIDTH = 62
#: Rows that stay open for parts that no edition names.
_N_FREE = 12


def render_result(
    index: Index, parts: Sequence[Part], *, unit_name: str, year: int, place: str, n_most: int | None
) -> bytes:
    """Render the form for what was announced of one unit.

    Parameters
    ----------
    index : Index
        Whose.
    parts : sequence of Part
        Rows, the whole first.
    unit_name : str
        As written on the information sheet.
    year : int
        Result year.
    place : str
        Where the filled-in file belongs.
    n_most : int or None
        How many units may be ranked at most.

    Returns
    -------
    bytes
        .xlsx that ``sources.result_forms`` reads; the same arguments give the same bytes.
    """
    out = Form(sentence("result_title", index, year))
    out.add_guide(lines("result_guide", index))
    info = {
        "unit": unit_name,
        "year": year,
        "index": index.key,
        "issuer": index.owner_of(year),
        "certainty": "official",
    }
    out.add_info((*INFO_ROWS, GROUP_ROW, MEAN_ROW), info, note=sentence("result_source_note"), open_keys=_OPEN)
    sheet = out.workbook.add_worksheet(SHEET)
    sheet.write_string(0, 0, sentence("result_sheet", index, year, unit_name, place), out.title)
    keys = ("code", "name_vi:name", *VALUES[index.kind], *RANKS)
    number = out.look(border=1, num_format=f"0.00{'#' * max(index.decimals - 2, 2)}", bg_color="#FFFBE6", locked=False)
    whole = out.look(border=1, num_format="0", bg_color="#FFFBE6", locked=False)
    for at, key in enumerate(keys):
        width = {"code": 12, "name_vi:name": _NAME_WIDTH}.get(key, 16)
        sheet.set_column(at, at, width)
        sheet.write_string(_HEADER_ROW, at, col(key).title_vi, out.header)
    rows = [*parts, *([Part("", "")] * _N_FREE if len(parts) == 1 or index.kind == "surveyed" else [])]
    for row, part in enumerate(rows, start=_HEADER_ROW + 1):
        is_total, is_free = part.code == TOTAL_CODE, not part.code
        look = out.text_input if is_free and index.kind == "surveyed" else out.group if is_total else out.text
        sheet.write_string(row, 0, "" if is_total else part.shown_code, look)
        sheet.write_string(row, 1, part.name_vi, look)
        sheet.set_row(row, row_height([(part.name_vi, _NAME_WIDTH)]) + 3)
        for at, key in enumerate(keys[2:], start=2):
            if key == "max_score" and part.max_score is not None:
                sheet.write_number(row, at, part.max_score, number)
            else:
                sheet.write_blank(row, at, None, whole if key in RANKS else number)
            _limit(sheet, row, at, key, part, index, n_most)
    finish_table(sheet, _HEADER_ROW, 2)
    return out.finish(SHEET)


def _limit(sheet: object, row: int, at: int, key: str, part: Part, index: Index, n_most: int | None) -> None:
    if key in RANKS:
        add_limits(sheet, row, at, 1, n_most or 5000)
    elif key == "pct":
        add_limits(sheet, row, at, 0, 100)
    elif part.max_score is not None and key != "max_score":
        add_limits(sheet, row, at, 0, part.max_score)
    elif index.kind == "published" and index.scale.of == "whole":
        add_limits(sheet, row, at, 0, index.scale.highest)


def render_field(index: Index, parts: Sequence[Part], units: pd.DataFrame, *, year: int, place: str) -> bytes:
    """Render the form for what was announced of all units: a row each, a column per part.

    Parameters
    ----------
    index : Index
        Whose.
    parts : sequence of Part
        Columns, the whole first.
    units : pandas.DataFrame
        ``name_vi`` of every unit, in the order of the register.
    year : int
        Result year.
    place : str
        Where the filled-in file belongs.

    Returns
    -------
    bytes
        .xlsx that ``sources.field_forms`` reads; the same arguments give the same bytes.
    """
    out = Form(sentence("field_title", index, year))
    out.add_guide(lines("field_guide", index, len(units)))
    info = {"unit": sentence("whole_country"), "year": year, "index": index.key, "issuer": index.owner_of(year), "certainty": "official"}  # fmt: skip
    out.add_info((*INFO_ROWS, MEAN_ROW), info, note=sentence("result_source_note"), open_keys=_OPEN)
    sheet = out.workbook.add_worksheet(SHEET)
    sheet.write_string(0, 0, sentence("field_sheet", index, year, place), out.title)
    is_share = index.kind == "surveyed" or (index.kind == "scored" and index.is_percent)
    heads = [col("unit_vi").title_vi, col("pct" if is_share else "score:announced").title_vi, col("rank").title_vi]
    columns = parts[1:] if index.kind == "published" else ()
    heads += [f"{one.shown_code} {one.name_vi}".strip() for one in columns]
    number = out.look(border=1, num_format=f"0.00{'#' * max(index.decimals - 2, 2)}", bg_color="#FFFBE6", locked=False)
    for at, head in enumerate(heads):
        sheet.set_column(at, at, 30 if at == 0 else 14 if at < 3 else 18)
        sheet.write_string(_HEADER_ROW, at, head, out.header)
    sheet.set_row(_HEADER_ROW, row_height([(head, 18.0) for head in heads[3:]]) + 20)
    for row, name in enumerate(units["name_vi"], start=_HEADER_ROW + 1):
        sheet.write_string(row, 0, str(name), out.text)
        for at in range(1, len(heads)):
            sheet.write_blank(row, at, None, number)
    finish_table(sheet, _HEADER_ROW, 1)
    return out.finish(SHEET)
