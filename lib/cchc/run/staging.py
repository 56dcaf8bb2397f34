"""What a command writes takes the place of the older only when all of it is well, and only one run at a time works on it.

Three renames and removals (``keeper.take_over``) replace a folder: the old one is set aside, the new one put in its place,
and what an office typed goes over. ``_put_right`` finishes or takes back whatever was begun: at the end of a run, and,
where that run was killed, at the beginning of the next one, of any command.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from filelock import FileLock, Timeout

from cchc.errors import CchcError
from cchc.paths import EDITED, REPORTS, WORK, held_parts
from cchc.run.keeper import is_plain_file, keep, take_over, written_hashes
from cchc.run.record import RECORD, read_record, render_record
from cchc.sources.looked import hash_file

LOCKS = f"{REPORTS}/.locks"
WAIT_S = 900
#: In the folder of work: what is not whole yet, and what was set aside, named by its place.
_NEW, _OLD = "new", "old-"
_SHOWN = 20
Say = Callable[[str], None]


def _hush(_: str) -> None:
    """Say nothing."""


def storage_error(where: Path | str, error: OSError) -> CchcError:
    """Return the sentence for a disk that is full, read-only or gone, or a file that another program holds."""
    # on Windows a file that Word or Excel has open keeps its whole folder where it is
    opened = "đóng tệp đang mở trong Word, Excel, " if isinstance(error, PermissionError) else ""
    return CchcError(
        f"Không ghi được vào {where}: {error.strerror or error}; hãy {opened}kiểm tra dung lượng đĩa và quyền ghi."
    )


def _held(target: Path, root: Path) -> Path:
    """Return the folder that is locked as a whole: one unit's, or what is above it."""
    reports = root / REPORTS
    return reports.joinpath(*held_parts(target.relative_to(reports).parts))


def work_folder(target: Path, root: Path) -> Path:
    """Return where a run keeps what is not whole yet: beside what it holds, on the same disk."""
    held = _held(target, root)
    return held / WORK if held == root / REPORTS else held.with_name(f".{held.name}{WORK}")


@contextlib.contextmanager
def locked(target: Path, root: Path, *, wait_s: float = WAIT_S, say: Say = _hush) -> Iterator[None]:
    """Keep other runs, of this or another command, away from one unit's folder; what a killed run left is put right.

    Parameters
    ----------
    target : pathlib.Path
        ``reports/<year>/<Unit>``, of a unit below a province ``reports/<year>/_units/<Province>/<Unit>``; a folder
        below it, or one above it for files that stand there.
    root : pathlib.Path
        Folder of the project.
    wait_s : float
        How long to wait for another run.
    say : callable
        Takes a line for everything that was kept in ``edited``.

    Raises
    ------
    CchcError
        If another run does not end in time, or ``reports`` cannot be written to.
    """
    path = root / LOCKS / f"{'-'.join(_held(target, root).relative_to(root / REPORTS).parts) or 'reports'}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=wait_s, is_singleton=True)
        lock.acquire()
    except Timeout:
        raise CchcError(
            f"Một lần chạy khác đang lập {target.relative_to(root).as_posix()} quá {wait_s:.0f} giây; hãy chờ nó xong hoặc dừng nó rồi chạy lại."
        ) from None
    except OSError as error:
        raise storage_error(path.parent, error) from error
    try:
        _put_right(target, root, say)
        try:
            yield
        finally:
            _put_right(target, root, say)
    finally:
        lock.release()


