"""The rows of a score sheet: stages, grain, what is missing and what cannot be."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from cchc import schemas
from cchc.errors import Fault, InputError
from cchc.frameworks import SURVEY_METHODS, Framework, Node
from cchc.numbers import comma, parse_number
from cchc.scoring_rules import NOT_APPLICABLE, RULE_KINDS, Rule
from cchc.sources.cells import CellReader, refuse_moved
from cchc.sources.grids import Grid
from cchc.sources.score_groups import ScoreRow, check_groups, check_levels, is_typed

#: Score columns in the order of the stages, with the words for messages.
SCORE_COLUMNS = {
    "self_score": "điểm tự chấm",
    "appraised_1_score": "điểm thẩm định lần 1",
    "appraised_2_score": "điểm thẩm định lần 2",
    "survey_score": "điểm điều tra",
    "approved_score": "điểm",
}
#: Columns that show how far a sheet has come, last first, and the stage each belongs to.
_STAGE_OF = {
    "approved_score": "approved",
    "appraised_2_score": "appraised_2",
    "appraised_1_score": "appraised_1",
    "self_score": "self",
}
_COLUMNS = tuple(schemas.ScoreSheet.to_schema().columns)
STAGE_COLUMNS = {stage: key for key, stage in _STAGE_OF.items()}
_TEXTS = ("declared", "declared_total", "explanation_vi", "evidence_vi", "note_vi")
_MARKS = {*NOT_APPLICABLE, "x", "có"}
_TOLERANCE = 1e-9
_NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class ScoreRows:
    """What ``read_rows`` found; see ``ScoreSheetFile``."""

    framework: Framework
    scores: pd.DataFrame
    stage: str
    warnings: tuple[str, ...]


def read_rows(
    grid: Grid,
    start: int,
    columns: dict[str, int],
    framework: Framework,
    *,
    is_self_only: bool = False,
    others: Mapping[str, str] = _NOBODY,
) -> ScoreRows:
    """Read and check the rows below the headings.

    Parameters
    ----------
    grid : Grid
        The sheet.
    start : int
        First row below the headings.
    columns : dict
        Key of ``score_sheets.HEADINGS`` → column index.
    framework : Framework
        The whole edition.
    is_self_only : bool
        True for the sheet of a unit that only scores itself: other scores are refused, survey scores are not due.
    others : mapping of str to str
        Code that this sheet has no row for → who scores it.

    Returns
    -------
    ScoreRows
        The framework is cut where a group carries a score and nothing below it does.

    Raises
    ------
    InputError
        With every fault.
    """
    cells = CellReader(grid, columns)
    if not set(_STAGE_OF) & set(columns):
        allowed = "cần ít nhất một cột điểm: Điểm tự chấm, Điểm thẩm định lần 1, Điểm được phê duyệt"
        raise InputError([Fault(grid.path, grid.where, "không thấy cột Điểm được phê duyệt", allowed)])
    rows = _read_all(cells, start, framework, others)
    framework = framework.with_maxima({code: row.maximum for code, row in rows.items() if row.maximum is not None})
    has_score = {code for code, row in rows.items() if row.is_broken or _has_any(row)}
    above_scored = {above for code in has_score for above in framework.ancestors(code)}
    grain = {
        code
        for code in has_score - above_scored
        if framework.children(code) and is_typed(cells, rows, framework, rows[code])
    }
    check_levels(cells, rows, framework)
    known = framework.cut_at(grain)
    stage = "self" if is_self_only else _stage(rows[code] for code in has_score if code not in above_scored)
    if is_self_only:
        _refuse_others(cells, rows)
    warnings = check_groups(rows, known, STAGE_COLUMNS[stage])
    leaves = {node.code for node in known.leaves()}
    off = {code for code, row in rows.items() if not row.is_applicable}
    absent = {code for code in leaves - rows.keys() if off.isdisjoint(known.ancestors(code))}
    # a whole branch that does not apply needs no mark, and no line, for each of its rows
    records = [
        _not_applicable(leaf)
        if leaf.code not in has_score and not off.isdisjoint(known.ancestors(leaf.code))
        else _record(cells, rows[leaf.code], stage, is_survey_due=not is_self_only)
        for leaf in known.leaves()
        if leaf.code not in absent
    ]
    if absent:
        order = [node.code for node in known.nodes if node.code in absent]
        found = f"thiếu dòng của mã {', '.join(order)}"
        cells.faults.append(Fault(grid.path, grid.where, found, "mỗi tiêu chí của bộ tiêu chí cần một dòng"))
    if cells.faults:
        raise InputError(cells.faults)
    numbers = {"max_score", *SCORE_COLUMNS}
    columns_read = {
        key: ""
        if key in _TEXTS and key not in columns
        else np.array([record[key] for record in records], float if key in numbers else None)
        for key in _COLUMNS
    }
    return ScoreRows(known, pd.DataFrame(columns_read), stage, warnings)


def _read_all(cells: CellReader, start: int, framework: Framework, others: Mapping[str, str]) -> dict[str, ScoreRow]:
    grid = cells.grid
    rows: dict[str, ScoreRow] = {}
    for at in range(start, len(grid.rows)):
        if not grid.text(at, cells.columns["code"]):
            is_total = cells.text(at, "name_vi").casefold().startswith(("tổng", "cộng"))
            if any(cells.has_text(at, key) for key in SCORE_COLUMNS) and not is_total:
                cells.fault(at, "code", "dòng có điểm nhưng không có mã", "ghi mã tiêu chí, hoặc xóa điểm")
            continue
        code = cells.code(at)
        if code is None:
            continue
        if code in others:
            cells.fault(at, "code", f"mã '{code}': {others[code]}", "xóa dòng này, chỉ gửi tiêu chí được giao")
        elif code not in framework:
            found = f"mã '{code}' không có trong bộ tiêu chí {framework.framework_id}"
            cells.fault(at, "code", found, "dùng mã của mẫu")
        elif code in rows:
            first = grid.place(rows[code].at, cells.columns["code"]).rpartition("ô ")[2].rstrip(")")
            hint = " (nếu một dòng vốn là 1.10, Excel đã bỏ số 0: định dạng cột mã là Text)" if "." in code else ""
            cells.fault(at, "code", f"mã '{code}' đã có ở ô {first}{hint}", "mỗi mã chỉ một dòng")
        else:
            rows[code] = _read_row(
                cells, at, framework.node(code), framework.rule(code), is_group=bool(framework.children(code))
            )
    refuse_moved(cells, {code: row.at for code, row in rows.items()}, {n.code: n.name_vi for n in framework.nodes})
    return rows


def _read_row(cells: CellReader, at: int, node: Node, rule: Rule | None, *, is_group: bool) -> ScoreRow:
    n_faults = len(cells.faults)
    maximum = node.max_score
    if cells.text(at, "max_score") or maximum is None:
        stated = cells.score(at, "max_score", f"điểm tối đa của mã {node.code}", None)
        if maximum is None:
            maximum = stated
            if (stated is None or stated == 0) and not is_group and len(cells.faults) == n_faults:
                allowed = "bộ tiêu chí chưa quy định, cần ghi điểm tối đa lớn hơn 0"
                if "max_score" in cells.columns:
                    cells.fault(at, "max_score", f"chưa có điểm tối đa của mã {node.code}", allowed)
                else:
                    cells.fault(at, "code", f"chưa có cột Điểm tối đa cho mã {node.code}", allowed)
        elif stated is not None and abs(stated - maximum) > _TOLERANCE:
            found = f"điểm tối đa của mã {node.code} là {comma(stated)}"
            cells.fault(at, "max_score", found, f"bộ tiêu chí quy định {comma(maximum)}")
    is_applicable = True
    scores: dict[str, float | None] = dict.fromkeys(SCORE_COLUMNS)
    mark = cells.text(at, "not_applicable")
    if mark:
        is_applicable = mark.casefold() not in _MARKS
        if is_applicable:
            cells.fault(at, "not_applicable", f"ghi '{mark}'", "ghi x nếu không áp dụng, nếu không thì để trống")
    for key, words in SCORE_COLUMNS.items():
        if key not in cells.columns:
            continue
        text = cells.grid.text(at, cells.columns[key])
        if text and not text[0].isdigit() and text.casefold() in NOT_APPLICABLE:
            is_applicable = False
        elif text or not is_group:
            what = f"{words} của mã {node.code}"
            # a group's cell is a total: with bonus or penalty below it may lie outside of 0 to its maximum
            scores[key] = cells.number(at, key, what, "cần một số") if is_group else cells.score(at, key, what, maximum)
    if not is_applicable and any(score is not None for score in scores.values()) and not is_group:
        key = next(key for key, score in scores.items() if score is not None)
        cells.fault(
            at, key, f"mã {node.code} ghi không áp dụng nhưng vẫn có điểm", "xóa điểm, hoặc bỏ dấu không áp dụng"
        )
    if node.method in SURVEY_METHODS and scores["self_score"] is not None and not is_group:
        found = f"mã {node.code} chấm bằng điều tra nhưng có điểm tự chấm {comma(scores['self_score'])}"
        cells.fault(at, "self_score", found, "tiêu chí điều tra không tự chấm, hãy để trống")
    if rule is not None and maximum is not None and cells.text(at, "declared"):
        _check_declared(cells, at, dataclasses.replace(rule, max_score=maximum))
    return ScoreRow(at, node, maximum, is_applicable, scores, is_group, is_broken=len(cells.faults) > n_faults)


def _check_declared(cells: CellReader, at: int, rule: Rule) -> None:
    value = cells.grid.cell(at, cells.columns["declared"])
    total = cells.text(at, "declared_total")
    if total and rule.rule_kind in {"ratio", "steps"} and (parse_number(total) or 0.0) <= 0:
        found = f"tổng số phải thực hiện của mã {rule.code} ghi '{total}'"
        cells.fault(at, "declared_total", found, "cần một số lớn hơn 0, hoặc để trống")
        return
    try:
        if isinstance(value, dt.date | dt.time | dt.timedelta):
            raise ValueError("Excel đã đổi số liệu thành ngày giờ")  # noqa: TRY004 -- a fault of the sheet
        rule.apply(cells.text(at, "declared"), total)
    except ValueError as error:
        cells.fault(
            at,
            "declared",
            f"kết quả thực hiện của mã {rule.code}: {error}",
            f"cần đúng dạng của quy tắc {RULE_KINDS[rule.rule_kind]}",
        )


def _has_any(row: ScoreRow) -> bool:
    return not row.is_applicable or any(score is not None for score in row.scores.values())


def _stage(rows: Any) -> str:
    reached = {key for row in rows for key, score in row.scores.items() if score is not None}
    return next((stage for key, stage in _STAGE_OF.items() if key in reached), "approved")


def _refuse_others(cells: CellReader, rows: dict[str, ScoreRow]) -> None:
    for code, row in rows.items():
        for key, words in SCORE_COLUMNS.items():
            score = row.scores[key]
            if row.is_group and score == 0:
                continue  # the form's own sum over rows that all do not apply
            if key != "self_score" and score is not None:
                found = f"{words} của mã {code} là {comma(score)}"
                cells.fault(row.at, key, found, "đơn vị chỉ ghi Điểm tự chấm, hãy để trống cột này")


def _needed(row: ScoreRow, stage: str) -> tuple[str, bool]:
    """Return the column that must hold the row's score at a stage, and whether it does."""
    scores = row.scores
    if stage == "approved":
        return "approved_score", scores["approved_score"] is not None
    if row.node.method in SURVEY_METHODS:
        return "survey_score", scores["survey_score"] is not None
    if stage == "self":
        return "self_score", scores["self_score"] is not None
    appraised = scores["appraised_1_score"] is not None or (
        stage == "appraised_2" and scores["appraised_2_score"] is not None
    )
    return "appraised_1_score", appraised


