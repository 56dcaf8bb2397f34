"""What is said with an annex of a plan: whose figures, how its targets and judgements were made, what is abbreviated."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cchc.analysis.index_results import ScoredResults, SurveyedResults
from cchc.indices.stages import STAGES
from cchc.indices_defined import PERCENT
from cchc.planning.annexes import Annex
from cchc.planning.cheapest_tasks import priorities
from cchc.planning.plan import Plan
from cchc.planning.plan_tables import NOT_COMPARABLE
from cchc.planning.plan_tasks import agencies_of
from cchc.reporting.kept import kept
from cchc.reporting.sections.common import ILLUSTRATIVE_NOTE
from cchc.reporting.sections.office_words import words_note
from cchc.reporting.sections.plan_words import increase_text, of_basis, short_number
from cchc.reporting.sections.solution_notes import suggestion_notes
from cchc.reporting.sentences import sentence
from cchc.slots import open_figures

#: In the short name of an agency: more capitals than a name has.
_SHORTENED = re.compile(r"[A-ZĐ]{2,}|&[A-ZĐ]")


def annex_note(plan: Plan, found: Annex) -> str:
    """Return what stands with an annex: whose figures, how targets and judgements were made, abbreviations."""
    inputs = plan.results.inputs
    columns = {one.column for one in found.params.columns}
    notes = []
    used = [
        (told.of[index.key], which)
        for told in plan.told_results
        for index, which in plan.parts_of(found)
        if index.key in told.of
    ]
    sheets = [own.sheet for own, which in used if isinstance(own, ScoredResults) and own.sheet and which != "sources"]
    surveyed = [own for told in (plan.ruling.results, *plan.ruling.results.parts) for own in told.all_surveyed]
    surveys = [own.survey for own in surveyed if own.survey and own.index.key in _indices(found)]
    if "illustrative" in {*(one.status for one in sheets), *(one.status for one in surveys)}:
        notes.append(ILLUSTRATIVE_NOTE)
    stages = dict.fromkeys(one.stage for one in sheets if one.stage != "approved")
    notes += [f"Điểm ở giai đoạn {STAGES[stage].lower()}, chưa được phê duyệt." for stage in stages]
    if "assessment_vi" in columns:
        notes.append(_assessment_note(plan, found))
    if "target" in columns:
        notes += _target_notes(plan, found)
    if {"priority_vi", "task_vi"} & columns:
        notes += _priority_notes(plan, found)
    is_draft = not inputs.is_issue
    if (
        "cause_vi" in columns
        and any(row.task.cause_vi is not None for row in found.rows)
        and is_draft
        and not plan.has_own_words
    ):
        notes.append("Nguyên nhân nêu theo số liệu đã có; cơ quan chủ trì xác nhận, làm rõ trước khi ban hành.")
    if "parts" in columns and found.old_units:
        told = [plan.results.inputs.indices[key] for key in _indices(found)]
        notes.append(sentence("parts_of_annex", told, inputs.basis_year))
    elif any(row.item.score is None for row in found.items) and {"score", "max_score"} & columns:
        notes.append("Dấu – ở cột điểm: cơ quan chủ trì bổ sung theo kết quả được thông báo.")
    notes += suggestion_notes(plan, found)
    if found.without_solution:
        notes.append(f"Chưa có giải pháp cho: {', '.join(found.without_solution)}.")
    notes.append(sentence("bracketed", any(open_figures(row.task.task_vi, row.task.output_vi) for row in found.rows)))
    notes.append(words_note(plan, found))
    notes.append(sentence("abbreviations", _abbreviations(plan, found)))
    return " ".join(note for note in notes if note)


def _abbreviations(plan: Plan, found: Annex) -> dict[str, str]:
    """Return the abbreviations that an annex uses, general ones and those in names of agencies, with their meaning."""
    known = plan.results.inputs.abbreviations
    joined = " ".join(
        text
        for row in found.rows
        for text in (row.task.task_vi, row.task.output_vi, row.task.cause_vi, row.task.lead_vi, row.task.cooperating_vi)
        if text
    )
    general = {
        short: meaning for short, meaning in known.items() if re.search(rf"(?<!\w){re.escape(short)}(?!\w)", joined)
    }
    told = dict(_shortened(one.short_vi, one.name_vi, known) for one in agencies_of(plan, found.rows))
    return general | {short: meaning for short, meaning in told.items() if short and short not in general}


def _shortened(short: str, name: str, known: Mapping[str, str]) -> tuple[str, str]:
    """Return what of a short name is abbreviated, and what it stands for; empty where general abbreviations tell it.

    Examples
    --------
    >>> _shortened("Sở GD&ĐT", "Sở Giáo dục và Đào tạo", {})
    ('GD&ĐT', 'Giáo dục và Đào tạo')
    >>> _shortened("UBND cấp xã", "Ủy ban nhân dân cấp xã", {"UBND": "Ủy ban nhân dân"})
    ('', '')
    """
    spelt = " ".join(known.get(word, word) for word in short.split())
    if spelt.casefold() == name.casefold() or not _SHORTENED.search(short):
        return "", ""
    few, many = short.split(), name.split()
    while few and many and few[0] == many[0]:
        few, many = few[1:], many[1:]
    while few and many and few[-1] == many[-1]:
        few, many = few[:-1], many[:-1]
    return " ".join(few), " ".join(many)


def _priority_notes(plan: Plan, found: Annex) -> list[str]:
    """Say what the order of priority rests on."""
    chosen = kept(plan, "priorities", lambda: priorities(plan))
    is_told = any(row.item.task_key in chosen for row in found.rows)
    return [sentence("priority_note", plan.results.inputs.has_illustrative)] if is_told else []


def _indices(found: Annex) -> tuple[str, ...]:
    """Return the keys of the indices of an annex's rows."""
    return tuple(dict.fromkeys(row.item.index for row in found.rows))


