"""The cheapest way to a number of points: which solutions, at which effort, within what each agency can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cchc.analysis.gaps import TOLERANCE
from cchc.slots import bracket, find_slots

#: Points below which two gains count as equal [points].
_SLACK = 1e-6
#: Share that a year regains of points whose source is not known [0-100]: an assumption, printed like the others.
UNKNOWN_SOURCE_PCT = 100.0
COLUMNS = (
    "solution_key", "code", "option", "name_vi", "solution_vi", "lead_agency_key", "lost_score", "recoverable_pct",
    "gain", "effort_days", "requires", "excludes",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A set of solutions.

    Attributes
    ----------
    chosen : pandas.DataFrame
        Rows of the candidates in the order of work: points per day, but never before what they require; with
        ``cumulative_gain`` [points] and ``cumulative_days``.
    gain : float
        Points regained.
    effort_days : float
        Person-days of the lead agencies.
    is_feasible : bool
        Whether the wanted points are reached; if not, ``chosen`` is the set that reaches most.
    """

    chosen: pd.DataFrame
    gain: float
    effort_days: float
    is_feasible: bool


def list_candidates(
    ranked: pd.DataFrame, solutions: pd.DataFrame, recoverable_pct: Mapping[str, float]
) -> pd.DataFrame:
    """Join items that lost points with the solutions of the catalogue.

    Parameters
    ----------
    ranked : pandas.DataFrame
        As returned by ``analysis.gaps.rank_lost_scores``.
    solutions : pandas.DataFrame
        ``schemas.Solutions`` of the sheet's framework.
    recoverable_pct : mapping of str to float
        Source of points → share of the lost points that a year regains [0-100], where the catalogue has none.

    Returns
    -------
    pandas.DataFrame
        Columns ``COLUMNS``: a row per item and option; ``gain`` = lost points x share [points]; ``requires`` and
        ``excludes`` are tuples of codes. Items without a solution are left out, and so are those that regain nothing, unless others require them.
    """
    rows = []
    for row in solutions.itertuples():
        if row.criterion_code not in ranked.index or pd.isna(row.effort_days):
            continue  # of an office's own solution the effort may not be known
        item = ranked.loc[row.criterion_code]
        share = (
            row.recoverable_pct
            if pd.notna(row.recoverable_pct)
            else recoverable_pct.get(item["method"], UNKNOWN_SOURCE_PCT)
        )
        key = row.criterion_code + row.option
        rows.append(
            {
                "solution_key": key, "code": row.criterion_code, "option": row.option, "name_vi": item["name_vi"],
                "solution_vi": bracket(row.solution_vi, find_slots([row.solution_vi])), "lead_agency_key": row.lead_agency_key,
                "lost_score": float(item["lost_score"]), "recoverable_pct": float(share),
                "gain": float(item["lost_score"]) * float(share) / 100, "effort_days": float(row.effort_days),
                "requires": _codes(row.requires), "excludes": _codes(row.excludes),
            }
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    is_useful = table["gain"] > TOLERANCE
    # what others require stays, though it regains nothing itself
    needed: set[str] = set()
    more = {code for codes in table.loc[is_useful, "requires"] for code in codes}
    while more > needed:
        needed = more
        more = needed | {code for codes in table.loc[table["code"].isin(needed), "requires"] for code in codes}
    return table[is_useful | (table["code"].isin(needed))].reset_index(drop=True)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.split(";") if code)


def choose_solutions(
    candidates: pd.DataFrame,
    target_points: float | None,
    *,
    lost_codes: frozenset[str],
    capacity_days: Mapping[str, float],
) -> Choice:
    """Find the set of solutions that regains a number of points with the least effort.

    Parameters
    ----------
    candidates : pandas.DataFrame
        As returned by ``list_candidates``.
    target_points : float or None
        Points wanted [> 0]; None: as many as can be reached.
    lost_codes : frozenset of str
        Codes of all items that lost points: what a solution requires counts as done where nothing was lost.
    capacity_days : mapping of str to float
        Agency key → most person-days that it can carry; agencies not named are not limited.

    Returns
    -------
    Choice
        Of all sets with the least effort, one that regains most. Where the points cannot be reached, the
        set that regains most (with the least effort for it), ``is_feasible`` false.

    Notes
    -----
    Binary programme, solved by ``scipy.optimize.milp`` (HiGHS): minimise person-days subject to points >= target;
    at most one option per item; a required item must be chosen as well, if it lost points; excluded items are not
    chosen together; person-days of each lead agency <= its capacity.
    """
    if candidates.empty:
        return Choice(_in_order(candidates), 0.0, 0.0, is_feasible=False)
    gains, efforts = candidates["gain"].to_numpy(float), candidates["effort_days"].to_numpy(float)
    rules = _rules(candidates, lost_codes, capacity_days)
    picked = None if target_points is None else _solve(efforts, [*rules, (gains, target_points - _SLACK, np.inf)])
    is_feasible = picked is not None or target_points is None
    if picked is None:
        picked = _solve(-gains, rules)
        assert picked is not None  # noqa: S101 -- choosing nothing obeys every rule
        # the same points for less
        picked = _solve(efforts, [*rules, (gains, float(gains[picked].sum()) - _SLACK, np.inf)])
    else:
        # more points for the same effort
        picked = _solve(-gains, [*rules, (efforts, -np.inf, float(efforts[picked].sum()) + _SLACK)])
    chosen = candidates[picked]
    return Choice(
        _in_order(chosen), float(chosen["gain"].sum()), float(chosen["effort_days"].sum()), is_feasible=is_feasible
    )


