"""``make form KIND=solutions``: what the catalogue offers for the criteria of an office's framework."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fnmatch import fnmatch

from cchc.errors import MissingDataError, ParameterError
from cchc.frameworks import Framework
from cchc.indices_defined import Index
from cchc.planning.solution_offers import Offers
from cchc.planning.solution_rows import build_solution_rows
from cchc.reporting.forms.solution_form import SolutionForm, count_rows, render_solutions
from cchc.reporting.sentences import sentence
from cchc.sources.edition_maps import load_edition_maps
from cchc.sources.editions_in_force import Dated, choose_in_force
from cchc.sources.framework_choice import find_in_force, office_frameworks
from cchc.sources.framework_files import load_for_names
from cchc.sources.index_files import load_indices
from cchc.sources.office_files import FRAMEWORKS, load_sheet, stem_below, years_with
from cchc.sources.own_solutions import STEM, editions_beside, load_own_solutions
from cchc.sources.reader import Reader
from cchc.sources.reference import load_abbreviations, load_agencies, load_areas, load_solutions
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, Unit


def own_framework(
    reader: Reader,
    unit: Unit,
    units: UnitRegister,
    year: int,
    chosen: str = "",
    say: Callable[[str], None] = lambda _: None,
) -> Framework:
    """Find the framework of a unit in a result year.

    Parameters
    ----------
    reader : Reader
        Records the files.
    unit, units : Unit, UnitRegister
        Whose; every unit.
    year : int
        Result year.
    chosen : str
        ``framework_id`` that was named; it counts.
    say : callable
        Takes the sentence that says why one of several sets of the year is in force.

    Returns
    -------
    Framework
        Chosen, or that of the unit's score sheet of the year, or the file ``framework.xlsx`` of the year or of the last
        few years before, or the published one.

    Raises
    ------
    MissingDataError
        If none is known.
    """
    if chosen:
        return load_for_names(reader, chosen)
    scored = _scored(reader, unit.unit_kind, year)
    for one in scored:
        sheet = load_sheet(reader, "office", unit, units, year, one.office_file) if one.office_file else None
        if sheet is not None:
            return load_for_names(reader, sheet.full_framework.framework_id)
    for at in years_with(reader, unit, FRAMEWORKS, year):
        every = office_frameworks(reader, unit.unit_key, at)
        valid = {one.framework_id: one for one in every if one.years[0] <= year <= one.years[1]}
        dated = [Dated(key, key, one.since, one.replaces) for key, one in valid.items()]
        if (in_force := choose_in_force(dated, year)) is not None:
            if in_force.why_vi:
                say(in_force.why_vi)
            return valid[in_force.framework_id]
    issuers = (unit.unit_key, unit.parent_key, COUNTRY_KEY)
    editions = (find_in_force(reader, one, unit.unit_kind, issuers, year) for one in scored)
    if found := next((one for one in editions if one), None):
        if found.why_vi:
            say(found.why_vi)
        return load_for_names(reader, found.framework_id)
    raise MissingDataError(
        f"Chưa có bộ tiêu chí cho {unit.name_full_vi} năm {year}; hãy lập bộ tiêu chí riêng bằng make form KIND=framework,"
        " hoặc chọn một bộ bằng FRAMEWORK=<thư mục trong data/frameworks, hoặc đường dẫn framework.xlsx>."
    )


def _scored(reader: Reader, unit_kind: str, year: int) -> list[Index]:
    return [one for one in load_indices(reader).of_unit(unit_kind, year) if one.kind == "scored"]


def _may_be_of(framework: Framework, index: Index) -> bool:
    """Tell whether a framework may be an edition of an index: one of ``data/frameworks`` says it by its name."""
    return "/" in framework.framework_id or fnmatch(framework.framework_id, index.editions)


def solution_stem(reader: Reader, unit: Unit, units: UnitRegister, year: int, chosen: str) -> str:
    """Return what the filled-in file is called: that of a framework of the units below names it."""
    return file_stem(STEM, own_framework(reader, unit, units, year, chosen), unit)


def file_stem(stem: str, framework: Framework, unit: Unit) -> str:
    """Return the name of a unit's file for a framework: its own, or of the units below it."""
    is_below = framework.admin_level not in {"", unit.admin_level}
    return stem_below(stem, framework.framework_id) if is_below else stem


def solution_form(
    reader: Reader,
    unit: Unit,
    units: UnitRegister,
    year: int,
    chosen: str,
    place: str,
    say: Callable[[str], None],
) -> bytes:
    """Write the form.

    Parameters
    ----------
    reader, unit, units, year, chosen
        As for ``own_framework``.
    place : str
        Where the filled-in file belongs.
    say : callable
        Takes the line that counts the offers.

    Returns
    -------
    bytes
        .xlsx.

    Raises
    ------
    CchcError
        If no framework is known, it is that of a survey, or the office's own file is broken.
    """
    framework = own_framework(reader, unit, units, year, chosen, say)
    level = framework.admin_level or unit.admin_level
    is_below = level != unit.admin_level
    scored = [one for one in _scored(reader, level, year) if _may_be_of(framework, one)]
    if not scored or any(node.node_kind in {"content", "factor", "item"} for node in framework.nodes):
        raise ParameterError(
            f"FRAMEWORK='{framework.framework_id}' không phải bộ tiêu chí chấm điểm của một chỉ số có trong năm {year}."
        )
    index, agencies = scored[0], load_agencies(reader, None if is_below else unit)
    day = dt.date(year + 1, 12, 31)
    solutions = load_solutions(reader, unit, agencies, level=level)
    names = editions_beside(solutions, index.key, framework)
    editions = [load_for_names(reader, one) for one in names]
    offers = Offers.among(solutions, load_areas(reader, solutions), {index.key: editions}, load_abbreviations(reader))
    maps = load_edition_maps(reader, unit, units, year)
    own = load_own_solutions(reader, unit, units, year, framework, index, agencies, maps, is_below=is_below)
    rows = build_solution_rows(framework, index.key, offers, own, agencies, day)
    of_level = [agencies.get(key) for key in agencies.keys()]  # noqa: SIM118 -- a register is no dict
    named = [one.short_vi for one in of_level if one.admin_level == level and one.exists_on(day)]
    if not is_below:
        named = [one.short_vi for one in of_level if one.may_exist_in(unit) and one.exists_on(day)]
    say(sentence("solutions_counted", count_rows(rows), len(rows)))
    return render_solutions(
        SolutionForm(
            unit_name=unit.form_name,
            year=year,
            place=place,
            framework=framework,
            rows=rows,
            titles={one.framework_id: one.title_vi for one in editions},
            agencies=list(dict.fromkeys(named)),
            left=() if own is None else own.left,
        )
    )
