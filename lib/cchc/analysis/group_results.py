"""One group of a campaign added up: who has come back, what appraisals changed, totals, ranks and grades."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis.appraisals import MatchedAppraisals, compare_appraisals, match_appraisals
from cchc.analysis.campaign_findings import Standing, SurveyReach
from cchc.analysis.evidence_checks import EvidenceChecks, check_all_evidence
from cchc.errors import Fault
from cchc.frameworks import SURVEY_METHODS
from cchc.indices.grading import bands_for, rank_and_grade
from cchc.indices.leader_scores import LeaderScores, score_leader_survey
from cchc.indices.ranking import rank_descending
from cchc.indices.scored import compute_par_totals
from cchc.indices.stages import compare_with_rules
from cchc.indices.survey_scores import score_survey
from cchc.indices.surveyed import Design
from cchc.sources.campaign_inputs import GroupInputs
from cchc.sources.received import last_day_of

#: Units write their scores with two decimals.
UNIT_ROUNDING = 0.005
#: How far a unit has come, and how documents say it.
STATES = {
    "missing": "chưa nộp phiếu",
    "late": "nộp sau khi khóa vòng, không được tính",
    "refused": "phiếu có lỗi, chờ nộp lại",
    "returned": "đã nộp phiếu, chưa thẩm định xong",
    "explaining": "đã giải trình, chờ thẩm định lần 2",
    "unsurveyed": "đã thẩm định, chưa có điểm khảo sát",
    "complete": "đã có kết quả",
}


@dataclass(frozen=True)
class GroupResults:
    """What a campaign has yielded for one group so far.

    Attributes
    ----------
    inputs : GroupInputs
        What was read.
    matched : MatchedAppraisals
        Claims, and what both rounds made of them.
    scores : pandas.DataFrame
        Index unit key, a column per criterion: scores that hold [points], surveys included; missing where none is known yet
        or the criterion does not apply.
    is_on : pandas.DataFrame
        Same shape, bool: whether the criterion applies.
    units : pandas.DataFrame
        Index unit key, every unit in the list's order; ``name_vi``, ``state`` (key of ``STATES``), ``n_due`` and
        ``n_appraised`` (criteria to appraise, and appraised), ``self_score``, ``appraised_score`` (both without what the
        survey scores), ``survey_score``, ``score``, ``max_score`` [points], ``achieved_pct`` [0-100], ``rank``,
        ``n_tied``, ``grade_vi``; ``satisfied_pct``, ``satisfied_rank`` of the survey of the people; missing where it is not
        known yet: missing is not zero.
    domains : pandas.DataFrame
        Index unit key of the complete units; a column per top node [points].
    differences : pandas.DataFrame
        See ``appraisals.compare_appraisals``.
    rule_checks : pandas.DataFrame
        ``unit_key``, ``unit_vi``, ``code``, ``name_vi``, ``declared``, ``self_score``, ``rule_score``: claims other than
        what the rule makes of the declared figure, by more than units round (0.005 points).
    survey : pandas.DataFrame or None
        See ``survey_scores.score_survey``.
    leaders : LeaderScores or None
        See ``leader_scores.score_leader_survey``.
    evidence : EvidenceChecks or None
        See ``evidence_checks.check_all_evidence``.
    n_unplaced : int
        Responses that name no unit.
    unused : tuple of Fault
        Appraised scores that do not count: the form is not there, or has changed since.
    bands : pandas.DataFrame
        Grading bands in force; empty if none are known.
    """

    inputs: GroupInputs
    matched: MatchedAppraisals
    scores: pd.DataFrame
    is_on: pd.DataFrame
    units: pd.DataFrame
    domains: pd.DataFrame
    differences: pd.DataFrame
    rule_checks: pd.DataFrame
    survey: pd.DataFrame | None
    leaders: LeaderScores | None
    evidence: EvidenceChecks | None
    n_unplaced: int
    unused: tuple[Fault, ...]
    bands: pd.DataFrame

    @property
    def n_units(self) -> int:
        """Number of units of the group."""
        return len(self.units)

    @property
    def n_complete(self) -> int:
        """Number of units that are ranked."""
        return int((self.units["state"] == "complete").sum())

    def count(self, state: str) -> int:
        """Return how many units are in a state."""
        return len(self.names(state))

    @property
    def ranked(self) -> pd.DataFrame:
        """Units in the order of their ranks, those without one after them in the list's order."""
        return self.units.sort_values("rank", kind="stable", na_position="last")

    @property
    def standing(self) -> Standing | None:
        """Who leads, and the range of the index; None while nobody is ranked."""
        known = self.units[self.units["state"] == "complete"]
        if known.empty:
            return None
        shares = known["achieved_pct"]
        best = known[known["rank"] == 1]
        return Standing(tuple(best["name_vi"]), float(shares.max()), float(shares.min()), float(shares.mean()))

    @property
    def without_reason(self) -> pd.DataFrame:
        """``differences`` for which the council gave no reason."""
        return self.differences[self.differences["reason_vi"] == ""]

    @property
    def survey_reach(self) -> SurveyReach | None:
        """What the survey says of every unit; None without one."""
        return None if self.survey is None else SurveyReach.of(self.inputs.units, self.survey)

    @property
    def is_open(self) -> bool:
        """Whether explanations or a second round may still change scores: their last day has not passed on the day asked for.

        Where no day was asked for: no second round has come in and nothing is approved.
        """
        campaign, at = self.inputs.campaign, self.inputs.at
        rounds = [key for key in ("explanation", "appraisal_2") if campaign.step(key) is not None]
        if not rounds:
            return False
        if at is None:
            return campaign.approval is None and self.inputs.appraisal_2 is None
        days = [last_day_of(campaign, key, self.inputs.year) for key in rounds]
        return any(day is not None and at <= day for day in days)

    @property
    def is_final(self) -> bool:
        """Whether every unit is ranked and no round may change its scores."""
        return self.is_complete and not self.is_open

    @property
    def n_satisfied(self) -> int:
        """Number of units that are ranked by satisfaction."""
        return int(self.units["satisfied_rank"].notna().sum())

    @property
    def by_satisfaction(self) -> pd.DataFrame:
        """Units in the order of satisfaction, those without a value after them in the list's order."""
        return self.units.sort_values("satisfied_rank", kind="stable", na_position="last")

    @property
    def n_without_evidence(self) -> int:
        """Number of units that claim points on criteria without evidence; 0 where no evidence is there at all."""
        if self.evidence is None:
            return 0
        summary = self.evidence.summary
        lacks = summary["n_claimed"] > summary["n_with_evidence"]
        return int(lacks.fillna(False).sum())

    @property
    def is_complete(self) -> bool:
        """Whether every unit is ranked."""
        return self.n_complete == self.n_units

    def names(self, state: str) -> list[str]:
        """Return the names of the units in a state."""
        return list(self.units.loc[self.units["state"] == state, "name_vi"])


