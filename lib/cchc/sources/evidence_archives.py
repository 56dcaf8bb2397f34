"""Zip files of evidence: looked into without unpacking, each member hashed as it streams by."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path

from cchc.errors import Fault
from cchc.sources.looked import is_system_file
from cchc.sources.trees import FILE, FOLDER, LINK, SPECIAL, TreeEntry, hash_stream, shown_name

#: What the members of one zip may be, unpacked [bytes], and how many there may be.
MOST_BYTES = 2 * 1024**3
MOST_MEMBERS = 100_000
_DRIVE = re.compile(r"[A-Za-z]:")
_IS_ENCRYPTED = 0x1
#: What a damaged archive makes the standard library say.
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, OSError, MemoryError)
_AGAIN = "hãy nén lại dạng .zip, không đặt mật khẩu"


def place_in_archive(name: str) -> str:
    """Name a member as a sentence does."""
    return f"'{shown_name(name)}' trong tệp zip"


def read_archive(file: Path, shown: str) -> tuple[tuple[TreeEntry, ...], tuple[Fault, ...]]:
    """List what a zip file holds.

    Parameters
    ----------
    file : pathlib.Path
        The zip.
    shown : str
        Its path relative to the project, for messages.

    Returns
    -------
    (tuple of TreeEntry, tuple of Fault)
        Members as ``trees.list_tree`` lists files, names as zipfile gives them; and those that cannot be taken, or the
        one reason why none can. A zip that claims to unpack to more than ``MOST_BYTES`` is not read at all.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _read_members(archive, shown)
    except zipfile.BadZipFile:
        return (), (Fault(shown, "", "không mở được như một tệp zip", _AGAIN),)
    except _BROKEN:
        return (), (Fault(shown, "", "tệp zip hỏng hoặc không đọc được", _AGAIN),)


def _read_members(archive: zipfile.ZipFile, shown: str) -> tuple[tuple[TreeEntry, ...], tuple[Fault, ...]]:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        return (), (Fault(shown, "", f"tệp zip có {len(members)} mục", f"nhiều nhất {MOST_MEMBERS} mục"),)
    total = sum(one.file_size for one in members)
    if total > MOST_BYTES:
        found = f"tệp zip khai dung lượng sau khi giải nén là {total / 1024**3:.1f} GiB".replace(".", ",")
        return (), (Fault(shown, "", found, f"nhiều nhất {MOST_BYTES // 1024**3} GiB; hãy nộp thư mục thay tệp zip"),)
    entries: dict[str, TreeEntry] = {}
    faults: list[Fault] = []
    n_locked = 0
    for one in members:
        written = one.filename.replace("\\", "/")
        place = place_in_archive(written)
        if reason := _why_unsafe(written):
            faults.append(Fault(shown, place, reason, "hãy nén lại từ thư mục của đơn vị"))
            continue
        parts = [part for part in written.split("/") if part not in {"", "."}]
        name = "/".join(parts)
        if not parts or any(is_system_file(part) for part in parts):
            continue
        kind = FOLDER if written.endswith("/") else _kind_of(one)
        if kind == FOLDER:
            entries.setdefault(name, TreeEntry(name, FOLDER))
        elif name in entries:
            faults.append(
                Fault(shown, place, "tên này xuất hiện lần thứ hai", "mỗi tệp một tên; chỉ tệp đầu được tính")
            )
        elif kind != FILE:
            entries[name] = TreeEntry(name, kind)
        elif one.flag_bits & _IS_ENCRYPTED:
            n_locked += 1
        else:
            entry = _read_member(archive, one, name)
            if isinstance(entry, TreeEntry):
                entries[name] = entry
            else:
                faults.append(Fault(shown, place, entry, _AGAIN))
    if n_locked:
        faults.insert(0, Fault(shown, "", f"{n_locked} tệp trong tệp zip có mật khẩu nên không đọc được", _AGAIN))
    return tuple(sorted(entries.values(), key=lambda one: one.name)), tuple(faults)


def _why_unsafe(name: str) -> str:
    """Say what makes a name one that could lead out of the folder of the unit; empty if nothing does."""
    if name.startswith("/"):
        return "tên là đường dẫn tuyệt đối"
    if _DRIVE.match(name):
        return "tên có chữ ổ đĩa"
    return "tên có '..', dẫn ra ngoài thư mục của đơn vị" if ".." in name.split("/") else ""


def _kind_of(member: zipfile.ZipInfo) -> str:
    mode = member.external_attr >> 16  # 0 where no Unix wrote it
    if stat.S_ISLNK(mode):
        return LINK
    return FILE if stat.S_IFMT(mode) in {0, stat.S_IFREG} else SPECIAL


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> TreeEntry | str:
    """Hash one member; a word for why not, if it cannot be read."""
    try:
        with archive.open(member) as stream:
            size, sha256 = hash_stream(stream, member.file_size)
    except NotImplementedError:
        return "nén bằng cách không đọc được"
    except _BROKEN:
        return "tệp hỏng, không giải nén được"
    return TreeEntry(name, FILE, size, sha256) if size == member.file_size else "dung lượng khác với khai trong tệp zip"
