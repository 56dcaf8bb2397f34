"""What is entered beside self-scores, a row per unit and criterion: appraisals of both rounds, and explanations between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cchc.errors import Fault, InputError
from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.numbers import comma
from cchc.provenance import STATUSES
from cchc.scoring_rules import NOT_APPLICABLE
from cchc.sources.cells import CellReader
from cchc.sources.grids import open_grids
from cchc.sources.headings import find_headings, form_heading
from cchc.sources.info_rows import InfoRow, find_value, read_info
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import find_info_and_table
from cchc.units import normalise_name

#: Round → sheet of its form.
SHEETS = {"appraisal": "Thẩm định", "explanation": "Giải trình", "appraisal_2": "Thẩm định lần 2"}
#: How a criterion that does not apply is written.
OFF_MARK = "KAD"
INFO_ROWS = (
    InfoRow("unit", "Địa phương"),
    InfoRow("year", "Năm kết quả", kind="year"),
    InfoRow("framework_id", "Bộ tiêu chí"),
    InfoRow("status", "Trạng thái số liệu", allowed={key: STATUSES[key] for key in ("office", "illustrative")}),
)
_WHERE = (
    form_heading("unit_key", is_required=True),
    form_heading("unit_vi"),
    form_heading("code", "Mã tiêu chí", is_required=True),
    form_heading("name_vi:criterion"),
    form_heading("max_score"),
    form_heading("self_score", is_required=True),
)
_FIRST_ROUND = (form_heading("appraised_1_score", is_required=True), form_heading("reason_1_vi"))
_DECIDED = (form_heading("appraised_score", is_required=True), form_heading("reason_vi:appraisal", "Lý do"))
HEADINGS = (*_WHERE, form_heading("rule_score:form"), form_heading("evidence_vi"), *_DECIDED)
#: Round → columns of its form; in the first and the second round the same column holds the decision.
HEADINGS_OF = {
    "appraisal": HEADINGS,
    "explanation": (*_WHERE, *_FIRST_ROUND, form_heading("explanation_vi", is_required=True)),
    "appraisal_2": (*_WHERE, *_FIRST_ROUND, form_heading("explanation_vi"), *_DECIDED),
}
#: Who appraises where no office is named.
COUNCIL_VI = "Hội đồng thẩm định"
_COLUMNS = (
    "unit_key", "criterion_code", "self_score", "is_self_off", "appraised_1_score", "is_1_off", "explanation_vi", "appraised_score",
    "is_off", "is_entered", "reason_vi", "place", "path", "who_vi", "day",
)  # fmt: skip


@dataclass(frozen=True)
class Appraisal:
    """Files of one round as read and checked.

    Attributes
    ----------
    path, status : str
        The first file, and status of its figures.
    rows : pandas.DataFrame
        A row per unit and criterion: ``unit_key``, ``criterion_code``, ``self_score`` [points] (missing if
        ``is_self_off``: "không áp dụng"), ``appraised_1_score`` (what the second round saw of the first; missing if ``is_1_off``),
        ``explanation_vi``, ``appraised_score`` [points] (missing if ``is_off`` or not ``is_entered``), ``reason_vi``,
        ``place`` (the cell of the decision, or of the explanation), ``path``, ``who_vi``, ``day`` (of the file, None if unknown).
    """

    path: str
    status: str
    rows: pd.DataFrame

    @classmethod
    def join(cls, parts: Sequence[Appraisal]) -> Appraisal | None:
        """Put the files of a round together; None where there are none."""
        if not parts:
            return None
        status = "illustrative" if any(one.status == "illustrative" for one in parts) else parts[0].status
        return cls(parts[0].path, status, pd.concat([one.rows for one in parts], ignore_index=True))


def read_appraisal(
    reader: Reader,
    path: str,
    units: pd.DataFrame,
    framework: Framework,
    year: int,
    names: tuple[str, ...],
    *,
    status: str,
    round_key: str = "appraisal",
    codes: Collection[str] | None = None,
    who_vi: str = COUNCIL_VI,
    day: dt.date | None = None,
) -> Appraisal:
    """Read and check one file of a round.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        Relative to the project.
    units : pandas.DataFrame
        ``reference_schemas.CampaignUnits``.
    framework : Framework
        Edition of the campaign.
    year : int
        Year that is scored.
    names : tuple of str
        Names of who scores, or, of an explanation, of who explains: any of which the file may bear.
    status : str
        Status of the figures; a file that calls itself illustrative stays so.
    round_key : str
        Key of ``SHEETS``.
    codes : collection of str or None
        Criteria that the file may decide: those of the domains of its office; None: all.
    who_vi : str
        Whose file it is, as documents name it.
    day : datetime.date or None
        On which it came in.

    Returns
    -------
    Appraisal
        Blank appraisals stay blank: missing is not zero.

    Raises
    ------
    InputError
        With every fault: unknown or repeated unit and criterion, a score outside 0 to its maximum, text in place of a
        number, another district, year or edition.
    """
    title = "Giải trình của đơn vị" if round_key == "explanation" else "Điểm thẩm định của Hội đồng"
    grids = open_grids(reader.read_bytes(path, status=status, title_vi=title), path)
    info_grid, grid = find_info_and_table(grids, SHEETS[round_key])
    info, faults = read_info(info_grid, INFO_ROWS)
    wanted = {"unit": names, "year": (year,), "framework_id": (framework.framework_id,)}
    if info.get("status") == "illustrative":
        status = "illustrative"  # invented scores stay invented, wherever the file has been put
        reader.mark(path, status)
    for one in (one for one in INFO_ROWS if one.key in wanted):
        allowed = wanted[one.key]
        if one.key in info and normalise_name(str(info[one.key])) not in {
            normalise_name(str(name)) for name in allowed
        }:
            place = find_value(info_grid, one.label)
            faults.append(Fault(path, place, f"'{one.label}' ghi '{info[one.key]}'", f"cần '{allowed[0]}'"))
    start, columns = find_headings(grid, HEADINGS_OF[round_key])
    entry = "explanation_vi" if round_key == "explanation" else "appraised_score"
    cells = CellReader(grid, columns)
    known = dict(zip(units["unit_key"], units["name_vi"], strict=True))
    leaves = {leaf.code: leaf for leaf in framework.leaves()}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    foreign: dict[str, int] = {}
    for at in range(start, len(grid.rows)):
        key = cells.text(at, "unit_key")
        if not key:
            if cells.text(at, entry):
                what = "điểm" if entry == "appraised_score" else "nội dung"
                cells.fault(
                    at, "unit_key", f"dòng có {what} nhưng không có mã đơn vị", f"ghi mã đơn vị, hoặc xóa {what}"
                )
            continue
        code = cells.code(at)
        if key not in known:
            where = "trong units.csv" if round_key == "appraisal" and codes is None else "trong tệp của mẫu này"
            cells.fault(at, "unit_key", f"mã đơn vị '{key}' không có {where}", "dùng mã của mẫu")
        elif code is not None and code not in leaves:
            cells.fault(at, "code", f"mã '{code}' không phải tiêu chí chấm điểm", "dùng mã của mẫu")
        elif code is not None and (key, code) in rows:
            cells.fault(at, "code", f"mã '{code}' của {known[key]} xuất hiện lần thứ hai", "chỉ một dòng")
        elif code is not None and codes is not None and code not in codes and cells.text(at, entry):
            foreign.setdefault(code, at)
        elif code is not None:
            what = f"của mã {code}, {known[key]}"
            if leaves[code].method in SURVEY_METHODS and cells.text(at, entry):
                cells.fault(
                    at, "appraised_score", f"điểm thẩm định {what}", "tiêu chí này chấm bằng khảo sát, để trống"
                )
                continue
            _refuse_moved(cells, at, (key, code), known, {leaf: node.name_vi for leaf, node in leaves.items()})
            stated = cells.score(at, "max_score", f"điểm tối đa {what}", None)
            if stated is not None and stated != leaves[code].max_score:
                limit = f"bộ tiêu chí quy định {comma(leaves[code].max_score or 0.0)}"
                cells.fault(at, "max_score", f"điểm tối đa {what} là {comma(stated)}", limit)
            found = _read_row(cells, at, key, code, what, leaves[code].max_score)
            place = cells.grid.place(at, cells.columns[entry])
            rows[key, code] = found | {"place": place, "path": path, "who_vi": who_vi, "day": day}
    if foreign:
        named = ", ".join(foreign)
        cells.fault(
            min(foreign.values()), "code", f"có điểm của mã {named}, không thuộc lĩnh vực giao {who_vi}",
            "để trống các dòng này, hoặc đặt đúng tên tệp theo cơ quan",
        )  # fmt: skip
    faults += cells.faults
    if faults:
        raise InputError(faults)
    return Appraisal(path, status, pd.DataFrame(rows.values(), columns=list(_COLUMNS)))


def _refuse_moved(
    cells: CellReader, at: int, codes: tuple[str, str], units: Mapping[str, str], criteria: Mapping[str, str]
) -> None:
    """Note a row whose codes stand beside the name of another unit or criterion: sorted, or swapped, without them."""
    kinds: tuple[tuple[str, str, Mapping[str, str], str], ...] = (
        ("unit_vi", codes[0], units, "đơn vị"),
        ("name_vi", codes[1], criteria, "tiêu chí"),
    )
    for column, code, names, what in kinds:
        name = normalise_name(cells.text(at, column))
        named = [other for other, one in names.items() if name and normalise_name(one) == name]
        if named and code not in named:
            found = f"tên {what} của mã {named[0]} đứng cạnh mã {code}"
            cells.fault(at, column, found, "hãy xếp lại cho mã và tên cùng một dòng, hoặc lấy mẫu mới")


def _read_row(cells: CellReader, at: int, key: str, code: str, what: str, maximum: float | None) -> dict[str, Any]:
    scores: dict[str, float | None] = {}
    is_off: dict[str, bool] = {}
    words = {
        "self_score": "điểm tự chấm",
        "appraised_1_score": "điểm thẩm định lần 1",
        "appraised_score": "điểm thẩm định",
    }
    for column, word in words.items():
        has = column in cells.columns
        is_off[column] = has and cells.text(at, column).casefold() in NOT_APPLICABLE
        scores[column] = None if is_off[column] or not has else cells.score(at, column, f"{word} {what}", maximum)
    texts = {
        column: cells.text(at, column) if column in cells.columns else "" for column in ("explanation_vi", "reason_vi")
    }
    return {
        "unit_key": key,
        "criterion_code": code,
        "self_score": scores["self_score"],
        "is_self_off": is_off["self_score"],
        "appraised_1_score": scores["appraised_1_score"],
        "is_1_off": is_off["appraised_1_score"],
        "appraised_score": scores["appraised_score"],
        "is_off": is_off["appraised_score"],
        "is_entered": is_off["appraised_score"] or scores["appraised_score"] is not None,
        **texts,
    }
