"""Workers on this machine: a fresh process per report, forked from one that has imported everything."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path
from typing import Any

from cchc.paths import report_folder
from cchc.run.environ import environment_with
from cchc.run.jobs import FAILED, WARM_VARIABLE, Job, Outcome
from cchc.run.processes import kill_below
from cchc.run.staging import locked, work_folder
from cchc.run.worker import work
from cchc.sources.root import ROOT_VARIABLE

_ZYGOTE = "cchc.run.zygote"
_KILLED = -9  # exit code of a process that the system killed
#: Choices of the command that travel to the workers.
_PASSED_ON = ("ENGINE", "DEBUG")


@dataclass
class _Running:
    job: Job
    process: Any
    pipe: connection.Connection
    started: float
    deadline: float
    last: str = ""


def default_workers() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_local(jobs: Sequence[Job], n_workers: int, tell: Callable[[Job, str], None]) -> Iterator[Outcome]:
    """See to reports on this machine, several at a time.

    Parameters
    ----------
    jobs : sequence of Job
        In the order in which they are begun.
    n_workers : int
        At most so many at a time.
    tell : callable
        Takes a job and a line of its progress.

    Yields
    ------
    Outcome
        As they end. When the caller stops, every worker is killed and what it had begun is cleared away.
    """
    context = _context(jobs)
    waiting, running = list(reversed(jobs)), dict[connection.Connection, _Running]()
    try:
        while waiting or running:
            while waiting and len(running) < n_workers:
                begun = _begin(context, waiting.pop())
                running[begun.pipe] = begun
                tell(begun.job, "")
            yield from _ended(running, tell)
    finally:
        for one in running.values():
            _kill(one)


def _context(jobs: Iterable[Job]) -> Any:
    """Return how processes are started: forked from a prepared one where that is safe."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver  # noqa: PLC0415 -- not everywhere

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_ZYGOTE])
    first = next(iter(jobs))
    with environment_with(**{WARM_VARIABLE: f"{first.unit_key}:{first.year}", ROOT_VARIABLE: first.root}):
        forkserver.ensure_running()
    return context


def _begin(context: Any, job: Job) -> _Running:
    receiver, sender = context.Pipe(duplex=False)
    chosen = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    process = context.Process(target=work, args=(job, sender, chosen))
    process.start()
    sender.close()
    now = time.monotonic()
    return _Running(job, process, receiver, now, now + job.time_limit_s)


def _ended(running: dict[connection.Connection, _Running], tell: Callable[[Job, str], None]) -> Iterator[Outcome]:
    """Wait for the next message or deadline; yield what ended and take it out of ``running``."""
    rest = min(one.deadline for one in running.values()) - time.monotonic()
    for pipe in connection.wait(list(running), timeout=max(rest, 0)):
        one = running[pipe]  # type: ignore[index]
        outcome = _message(one, tell)
        if outcome is not None:
            del running[one.pipe]
            _kill(one)
            yield outcome
    for one in [one for one in running.values() if time.monotonic() >= one.deadline]:
        del running[one.pipe]
        _kill(one)
        at = f" khi đang lập '{one.last}'" if one.last else ""
        sentence = f"Quá {one.job.time_limit_s:.0f} giây nên đã bị dừng{at} (TIME_LIMIT); báo cáo cũ vẫn nguyên vẹn."
        yield Outcome(one.job, FAILED, sentence, time.monotonic() - one.started)


def _message(one: _Running, tell: Callable[[Job, str], None]) -> Outcome | None:
    """Take one message; a process that ended without an answer is an answer as well."""
    try:
        message = one.pipe.recv()
    except (EOFError, OSError):
        one.process.join()
        code = one.process.exitcode
        how = "bị hệ thống dừng, có thể vì hết bộ nhớ; thử JOBS=1" if code == _KILLED else f"mã {code}"
        return Outcome(one.job, FAILED, f"Tiến trình dừng đột ngột ({how}).", time.monotonic() - one.started)
    if isinstance(message, Outcome):
        return message
    one.last = message if message.startswith("[") else one.last
    tell(one.job, message)
    return None


def _kill(one: _Running) -> None:
    """End a worker with everything it started, and clear away what it had begun."""
    kill_below(one.process.pid)
    with contextlib.suppress(OSError):
        # a worker leads its own group; before it does, there is nothing but itself to kill
        os.killpg(one.process.pid, signal.SIGKILL) if hasattr(os, "killpg") else one.process.kill()
    with contextlib.suppress(OSError):
        one.process.kill()
    one.process.join()
    one.pipe.close()
    root = Path(one.job.root)
    folder = report_folder(root, one.job.unit_key, one.job.year)
    if work_folder(folder, root).is_dir():
        with contextlib.suppress(Exception), locked(folder, root, wait_s=1):
            pass  # taking the lock puts right what was left
