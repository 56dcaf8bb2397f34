"""The list of tasks of a plan, for the office to edit and to follow through the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from cchc.deadlines import MONTHLY, QUARTERLY, STANDING
from cchc.numbers import comma
from cchc.planning.finishing import slots_of
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import PlanRow
from cchc.planning.plan_tasks import list_tasks
from cchc.reporting.forms.parts import Form, add_limits, finish_table, row_height
from cchc.reporting.sentences import lines, sentence
from cchc.slots import Slot, bracket
from cchc.sources.tasks import FIGURE_HEADINGS, FIGURES_SHEET, HEADINGS, INFO_ROWS, SHEET, TASK_STATUSES

_HEADER_ROW = 2
_SPARE_ROWS = 20
#: What Excel takes for a deadline of a plan without asking: a day of its year or the next, or a standing task.
_DEADLINE = (
    '=OR(ISNUMBER({cell}),RIGHT(TRIM({cell}),4)="{year}",RIGHT(TRIM({cell}),4)="{next}",'
    'LEFT({cell},4)="Hằng",LEFT({cell},4)="Hàng",LEFT({cell},3)="Cả ")'
)
SHARED_SHEET = "Phối hợp"
#: Cells that are not to be changed: the key joins a row to its annex, the score is that of the score sheet.
_CLOSED = {"task_key", "questions_vi", "previous_score"}
_NUMBERS = {"previous_score", "target", "expected_score", "done_pct", "budget"}
_WIDTHS = {"task_key": 14, "name_vi": 44, "cause_vi": 36, "questions_vi": 36, "task_vi": 50, "lead_vi": 20, "cooperating_vi": 26,
           "output_vi": 28, "evidence_vi": 26, "note_vi": 26}  # fmt: skip

_FIGURE_WIDTHS = {
    "task_key": 14,
    "slot": 14,
    "slot_text_vi": 60,
    "slot_unit_vi": 16,
    "slot_ground_vi": 44,
    "slot_value": 20,
}


def tasks_to_fill_in(plan: Plan) -> pd.DataFrame:
    """Return the tasks as a form offers them: with what the office has reported, never with invented reports."""
    tasks = list_tasks(plan)
    words = {row.item.task_key: row.task for annex in plan.annexes for row in annex.rows}
    for column, at in (("task_vi", 0), ("output_vi", 1)):
        # proposals stand in brackets, whatever was fixed: what is fixed stands on a sheet of its own
        tasks[column] = [
            (task.templates and bracket(task.templates[at], task.slots)) or shown
            for task, shown in zip((words[key] for key in tasks["task_key"]), tasks[column], strict=True)
        ]
    own = plan.results.inputs.tasks
    if own is None or own.status == "illustrative":
        tasks[["status", "done_pct", "evidence_vi", "note_vi"]] = ["not_started", None, "", ""]
        tasks["is_reported"] = False
    return tasks


def render_tasks(
    plan: Plan,
    *,
    place: str,
    tasks: pd.DataFrame | None = None,
    agency_vi: str = "",
    shared: pd.DataFrame | None = None,
) -> bytes:
    """Render the form.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.
    place : str
        Where the edited file belongs.
    tasks : pandas.DataFrame, optional
        ``tasks_to_fill_in`` or some of its rows; all of them by default.
    agency_vi : str
        The agency whose tasks these are; empty for the whole plan.
    shared : pandas.DataFrame, optional
        Tasks in which the agency takes part, on a sheet of their own that is not filled in.

    Returns
    -------
    bytes
        .xlsx that ``sources.tasks`` reads; the same arguments give the same bytes.
    """
    inputs = plan.results.inputs
    tasks = tasks_to_fill_in(plan) if tasks is None else tasks
    of = f" của {agency_vi}" if agency_vi else ""
    out = Form(f"Nhiệm vụ{of}, kế hoạch năm {inputs.year}")
    out.add_guide(lines("agency_tasks_guide") if agency_vi else lines("tasks_guide"))
    note = "Danh mục có nội dung dựa trên SỐ LIỆU MINH HỌA." if inputs.has_illustrative else ""
    info = {"unit": inputs.unit.form_name, "year": inputs.year, "agency": agency_vi}
    out.add_info(INFO_ROWS if agency_vi else INFO_ROWS[:2], info, note=note, open_keys=set())
    title = f"Nhiệm vụ{of}, kế hoạch năm {inputs.year} – {inputs.unit.name_vi}"
    where = "gửi lại cơ quan thường trực" if agency_vi else f"lưu vào {place}"
    _add_sheet(out, SHEET, f"{title} – {where}", note, tasks, n_spare=0 if agency_vi else _SPARE_ROWS)
    if not agency_vi:
        _add_figures(out, plan, tasks)
    if shared is not None and len(shared):
        _add_sheet(out, SHARED_SHEET, f"{title}: nhiệm vụ phối hợp, chỉ để theo dõi", note, shared, is_open=False)
    choices = [] if agency_vi else _agencies(plan)
    _add_choices(out, SHEET, choices, inputs.year, len(tasks) + (0 if agency_vi else _SPARE_ROWS))
    return out.finish(SHEET)


def _add_sheet(
    out: Form, name: str, title: str, note: str, tasks: pd.DataFrame, *, n_spare: int = 0, is_open: bool = True
) -> None:
    sheet = out.workbook.add_worksheet(name)
    sheet.write_string(0, 0, title, out.title)
    if note:
        sheet.write_string(1, 0, note, out.warning)
    last = _HEADER_ROW + len(tasks) + n_spare
    for at, heading in enumerate(HEADINGS):
        sheet.set_column(at, at, _WIDTHS.get(heading.key, 13))
        sheet.write_string(_HEADER_ROW, at, heading.label, out.header)
    for row, task in enumerate(tasks.to_dict("records"), start=_HEADER_ROW + 1):
        for at, heading in enumerate(HEADINGS):
            _write_cell(out, sheet, row, at, heading.key, _shown(task, heading.key), is_open=is_open)
        texts = [(task[key], width) for key, width in _WIDTHS.items() if isinstance(task.get(key), str)]
        sheet.set_row(row, row_height(texts))
    for row in range(_HEADER_ROW + 1 + len(tasks), last + 1):
        for at, heading in enumerate(HEADINGS):
            _write_cell(out, sheet, row, at, "" if heading.key == "task_key" else heading.key, None, is_open=True)
    sheet.set_row(_HEADER_ROW, 36)
    if is_open and last > _HEADER_ROW:
        columns = {heading.key: at for at, heading in enumerate(HEADINGS)}
        out.add_list(sheet, (_HEADER_ROW + 1, columns["status"], last, columns["status"]), list(TASK_STATUSES.values()))
        add_limits(sheet, _HEADER_ROW + 1, columns["done_pct"], 0, 100, last_row=last)
        add_limits(sheet, _HEADER_ROW + 1, columns["expected_score"], 0, 100, last_row=last)
    finish_table(sheet, _HEADER_ROW, 1)


def _agencies(plan: Plan) -> list[str]:
    """Return the agencies that the unit has, or may have, by the end of the year of the plan, in the order of the register."""
    inputs = plan.results.inputs
    last = dt.date(inputs.year, 12, 31)
    every = (inputs.agencies.get(key) for key in inputs.agencies.keys())  # noqa: SIM118 -- a register is no dict
    found = [one.short_vi for one in every if one.exists_on(last) and one.may_exist_in(inputs.unit)]
    return list(dict.fromkeys(found))


def _add_choices(out: Form, name: str, agencies: list[str], year: int, n_rows: int) -> None:
    """Offer the agencies, and ask back about a deadline of another year; both take what else the office writes."""
    sheet, columns = out.workbook.get_worksheet_by_name(name), [heading.key for heading in HEADINGS]
    first, last = _HEADER_ROW + 1, _HEADER_ROW + n_rows
    if last < first:
        return
    if agencies:
        for key in ("lead_vi", "cooperating_vi"):
            at = columns.index(key)
            out.add_list(sheet, (first, at, last, at), agencies, is_closed=False)
    at = columns.index("deadline")
    formula = _DEADLINE.format(cell=xl_rowcol_to_cell(first, at), year=year, next=year + 1)
    message = sentence("deadline_form", year)
    options = {"validate": "custom", "value": formula, "error_type": "warning", "error_title": "Kiểm tra lại"}
    sheet.data_validation(first, at, last, at, options | {"error_message": message})


def _add_figures(out: Form, plan: Plan, tasks: pd.DataFrame) -> None:
    """Add the sheet on which the office fixes the figures of the tasks."""
    rows = {row.item.task_key: row for annex in plan.annexes for row in annex.rows}
    wanted = slots_of(rows[key] for key in tasks["task_key"])
    if not wanted:
        return
    sheet = out.workbook.add_worksheet(FIGURES_SHEET)
    sheet.write_string(0, 0, f"Số liệu trong nhiệm vụ, kế hoạch năm {plan.results.inputs.year}", out.title)
    for at, heading in enumerate(FIGURE_HEADINGS):
        sheet.set_column(at, at, _FIGURE_WIDTHS.get(heading.key, 14))
        sheet.write_string(_HEADER_ROW, at, heading.label, out.header)
    for at, (row, slot) in enumerate(wanted, start=_HEADER_ROW + 1):
        cells = {
            "task_key": row.item.task_key,
            "slot": slot.name,
            "slot_text_vi": _clause(row, slot),
            "slot_unit_vi": "ngày" if slot.is_day else slot.unit,
            "slot_proposal": slot.proposal,
            "slot_ground_vi": slot.ground,
            "slot_value": slot.value,
        }
        for column, heading in enumerate(FIGURE_HEADINGS):
            look = out.text_input if heading.key == "slot_value" else out.text
            value = cells[heading.key]
            if value:
                sheet.write_string(at, column, value, look)
            else:
                sheet.write_blank(at, column, None, look)
        sheet.set_row(at, row_height((cells[key], width) for key, width in _FIGURE_WIDTHS.items()))
    sheet.set_row(_HEADER_ROW, 36)
    finish_table(sheet, _HEADER_ROW, 2)


def _clause(row: PlanRow, slot: Slot) -> str:
    """Return the clause of the task, or the product, in which a slot stands."""
    texts = (text for text in row.task.templates or () if text and slot.source in text)
    clause = next((part for text in texts for part in text.split("; ") if slot.source in part), "")
    return bracket(clause, row.task.slots) or ""


def _shown(task: dict[Hashable, Any], key: str) -> str | float | None:
    """Return a cell of the form: text, number, or None for a blank one."""
    if key == "deadline" and task["deadline"] in {QUARTERLY, MONTHLY}:
        return STANDING[task["deadline"]]
    value = task["deadline_vi" if key == "deadline" else key]
    if key == "status":
        return TASK_STATUSES[value] if task["is_reported"] else None
    if value is None or value == "" or pd.isna(value):
        return None
    if key == "target" and task["is_above"]:
        return f"{'<' if task['is_lower_better'] else '>'} {comma(round(float(value), 4))}"
    return str(value) if isinstance(value, str) else round(float(value), 9)


def _write_cell(
    out: Form, sheet: Any, row: int, at: int, key: str, value: str | float | None, *, is_open: bool
) -> None:
    is_closed = not is_open or key in _CLOSED
    if key in _NUMBERS and not isinstance(value, str):
        look = out.number if is_closed else out.number_input
    else:
        look = out.text if is_closed else out.text_input
    if value is None:
        sheet.write_blank(row, at, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, at, value, look)
    else:
        sheet.write_number(row, at, value, look)
