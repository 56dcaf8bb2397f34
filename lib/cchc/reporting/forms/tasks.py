"""The list of tasks of a plan, for the office to edit and to follow through the year."""

from __future__ import annotations

import pandas as pd

from cchc.planning.plan import Plan
from cchc.reporting.forms.parts import Form, add_limits, finish_table, row_height
from cchc.sources.tasks import HEADINGS, INFO_ROWS, SHEET, TASK_STATUSES

_HEADER_ROW = 2
_SPARE_ROWS = 20
_WIDTHS = {"task_key": 14, "name_vi": 44, "cause_vi": 36, "task_vi": 50, "lead_vi": 20, "cooperating_vi": 26,
           "output_vi": 28, "evidence_vi": 26, "note_vi": 26}  # fmt: skip
_GUIDE = (
    "1. Mỗi nhiệm vụ của kế hoạch một dòng. Sửa được mọi ô nền vàng; mã nhiệm vụ giữ nguyên để nối với phụ lục. Thêm nhiệm vụ ở các dòng trống cuối bảng với mã riêng (THEM-1, THEM-2 ...).",
    "2. Thời hạn: ngày dạng 30/9/2024, hoặc 'Cả năm 2024'.",
    "3. Trạng thái: chọn trong danh sách. Tỷ lệ hoàn thành: số từ 0 đến 100; nhiệm vụ hoàn thành phải là 100.",
    "4. Mức tăng dự kiến: phần tăng của điểm (PAR INDEX, PAPI) hoặc điểm phần trăm (SIPAS) theo mục tiêu của kế hoạch; trống là giữ điểm, hoặc mục tiêu không nêu con số.",
    "5. Lưu tệp với tên tasks.xlsx vào thư mục nêu ở dòng đầu trang 'Nhiệm vụ'.",
)


def list_tasks(plan: Plan) -> pd.DataFrame:
    """List the tasks of a plan's annexes.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.

    Returns
    -------
    pandas.DataFrame
        A row per item of every annex: ``task_key`` (``PAR-1.1.1``) and the texts and dates of the annex;
        ``expected_score`` (target minus score) missing where the score is to be kept or the target is only "more than last year".
    """
    kept = ("task_key", "expected_score", "cause_vi", "task_vi", "lead_vi", "cooperating_vi", "output_vi")
    rows = [
        {"name_vi": f"{row['code']} {row['name_vi']}", "deadline": row["deadline_vi"]} | {key: row[key] for key in kept}
        for annex in plan.annexes
        for row in annex.rows.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=[heading.key for heading in HEADINGS[:9]])


def render_tasks(plan: Plan, *, place: str) -> bytes:
    """Render the form.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.
    place : str
        Where the edited file belongs.

    Returns
    -------
    bytes
        .xlsx that ``sources.tasks`` reads; the same arguments give the same bytes.
    """
    inputs = plan.results.inputs
    out = Form(f"Nhiệm vụ của kế hoạch năm {inputs.year}")
    out.add_guide(_GUIDE)
    note = "Danh mục có nội dung dựa trên SỐ LIỆU MINH HỌA." if inputs.has_illustrative else ""
    info = {"locality": inputs.locality.name_vi, "year": inputs.year}
    out.add_info(INFO_ROWS, info, note=note, open_keys=set())
    sheet = out.workbook.add_worksheet(SHEET)
    sheet.write_string(
        0, 0, f"Nhiệm vụ của kế hoạch năm {inputs.year} – {inputs.locality.name_vi} – lưu vào {place}", out.title
    )
    if note:
        sheet.write_string(1, 0, note, out.warning)
    tasks = list_tasks(plan)
    last = _HEADER_ROW + len(tasks) + _SPARE_ROWS
    for at, heading in enumerate(HEADINGS):
        sheet.set_column(at, at, _WIDTHS.get(heading.key, 13))
        sheet.write_string(_HEADER_ROW, at, heading.label, out.header)
        for row in range(_HEADER_ROW + 1, last + 1):
            place_in = row - _HEADER_ROW - 1
            value = tasks[heading.key].iloc[place_in] if heading.key in tasks and place_in < len(tasks) else None
            is_key = heading.key == "task_key" and place_in < len(tasks)
            look = out.text if is_key else out.text_input
            if value is None or value == "" or (isinstance(value, float) and pd.isna(value)):
                sheet.write_blank(
                    row, at, None, out.number_input if heading.key in {"expected_score", "done_pct"} else look
                )
            elif isinstance(value, str):
                sheet.write_string(row, at, value, look)
            else:
                sheet.write_number(row, at, round(float(value), 9), out.number_input)
    sheet.set_row(_HEADER_ROW, 36)
    for place_in, task in enumerate(tasks.to_dict("records")):
        texts = [(task[key], width) for key, width in _WIDTHS.items() if isinstance(task.get(key), str)]
        sheet.set_row(_HEADER_ROW + 1 + place_in, row_height(texts))
    columns = {heading.key: at for at, heading in enumerate(HEADINGS)}
    out.add_list(sheet, (_HEADER_ROW + 1, columns["status"], last, columns["status"]), list(TASK_STATUSES.values()))
    add_limits(sheet, _HEADER_ROW + 1, columns["done_pct"], 0, 100, last_row=last)
    add_limits(sheet, _HEADER_ROW + 1, columns["expected_score"], 0, 100, last_row=last)
    finish_table(sheet, _HEADER_ROW, 1)
    return out.finish(SHEET)
