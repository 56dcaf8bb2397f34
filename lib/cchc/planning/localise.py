"""Words of the catalogue for the unit that uses them: its level, its committee of the Party, its villages or wards."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cchc.units import PARTY_COMMITTEES, RESIDENTIAL_GROUPS, Unit, kind_of

#: The committee of the unit itself is named without its level in the catalogue.
_BARE = re.compile(r"\bUBND(?! (?:cấp|tỉnh|thành phố|huyện|quận|thị xã|xã|phường|đặc khu|các)\b)")
_UPPER = re.compile(r"\b(gửi|cho|của|trình|cấp|do|theo) tỉnh\b")
_VILLAGES = re.compile(r"\bthôn, tổ dân phố\b")


@dataclass(frozen=True)
class Place:
    """What the words of the catalogue depend on.

    Attributes
    ----------
    kind : str
        Of the unit: ``tỉnh``, ``thành phố``, ``phường`` …; of an agency that of the place it belongs to, empty: unchanged.
    upper : str
        Kind of the unit above, empty for a province.
    """

    kind: str = ""
    upper: str = ""


def place_of(unit: Unit, upper: Unit | None) -> Place:
    """Return what the words of the catalogue depend on for a unit."""
    above = "" if upper is None else kind_of(upper)
    return Place(above if unit.is_agency else kind_of(unit), above)


def localise(text: str, place: Place) -> str:
    """Write words of the catalogue for a unit.

    Examples
    --------
    >>> localise("Trình Chủ tịch UBND danh sách; giao UBND cấp xã", Place("tỉnh"))
    'Trình Chủ tịch UBND tỉnh danh sách; giao UBND cấp xã'
    >>> localise("Niêm yết tại thôn, tổ dân phố; gửi tỉnh danh sách lỗi", Place("phường", "thành phố"))
    'Niêm yết tại tổ dân phố; gửi thành phố danh sách lỗi'
    """
    if not place.kind:
        return text
    text = _BARE.sub(f"UBND {place.kind}", text)
    text = text.replace("Cổng thông tin điện tử của địa phương", f"Cổng thông tin điện tử {place.kind}")
    text = text.replace("ban tổ chức của cấp ủy", f"Ban Tổ chức {PARTY_COMMITTEES.get(place.kind, 'cấp ủy')}")
    if place.kind in RESIDENTIAL_GROUPS:
        text = _VILLAGES.sub(RESIDENTIAL_GROUPS[place.kind], text)
    if place.upper:
        text = _UPPER.sub(rf"\1 {place.upper}", text)
    return text
