"""The tasks of a plan as an office edits and follows them: the form of ``make form KIND=tasks``, read back."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

import pandas as pd

from cchc.dates import read_day
from cchc.deadlines import ALL_YEAR, MONTHLY, QUARTERLY
from cchc.errors import Fault, InputError
from cchc.numbers import comma, parse_number
from cchc.sources.cells import CellReader
from cchc.sources.grids import Grid, open_grids
from cchc.sources.headings import find_headings, form_heading
from cchc.sources.info_rows import InfoRow, find_value, read_info
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import find_info_and_table
from cchc.sources.task_statuses import TASK_STATUSES as TASK_STATUSES  # noqa: PLC0414 -- what the column holds
from cchc.sources.task_statuses import list_statuses, parse_status
from cchc.units import normalise_name

SHEET, FIGURES_SHEET = "Nhiệm vụ", "Số liệu"
INFO_ROWS = (
    InfoRow("unit", "Địa phương"),
    InfoRow("year", "Năm kế hoạch", kind="year"),
    InfoRow("agency", "Cơ quan", is_required=False),
)
HEADINGS = (
    form_heading("task_key:long", is_required=True),
    form_heading("name_vi:task"),
    form_heading("cause_vi"),
    form_heading("task_vi:solution", is_required=True),
    form_heading("lead_vi:agency", is_required=True),
    form_heading("cooperating_vi:agency"),
    form_heading("deadline", is_required=True),
    form_heading("output_vi"),
    form_heading("previous_score:form"),
    form_heading("target"),
    form_heading("expected_score"),
    form_heading("status"),
    form_heading("done_pct:form"),
    form_heading("evidence_vi:task"),
    form_heading("note_vi"),
    form_heading("person_vi"),
    form_heading("deputy_vi"),
    form_heading("budget"),
    form_heading("budget_source_vi"),
    form_heading("questions_vi"),
)
FIGURE_HEADINGS = (
    form_heading("task_key:long", is_required=True),
    form_heading("slot", is_required=True),
    form_heading("slot_text_vi"),
    form_heading("slot_unit_vi"),
    form_heading("slot_proposal"),
    form_heading("slot_ground_vi"),
    form_heading("slot_value", is_required=True),
)
_ALL_YEAR = re.compile(r"cảnăm(\d{4})?")
#: How an office writes the standing kinds; keys as ``normalise_name`` gives them.
_STANDING = {"hằngquý": QUARTERLY, "hàngquý": QUARTERLY, "hằngtháng": MONTHLY, "hàngtháng": MONTHLY}
_TARGET = re.compile(r"(?P<sign>>=|<=|>|<|≥|≤|)\s*(?P<value>[^%]+)")
#: Every index and every part of one is counted up to 100 at the most.
_MOST_SCORE = 100
#: Of one task [million dong]: a figure in dong is told by it.
_MOST_MILLIONS = 10_000_000
_TARGETS = "cần một số, hoặc dạng '> 0,5' nếu phải cao hơn"


@dataclass(frozen=True)
class TaskSheet:
    """What a list of tasks says, with the place of every cell.

    Attributes
    ----------
    path : str
        Of the file.
    info : dict
        ``unit``, ``year`` of the plan and, if the form is that of one agency, ``agency``.
    table : pandas.DataFrame
        A row per task: the keys of ``HEADINGS``, ``is_above`` (the target must be exceeded, or undercut where less is
        better: ``is_below``) and ``is_reported`` (the cell of the status is filled in).
    columns : frozenset of str
        Keys of the columns that the file has.
    places : dict of (str, str) to str
        (task key, column) → cell; for columns that the file has.
    info_places : dict of str to str
        Label's key → cell.
    figures : dict of (str, str) to (object, str)
        (task key, slot) → what the office has fixed for it, and the cell; of a workbook's sheet ``FIGURES_SHEET``.
    """

    path: str
    info: dict[str, object]
    table: pd.DataFrame
    columns: frozenset[str]
    places: dict[tuple[str, str], str]
    info_places: dict[str, str]
    figures: dict[tuple[str, str], tuple[object, str]] = field(default_factory=dict)

    def fault(self, task_key: str, column: str, found: str, allowed: str) -> Fault:
        """Return a fault at a cell; at the task's key where the file has no such column."""
        place = self.places.get((task_key, column)) or self.places[task_key, "task_key"]
        return Fault(self.path, place, found, allowed)


def read_tasks(reader: Reader, path: str) -> tuple[dict[str, object], pd.DataFrame]:
    """Read a list of tasks: ``info`` and ``table`` of ``read_task_sheet``."""
    sheet = read_task_sheet(reader, path)
    return sheet.info, sheet.table


