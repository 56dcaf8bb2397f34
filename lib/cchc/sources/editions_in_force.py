"""Two sets of criteria for one scored year: which one is in force, and why; never chosen silently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cchc.dates import print_day, read_day
from cchc.errors import Fault, InputError


@dataclass(frozen=True)
class Dated:
    """A set of criteria that may be in force in a year.

    Attributes
    ----------
    framework_id, file : str
        The set, and the file that says from when it is used and what it replaces.
    since : datetime.date or None
        First day on which it is used; None where nobody has said it.
    replaces : str
        ``framework_id`` of the set in whose place it stands; empty for none.
    """

    framework_id: str
    file: str
    since: dt.date | None = None
    replaces: str = ""


@dataclass(frozen=True)
class InForce:
    """The set that is in force.

    Attributes
    ----------
    framework_id : str
        Which.
    why_vi : str
        Why it and no other, as a sentence; empty where there is no other.
    """

    framework_id: str
    why_vi: str = ""


def read_since(file: str, given: object) -> dt.date | None:
    """Return the first day on which a set is used, as a file says it; None where it says none.

    Raises
    ------
    InputError
        If it is no day.
    """
    if not given:
        return None
    day = given if isinstance(given, dt.date) else read_day(str(given))
    if day is None:
        raise InputError([Fault(file, "khóa 'since'", f"ghi '{given}'", "cần một ngày có thật, ví dụ 15/10/2025")])
    return day


def choose_in_force(dated: Sequence[Dated], year: int) -> InForce | None:
    """Choose the set by which the results of a year are scored: that in force at its end.

    Parameters
    ----------
    dated : sequence of Dated
        Sets for the same units and year.
    year : int
        Result year.

    Returns
    -------
    InForce or None
        None where none is in force by the end of the year.

    Raises
    ------
    InputError
        If several are, and neither what they replace nor their days tell them apart.
    """
    last = dt.date(year, 12, 31)
    begun = [one for one in dated if one.since is None or one.since <= last]
    replaced = {one.replaces for one in begun if one.replaces}
    left = [one for one in begun if one.framework_id not in replaced]
    if len(begun) < 2:
        return InForce(begun[0].framework_id) if begun else None
    days = {one.since for one in left}
    if len(left) == 1:
        chosen = left[0]
        day = "" if chosen.since is None else f", áp dụng từ ngày {print_day(chosen.since)}"
        others = ", ".join(one.framework_id for one in begun if one is not chosen)
        return InForce(chosen.framework_id, f"Năm {year} dùng bộ {chosen.framework_id}{day}, thay thế bộ {others}.")
    if None not in days and len(days) == len(left):
        chosen = max(left, key=lambda one: one.since or dt.date.min)
        others = ", ".join(
            f"{one.framework_id} (từ ngày {print_day(one.since)})" for one in left if one is not chosen and one.since
        )
        day = print_day(chosen.since) if chosen.since else ""
        why = f"Năm {year} dùng bộ {chosen.framework_id}, áp dụng từ ngày {day}, muộn hơn {others}."
        return InForce(chosen.framework_id, why)
    named = ", ".join(one.framework_id for one in left) or ", ".join(one.framework_id for one in begun)
    where = left[-1] if left else begun[-1]
    found = f"năm {year} có nhiều bộ tiêu chí cho cùng đơn vị: {named}, chưa rõ bộ nào thay bộ nào"
    raise InputError(
        [Fault(where.file, "", found, "ghi bộ bị thay thế (replaces), hoặc ngày áp dụng (since) của từng bộ")]
    )
