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
    return f"{day.day:02d}/{f'{day.month:02d}' if day.month <= 2 else day.month}/{day.year}"
