"""Units and agencies that parameters name: found in the registers, or refused with the key that names them."""

from __future__ import annotations

import datetime as dt

from cchc.agencies import AgencyRegister
from cchc.analysis_params import WRITTEN_KEYS
from cchc.errors import Fault, InputError, UnknownNameError, suggest
from cchc.indices_defined import IndexRegister
from cchc.params import ReportParams
from cchc.plan_params import ASSIGNED, SELECTIONS
from cchc.unit_register import UnitRegister
from cchc.units import Unit


def resolve_peers(params: ReportParams, unit: Unit, units: UnitRegister, year: int, file: str) -> tuple[str, ...]:
    """Find the units of ``peers.members``.

    Parameters
    ----------
    params : ReportParams
        Choices.
    unit : Unit
        Whose report it is.
    units : UnitRegister
        Where names are found.
    year : int
        A year on whose 1 January the compared units exist.
    file : str
        For messages.

    Returns
    -------
    tuple of str
        Keys, the unit itself left out.

    Raises
    ------
    InputError
        For a name that is not known in that year, or of another level.
    """
    keys, faults = [], []
    for name in params.peers.members:
        try:
            found = units.resolve(name, year)
        except UnknownNameError as error:
            faults.append(Fault(file, "khóa 'peers.members'", str(error).rstrip("."), "dùng mã địa phương"))
            continue
        if found.unit_kind != unit.unit_kind:
            said = f"'{name}' không cùng cấp với {unit.name_full_vi}"
            faults.append(Fault(file, "khóa 'peers.members'", said, "chỉ so sánh các đơn vị cùng cấp"))
        keys.append(found.unit_key)
    if faults:
        raise InputError(faults)
    return tuple(dict.fromkeys(key for key in keys if key != unit.unit_key))


def check_agencies(params: ReportParams, agencies: AgencyRegister, year: int, file: str) -> None:
    """Refuse agencies of the plan that are not known, and ``priorities.capacity_days`` of an agency that is not known, or does not see the end of the plan's year.

    Raises
    ------
    InputError
        With the nearest keys.
    """
    named = [("plan.standing_agency_key", params.plan.standing_agency_key)]
    named += [(f"plan.goals.{number}.lead", key) for number, goal in enumerate(params.plan.goals) for key in goal.lead]
    faults = []
    for place, key in named:
        if key not in agencies:
            near = suggest(key, agencies.keys())
            allowed = f"gần nhất: {', '.join(near)}" if near else "dùng mã trong data/reference/agencies.csv"
            faults.append(Fault(file, f"khóa '{place}'", f"không có cơ quan nào mang mã '{key}'", allowed))
    for key in params.priorities.capacity_days:
        if key not in agencies:
            near = suggest(key, agencies.keys())
            allowed = f"gần nhất: {', '.join(near)}" if near else "dùng mã trong data/reference/agencies.csv"
            faults.append(
                Fault(file, f"khóa 'priorities.capacity_days.{key}'", "không có cơ quan nào mang mã này", allowed)
            )
            continue
        last = agencies.resolve(key, dt.date(year, 12, 31))
        if last.agency_key != key:
            said = f"cơ quan này kết thúc trước ngày 31/12/{year}, công việc chuyển cho {last.name_vi}"
            allowed = f"khai báo sức làm cho {last.agency_key}"
            faults.append(Fault(file, f"khóa 'priorities.capacity_days.{key}'", said, allowed))
    if faults:
        raise InputError(faults)


def check_indices(params: ReportParams, indices: IndexRegister, file: str) -> None:
    """Refuse parameters that name an index which is not defined, or items that its kind does not have.

    Parameters
    ----------
    params : ReportParams
        Choices.
    indices : IndexRegister
        Those that the report is of; parameters of one that was not chosen do no harm.
    file : str
        For messages.

    Raises
    ------
    InputError
        With the nearest names.
    """
    every = indices.every
    shorts = list(every.values())
    named = [(f"targets.{key}", key, list(every)) for key in params.targets]
    named += [(f"weak_items.{key}", key, list(every)) for key in params.weak_items]
    named += [
        (f"{group}.{key}_{WRITTEN_KEYS[field]}", key, shorts)
        for group, field in (
            ("uncertainty", "standard_errors"),
            ("uncertainty", "bounds"),
            ("prospects", "target_ranks"),
        )
        for key in getattr(getattr(params, group), field)
    ]
    faults = []
    for place, key, known in named:
        if key not in known:
            near = suggest(key, known)
            allowed = f"có lẽ là '{near[0]}'" if near else f"các chỉ số: {', '.join(known)}"
            faults.append(Fault(file, f"khóa '{place}'", f"không có chỉ số '{key}' trong data/indices", allowed))
    kinds = [f"{one.short}_{which}" for one in indices.all for which in SELECTIONS[one.kind]]
    kinds = list(ASSIGNED) if params.plan.index_of == "assigned" else kinds
    for number, annex in enumerate(params.plan.annexes):
        for at, part in enumerate(annex.parts):
            if part.items not in kinds:
                near = suggest(part.items, kinds)
                allowed = f"có lẽ là '{near[0]}'" if near else f"được dùng: {', '.join(kinds)}"
                place = f"khóa 'plan.annexes.{number}.parts.{at}.items'"
                faults.append(Fault(file, place, f"giá trị '{part.items}'", allowed))
    if faults:
        raise InputError(faults)


def check_population(params: ReportParams, parts: tuple[str, ...], file: str) -> None:
    """Refuse ``merger.population`` that does not name exactly the old provinces.

    Parameters
    ----------
    params : ReportParams
        Choices.
    parts : tuple of str
        Keys of the old provinces; empty for a unit that is not a province of the merger.
    file : str
        For messages.

    Raises
    ------
    InputError
        Naming the keys that are wanted.
    """
    given = set(params.merger.population)
    if not given or (given == set(parts) and len(parts) > 1):
        return
    wanted = (
        f"cần đúng các mã {', '.join(parts)}"
        if len(parts) > 1
        else "chỉ dùng cho kế hoạch đầu tiên của tỉnh được hợp nhất"
    )
    raise InputError([Fault(file, "khóa 'merger.population'", f"đang ghi {', '.join(sorted(given))}", wanted)])
