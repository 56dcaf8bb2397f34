"""Any data frame, an analyst's own or one of ours, as a table: headings, formats and cells that every document can carry."""

from __future__ import annotations

import dataclasses
import decimal
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from cchc.columns import Column, Entry, entries
from cchc.reporting.blocks import Block, Figure, Paragraph, Row, Span, Table
from cchc.reporting.formats import NUMBER_KINDS
from cchc.reporting.own_cells import name_of, own_cell, readable, write_count

#: What documents print of a table; the workbook has it whole.
MOST_ROWS, MOST_COLUMNS = 1000, 30
#: More than that is no table of a report.
MOST_KEPT_ROWS, MOST_KEPT_COLUMNS = 100_000, 200
#: Heading of rows' names that have none themselves.
_NO_NAME = "Mục"
#: Widths of columns, in signs.
_WIDEST, _NARROWEST = 45, 4
_CODES = {"code", "codes", "shown_code"}
#: Keys that are common words: their headings hold in the tables of sections, and would say too much of somebody's own column.
_COMMON_WORDS = {
    "after", "answers", "before", "cancelled", "capacity", "codes", "comparable", "comparison", "days", "error",
    "excludes", "file", "found", "gain", "gap", "given", "high", "index", "kind", "low", "lower", "mean", "met",
    "missed", "moving", "n", "open", "options", "other", "place", "places", "proposed", "requires", "secured",
    "separator", "severity", "slot", "statistic", "still", "upper",
}  # fmt: skip
#: Units that a heading says already, whatever its words.
_NO_UNIT = {"", "số đếm"}


def frame_table(frame: pd.DataFrame, titles: Mapping[Hashable, str] | None = None) -> Table:
    """Make a table of a frame.

    Parameters
    ----------
    frame : pandas.DataFrame
        Its columns are not changed; keys of the dictionary of columns get its headings, units and formats.
    titles : mapping, optional
        Name of a column, or of a level of the rows' names → heading.

    Returns
    -------
    Table
        Names of the rows first, unless they only count them. Numbers stay numbers; what else there is becomes text.

    Examples
    --------
    >>> made = frame_table(pd.DataFrame({"lost_score": [1.5], "Ghi chú": ["a"]}))
    >>> [(column.title_vi, column.kind) for column in made.columns], made.rows[0].cells
    ([('Điểm mất', 'score'), ('Ghi chú', 'text')], (1.5, 'a'))
    """
    told: list[tuple[Hashable, pd.Series]] = []
    if not (isinstance(frame.index, pd.RangeIndex) and frame.index.name is None):
        levels = [frame.index.get_level_values(at) for at in range(frame.index.nlevels)]
        told += [(_NO_NAME if one.name is None else one.name, one.to_series()) for one in levels]
    told += [(frame.columns[at], frame.iloc[:, at]) for at in range(frame.shape[1])]
    heads = _distinct(str((titles or {}).get(name) or _heading(name)) for name, _ in told)
    kinds = [_kind(name, values) for name, values in told]
    cells = [
        [own_cell(value, kind, is_code=name in _CODES) for value in values]
        for (name, values), kind in zip(told, kinds, strict=True)
    ]
    columns = tuple(
        Column(f"c{at}", head, kind, _width(head, values))
        for at, (head, kind, values) in enumerate(zip(heads, kinds, cells, strict=True))
    )
    return Table(columns, tuple(Row(row) for row in zip(*cells, strict=True)))


def as_printed(table: Table) -> Table:
    """Return a table as documents print it: a very long or wide one without its end, which is said below it.

    Examples
    --------
    >>> made = as_printed(frame_table(pd.DataFrame({"a": range(1200)})))
    >>> len(made.rows), made.note
    (1000, 'Chỉ in 1.000 dòng đầu trong 1.200 dòng; muốn có đủ trong sổ Excel: cchc.table(bảng, caption="...").')
    """
    note = _left_out(len(table.rows), len(table.columns), is_kept=bool(table.sheet))
    if not note:
        return table
    rows = tuple(
        dataclasses.replace(row, cells=row.cells[:MOST_COLUMNS] if row.kind != "group" else row.cells)
        for row in table.rows[:MOST_ROWS]
    )
    return dataclasses.replace(
        table, columns=table.columns[:MOST_COLUMNS], rows=rows, note=f"{table.note} {note}".strip()
    )


