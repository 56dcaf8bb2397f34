"""Which agency leads the items that lost points."""

from __future__ import annotations

from cchc.analysis.answers import agency_loss
from cchc.analysis.index_results import ScoredResults
from cchc.reporting.sentences import sentence


def agency_finding(scored: ScoredResults) -> str:
    """Say which agency holds most of the lost points; empty where the catalogue names none."""
    found = agency_loss(scored)
    if found is None:
        return ""
    known = found.known
    return sentence("agencies", known.iloc[0], known.index[0], len(known), found.unknown)
