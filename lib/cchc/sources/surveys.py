"""Survey responses: a CSV or Excel file, one row per respondent, to answers and design; nobody is named."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import itertools
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cchc.errors import Fault, InputError, UnknownNameError
from cchc.frameworks import Framework
from cchc.localities import normalise_name
from cchc.numbers import parse_number
from cchc.sources.framework_files import load_framework
from cchc.sources.grids import Grid, decode, find_separator, find_sheet, open_grids, show
from cchc.sources.info_rows import INFO_SHEET, InfoRow, find_value, read_info
from cchc.sources.reader import Reader
from cchc.sources.survey_columns import (
    ALLOWED_ANSWERS,
    DESIGN_HEADINGS,
    RESPONDENT,
    RESPONDENT_HEADINGS,
    TableColumns,
    encode_answer,
    match_columns,
)

SHEET = "Phiếu trả lời"
INFO_ROWS = (
    InfoRow("locality", "Địa phương"),
    InfoRow("year", "Năm kết quả", kind="year"),
    InfoRow("framework_id", "Phiếu khảo sát", is_required=False),
)
_MAX_FAULTS_PER_COLUMN = 20
_SPARE_COLUMNS = 8
_BAD_LINE = ("không tách được các ô của dòng này", "kiểm tra dấu nháy kép: mỗi ô có đủ một cặp")


@dataclass(frozen=True)
class Survey:
    """Responses as read and checked.

    Attributes
    ----------
    path, status : str
        File and status of its figures.
    framework : Framework
        The questionnaire.
    answers : pandas.DataFrame
        A row per respondent, a column per item, int8: 1-5, 0 blank, -1 no opinion. Respondents are not named.
    design : pandas.DataFrame
        Same rows: those of ``psu``, ``stratum``, ``commune``, ``sex``, ``age_group``, ``procedure`` (text) and
        ``weight`` (float) that the file has.
    locality_name, year : str, int or None
        What the file says of itself; empty and None for a plain CSV table.
    places : mapping of str to str
        Key of ``INFO_ROWS`` → cell, for messages.
    """

    path: str
    status: str
    framework: Framework
    answers: pd.DataFrame
    design: pd.DataFrame
    locality_name: str = ""
    year: int | None = None
    places: Mapping[str, str] = field(default_factory=dict)


def read_survey(reader: Reader, path: str, framework_id: str, *, status: str) -> Survey:
    """Read and check survey responses.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        .csv, .xlsx or .xls relative to the project: a column with the number of the response, one per item, and
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
    if path.lower().endswith(".csv"):
        source: TableColumns = _CsvTable(content, path)
    else:
        grids = open_grids(content, path)
        named = {normalise_name(title): grid for title, grid in grids.items()}
        if normalise_name(INFO_SHEET) in named:
            about = named.pop(normalise_name(INFO_SHEET))
            info, faults = read_info(about, INFO_ROWS)
            places = {one.key: find_value(about, one.label) for one in INFO_ROWS}
        _refuse_second_table(path, named)
        source = _GridTable(find_sheet({grid.sheet: grid for grid in named.values()}, SHEET))
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


def _refuse_second_table(path: str, grids: dict[str, Grid]) -> None:
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


class _CsvTable(TableColumns):
    """A CSV file column by column: few distinct answers, so categories keep a million rows small."""

    def __init__(self, content: bytes, path: str) -> None:
        self.path, self.sheet = path, ""
        self._text = decode(content, path)
        self._separator = find_separator(self._text)

    def head(self, n_rows: int) -> list[list[object]]:
        lines = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._separator)
        try:
            return [list[object](line) for line in itertools.islice(lines, n_rows)]
        except csv.Error:
            raise InputError([Fault(self.path, f"dòng {lines.line_num}", *_BAD_LINE)]) from None

    def load(self, header: int, texts: set[int]) -> None:
        width = len(self.head(header + 1)[header])
        try:
            with warnings.catch_warnings():
                # cells beyond the spare columns are lost, and what stands in the spare ones is refused below
                warnings.simplefilter("ignore", pd.errors.ParserWarning)
                table = pd.read_csv(
                    io.StringIO(self._text),
                    sep=self._separator,
                    skiprows=header + 1,
                    header=None,
                    names=range(width + _SPARE_COLUMNS),
                    dtype={at: str if at in texts else "category" for at in range(width + _SPARE_COLUMNS)},
                    keep_default_na=False,
                    skip_blank_lines=False,
                    index_col=False,
                )
        except pd.errors.EmptyDataError:
            table = pd.DataFrame(columns=range(width), dtype="category")
        except pd.errors.ParserError as error:
            row = re.search(r"at row (\d+)", str(error))
            place = f"dòng {int(row[1]) + 1}" if row else ""
            raise InputError([Fault(self.path, place, *_BAD_LINE)]) from None
        del self._text
        self._table, self.first_row = table, header + 1
        # an answer 3,5 in a file of commas pushes every later answer one column on
        is_long = np.logical_or.reduce([(table[at] != "").to_numpy() for at in range(width, table.shape[1])])
        if is_long.any():
            allowed = f"mỗi dòng cần đúng {width} ô; ô có dấu phân cách bên trong phải đặt trong nháy kép"
            found = "dòng có nhiều ô hơn dòng tiêu đề"
            rows = np.flatnonzero(is_long)[:_MAX_FAULTS_PER_COLUMN]
            raise InputError([Fault(self.path, f"dòng {row + self.first_row + 1}", found, allowed) for row in rows])

    def column(self, at: int) -> tuple[np.ndarray, list[object]]:
        if self._table.dtypes[at] != "category":
            codes, unique = pd.factorize(self._table[at])
            return codes, list(unique)
        values = self._table[at].cat
        return values.codes.to_numpy(), list(values.categories)


