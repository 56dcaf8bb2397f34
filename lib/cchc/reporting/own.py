"""What an analyst adds to a report by himself: tables and figures that count as those of the programme do."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cchc.columns import entries
from cchc.errors import NotebookError, ParameterError, suggest
from cchc.reporting.blocks import Block, Paragraph, Span
from cchc.reporting.formats import NUMBER_KINDS
from cchc.reporting.own_cells import name_of, readable
from cchc.reporting.own_frames import MOST_KEPT_COLUMNS, MOST_KEPT_ROWS, frame_table, known_entry
from cchc.units import without_accents

_MOST_LETTERS = 31


def table(
    frame: Any,
    *,
    caption: str = "",
    note: str = "",
    sheet: str = "",
    columns: Mapping[Hashable, str] | None = None,
) -> Block:
    """Đưa một bảng của mình vào tài liệu: có số thứ tự, có trong sổ Excel, tìm và sắp xếp được.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows; a Series, a styled frame, a list of rows or a dict of columns as well. It is not changed.
    caption : str
        Title; a table with one has a number and a sheet in the workbook.
    note : str
        Printed below: source, status.
    sheet : str
        Name of the sheet; by default the caption's first words. If another sheet bears it, ``(2)`` is added.
    columns : mapping, optional
        Name of a column → heading. Columns that ``cchc.columns()`` lists have theirs already.

    Returns
    -------
    Block
        Show it as the last line of a cell. A frame without rows is a sentence that says so.

    Raises
    ------
    NotebookError
        If it is no table, has no columns, or is too large for a report.
    ParameterError
        If ``columns`` names a column that is not there.

    Examples
    --------
    >>> import cchc, pandas as pd
    >>> frame = pd.DataFrame({"criterion_vi": ["Kế hoạch", "Báo cáo"], "lost_score": [0.5, 0.25], "nguoi": ["A", "B"]})
    >>> made = cchc.table(frame, caption="Điểm mất", columns={"nguoi": "Người theo dõi"})
    >>> [column.title_vi for column in made.columns], made.sheet
    (['Tiêu chí, nội dung', 'Điểm mất', 'Người theo dõi'], 'Điểm mất')
    """
    rows = as_frame(frame)
    if rows.shape[1] == 0:
        raise NotebookError("cchc.table: bảng không có cột nào; cần ít nhất một cột.")
    n_rows, n_columns = rows.shape
    if n_rows > MOST_KEPT_ROWS or n_columns > MOST_KEPT_COLUMNS:
        raise NotebookError(
            f"cchc.table: bảng có {n_rows} dòng, {n_columns} cột; báo cáo nhận nhiều nhất {MOST_KEPT_ROWS} dòng, {MOST_KEPT_COLUMNS}"
            " cột: hãy lọc (df[...]), gộp (df.groupby(...)) hoặc ghi ra tệp riêng (df.to_csv(...))."
        )
    _refuse_unknown(columns or {}, rows)
    if n_rows == 0:
        return Paragraph((Span(f"{readable(caption).rstrip('.') or 'Bảng tự thêm'}: không có dòng nào."),), "note")
    titles = {name: readable(title) for name, title in (columns or {}).items()}
    return dataclasses.replace(
        frame_table(rows, titles),
        caption=readable(caption),
        note=readable(note),
        sheet=sheet_name(sheet or caption),
        is_interactive=True,
        is_alone=True,
    )


def columns(search: str = "") -> Block:
    """Tra tên các cột của kết quả: khóa dùng trong mã, tiêu đề in ra, đơn vị, cách viết số.

    Parameters
    ----------
    search : str
        A word of the key, the heading or the meaning, with or without accents; empty: all.

    Returns
    -------
    Block
        A table that can be searched; a sentence where nothing is found.

    Examples
    --------
    >>> import cchc
    >>> [row.cells[:3] for row in cchc.columns("lost_score").rows]
    [('lost_score', 'Điểm mất', 'điểm')]
    """
    wanted = without_accents(search)
    known = [one for key in entries() if key != "#" and ":" not in key and (one := known_entry(key)) is not None]
    rows = [
        {"Khóa": one.column.key, "Tiêu đề": one.column.title_vi, "Đơn vị": one.unit_vi, "Cách viết": _written(one.column.kind), "Ý nghĩa": one.meaning_vi}
        for one in known
        if any(wanted in without_accents(text) for text in (one.column.key, one.column.title_vi, one.meaning_vi))
    ]  # fmt: skip
    if not rows:
        near = suggest(search, [one.column.title_vi for one in known])
        hint = f"; gần nhất: {', '.join(near)}" if near else "; để trống để xem tất cả"
        return Paragraph((Span(f"Không có cột nào có '{readable(search)}' trong khóa, tiêu đề hay ý nghĩa{hint}."),), "note")  # fmt: skip
    return dataclasses.replace(frame_table(pd.DataFrame(rows)), is_interactive=True)


def as_frame(given: Any, verb: str = "cchc.table") -> pd.DataFrame:
    """Return what was given as a frame.

    Raises
    ------
    NotebookError
        If it is no table.
    """
    if isinstance(given, pd.DataFrame):
        return given
    if isinstance(given, pd.Series):
        return given.to_frame("Giá trị" if given.name is None else given.name)
    if isinstance(own := getattr(given, "data", None), pd.DataFrame):
        return own  # a frame with styles
    if isinstance(given, Mapping | list | tuple | np.ndarray):
        try:
            return pd.DataFrame(given)
        except (ValueError, TypeError):
            pass
    raise NotebookError(
        f"{verb} cần một bảng (DataFrame, Series, danh sách các dòng) nhưng nhận được {type(given).__name__}"
        f"{'; hãy tính ra bảng trước, ví dụ .mean() hay .size()' if 'GroupBy' in type(given).__name__ else ''}."
    )


def _refuse_unknown(titles: Mapping[Hashable, str], rows: pd.DataFrame) -> None:
    known = {*rows.columns, *rows.index.names}
    for name in titles:
        if name not in known:
            names = [name_of(one) for one in known if one is not None]
            near = suggest(str(name), names)
            hint = f"có lẽ là '{near[0]}'" if near else f"các cột: {', '.join(names[:20])}"
            raise ParameterError(f"cchc.table, columns=...: bảng không có cột '{name}'; {hint}.")


def sheet_name(wanted: str) -> str:
    """Shorten the name of a sheet to what Excel takes, at the end of a word."""
    text = " ".join(readable(wanted).split())
    if len(text) <= _MOST_LETTERS:
        return text
    return text[: _MOST_LETTERS + 1].rpartition(" ")[0] or text[:_MOST_LETTERS]


def _written(kind: str) -> str:
    """Say how the values of a kind are written."""
    if kind not in NUMBER_KINDS:
        return "chữ"
    return {"integer": "số nguyên", "rank": "thứ hạng", "rank_change": "số bậc, có dấu", "change": "số có dấu"}.get(
        kind, "phần trăm" if kind.startswith("pct") else "số, hai chữ số sau dấu phẩy"
    )
