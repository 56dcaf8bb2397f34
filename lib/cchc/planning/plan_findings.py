"""Checks of a plan before it is printed: what its figures, targets, tasks and dates contradict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cchc.analysis.index_results import ScoredResults, SurveyedResults
from cchc.deadlines import STANDING
from cchc.indices_defined import TOTAL_CODE
from cchc.numbers import comma
from cchc.plan_params import Letterhead
from cchc.planning.annexes import Annex
from cchc.planning.check_findings import CheckFinding
from cchc.planning.issued import Change, find_changes, thaw
from cchc.planning.items import MAXIMUM_PCT
from cchc.planning.plan import Plan
from cchc.planning.solution_findings import check_solutions
from cchc.planning.targets import Target
from cchc.planning.task_findings import check_tasks
from cchc.planning.task_words import NO_TASK
from cchc.target_params import TargetRule

_TOLERANCE = 0.005 + 1e-9
_NOTHING = 1e-9
_LONG = 60


def check_plan(plan: Plan) -> list[CheckFinding]:
    """Check what a plan holds, before any of it is worded.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.

    Returns
    -------
    list of CheckFinding
        In the order of ``CHECKS`` as far as they concern data.
    """
    found = [*_sources(plan), *find_blanks(plan.results.inputs.params.plan.letterhead), *_dates(plan)]
    for annex in plan.annexes:
        found += _targets(annex)
        found += [
            CheckFinding(
                "no_solution",
                f"phụ lục {annex.annex_key}",
                f"{row.item.task_key} chưa được giao nhiệm vụ: dòng này đã bị bỏ khỏi tasks.xlsx",
                "ghi lại dòng này vào danh sách nhiệm vụ (tasks.xlsx), hoặc bỏ nội dung khỏi phụ lục",
            )
            for row in annex.rows
            if row.task.task_vi == NO_TASK
        ]
    return [
        *found,
        *check_solutions(plan),
        *_aims(plan),
        *_sums(plan),
        *_offices(plan),
        *_causes(plan),
        *check_tasks(plan),
        *_differences(plan),
    ]


def _differences(plan: Plan) -> list[CheckFinding]:
    """Report, row by row, in what a plan differs from the one that was signed, unless it says that it replaces that."""
    inputs, issued = plan.results.inputs, plan.results.inputs.issued
    if issued is None or inputs.params.plan.replaces == issued.number:
        return []
    changes = find_changes(thaw(plan.results, issued).annexes, plan.annexes)
    rows = {change.task_key: [one for one in changes if one.task_key == change.task_key] for change in changes}
    allowed = f"sửa đổi, thay thế thì lập kế hoạch số mới và ghi vào tệp tham số số bị thay thế (plan.replaces: {issued.number})"
    return [
        CheckFinding("differs_from_issued", key, f"{issued.name_vi} đã ban hành; khác ở: {_told(one)}", allowed)
        for key, one in rows.items()
    ]


def _told(changes: Sequence[Change]) -> str:
    return "; ".join(
        f"{one.what_vi} ({_short(one.before)} → {_short(one.after)})" if one.before and one.after else one.what_vi
        for one in changes
    )


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= _LONG else f"“{text[:_LONG].rsplit(' ', 1)[0]} …”"


def _causes(plan: Plan) -> list[CheckFinding]:
    """Report causes in the catalogue's words, where the parameters want each confirmed by the office."""
    if plan.has_own_words or plan.results.inputs.params.plan.unconfirmed_causes != "refuse":
        return []
    return [
        CheckFinding(
            "unconfirmed_cause",
            f"phụ lục {annex.annex_key}",
            f"{n} nguyên nhân theo danh mục, chưa được cơ quan xác nhận",
            "xác nhận hoặc sửa ở cột Nguyên nhân của danh sách nhiệm vụ (tasks.xlsx); hoặc để bản phát hành không in cột này: tệp tham số, plan.unconfirmed_causes: leave_out",
        )
        for annex in plan.annexes
        if (n := sum(row.task.cause_vi is not None for row in annex.rows))
        and "cause_vi" in {one.column for one in annex.params.columns}
    ]


def _offices(plan: Plan) -> list[CheckFinding]:
    """Report offices that the list of tasks names and the register does not know, unless the parameters allow them."""
    tasks, allowed = plan.results.inputs.tasks, plan.results.inputs.params.plan.other_agencies
    if tasks is None or tasks.status != "office":
        return []
    return [
        CheckFinding(
            "agency_gone",
            tasks.path,
            text,
            "sửa tên, hoặc ghi tên vào tệp tham số, các cơ quan khác (plan.other_agencies)",
        )
        for text in tasks.warnings
        if not any(f"'{name}'" in text for name in allowed)
    ]


