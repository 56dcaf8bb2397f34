"""Where the files of a unit stand: one function for each, used by everything that reads or writes them.

A unit below a province has a path as its key (``HaNoi/XuanPhuong``). Its reports stand under ``BELOW``, beside the folders
of provinces: a province's run replaces its folder as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

NOTEBOOKS = "notebooks"
OFFICES = "data/offices"
REPORTS = "reports"
FORMS = "forms"
#: In an office's folder, beside those of years: its own parameters and texts, which no new version of the program meets.
PARAMS, TEXTS = "params", "texts"
#: In a unit's folder of reports: what was signed, a folder per plan that no run touches.
ISSUED = "issued"
#: The file in a folder of a signed plan that says what it holds.
SEAL = "issued.json"
#: Where what was changed or added by hand in a folder goes when a command writes the folder anew.
EDITED = "edited"
#: Names that Windows keeps for itself, with whatever ending.
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
#: Ends the name of the hidden folder beside a report in which it is built and the older one is set aside.
WORK = ".cchc-work"
#: Folder of the reports, or forms, of all units below provinces.
BELOW = "_units"


def params_file(unit_key: str, year: int) -> str:
    """Return a unit's own parameters of a year, relative to the project.

    Examples
    --------
    >>> params_file("BacKan", 2024), params_file("HaNoi/XuanPhuong", 2026)
    ('params/2024/BacKan.yml', 'params/2026/HaNoi/XuanPhuong.yml')
    """
    return f"params/{year}/{unit_key}.yml"


def office_params(unit_key: str, year: int) -> str:
    """Return an office's own parameters of a year, relative to the project: they stand for those that came with the program.

    Examples
    --------
    >>> office_params("BacKan", 2024), office_texts("BacKan", "improvement_province")
    ('data/offices/BacKan/params/2024.yml', 'data/offices/BacKan/texts/improvement_province')
    """
    return f"{office_home(unit_key)}/{PARAMS}/{year}.yml"


def office_texts(unit_key: str, folder: str) -> str:
    """Return an office's own texts of a plan, relative to the project: a file stands for the one of that name in ``params/texts``."""
    return f"{office_home(unit_key)}/{TEXTS}/{folder}"


def own_notebooks(unit_key: str, year: int) -> str:
    """Return the folder of a unit's own notebooks of a year, relative to the project.

    Examples
    --------
    >>> own_notebooks("BacKan", 2024), own_notebooks("HaNoi/XuanPhuong", 2026)
    ('notebooks/2024/BacKan', 'notebooks/2026/HaNoi/XuanPhuong')
    """
    return f"{NOTEBOOKS}/{year}/{unit_key}"


def office_home(unit_key: str, base: str = "offices") -> str:
    """Return the folder that holds an office's years, relative to the project."""
    return f"data/{base}/{unit_key}"


def office_folder(unit_key: str, year: int, base: str = "offices") -> str:
    """Return the folder of what an office enters for a year (``illustrative``: what was invented), relative to the project.

    Examples
    --------
    >>> office_folder("BacKan", 2023), office_folder("HaNoi/XuanPhuong", 2025)
    ('data/offices/BacKan/2023', 'data/offices/HaNoi/XuanPhuong/2025')
    """
    return f"{office_home(unit_key, base)}/{year}"


def _below_reports(first: str, unit_key: str) -> tuple[str, ...]:
    parts = unit_key.split("/")
    return (first, *parts) if len(parts) == 1 else (first, BELOW, *parts)


def report_place(unit_key: str, year: int) -> str:
    """Return the folder of a unit's reports, relative to the project.

    Examples
    --------
    >>> report_place("BacKan", 2024), report_place("HaNoi/XuanPhuong", 2026)
    ('reports/2024/BacKan', 'reports/2026/_units/HaNoi/XuanPhuong')
    """
    return "/".join((REPORTS, *_below_reports(str(year), unit_key)))


def report_folder(root: Path, unit_key: str, year: int) -> Path:
    """Return where a unit's reports stand."""
    return root / report_place(unit_key, year)


def forms_folder(root: Path, unit_key: str, year: int) -> Path:
    """Return where the forms for a unit's results of a year are written."""
    return root.joinpath(REPORTS, *_below_reports(FORMS, unit_key), str(year))


def archive_name(unit_key: str, year: int) -> str:
    """Return the name of a packed report, without its suffix.

    Examples
    --------
    >>> archive_name("BacKan", 2024), archive_name("HaNoi/XuanPhuong", 2026)
    ('BacKan-2024', 'HaNoi-XuanPhuong-2026')
    """
    return f"{unit_key.replace('/', '-')}-{year}"


def held_parts(parts: Sequence[str]) -> tuple[str, ...]:
    """Return what is locked and replaced as a whole, of a place below ``reports``: one unit's folder, or what is above it.

    Examples
    --------
    >>> held_parts(("2024", "BacKan", "progress", "2024-09-30"))
    ('2024', 'BacKan')
    >>> held_parts(("2026", "_units", "HaNoi", "XuanPhuong", "cascade"))
    ('2026', '_units', 'HaNoi', 'XuanPhuong')
    """
    return tuple(parts[: 4 if parts[1:2] and parts[1] == BELOW else 2])


def unit_folders(folder: Path) -> list[tuple[str, Path]]:
    """List the folders of units in the folder of a year: key and folder, those below provinces last.

    Whether a unit bears the key is for the register to tell.
    """
    own = [(path.name, path) for path in sorted(folder.glob("*")) if path.is_dir() and path.name != BELOW]
    below = [path for path in sorted((folder / BELOW).glob("*/*")) if path.is_dir()]
    return own + [(f"{path.parent.name}/{path.name}", path) for path in below]
