"""What the unit's own figures say of a weak item: how far, where in the scoring rule, since when, beside whom.

Facts and no guess: a sentence is made of figures, years and names that were read, and there is none where nothing is known.
"""

from __future__ import annotations

import pandas as pd

from cchc.analysis.index_results import PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.results import Results
from cchc.declared import are_shares
from cchc.indices_defined import TOTAL_CODE
from cchc.numbers import comma, percent
from cchc.planning.plan_rows import Item
from cchc.scoring_rules import Rule, bounds_of
from cchc.units import LEVEL_NAMES

_TOLERANCE = 0.005


def find_cause(results: Results, item: Item) -> str | None:
    """Tell what the figures say of an item.

    Parameters
    ----------
    results : Results
        Of the unit whose item it is.
    item : Item
        As selected; weak.

    Returns
    -------
    str or None
        Clauses parted by ``;``, each with a figure of this unit; None where none is known.
    """
    own = results.of.get(item.index)
    if own is None or item.parts:
        return None
    if isinstance(own, ScoredResults):
        facts = _of_scores(own, item)
    elif isinstance(own, SurveyedResults):
        facts = _of_answers(own, item)
    elif isinstance(own, PublishedResults):
        facts = _of_published(own, item)
    else:
        facts = []
    said = "; ".join(one for one in facts if one)
    return said[:1].upper() + said[1:] if said else None


def _figure(value: float, decimals: int = 2) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def _moved(change: float, year: int, unit: str, decimals: int = 2) -> str:
    """Say how a value moved; a change that is not seen in print is none."""
    if abs(change) < 0.5 * 10.0**-decimals:
        return f"không đổi so với năm {year}"
    return f"{'tăng' if change > 0 else 'giảm'} {_figure(abs(change), decimals)} {unit} so với năm {year}"


# ---- scores ----------------------------------------------------------------------------------------------------------
def _of_scores(own: ScoredResults, item: Item) -> list[str]:
    if own.table is None or own.sheet is None or item.code not in own.table.index:
        return _of_domain(own, item)
    row = own.table.loc[item.code]
    scores = own.sheet.scores.set_index("criterion_code")
    told = scores.loc[item.code] if item.code in scores.index else None
    lost = 0.0 if item.lost_score is None else item.lost_score
    facts = [
        f"trừ {_figure(lost)} điểm"
        if item.is_penalty
        else f"chưa đạt {_figure(lost)}/{_figure(item.max_score or 0.0)} điểm"
    ]
    if told is not None:
        facts.append(_declared(own.sheet.framework.rule(item.code), told))
        facts.append(_appraised(told))
    facts.append(_since(own, item))
    if "previous_score" in own.table.columns and not pd.isna(row["previous_score"]):
        change = float(row["score"]) - float(row["previous_score"])
        facts.append(_moved(change, own.inputs.result_year - 1, "điểm"))
    if told is not None and (note := str(told.get("note_vi", "")).strip()):
        facts.append(f"ý kiến thẩm định: {note.rstrip('.')}")
    return facts


def _declared(rule: Rule | None, told: pd.Series) -> str:
    """Say what was declared, by which kind of rule it is scored, and what full points take."""
    given, whole = str(told["declared"]).strip(), str(told["declared_total"]).strip()
    if not given or rule is None:
        return ""
    shown = f"{given}/{whole}" if whole else given
    tops = [part for part in rule.parts if part.lower is not None and part.score == rule.max_score]
    full = ""
    if rule.rule_kind == "steps" and tops:
        top = min(tops, key=lambda part: part.lower or 0.0)
        need, word = top.lower or 0.0, "trên" if top.comparison == ">" else "từ"
        is_share = bool(whole) or given.endswith("%") or are_shares(bounds_of(rule))
        full = f", điểm tối đa {word} {percent(need) if is_share else comma(need)}"
    elif rule.rule_kind == "ratio":
        upper = rule.parts[0].upper or 1.0
        full = f", điểm tối đa từ {percent(upper)}"
    elif rule.rule_kind == "items":
        missing = [part.label_vi for part in rule.parts if part.label_vi.casefold() not in given.casefold()]
        shown, full = (
            f"{len(rule.parts) - len(missing)}/{len(rule.parts)} mục",
            f", chưa có: {', '.join(missing)}" if missing else "",
        )
    return f"kê khai {shown}{full}"


def _appraised(told: pd.Series) -> str:
    """Say where the appraisal gave less than the unit had given itself."""
    own = told["self_score"]
    given = next((told[key] for key in ("appraised_2_score", "appraised_1_score") if not pd.isna(told[key])), None)
    if pd.isna(own) or given is None or float(own) - float(given) < _TOLERANCE:
        return ""
    return f"tự chấm {_figure(float(own))}, thẩm định {_figure(float(given))}"


