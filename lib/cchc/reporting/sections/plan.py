"""Sections of the improvement plan, in the layout of Decree 30/2020/NĐ-CP."""

from __future__ import annotations

import datetime as dt
from typing import Any

import jinja2

from cchc.errors import Fault, InputError, NotebookError
from cchc.indices.par_index import CAP_CODE
from cchc.indices.stages import STAGES
from cchc.params import IncreaseTarget
from cchc.planning.annexes import Annex
from cchc.planning.plan import Plan
from cchc.planning.task_words import items_of
from cchc.reporting.blocks import AnnexStart, Column, Group, Letterhead, Paragraph, Signature, Span
from cchc.reporting.formats import format_number
from cchc.reporting.markdown import parse_markdown
from cchc.reporting.sections.common import ILLUSTRATIVE_NOTE, settings, stage_note
from cchc.reporting.sections.task_words import shown_rows, target_kind, words_note
from cchc.reporting.sentences import environment, sentence
from cchc.reporting.tables import make_table

TITLES = {
    "par_keep": "Các tiêu chí, tiêu chí thành phần của PAR INDEX đã đạt điểm tối đa năm {result_year}, cần duy trì trong năm {year}",
    "par_improve": "Các tiêu chí, tiêu chí thành phần của PAR INDEX không có điểm hoặc chưa đạt điểm tối đa năm {result_year}, cần khắc phục trong năm {year}",
    "sipas": "Các nội dung của SIPAS có kết quả thấp năm {result_year}, cần nâng cao trong năm {year}",
    "papi": "Các nội dung thành phần của PAPI có điểm thấp năm {result_year}, cần nâng cao trong năm {year}",
}
_SHEETS = {"par_keep": "PL PAR duy trì", "par_improve": "PL PAR khắc phục", "sipas": "PL SIPAS", "papi": "PL PAPI"}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_BLANK = "\u00a0" * 6


def subject(plan: Plan) -> str:
    """Return what the plan is about (trích yếu)."""
    inputs = plan.results.inputs
    return (
        f"Khắc phục tồn tại, hạn chế các chỉ số PAR INDEX, SIPAS, PAPI năm {inputs.result_year},"
        f" nâng cao kết quả các chỉ số năm {inputs.year} của {inputs.locality.name_full_vi}"
    )


def _number_line(plan: Plan) -> str:
    head = plan.results.inputs.params.plan.letterhead
    number = head.number.zfill(2) if head.number else _BLANK
    return f"{number}/{head.symbol}"


def _date_text(plan: Plan) -> str:
    """Write the date; unknown parts stay blank for the registry (day < 10 and months 1, 2 take a zero)."""
    head, year = plan.results.inputs.params.plan.letterhead, plan.results.inputs.year
    day = f"{head.day:02d}" if head.day else _BLANK
    month = (f"{head.month:02d}" if head.month <= 2 else str(head.month)) if head.month else _BLANK
    return f"ngày {day} tháng {month} năm {year}"


def _unbroken(text: str) -> str:
    """Join words by non-breaking spaces, so that a heading breaks before a name and not within it."""
    return text.replace(" ", "\u00a0")


def letterhead(plan: Plan) -> Group:
    """Open the plan: heading block, number, date, type and subject."""
    inputs = plan.results.inputs
    head = inputs.params.plan.letterhead
    block = Letterhead(
        superior=(head.superior or "").upper(),
        agency=(head.agency or f"Ủy ban nhân dân {_unbroken(inputs.locality.name_full_vi)}").upper(),
        number=f"Số: {_number_line(plan)}",
        place_date=f"{head.place or inputs.locality.name_vi}, {_date_text(plan)}",
        type_vi="KẾ HOẠCH",
        subject=subject(plan),
    )
    title = f"Kế hoạch {subject(plan)[0].lower()}{subject(plan)[1:]}"
    return Group((settings(plan.results, title, layout="official"), block, *_legal_bases(plan)))


def _legal_bases(plan: Plan) -> tuple[Paragraph, ...]:
    """Return "Căn cứ ..." each on its line, ended by a semicolon, the last by a full stop."""
    texts = [text.rstrip(";. ") for text in plan.results.inputs.params.plan.legal_bases]
    marks = [";"] * (len(texts) - 1) + ["."]
    return tuple(Paragraph((Span(text + mark),), "basis") for text, mark in zip(texts, marks, strict=False))


def annex_label(plan: Plan, annex_key: str) -> str:
    """Return ``Phụ lục II``; ``Phụ lục`` if the plan has only one; empty for an annex it has not."""
    keys = [annex.annex_key for annex in plan.annexes]
    if annex_key not in keys:
        return ""
    return "Phụ lục" if len(keys) == 1 else f"Phụ lục {ROMAN[keys.index(annex_key)]}"


