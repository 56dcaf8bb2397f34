"""What an office typed is told from what a run wrote, and kept: whichever command replaces or removes a folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from cchc.paths import EDITED, ISSUED, WORK
from cchc.run.record import RECORD, read_record
from cchc.sources.looked import hash_file

#: What stands in a folder: written by a run and unchanged; a folder of another command; ``edited`` and ``issued``; litter
#: of programs; and everything else, which is the office's.
WRITTEN, PRODUCT, KEPT, LITTER, OFFICE = "written", "product", "kept", "litter", "office"
#: Folders that go over to a new folder as they are, and stay where everything else is removed.
_UNTOUCHED = (EDITED, ISSUED)
_LITTER = {"Thumbs.db", "desktop.ini", ".DS_Store"}
_LOCKS = ("~$", ".~lock.")
#: In bytes: with a mark and a number between them, a file system takes the name.
_LONGEST_STEM, _LONGEST_SUFFIX = 200, 30


def is_folder(path: Path) -> bool:
    """Tell whether a folder stands there, and not a link to one."""
    return path.is_dir() and not path.is_symlink()


def is_plain_file(path: Path) -> bool:
    """Tell whether an ordinary file stands there, and not a link to one."""
    return path.is_file() and not path.is_symlink()


def written_hashes(folder: Path) -> dict[str, str]:
    """Return what the record of a folder says was written: relative path → sha256."""
    outputs = (read_record(folder) or {}).get("outputs")
    return outputs if isinstance(outputs, dict) else {}


def sort_out(folder: Path) -> Iterator[tuple[Path, str]]:
    """Tell what a folder holds.

    Parameters
    ----------
    folder : pathlib.Path
        Of one command. Where no record tells what a run wrote, nobody knows, and everything is the office's.

    Yields
    ------
    (pathlib.Path, str)
        Every file and link at any depth, hidden ones too; ``edited`` and ``issued`` (first) and folders of other commands as a whole;
        the record last, so that a run that is killed on the way still knows.
    """
    record = folder / RECORD
    for name in _UNTOUCHED:
        if is_folder(folder / name):
            yield folder / name, KEPT
    yield from _walk(folder, folder, written_hashes(folder))
    if os.path.lexists(record):
        yield record, WRITTEN if is_plain_file(record) and read_record(folder) is not None else OFFICE


def _walk(top: Path, folder: Path, outputs: dict[str, str]) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.iterdir()):
        if folder == top and (path.name == RECORD or (path.name in _UNTOUCHED and is_folder(path))):
            continue
        if is_folder(path):
            if (path / RECORD).is_file() or any(is_folder(path / one) for one in _UNTOUCHED):
                yield path, PRODUCT
            else:
                yield from _walk(top, path, outputs)
        elif not is_plain_file(path):
            yield path, OFFICE
        elif path.name in _LITTER or path.name.startswith(_LOCKS):
            yield path, LITTER
        else:
            sha256 = outputs.get(path.relative_to(top).as_posix())
            yield path, WRITTEN if sha256 and hash_file(path) == sha256 else OFFICE


def edited_files(folder: Path) -> list[str]:
    """List, by relative path, what in a folder is not as a run wrote it: changed, replaced or added by hand."""
    return [shown(path.relative_to(folder)) for path, kind in sort_out(folder) if kind == OFFICE]


def shown(path: Path) -> str:
    """Return a path as it can be printed, whatever bytes its name is made of."""
    return path.as_posix().encode(errors="replace").decode()


def take_over(old: Path, new: Path) -> list[str]:
    """Remove a folder whose place a new one has taken; what its command did not write goes over to the new one.

    Every step is one rename or one removal, and beginning again after a kill at any of them ends the same.

    Parameters
    ----------
    old, new : pathlib.Path
        The folder that was replaced, and the one in its place.

    Returns
    -------
    list of str
        What went to ``edited``, by its old relative path. Folders of other commands keep their place.
    """
    if not is_folder(old):  # somebody has put a file where the folder was
        keep(old, new, Path(new.name))
        return [shown(Path(new.name))]
    kept = []
    for path, kind in sort_out(old):
        name = path.relative_to(old)
        if kind in {WRITTEN, LITTER}:
            path.unlink()
        elif kind != OFFICE and _is_free(new, name):
            (new / name.parent).mkdir(parents=True, exist_ok=True)
            path.replace(new / name)
        else:
            keep(path, new, name)
            kept.append(shown(name))
    remove_empty(old)
    return kept


def keep(path: Path, folder: Path, name: Path) -> Path:
    """Move what an office typed to ``edited``; nothing there is written over, and the same content is kept once.

    Parameters
    ----------
    path : pathlib.Path
        File, link (moved, never followed) or folder.
    folder : pathlib.Path
        The folder that has, or gets, ``edited``.
    name : pathlib.Path
        Where it stood, relative to that folder.

    Returns
    -------
    pathlib.Path
        Where it stands now.
    """
    home = folder
    for part in (EDITED, *name.parts[:-1]):
        home = next(one for one in _names(home, part, "") if is_folder(one) or not os.path.lexists(one))
    content = _content(path)
    suffix = name.suffix if len(os.fsencode(name.suffix)) < _LONGEST_SUFFIX else ""
    stem = os.fsencode(name.name.removesuffix(suffix))[:_LONGEST_STEM].decode(errors="ignore")
    mark = f"-{content[:8]}" if content else ""
    for place in _names(home, f"{stem}{mark}", suffix):
        if not os.path.lexists(place):
            home.mkdir(parents=True, exist_ok=True)
            path.replace(place)
        elif content and _content(place) == content:
            path.unlink()
        else:
            continue
        return place
    raise AssertionError  # names do not end


def _names(folder: Path, stem: str, suffix: str) -> Iterator[Path]:
    yield folder / f"{stem}{suffix}"
    number = 2
    while True:
        yield folder / f"{stem}-{number}{suffix}"
        number += 1


def _content(path: Path) -> str:
    """Return the hash of a file's bytes or of a link's target; empty where there is none to be known."""
    if path.is_symlink():
        return hashlib.sha256(f"link {path.readlink()}".encode(errors="surrogateescape")).hexdigest()
    return (hash_file(path) or "") if path.is_file() else ""


def _is_free(folder: Path, name: Path) -> bool:
    """Tell whether something can be moved to a place below a folder without meeting anything but folders."""
    above = [folder / one for one in name.parents]
    return not os.path.lexists(folder / name) and all(is_folder(one) or not os.path.lexists(one) for one in above)


def remove_empty(folder: Path) -> None:
    """Remove a folder and those below it as far as they are empty."""
    for one, _, _ in os.walk(folder, topdown=False):
        try:
            Path(one).rmdir()
        except OSError:
            continue


def clear(folder: Path, spare: frozenset[str] = frozenset()) -> tuple[int, list[Path]]:
    """Remove what runs wrote into a folder, and into the folders of other commands in it; the rest stays where it is.

    Parameters
    ----------
    folder : pathlib.Path
        Of one command, or of many.
    spare : frozenset of str
        Names in it that are nobody's business; what another run is building is not either.

    Returns
    -------
    (int, list of pathlib.Path)
        How many files were removed, and what was kept.
    """
    n_removed, kept = 0, list[Path]()
    for path, kind in sort_out(folder):
        parts = path.relative_to(folder).parts
        if parts[0] in spare or any(one.endswith(WORK) for one in parts):
            continue
        if kind in {WRITTEN, LITTER}:
            path.unlink()
            n_removed += kind == WRITTEN
        elif kind == PRODUCT:
            n_below, kept_below = clear(path)
            n_removed, kept = n_removed + n_below, kept + kept_below
        elif kind == KEPT:
            kept += [one for one in sorted(path.rglob("*")) if not is_folder(one)] if path.name == EDITED else []
        else:
            kept.append(path)
    remove_empty(folder)
    return n_removed, kept
