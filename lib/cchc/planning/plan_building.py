"""A plan is built: from the results and the parameters, or from the plan of the unit above."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from cchc.analysis.results import Results
from cchc.errors import ParameterError
from cchc.plan_params import Accepted
from cchc.planning.aims import Aim, build_aims
from cchc.planning.annexes import Annex, build_annex
from cchc.planning.areas import select_part
from cchc.planning.assigned import assigned_annexes
from cchc.planning.causes import find_cause
from cchc.planning.finishing import OPEN_FIGURE, finish
from cchc.planning.issued import thaw
from cchc.planning.localise import place_of
from cchc.planning.plan import Plan, day_of_unit_reports
from cchc.planning.plan_rows import Item
from cchc.planning.solution_offers import offer_for_items
from cchc.planning.task_words import apply_words
from cchc.target_params import TargetSet


def build_plan(results: Results) -> Plan:
    """Build the plan of one unit and year.

    Parameters
    ----------
    results : Results
        As returned by ``analysis.results.compute_results``.

    Returns
    -------
    Plan
        The annexes that the parameters name, each only where it has rows.

    Raises
    ------
    ParameterError
        If the plan's date does not exist, a rule names an item that the plan does not have, or an item would stand
        in two annexes.
    """
    inputs, above = results.inputs, None
    plan_date = _plan_date(results)
    # a plan dated after the unit's end is that of its successor
    last_day = inputs.last_day if plan_date <= inputs.last_day else dt.date(inputs.year, 12, 31)
    if inputs.params.plan.index_of == "assigned" and results.upper is not None:
        above = plan_in_force(results.upper)
        annexes = _assigned(results, above, plan_date)
    else:
        annexes = _listed(results, plan_date, last_day)
    _refuse_repeated(annexes)
    # an illustrative list only tells how a plan is followed: its words are those of this plan
    words = inputs.tasks if inputs.tasks is not None and inputs.tasks.status == "office" else None
    annexes = list(apply_words(annexes, words, inputs.agencies, plan_date=plan_date, unit=inputs.unit.name_full_vi))
    annexes = list(
        finish(
            annexes,
            inputs.tasks,
            plan_date=plan_date,
            last_day=last_day,
            last_result=last_result(results, last_day),
            first_day=dt.date.fromisoformat(f"{inputs.year}-{inputs.params.plan.unit_plan_deadline}"),
            is_accepted=accepts_proposals(inputs.params.plan.accepted),
        )
    )
    aims = build_aims(results.upper or results, inputs.params.targets) if above is None else above.aims
    _refuse_unknown_codes(annexes, aims, inputs.params.targets)
    return Plan(results, plan_date, tuple(annexes), last_day, aims, above)


def accepts_proposals(accepted: Sequence[Accepted]) -> bool:
    """Tell whether the office takes all proposed figures as its own: a reason for the whole check says so."""
    return any(one.check == OPEN_FIGURE and not one.contains for one in accepted)


def last_result(results: Results, last_day: dt.date) -> dt.date:
    """Return the last day by which tasks show their result: the eve of the units' reports on the plan."""
    inputs = results.inputs
    return min(last_day, day_of_unit_reports(inputs.params.plan, inputs.year) - dt.timedelta(days=1))


def plan_in_force(results: Results) -> Plan:
    """Return the plan by which the unit acts: the one that was signed, or, where none was, the one built today.

    Parameters and errors as for ``build_plan``.
    """
    issued = results.inputs.issued
    return build_plan(results) if issued is None else thaw(results, issued)


def _listed(results: Results, plan_date: dt.date, last_day: dt.date) -> list[Annex]:
    """Build the annexes of items, from the results and the catalogue."""
    inputs, subject = results.inputs, results.upper or results
    solutions = inputs.solutions[inputs.solutions["option"] == ""]
    rules, offer_for = inputs.params.targets_of, offer_for_items(inputs)
    annexes = []
    for params in inputs.params.plan.annexes:
        items: list[tuple[Item, ...]] = []
        for part in params.parts:
            items.append(select_part(results, subject, part.items, items))
        if any(items):
            is_own = subject is results
            annexes.append(
                build_annex(
                    params,
                    items,
                    rules,
                    solutions,
                    inputs.agencies,
                    plan_date=plan_date,
                    is_own=is_own,
                    last_day=last_day,
                    last_result=last_result(results, last_day),
                    offer_for=offer_for,
                    cause_of=partial(find_cause, subject),
                    place=place_of(inputs.unit, inputs.units.get(inputs.unit.parent_key, inputs.year)),
                )
            )
    return annexes


def _assigned(results: Results, above: Plan, plan_date: dt.date) -> list[Annex]:
    """Build the annexes of what the plan of the unit above assigns to the unit."""
    inputs, params = results.inputs, results.inputs.params.plan
    lead = inputs.agencies.resolve(params.assigned_to or params.standing_agency_key, plan_date)
    return assigned_annexes(above, (inputs.unit.own_key, *params.also_named), params.annexes, lead)


def _plan_date(results: Results) -> dt.date:
    letterhead, year = results.inputs.params.plan.letterhead, results.inputs.year
    try:
        return letterhead.date_in(year)
    except ValueError:
        raise ParameterError(
            f"Ngày {letterhead.day}/{letterhead.month or 6}/{year} trong plan.letterhead không có thật; hãy sửa day, month."
        ) from None


def _refuse_repeated(annexes: list[Annex]) -> None:
    keys = Counter(row.item.task_key for annex in annexes for row in annex.rows)
    twice = [key for key, count in keys.items() if count > 1]
    if twice:
        raise ParameterError(
            f"Các mục {', '.join(twice[:5])} nằm trong hai phụ lục; mỗi mục chỉ một nơi, hãy sửa plan.annexes."
        )


def _refuse_unknown_codes(annexes: list[Annex], aims: tuple[Aim, ...], rules: Mapping[str, TargetSet]) -> None:
    """Refuse rules for items or domains that are not there: a misspelt code would silently change nothing."""
    known = {(row.item.index, row.item.code) for annex in annexes for row in annex.rows}
    wrong = [
        f"targets.{index}.items.{code}"
        for index, own in rules.items()
        for code in own.items
        if (index, code) not in known
    ]
    wrong += [f"targets.{one.index}.domains.{one.code}" for one in aims if one.code != "total" and not one.name_vi]
    if wrong:
        raise ParameterError(
            f"Quy tắc mục tiêu {', '.join(wrong)} trỏ tới mã không có trong các phụ lục, lĩnh vực của kế hoạch; hãy sửa mã."
        )
