"""The tasks of a plan as one table, whoever wrote them, and the agencies that they name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from cchc.agencies import AgencyRegister
from cchc.deadlines import ALL_YEAR
from cchc.frameworks import official_code
from cchc.planning.annexes import Annex
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import PlanRow
from cchc.planning.task_words import tasks_without_row
from cchc.provenance import InputFile
from cchc.sources.task_files import due_date

#: Columns that follow a task through the year; the rest tells what it is.
FOLLOWED = ("status", "done_pct", "evidence_vi", "note_vi")
COLUMNS = (
    "task_key", "annex_key", "index_vi", "domain_vi", "unit", "name_vi", "cause_vi", "questions_vi", "task_vi", "lead_vi", "cooperating_vi", "deadline",
    "deadline_vi", "milestones", "output_vi", "previous_score", "target", "is_above", "is_lower_better", "expected_score", "person_vi", "deputy_vi", "budget", "budget_source_vi", *FOLLOWED, "is_reported",
)  # fmt: skip
_UNITS = {"%": "điểm phần trăm"}


@dataclass(frozen=True, order=True)
class NamedAgency:
    """An agency as tasks name it.

    Attributes
    ----------
    place : int
        In the register, by which agencies are sorted; those that it does not know come last.
    name_vi, short_vi : str
        Full and short name; both as written where the register does not know it.
    agency_key : str
        Empty where the register does not know it.
    """

    place: int
    name_vi: str
    short_vi: str
    agency_key: str


def list_tasks(plan: Plan) -> pd.DataFrame:
    """List the tasks of a plan's annexes.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``: the office's words stand in its annexes already.

    Returns
    -------
    pandas.DataFrame
        Columns ``COLUMNS``, a row per item of every annex and per task of the office's own; ``deadline`` as ISO date,
        ``all_year``, or empty where no task was given; ``expected_score`` from the office's file if that has the
        column, else the value to work for minus the score, 0 where that is to be kept, missing where either is not
        known; what follows the task is the office's, ``not_started`` without a file.
    """
    tasks, indices = plan.results.inputs.tasks, plan.results.inputs.indices
    given = {} if tasks is None else {row["task_key"]: row for row in tasks.table.to_dict("records")}
    words = tasks if tasks is not None and tasks.status == "office" else None
    removed = set(tasks_without_row(plan.annexes, words))
    rows = []
    for annex in plan.annexes:
        for row, source in zip(annex.table.to_dict("records"), annex.rows, strict=True):
            key = row["task_key"]
            own = given.get(key, {"status": "not_started", "is_reported": False})
            is_row = key not in removed
            has_column = words is not None and "expected_score" in words.sheet.columns and is_row
            rows.append(
                {
                    **row,
                    "annex_key": annex.annex_key,
                    "milestones": source.task.milestones,
                    "questions_vi": source.task.questions_vi,
                    "index_vi": indices[row["index"]].name_vi,
                    "domain_vi": row["group_vi"],
                    "unit": _UNITS.get(row["unit"], row["unit"]),
                    "name_vi": f"{official_code(row['code'])} {row['name_vi']}".strip(),
                    "deadline": row["deadline"] if is_row and isinstance(row["deadline"], str) else "",
                    "previous_score": row["score"],
                    "expected_score": own["expected_score"]
                    if has_column and not pd.isna(own["expected_score"])
                    else 0.0
                    if row["is_kept"] and pd.isna(row["expected_score"])
                    else row["expected_score"],
                    **{column: own.get(column) for column in (*FOLLOWED, "is_reported")},
                }
            )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    texts = [
        "person_vi",
        "deputy_vi",
        "budget_source_vi",
        "cause_vi",
        "task_vi",
        "lead_vi",
        "cooperating_vi",
        "deadline_vi",
        "output_vi",
        "evidence_vi",
        "note_vi",
    ]
    numbers = ["previous_score", "target", "expected_score", "budget", "done_pct"]
    table[texts] = table[texts].astype(object).where(table[texts].notna(), "")
    return table.astype(dict.fromkeys(numbers, float))


def assigned(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return the tasks that somebody is to do by a day: those with a deadline."""
    return tasks[tasks["deadline"] != ""].reset_index(drop=True)