def read_task_sheet(reader: Reader, path: str, *, status: str = "office") -> TaskSheet:
    """Read a list of tasks.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        .xlsx or .csv relative to the project.
    status : {"office", "illustrative"}
        Status of what it says.

    Returns
    -------
    TaskSheet
        ``deadline`` as ISO date or key of ``deadlines.STANDING``, ``status`` as key of ``TASK_STATUSES`` (``not_started`` if blank),
        ``done_pct`` [0-100], ``expected_score``, ``previous_score`` and ``target`` missing if blank.

    Raises
    ------
    InputError
        With every fault: repeated task, no task, lead or deadline, a date that does not exist or lies outside the
        plan's year, an unknown status, a share outside 0-100, a finished task below 100.
    """
    grids = open_grids(reader.read_bytes(path, status=status, title_vi="Danh mục nhiệm vụ"), path)
    info_grid, grid = find_info_and_table(grids, SHEET)
    info, faults = read_info(info_grid, INFO_ROWS)
    start, columns = find_headings(grid, HEADINGS)
    cells = CellReader(grid, columns)
    rows: dict[str, dict[str, object]] = {}
    places: dict[tuple[str, str], str] = {}
    for row in range(start, len(grid.rows)):
        key = cells.text(row, "task_key")
        if not key:
            if any(cells.has_text(row, name) or grid.is_uncomputed(row, at) for name, at in columns.items()):
                cells.fault(
                    row, "task_key", "dòng có nội dung nhưng chưa có mã nhiệm vụ", "ghi một mã riêng, ví dụ THEM-1"
                )
            continue
        if key in rows:
            cells.fault(row, "task_key", f"mã nhiệm vụ '{key}' xuất hiện lần thứ hai", "mỗi nhiệm vụ một mã")
        rows[key] = _read_task(cells, row, key, info.get("year"))
        places |= {(key, column): grid.place(row, at) for column, at in columns.items()}
    for row, at in sorted(grid.uncomputed()):
        if row >= len(grid.rows) and at in columns.values():
            found = "công thức chưa có giá trị ở dòng chưa có mã nhiệm vụ"
            cells.faults.append(
                Fault(path, grid.place(row, at), found, "hãy mở bằng Excel, lưu lại; hoặc xóa công thức")
            )
    faults += cells.faults
    figures = _read_figures(grids, faults)
    if faults:
        raise InputError(faults)
    table = pd.DataFrame(
        rows.values(), columns=[*(heading.key for heading in HEADINGS), "is_above", "is_below", "is_reported"]
    )
    info_places = {one.key: find_value(info_grid, one.label) for one in INFO_ROWS}
    return TaskSheet(path, info, table, frozenset(columns), places, info_places, figures)


def _read_figures(grids: dict[str, Grid], faults: list[Fault]) -> dict[tuple[str, str], tuple[object, str]]:
    """Read the figures that the office has fixed; none where the file has no such sheet."""
    wanted = normalise_name(FIGURES_SHEET)
    grid = next((one for title, one in grids.items() if normalise_name(title) == wanted), None)
    if grid is None:
        return {}
    start, columns = find_headings(grid, FIGURE_HEADINGS)
    cells, found = CellReader(grid, columns), dict[tuple[str, str], tuple[object, str]]()
    for row in range(start, len(grid.rows)):
        key, name, value = (cells.text(row, one) for one in ("task_key", "slot", "slot_value"))
        place = grid.place(row, columns["slot_value"])
        if grid.is_uncomputed(row, columns["slot_value"]):
            found_vi = "công thức chưa có giá trị"
            faults.append(Fault(grid.path, place, found_vi, "hãy mở bằng Excel rồi lưu lại, hoặc ghi số"))
        elif value and not (key and name):
            faults.append(
                Fault(
                    grid.path,
                    place,
                    f"số liệu '{value}' không kèm mã nhiệm vụ và tên số liệu",
                    "giữ nguyên hai cột đầu",
                )
            )
        elif value and (key, name) in found:
            faults.append(
                Fault(grid.path, place, f"số liệu {name} của {key} xuất hiện lần thứ hai", "mỗi số liệu một dòng")
            )
        elif value:
            cell = grid.cell(row, columns["slot_value"])
            found[key, name] = (cell if isinstance(cell, dt.date) else value, place)
    return found


