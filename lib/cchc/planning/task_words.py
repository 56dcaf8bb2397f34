"""The office's words of ``tasks.xlsx`` laid over the annexes: what an office has written wins, cell by cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from cchc.agencies import AgencyRegister
from cchc.dates import print_day
from cchc.deadlines import STANDING
from cchc.errors import Fault, InputError
from cchc.planning.annexes import Annex
from cchc.planning.plan_rows import OWN_PREFIX, Item, PlanRow, Task, is_added, set_target
from cchc.planning.targets import Target
from cchc.planning.task_rows import gains_off_scale, moved_rows, targets_turned, unknown_key, without_code
from cchc.slots import unbracket
from cchc.sources.task_files import Tasks

ADDED_GROUP = "Nhiệm vụ bổ sung"
NO_TASK = "Chưa giao nhiệm vụ"
#: What only an office can say of a task.
_OWN_WORDS = ("person_vi", "deputy_vi", "budget_source_vi")
#: Fields of a task whose words the office's column of the same name replaces as they are.
_WORDS = ("cause_vi", "task_vi", "lead_vi", "cooperating_vi", "output_vi", *_OWN_WORDS)
_SAME_TARGET = 5.1e-5  # the form writes "> 0,7449" for 0.744875


def tasks_without_row(annexes: Sequence[Annex], tasks: Tasks | None) -> list[str]:
    """Return the keys of items whose row the office has removed; they stay in the plan without a task."""
    if tasks is None:
        return []
    known = set(tasks.table["task_key"])
    return [row.item.task_key for annex in annexes for row in annex.rows if row.item.task_key not in known]


def apply_words(
    annexes: Sequence[Annex], tasks: Tasks | None, agencies: AgencyRegister, *, plan_date: dt.date, unit: str
) -> tuple[Annex, ...]:
    """Lay the office's tasks over the annexes.

    Parameters
    ----------
    annexes : sequence of Annex
        As built from the catalogue.
    tasks : Tasks or None
        The office's list; None changes nothing.
    agencies : AgencyRegister
        In which the lead agencies are found again.
    plan_date : datetime.date
        Of the plan.
    unit : str
        Full name of the unit, which may follow the name of an agency.

    Returns
    -------
    tuple of Annex
        Every cell of a column that the file has wins, a blank one among them; a column that it has not leaves the
        catalogue's words. The office's own tasks (``THEM-...``) stand at the end, in the group ``ADDED_GROUP``, of
        the annex that their key names (``THEM-PAR-1``: the last one of PAR INDEX) or else of the last one. Scores
        are never taken from the file. An item without a row stays, with ``NO_TASK``.

    Raises
    ------
    InputError
        For a key of an item that the plan does not have, the name of another item beside a key, a gain that the
        item's scale does not reach.
    """
    if tasks is None:
        return tuple(annexes)
    rows = [row for annex in annexes for row in annex.rows]
    known = {row.item.task_key for row in rows}
    given = {str(task["task_key"]): task for task in tasks.table.to_dict("records")}
    faults = [
        unknown_key(tasks, key, known, own_prefix=OWN_PREFIX) for key in given if key not in known and not is_added(key)
    ]
    items = [row.item for row in rows]
    names = {item.task_key: item.name_vi for item in items}
    faults += [*moved_rows(names, tasks), *gains_off_scale(items, tasks), *targets_turned(items, tasks)]
    if not annexes and given:
        faults.append(Fault(tasks.path, "", "kế hoạch không có phụ lục nào để nhận nhiệm vụ", "kiểm tra số liệu"))
    if faults:
        raise InputError(faults)
    added: dict[int, list[PlanRow]] = {}
    for key, task in given.items():
        if is_added(key):
            at = _annex_of(key, annexes)
            added.setdefault(at, []).append(_added_row(task, annexes[at]))
    result = []
    for at, annex in enumerate(annexes):
        worded = [_overlay(row, given.get(row.item.task_key), tasks) for row in annex.rows]
        settled = tuple(
            replace(row, task=_settle(row.task, agencies, plan_date, unit)) for row in (*worded, *added.get(at, []))
        )
        codes = {row.item.code: row.item.task_key for row in annex.rows}
        missing = tuple(code for code in annex.without_solution if codes[code] not in given)
        taken = {code: one for code, one in annex.taken.items() if codes[code] not in given}
        result.append(replace(annex, rows=settled, without_solution=missing, taken=taken))
    return tuple(result)


def _settle(task: Task, agencies: AgencyRegister, plan_date: dt.date, unit: str) -> Task:
    """Return a task whose key is that of its words."""
    deadline = task.deadline
    due = dt.date.fromisoformat(deadline) if deadline and deadline not in STANDING else dt.date(plan_date.year, 12, 31)
    found = agencies.split(task.lead_vi, max(due, plan_date), unit=unit) if task.lead_vi else []
    first = found[0][1] if found else None
    # a cell that the form knows is blank, not unsaid
    cooperating = task.cooperating_vi or ""
    return replace(task, lead_key=None if first is None else first.agency_key, cooperating_vi=cooperating)


def _annex_of(key: str, annexes: Sequence[Annex]) -> int:
    parts = re.split(r"[-_]", key.upper())[1:]
    named = [
        at
        for at, annex in enumerate(annexes)
        if parts and parts[0] in {row.item.task_key.partition("-")[0] for row in annex.rows}
    ]
    if not named and (led := [at for at, annex in enumerate(annexes) if annex.is_led]):
        return led[-1]
    return named[-1] if named else len(annexes) - 1


def _overlay(row: PlanRow, task: Mapping[Any, Any] | None, tasks: Tasks) -> PlanRow:
    """Return a row in the office's words."""
    if task is None:
        return replace(row, task=Task(cause_vi=row.task.cause_vi, task_vi=NO_TASK, cooperating_vi="", output_vi=""))
    columns = tasks.sheet.columns
    # where both are blank the annex keeps its own kind of blank: a dash, or nothing
    own = {
        column: task[column] or ("" if column in {"cooperating_vi", "output_vi"} else None)
        for column in _WORDS
        if column in columns and (task[column] or getattr(row.task, column))
    }
    slots = row.task.slots
    for column in ("task_vi", "output_vi"):
        words = own.get(column, row.task.task_vi if column == "task_vi" else row.task.output_vi)
        own[column] = unbracket(words, slots) if words else words
    if "budget" in columns:
        own["budget"] = None if pd.isna(task["budget"]) else float(task["budget"])
    worded: Task = replace(row.task, **own)  # type: ignore[arg-type]
    deadline = str(task["deadline"])
    row = replace(row, task=replace(worded, deadline=deadline, deadline_vi=print_deadline(deadline), templates=None))
    if "name_vi" in columns:
        row = replace(row, item=replace(row.item, name_vi=without_code(str(task["name_vi"]), row.item.code)))
    return _with_target(row, task) if "target" in columns else row


