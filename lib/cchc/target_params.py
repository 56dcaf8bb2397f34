"""Parameters of targets: which rule turns last year's value into the value to be reached."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cchc.analysis_params import Strict, Text

#: Rule → the keys that it needs; any other of these keys is refused with it.
_NEEDED = {
    "keep_maximum": (),
    "keep": (),
    "above_last_year": (),
    "minimum_increase": ("amount", "unit"),
    "reach_score": ("score",),
    "reach_pct": ("pct",),
    "reach_rank": ("rank",),
    "best_part": (),
}
_OPTIONAL = {"above_last_year": ("amount", "unit")}
#: Rules that need no earlier value of the unit itself.
WITHOUT_BASE = ("best_part", "reach_score", "reach_pct", "keep_maximum")
#: Rules whose value may be said to be exceeded ("trên 80%").
_VALUES = ("reach_score", "reach_pct", "minimum_increase")


class TargetRule(Strict):
    """How a target follows from last year's value.

    Attributes
    ----------
    rule : str
        ``keep_maximum``: the maximum itself; ``keep``: not below last year; ``above_last_year``: more than last year,
        by ``amount`` where given; ``minimum_increase``: last year plus ``amount``; ``reach_score``, ``reach_pct``,
        ``reach_rank``: the named value; ``best_part``: of a merged unit without results of its own, not below the best of its
        old units.
    amount : float or None
        The increase, > 0, in ``unit``.
    unit : {"points", "relative_pct"} or None
        ``points``: points of the score or percentage points; ``relative_pct``: per cent of last year's value.
    score, pct, rank : float, float, int or None
        Points, per cent of the maximum [0-100], rank (1 = best).
    is_exceeded : bool
        The value must be exceeded ("trên 80%"), not only reached.
    may_fall : bool
        The target may lie below last year's value; without it that is a fault.
    """

    rule: Literal[
        "keep_maximum", "keep", "above_last_year", "minimum_increase", "reach_score", "reach_pct", "reach_rank", "best_part",
    ]  # fmt: skip
    amount: Annotated[float, Field(gt=0, le=100)] | None = None
    unit: Literal["points", "relative_pct"] | None = None
    score: Annotated[float, Field(ge=0, le=100)] | None = None
    pct: Annotated[float, Field(ge=0, le=100)] | None = None
    rank: Annotated[int, Field(ge=1, le=5000)] | None = None
    is_exceeded: bool = False
    may_fall: bool = False

    @model_validator(mode="after")
    def _keys_of_the_rule(self) -> TargetRule:
        needed, allowed = _NEEDED[self.rule], (*_NEEDED[self.rule], *_OPTIONAL.get(self.rule, ()))
        for name in ("amount", "unit", "score", "pct", "rank"):
            given = getattr(self, name) is not None
            if name in needed and not given:
                msg = f"quy tắc {self.rule} cần khóa {name}"
                raise ValueError(msg)
            if given and name not in allowed:
                msg = f"quy tắc {self.rule} không dùng khóa {name}"
                raise ValueError(msg)
        if (self.amount is None) != (self.unit is None):
            msg = "amount và unit phải đi cùng nhau"
            raise ValueError(msg)
        if self.is_exceeded and self.rule not in _VALUES:
            msg = f"quy tắc {self.rule} không dùng khóa is_exceeded"
            raise ValueError(msg)
        return self


class TargetSet(TargetRule):
    """Target rules of one index: its own for items that are weak, others where they are named.

    Attributes
    ----------
    minimum_step : float or None
        What is proposed beyond a value that must be exceeded, where the scale's own values are not known [unit of the
        item]; None: nothing.
    strengths : TargetRule
        For items that are no weakness but stand in an annex of all items; items at their maximum keep it.
    items, domains : dict of str to TargetRule
        Code → rule, for single items, and for domains (PAPI: dimensions) as a whole.
    total : TargetRule or None
        For the index as a whole.
    """

    minimum_step: Annotated[float, Field(gt=0, le=100)] | None = None
    strengths: TargetRule = TargetRule(rule="keep")
    items: dict[Text, TargetRule] = Field(default_factory=dict)
    domains: dict[Text, TargetRule] = Field(default_factory=dict)
    total: TargetRule | None = None

    @model_validator(mode="after")
    def _ranks_only_above_items(self) -> TargetSet:
        if self.rule == "reach_rank" or any(one.rule == "reach_rank" for one in (self.strengths, *self.items.values())):
            msg = "reach_rank chỉ dùng cho domains và total: không có thứ hạng của từng tiêu chí"
            raise ValueError(msg)
        return self


#: Rule of an index for which the parameters say nothing.
DEFAULT_TARGETS = TargetSet(rule="above_last_year")
