"""What was announced below the total: domains and sources of points, as far as they go."""

from __future__ import annotations

import pandas as pd

from cchc import schemas
from cchc.frameworks import PAR_METHODS, Framework

_TEXTS = ("declared", "declared_total", "explanation_vi", "evidence_vi", "note_vi")


def published_components(published: pd.DataFrame, unit_key: str, year: int) -> pd.DataFrame:
    """Gather the announced domains and sources of points of one unit and year.

    Parameters
    ----------
    published : pandas.DataFrame
        ``schemas.PublishedPoints``.
    unit_key : str
        The unit.
    year : int
        Result year.

    Returns
    -------
    pandas.DataFrame
        Index ``code`` (domains, then keys of ``PAR_METHODS``); ``score``, ``max_score`` [points], ``announced_pct``,
        ``achieved_pct`` [0-100] (from the points where they are known, else as announced), ``rank``, ``n_ranked``,
        ``source_keys``. Where sources disagree, the points that most of them give stand; others complete them.
    """
    rows = published[
        (published["unit_key"] == unit_key)
        & (published["year"] == year)
        & (published["statistic"] == "value")
        & (published["code"] != "total")
    ]
    columns = ["score", "max_score", "pct", "rank", "n_ranked"]
    table = pd.DataFrame.from_dict(
        {
            code: _settle(group[columns].astype(object).where(group[columns].notna(), None))
            for code, group in rows.groupby("code", sort=False)
        },
        orient="index",
        columns=columns,
    )
    table.index.name = "code"
    table = table.astype({"score": float, "max_score": float, "pct": float, "rank": "Int64", "n_ranked": "Int64"})
    table = table.assign(
        source_keys=rows.groupby("code", sort=False)["source_key"].agg(lambda keys: tuple(dict.fromkeys(keys)))
    )
    table = table.rename(columns={"pct": "announced_pct"})
    computed = (table["score"] / table["max_score"] * 100).astype(float)
    table.insert(3, "achieved_pct", computed.fillna(table["announced_pct"].astype(float)))
    order = [*sorted(set(table.index) - set(PAR_METHODS)), *[key for key in PAR_METHODS if key in table.index]]
    return table.loc[order]


def _settle(rows: pd.DataFrame) -> pd.Series:
    """Take the points that most sources give, the first listed among equals, and complete them from rows that agree."""
    known = rows["score"].dropna()
    if known.empty:
        return rows.bfill().iloc[0]
    counts = known.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    agreeing = rows[(rows["score"] == counts.index[0]) | rows["score"].isna()]
    first = agreeing[agreeing["score"].notna()].iloc[:1]
    return pd.concat([first, agreeing.drop(index=first.index)]).bfill().iloc[0]


def published_sheet(components: pd.DataFrame, framework: Framework) -> tuple[pd.DataFrame, Framework] | None:
    """Turn announced domain scores into a score sheet at the grain at which they were announced.

    Parameters
    ----------
    components : pandas.DataFrame
        As returned by ``published_components``.
    framework : Framework
        Edition under which they were announced.

    Returns
    -------
    (pandas.DataFrame, Framework) or None
        ``schemas.ScoreSheet`` of approved scores and the edition cut at that grain; None unless every top node has
        a score. Below a top node whose leaves are all different sources of points that were announced and add up to
        it, the leaves are taken.
    """
    scores: dict[str, float] = {}
    for top in framework.children(""):
        if top.code not in components.index or pd.isna(components.at[top.code, "score"]):
            return None
        score = float(components.at[top.code, "score"])
        leaves = [leaf for leaf in framework.leaves() if framework.top_code(leaf.code) == top.code]
        methods = [leaf.method for leaf in leaves]
        if len(leaves) > 1 and len(set(methods)) == len(methods) and set(methods) <= set(components.index):
            parts = {leaf.code: float(components.at[leaf.method, "score"]) for leaf in leaves}
            if abs(sum(parts.values()) - score) < 1e-6:
                scores |= parts
                continue
        scores[top.code] = score
    cut = framework.cut_at(scores)
    if any(leaf.max_score is None for leaf in cut.leaves()):
        return None
    table = pd.DataFrame(
        {
            "criterion_code": [leaf.code for leaf in cut.leaves()],
            "max_score": [leaf.max_score for leaf in cut.leaves()],
            "is_applicable": True,
            "approved_score": [scores[leaf.code] for leaf in cut.leaves()],
            **dict.fromkeys(_TEXTS, ""),
        }
    )
    return table.reindex(columns=list(schemas.ScoreSheet.to_schema().columns)), cut
