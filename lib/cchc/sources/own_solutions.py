"""An office's own catalogue: the latest solutions that it, or the unit above it, has decided on, for the criteria of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from cchc import schemas
from cchc.agencies import AgencyRegister
from cchc.editions import CriterionMap, find_way, same_over
from cchc.errors import Fault, InputError
from cchc.frameworks import Framework
from cchc.indices_defined import Index
from cchc.paths import office_folder
from cchc.plan_params import AREAS
from cchc.sources.framework_files import load_for_names
from cchc.sources.office_files import check_owner, find_file, stem_below, years_with
from cchc.sources.reader import Reader
from cchc.sources.reference import keep_present, load_agencies
from cchc.sources.solution_sheets import SolutionSheet, read_solution_info, read_solution_sheet
from cchc.unit_register import UnitRegister
from cchc.units import Unit

STEM = "solutions"
#: Ends the name under which the catalogue knows the sources of points, for any edition.
_SOURCES = "_sources"
_COLUMNS = list(schemas.Solutions.to_schema().columns)


@dataclass(frozen=True)
class OwnSolutions:
    """What an office has decided about the solutions for the criteria of one framework.

    Attributes
    ----------
    index : str
        Key of the index.
    framework_id : str
        Whose criteria they are now.
    path, year : str, int
        Of the file, and the result year in whose folder it lies.
    from_framework : str
        Framework for which the file was filled in.
    decisions : mapping of str to str
        Code of the framework → key of ``solution_sheets.DECISIONS``.
    table : pandas.DataFrame
        ``schemas.Solutions`` of what was confirmed or changed, ``status`` office; ``effort_days`` may be missing.
    left : tuple of (str, str)
        Code and name of the file's criteria that are not found again in the framework.
    """

    index: str
    framework_id: str
    path: str
    year: int
    from_framework: str
    decisions: Mapping[str, str]
    table: pd.DataFrame
    left: tuple[tuple[str, str], ...] = field(default=())

    @property
    def is_carried(self) -> bool:
        """Whether they were decided for another framework."""
        return self.from_framework != self.framework_id


def load_own_solutions(
    reader: Reader,
    unit: Unit,
    units: UnitRegister,
    year: int,
    framework: Framework,
    index: Index,
    agencies: AgencyRegister,
    maps: Sequence[CriterionMap] = (),
    *,
    is_below: bool = False,
) -> OwnSolutions | None:
    """Read what an office, or the unit above it, has decided about solutions.

    Parameters
    ----------
    reader : Reader
        Records the file.
    unit, units : Unit, UnitRegister
        Whose plan it is; every unit.
    year : int
        Result year: the latest file of it or of a year before counts.
    framework : Framework
        Edition of the result year.
    index : Index
        Of which it is.
    agencies : AgencyRegister
        As returned by ``load_agencies`` for the unit.
    maps : sequence of CriterionMap
        What editions became of each other, as confirmed.
    is_below : bool
        Whether the framework is that of the units below, for which this unit decides.

    Returns
    -------
    OwnSolutions or None
        The unit's own file; without one, the file of the unit above (``solutions_*.xlsx``) that is of this framework, or
        else carries most. None without any.

    Raises
    ------
    InputError
        As ``read_solution_sheet``; also if a file tells of another unit or year than its folder.
    """
    found = None if is_below else find_own_sheet(reader, unit, units, year, agencies)
    level = framework.admin_level if is_below else unit.admin_level
    above = unit if is_below else units.get(unit.parent_key, year + 1) if unit.parent_key else None
    if found is not None:
        carried = [_carry(reader, found, framework, index, maps, level)]
    else:
        sheets = [] if above is None else _sheets_below(reader, above, units, year, framework, level)
        carried = [_carry(reader, one, framework, index, maps, level) for one in sheets]
    if not carried:
        return None
    best = max(carried, key=lambda one: (one.from_framework == framework.framework_id, len(one.decisions)))
    return _present(reader, best, agencies) if best.decisions or best.left else None


def find_own_sheet(
    reader: Reader, unit: Unit, units: UnitRegister, year: int, agencies: AgencyRegister, *, is_of_year: bool = False
) -> SolutionSheet | None:
    """Read the latest file of a unit's own solutions up to a result year, or only that of the year; errors as for ``read_solution_sheet``."""
    for one in years_with(reader, unit, f"{STEM}.*", year):
        if is_of_year and one != year:
            return None
        found = find_file(reader, "office", unit, one, STEM)
        if found is not None:
            sheet = read_solution_sheet(reader, found[0], agencies, unit.name_full_vi)
            check_owner(sheet.path, sheet.places, sheet.unit_name, sheet.year, unit, units, one)
            level = sheet.framework.admin_level
            if level and level != unit.admin_level:
                what = f"bộ tiêu chí '{sheet.framework.framework_id}' không phải của cấp mình"
                allowed = (
                    f"của đơn vị cấp dưới thì đổi tên tệp thành {stem_below(STEM, sheet.framework.framework_id)}.xlsx"
                )
                raise InputError([Fault(sheet.path, sheet.places["framework_id"], what, allowed)])
            return sheet
    return None


