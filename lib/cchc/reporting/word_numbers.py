"""Numbers that Word counts by itself: headings I, 1 and dashes; they print as the text has them."""

from __future__ import annotations

import re
from typing import Any

from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

_ROMAN = re.compile(r"([IVXL]+)\. (?=\S)")
_DECIMAL = re.compile(r"(\d+)\. (?=\S)")
#: Style of a paragraph → its list and level.
_LEVELS = {
    "Mục I": ("headings", 0),
    "Mục 1": ("headings", 1),
    "Gạch đầu dòng": ("dashes", 0),
    "Nơi nhận": ("recipients", 0),
}
_LISTS = {
    "headings": (("upperRoman", "%1.", "Mục I", 567), ("decimal", "%2.", "Mục 1", 567)),
    "dashes": (("bullet", "-", "Gạch đầu dòng", 567),),
    "recipients": (("bullet", "-", "Nơi nhận", 0),),
}


def roman(number: int) -> str:
    """Write a number in Roman letters.

    Examples
    --------
    >>> roman(4), roman(9), roman(14)
    ('IV', 'IX', 'XIV')
    """
    text = ""
    for value, letters in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            text, number = text + letters, number - value
    return text


class Numbers:
    """Counts as Word will count, and takes a number out of a text only where Word prints the same.

    Parameters
    ----------
    word : docx.document.Document
        Changed: lists are added when they are first used.
    is_official : bool
        Whether first lines are indented.
    """

    def __init__(self, word: DocxDocument, *, is_official: bool) -> None:
        self._is_official = is_official
        self._numbering = word.part.numbering_part.element
        self._lists: dict[str, str] = {}
        self._counts = [0, 0]

    def split(self, text: str, level: int) -> tuple[str, bool]:
        """Return a heading without its number, and whether Word is to print that number.

        Parameters
        ----------
        text : str
            ``I. MỤC ĐÍCH`` or ``1. Mục đích``.
        level : int
            2 for Roman numbers, 3 for Arabic ones.
        """
        if level not in {2, 3}:
            return text, False
        at = level - 2
        match = (_ROMAN, _DECIMAL)[at].match(text)
        following = self._counts[at] + 1
        if match is None or match[1] != (roman(following) if at == 0 else str(following)):
            return text, False
        self._counts = [following, 0] if at == 0 else [self._counts[0], following]
        return text[match.end() :], True

    def number(self, style: Any) -> None:
        """Let the paragraphs of a style be numbered."""
        properties = style.element.get_or_add_pPr()
        if properties.find(qn("w:numPr")) is not None:
            return
        key, level = _LEVELS[style.name]
        numbered = parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{self._list(key)}"/></w:numPr>'
        )
        properties.insert_element_before(numbered, "w:pBdr", "w:shd", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")

    def _list(self, key: str) -> str:
        if key not in self._lists:
            number = str(900 + list(_LISTS).index(key))
            levels = "".join(
                f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="{_identity(style)}"/>'
                f'<w:suff w:val="space"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
                f'<w:pPr><w:ind w:left="0" w:firstLine="{indent if self._is_official else 0}"/></w:pPr></w:lvl>'
                for at, (kind, text, style, indent) in enumerate(_LISTS[key])
            )
            kind = "multilevel" if len(_LISTS[key]) > 1 else "singleLevel"
            abstract = parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="{kind}"/>{levels}</w:abstractNum>'
            )
            first = self._numbering.find(qn("w:num"))
            first.addprevious(abstract)
            self._numbering.append(
                parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
            )
            self._lists[key] = number
        return self._lists[key]


def _identity(name: str) -> str:
    return name.replace(" ", "")
