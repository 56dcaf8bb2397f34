"""Words for what is not known to us, what was withheld, and what other sources give."""

from __future__ import annotations

from collections.abc import Iterable

from cchc.reporting.formats import format_number
from cchc.sources.report_inputs import ReportInputs

#: Index → table that takes an office's own published figure.
PUBLISHED_FILES = {
    "par_index": "data/published/par_index.csv",
    "sipas": "data/published/sipas.csv",
    "papi": "data/published/papi.csv",
}


def not_known(name: str, file: str) -> str:
    """Say that our data lack something, which says nothing of whether it was published, and which file takes it."""
    return f"{name} chưa có trong dữ liệu của chương trình; số đã công bố thì thêm vào {file} (mục 5b của hướng dẫn)."


def papi_absent(inputs: ReportInputs) -> str:
    """Say why a province has no PAPI: withheld by its publisher, or only not in our data."""
    name = f"PAPI năm {inputs.result_year} của địa phương"
    if inputs.is_papi_withheld:
        return f"{name} không được công bố, toàn bộ hoặc một phần."
    return not_known(name, PUBLISHED_FILES["papi"])


def other_figures(values: Iterable[float] = (), ranks: Iterable[int] = ()) -> str:
    """Write what other sources give, for the cell beside a figure; empty where they agree.

    Examples
    --------
    >>> other_figures((92.57,)), other_figures((), (8,)), other_figures(())
    ('92,57', 'thứ 8', '')
    """
    return "; ".join([*(format_number(value) for value in values), *(f"thứ {rank}" for rank in ranks)])


def group_words(group_vi: str, *, is_published: bool) -> str:
    """Name a group of PAPI, and how it was found where it was not published."""
    return group_vi if is_published or not group_vi else f"{group_vi} (tính theo tứ phân vị)"
