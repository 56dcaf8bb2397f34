"""Targets of whole indices and of domains, with the distance from last year's result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.results import Results
from cchc.indices_defined import TOTAL_CODE
from cchc.planning.targets import Target, apply_rule
from cchc.target_params import TargetRule, TargetSet


@dataclass(frozen=True)
class Aim:
    """A target of an index or of one of its domains.

    Attributes
    ----------
    index : str
        Key of the index.
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
    share_in_vi : str
        Name of the scored index whose points for this one ``value`` is the share of, where its own value was not
        announced; empty otherwise.
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
    share_in_vi: str = ""
    n_target: int | None = None

    @property
    def distance(self) -> float | None:
        """What is missing to the target [unit]; 0 or less: it was reached last year. None if it cannot be told."""
        if self.value is None or self.target.value is None:
            return None
        gap = self.target.value - self.value
        return -gap if self.target.is_lower_better else gap

    @property
    def places(self) -> int | None:
        """Places to gain; 0 or less: the rank was held last year. None if it cannot be told, or other units are ranked now."""
        if self.rank is None or self.target.rank is None or self.n_ranked != self.n_target:
            return None
        return self.rank - self.target.rank


def build_aims(results: Results, rules: Mapping[str, TargetSet]) -> tuple[Aim, ...]:
    """Gather the targets of wholes and domains.

    Parameters
    ----------
    results : Results
        Of the unit whose indices the plan is about.
    rules : mapping of str to TargetSet
        Index → its rules.

    Returns
    -------
    tuple of Aim
        Per index the whole, then the domains in the order of the parameters.
    """
    found = []
    for key, own in rules.items():
        if key not in results.of:
            continue  # the index does not exist for the unit
        if own.total is not None:
            found.append(_whole(results, results.of[key], own.total))
        found += [_domain(results, results.of[key], code, rule) for code, rule in own.domains.items()]
    return tuple(found)


def _whole(results: Results, own: IndexResults, rule: TargetRule) -> Aim:
    headline, index = own.headline, own.index
    value, share_in = own.value if isinstance(own, ScoredResults) else headline.value, ""
    if value is None:
        value, share_in = _share_of_points(results, index.key)
    lowest, highest = index.bounds(len(own.top_codes) if isinstance(own, PublishedResults) else 1)
    best = lowest if index.is_lower_better else highest
    target = apply_rule(rule, value, best, is_lower_better=index.is_lower_better, scale=highest)
    n_ranked = headline.n_ranked
    return Aim(
        index.key, TOTAL_CODE, "", value, highest, index.unit_vi, headline.rank, n_ranked, target, rule, share_in,
        _n_target(results, n_ranked),
    )  # fmt: skip


def _share_of_points(results: Results, key: str) -> tuple[float | None, str]:
    """Return the share of points that a scored index gives for another one [0-100], and the name of that index."""
    for scored in results.all_scored:
        if key in scored.components.index:
            share = _number(scored.components.at[key, "achieved_pct"])
            return share, "" if share is None else scored.index.name_vi
    return None, ""


def _n_target(results: Results, n_ranked: int | None) -> int | None:
    """Return among how many units a rank of the plan's year is: others than last year's where provinces were merged.

    Where nobody was ranked last year, as far as is known, it is all the units that there will be.
    """
    inputs = results.inputs
    if not inputs.is_ranked_in_country:
        return n_ranked
    then = len(inputs.units.of_kind(inputs.unit.unit_kind, inputs.year + 1))
    is_same_field = n_ranked is not None and then == inputs.n_field and not inputs.rests_on_parts
    return n_ranked if is_same_field else then


def _domain(results: Results, own: IndexResults, code: str, rule: TargetRule) -> Aim:
    index = own.index
    name, value, maximum, rank, n_ranked = "", None, None, None, own.headline.n_ranked
    is_share = isinstance(own, SurveyedResults)
    unit = "%" if is_share else "điểm"
    if isinstance(own, ScoredResults):
        parts, framework = own.components, own.edition
        if own.table is not None and code in own.table.index:
            name = str(own.table.at[code, "name_vi"])
            value, maximum = _number(own.table.at[code, "score"]), _number(own.table.at[code, "max_score"])
        elif framework is not None:
            name = framework.node(code).name_vi if code in framework else ""
            if code in parts.index:
                value, maximum = _number(parts.at[code, "score"]), _number(parts.at[code, "max_score"])
        if code in parts.index and not pd.isna(parts.at[code, "rank"]):
            rank, n_ranked = int(parts.at[code, "rank"]), int(parts.at[code, "n_ranked"])
    elif isinstance(own, SurveyedResults):
        if own.table is not None and code in own.table.index:
            name, maximum = str(own.table.at[code, "name_vi"]), 100.0
            value = _number(own.table.at[code, "value_pct"])
    elif isinstance(own, PublishedResults):
        n_ranked = None
        if own.table is not None and code in own.table.index:
            name = str(own.table.at[code, "name_vi"])
            value, maximum = _number(own.table.at[code, "score"]), _number(own.table.at[code, "max_score"])
            if not pd.isna(own.table.at[code, "rank"]):
                rank, n_ranked = int(own.table.at[code, "rank"]), int(own.table.at[code, "n_ranked"])
    best = index.scale.lowest if index.is_lower_better else maximum
    target = apply_rule(rule, value, best, is_lower_better=index.is_lower_better, scale=maximum)
    n_target = _n_target(results, n_ranked)
    return Aim(index.key, code, name, value, maximum, unit, rank, n_ranked, target, rule, n_target=n_target)


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[arg-type]
