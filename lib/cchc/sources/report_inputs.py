"""Everything one report rests on, read and checked before anything is computed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from fnmatch import fnmatch

import pandas as pd

from cchc import schemas
from cchc.agencies import AgencyRegister
from cchc.analysis_params import Peers
from cchc.errors import InputError
from cchc.frameworks import Framework
from cchc.indices_defined import TOTAL_CODE, Index, IndexRegister
from cchc.params import ReportParams
from cchc.paths import params_file
from cchc.provenance import InputFile
from cchc.sources.framework_files import find_framework
from cchc.sources.index_files import load_indices
from cchc.sources.looked import Looked
from cchc.sources.misplaced import refuse_misnamed
from cchc.sources.office_files import load_earlier_sheets, load_sheet, load_survey
from cchc.sources.param_files import load_params, load_texts, resolve_target
from cchc.sources.param_names import check_agencies, check_indices, check_population, resolve_peers
from cchc.sources.published import (
    SOURCES,
    announced_years,
    as_units,
    check_editions,
    codes_in,
    find_editions,
    read_aggregates,
    read_changes,
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


@dataclass(frozen=True)
class IndexInputs:
    """What was read of one index.

    Attributes
    ----------
    index : Index
        Its definition.
    published : pandas.DataFrame
        Announced figures, as ``published.SCHEMAS`` says for its kind: the units that the unit is ranked among (the
        provinces and the country, or the districts of its province).
    editions : dict of int to Framework
        Result year → edition under which announced figures stand, where it is known and needed: of a published index
        every year up to the result year, of others the result year.
    sheet, previous_sheet : ScoreSheetFile or None
        Scored kind: criterion-level scores of the result year and the year before.
    earlier_sheets : tuple of ScoreSheetFile
        Those of the years before, latest first, as far back as they go without a gap.
    survey : Survey or None
        Surveyed kind: responses of the result year.
    withheld : frozenset of str
        Units whose result of the year, or a part of it, was withheld by its publisher.
    """

    index: Index
    published: pd.DataFrame
    editions: dict[int, Framework]
    sheet: ScoreSheetFile | None = None
    previous_sheet: ScoreSheetFile | None = None
    earlier_sheets: tuple[ScoreSheetFile, ...] = ()
    survey: Survey | None = None
    withheld: frozenset[str] = frozenset()


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
    indices : IndexRegister
        Every index that is defined.
    of : dict of str to IndexInputs
        Key of an index that exists for the unit → what was read of it, in the order in which documents tell them.
    regions : dict of str to str
        Unit key → its socio-economic region in the result year.
    peer_members : tuple of str
        Keys of the units that the parameters name as peers.
    tasks, previous_tasks : Tasks or None
        The plan's tasks in the office's words, and those of the plan of the year before.
    parts : tuple of ReportInputs
        For the first plan of a province of the merger: its old provinces with their last results.
    announced_changes : pandas.DataFrame
        ``schemas.PublishedChanges``: changes that were announced without the values they come from.
    upper : ReportInputs or None
        The province, where the plan is to raise its index and not the unit's own.
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
    """

    unit: Unit
    year: int
    result_year: int
    is_issue: bool
    params: ReportParams
    units: UnitRegister
    agencies: AgencyRegister
    indices: IndexRegister
    of: dict[str, IndexInputs]
    grading: pd.DataFrame
    solutions: pd.DataFrame
    texts: dict[str, str]
    sources: pd.DataFrame
    files: tuple[InputFile, ...]
    code: str
    regions: dict[str, str]
    peer_members: tuple[str, ...]
    announced_changes: pd.DataFrame
    looked: Looked
    announced_years: frozenset[int]
    aggregates: pd.DataFrame
    parts: tuple[ReportInputs, ...] = ()
    upper: ReportInputs | None = None
    tasks: Tasks | None = None
    previous_tasks: Tasks | None = None

    @property
    def subject(self) -> str:
        """What the report is of, for its footing."""
        return f"địa phương {self.unit.unit_key}, năm kế hoạch {self.year}, bản {'phát hành' if self.is_issue else 'dự thảo'}"

    @property
    def sheets(self) -> tuple[ScoreSheetFile, ...]:
        """Score sheets of the result year, the office's or illustrative ones."""
        return tuple(one.sheet for one in self.of.values() if one.sheet is not None)

    @property
    def surveys(self) -> tuple[Survey, ...]:
        """Surveys of the result year."""
        return tuple(one.survey for one in self.of.values() if one.survey is not None)

    @property
    def has_own_results(self) -> bool:
        """Whether anything of the result year is known of the unit itself, announced or entered."""
        return self.result_year in self.announced_years or bool(self.sheets) or bool(self.surveys)

    @property
    def is_ranked_in_country(self) -> bool:
        """Whether the unit is ranked among those of the whole country, not among those of the unit above."""
        return self.unit.is_ranked_nationally

    @property
    def last_day(self) -> dt.date:
        """Last day of the plan's year on which the unit acts under its own name."""
        return min(dt.date(self.year, 12, 31), self.units.last_day_of(self.unit))

    @property
    def is_new_field(self) -> bool:
        """Whether other units are ranked than the year before: 63 provinces until the results of 2024, 34 from those of 2025."""
        return self.is_ranked_in_country and self.result_year == self.units.merger_year

    @property
    def n_field(self) -> int | None:
        """Number of units ranked in the country whose results of the year are announced; None for a unit ranked below."""
        if not self.is_ranked_in_country:
            return None
        return len(self.units.of_kind(self.unit.unit_kind, self.year))

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
        parts = (_gather(reader, one, year - 1, units, params, is_issue=False) for one in old)
        inputs = dataclasses.replace(inputs, parts=tuple(parts))
    upper = units.get(unit.parent_key, year) if inputs.params.plan.index_of == "upper" else None
    if upper is not None:
        params = inputs.params.model_copy(update={"peers": Peers()})
        inputs = dataclasses.replace(inputs, upper=_gather(reader, upper, year, units, params, is_issue=issue))
    check_agencies(inputs.params, inputs.agencies, year, params_file(unit.unit_key, year))
    known_parts = tuple(one.unit.unit_key for one in inputs.parts)
    check_population(inputs.params, known_parts, params_file(unit.unit_key, year))
    faults = find_unknown_agencies(inputs.solutions, inputs.agencies)
    for one in inputs.of.values():
        if one.sheet is not None:
            faults += find_wrong_codes(inputs.solutions, one.index, one.sheet.full_framework)
    if faults:
        raise InputError(faults)
    always = [one.index.source_key for one in inputs.of.values() if one.index.source_key]
    reader.narrow(SOURCES, sources_of(inputs.sources, _gathered(inputs), always))
    inputs = dataclasses.replace(inputs, files=reader.used)
    refuse_empty(inputs)
    if issue:
        refuse_unapproved(inputs.sheets)
        refuse_illustrative(inputs.files, inputs.unit, year)
    return inputs


