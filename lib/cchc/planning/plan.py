"""The plan: its annexes and aims, and what is asked of them as a whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cchc.analysis.index_results import ScoredResults
from cchc.analysis.results import Results
from cchc.indices.scored import CAP_CODE
from cchc.indices_defined import Index
from cchc.plan_params import PlanParams
from cchc.planning.aims import Aim
from cchc.planning.annexes import Annex, format_deadline
from cchc.planning.items import SOURCE_CODES
from cchc.sources.issued_files import IssuedFile

#: What the standing agency needs to put the reports of all units together.
_TO_PUT_TOGETHER = dt.timedelta(days=3)


def day_of_unit_reports(params: PlanParams, year: int) -> dt.date:
    """Return the day before which units report, so that the report on the plan can be put together."""
    month, day = (int(part) for part in params.report_deadline.split("-"))
    return dt.date(year, month, min(day, 28)) - _TO_PUT_TOGETHER


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
    above : Plan or None
        The plan of the unit above, where this one carries out what that assigns to the unit.
    issued : IssuedFile or None
        Where it was stored when it was signed; None: built from what is known today.
    """

    results: Results
    plan_date: dt.date
    annexes: tuple[Annex, ...]
    last_day: dt.date
    aims: tuple[Aim, ...] = ()
    above: Plan | None = None
    issued: IssuedFile | None = None

    @property
    def ruling(self) -> Plan:
        """Plan whose rules gave the targets of the rows: that of the unit above where this one carries it out."""
        return self.above or self

    @property
    def subject_results(self) -> Results:
        """Results of the unit whose index the plan is to raise: the upper one where it contributes to that."""
        return self.results.upper or self.results

    @property
    def has_own_words(self) -> bool:
        """Whether the office has confirmed the words of the plan's tasks, causes included: signed, or its own list of tasks."""
        if self.issued is not None:
            return True
        tasks = self.results.inputs.tasks
        return tasks is not None and tasks.status == "office"

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

    @property
    def unit_report_day(self) -> dt.date:
        """Day before which units report their results, so that the standing agency can put them together."""
        inputs = self.results.inputs
        return min(max(day_of_unit_reports(inputs.params.plan, inputs.year), self.plan_date), self.last_day)

    def parts_of(self, annex: Annex) -> tuple[tuple[Index, str], ...]:
        """Return index and selection of every part of an annex, each once."""
        if self.above is not None:
            listed = {row.item.index for row in annex.items}
            found = (one for other in self.above.annexes for one in self.above.parts_of(other) if one[0].key in listed)
            return tuple(dict.fromkeys(found))
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
