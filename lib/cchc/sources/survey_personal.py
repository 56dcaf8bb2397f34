"""Columns of a survey that would name a person, told by heading or content; their values go nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from cchc.sources.survey_columns import is_personal
from cchc.sources.survey_words import fold

#: Words of headings beside those that any survey refuses, as folded.
_HEADING = re.compile(
    r"\b(e mail|mail|thu dien tu|ho ten|ten nguoi|nguoi tra loi|nguoi duoc (hoi|phong van)|so dien thoai|dien thoai|sdt|dt lien he|phone"
    r"|zalo|facebook|ten dang nhap|username|user name|full name|first name|last name|respondent name|submitted by|responder|tai khoan|dinh danh"
    r"|can cuoc|cccd|cmnd|cmt|ho chieu|passport|ma so thue|bhxh|ngay thang nam sinh|nam sinh|noi o|cho o|so nha|address"
    r"|nguoi (nhap|phong van|thu thap|dien phieu|khao sat|dieu tra|lap phieu)|dieu tra vien|phong van vien|can bo (khao sat|dieu tra|phong van|nhap)"
    r"|enumerator|interviewer|gps|toa do|geolocation|latitude|longitude|altitude|deviceid|device id|simserial|subscriberid|ip|chu ky|signature|bien so)\b"
)
_NAME_HEADINGS = {"ten", "name", "ho va ten", "ten cua ban", "ten ong ba", "quy danh"}
#: A heading that asks for a name, unless the name is that of one of these things.
_NAME_OF = re.compile(
    r"\bten (?!(goi )?(cac |cua )?(co quan|don vi|phong|ban nganh|so nganh|to chuc|thu tuc|tthc|xa|phuong|thi|huyen|quan|tinh|thanh pho|dia phuong|dia ban"
    r"|thon|ap|to|xom|khu|khoi|bon|buon|lang|duong|pho|linh vuc|dich vu|doanh nghiep|cong ty|hop tac xa|htx|truong|benh vien|tram|co so|ho so"
    r"|giay to|tai lieu|van ban|ket qua|phieu|bieu mau|mau|cuoc|dot|khao sat|tieu chi|chi so|chi tieu|cau hoi|muc|nhom|loai|nganh|nghe|san pham"
    r"|ung dung|phan mem|trang|cong|he thong|website|tep|file|may|thiet bi|du an|chuong trinh|nhiem vu|quoc gia|nuoc|dan toc|chuc vu|mien)\b)"
)
_BY_PLACE = re.compile(r"\b(dia chi|noi o|cho o|address)\b")
_VILLAGE_NAME = re.compile(r"\btên (gọi )?bản\b")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
#: Telephone numbers, with or without the zero that Excel drops, and numbers of identity cards: 9 to 12 figures.
_PHONE = re.compile(r"(\+?84|0)\d{8,10}")
_LONG_NUMBER = re.compile(r"\d{9,13}")
_SEPARATORS = re.compile(r"[\s.\-()]")
_SURNAMES = {
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương", "lý", "lò", "vàng",
    "giàng", "nông", "ma", "hà", "triệu", "đinh", "lương", "quan", "mai", "trịnh", "đoàn", "phùng", "tô", "cao", "tạ", "chu", "lâm",
    "thái", "lưu", "tống", "quách", "sùng", "thào", "hạng", "bàn", "đàm", "hứa", "lộc", "la", "mạc", "nghiêm", "kiều", "tăng", "từ",
    "sầm", "vi", "hờ", "cứ", "mùa", "điêu", "cầm", "quàng", "tòng", "y", "h", "ksor", "rơ", "đào", "trương", "thạch", "sơn", "kim",
}  # fmt: skip
_NAME_WORD = re.compile(r"[A-ZÀ-ỸĐ][^\W\d_]*\.?")
#: From this share of the filled-in cells on a column is taken for what they look like; fewer are slips of single people.
_SHARE = 0.3
#: Names are many; a category that begins like a surname ("Hà Thành") comes again and again.
_MOST_REPEATED = 0.5
_LONGEST_TOLD = 60
#: Names of people mostly have a middle name; those of places mostly have two words.
_FULL_NAME = 3


def has_personal_heading(heading: str) -> bool:
    """Tell whether a heading announces what names or reaches a person.

    Examples
    --------
    >>> [has_personal_heading(one) for one in ("Địa chỉ e-mail", "Name", "Số ĐT", "Tên thủ tục", "Thái độ của công chức")]
    [True, True, True, False, False]
    >>> [has_personal_heading(one) for one in ("Tên chủ hộ", "Ông (bà) tên là gì?", "Người nhập phiếu", "Tên xã", "Tên bản")]
    [True, True, True, False, False]
    """
    folded = fold(heading)
    if _NAME_OF.search(f"{folded} ") and not _VILLAGE_NAME.search(heading.casefold()):
        return True
    return is_personal(heading) or folded in {*_NAME_HEADINGS, "so dt"} or _HEADING.search(folded) is not None


def is_personal_use(heading: str, *, is_place: bool) -> bool:
    """Tell whether a heading announces what no column in use may hold; where somebody lives may name a commune.

    Examples
    --------
    >>> is_personal_use("SĐT liên hệ", is_place=True), is_personal_use("Địa chỉ (xã, phường)", is_place=True)
    (True, False)
    """
    plain = _BY_PLACE.sub(" ", fold(heading)) if is_place and _BY_PLACE.search(fold(heading)) else heading
    return has_personal_heading(plain)


def is_personal_value(text: str) -> bool:
    """Tell whether one cell looks like a name, an address of mail, a telephone number or the number of a card.

    Examples
    --------
    >>> [is_personal_value(one) for one in ("Nguyễn Thị Lan", "a@b.vn", "0912 345 678", "912345678", "Hài lòng", "4", "Thôn 1")]
    [True, True, True, True, False, False, False]
    """
    return is_contact(text) or is_name(text)


def is_contact(text: str) -> bool:
    """Tell whether a cell looks like an address of mail, a telephone number or the number of a card."""
    digits = _SEPARATORS.sub("", text)
    return bool(_MAIL.search(text) or _PHONE.fullmatch(digits) or _LONG_NUMBER.fullmatch(digits))


def is_name(text: str) -> bool:
    """Tell whether a text looks like the full name of a Vietnamese."""
    words = text.split()
    if not 2 <= len(words) <= 6 or words[0].casefold() not in _SURNAMES:
        return False
    return all(_NAME_WORD.fullmatch(one) for one in words)


def is_personal_column(texts: Sequence[str], counts: Sequence[int], *, may_be_places: bool = False) -> bool:
    """Tell whether a column looks like personal data by what stands in it.

    Parameters
    ----------
    texts : sequence of str
        Distinct cells that are not blank.
    counts : sequence of int
        How often each stands there.
    may_be_places : bool
        Whether names of places may stand there, which are often those of people.

    Returns
    -------
    bool
        True where a good part of the cells are personal: of names only where they hardly repeat.

    Examples
    --------
    >>> is_personal_column(["Nguyễn Văn An", "Lý Thị Hoa"], [1, 1]), is_personal_column(["Hà Thành", "Lý Bôn"], [40, 38])
    (True, False)
    """
    total = sum(counts)
    if not total:
        return False
    names = [is_name(text) for text in texts]
    contacts = [is_contact(text) for text in texts]
    if sum(count for count, found in zip(counts, contacts, strict=True) if found) >= _SHARE * total:
        return True
    n_named = sum(count for count, found in zip(counts, names, strict=True) if found)
    return not may_be_places and n_named >= _SHARE * total and len(texts) >= _MOST_REPEATED * total


def are_names(texts: Collection[str], places: Callable[[], Collection[str]] = tuple) -> bool:
    """Tell whether the groups of a column are people, however often each comes again.

    Parameters
    ----------
    texts : collection of str
        Distinct cells that are not blank.
    places : callable
        Returns the names of communes, without accents and without the word before them; asked only where it matters.

    Returns
    -------
    bool
        True where more than half of them look like names, at least half of these of three words or more, and are those
        of no commune. What begins with "Xã", "Phường", "Thôn" is none.

    Examples
    --------
    >>> are_names(["Đặng Thu Thập", "Lê Thái"]), are_names(["Xã Trần Phú", "Lê Lợi"]), are_names(["Hà Thành", "Lý Bôn"])
    (True, False, False)
    >>> are_names(["Lê Đại Hành", "Trần Hưng Đạo"], lambda: {"le dai hanh", "tran hung dao"})
    False
    """
    names = [text for text in texts if is_name(text)]
    if 2 * len(names) <= len(texts) or 2 * sum(len(one.split()) >= _FULL_NAME for one in names) < len(names):
        return False
    known = places()
    return 2 * sum(fold(one) not in known for one in names) > len(texts)


def names_people(texts: Collection[str]) -> bool:
    """Tell whether what should be numbers of responses are names or addresses of mail.

    Examples
    --------
    >>> names_people(["Nguyễn Văn An", "Lò Thị Mai", "3"]), names_people(["202300001", "202300002"])
    (True, False)
    """
    return sum(is_name(text) or "@" in text for text in texts) > _SHARE * len(texts)


def may_be_told(text: str) -> bool:
    """Tell whether an answer may stand in a message or a form: short, and nothing that might be about a person."""
    longest = max((len(one) for one in re.findall(r"\d[\d\s.\-]*", text)), default=0)
    return len(text) <= _LONGEST_TOLD and longest < 7 and not is_personal_value(text) and "@" not in text


def tell(texts: Collection[str], n: int = 3) -> str:
    """List some answers for a message; those that might be about a person are left out.

    Examples
    --------
    >>> tell(["Tạm được", "0912345678"])
    "'Tạm được'"
    """
    return ", ".join(f"'{text}'" for text in [one for one in texts if may_be_told(one)][:n])
