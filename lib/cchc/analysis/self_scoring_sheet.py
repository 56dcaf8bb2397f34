"""The parts of a unit's own score sheet as one table: who scores each row, what is known of it, sums of what is known."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.indices.scored import compute_par_totals
from cchc.indices.stages import compare_with_rules
from cchc.sources.self_scoring_inputs import SelfScoringInputs

#: Offices write their scores with two decimals.
OFFICE_ROUNDING = 0.005
#: What is known of a criterion, and how documents say it.
STATES = {
    "missing": "chưa gửi",
    "refused": "phiếu có lỗi",
    "returned": "đã tự chấm",
    "off": "không áp dụng",
    "surveyed": "điều tra",
}
_ENTERED = ("declared", "declared_total", "evidence_vi", "note_vi")


def merge_parts(inputs: SelfScoringInputs) -> pd.DataFrame:
    """Return the whole sheet, every leaf with its office and what is known of it: ``SelfScoringResults.rows``."""
    office_of = {code: one for one in inputs.offices for code in one.codes}
    refused = {form.agency_key for form in inputs.forms if form.sheet is None}
    given = {
        row["criterion_code"]: row
        for form in inputs.forms
        if form.sheet is not None
        for row in form.sheet.scores.to_dict("records")
    }
    rows = []
    for leaf in inputs.framework.leaves():
        row, office = given.get(leaf.code, {}), office_of.get(leaf.code)
        if leaf.method in SURVEY_METHODS or office is None:
            state = "surveyed"
        elif row:
            state = "returned" if row["is_applicable"] else "off"
        else:
            state = "refused" if office.agency_key in refused else "missing"
        rows.append(
            {
                "code": leaf.code,
                "name_vi": leaf.name_vi,
                "domain_code": inputs.framework.top_code(leaf.code),
                "max_score": leaf.max_score,
                "role": leaf.role,
                "agency_key": office.agency_key if office else "",
                "office_vi": office.name_vi if office else "",
                "short_vi": office.short_vi if office else "",
                "state": state,
                "self_score": row.get("self_score"),
                **{key: str(row.get(key) or "") for key in _ENTERED},
            }
        )
    return pd.DataFrame(rows).set_index("code").astype({"self_score": float})


def add_maxima(rows: pd.DataFrame, codes: Collection[str]) -> float:
    """Return the ordinary points of some rows: bonus and penalty are no part of a maximum."""
    wanted = rows.loc[list(codes)]
    return float(wanted.loc[wanted["role"] == "", "max_score"].sum())


def add_scores(rows: pd.DataFrame, framework: Framework, codes: Collection[str]) -> dict[str, float | None]:
    """Add up some rows of which everything is known; nothing for none."""
    if not len(codes):
        return {"self_score": None, "applied_score": None}
    wanted = rows.loc[list(codes)]
    part = framework.part(codes)
    points = wanted[["self_score"]].T
    totals = compute_par_totals(points, part, (wanted[["state"]] != "off").T.set_axis(points.index)).iloc[0]
    return {"self_score": float(totals["score"]), "applied_score": float(totals["max_score"])}


def check_rules(inputs: SelfScoringInputs, rows: pd.DataFrame) -> pd.DataFrame:
    """List scores other than what the rule makes of the declared figure: ``SelfScoringResults.rule_checks``."""
    columns = ["code", "name_vi", "office_vi", "declared", "self_score", "rule_score", "difference"]
    tables = [
        compare_with_rules(form.sheet.scores, inputs.framework).reset_index()
        for form in inputs.forms
        if form.sheet is not None
    ]
    tables = [
        table[table["is_different"] & ~(table["difference"].astype(float).abs() <= OFFICE_ROUNDING)]
        for table in tables
        if len(table)
    ]
    tables = [table.assign(office_vi=table["code"].map(rows["office_vi"]))[columns] for table in tables if len(table)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)