def _target_notes(plan: Plan, found: Annex) -> list[str]:
    inputs, notes = plan.ruling.results.inputs, []
    for key in _indices(found):
        index, rule = inputs.indices[key], inputs.params.targets_of(key)
        is_listed = any(row.item.index == key and not row.is_kept for row in found.rows)
        if is_listed and (rule.amount is not None or rule.rule not in {"above_last_year", "keep_maximum"}):
            limit = "không quá 100%" if index.item_unit_vi == PERCENT else "không quá điểm tối đa của từng nội dung"
            if index.is_lower_better:
                limit = f"không dưới {short_number(index.scale.lowest)}"
            whose = f" ({index.name_vi})" if len(_indices(found)) > 1 else ""
            words = of_basis(
                increase_text(rule, unit=index.item_unit_vi, is_lower_better=index.is_lower_better), inputs
            )
            notes.append(f"Mục tiêu{whose}: {words}{'' if rule.rule == 'best_part' else f', {limit}'}.")
    numbered = [row.target for row in found.rows if row.target.value is not None and row.target.is_above]
    if any(not target.is_lower_better for target in numbered):
        notes.append("Dấu > nghĩa là phải đạt cao hơn số ghi sau dấu.")
    if "proposed" in {one.column for one in found.params.columns} and found.has_proposals:
        steps = {
            inputs.indices[row.item.index].name_vi: (
                inputs.params.targets_of(row.item.index).minimum_step,
                "điểm phần trăm" if row.item.unit == PERCENT else "điểm",
            )
            for row in found.rows
            if row.target.is_step and not row.is_own_target
        }
        has_scale = any(row.target.proposed is not None and not row.target.is_step for row in found.rows)
        notes.append(sentence("proposals", steps, has_scale, inputs.is_issue))
    if any(target.is_lower_better for target in numbered):
        notes.append("Dấu < nghĩa là phải đạt thấp hơn số ghi sau dấu.")
    return notes


def _assessment_note(plan: Plan, found: Annex) -> str:
    """Say by what rows are called strengths: ``judge_standing``, the full points of a sheet, the middle of the field."""
    told = []
    for index, which in plan.parts_of(found):
        own = plan.subject_results.of.get(index.key)
        if isinstance(own, ScoredResults) and which == "all" and own.sheet is not None:
            told.append(f"đạt điểm tối đa ({index.name_vi})")
        elif isinstance(own, ScoredResults | SurveyedResults) and which in {"all", "sources"}:
            told.append("xếp hạng ở nửa trên trong các đơn vị được xếp hạng")
        elif index.kind == "published":
            worse = "cao" if index.is_lower_better else "thấp"
            told.append(f"không {worse} hơn mức của tỉnh đứng giữa ({index.name_vi})")
    if not told:
        return ""
    has_unknown = any(row.item.is_strength is None and not row.is_added for row in found.rows)
    unknown = f" {NOT_COMPARABLE}: không có thứ hạng để so với các đơn vị khác." if has_unknown else ""
    return f"Ưu điểm: {'; '.join(dict.fromkeys(told))}.{unknown}"