def compute_group(inputs: GroupInputs) -> GroupResults:
    """Add up what has come back of one group."""
    framework = inputs.framework
    leaves = [leaf.code for leaf in framework.leaves()]
    surveyed = [leaf.code for leaf in framework.leaves() if leaf.method in SURVEY_METHODS]
    own = [code for code in leaves if code not in surveyed]
    matched = match_appraisals(inputs, own)
    keys = list(matched.claims.index)
    survey, leaders = _survey(inputs), _leaders(inputs)
    points = matched.points.reindex(columns=leaves)
    applicable = matched.is_on.reindex(columns=leaves, fill_value=True)
    by_leaders = [] if inputs.group.leaders is None else list(inputs.group.leaders.criteria)
    by_people = [code for code in surveyed if code not in by_leaders]
    if survey is not None and by_people:
        points[by_people] = survey.reindex(keys)[by_people]
    if leaders is not None and by_leaders:
        points[by_leaders] = leaders.scores.reindex(keys)[by_leaders]
    is_appraised = matched.is_entered.all(axis=1) & ~matched.is_waiting.any(axis=1)
    is_surveyed = points[surveyed].notna().all(axis=1)
    no_survey = pd.DataFrame(False, index=keys, columns=surveyed)
    claimed_on = matched.is_claim_on.join(no_survey)
    claimed = compute_par_totals(matched.claims.reindex(columns=leaves), framework, claimed_on)
    done = points.index[is_appraised]
    appraised = compute_par_totals(
        points.loc[done], framework, applicable.loc[done].assign(**dict.fromkeys(surveyed, False))
    )
    ready = points.index[is_appraised & is_surveyed]
    totals = compute_par_totals(points.loc[ready], framework, applicable.loc[ready])
    bands = bands_for(inputs.grading, inputs.band_issuers, _level(inputs), inputs.year)
    units = inputs.units.set_index("unit_key")[["name_vi"]]
    units = units.assign(
        state=_states(inputs, matched, list(done), list(ready)),
        n_due=matched.is_entered.count(axis=1),
        n_appraised=matched.is_entered.sum(axis=1),
        self_score=claimed["score"],
        appraised_score=appraised["score"],
        survey_score=points[surveyed].sum(axis=1, min_count=len(surveyed)) if surveyed else float("nan"),
        score=totals["score"],
        max_score=totals["max_score"],
        satisfied_pct=float("nan") if survey is None else survey["value_pct"],
    )
    ranked = rank_and_grade(totals["achieved_pct"].reindex(units.index), bands)
    units = units.join(ranked[["achieved_pct", "rank", "n_tied", "grade_vi"]])
    units = units.assign(satisfied_rank=rank_descending(units["satisfied_pct"].astype(float)))
    return GroupResults(
        inputs=inputs,
        matched=matched,
        scores=points,
        is_on=applicable,
        units=units.astype({"n_due": "Int64", "n_appraised": "Int64"}),
        domains=totals[[node.code for node in framework.children("")]],
        differences=compare_appraisals(matched, framework),
        rule_checks=_check_rules(inputs),
        survey=survey,
        leaders=leaders,
        evidence=_evidence(inputs, own),
        n_unplaced=0 if inputs.survey_units is None else int((inputs.survey_units == "").sum()),
        unused=matched.unused,
        bands=bands,
    )


