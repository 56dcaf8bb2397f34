"""Target rules: last year's value to the value to be reached, never above the scale's maximum."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cchc.target_params import TargetRule

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Target:
    """A value to be reached.

    Attributes
    ----------
    value : float or None
        In the unit of the item; None where last year's value, from which it follows, is not known.
    is_above : bool
        True if the value must be exceeded, False if reaching it is enough.
    is_capped : bool
        True if the rule asked for more than the maximum.
    rank : int or None
        Rank to be reached instead of a value.
    """

    value: float | None
    is_above: bool = False
    is_capped: bool = False
    rank: int | None = None


def apply_rule(rule: TargetRule, score: float | None, max_score: float | None) -> Target:
    """Apply a target rule to one value.

    Parameters
    ----------
    rule : TargetRule
        From the parameters.
    score : float or None
        Last year's value, None where it is not known.
    max_score : float or None
        The scale's maximum in the same unit, None where there is none.

    Returns
    -------
    Target
        Unrounded. ``above_last_year`` of a value at the maximum keeps it.

    Examples
    --------
    >>> apply_rule(TargetRule(rule="minimum_increase", amount=10.0, unit="relative_pct"), 60.0, 100.0).value
    66.0
    >>> apply_rule(TargetRule(rule="minimum_increase", amount=0.1, unit="points"), 2.45, 2.5)
    Target(value=2.5, is_above=False, is_capped=True, rank=None)
    >>> apply_rule(TargetRule(rule="above_last_year"), 0.75, 1.0)
    Target(value=0.75, is_above=True, is_capped=False, rank=None)
    >>> apply_rule(TargetRule(rule="reach_pct", pct=90.0), 13.0, 15.0).value
    13.5
    """
    if rule.rule == "reach_rank":
        return Target(None, rank=rule.rank)
    if rule.rule == "keep_maximum":
        return Target(_known(max_score))
    if rule.rule == "reach_score":
        return _capped(rule.score, max_score, is_above=rule.is_exceeded)
    if rule.rule == "reach_pct":
        wanted = None if max_score is None or math.isnan(max_score) else (rule.pct or 0.0) * max_score / 100
        return _capped(wanted, max_score, is_above=rule.is_exceeded)
    if score is None or math.isnan(score):
        return Target(None, is_above=rule.rule == "above_last_year")
    if rule.rule == "keep":
        return Target(score)
    is_above = rule.rule == "above_last_year" or rule.is_exceeded
    if rule.amount is None:
        return _capped(score, max_score, is_above=is_above)
    raised = score + rule.amount if rule.unit == "points" else score * (100 + rule.amount) / 100
    return _capped(raised, max_score, is_above=is_above)


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


def _capped(wanted: float | None, max_score: float | None, *, is_above: bool) -> Target:
    """Ask for no more than the maximum; what must be exceeded and is the maximum already is to be kept."""
    limit = _known(max_score)
    if wanted is None or limit is None or wanted < limit - _TOLERANCE:
        return Target(wanted, is_above=is_above)
    return Target(limit, is_capped=wanted > limit + _TOLERANCE or is_above)
