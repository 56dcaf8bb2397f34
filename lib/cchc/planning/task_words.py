"""The office's words of ``tasks.xlsx`` laid over the annexes: what an office has written wins, cell by cell."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

import pandas as pd

from cchc.agencies import AgencyRegister
from cchc.errors import Fault, InputError
from cchc.planning.annexes import ALL_YEAR, COLUMNS, Annex, format_deadline
from cchc.planning.task_rows import gains_off_scale, moved_rows, unknown_key, without_code
from cchc.sources.task_files import Tasks

OWN_PREFIX = "THEM-"
ADDED_GROUP = "Nhiệm vụ bổ sung"
NO_TASK = "Chưa giao nhiệm vụ"
#: Columns of an annex whose words the office's column of the same name replaces as they are.
_WORDS = ("cause_vi", "task_vi", "lead_vi", "cooperating_vi", "output_vi")
_SAME_TARGET = 5.1e-5  # the form writes "> 0,7449" for 0.744875


def is_added(task_key: str) -> bool:
    """Tell whether a task is the office's own: its key is not that of an item."""
    return task_key.upper().startswith(OWN_PREFIX)


def items_of(annex: Annex) -> pd.DataFrame:
    """Return the rows of an annex that are items, without the office's own tasks."""
    return annex.rows[~annex.rows["task_key"].map(is_added)]


def tasks_without_row(annexes: Sequence[Annex], tasks: Tasks | None) -> list[str]:
    """Return the keys of items whose row the office has removed; they stay in the plan without a task."""
    if tasks is None:
        return []
    known = set(tasks.table["task_key"])
    return [key for annex in annexes for key in annex.rows["task_key"] if key not in known]


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
    known = {key for annex in annexes for key in annex.rows["task_key"]}
    given = {str(task["task_key"]): task for task in tasks.table.to_dict("records")}
    faults = [
        unknown_key(tasks, key, known, own_prefix=OWN_PREFIX) for key in given if key not in known and not is_added(key)
    ]
    if annexes:
        faults += moved_rows(pd.concat([annex.rows for annex in annexes], ignore_index=True), tasks)
    for annex in annexes:
        faults += gains_off_scale(annex.rows.to_dict("records"), tasks)
    if not annexes and given:
        faults.append(Fault(tasks.path, "", "kế hoạch không có phụ lục nào để nhận nhiệm vụ", "kiểm tra số liệu"))
    if faults:
        raise InputError(faults)
    added: dict[int, list[dict[str, object]]] = {}
    for key, task in given.items():
        if is_added(key):
            at = _annex_of(key, annexes)
            added.setdefault(at, []).append(_added_row(task, int(str(tasks.sheet.info["year"])), annexes[at]))
    result = []
    for at, annex in enumerate(annexes):
        rows = [_overlay(row, given.get(row["task_key"]), tasks) for row in annex.rows.to_dict("records")]
        rows = [_settle(row, agencies, plan_date, unit) for row in (*rows, *added.get(at, []))]
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        codes = dict(zip(annex.rows["code"], annex.rows["task_key"], strict=True))
        result.append(
            dataclasses.replace(
                annex,
                rows=table.astype({"is_above": bool, "is_kept": bool}),
                without_solution=tuple(code for code in annex.without_solution if codes[code] not in given),
            )
        )
    return tuple(result)


def _settle(row: dict[str, object], agencies: AgencyRegister, plan_date: dt.date, unit: str) -> dict[str, object]:
    """Return a row whose keys, dates and summaries are those of its words."""
    printed = "" if _is_blank(row["deadline_vi"]) else str(row["deadline_vi"])
    deadline: str | None = ALL_YEAR if printed else None
    if printed[:1].isdigit():
        day, month, year = (int(part) for part in printed.split("/"))
        deadline = dt.date(year, month, day).isoformat()
    due = dt.date.fromisoformat(deadline) if deadline and deadline != ALL_YEAR else dt.date(plan_date.year, 12, 31)
    lead = "" if _is_blank(row["lead_vi"]) else str(row["lead_vi"])
    found = agencies.split(lead, max(due, plan_date), unit=unit) if lead else []
    first = found[0][1] if found else None
    cooperating = "" if _is_blank(row["cooperating_vi"]) else str(row["cooperating_vi"])
    score, target = row["score"], row["target"]
    is_rise = not _is_blank(target) and not _is_blank(score) and not row["is_above"] and not row["is_kept"]
    return row | {
        "deadline": deadline,
        "lead_key": None if first is None else first.agency_key,
        "responsible_vi": f"{lead} chủ trì" + (f"; phối hợp: {cooperating}" if cooperating else "") if lead else "",
        "expected_score": float(str(target)) - float(str(score)) if is_rise else None,
    }


