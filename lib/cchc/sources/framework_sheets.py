"""An office's own framework: the Excel file made by ``make form KIND=framework`` to the tables of an edition."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from cchc import schemas
from cchc.dates import read_day
from cchc.errors import Fault, InputError
from cchc.frameworks import ANSWER_KINDS, ASPECTS, NODE_KINDS, PAR_METHODS, ROLES
from cchc.scoring_rules import COMPARISONS, RULE_KINDS
from cchc.sources.cells import CellReader
from cchc.sources.code_trees import derive_tree
from cchc.sources.framework_checks import AT, IS_BROKEN, check_rules, check_tree
from cchc.sources.grids import Grid, find_sheet, open_grids
from cchc.sources.headings import Heading, find_headings, form_heading
from cchc.sources.info_rows import INFO_SHEET, InfoRow, find_value, read_info
from cchc.sources.reader import Reader
from cchc.units import LEVEL_NAMES, normalise_name

PAR_KINDS, SURVEY_KINDS = ("domain", "criterion", "subcriterion"), ("content", "factor", "item")
CRITERIA_SHEET, RULES_SHEET, EXAMPLES_SHEET = "Bộ tiêu chí", "Quy tắc chấm", "Ví dụ"
#: What an office's file may be: its own, or a copy of illustrative criteria, which stays marked.
STATUS_NAMES = {"office": "của cơ quan", "illustrative": "minh họa"}
INFO_ROWS = (
    InfoRow("title_vi", "Tên bộ tiêu chí"),
    InfoRow("decision", "Quyết định ban hành", is_required=False),
    InfoRow("year_from", "Năm kết quả đầu", kind="year"),
    InfoRow("year_to", "Năm kết quả cuối", kind="year"),
    InfoRow("admin_level", "Cấp được chấm", allowed=LEVEL_NAMES),
    InfoRow("status", "Tính chất bộ tiêu chí", allowed=STATUS_NAMES, is_required=False),
    InfoRow("stated_total", "Tổng điểm quy định", kind="number", is_required=False),
    InfoRow("bonus_cap", "Trần điểm cộng", kind="number", is_required=False),
    InfoRow("penalty_cap", "Trần điểm trừ", kind="number", is_required=False),
    InfoRow("since", "Áp dụng từ ngày", is_required=False),
    InfoRow("replaces", "Thay thế bộ tiêu chí", is_required=False),
    InfoRow("n_domain", "Số lĩnh vực quy định", kind="number", is_required=False),
    InfoRow("n_criterion", "Số tiêu chí quy định", kind="number", is_required=False),
    InfoRow("n_subcriterion", "Số tiêu chí thành phần quy định", kind="number", is_required=False),
)
CRITERIA_HEADINGS = (
    form_heading("code", is_required=True),
    form_heading("parent_code", is_required=True),
    form_heading("node_kind", is_required=True),
    form_heading("name_vi:name", "Tiêu chí", "Tên tiêu chí", is_required=True),
    form_heading("max_score", is_required=True),
    form_heading("method"),
    form_heading("role"),
    form_heading("aspect"),
    form_heading("answers"),
    form_heading("options"),
)
#: Of a list whose tree its numbering tells.
_NUMBERED_HEADINGS = (
    form_heading("code", "TT", "STT", "Số thứ tự", is_required=True),
    form_heading("name_vi:name", "Tiêu chí", "Tên tiêu chí", "Nội dung", is_required=True),
    form_heading("max_score", "Điểm chuẩn", is_required=True),
    form_heading("method"),
    form_heading("role"),
)
_KIND_OF_DEPTH = {1: "domain", 2: "criterion"}
RULES_HEADINGS = (
    form_heading("code", is_required=True),
    form_heading("rule_kind", is_required=True),
    form_heading("label_vi"),
    form_heading("comparison"),
    form_heading("lower"),
    form_heading("upper"),
    form_heading("score"),
)
EXAMPLES_HEADINGS = (
    form_heading("code", is_required=True),
    form_heading("given", is_required=True),
    form_heading("given_total"),
    form_heading("printed_score", is_required=True),
)


def _beside(path: str, name: str) -> str:
    """Return the path of another file of the same folder that is named without one."""
    return f"{path.rpartition('/')[0]}/{name}" if name.endswith(".xlsx") and "/" not in name else name


class UnplacedError(InputError):
    """A list of criteria that names no parents and kinds: only its numbering tells its tree."""


def read_framework_sheets(
    reader: Reader, path: str, *, is_numbered: bool = False
) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read an office's own framework.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        .xlsx relative to the project.
    is_numbered : bool
        Whether parents and kinds follow from the numbering (``code_trees.derive_tree``) instead of columns of their own, and
        maxima that a group leaves blank from the rows below it.

    Returns
    -------
    (dict, DataFrame, DataFrame, DataFrame)
        Keys of ``framework.yml``; ``schemas.Criteria``, ``schemas.Rules``, ``schemas.RuleExamples``.

    Raises
    ------
    InputError
        With every fault and its cell.
    """
    grids = open_grids(reader.read_bytes(path, status="office", title_vi="Bộ tiêu chí của cơ quan"), path)
    info, faults = read_info(find_sheet(grids, INFO_SHEET), INFO_ROWS)
    first, last = info.get("year_from"), info.get("year_to")
    if first is not None and last is not None and last < first:
        place = find_value(find_sheet(grids, INFO_SHEET), "Năm kết quả cuối")
        faults.append(Fault(path, place, f"'Năm kết quả cuối' ghi {last}", f"cần một năm từ {first} trở đi"))
    if "since" in info and read_day(info["since"]) is None:
        place = find_value(find_sheet(grids, INFO_SHEET), "Áp dụng từ ngày")
        faults.append(
            Fault(path, place, f"'Áp dụng từ ngày' ghi '{info['since']}'", "cần một ngày có thật, ví dụ 15/10/2025")
        )
    n_faults = len(faults)
    sheet = find_sheet(grids, CRITERIA_SHEET)
    if is_numbered:
        criteria = _read(sheet, _NUMBERED_HEADINGS, _numbered_criterion, faults, _place_numbered)
    else:
        _refuse_unplaced(sheet)
        criteria = _read(sheet, CRITERIA_HEADINGS, _criterion, faults, check_tree)
    is_sound = len(faults) == n_faults
    tables = [criteria]
    for name, headings, read, check in (
        (RULES_SHEET, RULES_HEADINGS, _rule, partial(check_rules, criteria=criteria, is_tree_sound=is_sound)),
        (EXAMPLES_SHEET, EXAMPLES_HEADINGS, _example, None),
    ):
        present = any(normalise_name(title) == normalise_name(name) for title in grids)
        tables.append(_read(find_sheet(grids, name), headings, read, faults, check) if present else [])
    if faults:
        raise InputError(faults)
    meta = {key: info.get(key) for key in ("title_vi", "decision", "admin_level", "stated_total")}
    meta |= {
        "bonus_cap": info.get("bonus_cap"),
        "penalty_cap": info.get("penalty_cap"),
        "status": info.get("status") or "office",
    }
    reader.mark(path, str(meta["status"]))
    meta |= {"since": info.get("since"), "replaces": _beside(path, info.get("replaces", ""))}
    meta["years"] = [info["year_from"], info["year_to"]]
    counts = {kind: info.get(f"n_{kind}") for kind in ("domain", "criterion", "subcriterion")}
    meta["stated_counts"] = {kind: int(count) for kind, count in counts.items() if count is not None}
    models = (schemas.Criteria, schemas.Rules, schemas.RuleExamples)
    frames = [
        pd.DataFrame(rows, columns=list(model.to_schema().columns)) for rows, model in zip(tables, models, strict=True)
    ]
    return meta, *frames


