"""How an analyst's own data frames, numbers and matplotlib figures become part of a document."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure as MplFigure


def register() -> None:
    """Let notebooks carry data frames, numbers and figures as blocks; outside a notebook nothing happens."""
    try:
        from IPython import get_ipython  # noqa: PLC0415 -- not everybody runs a notebook
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return
    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type(pd.DataFrame, _frame_bundle)
    formatter.for_type(pd.Series, _series_bundle)
    formatter.for_type(MplFigure, _figure_bundle)
    formatter.for_type(float, _number_bundle)


def _frame_bundle(frame: pd.DataFrame, **_: object) -> dict[str, Any]:
    from cchc.reporting.tables import frame_to_table  # noqa: PLC0415

    return frame_to_table(frame)._repr_mimebundle_()


def _series_bundle(series: pd.Series, **_: object) -> dict[str, Any]:
    return _frame_bundle(series.to_frame())


def _number_bundle(number: float, **_: object) -> dict[str, Any]:
    from cchc.reporting.blocks import Paragraph, Span  # noqa: PLC0415
    from cchc.reporting.formats import format_number  # noqa: PLC0415

    return Paragraph((Span(format_number(number)),))._repr_mimebundle_()


def _figure_bundle(figure: MplFigure, **_: object) -> dict[str, Any]:
    from cchc.reporting.charts import to_block  # noqa: PLC0415

    return to_block(figure, alt="Biểu đồ do người phân tích thêm vào, chưa có mô tả")._repr_mimebundle_()
