"""Charts: one message each, the unit of the report against the grey rest, values written in Vietnamese."""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MplFigure
from matplotlib.ticker import FuncFormatter

from cchc.reporting.blocks import Figure
from cchc.reporting.formats import format_number
from cchc.reporting.html import TEMPLATES
from cchc.reporting.typst import FONTS

OWN, REST, WORSE, LINE = "#0b4f7d", "#b9c2c9", "#b5541c", "#333333"
WIDTH_IN = 6.3
_HALO = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


@functools.cache
def _style() -> dict[str, object]:
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    return dict(mpl.rc_params_from_file(TEMPLATES / "cchc.mplstyle", use_default_template=False))


def _figure(height_in: float) -> tuple[MplFigure, Axes]:
    figure = MplFigure(figsize=(WIDTH_IN, height_in), layout="constrained")
    return figure, figure.subplots()


def to_block(figure: MplFigure, *, alt: str, caption: str = "", note: str = "") -> Figure:
    """Draw a matplotlib figure once, as SVG that is the same for the same figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Laid out; it is not cropped.
    alt : str
        What the chart says, from the numbers.
    caption : str
        The finding.
    note : str
        Source and status.

    Returns
    -------
    Figure
        A block.
    """
    buffer = io.StringIO()
    with mpl.rc_context(_style()):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return Figure(buffer.getvalue(), alt=alt, caption=caption, note=note)


def _decimal_axis(decimals: int) -> FuncFormatter:
    return FuncFormatter(lambda value, _: format_number(value, decimals))


def _wrap(text: str, width: int = 46) -> str:
    lines, current = [], ""
    for word in text.split():
        if len(current) + len(word) + 1 > width and current:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return "\n".join([*lines, current][:2]) + ("…" if len(lines) > 1 else "")


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
    with mpl.rc_context(_style()):
        figure, axes = _figure(0.75 + 0.29 * len(labels))
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
                bbox=_HALO,
                zorder=5,
            )
        axes.set_yticks(places, [_wrap(label) for label in labels], fontsize=8.5)
        axes.invert_yaxis()
        axes.set_xlim(0, max([*values, line or 0]) * 1.12 or 1)
        axes.xaxis.set_major_formatter(_decimal_axis(0 if max(values, default=0) >= 5 else 1))
        axes.set_xlabel(axis_label)
        axes.tick_params(axis="y", length=0)
        if line is not None:
            axes.axvline(line, color=LINE, linewidth=1, linestyle=(0, (4, 3)))
            axes.annotate(line_label, (line, -0.7), ha="center", va="bottom", fontsize=8.5, annotation_clip=False)
        return figure


def diverging(labels: Sequence[str], values: Sequence[float], *, axis_label: str) -> MplFigure:
    """Draw bars to the left (below, in the warning colour) and right (above) of a middle."""
    with mpl.rc_context(_style()):
        figure, axes = _figure(0.7 + 0.215 * len(labels))
        places = range(len(labels))
        axes.barh(places, values, color=[WORSE if value < 0 else REST for value in values], height=0.66)
        for place, value in zip(places, values, strict=True):
            axes.annotate(
                format_number(value, signed=True), (value, place), xytext=(3 if value >= 0 else -3, 0), textcoords="offset points", va="center",
                ha="left" if value >= 0 else "right", fontsize=8,
            )  # fmt: skip
        reach = max((abs(value) for value in values), default=1) * 1.25
        axes.set_xlim(-reach, reach)
        axes.axvline(0, color=LINE, linewidth=0.8)
        axes.set_yticks(places, [_wrap(label, 52) for label in labels], fontsize=8)
        axes.invert_yaxis()
        axes.xaxis.set_major_formatter(_decimal_axis(1))
        axes.set_xlabel(axis_label)
        axes.tick_params(axis="y", length=0)
        return figure


def positions(values: pd.Series, own_key: str, *, own_label: str, axis_label: str) -> MplFigure:
    """Draw every unit as a bar from highest to lowest, the own one highlighted, with the median.

    Parameters
    ----------
    values : pandas.Series
        One value per unit; missing ones are left out.
    own_key : str
        Index of the highlighted unit.
    own_label, axis_label : str
        Its name, and the axis with its unit.

    Returns
    -------
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(_style()):
        figure, axes = _figure(2.5)
        ordered = values.dropna().sort_values(ascending=False, kind="stable")
        axes.bar(
            range(1, len(ordered) + 1),
            ordered,
            color=[OWN if key == own_key else REST for key in ordered.index],
            width=0.8,
        )
        low = float(ordered.min())
        axes.set_ylim(max(low - (float(ordered.max()) - low) * 0.35, 0), float(ordered.max()) * 1.03)
        median = float(ordered.median())
        axes.axhline(median, color=LINE, linewidth=1, linestyle=(0, (4, 3)))
        axes.annotate(
            f"trung vị {format_number(median)}",
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
        axes.yaxis.set_major_formatter(_decimal_axis(0))
        return figure


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
    with mpl.rc_context(_style()):
        figure, axes = _figure(2.3)
        years = [int(year) for year in table.index]
        segment = table["is_break"].cumsum() + (pd.Series(years, index=table.index).diff() != 1).cumsum() * 1000
        for _, part in table.groupby(segment):
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
        axes.yaxis.set_major_formatter(_decimal_axis(0 if spread >= 4 else 1))
        axes.set_ylabel(axis_label)
        return figure
