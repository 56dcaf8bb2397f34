"""Answers to questions with options: which of them were chosen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cchc.frameworks import Node
from cchc.sources.survey_words import fold, split_answers

_NUMBERED = re.compile(r"[(\[]?(\d{1,2})(?:[.,]0+)?[)\].:]?(?:\s*[-–.:)]?\s*(\D.*))?", re.DOTALL)
_NO_ANSWER = {"", "k"}


def read_option(text: str, options: Sequence[str]) -> str | None:
    """Return the option that an answer names, by its words, its number or both; None for none.

    Examples
    --------
    >>> [read_option(one, ("Loa truyền thanh", "Mạng xã hội")) for one in ("mạng xã hội", "2", "1. Loa truyền thanh", "Báo")]
    ['Mạng xã hội', 'Mạng xã hội', 'Loa truyền thanh', None]
    """
    named = {fold(option): option for option in options}
    if fold(text) in named:
        return named[fold(text)]
    match = _NUMBERED.fullmatch(text.strip())
    if match is None or not 1 <= int(match[1]) <= len(options):
        return None
    option = options[int(match[1]) - 1]
    return option if not match[2] or fold(match[2]) == fold(option) else None


def read_chosen(text: str, node: Node) -> tuple[str, ...] | None:
    """Return the options that a cell of the plain form names; None where something else stands there, or two where one may.

    Examples
    --------
    >>> node = Node("N1", "", "item", "Kênh", aspect="needs", answers="multiple", options=("Loa", "Mạng"))
    >>> read_chosen("Mạng; Loa", node), read_chosen("1,2", node), read_chosen("K", node), read_chosen("Báo", node)
    (('Mạng', 'Loa'), ('Loa', 'Mạng'), (), None)
    """
    if text.strip().casefold() in _NO_ANSWER:
        return ()
    is_numbers = ";" not in text and all(one.strip().isdigit() for one in text.split(","))
    separator = "" if node.answers == "single" else "," if is_numbers else ";"
    found = [read_option(one, node.options) for one in split_answers(text, separator)]
    return tuple(dict.fromkeys(one for one in found if one is not None)) if None not in found else None


def choice_table(codes: np.ndarray, chosen: Sequence[tuple[str, ...] | None], node: Node) -> pd.DataFrame:
    """Return who chose what.

    Parameters
    ----------
    codes : numpy.ndarray
        Of a column, an index of ``chosen`` per respondent.
    chosen : sequence of tuple of str or None
        Options of each distinct answer.
    node : Node
        The question.

    Returns
    -------
    pandas.DataFrame
        bool; a row per respondent, a column per option.
    """
    table = np.array(
        [[option in (one or ()) for option in node.options] for one in chosen] or [[False] * len(node.options)]
    )
    return pd.DataFrame(table[codes], columns=list(node.options))


def option_texts(choices: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series]:
    """Return choices as the plain form writes them."""
    return {
        code: table.apply(lambda row, names=tuple(table): "; ".join(name for name in names if row[name]), axis=1)
        for code, table in choices.items()
    }
