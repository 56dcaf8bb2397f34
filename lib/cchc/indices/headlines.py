"""The announced figures of one index: value, rank, change, what the country looked like."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import pandas as pd

from cchc.indices_defined import Index
from cchc.schemas import CERTAINTIES
from cchc.units import COUNTRY_KEY

#: Half a unit of the last printed digit, twice: of the points and of the percentage [%].
PRINTED_TOLERANCE = 0.01 + 1e-9
SETTLED = ["value", "rank", "n_ranked", "disagreeing", "other_ranks", "source_keys", "field_vi"]


@dataclass(frozen=True)
class Headline:
    """What was announced of one unit, index and year; None where nothing was.

    Attributes
    ----------
    index : str
        Key of the index.
    year : int
        Result year.
    value : float or None
        In the unit of the index.
    rank, n_ranked : int or None
        Rank and number of units ranked.
    previous_value : float or None
        Value of the year before where comparable.
    previous_rank, previous_n_ranked : int or None
        Rank of the year before, and the number of units ranked then.
    mean, best, median : float or None
        Announced national mean, best and median value, where known.
    field_mean : float or None
        Where ranks are computed: unweighted mean of the units that have a total, another figure than the published mean.
    best_key : str
        Unit with the best value, empty if not known.
    n_known : int
        Number of provinces whose value is known to the project.
    group_vi : str
        Group of the unit, empty where the index has none.
    is_group_published : bool
        Whether the group is the published one; else it follows from equal parts of the units.
    best_disagreeing : tuple of float
        Other values that sources give for ``best``.
    noise : float or None
        Half width of the interval of a change between two years, where a standard error is known or assumed.
    field_keys : tuple of str
        Sources of mean, best, group and of the year before.
    disagreeing, other_ranks : tuple
        Other values and ranks that sources give.
    source_keys : tuple of str
        Sources of value and rank.
    field_vi : str
        Which units are ranked together where that is not all of them: ``phường``; empty otherwise.
    is_rank_computed : bool
        Whether rank and number are ours, from the announced values of all units.
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
    other_ranks: tuple[int, ...] = ()
    previous_n_ranked: int | None = None
    field_mean: float | None = None
    is_group_published: bool = False
    best_disagreeing: tuple[float, ...] = ()
    noise: float | None = None
    field_keys: tuple[str, ...] = ()
    field_vi: str = ""
    is_rank_computed: bool = False

    @property
    def cited_keys(self) -> tuple[str, ...]:
        """Sources of everything that a table of this headline shows."""
        return tuple(dict.fromkeys((*self.source_keys, *self.field_keys)))

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
    def gap_to_mean(self) -> float | None:
        """Value less the announced mean [same unit], None where one of them is not known."""
        return None if self.value is None or self.mean is None else self.value - self.mean

    @property
    def gap_to_median(self) -> float | None:
        """Value less that of the unit in the middle [same unit], None where one of them is not known."""
        return None if self.value is None or self.median is None else self.value - self.median

    @property
    def gap_to_best(self) -> float | None:
        """Value less the best one [same unit], None where one of them is not known."""
        return None if self.value is None or self.best is None else self.value - self.best

    @property
    def is_change_noise(self) -> bool:
        """Whether the change is smaller than its noise, and so none that may be told as one."""
        return self.change is not None and self.noise is not None and abs(self.change) < self.noise

    @property
    def rank_change(self) -> int | None:
        """Places gained (positive) since the year before; None over fields of another size, or where the size is not known."""
        if self.rank is None or self.previous_rank is None:
            return self.told_rank_change
        is_same_field = self.n_ranked is not None and self.n_ranked == self.previous_n_ranked
        return self.previous_rank - self.rank if is_same_field else None


