"""What is known of one index of one unit and year, by kind of index; ``compute_results`` fills it in."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis.comparisons import TopParts
from cchc.analysis.findings import Finding
from cchc.analysis.lost_points import LostPoints
from cchc.frameworks import PAR_METHODS, Framework
from cchc.indices.announced_field import AnnouncedField
from cchc.indices.headlines import Headline
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.sources.inputs import IndexInputs, ReportInputs
from cchc.sources.score_sheets import ScoreSheetFile
from cchc.sources.surveys import Survey

#: Up to here a value by the survey is the announced one: formulas round at other places [percentage points].
_SAME_VALUE = 0.05


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


@dataclass(frozen=True)
class IndexResults:
    """What every index has.

    Attributes
    ----------
    inputs : ReportInputs
        What everything rests on.
    index : Index
        Its definition.
    headline : Headline
        Announced figures of the year.
    field : pandas.DataFrame
        Totals of the result year: index ``unit_key``; ``value`` [unit of the index], ``rank``, ``n_ranked``,
        ``disagreeing``, ``other_ranks``, missing where only one of them is known.
    history : pandas.DataFrame
        Totals of the unit: index ``year``; ``value``, ``rank``, ``n_ranked``, ``is_break`` (not to be joined with the
        row before, whether or not the year of the break has a row), and where announced ``disagreeing``, ``other_ranks``.
    """

    inputs: ReportInputs
    index: Index
    headline: Headline
    field: pd.DataFrame
    history: pd.DataFrame

    @property
    def own_inputs(self) -> IndexInputs:
        """What was read of this index."""
        return self.inputs.of[self.index.key]

    @property
    def is_announced(self) -> bool:
        """Whether values of such units are announced at all."""
        return self.index.is_announced(self.inputs.unit.unit_kind, self.inputs.result_year)

    @property
    def is_withheld(self) -> bool:
        """Whether the unit's result, or a part of it, was withheld: not the same as not known to us."""
        return self.inputs.unit.unit_key in self.own_inputs.withheld

    @property
    def last_known(self) -> pd.Series | None:
        """Row of ``history`` of the last year with a value or a rank, named by its year; None where nothing is known."""
        known = self.history[self.history["value"].notna() | self.history["rank"].notna()]
        return None if known.empty else known.iloc[-1]

    @property
    def edition(self) -> Framework | None:
        """Edition under which the announced figures of the year stand, where it is known."""
        return self.own_inputs.editions.get(self.inputs.result_year)


def sheet_value(index: Index, sheet: ScoreSheetFile | None, table: pd.DataFrame | None) -> float | None:
    """Return the value that an approved sheet comes to [unit of the index]; None at an earlier stage."""
    if sheet is None or table is None or sheet.stage != "approved":
        return None
    return float(table.at[TOTAL_CODE, "achieved_pct" if index.is_percent else "score"])


