"""A ``Document`` to PDF (PDF/A-2a and PDF/UA-1) and charts to PNG, by the typst wheel."""

from __future__ import annotations

import dataclasses
import functools
import json
from pathlib import Path
from typing import Any

import typst

from cchc.errors import CchcError
from cchc.reporting.addresses import address
from cchc.reporting.blocks import AnnexStart, Block, Figure, Heading, Table
from cchc.reporting.brief_blocks import Pair
from cchc.reporting.control_blocks import Control
from cchc.reporting.document import Document
from cchc.reporting.formats import NUMBER_KINDS, format_cell

FONTS = Path(__file__).parent / "fonts"
TEMPLATES = Path(__file__).parent / "templates"
STANDARDS = ["a-2a", "ua-1"]
#: Characters in a line as wide as a page of a table, at the least; lines that one page surely holds.
_CHARACTERS, _LINES = 80, 20


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
    """Split a document where a new run of pages begins: at every annex, and around pages of control."""
    parts: list[list[Block]] = [[]]
    for block in document.blocks:
        is_after_front = parts[-1] and isinstance(parts[-1][-1], Control)
        if isinstance(block, AnnexStart | Control) or is_after_front:
            parts.append([])
        parts[-1].append(block)
    return [tuple(part) for part in parts if part]


def _table(block: Table) -> dict[str, Any]:
    plain = block.to_dict()
    kinds = [column.kind for column in block.columns]
    for column, kind in zip(plain["columns"], kinds, strict=True):
        column["align"] = "number" if kind in NUMBER_KINDS else "centre" if kind == "centre" else "text"
    share = [column.width / sum(one.width for one in block.columns) for column in block.columns]
    plain["rows"] = []
    for row in block.rows:
        cells = list(row.cells)
        if row.kind != "group":
            cells = [format_cell(cell, kind) for cell, kind in zip(row.cells, kinds, strict=True)]
        # a row that might be longer than a page is broken: on one page, its end would be lost
        lines = [len(str(cell)) / (_CHARACTERS * part) for cell, part in zip(cells, share, strict=False)]
        plain["rows"].append(
            {
                "kind": row.kind,
                "cells": cells,
                "is_long": max(lines, default=0) > _LINES,
                "place": row.item if row.is_anchor else "",
                "href": address(f"{row.href.partition('#')[0]}#{row.section}", ".pdf") if row.section else "",
                "at": row.at,
            }
        )
    return plain


def _plain_block(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Pair):
        sides = {"left": block.left, "right": block.right}
        return block.to_dict() | {name: [_plain_block(one) for one in side] for name, side in sides.items()}
    if isinstance(block, Figure):
        # what only a page on a screen shows is left out
        block = dataclasses.replace(block, narrow="", data=None)
    return block.to_dict()


def _plain(document: Document) -> dict[str, Any]:
    first = next((block for block in document.blocks if isinstance(block, Heading)), None)
    parts = []
    for part in split_parts(document):
        start = part[0]
        blocks = [_plain_block(block) for block in part]
        for block, plain in zip(part, blocks, strict=True):
            if isinstance(block, Heading):
                plain["first"] = block is first and document.settings.layout != "official"
        parts.append(
            {
                "blocks": blocks,
                "is_annex": isinstance(start, AnnexStart),
                "is_wide": isinstance(start, AnnexStart) and start.is_wide,
            }
        )
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
