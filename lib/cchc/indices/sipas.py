"""SIPAS: answers of a survey to item, factor, content and overall values."""

from __future__ import annotations

import pandas as pd

from cchc.errors import ParameterError
from cchc.frameworks import Framework

#: The two candidate formulas; the official one is not confirmed (methods.md, SIPAS).
FORMULAS = {
    "share_satisfied": "tỷ lệ câu trả lời “hài lòng” và “rất hài lòng” trên tổng số câu trả lời hợp lệ",
    "mean_scaled": "điểm trung bình của thang 5 mức quy về 0–100",
}
SATISFIED_FROM = 4
LOWEST, HIGHEST = 1, 5


def answer_values(answers: pd.DataFrame, formula: str) -> pd.DataFrame:
    """Turn answers 1-5 into contributions to the index.

    Parameters
    ----------
    answers : pandas.DataFrame
        A row per respondent, a column per item: 1-5, missing for a blank or "no opinion".
    formula : {"share_satisfied", "mean_scaled"}
        ``share_satisfied``: 100 for 4 and 5, else 0. ``mean_scaled``: 100 * (answer - 1) / 4.

    Returns
    -------
    pandas.DataFrame
        Same shape [0-100], missing where the answer is.

    Raises
    ------
    ParameterError
        For another formula.

    Examples
    --------
    >>> answer_values(pd.DataFrame({"B1.1": [5.0, 4.0, 3.0, None]}), "share_satisfied")["B1.1"].tolist()
    [100.0, 100.0, 0.0, nan]
    >>> answer_values(pd.DataFrame({"B1.1": [5.0, 4.0, 3.0]}), "mean_scaled")["B1.1"].tolist()
    [100.0, 75.0, 50.0]
    """
    if formula == "share_satisfied":
        return ((answers >= SATISFIED_FROM) * 100.0).where(answers.notna())
    if formula == "mean_scaled":
        return (answers - LOWEST) / (HIGHEST - LOWEST) * 100.0
    raise ParameterError(f"Không có công thức SIPAS '{formula}'; được dùng: {', '.join(FORMULAS)}.")


def compute_sipas(answers: pd.DataFrame, framework: Framework, formula: str) -> pd.DataFrame:
    """Compute the index of every item, factor and content and of the whole questionnaire.

    Parameters
    ----------
    answers : pandas.DataFrame
        A row per respondent, a column per item code: 1-5, missing for a blank or "no opinion".
    framework : Framework
        The questionnaire: contents, factors, items.
    formula : str
        Key of ``FORMULAS``.

    Returns
    -------
    pandas.DataFrame
        Index ``code`` in the questionnaire's order, ``total`` first; ``node_kind``, ``parent_code``,
        ``name_vi``, ``value_pct`` [0-100, unrounded], ``n_valid`` (valid answers).

    Notes
    -----
    Every valid answer below a node counts once, so that a node's value is the mean over its answers, not
    the mean of its items.
    """
    values = answer_values(answers, formula)
    sums, counts = values.sum(), values.notna().sum()

    def items_below(code: str) -> list[str]:
        below = framework.children(code)
        return [item for child in below for item in items_below(child.code)] if below else [code]

    def row(code: str, node_kind: str, parent_code: str, name_vi: str) -> dict[str, object]:
        items = items_below(code) if code != "total" else [node.code for node in framework.leaves()]
        n_valid = int(counts[items].sum())
        value = float(sums[items].sum()) / n_valid if n_valid else float("nan")
        return {
            "code": code,
            "node_kind": node_kind,
            "parent_code": parent_code,
            "name_vi": name_vi,
            "value_pct": value,
            "n_valid": n_valid,
        }

    rows = [row("total", "total", "", "Chỉ số chung")]
    rows += [row(node.code, node.node_kind, node.parent_code, node.name_vi) for node in framework.nodes]
    return pd.DataFrame(rows).set_index("code")
