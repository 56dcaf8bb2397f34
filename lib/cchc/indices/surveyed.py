"""SIPAS: answers of a survey to item, factor, content and overall values, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cchc.errors import ParameterError
from cchc.frameworks import Framework
from cchc.indices.resampling import percentile_interval, rao_wu_weights
from cchc.indices.tree import incidence

#: The two candidate formulas; the official one is not confirmed (docs/methodology.md, SIPAS).
FORMULAS = {
    "share_satisfied": "tỷ lệ câu trả lời “hài lòng” và “rất hài lòng” trên tổng số câu trả lời hợp lệ",
    "mean_scaled": "điểm trung bình của thang 5 mức quy về 0–100",
}
#: What an answer 1, 2, 3, 4, 5 adds to the index [0-100].
_CONTRIBUTIONS = {"share_satisfied": (0.0, 0.0, 0.0, 100.0, 100.0), "mean_scaled": (0.0, 25.0, 50.0, 75.0, 100.0)}
#: Codes of what is no answer on the scale 1-5.
BLANK, NO_OPINION = 0, -1
LEVELS = {
    1: "Rất không hài lòng",
    2: "Không hài lòng",
    3: "Bình thường",
    4: "Hài lòng",
    5: "Rất hài lòng",
}
LEVEL_COLUMNS = tuple(f"level_{level}_pct" for level in LEVELS)
_N_CODES = 7
_DECIMALS = 9


@dataclass(frozen=True)
class Design:
    """How the sample was drawn, as far as it is known; arrays have a value per respondent.

    Attributes
    ----------
    psu, stratum : pandas.Series or None
        Labels of primary sampling unit and stratum. Without ``psu`` each respondent stands for itself.
    weight : pandas.Series or None
        Sampling weight, > 0.
    n_replicates : int
        Bootstrap replicates; 0: no interval.
    level_pct : float
        Level of the interval [0-100].
    seed : int
        Seed of the bootstrap: the same answers give the same interval.
    """

    psu: pd.Series | None = None
    stratum: pd.Series | None = None
    weight: pd.Series | None = None
    n_replicates: int = 1000
    level_pct: float = 95.0
    seed: int = 20240101


def answer_values(answers: pd.DataFrame, formula: str) -> pd.DataFrame:
    """Turn answers 1-5 into contributions to the index.

    Parameters
    ----------
    answers : pandas.DataFrame
        A row per respondent, a column per item: 1-5, ``BLANK`` or ``NO_OPINION``.
    formula : {"share_satisfied", "mean_scaled"}
        ``share_satisfied``: 100 for 4 and 5, else 0. ``mean_scaled``: 100 * (answer - 1) / 4.

    Returns
    -------
    pandas.DataFrame
        Same shape [0-100], missing where there is no valid answer.

    Raises
    ------
    ParameterError
        For another formula.

    Examples
    --------
    >>> answer_values(pd.DataFrame({"B1.1": [5, 4, 3, -1]}), "share_satisfied")["B1.1"].tolist()
    [100.0, 100.0, 0.0, nan]
    >>> answer_values(pd.DataFrame({"B1.1": [5, 4, 3]}), "mean_scaled")["B1.1"].tolist()
    [100.0, 75.0, 50.0]
    """
    table = np.array([np.nan, np.nan, *_contributions(formula)])
    return pd.DataFrame(table[answers.to_numpy(np.int8) + 1], index=answers.index, columns=answers.columns)


def compute_surveyed(
    answers: pd.DataFrame, framework: Framework, formula: str, design: Design | None = None
) -> pd.DataFrame:
    """Compute the index of every item, factor and content and of the whole questionnaire.

    Parameters
    ----------
    answers : pandas.DataFrame
        A row per respondent, a column per item code: 1-5, ``BLANK`` (0) or ``NO_OPINION`` (-1).
    framework : Framework
        The questionnaire: contents, factors, items.
    formula : str
        Key of ``FORMULAS``.
    design : Design or None
        None: unweighted, no interval.

    Returns
    -------
    pandas.DataFrame
        Index ``code`` in the questionnaire's order, ``total`` first; ``node_kind``, ``parent_code``,
        ``name_vi``, ``value_pct`` [0-100, unrounded], ``low_pct``, ``high_pct`` (interval, missing without one),
        ``level_1_pct`` ... ``level_5_pct`` (share of each answer among the valid ones), ``n_valid``,
        ``n_no_opinion``, ``n_blank`` (unweighted counts of answers).

    Notes
    -----
    Every valid answer below a node counts once (times the respondent's weight), so that a node's value is the
    mean over its answers, not the mean of its items. The interval is the percentile interval of a bootstrap over
    primary sampling units within strata, rescaled after Rao and Wu [1]_; without such units, over respondents.

    References
    ----------
    .. [1] J. N. K. Rao and C. F. J. Wu, "Resampling inference with complex survey data", Journal of the American
       Statistical Association 83 (1988), 231-241.
    """
    design = design or Design(n_replicates=0)
    members = incidence(framework)
    codes = answers[[node.code for node in framework.leaves()]].to_numpy(np.int8)
    plain = tally(codes, np.zeros(len(codes), np.int64), None, 1)[0]
    counts = members @ plain
    is_simple = design.weight is None
    weighted = counts if is_simple else members @ tally(codes, np.zeros(len(codes), np.int64), design.weight, 1)[0]
    coefficients = np.array(_contributions(formula))
    valid = weighted[:, 2:].sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = (weighted[:, 2:] @ coefficients) / valid
        shares = weighted[:, 2:] / valid[:, None] * 100
    low, high = _interval(codes, members, coefficients, design)
    nodes = [("total", "total", "", "Chỉ số chung")]
    nodes += [(node.code, node.node_kind, node.parent_code, node.name_vi) for node in framework.nodes]
    table = pd.DataFrame(nodes, columns=["code", "node_kind", "parent_code", "name_vi"]).set_index("code")
    table = table.assign(value_pct=value.round(_DECIMALS), low_pct=low, high_pct=high)
    table[list(LEVEL_COLUMNS)] = shares.round(_DECIMALS)
    return table.assign(
        n_valid=counts[:, 2:].sum(axis=1).astype(int),
        n_no_opinion=counts[:, 0].astype(int),
        n_blank=counts[:, 1].astype(int),
    )


def tally(codes: np.ndarray, clusters: np.ndarray, weight: pd.Series | None, n_clusters: int) -> np.ndarray:
    """Count answers by cluster, item and code in one pass over the responses.

    Parameters
    ----------
    codes : numpy.ndarray
        (respondents, items), -1 to 5.
    clusters : numpy.ndarray
        Cluster number of each respondent.
    weight : pandas.Series or None
        Weight of each respondent.
    n_clusters : int
        Number of clusters.

    Returns
    -------
    numpy.ndarray
        (clusters, items, 7): sums of weights of no opinion, blank, 1 ... 5.
    """
    n_items = codes.shape[1]
    counted = np.empty((n_clusters, n_items, _N_CODES))
    weights = None if weight is None else weight.to_numpy(float)
    start = clusters * _N_CODES + 1
    for item in range(n_items):
        cells = np.bincount(start + codes[:, item], weights=weights, minlength=n_clusters * _N_CODES)
        counted[:, item, :] = cells.reshape(n_clusters, _N_CODES)
    return counted


def _contributions(formula: str) -> tuple[float, ...]:
    if formula not in _CONTRIBUTIONS:
        raise ParameterError(f"Không có công thức SIPAS '{formula}'; được dùng: {', '.join(FORMULAS)}.")
    return _CONTRIBUTIONS[formula]


def _interval(
    codes: np.ndarray, members: np.ndarray, coefficients: np.ndarray, design: Design
) -> tuple[np.ndarray, np.ndarray]:
    n_nodes = len(members)
    nothing = np.full(n_nodes, np.nan)
    if design.n_replicates == 0 or len(codes) == 0:
        return nothing, nothing
    clusters, strata = _clusters(len(codes), design)
    n_clusters = len(strata)
    if np.unique(strata, return_counts=True)[1].max() < 2:
        return nothing, nothing  # no stratum shows any variance
    if n_clusters == len(codes) and design.psu is None:
        numerators, denominators = _by_respondent(codes, members, coefficients, design)
        # the order of respondents in the file must not matter
        order = np.lexsort((*numerators.T, *denominators.T, strata))
        numerators, denominators, strata = numerators[order], denominators[order], strata[order]
    else:
        counted = tally(codes, clusters, design.weight, n_clusters)[:, :, 2:]
        numerators = (counted @ coefficients) @ members.T
        denominators = counted.sum(axis=2) @ members.T
    return percentile_interval(
        numerators,
        denominators,
        rao_wu_weights(strata, design.n_replicates, design.seed),
        level_pct=design.level_pct,
    )


def _by_respondent(
    codes: np.ndarray, members: np.ndarray, coefficients: np.ndarray, design: Design
) -> tuple[np.ndarray, np.ndarray]:
    weight = np.ones(len(codes)) if design.weight is None else design.weight.to_numpy(float)
    table = np.array([0.0, 0.0, *coefficients])
    numerators = (table[codes + 1] @ members.T) * weight[:, None]
    denominators = ((codes > 0).astype(float) @ members.T) * weight[:, None]
    return numerators, denominators


def _clusters(n_respondents: int, design: Design) -> tuple[np.ndarray, np.ndarray]:
    """Give each respondent the number of its cluster; return also the stratum number of each cluster."""
    stratum = np.zeros(n_respondents, np.int64)
    if design.stratum is not None:
        stratum = np.unique(design.stratum.to_numpy(str), return_inverse=True)[1]
    if design.psu is None:
        return np.arange(n_respondents), stratum
    # a unit belongs to one stratum; the same name in two strata means two units
    names, unit = np.unique(design.psu.to_numpy(str), return_inverse=True)
    pairs, clusters = np.unique(stratum * len(names) + unit, return_inverse=True)
    return clusters, pairs // len(names)
