"""Self-scores of many units beside what the council made of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.errors import Fault
from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.indices.stages import compare_with_rules
from cchc.sources.campaign_inputs import CampaignInputs

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class MatchedAppraisals:
    """Claims and appraisals; frames have a row per unit with a readable form, a column per criterion not surveyed.

    Attributes
    ----------
    claims, is_claim_on : pandas.DataFrame
        Self-scores [points], missing where the unit says that the criterion does not apply; and whether it applies.
    points, is_on : pandas.DataFrame
        Appraised scores [points], missing where there are none or the council agrees that the criterion does not apply.
    is_entered : pandas.DataFrame
        bool: whether the council has decided.
    reasons : pandas.DataFrame
        Why the council differs.
    names : pandas.Series
        Name of each unit.
    unused : tuple of Fault
        Appraised scores that do not count.
    """

    claims: pd.DataFrame
    is_claim_on: pd.DataFrame
    points: pd.DataFrame
    is_on: pd.DataFrame
    is_entered: pd.DataFrame
    reasons: pd.DataFrame
    names: pd.Series
    unused: tuple[Fault, ...]


def match_appraisals(inputs: CampaignInputs, codes: list[str]) -> MatchedAppraisals:
    """Set the council's scores beside the claims that they answer to.

    Parameters
    ----------
    inputs : CampaignInputs
        As read.
    codes : list of str
        Criteria that are self-scored.

    Returns
    -------
    MatchedAppraisals
        A score given to another claim than the one in the form now does not count, and is told.
    """
    sheets = {form.unit_key: form.sheet for form in inputs.forms if form.sheet is not None}
    keys = pd.Index(list(sheets), name="unit_key")
    claims = pd.DataFrame(float("nan"), index=keys, columns=codes)
    is_claim_on = pd.DataFrame(True, index=keys, columns=codes)
    for key, sheet in sheets.items():
        scores = sheet.scores.set_index("criterion_code")
        claims.loc[key] = scores["self_score"].reindex(codes).astype(float)
        is_claim_on.loc[key] = scores["is_applicable"].reindex(codes).astype(bool)
    points = claims * float("nan")
    is_on = pd.DataFrame(True, index=keys, columns=codes)
    is_entered = pd.DataFrame(False, index=keys, columns=codes)
    reasons = pd.DataFrame("", index=keys, columns=codes, dtype=object)
    names = inputs.units.set_index("unit_key")["name_vi"]
    unused: list[Fault] = []
    rows = inputs.appraisal.rows.to_dict("records") if inputs.appraisal is not None else []
    without_form: dict[str, Fault] = {}
    for row in rows:
        key, code = row["unit_key"], row["criterion_code"]
        if not row["is_entered"] or code not in codes:
            continue
        path = inputs.appraisal.path if inputs.appraisal is not None else ""
        if key not in sheets:
            found = f"có điểm thẩm định của {names[key]} nhưng phiếu của đơn vị chưa nộp hoặc chưa đọc được"
            fault = Fault(path, row["place"], found, "điểm này chưa được dùng")
            without_form.setdefault(key, fault)
            continue
        if _has_changed(row, float(claims.at[key, code]), is_on=bool(is_claim_on.at[key, code])):
            found = f"điểm tự chấm mã {code} của {names[key]} khác phiếu đang có"
            unused.append(Fault(path, row["place"], found, "thẩm định lại trên tệp mới lập; điểm này chưa được dùng"))
            continue
        is_entered.at[key, code] = True
        is_on.at[key, code] = not row["is_off"]
        points.at[key, code] = row["appraised_score"]
        reasons.at[key, code] = row["reason_vi"]
    return MatchedAppraisals(
        claims, is_claim_on, points, is_on, is_entered, reasons, names, (*without_form.values(), *unused)
    )


def _has_changed(row: dict[str, object], claim: float, *, is_on: bool) -> bool:
    """Tell whether the claim that the council saw is another than the one in the form."""
    seen = row["self_score"]
    if row["is_self_off"] or not is_on:
        return bool(row["is_self_off"]) == is_on
    return seen is None or pd.isna(seen) or abs(float(seen) - claim) > _TOLERANCE  # type: ignore[arg-type]


def compare_appraisals(matched: MatchedAppraisals, framework: Framework) -> pd.DataFrame:
    """List where the council decided otherwise than the unit.

    Parameters
    ----------
    matched : MatchedAppraisals
        See there.
    framework : Framework
        For names.

    Returns
    -------
    pandas.DataFrame
        Largest first; ``unit_key``, ``unit_vi``, ``code``, ``name_vi``, ``max_score``, ``self_score``,
        ``appraised_score`` (missing: does not apply), ``difference`` (appraised - self [points], missing where one of
        the two says "không áp dụng"), ``reason_vi``.
    """
    rows = []
    for key in matched.claims.index:
        for code in matched.claims.columns:
            if not matched.is_entered.at[key, code]:
                continue
            claim, score = matched.claims.at[key, code], matched.points.at[key, code]
            is_both_off = not matched.is_claim_on.at[key, code] and not matched.is_on.at[key, code]
            if is_both_off or abs(score - claim) <= _TOLERANCE:
                continue
            node = framework.node(code)
            rows.append(
                {
                    "unit_key": key,
                    "unit_vi": matched.names[key],
                    "code": code,
                    "name_vi": node.name_vi,
                    "max_score": node.max_score,
                    "self_score": claim,
                    "appraised_score": score,
                    "difference": round(score - claim, 9),
                    "reason_vi": matched.reasons.at[key, code],
                }
            )
    columns = [
        "unit_key",
        "unit_vi",
        "code",
        "name_vi",
        "max_score",
        "self_score",
        "appraised_score",
        "difference",
        "reason_vi",
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(
        "difference", key=lambda column: -column.astype(float).abs(), kind="stable", na_position="first"
    ).reset_index(drop=True)


def list_to_appraise(inputs: CampaignInputs) -> pd.DataFrame:
    """List what the council has to decide, with what it has decided so far.

    Parameters
    ----------
    inputs : CampaignInputs
        As read.

    Returns
    -------
    pandas.DataFrame
        A row per unit with a readable form and criterion that is not surveyed: ``unit_key``, ``unit_vi``, ``code``,
        ``name_vi``, ``max_score``, ``self_score``, ``rule_score`` (missing without a rule or a declared figure),
        ``evidence_vi``, ``appraised_score``, ``reason_vi``; ``is_self_off``, ``is_off`` for "không áp dụng".
    """
    leaves = [leaf for leaf in inputs.framework.leaves() if leaf.method not in SURVEY_METHODS]
    matched = match_appraisals(inputs, [leaf.code for leaf in leaves])
    rows = []
    for form in (form for form in inputs.forms if form.sheet is not None):
        assert form.sheet is not None  # noqa: S101 -- filtered above
        sheet, key = form.sheet.scores.set_index("criterion_code"), form.unit_key
        by_rule = compare_with_rules(form.sheet.scores, inputs.framework)["rule_score"]
        for leaf in leaves:
            is_entered = bool(matched.is_entered.at[key, leaf.code])
            rows.append(
                {
                    "unit_key": key,
                    "unit_vi": matched.names[key],
                    "code": leaf.code,
                    "name_vi": leaf.name_vi,
                    "max_score": leaf.max_score,
                    "self_score": matched.claims.at[key, leaf.code],
                    "is_self_off": not matched.is_claim_on.at[key, leaf.code],
                    "rule_score": by_rule.get(leaf.code),
                    "evidence_vi": sheet.at[leaf.code, "evidence_vi"],
                    "appraised_score": matched.points.at[key, leaf.code],
                    "is_off": is_entered and not matched.is_on.at[key, leaf.code],
                    "reason_vi": matched.reasons.at[key, leaf.code],
                }
            )
    columns = [
        "unit_key", "unit_vi", "code", "name_vi", "max_score", "self_score", "is_self_off", "rule_score", "evidence_vi",
        "appraised_score", "is_off", "reason_vi",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