def _read(
    grid: Grid, headings: tuple[Heading, ...], read: Any, faults: list[Fault], check: Any
) -> list[dict[str, Any]]:
    start, columns = find_headings(grid, headings)
    cells = CellReader(grid, columns)
    rows = []
    for row in range(start, len(grid.rows)):
        if any(grid.text(row, column) for column in columns.values()):
            code = cells.code(row) if grid.text(row, columns["code"]) else ""
            if code == "":
                cells.fault(row, "code", "dòng có nội dung nhưng chưa có mã", "ghi mã, hoặc xóa cả dòng")
            elif code is not None:
                n_faults = len(cells.faults)
                rows.append({"code": code, "source": f"{grid.path}", AT: row, **read(cells, row, code)})
                rows[-1][IS_BROKEN] = len(cells.faults) > n_faults
    if check is not None:
        check(cells, rows)
    if not rows and not cells.faults and grid.sheet == CRITERIA_SHEET:
        faults.append(Fault(grid.path, grid.where, "chưa có tiêu chí nào", "mỗi tiêu chí một dòng dưới tiêu đề"))
    faults += cells.faults
    return rows


def _choice(cells: CellReader, row: int, key: str, allowed: dict[str, str], otherwise: str = "") -> str:
    text = cells.text(row, key)
    if not text:
        return otherwise
    names = {normalise_name(form): name for name, label in allowed.items() for form in (name, label) if form}
    if normalise_name(text) in names:
        return names[normalise_name(text)]
    cells.fault(row, key, f"giá trị '{text}'", f"được dùng: {', '.join(filter(None, allowed.values()))}")
    return otherwise


