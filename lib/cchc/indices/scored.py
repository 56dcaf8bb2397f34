"""PAR INDEX: points add up from leaves to criteria, domains and the total."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cchc.errors import MissingDataError
from cchc.frameworks import Framework
from cchc.indices.stages import stage_scores
from cchc.indices.tree import incidence

TOTAL_CODE, CAP_CODE, BONUS_CAP_CODE, GAP_CODE = "total", "cap_adjustment", "bonus_cap_adjustment", "framework_gap"
#: Rows that are no node of the framework but make its rows add up to the total.
EXTRA_KINDS = ("cap", "gap")
#: Rows of what caps leave out of the total, or give back to it, in the order of the table.
CAP_NAMES = {
    BONUS_CAP_CODE: "Điểm cộng vượt mức trần, không được cộng",
    CAP_CODE: "Điểm trừ vượt mức trần, không bị trừ",
}
#: Sums of binary fractions are rounded here, so that equal points stay equal whatever the order of adding.
_DECIMALS = 9


def compute_scored(score_sheet: pd.DataFrame, framework: Framework, *, stage: str = "approved") -> pd.DataFrame:
    """Add scores up along the framework's tree.

    Scores are added, never averaged: the weight of a criterion *is* its maximum number of points.

    Parameters
    ----------
    score_sheet : pandas.DataFrame
        ``schemas.ScoreSheet``: a row per leaf [points].
    framework : Framework
        Edition the sheet was filled in for, cut at its grain.
    stage : str
        Whose scores count, see ``stages.stage_scores``.

    Returns
    -------
    pandas.DataFrame
        Index ``code`` in framework order, ``total`` first; columns ``node_kind``, ``parent_code``,
        ``domain_code``, ``name_vi``, ``method``, ``role``, ``score``, ``max_score``, ``lost_score`` [points] and
        ``achieved_pct`` [0-100, unrounded, missing where nothing applies], ``is_applicable``, ``is_leaf`` (an
        ordinary leaf that applies). ``max_score`` is the applicable maximum. Two last rows make the rows add up to
        the total, where they are needed: ``bonus_cap_adjustment`` and ``cap_adjustment``, the points by which bonus and
        penalty exceed their caps, and ``framework_gap``, by which the maxima miss the total that the decision states.

    Raises
    ------
    MissingDataError
        If an applicable leaf has no score, or nothing applies. Missing is not zero.

    Notes
    -----
    Index % = points / applicable maximum * 100 (docs/methodology.md, PAR INDEX). Criteria that do not apply leave the
    denominator. Bonus and penalty points add to and take from the total up to their caps and have no maximum. The
    maximum of the total is the one that the decision states, even where the maxima of its criteria do not add up to
    it (Krông Nô: 100 stated, 99.5 added up): the framework is not repaired, the gap is shown.
    """
    scores = stage_scores(score_sheet, framework, stage)
    leaves = framework.leaves()
    codes = [node.code for node in leaves]
    is_on = pd.Series(True, index=codes)
    if "is_applicable" in score_sheet:
        stated = score_sheet.set_index("criterion_code")["is_applicable"].astype(bool)
        is_on = stated.reindex(codes, fill_value=True)
    points = scores.reindex(codes)
    missing = [code for code in codes if is_on[code] and pd.isna(points[code])]
    if missing:
        raise MissingDataError(f"Thiếu điểm của {len(missing)} tiêu chí: {', '.join(missing)}.")
    sums = _add_up(points.to_numpy(float)[None, :], is_on.to_numpy(bool)[None, :], framework)
    rows = [
        {
            "code": node.code,
            "node_kind": node.node_kind,
            "parent_code": node.parent_code,
            "domain_code": framework.top_code(node.code),
            "name_vi": node.name_vi,
            "method": node.method,
            "role": node.role,
            "is_leaf": node.code in is_on.index and bool(is_on[node.code]) and not node.role,
        }
        for node in framework.nodes
    ]
    blank = {"parent_code": "", "domain_code": "", "method": "", "role": "", "is_leaf": False}
    total = {"code": TOTAL_CODE, "node_kind": "total", "name_vi": "Tổng điểm", **blank}
    caps = [{"code": code, "node_kind": "cap", "name_vi": name, **blank} for code, name in CAP_NAMES.items()]
    gap = {"code": GAP_CODE, "node_kind": "gap", "name_vi": "Chênh lệch giữa tổng điểm quy định và các dòng", **blank}
    table = pd.DataFrame([total, *rows, *caps, gap]).set_index("code")
    table = table.assign(score=sums.scores[0], max_score=sums.maxima[0], is_applicable=sums.is_applicable[0])
    if not table.loc[table["is_leaf"], "max_score"].sum() > 0:
        raise MissingDataError("Không có tiêu chí nào áp dụng nên không tính được chỉ số.")
    table["lost_score"] = table["max_score"] - table["score"]
    is_extra = table["node_kind"].isin(EXTRA_KINDS)
    table["achieved_pct"] = table["score"] / table["max_score"].where((table["max_score"] > 0) & ~is_extra) * 100
    is_needed = (table["score"] != 0) | (table["max_score"] != 0)
    return table[is_needed | ~is_extra]


def top_rows(scored: pd.DataFrame, *, with_extra: bool = True) -> pd.DataFrame:
    """Return the rows that add up to the total: top nodes, and the extra rows where there are any.

    Parameters
    ----------
    scored : pandas.DataFrame
        As returned by ``compute_scored``.
    with_extra : bool
        Whether the rows of caps and ``framework_gap`` are wanted.

    Returns
    -------
    pandas.DataFrame
        The same columns.
    """
    is_top = (scored["parent_code"] == "") & (scored.index != TOTAL_CODE)
    return scored[is_top & (with_extra | ~scored["node_kind"].isin(EXTRA_KINDS))]


def compute_par_totals(
    points: pd.DataFrame, framework: Framework, applicable: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Add up the sheets of many units at once.

    Parameters
    ----------
    points : pandas.DataFrame
        A row per unit, a column per leaf code [points].
    framework : Framework
        Edition of all of them.
    applicable : pandas.DataFrame or None
        Same shape, bool; None: everything applies.

    Returns
    -------
    pandas.DataFrame
        A row per unit: ``score``, ``max_score`` [points], ``achieved_pct`` [0-100, unrounded], and a column per
        top node [points].

    Raises
    ------
    MissingDataError
        Naming the first units that lack a score.
    """
    codes = [node.code for node in framework.leaves()]
    values = points[codes].to_numpy(float)
    is_on = np.ones(values.shape, bool) if applicable is None else applicable[codes].to_numpy(bool)
    is_missing = (np.isnan(values) & is_on).any(axis=1)
    if is_missing.any():
        named = ", ".join(map(str, points.index[is_missing][:5]))
        raise MissingDataError(f"Thiếu điểm ở {int(is_missing.sum())} bảng điểm: {named}.")
    sums = _add_up(values, is_on, framework)
    at = {node.code: place for place, node in enumerate(framework.nodes, start=1)}
    tops = [node.code for node in framework.children("")]
    table = pd.DataFrame({code: sums.scores[:, at[code]] for code in tops}, index=points.index)
    score, maximum = sums.scores[:, 0], sums.maxima[:, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        achieved = np.where(maximum > 0, score / maximum * 100, np.nan)
    table.insert(0, "achieved_pct", achieved)
    table.insert(0, "max_score", maximum)
    table.insert(0, "score", score)
    return table


class _Sums:
    """Scores, applicable maxima and applicability: a row per unit; columns total, nodes, both cap adjustments, gap."""

    def __init__(self, scores: np.ndarray, maxima: np.ndarray, is_applicable: np.ndarray) -> None:
        self.scores, self.maxima, self.is_applicable = scores, maxima, is_applicable


def _add_up(points: np.ndarray, is_on: np.ndarray, framework: Framework) -> _Sums:
    leaves = framework.leaves()
    above = incidence(framework)
    sign = np.array([-1.0 if leaf.role == "penalty" else 1.0 for leaf in leaves])
    maximum = np.array([0.0 if leaf.role else float(leaf.max_score or 0.0) for leaf in leaves])
    held = np.where(is_on, np.nan_to_num(points), 0.0) * sign
    nothing = np.zeros(len(points))
    excess = {"bonus": nothing, "penalty": nothing}
    for role, cap, direction in (("bonus", framework.bonus_cap, 1.0), ("penalty", framework.penalty_cap, -1.0)):
        if cap is not None:
            of_role = np.array([leaf.role == role for leaf in leaves])
            given = held[:, of_role].sum(axis=1) * direction
            excess[role] = -np.maximum(given - cap, 0.0) * direction
    scores = held @ above.T
    scores[:, 0] += excess["bonus"] + excess["penalty"]
    maxima = (is_on * maximum) @ above.T
    gap = framework_gap(framework)
    maxima[:, 0] += gap
    return _Sums(
        np.column_stack([scores, excess["bonus"], excess["penalty"], nothing]).round(_DECIMALS),
        np.column_stack([maxima, nothing, nothing, nothing + gap]).round(_DECIMALS),
        np.column_stack([(is_on @ above.T.astype(int)) > 0, nothing == 0, nothing == 0, nothing == 0]),
    )


def framework_gap(framework: Framework) -> float:
    """Return the points by which the total that a decision states exceeds the sum of its maxima.

    Parameters
    ----------
    framework : Framework
        Edition.

    Returns
    -------
    float
        0 for one that adds up, and where only part of the edition or of its maxima is known.
    """
    maxima = [leaf.max_score for leaf in framework.leaves() if not leaf.role]
    if framework.stated_total is None or framework.status == "partial" or any(one is None for one in maxima):
        return 0.0
    return round(framework.stated_total - sum(one for one in maxima if one is not None), _DECIMALS)


def sum_by_method(scored: pd.DataFrame) -> pd.DataFrame:
    """Add leaf points up by source of points.

    Parameters
    ----------
    scored : pandas.DataFrame
        As returned by ``compute_scored``.

    Returns
    -------
    pandas.DataFrame
        Index ``method`` in order of first appearance; ``score``, ``max_score``, ``lost_score`` [points],
        ``achieved_pct`` [0-100], ``n_leaves``. Bonus, penalty and the extra rows have rows of their own.
    """
    extra = scored[(scored["role"] != "") | scored["node_kind"].isin(EXTRA_KINDS)]
    leaves = scored[scored["is_leaf"]]
    is_parent = extra.index.isin(scored["parent_code"])
    rows = pd.concat([leaves, extra[~is_parent]])
    method = rows["method"].mask(rows["role"] != "", rows["role"])
    method = method.mask(rows["node_kind"].isin(EXTRA_KINDS), rows.index.to_series())
    table = rows.groupby(method, sort=False)[["score", "max_score", "lost_score"]].sum().round(_DECIMALS)
    table.index.name = "method"
    is_extra = table.index.isin([*CAP_NAMES, GAP_CODE])
    return table.assign(
        achieved_pct=table["score"] / table["max_score"].where((table["max_score"] > 0) & ~is_extra) * 100,
        n_leaves=rows.groupby(method, sort=False).size().mask(is_extra, 0),
    )
