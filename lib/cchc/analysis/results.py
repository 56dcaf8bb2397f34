"""Everything that the three reports tell, computed once from what was read."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.comparisons import compare_papi_to_field
from cchc.analysis.par_results import (
    Grade,
    add_up,
    announced_sheet,
    check_against_announcement,
    component_warnings,
    find_grade,
    par_by_year,
    previous_par,
)
from cchc.analysis.trends import find_lasting_weakness
from cchc.analysis.weak_items import find_weak_papi, find_weak_sipas
from cchc.analysis_params import Uncertainty
from cchc.indices.breakdowns import compute_breakdown
from cchc.indices.breaks import mark_breaks
from cchc.indices.components import published_components
from cchc.indices.headlines import Headline, add_told_changes, announced_field, build_headline, published_totals
from cchc.indices.noise import noise_of_change
from cchc.indices.papi import changes_since_comparable, compute_papi, is_break, structure_of_year
from cchc.indices.papi_field import PapiField
from cchc.indices.sipas import FORMULAS, Design, compute_sipas
from cchc.indices.stages import compare_stages, compare_with_rules, total_by_stage
from cchc.sources.report_inputs import ReportInputs
from cchc.sources.score_sheets import ScoreSheetFile

#: First result years of editions and methods (methods.md): values are not compared with the year before.
PAR_BREAK_YEARS = (2017, 2020, 2022, 2024, 2025)
SIPAS_BREAK_YEARS = (2017, 2022, 2025)
#: Columns of respondents' groups by which SIPAS is broken down, and how reports name them.
BREAKDOWNS = {
    "sex": "Giới tính",
    "age_group": "Nhóm tuổi",
    "procedure": "Lĩnh vực thủ tục",
    "stratum": "Tầng mẫu",
    "commune": "Xã, phường",
}


@dataclass(frozen=True)
class Results:
    """Index values and findings of one unit and year; None where the data do not reach.

    Attributes
    ----------
    inputs : ReportInputs
        What they rest on.
    headlines : dict of str to Headline
        Announced figures per index.
    sheet : ScoreSheetFile or None
        The score sheet behind ``par``: the office's, the illustrative one, or what was announced by domain.
    par : pandas.DataFrame or None
        ``compare_par_years`` if last year's sheet is there, else ``compute_par_index``.
    par_methods : pandas.DataFrame or None
        ``sum_by_method``.
    has_previous_sheet : bool
        Whether ``par`` compares with last year.
    previous_par : pandas.DataFrame or None
        ``compute_par_index`` of last year's sheet at the same stage, whatever its edition.
    par_by_year : dict of int to pandas.DataFrame
        ``compute_par_index`` of every sheet of the same edition and stage, this year's among them.
    components : pandas.DataFrame
        ``published_components``.
    component_warnings : tuple of str
        What does not fit together in the announced parts.
    stage_totals, stages, rule_checks : pandas.DataFrame or None
        ``total_by_stage``, ``compare_stages``, ``compare_with_rules``; None without a score sheet.
    par_grade : Grade or None
        Grade of the index; None where neither announced nor known from a band.
    sipas : pandas.DataFrame or None
        ``compute_sipas``.
    sipas_other_pct : float or None
        Overall value by the candidate formula that is not in use [0-100].
    sipas_breakdowns : dict of str to pandas.DataFrame
        ``compute_breakdown`` per column of respondents' groups.
    sipas_weak : pandas.DataFrame or None
        ``find_weak_sipas``.
    papi_by_year : dict of int to pandas.DataFrame
        ``compute_papi`` of all provinces, every year up to the result year.
    papi_changes, papi_since : pandas.DataFrame
        Changes of the result year and the year compared with, as in ``changes_since_comparable``, all provinces.
    papi_field : PapiField
        What was published of all provinces together: national mean, groups.
    papi : pandas.DataFrame or None
        ``compare_papi_to_field``; None if the province has no result.
    papi_weak, papi_lasting : pandas.DataFrame or None
        ``find_weak_papi``, ``find_lasting_weakness``.
    par_field, sipas_field : pandas.DataFrame
        Announced totals of the result year: index ``unit_key``; ``value`` [%], ``rank``, ``n_ranked``, missing
        where only one of them is known.
    par_history, sipas_history : pandas.DataFrame
        Announced totals: index ``year``; ``value`` [%], ``rank``, ``n_ranked``, ``disagreeing``, ``other_ranks``,
        ``is_break`` (not to be joined with the row before, whether or not the year of the break has a row).
    papi_history : pandas.DataFrame
        Index ``year``; ``value`` [points], ``rank``, ``n_ranked``, ``is_break``.
    parts : tuple of Results
        Of the old provinces of a province of the merger (``ReportInputs.parts``).
    upper : Results or None
        Of the province whose index the plan is to raise (``ReportInputs.upper``).
    """

    inputs: ReportInputs
    headlines: dict[str, Headline]
    sheet: ScoreSheetFile | None
    par: pd.DataFrame | None
    par_methods: pd.DataFrame | None
    has_previous_sheet: bool
    previous_par: pd.DataFrame | None
    par_by_year: dict[int, pd.DataFrame]
    components: pd.DataFrame
    component_warnings: tuple[str, ...]
    stage_totals: pd.DataFrame | None
    stages: pd.DataFrame | None
    rule_checks: pd.DataFrame | None
    par_grade: Grade | None
    sipas: pd.DataFrame | None
    sipas_other_pct: float | None
    sipas_breakdowns: dict[str, pd.DataFrame]
    sipas_weak: pd.DataFrame | None
    papi_by_year: dict[int, pd.DataFrame]
    papi_changes: pd.DataFrame
    papi_since: pd.DataFrame
    papi_field: PapiField
    papi: pd.DataFrame | None
    papi_weak: pd.DataFrame | None
    papi_lasting: pd.DataFrame | None
    par_field: pd.DataFrame
    sipas_field: pd.DataFrame
    par_history: pd.DataFrame
    sipas_history: pd.DataFrame
    papi_history: pd.DataFrame
    parts: tuple[Results, ...]
    upper: Results | None = None

    @property
    def papi_values(self) -> pd.DataFrame:
        """``compute_papi`` of the result year, all provinces; empty where nothing was announced."""
        return self.papi_by_year.get(self.inputs.result_year, pd.DataFrame())


def compute_results(inputs: ReportInputs) -> Results:
    """Compute index values and findings.

    Parameters
    ----------
    inputs : ReportInputs
        As returned by ``load_inputs``.

    Returns
    -------
    Results
        Adapted to the data: with announced totals only, with PAPI withheld, with or without a score sheet.
    """
    key, year = inputs.unit.unit_key, inputs.result_year
    par_totals = published_totals(inputs.par_published, inputs.sources)
    sipas_totals = published_totals(inputs.sipas_published, inputs.sources)
    n_units = inputs.n_provinces if inputs.is_province else None
    components = published_components(inputs.par_published, key, year)
    sheet = inputs.score_sheet or announced_sheet(inputs, components)
    par, methods, has_previous = add_up(sheet, inputs.previous_score_sheet)
    par_headline, sipas_headline = (
        add_told_changes(
            build_headline(totals, index, key, year, is_break=year in breaks, n_units=n_units),
            inputs.announced_changes,
            key,
            is_break=year in breaks,
            is_new_field=inputs.is_new_field,
        )
        for totals, index, breaks in (
            (par_totals, "par_index", PAR_BREAK_YEARS),
            (sipas_totals, "sipas", SIPAS_BREAK_YEARS),
        )
    )
    if par is not None and sheet is inputs.score_sheet:
        par_headline = check_against_announcement(par, inputs, par_headline)
    sipas, breakdowns, other = _sipas(inputs)
    sipas_headline = dataclasses.replace(sipas_headline, noise=_sipas_noise(inputs, sipas))
    by_year = {
        one: compute_papi(inputs.papi, inputs.papi_structure, one)
        for one in sorted({int(value) for value in inputs.papi["year"].unique()})
        if one <= year
    }
    values = by_year.get(year, pd.DataFrame())
    papi_field = PapiField.of(inputs.aggregates, year)
    papi, changes, since = None, pd.DataFrame(), pd.DataFrame()
    if len(values):
        changes, since = changes_since_comparable(by_year, year)
    if key in values.index:
        papi = compare_papi_to_field(
            values, structure_of_year(inputs.papi_structure, year), changes, since, key, papi_field
        )
    return Results(
        inputs=inputs,
        headlines={
            "par_index": par_headline,
            "sipas": sipas_headline,
            "papi": dataclasses.replace(
                _papi_headline(papi, values, year, by_year.get(year - 1), key, papi_field),
                noise=papi_noise(inputs.params.uncertainty),
            ),
        },
        sheet=sheet,
        par=par,
        par_methods=methods,
        has_previous_sheet=has_previous,
        previous_par=previous_par(sheet, inputs.previous_score_sheet),
        par_by_year=par_by_year(sheet, (inputs.previous_score_sheet, *inputs.earlier_score_sheets)),
        components=components,
        component_warnings=component_warnings(inputs),
        stage_totals=None if sheet is None else total_by_stage(sheet.scores, sheet.framework),
        stages=None if sheet is None else compare_stages(sheet.scores, sheet.framework),
        rule_checks=None if sheet is None else compare_with_rules(sheet.scores, sheet.framework),
        par_grade=find_grade(inputs, par_headline),
        sipas=sipas,
        sipas_other_pct=other,
        sipas_breakdowns=breakdowns,
        sipas_weak=None if sipas is None else find_weak_sipas(sipas),
        papi_by_year=by_year,
        papi_changes=changes,
        papi_since=since,
        papi_field=papi_field,
        papi=papi,
        papi_weak=None if papi is None else find_weak_papi(papi),
        papi_lasting=None if papi is None else find_lasting_weakness(by_year, papi, key),
        par_field=announced_field(par_totals, year),
        sipas_field=announced_field(sipas_totals, year),
        par_history=_history(par_totals, key, year, PAR_BREAK_YEARS),
        sipas_history=_history(sipas_totals, key, year, SIPAS_BREAK_YEARS),
        papi_history=_papi_history(by_year, key),
        parts=tuple(compute_results(one) for one in inputs.parts),
        upper=None if inputs.upper is None else compute_results(inputs.upper),
    )


def papi_noise(choice: Uncertainty) -> float | None:
    """Return the noise of a change of PAPI's total under the assumed standard error; None without one."""
    error = choice.papi_standard_error
    return None if error is None else noise_of_change(error, choice.interval_pct)


