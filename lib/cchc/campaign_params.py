"""Parameters of a scoring campaign: what a district's plan to score its communes says of steps, council and survey."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from cchc.analysis_params import MonthDay, Strict, Text

#: Stands for the appraisal council where a step names an office.
COUNCIL_KEY = "council"
#: What a step is about: the texts say more of each kind.
STEP_KINDS = ("council", "self_score", "survey", "appraisal", "approval", "other")


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

    kind: Literal["council", "self_score", "survey", "appraisal", "approval", "other"]
    name_vi: Text
    start: MonthDay | None = None
    deadline: MonthDay | None = None
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
    """

    document_vi: Text
    criteria: Annotated[dict[Text, Text], Field(min_length=1)]


class Campaign(Strict):
    """A district's scoring campaign over its communes.

    Attributes
    ----------
    texts : str
        Folder under ``params/texts``.
    framework : str
        Edition under which the communes are scored.
    decision_vi, decision_part_vi : str
        Short citation of the decision that sets the criteria, and its part for communes.
    legal_bases : list of str
        Documents that the plan carries out, full citation, without "Căn cứ" and closing mark.
    funding_vi : str
        Who pays.
    standing, units : str
        Key of the office in charge, and of the communes together.
    domains : dict of str to str
        Code of a top node of the framework → office that appraises it.
    council : Council
        Proposed council.
    survey : SurveyScoring or None
        None where nothing is scored by survey.
    steps : list of Step
        In order.
    """

    texts: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")] = "scoring_campaign"
    framework: Text
    decision_vi: Text
    decision_part_vi: Text
    legal_bases: Annotated[list[Text], Field(min_length=1)]
    funding_vi: Text
    standing: Text
    units: Text
    domains: dict[Text, Text] = Field(default_factory=dict)
    council: Council
    survey: SurveyScoring | None = None
    steps: Annotated[list[Step], Field(min_length=1)]

    @model_validator(mode="after")
    def _kinds_once(self) -> Campaign:
        kinds = [step.kind for step in self.steps if step.kind != "other"]
        twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
        if twice:
            msg = f"steps nêu hai lần loại bước {', '.join(twice)}"
            raise ValueError(msg)
        return self
