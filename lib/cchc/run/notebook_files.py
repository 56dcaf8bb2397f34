"""``make notebook``: a notebook of a unit and year, from the common one or from the template; what became of the common one since."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from cchc.errors import NotebookError, ParameterError, suggest
from cchc.paths import NOTEBOOKS, own_notebooks
from cchc.reporting.addresses import slug
from cchc.reporting.notebook import tags_of
from cchc.run.execute import read_notebook
from cchc.run.notebook_choice import shown
from cchc.sources.coverage import read_register
from cchc.sources.plan_years import check_year

TEMPLATE = "templates/blank.ipynb"
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
        _write(path, _filled(_stripped(root / NOTEBOOKS / TEMPLATE), values))
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
        _renew(path, root / NOTEBOOKS / name, root, say, is_forced=is_forced)
        return
    common = _stripped(root / NOTEBOOKS / name)
    own = _filled(_stripped(root / NOTEBOOKS / name), values)
    own.metadata[BASE] = {"name": name, "cells": common.cells}
    _write(path, own)
    say(
        f"Đã lập sổ riêng: {path.relative_to(root).as_posix()}; từ nay sổ này thay notebooks/{name} cho {unit.name_full_vi} năm {number}."
    )


def lagging_notebooks(root: Path) -> Iterator[Lag]:
    """Tell which own notebooks were made of a common one that has changed since."""
    common = {path.name: path for path in (root / NOTEBOOKS).glob("*.ipynb")}
    for path in sorted((root / NOTEBOOKS).glob("[0-9]*/**/*.ipynb")):
        if path.name not in common or ".ipynb_checkpoints" in path.parts:
            continue
        base = _base_of(path)
        now = _stripped(common[path.name])
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


def _stripped(path: Path) -> Any:
    """Read a notebook without what its cells have shown."""
    notebook = read_notebook(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("execution", None)
        if not cell.metadata.get("tags"):
            cell.metadata.pop("tags", None)
    return notebook


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


def _write(path: Path, notebook: Any) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
    except OSError as error:
        raise NotebookError(f"Không ghi được {shown(path)}: {error.strerror or error}.") from error


def _renew(own: Path, common: Path, root: Path, say: Callable[[str], None], *, is_forced: bool) -> None:
    """Tell what the common notebook has got since the own one was made of it, and take it over if that is asked."""
    base, now = _base_of(own), _stripped(common)
    where = own.relative_to(root).as_posix()
    if base is None:
        say(f"{where} không ghi nó được lập từ bản nào của notebooks/{common.name}; khác nhau giữa hai sổ hiện nay:")
        say(_differences(now, _stripped(own)) or "  (không khác)")
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
    kept = _free(
        root / NOTEBOOKS / SCRATCH,
        f"{slug(where.removeprefix(NOTEBOOKS).removesuffix('.ipynb'))}_{len(list((root / NOTEBOOKS / SCRATCH).glob('*'))) + 1}",
    )
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(own.read_bytes())
    merged.metadata[BASE] = {"name": common.name, "cells": now.cells}
    _write(own, merged)
    say(f"Đã đưa các thay đổi vào {where}; bản trước đó: {kept.relative_to(root).as_posix()}.")


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
