"""Group rows of a score sheet against the rows below them: totals, grain, stages, what does not apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cchc.frameworks import Framework, Node
from cchc.numbers import comma
from cchc.sources.cells import CellReader

#: Printed group totals may be rounded to two decimals.
_PRINTED = 0.005 + 1e-9
_STAGES = ("self_score", "appraised_1_score", "appraised_2_score", "approved_score")


@dataclass
class ScoreRow:
    """One row of a score sheet as read.

    Attributes
    ----------
    at : int
        Row of the grid.
    node : Node
        What it scores.
    maximum : float or None
        Its maximum [points].
    is_applicable : bool
        Whether it is marked as not applicable.
    scores : dict
        Score column → points, None where empty.
    is_group : bool
        Whether rows stand below it.
    is_broken : bool
        Whether a cell of it is at fault.
    """

    at: int
    node: Node
    maximum: float | None
    is_applicable: bool
    scores: dict[str, float | None]
    is_group: bool = False
    is_broken: bool = False


def is_typed(cells: CellReader, rows: Mapping[str, ScoreRow], framework: Framework, row: ScoreRow) -> bool:
    """Tell whether a group's score was typed in: a formula over empty rows gives 0, and missing is not zero."""
    if not row.is_applicable:
        return False
    listed = any(row.node.code in framework.ancestors(code) for code in rows)
    if not listed:
        return True
    scored = [key for key, score in row.scores.items() if score is not None]
    return cells.grid.shows_formulas and not any(cells.grid.has_formula(row.at, cells.columns[key]) for key in scored)


def check_levels(cells: CellReader, rows: Mapping[str, ScoreRow], framework: Framework) -> None:
    """Note groups that contradict the rows below them.

    Parameters
    ----------
    cells : CellReader
        Gathers the faults: a group that does not apply although it or a row below has a score, and a score typed in
        for a group at a stage that no row below has reached, which would be lost.
    rows : mapping of str to ScoreRow
        Code → row.
    framework : Framework
        The whole edition.
    """
    for code, row in rows.items():
        if not framework.children(code):
            continue
        below = [one for other, one in rows.items() if code in framework.ancestors(other)]
        # a CSV file shows no formulas: a total of 0 may be one over empty rows
        is_seen = cells.grid.shows_formulas
        typed = [
            key
            for key, score in row.scores.items()
            if score is not None and (is_seen or score != 0) and not _is_formula(cells, row, key)
        ]
        if not row.is_applicable:
            key = "not_applicable" if "not_applicable" in cells.columns else "code"
            scored = [one.node.code for one in below if any(score is not None for score in one.scores.values())]
            if typed or scored:
                whose = f"mã {', '.join(scored[:5])} bên dưới" if scored else "chính mã này"
                found = f"mã {code} ghi không áp dụng nhưng {whose} vẫn có điểm"
                cells.fault(row.at, key, found, "ghi không áp dụng ở từng dòng, hoặc xóa điểm")
            continue
        reached = {key for one in below for key, score in one.scores.items() if score is not None}
        later = [key for key in _STAGES if reached and key in typed and key not in reached]
        if later:
            found = f"mã {code} có điểm {comma(row.scores[later[-1]] or 0.0)} ở giai đoạn mà các dòng bên dưới chưa có"
            cells.fault(row.at, later[-1], found, "ghi điểm giai đoạn này ở từng dòng bên dưới, hoặc xóa ô này")


def _is_formula(cells: CellReader, row: ScoreRow, key: str) -> bool:
    return key in cells.columns and cells.grid.has_formula(row.at, cells.columns[key])


def check_groups(rows: Mapping[str, ScoreRow], known: Framework, column: str) -> tuple[str, ...]:
    """List group totals that differ from the sum of the rows below them."""
    found = []
    for code, row in rows.items():
        printed = row.scores[column]
        if printed is None or code not in known or not known.children(code):
            continue
        below = [leaf for leaf in known.leaves() if code in known.ancestors(leaf.code)]
        parts = [(rows[leaf.code].scores[column], leaf.role) for leaf in below if leaf.code in rows]
        if len(parts) < len(below) or any(part is None for part, _ in parts):
            continue
        total = sum((part or 0.0) * (-1 if role == "penalty" else 1) for part, role in parts)
        # points of a penalty may be written with either sign
        if abs(total - printed) > _PRINTED and not (row.node.role == "penalty" and abs(total + printed) <= _PRINTED):
            found.append(f"mã {code}: bảng điểm ghi {comma(printed)}, các dòng bên dưới cộng lại là {comma(total)}")
    return tuple(found)
