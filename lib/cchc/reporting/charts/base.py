"""What all charts share: the style file, colours, how numbers and labels are written, drawing as SVG."""

from __future__ import annotations

import functools
import io
import warnings

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as MplFigure
from matplotlib.ticker import Formatter

from cchc.reporting.blocks import Figure
from cchc.reporting.formats import format_number
from cchc.reporting.html import TEMPLATES
from cchc.reporting.typst import FONTS

OWN, REST, WORSE, LINE = "#0b4f7d", "#b9c2c9", "#b5541c", "#333333"
WIDTH_IN = 6.3
SVG_DPI = 72  # of the format itself
#: Of windows and of the machine; the rest of matplotlib's settings shapes a chart.
_NOT_OF_CHARTS = ("backend", "interactive", "toolbar", "webagg.", "tk.", "macosx.", "docstring.", "savefig.directory")
HALO = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


@functools.cache
def defaults() -> dict[str, object]:
    """Return matplotlib's settings as it is delivered: nothing of a user's matplotlibrc or of a cell."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", mpl.MatplotlibDeprecationWarning)
        return {name: mpl.rcParamsDefault[name] for name in mpl.rcParamsDefault if not name.startswith(_NOT_OF_CHARTS)}


@functools.cache
def _file_style() -> dict[str, object]:
    """Return the style of ``templates/cchc.mplstyle`` with the project's fonts registered."""
    manager, own = font_manager.fontManager, sorted(FONTS.glob("*.ttf"))
    families = {font_manager.get_font(path).family_name for path in own}
    # fonts of the same name on this machine may be of another edition
    manager.ttflist = [one for one in manager.ttflist if one.name not in families]
    for path in own:
        manager.addfont(path)
    return dict(mpl.rc_params_from_file(TEMPLATES / "cchc.mplstyle", use_default_template=False))


@functools.cache
def style() -> dict[str, object]:
    """Return every setting of the project's charts: whatever a user or a cell has set, they come out the same."""
    return defaults() | _file_style()


def new_figure(height_in: float) -> tuple[MplFigure, Axes]:
    """Return a figure as wide as the text, with one set of axes."""
    figure = MplFigure(figsize=(WIDTH_IN, height_in), layout="constrained")
    return figure, figure.subplots()


def to_block(
    figure: MplFigure, *, alt: str, caption: str = "", note: str = "", is_map: bool = False, is_foreign: bool = False
) -> Figure:
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
    is_map : bool
        See ``Figure``.
    is_foreign : bool
        An analyst's own figure: what he set in a cell holds for it.

    Returns
    -------
    Figure
        A block.
    """
    buffer = io.StringIO()
    with mpl.rc_context(_file_style() if is_foreign else style()):
        FigureCanvasSVG(figure)
        figure.set_dpi(SVG_DPI)
        engine = figure.get_layout_engine()
        if engine is not None:
            # with a layout engine, savefig would draw everything twice: once to lay it out, once to keep
            engine.execute(figure)
            figure.set_layout_engine("none")
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return Figure(buffer.getvalue(), alt=alt, caption=caption, note=note, is_map=is_map)


class VietnameseFormatter(Formatter):
    """Writes the ticks of an axis in Vietnamese, with as many decimals as the ticks need and no fewer than given."""

    def __init__(self, decimals: int) -> None:
        self.least = self.decimals = decimals

    def set_locs(self, locs: list[float]) -> None:
        """Take the places of the ticks: 2,5 and 5,0 need one decimal, 0,05 two."""
        super().set_locs(locs)
        needed = (next((n for n in range(4) if abs(round(one, n) - one) < 1e-6), 4) for one in locs)
        self.decimals = max(self.least, *needed, 0)

    def __call__(self, value: float, _: int | None = None) -> str:
        """Write one tick."""
        return format_number(value, self.decimals)


def decimal_axis(decimals: int) -> VietnameseFormatter:
    """Return a formatter that writes an axis in Vietnamese."""
    return VietnameseFormatter(decimals)


def wrap(text: str, width: int = 46, *, n_lines: int = 2) -> str:
    r"""Break a label into at most ``n_lines`` lines; what does not fit is cut with an ellipsis.

    Examples
    --------
    >>> wrap("một hai ba bốn", 7)
    'một hai\nba bốn'
    """
    lines, current = [], ""
    for word in text.split():
        if len(current) + len(word) + 1 > width and current:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    every = [*lines, current]
    return "\n".join(every[:n_lines]) + ("…" if len(every) > n_lines else "")
