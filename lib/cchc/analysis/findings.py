"""What a reader of the data should know, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass

#: How bad a finding is, worst first.
SEVERITIES = {"error": "lỗi", "warning": "cảnh báo", "note": "ghi chú"}


@dataclass(frozen=True)
class Finding:
    """One thing that a reader of the data should know.

    Attributes
    ----------
    severity : str
        Key of ``SEVERITIES``: ``error`` must be mended before a report can be built, ``warning`` is for a person to
        judge, ``note`` is known and harmless.
    file, place : str
        Where.
    found_vi : str
        What, with its numbers.
    hint_vi : str
        What to do.
    unit_key : str
        Whom it concerns, empty for all.
    year : int
        Result year it concerns, 0 for all.
    """

    severity: str
    file: str
    place: str
    found_vi: str
    hint_vi: str = ""
    unit_key: str = ""
    year: int = 0
