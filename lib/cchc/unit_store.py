"""The units themselves: places and agencies by key, what became of them, who is ranked among whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from cchc.agencies import SOME, Agency, for_unit
from cchc.units import AGENCY_KINDS, Unit, kind_of, normalise_name, without_accents


def _nothing() -> tuple[()]:
    return ()


def first_of(year: int) -> dt.date:
    """Return the day on which a unit must exist to count for a year."""
    return dt.date(year, 1, 1)


def agency_as_unit(agency: Agency, holder: Unit) -> Unit | None:
    """Return the unit that an agency is in one place: ``TuyenQuang/SNV``.

    Parameters
    ----------
    agency : Agency
        As the register has it, for all places of a level.
    holder : Unit
        The place.

    Returns
    -------
    Unit or None
        Existing while both do; None where plans only name the agency, the place has none, or they never met.
    """
    first, last = max(agency.valid_from, holder.valid_from), min(agency.valid_to, holder.valid_to)
    if agency.unit_kind not in AGENCY_KINDS or not agency.may_exist_in(holder) or first > last:
        return None
    word = kind_of(holder)
    name = for_unit(agency.name_vi, word)
    # "Thanh tra tỉnh" of "tỉnh Bắc Kạn" is "Thanh tra tỉnh Bắc Kạn"
    tail = holder.name_full_vi[len(word) + 1 :] if name.endswith(f" {word}") else holder.name_full_vi
    if agency.valid_to == last and agency.successor_key:
        successor = f"{holder.unit_key}/{agency.successor_key}"
    else:
        successor = f"{holder.successor_key}/{agency.agency_key}" if holder.successor_key else ""
    spelt = (agency.name_vi, agency.short_vi, *agency.aliases)
    aliases = (*spelt, *(for_unit(one, word) for one in spelt))
    key = f"{holder.unit_key}/{agency.agency_key}"
    return Unit(
        key, "", name, f"{name} {tail}", agency.unit_kind, holder.unit_key, first, last, successor,
        tuple(dict.fromkeys(one for one in aliases if one != name)),
    )  # fmt: skip


class UnitStore:
    """All units by key.

    Provinces and districts are held; what is below provinces, of which there are thousands, is read when a name is
    found nowhere above, or a key has a slash.

    Parameters
    ----------
    units : iterable of Unit
        Every province and district of every vintage, and the country.
    communes : callable
        Reads the communes.
    agencies : callable
        Reads the agencies that exist in places.
    rest_on : callable
        Is told which communes an answer rests on.
    """

    def __init__(
        self,
        units: Iterable[Unit],
        communes: Callable[[], Iterable[Unit]] = _nothing,
        agencies: Callable[[], Iterable[Agency]] = _nothing,
        rest_on: Callable[[Sequence[Unit]], None] | None = None,
    ) -> None:
        self.units = tuple(units)
        self._read_communes, self._read_agencies, self._rest_on = communes, agencies, rest_on
        self._by_key: dict[str, list[Unit]] = {}
        self._by_name: dict[str, list[Unit]] = {}
        self._heirs: dict[str, tuple[Unit, ...]] = {}
        for unit in self.units:
            self._by_key.setdefault(unit.unit_key, []).append(unit)
            self._heirs[unit.successor_key] = (*self._heirs.get(unit.successor_key, ()), unit)
            for form in {normalise_name(name) for name in unit.names()}:
                self._by_name.setdefault(form, []).append(unit)
        self._agencies_of: dict[str, tuple[Unit, ...]] = {}

    def get(self, unit_key: str, year: int) -> Unit | None:
        """Return the unit with exactly this key in a year, or None."""
        return next((one for one in self.every(unit_key) if one.exists_on(first_of(year))), None)

    def every(self, unit_key: str) -> tuple[Unit, ...]:
        """Return the units that bear exactly this key at any time."""
        if "/" not in unit_key:
            return tuple(self._by_key.get(unit_key, ()))
        found = tuple(one for one in self._agencies(unit_key.partition("/")[0]) if one.unit_key == unit_key)
        if not found:
            found = tuple(self._communes_by_key.get(unit_key, ()))
            self._note(found)
        return found

    def of_kind(self, unit_kind: str, year: int) -> tuple[Unit, ...]:
        """Return the units of a kind that exist on 1 January of a year, in the register's order."""
        if unit_kind in AGENCY_KINDS:
            holders = dict.fromkeys(one.unit_key for one in self.units if one.exists_on(first_of(year)))
            return tuple(one for key in holders for one in self._agencies_in(key, unit_kind, year))
        every = self._communes if unit_kind == "commune" else self.units
        found = tuple(one for one in every if one.unit_kind == unit_kind and one.exists_on(first_of(year)))
        if unit_kind == "commune":
            self._note(found)
        return found

    def places(self) -> tuple[Unit, ...]:
        """Return every province, district and commune of every vintage; no answer rests on them."""
        return (*self.units, *self._communes)

    def below(self, unit: Unit, unit_kind: str, year: int) -> tuple[Unit, ...]:
        """Return the units of a kind that exist below a unit on 1 January of a year, in the register's order.

        Agencies that only some units have, nobody knows which, are left out: they are there when they are named.
        """
        if unit_kind in AGENCY_KINDS:
            unsure = {f"{unit.unit_key}/{one.agency_key}" for one in self._every_agency if SOME in one.exists_in}
            found = self._agencies_in(unit.unit_key, unit_kind, year)
            return tuple(one for one in found if one.unit_key not in unsure)
        return tuple(one for one in self.of_kind(unit_kind, year) if one.parent_key == unit.unit_key)

    def field_of(self, unit: Unit, year: int) -> tuple[Unit, ...]:
        """Return the units that a unit is ranked among in a year: those of its kind under the same unit, itself included."""
        if unit.unit_kind in {one.unit_kind for one in self.units} | {"commune"}:
            return tuple(one for one in self.of_kind(unit.unit_kind, year) if one.parent_key == unit.parent_key)
        return self._agencies_in(unit.parent_key, unit.unit_kind, year)

    @cached_property
    def merger_year(self) -> int:
        """Year of the last merger of provinces: results from this year on are those of the new units."""
        merged = {one.successor_key for one in self.units if len(self.predecessors(one.successor_key)) > 1}
        return max((one.valid_from.year for one in self.units if one.unit_key in merged), default=dt.MAXYEAR)

    def predecessors(self, unit_key: str) -> tuple[Unit, ...]:
        """Return the provinces that became a province of today, in the register's order."""
        return tuple(one for one in self._heirs.get(unit_key, ()) if unit_key and one.is_ranked_nationally)

    def unit_of(self, unit_key: str, year: int) -> Unit | None:
        """Return the unit that a key means in a year: itself, or what it was called then; None where it was part of another.

        Thừa Thiên Huế and Huế are one unit under two keys; Bắc Kạn and Thái Nguyên are not.
        """
        own = self.get(unit_key, year)
        if own is not None:
            return own
        earlier = self.predecessors(unit_key)
        if len(earlier) == 1 and earlier[0].exists_on(first_of(year)):
            return earlier[0]
        later = {one.successor_key for one in self.every(unit_key)} - {""}
        return next((one for key in later if len(self.predecessors(key)) == 1 and (one := self.get(key, year))), None)

    def last_day_of(self, unit: Unit) -> dt.date:
        """Return the last day on which a unit acts: a province that is not merged goes on under its successor's entry.

        So do its agencies.
        """
        successor = unit.successor_key
        if unit.is_agency:
            holders = [one for one in self.every(unit.parent_key) if one.valid_to == unit.valid_to]
            return self.last_day_of(holders[0]) if holders else unit.valid_to
        if successor and len(self.predecessors(successor)) == 1:
            return dt.date.max
        return unit.valid_to

    # what is below provinces

    @cached_property
    def _communes(self) -> tuple[Unit, ...]:
        return tuple(self._read_communes())

    @cached_property
    def _communes_by_key(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self._communes:
            found.setdefault(unit.unit_key, []).append(unit)
        return found

    @cached_property
    def _communes_by_name(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self._communes:
            for form in forms_below(unit):
                found.setdefault(form, []).append(unit)
        return found

    @cached_property
    def _every_agency(self) -> tuple[Agency, ...]:
        return tuple(self._read_agencies())

    def _agencies(self, holder_key: str) -> tuple[Unit, ...]:
        """Return the units that the agencies of a place are, of all its vintages."""
        if holder_key not in self._agencies_of:
            holders = self._by_key.get(holder_key, ())
            made = (agency_as_unit(agency, one) for one in holders for agency in self._every_agency)
            self._agencies_of[holder_key] = tuple(unit for unit in made if unit is not None)
        return self._agencies_of[holder_key]

    def _agencies_in(self, holder_key: str, unit_kind: str, year: int) -> tuple[Unit, ...]:
        agencies = self._agencies(holder_key)
        return tuple(one for one in agencies if one.unit_kind == unit_kind and one.exists_on(first_of(year)))

    def _note(self, units: Sequence[Unit]) -> None:
        communes = [one for one in units if one.unit_kind == "commune"]
        if communes and self._rest_on is not None:
            self._rest_on(communes)


def forms_below(unit: Unit) -> set[str]:
    """Return the forms under which a commune or agency may be asked for within its province.

    Those without accents are among them, so that communes that differ only by accents are both found and asked for.
    """
    names = (unit.own_key, *unit.names()[1:])
    forms = {normalise_name(one) for one in names}
    if unit.unit_code:
        forms |= {without_accents(unit.name_vi), without_accents(unit.name_full_vi)}
    return forms