@dataclass(frozen=True)
class ScoredResults(IndexResults):
    """An index of points; None where the data do not reach.

    Attributes
    ----------
    sheet : ScoreSheetFile or None
        The score sheet behind ``table``: the office's, the illustrative one, or what was announced by domain.
    table : pandas.DataFrame or None
        ``compare_par_years`` if last year's sheet is there, else ``compute_scored``.
    methods : pandas.DataFrame or None
        ``sum_by_method``.
    has_previous_sheet : bool
        Whether ``table`` compares with last year.
    previous : pandas.DataFrame or None
        ``compute_scored`` of last year's sheet at the same stage, whatever its edition.
    by_year : dict of int to pandas.DataFrame
        ``compute_scored`` of every sheet of the same edition and stage, this year's among them.
    components : pandas.DataFrame
        ``published_components``.
    component_warnings : tuple of str
        What does not fit together in the announced parts.
    stage_totals, stages, rule_checks : pandas.DataFrame or None
        ``total_by_stage``, ``compare_stages``, ``compare_with_rules``; None without a score sheet.
    grade : Grade or None
        Grade of the index; None where neither announced nor known from a band.
    """

    sheet: ScoreSheetFile | None
    table: pd.DataFrame | None
    methods: pd.DataFrame | None
    has_previous_sheet: bool
    previous: pd.DataFrame | None
    by_year: dict[int, pd.DataFrame]
    components: pd.DataFrame
    component_warnings: tuple[str, ...]
    stage_totals: pd.DataFrame | None
    stages: pd.DataFrame | None
    rule_checks: pd.DataFrame | None
    grade: Grade | None

    @property
    def value(self) -> float | None:
        """Announced value, or where there is none that of the office's approved sheet [unit of the index]."""
        return (
            self.headline.value if self.headline.value is not None else sheet_value(self.index, self.sheet, self.table)
        )

    @property
    def not_applicable(self) -> list[str]:
        """Codes of the items that do not apply to the unit, and so do not count."""
        if self.table is None:
            return []
        is_off = ~self.table["is_applicable"] & ~self.table.index.isin(self.table["parent_code"])
        return [str(code) for code in self.table.index[is_off]]

    @property
    def n_items(self) -> int:
        """Number of items that ``methods`` count."""
        return 0 if self.methods is None else int(self.methods["n_leaves"].sum())

    @property
    def announced_sources(self) -> pd.DataFrame:
        """Announced parts that are sources of points."""
        return self.components[self.components.index.isin(list(PAR_METHODS))]

    @property
    def announced_domains(self) -> pd.DataFrame:
        """Announced parts that are domains."""
        return self.components[~self.components.index.isin(list(PAR_METHODS))]

    @property
    def announced_total(self) -> dict[str, float] | None:
        """``max_score``, ``score`` [points] and ``achieved_pct`` of all sources together; None unless all were announced."""
        found = self.announced_sources
        if set(found.index) != set(PAR_METHODS) or not found[["score", "max_score"]].notna().all(axis=None):
            return None
        score, maximum = float(found["score"].sum()), float(found["max_score"].sum())
        return {"max_score": maximum, "score": score, "achieved_pct": score / maximum * 100}

    @property
    def announced_shortfalls(self) -> pd.DataFrame:
        """Announced domains of which the share is known, lowest first, with ``shortfall_pct`` (100 - share) [0-100]."""
        if self.components.empty:
            return self.components
        known = self.announced_domains.dropna(subset=["achieved_pct"]).sort_values("achieved_pct", kind="stable")
        return known.assign(shortfall_pct=100 - known["achieved_pct"])

    @property
    def ranked_parts(self) -> pd.DataFrame:
        """Announced parts whose rank is known, worst rank first; sources of points are no parts."""
        if self.components.empty:
            return self.components
        return self.announced_domains.dropna(subset=["rank"]).sort_values("rank", ascending=False, kind="stable")

    @property
    def lost_points(self) -> LostPoints | None:
        """What the sheet lost; None without one."""
        return None if self.table is None else LostPoints.of(self.table)


@dataclass(frozen=True)
class SurveyedResults(IndexResults):
    """An index of answers; None where the data do not reach.

    Attributes
    ----------
    survey : Survey or None
        Responses.
    table : pandas.DataFrame or None
        ``compute_surveyed``.
    other_pct : float or None
        Overall value by the candidate formula that is not in use [0-100].
    breakdowns : dict of str to pandas.DataFrame
        ``compute_breakdown`` per column of respondents' groups.
    weak : pandas.DataFrame or None
        ``find_weak_surveyed``.
    choices : pandas.DataFrame or None
        ``compute_choices``: questions that are no part of the index; None where the survey has none.
    oddities : tuple of Finding
        ``find_survey_oddities``.
    """

    survey: Survey | None
    table: pd.DataFrame | None
    other_pct: float | None
    breakdowns: dict[str, pd.DataFrame]
    weak: pd.DataFrame | None
    choices: pd.DataFrame | None = None
    oddities: tuple[Finding, ...] = ()

    @property
    def differs_from_announcement(self) -> bool:
        """Whether the value by the survey is another one than was announced."""
        if self.table is None or self.headline.value is None:
            return False
        return abs(float(self.table.at[TOTAL_CODE, "value_pct"]) - self.headline.value) > _SAME_VALUE

    @property
    def side_of_mean(self) -> int:
        """Where the interval of the whole lies: -1 wholly below the announced mean, 1 wholly above it, 0 elsewhere."""
        mean = self.headline.mean
        if self.table is None or mean is None:
            return 0
        low, high = (float(self.table.at[TOTAL_CODE, column]) for column in ("low_pct", "high_pct"))
        return -1 if high < mean else 1 if low > mean else 0


