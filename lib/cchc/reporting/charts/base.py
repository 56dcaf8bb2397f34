"""What all charts share: colours, scales, rows with labels, how numbers are written, what becomes of a drawing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure as MplFigure

from cchc.reporting.blocks import Column, Figure, Row, Table
from cchc.reporting.charts.canvas import QUIET, SIZE, Canvas, measure, wrap
from cchc.reporting.charts.foreign import draw_foreign
from cchc.reporting.formats import format_number
from cchc.reporting.tables import to_cell

OWN, REST, WORSE, LINE = "#0b4f7d", "#b9c2c9", "#b5541c", "#333"
BAND, GRID = "#ece7dc", "#e2e2e2"
DASH = "4 3"
#: Of print and wide windows, and of phones: each is readable at the widths at which it is shown (``document.css``).
WIDE, NARROW = 460.0, 240.0
_KINDS = {0: "integer", 1: "pct_short", 2: "score", 3: "score_3"}
LABELS_SHARE = 0.42  # of the width, at the most
LINE_HEIGHT = SIZE * 1.18

Scale = Callable[[float], float]


@dataclass(frozen=True)
class Chart:
    """A chart: how it is drawn on a canvas of any width, and the figures it shows."""

    draw: Callable[[Canvas], None]
    data: Table

    def svg(self, width: float = WIDE) -> str:
        """Draw it once; the same chart gives the same text."""
        canvas = Canvas(width)
        self.draw(canvas)
        return canvas.svg("narrow" if canvas.is_narrow else "wide")


def to_block(
    chart: Chart | MplFigure,
    *,
    alt: str,
    caption: str = "",
    note: str = "",
    is_map: bool = False,
    is_foreign: bool = False,
    data: Table | None = None,
) -> Figure:
    """Draw a chart, as SVG that is the same for the same chart.

    Parameters
    ----------
    chart : Chart or matplotlib.figure.Figure
        One of this package, drawn for print and for a phone; or an analyst's own, drawn once.
    alt : str
        What the chart says, from the numbers.
    caption : str
        The finding.
    note : str
        Source and status.
    is_map : bool
        See ``Figure``.
    is_foreign : bool
        An analyst's own figure: what he set in a cell holds for it.
    data : Table, optional
        Figures of the chart, where it stands in the place of this table; by default those that it writes.

    Returns
    -------
    Figure
        A block.
    """
    if isinstance(chart, Chart):
        return Figure(
            chart.svg(), alt=alt, caption=caption, note=note, is_map=is_map, narrow=chart.svg(NARROW), data=data or chart.data, is_inline=True
        )  # fmt: skip
    return Figure(draw_foreign(chart, is_foreign=is_foreign), alt=alt, caption=caption, note=note, is_map=is_map, data=data, is_inline=True)  # fmt: skip


def tabulate(
    labels: Iterable[object], columns: Iterable[tuple[str, int | None, Iterable[object]]], *, first: str
) -> Table:
    """Return the figures of a chart as a table.

    Parameters
    ----------
    labels : iterable
        Of the rows.
    columns : iterable of (str, int or None, iterable)
        Heading, decimals (None: text) and values.
    first : str
        Heading of the labels.

    Returns
    -------
    Table
        Without number, caption and sheet.
    """
    told = [
        (title, "text" if decimals is None else _KINDS[decimals], list(values)) for title, decimals, values in columns
    ]
    heads = (Column("label", first, "text", 40), *(Column(f"c{at}", title, kind, 14) for at, (title, kind, _) in enumerate(told)))  # fmt: skip
    rows = zip(map(str, labels), *(values for _, _, values in told), strict=True)
    return Table(heads, tuple(Row(tuple(to_cell(cell) for cell in row)) for row in rows))


def is_known(value: object) -> bool:
    """Tell whether there is a number."""
    return value is not None and not pd.isna(value)


def linear(low: float, high: float, left: float, right: float) -> Scale:
    """Return where values between two ends lie between two places."""
    span = (high - low) or 1.0
    return lambda value: left + (value - low) / span * (right - left)


def ticks(low: float, high: float, n: int = 5) -> list[float]:
    """Return about ``n`` round numbers between two ends.

    Examples
    --------
    >>> ticks(0, 10), ticks(38.2, 45.9, 4)
    ([0.0, 2.0, 4.0, 6.0, 8.0, 10.0], [40.0, 42.0, 44.0])
    """
    raw = ((high - low) or 1.0) / max(n, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((one * power for one in (1, 2, 2.5, 5) if one * power >= raw * 0.999), 10 * power)
    return [round(at * step, 10) for at in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def decimals_of(values: Sequence[float], least: int = 0) -> int:
    """Return how many decimals ticks need, and no fewer than given: 2,5 and 5,0 need one.

    Examples
    --------
    >>> decimals_of([2.5, 5.0]), decimals_of([0, 5], 1)
    (1, 1)
    """
    return max([least, *(next((n for n in range(4) if abs(round(one, n) - one) < 1e-6), 4) for one in values)])


def axis_across(
    canvas: Canvas, scale: Scale, marks: Sequence[float], top: float, bottom: float, title: str, left: float = 0.0
) -> None:
    """Draw a scale at the foot, thin lines upwards, its name below, and so end the drawing."""
    decimals, size = decimals_of(marks), SIZE - 0.5
    for one in marks:
        canvas.line([(scale(one), top), (scale(one), bottom)], GRID, 0.6, behind=True)
        canvas.text(scale(one), bottom + 7, format_number(one, decimals), size=size, anchor="middle", colour=QUIET)
    canvas.height = bottom + 15
    foot(canvas, title, left)


def foot(canvas: Canvas, title: str, left: float = 0.0) -> None:
    """Write the name of the scale across below everything, in the middle of what lies right of ``left``."""
    if title:
        lines = wrap(title, canvas.width - left, SIZE - 0.5, n_lines=3)
        canvas.text((left + canvas.width) / 2, canvas.height + LINE_HEIGHT * len(lines) / 2, lines, size=SIZE - 0.5, anchor="middle", colour=QUIET)  # fmt: skip
        canvas.height += LINE_HEIGHT * len(lines) + 2


def axis_up(canvas: Canvas, scale: Scale, marks: Sequence[float], left: float, right: float) -> None:
    """Draw a scale at the left with thin lines across."""
    decimals = decimals_of(marks)
    for one in marks:
        canvas.line([(left, scale(one)), (right, scale(one))], GRID, 0.6)
        canvas.text(left - 4, scale(one), format_number(one, decimals), size=SIZE - 0.5, anchor="end", colour=QUIET)


def gutter(marks: Sequence[float]) -> float:
    """Return the room that the numbers of ``axis_up`` need."""
    decimals = decimals_of(marks)
    return 6 + max((measure(format_number(one, decimals), SIZE - 0.5) for one in marks), default=0.0)
