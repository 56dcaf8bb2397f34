"""What became of the plan of the year before: its tasks by status, its targets by this year's results."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.edition_changes import compare_editions
from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.results import Results
from cchc.frameworks import official_code
from cchc.indices_defined import TOTAL_CODE
from cchc.plan_params import LastTarget, StatedPlan
from cchc.planning.issued import read_stored
from cchc.planning.judgements import Condition, ItemResult, Judgement, TargetRecord, judge_targets
from cchc.planning.plan_rows import is_added
from cchc.sources.issued_files import IssuedFile
from cchc.sources.tasks import TASK_STATUSES

#: The form writes "> 0,7449" for 0.744875: such a target is last year's own score.
_SAME_SCORE = 5.1e-5
_NO_SHEET = "cần bảng chấm điểm năm nay để đối chiếu"
_NO_SURVEY = "cần phiếu khảo sát năm nay để đối chiếu"
_NO_VALUE = "cần kết quả {} năm nay để đối chiếu"
_OTHER_EDITION = "bộ tiêu chí đã khác"
_OTHER_MAXIMUM = "điểm tối đa đã khác"
_OTHER_METHOD = "cách đo đã khác"
_NO_ITEM = "không còn nội dung này"
_NO_FIGURE = "cần số liệu năm nay để đối chiếu"
_NOT_YET = "dữ liệu của chương trình chưa có kết quả năm {}"
_NO_TARGET = "ô Mục tiêu để trống"
_NO_COLUMN = "tệp không có cột Mục tiêu"


@dataclass(frozen=True)
class LastPlan:
    """The plan of the year before and its outcome.

    Attributes
    ----------
    status : {"office", "illustrative"}
        Status of what is known of it.
    issued_vi : str
        Number and day of the plan that was signed, from which the targets are taken; empty where only its list of
        tasks is there.
    year : int
        Its year: that of the results by which it is judged.
    statuses : dict of str to int
        Key of ``TASK_STATUSES`` → number of tasks; empty without a list of tasks.
    judgements : tuple of Judgement
        One per item of the list.
    """

    status: str
    issued_vi: str
    year: int
    statuses: dict[str, int]
    judgements: tuple[Judgement, ...]

    @property
    def n_tasks(self) -> int:
        """Number of tasks."""
        return sum(self.statuses.values())

    def count(self, outcome: str) -> int:
        """Return how many targets have an outcome."""
        return sum(one.outcome == outcome for one in self.judgements)


def look_back(results: Results) -> LastPlan | None:
    """Judge the plan of the year before by this year's results.

    Parameters
    ----------
    results : Results
        As returned by ``compute_results``.

    Returns
    -------
    LastPlan or None
        None if neither that plan was stored when it was signed nor its list of tasks is there. The targets are those
        that were signed, the statuses those of the list.
    """
    inputs = results.inputs
    tasks, issued = inputs.previous_tasks, inputs.previous_issued
    if tasks is None and issued is None:
        return None
    rows: list[Mapping[Hashable, object]] = []
    no_target, statuses = _NO_TARGET, dict[str, int]()
    if tasks is not None:
        counts = tasks.table["status"].value_counts()
        statuses = {status: int(counts.get(status, 0)) for status in TASK_STATUSES}
        rows = list(tasks.table.to_dict("records"))
        no_target = _NO_TARGET if "target" in tasks.sheet.columns else _NO_COLUMN
    if issued is not None:
        rows, no_target = _signed_rows(issued, results), _NO_TARGET
    items = [row for row in rows if not is_added(str(row["task_key"]))]
    records = [_record(row, _index_of(str(row["task_key"]), results)) for row in items]
    found = {
        record.item_key: _result(record.item_key, results) if record.conditions else ItemResult(reason_vi=no_target)
        for record in records
    }
    status = "office" if issued is not None or tasks is None else tasks.status
    name = "" if issued is None else issued.name_vi
    return LastPlan(status, name, inputs.last_year, statuses, judge_targets(records, found))


def _signed_rows(issued: IssuedFile, results: Results) -> list[Mapping[Hashable, object]]:
    """Return the rows of a signed plan as its list of tasks would hold them."""
    stored = read_stored(issued, results.inputs.unit.unit_key, results.inputs.year - 1)
    return [
        {
            "task_key": row.item.task_key,
            "name_vi": f"{official_code(row.item.code)} {row.item.name_vi}",
            "previous_score": row.item.score,
            "target": row.target.value,
            "is_above": row.target.is_above,
        }
        for annex in stored.annexes
        for row in annex.rows
    ]


def judge_stated(results: Results, stated: StatedPlan) -> tuple[Judgement, ...]:
    """Judge targets that the parameters state by what was announced of the scored index.

    Parameters
    ----------
    results : Results
        Of the unit whose index it is.
    stated : StatedPlan
        Document and targets.

    Returns
    -------
    tuple of Judgement
        One per target, in order; a domain is named as its edition names it.
    """
    scored = results.scored()
    if scored is None:
        return ()
    framework = scored.edition or (scored.sheet.full_framework if scored.sheet else None)
    names = {} if framework is None else {node.code: node.name_vi for node in framework.children("")}
    records = [
        TargetRecord(
            one.code,
            names.get(one.code, scored.index.name_vi if one.code == TOTAL_CODE else f"Lĩnh vực {one.code}"),
            _asked(one),
        )
        for one in stated.targets
    ]
    return judge_targets(records, {one.code: _announced(one.code, scored) for one in stated.targets})


def _asked(target: LastTarget) -> tuple[Condition, ...]:
    found = [Condition("increase", target.increase)] if target.increase is not None else []
    found += [Condition("keep_points" if what == "points" else "keep_rank") for what in target.keep]
    found += [Condition("reach_rank", target.reach_rank)] if target.reach_rank is not None else []
    found += [Condition("reach_score", target.reach_score)] if target.reach_score is not None else []
    return tuple(found)


def _announced(code: str, scored: ScoredResults) -> ItemResult:
    """Gather what was announced of a domain or of the whole: its change, its points, its rank."""
    inputs, whole = scored.inputs, scored.headline
    if inputs.result_year < inputs.last_year:
        return ItemResult(reason_vi=_NOT_YET.format(inputs.last_year))
    changes = inputs.announced_changes
    told = changes[
        (changes["unit_key"] == inputs.unit.unit_key)
        & (changes["year"] == inputs.result_year)
        & (changes["index"] == scored.index.key)
        & (changes["code"] == code)
    ]
    change = None if told.empty or pd.isna(told["change"].iloc[0]) else float(told["change"].iloc[0])
    places = None if told.empty or pd.isna(told["rank_change"].iloc[0]) else int(told["rank_change"].iloc[0])
    if code == TOTAL_CODE:
        return ItemResult(whole.value, whole.value, whole.rank, whole.change, whole.rank_change)
    parts = scored.components
    score = parts.at[code, "score"] if code in parts.index else None
    rank = parts.at[code, "rank"] if code in parts.index else None
    if inputs.is_new_field:
        places = None  # ranks of two fields are not compared
    return ItemResult(
        score=None if pd.isna(score) else float(str(score)),
        rank=None if pd.isna(rank) else int(str(rank)),
        score_change=change,
        rank_change=places,
    )


def _index_of(key: str, results: Results) -> IndexResults | None:
    """Return the results of the index that a task's key names; None where none does."""
    prefix = key.partition("-")[0]
    return next((one for one in results.of.values() if one.index.prefix == prefix), None)


