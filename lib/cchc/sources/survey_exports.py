"""A survey export read by its confirmed map: answers and design as of the plain form, nothing that names a person."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cchc.errors import Fault, InputError
from cchc.frameworks import Node
from cchc.sources.csv_rows import has_failed
from cchc.sources.survey_columns import DESIGN_HEADINGS, RESPONDENT, RESPONDENT_HEADINGS, cell_text
from cchc.sources.survey_headings import Export, ExportColumn, find_export, open_tables
from cchc.sources.survey_maps import OTHER_ANSWERS, MapAnswer, MapColumn, SurveyMap, answer_key
from cchc.sources.survey_options import choice_table, option_texts
from cchc.sources.survey_personal import is_contact, is_personal_column, may_be_told
from cchc.sources.survey_rows import is_remark, nest_units, read_weights
from cchc.sources.survey_times import read_times
from cchc.sources.survey_uses import CATEGORIES, DROPPED, FREE_TEXT, PERSONAL, PLACES, TIMES, USE_WORDS, age_band
from cchc.sources.survey_words import MEANINGS, OTHER, is_other, split_answers
from cchc.sources.surveys import ExportReading, Survey
from cchc.texts import old_encoding, unprintable

#: What several choices of one respondent are counted as: nobody stands in two groups.
SEVERAL = "Nhiều lựa chọn"
_CODES = {word: code for code, word in MEANINGS.items()}
_SHOWN = 3
_Meanings = Mapping[str, MapAnswer]


@dataclass
class _Reading:
    """An export while it is read: what is kept of it, and what is wrong, counted rather than listed."""

    export: Export
    of: dict[str, tuple[ExportColumn, MapColumn]]
    survey_map: SurveyMap
    remake: str
    faults: list[Fault] = field(default_factory=list)
    #: Use of the column, row and text of every answer that the map does not know.
    unmapped: list[tuple[str, int, str]] = field(default_factory=list)

    def refuse(self, place: str, found: str, allowed: str = "") -> None:
        """Note a fault; without another way out, the map is to be made anew."""
        self.faults.append(Fault(self.export.path, place, found, allowed or self.remake))

    def refuse_rows(self, use: str, rows: np.ndarray, found: str, allowed: str = "") -> None:
        """Note a fault of some cells of a column, at the first of them."""
        if len(rows):
            self.refuse(self.export.table.place(int(rows[0]), self.of[use][0].at), found, allowed)

    def meanings(self, use: str) -> _Meanings:
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
                found = f"cột '{column.heading[:60]}' có vẻ chứa thông tin cá nhân mà bảng khớp dùng làm {_named(use)}"
                self.refuse(column.place, found, f"trong bảng khớp chọn '{USE_WORDS[PERSONAL]}' cho cột này")
                return np.zeros(len(codes), np.int64), [""]
        return codes, texts


def _named(use: str) -> str:
    return f"'{USE_WORDS[use]}'" if use in USE_WORDS else f"câu {use}"


def read_export(content: bytes, path: str, survey_map: SurveyMap, *, status: str, remake: str) -> Survey:
    """Read an export by its map.

    Parameters
    ----------
    content : bytes
        The file.
    path : str
        For messages.
    survey_map : SurveyMap
        Confirmed.
    status : str
        Of the figures.
    remake : str
        What to do where the map does not fit: the command that makes it anew.

    Returns
    -------
    Survey
        As of the plain form. Columns that the map drops are not looked at.

    Raises
    ------
    InputError
        One sentence a kind of fault, with its count and at most three examples: a column or an answer that is not
        mapped, a mapped column that is missing or looks personal, a row that is no response.
    """
    known = {one.key: one for one in survey_map.columns}
    export = find_export(open_tables(content, path), path, lambda found: sum(one.key in known for one in found))
    pairs = [(one, known[one.key]) for one in export.columns if one.key in known]
    used = {two.use: (one, two) for one, two in pairs if two.use not in DROPPED}
    reading = _Reading(export, used, survey_map, remake)
    _refuse_columns(reading)
    framework = survey_map.framework
    with_options = {node.code: node for node in framework.choice_items()}
    answers = {node.code: _read_item(reading, node.code) for node in framework.satisfaction().leaves()}
    choices = {code: _read_choices(reading, node) for code, node in with_options.items() if code in used}
    texts = {key: _read_design(reading, key) for key in DESIGN_HEADINGS if key in used}
    others = {key: _texts(*reading.column(key)) for key in (RESPONDENT, *TIMES) if key in used}
    table = pd.DataFrame(answers, dtype=np.int8)
    _refuse_unmapped(reading)
    times, n_unread = _read_times(reading, len(table))
    is_blank = (table == 0).all(axis=1)
    kept = ~is_blank
    for column in (*texts.values(), *others.values()):
        kept |= column != ""
    _refuse_rows(reading, table, texts, others, is_blank & kept)
    design = pd.DataFrame(texts, index=table.index)[kept]
    # a column that nobody filled in is not there
    design = design[[key for key in design if (design[key] != "").any()]]
    _refuse_gaps(reading, design)
    if "weight" in design:
        at = used["weight"][0].at
        design = design.assign(weight=read_weights(export.table, design["weight"], at, reading.faults))
    if reading.faults:
        raise InputError(reading.faults)
    ids = others[RESPONDENT][kept] if RESPONDENT in others else pd.Series(dtype=object)
    return Survey(
        path=path,
        status=status,
        framework=framework.satisfaction(),
        answers=table[kept].reset_index(drop=True),
        design=nest_units(design).reset_index(drop=True),
        choice_items=tuple(with_options.values()),
        choices={code: chosen[kept.to_numpy()].reset_index(drop=True) for code, chosen in choices.items()},
        export=ExportReading(
            map_path=survey_map.path,
            times=times[kept].reset_index(drop=True),
            n_unread_times=n_unread,
            personal=tuple(one.heading for one, two in pairs if two.use == PERSONAL),
            n_free=sum(two.use == FREE_TEXT for _, two in pairs),
            n_same_heading=sum(two.nth > 1 for use, (_, two) in used.items() if use not in USE_WORDS),
            reversed_items=tuple(use for use, (_, two) in used.items() if two.is_reversed),
            n_repeated=int((ids.duplicated(keep=False) & (ids != "")).sum()),
        ),
    )


def _refuse_columns(reading: _Reading) -> None:
    export, survey_map = reading.export, reading.survey_map
    keys, present = {one.key for one in survey_map.columns}, {one.key for one in export.columns}
    if unknown := [one for one in export.columns if one.key not in keys]:
        names = ", ".join(f"'{one.heading[:60]}'" for one in unknown[:_SHOWN])
        reading.refuse(unknown[0].place, f"{len(unknown)} cột chưa có trong bảng khớp {survey_map.path}, ví dụ {names}")
    if missing := [one for one in survey_map.columns if one.key not in present and one.use not in DROPPED]:
        names = ", ".join(f"{_named(one.use)} ('{one.heading[:60]}')" for one in missing[:_SHOWN])
        found = f"thiếu {len(missing)} cột mà bảng khớp {survey_map.path} nêu, ví dụ {names}"
        reading.refuse(export.table.where, found)
    if reading.faults:
        raise InputError(reading.faults)


def _read_item(reading: _Reading, code: str) -> np.ndarray:
    mapped, meanings = reading.of[code][1], reading.meanings(code)
    codes, texts = reading.column(code)
    points = [_point(text, meanings, is_reversed=mapped.is_reversed) for text in texts]
    _note_unmapped(reading, code, [text for text, point in zip(texts, points, strict=True) if point is None])
    return np.asarray(np.array([point or 0 for point in points] or [0], np.int8)[codes])


def _read_choices(reading: _Reading, node: Node) -> pd.DataFrame:
    codes, texts = reading.column(node.code)
    meanings, separator = reading.meanings(node.code), reading.of[node.code][1].separator
    chosen: list[tuple[str, ...] | None] = []
    for text in texts:
        found = [
            _meaning(OTHER if is_other(part) else part, meanings) for part in split_answers(text, separator, meanings)
        ]
        named = dict.fromkeys(one.meaning for one in found if one is not None and one.meaning != MEANINGS[0])
        chosen.append(tuple(named) if None not in found else None)
    _note_unmapped(reading, node.code, [text for text, one in zip(texts, chosen, strict=True) if one is None])
    if node.answers == "single":
        twice = [text for text, one in zip(texts, chosen, strict=True) if one is not None and len(one) > 1]
        rows = np.flatnonzero(_texts(codes, texts).isin(twice))
        reading.refuse_rows(
            node.code, rows, f"{len(rows)} phiếu chọn nhiều mục ở câu {node.code}", "câu này chỉ chọn một"
        )
    return choice_table(codes, chosen, node)


def _point(text: str, meanings: _Meanings, *, is_reversed: bool) -> int | None:
    if not text:
        return 0
    found = _meaning(text, meanings)
    if found is None:
        return None
    code = _CODES[found.meaning]
    return 6 - code if is_reversed and code > 0 else code


def _meaning(text: str, meanings: _Meanings) -> MapAnswer | None:
    """Return what an answer means; one that forms do not list counts as the office said of all of these."""
    found = meanings.get(answer_key(text))
    return found if found is not None or may_be_told(text) else meanings.get(OTHER_ANSWERS)


def _note_unmapped(reading: _Reading, use: str, unmapped: list[str]) -> None:
    if unmapped:
        texts = _texts(*reading.column(use))
        reading.unmapped += [(use, int(row), texts[row]) for row in np.flatnonzero(texts.isin(unmapped))]


def _refuse_unmapped(reading: _Reading) -> None:
    """Refuse the answers that the map does not know: how many, in how many columns, and three of them."""
    if not reading.unmapped:
        return
    cells: dict[str, str] = {}
    for use, row, text in reading.unmapped:
        cells.setdefault(text, reading.export.table.place(row, reading.of[use][0].at))
    told = [f"'{text}' ({cells[text].rpartition('ô ')[2].rstrip(')')})" for text in cells if may_be_told(text)][:_SHOWN]
    n_columns = len({use for use, _, _ in reading.unmapped})
    found = f"{len(reading.unmapped)} trả lời ở {n_columns} cột chưa có nghĩa trong bảng khớp {reading.survey_map.path}"
    use, row, _ = reading.unmapped[0]
    place = reading.export.table.place(row, reading.of[use][0].at)
    reading.refuse(place, found + (f", ví dụ {', '.join(told)}" if told else ""))


def _texts(codes: np.ndarray, texts: list[str]) -> pd.Series:
    return pd.Series(np.array(texts or [""], dtype=object)[codes], dtype=object)


def _read_design(reading: _Reading, key: str) -> pd.Series:
    codes, texts = reading.column(key)
    column, mapped = reading.of[key]
    wrong = {text for text in texts if has_failed(text) or unprintable(text) or old_encoding(text)}
    if key not in {*CATEGORIES, "weight"}:
        wrong |= {text for text in texts if is_contact(text)}
    if wrong:
        rows = np.flatnonzero(_texts(codes, texts).isin(wrong))
        found = (
            f"{len(rows)} ô ở cột '{column.heading[:60]}' báo lỗi, gõ bằng bảng mã cũ hoặc có vẻ là thông tin cá nhân"
        )
        reading.refuse_rows(key, rows, found, "sửa hoặc xóa nội dung các ô này")
    if key in CATEGORIES:
        labels = [
            (key == "age_group" and age_band(text)) or _label(text, mapped.separator, reading.meanings(key))
            for text in texts
        ]
        _note_unmapped(reading, key, [text for text, label in zip(texts, labels, strict=True) if label is None])
        texts = [label or "" for label in labels]
    return _texts(codes, texts)


def _label(text: str, separator: str, meanings: _Meanings) -> str | None:
    """Return the category of a cell, empty for none; None where an answer is not mapped."""
    parts = split_answers(text, separator, meanings)
    found = [_meaning(OTHER if is_other(part) else part, meanings) for part in parts]
    if any(one is None for one in found):
        return None
    labels = dict.fromkeys(one.meaning for one in found if one is not None and one.meaning != MEANINGS[0])
    return SEVERAL if len(labels) > 1 else next(iter(labels), "")


def _read_times(reading: _Reading, n_rows: int) -> tuple[pd.DataFrame, int]:
    """Read the columns of times; return also how many cells hold something else."""
    found, n_unread = {}, 0
    for key in TIMES:
        if key not in reading.of:
            continue
        codes, texts = reading.column(key)
        times = np.array([np.datetime64(one, "s") if one else np.datetime64("NaT", "s") for one in read_times(texts)])
        n_unread += int((np.isnat(times[codes]) & (_texts(codes, texts) != "").to_numpy()).sum()) if len(texts) else 0
        found[key] = times[codes] if len(texts) else times
    return pd.DataFrame(found, index=range(n_rows)), n_unread


def _refuse_rows(
    reading: _Reading,
    answers: pd.DataFrame,
    texts: Mapping[str, pd.Series],
    others: Mapping[str, pd.Series],
    without_answer: pd.Series,
) -> None:
    """Refuse totals and footnotes, formulas that nobody computed, a table without responses and questions without answers."""
    table = reading.export.table
    used = [column for column, _ in reading.of.values()]
    cells_read = {column.at for column in used} | {at for column in used for at, _ in column.marks}
    for key, column in (*texts.items(), *others.items()):
        told = column[without_answer & (column != "")]
        rows = told.index[[is_remark(text, is_blank=True) for text in told]].to_numpy()
        allowed = "xóa dòng tổng, dòng ghi chú khỏi bảng phiếu"
        reading.refuse_rows(key, rows, f"{len(rows)} dòng không phải phiếu trả lời (dòng tổng, ghi chú)", allowed)
    if cells := table.without_value(cells_read):
        allowed = "hãy mở bằng Excel, sửa công thức, lưu lại"
        reading.refuse(table.place(*cells[0]), f"{len(cells)} ô công thức chưa có giá trị", allowed)
    if answers.empty:
        reading.refuse(table.where, "chưa có phiếu nào dưới dòng tiêu đề", "mỗi phiếu một dòng")
    elif not reading.faults and (empty := [code for code in answers if not (answers[code] > 0).any()]):
        found = f"{len(empty)} câu hỏi không có câu trả lời hợp lệ nào, ví dụ {', '.join(empty[:_SHOWN])}"
        reading.refuse(table.where, found, "mỗi câu hỏi cần ít nhất một trả lời từ 1 đến 5")


def _refuse_gaps(reading: _Reading, design: pd.DataFrame) -> None:
    for key in (key for key in ("psu", "stratum") if key in design):
        rows = design.index[design[key] == ""].to_numpy()
        found = f"{len(rows)} phiếu chưa có {DESIGN_HEADINGS[key][0].lower()}"
        reading.refuse_rows(key, rows, found, "điền cho mọi phiếu, hoặc chọn 'Không dùng' cho cột này trong bảng khớp")


def plain_table(survey: Survey) -> pd.DataFrame:
    """Return responses as the plain form holds them: numbered, without a name, a time or an address.

    Parameters
    ----------
    survey : Survey
        As read.

    Returns
    -------
    pandas.DataFrame
        Texts: number of the response, the design columns and the answers, under the headings of the form.
    """
    words = {-1: MEANINGS[-1], 0: ""} | {code: str(code) for code in range(1, 6)}
    numbers = pd.Series([str(at + 1) for at in range(len(survey.answers))], dtype=object)
    design = {DESIGN_HEADINGS[key][0]: survey.design[key].astype(str) for key in survey.design}
    answers = {code: survey.answers[code].map(words) for code in survey.answers}
    return pd.DataFrame({RESPONDENT_HEADINGS[0]: numbers, **design, **answers, **option_texts(survey.choices)})


def content_hash(survey: Survey) -> str:
    """Return the sha256 of everything that a report rests on, and of nothing else that stands in the file."""
    parts = [survey.answers, survey.design, *survey.choices.values()]
    parts += [] if survey.export is None else [survey.export.times]
    digest = hashlib.sha256()
    for part in parts:
        digest.update("\n".join(["", *map(str, part.columns)]).encode())
        digest.update(pd.util.hash_pandas_object(part, index=False).to_numpy().tobytes())
    told = (
        ()
        if survey.export is None
        else (survey.export.personal, survey.export.n_free, survey.export.n_repeated, survey.export.n_unread_times)
    )
    return hashlib.sha256(digest.digest() + repr(told).encode()).hexdigest()
