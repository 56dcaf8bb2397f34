"""Annexes of the plan: items with their targets and the tasks of the solutions catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from cchc.agencies import Agency, AgencyRegister, list_names
from cchc.dates import print_day
from cchc.deadlines import FIRST_DAYS, MOVED_DAYS, QUARTERLY, STANDING
from cchc.plan_params import AREAS, ASSIGNED_COOPERATING, ASSIGNED_LEAD, AnnexParams
from cchc.planning.localise import Place, localise
from cchc.planning.plan_rows import Item, PlanRow, Task, choose_target, has_three_decimals
from cchc.planning.plan_tables import to_table
from cchc.planning.solution_offers import Offer, TakenFrom
from cchc.slots import find_slots, move_days
from cchc.target_params import TargetSet

_N_MOST_LOST = 5
#: Words of a task that depend on the unit.
_LOCAL = ("task_vi", "output_vi", "questions_vi")
NO_SOLUTION = "Chưa có giải pháp; cơ quan chủ trì đề xuất"
KEEP_TASK = "Tiếp tục thực hiện các giải pháp đang có hiệu quả; theo dõi thường xuyên, không để giảm điểm"
SAME_TASK = "Thực hiện cùng nhiệm vụ, giải pháp nêu tại mục {}"
REVIEW_TASK = (
    "Rà soát kết quả chi tiết được thông báo; xác định hạn chế, nguyên nhân và giải pháp trong kế hoạch của cơ quan"
)
REVIEW_OUTPUT = "Kế hoạch của cơ quan, nêu rõ hạn chế, nguyên nhân, giải pháp"


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
        Codes for which neither the catalogue nor the office has a solution; they stay in ``rows`` with ``NO_SOLUTION``.
    taken : mapping of str to TakenFrom
        Codes that the catalogue does not know → the other criterion, or the area of work, whose solution stands there as long
        as nobody has put other words in its place.
    """

    params: AnnexParams
    rows: tuple[PlanRow, ...]
    unit: str
    without_solution: tuple[str, ...]
    taken: Mapping[str, TakenFrom] = field(default_factory=dict)

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
    def has_proposals(self) -> bool:
        """Whether a value to work for is proposed for at least half of the rows that ask for more than last year."""
        wanted = [row.target.proposed for row in self.rows if row.target.is_above]
        return 0 < len(wanted) <= 2 * sum(one is not None for one in wanted)

    @property
    def old_units(self) -> tuple[str, ...]:
        """Names of the old units whose results it sets side by side."""
        return next((tuple(one.unit_vi for one in row.item.parts) for row in self.items if row.item.parts), ())

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
        """Rows as a ``plan_tables.PlanTable``."""
        return to_table(self.rows)

    @property
    def decimals(self) -> int:
        """Digits of its scores and targets: as many as the scores were given with."""
        return 3 if has_three_decimals(row.item.score for row in self.rows) else 2

    def digits_of(self, row: PlanRow) -> int:
        """Return the digits of a row's score and target: those of the annex, or of its index where it gives more."""
        return max(self.decimals, row.item.decimals)

    @property
    def annex_key(self) -> str:
        """Name under which texts refer to it."""
        return self.params.key