def _annex_of(key: str, annexes: Sequence[Annex]) -> int:
    parts = re.split(r"[-_]", key.upper())[1:]
    named = [
        at
        for at, annex in enumerate(annexes)
        if parts and parts[0] in {str(key).partition("-")[0] for key in annex.rows["task_key"]}
    ]
    return named[-1] if named else len(annexes) - 1


def _overlay(row: dict[str, object], task: dict[str, object] | None, tasks: Tasks) -> dict[str, object]:
    """Return a row in the office's words."""
    if task is None:
        return row | {"task_vi": NO_TASK, "lead_vi": None, "cooperating_vi": "", "deadline_vi": None, "output_vi": ""}
    columns = tasks.sheet.columns
    # where both are blank the annex keeps its own kind of blank: a dash, or nothing
    own = {
        column: task[column] or ("" if column in {"cooperating_vi", "output_vi"} else None)
        for column in _WORDS
        if column in columns and (task[column] or not _is_blank(row[column]))
    }
    row = row | own | {"deadline_vi": print_deadline(str(task["deadline"]), int(str(tasks.sheet.info["year"])))}
    if "name_vi" in columns:
        row["name_vi"] = without_code(str(task["name_vi"]), str(row["code"]))
    if "target" in columns:
        row |= _target(row, task)
    return row


def _target(row: dict[str, object], task: dict[str, object]) -> dict[str, object]:
    """Return the office's target; the plan's own, with all its digits, where they are the same."""
    if pd.isna(task["target"]):
        # the form leaves a target without a number blank: it stays what it was
        return {} if _is_blank(row["target"]) else {"target": None, "is_above": False}
    is_same = not pd.isna(row["target"]) and abs(float(str(row["target"])) - float(str(task["target"]))) < _SAME_TARGET
    if is_same and bool(row["is_above"]) == bool(task["is_above"]):
        return {}
    return {"target": task["target"], "is_above": bool(task["is_above"])}


def _added_row(task: dict[str, object], year: int, annex: Annex) -> dict[str, object]:
    """Return the row of an office's own task; ``name_vi`` may be blank."""
    key = str(task["task_key"])
    last = annex.rows.iloc[-1]
    return {
        **dict.fromkeys(COLUMNS),
        "index": last["index"],
        "unit": last["unit"],
        "domain_code": "",
        "is_kept": False,
        "code": key,
        "name_vi": without_code(str(task["name_vi"]), key),
        "group_vi": ADDED_GROUP,
        "target": task["target"],
        "is_above": bool(task["is_above"]),
        "deadline_vi": print_deadline(str(task["deadline"]), year),
        "task_key": key,
        **{column: task[column] for column in _WORDS},
    }


def print_deadline(deadline: str, year: int) -> str:
    """Write a deadline as the plan prints it.

    Parameters
    ----------
    deadline : str
        ISO date or ``all_year``.
    year : int
        Of the plan, for ``all_year``.

    Examples
    --------
    >>> print_deadline("2024-02-05", 2024), print_deadline("2024-12-05", 2024), print_deadline("all_year", 2024)
    ('05/02/2024', '05/12/2024', 'Cả năm 2024')
    """
    if deadline == ALL_YEAR:
        return format_deadline(ALL_YEAR, year)
    return format_deadline(deadline[5:], int(deadline[:4]))


def _is_blank(value: object) -> bool:
    return value is None or value == "" or bool(pd.isna(value))
