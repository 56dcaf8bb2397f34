"""Which tables of documents share a sheet of the workbook: those of one document and one topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc.reporting.blocks import AnnexStart, Block, Figure, Heading, Row, Table
from cchc.reporting.sentences import sentence

#: So many tables, and fewer, have a sheet each: there is nothing to gather.
MOST_ALONE = 12
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_MOST_LETTERS = 31


@dataclass(frozen=True)
class Chapter:
    """A document as the workbook sees it.

    Attributes
    ----------
    title_vi : str
        As the bar above every page calls it.
    blocks : sequence of Block
        In order.
    """

    title_vi: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook.

    Attributes
    ----------
    name : str
        At most 31 letters, none of those that Excel forbids; no two sheets have the same.
    chapter : str
        Title of the document.
    title_vi : str
        First line where tables share the sheet.
    tables : tuple of Table
        One under another.
    """

    name: str
    chapter: str
    title_vi: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class _Told:
    """A table, its document, and the annex or section of it where it stands."""

    table: Table
    chapter: str
    section: str
    is_annex: bool


def gather_sheets(chapters: Iterable[Chapter], topics: Mapping[str, str], *, front: str) -> list[Sheet]:
    """Share the tables of documents out over sheets.

    Parameters
    ----------
    chapters : iterable of Chapter
        Their tables with a ``sheet`` name are taken; the same table told twice once.
    topics : mapping of str to str
        How names of tables call a topic (``PAR``) → its name (``PAR INDEX``).
    front : str
        Name of the first sheet, which no other bears.

    Returns
    -------
    list of Sheet
        Of few tables a sheet each. Of more, every annex has its own; in a document whose tables name topics, the tables
        of a topic share one and all others one; in any other document, the tables below one heading.

    Examples
    --------
    >>> gather_sheets([Chapter("Kết quả", [Table((), (), sheet="PAR lĩnh vực")])], {}, front="Tổng quan")[0].name
    'PAR lĩnh vực'
    """
    told = list(_distinct(one for chapter in chapters for one in _told(chapter)))
    if sum(not one.table.is_alone for one in told) <= MOST_ALONE:
        groups = [(one.table.sheet, one.section, [one]) for one in told]
    else:
        groups = list(_grouped(told, topics))
    used = {front}
    sheets = []
    for name, title, members in groups:
        alone = len(members) == 1
        wanted = _distinct_name(members[0].table.sheet if alone else name, used)
        used.add(wanted)
        sheets.append(Sheet(wanted, members[0].chapter, title, tuple(one.table for one in members)))
    return sheets


def _told(chapter: Chapter) -> Iterator[_Told]:
    section, is_annex = "", False
    for block in chapter.blocks:
        if isinstance(block, AnnexStart):
            section, is_annex = f"{block.label}. {block.title}", True
        elif isinstance(block, Heading) and block.level <= 2:
            section, is_annex = block.text, False
        else:
            # of charts, only the figures of an analyst's own
            table = block.data if isinstance(block, Figure) and block.data and block.data.is_alone else block
            if isinstance(table, Table) and table.sheet:
                yield _Told(table, chapter.title_vi, section, is_annex)


def _distinct(told: Iterable[_Told]) -> Iterator[_Told]:
    """Leave out a table that was told before, by whichever document."""
    seen: list[tuple[str, object, object]] = []
    for one in told:
        table = one.table
        content = (table.sheet, table.columns, _values(table.rows))
        if content not in seen:
            seen.append(content)
            yield one


def _values(rows: Iterable[Row]) -> tuple[object, ...]:
    return tuple((row.cells, row.kind) for row in rows)


def _grouped(told: Sequence[_Told], topics: Mapping[str, str]) -> Iterator[tuple[str, str, list[_Told]]]:
    """Yield name, first line and tables of every sheet, in the order of their first tables."""
    named = {one.chapter for one in told if not one.is_annex and _topic(one.table.sheet, topics)}
    groups: dict[tuple[str, ...], tuple[str, str, list[_Told]]] = {}
    for one in told:
        key: tuple[str, ...]
        if one.table.is_alone:
            key, name, title = (
                (one.chapter, one.section, one.table.sheet, str(len(groups))),
                one.table.sheet,
                one.section,
            )
        elif one.is_annex or one.chapter not in named:
            key, name, title = (one.chapter, one.section), one.table.sheet, one.section
        else:
            topic = _topic(one.table.sheet, topics) or sentence("book_other")
            key, name, title = (one.chapter, "", topic), f"{one.chapter} {topic}", f"{one.chapter} – {topic}"
        groups.setdefault(key, (name, title, []))[2].append(one)
    yield from groups.values()


def _topic(name: str, topics: Mapping[str, str]) -> str:
    words = name.split()
    return next((topic for key, topic in topics.items() if key in words or name == topic), "")


def _distinct_name(wanted: str, used: set[str]) -> str:
    wanted = _FORBIDDEN.sub(" ", wanted)[:_MOST_LETTERS].strip()
    name, number = wanted, 1
    while name.casefold() in {one.casefold() for one in used}:
        number += 1
        name = f"{wanted[:26]} ({number})"
    return name
