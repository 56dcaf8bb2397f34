"""A table of values in colours."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cchc.columns import col
from cchc.reporting.charts.base import (
    Chart,
    is_known,
    tabulate,
)
from cchc.reporting.charts.canvas import SIZE, Canvas, measure, wrap
from cchc.reporting.charts.maps import CLASS_LOOKS
from cchc.reporting.charts.rows import legend
from cchc.reporting.formats import format_number


def heat(
    labels: Sequence[str], values: pd.DataFrame, classes: pd.DataFrame, heads: Sequence[str], class_names: Sequence[str]
) -> Chart:
    """Draw a table of values whose cells are the darker the better they are within their column.

    Parameters
    ----------
    labels : sequence of str
        Of the rows.
    values, classes : pandas.DataFrame
        Value and class (0 = best, up to 3) of each cell; missing where nothing is known.
    heads : sequence of str
        Of the columns.
    class_names : sequence of str
        For the legend, best first.

    Returns
    -------
    Chart
        Not yet drawn.
    """
    cells = [list(zip(row, of, strict=True)) for row, of in zip(values.to_numpy(), classes.to_numpy(), strict=True)]

    def draw(canvas: Canvas) -> None:
        looks = [("box", fill, name) for name, (fill, _) in zip(class_names, CLASS_LOOKS, strict=False)]
        top = legend(canvas, looks)
        size = SIZE - (1.5 if canvas.is_narrow else 0.5)
        left = min(max(measure(one, size) for one in labels) + 5, canvas.width * 0.3)
        width = (canvas.width - left) / len(heads)
        # a phone shows the codes: names would not fit; they stand in the table below
        told = [wrap(one.partition(" ")[0] if canvas.is_narrow else one, width - 3, size, n_lines=4) for one in heads]
        head, step = size * 1.18 * max(map(len, told)) + 4, size * 1.18
        for at, lines in enumerate(told):
            canvas.text(left + (at + 0.5) * width, top + head / 2, lines, size=size, anchor="middle")
        for row, (label, own) in enumerate(zip(labels, cells, strict=True)):
            y = top + head + row * step
            canvas.text(left - 4, y + step / 2, wrap(label, left - 4, size, n_lines=1)[0], size=size, anchor="end")
            for at, (value, of_class) in enumerate(own):
                x, has_class = left + at * width, is_known(of_class)
                fill, ink = CLASS_LOOKS[int(of_class)] if has_class else ("none", "#444")
                title = f"{label} – {heads[at]}: {format_number(value)}"
                canvas.bar(x + 0.6, y + 0.4, x + width - 0.6, y + step - 0.4, fill, title=title)
                decimals = 1 if canvas.is_narrow else 2
                canvas.text(
                    x + width / 2, y + step / 2, format_number(value, decimals), size=size, anchor="middle", colour=ink
                )
        canvas.height = top + head + len(labels) * step

    told = [(name, 2, values.iloc[:, at]) for at, name in enumerate(heads)]
    return Chart(draw, tabulate(labels, told, first=col("name_vi:province").title_vi))
