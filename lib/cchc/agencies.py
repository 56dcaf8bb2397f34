"""Agencies that plans name; a plan never names one that does not exist on its date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cchc.errors import UnknownNameError, suggest
from cchc.units import Unit, kind_of, normalise_name

#: The word for the unit in an agency's own name, not that of a level or of many units.
_UNIT = re.compile(r"(?<!cấp)(?<!các) (?:tỉnh|huyện)\b")
#: What units call themselves whose agencies the register names "cấp xã".
_COMMUNES = ("xã", "phường", "đặc khu")
#: In ``Agency.exists_in``: nobody has listed the units that have it.
SOME = "some"
#: Names of many agencies, and of kinds of agencies, begin so.
_GENERAL = ("Các ", "Cơ quan ")


@dataclass(frozen=True)
class Agency:
    """An agency during the time in which it bears this name.

    Attributes
    ----------
    agency_key : str
        ``SNV``.
    name_vi, short_vi : str
        Full name and the short form used in annexes.
    valid_from, valid_to : datetime.date
        First and last day.
    successor_key : str
        Agency that took over, empty while it exists.
    aliases : tuple of str
        Other written forms.
    admin_level : str
        Kind of the units that have it.
    unit_kind : str
        One of ``AGENCY_KINDS`` where it is a unit of its own, with results and plans; empty: plans only name it.
    role : str
        Key of ``units.ROLES``: whether it may lead tasks.
    exists_in : tuple of str
        Which units of the level have it: words for their kind, keys, keys that are excepted (``-AnGiang/PhuQuoc``),
        ``some`` where nobody has listed them; empty: all.
    """

    agency_key: str
    name_vi: str
    short_vi: str
    valid_from: dt.date
    valid_to: dt.date
    successor_key: str
    aliases: tuple[str, ...] = ()
    admin_level: str = ""
    unit_kind: str = ""
    exists_in: tuple[str, ...] = ()
    role: str = "directs"

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it bears: full, short, other written forms."""
        return (self.name_vi, self.short_vi, *self.aliases)

    def exists_on(self, day: dt.date) -> bool:
        """Tell whether the agency exists under this name on a day."""
        return self.valid_from <= day <= self.valid_to

    def may_exist_in(self, unit: Unit) -> bool:
        """Tell whether a unit has the agency, or may have it (``some``)."""
        if self.admin_level != unit.unit_kind or f"-{unit.unit_key}" in self.exists_in:
            return False
        return not self.exists_in or bool({SOME, kind_of(unit), unit.unit_key} & set(self.exists_in))


def list_names(names: Iterable[str]) -> str:
    """Write agencies as one list: names of many, and of kinds of agencies, are capitalised at its head only.

    Examples
    --------
    >>> list_names(["Các sở, ban, ngành", "UBND cấp xã"]), list_names(["Sở Nội vụ", "Các sở, ban, ngành"])
    ('Các sở, ban, ngành; UBND cấp xã', 'Sở Nội vụ; các sở, ban, ngành')
    """
    first, *others = (*names, "")
    return "; ".join(one for one in (first, *(within_list(one) for one in others)) if one)


def within_list(name: str) -> str:
    """Write the name of an agency as it stands within a sentence or a list."""
    return name[0].lower() + name[1:] if name.startswith(_GENERAL) else name


