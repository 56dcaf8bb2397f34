"""How a run over many reports shows itself: a bar with the time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
import time
from typing import TextIO

from tqdm import tqdm

from cchc.paths import EDITED
from cchc.run.jobs import FAILED, STATUSES_VI, Job, Outcome, seconds_vi

_LEFT = "{l_bar}{bar}| {n_fmt}/{total_fmt} [đã chạy {elapsed}, còn khoảng {remaining}]{postfix}"


class Watch:
    """Shows reports as they end, how many are left, which are in work, and about how long it will take.

    Parameters
    ----------
    out : file
        Where to; a bar is drawn if it is a terminal.
    """

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._bar: tqdm[None] | None = None
        self._in_work: dict[str, str] = {}
        self._n_jobs = self._n_ended = 0
        self._started = 0.0

    def begin(self, n_jobs: int, n_workers: int) -> None:
        """Start."""
        self._n_jobs, self._started = n_jobs, time.monotonic()
        self._say(f"Cần xem lại {n_jobs} báo cáo, {min(n_jobs, n_workers)} việc cùng lúc.")
        if _has_room(self._out):
            self._bar = tqdm(total=n_jobs, file=self._out, bar_format=_LEFT, unit="báo cáo", dynamic_ncols=True)

    def line(self, job: Job, text: str) -> None:
        """Take a line of a report's progress: which one is in work; what concerns files of the office is told."""
        if text.endswith(f"{EDITED}/."):
            self._say(f"{job.name_vi}: {text}")
        is_new = job.unit_key not in self._in_work
        self._in_work[job.unit_key] = job.name_vi
        if self._bar is not None and is_new:
            self._bar.set_postfix_str(f"đang lập: {', '.join(self._in_work.values())}")

    def ended(self, outcome: Outcome) -> None:
        """Take what became of a report."""
        self._n_ended += 1
        self._in_work.pop(outcome.job.unit_key, None)
        mark = "lỗi: " + outcome.sentence.splitlines()[0] if outcome.status == FAILED else STATUSES_VI[outcome.status]
        left = self._left()
        if self._bar is not None:
            if outcome.status == FAILED:
                self._say(f"{outcome.job.name_vi}: {mark}")
            self._bar.set_postfix_str(f"đang lập: {', '.join(self._in_work.values())}" if self._in_work else "")
            self._bar.update()
            if self._n_ended == self._n_jobs:
                self._bar.close()
        else:
            self._say(
                f"[{self._n_ended}/{self._n_jobs}] {outcome.job.name_vi}: {mark} ({seconds_vi(outcome.seconds)}){left}"
            )

    def stopped(self) -> None:
        """Tell how far the run had come when it was stopped."""
        if self._n_jobs:
            self._say(f"Đã xong {self._n_ended}/{self._n_jobs} báo cáo; chạy lại lệnh để làm tiếp phần còn lại.")

    def close(self) -> None:
        """Take the bar away, when a run is stopped."""
        if self._bar is not None:
            self._bar.close()

    def _left(self) -> str:
        n_left = self._n_jobs - self._n_ended
        if not n_left:
            return ""
        seconds = (time.monotonic() - self._started) / self._n_ended * n_left
        return f"; còn khoảng {seconds / 60:.0f} phút" if seconds >= 90 else f"; còn khoảng {seconds:.0f} giây"

    def _say(self, text: str) -> None:
        if self._bar is not None:
            self._bar.write(text, file=self._out)
        else:
            print(text, file=self._out, flush=True)


def _has_room(out: TextIO) -> bool:
    """Tell whether a bar can be drawn: on a terminal that has columns."""
    try:
        return out.isatty() and os.get_terminal_size(out.fileno()).columns > 0
    except OSError:
        return False