def _criterion(cells: CellReader, row: int, code: str) -> dict[str, Any]:
    parent = cells.code(row, "parent_code") if cells.text(row, "parent_code") else ""
    name = cells.text(row, "name_vi")
    kind = _choice(cells, row, "node_kind", {key: NODE_KINDS[key] for key in (*PAR_KINDS, *SURVEY_KINDS)})
    if not cells.text(row, "node_kind"):
        cells.fault(
            row,
            "node_kind",
            f"chưa có loại của mã {code}",
            "ghi lĩnh vực, tiêu chí, tiêu chí thành phần; với phiếu khảo sát: nội dung, yếu tố, câu hỏi",
        )
    if len(name) < 3:
        cells.fault(row, "name_vi", f"chưa có tên của mã {code}", "ghi tên tiêu chí")
    maximum = cells.score(row, "max_score", f"điểm tối đa của mã {code}", None)
    if kind not in SURVEY_KINDS and (maximum == 0 or not cells.text(row, "max_score")):
        cells.fault(row, "max_score", f"chưa có điểm tối đa của mã {code}", "cần một số lớn hơn 0")
    return {
        "parent_code": parent or "",
        "node_kind": kind,
        "name_vi": name,
        "max_score": maximum,
        "method": _choice(cells, row, "method", PAR_METHODS),
        "role": _choice(cells, row, "role", ROLES),
        "status": "office",
        "aspect": _choice(cells, row, "aspect", ASPECTS),
        "answers": _choice(cells, row, "answers", ANSWER_KINDS),
        "options": cells.text(row, "options").replace("\n", ";"),
    }


def _refuse_unplaced(grid: Grid) -> None:
    """Refuse a list without columns of parents and kinds, which its numbering may tell: nothing rests on a tree that nobody has seen."""
    try:
        find_headings(grid, CRITERIA_HEADINGS)
    except InputError:
        find_headings(grid, _NUMBERED_HEADINGS)  # what is wrong besides is told first
        allowed = f"lập tệp có mã cha bằng make form KIND=framework FRAMEWORK={grid.path}, xem lại cây tiêu chí rồi lưu thay tệp này"
        raise UnplacedError([Fault(grid.path, grid.where, "chưa có cột Mã cha, Loại", allowed)]) from None


