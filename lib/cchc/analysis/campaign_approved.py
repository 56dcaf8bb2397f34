"""What a campaign approved, criterion by criterion: the scores on which every unit's own plan rests."""

from __future__ import annotations

import pandas as pd

from cchc import schemas
from cchc.analysis.campaign_results import CampaignResults
from cchc.analysis.group_results import GroupResults
from cchc.dates import print_day
from cchc.frameworks import SURVEY_METHODS

COLUMNS = tuple(schemas.ApprovedScores.to_schema().columns)


def has_approved(results: CampaignResults) -> bool:
    """Tell whether there are results that are approved: a decision is named, and a group is complete."""
    return bool(approved_groups(results))


def approved_groups(results: CampaignResults) -> tuple[GroupResults, ...]:
    """Return the groups whose results are approved: a decision is named, its day has come, no unit and no round is open."""
    approval, at = results.inputs.campaign.approval, results.inputs.at
    if approval is None or (at is not None and at < approval.day):
        return ()
    return tuple(one for one in results.groups if one.is_final)


def list_approved(results: CampaignResults) -> pd.DataFrame:
    """List the approved score of every criterion of every unit, with all the stages on its way.

    Parameters
    ----------
    results : CampaignResults
        As computed, with ``campaign.approval``.

    Returns
    -------
    pandas.DataFrame
        ``schemas.ApprovedScores``; groups that are complete only: nobody approves a rank in a field that is open.
    """
    approval = results.inputs.campaign.approval
    if approval is None:
        return pd.DataFrame(columns=list(COLUMNS))
    decision = f"{approval.number} ngày {print_day(approval.day)}"
    rows = [row for one in approved_groups(results) for row in _of_group(one, decision)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_group(one: GroupResults, decision: str) -> list[dict[str, object]]:
    matched, framework = one.matched, one.inputs.framework
    status = "illustrative" if one.inputs.has_illustrative else "official"
    sheets = {form.unit_key: form.sheet for form in one.inputs.forms if form.sheet is not None}
    texts = {key: sheet.scores.set_index("criterion_code") for key, sheet in sheets.items() if sheet is not None}
    reasons = matched.reasons
    field_vi = ", ".join(dict.fromkeys(one.inputs.units["kind"]))
    rows: list[dict[str, object]] = []
    for key in one.scores.index:
        for leaf in framework.leaves():
            is_surveyed = leaf.method in SURVEY_METHODS
            place = (key, leaf.code)
            score = one.scores.at[place]
            rows.append(
                {
                    "unit_key": key,
                    "framework_id": framework.framework_id,
                    "criterion_code": leaf.code,
                    "max_score": leaf.max_score,
                    "is_applicable": "có" if one.is_on.at[place] else "không",
                    "declared": texts[key].at[leaf.code, "declared"],
                    "declared_total": texts[key].at[leaf.code, "declared_total"],
                    "self_score": None if is_surveyed else matched.claims.at[place],
                    "appraised_1_score": None if is_surveyed else matched.first.at[place],
                    "explanation_vi": "" if is_surveyed else matched.explanations.at[place],
                    "appraised_2_score": None if is_surveyed else matched.second.at[place],
                    "survey_score": score if is_surveyed else None,
                    "approved_score": score,
                    "note_vi": "" if is_surveyed else reasons.at[place],
                    "rank": one.units.at[key, "rank"],
                    "n_ranked": one.n_complete,
                    "field_vi": field_vi,
                    "status": status,
                    "decision": decision,
                }
            )
    return rows
