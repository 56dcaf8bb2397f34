"""Everything one report rests on, read and checked before anything is computed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cchc import schemas
from cchc.agencies import AgencyRegister
from cchc.analysis_params import Peers
from cchc.errors import InputError
from cchc.frameworks import Framework
from cchc.params import ReportParams
from cchc.paths import params_file
from cchc.provenance import InputFile
from cchc.sources.framework_files import find_framework, load_framework
from cchc.sources.looked import Looked
from cchc.sources.misplaced import refuse_misnamed
from cchc.sources.office_files import load_earlier_sheets, load_sheet, load_survey
from cchc.sources.param_files import load_params, load_texts, resolve_target
from cchc.sources.param_names import check_agencies, check_population, resolve_peers
from cchc.sources.published import (
    SOURCES,
    announced_years,
    as_units,
    check_papi_structure,
    read_aggregates,
    read_changes,
    read_papi_structure,
    read_published,
    read_sources,
    read_withheld,
    rows_of_report,
    sources_of,
)
from cchc.sources.reader import Reader
from cchc.sources.reference import load_agencies, load_regions, load_solutions
from cchc.sources.refusals import refuse_empty, refuse_illustrative, refuse_unapproved
from cchc.sources.root import find_root
from cchc.sources.score_sheets import ScoreSheetFile
from cchc.sources.solution_checks import find_unknown_agencies, find_wrong_codes
from cchc.sources.surveys import Survey
from cchc.sources.task_files import Tasks, load_tasks
from cchc.sources.version import find_code
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, Unit

#: Names of the parts of SIPAS as they are announced.
ANNOUNCED_SIPAS = "sipas_2023"


@dataclass(frozen=True)
class ReportInputs:
    """What was read for one unit and plan year.

    Attributes
    ----------
    unit : Unit
        As it exists on 1 January of the plan year.
    year, result_year : int
        Year of the plan and of the results (the year before).
    is_issue : bool
        Whether this is the copy to be signed.
    params : ReportParams
        Choices.
    units, agencies : registers
        For names.
    par_published, sipas_published : pandas.DataFrame
        ``schemas.ParPublished``, ``schemas.SipasPublished``: the units that the unit is ranked among (the
        provinces and the country, or the districts of its province).
    papi, papi_structure : pandas.DataFrame
        ``schemas.PapiPublished``, ``schemas.PapiStructure``.
    score_sheet, previous_score_sheet : ScoreSheetFile or None
        Criterion-level scores of the result year and the year before.
    earlier_score_sheets : tuple of ScoreSheetFile
        Those of the years before, latest first, as far back as they go without a gap.
    regions : dict of str to str
        Unit key → its socio-economic region in the result year.
    peer_members : tuple of str
        Keys of the units that the parameters name as peers.
    tasks, previous_tasks : Tasks or None
        The plan's tasks in the office's words, and those of the plan of the year before.
    parts : tuple of ReportInputs
        For the first plan of a province of the merger: its old provinces with their last results.
    announced_framework : Framework or None
        Edition under which the unit's announced scores stand, where it is known.
    announced_sipas : Framework or None
        Names under which parts of SIPAS were announced; None where none were.
    announced_changes : pandas.DataFrame
        ``schemas.PublishedChanges``: changes that were announced without the values they come from.
    upper : ReportInputs or None
        The province, where the plan is to raise its index and not the unit's own.
    survey : Survey or None
        Responses of the result year.
    grading : pandas.DataFrame
        ``schemas.GradingBands``.
    solutions : pandas.DataFrame
        ``schemas.Solutions`` of the unit's level.
    texts : dict
        Name of a section → Markdown template.
    sources : pandas.DataFrame
        ``schemas.Sources``.
    files : tuple of InputFile
        Every file read.
    code : str
        ``find_code``: hash of the library.
    looked : Looked
        What was asked of the file system besides the files.
    announced_years : frozenset of int
        Result years of which anything was announced, later ones included.
    aggregates : pandas.DataFrame
        ``schemas.Aggregates`` of the result year; none below provinces.
    papi_withheld : frozenset of str
        Provinces whose PAPI of the result year, or a part of it, was withheld by its publisher.
    """

    unit: Unit
    year: int
    result_year: int
    is_issue: bool
    params: ReportParams
    units: UnitRegister
    agencies: AgencyRegister
    par_published: pd.DataFrame
    sipas_published: pd.DataFrame
    papi: pd.DataFrame
    papi_structure: pd.DataFrame
    score_sheet: ScoreSheetFile | None
    previous_score_sheet: ScoreSheetFile | None
    earlier_score_sheets: tuple[ScoreSheetFile, ...]
    announced_framework: Framework | None
    survey: Survey | None
    grading: pd.DataFrame
    solutions: pd.DataFrame
    texts: dict[str, str]
    sources: pd.DataFrame
    files: tuple[InputFile, ...]
    code: str
    regions: dict[str, str]
    peer_members: tuple[str, ...]
    announced_sipas: Framework | None
    announced_changes: pd.DataFrame
    looked: Looked
    announced_years: frozenset[int]
    aggregates: pd.DataFrame
    papi_withheld: frozenset[str]
    parts: tuple[ReportInputs, ...] = ()
    upper: ReportInputs | None = None
    tasks: Tasks | None = None
    previous_tasks: Tasks | None = None

    @property
    def subject(self) -> str:
        """What the report is of, for its footing."""
        return f"địa phương {self.unit.unit_key}, năm kế hoạch {self.year}, bản {'phát hành' if self.is_issue else 'dự thảo'}"

    @property
    def has_own_results(self) -> bool:
        """Whether anything of the result year is known of the unit itself, announced or entered."""
        return self.result_year in self.announced_years or self.score_sheet is not None or self.survey is not None

    @property
    def is_province(self) -> bool:
        """Whether the unit is a province: only these have PAPI and an announced SIPAS."""
        return self.unit.is_ranked_nationally

    @property
    def last_day(self) -> dt.date:
        """Last day of the plan's year on which the unit acts under its own name."""
        return min(dt.date(self.year, 12, 31), self.units.last_day_of(self.unit))

    @property
    def is_papi_withheld(self) -> bool:
        """Whether the unit's PAPI of the result year, or a part of it, was withheld: not the same as not known to us."""
        return self.unit.unit_key in self.papi_withheld

    @property
    def is_new_field(self) -> bool:
        """Whether other units are ranked than the year before: 63 provinces until the results of 2024, 34 from those of 2025."""
        return self.is_province and self.result_year == self.units.merger_year

    @property
    def n_provinces(self) -> int:
        """Number of provinces of the country whose results of the year are announced: 34 from the results of 2025."""
        return len(self.units.of_kind("province", self.year))

    @property
    def has_illustrative(self) -> bool:
        """Whether any figure is illustrative."""
        return any(one.status == "illustrative" for one in self.files)


