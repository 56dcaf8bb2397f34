"""Which column of a survey export asks which question: by its code, else by its wording."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from cchc.sources.survey_headings import ExportColumn
from cchc.sources.survey_uses import IGNORED, use_of_heading
from cchc.sources.survey_words import fold

#: From this certainty on [0-100] a proposal is filled in; below it the office chooses.
CERTAIN = 90
#: Below this a heading is not taken for a question at all.
_LEAST = 62
#: Another question, or another column, as near as this makes a proposal doubtful.
_MARGIN = 2
#: A code beside words that are nearer to another question than this is doubted.
_OTHER_NAME = 85
_CODE = re.compile(r"\W*(?:câu\s+)?([A-Za-z]{0,4}\d*(?:[._-]\d+)*)(?=$|[\s.:)\]/–-])", re.IGNORECASE)
_BRACKET = re.compile(r"\[([^\]]+)\]\s*$")
_DOUBTED, _BY_CODE = 70, 100


@dataclass(frozen=True)
class Match:
    """What a column seems to be for.

    Attributes
    ----------
    use : str
        Code of a question, or a key of ``USE_WORDS``; empty where nothing is proposed.
    certainty : int
        0 to 100.
    """

    use: str = ""
    certainty: int = 0


def match_columns(columns: Sequence[ExportColumn], items: Mapping[str, str]) -> list[Match]:
    """Match the columns of an export with questions and with what else a column may be for.

    Parameters
    ----------
    columns : sequence of ExportColumn
        Of the export.
    items : mapping of str to str
        Codes of the questionnaire → their questions.

    Returns
    -------
    list of Match
        One a column; a question, a number of the response, a time and a design column are proposed for one column at
        most. The certainty of a question that another column asks as well is below ``CERTAIN``.
    """
    codes = {_plain(code): code for code in items}
    names = {code: fold(name) for code, name in items.items()}
    near = np.array([[_similarity(column, name) for name in names.values()] for column in columns], dtype=float)
    near = near.reshape(len(columns), len(items))
    order = list(items)
    written = [_code_of(column, codes) for column in columns]
    worth = near.copy()
    sure = [
        bool(code) and _is_by_code(near[row], order.index(code), columns[row], code) for row, code in enumerate(written)
    ]
    for row, code in enumerate(written):
        if code:
            at = order.index(code)
            worth[row, at] = 1000 + near[row, at] if sure[row] else max(near[row, at], _LEAST)
    found = [Match()] * len(columns)
    for row, at in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
        code, value = order[at], float(near[row, at])
        if written[row] == code and sure[row]:
            found[row] = Match(code, _BY_CODE)
        elif value >= _LEAST:
            others = (*np.delete(near[row], at), *np.delete(near[:, at], row))
            rival = max((float(one) for one in others), default=0.0)
            doubtful = (value < 100 and rival > value - _MARGIN) or (
                written[row] not in {"", code} and _is_telling(written[row])
            )
            found[row] = Match(code, min(round(value), CERTAIN - 1) if doubtful else round(value))
        elif written[row] == code:
            found[row] = Match(code, _DOUBTED)
    return _other_uses(columns, found)


def _other_uses(columns: Sequence[ExportColumn], found: list[Match]) -> list[Match]:
    """Propose what is no question; a heading that says so itself is no question that only resembles it."""
    taken: dict[str, int] = {}
    for at, column in enumerate(columns):
        use = use_of_heading(column.parts[-1]) or use_of_heading(column.heading)
        if not use or found[at].certainty >= CERTAIN:
            continue
        first = taken.setdefault(use, at)
        is_repeated = first != at and use != IGNORED
        found[at] = Match() if is_repeated else Match(use, 100)
    return found


def _is_by_code(near: np.ndarray, at: int, column: ExportColumn, code: str) -> bool:
    """Tell whether a code settles a column: not before the words of another question, nor a bare number before any words."""
    own, best = float(near[at]), float(near.max())
    if not fold(_without_code(column.parts[-1])) or own >= _OTHER_NAME:
        return True
    is_no_question = bool(use_of_heading(column.parts[-1]))
    return (_is_telling(code) or own >= _LEAST) and best < _OTHER_NAME and not is_no_question


def _is_telling(code: str) -> bool:
    """Tell whether a code is more than a number, with which any form counts its questions."""
    return any(one.isalpha() for one in code)


def _code_of(column: ExportColumn, codes: Mapping[str, str]) -> str:
    """Return the code that a heading begins with, or that a part of it is; empty where there is none."""
    for part in reversed(column.parts):
        for form in (part, part.rpartition("/")[2], *_BRACKET.findall(part)):
            match = _CODE.match(form)
            if match and match[1] and _plain(match[1]) in codes:
                return codes[_plain(match[1])]
    return ""


def _without_code(text: str) -> str:
    match = _CODE.match(text.rpartition("/")[2])
    return text.rpartition("/")[2][match.end() :] if match and any(one.isdigit() for one in match[0]) else text


def _plain(code: str) -> str:
    return re.sub(r"[_-]", ".", code.casefold()).rstrip(".")


def _similarity(column: ExportColumn, name: str) -> float:
    """Return how near a heading is to a question [0-100]: the row in brackets, the lowest part, or all of it."""
    forms = {column.heading, column.parts[-1], _without_code(column.parts[-1])}
    forms |= {one for part in column.parts for one in _BRACKET.findall(part)}
    forms |= {_without_code(one) for one in tuple(forms)}
    return max((_near(fold(form), name) for form in forms if form), default=0.0)


def _near(heading: str, name: str) -> float:
    if not heading or not name:
        return 0.0
    if heading == name:
        return 100.0
    near = max(fuzz.ratio(heading, name), fuzz.token_sort_ratio(heading, name) * 0.98)
    if len(name) > 11 and f" {name} " in f" {heading} ":
        near = max(near, 92 + 7 * len(name) / len(heading))
    return min(near, 99.0)


def score_headings(columns: Sequence[ExportColumn], items: Mapping[str, str]) -> float:
    """Tell how much of some headings is known: see ``survey_headings.Score``."""
    return sum(one.certainty for one in match_columns(columns, items)) / 100
