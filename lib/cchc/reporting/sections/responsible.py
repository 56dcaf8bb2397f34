"""Which agency leads the items that lost points."""

from __future__ import annotations

import datetime as dt

from cchc.analysis.gaps import TOLERANCE, lost_by_agency, rank_lost_scores, total_lost
from cchc.analysis.results import Results
from cchc.reporting.sentences import sentence


def lead_agencies(results: Results) -> dict[str, str]:
    """Return item code → short name of its lead agency on 1 June of the plan's year, as far as the catalogue knows it."""
    inputs, sheet = results.inputs, results.sheet
    if sheet is None:
        return {}
    own = inputs.solutions[
        (inputs.solutions["index"] == "par_index")
        & (inputs.solutions["framework_id"] == sheet.framework.framework_id)
        & (inputs.solutions["option"] == "")
    ]
    day = dt.date(inputs.year, 6, 1)
    return {row.criterion_code: inputs.agencies.resolve(row.lead_agency_key, day).short_vi for row in own.itertuples()}


def agency_finding(results: Results) -> str:
    """Say which agency holds most of the lost points; empty where the catalogue names none."""
    leads = lead_agencies(results)
    if results.par is None or not leads or total_lost(results.par)[0] <= TOLERANCE:
        return ""
    table = lost_by_agency(rank_lost_scores(results.par), leads)
    known = table[table.index != ""]
    unknown = float(table["lost_score"].get("", 0.0))
    return sentence("agencies", known.iloc[0], known.index[0], len(known), unknown) if len(known) else ""