def increase_text(rule: IncreaseTarget, *, unit: str) -> str:
    """Write a minimum increase so that nobody can mistake per cent for points.

    Examples
    --------
    >>> increase_text(IncreaseTarget(amount=10.0, unit="relative_pct"), unit="%")
    '10% so với giá trị năm trước (mức tăng tương đối)'
    >>> increase_text(IncreaseTarget(amount=0.1, unit="points"), unit="điểm")
    '0,1 điểm'
    """
    amount = format_number(rule.amount, 2).rstrip("0").rstrip(",")
    if rule.unit == "relative_pct":
        return f"{amount}% so với giá trị năm trước (mức tăng tương đối)"
    return f"{amount} điểm phần trăm" if unit == "%" else f"{amount} điểm"


def _annex_facts(plan: Plan) -> dict[str, Any]:
    return {
        key: {
            "label": annex_label(plan, key),
            "count": len(items_of(found)),
            "lost": format_number(found.rows["lost_score"].sum() - _beyond_cap(plan, found)),
        }
        if (found := plan.annex(key))
        else None
        for key in TITLES
    }


def text(plan: Plan, name: str) -> Group:
    """Show a section of the plan's text, from ``params/texts``.

    Parameters
    ----------
    plan : Plan
        The plan.
    name : str
        File name without ``.md``.

    Returns
    -------
    Group
        Headings and paragraphs.

    Raises
    ------
    InputError
        If there is no such text, or it names something that does not exist.
    """
    inputs = plan.results.inputs
    folder = f"params/texts/{inputs.params.plan.texts}"
    if name not in inputs.texts:
        raise InputError(
            [
                Fault(
                    f"{folder}/{name}.md",
                    "",
                    "không có văn bản mẫu này",
                    f"các văn bản hiện có: {', '.join(inputs.texts)}",
                )
            ]
        )
    year_end = dt.date(inputs.year, 12, 31)
    labels = [annex_label(plan, annex.annex_key) for annex in plan.annexes]
    values = {
        "stage_note": stage_note(plan.results),
        "year": inputs.year,
        "result_year": inputs.result_year,
        "unit": inputs.locality.name_full_vi,
        "annexes": _annex_facts(plan),
        "annex_labels": f"các phụ lục {', '.join(label.split()[-1] for label in labels)}"
        if len(labels) > 1
        else "".join(labels),
        "sipas_increase": increase_text(inputs.params.targets.sipas, unit="%"),
        "papi_increase": increase_text(inputs.params.targets.papi, unit="điểm"),
        "unit_plan_deadline": plan.deadline(inputs.params.plan.unit_plan_deadline),
        "report_deadline": plan.deadline(inputs.params.plan.report_deadline),
        "standing_agency": inputs.agencies.resolve(inputs.params.plan.standing_agency_key, plan.plan_date).name_vi,
        "tax_agency": inputs.agencies.resolve("CucThue", plan.plan_date).name_vi,
        "police_agency": inputs.agencies.resolve("CA_tinh", plan.plan_date).name_vi,
        "insurance_agency": inputs.agencies.resolve("BHXH", plan.plan_date).name_vi,
        "local_committees": inputs.agencies.resolve("UBND_huyen", year_end).short_vi,
        "has_districts": inputs.agencies.resolve("UBND_huyen", year_end).agency_key == "UBND_huyen",
        "result_sentence": sentence(
            "plan_result", plan.results.headlines, inputs.locality.name_full_vi, inputs.result_year
        ),
    }
    try:
        rendered = environment().from_string(inputs.texts[name]).render(values)
    except jinja2.TemplateError as error:
        place = f"dòng {error.lineno}" if isinstance(error, jinja2.TemplateSyntaxError) else ""
        raise InputError(
            [
                Fault(
                    f"{folder}/{name}.md",
                    place,
                    f"không điền được văn bản ({error})",
                    f"các tên được dùng: {', '.join(values)}",
                )
            ]
        ) from None
    try:
        return Group(tuple(parse_markdown(rendered)))
    except NotebookError as error:
        raise InputError(
            [Fault(f"{folder}/{name}.md", "", str(error).rstrip("."), "chỉ dùng chữ, danh sách, bảng")]
        ) from None


