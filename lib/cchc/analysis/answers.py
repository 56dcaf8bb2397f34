"""What the analyses say of one unit's results: each function joins results and parameters with one pure analysis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.decomposition import (
    Decomposition,
    decompose_published_change,
    decompose_scored_change,
    under_later_codes,
)
from cchc.analysis.distances import group_ends
from cchc.analysis.edition_changes import confirmed_codes
from cchc.analysis.gaps import TOLERANCE, rank_lost_scores
from cchc.analysis.index_results import PublishedResults, ScoredResults
from cchc.analysis.known_fields import PRINTED
from cchc.analysis.lost_points import AgencyLoss
from cchc.analysis.priorities import Choice, choose_solutions, list_candidates
from cchc.analysis.prospects import rank_of_value
from cchc.analysis.results import Results
from cchc.analysis.scored_results import own_value
from cchc.analysis.uncertainty import RankDraws, simulate_ranks
from cchc.analysis.what_if import suppose_scored
from cchc.indices.published import codes_of
from cchc.indices_defined import TOTAL_CODE

# ---- against last year ----------------------------------------------------------------------------------------------------


def scored_decomposition(scored: ScoredResults) -> Decomposition | None:
    """Take the change of a scored index since last year apart; None without two sheets at the same stage."""
    if scored.table is None or scored.previous is None:
        return None
    earlier, previous = confirmed_codes(scored), scored.previous
    if earlier is not None:
        previous = under_later_codes(previous, scored.table, earlier)
    return decompose_scored_change(scored.table, previous, in_points=not scored.index.is_percent)


def published_decomposition(published: PublishedResults) -> Decomposition | None:
    """Take the change of a total since last year apart; None where a total is missing or everything broke."""
    own, year, index = published.own_inputs, published.inputs.result_year, published.index
    key, values, before = published.inputs.unit.unit_key, published.all_values, published.by_year.get(year - 1)
    if not published.is_composed or before is None or key not in values.index or key not in before.index:
        return None
    codes, codes_before = (codes_of(own.editions[one], index) for one in (year, year - 1))
    if codes_before.loc[codes_before["is_item"], "worth"].isna().any() or index.is_break(year):
        return None
    if all(index.is_break(year, code) for code in codes.index[codes["is_item"]]):
        return None
    return decompose_published_change(values.loc[key], before.loc[key], codes, codes_before, year, index)


def starts_anew(published: PublishedResults) -> bool:
    """Whether the series begins anew in the result year although the values of the year before are known."""
    year, code = published.inputs.result_year, published.top_codes[0] if published.top_codes else TOTAL_CODE
    return published.index.is_break(year, code) and {year, year - 1} <= set(published.by_year)


# ---- how sure --------------------------------------------------------------------------------------------------------
def draw_ranks(published: PublishedResults, standard_error: float | None = None) -> RankDraws | None:
    """Draw the unit's rank; None where its total, the field or the standard error is not known."""
    choice, index = published.inputs.params.uncertainty, published.index
    used = choice.standard_errors.get(index.short) if standard_error is None else standard_error
    if published.headline.value is None or used is None or not published.is_field_known:
        return None
    return simulate_ranks(
        published.totals * index.sign, used, published.inputs.unit.unit_key, n_draws=choice.n_draws,
        interval_pct=choice.interval_pct, seed=choice.seed, group_ends=group_ends(published),
        group_names=published.announced.names,
    )  # fmt: skip


def draw_ranks_by_error(published: PublishedResults) -> pd.DataFrame:
    """Draw the unit's rank under the assumed standard error and under every bound of it.

    Parameters
    ----------
    published : PublishedResults
        Of which ``draw_ranks`` is known.

    Returns
    -------
    pandas.DataFrame
        A row per standard error, smallest first: ``error`` [unit of the index], ``low``, ``median``, ``high`` (ranks), and
        ``g0``, ``g1`` … (share of the draws in each group, best first [0-100]) where the index has groups.
    """
    choice, index = published.inputs.params.uncertainty, published.index
    rows = []
    for error in sorted({choice.standard_errors[index.short], *choice.bounds.get(index.short, [])}):
        one = draw_ranks(published, error)
        assert one is not None  # noqa: S101 -- the unit has a total
        groups = {f"g{at}": share for at, share in enumerate(one.groups_pct)} if index.groups else {}
        rows.append({"error": error, "low": one.low_rank, "median": one.median_rank, "high": one.high_rank, **groups})
    return pd.DataFrame(rows)


# ---- what single items are worth ------------------------------------------------------------------------------------
def scored_item_values(scored: ScoredResults, n_items: int) -> pd.DataFrame:
    """Tell what a scored index would be if one item at a time regained all it lost.

    Parameters
    ----------
    scored : ScoredResults
        What is known.
    n_items : int
        How many items, most points lost first.

    Returns
    -------
    pandas.DataFrame
        Rows of ``rank_lost_scores`` with ``index_after`` [unit of the index]: the sheet is added up again, caps
        included. Items that a cap makes worthless are left out. Empty without a sheet.
    """
    sheet, index = scored.sheet, scored.index
    if scored.table is None or sheet is None:
        return pd.DataFrame()
    ranked = rank_lost_scores(scored.table).head(n_items)
    full = {str(code): 0.0 if row["role"] == "penalty" else float(row["max_score"]) for code, row in ranked.iterrows()}
    after = [
        suppose_scored(sheet.scores, sheet.framework, sheet.stage, {code: score}, sheet.path, index)[0].after
        for code, score in full.items()
    ]
    table = ranked.assign(index_after=pd.Series(after, index=ranked.index, dtype=float))
    return table[table["index_after"] > own_value(scored.table, index) + 1e-9]


