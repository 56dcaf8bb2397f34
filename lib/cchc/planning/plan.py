"""The plan: which annexes it has and what they hold, from the results and the target rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.gaps import split_by_achievement
from cchc.analysis.results import Results
from cchc.errors import IssueRefusedError, ParameterError
from cchc.planning.annexes import Annex, build_annex, format_deadline
from cchc.planning.targets import Target, above_last_year, keep_maximum, minimum_increase
from cchc.planning.task_words import apply_words

SIPAS_MAXIMUM_PCT = 100.0


@dataclass(frozen=True)
class Plan:
    """An improvement plan.

    Attributes
    ----------
    results : Results
        What it answers to.
    plan_date : datetime.date
        Date as far as the parameters know it; unknown parts count as the first of June or of the month.
    annexes : tuple of Annex
        Only those for which data exist, in the order of the document.
    """

    results: Results
    plan_date: dt.date
    annexes: tuple[Annex, ...]

    def annex(self, annex_key: str) -> Annex | None:
        """Return an annex by its key, None if the plan has none."""
        return next((annex for annex in self.annexes if annex.annex_key == annex_key), None)

    def deadline(self, month_day: str) -> str:
        """Write a ``MM-DD`` of the parameters as a date of the plan's year."""
        return format_deadline(month_day, self.results.inputs.year)


def build_plan(results: Results) -> Plan:
    """Build the plan of one locality and year.

    Parameters
    ----------
    results : Results
        As returned by ``analysis.results.compute_results``.

    Returns
    -------
    Plan
        Annex 1 items at the maximum, to be kept; annex 2 items below it; annex 3 weak SIPAS items; annex 4 weak
        PAPI sub-dimensions; each only where data exist and where it has rows.
    """
    inputs = results.inputs
    letterhead = inputs.params.plan.letterhead
    try:
        plan_date = dt.date(inputs.year, letterhead.month or 6, letterhead.day or 1)
    except ValueError:
        raise ParameterError(
            f"Ngày {letterhead.day}/{letterhead.month or 6}/{inputs.year} trong plan.letterhead không có thật; hãy sửa day, month."
        ) from None
    annexes: list[Annex] = []

    def add(
        annex_key: str,
        items: pd.DataFrame,
        targets: list[Target],
        index: str,
        framework_id: str,
        unit: str,
        *,
        is_keep: bool = False,
    ) -> None:
        solutions = inputs.solutions[
            (inputs.solutions["index"] == index)
            & (inputs.solutions["framework_id"] == framework_id)
            & (inputs.solutions["option"] == "")
        ]
        if len(items):
            annexes.append(
                build_annex(
                    annex_key,
                    items,
                    targets,
                    solutions,
                    inputs.agencies,
                    plan_date=plan_date,
                    unit=unit,
                    is_keep=is_keep,
                )
            )

    if results.par is not None and results.sheet is not None:
        names = results.par["name_vi"]
        full, below = split_by_achievement(results.par.assign(group_vi=results.par["domain_code"].map(names)))
        framework_id = results.sheet.framework.framework_id
        add(
            "par_keep",
            full,
            [keep_maximum(value) for value in full["max_score"]],
            "par_index",
            framework_id,
            "điểm",
            is_keep=True,
        )
        add(
            "par_improve",
            below,
            [
                keep_maximum(0.0) if role == "penalty" else above_last_year(value)
                for value, role in zip(below["score"], below["role"], strict=True)
            ],
            "par_index",
            framework_id,
            "điểm",
        )
    if results.sipas is not None and results.sipas_weak is not None and inputs.survey is not None:
        rule = inputs.params.targets.sipas
        weak = results.sipas_weak
        items = weak.assign(
            group_vi=[results.sipas.at[code, "name_vi"] for code in weak["parent_code"]],
            max_score=SIPAS_MAXIMUM_PCT,
            score=weak["value_pct"],
            lost_score=SIPAS_MAXIMUM_PCT - weak["value_pct"],
        )
        targets = [minimum_increase(value, SIPAS_MAXIMUM_PCT, rule.amount, rule.unit) for value in items["score"]]
        add("sipas", items, targets, "sipas", inputs.survey.framework.framework_id, "%")
    if results.papi is not None and results.papi_weak is not None:
        rule = inputs.params.targets.papi
        weak = results.papi_weak.assign(
            group_vi=[results.papi.at[code, "name_vi"] for code in results.papi_weak["parent_code"]]
        )
        targets = [
            minimum_increase(score, maximum, rule.amount, rule.unit)
            for score, maximum in zip(weak["score"], weak["max_score"], strict=True)
        ]
        add("papi", weak, targets, "papi", "papi", "điểm")
    annexes = list(apply_words(annexes, inputs.tasks))
    missing = [code for annex in annexes for code in annex.without_solution]
    if inputs.is_issue and missing:
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1): chưa có giải pháp, cơ quan chủ trì và thời hạn cho {', '.join(missing)};"
            " hãy bổ sung vào data/solutions/catalogue.csv."
        )
    return Plan(results, plan_date, tuple(annexes))
