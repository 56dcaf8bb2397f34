"""Files that came in during a round of a campaign: whose, on which day, and which of them count."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cchc.campaign_params import ROUNDS, Campaign
from cchc.dates import print_day
from cchc.errors import Fault
from cchc.sources.campaign_checks import step_date
from cchc.sources.grids import READ_SUFFIXES, SUFFIXES
from cchc.sources.reader import Reader

_TITLE = "Thư mục tệp nhận về"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY_FOLDER = "tên thư mục ngày nhận cần dạng năm-tháng-ngày, ví dụ 2025-12-05"


@dataclass(frozen=True)
class Received:
    """One file of a round.

    Attributes
    ----------
    round_key : str
        Key of ``ROUNDS``.
    stem, path : str
        Name of the file without suffix: whose it is; and its place relative to the project.
    day : datetime.date or None
        Day on which it came in: the folder ``2025-12-05`` in which it lies; None where it lies in none.
    is_late : bool
        Whether it came after the last day of its round.
    reason_vi : str
        Why it counts nevertheless.
    is_counted : bool
        Whether it is the one that counts.
    before : str
        File of the same owner that came before it in time; empty where there is none.
    """

    round_key: str
    stem: str
    path: str
    day: dt.date | None
    is_late: bool = False
    reason_vi: str = ""
    is_counted: bool = False
    before: str = ""

    def with_hint(self, faults: Sequence[Fault]) -> tuple[Fault, ...]:
        """Add to what is wrong with the file that an older one is there, and is not taken in its place."""
        if not self.before or not faults:
            return tuple(faults)
        found = f"tệp nhận trước đó ({self.before.rpartition('/')[0].rpartition('/')[2]}) còn nguyên nhưng không được dùng thay"
        return (*faults, Fault(self.path, "", found, "nộp lại tệp đúng, hoặc chuyển tệp này đi để dùng lại tệp trước"))


@dataclass(frozen=True)
class RoundFiles:
    """What came in during a round.

    Attributes
    ----------
    round_key : str
        Key of ``ROUNDS``.
    last_day : datetime.date or None
        Last day on which files count; None where no day is set.
    counted : dict of str to Received
        Whose → the file that counts: the last that came in time.
    every : tuple of Received
        All of them, by owner and day.
    faults : dict of str to Fault
        Whose files cannot be told apart → why.
    strangers : tuple of Fault
        What lies there and is nobody's.
    """

    round_key: str
    last_day: dt.date | None
    counted: Mapping[str, Received]
    every: tuple[Received, ...]
    faults: Mapping[str, Fault]
    strangers: tuple[Fault, ...]

    @property
    def late_only(self) -> tuple[str, ...]:
        """Whose files all came too late."""
        whose = dict.fromkeys(one.stem for one in self.every)
        return tuple(one for one in whose if one not in self.counted and one not in self.faults)


def last_day_of(campaign: Campaign, round_key: str, year: int) -> dt.date | None:
    """Return the last day on which files of a round count; None where its step sets no day.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> step = SimpleNamespace(deadline="12-10", is_next_year=False, is_last_day=False)
    >>> last_day_of(SimpleNamespace(step=lambda _: step), "self_score", 2025)
    datetime.date(2025, 12, 9)
    """
    step = campaign.step(round_key)
    if step is None or step.deadline is None:
        return None
    day = step_date(step.deadline, year, is_next_year=step.is_next_year)
    return day if step.is_last_day else day - dt.timedelta(days=1)


def find_received(
    reader: Reader,
    folder: str,
    round_key: str,
    campaign: Campaign,
    year: int,
    at: dt.date | None,
    *,
    status: str,
    alone: str = "",
) -> RoundFiles:
    """Find the files of a round and tell which of them count.

    Parameters
    ----------
    reader : Reader
        Records what was looked for.
    folder : str
        Of the unit that scores and the year, relative to the project. Files lie in the round's folder, or in a folder of the
        day on which they came (``returned/2025-12-05/SonDuong.xlsx``).
    round_key : str
        Key of ``ROUNDS``.
    campaign : Campaign
        Knows the last days and the exceptions.
    year : int
        Year that is scored.
    at : datetime.date or None
        What came later is not there yet; None: everything is.
    status : str
        Status of what lies there.
    alone : str
        Name without suffix of a file beside the folder that stands for all of the round (``appraisal.xlsx``); empty: none.

    Returns
    -------
    RoundFiles
        Whose file it is, is for the caller to tell.
    """
    last = last_day_of(campaign, round_key, year)
    base = f"{folder}/{ROUNDS[round_key]}"
    found, strangers = _list(reader, base, round_key, status)
    if alone:
        found += [
            Received(round_key, alone, f"{folder}/{alone}{suffix}", None)
            for suffix in SUFFIXES
            if reader.exists(f"{folder}/{alone}{suffix}")
        ]
    excused = {one.unit: one.reason_vi for one in campaign.late_accepted if one.round == round_key}
    every: list[Received] = []
    counted: dict[str, Received] = {}
    faults: dict[str, Fault] = {}
    for stem, files in _by_owner(one for one in found if at is None or one.day is None or one.day <= at).items():
        told = [_judge(one, last, excused.get(stem, "")) for one in files]
        in_time = [one for one in told if not one.is_late or one.reason_vi]
        fault = _doubtful(in_time)
        if fault is not None:
            faults[stem] = fault
        elif in_time:
            before = in_time[-2].path if len(in_time) > 1 else ""
            counted[stem] = replace(in_time[-1], is_counted=True, before=before)
            told[told.index(in_time[-1])] = counted[stem]
        every += told
    return RoundFiles(round_key, last, counted, tuple(every), faults, tuple(strangers))


def _judge(one: Received, last: dt.date | None, excuse: str) -> Received:
    is_late = last is not None and one.day is not None and one.day > last
    return replace(one, is_late=is_late, reason_vi=excuse if is_late else "")


def _list(reader: Reader, base: str, round_key: str, status: str) -> tuple[list[Received], list[Fault]]:
    found: list[Received] = []
    strangers: list[Fault] = []
    for path in reader.list_folder(base, status=status, title_vi=_TITLE):
        shown = f"{base}/{path.name}"
        if path.is_dir():
            day = _day(path.name)
            if day is None:
                strangers.append(Fault(shown, "", "thư mục này không được đọc", _DAY_FOLDER))
                continue
            for inner in reader.list_folder(shown, status=status, title_vi=_TITLE):
                _take(found, strangers, f"{shown}/{inner.name}", round_key, day, is_file=inner.is_file())
        elif path.name != "README.md":
            _take(found, strangers, shown, round_key, None, is_file=path.is_file())
    return found, strangers


def _take(
    found: list[Received], strangers: list[Fault], shown: str, round_key: str, day: dt.date | None, *, is_file: bool
) -> None:
    stem, dot, suffix = shown.rpartition("/")[2].rpartition(".")
    if is_file and f"{dot}{suffix}" in SUFFIXES:
        found.append(Received(round_key, stem, shown, day))
    else:
        strangers.append(Fault(shown, "", "không phải tệp phiếu nên không được đọc", f"đuôi {READ_SUFFIXES}"))


def _day(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(name) if _DAY.fullmatch(name) else None
    except ValueError:
        return None


def _by_owner(found: Iterable[Received]) -> dict[str, list[Received]]:
    owners: dict[str, list[Received]] = {}
    for one in sorted(found, key=lambda one: (one.stem, one.day or dt.date.min, one.path)):
        owners.setdefault(one.stem, []).append(one)
    return owners


def _doubtful(files: list[Received]) -> Fault | None:
    """Refuse files of one owner of which nobody can tell which is the last."""
    if not files:
        return None
    days, twice = [one.day for one in files], files[-1]
    if days.count(twice.day) > 1:
        named = " và ".join(one.path.rpartition("/")[2] for one in files if one.day == twice.day)
        return Fault(twice.path, "", f"có cả {named}", "chỉ giữ một tệp")
    if None in days and len(files) > 1:
        dated = next(one for one in files if one.day is not None)
        found = f"có cả tệp này, không rõ ngày nhận, và tệp nhận ngày {print_day(dated.day)}"  # type: ignore[arg-type]
        return Fault(files[0].path, "", found, "chuyển tệp này vào thư mục mang tên ngày nhận, ví dụ 2025-12-05")
    return None
