"""What happens to a form on its way: what people and programs do to cells, rows, columns, sheets, bytes."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import io
import random
import re
import unicodedata
import zipfile
from collections.abc import Callable

from books import SAVERS, Book, Cell, Sheet

#: What people type where a number or a word belongs.
NASTY: tuple[object, ...] = (
    0, 0.0, 1, 2.5, -1, 0.85, 1.5, 17, 100, 5000, 1e15, True, False, "", " ", "0", "0,5", "0.5", ".5", "5.", "1.234", "1,234", "1.234,5", "2 5",
    "1 000", "85%", "85 %", "0,85", "14/14", "15/14", "14/0", "abc", "-", "–", "x", "KAD", "không áp dụng", "n/a", "#N/A", "#REF!", "NaN", "nan",
    "inf", "1e1", "1E400", "٣", "½", "Ⅱ", "１", "5 điểm", "~5", "> 0,5", "≥ 5", "80%", "=1+1", "+1", "@SUM(1)", "Tổng cộng", "Ghi chú: nộp lại",
    "\u200b", "5\u200b", "\u00a05\u00a0", "30/9/2024", "31/2/2024", "Cả năm", "hoàn thành", "X©y dùng kÕ ho¹ch", "a" * 300, "một\ndòng", "\uf0b7 Rà soát",
    dt.date(2024, 5, 4), dt.date(2024, 9, 30),
)  # fmt: skip
FORMATS = ("General", "0", "0.00", "0%", "0.00%", "@", '0.0"đ"', "#,##0.00", '0"%"', "[Red]0.00;[Blue]-0.00")
Change = Callable[[Book, random.Random], bool]
"""Changes a book in place; True if its meaning is the same, so that it must be read."""


def table(book: Book) -> Sheet:
    """Return the sheet that holds the most."""
    return max(book, key=lambda one: sum(cell.value is not None for cells in one.rows for cell in cells))


def _pick(sheet: Sheet, rng: random.Random, *, below: int = 3) -> tuple[int, int]:
    row = rng.randrange(min(below, len(sheet.rows) - 1), len(sheet.rows))
    filled = [at for at, cell in enumerate(sheet.rows[row]) if cell.value is not None]
    width = max(map(len, sheet.rows))
    return row, rng.choice(filled) if filled and rng.random() < 0.7 else rng.randrange(width)


def _put(sheet: Sheet, row: int, column: int, cell: Cell) -> None:
    cells = sheet.rows[row]
    cells += [Cell()] * (column + 1 - len(cells))
    cells[column] = cell


def nasty_value(book: Book, rng: random.Random) -> bool:
    """Type something into a cell."""
    sheet = table(book)
    row, column = _pick(sheet, rng)
    _put(sheet, row, column, Cell(rng.choice(NASTY), rng.choice(FORMATS) if rng.random() < 0.3 else "General"))
    return False


def nasty_info(book: Book, rng: random.Random) -> bool:
    """Type something into the information sheet."""
    sheet = rng.choice(book)
    row = rng.randrange(len(sheet.rows))
    _put(sheet, row, rng.randrange(2), Cell(rng.choice(NASTY)))
    return False


def percent(book: Book, rng: random.Random) -> bool:
    """Show a number as a per cent."""
    sheet = table(book)
    row, column = _pick(sheet, rng)
    _put(sheet, row, column, Cell(rng.choice((0.5, 0.8583, 1.0, 0.925, 12.0)), rng.choice(("0%", "0.00%"))))
    return False


def failed(book: Book, rng: random.Random) -> bool:
    """Let a formula fail, or stand uncomputed."""
    sheet = table(book)
    row, column = _pick(sheet, rng)
    error = rng.choice(("#N/A", "#REF!", "#DIV/0!", "#VALUE!", ""))
    _put(sheet, row, column, Cell(None, formula="A1", error=error))
    return False


def computed(book: Book, rng: random.Random) -> bool:
    """Let a formula give what stood in its cell."""
    sheet = table(book)
    row, column = _pick(sheet, rng)
    cell = sheet.rows[row][column] if column < len(sheet.rows[row]) else Cell()
    if cell.value is None or cell.formula or isinstance(cell.value, dt.date | bool):
        return True
    sheet.rows[row][column] = dataclasses.replace(cell, formula="A1")
    return True


def other_format(book: Book, rng: random.Random) -> bool:
    """Give numbers another look."""
    sheet = table(book)
    look = rng.choice(("0.00", "General", "#,##0.000", "[Red]0.00"))
    for cells in sheet.rows:
        for at, cell in enumerate(cells):
            if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and "%" not in cell.format:
                cells[at] = dataclasses.replace(cell, format=look)
    return True


def swap_cells(book: Book, rng: random.Random) -> bool:
    """Swap two cells of a column."""
    sheet = table(book)
    (one, column), (other, _) = _pick(sheet, rng), _pick(sheet, rng)
    for row in (one, other):
        _put(sheet, row, column, sheet.rows[row][column] if column < len(sheet.rows[row]) else Cell())
    sheet.rows[one][column], sheet.rows[other][column] = sheet.rows[other][column], sheet.rows[one][column]
    return False


def shift_column(book: Book, rng: random.Random) -> bool:
    """Move a column down by a cell."""
    sheet = table(book)
    row, column = _pick(sheet, rng)
    above = Cell()
    for cells in sheet.rows[row:]:
        cells.extend([Cell()] * (column + 1 - len(cells)))
        cells[column], above = above, cells[column]
    return False


def drop_row(book: Book, rng: random.Random) -> bool:
    """Delete a row."""
    sheet = table(book)
    del sheet.rows[_pick(sheet, rng, below=1)[0]]
    return False


def repeat_row(book: Book, rng: random.Random) -> bool:
    """Repeat a row."""
    sheet = table(book)
    row, _ = _pick(sheet, rng)
    sheet.rows.insert(rng.randrange(row, len(sheet.rows) + 1), copy.copy(sheet.rows[row]))
    return False


def blank_rows(book: Book, rng: random.Random) -> bool:
    """Put blank rows among and above."""
    sheet = table(book)
    for _ in range(rng.randrange(1, 4)):
        sheet.rows.insert(
            rng.choice((0, len(sheet.rows), rng.randrange(4, len(sheet.rows) + 1) if len(sheet.rows) > 4 else 0)), []
        )
    return True


def blank_column(book: Book, rng: random.Random) -> bool:
    """Put a blank column in."""
    sheet = table(book)
    at = rng.randrange(max(map(len, sheet.rows)))
    for cells in sheet.rows:
        if at <= len(cells):
            cells.insert(at, Cell())
    return True


def move_column(book: Book, rng: random.Random) -> bool:
    """Move a column elsewhere."""
    sheet = table(book)
    width = max(map(len, sheet.rows))
    one, other = rng.randrange(width), rng.randrange(width)
    for cells in sheet.rows:
        cells.extend([Cell()] * (width - len(cells)))
        cells.insert(other, cells.pop(one))
    return True


def spaces(book: Book, rng: random.Random) -> bool:
    """Put spaces around every word, and letters apart."""
    mark = rng.choice((" ", "\u00a0", "  "))
    for sheet in book:
        for cells in sheet.rows:
            for at, cell in enumerate(cells):
                if isinstance(cell.value, str) and not cell.formula:
                    text = unicodedata.normalize(rng.choice(("NFC", "NFD")), cell.value)
                    cells[at] = dataclasses.replace(cell, value=f"{mark}{text}{mark}")
    return True


def numbers_as_words(book: Book, rng: random.Random) -> bool:
    """Type numbers as words, with a comma or a point."""
    sign = rng.choice(",.")
    sheet = table(book)
    for cells in sheet.rows:
        for at, cell in enumerate(cells):
            if isinstance(cell.value, float) and "%" not in cell.format and not cell.formula:
                cells[at] = Cell(f"{cell.value:.12g}".replace(".", sign))
    return True


def twin_sheet(book: Book, rng: random.Random) -> bool:
    """Add a copy of the sheet, visible or hidden, with other figures."""
    sheet = table(book)
    title = rng.choice((f"{sheet.title} (2)", f"{sheet.title}_2", sheet.title.upper(), "Nháp", "Sheet1"))
    state = rng.choice(("visible", "hidden", "veryHidden"))
    twin = Sheet(title if title not in {one.title for one in book} else f"{title} ", copy.deepcopy(sheet.rows), state)
    row, column = _pick(twin, rng)
    _put(twin, row, column, Cell(1))
    book.insert(rng.randrange(len(book) + 1), twin)
    return False


def hide_sheet(book: Book, _: random.Random) -> bool:
    """Hide the sheet."""
    table(book).state = "hidden"
    return False


def stray(book: Book, rng: random.Random) -> bool:
    """Type something far away."""
    sheet = table(book)
    row, column = len(sheet.rows) + rng.choice((1, 5, 300)), rng.choice((0, 3, 40, 300))
    sheet.rows += [[] for _ in range(row + 1 - len(sheet.rows))]
    _put(sheet, row, column, Cell(rng.choice((" ", "x", 5, "Người lập biểu", "Tổng cộng"))))
    return False


CHANGES: tuple[Change, ...] = (
    nasty_value, nasty_value, nasty_value, nasty_value, nasty_info, percent, percent, failed, failed, computed, other_format, swap_cells, swap_cells,
    shift_column, drop_row, repeat_row, blank_rows, blank_column, move_column, spaces, numbers_as_words, twin_sheet, hide_sheet, stray,
)  # fmt: skip


def change_bytes(content: bytes, rng: random.Random) -> bytes:
    """Damage a file: cut it off, turn bytes over, repeat a part."""
    at, length = rng.randrange(len(content)), rng.randrange(1, 60)
    kind = rng.randrange(3)
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + bytes(rng.randrange(256) for _ in range(length)) + content[at + length :]
    return content[:at] + content[at : at + length] * 2 + content[at + length :]


def change_xml(content: bytes, rng: random.Random) -> bytes:
    """Change the parts of a package as texts: a tag lost, twice, in another place, an attribute with another value."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = rng.choice([name for name in old.namelist() if name.endswith((".xml", ".rels"))])
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, _change_text(text, rng) if name == chosen else text)
    return out.getvalue()


def _change_text(text: str, rng: random.Random) -> str:
    tags = list(re.finditer(r"<[^>]+>", text))
    tag = rng.choice(tags)
    kind = rng.randrange(5)
    if kind == 0:
        return text[: tag.start()] + text[tag.end() :]
    if kind == 1:
        return text[: tag.end()] + tag[0] + text[tag.end() :]
    if kind == 2:
        other = rng.choice(tags)
        return text[: other.start()] + tag[0] + text[other.start() :]
    values = list(re.finditer(r'(?<==)"[^"]*"', text)) or [tag]
    value = rng.choice(values)
    new = rng.choice(
        (
            '""',
            '"0"',
            '"1"',
            '"2"',
            '"s"',
            '"e"',
            '"n"',
            '"b"',
            '"str"',
            '"inlineStr"',
            '"A1"',
            '"hidden"',
            '"x"',
            rng.choice(values)[0],
        )
    )
    return text[: value.start()] + new + text[value.end() :]


def any_saver(rng: random.Random) -> str:
    """Choose a program that saves the book."""
    return rng.choice(SAVERS)