def _sipas(inputs: ReportInputs) -> tuple[pd.DataFrame | None, dict[str, pd.DataFrame], float | None]:
    survey, choice = inputs.survey, inputs.params.sipas
    if survey is None:
        return None, {}, None
    columns = {key: survey.design.get(key, None) for key in ("psu", "stratum", "weight")}
    design = Design(**columns, n_replicates=choice.n_replicates, level_pct=choice.interval_pct, seed=choice.seed)
    table = compute_sipas(survey.answers, survey.framework, choice.formula, design)
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
    other = compute_sipas(survey.answers, survey.framework, formula, plain).at["total", "value_pct"]
    return table, breakdowns, float(other)


def _sipas_noise(inputs: ReportInputs, sipas: pd.DataFrame | None) -> float | None:
    """Return the noise of a change of SIPAS by the office's own survey, last year's taken for as wide; None without one."""
    if sipas is None or inputs.survey is None or inputs.survey.status == "illustrative":
        return None
    low, high = sipas.at["total", "low_pct"], sipas.at["total", "high_pct"]
    return None if pd.isna(low) or pd.isna(high) else float(high - low) / 2 * math.sqrt(2)


def _history(totals: pd.DataFrame, key: str, year: int, breaks: tuple[int, ...]) -> pd.DataFrame:
    rows = totals[
        (totals.index.get_level_values("unit_key") == key)
        & (totals.index.get_level_values("statistic") == "value")
        & (totals.index.get_level_values("year") <= year)
    ]
    columns = ["value", "rank", "n_ranked", "disagreeing", "other_ranks"]
    table = rows.droplevel(["unit_key", "statistic"])[columns].sort_index()
    return table.assign(
        value=table["value"].astype(float),
        rank=table["rank"].astype("Int64"),
        n_ranked=table["n_ranked"].astype("Int64"),
        is_break=mark_breaks([int(one) for one in table.index], lambda one: one in breaks),
    )


