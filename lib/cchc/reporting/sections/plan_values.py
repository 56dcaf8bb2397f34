"""What the texts of a plan may name: figures and names of one plan, ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cchc.analysis.results import Results
from cchc.dates import print_day
from cchc.frameworks import official_code
from cchc.indices_defined import Index
from cchc.planning.annexes import NO_SOLUTION, Annex
from cchc.planning.areas import known_totals
from cchc.planning.expected import expected_parts, expected_totals
from cchc.planning.items import count_standing, former_name, select_items
from cchc.planning.plan import Plan
from cchc.planning.plan_tasks import rows_by_lead, takes_part
from cchc.planning.task_words import NO_TASK
from cchc.reporting.formats import format_number
from cchc.reporting.kept import kept
from cchc.reporting.sections.common import capitalise, stage_note
from cchc.reporting.sections.index_facts import headline_facts, item_facts, node_facts, points_words, total_facts
from cchc.reporting.sections.outcomes import last_plan_sentence, missed_targets
from cchc.reporting.sections.plan_duties import duties, goals_of
from cchc.reporting.sections.plan_heading import named
from cchc.reporting.sections.plan_indices import annex_of, index_values, indices_words, results_words
from cchc.reporting.sections.plan_transition import transition
from cchc.reporting.sections.plan_words import aim_facts, annex_label, increase_text, of_basis, short_number
from cchc.reporting.sentences import sentence
from cchc.target_params import TargetRule
from cchc.units import kind_of

_PERIODS = {"quarterly": "hằng quý", "half_yearly": "6 tháng", "yearly": "năm"}


def text_values(plan: Plan) -> dict[str, Any]:
    """Gather what the texts of a plan may name.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.

    Returns
    -------
    dict
        Name → value; figures are texts, written in Vietnamese. ``docs/huong_dan.md`` names the frequent ones.
    """
    return kept(plan, "text_values", lambda: _text_values(plan))  # every section asks for the same values


def _text_values(plan: Plan) -> dict[str, Any]:
    inputs, subject = plan.results.inputs, plan.subject_results
    choice = inputs.params.plan
    owner = "" if subject is plan.results else subject.inputs.unit.name_full_vi
    first_day, scored = plan.first_day, subject.scored()
    labels = [annex_label(plan, annex.annex_key) for annex in plan.annexes]

    joined = f"Phụ lục {', '.join(label.split()[-1] for label in labels)}" if len(labels) > 1 else "".join(labels)

    def office(key: str) -> str:
        return inputs.agencies.resolve(key, plan.plan_date).name_vi if key in inputs.agencies else ""

    listed = list(dict.fromkeys(row.item.index for one in plan.annexes for row in one.items))
    values: dict[str, Any] = {
        "year": inputs.year,
        "result_year": inputs.basis_year,
        "plan_basis": sentence(
            "plan_basis", subject.inputs, inputs.basis.n_field, [one.inputs.unit.name_full_vi for one in subject.parts]
        ),
        "old_units": [_old_unit(one, subject) for one in plan.told_results] if subject.inputs.rests_on_parts else [],
        "unit": inputs.unit.name_full_vi,
        "upper_unit": subject.inputs.unit.name_full_vi,
        "upper_kind": kind_of(subject.inputs.unit),
        "above": None if plan.above is None else named(plan.above),
        "parent_unit": _parent_name(plan),
        "upper_standing": _upper_standing(plan),
        "other_indices": [own.index.name_vi for key, own in subject.of.items() if key not in listed],
        "upper_results": [total_facts(one) for one in known_totals(subject)] if owner else [],
        "serves": [inputs.indices[key].name_vi for key in listed],
        "stage_note": stage_note(plan.results),
        "kind": kind_of(inputs.unit),
        "is_draft": not inputs.is_issue,
        "annexes": _Known({one.key: _annex_facts(plan, plan.annex(one.key)) for one in choice.annexes}),
        "annex_labels": joined,
        "strengths_targets": {
            one.key: _increase(plan, inputs.params.targets_of(one.key).strengths, one) for one in inputs.indices.all
        },
        "has_own_targets": {one.key: bool(inputs.params.targets_of(one.key).items) for one in inputs.indices.all},
        "transition": transition(plan),
        "unit_plan_deadline": plan.deadline(choice.unit_plan_deadline),
        "report_deadline": plan.deadline(choice.report_deadline),
        "unit_report_deadline": print_day(plan.unit_report_day),
        "committee": f"UBND {kind_of(inputs.unit)}",
        "unit_name": inputs.unit.name_vi,
        "facts": choice.facts,
        "tax_items": _supplied(plan, ("CucThue", "CQThue")),
        "reporting": _listed([_PERIODS[one] for one in choice.reporting]),
        "standing_agency": office(choice.standing_agency_key),
        "offices": {key: office(key) for key in inputs.agencies.keys_on(plan.plan_date)},
        "local_committees": inputs.agencies.resolve("UBND_huyen", first_day).short_vi,
        "has_districts": inputs.agencies.resolve("UBND_huyen", first_day).agency_key == "UBND_huyen",
        "result_sentence": sentence(
            "plan_result", subject.headlines, inputs.indices, subject.inputs.unit.name_full_vi, inputs.basis_year
        ),
        "points_text": points_words(subject.scored()),
        "grade": scored.grade.name_vi if scored is not None and scored.grade else "",
        "domains": [item_facts(one) | {"parts": _parts(plan, one["code"])} for one in _domains(plan)],
        "sources": []
        if scored is None
        else [item_facts(vars(one)) for one in select_items(subject, f"{scored.index.short}_sources")],
        "contradictions": [] if inputs.is_issue else list(_contradictions(plan)),
        "structure": _structure(plan),
        "aims": [_aim(plan, aim_facts(one, inputs.indices, owner=owner)) for one in plan.aims],
        "expected_totals": sentence("expected_totals", expected_totals(plan), inputs.year, inputs.basis_year, joined),
        "expected_parts": [
            {
                "index": one.index.name_vi,
                "name": f"{official_code(one.code)} {one.name_vi}",
                "before": format_number(one.before),
                "value": format_number(one.value),
                "gain": format_number(one.printed_gain),
                "max": short_number(one.max_score, 2),
            }
            for one in expected_parts(plan)
        ],
        "weaknesses": [text.rstrip(".;") for text in choice.weaknesses],
        "last_plan": {"document": choice.last_plan.document, "missed": missed_targets(subject, choice.last_plan)}
        if choice.last_plan
        else None,
        "last_plan_sentence": last_plan_sentence(plan.results),
        "goals": [
            {"number": number, "text": one.text, "lead": "; ".join(office(key) for key in one.lead)}
            for number, one in enumerate(choice.goals, start=1)
        ],
        "goals_of": goals_of(plan),
        "lead_agencies": [one.name_vi for one in rows_by_lead(plan)],
        "duties": duties(plan),
    }
    for index in inputs.indices.all:
        values |= _index_facts(plan, index)
    values |= indices_words([one.index for one in subject.of.values()]) | results_words(subject)
    values["indices"] = [
        index_values(
            plan, one.index, _annex_facts(plan, annex_of(plan, one.index)), values[f"{one.index.short}_target"]
        )
        for one in subject.of.values()
    ]
    values["n_strengths"] = _Known({key: _count(plan.annex(key), is_strength=True) for key in values["annexes"]})
    values["n_weaknesses"] = _Known({key: _count(plan.annex(key), is_strength=False) for key in values["annexes"]})
    return values


def _increase(plan: Plan, rule: TargetRule, index: Index) -> str:
    text = increase_text(rule, unit=index.item_unit_vi, is_lower_better=index.is_lower_better)
    return of_basis(text, plan.results.inputs)


def _aim(plan: Plan, facts: dict[str, Any]) -> dict[str, Any]:
    """Name the year of the results that the plan rests on in the words of an aim."""
    return facts | {name: of_basis(facts[name], plan.results.inputs) for name in ("target", "distance")}


def _old_unit(part: Results, merged: Results) -> dict[str, str]:
    """Return name and results of an old unit, as far as they are known."""
    name, told = former_name(part.inputs.unit.name_full_vi, merged.inputs.unit.name_full_vi), part.headlines
    words = sentence("plan_result", told, part.inputs.indices, name, part.inputs.result_year)
    return {"name": name, "sentence": words.strip()}


def _index_facts(plan: Plan, index: Index) -> dict[str, Any]:
    """Return what texts may say of an index under its abbreviation: ``papi``, ``papi_target``, ``papi_parts``."""
    inputs, subject = plan.results.inputs, plan.subject_results
    own, short = subject.of.get(index.key), index.short
    facts: dict[str, Any] = {
        short: None
        if own is None or not own.is_announced
        else headline_facts(own.headline, index, is_draft=not inputs.is_issue),
        f"{short}_target": _increase(plan, inputs.params.targets_of(index.key), index),
    }
    if index.kind == "published":
        facts[f"{short}_parts"] = _counts(plan, index)
    elif index.kind == "surveyed":
        # with the office's own survey the plan tells that, not the announced parts
        is_told = not any(one.survey is not None for one in plan.results.all_surveyed if one.index == index)
        items = select_items(subject, f"{short}_all") if is_told else ()
        facts[f"{short}_parts"] = [item_facts(vars(one)) for one in items]
    return facts


class _Known(dict[str, Any]):
    """What is known by key; nothing for annexes that a plan does not have."""

    def __missing__(self, key: str) -> None:
        return None


def _contradictions(plan: Plan) -> tuple[str, ...]:
    return tuple(
        text
        for one in plan.subject_results.all_scored
        for text in one.component_warnings or (one.sheet.inconsistencies if one.sheet else ())
    )


def _supplied(plan: Plan, keys: tuple[str, ...]) -> list[str]:
    """Return the names of the items to which an agency supplies figures: the rows in which it co-operates."""
    return [row.item.name_vi for annex in plan.annexes for row in annex.rows if takes_part(plan, row, keys)]


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} và {words[-1]}" if len(words) > 1 else "".join(words)


def _count(annex: Annex | None, *, is_strength: bool) -> int:
    return 0 if annex is None else annex.count(is_strength=is_strength)


def _counts(plan: Plan, index: Index) -> dict[str, int] | None:
    """Count the items of a published index against the median, whatever the annexes list."""
    items = select_items(plan.subject_results, f"{index.short}_all")
    return count_standing(items) if items else None


def _annex_facts(plan: Plan, found: Annex | None) -> dict[str, Any] | None:
    if found is None:
        return None
    n_main, lost = plan.main_loss(found)
    groups: dict[str, dict[str, Any]] = {}
    for row in found.rows:
        name, task = row.item.group_vi, row.task
        tasks: list[dict[str, Any]] = groups.setdefault(name, {"name": name, "tasks": []})["tasks"]
        is_told = task.task_vi not in (NO_SOLUTION, NO_TASK)
        words = str(task.task_vi).split(";") if is_told else [NO_SOLUTION]
        parts = [capitalise(text.strip().rstrip(".")) for text in words]
        tasks.append(
            {"lead": task.lead_vi, "cooperating": task.cooperating_vi, "deadline": task.deadline_vi,
             "output": task.output_vi, "name": row.item.name_vi, "parts": parts}
        )  # fmt: skip
    return {
        "label": annex_label(plan, found.annex_key),
        "count": len(found.items),
        "main_count": n_main,
        "lost": "" if lost is None else format_number(lost),
        "groups": list(groups.values()),
        "most_lost": [
            item_facts(vars(row.item)) | {"lost": short_number(row.item.lost_score)} for row in found.most_lost
        ],
    }


def _parent_name(plan: Plan) -> str:
    inputs = plan.results.inputs
    parent = inputs.units.get(inputs.unit.parent_key, inputs.year) if inputs.unit.parent_key else None
    return "" if parent is None else parent.name_full_vi


def _upper_standing(plan: Plan) -> str:
    """Name who follows the plan of the unit above; empty where that is the unit itself, or there is no such plan."""
    if plan.above is None:
        return ""
    above = plan.above.results.inputs
    key = above.params.plan.standing_agency_key
    is_other = key in above.agencies and key != plan.results.inputs.unit.own_key
    return above.agencies.resolve(key, plan.plan_date).name_vi if is_other else ""


def _domains(plan: Plan) -> list[Mapping[str, Any]]:
    """Return the domains of the scored index with what is known of them."""
    subject = plan.subject_results
    scored = subject.scored()
    if scored is None or scored.table is None:
        items = select_items(subject, f"{scored.index.short}_all") if scored is not None else ()
        return [vars(one) for one in items if one.score is not None or one.rank is not None]
    tops = scored.table[(scored.table["parent_code"] == "") & (scored.table["node_kind"] == "domain")]
    # points added or taken have no share of a maximum: the total tells them
    framework = None if scored.sheet is None else scored.sheet.framework
    return [
        node_facts(code, one)
        for code, one in tops.iterrows()
        if framework is None or not framework.node(str(code)).role
    ]


def _parts(plan: Plan, code: str) -> list[dict[str, Any]]:
    """Return what is directly below a domain where that is scored itself."""
    scored = plan.subject_results.scored()
    table = None if scored is None else scored.table
    below = None if table is None else table[(table["parent_code"] == code) & table["is_leaf"]]
    if below is None or not 0 < len(below) <= 3:
        return []
    return [item_facts(node_facts(code, one)) for code, one in below.iterrows()]


def _structure(plan: Plan) -> dict[str, Any] | None:
    scored = plan.subject_results.scored()
    framework = None if scored is None else scored.edition
    if framework is None or not framework.domain_counts:
        return None
    return {
        "decision": framework.decision,
        "n_domains": len(framework.domain_counts),
        "n_criteria": framework.count_stated("criterion"),
        "n_subcriteria": framework.count_stated("subcriterion"),
        "domains": [
            {"name": framework.node(code).name_vi, "n_criteria": counts["criterion"], "n_subcriteria": counts["subcriterion"]}
            for code, counts in framework.domain_counts.items()
        ],
    }  # fmt: skip
