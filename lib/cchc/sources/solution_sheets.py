"""An office's own solutions: the form of ``make form KIND=solutions``, read back."""

from __future__ import annotations

import graphlib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cchc.agencies import AgencyRegister
from cchc.errors import Fault, InputError, UnknownNameError, suggest
from cchc.frameworks import Framework
from cchc.slots import Slot, find_slots, is_day, is_well_formed
from cchc.sources.cells import CellReader
from cchc.sources.framework_files import load_for_names
from cchc.sources.grids import Grid, find_sheet, open_grids, show
from cchc.sources.headings import find_headings, form_heading
from cchc.sources.info_rows import INFO_SHEET, InfoRow, find_value, read_info
from cchc.sources.reader import Reader
from cchc.sources.solution_cells import SolutionCells
from cchc.units import normalise_name

SHEET = "Giải pháp"
INFO_ROWS = (
    InfoRow("unit", "Địa phương"),
    InfoRow("year", "Năm kết quả", kind="year"),
    InfoRow("framework_id", "Bộ tiêu chí"),
)
#: What an office may say of a row, and how the form words it.
DECISIONS = {"confirmed": "xác nhận", "changed": "đã sửa", "refused": "không dùng"}
HEADINGS = (
    form_heading("code", "Mã tiêu chí", is_required=True),
    form_heading("above_vi"),
    form_heading("name_vi:criterion", "Tên tiêu chí"),
    form_heading("max_score"),
    form_heading("match_pct"),
    form_heading("matched_vi"),
    form_heading("decision", is_required=True),
    form_heading("solution_vi", is_required=True),
    form_heading("output_vi", is_required=True),
    form_heading("lead_vi:agency", is_required=True),
    form_heading("cooperating_vi:agency"),
    form_heading("deadline", is_required=True),
    form_heading("effort_days"),
    form_heading("recoverable_pct"),
    form_heading("keep_vi"),
    form_heading("keep_output_vi"),
    form_heading("questions_vi"),
    form_heading("requires"),
    form_heading("excludes"),
    form_heading("slot_grounds_vi"),
    form_heading("lead_ground_vi"),
    form_heading("output_ground_vi"),
    form_heading("offer_mark"),
)
#: Columns in which an office writes, in the order of the form.
OPEN_COLUMNS = tuple(
    one.key
    for one in HEADINGS
    if one.key not in {"code", "above_vi", "name_vi", "max_score", "match_pct", "matched_vi", "decision", "offer_mark"}
)
_WORDED = ("solution_vi", "keep_vi", "output_vi", "keep_output_vi")
_SEPARATORS = re.compile(r"\s*[;,]\s*")


@dataclass(frozen=True)
class DecidedSolution:
    """What an office has decided about the solution for one criterion.

    Attributes
    ----------
    code : str
        Of the file's framework.
    decision : str
        Key of ``DECISIONS``; ``changed`` where the words differ from those that were offered, whatever the cell says.
    row : mapping
        Columns of ``schemas.Solutions``; empty where it was refused. ``effort_days`` may be None.
    """

    code: str
    decision: str
    row: Mapping[str, Any]


@dataclass(frozen=True)
class SolutionSheet:
    """An office's own solutions for one framework.

    Attributes
    ----------
    path, unit_name, year : str, str, int
        Of the file; as filled in.
    framework : Framework
        For whose criteria they are.
    decided : tuple of DecidedSolution
        Rows on which the office has decided, in the order of the file.
    places : mapping of str to str
        Key of ``INFO_ROWS`` → cell.
    """

    path: str
    unit_name: str
    year: int
    framework: Framework
    decided: tuple[DecidedSolution, ...]
    places: Mapping[str, str]


def mark_offer(cells: Mapping[str, str | float]) -> str:
    """Return the mark of what was offered, by which the reading knows whether the office has changed it; empty for nothing.

    Parameters
    ----------
    cells : mapping of str to str or float
        Column of ``OPEN_COLUMNS`` → what stands in the cell.

    Examples
    --------
    >>> mark_offer({}), mark_offer({"solution_vi": "a  b"}) == mark_offer({"solution_vi": "a b"})
    ('', True)
    """
    told = [" ".join(show(cells.get(key, "")).split()) for key in OPEN_COLUMNS]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:12] if any(told) else ""


