"""A plan that was signed: stored as data, read again as the same plan, and compared with one that is built today."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from cchc.analysis.results import Results
from cchc.errors import Fault, InputError
from cchc.frameworks import official_code
from cchc.numbers import comma
from cchc.plan_params import PlanParams
from cchc.planning.aims import Aim
from cchc.planning.annexes import Annex
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import PlanRow
from cchc.planning.targets import Target
from cchc.sources.issued_files import PLAN, IssuedFile

#: Of the stored form; a change of the classes below that cannot read older plans is not allowed (a test reads one).
FORMAT = 1
#: What of a row may differ, and how it is named.
_FIELDS = {
    "target": "mục tiêu",
    "task_vi": "nhiệm vụ, giải pháp",
    "lead_vi": "cơ quan chủ trì",
    "cooperating_vi": "cơ quan phối hợp",
    "deadline_vi": "thời hạn",
    "output_vi": "sản phẩm",
}
ADDED, REMOVED = "bổ sung", "bỏ"


@dataclass(frozen=True)
class StoredPlan:
    """What of a plan is stored when it is signed.

    Attributes
    ----------
    unit_key, year : str, int
        Whose plan of which year.
    plan_date, last_day : datetime.date
        As of ``Plan``.
    annexes, aims : tuple
        As of ``Plan``; causes that the office has not confirmed are left out, as they are in print.
    above : tuple of Annex or None
        Annexes of the plan of the unit above that this one carries out.
    params : PlanParams
        Heading, dates and agencies as they were.
    format : int
        ``FORMAT``.
    """

    unit_key: str
    year: int
    plan_date: dt.date
    last_day: dt.date
    annexes: tuple[Annex, ...]
    aims: tuple[Aim, ...]
    above: tuple[Annex, ...] | None
    params: PlanParams
    format: int = FORMAT


@dataclass(frozen=True)
class Change:
    """What differs in one row between two plans.

    Attributes
    ----------
    task_key, name_vi : str
        The row: key, and code with name.
    what_vi : str
        ``ADDED``, ``REMOVED``, or what of it changed.
    before, after : str
        As printed; empty where there was nothing.
    """

    task_key: str
    name_vi: str
    what_vi: str
    before: str = ""
    after: str = ""


_STORED = TypeAdapter(StoredPlan)


def freeze(plan: Plan) -> bytes:
    """Return a plan as it is stored when it is signed: JSON, the same plan gives the same bytes."""
    inputs = plan.results.inputs
    stored = StoredPlan(
        inputs.unit.unit_key,
        inputs.year,
        plan.plan_date,
        plan.last_day,
        tuple(one if plan.has_own_words else _without_causes(one) for one in plan.annexes),
        plan.aims,
        None if plan.above is None else plan.above.annexes,
        inputs.params.plan,
    )
    content = json.loads(_STORED.dump_json(stored))
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def thaw(results: Results, issued: IssuedFile) -> Plan:
    """Return the plan that was signed.

    Parameters
    ----------
    results : Results
        Of the unit and year as far as they are known today: for names of units and agencies, not for any figure of a row.
    issued : IssuedFile
        As stored.

    Returns
    -------
    Plan
        With the annexes, targets, tasks, dates and heading of the day on which it was signed.

    Raises
    ------
    InputError
        If it is not a plan of this unit and year, or cannot be read.
    """
    inputs = results.inputs
    stored = read_stored(issued, inputs.unit.unit_key, inputs.year)
    params = inputs.params.model_copy(update={"plan": stored.params})
    own = dataclasses.replace(results, inputs=dataclasses.replace(inputs, params=params))
    upper = results.upper
    above = (
        None
        if stored.above is None or upper is None
        else Plan(upper, stored.plan_date, stored.above, stored.last_day, stored.aims)
    )
    return Plan(own, stored.plan_date, stored.annexes, stored.last_day, stored.aims, above, issued)


def read_stored(issued: IssuedFile, unit_key: str, year: int) -> StoredPlan:
    """Read the data of an issued plan.

    Raises
    ------
    InputError
        If it is not a plan of this unit and year, or cannot be read.
    """
    try:
        stored = _STORED.validate_json(issued.content)
    except ValidationError as error:
        first = error.errors()[0]
        found = f"không đọc được kế hoạch đã lưu ({'.'.join(map(str, first['loc']))})"
        raise InputError([_fault(issued, found)]) from None
    if (stored.unit_key, stored.year) != (unit_key, year):
        raise InputError([_fault(issued, f"là kế hoạch năm {stored.year} của {stored.unit_key}")])
    return stored


def _fault(issued: IssuedFile, found: str) -> Fault:
    return Fault(f"{issued.place}/{PLAN}", "", found, "khôi phục thư mục này từ bản sao lưu")


def find_changes(before: Sequence[Annex], after: Sequence[Annex]) -> tuple[Change, ...]:
    """List what differs between the rows of two plans.

    Parameters
    ----------
    before, after : sequence of Annex
        Of the plan that was signed, and of the other.

    Returns
    -------
    tuple of Change
        One per field of a row that differs, in the order of the later plan; rows that are gone stand last.
    """
    old = {row.item.task_key: row for annex in before for row in annex.rows}
    new = {row.item.task_key: row for annex in after for row in annex.rows}
    changes = []
    for key, row in new.items():
        if key not in old:
            changes.append(Change(key, _name(row), ADDED, after=row.task.task_vi or ""))
            continue
        told, now = _told(old[key]), _told(row)
        changes += [
            Change(key, _name(row), name, told[field], now[field])
            for field, name in _FIELDS.items()
            if told[field] != now[field]
        ]
    gone = (row for key, row in old.items() if key not in new)
    return (*changes, *(Change(row.item.task_key, _name(row), REMOVED, before=row.task.task_vi or "") for row in gone))


def replaced_plan(plan: Plan) -> IssuedFile | None:
    """Return the signed plan that this one says it replaces; None where it says nothing."""
    inputs = plan.results.inputs
    is_named = inputs.issued is not None and inputs.params.plan.replaces == inputs.issued.number
    return inputs.issued if is_named else None


def changes_of(plan: Plan) -> tuple[Change, ...]:
    """List what a plan changes of the one that it replaces; nothing where it replaces none."""
    issued = replaced_plan(plan)
    return () if issued is None else find_changes(thaw(plan.results, issued).annexes, plan.annexes)


def _name(row: PlanRow) -> str:
    return (
        f"{official_code(row.item.code)} {row.item.name_vi}".strip()
        if not row.is_added
        else row.item.name_vi or row.item.code
    )


def _told(row: PlanRow) -> dict[str, str]:
    words = {field: getattr(row.task, field) or "" for field in _FIELDS if field != "target"}
    return {"target": _target(row.target), **words}


def _target(target: Target) -> str:
    if target.rank is not None:
        return f"thứ {target.rank}"
    if target.value is None:
        return ""
    sign = ("< " if target.is_lower_better else "> ") if target.is_above else ""
    return f"{sign}{comma(round(target.value, 4))}"


def _without_causes(annex: Annex) -> Annex:
    rows = tuple(dataclasses.replace(row, task=dataclasses.replace(row.task, cause_vi=None)) for row in annex.rows)
    return dataclasses.replace(annex, rows=rows)
