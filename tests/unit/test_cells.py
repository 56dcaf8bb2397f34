"""Which cells only call ``cchc``: what was computed is handed to them, and what they rest on is known."""

from pathlib import Path

import nbformat
import pytest
from cchc.run.plain_cells import n_plain, plain_cells

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
IMPORTS = "import cchc\nfrom cchc.reporting.sections import common, plan"
LOAD = "inputs = cchc.load_inputs(province, year, issue=issue)\nresults = cchc.compute_results(inputs)"


def _cells(*sources: str) -> list[nbformat.NotebookNode]:
    parameters = nbformat.v4.new_code_cell(
        'province: str = "BacKan"\nyear: int = 2024', metadata={"tags": ["parameters"]}
    )
    return [nbformat.v4.new_markdown_cell("# Tên"), parameters, *map(nbformat.v4.new_code_cell, sources)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_as_it_is_delivered_only_calls_cchc(path: Path) -> None:
    assert all(plain_cells(nbformat.read(path, as_version=4).cells))


@pytest.mark.parametrize(
    "source",
    [
        'province = "HaTinh"',
        "import pandas as pd",
        "from os import *",
        "import cchc, os",
        "inputs.aggregates.loc[0] = 1",
        "inputs = dataclasses.replace(inputs)",
        "cchc.load_inputs = None",
        "cchc = 1",
        "common = cchc.load_inputs(province, year)",
        "cchc.sources.reader.Path('x').write_text('y')",
        "cchc.load_inputs(province, year + 1)",
        "common.opening(results, open('x'))",
        "results",
        "%time 1",
        "!ls",
        "for one in results: pass",
        "del results",
        "import random; cchc.load_inputs(province, year)",
    ],
)
def test_any_other_cell_is_the_analysts_own(source: str) -> None:
    found = plain_cells(_cells(IMPORTS, source, LOAD))
    assert found == [True, True, True, False, True]
    assert n_plain(_cells(IMPORTS, source, LOAD)) == 3


def test_parameters_are_constants_and_names_must_have_been_imported_from_cchc() -> None:
    assert n_plain(_cells(IMPORTS, LOAD, 'common.opening(results, "x")', "# ghi chú", "1 + 1")) == 6
    assert n_plain(_cells(LOAD)) == 2
    odd = nbformat.v4.new_code_cell("year = __import__('os').getpid()", metadata={"tags": ["parameters"]})
    assert plain_cells([odd]) == [False]
