"""Which units a campaign scores, in which group: the office's list, or the register's units of the scored kinds."""

from __future__ import annotations

import pandas as pd

from cchc import reference_schemas
from cchc.campaign_params import ROUNDS, Campaign
from cchc.errors import Fault, InputError, MissingDataError, UnknownNameError, suggest
from cchc.paths import office_folder
from cchc.sources.grids import SUFFIXES
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import AGENCY_KINDS, MEMBER_WORDS, Unit, kind_of, normalise_name

UNITS_FILE = "units.csv"
_COLUMNS = ["unit_key", "name_vi", "kind", "group"]
_AGENCY_WORDS = {kind: word for word, kind in MEMBER_WORDS.items() if kind in AGENCY_KINDS}


def find_folder(reader: Reader, choice: str, unit: Unit, year: int, *, has_register: bool) -> tuple[str, str]:
    """Return the one folder that the campaign rests on: the office's own and invented files are never mixed.

    Parameters
    ----------
    reader : Reader
        Knows the root.
    choice : {"office", "illustrative"}
        Parameter ``inputs.score_sheet``.
    unit : Unit
        Who scores.
    year : int
        Year that is scored.
    has_register : bool
        Whether the units below are in the register, so that no list is needed.

    Returns
    -------
    (str, str)
        Relative to the project; and the status of what lies there.

    Raises
    ------
    InputError
        If forms lie there but the list of units does not.
    MissingDataError
        If there is no list, and none can be made.
    """
    office, invented = (office_folder(unit.unit_key, year, base) for base in ("offices", "illustrative"))
    if reader.exists(f"{office}/{UNITS_FILE}"):
        return office, "office"
    begun = [path for path in reader.find(office, "appraisal.*") if path.suffix in SUFFIXES]
    begun += [
        path
        for name in ROUNDS.values()
        for pattern in ("*", "*/*")
        for path in reader.find(f"{office}/{name}", pattern)
        if path.suffix in SUFFIXES
    ]
    if begun and has_register:
        return office, "office"
    if begun:
        found = f"không có tệp này, nhưng đã có {begun[0].relative_to(reader.root).as_posix()}"
        raise InputError([Fault(f"{office}/{UNITS_FILE}", "", found, "lập danh sách đơn vị: unit_key,name_vi,kind")])
    if choice == "illustrative" and reader.exists(f"{invented}/{UNITS_FILE}"):
        return invented, "illustrative"
    if has_register:
        return office, "office"
    raise MissingDataError(
        f"Chưa có danh sách đơn vị được chấm điểm {office}/{UNITS_FILE} (các cột unit_key, name_vi, kind;"
        " mỗi xã, phường, thị trấn một dòng)."
    )


def read_units(
    reader: Reader, folder: str, status: str, campaign: Campaign, unit: Unit, year: int, register: UnitRegister
) -> pd.DataFrame:
    """Read or make the list of the units that are scored.

    Parameters
    ----------
    reader : Reader
        Records the list.
    folder, status : str
        As returned by ``find_folder``.
    campaign : Campaign
        Names the groups.
    unit : Unit
        Who scores.
    year : int
        Year that is scored.
    register : UnitRegister
        Where units below provinces are found.

    Returns
    -------
    pandas.DataFrame
        ``unit_key`` (the last part of a unit's key), ``name_vi``, ``kind``, ``group``; in the order of the list.

    Raises
    ------
    InputError
        With every line: a name twice, a group that there is not, a unit that does not exist at the end of the year.
    """
    path = f"{folder}/{UNITS_FILE}"
    if not reader.exists(path):
        return _from_register(campaign, unit, year, register)
    units = reader.read_table(
        path, reference_schemas.CampaignUnits, status=status, title_vi="Danh sách đơn vị được chấm điểm"
    )
    faults = []
    forms = units["name_vi"].map(normalise_name)
    for at in units.index[forms.duplicated()]:
        found = f"tên '{units['name_vi'][at]}' đã có ở dòng khác"
        faults.append(Fault(path, f"dòng {at + 2}, cột name_vi", found, "mỗi đơn vị một tên"))
    groups = list(campaign.all_groups)
    for at in units.index[~units["group"].isin(groups)]:
        near = suggest(units["group"][at], groups, n=1)
        allowed = f"có lẽ là {near[0]}" if near else f"các nhóm của campaign.groups: {', '.join(groups) or 'để trống'}"
        faults.append(Fault(path, f"dòng {at + 2}, cột group", f"nhóm '{units['group'][at]}' không có", allowed))
    if is_registered(unit, register, year):
        faults += [
            Fault(path, f"dòng {at + 2}, cột unit_key", absence, "dùng mã trong danh mục đơn vị")
            for at, key in units["unit_key"].items()
            if (absence := absence_of(unit, key, register, year))
        ]
    if units.empty:
        faults.append(Fault(path, "", "chưa có đơn vị nào", "mỗi đơn vị một dòng"))
    if faults:
        raise InputError(faults)
    return units


def is_registered(unit: Unit, register: UnitRegister, year: int) -> bool:
    """Tell whether the units below one are in the register: those of provinces are, the old communes of districts are not."""
    return unit.is_ranked_nationally and register.get(unit.unit_key, year + 1) is not None


def absence_of(unit: Unit, key: str, register: UnitRegister, year: int) -> str:
    """Say why a key is no unit below another at the end of a year; empty if it is one."""
    path = f"{unit.unit_key}/{key}"
    if register.get(path, year + 1) is not None:
        return ""
    try:
        register.resolve(path, year + 1)
    except UnknownNameError as error:
        return error.clause
    return f"không có đơn vị nào mang mã '{key}' ở {unit.name_full_vi}"


def _from_register(campaign: Campaign, unit: Unit, year: int, register: UnitRegister) -> pd.DataFrame:
    """Make the list of the register: every unit at the end of the year, in the group whose members name its kind or word."""
    group_of = {member: key for key, group in campaign.all_groups.items() for member in group.members}
    rows = []
    for kind in unit.kind.scores:
        for one in register.below(unit, kind, year + 1):
            word = _AGENCY_WORDS.get(kind) or kind_of(one)
            group = group_of.get(word, group_of.get(kind))
            if group is not None:
                name = one.name_vi if one.is_agency else one.name_full_vi
                rows.append((one.own_key, f"{name[:1].upper()}{name[1:]}", word, group))
    if not rows:
        known = sorted({*unit.kind.scores, *MEMBER_WORDS})
        raise MissingDataError(
            f"Chưa biết đơn vị nào được chấm điểm: không nhóm nào của campaign.groups có members phù hợp (được dùng:"
            f" {', '.join(known)}) và chưa có danh sách {UNITS_FILE}."
        )
    order = list(campaign.all_groups)
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.sort_values("group", key=lambda column: column.map(order.index), kind="stable", ignore_index=True)
