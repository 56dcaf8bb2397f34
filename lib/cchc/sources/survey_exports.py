"""A survey export read by its confirmed map: answers and design as of the plain form, nothing that names a person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np
import pandas as pd

from cchc.errors import InputError
from cchc.frameworks import Node
from cchc.sources.csv_rows import has_failed
from cchc.sources.survey_columns import DESIGN_HEADINGS, RESPONDENT
from cchc.sources.survey_headings import find_export, open_tables
from cchc.sources.survey_maps import SurveyMap
from cchc.sources.survey_options import choice_table
from cchc.sources.survey_personal import is_contact
from cchc.sources.survey_reading import Meanings, Reading, meaning_of, named, texts_of
from cchc.sources.survey_rows import is_remark, nest_units, read_weights
from cchc.sources.survey_times import read_times
from cchc.sources.survey_uses import CATEGORIES, DROPPED, FREE_TEXT, PERSONAL, TIMES, USE_WORDS, age_band
from cchc.sources.survey_words import MEANINGS, OTHER, is_other, split_answers
from cchc.sources.surveys import ExportReading, Survey
from cchc.texts import old_encoding, unprintable

#: What several choices of one respondent are counted as: nobody stands in two groups.
SEVERAL = "Nhiều lựa chọn"
_CODES = {word: code for code, word in MEANINGS.items()}
_SHOWN = 3


def read_export(
    content: bytes,
    path: str,
    survey_map: SurveyMap,
    *,
    status: str,
    remake: str,
    places: Callable[[], Collection[str]] = tuple,
) -> Survey:
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
    places : callable
        Returns the names of communes, which may look like those of people.

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
    reading = Reading(export, used, survey_map, remake, places=places)
    _refuse_columns(reading)
    framework = survey_map.framework
    with_options = {node.code: node for node in framework.choice_items()}
    answers = {node.code: _read_item(reading, node.code) for node in framework.satisfaction().leaves()}
    choices = {code: _read_choices(reading, node) for code, node in with_options.items() if code in used}
    texts = {key: _read_design(reading, key) for key in DESIGN_HEADINGS if key in used}
    others = {key: texts_of(*reading.column(key)) for key in (RESPONDENT, *TIMES) if key in used}
    table = pd.DataFrame(answers, dtype=np.int8)
    reading.refuse_unmapped()
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


def _refuse_columns(reading: Reading) -> None:
    export, survey_map = reading.export, reading.survey_map
    keys, present = {one.key for one in survey_map.columns}, {one.key for one in export.columns}
    if unknown := [one for one in export.columns if one.key not in keys]:
        names = ", ".join(f"'{one.heading[:60]}'" for one in unknown[:_SHOWN])
        reading.refuse(unknown[0].place, f"{len(unknown)} cột chưa có trong bảng khớp {survey_map.path}, ví dụ {names}")
    if missing := [one for one in survey_map.columns if one.key not in present and one.use not in DROPPED]:
        names = ", ".join(f"{named(one.use)} ('{one.heading[:60]}')" for one in missing[:_SHOWN])
        found = f"thiếu {len(missing)} cột mà bảng khớp {survey_map.path} nêu, ví dụ {names}"
        reading.refuse(export.table.where, found)
    if reading.faults:
        raise InputError(reading.faults)


def _read_item(reading: Reading, code: str) -> np.ndarray:
    mapped, meanings = reading.of[code][1], reading.meanings(code)
    codes, texts = reading.column(code)
    points = [_point(text, meanings, is_reversed=mapped.is_reversed) for text in texts]
    reading.note_unmapped(code, [text for text, point in zip(texts, points, strict=True) if point is None])
    return np.asarray(np.array([point or 0 for point in points] or [0], np.int8)[codes])


def _read_choices(reading: Reading, node: Node) -> pd.DataFrame:
    codes, texts = reading.column(node.code)
    meanings, separator = reading.meanings(node.code), reading.of[node.code][1].separator
    chosen: list[tuple[str, ...] | None] = []
    for text in texts:
        found = [
            meaning_of(OTHER if is_other(part) else part, meanings) for part in split_answers(text, separator, meanings)
        ]
        named = dict.fromkeys(one.meaning for one in found if one is not None and one.meaning != MEANINGS[0])
        chosen.append(tuple(named) if None not in found else None)
    reading.note_unmapped(node.code, [text for text, one in zip(texts, chosen, strict=True) if one is None])
    if node.answers == "single":
        twice = [text for text, one in zip(texts, chosen, strict=True) if one is not None and len(one) > 1]
        rows = np.flatnonzero(texts_of(codes, texts).isin(twice))
        reading.refuse_rows(
            node.code, rows, f"{len(rows)} phiếu chọn nhiều mục ở câu {node.code}", "câu này chỉ chọn một"
        )
    return choice_table(codes, chosen, node)


def _point(text: str, meanings: Meanings, *, is_reversed: bool) -> int | None:
    if not text:
        return 0
    found = meaning_of(text, meanings)
    if found is None:
        return None
    code = _CODES[found.meaning]
    return 6 - code if is_reversed and code > 0 else code


def _read_design(reading: Reading, key: str) -> pd.Series:
    codes, texts = reading.column(key)
    column, mapped = reading.of[key]
    wrong = {text for text in texts if has_failed(text) or unprintable(text) or old_encoding(text)}
    if key not in {*CATEGORIES, "weight"}:
        wrong |= {text for text in texts if is_contact(text)}
    if wrong:
        rows = np.flatnonzero(texts_of(codes, texts).isin(wrong))
        found = (
            f"{len(rows)} ô ở cột '{column.heading[:60]}' báo lỗi, gõ bằng bảng mã cũ hoặc có vẻ là thông tin cá nhân"
        )
        reading.refuse_rows(key, rows, found, "sửa hoặc xóa nội dung các ô này")
    if key in CATEGORIES:
        labels = [
            (key == "age_group" and age_band(text)) or _label(text, mapped.separator, reading.meanings(key))
            for text in texts
        ]
        reading.note_unmapped(key, [text for text, label in zip(texts, labels, strict=True) if label is None])
        texts = [label or "" for label in labels]
    return texts_of(codes, texts)


def _label(text: str, separator: str, meanings: Meanings) -> str | None:
    """Return the category of a cell, empty for none; None where an answer is not mapped."""
    parts = split_answers(text, separator, meanings)
    found = [meaning_of(OTHER if is_other(part) else part, meanings, is_category=True) for part in parts]
    if any(one is None for one in found):
        return None
    labels = dict.fromkeys(one.meaning for one in found if one is not None and one.meaning != MEANINGS[0])
    return SEVERAL if len(labels) > 1 else next(iter(labels), "")


def _read_times(reading: Reading, n_rows: int) -> tuple[pd.DataFrame, int]:
    """Read the columns of times; return also how many cells hold something else."""
    found, n_unread = {}, 0
    for key in TIMES:
        if key not in reading.of:
            continue
        codes, texts = reading.column(key)
        times = np.array([np.datetime64(one, "s") if one else np.datetime64("NaT", "s") for one in read_times(texts)])
        n_unread += int((np.isnat(times[codes]) & (texts_of(codes, texts) != "").to_numpy()).sum()) if len(texts) else 0
        found[key] = times[codes] if len(texts) else times
    return pd.DataFrame(found, index=range(n_rows)), n_unread


def _refuse_rows(
    reading: Reading,
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


def _refuse_gaps(reading: Reading, design: pd.DataFrame) -> None:
    for key in (key for key in ("psu", "stratum") if key in design):
        rows = design.index[design[key] == ""].to_numpy()
        found = f"{len(rows)} phiếu chưa có {DESIGN_HEADINGS[key][0].lower()}"
        reading.refuse_rows(key, rows, found, "điền cho mọi phiếu, hoặc chọn 'Không dùng' cho cột này trong bảng khớp")