def _with_target(row: PlanRow, task: Mapping[Any, Any]) -> PlanRow:
    """Return a row with the office's target; the plan's own, with all its digits, where they are the same."""
    own = row.target.value
    if pd.isna(task["target"]):
        # the form leaves a target without a number blank: it stays what it was
        return row if own is None else set_target(row, None, is_above=False)
    value, is_above = float(task["target"]), bool(task["is_above"])
    is_same = own is not None and abs(own - value) < _SAME_TARGET and row.target.is_above == is_above
    return row if is_same else set_target(row, value, is_above=is_above)


def _added_row(task: Mapping[Any, Any], annex: Annex) -> PlanRow:
    """Return the row of an office's own task; its name may be blank."""
    key, last = str(task["task_key"]), annex.rows[-1].item
    item = Item(
        task_key=key,
        index=last.index,
        code=key,
        name_vi=without_code(str(task["name_vi"]), key),
        group_vi=ADDED_GROUP,
        unit=last.unit,
        is_lower_better=last.is_lower_better,
    )
    deadline = str(task["deadline"])
    words = Task(
        **{column: task[column] for column in _WORDS},
        budget=None if pd.isna(task["budget"]) else float(task["budget"]),
        deadline=deadline,
        deadline_vi=print_deadline(deadline),
    )
    value = None if pd.isna(task["target"]) else float(task["target"])
    return set_target(PlanRow(item, None, Target(None), words), value, is_above=bool(task["is_above"]))


def print_deadline(deadline: str) -> str:
    """Write a deadline as the plan prints it; milestones of a standing task follow when the plan is finished.

    Examples
    --------
    >>> print_deadline("2024-02-05"), print_deadline("2024-12-05"), print_deadline("quarterly")
    ('05/02/2024', '05/12/2024', 'Hằng quý')
    """
    return STANDING[deadline] if deadline in STANDING else print_day(dt.date.fromisoformat(deadline))
