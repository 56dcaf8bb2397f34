"""What makes an office's own framework unusable, each fault at its cell."""

from __future__ import annotations

from typing import Any

from cchc.scoring_rules import Rule, RulePart
from cchc.sources.cells import CellReader

#: Keys under which a row read from a sheet carries where it stands and whether a cell of it is already at fault.
AT, IS_BROKEN = "_at", "_is_broken"


def check_tree(cells: CellReader, rows: list[dict[str, Any]]) -> None:
    """Note repeated codes, unknown parents and circles of parents.

    Parameters
    ----------
    cells : CellReader
        Gathers the faults.
    rows : list of dict
        Rows of the sheet of criteria, with ``AT``.
    """
    first: dict[str, int] = {}
    parents = {str(row["code"]): str(row["parent_code"]) for row in rows}
    for row in rows:
        code, parent, at = str(row["code"]), str(row["parent_code"]), int(row[AT])
        if code in first:
            where = cells.grid.place(first[code], cells.columns["code"]).rpartition("ô ")[2]
            cells.fault(at, "code", f"mã '{code}' đã có ở ô {where}", "mỗi mã chỉ một dòng")
            continue
        first[code] = at
        if parent and parent not in parents:
            found = f"mã cha '{parent}' của mã {code} không có trong bảng"
            cells.fault(at, "parent_code", found, "ghi mã của một dòng khác, hoặc để trống nếu là lĩnh vực")
        above = [parent]
        while parents.get(above[-1]) and parents[above[-1]] not in above:
            above.append(parents[above[-1]])
        if code in above:
            circle = " → ".join([code, *above[: above.index(code) + 1]])
            found = f"mã {code} nằm trong một vòng mã cha ({circle})"
            cells.fault(at, "parent_code", found, "mã cha phải dẫn lên một lĩnh vực không có mã cha")


def check_rules(
    cells: CellReader, rows: list[dict[str, Any]], criteria: list[dict[str, Any]], *, is_tree_sound: bool
) -> None:
    """Note rules of no scored criterion and rules that cannot be executed.

    Parameters
    ----------
    cells : CellReader
        Gathers the faults.
    rows : list of dict
        Rows of the sheet of rules, with ``AT`` and ``IS_BROKEN``.
    criteria : list of dict
        Rows of the sheet of criteria.
    is_tree_sound : bool
        Whether those rows are without fault; if not, nothing is said of rules whose criterion is not there.
    """
    maxima = {str(row["code"]): row["max_score"] for row in criteria}
    groups = {str(row["parent_code"]) for row in criteria}
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_code.setdefault(str(row["code"]), []).append(row)
    for code, parts in by_code.items():
        at = int(parts[0][AT])
        kinds = {part["rule_kind"] for part in parts}
        if code not in maxima or code in groups:
            if not is_tree_sound:
                continue
            found = f"quy tắc của mã {code} không thuộc tiêu chí chấm điểm nào"
            cells.fault(at, "code", found, "dùng mã của một tiêu chí không có dòng con")
        elif len(kinds - {""}) > 1:
            cells.fault(at, "rule_kind", f"mã {code} có nhiều loại quy tắc", "mỗi mã chỉ dùng một loại quy tắc")
        elif maxima[code] and not any(part[IS_BROKEN] for part in parts):
            lines = tuple(
                RulePart(part["label_vi"], part["comparison"], part["lower"], part["upper"], part["score"])
                for part in parts
            )
            for sentence in Rule(code, kinds.pop(), maxima[code], lines).faults():
                cells.fault(at, "code", sentence, "hãy sửa quy tắc này")
