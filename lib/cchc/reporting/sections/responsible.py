"""Which agency leads the items that lost points."""

from __future__ import annotations

from cchc.analysis.answers import lead_agencies
from cchc.analysis.gaps import TOLERANCE, lost_by_agency, rank_lost_scores, total_lost
from cchc.analysis.index_results import ScoredResults
from cchc.reporting.sentences import sentence


def agency_finding(scored: ScoredResults) -> str:
    """Say which agency holds most of the lost points; empty where the catalogue names none."""
    leads = lead_agencies(scored)
    if scored.table is None or not leads or total_lost(scored.table)[0] <= TOLERANCE:
        return ""
    table = lost_by_agency(rank_lost_scores(scored.table), leads)
    known = table[table.index != ""]
    unknown = float(table["lost_score"].get("", 0.0))
    return sentence("agencies", known.iloc[0], known.index[0], len(known), unknown) if len(known) else ""
