"""Surveys of one group of a campaign: of the people, and of leaders."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.campaign_params import Campaign, Group
from cchc.errors import Fault, InputError, suggest
from cchc.params import ReportParams
from cchc.sources.grids import READ_SUFFIXES, SUFFIXES
from cchc.sources.leader_surveys import LeaderAnswers, read_leader_survey
from cchc.sources.office_files import LEADERS_FOLDER, SURVEY_FOLDER, check_owner, load_survey, read_own_survey
from cchc.sources.reader import Reader
from cchc.sources.surveys import Survey
from cchc.unit_register import UnitRegister
from cchc.units import Unit, normalise_name


@dataclass(frozen=True)
class SurveyPlace:
    """Whose surveys are read, and where they lie: see ``campaign_groups.GroupFiles``."""

    unit: Unit
    year: int
    key: str
    group: Group
    folder: str
    status: str


def _of_group(reader: Reader, files: SurveyPlace, folder: str, what_vi: str) -> str | None:
    base = f"{files.folder}/{folder}/{files.key}"
    found = [f"{base}{suffix}" for suffix in SUFFIXES if reader.exists(f"{base}{suffix}")]
    if len(found) > 1:
        names = " và ".join(path.rpartition("/")[2] for path in found)
        raise InputError([Fault(base, "", f"có cả {names}", f"chỉ giữ một tệp {what_vi}")])
    return found[0] if found else None


def read_group_survey(
    reader: Reader, files: SurveyPlace, params: ReportParams, register: UnitRegister
) -> Survey | None:
    """Read the responses of the people of one group; None where nothing is scored by them, or they are not there yet.

    Raises
    ------
    InputError
        If they are broken, or tell of another unit or year.
    """
    if files.group.survey is None:
        return None
    framework = files.group.survey.questionnaire or params.surveyed.framework
    if not files.key:
        # the office's own campaign never takes an invented survey
        choice = params.inputs.survey if files.status == "illustrative" else "office"
        return load_survey(reader, choice, files.unit, register, files.year, framework)
    path = _of_group(reader, files, SURVEY_FOLDER, "phiếu khảo sát")
    if path is None:
        return None
    survey = read_own_survey(reader, path, framework, files.unit, register, files.year, status=files.status)
    if survey.unit_name and survey.year is not None:
        check_owner(survey.path, survey.places, survey.unit_name, survey.year, files.unit, register, files.year)
    return survey


def read_group_leaders(reader: Reader, files: SurveyPlace, units: pd.DataFrame) -> LeaderAnswers | None:
    """Read the answers of leaders of one group; None where nothing is scored by them, or they are not there yet.

    Raises
    ------
    InputError
        If they are broken.
    """
    if files.group.leaders is None:
        return None
    path = _of_group(reader, files, LEADERS_FOLDER, "phiếu điều tra lãnh đạo, quản lý")
    if path is None:
        return None
    return read_leader_survey(reader, path, units, files.group.leaders, status=files.status)


def find_unread(reader: Reader, folder: str, campaign: Campaign, status: str) -> list[Fault]:
    """List the files of surveys whose name is no group's: nobody reads them."""
    groups = campaign.groups
    return [
        Fault(
            f"{folder}/{name}/{path.name}",
            "",
            "tên tệp không phải khóa của nhóm nào nên không được đọc",
            f"các nhóm: {', '.join(groups)}; đuôi {READ_SUFFIXES}",
        )
        for name in (SURVEY_FOLDER, LEADERS_FOLDER)
        for path in reader.list_folder(f"{folder}/{name}", status=status, title_vi="Thư mục phiếu khảo sát")
        if groups and (path.stem not in groups or path.suffix not in SUFFIXES) and path.name != "README.md"
    ]


def match_units(survey: Survey, units: pd.DataFrame) -> pd.Series:
    """Return the unit of each response; a name that is no unit's is refused, an empty one stays empty.

    Raises
    ------
    InputError
        With every such name, and the nearest.
    """
    if "commune" not in survey.design:
        allowed = "cần cột 'Xã, phường' hoặc 'Đơn vị' để tính cho từng đơn vị"
        raise InputError([Fault(survey.path, "", "phiếu khảo sát không ghi đơn vị của người trả lời", allowed)])
    known = {
        normalise_name(form): row.unit_key for row in units.itertuples() for form in (row.unit_key, row.name_vi)
    } | {"": ""}
    labels = survey.design["commune"].fillna("").astype(str).str.strip()
    found = labels.map(lambda label: known.get(normalise_name(label)))
    faults = []
    for label in labels[found.isna()].unique()[:20]:
        near = suggest(label, units["name_vi"], n=1)
        hint = f"có lẽ là '{near[0]}'" if near else "dùng tên hoặc mã trong units.csv"
        count = int((labels == label).sum())
        faults.append(Fault(survey.path, "cột 'Xã, phường'", f"'{label}' ({count} phiếu) không phải đơn vị nào", hint))
    if faults:
        raise InputError(faults)
    return found