def _gathered(inputs: ReportInputs) -> list[pd.DataFrame]:
    """List every table of announced figures of a report, those of its parts and of the unit above included."""
    others = inputs.parts if inputs.upper is None else (*inputs.parts, inputs.upper)
    own = [one.published for one in inputs.of.values()] + [inputs.announced_changes, inputs.aggregates]
    return own + [table for one in others for table in _gathered(one)]


def _gather(
    reader: Reader, unit: Unit, year: int, units: UnitRegister, params: ReportParams, *, is_issue: bool
) -> ReportInputs:
    """Read what concerns one unit and plan year."""
    result_year = year - 1
    indices = load_indices(reader)
    check_indices(params, indices, params_file(unit.unit_key, year))
    refuse_misnamed(reader, unit, result_year, [one.office_file for one in indices.all])
    # every table is read before rows are chosen from it: reading it again would forget the choice
    told = {
        one.key: read_published(reader, one)
        for one in indices.all
        if any(level.unit_kind == unit.unit_kind for level in one.levels)
    }
    of = {
        one.key: _gather_index(reader, one, told[one.key], unit, year, units, params)
        for one in indices.of_unit(unit.unit_kind, result_year)
    }
    kept = [key for key, one in of.items() if one.index.is_announced(unit.unit_kind, result_year)]
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
        indices=indices,
        of=of,
        grading=reader.read_table(
            "data/frameworks/grading.csv", schemas.GradingBands, status="published", title_vi="Mức xếp loại"
        ),
        solutions=load_solutions(reader, unit.unit_kind),
        texts=load_texts(reader, params.plan.texts),
        sources=read_sources(reader),
        files=reader.used,
        code=find_code(reader.root),
        looked=reader.looked,
        announced_years=announced_years(
            [_own_rows(as_units(table, units, unit.unit_kind), unit, units) for table in told.values()], unit.unit_key
        ),
        announced_changes=read_changes(reader, unit.unit_key),
        aggregates=read_aggregates(reader, result_year, kept if unit.is_ranked_nationally else ()),
        regions=load_regions(reader, result_year),
        peer_members=resolve_peers(params, unit, units, year, params_file(unit.unit_key, year)),
    )


