"""Who leads what in a plan: agency by agency, with the numbers of its items and of its numbered targets."""

from __future__ import annotations

from typing import Any

from cchc.frameworks import official_code
from cchc.indices_defined import IndexRegister
from cchc.plan_params import AREAS
from cchc.planning.annexes import Annex
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import PlanRow
from cchc.planning.plan_tasks import rows_by_lead
from cchc.reporting.sections.common import uncapitalise
from cchc.reporting.sections.plan_words import annex_label


def _named(plan: Plan, rows: list[tuple[Annex, PlanRow]]) -> str:
    """Name rows, annex by annex: ``Phụ lục I (mục 3, 5); Phụ lục II (mục D1.2)``."""
    found: dict[str, list[str]] = {}
    for annex, row in rows:
        words = found.setdefault(annex_label(plan, annex.annex_key), [])
        word = (
            f"mục {annex.rows.index(row) + 1}"
            if row.item.framework_id == AREAS
            else _short_code(row, plan.results.inputs.indices)
        )
        # "mục 6, 8.2": the word is said once
        is_again = bool(words) and word.startswith("mục ") and words[-1][:1] in "mD0123456789"
        words.append(word.removeprefix("mục ") if is_again else word)
    return "; ".join(f"{label} ({', '.join(words)})" for label, words in found.items())


def _short_code(row: PlanRow, indices: IndexRegister) -> str:
    item = row.item
    if row.is_added:
        return f"nhiệm vụ bổ sung “{uncapitalise(item.name_vi or row.task.task_vi or '')}”"
    index = indices[item.index]
    is_number = item.code[:1].isdigit() or index.kind == "published"
    return f"mục {official_code(item.code)}" if is_number else f"{index.name_vi} – {uncapitalise(item.name_vi)}"


def goals_of(plan: Plan) -> dict[str, str]:
    """Return, per key of an agency, the numbers of its goals: ``1, 2, 3``."""
    found: dict[str, list[str]] = {}
    for number, goal in enumerate(plan.results.inputs.params.plan.goals, start=1):
        for key in goal.lead:
            found.setdefault(key, []).append(str(number))
    return {key: ", ".join(numbers) for key, numbers in found.items()}


def duties(plan: Plan) -> list[dict[str, Any]]:
    """Return what each agency leads.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.

    Returns
    -------
    list of dict
        ``agency`` (full name), ``key`` (empty for one that the register does not know), ``items`` ("Phụ lục I (mục 3,
        5); Phụ lục II (mục D1.2)"), ``n``, ``goals`` (numbers of its numbered targets), in the register's order.
    """
    goals = goals_of(plan)
    return [
        {
            "key": agency.agency_key,
            "agency": agency.name_vi,
            "items": _named(plan, rows),
            "n": len(rows),
            "goals": goals.get(agency.agency_key, ""),
        }
        for agency, rows in rows_by_lead(plan, goals).items()
    ]
