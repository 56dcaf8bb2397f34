"""Checks of a plan's wording: citations, years, names, decimal marks, ranks, references, offices."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Sequence

from cchc.dates import print_day
from cchc.planning.check_findings import CheckFinding
from cchc.planning.reference_checks import PlanText, check_annexes, check_duties, check_sections

MERGER_DAY = dt.date(2025, 7, 1)
_FIRST_YEAR = 1945
_NUMBER = r"\d+(?:\.\d{3})*(?:,\d+)?"
_OF_MAXIMUM = re.compile(rf"({_NUMBER})\s*/\s*({_NUMBER})(?:\s*điểm([^.;/\d]{{0,40}}?)|\s*\()({_NUMBER})\s*%")
_POINTS_OF = re.compile(rf"({_NUMBER})\s*/\s*({_NUMBER})\s*điểm")
_OTHER_SHARE = re.compile(r"tăng|giảm|chiếm|so với|trong đó", re.IGNORECASE)
_DECIMAL_DOT = re.compile(
    r"(?<![\d.,/:])(?:\d+\.\d{1,2}(?![\d.])(?=\s*(?:điểm(?!\s+[a-zđ]\b)|%|phần trăm|tỷ|triệu|/\s*\d+(?:,\d+)?\s*điểm|/\s*100))"
    r"|0\.\d+(?![\d.])(?=\s*(?:điểm|%))|\d+\.\d{3}(?=\s*/\s*\d+(?:,\d+)?\s*điểm)|(?<=đạt )\d+\.\d{1,2}(?![\d.]))"
)
_CODE_BEFORE = re.compile(r"(?:mục|tiêu chí|khoản|điều|TC|TCTP|phần|mã)\s*$", re.IGNORECASE)
_RANK = re.compile(
    r"(?:xếp thứ|xếp hạng|xếp vị thứ|thứ hạng|vị trí thứ|vị trí|hạng thứ|đứng thứ|hạng)\s+(\d{1,4})\b"
    r"(?!,\d|\s*/\s*\d|\s+(?:bậc|trên|trong|đơn vị))",
    re.IGNORECASE,
)
_RANK_OF = re.compile(
    r"(?:xếp thứ|xếp hạng|xếp vị thứ|thứ hạng|vị trí thứ|vị trí|đứng thứ|hạng)\s+(\d{1,4})\s*(?:/|trên)\s*(\d{1,4})",
    re.IGNORECASE,
)
_LAW = re.compile(r"\b\d+/(\d{4})/((?:NĐ|NQ|TT|QĐ|UBTVQH|QH)[\w-]*)")
_DAY = r"(\d{1,2})(?:[/.-](\d{1,2})[/.-](\d{4})|\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4}))"
_KINDS = "Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị|Kế hoạch|Chương trình|Công văn|Quy chế|Kết luận|Thông báo|Hướng dẫn"
_CITED = re.compile(
    rf"(?:(?:{_KINDS})\s+(?:số\s+)?|số\s+)(\d+[\w/&-]*),?\s+(?:ban hành\s+)?ngày\s+{_DAY}(?:\s+của\s+[^,;.]*)?",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_LONG_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"«][^”\"»]*[”\"»]|(?<!\w)'[^']*'(?!\w)")
_PERIOD = re.compile(r"(?:giai đoạn|nhiệm kỳ|khóa)\s+\d{4}\s*[-–]\s*\d{4}", re.IGNORECASE)
#: A year that is looked back at, or that belongs to the name of a law.
_LOOKED_BACK = re.compile(
    r"(?:(?:Luật|Bộ luật|Hiến pháp|Pháp lệnh)[^.;]{0,90}?|sửa đổi, bổ sung |so với |kể từ |từ |đầu |cuối |trong )năm \d{4}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"năm\s+(\d{4})\b", re.IGNORECASE)
_DUE = re.compile(
    r"(?:trước|chậm nhất|đến hết|hoàn thành|xong)\s+(?:[^\d.;]{0,30}?)((?:ngày\s+)?\d{1,2}/\d{1,2}/(\d{4})|tháng\s+\d{1,2}[/ ](?:năm )?(\d{4})|quý\s+[IVX]+[/ ](?:năm )?(\d{4}))",
    re.IGNORECASE,
)
_DISTRICT = re.compile(r"\b(?:cấp huyện|huyện|quận|thị xã|thị trấn)\b", re.IGNORECASE)
#: A kind of commune that there was none of before.
_ZONE = re.compile(r"\bđặc khu\b", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-ZĐ]{4,7}\b")
#: Words in capitals that look like a name and are none.
_OTHER_CAPITALS = ("PARI",)
_LIKENESS = 0.78
#: A name of so many letters is taken for meant when its first two are right.
_SHORT = 4


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
    for line in text.recipients:
        plain = _QUOTED.sub(" ", line)
        found += [
            CheckFinding(check, f"Nơi nhận: “{line}”", said, allowed) for check, said, allowed in _terms(plain, text)
        ]
    return [*found, *check_annexes(text), *check_duties(text), *check_sections(text)]


def _check_paragraph(words: str, text: PlanText) -> Iterator[tuple[str, str, str]]:
    yield from _percentages(words)
    yield from _citations(words, text)
    yield from _names(words, text.index_names)
    for match in _DECIMAL_DOT.finditer(words):
        if _CODE_BEFORE.search(words[: match.start()]):
            continue
        yield "decimal_mark", f"'{match.group()}' dùng dấu chấm", f"viết {match.group().replace('.', ',')}"
    for match in _RANK.finditer(words):
        yield "rank_total", f"'{match.group()}' không nêu tổng số đơn vị", f"viết dạng {match.group(1)}/tổng số đơn vị"
    for match in _RANK_OF.finditer(words):
        if int(match[1]) > int(match[2]):
            yield "rank_total", f"'{match.group()}': thứ hạng lớn hơn tổng số đơn vị", "xem có đảo chữ số không"
    plain = _QUOTED.sub(" ", words)
    if not plain.lstrip("- ").startswith("Căn cứ"):
        plain = _CITED.sub(" ", plain)
        yield from _years(plain, text)
        yield from _terms(plain, text)


def _terms(plain: str, text: PlanText) -> Iterator[tuple[str, str, str]]:
    """Find words and offices of another time than the plan's."""
    is_after = text.plan_date >= MERGER_DAY
    for term in dict.fromkeys(match.group().casefold() for match in (_DISTRICT if is_after else _ZONE).finditer(plain)):
        if is_after:
            allowed = "dùng cấp xã, cấp tỉnh, hoặc đặt trong ngoặc kép khi trích dẫn"
            yield "district_term", f"'{term}' không còn từ ngày {print_day(MERGER_DAY)}", allowed
        else:
            allowed = "dùng tên đơn vị hành chính vào ngày của kế hoạch, hoặc đặt trong ngoặc kép khi trích dẫn"
            yield "district_term", f"'{term}' chỉ có từ ngày {print_day(MERGER_DAY)}", allowed
    for name, instead in text.gone_agencies:
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)(?! của HĐND| của Hội đồng)", plain, re.IGNORECASE):
            allowed = (
                f"dùng {instead}" if instead else "dùng cơ quan đang tồn tại, hoặc đặt trong ngoặc kép khi trích dẫn"
            )
            yield "agency_gone", f"'{name}' không tồn tại vào ngày {text.plan_date:%d/%m/%Y}", allowed


