"""The official plan of a scoring campaign, in the layout of Decree 30/2020/NĐ-CP."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cchc.columns import col
from cchc.planning.campaign_steps import CampaignPlan, GroupPlan
from cchc.reporting.blocks import AnnexStart, Block, Group, Heading, Paragraph, Settings, Signature, Span
from cchc.reporting.footing import footing
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import ILLUSTRATIVE_NOTE, WATERMARK, uncapitalise
from cchc.reporting.sections.official import (
    attached_line,
    heading_block,
    legal_bases,
    signature_block,
    text_section,
    unbroken,
)  # fmt: skip
from cchc.reporting.sentences import sentence
from cchc.reporting.tables import make_table
from cchc.sources.appraisal import COUNCIL_VI
from cchc.sources.campaign_inputs import CampaignInputs

#: Annex → its label; the text names each of them.
ANNEXES = {"schedule": "Phụ lục I", "council": "Phụ lục II", "units": "Phụ lục III"}


def campaign_settings(inputs: CampaignInputs, title: str, *, layout: str, head: str = "") -> Settings:
    """Return the settings of a document of the campaign, with the watermark if anything is illustrative."""
    return Settings(
        title=title,
        layout=layout,
        watermark=WATERMARK if inputs.has_illustrative else "",
        author=inputs.unit.author_vi,
        footer=footing(inputs),
        date=f"{inputs.year}-01-01",
        head=head,
    )


def subject(plan: CampaignPlan) -> str:
    """Return what the plan is about (trích yếu)."""
    has_groups = bool(plan.inputs.campaign.groups)
    return sentence("campaign_subject", plan.inputs.year, plan.inputs.unit.name_full_vi, has_groups)


def letterhead(plan: CampaignPlan) -> Group:
    """Open the plan: heading block, number, date, type, subject and what it carries out."""
    inputs = plan.inputs
    block = heading_block(inputs, subject(plan))
    bases = legal_bases(f"Căn cứ {text}" for text in inputs.campaign.legal_bases)
    title = f"Kế hoạch {uncapitalise(subject(plan))}"
    return Group((campaign_settings(inputs, title, layout="official"), block, *bases))


def _offices(plan: CampaignPlan) -> list[dict[str, str]]:
    """Return who appraises which domains, office by office, group by group."""
    return [
        {
            "name": office,
            "duties": "; ".join(
                sentence(
                    "campaign_duties",
                    [(row.code, uncapitalise(row.name_vi)) for row in one.appraisers[office].itertuples()],
                    uncapitalise(one.inputs.group.name_vi),
                )
                for one in plan.groups
                if office in one.appraisers
            ),
        }
        for office in plan.offices
    ]


def _values(plan: CampaignPlan) -> dict[str, Any]:
    inputs, campaign = plan.inputs, plan.inputs.campaign
    groups = [_group_values(one) for one in plan.groups]
    return {
        "year": inputs.year,
        "unit": inputs.unit.name_full_vi,
        "n_units": len(inputs.units),
        "decision": campaign.decision_vi,
        "groups": groups,
        "steps": plan.steps,
        # the decision has annexes of its own; a label is not broken over two lines
        "annexes": {key: f"{unbroken(label)} của Kế hoạch này" for key, label in ANNEXES.items()},
        "council": COUNCIL_VI,
        "standing": plan.office(campaign.standing),
        "units_office": plan.office(campaign.units),
        "offices": _offices(plan),
        "funding": campaign.funding_vi,
        "n_help": campaign.n_help,
        # of the only group, where there is one only
        **(groups[0] if len(groups) == 1 else {}),
    }


def _group_values(one: GroupPlan) -> dict[str, Any]:
    group, framework = one.inputs.group, one.framework
    return {
        "name": group.name_vi,
        "n_members": len(one.inputs.units),
        "decision_part": group.decision_part_vi,
        "framework_title": framework.title_vi,
        "is_illustrative": framework.status == "illustrative",
        "n_domains": len(framework.children("")),
        "n_leaves": one.n_items,
        "total": format_maximum(one.total_score),
        "own_points": format_maximum(one.own_score),
        "survey_points": format_maximum(one.survey_score) if one.survey_score else "",
        "survey_document": group.survey.document_vi if group.survey else "",
        "leaders_document": group.leaders.document_vi if group.leaders else "",
    }


def format_maximum(value: float) -> str:
    """Write a maximum without needless decimals.

    Examples
    --------
    >>> format_maximum(100.0), format_maximum(12.5)
    ('100', '12,5')
    """
    return format_number(value).rstrip("0").rstrip(",")


def text(plan: CampaignPlan, name: str) -> Group:
    """Show a section of the plan's text, from ``params/texts``.

    Parameters
    ----------
    plan : CampaignPlan
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
    inputs = plan.inputs
    return text_section(inputs.texts, inputs.campaign.texts, name, _values(plan))


