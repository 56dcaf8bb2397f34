"""The blocks of a document: plain, frozen values that show themselves in JupyterLab and travel in notebook outputs."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

from cchc.columns import Column as Column  # noqa: PLC0414 -- a table's columns are a part of it

#: MIME type under which a notebook output carries its block.
MIME = "application/vnd.cchc.block+json"
#: The alternative text of a figure that nobody has described.
NO_ALT = "Biểu đồ do người phân tích thêm vào, chưa có mô tả"
MISSING_ALT = 'biểu đồ chưa có lời mô tả cho người không nhìn được; hãy dùng cchc.figure(fig, caption="...", alt="một câu nói biểu đồ cho thấy gì")'


@dataclass(frozen=True)
class Span:
    """A run of text.

    Attributes
    ----------
    text : str
        Content.
    bold, italic : bool
        Style.
    href : str
        Where it leads, see ``links``; empty for nowhere.
    """

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True)
class Block:
    """Base of all blocks: shows itself in JupyterLab and carries its structure."""

    kind: ClassVar[str] = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the block as plain values, ready for JSON."""
        return {"kind": self.kind, **{one.name: _plain(getattr(self, one.name)) for one in dataclasses.fields(self)}}

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any] | tuple[dict[str, Any], dict[str, Any]]:
        from cchc.reporting.html import render_fragment  # noqa: PLC0415 -- the writer imports this module
        from cchc.reporting.stamps import stamp  # noqa: PLC0415

        shown = {"text/plain": f"<{self.kind}>", "text/html": render_fragment(self), MIME: self.to_dict()}
        return (shown, metadata) if (metadata := stamp()) else shown


@dataclass(frozen=True)
class Heading(Block):
    """A heading; level 1 is the document's only title.

    ``is_back``: it begins what stands behind the findings, with no chart of theirs below it.
    """

    kind: ClassVar[str] = "heading"
    level: int
    text: str
    is_back: bool = False


