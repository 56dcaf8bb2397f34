"""Public words of the analyst's desk: what may stand in the parameters, what is known of a unit, a look at the document."""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import nbformat

from cchc.errors import NotebookError
from cchc.reporting.aside import Aside, warning
from cchc.reporting.blocks import Paragraph, Span
from cchc.reporting.lab_session import SESSION, changed_cells, lost_cells, session_notebook
from cchc.run.desk_tables import known_years, matching_units
from cchc.sources.root import find_root

#: What the extension of JupyterLab opens.
_OPEN = "application/vnd.cchc.preview+json"
_TITLES = {".pdf": "PDF", ".docx": "Word", ".html": "HTML", ".xlsx": "Excel"}


def units(text: str = "") -> Aside:
    """Cho biết tên nào dùng được cho ``province``: mã, tên, loại đơn vị, và những năm kế hoạch có số liệu.

    Parameters
    ----------
    text : str
        A part of a key, name or alias, with or without tones; empty: provinces only.

    Returns
    -------
    Aside
        A table for the one who works; documents leave it out.

    Examples
    --------
    >>> print(units("hà n").text.splitlines()[0])
    Đơn vị có tên chứa 'hà n' (3):
    """
    return matching_units(text, find_root())


def years(province: str) -> Aside:
    """Cho biết đơn vị có số liệu để lập kế hoạch của những năm nào.

    Parameters
    ----------
    province : str
        Key, name or alias of the unit.

    Returns
    -------
    Aside
        A row per year of a plan, with the indices of which results are known; documents leave it out.

    Raises
    ------
    UnknownNameError
        If nothing bears that name; the nearest names are suggested.

    Examples
    --------
    >>> print(years("Bắc Kạn").text.splitlines()[0])
    Tỉnh Bắc Kạn (BacKan): các năm của kế hoạch có số liệu.
    """
    return known_years(province, find_root())


def preview() -> Aside | None:
    """Chạy lại sổ tính từ ô đầu và mở tệp PDF; kèm Word, HTML và sổ Excel.

    Returns
    -------
    Aside or None
        Links to the files; None where the project's own engine runs the notebook.

    Raises
    ------
    NotebookError
        If the notebook was changed and not saved, or cannot be run; the sentence says where.
    """
    path = session_notebook()
    if path is None:
        return None
    _refuse_unsaved(path)
    root = find_root()
    environment = {name: value for name, value in os.environ.items() if name not in {SESSION, "MPLBACKEND"}}
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "cchc", "preview", "--json", str(path)],
        cwd=root, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        raise NotebookError(done.stderr.strip().removeprefix("Lỗi: ") or "Không chạy được sổ tính.")
    told = json.loads(done.stdout.splitlines()[-1])
    return _shown(path, root, [root / one for one in told["files"]], told["remarks"])


def _refuse_unsaved(path: Path) -> None:
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (OSError, ValueError) as error:
        raise NotebookError(f"Không đọc được sổ tính {path.name} ({error}); hãy lưu (Ctrl+S) rồi chạy lại.") from None
    changed = changed_cells(cells)
    if changed or lost_cells(cells):
        which = f"ô số {', '.join(map(str, changed))} đã sửa" if changed else "có ô mới hoặc ô đã xóa"
        raise NotebookError(
            f"Sổ tính {path.name}: {which} mà chưa lưu; hãy lưu (Ctrl+S) rồi chạy lại ô này, hoặc bấm nút Xem trước PDF, nút đó tự lưu."
        )


def _shown(path: Path, root: Path, files: list[Path], remarks: list[str]) -> Aside:
    links = "".join(
        f'<li><a href="{html.escape(_link(path, one))}">{_TITLES[one.suffix]}: {html.escape(one.name)}</a></li>'
        for one in files
    )
    said = [
        Paragraph(
            (Span(f"Đã chạy lại {path.name} từ ô đầu; các tệp ở {files[0].parent.relative_to(root).as_posix()}/:"),)
        )
    ]
    lines = [warning(one) for one in remarks]
    pdf = files[0].relative_to(root).as_posix()
    return Aside((*said, *lines), f'<ul class="cchc-files">{links}</ul>', {_OPEN: {"path": pdf}})


def _link(notebook: Path, file: Path) -> str:
    """Write where a file is as JupyterLab opens it: from the folder of the notebook."""
    return quote(os.path.relpath(file, notebook.parent).replace(os.sep, "/"))


def start(province: str, year: int) -> Aside:
    """Cho biết đơn vị có số liệu gì, còn thiếu gì, và bấm gì tiếp theo.

    Parameters
    ----------
    province : str
        Key, name or alias of the unit.
    year : int
        Year of the plan.

    Returns
    -------
    Aside
        With links that JupyterLab opens.
    """
    from cchc.run.start_page import start_page  # noqa: PLC0415 -- heavy

    return start_page(province, year, find_root())
