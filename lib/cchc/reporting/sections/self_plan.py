"""The official plan of a unit's own scoring, in the layout of Decree 30/2020/NĐ-CP: who scores what, an annex per office."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cchc.columns import col
from cchc.dates import print_day
from cchc.planning.self_scoring_plan import OfficePart, SelfScoringPlan
from cchc.reporting.blocks import AnnexStart, Block, Group, Settings, Signature
from cchc.reporting.footing import footing
from cchc.reporting.sections.campaign_plan import format_maximum
from cchc.reporting.sections.common import ILLUSTRATIVE_NOTE, WATERMARK, uncapitalise
from cchc.reporting.sections.official import (
    attached_line,
    heading_block,
    legal_bases,
    signature_block,
    text_section,
    unbroken,
)  # fmt: skip
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table
from cchc.sources.self_scoring_inputs import SelfScoringInputs
from cchc.units import kind_of

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """Write the number of an annex.

    Examples
    --------
    >>> roman(1), roman(4), roman(19), roman(28)
    ('I', 'IV', 'XIX', 'XXVIII')
    """
    text = ""
    for value, mark in _ROMAN:
        text += mark * (number // value)
        number %= value
    return text


def self_settings(inputs: SelfScoringInputs, title: str, *, layout: str, head: str = "") -> Settings:
    """Return the settings of a document of the self-scoring, with the watermark if anything is illustrative."""
    return Settings(
        title=title,
        layout=layout,
        watermark=WATERMARK if inputs.has_illustrative else "",
        author=inputs.unit.author_vi,
        footer=footing(inputs),
        date=f"{inputs.year}-01-01",
        head=head,
    )


def letterhead(plan: SelfScoringPlan) -> Group:
    """Open the plan: heading block, number, date, type, subject and what it carries out."""
    inputs = plan.inputs
    subject = sentence("self_subject", inputs.year, inputs.unit.name_full_vi)
    bases = legal_bases(f"Căn cứ {text}" for text in inputs.choice.legal_bases)
    title = f"Kế hoạch {uncapitalise(subject)}"
    printed = subject.replace(inputs.unit.name_full_vi, unbroken(inputs.unit.name_full_vi))
    return Group((self_settings(inputs, title, layout="official"), heading_block(inputs, printed), *bases))


def annex_label(plan: SelfScoringPlan, part: OfficePart) -> str:
    """Return the label of an office's annex; the first one is that of the division."""
    return f"Phụ lục {roman(plan.parts.index(part) + 2)}"


def _values(plan: SelfScoringPlan) -> dict[str, Any]:
    inputs, choice, framework = plan.inputs, plan.inputs.choice, plan.inputs.framework
    last = plan.last_due
    return {
        "year": inputs.year,
        "unit": inputs.unit.name_full_vi,
        "place": kind_of(inputs.unit),
        "decision": choice.decision_vi,
        # what is named again is named by kind and number only
        "decision_short": choice.decision_vi.partition(" ngày ")[0],
        "is_illustrative": framework.status == "illustrative",
        "has_survey": bool(len(plan.surveyed)),
        "n_domains": len(framework.children("")),
        "n_own": plan.n_own,
        "total": format_maximum(framework.stated_total or plan.own_score + plan.survey_score),
        "own_points": format_maximum(plan.own_score),
        "survey_points": format_maximum(plan.survey_score),
        "division_annex": unbroken("Phụ lục I"),
        "first_annex": unbroken(annex_label(plan, plan.parts[0])),
        "last_annex": unbroken(annex_label(plan, plan.parts[-1])),
        "standing": plan.standing_vi,
        "submitted_to": choice.submitted_to_vi,
        "last_due": print_day(last),
        "early": [
            {"name": part.office.name_vi, "due": print_day(part.office.due)}
            for part in plan.parts
            if part.office.due < last
        ],
        "offices": [{"name": part.office.name_vi, "annex": unbroken(annex_label(plan, part))} for part in plan.parts],
        "groups": [uncapitalise(one) for one in choice.surveyed_groups_vi],
        "funding": choice.funding_vi,
    }


def text(plan: SelfScoringPlan, name: str) -> Group:
    """Show a section of the plan's text, from ``params/texts``.

    Parameters
    ----------
    plan : SelfScoringPlan
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
    return text_section(plan.inputs.texts, plan.inputs.choice.texts, name, _values(plan))


def signature(plan: SelfScoringPlan) -> Signature:
    """Close the plan: recipients and signature."""
    return signature_block(plan.inputs)


def _note(plan: SelfScoringPlan) -> str:
    framework = plan.inputs.framework
    title = f"{framework.title_vi}."
    return f"{ILLUSTRATIVE_NOTE} {title}" if framework.status == "illustrative" else title


def division(plan: SelfScoringPlan) -> Group:
    """Show which office scores what, how many points, by when, and in which annex it stands."""
    rows = pd.DataFrame(
        [
            {
                "office_vi": part.office.name_vi,
                "scope_vi": ", ".join(part.scope_vi),
                "n_leaves": len(part.rows),
                "max_score": part.max_score,
                "due_vi": f"Trước ngày {print_day(part.office.due)}",
                "annex_vi": annex_label(plan, part),
            }
            for part in plan.parts
        ]
    )
    total = {"office_vi": "Cộng", "n_leaves": plan.n_own, "max_score": plan.own_score}
    table = make_table(
        rows,
        (
            col("#"),
            col("office_vi"),
            col("scope_vi"),
            col("n_leaves"),
            col("max_score"),
            col("due_vi"),
            col("annex_vi"),
        ),
        note=f"{sentence('scope_note')} {_note(plan)}",
        sheet="Phân công",
        total=total,
    )
    blocks: list[Block] = [table]
    if len(plan.surveyed):
        blocks += paragraph(sentence("surveyed_elsewhere", list(plan.surveyed["code"])))
    title = "PHÂN CÔNG CƠ QUAN CHỦ TRÌ TỰ CHẤM ĐIỂM"
    return Group((AnnexStart("Phụ lục I", title, attached_line(plan.inputs), is_wide=False), *blocks))


def offices(plan: SelfScoringPlan) -> Group:
    """Show an annex for every office: its criteria, maxima, who takes part, what is handed in, by when."""
    return Group(tuple(block for part in plan.parts for block in _annex(plan, part)))


def _annex(plan: SelfScoringPlan, part: OfficePart) -> list[Block]:
    office, label = part.office, annex_label(plan, part)
    columns = [col("code"), col("name_vi:criterion", width=70), col("max_score")]
    columns += [col("cooperating_vi", width=36)] if (part.rows["cooperating_vi"] != "").any() else []
    columns.append(col("evidence_vi", width=84))
    total: dict[str, object] = {"code": "", "name_vi": "Cộng", "max_score": part.max_score}
    table = make_table(
        part.rows,
        columns,
        note=_note(plan),
        sheet=f"{label.removeprefix('Phụ lục ')} {office.agency_key}",
        group_by="domain_vi",
        total=total,
        is_wide=True,
    )
    told = sentence("office_duty", office.name_vi, len(part.rows), plan.standing_vi, print_day(office.due))
    title = f"TIÊU CHÍ DO {office.name_vi.upper()} CHỦ TRÌ TỰ CHẤM ĐIỂM"
    return [AnnexStart(label, title, attached_line(plan.inputs), is_wide=True), *paragraph(told), table]
