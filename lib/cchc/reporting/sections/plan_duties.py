"""Who leads what in a plan: agency by agency, with the numbers of its items and of its numbered targets."""

from __future__ import annotations

from typing import Any

from cchc.indices_defined import IndexRegister
from cchc.planning.annexes import ALL_YEAR
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import PlanRow
from cchc.planning.plan_tasks import NamedAgency, name_agencies
from cchc.reporting.sections.common import uncapitalise
from cchc.reporting.sections.plan_words import annex_label


def lead_agencies(plan: Plan) -> tuple[NamedAgency, ...]:
    """Return the agencies that lead a task, in the order of the register, those that it does not know last."""
    return tuple(sorted(_led(plan)))


def _led(plan: Plan) -> dict[NamedAgency, dict[str, list[str]]]:
    """Return, per lead agency, annex label → items."""
    found: dict[NamedAgency, dict[str, list[str]]] = {}
    for annex in plan.annexes:
        label = annex_label(plan, annex.annex_key)
        for row in annex.rows:
            if not row.task.lead_vi:
                continue
            for agency in name_agencies(row.task.lead_vi, row.task.deadline or ALL_YEAR, plan):
                words = found.setdefault(agency, {}).setdefault(label, [])
                word = _short_code(row, plan.results.inputs.indices)
                # "mục 6, 8.2": the word is said once
                is_again = bool(words) and word.startswith("mục ") and words[-1][:1] in "mD0123456789"
                words.append(word.removeprefix("mục ") if is_again else word)
    return found


def _short_code(row: PlanRow, indices: IndexRegister) -> str:
    item = row.item
    if row.is_added:
        return f"nhiệm vụ bổ sung “{uncapitalise(item.name_vi or row.task.task_vi or '')}”"
    index = indices[item.index]
    is_number = item.code[:1].isdigit() or index.kind == "published"
    return f"mục {item.code}" if is_number else f"{index.name_vi} – {uncapitalise(item.name_vi)}"


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
    agencies, goals, led = plan.results.inputs.agencies, goals_of(plan), _led(plan)
    known = {one.agency_key for one in led}
    order = agencies.keys()
    silent = [key for key in goals if key not in known]
    idle = [
        NamedAgency(order.index(key), agencies.get(key).name_vi, agencies.get(key).short_vi, key)
        for key in silent
        if key in agencies
    ]
    return [
        {
            "key": agency.agency_key,
            "agency": agency.name_vi,
            "items": "; ".join(f"{label} ({', '.join(words)})" for label, words in led.get(agency, {}).items()),
            "n": sum(len(words) for words in led.get(agency, {}).values()),
            "goals": goals.get(agency.agency_key, ""),
        }
        for agency in sorted([*led, *idle])
    ]
