"""Rows of a response file: what is no response, weights, sampling units, cells that nobody can read."""

from __future__ import annotations

import re

import pandas as pd

from cchc.errors import Fault
from cchc.numbers import may_be_thousands, parse_number
from cchc.sources.csv_rows import MAX_FAULTS, has_failed
from cchc.sources.survey_columns import TableColumns
from cchc.texts import old_encoding, unprintable

#: How totals and footnotes below a table begin.
_REMARK = re.compile(
    r"\s*(\*|(tổng|cộng|trung bình|ghi chú|chú thích|chú ý|lưu ý|nguồn|người lập|người nhập)\b)", re.IGNORECASE
)
#: More words make no number of a response.
_MOST_WORDS = 3


def unreadable_cells(source: TableColumns, at: int, texts: pd.Series) -> list[Fault]:
    """List the cells of a column of texts that show a failed formula or what no document can carry."""
    wrong = {text for text in texts.unique() if has_failed(text) or unprintable(text) or old_encoding(text)}
    return [
        Fault(source.path, source.place(row, at), f"ô ghi '{_readable(texts[row])}'", "hãy gõ lại bằng chữ Unicode")
        for row in texts.index[texts.isin(wrong)][:MAX_FAULTS]
    ]


def _readable(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text)


def is_remark(name: str, is_blank: bool) -> bool:
    """Tell whether a row is a total or a footnote: they would count as respondents."""
    return _REMARK.match(name) is not None or (is_blank and len(name.split()) > _MOST_WORDS)


def nest_units(design: pd.DataFrame) -> pd.DataFrame:
    """Nest sampling units in their communes: "Thôn 1" of two communes is two villages; a name of its own stays as it is.

    In their strata they are nested where they are drawn (``indices.surveyed``).
    """
    if "psu" not in design or "commune" not in design:
        return design
    pairs = design[["commune", "psu"]].drop_duplicates()
    if not pairs["psu"].duplicated().any():
        return design
    return design.assign(psu=design["commune"] + " / " + design["psu"])


def read_weights(source: TableColumns, texts: pd.Series, at: int, faults: list[Fault]) -> pd.Series:
    """Return sampling weights; what is no positive number, or may be a thousand or a decimal, is noted."""
    numbers = {text: parse_number(text) for text in texts.unique()}
    weights = texts.map(numbers).astype(float)
    for row in weights.index[~(weights > 0)][:MAX_FAULTS]:
        found = f"trọng số '{texts[row]}'" if texts[row] else "phiếu chưa có trọng số"
        faults.append(Fault(source.path, source.place(int(row), at), found, "cần một số lớn hơn 0"))
    # 1.234 beside 950 is a thousand; beside 0.987 or 1.5 the same sign is a decimal one
    typed = source.typed_texts(at)
    for sign in ".,":
        signed = [text for text in numbers if sign in text and text in typed]
        if not signed or not all(may_be_thousands(text) for text in signed):
            continue
        for row in weights.index[texts.isin(signed)][:MAX_FAULTS]:
            found = f"trọng số '{texts[row]}' có thể là hàng nghìn hoặc số lẻ"
            allowed = "hàng nghìn viết liền (1234); số lẻ viết đủ bốn chữ số sau dấu phẩy (1,2340)"
            faults.append(Fault(source.path, source.place(int(row), at), found, allowed))
    return weights
