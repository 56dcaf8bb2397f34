"""What an annex lists: items of the three indices with last year's values, and whether they are strengths."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from cchc.analysis.gaps import split_by_achievement
from cchc.analysis.results import Results
from cchc.frameworks import PAR_METHODS
from cchc.plan_params import ITEM_KINDS

#: Columns of a selection; ``code`` is a column, for codes of two indices may be the same.
COLUMNS = (
    "code", "name_vi", "group_vi", "domain_code", "index", "framework_id", "unit", "max_score", "score", "lost_score",
    "pct", "rank", "n_ranked", "is_full", "is_strength", "is_penalty",
)  # fmt: skip
MAXIMUM_PCT = 100.0
#: Codes under which the catalogue of solutions knows the sources of points, for any edition.
SOURCE_CODES = {"appraisal": "TD", "sipas": "HL", "leaders_survey": "DT", "socio_economic": "KT"}
SOURCES_ID, ANNOUNCED_SIPAS_ID = "par_sources", "sipas_2023"
_TOLERANCE = 1e-9


def select_items(results: Results, kind: str) -> pd.DataFrame:
    """Select the items of one part of an annex.

    Parameters
    ----------
    results : Results
        As returned by ``compute_results``; of the unit whose index the plan is about.
    kind : str
        Key of ``plan_params.ITEM_KINDS``.

    Returns
    -------
    pandas.DataFrame
        Columns ``COLUMNS``, in the order of the framework; scores [points, or per cent for SIPAS], unrounded, missing
        where they are not known. ``is_strength`` is True, False, or None where it cannot be told. No rows where
        there are no data.
    """
    rows = _SELECTIONS[kind](results)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.assign(index=ITEM_KINDS[kind]) if len(table) else table


def _row(**values: object) -> dict[str, object]:
    """Fill a row up: lost points, share and fullness follow from score and maximum."""
    score, maximum = values.get("score"), values.get("max_score")
    known = (
        isinstance(score, float) and isinstance(maximum, float) and not math.isnan(score) and not math.isnan(maximum)
    )
    row: dict[str, object] = dict.fromkeys(COLUMNS) | {"unit": "điểm", "is_penalty": False, "is_full": False}
    if known:
        assert isinstance(score, float)  # noqa: S101 -- for the type checker
        assert isinstance(maximum, float)  # noqa: S101
        row |= {
            "lost_score": maximum - score,
            "pct": score / maximum * 100 if maximum else None,
            "is_full": maximum - score <= _TOLERANCE,
        }
    return row | values


def _par_leaves(results: Results, which: str) -> list[dict[str, object]]:
    if results.par is None or results.sheet is None:
        return _announced_domains(results) if which == "all" else []
    full, below = split_by_achievement(results.par)
    chosen = {"full": full, "below": below, "all": pd.concat([full, below])}[which]
    names, framework_id = results.par["name_vi"], results.sheet.framework.framework_id
    return [
        _row(
            code=code,
            name_vi=one["name_vi"],
            group_vi=names[one["domain_code"]],
            domain_code=one["domain_code"],
            framework_id=framework_id,
            max_score=float(one["max_score"]),
            score=float(one["score"]),
            lost_score=float(one["lost_score"]),
            is_full=code in full.index,
            is_strength=code in full.index,
            is_penalty=one["role"] == "penalty",
        )
        for code, one in results.par.loc[[code for code in results.par.index if code in chosen.index]].iterrows()
    ]


def _announced_domains(results: Results) -> list[dict[str, object]]:
    framework, parts = results.inputs.announced_framework, results.components
    if framework is None:
        return []
    rows = []
    for node in framework.children(""):
        known = parts.loc[node.code] if node.code in parts.index else None
        score, maximum = (None, None) if known is None else (_number(known["score"]), _number(known["max_score"]))
        pct = None if known is None else _number(known["announced_pct"]) or _number(known["achieved_pct"])
        rank = None if known is None or pd.isna(known["rank"]) else int(known["rank"])
        rows.append(
            _row(
                code=node.code,
                name_vi=node.name_vi,
                group_vi=node.name_vi,
                domain_code=node.code,
                framework_id=framework.framework_id,
                max_score=maximum,
                score=score,
                **({"pct": pct} if pct is not None else {}),
                rank=rank,
                n_ranked=None if known is None or pd.isna(known["n_ranked"]) else int(known["n_ranked"]),
                is_strength=_compare(pct, rank, results, "par_index"),
            )
        )
    return rows


def _sources(results: Results) -> list[dict[str, object]]:
    parts = results.components
    return [
        _row(
            code=SOURCE_CODES[method],
            name_vi=PAR_METHODS[method],
            group_vi="",
            domain_code="",
            framework_id=SOURCES_ID,
            max_score=_number(parts.at[method, "max_score"]),
            score=_number(parts.at[method, "score"]),
            is_strength=_compare(_number(parts.at[method, "achieved_pct"]), None, results, "par_index"),
        )
        for method in PAR_METHODS
        if method in parts.index
    ]


def _compare(pct: float | None, rank: int | None, results: Results, index: str) -> bool | None:
    """Compare with the unit's own whole: by the share of points, else by rank; None where neither is known."""
    whole = results.headlines[index]
    if pct is not None and whole.value is not None:
        return pct >= whole.value - _TOLERANCE
    return None if rank is None or whole.rank is None else rank <= whole.rank


