"""What ``cchc doctor`` says of one thing: its state, what was found, what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

OK, LOOK, BROKEN = "đạt", "cần xem", "lỗi"


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    thing : str
        What was looked at.
    state : str
        ``OK``, ``LOOK`` or ``BROKEN``.
    told : str
        What was found, and what to do unless all is well.
    """

    thing: str
    state: str
    told: str


#: Takes the folder of the project, changes nothing, needs no network, and tells of what it looked at.
Check = Callable[[Path], Iterable[Row]]


def moment_vi(seconds: float) -> str:
    """Write when a file was changed, by the clock of this machine."""
    return f"{dt.datetime.fromtimestamp(seconds).astimezone():%d/%m/%Y %H:%M}"


def size_vi(n_bytes: float) -> str:
    """Write a size.

    Examples
    --------
    >>> size_vi(1_550_000_000), size_vi(20_000_000)
    ('1,6 GB', '20 MB')
    """
    return f"{n_bytes / 1e9:.1f} GB".replace(".", ",") if n_bytes >= 1e9 else f"{n_bytes / 1e6:.0f} MB"
