"""Rows of a chart with their labels, and what its marks mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cchc.reporting.charts.base import LABELS_SHARE, LINE_HEIGHT
from cchc.reporting.charts.canvas import INK, Canvas, measure, wrap


@dataclass(frozen=True)
class Rows:
    """Rows of a chart: where their marks lie.

    Attributes
    ----------
    left : float
        Where marks may begin.
    middles : tuple of float
        Height of the marks of each row.
    bottom : float
        Below the last row.
    is_above : bool
        Whether labels stand above their marks.
    """

    left: float
    middles: tuple[float, ...]
    bottom: float
    is_above: bool


def rows(canvas: Canvas, labels: Sequence[str], *, top: float, height: float, inset: float = 0.0, n_lines: int = 2) -> Rows:  # fmt: skip
    """Write the labels of rows: beside their marks; above them on a phone where they are long.

    Parameters
    ----------
    canvas : Canvas
        To draw on.
    labels : sequence of str
        Top to bottom.
    top : float
        Where the first row begins.
    height : float
        Of the marks of a row.
    inset : float
        Room left of the marks on a phone, for numbers.
    n_lines : int
        Lines of a label, at most.

    Returns
    -------
    Rows
        Where the marks lie.
    """
    widest = max((measure(one) for one in labels), default=0.0)
    # on a phone long labels stand above, unless they are few: those break
    n_long = sum(measure(one) > canvas.width * LABELS_SHARE for one in labels)
    is_above = canvas.is_narrow and n_long * 5 > len(labels)
    room = canvas.width if is_above else min(widest + 1, canvas.width * LABELS_SHARE)
    middles, y = [], top
    for label in labels:
        lines = wrap(label, room, n_lines=n_lines)
        if is_above:
            canvas.text(0, y + LINE_HEIGHT * len(lines) / 2, lines, halo=True)
            y += LINE_HEIGHT * len(lines) + 0.5
            middles.append(y + height / 2 + 0.5)
            y += height + 5
        else:
            own = max(height, LINE_HEIGHT * len(lines) + 3)
            canvas.text(room, y + own / 2, lines, anchor="end")
            middles.append(y + own / 2)
            y += own
    return Rows(inset if is_above else room + 6, tuple(middles), y, is_above)


def legend(
    canvas: Canvas, entries: Sequence[tuple[str, str, str]], *, top: float = 0.0, is_hollow: bool = False
) -> float:
    """Write what marks mean in lines from the left; return the height below.

    Parameters
    ----------
    canvas : Canvas
        To draw on.
    entries : sequence of (str, str, str)
        Shape (of ``Canvas.mark``, ``ring``, ``tick``, ``dash`` or ``box``), colour, words.
    top : float
        Where to begin.
    is_hollow : bool
        Whether marks are.

    Returns
    -------
    float
        Where the drawing may go on.
    """
    x, y = 0.0, top + LINE_HEIGHT / 2 + 1
    for shape, colour, words in entries:
        width = 13 + measure(words) + 12
        if x and x + width - 12 > canvas.width:
            x, y = 0.0, y + LINE_HEIGHT + 2
        match shape:
            case "tick":
                canvas.line([(x + 5, y - 5), (x + 5, y + 5)], colour, 1.6)
            case "dash":
                canvas.line([(x, y), (x + 11, y)], colour, 1.2, dash="3 1.5")
            case "ring":
                canvas.mark("circle", x + 5, y, 3.2, "#fff", edge=colour, edge_width=1.4)
            case "box":
                canvas.bar(x + 1, y - 4, x + 10, y + 4, colour, edge="#777")
            case _:
                if is_hollow:
                    canvas.mark(shape, x + 5, y, 3.4, "none", edge=colour, edge_width=1.7)
                else:
                    canvas.mark(shape, x + 5, y, 3.6, colour)
        for at, line in enumerate(wrap(words, canvas.width - 13, n_lines=2)):
            y += LINE_HEIGHT * (at > 0)
            canvas.text(x + 13, y, line, colour=INK)
        x += width
    return y + LINE_HEIGHT / 2 + 3
