"""How sure and how dear: ranks drawn again, intervals, effort against points."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure as MplFigure

from cchc.reporting.charts.base import HALO, LINE, OWN, REST, WORSE, decimal_axis, new_figure, style, wrap
from cchc.reporting.formats import format_number


def rank_draws(shares_pct: pd.Series, *, rank: int, low: int, high: int, n_ranked: int) -> MplFigure:
    """Draw how often each rank came out, the ranks of the interval dark, the published rank marked.

    Parameters
    ----------
    shares_pct : pandas.Series
        Rank → share of the draws [0-100].
    rank, low, high, n_ranked : int
        Published rank, bounds of the interval, number of units.

    Returns
    -------
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(style()):
        figure, axes = new_figure(2.1)
        inside = [low <= one <= high for one in shares_pct.index]
        axes.bar(shares_pct.index, shares_pct, color=[OWN if one else REST for one in inside], width=0.85)
        top = float(shares_pct.max())
        axes.annotate(
            f"hạng theo điểm công bố: {rank}", (rank, shares_pct.get(rank, 0.0)), xytext=(rank, top * 1.22), ha="center", fontsize=8.5,
            arrowprops={"arrowstyle": "-", "color": LINE, "linewidth": 0.8}, annotation_clip=False,
        )  # fmt: skip
        axes.set_ylim(0, top * 1.35)
        margin = max(3, (high - low) // 2)
        axes.set_xlim(max(0.3, low - margin - 0.7), min(n_ranked + 0.7, high + margin + 0.7))
        axes.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True, nbins=14))
        axes.yaxis.set_major_formatter(decimal_axis(0))
        axes.set_xlabel(f"Thứ hạng trong {n_ranked} đơn vị (trục chỉ vẽ phần quanh khoảng)")
        axes.set_ylabel("% số lần mô phỏng")
        return figure


def intervals(
    labels: Sequence[str],
    values: Sequence[float],
    lows: Sequence[float],
    highs: Sequence[float],
    *,
    line: float | None,
    line_label: str,
    axis_label: str,
) -> MplFigure:
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
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(style()):
        figure, axes = new_figure(0.75 + 0.27 * len(labels))
        known = [one for one in (*values, *lows, *highs, line) if one is not None and pd.notna(one)]
        reach = (max(known) - min(known)) * 0.13
        for place, (value, low, high) in enumerate(zip(values, lows, highs, strict=True)):
            is_sure = line is not None and pd.notna(high) and high < line
            colour = WORSE if is_sure else "#777777"
            if pd.notna(low):
                axes.plot(
                    [low, high], [place, place], color=colour, linewidth=2.2 if is_sure else 1.4, solid_capstyle="butt"
                )
            axes.plot([value], [place], "o", color=colour if is_sure else "white", markeredgecolor=colour, markersize=6)
            right, left = (high, low) if pd.notna(high) else (value, value)
            # a number that would lie over the line stands on the other side
            is_left = line is not None and right <= line < right + reach
            axes.annotate(
                format_number(value), (left if is_left else right, place), xytext=(-5 if is_left else 5, 0), textcoords="offset points",
                ha="right" if is_left else "left", va="center", fontsize=8, bbox=HALO,
            )  # fmt: skip
        if line is not None:
            axes.axvline(line, color=LINE, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
            axes.annotate(line_label, (line, -0.75), ha="center", va="bottom", fontsize=8.5, annotation_clip=False)
        axes.set_yticks(range(len(labels)), [wrap(label) for label in labels], fontsize=8.5)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_formatter(decimal_axis(0))
        axes.set_xlabel(axis_label)
        return figure


def frontier(points: Sequence[float], days: Sequence[float], *, chosen: tuple[float, float] | None) -> MplFigure:
    """Draw the least effort for each number of points, the chosen set marked.

    Parameters
    ----------
    points, days : sequence of float
        Points regained and person-days, growing.
    chosen : (float, float) or None
        Points and days of the chosen set.

    Returns
    -------
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(style()):
        figure, axes = new_figure(2.6)
        axes.step([0.0, *points], [0.0, *days], where="pre", color=REST, linewidth=1.4)
        axes.plot(points, days, "o", color="#777777", markersize=4)
        if chosen is not None:
            axes.plot(*chosen, "D", color=OWN, markersize=8, markeredgecolor="white", zorder=5)
            axes.annotate(
                f"phương án: {format_number(chosen[0])} điểm,\n{format_number(chosen[1], 0)} ngày công", chosen, xytext=(-8, 8), textcoords="offset points",
                ha="right", va="bottom", fontsize=8.5, fontweight="bold", color=OWN, bbox=HALO,
            )  # fmt: skip
        axes.set_xlim(0, max(points) * 1.03)
        axes.set_ylim(0, max(days) * 1.08)
        axes.xaxis.set_major_formatter(decimal_axis(1))
        axes.yaxis.set_major_formatter(decimal_axis(0))
        axes.set_xlabel("Điểm lấy lại được (ước tính)")
        axes.set_ylabel("Ngày công ít nhất")
        return figure