def published_totals(
    published: pd.DataFrame, sources: pd.DataFrame | None = None, *, in_points: bool = False
) -> pd.DataFrame:
    """Bring the announced totals to one row per unit, year and statistic.

    Parameters
    ----------
    published : pandas.DataFrame
        ``schemas.PublishedPoints`` or ``schemas.PublishedShares``; rows whose code (or component) is ``total``.
    sources : pandas.DataFrame, optional
        ``schemas.Sources``: official figures stand before those of the press, derived ones behind all.
    in_points : bool
        Whether the index is told in points, not in per cent of its maximum.

    Returns
    -------
    pandas.DataFrame
        Index ``(unit_key, year, statistic)``; ``value`` [%, or points], ``rank``, ``n_ranked``, ``disagreeing``
        (other values announced), ``source_keys``. Where sources disagree, the value of the surest source
        stands, then the one given most often, the first listed among equals, and the others are kept for the report. Where a source's percentage
        is not that of its own points (Krông Nô 2023: 85,96/100 and 85,69 %), the points stand: they add up.
    """
    code = "code" if "code" in published else "component_vi"
    rows = published[published[code] == "total"].copy()
    rows = rows.assign(value=rows["pct"], other=float("nan"))
    if in_points:
        rows = rows.assign(value=rows["score"])
    elif "score" in rows:
        of_points = rows["score"] / rows["max_score"] * 100
        is_other = (of_points - rows["pct"]).abs() > PRINTED_TOLERANCE
        rows = rows.assign(
            value=rows["pct"].mask(is_other, of_points).fillna(of_points), other=rows["pct"].where(is_other)
        )
    certainty = {} if sources is None else dict(zip(sources["source_key"], sources["certainty"], strict=True))
    # a source that is not listed counts as press: neither official nor derived
    doubt = [CERTAINTIES.index(certainty.get(key, "press")) for key in rows["source_key"]]
    rows = rows.assign(value=rows["value"].round(6), doubt=doubt)
    keys = ["unit_key", "year", "statistic"]
    # most figures were announced by one source only: there is nothing to settle
    is_told_again = rows.duplicated(keys, keep=False)
    alone = rows[~is_told_again].set_index(keys)
    single = pd.DataFrame(
        {
            "value": alone["value"],
            "rank": alone["rank"],
            "n_ranked": alone["n_ranked"],
            "disagreeing": [() if pd.isna(one) else (one,) for one in alone["other"]],
            "other_ranks": [()] * len(alone),
            "source_keys": [(one,) for one in alone["source_key"]],
            "field_vi": alone.get("field_vi", ""),
        },
        index=alone.index,
    )
    single = single.astype(object).where(single.notna(), None)
    groups = list(rows[is_told_again].groupby(keys))
    index = pd.MultiIndex.from_tuples([key for key, _ in groups], names=keys)
    settled = pd.DataFrame([_settle(group) for _, group in groups], columns=SETTLED, index=index, dtype="object")
    return pd.concat([single, settled]).sort_index() if len(settled) else single.sort_index()


def _settle(rows: pd.DataFrame) -> dict[str, object]:
    values, ranks = _by_trust(rows, "value"), _by_trust(rows, "rank")
    # the denominator belongs to the rank: it is taken from a source that gives this rank
    of_rank = rows[rows["rank"] == ranks[0]] if ranks else rows
    n_ranked = of_rank["n_ranked"].dropna()
    return {
        "value": values[0] if values else None,
        "rank": int(ranks[0]) if ranks else None,
        "n_ranked": int(n_ranked.iloc[0]) if len(n_ranked) else None,
        "disagreeing": tuple(dict.fromkeys([*values[1:], *rows["other"].dropna()])),
        "other_ranks": tuple(int(rank) for rank in ranks[1:]),
        "source_keys": tuple(dict.fromkeys(rows["source_key"])),
        "field_vi": next(iter(of_rank["field_vi"]), "") if "field_vi" in of_rank else "",
    }


def _by_trust(rows: pd.DataFrame, column: str) -> list[float]:
    """List the different figures of a column: of the surest source first, then by how many give them, then as listed."""
    known = rows.dropna(subset=[column])
    found = known.groupby(column, sort=False)["doubt"].agg(["min", "size"])
    return list(found.sort_values(["min", "size"], ascending=[True, False], kind="stable").index)


