"""Which criterion of an earlier edition became which of a later one: the form of ``make form KIND=edition_map``, read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cchc.editions import CriterionMap
from cchc.errors import Fault, InputError, UnknownNameError, suggest
from cchc.frameworks import Framework
from cchc.paths import office_folder
from cchc.sources.cells import CellReader
from cchc.sources.framework_files import load_for_names
from cchc.sources.grids import find_sheet, open_grids
from cchc.sources.headings import find_headings, form_heading
from cchc.sources.info_rows import INFO_SHEET, InfoRow, find_value, read_info
from cchc.sources.office_files import check_owner, find_file, years_with
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import Unit, normalise_name

STEM = "edition_map"
SHEET = "Đối chiếu"
INFO_ROWS = (
    InfoRow("unit", "Địa phương"),
    InfoRow("year", "Năm kết quả", kind="year"),
    InfoRow("earlier_id", "Bộ tiêu chí năm trước"),
    InfoRow("later_id", "Bộ tiêu chí năm nay"),
)
#: What became of a criterion, and how the form words it.
BECAME = {
    "same": "giữ nguyên",
    "renamed": "đổi tên",
    "moved": "đổi mã",
    "changed": "đổi mã, đổi tên",
    "split": "tách",
    "merged": "gộp",
    "new": "mới",
    "dropped": "bỏ",
}
DECISIONS = {"confirmed": "xác nhận", "refused": "không phải"}
HEADINGS = (
    form_heading("earlier_code", is_required=True),
    form_heading("earlier_vi"),
    form_heading("earlier_max_score"),
    form_heading("became_vi", is_required=True),
    form_heading("later_code", is_required=True),
    form_heading("later_vi"),
    form_heading("later_max_score"),
    form_heading("match_pct"),
    form_heading("decision", is_required=True),
    form_heading("note_vi"),
)


@dataclass(frozen=True)
class _Row:
    """A row on which the office has decided."""

    row: int
    earlier: str
    later: str
    became: str
    decision: str


def read_edition_map(reader: Reader, path: str) -> tuple[CriterionMap, dict[str, Any], dict[str, str]]:
    """Read a map of two editions.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        .xlsx relative to the project.

    Returns
    -------
    (CriterionMap, dict, dict)
        What was confirmed; values of ``INFO_ROWS``, and their cells.

    Raises
    ------
    InputError
        With every fault and its cell: a code that its edition does not have, a decision or a kind that is none, a pair
        without a decision that the office has added, a criterion confirmed twice without being split or merged, one that
        is confirmed as new or dropped beside a pair.
    """
    grids = open_grids(reader.read_bytes(path, status="text", title_vi="Bảng đối chiếu hai bộ tiêu chí"), path)
    info_grid, grid = find_sheet(grids, INFO_SHEET), find_sheet(grids, SHEET)
    info, faults = read_info(info_grid, INFO_ROWS)
    places = {one.key: find_value(info_grid, one.label) for one in INFO_ROWS}
    editions: dict[str, Framework] = {}
    for key in ("earlier_id", "later_id"):
        try:
            if key in info:
                editions[key] = load_for_names(reader, info[key])
        except UnknownNameError as error:
            faults.append(Fault(path, places[key], f"ghi '{info[key]}'", error.clause))
    if faults:
        raise InputError(faults)
    start, columns = find_headings(grid, HEADINGS)
    cells = CellReader(grid, columns)
    rows = [found for row in range(start, len(grid.rows)) if (found := _read_row(cells, row, editions)) is not None]
    _refuse_contradictions(cells, rows)
    if cells.faults:
        raise InputError(cells.faults)
    pairs = [one for one in rows if one.earlier and one.later]
    sure = [one for one in rows if one.decision == "confirmed"]
    return (
        CriterionMap(
            path=path,
            earlier_id=info["earlier_id"],
            later_id=info["later_id"],
            pairs=tuple((one.earlier, one.later) for one in pairs if one.decision == "confirmed"),
            ended=frozenset(one.earlier for one in sure if not one.later),
            begun=frozenset(one.later for one in sure if not one.earlier),
            refused=frozenset((one.earlier, one.later) for one in pairs if one.decision == "refused"),
        ),
        info,
        places,
    )


def _read_row(cells: CellReader, row: int, editions: Mapping[str, Framework]) -> _Row | None:
    """Return a row with a decision; None for a blank one, one that nobody has decided on, and one with a fault."""
    texts = {key: cells.text(row, key) for key in ("became_vi", "decision")}
    codes = {key: cells.code(row, key) if cells.has_text(row, key) else "" for key in ("earlier_code", "later_code")}
    if not any(codes.values()):
        if any(texts.values()):
            cells.fault(row, "earlier_code", "dòng có nội dung nhưng chưa có mã", "ghi mã năm trước, mã năm nay")
        return None
    n_faults = len(cells.faults)
    for key, edition in (("earlier_code", "earlier_id"), ("later_code", "later_id")):
        known = [leaf.code for leaf in editions[edition].leaves()]
        if codes[key] and codes[key] not in known:
            near = suggest(str(codes[key]), known)
            allowed = f"gần nhất: {', '.join(near)}" if near else "dùng mã tiêu chí chấm điểm của bộ"
            found = f"mã '{codes[key]}' không phải tiêu chí chấm điểm của {editions[edition].framework_id}"
            cells.fault(row, key, found, allowed)
    became = _key_of(cells, row, "became_vi", texts["became_vi"], BECAME)
    decision = _key_of(cells, row, "decision", texts["decision"], DECISIONS)
    if not texts["decision"] and not cells.has_text(row, "match_pct") and all(codes.values()):
        found = f"cặp {codes['earlier_code']} – {codes['later_code']} do cơ quan thêm nhưng chưa ghi quyết định"
        cells.fault(row, "decision", found, f"ghi '{DECISIONS['confirmed']}', hoặc xóa dòng")
    if not decision or None in codes.values() or len(cells.faults) > n_faults:
        return None
    return _Row(row, str(codes["earlier_code"]), str(codes["later_code"]), became, decision)


def _key_of(cells: CellReader, row: int, key: str, word: str, words: Mapping[str, str]) -> str:
    known = {normalise_name(form): name for name, text in words.items() for form in (name, text)}
    if word and normalise_name(word) not in known:
        cells.fault(row, key, f"ghi '{word}'", f"được dùng: {', '.join(words.values())}; hoặc để trống")
    return known.get(normalise_name(word), "") if word else ""


def _refuse_contradictions(cells: CellReader, rows: list[_Row]) -> None:
    """Note criteria that are confirmed twice without being split or merged, or as new or dropped beside a pair."""
    sure = [one for one in rows if one.decision == "confirmed"]
    counted = Counter((one.earlier, one.later) for one in rows)
    for side, other, kind, name in (("earlier", "later", "split", "dropped"), ("later", "earlier", "merged", "new")):
        by_code: dict[str, list[_Row]] = {}
        for one in sure:
            if getattr(one, side):
                by_code.setdefault(getattr(one, side), []).append(one)
        for code, of in by_code.items():
            partners = [getattr(one, other) for one in of]
            if len(of) < 2 or (all(partners) and all(one.became == kind for one in of)):
                continue
            named = ", ".join(f"'{one}'" if one else f"không có ({BECAME[name]})" for one in partners)
            allowed = f"chỉ xác nhận một dòng, hoặc ghi '{BECAME[kind]}' ở mọi dòng của mã này"
            cells.fault(of[1].row, "decision", f"mã {code} được xác nhận {len(of)} lần: với {named}", allowed)
    for one in rows:
        if counted[one.earlier, one.later] > 1:
            counted[one.earlier, one.later] = 0
            cells.fault(
                one.row, "earlier_code", f"cặp {one.earlier or '–'} – {one.later or '–'} có hai dòng", "giữ một dòng"
            )


def load_edition_maps(reader: Reader, unit: Unit, units: UnitRegister, year: int) -> tuple[CriterionMap, ...]:
    """Read what an office, and the unit above it, have confirmed of editions up to a result year.

    Parameters
    ----------
    reader : Reader
        Records the files.
    unit, units : Unit, UnitRegister
        Whose; every unit.
    year : int
        Result year.

    Returns
    -------
    tuple of CriterionMap
        The unit's own first, latest year first: where two are of the same editions the first counts.

    Raises
    ------
    InputError
        As ``read_edition_map``; also if a file tells of another unit or year than its folder.
    """
    found = []
    for one in years_with(reader, unit, f"{STEM}.*", year):
        file = find_file(reader, "office", unit, one, STEM)
        if file is not None:
            found.append(_checked(reader, file[0], unit, units, one))
    parent = units.get(unit.parent_key, year + 1) if unit.parent_key else None
    for of in (unit, *((parent,) if parent else ())):
        found += [
            _checked(reader, f"{office_folder(of.unit_key, one)}/{path.name}", of, units, one)
            for one in years_with(reader, of, f"{STEM}_*.xlsx", year)
            for path in reader.find(office_folder(of.unit_key, one), f"{STEM}_*.xlsx")
        ]
    return tuple(found)


def _checked(reader: Reader, path: str, unit: Unit, units: UnitRegister, year: int) -> CriterionMap:
    found, info, places = read_edition_map(reader, path)
    check_owner(path, places, info["unit"], info["year"], unit, units, year)
    return found
