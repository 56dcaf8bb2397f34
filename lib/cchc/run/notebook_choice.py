"""Which notebook is run where a product names one: the unit's own of that year, if there is one. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cchc.paths import NOTEBOOKS, own_notebooks


def shown(path: Path) -> str:
    """Name a notebook in a sentence: one of a unit with its folder.

    Examples
    --------
    >>> shown(Path("p/notebooks/02_weaknesses.ipynb")), shown(Path("p/notebooks/2024/BacKan/02_weaknesses.ipynb"))
    ('02_weaknesses.ipynb', '2024/BacKan/02_weaknesses.ipynb')
    """
    parts = path.parts
    at = len(parts) - 1 - parts[::-1].index(NOTEBOOKS) if NOTEBOOKS in parts else len(parts) - 2
    return "/".join(parts[at + 1 :])


def chosen_notebook(name: str, parameters: Mapping[str, Any], root: Path) -> str:
    """Return which notebook is run where a product names one.

    Parameters
    ----------
    name : str
        Of the common one, or of a unit's own with its folder.
    parameters : mapping
        Of the product.
    root : pathlib.Path
        Folder of the project.

    Returns
    -------
    str
        Below ``notebooks``.
    """
    folder = _folder(parameters)
    return f"{folder}/{name}" if folder and "/" not in name and (root / NOTEBOOKS / folder / name).is_file() else name


def further_names(parameters: Mapping[str, Any], root: Path) -> list[str]:
    """List the notebooks of a unit that are called as no common one: each is a document more of its report."""
    folder = _folder(parameters)
    if not folder or not (root / NOTEBOOKS / folder).is_dir():
        return []
    common = {path.name for path in (root / NOTEBOOKS).glob("*.ipynb")}
    found = sorted(path.name for path in (root / NOTEBOOKS / folder).glob("*.ipynb"))
    return [f"{folder}/{name}" for name in found if name not in common]


def _folder(parameters: Mapping[str, Any]) -> str:
    unit_key, year = str(parameters.get("province", "")), parameters.get("year", 0)
    return own_notebooks(unit_key, int(year)).removeprefix(f"{NOTEBOOKS}/") if unit_key else ""
