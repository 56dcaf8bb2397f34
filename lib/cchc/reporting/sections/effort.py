"""The cheapest way to a number of points, as a ranked list, a frontier and a load per agency."""

from __future__ import annotations

from cchc.analysis.answers import Search, search_cheapest
from cchc.analysis.distances import scored_rank_bounds
from cchc.analysis.index_results import ScoredResults
from cchc.analysis.priorities import UNKNOWN_SOURCE_PCT, load_by_agency, trace_frontier
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.frameworks import PAR_METHODS, official_code
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group
from cchc.reporting.sections.common import sheet_note, uncapitalise
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table
from cchc.sources.inputs import ReportInputs

#: Solutions that are asked for first.
_N_ASKED = 3


def cheapest_finding(scored: ScoredResults) -> str:
    """Say what the points wanted take at least; empty where nothing can be searched."""
    found = search_cheapest(scored)
    if found is None or found.is_in_vain:
        return ""
    return _told(scored, found)


def _told(scored: ScoredResults, found: Search) -> str:
    """Say what the points wanted take at least, and what no solution is counted for."""
    said = sentence("cheapest", scored.index, found.choice, found.target, found.most)
    return f"{said} {sentence('unsolved', found.n_unsolved, found.unsolved_score)}".strip()


def asked_finding(scored: ScoredResults) -> str:
    """Ask for the first solutions of the cheapest way, each with its agency and points; empty where nothing can be searched."""
    found = search_cheapest(scored)
    if found is None or found.is_in_vain:
        return ""
    agencies, day = scored.inputs.agencies, scored.inputs.last_day
    first = [
        (f"{official_code(row.code)} {row.name_vi}", agencies.resolve(row.lead_agency_key, day).short_vi, row.gain)
        for row in found.choice.chosen.head(_N_ASKED).itertuples()
    ]
    return sentence("asked_first", first)


def cheapest(results: Results, key: str = "") -> Group:
    """Show the cheapest way: which solutions in which order, who carries them, what more points would take.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of a scored index; by default the first.
    """
    scored = results.scored(key)
    if scored is None:
        return Group(())
    found = search_cheapest(scored)
    lost = scored.lost_points
    if lost is None or scored.sheet is None:
        return Group(paragraph(sentence("no_way", has_sheet=False, has_losses=False, has_solutions=False), "unknown"))
    if lost.ranked.empty:
        return Group(paragraph(sentence("no_way", has_sheet=True, has_losses=False, has_solutions=False)))
    if found is None or found.is_in_vain:
        return Group(paragraph(sentence("no_way", has_sheet=True, has_losses=True, has_solutions=found is not None)))
    shares = results.inputs.params.priorities.recoverable_pct.model_dump()
    told = [(uncapitalise(PAR_METHODS[key]), value) for key, value in shares.items()]
    note = f"{sheet_note(scored.sheet)} {sentence('way_note', told, UNKNOWN_SOURCE_PCT, found.blocked)}"
    rank = bounds_in_words(scored, found.index_after)
    blocks: list[Block] = [
        *paragraph(_told(scored, found), "lead"),
        *paragraph(_limits_in_words(scored.inputs, found)),
        *paragraph(sentence("after_choice", scored.index, found.index_before, found.index_after, rank)),
        _list(scored.inputs, found, note, f"{_sheet_prefix(results, scored)}Cách ít công sức", scored.index.prefix),
        _frontier(found, note),
        _load(scored, found, f"{_sheet_prefix(results, scored)}Ngày công cơ quan"),
    ]
    return Group(tuple(blocks))


def _sheet_prefix(results: Results, scored: ScoredResults) -> str:
    """Return what tells the sheets of a second scored index from those of the first."""
    return "" if scored is results.all_scored[0] else f"{scored.index.prefix} "


def _limits_in_words(inputs: ReportInputs, found: Search) -> str:
    """Say where the number of points comes from, and what the declared capacities cost."""
    is_half = inputs.params.priorities.target_points is None
    day = inputs.last_day
    days = [(inputs.agencies.resolve(key, day).short_vi, n) for key, n in found.capacity_days.items()]
    named = sentence("capacities", days)
    return sentence("search_limits", is_half, found.most, named, found.most_unlimited)


def bounds_in_words(scored: ScoredResults, value: float) -> str:
    """Write the rank that a value would take as far as announced values settle it; empty where nothing is known."""
    bounds = scored_rank_bounds(scored, value)
    if bounds is None:
        return ""
    best, worst, n_ranked = bounds
    return f"{best}/{n_ranked}" if best == worst else f"{best}–{worst}/{n_ranked}"


def _list(inputs: ReportInputs, found: Search, note: str, sheet: str, prefix: str) -> Block:
    choice = found.choice
    day = inputs.last_day
    shown = choice.chosen.assign(
        lead_vi=[inputs.agencies.resolve(key, day).short_vi for key in choice.chosen["lead_agency_key"]],
        required_vi=[
            "; ".join(code for code in codes if code in found.lost_codes) for codes in choice.chosen["requires"]
        ],
    )
    columns = (
        col("#"),
        col("solution_key"),
        col("solution_vi"),
        col("lead_vi:agency"),
        col("gain"),
        col("effort_days"),
        col("cumulative_gain"),
        col("cumulative_days"),
        *((col("required_vi"),) if shown["required_vi"].any() else ()),
    )
    total = {"solution_vi": "Tổng", "gain": choice.gain, "effort_days": choice.effort_days}
    caption = sentence("chosen_caption")
    return make_table(shown, columns, caption=caption, note=note, sheet=sheet, total=total, items_of=prefix)


def _frontier(found: Search, note: str) -> Block:
    table = trace_frontier(found.candidates, lost_codes=found.lost_codes, capacity_days=found.capacity_days)
    last, choice = table.iloc[-1], found.choice
    return charts.to_block(
        charts.frontier(
            list(table["gain"]), list(table["effort_days"]), chosen=(found.choice.gain, found.choice.effort_days)
        ),
        alt=sentence("frontier_alt", list(table.itertuples())),
        caption=sentence("frontier_caption", choice, last),
        note=note,
    )


def _load(scored: ScoredResults, found: Search, sheet: str) -> Block:
    choice, inputs = found.choice, scored.inputs
    table = load_by_agency(choice, found.capacity_days)
    table = table.assign(agency_vi=[inputs.agencies.resolve(str(key), inputs.last_day).short_vi for key in table.index])
    columns = (
        col("agency_vi", width=50),
        col("n:solutions"),
        col("gain"),
        col("days"),
        col("capacity"),
    )
    limited = f"{sheet_note(scored.sheet) if scored.sheet else ''} {sentence('load_note')}"
    total = {"agency_vi": "Tổng", "n": len(choice.chosen), "gain": choice.gain, "days": choice.effort_days}
    return make_table(
        table, columns, caption=sentence("load_caption"), note=limited, sheet=sheet, total=total
    )  # fmt: skip
