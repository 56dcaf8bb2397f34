"""Deadlines: a day, or a standing task with a milestone each quarter or month, by which it can be late."""

from __future__ import annotations

import datetime as dt

from cchc.dates import print_day

ALL_YEAR, QUARTERLY, MONTHLY = "all_year", "quarterly", "monthly"
#: Kinds of standing tasks and their names; ``all_year`` names no milestone but the last day.
STANDING = {ALL_YEAR: "Cả năm", QUARTERLY: "Hằng quý", MONTHLY: "Hằng tháng"}
#: On this day of the month a standing task shows its result.
MILESTONE_DAY = 25
#: A first milestone leaves so much time after the plan's date, and a deadline that lies before it is moved so far behind.
FIRST_DAYS, MOVED_DAYS = 21, 45
_LEFT_OVER = 20
_MONTHS = {QUARTERLY: (3, 6, 9, 12), MONTHLY: tuple(range(1, 13))}


def milestones(deadline: str, start: dt.date, end: dt.date) -> tuple[dt.date, ...]:
    """Return the days on which a task has to show a result.

    Parameters
    ----------
    deadline : str
        ISO date or a key of ``STANDING``.
    start : datetime.date
        Day from which the unit acts: date of the plan, or when units below have their own.
    end : datetime.date
        Last day for results: before the report on the plan, within the unit's time.

    Returns
    -------
    tuple of datetime.date
        Ascending, at least one. Of a standing task the 25th of the months that end a quarter (of every month), from
        three weeks after ``start`` on, the last one on or before ``end``, or ``end`` itself where more than three weeks are left.

    Examples
    --------
    >>> [day.isoformat() for day in milestones("quarterly", dt.date(2024, 6, 5), dt.date(2024, 11, 30))]
    ['2024-09-25', '2024-11-25']
    >>> [day.month for day in milestones("monthly", dt.date(2024, 6, 5), dt.date(2024, 12, 14))]
    [7, 8, 9, 10, 11]
    >>> milestones("quarterly", dt.date(2024, 6, 5), dt.date(2024, 11, 21))[-1] == dt.date(2024, 11, 21)
    True
    >>> milestones("2024-09-30", dt.date(2024, 6, 5), dt.date(2024, 11, 30)) == (dt.date(2024, 9, 30),)
    True
    >>> milestones("quarterly", dt.date(2024, 11, 20), dt.date(2024, 11, 30)) == (dt.date(2024, 11, 30),)
    True
    """
    if deadline not in STANDING:
        return (dt.date.fromisoformat(deadline),)
    if deadline == ALL_YEAR:
        return (end,)
    first = start + dt.timedelta(days=FIRST_DAYS)
    every = [dt.date(start.year, month, MILESTONE_DAY) for month in range(1, 13)]
    within = [day for day in every if first <= day <= end]
    if not within:
        return (end,)
    chosen = [day for day in within if day.month in _MONTHS[deadline]]
    last = end if (end - within[-1]).days > _LEFT_OVER else within[-1]
    return tuple(dict.fromkeys((*chosen, last)))


def print_milestones(deadline: str, days: tuple[dt.date, ...]) -> str:
    """Write the milestones of a standing task.

    Examples
    --------
    >>> print_milestones("quarterly", (dt.date(2024, 9, 25), dt.date(2024, 11, 25)))
    'Hằng quý: 25/9, 25/11/2024'
    >>> print_milestones("monthly", (dt.date(2024, 7, 25), dt.date(2024, 8, 25), dt.date(2024, 11, 25)))
    'Hằng tháng: từ 25/7 đến 25/11/2024'
    >>> print_milestones("quarterly", (dt.date(2024, 11, 30),)), print_milestones("all_year", (dt.date(2024, 12, 31),))
    ('30/11/2024', 'Cả năm 2024')
    """
    *before, last = days
    if deadline == ALL_YEAR:
        return f"{STANDING[ALL_YEAR]} {last.year}" if (last.month, last.day) == (12, 31) else print_day(last)
    if not before:
        return print_day(last)
    shown = [print_day(day).rpartition("/")[0] for day in before]
    if deadline == MONTHLY and len(days) > 2:
        return f"{STANDING[MONTHLY]}: từ {shown[0]} đến {print_day(last)}"
    return f"{STANDING[deadline]}: {', '.join([*shown, print_day(last)])}"


def due_milestone(days: tuple[dt.date, ...], done_pct: float | None, *, is_done: bool = False) -> dt.date:
    """Return the milestone that a task has still to reach.

    Parameters
    ----------
    days : tuple of datetime.date
        ``milestones``, n of them: at the i-th the share i/n of the task is to be done.
    done_pct : float or None
        Share that is done [0-100]; None counts as nothing.
    is_done : bool
        Whether it is done altogether.

    Examples
    --------
    >>> two = (dt.date(2024, 9, 25), dt.date(2024, 11, 25))
    >>> due_milestone(two, 40.0) == two[0], due_milestone(two, 50.0) == two[1], due_milestone(two, None, is_done=True) == two[1]
    (True, True, True)
    """
    if is_done:
        return days[-1]
    reached = done_pct or 0.0
    return next((day for at, day in enumerate(days, start=1) if reached < 100 * at / len(days) - 1e-9), days[-1])
