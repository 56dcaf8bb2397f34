"""Tasks by their state: counted, their points added up, whom to remind of them, and which rows do not fit together."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from cchc.planning.plan_tasks import NamedAgency

SOON_DAYS = 30
STATES = {
    "done_in_time": "hoàn thành trong hạn",
    "done": "hoàn thành, chưa rõ đúng hạn hay trễ",
    "on_time": "trong hạn",
    "due_soon": f"đến hạn trong {SOON_DAYS} ngày",
    "overdue": "quá hạn",
    "cancelled": "không thực hiện",
}
#: State → what becomes of the points that the task is to bring.
STAKES = {
    "done_in_time": "secured",
    "done": "secured",
    "on_time": "open",
    "due_soon": "at_risk",
    "overdue": "at_risk",
    "cancelled": "given_up",
}
STAKE_KINDS = ("secured", "at_risk", "open", "given_up")
#: Only points of one index add up; percentage points of single survey items do not.
_ADDABLE_UNIT = "điểm"


def state_of(status: str, due: dt.date, at: dt.date) -> str:
    """Return the state of a task on a day.

    Parameters
    ----------
    status : str
        Key of ``sources.tasks.TASK_STATUSES``.
    due : datetime.date
        Day of the milestone to be reached; a task is overdue from the day after.
    at : datetime.date
        The day.

    Returns
    -------
    str
        Key of ``STATES``. The form names no day of completion, so that what is reported as done after its deadline
        may have been done in time.

    Examples
    --------
    >>> state_of("in_progress", dt.date(2024, 9, 30), dt.date(2024, 9, 30))
    'due_soon'
    >>> state_of("in_progress", dt.date(2024, 9, 29), dt.date(2024, 9, 30))
    'overdue'
    """
    if status == "cancelled":
        return "cancelled"
    if status == "done":
        return "done_in_time" if at <= due else "done"
    if at > due:
        return "overdue"
    return "due_soon" if (due - at).days <= SOON_DAYS else "on_time"


def count_states(tasks: pd.DataFrame) -> dict[str, int]:
    """Count tasks (``Progress.tasks``, or some of them) by every state.

    Examples
    --------
    >>> counts = count_states(pd.DataFrame({"state": ["overdue", "done", "overdue"]}))
    >>> counts["overdue"], counts["done"], counts["on_time"]
    (2, 1, 0)
    """
    counts = tasks["state"].value_counts()
    return {state: int(counts.get(state, 0)) for state in STATES}


def count_by_agency(tasks: pd.DataFrame) -> pd.DataFrame:
    """Count the tasks of every lead agency by state.

    Parameters
    ----------
    tasks : pandas.DataFrame
        ``Progress.tasks``.

    Returns
    -------
    pandas.DataFrame
        Index ``agency`` (NamedAgency), most tasks overdue first; a column per state, ``n_tasks``, ``n_done``, ``n_rest``
        (to be done and not overdue) and
        ``done_pct`` (of the tasks that were not given up; missing if there is none). A task with several lead
        agencies counts for each.
    """
    each = tasks[["leads", "state"]].explode("leads").dropna(subset=["leads"])
    counts = pd.crosstab(each["leads"], each["state"]).reindex(columns=list(STATES), fill_value=0)
    counts.index.name, counts.columns.name = "agency", None
    counts["n_tasks"] = counts.sum(axis=1)
    counts["n_done"] = counts["done_in_time"] + counts["done"]
    wanted = counts["n_tasks"] - counts["cancelled"]
    counts["n_rest"] = wanted - counts["n_done"] - counts["overdue"]
    counts["done_pct"] = (counts["n_done"] / wanted * 100).where(wanted > 0)
    order = sorted(counts.index, key=lambda one: (-counts.at[one, "overdue"], -counts.at[one, "due_soon"], one))
    return counts.loc[order]


def count_further_late(counts: pd.DataFrame, n_shown: int) -> int:
    """Count the agencies with tasks overdue behind the first ``n_shown`` rows of ``count_by_agency``.

    Examples
    --------
    >>> count_further_late(pd.DataFrame({"overdue": [3, 1, 1, 0]}), 1)
    2
    """
    return int((counts["overdue"].iloc[n_shown:] > 0).sum())


def add_up_points(tasks: pd.DataFrame) -> pd.DataFrame:
    """Add up the expected points of tasks by index and by what becomes of them.

    Parameters
    ----------
    tasks : pandas.DataFrame
        ``Progress.tasks``, or some of them.

    Returns
    -------
    pandas.DataFrame
        Index ``index_vi`` in the plan's order; ``n_tasks``, ``n_known`` and ``n_unknown`` (with and without an
        expected rise), and ``STAKE_KINDS`` [points]: missing where no figure is known or figures do not add up
        (SIPAS: percentage points of single items).
    """
    rows = {}
    for index_vi, group in tasks.groupby("index_vi", sort=False):
        known = group[group["expected_score"].notna()]
        row: dict[str, object] = {
            "n_tasks": len(group), "n_known": len(known), "n_unknown": len(group) - len(known), "unit": group["unit"].iloc[0],
        }  # fmt: skip
        is_addable = len(known) > 0 and (known["unit"] == _ADDABLE_UNIT).all()
        for stake in STAKE_KINDS:
            of_kind = known.loc[known["stake"] == stake, "expected_score"]
            row[stake] = float(of_kind.sum()) if is_addable else float("nan")
        rows[index_vi] = row
    columns = ["n_tasks", "n_known", "n_unknown", "unit", *STAKE_KINDS]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("index_vi")


def all_add_up(points: pd.DataFrame) -> bool:
    """Tell whether the figures of every index of ``add_up_points`` may be added up."""
    return bool((points["unit"] == _ADDABLE_UNIT).all())


def points_by_agency(tasks: pd.DataFrame) -> pd.DataFrame:
    """Add up expected points by lead agency and index, as ``add_up_points``; only where there is something to add up.

    The points of a task that several agencies lead are shared equally among them.
    """
    shared = tasks.assign(expected_score=tasks["expected_score"] / tasks["leads"].map(len).clip(lower=1))
    agencies = sorted({agency for leads in tasks["leads"] for agency in leads})
    parts = {
        agency: add_up_points(shared[[agency in leads for leads in tasks["leads"]]]).dropna(subset=["secured"])
        for agency in agencies
    }
    kept = {agency: part for agency, part in parts.items() if len(part)}
    return pd.concat(kept, names=["agency"]) if kept else pd.DataFrame()


def points_by(tasks: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    """Add up expected points by a key of every task, and by index, as ``add_up_points``; in the order of the keys.

    Parameters
    ----------
    tasks : pandas.DataFrame
        ``Progress.tasks``.
    keys : pandas.Series
        One per task: quarter of its last milestone, domain.
    """
    parts = {key: add_up_points(tasks[keys == key]).dropna(subset=["secured"]) for key in sorted(keys.unique()) if key}
    kept = {key: part for key, part in parts.items() if len(part) and part[list(STAKE_KINDS)].to_numpy().sum() > 0}
    return pd.concat(kept, names=["part_vi"]) if kept else pd.DataFrame()


def money_by_agency(tasks: pd.DataFrame) -> pd.DataFrame:
    """Add the money of tasks up by lead agency; a task of several leads is shared equally.

    Parameters
    ----------
    tasks : pandas.DataFrame
        ``Progress.tasks``.

    Returns
    -------
    pandas.DataFrame
        Index ``agency`` (NamedAgency), in order; ``n_tasks`` that name money, ``budget`` [million dong]. Empty where none does.

    Examples
    --------
    >>> tasks = pd.DataFrame({"budget": [100.0, None], "leads": [("STC", "SNV"), ("STC",)]})
    >>> money_by_agency(tasks)["budget"].to_dict()
    {'SNV': 50.0, 'STC': 50.0}
    """
    named = tasks[tasks["budget"].notna()]
    shared = named.assign(budget=named["budget"] / named["leads"].map(len).clip(lower=1)).explode("leads")
    found = shared.dropna(subset=["leads"]).groupby("leads")["budget"].agg(["count", "sum"])
    return found.rename(columns={"count": "n_tasks", "sum": "budget"}).rename_axis("agency")


def all_money(tasks: pd.DataFrame) -> tuple[int, float]:
    """Return how many tasks name money, and how much altogether [million dong]."""
    return int(tasks["budget"].notna().sum()), float(tasks["budget"].sum())


def quarters(tasks: pd.DataFrame) -> pd.Series:
    """Return the quarter in which every task ends: ``Quý III/2024``."""
    ends = [days[-1] for days in tasks["milestones"]]
    return pd.Series([f"{day.year} quý {(day.month + 2) // 3}" for day in ends], index=tasks.index, dtype=object)


def to_remind(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return the tasks to remind of: overdue first, the longest first; then those due within ``SOON_DAYS``."""
    found = tasks[tasks["state"].isin(["overdue", "due_soon"])]
    return found.sort_values(["days_left", "task_key"], kind="stable")


