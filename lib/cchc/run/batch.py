"""``make reports``: every unit that has data for a year; what stands for its inputs is kept."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from cchc.errors import CchcError, ParameterError, UnknownNameError, suggest
from cchc.paths import report_folder
from cchc.run.jobs import FAILED, STATUSES_VI, TIME_LIMIT_S, UNCHANGED, Job, Outcome, seconds_vi
from cchc.run.record import Present
from cchc.run.renew import is_stored, job_for, record_of_report, why_outdated
from cchc.run.staging import locked, work_folder
from cchc.sources.coverage import read_register, units_with_data
from cchc.sources.root import find_root
from cchc.sources.version import find_commit
from cchc.unit_register import UnitRegister
from cchc.units import KINDS, NATIONAL_KIND, Unit

_KEPT_ISSUE = (
    "(Thư mục đang có bản phát hành, make reports không biến nó thành bản dự thảo; muốn bản dự thảo, chạy make report.)"
)


class Watcher(Protocol):
    """What shows a run to its user."""

    def begin(self, n_jobs: int, n_workers: int) -> None: ...  # noqa: D102 -- said by their names
    def line(self, job: Job, text: str) -> None: ...  # noqa: D102
    def ended(self, outcome: Outcome) -> None: ...  # noqa: D102


def build_reports(
    year: int,
    provinces: Sequence[str] = (),
    *,
    level: str = "",
    n_workers: int,
    is_issue: bool = False,
    is_forced: bool = False,
    time_limit_s: float = TIME_LIMIT_S,
    scheduler: str = "",
    watcher: Watcher,
) -> list[Outcome]:
    """See to all reports of a year.

    Parameters
    ----------
    year : int
        Year of the plans.
    provinces : sequence of str
        Keys, names or aliases, ``TuyenQuang/*`` for every unit below one, ``*/*`` for all below provinces; all that have
        data if there is none.
    level : str
        Only units of this kind, key of ``units.KINDS``.
    n_workers : int
        At most so many at a time on this machine.
    is_issue : bool
        Copies to be signed. Without it, a copy to be signed that stands there stays one.
    is_forced : bool
        Build even what has not changed.
    time_limit_s : float
        After so many seconds a report is killed.
    scheduler : str
        Address of a dask scheduler, for several machines.
    watcher : Watcher
        Shows the run.

    Returns
    -------
    list of Outcome
        In the order of the units.

    Raises
    ------
    CchcError
        If a name is not known, there is no data, or the scheduler cannot be reached. A unit that fails does not
        raise: its outcome says so.
    """
    root = find_root()
    wanted = wanted_units(root, year, provinces, level)
    _put_right(root, year, wanted)
    present = Present(root)
    outcomes: dict[str, Outcome] = {}
    todo = []
    for one in wanted:
        record = record_of_report(root, one, year)
        job = job_for(root, one, year, record, is_issue=is_issue, is_forced=is_forced, time_limit_s=time_limit_s)
        outcomes[job.unit_key] = Outcome(job, UNCHANGED)
        if any(why_outdated(job, record, present)) or (
            job.is_issue and not is_stored(root, one.unit_key, year, record)
        ):
            todo.append(job)
    if todo:
        commit = find_commit(root)
        todo = [dataclasses.replace(job, commit=commit) for job in todo]
        watcher.begin(len(todo), n_workers)
        for outcome in _run(todo, n_workers, scheduler, watcher.line):
            if outcome.status == FAILED and outcome.job.is_issue and not is_issue:
                outcome = dataclasses.replace(outcome, sentence=f"{outcome.sentence} {_KEPT_ISSUE}")  # noqa: PLW2901
            outcomes[outcome.job.unit_key] = outcome
            watcher.ended(outcome)
    return list(outcomes.values())


def _put_right(root: Path, year: int, units: Sequence[Unit]) -> None:
    """Clear away, or bring back, what a killed run left, also where nothing is to be built."""
    for folder in (report_folder(root, one.unit_key, year) for one in units):
        if work_folder(folder, root).is_dir():
            with contextlib.suppress(CchcError), locked(folder, root, wait_s=1):
                pass


def wanted_units(root: Path, year: int, provinces: Sequence[str], level: str = "") -> list[Unit]:
    """Return the units that names, patterns and a level ask for; parameters and errors as for ``build_reports``."""
    kinds = _kinds(level)
    if provinces:
        register = read_register(root)
        try:
            found = [unit for one in provinces for unit in _named(register, one, year, kinds)]
        except UnknownNameError as error:
            if len(provinces) == 1:
                raise
            try:  # one name with spaces
                found = _named(register, " ".join(provinces), year, kinds)
            except UnknownNameError:
                hint = ' Nhiều tên có dấu cách thì ngăn bằng dấu phẩy: PROVINCES="Bắc Kạn, Kon Tum".'
                raise UnknownNameError(f"{error}{hint}") from None
        strange = [one for one in found if one.unit_kind not in kinds] if level else []
        if strange:
            raise ParameterError(
                f"{strange[0].name_full_vi} ({strange[0].unit_key}) thuộc loại {strange[0].kind.title_vi}, không phải LEVEL={level}; bỏ LEVEL, hoặc bỏ tên này."
            )
        return list(dict.fromkeys(found))
    found = [one for one in units_with_data(root, year) if one.unit_kind in kinds]
    if not found:
        raise ParameterError(
            f"Chưa có số liệu của địa phương nào cho kế hoạch năm {year} (kết quả năm {year - 1}); chạy make check-data để xem các năm có số liệu."
        )
    return found


def _kinds(level: str) -> tuple[str, ...]:
    """Return the kinds of units that a level asks for: one, or all of which there are reports."""
    able = tuple(key for key, one in KINDS.items() if one.has_reports)
    if level and level not in able:
        near = suggest(level, able)
        hint = f"; có lẽ là '{near[0]}'" if near else ""
        raise ParameterError(f"LEVEL='{level}' không có báo cáo; được dùng: {', '.join(able)}{hint}.")
    return (level,) if level else able


def _named(register: UnitRegister, text: str, year: int, kinds: Sequence[str]) -> list[Unit]:
    """Return the unit of a name, or those below one for ``<name>/*``."""
    above, slash, below = text.rpartition("/")
    if below.strip() != "*" or not slash:
        return [register.resolve(text, year)]
    holders = register.of_kind(NATIONAL_KIND, year) if above.strip() == "*" else (register.resolve(above, year),)
    found = [one for kind in kinds for holder in holders for one in register.below(holder, kind, year)]
    if not found:
        titles = ", ".join(KINDS[kind].title_vi for kind in kinds)
        raise ParameterError(
            f"Năm {year}, '{text}' không có đơn vị nào ({titles}) trong data/reference; hãy xem lại năm của kế hoạch, LEVEL."
        )
    return found


def _run(jobs: Sequence[Job], n_workers: int, scheduler: str, tell: Callable[[Job, str], None]) -> Iterator[Outcome]:
    if scheduler:
        from cchc.run.cluster import run_on_cluster  # noqa: PLC0415 -- optional extra

        return run_on_cluster(jobs, scheduler, tell)
    from cchc.run.pool import run_local  # noqa: PLC0415 -- nothing to do needs none of it

    return run_local(jobs, n_workers, tell)


def summary_lines(outcomes: Sequence[Outcome], seconds: float) -> list[str]:
    """Return the table at the end of a run: what was built and why, what failed and why, how much was kept."""
    width = max((len(one.job.name_vi) for one in outcomes), default=0)
    lines = [
        f"  {one.job.name_vi:<{width}}  {STATUSES_VI[one.status]:<9}  {seconds_vi(one.seconds):>10}  {first}"
        for one in outcomes
        if one.status != UNCHANGED
        for first in [one.sentence.splitlines()[0] if one.sentence else ""]
    ]
    for one in outcomes:
        if one.status == FAILED and len(one.sentence.splitlines()) > 1:
            lines += ["", f"{one.job.name_vi}:", *(f"  {line}" for line in one.sentence.splitlines())]
    counts = "; ".join(
        f"{sum(one.status == status for one in outcomes)} {text}" for status, text in STATUSES_VI.items()
    )
    return [*lines, f"Tổng cộng {len(outcomes)} báo cáo: {counts}. Mất {_duration(seconds)}."]


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} phút {rest} giây" if minutes else f"{rest} giây" if rest else "dưới 1 giây"


def has_site(year: int) -> bool:
    """Tell whether there is a list of the year's reports, which is to be renewed with them."""
    return (find_root() / "reports" / str(year) / "index.html").is_file()


def check_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Raise if any report failed.

    Raises
    ------
    CchcError
        Naming how many.
    """
    n_failed = sum(one.status == FAILED for one in outcomes)
    if n_failed:
        raise CchcError(f"{n_failed}/{len(outcomes)} báo cáo không lập được (các dòng 'lỗi' ở trên).")
