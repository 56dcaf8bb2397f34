"""Columns of a response file: which is which, and what an answer may be."""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd
from openpyxl.utils import get_column_letter

from cchc.columns import heading
from cchc.errors import Fault, InputError
from cchc.sources.grids import show
from cchc.units import normalise_name

RESPONDENT = "respondent_id"
NO_OPINION_MARK = "K"
#: Optional columns: key → heading of the form and other wordings.
DESIGN_HEADINGS = MappingProxyType(
    {
        "psu": ("Thôn, tổ dân phố", "Đơn vị mẫu", "psu"),
        "stratum": ("Tầng mẫu", "Tầng", "stratum"),
        "commune": ("Xã, phường", "Xã", "Đơn vị", "commune"),
        "sex": ("Giới tính", "sex"),
        "age_group": ("Nhóm tuổi", "age_group"),
        "procedure": ("Lĩnh vực thủ tục", "Lĩnh vực", "procedure"),
        "weight": ("Trọng số", "weight"),
    }
)
RESPONDENT_HEADINGS = (heading("respondent_id"), "Số phiếu", RESPONDENT)
ALLOWED_ANSWERS = f"cần 1 đến 5, {NO_OPINION_MARK} (không có ý kiến) hoặc để trống"
_PERSONAL = re.compile(
    r"họ (và )?tên|điện thoại|\bsđt\b|\bcccd\b|\bcmnd\b|căn cước|chứng minh|email|số nhà|ngày sinh|địa chỉ",
    re.IGNORECASE,
)
#: What is found, and what is allowed, where a column would name respondents.
PERSONAL_COLUMN = ("cột chứa thông tin cá nhân", "xóa cột này: hệ thống không nhận dữ liệu cá nhân")
_WORDS = {
    "rấtkhônghàilòng": 1,
    "khônghàilòng": 2,
    "bìnhthường": 3,
    "hàilòng": 4,
    "rấthàilòng": 5,
    "k": -1,
    "khôngcóýkiến": -1,
    "khôngýkiến": -1,
    "": 0,
}
_WHOLE = re.compile(r"[1-5]([.,]0+)?")
_HEADING_ROWS = 40


class TableColumns(ABC):
    """A large table read column by column.

    Attributes
    ----------
    path, sheet : str
        For messages.
    first_row : int
        Index of the first row below the heading.
    merged : list
        ((first row, first column), (last row, last column)) of merged cells, from 0; a CSV file has none.
    """

    path: str
    sheet: str
    first_row: int = 0
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()

    @abstractmethod
    def head(self, n_rows: int) -> list[list[object]]:
        """Return the first rows, to look for the heading."""

    @abstractmethod
    def load(self, header: int, texts: set[int]) -> None:
        """Take in what stands below the heading row; ``texts`` are columns where 1.10 is not 1.1."""

    @abstractmethod
    def column(self, at: int) -> tuple[np.ndarray, list[object]]:
        """Return a column as codes and distinct values."""

    def without_value(self, columns: set[int]) -> list[tuple[int, int]]:  # noqa: ARG002 -- only workbooks have formulas
        """Return the cells (row below the heading, column) of formulas that nobody has computed."""
        return []

    @abstractmethod
    def typed_texts(self, at: int) -> set[str]:
        """Return what stands in a column as text: there 1.234 may be a thousand, in a number it is not."""

    def texts(self, at: int) -> pd.Series:
        """Return a column as text."""
        codes, unique = self.column(at)
        shown = np.array([cell_text(value) for value in unique] or [""], dtype=object)
        return pd.Series(shown[codes], dtype=object)

    def place(self, row: int, at: int) -> str:
        """Name a cell as the office finds it."""
        cell = f"{get_column_letter(at + 1)}{row + self.first_row + 1}"
        where = f"dòng {row + self.first_row + 1}, cột {at + 1}"
        return f"trang tính '{self.sheet}', ô {cell}" if self.sheet else f"{where} (ô {cell})"

    @property
    def where(self) -> str:
        """Name the sheet; empty for a CSV file."""
        return f"trang tính '{self.sheet}'" if self.sheet else ""


def cell_text(value: object) -> str:
    """Return a cell as text, letters composed, no spaces around."""
    return unicodedata.normalize("NFC", show(value)).strip()


def is_personal(heading: str) -> bool:
    """Tell whether a column of a survey would hold data that name a person."""
    return _PERSONAL.search(heading) is not None


