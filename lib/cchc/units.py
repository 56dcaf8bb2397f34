"""Units – places and agencies –, their kinds, and the form in which their names are compared."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

#: Key under which tables hold figures of the whole country.
COUNTRY_KEY = "VietNam"


@dataclass(frozen=True)
class UnitKind:
    """What the code knows of units: their kinds. Which units there are is data.

    Attributes
    ----------
    key : str
        As tables and parameters name the kind.
    title_vi : str
        What units of the kind are called together.
    has_reports : bool
        Whether reports and plans can be made for one.
    is_ranked_nationally : bool
        Whether its field is the country: announced ranks, means and withheld results are those of such units.
    has_offices : bool
        Whether who works for one are offices that issue documents of their own, and no rooms.
    scores : tuple of str
        Kinds of the units below that one scores in a campaign.
    """

    key: str
    title_vi: str
    has_reports: bool = False
    is_ranked_nationally: bool = False
    has_offices: bool = False
    scores: tuple[str, ...] = ()


KINDS = {
    one.key: one
    for one in (
        UnitKind("country", "cả nước"),
        UnitKind(
            "province", "cấp tỉnh", has_reports=True, is_ranked_nationally=True, has_offices=True,
            scores=("department", "public_service_unit", "commune"),
        ),
        UnitKind("district", "cấp huyện", has_reports=True, has_offices=True, scores=("commune",)),
        UnitKind("commune", "cấp xã", has_reports=True),
        UnitKind("department", "sở, ban, ngành, phòng", has_reports=True),
        UnitKind("public_service_unit", "đơn vị sự nghiệp", has_reports=True),
    )
}  # fmt: skip
UNIT_KINDS = tuple(KINDS)
#: Kind of the units that are ranked among those of the whole country.
NATIONAL_KIND = next(key for key, one in KINDS.items() if one.is_ranked_nationally)
#: Level below the country → the word for it.
LEVEL_NAMES = {
    "province": "tỉnh",
    "district": "huyện",
    "commune": "xã",
    "department": "sở, ban, ngành",
    "public_service_unit": "đơn vị sự nghiệp",
}
#: Generic word of a unit's name → how the committee of the Party there is called, and its residential groups where they
#: are not called by the catalogue's "thôn, tổ dân phố".
PARTY_COMMITTEES = {
    "tỉnh": "Tỉnh ủy",
    "thành phố": "Thành ủy",
    "huyện": "Huyện ủy",
    "quận": "Quận ủy",
    "thị xã": "Thị ủy",
    "xã": "Đảng ủy xã",
    "phường": "Đảng ủy phường",
    "đặc khu": "Đảng ủy đặc khu",
}
RESIDENTIAL_GROUPS = {"phường": "tổ dân phố"}
#: What an agency may do with a task of a plan.
ROLES = {
    "directs": "chủ trì được: ban hành, chỉ đạo, ký kết quả",
    "cooperates": "chỉ phối hợp: cơ quan nhận nhiệm vụ, đơn vị phục vụ",
    "is_requested": "được đề nghị: Mặt trận, đoàn thể",
    "supplies": "ngành dọc: phối hợp, cung cấp số liệu",
}
#: Kinds of agencies: these exist in every unit of the level that the register of agencies names.
AGENCY_KINDS = ("department", "public_service_unit")
#: Kinds of units as a campaign's lists write them (of communes, the first word of their names) → key of ``KINDS``.
MEMBER_WORDS = {
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
    "sở": "department",
    "đơn vị sự nghiệp": "public_service_unit",
}
#: Whose a framework, a questionnaire, a grade or a solution is.
ADMIN_LEVELS = UNIT_KINDS

# Old and new placement of the tone mark are both in use (Hòa/Hoà); only at the end of a syllable do they differ.
_OLD_TO_NEW = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_OLD_TONE = re.compile(r"(?<!q)(" + "|".join(_OLD_TO_NEW) + r")\b")
_QUOTES = re.compile(r"[\u2018\u2019\u02bc]")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
#: The word for the kind at the beginning of a full name.
_KIND_WORD = re.compile(r"(tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s", re.IGNORECASE)
_JOINERS = re.compile(r"[\s_\-.]+")


@lru_cache(maxsize=65536)
def normalise_name(name: str) -> str:
    """Bring one written form of a name to the form under which the register compares names.

    Unicode composition, letter case, dashes, apostrophes, spaces and the placement of tone marks do not matter; accents do.

    Parameters
    ----------
    name : str
        As found in a command, a file or a document.

    Returns
    -------
    str
        For comparison only, never for display.

    Examples
    --------
    >>> normalise_name("HOÀ  BÌNH") == normalise_name("Hòa Bình")
    True
    >>> normalise_name("bac-kan") == normalise_name("BacKan")
    True
    >>> normalise_name("Bắc Kạn") == normalise_name("BacKan")
    False
    """
    text = unicodedata.normalize("NFC", name).casefold().strip()
    text = _OLD_TONE.sub(lambda match: _OLD_TO_NEW[match.group()], text)
    return _JOINERS.sub("", _DASHES.sub("-", _QUOTES.sub("'", text)))


def without_accents(name: str) -> str:
    """Return the form of a name that keys are made of, for comparison only.

    Examples
    --------
    >>> without_accents("Xuân Phương"), without_accents("Ea H’leo"), without_accents("Văn Miếu - Quốc Tử Giám")
    ('xuanphuong', 'eahleo', 'vanmieuquoctugiam')
    """
    split = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return "".join(one for one in split if one.isascii() and one.isalnum())


@dataclass(frozen=True)
class Unit:
    """A place or an agency during the time in which it exists.

    Attributes
    ----------
    unit_key : str
        ``BacKan``; of a unit below a province a path: ``HaNoi/XuanPhuong``, ``TuyenQuang/SNV``. Districts have bare
        keys. The same key may name a unit before and after a merger.
    unit_code : str
        Code of the statistics office, only unique within its vintage; empty for districts and agencies.
    name_vi, name_full_vi : str
        ``Bắc Kạn`` and ``tỉnh Bắc Kạn``; ``Sở Nội vụ`` and ``Sở Nội vụ tỉnh Tuyên Quang``.
    unit_kind : str
        Key of ``KINDS``.
    parent_key : str
        Key of the unit above, empty for provinces.
    valid_from, valid_to : datetime.date
        First and last day; ``date.max`` while it exists.
    successor_key : str
        Key of the unit that took it over, empty while it exists.
    aliases : tuple of str
        Other spellings in use.
    """

    unit_key: str
    unit_code: str
    name_vi: str
    name_full_vi: str
    unit_kind: str
    parent_key: str
    valid_from: dt.date
    valid_to: dt.date
    successor_key: str
    aliases: tuple[str, ...]

    def exists_on(self, day: dt.date) -> bool:
        """Tell whether the unit exists on a day."""
        return self.valid_from <= day <= self.valid_to

    @property
    def kind(self) -> UnitKind:
        """What is known of all units of its kind."""
        return KINDS[self.unit_kind]

    @property
    def admin_level(self) -> str:
        """Level under which frameworks, grades and solutions made for it stand."""
        return self.unit_kind

    @property
    def is_ranked_nationally(self) -> bool:
        """Whether its field is the country: see ``UnitKind``."""
        return self.kind.is_ranked_nationally

    @property
    def is_city(self) -> bool:
        """Whether this is a centrally-run city: its offices are "thành phố", not "tỉnh"."""
        return self.is_ranked_nationally and kind_of(self) == "thành phố"

    @property
    def own_key(self) -> str:
        """Last part of its key."""
        return self.unit_key.rpartition("/")[2]

    @property
    def form_name(self) -> str:
        """How its own files name it: a commune's name alone may be that of many."""
        return self.unit_key if self.parent_key and "/" in self.unit_key else self.name_vi

    @property
    def is_agency(self) -> bool:
        """Whether it is an agency of a place, and no place."""
        return self.unit_kind in AGENCY_KINDS

    @property
    def issuer_vi(self) -> str:
        """Name under which its documents are issued: that of the People's Committee, or the agency's own."""
        return self.name_full_vi if self.is_agency else f"Ủy ban nhân dân {self.name_full_vi}"

    @property
    def author_vi(self) -> str:
        """Short name under which its documents are issued."""
        return self.name_full_vi if self.is_agency else f"UBND {self.name_full_vi}"

    @property
    def abbreviation(self) -> str:
        """Letters for it in the symbol of its documents: ``UBND``, ``SGDĐT``."""
        if not self.is_agency:
            return "UBND"
        plain = without_accents(self.own_key)
        spelt = (one for one in self.aliases if one.isupper() and one.isalpha() and without_accents(one) == plain)
        return next(spelt, self.own_key.replace("_", "").upper())

    def names(self) -> tuple[str, ...]:
        """Return every form under which the unit may be asked for."""
        return (self.unit_key, self.name_vi, self.name_full_vi, *self.aliases)


def kind_of(unit: Unit) -> str:
    """Return the generic word of a unit's full name.

    Examples
    --------
    >>> unit = Unit("X", "", "Vinh", "thành phố Vinh", "district", "", dt.date.min, dt.date.max, "", ())
    >>> kind_of(unit)
    'thành phố'
    """
    word = _KIND_WORD.match(unit.name_full_vi)
    return word[1].casefold() if word else unit.name_full_vi.split()[0]


def unit_from_row(row: Mapping[str, str]) -> Unit:
    """Return a unit from a row of ``data/reference/localities.csv`` or ``communes.csv``."""
    return Unit(
        unit_key=row["unit_key"],
        unit_code=row["unit_code"],
        name_vi=row["name_vi"],
        name_full_vi=row["name_full_vi"],
        unit_kind=row["unit_kind"],
        parent_key=row["parent_key"],
        valid_from=dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else dt.date.min,
        valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else dt.date.max,
        successor_key=row["successor_key"],
        aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
    )
