"""The rows of the form of solutions: every criterion of a framework with what is offered for it, or what the office has decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cchc.agencies import AgencyRegister
from cchc.analysis.name_matching import NamedCriterion, named_leaves
from cchc.errors import UnknownNameError
from cchc.frameworks import Framework
from cchc.planning.solution_offers import Offer, Offers, TakenFrom
from cchc.sources.own_solutions import OwnSolutions
from cchc.sources.solution_cells import show_deadline
from cchc.sources.solution_sheets import OPEN_COLUMNS, mark_offer

Cell = str | float
_NUMBERS = ("effort_days", "recoverable_pct")
_CODES = ("requires", "excludes")


@dataclass(frozen=True)
class SolutionRow:
    """A row of the form.

    Attributes
    ----------
    criterion : NamedCriterion
        Of the office's framework.
    max_score : float or None
        Its maximum [points].
    taken : TakenFrom or None
        From which criterion the solution is offered; None where the catalogue has it for this one, where the office has
        decided, or where nothing is offered.
    is_exact : bool
        Whether the catalogue has it for this criterion itself.
    decision : str
        Key of ``solution_sheets.DECISIONS``; empty: none yet.
    own_year : int or None
        Year of the office's file from which the words are.
    cells : mapping of str to str or float
        Column of ``OPEN_COLUMNS`` → what stands in it; blank ones are left out.
    """

    criterion: NamedCriterion
    max_score: float | None
    taken: TakenFrom | None = None
    is_exact: bool = False
    decision: str = ""
    own_year: int | None = None
    cells: Mapping[str, Cell] | None = None

    @property
    def mark(self) -> str:
        """What the reading knows the offered words by."""
        return mark_offer(self.cells or {})


def build_solution_rows(
    framework: Framework,
    index_key: str,
    offers: Offers,
    own: OwnSolutions | None,
    agencies: AgencyRegister,
    day: dt.date,
) -> tuple[SolutionRow, ...]:
    """Return a row per leaf of a framework, in its order.

    Parameters
    ----------
    framework : Framework
        The office's.
    index_key : str
        Of its index.
    offers : Offers
        What may be offered.
    own : OwnSolutions or None
        What the office has decided so far, brought to this framework.
    agencies : AgencyRegister
        By which leads are named.
    day : datetime.date
        On which they exist.
    """
    decided: dict[str, Mapping[str, Any]] = {}
    if own is not None:
        decided = {str(row["criterion_code"]): row for row in own.table.to_dict("records")}
    leaves = named_leaves(framework)
    exact = {one.code: row for one in leaves if (row := offers.exact(index_key, one)) is not None}
    offered = {one.code: found for one in leaves if one.code not in exact and (found := offers.of(index_key, one))}
    codes = _codes_of(offered)
    rows = []
    for one in leaves:
        decision = "" if own is None else own.decisions.get(one.code, "")
        offer, row = offered.get(one.code), decided.get(one.code)
        own_year = own.year if own is not None and decision else None
        is_exact, taken = row is None and one.code in exact, None if row is not None or offer is None else offer.taken
        if row is None:
            row = exact.get(one.code) or (None if offer is None else _translated(offer, codes))
        cells = None if row is None else _cells(row, agencies, day)
        rows.append(SolutionRow(one, framework.node(one.code).max_score, taken, is_exact, decision, own_year, cells))
    return tuple(rows)


def _codes_of(offered: Mapping[str, Offer]) -> dict[tuple[str, str], list[str]]:
    """Return edition and code of the catalogue → codes of the office for which they are offered."""
    codes: dict[tuple[str, str], list[str]] = {}
    for code, offer in offered.items():
        codes.setdefault((offer.taken.framework_id, offer.taken.code), []).append(code)
    return codes


def _translated(offer: Offer, codes: Mapping[tuple[str, str], list[str]]) -> dict[str, Any]:
    """Return an offered row whose conditions name the office's codes; conditions of which none is offered are left out."""
    row = dict(offer.solution)
    for column in _CODES:
        named = (one for one in str(row[column]).split(";") if one)
        row[column] = ";".join(new for one in named for new in codes.get((offer.taken.framework_id, one), ()))
    return row


def _cells(row: Mapping[str, Any], agencies: AgencyRegister, day: dt.date) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for column in OPEN_COLUMNS:
        if column == "lead_vi":
            cells[column] = _lead(str(row["lead_agency_key"]), agencies, day)
        elif column == "cooperating_vi":
            keys = [one for one in str(row["cooperating_agency_keys"]).split(";") if one]
            cells[column] = "; ".join(dict.fromkeys(_short(one, agencies, day) for one in keys))
        elif column == "deadline":
            cells[column] = show_deadline(str(row["deadline"]))
        elif column in _NUMBERS:
            if not pd.isna(row[column]):
                cells[column] = float(row[column])
        else:
            cells[column] = str(row[column])
    return {column: value for column, value in cells.items() if value not in {"", None}}


def _lead(keys: str, agencies: AgencyRegister, day: dt.date) -> str:
    """Name who leads: of rooms that only some units have, all; else whoever exists on the day."""
    several = [one for one in keys.split(";") if one]
    if len(several) > 1 and all(one in agencies and agencies.get(one).exists_in for one in several):
        return "; ".join(_short(one, agencies, day) for one in several)
    return _short(keys, agencies, day)


def _short(key: str, agencies: AgencyRegister, day: dt.date) -> str:
    """Return the short name of an agency on a day; empty where it is no more, for the office to name another."""
    try:
        return agencies.resolve(key, day).short_vi
    except UnknownNameError:
        return ""