def published_item_values(published: PublishedResults, n_items: int) -> pd.DataFrame:
    """Tell what total and rank would be if one weak item at a time reached the median.

    Parameters
    ----------
    published : PublishedResults
        What is known, of an index that adds up.
    n_items : int
        How many, farthest from the median first.

    Returns
    -------
    pandas.DataFrame
        Index ``code``; ``name_vi``, ``gain``, ``more`` (the gain in the better direction), ``total`` [unit of the index], ``rank``, ``places`` gained. Empty where
        the total is withheld, nothing is weak, or the index does not add up.
    """
    own, weak, sign = published.headline, published.weak, published.index.sign
    if own.value is None or own.rank is None or weak is None or weak.empty or not published.is_composed:
        return pd.DataFrame()
    others = published.totals.drop(published.inputs.unit.unit_key) * sign
    table = weak.assign(gain=-weak["gap_to_median"], more=-weak["gap_to_median"] * sign)
    table = table[table["more"] >= PRINTED].sort_values("gain", ascending=sign < 0, kind="stable").head(n_items)
    table = table.assign(gain=table["gain"] * table["worth"], more=table["more"] * table["worth"])
    table = table.assign(total=own.value + table["gain"])
    table = table.assign(rank=[rank_of_value(others, value * sign) for value in table["total"]])
    return table.assign(places=own.rank - table["rank"])


def changeable_codes(results: Results) -> dict[str, list[str]]:
    """Return key of an index → codes whose score may be supposed: leaves of its sheet, its smallest parts; none where no value is known."""
    codes: dict[str, list[str]] = {}
    for key, own in results.of.items():
        if isinstance(own, ScoredResults):
            codes[key] = [node.code for node in own.sheet.framework.leaves()] if own.sheet is not None else []
        elif isinstance(own, PublishedResults) and own.is_composed:
            has_total = own.table is not None and own.headline.value is not None
            codes[key] = [str(code) for code in own.codes.index[own.codes["is_item"]]] if has_total else []
    return codes


def supposed_rank(published: PublishedResults, total: float) -> int:
    """Return the rank that a supposed total takes if all other units keep theirs."""
    sign = published.index.sign
    others = published.totals.drop(published.inputs.unit.unit_key) * sign
    return rank_of_value(others, total * sign)


# ---- who, and how ----------------------------------------------------------------------------------------------------
def lead_agencies(scored: ScoredResults) -> dict[str, str]:
    """Return item code → short name of its lead agency on 1 June of the plan's year, as far as the catalogue knows it."""
    own = _own_solutions(scored)
    own = own[own["option"] == ""]
    day = dt.date(scored.inputs.year, 6, 1)
    resolve = scored.inputs.agencies.resolve
    return {row.criterion_code: resolve(row.lead_agency_key, day).short_vi for row in own.itertuples()}


def agency_loss(scored: ScoredResults) -> AgencyLoss | None:
    """Add lost points up by lead agency; None without a sheet, losses, or an agency that the catalogue knows."""
    lost, leads = scored.lost_points, lead_agencies(scored)
    if lost is None or lost.is_none or not leads:
        return None
    found = AgencyLoss.of(lost.ranked, leads)
    return found if len(found.known) else None


def _own_solutions(scored: ScoredResults) -> pd.DataFrame:
    solutions, sheet = scored.inputs.solutions, scored.sheet
    framework_id = "" if sheet is None else sheet.framework.framework_id
    return solutions[(solutions["index"] == scored.index.key) & (solutions["framework_id"] == framework_id)]


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
        The index now and with the answer's gain [unit of the index].
    blocked : tuple of str
        Solutions that cannot be chosen because nothing is known for what they require.
    n_unsolved, unsolved_score : int, float
        Items that lost points and for which no solution with an effort is known, and their points: no answer counts them.
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
    n_unsolved: int = 0
    unsolved_score: float = 0.0

    @property
    def is_in_vain(self) -> bool:
        """Whether no solution regains a point within the capacities."""
        return self.most <= TOLERANCE


def search_cheapest(scored: ScoredResults) -> Search | None:
    """Look for the cheapest way to the points wanted; None without a sheet, losses, or solutions for them."""
    inputs, wanted = scored.inputs, scored.inputs.params.priorities
    if scored.table is None or scored.sheet is None:
        return None
    ranked = rank_lost_scores(scored.table)
    ranked = ranked[ranked["role"] != "penalty"]
    own = _own_solutions(scored)
    candidates = list_candidates(ranked, own, wanted.recoverable_pct.model_dump())
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
    before = own_value(scored.table, scored.index)
    per_point = 100 / float(scored.table.at[TOTAL_CODE, "max_score"]) if scored.index.is_percent else 1.0
    after = before + choice.gain * per_point
    known = set(own.loc[own["effort_days"].notna(), "criterion_code"])
    unsolved = ranked.loc[[code not in known for code in ranked.index], "lost_score"]
    return Search(
        candidates, lost, capacity, most, unlimited, target, choice, before, after, tuple(blocked),
        len(unsolved), float(unsolved.sum()),
    )  # fmt: skip
