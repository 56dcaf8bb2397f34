"""Long tables stand behind the findings, and a line names each where it stood."""

from __future__ import annotations

from cchc.columns import Column
from cchc.reporting.back_matter import LONGEST_TABLE, move_tables
from cchc.reporting.blocks import Block, Heading, Paragraph, Row, Span, Table
from cchc.reporting.control_blocks import TablesHere
from cchc.reporting.document import number_captions

_HERE = TablesHere("Phụ lục", "Xem", "trong phụ lục")


def _table(caption: str, n_rows: int) -> Table:
    return Table((Column("a", "A"),), tuple(Row((str(one),)) for one in range(n_rows)), caption=caption)


def test_a_long_table_moves_and_the_line_left_names_its_number() -> None:
    blocks: list[Block] = [
        Heading(2, "Một"), _table("dài", LONGEST_TABLE + 1), _table("ngắn", LONGEST_TABLE), _table("dài nữa", 20), _HERE,
        Paragraph((Span("cuối"),)),
    ]  # fmt: skip
    made = number_captions(move_tables(blocks))
    numbers = {one.caption: one.number for one in made if isinstance(one, Table)}
    assert numbers == {"ngắn": 1, "dài": 2, "dài nữa": 3}
    lines = [one for one in made if isinstance(one, Paragraph) and one.style == "note"]
    assert [one.text for one in lines] == ["Xem Bảng 2 trong phụ lục.", "Xem Bảng 3 trong phụ lục."]
    assert [one.spans[1].href for one in lines] == ["#bang-2", "#bang-3"]
    assert [one.text for one in made if isinstance(one, Heading)] == ["Một", "Phụ lục"]
    assert isinstance(made[-1], Paragraph)


def test_a_document_that_takes_no_tables_keeps_its_order_and_one_without_long_ones_has_no_annex() -> None:
    plain: list[Block] = [_table("dài", 30), Heading(2, "Hai")]
    assert move_tables(plain) == plain
    assert move_tables([_table("ngắn", 2), _HERE]) == [_table("ngắn", 2)]
