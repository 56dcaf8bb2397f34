"""The same reports on several machines, over dask.distributed: inputs travel by content, reports come back whole."""

from __future__ import annotations

import atexit
import functools
import hashlib
import io
import multiprocessing
import os
import shutil
import socket
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from cchc.errors import CchcError
from cchc.paths import report_folder
from cchc.run.jobs import BUILT, FAILED, UNCHANGED, Job, Outcome
from cchc.run.pool import run_local
from cchc.run.record import Present, environment
from cchc.run.renew import read_to_renew, why_renew
from cchc.run.staging import locked, staged_folder
from cchc.sources.version import LOCK, find_code

CONNECT_S = 15
#: What a report is made of, besides the installed library.
_FOLDERS = ("params", "data", "notebooks")
_PREFIX = "cchc-project-"
_NEEDS = "Dùng SCHEDULER cần phần mở rộng cluster: cài bằng pip install '.[cluster]' rồi chạy lại."


@dataclass(frozen=True)
class Returned:
    """What a machine sends back.

    Attributes
    ----------
    outcome : Outcome
        What became of the report.
    files : dict of str to bytes
        The whole report, ``run.json`` included; empty if it failed.
    """

    outcome: Outcome
    files: dict[str, bytes]


def pack_project(root: Path) -> bytes:
    """Pack everything that reports read into a ZIP file: the same files give the same bytes."""
    out = io.BytesIO()
    paths = [path for name in _FOLDERS for path in sorted((root / name).rglob("*")) if path.is_file()]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in [*paths, *(one for one in [root / LOCK] if one.is_file())]:
            if not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
                archive.writestr(zipfile.ZipInfo(path.relative_to(root).as_posix()), path.read_bytes())
    return out.getvalue()


def _unpack_project(bundle: bytes) -> Path:
    """Lay a project out once per machine, worker process and content; return its folder."""
    name = f"{_PREFIX}{hashlib.sha256(bundle).hexdigest()[:16]}-{os.getpid()}"
    folder = Path(tempfile.gettempdir()) / name
    if not folder.is_dir():
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        _clear_away()
        fresh = Path(tempfile.mkdtemp(prefix=f"{name}-"))
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            archive.extractall(fresh)
        fresh.replace(folder)
    return folder


