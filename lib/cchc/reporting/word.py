"""A ``Document`` to Word (.docx), in the layout of Decree 30/2020/NĐ-CP, ready to be edited and signed."""

from __future__ import annotations

import io
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Mm

from cchc.errors import NotebookError
from cchc.reporting import word_parts as parts
from cchc.reporting.archive import normalise_office_file
from cchc.reporting.blocks import AnnexStart, Block, Cover, Figure, Heading, Letterhead, Paragraph, Signature, Table
from cchc.reporting.control_blocks import Control
from cchc.reporting.document import Document
from cchc.reporting.formats import NUMBER_KINDS, format_cell, kind_in
from cchc.reporting.own_frames import printed_blocks
from cchc.reporting.typst import split_parts, svg_to_png
from cchc.reporting.widths import fit_list, fit_table
from cchc.reporting.word_numbers import Numbers
from cchc.reporting.word_styles import BARE_TABLE_STYLE, TABLE_STYLE, Styles

PORTRAIT = {"left": 30, "right": 20, "top": 20, "bottom": 20}
LANDSCAPE = {"left": 30, "right": 15, "top": 20, "bottom": 20}
_PT_IN_MM = 72 / 25.4
#: Style of a paragraph → that of Word; all others are plain.
_PARAGRAPHS = {"note": "Ghi chú", "basis": "Căn cứ", "dash": "Gạch đầu dòng", "numbered": "Đoạn đánh số"}
_HEADINGS = {2: "Mục I", 3: "Mục 1"}
_SHADE = "F4F4F4"


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

    Raises
    ------
    NotebookError
        Of a brief, which is a page drawn to its edges.
    """
    if document.settings.layout == "brief":
        raise NotebookError("Tóm tắt một trang chỉ có bản HTML và PDF, không có bản Word; hãy chọn một trong hai.")
    word = docx.Document()
    parts.set_compatibility(word)
    is_official = document.settings.layout == "official"
    styles, numbers = Styles(word, is_official=is_official), Numbers(word, is_official=is_official)
    # Office allows 255 characters
    word.core_properties.title = textwrap.shorten(document.settings.title, 255, placeholder=" …")
    word.core_properties.author = document.settings.author
    word.core_properties.language = "vi-VN"
    word.core_properties.comments = ""
    word.core_properties.subject = _subject(document)
    parts.set_company(word, document.settings.author)
    for index, part in enumerate(split_parts(replace(document, blocks=printed_blocks(document.blocks)))):
        start = part[0]
        is_wide = isinstance(start, AnnexStart) and start.is_wide
        section = word.sections[0] if index == 0 else word.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, is_wide=is_wide)
        parts.set_headers(section, watermark=document.settings.watermark, number=index)
        width_mm = 252 if is_wide else 160
        writer = _Writer(word, styles, numbers, width_mm=width_mm, in_annex=isinstance(start, AnnexStart))
        for block, following in zip(part, (*part[1:], None), strict=True):
            writer.write(block)
            if isinstance(following, Signature):  # a signature never stands alone on its page
                styles.keep_last(word.paragraphs[-1])
    buffer = io.BytesIO()
    word.save(buffer)
    return normalise_office_file(buffer.getvalue())


def write_docx(document: Document, path: Path) -> None:
    """Write ``render_docx`` to a file."""
    path.write_bytes(render_docx(document))


def _subject(document: Document) -> str:
    """Return what an official document is about; empty for others."""
    heads = [one for one in document.blocks if isinstance(one, Letterhead)]
    return textwrap.shorten(f"{heads[0].type_vi} {heads[0].subject}", 255, placeholder=" …") if heads else ""


def _set_page(section: Any, *, is_wide: bool) -> None:
    margins = LANDSCAPE if is_wide else PORTRAIT
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
    section.left_margin, section.right_margin = Mm(margins["left"]), Mm(margins["right"])
    section.top_margin, section.bottom_margin = Mm(margins["top"]), Mm(margins["bottom"])
    section.header_distance, section.footer_distance = Mm(10), Mm(10)


class _Writer:
    """Writes the blocks of one part."""

    def __init__(
        self, word: DocxDocument, styles: Styles, numbers: Numbers, *, width_mm: float, in_annex: bool
    ) -> None:
        self.word = word
        self.styles = styles
        self.numbers = numbers
        self.width_mm = width_mm
        self.cells, self.size = ("Ô phụ lục", 10) if in_annex else ("Ô bảng", 11)
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

    def line(self, style: str, text: str = "", *, container: Any = None) -> Any:
        """Add a paragraph of one run."""
        return self.fill((container or self.word).add_paragraph(), style, text)

    def fill(self, paragraph: Any, style: str, text: str = "") -> Any:
        """Fill an empty paragraph with one run."""
        self.styles.apply(paragraph, style)
        if text:
            paragraph.add_run(text)
        return paragraph

    def title(self, style: str, first: str, second: str) -> None:
        """Add a title of two lines."""
        paragraph = self.line(style, first)
        paragraph.add_run().add_break()
        paragraph.add_run(second)

    def heading(self, block: Heading) -> None:
        text, is_counted = self.numbers.split(block.text, block.level)
        if is_counted:
            self.line(_HEADINGS[block.level], text)
            self.numbers.number(self.styles.paragraph(_HEADINGS[block.level]))
        elif self.styles.is_official and block.level > 1:
            self.line(f"Mục không số {min(block.level, 3) - 1}", text)
        else:
            self.word.add_heading(text, level=min(max(block.level, 1), 3))

    def paragraph(self, block: Paragraph) -> None:
        name = _PARAGRAPHS.get(block.style, "Nội dung")
        paragraph = self.line(name)
        if block.style == "dash":
            self.numbers.number(self.styles.paragraph(name))
        for span in block.spans:
            italic = span.italic and not self.styles.is_italic(name)
            paragraph.add_run(span.text, self.styles.letters(bold=span.bold, italic=italic))

    def note(self, text: str) -> None:
        if text:
            self.line("Ghi chú", text)

    def caption(self, style: str, text: str, label: str, number: int) -> None:
        self.line(style, f"{label} {number}. {text}" if number else text)

    def new_table(self, n_columns: int, widths: list[Any], description: str, *, is_bare: bool = False) -> Any:
        """Add a table of one row."""
        table = self.word.add_table(rows=1, cols=n_columns)
        table.style = BARE_TABLE_STYLE if is_bare else TABLE_STYLE
        parts.set_layout(table, widths, description="" if is_bare else description)
        return table

    def table(self, block: Table) -> None:
        if block.caption:
            self.caption("Tên bảng", block.caption, "Bảng", block.number)
        if block.is_note_first:
            self.note(block.note)
        keeps_chosen = self.cells == "Ô phụ lục"
        fitted, _ = fit_table(block, self.width_mm * _PT_IN_MM, self.size, keeps_chosen=keeps_chosen)
        widths = [Mm(one / _PT_IN_MM) for one in fitted]
        table = self.new_table(len(block.columns), widths, block.caption or "Bảng")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        head = self.styles.paragraph(f"{self.cells} đầu cột")
        for cell, column in zip(parts.row_cells(table, table.rows[0]), block.columns, strict=True):
            parts.fill_cell(cell, column.title_vi, head)
        parts.repeat_header(table.rows[0])
        for row in block.rows:
            if row.kind == "group":
                spanning, group = parts.span_row(table, widths), self.styles.paragraph(f"{self.cells} nhóm")
                parts.fill_cell(spanning, str(row.cells[0]), group, shade=_SHADE)
                continue
            for cell, column, value in zip(parts.add_row(table, widths), block.columns, row.cells, strict=True):
                style, shade = self.cell_style(column.kind, row.kind), _SHADE if row.kind == "total" else ""
                parts.fill_cell(cell, format_cell(value, kind_in(column.kind, row.decimals)), style, shade=shade)
        parts.keep_rows_whole(table)
        if not block.is_note_first:
            self.note(block.note)

    def cell_style(self, kind: str, row_kind: str) -> Any:
        """Return the style of a cell by the kinds of its column and its row."""
        side = " số" if kind in NUMBER_KINDS else " giữa" if kind == "centre" else ""
        return self.styles.paragraph(f"{self.cells}{' cộng' if row_kind == 'total' else ''}{side}")

    def figure(self, block: Figure) -> None:
        paragraph = self.line("Hình")
        picture = paragraph.add_run().add_picture(io.BytesIO(svg_to_png(block.svg)), width=Mm(self.width_mm))
        self.pictures += 1
        properties = picture._inline.docPr  # noqa: SLF001 -- python-docx offers no other way to the alt text
        properties.set("descr", block.alt)
        properties.set("name", f"Hình {block.number or self.pictures}")
        if block.caption:
            self.caption("Tên hình", block.caption, "Hình", block.number)
        self.note(block.note)

    def cover(self, block: Cover) -> None:
        for text in block.lines:
            self.line("Dòng giới thiệu", text)

    def letterhead(self, block: Letterhead) -> None:
        table = self.new_table(2, [Mm(64), Mm(96)], "", is_bare=True)
        left, right = table.rows[0].cells
        first = left.paragraphs[0]
        if block.superior:
            self.fill(first, "Cơ quan cấp trên", block.superior)
            first = left.add_paragraph()
        self.fill(first, "Tên cơ quan", block.agency)
        self.line("Đường kẻ cơ quan", container=left)
        number = self.line("Số, ký hiệu", container=left)
        parts.add_field(number, block.number, name="Số, ký hiệu", tag="number", number=1)
        self.fill(right.paragraphs[0], "Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        self.line("Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc", container=right)
        self.line("Đường kẻ tiêu ngữ", container=right)
        place, mark, day = block.place_date.partition(", ")
        dated = self.line("Địa danh, ngày tháng", place + mark, container=right)
        if day:
            parts.add_field(dated, day, name="Ngày ban hành", tag="date", number=2, is_day=True)
        if not block.type_vi:  # a letter bears its subject below its number (Decree 30/2020/NĐ-CP, box 5b)
            self.line("Trích yếu công văn", block.subject, container=left)
            self.line("Dòng trống")
            return
        self.title("Tên loại, trích yếu", block.type_vi, block.subject)
        self.line("Đường kẻ trích yếu")
        self.line("Dòng trống")

    def signature(self, block: Signature) -> None:
        self.line("Dòng trống giữ")
        table = self.new_table(2, [Mm(80), Mm(80)], "", is_bare=True)
        left, right = table.rows[0].cells
        self.fill(left.paragraphs[0], "Nơi nhận, đầu", "Nơi nhận:")
        for text in block.recipients:
            self.line("Nơi nhận", text, container=left)
        self.numbers.number(self.styles.paragraph("Nơi nhận"))
        first = right.paragraphs[0]
        for text in (*block.authority, *[""] * 4):
            self.fill(first, "Quyền hạn, chức vụ", text)
            first = right.add_paragraph()
        self.styles.apply(first, "Người ký")
        parts.add_field(first, block.signer, name="Người ký", tag="signer", number=3)
        parts.keep_rows_whole(table)

    def annex_start(self, block: AnnexStart) -> None:
        self.title("Tên phụ lục", block.label, block.title)
        self.line("Kèm theo", block.attached)

    def control(self, block: Control) -> None:
        self.line("Tên trang kiểm tra" if block.is_front else "Tên trang kiểm soát", block.title)
        for text in block.lines:
            self.line("Dòng kiểm soát", text)
        if not block.files:
            return
        cells, size = ("Ô phụ lục", 10) if block.is_front else ("Ô kiểm soát", 9)
        n = len(block.header)
        widths = [Mm(one / _PT_IN_MM) for one in fit_list(block.header, block.files, 160 * _PT_IN_MM, size)]
        table = self.new_table(n, widths, block.title)
        head, plain, group = (self.styles.paragraph(f"{cells}{kind}") for kind in (" đầu cột", "", " nhóm"))
        for cell, text in zip(parts.row_cells(table, table.rows[0]), block.header, strict=True):
            parts.fill_cell(cell, text, head)
        parts.repeat_header(table.rows[0])
        for file in block.files:
            if len(file) == 1:
                parts.fill_cell(parts.span_row(table, widths), file[0], group, shade=_SHADE)
                continue
            row = parts.add_row(table, widths)
            if len(file) < n:
                row = [*row[: len(file) - 1], row[len(file) - 1].merge(row[-1])]
            for cell, text in zip(row, file, strict=True):
                parts.fill_cell(cell, text, plain)
