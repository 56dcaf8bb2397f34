"""How far the tasks of a plan have come by a day: who is late, which points are at risk, whom to remind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.results import compute_results
from cchc.dates import print_day
from cchc.deadlines import due_milestone
from cchc.errors import MissingDataError, ParameterError
from cchc.planning.plan import Plan
from cchc.planning.plan_building import plan_in_force
from cchc.planning.plan_tasks import assigned, list_tasks, name_agencies
from cchc.planning.returned import merge_returned
from cchc.planning.task_states import STAKES, count_states, state_of
from cchc.sources.progress_inputs import ProgressInputs


@dataclass(frozen=True)
class Progress:
    """The tasks of a plan on one day.

    Attributes
    ----------
    inputs : ProgressInputs
        What it rests on.
    plan : Plan
        Whose tasks.
    tasks : pandas.DataFrame
        ``list_tasks`` of the tasks that somebody is to do, with ``due_date``, ``days_left`` (negative: overdue),
        ``state`` (key of ``STATES``), ``stake`` and ``leads`` (tuple of NamedAgency).
    n_without_task : int
        Items of the plan for which no task was given.
    """

    inputs: ProgressInputs
    plan: Plan
    tasks: pd.DataFrame
    n_without_task: int

    def count(self, *states: str) -> int:
        """Return how many tasks are in one of some states."""
        counts = count_states(self.tasks)
        return sum(counts[state] for state in states)

    @property
    def n_done(self) -> int:
        """Number of tasks that are done."""
        return self.count("done_in_time", "done")

    @property
    def n_wanted(self) -> int:
        """Number of tasks that were not given up."""
        return len(self.tasks) - self.count("cancelled")

    @property
    def done_pct(self) -> float | None:
        """Share of the wanted tasks that are done [0-100]; None where none is wanted."""
        return self.n_done / self.n_wanted * 100 if self.n_wanted else None

    @property
    def by_state(self) -> pd.DataFrame:
        """Index state, in the order of ``STATES``: ``n``, ``pct`` of all tasks [0-100]."""
        counts = count_states(self.tasks)
        return pd.DataFrame(
            {"n": list(counts.values()), "pct": [n / len(self.tasks) * 100 for n in counts.values()]},
            index=list(counts),
        )

    @property
    def n_shared(self) -> int:
        """Number of tasks that several agencies lead."""
        return int((self.tasks["leads"].map(len) > 1).sum())

    @property
    def n_unreported(self) -> int:
        """Number of tasks of which nothing was reported."""
        return int((~self.tasks["is_reported"].astype(bool)).sum())

    @property
    def unsigned(self) -> tuple[str, ...]:
        """Keys of tasks in the office's list that the signed plan does not have: they are not followed."""
        own = self.inputs.report.tasks
        if own is None or self.plan.issued is None:
            return ()
        known = {row.item.task_key for annex in self.plan.annexes for row in annex.rows}
        return tuple(str(key) for key in own.table["task_key"] if key not in known)

    @property
    def n_without_rise(self) -> int:
        """Number of tasks without an expected rise."""
        return int(self.tasks["expected_score"].isna().sum())


def compute_progress(inputs: ProgressInputs) -> Progress:
    """Look at the tasks of a plan on the day that the inputs name.

    Parameters
    ----------
    inputs : ProgressInputs
        As returned by ``load_progress``.

    Returns
    -------
    Progress
        Every task with its state.

    Raises
    ------
    CchcError
        If the day lies before the plan's, the plan has no task, or the lists contradict each other.
    """
    plan = plan_in_force(compute_results(inputs.report))
    if inputs.at < plan.plan_date:
        raise ParameterError(
            f"AT={inputs.at.isoformat()} là trước ngày của kế hoạch ({print_day(plan.plan_date)}); chưa có tiến độ để xem."
            " Nếu ngày của kế hoạch khác, hãy ghi plan.letterhead.day, month trong params."
        )
    merged = merge_returned(list_tasks(plan), inputs.report.tasks, inputs.returned)
    tasks = assigned(merged)
    if tasks.empty:
        raise MissingDataError(f"Kế hoạch năm {inputs.report.year} chưa có nhiệm vụ nào có thời hạn.")
    return Progress(inputs, plan, look_at(tasks, inputs.at, plan), len(merged) - len(tasks))


def look_at(tasks: pd.DataFrame, at: dt.date, plan: Plan) -> pd.DataFrame:
    """Add to every task the day of the milestone that it has still to reach, its state and its lead agencies (see ``Progress.tasks``)."""
    due = [
        due_milestone(days, None if pd.isna(share) else float(share), is_done=status in {"done", "cancelled"})
        for days, share, status in zip(tasks["milestones"], tasks["done_pct"], tasks["status"], strict=True)
    ]
    states = [state_of(status, day, at) for status, day in zip(tasks["status"], due, strict=True)]
    leads = [
        name_agencies(lead, deadline, plan) for lead, deadline in zip(tasks["lead_vi"], tasks["deadline"], strict=True)
    ]
    return tasks.assign(
        due_date=due,
        days_left=[(day - at).days for day in due],
        state=states,
        stake=[STAKES[state] for state in states],
        leads=leads,
    )
