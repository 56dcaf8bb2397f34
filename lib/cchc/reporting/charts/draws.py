"""How sure and how dear: ranks drawn again, intervals, effort against points."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cchc.columns import col
from cchc.reporting.charts.base import (
    DASH,
    LINE,
    OWN,
    REST,
    WORSE,
    Chart,
    axis_across,
    axis_up,
    foot,
    gutter,
    is_known,
    linear,
    tabulate,
    ticks,
)
from cchc.reporting.charts.canvas import QUIET, SIZE, Canvas, measure
from cchc.reporting.charts.rows import rows
from cchc.reporting.formats import format_number
from cchc.reporting.sentences import sentence


def rank_draws(shares_pct: pd.Series, *, rank: int, low: int, high: int, n_ranked: int) -> Chart:
    """Draw how often each rank came out, the ranks of the interval dark, the published rank marked.

    Parameters
    ----------
    shares_pct : pandas.Series
        Rank → share of the draws [0-100].
    rank, low, high, n_ranked : int
        Published rank, bounds of the interval, number of units.

    Returns
    -------
    Chart
        Not yet drawn.
    """
    shares = {int(place): float(share) for place, share in shares_pct.items()}

    def draw(canvas: Canvas) -> None:
        margin, top, bottom = max(3, (high - low) // 2), 34.0, 112.0
        first, last = max(1, low - margin), min(n_ranked, high + margin)
        marks = ticks(0, max(shares.values()), 3)
        left = gutter(marks)
        up, across = linear(0, max(shares.values()), bottom, top), linear(first, last + 1, left, canvas.width)
        canvas.text(0, 6, sentence("chart_share_of_draws"), size=SIZE - 0.5, colour=QUIET)
        axis_up(canvas, up, marks, left, canvas.width)
        step = next(one for one in (1, 2, 5, 10) if (last - first) / one <= (8 if canvas.is_narrow else 16))
        for place in range(first, last + 1):
            share, middle = shares.get(place, 0.0), across(place + 0.5)
            fill = OWN if low <= place <= high else REST
            title = sentence("chart_draw", place, n_ranked, share)
            canvas.bar(across(place + 0.07), up(0), across(place + 0.93), up(share), fill, title=title)
            if place % step == 0 or place == first == 1:
                canvas.text(middle, bottom + 7, str(place), size=SIZE - 0.5, anchor="middle", colour=QUIET)
        told, x = sentence("chart_published_rank", rank), across(rank + 0.5)
        half = measure(told) / 2
        canvas.line([(x, up(shares.get(rank, 0.0)) - 1), (x, top - 9)], LINE)
        canvas.text(min(max(x, half), canvas.width - half), top - 15, told, anchor="middle", halo=True)
        canvas.height = bottom + 13
        foot(canvas, sentence("chart_ranks", n_ranked))

    return Chart(draw, tabulate(list(shares), [(sentence("chart_share_of_draws"), 2, shares.values())], first=col("rank").title_vi))  # fmt: skip


def intervals(
    labels: Sequence[str],
    values: Sequence[float],
    lows: Sequence[float],
    highs: Sequence[float],
    *,
    line: float | None,
    line_label: str,
    axis_label: str,
) -> Chart:
    """Draw values with their intervals against a line; those whose interval lies wholly below it are dark.

    Parameters
    ----------
    labels, values, lows, highs : sequence
        Top to bottom; missing bounds draw the value alone.
    line, line_label
        What they are compared with; None for nothing.
    axis_label : str
        With the unit.

    Returns
    -------
    Chart
        Not yet drawn.
    """
    has_bounds = any(map(is_known, lows))

    def draw(canvas: Canvas) -> None:
        at = rows(canvas, labels, top=SIZE * 1.7 if line is not None else 0, height=15, inset=4)
        known = [float(one) for one in (*values, *lows, *highs, line) if one is not None and is_known(one)]
        across = linear(min(known), max(known), at.left + 4, canvas.width - 30)
        marks = ticks(min(known), max(known), 4 if canvas.is_narrow else 6)
        axis_across(canvas, across, marks, at.middles[0] - 7, at.bottom, axis_label, at.left)
        if line is not None:
            canvas.line([(across(line), SIZE * 1.5), (across(line), at.bottom)], LINE, 1, dash=DASH)
            half = measure(line_label) / 2
            canvas.text(min(max(across(line), half), canvas.width - half), SIZE * 0.7, line_label, anchor="middle")
        for label, value, low, high, y in zip(labels, values, lows, highs, at.middles, strict=True):
            is_sure = line is not None and is_known(high) and high < line
            colour, title = WORSE if is_sure else "#6b6b6b", f"{label}: {format_number(value)}"
            if is_known(low):
                title += f" ({format_number(low)} – {format_number(high)})"
                canvas.line([(across(low), y), (across(high), y)], colour, 2.6 if is_sure else 1.5, title=title)
            canvas.mark("circle", across(value), y, 3.1, colour if is_sure else "#fff", edge=colour, edge_width=1.2, title=title)  # fmt: skip
            text, first, last = format_number(value), value, value
            if is_known(low):
                first, last = low, high
            # a number that would lie over the line stands on the other side
            is_left = line is not None and last <= line and across(line) < across(last) + 7 + measure(text)
            is_left = is_left and across(first) - 7 - measure(text) > at.left
            place = across(first) - 5 if is_left else across(last) + 5
            canvas.text(place, y, text, anchor="end" if is_left else "start", halo=True)

    bounds = [(sentence("chart_low"), 2, lows), (sentence("chart_high"), 2, highs)] if has_bounds else []
    return Chart(draw, tabulate(labels, [(axis_label, 2, values), *bounds], first=col("name_vi").title_vi))


def frontier(points: Sequence[float], days: Sequence[float], *, chosen: tuple[float, float] | None) -> Chart:
    """Draw the least effort for each number of points, the chosen set marked.

    Parameters
    ----------
    points, days : sequence of float
        Points regained and person-days, growing.
    chosen : (float, float) or None
        Points and days of the chosen set.

    Returns
    -------
    Chart
        Not yet drawn.
    """

    def draw(canvas: Canvas) -> None:
        marks, top, bottom = ticks(0, max(days), 4), 22.0, 150.0
        left = gutter(marks)
        up, across = linear(0, max(days), bottom, top), linear(0, max(points), left, canvas.width - 6)
        canvas.text(0, 6, sentence("chart_days"), size=SIZE - 0.5, colour=QUIET)
        axis_up(canvas, up, marks, left, canvas.width)
        axis_across(canvas, across, ticks(0, max(points), 5), bottom - 3, bottom, sentence("chart_gain"))
        path = [(across(0), up(0))]
        for gain, effort in zip(points, days, strict=True):
            path += [(path[-1][0], up(effort)), (across(gain), up(effort))]
        canvas.line(path, "#9aa5ad", 1.4)
        for gain, effort in zip(points, days, strict=True):
            title = sentence("chart_point", gain, effort)
            canvas.mark("circle", across(gain), up(effort), 2.2, "#777", edge="none", title=title)
        if chosen is not None:
            x, y = across(chosen[0]), up(chosen[1])
            canvas.mark("diamond", x, y, 4.5, OWN, title=sentence("chart_point", *chosen))
            told = sentence("chart_chosen", *chosen)
            is_left = x - measure(told, bold=True) > left
            canvas.text(x - 7 if is_left else left + 4, y - 9, told, anchor="end" if is_left else "start", bold=True, colour=OWN, halo=True)  # fmt: skip

    return Chart(draw, tabulate([format_number(one) for one in points], [(sentence("chart_days"), 0, days)], first=sentence("chart_gain")))  # fmt: skip
