"""Where a series begins anew: also where the year of the break itself has no row."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def is_broken_between(before: int, year: int, is_break: Callable[[int], bool]) -> bool:
    """Tell whether any year after ``before``, up to ``year``, starts a new series."""
    return any(is_break(one) for one in range(before + 1, year + 1))


def mark_breaks(years: Sequence[int], is_break: Callable[[int], bool]) -> list[bool]:
    """Tell for each year that has a row whether it must not be joined with the row before.

    Parameters
    ----------
    years : sequence of int
        In order, gaps allowed.
    is_break : callable
        Whether a new series starts in a year.

    Returns
    -------
    list of bool
        The first year tells of itself only.

    Examples
    --------
    >>> mark_breaks([2020, 2021, 2023], lambda year: year == 2022)
    [False, False, True]
    """
    return [
        is_break(year) if at == 0 else is_broken_between(years[at - 1], year, is_break) for at, year in enumerate(years)
    ]
