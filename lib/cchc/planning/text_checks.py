"""Checks of a plan's wording: citations, years, names, decimal marks, ranks, references, offices."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cchc.planning.checks import CheckFinding

MERGER_DAY = dt.date(2025, 7, 1)
_FIRST_YEAR = 1945
_NUMBER = r"\d+(?:\.\d{3})*(?:,\d+)?"
_OF_MAXIMUM = re.compile(rf"({_NUMBER})\s*/\s*({_NUMBER})\s*điểm[^.;/]{{0,40}}?({_NUMBER})\s*%")
_DECIMAL_DOT = re.compile(r"(?<![\d.,/:])\d+\.\d{1,2}(?![\d.])(?=\s*(?:điểm|%|/\s*\d+\s*điểm|/\s*100))")
_RANK = re.compile(
    r"(?:xếp thứ|xếp hạng|xếp vị thứ|thứ hạng|vị trí thứ|hạng thứ|đứng thứ)\s+(\d{1,2})(?![\d,]|\s*/\s*\d|\s+(?:bậc|trên|trong))",
    re.IGNORECASE,
)
_LAW = re.compile(r"\b\d+/(\d{4})/((?:NĐ|NQ|TT|QĐ|UBTVQH|QH)[\w-]*)")
_CITED = re.compile(
    r"số\s+(\d+[\w/&-]*)\s+ngày\s+(\d{1,2})(?:/(\d{1,2})/(\d{4})|\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4}))", re.IGNORECASE
)
_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_QUOTED = re.compile(r"[“\"«][^”\"»]*[”\"»]")
_PERIOD = re.compile(r"giai đoạn\s+\d{4}\s*[-–]\s*\d{4}", re.IGNORECASE)
_YEAR = re.compile(r"(?<!Luật )năm\s+(\d{4})\b", re.IGNORECASE)
_DISTRICT = re.compile(r"\b(?:cấp huyện|huyện|quận|thị xã|thị trấn)\b", re.IGNORECASE)
# an annex of another document ("Phụ lục III của Quyết định số ...") is none of this plan's
_ANNEX = re.compile(
    r"(?i:phụ lục)\s+((?:[IVX]+|\d+)\b(?:(?:\s*,\s*|\s+và\s+)(?:[IVX]+|\d+)\b)*)"
    r"(?!\s*(?:\([^)]*\))?,?\s*(?:của (?!Kế hoạch này)|ban hành|kèm theo (?:Nghị|Quyết|Thông)|Nghị định|Quyết định))"
)
_PAR_WORD = re.compile(r"\bPAR[\s_-]*([A-Za-z]{3,8})\b")
_CAPITALS = re.compile(r"\b[A-ZĐ]{4,7}\b")
_NAMES = ("SIPAS", "PAPI")
_LIKENESS = 0.78


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
        Name of an office that ended before the plan's date, and the one that took it over.
    """

    paragraphs: tuple[tuple[str, str], ...]
    annex_labels: tuple[str, ...]
    annex_cells: tuple[tuple[str, str], ...]
    year: int
    result_year: int
    plan_date: dt.date
    lead_agencies: tuple[tuple[str, ...], ...] = ()
    gone_agencies: tuple[tuple[str, str], ...] = ()


def check_text(text: PlanText) -> list[CheckFinding]:
    """Check the wording of a plan.

    Parameters
    ----------
    text : PlanText
        As it will be printed.

    Returns
    -------
    list of CheckFinding
        Per paragraph, then what concerns the whole.
    """
    found: list[CheckFinding] = []
    for section, words in text.paragraphs:
        place = f"{section or 'phần mở đầu'}: “{words[:50]}{'…' if len(words) > 50 else ''}”"
        found += [CheckFinding(check, place, said, allowed) for check, said, allowed in _check_paragraph(words, text)]
    for label, words in text.annex_cells:
        found += [
            CheckFinding(check, f"{label}: “{words[:50]}{'…' if len(words) > 50 else ''}”", said, allowed)
            for check, said, allowed in _check_paragraph(words, text)
            if check != "rank_total"
        ]
    return [*found, *_annexes(text), *_duties(text)]