def encode_answer(value: object) -> int | None:
    """Return 1-5, 0 for blank, -1 for no opinion, None for what is no answer.

    Examples
    --------
    >>> [encode_answer(one) for one in (4.0, " 5,0 ", "k", "", "Rất hài lòng", "6", 3.5, True)]
    [4, 5, -1, 0, 5, None, None, None]
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if value in {1, 2, 3, 4, 5} else None
    text = str(value).strip()
    if _WHOLE.fullmatch(text):
        return int(text[0])
    # a dash is no word for "no answer": normalised, it would be nothing
    return _WORDS.get(normalise_name(text)) if not text or any(one.isalnum() for one in text) else None


def match_columns(
    source: TableColumns, items: Mapping[str, str], optional: Collection[str] = ()
) -> tuple[dict[str, int], list[Fault]]:
    """Find the heading row and every column in it, then load the table.

    Parameters
    ----------
    source : TableColumns
        The table.
    items : mapping of str to str
        Item codes of the questionnaire, and their questions. A heading may go on after the code: ``A1.1 Thông tin dễ
        tìm``, but not with the question of another one.
    optional : collection of str
        Those of them that need no column.

    Returns
    -------
    (dict, list of Fault)
        ``respondent_id``, item codes and keys of ``DESIGN_HEADINGS`` → column; every missing, unknown or repeated
        one.

    Raises
    ------
    InputError
        If there is no heading row, or no column of response numbers in it.
    """
    known = {normalise_name(form): key for key, forms in DESIGN_HEADINGS.items() for form in forms}
    known |= {normalise_name(form): RESPONDENT for form in RESPONDENT_HEADINGS}
    # codes keep their dots: A1.1 is not A11
    codes = {code.casefold(): code for code in items}
    best_row, best = 0, [("", "")]
    for row, cells in enumerate(source.head(_HEADING_ROWS)):
        matched = [(_key(cell_text(cell), known, codes), cell_text(cell)) for cell in cells]
        if sum(bool(key) for key, _ in matched) > sum(bool(key) for key, _ in best):
            best_row, best = row, matched
    if not any(key for key, _ in best):
        found = "không thấy dòng tiêu đề của phiếu" if source.head(1) else "tệp trống, không có dòng nào"
        allowed = f"cần một dòng tiêu đề với cột {RESPONDENT_HEADINGS[0]} và mã các câu hỏi"
        raise InputError([Fault(source.path, source.where, found, allowed)])
    columns: dict[str, int] = {}
    faults = []
    source.first_row = best_row
    for at, (key, written) in enumerate(best):
        place = f"{source.place(0, at)}, cột {written or at + 1}"
        if key and key in columns:
            faults.append(Fault(source.path, place, "cột xuất hiện hai lần", "chỉ giữ một cột"))
        elif key:
            columns[key] = at
            faults += _other_question(source.path, place, key, written, items)
        elif is_personal(written):
            faults.append(Fault(source.path, place, *PERSONAL_COLUMN))
        elif written:
            faults.append(Fault(source.path, place, "cột không có trong phiếu", "dùng mã câu hỏi của mẫu"))
    faults = [
        Fault(source.path, f"{source.where or f'dòng {best_row + 1}'}, cột {label}", "thiếu cột", allowed)
        for name, label, allowed in (
            (RESPONDENT, RESPONDENT_HEADINGS[0], "mỗi phiếu cần một mã riêng, không dùng họ tên"),
            *((code, code, "mỗi câu hỏi của phiếu cần một cột") for code in items if code not in optional),
        )
        if name not in columns
    ] + faults
    if RESPONDENT not in columns:
        raise InputError(faults)
    # 1.10 is not 1.1, and 01 is not 1: only answers may be read as numbers
    source.load(best_row, {at for key, at in columns.items() if key == RESPONDENT or key in DESIGN_HEADINGS})
    return columns, faults


def _other_question(path: str, place: str, code: str, heading: str, items: Mapping[str, str]) -> list[Fault]:
    """Refuse a code that stands before the question of another one: the headings have moved."""
    question = normalise_name(heading.partition(" ")[2])
    named = [other for other, name in items.items() if question and normalise_name(name) == question]
    if code not in items or not named or code in named:
        return []
    return [
        Fault(path, place, f"câu hỏi của mã {named[0]} đứng sau mã {code}", "hãy xếp lại cho mã và câu hỏi khớp nhau")
    ]


def _key(heading: str, known: dict[str, str], codes: dict[str, str]) -> str:
    if not heading:
        return ""
    if normalise_name(heading) in known:
        return known[normalise_name(heading)]
    return codes.get(heading.split(maxsplit=1)[0].rstrip(".:").casefold(), "")