def _sources(plan: Plan) -> list[CheckFinding]:
    """Report what the figures of last year contradict."""
    found = []
    for one in plan.subject_results.all_scored:
        told = list(one.component_warnings)
        if one.sheet is not None and not told:
            told += [*one.sheet.inconsistencies, *one.sheet.warnings]
        found += [
            CheckFinding(
                "total_pct" if text.startswith("tỷ lệ") else "maxima",
                f"kết quả {one.index.name_vi} năm {one.inputs.result_year}",
                text,
                "đối chiếu với văn bản công bố; giữ nguyên thì ghi lý do vào tệp tham số (plan.accepted)",
            )
            for text in told
        ]
    found += [
        CheckFinding(
            "unused_results",
            path,
            f"kết quả {key} không có trong kế hoạch, báo cáo",
            f"thêm {key} vào khóa indices của tệp tham số, hoặc chuyển tệp đi",
        )
        for key, path in plan.results.inputs.unused_forms.items()
    ]
    for surveyed in plan.subject_results.all_surveyed:
        found += [
            CheckFinding(
                "survey_answers",
                one.file,
                one.found_vi,
                f"{one.hint_vi}; giữ nguyên thì ghi lý do vào tệp tham số (plan.accepted)",
            )
            for one in surveyed.oddities
            if one.severity == "warning"
        ]
    return found


def find_blanks(head: Letterhead) -> list[CheckFinding]:
    """Find places of the heading and the signature that are still blank."""
    registry = (("số văn bản", head.number), ("ngày", head.day), ("tháng", head.month))
    blank = [] if head.is_filled_by_registry else [name for name, value in registry if value is None]
    blank += ["người ký"] if head.signer is None else []
    if not blank:
        return []
    allowed = "ghi vào tệp tham số, phần mở đầu văn bản (plan.letterhead); văn thư ghi số, ngày khi ban hành thì đặt is_filled_by_registry: true ở đó"
    return [CheckFinding("blank_number", "phần mở đầu, chữ ký", f"còn trống: {', '.join(blank)}", allowed)]


def _dates(plan: Plan) -> list[CheckFinding]:
    params, year = plan.results.inputs.params.plan, plan.results.inputs.year
    known = params.letterhead.month is not None
    last_day, agencies = plan.last_day, plan.results.inputs.agencies
    found = []
    tasks = [
        (f"phụ lục {annex.annex_key}, {row.item.task_key}", row.task, str(row.task.deadline_vi))
        for annex in plan.annexes
        for row in annex.rows
        if row.task.milestones
    ]
    dates = [(place, task.milestones[-1].isoformat(), shown) for place, task, shown in tasks]
    # those of the parameters are printed no later than the last day
    dates += [
        (f"plan.{name}", min(f"{year}-{value}", last_day.isoformat()), plan.deadline(value))
        for name, value in (("unit_plan_deadline", params.unit_plan_deadline), ("report_deadline", params.report_deadline))
    ]  # fmt: skip
    for place, task, shown in tasks:
        if task.lead_key is not None and task.lead_key in agencies and task.deadline not in STANDING:
            agency = agencies.get(task.lead_key)
            if task.milestones[-1] > agency.valid_to:
                said = f"thời hạn {shown} sau ngày {agency.short_vi} kết thúc hoạt động ({agency.valid_to:%d/%m/%Y})"
                found.append(CheckFinding("deadline", place, said, "ghi cơ quan kế thừa, hoặc chọn ngày sớm hơn"))
    for place, iso, shown in dates:
        day = dt.date.fromisoformat(iso)
        if known and day < plan.plan_date:
            said = f"thời hạn {shown} trước ngày ban hành {plan.plan_date:%d/%m/%Y}"
            found.append(CheckFinding("deadline", place, said, "lùi thời hạn sau ngày ban hành"))
        elif day > last_day:
            is_ended = last_day < dt.date(year, 12, 31)
            when = f"ngày {last_day:%d/%m/%Y}, khi đơn vị kết thúc hoạt động" if is_ended else "năm của kế hoạch"
            said = f"thời hạn {shown} sau {when}"
            found.append(CheckFinding("deadline", place, said, f"chọn ngày đến {last_day:%d/%m/%Y}"))
    return found


def _targets(annex: Annex) -> list[CheckFinding]:
    """Check the targets of items, whoever set them: parameters, or the office's list of tasks."""
    found = []
    for row in annex.rows:
        item, rule, target = row.item, row.rule, row.target
        place = f"phụ lục {annex.annex_key}, {item.code}"
        if target.value is None:
            continue
        found += _compare(place, target, None if row.is_own_target else rule, item.max_score)
        if row.falls > _NOTHING and item.score is not None and not (rule is not None and rule.may_fall):
            found.append(_fall(place, target, item.score))
    return found


