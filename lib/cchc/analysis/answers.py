"""What the analyses say of one unit's results: each function joins results and parameters with one pure analysis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.decomposition import Decomposition, decompose_papi_change, decompose_par_change
from cchc.analysis.gaps import rank_lost_scores
from cchc.analysis.known_fields import PRINTED, Known, rank_bounds
from cchc.analysis.peers import PeerGroup, nearest_in_profile, same_region
from cchc.analysis.priorities import Choice, choose_solutions, list_candidates
from cchc.analysis.prospects import Aim, aims_of, move_field, rank_of_value
from cchc.analysis.results import PAR_BREAK_YEARS, SIPAS_BREAK_YEARS, Results
from cchc.analysis.uncertainty import RankDraws, simulate_ranks
from cchc.analysis.what_if import suppose_par
from cchc.indices.grading import bands_for
from cchc.indices.papi import DIMENSION_MIN_SCORE, is_break, structure_of_year
from cchc.indices.par_index import TOTAL_CODE


def dimension_codes(results: Results) -> list[str]:
    """Return the codes of PAPI's dimensions in the result year."""
    return [code for code in results.papi_values.columns if code.startswith("D") and "." not in code]


# ---- against whom ----------------------------------------------------------------------------------------------------
def find_peers(results: Results) -> PeerGroup:
    """Return the group that the parameters choose."""
    inputs, choice = results.inputs, results.inputs.params.peers
    key = inputs.unit.unit_key
    if choice.rule == "list":
        return PeerGroup(inputs.peer_members, "list")
    if choice.rule == "profile":
        values = results.papi_values
        return (
            nearest_in_profile(values[dimension_codes(results)], key, choice.n)
            if len(values)
            else PeerGroup((), "profile")
        )
    return same_region(inputs.regions, key)


def par_decomposition(results: Results) -> Decomposition | None:
    """Take the change of PAR INDEX since last year apart; None without two sheets at the same stage."""
    if results.par is None or results.previous_par is None:
        return None
    return decompose_par_change(results.par, results.previous_par)


def papi_decomposition(results: Results) -> Decomposition | None:
    """Take the change of PAPI's total since last year apart; None where a total is missing or everything broke."""
    inputs, year = results.inputs, results.inputs.result_year
    key, values, before = inputs.unit.unit_key, results.papi_values, results.papi_by_year.get(year - 1)
    if before is None or key not in values.index or key not in before.index or is_break("D1", year):
        return None
    codes, codes_before = (structure_of_year(inputs.papi_structure, one) for one in (year, year - 1))
    return decompose_papi_change(values.loc[key], before.loc[key], codes, codes_before, year)


# ---- how sure --------------------------------------------------------------------------------------------------------
def draw_papi(results: Results, standard_error: float | None = None) -> RankDraws | None:
    """Draw the province's rank in PAPI; None where its total or the standard error is not known."""
    choice, headline = results.inputs.params.uncertainty, results.headlines["papi"]
    used = choice.papi_standard_error if standard_error is None else standard_error
    if headline.value is None or used is None:
        return None
    return simulate_ranks(
        results.papi_values["total"], used, results.inputs.unit.unit_key,
        n_draws=choice.n_draws, interval_pct=choice.interval_pct, seed=choice.seed, group_ends=group_ends(results),
    )  # fmt: skip


# ---- what it takes ---------------------------------------------------------------------------------------------------
def papi_aims(results: Results) -> list[Aim]:
    """List what the province may aim at in PAPI; empty where its total is withheld.

    A moving field gains what it gained since the year before; a change over more years counts as not known.
    """
    headline = results.headlines["papi"]
    if headline.value is None or headline.n_ranked is None:
        return []
    values = results.papi_values["total"].dropna()
    changes = (
        results.papi_changes["total"].where(results.papi_since["total"] == results.inputs.result_year - 1).dropna()
    )
    lowest, highest = papi_scale(results)
    moved = move_field(values, changes, lowest=lowest, highest=highest) if len(changes) else None
    key, wanted = results.inputs.unit.unit_key, results.inputs.params.prospects.papi_target_rank
    return aims_of(values, moved, key, group_starts=group_ends(results), target_rank=wanted)


def group_ends(results: Results) -> tuple[int, int, int]:
    """Return the last rank of PAPI's first three groups: as published, else by quarters of the provinces."""
    return results.papi_field.ends(int(results.papi_values["total"].notna().sum()))


