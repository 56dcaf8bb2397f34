"""Build one report if it does not stand for its inputs any more, and only then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cchc.paths import report_folder
from cchc.run.jobs import BUILT, UNCHANGED, Job
from cchc.run.record import RECORD, Present, changed_content, read_record, refreshed, render_record
from cchc.run.staging import locked, storage_error, write_whole

if TYPE_CHECKING:
    from cchc.sources.report_inputs import ReportInputs

_SHOWN = 3


def report_parameters(unit_key: str, year: int, *, is_issue: bool) -> dict[str, Any]:
    """Return the parameters of a report's notebooks."""
    return {"province": unit_key, "year": year, "issue": is_issue}


def why_renew(job: Job, present: Present) -> tuple[str, list[str]]:
    """Tell why a report cannot stay as it is, without reading more than hashes.

    Parameters
    ----------
    job : Job
        The report.
    present : Present
        What stands in the project.

    Returns
    -------
    (str, list of str)
        A clause that forbids to keep it, whatever it reads; inputs that changed, so that it must be read again to
        know. Both empty: it stands.
    """
    folder = report_folder(present.root, job.unit_key, job.year)
    record = read_record(folder)
    if job.is_forced:
        return "yêu cầu dựng lại (FORCE=1)", []
    parameters = report_parameters(job.unit_key, job.year, is_issue=job.is_issue)
    reason = present.why_rebuild(record, folder, parameters)
    if reason or record is None:
        return reason, []
    return "", present.changed_inputs(record)


def read_to_renew(job: Job) -> tuple[str, ReportInputs | None]:
    """Read what a report rests on, if that is needed to know whether it stands; the caller holds its lock.

    A report that stands although files have changed, in rows that it does not rest on, gets its record brought up to date.

    Parameters
    ----------
    job : Job
        The report.

    Returns
    -------
    (str, ReportInputs or None)
        Why it is to be built, and what was read for it; None: it stands.

    Raises
    ------
    CchcError
        If its inputs cannot be read.
    """
    # asked again: another run may have built it while this one waited
    reason, changed = why_renew(job, Present(Path(job.root)))
    if not reason and not changed:
        return "", None
    from cchc.sources.report_inputs import load_inputs  # noqa: PLC0415 -- heavy

    inputs = load_inputs(job.unit_key, job.year, issue=job.is_issue)
    if reason:
        return reason, inputs
    folder = report_folder(Path(job.root), job.unit_key, job.year)
    record = read_record(folder) or {}
    differing = changed_content(record, inputs.files)
    if not differing:
        fresh = render_record(refreshed(record, inputs.files, inputs.looked))
        try:
            write_whole(folder / RECORD, fresh, Path(job.root))
        except OSError as error:
            raise storage_error(folder, error) from error
        return "", None
    more = f" và {len(differing) - _SHOWN} tệp khác" if len(differing) > _SHOWN else ""
    return f"{', '.join(differing[:_SHOWN])}{more}", inputs


def renew_report(job: Job, say: Callable[[str], None]) -> tuple[str, str]:
    """See to one report: keep it, or build it anew.

    Parameters
    ----------
    job : Job
        The report.
    say : callable
        Takes lines of progress.

    Returns
    -------
    (str, str)
        ``BUILT`` or ``UNCHANGED``, and why it was built.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where; the report is as it was before.
    """
    root = Path(job.root)
    with locked(report_folder(root, job.unit_key, job.year), root, say=say):
        reason, inputs = read_to_renew(job)
        if inputs is None:
            return UNCHANGED, ""
        from cchc.run.pipeline import build_from  # noqa: PLC0415 -- heavy

        build_from(inputs, root, say)
        return BUILT, reason
