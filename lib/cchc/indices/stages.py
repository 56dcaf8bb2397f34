"""The stages of a score sheet: self-score, two appraisals, approval; and what the rules make of declared figures."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
import pandas as pd

from cchc.editions import CriterionMap, one_to_one, same_criteria
from cchc.frameworks import SURVEY_METHODS, Framework

#: Stages in order (docs/methodology.md, PAR INDEX) and how reports name them.
STAGES = {
    "self": "Tự chấm",
    "appraised_1": "Thẩm định lần 1",
    "appraised_2": "Thẩm định lần 2",
    "approved": "Được phê duyệt",
}
_COLUMNS = {
    "self": "self_score",
    "appraised_1": "appraised_1_score",
    "appraised_2": "appraised_2_score",
    "approved": "approved_score",
}
#: What a row may have been given, in order.
_ENTERED = {"survey": "survey_score"} | _COLUMNS
SURVEY_STAGE = {"survey": "Điều tra"}
_TOLERANCE = 1e-9


def stage_scores(score_sheet: pd.DataFrame, framework: Framework, stage: str) -> pd.Series:
    """Return the scores that hold at a stage.

    A row that a stage does not touch keeps the score of the stage before. Criteria scored by survey take no
    self-score: their survey score holds from the first stage on.

    Parameters
    ----------
    score_sheet : pandas.DataFrame
        ``schemas.ScoreSheet``; columns that are not there count as empty.
    framework : Framework
        Edition of the sheet.
    stage : str
        Key of ``STAGES``.

    Returns
    -------
    pandas.Series
        Index ``criterion_code``; points, missing where nothing is known yet or the row does not apply.
    """
    sheet = score_sheet.set_index("criterion_code")
    empty = pd.Series(float("nan"), index=sheet.index)
    held = empty.copy()
    if "survey_score" in sheet:
        is_survey = [code in framework and framework.node(code).method in SURVEY_METHODS for code in sheet.index]
        held = sheet["survey_score"].astype(float).where(is_survey)
    for name, column in _COLUMNS.items():
        held = sheet.get(column, empty).astype(float).fillna(held)
        if name == stage:
            break
    return held.mask(~sheet["is_applicable"].astype(bool)) if "is_applicable" in sheet else held


def carried_scores(
    score_sheet: pd.DataFrame,
    framework: Framework,
    stage: str,
    later: Framework,
    maps: Iterable[CriterionMap] = (),
) -> dict[str, float]:
    """Return the scores of a year before for the criteria of a later edition that are still the same.

    Parameters
    ----------
    score_sheet : pandas.DataFrame
        ``schemas.ScoreSheet`` of the year before.
    framework : Framework
        Its edition.
    stage : str
        Whose scores count, see ``stage_scores``.
    later : Framework
        Edition of the year after.
    maps : iterable of CriterionMap
        What became of the criteria, as confirmed.

    Returns
    -------
    dict of str to float
        Code → points, of leaves that are one criterion in both (``editions.same_criteria``) out of the same maximum: points
        out of another one are not last year's points.
    """
    held = stage_scores(score_sheet, framework, stage).dropna()
    earlier = one_to_one(same_criteria(framework, later, maps))
    return {
        leaf.code: float(held[old])
        for leaf in later.leaves()
        if (old := earlier.get(leaf.code)) in held.index
        and _is_same_maximum(framework.node(str(old)).max_score, leaf.max_score)
    }


def _is_same_maximum(one: float | None, other: float | None) -> bool:
    return one is None or other is None or abs(one - other) < _TOLERANCE


def compare_stages(score_sheet: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Tabulate what each stage said of each row, and by how much it moved.

    Parameters
    ----------
    score_sheet : pandas.DataFrame
        ``schemas.ScoreSheet``.
    framework : Framework
        Edition of the sheet.

    Returns
    -------
    pandas.DataFrame
        Index ``code`` in framework order, rows that were self-scored or appraised; ``name_vi``, ``survey`` and a column per stage
        [points] as entered (missing where the stage did not touch the row), ``change`` (last stage entered minus
        first), ``evidence_vi``, ``explanation_vi``, ``note_vi``.
    """
    sheet = score_sheet.set_index("criterion_code")
    codes = [node.code for node in framework.nodes if node.code in sheet.index]
    table = sheet.loc[codes, list(_ENTERED.values())].astype(float)
    table.columns = list(_ENTERED)
    entered = table.notna().sum(axis=1)
    filled = table.bfill(axis=1)
    carried = table.ffill(axis=1)
    table = table.assign(change=carried["approved"] - filled[next(iter(_ENTERED))])
    names = pd.Series({code: framework.node(code).name_vi for code in codes}, dtype=object)
    table.insert(0, "name_vi", names)
    table = table.join(sheet[["evidence_vi", "explanation_vi", "note_vi"]])
    table.index.name = "code"
    return table[entered > 1]


