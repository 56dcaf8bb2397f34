"""Days as official documents write them."""

from __future__ import annotations

import datetime as dt
import re

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
#: As programs write it; what a spreadsheet keeps as a day comes with a time.
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})( .*)?")


def read_day(text: str) -> dt.date | None:
    """Read a day with its year as offices and programs write it; None for anything else.

    Examples
    --------
    >>> read_day("15/10/2025") == read_day("15.10.2025") == read_day("2025-10-15 00:00:00") == dt.date(2025, 10, 15)
    True
    >>> read_day("31/9/2025"), read_day("15/10")
    (None, None)
    """
    text = text.strip()
    if match := _DAY.fullmatch(text):
        day, month, year = match.groups()
    elif match := _ISO_DAY.fullmatch(text):
        year, month, day, _ = match.groups()
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def print_day(day: dt.date) -> str:
    """Write a day: days below 10 and months 1 and 2 take a leading zero.

    Source: Decree 30/2020/NĐ-CP, Annex I.

    Examples
    --------
    >>> print_day(dt.date(2024, 9, 30)), print_day(dt.date(2024, 2, 5))
    ('30/9/2024', '05/02/2024')
    """
    return f"{print_day_month(day.day, day.month)}/{day.year}"


def print_day_month(day: int, month: int) -> str:
    """Write a day without its year, as ``print_day``.

    Examples
    --------
    >>> print_day_month(5, 2), print_day_month(31, 8)
    ('05/02', '31/8')
    """
    return f"{day:02d}/{f'{month:02d}' if month <= 2 else month}"
