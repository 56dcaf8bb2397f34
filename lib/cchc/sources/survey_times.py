"""Times in survey exports, as tools and offices write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

#: Year first: KoboToolbox (ISO), Google's CSV ("2025/10/03 9:15:22 SA GMT+7").
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
#: Day first as in Vietnam, or month first: Google's sheets and Microsoft in English.
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(SA|CH|AM|PM)?", re.IGNORECASE)


def read_times(texts: Sequence[str]) -> list[dt.datetime | None]:
    """Read times as the clock of the respondent showed them; zones are not counted.

    Parameters
    ----------
    texts : sequence of str
        Of one column.

    Returns
    -------
    list of datetime or None
        None for what is no time. Day and month stand as the column shows them: where any first figure is above 12 the day
        stands first, where any second one is, the month; else the day.

    Examples
    --------
    >>> read_times(["03/10/2025 9:15:00", "2025-10-03T09:15:22.120+07:00", "x"])
    [datetime.datetime(2025, 10, 3, 9, 15), datetime.datetime(2025, 10, 3, 9, 15, 22), None]
    >>> read_times(["10/3/2025 9:15", "10/28/2025 14:05"])[0]
    datetime.datetime(2025, 10, 3, 9, 15)
    """
    dates = [_YEAR_LAST.search(text) for text in texts]
    is_month_first = any(one and int(one[2]) > 12 for one in dates) and not any(
        one and int(one[1]) > 12 for one in dates
    )
    return [_read(text, is_month_first=is_month_first) for text in texts]


def _read(text: str, *, is_month_first: bool) -> dt.datetime | None:
    if match := _YEAR_FIRST.search(text):
        year, month, day = map(int, match.groups())
    elif match := _YEAR_LAST.search(text):
        day, month, year = map(int, match.groups())
        if is_month_first:
            day, month = month, day
        year += 2000 if year < 100 else 0
    else:
        return None
    clock = _CLOCK.search(text, match.end())
    hour, minute, second = (int(clock[at] or 0) for at in (1, 2, 3)) if clock else (0, 0, 0)
    if clock and clock[4]:
        hour = hour % 12 + (12 if clock[4].upper() in {"CH", "PM"} else 0)
    try:
        return dt.datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 -- as the respondent's clock showed it
    except ValueError:
        return None