def total_by_stage(score_sheet: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Add up the points that hold at each stage over the rows known at every stage entered.

    Parameters
    ----------
    score_sheet : pandas.DataFrame
        ``schemas.ScoreSheet``.
    framework : Framework
        Edition of the sheet.

    Returns
    -------
    pandas.DataFrame
        Index ``stage``: those with an entry; ``score`` [points], ``n_entered`` (rows that the stage touched),
        ``n_known`` (rows with a score so far), ``n_rows`` (rows that apply), ``max_score`` of the known rows.
    """
    sheet = score_sheet.set_index("criterion_code")
    is_on = sheet["is_applicable"].astype(bool)
    roles = pd.Series({code: framework.node(code).role for code in sheet.index}, dtype=object)
    caps = {"bonus": framework.bonus_cap, "penalty": framework.penalty_cap}
    rows = {}
    for stage, column in _COLUMNS.items():
        n_entered = int(sheet[column].notna().sum())
        if not n_entered:
            continue
        held = stage_scores(score_sheet, framework, stage)
        rows[stage] = {
            "score": _capped_sum(held, roles, caps),
            "max_score": float(sheet["max_score"][held.notna() & (roles == "")].sum()),
            "n_entered": n_entered,
            "n_known": int(held.notna().sum()),
            "n_rows": int(is_on.sum()),
        }
    table = pd.DataFrame.from_dict(
        rows, orient="index", columns=["score", "max_score", "n_entered", "n_known", "n_rows"]
    )
    table.index.name = "stage"
    return table


def changed_rows(compared: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``compare_stages`` to which two stages gave different points."""
    entered = compared[list(_ENTERED)]
    return compared[entered.max(axis=1) - entered.min(axis=1) > _TOLERANCE]


def whole_step(totals: pd.DataFrame) -> float | None:
    """Return by how much the total of ``total_by_stage`` moved from the first to the last stage; None where other rows are known.

    Examples
    --------
    >>> totals = pd.DataFrame({"score": [80.0, 78.5, 79.0], "n_known": [30, 31, 30]})
    >>> whole_step(totals), whole_step(totals.head(2))
    (-1.0, None)
    """
    is_same = totals["n_known"].iloc[0] == totals["n_known"].iloc[-1]
    return float(totals["score"].iloc[-1] - totals["score"].iloc[0]) if is_same else None


def steps_between(totals: pd.DataFrame) -> pd.Series:
    """Return by how much each stage of ``total_by_stage`` moved the total; missing where other rows are known than before.

    Examples
    --------
    >>> totals = pd.DataFrame({"score": [80.0, 78.5, 90.0], "n_known": [30, 30, 34]}, index=["self", "appraised_1", "approved"])
    >>> steps_between(totals).to_dict()
    {'self': nan, 'appraised_1': -1.5, 'approved': nan}
    """
    return totals["score"].diff().where(totals["n_known"].diff() == 0)


def _capped_sum(held: pd.Series, roles: pd.Series, caps: dict[str, float | None]) -> float:
    """Add points up: bonus adds and penalty takes, both at most their caps."""
    given = {role: float(held[roles == role].sum()) for role in ("", "bonus", "penalty")}
    for role, cap in caps.items():
        given[role] = given[role] if cap is None else min(given[role], cap)
    return round(given[""] + given["bonus"] - given["penalty"], 9)


def compare_with_rules(score_sheet: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Execute the scoring rules on the declared figures and set the result beside the self-score.

    Parameters
    ----------
    score_sheet : pandas.DataFrame
        ``schemas.ScoreSheet`` whose declared figures the rules can read.
    framework : Framework
        Edition of the sheet, with its rules.

    Returns
    -------
    pandas.DataFrame
        Index ``code``, rows with a rule and a declared figure; ``name_vi``, ``declared`` (as written),
        ``self_score`` (of criteria scored by survey: the survey score), ``rule_score`` [points], ``difference`` (self -
        rule), ``is_different``. Missing ``rule_score``: the figure says "không áp dụng". Rows without a score to compare
        are left out.
    """
    rows = []
    for row in score_sheet[score_sheet["declared"] != ""].to_dict("records"):
        code = row["criterion_code"]
        rule = framework.rule(code)
        if rule is None or not row["is_applicable"]:
            continue
        score = dataclasses.replace(rule, max_score=float(row["max_score"])).apply(
            row["declared"], row["declared_total"]
        )
        total = f" / {row['declared_total']}" if row["declared_total"] else ""
        value = np.nan if score is None else score
        is_survey = framework.node(code).method in SURVEY_METHODS
        claimed = row["survey_score"] if is_survey else row["self_score"]
        if pd.isna(claimed) and score is not None:
            continue  # nothing was claimed yet
        rows.append(
            {
                "code": code,
                "name_vi": framework.node(code).name_vi,
                "declared": f"{row['declared']}{total}",
                "self_score": claimed,
                "rule_score": value,
                "difference": claimed - value,
            }
        )
    columns = ["code", "name_vi", "declared", "self_score", "rule_score", "difference"]
    table = pd.DataFrame(rows, columns=columns).set_index("code")
    is_one_sided = table["self_score"].notna() != table["rule_score"].notna()
    return table.assign(is_different=(table["difference"].astype(float).abs() > _TOLERANCE) | is_one_sided)
