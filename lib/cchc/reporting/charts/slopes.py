"""Two years side by side."""

from __future__ import annotations

from collections.abc import Sequence

from cchc.columns import col
from cchc.reporting.charts.base import (
    GRID,
    OWN,
    WORSE,
    Chart,
    linear,
    tabulate,
)
from cchc.reporting.charts.canvas import QUIET, SIZE, Canvas, measure, wrap
from cchc.reporting.formats import format_number


def slope(
    labels: Sequence[str],
    before: Sequence[float],
    after: Sequence[float],
    *,
    years: tuple[str, str],
    decimals: int = 2,
    is_rank: bool = False,
) -> Chart:
    """Draw a line per row from one year to the next; falls are in the warning colour.

    Parameters
    ----------
    labels : sequence of str
        Of the rows.
    before, after : sequence of float
        Known in both years, on one scale.
    years : (str, str)
        Names of the two ends.
    decimals : int
        Of the values written.
    is_rank : bool
        The smallest stands on top.

    Returns
    -------
    Chart
        Not yet drawn. Labels stand at the ends and move apart where they would lie over each other.
    """

    def draw(canvas: Canvas) -> None:
        n_lines = 2 if canvas.is_narrow else 1
        names = canvas.width * (0.5 if canvas.is_narrow else 0.46)
        told = [wrap(label, names, n_lines=n_lines) for label in labels]
        step = SIZE * 1.25 * max(map(len, told))
        height = max(step * len(labels) * 1.15, 110.0)
        low, high = min(*before, *after), max(*before, *after)
        place = linear(low, high, 0, height) if is_rank else linear(low, high, height, 0)
        lefts, rights = (_apart([place(one) for one in values], step) for values in (before, after))
        # labels that move up to make room do not run into the names of the years
        top = max(22.0, 12 + step / 2 - min(*lefts, *rights))
        lefts, rights = ([top + one for one in places] for places in (lefts, rights))

        def up(value: float) -> float:
            return top + place(value)

        digits = max(measure(format_number(one, decimals)) for one in (*before, *after))
        x1, x2 = digits + 8, canvas.width - names - digits - 10
        for x, year, anchor in ((x1, years[0], "middle"), (x2, years[1], "middle")):
            canvas.text(x, 7, year, anchor=anchor, bold=True)
            canvas.line([(x, top - 6), (x, top + height + 4)], GRID, 0.8)
        for label, lines, first, last, left, right in zip(labels, told, before, after, lefts, rights, strict=True):
            is_worse = last > first if is_rank else last < first
            colour = WORSE if is_worse else OWN if last != first else QUIET
            values = (format_number(first, decimals), format_number(last, decimals))
            title = f"{label}: {values[0]} ({years[0]}), {values[1]} ({years[1]})"
            canvas.line([(x1, up(first)), (x2, up(last))], colour, 1.5, dash="4 2" if is_worse else "", title=title)
            for x, value in ((x1, first), (x2, last)):
                canvas.mark("circle", x, up(value), 2.3, colour, edge="none", title=title)
            canvas.text(x1 - 6, left, values[0], anchor="end", colour=QUIET)
            canvas.text(x2 + 6, right, values[1], bold=True, colour=colour)
            canvas.text(x2 + 10 + digits, right, lines)
        canvas.height = max([top + height + 6, *(one + step / 2 for one in (*lefts, *rights))])

    return Chart(draw, tabulate(labels, [(years[0], decimals, before), (years[1], decimals, after)], first=col("name_vi").title_vi))  # fmt: skip


def _apart(places: Sequence[float], step: float) -> list[float]:
    """Move places apart until they lie a step from each other, each as little as can be.

    Examples
    --------
    >>> _apart([10, 12, 40], 10)
    [6.0, 16.0, 40.0]
    """
    groups: list[tuple[float, list[int]]] = []
    for at in sorted(range(len(places)), key=lambda one: (places[one], one)):
        middle, members = float(places[at]), [at]
        while groups and groups[-1][0] + (len(groups[-1][1]) + len(members)) * step / 2 > middle:
            before, older = groups.pop()
            middle = (before * len(older) + middle * len(members)) / (len(older) + len(members))
            members = [*older, *members]
        groups.append((middle, members))
    found = [0.0] * len(places)
    for middle, members in groups:
        for at, one in enumerate(members):
            found[one] = middle + (at - (len(members) - 1) / 2) * step
    return found
