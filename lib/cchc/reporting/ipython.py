"""How an analyst's own data frames, numbers and matplotlib figures become part of a document."""

from __future__ import annotations

import math
import os
import sys
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.container import Container
from matplotlib.figure import Figure as MplFigure

from cchc.reporting.lab_session import register_session
from cchc.sources.root import NOTEBOOK_VARIABLE

#: What some functions of matplotlib and pandas return holds what they drew at most so deep.
_DEPTH = 3


def register() -> None:
    """Let notebooks carry data frames, numbers and figures as blocks; outside a notebook nothing happens."""
    try:
        from IPython import get_ipython  # noqa: PLC0415 -- not everybody runs a notebook
        from IPython.core.formatters import IPythonDisplayFormatter  # noqa: PLC0415
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return

    class DrawnFormatter(IPythonDisplayFormatter):  # type: ignore[misc]
        """Shows nothing of axes, lines and other parts of a chart: the chart itself is shown when the cell ends."""

        def __call__(self, value: object) -> Any:
            return True if is_drawn(value) else super().__call__(value)

    display = shell.display_formatter
    if type(display.ipython_display_formatter) is IPythonDisplayFormatter:
        known = display.ipython_display_formatter
        display.ipython_display_formatter = DrawnFormatter(parent=display)
        display.ipython_display_formatter.type_printers.update(known.type_printers)
    formatter = display.mimebundle_formatter
    formatter.for_type(pd.DataFrame, _frame_bundle)
    formatter.for_type(pd.Series, _series_bundle)
    formatter.for_type(MplFigure, _figure_bundle)
    formatter.for_type(float, _number_bundle)
    if beside := os.environ.get(NOTEBOOK_VARIABLE):
        sys.path.insert(0, beside)  # a module beside the notebook is found, as in JupyterLab
    register_session(shell)


def is_drawn(value: object, depth: int = _DEPTH) -> bool:
    """Tell whether a value is part of a chart or holds one, as ``plt.plot``, ``plt.subplots``, ``df.hist`` return it.

    Examples
    --------
    >>> figure = MplFigure(); axes = figure.subplots()
    >>> [is_drawn(one) for one in (figure, axes, axes.plot([1, 2]), (figure, axes), [1, 2], "a")]
    [False, True, True, True, False, False]
    """
    if isinstance(value, MplFigure):
        return depth < _DEPTH  # alone it is shown
    if isinstance(value, Artist | Container):
        return True
    if depth == 0:
        return False
    if isinstance(value, dict):
        parts = list(value.values())
    elif isinstance(value, list | tuple | set):
        parts = list(value)
    elif isinstance(value, np.ndarray | pd.Series) and value.dtype == object:
        parts = list(value.flat if isinstance(value, np.ndarray) else value)
    else:
        return False
    return any(is_drawn(one, depth - 1) for one in parts)


def _frame_bundle(frame: pd.DataFrame, **_: object) -> Any:
    from cchc.reporting.own_frames import bare_table  # noqa: PLC0415

    return bare_table(frame)._repr_mimebundle_()


def _series_bundle(series: pd.Series, **_: object) -> Any:
    return _frame_bundle(series.to_frame("Giá trị" if series.name is None else series.name))


def _number_bundle(number: float, **_: object) -> Any:
    from cchc.reporting.blocks import Paragraph, Span  # noqa: PLC0415
    from cchc.reporting.formats import format_number  # noqa: PLC0415

    text = format_number(number) if not math.isinf(number) else "∞" if number > 0 else "−∞"
    return Paragraph((Span(text),))._repr_mimebundle_()


def _figure_bundle(figure: MplFigure, **_: object) -> Any:
    from cchc.reporting.blocks import NO_ALT  # noqa: PLC0415
    from cchc.reporting.charts import to_block  # noqa: PLC0415
    from cchc.reporting.own_figures import forget_drawn  # noqa: PLC0415

    bundle = to_block(figure, alt=NO_ALT, is_foreign=True)._repr_mimebundle_()
    forget_drawn(figure)
    return bundle
