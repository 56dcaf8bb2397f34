"""What the units of a campaign handed in as evidence: a folder or a zip each, files by criterion; nothing is kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc.errors import Fault, suggest
from cchc.sources.evidence_archives import place_in_archive, read_archive
from cchc.sources.office_files import EVIDENCE_FOLDER
from cchc.sources.reader import Reader
from cchc.sources.trees import FILE, FOLDER, LINK, SPECIAL, UNREADABLE, TreeEntry, shown_name
from cchc.units import normalise_name, without_accents

_ZIP = ".zip"
_OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".xz", ".bz2", ".zipx")
#: Kind of an entry that is no evidence → what is found, what is allowed.
_NO_FILES = {
    LINK: ("là liên kết (symbolic link) nên không được đọc", "hãy chép chính tệp đó vào thư mục của tiêu chí"),
    SPECIAL: ("không phải tệp thường nên không được đọc", "chỉ nộp tệp văn bản, bảng tính, ảnh"),
    UNREADABLE: ("không đọc được", "hãy kiểm tra quyền đọc, và đóng tệp nếu đang mở ở nơi khác"),
}


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file that counts as evidence.

    Attributes
    ----------
    criterion_code : str
        Whose folder it lies in.
    name : str
        Relative to that folder, as tables can show it. It may hold names of persons: it belongs into the list for the
        appraisers, never into a result document.
    size : int
        [bytes]
    sha256 : str
        Of its content.
    """

    criterion_code: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class UnitEvidence:
    """What one unit handed in.

    Attributes
    ----------
    unit_key : str
        Whose.
    path : str
        Folder or zip, relative to the project.
    files : tuple of EvidenceFile
        By code, then name.
    faults : tuple of Fault
        What does not count, and why; they name files.
    """

    unit_key: str
    path: str
    files: tuple[EvidenceFile, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What all units handed in.

    Attributes
    ----------
    units : dict of str to UnitEvidence
        By unit key, in the order asked for; a unit that handed in nothing is not there.
    strangers : tuple of Fault
        What lies among the evidence and is no unit's.
    """

    units: dict[str, UnitEvidence]
    strangers: tuple[Fault, ...] = ()


def read_evidence(
    reader: Reader, folder: str, unit_keys: Sequence[str], codes: Mapping[str, Collection[str]], *, status: str
) -> Evidence:
    """Read what every unit handed in below ``<folder>/evidence``.

    Parameters
    ----------
    reader : Reader
        Records one input for each unit, and one for the names in the folder.
    folder : str
        Of the campaign, relative to the project.
    unit_keys : sequence of str
        Units of the campaign; of a path (``TuyenQuang/SNV``) the last part names the folder.
    codes : mapping of str to collection of str
        Unit key → criteria of its edition to which evidence may be handed in.
    status : str
        Status of the figures of the campaign.

    Returns
    -------
    Evidence
        Nothing is refused as a whole but the evidence of a unit that handed in both a folder and a zip.
    """
    home = f"{folder}/{EVIDENCE_FOLDER}"
    top = reader.root / home
    if top.is_symlink() or reader.exists(home):
        reader.read_tree(home, status=status, title_vi="Tài liệu kiểm chứng")
        found = "là liên kết (symbolic link) nên không được đọc" if top.is_symlink() else "là một tệp"
        return Evidence({}, (Fault(home, "", found, "cần một thư mục, mỗi đơn vị một thư mục con"),))
    names = {key.rpartition("/")[2]: key for key in unit_keys}
    handed: dict[str, list[str]] = {}
    strangers: list[Fault] = []
    for path in reader.list_folder(home, status=status, title_vi="Danh sách tài liệu kiểm chứng đã nộp"):
        if path.name == "README.md":
            continue
        own = _own_name(path)
        if own in names:
            handed.setdefault(names[own], []).append(f"{home}/{path.name}")
        else:
            strangers.append(_stranger(path, f"{home}/{shown_name(path.name)}", names))
    if top.is_dir() and not os.access(top, os.R_OK | os.X_OK):
        strangers.append(Fault(home, "", "không đọc được thư mục này", "hãy kiểm tra quyền đọc"))
    units = {key: _read_unit(reader, key, handed[key], codes[key], status) for key in unit_keys if handed.get(key, ())}
    return Evidence(units, tuple(strangers))


def _own_name(path: Path) -> str:
    """Return the name of the unit that a folder or a zip may be of; empty for whatever else."""
    is_zip = path.suffix.casefold() == _ZIP
    if path.is_symlink():
        return path.stem if is_zip else path.name
    if path.is_dir():
        return path.name
    return path.stem if is_zip else ""


def _stranger(path: Path, shown: str, names: Mapping[str, str]) -> Fault:
    is_folder = path.is_dir() and not path.is_symlink()
    stem = path.name if is_folder else path.stem
    if stem in names and path.suffix.casefold() in _OTHER_ARCHIVES:
        return Fault(shown, "", f"không đọc được tệp nén {path.suffix}", f"hãy nén lại thành {stem}{_ZIP}")
    same = [name for name in names if without_accents(name) == without_accents(stem)]
    near = (same or suggest(stem, names, n=1))[:1]
    hint = f"có lẽ là {near[0]}" if near else "dùng mã đơn vị trong units.csv"
    found = "tên không phải mã đơn vị nên không được đọc"
    return Fault(shown, "", found, f"{hint}; mỗi đơn vị một thư mục hoặc một tệp {_ZIP}")


def _read_unit(reader: Reader, key: str, paths: list[str], codes: Collection[str], status: str) -> UnitEvidence:
    if len(paths) > 1:
        named = " và ".join(path.rpartition("/")[2] for path in paths)
        found = f"có cả {named} nên chưa tài liệu nào của đơn vị được tính"
        return UnitEvidence(key, paths[0], (), (Fault(paths[0], "", found, "chỉ giữ một thư mục hoặc một tệp zip"),))
    path = paths[0]
    own = key.rpartition("/")[2]
    entries = reader.read_tree(path, status=status, title_vi=f"Tài liệu kiểm chứng của {own}")
    if len(entries) == 1 and entries[0].kind == FILE:
        members, faults = read_archive(reader.root / path, path)

        def place(name: str) -> tuple[str, str]:
            return path, place_in_archive(name)

    else:
        members = tuple(one for one in entries if one.name)
        whole = [one for one in entries if not one.name and one.kind != FOLDER]
        faults = tuple(Fault(path, "", *_NO_FILES[one.kind]) for one in whole)

        def place(name: str) -> tuple[str, str]:
            return f"{path}/{shown_name(name)}", ""

    files, more = _assign(members, own, frozenset(codes), place)
    return UnitEvidence(key, path, files, (*faults, *more))


def _assign(
    entries: Sequence[TreeEntry], own: str, codes: Collection[str], place: Callable[[str], tuple[str, str]]
) -> tuple[tuple[EvidenceFile, ...], tuple[Fault, ...]]:
    """Give every file to the criterion in whose folder it lies."""
    wrapper = _wrapper(entries, own, codes)
    files: list[EvidenceFile] = []
    faults: list[Fault] = []
    unknown: dict[str, int] = {}
    for one in entries:
        if f"{one.name}/" == wrapper:
            continue
        code, _, name = one.name.removeprefix(wrapper).partition("/")
        is_inside = bool(name) or one.kind == FOLDER
        if is_inside and code not in codes:
            unknown[code] = unknown.get(code, 0) + (one.kind != FOLDER)
        elif one.kind in _NO_FILES:
            faults.append(Fault(*place(one.name), *_NO_FILES[one.kind]))
        elif one.kind == FILE and not is_inside:
            allowed = f"chuyển vào thư mục mang mã tiêu chí, ví dụ {min(codes, default='1.1')}"
            faults.append(Fault(*place(one.name), "nằm ngoài thư mục của một tiêu chí nên không được tính", allowed))
        elif one.kind == FILE and not one.size:
            faults.append(Fault(*place(one.name), "tệp trống (0 byte) nên không được tính", "hãy nộp lại tệp này"))
        elif one.kind == FILE:
            files.append(EvidenceFile(code, shown_name(name), one.size, one.sha256))
    for code, count in unknown.items():
        found = f"tên thư mục không phải mã tiêu chí của đơn vị nên {count} tệp bên trong không được tính"
        faults.append(Fault(*place(f"{wrapper}{code}"), found, _nearest(code, codes)))
    files.sort(key=lambda one: (one.criterion_code, one.name, one.sha256))
    return tuple(files), tuple(faults)


def _wrapper(entries: Sequence[TreeEntry], own: str, codes: Collection[str]) -> str:
    """Return ``XaAn/`` where all lies in one folder named like the unit: a zip that Windows made of the folder."""
    tops = {one.name.partition("/")[0] for one in entries}
    top = tops.pop() if len(tops) == 1 else ""
    is_folder = all("/" in one.name or one.kind == FOLDER for one in entries)
    is_own = normalise_name(top) == normalise_name(own)
    return f"{top}/" if top and top not in codes and is_folder and is_own else ""


def _nearest(name: str, codes: Collection[str]) -> str:
    """Say which code a folder may have been meant for: "1.2. Kế hoạch", "1,2"."""
    first = (name.split(maxsplit=1) or [""])[0].rstrip(".:-_").replace(",", ".")
    near = [first] if first in codes else suggest(name, codes, n=1)
    return (
        f"có lẽ là {near[0]}" if near else "đặt tên thư mục đúng bằng mã tiêu chí, ví dụ " + min(codes, default="1.1")
    )
