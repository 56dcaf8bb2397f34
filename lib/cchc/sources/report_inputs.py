"""Everything one report rests on, read and checked before anything is computed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from functools import partial

import pandas as pd

from cchc import schemas
from cchc.analysis_params import Peers
from cchc.errors import InputError
from cchc.indices_defined import TOTAL_CODE, Index, IndexRegister
from cchc.params import ReportParams
from cchc.sources.announced import (
    SOURCES,
    announced_years,
    as_units,
    check_editions,
    codes_in,
    find_editions,
    read_aggregates,
    read_changes,
    read_sources,
    read_withheld,
    rows_of_report,
    sources_of,
    surest_first,
    with_bare,
)
from cchc.sources.announced_forms import AnnouncedForm, find_unused
from cchc.sources.approved import is_invented_approval
from cchc.sources.basis import Basis, find_basis, former_key, is_merged, load_forms, own_rows, read_told, with_forms
from cchc.sources.edition_maps import load_edition_maps
from cchc.sources.framework_choice import find_framework, refuse_replaced
from cchc.sources.index_files import load_indices
from cchc.sources.inputs import IndexInputs, ReportInputs
from cchc.sources.issued_files import load_issued, load_replaced
from cchc.sources.misplaced import refuse_misnamed
from cchc.sources.office_files import load_earlier_sheets, load_sheet, load_survey
from cchc.sources.own_solutions import with_own
from cchc.sources.param_files import (
    chosen_params,
    has_own_annexes,
    load_chosen,
    load_params,
    load_texts,
    read_choices,
    resolve_target,
)
from cchc.sources.param_indices import default_keys, fit_annexes
from cchc.sources.param_names import check_agencies, check_indices, check_population, resolve_peers
from cchc.sources.reader import Reader
from cchc.sources.reference import load_abbreviations, load_agencies, load_areas, load_regions, load_solutions
from cchc.sources.refusals import refuse_empty, refuse_illustrative, refuse_unapproved
from cchc.sources.root import find_root
from cchc.sources.solution_checks import find_unknown_agencies, find_wrong_codes, find_wrong_slots
from cchc.sources.solution_inputs import gather_own_solutions, load_solution_editions
from cchc.sources.task_files import load_tasks
from cchc.sources.version import find_code
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, Unit


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
    return _read(province, year, issue=issue, is_signed=issue)


def load_to_follow(province: str, year: str | int, *, issue: bool = False) -> ReportInputs:
    """Read what follows a plan; as ``load_inputs``, but ``issued`` is the plan in force also in a copy to be signed."""
    return _read(province, year, issue=issue, is_signed=False)


def _read(province: str, year: str | int, *, issue: bool, is_signed: bool) -> ReportInputs:
    reader = Reader(find_root())
    unit, year, units = resolve_target(reader, province, year)
    inputs = _load(reader, unit, year, units, issue=issue, is_signed=is_signed)
    whose = inputs.params.plan.index_of
    upper = units.get(unit.parent_key, year) if whose != "own" else None
    if upper is not None:
        # what a plan assigns follows from its own parameters
        is_assigned = whose == "assigned"
        given = None if is_assigned else inputs.params
        above = _load(reader, upper, year, units, given, issue=issue, is_brief=not is_assigned)
        inputs = dataclasses.replace(inputs, upper=above)
    check_agencies(inputs.params, inputs.agencies, year, chosen_params(reader, unit.unit_key, year))
    old = tuple(one.unit_key for one in units.predecessors(unit.unit_key)) if is_merged(unit, units) else ()
    check_population(inputs.params, old, chosen_params(reader, unit.unit_key, year))
    faults = [*find_unknown_agencies(inputs.solutions, inputs.agencies), *find_wrong_slots(inputs.solutions)]
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
        refuse_unapproved(inputs.basis_sheets)
        refuse_illustrative(inputs.files, inputs.unit, year)
    return inputs


def _gathered(inputs: ReportInputs) -> list[pd.DataFrame]:
    """List every table of announced figures of a report, those of its parts and of the unit above included."""
    others = inputs.parts if inputs.upper is None else (*inputs.parts, inputs.upper)
    own = [one.published for one in inputs.of.values()] + [inputs.announced_changes, inputs.aggregates]
    return own + [table for one in others for table in _gathered(one)]


def _load(
    reader: Reader,
    unit: Unit,
    year: int,
    units: UnitRegister,
    given: ReportParams | None = None,
    *,
    issue: bool,
    is_brief: bool = False,
    is_signed: bool = False,
) -> ReportInputs:
    """Read what concerns one unit and plan year, and its old units where the plan rests on theirs.

    The unit that a plan contributes to is read with the parameters given for that plan.
    """
    indices = load_chosen(reader, unit, year) if given is None else load_indices(reader, given.indices)
    # every table is read before rows are chosen from it: reading it again would forget the choice
    forms = load_forms(reader, indices, unit, units)
    told = with_forms(read_told(reader, indices, unit.unit_kind), forms)
    choices = read_choices(reader, unit, year) if given is None else given.inputs.model_dump()
    basis = find_basis(reader, unit, year, units, indices, told, choices)
    params = load_params(reader, unit, year, is_merged=bool(basis.parts)) if given is None else given
    if given is None:
        params = _fitted(reader, unit, year, params, indices)
    others = params.model_copy(update={"peers": Peers()})
    gather = partial(_gather, reader, units=units, indices=indices, told=told, forms=forms, is_brief=is_brief)
    inputs = gather(unit, year, basis, params if given is None else others, is_issue=issue, is_signed=is_signed)
    if basis.parts_year is None:
        return inputs
    at = dataclasses.replace(basis, result_year=basis.parts_year, parts=(), parts_year=None)
    parts = (gather(one, one.valid_to.year, at, others, is_issue=False) for one in basis.parts)
    return dataclasses.replace(inputs, parts=tuple(parts))


def _fitted(reader: Reader, unit: Unit, year: int, params: ReportParams, indices: IndexRegister) -> ReportParams:
    """Fit the annexes to the chosen indices, where parameters choose any and do not list the annexes themselves."""
    if params.indices is None or params.plan.index_of == "assigned" or has_own_annexes(reader, unit, year):
        return params
    if set(indices.keys) == set(default_keys(reader) or indices.every):
        return params
    return fit_annexes(params, indices)


def _gather(
    reader: Reader,
    unit: Unit,
    year: int,
    basis: Basis,
    params: ReportParams,
    *,
    units: UnitRegister,
    indices: IndexRegister,
    told: Mapping[str, pd.DataFrame],
    forms: Sequence[AnnouncedForm] = (),
    is_issue: bool,
    is_brief: bool = False,
    is_signed: bool = False,
) -> ReportInputs:
    """Read what concerns one unit and plan year; briefly: only results of the year and the year before."""
    result_year = basis.result_year
    check_indices(params, indices, chosen_params(reader, unit.unit_key, year))
    for one in dict.fromkeys((year - 1, result_year)):
        refuse_misnamed(reader, unit, one, [index.office_file for index in indices.all])
    if is_brief:
        told = {key: table[table["year"] >= result_year - 1] for key, table in told.items()}
    sources = pd.concat([read_sources(reader), pd.DataFrame([one.source for one in forms])], ignore_index=True)
    of = {
        one.key: _gather_index(reader, one, told[one.key], unit, result_year, units, params, sources)
        for one in indices.of_unit(unit.unit_kind, result_year)
    }
    kept = [key for key, one in of.items() if one.index.is_announced(unit.unit_kind, result_year)]
    aggregates = read_aggregates(reader, result_year, kept if unit.is_ranked_nationally else ())
    aggregates = pd.concat(
        [aggregates, *(one.aggregates for one in forms if one.year == result_year)], ignore_index=True
    )
    agencies = load_agencies(reader, unit)
    has_sheet = any(one.sheet is not None for one in of.values())
    maps = load_edition_maps(reader, unit, units, year - 1) if has_sheet else ()
    own = gather_own_solutions(reader, unit, units, year - 1, of, agencies, maps)
    solutions = with_own(load_solutions(reader, unit, agencies), own.values())
    return ReportInputs(
        unit=unit,
        year=year,
        result_year=result_year,
        is_issue=is_issue,
        params=params,
        units=units,
        agencies=agencies,
        tasks=load_tasks(reader, params.inputs.tasks, unit, units, year - 1, agencies),
        previous_tasks=load_tasks(reader, params.inputs.tasks, unit, units, year - 2, agencies),
        issued=load_replaced(reader, params, unit, year) if is_signed else load_issued(reader, unit.unit_key, year),
        previous_issued=load_issued(reader, unit.unit_key, year - 1),
        indices=indices,
        of=of,
        grading=reader.read_table(
            "data/frameworks/grading.csv", schemas.GradingBands, status="published", title_vi="Mức xếp loại"
        ),
        solutions=solutions,
        own_solutions=own,
        edition_maps=maps,
        solution_editions=load_solution_editions(reader, solutions, of),
        areas=load_areas(reader, solutions),
        abbreviations=load_abbreviations(reader),
        is_brief=is_brief,
        texts=load_texts(reader, params.plan.texts, unit.unit_key),
        sources=sources,
        files=reader.used,
        code=find_code(reader.root),
        looked=reader.looked,
        announced_years=announced_years(
            [own_rows(as_units(table, units, unit.unit_kind), unit, units) for table in told.values()], unit.unit_key
        ),
        announced_changes=read_changes(reader, unit.unit_key),
        unused_forms=find_unused(reader, indices.others, unit.unit_key, result_year),
        aggregates=aggregates,
        regions=_regions(reader, unit, units, result_year),
        peer_members=resolve_peers(params, unit, units, result_year + 1, chosen_params(reader, unit.unit_key, year)),
    )


def _regions(reader: Reader, unit: Unit, units: UnitRegister, year: int) -> dict[str, str]:
    """Read the regions of a result year; the unit stands under its key of today."""
    found, earlier = load_regions(reader, year), former_key(unit, units)
    return found | ({unit.unit_key: found[earlier]} if earlier in found else {})


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
    result_year: int,
    units: UnitRegister,
    params: ReportParams,
    sources: pd.DataFrame,
) -> IndexInputs:
    """Read what concerns one index of a unit and result year."""
    kind, former = unit.unit_kind, former_key(unit, units)
    field = {one.unit_key for one in units.field_of(unit, result_year + 1)}
    field = {unit.unit_key if one == former else one for one in field}
    field |= {COUNTRY_KEY} if unit.is_ranked_nationally else set()
    issuers = (unit.unit_key, unit.parent_key, COUNTRY_KEY)
    if index.kind == "published":
        told_until = told[told["year"] <= result_year]
        years = sorted({result_year, *(int(one) for one in told_until["year"].unique())})
        editions = find_editions(reader, index, kind, issuers, years)
        if faults := check_editions(index, told_until, editions):
            raise InputError(faults)
        editions = with_bare(editions, years)
        rows = own_rows(as_units(told, units, kind), unit, units)
        withheld = read_withheld(reader, result_year, [index.key] if index.may_be_withheld else [])
        return IndexInputs(
            index, surest_first(rows_of_report(reader, index, rows, field, unit, result_year), sources), editions,
            withheld=frozenset(withheld["unit_key"].replace(former or unit.unit_key, unit.unit_key)),
            n_field=len(units.of_kind(kind, result_year + 1)) if unit.is_ranked_nationally else None,
        )  # fmt: skip
    rows = rows_of_report(reader, index, own_rows(as_units(told, units), unit, units), field, unit, result_year)
    if index.kind == "scored":
        choice, stem = params.inputs, index.office_file
        sheet = load_sheet(reader, choice.score_sheet, unit, units, result_year, stem) if stem else None
        is_told = bool(((rows["unit_key"] == unit.unit_key) & (rows["year"] == result_year)).any())
        if sheet is not None and sheet.status != "illustrative":
            refuse_replaced(reader, sheet, index.editions)
        if sheet is not None and is_told and is_invented_approval(sheet):
            sheet = None  # what is invented does not contradict what was announced
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
