"""The first sheet of the workbook: the message, the indices, charts of the workbook's own cells, and what leads to the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cchc.reporting.blocks import Block, Column, Heading, Row, Table
from cchc.reporting.book import Sheet
from cchc.reporting.brief_blocks import Tile, Tiles
from cchc.reporting.excel_formats import (
    COLOURS,
    DIGIT_PIXELS,
    FONT,
    FRONT_COLOUR,
    Formats,
    n_lines,
    row_height,
    set_print,
)
from cchc.reporting.sentences import sentence

#: Twelve columns of one width: at most four tiles beside each other, two charts of six.
_N_COLUMNS, _WIDTH = 12, 10.0
_N_BESIDE, _N_TILES, _N_CHARTS = 4, 8, 4
_CHART_ROWS, _ROW_PIXELS = 18, 20
_NOT_NAMES = frozenset({"code", "#", "shown_code"})


@dataclass(frozen=True)
class Place:
    """Where a table stands in the workbook.

    Attributes
    ----------
    sheet, table : Sheet, Table
        Which.
    columns, rows : sequence
        As written.
    top, header : int
        Row of its caption and row of its headings, from 0.
    start : int
        Its first column.
    n_data : int
        Rows below the headings that tell of single things.
    """

    sheet: Sheet
    table: Table
    columns: Sequence[Column]
    rows: Sequence[Row]
    top: int
    header: int
    start: int
    n_data: int


def write_front(
    workbook: Any,
    sheet: Any,
    formats: Formats,
    title: str,
    lines: Sequence[str],
    places: Sequence[Place],
    blocks: Sequence[Block],
    *,
    warning: str,
    mark: str,
) -> None:
    """Write the first sheet.

    Parameters
    ----------
    workbook, sheet : xlsxwriter workbook and worksheet
        Changed.
    formats : Formats
        Of the workbook.
    title, lines : str, sequence of str
        As for ``render_workbook``.
    places : sequence of Place
        Every table of the workbook.
    blocks : sequence of Block
        Of all documents: the first that begins with tiles tells the message.
    warning, mark : str
        Of invented figures: below the title, and on top of printed pages; empty for none.
    """
    sheet.set_tab_color(FRONT_COLOUR)
    sheet.hide_gridlines(2)
    sheet.set_column(0, _N_COLUMNS - 1, _WIDTH)
    sheet.write_string(0, 0, title, formats.make(bold=True, font_size=18))
    sheet.set_row(0, 26)
    row = 1
    message, tiles = _message(blocks)
    for text, look in ((message, formats.make(font_size=13, text_wrap=True)), (warning, formats.warning)):
        if text:
            _write_line(sheet, row, text, look)
            row += 1
    row = _write_tiles(sheet, formats, row + 1, tiles)
    row = _write_charts(workbook, sheet, row, places)
    row = _write_list(sheet, formats, row, places)
    row = _write_line(sheet, row + 1, sentence("book_notes"), formats.title)
    for line in lines:
        row = _write_line(sheet, row, line, formats.plain)
    set_print(sheet, [_WIDTH] * _N_COLUMNS, last_row=row - 1, mark=mark, is_tall=True)


def _write_line(sheet: Any, row: int, text: str, look: Any) -> int:
    sheet.merge_range(row, 0, row, _N_COLUMNS - 1, "", look)
    sheet.write_string(row, 0, text, look)
    sheet.set_row(row, row_height(n_lines(text, _N_COLUMNS * _WIDTH)) + 3)
    return row + 1


def _message(blocks: Sequence[Block]) -> tuple[str, tuple[Tile, ...]]:
    """Return the title of the page that begins with tiles, and its tiles."""
    heading = ""
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            heading = block.text
        if isinstance(block, Tiles):
            return heading, block.tiles[:_N_TILES]
    return "", ()


def _write_tiles(sheet: Any, formats: Formats, row: int, tiles: Sequence[Tile]) -> int:
    look: dict[str, object] = {
        "bg_color": "#F1F5F8",
        "text_wrap": True,
        "align": "left",
        "indent": 1,
        "right": 5,
        "right_color": "#FFFFFF",
    }
    span = _N_COLUMNS // max(min(len(tiles), _N_BESIDE), 2)
    for start in range(0, len(tiles), _N_COLUMNS // span):
        line = tiles[start : start + _N_COLUMNS // span]
        n_words = max(len(tile.lines) for tile in line)
        for at, tile in enumerate(line):
            first, last = at * span, at * span + span - 1
            edge = "#9AA8B3" if tile.is_good is None else "#1B6E4B" if tile.is_good else "#B4530A"
            words: list[tuple[object, dict[str, object]]] = [(tile.label, {"bold": True})]
            number = "0.00" if tile.unit else "0"
            shown = {"bold": True, "font_size": 22, "valign": "vcenter"}
            if tile.figure is None:
                words.append((f"{tile.value} {tile.unit}".strip(), shown))
            else:
                words.append((tile.figure, shown | {"num_format": f'{number}" {tile.unit}"' if tile.unit else number}))
            words += [(text, {"font_size": 11}) for text in (*tile.lines, *[""] * (n_words - len(tile.lines)))]
            for down, (value, own) in enumerate(words):
                made = formats.make(**look, **own, **({"top": 5, "top_color": edge} if down == 0 else {}))
                sheet.merge_range(row + down, first, row + down, last, "", made)
                if isinstance(value, float | int):
                    sheet.write_number(row + down, first, value, made)
                else:
                    sheet.write_string(row + down, first, str(value), made)
        tallest = [max(n_lines(text, span * _WIDTH) for text in texts) for texts in _by_line(line, n_words)]
        for down, height in enumerate((row_height(tallest[0]) + 4, 32.0, *(row_height(one) for one in tallest[1:]))):
            sheet.set_row(row + down, height)
        row += n_words + 3
    return row


def _by_line(tiles: Sequence[Tile], n_words: int) -> Iterator[list[str]]:
    """Yield what stands beside each other: the labels, then the words."""
    yield [tile.label for tile in tiles]
    for at in range(n_words):
        yield [tile.lines[at] if at < len(tile.lines) else "" for tile in tiles]


def _write_charts(workbook: Any, sheet: Any, row: int, places: Sequence[Place]) -> int:
    """Draw tables that ask for it from their cells, two beside each other."""
    asked = [one for one in places if one.table.chart and one.n_data > 1][:_N_CHARTS]
    half = _N_COLUMNS // 2
    width = round(half * (_WIDTH * DIGIT_PIXELS + 5))
    for number, place in enumerate(asked):
        chart = _chart(workbook, place)
        chart.set_size({"width": width - 8, "height": _CHART_ROWS * _ROW_PIXELS - 8})
        alt = {"description": _describe(place), "object_position": 2}
        sheet.insert_chart(row + number // 2 * _CHART_ROWS, number % 2 * half, chart, alt)
    return row + -(-len(asked) // 2) * _CHART_ROWS + bool(asked)


def _columns_of(place: Place) -> tuple[int, int]:
    """Return which columns hold the names and the values of a chart."""
    keys = [column.key for column in place.columns]
    words = (at for at, column in enumerate(place.columns) if column.kind == "text" and column.key not in _NOT_NAMES)
    names = next(words)
    return names, keys.index(place.table.chart)


def _chart(workbook: Any, place: Place) -> Any:
    names, values = _columns_of(place)
    first, last = place.header + 1, place.header + place.n_data
    font = {"name": FONT, "size": 11, "bold": False}
    colour = "#B4530A" if place.table.chart.startswith("lost") else "#0B4F7D"
    chart = workbook.add_chart({"type": "bar"})
    column = place.columns[values]
    names, values = place.start + names, place.start + values
    chart.add_series(
        {
            "name": column.title_vi,
            "categories": [place.sheet.name, first, names, last, names],
            "values": [place.sheet.name, first, values, last, values],
            "fill": {"color": colour},
            "invert_if_negative": False,
            "gap": 45,
            "data_labels": {"value": True, "font": font, "num_format": "0" if column.kind == "integer" else "0.00"},
        }
    )
    title = f"{place.table.caption}: {column.title_vi[:1].lower()}{column.title_vi[1:]}"
    chart.set_title({"name": title, "name_font": {**font, "size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_y_axis(
        {"reverse": True, "num_font": font, "label_position": "low", "major_tick_mark": "none", "interval_unit": 1}
    )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "num_font": font})
    chart.set_chartarea({"border": {"color": "#C9D3DB"}})
    return chart


def _describe(place: Place) -> str:
    names, values = _columns_of(place)
    told = [(row.cells[names], row.cells[values]) for row in place.rows if row.kind == "data"]
    return sentence("book_chart", place.table.caption, told)


def _write_list(sheet: Any, formats: Formats, row: int, places: Sequence[Place]) -> int:
    row = _write_line(sheet, row, sentence("book_list"), formats.title)
    names = list(dict.fromkeys(one.sheet.chapter for one in places))
    for chapter, listed in groupby(places, key=lambda one: one.sheet.chapter):
        if chapter:
            colour = COLOURS[names.index(chapter) % len(COLOURS)]
            row = _write_line(sheet, row, chapter, formats.make(bold=True, font_color=colour, bottom=1))
        before = ""
        for place in listed:
            sheet.merge_range(row, 0, row, 2, "", formats.link)
            if place.sheet.name != before:
                sheet.write_url(row, 0, f"internal:'{place.sheet.name}'!A1", formats.link, place.sheet.name)
            sheet.merge_range(row, 3, row, _N_COLUMNS - 1, "", formats.plain)
            text = place.table.caption or place.sheet.title_vi or place.table.sheet
            target = f"internal:'{place.sheet.name}'!A{place.top + 1}"
            sheet.write_url(row, 3, target, formats.make(font_color="#0B4F7D", text_wrap=True), text[:255])
            sheet.set_row(row, row_height(n_lines(text, 9 * _WIDTH)) + 1)
            before, row = place.sheet.name, row + 1
    return row
