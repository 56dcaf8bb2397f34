"""What texts may say of an index and its parts: figures as they are printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cchc.analysis.index_results import ScoredResults
from cchc.indices.headlines import Headline
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.planning.areas import KnownTotal
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import uncapitalise
from cchc.reporting.sections.plan_words import short_number
from cchc.reporting.sections.unknown import group_words


def headline_facts(headline: Headline, index: Index, *, is_draft: bool) -> dict[str, Any] | None:
    """Return what texts may say of the value of an index; None where none is known."""
    if not headline.is_known:
        return None
    return {
        "value": format_number(headline.value, index.decimals) if headline.value is not None else "",
        "unit": index.mark,
        "rank": f"{headline.rank}/{headline.n_ranked}" if headline.rank and headline.n_ranked else "",
        "field": headline.field_vi,
        "group": group_words(headline.group_vi, index, is_published=headline.is_group_published),
        "change": _change_words(headline, index.decimals),
        "others": f" (số liệu khác: {'; '.join(short_number(value, index.decimals) for value in headline.disagreeing)}{'%' if index.is_percent else ''})"
        if headline.disagreeing and is_draft
        else "",
        "rank_change": ""
        if headline.rank_change is None
        else "giữ nguyên thứ hạng"
        if headline.rank_change == 0
        else f"{'tăng' if headline.rank_change > 0 else 'giảm'} {abs(headline.rank_change)} bậc",
        "disagreeing": [short_number(value, index.decimals) for value in headline.disagreeing],
    }


def _change_words(headline: Headline, decimals: int = 2) -> str:
    """Write the change since the year before; one smaller than its noise is not told as a rise or a fall."""
    if not headline.change:
        return ""
    if headline.is_change_noise:
        return f"chênh {format_number(headline.change, decimals, signed=True)} điểm (trong phạm vi sai số)"
    return f"{'tăng' if headline.change > 0 else 'giảm'} {short_number(abs(headline.change), decimals)} điểm"


def total_facts(total: KnownTotal) -> dict[str, Any]:
    """Return what texts may say of an index of the province, or of one of its old provinces."""
    facts = headline_facts(total.headline, total.index, is_draft=False) or {}
    return facts | {
        "name": total.index.name_vi,
        "title": total.index.title_vi,
        "of": total.unit_vi,
        "year": total.headline.year,
        "is_rank_computed": total.headline.is_rank_computed,
    }


def points_words(scored: ScoredResults | None) -> str:
    """Write the result in points, and beside it a percentage that was announced and does not belong to them."""
    if scored is None:
        return ""
    headline = scored.headline
    if scored.table is None:
        return "" if headline.value is None else f"đạt {short_number(headline.value, 2)}{scored.index.mark}"
    total = scored.table.loc[TOTAL_CODE]
    text = f"đạt {short_number(total['score'], 2)}/{short_number(total['max_score'], 2)} điểm"
    if headline.disagreeing:
        remark = "" if scored.inputs.is_issue else ", không khớp với số điểm"
        others = ", ".join(f"{short_number(value, 2)}%" for value in headline.disagreeing)
        return f"{text} (tỷ lệ công bố là {others}{remark})"
    return f"{text}, bằng {short_number(total['achieved_pct'], 2)}%"


def node_facts(code: str, node: pd.Series) -> Mapping[str, Any]:
    """Return a row of a scored index as an item: what ``item_facts`` takes."""
    return {
        "code": code,
        "name_vi": node["name_vi"],
        "unit": "điểm",
        "score": node["score"],
        "max_score": node["max_score"],
        "pct": node["achieved_pct"],
        "rank": None,
    }


def item_facts(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what texts may say of an item: figures as printed, empty where they are not known."""
    is_percent = item["unit"] == "%"
    has_rank = item["rank"] is not None and not pd.isna(item["rank"])
    return {
        "code": item["code"],
        "name": item["name_vi"],
        "lower_name": uncapitalise(item["name_vi"]),
        "score": short_number(item["score"], 4 if item.get("decimals") == 4 else 3) if pd.notna(item["score"]) else "",
        "max": "" if is_percent or pd.isna(item["max_score"]) else short_number(item["max_score"]),
        "pct": short_number(item["pct"], 2) if pd.notna(item["pct"]) else "",
        "rank": f"{int(item['rank'])}/{int(item['n_ranked'])}" if has_rank else "",
    }
