"""``make check-data``: everything under ``data/`` read and checked; findings are a table, not a stop."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from functools import partial
from typing import TypeVar

import pandas as pd

from cchc.analysis import data_checks as checks
from cchc.analysis.findings import SEVERITIES, Finding
from cchc.analysis.results import compute_results
from cchc.analysis.scored_results import ANNOUNCED_TOLERANCE, add_up, own_value
from cchc.analysis.survey_checks import find_survey_oddities
from cchc.analysis.table_checks import (
    find_impossible_aggregates,
    find_unknown_keys,
    find_wrong_groups,
    find_wrong_parts,
    find_wrong_weighted,
)
from cchc.errors import CchcError, InputError, MissingDataError
from cchc.indices.announced_field import AnnouncedField
from cchc.indices.headlines import build_headline, published_totals
from cchc.indices.published import codes_of, compute_published
from cchc.indices.stages import compare_with_rules
from cchc.indices_defined import TOTAL_CODE, Index, IndexRegister
from cchc.paths import office_folder
from cchc.planning.plan_building import build_plan
from cchc.reporting.sections.plan import try_out
from cchc.reporting.sentences import sentence
from cchc.run.dictionary import resources
from cchc.sources.announced import (
    AGGREGATES,
    CHANGES,
    WITHHELD,
    as_units,
    check_editions,
    find_editions,
    with_bare,
)
from cchc.sources.announced_forms import RESULT, find_forms
from cchc.sources.field_forms import load_fields
from cchc.sources.framework_choice import find_framework
from cchc.sources.framework_files import load_framework
from cchc.sources.index_files import load_indices
from cchc.sources.misplaced import find_misplaced, find_stray_params, refuse_misnamed
from cchc.sources.office_files import RETURNED_TASKS_FOLDER, load_sheet, load_survey
from cchc.sources.param_files import load_params, resolve_target
from cchc.sources.reader import Reader
from cchc.sources.reference import UNITS, load_agencies, load_units
from cchc.sources.report_inputs import load_inputs
from cchc.sources.result_forms import load_results
from cchc.sources.root import find_root
from cchc.sources.score_sheets import ScoreSheetFile
from cchc.sources.solution_checks import find_wrong_codes
from cchc.sources.solution_inputs import read_decided
from cchc.sources.task_files import load_returned, load_tasks
from cchc.sources.unit_checks import find_wrong_units
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, NATIONAL_KIND, Unit

T = TypeVar("T")


def check_data(province: str = "", year: str = "") -> list[Finding]:
    """Check everything under ``data/``, or what concerns one unit and plan year.

    Parameters
    ----------
    province, year : str
        Both or neither; the year of the plan.

    Returns
    -------
    list of Finding
        Worst first, then by file.

    Raises
    ------
    CchcError
        If the unit is unknown.
    """
    reader = Reader(find_root())
    target = resolve_target(reader, province, year) if province or year else None
    tables: dict[str, pd.DataFrame] = {}
    found: list[Finding] = []
    indices = _try(found, lambda: load_indices(reader))
    for resource in resources(reader.root, () if indices is None else indices.all):
        path = f"data/{resource.path}"
        read = partial(reader.read_table, path, resource.schema, status="text", title_vi=resource.title_vi)
        table = _try(found, read)
        if table is not None:
            tables[path] = table
    units = _try(found, lambda: load_units(reader))
    if units is not None and indices is not None:
        found += _check_keys(tables, units, indices)
        found += _check_published(reader, tables, units, indices)
        # communes and agencies are read when a folder or parameters name one
        for find in (
            lambda: find_wrong_units(tables),
            lambda: find_misplaced(reader, units),
            lambda: find_stray_params(reader, units),
        ):
            found += [Finding("error", one.file, one.place, one.found, one.allowed) for one in _try(found, find) or ()]
        for index in indices.of_unit(NATIONAL_KIND, target[1] - 1) if target is not None else indices.all:
            _try(found, partial(load_fields, reader, index, units))
        for unit, result_year in _try(found, lambda: list(_office_years(reader, units, target))) or ():
            found += _check_office(reader, unit, units, result_year, indices, tables)
    if target is not None:
        found += _rehearse(target[0], target[1])
    if indices is not None:
        editions = _editions(reader, indices, target)
        found += _check_frameworks(reader, indices, editions, tables.get("data/solutions/catalogue.csv"))
    if target is not None:
        key, result_year = target[0].unit_key, target[1] - 1
        found = [one for one in found if one.unit_key in {"", key} and one.year in {0, result_year, result_year - 1}]
    order = list(SEVERITIES)
    return sorted(dict.fromkeys(found), key=lambda one: (order.index(one.severity), one.file, one.year))


def _rehearse(unit: Unit, year: int) -> list[Finding]:
    """Read, compute and word what ``make report`` would, so that nothing stops it that was not found here."""
    found: list[Finding] = []

    def report() -> None:
        inputs = load_inputs(unit.unit_key, year)
        results = compute_results(inputs)
        if inputs.has_own_results or inputs.upper is not None or inputs.rests_on_parts:
            try_out(build_plan(results))

    with contextlib.suppress(MissingDataError):  # nothing is known: nothing is wrong
        _try(found, report, unit.unit_key, year - 1)
    return found


def _try(found: list[Finding], read: Callable[[], T], unit_key: str = "", year: int = 0) -> T | None:
    """Run a reading; what it refuses becomes findings."""
    try:
        return read()
    except InputError as error:
        found += [
            Finding("error", fault.file, fault.place, fault.found, fault.allowed, unit_key, year)
            for fault in error.faults
        ]
    except MissingDataError:
        raise
    except CchcError as error:
        found.append(Finding("error", "data", "", str(error), "", unit_key, year))
    return None


def _check_keys(tables: dict[str, pd.DataFrame], register: UnitRegister, indices: IndexRegister) -> list[Finding]:
    found: list[Finding] = []

    def keys(path: str, column: str) -> set[str]:
        return set(tables[path][column]) if path in tables else set()

    units = keys(UNITS, "unit_key")
    sources = keys("data/published/sources.csv", "source_key")
    agencies = keys("data/reference/agencies.csv", "agency_key")
    told = [one.published_file for one in indices.all]
    announced = units | {
        key
        for path in (*told, CHANGES)
        if path in tables
        for key in tables[path]["unit_key"].unique()
        if "/" in key and register.every(key)
    }
    of_indices, known_indices = (CHANGES, AGGREGATES, WITHHELD, "data/solutions/catalogue.csv"), set(indices.keys)
    links = [
        *((path, "unit_key", announced, "danh mục đơn vị") for path in (*told, CHANGES, WITHHELD)),
        *((path, "source_key", sources, "sources.csv") for path in (*told, CHANGES, AGGREGATES, WITHHELD)),
        *((path, "index", known_indices, "data/indices") for path in of_indices),
        ("data/reference/regions.csv", "unit_key", units, "danh mục địa phương"),
        ("data/reference/tile_grid.csv", "unit_key", units, "danh mục địa phương"),
        (UNITS, "parent_key", units, "danh mục địa phương"),
        (UNITS, "successor_key", units, "danh mục địa phương"),
        ("data/reference/agencies.csv", "successor_key", agencies, "danh mục cơ quan"),
        ("data/solutions/catalogue.csv", "lead_agency_key", agencies, "danh mục cơ quan"),
        ("data/solutions/catalogue.csv", "cooperating_agency_keys", agencies, "danh mục cơ quan"),
    ]
    for path, column, known, what in links:
        if path in tables:
            found += find_unknown_keys(tables[path], path, column, known, what)
    return found


def _check_published(
    reader: Reader, tables: dict[str, pd.DataFrame], units: UnitRegister, indices: IndexRegister
) -> list[Finding]:
    found: list[Finding] = []
    for index in indices.all:
        if index.published_file not in tables:
            continue
        if index.kind == "published":
            found += _check_values(reader, tables, index, units)
        else:
            found += _check_announced_table(tables, index, units)
    return found


def _check_announced_table(tables: dict[str, pd.DataFrame], index: Index, units: UnitRegister) -> list[Finding]:
    """Check figures whose ranks are announced too."""
    path, table, aggregates = index.published_file, tables[index.published_file], tables.get(AGGREGATES)
    code = "code" if "code" in table else "component_vi"
    national = {one.unit_key for one in units.units if one.unit_kind == NATIONAL_KIND}
    years = range(int(table["year"].min()), int(table["year"].max()) + 1) if len(table) else ()
    n_units = {year: len(units.of_kind(NATIONAL_KIND, year + 1)) for year in years}
    found = list(checks.find_disagreements(table, path, code))
    of_national = table[table["unit_key"].isin(national)]
    if not index.is_lower_better:
        found += checks.find_rank_reversals(of_national, path, code)
    found += checks.find_wrong_counts(of_national, path, code, n_units)
    of_country = table[table["unit_key"].isin(national | {COUNTRY_KEY})]
    told = aggregates[aggregates["index"] == index.key] if aggregates is not None else None
    found += find_impossible_aggregates(of_country, path, code, COUNTRY_KEY, told)
    if index.kind == "scored":
        found += checks.find_wrong_percentages(table, path)
        found += checks.find_wrong_sums(table, path, index)
    return found


def _check_values(reader: Reader, tables: dict[str, pd.DataFrame], index: Index, units: UnitRegister) -> list[Finding]:
    """Check values of a published index against its editions, sums, groups and what was withheld."""
    path, withheld, aggregates = index.published_file, tables.get(WITHHELD), tables.get(AGGREGATES)
    table, kind = tables[path], index.levels[0].unit_kind
    years = sorted({int(one) for one in table["year"].unique()})
    found: list[Finding] = []
    editions = _try(found, lambda: find_editions(reader, index, kind, (COUNTRY_KEY,), years))
    if editions is None:
        return found
    if faults := check_editions(index, table, editions):
        return [*found, *(Finding("error", one.file, one.place, one.found, one.allowed) for one in faults)]
    editions = with_bare(editions, years)
    table = as_units(table, units, kind)
    for year in years:
        values = compute_published(table, editions[year], index, year)
        if index.adds_up:
            found += find_wrong_parts(values, table, codes_of(editions[year], index), year, path)
        else:
            found += find_wrong_weighted(table, codes_of(editions[year], index), year, path)
        if aggregates is not None and index.groups is not None:
            field = AnnouncedField.of(aggregates, index, year)
            found += find_wrong_groups(values[TOTAL_CODE], field, index.name_vi, year, AGGREGATES)
        if not index.may_be_withheld:
            continue
        told = withheld[(withheld["year"] == year) & (withheld["index"] == index.key)] if withheld is not None else None
        own = set() if told is None else set(told["unit_key"])
        n_units = len(units.of_kind(kind, year + 1))
        n_totals = int(values[TOTAL_CODE].notna().sum())
        if 2 * n_totals < n_units:  # a few figures gathered by hand: one note, not one for every unit
            text = sentence("few_totals", index, n_totals, n_units)
            found.append(
                Finding("note", path, str(year), text, sentence("total_hint", WITHHELD, False, False), "", year)
            )
            continue
        for key in sorted({one.unit_key for one in units.of_kind(kind, year + 1)}):
            has_total = key in values.index and pd.notna(values.at[key, TOTAL_CODE])
            if has_total == (key in own):
                severity = "warning" if has_total else "note"
            elif not has_total:
                severity = "note"
            else:
                continue
            text = sentence("total_found", index, has_total, key in own)
            hint = sentence("total_hint", WITHHELD, has_total, key in own)
            found.append(Finding(severity, path, f"{key} {year}", text, hint, key, year))
    return found


def _editions(reader: Reader, indices: IndexRegister, target: tuple[Unit, int, UnitRegister] | None) -> list[str]:
    """Return the editions to check: all, or those in force for the unit."""
    if target is None:
        return sorted(path.parent.name for path in (reader.root / "data" / "frameworks").glob("*/framework.yml"))
    unit, year, _ = target
    issuers = (unit.unit_key, unit.parent_key, COUNTRY_KEY)
    of_unit = indices.of_unit(unit.unit_kind, year - 1)
    editions = (find_framework(reader, one, unit.unit_kind, issuers, year - 1) for one in of_unit)
    return [one for one in editions if one]


def _check_frameworks(
    reader: Reader, indices: IndexRegister, editions: list[str], solutions: pd.DataFrame | None
) -> list[Finding]:
    found: list[Finding] = []
    for framework_id in editions:
        framework = _try(found, partial(load_framework, reader, framework_id))
        if framework is not None:
            file = f"data/frameworks/{framework_id}"
            hint = sentence("edition_hint", is_own=False)
            found += [Finding("warning", file, "", text, hint) for text in framework.inconsistencies()]
            owners = [one for one in indices.all if fnmatch(framework_id, one.editions) and one.kind == "scored"]
            faults = [
                fault
                for owner in owners
                if solutions is not None
                for fault in find_wrong_codes(solutions, owner, framework)
            ]
            found += [Finding("error", one.file, one.place, one.found, one.allowed) for one in faults]
    return found


def _office_years(
    reader: Reader, units: UnitRegister, target: tuple[Unit, int, UnitRegister] | None
) -> Iterable[tuple[Unit, int]]:
    if target is not None:
        yield target[0], target[1] - 1
        return
    bases = [reader.root / "data" / base for base in ("offices", "illustrative")]
    folders = {
        (path.parent.relative_to(base).as_posix(), int(path.name))
        for base in bases
        for pattern in ("*/*", "*/*/*")
        for path in base.glob(pattern)
        if path.is_dir() and path.name.isdigit() and len(path.name) == 4
    }
    for key, year in sorted(folders):
        unit = units.get(key, year + 1) or units.get(key, year)  # results are of who exists at the end of their year
        if unit is not None:
            yield unit, year


def _check_tasks(reader: Reader, unit: Unit, units: UnitRegister, year: int) -> list[Finding]:
    """Check an office's list of tasks and what its agencies have sent back."""
    found: list[Finding] = []
    who = (unit.unit_key, year)
    folder = reader.root / office_folder(unit.unit_key, year)
    if not any(folder.glob("tasks.*")) and not (folder / RETURNED_TASKS_FOLDER).is_dir():
        return found
    agencies = _try(found, lambda: load_agencies(reader, unit), *who)
    if agencies is None:
        return found
    tasks = _try(found, lambda: load_tasks(reader, "office", unit, units, year, agencies), *who)
    returned = _try(found, lambda: load_returned(reader, unit, units, year, agencies), *who)
    hint = sentence("agency_hint")
    for one in (*([tasks] if tasks else []), *(returned or ())):
        found += [Finding("warning", one.path, "", text, hint, *who) for text in one.warnings]
    return found


