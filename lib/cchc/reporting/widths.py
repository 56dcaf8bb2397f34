"""Widths of a table's columns for which its rows are lowest, from the lengths of their words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from cchc.reporting.blocks import Table
from cchc.reporting.formats import NUMBER_KINDS, format_cell, kind_in

#: Advance widths of Tinos (metrics of Times New Roman) [thousandths of an em]; accents do not change them.
_ADVANCES = {
    180: "'", 250: " .,\xa0", 278: "ijlt;:/", 333: "frI!()[]-’", 389: "sJ", 408: '"', 444: "acez?“”",
    500: "bdghknopquvxy0123456789–*_đ", 556: "FPS", 564: "+=<>−", 611: "ELTZ", 667: "BCR", 722: "wADGHKNOQUVXYĐ",
    778: "m&", 833: "%", 889: "M", 944: "W", 1000: "—…",
}  # fmt: skip
_ADVANCE = {letter: advance / 1000 for advance, letters in _ADVANCES.items() for letter in letters}
_OTHER_LETTER = 0.6
#: Of a word that is broken wherever its column ends, the most that its column has to hold [em].
_WIDEST_PIECE = 16.0
#: Bold letters are wider; the part of a longest word that the lines of a text leave empty at their ends.
_BOLD, _UNUSED = 1.06, 0.4
#: A word of so many characters is broken where its column ends (document.typ); it asks for room for half of them.
BREAKABLE_WORD = 24
#: The room left over is given away in so many pieces, each where it lowers the rows most.
_PIECES = 64
#: Part of a width that a plan's parameters choose which the words of other columns do not take.
_KEPT_SHARE = 0.5
#: Of a cell, both sides together [pt].
_PADDING_PT = 6.4
#: A line, and what a row has besides its lines [em].
_LINE, _ROW = 1.11, 0.24


@lru_cache(maxsize=16384)
def word_width(word: str, *, is_bold: bool = False) -> float:
    """Return how wide a word is printed [em].

    Examples
    --------
    >>> round(word_width("Điểm"), 3), round(word_width("1,25"), 3), word_width("")
    (2.222, 1.75, 0)
    """
    letters = unicodedata.normalize("NFD", word)
    width = sum(_ADVANCE.get(letter, _OTHER_LETTER) for letter in letters if not unicodedata.combining(letter))
    return width * _BOLD if is_bold else width


def measure_cell(text: str, *, is_whole: bool = False, is_bold: bool = False) -> tuple[float, float]:
    """Return the length of a text on one line and of its longest word [em].

    Parameters
    ----------
    text : str
        As printed.
    is_whole : bool
        Not to be broken: a number.
    is_bold : bool
        Of a head or a total.

    Returns
    -------
    tuple of float
        Words end at spaces that break; one that is broken wherever its column ends counts by half.
    """
    words = [text] if is_whole else text.replace("\n", " ").split(" ")
    widths = [word_width(word, is_bold=is_bold) for word in words]
    longest = max(
        (
            min(width / 2, _WIDEST_PIECE) if len(word) >= BREAKABLE_WORD else width
            for word, width in zip(words, widths, strict=True)
        ),
        default=0.0,
    )
    return sum(widths) + max(len(words) - 1, 0) * _ADVANCE[" "], longest


def solve_widths(
    amounts: Sequence[Sequence[tuple[float, float]]], least: Sequence[float], width: float
) -> tuple[float, ...]:
    """Share a width out over columns so that the rows, all together, are as low as can be.

    Parameters
    ----------
    amounts : sequence of sequence of (float, float)
        For each row, the length of each cell's text on one line and of its longest word.
    least : sequence of float
        What each column needs at the least: more than any of its words.
    width : float
        To be shared, in the unit of the others.

    Returns
    -------
    tuple of float
        Adds up to ``width``. Where the least widths already ask for more, they are cut alike.

    Notes
    -----
    A row is as high as its highest cell: text over width, of which words leave a part empty at the end of each line.
    Starting from the least widths, each piece of the rest goes to the column in which it takes most from the rows' heights;
    a cell counts by how near it is to its row's highest. What is left when every text has one line is shared by the lengths
    of the texts.

    Examples
    --------
    >>> solve_widths([[(2.0, 2.0), (30.0, 4.0)]], [3.0, 5.0], 40.0)
    (3.44, 36.56)
    >>> solve_widths([[(2.0, 2.0), (30.0, 4.0)]], [3.0, 9.0], 6.0)
    (1.5, 4.5)
    """
    widths = np.array(least, dtype=float)
    if widths.sum() >= width:
        return _rounded(widths * (width / widths.sum()), width)
    measured = np.array(amounts, dtype=float).reshape(-1, len(widths), 2)
    lengths, unused = measured[:, :, 0], measured[:, :, 1] * _UNUSED
    piece = (width - float(widths.sum())) / _PIECES
    for _ in range(_PIECES):
        lines = np.where(lengths <= widths, 1.0, np.maximum(lengths / (widths - unused), 1.5))
        near = lines / lines.max(axis=1, keepdims=True)
        near = near * near
        near = near * near
        gains = np.where(lines > 1.0, near * near * lines / (widths - unused), 0.0).sum(axis=0)
        if not gains.any():
            natural = np.maximum(lengths.max(axis=0, initial=0.0), 1.0)
            rest = width - float(widths.sum())
            return _rounded(widths + rest * natural / natural.sum(), width)
        # equal to the sixth digit is equal: sums may differ in the last one from machine to machine
        widths[int(np.argmax(np.round(gains / gains.max(), 6)))] += piece
    return _rounded(widths, width)


def _rounded(widths: np.ndarray[tuple[int, ...], np.dtype[np.float64]], width: float) -> tuple[float, ...]:
    found = [round(float(one), 2) for one in widths]
    widest = found.index(max(found))
    found[widest] = round(width - sum(found[:widest]) - sum(found[widest + 1 :]), 2)
    return tuple(found)


def fit_columns(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: float,
    *,
    whole: Sequence[bool] = (),
    padding: float = 0.6,
    kept: Sequence[float] = (),
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Fit the columns of a table to its words.

    Parameters
    ----------
    header : sequence of str
        Printed in bold above each column.
    rows : sequence of sequence of str
        Texts as printed.
    width : float
        Of the table [em of its letters].
    whole : sequence of bool
        Columns of numbers, which are not broken.
    padding : float
        Of a cell, both sides together [em].
    kept : sequence of float
        Widths that somebody chose, in any unit: no column falls far below its share.

    Returns
    -------
    tuple
        Width of every column, and height of every row [em].
    """
    is_whole = whole or [False] * len(header)
    measured = [
        [measure_cell(text, is_whole=numbers) for text, numbers in zip(row, is_whole, strict=True)] for row in rows
    ]
    head = [measure_cell(text, is_bold=True) for text in header]
    least = [max(longest for _, longest in column) * 1.02 + padding for column in zip(head, *measured, strict=True)]
    if kept:
        share = [width * _KEPT_SHARE * one / sum(kept) for one in kept]
        wished = [max(pair) for pair in zip(least, share, strict=True)]
        least = wished if sum(wished) < width else least
    # the padding stands outside of what the texts share
    texts = solve_widths([head, *measured], [one - padding for one in least], width - padding * len(least))
    widths = tuple(round(one + padding, 3) for one in texts)
    heights = (max(_lines(*cell, room) for cell, room in zip(row, texts, strict=True)) for row in measured)
    return widths, tuple(_ROW + _LINE * lines for lines in heights)


