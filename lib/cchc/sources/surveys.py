"""Survey responses: a CSV or Excel file, one row per respondent, to answers and design; nobody is named."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cchc.errors import Fault, InputError, UnknownNameError
from cchc.frameworks import ANSWER_KINDS, Framework, Node
from cchc.sources.csv_rows import MAX_FAULTS
from cchc.sources.framework_files import load_framework
from cchc.sources.grids import Grid, find_sheet, open_grids, show
from cchc.sources.info_rows import INFO_SHEET, InfoRow, find_value, read_info
from cchc.sources.reader import Reader
from cchc.sources.survey_columns import (
    ALLOWED_ANSWERS,
    DESIGN_HEADINGS,
    PERSONAL_COLUMN,
    RESPONDENT,
    RESPONDENT_HEADINGS,
    TableColumns,
    cell_text,
    encode_answer,
    match_columns,
)
from cchc.sources.survey_options import choice_table, read_chosen
from cchc.sources.survey_personal import may_be_told, names_people
from cchc.sources.survey_rows import is_remark, nest_units, read_weights, unreadable_cells
from cchc.sources.survey_tables import CsvTable, GridTable
from cchc.units import normalise_name

SHEET = "Phiếu trả lời"
INFO_ROWS = (
    InfoRow("unit", "Địa phương"),
    InfoRow("year", "Năm kết quả", kind="year"),
    InfoRow("framework_id", "Phiếu khảo sát", is_required=False),
)


@dataclass(frozen=True)
class ExportReading:
    """How an export was read by its map.

    Attributes
    ----------
    map_path : str
        The map.
    map_unit_key, map_year : str, int
        Whose map, and of which result year.
    times : pandas.DataFrame
        A row per respondent: those of ``submitted_time``, ``start_time``, ``end_time`` that the export has, missing where
        nothing, or no time, stands in the cell.
    n_unread_times : int
        Cells of these columns that hold something else.
    personal : tuple of str
        Headings of the columns that were dropped because they would name a person.
    n_free : int
        Columns of answers in the respondents' own words, dropped.
    n_repeated : int
        Responses whose number another one bears as well.
    n_same_heading : int
        Questions whose heading another column bears as well: only their order tells them apart.
    reversed_items : tuple of str
        Questions of which 1 was counted as 5.
    """

    map_path: str
    times: pd.DataFrame
    n_unread_times: int = 0
    personal: tuple[str, ...] = ()
    n_free: int = 0
    n_repeated: int = 0
    n_same_heading: int = 0
    reversed_items: tuple[str, ...] = ()
    map_unit_key: str = ""
    map_year: int = 0


@dataclass(frozen=True)
class Survey:
    """Responses as read and checked.

    Attributes
    ----------
    path, status : str
        File and status of its figures.
    framework : Framework
        The questionnaire as far as the index is made of it: ``Framework.satisfaction``.
    answers : pandas.DataFrame
        A row per respondent, a column per item, int8: 1-5, 0 blank, -1 no opinion. Respondents are not named.
    design : pandas.DataFrame
        Same rows: those of ``psu``, ``stratum``, ``commune``, ``sex``, ``age_group``, ``procedure`` (text) and
        ``weight`` (float) that the file has.
    unit_name, year : str, int or None
        What the file says of itself; empty and None for a plain CSV table.
    places : mapping of str to str
        Key of ``INFO_ROWS`` → cell, for messages.
    choice_items : tuple of Node
        Questions that are answered by options, in the order of the questionnaire; no part of the index.
    choices : mapping of str to pandas.DataFrame
        Code of such a question → rows as ``answers``, a column per option: whether it was chosen. Those that the file has.
    export : ExportReading or None
        How an export of a tool, or an office's own table, was read; None for the plain form.
    """

    path: str
    status: str
    framework: Framework
    answers: pd.DataFrame
    design: pd.DataFrame
    unit_name: str = ""
    year: int | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    choice_items: tuple[Node, ...] = ()
    choices: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    export: ExportReading | None = None


def read_survey(reader: Reader, path: str, framework_id: str, *, status: str) -> Survey:
    """Read and check survey responses.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        .csv or .xlsx relative to the project: a column with the number of the response, one per item, and
        any of the design columns.
    framework_id : str
        Questionnaire, unless the file's own information sheet names one.
    status : str
        Status of the figures.

    Returns
    -------
    Survey
        Checked.

    Raises
    ------
    InputError
        With every fault: missing, unknown or repeated column, column with personal data, repeated response, answer
        that is not allowed, weight that is no positive number.
    """
    content = reader.read_bytes(path, status=status, title_vi="Phiếu khảo sát SIPAS")
    info: dict[str, object] = {}
    faults: list[Fault] = []
    places: dict[str, str] = {}
    if path.lower().endswith(".csv") and not content.startswith(b"PK\x03\x04"):
        source: TableColumns = CsvTable(content, path)
    else:
        grids = open_grids(content, path)
        named = {title: grid for title, grid in grids.items() if normalise_name(title) == normalise_name(INFO_SHEET)}
        tables = {title: grid for title, grid in grids.items() if title not in named}
        if named:
            about = find_sheet(named, INFO_SHEET)
            info, faults = read_info(about, INFO_ROWS)
            places = {one.key: find_value(about, one.label) for one in INFO_ROWS}
        refuse_second_table(path, tables)
        source = GridTable(find_sheet(tables, SHEET))
    try:
        framework = load_framework(reader, str(info.get("framework_id") or framework_id))
        survey = _check(source, framework, info, status)
    except UnknownNameError as error:
        if "framework_id" not in info:
            raise
        found = f"'Phiếu khảo sát' ghi '{info['framework_id']}'"
        raise InputError([*faults, Fault(path, places["framework_id"], found, error.clause)]) from None
    except InputError as error:
        raise InputError([*faults, *error.faults]) from None
    if faults:
        raise InputError(faults)
    return dataclasses.replace(survey, places=places)


def refuse_second_table(path: str, grids: dict[str, Grid]) -> None:
    """Refuse a workbook in which answers stand on two sheets: only one is read."""
    forms = {normalise_name(form) for form in RESPONDENT_HEADINGS}
    holders = [
        grid.sheet
        for grid in grids.values()
        if any(normalise_name(str(cell)) in forms for row in grid.rows[:40] for cell in row)
    ]
    if len(holders) > 1:
        found = f"có {len(holders)} trang tính chứa phiếu: {', '.join(holders)}"
        raise InputError([Fault(path, "", found, f"gộp tất cả phiếu vào một trang tính '{SHEET}'")])


def _check(source: TableColumns, framework: Framework, info: dict[str, object], status: str) -> Survey:
    asked = {node.code: node.name_vi for node in framework.leaves()}
    with_options = {node.code: node for node in framework.choice_items()}
    columns, faults = match_columns(source, asked, with_options.keys())
    texts = {key: source.texts(columns[key]) for key in (RESPONDENT, *DESIGN_HEADINGS) if key in columns}
    if names_people(set(texts[RESPONDENT]) - {""}):
        place = f"{source.where or f'dòng {source.first_row}'}, cột {RESPONDENT_HEADINGS[0]}"
        allowed = "mỗi phiếu một mã riêng, không dùng họ tên"
        raise InputError([*faults, Fault(source.path, place, PERSONAL_COLUMN[0], allowed)])
    items = [code for code in asked if code in columns and code not in with_options]
    choices = {
        code: _read_choices(source, columns[code], node, faults)
        for code, node in with_options.items()
        if code in columns
    }
    answers = {code: _read_item(source, columns[code], code, faults) for code in items}
    for row, at in source.without_value(set(columns.values()))[:MAX_FAULTS]:
        allowed = f"hãy mở bằng Excel, sửa công thức, lưu lại; {ALLOWED_ANSWERS}"
        faults.append(Fault(source.path, source.place(row, at), "công thức chưa có giá trị", allowed))
    for key, column in texts.items():
        faults += unreadable_cells(source, columns[key], column)
    is_empty = np.logical_and.reduce(
        [(texts[RESPONDENT] == "").to_numpy(), *(codes == 0 for codes in answers.values())]
    )
    kept = ~is_empty
    names = texts.pop(RESPONDENT)[kept]
    is_blank = np.logical_and.reduce([codes == 0 for codes in answers.values()])
    has_digit = names.str.contains(r"\d")
    is_numbered = 2 * int(has_digit.sum()) > len(names)
    remarks = [
        is_remark(name, is_blank[row]) or (bool(name) and is_numbered and not has_digit[row])
        for row, name in names.items()
    ]
    for row in names.index[remarks][:MAX_FAULTS]:
        found = f"dòng '{names[row][:40]}' không phải một phiếu trả lời"
        allowed = "xóa dòng tổng, dòng ghi chú khỏi bảng phiếu"
        faults.append(Fault(source.path, source.place(row, columns[RESPONDENT]), found, allowed))
    for row in names.index[names == ""][:MAX_FAULTS]:
        place = source.place(row, columns[RESPONDENT])
        faults.append(Fault(source.path, place, "phiếu chưa có mã", "mỗi phiếu một mã riêng, không dùng họ tên"))
    repeated = names[names.duplicated() & (names != "")]
    for row, name in repeated.iloc[:MAX_FAULTS].items():
        place = source.place(int(row), columns[RESPONDENT])
        faults.append(Fault(source.path, place, f"phiếu '{name}' xuất hiện lần thứ hai", "mỗi phiếu một dòng"))
    design = pd.DataFrame({key: column[kept] for key, column in texts.items()})
    # the form has every column: one that nobody filled in is not there
    design = design[[key for key in design if (design[key] != "").any()]]
    for key in (key for key in ("psu", "stratum") if key in design):
        for row in design.index[design[key] == ""][:MAX_FAULTS]:
            place, name = source.place(int(row), columns[key]), DESIGN_HEADINGS[key][0]
            found = f"phiếu '{names[row]}' chưa có {name.lower()}"
            faults.append(Fault(source.path, place, found, "điền cho mọi phiếu, hoặc bỏ trống cả cột"))
    if "sex" in design:
        design = design.assign(sex=design["sex"].str.capitalize())
    if "weight" in design:
        design = design.assign(weight=read_weights(source, design["weight"], columns["weight"], faults))
    design = nest_units(design)
    table = pd.DataFrame({code: codes[kept] for code, codes in answers.items()}, dtype=np.int8)
    if not faults and table.empty:
        faults.append(Fault(source.path, source.where, "chưa có phiếu nào dưới dòng tiêu đề", "mỗi phiếu một dòng"))
    elif not faults:
        empty = [code for code in items if not (table[code] > 0).any()]
        if empty:
            found = f"không có câu trả lời hợp lệ nào ở cột {', '.join(empty)}"
            faults.append(Fault(source.path, source.where, found, "mỗi câu hỏi cần ít nhất một trả lời từ 1 đến 5"))
    if faults:
        raise InputError(faults)
    return Survey(
        path=source.path,
        status=status,
        framework=framework.satisfaction(),
        answers=table,
        design=design.reset_index(drop=True),
        unit_name=str(info.get("unit") or ""),
        year=info.get("year"),  # type: ignore[arg-type]
        choice_items=tuple(with_options.values()),
        choices={code: table[kept].reset_index(drop=True) for code, table in choices.items()},
    )


def _read_choices(source: TableColumns, at: int, node: Node, faults: list[Fault]) -> pd.DataFrame:
    codes, unique = source.column(at)
    chosen = [read_chosen(cell_text(value), node) for value in unique]
    rows = np.flatnonzero(np.isin(codes, [place for place, one in enumerate(chosen) if one is None]))
    how = f"{ANSWER_KINDS[node.answers]}{', ngăn bằng dấu chấm phẩy' if node.answers == 'multiple' else ''}"
    for row in rows[:MAX_FAULTS]:
        found = f"trả lời '{show(unique[codes[row]])}' của câu {node.code}"
        allowed = f"{how}: {'; '.join(node.options)} (hoặc số thứ tự)"
        faults.append(Fault(source.path, source.place(int(row), at), found, allowed))
    return choice_table(codes, chosen, node)


def _read_item(source: TableColumns, at: int, code: str, faults: list[Fault]) -> np.ndarray:
    codes, unique = source.column(at)
    levels = [encode_answer(value) for value in unique]
    wrong = [place for place, level in enumerate(levels) if level is None]
    if wrong:
        rows = np.flatnonzero(np.isin(codes, wrong))
        for row in rows[:MAX_FAULTS]:
            shown = show(unique[codes[row]])
            found = f"trả lời '{shown if may_be_told(shown) else '…'}' của câu {code}"
            faults.append(Fault(source.path, source.place(int(row), at), found, ALLOWED_ANSWERS))
        if len(rows) > MAX_FAULTS:
            found = f"câu {code} còn {len(rows) - MAX_FAULTS} trả lời khác cũng không hợp lệ"
            faults.append(Fault(source.path, source.where, found, ALLOWED_ANSWERS))
    table = np.array([0 if level is None else level for level in levels] or [0], np.int8)
    return np.asarray(table[codes])
