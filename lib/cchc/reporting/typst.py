"""A ``Document`` to PDF (PDF/A-2a and PDF/UA-1) and charts to PNG, by the typst wheel."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import json
from pathlib import Path
from typing import Any, NamedTuple

import typst

from cchc.errors import CchcError
from cchc.reporting.addresses import address, places
from cchc.reporting.blocks import AnnexStart, Block, Figure, Heading, Letterhead, Paragraph, Table
from cchc.reporting.brief_blocks import Pair
from cchc.reporting.control_blocks import Control
from cchc.reporting.document import Document
from cchc.reporting.formats import NUMBER_KINDS, format_cell, kind_in
from cchc.reporting.own_frames import printed_blocks
from cchc.reporting.widths import fit_list, fit_table

FONTS = Path(__file__).parent / "fonts"
TEMPLATES = Path(__file__).parent / "templates"
STANDARDS = ["a-2a", "ua-1"]
#: Letters of tables [pt]; those of the control page as in the template.
_ANNEX_SIZE, _TABLE_SIZE, _DENSE_SIZE, _CHECK_SIZE, _FILES_SIZE = 10.0, 10.5, 9.0, 10.0, 8.5
#: Columns from which a table upright is set in smaller letters.
_MANY = 9
#: Share of a page's height from which a table, a row is broken rather than moved whole to the next page.
_HIGH, _HIGH_ROW = 0.15, 0.19
_MM = 72 / 25.4
#: Rows of a table that surely fills more than a page.
_PAGE_OF_ROWS = 40


class _Page(NamedTuple):
    """The text area of a run of pages [pt]."""

    width: float
    height: float
    is_annex: bool


_has_run = False


def has_run() -> bool:
    """Tell whether typst has run in this process: it has started threads, and a fork of them is not safe."""
    return _has_run


def _compile(source: bytes, **options: Any) -> bytes:
    """Call typst; the wheel's own annotations allow neither a source as bytes nor one format."""
    global _has_run  # noqa: PLW0603 -- it is the process that has run it
    _has_run = True
    compile_: Any = typst.compile
    try:
        return bytes(compile_(source, font_paths=_fonts(), **options))
    except typst.TypstError as error:
        raise CchcError(f"Không dựng được bản PDF; lý do kỹ thuật: {str(error).splitlines()[0]}") from error


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def split_parts(document: Document) -> list[tuple[Block, ...]]:
    """Split a document where a new run of pages begins: at every annex, and around pages of control.

    The control page of an analysis joins the page before it: only an official document ends before it, and an annex.
    """
    parts: list[list[Block]] = [[]]
    is_official = document.settings.layout == "official"
    for block in document.blocks:
        before = parts[-1]
        is_after_front = before and isinstance(before[-1], Control)
        is_apart = isinstance(block, Control) and (is_official or (before and isinstance(before[0], AnnexStart)))
        if isinstance(block, AnnexStart) or is_apart or is_after_front:
            parts.append([])
        parts[-1].append(block)
    return [tuple(part) for part in parts if part]


def _table(block: Table, page: _Page) -> dict[str, Any]:
    plain = block.to_dict()
    kinds = [column.kind for column in block.columns]
    size = _ANNEX_SIZE if page.is_annex else _DENSE_SIZE if len(block.columns) > _MANY else _TABLE_SIZE
    widths, heights = fit_table(block, page.width, size, keeps_chosen=page.is_annex)
    for column, kind, width in zip(plain["columns"], kinds, widths, strict=True):
        column["align"] = "number" if kind in NUMBER_KINDS else "centre" if kind == "centre" else "text"
        column["width"] = width
    plain["rows"] = []
    for row, height in zip(block.rows, heights, strict=True):
        cells = list(row.cells)
        if row.kind != "group":
            cells = [
                format_cell(cell, kind_in(kind, row.decimals)) for cell, kind in zip(row.cells, kinds, strict=True)
            ]
        # whole, a high row would leave a page's foot white; higher than the page, its end would be lost
        plain["rows"].append(
            {
                "kind": row.kind,
                "cells": cells,
                "is_long": height > _HIGH_ROW * page.height,
                "place": row.item if row.is_anchor else "",
                "href": address(f"{row.href.partition('#')[0]}#{row.section}", ".pdf")
                if row.section or row.href.endswith("#")
                else "",
                "at": row.at,
            }
        )
    plain["size"] = size
    plain["is_whole"] = sum(heights) < _HIGH * page.height
    return plain


def _block(block: Block, page: _Page) -> dict[str, Any]:
    if isinstance(block, Table):
        return _table(block, page)
    if isinstance(block, Pair):
        sides = {"left": block.left, "right": block.right}
        half = page._replace(width=page.width / 2)
        return block.to_dict() | {name: [_block(one, half) for one in side] for name, side in sides.items()}
    if isinstance(block, Paragraph):
        plain = block.to_dict()
        for span in plain["spans"]:
            span["href"] = address(span["href"], ".pdf")
        return plain
    if isinstance(block, Figure):
        # what only a page on a screen shows is left out
        block = dataclasses.replace(block, narrow="", data=None)
    return _control(block, page) if isinstance(block, Control) else block.to_dict()


