"""What the responses of a survey say of themselves: sent twice, filled in with one answer, at impossible times, too fast."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cchc.analysis.findings import Finding
from cchc.numbers import percent
from cchc.sources.survey_uses import END, START, SUBMITTED
from cchc.sources.surveys import ExportReading, Survey

#: With fewer answers a respondent of one mind is no sign of anything.
LEAST_ANSWERS = 10
#: Of fewer respondents a share tells nothing.
LEAST_FORMS = 30
#: Share of respondents with one answer to everything from which on it is told: satisfied people often tick one column.
MOST_STRAIGHT = 0.2
#: Nobody reads and answers a question in less [seconds].
SECONDS_A_QUESTION = 2
#: Share of respondents that were too quick from which on it is more than a note.
MOST_QUICK = 0.05
#: Results of a year are out by this month and day of the next: answers from after it are none of that year's.
PUBLISHED_BY = (6, 30)
#: Names that every commune has.
_COMMON_UNIT = r"(?i)^(thôn|tổ|tổ dân phố|tdp|ấp|bản|xóm|khu|khu phố|khóm|buôn|làng)\s*(số\s*)?\d+$"


def find_survey_oddities(survey: Survey, year: int, unit_key: str = "") -> list[Finding]:
    """Find what a person should look at before the figures of a survey are used; nothing is left out of them.

    Parameters
    ----------
    survey : Survey
        As read.
    year : int
        Result year.
    unit_key : str
        Whose survey.

    Returns
    -------
    list of Finding
        Warnings with counts, notes on how an export was read; each says what it assumes.
    """
    found = [_duplicates(survey), _straight(survey), *_common_units(survey)]
    if survey.export is not None:
        found += [
            *_dates(survey.export, year),
            _quick(survey, survey.export),
            *_reading(survey.export, year, unit_key),
        ]
    return [
        Finding(severity, survey.path, "", text, hint, unit_key, year)
        for severity, text, hint in (one for one in found if one is not None)
    ]


_Told = tuple[str, str, str]


def _raw(survey: Survey) -> pd.DataFrame:
    """Return the answers as they were given: those to reversed questions turned back."""
    turned = [] if survey.export is None else list(survey.export.reversed_items)
    answers = survey.answers
    return answers.assign(**{code: answers[code].mask(answers[code] > 0, 6 - answers[code]) for code in turned})


def _is_straight(answers: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Tell who answered enough questions to be judged, and who of them gave one answer to all."""
    valid = answers.where(answers > 0)
    is_judged = valid.notna().sum(axis=1) >= LEAST_ANSWERS
    return is_judged, is_judged & (valid.min(axis=1) == valid.max(axis=1))


def _duplicates(survey: Survey) -> _Told | None:
    answers = _raw(survey)
    times = pd.DataFrame() if survey.export is None else survey.export.times.dropna(axis=1, how="all")
    is_judged, is_straight = _is_straight(answers)
    has_clock = any((column.dt.normalize() != column)[column.notna()].any() for _, column in times.items())
    if has_clock:
        rows = pd.concat([answers, times], axis=1)[is_judged & times.notna().any(axis=1)]
        what = "cùng thời điểm và cùng mọi câu trả lời"
        assumed = "có thể một người gửi hai lần, hoặc tệp được chép thêm"
    else:
        # without the time of day people of one mind look alike
        rows = pd.concat([answers, survey.design, times], axis=1)[is_judged & ~is_straight]
        what = "cùng mọi câu trả lời và thông tin người trả lời (không kể phiếu chỉ chọn một mức)"
        assumed = "tệp không có thời điểm gửi, nên một số phiếu có thể giống nhau do ngẫu nhiên"
    extra = int(rows.duplicated().sum())
    if not extra:
        return None
    text = f"{extra} phiếu trùng với một phiếu khác: {what}; các phiếu này vẫn được tính"
    return "warning", text, f"{assumed}; đối chiếu với phiếu gốc, xóa dòng thừa khỏi tệp nếu trùng"


def _straight(survey: Survey) -> _Told | None:
    is_judged, is_straight = _is_straight(_raw(survey))
    n_judged, n_straight = int(is_judged.sum()), int(is_straight.sum())
    if n_judged < LEAST_FORMS or n_straight <= MOST_STRAIGHT * n_judged:
        return None
    share = percent(round(n_straight / n_judged, 3))
    text = f"{n_straight}/{n_judged} phiếu ({share}) có từ {LEAST_ANSWERS} câu trả lời trở lên và chỉ chọn một mức cho mọi câu"
    hint = (
        f"được nêu khi trên {percent(MOST_STRAIGHT)} (ngưỡng của chương trình, không có quy định); có thể là điền cho xong hoặc"
        " điền hộ, cũng có thể đúng ý người dân: xem lại cách phát phiếu"
    )
    return "warning", text, hint


