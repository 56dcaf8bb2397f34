"""The label → value rows of a form: its information sheet, or the lines above a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cchc.errors import Fault
from cchc.numbers import parse_number
from cchc.sources.grids import Grid
from cchc.units import normalise_name

INFO_SHEET = "Thông tin"
#: Labels stand at the top, above a table if there is one on the same sheet.
_FIRST_ROWS = 40


@dataclass(frozen=True)
class InfoRow:
    """One label of a form.

    Attributes
    ----------
    key, label : str
        Name in code; words in column A.
    kind : {"text", "year", "number"}
        What stands in column B.
    allowed : mapping
        Key → word in column B; empty if free.
    is_required : bool
        Whether it must be filled in.
    """

    key: str
    label: str
    kind: str = "text"
    allowed: Mapping[str, str] = field(default_factory=dict)
    is_required: bool = True


def find_value(grid: Grid, label: str) -> str:
    """Name the cell that holds, or should hold, the value of a label."""
    for row in range(len(grid.rows)):
        if normalise_name(grid.text(row, 0).rstrip(":")) == normalise_name(label):
            return grid.place(row, 1)
    return grid.where


def read_info(grid: Grid, wanted: tuple[InfoRow, ...]) -> tuple[dict[str, Any], list[Fault]]:
    """Read the rows of an information sheet.

    Parameters
    ----------
    grid : Grid
        Labels in column A, values in column B; other rows do not matter.
    wanted : tuple of InfoRow
        Labels of the form.

    Returns
    -------
    (dict, list of Fault)
        Key → value (text, int for a year, float for a number, key of ``allowed``), and what is wrong.
    """
    at: dict[str, int] = {}
    for place in range(min(len(grid.rows), _FIRST_ROWS)):
        label = normalise_name(grid.text(place, 0).rstrip(":"))
        if label:
            at.setdefault(label, place)
    info: dict[str, Any] = {}
    faults: list[Fault] = []
    for one in wanted:
        row = at.get(normalise_name(one.label))
        text = " ".join(grid.text(row, 1).split()) if row is not None else ""
        if not text or row is None:
            if one.is_required:
                found = f"thiếu dòng '{one.label}'" if row is None else f"'{one.label}' còn trống"
                faults.append(Fault(grid.path, find_value(grid, one.label), found, "hãy điền giá trị ở cột B"))
            continue
        found = f"'{one.label}' ghi '{text}'"
        if one.allowed:
            names = {normalise_name(form): key for key, word in one.allowed.items() for form in (key, word)}
            if normalise_name(text) in names:
                info[one.key] = names[normalise_name(text)]
            else:
                faults.append(
                    Fault(grid.path, grid.place(row, 1), found, f"được dùng: {', '.join(one.allowed.values())}")
                )
        elif one.kind == "year":
            if text.isascii() and text.isdigit() and len(text) == 4:
                info[one.key] = int(text)
            else:
                faults.append(Fault(grid.path, grid.place(row, 1), found, "cần một năm, ví dụ 2023"))
        elif one.kind == "number":
            number = parse_number(text)
            if number is None:
                faults.append(Fault(grid.path, grid.place(row, 1), found, "cần một số"))
            else:
                info[one.key] = number
        else:
            info[one.key] = text
    return info, faults