def _record(row: Mapping[Hashable, object], own: IndexResults | None) -> TargetRecord:
    key = str(row["task_key"])
    before = None if pd.isna(row["previous_score"]) else float(str(row["previous_score"]))
    target = None if pd.isna(row["target"]) else float(str(row["target"]))
    conditions: tuple[Condition, ...] = ()
    if target is not None:
        if row["is_above"] and before is not None and abs(before - target) < _SAME_SCORE:
            target = before
        conditions = (Condition("above_score" if row["is_above"] else "reach_score", target),)
    unit = "điểm phần trăm" if isinstance(own, SurveyedResults) else "điểm"
    sign = 1 if own is None else own.index.sign
    return TargetRecord(key, str(row["name_vi"]), conditions, before_score=before, unit=unit, sign=sign)


def _result(key: str, results: Results) -> ItemResult:
    """Look an item up in this year's results."""
    inputs = results.inputs
    if inputs.result_year < inputs.last_year:
        return ItemResult(reason_vi=_NOT_YET.format(inputs.last_year))
    own, code, year = _index_of(key, results), key.partition("-")[2], inputs.result_year
    if isinstance(own, ScoredResults):
        table, column, reason, is_other = own.table, "score", _NO_SHEET, _is_other_edition(own)
    elif isinstance(own, SurveyedResults):
        table, column, reason, is_other = own.table, "value_pct", _NO_SURVEY, own.index.is_break(year)
    elif isinstance(own, PublishedResults):
        table, column, reason, is_other = own.table, "score", _NO_VALUE.format(own.index.name_vi), False
    else:
        return ItemResult(reason_vi=_NO_ITEM)
    if table is None:
        return ItemResult(reason_vi=reason)
    if is_other:
        return _across(own, code)
    if isinstance(own, PublishedResults) and own.index.is_break(year, code):
        return ItemResult(reason_vi=_OTHER_METHOD)
    if code not in table.index:
        return ItemResult(reason_vi=_NO_ITEM)
    if pd.isna(table.at[code, column]):
        return ItemResult(reason_vi=_NO_FIGURE)
    return ItemResult(score=float(table.at[code, column]))


def _across(own: IndexResults | None, code: str) -> ItemResult:
    """Look an item of last year's edition up in this year's, as far as the office has confirmed what became of it."""
    change = compare_editions(own) if isinstance(own, ScoredResults) else None
    rows = None if change is None else change.rows[change.rows["earlier_code"] == code]
    if rows is None or rows.empty:
        return ItemResult(reason_vi=_OTHER_EDITION)
    row = rows.iloc[0]
    return ItemResult(score=float(row["score"])) if row["is_same_maximum"] else ItemResult(reason_vi=_OTHER_MAXIMUM)


def _is_other_edition(scored: ScoredResults) -> bool:
    """Tell whether the sheets of the two years have different criteria; without last year's, whether editions changed."""
    now, before = scored.sheet, scored.own_inputs.previous_sheet
    if now is not None and before is not None:
        return now.framework.framework_id != before.framework.framework_id
    return scored.index.is_break(scored.inputs.result_year)
