"""A unit in its field: its place among all, its gap to the middle and the best, several units side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from cchc.columns import col
from cchc.reporting.charts.base import (
    DASH,
    GRID,
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
from cchc.reporting.charts.rows import legend, rows
from cchc.reporting.formats import format_number
from cchc.reporting.sentences import sentence

#: Shape and colour of up to four units.
_LOOKS = (("diamond", OWN), ("circle", WORSE), ("square", "#555"), ("up", "#8c6d1f"))


def positions(
    values: pd.Series, own_key: str, *, names: Mapping[str, str], median: float, own_label: str, axis_label: str
) -> Chart:
    """Draw every unit as a bar from highest to lowest, the own one highlighted, with the median.

    Parameters
    ----------
    values : pandas.Series
        One value per unit; missing ones are left out.
    own_key : str
        Index of the highlighted unit.
    names : mapping of str to str
        Key → name.
    median : float
        Of the units.
    own_label, axis_label : str
        Its name, and the axis with its unit.

    Returns
    -------
    Chart
        Not yet drawn.
    """
    ordered = values.dropna().sort_values(ascending=False, kind="stable")
    known = [float(value) for value in ordered]
    labels = [names.get(str(key), str(key)) for key in ordered.index]

    def draw(canvas: Canvas) -> None:
        low = max(known[-1] - (known[0] - known[-1]) * 0.35, 0)
        marks, bottom, top = ticks(low, known[0], 4), 150.0, 32.0
        left = gutter(marks)
        up, across = linear(low, known[0], bottom, top), linear(0, len(known), left, canvas.width)
        canvas.text(0, 6, axis_label, size=SIZE - 0.5, colour=QUIET)
        axis_up(canvas, up, marks, left, canvas.width)
        for place, (key, label, value) in enumerate(zip(ordered.index, labels, known, strict=True)):
            title = f"{label}: {format_number(value)} ({place + 1}/{len(known)})"
            fill = OWN if key == own_key else REST
            canvas.bar(across(place + 0.1), up(low), across(place + 0.9), up(value), fill, title=title)
        canvas.line([(left, up(median)), (canvas.width, up(median))], LINE, 1, dash=DASH)
        canvas.text(canvas.width, up(median) - 6, sentence("chart_middle", median), anchor="end", halo=True)
        if own_key in ordered.index:
            place = list(ordered.index).index(own_key)
            value, x = known[place], across(place + 0.5)
            told = f"{own_label}: {format_number(value)}"
            half = measure(told, bold=True) / 2
            middle = min(max(x, left + half), canvas.width - half)
            # above the bars that stand higher on its left
            over = up(known[max(place - int(half / (across(1) - across(0))) - 1, 0)]) - 9
            canvas.line([(x, up(value)), (x, over + 5)], OWN)
            canvas.text(middle, over, told, anchor="middle", bold=True, colour=OWN, halo=True)
        canvas.height = bottom + 2
        foot(canvas, sentence("chart_places", len(known)))

    return Chart(draw, tabulate(labels, [(axis_label, 2, known)], first=col("name_vi:place").title_vi))


def gaps(
    labels: Sequence[str],
    own: Sequence[float | None],
    middles: Sequence[float],
    bests: Sequence[float],
    *,
    worse: Collection[int],
    own_label: str,
    worse_label: str,
    best_label: str,
    axis_label: str,
    field: Sequence[Sequence[float]] = (),
    peers: Sequence[Sequence[float]] = (),
) -> Chart:
    """Draw for each row how far the own value lies from the middle and the best of the field.

    Parameters
    ----------
    labels : sequence of str
        Top to bottom.
    own, middles, bests : sequence of float
        One per row, all on one scale; an own value that is missing is not drawn.
    worse : collection of int
        Rows in which the own value is worse than the middle.
    own_label, worse_label, best_label, axis_label : str
        What the marks mean, and the scale.
    field, peers : sequence of sequence of float
        Per row, the values of all units and of the compared ones, drawn small behind; empty for none.

    Returns
    -------
    Chart
        Not yet drawn. Beside each row stand the middle and the best in figures, where there is room.
    """
    has_peers = any(len(row) for row in peers)

    def draw(canvas: Canvas) -> None:
        entries = [
            ("diamond", OWN, own_label), ("down", WORSE, worse_label), ("tick", LINE, sentence("chart_median")),
            ("ring", QUIET, best_label), *([("circle", "#cdd3d8", sentence("chart_field"))] if len(field) else []),
            *([("circle", "#8b959d", sentence("chart_peers"))] if has_peers else []),
        ]  # fmt: skip
        top = legend(canvas, entries) + 2
        at = rows(
            canvas, labels, top=top + (0 if canvas.is_narrow else 9), height=28 if canvas.is_narrow else 20, inset=8
        )
        figures = 0 if canvas.is_narrow else 74
        right = canvas.width - figures - 8
        known = [
            float(one) for row in (own, middles, bests, *field) for one in row if one is not None and is_known(one)
        ]
        marks = ticks(min(known), max(known), 4 if canvas.is_narrow else 6)
        across = linear(min(known), max(known), at.left + 8, right)
        axis_across(canvas, across, marks, at.middles[0] - 12, at.bottom, axis_label, at.left)
        if figures:
            for x, words in (
                (canvas.width - 40, sentence("chart_middle_short")),
                (canvas.width, best_label),
            ):
                canvas.text(x, top + 4, words, size=SIZE - 0.5, anchor="end", colour=QUIET)
        for row, (label, middle_y) in enumerate(zip(labels, at.middles, strict=True)):
            value, middle, best = own[row], middles[row], bests[row]
            y = middle_y + 3  # the value stands above its mark
            if len(field):
                canvas.dots([(across(one), y) for one in field[row]], "#cdd3d8", 3.4)
            if has_peers:
                canvas.dots([(across(one), y) for one in peers[row]], "#8b959d", 3.4)
            shape, colour = ("down", WORSE) if row in worse else ("diamond", OWN)
            if value is not None and is_known(value):
                canvas.line([(across(middle), y), (across(value), y)], colour, 2.4)
            canvas.mark("circle", across(best), y, 3.2, "#fff", edge=QUIET, edge_width=1.3, title=f"{label} – {best_label}: {format_number(best)}")  # fmt: skip
            canvas.line([(across(middle), y - 6), (across(middle), y + 6)], LINE, 1.5, title=f"{label} – {sentence('chart_middle', middle)}")  # fmt: skip
            if value is not None and is_known(value):
                canvas.mark(
                    shape,
                    across(value),
                    y,
                    4.2,
                    colour,
                    title=f"{label} – {worse_label if row in worse else own_label}: {format_number(value)}",
                )
                canvas.text(across(value), y - 9, format_number(value), anchor="middle", bold=True, halo=True)
            if figures:
                canvas.text(canvas.width - 40, y, format_number(middle), anchor="end", colour=QUIET)
                canvas.text(canvas.width, y, format_number(best), anchor="end", colour=QUIET)

    told = [(own_label, 2, own), (sentence("chart_median"), 2, middles), (best_label, 2, bests)]
    return Chart(draw, tabulate(labels, told, first=col("name_vi").title_vi))


def side_by_side(
    values: Mapping[str, Sequence[float]], labels: Sequence[str], median: Sequence[float], *, axis_label: str
) -> Chart:
    """Draw one row per label with a mark per unit, told apart by shape, and the median as a tick.

    Parameters
    ----------
    values : mapping of str to sequence of float
        Name of a unit → its values, one per label, in their order; up to four units.
    labels : sequence of str
        Top to bottom.
    median : sequence of float
        Of all units, one per label.
    axis_label : str
        The scale.

    Returns
    -------
    Chart
        Not yet drawn.
    """

    def draw(canvas: Canvas) -> None:
        looks = list(zip(values, _LOOKS, strict=False))
        entries = [(shape, colour, name) for name, (shape, colour) in looks]
        top = legend(canvas, [("tick", LINE, sentence("chart_median")), *entries], is_hollow=True)
        at = rows(canvas, labels, top=top, height=15, inset=6)
        known = [float(one) for row in (*values.values(), median) for one in row if is_known(one)]
        across = linear(min(known), max(known), at.left + 6, canvas.width - 6)
        marks = ticks(min(known), max(known), 4 if canvas.is_narrow else 6)
        axis_across(canvas, across, marks, at.middles[0] - 8, at.bottom, axis_label, at.left)
        for row, (label, y) in enumerate(zip(labels, at.middles, strict=True)):
            inside = [float(of[row]) for of in values.values() if is_known(of[row])]
            if inside:
                canvas.line([(across(min(inside)), y), (across(max(inside)), y)], GRID, 3)
            canvas.line([(across(median[row]), y - 6), (across(median[row]), y + 6)], LINE, 1.5, title=f"{label} – {sentence('chart_middle', median[row])}")  # fmt: skip
            for name, (shape, colour) in looks:
                value = values[name][row]
                if is_known(value):
                    # hollow marks: one does not hide another
                    canvas.mark(shape, across(value), y, 3.8, "none", edge=colour, edge_width=1.7, title=f"{label} – {name}: {format_number(value)}")  # fmt: skip

    told = [*((name, 2, of) for name, of in values.items()), (sentence("chart_median"), 2, median)]
    return Chart(draw, tabulate(labels, told, first=col("name_vi").title_vi))
