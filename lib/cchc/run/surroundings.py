"""What the documents of a folder lead to besides each other: the workbook, the report, the latest progress."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from cchc.run.document_names import SHORT_NAMES

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Documents of the report to which the progress of its plan leads back.
_OF_REPORT = ("weaknesses", "plan")


@dataclass(frozen=True)
class Surroundings:
    """Where documents lead.

    Attributes
    ----------
    tabs : tuple of (str, str)
        What the bar offers: title, and stem of a document of the folder or another address.
    reports : dict of str to str
        Key of a unit → where its brief stands, without the ending of a file; of the units that have one.
    plan : str
        Where the plan stands, without the ending of a file, if it is in another folder; empty for nowhere.
    """

    tabs: tuple[tuple[str, str], ...] = ()
    plan: str = ""
    reports: Mapping[str, str] = field(default_factory=dict)


ALONE = Surroundings()


def look_around(
    product: str,
    notebooks: Mapping[str, tuple[str, tuple[str, ...], str]],
    target: Path,
    pages: Mapping[str, str] = MappingProxyType({}),
    *,
    is_issue: bool = False,
) -> Surroundings:
    """Look what stands beside a folder that is being built.

    Parameters
    ----------
    product : str
        Of ``products``.
    notebooks : mapping
        ``tell.Notebooks`` that are run.
    target : pathlib.Path
        Where the folder will stand.
    pages : mapping of str to str
        Other pages of the folder: name of the file → title.
    is_issue : bool
        Whether copies to be signed are built: they stand in a folder of their own, and lead to no progress.

    Returns
    -------
    Surroundings
        Leading to what is there now: a report that was built before the first progress does not know of it.
    """
    own = [(SHORT_NAMES.get(stem, title), stem) for stem, _, title in notebooks.values()]
    more: list[tuple[str, str]] = []
    plan = ""
    if product == "report":
        days = [] if is_issue else _days(target)
        more = [(SHORT_NAMES["progress"], f"progress/{days[-1]}/brief.html")] if days else []
    elif product == "progress":
        report = target.parent.parent
        more = [(SHORT_NAMES[stem], f"../../{stem}.html") for stem in _OF_REPORT if (report / f"{stem}.html").is_file()]
        plan = "../../plan" if (report / "plan.html").is_file() else ""
    reports = {}
    if product == "national":
        reports = {
            one.parent.name: f"../{one.parent.name}/brief" for one in sorted(target.parent.glob("[!_]*/brief.html"))
        }
    others = [(title, name) for name, title in pages.items()]
    return Surroundings((*own, *others, *more, ("Excel", "workbook.xlsx")), plan, reports)


def _days(report: Path) -> list[str]:
    """Return the days of the progress reports that stand in a report's folder, the latest last."""
    found = (report / "progress").glob("*/brief.html")
    return sorted(one.parent.name for one in found if _DAY.fullmatch(one.parent.name))
