"""The one dictionary of columns: what a column is called, its unit, how it is written and how wide it is.

Sections, forms, workbooks and the data dictionary name keys; nobody writes a heading twice. The entries are data:
``columns.csv``. An entry is a field of the rows, ``score``, or one sense of it, ``score:total``, where the same field is
called otherwise because the rows are other things.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from cchc.errors import suggest

_FILE = Path(__file__).with_name("columns.csv")


@dataclass(frozen=True)
class Column:
    """A table column.

    Attributes
    ----------
    key : str
        Field of the rows, and its name for formulas.
    title_vi : str
        Heading.
    kind : str
        Format, see ``formats.DECIMALS``; ``text`` otherwise.
    width : float
        Relative width (millimetres in annexes).
    formula : str
        Excel formula over columns of the same row, ``{max_score}-{score}``; empty: the value is written.
    total : str
        ``sum`` if a total row adds this column up.
    """

    key: str
    title_vi: str
    kind: str = "text"
    width: float = 10.0
    formula: str = ""
    total: str = ""


@dataclass(frozen=True)
class Entry:
    """A line of the dictionary.

    Attributes
    ----------
    key : str
        ``score`` or ``score:total``.
    column : Column
        As tables show it.
    unit_vi : str
        Unit of its values; empty for words, and where the rows differ.
    meaning_vi : str
        What stands in the field, for the data dictionary; empty: the heading says it.
    """

    key: str
    column: Column
    unit_vi: str
    meaning_vi: str


@lru_cache(maxsize=1)
def entries() -> dict[str, Entry]:
    """Return the whole dictionary by key, in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["key"]: Entry(
                row["key"],
                Column(
                    row["key"].partition(":")[0],
                    row["title_vi"],
                    row["kind"] or "text",
                    float(row["width"] or 10),
                    total=row["total"],
                ),
                row["unit_vi"],
                row["meaning_vi"],
            )
            for row in csv.DictReader(file)
        }


def entry(key: str) -> Entry:
    """Return a line of the dictionary.

    Raises
    ------
    KeyError
        Naming the nearest keys.
    """
    known = entries()
    if key not in known:
        near = suggest(key, known)
        msg = f"no column {key!r} in columns.csv" + (f"; nearest: {', '.join(near)}" if near else "")
        raise KeyError(msg)
    return known[key]


def col(
    key: str,
    title_vi: str | None = None,
    *,
    field: str | None = None,
    kind: str | None = None,
    width: float | None = None,
    formula: str = "",
    total: str | None = None,
    **words: str,
) -> Column:
    """Return a column of the dictionary; what a table needs otherwise is said, and only that.

    Parameters
    ----------
    key : str
        Key of the dictionary.
    title_vi : str or None
        Heading that only the run knows, the name of a part; what is always so called is an entry of its own.
    field : str or None
        Field of the rows where a table has several such columns (one for each year, unit, index); None: the key's.
    kind, width, total : str, float, str or None
        See ``Column``; None: the dictionary's.
    formula : str
        See ``Column``; it names columns of the same table.
    **words : str
        What stands in the slots of the heading: ``Điểm tiêu chí {code}``.

    Returns
    -------
    Column
        Its key is the field.

    Raises
    ------
    KeyError
        If the dictionary has no such key, or a slot of the heading no word.

    Examples
    --------
    >>> col("score:total").key, col("score:total").title_vi, col("score:total").kind
    ('score', 'Tổng điểm', 'score')
    >>> col("lost_score", formula="{max_score}-{score}").title_vi
    'Điểm mất'
    >>> col("lost_score:year", field="y2023", year="2023").title_vi
    'Mất năm 2023'
    """
    found = entry(key).column
    return replace(
        found,
        key=found.key if field is None else field,
        title_vi=found.title_vi.format_map(words) if title_vi is None else title_vi,
        kind=found.kind if kind is None else kind,
        width=found.width if width is None else width,
        formula=formula,
        total=found.total if total is None else total,
    )


def heading(key: str) -> str:
    """Return the heading of a key."""
    return entry(key).column.title_vi


def meaning(key: str) -> str:
    """Return what stands in a field, for the data dictionary."""
    found = entry(key)
    return found.meaning_vi or found.column.title_vi
