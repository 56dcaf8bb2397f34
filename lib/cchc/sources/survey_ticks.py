"""Tables in which every answer has a column of its own, and the respondent's one bears a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cchc.sources.survey_columns import TableColumns, cell_text
from cchc.sources.survey_words import fold, read_meaning

#: What stands in the column of the answer that was given.
_MARKS = {"x", "1", "v", "✓", "✔", "√", "☑", "☒", "co"}
#: Answers that a question must have columns for, so that they are taken for a scale.
_LEAST = 3


@dataclass(frozen=True)
class Headed:
    """A column as its headings tell it: where it stands, the parts of its heading, the uppermost first, its heading cell."""

    at: int
    parts: tuple[str, ...]
    place: str
    marks: tuple[tuple[int, str], ...] = ()


def fold_ticks(columns: Sequence[Headed]) -> list[Headed]:
    """Join the columns of one question, each of which is headed by an answer, into one column of answers.

    Parameters
    ----------
    columns : sequence of Headed
        In the order of the table.

    Returns
    -------
    list of Headed
        A joined column stands at the first of its own; ``marks`` are column and answer of each.

    Examples
    --------
    >>> heads = [Headed(at, ("Thái độ", word), "") for at, word in enumerate(("Không hài lòng", "Bình thường", "Hài lòng"))]
    >>> fold_ticks([*heads, Headed(3, ("Ghi chú",), "")])[0].marks
    ((0, 'Không hài lòng'), (1, 'Bình thường'), (2, 'Hài lòng'))
    """
    found: list[Headed] = []
    at = 0
    while at < len(columns):
        first = columns[at]
        run = [first]
        for one in columns[at + 1 :]:
            if one.parts[:-1] != first.parts[:-1] or one.at != run[-1].at + 1:
                break
            run.append(one)
        codes = [read_meaning(one.parts[-1]) for one in run]
        points = [one.code for one in codes if one.code is not None and one.code > 0]
        is_scale = len(first.parts) > 1 and all(one.is_certain for one in codes) and len(points) >= _LEAST
        if is_scale and len(set(points)) == len(points):
            marks = tuple((one.at, one.parts[-1]) for one in run)
            found.append(Headed(first.at, first.parts[:-1], first.place, marks))
        else:
            found += run
        at += len(run)
    return found


def is_scale_row(cells: Sequence[object]) -> bool:
    """Tell whether a row heads the same answers, from one end of the scale to the other, question after question.

    Examples
    --------
    >>> is_scale_row(["", "1", "2", "3", "1", "2", "3"]), is_scale_row(["", "4", "5", "4", "3"])
    (True, False)
    """
    codes = [read_meaning(text).code for cell in cells if (text := cell_text(cell))]
    points = [code for code in codes if code is not None and code > 0]
    if len(points) < _LEAST:
        return False
    size = points.index(points[0], 1) if points[0] in points[1:] else len(points)
    block = points[:size]
    is_in_order = block == sorted(block) or block == sorted(block, reverse=True)
    return size >= _LEAST and len(set(block)) == size and is_in_order and points == block * (len(points) // size)


def read_ticks(table: TableColumns, marks: Sequence[tuple[int, str]]) -> tuple[np.ndarray, list[object]]:
    """Return the answers that are marked, as codes and distinct values; of two marks, or of what is no mark, both are told."""
    told = np.array([], dtype=object)
    for at, label in marks:
        codes, unique = table.column(at)
        texts = [cell_text(value) for value in unique]
        shown = [
            label if fold(text) in _MARKS or text in _MARKS else f"{label}: {text}" if text else "" for text in texts
        ]
        own = np.array(shown or [""], dtype=object)[codes]
        told = (
            own
            if not len(told)
            else np.array(["; ".join(filter(None, pair)) for pair in zip(told, own, strict=True)], object)
        )
    codes, unique = pd.factorize(np.array([*told, ""], object)[:-1])
    return codes, list(unique)
