"""The office's list of tasks against the rows of the plan: keys that nobody knows, rows that moved, figures off the scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cchc.errors import Fault, suggest
from cchc.frameworks import official_code
from cchc.numbers import comma
from cchc.planning.plan_rows import Item
from cchc.sources.task_files import Tasks
from cchc.units import normalise_name

_TOLERANCE = 1e-9


def without_code(name: str, code: str) -> str:
    """Take the code off that the form writes before a name.

    Examples
    --------
    >>> without_code("1.1.2 Mức độ hoàn thành", "1.1.2"), without_code("Mức độ hoàn thành", "1.1.2")
    ('Mức độ hoàn thành', 'Mức độ hoàn thành')
    """
    shown = official_code(code)
    found = next((one for one in (code, shown) if name.startswith(one)), "")
    return name[len(found) :].lstrip(" .:") if found else name


def moved_rows(names: Mapping[str, str], tasks: Tasks) -> list[Fault]:
    """List the tasks whose key stands beside the name of another item: sorted, or swapped, without their keys.

    Parameters
    ----------
    names : mapping of str to str
        Key of a task of the plan (``PAR-1.1.2``) → name.
    tasks : Tasks
        As read; an office may reword a name, but not give one row the name of another.

    Returns
    -------
    list of Fault
        With both cells.
    """
    if "name_vi" not in tasks.sheet.columns:
        return []
    code_of = {key: key.partition("-")[2] for key in names}
    owners: dict[str, set[str]] = {}
    for key, name in names.items():
        owners.setdefault(normalise_name(name), set()).add(key)
    given = dict(zip(tasks.table["task_key"], tasks.table["name_vi"], strict=True))
    faults = []
    for key, name in given.items():
        if key not in code_of or not name:
            continue
        forms = {
            normalise_name(name),
            *(
                normalise_name(without_code(name, code))
                for code in code_of.values()
                if name.startswith((code, official_code(code)))
            ),
        }
        named = set().union(*(owners.get(form, set()) for form in forms))
        if named and key not in named:
            other = next((one for one in sorted(named) if one in given), min(named))
            place = tasks.sheet.places.get((other, "task_key"), "")
            where = f" (mã đó ở {place.rpartition(', ')[2]})" if place else ""
            found = f"nội dung của nhiệm vụ {other} đứng cạnh mã {key}"
            allowed = f"hãy xếp lại cho mã và nội dung cùng một dòng{where}"
            faults.append(tasks.sheet.fault(key, "name_vi", found, allowed))
    return faults


def gains_off_scale(items: Sequence[Item], tasks: Tasks) -> list[Fault]:
    """List expected gains that the scale of their item does not reach.

    Parameters
    ----------
    items : sequence of Item
        Of the plan.
    tasks : Tasks
        As read.

    Returns
    -------
    list of Fault
        With the cells.
    """
    given = {str(task["task_key"]): task["expected_score"] for task in tasks.table.to_dict("records")}
    faults = []
    for item in items:
        key, gain = item.task_key, given.get(item.task_key)
        if item.max_score is None or gain is None or pd.isna(gain):
            continue
        if item.is_lower_better:
            room = float("inf") if item.score is None or item.best is None else item.score - item.best
        else:
            room = item.max_score - (item.score or 0.0)
        if float(gain) > room + _TOLERANCE:
            found = f"mức tăng dự kiến của {key} là {comma(float(gain))}"
            last = f", năm trước đạt {comma(item.score)}" if item.score is not None else ""
            allowed = f"nội dung này có tối đa {comma(item.max_score)} điểm{last}"
            faults.append(tasks.sheet.fault(key, "expected_score", found, allowed))
    return faults


def targets_turned(items: Sequence[Item], tasks: Tasks) -> list[Fault]:
    """List targets that are to be passed on the worse side: ``< 3`` where more is better, ``> 3`` where less is.

    Parameters
    ----------
    items : sequence of Item
        Of the plan.
    tasks : Tasks
        As read.

    Returns
    -------
    list of Fault
        With the cells.
    """
    given = {str(task["task_key"]): task for task in tasks.table.to_dict("records")}
    faults = []
    for item in items:
        task = given.get(item.task_key)
        if task is not None and task["is_above"] and bool(task["is_below"]) != item.is_lower_better:
            sign, better = ("<", "thấp") if item.is_lower_better else (">", "cao")
            found = f"mục tiêu của {item.task_key} ghi dấu '{'>' if item.is_lower_better else '<'}'"
            allowed = f"nội dung này càng {better} càng tốt: ghi '{sign} {comma(float(task['target']))}'"
            faults.append(tasks.sheet.fault(item.task_key, "target", found, allowed))
    return faults


def unknown_key(tasks: Tasks, key: str, known: set[str], *, own_prefix: str) -> Fault:
    """Return the fault at a key that the plan does not have."""
    near = suggest(key, known)
    hint = f" (gần nhất: {', '.join(near)})" if near else ""
    allowed = f"dùng mã nhiệm vụ của kế hoạch{hint}, hoặc mã bắt đầu bằng {own_prefix} cho nhiệm vụ bổ sung"
    return tasks.sheet.fault(key, "task_key", f"kế hoạch không có nội dung nào mã '{key}'", allowed)
