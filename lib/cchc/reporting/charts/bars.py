"""Bars: amounts, differences, cumulative shares, counts, shares of answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cchc.columns import col
from cchc.reporting.charts.base import (
    DASH,
    LINE,
    OWN,
    REST,
    WORSE,
    Chart,
    axis_up,
    foot,
    gutter,
    is_known,
    linear,
    tabulate,
)
from cchc.reporting.charts.canvas import QUIET, SIZE, Canvas, measure
from cchc.reporting.charts.rows import legend, rows
from cchc.reporting.formats import format_number
from cchc.reporting.sentences import sentence

#: Fill and ink of kinds, and of the five answers from worst to best: they differ in lightness, so that they do in print.
_KINDS = (("#dfe4e8", "#222"), ("#93adc0", "#111"), (WORSE, "#fff"))
_ANSWERS = ((WORSE, "#fff"), ("#e3ac86", "#111"), ("#e4e4e4", "#222"), ("#9dc0d8", "#111"), (OWN, "#fff"))


def _labelled(label: str, value: float | None, decimals: int = 2, *, signed: bool = False) -> str:
    return f"{label}: {format_number(value, decimals, signed=signed)}"


def bars(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    decimals: int = 2,
    axis_label: str = "",
    colour: str = OWN,
) -> Chart:
    """Draw horizontal bars in the given order, each with its value.

    Parameters
    ----------
    labels : sequence of str
        Top to bottom.
    values : sequence of float
        Not negative.
    decimals : int
        Of the values written.
    axis_label : str
        What they are, with the unit.
    colour : str
        Of the bars.

    Returns
    -------
    Chart
        Not yet drawn.
    """

    def draw(canvas: Canvas) -> None:
        at = rows(canvas, labels, top=SIZE * 1.7 if axis_label else 0, height=11, n_lines=3)
        written = [format_number(value, decimals) for value in values]
        right = canvas.width - 5 - max((measure(one) for one in written), default=0.0)
        across = linear(0, max(values, default=0.0) or 1.0, at.left, right)
        canvas.text(at.left, SIZE * 0.7, axis_label, size=SIZE - 0.5, colour=QUIET)
        for label, value, text, y in zip(labels, values, written, at.middles, strict=True):
            canvas.bar(at.left, y - 4.6, across(value), y + 4.6, colour, title=_labelled(label, value, decimals))
            canvas.text(across(value) + 3, y, text)
        canvas.height = at.bottom

    return Chart(draw, tabulate(labels, [(axis_label or col("value").title_vi, decimals, values)], first=col("name_vi").title_vi))  # fmt: skip


def diverging(labels: Sequence[str], values: Sequence[float], *, axis_label: str) -> Chart:
    """Draw bars to the left (below, in the warning colour) and right (above) of a middle."""

    def draw(canvas: Canvas) -> None:
        is_long = len(labels) > 12
        at = rows(canvas, labels, top=SIZE * 1.7, height=9 if is_long else 11, n_lines=1 if is_long else 2)
        written = [format_number(value, signed=True) for value in values]
        room = 5 + max((measure(one, SIZE - 0.5) for one in written), default=0.0)
        low, high = min([0.0, *values]), max([0.0, *values])
        left = at.left + (room if low < 0 else 0)
        across = linear(low, high, left, canvas.width - (room if high > 0 else 2))
        canvas.text(at.left, SIZE * 0.7, axis_label, size=SIZE - 0.5, colour=QUIET)
        for label, value, text, y in zip(labels, values, written, at.middles, strict=True):
            title = _labelled(label, value, signed=True)
            canvas.bar(across(0), y - 4, across(value), y + 4, WORSE if value < 0 else "#7f97a8", title=title)
            is_left = value < 0
            canvas.text(
                across(value) + (-3 if is_left else 3), y, text, size=SIZE - 0.5, anchor="end" if is_left else "start"
            )
            if at.is_above:
                canvas.line([(across(0), y - 6), (across(0), y + 6)], LINE)
        if not at.is_above:
            canvas.line([(across(0), SIZE * 1.7), (across(0), at.bottom)], LINE)
        canvas.height = at.bottom + 1

    return Chart(draw, tabulate(labels, [(axis_label, 2, values)], first=col("name_vi").title_vi))


def pareto(labels: Sequence[str], cumulative_pct: Sequence[float], *, share_pct: float, n_main: int) -> Chart:
    """Draw how fast the first items add up, and how many of them hold a share of the whole.

    Parameters
    ----------
    labels : sequence of str
        Of the items, largest first.
    cumulative_pct : sequence of float
        Cumulative share [0-100].
    share_pct : float
        Share that is marked [0-100].
    n_main : int
        Number of items that hold it.

    Returns
    -------
    Chart
        Not yet drawn.
    """

    def draw(canvas: Canvas) -> None:
        marks = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
        left, bottom = gutter(marks), 128.0
        up, across = linear(0, 100, bottom, 24), linear(0, len(labels), left, canvas.width)
        canvas.text(0, 6, sentence("chart_cumulative"), size=SIZE - 0.5, colour=QUIET)
        axis_up(canvas, up, marks, left, canvas.width)
        before = 0.0
        for place, (label, value) in enumerate(zip(labels, cumulative_pct, strict=True)):
            x1, x2 = across(place + 0.08), across(place + 0.92)
            main = place < n_main
            canvas.bar(x1, up(0), x2, up(before), "#ecd9cd" if main else "#e6eaed")
            canvas.bar(x1, up(before), x2, up(value), WORSE if main else REST, title=_labelled(label, value, 1) + "%")
            before = value
        canvas.line([(left, up(share_pct)), (canvas.width, up(share_pct))], LINE, dash=DASH)
        told = sentence("chart_first_items", n_main, cumulative_pct[n_main - 1])
        is_left = across(n_main) - measure(told, bold=True) > left + 4
        canvas.text(
            across(n_main) - 2 if is_left else across(n_main) + 2, up(cumulative_pct[n_main - 1]) - 8, told,
            anchor="end" if is_left else "start", bold=True, halo=True,
        )  # fmt: skip
        canvas.height = bottom + 2
        foot(canvas, sentence("chart_items_by_loss"))

    return Chart(draw, tabulate(labels, [(sentence("chart_cumulative"), 1, cumulative_pct)], first=col("name_vi").title_vi))  # fmt: skip


def stacked(
    labels: Sequence[str], counts: Sequence[Sequence[int]], names: Sequence[str], *, axis_label: str = ""
) -> Chart:
    """Draw counts of up to three kinds side by side in one bar per label, told apart by lightness.

    Parameters
    ----------
    labels : sequence of str
        Top to bottom.
    counts : sequence of sequence of int
        One sequence per kind, one number per label.
    names : sequence of str
        Of the kinds.
    axis_label : str
        What is counted.

    Returns
    -------
    Chart
        Not yet drawn.
    """

    def draw(canvas: Canvas) -> None:
        top = legend(canvas, [("box", fill, name) for name, (fill, _) in zip(names, _KINDS, strict=False)])
        at = rows(canvas, labels, top=top + 2, height=13)
        longest = max((sum(row) for row in zip(*counts, strict=True)), default=1) or 1
        across = linear(0, longest, at.left, canvas.width)
        for place, (label, y) in enumerate(zip(labels, at.middles, strict=True)):
            start = 0
            for values, name, (fill, ink) in zip(counts, names, _KINDS, strict=False):
                value = values[place]
                if value:
                    title = f"{label} – {name}: {value}"
                    canvas.bar(across(start), y - 5.5, across(start + value), y + 5.5, fill, edge="#fff", title=title)
                    if across(start + value) - across(start) >= measure(str(value)) + 1:
                        canvas.text(across(start + value / 2), y, str(value), anchor="middle", colour=ink)
                start += value
        canvas.height = at.bottom
        foot(canvas, axis_label, at.left)

    told = [(name, 0, values) for name, values in zip(names, counts, strict=True)]
    return Chart(draw, tabulate(labels, told, first=col("name_vi").title_vi))


def answers(labels: Sequence[str], shares_pct: Mapping[str, Sequence[float | None]], *, nothing: str) -> Chart:
    """Draw shares of five answers around the middle of the neutral one: dislike to the left, approval to the right.

    Parameters
    ----------
    labels : sequence of str
        Of the questions, top to bottom.
    shares_pct : mapping of str to sequence
        Five answers from worst to best → share per question [0-100]; None where it may not be shown.
    nothing : str
        What stands in a row without shares.

    Returns
    -------
    Chart
        Not yet drawn.
    """
    names = list(shares_pct)

    def draw(canvas: Canvas) -> None:
        top = legend(canvas, [("box", fill, name) for name, (fill, _) in zip(names, _ANSWERS, strict=True)])
        at = rows(canvas, labels, top=top + 2, height=11, n_lines=2)
        rounds = [row for row in zip(*shares_pct.values(), strict=True) if all(map(is_known, row))]
        starts = [-(row[0] + row[1] + row[2] / 2) for row in rounds]
        across = linear(min(starts, default=-50.0), max((one + 100 for one in starts), default=50.0), at.left, canvas.width)  # fmt: skip
        for label, row, y in zip(labels, zip(*shares_pct.values(), strict=True), at.middles, strict=True):
            shares = [float(one) for one in row if one is not None and is_known(one)]
            if len(shares) < len(names):
                canvas.text(at.left + 2, y, nothing, colour=QUIET)
                continue
            start = -(shares[0] + shares[1] + shares[2] / 2)
            for name, share, (fill, ink) in zip(names, shares, _ANSWERS, strict=True):
                canvas.bar(across(start), y - 5, across(start + share), y + 5, fill, title=f"{label} – {name}: {format_number(share)}%")  # fmt: skip
                text = format_number(share, 0)
                if across(start + share) - across(start) > measure(text, SIZE - 0.5) + 3:
                    canvas.text(across(start + share / 2), y, text, size=SIZE - 0.5, anchor="middle", colour=ink)
                start += share
        canvas.height = at.bottom
        foot(canvas, sentence("chart_answers"), at.left)

    return Chart(draw, tabulate(labels, [(f"{name} (%)", 2, row) for name, row in shares_pct.items()], first=col("name_vi:question").title_vi))  # fmt: skip
