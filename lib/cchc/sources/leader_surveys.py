"""Answers of leaders about the units of a campaign: one row per respondent and unit, a letter a question; nobody is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cchc.columns import heading
from cchc.errors import Fault, InputError, suggest
from cchc.leader_params import LeaderSurvey, fold_question
from cchc.sources.csv_rows import MAX_FAULTS
from cchc.sources.grids import find_sheet, open_grids
from cchc.sources.info_rows import INFO_SHEET, InfoRow, find_value, read_info
from cchc.sources.reader import Reader
from cchc.sources.survey_columns import PERSONAL_COLUMN, RESPONDENT, RESPONDENT_HEADINGS, TableColumns, is_personal
from cchc.sources.survey_columns import cell_text as _text
from cchc.sources.survey_rows import unreadable_cells
from cchc.sources.survey_tables import CsvTable, GridTable
from cchc.sources.surveys import refuse_second_table
from cchc.units import normalise_name

SHEET = "Phiếu lãnh đạo"
INFO_ROWS = (InfoRow("unit", "Địa phương"), InfoRow("year", "Năm kết quả", kind="year"))
GROUP, UNIT = "group", "unit_key"
#: Fixed columns → their headings; the first is the form's.
HEADINGS = {
    RESPONDENT: RESPONDENT_HEADINGS,
    GROUP: (heading("group_vi:respondent"), "Nhóm đối tượng", "Nhóm"),
    UNIT: (heading("unit_vi:rated"), "Cơ quan, đơn vị được đánh giá", "Đơn vị"),
}
_HEADING_ROWS = 40


@dataclass(frozen=True)
class LeaderAnswers:
    """Answers as read and checked.

    Attributes
    ----------
    path, status : str
        File and status of its figures.
    answers : pandas.DataFrame
        A row per respondent and unit: ``unit_key``, ``group`` (key of the parameters), and a column per question: a
        letter of the parameters, empty for no answer. Respondents are not named.
    n_respondents : int
        Who answered, each counted once.
    unit_name, year : str, int or None
        What the file says of itself; empty and None for a plain table.
    places : mapping of str to str
        Key of ``INFO_ROWS`` → cell, for messages.
    """

    path: str
    status: str
    answers: pd.DataFrame
    n_respondents: int
    unit_name: str = ""
    year: int | None = None
    places: Mapping[str, str] = field(default_factory=dict)


def read_leader_survey(
    reader: Reader, path: str, units: pd.DataFrame, choice: LeaderSurvey, *, status: str
) -> LeaderAnswers:
    """Read and check the answers of leaders.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        .csv or .xlsx relative to the project.
    units : pandas.DataFrame
        ``unit_key`` and ``name_vi`` of every unit of the campaign; the file may name a unit by either.
    choice : LeaderSurvey
        Letters, groups and questions.
    status : str
        Status of the figures.

    Returns
    -------
    LeaderAnswers
        Checked.

    Raises
    ------
    InputError
        With every fault: missing, unknown or repeated column, column with personal data, unit or group that is none,
        respondent without a number, twice about one unit or in two groups, answer that is no letter of the parameters.
    """
    content = reader.read_bytes(path, status=status, title_vi="Phiếu điều tra xã hội học lãnh đạo, quản lý")
    info: dict[str, Any] = {}
    faults: list[Fault] = []
    places: dict[str, str] = {}
    if path.lower().endswith(".csv") and not content.startswith(b"PK\x03\x04"):
        source: TableColumns = CsvTable(content, path)
    else:
        grids = open_grids(content, path)
        about = {title: grid for title, grid in grids.items() if normalise_name(title) == normalise_name(INFO_SHEET)}
        tables = {title: grid for title, grid in grids.items() if title not in about}
        if about:
            sheet = find_sheet(about, INFO_SHEET)
            info, faults = read_info(sheet, INFO_ROWS)
            places = {one.key: find_value(sheet, one.label) for one in INFO_ROWS}
        refuse_second_table(path, tables)
        source = GridTable(find_sheet(tables, SHEET))
    try:
        columns, found = _match_columns(source, choice)
        answers, n_respondents = _check(source, columns, units, choice, found)
    except InputError as error:
        raise InputError([*faults, *error.faults]) from None
    if faults:
        raise InputError(faults)
    return LeaderAnswers(path, status, answers, n_respondents, str(info.get("unit") or ""), info.get("year"), places)


def _match_columns(source: TableColumns, choice: LeaderSurvey) -> tuple[dict[str, int], list[Fault]]:
    """Find the heading row, load the table; return fixed column or question → column, and every wrong column."""
    fixed = {normalise_name(form): key for key, forms in HEADINGS.items() for form in forms}
    questions = {fold_question(one): one for one in choice.questions()}
    best_row, best, most = 0, [("", "")], 0
    for row, cells in enumerate(source.head(_HEADING_ROWS)):
        texts = [_text(cell) for cell in cells]
        matched = [(questions.get(fold_question(text)) or fixed.get(normalise_name(text), ""), text) for text in texts]
        if (count := sum(bool(key) for key, _ in matched)) > most:
            best_row, best, most = row, matched, count
    if not most:
        found = "không thấy dòng tiêu đề của phiếu" if source.head(1) else "tệp trống, không có dòng nào"
        allowed = (
            f"cần một dòng tiêu đề với các cột {', '.join(forms[0] for forms in HEADINGS.values())} và các câu hỏi"
        )
        raise InputError([Fault(source.path, source.where, found, allowed)])
    source.first_row = best_row
    columns: dict[str, int] = {}
    faults = []
    for at, (key, text) in enumerate(best):
        place = f"{source.place(0, at)}, cột {text or at + 1}"
        if key and key in columns:
            faults.append(Fault(source.path, place, "cột xuất hiện hai lần", "chỉ giữ một cột"))
        elif key:
            columns[key] = at
        elif is_personal(text):
            faults.append(Fault(source.path, place, *PERSONAL_COLUMN))
        elif text:
            near = suggest(text, choice.questions(), n=1)
            allowed = f"có lẽ là '{near[0]}'" if near else "chỉ dùng các cột của mẫu"
            faults.append(Fault(source.path, place, "cột không có trong phiếu", allowed))
    wanted = {key: forms[0] for key, forms in HEADINGS.items()} | {one: one for one in choice.questions()}
    where = source.where or f"dòng {best_row + 1}"
    missing = [
        Fault(source.path, f"{where}, cột {label}", "thiếu cột", "hãy lấy lại mẫu, giữ đủ các cột")
        for key, label in wanted.items()
        if key not in columns
    ]
    if missing:
        raise InputError([*missing, *faults])
    source.load(best_row, {columns[key] for key in HEADINGS})
    return columns, faults


def _check(
    source: TableColumns, columns: dict[str, int], units: pd.DataFrame, choice: LeaderSurvey, faults: list[Fault]
) -> tuple[pd.DataFrame, int]:
    for row, at in source.without_value(set(columns.values()))[:MAX_FAULTS]:
        allowed = "hãy mở bằng Excel, sửa công thức, lưu lại"
        faults.append(Fault(source.path, source.place(row, at), "công thức chưa có giá trị", allowed))
    texts = pd.DataFrame({key: source.texts(columns[key]) for key in HEADINGS})
    letters = pd.DataFrame(
        {one: _read_letters(source, columns[one], one, choice, faults) for one in choice.questions()}
    )
    faults += unreadable_cells(source, columns[RESPONDENT], texts[RESPONDENT])
    is_row = (texts != "").any(axis=1) | (letters != "").any(axis=1)
    texts, letters = texts[is_row], letters[is_row]
    names = dict(zip(units["unit_key"], units["name_vi"], strict=True))
    groups = {key: one.name_vi for key, one in choice.groups.items()}
    keys = _resolve(source, columns[UNIT], texts[UNIT], names, ("đơn vị", "dùng tên hoặc mã trong units.csv"), faults)
    allowed = f"được dùng: {'; '.join(groups.values())}"
    group = _resolve(source, columns[GROUP], texts[GROUP], groups, ("nhóm người trả lời", allowed), faults)
    _check_respondents(source, columns[RESPONDENT], texts[RESPONDENT], keys, group, faults)
    if not faults and texts.empty:
        faults.append(Fault(source.path, source.where, "chưa có phiếu nào dưới dòng tiêu đề", "mỗi phiếu một dòng"))
    if faults:
        raise InputError(faults)
    table = pd.concat([keys.rename(UNIT), group.rename(GROUP), letters], axis=1).reset_index(drop=True)
    return table, int(texts[RESPONDENT].str.casefold().nunique())


def _resolve(
    source: TableColumns,
    at: int,
    texts: pd.Series,
    names: Mapping[str, str],
    words: tuple[str, str],
    faults: list[Fault],
) -> pd.Series:
    """Return the key of every cell that names something by key or name; ``words`` say what, and what is allowed."""
    what, allowed = words
    known = {normalise_name(form): key for key, name in names.items() for form in (name, key)}
    found = texts.map({text: known.get(normalise_name(text), "") if text else "" for text in texts.unique()})
    for row, text in texts[found == ""].iloc[:MAX_FAULTS].items():
        near = suggest(text, [*names.values(), *names], n=1)
        hint = f"có lẽ là '{near[0]}'" if near else allowed
        said = f"{what} '{text}' không có trong danh sách" if text else f"chưa ghi {what}"
        faults.append(Fault(source.path, source.place(int(row), at), said, hint))
    return found


def _read_letters(
    source: TableColumns, at: int, question: str, choice: LeaderSurvey, faults: list[Fault]
) -> np.ndarray:
    codes, unique = source.column(at)
    known = {"": "", **{letter.casefold(): letter for letter in choice.answers}}
    read = [known.get(_text(value).casefold()) for value in unique]
    wrong = [place for place, letter in enumerate(read) if letter is None]
    allowed = f"cần {', '.join(choice.answers)}, hoặc để trống nếu không trả lời"
    rows = np.flatnonzero(np.isin(codes, wrong))
    for row in rows[:MAX_FAULTS]:
        found = f"trả lời '{_text(unique[codes[row]])}' của câu {question}"
        faults.append(Fault(source.path, source.place(int(row), at), found, allowed))
    if len(rows) > MAX_FAULTS:
        found = f"câu {question} còn {len(rows) - MAX_FAULTS} trả lời khác cũng không hợp lệ"
        faults.append(Fault(source.path, source.where, found, allowed))
    return np.asarray(np.array([letter or "" for letter in read] or [""], dtype=object)[codes])


def _check_respondents(
    source: TableColumns, at: int, names: pd.Series, units: pd.Series, groups: pd.Series, faults: list[Fault]
) -> None:
    """Note respondents without a number or with a name, twice about one unit, or in two groups."""

    def note(rows: pd.Series, found: str, allowed: str) -> None:
        for row, name in rows.iloc[:MAX_FAULTS].items():
            faults.append(Fault(source.path, source.place(int(row), at), found.format(name[:40]), allowed))

    only_number = "mỗi phiếu một mã riêng, không dùng họ tên"
    note(names[names == ""], "phiếu chưa có mã", only_number)
    is_no_number = (names.str.split().str.len() > 1) & ~names.str.contains(r"\d")
    note(names[is_no_number], "'{}' không phải mã phiếu", f"{only_number}; xóa dòng tổng, dòng ghi chú")
    folded = names.str.casefold()
    is_known = (names != "") & (units != "")
    twice = pd.DataFrame({"name": folded, "unit": units})[is_known].duplicated()
    note(names[is_known][twice], "phiếu '{}' đánh giá đơn vị này lần thứ hai", "mỗi phiếu, mỗi đơn vị một dòng")
    in_group = pd.DataFrame({"name": folded, "group": groups})[(names != "") & (groups != "")]
    first = in_group.groupby("name")["group"].transform("first")
    other = in_group.index[in_group["group"] != first]
    note(names[other], "phiếu '{}' ghi nhóm khác với dòng trước của phiếu", "một người chỉ thuộc một nhóm")
