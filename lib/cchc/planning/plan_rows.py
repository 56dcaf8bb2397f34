"""A row of a plan: the item, the rule of its target, the target, and the task."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cchc.agencies import within_list
from cchc.errors import ParameterError
from cchc.planning.targets import Target, apply_rule, propose
from cchc.slots import Slot
from cchc.target_params import WITHOUT_BASE, TargetRule, TargetSet

#: Marks the office's own tasks: their key is not that of an item.
OWN_PREFIX = "THEM-"
#: Ends ``framework_id`` of a source of points.
SOURCES = "_sources"
_NEVER_BELOW_ZERO = TargetRule(rule="keep_maximum")


@dataclass(frozen=True)
class PartValue:
    """What an old unit reached on an item, under its own name.

    Attributes
    ----------
    unit_vi : str
        Its name.
    score : float or None
        Its value [unit of the item]; None where it is not known.
    rank, n_ranked : int or None
        Its rank, and among how many.
    is_strength : bool or None
        As of an item.
    """

    unit_vi: str
    score: float | None = None
    rank: int | None = None
    n_ranked: int | None = None
    is_strength: bool | None = None


@dataclass(frozen=True)
class Item:
    """What a plan is to improve or to keep: a criterion, a question, a part, a source of points, a domain.

    Attributes
    ----------
    task_key : str
        Prefix of the index and code: ``PAR-1.2.1``.
    index, code, name_vi, framework_id : str
        Key of the index; code and name within its edition; under which the catalogue of solutions knows it.
    group_vi, domain_code : str
        Heading under which it stands, and the domain to which its points belong; empty where there is none.
    unit : str
        ``điểm`` or ``%``.
    max_score, best : float or None
        The scale's maximum, and its best value: the maximum, or where less is better the minimum.
    is_lower_better : bool
        Whether less is better.
    score, lost_score, pct : float or None
        Last year's value and what is missing to the maximum [unit], and its share of that [0-100]; unrounded. None
        where it is not known.
    rank, n_ranked : int or None
        Rank, 1 = best, and among how many.
    is_full : bool
        Whether it has reached the maximum.
    is_strength : bool or None
        None where it cannot be told.
    is_penalty : bool
        Whether points are taken off here.
    reachable : tuple of float
        The values that its scoring rule can give, ascending; empty where it gives any, or is not known.
    within_year : float or None
        How much of what is missing a year can regain [unit]; None where nothing limits it.
    parts : tuple of PartValue
        Of a merged unit without results of its own: what each old unit reached. ``score`` and ``rank`` are then None.
    decimals : int
        Digits with which its values are announced.
    """

    task_key: str
    index: str
    code: str
    name_vi: str
    group_vi: str = ""
    domain_code: str = ""
    framework_id: str = ""
    unit: str = "điểm"
    max_score: float | None = None
    best: float | None = None
    is_lower_better: bool = False
    score: float | None = None
    lost_score: float | None = None
    pct: float | None = None
    rank: int | None = None
    n_ranked: int | None = None
    is_full: bool = False
    is_strength: bool | None = None
    is_penalty: bool = False
    reachable: tuple[float, ...] = ()
    within_year: float | None = None
    parts: tuple[PartValue, ...] = ()
    decimals: int = 2

    @property
    def is_source(self) -> bool:
        """Whether it is a source of points: those count the points of the criteria a second time."""
        return self.framework_id.endswith(SOURCES)

    @property
    def best_part(self) -> PartValue | None:
        """Old unit with the best value, the first of equals; None where none is known."""
        known = [(one.score, one) for one in self.parts if one.score is not None]
        sign = -1 if self.is_lower_better else 1
        return max(known, key=lambda pair: pair[0] * sign)[1] if known else None


@dataclass(frozen=True)
class Task:
    """What is to be done about an item, by whom and when; None and empty texts are blank cells.

    Attributes
    ----------
    cause_vi, task_vi, output_vi : str or None
        Cause, task and product.
    lead_key, lead_vi, cooperating_vi : str or None
        Key of the first lead agency that the register knows; names as printed.
    deadline : str or None
        ISO date or a key of ``deadlines.STANDING``; None where nobody is to do it.
    deadline_vi : str or None
        As printed.
    milestones : tuple of datetime.date
        Days on which a result is due; one where the deadline is a day.
    slots : tuple of Slot
        Figures in the words of task and product, with what the office has fixed.
    templates : tuple of (str or None, str or None)
        Task and product with their slots; what is printed follows from them. Empty until the plan is finished.
    effort_days : float or None
        Estimate of the catalogue [person-days]; None where there is none, or the item is only kept.
    person_vi, deputy_vi : str or None
        Who answers for it, and the deputy head responsible for the domain; only an office names them.
    budget, budget_source_vi : float, str or None
        Money that it takes [million dong], and from where.
    questions_vi : str
        What the office is asked to examine, from the catalogue; of items that are kept none.
    """

    cause_vi: str | None = None
    task_vi: str | None = None
    lead_key: str | None = None
    lead_vi: str | None = None
    cooperating_vi: str | None = None
    deadline: str | None = None
    deadline_vi: str | None = None
    output_vi: str | None = None
    milestones: tuple[dt.date, ...] = ()
    slots: tuple[Slot, ...] = ()
    templates: tuple[str | None, str | None] | None = None
    effort_days: float | None = None
    person_vi: str | None = None
    deputy_vi: str | None = None
    budget: float | None = None
    budget_source_vi: str | None = None
    questions_vi: str = ""

    @property
    def responsible_vi(self) -> str | None:
        """Lead and co-operating agencies in one cell; None where nothing was ever said of them."""
        if not self.lead_vi:
            return self.lead_vi if self.lead_vi is None and self.cooperating_vi is None else ""
        return f"{self.lead_vi} chủ trì" + (
            f"; phối hợp: {within_list(self.cooperating_vi)}" if self.cooperating_vi else ""
        )


@dataclass(frozen=True)
class PlanRow:
    """A row of an annex.

    Attributes
    ----------
    item : Item
        What it is about.
    rule : TargetRule or None
        From which the target follows, chosen once; None for the office's own tasks, which have none.
    target : Target
        What is to be reached [unit of the item].
    task : Task
        What is to be done; blank where nobody has said it yet.
    is_kept : bool
        Whether the task is to keep what was reached.
    is_own_target : bool
        Whether the office has set the target itself, in the place of the rule's.
    """

    item: Item
    rule: TargetRule | None
    target: Target
    task: Task = Task()
    is_kept: bool = False
    is_own_target: bool = False

    @property
    def is_added(self) -> bool:
        """Whether it is the office's own task and no item."""
        return is_added(self.item.task_key)

    @property
    def expected_score(self) -> float | None:
        """What the value to work for adds to last year's [unit]; None where a rule keeps that, or it is not known."""
        aim, score = self.target.aim, self.item.score
        is_kept = self.is_kept and not self.is_own_target
        return None if aim is None or score is None or is_kept else aim - score

    @property
    def falls(self) -> float:
        """How far the target lies on the worse side of last year's value [unit]; 0 where it does not, or nobody knows."""
        value, score = self.target.value, self.item.score
        if value is None or score is None:
            return 0.0
        return max(value - score if self.item.is_lower_better else score - value, 0.0)