def _rules(
    candidates: pd.DataFrame, lost_codes: frozenset[str], capacity_days: Mapping[str, float]
) -> list[tuple[np.ndarray, float, float]]:
    """Return the rules as rows: coefficients, lowest and highest sum."""
    codes = candidates["code"].to_numpy(object)
    rules = [((codes == code).astype(float), 0.0, 1.0) for code in dict.fromkeys(codes)]
    for place, row in enumerate(candidates.itertuples()):
        own = np.zeros(len(candidates))
        own[place] = 1.0
        rules += [(own - (codes == code).astype(float), -np.inf, 0.0) for code in row.requires if code in lost_codes]
        rules += [(own + (codes == code).astype(float), 0.0, 1.0) for code in row.excludes if (codes == code).any()]
    efforts, agencies = candidates["effort_days"].to_numpy(float), candidates["lead_agency_key"].to_numpy(object)
    rules += [(np.where(agencies == agency, efforts, 0.0), 0.0, float(most)) for agency, most in capacity_days.items()]
    return rules


def _solve(costs: np.ndarray, rules: list[tuple[np.ndarray, float, float]]) -> Any:
    """Return which candidates to choose (bool), None where no set obeys the rules."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 -- half a second, only when needed

    rows, low, high = zip(*rules, strict=True)
    found = milp(
        costs, integrality=np.ones(len(costs)), bounds=Bounds(0, 1),
        constraints=LinearConstraint(np.vstack(rows), np.array(low), np.array(high)), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    return None if found.x is None else found.x > 0.5


def _in_order(chosen: pd.DataFrame) -> pd.DataFrame:
    """Put solutions in the order of work: most points per day first, but never before what they require."""
    waiting = chosen.assign(rate=chosen["gain"] / chosen["effort_days"]).sort_values(
        ["rate", "gain"], ascending=False, kind="stable"
    )
    present = set(chosen["code"])
    done: set[str] = set()
    order: list[int] = []
    while len(order) < len(waiting):
        ready = [
            row.Index
            for row in waiting.itertuples()
            if row.Index not in order and not (set(row.requires) & present) - done - {row.code}
        ]
        # a circle of requirements: begin anywhere
        place = ready[0] if ready else next(one for one in waiting.index if one not in order)
        order.append(place)
        done.add(waiting.at[place, "code"])
    table = waiting.loc[order].drop(columns="rate")
    return table.assign(
        cumulative_gain=table["gain"].cumsum(), cumulative_days=table["effort_days"].cumsum()
    ).reset_index(drop=True)


def trace_frontier(
    candidates: pd.DataFrame, *, lost_codes: frozenset[str], capacity_days: Mapping[str, float], n_points: int = 20
) -> pd.DataFrame:
    """Trace least effort against points.

    Parameters
    ----------
    candidates, lost_codes, capacity_days
        As for ``choose_solutions``.
    n_points : int
        Into how many equal steps the reachable points are cut.

    Returns
    -------
    pandas.DataFrame
        ``target``, ``gain`` [points], ``effort_days``; from one step to the largest reachable gain, sets that
        another one beats in both left out. Empty without candidates.
    """
    most = choose_solutions(candidates, None, lost_codes=lost_codes, capacity_days=capacity_days).gain
    rows = []
    for step in range(1, n_points + 1) if most > TOLERANCE else ():
        target = most * step / n_points
        choice = choose_solutions(candidates, target, lost_codes=lost_codes, capacity_days=capacity_days)
        rows.append({"target": target, "gain": choice.gain, "effort_days": choice.effort_days})
    table = pd.DataFrame(rows, columns=["target", "gain", "effort_days"])
    return table.drop_duplicates(["gain", "effort_days"]).reset_index(drop=True)


def load_by_agency(choice: Choice, capacity_days: Mapping[str, float]) -> pd.DataFrame:
    """Add up what each lead agency carries of a choice.

    Parameters
    ----------
    choice : Choice
        As returned by ``choose_solutions``.
    capacity_days : mapping of str to float
        Agency key → most person-days; such agencies are listed even where they carry nothing.

    Returns
    -------
    pandas.DataFrame
        Index agency key, most days first; ``days``, ``gain`` [points], ``n`` (solutions), ``capacity`` (missing: not limited).

    Examples
    --------
    >>> chosen = pd.DataFrame({"lead_agency_key": ["A", "B", "A"], "effort_days": [2.0, 5.0, 1.0], "gain": [0.5, 1.0, 0.25]})
    >>> load_by_agency(Choice(chosen, 1.75, 8.0, is_feasible=True), {"C": 9.0}).to_dict("index")["A"]
    {'days': 3.0, 'gain': 0.75, 'n': 2, 'capacity': nan}
    """
    grouped = choice.chosen.groupby("lead_agency_key", sort=False)
    table = pd.DataFrame({"days": grouped["effort_days"].sum(), "gain": grouped["gain"].sum(), "n": grouped.size()})
    idle = [key for key in capacity_days if key not in table.index]
    table = pd.concat([table, pd.DataFrame({"days": 0.0, "gain": 0.0, "n": 0}, index=idle)]) if idle else table
    table = table.sort_values("days", ascending=False, kind="stable")
    return table.assign(capacity=[capacity_days.get(str(key), float("nan")) for key in table.index])
