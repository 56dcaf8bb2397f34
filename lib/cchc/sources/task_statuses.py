"""How far a task is, in the words that people type."""

from __future__ import annotations

from cchc.units import without_accents

TASK_STATUSES = {
    "not_started": "chưa bắt đầu",
    "in_progress": "đang thực hiện",
    "done": "hoàn thành",
    "cancelled": "không thực hiện",
}
#: What else is typed for each; letter case, accents and spaces do not matter.
_ALSO = {
    "not_started": ("chưa thực hiện", "chưa làm", "chưa triển khai"),
    "in_progress": ("đang làm", "đang triển khai", "đang tiến hành"),
    "done": ("đã hoàn thành", "xong", "đã xong", "làm xong"),
    "cancelled": ("không làm", "hủy", "đã hủy"),
}


_KNOWN = {without_accents(form): key for key, label in TASK_STATUSES.items() for form in (key, label, *_ALSO[key])}


def parse_status(text: str) -> str | None:
    """Return the key of ``TASK_STATUSES`` that a text means; None where it means none.

    Examples
    --------
    >>> parse_status("Chưa thực hiện"), parse_status("đã xong"), parse_status("gần xong")
    ('not_started', 'done', None)
    """
    return _KNOWN.get(without_accents(text))


def list_statuses() -> str:
    """Name everything that is understood, for the sentence of an error."""
    return "; ".join(f"{label} (hoặc {', '.join(_ALSO[key])})" for key, label in TASK_STATUSES.items())
