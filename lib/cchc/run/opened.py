"""Which files of the project the cells of a notebook read by themselves: what a report rests on besides its inputs."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cchc.sources.version import LOCK

#: What is code, whose hash is asked anyway.
_NOT_INPUTS = ("lib", LOCK)
_WRITING = os.O_WRONLY | os.O_RDWR
#: Events by which Python tells that a file is opened; of a database also where it is only read.
_READING = ("open", "sqlite3.connect")


def watch_opened(note: Callable[[str], None]) -> None:
    """Tell of every file that Python opens for reading from now on, until the process ends.

    Parameters
    ----------
    note : callable
        Takes an absolute path; of a module that was compiled before, that of its source.
    """
    # a module that is changed within a second and keeps its length would be taken for the compiled one
    sys.dont_write_bytecode = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _READING or not isinstance(arguments[0], str | bytes):
            return
        if event == "open" and (arguments[2] or 0) & _WRITING:
            return
        with contextlib.suppress(OSError, ValueError):  # what it raised would stop whoever opens the file
            note(_source(os.path.abspath(os.fsdecode(arguments[0]))))  # noqa: PTH100 -- a hook must be quick

    sys.addaudithook(hook)


def _source(path: str) -> str:
    """Return the source of a compiled module, and any other path as it is.

    Examples
    --------
    >>> _source("/a/__pycache__/b.cpython-311.pyc")
    '/a/b.py'
    """
    folder, name = os.path.split(path)
    above, compiled = os.path.split(folder)
    is_compiled = compiled == "__pycache__" and name.endswith(".pyc")
    return os.path.join(above, f"{name.partition('.')[0]}.py") if is_compiled else path  # noqa: PTH118


def own_files(paths: Iterable[str], root: Path) -> list[str]:
    """Keep what lies in the project and is not its code: also a report of another year that a cell reads.

    Parameters
    ----------
    paths : iterable of str
        Absolute.
    root : pathlib.Path
        Folder of the project.

    Returns
    -------
    list of str
        Relative to it, sorted, each once.
    """
    found = {Path(one).relative_to(root) for one in paths if Path(one).is_relative_to(root)}
    return sorted(
        one.as_posix()
        for one in found
        if one.parts and one.parts[0] not in _NOT_INPUTS and not one.parts[0].startswith(".") and (root / one).is_file()
    )
