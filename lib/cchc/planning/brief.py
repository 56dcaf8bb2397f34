"""What a report comes to on one page: how the unit stands, where it is weak and strong, what is asked of whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from cchc.analysis.answers import Search, search_cheapest
from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.results import Results
from cchc.analysis.stands import PartStands, Stand, field_parts, lost_parts, stand_of
from cchc.indices.headlines import Headline
from cchc.indices_defined import Index
from cchc.planning.annexes import Annex
from cchc.planning.cheapest_tasks import closed_tasks, open_tasks
from cchc.planning.items import common_strengths, select_items
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import Item, PlanRow

N_LISTED = 5
N_ASKED = 6


@dataclass(frozen=True)
class Asked:
    """A task that the brief asks for.

    Attributes
    ----------
    annex, row : Annex, PlanRow
        Where it stands in the plan.
    gain : float or None
        Points that it can bring back; None where nobody can say.
    """

    annex: Annex
    row: PlanRow
    gain: float | None


@dataclass(frozen=True, eq=False)
class Brief:
    """A report on one page.

    Attributes
    ----------
    plan : Plan
        Whose report.
    told : tuple of Results
        Of whom results are told: the unit, the unit above that it contributes to, or its old units.
    weakest, strongest : tuple of Item
        At most ``N_LISTED``, of every index in turn; of old units what is weak in most of them, or strong in all.
    n_weak : int
        How many are weak.
    asked : tuple of Asked
        What is asked first, at most ``N_ASKED``: the cheapest way's tasks in its order where one is known, else what lost most.
    n_tasks : int
        Tasks of the whole plan that somebody leads.
    search : Search or None
        The cheapest way behind ``asked``; None where none is known, or nothing of it is left to be done.
    scored : ScoredResults or None
        The index of points of which the loss is told.
    chosen : dict of str to float
        ``open_tasks`` of ``scored``: what ``search`` chose and is still to be done.
    """

    plan: Plan
    told: tuple[Results, ...]
    weakest: tuple[Item, ...]
    strongest: tuple[Item, ...]
    n_weak: int
    asked: tuple[Asked, ...]
    n_tasks: int
    search: Search | None
    scored: ScoredResults | None
    chosen: dict[str, float]

    @property
    def stands(self) -> tuple[Stand, ...]:
        """Every index whose values are announced for such units, or of which a value is known, unit by unit."""
        return tuple(
            stand_of(one, own)
            for one in self.told
            for own in one.of.values()
            if own.is_announced or (isinstance(own, ScoredResults) and own.table is not None)
        )

    @property
    def shown_stands(self) -> tuple[Stand, ...]:
        """``stands``; of several units only indices of which one of them is known."""
        known = {one.own.index.key for one in self.stands if one.value is not None or one.own.headline.is_known}
        return tuple(one for one in self.stands if one.own.index.key in known or len(self.told) == 1)

    @property
    def ranked(self) -> list[tuple[Index, Headline]]:
        """The ranked indices of one unit, the last place first."""
        found = [one.own for one in self.stands if one.is_good is not None and len(self.told) == 1]
        placed = [(own.index, own.headline) for own in found]
        return sorted(placed, key=lambda pair: -(pair[1].rank or 0) / (pair[1].n_ranked or 1))

    @property
    def unknown(self) -> tuple[Stand, ...]:
        """Indices of which nothing was announced, as far as is known."""
        return tuple(
            one for one in self.stands if one.own.is_announced and not one.own.headline.is_known and one.value is None
        )

    @property
    def without_details(self) -> tuple[IndexResults, ...]:
        """Indices of one unit of which no score sheet, or no survey, is known."""
        return tuple(
            one.own
            for one in self.stands
            if len(self.told) == 1
            and (
                (isinstance(one.own, ScoredResults) and one.own.sheet is None)
                or (isinstance(one.own, SurveyedResults) and one.own.survey is None)
            )
        )

    @property
    def has_unannounced(self) -> bool:
        """Whether a value shown is that of a score sheet, and was not announced."""
        return any(one.value is not None and one.own.headline.value is None for one in self.stands)

    @property
    def shown_gain(self) -> float | None:
        """Points that the tasks shown can bring back; None where nobody can say."""
        known = [one.gain for one in self.asked if one.gain is not None]
        return sum(known) if known else None

    @property
    def partly_known(self) -> tuple[Stand, ...]:
        """Indices with announced ranks of which not every unit's value is known, each once."""
        found = {
            one.own.index.key: one
            for one in self.stands
            if one.own.index.ranks == "announced" and one.own.headline.is_known and one.own.headline.median is None
        }
        return tuple(found.values())

    @property
    def lost_parts(self) -> PartStands | None:
        """The domains of the index of points; None where its sheet is not known."""
        lost = None if self.scored is None else self.scored.lost_points
        return None if lost is None else lost_parts(lost)

    @property
    def field_parts(self) -> PartStands | None:
        """The parts of the published index against the field; None where that is not known."""
        return None if self.compared is None else field_parts(self.compared)

    @property
    def n_more(self) -> int:
        """Tasks of the plan that are not among those asked for."""
        return self.n_tasks - len(self.asked)

    @property
    def compared(self) -> PublishedResults | None:
        """The first published index in which the unit stands among all others; of one unit only."""
        found = self.told[0].all_compared if len(self.told) == 1 else ()
        return next((one for one in found if one.table is not None), None)

    @property
    def asked_gain(self) -> float | None:
        """Points that the tasks of the cheapest way that are still to be done can bring back together; None without one."""
        return None if self.search is None else sum(self.chosen.values())

    @property
    def n_chosen(self) -> int:
        """Tasks of the cheapest way that are still to be done; 0 without one."""
        return len(self.chosen)

    @property
    def effort_days(self) -> float:
        """Person-days of these tasks."""
        if self.search is None or self.scored is None:
            return 0.0
        days = self.search.choice.chosen
        keys = [f"{self.scored.index.prefix}-{code}" for code in days["code"]]
        return float(sum(day for key, day in zip(keys, days["effort_days"], strict=True) if key in self.chosen))


