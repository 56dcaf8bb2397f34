"""What the parameters of a unit's own scoring say against dates, registers and edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cchc.agencies import AgencyRegister
from cchc.errors import Fault, InputError, UnknownNameError, suggest
from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.self_scoring_params import SelfScoring
from cchc.sources.campaign_checks import step_date
from cchc.units import LEVEL_NAMES, Unit

_Wrong = Iterator[tuple[str, str, str]]


def check_self_scoring(
    choice: SelfScoring,
    agencies: AgencyRegister,
    framework: Framework,
    unit: Unit,
    year: int,
    plan_date: dt.date | None,
    file: str,
) -> None:
    """Refuse parameters that contradict each other, the registers or the edition.

    Parameters
    ----------
    choice : SelfScoring
        Choices.
    agencies : AgencyRegister
        Offices as the unit names them.
    framework : Framework
        Edition of the unit's sheet.
    unit : Unit
        Whose sheet.
    year : int
        That is scored, and in which the plan is issued.
    plan_date : datetime.date or None
        Date of the plan; None while its day is left to the registry.
    file : str
        For messages.

    Raises
    ------
    InputError
        With every fault and its key.
    """
    day = plan_date or dt.date(year, 12, 31)
    faults = [
        Fault(file, f"khóa 'self_scoring.{key}'", found, allowed)
        for key, found, allowed in _wrong_edition(framework, unit, year)
    ]
    if faults:
        raise InputError(faults)  # codes of another edition say nothing
    faults = [
        Fault(file, f"khóa 'self_scoring.{key}'" if key else "mục self_scoring", found, allowed)
        for found_in in (
            _wrong_codes(choice, framework),
            _wrong_offices(choice, agencies, unit, day),
            _wrong_dates(choice, year, plan_date),
        )
        for key, found, allowed in found_in
    ]
    if not faults:
        faults = [
            Fault(file, f"khóa 'self_scoring.{key}'", found, allowed)
            for key, found, allowed in _idle_deadlines(choice, agencies, framework, day)
        ]
    if faults:
        raise InputError(faults)


def _wrong_edition(framework: Framework, unit: Unit, year: int) -> _Wrong:
    first, last = framework.years
    name = framework.framework_id
    if not first <= year <= last:
        yield "framework", f"bộ '{name}' dùng cho năm {first}–{last}", f"cần bộ dùng cho năm {year}"
    if framework.admin_level not in {"", unit.admin_level}:
        level = LEVEL_NAMES.get(framework.admin_level, framework.admin_level)
        yield "framework", f"bộ '{name}' dùng cho cấp {level}", f"{unit.name_vi} cần bộ tiêu chí của cấp mình"
    unknown = [leaf.code for leaf in framework.leaves() if leaf.max_score is None]
    if unknown:
        yield "framework", f"chưa biết điểm tối đa của mã {', '.join(unknown)}", "bổ sung vào bộ tiêu chí"


def _wrong_codes(choice: SelfScoring, framework: Framework) -> _Wrong:
    tops = [node.code for node in framework.children("")]
    inner = [node.code for node in framework.nodes if node.parent_code]
    every = [node.code for node in framework.nodes]
    for field, known, what in (
        ("domains", tops, "không phải lĩnh vực của bộ tiêu chí"),
        ("criteria", inner, "không phải tiêu chí của bộ tiêu chí"),
        ("cooperating", every, "không có trong bộ tiêu chí"),
        ("evidence", every, "không có trong bộ tiêu chí"),
    ):
        for code in getattr(choice, field):
            if code in known:
                continue
            if field == "criteria" and code in tops:
                yield f"{field}.{code}", "là lĩnh vực", "ghi lĩnh vực ở khóa self_scoring.domains"
                continue
            near = suggest(code, known)
            yield (
                f"{field}.{code}",
                f"mã '{code}' {what}",
                f"gần nhất: {', '.join(near or known[:8]) or 'không có mã nào'}",
            )
    own = {leaf.code for leaf in framework.leaves() if leaf.method not in SURVEY_METHODS}
    for field in ("domains", "criteria"):
        for code in getattr(choice, field):
            if code in framework and not any(code in (leaf, *framework.ancestors(leaf)) for leaf in own):
                yield f"{field}.{code}", "chỉ có tiêu chí xác định qua điều tra, không tự chấm", "bỏ khóa này"
    without = [
        leaf.code for leaf in framework.leaves() if leaf.code in own and not choice.office_of(framework, leaf.code)
    ]
    if without:
        yield "", f"chưa giao cơ quan nào tự chấm mã {', '.join(without)}", "ghi vào domains hoặc criteria"


def _wrong_offices(choice: SelfScoring, agencies: AgencyRegister, unit: Unit, day: dt.date) -> _Wrong:
    leads = [("standing", choice.standing)]
    leads += [(f"domains.{code}", key) for code, key in choice.domains.items()]
    leads += [(f"criteria.{code}", key) for code, key in choice.criteria.items()]
    others = [
        (f"cooperating.{code}.{n}", key) for code, keys in choice.cooperating.items() for n, key in enumerate(keys)
    ]
    others += [(f"deadlines.{key}", key) for key in choice.deadlines]
    for at, (where, key) in enumerate([*leads, *others]):
        try:
            agency = agencies.resolve(key, day)
        except UnknownNameError as error:
            yield where, error.clause, "dùng mã trong data/reference/agencies.csv"
            continue
        if at < len(leads) and agency.admin_level != unit.admin_level:
            allowed = "chọn cơ quan cùng cấp trong data/reference/agencies.csv"
            yield where, f"{agency.name_vi} không phải cơ quan của {unit.name_full_vi}", allowed


def _wrong_dates(choice: SelfScoring, year: int, plan_date: dt.date | None) -> _Wrong:
    last = step_date(choice.deadline, year, is_next_year=choice.is_next_year)
    days = [("deadline", last)]
    days += [
        (f"deadlines.{key}", step_date(due.deadline, year, is_next_year=due.is_next_year))
        for key, due in choice.deadlines.items()
    ]
    for where, day in days:
        if plan_date is not None and day < plan_date:
            found = f"ngày {day:%d/%m/%Y} ở trước ngày ban hành kế hoạch {plan_date:%d/%m/%Y}"
            yield where, found, "chọn ngày sau; hạn trong tháng 1 năm sau thì ghi is_next_year: true"
        elif day > last:
            found = f"ngày {day:%d/%m/%Y} ở sau hạn chung {last:%d/%m/%Y}"
            yield where, found, "hạn riêng của cơ quan không được sau hạn chung (self_scoring.deadline)"


def _idle_deadlines(choice: SelfScoring, agencies: AgencyRegister, framework: Framework, day: dt.date) -> _Wrong:
    own = (leaf.code for leaf in framework.leaves() if leaf.method not in SURVEY_METHODS)
    scoring = {agencies.resolve(choice.office_of(framework, code), day).agency_key for code in own}
    for key in choice.deadlines:
        agency = agencies.resolve(key, day)
        if agency.agency_key not in scoring:
            yield f"deadlines.{key}", f"{agency.name_vi} không được giao tự chấm tiêu chí nào", "bỏ khóa này"