class _GridTable(TableColumns):
    """A sheet of a workbook column by column."""

    def __init__(self, grid: Grid) -> None:
        self.path, self.sheet, self._rows, self._grid = grid.path, grid.sheet, grid.rows, grid

    def head(self, n_rows: int) -> list[list[object]]:
        return self._rows[:n_rows]

    def load(self, header: int, texts: set[int]) -> None:  # noqa: ARG002 -- cells have their types
        self._rows, self.first_row = self._rows[header + 1 :], header + 1

    def column(self, at: int) -> tuple[np.ndarray, list[object]]:
        values = np.empty(len(self._rows), object)
        values[:] = [row[at] if at < len(row) else "" for row in self._rows]
        # True equals 1 and would be taken for an answer
        keys = [show(value) if isinstance(value, bool | dt.date | dt.time) else value for value in values]
        codes, unique = pd.factorize(np.array([*keys, ""], object)[:-1])
        return codes, list(unique)

    def without_value(self, columns: set[int]) -> list[tuple[int, int]]:
        return [
            (row - self.first_row, at)
            for row, at in sorted(self._grid.formulas_without_value())
            if at in columns and row >= self.first_row
        ]


def _check(source: TableColumns, framework: Framework, info: dict[str, object], status: str) -> Survey:
    columns, faults = match_columns(source, [node.code for node in framework.leaves()])
    texts = {key: source.texts(columns[key]) for key in (RESPONDENT, *DESIGN_HEADINGS) if key in columns}
    items = [node.code for node in framework.leaves() if node.code in columns]
    answers = {code: _read_item(source, columns[code], code, faults) for code in items}
    for row, at in source.without_value(set(columns.values()))[:_MAX_FAULTS_PER_COLUMN]:
        allowed = f"hãy mở bằng Excel, sửa công thức, lưu lại; {ALLOWED_ANSWERS}"
        faults.append(Fault(source.path, source.place(row, at), "công thức chưa có giá trị hoặc báo lỗi", allowed))
    is_empty = np.logical_and.reduce(
        [(texts[RESPONDENT] == "").to_numpy(), *(codes == 0 for codes in answers.values())]
    )
    kept = ~is_empty
    names = texts.pop(RESPONDENT)[kept]
    for row in names.index[names == ""][:_MAX_FAULTS_PER_COLUMN]:
        place = source.place(row, columns[RESPONDENT])
        faults.append(Fault(source.path, place, "phiếu chưa có mã", "mỗi phiếu một mã riêng, không dùng họ tên"))
    repeated = names[names.duplicated() & (names != "")]
    for row, name in repeated.iloc[:_MAX_FAULTS_PER_COLUMN].items():
        place = source.place(int(row), columns[RESPONDENT])
        faults.append(Fault(source.path, place, f"phiếu '{name}' xuất hiện lần thứ hai", "mỗi phiếu một dòng"))
    design = pd.DataFrame({key: column[kept] for key, column in texts.items()})
    # the form has every column: one that nobody filled in is not there
    design = design[[key for key in design if (design[key] != "").any()]]
    for key in (key for key in ("psu", "stratum") if key in design):
        for row in design.index[design[key] == ""][:_MAX_FAULTS_PER_COLUMN]:
            place, name = source.place(int(row), columns[key]), DESIGN_HEADINGS[key][0]
            found = f"phiếu '{names[row]}' chưa có {name.lower()}"
            faults.append(Fault(source.path, place, found, "điền cho mọi phiếu, hoặc bỏ trống cả cột"))
    if "sex" in design:
        design = design.assign(sex=design["sex"].str.capitalize())
    if "weight" in design:
        design = design.assign(weight=_read_weights(source, design["weight"], columns["weight"], faults))
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
        framework=framework,
        answers=table,
        design=design.reset_index(drop=True),
        locality_name=str(info.get("locality") or ""),
        year=info.get("year"),  # type: ignore[arg-type]
    )


def _read_item(source: TableColumns, at: int, code: str, faults: list[Fault]) -> np.ndarray:
    codes, unique = source.column(at)
    levels = [encode_answer(value) for value in unique]
    wrong = [place for place, level in enumerate(levels) if level is None]
    if wrong:
        rows = np.flatnonzero(np.isin(codes, wrong))
        for row in rows[:_MAX_FAULTS_PER_COLUMN]:
            found = f"trả lời '{show(unique[codes[row]])}' của câu {code}"
            faults.append(Fault(source.path, source.place(int(row), at), found, ALLOWED_ANSWERS))
        if len(rows) > _MAX_FAULTS_PER_COLUMN:
            found = f"câu {code} còn {len(rows) - _MAX_FAULTS_PER_COLUMN} trả lời khác cũng không hợp lệ"
            faults.append(Fault(source.path, source.where, found, ALLOWED_ANSWERS))
    table = np.array([0 if level is None else level for level in levels] or [0], np.int8)
    return np.asarray(table[codes])


def _read_weights(source: TableColumns, texts: pd.Series, at: int, faults: list[Fault]) -> pd.Series:
    numbers = {text: parse_number(text) for text in texts.unique()}
    weights = texts.map(numbers).astype(float)
    for row in weights.index[~(weights > 0)][:_MAX_FAULTS_PER_COLUMN]:
        found = f"trọng số '{texts[row]}'" if texts[row] else "phiếu chưa có trọng số"
        faults.append(Fault(source.path, source.place(int(row), at), found, "cần một số lớn hơn 0"))
    return weights
