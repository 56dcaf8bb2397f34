"""Figures that an office fixes: slots in the words of a task, each with a proposal and its ground.

A slot stands in place: ``{so_cuoc=6 cuộc}``, ``{ty_le=98 %}``, ``{ngay=31/8}``, ``{so_xa=? xã}``. Until the office has
fixed it, it is printed in square brackets, which is how a reader and a check know it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cchc.dates import print_day_month
from cchc.numbers import comma, parse_number

_SLOT = re.compile(
    r"\{(?P<name>[a-z][a-z0-9_]*)=(?P<proposal>\?|\d+(?:,\d+)?|\d{2}/\d{1,2})(?: (?P<unit>[^{}=\[\]]+))?\}"
)
_GROUND = re.compile(r";\s*(?=[a-z][a-z0-9_]*:)")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
#: What is printed of a slot that nobody has fixed.
OPEN = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}")
_NOTHING = "…"
_LEAST_PLAIN = 10


@dataclass(frozen=True)
class Slot:
    """A figure of a task.

    Attributes
    ----------
    name : str
        ASCII, once per row.
    proposal : str
        Number with a decimal comma, or ``31/8``; empty where only the office can tell.
    unit : str
        ``cuộc``, ``%``; empty for a day.
    ground : str
        What the proposal rests on.
    value : str
        What the office has fixed, as ``read_value`` returns it; empty until then.
    """

    name: str
    proposal: str
    unit: str = ""
    ground: str = ""
    value: str = ""

    @property
    def is_day(self) -> bool:
        """Whether it is a day of the plan's year."""
        return "/" in self.proposal

    @property
    def source(self) -> str:
        """As it stands in the catalogue."""
        return f"{{{self.name}={self.proposal or '?'}{f' {self.unit}' if self.unit else ''}}}"

    @property
    def bracketed(self) -> str:
        """As it is printed until the office has fixed it."""
        return f"[{print_figure(self.proposal, self.unit) if self.proposal else f'{_NOTHING} {self.unit}'.strip()}]"

    def shown(self, *, is_accepted: bool = False) -> str:
        """Return it as it is printed: the office's figure, the proposal where that is accepted, else in brackets."""
        figure = self.value or (self.proposal if is_accepted else "")
        return print_figure(figure, self.unit) if figure else self.bracketed


def print_figure(figure: str, unit: str) -> str:
    """Print a figure with its unit: whole numbers below ten in two digits, no space before a per cent.

    Examples
    --------
    >>> print_figure("6", "cuộc"), print_figure("98", "%"), print_figure("31/8", ""), print_figure("2,5", "ngày")
    ('06 cuộc', '98%', '31/8', '2,5 ngày')
    """
    if unit == "%":
        return f"{figure}%"
    shown = figure.zfill(2) if figure.isdigit() and int(figure) < _LEAST_PLAIN else figure
    return f"{shown} {unit}".strip()


def find_slots(texts: Iterable[str | None], grounds: str = "") -> tuple[Slot, ...]:
    """Find the slots of some texts, each name once.

    Parameters
    ----------
    texts : iterable of str or None
        Of one row.
    grounds : str
        ``name: why; name: why``.

    Examples
    --------
    >>> find_slots(["Kiểm tra {so_cuoc=6 cuộc}"], "so_cuoc: mỗi quý 02 cuộc")
    (Slot(name='so_cuoc', proposal='6', unit='cuộc', ground='mỗi quý 02 cuộc', value=''),)
    """
    why = dict(part.split(":", 1) for part in _GROUND.split(grounds) if ":" in part)
    told = {name.strip(): ground.strip() for name, ground in why.items()}
    found = {
        match["name"]: Slot(
            match["name"], match["proposal"].replace("?", ""), match["unit"] or "", told.get(match["name"], "")
        )
        for text in texts
        for match in _SLOT.finditer(text or "")
    }
    return tuple(found.values())


def is_day(text: str) -> bool:
    """Tell whether ``31/8`` is a day of every year.

    Examples
    --------
    >>> is_day("31/8"), is_day("31/9"), is_day("29/2")
    (True, False, False)
    """
    day, month = (int(part) for part in text.split("/"))
    try:
        dt.date(2023, month, day)
    except ValueError:
        return False
    return True


def is_well_formed(text: str) -> bool:
    """Tell whether every brace of a text belongs to a slot, and no bracket stands in it.

    Examples
    --------
    >>> is_well_formed("{a=1 xã}; {b=?}"), is_well_formed("{a=một xã}"), is_well_formed("[06 cuộc]")
    (True, False, False)
    """
    return not set(_SLOT.sub("", text)) & set("{}[]")


def fill(text: str | None, slots: Iterable[Slot], *, is_accepted: bool = False) -> str | None:
    """Print the slots of a text."""
    for slot in slots:
        text = None if text is None else text.replace(slot.source, slot.shown(is_accepted=is_accepted))
    return text


