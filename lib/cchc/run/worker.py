"""A process of its own for one report: nothing of one report can reach another, and it can be killed alone."""

from __future__ import annotations

import os
import sys
import time
from multiprocessing.connection import Connection

from cchc.errors import CchcError
from cchc.run.jobs import FAILED, Job, Outcome
from cchc.run.preload import set_libraries
from cchc.run.processes import die_with_parent
from cchc.run.renew import renew_report
from cchc.sources.root import ROOT_VARIABLE
from cchc.sources.version import COMMIT_VARIABLE

_KIB = 1024


def work(job: Job, pipe: Connection, environment: dict[str, str]) -> None:
    """See to one report and send what became of it.

    Parameters
    ----------
    job : Job
        The report.
    pipe : multiprocessing.connection.Connection
        Takes lines of progress (str) and, last, the ``Outcome``.
    environment : dict of str to str
        Choices of the command that travel in the environment.
    """
    if sys.platform == "linux":
        os.setsid()  # Ctrl-C is for the one that started it, which ends the whole group
        die_with_parent(os.getppid())
    set_libraries()
    os.environ.update(environment)
    os.environ[ROOT_VARIABLE], os.environ[COMMIT_VARIABLE] = job.root, job.commit
    started = time.monotonic()
    try:
        status, sentence = renew_report(job, lambda line: _send(pipe, line))
    except CchcError as error:
        status, sentence = FAILED, str(error)
    except MemoryError:
        status, sentence = FAILED, "Hết bộ nhớ; hãy giảm số việc cùng lúc (JOBS=1)."
    except Exception as error:
        if os.environ.get("DEBUG", "").strip() == "1":
            raise
        status = FAILED
        sentence = f"Lỗi của chương trình ({type(error).__name__}: {error}); chạy make report cho địa phương này với DEBUG=1 để xem chi tiết."
    _send(pipe, Outcome(job, status, sentence, time.monotonic() - started, _peak_mib()))
    pipe.close()


def _send(pipe: Connection, message: str | Outcome) -> None:
    """Send a message; where nobody listens any more, the run was stopped, and there is nothing left to do or to say."""
    try:
        pipe.send(message)
    except OSError:
        os._exit(1)


def _peak_mib() -> float:
    """Return the most memory that this process or one it started has held [MiB]; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0.0
    import resource  # noqa: PLC0415 -- not everywhere

    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / _KIB
