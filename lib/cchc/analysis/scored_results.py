"""Results of a scored index: from a score sheet, or from what was announced by domain; its grade."""

from __future__ import annotations

import dataclasses

import pandas as pd

from cchc.analysis.comparisons import compare_par_years
from cchc.analysis.data_checks import find_wrong_percentages, find_wrong_sums
from cchc.analysis.index_results import Grade, ScoredResults, sheet_value
from cchc.errors import Fault, InputError, MissingDataError
from cchc.indices.breaks import mark_breaks
from cchc.indices.components import published_components, published_sheet
from cchc.indices.grading import bands_for, grade
from cchc.indices.headlines import Headline, add_told_changes, announced_field, build_headline, published_totals
from cchc.indices.scored import compute_scored, sum_by_method
from cchc.indices.stages import compare_stages, compare_with_rules, total_by_stage
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.sources.inputs import IndexInputs, ReportInputs
from cchc.sources.score_sheets import ScoreSheetFile
from cchc.units import COUNTRY_KEY

#: Half a unit of the last printed digit of an announced index [%].
ANNOUNCED_TOLERANCE = 0.005 + 1e-9


def compute_scored_results(inputs: ReportInputs, index: Index) -> ScoredResults:
    """Compute what is known of a scored index.

    Parameters
    ----------
    inputs : ReportInputs
        What was read.
    index : Index
        One that exists for the unit.

    Returns
    -------
    ScoredResults
        Adapted to the data: with announced totals only, with announced domains, with a score sheet.

    Raises
    ------
    InputError
        If a sheet contradicts what was announced.
    """
    own, key, year = inputs.of[index.key], inputs.unit.unit_key, inputs.result_year
    totals = published_totals(own.published, inputs.sources, in_points=not index.is_percent)
    components = published_components(own.published, key, year)
    sheet = own.sheet or announced_sheet(inputs, own, components)
    table, methods, has_previous = add_up(sheet, own.previous_sheet)
    headline = announced_headline(inputs, index, totals)
    if table is not None and own.sheet is not None:
        headline = check_against_announcement(table, own.sheet, index, headline)
        headline = add_approved(headline, own.sheet, own_value(table, index))
    return ScoredResults(
        inputs=inputs,
        index=index,
        headline=headline,
        field=announced_field(totals, year),
        history=_with_approved(announced_history(totals, index, key, year), headline, index),
        sheet=sheet,
        table=table,
        methods=methods,
        has_previous_sheet=has_previous,
        previous=previous_table(sheet, own.previous_sheet),
        by_year=table_by_year(sheet, (own.previous_sheet, *own.earlier_sheets)),
        components=components,
        component_warnings=component_warnings(inputs, own),
        stage_totals=None if sheet is None else total_by_stage(sheet.scores, sheet.framework),
        stages=None if sheet is None else compare_stages(sheet.scores, sheet.framework),
        rule_checks=None if sheet is None else compare_with_rules(sheet.scores, sheet.framework),
        grade=find_grade(
            inputs, own, headline.value if headline.value is not None else sheet_value(index, own.sheet, table)
        ),
    )


def add_approved(headline: Headline, sheet: ScoreSheetFile, value: float) -> Headline:
    """Take what the unit above approved for announced, where nothing else was: value, and rank in its group."""
    if headline.value is not None or sheet.rank is None:
        return headline
    return dataclasses.replace(headline, value=value, rank=sheet.rank, n_ranked=sheet.n_ranked, field_vi=sheet.field_vi)


def _with_approved(history: pd.DataFrame, headline: Headline, index: Index) -> pd.DataFrame:
    """Add the year of what was approved to the years that were announced."""
    if headline.value is None or headline.year in history.index:
        return history
    row = dict.fromkeys(history.columns) | {
        "value": headline.value,
        "rank": headline.rank,
        "n_ranked": headline.n_ranked,
        "disagreeing": (),
        "other_ranks": (),
    }
    table = pd.concat([history, pd.DataFrame([row], index=pd.Index([headline.year], name=history.index.name))])
    return table.assign(
        value=table["value"].astype(float),
        rank=table["rank"].astype("Int64"),
        n_ranked=table["n_ranked"].astype("Int64"),
        is_break=mark_breaks([int(one) for one in table.index], index.is_break),
    )


