"""The lists that agencies send back, merged into one by task: every contradiction is told, none decided."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pandas as pd

from cchc.errors import Fault, InputError, suggest
from cchc.numbers import comma
from cchc.planning.plan_tasks import FOLLOWED
from cchc.planning.task_rows import moved_rows
from cchc.sources.task_files import Tasks
from cchc.sources.tasks import TASK_STATUSES

#: A later report may only go forward; a task that was given up takes no other status.
_ORDER = {"not_started": 0, "in_progress": 1, "done": 2, "cancelled": 2}


@dataclasses.dataclass(frozen=True)
class _Said:
    """What one file says of one task."""

    tasks: Tasks
    row: Mapping[str, object]

    @property
    def words(self) -> str:
        share = self.row["done_pct"]
        status = TASK_STATUSES[str(self.row["status"])]
        return f"'{status}'" if pd.isna(share) else f"'{status}', {comma(float(str(share)))}%"

    @property
    def place(self) -> str:
        return self.tasks.sheet.fault(str(self.row["task_key"]), "status", "", "").place


def merge_returned(tasks: pd.DataFrame, own: Tasks | None, returned: Sequence[Tasks]) -> pd.DataFrame:
    """Take the status of every task from what the agencies have sent back.

    Parameters
    ----------
    tasks : pandas.DataFrame
        ``list_tasks``.
    own : Tasks or None
        The office's own list, from which the statuses in ``tasks`` come.
    returned : sequence of Tasks
        What was sent back. A task whose status is blank says nothing; words about what the task is are not taken.

    Returns
    -------
    pandas.DataFrame
        ``tasks`` with the columns ``FOLLOWED`` of the files; evidence and notes of several files stand one after
        another.

    Raises
    ------
    InputError
        If two files name another status or share for one task, if a file goes back behind the office's own list, or
        if it names a task that the plan does not have.
    """
    names = dict(zip(tasks["task_key"], tasks["name_vi"], strict=True))
    known = set(names)
    said: dict[str, list[_Said]] = {}
    faults: list[Fault] = []
    for one in returned:
        for row in one.table.to_dict("records"):
            key = str(row["task_key"])
            if key not in known:
                faults.append(_unknown(one, key, known))
            elif row["is_reported"]:
                said.setdefault(key, []).append(_Said(one, row))
        faults += moved_rows(names, one)
    before = {} if own is None else {str(row["task_key"]): _Said(own, row) for row in own.table.to_dict("records")}
    merged = tasks.set_index("task_key")
    merged[["evidence_vi", "note_vi"]] = merged[["evidence_vi", "note_vi"]].astype(object)
    for key, reports in said.items():
        faults += _contradictions(key, reports, before.get(key))
        earlier = [before[key]] if key in before else []
        merged.loc[key, list(FOLLOWED)] = [
            reports[0].row["status"],
            reports[0].row["done_pct"],
            *(_join(one.row[column] for one in [*earlier, *reports]) for column in ("evidence_vi", "note_vi")),
        ]
        merged.loc[key, "is_reported"] = True
    if faults:
        raise InputError(faults)
    return merged.reset_index()[list(tasks.columns)]


def _join(texts: object) -> str:
    return "; ".join(dict.fromkeys(str(text) for text in texts if text))  # type: ignore[attr-defined]


def _contradictions(key: str, reports: list[_Said], before: _Said | None) -> list[Fault]:
    first, *rest = reports
    faults = [
        _differ(key, first, other)
        for other in rest
        if (other.row["status"], _share(other)) != (first.row["status"], _share(first))
    ]
    if before is not None and before.row["is_reported"]:
        old, new = str(before.row["status"]), str(first.row["status"])
        shares = _share(before), _share(first)
        is_less = old == new and None not in shares and shares[1] < shares[0]  # type: ignore[operator]
        if is_less or (old != new and (_ORDER[new] < _ORDER[old] or _ORDER[old] == 2)):
            faults.append(_differ(key, before, first))
    return faults


def _share(said: _Said) -> float | None:
    return None if pd.isna(said.row["done_pct"]) else float(str(said.row["done_pct"]))


def _differ(key: str, first: _Said, second: _Said) -> Fault:
    found = f"nhiệm vụ {key} ghi {second.words}, nhưng tệp {first.tasks.path}, {first.place} ghi {first.words}"
    return Fault(second.tasks.path, second.place, found, "hỏi lại cơ quan rồi sửa cho khớp nhau")


def _unknown(tasks: Tasks, key: str, known: set[str]) -> Fault:
    near = suggest(key, known)
    hint = f" (gần nhất: {', '.join(near)})" if near else ""
    allowed = f"chỉ gửi lại nhiệm vụ của kế hoạch{hint}; nhiệm vụ mới ghi vào tasks.xlsx của cơ quan thường trực"
    return tasks.sheet.fault(key, "task_key", f"kế hoạch không có nhiệm vụ nào mã '{key}'", allowed)