def _fall(place: str, target: Target, score: float) -> CheckFinding:
    """Say that a target lies on the worse side of last year's value."""
    worse = "cao" if target.is_lower_better else "thấp"
    said = f"mục tiêu {comma(round(target.value or 0.0, 4))} {worse} hơn năm trước ({comma(round(score, 4))})"
    return CheckFinding(
        "target_value", place, said, "sửa mục tiêu, hoặc cho phép thấp hơn năm trước (may_fall: true) trong tệp tham số"
    )


def _compare(place: str, target: Target, rule: TargetRule | None, limit: float | None) -> list[CheckFinding]:
    """Compare what a rule asked for, and what came of it, with the maximum.

    Parameters
    ----------
    place : str
        Where the target stands.
    target : Target
        With a value.
    rule : TargetRule or None
        From which it follows; None where somebody set the target itself.
    limit : float or None
        Maximum of the value.
    """
    value, asked, highest = target.value or 0.0, None, limit
    if rule is not None and rule.rule in {"reach_score", "reach_pct"}:
        asked = rule.score if rule.rule == "reach_score" else rule.pct
        highest = limit if rule.rule == "reach_score" else MAXIMUM_PCT
    if asked is not None and highest is not None and asked > highest + _TOLERANCE:
        said = f"mục tiêu {comma(asked)} vượt mức tối đa {comma(highest)}"
    elif limit is not None and value > limit + _TOLERANCE:
        said = f"mục tiêu {comma(round(value, 4))} vượt mức tối đa {comma(limit)}"
    elif limit is not None and target.is_above and not target.is_lower_better and value > limit - _NOTHING:
        said = f"mục tiêu phải cao hơn {comma(round(value, 4))}, đã là mức tối đa"
    else:
        return []
    return [CheckFinding("target_value", place, said, "sửa mục tiêu")]


def _aims(plan: Plan) -> list[CheckFinding]:
    """Check the targets of wholes and domains."""
    found = []
    for aim in plan.aims:
        place = f"mục tiêu {aim.index}, {'cả chỉ số' if aim.code == 'total' else aim.code}"
        rank, allowed = (
            aim.target.rank,
            "sửa mục tiêu, hoặc cho phép thấp hơn năm trước (may_fall: true) trong tệp tham số",
        )
        if rank is not None:
            if aim.n_target is not None and rank > aim.n_target:
                said = f"thứ hạng {rank} lớn hơn tổng số {aim.n_target} đơn vị"
                found.append(CheckFinding("target_value", place, said, "sửa mục tiêu"))
            elif aim.rank is not None and aim.n_target == aim.n_ranked and rank > aim.rank and not aim.rule.may_fall:
                said = f"thứ hạng {rank} kém năm trước ({aim.rank})"
                found.append(CheckFinding("target_value", place, said, allowed))
            continue
        if aim.target.value is None:
            continue
        found += _compare(place, aim.target, aim.rule, aim.max_score)
        if aim.value is not None and aim.distance is not None and aim.distance < -_NOTHING and not aim.rule.may_fall:
            found.append(_fall(place, aim.target, aim.value))
    return found


def _sums(plan: Plan) -> list[CheckFinding]:
    """Compare targets of domains and of the whole with the targets of their rows."""
    rows = [row for annex in plan.annexes for row in annex.rows]
    found = []
    for aim in plan.aims:
        own_results = plan.subject_results.of[aim.index]
        if aim.target.value is None or isinstance(own_results, SurveyedResults) or not rows:
            continue  # shares of answers do not add up
        own = [
            row
            for row in rows
            if row.item.index == aim.index
            and row.item.max_score is not None
            and row.item.unit == "điểm"
            and aim.code in {TOTAL_CODE, row.item.domain_code}
        ]
        whole = sum(row.item.max_score or 0.0 for row in own)
        # only where the rows are the whole: an annex of weak items alone says nothing of the sum
        expected = aim.max_score
        if aim.code == TOTAL_CODE and isinstance(own_results, ScoredResults) and own_results.table is not None:
            expected = own_results.table.at[TOTAL_CODE, "max_score"]
        if expected is None or abs(whole - expected) > _TOLERANCE or any(row.target.value is None for row in own):
            continue
        scale = 100 / whole if aim.unit == "%" else 1.0
        low = sum(row.target.value or 0.0 for row in own) * scale
        is_open = any(row.target.is_above for row in own)
        name = "cả chỉ số" if aim.code == TOTAL_CODE else f"lĩnh vực {aim.code}"
        place = f"mục tiêu {name}"
        if aim.target.value < low - _TOLERANCE or (aim.target.value > low + _TOLERANCE and not is_open):
            said = f"mục tiêu {name} là {comma(round(aim.target.value, 2))}, nhưng mục tiêu các dòng cộng lại là {comma(round(low, 2))}"
            found.append(
                CheckFinding("target_sum", place, said, "sửa quy tắc của lĩnh vực, của tổng hoặc của từng dòng")
            )
    return found
