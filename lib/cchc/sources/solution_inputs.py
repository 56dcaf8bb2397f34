"""The solutions of one report: what the office has decided for each of its indices, and which editions the catalogue knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cchc.agencies import AgencyRegister
from cchc.editions import CriterionMap
from cchc.frameworks import Framework
from cchc.paths import office_folder
from cchc.sources.edition_maps import load_edition_maps
from cchc.sources.framework_files import load_for_names
from cchc.sources.inputs import IndexInputs
from cchc.sources.own_solutions import STEM, OwnSolutions, editions_beside, find_own_sheet, load_own_solutions
from cchc.sources.reader import Reader
from cchc.sources.reference import load_agencies
from cchc.sources.solution_sheets import read_solution_sheet
from cchc.unit_register import UnitRegister
from cchc.units import Unit


def gather_own_solutions(
    reader: Reader,
    unit: Unit,
    units: UnitRegister,
    year: int,
    of: Mapping[str, IndexInputs],
    agencies: AgencyRegister,
    maps: Sequence[CriterionMap],
) -> dict[str, OwnSolutions]:
    """Read what an office has decided about solutions, for each index of which it has scores.

    Parameters and errors as for ``load_own_solutions``; ``year`` is the year before the plan's, however old its results are: the
    folder in which an office puts the files of this plan.

    Returns
    -------
    dict of str to OwnSolutions
        Key of an index → its solutions; indices without any are left out.
    """
    found = {}
    for key, one in of.items():
        if one.sheet is None:
            continue
        framework = one.sheet.full_framework
        own = load_own_solutions(reader, unit, units, year, framework, one.index, agencies, maps)
        if own is not None:
            found[key] = own
    return found


def load_solution_editions(
    reader: Reader, solutions: pd.DataFrame, of: Mapping[str, IndexInputs]
) -> dict[str, tuple[Framework, ...]]:
    """Read the editions whose criteria the catalogue knows, for indices of whose framework it does not know every criterion.

    Parameters
    ----------
    reader : Reader
        Records the files as texts.
    solutions : pandas.DataFrame
        ``schemas.Solutions`` of the unit's level.
    of : mapping of str to IndexInputs
        What was read.
    """
    found = {}
    for key, one in of.items():
        names = () if one.sheet is None else editions_beside(solutions, key, one.sheet.full_framework)
        if names:
            found[key] = tuple(load_for_names(reader, name) for name in names)
    return found


def read_decided(reader: Reader, unit: Unit, units: UnitRegister, year: int) -> None:
    """Read what lies in an office's folder of a year of solutions and editions, whether or not a report rests on it.

    Raises
    ------
    InputError
        With every fault of the first file that has one.
    """
    find_own_sheet(reader, unit, units, year, load_agencies(reader, unit), is_of_year=True)
    for path in reader.find(office_folder(unit.unit_key, year), f"{STEM}_*.xlsx"):
        read_solution_sheet(reader, f"{office_folder(unit.unit_key, year)}/{path.name}", load_agencies(reader))
    load_edition_maps(reader, unit, units, year)
