"""The plan of a scoring campaign: its steps with days and offices, its council, who appraises which domain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from cchc.campaign_params import COUNCIL_KEY, UNITS_KEY, Step
from cchc.dates import print_day
from cchc.frameworks import SURVEY_METHODS, Framework, Node
from cchc.sources.appraisal import COUNCIL_VI
from cchc.sources.campaign_checks import step_date
from cchc.sources.campaign_inputs import CampaignInputs, GroupInputs

#: What stands for no single office.
_GENERAL = {COUNCIL_KEY: COUNCIL_VI, UNITS_KEY: "Các đơn vị được chấm điểm"}


@dataclass(frozen=True)
class CampaignStep:
    """A step as the plan prints it.

    Attributes
    ----------
    number : int
        From 1.
    kind, name_vi, output_vi : str
        See ``campaign_params.Step``.
    when_vi : str
        "trước ngày 08/11/2022", or the document that says when.
    lead_vi : str
        Office in charge.
    cooperating_vi : tuple of str
        Offices that take part.
    """

    number: int
    kind: str
    name_vi: str
    when_vi: str
    lead_vi: str
    cooperating_vi: tuple[str, ...]
    output_vi: str


@dataclass(frozen=True)
class GroupPlan:
    """What the plan says of one group.

    Attributes
    ----------
    inputs : GroupInputs
        What it rests on.
    domains : pandas.DataFrame
        ``code``, ``name_vi``, ``max_score`` [points], ``n_leaves``, ``is_surveyed`` (all of it), ``lead_vi`` (empty if not assigned).
    """

    inputs: GroupInputs
    domains: pd.DataFrame

    @property
    def framework(self) -> Framework:
        """Edition under which the group is scored."""
        return self.inputs.framework

    @property
    def n_items(self) -> int:
        """Number of items with points, bonus and penalty left out."""
        return len(self._scored_leaves())

    @property
    def survey_score(self) -> float:
        """Points that surveys give at most."""
        return sum(leaf.max_score or 0.0 for leaf in self._scored_leaves() if leaf.method in SURVEY_METHODS)

    @property
    def own_score(self) -> float:
        """Points that units score themselves at most."""
        return sum(leaf.max_score or 0.0 for leaf in self._scored_leaves()) - self.survey_score

    @property
    def total_score(self) -> float:
        """Points of the whole: as the decision states them, or added up."""
        return self.framework.stated_total or self.own_score + self.survey_score

    @property
    def domain_totals(self) -> dict[str, float]:
        """``n_leaves`` and ``max_score`` of all domains together."""
        return {"n_leaves": int(self.domains["n_leaves"].sum()), "max_score": float(self.domains["max_score"].sum())}

    @property
    def appraisers(self) -> dict[str, pd.DataFrame]:
        """Office that appraises → rows of its domains, in the order of the framework."""
        assigned = self.domains[self.domains["lead_vi"] != ""]
        return {str(office): rows for office, rows in assigned.groupby("lead_vi", sort=False)}

    def _scored_leaves(self) -> list[Node]:
        return [leaf for leaf in self.framework.leaves() if not leaf.role]


@dataclass(frozen=True)
class CampaignPlan:
    """The plan of a campaign.

    Attributes
    ----------
    inputs : CampaignInputs
        What it rests on.
    plan_date : datetime.date
        Day on which its offices must exist: the plan's own, or the last of the year while the registry has not set it.
    steps : tuple of CampaignStep
        In order.
    council : pandas.DataFrame
        ``who_vi``, ``role_vi``.
    groups : tuple of GroupPlan
        In the order of the parameters.
    """

    inputs: CampaignInputs
    plan_date: dt.date
    steps: tuple[CampaignStep, ...]
    council: pd.DataFrame
    groups: tuple[GroupPlan, ...]

    @property
    def offices(self) -> tuple[str, ...]:
        """Every office that appraises a domain of any group."""
        return tuple(dict.fromkeys(office for one in self.groups for office in one.appraisers))

    def office(self, key: str) -> str:
        """Return the full name of an office, or the council's."""
        return COUNCIL_VI if key == COUNCIL_KEY else self.inputs.agencies.resolve(key, self.plan_date).name_vi