def for_unit(text: str, kind: str) -> str:
    """Name an agency as units of another kind name it: of a centrally-run city, of a town.

    Parameters
    ----------
    text : str
        Name of an agency of a province ("tỉnh"), of a district ("huyện") or of a commune ("cấp xã").
    kind : str
        ``units.kind_of`` of the unit.

    Examples
    --------
    >>> for_unit("Thanh tra tỉnh", "thành phố"), for_unit("TT. Tỉnh ủy", "thành phố"), for_unit("Công an tỉnh", "tỉnh")
    ('Thanh tra thành phố', 'TT. Thành ủy', 'Công an tỉnh')
    >>> for_unit("Bưu điện huyện", "thị xã"), for_unit("Ủy ban nhân dân cấp huyện", "thị xã")
    ('Bưu điện thị xã', 'Ủy ban nhân dân cấp huyện')
    >>> for_unit("Công an cấp xã", "phường"), for_unit("Phòng Văn hóa - Xã hội", "phường")
    ('Công an phường', 'Phòng Văn hóa - Xã hội')
    """
    if kind in _COMMUNES:
        return text.replace(" cấp xã", f" {kind}")
    if kind in {"tỉnh", "huyện"}:
        return text
    return _UNIT.sub(f" {kind}", text.replace("Tỉnh ủy", "Thành ủy"))


def agency_from_row(row: Mapping[str, str], named: Callable[[str], str] = str) -> Agency:
    """Return an agency from a row of ``data/reference/agencies.csv``.

    Parameters
    ----------
    row : mapping
        Column → cell.
    named : callable
        Brings a name to the form that the unit's own kind has; its aliases are then found in both forms.
    """
    aliases = [one for one in row["aliases"].split(";") if one]
    return Agency(
        agency_key=row["agency_key"],
        name_vi=named(row["name_vi"]),
        short_vi=named(row["short_vi"]),
        valid_from=dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else dt.date.min,
        valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else dt.date.max,
        successor_key=row["successor_key"],
        aliases=tuple(form for one in aliases for form in dict.fromkeys((one, named(one)))),
        admin_level=row["admin_level"],
        unit_kind=row["unit_kind"],
        exists_in=tuple(one for one in row["exists_in"].split(";") if one),
        role=row["role"],
    )