def load_inputs(province: str, year: str | int, *, issue: bool = False) -> ReportInputs:
    """Read and check everything for one report.

    Parameters
    ----------
    province : str
        Key, name or alias of the unit.
    year : str or int
        Year of the plan; its results are those of the year before.
    issue : bool
        True for the copy to be signed.

    Returns
    -------
    ReportInputs
        Complete and checked.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where: see ``errors``.
    """
    reader = Reader(find_root())
    unit, year, units = resolve_target(reader, province, year)
    inputs = _gather(reader, unit, year, units, load_params(reader, unit, year), is_issue=issue)
    if inputs.is_new_field:
        # the new provinces have no results before those of 2025: their old parts have
        old = units.predecessors(unit.unit_key)
        params = inputs.params.model_copy(update={"peers": Peers()})
        parts = (_gather(reader, one, units.merger_year, units, params, is_issue=False) for one in old)
        inputs = dataclasses.replace(inputs, parts=tuple(parts))
    upper = units.get(unit.parent_key, year) if inputs.params.plan.index_of == "upper" else None
    if upper is not None:
        params = inputs.params.model_copy(update={"peers": Peers()})
        inputs = dataclasses.replace(inputs, upper=_gather(reader, upper, year, units, params, is_issue=issue))
    own_file = params_file(unit.unit_key, year)
    check_agencies(inputs.params, inputs.agencies, year, own_file)
    check_population(inputs.params, tuple(one.unit.unit_key for one in inputs.parts), own_file)
    faults = find_unknown_agencies(inputs.solutions, inputs.agencies)
    if inputs.score_sheet is not None:
        faults += find_wrong_codes(inputs.solutions, inputs.score_sheet.full_framework)
    if faults:
        raise InputError(faults)
    reader.narrow(SOURCES, sources_of(inputs.sources, _gathered(inputs)))
    inputs = dataclasses.replace(inputs, files=reader.used)
    refuse_empty(inputs)
    if issue:
        refuse_unapproved(inputs.score_sheet)
        refuse_illustrative(inputs.files, inputs.unit, year)
    return inputs


