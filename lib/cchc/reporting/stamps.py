"""Which run of a notebook its outputs come from: a document is made of one run, whole and in order.

A block that is displayed carries a stamp in its metadata: a word of its own for each process that runs cells, and what these
cells were. Exported without being run anew, a notebook can thus not mix the results of two runs, or of cells changed since.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
import uuid
from collections.abc import Sequence
from typing import Any

from cchc.errors import NotebookError
from cchc.reporting.blocks import MIME

_AGAIN = "hãy bấm nút Xem trước PDF (hoặc lưu rồi chạy cchc.preview()), nút đó chạy lại từ ô đầu; hoặc chạy lại tất cả các ô rồi xuất lại."


@functools.cache
def _session(process: int) -> str:
    """Return a word that no other process has: a fork of this one asks with another number."""
    return f"{process}-{uuid.uuid4().hex[:12]}"


@functools.cache
def _digest(source: str) -> str:
    return hashlib.sha256("\n".join(source.strip().splitlines()).encode(errors="surrogatepass")).hexdigest()[:10]


def stamp() -> dict[str, Any]:
    """Return the metadata of a block that a cell displays now; empty outside notebooks.

    Returns
    -------
    dict
        ``run``: the process; ``cells``: a digest of every cell it ran so far, in the order of their numbers.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return {}
    sources = shell.history_manager.input_hist_raw
    # after %reset in, numbers and sources are not those of one another any more
    is_whole = len(sources) - 1 in {shell.execution_count, shell.execution_count - 1}
    return {MIME: {"run": _session(os.getpid()), "cells": [_digest(one) for one in sources[1:]] if is_whole else []}}


def refuse_mixed(cells: Sequence[Any]) -> None:
    """Refuse a notebook whose outputs are not those of one run of its cells, from the first to the last.

    Parameters
    ----------
    cells : sequence of nbformat.NotebookNode
        As the analyst sees them.

    Raises
    ------
    NotebookError
        Naming the cells.
    """
    code = {
        number: cell for number, cell in enumerate(cells, start=1) if cell.cell_type == "code" and cell.source.strip()
    }
    counts = {number: cell.execution_count for number, cell in code.items()}
    missing = [number for number, count in counts.items() if count is None]
    if code and len(missing) == len(code):
        raise NotebookError(f"Sổ tính chưa được chạy; {_AGAIN}")
    faults = [f"{_cells(missing)} chưa được chạy"] if missing else []
    early, highest = [], 0
    for number, count in counts.items():
        early += [number] if count is not None and count <= highest else []
        highest = max(highest, count or 0)
    faults += [f"{_cells(early)} được chạy trước ô đứng trên"] if early else []
    stamps = {number: found for number, cell in code.items() if (found := _stamps(cell))}
    runs = {number: {one.get("run", "") for one in found} for number, found in stamps.items()}
    first = next(iter(runs.values()), set())
    others = [number for number, run in runs.items() if run != first or len(run) > 1]
    faults += [f"{_cells(others)} là kết quả của một lần chạy khác"] if others else []
    if not others:
        ran = {at: one for found in stamps.values() for own in found for at, one in enumerate(own.get("cells", ()), 1)}
        edited = [
            number
            for number, count in counts.items()
            if count is not None and ran.get(count, _digest(code[number].source)) != _digest(code[number].source)
        ]
        faults += [f"{_cells(edited)} đã được sửa sau khi chạy"] if edited else []
    if faults:
        raise NotebookError(
            f"Kết quả trong sổ tính không phải của một lần chạy trọn vẹn: {'; '.join(faults)}; {_AGAIN}"
        )


def _stamps(cell: Any) -> list[dict[str, Any]]:
    """Return the stamp of every block that a cell shows; empty for one without."""
    return [(one.get("metadata") or {}).get(MIME) or {} for one in cell.outputs if MIME in (one.get("data") or {})]


def _cells(numbers: Sequence[int]) -> str:
    """Name cells, those in a row by the first and the last.

    Examples
    --------
    >>> _cells([2, 5, 6, 7, 9, 10])
    'ô số 2, 5–7, 9, 10'
    """
    rows: list[list[int]] = []
    for one in numbers:
        if rows and one == rows[-1][-1] + 1:
            rows[-1].append(one)
        else:
            rows.append([one])
    named = [f"{row[0]}–{row[-1]}" if len(row) > 2 else ", ".join(map(str, row)) for row in rows]
    return f"ô số {', '.join(named)}"
