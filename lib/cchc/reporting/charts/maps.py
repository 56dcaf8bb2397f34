"""The whole country: a tile per province, two indices against each other, how values are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure as MplFigure
from matplotlib.patches import Rectangle

from cchc.reporting.charts.base import HALO, LINE, OWN, REST, WIDTH_IN, decimal_axis, new_figure, style
from cchc.reporting.formats import MISSING, format_number

#: Fill and ink of the classes, best (dark) first: they differ in lightness, so that they do in print.
CLASS_LOOKS = (("#0b4f7d", "white"), ("#5f95b8", "black"), ("#a9cbe0", "black"), ("#e6f0f6", "black"))
_TILE_HEIGHT_IN = 0.315


def tiles(
    grid: pd.DataFrame, values: Mapping[str, float], classes: Mapping[str, int], class_names: Sequence[str]
) -> MplFigure:
    """Draw one tile per province at its place, with name and value; the archipelagos look like their province.

    Parameters
    ----------
    grid : pandas.DataFrame
        ``reference_schemas.TileGrid`` of one division of the country.
    values : mapping of str to float
        Unit key → value; a province without one is white, dashed and bears a dash.
    classes : mapping of str to int
        Unit key → class, 0 = best, up to 3.
    class_names : sequence of str
        For the legend, best first.

    Returns
    -------
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(style()):
        n_rows = int(grid["grid_row"].max()) + 1
        figure = MplFigure(figsize=(WIDTH_IN, 0.45 + _TILE_HEIGHT_IN * n_rows), layout="constrained")
        axes = figure.subplots()
        for tile in grid.itertuples():
            value, of_class = values.get(tile.unit_key), classes.get(tile.unit_key)
            is_known = value is not None and pd.notna(value) and of_class is not None
            fill, ink = CLASS_LOOKS[of_class] if is_known and of_class is not None else ("white", "#444444")
            axes.add_patch(
                Rectangle(
                    (tile.grid_column + 0.03, tile.grid_row + 0.05), 0.94, 0.9, facecolor=fill,
                    edgecolor="#444444", linewidth=0.6, linestyle="-" if is_known else (0, (3, 2)),
                )
            )  # fmt: skip
            is_island = tile.tile_kind == "archipelago"
            label = f"QĐ. {tile.label_vi}" if is_island else tile.label_vi
            size = 6.6 if len(label) <= 13 else 5.4
            axes.text(
                tile.grid_column + 0.5,
                tile.grid_row + (0.5 if is_island else 0.34),
                label,
                ha="center",
                va="center",
                fontsize=size,
                color=ink,
            )
            if not is_island:
                text = format_number(value) if is_known else MISSING
                axes.text(
                    tile.grid_column + 0.5,
                    tile.grid_row + 0.72,
                    text,
                    ha="center",
                    va="center",
                    fontsize=6.6,
                    fontweight="bold",
                    color=ink,
                )
        axes.set_xlim(-0.05, int(grid["grid_column"].max()) + 1.05)
        axes.set_ylim(n_rows + 0.05, -0.05)
        axes.axis("off")
        marks = [
            Rectangle((0, 0), 1, 1, facecolor=fill, edgecolor="#444444") for fill, _ in CLASS_LOOKS[: len(class_names)]
        ]
        marks.append(Rectangle((0, 0), 1, 1, facecolor="white", edgecolor="#444444", linestyle=(0, (3, 2))))
        figure.legend(
            marks,
            [*class_names, "không có trong dữ liệu"],
            loc="outside lower center",
            ncols=len(marks),
            fontsize=7.5,
            handlelength=1.2,
            columnspacing=1.0,
        )
        return figure


def scatter(
    both: pd.DataFrame,
    medians: pd.Series,
    outermost: Sequence[str],
    names: Mapping[str, str],
    *,
    x_label: str,
    y_label: str,
    n_named: int = 8,
) -> MplFigure:
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
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(style()):
        figure, axes = new_figure(3.3)
        axes.axvline(medians["first"], color=REST, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
        axes.axhline(medians["second"], color=REST, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
        axes.plot(
            both["first"], both["second"], "o", color=OWN, markersize=5.5, markeredgecolor="white", markeredgewidth=0.6
        )
        place = (both - both.min()) / (both.max() - both.min())
        named: list[str] = []
        for key in outermost:
            # a name that would lie over another is left out
            is_free = all((abs(place.loc[key] - place.loc[other]) > [0.13, 0.07]).any() for other in named)
            if len(named) < n_named and is_free:
                named.append(key)
        for key in named:
            axes.annotate(
                names[key], (both.at[key, "first"], both.at[key, "second"]), xytext=(0, 6), textcoords="offset points", ha="center", fontsize=7.5, bbox=HALO,
            )  # fmt: skip
        axes.margins(0.09)
        axes.xaxis.set_major_formatter(decimal_axis(0))
        axes.yaxis.set_major_formatter(decimal_axis(0))
        axes.set_xlabel(x_label)
        axes.set_ylabel(y_label)
        return figure


def distribution(
    counts: pd.Series, quartiles: tuple[float, float, float], *, axis_label: str, step: float, decimals: int
) -> MplFigure:
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
    matplotlib.figure.Figure
        Not yet drawn.
    """
    with mpl.rc_context(style()):
        figure, axes = new_figure(2.2)
        for place, count in counts.items():
            axes.bar((place + 0.5) * step, count, width=step * 0.92, color=REST)
            if count:
                axes.annotate(
                    str(count),
                    ((place + 0.5) * step, count),
                    xytext=(0, 2),
                    textcoords="offset points",
                    ha="center",
                    fontsize=8,
                )
        top = float(counts.max()) * 1.3
        for at, name in zip(quartiles, ("25%", "mức giữa", "75%"), strict=True):
            axes.axvline(at, color=LINE, linewidth=1, linestyle="-" if name == "mức giữa" else (0, (4, 3)))
            axes.annotate(
                f"{name}\n{format_number(at, decimals)}", (at, top), ha="center", va="bottom", fontsize=7.5, annotation_clip=False,
            )  # fmt: skip
        axes.set_ylim(0, top)
        axes.yaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True, nbins=5))
        axes.xaxis.set_major_formatter(decimal_axis(0))
        axes.set_xlabel(axis_label)
        axes.set_ylabel("Số tỉnh, thành phố")
        return figure
