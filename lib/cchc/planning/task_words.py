"""The office's words of ``tasks.xlsx`` laid over the annexes: what an office has written wins, cell by cell."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

import pandas as pd

from cchc.errors import Fault, InputError, suggest
from cchc.planning.annexes import ALL_YEAR, Annex, format_deadline
from cchc.sources.task_files import Tasks

#: First part of a task's key by annex; an annex of another name gives its own name in capitals.
PREFIXES = {"par_keep": "PAR", "par_improve": "PAR", "sipas": "SIPAS", "papi": "PAPI"}
OWN_PREFIX = "THEM-"
ADDED_GROUP = "Nhiệm vụ bổ sung"
NO_TASK = "Chưa giao nhiệm vụ: cơ quan đã bỏ dòng này khỏi danh mục nhiệm vụ"
#: Columns of an annex whose words the office's column of the same name replaces as they are.
_WORDS = ("cause_vi", "task_vi", "lead_vi", "cooperating_vi", "output_vi")
_SAME_TARGET = 5.1e-5  # the form writes "> 0,7449" for 0.744875


def prefix_of(annex_key: str) -> str:
    """Return the first part of the keys of an annex's tasks.

    Examples
    --------
    >>> prefix_of("par_keep"), prefix_of("papi"), prefix_of("par_domain_2")
    ('PAR', 'PAPI', 'PAR')
    """
    return PREFIXES.get(annex_key) or annex_key.partition("_")[0].upper()


def with_task_keys(annex: Annex) -> Annex:
    """Give an annex's rows their task keys, ``PAR-1.1.1``, unless they have them."""
    if "task_key" in annex.rows:
        return annex
    keys = [f"{prefix_of(annex.annex_key)}-{code}" for code in annex.rows["code"]]
    return dataclasses.replace(annex, rows=annex.rows.assign(task_key=keys))


def is_added(task_key: str) -> bool:
    """Tell whether a task is the office's own: its key is not that of an item."""
    return task_key.upper().startswith(OWN_PREFIX)


def items_of(annex: Annex) -> pd.DataFrame:
    """Return the rows of an annex that are items, without the office's own tasks."""
    rows = with_task_keys(annex).rows
    return rows[~rows["task_key"].map(is_added)]


def tasks_without_row(annexes: Sequence[Annex], tasks: Tasks | None) -> list[str]:
    """Return the keys of items whose row the office has removed; they stay in the plan without a task."""
    if tasks is None:
        return []
    known = set(tasks.table["task_key"])
    return [key for annex in annexes for key in with_task_keys(annex).rows["task_key"] if key not in known]


def apply_words(annexes: Sequence[Annex], tasks: Tasks | None) -> tuple[Annex, ...]:
    """Lay the office's tasks over the annexes.

    Parameters
    ----------
    annexes : sequence of Annex
        As built from the catalogue.
    tasks : Tasks or None
        The office's list; None changes nothing but the column ``task_key``.

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
        For a key of an item that the plan does not have.
    """
    keyed = [with_task_keys(annex) for annex in annexes]
    if tasks is None:
        return tuple(keyed)
    known = {key for annex in keyed for key in annex.rows["task_key"]}
    given = {str(task["task_key"]): task for task in tasks.table.to_dict("records")}
    faults = [_unknown(tasks, key, known) for key in given if key not in known and not is_added(key)]
    if not keyed and given:
        faults.append(Fault(tasks.path, "", "kế hoạch không có phụ lục nào để nhận nhiệm vụ", "kiểm tra số liệu"))
    if faults:
        raise InputError(faults)
    added: dict[int, list[dict[str, object]]] = {}
    for key, task in given.items():
        if is_added(key):
            added.setdefault(_annex_of(key, keyed), []).append(_added_row(task, int(str(tasks.sheet.info["year"]))))
    result = []
    for at, annex in enumerate(keyed):
        rows = [_overlay(row, given.get(row["task_key"]), tasks) for row in annex.rows.to_dict("records")]
        columns = list(annex.rows.columns)
        table = pd.DataFrame([*rows, *added.get(at, [])], columns=columns)
        result.append(
            dataclasses.replace(
                annex,
                rows=table.astype({"is_above": bool}),
                without_solution=tuple(
                    code for code in annex.without_solution if f"{prefix_of(annex.annex_key)}-{code}" not in given
                ),
            )
        )
    return tuple(result)


def _unknown(tasks: Tasks, key: str, known: set[str]) -> Fault:
    near = suggest(key, known)
    hint = f" (gần nhất: {', '.join(near)})" if near else ""
    allowed = f"dùng mã nhiệm vụ của kế hoạch{hint}, hoặc mã bắt đầu bằng {OWN_PREFIX} cho nhiệm vụ bổ sung"
    return tasks.sheet.fault(key, "task_key", f"kế hoạch không có nội dung nào mã '{key}'", allowed)


def _annex_of(key: str, annexes: Sequence[Annex]) -> int:
    parts = re.split(r"[-_]", key.upper())[1:]
    named = [at for at, annex in enumerate(annexes) if parts and prefix_of(annex.annex_key) == parts[0]]
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
        row["name_vi"] = _without_code(str(task["name_vi"]), str(row["code"]))
    if "target" in columns:
        row |= _target(row, task)
    return row


def _target(row: dict[str, object], task: dict[str, object]) -> dict[str, object]:
    """Return the office's target; the plan's own, with all its digits, where they are the same."""
    if pd.isna(task["target"]):
        return {"target": None, "is_above": False}
    is_same = not pd.isna(row["target"]) and abs(float(str(row["target"])) - float(str(task["target"]))) < _SAME_TARGET
    if is_same and bool(row["is_above"]) == bool(task["is_above"]):
        return {}
    return {"target": task["target"], "is_above": bool(task["is_above"])}


def _added_row(task: dict[str, object], year: int) -> dict[str, object]:
    """Return the row of an office's own task; ``name_vi`` may be blank."""
    key = str(task["task_key"])
    return {
        "code": key,
        "name_vi": _without_code(str(task["name_vi"]), key),
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


def _without_code(name: str, code: str) -> str:
    """Take the code off that the form writes before a name."""
    return name[len(code) :].lstrip(" .:") if name.startswith(code) else name
