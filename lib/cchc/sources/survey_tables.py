"""Response files as tables read column by column: CSV by pandas, workbooks by their cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re

import numpy as np
import pandas as pd

from cchc.errors import Fault, InputError
from cchc.sources.csv_rows import BAD_LINE, refuse_uneven_rows
from cchc.sources.grids import Grid, decode, find_separator, show
from cchc.sources.survey_columns import TableColumns


class CsvTable(TableColumns):
    """A CSV file column by column: few distinct answers, so categories keep a million rows small."""

    def __init__(self, content: bytes, path: str) -> None:
        self.path, self.sheet = path, ""
        self._text = decode(content, path)
        self._separator = find_separator(self._text)

    def head(self, n_rows: int) -> list[list[object]]:
        """Return the first rows, to look for the heading."""
        lines = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._separator)
        try:
            return [list[object](line) for line in itertools.islice(lines, n_rows)]
        except csv.Error:
            raise InputError([Fault(self.path, f"dòng {lines.line_num}", *BAD_LINE)]) from None

    def load(self, header: int, texts: set[int]) -> None:
        """Take in what stands below the heading row."""
        width = len(self.head(header + 1)[header])
        refuse_uneven_rows(self.path, self._text, self._separator, header=header)
        try:
            table = pd.read_csv(
                io.StringIO(self._text),
                sep=self._separator,
                skiprows=header + 1,
                header=None,
                names=range(width),
                dtype={at: str if at in texts else "category" for at in range(width)},
                keep_default_na=False,
                na_filter=False,
                skip_blank_lines=False,
                index_col=False,
            )
        except pd.errors.EmptyDataError:
            table = pd.DataFrame(columns=range(width), dtype="category")
        except pd.errors.ParserError as error:
            row = re.search(r"at row (\d+)", str(error))
            place = f"dòng {int(row[1]) + 1}" if row else ""
            raise InputError([Fault(self.path, place, *BAD_LINE)]) from None
        del self._text
        self._table, self.first_row = table, header + 1

    def column(self, at: int) -> tuple[np.ndarray, list[object]]:
        """Return a column as codes and distinct values."""
        if self._table.dtypes[at] != "category":
            codes, unique = pd.factorize(self._table[at])
            return codes, list(unique)
        values = self._table[at].cat
        return values.codes.to_numpy(), list(values.categories)

    def typed_texts(self, at: int) -> set[str]:
        """Return the cells of a column: all are texts."""
        return set(self.texts(at))


class GridTable(TableColumns):
    """A sheet of a workbook column by column."""

    def __init__(self, grid: Grid) -> None:
        self.path, self.sheet, self._rows, self._grid = grid.path, grid.sheet, grid.rows, grid
        self.merged = grid.merged

    def head(self, n_rows: int) -> list[list[object]]:
        """Return the first rows, to look for the heading."""
        return self._rows[:n_rows]

    def load(self, header: int, texts: set[int]) -> None:  # noqa: ARG002 -- cells have their types
        """Take in what stands below the heading row."""
        self._rows, self.first_row = self._rows[header + 1 :], header + 1

    def column(self, at: int) -> tuple[np.ndarray, list[object]]:
        """Return a column as codes and distinct values."""
        keys = [row[at] if at < len(row) else "" for row in self._rows]
        for row, value in enumerate(keys):
            # True equals 1, and 1 shown as 100% is no answer either
            if isinstance(value, bool | dt.date | dt.time):
                keys[row] = show(value)
            elif isinstance(value, float) and (text := self._grid.text(row + self.first_row, at)).endswith("%"):
                keys[row] = text
        codes, unique = pd.factorize(np.array([*keys, ""], object)[:-1])
        return codes, list(unique)

    def typed_texts(self, at: int) -> set[str]:
        """Return the cells of a column that are texts."""
        return {str(row[at]).strip() for row in self._rows if at < len(row) and isinstance(row[at], str)}

    def without_value(self, columns: set[int]) -> list[tuple[int, int]]:
        """Return the cells of formulas that nobody has computed."""
        return [
            (row - self.first_row, at)
            for row, at in sorted(self._grid.uncomputed())
            if at in columns and row >= self.first_row
        ]