def _check_office(
    reader: Reader, unit: Unit, units: UnitRegister, year: int, indices: IndexRegister, tables: dict[str, pd.DataFrame]
) -> list[Finding]:
    found: list[Finding] = []
    who = (unit.unit_key, year)
    _try(found, lambda: refuse_misnamed(reader, unit, year, [one.office_file for one in indices.all]), *who)
    params = _try(found, lambda: load_params(reader, unit, year + 1), *who)
    if params is None:
        return found
    found += _check_tasks(reader, unit, units, year)
    _try(found, lambda: read_decided(reader, unit, units, year), *who)
    for stem in ("framework", "questionnaire"):
        path = f"{office_folder(unit.unit_key, year)}/{stem}.xlsx"
        if reader.exists(path):
            own = _try(found, partial(load_framework, reader, path), *who)
            if own is not None:
                hint = sentence("edition_hint", is_own=True)
                found += [Finding("warning", path, "", text, hint, *who) for text in own.inconsistencies()]
    for index in indices.of_unit(unit.unit_kind, year):
        if any(at == year for _, at in find_forms(reader, index, RESULT, unit.unit_key)):
            _try(found, partial(load_results, reader, index, unit.unit_key, units), *who)
    for index in indices.all:
        if not index.office_file:
            continue
        if index.kind == "surveyed":
            framework, stem = params.surveyed.framework, index.office_file
            read_survey = partial(load_survey, reader, "illustrative", unit, units, year, framework, stem)
            survey = _try(found, read_survey, *who)
            if survey is not None:
                found += find_survey_oddities(survey, year, unit.unit_key)
        elif index.kind == "scored":
            read = partial(load_sheet, reader, "illustrative", unit, units, year, index.office_file)
            sheet = _try(found, read, *who)
            if sheet is not None:
                found += _check_sheet(sheet, index, tables.get(index.published_file), *who)
    return found


