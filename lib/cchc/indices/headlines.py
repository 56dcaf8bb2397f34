"""The announced figures of one index: value, rank, change, what the country looked like."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import pandas as pd

from cchc.localities import COUNTRY_KEY

#: Half a unit of the last printed digit, twice: of the points and of the percentage [%].
PRINTED_TOLERANCE = 0.01 + 1e-9
SETTLED = ["value", "rank", "n_ranked", "disagreeing", "source_keys"]


@dataclass(frozen=True)
class Headline:
    """What was announced of one locality, index and year; None where nothing was.

    Attributes
    ----------
    index : str
        ``par_index``, ``sipas`` or ``papi``.
    year : int
        Result year.
    value : float or None
        PAR INDEX and SIPAS in per cent, PAPI in points.
    rank, n_ranked : int or None
        Rank and number of units ranked.
    previous_value : float or None
        Value of the year before where comparable.
    previous_rank : int or None
        Rank of the year before.
    mean, best, median : float or None
        National mean, best and median value, where known.
    best_key : str
        Locality with the best value, empty if not known.
    n_known : int
        Number of provinces whose value is known to the project.
    group_vi : str
        PAPI group, empty elsewhere.
    disagreeing : tuple of float
        Other values that sources give for ``value``.
    source_keys : tuple of str
        Sources of value and rank.
    told_change, told_rank_change : float, int or None
        Change since the year before as announced, where last year's value and rank are not known.
    """

    index: str
    year: int
    value: float | None
    rank: int | None
    n_ranked: int | None
    previous_value: float | None
    previous_rank: int | None
    mean: float | None
    best: float | None
    median: float | None
    best_key: str
    n_known: int
    group_vi: str
    disagreeing: tuple[float, ...]
    source_keys: tuple[str, ...]
    told_change: float | None = None
    told_rank_change: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether a value or a rank was announced."""
        return self.value is not None or self.rank is not None

    @property
    def change(self) -> float | None:
        """Change of the value since the year before [same unit], None if not comparable."""
        return (
            self.told_change if self.value is None or self.previous_value is None else self.value - self.previous_value
        )

    @property
    def rank_change(self) -> int | None:
        """Places gained (positive) since the year before."""
        return (
            self.told_rank_change if self.rank is None or self.previous_rank is None else self.previous_rank - self.rank
        )


def published_totals(published: pd.DataFrame) -> pd.DataFrame:
    """Bring the announced totals to one row per locality, year and statistic.

    Parameters
    ----------
    published : pandas.DataFrame
        ``schemas.ParPublished`` or ``schemas.SipasPublished``; rows whose code (or component) is ``total``.

    Returns
    -------
    pandas.DataFrame
        Index ``(locality_key, year, statistic)``; ``value`` [%], ``rank``, ``n_ranked``, ``disagreeing``
        (other values announced), ``source_keys``. Where sources disagree, the value given most often
        stands, the first listed among equals, and the others are kept for the report. Where a source's percentage
        is not that of its own points (Krông Nô 2023: 85,96/100 and 85,69 %), the points stand: they add up.
    """
    code = "code" if "code" in published else "component_vi"
    rows = published[published[code] == "total"].copy()
    rows = rows.assign(value=rows["pct"], other=float("nan"))
    if "score" in rows:
        of_points = rows["score"] / rows["max_score"] * 100
        is_other = (of_points - rows["pct"]).abs() > PRINTED_TOLERANCE
        rows = rows.assign(
            value=rows["pct"].mask(is_other, of_points).fillna(of_points), other=rows["pct"].where(is_other)
        )
    rows = rows.assign(value=rows["value"].round(6))
    keys = ["locality_key", "year", "statistic"]
    # most figures were announced by one source only: there is nothing to settle
    is_told_again = rows.duplicated(keys, keep=False)
    alone = rows[~is_told_again].set_index(keys)
    single = pd.DataFrame(
        {
            "value": alone["value"],
            "rank": alone["rank"],
            "n_ranked": alone["n_ranked"],
            "disagreeing": [() if pd.isna(one) else (one,) for one in alone["other"]],
            "source_keys": [(one,) for one in alone["source_key"]],
        },
        index=alone.index,
    )
    single = single.astype(object).where(single.notna(), None)
    groups = list(rows[is_told_again].groupby(keys))
    index = pd.MultiIndex.from_tuples([key for key, _ in groups], names=keys)
    settled = pd.DataFrame([_settle(group) for _, group in groups], columns=SETTLED, index=index, dtype="object")
    return pd.concat([single, settled]).sort_index() if len(settled) else single.sort_index()