def announced_headline(inputs: ReportInputs, index: Index, totals: pd.DataFrame) -> Headline:
    """Gather what was announced of the unit, changes without last year's value included."""
    key, year = inputs.unit.unit_key, inputs.result_year
    headline = build_headline(totals, index, key, year, n_units=inputs.n_field)
    return add_told_changes(
        headline, inputs.announced_changes, key, is_break=index.is_break(year), is_new_field=inputs.is_new_field
    )


def announced_history(totals: pd.DataFrame, index: Index, key: str, year: int) -> pd.DataFrame:
    """Return the announced totals of a unit over the years, as ``IndexResults.history`` says."""
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
        is_break=mark_breaks([int(one) for one in table.index], index.is_break),
    )


def own_value(table: pd.DataFrame, index: Index) -> float:
    """Return the value of a scored index from its table: the share of points, or the points [unit of the index]."""
    return float(table.at[TOTAL_CODE, "achieved_pct" if index.is_percent else "score"])


def check_against_announcement(
    table: pd.DataFrame, sheet: ScoreSheetFile, index: Index, headline: Headline
) -> Headline:
    """Refuse a sheet whose index is not an announced one: a plan must not print two different results.

    Parameters
    ----------
    table : pandas.DataFrame
        ``compute_scored`` of the sheet.
    sheet : ScoreSheetFile
        The office's or illustrative one.
    index : Index
        What it is of.
    headline : Headline
        What was announced.

    Returns
    -------
    Headline
        With the announced value that the sheet confirms, where sources disagree.

    Raises
    ------
    InputError
        If the sheet confirms none of them.
    """
    if headline.value is None or sheet.stage != "approved":
        return headline
    own = own_value(table, index)
    if all(abs(own - announced) > ANNOUNCED_TOLERANCE for announced in (headline.value, *headline.disagreeing)):
        unit = index.unit_vi if index.is_percent else f" {index.unit_vi}"
        found = f"chỉ số tính từ bảng điểm là {own:.2f}{unit}, khác chỉ số đã công bố là {headline.value:.2f}{unit}"
        allowed = f"hãy kiểm tra lại cột điểm được phê duyệt, hoặc nguồn trong {index.published_file}"
        found = found.replace(".", ",")
        raise InputError([Fault(sheet.path, "trang tính 'Bảng điểm'", found, allowed)])
    if abs(own - headline.value) <= ANNOUNCED_TOLERANCE:
        return headline
    told = (headline.value, *headline.disagreeing)
    confirmed = min(told, key=lambda announced: abs(own - announced))
    others = tuple(value for value in told if value != confirmed)
    return dataclasses.replace(headline, value=confirmed, disagreeing=others)


def add_up(
    sheet: ScoreSheetFile | None, previous: ScoreSheetFile | None
) -> tuple[pd.DataFrame | None, pd.DataFrame | None, bool]:
    """Add a sheet up, beside last year's where both have the same criteria.

    Parameters
    ----------
    sheet, previous : ScoreSheetFile or None
        This year's and last year's.

    Returns
    -------
    (pandas.DataFrame or None, pandas.DataFrame or None, bool)
        ``table``, ``methods``, ``has_previous_sheet`` of ``ScoredResults``.
    """
    if sheet is None:
        return None, None, False
    try:
        par = compute_scored(sheet.scores, sheet.framework, stage=sheet.stage)
    except MissingDataError as error:
        raise InputError(
            [Fault(sheet.path, "trang tính 'Bảng điểm'", str(error).rstrip("."), "kiểm tra cột Không áp dụng")]
        ) from None
    methods = sum_by_method(par)
    if previous is None or previous.framework != sheet.framework or previous.stage != sheet.stage:
        return par, methods, False
    before = compute_scored(previous.scores, previous.framework, stage=previous.stage)
    return compare_par_years(par, before), methods, True


