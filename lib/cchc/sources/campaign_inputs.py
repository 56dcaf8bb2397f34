"""What a scoring campaign rests on: what its groups share, what each has, and all of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.agencies import AgencyRegister
from cchc.campaign_params import Campaign, Group
from cchc.errors import Fault
from cchc.frameworks import Framework
from cchc.indices_defined import IndexRegister
from cchc.params import ReportParams
from cchc.paths import office_folder
from cchc.provenance import InputFile
from cchc.sources.appraisal import Appraisal
from cchc.sources.evidence import Evidence
from cchc.sources.leader_surveys import LeaderAnswers
from cchc.sources.looked import Looked
from cchc.sources.received import Received
from cchc.sources.returned_forms import ReturnedForm
from cchc.sources.surveys import Survey
from cchc.units import Unit


@dataclass(frozen=True)
class CampaignHead:
    """What all groups of a campaign share.

    Attributes
    ----------
    unit : Unit
        Who scores.
    year : int
        Year that is scored, and in which the plan is issued.
    is_issue : bool
        Whether these are the copies to be signed.
    at : datetime.date or None
        Day by which files count; None: all that are there.
    params : ReportParams
        Choices; ``campaign`` is there.
    agencies : AgencyRegister
        For names.
    folder, status : str
        Where the files of who scores lie, and the status of their figures.
    """

    unit: Unit
    year: int
    is_issue: bool
    at: dt.date | None
    params: ReportParams
    agencies: AgencyRegister
    folder: str
    status: str

    @property
    def campaign(self) -> Campaign:
        """The campaign's own parameters."""
        assert self.params.campaign is not None  # noqa: S101 -- load_campaign refuses their absence
        return self.params.campaign

    @property
    def plan_date(self) -> dt.date | None:
        """Date of the plan, None while the registry has not filled it in."""
        head = self.params.plan.letterhead
        return dt.date(self.year, head.month, head.day) if head.month and head.day else None

    @property
    def office_folder(self) -> str:
        """Where the files of who scores belong."""
        return office_folder(self.unit.unit_key, self.year)


@dataclass(frozen=True)
class GroupInputs(CampaignHead):
    """What was read for one group of units.

    Attributes
    ----------
    key : str
        Of the group; empty where there is only one.
    group : Group
        Its parameters.
    framework : Framework
        Edition under which its units are scored.
    units : pandas.DataFrame
        ``reference_schemas.CampaignUnits``, in the list's order.
    forms : tuple of ReturnedForm
        Those that came back and count, refused ones included.
    late : tuple of str
        Units of which only files that came too late are there.
    appraisal, explanation, appraisal_2 : Appraisal or None
        What offices or the council entered in the first round, what units explained, what was entered in the second.
    refused : tuple of Fault
        Files of these rounds that are refused.
    survey : Survey or None
        Responses of the people.
    survey_units : pandas.Series or None
        Unit key of each response, empty where the response names none.
    leaders : LeaderAnswers or None
        Answers of leaders.
    evidence : Evidence or None
        As ``CampaignInputs``.
    grading : pandas.DataFrame
        ``schemas.GradingBands``.
    band_issuers : tuple of str
        Who may have set the bands, first choice first.
    has_illustrative : bool
        Whether anything of the campaign is illustrative.
    """

    key: str
    group: Group
    framework: Framework
    units: pd.DataFrame
    forms: tuple[ReturnedForm, ...]
    late: tuple[str, ...]
    appraisal: Appraisal | None
    explanation: Appraisal | None
    appraisal_2: Appraisal | None
    refused: tuple[Fault, ...]
    survey: Survey | None
    survey_units: pd.Series | None
    leaders: LeaderAnswers | None
    evidence: Evidence | None
    grading: pd.DataFrame
    band_issuers: tuple[str, ...]
    has_illustrative: bool


@dataclass(frozen=True)
class CampaignInputs(CampaignHead):
    """What was read for one campaign.

    Attributes
    ----------
    groups : tuple of GroupInputs
        In the order of the parameters.
    evidence : Evidence or None
        Files of evidence of all units; None where no folder of evidence is there. Their names may hold names of persons.
    received : tuple of Received
        Every file that came in during a round, counted or not.
    strangers : tuple of Fault
        Files among them that are nobody's.
    texts : dict of str to str
        Name of a section → Markdown template.
    files : tuple of InputFile
        Every file read.
    code : str
        Version of the project's code and data.
    indices : IndexRegister
        Every index that is defined.
    looked : Looked
        What was asked of the file system besides the files.
    """

    groups: tuple[GroupInputs, ...]
    evidence: Evidence | None
    received: tuple[Received, ...]
    strangers: tuple[Fault, ...]
    texts: Mapping[str, str]
    files: tuple[InputFile, ...]
    code: str
    indices: IndexRegister
    looked: Looked

    @property
    def units(self) -> pd.DataFrame:
        """The units of all groups."""
        return pd.concat([one.units for one in self.groups], ignore_index=True)

    @property
    def forms(self) -> tuple[ReturnedForm, ...]:
        """The forms of all groups."""
        return tuple(form for one in self.groups for form in one.forms)

    @property
    def subject(self) -> str:
        """What the documents are of, for their footing."""
        whom = "các đơn vị trực thuộc" if self.campaign.groups else "cấp xã"
        day = "" if self.at is None else f", đến ngày {self.at:%d/%m/%Y}"
        return (
            f"chấm điểm {whom} của {self.unit.unit_key}, năm {self.year}{day},"
            f" bản {'phát hành' if self.is_issue else 'dự thảo'}"
        )

    @property
    def has_illustrative(self) -> bool:
        """Whether anything is illustrative."""
        return any(one.status == "illustrative" for one in self.files)
