"""A unit's score sheet divided among its offices, and the parts that they have sent back: each is read by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from cchc.agencies import AgencyRegister
from cchc.errors import CchcError, Fault, InputError, suggest
from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.self_scoring_params import SelfScoring
from cchc.sources.campaign_checks import step_date
from cchc.sources.grids import READ_SUFFIXES, SUFFIXES
from cchc.sources.office_files import SELF_FOLDER
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import SHEET, ScoreSheetFile, SheetPart, read_score_sheet
from cchc.units import Unit, normalise_name


@dataclass(frozen=True)
class ScoringOffice:
    """An office and what it scores.

    Attributes
    ----------
    agency_key, name_vi, short_vi : str
        As it exists on the day of the plan.
    due : datetime.date
        Day before which it hands in its part.
    codes : tuple of str
        Criteria that it scores, in the order of the edition.
    """

    agency_key: str
    name_vi: str
    short_vi: str
    due: dt.date
    codes: tuple[str, ...]


@dataclass(frozen=True)
class OfficeForm:
    """What one office sent back.

    Attributes
    ----------
    agency_key, path : str
        Whose; relative to the project.
    sheet : ScoreSheetFile or None
        None for a form that is refused.
    faults : tuple of Fault
        Why it is refused, every fault with its cell.
    """

    agency_key: str
    path: str
    sheet: ScoreSheetFile | None
    faults: tuple[Fault, ...] = ()


def divide(
    choice: SelfScoring, framework: Framework, agencies: AgencyRegister, day: dt.date, year: int
) -> tuple[ScoringOffice, ...]:
    """Divide the criteria that are not scored by survey among the offices.

    Parameters
    ----------
    choice : SelfScoring
        Checked: every such criterion has an office.
    framework : Framework
        Edition of the sheet.
    agencies : AgencyRegister
        Where offices are found.
    day : datetime.date
        On which they exist.
    year : int
        That is scored.

    Returns
    -------
    tuple of ScoringOffice
        In the order of their first criteria.
    """
    codes: dict[str, list[str]] = {}
    for leaf in framework.leaves():
        if leaf.method not in SURVEY_METHODS:
            key = agencies.resolve(choice.office_of(framework, leaf.code), day).agency_key
            codes.setdefault(key, []).append(leaf.code)
    own = {agencies.resolve(key, day).agency_key: due for key, due in choice.deadlines.items()}
    offices = []
    for key, scored in codes.items():
        agency, due = agencies.get(key), own.get(key, choice)
        last = step_date(due.deadline, year, is_next_year=due.is_next_year)
        offices.append(ScoringOffice(key, agency.name_vi, agency.short_vi, last, tuple(scored)))
    return tuple(offices)


def read_office_forms(
    reader: Reader,
    folder: str,
    offices: tuple[ScoringOffice, ...],
    framework: Framework,
    unit: Unit,
    year: int,
    *,
    status: str,
) -> tuple[tuple[OfficeForm, ...], tuple[Fault, ...]]:
    """Read every part that came back.

    Parameters
    ----------
    reader : Reader
        Records the files.
    folder : str
        Of the unit and year, relative to the project.
    offices : tuple of ScoringOffice
        As returned by ``divide``.
    framework : Framework
        Edition of the whole sheet.
    unit : Unit
        Whose sheet.
    year : int
        That is scored.
    status : str
        Status of the figures.

    Returns
    -------
    (tuple of OfficeForm, tuple of Fault)
        In the order of ``offices``, those that came back; and files whose name is no office's.
    """
    keys = {one.agency_key: one for one in offices}
    found: dict[str, list[str]] = {}
    strangers = []
    for path in reader.find(f"{folder}/{SELF_FOLDER}", "*"):
        shown = f"{folder}/{SELF_FOLDER}/{path.name}"
        if path.name == "README.md":
            continue
        if path.stem in keys and path.suffix in SUFFIXES and path.is_file():
            found.setdefault(path.stem, []).append(shown)
            continue
        near = suggest(path.stem, keys, n=1)
        hint = f"có lẽ là {near[0]}" if near else f"các mã cơ quan được giao tự chấm: {', '.join(keys)}"
        text = "tên tệp không phải mã cơ quan được giao tự chấm nên không được đọc"
        strangers.append(Fault(shown, "", text, f"{hint}; đuôi {READ_SUFFIXES}"))
    others = _others(offices, framework)
    forms = tuple(
        _read(reader, one, found[one.agency_key], SheetPart(framework.part(one.codes), others[one.agency_key]), unit, year, status)
        for one in offices
        if one.agency_key in found
    )  # fmt: skip
    return forms, tuple(strangers)


def _others(offices: tuple[ScoringOffice, ...], framework: Framework) -> dict[str, Mapping[str, str]]:
    """Say of every office which rows are not its own, and whose they are."""
    scored_by = {code: f"do {one.name_vi} chấm" for one in offices for code in one.codes}
    by_survey = {leaf.code: "xác định qua điều tra, không tự chấm" for leaf in framework.leaves()}
    groups = {node.code: "nhóm tiêu chí của cơ quan khác" for node in framework.nodes}
    told = groups | by_survey | scored_by
    return {
        one.agency_key: {
            code: words for code, words in told.items() if code not in framework.part(one.codes)
        }
        for one in offices
    }  # fmt: skip


def _read(
    reader: Reader, office: ScoringOffice, paths: list[str], part: SheetPart, unit: Unit, year: int, status: str
) -> OfficeForm:
    key, path = office.agency_key, paths[0]
    if len(paths) > 1:
        named = " và ".join(one.rpartition("/")[2] for one in paths)
        return OfficeForm(key, path, None, (Fault(path, "", f"có cả {named}", "chỉ giữ một tệp"),))
    try:
        sheet = read_score_sheet(reader, path, status=status, is_self_only=True, part=part)
    except InputError as error:
        return OfficeForm(key, path, None, error.faults)
    except CchcError as error:
        return OfficeForm(key, path, None, (Fault(path, "", str(error).rstrip("."), "lập lại phiếu từ mẫu"),))
    faults = tuple(_check(sheet, office, unit, year))
    return OfficeForm(key, path, None, faults) if faults else OfficeForm(key, path, sheet)


def _check(sheet: ScoreSheetFile, office: ScoringOffice, unit: Unit, year: int) -> list[Fault]:
    """Refuse a form of another unit, office, year or grain, or one without any score."""
    faults, places = [], sheet.places
    units = {normalise_name(name) for name in (unit.unit_key, unit.form_name, *unit.names())}
    if normalise_name(sheet.unit_name) not in units:
        found = f"'Địa phương' ghi '{sheet.unit_name}'"
        faults.append(Fault(sheet.path, places["unit"], found, f"bảng điểm này là của {unit.name_full_vi}"))
    names = {
        normalise_name(name)
        for name in (office.agency_key, office.name_vi, office.short_vi, f"{office.name_vi} {unit.name_full_vi}")
    }
    if normalise_name(sheet.office_name) not in names:
        found = f"'Cơ quan tự chấm' ghi '{sheet.office_name}'"
        faults.append(Fault(sheet.path, places["office"], found, f"tệp này là của {office.name_vi}"))
    if sheet.year != year:
        faults.append(
            Fault(sheet.path, places["year"], f"'Năm kết quả' ghi {sheet.year}", f"đợt tự chấm là năm {year}")
        )
    coarse = [leaf.code for leaf in sheet.framework.leaves() if sheet.full_framework.children(leaf.code)]
    if coarse:
        found = f"mã {', '.join(coarse)} chỉ có điểm nhóm"
        faults.append(Fault(sheet.path, f"trang tính '{SHEET}'", found, "tự chấm từng tiêu chí bên dưới"))
    elif not faults and not (sheet.scores["self_score"].notna() | ~sheet.scores["is_applicable"].astype(bool)).any():
        faults.append(Fault(sheet.path, f"trang tính '{SHEET}'", "chưa có điểm tự chấm nào", "điền Điểm tự chấm"))
    return faults
