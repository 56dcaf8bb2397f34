"""Documents that know each other: an item has one name in all of them, and every row that tells of it leads to another.

Where a link leads is written without the ending of a file, which each writer adds for its own format: ``plan#par-7.2.2``,
``#par-7.2.2`` within the document.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from types import MappingProxyType

from cchc.reporting.addresses import UNITS, places
from cchc.reporting.blocks import AnnexStart, Block, Heading, Table
from cchc.reporting.brief_blocks import Pair
from cchc.reporting.document import Document, Tab, tables_of

#: Document → where its rows lead: the first of these that tells of the item.
_TOWARDS = {
    "brief": ("weaknesses", "indices", "merger", "plan"),
    "indices": ("weaknesses", "plan"),
    "weaknesses": ("plan", "indices"),
    "merger": ("plan",),
    "plan": ("weaknesses", "indices", "merger"),
}
#: Rows of tasks lead to the plan before all others.
_TASK_COLUMNS = frozenset({"task_vi", "solution_vi"})
#: Which column bears the link, the first that a table has.
_LINKED = ("code", "shown_code", "solution_key", "task_key", "criterion_vi", "name_vi", "task_vi")


def map_tables(blocks: Iterable[Block], change: Callable[[Table], Table]) -> tuple[Block, ...]:
    """Return blocks with every table changed, those in columns too."""
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            made.append(change(block))
        elif isinstance(block, Pair):
            made.append(Pair(map_tables(block.left, change), map_tables(block.right, change)))
        else:
            made.append(block)
    return tuple(made)


def set_anchors(blocks: Iterable[Block]) -> list[Block]:
    """Make the first row of every item the place to which links lead: no place has two."""
    seen: set[str] = set()

    def change(table: Table) -> Table:
        rows = []
        for row in table.rows:
            is_first = bool(row.item) and row.item not in seen
            seen.add(row.item)
            rows.append(dataclasses.replace(row, is_anchor=True) if is_first else row)
        return dataclasses.replace(table, rows=tuple(rows))

    return list(map_tables(blocks, change))


def link_documents(
    documents: Mapping[str, Document],
    tabs: Sequence[tuple[str, str]],
    *,
    elsewhere: str = "",
    reports: Mapping[str, str] = MappingProxyType({}),
    apart: frozenset[str] = frozenset(),
) -> dict[str, Document]:
    """Let the documents of one folder know each other.

    Parameters
    ----------
    documents : mapping of str to Document
        Stem of its files → a document.
    tabs : sequence of (str, str)
        What the bar above every page offers: title, and stem of a document or another address.
    elsewhere : str
        Where the plan is to be found if none of the documents is one, such as ``../../plan``: rows of tasks lead there.

    reports : mapping of str to str
        Key of a unit → where its brief stands, without the ending: rows that are units lead there.
    apart : frozenset of str
        Documents whose rows lead nowhere: a plan to be signed is sent by itself.

    Returns
    -------
    dict of str to Document
        Every row of an item that another document tells of leads there; no link leads nowhere.
    """
    told = {stem: _sections(one.blocks) for stem, one in documents.items()}
    made = {}
    for stem, document in documents.items():
        bar = make_bar(tabs, documents, stem)
        if stem in apart:
            made[stem] = dataclasses.replace(document, bar=bar)
            continue
        blocks = map_tables(document.blocks, lambda table, stem=stem: _linked(table, stem, told, elsewhere, reports))  # type: ignore[misc]
        made[stem] = dataclasses.replace(document, blocks=blocks, bar=bar)
    return made


def make_bar(tabs: Sequence[tuple[str, str]], stems: Container[str], current: str) -> tuple[Tab, ...]:
    """Return the bar above one page.

    Parameters
    ----------
    tabs : sequence of (str, str)
        As for ``link_documents``.
    stems : container of str
        Stems of the documents of the folder.
    current : str
        Stem or address of the page.

    Examples
    --------
    >>> [tab.href for tab in make_bar([("Kế hoạch", "plan"), ("Excel", "workbook.xlsx")], {"plan"}, "explore.html")]
    ['plan#', 'workbook.xlsx']
    """
    return tuple(
        Tab(title, place if place not in stems or place == current else f"{place}#", is_current=place == current)
        for title, place in tabs
    )


def _sections(blocks: Sequence[Block]) -> dict[str, str]:
    """Return every item that links lead to with the anchor of the heading below which it stands."""
    found: dict[str, str] = {}
    section = ""
    for block, place in zip(blocks, places(blocks), strict=True):
        if isinstance(block, Heading | AnnexStart):
            section = place
        for table in tables_of([block]):
            found |= {row.item: section for row in table.rows if row.is_anchor}
    return found


def _linked(
    table: Table, stem: str, told: Mapping[str, Mapping[str, str]], elsewhere: str, reports: Mapping[str, str]
) -> Table:
    keys = [column.key for column in table.columns]
    at = next((keys.index(key) for key in _LINKED if key in keys), None)
    if at is None:
        return table
    order = _TOWARDS.get(stem, ())
    if _TASK_COLUMNS & set(keys):
        order = ("plan", *order)
    rows = []
    for row in table.rows:
        report = reports.get(row.item.removeprefix(f"{UNITS}-")) if row.item.startswith(f"{UNITS}-") else None
        if report is not None:
            rows.append(dataclasses.replace(row, href=f"{report}#", at=at))
            continue
        found = next((one for one in order if one != stem and row.item in told.get(one, ())), None)
        if found is None and elsewhere and "plan" not in told:
            found = elsewhere
        href = f"{found}#{row.item}" if row.item and found is not None else ""
        section = told.get(found or "", {}).get(row.item, "")
        rows.append(dataclasses.replace(row, href=href, at=at, section=section) if href else row)
    return dataclasses.replace(table, rows=tuple(rows))