def _level(inputs: GroupInputs) -> str:
    """Return the kind of units whose bands grade a group: that of its edition, else the only kind that is scored."""
    return inputs.framework.admin_level or inputs.unit.kind.scores[-1]


def _evidence(inputs: GroupInputs, codes: list[str]) -> EvidenceChecks | None:
    if inputs.evidence is None:
        return None
    claims = {
        form.unit_key: form.sheet.scores.set_index("criterion_code") for form in inputs.forms if form.sheet is not None
    }
    return check_all_evidence(inputs.evidence, claims, dict.fromkeys(inputs.units["unit_key"], codes))


def _leaders(inputs: GroupInputs) -> LeaderScores | None:
    if inputs.leaders is None or inputs.group.leaders is None:
        return None
    maxima = {code: inputs.framework.node(code).max_score or 0.0 for code in inputs.group.leaders.criteria}
    return score_leader_survey(inputs.leaders.answers, inputs.group.leaders, maxima, list(inputs.units["unit_key"]))


def _survey(inputs: GroupInputs) -> pd.DataFrame | None:
    survey, choice, scoring = inputs.survey, inputs.params.surveyed, inputs.group.survey
    if survey is None or scoring is None or inputs.survey_units is None:
        return None
    columns = {key: survey.design.get(key, None) for key in ("psu", "stratum", "weight")}
    design = Design(**columns, n_replicates=choice.n_replicates, level_pct=choice.interval_pct, seed=choice.seed)
    return score_survey(
        survey.answers,
        survey.framework,
        choice.formula,
        inputs.survey_units,
        scoring.criteria,
        inputs.framework,
        min_cell=choice.min_cell,
        design=design,
    )


def _states(inputs: GroupInputs, matched: MatchedAppraisals, done: list[str], ready: list[str]) -> pd.Series:
    states = pd.Series("missing", index=pd.Index(inputs.units["unit_key"]), dtype=object)
    states[list(inputs.late)] = "late"
    for form in inputs.forms:
        states[form.unit_key] = "refused" if form.sheet is None else "returned"
    explaining = matched.is_entered.all(axis=1) & matched.is_waiting.any(axis=1)
    states[list(explaining.index[explaining])] = "explaining"
    states[done] = "unsurveyed"
    states[ready] = "complete"
    return states


def _check_rules(inputs: GroupInputs) -> pd.DataFrame:
    tables = [
        compare_with_rules(form.sheet.scores, inputs.framework).reset_index().assign(unit_key=form.unit_key)
        for form in inputs.forms
        if form.sheet is not None
    ]
    columns = ["unit_key", "unit_vi", "code", "name_vi", "declared", "self_score", "rule_score"]
    names = inputs.units.set_index("unit_key")["name_vi"]
    is_rounding = [table["difference"].astype(float).abs() <= UNIT_ROUNDING for table in tables]
    tables = [
        table[table["is_different"] & ~close].assign(unit_vi=lambda rows: rows["unit_key"].map(names))[columns]
        for table, close in zip(tables, is_rounding, strict=True)
        if len(table)
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)
