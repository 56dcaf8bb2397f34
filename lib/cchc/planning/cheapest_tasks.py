"""The tasks of the cheapest way that are still to be done, by what the office reports of them."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import Search, search_cheapest
from cchc.analysis.index_results import ScoredResults
from cchc.planning.plan import Plan

_CLOSED = {"done", "cancelled"}


def _office_tasks(plan: Plan) -> pd.DataFrame | None:
    """Return the office's own list of tasks; None where it has none, or where it is illustrative."""
    tasks = plan.results.inputs.tasks
    return None if tasks is None or tasks.status != "office" else tasks.table.set_index("task_key")


def closed_tasks(plan: Plan) -> frozenset[str]:
    """Return the keys of the tasks that the office reports as done, or as not to be done."""
    table = _office_tasks(plan)
    return frozenset() if table is None else frozenset(table.index[table["status"].isin(_CLOSED)])


def open_tasks(plan: Plan, scored: ScoredResults, search: Search) -> dict[str, float]:
    """Return what the cheapest way chose and is still to be done.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.
    scored : ScoredResults
        Of an index of points.
    search : Search
        Its cheapest way, as returned by ``search_cheapest``.

    Returns
    -------
    dict of str to float
        Task key → points that it can bring back, in the order of the way. What the office expects of a task itself is not
        exceeded.
    """
    table, closed = _office_tasks(plan), closed_tasks(plan)
    expected = {} if table is None else table["expected_score"].dropna().to_dict()
    found: dict[str, float] = {}
    for one in search.choice.chosen.itertuples():
        key = f"{scored.index.prefix}-{one.code}"
        if key not in closed:
            found[key] = min(float(one.gain), float(expected.get(key, one.gain)))
    return found


def priorities(plan: Plan) -> dict[str, tuple[int, float]]:
    """Return task key → place in the cheapest way and points that it can bring back, of every index of points in turn.

    Of a unit whose results are those of another, and of an index without a cheapest way, nothing.
    """
    if plan.subject_results is not plan.results:
        return {}
    found: dict[str, tuple[int, float]] = {}
    for scored in plan.results.all_scored:
        search = search_cheapest(scored)
        if search is None or search.is_in_vain:
            continue
        for key, gain in open_tasks(plan, scored, search).items():
            found[key] = (len(found) + 1, gain)
    return found
