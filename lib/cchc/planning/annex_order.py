"""In which order an annex lists its rows, which of them come first in the cheapest way, and what its domains add up to."""

from __future__ import annotations

from dataclasses import dataclass

from cchc.planning.annexes import Annex
from cchc.planning.plan_rows import PlanRow

_LAST = "9999"


@dataclass(frozen=True)
class GroupSum:
    """What the rows below one heading add up to.

    Attributes
    ----------
    n_rows : int
        How many.
    lost : float
        Points that they lost last year.
    expected : float or None
        Points that their values to work for add; None where nothing is asked for, or no value is known.
    """

    n_rows: int
    lost: float
    expected: float | None


def in_order(annex: Annex, priorities: dict[str, tuple[int, float]]) -> tuple[PlanRow, ...]:
    """Return the rows of an annex in the order that its parameters wish; the office's own tasks stay last.

    Parameters
    ----------
    annex : Annex
        Of a plan.
    priorities : dict
        ``brief.priorities`` of the plan.
    """
    order = annex.params.order

    def place(row: PlanRow) -> tuple[bool, object]:
        if order == "lost":
            return row.is_added, -(row.item.lost_score or 0.0)
        if order == "deadline":
            return row.is_added, str(row.task.milestones[0]) if row.task.milestones else _LAST
        return row.is_added, priorities.get(row.item.task_key, (len(annex.rows) + 1, 0.0))[0]

    return annex.rows if order == "framework" else tuple(sorted(annex.rows, key=place))


def sum_groups(annex: Annex) -> dict[str, GroupSum]:
    """Add the rows of an annex up by the heading under which they stand.

    Parameters
    ----------
    annex : Annex
        Of a plan.

    Returns
    -------
    dict of str to GroupSum
        Heading → its sums; only of points, of headings with several rows that lost some, and where the loss of every
        row is known: shares of answers do not add up.
    """
    groups: dict[str, list[PlanRow]] = {}
    for row in annex.items:
        groups.setdefault(row.item.group_vi, []).append(row)
    found = {}
    for name, rows in groups.items():
        lost = [row.item.lost_score for row in rows if row.item.unit == "điểm" and not row.item.is_source]
        known = [one for one in lost if one is not None]
        if not name or len(rows) < 2 or len(known) < len(rows) or sum(known) <= 0:
            continue
        gains = [row.expected_score for row in rows if row.expected_score is not None]
        found[name] = GroupSum(len(rows), sum(known), sum(gains) if gains else None)
    return found
