"""The form of solutions: what the catalogue offers for each criterion of an office's framework, to confirm, change or fill in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cchc.frameworks import Framework
from cchc.planning.solution_rows import SolutionRow
from cchc.reporting.forms.parts import Form, add_limits, finish_table, row_height
from cchc.reporting.sentences import lines, sentence
from cchc.sources.solution_cells import STANDING_WORDS
from cchc.sources.solution_sheets import DECISIONS, HEADINGS, INFO_ROWS, OPEN_COLUMNS, SHEET

_HEADER_ROW = 3
_WIDTHS = {
    "code": 9, "above_vi": 24, "name_vi": 36, "max_score": 8, "match_pct": 8, "matched_vi": 32, "decision": 13,
    "solution_vi": 60, "output_vi": 34, "lead_vi": 18, "cooperating_vi": 22, "deadline": 12, "effort_days": 8,
    "recoverable_pct": 10, "keep_vi": 44, "keep_output_vi": 30, "questions_vi": 36, "requires": 12, "excludes": 12,
    "slot_grounds_vi": 36, "lead_ground_vi": 30, "output_ground_vi": 30,
}  # fmt: skip
_AGENCIES = ("lead_vi", "cooperating_vi")


@dataclass(frozen=True)
class SolutionForm:
    """What the form is made of.

    Attributes
    ----------
    unit_name, year, place : str, int, str
        Whose, of which result year, where it belongs when it is filled in.
    framework : Framework
        Whose criteria.
    rows : sequence of SolutionRow
        One per leaf.
    titles : mapping of str to str
        ``framework_id`` of the catalogue's editions → title.
    agencies : sequence of str
        Short names to choose from.
    left : sequence of (str, str)
        Code and name of earlier decisions that have no criterion here.
    """

    unit_name: str
    year: int
    place: str
    framework: Framework
    rows: Sequence[SolutionRow]
    titles: Mapping[str, str]
    agencies: Sequence[str]
    left: Sequence[tuple[str, str]] = ()


def count_rows(rows: Sequence[SolutionRow]) -> Counter[str]:
    """Count rows: ``own`` of the office, ``refused``, ``offered`` without a decision, ``blank`` without an offer."""
    kinds = {"confirmed": "own", "changed": "own", "refused": "refused"}
    return Counter(kinds.get(row.decision, "offered" if row.cells else "blank") for row in rows)


def render_solutions(form: SolutionForm) -> bytes:
    """Render the form.

    Parameters
    ----------
    form : SolutionForm
        Content.

    Returns
    -------
    bytes
        .xlsx that ``sources.solution_sheets`` reads; the same argument gives the same bytes.
    """
    out = Form(sentence("solutions_title", form, ""))
    out.add_guide(lines("solutions_guide", form, DECISIONS))
    info = {"unit": form.unit_name, "year": form.year, "framework_id": form.framework.framework_id}
    out.add_info(INFO_ROWS, info, note="", open_keys=set())
    sheet = out.workbook.add_worksheet(SHEET)
    sheet.write_string(0, 0, sentence("solutions_title", form, form.place), out.title)
    sheet.write_string(1, 0, sentence("solutions_counted", count_rows(form.rows), len(form.rows)), out.warning)
    sheet.write_string(2, 0, sentence("solutions_left", form.left), out.warning)
    for at, heading in enumerate(HEADINGS):
        sheet.set_column(at, at, _WIDTHS.get(heading.key, 10), None, {"hidden": heading.key == "offer_mark"})
        sheet.write_string(_HEADER_ROW, at, heading.label, out.header)
    for at, row in enumerate(form.rows, start=_HEADER_ROW + 1):
        _write_row(out, sheet, at, row, form.titles)
    _add_choices(out, sheet, form)
    sheet.set_row(_HEADER_ROW, 50)
    sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(form.rows), len(HEADINGS) - 1)
    finish_table(sheet, _HEADER_ROW, 3)
    return out.finish(SHEET)


def _write_row(out: Form, sheet: Any, at: int, row: SolutionRow, titles: Mapping[str, str]) -> None:
    cells: dict[str, Any] = {
        "code": row.criterion.code,
        "above_vi": " / ".join(reversed(row.criterion.above)),
        "name_vi": row.criterion.name_vi,
        "max_score": row.max_score,
        "match_pct": 100.0 if row.is_exact else None if row.taken is None else float(row.taken.pct),
        "matched_vi": sentence("solution_source", row, titles),
        "decision": DECISIONS.get(row.decision, ""),
        "offer_mark": row.mark,
        **(row.cells or {}),
    }
    whole = out.look(border=1, num_format="0")
    for column, heading in enumerate(HEADINGS):
        value, is_open = cells.get(heading.key), heading.key in {"decision", *OPEN_COLUMNS}
        is_number = isinstance(value, float) or heading.key in {"effort_days", "recoverable_pct"}
        if heading.key == "match_pct":
            look = whole
        elif is_open:
            look = (
                out.look(border=1, num_format="0.##", bg_color="#FFFBE6", locked=False) if is_number else out.text_input
            )
        else:
            look = out.number if is_number else out.text
        if value is None or value == "":
            sheet.write_blank(at, column, None, look)
        elif isinstance(value, float):
            sheet.write_number(at, column, value, look)
        else:
            sheet.write_string(at, column, value, look)
    sheet.set_row(at, row_height((str(cells.get(key) or ""), width) for key, width in _WIDTHS.items()))


def _add_choices(out: Form, sheet: Any, form: SolutionForm) -> None:
    """Offer decisions, agencies and standing deadlines; limit the numbers."""
    if not form.rows:
        return
    columns = {heading.key: at for at, heading in enumerate(HEADINGS)}
    first, last = _HEADER_ROW + 1, _HEADER_ROW + len(form.rows)

    def cells(key: str) -> tuple[int, int, int, int]:
        return first, columns[key], last, columns[key]

    out.add_list(sheet, cells("decision"), list(DECISIONS.values()))
    out.add_list(sheet, cells("deadline"), list(STANDING_WORDS.values()), is_closed=False)
    for key in _AGENCIES if form.agencies else ():
        out.add_list(sheet, cells(key), list(form.agencies), is_closed=False)
    add_limits(sheet, first, columns["effort_days"], 1, 2000, last_row=last)
    add_limits(sheet, first, columns["recoverable_pct"], 0, 100, last_row=last)
