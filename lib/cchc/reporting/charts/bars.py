"""Bars: amounts, differences, cumulative shares, counts."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure as MplFigure

from cchc.reporting.charts.base import HALO, LINE, OWN, REST, WORSE, decimal_axis, new_figure, style, wrap
from cchc.reporting.formats import format_number


def bars(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    decimals: int = 2,
    axis_label: str = "",
    line: float | None = None,
    line_label: str = "",
    colour: str = OWN,
) -> MplFigure:
    """Draw horizontal bars in the given order, each with its value, and if wanted a line to compare with.

    Parameters
    ----------
    labels : sequence of str
        Top to bottom.
    values : sequence of float
        Not negative.
    decimals : int
        Of the values written.
    axis_label : str
        With the unit.
    line, line_label
        A vertical line and its name.
    colour : str
        Of the bars.

    Returns
    -------
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(style()):
        figure, axes = new_figure(0.75 + 0.29 * len(labels))
        places = range(len(labels))
        axes.barh(places, values, color=colour, height=0.66)
        for place, value in zip(places, values, strict=True):
            axes.annotate(
                format_number(value, decimals),
                (value, place),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=8.5,
                bbox=HALO,
                zorder=5,
            )
        axes.set_yticks(places, [wrap(label) for label in labels], fontsize=8.5)
        axes.invert_yaxis()
        axes.set_xlim(0, max([*values, line or 0]) * 1.12 or 1)
        axes.xaxis.set_major_formatter(decimal_axis(0 if max(values, default=0) >= 5 else 1))
        axes.set_xlabel(axis_label)
        axes.tick_params(axis="y", length=0)
        if line is not None:
            axes.axvline(line, color=LINE, linewidth=1, linestyle=(0, (4, 3)))
            axes.annotate(line_label, (line, -0.7), ha="center", va="bottom", fontsize=8.5, annotation_clip=False)
        return figure


def diverging(labels: Sequence[str], values: Sequence[float], *, axis_label: str) -> MplFigure:
    """Draw bars to the left (below, in the warning colour) and right (above) of a middle."""
    with mpl.rc_context(style()):
        is_long = len(labels) > 12
        figure, axes = new_figure(0.7 + (0.17 if is_long else 0.24) * len(labels))
        places = range(len(labels))
        axes.barh(places, values, color=[WORSE if value < 0 else REST for value in values], height=0.66)
        for place, value in zip(places, values, strict=True):
            axes.annotate(
                format_number(value, signed=True), (value, place), xytext=(3 if value >= 0 else -3, 0), textcoords="offset points", va="center",
                ha="left" if value >= 0 else "right", fontsize=8,
            )  # fmt: skip
        reach = 1.25 * (max((abs(value) for value in values), default=1) or 1)
        axes.set_xlim(-reach, reach)
        axes.axvline(0, color=LINE, linewidth=0.8)
        axes.set_yticks(
            places, [wrap(label, 56 if is_long else 52, n_lines=1 if is_long else 2) for label in labels], fontsize=8
        )
        axes.invert_yaxis()
        axes.xaxis.set_major_formatter(decimal_axis(1))
        axes.set_xlabel(axis_label)
        axes.tick_params(axis="y", length=0)
        return figure


def pareto(cumulative_pct: Sequence[float], *, share_pct: float, n_main: int) -> MplFigure:
    """Draw how fast the first items add up, and how many of them hold a share of the whole.

    Parameters
    ----------
    cumulative_pct : sequence of float
        Cumulative share [0-100], largest item first.
    share_pct : float
        Share that is marked [0-100].
    n_main : int
        Number of items that hold it.

    Returns
    -------
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(style()):
        figure, axes = new_figure(2.2)
        n_items = len(cumulative_pct)
        places = range(1, n_items + 1)
        steps = np.diff([0.0, *cumulative_pct])
        axes.bar(places, cumulative_pct, color=[WORSE if place <= n_main else REST for place in places], width=0.82)
        axes.bar(places, cumulative_pct - steps, color="white", alpha=0.55, width=0.82)
        axes.axhline(share_pct, color=LINE, linewidth=1, linestyle=(0, (4, 3)))
        axes.annotate(
            f"{n_main} mục đầu: {format_number(cumulative_pct[n_main - 1], 1)}%", (n_main, cumulative_pct[n_main - 1]),
            xytext=(-4, 4), textcoords="offset points", ha="right", va="bottom", fontsize=8.5, fontweight="bold", bbox=HALO,
        )  # fmt: skip
        axes.set_ylim(0, 108)
        axes.set_xlim(0.3, n_items + 0.7)
        axes.set_xlabel("Số mục, xếp từ mất nhiều điểm nhất")
        axes.set_ylabel("Cộng dồn (% điểm mất)")
        return figure


def stacked(
    labels: Sequence[str], counts: Sequence[Sequence[int]], names: Sequence[str], *, axis_label: str = "Số tiêu chí"
) -> MplFigure:
    """Draw counts of up to three kinds side by side in one bar per label, told apart by lightness and hatching.

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
    matplotlib.figure.Figure
        Not yet drawn.
    """
    looks = [("#e3e7ea", "", "#333333"), ("#9fb4c4", "//", "#111111"), (WORSE, "", "white")]
    with mpl.rc_context(style() | {"hatch.linewidth": 0.5}):
        figure, axes = new_figure(0.75 + 0.3 * len(labels))
        places = np.arange(len(labels))
        start = np.zeros(len(labels))
        for values, name, (colour, hatch, ink) in zip(counts, names, looks, strict=False):
            axes.barh(
                places, values, left=start, color=colour, hatch=hatch, edgecolor="white", linewidth=0.6, height=0.7,
                label=name,
            )  # fmt: skip
            for place, value in zip(places, values, strict=True):
                if value:
                    axes.annotate(
                        str(value), (start[place] + value / 2, place), ha="center", va="center", fontsize=8, color=ink,
                        bbox={"facecolor": colour, "edgecolor": "none", "pad": 0.6},
                    )  # fmt: skip
            start = start + np.asarray(values, dtype=float)
        axes.set_yticks(places, [wrap(label) for label in labels], fontsize=8.5)
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(axis_label)
        axes.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
        figure.legend(loc="outside upper center", ncols=3, fontsize=8.5)
        return figure
