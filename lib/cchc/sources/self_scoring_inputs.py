"""Everything a unit's own scoring rests on, read and checked before anything is computed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cchc.agencies import AgencyRegister
from cchc.editions import CriterionMap
from cchc.errors import Fault, InputError, IssueRefusedError, MissingDataError
from cchc.frameworks import Framework
from cchc.indices_defined import IndexRegister
from cchc.params import ReportParams
from cchc.paths import office_folder
from cchc.provenance import InputFile
from cchc.self_scoring_params import SelfScoring
from cchc.sources.edition_maps import load_edition_maps
from cchc.sources.framework_files import load_framework
from cchc.sources.grids import SUFFIXES
from cchc.sources.looked import Looked
from cchc.sources.misplaced import refuse_misnamed
from cchc.sources.office_files import SELF_FOLDER, find_file, load_sheet
from cchc.sources.param_files import chosen_params, load_params, load_texts, resolve_target
from cchc.sources.param_indices import default_indices
from cchc.sources.plan_years import check_year
from cchc.sources.reader import Reader
from cchc.sources.reference import load_agencies
from cchc.sources.root import find_root
from cchc.sources.score_sheets import ScoreSheetFile
from cchc.sources.self_scoring_checks import check_self_scoring
from cchc.sources.self_scoring_offices import OfficeForm, ScoringOffice, divide, read_office_forms
from cchc.sources.version import find_code
from cchc.unit_register import UnitRegister
from cchc.units import Unit


@dataclass(frozen=True)
class SelfScoringInputs:
    """What was read for one unit and year.

    Attributes
    ----------
    unit : Unit
        Who scores itself.
    year : int
        Year that is scored, and in which the plan is issued.
    is_issue : bool
        Whether these are the copies to be signed.
    params : ReportParams
        Choices; ``self_scoring`` is there, and the heading is that of its plan.
    units : UnitRegister
        Every unit.
    agencies : AgencyRegister
        Offices as the unit names them.
    framework : Framework
        Edition of the sheet.
    offices : tuple of ScoringOffice
        Who scores what.
    folder, status : str
        Where the parts lie that came back, and the status of their figures.
    forms : tuple of OfficeForm
        Those that came back, refused ones included.
    strangers : tuple of Fault
        Files among them that are no office's.
    before : ScoreSheetFile or None
        Sheet of the year before.
    edition_maps : tuple of CriterionMap
        What became of criteria from edition to edition, as confirmed.
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

    unit: Unit
    year: int
    is_issue: bool
    params: ReportParams
    units: UnitRegister
    agencies: AgencyRegister
    framework: Framework
    offices: tuple[ScoringOffice, ...]
    folder: str
    status: str
    forms: tuple[OfficeForm, ...]
    strangers: tuple[Fault, ...]
    before: ScoreSheetFile | None
    edition_maps: tuple[CriterionMap, ...]
    texts: dict[str, str]
    files: tuple[InputFile, ...]
    code: str
    indices: IndexRegister
    looked: Looked

    @property
    def choice(self) -> SelfScoring:
        """The parameters of the self-scoring."""
        assert self.params.self_scoring is not None  # noqa: S101 -- load_self_scoring refuses their absence
        return self.params.self_scoring

    @property
    def subject(self) -> str:
        """What the documents are of, for their footing."""
        kind = "phát hành" if self.is_issue else "dự thảo"
        return f"tự chấm điểm của {self.unit.unit_key}, năm {self.year}, bản {kind}"

    @property
    def has_illustrative(self) -> bool:
        """Whether anything is illustrative."""
        return any(one.status == "illustrative" for one in self.files)

    @property
    def plan_date(self) -> dt.date | None:
        """Date of the plan, None while the registry has not filled it in."""
        head = self.params.plan.letterhead
        return dt.date(self.year, head.month, head.day) if head.month and head.day else None

    @property
    def office_folder(self) -> str:
        """Where the unit's own files belong."""
        return office_folder(self.unit.unit_key, self.year)


