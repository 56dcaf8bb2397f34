"""A unit's own scoring put together: the whole sheet with who scores what, what is missing, sums only where they are whole."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis.self_scoring_sheet import add_maxima, add_scores, check_rules, merge_parts
from cchc.errors import IssueRefusedError
from cchc.sources.self_scoring_inputs import SelfScoringInputs

#: How far an office has come, and how documents say it.
OFFICE_STATES = {
    "missing": "chưa gửi",
    "refused": "phiếu có lỗi, chờ gửi lại",
    "returned": "đã gửi",
}


@dataclass(frozen=True)
class SelfScoringResults:
    """What the offices have handed in so far, as one sheet.

    Attributes
    ----------
    inputs : SelfScoringInputs
        What was read.
    rows : pandas.DataFrame
        Index ``code``, every leaf in the order of the edition; ``name_vi``, ``domain_code``, ``max_score`` [points],
        ``role``, ``agency_key``, ``office_vi`` and ``short_vi`` (empty for what a survey scores), ``state`` (key of ``STATES``),
        ``self_score`` [points], missing where it is not known: missing is not zero; ``declared``, ``declared_total``,
        ``evidence_vi``, ``note_vi`` as entered.
    offices : pandas.DataFrame
        Index ``agency_key``; ``office_vi``, ``due``, ``state`` (key of ``OFFICE_STATES``), ``n_leaves``, ``max_score``
        [points] of what it scores, ``self_score`` and ``applied_score`` [points]: what it gave itself, of how much that
        applies; missing until its part is in.
    domains : pandas.DataFrame
        Index ``code``, every top node; ``name_vi``, ``n_leaves`` (self-scored), ``n_known``, ``max_score``
        [points] of what is self-scored, ``survey_max`` [points] of what a survey scores, ``self_score`` and
        ``applied_score`` [points], missing until every part of the domain is in.
    rule_checks : pandas.DataFrame
        ``code``, ``name_vi``, ``office_vi``, ``declared``, ``self_score``, ``rule_score``, ``difference``: scores other than
        what the rule makes of the declared figure, by more than offices round (0.005 points).
    without_evidence : pandas.DataFrame
        Rows of ``rows`` with points and no evidence named.
    self_score, applied_score : float or None
        Points of all that is in, of how many that apply; None while nothing is.
    """

    inputs: SelfScoringInputs
    rows: pd.DataFrame
    offices: pd.DataFrame
    domains: pd.DataFrame
    rule_checks: pd.DataFrame
    without_evidence: pd.DataFrame
    self_score: float | None
    applied_score: float | None

    @property
    def n_offices(self) -> int:
        """Number of offices that score something."""
        return len(self.offices)

    @property
    def n_returned(self) -> int:
        """Number of offices whose part is in and readable."""
        return len(self.in_state("returned"))

    @property
    def is_complete(self) -> bool:
        """Whether every office's part is in."""
        return self.n_returned == self.n_offices

    @property
    def own_rows(self) -> pd.DataFrame:
        """Rows that an office scores."""
        return self.rows[self.rows["agency_key"] != ""]

    @property
    def own_max(self) -> float:
        """Points that are self-scored at most."""
        return float(self.domains["max_score"].sum())

    @property
    def survey_max(self) -> float:
        """Points that a survey gives at most."""
        return float(self.domains["survey_max"].sum())

    @property
    def domain_totals(self) -> dict[str, float | None]:
        """Columns of ``domains`` of all domains together; ``self_score`` only of a whole sheet."""
        counts = {key: int(self.domains[key].sum()) for key in ("n_known", "n_leaves")}
        own = self.self_score if self.is_complete else None
        return {**counts, "self_score": own, "max_score": self.own_max, "survey_max": self.survey_max}

    @property
    def n_whole_domains(self) -> int:
        """Number of domains of which every self-scored criterion is in; those without any do not count."""
        return int(self.domains["self_score"].notna().sum())

    @property
    def n_own_domains(self) -> int:
        """Number of domains in which something is self-scored."""
        return int((self.domains["n_leaves"] > 0).sum())

    @property
    def unknown_max(self) -> float:
        """Points of the rows that an office still owes."""
        return add_maxima(self.rows, self.unknown.index)

    @property
    def unknown(self) -> pd.DataFrame:
        """Rows that an office still owes."""
        return self.rows[self.rows["state"].isin(("missing", "refused"))]

    @property
    def surveyed(self) -> pd.DataFrame:
        """Rows that a survey scores."""
        return self.rows[self.rows["state"] == "surveyed"]

    def in_state(self, state: str) -> pd.DataFrame:
        """Return the offices in a state."""
        return self.offices[self.offices["state"] == state]


def compute_self_scoring(inputs: SelfScoringInputs) -> SelfScoringResults:
    """Put together what has come back.

    Parameters
    ----------
    inputs : SelfScoringInputs
        As read.

    Returns
    -------
    SelfScoringResults
        Sums only over parts that are whole.

    Raises
    ------
    IssueRefusedError
        If the copy to be signed is wanted and some parts are in, but not all.
    """
    rows, framework = merge_parts(inputs), inputs.framework
    own = rows[rows["agency_key"] != ""]
    known = own[own["state"].isin(("returned", "off"))]
    states = {form.agency_key: "refused" if form.sheet is None else "returned" for form in inputs.forms}
    offices = [
        {
            "agency_key": one.agency_key,
            "office_vi": one.name_vi,
            "due": one.due,
            "state": (state := states.get(one.agency_key, "missing")),
            "n_leaves": len(one.codes),
            "max_score": add_maxima(rows, one.codes),
            **add_scores(rows, framework, one.codes if state == "returned" else ()),
        }
        for one in inputs.offices
    ]
    domains = []
    for node in framework.children(""):
        below = own.index[own["domain_code"] == node.code]
        in_domain = known.index[known["domain_code"] == node.code]
        of_survey = rows.index[(rows["domain_code"] == node.code) & (rows["state"] == "surveyed")]
        domains.append(
            {
                "code": node.code,
                "name_vi": node.name_vi,
                "n_leaves": len(below),
                "n_known": len(in_domain),
                "max_score": add_maxima(rows, below),
                "survey_max": add_maxima(rows, of_survey),
                **add_scores(rows, framework, below if len(in_domain) == len(below) else ()),
            }
        )
    so_far = add_scores(rows, framework, known.index)
    results = SelfScoringResults(
        inputs=inputs,
        rows=rows,
        offices=pd.DataFrame(offices).set_index("agency_key"),
        domains=pd.DataFrame(domains).set_index("code"),
        rule_checks=check_rules(inputs, rows),
        without_evidence=known[
            (known["state"] == "returned") & (known["self_score"] > 0) & (known["evidence_vi"] == "")
        ],
        self_score=so_far["self_score"],
        applied_score=so_far["applied_score"],
    )
    if inputs.is_issue and inputs.forms:
        _refuse_incomplete(results)
    return results


def _refuse_incomplete(results: SelfScoringResults) -> None:
    owing = {OFFICE_STATES[state]: list(results.in_state(state)["office_vi"]) for state in ("missing", "refused")}
    reasons = [f"{words}: {', '.join(names)}" for words, names in owing.items() if names]
    reasons += [str(fault).rstrip(".") for fault in results.inputs.strangers]
    if reasons:
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1): mới có phiếu của {results.n_returned}/{results.n_offices} cơ quan"
            f" hoặc hồ sơ chưa đủ ({'; '.join(reasons)})."
        )
