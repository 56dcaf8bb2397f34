"""The rows of a plan as a table, where tables are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from cchc.planning.plan_rows import Item, PlanRow
from cchc.reference_schemas import Table

ASSESSMENTS = {True: "Ưu điểm", False: "Hạn chế", None: "Cần rà soát"}
NOT_COMPARABLE = "Chưa có căn cứ so sánh"


class PlanTable(Table):
    """The rows of an annex as a table: items, targets and tasks side by side."""

    task_key: Series[object]
    index: Series[object]
    code: Series[object]
    name_vi: Series[object]
    group_vi: Series[object]
    domain_code: Series[object]
    unit: Series[object] = pa.Field(isin=("điểm", "%"))
    max_score: Series[float] = pa.Field(nullable=True)
    score: Series[float] = pa.Field(nullable=True)
    lost_score: Series[float] = pa.Field(nullable=True)
    pct: Series[float] = pa.Field(nullable=True)
    rank_vi: Series[object]
    is_strength: Series[object] = pa.Field(nullable=True)
    assessment_vi: Series[object] = pa.Field(nullable=True)
    cause_vi: Series[object] = pa.Field(nullable=True)
    target: Series[float] = pa.Field(nullable=True)
    proposed: Series[float] = pa.Field(nullable=True)
    is_above: Series[bool]
    is_lower_better: Series[bool]
    is_kept: Series[bool]
    expected_score: Series[float] = pa.Field(nullable=True)
    task_vi: Series[object] = pa.Field(nullable=True)
    lead_key: Series[object] = pa.Field(nullable=True)
    lead_vi: Series[object] = pa.Field(nullable=True)
    cooperating_vi: Series[object] = pa.Field(nullable=True)
    responsible_vi: Series[object] = pa.Field(nullable=True)
    deadline: Series[object] = pa.Field(nullable=True)
    deadline_vi: Series[object] = pa.Field(nullable=True)
    output_vi: Series[object] = pa.Field(nullable=True)
    person_vi: Series[object] = pa.Field(nullable=True)
    deputy_vi: Series[object] = pa.Field(nullable=True)
    budget: Series[float] = pa.Field(nullable=True)
    budget_source_vi: Series[object] = pa.Field(nullable=True)


def to_record(row: PlanRow) -> dict[str, Any]:
    """Return a row as the columns of ``PlanTable``."""
    item, task, known = row.item, row.task, row.item.rank is not None and row.item.n_ranked is not None
    return {
        "task_key": item.task_key,
        "index": item.index,
        "code": item.code,
        "name_vi": item.name_vi,
        "group_vi": item.group_vi,
        "domain_code": item.domain_code,
        "unit": item.unit,
        "max_score": item.max_score,
        "score": item.score,
        "lost_score": item.lost_score,
        "pct": item.pct,
        "rank_vi": f"{item.rank}/{item.n_ranked}" if known else "",
        "is_strength": item.is_strength,
        "assessment_vi": None if row.is_added else _assessment(item),
        "cause_vi": task.cause_vi,
        "target": row.target.value,
        "proposed": row.target.proposed,
        "is_above": row.target.is_above,
        "is_lower_better": item.is_lower_better,
        "is_kept": row.is_kept,
        "expected_score": row.expected_score,
        "task_vi": task.task_vi,
        "lead_key": task.lead_key,
        "lead_vi": task.lead_vi,
        "cooperating_vi": task.cooperating_vi,
        "responsible_vi": task.responsible_vi,
        "deadline": task.deadline,
        "deadline_vi": task.deadline_vi,
        "output_vi": task.output_vi,
        "person_vi": task.person_vi,
        "deputy_vi": task.deputy_vi,
        "budget": task.budget,
        "budget_source_vi": task.budget_source_vi,
    }


def _assessment(item: Item) -> str:
    is_known = item.score is not None or item.pct is not None
    return NOT_COMPARABLE if item.is_strength is None and is_known else ASSESSMENTS[item.is_strength]


_NUMBERS = ("max_score", "score", "lost_score", "pct", "target", "proposed", "expected_score", "budget")


def to_table(rows: Iterable[PlanRow]) -> pd.DataFrame:
    """Return rows as a ``PlanTable``, unrounded."""
    names = list(PlanTable.to_schema().columns)
    table = pd.DataFrame([to_record(row) for row in rows], columns=names, dtype=object)
    kinds = dict.fromkeys(_NUMBERS, float) | dict.fromkeys(("is_above", "is_lower_better", "is_kept"), bool)
    return PlanTable.validate(table.astype(kinds))