def _lines(length: float, longest: float, room: float) -> float:
    """Return how many lines a text takes, rather too many than too few."""
    return 1.0 if length <= room else max(-(-length // max(room - _UNUSED * longest, 1.0)), 2.0)


def fit_list(
    header: Sequence[str], rows: Sequence[Sequence[str]], width_pt: float, size_pt: float
) -> tuple[float, ...]:
    """Fit the columns of a list to its words; the last cell of a row with fewer cells spans the rest and widens none.

    Parameters
    ----------
    header, rows : sequence
        Texts as printed.
    width_pt, size_pt : float
        Of the list and of its letters [pt].

    Returns
    -------
    tuple of float
        Width of every column [pt].
    """
    n = len(header)
    whole = [(*row[:-1], *[""] * (n - len(row) + 1)) if len(row) < n else row for row in rows]
    widths, _ = fit_columns(header, whole, width_pt / size_pt, padding=_PADDING_PT / size_pt)
    return tuple(round(one * size_pt, 2) for one in widths)


def fit_table(
    table: Table, width_pt: float, size_pt: float, *, keeps_chosen: bool
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Fit the columns of a table to the words of its rows, those that span the table left out.

    Parameters
    ----------
    table : Table
        Raw values.
    width_pt, size_pt : float
        Of the table and of its letters [pt].
    keeps_chosen : bool
        Of an annex, whose widths the office may choose.

    Returns
    -------
    tuple
        Width of every column, and height of every row, also of those that span [pt].
    """
    kinds = [column.kind for column in table.columns]
    cells = [
        [format_cell(cell, kind_in(kind, row.decimals)) for cell, kind in zip(row.cells, kinds, strict=True)]
        for row in table.rows
        if row.kind != "group"
    ]
    widths, heights = fit_columns(
        [column.title_vi for column in table.columns],
        cells,
        width_pt / size_pt,
        whole=[kind in NUMBER_KINDS for kind in kinds],
        padding=_PADDING_PT / size_pt,
        kept=[column.width for column in table.columns] if keeps_chosen else (),
    )
    found = iter(heights)
    spanning = _ROW + _LINE
    every = (spanning if row.kind == "group" else next(found) for row in table.rows)
    return tuple(round(one * size_pt, 2) for one in widths), tuple(round(one * size_pt, 1) for one in every)