def name_agencies(text: str, deadline: str, plan: Plan) -> tuple[NamedAgency, ...]:
    """Name the agencies of one cell.

    Parameters
    ----------
    text : str
        ``Sở Nội vụ; UBND cấp huyện``.
    deadline : str
        Of the task: agencies are those that exist then.
    plan : Plan
        Whose register.

    Returns
    -------
    tuple of NamedAgency
        In order, each once.
    """
    inputs = plan.results.inputs
    agencies: AgencyRegister = inputs.agencies
    day = max(plan.plan_date, due_date(deadline or ALL_YEAR, inputs.year))
    found = agencies.split(text, day, unit=inputs.unit.name_full_vi)
    order = agencies.keys()
    named = [
        NamedAgency(len(order), name, name, "")
        if agency is None
        else NamedAgency(order.index(agency.agency_key), agency.name_vi, agency.short_vi, agency.agency_key)
        for name, agency in found
    ]
    return tuple(dict.fromkeys(named))


def agencies_of(plan: Plan, rows: Iterable[PlanRow]) -> tuple[NamedAgency, ...]:
    """Return the agencies of the register that lead rows or take part in them, in its order."""
    found = {
        agency
        for row in rows
        for text in (row.task.lead_vi, row.task.cooperating_vi)
        if text
        for agency in name_agencies(text, row.task.deadline or ALL_YEAR, plan)
        if agency.agency_key
    }
    return tuple(sorted(found))


def takes_part(plan: Plan, row: PlanRow, keys: Iterable[str]) -> bool:
    """Tell whether one of some agencies co-operates in a row."""
    if not row.task.cooperating_vi:
        return False
    named = name_agencies(row.task.cooperating_vi, row.task.deadline or ALL_YEAR, plan)
    return bool({one.agency_key for one in named} & set(keys))


def rows_by_lead(plan: Plan, idle: Iterable[str] = ()) -> dict[NamedAgency, list[tuple[Annex, PlanRow]]]:
    """Gather the rows that each agency leads.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.
    idle : iterable of str
        Keys of agencies that are wanted even without a row.

    Returns
    -------
    dict of NamedAgency to list of (Annex, PlanRow)
        In the order of the register, agencies that it does not know last; a row with two leads stands under both.
    """
    found: dict[NamedAgency, list[tuple[Annex, PlanRow]]] = {}
    for annex in plan.annexes:
        for row in annex.rows:
            if row.task.lead_vi:
                for agency in name_agencies(row.task.lead_vi, row.task.deadline or ALL_YEAR, plan):
                    found.setdefault(agency, []).append((annex, row))
    agencies, known = plan.results.inputs.agencies, {one.agency_key for one in found}
    for key in idle:
        if key in agencies and key not in known:
            one = agencies.get(key)
            found[NamedAgency(agencies.keys().index(key), one.name_vi, one.short_vi, key)] = []
    return {agency: found[agency] for agency in sorted(found)}


def last_change(plan: Plan, files: Iterable[InputFile], at: dt.date | None = None) -> dt.datetime:
    """Return when the tasks of a plan were last changed, as far as what was read tells.

    Parameters
    ----------
    plan : Plan
        Its date, where params give it, and ``plan.revised``.
    files : iterable of InputFile
        Those read; an office's workbooks tell when they were saved.
    at : datetime.date, optional
        Day on which the tasks are looked at.

    Returns
    -------
    datetime.datetime
        UTC; the same for the same inputs, later once a list of tasks was saved again. 1 January of the year whose
        results the plan rests on if nothing tells.
    """
    inputs, params = plan.results.inputs, plan.results.inputs.params.plan
    days = [dt.date(inputs.last_year, 1, 1)]
    days += [plan.plan_date] if params.letterhead.day else []
    days += [dt.date.fromisoformat(f"{inputs.year}-{params.revised}")] if params.revised else []
    days += [at] if at else []
    told = [dt.datetime.combine(one, dt.time(), tzinfo=dt.UTC) for one in days]
    return max(
        [*told, *(dt.datetime.fromisoformat(one.saved) for one in files if one.saved and one.status == "office")]
    )
