"""Whole folders by content: everything below one, each file hashed as it streams by, and one digest of it all.

Imports nothing but the standard library: a run with nothing to do asks for the digest again, and must not wait for more.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cchc.sources.looked import is_system_file

#: What an entry may be; only files have a content.
FILE, FOLDER, LINK, SPECIAL, UNREADABLE = "file", "folder", "link", "special", "unreadable"
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One thing below a folder.

    Attributes
    ----------
    name : str
        Relative to the folder, with forward slashes; empty for the folder, or the file, itself.
    kind : str
        ``FILE``, ``FOLDER``, ``LINK`` (a symbolic link, a junction: never followed), ``SPECIAL`` (a pipe, a device:
        never opened) or ``UNREADABLE``.
    size : int
        Of a file [bytes]; 0 for whatever else.
    sha256 : str
        Of a file's content; empty for whatever else.
    """

    name: str
    kind: str
    size: int = 0
    sha256: str = ""


def list_tree(top: Path) -> tuple[TreeEntry, ...]:
    """Return a folder and everything below it, or a file alone.

    Parameters
    ----------
    top : pathlib.Path
        Folder or file.

    Returns
    -------
    tuple of TreeEntry
        Sorted by name, the top first; empty if nothing stands there. What ``is_system_file`` names is left out, with
        all that lies below it. Times do not matter.
    """
    try:
        kind = _kind_of(top.lstat().st_mode)
    except OSError:
        return ()
    if kind != FOLDER:
        return (_entry(str(top), "", kind),)
    found: list[TreeEntry] = []
    waiting = [("", str(top))]
    while waiting:
        name, path = waiting.pop()
        try:
            with os.scandir(path) as inner:
                listed = [one for one in inner if not is_system_file(one.name)]
        except OSError:
            found.append(TreeEntry(name, UNREADABLE))
            continue
        found.append(TreeEntry(name, FOLDER))
        for one in listed:
            below = f"{name}/{one.name}" if name else one.name
            kind = _kind_of_listed(one)
            if kind == FOLDER:
                waiting.append((below, one.path))
            else:
                found.append(_entry(one.path, below, kind))
    return tuple(sorted(found, key=lambda one: os.fsencode(one.name)))


def hash_entries(entries: Iterable[TreeEntry]) -> str:
    """Return the sha256 of names, kinds, sizes and contents, in the order of ``list_tree``."""
    digest = hashlib.sha256()
    for one in entries:
        digest.update(os.fsencode(f"{one.kind}\0{one.name}\0{one.size}\0{one.sha256}\n"))
    return digest.hexdigest()


def hash_tree(top: Path) -> str:
    """Return the digest of everything below a folder, or of a file."""
    return hash_entries(list_tree(top))


def hash_stream(stream: IO[bytes], limit: int | None = None) -> tuple[int, str]:
    """Hash what a stream gives, chunk by chunk; nothing is kept.

    Parameters
    ----------
    stream : binary file
        Open for reading.
    limit : int, optional
        No more than one chunk is read beyond so many bytes.

    Returns
    -------
    (int, str)
        Bytes read, and their sha256.
    """
    digest, size = hashlib.sha256(), 0
    while (limit is None or size <= limit) and (chunk := stream.read(_CHUNK)):
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def shown_name(name: str) -> str:
    r"""Return a name as a table or a sentence can carry it: composed letters, ``?`` for what shows nothing.

    Examples
    --------
    >>> shown_name("Ke\u0302\u0301 hoạch.pdf") == "Kế hoạch.pdf", shown_name("a\nb\udcff.pdf")
    (True, 'a?b?.pdf')
    """
    return "".join(one if one.isprintable() else "?" for one in unicodedata.normalize("NFC", name))


def _kind_of(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return LINK
    return FOLDER if stat.S_ISDIR(mode) else FILE if stat.S_ISREG(mode) else SPECIAL


def _kind_of_listed(one: os.DirEntry[str]) -> str:
    is_junction = getattr(one, "is_junction", bool)  # Windows, from Python 3.12
    try:
        if one.is_symlink() or is_junction():
            return LINK
        if one.is_dir(follow_symlinks=False):
            return FOLDER
        return FILE if one.is_file(follow_symlinks=False) else SPECIAL
    except OSError:
        return UNREADABLE


def _entry(path: str, name: str, kind: str) -> TreeEntry:
    if kind != FILE:
        return TreeEntry(name, kind)
    try:
        return TreeEntry(name, FILE, *_hash_content(path))
    except OSError:
        return TreeEntry(name, UNREADABLE)


def _hash_content(path: str) -> tuple[int, str]:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 -- twenty thousand of them
        return hash_stream(file)
