"""Everything a progress report rests on: the plan's inputs, the date, and what the agencies have sent back."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from cchc.errors import MissingDataError, ParameterError, suggest
from cchc.paths import office_folder
from cchc.provenance import InputFile
from cchc.sources.inputs import ReportInputs
from cchc.sources.looked import Looked
from cchc.sources.reader import Reader
from cchc.sources.report_inputs import load_inputs
from cchc.sources.root import find_root
from cchc.sources.task_files import Tasks, load_returned

#: Kinds of reports; empty: told by the date.
PERIODS = {"quarter": "quý", "half": "6 tháng", "year": "năm"}
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_EXAMPLE = "make progress PROVINCE=BacKan YEAR=2024 AT=2024-09-30"


@dataclass(frozen=True)
class ProgressInputs:
    """What was read for one progress report.

    Attributes
    ----------
    report : ReportInputs
        Of the plan; its ``tasks`` are the office's list.
    at : datetime.date
        The day on which the tasks are looked at.
    period : str
        Key of ``PERIODS``, or empty.
    returned : tuple of Tasks
        What the agencies have sent back.
    files : tuple of InputFile
        Every file read.
    looked : Looked
        What was asked of the file system besides the files.
    """

    report: ReportInputs
    at: dt.date
    period: str
    returned: tuple[Tasks, ...]
    files: tuple[InputFile, ...]
    looked: Looked

    @property
    def subject(self) -> str:
        """What the report is of, for its footing."""
        unit = self.report.unit.unit_key
        return f"địa phương {unit}, năm kế hoạch {self.report.year}, tiến độ ngày {self.at.isoformat()} {self.period}".rstrip()

    @property
    def code(self) -> str:
        """Version of the project's code and data."""
        return self.report.code

    @property
    def is_issue(self) -> bool:
        """Whether this is a copy to be signed: a progress report never is."""
        return False

    @property
    def has_illustrative(self) -> bool:
        """Whether anything is illustrative."""
        return any(one.status == "illustrative" for one in self.files)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was noticed in the lists, with their files."""
        lists = ([] if self.report.tasks is None else [self.report.tasks]) + list(self.returned)
        return tuple(f"{one.path}: {text}" for one in lists for text in one.warnings)


def parse_at(at: str, year: int) -> dt.date:
    """Read the day of a progress report.

    Parameters
    ----------
    at : str
        ISO or ``30/9/2024``.
    year : int
        Of the plan.

    Returns
    -------
    datetime.date
        In the plan's year or in the January after.

    Raises
    ------
    ParameterError
        If it is missing, no date, or outside of these months.

    Examples
    --------
    >>> parse_at("2024-09-30", 2024) == parse_at("30/9/2024", 2024) == dt.date(2024, 9, 30)
    True
    """
    text = at.strip()
    if not text:
        raise ParameterError(f"Chưa cho biết ngày xem tiến độ (AT); ví dụ: {_EXAMPLE}.")
    try:
        if match := _DAY.fullmatch(text):
            day = dt.date(int(match[3]), int(match[2]), int(match[1]))
        else:
            day = dt.date.fromisoformat(text)
    except ValueError:
        raise ParameterError(
            f"AT='{text}' không phải một ngày có thật; cần dạng {year}-09-30 hoặc 30/9/{year}."
        ) from None
    if not dt.date(year, 1, 1) <= day <= dt.date(year + 1, 1, 31):
        raise ParameterError(
            f"AT='{text}' không thuộc thời gian của kế hoạch năm {year}; cần một ngày từ 01/01/{year} đến 31/01/{year + 1}."
        )
    return day


def check_period(period: str) -> str:
    """Return a key of ``PERIODS``, or nothing.

    Raises
    ------
    ParameterError
        For another word.
    """
    text = period.strip()
    if text and text not in PERIODS:
        near = suggest(text, PERIODS)
        hint = f"; có lẽ là '{near[0]}'" if near else ""
        raise ParameterError(f"PERIOD='{text}' không có; được dùng: {', '.join(PERIODS)}, hoặc để trống{hint}.")
    return text


def load_progress(province: str, year: str | int, at: str, period: str = "") -> ProgressInputs:
    """Read and check everything for one progress report.

    Parameters
    ----------
    province, year
        As for ``load_inputs``.
    at : str
        The day, see ``parse_at``.
    period : str
        Key of ``PERIODS``; empty: told by the day.

    Returns
    -------
    ProgressInputs
        Complete and checked.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where; MissingDataError if no list of tasks was given or sent back.
    """
    period = check_period(period)
    if not at.strip():
        parse_at(at, 0)
    report = load_inputs(province, year)
    day = parse_at(at, report.year)
    reader = Reader(find_root())
    returned = load_returned(reader, report.unit, report.units, report.last_year, report.agencies)
    key = report.unit.unit_key
    if report.tasks is None and not returned:
        raise MissingDataError(
            f"Chưa có danh mục nhiệm vụ của kế hoạch năm {report.year} cho {report.unit.name_full_vi}; hãy lấy mẫu bằng"
            f" make form KIND=tasks PROVINCE={key} YEAR={report.year}, ghi trạng thái rồi lưu vào {office_folder(key, report.last_year)}/tasks.xlsx."
        )
    files = tuple(sorted({*report.files, *reader.used}))
    return ProgressInputs(report, day, period, returned, files, report.looked | reader.looked)