def read_solution_info(reader: Reader, path: str) -> tuple[dict[str, Any], dict[str, Grid]]:
    """Read for whom and which framework a file of solutions is, and its sheets.

    Raises
    ------
    InputError
        If the file cannot be read, or one of ``INFO_ROWS`` is missing.
    """
    grids = open_grids(reader.read_bytes(path, status="text", title_vi="Giải pháp của cơ quan"), path)
    info, faults = read_info(find_sheet(grids, INFO_SHEET), INFO_ROWS)
    if faults:
        raise InputError(faults)
    return info, grids


def read_solution_sheet(reader: Reader, path: str, agencies: AgencyRegister, unit_vi: str = "") -> SolutionSheet:
    """Read an office's own solutions.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        .xlsx relative to the project.
    agencies : AgencyRegister
        In which leads and co-operating agencies are found.
    unit_vi : str
        Full name of the unit, which may follow an agency's.

    Returns
    -------
    SolutionSheet
        Only rows with a decision; the others are as they were offered, or blank.

    Raises
    ------
    InputError
        With every fault and its cell: a code that the framework does not have or that stands twice, the name of another
        criterion beside a code, a decision that is none, words without a decision, an agency or a deadline that is not
        known, a solution without product, lead or deadline, figures that are no slots or have
        no ground.
    """
    info, grids = read_solution_info(reader, path)
    info_grid, grid = find_sheet(grids, INFO_SHEET), find_sheet(grids, SHEET)
    places = {one.key: find_value(info_grid, one.label) for one in INFO_ROWS}
    try:
        framework = load_for_names(reader, info["framework_id"])
    except UnknownNameError as error:
        found = f"'Bộ tiêu chí' ghi '{info['framework_id']}'"
        raise InputError([Fault(path, places["framework_id"], found, error.clause)]) from None
    start, columns = find_headings(grid, HEADINGS)
    cells = CellReader(grid, columns)
    read = SolutionCells(cells, framework, agencies, info["year"] + 1, unit_vi)
    seen: dict[str, int] = {}
    decided: dict[str, tuple[int, DecidedSolution]] = {}
    for row in range(start, len(grid.rows)):
        code = _read_code(cells, row, framework, seen)
        if code is None:
            continue
        texts = {key: cells.text(row, key) for key in OPEN_COLUMNS}
        decision = _read_decision(cells, row, code, texts)
        if decision == "refused":
            decided[code] = row, DecidedSolution(code, decision, {})
        elif decision:
            decided[code] = row, DecidedSolution(code, decision, read.solution(row, code, texts))
            _check_words(cells, row, texts)
    _refuse_circle(cells, decided)
    if cells.faults:
        raise InputError(cells.faults)
    rows = tuple(one for _, one in decided.values())
    return SolutionSheet(path, info["unit"], info["year"], framework, rows, places)


def _read_code(cells: CellReader, row: int, framework: Framework, seen: dict[str, int]) -> str | None:
    """Return the code of a row; None, with a fault where something stands in it, for a row of no criterion."""
    if not cells.has_text(row, "code"):
        if any(cells.has_text(row, key) for key in ("decision", *OPEN_COLUMNS)):
            cells.fault(row, "code", "dòng có nội dung nhưng chưa có mã tiêu chí", "ghi mã tiêu chí, hoặc xóa dòng")
        return None
    code = cells.code(row)
    if code is None:
        return None
    leaves = {leaf.code: leaf.name_vi for leaf in framework.leaves()}
    if code not in leaves:
        near = suggest(code, leaves)
        allowed = f"gần nhất: {', '.join(near)}" if near else "dùng mã tiêu chí chấm điểm của bộ"
        cells.fault(row, "code", f"mã '{code}' không phải tiêu chí chấm điểm của {framework.framework_id}", allowed)
        return None
    if code in seen:
        first = cells.grid.place(seen[code], cells.columns["code"]).rpartition("ô ")[2].rstrip(")")
        cells.fault(row, "code", f"mã {code} xuất hiện lần thứ hai (lần đầu ở ô {first})", "mỗi tiêu chí một dòng")
        return None
    seen[code] = row
    name = normalise_name(cells.text(row, "name_vi"))
    own = normalise_name(leaves[code])
    if name and name != own and name in {normalise_name(other) for other in leaves.values()}:
        found = f"tên '{cells.text(row, 'name_vi')}' không phải của mã {code}"
        cells.fault(row, "name_vi", found, f"mã {code} là '{leaves[code]}'; giữ mã và tên cùng dòng")
    return code


