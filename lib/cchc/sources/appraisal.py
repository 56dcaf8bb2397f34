"""The council's appraisal: one row per unit and criterion, entered beside the self-score."""

from __future__ import annotations

from collections.abc import Mapping
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

SHEET = "Thẩm định"
#: How a criterion that does not apply is written.
OFF_MARK = "KAD"
INFO_ROWS = (
    InfoRow("unit", "Địa phương"),
    InfoRow("year", "Năm kết quả", kind="year"),
    InfoRow("framework_id", "Bộ tiêu chí"),
    InfoRow("status", "Trạng thái số liệu", allowed={key: STATUSES[key] for key in ("office", "illustrative")}),
)
HEADINGS = (
    form_heading("unit_key", is_required=True),
    form_heading("unit_vi"),
    form_heading("code", "Mã tiêu chí", is_required=True),
    form_heading("name_vi:criterion"),
    form_heading("max_score"),
    form_heading("self_score", is_required=True),
    form_heading("rule_score:form"),
    form_heading("evidence_vi"),
    form_heading("appraised_score", is_required=True),
    form_heading("reason_vi:appraisal", "Lý do"),
)
_COLUMNS = (
    "unit_key", "criterion_code", "self_score", "is_self_off", "appraised_score", "is_off", "is_entered", "reason_vi", "place",
)  # fmt: skip


@dataclass(frozen=True)
class Appraisal:
    """The appraisal as read and checked.

    Attributes
    ----------
    path, status : str
        File, and status of its figures.
    rows : pandas.DataFrame
        A row per unit and criterion of the file: ``unit_key``, ``criterion_code``, ``self_score`` [points] (missing if
        ``is_self_off``: "không áp dụng"), ``appraised_score`` [points] (missing if ``is_off`` or not
        ``is_entered``), ``reason_vi``, ``place`` (the cell of the appraised score).
    """

    path: str
    status: str
    rows: pd.DataFrame


def read_appraisal(
    reader: Reader,
    path: str,
    units: pd.DataFrame,
    framework: Framework,
    year: int,
    names: tuple[str, ...],
    *,
    status: str,
) -> Appraisal:
    """Read and check the appraisal.

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
        Names of the district, any of which the file may bear.
    status : str
        Status of the figures; a file that calls itself illustrative stays so.

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
    grids = open_grids(reader.read_bytes(path, status=status, title_vi="Điểm thẩm định của Hội đồng"), path)
    info_grid, grid = find_info_and_table(grids, SHEET)
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
    start, columns = find_headings(grid, HEADINGS)
    cells = CellReader(grid, columns)
    known = dict(zip(units["unit_key"], units["name_vi"], strict=True))
    leaves = {leaf.code: leaf for leaf in framework.leaves()}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for at in range(start, len(grid.rows)):
        key = cells.text(at, "unit_key")
        if not key:
            if cells.text(at, "appraised_score"):
                cells.fault(at, "unit_key", "dòng có điểm nhưng không có mã đơn vị", "ghi mã đơn vị, hoặc xóa điểm")
            continue
        code = cells.code(at)
        if key not in known:
            cells.fault(at, "unit_key", f"mã đơn vị '{key}' không có trong units.csv", "dùng mã của mẫu")
        elif code is not None and code not in leaves:
            cells.fault(at, "code", f"mã '{code}' không phải tiêu chí chấm điểm", "dùng mã của mẫu")
        elif code is not None and (key, code) in rows:
            cells.fault(at, "code", f"mã '{code}' của {known[key]} xuất hiện lần thứ hai", "chỉ một dòng")
        elif code is not None:
            what = f"của mã {code}, {known[key]}"
            if leaves[code].method in SURVEY_METHODS and cells.text(at, "appraised_score"):
                cells.fault(
                    at, "appraised_score", f"điểm thẩm định {what}", "tiêu chí này chấm bằng khảo sát, để trống"
                )
                continue
            _refuse_moved(cells, at, (key, code), known, {leaf: node.name_vi for leaf, node in leaves.items()})
            stated = cells.score(at, "max_score", f"điểm tối đa {what}", None)
            if stated is not None and stated != leaves[code].max_score:
                limit = f"bộ tiêu chí quy định {comma(leaves[code].max_score or 0.0)}"
                cells.fault(at, "max_score", f"điểm tối đa {what} là {comma(stated)}", limit)
            rows[key, code] = _read_row(cells, at, key, code, what, leaves[code].max_score)
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
    for column, words in (("self_score", "điểm tự chấm"), ("appraised_score", "điểm thẩm định")):
        is_off[column] = cells.text(at, column).casefold() in NOT_APPLICABLE
        scores[column] = None if is_off[column] else cells.score(at, column, f"{words} {what}", maximum)
    return {
        "unit_key": key,
        "criterion_code": code,
        "self_score": scores["self_score"],
        "is_self_off": is_off["self_score"],
        "appraised_score": scores["appraised_score"],
        "is_off": is_off["appraised_score"],
        "is_entered": is_off["appraised_score"] or scores["appraised_score"] is not None,
        "reason_vi": cells.text(at, "reason_vi"),
        "place": cells.grid.place(at, cells.columns["appraised_score"]),
    }
