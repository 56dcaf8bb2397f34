"""What a list of reports shows of one: its three scores, and how far its plan is from being issued."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cchc.analysis.results import Results
from cchc.errors import IssueRefusedError
from cchc.planning.checks import CheckFinding
from cchc.reporting.plan_checks import refuse_open
from cchc.sources.refusals import refuse_illustrative, refuse_unapproved


def summarise(results: Results, findings: Sequence[CheckFinding], *, has_plan: bool) -> dict[str, Any]:
    """Summarise one report.

    Parameters
    ----------
    results : Results
        What it tells.
    findings : sequence of CheckFinding
        Of the checks before printing.
    has_plan : bool
        Whether there is a plan.

    Returns
    -------
    dict
        ``name_vi``, ``admin_level``, ``result_year``; ``scores_of_vi`` (whose scores, where the plan is to raise the
        index of the unit above, else empty); ``scores``: index → ``order``, ``name_vi``, ``unit_vi``, ``is_rank_computed``, ``value``, ``rank``, ``n_ranked``, the
        last three None where not known, ``others`` (values of other sources); ``status`` (key of ``reporting.site.REPORT_STATUSES``); ``obstacles``: why a copy to be signed would be
        refused.
    """
    inputs, shown = results.inputs, results.upper or results
    obstacles, order = _obstacles(results, findings), [one.key for one in inputs.indices.all]
    status = (
        "issue" if inputs.is_issue
        else "illustrative" if inputs.has_illustrative
        else "analysis" if not has_plan
        else "draft" if obstacles
        else "ready"
    )  # fmt: skip
    return {
        "name_vi": inputs.unit.name_full_vi,
        "admin_level": inputs.unit.unit_kind,
        "result_year": inputs.result_year,
        "scores_of_vi": "" if results.upper is None else shown.inputs.unit.name_full_vi,
        "scores": {
            key: {
                "order": order.index(key),
                "name_vi": own.index.name_vi,
                "unit_vi": own.index.unit_vi,
                "is_rank_computed": own.index.ranks == "computed",
                "value": own.headline.value,
                "rank": own.headline.rank,
                "n_ranked": own.headline.n_ranked,
                "others": list(own.headline.disagreeing),
            }
            for key, own in shown.of.items()
            if own.is_announced
        },
        "status": status,
        "obstacles": obstacles if has_plan else [],
    }


def _obstacles(results: Results, findings: Sequence[CheckFinding]) -> list[str]:
    inputs, found = results.inputs, list[str]()
    refusals: tuple[Callable[[], None], ...] = (
        lambda: refuse_unapproved(inputs.sheets),
        lambda: refuse_illustrative(inputs.files, inputs.unit, inputs.year),
        lambda: refuse_open(findings),
    )
    for refuse in refusals:
        try:
            refuse()
        except IssueRefusedError as error:
            found.append(str(error))
    return found
