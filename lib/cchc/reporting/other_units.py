"""Names of other units in an analyst's own words: a paragraph written for one unit may stand in another's report."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence

from cchc.unit_register import UnitRegister
from cchc.unit_store import first_of
from cchc.units import Unit

#: Words for the kind of a unit that its name may follow.
_KINDS = "tỉnh|thành phố|TP|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu"
_KIND_AND_NAME = re.compile(rf"({_KINDS})\.?\s+", re.IGNORECASE)
_BELOW = re.compile(r"(?<!\w)(xã|phường|đặc khu)\s", re.IGNORECASE)
_KIND_BEFORE = re.compile(rf"(?<!\w)({_KINDS})\.?\s+$", re.IGNORECASE)
_WORD_BEFORE, _WORD_AFTER = re.compile(r"(\w+)\s+$"), re.compile(r"\s+(\w+)")
#: Words that make a name of a province a part of a longer one, at the beginning of a sentence too.
_ALWAYS_LONGER = {"Thái"}


def overlooker(unit: Unit, year: int, units: UnitRegister) -> Callable[[str], Sequence[str]]:
    """Return what reads a text for the names of other units than a report's.

    Parameters
    ----------
    unit : Unit
        Of the report.
    year : int
        Of the plan: communes are those of that year.
    units : UnitRegister
        Whose names are names; communes are read where a text speaks of one.

    Returns
    -------
    callable
        Takes a text; returns a clause for each other unit that it names. Its own places above and below, before and after a
        merger, are none. Whole names only, as they are written; of places below a province with the word for their kind
        (``xã Tân Tiến``). A comparison may be meant: nothing is refused.
    """

    @functools.cache
    def own() -> tuple[set[Unit], set[str]]:
        family = _family(unit, units)
        return family, {one.name_vi for one in (unit, *family)}

    def read(text: str) -> list[str]:
        found = list(_named(" ".join(text.replace("\u00a0", " ").split()), year, units))
        if not found:
            return []
        family, own_names = own()
        named = dict.fromkeys(one.name_full_vi for one in found if one not in family and one.name_vi not in own_names)
        advice = f"báo cáo này của {unit.name_full_vi}: xem có phải lời của báo cáo khác, nếu là so sánh thì giữ nguyên"
        return [f"lời văn nói đến {name}; {advice}" for name in named]

    return read


def _family(unit: Unit, units: UnitRegister) -> set[Unit]:
    """Return a unit, the places that it belongs to or became, and of a place above communes those below it."""
    keys = {unit.unit_key, unit.parent_key} - {""}
    keys |= {one.unit_key for key in set(keys) for one in units.predecessors(key)}
    heirs = {one.successor_key for key in set(keys) for one in units.every(key)} - {""}
    keys |= {key for key in heirs if len(units.predecessors(key)) == 1}  # the same unit under another key
    whose = keys if unit.is_ranked_nationally else {unit.unit_key}
    return {one for one in units.places() if one.unit_key in keys or one.parent_key in whose}


def _named(text: str, year: int, units: UnitRegister) -> Iterable[Unit]:
    """Yield the places that a text names."""
    for one in units.units:
        if one.unit_kind == "country":
            continue
        names = {one.name_full_vi, one.name_vi} if one.is_ranked_nationally else {one.name_full_vi}
        if any(_stands_in(text, name) for name in names):
            yield one
    if _BELOW.search(text):
        communes = (one for one in units.places() if one.unit_kind == "commune" and one.exists_on(first_of(year)))
        yield from (one for one in communes if _stands_in(text, one.name_full_vi))


def _stands_in(text: str, name: str) -> bool:
    r"""Tell whether a name stands in a text as a whole.

    Examples
    --------
    >>> [_stands_in(text, "Thái Bình") for text in ("Ở Thái Bình, điểm tăng", "So với Thái Bình.", "bờ Thái Bình Dương", "thái bình")]
    [True, True, False, False]
    >>> [_stands_in("bờ Thái Bình Dương", "Bình Dương"), _stands_in("Điện Biên Phủ", "Điện Biên")]
    [False, False]
    >>> [_stands_in(text, "Bắc Kạn") for text in ("Bắc Kạn đã làm", "Tỉnh Bắc Kạn đạt", "Ở Bắc Kạn", "bắc kạn")]
    [True, True, True, False]
    """
    kind = _KIND_AND_NAME.match(name)
    if name[kind.end() if kind else 0 :] not in text:
        return False
    pattern = re.escape(name) if kind is None else f"(?i:{re.escape(kind[1])}){re.escape(name[len(kind[1]) :])}"
    return any(
        not _is_within(text[: match.start()], text[match.end() :])
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)
    )


def _is_within(before: str, after: str) -> bool:
    """Tell whether a name is a part of a longer one: Điện Biên of Điện Biên Phủ, Bình Dương of Thái Bình Dương."""
    following = _WORD_AFTER.match(after)
    if following and following[1][0].isupper() and following[1][1:2].islower():
        return True
    word = _WORD_BEFORE.search(before)
    if word is None or _KIND_BEFORE.search(before) or not (word[1][0].isupper() and word[1][1:2].islower()):
        return False
    begins = before[: word.start()].rstrip()
    return word[1] in _ALWAYS_LONGER or begins[-1:].isalnum()
