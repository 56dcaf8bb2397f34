"""An export while it is read: its columns by their use, and what is wrong with it, counted rather than listed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cchc.errors import Fault
from cchc.sources.survey_columns import RESPONDENT, cell_text
from cchc.sources.survey_headings import Export, ExportColumn
from cchc.sources.survey_maps import OTHER_ANSWERS, MapAnswer, MapColumn, SurveyMap, answer_key
from cchc.sources.survey_personal import are_names, is_personal_column, may_be_told
from cchc.sources.survey_uses import GROUPS, PERSONAL, PLACES, TIMES, USE_WORDS
from cchc.sources.survey_words import is_own_words

_SHOWN = 3
Meanings = Mapping[str, MapAnswer]


@dataclass
class Reading:
    """An export while it is read.

    Attributes
    ----------
    export : Export
        With its headings found.
    of : dict
        Use → column of the export and of the map; dropped columns are not among them.
    survey_map : SurveyMap
        Confirmed.
    remake : str
        What to do where the map does not fit.
    faults : list of Fault
        What is wrong.
    unmapped : list of (str, int, str)
        Use of the column, row and text of every answer that the map does not know.
    places : callable
        Returns the names of communes, as ``survey_personal.are_names`` asks for them.
    """

    export: Export
    of: dict[str, tuple[ExportColumn, MapColumn]]
    survey_map: SurveyMap
    remake: str
    faults: list[Fault] = field(default_factory=list)
    unmapped: list[tuple[str, int, str]] = field(default_factory=list)
    places: Callable[[], Collection[str]] = tuple

    def refuse(self, place: str, found: str, allowed: str = "") -> None:
        """Note a fault; without another way out, the map is to be made anew."""
        self.faults.append(Fault(self.export.path, place, found, allowed or self.remake))

    def refuse_rows(self, use: str, rows: np.ndarray, found: str, allowed: str = "") -> None:
        """Note a fault of some cells of a column, at the first of them."""
        if len(rows):
            self.refuse(self.export.table.place(int(rows[0]), self.of[use][0].at), found, allowed)

    def meanings(self, use: str) -> Meanings:
        """Return what the answers of a column mean."""
        return self.survey_map.answers.get(self.of[use][1].scale, {})

    def column(self, use: str) -> tuple[np.ndarray, list[str]]:
        """Return a column as codes and distinct texts; one that looks personal is refused without a word of it."""
        column = self.of[use][0]
        codes, unique = self.export.values(column)
        texts = [cell_text(one) for one in unique]
        if use not in {RESPONDENT, "weight", *TIMES}:
            counts = np.bincount(codes[codes >= 0], minlength=len(texts)).tolist()
            filled = [(text, count) for text, count in zip(texts, counts, strict=True) if text]
            if is_personal_column(
                [text for text, _ in filled], [count for _, count in filled], may_be_places=use in PLACES
            ):
                found = f"cột '{column.heading[:60]}' có vẻ chứa thông tin cá nhân mà bảng khớp dùng làm {named(use)}"
                self.refuse(column.place, found, f"trong bảng khớp chọn '{USE_WORDS[PERSONAL]}' cho cột này")
                return np.zeros(len(codes), np.int64), [""]
            if use in GROUPS and are_names([text for text, _ in filled], self.places):
                found = f"cột '{column.heading[:60]}' có vẻ ghi tên người mà bảng khớp dùng làm {named(use)}"
                words = "'Xã …', 'Phường …', 'Thôn …'" if use in PLACES else "'Lĩnh vực …', 'Nhóm …'"
                allowed = f"trong bảng khớp chọn '{USE_WORDS[PERSONAL]}' cho cột này; nếu không phải tên người thì ghi từ chỉ loại ở đầu ô, ví dụ {words}"
                self.refuse(column.place, found, allowed)
                return np.zeros(len(codes), np.int64), [""]
        return codes, texts

    def note_unmapped(self, use: str, unmapped: list[str]) -> None:
        """Note the answers of a column that the map does not know."""
        if unmapped:
            texts = texts_of(*self.column(use))
            self.unmapped += [(use, int(row), texts[row]) for row in np.flatnonzero(texts.isin(unmapped))]

    def refuse_unmapped(self) -> None:
        """Refuse the answers that the map does not know: how many, in how many columns, and three of them."""
        if not self.unmapped:
            return
        cells: dict[str, str] = {}
        for use, row, text in self.unmapped:
            cells.setdefault(text, self.export.table.place(row, self.of[use][0].at))
        told = [f"'{text}' ({cells[text].rpartition('ô ')[2].rstrip(')')})" for text in cells if may_be_told(text)]
        n_columns = len({use for use, _, _ in self.unmapped})
        found = f"{len(self.unmapped)} trả lời ở {n_columns} cột chưa có nghĩa trong bảng khớp {self.survey_map.path}"
        place = cells[self.unmapped[0][2]]
        self.refuse(place, found + (f", ví dụ {', '.join(told[:_SHOWN])}" if told else ""))


def named(use: str) -> str:
    """Name what a column is used for."""
    return f"'{USE_WORDS[use]}'" if use in USE_WORDS else f"câu {use}"


def meaning_of(text: str, meanings: Meanings, *, is_category: bool = False) -> MapAnswer | None:
    """Return what an answer means, None for one that the map does not know.

    One that forms never list counts as the office said of all of these; of a group of respondents so does any other.
    """
    found = meanings.get(answer_key(text))
    is_listed = may_be_told(text) and not is_own_words(text) and not is_category
    return found if found is not None or is_listed else meanings.get(OTHER_ANSWERS)


def texts_of(codes: np.ndarray, texts: list[str]) -> pd.Series:
    """Return a column of texts, one a row."""
    return pd.Series(np.array(texts or [""], dtype=object)[codes], dtype=object)