def _since(own: ScoredResults, item: Item) -> str:
    """Say since which year points were lost without a break, where that is more than one year."""
    year = first = own.inputs.result_year
    while (table := own.by_year.get(year)) is not None and item.code in table.index:
        if not float(table.at[item.code, "lost_score"]) > _TOLERANCE:
            break
        first, year = year, year - 1
    last = own.inputs.result_year
    if first == last - 1:
        return f"năm {first} và năm {last} đều chưa đạt điểm tối đa"
    return f"chưa đạt điểm tối đa liên tục từ năm {first}" if first < last else ""


def _of_domain(own: ScoredResults, item: Item) -> list[str]:
    """Say of a domain, or a source of points, what was announced."""
    facts, whole = [], own.headline
    if item.pct is not None and whole.value is not None and own.index.is_percent:
        gap = whole.value - item.pct
        if gap > _TOLERANCE:
            facts.append(f"thấp hơn {own.index.name_vi} chung ({_figure(whole.value)}%) {_figure(gap)} điểm phần trăm")
        else:
            facts.append(f"đạt {_figure(item.pct)}% số điểm tối đa")
    if item.lost_score is not None and item.lost_score > _TOLERANCE:
        facts.append(f"chưa đạt {_figure(item.lost_score)} điểm")
    return [*facts, _place(item)]


def _place(item: Item) -> str:
    if item.rank is None or item.n_ranked is None:
        return ""
    return (
        f"xếp thứ {item.rank}/{item.n_ranked}, sau {item.rank - 1} đơn vị"
        if item.rank > 1
        else f"xếp thứ 1/{item.n_ranked}"
    )


# ---- answers ---------------------------------------------------------------------------------------------------------
def _of_answers(own: SurveyedResults, item: Item) -> list[str]:
    facts, table = [], own.table
    overall = own.headline.value if table is None else float(table.at[TOTAL_CODE, "value_pct"])
    if item.score is not None and overall is not None:
        gap = item.score - overall
        side = "thấp" if gap < 0 else "cao"
        facts.append(f"{side} hơn mức chung ({_figure(overall)}%) {_figure(abs(gap))} điểm phần trăm")
    if table is not None and item.code in table.index:
        row = table.loc[item.code]
        unhappy = float(row["level_1_pct"]) + float(row["level_2_pct"])
        neither = float(row["level_3_pct"])
        facts.append(
            f"{_figure(unhappy)}% không hài lòng, {_figure(neither)}% bình thường, trong {int(row['n_valid'])} người trả lời"
        )
    return [*facts, _place(item)]


# ---- published -------------------------------------------------------------------------------------------------------
def _of_published(own: PublishedResults, item: Item) -> list[str]:
    if own.table is None or item.code not in own.table.index:
        return []
    row, sign = own.table.loc[item.code], own.index.sign
    facts, digits = [], own.index.decimals
    if pd.isna(row["gap_to_median"]):
        facts += [_place(item), _below_whole(own, item)]
    else:
        gap = float(row["gap_to_median"])
        side = "thấp" if gap < 0 else "cao"
        is_same = abs(gap) < 0.5 * 10.0**-digits
        level = LEVEL_NAMES.get(own.inputs.unit.unit_kind, "đơn vị")
        middle = f"mức của {level} đứng giữa ({_figure(float(row['median']), digits)})"
        facts.append(f"sát {middle}" if is_same else f"{side} hơn {middle} {_figure(abs(gap), digits)} điểm")
    if not pd.isna(row["change"]):
        facts.append(_moved(float(row["change"]), int(row["since_year"]), "điểm", digits))
    if not pd.isna(row["best"]) and isinstance(row["best_key"], str):
        best = own.inputs.units.get(row["best_key"], own.inputs.result_year + 1)
        name = row["best_key"] if best is None else best.name_vi
        if float(row["gap_to_best"]) * sign < -_TOLERANCE:
            facts.append(f"{name} đạt {_figure(float(row['best']), digits)}")
    return facts


def _below_whole(own: PublishedResults, item: Item) -> str:
    """Say by how much the share of an item lies below that of the whole, where no rank tells where it stands."""
    assert own.table is not None  # noqa: S101 -- the caller has looked
    whole = own.table.loc[TOTAL_CODE]
    if item.rank is not None or item.pct is None or pd.isna(whole["score"]) or pd.isna(whole["max_score"]):
        return ""
    share = float(whole["score"]) / float(whole["max_score"]) * 100
    if own.index.is_lower_better or item.pct >= share:
        return ""
    return f"đạt {_figure(item.pct)}% mức tối đa, thấp hơn tỷ lệ chung ({_figure(share)}%)"