def build_headline(
    totals: pd.DataFrame, index: Index, unit_key: str, year: int, *, n_units: int | None = None
) -> Headline:
    """Gather what was announced of an index whose ranks are announced.

    Parameters
    ----------
    totals : pandas.DataFrame
        As returned by ``published_totals``.
    index : Index
        Knows whether ``year`` starts a new series: last year's value is then not compared, its rank is.
    unit_key : str
        The unit.
    year : int
        Result year.
    n_units : int, optional
        Number of units that there are: the median is told where the value of every one of them is known.

    Returns
    -------
    Headline
        With None for everything that is not known.
    """

    def get(key: str, of_year: int, statistic: str, column: str) -> object:
        at = (key, of_year, statistic)
        return totals.at[at, column] if at in totals.index else None

    own = (totals.index.get_level_values("year") == year) & (totals.index.get_level_values("statistic") == "value")
    of_year = totals[own & (totals.index.get_level_values("unit_key") != COUNTRY_KEY)]
    values = of_year["value"].dropna().astype(float)
    best_statistic = "min" if index.is_lower_better else "max"
    best = get(COUNTRY_KEY, year, best_statistic, "value")
    best_key = ""
    ranked_first = of_year[of_year["rank"] == 1].index.get_level_values("unit_key")
    if len(ranked_first):
        best_key = str(ranked_first[0])
        best = get(best_key, year, "value", "value") or best
    cited = [(COUNTRY_KEY, year, "mean"), (COUNTRY_KEY, year, best_statistic), (best_key, year, "value"), (unit_key, year - 1, "value")]  # fmt: skip
    return Headline(
        index=index.key,
        year=year,
        value=_number(get(unit_key, year, "value", "value")),
        rank=_whole(get(unit_key, year, "value", "rank")),
        n_ranked=_whole(get(unit_key, year, "value", "n_ranked")),
        previous_value=None if index.is_break(year) else _number(get(unit_key, year - 1, "value", "value")),
        previous_rank=_whole(get(unit_key, year - 1, "value", "rank")),
        previous_n_ranked=_whole(get(unit_key, year - 1, "value", "n_ranked")),
        mean=_number(get(COUNTRY_KEY, year, "mean", "value")),
        best=_number(best),
        median=float(values.median()) if n_units is not None and len(values) == n_units else None,
        best_key=best_key,
        n_known=len(values),
        group_vi="",
        disagreeing=get(unit_key, year, "value", "disagreeing") or (),  # type: ignore[arg-type]
        other_ranks=get(unit_key, year, "value", "other_ranks") or (),  # type: ignore[arg-type]
        best_disagreeing=(get(best_key, year, "value", "disagreeing") or ()) if best_key else (),  # type: ignore[arg-type]
        source_keys=get(unit_key, year, "value", "source_keys") or (),  # type: ignore[arg-type]
        field_keys=tuple(key for at in cited for key in get(*at, "source_keys") or ()),  # type: ignore[attr-defined]
        field_vi=str(get(unit_key, year, "value", "field_vi") or ""),
    )


def add_told_changes(
    headline: Headline, changes: pd.DataFrame, unit_key: str, *, is_break: bool = False, is_new_field: bool = False
) -> Headline:
    """Add changes that were announced without last year's value.

    Parameters
    ----------
    headline : Headline
        As returned by ``build_headline``.
    changes : pandas.DataFrame
        ``schemas.PublishedChanges``.
    unit_key : str
        The unit.
    is_break, is_new_field : bool
        Whether the series begins anew, and whether other units are ranked than the year before: a change over a break,
        or of a rank over two fields, is none, whoever told it.

    Returns
    -------
    Headline
        Changes that follow from known values stand.
    """
    own = changes[
        (changes["unit_key"] == unit_key)
        & (changes["year"] == headline.year)
        & (changes["index"] == headline.index)
        & (changes["code"] == "total")
    ]
    if own.empty:
        return headline
    told = own.iloc[0]
    return dataclasses.replace(
        headline,
        told_change=None if is_break else _number(told["change"]),
        told_rank_change=None if is_new_field else _whole(told["rank_change"]),
        field_keys=(*headline.field_keys, str(told["source_key"])),
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
        Index ``unit_key``; ``value`` [%], ``rank``, ``n_ranked``, missing where not known; ``disagreeing`` and
        ``other_ranks`` (what other sources give).
    """
    keys = totals.index
    of_year = totals[(keys.get_level_values("year") == year) & (keys.get_level_values("statistic") == "value")]
    table = of_year.droplevel(["year", "statistic"])[["value", "rank", "n_ranked", "disagreeing", "other_ranks"]]
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
