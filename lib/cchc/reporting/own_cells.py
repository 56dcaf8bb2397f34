"""Single values of an analyst's frames and texts, as every document can carry them."""

from __future__ import annotations

import datetime as dt
import decimal
import math
from collections.abc import Hashable

import numpy as np
import pandas as pd

from cchc.dates import print_day
from cchc.frameworks import official_code
from cchc.reporting.formats import NUMBER_KINDS
from cchc.reporting.tables import to_cell
from cchc.texts import normalise_text, unprintable

_LONGEST_CELL = 1000


def readable(text: str) -> str:
    r"""Return a text with a mark in the place of every sign that no document can carry.

    Examples
    --------
    >>> readable("\x1b[31mđỏ\x1b[0m \x00")
    'đỏ \ufffd'
    """
    plain = normalise_text(text)
    for one in set(plain) if unprintable(plain) else ():
        if unprintable(one):
            plain = plain.replace(one, "\ufffd")
    return plain


def name_of(name: Hashable) -> str:
    """Write the name of a column; of several levels all that say something.

    Examples
    --------
    >>> name_of(("score", "mean")), name_of(("Năm", "")), name_of(2023)
    ('score – mean', 'Năm', '2023')
    """
    parts = name if isinstance(name, tuple) else (name,)
    return " – ".join(text for one in parts if one is not None and (text := str(plain_value(one)).strip()))


def own_cell(value: object, kind: str, *, is_code: bool = False) -> object:
    """Return a cell of a table: a number where its column is one of numbers, else text, or None for missing."""
    plain = plain_value(value)
    if isinstance(plain, float) and not math.isfinite(plain):
        return "∞" if plain > 0 else "−∞"
    if isinstance(plain, int | float):
        return plain if kind in NUMBER_KINDS else str(plain)
    if not isinstance(plain, str):
        return None
    text = readable(official_code(plain) if is_code else plain)
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL].rstrip()}…"


def plain_value(value: object) -> object:
    """Return text, int, float, or None for missing; dates as they are written in Vietnamese."""
    if isinstance(value, bytes | bytearray | memoryview):
        return f"({write_count(len(value))} byte không phải chữ)"
    if value is pd.NaT:
        return None
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
        return None if value is pd.NaT else plain_value(value)
    if isinstance(value, dt.datetime):
        day = print_day(value.date())
        return day if (value.hour, value.minute, value.second) == (0, 0, 0) else f"{day} {value:%H:%M}"
    if isinstance(value, dt.date):
        return print_day(value)
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if isinstance(value, list | tuple):
        return ", ".join(str(plain_value(one)) for one in value)
    if isinstance(value, decimal.Decimal):
        return to_cell(float(value))
    return to_cell(value)


def write_count(n: int) -> str:
    """Write a count with dots for thousands."""
    return f"{n:,}".replace(",", ".")
