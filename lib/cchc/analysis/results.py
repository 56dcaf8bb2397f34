"""Everything that the three reports tell, computed once from what was read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis.comparisons import compare_papi_to_field, compare_par_years
from cchc.analysis.weak_items import find_weak_papi, find_weak_sipas
from cchc.errors import Fault, InputError
from cchc.indices.headlines import Headline, build_headline, published_totals
from cchc.indices.papi import changes_since_last_year, compute_papi, is_break, structure_of_year
from cchc.indices.par_index import compute_par_index, sum_by_method
from cchc.indices.sipas import compute_sipas
from cchc.sources.report_inputs import ReportInputs

#: First result years of editions and methods (methods.md): values are not compared with the year before.
PAR_BREAK_YEARS = (2017, 2020, 2022, 2024, 2025)
SIPAS_BREAK_YEARS = (2017, 2022)
#: Half a unit of the last printed digit of an announced index [%].
ANNOUNCED_TOLERANCE = 0.005 + 1e-9


@dataclass(frozen=True)
class Results:
    """Index values and findings of one locality and year; None where the data do not reach.

    Attributes
    ----------
    inputs : ReportInputs
        What they rest on.
    headlines : dict of str to Headline
        Announced figures per index.
    par : pandas.DataFrame or None
        ``compare_par_years`` if last year's sheet is there, else ``compute_par_index``.
    par_methods : pandas.DataFrame or None
        ``sum_by_method``.
    has_previous_sheet : bool
        Whether ``par`` compares with last year.
    sipas : pandas.DataFrame or None
        ``compute_sipas``.
    sipas_weak : pandas.DataFrame or None
        ``find_weak_sipas``.
    papi_values : pandas.DataFrame
        ``compute_papi`` of the result year, all provinces.
    papi : pandas.DataFrame or None
        ``compare_papi_to_field``; None if the province has no result.
    papi_weak : pandas.DataFrame or None
        ``find_weak_papi``.
    par_history, sipas_history : pandas.DataFrame
        Announced totals: index ``year``; ``value`` [%], ``rank``, ``n_ranked``, ``is_break``.
    papi_history : pandas.DataFrame
        Index ``year``; ``value`` [points], ``rank``, ``n_ranked``, ``is_break``.
    """

    inputs: ReportInputs
    headlines: dict[str, Headline]
    par: pd.DataFrame | None
    par_methods: pd.DataFrame | None
    has_previous_sheet: bool
    sipas: pd.DataFrame | None
    sipas_weak: pd.DataFrame | None
    papi_values: pd.DataFrame
    papi: pd.DataFrame | None
    papi_weak: pd.DataFrame | None
    par_history: pd.DataFrame
    sipas_history: pd.DataFrame
    papi_history: pd.DataFrame


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
    key, year = inputs.locality.locality_key, inputs.result_year
    par_totals, sipas_totals = published_totals(inputs.par_published), published_totals(inputs.sipas_published)
    par, methods, has_previous = _par(inputs)
    par_headline = build_headline(par_totals, "par_index", key, year, is_break=year in PAR_BREAK_YEARS)
    if par is not None:
        _check_against_announcement(par, inputs, par_headline)
    sipas = None
    if inputs.survey is not None and inputs.sipas_framework is not None:
        sipas = compute_sipas(inputs.survey, inputs.sipas_framework, inputs.params.sipas.formula)
    by_year = {
        one: compute_papi(inputs.papi, inputs.papi_structure, one)
        for one in sorted({int(value) for value in inputs.papi["year"].unique()})
        if one <= year
    }
    values = by_year.get(year, pd.DataFrame())
    papi = None
    if key in values.index:
        changes = changes_since_last_year(values, by_year[year - 1], year) if year - 1 in by_year else None
        papi = compare_papi_to_field(values, structure_of_year(inputs.papi_structure, year), changes, key)
    return Results(
        inputs=inputs,
        headlines={
            "par_index": par_headline,
            "sipas": build_headline(sipas_totals, "sipas", key, year, is_break=year in SIPAS_BREAK_YEARS),
            "papi": _papi_headline(papi, values, year, by_year.get(year - 1), key),
        },
        par=par,
        par_methods=methods,
        has_previous_sheet=has_previous,
        sipas=sipas,
        sipas_weak=None if sipas is None else find_weak_sipas(sipas),
        papi_values=values,
        papi=papi,
        papi_weak=None if papi is None else find_weak_papi(papi),
        par_history=_history(par_totals, key, year, PAR_BREAK_YEARS),
        sipas_history=_history(sipas_totals, key, year, SIPAS_BREAK_YEARS),
        papi_history=_papi_history(by_year, key),
    )


def _check_against_announcement(par: pd.DataFrame, inputs: ReportInputs, headline: Headline) -> None:
    """Refuse a sheet whose index is not the announced one: a plan must not print two different results."""
    if headline.value is None or inputs.score_sheet is None:
        return
    own = float(par.at["total", "achieved_pct"])
    if all(abs(own - announced) > ANNOUNCED_TOLERANCE for announced in (headline.value, *headline.disagreeing)):
        found = f"chỉ số tính từ bảng điểm là {own:.2f}%, khác chỉ số đã công bố là {headline.value:.2f}%".replace(
            ".", ","
        )
        allowed = "hãy kiểm tra lại cột điểm được phê duyệt, hoặc nguồn trong data/published/par_index.csv"
        raise InputError([Fault(inputs.score_sheet.path, "trang tính 'Bảng điểm'", found, allowed)])


def _par(inputs: ReportInputs) -> tuple[pd.DataFrame | None, pd.DataFrame | None, bool]:
    sheet, previous = inputs.score_sheet, inputs.previous_score_sheet
    if sheet is None:
        return None, None, False
    par = compute_par_index(sheet.scores, sheet.framework)
    methods = sum_by_method(par)
    if previous is None or previous.framework.framework_id != sheet.framework.framework_id:
        return par, methods, False
    return compare_par_years(par, compute_par_index(previous.scores, previous.framework)), methods, True


def _history(totals: pd.DataFrame, key: str, year: int, breaks: tuple[int, ...]) -> pd.DataFrame:
    rows = totals[
        (totals.index.get_level_values("locality_key") == key)
        & (totals.index.get_level_values("statistic") == "value")
        & (totals.index.get_level_values("year") <= year)
    ]
    table = rows.droplevel(["locality_key", "statistic"])[["value", "rank", "n_ranked"]].sort_index()
    return table.assign(
        value=table["value"].astype(float),
        rank=table["rank"].astype("Int64"),
        n_ranked=table["n_ranked"].astype("Int64"),
        is_break=[int(one) in breaks for one in table.index],
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
                "is_break": is_break("total", year),
            }
        )
    table = pd.DataFrame(rows, columns=["year", "value", "rank", "n_ranked", "is_break"]).set_index("year")
    return table.assign(rank=table["rank"].astype("Int64"))


def _papi_headline(
    papi: pd.DataFrame | None, values: pd.DataFrame, year: int, previous: pd.DataFrame | None, key: str
) -> Headline:
    own = None if papi is None or pd.isna(papi.at["total", "score"]) else papi.loc["total"]
    before = previous["total"].get(key) if previous is not None and len(previous) else None
    known_before = before is not None and pd.notna(before)
    totals = values["total"].dropna() if "total" in values else pd.Series(dtype=float)
    return Headline(
        index="papi",
        year=year,
        value=None if own is None else float(own["score"]),
        rank=None if own is None else int(own["rank"]),
        n_ranked=None if own is None else int(own["n_ranked"]),
        previous_value=float(before) if known_before and not is_break("total", year) else None,  # type: ignore[arg-type]
        previous_rank=int((previous["total"] > before).sum()) + 1 if known_before and previous is not None else None,
        mean=float(totals.mean()) if len(totals) else None,
        best=float(totals.max()) if len(totals) else None,
        median=float(totals.median()) if len(totals) else None,
        best_key=str(totals.idxmax()) if len(totals) else "",
        n_known=len(totals),
        group_vi="" if own is None else str(own["group_vi"]),
        disagreeing=(),
        source_keys=("papi_org_vn",) if own is not None else (),
    )
