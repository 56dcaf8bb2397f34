"""The plan: which annexes it has and what they hold, from the results and the parameters."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cchc.analysis.index_results import ScoredResults
from cchc.analysis.results import Results
from cchc.errors import ParameterError
from cchc.indices.scored import CAP_CODE
from cchc.indices_defined import Index
from cchc.planning.aims import Aim, build_aims
from cchc.planning.annexes import Annex, build_annex, format_deadline
from cchc.planning.areas import select_part
from cchc.planning.items import SOURCE_CODES
from cchc.planning.plan_rows import Item
from cchc.planning.task_words import apply_words
from cchc.target_params import TargetSet


@dataclass(frozen=True, eq=False)
class Plan:
    """An improvement plan.

    Attributes
    ----------
    results : Results
        What it answers to.
    plan_date : datetime.date
        Date as far as the parameters know it; unknown parts count as the first of June or of the month.
    annexes : tuple of Annex
        Only those for which data exist, in the order of the parameters.
    last_day : datetime.date
        Last day of the plan's year on which the unit acts: no deadline lies behind it.
    aims : tuple of Aim
        Targets of whole indices and domains.
    """

    results: Results
    plan_date: dt.date
    annexes: tuple[Annex, ...]
    last_day: dt.date
    aims: tuple[Aim, ...] = ()

    @property
    def subject_results(self) -> Results:
        """Results of the unit whose index the plan is to raise: the upper one where it contributes to that."""
        return self.results.upper or self.results

    @property
    def told_results(self) -> tuple[Results, ...]:
        """Results that the annexes list: those of ``subject_results``, or of its old units where it has none of its own."""
        subject = self.subject_results
        return subject.parts if subject.inputs.rests_on_parts else (subject,)

    def annex(self, annex_key: str) -> Annex | None:
        """Return an annex by its key, None if the plan has none."""
        return next((annex for annex in self.annexes if annex.annex_key == annex_key), None)

    @property
    def first_day(self) -> dt.date:
        """First day on which units below have to act: when their own plans are due, not before the plan's date."""
        month, day = (int(part) for part in self.results.inputs.params.plan.unit_plan_deadline.split("-"))
        return max(self.plan_date, min(dt.date(self.results.inputs.year, month, min(day, 28)), self.last_day))

    def parts_of(self, annex: Annex) -> tuple[tuple[Index, str], ...]:
        """Return index and selection of every part of an annex, each once."""
        split = (self.results.inputs.indices.split(part.items) for part in annex.params.parts)
        return tuple(dict.fromkeys(one for one in split if one is not None))

    def main_loss(self, annex: Annex) -> tuple[int, float | None]:
        """Add up what was lost on the items of an annex's first index.

        Parameters
        ----------
        annex : Annex
            Of this plan.

        Returns
        -------
        (int, float or None)
            Number of items, without the sources of points, which tell the points of domains again; points lost, less
            the penalty points that the cap does not take. None where a part is not known.
        """
        parts = self.parts_of(annex)
        main = parts[0][0].key if parts else ""
        counted = [
            row.item.lost_score
            for row in annex.items
            if row.item.index == main and row.item.code not in SOURCE_CODES.values()
        ]
        known = [one for one in counted if one is not None]
        beyond_cap = sum(
            max(float(own.table["score"].get(CAP_CODE, 0.0)), 0.0)
            for index, which in parts
            if which in {"below", "all"}
            and isinstance(own := self.subject_results.of.get(index.key), ScoredResults)
            and own.table is not None
        )
        return len(counted), sum(known) - beyond_cap if len(known) == len(counted) else None

    def deadline(self, month_day: str) -> str:
        """Write a ``MM-DD`` of the parameters as a date of the plan's year, not behind the unit's last day."""
        return format_deadline(month_day, self.results.inputs.year, self.last_day)


def build_plan(results: Results) -> Plan:
    """Build the plan of one unit and year.

    Parameters
    ----------
    results : Results
        As returned by ``analysis.results.compute_results``.

    Returns
    -------
    Plan
        The annexes that the parameters name, each only where it has rows.

    Raises
    ------
    ParameterError
        If the plan's date does not exist, a rule names an item that the plan does not have, or an item would stand
        in two annexes.
    """
    inputs = results.inputs
    subject = results.upper or results
    plan_date = _plan_date(results)
    # a plan dated after the unit's end is that of its successor
    last_day = inputs.last_day if plan_date <= inputs.last_day else dt.date(inputs.year, 12, 31)
    solutions = inputs.solutions[inputs.solutions["option"] == ""]
    rules = inputs.params.targets_of
    annexes = []
    for params in inputs.params.plan.annexes:
        items: list[tuple[Item, ...]] = []
        for part in params.parts:
            items.append(select_part(results, subject, part.items, items))
        if any(items):
            is_own = subject is results
            annexes.append(
                build_annex(
                    params,
                    items,
                    rules,
                    solutions,
                    inputs.agencies,
                    plan_date=plan_date,
                    is_own=is_own,
                    last_day=last_day,
                    areas=inputs.areas,
                )
            )
    _refuse_repeated(annexes)
    # an illustrative list only tells how a plan is followed: its words are those of this plan
    words = inputs.tasks if inputs.tasks is not None and inputs.tasks.status == "office" else None
    annexes = list(apply_words(annexes, words, inputs.agencies, plan_date=plan_date, unit=inputs.unit.name_full_vi))
    aims = build_aims(subject, inputs.params.targets)
    _refuse_unknown_codes(annexes, aims, inputs.params.targets)
    return Plan(results, plan_date, tuple(annexes), last_day, aims)


def _plan_date(results: Results) -> dt.date:
    letterhead, year = results.inputs.params.plan.letterhead, results.inputs.year
    try:
        return letterhead.date_in(year)
    except ValueError:
        raise ParameterError(
            f"Ngày {letterhead.day}/{letterhead.month or 6}/{year} trong plan.letterhead không có thật; hãy sửa day, month."
        ) from None


def _refuse_repeated(annexes: list[Annex]) -> None:
    keys = Counter(row.item.task_key for annex in annexes for row in annex.rows)
    twice = [key for key, count in keys.items() if count > 1]
    if twice:
        raise ParameterError(
            f"Các mục {', '.join(twice[:5])} nằm trong hai phụ lục; mỗi mục chỉ một nơi, hãy sửa plan.annexes."
        )


def _refuse_unknown_codes(annexes: list[Annex], aims: tuple[Aim, ...], rules: Mapping[str, TargetSet]) -> None:
    """Refuse rules for items or domains that are not there: a misspelt code would silently change nothing."""
    known = {(row.item.index, row.item.code) for annex in annexes for row in annex.rows}
    wrong = [
        f"targets.{index}.items.{code}"
        for index, own in rules.items()
        for code in own.items
        if (index, code) not in known
    ]
    wrong += [f"targets.{one.index}.domains.{one.code}" for one in aims if one.code != "total" and not one.name_vi]
    if wrong:
        raise ParameterError(
            f"Quy tắc mục tiêu {', '.join(wrong)} trỏ tới mã không có trong các phụ lục, lĩnh vực của kế hoạch; hãy sửa mã."
        )