def _read_decision(cells: CellReader, row: int, code: str, texts: Mapping[str, str]) -> str:
    """Return the key of a decision, empty for none; what was written must not wait for a decision unnoticed."""
    word, offered = cells.text(row, "decision"), cells.text(row, "offer_mark")
    is_own = mark_offer(texts) != offered
    if not word:
        if is_own and any(texts.values()):
            found = f"giải pháp của mã {code} {'đã sửa' if offered else 'đã điền'} nhưng chưa ghi quyết định"
            cells.fault(row, "decision", found, f"chọn một trong: {', '.join(DECISIONS.values())}")
        return ""
    known = {normalise_name(form): key for key, text in DECISIONS.items() for form in (key, text)}
    decision = known.get(normalise_name(word), "")
    if not decision:
        cells.fault(
            row, "decision", f"quyết định '{word}'", f"được dùng: {', '.join(DECISIONS.values())}; hoặc để trống"
        )
    return "changed" if decision == "confirmed" and is_own else decision


def _check_words(cells: CellReader, row: int, texts: Mapping[str, str]) -> None:
    """Check the figures in braces of a solution: their form, one wording a name, and that each has its ground."""
    known: dict[str, Slot] = {}
    for key in _WORDED:
        if not is_well_formed(texts[key]):
            allowed = (
                "ghi thẳng con số, hoặc {tên=đề xuất đơn vị}: {so_cuoc=6 cuộc}, {ngay=31/8}; không dùng ngoặc vuông"
            )
            cells.fault(row, key, "số liệu trong ngoặc không đúng dạng", allowed)
        for slot in find_slots([texts[key]]):
            if slot.is_day and not is_day(slot.proposal):
                cells.fault(row, key, f"ngày {slot.proposal} không có thật", "sửa ngày đề xuất")
            first = known.setdefault(slot.name, slot)
            if (first.proposal, first.unit) != (slot.proposal, slot.unit):
                found = f"số liệu {slot.name} có hai cách ghi: {first.source} và {slot.source}"
                cells.fault(row, key, found, "ghi giống nhau, hoặc đặt tên khác")
    slots = find_slots([texts[key] for key in _WORDED], texts["slot_grounds_vi"])
    if without := [one.name for one in slots if not one.ground]:
        found = f"chưa có căn cứ của số liệu {', '.join(without)}"
        example = "; ".join(f"{name}: căn cứ" for name in without)
        cells.fault(row, "slot_grounds_vi", found, f"ghi '{example}', hoặc ghi thẳng con số thay cho cả ngoặc")


def _refuse_circle(cells: CellReader, decided: Mapping[str, tuple[int, DecidedSolution]]) -> None:
    """Note codes that require each other in a circle."""
    order = graphlib.TopologicalSorter(
        {code: _SEPARATORS.split(text) for code, (_, one) in decided.items() if (text := one.row.get("requires", ""))}
    )
    try:
        order.prepare()
    except graphlib.CycleError as error:
        circle = error.args[1]
        cells.fault(
            decided[circle[0]][0],
            "requires",
            f"các mã phải làm trước thành một vòng: {' → '.join(circle)}",
            "bỏ một mã",
        )
