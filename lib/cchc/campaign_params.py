"""Parameters of a scoring campaign: what a plan to score the units below says of steps, groups, council and surveys."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from cchc.analysis_params import MonthDay, Strict, Text
from cchc.leader_params import LeaderSurvey
from cchc.own_letterhead import OwnLetterhead

#: Stands for the appraisal council where a step names an office.
COUNCIL_KEY = "council"
#: Stands for all the units that are scored where a step names an office.
UNITS_KEY = "scored_units"
#: What a step is about: the texts say more of each kind.
STEP_KINDS = ("council", "self_score", "appraisal", "explanation", "appraisal_2", "survey", "approval", "other")
#: Steps in which files come in: round → folder below the year's; after the last day of a round nothing more counts.
ROUNDS = {
    "self_score": "returned",
    "appraisal": "appraisal",
    "explanation": "explanation",
    "appraisal_2": "appraisal_2",
}


class Step(Strict):
    """One step of the campaign.

    Attributes
    ----------
    kind : str
        One of ``STEP_KINDS``; each but ``other`` at most once.
    name_vi : str
        As the plan names it.
    start : str or None
        ``MM-DD`` on which it begins.
    deadline : str or None
        ``MM-DD`` before which it is done ("trước ngày ...").
    is_last_day : bool
        Whether ``deadline`` is itself the last day ("đến hết ngày ...").
    is_next_year : bool
        Whether ``deadline`` is a day of January of the year after.
    per_document : str or None
        The document that sets its time, where the plan itself sets none.
    lead : str
        Key of the office in charge, or ``council``.
    cooperating : list of str
        Keys of the offices that take part, or ``council``.
    output_vi : str
        What it yields.
    """

    kind: Literal["council", "self_score", "appraisal", "explanation", "appraisal_2", "survey", "approval", "other"]
    name_vi: Text
    start: MonthDay | None = None
    deadline: MonthDay | None = None
    is_last_day: bool = False
    is_next_year: bool = False
    per_document: Text | None = None
    lead: Text
    cooperating: list[Text] = Field(default_factory=list)
    output_vi: Text

    @model_validator(mode="after")
    def _has_a_time(self) -> Step:
        if self.deadline is None and self.per_document is None:
            msg = "mỗi bước cần deadline (hạn), hoặc per_document (văn bản quy định thời gian)"
            raise ValueError(msg)
        if self.is_next_year and not (self.deadline or "").startswith("01-"):
            msg = "is_next_year chỉ dùng cho hạn trong tháng 1 năm sau (deadline từ 01-01 đến 01-31)"
            raise ValueError(msg)
        if self.start and self.deadline and not self.is_next_year and self.start > self.deadline:
            msg = f"start {self.start} sau deadline {self.deadline}"
            raise ValueError(msg)
        return self


class Council(Strict):
    """The appraisal council as the plan proposes it.

    Attributes
    ----------
    chair_vi, vice_chair_vi : str
        Positions.
    members : list of str
        Keys of the offices whose heads are members.
    secretary : str
        Key of the office that serves the council.
    """

    chair_vi: Text
    vice_chair_vi: Text
    members: Annotated[list[Text], Field(min_length=1)]
    secretary: Text


class SurveyScoring(Strict):
    """How the survey enters the scores.

    Attributes
    ----------
    document_vi : str
        The plan under which the survey is taken.
    criteria : dict of str to str
        Code of each criterion that is scored by survey → node of the questionnaire (``total``, ``B``) whose value its
        rule converts.
    questionnaire : str or None
        Folder of ``data/frameworks``, where another one than that of ``sipas.framework``.
    """

    document_vi: Text
    criteria: Annotated[dict[Text, Text], Field(min_length=1)]
    questionnaire: Text | None = None


class Group(Strict):
    """Units that are scored by one edition and ranked among themselves.

    Attributes
    ----------
    name_vi : str
        As tables head it ("Các sở, ban, ngành"); empty where a campaign has one group only.
    members : list of str
        Who belongs to it: kinds of units (``department``) or words for them (``phường``). A list ``units.csv`` with the
        column ``group`` names them one by one.
    framework : str
        Edition under which they are scored.
    decision_part_vi : str
        Part of the decision that holds the criteria.
    domains : dict of str to str
        Code of a top node of the framework → office that appraises it.
    survey : SurveyScoring or None
        Survey of the people; None where nothing is scored by it.
    leaders : LeaderSurvey or None
        Survey of leaders; None where nothing is scored by it.
    """

    name_vi: str = ""
    members: list[Text] = Field(default_factory=list)
    framework: Text
    decision_part_vi: Text
    domains: dict[Text, Text] = Field(default_factory=dict)
    survey: SurveyScoring | None = None
    leaders: LeaderSurvey | None = None


class LateAccepted(Strict):
    """A file that counts although its round was closed: whose, which round, and why."""

    unit: Text
    round: Literal["self_score", "appraisal", "explanation", "appraisal_2"]
    reason_vi: Text


class Approval(Strict):
    """The decision that approved the results: its number with symbol, and its day."""

    number: Text
    day: Annotated[dt.date, Field(strict=False)]  # with quotes or without


class Campaign(Strict):
    """A unit's scoring campaign over the units below it.

    Attributes
    ----------
    texts : str
        Folder under ``params/texts``.
    framework, decision_part_vi, domains, survey
        Of the only group, where ``groups`` names none; see ``Group``.
    groups : dict of str to Group
        Key of a group, which is part of the names of files → group.
    decision_vi : str
        Short citation of the decision that sets the criteria.
    legal_bases : list of str
        Documents that the plan carries out, full citation, without "Căn cứ" and closing mark.
    funding_vi : str
        Who pays.
    standing, units : str
        Key of the office in charge, and of the units together.
    council : Council
        Proposed council.
    steps : list of Step
        In order.
    late_accepted : list of LateAccepted
        Files that count although their round was closed.
    approval : Approval or None
        Once the results are approved.
    letterhead : OwnLetterhead or None
        Of the campaign's plan; None: as ``plan.letterhead``.
    n_help : int
        Number of units of a group, the last ones, that are named as needing help.
    """

    texts: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")] = "scoring_campaign"
    framework: Text | None = None
    decision_vi: Text
    decision_part_vi: Text | None = None
    groups: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")], Group] = Field(default_factory=dict)
    legal_bases: Annotated[list[Text], Field(min_length=1)]
    funding_vi: Text
    standing: Text
    units: Text
    domains: dict[Text, Text] = Field(default_factory=dict)
    council: Council
    survey: SurveyScoring | None = None
    steps: Annotated[list[Step], Field(min_length=1)]
    late_accepted: list[LateAccepted] = Field(default_factory=list)
    approval: Approval | None = None
    letterhead: OwnLetterhead | None = None
    n_help: Annotated[int, Field(ge=0)] = 10

    @model_validator(mode="after")
    def _kinds_once(self) -> Campaign:
        kinds = [step.kind for step in self.steps if step.kind != "other"]
        twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
        if twice:
            msg = f"steps nêu hai lần loại bước {', '.join(twice)}"
            raise ValueError(msg)
        for kind, before in (("appraisal_2", "explanation"), ("explanation", "appraisal")):
            if kind in kinds and before not in kinds:
                msg = f"steps có bước {kind} nhưng không có bước {before}"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _one_way_of_groups(self) -> Campaign:
        if self.groups and (self.framework or self.decision_part_vi or self.domains or self.survey):
            msg = "đã có groups thì framework, decision_part_vi, domains, survey ghi trong từng nhóm"
            raise ValueError(msg)
        if not self.groups and not (self.framework and self.decision_part_vi):
            msg = "cần framework và decision_part_vi, hoặc groups (mỗi nhóm đơn vị một bộ tiêu chí)"
            raise ValueError(msg)
        return self

    @property
    def all_groups(self) -> dict[str, Group]:
        """Every group by key; the only one of a campaign without ``groups`` has an empty key."""
        if self.groups:
            return self.groups
        assert self.framework is not None  # noqa: S101 -- validated above
        assert self.decision_part_vi is not None  # noqa: S101
        return {
            "": Group(
                framework=self.framework,
                decision_part_vi=self.decision_part_vi,
                domains=self.domains,
                survey=self.survey,
            )
        }

    def step(self, kind: str) -> Step | None:
        """Return the step of a kind, if there is one."""
        return next((one for one in self.steps if one.kind == kind), None)
