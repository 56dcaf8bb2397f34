"""``make site`` and ``make zip``: the list of a year's reports, and one unit's report as a single file."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cchc.errors import CchcError
from cchc.paths import ISSUED, REPORTS, SEAL, archive_name, report_folder, unit_folders
from cchc.reporting.sentences import sentence
from cchc.reporting.site import ListedReport, render_site
from cchc.run.document_names import LIST_NAMES
from cchc.run.jobs import Job
from cchc.run.keeper import edited_files, is_folder, shown
from cchc.run.record import RECORD, Present, read_record
from cchc.run.renew import job_for, why_outdated
from cchc.run.staging import locked, put_file
from cchc.sources.coverage import read_register
from cchc.sources.plan_years import check_year
from cchc.sources.root import find_root
from cchc.units import Unit

INDEX = "index.html"
SUMS = "SHA256SUMS"
#: Files beside the documents, listed together.
_OTHERS = ("workbook", "tasks", "run")
_FOLDERS = {
    "campaign": "Chấm điểm cấp xã",
    "self_scoring": "Tự chấm điểm",
    "progress": "Tiến độ",
    "cascade": "Trích kế hoạch cho các cơ quan",
}
_FORMATS = {".html": "HTML", ".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel", ".ics": "iCalendar", ".json": "run.json"}


def build_site(year: str | int, say: Callable[[str], None] = print) -> Path:
    """Write the list of a year's reports beside them.

    Parameters
    ----------
    year : str or int
        Year of the plans.
    say : callable
        Takes a line for a page that was changed by hand and is kept.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/index.html``.

    Raises
    ------
    CchcError
        If the year has no report, or the page cannot be written.
    """
    root, number = find_root(), check_year(year)
    folder = root / REPORTS / str(number)
    register = read_register(root)
    found = [
        (units[-1], path)
        for key, path in unit_folders(folder)
        if (units := register.every(key)) and any(path.rglob(RECORD))
    ]
    if not found:
        raise CchcError(
            f"Chưa có báo cáo nào của năm {number} trong reports/{number}; hãy chạy make reports YEAR={number}."
        )
    present = Present(root)
    above = {one.parent_key: register.every(one.parent_key)[-1:] for one, _ in found if one.parent_key}
    reports = [_listed(path, folder, unit, above.get(unit.parent_key, ()), number, present) for unit, path in found]
    national = _documents(folder / "_national", folder, "", "Tệp khác")
    text = render_site(number, reports, national)
    put_file(folder / INDEX, text.encode(), root, say)
    return folder / INDEX


def _listed(folder: Path, base: Path, unit: Unit, above: Sequence[Unit], year: int, present: Present) -> ListedReport:
    # of a unit below a province the province is named too
    holders = [one.name_full_vi for one in above if one.name_full_vi not in unit.name_full_vi]
    whole = ", ".join([unit.name_full_vi, *holders])
    name_vi = unit.name_vi if base == folder.parent else whole
    record = read_record(folder) or {}
    remarks = [f"{one} đã được sửa hoặc thêm bằng tay sau khi lập." for one in edited_files(folder) if record]
    remarks += [sentence("signed_plan", path.parent.name) for path in sorted((folder / ISSUED).glob(f"*/{SEAL}"))]
    if record and any(why_outdated(_as_it_stands(present.root, unit, year, record), record, present)):
        remarks.append(sentence("inputs_changed"))
    documents = _documents(folder, base, "", "Tệp khác")
    for below in sorted({path.parent for path in folder.rglob(RECORD)} - {folder}):
        part = below.relative_to(folder).parts
        if part[0] in _FOLDERS:
            day = f" {part[-1]}" if len(part) > 1 else ""
            title = f"{_FOLDERS[part[0]]}{day}"
            documents += _documents(below, base, day, f"{title}: tệp kèm theo", f"{title}: tóm tắt")
            extracts = [(one.parent.name, one) for one in sorted(below.glob("*/extract.docx"))]
            letters = [(one.stem, one) for one in sorted(below.glob("letters/*.docx"))]
            for what, files in (("từng cơ quan", extracts), ("công văn đôn đốc", letters)):
                if files:
                    documents.append(
                        (f"{title}: {what}", [(name, one.relative_to(base).as_posix()) for name, one in files])
                    )
    return ListedReport(name_vi, record.get("summary", {}), documents, remarks)


def _as_it_stands(root: Path, unit: Unit, year: int, record: Mapping[str, Any]) -> Job:
    """Return the job that would build what stands there: a draft, or the copy to be signed."""
    is_issue = bool(record.get("parameters", {}).get("issue"))
    return job_for(root, unit, year, record, is_issue=is_issue)


def _documents(
    folder: Path, base: Path, day: str, others: str, brief: str = ""
) -> list[tuple[str, list[tuple[str, str]]]]:
    """List the documents of a folder by title, each with its formats and their addresses; ``brief`` is what its brief sums up."""

    def links(*stems: str) -> list[tuple[str, str]]:
        return [
            (name, path.relative_to(base).as_posix())
            for stem in stems
            for suffix, name in _FORMATS.items()
            if (path := folder / f"{stem}{suffix}").is_file()
        ]

    found = [
        (brief if stem == "brief" and brief else f"{title}{day}", links(stem)) for stem, title in LIST_NAMES.items()
    ]
    # what a unit's own notebooks have added
    known = {*LIST_NAMES, *_OTHERS, INDEX.removesuffix(".html")}
    own = sorted(path.stem for path in folder.glob("*.html") if path.stem not in known)
    found += [(stem.replace("-", " ").capitalize(), links(stem)) for stem in own]
    return [(title, some) for title, some in (*found, (others, links(*_OTHERS))) if some]


def pack_report(province: str, year: str | int, say: Callable[[str], None]) -> Path:
    """Pack one unit's report with ``run.json`` and the checksums of every file.

    Parameters
    ----------
    province : str
        Key, name or alias of the unit.
    year : str or int
        Year of the plan.
    say : callable
        Takes a remark: files changed by hand, inputs changed since.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/<Unit>-<year>.zip``; ``sha256sum -c SHA256SUMS`` checks what was unpacked.

    Raises
    ------
    CchcError
        If there is no whole report, a link stands in it, or the file cannot be written.
    """
    root, number = find_root(), check_year(year)
    unit = read_register(root).resolve(province, number)
    folder = report_folder(root, unit.unit_key, number)
    command = f"make report PROVINCE={unit.unit_key} YEAR={number}"
    with locked(folder, root):
        record = read_record(folder)
        if record is None:
            raise CchcError(f"Chưa có báo cáo năm {number} của {unit.name_full_vi}; hãy chạy {command}.")
        missing = [name for name in record.get("outputs", {}) if not (folder / name).is_file()]
        if missing:
            raise CchcError(
                f"Báo cáo năm {number} của {unit.name_full_vi} thiếu tệp {', '.join(missing)}; hãy chạy {command}."
            )
        reason, changed = why_outdated(_as_it_stands(root, unit, number, record), record, Present(root))
        if reason or changed:
            what = reason or f"{', '.join(changed[:3])} đã đổi"
            say(sentence("may_be_old", what, command))
        for name in edited_files(folder):
            if name.startswith(".") or "/." in name:
                continue  # not packed
            say(f"Lưu ý: {name} đã được sửa hoặc thêm bằng tay; được đóng gói như hiện có, khác với run.json.")
        content = _pack(folder, archive_name(unit.unit_key, number))
    path = root / REPORTS / str(number) / f"{archive_name(unit.unit_key, number)}.zip"
    put_file(path, content, root, say)
    return path


def _below(folder: Path) -> Iterator[Path]:
    """Walk a folder, never through a link; hidden and lock files do not count."""
    for path in sorted(folder.iterdir()):
        if not path.name.startswith((".", "~$")):
            yield path
            if is_folder(path):
                yield from _below(path)


def _pack(folder: Path, top: str) -> bytes:
    """Return the ZIP file of a folder: hidden and lock files left out, the same files give the same bytes."""
    found = [(path, path.relative_to(folder)) for path in (folder, *_below(folder))]
    for path, inner in found:
        if path.is_symlink():
            raise CchcError(
                f"{shown(folder.name / inner)} là liên kết tới {shown(path.readlink())}; tệp nén không được lấy gì từ nơi khác. Hãy xóa liên kết"
                " đó, hoặc thay bằng chính tệp cần gửi, rồi chạy lại."
            )
        if shown(inner) != inner.as_posix():
            raise CchcError(
                f"Tên tệp {shown(folder.name / inner)} không đọc được dưới dạng UTF-8; hãy đổi tên tệp rồi chạy lại."
            )
    files = {inner.as_posix(): path.read_bytes() for path, inner in found if path.is_file()}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, SUMS: sums.encode()}.items():
            entry = zipfile.ZipInfo(f"{top}/{name}")  # dated 1980, like every entry that is not told otherwise
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()
