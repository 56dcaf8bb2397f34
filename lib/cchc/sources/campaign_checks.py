"""What a campaign's parameters say against dates, registers, framework and questionnaire."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from cchc.agencies import AgencyRegister
from cchc.campaign_params import COUNCIL_KEY, ROUNDS, UNITS_KEY, Campaign, Group, Step
from cchc.errors import Fault, InputError, UnknownNameError, suggest
from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.scoring_rules import bounds_of
from cchc.units import KINDS, MEMBER_WORDS, Unit

#: Rules that turn a share of satisfied answers into points; ``survey_mean`` takes the mean of the scale 1-5.
SHARE_RULES = ("linear", "ratio", "steps")


def step_date(month_day: str, year: int, *, is_next_year: bool = False) -> dt.date:
    """Return a ``MM-DD`` as a day; 29 February of an ordinary year is the 28th."""
    year += is_next_year
    month, day = (int(part) for part in month_day.split("-"))
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def check_campaign(
    campaign: Campaign,
    agencies: AgencyRegister,
    frameworks: Mapping[str, Framework],
    unit: Unit,
    year: int,
    plan_date: dt.date | None,
    file: str,
) -> None:
    """Refuse parameters that contradict each other, the registers or the framework.

    Parameters
    ----------
    campaign : Campaign
        Choices.
    agencies : AgencyRegister
        Where offices are found.
    frameworks : mapping of str to Framework
        Key of a group → its edition.
    unit : Unit
        Who scores.
    year : int
        Year that is scored, and in which the plan is issued.
    plan_date : datetime.date or None
        Date of the plan; None while its day is left to the registry.
    file : str
        For messages.

    Raises
    ------
    InputError
        With every fault and its key.
    """
    faults = [
        Fault(file, f"khóa 'campaign.{key}'", found, allowed)
        for found_in in (
            _wrong_dates(campaign.steps, year, plan_date),
            _wrong_approval(campaign, year),
            _wrong_agencies(campaign, agencies, plan_date or dt.date(year, 12, 31)),
            *(_wrong_group(key, group, frameworks[key], unit, year) for key, group in campaign.all_groups.items()),
        )
        for key, found, allowed in found_in
    ]
    if faults:
        raise InputError(faults)


_Wrong = Iterator[tuple[str, str, str]]


def _wrong_dates(steps: list[Step], year: int, plan_date: dt.date | None) -> _Wrong:
    latest: dt.date | None = None
    for at, step in enumerate(steps):
        for key in ("start", "deadline"):
            text = getattr(step, key)
            if text is None:
                continue
            day = step_date(text, year, is_next_year=step.is_next_year and key == "deadline")
            if plan_date is not None and day < plan_date:
                found = f"ngày {day:%d/%m/%Y} ở trước ngày ban hành kế hoạch {plan_date:%d/%m/%Y}"
                yield f"steps.{at}.{key}", found, "chọn ngày sau; hạn trong tháng 1 năm sau thì ghi is_next_year: true"
            elif key == "deadline" and latest is not None and day < latest:
                found = f"hạn {day:%d/%m/%Y} của bước '{step.name_vi}' ở trước hạn {latest:%d/%m/%Y} của bước trên"
                yield f"steps.{at}.{key}", found, "xếp các bước theo thứ tự thời hạn"
            if key == "deadline":
                latest = day if latest is None else max(latest, day)


def _wrong_approval(campaign: Campaign, year: int) -> _Wrong:
    """Refuse a decision that is older than the last day on which files count."""
    days = [
        step_date(step.deadline, year, is_next_year=step.is_next_year)
        for step in campaign.steps
        if step.kind in ROUNDS and step.deadline is not None
    ]
    if campaign.approval is not None and days and campaign.approval.day < max(days):
        found = f"ngày phê duyệt {campaign.approval.day:%d/%m/%Y} ở trước hạn {max(days):%d/%m/%Y} của vòng cuối"
        yield "approval.day", found, "ghi ngày của quyết định phê duyệt, sau khi các vòng đã khóa"


def _wrong_agencies(campaign: Campaign, agencies: AgencyRegister, day: dt.date) -> _Wrong:
    named = [("standing", campaign.standing), ("units", campaign.units)]
    named += [
        (f"{_within(name)}domains.{code}", key)
        for name, group in campaign.all_groups.items()
        for code, key in group.domains.items()
    ]
    named += [(f"council.members.{at}", key) for at, key in enumerate(campaign.council.members)]
    named.append(("council.secretary", campaign.council.secretary))
    for at, step in enumerate(campaign.steps):
        offices = [("lead", step.lead), *((f"cooperating.{n}", key) for n, key in enumerate(step.cooperating))]
        named += [(f"steps.{at}.{where}", key) for where, key in offices if key not in {COUNCIL_KEY, UNITS_KEY}]
    for where, key in named:
        try:
            agencies.resolve(key, day)
        except UnknownNameError as error:
            near = "" if key in agencies else f" (hoặc {COUNCIL_KEY}: Hội đồng thẩm định)"
            yield where, error.clause, f"dùng mã trong data/reference/agencies.csv{near}"


def _within(key: str) -> str:
    """Return how the keys of a group's parameters begin."""
    return f"groups.{key}." if key else ""


