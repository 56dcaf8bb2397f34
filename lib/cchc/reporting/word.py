"""A ``Document`` to Word (.docx), in the layout of Decree 30/2020/NĐ-CP, ready to be edited and signed."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from cchc.reporting import word_parts as parts
from cchc.reporting.archive import normalise_office_file
from cchc.reporting.blocks import AnnexStart, Block, Cover, Figure, Heading, Letterhead, Paragraph, Signature, Table
from cchc.reporting.control_blocks import Control
from cchc.reporting.document import Document
from cchc.reporting.formats import NUMBER_KINDS, format_cell
from cchc.reporting.typst import split_parts, svg_to_png
from cchc.reporting.widths import fit_list, fit_table

PORTRAIT = {"left": 30, "right": 20, "top": 20, "bottom": 20}
LANDSCAPE = {"left": 30, "right": 15, "top": 20, "bottom": 20}
_PT_IN_MM = 72 / 25.4
_CENTRE, _RIGHT, _LEFT, _JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def render_docx(document: Document) -> bytes:
    """Render a document as Word.

    Parameters
    ----------
    document : Document
        The tree.

    Returns
    -------
    bytes
        .docx; the same document gives the same bytes.
    """
    word = docx.Document()
    parts.set_compatibility(word)
    is_official = document.settings.layout == "official"
    parts.set_styles(word, size_pt=14 if is_official else 12)
    # Office allows 255 characters
    word.core_properties.title = textwrap.shorten(document.settings.title, 255, placeholder=" …")
    word.core_properties.author = document.settings.author
    word.core_properties.language = "vi-VN"
    word.core_properties.comments = ""
    for index, part in enumerate(split_parts(document)):
        start = part[0]
        is_wide = isinstance(start, AnnexStart) and start.is_wide
        section = word.sections[0] if index == 0 else word.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, is_wide=is_wide)
        parts.set_headers(section, watermark=document.settings.watermark, number=index)
        writer = _Writer(
            word, is_official=is_official, width_mm=252 if is_wide else 160, in_annex=isinstance(start, AnnexStart)
        )
        for block, following in zip(part, (*part[1:], None), strict=True):
            writer.write(block)
            if isinstance(following, Signature):  # a signature never stands alone on its page
                word.paragraphs[-1].paragraph_format.keep_with_next = True
    buffer = io.BytesIO()
    word.save(buffer)
    return normalise_office_file(buffer.getvalue())


def write_docx(document: Document, path: Path) -> None:
    """Write ``render_docx`` to a file."""
    path.write_bytes(render_docx(document))


def _set_page(section: Any, *, is_wide: bool) -> None:
    margins = LANDSCAPE if is_wide else PORTRAIT
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
    section.left_margin, section.right_margin = Mm(margins["left"]), Mm(margins["right"])
    section.top_margin, section.bottom_margin = Mm(margins["top"]), Mm(margins["bottom"])
    section.header_distance, section.footer_distance = Mm(10), Mm(10)


class _Writer:
    """Writes the blocks of one part."""

    def __init__(self, word: DocxDocument, *, is_official: bool, width_mm: float, in_annex: bool) -> None:
        self.word = word
        self.is_official = is_official
        self.width_mm = width_mm
        self.in_annex = in_annex
        self.pictures = 0

    def write(self, block: Block) -> None:
        """Write one block by its kind."""
        writers: dict[type[Block], Any] = {
            Heading: self.heading,
            Paragraph: self.paragraph,
            Table: self.table,
            Figure: self.figure,
            Cover: self.cover,
            Letterhead: self.letterhead,
            Signature: self.signature,
            AnnexStart: self.annex_start,
            Control: self.control,
        }
        writers[type(block)](block)

    def line(self, text: str = "", *, align: Any = None, container: Any = None, **run: Any) -> Any:
        """Add a paragraph of one run, without spacing."""
        paragraph = (container or self.word).add_paragraph()
        if align is not None:
            paragraph.alignment = align
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = 1.0
        if text:
            parts.add_run(paragraph, text, **run)
        return paragraph

    def heading(self, block: Heading) -> None:
        paragraph = self.word.add_heading(block.text, level=min(max(block.level, 1), 3))
        if self.is_official:
            paragraph.paragraph_format.first_line_indent = Mm(10)

    def paragraph(self, block: Paragraph) -> None:
        paragraph = self.word.add_paragraph()
        is_note = block.style == "note"
        paragraph.alignment = _JUSTIFY if self.is_official and not is_note else _LEFT
        if self.is_official and not is_note:
            paragraph.paragraph_format.first_line_indent = Mm(10)
        if block.style == "dash":
            parts.add_run(paragraph, "- ")
        for span in block.spans:
            parts.add_run(
                paragraph,
                span.text,
                bold=span.bold,
                italic=span.italic or is_note or block.style == "basis",
                size=11 if is_note else None,
            )

    def note(self, text: str) -> None:
        if text:
            paragraph = self.line(text, italic=True, size=11)
            paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(4), Pt(8)

    def caption(self, text: str, label: str, number: int) -> Any:
        paragraph = self.line(f"{label} {number}. {text}" if number else text, bold=True)
        paragraph.paragraph_format.space_before = Pt(8)
        return paragraph

    def table(self, block: Table) -> None:
        if block.caption:
            self.caption(block.caption, "Bảng", block.number).paragraph_format.keep_with_next = True
        if block.is_note_first:
            self.note(block.note)
        size = 10 if self.in_annex else 11
        table = self.word.add_table(rows=1, cols=len(block.columns))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        fitted, _ = fit_table(block, self.width_mm * _PT_IN_MM, size, keeps_chosen=self.in_annex)
        widths = [Mm(one / _PT_IN_MM) for one in fitted]
        parts.set_layout(table, widths, description=block.caption or "Bảng")
        for cell, column in zip(parts.row_cells(table, table.rows[0]), block.columns, strict=True):
            parts.fill_cell(cell, column.title_vi, size=size, align=_CENTRE, bold=True, shade="ECECEC", middle=True)
        parts.repeat_header(table.rows[0])
        for row in block.rows:
            if row.kind == "group":
                spanning = parts.span_row(table, widths)
                parts.fill_cell(spanning, str(row.cells[0]), size=size, align=_LEFT, bold=True, shade="F4F4F4")
                spanning.paragraphs[0].paragraph_format.keep_with_next = True
                continue
            for cell, column, value in zip(parts.add_row(table, widths), block.columns, row.cells, strict=True):
                align = _RIGHT if column.kind in NUMBER_KINDS else _CENTRE if column.kind == "centre" else _LEFT
                parts.fill_cell(
                    cell,
                    format_cell(value, column.kind),
                    size=size,
                    align=align,
                    bold=row.kind == "total",
                    shade="F4F4F4" if row.kind == "total" else "",
                )
        parts.keep_rows_whole(table)
        if not block.is_note_first:
            self.note(block.note)

    def figure(self, block: Figure) -> None:
        paragraph = self.line(align=_CENTRE)
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(io.BytesIO(svg_to_png(block.svg)), width=Mm(self.width_mm))
        self.pictures += 1
        properties = picture._inline.docPr  # noqa: SLF001 -- python-docx offers no other way to the alt text
        properties.set("descr", block.alt)
        properties.set("name", f"Hình {block.number or self.pictures}")
        if block.caption:
            self.caption(block.caption, "Hình", block.number)
        self.note(block.note)

    def cover(self, block: Cover) -> None:
        for text in block.lines:
            self.line(text, size=11)

    def letterhead(self, block: Letterhead) -> None:
        table = self.word.add_table(rows=1, cols=2)
        parts.set_layout(table, [Mm(64), Mm(96)], description="Phần mở đầu văn bản", borders=False)
        left, right = table.rows[0].cells
        first = left.paragraphs[0]
        if block.superior:
            parts.style_line(first, block.superior, align=_CENTRE, size=12)
            first = left.add_paragraph()
        parts.style_line(first, block.agency, align=_CENTRE, size=12, bold=True)
        parts.add_rule(left, self.line, length_mm=18)
        self.line(block.number, align=_CENTRE, container=left, size=13)
        parts.style_line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", align=_CENTRE, size=12, bold=True)
        self.line("Độc lập - Tự do - Hạnh phúc", align=_CENTRE, container=right, size=13, bold=True)
        parts.add_rule(right, self.line, length_mm=60)
        self.line(block.place_date, align=_CENTRE, container=right, size=13, italic=True)
        if not block.type_vi:  # a letter bears its subject below its number (Decree 30/2020/NĐ-CP, box 5b)
            self.line(block.subject, align=_CENTRE, container=left, size=12).paragraph_format.space_before = Pt(6)
            self.line(size=6)
            return
        title = self.word.add_heading(level=1)
        title.alignment = _CENTRE
        title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(18), Pt(0)
        parts.add_run(title, block.type_vi, bold=True, size=14)
        title.add_run().add_break()
        parts.add_run(title, block.subject, bold=True, size=14)
        parts.add_rule(self.word, self.line, length_mm=56)
        self.line(size=6)

    def signature(self, block: Signature) -> None:
        self.line(size=8).paragraph_format.keep_with_next = True
        table = self.word.add_table(rows=1, cols=2)
        parts.set_layout(table, [Mm(80), Mm(80)], description="Nơi nhận và chữ ký", borders=False)
        left, right = table.rows[0].cells
        parts.style_line(left.paragraphs[0], "Nơi nhận:", align=_LEFT, size=12, bold=True, italic=True)
        for text in block.recipients:
            self.line(f"- {text}", align=_LEFT, container=left, size=11)
        first = right.paragraphs[0]
        for text in block.authority:
            parts.style_line(first, text, align=_CENTRE, size=14, bold=True)
            first = right.add_paragraph()
        for _ in range(4):
            parts.style_line(first, "", align=_CENTRE, size=14)
            first = right.add_paragraph()
        parts.style_line(first, block.signer, align=_CENTRE, size=14, bold=True)
        parts.keep_rows_whole(table)

    def annex_start(self, block: AnnexStart) -> None:
        title = self.word.add_heading(level=2)
        title.alignment = _CENTRE
        title.paragraph_format.space_before = Pt(0)
        parts.add_run(title, block.label, bold=True, size=14)
        title.add_run().add_break()
        parts.add_run(title, block.title, bold=True, size=14)
        attached = self.line(block.attached, align=_CENTRE, italic=True, size=13)
        attached.paragraph_format.space_after = Pt(8)

    def control(self, block: Control) -> None:
        if block.is_front:
            self.line(block.title, bold=True, size=14)
        else:
            self.word.add_heading(block.title, level=2)
        for text in block.lines:
            self.line(text, size=11).paragraph_format.space_after = Pt(4)
        if not block.files:
            return
        table = self.word.add_table(rows=1, cols=len(block.header))
        table.style = "Table Grid"
        size = 10 if block.is_front else 9
        n = len(block.header)
        widths = [Mm(one / _PT_IN_MM) for one in fit_list(block.header, block.files, 160 * _PT_IN_MM, size)]
        parts.set_layout(table, widths, description=block.title)
        for cell, text in zip(parts.row_cells(table, table.rows[0]), block.header, strict=True):
            parts.fill_cell(cell, text, size=size, align=_LEFT, bold=True)
        parts.repeat_header(table.rows[0])
        for file in block.files:
            if len(file) == 1:
                parts.fill_cell(
                    parts.span_row(table, widths), file[0], size=size, align=_LEFT, bold=True, shade="F4F4F4"
                )
                continue
            cells = parts.add_row(table, widths)
            if len(file) < n:
                cells = [*cells[: len(file) - 1], cells[len(file) - 1].merge(cells[-1])]
            for cell, text in zip(cells, file, strict=True):
                parts.fill_cell(cell, text, size=size, align=_LEFT)
