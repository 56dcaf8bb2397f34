"""The pieces of WordprocessingML that python-docx does not offer: headers, fields to fill in, table and file properties."""

from __future__ import annotations

from typing import Any

from docx.document import Document as DocxDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from cchc.reporting.word_styles import FONT, set_style

_CHILD_ORDER = (
    "w:tblStyle",
    "w:tblW",
    "w:jc",
    "w:tblBorders",
    "w:tblLayout",
    "w:tblCellMar",
    "w:tblLook",
    "w:tblCaption",
    "w:tblDescription",
)


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def set_company(word: DocxDocument, company: str) -> None:
    """Write the office into the properties of the file."""
    part = next(one for one in word.part.package.iter_parts() if one.partname == "/docProps/app.xml")
    root = etree.fromstring(part.blob)
    space = root.tag.partition("}")[0] + "}"
    for name, text in (("Company", company), ("Application", "Microsoft Office Word")):
        found = root.find(space + name)
        if found is None:
            found = etree.SubElement(root, space + name)
        found.text = text
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001


def add_field(paragraph: Any, text: str, *, name: str, tag: str, number: int, is_day: bool = False) -> None:
    """Add a text that whoever issues the document is to change: Word shows it as a field with a name.

    Parameters
    ----------
    paragraph : docx paragraph
        Changed.
    text : str
        As it stands now.
    name, tag, number : str, str, int
        As Word shows it, as programs find it; a number that no other field of the document has.
    is_day : bool
        A day, which Word lets choose from a calendar.
    """
    run = paragraph.add_run(text)._r  # noqa: SLF001
    kind = (
        "<w:date><w:dateFormat w:val=\"'ngày' dd 'tháng' MM 'năm' yyyy\"/><w:lid w:val=\"vi-VN\"/>"
        '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
        if is_day
        else "<w:text/>"
    )
    control = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{name}"/><w:tag w:val="{tag}"/><w:id w:val="{number}"/>{kind}</w:sdtPr>'
        "<w:sdtContent/></w:sdt>"
    )
    run.addprevious(control)
    control[-1].append(run)


def set_compatibility(word: DocxDocument) -> None:
    """Let Word open the file as one of today: python-docx's template asks for the layout of Word 2010."""
    name = qn("w:name")
    for one in word.settings.element.iter(qn("w:compatSetting")):
        if one.get(name) == "compatibilityMode":
            one.set(qn("w:val"), "15")


def set_layout(table: Any, widths: list[Any], *, description: str = "") -> None:
    """Fix the column widths and the description of a table."""
    table.autofit = False
    properties = table._tbl.tblPr  # noqa: SLF001
    total = sum(int(width.twips) for width in widths)
    for tag in ("w:tblW", "w:tblCaption"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    properties.append(_element("w:tblW", w=str(total), type="dxa"))
    if description:
        properties.append(_element("w:tblCaption", val=description))
    children = sorted(properties, key=lambda child: _rank(child.tag))
    for child in children:
        properties.append(child)
    grid = table._tbl.tblGrid  # noqa: SLF001
    for column, width in zip(grid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(int(width.twips)))
    for cell, width in zip(row_cells(table, table.rows[0]), widths, strict=True):
        cell.width = width


def row_cells(table: Any, row: Any) -> list[Any]:
    """Return the cells of a row; python-docx's own ``row.cells`` walks the whole table for each."""
    return [_Cell(cell, table) for cell in row._tr.tc_lst]  # noqa: SLF001


def add_row(table: Any, widths: list[Any]) -> list[Any]:
    """Add a row with fixed widths and return its cells."""
    cells = row_cells(table, table.add_row())
    for cell, width in zip(cells, widths, strict=True):
        cell.width = width
    return cells


def span_row(table: Any, widths: list[Any]) -> Any:
    """Add a row whose first cell spans the table, and return that cell."""
    cells = row_cells(table, table.add_row())
    for cell in cells[1:]:
        cell._tc.getparent().remove(cell._tc)  # noqa: SLF001
    cells[0]._tc.get_or_add_tcPr().append(_element("w:gridSpan", val=str(len(cells))))  # noqa: SLF001
    cells[0].width = sum(widths, Mm(0))
    return cells[0]


def _rank(tag: str) -> int:
    order = [qn(name) for name in _CHILD_ORDER]
    return order.index(tag) if tag in order else 0


def fill_cell(cell: Any, text: str, style: Any, *, shade: str = "") -> None:
    """Fill a table cell."""
    paragraph = Paragraph(cell._tc.p_lst[0], cell)  # noqa: SLF001
    set_style(paragraph, style)
    if text:
        paragraph.add_run(text)
    if shade:
        cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=shade))  # noqa: SLF001


def repeat_header(row: Any) -> None:
    """Repeat a row at the top of every page."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))  # noqa: SLF001


def keep_rows_whole(table: Any) -> None:
    """Let no row break across pages."""
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, _element("w:cantSplit", val="true"))  # noqa: SLF001


def set_headers(section: Any, *, watermark: str, number: int) -> None:
    """Count the pages of a section from 1, none on its first page, and print the watermark on all."""
    section.different_first_page_header_footer = True
    section._sectPr.append(_element("w:pgNumType", start="1"))  # noqa: SLF001
    _order_section(section._sectPr)  # noqa: SLF001
    for header, is_first in ((section.first_page_header, True), (section.header, False)):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        if not is_first:
            _add_page_field(paragraph)
        if watermark:
            paragraph.add_run()._r.append(_watermark(watermark, f"{number}{int(is_first)}"))  # noqa: SLF001


def _order_section(properties: Any) -> None:
    order = [
        qn(f"w:{tag}")
        for tag in (
            "headerReference",
            "footerReference",
            "type",
            "pgSz",
            "pgMar",
            "pgNumType",
            "cols",
            "titlePg",
            "docGrid",
        )
    ]
    for child in sorted(properties, key=lambda one: order.index(one.tag) if one.tag in order else len(order)):
        properties.append(child)


def _add_page_field(paragraph: Any) -> None:
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "2"), ("end", "")):
        run = paragraph.add_run()
        if kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run._r.append(instruction)  # noqa: SLF001
        elif kind == "text":
            run.text = text
        else:
            run._r.append(_element("w:fldChar", fldCharType=kind))  # noqa: SLF001


def _watermark(text: str, number: str) -> Any:
    return parse_xml(
        f"""<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>
<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>
<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="WaterMark{number}" o:spid="_x0000_s20{number}" type="#_x0000_t136" alt=""
style="position:absolute;margin-left:0;margin-top:0;width:440pt;height:62pt;rotation:322;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin"
fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".6"/><v:textpath style="font-family:'{FONT}';font-size:1pt;font-weight:bold" string="{text}"/></v:shape></w:pict>"""
    )
