"""Where a group of units lost its points: the criteria lost most often, and the units that need help."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.group_results import GroupResults

_TOLERANCE = 1e-9
#: Of a group, at most this part is named as needing help, whatever the parameters say.
_MOST_HELPED = 4


def lost_scores(results: GroupResults) -> pd.DataFrame:
    """Return the points lost by the units that have a result: ``max_score - score``.

    Parameters
    ----------
    results : GroupResults
        As computed.

    Returns
    -------
    pandas.DataFrame
        Index unit key, a column per ordinary criterion [points]; missing where it does not apply. Bonus and penalty points
        are not lost.
    """
    complete = results.units.index[results.units["state"] == "complete"]
    leaves = [leaf for leaf in results.inputs.framework.leaves() if not leaf.role]
    maxima = pd.Series({leaf.code: leaf.max_score for leaf in leaves}, dtype=float)
    codes = list(maxima.index)
    scores = results.scores.loc[complete, codes].astype(float)
    return (maxima - scores).where(results.is_on.loc[complete, codes].astype(bool))


def most_lost(results: GroupResults, key: str, n: int) -> pd.DataFrame:
    """Return the criteria on which a unit lost most.

    Parameters
    ----------
    results : GroupResults
        As computed.
    key : str
        Of the unit.
    n : int
        How many at most.

    Returns
    -------
    pandas.DataFrame or empty
        The largest loss first; ``code``, ``name_vi``, ``lost_score`` [points], ``is_surveyed`` (bool), ``is_own``
        (bool: the unit had not claimed them itself), ``reason_vi`` (of the appraisal; empty where it gave none).
    """
    lost, columns = lost_scores(results), ["code", "name_vi", "lost_score", "is_surveyed", "is_own", "reason_vi"]
    if key not in lost.index:
        return pd.DataFrame(columns=columns)
    found = lost.loc[key].dropna().sort_values(ascending=False, kind="stable")
    reasons, framework = results.matched.reasons, results.inputs.framework
    claims = results.matched.claims
    rows = [
        (
            code,
            framework.node(str(code)).name_vi,
            points,
            code not in reasons,
            code in claims and claims.at[key, code] < (framework.node(str(code)).max_score or 0.0) - _TOLERANCE,
            reasons.at[key, code] if code in reasons else "",
        )
        for code, points in found[found > _TOLERANCE].head(n).items()
    ]
    return pd.DataFrame(rows, columns=columns)


def rank_lost_criteria(results: GroupResults) -> pd.DataFrame:
    """Rank criteria by how many units lost points on them.

    Parameters
    ----------
    results : GroupResults
        As computed.

    Returns
    -------
    pandas.DataFrame
        Most often lost first; ``code``, ``name_vi``, ``max_score`` [points], ``n_known`` (units with a result to which the
        criterion applies), ``n_lost`` (those of them that lost points), ``lost_score`` (of all of them together),
        ``mean_lost`` (per unit) [points]. Criteria that nobody lost points on are left out.
    """
    lost = lost_scores(results)
    framework = results.inputs.framework
    rows = [
        {
            "code": code,
            "name_vi": framework.node(code).name_vi,
            "max_score": framework.node(code).max_score,
            "n_known": int(column.notna().sum()),
            "n_lost": int((column > _TOLERANCE).sum()),
            "lost_score": round(float(column.sum()), 9),
            "mean_lost": float(column.mean()) if column.notna().any() else float("nan"),
        }
        for code, column in lost.items()
    ]
    columns = ["code", "name_vi", "max_score", "n_known", "n_lost", "lost_score", "mean_lost"]
    table = pd.DataFrame([row for row in rows if row["n_lost"]], columns=columns)
    return table.sort_values(["n_lost", "lost_score"], ascending=False, kind="stable", ignore_index=True)


def find_units_to_help(results: GroupResults, n_help: int, n_criteria: int = 3) -> pd.DataFrame:
    """Name the last units of a group, and on which criteria each lost most.

    Parameters
    ----------
    results : GroupResults
        As computed.
    n_help : int
        How many at most; never more than a quarter of those that are ranked. Units with the same index as the last of them
        are named as well.
    n_criteria : int
        Criteria per unit.

    Returns
    -------
    pandas.DataFrame
        The last first; index unit key; ``name_vi``, ``rank``, ``achieved_pct``, ``lost_score`` [points], ``most_lost`` (list of
        (code, points), the largest first).
    """
    ranked = results.ranked[results.ranked["state"] == "complete"]
    n = min(n_help, len(ranked) // _MOST_HELPED)
    columns = ["name_vi", "rank", "achieved_pct", "lost_score", "most_lost"]
    if not n:
        return pd.DataFrame(columns=columns)
    last = ranked[ranked["rank"] >= ranked["rank"].iloc[-n]].iloc[::-1]
    lost = lost_scores(results)
    most = {key: lost.loc[key].dropna().sort_values(ascending=False, kind="stable") for key in last.index}
    return last.assign(
        lost_score=[float(lost.loc[key].sum()) for key in last.index],
        most_lost=[
            [(code, float(points)) for code, points in most[key].head(n_criteria).items() if points > _TOLERANCE]
            for key in last.index
        ],
    )[columns]
