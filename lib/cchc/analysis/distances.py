"""How far it is: what a rank, the median, the group or the band above takes, and which ranks a value may take."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis.index_results import PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.known_fields import Known, rank_bounds, value_bounds
from cchc.analysis.prospects import Aim, aims_of, move_field
from cchc.analysis.scored_results import own_value
from cchc.indices.grading import bands_for
from cchc.indices_defined import TOTAL_CODE
from cchc.sources.announced import codes_in
from cchc.units import COUNTRY_KEY


def published_aims(published: PublishedResults) -> list[Aim]:
    """List what the unit may aim at in a published index; empty where its total is withheld, or the field not known.

    A moving field gains what it gained since the year before; a change over more years counts as not known. Where less
    is better, values are those of the mirrored field: their sign is turned back.
    """
    headline, index = published.headline, published.index
    if headline.value is None or headline.n_ranked is None or not published.is_field_known:
        return []
    values = published.totals.dropna() * index.sign
    changes = (
        published.changes[TOTAL_CODE].where(published.since[TOTAL_CODE] == published.inputs.result_year - 1).dropna()
        * index.sign
    )
    lowest, highest = sorted(one * index.sign for one in scale_of(published))
    moved = move_field(values, changes, lowest=lowest, highest=highest) if len(changes) else None
    key, wanted = published.inputs.unit.unit_key, published.inputs.params.prospects.target_ranks.get(index.short)
    aims = aims_of(values, moved, key, group_starts=group_ends(published), target_rank=wanted)
    return aims if index.sign > 0 else [one.mirrored() for one in aims]


def group_ends(published: PublishedResults) -> tuple[int, ...]:
    """Return the last rank of all groups but the last: as published, else by equal parts of the units."""
    return published.announced.ends(int(published.totals.notna().sum()))


def scale_of(published: PublishedResults) -> tuple[float, float]:
    """Return the lowest and the highest total of the result year (PAPI: 8 to 80; 6 to 60 until 2017)."""
    return published.index.bounds(len(published.top_codes))


def known_field(own: ScoredResults | SurveyedResults) -> Known | None:
    """Return what was announced around the unit in an index whose ranks are announced; None where that tells nothing.

    Where a rank was announced without a value, the index of an approved score sheet stands in.
    """
    if own.index.is_lower_better:
        return None  # the bounds are those of fields in which more is better
    value = None
    if isinstance(own, ScoredResults) and own.table is not None and own.sheet is not None:
        if own.sheet.stage != "approved":
            return None  # points that are not approved cannot be ranked among announced ones
        value = own_value(own.table, own.index)
    return Known.of(own.field, own.inputs.unit.unit_key, value)


def scored_rank_bounds(scored: ScoredResults, value: float) -> tuple[int, int, int] | None:
    """Return best and worst rank that a value may take and the number of units; None where nothing is known."""
    known = known_field(scored)
    return None if known is None else (*rank_bounds(known, value), known.n_ranked)


def survey_rank_bounds(surveyed: SurveyedResults) -> tuple[float, float, int, int, int] | None:
    """Return the interval of the index by the survey, best and worst rank within it, and the number of units; None without one."""
    known = known_field(surveyed)
    if surveyed.table is None or known is None:
        return None
    low, high = (float(surveyed.table.at[TOTAL_CODE, column]) for column in ("low_pct", "high_pct"))
    if pd.isna(low) or pd.isna(high) or not low <= known.value <= high:
        return None
    return low, high, rank_bounds(known, high)[0], rank_bounds(known, low)[1], known.n_ranked


def mean_change(own: ScoredResults | SurveyedResults) -> float | None:
    """Return by how much the mean of the country changed last year; None across a break or where it is not known."""
    year, published = own.inputs.result_year, own.own_inputs.published
    if own.index.is_break(year) or not own.inputs.is_ranked_in_country:
        return None
    is_mean = (
        (published["unit_key"] == COUNTRY_KEY)
        & (codes_in(published) == TOTAL_CODE)
        & (published["statistic"] == "mean")
    )
    by_year = published[is_mean].dropna(subset=["pct"]).drop_duplicates("year").set_index("year")["pct"]
    if year not in by_year or year - 1 not in by_year:
        return None
    return float(by_year[year] - by_year[year - 1])


def bands_of(scored: ScoredResults) -> pd.DataFrame:
    """Return the grading bands in force for the unit; empty where none are known."""
    inputs = scored.inputs
    issuers = (inputs.unit.unit_key, inputs.unit.parent_key, COUNTRY_KEY)
    return bands_for(inputs.grading, issuers, inputs.unit.unit_kind, inputs.result_year)


#: Values nearer to each other than this are one.
_SAME_VALUE = 1e-6
#: Aim, grade of the band, rank, lowest and highest value needed.
_Row = tuple[str, str, int | None, float | None, float | None]


def reached_rank(own: PublishedResults | ScoredResults | SurveyedResults, rank: int | None) -> int | None:
    """Return the rank that the parameters wish for where the unit's own rank is as good; None where it is not, or nothing is wished for."""
    wanted = own.inputs.params.prospects.target_ranks.get(own.index.short)
    return None if wanted is None or rank is None or wanted < rank else wanted