def _papi_history(by_year: dict[int, pd.DataFrame], key: str) -> pd.DataFrame:
    rows = []
    for year, values in by_year.items():
        total = values["total"] if "total" in values else pd.Series(dtype=float)
        known = key in total.index and pd.notna(total[key])
        rows.append(
            {
                "year": year,
                "value": float(total[key]) if known else float("nan"),
                "rank": int((total > total[key]).sum()) + 1 if known else pd.NA,
                "n_ranked": int(total.notna().sum()),
            }
        )
    table = pd.DataFrame(rows, columns=["year", "value", "rank", "n_ranked"]).set_index("year")
    breaks = mark_breaks([int(one) for one in table.index], lambda one: is_break("total", one))
    return table.assign(rank=table["rank"].astype("Int64"), is_break=breaks)


def _papi_headline(
    papi: pd.DataFrame | None,
    values: pd.DataFrame,
    year: int,
    previous: pd.DataFrame | None,
    key: str,
    field: PapiField,
) -> Headline:
    own = None if papi is None or pd.isna(papi.at["total", "score"]) else papi.loc["total"]
    before = previous["total"].get(key) if previous is not None and len(previous) else None
    known_before = before is not None and pd.notna(before)
    totals = values["total"].dropna() if "total" in values else pd.Series(dtype=float)
    earlier = previous["total"].dropna() if previous is not None and len(previous) else pd.Series(dtype=float)
    # ranks are ours: they are compared only where the same provinces have a total in both years
    is_same_field = set(totals.index) == set(earlier.index)
    return Headline(
        index="papi",
        year=year,
        value=None if own is None else float(own["score"]),
        rank=None if own is None else int(own["rank"]),
        n_ranked=None if own is None else int(own["n_ranked"]),
        previous_value=float(before) if known_before and not is_break("total", year) else None,  # type: ignore[arg-type]
        previous_rank=int((earlier > before).sum()) + 1 if known_before else None,
        previous_n_ranked=len(earlier) if is_same_field else None,
        mean=field.mean,
        field_mean=float(totals.mean()) if len(totals) else None,
        best=float(totals.max()) if len(totals) else None,
        median=float(totals.median()) if len(totals) else None,
        best_key=str(totals.idxmax()) if len(totals) else "",
        n_known=len(totals),
        group_vi="" if own is None else str(own["group_vi"]),
        is_group_published=own is not None and bool(own["is_group_published"]),
        disagreeing=(),
        source_keys=("papi_org_vn",) if own is not None else (),
        field_keys=(*field.mean_keys, *(field.group_keys if own is not None and own["is_group_published"] else ())),
    )
