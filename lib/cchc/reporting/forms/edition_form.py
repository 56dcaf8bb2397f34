"""The form that sets two editions side by side: which criterion probably became which, to confirm or refuse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cchc.analysis.edition_matching import ProposedPair
from cchc.editions import CriterionMap
from cchc.frameworks import Framework
from cchc.reporting.forms.parts import Form, finish_table, row_height
from cchc.reporting.sentences import lines, sentence
from cchc.sources.edition_maps import BECAME, DECISIONS, HEADINGS, INFO_ROWS, SHEET

_HEADER_ROW, _SPARE_ROWS = 3, 40
_WIDTHS = {
    "earlier_code": 10, "earlier_vi": 44, "earlier_max_score": 9, "became_vi": 14, "later_code": 10, "later_vi": 44,
    "later_max_score": 9, "match_pct": 8, "decision": 12, "note_vi": 40,
}  # fmt: skip
_OPEN = {"became_vi", "decision", "note_vi"}
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class EditionForm:
    """What the form is made of.

    Attributes
    ----------
    unit_name, year, place : str, int, str
        Whose, of which result year, where it belongs when it is filled in.
    earlier, later : Framework
        The two editions.
    pairs : sequence of ProposedPair
        What is proposed.
    decided : CriterionMap or None
        What the office has confirmed so far.
    """

    unit_name: str
    year: int
    place: str
    earlier: Framework
    later: Framework
    pairs: Sequence[ProposedPair]
    decided: CriterionMap | None = None


def count_pairs(pairs: Sequence[ProposedPair]) -> Counter[str]:
    """Count what is proposed, by key of ``BECAME``."""
    return Counter(one.became for one in pairs)


def render_edition_map(form: EditionForm) -> bytes:
    """Render the form.

    Parameters
    ----------
    form : EditionForm
        Content.

    Returns
    -------
    bytes
        .xlsx that ``sources.edition_maps`` reads; the same argument gives the same bytes.
    """
    out = Form(sentence("editions_title", form, ""))
    out.add_guide(lines("editions_guide", form, DECISIONS, BECAME))
    info = {
        "unit": form.unit_name,
        "year": form.year,
        "earlier_id": form.earlier.framework_id,
        "later_id": form.later.framework_id,
    }
    out.add_info(INFO_ROWS, info, note="", open_keys=set())
    sheet = out.workbook.add_worksheet(SHEET)
    sheet.write_string(0, 0, sentence("editions_title", form, form.place), out.title)
    sheet.write_string(1, 0, sentence("editions_counted", count_pairs(form.pairs), BECAME), out.warning)
    for at, heading in enumerate(HEADINGS):
        sheet.set_column(at, at, _WIDTHS[heading.key])
        sheet.write_string(_HEADER_ROW, at, heading.label, out.header)
    pairs = [*form.pairs, *_added(form)]
    for at, pair in enumerate(pairs, start=_HEADER_ROW + 1):
        _write_row(out, sheet, at, pair, form)
    last = _HEADER_ROW + len(pairs) + _SPARE_ROWS
    for row in range(_HEADER_ROW + 1 + len(pairs), last + 1):
        for at, heading in enumerate(HEADINGS):
            is_open = heading.key in {*_OPEN, "earlier_code", "later_code"}
            sheet.write_blank(row, at, None, out.text_input if is_open else out.text)
    columns = {heading.key: at for at, heading in enumerate(HEADINGS)}
    for key, words in (("became_vi", BECAME), ("decision", DECISIONS)):
        out.add_list(sheet, (_HEADER_ROW + 1, columns[key], last, columns[key]), list(words.values()))
    sheet.set_row(_HEADER_ROW, 50)
    sheet.autofilter(_HEADER_ROW, 0, last, len(HEADINGS) - 1)
    finish_table(sheet, _HEADER_ROW, 1)
    return out.finish(SHEET)


def _added(form: EditionForm) -> list[ProposedPair]:
    """Return pairs that the office has confirmed and that are not proposed."""
    known = {(one.earlier, one.later) for one in form.pairs}
    told = [] if form.decided is None else [one for one in form.decided.pairs if one not in known]
    n_later, n_earlier = Counter(old for old, _ in told), Counter(new for _, new in told)
    return [
        ProposedPair(old, new, "split" if n_later[old] > 1 else "merged" if n_earlier[new] > 1 else "changed")
        for old, new in told
    ]


def _decision(pair: ProposedPair, decided: CriterionMap | None) -> str:
    if decided is None:
        return ""
    both = (pair.earlier, pair.later)
    if both in decided.pairs or (not pair.later and pair.earlier in decided.ended):
        return DECISIONS["confirmed"]
    if not pair.earlier and pair.later in decided.begun:
        return DECISIONS["confirmed"]
    return DECISIONS["refused"] if both in decided.refused else ""


def _write_row(out: Form, sheet: Any, at: int, pair: ProposedPair, form: EditionForm) -> None:
    before = form.earlier.node(pair.earlier) if pair.earlier else None
    after = form.later.node(pair.later) if pair.later else None
    maxima = (None if before is None else before.max_score, None if after is None else after.max_score)
    is_other = None not in maxima and abs((maxima[0] or 0.0) - (maxima[1] or 0.0)) > _TOLERANCE
    cells: dict[str, Any] = {
        "earlier_code": pair.earlier,
        "earlier_vi": "" if before is None else before.name_vi,
        "earlier_max_score": maxima[0],
        "became_vi": BECAME[pair.became],
        "later_code": pair.later,
        "later_vi": "" if after is None else after.name_vi,
        "later_max_score": maxima[1],
        "match_pct": None if pair.pct is None else float(pair.pct),
        "decision": _decision(pair, form.decided),
        "note_vi": sentence("other_maximum", is_other),
    }
    for column, heading in enumerate(HEADINGS):
        value = cells[heading.key]
        look = out.text_input if heading.key in _OPEN else out.text
        if heading.key == "match_pct":
            look = out.look(border=1, num_format="0")
        elif isinstance(value, float):
            look = out.number
        if value is None or value == "":
            sheet.write_blank(at, column, None, look)
        elif isinstance(value, float):
            sheet.write_number(at, column, value, look)
        else:
            sheet.write_string(at, column, value, look)
    sheet.set_row(at, row_height((str(cells[key] or ""), width) for key, width in _WIDTHS.items()))
