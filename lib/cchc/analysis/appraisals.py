"""Self-scores of many units beside what was made of them in one or two rounds of appraisal."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cchc.errors import Fault
from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.indices.stages import compare_with_rules
from cchc.sources.campaign_inputs import GroupInputs

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class MatchedAppraisals:
    """Claims and appraisals; frames have a row per unit with a readable form, a column per criterion not surveyed.

    Attributes
    ----------
    claims, is_claim_on : pandas.DataFrame
        Self-scores [points], missing where the unit says that the criterion does not apply; and whether it applies.
    points, is_on : pandas.DataFrame
        Scores that hold [points]: those of the second round where it decided, of the first elsewhere; missing where there
        are none or the criterion does not apply.
    is_entered : pandas.DataFrame
        bool: whether the first round, at least, has decided.
    first_reasons, second_reasons : pandas.DataFrame
        Why each round differs.
    first, second : pandas.DataFrame
        Scores of each round [points], missing where it has not decided or the criterion does not apply.
    explanations : pandas.DataFrame
        What the unit explained, empty where nothing.
    is_second : pandas.DataFrame
        bool: whether the second round has decided.
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
    first_reasons: pd.DataFrame
    second_reasons: pd.DataFrame
    first: pd.DataFrame
    second: pd.DataFrame
    explanations: pd.DataFrame
    is_second: pd.DataFrame
    names: pd.Series
    unused: tuple[Fault, ...]

    @property
    def reasons(self) -> pd.DataFrame:
        """Why the score that holds differs: the second round's words, the first's where it has none."""
        return self.second_reasons.where(self.second_reasons != "", self.first_reasons)

    @property
    def is_waiting(self) -> pd.DataFrame:
        """bool: whether an explanation waits for the second round."""
        return (self.explanations != "") & ~self.is_second


def match_appraisals(inputs: GroupInputs, codes: list[str]) -> MatchedAppraisals:
    """Set the scores of both rounds beside the claims that they answer to.

    Parameters
    ----------
    inputs : GroupInputs
        As read.
    codes : list of str
        Criteria that are self-scored.

    Returns
    -------
    MatchedAppraisals
        A score given to another claim than the one in the form now, or to another score of the first round, does not count,
        and is told; so does an explanation of a score that the first round has not given.
    """
    sheets = {form.unit_key: form.sheet for form in inputs.forms if form.sheet is not None}
    keys = pd.Index(list(sheets), name="unit_key")
    claims = pd.DataFrame(float("nan"), index=keys, columns=codes)
    is_claim_on = pd.DataFrame(True, index=keys, columns=codes)
    for key, sheet in sheets.items():
        scores = sheet.scores.set_index("criterion_code")
        claims.loc[key] = scores["self_score"].reindex(codes).astype(float)
        is_claim_on.loc[key] = scores["is_applicable"].reindex(codes).astype(bool)
    no_score, no_mark = claims * float("nan"), pd.DataFrame(False, index=keys, columns=codes)
    no_text = pd.DataFrame("", index=keys, columns=codes, dtype=object)
    found = MatchedAppraisals(
        claims, is_claim_on, no_score.copy(), is_claim_on | True, no_mark.copy(), no_text.copy(), no_text.copy(),
        no_score.copy(), no_score.copy(), no_text.copy(), no_mark.copy(), inputs.units.set_index("unit_key")["name_vi"], (),
    )  # fmt: skip
    unused: list[Fault] = []
    without_form: dict[str, Fault] = {}
    rounds = (("appraisal", inputs.appraisal), ("explanation", inputs.explanation), ("appraisal_2", inputs.appraisal_2))
    for round_key, entered in rounds:
        for row in entered.rows.to_dict("records") if entered is not None else []:
            has_content = bool(row["explanation_vi"]) if round_key == "explanation" else row["is_entered"]
            key, code = row["unit_key"], row["criterion_code"]
            if not has_content or code not in codes:
                continue
            if key not in sheets:
                what = f"có điểm thẩm định của {found.names[key]} nhưng phiếu của đơn vị chưa nộp hoặc chưa đọc được"
                without_form.setdefault(key, Fault(row["path"], row["place"], what, "điểm này chưa được dùng"))
            elif (fault := _contradiction(found, row, round_key)) is not None:
                unused.append(fault)
            else:
                _enter(found, row, round_key)
    return dataclasses.replace(found, unused=(*without_form.values(), *unused))


