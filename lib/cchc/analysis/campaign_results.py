"""A scoring campaign added up, group by group."""

from __future__ import annotations

from dataclasses import dataclass

from cchc.analysis.group_results import STATES, GroupResults, compute_group
from cchc.errors import Fault, IssueRefusedError
from cchc.sources.campaign_inputs import CampaignInputs


@dataclass(frozen=True)
class CampaignResults:
    """What a campaign has yielded so far, group by group.

    Attributes
    ----------
    inputs : CampaignInputs
        What was read.
    groups : tuple of GroupResults
        In the order of the parameters.
    """

    inputs: CampaignInputs
    groups: tuple[GroupResults, ...]

    @property
    def n_units(self) -> int:
        """Number of units of all groups."""
        return sum(one.n_units for one in self.groups)

    @property
    def n_complete(self) -> int:
        """Number of units that are ranked."""
        return sum(one.n_complete for one in self.groups)

    @property
    def is_complete(self) -> bool:
        """Whether every unit is ranked."""
        return all(one.is_complete for one in self.groups)

    @property
    def is_open(self) -> bool:
        """Whether a round may still change scores of any group."""
        return any(one.is_open for one in self.groups)

    @property
    def is_final(self) -> bool:
        """Whether every unit is ranked and no round may change its scores."""
        return all(one.is_final for one in self.groups)

    @property
    def unused(self) -> tuple[Fault, ...]:
        """Appraised scores of all groups that do not count."""
        return tuple(fault for one in self.groups for fault in one.unused)

    @property
    def states(self) -> dict[str, int]:
        """State → number of units in it, those that no unit is in left out."""
        return {key: n for key in STATES if (n := sum(one.count(key) for one in self.groups))}

    def names(self, state: str) -> list[str]:
        """Return the names of the units in a state."""
        return [name for one in self.groups for name in one.names(state)]


def compute_campaign(inputs: CampaignInputs) -> CampaignResults:
    """Add up what has come back, group by group.

    Parameters
    ----------
    inputs : CampaignInputs
        As read.

    Returns
    -------
    CampaignResults
        Ranks only among the units of a group whose every criterion is appraised and surveyed.

    Raises
    ------
    IssueRefusedError
        If the copy to be signed is wanted and the field is not complete.
    """
    results = CampaignResults(inputs, tuple(compute_group(one) for one in inputs.groups))
    if inputs.is_issue and inputs.forms:
        _refuse_incomplete(results)
    return results


def _refuse_incomplete(results: CampaignResults) -> None:
    reasons = [
        f"{STATES[state]}: {', '.join(names)}"
        for state in STATES
        if state != "complete" and (names := results.names(state))
    ]
    n_without = sum(len(one.without_reason) for one in results.groups)
    if n_without:
        reasons.append(f"chưa ghi lý do ở {n_without} chỗ điểm thẩm định khác điểm tự chấm")
    refused = (fault for one in results.inputs.groups for fault in one.refused)
    reasons += [str(fault).rstrip(".") for fault in (*results.unused, *refused, *results.inputs.strangers)]
    if reasons:
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1): mới có kết quả của {results.n_complete}/{results.n_units} đơn vị hoặc"
            f" hồ sơ chưa đủ ({'; '.join(reasons)})."
        )
