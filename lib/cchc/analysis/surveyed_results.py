"""Results of a surveyed index: from responses, or from what was announced."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.index_results import SurveyedResults
from cchc.analysis.scored_results import announced_headline, announced_history
from cchc.analysis.survey_checks import find_survey_oddities
from cchc.analysis.weak_items import find_weak_surveyed
from cchc.frameworks import ASPECTS
from cchc.indices.breakdowns import compute_breakdown
from cchc.indices.headlines import announced_field, published_totals
from cchc.indices.survey_choices import compute_choices
from cchc.indices.surveyed import FORMULAS, LEVEL_COLUMNS, Design, compute_surveyed
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.params import Surveyed
from cchc.sources.inputs import ReportInputs
from cchc.sources.surveys import Survey

#: Columns of respondents' groups by which answers are broken down, and how reports name them.
BREAKDOWNS = {
    "sex": "Giới tính",
    "age_group": "Nhóm tuổi",
    "procedure": "Lĩnh vực thủ tục",
    "stratum": "Tầng mẫu",
    "commune": "Xã, phường",
}


def compute_surveyed_results(inputs: ReportInputs, index: Index) -> SurveyedResults:
    """Compute what is known of a surveyed index.

    Parameters
    ----------
    inputs : ReportInputs
        What was read.
    index : Index
        One that exists for the unit.

    Returns
    -------
    SurveyedResults
        Adapted to the data: with announced totals only, with responses.
    """
    own, year = inputs.of[index.key], inputs.result_year
    totals = published_totals(own.published, inputs.sources)
    table, breakdowns, other = _answers(own.survey, inputs.params.surveyed)
    headline = announced_headline(inputs, index, totals)
    return SurveyedResults(
        inputs=inputs,
        index=index,
        headline=dataclasses.replace(headline, noise=_noise(own.survey, table)),
        field=announced_field(totals, year),
        history=announced_history(totals, index, inputs.unit.unit_key, year),
        survey=own.survey,
        table=table,
        other_pct=other,
        breakdowns=breakdowns,
        weak=None if table is None else find_weak_surveyed(table),
        choices=None if own.survey is None else _choices(own.survey, inputs.params.surveyed.min_cell),
        oddities=() if own.survey is None else tuple(find_survey_oddities(own.survey, year, inputs.unit.unit_key)),
    )


def _answers(
    survey: Survey | None, choice: Surveyed
) -> tuple[pd.DataFrame | None, dict[str, pd.DataFrame], float | None]:
    if survey is None:
        return None, {}, None
    columns = {key: survey.design.get(key, None) for key in ("psu", "stratum", "weight")}
    design = Design(**columns, n_replicates=choice.n_replicates, level_pct=choice.interval_pct, seed=choice.seed)
    table = compute_surveyed(survey.answers, survey.framework, choice.formula, design)
    breakdowns = {
        key: compute_breakdown(
            survey.answers,
            survey.framework,
            choice.formula,
            survey.design[key],
            min_cell=choice.min_cell,
            design=design,
        )
        for key in BREAKDOWNS
        if key in survey.design
    }
    formula = next(name for name in FORMULAS if name != choice.formula)
    plain = dataclasses.replace(design, n_replicates=0)
    other = compute_surveyed(survey.answers, survey.framework, formula, plain).at[TOTAL_CODE, "value_pct"]
    return table, breakdowns, float(other)


def _choices(survey: Survey, min_cell: int) -> pd.DataFrame | None:
    if not survey.choices:
        return None
    return compute_choices(survey.choice_items, survey.choices, survey.design.get("weight"), min_cell=min_cell)


def choices_of(surveyed: SurveyedResults) -> dict[str, pd.DataFrame]:
    """Return the questions with options by what they are about, in the order of ``ASPECTS``; without those nobody asked."""
    table = surveyed.choices
    if table is None:
        return {}
    found = {aspect: table[table["aspect"] == aspect] for aspect in ASPECTS}
    return {aspect: rows for aspect, rows in found.items() if len(rows)}


def has_hidden_choices(rows: pd.DataFrame) -> bool:
    """Tell whether too few answered a question for its shares to be told."""
    return bool(rows["share_pct"].isna().any())


def _noise(survey: Survey | None, table: pd.DataFrame | None) -> float | None:
    """Return the noise of a change by the office's own survey, last year's taken for as wide; None without one."""
    if table is None or survey is None or survey.status == "illustrative":
        return None
    low, high = table.at[TOTAL_CODE, "low_pct"], table.at[TOTAL_CODE, "high_pct"]
    return None if pd.isna(low) or pd.isna(high) else float(high - low) / 2 * math.sqrt(2)


@dataclass(frozen=True)
class SampleSize:
    """How the respondents of a survey were drawn.

    Attributes
    ----------
    n_forms : int
        Responses.
    n_units : int or None
        Sampling units that were drawn; None where the file does not name them.
    n_strata : int or None
        Strata; None where the file does not name them.
    n_lonely : int
        Strata with a single sampling unit: their error is not seen.
    """

    n_forms: int
    n_units: int | None
    n_strata: int | None
    n_lonely: int

    @classmethod
    def of(cls, design: pd.DataFrame) -> SampleSize:
        """Count what ``Survey.design`` names.

        Examples
        --------
        >>> SampleSize.of(pd.DataFrame({"psu": ["a", "a", "b", "a"], "stratum": ["1", "1", "1", "2"]}))
        SampleSize(n_forms=4, n_units=3, n_strata=2, n_lonely=1)
        """
        has_strata = "stratum" in design
        n_strata = int(design["stratum"].nunique()) if has_strata else None
        if "psu" not in design:
            return cls(len(design), None, n_strata, 0)
        units = design[["stratum", "psu"] if has_strata else ["psu"]].drop_duplicates()
        n_lonely = int((units.groupby("stratum").size() == 1).sum()) if has_strata else 0
        return cls(len(design), len(units), n_strata, n_lonely)


def hide_small_items(table: pd.DataFrame, min_cell: int) -> tuple[pd.DataFrame, bool]:
    """Return the items of a survey with the shares of those left out that have too few answers, and whether there are any.

    Parameters
    ----------
    table : pandas.DataFrame
        As returned by ``indices.surveyed.compute_surveyed``.
    min_cell : int
        Fewest valid answers of which shares are told.
    """
    items = table[table["node_kind"] == "item"]
    is_small = items["n_valid"] < min_cell
    shown = items.astype(dict.fromkeys(LEVEL_COLUMNS, float)).copy()
    shown.loc[is_small, list(LEVEL_COLUMNS)] = float("nan")
    return shown, bool(is_small.any())


def most_unhappy(items: pd.DataFrame) -> tuple[str, str, float] | None:
    """Return code, name and share [0-100] of the question with the most answers below the neutral one; None without any.

    Parameters
    ----------
    items : pandas.DataFrame
        As returned by ``hide_small_items``.
    """
    below = (items[LEVEL_COLUMNS[0]] + items[LEVEL_COLUMNS[1]]).dropna()
    if below.empty or below.max() <= 0:
        return None
    code = below.idxmax()
    return str(code), str(items.at[code, "name_vi"]), float(below[code])


def count_hidden(breakdown: pd.DataFrame) -> int:
    """Count the groups of ``indices.breakdowns.compute_breakdown`` of which something is not told."""
    return int(breakdown["has_hidden"].sum())
