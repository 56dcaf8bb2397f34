"""What a column of a survey export may be used for, and what its heading and content seem to say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from cchc.sources.survey_columns import DESIGN_HEADINGS, RESPONDENT, RESPONDENT_HEADINGS
from cchc.sources.survey_words import fold

SUBMITTED, START, END = "submitted_time", "start_time", "end_time"
TIMES = (SUBMITTED, START, END)
PERSONAL, FREE_TEXT, IGNORED = "personal", "free_text", "ignored"
#: Columns that are read only to be dropped, or not at all.
DROPPED = (PERSONAL, FREE_TEXT, IGNORED)
#: Design columns whose answers are categories, each listed once in the map.
CATEGORIES = ("sex", "age_group", "procedure")
#: Design columns that name places.
PLACES = ("psu", "stratum", "commune")
#: Uses whose cells name groups of respondents.
GROUPS = (*PLACES, *CATEGORIES)
#: Groups that ages in figures are put into: first age → name; a choice of ours.
AGE_BANDS = {0: "Dưới 25", 25: "25 đến 34", 35: "35 đến 49", 50: "50 đến 60", 61: "Trên 60"}
_AGES = range(10, 111)
#: Uses that are no question → how forms name them.
USE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        RESPONDENT: RESPONDENT_HEADINGS[0],
        SUBMITTED: "Thời điểm gửi",
        START: "Thời điểm bắt đầu",
        END: "Thời điểm kết thúc",
        **{key: forms[0] for key, forms in DESIGN_HEADINGS.items()},
        PERSONAL: "Thông tin cá nhân (bỏ)",
        FREE_TEXT: "Trả lời tự do (bỏ)",
        IGNORED: "Không dùng",
    }
)
#: Folded headings of the usual tools and of sheets made by hand → use; polite words are taken off first.
_HEADINGS = {
    **dict.fromkeys(("ma phieu", "so phieu", "ma so phieu", "id", "response id", "stt", "so tt", "so thu tu", "respondent id"), RESPONDENT),
    **dict.fromkeys(
        ("dau thoi gian", "timestamp", "thoi gian gui", "thoi diem gui", "ngay gui", "ngay tra loi", "ngay khao sat", "ngay dien phieu", "ngay", "ngay phong van", "ngay gio", "submission time", "submitted time"),
        SUBMITTED,
    ),
    **dict.fromkeys(("start", "start time", "thoi gian bat dau", "thoi diem bat dau", "gio bat dau"), START),
    **dict.fromkeys(("end", "completion time", "thoi gian hoan thanh", "thoi diem ket thuc", "thoi gian ket thuc", "gio ket thuc"), END),
    **dict.fromkeys(
        ("thon to dan pho", "thon", "to dan pho", "thon ban", "thon ban to dan pho", "ban", "ap", "khu pho", "xom", "don vi mau", "psu"), "psu"
    ),
    **dict.fromkeys(("tang mau", "tang", "stratum"), "stratum"),
    **dict.fromkeys(
        ("xa phuong", "xa", "phuong", "xa phuong thi tran", "xa phuong dac khu", "don vi", "don vi hanh chinh", "commune", "don vi duoc danh gia", "co quan duoc danh gia"),
        "commune",
    ),
    **dict.fromkeys(("gioi tinh", "gioi", "sex", "gender"), "sex"),
    **dict.fromkeys(("nhom tuoi", "do tuoi", "tuoi", "age", "age group"), "age_group"),
    **dict.fromkeys(("linh vuc thu tuc", "linh vuc", "thu tuc", "thu tuc hanh chinh", "linh vuc thu tuc hanh chinh", "linh vuc giai quyet", "loai thu tuc", "procedure"), "procedure"),
    **dict.fromkeys(("trong so", "quyen so", "weight"), "weight"),
    **dict.fromkeys(
        ("uuid", "index", "validation status", "notes", "status", "version", "tags", "today", "formhub uuid", "meta instanceid", "meta rootuuid", "instanceid", "xform id string",
         "last modified time", "thoi gian sua doi gan day nhat", "thoi gian sua doi lan cuoi", "total points", "quiz feedback", "ghi chu"),
        IGNORED,
    ),
}  # fmt: skip
_POLITE = re.compile(
    r"\b(cua (ong ba|anh chi|ban|nguoi tra loi)|xin (vui long )?cho biet|vui long (cho biet|chon)|cho biet|(noi )?(ong ba|anh chi|ban)? ?(dang )?(sinh song|cu tru)|noi o|ong ba|anh chi|quy vi|thuoc|la gi)\b"
)
_FREE = re.compile(
    r"\b(gop y|kien nghi khac|de xuat khac|y kien khac|y kien dong gop|ghi ro|ly do|nhan xet|mong muon khac)\b"
)
_AGE = re.compile(r"(\d{2,3})(?:[.,]0+)?(?: tuổi)?", re.IGNORECASE)
_LEADING_NUMBER = re.compile(r"^(cau )?\d{1,3} ")


def use_of_heading(heading: str) -> str:
    """Tell what a heading that is no question is for; empty where it does not say.

    Examples
    --------
    >>> [use_of_heading(one) for one in ("Dấu thời gian", "2. Giới tính của Ông/Bà?", "_id", "Họ và tên", "Thái độ phục vụ")]
    ['submitted_time', 'sex', 'respondent_id', '', '']
    """
    folded = fold(heading)
    plain = " ".join(_POLITE.sub(" ", _LEADING_NUMBER.sub("", folded)).split())
    return _HEADINGS.get(folded) or _HEADINGS.get(plain, "")


def age_band(text: str) -> str:
    """Return the group of an age in figures; empty for anything else.

    Examples
    --------
    >>> age_band("34"), age_band("61 tuổi"), age_band("Từ 60"), age_band("1985")
    ('25 đến 34', 'Trên 60', '', '')
    """
    match = _AGE.fullmatch(text.strip())
    if match is None or int(match[1]) not in _AGES:
        return ""
    return [name for first, name in AGE_BANDS.items() if first <= int(match[1])][-1]


def is_free_heading(heading: str) -> bool:
    """Tell whether a heading asks for an answer in the respondent's own words."""
    return _FREE.search(fold(heading)) is not None
