"""What one agency has to do: the rows of the annexes that name it, as lead or co-operating."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cchc.paths import RESERVED
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import PlanRow
from cchc.planning.plan_tables import to_table
from cchc.planning.plan_tasks import NamedAgency, assigned, list_tasks, name_agencies
from cchc.units import AGENCY_KINDS

LEAD, COOPERATING = "chủ trì", "phối hợp"
_NO_LETTER = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class ExtractRow:
    """A row of an annex as it concerns one agency.

    Attributes
    ----------
    row : PlanRow
        The annex's.
    decimals : int
        Digits with which the annex prints it.
    role_vi : str
        ``LEAD`` or ``COOPERATING``.
    index_vi : str
        Name of the index.
    expected_score : float or None
        The office's expected gain, or the target's [unit of the item].
    """

    row: PlanRow
    decimals: int
    role_vi: str
    index_vi: str
    expected_score: float | None


@dataclass(frozen=True)
class Extract:
    """The part of a plan that concerns one agency.

    Attributes
    ----------
    agency : NamedAgency
        Whose.
    folder : str
        ASCII name, unique within the plan: the agency's key, or its name without accents.
    rows : tuple of ExtractRow
        The annexes' rows that name the agency, those that it leads first.
    """

    agency: NamedAgency
    folder: str
    rows: tuple[ExtractRow, ...]

    @cached_property
    def table(self) -> pd.DataFrame:
        """Rows as a ``plan_tables.PlanTable``, with ``role_vi``, ``index_vi`` and their ``expected_score``."""
        return to_table(one.row for one in self.rows).assign(
            role_vi=[one.role_vi for one in self.rows],
            index_vi=[one.index_vi for one in self.rows],
            expected_score=pd.Series([one.expected_score for one in self.rows], dtype=float),
        )

    def of_role(self, role_vi: str) -> tuple[ExtractRow, ...]:
        """Return the rows of one role."""
        return tuple(one for one in self.rows if one.role_vi == role_vi)


def _is_within(agency: NamedAgency, plan: Plan) -> bool:
    """Tell whether an agency is a room of the unit whose plan it is: only those stand in no register, or for agencies."""
    register = plan.results.inputs.agencies
    return not agency.agency_key or register.get(agency.agency_key).admin_level in AGENCY_KINDS


def build_extracts(plan: Plan) -> tuple[Extract, ...]:
    """Extract the part of every agency that the annexes name.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.

    Returns
    -------
    tuple of Extract
        In the register's order, agencies that it does not know at the end; names that stand for many (``Các sở, ban,
        ngành``) have theirs as well.
    """
    inputs, tasks = plan.results.inputs, assigned(list_tasks(plan)).set_index("task_key")
    found: dict[NamedAgency, list[ExtractRow]] = {}
    for annex in plan.annexes:
        for row in annex.rows:
            if row.item.task_key not in tasks.index:
                continue
            task = tasks.loc[row.item.task_key]
            gain = None if pd.isna(task["expected_score"]) else float(task["expected_score"])
            leads = name_agencies(task["lead_vi"], task["deadline"], plan)
            helpers = name_agencies(task["cooperating_vi"], task["deadline"], plan)
            others = tuple(one for one in helpers if one not in leads)
            if inputs.unit.is_agency:  # it gives work to its own rooms only
                leads, others = (tuple(one for one in named if _is_within(one, plan)) for named in (leads, others))
            for role, agencies in ((COOPERATING if annex.is_shared else LEAD, leads), (COOPERATING, others)):
                one = ExtractRow(row, annex.digits_of(row), role, task["index_vi"], gain)
                for agency in agencies:
                    found.setdefault(agency, []).append(one)
    taken: set[str] = set()
    return tuple(
        Extract(agency, _folder(agency, taken), tuple(sorted(found[agency], key=lambda one: one.role_vi)))
        for agency in sorted(found)
    )


def _folder(agency: NamedAgency, taken: set[str]) -> str:
    """Name a folder; letters without accents only here, where a file system may know no others."""
    plain = unicodedata.normalize("NFD", agency.name_vi.replace("đ", "d").replace("Đ", "D"))
    name = agency.agency_key or _NO_LETTER.sub("_", plain.encode("ascii", "ignore").decode()).strip("_") or "co_quan"
    wanted, number = name[:60], 1
    if wanted.casefold() in RESERVED:
        wanted = f"{wanted}_"
    while wanted.casefold() in taken:
        number += 1
        wanted = f"{name[:56]}_{number}"
    taken.add(wanted.casefold())
    return wanted
