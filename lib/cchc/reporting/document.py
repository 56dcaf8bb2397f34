"""The one tree from which HTML, PDF and Word are written."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cchc.planning.check_findings import CheckFinding
from cchc.reporting.blocks import (
    AnnexStart,
    Block,
    Column,
    Cover,
    Figure,
    Group,
    Heading,
    Letterhead,
    Paragraph,
    Row,
    Said,
    Settings,
    Signature,
    Span,
    Table,
)
from cchc.reporting.brief_blocks import Mark, Pair, Profile, Tile, Tiles
from cchc.reporting.control_blocks import Checks, Control, TablesHere

BLOCKS: dict[str, type[Block]] = {
    one.kind: one
    for one in (
        Heading,
        Paragraph,
        Table,
        Figure,
        Cover,
        Letterhead,
        Signature,
        AnnexStart,
        Control,
        Checks,
        Group,
        Said,
        Settings,
        Tiles,
        Profile,
        Pair,
        TablesHere,
    )
}


@dataclass(frozen=True)
class Tab:
    """A document, or another file, that the bar above a page offers.

    Attributes
    ----------
    title_vi : str
        As shown.
    href : str
        Where it leads, see ``links``.
    is_current : bool
        Whether it is this page.
    """

    title_vi: str
    href: str
    is_current: bool = False


@dataclass(frozen=True)
class Document:
    """A document.

    Attributes
    ----------
    settings : Settings
        Title, layout, watermark.
    blocks : tuple of Block
        In order; groups are flattened, tables and figures numbered.
    findings : tuple of CheckFinding or None
        Of the checks before printing; None for a document that is not checked.
    bar : tuple of Tab
        The other documents of its folder; empty for a document by itself.
    remarks : tuple of str
        What an analyst is told of his own cells: what was left out of them, charts without a description, other units.
    """

    settings: Settings
    blocks: tuple[Block, ...]
    findings: tuple[CheckFinding, ...] | None = None
    bar: tuple[Tab, ...] = ()
    remarks: tuple[str, ...] = ()

    def tables(self) -> Iterator[Table]:
        """Yield the tables in order, without those that stand in columns side by side; a chart may stand in a table's place."""
        for block in self.blocks:
            table = block.data if isinstance(block, Figure) else block
            if isinstance(table, Table) and (table is block or table.sheet):
                yield table

    def alltables_of(self) -> Iterator[Table]:
        """Yield every table in order."""
        return tables_of(self.blocks)


def tables_of(blocks: Iterable[Block]) -> Iterator[Table]:
    """Yield every table of some blocks, those in columns too."""
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Pair):
            yield from tables_of((*block.left, *block.right))


def flatten(blocks: list[Block]) -> list[Block]:
    """Take groups apart."""
    return [
        inner for block in blocks for inner in (flatten(list(block.blocks)) if isinstance(block, Group) else [block])
    ]


def number_captions(blocks: list[Block]) -> list[Block]:
    """Give captioned tables and figures their numbers, each kind in one series."""
    counts = {"table": 0, "figure": 0}
    numbered: list[Block] = []
    for block in blocks:
        if isinstance(block, Table | Figure) and block.caption:
            counts[block.kind] += 1
            numbered.append(dataclasses.replace(block, number=counts[block.kind]))
        else:
            numbered.append(block)
    return numbered


_FIELD_TYPES = {"spans": Span, "columns": Column, "rows": Row, "tiles": Tile, "marks": Mark}
_FIELDS_OF_BLOCKS = ("blocks", "left", "right")


def block_from_dict(plain: dict[str, Any]) -> Block:
    """Rebuild a block from what a notebook output carries.

    Raises
    ------
    KeyError
        For a kind that does not exist.
    """
    values = {name: value for name, value in plain.items() if name != "kind"}
    for name, value in values.items():
        if name in _FIELDS_OF_BLOCKS:
            values[name] = tuple(block_from_dict(item) for item in value)
        elif name == "data" and isinstance(value, dict):
            values[name] = block_from_dict(value)
        elif name in _FIELD_TYPES:
            values[name] = tuple(_FIELD_TYPES[name](**_tuples(item)) for item in value)
        elif isinstance(value, list):
            values[name] = _as_tuple(value)
    return BLOCKS[plain["kind"]](**values)


def _tuples(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: _as_tuple(value) for name, value in plain.items()}


def _as_tuple(value: Any) -> Any:
    return tuple(_as_tuple(one) for one in value) if isinstance(value, list) else value
