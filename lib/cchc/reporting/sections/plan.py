"""Sections of the improvement plan, in the layout of Decree 30/2020/NĐ-CP."""

from __future__ import annotations

import re

from cchc.errors import ParameterError
from cchc.planning.issued import changes_of, replaced_plan
from cchc.planning.plan import Plan
from cchc.reporting.blocks import Group, Paragraph, Signature
from cchc.reporting.sections.annex_tables import annexes, changes_label
from cchc.reporting.sections.common import settings, uncapitalise
from cchc.reporting.sections.official import heading_block, legal_bases, signature_block, text_section
from cchc.reporting.sections.plan_heading import subject
from cchc.reporting.sections.plan_values import text_values
from cchc.reporting.sentences import paragraph, sentence

__all__ = ["annexes", "letterhead", "signature", "text"]


def letterhead(plan: Plan) -> Group:
    """Open the plan: heading block, number, date, type, subject and legal bases."""
    inputs = plan.results.inputs
    title = f"Kế hoạch {uncapitalise(subject(plan))}"
    return Group(
        (
            settings(plan.results, title, layout="official"),
            heading_block(inputs, subject(plan)),
            *legal_bases(inputs.params.plan.legal_bases),
            *_replaced_line(plan),
        )
    )


def _replaced_line(plan: Plan) -> tuple[Paragraph, ...]:
    """Say which signed plan this one replaces, and where the changes are listed."""
    issued = replaced_plan(plan)
    if issued is None:
        return ()
    label = changes_label(plan) if changes_of(plan) else ""
    return paragraph(sentence("replaces_line", issued, plan.results.inputs.unit.author_vi, label))


def text(plan: Plan, name: str) -> Group:
    """Show a section of the plan's text, from ``params/texts``.

    Parameters
    ----------
    plan : Plan
        The plan.
    name : str
        File name without ``.md``.

    Returns
    -------
    Group
        Headings and paragraphs.

    Raises
    ------
    InputError
        If there is no such text, or it names something that does not exist.
    """
    inputs = plan.results.inputs
    return text_section(inputs.texts, inputs.params.plan.texts, name, text_values(plan))


def signature(plan: Plan) -> Signature:
    """Close the plan: recipients and signature."""
    inputs = plan.results.inputs
    upper = inputs.units.get(inputs.unit.parent_key, inputs.year) if inputs.unit.parent_key else None
    return signature_block(inputs, "" if upper is None else upper.name_full_vi, plan.first_day)


def try_out(plan: Plan) -> None:
    """Word the whole plan once: what is wrong with texts or parameters is said before the notebooks run."""
    inputs = plan.results.inputs
    for key in inputs.params.plan.facts:
        if not any(f"facts.{key}" in told for told in inputs.texts.values()):
            places = dict.fromkeys(one for told in inputs.texts.values() for one in re.findall(r"facts\.(\w+)", told))
            raise ParameterError(
                f"Khóa plan.facts.{key}: lời văn {inputs.params.plan.texts} không có chỗ nào dùng; các chỗ có: {', '.join(places) or 'không có'}."
            )
    letterhead(plan)
    for name in inputs.texts:
        text(plan, name)
    annexes(plan)
