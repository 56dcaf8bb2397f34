"""PAR INDEX: points add up from leaves to criteria, domains and the total."""

from __future__ import annotations

import math

import pandas as pd

from cchc.errors import MissingDataError
from cchc.frameworks import Framework


def compute_par_index(score_sheet: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Add scores up along the framework's tree.

    Scores are added, never averaged: the weight of a criterion *is* its maximum number of points.

    Parameters
    ----------
    score_sheet : pandas.DataFrame
        ``schemas.ScoreSheet``: a row per leaf, with ``approved_score`` and ``max_score`` [points].
    framework : Framework
        Edition the sheet was filled in for.

    Returns
    -------
    pandas.DataFrame
        Index ``code`` in framework order, ``total`` first; columns ``node_kind``, ``parent_code``,
        ``domain_code``, ``name_vi``, ``method``, ``score``, ``max_score``, ``lost_score`` [points] and
        ``achieved_pct`` [0-100, unrounded], ``is_leaf``.

    Raises
    ------
    MissingDataError
        If a leaf has no score. Missing is not zero.

    Notes
    -----
    Index % = points / maximum * 100 (methods.md, PAR INDEX).
    """
    scores = score_sheet.set_index("criterion_code")["approved_score"]
    leaves = framework.leaves()
    missing = [node.code for node in leaves if node.code not in scores.index or pd.isna(scores[node.code])]
    if missing:
        raise MissingDataError(f"Thiếu điểm của {len(missing)} tiêu chí: {', '.join(missing)}.")
    points = {node.code: float(scores[node.code]) for node in leaves}
    maxima = {node.code: float(node.max_score or 0.0) for node in leaves}

    def add(code: str, values: dict[str, float]) -> float:
        below = framework.children(code)
        return math.fsum(add(child.code, values) for child in below) if below else values[code]

    rows = [
        {
            "code": node.code,
            "node_kind": node.node_kind,
            "parent_code": node.parent_code,
            "domain_code": framework.top_code(node.code),
            "name_vi": node.name_vi,
            "method": node.method,
            "score": add(node.code, points),
            "max_score": add(node.code, maxima),
            "is_leaf": node.code in points,
        }
        for node in framework.nodes
    ]
    total = {
        "code": "total",
        "node_kind": "total",
        "parent_code": "",
        "domain_code": "",
        "name_vi": "Tổng điểm",
        "method": "",
        "score": math.fsum(points.values()),
        "max_score": math.fsum(maxima.values()),
        "is_leaf": False,
    }
    table = pd.DataFrame([total, *rows]).set_index("code")
    return table.assign(
        lost_score=table["max_score"] - table["score"],
        achieved_pct=table["score"] / table["max_score"] * 100,
    )


def sum_by_method(par_index: pd.DataFrame) -> pd.DataFrame:
    """Add leaf points up by source of points.

    Parameters
    ----------
    par_index : pandas.DataFrame
        As returned by ``compute_par_index``.

    Returns
    -------
    pandas.DataFrame
        Index ``method`` in order of first appearance; ``score``, ``max_score``, ``lost_score`` [points],
        ``achieved_pct`` [0-100], ``n_leaves``.
    """
    leaves = par_index[par_index["is_leaf"]]
    table = leaves.groupby("method", sort=False)[["score", "max_score", "lost_score"]].sum()
    return table.assign(
        achieved_pct=table["score"] / table["max_score"] * 100,
        n_leaves=leaves.groupby("method", sort=False).size(),
    )