def _percentages(words: str) -> Iterator[tuple[str, str, str]]:
    for match in _POINTS_OF.finditer(words):
        if "." not in match[1] and _value(match[1]) > _value(match[2]):
            yield "total_pct", f"{match.group()}: điểm lớn hơn điểm tối đa", "xem có đảo chữ số không"
    for match in _OF_MAXIMUM.finditer(words):
        score, maximum, pct = (_value(match[at]) for at in (1, 2, 4))
        if maximum <= 0 or _OTHER_SHARE.search(match[3] or ""):
            continue
        # both figures were rounded where they were printed
        slack = _half_digit(match[1]) / maximum * 100 + _half_digit(match[4]) + 1e-9
        if abs(score / maximum * 100 - pct) > slack:
            right = f"{score / maximum * 100:.2f}".replace(".", ",")
            yield (
                "total_pct",
                f"{match[1]}/{match[2]} điểm nhưng ghi {match[4]}%",
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
    for match in (*_DATE.finditer(words), *_LONG_DATE.finditer(_CITED.sub(" ", words))):
        try:
            dt.date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            yield "citation", f"ngày {match[1]}/{match[2]}/{match[3]} không có thật", "sửa ngày"


def _names(words: str, names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Find names of indices that are nearly, but not, written as they are."""
    single = [name for name in names if " " not in name]
    for name in names:
        first, _, second = name.partition(" ")
        if not second:
            continue
        for match in re.finditer(rf"\b{re.escape(first)}[\s_-]*([A-Za-zĐđ]{{3,8}})\b", words):
            word = match[1].upper()
            is_joined = not re.search(r"\s", match.group())
            if (word != second or is_joined) and _alike(word, second):
                yield "index_name", f"'{match.group()}'", f"viết {name}"
    for match in _CAPITALS.finditer(words):
        word = match.group()
        for name in single:
            is_short = len(name) == len(word) == _SHORT and word[:2] == name[:2] and word not in _OTHER_CAPITALS
            if word not in single and (_alike(word, name) or is_short):
                yield "index_name", f"'{word}'", f"viết {name}"


def _alike(word: str, name: str) -> bool:
    return difflib.SequenceMatcher(None, word, name).ratio() > _LIKENESS


def _years(plain: str, text: PlanText) -> Iterator[tuple[str, str, str]]:
    """Find years that belong to an older plan: deadlines that are over, aims of earlier years, years before the results."""
    without = _LOOKED_BACK.sub(" ", _PERIOD.sub(" ", plain))
    for match in _DUE.finditer(without):
        year = int(match[2] or match[3] or match[4])
        if _FIRST_YEAR <= year < text.year:
            yield "stale_year", f"'{match[1]}' thuộc năm trước năm kế hoạch", f"kế hoạch này là của năm {text.year}"
    years = [int(match[1]) for match in _YEAR.finditer(_DATE.sub(" ", without))]
    if re.search(r"phấn đấu|mục tiêu", without, re.IGNORECASE) and years and max(years) < text.result_year:
        yield "stale_year", f"mục tiêu của năm {max(years)}", f"kế hoạch này là của năm {text.year}"
        return
    if re.search(r"phấn đấu", without, re.IGNORECASE) and years and max(years) < text.year:
        yield "stale_year", f"phấn đấu cho năm {max(years)}", f"kế hoạch này là của năm {text.year}"
        return
    for year in years:
        if year < text.result_year - 1:
            yield "stale_year", f"'năm {year}'", f"kế hoạch năm {text.year}, kết quả năm {text.result_year}"