def papi_scale(results: Results) -> tuple[float, float]:
    """Return the lowest and the highest total that the dimensions of the result year allow (8 to 80; 6 to 60 until 2017)."""
    codes = structure_of_year(results.inputs.papi_structure, results.inputs.result_year)
    n_dimensions = int((codes["parent_code"] == "total").sum())
    return n_dimensions * DIMENSION_MIN_SCORE, float(codes.at["total", "max_score"])


def known_field(results: Results, index: str) -> Known | None:
    """Return what was announced around the unit in PAR INDEX or SIPAS; None where that tells nothing.

    Where a rank was announced without a value, the index of an approved score sheet stands in.
    """
    field = results.par_field if index == "par_index" else results.sipas_field
    own = None
    if index == "par_index" and results.par is not None and results.sheet is not None:
        if results.sheet.stage != "approved":
            return None  # points that are not approved cannot be ranked among announced ones
        own = float(results.par.at[TOTAL_CODE, "achieved_pct"])
    return Known.of(field, results.inputs.unit.unit_key, own)


def par_rank_bounds(results: Results, value: float) -> tuple[int, int, int] | None:
    """Return best and worst rank that a PAR INDEX may take and the number of units; None where nothing is known."""
    known = known_field(results, "par_index")
    return None if known is None else (*rank_bounds(known, value), known.n_ranked)


def sipas_rank_bounds(results: Results) -> tuple[float, float, int, int, int] | None:
    """Return the interval of SIPAS by the survey, best and worst rank within it, and the number of units; None without one."""
    known = known_field(results, "sipas")
    if results.sipas is None or known is None:
        return None
    low, high = (float(results.sipas.at[TOTAL_CODE, column]) for column in ("low_pct", "high_pct"))
    if pd.isna(low) or pd.isna(high) or not low <= known.value <= high:
        return None
    return low, high, rank_bounds(known, high)[0], rank_bounds(known, low)[1], known.n_ranked


def mean_change(results: Results, index: str) -> float | None:
    """Return by how much the mean of the country changed last year; None across a break or where it is not known."""
    year = results.inputs.result_year
    breaks = PAR_BREAK_YEARS if index == "par_index" else SIPAS_BREAK_YEARS
    published = results.inputs.par_published if index == "par_index" else results.inputs.sipas_published
    if year in breaks or not results.inputs.is_province:
        return None
    part = "code" if index == "par_index" else "component_vi"
    is_mean = (published["unit_key"] == "VietNam") & (published[part] == "total") & (published["statistic"] == "mean")
    by_year = published[is_mean].dropna(subset=["pct"]).drop_duplicates("year").set_index("year")["pct"]
    if year not in by_year or year - 1 not in by_year:
        return None
    return float(by_year[year] - by_year[year - 1])


def bands_of(results: Results) -> pd.DataFrame:
    """Return the grading bands in force for the unit; empty where none are known."""
    inputs = results.inputs
    issuers = (inputs.unit.unit_key, inputs.unit.parent_key, "VietNam")
    return bands_for(inputs.grading, issuers, inputs.unit.admin_level, inputs.result_year)


def par_item_values(results: Results, n_items: int) -> pd.DataFrame:
    """Tell what PAR INDEX would be if one item at a time regained all it lost.

    Parameters
    ----------
    results : Results
        What is known.
    n_items : int
        How many items, most points lost first.

    Returns
    -------
    pandas.DataFrame
        Rows of ``rank_lost_scores`` with ``index_after`` [0-100]: the sheet is added up again, caps included. Items
        that a cap makes worthless are left out. Empty without a sheet.
    """
    sheet = results.sheet
    if results.par is None or sheet is None:
        return pd.DataFrame()
    ranked = rank_lost_scores(results.par).head(n_items)
    full = {str(code): 0.0 if row["role"] == "penalty" else float(row["max_score"]) for code, row in ranked.iterrows()}
    after = [
        suppose_par(sheet.scores, sheet.framework, sheet.stage, {code: score}, sheet.path)[0].after
        for code, score in full.items()
    ]
    table = ranked.assign(index_after=pd.Series(after, index=ranked.index, dtype=float))
    return table[table["index_after"] > float(results.par.at[TOTAL_CODE, "achieved_pct"]) + 1e-9]