def _check_paragraph(words: str, text: PlanText) -> Iterator[tuple[str, str, str]]:
    yield from _percentages(words)
    yield from _citations(words, text)
    yield from _names(words)
    for match in _DECIMAL_DOT.finditer(words):
        yield "decimal_mark", f"'{match.group()}' dùng dấu chấm", f"viết {match.group().replace('.', ',')}"
    for match in _RANK.finditer(words):
        yield "rank_total", f"'{match.group()}' không nêu tổng số đơn vị", f"viết dạng {match.group(1)}/63"
    plain = _QUOTED.sub(" ", words)
    if not plain.lstrip("- ").startswith("Căn cứ"):
        plain = _CITED.sub(" ", plain)
        yield from _years(plain, text)
        if text.plan_date >= MERGER_DAY:
            for term in dict.fromkeys(match.group().casefold() for match in _DISTRICT.finditer(plain)):
                yield (
                    "district_term",
                    f"'{term}' không còn từ ngày 01/7/2025",
                    "dùng cấp xã, cấp tỉnh, hoặc đặt trong ngoặc kép khi trích dẫn",
                )
        for name, successor in text.gone_agencies:
            if name.casefold() in plain.casefold():
                allowed = (
                    f"dùng {successor}"
                    if successor
                    else "dùng cơ quan đang tồn tại, hoặc đặt trong ngoặc kép khi trích dẫn"
                )
                yield "agency_gone", f"'{name}' không tồn tại vào ngày {text.plan_date:%d/%m/%Y}", allowed


def _percentages(words: str) -> Iterator[tuple[str, str, str]]:
    for match in _OF_MAXIMUM.finditer(words):
        score, maximum, pct = (_value(part) for part in match.groups())
        if maximum <= 0:
            continue
        # both figures were rounded where they were printed
        slack = _half_digit(match[1]) / maximum * 100 + _half_digit(match[3]) + 1e-9
        if abs(score / maximum * 100 - pct) > slack:
            right = f"{score / maximum * 100:.2f}".replace(".", ",")
            yield (
                "total_pct",
                f"{match[1]}/{match[2]} điểm nhưng ghi {match[3]}%",
                f"{match[1]}/{match[2]} bằng {right}%; xem có đảo chữ số không",
            )


def _value(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


def _half_digit(text: str) -> float:
    return 0.5 * 10.0 ** -len(text.partition(",")[2])


def _citations(words: str, text: PlanText) -> Iterator[tuple[str, str, str]]:
    for match in _LAW.finditer(words):
        if not _FIRST_YEAR <= int(match[1]) <= text.year:
            yield "citation", f"'{match.group()}' có năm {match[1]}", f"năm ban hành từ {_FIRST_YEAR} đến {text.year}"
    for match in _CITED.finditer(words):
        number, day, month, year = match[1], match[2], match[3] or match[5], match[4] or match[6]
        try:
            date = dt.date(int(year), int(month), int(day))
        except ValueError:
            yield "citation", f"văn bản số {number} ghi ngày {day}/{month}/{year} không có thật", "xem lại văn bản gốc"
            continue
        if date > text.plan_date:
            yield (
                "citation",
                f"văn bản số {number} ngày {date:%d/%m/%Y} ban hành sau kế hoạch ({text.plan_date:%d/%m/%Y})",
                "xem lại văn bản gốc",
            )
        stated = re.search(r"/(\d{4})/", number)
        if stated and int(stated[1]) != date.year:
            yield "citation", f"văn bản số {number} ghi ngày {date:%d/%m/%Y}, hai năm khác nhau", "xem lại văn bản gốc"
    for match in _DATE.finditer(words):
        try:
            dt.date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            yield "citation", f"ngày {match.group()} không có thật", "sửa ngày"


def _names(words: str) -> Iterator[tuple[str, str, str]]:
    for match in _PAR_WORD.finditer(words):
        word = match[1].upper()
        is_joined = not re.search(r"\s", match.group())
        if (word != "INDEX" or is_joined) and _alike(word, "INDEX"):
            yield "index_name", f"'{match.group()}'", "viết PAR INDEX"
    for match in _CAPITALS.finditer(words):
        for name in _NAMES:
            if match.group() not in _NAMES and _alike(match.group(), name):
                yield "index_name", f"'{match.group()}'", f"viết {name}"


def _alike(word: str, name: str) -> bool:
    return difflib.SequenceMatcher(None, word, name).ratio() > _LIKENESS


def _years(plain: str, text: PlanText) -> Iterator[tuple[str, str, str]]:
    """Find years that belong to an older plan: neither this plan's, nor its results', nor the year before those."""
    without = _PERIOD.sub(" ", plain)
    for match in _DATE.finditer(without):
        if _FIRST_YEAR <= int(match[3]) < text.year and "ngày" in without[max(0, match.start() - 12) : match.start()]:
            yield (
                "stale_year",
                f"ngày {match.group()} thuộc năm trước năm kế hoạch",
                f"kế hoạch này là của năm {text.year}",
            )
    for match in _YEAR.finditer(_DATE.sub(" ", without)):
        if int(match[1]) < text.result_year - 1:
            yield "stale_year", f"'{match.group()}'", f"kế hoạch năm {text.year}, kết quả năm {text.result_year}"


def _annexes(text: PlanText) -> Iterator[CheckFinding]:
    body = " ".join(words for _, words in text.paragraphs)
    named = {number for match in _ANNEX.finditer(body) for number in re.findall(r"[IVX]+|\d+", match[1])}
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


def _duties(text: PlanText) -> Iterator[CheckFinding]:
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
