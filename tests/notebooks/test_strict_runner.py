"""papermill's silent defaults are refused."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from cchc.errors import NotebookError
from cchc.run import national_product, pipeline
from cchc.run.execute import check_parameters

PARAMETERS = {"province": "BacKan", "year": 2024, "issue": False}


def _change(project: Path, change: Any) -> Path:
    path = project / "notebooks/03_plan.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)
    return path


def test_the_notebooks_declare_what_the_runner_supplies(project: Path) -> None:
    for name in pipeline.NOTEBOOKS:
        check_parameters(project / "notebooks" / name, PARAMETERS)
    for name in national_product.NOTEBOOKS:
        check_parameters(project / "notebooks" / name, {"year": 2024})


def test_a_lost_tag_is_refused(project: Path) -> None:
    path = _change(project, lambda notebook: notebook.cells[1].metadata.pop("tags"))
    with pytest.raises(NotebookError, match="đúng một ô mang nhãn 'parameters', hiện có 0"):
        check_parameters(path, PARAMETERS)


def test_a_misspelt_declaration_is_refused_with_the_nearest(project: Path) -> None:
    path = _change(
        project,
        lambda notebook: notebook.cells[1].update(
            source='provnce: str = "BacKan"\nyear: int = 2024\nissue: bool = False'
        ),
    )
    with pytest.raises(NotebookError, match="'province'; có lẽ là 'provnce'"):
        check_parameters(path, PARAMETERS)


def test_a_parameter_that_is_not_supplied_is_refused(project: Path) -> None:
    path = _change(
        project, lambda notebook: notebook.cells[1].update(source=notebook.cells[1].source + "\nquarter: int = 1")
    )
    with pytest.raises(NotebookError, match="'quarter' nhưng lệnh không cung cấp"):
        check_parameters(path, PARAMETERS)


def test_a_file_that_is_no_notebook_gets_a_sentence(project: Path) -> None:
    path = project / "notebooks/03_plan.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"Không mở được sổ tính 03_plan\.ipynb"):
        check_parameters(path, PARAMETERS)