@dataclass(frozen=True)
class Paragraph(Block):
    """A paragraph.

    Attributes
    ----------
    spans : tuple of Span
        Content.
    style : str
        ``body``, ``lead`` (the main finding), ``note``, ``basis`` (legal basis), ``dash`` (list item "- ..."),
        ``numbered`` (list item that carries its own number), ``kicker`` (above a title), ``remark`` (small print of a brief),
        ``unknown`` (says only that something is not in the data) or ``not_applicable`` (that an index is not measured for
        such units): sections of nothing else are gathered.
    """

    kind: ClassVar[str] = "paragraph"
    spans: tuple[Span, ...]
    style: str = "body"

    @property
    def text(self) -> str:
        """The content without styles."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Row:
    """A table row.

    Attributes
    ----------
    cells : tuple
        Raw values.
    kind : str
        ``data``, ``group`` (first cell spans the table) or ``total``.
    item : str
        Which item of an index, or task, it tells of: ``par-7.2.2``, the same in all documents; empty for none.
    is_anchor : bool
        Whether links to the item lead here: the first row of a document that tells of it.
    href, at : str, int
        Where the cell of this number leads, see ``links``; empty for nowhere.
    section : str
        Anchor of the heading below which that place stands, for formats that know no other places.
    decimals : int
        Digits of its values where they are not those of the columns; -1: as the columns say.
    """

    cells: tuple[object, ...]
    kind: str = "data"
    item: str = ""
    is_anchor: bool = False
    href: str = ""
    at: int = 0
    section: str = ""
    decimals: int = -1


@dataclass(frozen=True)
class Table(Block):
    """A table of raw values; writers format them by column.

    Attributes
    ----------
    columns, rows : tuple
        See ``Column`` and ``Row``.
    caption : str
        Title, without number.
    note : str
        Printed below; sources and status.
    sheet : str
        Name of its sheet in the workbook, empty for none.
    is_wide : bool
        Needs a landscape page.
    is_interactive : bool
        In HTML, its rows can be sorted and searched.
    is_alone : bool
        It has a sheet of its own, whatever others share.
    is_note_first : bool
        The note stands above the table: below a table of many pages it might stand alone on the last one.
    chart : str
        Key of the column that the first sheet of the workbook draws; empty for none.
    number : int
        Set when the document is assembled; 0 for tables without a number (annexes).
    """

    kind: ClassVar[str] = "table"
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    note: str = ""
    sheet: str = ""
    is_wide: bool = False
    is_interactive: bool = False
    is_note_first: bool = False
    chart: str = ""
    number: int = 0
    is_alone: bool = False


@dataclass(frozen=True)
class Figure(Block):
    """A chart as SVG with the sentence that replaces it for those who cannot see it.

    Attributes
    ----------
    svg, alt : str
        The drawing, and what it says.
    caption, note : str
        The finding, without number; source and status.
    is_map : bool
        It shows places.
    narrow : str
        The same drawn for a phone; empty for none.
    data : Table or None
        The figures it draws, shown on demand and offered as a file in HTML; in the workbook if it has a sheet.
    is_inline : bool
        Drawn by the programme, fit to stand in a page beside others; else it is shown as a picture that cannot touch the page.
    is_half : bool
        Legible at half the width of a page; two that follow each other stand side by side.
    number : int
        See ``Table``.
    """

    kind: ClassVar[str] = "figure"
    svg: str
    alt: str
    caption: str = ""
    note: str = ""
    is_map: bool = False
    is_half: bool = False
    narrow: str = ""
    data: Table | None = None
    is_inline: bool = False
    number: int = 0


def is_undescribed(block: Block) -> bool:
    """Tell whether a block is a figure that nobody has described."""
    return isinstance(block, Figure) and block.alt == NO_ALT


@dataclass(frozen=True)
class Cover(Block):
    """What an analysis is about, below its title."""

    kind: ClassVar[str] = "cover"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Letterhead(Block):
    """Heading block, number, date, type and subject of an official document (Decree 30/2020/NĐ-CP)."""

    kind: ClassVar[str] = "letterhead"
    superior: str
    agency: str
    number: str
    place_date: str
    type_vi: str
    subject: str


@dataclass(frozen=True)
class Signature(Block):
    """Recipients and signature."""

    kind: ClassVar[str] = "signature"
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    signer: str


@dataclass(frozen=True)
class AnnexStart(Block):
    """Begins an annex on a new page, numbered on its own.

    Attributes
    ----------
    label : str
        ``Phụ lục II`` (``Phụ lục`` if it is the only one).
    title : str
        In capitals.
    attached : str
        "(Kèm theo ...)".
    is_wide : bool
        Landscape.
    """

    kind: ClassVar[str] = "annex"
    label: str
    title: str
    attached: str
    is_wide: bool = True


@dataclass(frozen=True)
class Group(Block):
    """Several blocks shown by one cell."""

    kind: ClassVar[str] = "group"
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Said(Group):
    """Paragraphs in an analyst's own words: whom they name is looked at when the document is put together.

    Attributes
    ----------
    remarks : tuple of str
        What the analyst is told of them.
    """

    kind: ClassVar[str] = "said"
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings(Block):
    """What holds for the whole document; the first block of every report.

    Attributes
    ----------
    title : str
        Title for metadata.
    layout : str
        ``official`` (Decree 30), ``analysis`` or ``brief`` (one page).
    watermark : str
        Printed on every page, empty for none.
    author : str
        Issuing body.
    footer : str
        Short provenance.
    date : str
        Nominal date (ISO) of the document's properties: 1 January of the plan year, never the time of building.
    head : str
        Running head of an analysis: unit, document, year; empty: its title.
    """

    kind: ClassVar[str] = "settings"
    title: str
    layout: str
    watermark: str
    author: str
    footer: str
    date: str
    head: str = ""


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, Block):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Block):
        return value.to_dict()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