def _sheets_below(
    reader: Reader, unit: Unit, units: UnitRegister, year: int, framework: Framework, level: str
) -> list[SolutionSheet]:
    """Read the files of a unit for those of a level below it: those of this framework, or else all, of the latest year."""
    every = load_agencies(reader)
    for one in years_with(reader, unit, f"{STEM}_*.xlsx", year):
        folder = office_folder(unit.unit_key, one)
        of_level = []
        for path in reader.find(folder, f"{STEM}_*.xlsx"):
            info, _ = read_solution_info(reader, f"{folder}/{path.name}")
            is_same = info["framework_id"] == framework.framework_id
            if is_same or load_for_names(reader, info["framework_id"]).admin_level in {"", level}:
                of_level.append((is_same, f"{folder}/{path.name}"))
        chosen = [path for is_same, path in of_level if is_same] or [path for _, path in of_level]
        sheets = [read_solution_sheet(reader, path, every, unit.name_full_vi) for path in chosen]
        for sheet in sheets:
            check_owner(sheet.path, sheet.places, sheet.unit_name, sheet.year, unit, units, one)
        if sheets:
            return sheets
    return []


def _carry(
    reader: Reader,
    sheet: SolutionSheet,
    framework: Framework,
    index: Index,
    maps: Sequence[CriterionMap],
    level: str,
) -> OwnSolutions:
    """Bring what was decided for one framework to the criteria of another, edition by edition as far as maps lead."""
    way = [load_for_names(reader, one) for one in find_way(sheet.framework.framework_id, framework.framework_id, maps)]
    later = same_over(sheet.framework, [*way, framework], maps)
    decisions: dict[str, str] = {}
    rows, left = [], []
    for one in sheet.decided:
        codes = later.get(one.code, ())
        if not codes:
            left.append((one.code, sheet.framework.node(one.code).name_vi))
        for code in codes:
            if code in decisions:
                continue
            decisions[code] = one.decision
            if one.row:
                moved = {key: _moved(str(one.row[key]), later) for key in ("requires", "excludes")}
                own = {"index": index.key, "framework_id": framework.framework_id, "admin_level": level}
                rows.append({**one.row, **moved, **own, "criterion_code": code})
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return OwnSolutions(
        index.key, framework.framework_id, sheet.path, sheet.year, sheet.framework.framework_id, decisions, table,
        tuple(left),
    )  # fmt: skip


def _moved(codes: str, later: Mapping[str, tuple[str, ...]]) -> str:
    """Return the codes of a list as the later framework has them; those that it has not are left out."""
    return ";".join(new for code in codes.split(";") if code for new in later.get(code, ()))


def _present(reader: Reader, own: OwnSolutions, agencies: AgencyRegister) -> OwnSolutions:
    table = keep_present(reader, own.table, agencies)
    return OwnSolutions(**{**vars(own), "table": table})


def with_own(solutions: pd.DataFrame, own: Iterable[OwnSolutions]) -> pd.DataFrame:
    """Return the catalogue with an office's own solutions in the place of its own for the same criteria, those refused left out.

    Parameters
    ----------
    solutions : pandas.DataFrame
        ``schemas.Solutions``.
    own : iterable of OwnSolutions
        Of each index that has any.
    """
    for one in own:
        is_theirs = (solutions["index"] == one.index) & (solutions["framework_id"] == one.framework_id)
        kept = solutions[~(is_theirs & solutions["criterion_code"].isin(list(one.decisions)))]
        added = one.table.set_index(pd.RangeIndex(len(one.table)) + int(solutions.index.max() or 0) + 1)
        solutions = pd.concat([kept, added]) if len(added) else kept
    return solutions


def editions_beside(solutions: pd.DataFrame, index_key: str, framework: Framework) -> tuple[str, ...]:
    """Return whose criteria the catalogue knows beside a framework's own, where it does not know every one of those.

    Parameters
    ----------
    solutions : pandas.DataFrame
        ``schemas.Solutions`` of the unit's level.
    index_key : str
        Of the framework's index.
    framework : Framework
        Of the unit's scores.

    Returns
    -------
    tuple of str
        ``framework_id`` of the catalogue's editions.
    """
    own = solutions[solutions["index"] == index_key]
    known = set(own.loc[own["framework_id"] == framework.framework_id, "criterion_code"])
    if {leaf.code for leaf in framework.leaves()} <= known:
        return ()
    names = dict.fromkeys(str(name) for name in own["framework_id"])
    others = {AREAS, framework.framework_id}
    return tuple(name for name in names if name not in others and not name.endswith(_SOURCES) and "/" not in name)
