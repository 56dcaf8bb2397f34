"""Localities and the rules by which a name, as an office writes it, finds its locality in a given year."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cchc.errors import UnknownNameError, suggest

#: Year of the merger of provinces: results from this year on are those of the new units.
MERGER_YEAR = 2025
#: Key under which figures of the whole country stand.
COUNTRY_KEY = "VietNam"
ADMIN_LEVELS = ("country", "province", "district", "commune", "department")

# Old and new placement of the tone mark are both in use (Hòa/Hoà); only at the end of a syllable do they differ.
_OLD_TO_NEW = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_OLD_TONE = re.compile(r"(?<!q)(" + "|".join(_OLD_TO_NEW) + r")\b")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_GENERIC = re.compile(r"^(tỉnh|thành phố|tp\.?|huyện|quận|thị xã)\s+")
_JOINERS = re.compile(r"[\s_\-.]+")


@lru_cache(maxsize=65536)
def normalise_name(name: str) -> str:
    """Bring one written form of a name to the form under which the register compares names.

    Unicode composition, letter case, dashes, spaces and the placement of tone marks do not matter; accents do.

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
    return _JOINERS.sub("", _DASHES.sub("-", text))


@dataclass(frozen=True)
class Locality:
    """An administrative unit during the time in which it exists.

    Attributes
    ----------
    locality_key : str
        ``BacKan``; the same key may name a unit before and after the merger of 2025.
    locality_code : str
        Two-digit code of the unit, only unique within its vintage; empty for districts.
    name_vi, name_full_vi : str
        ``Bắc Kạn`` and ``tỉnh Bắc Kạn``.
    admin_level : str
        One of ``ADMIN_LEVELS``.
    parent_key : str
        Key of the unit above, empty for provinces.
    valid_from, valid_to : datetime.date
        First and last day; ``date.max`` while it exists.
    successor_key : str
        Key of the unit that took it over, empty while it exists.
    aliases : tuple of str
        Other spellings in use.
    """

    locality_key: str
    locality_code: str
    name_vi: str
    name_full_vi: str
    admin_level: str
    parent_key: str
    valid_from: dt.date
    valid_to: dt.date
    successor_key: str
    aliases: tuple[str, ...]

    def exists_on(self, day: dt.date) -> bool:
        """Tell whether the unit exists on a day."""
        return self.valid_from <= day <= self.valid_to

    @property
    def is_city(self) -> bool:
        """Whether this is a centrally-run city: its offices are "thành phố", not "tỉnh"."""
        return self.admin_level == "province" and self.name_full_vi.casefold().startswith("thành phố")

    def names(self) -> tuple[str, ...]:
        """Return every form under which the unit may be asked for."""
        return (self.locality_key, self.name_vi, self.name_full_vi, *self.aliases)


def kind_of(locality: Locality) -> str:
    """Return the generic word of a unit's full name.

    Examples
    --------
    >>> unit = Locality("X", "", "Vinh", "thành phố Vinh", "district", "", dt.date.min, dt.date.max, "", ())
    >>> kind_of(unit)
    'thành phố'
    """
    name = locality.name_full_vi
    return name[: len(name) - len(locality.name_vi)].strip() if name.endswith(locality.name_vi) else name.split()[0]


def locality_from_row(row: Mapping[str, str]) -> Locality:
    """Return a unit from a row of ``data/reference/localities.csv``."""
    return Locality(
        locality_key=row["locality_key"],
        locality_code=row["locality_code"],
        name_vi=row["name_vi"],
        name_full_vi=row["name_full_vi"],
        admin_level=row["admin_level"],
        parent_key=row["parent_key"],
        valid_from=dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else dt.date.min,
        valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else dt.date.max,
        successor_key=row["successor_key"],
        aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
    )


def vintage_of(year: int) -> int:
    """Return a year on whose 1 January the units exist that the results behind a plan of ``year`` are of.

    The results of 2025 are the first of the new provinces, which exist on 1 January of the year after.

    Examples
    --------
    >>> vintage_of(2024), vintage_of(2025), vintage_of(2026)
    (2023, 2024, 2026)
    """
    return year if year > MERGER_YEAR else year - 1