def signature(plan: Plan) -> Signature:
    """Close the plan: recipients and signature."""
    head = plan.results.inputs.params.plan.letterhead
    is_city = plan.results.inputs.locality.is_city
    named = [
        line.replace("[Tỉnh ủy]", "Thành ủy" if is_city else "Tỉnh ủy").replace(
            "[tỉnh]", "thành phố" if is_city else "tỉnh"
        )
        for line in head.recipients
    ]
    lines = (*(f"{line};" for line in named), f"Lưu: {head.archive}.")
    return Signature(lines, tuple(head.authority), head.signer or "")


def annex(plan: Plan, annex_key: str) -> Group:
    """Show one annex, or nothing if the plan has none of this kind."""
    found = plan.annex(annex_key)
    if found is None:
        return Group(())
    inputs = plan.results.inputs
    title = TITLES[annex_key].format(year=inputs.year, result_year=inputs.result_year)
    attached = f"(Kèm theo Kế hoạch số {_number_line(plan)} {_date_text(plan)} của Ủy ban nhân dân {inputs.locality.name_full_vi})"
    start = AnnexStart(annex_label(plan, annex_key), title.upper(), attached)
    table = make_table(
        shown_rows(found),
        annex_columns(found),
        caption="",
        note=_annex_note(plan, found),
        sheet=_SHEETS[annex_key],
        group_by="group_vi",
        is_wide=True,
    )
    return Group((start, table))


def annex_columns(found: Annex) -> tuple[Column, ...]:
    """Return the columns of an annex; widths in millimetres add up to the landscape text width."""
    is_percent, is_keep = found.unit == "%", found.annex_key == "par_keep"
    points = "Tỷ lệ" if is_percent else "Điểm"
    suffix = " (%)" if is_percent else ""
    return (
        Column("#", "TT", "centre", 9),
        Column("criterion_vi", "Tiêu chí, nội dung", "text", 35),
        Column("max_score", f"{points} tối đa{suffix}", "score", 13),
        Column("score", f"{points} năm trước{suffix}", "score", 13),
        Column("lost_score", f"{points} bị mất{suffix}", "score", 13, formula="{max_score}-{score}"),
        Column("cause_vi", "Nguyên nhân", "text", 18 if is_keep else 32),
        Column("target", f"Mục tiêu{suffix}", target_kind(found), 14),
        Column("task_vi", "Nhiệm vụ, giải pháp", "text", 45 if is_keep else 38),
        Column("lead_vi", "Chủ trì", "text", 22),
        Column("cooperating_vi", "Phối hợp", "text", 24),
        Column("deadline_vi", "Thời hạn", "text", 20),
        Column("output_vi", "Sản phẩm", "text", 27 if is_keep else 23),
    )


def _beyond_cap(plan: Plan, found: Annex) -> float:
    """Return the penalty points that the cap does not take, for the annex that lists penalties."""
    par = plan.results.par
    return 0.0 if par is None or found.annex_key != "par_improve" else max(float(par["score"].get(CAP_CODE, 0.0)), 0.0)


def _annex_note(plan: Plan, found: Annex) -> str:
    inputs = plan.results.inputs
    notes = []
    is_illustrative = {
        "par_keep": plan.results.sheet is not None and plan.results.sheet.status == "illustrative",
        "par_improve": plan.results.sheet is not None and plan.results.sheet.status == "illustrative",
        "sipas": inputs.survey is not None and inputs.survey.status == "illustrative",
        "papi": False,
    }[found.annex_key]
    if is_illustrative:
        notes.append(ILLUSTRATIVE_NOTE)
    sheet = plan.results.sheet
    if found.annex_key.startswith("par_") and sheet is not None and sheet.stage != "approved":
        notes.append(f"Điểm ở giai đoạn {STAGES[sheet.stage].lower()}, chưa được phê duyệt.")
    if found.annex_key == "sipas":
        notes.append(
            f"Mục tiêu: tăng tối thiểu {increase_text(inputs.params.targets.sipas, unit='%')}, không quá 100%."
        )
    if found.annex_key == "papi":
        notes.append(
            f"Mục tiêu: tăng tối thiểu {increase_text(inputs.params.targets.papi, unit='điểm')}, không quá điểm tối đa của nội dung thành phần."
        )
    if found.annex_key == "par_improve":
        notes.append("Dấu > nghĩa là mục tiêu phải cao hơn điểm của năm trước.")
    if found.annex_key != "par_keep":
        notes.append(
            "Nguyên nhân là nhận định ban đầu theo danh mục giải pháp; cơ quan chủ trì rà soát, làm rõ trong kế hoạch của mình."
        )
    if found.without_solution:
        notes.append(f"Chưa có giải pháp trong danh mục cho: {', '.join(found.without_solution)}.")
    notes.append(words_note(plan, found))
    return " ".join(note for note in notes if note)