@dataclass(frozen=True)
class PublishedResults(IndexResults):
    """An index of published values; None where the data do not reach.

    Attributes
    ----------
    by_year : dict of int to pandas.DataFrame
        ``compute_published`` of all units, every year up to the result year.
    changes, since : pandas.DataFrame
        Changes of the result year and the year compared with, as in ``changes_since_comparable``, all units.
    announced : AnnouncedField
        What was published of all units together: mean of the country, groups.
    codes : pandas.DataFrame
        ``codes_of`` the result year's edition; empty where it is not known.
    table : pandas.DataFrame or None
        ``compare_to_field``; None if the unit has no result.
    weak, lasting : pandas.DataFrame or None
        ``find_weak_published``, ``find_lasting_weakness``.
    is_field_known : bool
        Whether the value of every unit is known or was withheld. Else there is no median, no rank and no group of
        ours: a few known units say nothing of the field.
    """

    by_year: dict[int, pd.DataFrame]
    changes: pd.DataFrame
    since: pd.DataFrame
    announced: AnnouncedField
    codes: pd.DataFrame
    table: pd.DataFrame | None
    weak: pd.DataFrame | None
    lasting: pd.DataFrame | None
    is_field_known: bool

    @property
    def all_values(self) -> pd.DataFrame:
        """``compute_published`` of the result year, all units; empty where nothing was announced."""
        return self.by_year.get(self.inputs.result_year, pd.DataFrame())

    @property
    def is_composed(self) -> bool:
        """Whether it is known what every smallest part is worth in the whole: as parts add up, or by their weights."""
        items = self.codes[self.codes["is_item"]] if len(self.codes) else self.codes
        return len(items) > 0 and bool(items["worth"].notna().all())

    @property
    def totals(self) -> pd.Series:
        """Totals of the result year of all units that have a row; missing where withheld."""
        return self.all_values[TOTAL_CODE] if TOTAL_CODE in self.all_values else pd.Series(dtype=float)

    @property
    def n_item_units(self) -> int:
        """Number of units with a value of that smallest part, among those that the unit has, which most units have."""
        items = None if self.table is None else self.table[self.table["is_item"]].dropna(subset=["score"])
        return 0 if items is None or items.empty else int(items["n_ranked"].max())

    @property
    def years(self) -> tuple[int, ...]:
        """Years with values, oldest first."""
        return tuple(sorted(self.by_year))

    @property
    def top_parts(self) -> TopParts | None:
        """The top parts against the field; None where the unit has no result, or the field is not known."""
        if self.table is None or not self.is_field_known:
            return None
        return TopParts.of(self.table, self.all_values, self.top_codes, self.index)

    @property
    def has_published_groups(self) -> bool:
        """Whether groups follow from published sizes that are those of the units with a total."""
        return self.announced.has_groups(int(self.totals.notna().sum()))

    @property
    def top_codes(self) -> list[str]:
        """Codes of the top parts in the result year."""
        return (
            [str(code) for code in self.codes.index[self.codes["parent_code"] == TOTAL_CODE]] if len(self.codes) else []
        )