def _wrong_group(key: str, group: Group, framework: Framework, unit: Unit, year: int) -> _Wrong:
    for where, found, allowed in (*_wrong_edition(group, framework, unit, year), *_wrong_codes(group, framework)):
        yield f"{_within(key)}{where}", found, allowed


def _wrong_edition(group: Group, framework: Framework, unit: Unit, year: int) -> _Wrong:
    first, last = framework.years
    if not first <= year <= last:
        yield "framework", f"bộ '{framework.framework_id}' dùng cho năm {first}–{last}", f"cần bộ dùng cho năm {year}"
    levels = {kind for kind in unit.kind.scores if not group.members or kind in _kinds_of(group.members)}
    if levels and framework.admin_level not in {"", *levels}:
        names = ", ".join(KINDS[one].title_vi for one in unit.kind.scores if one in levels)
        found = f"bộ '{framework.framework_id}' không dùng cho {names}"
        yield "framework", found, f"cần bộ tiêu chí của {names}"
    for member in group.members:
        if member not in KINDS and member not in MEMBER_WORDS:
            yield "members", f"'{member}' không phải loại đơn vị nào", "dùng loại đơn vị, hoặc xã, phường, đặc khu, sở"
    unknown = [leaf.code for leaf in framework.leaves() if leaf.max_score is None]
    if unknown:
        yield "framework", f"chưa biết điểm tối đa của mã {', '.join(unknown)}", "bổ sung vào bộ tiêu chí"


def _kinds_of(members: Iterable[str]) -> set[str]:
    return {MEMBER_WORDS.get(one, one) for one in members}


def _wrong_codes(group: Group, framework: Framework) -> _Wrong:
    tops = [node.code for node in framework.children("")]
    for code in group.domains:
        if code not in tops:
            yield f"domains.{code}", "không phải lĩnh vực của bộ tiêu chí", f"các lĩnh vực: {', '.join(tops)}"
    by_leaders = list(group.leaders.criteria) if group.leaders else []
    surveyed = {leaf.code: leaf.method for leaf in framework.leaves() if leaf.method in SURVEY_METHODS}
    for code in by_leaders:
        if surveyed.get(code) != "leaders_survey":
            allowed = ", ".join(one for one, method in surveyed.items() if method == "leaders_survey") or "không có"
            found = "không phải tiêu chí chấm bằng điều tra lãnh đạo, quản lý"
            yield f"leaders.criteria.{code}", found, f"các tiêu chí: {allowed}"
    wanted = [code for code in surveyed if code not in by_leaders]
    given = group.survey.criteria if group.survey else {}
    if set(given) != set(wanted):
        found = f"đang ghi {', '.join(given) or 'không có mã nào'}"
        yield "survey.criteria", found, f"các tiêu chí chấm bằng khảo sát: {', '.join(wanted) or 'không có'}"
    for code in (code for code in given if code in wanted):
        rule = framework.rule(code)
        if rule is None or rule.rule_kind not in (*SHARE_RULES, "survey_mean"):
            allowed = f"cần quy tắc {', '.join((*SHARE_RULES, 'survey_mean'))} trong bộ tiêu chí"
            yield f"survey.criteria.{code}", "tiêu chí chưa có quy tắc quy đổi kết quả khảo sát", allowed
        elif rule.rule_kind in SHARE_RULES and max(bounds_of(rule), default=0.0) > 1:
            allowed = "ghi cận dưới, cận trên của quy tắc dạng 0,5 đến 0,95"
            yield f"survey.criteria.{code}", "quy tắc quy đổi không ghi theo tỷ lệ 0–1", allowed


def check_questionnaire(group: Group, questionnaire: Framework, formula: str, framework: Framework, file: str) -> None:
    """Refuse survey criteria that name no node of the questionnaire, or a rule that the formula does not feed.

    Raises
    ------
    InputError
        With every fault and its key.
    """
    faults = []
    known = ["total", *(node.code for node in questionnaire.nodes if node.node_kind != "item")]
    for code, node in (group.survey.criteria if group.survey else {}).items():
        where = f"khóa 'campaign.survey.criteria.{code}'"
        if node not in known:
            near = suggest(node, known)
            faults.append(
                Fault(file, where, f"phiếu không có nội dung '{node}'", f"được dùng: {', '.join(near or known)}")
            )
        rule = framework.rule(code)
        if rule is not None and rule.rule_kind == "survey_mean" and formula != "mean_scaled":
            faults.append(
                Fault(file, where, "quy tắc điểm trung bình cần điểm trung bình", "đặt sipas.formula: mean_scaled")
            )
    if faults:
        raise InputError(faults)
