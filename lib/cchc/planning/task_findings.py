"""Checks of the tasks of a plan: figures that nobody has fixed, days that do not hold, leads that cannot lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from cchc.dates import print_day
from cchc.deadlines import ALL_YEAR, STANDING
from cchc.numbers import comma
from cchc.planning.annexes import Annex
from cchc.planning.check_findings import CheckFinding
from cchc.planning.plan import Plan
from cchc.planning.plan_building import accepts_proposals, last_result
from cchc.planning.plan_rows import PlanRow
from cchc.planning.plan_tasks import name_agencies
from cchc.slots import is_missing, open_figures
from cchc.units import ROLES

_SHOWN = 5


def check_tasks(plan: Plan) -> list[CheckFinding]:
    """Check the tasks of every annex.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.

    Returns
    -------
    list of CheckFinding
        Of the checks ``open_figure``, ``missing_figure``, ``calendar``, ``wrong_lead`` and ``doubtful_effort``; one per annex and kind.
    """
    found = list[CheckFinding]()
    for annex in plan.annexes:
        found += [
            *_figures(annex, is_accepted=accepts_proposals(plan.results.inputs.params.plan.accepted)),
            *_calendar(plan, annex),
            *_leads(plan, annex),
            *_efforts(plan, annex),
        ]
    return found


def _named(rows: Iterable[PlanRow]) -> str:
    keys = [row.item.task_key for row in rows]
    more = f" và {len(keys) - _SHOWN} nhiệm vụ khác" if len(keys) > _SHOWN else ""
    return f"{', '.join(keys[:_SHOWN])}{more}"


def _figures(annex: Annex, *, is_accepted: bool) -> Iterator[CheckFinding]:
    """Report figures in brackets: proposals that wait for the office, and those that only the office knows."""
    place = f"phụ lục {annex.annex_key}"
    told = {row.item.task_key: open_figures(row.task.task_vi, row.task.output_vi) for row in annex.rows}
    proposed = [] if is_accepted else [row for row in annex.rows if not all(map(is_missing, told[row.item.task_key]))]
    if proposed:
        n = sum(not is_missing(one) for row in proposed for one in told[row.item.task_key])
        first = proposed[0].item.task_key
        example = f"{first}: {', '.join(one for one in told[first] if not is_missing(one))}"
        yield CheckFinding(
            "open_figure",
            place,
            f"{n} số liệu đề xuất trong {len(proposed)} nhiệm vụ chưa được cơ quan xác nhận (ví dụ {example})",
            "ghi số của cơ quan vào trang tính Số liệu của danh sách nhiệm vụ (tasks.xlsx), hoặc nhận cả các đề xuất: ghi lý do vào tệp tham số (plan.accepted, check: open_figure)",
        )
    # where all proposals are accepted they are printed without brackets: what is left stands in the office's own words
    missing = [row for row in annex.rows if any(is_missing(one) or is_accepted for one in told[row.item.task_key])]
    if missing:
        yield CheckFinding(
            "missing_figure",
            place,
            f"còn ngoặc chưa điền số liệu: {_named(missing)}"
            if is_accepted
            else f"còn thiếu số liệu mà chỉ cơ quan biết: {_named(missing)}",
            "ghi số vào trang tính Số liệu của danh sách nhiệm vụ (tasks.xlsx), hoặc viết lại nhiệm vụ không còn ngoặc; không giữ nguyên được",
        )


def _calendar(plan: Plan, annex: Annex) -> Iterator[CheckFinding]:
    """Report tasks that end after the report on the plan, or too late to be felt when the index is measured."""
    inputs, place = plan.results.inputs, f"phụ lục {annex.annex_key}"
    last = last_result(plan.results, plan.last_day)
    dated = [row for row in annex.rows if row.task.milestones]
    late = [row for row in dated if row.task.milestones[-1] > last and row.task.deadline != ALL_YEAR]
    if late and last > plan.plan_date:
        report = print_day(last + dt.timedelta(days=1))
        yield CheckFinding(
            "calendar",
            place,
            f"kết thúc sau ngày các đơn vị báo cáo kết quả ({report}): {_named(late)}",
            "chọn thời hạn trước ngày báo cáo",
        )
    if endless := [row for row in dated if row.task.deadline == ALL_YEAR]:
        yield CheckFinding(
            "calendar",
            place,
            f"ghi 'Cả năm' nên không có mốc nào trước ngày cuối: {_named(endless)}",
            "ghi 'Hằng quý', 'Hằng tháng' hoặc một ngày",
        )
    for key in dict.fromkeys(row.item.index for row in dated):
        index = inputs.indices[key]
        season = index.season_of(inputs.year)
        if season is None:
            continue
        until = dt.date.fromisoformat(f"{inputs.year}-{season.acts_until}")
        if plan.plan_date >= until:
            continue  # what is decided after people were asked serves the next time
        after = [
            row for row in dated
            if row.item.index == key and row.task.deadline not in STANDING and row.task.milestones[-1] > until
        ]  # fmt: skip
        if after:
            said = f"kết thúc sau {print_day(until)}, không kịp tác động đến kỳ đo {index.name_vi} ({season.when_vi}): {_named(after)}"
            yield CheckFinding("calendar", place, said, "chọn thời hạn sớm hơn, hoặc nêu rõ việc phục vụ kỳ sau")


def _efforts(plan: Plan, annex: Annex) -> Iterator[CheckFinding]:
    """Report tasks that promise more points for a person-day than anybody would believe."""
    most = plan.results.inputs.params.priorities.credible_points_per_day
    for row in annex.rows:
        gain, days = row.expected_score, row.task.effort_days
        if row.item.unit != "điểm" or gain is None or days is None or gain <= most * days:
            continue
        yield CheckFinding(
            "doubtful_effort",
            f"phụ lục {annex.annex_key}, {row.item.task_key}",
            f"{comma(days)} ngày công được ước tính mang lại {comma(round(gain, 2))} điểm",
            "chia nội dung thành nhiều nhiệm vụ, sửa mục tiêu hoặc ngày công (effort_days) trong danh mục giải pháp",
        )


def _leads(plan: Plan, annex: Annex) -> Iterator[CheckFinding]:
    """Report leads that may not lead: who receives tasks, who is requested, who only supplies figures."""
    register = plan.results.inputs.agencies
    found = dict[tuple[str, str], list[PlanRow]]()
    for row in annex.rows:
        for one in (
            name_agencies(row.task.lead_vi or "", row.task.deadline or ALL_YEAR, plan) if row.task.lead_vi else ()
        ):
            role = register.get(one.agency_key).role if one.agency_key in register else "directs"
            if role != "directs":
                found.setdefault((one.short_vi, role), []).append(row)
    for (name, role), rows in found.items():
        yield CheckFinding(
            "wrong_lead",
            f"phụ lục {annex.annex_key}",
            f"{name} {ROLES[role].partition(':')[0]} nhưng được giao chủ trì: {_named(rows)}",
            "giao một cơ quan chỉ đạo được việc này chủ trì, cơ quan kia phối hợp",
        )
