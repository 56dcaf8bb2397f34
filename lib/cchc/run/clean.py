"""``make clean``: what commands wrote below ``reports`` goes, what an office typed stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cchc.paths import BELOW, ISSUED, REPORTS, SEAL, WORK
from cchc.run.keeper import clear, is_folder, shown
from cchc.run.staging import locked, storage_error
from cchc.sources.root import find_root

_SPARE = frozenset({"README.md", ".locks"})
_SHOWN = 30


def clean_reports(say: Callable[[str], None]) -> None:
    """Remove every file below ``reports`` that is as a command wrote it.

    Parameters
    ----------
    say : callable
        Takes how much was removed, and the name of everything that was kept.

    Raises
    ------
    CchcError
        If another run is at work there, or something cannot be removed.
    """
    root = find_root()
    reports = root / REPORTS
    n_removed, kept = 0, list[Path]()
    for folder in (*_held(reports), reports):
        with locked(folder, root, wait_s=1, say=say):
            try:
                n_here, kept = clear(folder, _SPARE) if is_folder(folder) else (0, [])
            except OSError as error:
                raise storage_error(folder.relative_to(root).as_posix(), error) from error
            n_removed += n_here
    say(f"Đã xóa {n_removed} tệp do chương trình lập trong reports/.")
    if n_issued := sum(1 for _ in reports.glob(f"**/{ISSUED}/*/{SEAL}")):
        say(f"Giữ nguyên {n_issued} kế hoạch đã ban hành (thư mục {ISSUED}/).")
    if kept:
        say(f"Giữ lại {len(kept)} tệp đã sửa hoặc thêm bằng tay (không cần nữa thì tự xóa):")
    for path in kept[:_SHOWN]:
        say(f"  {shown(path.relative_to(root))}")
    if len(kept) > _SHOWN:
        say(f"  ... và {len(kept) - _SHOWN} tệp khác.")


def _held(reports: Path) -> list[Path]:
    """List what runs lock one by one, what is below first; also where a killed run left nothing but its work."""
    above = [one for one in reports.glob("*") if one.name not in _SPARE and is_folder(one)]
    inside = [one for year in above for one in _folders(year)]
    below = [
        place
        for one in inside
        if one.name == BELOW
        for province in _folders(one)
        for place in (province, *_folders(province))
    ]
    return sorted({place for one in (*above, *inside, *below) if (place := _worked_on(one)) != reports}, reverse=True)


def _folders(folder: Path) -> list[Path]:
    return [] if folder.name.endswith(WORK) else [one for one in folder.glob("*") if is_folder(one)]


def _worked_on(folder: Path) -> Path:
    """Return the folder that a folder of work belongs to; any other as it is."""
    if not folder.name.endswith(WORK):
        return folder
    name = folder.name.removesuffix(WORK).removeprefix(".")
    return folder.with_name(name) if name else folder.parent