def _width(is_wide: bool, is_official: bool) -> float:
    """Return the width of the text on a page [mm], as the template sets its margins."""
    return 252 if is_wide else 160 if is_official else 165


def _control(block: Control, page: _Page) -> dict[str, Any]:
    """Fit the columns of a list of files, and let the last cell of a short row span the rest."""
    plain = block.to_dict()
    n, size = len(block.header), _CHECK_SIZE if block.is_front else _FILES_SIZE
    plain["widths"] = fit_list(block.header, block.files, page.width, size)
    plain["files"] = [[(cell, 1) for cell in row[:-1]] + [(row[-1], n - len(row) + 1)] for row in block.files]
    return plain


def _join_figures(blocks: list[dict[str, Any]], part: int) -> list[dict[str, Any]]:
    """Put figures that follow each other together, those of half a page's width two on a row; ``part`` tells them apart."""
    joined: list[dict[str, Any]] = []
    for block in blocks:
        before = joined[-1] if joined else {}
        if block["kind"] != "figure":
            joined.append(block)
        elif before.get("kind") != "figures":
            is_first = before.get("kind") == "heading"
            joined.append({"kind": "figures", "rows": [[block]], "is_first": is_first, "run": f"{part}-{len(joined)}"})
        elif block["is_half"] and len(before["rows"][-1]) == 1 and before["rows"][-1][0]["is_half"]:
            before["rows"][-1].append(block)
        else:
            before["rows"].append([block])
    return joined


def _opens_long_table(part: tuple[Block, ...], heading: Heading) -> bool:
    """Whether a section tells a table of more than a page: charts of the sections before it do not stand in its midst."""
    at = next(place for place, block in enumerate(part) if block is heading)
    section = itertools.takewhile(
        lambda block: not (isinstance(block, Heading) and block.level <= heading.level), part[at + 1 :]
    )
    return any(isinstance(block, Table) and len(block.rows) > _PAGE_OF_ROWS for block in section)


def _plain(document: Document) -> dict[str, Any]:
    document = dataclasses.replace(document, blocks=printed_blocks(document.blocks))
    first = next((block for block in document.blocks if isinstance(block, Heading)), None)
    is_official = document.settings.layout == "official"
    # the first heading of a document is its title, unless the letterhead above it is
    kinds = [block.kind for block in document.blocks if isinstance(block, Heading | Letterhead)]
    is_titled = kinds[:1] == [Letterhead.kind]
    parts: list[dict[str, Any]] = []
    where = {id(block): place for block, place in zip(document.blocks, places(document.blocks), strict=True)}
    for part in split_parts(document):
        start = part[0]
        is_annex = isinstance(start, AnnexStart)
        is_wide = isinstance(start, AnnexStart) and start.is_wide
        page = _Page(_width(is_wide, is_official) * _MM, (170 if is_wide else 255) * _MM, is_annex)
        blocks = [_block(block, page) | {"place": where.get(id(block), "")} for block in part]
        for block, plain in zip(part, blocks, strict=True):
            if isinstance(block, Heading):
                plain["first"] = block is first and not is_titled
                plain["flush"] = block.is_back or _opens_long_table(part, block)
        parts.append({"blocks": _join_figures(blocks, len(parts)), "is_annex": is_annex, "is_wide": is_wide})
    return {"settings": document.settings.to_dict(), "parts": parts}


def render_pdf(document: Document) -> bytes:
    """Render a document as a tagged, archivable PDF with its fonts embedded.

    Parameters
    ----------
    document : Document
        The tree.

    Returns
    -------
    bytes
        PDF/A-2a and PDF/UA-1; the same document gives the same bytes.
    """
    return _compile(
        (TEMPLATES / ("brief.typ" if document.settings.layout == "brief" else "document.typ")).read_bytes(),
        format="pdf",
        sys_inputs={"document": json.dumps(_plain(document), ensure_ascii=False)},
        pdf_standards=STANDARDS,
    )


def write_pdf(document: Document, path: Path) -> None:
    """Write ``render_pdf`` to a file."""
    path.write_bytes(render_pdf(document))


def svg_to_png(svg: str, *, ppi: int = 200) -> bytes:
    """Draw an SVG as PNG, for writers without vector graphics.

    Parameters
    ----------
    svg : str
        As drawn by matplotlib, sized in points.
    ppi : int
        Pixels per inch of the drawing's own size.

    Returns
    -------
    bytes
        PNG.
    """
    source = (
        '#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image(bytes(sys.inputs.svg), format: "svg")'
    )
    return _compile(source.encode(), format="png", ppi=float(ppi), sys_inputs={"svg": svg})
