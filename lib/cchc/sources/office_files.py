"""The files that an office puts into its folder: found by name, read, and checked against the folder they lie in."""

from __future__ import annotations

from collections.abc import Mapping

from cchc.campaign_params import ROUNDS
from cchc.errors import Fault, InputError, UnknownNameError
from cchc.paths import office_folder, office_home
from cchc.sources.approved import APPROVED_FILE, load_approved
from cchc.sources.grids import SUFFIXES
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import ScoreSheetFile, read_score_sheet
from cchc.sources.survey_files import FoundMap, read_office_survey
from cchc.sources.surveys import Survey
from cchc.unit_register import UnitRegister
from cchc.unit_store import forms_below
from cchc.units import LEVEL_NAMES, Unit, normalise_name

#: The file of the index whose results a campaign approves.
SCORE_SHEET = "score_sheet"
#: Names of files, without suffix, and what they are.
STEMS = {
    SCORE_SHEET: "bảng chấm điểm",
    "survey": "phiếu khảo sát",
    "survey_map": "bảng khớp phiếu khảo sát",
    "tasks": "danh mục nhiệm vụ",
    "framework": "bộ tiêu chí của cơ quan",
    "questionnaire": "bộ câu hỏi khảo sát của cơ quan",
    "solutions": "giải pháp của cơ quan",
    "edition_map": "bảng đối chiếu hai bộ tiêu chí",
}
#: What a scoring campaign adds: the list of its units, the council's appraisal, what was approved.
CAMPAIGN_FILES = ("units.csv", APPROVED_FILE, *(f"appraisal{suffix}" for suffix in SUFFIXES))
#: Label of the year of results; a list of tasks names the year of its plan.
RESULT_YEAR = "Năm kết quả"
#: What rests on a sheet of scores: invented, it is no company for an office's own.
_OF_A_SHEET = ("score_sheet", "tasks")
RETURNED_FOLDER = "returned"
#: Below a year's folder: what the units of a campaign have handed in as evidence.
EVIDENCE_FOLDER = "evidence"
#: Below a year's folder: responses of the people, and of leaders, a file per group of a campaign.
SURVEY_FOLDER, LEADERS_FOLDER = "survey", "leaders"
#: Folders that a scoring campaign adds.
CAMPAIGN_FOLDERS = (*ROUNDS.values(), EVIDENCE_FOLDER, SURVEY_FOLDER, LEADERS_FOLDER)
#: Below a year's folder: the lists that agencies have sent back.
RETURNED_TASKS_FOLDER = "returned_tasks"
#: Below a year's folder: the parts of the unit's own score sheet that its offices have sent back.
SELF_FOLDER = "self"


#: Files of a unit for the frameworks of the units below it: stem, ``_`` and the framework's name.
FILES_BELOW = ("solutions_*.xlsx", "edition_map_*.xlsx")
#: Further sets of criteria of a year, beside ``framework.xlsx``.
FRAMEWORKS = "framework*.xlsx"


def stem_below(stem: str, framework_id: str) -> str:
    """Return what a unit above calls its file for a framework of the units below.

    Examples
    --------
    >>> stem_below("solutions", "par_ward_2025"), stem_below("solutions", "data/offices/TuyenQuang/2025/framework_xa.xlsx")
    ('solutions_par_ward_2025', 'solutions_framework_xa')
    """
    return f"{stem}_{framework_id.rpartition('/')[2].removesuffix('.xlsx')}"


def years_with(reader: Reader, unit: Unit, pattern: str, year: int) -> list[int]:
    """Return the years up to one whose folder of a unit holds a file of a pattern, latest first."""
    found = reader.find(office_home(unit.unit_key), f"[0-9][0-9][0-9][0-9]/{pattern}")
    return sorted({at for path in found if (at := int(path.parent.name)) <= year}, reverse=True)


def find_file(
    reader: Reader, choice: str, unit: Unit, year: int, stem: str, what_vi: str = ""
) -> tuple[str, str] | None:
    """Find an office's file, or the illustrative one where parameters allow it.

    Parameters
    ----------
    reader : Reader
        Knows the root.
    choice : {"office", "illustrative"}
        Parameter of the input.
    unit : Unit
        Whose file.
    year : int
        Result year.
    stem : str
        Key of ``STEMS``, or ``Index.office_file``.
    what_vi : str
        What it is, where ``STEMS`` does not say it.

    Returns
    -------
    (str, str) or None
        Path relative to the project and status. Illustrative scores and tasks are left out where the office's own
        scores of that year, or of the year after, are there: what is invented neither contradicts nor stops what is known.

    Raises
    ------
    InputError
        If the same file stands there in two formats.
    """
    for folder, status in (("offices", "office"), ("illustrative", "illustrative")):
        base = f"{office_folder(unit.unit_key, year, folder)}/{stem}"
        found = [f"{base}{suffix}" for suffix in SUFFIXES if reader.exists(f"{base}{suffix}")]
        if len(found) > 1:
            names = " và ".join(path.rpartition("/")[2] for path in found)
            raise InputError([Fault(base, "", f"có cả {names}", f"chỉ giữ một tệp {what_vi or STEMS[stem]}")])
        if found and status == "office":
            return found[0], status
        is_beside = stem in _OF_A_SHEET and _has_own_sheet(reader, unit, year)
        if found and choice == "illustrative" and not is_beside:
            return found[0], status
    return None


def _has_own_sheet(reader: Reader, unit: Unit, year: int) -> bool:
    """Tell whether the office has entered scores of a year or the next."""
    return any(
        reader.exists(f"{office_folder(unit.unit_key, one)}/score_sheet{suffix}")
        for one in (year, year + 1)
        for suffix in SUFFIXES
    )


