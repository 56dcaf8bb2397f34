"""A folder takes the place of an older one only when all of it is well."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cchc.errors import CchcError


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
        If it cannot be made or written to.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise CchcError(
            f"Không ghi được vào thư mục {target.parent}: {error.strerror}; hãy kiểm tra dung lượng đĩa và quyền ghi."
        ) from error
    try:
        yield staging
        _replace(staging, target)
    except OSError as error:
        raise CchcError(
            f"Không ghi được báo cáo vào {target.relative_to(root)}: {error.strerror or error}; hãy kiểm tra dung lượng đĩa và quyền ghi."
        ) from error
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
    # what another command built below the same folder (a district's campaign) is not this one's to remove
    for below in old.iterdir() if old.exists() else ():
        if below.is_dir() and not (target / below.name).exists():
            below.replace(target / below.name)
    shutil.rmtree(old, ignore_errors=True)
