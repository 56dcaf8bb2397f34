"""What became of last year's plan: its tasks, and its targets against this year's results."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cchc.analysis.results import Results
from cchc.columns import col
from cchc.plan_params import StatedPlan
from cchc.planning.judgements import (
    MET,
    MISSED,
    NOT_MEASURABLE,
    OUTCOMES,
    Condition,
    Judgement,
    count_by_group,
    count_outcomes,
    count_reasons,
    missed,
)
from cchc.planning.last_plan import LastPlan, judge_stated, look_back
from cchc.provenance import STATUSES
from cchc.reporting.blocks import Block, Group, Heading, Table
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import sheet_note, status_note, survey_note, uncapitalise
from cchc.reporting.sections.plan_words import short_number
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table
from cchc.sources.tasks import TASK_STATUSES


def last_plan(results: Results) -> Group:
    """Tell what became of the plan of the year before; nothing where its list of tasks is not there."""
    last = look_back(results)
    if last is None:
        return Group(())
    blocks: list[Block] = [Heading(2, "Kế hoạch năm trước đã đạt đến đâu")]
    blocks += paragraph(last_plan_sentence(results), "lead")
    if last.judgements:
        note = " ".join(dict.fromkeys(_notes(results, last)))
        blocks.append(_counts(results, last, note))
        if found := missed(last.judgements):
            caption = sentence("missed_caption", last.year)
            blocks.append(judgement_table(found, caption=caption, note=note, sheet="Mục tiêu không đạt"))
    return Group(tuple(blocks))


def last_plan_sentence(results: Results) -> str:
    """Say in one breath what became of the plan of the year before; empty where its list of tasks is not there."""
    last = look_back(results)
    return "" if last is None else f"{_task_sentence(last)} {outcome_sentence(last.judgements, last.year)}".strip()


def _task_sentence(last: LastPlan) -> str:
    told = {TASK_STATUSES[status]: n for status, n in last.statuses.items() if n}
    return sentence("tasks_of_plan", last.year, last.n_tasks, told)


def outcome_sentence(judgements: Sequence[Judgement], year: int) -> str:
    """Say how many targets were met, missed, and not measurable with the reasons; empty without targets."""
    if not judgements:
        return ""
    counts = count_outcomes(judgements)
    told = [(uncapitalise(reason), n) for reason, n in count_reasons(judgements).items()]
    return sentence("outcome", year, len(judgements), counts[MET], counts[MISSED], counts[NOT_MEASURABLE], told)


def condition_text(condition: Condition, unit: str) -> str:
    """Write one condition.

    Examples
    --------
    >>> condition_text(Condition("increase", 1.0), "điểm"), condition_text(Condition("keep_rank"), "điểm")
    ('tăng ít nhất 1,00 điểm', 'giữ thứ hạng')
    >>> condition_text(Condition("above_score", 0.5), "điểm"), condition_text(Condition("reach_rank", 5), "điểm")
    ('> 0,50', 'hạng 5 trở lên')
    """
    amount = format_number(condition.wanted)
    return {
        "increase": f"tăng ít nhất {amount} {unit}",
        "keep_points": "giữ điểm",
        "keep_rank": "giữ thứ hạng",
        "reach_score": amount,
        "above_score": f"> {amount}",
        "reach_rank": f"hạng {format_number(condition.wanted, 0)} trở lên",
        "reach_pct": f"{amount}%",
    }[condition.rule]


def missed_targets(results: Results, stated: StatedPlan) -> list[dict[str, str]]:
    """Return the missed targets that the parameters state: ``name``, ``target``, ``result``, each as text."""
    return [
        {
            "name": one.record.name_vi,
            "target": " và ".join(_stated_text(part) for part in one.record.conditions),
            "result": _result_text(one),
        }
        for one in missed(judge_stated(results, stated))
    ]


def _stated_text(condition: Condition) -> str:
    amount = short_number(condition.wanted, 2)
    return {
        "increase": f"tăng {amount} điểm",
        "keep_points": "giữ điểm số",
        "keep_rank": "giữ thứ hạng",
        "reach_rank": f"xếp thứ {amount}",
    }.get(condition.rule, f"đạt {amount} điểm")


def _result_text(one: Judgement) -> str:
    told = []
    asked = {condition.rule for condition in one.record.conditions}
    if "reach_score" in asked and one.result.score is not None:
        told.append(f"{short_number(one.result.score, 2)} điểm")
    if "reach_rank" in asked and one.result.rank is not None:
        told.append(f"xếp thứ {one.result.rank}")
    if one.score_change is not None:
        told.append(f"{'tăng' if one.score_change >= 0 else 'giảm'} {short_number(abs(one.score_change), 2)} điểm")
    if one.rank_change is not None:
        told.append(f"{'tăng' if one.rank_change >= 0 else 'giảm'} {abs(one.rank_change)} bậc")
    return " và ".join(told) or "không đạt"


def judgement_table(judgements: Sequence[Judgement], *, caption: str, note: str = "", sheet: str = "") -> Table:
    """List targets with their results; columns for scores and ranks only where something is known.

    Parameters
    ----------
    judgements : sequence of Judgement
        As returned by ``judge_targets``.
    caption, note, sheet : str
        See ``make_table``.

    Returns
    -------
    Table
        A row per target, in the given order.
    """
    rows = pd.DataFrame(
        {
            "name_vi": one.record.name_vi,
            "target_vi": "; ".join(condition_text(part, one.record.unit) for part in one.record.conditions),
            "before": one.record.before_score,
            "score": one.result.score,
            "change": one.score_change,
            "rank_change": one.rank_change,
            "outcome_vi": OUTCOMES[one.outcome] + (f": {one.reason_vi}" if one.reason_vi else ""),
        }
        for one in judgements
    )
    every = (
        col("name_vi"),
        col("target_vi", kind="text"),
        col("before"),
        col("score:result"),
        col("change:plain"),
        col("rank_change"),
        col("outcome_vi"),
    )
    optional = {"before", "score", "change", "rank_change"}
    columns = tuple(one for one in every if one.key not in optional or rows[one.key].notna().any())
    return make_table(rows, columns, caption=caption, note=note, sheet=sheet)


def _counts(results: Results, last: LastPlan, note: str) -> Table:
    """Count the targets of each index by outcome."""
    names = {one.prefix: one.name_vi for one in results.inputs.indices.all}
    rows = count_by_group(last.judgements, names).rename(columns={"group_vi": "index_vi"})
    columns = (
        col("index_vi"),
        col("n:aims"),
        *(col(outcome) for outcome in OUTCOMES),
    )
    total = {"index_vi": "Cộng", "n": len(last.judgements), **count_outcomes(last.judgements)}
    caption = sentence("targets_caption", last.year)
    return make_table(rows, columns, caption=caption, note=note, sheet="Mục tiêu năm trước", total=total)


def _notes(results: Results, last: LastPlan) -> list[str]:
    """Say whose figures both sides are; one illustrative side makes the comparison illustrative."""
    is_illustrative = last.status == "illustrative"
    notes = [status_note("illustrative") if is_illustrative else f"Danh mục nhiệm vụ: {STATUSES[last.status]}."]
    notes += [f"Mục tiêu theo {last.issued_vi}."] if last.issued_vi else []
    notes += [sheet_note(one.sheet) for one in results.all_scored if one.table is not None and one.sheet is not None]
    notes += [survey_note(one) for one in results.all_surveyed if one.table is not None]
    return notes
