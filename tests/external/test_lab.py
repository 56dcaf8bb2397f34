"""An analyst at work in JupyterLab, in a real Chromium. Run by .ci/run (make test-external)."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.external
ROOT = Path(__file__).resolve().parents[2]
TOKEN = "thu"
#: Where the pictures go, to be looked at.
PICTURES = os.environ.get("LAB_PICTURES", "")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab as ``make lab`` does, on a copy of the project and with an empty home; give its address."""
    home = tmp_path_factory.mktemp("home")
    root = tmp_path_factory.mktemp("lab") / "dự án"
    for name in ("params", "data", "notebooks", "docs"):
        shutil.copytree(
            ROOT / name, root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "scratch", "offices")
        )
    shutil.copy(ROOT / "requirements.lock", root)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CCHC", "JUPYTER"))}
    port = _free_port()
    options = ["--no-browser", f"--port={port}", f"--IdentityProvider.token={TOKEN}", "--ServerApp.allow_root=True"]
    process = subprocess.Popen(
        [sys.executable, "-m", "cchc", "lab", *options],
        cwd=root, env={**environment, "HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(600):
            assert process.poll() is None, process.stdout and process.stdout.read()
            try:
                urlopen(f"{address}api").close()
                break
            except (URLError, ConnectionError):
                time.sleep(0.2)
        yield f"{address}?token={TOKEN}"
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def seen(server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Work through a morning in JupyterLab and tell what was seen."""
    pictures = Path(PICTURES) if PICTURES else tmp_path_factory.mktemp("pictures")
    done = subprocess.run(
        ["node", Path(__file__).with_name("lab.mjs"), server, pictures],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {"pictures": pictures, **json.loads(done.stdout.splitlines()[-1])}


def test_nothing_fails_and_nobody_else_is_asked(seen: dict[str, Any]) -> None:
    assert (seen["pageErrors"], seen["responses"], seen["hosts"]) == ([], [], [])


def test_jupyterlab_speaks_vietnamese_and_offers_what_this_project_adds(seen: dict[str, Any]) -> None:
    assert seen["menus"][:4] == ["Tệp", "Chỉnh sửa", "Hiển thị", "Chạy"]
    assert {"Trang bắt đầu", "Sổ phân tích mới"} <= set(seen["launcher"])


def test_only_exporters_that_work_are_offered_by_names_that_people_know(seen: dict[str, Any]) -> None:
    assert sorted(seen["exporters"]) == ["Tài liệu HTML", "Tài liệu PDF", "Tài liệu Word"]


def test_the_start_page_says_what_is_known_and_leads_on(seen: dict[str, Any]) -> None:
    told = "\n".join(seen["start"])
    assert "Tỉnh Bắc Kạn (BacKan), kế hoạch năm 2024, trên kết quả năm 2023." in told
    assert "57/63" in told
    assert "Các tỉnh, thành phố hiện nay (34)" in told
    assert {"Tóm tắt một trang", "Kế hoạch", "Hướng dẫn"} <= set(seen["links"])


def test_a_wrong_unit_is_one_sentence_with_the_trace_folded_away(seen: dict[str, Any]) -> None:
    for told in (seen["warning"], seen["error"]):
        assert re.sub(r"\s+", " ", told).startswith(
            "Không có địa phương nào tên 'Kon Tumm'; gần nhất: KonTum (Kon Tum)"
        )
    assert "Traceback" not in seen["error"]
    assert seen["folded"] == [False, "Vết lỗi, cho người hỗ trợ"]


def test_what_is_not_saved_is_not_printed_and_the_button_saves_first(seen: dict[str, Any]) -> None:
    (told,) = seen["unsaved"]
    assert "mà chưa lưu; hãy lưu (Ctrl+S)" in told


def test_tables_read_as_in_print(seen: dict[str, Any]) -> None:
    assert seen["table"] == {"number": "right", "text": "left", "head": "sticky"}


def test_a_notebook_from_the_template_exports_under_its_unit_and_year(seen: dict[str, Any]) -> None:
    assert seen["download"] == "phan_tich_1-HaNoi-2026.docx"
    with zipfile.ZipFile(seen["pictures"] / seen["download"]) as file:
        text = re.sub(r"<[^>]+>", "", file.read("word/document.xml").decode())
    for words in ("Bảng 1. Các chỉ số của địa phương", "Phân tích nói về Hà Nội, kế hoạch năm 2026."):
        assert words in text
