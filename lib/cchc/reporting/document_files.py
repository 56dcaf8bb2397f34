"""How the files of one notebook are called: after unit, year and document."""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cchc.errors import CchcError, NotebookError
from cchc.reporting.notebook import tags_of
from cchc.sources.coverage import read_register
from cchc.sources.plan_years import check_year
from cchc.sources.root import find_root

#: Names a document of the whole country.
_COUNTRY = "VietNam"
_NUMBER = re.compile(r"^\d+_")
_PARAMETERS = ("parameters", "injected-parameters")


def parameters_of(notebook: Any, name: str) -> dict[str, Any]:
    """Return the values that stand in the parameter cells of a notebook, the last ones where a name stands twice.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Run or not.
    name : str
        Of its file, for the sentence.

    Raises
    ------
    NotebookError
        If there is no such cell, or a value is not a plain one.
    """
    cells = [one for one in notebook.cells if one.cell_type == "code" and set(_PARAMETERS) & set(tags_of(one))]
    if not cells:
        raise NotebookError(f"Sổ tính {name} không có ô mang nhãn 'parameters' (địa phương, năm).")
    found: dict[str, Any] = {}
    try:
        for statement in (one for cell in cells for one in ast.parse(cell.source).body):
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
                found[statement.target.id] = ast.literal_eval(statement.value)
            elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                found[statement.targets[0].id] = ast.literal_eval(statement.value)
    except (ValueError, SyntaxError):
        raise NotebookError(
            f"Sổ tính {name}: ô tham số chỉ được ghi chữ trong ngoặc kép, số, True hoặc False, không ghi phép tính."
        ) from None
    return found


def unit_and_year(parameters: Mapping[str, Any]) -> str:
    """Return of whom and when a document with these parameters is, in letters that a file name holds.

    Examples
    --------
    >>> unit_and_year({"province": "Bắc Kạn", "year": 2024}), unit_and_year({"year": 2024})
    ('BacKan-2024', 'VietNam-2024')
    """
    named, year = str(parameters.get("province", "")).strip(), parameters.get("year", "")
    unit = re.sub(r"\W+", "", named) or _COUNTRY
    if named:
        with contextlib.suppress(CchcError):  # the notebook itself has told what it thinks of the name
            unit = read_register(find_root()).resolve(named, check_year(year)).unit_key.replace("/", "-")
    parts = [unit, str(year), str(parameters.get("at") or "")]
    return "-".join(re.sub(r"[^\w.-]+", "-", one) for one in parts if one)


def file_name(path: Path, parameters: Mapping[str, Any]) -> str:
    """Return the name of a notebook's documents, without suffix.

    Examples
    --------
    >>> file_name(Path("02_weaknesses.ipynb"), {"province": "HaNoi/XuanPhuong", "year": 2026})
    'HaNoi-XuanPhuong-2026-weaknesses'
    """
    return f"{unit_and_year(parameters)}-{_NUMBER.sub('', path.stem)}"
