"""The map of a survey export: what each column and each answer seems to mean, for the office to confirm."""

from __future__ import annotations

from typing import Any

from cchc.frameworks import Framework
from cchc.reporting.forms.parts import Form, finish_table, row_height
from cchc.reporting.sentences import lines, sentence
from cchc.sources.headings import Heading
from cchc.sources.survey_maps import (
    ANSWER_HEADINGS,
    ANSWERS_SHEET,
    COLUMN_HEADINGS,
    COLUMNS_SHEET,
    INFO_ROWS,
    SEPARATORS,
)
from cchc.sources.survey_matching import CERTAIN
from cchc.sources.survey_proposals import MapProposal
from cchc.sources.survey_scales import ColumnProposal
from cchc.sources.survey_uses import AGE_BANDS, USE_WORDS
from cchc.sources.survey_words import MEANINGS

_HEADER_ROW = 2
_SPARE_ROWS = 20
_WIDTHS = {"heading_vi": 60, "proposed_use_vi": 44, "use_vi": 44, "answer_vi": 44, "remark_vi": 44, "meaning_vi": 22}
_OPEN = {"use_vi", "scale_vi", "is_reversed", "separator", "meaning_vi", "is_spelling"}


def render_survey_map(
    proposal: MapProposal, questionnaire: Framework, *, unit_name: str, year: int, file: str, place: str
) -> bytes:
    """Render the form.

    Parameters
    ----------
    proposal : MapProposal
        What is filled in, or only proposed.
    questionnaire : Framework
        Whose questions may be chosen.
    unit_name : str
        As written on the information sheet.
    year : int
        Result year.
    file : str
        The export, relative to the project.
    place : str
        Where the confirmed map belongs.

    Returns
    -------
    bytes
        .xlsx that ``sources.survey_maps`` reads; the same arguments give the same bytes.
    """
    out = Form(sentence("survey_map_title", year, "", ""))
    out.add_guide(lines("survey_map_guide", CERTAIN, AGE_BANDS.values()))
    info = {
        "unit": unit_name,
        "year": year,
        "framework_id": questionnaire.framework_id,
        "file": file,
        "confirmed": "no",
    }
    note = sentence("invented_questionnaire") if questionnaire.status == "illustrative" else questionnaire.title_vi
    out.add_info(INFO_ROWS, info, note=note, open_keys={"confirmed"})
    words = {node.code: f"{node.code} {node.name_vi}" for node in questionnaire.leaves()} | dict(USE_WORDS)
    columns = [_column_cells(one, words, questionnaire) for one in proposal.columns]
    sheet = _write(out, COLUMNS_SHEET, COLUMN_HEADINGS, columns, sentence("survey_map_title", year, unit_name, place))
    at = _places(COLUMN_HEADINGS)
    last = _HEADER_ROW + max(len(columns), 1)
    out.add_list(sheet, (_HEADER_ROW + 1, at["use_vi"], last, at["use_vi"]), list(words.values()))
    out.add_list(sheet, (_HEADER_ROW + 1, at["is_reversed"], last, at["is_reversed"]), ["x"])
    out.add_list(sheet, (_HEADER_ROW + 1, at["separator"], last, at["separator"]), list(SEPARATORS.values()))
    _mark_blanks(out, sheet, at["use_vi"], last)
    answers: list[list[object]] = [
        [
            one.scale,
            one.wording,
            one.count,
            one.meaning,
            one.meaning if one.is_sure else "",
            "x" if one.is_spelling else "",
        ]
        for one in proposal.answers
    ]
    sheet = _write(out, ANSWERS_SHEET, ANSWER_HEADINGS, answers, sentence("survey_map_title", year, unit_name, place))
    at = _places(ANSWER_HEADINGS)
    last = _HEADER_ROW + max(len(answers), 1)
    # rows that an office adds are all open
    for row in range(last + 1, last + 1 + _SPARE_ROWS):
        for column in range(len(ANSWER_HEADINGS)):
            sheet.write_blank(row, column, None, out.text_input)
    _mark_blanks(out, sheet, at["meaning_vi"], last)
    options = {f"Câu {node.code}": [*node.options, MEANINGS[0]] for node in questionnaire.choice_items()}
    for scale in dict.fromkeys(one.scale for one in proposal.answers if one.scale not in USE_WORDS.values()):
        rows = [row for row, one in enumerate(proposal.answers, start=_HEADER_ROW + 1) if one.scale == scale]
        cells = (rows[0], at["meaning_vi"], rows[-1], at["meaning_vi"])
        out.add_list(sheet, cells, options.get(scale, list(MEANINGS.values())))
    out.add_list(sheet, (_HEADER_ROW + 1, at["is_spelling"], last, at["is_spelling"]), ["x"])
    return out.finish(COLUMNS_SHEET)


def _column_cells(one: ColumnProposal, words: dict[str, str], questionnaire: Framework) -> list[object]:
    word = words.get(one.use, "")
    return [
        one.column.letter,
        one.column.heading,
        word,
        one.certainty or None,
        word if one.is_sure else "",
        one.scale,
        "x" if one.is_reversed else "",
        SEPARATORS.get(one.separator, ""),
        sentence("survey_map_remark", one, one.use in questionnaire),
    ]


def _places(headings: tuple[Heading, ...]) -> dict[str, int]:
    return {one.key: at for at, one in enumerate(headings)}


def _write(out: Form, name: str, headings: tuple[Heading, ...], rows: list[list[object]], title: str) -> Any:
    sheet = out.workbook.add_worksheet(name)
    sheet.write_string(0, 0, title, out.title)
    for at, heading in enumerate(headings):
        sheet.set_column(at, at, _WIDTHS.get(heading.key, 12))
        sheet.write_string(_HEADER_ROW, at, heading.label, out.header)
    for row, cells in enumerate(rows, start=_HEADER_ROW + 1):
        texts = [
            (str(cell), _WIDTHS.get(one.key, 12)) for cell, one in zip(cells, headings, strict=True) if cell is not None
        ]
        sheet.set_row(row, row_height(texts))
        for at, (cell, heading) in enumerate(zip(cells, headings, strict=True)):
            look = out.text_input if heading.key in _OPEN else out.text
            if cell is None or cell == "":
                sheet.write_blank(row, at, None, look)
            elif isinstance(cell, int):
                sheet.write_number(row, at, cell, out.look(border=1, num_format="0"))
            else:
                sheet.write_string(row, at, str(cell), look)
    finish_table(sheet, _HEADER_ROW, 2)
    return sheet


def _mark_blanks(out: Form, sheet: Any, column: int, last: int) -> None:
    """Show in red what the office still has to choose."""
    options = {"type": "blanks", "format": out.workbook.add_format({"bg_color": "#F4C7C3"})}
    sheet.conditional_format(_HEADER_ROW + 1, column, last, column, options)
