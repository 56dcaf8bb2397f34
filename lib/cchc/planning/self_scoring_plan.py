"""The plan of a unit's own scoring: one part per office, with what it scores, with what evidence, by when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cchc.agencies import list_names
from cchc.frameworks import SURVEY_METHODS, Node
from cchc.self_scoring_params import nearest
from cchc.sources.self_scoring_inputs import SelfScoringInputs
from cchc.sources.self_scoring_offices import ScoringOffice


@dataclass(frozen=True)
class OfficePart:
    """What one office has to do.

    Attributes
    ----------
    office : ScoringOffice
        Whose.
    rows : pandas.DataFrame
        ``code``, ``name_vi``, ``domain_vi`` ("Lĩnh vực 1. ..."), ``max_score`` [points], ``cooperating_vi``, ``evidence_vi``.
    max_score : float
        Points that it scores at most, bonus and penalty left out.
    scope_vi : tuple of str
        Codes of what it scores, whole groups by their own code.
    """

    office: ScoringOffice
    rows: pd.DataFrame
    max_score: float
    scope_vi: tuple[str, ...]


@dataclass(frozen=True)
class SelfScoringPlan:
    """The plan.

    Attributes
    ----------
    inputs : SelfScoringInputs
        What it rests on.
    plan_date : datetime.date
        Day on which its offices must exist: the plan's own, or the last of the year while the registry has not set it.
    parts : tuple of OfficePart
        In the order of the edition.
    standing_vi : str
        Office that gathers the forms.
    surveyed : pandas.DataFrame
        Criteria that a survey scores: ``code``, ``name_vi``, ``max_score`` [points].
    """

    inputs: SelfScoringInputs
    plan_date: dt.date
    parts: tuple[OfficePart, ...]
    standing_vi: str
    surveyed: pd.DataFrame

    @property
    def own_score(self) -> float:
        """Points that are self-scored at most."""
        return sum(part.max_score for part in self.parts)

    @property
    def survey_score(self) -> float:
        """Points that surveys give at most."""
        return float(self.surveyed["max_score"].sum())

    @property
    def n_own(self) -> int:
        """Number of criteria that are self-scored."""
        return sum(len(part.rows) for part in self.parts)

    @property
    def last_due(self) -> dt.date:
        """Day before which every part is in."""
        return max(part.office.due for part in self.parts)


def build_self_scoring(inputs: SelfScoringInputs) -> SelfScoringPlan:
    """Build the plan of a unit's own scoring.

    Parameters
    ----------
    inputs : SelfScoringInputs
        As read and checked.

    Returns
    -------
    SelfScoringPlan
        Offices named as they are on the plan's day.
    """
    day = inputs.plan_date or dt.date(inputs.year, 12, 31)
    surveyed = [leaf for leaf in inputs.framework.leaves() if leaf.method in SURVEY_METHODS]
    return SelfScoringPlan(
        inputs=inputs,
        plan_date=day,
        parts=tuple(_part(inputs, office, day) for office in inputs.offices),
        standing_vi=inputs.agencies.resolve(inputs.choice.standing, day).name_vi,
        surveyed=pd.DataFrame(
            [(one.code, one.name_vi, one.max_score) for one in surveyed], columns=["code", "name_vi", "max_score"]
        ),
    )


def _part(inputs: SelfScoringInputs, office: ScoringOffice, day: dt.date) -> OfficePart:
    framework, choice = inputs.framework, inputs.choice

    def helpers(code: str) -> str:
        found = (inputs.agencies.resolve(key, day) for key in nearest(choice.cooperating, framework, code, []))
        return list_names(dict.fromkeys(one.short_vi for one in found if one.agency_key != office.agency_key))

    def domain(node: Node) -> str:
        top = framework.node(framework.top_code(node.code))
        return f"{top.code}. {top.name_vi}"

    leaves = [framework.node(code) for code in office.codes]
    rows = [
        {
            "code": leaf.code,
            "name_vi": leaf.name_vi,
            "domain_vi": domain(leaf),
            "max_score": leaf.max_score,
            "cooperating_vi": helpers(leaf.code),
            "evidence_vi": nearest(choice.evidence, framework, leaf.code, choice.evidence_vi),
        }
        for leaf in leaves
    ]
    return OfficePart(
        office=office,
        rows=pd.DataFrame(rows),
        max_score=sum(leaf.max_score or 0.0 for leaf in leaves if not leaf.role),
        scope_vi=tuple(_scope(inputs, office)),
    )


def _scope(inputs: SelfScoringInputs, office: ScoringOffice) -> list[str]:
    """Name what an office scores by the fewest codes: a group of which it scores all that is not surveyed stands for it."""
    framework, kept = inputs.framework, set(office.codes)
    own = {leaf.code for leaf in framework.leaves() if leaf.method not in SURVEY_METHODS}
    told: list[str] = []
    for node in framework.nodes:
        below = {one for one in own if node.code in (one, *framework.ancestors(one))}
        if below and below <= kept and not set(told) & set(framework.ancestors(node.code)):
            told.append(node.code)
    return told
