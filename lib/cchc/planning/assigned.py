"""The part of the plan of the unit above that one of its agencies is to carry out, as annexes of the agency's own plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cchc.agencies import Agency
from cchc.deadlines import ALL_YEAR
from cchc.errors import ParameterError
from cchc.plan_params import ASSIGNED_LEAD, AnnexColumn, AnnexParams
from cchc.planning.annexes import Annex
from cchc.planning.extracts import COOPERATING, LEAD, ExtractRow, build_extracts
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import PlanRow
from cchc.planning.plan_tasks import name_agencies


def assigned_annexes(above: Plan, keys: Sequence[str], wanted: Iterable[AnnexParams], lead: Agency) -> list[Annex]:
    """Lay out what a unit leads in the plan of the unit above, and where it co-operates.

    Parameters
    ----------
    above : Plan
        Of the unit above.
    keys : sequence of str
        Key of the unit among the agencies, and of the names that stand for many and mean it as well (``CacSo``).
    wanted : iterable of AnnexParams
        Annexes of the unit's own plan; their parts are ``plan_params.ASSIGNED``.
    lead : Agency
        Who does within the unit what the unit leads, until the office names its own rooms.

    Returns
    -------
    list of Annex
        Those that have rows. Items, targets, deadlines and products are those of the plan above. Within the unit every
        row is led by ``lead``; who leads it in the plan above, beside the unit or in its place, co-operates.

    Raises
    ------
    ParameterError
        If the plan above names the unit nowhere.
    """
    extracts = [one for one in build_extracts(above) if one.agency.agency_key in keys]
    # of a row in which the unit is named twice, its own name counts, and leading before co-operating
    extracts.sort(key=lambda one: keys.index(one.agency.agency_key))
    found: dict[str, ExtractRow] = {}
    for one in (row for role in (LEAD, COOPERATING) for extract in extracts for row in extract.of_role(role)):
        found.setdefault(one.row.item.task_key, one)
    if not found:
        inputs = above.results.inputs
        raise ParameterError(
            f"Kế hoạch năm {inputs.year} của {inputs.unit.name_full_vi} không giao nội dung nào cho cơ quan mã '{keys[0]}';"
            " không có phần việc để lập kế hoạch. Cơ quan có chỉ số của mình thì chọn preset có plan.index_of: own."
        )
    order = {row.item.task_key: at for at, row in enumerate(row for annex in above.annexes for row in annex.rows)}
    chosen = sorted(found.values(), key=lambda one: order[one.row.item.task_key])
    unsolved = {
        row.item.task_key for annex in above.annexes for row in annex.rows if row.item.code in annex.without_solution
    }
    taken = {
        row.item.task_key: annex.taken[row.item.code]
        for annex in above.annexes
        for row in annex.rows
        if row.item.code in annex.taken
    }
    annexes = []
    for params in (_with_parts(one) if above.results.inputs.rests_on_parts else one for one in wanted):
        rows = tuple(
            _own(one, lead, _others(one, keys, above), part.heading)
            for part in params.parts
            for one in chosen
            if one.role_vi == (LEAD if part.items == ASSIGNED_LEAD else COOPERATING)
        )
        if rows:
            missing = tuple(row.item.code for row in rows if row.item.task_key in unsolved)
            told = {row.item.code: row.item.task_key for row in rows}
            suggested = {code: taken[key] for code, key in told.items() if key in taken}
            unit = "%" if all(row.item.unit == "%" for row in rows) else "điểm"
            annexes.append(Annex(params, rows, unit, missing, suggested))
    return annexes


def _with_parts(params: AnnexParams) -> AnnexParams:
    """Let the results of the old units stand where one result of the year would, as in the plan above."""
    columns = [AnnexColumn(column="parts") if one.column == "score" else one for one in params.columns]
    return params.model_copy(update={"columns": [one for one in columns if one.column != "lost_score"]})


def _others(one: ExtractRow, keys: Sequence[str], above: Plan) -> list[str]:
    """Return the short names of who leads a row beside the unit."""
    leads = name_agencies(one.row.task.lead_vi or "", one.row.task.deadline or ALL_YEAR, above)
    return [agency.short_vi for agency in leads if agency.agency_key not in keys]


def _own(one: ExtractRow, lead: Agency, others: Sequence[str], heading: str | None) -> PlanRow:
    row, task = one.row, one.row.task
    item = replace(row.item, group_vi=heading or f"{one.index_vi} ({row.item.unit})")
    if one.role_vi != LEAD:  # the points are those of the agency that leads
        item = replace(item, score=None, lost_score=None, pct=None, rank=None, n_ranked=None, is_full=False)
    helpers = "; ".join([*others, *([task.cooperating_vi] if one.role_vi == LEAD and task.cooperating_vi else [])])
    task = replace(task, lead_key=lead.agency_key, lead_vi=lead.short_vi, cooperating_vi=helpers)
    return replace(row, item=item, task=task)