@contextlib.contextmanager
def staged_folder(target: Path, root: Path, say: Say = _hush, *, advice: str = "") -> Iterator[Path]:
    """Give a hidden folder that takes the place of a command's folder only when all is well.

    Parameters
    ----------
    target : pathlib.Path
        Folder of the command.
    root : pathlib.Path
        Folder of the project.
    say : callable
        Takes a line for everything that an office had changed or added there: it is kept in ``edited``.
    advice : str
        Said after these lines: what to do with what was kept.

    Yields
    ------
    pathlib.Path
        Empty; gone afterwards, whatever happens.

    Raises
    ------
    CchcError
        If it cannot be made or written to, another run holds it, or the place is a link.
    """
    kept: list[str] = []

    def tell(line: str) -> None:
        kept.append(line)
        say(line)

    with locked(target, root, say=tell):
        reports = root / REPORTS
        for place in (target, *target.parents):
            if place.is_symlink() and len(place.relative_to(reports).parts) > 1:
                raise CchcError(
                    f"{place.relative_to(root).as_posix()} là liên kết tới nơi khác; chương trình không ghi qua liên kết. Hãy thay nó"
                    " bằng một thư mục thật rồi chạy lại."
                )
            if place == reports:
                break
        work = work_folder(target, root)
        staging = work / _NEW
        try:
            staging.mkdir(parents=True)
            yield staging
            target.parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(target):
                target.replace(work / f"{_OLD}{quote(target.relative_to(reports).as_posix(), safe='')}")
            staging.replace(target)
        except OSError as error:
            raise storage_error(target.relative_to(root).as_posix(), error) from error
    if kept and advice:
        say(advice)


def _put_right(target: Path, root: Path, say: Say) -> None:
    """Finish what was begun where the new folder is in its place, and take it back where it is not."""
    work = work_folder(target, root)
    if not work.is_dir():
        return
    try:
        if (work / _NEW).is_dir():
            shutil.rmtree(work / _NEW)
        else:
            (work / _NEW).unlink(missing_ok=True)
        for old in sorted(work.glob(f"{_OLD}*")):
            place = root / REPORTS / unquote(old.name.removeprefix(_OLD))
            if os.path.lexists(place):
                _tell_kept(take_over(old, place), place, root, say)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                old.replace(place)
        with contextlib.suppress(OSError):
            work.rmdir()
    except OSError as error:
        raise storage_error(work.relative_to(root).as_posix(), error) from error


def _tell_kept(names: list[str], folder: Path, root: Path, say: Say) -> None:
    home = f"{folder.relative_to(root).as_posix()}/{EDITED}/"
    for name in names[:_SHOWN]:
        say(f"Lưu ý: {name} đã được sửa hoặc thêm bằng tay; tệp đó được giữ trong {home}.")
    if len(names) > _SHOWN:
        say(f"Lưu ý: {len(names) - _SHOWN} tệp khác được sửa hoặc thêm bằng tay cũng được giữ trong {home}.")


def write_whole(path: Path, content: bytes, root: Path) -> None:
    """Put a file in its place, whole or not at all; the caller holds the lock of its folder."""
    _write_fresh(path, content, root).replace(path)


def _write_fresh(path: Path, content: bytes, root: Path) -> Path:
    fresh = work_folder(path.parent, root) / _NEW
    for folder in (fresh.parent, path.parent):
        folder.mkdir(parents=True, exist_ok=True)
    fresh.write_bytes(content)
    return fresh


def put_file(path: Path, content: bytes, root: Path, say: Say = _hush) -> None:
    """Write a single file below ``reports``, whole or not at all, and record it in the ``run.json`` of its folder.

    Parameters
    ----------
    path : pathlib.Path
        The file; one that stands there and is not as a run wrote it is kept in ``edited``.
    content : bytes
        What it is to hold.
    root : pathlib.Path
        Folder of the project.
    say : callable
        Takes a line for what was kept.

    Raises
    ------
    CchcError
        If it cannot be written.
    """
    folder, sha256 = path.parent, hashlib.sha256(content).hexdigest()
    with locked(folder, root, say=say):
        try:
            outputs = written_hashes(folder)
            present = hash_file(path) if is_plain_file(path) else None
            if present != sha256:
                fresh = _write_fresh(path, content, root)  # before anything is moved: a full disk leaves all as it is
                if os.path.lexists(path) and (present is None or outputs.get(path.name) != present):
                    keep(path, folder, Path(path.name))
                    _tell_kept([path.name], folder, root, say)
                fresh.replace(path)
            if outputs.get(path.name) != sha256:
                record = read_record(folder)
                if record is None and os.path.lexists(folder / RECORD):
                    keep(folder / RECORD, folder, Path(RECORD))
                record = (record or {}) | {"outputs": outputs | {path.name: sha256}}
                write_whole(folder / RECORD, render_record(record), root)
        except OSError as error:
            raise storage_error(path.relative_to(root).as_posix(), error) from error
