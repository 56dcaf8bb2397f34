"""Each notebook obeys design.md, section 6."""

import ast
from pathlib import Path

import nbformat
import pytest
from cchc.run import campaign_product, national_product, pipeline, progress_product, self_scoring_product

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
#: The page on which JupyterLab opens, and what a new analysis begins with: no product runs them.
START, BLANK = FOLDER / "bat_dau.ipynb", FOLDER / "templates" / "blank.ipynb"
TOLD = sorted(one for one in FOLDER.glob("*.ipynb") if one != START)
NOTEBOOKS = [*TOLD, START, BLANK]
FORBIDDEN_NODES = (
    ast.FunctionDef,
    ast.ClassDef,
    ast.For,
    ast.While,
    ast.Try,
    ast.Lambda,
    ast.With,
    ast.ListComp,
    ast.DictComp,
)
FORBIDDEN_NAMES = {"print", "open", "sys", "warnings", "plt", "Path"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def _code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_every_notebook_is_known() -> None:
    known = [
        *pipeline.NOTEBOOKS,
        *national_product.NOTEBOOKS,
        *campaign_product.NOTEBOOKS,
        *progress_product.NOTEBOOKS,
        *self_scoring_product.NOTEBOOKS,
    ]
    assert [path.name for path in TOLD] == sorted(known)
    assert [path.name for path in FOLDER.rglob("*.ipynb") if path.parent.name == "templates"] == [BLANK.name]


def test_outputs_are_stripped_and_the_kernel_is_named(notebook: nbformat.NotebookNode) -> None:
    nbformat.validate(notebook)
    assert all(not cell.outputs and cell.execution_count is None for cell in _code(notebook))
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("path", [*TOLD, START], ids=lambda path: path.stem)
def test_cells_are_short_and_hold_no_logic(path: Path) -> None:
    for cell in _code(nbformat.read(path, as_version=4)):
        imported = sum(
            (node.end_lineno or node.lineno) - node.lineno
            for node in ast.parse(cell.source).body
            if isinstance(node, ast.ImportFrom)
        )
        assert len(cell.source.splitlines()) - imported <= 12  # an import in brackets is one line
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, FORBIDDEN_NODES), cell.source
            assert not (isinstance(node, ast.Name) and node.id in FORBIDDEN_NAMES), cell.source


def test_prose_holds_no_typed_figure(notebook: nbformat.NotebookNode) -> None:
    import re

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\d+[,.]\d+|\b20\d\d\b|\d+\s?%", cell.source), cell.source


@pytest.mark.parametrize("path", [*TOLD, BLANK], ids=lambda path: path.stem)
def test_cells_stand_in_the_agreed_order(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")
    assert notebook.cells[1].metadata.tags == ["parameters"]
    assert notebook.cells[2].source.startswith("import cchc")
    assert notebook.cells[3].source.startswith("inputs = cchc.load_")
    assert notebook.cells[-1].source.startswith("cchc.preview()")


def test_parameters_are_literals_with_type_and_comment(notebook: nbformat.NotebookNode) -> None:
    cell = notebook.cells[1]
    for line, node in zip(cell.source.splitlines(), ast.parse(cell.source).body, strict=True):
        assert isinstance(node, ast.AnnAssign)
        assert isinstance(node.value, ast.Constant)
        assert "  # " in line
