"""Workbooks as the fuzzer knows them: cells with what they show, written by a writer of its own in the ways of many programs."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import re
import zipfile
from xml.sax.saxutils import escape

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
SAVERS = ("shared", "inline", "strict", "prefixed", "no places", "empty fill", "extension", "capital names")
#: What a cell shows that nobody can know: a formula that no program has computed.
UNKNOWN = "\0unknown"


@dataclasses.dataclass(frozen=True)
class Cell:
    """A cell: a value, its number format, and whether a formula (computed or not) or an error stands in it."""

    value: object = None
    format: str = "General"
    formula: str = ""
    error: str = ""

    def shown(self) -> str:
        """Return what an office sees."""
        if self.error:
            return self.error
        if self.value is None:
            return UNKNOWN if self.formula else ""
        if isinstance(self.value, bool):
            return str(self.value).upper()
        if isinstance(self.value, dt.date):
            return f"{self.value:%d/%m/%Y}"
        if isinstance(self.value, int | float):
            is_share = "%" in self.format.replace('"%"', "")
            text = f"{self.value * 100 if is_share else self.value:.12g}".replace(".", ",")
            return f"{text}%" if "%" in self.format else text
        return str(self.value)

    def __post_init__(self) -> None:
        if isinstance(self.value, dt.date) and self.format == "General":
            object.__setattr__(self, "format", "dd/mm/yyyy")  # without it, the file holds a number


@dataclasses.dataclass
class Sheet:
    """A sheet of a book."""

    title: str
    rows: list[list[Cell]]
    state: str = "visible"

    def text(self, row: int, column: int) -> str:
        """Return what stands in a cell, without spaces around."""
        cells = self.rows[row]
        return cells[column].shown().replace("\u200b", "").strip() if column < len(cells) else ""


Book = list[Sheet]


def load_book(content: bytes) -> Book:
    """Take over a form of the project."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheets = []
    for sheet in book:
        rows = []
        for row in sheet.iter_rows():
            cells = []
            for one in row:
                if one.data_type == "f":
                    cells.append(Cell(None, one.number_format, formula=str(one.value)[1:]))
                else:
                    cells.append(Cell(one.value, one.number_format))
            rows.append(cells)
        sheets.append(Sheet(sheet.title, rows, sheet.sheet_state))
    return sheets


def letters(column: int) -> str:
    """Return the letters of a column, from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def write_xlsx(book: Book, saver: str = "shared") -> bytes:
    """Write a book as one of many programs would."""
    formats = list(dict.fromkeys(["General", *(c.format for s in book for row in s.rows for c in row)]))
    strings: list[str] = []
    parts = {
        f"xl/worksheets/sheet{at}.xml": _sheet(one, formats, strings, saver) for at, one in enumerate(book, start=1)
    }
    names = "".join(
        f'<sheet name="{escape(one.title, {chr(34): "&quot;"})}" sheetId="{at}" state="{one.state}" r:id="rId{at}"/>'
        for at, one in enumerate(book, start=1)
    )
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>'
    links = [
        f'<Relationship Id="rId{at}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(book) + 1)
    ]
    links += [
        f'<Relationship Id="s1" Type="{RELATIONS}/styles" Target="styles.xml"/>',
        f'<Relationship Id="s2" Type="{RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/>',
    ]
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{package}">{"".join(links)}</Relationships>'
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    items = "".join(f'<si><t xml:space="preserve">{escape(_stored(one))}</t></si>' for one in strings)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{items}</sst>'
    parts["xl/styles.xml"] = _styles(formats, saver)
    if saver == "strict":
        parts = {name: _replace(text, STRICT) for name, text in parts.items()}
    if saver == "prefixed":
        parts = {name: _prefix(text) for name, text in parts.items()}
    if saver == "capital names":
        parts = {name.replace("sheet1", "Sheet1").replace("sharedS", "SharedS"): text for name, text in parts.items()}
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{types}"><Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    return out.getvalue()


def _stored(text: str) -> str:
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f]", lambda one: f"_x{ord(one[0]):04X}_", text)


def _sheet(sheet: Sheet, formats: list[str], strings: list[str], saver: str) -> str:
    rows = []
    for at, row in enumerate(sheet.rows, start=1):
        cells = []
        for column, cell in enumerate(row):
            is_placed = saver != "no places"
            if is_placed and cell == Cell():
                continue
            place = f' r="{letters(column)}{at}"' if is_placed else ""
            cells.append(_cell(cell, place, formats.index(cell.format), strings, saver))
        if cells or saver == "no places":
            rows.append(f"<row{f' r={chr(34)}{at}{chr(34)}' if saver != 'no places' else ''}>{''.join(cells)}</row>")
    return f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData>{"".join(rows)}</sheetData></worksheet>'


def _cell(cell: Cell, place: str, style: int, strings: list[str], saver: str) -> str:
    head = f'<c{place} s="{style}"'
    formula = f"<f>{escape(cell.formula)}</f>" if cell.formula else ""
    value = cell.value
    if cell.error:
        return f'{head} t="e">{formula}<v>{cell.error}</v></c>'
    if value is None:
        return f"{head}>{formula}{'<v></v>' if formula else ''}</c>"
    if isinstance(value, bool):
        return f'{head} t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, dt.date):
        days = (dt.date(value.year, value.month, value.day) - dt.date(1899, 12, 30)).days
        return f"{head}>{formula}<v>{days}</v></c>"
    if isinstance(value, int | float):
        return f"{head}>{formula}<v>{value!r}</v></c>"
    text = str(value)
    if formula:
        return f'{head} t="str">{formula}<v>{escape(_stored(text))}</v></c>'
    if saver == "inline":
        return f'{head} t="inlineStr"><is><t xml:space="preserve">{escape(_stored(text))}</t></is></c>'
    if text not in strings:
        strings.append(text)
    return f'{head} t="s"><v>{strings.index(text)}</v></c>'


def _styles(formats: list[str], saver: str) -> str:
    numbers = "".join(
        f'<numFmt numFmtId="{200 + at}" formatCode="{escape(one, {chr(34): "&quot;"})}"/>'
        for at, one in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{0 if one == "General" else 200 + at}"/>' for at, one in enumerate(formats))
    fill = {"empty fill": "<fill/>", "extension": '<fill><extLst><ext uri="{x}"/></extLst></fill>'}.get(saver, "")
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{numbers}</numFmts><fonts><font/></fonts>'
        f"<fills><fill><patternFill/></fill>{fill}</fills><borders><border/></borders><cellXfs>{styles}</cellXfs></styleSheet>"
    )


def _replace(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def _prefix(text: str) -> str:
    if f'xmlns="{MAIN}"' not in text:
        return text
    text = re.sub(r"<(/?)(?=[A-Za-z])(?![a-z0-9]+:)", r"<\1x:", text)
    return text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')


def write_csv(sheet: Sheet, separator: str = ";", encoding: str = "utf-8", *, info: Sheet | None = None) -> bytes:
    """Write a sheet as Excel exports it: what cells show, every row as wide as the widest."""
    rows = [[cell.shown().replace(UNKNOWN, "") for cell in row] for row in sheet.rows]
    if info is not None:
        rows = [*([cell.shown() for cell in row[:2]] for row in info.rows), *rows]
    width = max(map(len, rows))
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(
        [*row, *[""] * (width - len(row))] for row in rows
    )
    return out.getvalue().encode(encoding, errors="replace")
