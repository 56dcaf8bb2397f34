"""What the doctor asks of the machine: Python and its packages, programs, fonts, the engine, a port."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from cchc.errors import ParameterError
from cchc.run.engine_choice import FORK, chosen_engine
from cchc.run.health import BROKEN, LOOK, OK, Row
from cchc.sources.version import LOCK

OLDEST = (3, 11)
JUPYTER_PORT = 8888
_SHOWN = 5
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(;)?", re.MULTILINE)
_AGAIN = "chạy lệnh make setup (Windows: cchc --help), cần mạng một lần"
_NEEDED_FONTS = (
    "Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic", "Arimo-Regular", "Arimo-Bold",
)  # fmt: skip
#: Where ``reporting.typst`` looks for them, which is heavy to import.
FONTS = Path(__file__).resolve().parents[1] / "reporting" / "fonts"
_TRUETYPE = b"\x00\x01\x00\x00"
#: Program → other names of it, and what it is for. None is needed for a report.
_PROGRAMS = {
    "Chromium": (("chromium", "chromium-browser", "google-chrome", "chrome", "msedge"), "chỉ để kiểm thử trang HTML"),
    "LibreOffice": (("soffice", "libreoffice"), "chỉ để kiểm thử tệp Word, Excel; mở tệp kết quả thì Word cũng được"),
    "poppler (pdftoppm)": (("pdftoppm",), "chỉ để kiểm thử PDF và vẽ lại ảnh trong README"),
    "make": (("make",), "không có thì dùng lệnh cchc, như trên Windows"),
}


def check_python(root: Path) -> Iterator[Row]:
    """Look whether this Python is new enough, and that of the project's own environment."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    is_old = sys.version_info[:2] < OLDEST
    yield Row("Python", BROKEN if is_old else OK, f"{version}" + ("; cần 3.11 trở lên" if is_old else ""))
    own = root / ".venv"
    if Path(sys.prefix).resolve() == own.resolve():
        yield Row("Môi trường", *_stamp(root))
    elif own.is_dir():
        yield Row(
            "Môi trường", LOOK, f"đang chạy bằng {sys.prefix}, không phải .venv của dự án; dùng lệnh make hoặc .venv"
        )
    else:
        yield Row("Môi trường", LOOK, f"chưa có .venv; đang chạy bằng {sys.prefix}. Muốn có: {_AGAIN}")


def _stamp(root: Path) -> tuple[str, str]:
    """Compare what ``.venv`` was built from with what stands there now."""
    try:
        setup = importlib.import_module("setup_env")
        stamp = (root / ".venv" / setup.STAMP.name).read_text(encoding="utf-8")
        is_same = stamp == setup.fingerprint()
    except (ImportError, OSError):
        return LOOK, f".venv không có dấu của lần cài; {_AGAIN}"
    return (OK, f".venv đúng với {LOCK}") if is_same else (LOOK, f".venv cũ hơn {LOCK}; {_AGAIN}")


def check_packages(root: Path) -> Iterator[Row]:
    """Look whether every package has the version of the lock; one for another system may be absent."""
    try:
        pinned = _PIN.findall((root / LOCK).read_text(encoding="utf-8"))
    except OSError as error:
        yield Row("Các gói", BROKEN, f"không đọc được {LOCK} ({error.strerror}); lấy lại bằng git checkout -- {LOCK}")
        return
    wanted: dict[str, list[str]] = {}
    for name, version, _ in pinned:
        wanted.setdefault(name, []).append(version)
    needed_here = {name for name, _, condition in pinned if not condition}
    missing, other = [], []
    for name, versions in wanted.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing += [name] if name in needed_here else []
        else:
            other += [] if found in versions else [f"{name} {found} (cần {' hoặc '.join(versions)})"]
    if missing:
        yield Row("Các gói", BROKEN, f"thiếu {_some(missing)}; {_AGAIN}")
    if other:
        yield Row("Các gói", LOOK, f"khác phiên bản: {_some(other)}; {_AGAIN}")
    if not missing and not other:
        yield Row("Các gói", OK, f"{len(wanted)} gói như trong {LOCK}")


def _some(names: list[str]) -> str:
    more = f" và {len(names) - _SHOWN} gói khác" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def check_fonts(_: Path) -> Iterator[Row]:
    """Look for the fonts that documents are set in; those of the system are never used."""
    bad = []
    for name in _NEEDED_FONTS:
        try:
            with (FONTS / f"{name}.ttf").open("rb") as file:
                bad += [] if file.read(4) == _TRUETYPE else [name]
        except OSError:
            bad.append(name)
    if bad:
        yield Row(
            "Phông chữ",
            BROKEN,
            f"thiếu hoặc hỏng {', '.join(bad)}; lấy lại bằng git checkout -- lib/cchc/reporting/fonts",
        )
    else:
        yield Row("Phông chữ", OK, "Tinos, Arimo đi kèm chương trình; không cần cài phông nào")


def check_programs(_: Path) -> Iterator[Row]:
    """Look for other programs, none of which has to be there."""
    for title, (names, purpose) in _PROGRAMS.items():
        found = next((path for name in names if (path := shutil.which(name))), None)
        yield Row(title, OK, f"{found or 'không có, không bắt buộc'}: {purpose}")
    yield Row("Word, mạng", OK, "không cần khi lập báo cáo; mạng chỉ cần một lần khi chuẩn bị .venv")


def check_engine(_: Path) -> Iterator[Row]:
    """Tell which engine will run the notebooks, and why."""
    try:
        engine = chosen_engine()
    except ParameterError as error:
        yield Row("Chạy sổ tính", BROKEN, str(error))
        return
    if named := os.environ.get("ENGINE", "").strip():
        why = f"vì đặt ENGINE={named}"
    elif engine == FORK:
        why = "vì đây là Linux và tiến trình chưa có luồng nào khác"
    elif sys.platform != "linux":
        why = f"vì hệ điều hành ({sys.platform}) không rẽ nhánh tiến trình an toàn"
    else:
        why = "vì tiến trình đang có luồng khác"
    told = "rẽ nhánh tiến trình (nhanh)" if engine == FORK else "nhân kernel (chậm hơn vài giây mỗi sổ, cùng kết quả)"
    yield Row("Chạy sổ tính", OK, f"{told}, {why}")


def check_port(_: Path) -> Iterator[Row]:
    """Look whether the port is free that JupyterLab asks for first."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
        try:
            one.bind(("127.0.0.1", JUPYTER_PORT))
        except OSError:
            told = f"cổng {JUPYTER_PORT} đang có chương trình dùng, có thể là JupyterLab đang mở; make lab sẽ tự lấy cổng kế tiếp"
            yield Row("Cổng JupyterLab", LOOK, told)
        else:
            yield Row("Cổng JupyterLab", OK, f"cổng {JUPYTER_PORT} còn trống")
