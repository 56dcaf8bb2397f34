"""The office's list of tasks against the rows of the plan: keys that nobody knows, rows that moved, figures off the scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cchc.errors import Fault, suggest
from cchc.numbers import comma
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
    return name[len(code) :].lstrip(" .:") if name.startswith(code) else name


def moved_rows(rows: pd.DataFrame, tasks: Tasks) -> list[Fault]:
    """List the tasks whose key stands beside the name of another item: sorted, or swapped, without their keys.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``task_key`` (``PAR-1.1.2``) and ``name_vi`` of the plan.
    tasks : Tasks
        As read; an office may reword a name, but not give one row the name of another.

    Returns
    -------
    list of Fault
        With both cells.
    """
    if "name_vi" not in tasks.sheet.columns:
        return []
    code_of = {str(key): str(key).partition("-")[2] for key in rows["task_key"]}
    owners: dict[str, set[str]] = {}
    for row in rows.itertuples():
        owners.setdefault(normalise_name(str(row.name_vi)), set()).add(str(row.task_key))
    given = dict(zip(tasks.table["task_key"], tasks.table["name_vi"], strict=True))
    faults = []
    for key, name in given.items():
        if key not in code_of or not name:
            continue
        forms = {
            normalise_name(name),
            *(normalise_name(without_code(name, code)) for code in code_of.values() if name.startswith(code)),
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


def gains_off_scale(rows: Sequence[Mapping[str, object]], tasks: Tasks) -> list[Fault]:
    """List expected gains that the scale of their item does not reach.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of the plan with ``task_key`` and ``max_score``.
    tasks : Tasks
        As read.

    Returns
    -------
    list of Fault
        With the cells.
    """
    given = {str(task["task_key"]): task for task in tasks.table.to_dict("records")}
    faults = []
    for row in rows:
        key, maximum = str(row["task_key"]), row.get("max_score")
        if key not in given or maximum is None or pd.isna(maximum):
            continue
        gain, score = given[key]["expected_score"], row.get("score")
        known = score is not None and not pd.isna(score)
        room = float(str(maximum)) - (float(str(score)) if known else 0.0)
        if gain is not None and not pd.isna(gain) and float(str(gain)) > room + _TOLERANCE:
            found = f"mức tăng dự kiến của {key} là {comma(float(str(gain)))}"
            last = f", năm trước đạt {comma(float(str(score)))}" if known else ""
            allowed = f"nội dung này có tối đa {comma(float(str(maximum)))} điểm{last}"
            faults.append(tasks.sheet.fault(key, "expected_score", found, allowed))
    return faults


def unknown_key(tasks: Tasks, key: str, known: set[str], *, own_prefix: str) -> Fault:
    """Return the fault at a key that the plan does not have."""
    near = suggest(key, known)
    hint = f" (gần nhất: {', '.join(near)})" if near else ""
    allowed = f"dùng mã nhiệm vụ của kế hoạch{hint}, hoặc mã bắt đầu bằng {own_prefix} cho nhiệm vụ bổ sung"
    return tasks.sheet.fault(key, "task_key", f"kế hoạch không có nội dung nào mã '{key}'", allowed)