class AgencyRegister:
    """All agencies, resolved by key for a day.

    Parameters
    ----------
    agencies : iterable of Agency
        Every agency; keys are unique.
    """

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._by_key = {agency.agency_key: agency for agency in agencies}
        self._by_form: dict[str, list[Agency]] = {}
        for agency in self._by_key.values():
            for name in {agency.agency_key, agency.name_vi, agency.short_vi, *agency.aliases}:
                self._by_form.setdefault(normalise_name(name), []).append(agency)

    def __contains__(self, agency_key: str) -> bool:
        return agency_key in self._by_key

    def keys(self) -> tuple[str, ...]:
        """Return every key, in the register's order."""
        return tuple(self._by_key)

    def keys_on(self, day: dt.date) -> tuple[str, ...]:
        """Return the keys that can be resolved on a day: agencies that exist, and those that others took over."""
        found = []
        for key in self._by_key:
            last = self._by_key[key]
            while last.valid_to < day and last.successor_key:
                last = self._by_key[last.successor_key]
            if last.exists_on(day):
                found.append(key)
        return tuple(found)

    def get(self, agency_key: str) -> Agency:
        """Return the agency of a key under its own name; KeyError if there is none."""
        return self._by_key[agency_key]

    def gone_names(self, day: dt.date) -> tuple[tuple[str, str], ...]:
        """Return every name of agencies that ended before a day and that none bears on, each with the successor's or ``""``.

        Names of one word are left out: they say too little to be found in a text.
        """
        living = {name for one in self._by_key.values() if one.valid_to >= day for name in one.names}
        return tuple(
            (name, self.get(one.successor_key).name_vi if one.successor_key else "")
            for one in self._by_key.values()
            if one.valid_to < day
            for name in dict.fromkeys(one.names)
            if " " in name and name not in living
        )

    def coming_names(self, day: dt.date) -> tuple[tuple[str, str], ...]:
        """Return every name of departments that took others over after a day, each with what they are called on it.

        Names of one word, and names that an agency bears on that day, are left out.
        """
        living = {name for one in self._by_key.values() if one.exists_on(day) for name in one.names}
        before: dict[str, list[str]] = {}
        for one in self._by_key.values():
            if one.successor_key and one.exists_on(day):
                before.setdefault(one.successor_key, []).append(one.name_vi)
        return tuple(
            (name, ", ".join(before[one.agency_key]))
            for one in self._by_key.values()
            if one.valid_from > day and one.unit_kind and one.agency_key in before
            for name in dict.fromkeys(one.names)
            if " " in name and name not in living
        )

    def resolve(self, agency_key: str, day: dt.date) -> Agency:
        """Return the agency, or the one that took it over, as it exists on a day.

        Parameters
        ----------
        agency_key : str
            Key in the register; of several, separated by ``;``, the first is today's, and one behind it is meant while it
            existed: ``STC;SKHDT``.
        day : datetime.date
            Date of the plan.

        Returns
        -------
        Agency
            Existing on ``day``.

        Raises
        ------
        UnknownNameError
            If the key is unknown (the nearest are suggested), or the agency and its successors do not exist.
        """
        today, *before = agency_key.split(";")
        for key in before:
            earlier = self._by_key.get(key)
            if earlier is not None and earlier.exists_on(day):
                return earlier
        agency = self._by_key.get(today)
        if agency is None:
            near = suggest(today, self._by_key)
            hint = f"; gần nhất: {', '.join(near)}" if near else ""
            raise UnknownNameError(f"Không có cơ quan nào mã '{today}' trong data/reference/agencies.csv{hint}.")
        while agency.valid_to < day and agency.successor_key:
            agency = self._by_key[agency.successor_key]
        if not agency.exists_on(day):
            raise UnknownNameError(
                f"Cơ quan '{agency.name_vi}' không tồn tại vào ngày {day:%d/%m/%Y} và chưa ghi cơ quan kế thừa."
            )
        return agency

    def find(self, name: str, day: dt.date, *, unit: str = "") -> Agency | None:
        """Find an agency by a written name.

        Parameters
        ----------
        name : str
            Full or short name, alias or key, however spaced and capitalised; ``Sở Nội vụ tỉnh`` is ``Sở Nội vụ``.
        day : datetime.date
            Of several agencies of one name, the one that exists on this day.
        unit : str
            Full name of the unit, which may follow the agency's: ``tỉnh Bắc Kạn``.

        Returns
        -------
        Agency or None
            It need not exist on ``day``; None if no agency bears the name.
        """
        form = normalise_name(name)
        tails = [normalise_name(tail) for tail in (unit, "tỉnh", "thành phố") if tail]
        forms = [form, *(form.removesuffix(tail) for tail in tails if form.endswith(tail))]
        if unit and form.endswith(tails[0]):
            # "Thanh tra tỉnh Bắc Kạn" is "Thanh tra tỉnh"
            forms += [form.removesuffix(tails[0]) + tail for tail in tails[1:]]
        for one in forms:
            if found := self._by_form.get(one):
                return next((agency for agency in found if agency.exists_on(day)), found[0])
        return None

    def split(self, text: str, day: dt.date, *, unit: str = "") -> list[tuple[str, Agency | None]]:
        """Split a list of names at ``;`` and ``,``, but not within a name that the register knows.

        Of others, what follows a comma in lower case belongs to the name before it: ``Phòng Phổ biến, giáo dục pháp luật``.

        Parameters
        ----------
        text : str
            As written in a cell; ``Các sở, ban, ngành`` is one name.
        day, unit
            As for ``find``.

        Returns
        -------
        list of (str, Agency or None)
            Every name as written, with its agency if it is known.
        """
        found: list[tuple[str, Agency | None]] = []
        for piece in re.split(r"[;\n]", text):
            parts = [part.strip() for part in piece.split(",") if part.strip()]
            while parts:
                # the longest known name first
                for count in range(len(parts), 0, -1):
                    name = ", ".join(parts[:count])
                    agency = self.find(name, day, unit=unit)
                    if agency is not None:
                        break
                else:
                    count = next((at for at, part in enumerate(parts) if at and not part[0].islower()), len(parts))
                    name = ", ".join(parts[:count])
                found.append((name, agency))
                parts = parts[count:]
        return found
