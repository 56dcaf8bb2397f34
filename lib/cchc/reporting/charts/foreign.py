"""Figures that an analyst drew with matplotlib: real text, and made fit to stand in a page beside others."""

from __future__ import annotations

import functools
import hashlib
import io
import re
import warnings
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure as MplFigure

from cchc.reporting.html import TEMPLATES
from cchc.reporting.typst import FONTS

SVG_DPI = 72  # of the format itself
OWN_FONT = "Arimo"
#: Of windows and of the machine; the rest of matplotlib's settings shapes a chart.
_NOT_OF_CHARTS = ("backend", "interactive", "toolbar", "webagg.", "tk.", "macosx.", "docstring.", "savefig.directory")


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


def draw_foreign(figure: MplFigure, *, is_foreign: bool) -> str:
    """Draw a figure of matplotlib as SVG that is the same for the same figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Laid out; it is not cropped.
    is_foreign : bool
        Whether what was set in a cell holds; matplotlib's defaults otherwise.

    Returns
    -------
    str
        SVG.
    """
    buffer = io.StringIO()
    with mpl.rc_context(_file_style() if is_foreign else defaults() | _file_style()):
        FigureCanvasSVG(figure)
        for patch in (figure.patch, *(axes.patch for axes in figure.axes)):
            if to_rgba(patch.get_facecolor()) == to_rgba("white"):
                patch.set_facecolor("none")  # a watermark shows through
        figure.set_dpi(SVG_DPI)
        engine = figure.get_layout_engine()
        if engine is not None:
            # with a layout engine, savefig would draw everything twice: once to lay it out, once to keep
            engine.execute(figure)
            figure.set_layout_engine("none")
        # nobody has laid out what a cell draws: what stands beyond its edge is not cut off
        edge: dict[str, Any] = {"bbox_inches": "tight", "pad_inches": 0.05} if is_foreign and engine is None else {}
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, **edge)
    return to_inline(buffer.getvalue())


def to_inline(svg: str) -> str:
    """Make matplotlib's SVG fit to stand in a page: ids of its own, no style for all the page, no prologue.

    Examples
    --------
    >>> to_inline('<?xml?><svg x=""><style type="text/css">*{a: b}</style><g id="p"/><use href="#p"/></svg>')
    '<svg class="wide" style="a: b" x=""><g id="f0945c938-p"/><use href="#f0945c938-p"/></svg>'
    """
    mark = f"f{hashlib.sha256(svg.encode()).hexdigest()[:8]}-"
    body = svg[svg.index("<svg") :].strip()
    found = re.search(r'<style type="text/css">\s*\*\{(.*?)\}\s*</style>', body, re.DOTALL)
    style = "" if found is None else f' style="{found[1].strip()}"'
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<defs>\s*</defs>", "", body, flags=re.DOTALL)
    # a font that the project does not have gives way to one that it has, in every format
    body = re.sub(r'(\bfont(?:-family)?: [^;"]*)', rf"\1, {OWN_FONT}", body)
    for before in ('id="', 'href="#', "url(#"):
        body = body.replace(before, before + mark)
    return body.replace("<svg", f'<svg class="wide"{style}', 1)