def _numbered_criterion(cells: CellReader, row: int, code: str) -> dict[str, Any]:
    name = cells.text(row, "name_vi")
    if len(name) < 3:
        cells.fault(row, "name_vi", f"chưa có tên của mã {code}", "ghi tên tiêu chí")
    return {
        "parent_code": "",
        "node_kind": "",
        "name_vi": name,
        "max_score": cells.score(row, "max_score", f"điểm tối đa của mã {code}", None),
        "method": _choice(cells, row, "method", PAR_METHODS),
        "role": _choice(cells, row, "role", ROLES),
        "status": "office",
        **dict.fromkeys(("aspect", "answers", "options"), ""),
    }


def _place_numbered(cells: CellReader, rows: list[dict[str, Any]]) -> None:
    """Give every row the place that its numbering tells; a row that it does not place is noted at its cell."""
    placed = derive_tree([str(row["code"]) for row in rows])
    for row, one in zip(rows, placed, strict=True):
        if one.fault:
            cells.fault(
                row[AT], "code", f"mã '{row['code']}' không xếp được vào cây: {one.fault}", "sửa mã, hoặc thêm dòng"
            )
        kind = _KIND_OF_DEPTH.get(one.depth, "subcriterion")
        row |= {"code": one.code, "parent_code": one.parent_code, "node_kind": kind}
    below: dict[str, float] = {}
    for row in reversed(rows):
        own, code = row["max_score"], str(row["code"])
        if own is None and code in below:
            own = row["max_score"] = round(below[code], 9)
        if not own:
            cells.fault(row[AT], "max_score", f"chưa có điểm tối đa của mã {code}", "cần một số lớn hơn 0")
        elif not row["role"]:
            below[str(row["parent_code"])] = below.get(str(row["parent_code"]), 0.0) + own


def _rule(cells: CellReader, row: int, code: str) -> dict[str, Any]:
    kind = _choice(cells, row, "rule_kind", dict(RULE_KINDS))
    if not cells.text(row, "rule_kind"):
        cells.fault(
            row, "rule_kind", f"chưa có loại quy tắc của mã {code}", f"được dùng: {', '.join(RULE_KINDS.values())}"
        )
    for key, kinds, what in (
        ("lower", {"ratio", "steps", "survey_mean", "linear"}, "cận dưới (cột Từ)"),
        ("upper", {"survey_mean", "linear"}, "cận trên (cột Đến)"),
        ("score", {"steps", "items"}, "điểm"),
        ("label_vi", {"items"}, "tên mục"),
    ):
        if kind in kinds and not cells.text(row, key):
            found = f"quy tắc {RULE_KINDS[kind]} của mã {code} chưa có {what}"
            cells.fault(row, key if key in cells.columns else "code", found, "mỗi dòng của quy tắc này cần giá trị này")
    bounds = {
        key: cells.number(row, key, f"cận của mã {code}", "cần một số hoặc tỷ lệ như 90%", is_share=True)
        for key in ("lower", "upper")
    }
    return {
        "rule_kind": kind,
        "label_vi": cells.text(row, "label_vi"),
        "comparison": _choice(cells, row, "comparison", {one: one for one in COMPARISONS}, ">="),
        **bounds,
        "score": cells.score(row, "score", f"điểm của mã {code}", None),
    }


def _example(cells: CellReader, row: int, code: str) -> dict[str, Any]:
    printed = cells.score(row, "printed_score", f"điểm ví dụ của mã {code}", None)
    if printed is None and not cells.text(row, "printed_score"):
        cells.fault(row, "printed_score", f"chưa có điểm ví dụ của mã {code}", "cần một số không âm")
    return {
        "given": cells.text(row, "given"),
        "given_total": cells.text(row, "given_total"),
        "printed_score": printed,
    }
