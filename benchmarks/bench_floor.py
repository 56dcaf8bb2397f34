"""The work of one report without its processes: what ``make bench`` compares the runner with."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import nbformat
from cchc.analysis.results import compute_results
from cchc.planning.plan_building import build_plan
from cchc.reporting.blocks import Block, Settings
from cchc.reporting.control_blocks import Checks
from cchc.reporting.document import Document, flatten, number_captions
from cchc.reporting.excel import write_workbook
from cchc.reporting.markdown import parse_markdown
from cchc.run.pipeline import wanted_notebooks
from cchc.run.tell import WRITERS
from cchc.sources.report_inputs import load_inputs
from cchc.sources.root import find_root


def tell_and_write(unit_key: str, year: int) -> None:
    """Read once, compute once, run the cells as plain code, and write every document."""
    inputs = load_inputs(unit_key, year)
    results = compute_results(inputs)
    known = {"inputs": inputs, "results": results, "improvement_plan": build_plan(results)}
    with tempfile.TemporaryDirectory() as name:
        tables: list[Any] = []
        for notebook, (stem, formats, _) in wanted_notebooks(inputs).items():
            document = _tell(find_root() / "notebooks" / notebook, dict(known))
            for format_ in formats:
                WRITERS[format_](document, Path(name) / f"{stem}.{format_}")
            tables += document.tables()
        write_workbook(Path(name) / "workbook.xlsx", tables, title="", lines=[], is_illustrative=False)


def _tell(path: Path, names: dict[str, Any]) -> Document:
    blocks: list[Block] = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and not cell.metadata.get("tags"):
            blocks += parse_markdown(cell.source)
        elif cell.cell_type == "code" and not cell.metadata.get("tags"):
            if cell.source.startswith("import"):
                exec(cell.source, names)  # noqa: S102 -- the project's own notebooks
            elif "load_inputs" not in cell.source and "build_plan" not in cell.source:
                blocks.append(eval(cell.source, names))  # noqa: S307 -- the project's own notebooks
    blocks = flatten(blocks)
    settings = next(block for block in blocks if isinstance(block, Settings))
    told = [block for block in blocks if not isinstance(block, Settings | Checks)]
    return Document(settings, tuple(number_captions(told)))
