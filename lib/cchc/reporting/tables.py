"""Data frames to ``Table`` blocks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cchc.reporting.document import Column, Row, Table


def to_cell(value: object) -> object:
    """Turn a pandas value into a plain one: text, int, float, or None for missing.

    Examples
    --------
    >>> to_cell(float("nan")), to_cell(pd.NA), to_cell(True), to_cell("1.10")
    (None, None, 'có', '1.10')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "có" if value else "không"
    if value is None or value is pd.NA:
        return None
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return None if math.isnan(value) else float(value)
    return str(value)


def make_table(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    caption: str = "",
    note: str = "",
    sheet: str = "",
    group_by: str = "",
    total: Mapping[str, object] | None = None,
    is_wide: bool = False,
) -> Table:
    """Make a table of the columns named by their keys.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row per table row; ``code`` may be the index. Values stay unrounded.
    columns : sequence of Column
        In order; ``key`` names the frame's column, ``"#"`` numbers the rows.
    caption, note, sheet : str
        See ``Table``.
    group_by : str
        Column whose changes open a group row.
    total : dict or None
        Column key → value of a last row in bold; a text for the first columns.
    is_wide : bool
        Landscape.

    Returns
    -------
    Table
        Raw values; missing ones are None.
    """
    flat = frame.reset_index()
    rows: list[Row] = []
    group = None
    for number, record in enumerate(flat.to_dict("records"), start=1):
        if group_by and record[group_by] != group:
            group = record[group_by]
            rows.append(Row((str(group), *[None] * (len(columns) - 1)), "group"))
        rows.append(Row(tuple(number if column.key == "#" else to_cell(record[column.key]) for column in columns)))
    if total is not None:
        rows.append(
            Row(tuple(to_cell(total.get(column.key)) if column.key in total else "" for column in columns), "total")
        )
    return Table(tuple(columns), tuple(rows), caption=caption, note=note, sheet=sheet, is_wide=is_wide)


def frame_to_table(frame: pd.DataFrame) -> Table:
    """Show any data frame of an analyst's own cell; numbers with two decimals, codes and text as they are."""
    named = frame.reset_index() if frame.index.name or not isinstance(frame.index, pd.RangeIndex) else frame
    columns = [
        Column(
            f"c{number}",
            str(name),
            "integer"
            if pd.api.types.is_integer_dtype(named.dtypes.iloc[number])
            else "score"
            if pd.api.types.is_float_dtype(named.dtypes.iloc[number])
            else "text",
        )
        for number, name in enumerate(named.columns)
    ]
    rows = tuple(Row(tuple(to_cell(value) for value in record)) for record in named.itertuples(index=False, name=None))
    return Table(tuple(columns), rows)