def printed_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks with every table as documents print it, those behind charts too."""
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            made.append(as_printed(block))
        elif isinstance(block, Figure) and block.data is not None:
            data = as_printed(block.data)
            made.append(block if data is block.data else dataclasses.replace(block, data=data))
        else:
            made.append(block)
    return tuple(made)


def bare_table(frame: pd.DataFrame) -> Block:
    """Make what a cell shows of a frame: as much of it as documents print.

    Examples
    --------
    >>> bare_table(pd.DataFrame({"a": []})).text
    'Bảng không có dòng nào (các cột: a).'
    """
    n_rows, n_columns = frame.shape
    if not n_rows or not n_columns:
        names = ", ".join(_heading(name) for name in frame.columns[:MOST_COLUMNS])
        what = f"không có dòng nào (các cột: {names})" if n_columns else "không có cột nào"
        return Paragraph((Span(f"Bảng {what}."),), "note")
    note = _left_out(n_rows, n_columns, is_kept=False)
    return dataclasses.replace(frame_table(frame.iloc[:MOST_ROWS, :MOST_COLUMNS]), note=note)


def _left_out(n_rows: int, n_columns: int, *, is_kept: bool) -> str:
    """Say how much of a table documents print, where it is not all."""
    parts = [
        f"{write_count(most)} {what} đầu trong {write_count(n)} {what}"
        for n, most, what in ((n_rows, MOST_ROWS, "dòng"), (n_columns, MOST_COLUMNS, "cột"))
        if n > most
    ]
    whole = "đủ trong sổ Excel của báo cáo" if is_kept else 'muốn có đủ trong sổ Excel: cchc.table(bảng, caption="...")'
    return f"Chỉ in {', '.join(parts)}; {whole}." if parts else ""


def known_entry(name: Hashable) -> Entry | None:
    """Return the line of the dictionary that tells of a column of a frame: one whose heading needs no word of a run.

    Examples
    --------
    >>> [known_entry(name).column.title_vi for name in ("lost_score", "gap_to_best")], known_entry("Tên"), known_entry("mean")
    (['Điểm mất', 'So với mức tốt nhất'], None, None)
    """
    found = entries().get(name) if isinstance(name, str) and name not in _COMMON_WORDS else None
    if found is None or "{" not in found.column.title_vi:
        return found
    return entries().get(f"{name}:frame")


def _heading(name: Hashable) -> str:
    """Return the heading of a column: the dictionary's, with the unit where the heading does not say it."""
    if isinstance(name, tuple):
        return name_of(tuple(_heading(one) for one in name))
    known = known_entry(name)
    if known is None:
        return readable(name_of(name))
    title, unit = known.column.title_vi, known.unit_vi
    is_said = unit in _NO_UNIT or unit.casefold() in title.casefold()
    return title if is_said else f"{title} ({unit})"


def _distinct(heads: Iterable[str]) -> list[str]:
    """Tell columns of the same name apart."""
    seen: Counter[str] = Counter()
    told = []
    for head in heads:
        seen[head] += 1
        told.append(head if seen[head] == 1 else f"{head} ({seen[head]})")
    return told


def _kind(name: Hashable, values: pd.Series) -> str:
    """Return how a column is written: as the dictionary says where its values are such, else by what they are."""
    is_number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    # of columns of several levels, the level that the dictionary knows
    keys = name if isinstance(name, tuple) else (name,)
    known = next((found.column.kind for one in keys if (found := known_entry(one)) is not None), "")
    if known and (known in NUMBER_KINDS) == is_number:
        return known
    if not is_number:
        return "text" if not _are_numbers(values) else "score"
    if pd.api.types.is_complex_dtype(values):
        return "text"
    if not pd.api.types.is_integer_dtype(values):
        return "score"
    # whole numbers between 1900 and 2100 are years, which take no dot for thousands
    return "text" if values.dropna().between(1900, 2100).all() else "integer"


def _are_numbers(values: pd.Series) -> bool:
    """Tell whether a column without a kind of its own holds numbers only."""
    known = [one for one in values if one is not None and one is not pd.NA] if values.dtype == object else []
    return bool(known) and all(
        isinstance(one, int | float | decimal.Decimal | np.number) and not isinstance(one, bool) for one in known
    )


def _width(head: str, values: Sequence[object]) -> float:
    """Return the width of a column by its longest cell, within limits."""
    longest = max((len(str(value)) for value in values[:MOST_ROWS] if value is not None), default=0)
    return float(min(max(longest, len(head) / 2, _NARROWEST), _WIDEST) + 2)
