"""Numbers as office people write them: decimal comma or point, per cent, ``14/14``; never a guess."""

from __future__ import annotations

import re

import pandas as pd

_PLAIN = re.compile(r"[+-]?\d+([.,]\d+)?(\s*%)?")
#: 1.234 may be a thousand or one: which of the two its sign separates is a guess.
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_SCORE_OF = re.compile(r"(?P<score>[^/]+?)\s*/\s*(?P<maximum>[^/]+)")


def parse_number(text: str) -> float | None:
    """Read one number.

    Parameters
    ----------
    text : str
        One decimal sign at most, comma or point; ``%`` divides by 100. Both signs together (``1.234,5``), a space
        between digits (``2 5``) or any letter make it no number: what was meant would be a guess.

    Returns
    -------
    float or None
        None if the text is not one number.

    Examples
    --------
    >>> parse_number("14,591"), parse_number(" 7.5 "), parse_number("85,83 %"), parse_number("1.234,5"), parse_number("2 5")
    (14.591, 7.5, 0.8583, None, None)
    """
    body = text.strip()
    if not _PLAIN.fullmatch(body):
        return None
    value = float(body.rstrip("% \t\n\u00a0\u202f").replace(",", "."))
    return float(f"{value / 100:.15g}") if body.endswith("%") else value


def may_be_thousands(text: str, maximum: float | None = None) -> bool:
    """Tell whether a number as written may mean a thousand times more, within its maximum.

    Examples
    --------
    >>> may_be_thousands("1.234"), may_be_thousands("14,591", 17), may_be_thousands("0.950"), may_be_thousands("1.5")
    (True, False, False, False)
    """
    if not _THOUSANDS.fullmatch(text.strip()):
        return False
    return maximum is None or float(re.sub("[.,]", "", text)) <= maximum


def split_score(text: str) -> tuple[str, str]:
    """Split ``14/14`` into score and maximum; the maximum is empty when none is written.

    Examples
    --------
    >>> split_score("14,591 /17"), split_score("7,5")
    (('14,591', '17'), ('7,5', ''))
    """
    match = _SCORE_OF.fullmatch(text.strip())
    return (match["score"], match["maximum"]) if match else (text.strip(), "")


def parse_column(texts: pd.Series) -> pd.Series:
    """Read a column of texts by the rule of ``parse_number``.

    Parameters
    ----------
    texts : pandas.Series
        Text; empty for nothing.

    Returns
    -------
    pandas.Series
        float64, missing where the text is empty or no number; same index.
    """
    stripped = texts.str.strip()
    numbers = pd.to_numeric(stripped.where(stripped.str.fullmatch(r"[+-]?\d+(\.\d+)?"), None), errors="coerce")
    for label in stripped.index[numbers.isna() & (stripped != "")]:
        value = parse_number(stripped[label])
        if value is not None:
            numbers[label] = value
    return numbers.astype(float)


def comma(value: float) -> str:
    """Write a number with a decimal comma and no needless digits; for messages, not for documents.

    Examples
    --------
    >>> comma(0.75), comma(14.0), comma(0.3000000000000001), comma(20230100001.0)
    ('0,75', '14', '0,3', '20230100001')
    """
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}".replace(".", ",")


def percent(ratio: float) -> str:
    """Write a ratio as the per cent that Excel shows.

    Examples
    --------
    >>> percent(0.8583), percent(1.0)
    ('85,83%', '100%')
    """
    return f"{comma(float(f'{ratio * 100:.12g}'))}%"
