"""The order of a document: findings first, long tables behind them, each mentioned where it stood."""

from __future__ import annotations

from cchc.reporting.blocks import Block, Heading, Paragraph, Span, Table
from cchc.reporting.control_blocks import TablesHere

#: A table with more rows interrupts what is told.
LONGEST_TABLE = 6


def move_tables(blocks: list[Block]) -> list[Block]:
    """Move long tables to where the document takes them.

    Parameters
    ----------
    blocks : list of Block
        Flat, without numbers.

    Returns
    -------
    list of Block
        The same where no block takes tables. Otherwise its captioned tables of more than ``LONGEST_TABLE`` rows stand
        there, below its heading, and where each stood a line names its number.
    """
    at = next((place for place, block in enumerate(blocks) if isinstance(block, TablesHere)), None)
    if at is None:
        return blocks
    here = blocks[at]
    assert isinstance(here, TablesHere)  # noqa: S101 -- found as one
    moved = [block for block in blocks[:at] if _is_long(block)]
    number = sum(isinstance(block, Table) and bool(block.caption) for block in blocks[:at]) - len(moved)
    body: list[Block] = []
    for block in blocks[:at]:
        if _is_long(block):
            number += 1
            body.append(
                Paragraph(
                    (
                        Span(f"{here.reference} "),
                        Span(f"Bảng {number}", href=f"#bang-{number}"),
                        Span(f" {here.place}."),
                    ),
                    "note",
                )
            )
        else:
            body.append(block)
    rest = [block for block in blocks[at + 1 :] if not isinstance(block, TablesHere)]
    return [*body, *((Heading(2, here.title, is_back=True), *moved) if moved else ()), *rest]


def _is_long(block: Block) -> bool:
    return isinstance(block, Table) and bool(block.caption) and len(block.rows) > LONGEST_TABLE
