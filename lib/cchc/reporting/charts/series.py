"""Series over the years, never joined across a break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MplFigure

from cchc.reporting.charts.base import LINE, OWN, WIDTH_IN, decimal_axis, new_figure, style, wrap
from cchc.reporting.formats import format_number


def history(table: pd.DataFrame, *, axis_label: str, decimals: int = 2) -> MplFigure:
    """Draw a series over the years, never joined across a break; breaks are marked.

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
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(style()):
        figure, axes = new_figure(2.3)
        years = [int(year) for year in table.index]
        for part in _segments(table):
            axes.plot(part.index, part["value"], color=OWN, marker="o", markersize=5, linewidth=1.6)
        for year, row in table.iterrows():
            if pd.notna(row["value"]):
                axes.annotate(
                    format_number(row["value"], decimals),
                    (year, row["value"]),
                    xytext=(0, 7),
                    textcoords="offset points",
                    ha="center",
                    fontsize=8.5,
                )
            if row["is_break"] and year != years[0]:
                axes.axvline(int(year) - 0.5, color=LINE, linewidth=0.8, linestyle=(0, (2, 2)))
        known = table["value"].dropna()
        spread = float(known.max() - known.min()) or abs(float(known.max())) * 0.02 or 1.0
        axes.set_ylim(float(known.min()) - spread * 0.4, float(known.max()) + spread * 0.5)
        axes.set_xticks(years, [str(year) for year in years])
        axes.set_xlim(min(years) - 0.6, max(years) + 0.6)
        axes.yaxis.set_major_formatter(decimal_axis(0 if spread >= 4 else 1))
        axes.set_ylabel(axis_label)
        return figure


def _segments(table: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """Yield the stretches of a series between breaks and missing years."""
    years = pd.Series([int(year) for year in table.index], index=table.index)
    stretch = table["is_break"].cumsum() + (years.diff() != 1).cumsum() * 1000
    for _, part in table.groupby(stretch):
        yield part


def panels(series: Mapping[str, pd.DataFrame], *, n_columns: int = 3) -> MplFigure:
    """Draw one small series per title, the unit dark over the grey median; breaks are marked.

    Parameters
    ----------
    series : mapping of str to pandas.DataFrame
        Title → index ``year``; ``value``, ``median``, ``is_break``.
    n_columns : int
        Panels in a row.

    Returns
    -------
    matplotlib.figure.Figure
        Not yet drawn. Every panel has its own scale; the last value is written.
    """
    with mpl.rc_context(style()):
        n_rows = -(-len(series) // n_columns)
        figure = MplFigure(figsize=(WIDTH_IN, 0.35 + 1.42 * n_rows), layout="constrained")
        cells = figure.subplots(n_rows, n_columns, squeeze=False).flat
        for (title, table), axes in zip(series.items(), cells, strict=False):
            _panel(axes, table)
            axes.set_title(wrap(title, 30), fontsize=8, loc="left")
        for axes in cells:
            axes.set_visible(False)
        return figure


def _panel(axes: Axes, table: pd.DataFrame) -> None:
    years = [int(year) for year in table.index]
    for part in _segments(table):
        axes.plot(part.index, part["median"], color="#9aa5ad", linewidth=1.2, linestyle=(0, (3, 1.5)))
        axes.plot(part.index, part["value"], color=OWN, marker="o", markersize=3.5, linewidth=1.5)
    for year in table.index[table["is_break"]]:
        if int(year) != years[0]:
            axes.axvline(int(year) - 0.5, color=LINE, linewidth=0.7, linestyle=(0, (2, 2)))
    known = table["value"].dropna()
    if len(known):
        axes.annotate(
            format_number(known.iloc[-1]), (known.index[-1], known.iloc[-1]), xytext=(3, 4), textcoords="offset points", fontsize=7.5, fontweight="bold",
            color=OWN, annotation_clip=False,
        )  # fmt: skip
    everything = pd.concat([table["value"], table["median"]]).dropna()
    if len(everything):
        spread = float(everything.max() - everything.min()) or 1.0
        axes.set_ylim(float(everything.min()) - spread * 0.2, float(everything.max()) + spread * 0.3)
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.9)
    axes.set_xticks([years[0], years[-1]], [str(years[0]), str(years[-1])], fontsize=7.5)
    axes.tick_params(axis="y", labelsize=7.5)
    axes.yaxis.set_major_locator(mpl.ticker.MaxNLocator(nbins=3))
    axes.yaxis.set_major_formatter(decimal_axis(1))
