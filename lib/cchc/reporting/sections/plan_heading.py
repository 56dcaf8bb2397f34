"""How a plan is called: what it is about, and how another document names it."""

from __future__ import annotations

from cchc.planning.plan import Plan
from cchc.reporting.sections.common import uncapitalise
from cchc.reporting.sections.official import date_text, fill, number_line
from cchc.reporting.sections.plan_indices import indices_words


def subject(plan: Plan) -> str:
    """Return what the plan is about (trích yếu)."""
    inputs = plan.results.inputs
    values = {"result_year": inputs.basis_year, "upper_unit": plan.subject_results.inputs.unit.name_full_vi}
    values |= indices_words([one.index for one in plan.subject_results.of.values()])
    return fill(inputs, inputs.params.plan.subject, "plan.subject", values)


def named(plan: Plan) -> dict[str, str]:
    """Return how another document names a plan: ``number``, ``date``, ``agency``, ``subject``."""
    inputs = plan.results.inputs
    return {
        "number": number_line(inputs),
        "date": date_text(inputs),
        "agency": inputs.unit.issuer_vi,
        "subject": uncapitalise(subject(plan)),
    }
