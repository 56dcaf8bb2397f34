"""The whole country: a tile per province, two indices against each other, how values are spread, parts by province."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cchc.columns import col
from cchc.reporting.charts.base import (
    DASH,
    LINE,
    OWN,
    REST,
    Chart,
    axis_across,
    axis_up,
    gutter,
    is_known,
    linear,
    tabulate,
    ticks,
)
from cchc.reporting.charts.canvas import QUIET, SIZE, Canvas, measure, wrap
from cchc.reporting.charts.rows import legend
from cchc.reporting.formats import MISSING, format_number
from cchc.reporting.sentences import sentence

#: Fill and ink of the classes, best (dark) first: they differ in lightness, so that they do in print.
CLASS_LOOKS = (("#0b4f7d", "#fff"), ("#5f95b8", "#000"), ("#a9cbe0", "#000"), ("#e6f0f6", "#000"))
_UNKNOWN = ("none", "#444")


def tiles(
    grid: pd.DataFrame,
    values: Mapping[str, float],
    classes: Mapping[str, int],
    class_names: Sequence[str],
    *,
    axis_label: str,
) -> Chart:
    """Draw one tile per province at its place, with name and value; the archipelagos look like their province.

    Parameters
    ----------
    grid : pandas.DataFrame
        ``reference_schemas.TileGrid`` of one division of the country.
    values : mapping of str to float
        Unit key → value; a province without one is dashed and bears a dash.
    classes : mapping of str to int
        Unit key → class, 0 = best, up to 3.
    class_names : sequence of str
        For the legend, best first.
    axis_label : str
        What the values are.

    Returns
    -------
    Chart
        Not yet drawn.
    """
    records = list(grid.itertuples())

    def draw(canvas: Canvas) -> None:
        looks = [("box", fill, name) for name, (fill, _) in zip(class_names, CLASS_LOOKS, strict=False)]
        top = legend(canvas, [*looks, ("box", "none", sentence("chart_not_in_data"))]) + 2
        width = canvas.width / (int(grid["grid_column"].max()) + 1)
        size = SIZE - (1.4 if canvas.is_narrow else 1.1)
        lines = {one.Index: _tile_label(one, width * 0.94 - 1, size) for one in records}
        # so low that the whole country stands on one page with its caption
        step = size * (1.05 if canvas.is_narrow else 1.04)
        height = step * (max(map(len, lines.values())) + 1) + (5 if canvas.is_narrow else 2.2)
        for one in records:
            value, of_class = values.get(str(one.unit_key)), classes.get(str(one.unit_key))
            has_class = value is not None and is_known(value) and of_class is not None
            fill, ink = CLASS_LOOKS[of_class] if has_class and of_class is not None else _UNKNOWN
            x, y = int(one.grid_column) * width, top + int(one.grid_row) * height
            text = "" if one.tile_kind == "archipelago" else format_number(value) if has_class else MISSING
            canvas.bar(
                x + width * 0.03, y + 1, x + width * 0.97, y + height - 1, fill, edge="#444", dash="" if has_class else "3 2",
                title=f"{one.label_vi}: {text}" if text else str(one.label_vi),
            )  # fmt: skip
            label = lines[one.Index]
            n_lines = len(label) + bool(text)
            first = y + (height - step * (n_lines - 1)) / 2
            canvas.text(
                x + width / 2, first + step * (len(label) - 1) / 2, label, size=size, anchor="middle", colour=ink
            )
            if text:
                canvas.text(
                    x + width / 2, first + step * len(label), text, size=size, anchor="middle", bold=True, colour=ink
                )
        canvas.height = top + (int(grid["grid_row"].max()) + 1) * height

    provinces = [one for one in records if one.tile_kind != "archipelago"]
    known = [values.get(str(one.unit_key)) for one in provinces]
    places = [classes.get(str(one.unit_key)) for one in provinces]
    groups = [None if at is None else class_names[at] for at in places]
    columns: list[tuple[str, int | None, Sequence[object]]] = [
        (axis_label, 2, known),
        (sentence("chart_group"), None, groups),
    ]
    return Chart(draw, tabulate([one.label_vi for one in provinces], columns, first=col("name_vi:province").title_vi))


def _tile_label(tile: object, width: float, size: float) -> list[str]:
    name = str(tile.label_vi)  # type: ignore[attr-defined]
    return wrap(f"QĐ. {name}" if tile.tile_kind == "archipelago" else name, width, size, n_lines=4)  # type: ignore[attr-defined]


def scatter(
    both: pd.DataFrame,
    medians: pd.Series,
    outermost: Sequence[str],
    names: Mapping[str, str],
    *,
    x_label: str,
    y_label: str,
    n_named: int = 8,
) -> Chart:
    """Draw two values of each unit against each other, with both medians; the outermost units are named.

    Parameters
    ----------
    both : pandas.DataFrame
        A row per unit: ``first`` (across), ``second`` (up).
    medians : pandas.Series
        Of both columns.
    outermost : sequence of str
        Units in the order in which they are to bear their name.
    names : mapping of str to str
        Key → name.
    x_label, y_label : str
        With units.
    n_named : int
        How many units bear their name, at most.

    Returns
    -------
    Chart
        Not yet drawn.
    """
    points = {str(key): (float(row["first"]), float(row["second"])) for key, row in both.iterrows()}
    firsts, seconds = [one[0] for one in points.values()], [one[1] for one in points.values()]

    def draw(canvas: Canvas) -> None:
        top, bottom = 22.0, 150.0
        marks = ticks(min(seconds), max(seconds), 5)
        left = gutter(marks)
        up = linear(min(seconds), max(seconds), bottom - 8, top + 8)
        across = linear(min(firsts), max(firsts), left + 10, canvas.width - 10)
        canvas.text(0, 6, y_label, size=SIZE - 0.5, colour=QUIET)
        axis_up(canvas, up, marks, left, canvas.width)
        axis_across(canvas, across, ticks(min(firsts), max(firsts), 5), top, bottom, x_label)
        middle_x, middle_y = across(float(medians["first"])), up(float(medians["second"]))
        canvas.line([(middle_x, top), (middle_x, bottom)], "#777", 0.9, dash=DASH)
        canvas.line([(left, middle_y), (canvas.width, middle_y)], "#777", 0.9, dash=DASH)
        for key, (first, second) in points.items():
            title = f"{names[key]}: {format_number(first)}; {format_number(second)}"
            canvas.mark("circle", across(first), up(second), 2.7, OWN, title=title)
        taken: list[tuple[float, float, float]] = []
        for key in outermost:
            half = measure(names[key], SIZE - 0.5) / 2 + 2
            x = min(max(across(points[key][0]), left + half), canvas.width - half)
            y = up(points[key][1]) - 8
            # a name that would lie over another is left out
            is_free = all(abs(x - other) > half + width or abs(y - high) > SIZE + 1 for other, high, width in taken)
            if is_free and len(taken) < (n_named // 2 if canvas.is_narrow else n_named):
                taken.append((x, y, half))
                canvas.text(x, y, names[key], size=SIZE - 0.5, anchor="middle", halo=True)

    told = [(x_label, 2, firsts), (y_label, 2, seconds)]
    return Chart(draw, tabulate([names[key] for key in points], told, first=col("name_vi:province").title_vi))


def distribution(
    counts: pd.Series, quartiles: tuple[float, float, float], *, axis_label: str, step: float, decimals: int
) -> Chart:
    """Draw how many units lie in each step of the scale, with the quartiles.

    Parameters
    ----------
    counts : pandas.Series
        Number of units per step; index: lower end / ``step``.
    quartiles : tuple of float
        First quartile, median, third quartile.
    axis_label : str
        With the unit.
    step : float
        Width of a bar.
    decimals : int
        Of the quartiles written.

    Returns
    -------
    Chart
        Not yet drawn.
    """
    known = {int(str(place)): int(count) for place, count in counts.items()}
    names = [f"{format_number(place * step, 1)}–{format_number((place + 1) * step, 1)}" for place in known]

    def draw(canvas: Canvas) -> None:
        top, bottom = 44.0, 130.0
        low, high = min(known) * step, (max(known) + 1) * step
        across, up = linear(low, high, 12, canvas.width - 12), linear(0, max(known.values()), bottom, top)
        marks = ticks(low, high, 5 if canvas.is_narrow else 8)
        axis_across(canvas, across, marks, bottom, bottom, axis_label)
        canvas.text(0, 6, sentence("chart_n_units"), size=SIZE - 0.5, colour=QUIET)
        for (place, count), name in zip(known.items(), names, strict=True):
            canvas.bar(
                across(place * step) + 1,
                bottom,
                across((place + 1) * step) - 1,
                up(count),
                REST,
                title=f"{name}: {count}",
            )
        before = -100.0
        for value, name in zip(quartiles, ("25%", sentence("chart_median"), "75%"), strict=True):
            is_middle, x = name not in {"25%", "75%"}, across(value)
            canvas.line([(x, top - 8), (x, bottom)], LINE, 1, dash="" if is_middle else DASH)
            told = [name, format_number(value, decimals)]
            half = max(map(measure, told)) / 2
            # three names side by side, moved apart where the quartiles lie close
            x = max(x, before + half + 4)
            canvas.text(x, top - 20, told, anchor="middle")
            before = x + half
        for place, count in known.items():
            if count:
                canvas.text(across((place + 0.5) * step), up(count) - 6, str(count), anchor="middle", halo=True)

    return Chart(draw, tabulate(names, [(sentence("chart_n_units"), 0, known.values())], first=axis_label))