def move_days(text: str, first: dt.date, last: dt.date) -> str:
    """Move proposed days of a text that lie before a plan's date, or behind its task, to the last day.

    Examples
    --------
    >>> move_days("trước {ngay=31/7}", dt.date(2024, 8, 5), dt.date(2024, 9, 30))
    'trước {ngay=30/9}'
    """
    for slot in find_slots([text]):
        if slot.is_day and is_day(slot.proposal):
            day, month = (int(part) for part in slot.proposal.split("/"))
            if not first < dt.date(first.year, month, day) <= last:
                text = text.replace(slot.source, replace(slot, proposal=print_day_month(last.day, last.month)).source)
    return text


def bracket(text: str | None, slots: Iterable[Slot]) -> str | None:
    """Write a text as a form offers it: proposals in brackets, whatever the office has fixed."""
    return fill(text, (replace(one, value="") for one in slots))


def unbracket(text: str, slots: Iterable[Slot]) -> str:
    """Find the slots again in a text that an office may have reworded around them.

    Examples
    --------
    >>> unbracket("Đã kiểm tra [06 cuộc]", find_slots(["{so_cuoc=6 cuộc}"]))
    'Đã kiểm tra {so_cuoc=6 cuộc}'
    """
    for slot in slots:
        text = text.replace(slot.bracketed, slot.source)
    return text


def open_figures(*texts: str | None) -> tuple[str, ...]:
    """List what stands in brackets: figures that nobody has fixed.

    Examples
    --------
    >>> open_figures("Kiểm tra [06 cuộc] trước [31/8]", None)
    ('[06 cuộc]', '[31/8]')
    """
    return tuple(dict.fromkeys(found for text in texts for found in OPEN.findall(text or "")))


def is_missing(figure: str) -> bool:
    """Tell whether what stands in brackets has no proposal: only the office knows it.

    Examples
    --------
    >>> is_missing("[… xã]"), is_missing("[06 cuộc]")
    (True, False)
    """
    return _NOTHING in figure


def has_figure(*texts: str | None) -> bool:
    """Tell whether a digit stands in texts outside of brackets and of the numbers of documents.

    Examples
    --------
    >>> has_figure("Kiểm tra 06 cuộc"), has_figure("Kiểm tra [06 cuộc]"), has_figure("Theo Nghị định số 61/2018/NĐ-CP")
    (True, False, False)
    """
    plain = (_DOCUMENT.sub("", OPEN.sub("", text or "")) for text in texts)
    return any(any(sign.isdigit() for sign in text) for text in plain)


_DOCUMENT = re.compile(r"\d+/\d{4}/[A-ZĐ\-0-9]+|\d+[/-][A-ZĐ]+[\w-]*|Đề án 06|Điều \d+")


def read_value(slot: Slot, given: object, year: int) -> tuple[str, str]:
    """Read what an office has put in for a slot.

    Parameters
    ----------
    slot : Slot
        Which.
    given : object
        Cell: number, date or text.
    year : int
        Of the plan, in which a day has to lie.

    Returns
    -------
    (str, str)
        The value as it is kept, and, where it is none, what is allowed instead.

    Examples
    --------
    >>> cuoc, ngay = find_slots(["{so_cuoc=6 cuộc} {ngay=31/8}"])
    >>> read_value(cuoc, 8.0, 2024), read_value(cuoc, "tám", 2024)
    (('8', ''), ('', 'cần một số lớn hơn 0 (cuộc)'))
    >>> read_value(ngay, "15/9", 2024), read_value(ngay, "31/9", 2024)
    (('15/9', ''), ('', 'cần một ngày có thật trong năm 2024, ví dụ 31/8'))
    """
    if not slot.is_day:
        number = float(given) if isinstance(given, int | float) and not isinstance(given, bool) else None
        if isinstance(given, str):
            number = parse_number(given.removesuffix("%").strip())
        is_share = slot.unit == "%"
        if number is None or number <= 0 or (is_share and number > 100):
            return "", f"cần một số lớn hơn 0{' đến 100' if is_share else ''} ({slot.unit or 'không đơn vị'})"
        return comma(round(number, 4)), ""
    if isinstance(given, dt.date):
        day, month, of = given.day, given.month, given.year
    else:
        match = _DAY.fullmatch(str(given).strip())
        day, month, of = (int(match[1]), int(match[2]), int(match[3] or year)) if match else (0, 0, 0)
    try:
        found = dt.date(of, month, day)
    except ValueError:
        found = None
    if found is None or found.year != year:
        return "", f"cần một ngày có thật trong năm {year}, ví dụ {slot.proposal}"
    return print_day_month(day, month), ""


def put_values(slots: Iterable[Slot], values: Mapping[str, str]) -> tuple[Slot, ...]:
    """Return slots with the values that the office has fixed, by name."""
    return tuple(replace(slot, value=values.get(slot.name, "")) for slot in slots)
