"""Survey responses: a CSV or Excel file, one row per respondent, to answers and design; nobody is named."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cchc.errors import Fault, InputError
from cchc.frameworks import Framework
from cchc.localities import normalise_name
from cchc.numbers import parse_number
from cchc.sources.framework_files import load_framework
from cchc.sources.grids import decode, find_separator, open_grids
from cchc.sources.info_rows import INFO_SHEET, InfoRow, read_info
from cchc.sources.reader import Reader
from cchc.sources.survey_columns import (
    ALLOWED_ANSWERS,
    DESIGN_HEADINGS,
    RESPONDENT,
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
    """

    path: str
    status: str
    framework: Framework
    answers: pd.DataFrame
    design: pd.DataFrame
    locality_name: str = ""
    year: int | None = None


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
    if path.lower().endswith(".csv"):
        source: TableColumns = _CsvTable(content, path)
    else:
        grids = open_grids(content, path)
        named = {normalise_name(title): grid for title, grid in grids.items()}
        if normalise_name(INFO_SHEET) in named:
            info, faults = read_info(named.pop(normalise_name(INFO_SHEET)), INFO_ROWS)
            if faults:
                raise InputError(faults)
        table = named.get(normalise_name(SHEET)) or next(iter(named.values()), None)
        if table is None:
            raise InputError([Fault(path, "", f"không có trang tính '{SHEET}'", "dùng mẫu của make form KIND=survey")])
        source = _GridTable(path, table.sheet, table.rows)
    framework = load_framework(reader, str(info.get("framework_id") or framework_id))
    columns = match_columns(source, [node.code for node in framework.leaves()])
    return _check(source, columns, framework, info, status)


class _CsvTable(TableColumns):
    """A CSV file column by column: few distinct answers, so categories keep a million rows small."""

    def __init__(self, content: bytes, path: str) -> None:
        self.path, self.sheet = path, ""
        self._text = decode(content, path)
        self._separator = find_separator(self._text)

    def head(self, n_rows: int) -> list[list[object]]:
        lines = self._text.split("\n", n_rows)[:n_rows]
        return [[cell.strip().strip('"') for cell in line.rstrip("\r").split(self._separator)] for line in lines]

    def load(self, header: int) -> None:
        try:
            table = pd.read_csv(
                io.StringIO(self._text),
                sep=self._separator,
                skiprows=header + 1,
                header=None,
                dtype="category",
                keep_default_na=False,
                skip_blank_lines=False,
                index_col=False,
            )
        except pd.errors.EmptyDataError:
            table = pd.DataFrame()
        except pd.errors.ParserError as error:
            raise InputError(
                [Fault(self.path, "", f"không đọc được bảng CSV ({error})", "mỗi dòng phải có cùng số cột với tiêu đề")]
            ) from None
        del self._text
        self._table, self.first_row = table, header + 1

    def column(self, at: int) -> tuple[np.ndarray, list[object]]:
        if at >= self._table.shape[1]:
            return np.zeros(len(self._table), int), [""]
        values = self._table.iloc[:, at].cat
        return values.codes.to_numpy(), list(values.categories)


class _GridTable(TableColumns):
    """A sheet of a workbook column by column."""

    def __init__(self, path: str, sheet: str, rows: list[list[object]]) -> None:
        self.path, self.sheet, self._rows = path, sheet, rows

    def head(self, n_rows: int) -> list[list[object]]:
        return self._rows[:n_rows]

    def load(self, header: int) -> None:
        self._rows, self.first_row = self._rows[header + 1 :], header + 1

    def column(self, at: int) -> tuple[np.ndarray, list[object]]:
        values = np.empty(len(self._rows), object)
        values[:] = [row[at] if at < len(row) else "" for row in self._rows]
        codes, unique = pd.factorize(values)
        return codes, list(unique)


def _check(
    source: TableColumns, columns: dict[str, int], framework: Framework, info: dict[str, object], status: str
) -> Survey:
    faults: list[Fault] = []
    texts = {key: source.texts(columns[key]) for key in (RESPONDENT, *DESIGN_HEADINGS) if key in columns}
    items = [node.code for node in framework.leaves()]
    answers = {code: _read_item(source, columns[code], code, faults) for code in items}
    is_empty = np.logical_and.reduce([codes == 0 for codes in answers.values()]) & (texts[RESPONDENT] == "").to_numpy()
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
    for key in {"psu", "stratum"} & set(design):
        for row in design.index[design[key] == ""][:_MAX_FAULTS_PER_COLUMN]:
            place, name = source.place(int(row), columns[key]), DESIGN_HEADINGS[key][0]
            found = f"phiếu '{names[row]}' chưa có {name.lower()}"
            faults.append(Fault(source.path, place, found, "điền cho mọi phiếu, hoặc bỏ trống cả cột"))
    if "weight" in design:
        design = design.assign(weight=_read_weights(source, design["weight"], columns["weight"], faults))
    table = pd.DataFrame({code: codes[kept] for code, codes in answers.items()}, dtype=np.int8)
    if not faults:
        empty = [code for code in items if not (table[code] > 0).any()]
        if empty:
            found = f"không có câu trả lời hợp lệ nào ở cột {', '.join(empty)}"
            faults.append(Fault(source.path, "", found, "mỗi câu hỏi cần ít nhất một trả lời từ 1 đến 5"))
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
            found = f"trả lời '{unique[codes[row]]}' của câu {code}"
            faults.append(Fault(source.path, source.place(int(row), at), found, ALLOWED_ANSWERS))
        if len(rows) > _MAX_FAULTS_PER_COLUMN:
            found = f"câu {code} còn {len(rows) - _MAX_FAULTS_PER_COLUMN} trả lời khác cũng không hợp lệ"
            faults.append(Fault(source.path, "", found, ALLOWED_ANSWERS))
    table = np.array([0 if level is None else level for level in levels] or [0], np.int8)
    return np.asarray(table[codes])


def _read_weights(source: TableColumns, texts: pd.Series, at: int, faults: list[Fault]) -> pd.Series:
    numbers = {text: parse_number(text) for text in texts.unique()}
    weights = texts.map(numbers).astype(float)
    for row in weights.index[~(weights > 0)][:_MAX_FAULTS_PER_COLUMN]:
        found = f"trọng số '{texts[row]}'"
        faults.append(Fault(source.path, source.place(int(row), at), found, "cần một số lớn hơn 0"))
    return weights