def build_campaign(inputs: CampaignInputs) -> CampaignPlan:
    """Build the plan of a campaign.

    Parameters
    ----------
    inputs : CampaignInputs
        As read and checked.

    Returns
    -------
    CampaignPlan
        Offices named as they are on the plan's day.
    """
    campaign = inputs.campaign
    day = inputs.plan_date or dt.date(inputs.year, 12, 31)

    def short(key: str) -> str:
        return _GENERAL[key] if key in _GENERAL else inputs.agencies.resolve(key, day).short_vi

    steps = tuple(
        CampaignStep(
            number=number,
            kind=step.kind,
            name_vi=step.name_vi,
            when_vi=when_text(step, inputs.year),
            lead_vi=short(step.lead),
            cooperating_vi=tuple(dict.fromkeys(short(key) for key in step.cooperating if key != step.lead)),
            output_vi=step.output_vi,
        )
        for number, step in enumerate(campaign.steps, start=1)
    )
    council = [
        (campaign.council.chair_vi, "Chủ tịch Hội đồng"),
        (campaign.council.vice_chair_vi, "Phó Chủ tịch Hội đồng"),
    ]
    council += [(f"Lãnh đạo {short(key)}", "Ủy viên") for key in campaign.council.members]
    council.append((f"Công chức {short(campaign.council.secretary)}", "Thư ký"))
    return CampaignPlan(
        inputs=inputs,
        plan_date=day,
        steps=steps,
        council=pd.DataFrame(council, columns=["who_vi", "role_vi"]),
        groups=tuple(_plan_group(one, short) for one in inputs.groups),
    )


def _plan_group(inputs: GroupInputs, short: Callable[[str], str]) -> GroupPlan:
    framework = inputs.framework
    rows = []
    for node in framework.children(""):
        leaves = [leaf for leaf in framework.leaves() if framework.top_code(leaf.code) == node.code]
        office = inputs.group.domains.get(node.code, "")
        rows.append(
            {
                "code": node.code,
                "name_vi": node.name_vi,
                "max_score": node.max_score,
                "n_leaves": len(leaves),
                "is_surveyed": all(leaf.method in SURVEY_METHODS for leaf in leaves),
                "lead_vi": short(office) if office else "",
            }
        )
    return GroupPlan(inputs, pd.DataFrame(rows))


def when_text(step: Step, year: int) -> str:
    """Write when a step is to be done.

    Parameters
    ----------
    step : Step
        With a deadline, or the document that sets one.
    year : int
        Year of the campaign.

    Returns
    -------
    str
        "trước ngày 08/11/2022"; with a start "từ ngày 04/11/2022, hoàn thành trước ngày 10/11/2022"; of a last day "đến hết
        ngày 10/12/2025".

    Examples
    --------
    >>> step = Step(kind="other", name_vi="x", deadline="01-05", is_next_year=True, lead="PNV", output_vi="x")
    >>> when_text(step, 2022)
    'trước ngày 05/01/2023'
    >>> when_text(step.model_copy(update={"is_last_day": True, "start": "12-20"}), 2022)
    'từ ngày 20/12/2022, đến hết ngày 05/01/2023'
    """
    parts = []
    if step.start:
        parts.append(f"từ ngày {print_day(step_date(step.start, year))}")
    if step.deadline:
        day = print_day(step_date(step.deadline, year, is_next_year=step.is_next_year))
        until = f"đến hết ngày {day}" if step.is_last_day else f"trước ngày {day}"
        parts.append(f"hoàn thành {until}" if step.start and not step.is_last_day else until)
    if step.per_document:
        parts.append(f"theo {step.per_document}")
    return ", ".join(parts)
