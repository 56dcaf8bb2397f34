"""A folder takes the place of an older one only when all of it is well, and only one run at a time works on it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from cchc.errors import CchcError
from cchc.run.jobs import EDITED
from cchc.run.record import RECORD, read_record
from cchc.sources.looked import hash_file

LOCKS = "reports/.locks"
WAIT_S = 900


def storage_error(where: Path | str, error: OSError) -> CchcError:
    """Return the sentence for a disk that is full, read-only or gone."""
    return CchcError(
        f"Không ghi được vào {where}: {error.strerror or error}; hãy kiểm tra dung lượng đĩa và quyền ghi."
    )


@contextlib.contextmanager
def locked(target: Path, root: Path, *, wait_s: float = WAIT_S) -> Iterator[None]:
    """Keep other runs, of this or another command, away from one locality's folder; what a killed run left is put right.

    Parameters
    ----------
    target : pathlib.Path
        ``reports/<year>/<Locality>`` or a folder below it.
    root : pathlib.Path
        Folder of the project.
    wait_s : float
        How long to wait for another run.

    Raises
    ------
    CchcError
        If another run does not end in time, or ``reports`` cannot be written to.
    """
    year, locality = target.relative_to(root / "reports").parts[:2]
    path = root / LOCKS / f"{year}-{locality}.lock"
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
        _put_right(target)
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def staged_folder(target: Path, root: Path) -> Iterator[Path]:
    """Give a hidden folder that takes the place of a report's folder only when all is well.

    Parameters
    ----------
    target : pathlib.Path
        Folder of the report.
    root : pathlib.Path
        Folder of the project, for messages.

    Yields
    ------
    pathlib.Path
        Empty; gone afterwards, whatever happens.

    Raises
    ------
    CchcError
        If it cannot be made or written to, or another run holds it.
    """
    with locked(target, root):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            staging = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        except OSError as error:
            raise storage_error(f"thư mục {target.parent}", error) from error
        try:
            yield staging
            _replace(staging, target)
        except OSError as error:
            raise storage_error(target.relative_to(root).as_posix(), error) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _replace(staging: Path, target: Path) -> None:
    """Put the new report in the place of the old one; at no moment is there a mixture of both."""
    staging.chmod(0o755)
    old = staging.with_name(staging.name + "-old")
    if target.exists():
        target.replace(old)
    try:
        staging.replace(target)
    except OSError:
        if old.exists():
            old.replace(target)
        raise
    _take_over(old, target)


def _take_over(old: Path, target: Path) -> None:
    """Move what is not this report's to remove from the old folder into the new one, then remove the old one.

    Folders that another command built (a district's campaign) keep their place; files that were changed or added by
    hand go to ``edited``.
    """
    for below in old.iterdir() if old.exists() else ():
        if below.is_dir() and not below.name.startswith(".") and not (target / below.name).exists():
            below.replace(target / below.name)
    for name in edited_files(old):
        path = old / name
        (target / EDITED).mkdir(exist_ok=True)
        path.replace(target / EDITED / f"{path.stem}-{(hash_file(path) or '')[:8]}{path.suffix}")
    shutil.rmtree(old, ignore_errors=True)


def _put_right(target: Path) -> None:
    """Clear away what a killed run left beside a report, and bring back what it had set aside."""
    for path in sorted(target.parent.glob(f".{target.name}-*")):
        if path.name.endswith("-old"):
            if target.exists():
                _take_over(path, target)
            else:
                path.replace(target)
        else:
            shutil.rmtree(path, ignore_errors=True)


def edited_files(folder: Path) -> list[str]:
    """List files of a report that are not as a run wrote them: changed, replaced or added by hand.

    Where no record tells what a run wrote, nobody knows, and every file counts.
    """
    record = read_record(folder) or {}
    outputs = record.get("outputs", {})
    return [
        path.name
        for path in sorted(folder.glob("*"))
        if path.is_file()
        and path.name != RECORD
        and not path.name.startswith("~$")
        and hash_file(path) != outputs.get(path.name)
    ]
