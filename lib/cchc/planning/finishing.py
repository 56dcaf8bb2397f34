"""The last step of building a plan: the office's figures stand in their slots, standing tasks get their milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cchc.dates import print_day
from cchc.deadlines import ALL_YEAR, STANDING, milestones, print_milestones
from cchc.errors import Fault, InputError, suggest
from cchc.planning.annexes import Annex
from cchc.planning.plan_rows import PlanRow, Task
from cchc.slots import Slot, fill, find_slots, print_figure, put_values, read_value
from cchc.sources.task_files import Tasks

#: Check under which ``plan.accepted`` takes all proposals as the office's figures.
OPEN_FIGURE = "open_figure"


def finish(
    annexes: Sequence[Annex],
    tasks: Tasks | None,
    *,
    plan_date: dt.date,
    last_day: dt.date,
    last_result: dt.date,
    first_day: dt.date,
    is_accepted: bool,
) -> tuple[Annex, ...]:
    """Print the figures of all tasks and set their milestones.

    Parameters
    ----------
    annexes : sequence of Annex
        With the slots in their words.
    tasks : Tasks or None
        The office's list, which may fix figures.
    plan_date, last_day, last_result : datetime.date
        Date of the plan; last day on which the unit acts, and by which tasks show their result.
    first_day : datetime.date
        When units have plans of their own: standing tasks show nothing before.
    is_accepted : bool
        Whether the office has taken all proposals as its own, with a reason in ``plan.accepted``.

    Returns
    -------
    tuple of Annex
        With ``milestones``, ``slots`` and ``templates``.

    Raises
    ------
    InputError
        For figures that are none, or for slots that the plan does not have: with the cell.
    """
    given = {} if tasks is None else tasks.sheet.figures
    by_key = {row.item.task_key: row for annex in annexes for row in annex.rows}
    values, faults = dict[str, dict[str, str]](), list[Fault]()
    for (key, name), (cell, place) in given.items():
        path = "" if tasks is None else tasks.path
        row = by_key.get(key)
        slots = {} if row is None else {one.name: one for one in row.task.slots}
        if name not in slots:
            near = suggest(name, slots) if row is not None else suggest(key, by_key)
            hint = f" (gần nhất: {', '.join(near)})" if near else ""
            what = (
                f"nhiệm vụ {key} không có số liệu nào tên '{name}'"
                if row is not None
                else f"kế hoạch không có nhiệm vụ nào mã '{key}'"
            )
            faults.append(Fault(path, place, what, f"giữ nguyên mã, tên như mẫu do make form lập{hint}"))
            continue
        value, allowed = read_value(slots[name], cell, plan_date.year)
        if allowed:
            faults.append(Fault(path, place, f"số liệu {name} của {key} ghi '{_shown(cell)}'", allowed))
        values.setdefault(key, {})[name] = value
    for key, own in values.items():
        row = by_key[key]
        left = {one.name for one in find_slots(row.task.templates or (row.task.task_vi, row.task.output_vi))}
        words = f"{row.task.task_vi} {row.task.output_vi}"
        for slot in row.task.slots:
            figure = own.get(slot.name)
            if figure and slot.name not in left and print_figure(figure, slot.unit) not in words:
                found = f"số liệu {slot.name} của {key} không còn chỗ trong lời nhiệm vụ đã viết lại"
                allowed = "ghi số thẳng vào ô Nhiệm vụ, giải pháp; hoặc xóa ô này"
                faults.append(Fault("" if tasks is None else tasks.path, given[key, slot.name][1], found, allowed))
    if faults:
        raise InputError(faults)
    end = last_result if last_result > plan_date else last_day

    def finished(row: PlanRow) -> PlanRow:
        task = _with_days(row.task, max(plan_date, min(first_day, end)), min(end, last_day), last_day)
        return replace(row, task=_with_figures(task, values.get(row.item.task_key, {}), is_accepted=is_accepted))

    return tuple(replace(annex, rows=tuple(finished(row) for row in annex.rows)) for annex in annexes)


def _shown(cell: object) -> str:
    return print_day(cell) if isinstance(cell, dt.date) else str(cell)


def _with_days(task: Task, first_day: dt.date, last_result: dt.date, last_day: dt.date) -> Task:
    """Return a task with its milestones; one of the whole year may last until the last day."""
    if task.deadline is None:
        return task
    days = milestones(task.deadline, first_day, last_result if task.deadline != ALL_YEAR else last_day)
    printed = print_milestones(task.deadline, days) if task.deadline in STANDING else task.deadline_vi
    return replace(task, milestones=days, deadline_vi=printed)


def _with_figures(task: Task, values: Mapping[str, str], *, is_accepted: bool) -> Task:
    """Return a task whose words are printed with their figures."""
    template = task.templates or (task.task_vi, task.output_vi)
    grounds = {one.name: one.ground for one in task.slots}
    slots = tuple(replace(one, ground=grounds.get(one.name, "")) for one in find_slots(template))
    slots = put_values(slots, values)
    return replace(
        task,
        task_vi=fill(template[0], slots, is_accepted=is_accepted),
        output_vi=fill(template[1], slots, is_accepted=is_accepted),
        slots=slots,
        templates=template,
    )


def slots_of(rows: Iterable[PlanRow]) -> list[tuple[PlanRow, Slot]]:
    """List the slots of some rows, each with its row."""
    return [(row, slot) for row in rows for slot in row.task.slots]
