"""The tasks of a plan as an office edits and follows them: the form of ``make form KIND=tasks``, read back."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from cchc.errors import InputError
from cchc.localities import normalise_name
from cchc.numbers import comma
from cchc.sources.cells import CellReader
from cchc.sources.grids import open_grids
from cchc.sources.headings import Heading, find_headings
from cchc.sources.info_rows import InfoRow, read_info
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import find_info_and_table

SHEET = "Nhiệm vụ"
INFO_ROWS = (InfoRow("locality", "Địa phương"), InfoRow("year", "Năm kế hoạch", kind="year"))
TASK_STATUSES = {
    "not_started": "chưa bắt đầu",
    "in_progress": "đang thực hiện",
    "done": "hoàn thành",
    "cancelled": "không thực hiện",
}
HEADINGS = (
    Heading("task_key", "Mã nhiệm vụ", is_required=True),
    Heading("name_vi", "Nội dung, tiêu chí"),
    Heading("cause_vi", "Nguyên nhân"),
    Heading("task_vi", "Nhiệm vụ, giải pháp", is_required=True),
    Heading("lead_vi", "Cơ quan chủ trì", is_required=True),
    Heading("cooperating_vi", "Cơ quan phối hợp"),
    Heading("deadline", "Thời hạn", is_required=True),
    Heading("output_vi", "Sản phẩm"),
    Heading("expected_score", "Mức tăng dự kiến"),
    Heading("status", "Trạng thái"),
    Heading("done_pct", "Tỷ lệ hoàn thành (%)"),
    Heading("evidence_vi", "Minh chứng"),
    Heading("note_vi", "Ghi chú"),
)
ALL_YEAR = "all_year"
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def read_tasks(reader: Reader, path: str) -> tuple[dict[str, object], pd.DataFrame]:
    """Read a list of tasks.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        .xlsx, .xls or .csv relative to the project.

    Returns
    -------
    (dict, pandas.DataFrame)
        ``locality`` and ``year`` of the plan; a row per task with the keys of ``HEADINGS``: ``deadline`` as ISO date
        or ``all_year``, ``status`` as key of ``TASK_STATUSES`` (``not_started`` if blank), ``done_pct`` [0-100] and
        ``expected_score`` missing if blank.

    Raises
    ------
    InputError
        With every fault: repeated task, no task, lead or deadline, a date that does not exist, an unknown status, a
        share outside 0-100, a finished task below 100.
    """
    grids = open_grids(reader.read_bytes(path, status="office", title_vi="Danh mục nhiệm vụ"), path)
    info_grid, grid = find_info_and_table(grids, SHEET)
    info, faults = read_info(info_grid, INFO_ROWS)
    start, columns = find_headings(grid, HEADINGS)
    cells = CellReader(grid, columns)
    rows: dict[str, dict[str, object]] = {}
    for row in range(start, len(grid.rows)):
        key = cells.text(row, "task_key")
        if not key:
            if cells.text(row, "task_vi"):
                cells.fault(row, "task_key", "nhiệm vụ chưa có mã", "ghi một mã riêng, ví dụ THEM-1")
            continue
        if key in rows:
            cells.fault(row, "task_key", f"mã nhiệm vụ '{key}' xuất hiện lần thứ hai", "mỗi nhiệm vụ một mã")
        rows[key] = _read_task(cells, row, key)
    faults += cells.faults
    if faults:
        raise InputError(faults)
    return info, pd.DataFrame(rows.values(), columns=[heading.key for heading in HEADINGS])


def _read_task(cells: CellReader, row: int, key: str) -> dict[str, object]:
    record: dict[str, object] = {heading.key: cells.text(row, heading.key) for heading in HEADINGS}
    for column, words in (("task_vi", "nội dung nhiệm vụ"), ("lead_vi", "cơ quan chủ trì")):
        if not record[column]:
            cells.fault(row, column, f"nhiệm vụ {key} chưa có {words}", "hãy điền")
    record["deadline"] = _read_deadline(cells, row, key)
    names = {normalise_name(form): name for name, label in TASK_STATUSES.items() for form in (name, label)}
    status = names.get(normalise_name(str(record["status"])), "not_started" if not record["status"] else "")
    if not status:
        cells.fault(
            row, "status", f"trạng thái '{record['status']}'", f"được dùng: {', '.join(TASK_STATUSES.values())}"
        )
    record["status"] = status
    record["expected_score"] = cells.score(row, "expected_score", f"mức tăng dự kiến của {key}", None)
    share = cells.number(row, "done_pct", f"tỷ lệ hoàn thành của {key}", "cần một số từ 0 đến 100")
    is_percent = cells.text(row, "done_pct").endswith("%") or (
        share is not None and cells.grid.is_percent(row, cells.columns["done_pct"])
    )
    if share is not None and is_percent:
        share = round(share * 100, 9)
    if share is not None and not 0 <= share <= 100:
        cells.fault(row, "done_pct", f"tỷ lệ hoàn thành của {key} là {comma(share)}", "cần một số từ 0 đến 100")
    if status == "not_started" and share:
        cells.fault(
            row,
            "done_pct",
            f"nhiệm vụ {key} chưa bắt đầu nhưng đã đạt {comma(share)}%",
            "đổi trạng thái, hoặc để trống",
        )
    if status == "done" and share is None and not cells.text(row, "done_pct"):
        key_column = "done_pct" if "done_pct" in cells.columns else "status"
        cells.fault(row, key_column, f"nhiệm vụ {key} ghi hoàn thành nhưng chưa ghi tỷ lệ", "ghi 100")
    if status == "done" and share is not None and share < 100:
        cells.fault(
            row,
            "done_pct",
            f"nhiệm vụ {key} ghi hoàn thành nhưng mới đạt {comma(share)}%",
            "ghi 100 hoặc đổi trạng thái",
        )
    record["done_pct"] = share
    return record


def _read_deadline(cells: CellReader, row: int, key: str) -> str:
    value = cells.grid.cell(row, cells.columns["deadline"])
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = cells.text(row, "deadline")
    if normalise_name(text).startswith("cảnăm"):
        return ALL_YEAR
    match = _DAY.fullmatch(text)
    try:
        day, month, year = (int(part) for part in match.groups()) if match else (0, 0, 0)
        return dt.date(year, month, day).isoformat()
    except ValueError:
        found = f"thời hạn của {key} ghi '{text}'" if text else f"nhiệm vụ {key} chưa có thời hạn"
        cells.fault(row, "deadline", found, "cần ngày có thật dạng 30/9/2024, hoặc 'Cả năm'")
        return ""