def papi_item_values(results: Results, n_items: int) -> pd.DataFrame:
    """Tell what PAPI's total and rank would be if one weak sub-dimension at a time reached the median.

    Parameters
    ----------
    results : Results
        What is known.
    n_items : int
        How many, farthest below the median first.

    Returns
    -------
    pandas.DataFrame
        Index ``code``; ``name_vi``, ``gain``, ``total`` [points], ``rank``, ``places`` gained. Empty where the total is
        withheld or nothing is weak.
    """
    own, weak = results.headlines["papi"], results.papi_weak
    if own.value is None or own.rank is None or weak is None or weak.empty:
        return pd.DataFrame()
    others = results.papi_values["total"].drop(results.inputs.unit.unit_key)
    table = weak.assign(gain=-weak["gap_to_median"])
    table = table[table["gain"] >= PRINTED].sort_values("gain", ascending=False, kind="stable").head(n_items)
    table = table.assign(total=own.value + table["gain"])
    table = table.assign(rank=[rank_of_value(others, value) for value in table["total"]])
    return table.assign(places=own.rank - table["rank"])


# ---- who, and how ----------------------------------------------------------------------------------------------------
def lead_agencies(results: Results) -> dict[str, str]:
    """Return item code → short name of its lead agency on 1 June of the plan's year, as far as the catalogue knows it."""
    own = _own_solutions(results)
    own = own[own["option"] == ""]
    day = dt.date(results.inputs.year, 6, 1)
    resolve = results.inputs.agencies.resolve
    return {row.criterion_code: resolve(row.lead_agency_key, day).short_vi for row in own.itertuples()}


def _own_solutions(results: Results) -> pd.DataFrame:
    solutions, sheet = results.inputs.solutions, results.sheet
    framework_id = "" if sheet is None else sheet.framework.framework_id
    return solutions[(solutions["index"] == "par_index") & (solutions["framework_id"] == framework_id)]


@dataclass(frozen=True)
class Search:
    """The cheapest way that was looked for.

    Attributes
    ----------
    candidates : pandas.DataFrame
        As returned by ``list_candidates``; lead agencies as they exist at the end of the plan's year.
    lost_codes : frozenset of str
        Codes of all items that lost points.
    capacity_days : mapping of str to float
        Agency key → most person-days.
    most, most_unlimited, target : float
        Points that can be regained at most, with the capacities and without; points that are wanted.
    choice : Choice
        The answer.
    index_before, index_after : float
        PAR INDEX now and with the answer's gain [0-100].
    blocked : tuple of str
        Solutions that cannot be chosen because nothing is known for what they require.
    """

    candidates: pd.DataFrame
    lost_codes: frozenset[str]
    capacity_days: Mapping[str, float]
    most: float
    most_unlimited: float
    target: float
    choice: Choice
    index_before: float
    index_after: float
    blocked: tuple[str, ...]


def search_cheapest(results: Results) -> Search | None:
    """Look for the cheapest way to the points wanted; None without a sheet, losses, or solutions for them."""
    inputs, wanted = results.inputs, results.inputs.params.priorities
    if results.par is None or results.sheet is None:
        return None
    ranked = rank_lost_scores(results.par)
    ranked = ranked[ranked["role"] != "penalty"]
    candidates = list_candidates(ranked, _own_solutions(results), wanted.recoverable_pct.model_dump())
    if candidates.empty:
        return None
    day = inputs.last_day
    # an agency that ends within the year hands its work to its successor
    keys = [inputs.agencies.resolve(key, day).agency_key for key in candidates["lead_agency_key"]]
    candidates = candidates.assign(lead_agency_key=keys)
    lost, solvable = frozenset(map(str, ranked.index)), set(candidates["code"])
    blocked = [
        row.solution_key
        for row in candidates.itertuples()
        if any(code in lost and code not in solvable for code in row.requires)
    ]
    capacity = wanted.capacity_days
    most = choose_solutions(candidates, None, lost_codes=lost, capacity_days=capacity).gain
    unlimited = choose_solutions(candidates, None, lost_codes=lost, capacity_days={}).gain if capacity else most
    target = wanted.target_points if wanted.target_points is not None else most / 2
    choice = choose_solutions(candidates, target, lost_codes=lost, capacity_days=capacity)
    total = results.par.loc[TOTAL_CODE]
    before = float(total["achieved_pct"])
    after = before + choice.gain / float(total["max_score"]) * 100
    return Search(candidates, lost, capacity, most, unlimited, target, choice, before, after, tuple(blocked))