def build_brief(plan: Plan) -> Brief:
    """Gather what is told on one page.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.

    Returns
    -------
    Brief
        By the same judgements as analysis and plan.
    """
    told = plan.told_results
    weak, strong = _listed(plan, is_strength=False), _listed(plan, is_strength=True)
    scored = next((one for one in told[0].all_scored if one.lost_points is not None), None) if len(told) == 1 else None
    search = None if scored is None or plan.results is not told[0] else search_cheapest(scored)
    rows = [(annex, row) for annex in plan.annexes for row in annex.rows if row.task.lead_vi]
    chosen = {} if scored is None or search is None else open_tasks(plan, scored, search)
    search = search if chosen else None
    places = {key: place for place, key in enumerate(chosen)}
    found = [(annex, row) for annex, row in rows if row.item.task_key in chosen]
    asked = tuple(
        Asked(annex, row, chosen[row.item.task_key])
        for annex, row in sorted(found, key=lambda pair: places[pair[1].item.task_key])
    )
    return Brief(
        plan=plan,
        told=told,
        weakest=weak[:N_LISTED],
        strongest=strong[:N_LISTED],
        n_weak=len(weak),
        asked=(asked or tuple(_most_lost(plan)))[:N_ASKED],
        n_tasks=len(rows),
        search=search,
        scored=scored,
        chosen=chosen,
    )


def _most_lost(plan: Plan) -> Iterable[Asked]:
    """Return what lost most, index by index in turn; where nothing is known of losses, the rows that the unit leads.

    What the office reports as done, or not to be done, is not asked for again.
    """
    closed = closed_tasks(plan)
    own = [annex for annex in plan.annexes if not annex.is_shared]

    def asked(annex: Annex, rows: Iterable[PlanRow]) -> list[Asked]:
        wanted = (row for row in rows if row.task.lead_vi and not row.is_kept and row.item.task_key not in closed)
        return [Asked(annex, row, None) for row in wanted]

    lost, others = [asked(one, one.most_lost) for one in own], [asked(one, one.rows) for one in own]
    seen: set[int] = set()
    for one in chain(in_turn(lost), in_turn(others)):
        if id(one.row) not in seen:
            seen.add(id(one.row))
            yield one


def _listed(plan: Plan, *, is_strength: bool) -> tuple[Item, ...]:
    told, subject = plan.told_results, plan.subject_results
    if subject.inputs.rests_on_parts:
        found = (
            common_strengths(subject, index) if is_strength else select_items(subject, f"{index.short}_common")
            for index in (own.index for own in told[0].of.values())
        )
        return tuple(in_turn(sorted(one, key=_mean_place, reverse=not is_strength) for one in found))
    lists = []
    for own in told[0].of.values():
        items = [
            one
            for one in select_items(told[0], f"{own.index.short}_all")
            if one.is_strength is is_strength and not one.is_penalty
        ]
        lists.append(sorted(items, key=_order(own, is_strength=is_strength)))
    return tuple(in_turn(lists))


def _mean_place(item: Item) -> float:
    """Return the mean place of the old units on an item [0 = first, 1 = last]; the middle where none is known."""
    places = [one.rank / one.n_ranked for one in item.parts if one.rank is not None and one.n_ranked]
    return sum(places) / len(places) if places else 0.5


def _order(own: IndexResults, *, is_strength: bool) -> Callable[[Item], Any]:
    """Return what sorts the items of an index, the most telling first."""
    sign = 1 if is_strength else -1
    if isinstance(own, PublishedResults) and own.table is not None and own.table["gap_to_median"].notna().any():
        gaps = own.table["gap_to_median"] * own.index.sign
        return lambda one: -sign * float(gaps[one.code])
    if isinstance(own, ScoredResults) and own.table is not None:
        return lambda one: -(one.max_score or 0.0) if is_strength else -(one.lost_score or 0.0)
    return lambda one: (sign * (one.rank or 0), -sign * (one.pct if one.pct is not None else one.score or 0.0))


def in_turn(lists: Iterable[Iterable[Any]]) -> Iterable[Any]:
    """Take the first of every list, then the second of every list.

    Examples
    --------
    >>> list(in_turn([[1, 2, 3], [], [4]]))
    [1, 4, 2, 3]
    """
    nothing = object()
    return (one for round_ in zip_longest(*lists, fillvalue=nothing) for one in round_ if one is not nothing)
