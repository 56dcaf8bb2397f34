"""What a report asked of the file system besides the files it read: kept, so that a later run can ask again.

Imports nothing but the standard library: a run with nothing to do must not wait for more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


def hash_file(path: Path) -> str | None:
    """Return the sha256 of a file's bytes; None if there is none that can be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


#: What Windows and macOS leave in any folder.
_SYSTEM_FILES = {"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r", "__macosx"}


def is_system_file(name: str) -> bool:
    """Tell whether a file is nobody's business: hidden, a lock of Office, or what a system leaves in a folder."""
    return name.startswith((".", "~$")) or name.casefold() in _SYSTEM_FILES


def find_paths(root: Path, folder: str, pattern: str) -> list[Path]:
    """Return what matches a pattern below a folder, sorted, without the files of ``is_system_file``."""
    return sorted(path for path in (root / folder).glob(pattern) if not is_system_file(path.name))


def hash_names(folder: Path, paths: Iterable[Path]) -> str:
    """Return the sha256 of the names of some paths below a folder; folders are told from files."""
    names = (f"{path.relative_to(folder).as_posix()}{'/' if path.is_dir() else ''}" for path in paths)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


@dataclass
class Looked:
    """Questions and answers, all relative to the project.

    Attributes
    ----------
    probes : dict of str to bool
        Path → whether a file stands there.
    listings : dict of str to str
        ``folder|pattern`` → ``hash_names`` of what was found.
    consulted : dict of str to str
        Path → sha256 of a file that decided what else is read, and is no input itself.
    trees : dict of str to str
        Path of an input that is a folder, or a file of any size → ``trees.hash_tree`` of everything below.
    exports : dict of str to str
        ``path|map`` of a survey that may name people → hash of what the map keeps of it; the file's own is kept nowhere.
    """

    probes: dict[str, bool] = field(default_factory=dict)
    listings: dict[str, str] = field(default_factory=dict)
    consulted: dict[str, str] = field(default_factory=dict)
    trees: dict[str, str] = field(default_factory=dict)
    exports: dict[str, str] = field(default_factory=dict)

    def __or__(self, other: Looked) -> Looked:
        """Join what two readers asked."""
        return Looked(
            self.probes | other.probes,
            self.listings | other.listings,
            self.consulted | other.consulted,
            self.trees | other.trees,
            self.exports | other.exports,
        )

    def take_in(self, other: Looked) -> None:
        """Add what another reader asked to what is kept here."""
        joined = self | other
        for name in ("probes", "listings", "consulted", "trees"):
            getattr(self, name).update(getattr(joined, name))