def _sipas(results: Results, which: str) -> list[dict[str, object]]:
    table, survey = results.sipas, results.inputs.survey
    if table is None or survey is None or results.sipas_weak is None:
        return _announced_sipas(results) if which == "all" else []
    items = results.sipas_weak if which == "weak" else table[table["node_kind"] == "item"]
    overall = float(table.at["total", "value_pct"])
    return [
        _row(
            code=code,
            name_vi=one["name_vi"],
            group_vi=table.at[one["parent_code"], "name_vi"],
            domain_code=one["parent_code"],
            framework_id=survey.framework.framework_id,
            unit="%",
            max_score=MAXIMUM_PCT,
            score=float(one["value_pct"]),
            is_strength=None if pd.isna(one["value_pct"]) else float(one["value_pct"]) >= overall,
        )
        for code, one in items.iterrows()
    ]


def _announced_sipas(results: Results) -> list[dict[str, object]]:
    inputs = results.inputs
    told = inputs.sipas_published
    own = told[
        (told["unit_key"] == inputs.unit.unit_key)
        & (told["year"] == inputs.result_year)
        & (told["component_vi"] != "total")
        & (told["statistic"] == "value")
    ].drop_duplicates("component_vi")
    framework = inputs.announced_sipas
    codes = {} if framework is None else {node.name_vi: node for node in framework.nodes}
    rows = []
    for number, one in enumerate(own.to_dict("records"), start=1):
        node = codes.get(one["component_vi"])
        rank = None if pd.isna(one["rank"]) else int(one["rank"])
        rows.append(
            _row(
                code=f"X{number}" if node is None else node.code,
                name_vi=one["component_vi"],
                group_vi="",
                domain_code="",
                framework_id=ANNOUNCED_SIPAS_ID,
                unit="%",
                max_score=MAXIMUM_PCT,
                score=_number(one["pct"]),
                rank=rank,
                n_ranked=None if pd.isna(one["n_ranked"]) else int(one["n_ranked"]),
                is_strength=_compare(_number(one["pct"]), rank, results, "sipas"),
            )
        )
    return rows


def _papi(results: Results, which: str) -> list[dict[str, object]]:
    table = results.papi
    if table is None or results.papi_weak is None:
        return []
    items = results.papi_weak if which == "weak" else table[table["parent_code"].str.startswith("D")]
    return [
        _row(
            code=code,
            name_vi=one["name_vi"],
            group_vi=table.at[one["parent_code"], "name_vi"],
            domain_code=one["parent_code"],
            framework_id="papi",
            max_score=float(one["max_score"]),
            score=_number(one["score"]),
            rank=None if pd.isna(one["rank"]) else int(one["rank"]),
            n_ranked=None if pd.isna(one["n_ranked"]) else int(one["n_ranked"]),
            is_strength=None if pd.isna(one["gap_to_median"]) else bool(one["gap_to_median"] >= 0),
        )
        for code, one in items.iterrows()
    ]


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)  # type: ignore[arg-type]


_SELECTIONS: dict[str, Callable[[Results], list[dict[str, object]]]] = {
    "par_full": lambda results: _par_leaves(results, "full"),
    "par_below": lambda results: _par_leaves(results, "below"),
    "par_all": lambda results: _par_leaves(results, "all"),
    "par_sources": _sources,
    "sipas_weak": lambda results: _sipas(results, "weak"),
    "sipas_all": lambda results: _sipas(results, "all"),
    "papi_weak": lambda results: _papi(results, "weak"),
    "papi_all": lambda results: _papi(results, "all"),
}
