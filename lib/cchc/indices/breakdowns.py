"""SIPAS by group of respondents; small cells are suppressed so that nobody can be recognised."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pandas as pd

from cchc.frameworks import Framework
from cchc.indices.sipas import Design, compute_sipas

NOT_STATED = "(không ghi)"


def compute_breakdown(
    answers: pd.DataFrame, framework: Framework, formula: str, groups: pd.Series, *, min_cell: int, design: Design
) -> pd.DataFrame:
    """Compute overall and content values per group.

    Parameters
    ----------
    answers : pandas.DataFrame
        See ``compute_sipas``.
    framework : Framework
        The questionnaire.
    formula : str
        Key of ``FORMULAS``.
    groups : pandas.Series
        Label of each respondent; empty counts as ``NOT_STATED``.
    min_cell : int
        A group (or, for a content, those of it who answered) with fewer respondents is suppressed.
    design : Design
        Sample design of all respondents.

    Returns
    -------
    pandas.DataFrame
        Index ``group_vi`` in the order of labels, ``NOT_STATED`` last; ``n_respondents`` (missing where
        suppressed), ``value_pct``, ``low_pct``, ``high_pct``, a column per top node [0-100], ``is_suppressed``.

    Notes
    -----
    If a single group is suppressed, its value could be had from the whole and the other groups: the smallest of the
    others is suppressed too. The same holds within each content.
    """
    labels = groups.fillna("").astype(str).str.strip().replace("", NOT_STATED)
    order = sorted(set(labels) - {NOT_STATED}, key=_label_order) + (
        [NOT_STATED] if (labels == NOT_STATED).any() else []
    )
    tops = [node.code for node in framework.children("")]
    below = {top: [leaf.code for leaf in framework.leaves() if framework.top_code(leaf.code) == top] for top in tops}
    rows = {}
    sizes = {}
    for label in order:
        is_in = (labels == label).to_numpy()
        part = answers[is_in]
        table = compute_sipas(part, framework, formula, _part(design, is_in))
        rows[label] = {
            **{key: table.at["total", key] for key in ("value_pct", "low_pct", "high_pct")},
            **{top: table.at[top, "value_pct"] for top in tops},
        }
        answered = {top: int((part[below[top]] > 0).any(axis=1).sum()) for top in tops}
        sizes[label] = {"all": int((part > 0).any(axis=1).sum()), **answered}
    values = pd.DataFrame.from_dict(rows, orient="index", columns=["value_pct", "low_pct", "high_pct", *tops])
    counts = pd.DataFrame.from_dict(sizes, orient="index", columns=["all", *tops])
    hidden = suppress(counts["all"], min_cell)
    values.loc[hidden] = np.nan
    for top in tops:
        # a group hidden as a whole is hidden here as well; what else is hidden must not be alone either
        values.loc[suppress(counts[top].mask(hidden, -1), min_cell), top] = np.nan
    values.insert(0, "n_respondents", counts["all"].astype("Int64").mask(hidden))
    values.index.name = "group_vi"
    return values.assign(is_suppressed=hidden)


def suppress(sizes: pd.Series, min_cell: int) -> pd.Series:
    """Tell which groups must not be shown.

    Parameters
    ----------
    sizes : pandas.Series
        Respondents per group; -1 for one that is hidden already.
    min_cell : int
        Smallest number shown.

    Returns
    -------
    pandas.Series
        bool, same index.

    Examples
    --------
    >>> suppress(pd.Series({"a": 100, "b": 12, "c": 40}), 30).tolist()
    [False, True, True]
    >>> suppress(pd.Series({"a": 100, "b": 12, "c": 9}), 30).tolist()
    [False, True, True]
    """
    hidden = sizes < min_cell
    shown = sizes[~hidden & (sizes > 0)]
    if hidden.sum() == 1 and len(shown):
        hidden = hidden | (sizes.index == shown.idxmin())
    return hidden


def _label_order(label: str) -> tuple[float, int, str]:
    """Order labels by their first number, ``Dưới 25`` before ``25 đến 34``; those without one by their letters."""
    number = re.search(r"\d+", label)
    if number is None:
        return (float("inf"), 0, label)
    return (
        float(number.group()),
        0 if label.startswith(("Dưới", "<")) else 2 if label.startswith(("Trên", ">")) else 1,
        label,
    )


def _part(design: Design, is_in: np.ndarray) -> Design:
    return dataclasses.replace(
        design,
        psu=None if design.psu is None else design.psu[is_in],
        stratum=None if design.stratum is None else design.stratum[is_in],
        weight=None if design.weight is None else design.weight[is_in],
    )