def _common_units(survey: Survey) -> list[_Told]:
    if "psu" not in survey.design or "commune" in survey.design:
        return []
    is_common = survey.design["psu"].str.match(_COMMON_UNIT)
    if 2 * int(is_common.sum()) <= len(is_common):
        return []
    text = "đơn vị mẫu có tên như 'Thôn 1', 'Tổ 2' mà tệp không có cột Xã, phường"
    hint = "các thôn cùng tên của nhiều xã đang được coi là một đơn vị mẫu; thêm cột Xã, phường nếu có nhiều xã"
    return [("warning", text, hint)]


def _dates(export: ExportReading, year: int) -> list[_Told]:
    found: list[_Told] = []
    column = next((key for key in (SUBMITTED, END, START) if key in export.times), None)
    if column is not None:
        first, last = np.datetime64(dt.date(year, 1, 1)), np.datetime64(dt.date(year + 1, *PUBLISHED_BY))
        days = export.times[column].to_numpy("datetime64[D]")
        n_before, n_after = int((days < first).sum()), int((days > last).sum())
        if n_before or n_after:
            text = f"{n_before} phiếu ghi ngày trước 01/01/{year}, {n_after} phiếu ghi ngày sau 30/6/{year + 1}"
            hint = f"phiếu của kết quả năm {year} phải có trước khi công bố (giả định chậm nhất 30/6/{year + 1}); kiểm tra đồng hồ của máy, hoặc tệp của năm khác"
            found.append(("warning", text, hint))
    if START in export.times and END in export.times:
        n_turned = int((export.times[END] < export.times[START]).sum())
        if n_turned:
            found.append(
                ("warning", f"{n_turned} phiếu kết thúc trước khi bắt đầu", "kiểm tra đồng hồ của máy nhập phiếu")
            )
    if export.n_unread_times:
        text = f"{export.n_unread_times} ô thời gian không đọc được thành ngày"
        found.append(("note", text, "các ô này không được kiểm tra; chỉ số không phụ thuộc vào chúng"))
    return found


def _quick(survey: Survey, export: ExportReading) -> _Told | None:
    end = next((key for key in (END, SUBMITTED) if key in export.times), None)
    if START not in export.times or end is None:
        return None
    seconds = (export.times[end] - export.times[START]).dt.total_seconds()
    n_answers = (survey.answers != 0).sum(axis=1)
    is_quick = (seconds >= 0) & (seconds < SECONDS_A_QUESTION * n_answers)
    n_quick, n_timed = int(is_quick.sum()), int((seconds >= 0).sum())
    if not n_quick:
        return None
    text = f"{n_quick}/{n_timed} phiếu trả lời quá nhanh: dưới {SECONDS_A_QUESTION} giây một câu"
    severity = "warning" if n_quick > MOST_QUICK * n_timed else "note"
    return (
        severity,
        text,
        f"{SECONDS_A_QUESTION} giây một câu là giả định của chương trình; các phiếu này vẫn được tính",
    )


def _reading(export: ExportReading, year: int, unit_key: str) -> list[_Told]:
    found: list[_Told] = []
    if export.map_year != year or (unit_key and export.map_unit_key != unit_key):
        text = f"đọc theo bảng khớp của {export.map_unit_key} năm {export.map_year} ({export.map_path})"
        hint = "mọi cột và câu trả lời đều có trong bảng đó; nếu phiếu năm nay đã đổi nghĩa thì lập bảng khớp mới"
        found.append(("note", text, hint))
        if export.n_same_heading:
            text = f"{export.n_same_heading} câu hỏi có tiêu đề trùng với cột khác, chỉ phân biệt được bằng thứ tự cột"
            found.append(
                ("warning", text, "kiểm tra thứ tự các cột này vẫn như năm lập bảng khớp, hoặc lập bảng khớp mới")
            )
    if export.personal:
        names = ", ".join(f"'{name}'" for name in export.personal)
        text = f"{len(export.personal)} cột thông tin cá nhân bị bỏ khi đọc: {names}"
        hint = "nội dung không vào báo cáo, tệp nén hay mã kiểm tra; nên xóa các cột này khỏi tệp khi không còn cần"
        found.append(("note", text, hint))
    if export.n_free:
        found.append(
            ("note", f"{export.n_free} cột trả lời tự do bị bỏ khi đọc", "ý kiến riêng không được đưa vào báo cáo")
        )
    if export.n_repeated:
        text = f"{export.n_repeated} phiếu có mã trùng với phiếu khác"
        found.append(("note", text, "có thể số thứ tự đánh lại theo từng xã; các phiếu vẫn được tính"))
    return found