def _contradiction(found: MatchedAppraisals, row: dict[str, Any], round_key: str) -> Fault | None:
    """Say why a row counts no more: the claim, or the first round, is another now than the one that it saw."""
    key, code = row["unit_key"], row["criterion_code"]
    name, again = found.names[key], "thẩm định lại trên tệp mới lập; điểm này chưa được dùng"
    if _has_changed(row, float(found.claims.at[key, code]), is_on=bool(found.is_claim_on.at[key, code])):
        told = f"điểm tự chấm mã {code} của {name} khác phiếu đang có"
    elif round_key == "appraisal":
        return None
    elif not found.is_entered.at[key, code]:
        told = f"mã {code} của {name} chưa có điểm thẩm định lần 1"
    elif _has_moved(row, float(found.first.at[key, code])):
        told = f"điểm thẩm định lần 1 mã {code} của {name} khác điểm đang có"
    else:
        return None
    allowed = "lập lại giải trình trên tệp mới" if round_key == "explanation" else again
    return Fault(row["path"], row["place"], told, allowed)


def _has_moved(row: dict[str, Any], first: float) -> bool:
    seen = row["appraised_1_score"]
    if row["is_1_off"] or pd.isna(first):
        return bool(row["is_1_off"]) != bool(pd.isna(first))
    return seen is None or pd.isna(seen) or abs(float(seen) - first) > _TOLERANCE


def _enter(found: MatchedAppraisals, row: dict[str, Any], round_key: str) -> None:
    key, code = row["unit_key"], row["criterion_code"]
    if round_key == "explanation":
        found.explanations.at[key, code] = row["explanation_vi"]
        return
    is_first = round_key == "appraisal"
    (found.first if is_first else found.second).at[key, code] = row["appraised_score"]
    (found.is_entered if is_first else found.is_second).at[key, code] = True
    found.is_on.at[key, code] = not row["is_off"]
    found.points.at[key, code] = row["appraised_score"]
    (found.first_reasons if is_first else found.second_reasons).at[key, code] = row["reason_vi"]


def _has_changed(row: dict[str, Any], claim: float, *, is_on: bool) -> bool:
    """Tell whether the claim that a file saw is another than the one in the form."""
    seen = row["self_score"]
    if row["is_self_off"] or not is_on:
        return bool(row["is_self_off"]) == is_on
    return seen is None or pd.isna(seen) or abs(float(seen) - claim) > _TOLERANCE


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
    rows, reasons = [], matched.reasons
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
                    "reason_vi": reasons.at[key, code],
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


def list_to_appraise(inputs: GroupInputs, round_key: str = "appraisal") -> pd.DataFrame:
    """List what is to be decided in a round, or explained before the second, with what has been decided so far.

    Parameters
    ----------
    inputs : GroupInputs
        As read.
    round_key : str
        ``appraisal``: every criterion of every readable form; ``explanation``: those whose score the first round lowered;
        ``appraisal_2``: those that a unit has explained.

    Returns
    -------
    pandas.DataFrame
        A row per unit and criterion that is not surveyed: ``unit_key``, ``unit_vi``, ``code``,
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
            place = (key, leaf.code)
            if not _is_due(matched, place, round_key):
                continue
            is_first = round_key == "appraisal"
            decided = matched.is_entered if is_first else matched.is_second
            is_entered = bool(decided.at[place])
            is_1_off = bool(matched.is_entered.at[place]) and bool(pd.isna(matched.first.at[place]))
            score = matched.first.at[place] if is_first else matched.second.at[place]
            rows.append(
                {
                    "unit_key": key,
                    "unit_vi": matched.names[key],
                    "code": leaf.code,
                    "name_vi": leaf.name_vi,
                    "max_score": leaf.max_score,
                    "self_score": matched.claims.at[place],
                    "is_self_off": not matched.is_claim_on.at[place],
                    "rule_score": by_rule.get(leaf.code),
                    "evidence_vi": sheet.at[leaf.code, "evidence_vi"],
                    "appraised_1_score": matched.first.at[place],
                    "is_1_off": is_1_off,
                    "reason_1_vi": matched.first_reasons.at[place],
                    "explanation_vi": matched.explanations.at[place],
                    "appraised_score": score,
                    "is_off": is_entered and bool(pd.isna(score)),
                    "reason_vi": matched.first_reasons.at[place] if is_first else matched.second_reasons.at[place],
                }
            )
    columns = [
        "unit_key", "unit_vi", "code", "name_vi", "max_score", "self_score", "is_self_off", "rule_score", "evidence_vi",
        "appraised_1_score", "is_1_off", "reason_1_vi", "explanation_vi", "appraised_score", "is_off", "reason_vi",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _is_due(matched: MatchedAppraisals, place: tuple[str, str], round_key: str) -> bool:
    """Tell whether a criterion of a unit is to be decided, or explained, in a round."""
    if round_key == "appraisal":
        return True
    if round_key == "appraisal_2":
        return bool(matched.explanations.at[place])
    if not matched.is_entered.at[place] or not matched.is_claim_on.at[place]:
        return False
    first, claim = matched.first.at[place], matched.claims.at[place]
    return bool(pd.isna(first)) or first < claim - _TOLERANCE
