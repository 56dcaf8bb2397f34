"""What the doctor asks of the project's folder: can it be written to, what stands there, what was left lying."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from cchc.paths import OFFICES, REPORTS, WORK
from cchc.run.health import BROKEN, LOOK, OK, Row, moment_vi, size_vi
from cchc.run.staging import LOCKS
from cchc.sources.version import changed_files, find_commit

_FULL, _TIGHT = 200_000_000, 2_000_000_000
_SHOWN = 3
#: Windows takes 260 characters; the longest file of the project has about 150.
_LONGEST_ROOT = 100


def check_folders(root: Path) -> Iterator[Row]:
    """Look whether the project's folder and ``reports`` can be written to, and whether there is room."""
    reports = root / REPORTS
    for name, folder in (("Thư mục dự án", root), (f"Thư mục {REPORTS}/", reports if reports.is_dir() else root)):
        try:
            with tempfile.TemporaryFile(dir=folder, prefix=".cchc-doctor-"):
                pass
        except OSError as error:
            yield Row(name, BROKEN, f"không ghi được vào {folder} ({error.strerror}); kiểm tra quyền ghi, ổ đĩa")
        else:
            yield Row(name, OK, str(folder))
    if sys.platform == "win32" and len(str(root)) > _LONGEST_ROOT:
        yield Row(
            "Đường dẫn",
            LOOK,
            f"dài {len(str(root))} ký tự; Windows chỉ nhận 260, hãy chuyển dự án về thư mục như D:\\cchc",
        )
    free = shutil.disk_usage(root).free
    state = BROKEN if free < _FULL else LOOK if free < _TIGHT else OK
    advice = "" if state == OK else "; một báo cáo cần khoảng 10 MB, mọi tỉnh và xã cần vài GB: hãy dọn đĩa"
    yield Row("Đĩa trống", state, f"{size_vi(free)}{advice}")


def check_git(root: Path) -> Iterator[Row]:
    """Tell which version this is, and whether the library has been changed."""
    if shutil.which("git") is None:
        yield Row("git", LOOK, "không có git: báo cáo không ghi được là của phiên bản nào, sổ gốc không lấy lại được")
        return
    commit, changed = find_commit(root), changed_files(root, "lib")
    if changed is None:
        yield Row("git", LOOK, "thư mục không phải bản git clone (tải zip?): báo cáo ghi phiên bản 'không rõ'")
        return
    yield Row("git", OK, f"phiên bản {commit}")
    if changed:
        named = ", ".join(changed[:_SHOWN]) + (" ..." if len(changed) > _SHOWN else "")
        yield Row(
            "Mã nguồn lib/",
            LOOK,
            f"{len(changed)} tệp khác bản gốc: {named}; không cố ý thì cất đi (lấy lại được): git stash -u -- lib",
        )
    else:
        yield Row("Mã nguồn lib/", OK, "như bản gốc")


def check_inputs(root: Path) -> Iterator[Row]:
    """Count what stands in ``params`` and in the folders of offices."""
    params = [one for one in (root / "params").glob("[0-9]*/**/*.yml") if one.is_file()]
    if (root / "params/defaults.yml").is_file():
        yield Row("params/", OK, f"{len(params)} tệp của các năm{_last(params)}")
    else:
        yield Row("params/", BROKEN, "thiếu params/defaults.yml; lấy lại bằng git checkout -- params")
    offices = root / OFFICES
    files = [one for one in offices.glob("*/**/*") if one.is_file() and not one.name.startswith(("~$", ".~lock.", "."))]
    units = {one.relative_to(offices).parts[0] for one in files}
    told = f"{len(files)} tệp của {len(units)} đơn vị{_last(files)}; kiểm tra nội dung: make check-data"
    yield Row(f"{OFFICES}/", OK, told if files else "chưa có tệp nào của cơ quan; mẫu để điền: make form")
    opened = sorted(one.name for one in offices.glob("*/**/*") if one.name.startswith(("~$", ".~lock.")))
    if opened:
        yield Row("Tệp đang mở", LOOK, f"{', '.join(opened[:_SHOWN])}: lưu và đóng trong Excel rồi mới lập báo cáo")


def _last(files: list[Path]) -> str:
    return f", sửa lần cuối {moment_vi(max(one.stat().st_mtime for one in files))}" if files else ""


def check_leftovers(root: Path) -> Iterator[Row]:
    """Look whether another run is at work, and what one that was killed has left behind."""
    reports = root / REPORTS
    at_work = {one.stem for one in (root / LOCKS).glob("*.lock") if _is_held(one)}
    if at_work:
        yield Row("Lần chạy khác", LOOK, f"đang lập {', '.join(sorted(at_work)[:_SHOWN])}; chờ nó xong, hoặc dừng nó")
    left = [
        one for one in sorted(reports.glob(f"**/*{WORK}")) if one.is_dir() and _lock_of(one, reports) not in at_work
    ]
    if left:
        named = ", ".join(one.relative_to(root).as_posix() for one in left[:_SHOWN])
        told = (
            f"{len(left)} thư mục của lần chạy bị ngắt: {named}; chạy lại lệnh của đơn vị đó thì được dọn, không mất gì"
        )
        yield Row("Phần dở dang", LOOK, told)
    else:
        yield Row("Phần dở dang", OK, f"không có gì sót lại trong {REPORTS}/")


def _lock_of(work: Path, reports: Path) -> str:
    """Return the name of the lock of what is worked on in a hidden folder, as ``staging`` makes it."""
    name = work.name.removesuffix(WORK).removeprefix(".")
    return "-".join((*work.parent.relative_to(reports).parts, *([name] if name else []))) or "reports"


def _is_held(path: Path) -> bool:
    if not os.access(path, os.W_OK):
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except (Timeout, OSError):
        return True