def previous_table(sheet: ScoreSheetFile | None, previous: ScoreSheetFile | None) -> pd.DataFrame | None:
    """Add last year's sheet up, whatever its edition; None without one, or at another stage than this year's."""
    if sheet is None or previous is None or previous.stage != sheet.stage:
        return None
    return compute_scored(previous.scores, previous.framework, stage=previous.stage)


def table_by_year(sheet: ScoreSheetFile | None, earlier: tuple[ScoreSheetFile | None, ...]) -> dict[int, pd.DataFrame]:
    """Add up every sheet of this year's edition and stage, until the first that differs.

    Parameters
    ----------
    sheet : ScoreSheetFile or None
        This year's.
    earlier : tuple of ScoreSheetFile or None
        Latest first, without a gap.

    Returns
    -------
    dict of int to pandas.DataFrame
        Result year → ``compute_scored``; empty without a sheet of this year.
    """
    found: dict[int, pd.DataFrame] = {}
    for one in (sheet, *earlier):
        if sheet is None or one is None or one.framework != sheet.framework or one.stage != sheet.stage:
            break
        found[one.year] = compute_scored(one.scores, one.framework, stage=one.stage)
    return found


def announced_sheet(inputs: ReportInputs, own: IndexInputs, components: pd.DataFrame) -> ScoreSheetFile | None:
    """Make a sheet of what was announced by domain; None unless every domain was."""
    framework = own.editions.get(inputs.result_year)
    found = published_sheet(components, framework) if framework is not None else None
    if found is None or framework is None or component_warnings(inputs, own, only_sums=True):
        return None
    return ScoreSheetFile(
        path=own.index.published_file,
        unit_name=inputs.unit.name_vi,
        year=inputs.result_year,
        status="published",
        framework=found[1],
        full_framework=framework,
        scores=found[0],
        stage="approved",
    )


def component_warnings(inputs: ReportInputs, own: IndexInputs, *, only_sums: bool = False) -> tuple[str, ...]:
    """List what does not fit together in the announced parts of the unit's result.

    Parameters
    ----------
    inputs, own : ReportInputs, IndexInputs
        What was read, of this index.
    only_sums : bool
        Only what forbids to take the parts for the whole: points that do not add up or exceed their maximum.

    Returns
    -------
    tuple of str
        Vietnamese sentences.
    """
    published = own.published
    rows = published[(published["unit_key"] == inputs.unit.unit_key) & (published["year"] == inputs.result_year)]
    if only_sums:
        parts = rows.assign(pct=float("nan"))
        sums = [one for one in find_wrong_sums(rows, "", own.index) if one.found_vi.startswith("điểm của")]
        return tuple(one.found_vi for one in (*sums, *find_wrong_percentages(parts, "")))
    return tuple(one.found_vi for one in (*find_wrong_sums(rows, "", own.index), *find_wrong_percentages(rows, "")))


def find_grade(inputs: ReportInputs, own: IndexInputs, value: float | None) -> Grade | None:
    """Return the announced grade, or that of the band which holds the value; None if neither is known."""
    key, year = inputs.unit.unit_key, inputs.result_year
    published = own.published
    is_total = (published["unit_key"] == key) & (published["year"] == year) & (published["code"] == TOTAL_CODE)
    announced = [text for text in published.loc[is_total, "grade_vi"] if text]
    if announced:
        return Grade(announced[0])
    bands = bands_for(inputs.grading, (key, inputs.unit.parent_key, COUNTRY_KEY), inputs.unit.unit_kind, year)
    name = grade(value, bands)
    if name is None:
        return None
    return Grade(name, str(bands.loc[bands["grade_vi"] == name, "source"].iloc[0]))
