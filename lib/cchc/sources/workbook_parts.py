"""The parts of a workbook's package besides its cells: how it hangs together, shared strings, what number formats show."""

from __future__ import annotations

import posixpath
import re
import zipfile

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.escape import unescape

#: Bytes that one part of a workbook may unpack to: a million cells take about 60 MB.
_MOST_BYTES = 500_000_000
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_PART = re.compile(r"(workbook\d*|document)\.xml$", re.IGNORECASE)
#: How a number format shows a per cent: as a sign of its own, or scaled, 0.85 as 85 %.
SIGN, SCALED = 1, 2


class NotAWorkbookError(Exception):
    """The file is no Open XML workbook, or not a whole one."""


def parser() -> etree.XMLParser:
    """Return a parser that follows nothing out of the file, and no entity in it."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def read_part(package: zipfile.ZipFile, names: dict[str, str], path: str) -> bytes:
    """Unpack a part; ``names`` leads from its name in small letters to the one in the package.

    Raises
    ------
    NotAWorkbookError
        If it is too large, or declares entities.
    KeyError
        If there is none.
    """
    info = package.getinfo(names[path.lower()])
    if info.file_size > _MOST_BYTES:
        raise NotAWorkbookError(path)
    content = package.read(info)
    if any(
        mark.encode(code) in content
        for mark in ("<!DOCTYPE", "<!ENTITY")
        for code in ("utf-8", "utf-16-le", "utf-16-be")
    ):
        raise NotAWorkbookError(path)
    return content


def find_main_part(package: zipfile.ZipFile, names: dict[str, str]) -> str:
    """Return the name of the part that lists the sheets."""
    for kind, path in read_relations(package, names, "").values():
        if kind == "officeDocument":
            return path
    return next(name for name in names if _PART.search(name))


def read_relations(package: zipfile.ZipFile, names: dict[str, str], path: str) -> dict[str, tuple[str, str]]:
    """Return id → (last word of the type, path of the part)."""
    folder, name = posixpath.split(path)
    root = etree.fromstring(read_part(package, names, posixpath.join(folder, "_rels", f"{name}.rels")), parser())
    return {
        one.get("Id"): (
            one.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
        )
        for one in root.iter("{*}Relationship")
        if one.get("TargetMode") != "External"
    }


def read_strings(package: zipfile.ZipFile, names: dict[str, str], path: str) -> list[str]:
    """Return the texts that cells name by their numbers."""
    root = etree.fromstring(read_part(package, names, path), parser())
    return [text_of(one) for one in root.iterchildren("{*}si")]


def text_of(element: etree._Element) -> str:
    """Return the text of a string item: its runs, without the phonetic guides."""
    parts: list[etree._Element] = []
    for child in element.iterchildren("{*}t", "{*}r"):
        parts += [child] if etree.QName(child).localname == "t" else child.iterchildren("{*}t")
    return str(unescape("".join(part.text or "" for part in parts)))


def read_formats(package: zipfile.ZipFile, names: dict[str, str], path: str) -> list[tuple[bool, int]]:
    """Return, for every cell style, whether its number format shows a date, and how it shows a per cent."""
    root = etree.fromstring(read_part(package, names, path), parser())
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iter("{*}numFmt")}
    cell_styles = next(root.iter("{*}cellXfs"), None)
    found = []
    for style in () if cell_styles is None else cell_styles.iterchildren("{*}xf"):
        number = style.get("numFmtId", "0")
        code = codes.get(number) or BUILTIN_FORMATS.get(int(number), "General")
        # 27 to 36 and 50 to 58 are dates of East Asian editions of Excel
        is_date = is_date_format(code) or int(number) in {*range(27, 37), *range(50, 59)}
        found.append((is_date, SCALED if "%" in _LITERAL.sub("", code) else SIGN if "%" in code else 0))
    return found
