"""Days as official documents write them."""

from __future__ import annotations

import datetime as dt


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
