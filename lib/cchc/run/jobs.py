"""What is asked of a worker and what it answers: plain values that travel between processes and machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cchc.run.products import report_parameters

BUILT, UNCHANGED, FAILED = "built", "unchanged", "failed"
#: Answer → how it is told.
STATUSES_VI = {BUILT: "đã dựng", UNCHANGED: "không đổi", FAILED: "lỗi"}
TIME_LIMIT_S = 600
#: Names in the environment ``Unit:year`` of a report that is worked through once before workers are forked, so that
#: templates and lazy imports are ready.
WARM_VARIABLE = "CCHC_WARM"


@dataclass(frozen=True)
class Job:
    """One report to see to.

    Attributes
    ----------
    unit_key, name_vi : str
        Whose.
    year : int
        Year of the plan.
    is_issue : bool
        The copy to be signed.
    is_forced : bool
        Build it even if nothing has changed.
    root : str
        Folder of the project.
    commit : str
        Version of the project, for ``run.json``.
    time_limit_s : float
        After so many seconds it is killed.
    """

    unit_key: str
    name_vi: str
    year: int
    is_issue: bool
    is_forced: bool
    root: str
    commit: str
    time_limit_s: float = TIME_LIMIT_S

    @property
    def product(self) -> str:
        """What is wanted: ``products.Wanted``."""
        return "report"

    @property
    def parameters(self) -> dict[str, Any]:
        """As ``run.json`` keeps them."""
        return report_parameters(self.unit_key, self.year, is_issue=self.is_issue)


@dataclass(frozen=True)
class Outcome:
    """What became of a job.

    Attributes
    ----------
    job : Job
        What was asked.
    status : str
        Key of ``STATUSES_VI``.
    sentence : str
        Why it was built, or what is wrong.
    seconds : float
        How long it took.
    peak_mib : float
        Most memory that one of its processes held [MiB]; 0 where not known.
    """

    job: Job
    status: str
    sentence: str = ""
    seconds: float = 0.0
    peak_mib: float = 0.0


def seconds_vi(seconds: float) -> str:
    """Write a duration.

    Examples
    --------
    >>> seconds_vi(2.04)
    '2,0 giây'
    """
    return f"{seconds:.1f}".replace(".", ",") + " giây"
