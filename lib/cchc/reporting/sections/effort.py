"""The cheapest way to a number of points, as a ranked list, a frontier and a load per agency."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.gaps import TOLERANCE, rank_lost_scores
from cchc.analysis.priorities import Choice, choose_solutions, list_candidates, trace_frontier
from cchc.analysis.prospects import Known, rank_bounds
from cchc.analysis.results import Results
from cchc.frameworks import PAR_METHODS
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import sheet_note, uncapitalise
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

_NO_SHEET = "Chưa có bảng chấm điểm theo tiêu chí, nên chưa tính được cách lấy lại điểm."
_NO_SOLUTIONS = "Danh mục giải pháp chưa có giải pháp cho các mục mất điểm của bộ tiêu chí này, nên chưa tính được cách lấy lại điểm."


@dataclass(frozen=True)
class Search:
    """What was searched and found: candidates, codes of all lost items, the most that can be reached, the answer."""

    candidates: pd.DataFrame
    lost_codes: frozenset[str]
    most: float
    target: float
    choice: Choice


def search(results: Results) -> Search | None:
    """Look for the cheapest way; None without a sheet or solutions for its losses."""
    inputs, sheet, wanted = results.inputs, results.sheet, results.inputs.params.priorities
    if results.par is None or sheet is None:
        return None
    ranked = rank_lost_scores(results.par)
    ranked = ranked[ranked["role"] != "penalty"]
    own = inputs.solutions[
        (inputs.solutions["index"] == "par_index") & (inputs.solutions["framework_id"] == sheet.framework.framework_id)
    ]
    candidates = list_candidates(ranked, own, wanted.recoverable_pct.model_dump())
    if candidates.empty:
        return None
    day = dt.date(inputs.year, 12, 31)
    # an agency that ends within the year hands its work, and its limit, to its successor
    keys = [inputs.agencies.resolve(key, day).agency_key for key in candidates["lead_agency_key"]]
    candidates = candidates.assign(lead_agency_key=keys)
    capacity = capacity_by_successor(results)
    lost = frozenset(map(str, ranked.index))
    most = choose_solutions(candidates, None, lost_codes=lost, capacity_days=capacity).gain
    target = wanted.target_points if wanted.target_points is not None else most / 2
    choice = choose_solutions(candidates, target, lost_codes=lost, capacity_days=capacity)
    return Search(candidates, lost, most, target, choice)


def capacity_by_successor(results: Results) -> dict[str, float]:
    """Return most person-days per agency that exists at the end of the plan's year; merged agencies add up."""
    day, limits = dt.date(results.inputs.year, 12, 31), results.inputs.params.priorities.capacity_days
    found: dict[str, float] = {}
    for key, days in limits.items():
        now = results.inputs.agencies.resolve(key, day).agency_key
        found[now] = found.get(now, 0.0) + days
    return found


def cheapest_finding(results: Results) -> str:
    """Say what the points wanted take at least; empty where nothing can be searched."""
    found = search(results)
    if found is None or found.most <= TOLERANCE:
        return ""
    return sentence("cheapest", found.choice, found.target, found.most)


def cheapest(results: Results) -> Group:
    """Show the cheapest way: which solutions in which order, who carries them, what more points would take."""
    found = search(results)
    if found is None or results.par is None or results.sheet is None:
        return Group(paragraph(_NO_SOLUTIONS if results.sheet is not None else _NO_SHEET))
    if found.most <= TOLERANCE:
        return Group(paragraph("Với sức làm đã khai báo, không giải pháp nào lấy lại được điểm."))
    choice, capacity = found.choice, capacity_by_successor(results)
    shares = results.inputs.params.priorities.recoverable_pct.model_dump()
    told = ", ".join(f"{uncapitalise(PAR_METHODS[key])} {format_number(value, 0)}%" for key, value in shares.items())
    note = (
        f"{sheet_note(results.sheet)} Điểm lấy lại và ngày công là ƯỚC TÍNH: phần điểm mất lấy lại được trong một năm giả định theo nguồn điểm ({told}),"
        " trừ dòng mà danh mục giải pháp ghi riêng; ngày công theo danh mục (chỉ tính cơ quan chủ trì)."
    )
    total = results.par.loc["total"]
    after = float(total["achieved_pct"]) + choice.gain / float(total["max_score"]) * 100
    blocks: list[Block] = [
        *paragraph(sentence("cheapest", choice, found.target, found.most), "lead"),
        *paragraph(sentence("after_choice", float(total["achieved_pct"]), after, bounds_in_words(results, after))),
        _list(results, found, note),
        _frontier(found, capacity, note),
        _load(results, choice, capacity),
    ]
    return Group(tuple(blocks))


