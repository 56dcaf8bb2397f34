"""``make notebook``: a notebook of a unit and year, from the common one or from the template."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cchc.errors import ParameterError, suggest
from cchc.paths import NOTEBOOKS, own_notebooks
from cchc.reporting.addresses import slug
from cchc.reporting.notebook import tags_of
from cchc.run.notebook_changes import BASE, renew_notebook, save, stripped
from cchc.run.notebook_choice import shown
from cchc.sources.coverage import read_register
from cchc.sources.plan_years import check_year

TEMPLATE = "templates/blank.ipynb"


def write_notebook(
    province: str, year: str, notebook: str, kind: str, root: Path, say: Callable[[str], None], *, is_forced: bool
) -> None:
    """Make a unit's own notebook, or tell what the common one has got since.

    Parameters
    ----------
    province, year : str
        Whose, and the year of its plan.
    notebook : str
        Which common one (``02``, ``weaknesses``); with ``kind="blank"`` the name of the new one, or empty.
    kind : str
        Empty or ``blank``: from the template.
    root : pathlib.Path
        Folder of the project.
    say : callable
        Takes a line.
    is_forced : bool
        Take what the common one has got into the own one, where no cell was changed in both.

    Raises
    ------
    CchcError
        A sentence that says what is wrong. Nothing that is there is ever written over.
    """
    number = check_year(year)
    unit = read_register(root).resolve(province, number)
    folder = root / own_notebooks(unit.unit_key, number)
    values = {"province": unit.unit_key, "year": number}
    if kind == "blank":
        path = _free(folder, notebook)
        save(path, _filled(stripped(root / NOTEBOOKS / TEMPLATE), values))
        say(f"Đã lập sổ phân tích từ mẫu: {path.relative_to(root).as_posix()} (mở bằng make lab).")
        say("Sổ này thêm một tài liệu vào báo cáo của đơn vị; xem ngay: nút Xem trước PDF trong JupyterLab.")
        return
    if kind:
        raise ParameterError(
            f"KIND='{kind}' không có; được dùng: blank (sổ mới từ mẫu), hoặc bỏ trống và ghi NOTEBOOK=02."
        )
    name = _common(notebook, root)
    path = folder / name
    if path.is_file():
        renew_notebook(path, root / NOTEBOOKS / name, root, say, is_forced=is_forced)
        return
    common = stripped(root / NOTEBOOKS / name)
    own = _filled(stripped(root / NOTEBOOKS / name), values)
    own.metadata[BASE] = {"name": name, "cells": common.cells}
    save(path, own)
    say(
        f"Đã lập sổ riêng: {path.relative_to(root).as_posix()}; từ nay sổ này thay notebooks/{name} cho {unit.name_full_vi} năm {number}."
    )


def _common(notebook: str, root: Path) -> str:
    """Find the common notebook that a number or a name means."""
    names = sorted(path.name for path in (root / NOTEBOOKS).glob("[0-9]*.ipynb"))
    asked = notebook.strip().removesuffix(".ipynb")
    found = [
        one
        for one in names
        if asked
        and (
            one.startswith(f"{asked}_")
            or one.removesuffix(".ipynb") == asked
            or one.partition("_")[2] == f"{asked}.ipynb"
        )
    ]
    if len(found) == 1:
        return found[0]
    short = [one.removesuffix(".ipynb") for one in names]
    near = suggest(asked, short)
    hint = f"; có lẽ là {near[0]}" if near and not found else ""
    many = f" ({', '.join(found)})" if found else ""
    raise ParameterError(
        f"NOTEBOOK='{notebook}' chưa chỉ đúng một sổ tính{many}{hint}; được dùng: {', '.join(short)}; sổ mới từ mẫu: KIND=blank."
    )


def _free(folder: Path, name: str) -> Path:
    """Return where a new notebook goes: under the name that was given, which must be free, or the next number."""
    asked = name.strip().removesuffix(".ipynb")
    if asked:
        path = folder / f"{slug(asked).replace('-', '_')}.ipynb"
        if path.exists():
            raise ParameterError(
                f"Đã có sổ tính {shown(path)}; hãy chọn tên khác (NOTEBOOK=...), sổ đang có được giữ nguyên."
            )
        return path
    number = 1
    while (path := folder / f"phan_tich_{number}.ipynb").exists():
        number += 1
    return path


def _filled(notebook: Any, values: dict[str, Any]) -> Any:
    """Set the parameters of a notebook, each line with its comment."""
    for cell in notebook.cells:
        if "parameters" in tags_of(cell):
            for name, value in values.items():
                text = f'"{value}"' if isinstance(value, str) else str(value)
                cell.source = re.sub(
                    rf'^({name}\s*(?::[^=]+)?=\s*)("[^"]*"|\S+)', rf"\g<1>{text}", cell.source, flags=re.MULTILINE
                )
    return notebook
