"""Annexes of the plan: items with their targets and the tasks of the solutions catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from cchc.agencies import Agency, AgencyRegister, list_names
from cchc.dates import print_day
from cchc.plan_params import AREAS, ASSIGNED_COOPERATING, ASSIGNED_LEAD, AnnexParams
from cchc.planning.areas import match_area
from cchc.planning.plan_rows import Item, PlanRow, Task, choose_target, has_three_decimals, to_table
from cchc.target_params import TargetSet

ALL_YEAR = "all_year"
_N_MOST_LOST = 5
NO_SOLUTION = "Chưa có giải pháp trong danh mục; cơ quan chủ trì đề xuất"
KEEP_TASK = "Tiếp tục thực hiện các giải pháp đang có hiệu quả; theo dõi thường xuyên, không để giảm điểm"
SAME_TASK = "Thực hiện cùng nhiệm vụ, giải pháp nêu tại mục {}"
REVIEW_TASK = (
    "Rà soát kết quả chi tiết được thông báo; xác định hạn chế, nguyên nhân và giải pháp trong kế hoạch của cơ quan"
)


@dataclass(frozen=True)
class Annex:
    """One annex of the plan.

    Attributes
    ----------
    params : AnnexParams
        What it lists and how it looks.
    rows : tuple of PlanRow
        Items with their targets and tasks, in order; behind them the office's own tasks.
    unit : str
        ``%`` if all rows are in per cent, else ``điểm``.
    without_solution : tuple of str
        Codes that the catalogue does not know; they stay in ``rows`` with ``NO_SOLUTION``.
    suggested : tuple of str
        Codes that the catalogue does not know, but whose names tell to which area of work they belong: its solution stands.
    """

    params: AnnexParams
    rows: tuple[PlanRow, ...]
    unit: str
    without_solution: tuple[str, ...]
    suggested: tuple[str, ...] = ()

    @property
    def is_led(self) -> bool:
        """Whether it lists what the plan of the unit above has the unit lead."""
        return any(part.items == ASSIGNED_LEAD for part in self.params.parts)

    @property
    def is_shared(self) -> bool:
        """Whether it lists what another agency leads: within the unit its leads only take part in it."""
        return any(part.items == ASSIGNED_COOPERATING for part in self.params.parts)

    @property
    def items(self) -> tuple[PlanRow, ...]:
        """Rows that are items, without the office's own tasks."""
        return tuple(row for row in self.rows if not row.is_added)

    @property
    def most_lost(self) -> tuple[PlanRow, ...]:
        """The few items on which most points were lost, most first."""
        lost = [row for row in self.items if row.item.lost_score is not None and not row.item.is_full]
        return tuple(sorted(lost, key=lambda row: -(row.item.lost_score or 0.0))[:_N_MOST_LOST])

    def count(self, *, is_strength: bool) -> int:
        """Count the rows that are strengths, or weaknesses; those of which it cannot be told are neither."""
        return sum(row.item.is_strength is is_strength for row in self.rows)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Rows as a ``plan_rows.PlanTable``."""
        return to_table(self.rows)

    @property
    def decimals(self) -> int:
        """Digits of its scores and targets: as many as the scores were given with."""
        return 3 if has_three_decimals(row.item.score for row in self.rows) else 2

    @property
    def annex_key(self) -> str:
        """Name under which texts refer to it."""
        return self.params.key


def format_deadline(deadline: str, year: int, last_day: dt.date | None = None) -> str:
    """Write a deadline of the catalogue as a date of the plan's year, not behind a last day.

    Day below 10 and months 1 and 2 take a leading zero (Decree 30/2020/NĐ-CP, Annex I).

    Examples
    --------
    >>> format_deadline("09-30", 2024), format_deadline("12-05", 2024), format_deadline("all_year", 2024)
    ('30/9/2024', '05/12/2024', 'Cả năm 2024')
    >>> format_deadline("09-30", 2025, dt.date(2025, 6, 30)), format_deadline("all_year", 2025, dt.date(2025, 6, 30))
    ('30/6/2025', '30/6/2025')
    """
    last = last_day or dt.date(year, 12, 31)
    if deadline == ALL_YEAR:
        return f"Cả năm {year}" if last >= dt.date(year, 12, 31) else print_day(last)
    month, day = (int(part) for part in deadline.split("-"))
    return print_day(min(dt.date(year, month, day), last))


def build_annex(
    params: AnnexParams,
    items: Sequence[Sequence[Item]],
    rules: Callable[[str], TargetSet],
    solutions: pd.DataFrame,
    agencies: AgencyRegister,
    *,
    plan_date: dt.date,
    is_own: bool = True,
    last_day: dt.date | None = None,
    areas: pd.DataFrame | None = None,
) -> Annex:
    """Join items, targets and the solutions catalogue.

    Parameters
    ----------
    params : AnnexParams
        The annex.
    items : sequence of sequences of Item
        ``select_items`` of each part, in order.
    rules : callable
        Key of an index → its target rules.
    solutions : pandas.DataFrame
        ``schemas.Solutions`` of the unit's level, main options only.
    agencies : AgencyRegister
        Named as they exist when a task is due.
    plan_date : datetime.date
        Date of the plan.
    is_own : bool
        Whether the items are the unit's own results: of those that nothing is known about, no cause and no remedy
        is claimed. The catalogue's remedies stand where a plan only contributes to another's result.
    last_day : datetime.date, optional
        Last day on which the unit acts, within the plan's year; by default its end.
    areas : pandas.DataFrame, optional
        ``schemas.Areas`` of the unit's level, in which items are looked up by name that the catalogue does not know.

    Returns
    -------
    Annex
        A row per item, none dropped.
    """
    known = {(one["index"], one["framework_id"], one["criterion_code"]): one for one in solutions.to_dict("records")}
    last = last_day or dt.date(plan_date.year, 12, 31)
    rows: list[PlanRow] = []
    missing: list[str] = []
    suggested: list[str] = []
    first: dict[tuple[str, str, bool], str] = {}
    for part, selected in zip(params.parts, items, strict=True):
        for found in selected:
            item = replace(found, group_vi=part.heading or found.group_vi)
            row = choose_target(item, rules(item.index))
            solution = known.get((item.index, item.framework_id, item.code))
            area = None if solution is not None or areas is None else match_area(areas, item.name_vi)
            if area is not None and (suggestion := known.get((area[0], AREAS, area[1]))) is not None:
                suggested.append(item.code)
                task = _task(suggestion, agencies, plan_date, last, is_kept=row.is_kept)
                same = first.setdefault((*area, row.is_kept), item.code)
                if same != item.code:  # said once
                    task = replace(task, task_vi=SAME_TASK.format(same))
                if item.is_strength is None:
                    task = replace(task, cause_vi=None)
            elif solution is None:
                missing.append(item.code)
                task = Task(task_vi=NO_SOLUTION)
            else:
                task = _task(solution, agencies, plan_date, last, is_kept=row.is_kept)
                if item.is_strength is None:
                    is_told = not is_own or item.framework_id == AREAS
                    task = replace(task, cause_vi=None, task_vi=task.task_vi if is_told else REVIEW_TASK)
            rows.append(replace(row, task=task))
    is_percent = bool(rows) and all(row.item.unit == "%" for row in rows)
    return Annex(params, tuple(rows), "%" if is_percent else "điểm", tuple(missing), tuple(suggested))


def _task(
    solution: dict[str, str], agencies: AgencyRegister, plan_date: dt.date, last_day: dt.date, *, is_kept: bool
) -> Task:
    deadline = ALL_YEAR if is_kept else solution["deadline"]
    due = min(_due_date(deadline, plan_date), last_day)
    lead = _resolve(agencies, solution["lead_agency_key"], due, plan_date)
    if lead.valid_to < due and not lead.successor_key:
        due = last_day = lead.valid_to  # nobody takes over what is left
    is_whole_year = deadline == ALL_YEAR and last_day >= dt.date(plan_date.year, 12, 31)
    helpers = [_resolve(agencies, key, due, plan_date) for key in solution["cooperating_agency_keys"].split(";") if key]
    cooperating = list_names(dict.fromkeys(agency.short_vi for agency in helpers if agency != lead))
    return Task(
        cause_vi=None if is_kept else solution["cause_vi"],
        task_vi=(solution["keep_vi"] or KEEP_TASK) if is_kept else solution["solution_vi"],
        lead_key=lead.agency_key,
        lead_vi=lead.short_vi,
        cooperating_vi=cooperating,
        deadline=ALL_YEAR if is_whole_year else due.isoformat(),
        deadline_vi=format_deadline(deadline, plan_date.year, last_day),
        output_vi=solution["output_vi"],
    )


def _resolve(agencies: AgencyRegister, key: str, due: dt.date, plan_date: dt.date) -> Agency:
    """Name the agency that exists when the task is due, or, if that is not there yet on the plan's date, today's."""
    found = agencies.resolve(key, due)
    return found if found.valid_from <= plan_date else agencies.resolve(key, plan_date)


def _due_date(deadline: str, plan_date: dt.date) -> dt.date:
    """Return the day on which the responsible agency must exist: a task outlives an agency that ends before it is due."""
    if deadline == ALL_YEAR:
        return dt.date(plan_date.year, 12, 31)
    month, day = (int(part) for part in deadline.split("-"))
    return max(plan_date, dt.date(plan_date.year, month, day))
