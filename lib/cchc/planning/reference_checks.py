"""Whether a plan's text refers to its annexes and to the agencies that lead its tasks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cchc.planning.check_findings import CheckFinding

_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_ROMAN = r"(?:[IVX]+|\d+)\b"
_RANGE = r"\s*(?:-|–|đến(?: [Pp]hụ lục)?)\s*"
# an annex of another document ("Phụ lục III của Quyết định số ...") is none of this plan's
_ANNEX = re.compile(
    rf"(?i:phụ lục)\s+(?:số\s+)?({_ROMAN}(?:(?:\s*,\s*|\s+và\s+|{_RANGE}){_ROMAN})*)"
    r"(?!\s*(?:\([^)]*\))?,?\s*(?:của (?!Kế hoạch này)|(?:ban hành )?kèm theo (?:Nghị|Quyết|Thông)|ban hành tại|Nghị định|Quyết định))"
)


@dataclass(frozen=True)
class PlanText:
    """The words of a plan as they will be printed.

    Attributes
    ----------
    paragraphs : tuple of (str, str)
        Heading of the section and text, in order; without annexes.
    annex_labels : tuple of str
        ``Phụ lục II`` of each annex.
    annex_cells : tuple of (str, str)
        Label of the annex and text of each of its cells.
    year, result_year : int
        Of the plan.
    plan_date : datetime.date
        Of the plan.
    lead_agencies : tuple of tuple of str
        For each agency that leads a task, the names under which a text may mention it.
    gone_agencies : tuple of (str, str)
        Name of an office that ended before the plan's date, or is not there yet, and who has its place on it.
    index_names : tuple of str
        Of all indices, as they are to be written.
    recipients : tuple of str
        Lines of the list of recipients.
    """

    paragraphs: tuple[tuple[str, str], ...]
    annex_labels: tuple[str, ...]
    annex_cells: tuple[tuple[str, str], ...]
    year: int
    result_year: int
    plan_date: dt.date
    lead_agencies: tuple[tuple[str, ...], ...] = ()
    gone_agencies: tuple[tuple[str, str], ...] = ()
    index_names: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


def check_annexes(text: PlanText) -> Iterator[CheckFinding]:
    """Find annexes that the text does not refer to, and references to annexes that are not there."""
    body = " ".join(words for _, words in text.paragraphs)
    named = {number for match in _ANNEX.finditer(body) for number in _expand(match[1])}
    own = {label.removeprefix("Phụ lục").strip() for label in text.annex_labels}
    place = "viện dẫn phụ lục"
    if own == {""}:
        if "phụ lục" not in body.casefold():
            yield CheckFinding(
                "annex_reference", place, "có phụ lục nhưng phần lời không nhắc đến", "viện dẫn Phụ lục trong phần lời"
            )
        own = set()
    for number in sorted(own - named):
        yield CheckFinding(
            "annex_reference",
            place,
            f"Phụ lục {number} không được nhắc đến trong phần lời",
            "viện dẫn phụ lục này, hoặc bỏ phụ lục",
        )
    for number in sorted(named - own):
        said = f"phần lời viện dẫn Phụ lục {number} nhưng kế hoạch không có phụ lục này"
        yield CheckFinding("annex_reference", place, said, "sửa số phụ lục (số La Mã), hoặc thêm phụ lục")


def check_sections(text: PlanText) -> Iterator[CheckFinding]:
    """Find a plan without its part on organisation or its end mark, and main headings whose numbers have a gap."""
    titles = list(dict.fromkeys(section.partition(" / ")[0] for section, _ in text.paragraphs if section))
    place = "các mục của kế hoạch"
    if not any("TỔ CHỨC THỰC HIỆN" in title.upper() for title in titles):
        yield CheckFinding(
            "section",
            place,
            "thiếu mục Tổ chức thực hiện",
            "thêm mục này vào lời văn phần tổ chức thực hiện (organisation.md)",
        )
    last = text.paragraphs[-1][1].rstrip() if text.paragraphs else ""
    if not last.endswith("./."):
        yield CheckFinding(
            "section", place, "phần lời không kết thúc bằng ./.", "thêm câu kết vào lời văn phần kết (closing.md)"
        )
    numbers = [match[1] for title in titles if (match := re.match(r"([IVX]+)\.\s", title))]
    if numbers != list(_ROMANS[: len(numbers)]):
        said = f"các mục đánh số {', '.join(numbers)}"
        yield CheckFinding("section", place, said, "đánh số liền từ I; xem có tệp lời văn nào thiếu nội dung")


def _expand(words: str) -> list[str]:
    """Return the numbers of ``I, II``, ``I đến IV`` or ``I-IV``.

    Examples
    --------
    >>> _expand("I, II và IV"), _expand("I đến Phụ lục III"), _expand("2")
    (['I', 'II', 'IV'], ['I', 'II', 'III'], ['2'])
    """
    order = _ROMANS
    found: list[str] = []
    for part in re.split(r"\s*,\s*|\s+và\s+", words):
        ends = re.findall(r"[IVX]+|\d+", part)
        if len(ends) == 2 and ends[0] in order and ends[1] in order:
            found += order[order.index(ends[0]) : order.index(ends[1]) + 1]
        else:
            found += ends
    return found


def check_duties(text: PlanText) -> Iterator[CheckFinding]:
    """Find agencies that lead a task and are not told so in the part on organisation."""
    part = " ".join(
        f"{section} {words}" for section, words in text.paragraphs if "TỔ CHỨC THỰC HIỆN" in section.upper()
    ).casefold()
    for names in text.lead_agencies:
        if not any(name.casefold() in part for name in names):
            said = f"{names[0]} có nhiệm vụ chủ trì nhưng không được nêu"
            yield CheckFinding(
                "agency_duty",
                "phần tổ chức thực hiện",
                said,
                "giao trách nhiệm cho cơ quan này trong phần tổ chức thực hiện",
            )