def _read_task(cells: CellReader, row: int, key: str, year: int | None) -> dict[str, object]:
    record: dict[str, object] = {heading.key: cells.text(row, heading.key) for heading in HEADINGS}
    for column, words in (("task_vi", "nội dung nhiệm vụ"), ("lead_vi", "cơ quan chủ trì")):
        if not record[column]:
            cells.fault(row, column, f"nhiệm vụ {key} chưa có {words}", "hãy điền")
    record["deadline"] = _read_deadline(cells, row, key, year)
    record["is_reported"] = bool(record["status"])
    status = (parse_status(str(record["status"])) or "") if record["status"] else "not_started"
    if not status:
        cells.fault(row, "status", f"trạng thái '{record['status']}'", f"được dùng: {list_statuses()}")
    record["status"] = status
    record["expected_score"] = cells.score(row, "expected_score", f"mức tăng dự kiến của {key}", _MOST_SCORE)
    record["previous_score"] = cells.number(
        row, "previous_score", f"điểm năm trước của {key}", f"cần một số đến {_MOST_SCORE}", maximum=_MOST_SCORE
    )
    record["target"], sign = _read_target(cells, row, key)
    record["is_above"], record["is_below"] = sign in {">", "<"}, sign == "<"
    record["budget"] = cells.number(
        row, "budget", f"kinh phí của {key}", "cần một số triệu đồng, từ 0", maximum=_MOST_MILLIONS
    )
    if isinstance(record["budget"], float) and record["budget"] < 0:
        cells.fault(row, "budget", f"kinh phí của {key} là {comma(record['budget'])}", "cần một số triệu đồng, từ 0")
    record["done_pct"] = _read_share(cells, row, key, status)
    return record


def _read_share(cells: CellReader, row: int, key: str, status: str) -> float | None:
    share = cells.number(
        row, "done_pct", f"tỷ lệ hoàn thành của {key}", "cần một số từ 0 đến 100", maximum=100, is_share=True
    )
    is_ratio = share is not None and (
        isinstance(cells.grid.cell(row, cells.columns["done_pct"]), str)
        or cells.grid.is_percent(row, cells.columns["done_pct"])
    )
    if share is not None and is_ratio and cells.text(row, "done_pct").endswith("%"):
        share = round(share * 100, 9)
        if 0 < share < 1 and not isinstance(cells.grid.cell(row, cells.columns["done_pct"]), str):
            # 0,5 typed into a cell of per cents: Excel has made 0,5% of it, whatever was meant
            told = f"{comma(share)}% hay {comma(round(share * 100, 9))}%?"
            wanted = (
                f"ghi {comma(round(share * 100, 9))}%; nếu đúng là {comma(share)}% thì ghi dạng chữ: '{comma(share)}%"
            )
            cells.fault(row, "done_pct", f"tỷ lệ hoàn thành của {key} là {told}", wanted)
            return None
    elif share is not None and 0 < share <= 1:
        found = f"tỷ lệ hoàn thành của {key} là {comma(share)}, có thể là {comma(share)}% hoặc {comma(share * 100)}%"
        cells.fault(row, "done_pct", found, "ghi kèm dấu %, ví dụ 80%")
        return None
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
    return share


def _read_target(cells: CellReader, row: int, key: str) -> tuple[float | None, str]:
    """Read ``0,5``, ``> 0,5``, ``≥ 0,5`` or, where less is better, ``< 0,5``: the number and the sign."""
    if "target" not in cells.columns or not isinstance(cells.grid.cell(row, cells.columns["target"]), str):
        return cells.number(row, "target", f"mục tiêu của {key}", _TARGETS, maximum=_MOST_SCORE), ""
    text = cells.text(row, "target")
    match = _TARGET.fullmatch(text)
    value = parse_number(match["value"]) if match else None
    if text and (match is None or value is None or abs(value) > _MOST_SCORE):
        cells.fault(row, "target", f"mục tiêu của {key} ghi '{text}'", _TARGETS)
        return None, ""
    return value, "" if match is None else match["sign"]


def _read_deadline(cells: CellReader, row: int, key: str, year: int | None) -> str:
    value = cells.grid.cell(row, cells.columns["deadline"])
    text = cells.text(row, "deadline")
    if match := _ALL_YEAR.fullmatch(normalise_name(text)):
        if year is not None and match[1] and int(match[1]) != year:
            cells.fault(row, "deadline", f"thời hạn của {key} ghi '{text}'", f"kế hoạch này của năm {year}")
        return ALL_YEAR
    if (standing := _STANDING.get(normalise_name(text))) is not None:
        return standing
    due = value if isinstance(value, dt.date) else read_day(text)
    due = due.date() if isinstance(due, dt.datetime) else due
    if due is None:
        found = f"thời hạn của {key} ghi '{text}'" if text else f"nhiệm vụ {key} chưa có thời hạn"
        cells.fault(row, "deadline", found, "cần ngày có thật dạng 30/9/2024, hoặc 'Hằng quý', 'Hằng tháng'")
        return ""
    if year is not None and not dt.date(year, 1, 1) <= due <= dt.date(year + 1, 1, 31):
        cells.fault(
            row,
            "deadline",
            f"thời hạn của {key} là {due.day}/{due.month}/{due.year}",
            f"kế hoạch năm {year} cần một ngày từ 01/01/{year} đến 31/01/{year + 1}",
        )
    return due.isoformat()
