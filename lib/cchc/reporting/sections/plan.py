"""Sections of the improvement plan, in the layout of Decree 30/2020/NĐ-CP."""

from __future__ import annotations

import jinja2

from cchc.errors import Fault, InputError, NotebookError
from cchc.planning.plan import Plan
from cchc.reporting.blocks import Group, Letterhead, Paragraph, Signature, Span
from cchc.reporting.markdown import parse_markdown
from cchc.reporting.sections.annexes import annexes
from cchc.reporting.sections.common import settings
from cchc.reporting.sections.plan_head import date_text, number_line, subject
from cchc.reporting.sections.plan_values import text_values
from cchc.reporting.sentences import environment

__all__ = ["annexes", "letterhead", "signature", "text"]


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
        number=f"Số: {number_line(plan)}",
        place_date=f"{head.place or inputs.locality.name_vi}, {date_text(plan)}",
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
    values = text_values(plan)
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
