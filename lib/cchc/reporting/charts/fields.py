"""A unit in its field: positions, dots per dimension, several units side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure as MplFigure

from cchc.reporting.charts.base import HALO, LINE, OWN, REST, WORSE, decimal_axis, new_figure, style, wrap
from cchc.reporting.formats import format_number


def positions(values: pd.Series, own_key: str, *, median: float, own_label: str, axis_label: str) -> MplFigure:
    """Draw every unit as a bar from highest to lowest, the own one highlighted, with the median.

    Parameters
    ----------
    values : pandas.Series
        One value per unit; missing ones are left out.
    own_key : str
        Index of the highlighted unit.
    median : float
        Of the units.
    own_label, axis_label : str
        Its name, and the axis with its unit.

    Returns
    -------
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(style()):
        figure, axes = new_figure(2.5)
        ordered = values.dropna().sort_values(ascending=False, kind="stable")
        axes.bar(
            range(1, len(ordered) + 1),
            ordered,
            color=[OWN if key == own_key else REST for key in ordered.index],
            width=0.8,
        )
        low = float(ordered.min())
        axes.set_ylim(max(low - (float(ordered.max()) - low) * 0.35, 0), float(ordered.max()) * 1.03)
        axes.axhline(median, color=LINE, linewidth=1, linestyle=(0, (4, 3)))
        axes.annotate(
            f"mức giữa {format_number(median)}",
            (len(ordered) + 0.5, median),
            ha="right",
            va="bottom",
            fontsize=8.5,
            xytext=(0, 2),
            textcoords="offset points",
        )
        if own_key in ordered.index:
            place = list(ordered.index).index(own_key) + 1
            axes.annotate(
                f"{own_label}: {format_number(ordered[own_key])}", (place, ordered[own_key]), xytext=(0, 14), textcoords="offset points",
                ha="center" if 8 < place < len(ordered) - 8 else "right" if place > 8 else "left",
                fontsize=9, fontweight="bold", color=OWN, arrowprops={"arrowstyle": "-", "color": OWN, "linewidth": 0.8},
            )  # fmt: skip
        axes.set_xlim(0.3, len(ordered) + 0.7)
        axes.set_xlabel(f"Vị trí trong {len(ordered)} đơn vị có kết quả (trục điểm không bắt đầu từ 0)")
        axes.set_ylabel(axis_label)
        axes.yaxis.set_major_formatter(decimal_axis(0))
        return figure


def dots(
    values: pd.DataFrame,
    labels: Sequence[str],
    own_key: str,
    *,
    medians: pd.Series,
    worse: Collection[str],
    own_label: str,
    worse_label: str,
    peers: Sequence[str] = (),
) -> MplFigure:
    """Draw one row of dots per column of a table: every unit grey, peers ringed, the own one large, the median a tick.

    Parameters
    ----------
    values : pandas.DataFrame
        A row per unit, a column per row of the chart, all on one scale.
    labels : sequence of str
        One per column.
    own_key : str
        The highlighted unit; a missing value is not drawn.
    medians : pandas.Series
        Of the units, one per column.
    worse : collection of str
        Columns in which the own unit is worse than the median.
    own_label, worse_label : str
        Its name, for the legend; and what it is called where it is worse.
    peers : sequence of str
        Units drawn with a dark ring.

    Returns
    -------
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(style()):
        figure, axes = new_figure(0.9 + 0.34 * len(labels))
        ringed = values.loc[[key for key in peers if key in values.index]]
        for place, code in enumerate(values.columns):
            known = values[code].dropna()
            is_first = place == 0
            axes.plot(
                known,
                [place] * len(known),
                "o",
                color=REST,
                markersize=4.5,
                markeredgewidth=0,
                alpha=0.75,
                label="các tỉnh, thành phố" if is_first else None,
            )
            inside = ringed[code].dropna()
            axes.plot(
                inside,
                [place] * len(inside),
                "o",
                color="none",
                markeredgecolor="#555555",
                markersize=5.5,
                markeredgewidth=0.8,
                label="nhóm so sánh" if is_first and len(peers) else None,
            )
            axes.plot(
                [medians[code]] * 2,
                [place - 0.32, place + 0.32],
                color=LINE,
                linewidth=1.4,
                label="mức giữa" if is_first else None,
            )
            own = values[code].get(own_key, float("nan"))
            if pd.notna(own):
                # worse than the median: another shape too, for those who print in black and white
                shape, colour = ("v", WORSE) if code in worse else ("D", OWN)
                axes.plot([own], [place], shape, color=colour, markersize=8, markeredgecolor="white", zorder=5)
                axes.annotate(
                    format_number(own),
                    (own, place),
                    xytext=(0, 7),
                    textcoords="offset points",
                    ha="center",
                    fontsize=8,
                    fontweight="bold",
                    bbox=HALO,
                    zorder=6,
                )
        axes.plot([], [], "D", color=OWN, markersize=6, linestyle="none", label=own_label)
        axes.plot([], [], "v", color=WORSE, markersize=6, linestyle="none", label=worse_label)
        axes.set_yticks(range(len(labels)), [wrap(label, 40) for label in labels], fontsize=8.5)
        axes.set_ylim(len(labels) - 0.4, -0.7)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_formatter(decimal_axis(0))
        axes.set_xlabel("Điểm")
        figure.legend(loc="outside upper center", ncols=5, fontsize=8, handletextpad=0.3, columnspacing=1.0)
        return figure


def side_by_side(values: Mapping[str, pd.Series], labels: Sequence[str], median: pd.Series) -> MplFigure:
    """Draw one row per label with a mark per unit, told apart by shape, and the median as a tick.

    Parameters
    ----------
    values : mapping of str to pandas.Series
        Name of a unit → its values, one per label, in their order; up to four units.
    labels : sequence of str
        Top to bottom.
    median : pandas.Series
        Of all units, one per label.

    Returns
    -------
    matplotlib.figure.Figure
        Not yet drawn.
    """
    looks = [("D", OWN), ("o", WORSE), ("s", "#555555"), ("^", "#8c6d1f")]
    with mpl.rc_context(style()):
        figure, axes = new_figure(0.9 + 0.32 * len(labels))
        for place, middle in enumerate(median):
            axes.plot(
                [middle] * 2,
                [place - 0.3, place + 0.3],
                color=LINE,
                linewidth=1.4,
                label="mức giữa cả nước" if place == 0 else None,
            )
        for (name, series), (shape, colour) in zip(values.items(), looks, strict=False):
            # hollow marks: one does not hide another
            axes.plot(
                series,
                range(len(series)),
                shape,
                color="none",
                markeredgecolor=colour,
                markeredgewidth=1.8,
                markersize=7,
                label=name,
            )
        axes.set_yticks(range(len(labels)), [wrap(label, 40) for label in labels], fontsize=8.5)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_formatter(decimal_axis(1))
        axes.set_xlabel("Điểm")
        figure.legend(loc="outside upper center", ncols=4, fontsize=8.5)
        return figure
