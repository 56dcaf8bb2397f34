"""What a common notebook has got since a unit's own one was made of it: told cell by cell, and taken over on demand."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from cchc.errors import NotebookError
from cchc.paths import NOTEBOOKS
from cchc.reporting.addresses import slug
from cchc.reporting.notebook import tags_of
from cchc.run.execute import read_notebook
from cchc.run.notebook_choice import shown

#: Where a notebook that is replaced goes.
SCRATCH = "scratch"
#: In the metadata of a unit's own notebook: the common one as it was when the own one was made of it.
BASE = "cchc_base"
_WORDS = (
    ("## modified", "## sửa"),
    ("## inserted before", "## thêm trước"),
    ("## deleted", "## xóa"),
    ("## replaced", "## thay"),
)
_PATHS = re.compile(r"/cells/(\d+)(-\d+)?(/source)?")


@dataclass(frozen=True)
class Lag:
    """A unit's own notebook whose common one has changed since.

    Attributes
    ----------
    path : pathlib.Path
        The own one.
    name : str
        Of the common one.
    n_changed : int
        How many cells of the common one are new or other now; 0 where it is not known what it was.
    """

    path: Path
    name: str
    n_changed: int


def lagging_notebooks(root: Path) -> Iterator[Lag]:
    """Tell which own notebooks were made of a common one that has changed since."""
    common = {path.name: path for path in (root / NOTEBOOKS).glob("*.ipynb")}
    for path in sorted((root / NOTEBOOKS).glob("[0-9]*/**/*.ipynb")):
        if path.name not in common or ".ipynb_checkpoints" in path.parts:
            continue
        base = _base_of(path)
        now = stripped(common[path.name])
        if base is None:
            yield Lag(path, path.name, 0)
        elif changed := len({_text(one) for one in now.cells} ^ {_text(one) for one in base.cells}):
            yield Lag(path, path.name, changed)


def _text(cell: Any) -> tuple[str, str]:
    return cell.cell_type, cell.source.strip()


def _base_of(path: Path) -> Any:
    """Return the common notebook as it was when an own one was made; None where that is not known."""
    found = read_notebook(path).metadata.get(BASE)
    if not isinstance(found, dict) or "cells" not in found:
        return None
    return nbformat.v4.new_notebook(cells=[nbformat.from_dict(one) for one in found["cells"]])


def stripped(path: Path) -> Any:
    """Read a notebook without what its cells have shown."""
    notebook = read_notebook(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("execution", None)
        if not cell.metadata.get("tags"):
            cell.metadata.pop("tags", None)
    return notebook


def save(path: Path, notebook: Any) -> None:
    """Write a notebook, whole or not at all.

    Raises
    ------
    NotebookError
        If it cannot be written.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, fresh)
        fresh.replace(path)
    except OSError as error:
        raise NotebookError(f"Không ghi được {shown(path)}: {error.strerror or error}.") from error


def renew_notebook(own: Path, common: Path, root: Path, say: Callable[[str], None], *, is_forced: bool) -> None:
    """Tell what the common notebook has got since the own one was made of it, and take it over if that is asked."""
    base, now = _base_of(own), stripped(common)
    where = own.relative_to(root).as_posix()
    if base is None:
        say(f"{where} không ghi nó được lập từ bản nào của notebooks/{common.name}; khác nhau giữa hai sổ hiện nay:")
        say(_differences(now, stripped(own)) or "  (không khác)")
        return
    changes = _differences(base, now)
    if not changes:
        say(f"Sổ riêng {where} đã có; notebooks/{common.name} không đổi từ khi lập sổ riêng.")
        return
    say(f"notebooks/{common.name} đã thay đổi từ khi lập {where}:")
    say(changes)
    if not is_forced:
        say("Sổ riêng được giữ nguyên; đưa các thay đổi này vào sổ riêng: thêm FORCE=1.")
        return
    merged = _merged(base, read_notebook(own), now)
    if merged is None:
        raise NotebookError(
            f"Cùng một ô đã được sửa ở cả notebooks/{common.name} và {where}; không tự ghép được, hãy chép tay các thay đổi trên vào sổ riêng."
        )
    kept = _set_aside(own, root)
    merged.metadata[BASE] = {"name": common.name, "cells": now.cells}
    save(own, merged)
    say(f"Đã đưa các thay đổi vào {where}; bản trước đó: {kept.relative_to(root).as_posix()}.")


def _set_aside(own: Path, root: Path) -> Path:
    """Keep a notebook that is about to be replaced, under a name that nothing bears."""
    folder, stem = root / NOTEBOOKS / SCRATCH, slug(shown(own).removesuffix(".ipynb")).replace("-", "_")
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while (kept := folder / f"{stem}_{number}.ipynb").exists():
        number += 1
    kept.write_bytes(own.read_bytes())
    return kept


def _differences(before: Any, after: Any) -> str:
    """Write what differs between two notebooks, cell by cell; empty if nothing does."""
    from nbdime import diff_notebooks  # noqa: PLC0415 -- heavy
    from nbdime.prettyprint import PrettyPrintConfig, pretty_print_notebook_diff  # noqa: PLC0415

    before, after = (nbformat.v4.new_notebook(cells=[_bare(cell) for cell in one.cells]) for one in (before, after))
    difference = diff_notebooks(before, after)
    if not difference:
        return ""
    out = io.StringIO()
    pretty_print_notebook_diff(
        "trước", "sau", before, difference, PrettyPrintConfig(out=out, use_color=False, use_git=False)
    )
    text = out.getvalue().partition("\n## ")[2]
    lines = f"## {text}".rstrip()
    for english, vietnamese in _WORDS:
        lines = lines.replace(english, vietnamese)
    return _PATHS.sub(lambda match: f"ô số {int(match[1]) + 1}", lines)


def _bare(cell: Any) -> Any:
    """Return a cell without what only this file holds: ids are kept, for by them cells are told."""
    make = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    return make(cell.source, id=cell.get("id", "x"), metadata={"tags": list(tags_of(cell))} if tags_of(cell) else {})


def _merged(base: Any, own: Any, now: Any) -> Any:
    """Return the own notebook with what became of the common one; None where both have changed the same cell."""
    from nbdime.merging import merge_notebooks  # noqa: PLC0415 -- heavy

    metadata = own.metadata
    trio = [nbformat.v4.new_notebook(cells=[_bare(cell) for cell in one.cells]) for one in (base, own, now)]
    merged, decisions = merge_notebooks(*trio)
    if any(one.conflict for one in decisions):
        return None
    merged.metadata = metadata
    return merged
