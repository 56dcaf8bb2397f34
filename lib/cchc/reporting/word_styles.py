"""Named styles of Word documents: what a clerk changes once in the list of styles, not in every paragraph."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

FONT = "Times New Roman"
_CENTRE, _RIGHT, _LEFT, _JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
_INDENT = 10.0
#: Of tables: borders, margins of cells, shade of the row of headings.
TABLE_STYLE, BARE_TABLE_STYLE = "Bảng số liệu", "Bảng không viền"
#: The last paragraph before a signature stays on its page.
LAST = " cuối"


@dataclass(frozen=True)
class Look:
    """A paragraph style; None: as in the style it is based on.

    Attributes
    ----------
    base : str
        Style that it is based on.
    size : float or None
        [points].
    bold, italic : bool or None
        Of its letters.
    align : WD_ALIGN_PARAGRAPH or None
        Alignment.
    indent, sides : float or None
        Of the first line; from both sides [millimetres].
    before, after : float or None
        Space [points].
    line : float or None
        Height of a line, in lines.
    keeps_next : bool or None
        Stays with the paragraph that follows.
    has_rule : bool
        A line is drawn above it.
    """

    base: str = "Normal"
    size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    align: Any = None
    indent: float | None = None
    sides: float | None = None
    before: float | None = None
    after: float | None = None
    line: float | None = None
    keeps_next: bool | None = None
    has_rule: bool = False


def _tight(size: float | None, align: Any = _LEFT, **more: Any) -> Look:
    return Look(size=size, align=align, **{"before": 0, "after": 0, "line": 1.0, **more})


def _cells(name: str, size: float) -> dict[str, Look]:
    """Return the styles of the cells of a kind of table."""
    return {
        name: _tight(size),
        f"{name} số": _tight(size, _RIGHT),
        f"{name} giữa": _tight(size, _CENTRE),
        f"{name} đầu cột": _tight(size, _CENTRE, bold=True),
        f"{name} nhóm": _tight(size, bold=True, keeps_next=True),
        f"{name} cộng": _tight(size, bold=True),
        f"{name} cộng số": _tight(size, _RIGHT, bold=True),
        f"{name} cộng giữa": _tight(size, _CENTRE, bold=True),
    }


_OFFICIAL = Look(align=_JUSTIFY, indent=_INDENT)
LOOKS: dict[str, Look] = {
    "Nội dung": _OFFICIAL,
    "Căn cứ": replace(_OFFICIAL, italic=True),
    "Gạch đầu dòng": _OFFICIAL,
    "Đoạn đánh số": _OFFICIAL,
    "Ghi chú": _tight(11, italic=True, before=4, after=8),
    "Mục I": Look(base="Heading 2", indent=_INDENT),
    "Mục 1": Look(base="Heading 3", indent=_INDENT),
    "Mục không số 1": Look(base="Heading 2", indent=_INDENT),
    "Mục không số 2": Look(base="Heading 3", indent=_INDENT),
    "Tên bảng": _tight(None, bold=True, before=8, keeps_next=True),
    "Tên hình": _tight(None, bold=True, before=8),
    "Hình": _tight(None, _CENTRE, keeps_next=True),
    **_cells("Ô bảng", 11),
    **_cells("Ô phụ lục", 10),
    **_cells("Ô kiểm soát", 9),
    "Cơ quan cấp trên": _tight(12, _CENTRE),
    "Tên cơ quan": _tight(12, _CENTRE, bold=True),
    "Quốc hiệu": _tight(12, _CENTRE, bold=True),
    "Tiêu ngữ": _tight(13, _CENTRE, bold=True),
    "Số, ký hiệu": _tight(13, _CENTRE),
    "Địa danh, ngày tháng": _tight(13, _CENTRE, italic=True),
    "Trích yếu công văn": _tight(12, _CENTRE, before=6),
    "Tên loại, trích yếu": Look(base="Heading 1", size=14, bold=True, align=_CENTRE, indent=0, before=18, after=0),
    "Đường kẻ cơ quan": _tight(None, _CENTRE, sides=21, before=3, after=6, has_rule=True),
    "Đường kẻ tiêu ngữ": _tight(None, _CENTRE, sides=16, before=3, after=6, has_rule=True),
    "Đường kẻ trích yếu": _tight(None, _CENTRE, sides=52, before=3, after=6, has_rule=True),
    "Dòng trống": _tight(6),
    "Dòng trống giữ": _tight(8, keeps_next=True),
    "Nơi nhận, đầu": _tight(12, bold=True, italic=True),
    "Nơi nhận": _tight(11),
    "Quyền hạn, chức vụ": _tight(14, _CENTRE, bold=True),
    "Người ký": _tight(14, _CENTRE, bold=True),
    "Tên phụ lục": Look(base="Heading 2", size=14, bold=True, align=_CENTRE, indent=0, before=0),
    "Kèm theo": _tight(13, _CENTRE, italic=True, after=8),
    "Dòng giới thiệu": _tight(11),
    "Tên trang kiểm tra": _tight(14, bold=True),
    "Tên trang kiểm soát": Look(base="Heading 2"),
    "Dòng kiểm soát": _tight(11, after=4),
}  # fmt: skip
#: Of words within a paragraph.
_LETTERS = {"Chữ đậm": (True, False), "Chữ nghiêng": (False, True), "Chữ đậm nghiêng": (True, True)}


class Styles:
    """Makes the styles that a document uses, when they are first used.

    Parameters
    ----------
    word : docx.document.Document
        Changed.
    is_official : bool
        Whether it is in the layout of Decree 30/2020/NĐ-CP; other documents are set to the left, without indents.
    """

    def __init__(self, word: DocxDocument, *, is_official: bool) -> None:
        self._styles = word.styles
        self.is_official = is_official
        self._made: dict[str, Any] = {}
        set_basic_styles(word, size_pt=14 if is_official else 12)
        for name, xml in ((TABLE_STYLE, _TABLE), (BARE_TABLE_STYLE, _BARE_TABLE)):
            self._styles.element.append(parse_xml(xml.format(ns=nsdecls("w"), name=name, id=_identity(name))))

    def apply(self, paragraph: Any, name: str) -> Any:
        """Give a paragraph a style by its name; return the paragraph."""
        set_style(paragraph, self.paragraph(name))
        return paragraph

    def is_italic(self, name: str) -> bool:
        """Tell whether a style is italic: emphasis within it would turn the letters upright."""
        return bool(LOOKS[name].italic)

    def paragraph(self, name: str) -> Any:
        """Return a paragraph style by its name."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def letters(self, *, bold: bool, italic: bool) -> Any:
        """Return the character style of words within a paragraph; None for plain words."""
        name = next((one for one, look in _LETTERS.items() if look == (bold, italic)), None)
        if name is None:
            return None
        if name not in self._made:
            style = self._styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
            style.font.bold, style.font.italic = bold or None, italic or None
            self._made[name] = style
        return self._made[name]

    def keep_last(self, paragraph: Any) -> None:
        """Let a paragraph stand on the page of what follows."""
        name = paragraph.style.name
        if name + LAST not in self._made:
            style = self._styles.add_style(name + LAST, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style, style.quick_style = paragraph.style, False
            style.paragraph_format.keep_with_next = True
            self._made[name + LAST] = style
        paragraph.style = self._made[name + LAST]

    def _make(self, name: str) -> Any:
        look = LOOKS[name]
        if not self.is_official and (look.indent or look.align is _JUSTIFY):
            look = replace(look, align=_LEFT if look.align is not None else None, indent=None)
        style = self._styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = self._styles[look.base], True
        style.font.size = None if look.size is None else Pt(look.size)
        style.font.bold, style.font.italic = look.bold, look.italic
        form = style.paragraph_format
        form.alignment, form.keep_with_next = look.align, look.keeps_next
        form.first_line_indent = None if look.indent is None else Mm(look.indent)
        form.left_indent = form.right_indent = None if look.sides is None else Mm(look.sides)
        form.space_before = None if look.before is None else Pt(look.before)
        form.space_after = None if look.after is None else Pt(look.after)
        form.line_spacing = Pt(2) if look.has_rule else look.line
        if look.has_rule:
            border = parse_xml(
                f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
            )
            properties = style.element.get_or_add_pPr()
            properties.insert_element_before(border, "w:shd", "w:spacing", "w:ind", "w:jc")
        return style


def set_style(paragraph: Any, style: Any) -> None:
    """Give a paragraph a style; python-docx's own way walks all styles for each."""
    paragraph._p.get_or_add_pPr().style = style.style_id  # noqa: SLF001


def _identity(name: str) -> str:
    return name.replace(" ", "")


_MARGINS = (
    '<w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="57" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/>'
    '<w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
)
_TABLE = (
    '<w:style {ns} w:type="table" w:customStyle="1" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="TableGrid"/>'
    f'<w:qFormat/><w:tblPr>{_MARGINS}</w:tblPr><w:tblStylePr w:type="firstRow"><w:tblPr/>'
    '<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="ECECEC"/><w:vAlign w:val="center"/></w:tcPr></w:tblStylePr></w:style>'
)
_BARE_TABLE = (
    '<w:style {ns} w:type="table" w:customStyle="1" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/>'
    f"<w:tblPr>{_MARGINS}</w:tblPr></w:style>"
)


def set_basic_styles(word: DocxDocument, *, size_pt: float) -> None:
    """Set font, language, colour and spacing of the styles on which all others are based."""
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Header"):
        style = word.styles[name]
        style.font.name = FONT
        style.font.size = Pt(13 if name == "Header" else size_pt)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.italic = False
        style.font.bold = name.startswith("Heading")
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in [key for key in fonts.attrib if "Theme" in key]:
            del fonts.attrib[attribute]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
        style.paragraph_format.space_before = Pt(8 if name.startswith("Heading") else 0)
        style.paragraph_format.space_after = Pt(0 if name == "Header" else 6)
        style.paragraph_format.line_spacing = 1.0 if name == "Header" else 1.15
    word.styles["Header"].paragraph_format.alignment = _CENTRE
    default = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = default.find(qn("w:lang"))
    if language is None:
        language = parse_xml(f"<w:lang {nsdecls('w')}/>")
        default.append(language)
    for script in ("val", "eastAsia"):
        language.set(qn(f"w:{script}"), "vi-VN")
