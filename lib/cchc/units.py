"""Units and the rules by which a name, as an office writes it, finds its unit in a given year."""

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
#: Kind of the units that are ranked among those of the whole country.
NATIONAL_KIND = "province"
#: Kinds of units for which reports are made.
REPORTED_KINDS = (NATIONAL_KIND, "district")
#: Level below the country → the word for it.
LEVEL_NAMES = {"province": "tỉnh", "district": "huyện", "commune": "xã", "department": "sở, ban, ngành"}
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
class Unit:
    """An administrative unit during the time in which it exists.

    Attributes
    ----------
    unit_key : str
        ``BacKan``; the same key may name a unit before and after the merger of 2025.
    unit_code : str
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

    unit_key: str
    unit_code: str
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
        return (self.unit_key, self.name_vi, self.name_full_vi, *self.aliases)


def kind_of(unit: Unit) -> str:
    """Return the generic word of a unit's full name.

    Examples
    --------
    >>> unit = Unit("X", "", "Vinh", "thành phố Vinh", "district", "", dt.date.min, dt.date.max, "", ())
    >>> kind_of(unit)
    'thành phố'
    """
    name = unit.name_full_vi
    return name[: len(name) - len(unit.name_vi)].strip() if name.endswith(unit.name_vi) else name.split()[0]


def unit_from_row(row: Mapping[str, str]) -> Unit:
    """Return a unit from a row of ``data/reference/localities.csv``."""
    return Unit(
        unit_key=row["unit_key"],
        unit_code=row["unit_code"],
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


class UnitRegister:
    """All units, resolved by name for a year.

    Parameters
    ----------
    units : iterable of Unit
        Every unit of every vintage.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = tuple(units)
        self._by_name: dict[str, list[Unit]] = {}
        for unit in self.units:
            for form in {normalise_name(name) for name in unit.names()}:
                self._by_name.setdefault(form, []).append(unit)

    def resolve(self, name: str, year: int) -> Unit:
        """Find the unit that a name means in a year.

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
        Unit
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
        valid = [unit for unit in found if unit.exists_on(day)]
        if len(valid) > 1:
            options = ", ".join(f"{unit.unit_key} ({unit.name_full_vi})" for unit in valid)
            raise UnknownNameError(f"Tên '{text}' chỉ nhiều địa phương: {options}; hãy dùng một mã trong số đó.")
        if not valid:
            raise UnknownNameError(self._explain_absence(found[0], year))
        return valid[0]

    def get(self, unit_key: str, year: int) -> Unit | None:
        """Return the unit with exactly this key in a year, or None."""
        day = dt.date(year, 1, 1)
        for unit in self.units:
            if unit.unit_key == unit_key and unit.exists_on(day):
                return unit
        return None

    def of_level(self, admin_level: str, year: int) -> tuple[Unit, ...]:
        """Return the units of a level that exist on 1 January of a year, in the register's order."""
        day = dt.date(year, 1, 1)
        return tuple(one for one in self.units if one.admin_level == admin_level and one.exists_on(day))

    def predecessors(self, unit_key: str) -> tuple[Unit, ...]:
        """Return the provinces of before 1 July 2025 that became a province of today, in the register's order."""
        return tuple(one for one in self.units if one.admin_level == "province" and one.successor_key == unit_key)

    def unit_of(self, unit_key: str, year: int) -> Unit | None:
        """Return the unit that a key means in a year: itself, or what it was called then; None where it was part of another.

        Thừa Thiên Huế and Huế are one unit under two keys; Bắc Kạn and Thái Nguyên are not.
        """
        own = self.get(unit_key, year)
        if own is not None:
            return own
        earlier = self.predecessors(unit_key)
        if len(earlier) == 1 and earlier[0].exists_on(dt.date(year, 1, 1)):
            return earlier[0]
        later = {one.successor_key for one in self.units if one.unit_key == unit_key} - {""}
        return next((one for key in later if len(self.predecessors(key)) == 1 and (one := self.get(key, year))), None)

    def last_day_of(self, unit: Unit) -> dt.date:
        """Return the last day on which a unit acts: a province that is not merged goes on under its successor's entry."""
        successor = unit.successor_key
        if successor and len(self.predecessors(successor)) == 1:
            return dt.date.max
        return unit.valid_to

    def _nearest(self, text: str, year: int) -> str:
        day = dt.date(year, 1, 1)
        names = {name: one for one in self.units if one.exists_on(day) for name in one.names()}
        near = {names[name].unit_key: names[name] for name in suggest(text, names, n=6)}
        if not near:
            return ""
        return "; gần nhất: " + ", ".join(f"{key} ({one.name_vi})" for key, one in list(near.items())[:3])

    def _explain_absence(self, unit: Unit, year: int) -> str:
        start = f"Địa phương {unit.name_full_vi} không tồn tại trong năm {year}"
        if unit.valid_to < dt.date(year, 1, 1):
            last = f"{unit.valid_to:%d/%m/%Y}"
            successor = self.get(unit.successor_key, year) if unit.successor_key else None
            if successor is None:
                return f"{start}: đơn vị này kết thúc hoạt động ngày {last}."
            return (
                f"{start}: đơn vị này kết thúc hoạt động ngày {last} và đã hợp nhất vào {successor.name_full_vi};"
                f" hãy dùng PROVINCE={successor.unit_key}."
            )
        return f"{start}: đơn vị này được thành lập ngày {unit.valid_from:%d/%m/%Y}."
