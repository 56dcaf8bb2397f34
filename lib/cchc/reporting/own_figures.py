"""Charts that an analyst has drawn with matplotlib, as figures that count as those of the programme do."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.container import Container
from matplotlib.figure import Figure as MplFigure

from cchc.errors import NotebookError
from cchc.reporting.blocks import NO_ALT, Figure, Table
from cchc.reporting.charts import to_block
from cchc.reporting.own import as_frame, sheet_name
from cchc.reporting.own_cells import readable
from cchc.reporting.own_frames import frame_table

#: What some functions of matplotlib and pandas return holds what they drew at most so deep.
_DEPTH = 3


def figure(
    fig: Any,
    *,
    caption: str = "",
    alt: str = "",
    note: str = "",
    data: Any = None,
    sheet: str = "",
) -> Figure:
    """Đưa một biểu đồ của mình vào tài liệu: có số thứ tự, lời mô tả cho người không nhìn được, số liệu đi kèm.

    Parameters
    ----------
    fig : matplotlib.figure.Figure or Axes
        Drawn; or what ``df.plot(...)``, ``plt.subplots()`` returned.
    caption : str
        What the chart shows; a chart with one has a number.
    alt : str
        What the chart says, in a sentence, for those who cannot see it. Left out, the run and the page of checks say so.
    note : str
        Printed below: source, status.
    data : pandas.DataFrame, optional
        The figures that are drawn: shown on demand in HTML, and in the workbook.
    sheet : str
        Name of the sheet of ``data``; by default the caption's first words.

    Returns
    -------
    Figure
        Show it as the last line of a cell; the chart is then not shown a second time.

    Raises
    ------
    NotebookError
        If it is no chart of matplotlib, or several, or ``data`` is no table.

    Examples
    --------
    >>> import cchc, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> axes = Figure().subplots(); _ = axes.plot([1, 2])
    >>> cchc.figure(axes, caption="Xu hướng", alt="Tăng từ 1 lên 2.").caption
    'Xu hướng'
    """
    drawn = _drawn(fig)
    made = to_block(
        drawn,
        alt=readable(alt).strip() or NO_ALT,
        caption=readable(caption),
        note=readable(note),
        is_foreign=True,
        data=None if data is None else _figures(data, sheet or caption),
    )
    return OwnFigure(**{one.name: getattr(made, one.name) for one in dataclasses.fields(Figure)}, drawn=drawn)


@dataclass(frozen=True)
class OwnFigure(Figure):
    """A figure that an analyst has drawn, until it is shown.

    Attributes
    ----------
    drawn : matplotlib.figure.Figure or None
        What matplotlib would otherwise show by itself when the cell ends.
    """

    drawn: MplFigure | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as plain values, without what was drawn."""
        return {name: value for name, value in super().to_dict().items() if name != "drawn"}

    def _repr_mimebundle_(self, **options: object) -> Any:
        if self.drawn is not None:
            forget_drawn(self.drawn)
        return super()._repr_mimebundle_(**options)


def forget_drawn(figure: MplFigure) -> None:
    """Keep matplotlib from showing a figure when the cell ends: it is shown now."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)


def _figures(data: Any, sheet: str) -> Table:
    rows = as_frame(data, "cchc.figure, data=...:")
    return dataclasses.replace(frame_table(rows), sheet=sheet_name(sheet), is_alone=True)


def _drawn(given: Any) -> MplFigure:
    """Return the one figure of matplotlib that something is or belongs to.

    Raises
    ------
    NotebookError
        If there is none, or more than one.
    """
    found = list(dict.fromkeys(_figures_of(given)))
    if len(found) == 1:
        return found[0]
    if found:
        raise NotebookError(f"cchc.figure nhận được {len(found)} biểu đồ; hãy gọi cchc.figure cho từng biểu đồ.")
    raise NotebookError(
        f"cchc.figure cần một biểu đồ của matplotlib (fig, ax, hay kết quả của df.plot()) nhưng nhận được {type(given).__name__};"
        " biểu đồ của plotly, altair không đưa được vào Word và PDF."
    )


def _figures_of(given: Any, depth: int = _DEPTH) -> Iterator[MplFigure]:
    if isinstance(given, MplFigure):
        yield given
    elif isinstance(given, Artist):
        top = given.get_figure(root=True) if hasattr(given, "get_figure") else None
        if isinstance(top, MplFigure):
            yield top
    elif depth and isinstance(given, Mapping):
        for one in given.values():
            yield from _figures_of(one, depth - 1)
    elif depth and isinstance(given, list | tuple | set | Container | np.ndarray | pd.Series):
        for one in given.flat if isinstance(given, np.ndarray) else given:
            yield from _figures_of(one, depth - 1)
