"""Annexes of the plan: items with their targets and the tasks of the solutions catalogue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cchc.agencies import AgencyRegister
from cchc.planning.targets import Target

#: Columns of an annex's rows, in the order of the printed table.
COLUMNS = (
    "code", "name_vi", "group_vi", "max_score", "score", "lost_score", "cause_vi", "target", "is_above", "task_vi",
    "lead_vi", "cooperating_vi", "deadline_vi", "output_vi",
)  # fmt: skip
ALL_YEAR = "all_year"
NO_SOLUTION = "Chưa có giải pháp trong danh mục; cơ quan chủ trì đề xuất"


@dataclass(frozen=True)
class Annex:
    """One annex of the plan.

    Attributes
    ----------
    annex_key : str
        ``par_keep``, ``par_improve``, ``sipas`` or ``papi``.
    rows : pandas.DataFrame
        Columns ``COLUMNS``: scores and targets [points, or per cent for SIPAS], unrounded.
    unit : str
        ``điểm`` or ``%``.
    without_solution : tuple of str
        Codes that the catalogue does not know; they stay in ``rows`` with ``NO_SOLUTION``.
    """

    annex_key: str
    rows: pd.DataFrame
    unit: str
    without_solution: tuple[str, ...]


def format_deadline(deadline: str, year: int) -> str:
    """Write a deadline of the catalogue as a date of the plan's year.

    Day below 10 and months 1 and 2 take a leading zero (Decree 30/2020/NĐ-CP, Annex I).

    Examples
    --------
    >>> format_deadline("09-30", 2024), format_deadline("12-05", 2024), format_deadline("all_year", 2024)
    ('30/9/2024', '05/12/2024', 'Cả năm 2024')
    """
    if deadline == ALL_YEAR:
        return f"Cả năm {year}"
    month, day = (int(part) for part in deadline.split("-"))
    return f"{day:02d}/{f'{month:02d}' if month <= 2 else month}/{year}"


def build_annex(
    annex_key: str,
    items: pd.DataFrame,
    targets: list[Target],
    solutions: pd.DataFrame,
    agencies: AgencyRegister,
    *,
    plan_date: dt.date,
    unit: str,
    is_keep: bool = False,
) -> Annex:
    """Join items, targets and the solutions catalogue.

    Parameters
    ----------
    annex_key : str
        Name of the annex.
    items : pandas.DataFrame
        Index ``code``; ``name_vi``, ``group_vi``, ``max_score``, ``score``, ``lost_score``.
    targets : list of Target
        One per item.
    solutions : pandas.DataFrame
        ``schemas.Solutions`` of this index and framework.
    agencies : AgencyRegister
        Named as they exist when a task is due.
    plan_date : datetime.date
        Date of the plan.
    unit : str
        Unit of scores and targets.
    is_keep : bool
        True for items at their maximum: the task keeps it, and there is no cause.

    Returns
    -------
    Annex
        A row per item, none dropped.
    """
    by_code = solutions.set_index("criterion_code")
    rows = []
    for (code, item), target in zip(items.iterrows(), targets, strict=True):
        row = {
            "code": code,
            "name_vi": item["name_vi"],
            "group_vi": item["group_vi"],
            "max_score": item["max_score"],
            "score": item["score"],
            "lost_score": item["lost_score"],
            "target": target.value,
            "is_above": target.is_above,
        }
        if code in by_code.index:
            solution = by_code.loc[code]
            due = _due_date(ALL_YEAR if is_keep else solution["deadline"], plan_date)
            row |= {
                "cause_vi": None if is_keep else solution["cause_vi"],
                "task_vi": solution["keep_vi"] if is_keep else solution["solution_vi"],
                "lead_vi": agencies.resolve(solution["lead_agency_key"], due).short_vi,
                "cooperating_vi": "; ".join(_cooperating(solution, agencies, due)),
                "deadline_vi": format_deadline(ALL_YEAR if is_keep else solution["deadline"], plan_date.year),
                "output_vi": solution["output_vi"],
            }
        else:
            row["task_vi"] = NO_SOLUTION
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    missing = tuple(code for code in items.index if code not in by_code.index)
    return Annex(annex_key, table, unit, missing)


def _due_date(deadline: str, plan_date: dt.date) -> dt.date:
    """Return the day on which the responsible agency must exist: a task outlives an agency that ends before it is due."""
    if deadline == ALL_YEAR:
        return dt.date(plan_date.year, 12, 31)
    month, day = (int(part) for part in deadline.split("-"))
    return max(plan_date, dt.date(plan_date.year, month, day))


def _cooperating(solution: pd.Series, agencies: AgencyRegister, plan_date: dt.date) -> list[str]:
    lead = agencies.resolve(solution["lead_agency_key"], plan_date)
    found = [agencies.resolve(key, plan_date) for key in solution["cooperating_agency_keys"].split(";") if key]
    return list(dict.fromkeys(agency.short_vi for agency in found if agency != lead))