def remind_by_agency(tasks: pd.DataFrame) -> dict[NamedAgency, pd.DataFrame]:
    """Split ``to_remind`` by lead agency, in the order in which they first appear."""
    wanted = to_remind(tasks)
    agencies = dict.fromkeys(agency for leads in wanted["leads"] for agency in leads)
    return {agency: wanted[[agency in leads for leads in wanted["leads"]]] for agency in agencies}


def without_evidence(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return the tasks that are done but name no evidence."""
    return tasks[(tasks["status"] == "done") & (tasks["evidence_vi"] == "")]


def find_inconsistent(tasks: pd.DataFrame) -> pd.DataFrame:
    """Find rows whose cells do not fit together.

    Parameters
    ----------
    tasks : pandas.DataFrame
        ``Progress.tasks``.

    Returns
    -------
    pandas.DataFrame
        Those tasks, with ``problem_vi``.
    """
    problems = []
    for task in tasks.itertuples():
        share, is_blank = task.done_pct, pd.isna(task.done_pct)
        found = ""
        if task.status == "in_progress" and share == 100:
            found = "ghi đang thực hiện nhưng đã đạt 100%"
        elif task.status == "in_progress" and is_blank:
            found = "ghi đang thực hiện nhưng chưa ghi tỷ lệ"
        elif task.status == "cancelled" and not is_blank and share > 0:
            found = "ghi không thực hiện nhưng có tỷ lệ hoàn thành"
        elif task.status == "cancelled" and not task.note_vi:
            found = "ghi không thực hiện nhưng chưa nêu lý do ở Ghi chú"
        elif task.status == "not_started" and task.evidence_vi:
            found = (
                "chưa ghi trạng thái nhưng đã có minh chứng"
                if not task.is_reported
                else "ghi chưa bắt đầu nhưng đã có minh chứng"
            )
        problems.append(found)
    return tasks.assign(problem_vi=problems).query("problem_vi != ''")
