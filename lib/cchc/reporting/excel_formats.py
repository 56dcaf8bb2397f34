"""How cells of the workbook look: fonts, number formats, paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cchc.reporting.blocks import Column, Row
from cchc.reporting.formats import NUMBER_KINDS

#: Excel number formats per kind of column; Excel itself writes commas or dots by the machine's locale.
NUMBER_FORMATS = {
    "integer": "#,##0",
    "centre": "0",
    "rank": "0",
    "rank_change": "+0;-0;0",
    "score": "#,##0.00",
    "pct": "0.00",
    "pct_short": "0.0",
    "change": "+0.00;-0.00;0.00",
    "above": '">" 0.00',
    "date": "dd/mm/yyyy",
}
for _digits in (0, 1, 3, 4):
    _zeros = f"0.{'0' * _digits}" if _digits else "0"
    NUMBER_FORMATS |= {
        f"score_{_digits}": f"#,##{_zeros}",
        f"change_{_digits}": f"+{_zeros};-{_zeros};{_zeros}",
        f"above_{_digits}": f'">" {_zeros}',
    }
FONT = "Times New Roman"
_FACE = {"font_name": FONT, "font_size": 12}
#: A colour for each document: tabs, and headings of the list on the first sheet.
COLOURS = ("#0B4F7D", "#B4530A", "#1B6E4B", "#6A3D8F", "#7A5C00", "#444444")
FRONT_COLOUR = "#8A1C00"
#: Of every sheet [inches]; what is left of a sheet of paper between them at 96 pixels an inch.
MARGINS = {"left": 0.8, "right": 0.6, "top": 0.9, "bottom": 0.8}
#: Of the default font.
DIGIT_PIXELS = 8
_A4, _A3 = 9, 8
_PAPERS = ((_A4, False, 659, 0.85), (_A4, True, 988, 0.62), (_A3, True, 1453, 0.62))
_TALL = ((_A4, False, 659, 0.62),)
#: Letters of 12 points are to be printed at 7 points and more, on whichever machine.
_ROOM = _PAPERS[-1][2] / _PAPERS[-1][3]
_WORDS_AMONG_NUMBERS = 26.0
#: Excel refuses higher rows [points].
_HIGHEST_ROW = 409.0
_LINE = 16.0
#: Of a letter of a text, on average, with what lines leave empty at their ends [digits].
_LETTER = 0.88


def options() -> dict[str, Any]:
    """Return the options of a workbook, which xlsxwriter changes: cells hold what they are given, in a font that all have."""
    return {
        "in_memory": True,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": dict(_FACE),
        "default_column_width": 72,  # [pixels] that of the font
    }


class Formats:
    """Cell formats, made once per workbook."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}
        self.title = self.make(bold=True, font_size=14, text_wrap=True)
        self.caption = self.make(bold=True, text_wrap=True)
        self.warning = self.make(bold=True, font_color=FRONT_COLOUR, text_wrap=True)
        self.note = self.make(italic=True, font_color="#404040", text_wrap=True)
        self.plain = self.make(text_wrap=True)
        self.link = self.make(font_color="#0B4F7D", underline=1)
        self.header = self.make(
            bold=True, bg_color="#E3EAF0", border=1, text_wrap=True, align="center", valign="vcenter"
        )

    def make(self, **look: object) -> Any:
        """Return a format, the same for the same look."""
        key = tuple(sorted(look.items(), key=lambda pair: pair[0]))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(_FACE | {"valign": "top"} | look)
        return self._made[key]

    def cell(self, kind: str, row_kind: str, *, is_link: bool = False) -> Any:
        """Return the format of a data cell."""
        look: dict[str, object] = {
            "border": 1,
            "text_wrap": kind not in NUMBER_KINDS,
            "num_format": NUMBER_FORMATS.get(kind, "@"),
        }
        if kind == "date":
            look |= {"align": "center"}
        if row_kind == "total":
            look |= {"bold": True, "bg_color": "#F2F2F2"}
        if is_link:
            look |= {"font_color": "#0B4F7D", "underline": 1}
        return self.make(**look)


def n_lines(text: str, width: float) -> int:
    """Return how many lines a wrapped text takes; not every program fits rows by itself.

    Examples
    --------
    >>> n_lines("", 10), n_lines("x" * 11, 10), n_lines("x" * 12, 10)
    (1, 1, 2)
    """
    return sum(max(1, -int(-len(part) * _LETTER // width)) for part in text.split("\n"))


def row_height(lines: int) -> float:
    """Return the height of a row of so many lines [points]."""
    return min(_LINE * lines, _HIGHEST_ROW)


def fit_columns(tables: Sequence[tuple[Sequence[Column], Sequence[Row], int]]) -> list[float]:
    """Return the widths of the columns of a sheet, which its tables share [letters].

    Parameters
    ----------
    tables : sequence of (columns, rows, int)
        One under another; from which column of the sheet on.

    Returns
    -------
    list of float
        As wide as the texts ask for, and so narrow that the sheet is printed in letters of 7 points and more.
    """
    for widest in (60, 50, 42, 36, 30, 26, 22, 18, 14, 11):
        widths = [0.0] * max(start + len(columns) for columns, _, start in tables)
        for columns, rows, start in tables:
            for at, column in enumerate(columns):
                # behind the name of a row, a column of words in one table is one of numbers in another
                most = widest if len(tables) == 1 or start + at < 2 else min(widest, _WORDS_AMONG_NUMBERS)
                width = _width(column, [row.cells[at] for row in rows], widest=most)
                widths[start + at] = max(width, widths[start + at])
        if _pixels(widths) <= _ROOM:
            break
    return widths


def _pixels(widths: Sequence[float]) -> float:
    return sum(width * DIGIT_PIXELS + 5 for width in widths)


def _width(column: Column, values: Sequence[object], *, widest: float) -> float:
    if column.kind in NUMBER_KINDS:
        return 11.0
    longest = max([len(str(value)) for value in values if value is not None] + [len(column.title_vi)], default=10)
    return float(min(max(longest * _LETTER + 2, 11), widest))


def set_print(sheet: Any, widths: Sequence[float], *, last_row: int, mark: str, is_tall: bool = False) -> None:
    """Print a sheet as wide as one page, on the smallest paper on which it stays legible.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        Changed.
    widths : sequence of float
        Of its columns [letters].
    last_row : int
        Last of the print area.
    mark : str
        Printed on top of every page; empty for nothing.
    is_tall : bool
        Upright, though it is printed smaller.
    """
    papers = _TALL if is_tall else _PAPERS
    paper, is_wide, _, _ = next((one for one in papers if one[2] / _pixels(widths) >= one[3]), papers[-1])
    sheet.set_paper(paper)
    if is_wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, len(widths) - 1)
    sheet.set_margins(**MARGINS)
    sheet.set_footer("&L&A&C&P/&N")
    if mark:
        sheet.set_header(f"&C&B{mark}")