def _clear_away() -> None:
    """Remove what workers left that were killed and could not tidy up."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = path.name.removeprefix(_PREFIX).split("-")[1:2]
        if owner and owner[0].isdigit() and not psutil.pid_exists(int(owner[0])):
            shutil.rmtree(path, ignore_errors=True)


def build_remotely(bundle: bytes, job: Job, code: str, packages: Mapping[str, Any]) -> Returned:
    """Build one report on the machine where this runs.

    Parameters
    ----------
    bundle : bytes
        As returned by ``pack_project``.
    job : Job
        The report; its root is replaced by the folder of this machine.
    code : str
        ``find_code`` of the one that asks.
    packages : mapping
        ``environment`` of the one that asks.

    Returns
    -------
    Returned
        Never raises for what is wrong with the report: the outcome says it.
    """
    root = _unpack_project(bundle)
    if find_code(root) != code or environment() != packages:
        sentence = (
            f"Máy {socket.gethostname()} cài phiên bản khác của cchc, Python hoặc gói phần mềm; báo cáo lập ở đó sẽ khác."
            " Hãy cài cùng mã nguồn và cùng requirements.lock trên mọi máy."
        )
        return Returned(Outcome(job, FAILED, sentence), {})
    # dask marks its workers as daemons, which multiprocessing forbids to have children; ours never outlive a task
    multiprocessing.current_process()._config.pop("daemon", None)  # type: ignore[attr-defined]  # noqa: SLF001
    outcome = next(run_local([replace(job, root=str(root), is_forced=True)], 1, lambda *_: None))
    folder = report_folder(root, job.unit_key, job.year)
    files = {}
    if outcome.status == BUILT:
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    shutil.rmtree(folder, ignore_errors=True)
    return Returned(replace(outcome, job=job), files)


def run_on_cluster(jobs: Sequence[Job], address: str, tell: Callable[[Job, str], None]) -> Iterator[Outcome]:
    """See to reports on the machines of a dask scheduler.

    Parameters
    ----------
    jobs : sequence of Job
        Reports to build.
    address : str
        Of the scheduler, ``tcp://host:8786``.
    tell : callable
        Takes a job and a line of its progress.

    Yields
    ------
    Outcome
        As they end. A worker that dies is survived: dask gives its reports to another one.

    Raises
    ------
    CchcError
        If the extra is not installed, or the scheduler cannot be reached or has no workers.
    """
    try:
        from distributed import Client, as_completed  # noqa: PLC0415 -- optional extra
    except ImportError:
        raise CchcError(_NEEDS) from None
    root = Path(jobs[0].root)
    reasons, outcomes = _worth_sending(jobs)
    yield from outcomes
    if not reasons:
        return
    try:
        client = Client(address, timeout=CONNECT_S)
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise CchcError(
            f"Không kết nối được với SCHEDULER={address} ({reason}); cần địa chỉ dạng tcp://máy:8786 của dask scheduler đang chạy."
        ) from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise CchcError(f"SCHEDULER={address} chưa có máy làm việc nào; hãy chạy dask worker {address}.")
        bundle = pack_project(root)
        # not scattered: what dies with a worker must be there to be sent again
        key = f"{_PREFIX}{hashlib.sha256(bundle).hexdigest()[:16]}"
        shared = client.submit(bytes, bundle, key=key, pure=True)
        code, packages = find_code(root), environment()
        futures = {
            client.submit(
                build_remotely,
                shared,
                job,
                code,
                packages,
                key=f"cchc-{os.getpid()}-{job.year}-{job.unit_key}",
                pure=False,
            ): job
            for job in reasons
        }
        try:
            for job in reasons:
                tell(job, "")
            for future in as_completed(futures):
                job = futures[future]
                yield _bring_home(future, job, root, reasons[job], functools.partial(tell, job))
        finally:
            client.cancel([*futures, shared])


def _worth_sending(jobs: Sequence[Job]) -> tuple[dict[Job, str], list[Outcome]]:
    """Look here which reports are to be built, and why: only these travel."""
    wanted, outcomes, present = dict[Job, str](), list[Outcome](), Present(Path(jobs[0].root))
    for job in jobs:
        root = Path(job.root)
        reason, _ = why_renew(job, present)
        if reason:  # reading is the other machine's work
            wanted[job] = reason
            continue
        try:
            with locked(report_folder(root, job.unit_key, job.year), root):
                reason, inputs = read_to_renew(job)
        except CchcError as error:
            outcomes.append(Outcome(job, FAILED, str(error)))
            continue
        if inputs is None:
            outcomes.append(Outcome(job, UNCHANGED))
        else:
            wanted[job] = reason
    return wanted, outcomes


def _bring_home(future: Any, job: Job, root: Path, reason: str, say: Callable[[str], None]) -> Outcome:
    """Put a report that came back in its place, whole or not at all."""
    try:
        returned: Returned = future.result()
    except Exception as error:  # noqa: BLE001 -- KilledWorker, a lost connection: one sentence
        what = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        return Outcome(job, FAILED, f"Các máy làm việc không hoàn thành được báo cáo này ({what}).")
    if not returned.files:
        return returned.outcome
    folder = report_folder(root, job.unit_key, job.year)
    try:
        with staged_folder(folder, root, say) as staging:
            for name, content in returned.files.items():
                path = staging / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    except CchcError as error:
        return replace(returned.outcome, status=FAILED, sentence=str(error))
    return replace(returned.outcome, sentence=f"{reason} (lập ở máy khác)")
