"""One register of places and agencies, and the rules by which a name, as an office writes it, finds its unit in a year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cchc.errors import UnknownNameError, suggest
from cchc.unit_store import UnitStore, first_of, forms_below
from cchc.units import Unit, normalise_name

_GENERIC = re.compile(r"^(tỉnh|thành phố|tp\.?|huyện|quận|thị xã)\s+")
_SHOWN = 3


class UnitRegister(UnitStore):
    """All units, resolved by name for a year; what it is made of: see ``UnitStore``."""

    def resolve(self, name: str, year: int) -> Unit:
        """Find the unit that a name means in a year.

        A unit counts for a year when it exists on 1 January: a plan of 2025 is the plan of one of the 63
        provinces, a plan of 2026 that of one of the 34.

        Parameters
        ----------
        name : str
            Key, Vietnamese name or alias; of a commune or an agency with its province: ``HaNoi/XuanPhuong``, ``Hà
            Nội/Xuân Phương``, ``phường Xuân Phương, thành phố Hà Nội``, ``Sở Nội vụ tỉnh Tuyên Quang``. A bare name is
            first that of a province or district.
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
        text, day = name.strip(), first_of(year)
        above, slash, below = (part.strip() for part in text.partition("/"))
        found = self._of_holder(self._holders(above, year), below) if slash else self._places(text) or self._bare(text)
        valid = [unit for unit in found if unit.exists_on(day)]
        if not found:
            raise UnknownNameError(self._say_unknown(text, above if slash else "", below, year))
        if not valid:
            ended = [unit for unit in found if unit.valid_to < day]
            raise UnknownNameError(self._say_absent(ended[-1] if ended else found[0], year, "" if slash else text))
        if len(valid) > 1:
            raise UnknownNameError(_say_many(text, valid, has_province=bool(slash)))
        self._note(valid)
        return valid[0]

    def _places(self, text: str) -> list[Unit]:
        found = self._by_name.get(normalise_name(text))
        return found or self._by_name.get(normalise_name(_GENERIC.sub("", text.casefold())), [])

    def _holders(self, text: str, year: int) -> list[Unit]:
        """Return the places that the first part of a path names; those of the year if there are any."""
        found = self._places(text)
        return [one for one in found if one.exists_on(first_of(year))] or found

    def _of_holder(self, holders: Iterable[Unit], name: str) -> list[Unit]:
        """Return the agencies, or else the communes and districts, of some places that bear a name."""
        form, keys = normalise_name(name), {one.unit_key for one in holders}
        found = [one for key in sorted(keys) for one in self._agencies(key) if form in forms_below(one)]
        if found:
            return found  # no commune is called like an agency: none is read
        exact = [one for key in sorted(keys) for one in self._communes_by_key.get(f"{key}/{name}", ())]
        if exact:
            return exact
        found = [one for one in self._communes_by_name.get(form, ()) if one.parent_key in keys]
        return found + [one for one in self._by_name.get(form, ()) if one.parent_key in keys]

    def _bare(self, text: str) -> list[Unit]:
        """Find a name that no province or district bears: a commune's, or one that its province's follows."""
        form = normalise_name(text)
        tails = dict.fromkeys(
            (tail, one) for one in self.units for name in one.names() if form.endswith(tail := normalise_name(name))
        )
        heads = [(head, one) for tail, one in tails if (head := form.removesuffix(tail).rstrip(","))]
        agencies = [
            agency
            for head, one in heads
            if any(head in forms_below(agency) for agency in self._agencies(one.unit_key))
            for agency in self._of_holder([one], head)
        ]
        if agencies:  # a province that has ended may bear the same name: its agencies are there too
            return list(dict.fromkeys(agencies))
        found = self._communes_by_name.get(form) or [
            one for head, holder in heads for one in self._of_holder([holder], head)
        ]
        return list(dict.fromkeys(found))

    # sentences

    def _say_unknown(self, text: str, above: str, below: str, year: int) -> str:
        holders = self._holders(above, year) if above else []
        if above and not holders:
            return f"Không có tỉnh, thành phố nào tên '{above}'{_nearest(above, self._existing(year))}."
        if not above:
            form = normalise_name(text)
            for one in self._every_agency:
                if one.unit_kind and form in {
                    normalise_name(name) for name in (one.agency_key, one.name_vi, *one.aliases)
                }:
                    return f"'{text}' là cơ quan mà nhiều địa phương có: hãy ghi kèm địa phương, như <Mã địa phương>/{one.agency_key}."
            near = _nearest(text, self._existing(year, self._communes))
            has_districts = any(one.parent_key for one in self._existing(year))
            add = " (huyện chưa có trong danh mục: thêm một dòng vào data/reference/localities.csv)"
            return f"Không có địa phương nào tên '{text}'{near}{add if has_districts else ''}."
        if not any(one.exists_on(first_of(year)) for one in holders):
            return self._say_absent(holders[0], year, below)
        holder = holders[-1]
        known = [one for one in self._communes if one.parent_key == holder.unit_key]
        known += [one for one in self._agencies(holder.unit_key) if one.exists_on(first_of(year))]
        only = "" if "/" not in below else " (tên chỉ có hai phần: tỉnh/đơn vị)"
        return f"{holder.name_full_vi[:1].upper()}{holder.name_full_vi[1:]} không có đơn vị nào tên '{below}'{only}{_nearest(below, known)}."

    def _existing(self, year: int, more: Sequence[Unit] = ()) -> list[Unit]:
        return [one for one in (*self.units, *more) if one.exists_on(first_of(year))]

    def _heir(self, unit: Unit, year: int) -> Unit | None:
        """Return the unit of a year that took over what a unit did, through whatever came between."""
        seen = {unit.unit_key}
        while unit.successor_key:
            heir = self.get(unit.successor_key, year)
            if heir is not None:
                return heir
            between = self.every(unit.successor_key)
            if not between or unit.successor_key in seen:
                return None
            unit = between[-1]
            seen.add(unit.unit_key)
        return None

    def _say_absent(self, unit: Unit, year: int, bare: str) -> str:
        start = f"{'Địa phương' if unit in self.units else 'Đơn vị'} {unit.name_full_vi} không tồn tại trong năm {year}"
        if unit.valid_to >= first_of(year):
            return f"{start}: đơn vị này được thành lập ngày {unit.valid_from:%d/%m/%Y}."
        last = f"{unit.valid_to:%d/%m/%Y}"
        # a ward may bear the name of the province or district that has ended
        others = [
            one
            for one in self._communes_by_name.get(normalise_name(bare), ())
            if bare and one.exists_on(first_of(year))
        ]
        also = f" Đơn vị cấp xã cùng tên: {_listed(others)}." if others else ""
        heir = self._heir(unit, year)
        if heir is None:
            return f"{start}: đơn vị này kết thúc hoạt động ngày {last}.{also}"
        return (
            f"{start}: đơn vị này kết thúc hoạt động ngày {last} và đã hợp nhất vào {heir.name_full_vi};"
            f" hãy dùng PROVINCE={heir.unit_key}.{also}"
        )


def _listed(units: Sequence[Unit]) -> str:
    more = f" và {len(units) - _SHOWN} đơn vị khác" if len(units) > _SHOWN else ""
    return ", ".join(f"{one.unit_key} ({one.name_full_vi})" for one in units[:_SHOWN]) + more


def _say_many(text: str, units: Sequence[Unit], *, has_province: bool) -> str:
    what = "đơn vị" if any(one.parent_key for one in units) else "địa phương"
    if has_province or len({one.parent_key for one in units}) == 1:
        return f"Tên '{text}' chỉ nhiều {what}: {_listed(units)}; hãy dùng một mã trong số đó."
    return f"Tên '{text}' chỉ {len(units)} {what} của các tỉnh khác nhau: {_listed(units)}; hãy ghi kèm tỉnh, như PROVINCE={units[0].unit_key}."


def _nearest(text: str, units: Iterable[Unit]) -> str:
    names = {name: one for one in units for name in (*one.names(), one.own_key)}
    near = {names[name].unit_key: names[name] for name in suggest(text, names, n=6)}
    return (
        "; gần nhất: " + ", ".join(f"{key} ({one.name_vi})" for key, one in list(near.items())[:_SHOWN]) if near else ""
    )