def _settle(rows: pd.DataFrame) -> dict[str, object]:
    counts = rows["value"].dropna().value_counts(sort=False)
    values = counts.sort_values(ascending=False, kind="stable").index.tolist()
    ranks = rows["rank"].dropna().value_counts(sort=False).sort_values(ascending=False, kind="stable").index.tolist()
    # the denominator belongs to the rank: it is taken from a source that gives this rank
    of_rank = rows[rows["rank"] == ranks[0]] if ranks else rows
    n_ranked = of_rank["n_ranked"].dropna()
    return {
        "value": values[0] if values else None,
        "rank": int(ranks[0]) if ranks else None,
        "n_ranked": int(n_ranked.iloc[0]) if len(n_ranked) else None,
        "disagreeing": tuple(dict.fromkeys([*values[1:], *rows["other"].dropna()])),
        "source_keys": tuple(dict.fromkeys(rows["source_key"])),
    }


def build_headline(totals: pd.DataFrame, index: str, locality_key: str, year: int, *, is_break: bool) -> Headline:
    """Gather what was announced of PAR INDEX or SIPAS.

    Parameters
    ----------
    totals : pandas.DataFrame
        As returned by ``published_totals``.
    index : str
        ``par_index`` or ``sipas``.
    locality_key : str
        The locality.
    year : int
        Result year.
    is_break : bool
        Whether ``year`` starts a new series: last year's value is then not compared, its rank is.

    Returns
    -------
    Headline
        With None for everything that is not known. No median: only few provinces' values are known.
    """

    def get(key: str, of_year: int, statistic: str, column: str) -> object:
        at = (key, of_year, statistic)
        return totals.at[at, column] if at in totals.index else None

    own = (totals.index.get_level_values("year") == year) & (totals.index.get_level_values("statistic") == "value")
    of_year = totals[own]
    best = get(COUNTRY_KEY, year, "max", "value")
    best_key = ""
    ranked_first = of_year[of_year["rank"] == 1].index.get_level_values("locality_key")
    if len(ranked_first):
        best_key = str(ranked_first[0])
        best = get(best_key, year, "value", "value") or best
    return Headline(
        index=index,
        year=year,
        value=_number(get(locality_key, year, "value", "value")),
        rank=_whole(get(locality_key, year, "value", "rank")),
        n_ranked=_whole(get(locality_key, year, "value", "n_ranked")),
        previous_value=None if is_break else _number(get(locality_key, year - 1, "value", "value")),
        previous_rank=_whole(get(locality_key, year - 1, "value", "rank")),
        mean=_number(get(COUNTRY_KEY, year, "mean", "value")),
        best=_number(best),
        median=None,
        best_key=best_key,
        n_known=int(of_year["value"].notna().sum()),
        group_vi="",
        disagreeing=get(locality_key, year, "value", "disagreeing") or (),  # type: ignore[arg-type]
        source_keys=get(locality_key, year, "value", "source_keys") or (),  # type: ignore[arg-type]
    )


def add_told_changes(headline: Headline, changes: pd.DataFrame, locality_key: str) -> Headline:
    """Add changes that were announced without last year's value.

    Parameters
    ----------
    headline : Headline
        As returned by ``build_headline``.
    changes : pandas.DataFrame
        ``schemas.PublishedChanges``.
    locality_key : str
        The locality.

    Returns
    -------
    Headline
        Changes that follow from known values stand.
    """
    own = changes[
        (changes["locality_key"] == locality_key)
        & (changes["year"] == headline.year)
        & (changes["index"] == headline.index)
        & (changes["code"] == "total")
    ]
    if own.empty:
        return headline
    told = own.iloc[0]
    return dataclasses.replace(
        headline, told_change=_number(told["change"]), told_rank_change=_whole(told["rank_change"])
    )


def announced_field(totals: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return what was announced of every unit in a year, the country's own row left out.

    Parameters
    ----------
    totals : pandas.DataFrame
        As returned by ``published_totals``.
    year : int
        Result year.

    Returns
    -------
    pandas.DataFrame
        Index ``locality_key``; ``value`` [%], ``rank``, ``n_ranked``; missing where not announced.
    """
    keys = totals.index
    of_year = totals[(keys.get_level_values("year") == year) & (keys.get_level_values("statistic") == "value")]
    table = of_year.droplevel(["year", "statistic"])[["value", "rank", "n_ranked"]]
    table = table[table.index != COUNTRY_KEY]
    return table.assign(
        value=table["value"].astype(float),
        rank=table["rank"].astype("Int64"),
        n_ranked=table["n_ranked"].astype("Int64"),
    )


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)  # type: ignore[arg-type]


def _whole(value: object) -> int | None:
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]