def load_sheet(
    reader: Reader, choice: str, unit: Unit, units: UnitRegister, year: int, stem: str = "score_sheet"
) -> ScoreSheetFile | None:
    """Read the score sheet of a unit and year (``stem``: ``Index.office_file``); None if there is none.

    Raises
    ------
    InputError
        If it is broken, or tells of another unit or year than its folder.
    """
    found = find_file(reader, choice, unit, year, stem, STEMS["score_sheet"])
    if found is None:
        approved = load_approved(reader, choice, unit, year) if stem == SCORE_SHEET else None
        if approved is not None:
            _check_edition(approved, unit)
        return approved
    sheet = read_score_sheet(reader, found[0], status=found[1])
    check_owner(sheet.path, sheet.places, sheet.unit_name, sheet.year, unit, units, year)
    _check_edition(sheet, unit)
    return sheet


def load_earlier_sheets(
    reader: Reader, choice: str, unit: Unit, units: UnitRegister, result_year: int, stem: str = "score_sheet"
) -> tuple[ScoreSheetFile, ...]:
    """Read the sheets of the years before, latest first, until the first gap; errors as for ``load_sheet``."""
    found: list[ScoreSheetFile] = []
    while (sheet := load_sheet(reader, choice, unit, units, result_year - 1 - len(found), stem)) is not None:
        found.append(sheet)
    return tuple(found)


def load_survey(
    reader: Reader, choice: str, unit: Unit, units: UnitRegister, year: int, framework_id: str, stem: str = "survey"
) -> Survey | None:
    """Read the survey responses of a unit and year (``stem``: ``Index.office_file``); None if there are none.

    Raises
    ------
    InputError
        If they are broken, or tell of another unit or year than their folder.
    """
    found = find_file(reader, choice, unit, year, stem, STEMS["survey"])
    if found is None:
        return None
    survey = read_own_survey(reader, found[0], framework_id, unit, units, year, status=found[1])
    if survey.unit_name and survey.year is not None:
        check_owner(survey.path, survey.places, survey.unit_name, survey.year, unit, units, year)
    return survey


def read_own_survey(
    reader: Reader, path: str, framework_id: str, unit: Unit, units: UnitRegister, year: int, *, status: str
) -> Survey:
    """Read the responses of a unit and year as ``survey_files.read_office_survey`` does, its map checked against its folder."""

    def check(found: FoundMap) -> None:
        one, owner = (
            found.survey_map,
            units.get(found.unit_key, found.year + 1) or units.get(found.unit_key, found.year),
        )
        if owner is not None:
            check_owner(one.path, one.places, one.unit_name, one.year, owner, units, found.year)

    return read_office_survey(reader, path, framework_id, unit, year, status=status, check=check)


def _check_edition(sheet: ScoreSheetFile, unit: Unit) -> None:
    """Refuse an edition of other years or another level, and a status that the sheet cannot have."""
    framework, faults = sheet.full_framework, []
    place = sheet.places.get("framework_id", "")
    first, last = framework.years
    if not first <= sheet.year <= last:
        found = f"bộ tiêu chí '{framework.framework_id}' dùng cho kết quả năm {first}–{last}, không dùng cho năm {sheet.year}"
        faults.append(Fault(sheet.path, place, found, "chọn bộ tiêu chí của đúng năm"))
    if framework.admin_level and framework.admin_level != unit.admin_level:
        found = f"bộ tiêu chí '{framework.framework_id}' dùng cho cấp {LEVEL_NAMES.get(framework.admin_level, framework.admin_level)}"
        faults.append(Fault(sheet.path, place, found, f"{unit.name_vi} cần bộ tiêu chí của cấp mình"))
    if sheet.status == "official" and sheet.stage != "approved":
        allowed = "chỉ bảng điểm đã được phê duyệt mới là chính thức; hãy ghi 'cơ quan tự nhập'"
        faults.append(
            Fault(sheet.path, sheet.places.get("status", ""), "'Trạng thái số liệu' ghi 'chính thức'", allowed)
        )
    if faults:
        raise InputError(faults)


def check_owner(
    path: str,
    places: Mapping[str, str],
    name: str,
    stated_year: int,
    unit: Unit,
    units: UnitRegister,
    year: int,
    what: str = RESULT_YEAR,
) -> None:
    """Refuse a file that tells of another unit or year than its folder.

    Parameters
    ----------
    path : str
        Of the file.
    places : mapping
        ``unit`` and ``year`` → cell.
    name, stated_year : str, int
        What the file says.
    unit, units, year
        What the folder says, and every unit.
    what : str
        Label of the year.

    Raises
    ------
    InputError
        With the cells.
    """
    is_result = what == RESULT_YEAR
    at = year + 1 if is_result else year  # results are those of the units at the end of the year
    try:
        is_own = "/" in unit.unit_key and normalise_name(name) in forms_below(unit)
        named = unit if is_own else units.resolve(name, at)
    except UnknownNameError as error:
        raise InputError([Fault(path, places.get("unit", ""), f"'Địa phương' ghi '{name}'", error.clause)]) from None
    faults = []
    if not is_own and named != units.get(unit.unit_key, at):
        faults.append(
            Fault(path, places.get("unit", ""), f"'Địa phương' ghi '{name}'", f"thư mục này là của {unit.name_vi}")
        )
    if stated_year != year:
        of_year = f"thư mục này là của {'' if is_result else 'kế hoạch '}năm {year}"
        faults.append(Fault(path, places.get("year", ""), f"'{what}' ghi {stated_year}", of_year))
    if faults:
        raise InputError(faults)