def published_distances(published: PublishedResults) -> pd.DataFrame:
    """Tabulate how far each aim in a published index is.

    Parameters
    ----------
    published : PublishedResults
        What is known.

    Returns
    -------
    pandas.DataFrame
        A row per aim: ``aim`` (see ``prospects.Aim``), ``rank``, ``still``, ``moving`` (value needed), ``more_still``,
        ``more_moving`` (what is missing to it, in the better direction; the moving field may have fallen below the own
        value, which is nothing to be gained) [unit of the index], missing where not known. Empty for the first.
    """
    found, own, sign = published_aims(published), published.headline.value, published.index.sign
    columns = ["aim", "rank", "still", "more_still", "moving", "more_moving"]
    if own is None or not found:
        return pd.DataFrame(columns=columns)
    return pd.DataFrame(
        {
            "aim": [one.aim for one in found],
            "rank": [one.rank for one in found],
            "still": [one.still for one in found],
            "more_still": [one.more_still(own, sign) for one in found],
            "moving": [one.moving for one in found],
            "more_moving": [one.more_moving(own, sign) for one in found],
        }
    )


@dataclass(frozen=True)
class AnnouncedDistances:
    """How far it is in a field of which some values and ranks were announced.

    Attributes
    ----------
    known : Known
        The field.
    next_low, next_high : float or None
        Between which values the one lies that takes the next rank; None where no unit is known on that side.
    drift : float or None
        By how much the mean of the country changed last year; None where it is not known.
    rows : pandas.DataFrame
        A row per aim: ``aim`` (``next_rank``, ``target_rank``, ``mean``, ``band``), ``grade_vi`` (of the band above),
        ``rank``, ``low``, ``high`` (bounds of the value needed), ``more_low``, ``more_high`` (what is missing to them),
        ``more_moving`` (if the field gains ``drift`` again, to the upper bound) [unit of the index], missing where not
        known.
    """

    known: Known
    next_low: float | None
    next_high: float | None
    drift: float | None
    rows: pd.DataFrame

    @property
    def more_low(self) -> float | None:
        """What is missing at least to the next rank."""
        return None if self.next_low is None else self.next_low - self.known.value

    @property
    def more_high(self) -> float | None:
        """What is missing at most to the next rank."""
        return None if self.next_high is None else self.next_high - self.known.value

    @property
    def is_settled(self) -> bool:
        """Whether the known units settle the value that takes the next rank."""
        low, high = self.next_low, self.next_high
        return low is not None and high is not None and abs(high - low) < _SAME_VALUE

    @property
    def next_rank(self) -> int:
        """The rank above the unit's."""
        return self.known.rank - 1


def announced_distances(own: ScoredResults | SurveyedResults) -> AnnouncedDistances | None:
    """Tell how far the next rank, the rank wished for, the mean of the country and the band above are.

    Parameters
    ----------
    own : ScoredResults or SurveyedResults
        What is known of an index whose ranks are announced.

    Returns
    -------
    AnnouncedDistances or None
        None where value or rank of the unit are not known; only aims above the unit are listed, none for the first.
    """
    known, headline = known_field(own), own.headline
    if known is None or headline.value is None:
        return None
    wanted, drift = own.inputs.params.prospects.target_ranks.get(own.index.short), mean_change(own)
    ranks = {"next_rank": known.rank - 1} if known.rank > 1 else {}
    if wanted is not None and wanted < known.rank:
        ranks["target_rank"] = wanted
    rows: list[_Row] = [(aim, "", rank, *value_bounds(known, rank)) for aim, rank in ranks.items()]
    if headline.mean is not None and headline.mean > headline.value:
        rows.append(("mean", "", None, headline.mean, headline.mean))
    moving = [None if drift is None or high is None else max(high + drift - known.value, 0.0) for *_, high in rows]
    bands = bands_of(own) if isinstance(own, ScoredResults) else pd.DataFrame()
    above = bands[bands["lower_pct"] > headline.value].sort_values("lower_pct") if len(bands) else bands
    if len(above):
        line = float(above["lower_pct"].iloc[0])
        rows.append(("band", str(above["grade_vi"].iloc[0]), None, line, line))
        moving.append(None if drift is None else line - known.value)  # a band does not move with the field
    table = pd.DataFrame(rows, columns=["aim", "grade_vi", "rank", "low", "high"]).astype({"low": float, "high": float})
    table = table.assign(more_low=table["low"] - known.value, more_high=table["high"] - known.value, more_moving=moving)
    low, high = value_bounds(known, known.rank - 1) if known.rank > 1 else (None, None)
    return AnnouncedDistances(known, low, high, drift, table)