def bounds_in_words(results: Results, value: float) -> str:
    """Write the rank that a PAR INDEX would take as far as announced values settle it; empty where nothing is known."""
    known = Known.of(results.par_field, results.inputs.locality.locality_key)
    if known is None:
        return ""
    best, worst = rank_bounds(known, value)
    return f"{best}/{known.n_ranked}" if best == worst else f"{best}–{worst}/{known.n_ranked}"


def _list(results: Results, found: Search, note: str) -> Block:
    choice = found.choice
    day = dt.date(results.inputs.year, 12, 31)
    shown = choice.chosen.assign(
        lead_vi=[results.inputs.agencies.resolve(key, day).short_vi for key in choice.chosen["lead_agency_key"]],
        required_vi=[
            "; ".join(code for code in codes if code in found.lost_codes) for codes in choice.chosen["requires"]
        ],
    )
    columns = (
        Column("#", "TT", "centre", 8),
        Column("solution_key", "Mã", width=13),
        Column("solution_vi", "Giải pháp", width=78),
        Column("lead_vi", "Cơ quan chủ trì", width=24),
        Column("gain", "Điểm lấy lại", "score", 12, total="sum"),
        Column("effort_days", "Ngày công", "integer", 11, total="sum"),
        Column("cumulative_gain", "Cộng dồn điểm", "score", 13),
        Column("cumulative_days", "Cộng dồn ngày", "integer", 13),
        *((Column("required_vi", "Sau khi làm", width=14),) if shown["required_vi"].any() else ()),
    )
    total = {"solution_vi": "Tổng", "gain": choice.gain, "effort_days": choice.effort_days}
    caption = "Các giải pháp nên làm, nhiều điểm trên mỗi ngày công nhất trước"
    return make_table(shown, columns, caption=caption, note=note, sheet="Cách ít công sức", total=total)


def _frontier(found: Search, capacity: dict[str, float], note: str) -> Block:
    table = trace_frontier(found.candidates, lost_codes=found.lost_codes, capacity_days=capacity)
    last, middle = table.iloc[-1], table.iloc[(len(table) - 1) // 2]
    caption = (
        f"{format_number(middle['gain'])} điểm đầu cần {format_number(middle['effort_days'], 0)} ngày công,"
        f" tất cả {format_number(last['gain'])} điểm cần {format_number(last['effort_days'], 0)}: càng về sau càng đắt"
    )
    told = "; ".join(
        f"{format_number(row.gain)} điểm: {format_number(row.effort_days, 0)}" for row in table.itertuples()
    )
    return charts.to_block(
        charts.frontier(
            list(table["gain"]), list(table["effort_days"]), chosen=(found.choice.gain, found.choice.effort_days)
        ),
        alt=f"Biểu đồ số ngày công ít nhất theo số điểm lấy lại. {told}.",
        caption=caption,
        note=note,
    )


def _load(results: Results, choice: Choice, capacity: dict[str, float]) -> Block:
    day = dt.date(results.inputs.year, 12, 31)
    grouped = choice.chosen.groupby("lead_agency_key", sort=False)
    table = pd.DataFrame({"days": grouped["effort_days"].sum(), "gain": grouped["gain"].sum(), "n": grouped.size()})
    table = table.sort_values("days", ascending=False, kind="stable")
    table = table.assign(
        agency_vi=[results.inputs.agencies.resolve(str(key), day).short_vi for key in table.index],
        capacity=[capacity.get(str(key), float("nan")) for key in table.index],
    )
    columns = (
        Column("agency_vi", "Cơ quan chủ trì", width=50),
        Column("n", "Số giải pháp", "integer", 14, total="sum"),
        Column("gain", "Điểm lấy lại", "score", 14, total="sum"),
        Column("days", "Ngày công", "integer", 14, total="sum"),
        Column("capacity", "Sức làm đã khai báo (ngày công)", "integer", 22),
    )
    limited = "Dấu –: không giới hạn (tham số priorities.capacity_days)."
    total = {"agency_vi": "Tổng", "n": int(table["n"].sum()), "gain": choice.gain, "days": choice.effort_days}
    return make_table(
        table, columns, caption="Ngày công của từng cơ quan trong phương án", note=limited, sheet="Ngày công cơ quan", total=total
    )  # fmt: skip