def _check_sheet(
    sheet: ScoreSheetFile, index: Index, published: pd.DataFrame | None, key: str, year: int
) -> list[Finding]:
    """Check what a score sheet contradicts: its own totals, its rules, what was announced."""
    place, found = "trang tính 'Bảng điểm'", list[Finding]()
    found += [Finding("warning", sheet.path, place, text, "kiểm tra ô tổng", key, year) for text in sheet.warnings]
    for code, row in compare_with_rules(sheet.scores, sheet.framework).iterrows():
        if row["is_different"]:
            rule = None if pd.isna(row["rule_score"]) else row["rule_score"]
            text = sentence("rule_differs", code, row["self_score"], rule, row["declared"])
            found.append(Finding("warning", sheet.path, place, text, "kiểm tra điểm tự chấm", key, year))
    added = _try(found, partial(add_up, sheet, None), key, year)
    if added is not None and added[0] is not None and sheet.stage == "approved" and published is not None:
        found += _check_announced(published, index, sheet.path, added[0], key, year)
    return found


def _check_announced(
    published: pd.DataFrame, index: Index, path: str, table: pd.DataFrame, key: str, year: int
) -> list[Finding]:
    totals = published_totals(published, in_points=not index.is_percent)
    headline = build_headline(totals, index, key, year)
    values = [] if headline.value is None else [headline.value, *headline.disagreeing]
    own = own_value(table, index)
    if values and all(abs(own - value) > ANNOUNCED_TOLERANCE for value in values):
        text = sentence("announced_differs", index, round(own, 2), round(values[0], 2))
        return [Finding("error", path, "trang tính 'Bảng điểm'", text, "kiểm tra điểm được phê duyệt", key, year)]
    return []
