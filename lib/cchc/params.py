"""Parameters of a report: what ``params/`` chooses, validated strictly before anything runs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from cchc.analysis_params import Merger, Peers, Priorities, Prospects, Strict, Text, Uncertainty
from cchc.campaign_params import Campaign
from cchc.plan_params import AnnexParams, PlanParams
from cchc.self_scoring_params import SelfScoring
from cchc.target_params import DEFAULT_TARGETS, TargetSet

PresetName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]


class Inputs(Strict):
    """Which inputs may be used. An office's own file, where there is one, always wins.

    Attributes
    ----------
    score_sheet, previous_score_sheet, survey, tasks : {"office", "illustrative"}
        ``office``: the office's file or nothing; ``illustrative``: invented figures if the office has none.
    """

    score_sheet: Literal["office", "illustrative"] = "office"
    previous_score_sheet: Literal["office", "illustrative"] = "office"
    survey: Literal["office", "illustrative"] = "office"
    tasks: Literal["office", "illustrative"] = "office"


#: Which items count as weak: below the unit's own overall value, or worse than the median of the units.
WeakRule = Literal["below_overall", "below_median"]


class Surveyed(Strict):
    """How values of surveyed indices are computed from responses.

    Attributes
    ----------
    formula : {"share_satisfied", "mean_scaled"}
        Both are candidates; the official formula is not confirmed, so reports print the one in use.
    framework : str
        Questionnaire of a response file that does not name its own: a folder of ``data/frameworks``, or the path of
        an Excel file.
    min_cell : int
        Breakdowns do not show groups with fewer respondents.
    n_replicates : int
        Bootstrap replicates of the interval; 0: none.
    interval_pct : float
        Level of the interval [0-100].
    seed : int
        Seed of the bootstrap.
    """

    formula: Literal["share_satisfied", "mean_scaled"] = "share_satisfied"
    framework: Text = "sipas_2023_illustrative"
    min_cell: Annotated[int, Field(ge=5, le=1000)] = 30
    n_replicates: Annotated[int, Field(ge=0, le=20000)] = 1000
    interval_pct: Annotated[float, Field(ge=50, lt=100)] = 95.0
    seed: Annotated[int, Field(ge=0)] = 20240101


class ReportParams(Strict):
    """Everything that defaults, preset and the unit's file choose together.

    ``presets`` names the preset of each kind of unit, and of a merged unit whose plan rests on its old ones;
    ``presets_without_results`` the one that takes its place where nothing of the result year is known of the unit itself;
    ``preset`` the one of this report, if another; ``levels`` the kinds of units that a preset is for, all if it names none.
    ``indices`` names the indices that the report is of, in their order; ``presets_of_indices`` the preset, by kind, of a plan
    that is of others than the kind's own preset; ``annex_of_kind`` how the annex of an index looks that a preset has none for.
    ``below`` holds, by kind, what is chosen for all units below: checked when their reports are made.
    ``targets`` holds the rules of each index by its key, ``weak_items`` which of its items count as weak.
    """

    preset: PresetName | None = None
    levels: list[Literal["province", "district", "commune", "department", "public_service_unit"]] | None = None
    presets: dict[
        Literal["province", "merged_province", "district", "commune", "department", "public_service_unit"], PresetName
    ]
    presets_without_results: dict[
        Literal["province", "district", "commune", "department", "public_service_unit"], PresetName
    ] = Field(default_factory=dict)
    indices: list[Text] | None = None
    presets_of_indices: dict[
        Literal["province", "district", "commune", "department", "public_service_unit"], PresetName
    ] = Field(default_factory=dict)
    annex_of_kind: dict[Literal["scored", "surveyed", "published"], AnnexParams] = Field(default_factory=dict)
    inputs: Inputs
    surveyed: Surveyed = Field(alias="sipas")
    weak_items: dict[Text, WeakRule] = Field(default_factory=dict)
    peers: Peers = Peers()
    uncertainty: Uncertainty = Uncertainty()
    prospects: Prospects = Prospects()
    priorities: Priorities = Priorities()
    merger: Merger = Merger()
    targets: dict[Text, TargetSet]
    plan: PlanParams
    campaign: Campaign | None = None
    below: dict[Literal["district", "commune", "department", "public_service_unit"], dict[str, Any]] = Field(
        default_factory=dict
    )
    self_scoring: SelfScoring | None = None

    def targets_of(self, index_key: str) -> TargetSet:
        """Return the target rules of an index; those that hold where nothing is said, else."""
        return self.targets.get(index_key, DEFAULT_TARGETS)

    @model_validator(mode="after")
    def _dates_in_order(self) -> ReportParams:
        if self.plan.report_deadline < self.plan.unit_plan_deadline:
            msg = "plan.report_deadline phải sau plan.unit_plan_deadline"
            raise ValueError(msg)
        return self
