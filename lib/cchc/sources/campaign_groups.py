"""What was read for one group of a campaign: forms, rounds of appraisal, surveys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cchc.agencies import AgencyRegister
from cchc.campaign_params import Campaign, Group
from cchc.errors import CchcError, Fault, InputError
from cchc.frameworks import Framework
from cchc.params import ReportParams
from cchc.sources.appraisal import COUNCIL_VI, Appraisal, read_appraisal
from cchc.sources.campaign_checks import check_questionnaire
from cchc.sources.campaign_surveys import SurveyPlace, match_units, read_group_leaders, read_group_survey
from cchc.sources.leader_surveys import LeaderAnswers
from cchc.sources.reader import Reader
from cchc.sources.received import Received, RoundFiles
from cchc.sources.returned_forms import ReturnedForm, read_returned_forms
from cchc.sources.surveys import Survey
from cchc.unit_register import UnitRegister
from cchc.units import Unit

_APPRAISALS = ("appraisal", "appraisal_2")


@dataclass(frozen=True)
class GroupFiles:
    """Which group is read, and where its files lie.

    Attributes
    ----------
    unit, year : Unit, int
        Who scores; year that is scored.
    key, group : str, Group
        Of the parameters.
    framework : Framework
        Edition of the group.
    units : pandas.DataFrame
        ``reference_schemas.CampaignUnits`` of the group.
    folder, status : str
        Where files lie, and the status of their figures.
    rounds : mapping of str to RoundFiles
        What came in.
    params_file : str
        For messages.
    """

    unit: Unit
    year: int
    key: str
    group: Group
    framework: Framework
    units: pd.DataFrame
    folder: str
    status: str
    rounds: Mapping[str, RoundFiles]
    params_file: str


@dataclass(frozen=True)
class GroupRead:
    """What was read for one group: see ``campaign_inputs.GroupInputs``."""

    forms: tuple[ReturnedForm, ...]
    late: tuple[str, ...]
    appraisal: Appraisal | None
    explanation: Appraisal | None
    appraisal_2: Appraisal | None
    refused: tuple[Fault, ...]
    survey: Survey | None
    survey_units: pd.Series | None
    leaders: LeaderAnswers | None


@dataclass
class _Round:
    """Files of one round that were read, and those that are refused."""

    parts: list[Appraisal] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)


def appraisers(key: str, group: Group, round_key: str) -> dict[str, str]:
    """Return how files of a group's appraisals are called: name without suffix → office; no office: the council.

    Examples
    --------
    >>> group = Group(framework="x", decision_part_vi="x", domains={"1": "SNV", "2": "STP"})
    >>> appraisers("xa", group, "appraisal")
    {'xa': '', 'xa.SNV': 'SNV', 'xa.STP': 'STP'}
    >>> appraisers("", group, "appraisal")
    {'appraisal': '', 'SNV': 'SNV', 'STP': 'STP'}
    """
    offices = dict.fromkeys(group.domains.values())
    return {key or round_key: ""} | {f"{key}.{one}" if key else one: one for one in offices}


def load_group(
    reader: Reader,
    files: GroupFiles,
    campaign: Campaign,
    params: ReportParams,
    agencies: AgencyRegister,
    register: UnitRegister,
    plan_date: dt.date | None,
) -> GroupRead:
    """Read everything of one group.

    Parameters
    ----------
    reader : Reader
        Records the files.
    files : GroupFiles
        Which group, and where.
    campaign, params : Campaign, ReportParams
        Choices.
    agencies, register : registers
        For names.
    plan_date : datetime.date or None
        Day on which offices are named.

    Raises
    ------
    InputError
        If the survey, or the one file that holds all appraisals, cannot be read; other files are refused one by one.
    """
    forms_in = files.rounds["self_score"]
    editions = {one.framework: one.name_vi for one in campaign.all_groups.values()}
    forms = read_returned_forms(
        reader, forms_in, files.units, files.framework, files.year, status=files.status, editions=editions
    )
    day = plan_date or dt.date(files.year, 12, 31)
    found = {key: _read_appraisals(reader, files, key, agencies, day) for key in _APPRAISALS}
    found["explanation"] = _read_explanations(reader, files)
    where = SurveyPlace(files.unit, files.year, files.key, files.group, files.folder, files.status)
    surveyed, refused = _read_surveys(reader, files, where, params, register)
    return GroupRead(
        forms=forms,
        late=tuple(key for key in files.units["unit_key"] if key in forms_in.late_only),
        appraisal=Appraisal.join(found["appraisal"].parts),
        explanation=Appraisal.join(found["explanation"].parts),
        appraisal_2=Appraisal.join(found["appraisal_2"].parts),
        refused=(*(fault for one in found.values() for fault in one.refused), *refused),
        **surveyed,
    )


def _read_surveys(
    reader: Reader, files: GroupFiles, where: SurveyPlace, params: ReportParams, register: UnitRegister
) -> tuple[dict[str, Any], list[Fault]]:
    """Read the surveys of a group; of several groups, one that is broken stops no other."""
    found: dict[str, Any] = {"survey": None, "survey_units": None, "leaders": None}
    refused: list[Fault] = []
    try:
        survey = read_group_survey(reader, where, params, register)
        if survey is not None:
            units = match_units(survey, files.units)
            found |= {"survey": survey, "survey_units": units}
    except InputError as error:
        if not files.key:
            raise
        refused += error.faults
    survey = found["survey"]
    if survey is not None:
        check_questionnaire(files.group, survey.framework, params.surveyed.formula, files.framework, files.params_file)
    try:
        found["leaders"] = read_group_leaders(reader, where, files.units)
    except InputError as error:
        refused += error.faults
    return found, refused


def _read_appraisals(
    reader: Reader, files: GroupFiles, round_key: str, agencies: AgencyRegister, day: dt.date
) -> _Round:
    """Read what offices and the council entered in a round; one broken file stops no other."""
    found, came = _Round(), files.rounds[round_key]
    names = (files.unit.name_vi, *files.unit.names())
    for stem, office in appraisers(files.key, files.group, round_key).items():
        if stem in came.faults:
            if came.faults[stem].file.rpartition("/")[0] == files.folder:  # the one file that is all of the round
                raise InputError([came.faults[stem]])
            found.refused.append(came.faults[stem])
        received = came.counted.get(stem)
        if received is None:
            continue
        codes = None
        if office:
            own = {top for top, one in files.group.domains.items() if one == office}
            codes = [leaf.code for leaf in files.framework.leaves() if files.framework.top_code(leaf.code) in own]
        who = agencies.resolve(office, day).short_vi if office else COUNCIL_VI
        is_alone = received.path.rpartition("/")[0] == files.folder
        try:
            part = read_appraisal(
                reader, received.path, files.units, files.framework, files.year, names,
                status=files.status, round_key=round_key, codes=codes, who_vi=who, day=received.day,
            )  # fmt: skip
        except (InputError, CchcError) as error:
            if is_alone:
                raise
            found.refused += _faults(received, error)
            continue
        found.parts.append(part)
    return _without_doubles(found)


def _faults(received: Received, error: CchcError) -> Sequence[Fault]:
    if isinstance(error, InputError):
        return received.with_hint(error.faults)
    return received.with_hint([Fault(received.path, "", str(error).rstrip("."), "lập lại từ mẫu")])


def _without_doubles(found: _Round) -> _Round:
    """Leave out scores that two files of a round give to one criterion of one unit: nobody can tell which holds."""
    if len(found.parts) < 2:
        return found
    rows = pd.concat([part.rows for part in found.parts], ignore_index=True)
    entered = rows[rows["is_entered"].astype(bool)]
    doubled = entered[entered.duplicated(["unit_key", "criterion_code"], keep=False)]
    for (key, code), both in doubled.groupby(["unit_key", "criterion_code"], sort=False):
        named = " và ".join(path.rpartition("/")[2] for path in both["path"])
        first = both.iloc[0]
        found.refused.append(
            Fault(first["path"], first["place"], f"điểm mã {code} của {key} có ở cả {named}", "chỉ để ở một tệp")
        )
    keys = set(zip(doubled["unit_key"], doubled["criterion_code"], strict=True))
    for at, part in enumerate(found.parts):
        kept = [one not in keys for one in zip(part.rows["unit_key"], part.rows["criterion_code"], strict=True)]
        found.parts[at] = Appraisal(part.path, part.status, part.rows[kept])
    return found


def _read_explanations(reader: Reader, files: GroupFiles) -> _Round:
    """Read what units explained: each in its own file, which holds rows of that unit only."""
    found, came = _Round(), files.rounds["explanation"]
    for row in files.units.itertuples():
        if row.unit_key in came.faults:
            found.refused.append(came.faults[row.unit_key])
        received = came.counted.get(row.unit_key)
        if received is None:
            continue
        own = files.units[files.units["unit_key"] == row.unit_key]
        try:
            part = read_appraisal(
                reader, received.path, own, files.framework, files.year, (row.name_vi, row.unit_key),
                status=files.status, round_key="explanation", who_vi=row.name_vi, day=received.day,
            )  # fmt: skip
        except (InputError, CchcError) as error:
            found.refused += _faults(received, error)
            continue
        found.parts.append(part)
    return found
