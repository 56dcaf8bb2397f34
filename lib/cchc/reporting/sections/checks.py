"""What the checks before printing need to know of a plan."""

from __future__ import annotations

from cchc.errors import ParameterError, suggest
from cchc.plan_params import Accepted
from cchc.planning.campaign_steps import CampaignPlan
from cchc.planning.check_findings import CHECKS
from cchc.planning.plan import Plan
from cchc.planning.plan_findings import check_plan, find_blanks
from cchc.planning.plan_tasks import NamedAgency, rows_by_lead
from cchc.planning.self_scoring_plan import SelfScoringPlan
from cchc.reporting.control_blocks import Checks
from cchc.reporting.sections.plan_words import annex_label, item_name


def before_printing(plan: Plan) -> Checks:
    """Hand the plan to the checks before printing.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.

    Returns
    -------
    Checks
        Shown at the head of the draft together with what the wording, with all cells of the notebook, contradicts.
    """
    inputs = plan.results.inputs
    _refuse_unknown(inputs.params.plan.accepted)
    agencies, day = inputs.agencies, plan.plan_date
    return Checks(
        year=inputs.year,
        result_year=inputs.basis_year,
        plan_date=day.isoformat(),
        is_issue=inputs.is_issue,
        lead_agencies=tuple(_mentions(one) for one in rows_by_lead(plan)),
        gone_agencies=(*agencies.gone_names(day), *agencies.coming_names(day)),
        findings=tuple((one.check, one.place_vi, one.found_vi, one.allowed_vi) for one in check_plan(plan)),
        accepted=tuple((one.check, one.contains or "", one.reason) for one in inputs.params.plan.accepted),
        index_names=tuple(one.name_vi for one in inputs.indices.all),
        questions=()
        if plan.has_own_words
        else tuple(
            (
                f"{annex_label(plan, annex.annex_key)}, {item_name(row.item)}",
                row.task.questions_vi,
            )
            for annex in plan.annexes
            for row in annex.most_lost
            if row.task.questions_vi
        ),
        annexes=tuple((annex.annex_key, annex_label(plan, annex.annex_key)) for annex in plan.annexes),
    )


def before_printing_campaign(plan: CampaignPlan) -> Checks:
    """Hand the plan of a scoring campaign to the checks before printing.

    Parameters
    ----------
    plan : CampaignPlan
        As returned by ``build_campaign``.

    Returns
    -------
    Checks
        As ``before_printing``; its annexes hold no targets.
    """
    inputs = plan.inputs
    agencies, choice = inputs.agencies, inputs.params.plan
    _refuse_unknown(choice.accepted)
    leads = dict.fromkeys([*(step.lead_vi for step in plan.steps), *plan.offices])
    return Checks(
        year=inputs.year,
        result_year=inputs.year,
        plan_date=plan.plan_date.isoformat(),
        is_issue=inputs.is_issue,
        lead_agencies=tuple((name,) for name in leads if name),
        gone_agencies=(*agencies.gone_names(plan.plan_date), *agencies.coming_names(plan.plan_date)),
        findings=tuple(
            (one.check, one.place_vi, one.found_vi, one.allowed_vi) for one in find_blanks(choice.letterhead)
        ),
        accepted=tuple((one.check, one.contains or "", one.reason) for one in choice.accepted),
        index_names=tuple(one.name_vi for one in inputs.indices.all),
    )


def before_printing_self_scoring(plan: SelfScoringPlan) -> Checks:
    """Hand the plan of a unit's own scoring to the checks before printing.

    Parameters
    ----------
    plan : SelfScoringPlan
        As returned by ``build_self_scoring``.

    Returns
    -------
    Checks
        As ``before_printing``; its annexes hold no targets.
    """
    inputs = plan.inputs
    agencies, choice = inputs.agencies, inputs.params.plan
    _refuse_unknown(choice.accepted)
    own = "self_scoring" if inputs.choice.letterhead is not None else "plan"
    return Checks(
        year=inputs.year,
        result_year=inputs.year,
        plan_date=plan.plan_date.isoformat(),
        is_issue=inputs.is_issue,
        lead_agencies=tuple((part.office.name_vi, part.office.short_vi) for part in plan.parts),
        gone_agencies=(*agencies.gone_names(plan.plan_date), *agencies.coming_names(plan.plan_date)),
        findings=tuple(
            (one.check, one.place_vi, one.found_vi, one.allowed_vi.replace("plan.letterhead", f"{own}.letterhead"))
            for one in find_blanks(choice.letterhead)
        ),
        accepted=tuple((one.check, one.contains or "", one.reason) for one in choice.accepted),
        index_names=tuple(one.name_vi for one in inputs.indices.all),
    )


def _refuse_unknown(accepted: list[Accepted]) -> None:
    """Refuse names of checks that do not exist: a misspelt one would accept nothing."""
    for one in accepted:
        if one.check not in CHECKS:
            near = suggest(one.check, CHECKS)
            hint = f"có lẽ là '{near[0]}'" if near else f"được dùng: {', '.join(CHECKS)}"
            raise ParameterError(f"Khóa plan.accepted: không có phép kiểm tra '{one.check}'; {hint}.")


def _mentions(agency: NamedAgency) -> tuple[str, ...]:
    """Return the names under which a text may mention an agency, its full name first."""
    names = [agency.name_vi, agency.short_vi]
    names += [name.removesuffix(unit) for name in names for unit in (" tỉnh", " thành phố", " huyện")]
    return tuple(dict.fromkeys(names))