def format_deadline(month_day: str, year: int, last_day: dt.date | None = None) -> str:
    """Write ``MM-DD`` as a date of the plan's year, not behind a last day.

    Day below 10 and months 1 and 2 take a leading zero (Decree 30/2020/NĐ-CP, Annex I).

    Examples
    --------
    >>> format_deadline("09-30", 2024), format_deadline("12-05", 2024)
    ('30/9/2024', '05/12/2024')
    >>> format_deadline("09-30", 2025, dt.date(2025, 6, 30))
    '30/6/2025'
    """
    month, day = (int(part) for part in month_day.split("-"))
    return print_day(min(dt.date(year, month, day), last_day or dt.date(year, 12, 31)))


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
    last_result: dt.date | None = None,
    offer_for: Callable[[Item], Offer | None] = lambda _: None,
    cause_of: Callable[[Item], str | None] = lambda _: None,
    place: Place = Place(),  # noqa: B008 -- frozen
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
    last_result : datetime.date, optional
        Last day on which a task shows its result: before the report on the plan; by default ``last_day``.
    offer_for : callable
        What is offered for an item that the catalogue does not know.
    cause_of : callable
        What the figures say of a weak item: ``causes.find_cause``.
    place : Place
        For which unit the words of the catalogue are written.

    Returns
    -------
    Annex
        A row per item, none dropped.
    """
    known = {(one["index"], one["framework_id"], one["criterion_code"]): one for one in solutions.to_dict("records")}
    last = last_day or dt.date(plan_date.year, 12, 31)
    within = (plan_date, last, min(last_result or last, last))
    rows: list[PlanRow] = []
    missing: list[str] = []
    taken: dict[str, TakenFrom] = {}
    first: dict[tuple[object, ...], str] = {}
    for part, selected in zip(params.parts, items, strict=True):
        for found in selected:
            item = replace(found, group_vi=part.heading or found.group_vi)
            row = choose_target(item, rules(item.index))
            solution = known.get((item.index, item.framework_id, item.code))
            offer = None if solution is not None else offer_for(item)
            if offer is not None:
                taken[item.code] = offer.taken
                task = _task(offer.solution, agencies, *within, is_kept=row.is_kept)
                same = first.setdefault((*offer.key, row.is_kept), item.code)
                if same != item.code:  # said once
                    task = replace(task, task_vi=SAME_TASK.format(same))
            elif solution is None:
                missing.append(item.code)
                task = Task(task_vi=NO_SOLUTION)
            else:
                task = _task(solution, agencies, *within, is_kept=row.is_kept)
                if item.is_strength is None:
                    is_known = item.score is not None or item.pct is not None
                    is_told = not is_own or is_known or item.framework_id == AREAS
                    if not is_told:
                        task = replace(task, task_vi=REVIEW_TASK, output_vi=REVIEW_OUTPUT, slots=())
            if not row.is_kept and item.is_strength is False:
                task = replace(task, cause_vi=cause_of(item))
            words = {key: localise(text, place) for key in _LOCAL if (text := getattr(task, key))}
            rows.append(replace(row, task=replace(task, **words)))  # type: ignore[arg-type]
    is_percent = bool(rows) and all(row.item.unit == "%" for row in rows)
    unit = "%" if is_percent else "điểm"
    return Annex(params, tuple(rows), unit, tuple(missing), taken)


def _task(
    solution: Mapping[str, Any],
    agencies: AgencyRegister,
    plan_date: dt.date,
    last_day: dt.date,
    last_result: dt.date,
    *,
    is_kept: bool,
) -> Task:
    deadline = QUARTERLY if is_kept else solution["deadline"]
    due = last_day if deadline in STANDING else min(_due_date(deadline, plan_date, last_result), last_day)
    lead = _resolve(agencies, solution["lead_agency_key"], due, plan_date)
    if lead.valid_to < due and not lead.successor_key:
        due = lead.valid_to  # nobody takes over what is left
        deadline = due.isoformat()
    if deadline not in STANDING:
        deadline = due.isoformat()
    helpers = [_resolve(agencies, key, due, plan_date) for key in solution["cooperating_agency_keys"].split(";") if key]
    cooperating = list_names(dict.fromkeys(agency.short_vi for agency in helpers if agency != lead))
    task = (solution["keep_vi"] or KEEP_TASK) if is_kept else solution["solution_vi"]
    output = (is_kept and solution["keep_output_vi"]) or solution["output_vi"]
    until = min(due, last_result) if deadline in STANDING else due
    task, output = (move_days(text, plan_date, until) for text in (task, output))
    return Task(
        task_vi=task,
        lead_key=lead.agency_key,
        lead_vi=lead.short_vi,
        cooperating_vi=cooperating,
        deadline=deadline,
        deadline_vi="" if deadline in STANDING else print_day(due),
        output_vi=output,
        slots=find_slots((task, output), solution["slot_grounds_vi"]),
        effort_days=None if is_kept or pd.isna(solution["effort_days"]) else float(solution["effort_days"]),
        questions_vi="" if is_kept else solution["questions_vi"],
    )


def _resolve(agencies: AgencyRegister, key: str, due: dt.date, plan_date: dt.date) -> Agency:
    """Name the agency that exists when the task is due, or, if that is not there yet on the plan's date, today's."""
    found = agencies.resolve(key, due)
    return found if found.valid_from <= plan_date else agencies.resolve(key, plan_date)


def _due_date(month_day: str, plan_date: dt.date, last_result: dt.date) -> dt.date:
    """Return a day of the catalogue in the plan's year, moved to where the plan leaves time for it.

    One that leaves no time after the plan's date is moved behind that, one behind the last day for results before it.
    """
    month, day = (int(part) for part in month_day.split("-"))
    due = dt.date(plan_date.year, month, day)
    if due >= plan_date + dt.timedelta(days=FIRST_DAYS):
        return min(due, last_result) if last_result > plan_date else due
    return max(plan_date, min(plan_date + dt.timedelta(days=MOVED_DAYS), last_result))
