"""What official plans share: heading block, number and date, legal bases, texts, annex lines, signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from cchc.errors import Fault, InputError, NotebookError, ParameterError
from cchc.params import ReportParams
from cchc.reporting.blocks import Group, Letterhead, Paragraph, Signature, Span
from cchc.reporting.markdown import parse_markdown
from cchc.reporting.office_templates import fill_template
from cchc.texts import SectionTexts
from cchc.unit_register import UnitRegister
from cchc.units import Unit, kind_of

_BLANK = "\u00a0" * 6
#: First word of an agency's name → the title of its head.
_HEADS = {
    "văn": "CHÁNH VĂN PHÒNG", "thanh": "CHÁNH THANH TRA", "ban": "TRƯỞNG BAN", "phòng": "TRƯỞNG PHÒNG",
}  # fmt: skip
_HEAD_MARK, _HEAD = "[NGƯỜI ĐỨNG ĐẦU]", "GIÁM ĐỐC"
_COMMITTEES = {"tỉnh": "Tỉnh ủy", "thành phố": "Thành ủy", "huyện": "Huyện ủy", "quận": "Quận ủy", "thị xã": "Thị ủy"}
_COMMITTEES |= dict.fromkeys(("xã", "phường", "đặc khu"), "Đảng ủy")


class Issued(Protocol):
    """What a plan is issued from: whose it is, of which year, with which heading."""

    @property
    def unit(self) -> Unit:
        """The issuing unit."""
        ...

    @property
    def year(self) -> int:
        """Year of the plan."""
        ...

    @property
    def units(self) -> UnitRegister:
        """Where the place of an agency is found."""
        ...

    @property
    def params(self) -> ReportParams:
        """Choices; the heading is ``plan.letterhead``."""
        ...


def unbroken(text: str) -> str:
    """Join words by non-breaking spaces, so that a line breaks before a name and not within it."""
    return text.replace(" ", "\u00a0")


def number_line(inputs: Issued) -> str:
    """Write the number and symbol; a blank number is left for the registry."""
    head = inputs.params.plan.letterhead
    return f"{head.number.zfill(2) if head.number else _BLANK}/{head.symbol or f'KH-{inputs.unit.abbreviation}'}"


def date_text(inputs: Issued) -> str:
    """Write the date; unknown parts stay blank for the registry (day < 10 and months 1, 2 take a zero)."""
    head = inputs.params.plan.letterhead
    day = f"{head.day:02d}" if head.day else _BLANK
    month = (f"{head.month:02d}" if head.month <= 2 else str(head.month)) if head.month else _BLANK
    return f"ngày {day} tháng {month} năm {inputs.year}"


def heading_block(inputs: Issued, subject: str) -> Letterhead:
    """Return the heading block of a plan (Decree 30/2020/NĐ-CP, template 1.4)."""
    head, unit = inputs.params.plan.letterhead, inputs.unit
    holder = inputs.units.get(unit.parent_key, inputs.year) if unit.is_agency else None
    own = unit.name_vi if unit.is_agency else f"Ủy ban nhân dân {unbroken(unit.name_full_vi)}"
    return Letterhead(
        superior=(head.superior or (f"Ủy ban nhân dân {unbroken(holder.name_full_vi)}" if holder else "")).upper(),
        agency=(head.agency or own).upper(),
        number=f"Số: {number_line(inputs)}",
        place_date=f"{head.place or (holder or unit).name_vi}, {date_text(inputs)}",
        type_vi="KẾ HOẠCH",
        subject=subject,
    )


def legal_bases(texts: Iterable[str]) -> tuple[Paragraph, ...]:
    """Return "Căn cứ ..." each on its line, ended by a semicolon, the last by a full stop."""
    plain = [text.rstrip(";. ") for text in texts]
    marks = [";"] * (len(plain) - 1) + ["."]
    return tuple(Paragraph((Span(text + mark),), "basis") for text, mark in zip(plain, marks, strict=False))


def attached_line(inputs: Issued) -> str:
    """Return the line below an annex's title."""
    return f"(Kèm theo Kế hoạch số {number_line(inputs)} {date_text(inputs)} của {inputs.unit.issuer_vi})"


def signature_block(inputs: Issued, upper_vi: str = "", assumed: dt.date | None = None) -> Signature:
    """Return recipients and signature; ``[cấp trên]`` becomes the full name of the unit above, ``[tỉnh]``, ``[Tỉnh ủy]`` and their like become those of the place."""
    head, unit = inputs.params.plan.letterhead, inputs.unit
    kind = kind_of(inputs.units.get(unit.parent_key, inputs.year) or unit if unit.is_agency else unit)
    committee = _COMMITTEES.get(kind, "cấp ủy")
    names = dict.fromkeys(("[Tỉnh ủy]", "[Huyện ủy]", "[Đảng ủy]"), committee)
    names |= dict.fromkeys(("[tỉnh]", "[huyện]", "[xã]"), kind) | {"[cấp trên]": upper_vi}
    lines = []
    for line in head.recipients_in(inputs.year, assumed):
        if unit.is_agency and line == unit.name_vi:
            continue  # it does not send its plan to itself
        named = line
        for mark, name in names.items():
            named = named.replace(mark, name)
        lines.append(f"{named};")
    title = _HEADS.get(unit.name_vi.split()[0].casefold(), _HEAD)
    authority = tuple(line.replace(_HEAD_MARK, title) for line in head.authority)
    return Signature((*lines, f"Lưu: {head.archive}."), authority, head.signer or "")


def fill(inputs: Issued, template: str, key: str, values: Mapping[str, Any]) -> str:
    """Fill a template of the parameters.

    Parameters
    ----------
    inputs : Issued
        Whose plan it is.
    template : str
        Jinja.
    key : str
        Of the parameters, for messages.
    values : mapping
        Names beside ``year`` and ``unit``.

    Raises
    ------
    ParameterError
        If it names something else.
    """
    known = {"year": inputs.year, "unit": inputs.unit.name_full_vi} | dict(values)
    return fill_template(
        template,
        known,
        lambda _, why: ParameterError(
            f"Không điền được khóa {key} trong params ({why}); các tên được dùng: {', '.join(known)}, đặt trong hai cặp ngoặc nhọn."
        ),
    )


def text_section(texts: Mapping[str, str], folder: str, name: str, values: Mapping[str, Any]) -> Group:
    """Show a section of a plan's text.

    Parameters
    ----------
    texts : mapping of str to str
        Name → Markdown template.
    folder : str
        Below ``params/texts``, for messages.
    name : str
        File name without ``.md``.
    values : mapping
        What the templates may name.

    Returns
    -------
    Group
        Headings and paragraphs.

    Raises
    ------
    InputError
        If there is no such text, it names something that does not exist, or holds what documents cannot carry.
    """
    path = texts.paths.get(name, "") if isinstance(texts, SectionTexts) else ""
    path = path or f"params/texts/{folder}/{name}.md"
    if name not in texts:
        known = ", ".join(texts)
        raise InputError([Fault(path, "", "không có văn bản mẫu này", f"các văn bản hiện có: {known}")])

    def refuse(line: int, why: str) -> InputError:
        place, allowed = f"dòng {line}" if line else "", f"các tên được dùng: {', '.join(values)}"
        return InputError([Fault(path, place, f"không điền được văn bản ({why})", allowed)])

    try:
        return Group(tuple(parse_markdown(fill_template(texts[name], values, refuse, is_markdown=True))))
    except NotebookError as error:
        raise InputError([Fault(path, "", str(error).rstrip("."), "chỉ dùng chữ, danh sách, bảng")]) from None