def _record(cells: CellReader, row: ScoreRow, stage: str, *, is_survey_due: bool) -> dict[str, Any]:
    code = row.node.code
    for key, score in row.scores.items() if row.is_group else ():
        if score is not None and not row.is_broken and not 0 <= score <= (row.maximum or 0.0) + _TOLERANCE:
            found = f"{SCORE_COLUMNS[key]} của mã {code} là {comma(score)}"
            cells.fault(row.at, key, found, f"cần một số từ 0 đến {comma(row.maximum or 0.0)}")
    survey_score = row.scores["survey_score"]
    if survey_score is not None and row.node.method not in SURVEY_METHODS and not row.is_broken:
        found = f"mã {code} không chấm bằng điều tra nhưng có điểm điều tra {comma(survey_score)}"
        cells.fault(row.at, "survey_score", found, "ghi điểm ở cột thẩm định hoặc phê duyệt")
    is_due = is_survey_due or row.node.method not in SURVEY_METHODS
    if row.is_applicable and not row.is_broken and is_due:
        key, is_there = _needed(row, stage)
        if not is_there:
            limit = comma(row.maximum or 0.0)
            words = SCORE_COLUMNS[key]
            found = f"chưa có {words} của mã {code}"
            cells.fault(row.at, key if key in cells.columns else "code", found, f"cần một số từ 0 đến {limit}")
    return {
        "criterion_code": code,
        "max_score": row.maximum,
        "is_applicable": row.is_applicable,
        **row.scores,
        **{key: cells.text(row.at, key) if key in cells.columns else "" for key in _TEXTS},
    }


def _not_applicable(node: Node) -> dict[str, Any]:
    empty = dict.fromkeys(_TEXTS, "") | dict.fromkeys(SCORE_COLUMNS)
    return {"criterion_code": node.code, "max_score": node.max_score, "is_applicable": False, **empty}
