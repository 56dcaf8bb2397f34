"""What an annex lists: items of the indices with last year's values, and whether they are strengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from cchc.analysis.gaps import split_by_achievement
from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.priorities import UNKNOWN_SOURCE_PCT
from cchc.analysis.results import Results
from cchc.analysis.standing import judge_standing
from cchc.analysis.weak_items import judge_published
from cchc.frameworks import PAR_METHODS
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.planning.plan_rows import SOURCES, Item, PartValue

MAXIMUM_PCT = 100.0
#: Codes under which the catalogue of solutions knows the sources of points, for any edition.
SOURCE_CODES = {"appraisal": "TD", "sipas": "HL", "leaders_survey": "DT", "socio_economic": "KT"}
_TOLERANCE = 1e-9


def select_items(results: Results, kind: str) -> tuple[Item, ...]:
    """Select the items of one part of an annex.

    Parameters
    ----------
    results : Results
        As returned by ``compute_results``; of the unit whose index the plan is about.
    kind : str
        Abbreviation of an index and one of ``plan_params.SELECTIONS`` of its kind: ``par_below``.

    Returns
    -------
    tuple of Item
        In the order of the framework; none where there are no data.
    """
    named = results.inputs.indices.split(kind)
    if named is None or named[0].key not in results.of:
        return ()
    index, which = named
    if which in {"common", "some"}:
        return _of_parts(results, index, is_common=which == "common")
    own = results.of[index.key]
    if isinstance(own, ScoredResults):
        return tuple(_sources(own) if which == "sources" else _scored(own, which))
    if isinstance(own, SurveyedResults):
        return tuple(_surveyed(own, which))
    return tuple(_published(own, which)) if isinstance(own, PublishedResults) else ()


def _of_parts(results: Results, index: Index, *, is_common: bool) -> tuple[Item, ...]:
    """Set what old units reached side by side: the items that are weak in most of them, or in others; never a merged value."""
    if not results.inputs.rests_on_parts:
        return ()
    chosen: list[tuple[int, Item]] = []
    for item, found in _side_by_side(results, index):
        standing = [one.is_strength for one in found if one is not None and one.is_strength is not None]
        n_weak = standing.count(False)
        if not n_weak or (n_weak > 1 and n_weak * 2 > len(standing)) is not is_common:
            continue
        chosen.append((n_weak, _with_parts(results, item, found, is_strength=False)))
    return tuple(one for _, one in sorted(chosen, key=lambda pair: -pair[0]))


def _side_by_side(results: Results, index: Index) -> list[tuple[Item, list[Item | None]]]:
    """Return every item that an old unit has, as the first of them has it, with those of all old units."""
    by_part = [{one.code: one for one in select_items(part, f"{index.short}_all")} for part in results.parts]
    every = {code: one for found in reversed(by_part) for code, one in found.items()}
    order = dict.fromkeys(code for found in by_part for code in found)
    return [(every[code], [items.get(code) for items in by_part]) for code in order]


def _with_parts(results: Results, item: Item, found: Sequence[Item | None], *, is_strength: bool) -> Item:
    """Return an item without a value of its own, but with those of the old units."""
    names = [former_name(one.inputs.unit.name_vi, results.inputs.unit.name_vi) for one in results.parts]
    told = tuple(
        PartValue(name) if one is None else PartValue(name, one.score, one.rank, one.n_ranked, one.is_strength)
        for name, one in zip(names, found, strict=True)
    )
    unknown: dict[str, Any] = dict.fromkeys(("score", "lost_score", "pct", "rank", "n_ranked"))
    return replace(item, **unknown, is_full=False, is_strength=is_strength, parts=told)


def common_strengths(results: Results, index: Index) -> tuple[Item, ...]:
    """Return the items that are strengths of every old unit of which they are known, and of two at least.

    Parameters
    ----------
    results : Results
        Of a merged unit without results of its own.
    index : Index
        Which.
    """
    chosen = []
    for item, found in _side_by_side(results, index):
        standing = [one.is_strength for one in found if one is not None]
        if len(standing) > 1 and all(standing):
            chosen.append(_with_parts(results, item, found, is_strength=True))
    return tuple(chosen)


def weakest_announced(results: Results, index: Index, count: int = 3) -> tuple[Item, ...]:
    """Return the announced parts of a surveyed index that lie lowest: by rank where it is known, else by value.

    Parameters
    ----------
    results : Results
        Of the unit.
    index : Index
        Which.
    count : int
        At most so many.
    """
    items = [one for one in select_items(results, f"{index.short}_all") if one.score is not None]
    return tuple(sorted(items, key=lambda one: (-(one.rank or 0), one.score or 0.0))[:count])


def weakest_published(results: Results, index: Index, count: int = 3) -> tuple[Item, ...]:
    """Return weak items of a published index, worst first: by rank where it is known, else by the share of the maximum.

    Parameters
    ----------
    results, index, count
        As for ``weakest_announced``.
    """
    items = [one for one in select_items(results, f"{index.short}_weak") if one.is_strength is False]

    def behind(one: Item) -> tuple[float, float]:
        place = one.rank / one.n_ranked if one.rank is not None and one.n_ranked else 0.0
        return (-place, one.pct if one.pct is not None else 0.0)

    return tuple(sorted(items, key=behind)[:count])


def former_name(name: str, name_today: str) -> str:
    """Name an old unit beside the one of today that bears the same name.

    Examples
    --------
    >>> former_name("Bắc Kạn", "Thái Nguyên"), former_name("Thái Nguyên", "Thái Nguyên")
    ('Bắc Kạn', 'Thái Nguyên (cũ)')
    """
    return f"{name} (cũ)" if name == name_today else name


def count_standing(items: tuple[Item, ...]) -> dict[str, int]:
    """Count items, and those that are strengths and weaknesses: ``count``, ``strong``, ``weak``."""
    return {
        "count": len(items),
        "strong": sum(one.is_strength is True for one in items),
        "weak": sum(one.is_strength is False for one in items),
    }


def _item(own: IndexResults, *, code: str, score: object, max_score: object, **values: Any) -> Item:
    """Return an item of an index: lost points, share and fullness follow from score and maximum."""
    index, value, maximum = own.index, _number(score), _number(max_score)
    follows: dict[str, Any] = {}
    if value is not None and maximum is not None:
        follows = {
            "lost_score": maximum - value,
            "pct": value / maximum * 100 if maximum else None,
            "is_full": maximum - value <= _TOLERANCE,
        }
    return Item(
        **{
            "task_key": f"{index.prefix}-{code}",
            "index": index.key,
            "code": code,
            "score": value,
            "max_score": maximum,
            "best": index.scale.lowest if index.is_lower_better else maximum,
            "is_lower_better": index.is_lower_better,
            "decimals": index.decimals,
            **follows,
            **values,
        }
    )


def _scored(own: ScoredResults, which: str) -> list[Item]:
    if own.table is None or own.sheet is None:
        return _announced_domains(own) if which == "all" else []
    full, below = split_by_achievement(own.table)
    chosen = {"full": full, "below": below, "all": pd.concat([full, below])}[which]
    names, framework_id = own.table["name_vi"], own.sheet.framework.framework_id
    shares = own.inputs.params.priorities.recoverable_pct.model_dump()
    return [
        _item(
            own,
            code=code,
            name_vi=one["name_vi"],
            group_vi=names[one["domain_code"]],
            domain_code=one["domain_code"],
            framework_id=framework_id,
            max_score=one["max_score"],
            score=one["score"],
            lost_score=float(one["lost_score"]),
            is_full=code in full.index,
            is_strength=code in full.index,
            is_penalty=one["role"] == "penalty",
            within_year=float(one["lost_score"]) * shares.get(one["method"], UNKNOWN_SOURCE_PCT) / 100,
            reachable=() if (rule := own.sheet.framework.rule(code)) is None else rule.attainable(),
        )
        for code, one in own.table.loc[[code for code in own.table.index if code in chosen.index]].iterrows()
    ]


def _announced_domains(own: ScoredResults) -> list[Item]:
    framework, parts = own.edition, own.components
    if framework is None:
        return []
    rows = []
    largest = _largest_loss(own, [node.code for node in framework.children("")])
    for node in framework.children(""):
        known = parts.loc[node.code] if node.code in parts.index else None
        score, maximum = (None, None) if known is None else (_number(known["score"]), _number(known["max_score"]))
        pct = None if known is None else _number(known["announced_pct"]) or _number(known["achieved_pct"])
        rank = None if known is None or pd.isna(known["rank"]) else int(known["rank"])
        n_ranked = None if known is None or pd.isna(known["n_ranked"]) else int(known["n_ranked"])
        rows.append(
            _item(
                own,
                code=node.code,
                name_vi=node.name_vi,
                group_vi=node.name_vi,
                domain_code=node.code,
                framework_id=framework.framework_id,
                max_score=maximum,
                score=score,
                **({"pct": pct} if pct is not None else {}),
                rank=rank,
                n_ranked=n_ranked,
                is_strength=judge_standing(
                    rank=rank,
                    n_ranked=n_ranked,
                    pct=pct,
                    whole_pct=own.headline.value if own.index.is_percent else None,
                    lost=None if score is None or maximum is None else maximum - score,
                    largest_loss=largest,
                ),
            )
        )
    return rows


def _largest_loss(own: ScoredResults, codes: Sequence[str]) -> float | None:
    """Return the most points that one of some announced parts lost; None where less than two are known."""
    parts = own.components.reindex(codes)
    lost = (parts["max_score"] - parts["score"]).dropna()
    return float(lost.max()) if len(lost) > 1 else None


def _sources(own: ScoredResults) -> list[Item]:
    parts, largest = own.components, _largest_loss(own, list(PAR_METHODS))
    return [
        _item(
            own,
            code=SOURCE_CODES[method],
            name_vi=PAR_METHODS[method],
            group_vi="",
            domain_code="",
            framework_id=f"{own.index.short}{SOURCES}",
            max_score=parts.at[method, "max_score"],
            score=parts.at[method, "score"],
            is_strength=judge_standing(
                pct=_number(parts.at[method, "achieved_pct"]),
                whole_pct=own.headline.value if own.index.is_percent else None,
                lost=_number(parts.at[method, "max_score"] - parts.at[method, "score"]),
                largest_loss=largest,
            ),
        )
        for method in PAR_METHODS
        if method in parts.index
    ]


def _surveyed(own: SurveyedResults, which: str) -> list[Item]:
    table, survey = own.table, own.survey
    if table is None or survey is None or own.weak is None:
        return _announced_answers(own) if which == "all" else []
    items = own.weak if which == "weak" else table[table["node_kind"] == "item"]
    overall = float(table.at[TOTAL_CODE, "value_pct"])
    return [
        _item(
            own,
            code=code,
            name_vi=one["name_vi"],
            group_vi=table.at[one["parent_code"], "name_vi"] if one["parent_code"] else "",
            domain_code=one["parent_code"],
            framework_id=survey.framework.framework_id,
            unit="%",
            max_score=MAXIMUM_PCT,
            score=one["value_pct"],
            is_strength=judge_standing(pct=_number(one["value_pct"]), whole_pct=overall),
        )
        for code, one in items.iterrows()
    ]


def _announced_answers(own: SurveyedResults) -> list[Item]:
    inputs, told = own.inputs, own.own_inputs.published
    parts = told[
        (told["unit_key"] == inputs.unit.unit_key)
        & (told["year"] == inputs.result_year)
        & (told["component_vi"] != TOTAL_CODE)
        & (told["statistic"] == "value")
    ].drop_duplicates("component_vi")
    framework = own.edition
    codes = {} if framework is None else {node.name_vi: node for node in framework.nodes}
    rows = []
    for number, one in enumerate(parts.to_dict("records"), start=1):
        node = codes.get(one["component_vi"])
        rank = None if pd.isna(one["rank"]) else int(one["rank"])
        rows.append(
            _item(
                own,
                code=f"X{number}" if node is None else node.code,
                name_vi=one["component_vi"],
                group_vi="",
                domain_code="",
                framework_id="" if framework is None else framework.framework_id,
                unit="%",
                max_score=MAXIMUM_PCT,
                score=one["pct"],
                rank=rank,
                n_ranked=None if pd.isna(one["n_ranked"]) else int(one["n_ranked"]),
                is_strength=judge_standing(
                    rank=rank,
                    n_ranked=None if pd.isna(one["n_ranked"]) else int(one["n_ranked"]),
                    pct=_number(one["pct"]),
                    whole_pct=own.headline.value,
                ),
            )
        )
    return rows


def _published(own: PublishedResults, which: str) -> list[Item]:
    table = own.table
    if table is None or own.weak is None:
        return []
    items = own.weak if which == "weak" else table[table["is_item"]]
    standing = judge_published(table, own.index)
    return [
        _item(
            own,
            code=code,
            name_vi=one["name_vi"],
            group_vi="" if one["parent_code"] == TOTAL_CODE else table.at[one["parent_code"], "name_vi"],
            domain_code=one["parent_code"],
            framework_id=own.index.key,
            max_score=one["max_score"],
            score=one["score"],
            **({"lost_score": _number(one["lost_score"])} if own.index.is_lower_better else {}),
            rank=None if pd.isna(one["rank"]) else int(one["rank"]),
            n_ranked=None if pd.isna(one["n_ranked"]) else int(one["n_ranked"]),
            is_strength=standing[code],
        )
        for code, one in items.iterrows()
    ]


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)  # type: ignore[arg-type]