def is_added(task_key: str) -> bool:
    """Tell whether a task is the office's own: its key is not that of an item."""
    return task_key.upper().startswith(OWN_PREFIX)


def choose_target(item: Item, rules: TargetSet) -> PlanRow:
    """Return the row of an item with its rule and target, without a task.

    Parameters
    ----------
    item : Item
        As selected.
    rules : TargetSet
        Rules of its index.

    Returns
    -------
    PlanRow
        An item's own rule comes first; a penalty is to be avoided; an item at its maximum keeps it; other strengths
        and weaknesses follow their rules.

    Raises
    ------
    ParameterError
        If a rule follows from last year's value, and the unit has none of its own but only those of its old units.
    """
    own = rules.items.get(item.code)
    is_kept = own is None and (item.is_full or item.is_strength is True)
    if own is None and item.is_penalty:
        return PlanRow(item, _NEVER_BELOW_ZERO, apply_rule(_NEVER_BELOW_ZERO, None, 0.0))
    if item.parts:
        return _of_parts(item, own or rules)
    rule = _NEVER_BELOW_ZERO if own is None and item.is_full else own or (rules.strengths if is_kept else rules)
    target = apply_rule(rule, item.score, item.best, is_lower_better=item.is_lower_better, scale=item.max_score)
    limits = [one for one in (rules.minimum_step, item.within_year) if one is not None]
    step = None if rules.minimum_step is None else min(limits)
    return PlanRow(item, rule, propose(target, item.best, item.reachable, step), is_kept=is_kept)


def _of_parts(item: Item, rule: TargetRule) -> PlanRow:
    """Return the row of an item of which only what old units reached is known."""
    if rule.rule not in WITHOUT_BASE:
        raise ParameterError(
            f"targets.{item.index}: quy tắc {rule.rule} cần kết quả năm trước của chính đơn vị, mà đơn vị mới hợp nhất chưa có trong"
            f" dữ liệu của chương trình; dùng một trong các quy tắc: {', '.join(WITHOUT_BASE)}."
        )
    best = item.best_part
    base = None if best is None or rule.rule != "best_part" else best.score
    return PlanRow(
        item, rule, apply_rule(rule, base, item.best, is_lower_better=item.is_lower_better, scale=item.max_score)
    )


def set_target(row: PlanRow, value: float | None, *, is_above: bool) -> PlanRow:
    """Return a row with the target that the office has set; None: the office sets none."""
    item = row.item
    target = Target(value, is_above=is_above and value is not None, is_lower_better=item.is_lower_better)
    return dataclasses.replace(row, target=propose(target, item.best, item.reachable), is_own_target=True)


def has_three_decimals(scores: Iterable[float | None]) -> bool:
    """Tell scores that were given with three decimals from those of two, and from computed ones.

    Examples
    --------
    >>> has_three_decimals([14.0, 14.591]), has_three_decimals([0.75, None]), has_three_decimals([1 / 3])
    (True, False, False)
    """
    known = [score for score in scores if score is not None]
    is_short = all(abs(round(score, 3) - score) < _TINY for score in known)
    return is_short and any(abs(round(score, 2) - score) > _TINY for score in known)


_TINY = 1e-9
