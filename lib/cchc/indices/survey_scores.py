"""The survey of a district taken apart by commune, and its values turned into points by the framework's rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pandas as pd

from cchc.frameworks import Framework
from cchc.indices.surveyed import Design, compute_surveyed
from cchc.scoring_rules import Rule


def convert_survey(value_pct: float, rule: Rule) -> float:
    """Turn a survey value into points.

    Parameters
    ----------
    value_pct : float
        SIPAS value [0-100, unrounded].
    rule : Rule
        Of the criterion: bounds as shares (``linear``, ``ratio``, ``steps``), or on the scale 1-5 (``survey_mean``, for
        a value by the formula ``mean_scaled``).

    Returns
    -------
    float
        Points, unrounded.

    Examples
    --------
    >>> from cchc.scoring_rules import RulePart
    >>> rule = Rule("8.1", "linear", 12.0, (RulePart(lower=0.5, upper=0.95),))
    >>> convert_survey(72.5, rule), convert_survey(40.0, rule), convert_survey(99.0, rule)
    (6.0, 0.0, 12.0)
    """
    given = f"{1 + value_pct / 25:.12f}" if rule.rule_kind == "survey_mean" else f"{value_pct:.12f}%"
    points = rule.apply(given)
    assert points is not None  # noqa: S101 -- only "không áp dụng" has none
    return round(points, 9)


def score_survey(
    answers: pd.DataFrame,
    questionnaire: Framework,
    formula: str,
    units: pd.Series,
    criteria: Mapping[str, str],
    framework: Framework,
    *,
    min_cell: int,
    design: Design,
) -> pd.DataFrame:
    """Compute the survey values and points of every commune that was asked.

    Parameters
    ----------
    answers : pandas.DataFrame
        See ``sipas.compute_surveyed``.
    questionnaire : Framework
        Of the survey.
    formula : str
        Key of ``sipas.FORMULAS``.
    units : pandas.Series
        Unit of each respondent; empty: not told, counts for no unit.
    criteria : mapping of str to str
        Criterion → node of the questionnaire (``total`` for all of it).
    framework : Framework
        Edition with the rules of these criteria.
    min_cell : int
        A unit with fewer respondents gets no value: it would rest on too few, and they could be recognised.
    design : Design
        Sample design of all respondents.

    Returns
    -------
    pandas.DataFrame
        Index unit key; ``n_respondents`` (who answered anything), ``value_pct``, ``low_pct``, ``high_pct`` (whole
        questionnaire), per criterion ``<code>`` [points] and ``<code> pct`` [0-100]; missing where there are too few.
    """
    rows: dict[str, dict[str, float]] = {}
    for unit in sorted(set(units) - {""}):
        is_in = (units == unit).to_numpy()
        part = answers[is_in].reset_index(drop=True)
        n_respondents = int((part > 0).any(axis=1).sum())
        rows[unit] = {"n_respondents": n_respondents}
        if n_respondents < min_cell:
            continue
        psu, stratum, weight = (
            column if column is None else column[is_in].reset_index(drop=True)
            for column in (design.psu, design.stratum, design.weight)
        )
        own_design = dataclasses.replace(design, psu=psu, stratum=stratum, weight=weight)
        table = compute_surveyed(part, questionnaire, formula, own_design)
        rows[unit] |= {key: float(table.at["total", key]) for key in ("value_pct", "low_pct", "high_pct")}
        for code, node in criteria.items():
            rule, value = framework.rule(code), float(table.at[node, "value_pct"])
            if rule is not None and not pd.isna(value):
                rows[unit] |= {f"{code} pct": value, code: convert_survey(value, rule)}
    columns = ["n_respondents", "value_pct", "low_pct", "high_pct"]
    columns += [name for code in criteria for name in (f"{code} pct", code)]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index.name = "unit_key"
    return table.astype(dict.fromkeys(columns[1:], float)).astype({"n_respondents": "Int64"})
