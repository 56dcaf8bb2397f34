"""What the checks before printing need to know of a plan."""

from __future__ import annotations

from cchc.agencies import Agency
from cchc.planning.campaign import CampaignPlan
from cchc.planning.checks import check_plan, find_blanks
from cchc.planning.plan import Plan
from cchc.reporting.control_blocks import Checks

#: What a text may say for many offices at once, and how their names begin.
_COLLECTIVES = {
    ("Các sở, ban, ngành", "các sở, ngành"): ("Sở ", "Ban ", "Thanh tra", "Văn phòng Ủy ban"),
    ("Các phòng, ban", "Các cơ quan chuyên môn"): ("Phòng ", "Văn phòng Hội đồng"),
}


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
    agencies, day = inputs.agencies, plan.plan_date
    keys = list(dict.fromkeys(key for annex in plan.annexes for key in annex.rows["lead_key"] if isinstance(key, str)))
    gone = [one for key in agencies.keys() if (one := agencies.get(key)).valid_to < day]  # noqa: SIM118 -- a register
    return Checks(
        year=inputs.year,
        result_year=inputs.result_year,
        plan_date=day.isoformat(),
        is_issue=inputs.is_issue,
        lead_agencies=tuple(_mentions(agencies.get(key)) for key in keys),
        gone_agencies=tuple(
            (one.name_vi, agencies.get(one.successor_key).name_vi if one.successor_key else "") for one in gone
        ),
        findings=tuple((one.check, one.place_vi, one.found_vi, one.allowed_vi) for one in check_plan(plan)),
        accepted=tuple((one.check, one.contains or "", one.reason) for one in inputs.params.plan.accepted),
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
    leads = dict.fromkeys([*(step.lead_vi for step in plan.steps), *plan.domains["lead_vi"]])
    gone = [one for key in agencies.keys() if (one := agencies.get(key)).valid_to < plan.plan_date]  # noqa: SIM118
    return Checks(
        year=inputs.year,
        result_year=inputs.year,
        plan_date=plan.plan_date.isoformat(),
        is_issue=inputs.is_issue,
        lead_agencies=tuple((name,) for name in leads if name),
        gone_agencies=tuple((one.name_vi, "") for one in gone),
        findings=tuple(
            (one.check, one.place_vi, one.found_vi, one.allowed_vi) for one in find_blanks(choice.letterhead)
        ),
        accepted=tuple((one.check, one.contains or "", one.reason) for one in choice.accepted),
    )


def _mentions(agency: Agency) -> tuple[str, ...]:
    """Return the names under which a text may mention an agency, its full name first."""
    names = [agency.name_vi, agency.short_vi]
    names += [name.removesuffix(unit) for name in names for unit in (" tỉnh", " thành phố", " huyện")]
    for words, beginnings in _COLLECTIVES.items():
        if agency.name_vi.startswith(beginnings):
            names += words
    return tuple(dict.fromkeys(names))
