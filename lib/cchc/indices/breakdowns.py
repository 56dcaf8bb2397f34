"""SIPAS by group of respondents; small cells are suppressed so that nobody can be recognised."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from cchc.frameworks import Framework
from cchc.indices.surveyed import BLANK, Design, compute_surveyed

NOT_STATED = "(không ghi)"


def compute_breakdown(
    answers: pd.DataFrame, framework: Framework, formula: str, groups: pd.Series, *, min_cell: int, design: Design
) -> pd.DataFrame:
    """Compute overall and content values per group.

    Parameters
    ----------
    answers : pandas.DataFrame
        See ``compute_surveyed``.
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
        suppressed), ``value_pct``, ``low_pct``, ``high_pct``, a column per top node [0-100], ``is_suppressed``,
        ``has_hidden``.

    Notes
    -----
    ``is_suppressed``: the whole group is hidden; ``has_hidden``: any cell of it is. See ``hide_cells``. Each group is
    a domain of the whole sample, so its interval draws from all sampling units.
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
        # a group is a domain of the whole sample: units without a member of it count as drawn, with nothing
        part = pd.DataFrame(np.where(is_in[:, None], answers, BLANK).astype(np.int8), columns=answers.columns)
        table = compute_surveyed(part, framework, formula, design)
        rows[label] = {
            **{key: table.at["total", key] for key in ("value_pct", "low_pct", "high_pct")},
            **{top: table.at[top, "value_pct"] for top in tops},
        }
        answered = {top: int((part[below[top]] > 0).any(axis=1).sum()) for top in tops}
        sizes[label] = {"all": int((part > 0).any(axis=1).sum()), **answered}
    values = pd.DataFrame.from_dict(rows, orient="index", columns=["value_pct", "low_pct", "high_pct", *tops])
    counts = pd.DataFrame.from_dict(sizes, orient="index", columns=["all", *tops])
    hidden = hide_cells(counts, min_cell)
    for top in tops:
        values.loc[hidden[top], top] = np.nan
    values.loc[hidden["all"]] = np.nan
    values.insert(0, "n_respondents", counts["all"].astype("Int64").mask(hidden["all"]))
    values.index.name = "group_vi"
    return values.assign(is_suppressed=hidden["all"], has_hidden=hidden.any(axis=1))


def hide_cells(counts: pd.DataFrame, min_cell: int) -> pd.DataFrame:
    """Tell which cells of a breakdown must not be shown.

    Parameters
    ----------
    counts : pandas.DataFrame
        A row per group: respondents in column ``all``, and who answered each content in the others.
    min_cell : int
        Smallest number shown.

    Returns
    -------
    pandas.DataFrame
        bool, same shape. Down a column hidden cells protect each other (``suppress``); across a row a hidden content
        could be had from the group's overall value and its other contents, so a second one is hidden with it.
    """
    hidden = pd.DataFrame(False, index=counts.index, columns=counts.columns)
    contents = [column for column in counts if column != "all"]
    hidden["all"] = suppress(counts["all"], hidden["all"], min_cell)
    hidden[contents] = hidden[contents].apply(lambda column: column | hidden["all"])
    while True:
        before = hidden.copy()
        for column in counts:
            hidden[column] = suppress(counts[column], hidden[column], min_cell)
        for group in hidden.index[~hidden["all"]]:
            answered = counts.loc[group, contents] > 0
            is_hidden = hidden.loc[group, contents]
            if (is_hidden & answered).sum() != 1:
                continue  # a cell of nobody protects nobody
            others = counts.loc[group, contents][answered & ~is_hidden]
            # where nothing else was answered, the overall value is that of the hidden content
            hidden.loc[group, others.idxmin() if len(others) else "all"] = True
        hidden[contents] = hidden[contents].apply(lambda column: column | hidden["all"])
        if hidden.equals(before):
            return hidden


def suppress(sizes: pd.Series, is_hidden: pd.Series, min_cell: int) -> pd.Series:
    """Tell which groups must not be shown.

    Parameters
    ----------
    sizes : pandas.Series
        Respondents per group.
    is_hidden : pandas.Series
        Groups that are hidden already.
    min_cell : int
        Smallest number shown.

    Returns
    -------
    pandas.Series
        bool, same index. Groups below ``min_cell`` are hidden. What is hidden is what the whole less the shown groups
        gives: while that is a single group, or fewer than ``min_cell`` respondents together, the smallest shown group
        is hidden as well. A group of nobody protects nobody.

    Examples
    --------
    >>> nothing = pd.Series(False, index=list("abc"))
    >>> suppress(pd.Series({"a": 100, "b": 12, "c": 40}), nothing, 30).tolist()
    [False, True, True]
    >>> suppress(pd.Series({"a": 100, "b": 12, "c": 0}), nothing, 30).tolist()
    [True, True, True]
    """
    hidden = is_hidden | (sizes < min_cell)
    while True:
        inside = sizes[hidden & (sizes > 0)]
        shown = sizes[~hidden]
        if inside.empty or shown.empty or (len(inside) > 1 and inside.sum() >= min_cell):
            return hidden
        hidden = hidden | (sizes.index == shown.idxmin())


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