def load_self_scoring(province: str, year: str | int, *, issue: bool = False) -> SelfScoringInputs:
    """Read and check everything for one unit's own scoring.

    Parameters
    ----------
    province : str
        Key, name or alias of the unit.
    year : str or int
        Year that is scored.
    issue : bool
        True for the copies to be signed.

    Returns
    -------
    SelfScoringInputs
        Complete and checked; refused forms are among ``forms``, they stop nothing.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where: see ``errors``.
    """
    reader = Reader(find_root())
    year = check_year(year)
    unit, _, register = resolve_target(reader, province, year + 1)  # results are those of who exists at the year's end
    file = chosen_params(reader, unit.unit_key, year)
    params, indices = load_params(reader, unit, year), default_indices(reader)
    choice = params.self_scoring
    if choice is None:
        raise MissingDataError(
            f"Chưa có mục self_scoring trong {file} nên không biết cơ quan nào tự chấm tiêu chí nào, khi nào gửi;"
            " xem mẫu ở params/2023/BacKan.yml."
        )
    params = _with_heading(params, choice, year, file)
    refuse_misnamed(reader, unit, year, [one.office_file for one in indices.all])
    framework, agencies = load_framework(reader, choice.framework), load_agencies(reader, unit)
    head = params.plan.letterhead
    plan_date = dt.date(year, head.month, head.day) if head.month and head.day else None
    check_self_scoring(choice, agencies, framework, unit, year, plan_date, file)
    offices = divide(choice, framework, agencies, plan_date or dt.date(year, 12, 31), year)
    folder, status = _find_folder(reader, choice.inputs, unit, year)
    forms, strangers = read_office_forms(reader, folder, offices, framework, unit, year, status=status)
    inputs = SelfScoringInputs(
        unit=unit,
        year=year,
        is_issue=issue,
        params=params,
        units=register,
        agencies=agencies,
        framework=framework,
        offices=offices,
        folder=folder,
        status=status,
        forms=forms,
        strangers=strangers,
        before=_load_before(reader, choice.inputs, unit, register, year),
        edition_maps=load_edition_maps(reader, unit, register, year),
        texts=load_texts(reader, choice.texts, unit.unit_key),
        files=reader.used,
        code=find_code(reader.root),
        indices=indices,
        looked=reader.looked,
    )
    if issue:
        _refuse_illustrative(inputs)
    return inputs


def _with_heading(params: ReportParams, choice: SelfScoring, year: int, file: str) -> ReportParams:
    """Return the parameters with the heading of this plan in place of that of the improvement plan."""
    head = params.plan.letterhead if choice.letterhead is None else choice.letterhead.over(params.plan.letterhead)
    if head.month == 2 and head.day == 29 and year % 4:
        key = "plan.letterhead.day" if choice.letterhead is None else "self_scoring.letterhead.day"
        raise InputError([Fault(file, f"khóa '{key}'", f"năm {year} không có ngày 29/02", "sửa ngày")])
    return params.model_copy(update={"plan": params.plan.model_copy(update={"letterhead": head})})


def _find_folder(reader: Reader, choice: str, unit: Unit, year: int) -> tuple[str, str]:
    """Return the one folder whose parts count: the unit's own and invented ones are never mixed."""
    own, invented = (office_folder(unit.unit_key, year, base) for base in ("offices", "illustrative"))
    begun = [path for path in reader.find(f"{own}/{SELF_FOLDER}", "*") if path.suffix in SUFFIXES]
    if begun or choice == "office" or find_file(reader, "office", unit, year, "score_sheet") is not None:
        return own, "office"
    return invented, "illustrative"


def _load_before(reader: Reader, choice: str, unit: Unit, register: UnitRegister, year: int) -> ScoreSheetFile | None:
    """Read the sheet of the year before, unless it is that of another unit of the same key: of before a merger."""
    if register.get(unit.unit_key, year) != unit:
        return None
    return load_sheet(reader, choice, unit, register, year - 1)


def _refuse_illustrative(inputs: SelfScoringInputs) -> None:
    named = "; ".join(f"{one.path} ({one.title_vi})" for one in inputs.files if one.status == "illustrative")
    if named:
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1) của việc tự chấm điểm năm {inputs.year} vì còn số liệu minh họa:"
            f" {named}. Hãy đặt phiếu của các cơ quan vào {inputs.office_folder}/{SELF_FOLDER}/, dùng bộ tiêu chí chính"
            " thức và đặt self_scoring.inputs: office."
        )
