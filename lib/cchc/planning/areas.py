"""Areas of a unit's work: rows of a plan that is to raise an index by them, and what the name of a criterion suggests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults
from cchc.analysis.results import Results
from cchc.indices.headlines import Headline
from cchc.indices_defined import PERCENT, Index
from cchc.plan_params import AREAS
from cchc.planning.items import former_name, select_items
from cchc.planning.plan_rows import Item


@dataclass(frozen=True)
class KnownTotal:
    """What was last announced of an index, of a province or of one of its old provinces.

    Attributes
    ----------
    unit_vi : str
        Full name of the province, as it was called then.
    index : Index
        Which index.
    headline : Headline
        Its value and rank, with their year.
    """

    unit_vi: str
    index: Index
    headline: Headline


@dataclass(frozen=True)
class KnownPart:
    """What was last announced of a part of an index, of a province or of one of its old provinces.

    Attributes
    ----------
    unit_vi, year : str, int
        Full name of the province then, and the result year.
    value, unit : float, str
        Value and its unit.
    max_score : float or None
        Maximum of a value in points.
    rank, n_ranked : int or None
        Rank, and among how many.
    """

    unit_vi: str
    year: int
    value: float
    unit: str
    max_score: float | None = None
    rank: int | None = None
    n_ranked: int | None = None


def select_part(results: Results, subject: Results, kind: str, earlier: Iterable[Sequence[Item]]) -> tuple[Item, ...]:
    """Select the items of one part of an annex, areas among them.

    Parameters
    ----------
    results, subject : Results
        Of the plan's unit, and of the unit whose index the plan is about.
    kind : str
        As for ``select_items``, or an index's areas: ``par_areas``.
    earlier : iterable of sequences of Item
        What the annex lists already.

    Returns
    -------
    tuple of Item
        Areas only where no item of their index is listed: what is known of the index itself says more.
    """
    named = results.inputs.indices.split(kind)
    if named is None or named[1] != AREAS:
        return select_items(subject, kind)
    index, _ = named
    if any(item.index == index.key for items in earlier for item in items):
        return ()
    areas = results.inputs.areas
    return tuple(
        Item(
            task_key=f"{index.prefix}-{one['area_code']}",
            index=index.key,
            code=str(one["area_code"]),
            name_vi=str(one["name_vi"]),
            group_vi=str(one["group_vi"]),
            domain_code=str(one["part_code"]),
            framework_id=AREAS,
            unit=index.item_unit_vi,
            is_lower_better=index.is_lower_better,
        )
        for one in areas[areas["index"] == index.key].to_dict("records")
    )


def match_area(areas: pd.DataFrame, name: str) -> tuple[str, str] | None:
    """Find the area to which a criterion belongs by the words in its name.

    Parameters
    ----------
    areas : pandas.DataFrame
        ``schemas.Areas``.
    name : str
        Of the criterion, in an office's own framework.

    Returns
    -------
    (str, str) or None
        Index and code of the area of the longest words found in the name, the first of equals; None without any.

    Examples
    --------
    >>> rows = [("par_index", "TT.1", "đúng hạn;một cửa"), ("sipas", "HL.1", "hài lòng")]
    >>> areas = pd.DataFrame(rows, columns=["index", "area_code", "words"])
    >>> match_area(areas, "Tỷ lệ hồ sơ giải quyết Đúng hạn"), match_area(areas, "Điểm thưởng")
    (('par_index', 'TT.1'), None)
    """
    folded = name.casefold()
    best, found = 0, None
    for index, code, words in zip(areas["index"], areas["area_code"], areas["words"], strict=True):
        longest = max((len(one) for word in words.split(";") if (one := word.strip().casefold()) in folded), default=0)
        if longest > best:
            best, found = longest, (str(index), str(code))
    return found


def _told(subject: Results, index_key: str) -> tuple[Results, ...]:
    """Return whose results of an index are told: the province's own, or its old provinces' where nothing is known of it."""
    own = subject.of.get(index_key)
    return (subject,) if own is not None and own.headline.is_known else subject.parts


def known_totals(subject: Results) -> tuple[KnownTotal, ...]:
    """Return what was last announced of every index of a province, index by index.

    Parameters
    ----------
    subject : Results
        Of the province.

    Returns
    -------
    tuple of KnownTotal
        Its own figures of the result year, or those of its old provinces each under its own name; nothing for an index
        of which neither is known.
    """
    return tuple(
        KnownTotal(_name(one, subject), own.index, own.headline)
        for key in dict.fromkeys(key for source in (subject, *subject.parts) for key in source.of)
        for one in _told(subject, key)
        if (own := one.of.get(key)) is not None and own.is_announced and own.headline.is_known
    )


def known_parts(subject: Results, index_key: str, code: str) -> tuple[KnownPart, ...]:
    """Return what was last announced of a part of an index, of a province or its old provinces; of the whole for no code."""
    found = ((one, one.of.get(index_key)) for one in _told(subject, index_key))
    told = (None if own is None else _part(_name(one, subject), one, own, code) for one, own in found)
    return tuple(one for one in told if one is not None)


def _name(told: Results, subject: Results) -> str:
    """Name whose results are told: an old province beside the one of today that bears its name."""
    name = told.inputs.unit.name_full_vi
    return name if told is subject else former_name(name, subject.inputs.unit.name_full_vi)


def _part(unit: str, results: Results, own: IndexResults, code: str) -> KnownPart | None:
    year = results.inputs.result_year
    if not code:
        head = own.headline
        if head.value is None:
            return None
        return KnownPart(unit, year, head.value, own.index.unit_vi, None, head.rank, head.n_ranked)
    if isinstance(own, ScoredResults) and code in own.components.index:
        row = own.components.loc[code]
        pct = row["announced_pct"] if pd.isna(row["achieved_pct"]) else row["achieved_pct"]
        return None if pd.isna(pct) else KnownPart(unit, year, float(pct), PERCENT, None, *_rank(row))
    if isinstance(own, PublishedResults) and own.table is not None and code in own.table.index:
        row = own.table.loc[code]
        score, best = row["score"], row["max_score"]
        if pd.isna(score):
            return None
        return KnownPart(
            unit, year, float(score), own.index.unit_vi, None if pd.isna(best) else float(best), *_rank(row)
        )
    return None


def _rank(row: pd.Series) -> tuple[int | None, int | None]:
    is_known = pd.notna(row["rank"]) and pd.notna(row["n_ranked"])
    return (int(row["rank"]), int(row["n_ranked"])) if is_known else (None, None)