def _gathered(inputs: ReportInputs) -> list[pd.DataFrame]:
    """List every table of announced figures of a report, those of its parts and of the unit above included."""
    others = inputs.parts if inputs.upper is None else (*inputs.parts, inputs.upper)
    own = [inputs.par_published, inputs.sipas_published, inputs.papi, inputs.announced_changes, inputs.aggregates]
    return own + [table for one in others for table in _gathered(one)]


def _gather(
    reader: Reader, unit: Unit, year: int, units: UnitRegister, params: ReportParams, *, is_issue: bool
) -> ReportInputs:
    """Read what concerns one unit and plan year."""
    result_year = year - 1
    refuse_misnamed(reader, unit, result_year)
    is_national = unit.is_ranked_nationally
    field = {one.unit_key for one in units.field_of(unit, year)} | ({COUNTRY_KEY} if is_national else set())
    published = read_published(reader)
    structure = read_papi_structure(reader)
    if is_national:
        faults = check_papi_structure(published[2][published[2]["year"] <= result_year], structure)
        if faults:
            raise InputError(faults)
    par_told, sipas_told, papi_told = published
    published = (
        as_units(par_told, units), as_units(sipas_told, units), as_units(papi_told, units, "province"),
    )  # fmt: skip
    if len(units.predecessors(unit.unit_key)) > 1 and unit.valid_from.year >= units.merger_year:
        # a merged unit has no series of its own before it exists, even where it keeps an old name
        published = tuple(
            table[(table["unit_key"] != unit.unit_key) | (table["year"] >= units.merger_year)] for table in published
        )
    par_published, sipas_published, papi = rows_of_report(reader, published, field, unit, result_year)
    sheet = load_sheet(reader, params.inputs.score_sheet, unit, units, result_year)
    earlier = load_earlier_sheets(reader, params.inputs.previous_score_sheet, unit, units, result_year)
    survey = load_survey(reader, params.inputs.survey, unit, units, result_year, params.sipas.framework)
    edition = find_framework(reader, unit.admin_level, (unit.unit_key, unit.parent_key, COUNTRY_KEY), result_year)
    own_parts = (sipas_published["unit_key"] == unit.unit_key) & (sipas_published["year"] == result_year)
    has_sipas_parts = (own_parts & (sipas_published["component_vi"] != "total")).any()
    agencies = load_agencies(reader, unit)
    return ReportInputs(
        unit=unit,
        year=year,
        result_year=result_year,
        is_issue=is_issue,
        params=params,
        units=units,
        agencies=agencies,
        tasks=load_tasks(reader, params.inputs.tasks, unit, units, result_year, agencies),
        previous_tasks=load_tasks(reader, params.inputs.tasks, unit, units, result_year - 1, agencies),
        par_published=par_published,
        sipas_published=sipas_published,
        papi=papi,
        papi_structure=structure,
        score_sheet=sheet,
        previous_score_sheet=earlier[0] if earlier else None,
        earlier_score_sheets=earlier[1:],
        announced_framework=load_framework(reader, edition) if edition and sheet is None else None,
        survey=survey,
        grading=reader.read_table(
            "data/frameworks/grading.csv", schemas.GradingBands, status="published", title_vi="Mức xếp loại"
        ),
        solutions=load_solutions(reader, unit.admin_level),
        texts=load_texts(reader, params.plan.texts),
        sources=read_sources(reader),
        files=reader.used,
        code=find_code(reader.root),
        looked=reader.looked,
        announced_years=announced_years(published, unit.unit_key),
        announced_sipas=load_framework(reader, ANNOUNCED_SIPAS) if has_sipas_parts else None,
        announced_changes=read_changes(reader, unit.unit_key),
        aggregates=read_aggregates(reader, result_year, is_province=is_national),
        papi_withheld=read_withheld(reader, result_year, is_province=is_national),
        regions=load_regions(reader, result_year),
        peer_members=resolve_peers(params, unit, units, year, params_file(unit.unit_key, year)),
    )
