"""What is known of PAR INDEX: from a score sheet, or from what was announced by domain; its grade."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.comparisons import compare_par_years
from cchc.analysis.data_checks import find_wrong_percentages, find_wrong_sums
from cchc.errors import Fault, InputError, MissingDataError
from cchc.indices.components import published_sheet
from cchc.indices.grading import bands_for, grade
from cchc.indices.headlines import Headline
from cchc.indices.par_index import compute_par_index, sum_by_method
from cchc.sources.report_inputs import ReportInputs
from cchc.sources.score_sheets import ScoreSheetFile

#: Half a unit of the last printed digit of an announced index [%].
ANNOUNCED_TOLERANCE = 0.005 + 1e-9


@dataclass(frozen=True)
class Grade:
    """Grade of an index value.

    Attributes
    ----------
    name_vi : str
        As announced, or as the band names it.
    source : str
        Source of the band; empty for a grade that was announced as such.
    """

    name_vi: str
    source: str = ""


def check_against_announcement(par: pd.DataFrame, inputs: ReportInputs, headline: Headline) -> Headline:
    """Refuse a sheet whose index is not an announced one: a plan must not print two different results.

    Parameters
    ----------
    par : pandas.DataFrame
        ``compute_par_index`` of the office's or illustrative sheet.
    inputs : ReportInputs
        What was read.
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
    if headline.value is None or inputs.score_sheet is None or inputs.score_sheet.stage != "approved":
        return headline
    own = float(par.at["total", "achieved_pct"])
    if all(abs(own - announced) > ANNOUNCED_TOLERANCE for announced in (headline.value, *headline.disagreeing)):
        found = f"chỉ số tính từ bảng điểm là {own:.2f}%, khác chỉ số đã công bố là {headline.value:.2f}%".replace(
            ".", ","
        )
        allowed = "hãy kiểm tra lại cột điểm được phê duyệt, hoặc nguồn trong data/published/par_index.csv"
        raise InputError([Fault(inputs.score_sheet.path, "trang tính 'Bảng điểm'", found, allowed)])
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
        ``Results.par``, ``Results.par_methods``, ``Results.has_previous_sheet``.
    """
    if sheet is None:
        return None, None, False
    try:
        par = compute_par_index(sheet.scores, sheet.framework, stage=sheet.stage)
    except MissingDataError as error:
        raise InputError(
            [Fault(sheet.path, "trang tính 'Bảng điểm'", str(error).rstrip("."), "kiểm tra cột Không áp dụng")]
        ) from None
    methods = sum_by_method(par)
    if previous is None or previous.framework != sheet.framework or previous.stage != sheet.stage:
        return par, methods, False
    before = compute_par_index(previous.scores, previous.framework, stage=previous.stage)
    return compare_par_years(par, before), methods, True


def previous_par(sheet: ScoreSheetFile | None, previous: ScoreSheetFile | None) -> pd.DataFrame | None:
    """Add last year's sheet up, whatever its edition; None without one, or at another stage than this year's."""
    if sheet is None or previous is None or previous.stage != sheet.stage:
        return None
    return compute_par_index(previous.scores, previous.framework, stage=previous.stage)


def par_by_year(sheet: ScoreSheetFile | None, earlier: tuple[ScoreSheetFile | None, ...]) -> dict[int, pd.DataFrame]:
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
        Result year → ``compute_par_index``; empty without a sheet of this year.
    """
    found: dict[int, pd.DataFrame] = {}
    for one in (sheet, *earlier):
        if sheet is None or one is None or one.framework != sheet.framework or one.stage != sheet.stage:
            break
        found[one.year] = compute_par_index(one.scores, one.framework, stage=one.stage)
    return found


def announced_sheet(inputs: ReportInputs, components: pd.DataFrame) -> ScoreSheetFile | None:
    """Make a sheet of what was announced by domain; None unless every domain was."""
    framework = inputs.announced_framework
    found = published_sheet(components, framework) if framework is not None else None
    if found is None or framework is None or component_warnings(inputs, only_sums=True):
        return None
    return ScoreSheetFile(
        path="data/published/par_index.csv",
        unit_name=inputs.unit.name_vi,
        year=inputs.result_year,
        status="published",
        framework=found[1],
        full_framework=framework,
        scores=found[0],
        stage="approved",
    )


def component_warnings(inputs: ReportInputs, *, only_sums: bool = False) -> tuple[str, ...]:
    """List what does not fit together in the announced parts of the unit's result.

    Parameters
    ----------
    inputs : ReportInputs
        What was read.
    only_sums : bool
        Only what forbids to take the parts for the whole: points that do not add up or exceed their maximum.

    Returns
    -------
    tuple of str
        Vietnamese sentences.
    """
    rows = inputs.par_published
    own = rows[(rows["unit_key"] == inputs.unit.unit_key) & (rows["year"] == inputs.result_year)]
    if only_sums:
        parts = own.assign(pct=float("nan"))
        sums = [one for one in find_wrong_sums(own, "") if one.found_vi.startswith("điểm của")]
        return tuple(one.found_vi for one in (*sums, *find_wrong_percentages(parts, "")))
    return tuple(one.found_vi for one in (*find_wrong_sums(own, ""), *find_wrong_percentages(own, "")))


def find_grade(inputs: ReportInputs, headline: Headline) -> Grade | None:
    """Return the announced grade, or that of the band which holds the announced value; None if neither is known."""
    key, year = inputs.unit.unit_key, inputs.result_year
    rows = inputs.par_published
    own = rows[(rows["unit_key"] == key) & (rows["year"] == year) & (rows["code"] == "total")]
    announced = [text for text in own["grade_vi"] if text]
    if announced:
        return Grade(announced[0])
    bands = bands_for(inputs.grading, (key, inputs.unit.parent_key, "VietNam"), inputs.unit.admin_level, year)
    name = grade(headline.value, bands)
    if name is None:
        return None
    return Grade(name, str(bands.loc[bands["grade_vi"] == name, "source"].iloc[0]))
