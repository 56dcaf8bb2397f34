"""Which edition of a progress report a day and a period make."""

from __future__ import annotations

import datetime as dt

from cchc.dates import print_day

#: Day on which an edition closes (month, day) → its name, where no period was named.
_CLOSINGS = {(3, 31): "quý I năm", (6, 30): "6 tháng đầu năm", (9, 30): "9 tháng đầu năm", (12, 31): "năm"}
_QUARTERS = ("I", "II", "III", "IV")
_LAST_DAYS = {"quarter": ((3, 31), (6, 30), (9, 30), (12, 31)), "half": ((6, 30), (12, 31)), "year": ((12, 31),)}


def name_edition(at: dt.date, year: int, period: str = "") -> str:
    """Name an edition.

    Parameters
    ----------
    at : datetime.date
        The day.
    year : int
        Of the plan; a day in the January after belongs to its end.
    period : {"", "quarter", "half", "year"}
        Empty: told by the day.

    Returns
    -------
    str
        A day on which no edition closes is named.

    Examples
    --------
    >>> name_edition(dt.date(2024, 9, 30), 2024), name_edition(dt.date(2024, 9, 30), 2024, "quarter")
    ('9 tháng đầu năm 2024', 'quý III năm 2024')
    >>> name_edition(dt.date(2024, 8, 5), 2024), name_edition(dt.date(2024, 11, 5), 2024, "half")
    ('đến ngày 05/8/2024', '6 tháng cuối năm 2024 (đến ngày 05/11/2024)')
    """
    day = f"đến ngày {print_day(at)}"
    month_day = (at.month, at.day)
    if not period:
        return f"{_CLOSINGS[month_day]} {year}" if month_day in _CLOSINGS and at.year == year else day
    month = at.month if at.year == year else 12
    name = {
        "quarter": f"quý {_QUARTERS[(month - 1) // 3]} năm",
        "half": "6 tháng đầu năm" if month <= 6 else "6 tháng cuối năm",
        "year": "năm",
    }[period]
    is_closing = at.year == year and month_day in _LAST_DAYS[period]
    return f"{name} {year}" if is_closing else f"{name} {year} ({day})"
