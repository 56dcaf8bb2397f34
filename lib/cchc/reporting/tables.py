"""Data frames to ``Table`` blocks."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from cchc.frameworks import official_code
from cchc.reporting.addresses import UNITS as UNITS  # noqa: PLC0414 -- who makes a table names its rows
from cchc.reporting.addresses import anchor_of
from cchc.reporting.blocks import Column, Row, Table
from cchc.reporting.formats import DECIMALS, NUMBER_KINDS, kind_in, round_official

ROUNDING_NOTE = "Số liệu được làm tròn khi in, nên hiệu và tổng có thể lệch ở chữ số cuối."
#: Columns of codes, printed as their publisher writes them.
_CODES = frozenset({"code", "codes", "shown_code"})
_DIFFERENCE = re.compile(r"\{(\w+)\}-\{(\w+)\}")


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


def _cell(record: Mapping[Hashable, Any], key: str) -> Any:
    value = to_cell(record[key])
    return official_code(value) if key in _CODES and isinstance(value, str) else value


def _item_of(record: Mapping[Hashable, Any], prefix: str) -> str:
    key = record.get("task_key") or ""
    if prefix == UNITS:
        return f"{UNITS}-{record['unit_key']}"
    if prefix:
        code = record.get("code", record.get("shown_code")) or ""
        key = f"{prefix}-{code}" if code else ""
    return anchor_of(str(key))


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
    is_interactive: bool = False,
    items_of: str = "",
    chart: str = "",
    decimals: int = -1,
) -> Table:
    """Make a table of the columns named by their keys.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row per table row; ``code`` may be the index. Values stay unrounded.
    columns : sequence of Column
        In order; ``key`` names the frame's column, ``"#"`` numbers the rows.
    caption, note, sheet, chart : str
        See ``Table``.
    group_by : str
        Column whose changes open a group row; an empty text opens none.
    total : dict or None
        Column key → value of a last row in bold; a text for the first columns.
    is_wide : bool
        Landscape.
    is_interactive : bool
        Sortable and searchable in HTML.
    items_of : str
        Prefix of the index of whose items the rows tell, by their ``code``, or ``UNITS``; rows with a ``task_key`` tell of that task.
    decimals : int
        Digits of the values where they are not those of the columns, ``Index.decimals``; a column ``decimals`` of the frame
        says it row by row.

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
            if group:
                rows.append(Row((str(group), *[None] * (len(columns) - 1)), "group"))
        cells = tuple(number if column.key == "#" else _cell(record, column.key) for column in columns)
        digits = int(record.get("decimals", decimals))
        rows.append(Row(cells, item=_item_of(record, items_of), decimals=digits))
    if total is not None:
        rows.append(
            Row(
                tuple(to_cell(total.get(column.key)) if column.key in total else "" for column in columns),
                "total",
                decimals=decimals,
            )
        )
    if has_rounding_gap(columns, rows):
        note = f"{note} {ROUNDING_NOTE}".strip()
    return Table(
        tuple(columns),
        tuple(rows),
        caption=caption,
        note=note,
        sheet=sheet,
        is_wide=is_wide,
        is_interactive=is_interactive,
        chart=chart,
    )


def has_rounding_gap(columns: Sequence[Column], rows: Sequence[Row]) -> bool:
    """Tell whether a reader who recomputes the printed figures of a table would get another last digit.

    Parameters
    ----------
    columns : sequence of Column
        Differences have a formula ``{a}-{b}``, sums a ``total``.
    rows : sequence of Row
        Raw values.

    Returns
    -------
    bool
        True if a printed difference or total does not follow from the printed figures.

    Examples
    --------
    >>> columns = (Column("a", "", "score"), Column("b", "", "score"), Column("c", "", "score", formula="{a}-{b}"))
    >>> has_rounding_gap(columns, [Row((3.3333, 1.9067, 1.4266))]), has_rounding_gap(columns, [Row((1.0, 0.75, 0.25))])
    (True, False)
    """
    places = {column.key: at for at, column in enumerate(columns)}

    def printed(row: Row, at: int) -> Decimal | None:
        value = row.cells[at]
        return (
            round_official(float(value), DECIMALS[kind_in(columns[at].kind, row.decimals)])
            if isinstance(value, int | float)
            else None
        )

    for at, column in enumerate(columns):
        if column.kind not in NUMBER_KINDS:
            continue
        operands = _DIFFERENCE.fullmatch(column.formula)
        for row in rows:
            if operands and row.kind != "group":
                first, second, result = (
                    printed(row, where) for where in (places[operands[1]], places[operands[2]], at)
                )
                if first is not None and second is not None and result is not None and first - second != result:
                    return True
        totals = [row for row in rows if row.kind == "total"]
        if column.total == "sum" and totals:
            parts = [printed(row, at) or Decimal(0) for row in rows if row.kind == "data"]
            if sum(parts, Decimal(0)) != printed(totals[0], at):
                return True
    return False


def render_csv(table: Table) -> bytes:
    r"""Write a table as a file that Excel opens right where numbers are written as in Vietnam.

    Parameters
    ----------
    table : Table
        Groups and totals are left out: what is added up stands in its rows.

    Returns
    -------
    bytes
        UTF-8 with mark, or Excel takes it for another encoding. Numbers as printed, with a comma and without dots for
        thousands; so semicolons part the cells: Excel expects them wherever the comma is the decimal mark. Where numbers
        are written as in English, a row stays whole in its first cell: better than 3,76 silently read as 376. A text
        that a spreadsheet would take for a formula begins with an apostrophe.

    Examples
    --------
    >>> columns = (Column("a", "Tên"), Column("b", "Điểm", "change"))
    >>> render_csv(Table(columns, (Row(("=1", -1234.5)), Row(("b", None))))).decode("utf-8-sig")
    "Tên;Điểm\r\n'=1;-1234,50\r\nb;\r\n"
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(column.title_vi for column in table.columns)
    writer.writerows(
        [
            _csv_cell(cell, kind_in(column.kind, row.decimals))
            for cell, column in zip(row.cells, table.columns, strict=True)
        ]
        for row in table.rows
        if row.kind == "data"
    )
    return buffer.getvalue().encode("utf-8-sig")


def _csv_cell(value: object, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and kind in NUMBER_KINDS:
        return str(round_official(float(value), DECIMALS[kind])).replace(".", ",")
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