def signature(plan: CampaignPlan) -> Signature:
    """Close the plan: recipients and signature."""
    return signature_block(plan.inputs)


def _annex(plan: CampaignPlan, key: str, title: str, *blocks: Block, is_wide: bool = False) -> Group:
    return Group((AnnexStart(ANNEXES[key], title.upper(), attached_line(plan.inputs), is_wide=is_wide), *blocks))


def schedule(plan: CampaignPlan) -> Group:
    """Show the steps as a table: when, who leads, who takes part, what comes of it."""
    rows = pd.DataFrame(
        [
            {
                "step_vi": step.name_vi,
                "when_vi": step.when_vi[:1].upper() + step.when_vi[1:],
                "lead_vi": step.lead_vi,
                "cooperating_vi": "; ".join(step.cooperating_vi),
                "output_vi": step.output_vi,
            }
            for step in plan.steps
        ]
    )
    columns = (
        col("#"),
        col("step_vi"),
        col("when_vi"),
        col("lead_vi", width=38),
        col("cooperating_vi"),
        col("output_vi", width=52),
    )
    table = make_table(rows, columns, sheet="Tiến độ", is_wide=True)
    return _annex(plan, "schedule", "Tiến độ thực hiện", table, is_wide=True)


def council(plan: CampaignPlan) -> Group:
    """Show the council that is proposed, and which office appraises which domain."""
    members = make_table(
        plan.council,
        (
            col("#"),
            col("who_vi"),
            col("role_vi:council"),
        ),
        note=sentence("council_note"),
        sheet="Hội đồng",
    )
    blocks: list[Block] = [Paragraph((Span("1. Thành phần dự kiến của Hội đồng thẩm định", bold=True),)), members]
    if plan.offices:
        blocks.append(Paragraph((Span("2. Phân công thẩm định theo lĩnh vực", bold=True),)))
        for letter, one in zip("abcdefghijklmnopqrstuvwxyz", plan.groups, strict=False):
            name = one.inputs.group.name_vi
            blocks += [Heading(3, f"{letter}) {name}")] if name else []
            blocks.append(_domains(one))
    return _annex(plan, "council", "Hội đồng thẩm định và phân công lĩnh vực", *blocks)


def _domains(one: GroupPlan) -> Block:
    """Show which office appraises which domain of a group."""
    note = f"Bộ tiêu chí: {one.framework.title_vi}."
    if one.framework.status == "illustrative":
        note = f"{ILLUSTRATIVE_NOTE} {note}"
    by_survey = one.domains["lead_vi"].where(one.domains["lead_vi"] != "", "–")
    name = one.inputs.group.name_vi
    return make_table(
        one.domains.assign(lead_vi=by_survey.mask(one.domains["is_surveyed"], "(lấy từ khảo sát)")),
        (
            col("code", kind="centre"),
            col("name_vi:domain"),
            col("n_leaves"),
            col("max_score", width=20, total="sum"),
            col("lead_vi:appraiser"),
        ),
        note=note,
        sheet=f"Phân công lĩnh vực {name}".strip(),
        total={"code": "", "name_vi": "Cộng", **one.domain_totals},
    )


def units(plan: CampaignPlan) -> Group:
    """Show which units are scored, group by group, and the name of the form that each sends back."""
    inputs = plan.inputs
    names = {one.key: one.group.name_vi for one in inputs.groups}
    rows = inputs.units.assign(form_vi=inputs.units["unit_key"] + ".xlsx", group_vi=inputs.units["group"].map(names))
    table = make_table(
        rows,
        (
            col("#"),
            col("name_vi:unit", width=70),
            col("kind"),
            col("form_vi"),
        ),
        note=ILLUSTRATIVE_NOTE if inputs.status == "illustrative" else "",
        sheet="Đơn vị",
        group_by="group_vi" if inputs.campaign.groups else "",
    )
    return _annex(plan, "units", "Danh sách đơn vị được chấm điểm", table)
