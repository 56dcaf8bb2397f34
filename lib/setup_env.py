"""Build ``.venv`` from ``requirements.lock``; standard library only, run by the machine's own python3.

The environment is stamped with the hash of what it was built from, so that touching a file rebuilds nothing
and a changed lock rebuilds. Once it is set up, nothing here reaches for the network.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "cchc-stamp.txt"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
#: Where this machine installs otherwise (pip.conf with user = yes, a target folder); addresses of mirrors stay.
ELSEWHERE = (
    "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "UV_TARGET", "UV_PREFIX", "UV_SYSTEM_PYTHON", "UV_PYTHON",
    "UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH",
)  # fmt: skip


def stop(sentence: str) -> None:
    """End with one sentence on standard error."""
    sys.stderr.write(sentence + "\n")
    raise SystemExit(2)


def fingerprint() -> str:
    """Hash what the environment is made of: the lock, the package's metadata and the Python series."""
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for path in (LOCK, ROOT / "pyproject.toml", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def check_machine() -> None:
    """Stop when the machine's Python cannot make an environment, and say what to install."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- this file runs on whatever the machine has
        stop(f"Cần Python 3.11 trở lên; máy này đang dùng Python {sys.version.split()[0]}.")
    if os.pathsep in str(ROOT):
        stop(
            f"Đường dẫn của dự án ({ROOT}) có dấu '{os.pathsep}', dấu mà hệ điều hành dùng để ngăn các đường dẫn; hãy đổi tên thư mục rồi chạy lại."
        )
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError:
        stop(
            "Python của máy thiếu mô-đun venv; trên Debian hoặc Ubuntu hãy cài gói python3-venv (sudo apt install python3-venv) rồi chạy lại."
        )


def near(path: Path) -> str:
    """Name a file as seen from the project: in a whole path, tools take ``#``, ``;`` and ``[`` for marks of their own."""
    return path.relative_to(ROOT).as_posix()


def run(*command: str | Path) -> None:
    """Run one step in the project's folder; the step's own output is shown only when it fails."""
    own = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        # setuptools writes the path of the project in the locale's encoding: under LC_ALL=C Vietnamese letters fail
        env={**own, "PIP_USER": "0", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        stop(
            "Không dựng được môi trường .venv (thông báo gốc ở trên). Kiểm tra kết nối tới kho gói Python và dung lượng đĩa, rồi chạy lại lệnh."
        )


def locked_lines(name: str) -> str:
    """Return the lines of the lock that pin one package, hashes included."""
    lines: list[str] = []
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}==") or lines:
            lines.append(line)
            if not line.endswith("\\"):
                break
    return "\n".join(lines) + "\n"


def build() -> None:
    """Create the environment, install the locked packages and the project itself."""
    print("Chuẩn bị môi trường .venv (chỉ làm một lần, mất khoảng một đến vài phút) ...", flush=True)
    STAMP.unlink(missing_ok=True)
    if (
        subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True, check=False).returncode
        if PYTHON.exists()
        else True
    ):
        shutil.rmtree(VENV, ignore_errors=True)
        run(sys.executable, "-m", "venv", VENV)
    bootstrap = VENV / "uv.lock"
    bootstrap.write_text(locked_lines("uv"), encoding="utf-8")
    print("  1/3 công cụ cài đặt", flush=True)
    run(
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--require-hashes",
        "-r",
        near(bootstrap),
    )
    print("  2/3 các gói trong requirements.lock", flush=True)
    run(
        PYTHON,
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--python",
        near(PYTHON),
        "--require-hashes",
        "--compile-bytecode",
        "-r",
        near(LOCK),
    )
    print("  3/3 thư viện cchc", flush=True)
    run(
        PYTHON,
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--python",
        near(PYTHON),
        "--no-deps",
        "--no-build-isolation",
        "--editable",
        ".",
    )
    make_relocatable()
    STAMP.write_text(fingerprint(), encoding="utf-8")


def make_relocatable() -> None:
    """Point to ``lib/`` by a relative path.

    Python reads ``.pth`` files in the locale's encoding, so that an absolute path with Vietnamese letters would
    fail under ``LC_ALL=C``; a relative one also survives moving the folder.
    """
    for path in VENV.glob("**/site-packages/__editable__.cchc-*.pth"):
        path.write_text(os.path.relpath(ROOT / "lib", path.parent).replace(os.sep, "/") + "\n", encoding="ascii")


def speak_utf8() -> None:
    """Write Vietnamese wherever the output goes: into a pipe, Windows would encode it in the code page of the system."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def main() -> None:
    """Do nothing when the environment is the one that the lock describes."""
    speak_utf8()
    if STAMP.exists() and PYTHON.exists() and STAMP.read_text(encoding="utf-8") == fingerprint():
        return
    check_machine()
    if not LOCK.exists():
        stop(f"Thiếu tệp {LOCK.name}; hãy lấy lại tệp này từ kho mã nguồn (git checkout -- {LOCK.name}).")
    build()


if __name__ == "__main__":
    main()
