"""What ``ISSUE=1`` signs is stored once and for all, in ``reports/<year>/<Unit>/issued/<number>``: no later run touches it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from cchc.errors import IssueRefusedError
from cchc.paths import ISSUED, OFFICES, SEAL, report_place
from cchc.planning.issued import find_changes, freeze, thaw
from cchc.planning.plan import Plan
from cchc.reporting.sentences import sentence
from cchc.run.products import Say
from cchc.run.record import RECORD, issued_heading, read_record, render_record
from cchc.run.staging import locked, storage_error, work_folder, write_whole
from cchc.sources.issued_files import PLAN, find_standing, read_all
from cchc.sources.looked import find_paths, hash_file, hash_names
from cchc.sources.reader import Reader
from cchc.sources.root import find_root
from cchc.sources.survey_files import read_plain

#: Folder of the inputs that were typed by hand, inside of what is stored.
INPUTS = "inputs"
_NEW = "new"
_SHOWN = 5
_FILE, _FOLDER = 0o444, 0o555


def refuse_second(plan: Plan) -> None:
    """Refuse a copy to be signed beside one that was signed already: under its number, or without saying that it is replaced.

    Parameters
    ----------
    plan : Plan
        To be signed.

    Raises
    ------
    IssueRefusedError
        With the number of the plan that stands, and with what differs.
    InputError
        If what was stored is not as it was.
    """
    inputs = plan.results.inputs
    reader, number = Reader(find_root()), inputs.params.plan.letterhead.number
    stored = read_all(reader, f"{report_place(inputs.unit.unit_key, inputs.year)}/{ISSUED}")
    standing = find_standing(stored)
    same = next((one for one in stored if one.number == number), None)
    if same is not None:
        changes = find_changes(thaw(plan.results, same).annexes, plan.annexes)
        in_force = same.number if standing is None else standing.number
        raise IssueRefusedError(sentence("issued_stands", same, changes[:_SHOWN], len(changes), in_force))
    if standing is not None and standing.number != inputs.params.plan.replaces:
        raise IssueRefusedError(sentence("issued_already", standing, inputs.params.plan.replaces or ""))


def store(folder: Path, root: Path, say: Say) -> None:
    """Store the copy to be signed that stands in a folder, unless it was stored before.

    Parameters
    ----------
    folder : pathlib.Path
        ``reports/<year>/<Unit>``, built with ``ISSUE=1``.
    root : pathlib.Path
        Folder of the project.
    say : callable
        Takes a line: where it was stored, or why it was not.

    Raises
    ------
    CchcError
        If it cannot be written; nothing is there then, and the same command stores it.
    """
    record = read_record(folder) or {}
    if not record.get("parameters", {}).get("issue") or not (folder / PLAN).is_file():
        return
    head = issued_heading(record)
    number, day = head.get("number"), head.get("date")
    if not number or not day:
        say(sentence("not_stored"))
        return
    target = folder / ISSUED / str(number)
    with locked(folder, root):
        if (target / SEAL).is_file():
            return
        _refuse_broken_chain(folder, head, root)
        fresh = work_folder(folder, root) / _NEW
        try:
            _fill(fresh, folder, record, head, root)
            for path in sorted(fresh.rglob("*")):
                if path.is_file():
                    path.chmod(_FILE)
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh.replace(target)
            for path in (*(one for one in sorted(target.rglob("*"), reverse=True) if one.is_dir()), target):
                path.chmod(_FOLDER)
        except OSError as error:
            raise storage_error(target.relative_to(root).as_posix(), error) from error
        _note_listing(folder, record, root)
    say(sentence("stored", target.relative_to(root).as_posix()))


def _refuse_broken_chain(folder: Path, head: dict[str, Any], root: Path) -> None:
    """Refuse to store a plan beside one that it does not say to replace: another run may have signed it meanwhile."""
    standing = find_standing(read_all(Reader(root), (folder / ISSUED).relative_to(root).as_posix()))
    if standing is not None and standing.number != head["replaces"]:
        raise IssueRefusedError(sentence("issued_already", standing, head["replaces"]))


def _note_listing(folder: Path, record: dict[str, Any], root: Path) -> None:
    """Note in the record of the copy to be signed that it has been stored: what it rests on has not changed by that."""
    home = (folder / ISSUED).relative_to(root).as_posix()
    listings = record.get("looked", {}).get("listings", {})
    if (key := f"{home}|*") in listings:
        listings[key] = hash_names(root / home, find_paths(root, home, "*"))
        write_whole(folder / RECORD, render_record(record), root)


def _fill(fresh: Path, folder: Path, record: dict[str, Any], head: dict[str, Any], root: Path) -> None:
    fresh.mkdir(parents=True)
    for name, sha256 in record["outputs"].items():
        if hash_file(folder / name) != sha256:
            raise IssueRefusedError(sentence("edited_before_stored", name))
    for name in (*record["outputs"], RECORD):
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, fresh / name)
    exports = dict(one.split("|") for one in record["looked"].get("exports", {}))
    for one in record["inputs"]:
        if (
            one["status"] == "office" or one["path"].startswith(("params/", f"{OFFICES}/"))
        ) and f"/{ISSUED}/" not in one["path"]:
            place = fresh / INPUTS / one["path"]
            place.parent.mkdir(parents=True, exist_ok=True)
            if one["path"] in exports:  # what may name people is kept nowhere
                text = read_plain(root, one["path"], exports[one["path"]])
                place.with_suffix(".csv").write_text(text, encoding="utf-8", newline="")
            else:
                shutil.copyfile(root / one["path"], place)
    files = {path.relative_to(fresh).as_posix(): hash_file(path) for path in sorted(fresh.rglob("*")) if path.is_file()}
    seal = {
        "number": head["number"],
        "symbol": head["symbol"],
        "day": head["date"],
        "replaces": head["replaces"],
        "parameters": record["parameters"],
        "code_sha256": record["code_sha256"],
        "files": files,
    }
    (fresh / SEAL).write_bytes(render_record(seal))


def heading_of(plan: Plan) -> dict[str, str]:
    """Return number, symbol, day and what is replaced, as the record keeps them; blank where the registry is to fill them."""
    inputs = plan.results.inputs
    head = inputs.params.plan.letterhead
    is_dated = head.day is not None and head.month is not None
    return {
        "number": head.number or "",
        "symbol": head.symbol or f"KH-{inputs.unit.abbreviation}",
        "date": head.date_in(inputs.year).isoformat() if is_dated else "",
        "replaces": inputs.params.plan.replaces or "",
    }


def write_plan(plan: Plan, staging: Path) -> None:
    """Write the plan as data beside its documents, where it is to be signed."""
    if plan.results.inputs.is_issue:
        (staging / PLAN).write_bytes(freeze(plan))
