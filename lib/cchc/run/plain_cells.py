"""What the cells of a notebook do, as far as their text tells: those that only call ``cchc`` are known, all others are the analyst's own."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from cchc.reporting.notebook import tags_of

_PARAMETERS = {"parameters", "injected-parameters"}


def plain_cells(cells: Sequence[Any]) -> list[bool]:
    """Tell of every cell whether it does nothing but set parameters, import from ``cchc`` and call what was imported.

    Parameters
    ----------
    cells : sequence of nbformat.NotebookNode
        Of one notebook, in order.

    Returns
    -------
    list of bool
        Texts and empty cells do nothing at all.
    """
    names: set[str] = set()
    return [_is_plain(cell, names) for cell in cells]


def n_plain(cells: Sequence[Any]) -> int:
    """Return how many cells, from the first one on, are plain: up to there nothing but ``cchc`` has run."""
    found = plain_cells(cells)
    return found.index(False) if False in found else len(found)


def _is_plain(cell: Any, names: set[str]) -> bool:
    """Judge one cell; what it imports is added to ``names``."""
    if cell.cell_type != "code":
        return True
    try:
        body = ast.parse(cell.source).body
    except (SyntaxError, ValueError):  # %magic, !program
        return False
    if _PARAMETERS & set(tags_of(cell)):
        return all(_is_parameter(one) for one in body)
    return all(_is_import(one, names) or _is_call(one, names) for one in body)


def _is_parameter(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, ast.Constant)


def _is_import(statement: ast.stmt, names: set[str]) -> bool:
    if isinstance(statement, ast.Import):
        modules = [one.name for one in statement.names]
    elif isinstance(statement, ast.ImportFrom) and not statement.level:
        modules = [statement.module or ""]
    else:
        return False
    names |= {one.asname or one.name.partition(".")[0] for one in statement.names}
    return all(one.partition(".")[0] == "cchc" for one in modules)


def _is_call(statement: ast.stmt, names: set[str]) -> bool:
    """Tell whether a statement shows or names the result of one call ``module.function(name, literal, ...)``."""
    if isinstance(statement, ast.Assign):
        targets = statement.targets
        if not all(isinstance(one, ast.Name) and one.id not in names for one in targets):
            return False
    elif not isinstance(statement, ast.Expr):
        return False
    call = statement.value
    if not isinstance(call, ast.Call):
        return False
    called = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    given = [*call.args, *(one.value for one in call.keywords)]
    is_known = isinstance(called, ast.Name) and called.id in names
    parts = [part for one in given for part in (one.elts if isinstance(one, ast.List | ast.Tuple) else [one])]
    return is_known and all(isinstance(one, ast.Name | ast.Constant) for one in parts)