class LocalityRegister:
    """All localities, resolved by name for a year.

    Parameters
    ----------
    localities : iterable of Locality
        Every unit of every vintage.
    """

    def __init__(self, localities: Iterable[Locality]) -> None:
        self.localities = tuple(localities)
        self._by_name: dict[str, list[Locality]] = {}
        for locality in self.localities:
            for form in {normalise_name(name) for name in locality.names()}:
                self._by_name.setdefault(form, []).append(locality)

    def resolve(self, name: str, year: int) -> Locality:
        """Find the locality that a name means in a year.

        A unit counts for a year when it exists on 1 January: a plan of 2025 is the plan of one of the 63
        provinces, a plan of 2026 that of one of the 34.

        Parameters
        ----------
        name : str
            Key, Vietnamese name or alias.
        year : int
            Year of the plan or of the figure.

        Returns
        -------
        Locality
            The only unit of that name on 1 January of the year.

        Raises
        ------
        UnknownNameError
            If nothing bears that name (the nearest names are suggested), if it does not exist in that year
            (its successor is named), or if the name means two units.
        """
        text = name.strip()
        form = normalise_name(text)
        found = self._by_name.get(form) or self._by_name.get(normalise_name(_GENERIC.sub("", text.casefold())), [])
        if not found:
            raise UnknownNameError(
                f"Không có địa phương nào tên '{text}'{self._nearest(text, year)}"
                " (huyện, xã chưa có trong danh mục: thêm một dòng vào data/reference/localities.csv)."
            )
        day = dt.date(year, 1, 1)
        valid = [locality for locality in found if locality.exists_on(day)]
        if len(valid) > 1:
            options = ", ".join(f"{locality.locality_key} ({locality.name_full_vi})" for locality in valid)
            raise UnknownNameError(f"Tên '{text}' chỉ nhiều địa phương: {options}; hãy dùng một mã trong số đó.")
        if not valid:
            raise UnknownNameError(self._explain_absence(found[0], year))
        return valid[0]

    def get(self, locality_key: str, year: int) -> Locality | None:
        """Return the unit with exactly this key in a year, or None."""
        day = dt.date(year, 1, 1)
        for locality in self.localities:
            if locality.locality_key == locality_key and locality.exists_on(day):
                return locality
        return None

    def of_level(self, admin_level: str, year: int) -> tuple[Locality, ...]:
        """Return the units of a level that exist on 1 January of a year, in the register's order."""
        day = dt.date(year, 1, 1)
        return tuple(one for one in self.localities if one.admin_level == admin_level and one.exists_on(day))

    def predecessors(self, locality_key: str) -> tuple[Locality, ...]:
        """Return the provinces of before 1 July 2025 that became a province of today, in the register's order."""
        return tuple(
            one for one in self.localities if one.admin_level == "province" and one.successor_key == locality_key
        )

    def unit_of(self, locality_key: str, year: int) -> Locality | None:
        """Return the unit that a key means in a year: itself, or what it was called then; None where it was part of another.

        Thừa Thiên Huế and Huế are one unit under two keys; Bắc Kạn and Thái Nguyên are not.
        """
        own = self.get(locality_key, year)
        if own is not None:
            return own
        earlier = self.predecessors(locality_key)
        if len(earlier) == 1 and earlier[0].exists_on(dt.date(year, 1, 1)):
            return earlier[0]
        later = {one.successor_key for one in self.localities if one.locality_key == locality_key} - {""}
        return next((one for key in later if len(self.predecessors(key)) == 1 and (one := self.get(key, year))), None)

    def last_day_of(self, locality: Locality) -> dt.date:
        """Return the last day on which a unit acts: a province that is not merged goes on under its successor's entry."""
        successor = locality.successor_key
        if successor and len(self.predecessors(successor)) == 1:
            return dt.date.max
        return locality.valid_to

    def _nearest(self, text: str, year: int) -> str:
        day = dt.date(year, 1, 1)
        names = {name: one for one in self.localities if one.exists_on(day) for name in one.names()}
        near = {names[name].locality_key: names[name] for name in suggest(text, names, n=6)}
        if not near:
            return ""
        return "; gần nhất: " + ", ".join(f"{key} ({one.name_vi})" for key, one in list(near.items())[:3])

    def _explain_absence(self, locality: Locality, year: int) -> str:
        start = f"Địa phương {locality.name_full_vi} không tồn tại trong năm {year}"
        if locality.valid_to < dt.date(year, 1, 1):
            last = f"{locality.valid_to:%d/%m/%Y}"
            successor = self.get(locality.successor_key, year) if locality.successor_key else None
            if successor is None:
                return f"{start}: đơn vị này kết thúc hoạt động ngày {last}."
            return (
                f"{start}: đơn vị này kết thúc hoạt động ngày {last} và đã hợp nhất vào {successor.name_full_vi};"
                f" hãy dùng PROVINCE={successor.locality_key}."
            )
        return f"{start}: đơn vị này được thành lập ngày {locality.valid_from:%d/%m/%Y}."