def _own_rows(published: pd.DataFrame, unit: Unit, units: UnitRegister) -> pd.DataFrame:
    """Leave rows out that a merged unit has not of its own: it has no series before it exists, even under an old name."""
    if len(units.predecessors(unit.unit_key)) > 1 and unit.valid_from.year >= units.merger_year:
        return published[(published["unit_key"] != unit.unit_key) | (published["year"] >= units.merger_year)]
    return published


def _questionnaire(reader: Reader, index: Index, unit: Unit, issuers: tuple[str, ...], year: int, chosen: str) -> str:
    """Return the questionnaire of responses that name none: the chosen one, unless that is another index's."""
    if "/" in chosen or fnmatch(chosen, index.editions):
        return chosen
    return find_framework(reader, index, unit.unit_kind, issuers, year) or chosen


def _gather_index(
    reader: Reader,
    index: Index,
    told: pd.DataFrame,
    unit: Unit,
    year: int,
    units: UnitRegister,
    params: ReportParams,
) -> IndexInputs:
    """Read what concerns one index of a unit and plan year."""
    result_year, kind = year - 1, unit.unit_kind
    field = {one.unit_key for one in units.field_of(unit, year)}
    field |= {COUNTRY_KEY} if unit.is_ranked_nationally else set()
    issuers = (unit.unit_key, unit.parent_key, COUNTRY_KEY)
    if index.kind == "published":
        told_until = told[told["year"] <= result_year]
        years = sorted({result_year, *(int(one) for one in told_until["year"].unique())})
        editions = find_editions(reader, index, kind, issuers, years)
        if faults := check_editions(index, told_until, editions):
            raise InputError(faults)
        rows = _own_rows(as_units(told, units, kind), unit, units)
        withheld = read_withheld(reader, result_year, [index.key] if index.may_be_withheld else [])
        return IndexInputs(
            index, rows_of_report(reader, index, rows, field, unit, result_year), editions,
            withheld=frozenset(withheld["unit_key"]),
        )  # fmt: skip
    rows = rows_of_report(reader, index, _own_rows(as_units(told, units), unit, units), field, unit, result_year)
    if index.kind == "scored":
        choice, stem = params.inputs, index.office_file
        sheet = load_sheet(reader, choice.score_sheet, unit, units, result_year, stem) if stem else None
        earlier = (
            load_earlier_sheets(reader, choice.previous_score_sheet, unit, units, result_year, stem) if stem else ()
        )
        editions = {} if sheet is not None else find_editions(reader, index, kind, issuers, [result_year])
        return IndexInputs(index, rows, editions, sheet, earlier[0] if earlier else None, earlier[1:])
    survey = None
    if index.office_file:
        framework = _questionnaire(reader, index, unit, issuers, result_year, params.surveyed.framework)
        survey = load_survey(reader, params.inputs.survey, unit, units, result_year, framework, index.office_file)
    is_own = (rows["unit_key"] == unit.unit_key) & (rows["year"] == result_year)
    has_parts = bool((is_own & (codes_in(rows) != TOTAL_CODE)).any())
    # without parts no edition is read: nothing rests on it
    editions = find_editions(reader, index, kind, issuers, [result_year]) if has_parts else {}
    return IndexInputs(index, rows, editions, survey=survey)
