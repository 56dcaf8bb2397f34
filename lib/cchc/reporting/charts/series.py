"""Series over the years, never joined across a break; two years side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from cchc.columns import col
from cchc.reporting.charts.base import (
    BAND,
    OWN,
    Chart,
    Scale,
    axis_up,
    gutter,
    linear,
    tabulate,
    ticks,
)
from cchc.reporting.charts.canvas import QUIET, SIZE, Canvas, measure, wrap
from cchc.reporting.charts.rows import legend
from cchc.reporting.formats import format_number
from cchc.reporting.sentences import sentence

_MEDIAN = "#8b959d"


def _years(table: pd.DataFrame) -> list[int]:
    return [int(str(year)) for year in table.index]


def _bands(canvas: Canvas, table: pd.DataFrame, across: Scale, top: float, bottom: float) -> None:
    """Set off where the way of measuring changed: a light band between two years."""
    years = _years(table)
    for year, is_break in zip(years, table["is_break"], strict=True):
        if is_break and year != years[0]:
            half = (across(year) - across(year - 1)) * 0.17
            middle = across(year - 0.5)
            title = sentence("chart_break", year)
            canvas.bar(middle - half, top, middle + half, bottom, BAND, title=title)


def _segments(table: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """Yield the stretches of a series between breaks and missing years."""
    years = pd.Series(_years(table), index=table.index)
    stretch = table["is_break"].cumsum() + (years.diff() != 1).cumsum() * 1000
    for _, part in table.groupby(stretch):
        yield part


def _stretches(table: pd.DataFrame, column: str) -> Iterable[list[tuple[int, float]]]:
    """Yield the known values that lie side by side."""
    for part in _segments(table):
        found: list[tuple[int, float]] = []
        for year, value in zip(_years(part), part[column], strict=True):
            if pd.isna(value):
                yield found
                found = []
            else:
                found.append((year, float(value)))
        yield found


def history(table: pd.DataFrame, *, axis_label: str, decimals: int = 2) -> Chart:
    """Draw a series over the years, never joined across a break; breaks are light bands.

    Parameters
    ----------
    table : pandas.DataFrame
        Index ``year``; ``value``, ``is_break``. Missing values leave a gap.
    axis_label : str
        With the unit.
    decimals : int
        Of the values written.

    Returns
    -------
    Chart
        Not yet drawn.
    """
    years, known = _years(table), [float(one) for one in table["value"].dropna()]

    def draw(canvas: Canvas) -> None:
        spread = (max(known) - min(known)) or abs(max(known)) * 0.02 or 1.0
        low, high, top, bottom = min(known) - spread * 0.15, max(known) + spread * 0.1, 26.0, 118.0
        marks = ticks(low, high, 4)
        left = gutter(marks)
        up = linear(low, high, bottom, top)
        across = linear(years[0] - 0.6, years[-1] + 0.6, left, canvas.width)
        canvas.text(0, 6, axis_label, size=SIZE - 0.5, colour=QUIET)
        if table["is_break"].iloc[1:].any():
            words = sentence("chart_breaks")
            start = canvas.width - measure(words, SIZE - 0.5)
            canvas.bar(start - 12, 2, start - 3, 10, BAND)
            canvas.text(start, 6, words, size=SIZE - 0.5, colour=QUIET)
        _bands(canvas, table, across, top - 8, bottom)
        axis_up(canvas, up, marks, left, canvas.width)
        for part in _stretches(table, "value"):
            if len(part) > 1:
                canvas.line([(across(year), up(value)) for year, value in part], OWN, 1.6)
        widest = max(measure(format_number(one, decimals)) for one in known)
        is_all = (canvas.width - left) / len(years) > widest + 2
        shown = {years[at] for at in range(len(years)) if is_all or at in {0, len(years) - 1} or (len(years) - 1 - at) % 2 == 0}  # fmt: skip
        for year, value in zip(years, table["value"], strict=True):
            if year in shown:
                canvas.text(across(year), bottom + 7, str(year), size=SIZE - 0.5, anchor="middle", colour=QUIET)
            if pd.isna(value):
                continue
            text = format_number(value, decimals)
            canvas.mark("circle", across(year), up(value), 2.6, OWN, edge="none", title=f"{year}: {text}")
            if year in shown:
                canvas.text(across(year), up(value) - 8, text, anchor="middle", halo=True)
        canvas.height = bottom + 14

    return Chart(draw, tabulate(years, [(axis_label, decimals, table["value"])], first=col("year").title_vi))


def panels(series: Mapping[str, pd.DataFrame], *, own_label: str, median_label: str) -> Chart:
    """Draw one small series per title, the unit dark over the grey median; breaks are light bands.

    Parameters
    ----------
    series : mapping of str to pandas.DataFrame
        Title → index ``year``; ``value``, ``median``, ``is_break``.
    own_label, median_label : str
        What the two lines are.

    Returns
    -------
    Chart
        Not yet drawn. One unit is as high in every panel, wherever its scale begins, but for panels whose own values
        are wider than that; the last value is written.
    """
    first = {title: pd.concat([one["value"], one["median"]]).dropna() for title, one in series.items()}
    # the whole (the first panel) moves more than its parts: these share one span, the whole keeps its own
    spans = {title: float(one.max() - one.min()) if len(one) else 0.0 for title, one in first.items()}
    parts = list(spans)[1:] or list(spans)
    shared = max((spans[title] for title in parts), default=1.0) or 1.0

    def draw(canvas: Canvas) -> None:
        n_columns, gap, height = (1 if canvas.is_narrow else 3), 10.0, 92.0
        width = (canvas.width - gap * (n_columns - 1)) / n_columns
        entries = [("circle", OWN, own_label), ("dash", _MEDIAN, median_label)]
        has_break = any(bool(one["is_break"].iloc[1:].any()) for one in series.values())
        top = legend(canvas, [*entries, *([("box", BAND, sentence("chart_breaks"))] if has_break else [])])
        for at, (title, table) in enumerate(series.items()):
            x, y = at % n_columns * (width + gap), top + at // n_columns * height
            _panel(canvas, title, table, (x, y, width, height), max(spans[title], shared), first[title])
        canvas.height = top + -(-len(series) // n_columns) * height

    years = sorted({year for table in series.values() for year in _years(table)})
    told = [
        (f"{title} – {label}", 2, [table[column].get(year) for year in years])
        for title, table in series.items()
        for label, column in ((own_label, "value"), (median_label, "median"))
    ]
    return Chart(draw, tabulate(years, told, first=col("year").title_vi))


def _panel(
    canvas: Canvas,
    title: str,
    table: pd.DataFrame,
    box: tuple[float, float, float, float],
    span: float,
    known: pd.Series,
) -> None:
    x, y, width, height = box
    canvas.text(x, y + 9, wrap(title, width - 2, SIZE - 0.5, n_lines=2, bold=True), size=SIZE - 0.5, bold=True)
    if not len(known):
        canvas.text(x, y + height / 2, sentence("chart_nothing"), colour=QUIET)
        return
    middle = float(known.max() + known.min()) / 2
    low, high, top, bottom = middle - span * 0.6, middle + span * 0.6, y + 24, y + height - 16
    marks, years = ticks(low, high, 3), _years(table)
    left = x + gutter(marks)
    up, across = linear(low, high, bottom, top), linear(years[0] - 0.4, years[-1] + 0.4, left, x + width - 24)
    _bands(canvas, table, across, top, bottom)
    axis_up(canvas, up, marks, left, x + width - 24)
    for column, colour, wide, dash in (("median", _MEDIAN, 1.2, "3 1.5"), ("value", OWN, 1.6, "")):
        for part in _stretches(table, column):
            if len(part) > 1:
                canvas.line([(across(year), up(value)) for year, value in part], colour, wide, dash=dash)
    for year, value, median in zip(years, table["value"], table["median"], strict=True):
        if pd.notna(value):
            told = f"{title}, {year}: {format_number(value)}; {sentence('chart_middle', median)}"
            canvas.mark("circle", across(year), up(value), 2.1, OWN, edge="none", title=told)
    own = table["value"].dropna()
    if len(own):
        canvas.text(x + width - 22, up(float(own.iloc[-1])), format_number(own.iloc[-1]), size=SIZE - 0.5, bold=True, colour=OWN)  # fmt: skip
    for year, anchor in ((years[0], "start"), (years[-1], "end")):
        canvas.text(across(year) + (-4 if anchor == "start" else 4), bottom + 7, str(year), size=SIZE - 0.5, anchor=anchor, colour=QUIET)  # fmt: skip
