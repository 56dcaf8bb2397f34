"""Target rules: last year's value to the value to be reached, never above the scale's maximum."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

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
    is_lower_better : bool
        Whether less is better: the value is to be undercut instead of exceeded.
    proposed : float or None
        Where only a value to be exceeded is asked for: the next one that can be reached, proposed until the office
        sets its own.
    is_step : bool
        Whether that follows from the stated minimum step, as the scale's own values are not known.
    """

    value: float | None
    is_above: bool = False
    is_capped: bool = False
    rank: int | None = None
    is_lower_better: bool = False
    proposed: float | None = None
    is_step: bool = False

    @property
    def aim(self) -> float | None:
        """The value to work for: the one that is asked for, or the proposal beyond it."""
        return self.proposed if self.is_above else self.value


def propose(
    target: Target, best: float | None, reachable: Sequence[float] = (), minimum_step: float | None = None
) -> Target:
    """Add to a value that must be exceeded the next one that can be reached.

    Parameters
    ----------
    target : Target
        As returned by ``apply_rule``.
    best : float or None
        The best value of the scale.
    reachable : sequence of float
        The values that the scale can give; empty: any.
    minimum_step : float or None
        How far beyond the value where the scale can give any, not beyond the best; None: nothing is proposed then.

    Returns
    -------
    Target
        Unchanged where no value must be exceeded, or none beyond it can be named.

    Examples
    --------
    >>> over = Target(1.25, is_above=True)
    >>> propose(over, 2.0, (0.0, 1.0, 1.5, 2.0)).proposed, propose(over, 1.4, (), 0.25).proposed
    (1.5, 1.4)
    >>> propose(Target(3.0, is_above=True, is_lower_better=True), 0.0, (), 0.5).proposed
    2.5
    >>> propose(over, 2.0).proposed is None, propose(Target(1.25), 2.0, (), 0.25).proposed is None
    (True, True)
    """
    if not target.is_above or target.value is None:
        return target
    sign = -1 if target.is_lower_better else 1
    beyond = [one for one in reachable if (one - target.value) * sign > _TOLERANCE]
    if best is not None:
        beyond = [one for one in beyond if (best - one) * sign > -_TOLERANCE]
    if beyond:
        return replace(target, proposed=min(beyond, key=lambda one: one * sign))
    if minimum_step is None or best is None or (best - target.value) * sign <= _TOLERANCE:
        return target
    stepped = target.value + sign * minimum_step
    return replace(target, proposed=best if (stepped - best) * sign > 0 else stepped, is_step=True)


def apply_rule(
    rule: TargetRule,
    score: float | None,
    best: float | None,
    *,
    is_lower_better: bool = False,
    scale: float | None = None,
) -> Target:
    """Apply a target rule to one value.

    Parameters
    ----------
    rule : TargetRule
        From the parameters.
    score : float or None
        Last year's value, None where it is not known.
    best : float or None
        The best value that the scale allows, in the same unit: its maximum; where less is better, its minimum. None
        where there is none.
    is_lower_better : bool
        Whether less is better.
    scale : float or None
        The scale's maximum, of which ``reach_pct`` is a share; by default ``best``.

    Returns
    -------
    Target
        Unrounded. ``above_last_year`` of a value at the maximum keeps it.

    Examples
    --------
    >>> apply_rule(TargetRule(rule="minimum_increase", amount=10.0, unit="relative_pct"), 60.0, 100.0).value
    66.0
    >>> apply_rule(TargetRule(rule="minimum_increase", amount=0.1, unit="points"), 2.45, 2.5)
    Target(value=2.5, is_above=False, is_capped=True, rank=None, is_lower_better=False, proposed=None, is_step=False)
    >>> apply_rule(TargetRule(rule="above_last_year"), 0.75, 1.0)
    Target(value=0.75, is_above=True, is_capped=False, rank=None, is_lower_better=False, proposed=None, is_step=False)
    >>> apply_rule(TargetRule(rule="reach_pct", pct=90.0), 13.0, 15.0).value
    13.5
    >>> less = apply_rule(TargetRule(rule="minimum_increase", amount=0.5, unit="points"), 3.0, 0.0, is_lower_better=True)
    >>> less.value, less.is_lower_better
    (2.5, True)
    """
    if rule.rule == "reach_rank":
        return Target(None, rank=rule.rank, is_lower_better=is_lower_better)
    sign = -1 if is_lower_better else 1
    capped = partial(_capped, best=_known(best), is_lower_better=is_lower_better)
    if rule.rule == "keep_maximum":
        return Target(_known(best), is_lower_better=is_lower_better)
    if rule.rule == "reach_score":
        return capped(rule.score, is_above=rule.is_exceeded)
    if rule.rule == "reach_pct":
        whole = _known(best if scale is None else scale)
        return capped(None if whole is None else (rule.pct or 0.0) * whole / 100, is_above=rule.is_exceeded)
    if score is None or math.isnan(score):
        return Target(None, is_above=rule.rule == "above_last_year", is_lower_better=is_lower_better)
    if rule.rule in {"keep", "best_part"}:
        return Target(score, is_lower_better=is_lower_better)
    is_above = rule.rule == "above_last_year" or rule.is_exceeded
    if rule.amount is None:
        return capped(score, is_above=is_above)
    raised = score + sign * rule.amount if rule.unit == "points" else score * (100 + sign * rule.amount) / 100
    return capped(raised, is_above=is_above)


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


def _capped(wanted: float | None, *, best: float | None, is_above: bool, is_lower_better: bool) -> Target:
    """Ask for no more than the best value; what must be exceeded and is the best already is to be kept."""
    sign = -1 if is_lower_better else 1
    if wanted is None or best is None or (best - wanted) * sign > _TOLERANCE:
        return Target(wanted, is_above=is_above, is_lower_better=is_lower_better)
    is_capped = (wanted - best) * sign > _TOLERANCE or is_above
    return Target(best, is_capped=is_capped, is_lower_better=is_lower_better)
