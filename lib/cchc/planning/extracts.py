"""What one agency has to do: the rows of the annexes that name it, as lead or co-operating."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

from cchc.planning.plan import Plan
from cchc.planning.plan_tasks import NamedAgency, assigned, list_tasks, name_agencies

LEAD, COOPERATING = "chủ trì", "phối hợp"
_NO_LETTER = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Extract:
    """The part of a plan that concerns one agency.

    Attributes
    ----------
    agency : NamedAgency
        Whose.
    folder : str
        ASCII name, unique within the plan: the agency's key, or its name without accents.
    rows : pandas.DataFrame
        The annexes' rows that name the agency, those that it leads first: every column of the annex as it stands
        there, and ``role_vi``, ``index_vi``, ``unit``, ``expected_score``.
    """

    agency: NamedAgency
    folder: str
    rows: pd.DataFrame

    def of_role(self, role_vi: str) -> pd.DataFrame:
        """Return the rows of one role."""
        return self.rows[self.rows["role_vi"] == role_vi]


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
    tasks = assigned(list_tasks(plan)).set_index("task_key")
    found: dict[NamedAgency, list[dict[str, object]]] = {}
    for annex in plan.annexes:
        for row in annex.rows.to_dict("records"):
            if row["task_key"] not in tasks.index:
                continue
            task = tasks.loc[row["task_key"]]
            more = {"index_vi": task["index_vi"], "expected_score": task["expected_score"]}
            leads = name_agencies(task["lead_vi"], task["deadline"], plan)
            for agency in leads:
                found.setdefault(agency, []).append(row | more | {"role_vi": LEAD})
            for agency in name_agencies(task["cooperating_vi"], task["deadline"], plan):
                if agency not in leads:
                    found.setdefault(agency, []).append(row | more | {"role_vi": COOPERATING})
    taken: set[str] = set()
    extracts = []
    for agency in sorted(found):
        table = pd.DataFrame(found[agency]).sort_values("role_vi", kind="stable", ignore_index=True)
        extracts.append(Extract(agency, _folder(agency, taken), table))
    return tuple(extracts)


def _folder(agency: NamedAgency, taken: set[str]) -> str:
    """Name a folder; letters without accents only here, where a file system may know no others."""
    plain = unicodedata.normalize("NFD", agency.name_vi.replace("đ", "d").replace("Đ", "D"))
    name = agency.agency_key or _NO_LETTER.sub("_", plain.encode("ascii", "ignore").decode()).strip("_") or "co_quan"
    wanted, number = name[:60], 1
    while wanted.casefold() in taken:
        number += 1
        wanted = f"{name[:56]}_{number}"
    taken.add(wanted.casefold())
    return wanted
