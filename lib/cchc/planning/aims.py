"""Targets of whole indices and of domains, with the distance from last year's result."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis.results import Results
from cchc.planning.targets import Target, apply_rule
from cchc.target_params import TargetRule, TargetSet
from cchc.units import MERGER_YEAR, vintage_of

#: Index → maximum of its whole, in its own unit, and that unit; PAPI's follows its structure.
WHOLES: dict[str, tuple[float | None, str]] = {"par_index": (100.0, "%"), "sipas": (100.0, "%"), "papi": (None, "điểm")}


@dataclass(frozen=True)
class Aim:
    """A target of an index or of one of its domains.

    Attributes
    ----------
    index : str
        ``par_index``, ``sipas`` or ``papi``.
    code : str
        ``total`` or a domain.
    name_vi : str
        Name of the domain, empty for the whole.
    value : float or None
        Last year's value: of a whole in its unit, of a domain in points.
    max_score : float or None
        Maximum in the same unit.
    unit : str
        ``%`` or ``điểm``.
    rank, n_ranked : int or None
        Last year's rank.
    target : Target
        What is to be reached.
    rule : TargetRule
        Rule from which it follows.
    n_target : int or None
        Number of units among which the rank of the plan's year is told: 34 for a plan of 2025.
    is_share_of_points : bool
        Whether ``value`` is the share of the index's points within PAR INDEX, as its own value was not announced.
    """

    index: str
    code: str
    name_vi: str
    value: float | None
    max_score: float | None
    unit: str
    rank: int | None
    n_ranked: int | None
    target: Target
    rule: TargetRule
    is_share_of_points: bool = False
    n_target: int | None = None

    @property
    def distance(self) -> float | None:
        """What is missing to the target [unit]; 0 or less: it was reached last year. None if it cannot be told."""
        return None if self.value is None or self.target.value is None else self.target.value - self.value

    @property
    def places(self) -> int | None:
        """Places to gain; 0 or less: the rank was held last year. None if it cannot be told, or other units are ranked now."""
        if self.rank is None or self.target.rank is None or self.n_ranked != self.n_target:
            return None
        return self.rank - self.target.rank


def build_aims(results: Results, rules: dict[str, TargetSet]) -> tuple[Aim, ...]:
    """Gather the targets of wholes and domains.

    Parameters
    ----------
    results : Results
        Of the unit whose indices the plan is about.
    rules : dict of str to TargetSet
        Index → its rules.

    Returns
    -------
    tuple of Aim
        Per index the whole, then the domains in the order of the parameters.
    """
    found = []
    for index, own in rules.items():
        if own.total is not None:
            found.append(_whole(results, index, own.total))
        found += [_domain(results, index, code, rule) for code, rule in own.domains.items()]
    return tuple(found)


def _whole(results: Results, index: str, rule: TargetRule) -> Aim:
    headline, (maximum, unit) = results.headlines[index], WHOLES[index]
    value, is_share = headline.value, False
    if value is None and index == "sipas" and "sipas" in results.components.index:
        share = results.components.at["sipas", "achieved_pct"]
        value, is_share = (None, False) if pd.isna(share) else (float(share), True)
    if index == "papi" and results.papi is not None:
        maximum = float(results.papi.at["total", "max_score"])
    target = apply_rule(rule, value, maximum)
    n_ranked = headline.n_ranked
    return Aim(
        index, "total", "", value, maximum, unit, headline.rank, n_ranked, target, rule, is_share, _n_target(results, n_ranked)
    )  # fmt: skip


def _n_target(results: Results, n_ranked: int | None) -> int | None:
    """Return among how many units a rank of the plan's year is: others than last year's where provinces are merged."""
    inputs = results.inputs
    is_merger = inputs.is_province and inputs.year == MERGER_YEAR
    return len(inputs.units.of_level("province", vintage_of(inputs.year + 1))) if is_merger else n_ranked


def _domain(results: Results, index: str, code: str, rule: TargetRule) -> Aim:
    table = {"par_index": results.par, "sipas": results.sipas, "papi": results.papi}[index]
    parts = results.components
    name, value, maximum, rank, n_ranked = "", None, None, None, None
    if table is not None and code in table.index:
        name = str(table.at[code, "name_vi"])
        column = "value_pct" if index == "sipas" else "score"
        value = _number(table.at[code, column])
        maximum = 100.0 if index == "sipas" else _number(table.at[code, "max_score"])
    elif index == "par_index" and results.inputs.announced_framework is not None:
        framework = results.inputs.announced_framework
        name = framework.node(code).name_vi if code in framework else ""
        if code in parts.index:
            value, maximum = _number(parts.at[code, "score"]), _number(parts.at[code, "max_score"])
    if index == "par_index" and code in parts.index and not pd.isna(parts.at[code, "rank"]):
        rank, n_ranked = int(parts.at[code, "rank"]), int(parts.at[code, "n_ranked"])
    if index == "papi" and table is not None and code in table.index and not pd.isna(table.at[code, "rank"]):
        rank, n_ranked = int(table.at[code, "rank"]), int(table.at[code, "n_ranked"])
    if n_ranked is None and index != "papi":
        n_ranked = results.headlines[index].n_ranked
    unit = "%" if index == "sipas" else "điểm"
    target = apply_rule(rule, value, maximum)
    n_target = _n_target(results, n_ranked)
    return Aim(index, code, name, value, maximum, unit, rank, n_ranked, target, rule, n_target=n_target)


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[arg-type]
