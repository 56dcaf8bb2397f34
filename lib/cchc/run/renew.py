"""Build a product if what stands is not made of its inputs any more, and only then."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cchc.paths import ISSUED, SEAL
from cchc.run.jobs import BUILT, TIME_LIMIT_S, UNCHANGED, Job
from cchc.run.products import Order, Say, Wanted, build, folder_of, load, product_folder, report_parameters
from cchc.run.record import RECORD, Present, changed_content, issued_heading, read_record, refreshed, render_record
from cchc.run.staging import locked, storage_error, write_whole
from cchc.units import Unit

if TYPE_CHECKING:
    from cchc.reporting.footing import Traced

_SHOWN = 3


def job_for(
    root: Path,
    unit: Unit,
    year: int,
    record: Mapping[str, Any] | None,
    *,
    is_issue: bool = False,
    is_forced: bool = False,
    time_limit_s: float = TIME_LIMIT_S,
) -> Job:
    """Return the job of a unit's report; a copy to be signed that stands there, and was not stored, stays one.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the project.
    unit : Unit
        Whose report.
    year : int
        Year of the plan.
    record : mapping or None
        Of the report that stands there.
    is_issue, is_forced, time_limit_s
        As in ``Job``.
    """
    is_issued = bool(record and record.get("parameters", {}).get("issue"))
    is_issued = is_issued and not is_stored(root, unit.unit_key, year, record)
    return Job(unit.unit_key, unit.name_vi, year, is_issue or is_issued, is_forced, str(root), "", time_limit_s)


def is_stored(root: Path, unit_key: str, year: int, record: Mapping[str, Any] | None) -> bool:
    """Tell whether the copy to be signed that stands there was stored; one without a number never is."""
    folder = product_folder("report", report_parameters(unit_key, year, is_issue=False), root)
    number = str(issued_heading(record or {}).get("number", ""))
    return bool(number) and (folder / ISSUED / number / SEAL).is_file()


def record_of_report(root: Path, unit: Unit, year: int) -> dict[str, Any] | None:
    """Return the record of a unit's report; None if there is none that can be read."""
    return read_record(product_folder("report", report_parameters(unit.unit_key, year, is_issue=False), root))


def why_renew(wanted: Wanted, present: Present) -> tuple[str, list[str]]:
    """Tell why a product cannot stay as it is: ``why_outdated`` of the record that stands there."""
    return why_outdated(wanted, read_record(folder_of(wanted)), present)


def why_outdated(wanted: Wanted, record: Mapping[str, Any] | None, present: Present) -> tuple[str, list[str]]:
    """Tell why a product cannot stay as it is, without reading more than hashes.

    Parameters
    ----------
    wanted : Order or Job
        The product.
    record : mapping or None
        Of what stands there.
    present : Present
        What stands in the project.

    Returns
    -------
    (str, list of str)
        A clause that forbids to keep it, whatever it reads; inputs that changed, so that it must be read again to
        know. Both empty: it stands.
    """
    if wanted.is_forced:
        return "yêu cầu dựng lại (FORCE=1)", []
    reason = present.why_rebuild(record, folder_of(wanted), wanted.parameters, wanted.product)
    if reason or record is None:
        return reason, []
    return "", present.changed_inputs(record)


def read_to_renew(wanted: Wanted) -> tuple[str, Traced | None]:
    """Read what a product rests on, if that is needed to know whether it stands; the caller holds its lock.

    One that stands although files have changed, in rows that it does not rest on, gets its record brought up to date.

    Parameters
    ----------
    wanted : Order or Job
        The product.

    Returns
    -------
    (str, Traced or None)
        Why it is to be built, and what was read for it; None: it stands.

    Raises
    ------
    CchcError
        If its inputs cannot be read.
    """
    # asked again: another run may have built it while this one waited
    folder = folder_of(wanted)
    record = read_record(folder) or {}
    reason, changed = why_outdated(wanted, record or None, Present(Path(wanted.root)))
    if not reason and not changed:
        return "", None
    inputs = load(wanted)
    if reason:
        return reason, inputs
    differing = changed_content(record, inputs.files)
    if not differing:
        fresh = render_record(refreshed(record, inputs.files, inputs.looked))
        try:
            write_whole(folder / RECORD, fresh, Path(wanted.root))
        except OSError as error:
            raise storage_error(folder, error) from error
        return "", None
    more = f" và {len(differing) - _SHOWN} tệp khác" if len(differing) > _SHOWN else ""
    return f"{', '.join(differing[:_SHOWN])}{more}", inputs


def renew(wanted: Wanted, say: Say) -> tuple[str, str]:
    """See to one product: keep it, or build it anew.

    Parameters
    ----------
    wanted : Order or Job
        The product.
    say : callable
        Takes lines of progress.

    Returns
    -------
    (str, str)
        ``BUILT`` or ``UNCHANGED``, and why it was built.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where; the product is as it was before.
    """
    with locked(folder_of(wanted), Path(wanted.root), say=say):
        reason, inputs = read_to_renew(wanted)
        if inputs is None:
            if wanted.parameters.get("issue"):
                from cchc.run.issuing import store  # noqa: PLC0415 -- heavy

                store(folder_of(wanted), Path(wanted.root), say)  # a run that was killed may not have come to it
            return UNCHANGED, ""
        build(wanted, inputs, say)
        return BUILT, reason


#: What workers call: a job's product is a report.
renew_report = renew


def make(wanted: Order, say: Say) -> None:
    """Do what a command of one product asks for, and say what became of it.

    Parameters
    ----------
    wanted : Order
        The product.
    say : callable
        Takes lines of progress.

    Raises
    ------
    CchcError
        As for ``renew``; where nothing stands yet, nothing is made at all.
    """
    folder = folder_of(wanted)
    if not folder.is_dir():
        build(wanted, load(wanted), say)
        return
    if (read_record(folder) or {}).get("unwatched"):
        # a cell of the analyst's own may read from the network, the clock or another folder: nobody can tell
        wanted = dataclasses.replace(wanted, is_forced=True)
    status, _ = renew(wanted, say)
    if status == UNCHANGED:
        place = folder.relative_to(wanted.root).as_posix()
        say(
            f"Không đổi: {place}/ đã đúng với số liệu, tham số, sổ tính và mã nguồn hiện có, nên không lập lại;"
            " vẫn muốn lập lại thì thêm FORCE=1."
        )
