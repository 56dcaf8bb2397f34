"""Results of a published index: values, ranks and groups among the units that have a value."""

from __future__ import annotations

import math
from statistics import NormalDist

import pandas as pd

from cchc.analysis.comparisons import compare_to_field
from cchc.analysis.index_results import PublishedResults
from cchc.analysis.time_series import find_lasting_weakness
from cchc.analysis.weak_items import find_weak_published
from cchc.analysis_params import Uncertainty
from cchc.indices.announced_field import AnnouncedField
from cchc.indices.breaks import mark_breaks
from cchc.indices.headlines import Headline
from cchc.indices.published import changes_since_comparable, codes_of, compute_published
from cchc.indices.ranking import rank_descending
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.sources.inputs import IndexInputs, ReportInputs


def compute_published_results(inputs: ReportInputs, index: Index) -> PublishedResults:
    """Compute what is known of a published index.

    Parameters
    ----------
    inputs : ReportInputs
        What was read.
    index : Index
        One that exists for the unit.

    Returns
    -------
    PublishedResults
        Adapted to the data: with results withheld, or of other units only.
    """
    own, key, year = inputs.of[index.key], inputs.unit.unit_key, inputs.result_year
    by_year = values_by_year(own, year)
    values = by_year.get(year, pd.DataFrame())
    announced = AnnouncedField.of(inputs.aggregates, index, year)
    edition = own.editions.get(year)
    codes = codes_of(edition, index) if edition is not None else pd.DataFrame()
    table, changes, since = None, pd.DataFrame(), pd.DataFrame()
    if len(values):
        changes, since = changes_since_comparable(by_year, year, index)
    if key in values.index:
        table = compare_to_field(values, codes, changes, since, key, announced, index)
    is_field_known = knows_field(own, values, inputs.n_field)
    if table is not None and not is_field_known:
        table = _without_field(table)
    if table is not None and index.ranks == "announced":
        table = _with_told_ranks(table, own, key, year)
    return PublishedResults(
        inputs=inputs,
        index=index,
        headline=_headline(
            own,
            table,
            values,
            year,
            by_year.get(year - 1),
            key,
            announced,
            inputs.params.uncertainty,
            is_field_known=is_field_known,
        ),
        field=_field(own, values, year),
        history=_history(own, by_year, key),
        by_year=by_year,
        changes=changes,
        since=since,
        announced=announced,
        codes=codes,
        table=table,
        weak=None if table is None else find_weak_published(table, index),
        lasting=None
        if table is None or not is_field_known or inputs.is_brief
        else find_lasting_weakness(by_year, table, key, index),
        is_field_known=is_field_known,
    )


#: Columns of ``compare_to_field`` that tell something of the other units.
_OF_FIELD = ("median", "best", "gap_to_median", "gap_to_best", "percentile")


def knows_field(own: IndexInputs, values: pd.DataFrame, n_field: int | None) -> bool:
    """Tell whether the value of every unit is known, or was withheld by its publisher.

    Parameters
    ----------
    own : IndexInputs
        Knows who was withheld.
    values : pandas.DataFrame
        ``compute_published`` of the result year.
    n_field : int or None
        Number of units that are ranked; None where it is not known.

    Returns
    -------
    bool
        False where our data lack a unit: nothing is said of all of them then.
    """
    if n_field is None or TOTAL_CODE not in values:
        return False
    return len(set(values[TOTAL_CODE].dropna().index) | own.withheld) >= n_field


def _without_field(table: pd.DataFrame) -> pd.DataFrame:
    """Take from a comparison what a few known units do not tell; a published group stays."""
    return table.assign(
        **dict.fromkeys(_OF_FIELD, float("nan")),
        best_key="",
        rank=pd.array([pd.NA] * len(table), dtype="Int64"),
        n_ranked=pd.array([pd.NA] * len(table), dtype="Int64"),
        group_vi=table["group_vi"].where(table["is_group_published"], None),
    )


def _with_told_ranks(table: pd.DataFrame, own: IndexInputs, key: str, year: int) -> pd.DataFrame:
    """Put the announced ranks of parts in the place of those that would be ours."""
    rows = own.published[(own.published["year"] == year) & (own.published["unit_key"] == key)]
    told = rows.dropna(subset=["rank"]).drop_duplicates("code").set_index("code")[["rank", "n_ranked"]]
    told = told[told.index.isin(table.index.drop(TOTAL_CODE))].astype("Int64")
    if told.empty:
        return table
    table = table.assign(rank=table["rank"].astype("Int64"), n_ranked=table["n_ranked"].astype("Int64"))
    table.loc[told.index, ["rank", "n_ranked"]] = told
    return table


def values_by_year(own: IndexInputs, year: int) -> dict[int, pd.DataFrame]:
    """Tabulate the announced values of every year up to a result year."""
    years = sorted({int(value) for value in own.published["year"].unique()})
    return {
        one: compute_published(own.published, own.editions[one], own.index, one)
        for one in years
        if one <= year and one in own.editions
    }


def noise_of_change(standard_error: float, interval_pct: float) -> float:
    """Return the half width of the interval of a difference of two independent values with one standard error.

    Examples
    --------
    >>> round(noise_of_change(0.37, 90.0), 2)
    0.86
    """
    return NormalDist().inv_cdf(0.5 + interval_pct / 200) * math.sqrt(2) * standard_error


def noise_of(index: Index, choice: Uncertainty) -> float | None:
    """Return the noise of a change of the total under the assumed standard error; None without one."""
    error = choice.standard_errors.get(index.short)
    return None if error is None else noise_of_change(error, choice.interval_pct)


def has_told_ranks(own: IndexInputs, year: int) -> bool:
    """Tell whether ranks of the total were announced in a year."""
    rows = own.published[(own.published["year"] == year) & (own.published["code"] == TOTAL_CODE)]
    return own.index.ranks == "announced" and bool(rows["rank"].notna().any())


def are_ranks_ours(own: IndexInputs, totals: pd.Series, year: int) -> bool:
    """Tell whether ranks of a year are ours: because the index has no other, or none was announced and every value is known."""
    if own.index.ranks == "computed":
        return True
    known = set(totals.dropna().index) | own.withheld
    return not has_told_ranks(own, year) and own.n_field is not None and len(known) >= own.n_field


def ranks_of(own: IndexInputs, totals: pd.Series, year: int) -> tuple[pd.Series, pd.Series]:
    """Return rank and number of ranked units: as announced, or ours among the units with a value (``are_ranks_ours``)."""
    if not are_ranks_ours(own, totals, year):
        told = told_ranks(own, year)
        return (told[name].reindex(totals.index).astype("Int64") for name in ("rank", "n_ranked"))  # type: ignore[return-value]
    n_ranked = pd.Series(int(totals.notna().sum()), index=totals.index, dtype="Int64")
    return rank_descending(totals * own.index.sign), n_ranked.where(totals.notna())


def told_ranks(own: IndexInputs, year: int, code: str = TOTAL_CODE) -> pd.DataFrame:
    """Return what ranks were announced of a code: index ``unit_key``; ``rank``, ``n_ranked`` of the surest source that has one."""
    rows = own.published[(own.published["year"] == year) & (own.published["code"] == code)]
    return rows.dropna(subset=["rank"]).drop_duplicates("unit_key").set_index("unit_key")[["rank", "n_ranked"]]


def told_otherwise(own: IndexInputs, totals: pd.Series, year: int) -> pd.DataFrame:
    """Return what other sources give of the total.

    Parameters
    ----------
    own : IndexInputs
        The surest source first.
    totals : pandas.Series
        Values that stand [unit of the index].
    year : int
        Result year.

    Returns
    -------
    pandas.DataFrame
        Index as ``totals``; ``disagreeing``, ``other_ranks`` (tuples, empty where all agree as printed).
    """
    rows = own.published[(own.published["year"] == year) & (own.published["code"] == TOTAL_CODE)]
    printed = 0.5 * 10.0**-own.index.decimals + 1e-9
    values: dict[str, tuple[float, ...]] = {}
    ranks: dict[str, tuple[int, ...]] = {}
    twice = rows[rows.duplicated("unit_key", keep=False)]
    for key, group in twice.groupby("unit_key", sort=False):
        stands = totals.get(key)
        told = [float(one) for one in group["score"].dropna()]
        differing = [one for one in told if stands is not None and abs(one - stands) > printed]
        values[str(key)] = tuple(dict.fromkeys(differing))
        given = [int(one) for one in group["rank"].dropna()]
        ranks[str(key)] = tuple(dict.fromkeys(one for one in given if one != given[0]))
    return pd.DataFrame(
        {
            "disagreeing": [values.get(str(key), ()) for key in totals.index],
            "other_ranks": [ranks.get(str(key), ()) for key in totals.index],
        },
        index=totals.index,
    )


def _field(own: IndexInputs, values: pd.DataFrame, year: int) -> pd.DataFrame:
    totals = values[TOTAL_CODE] if TOTAL_CODE in values else pd.Series(dtype=float)
    # a rank may be announced without its value
    totals = totals.reindex(totals.index.union(told_ranks(own, year).index, sort=False))
    rank, n_ranked = ranks_of(own, totals, year)
    others = told_otherwise(own, totals, year)
    return pd.DataFrame({"value": totals, "rank": rank, "n_ranked": n_ranked}).join(others)


def _history(own: IndexInputs, by_year: dict[int, pd.DataFrame], key: str) -> pd.DataFrame:
    rows = []
    for year, values in by_year.items():
        total = values[TOTAL_CODE] if TOTAL_CODE in values else pd.Series(dtype=float)
        if key not in total.index:
            total = total.reindex([*total.index, key])
        rank, n_ranked = ranks_of(own, total, year)
        is_ours = are_ranks_ours(own, total, year)
        others = told_otherwise(own, total, year).loc[key]
        rows.append(
            {
                "year": year,
                "value": float(total[key]),
                "rank": rank[key],
                "n_ranked": int(total.notna().sum()) if is_ours else n_ranked.get(key, pd.NA),
                "disagreeing": others["disagreeing"],
                "other_ranks": others["other_ranks"],
            }
        )
    columns = ["year", "value", "rank", "n_ranked", "disagreeing", "other_ranks"]
    table = pd.DataFrame(rows, columns=columns).set_index("year")
    breaks = mark_breaks([int(one) for one in table.index], own.index.is_break)
    return table.assign(rank=table["rank"].astype("Int64"), is_break=breaks)


def _headline(
    own: IndexInputs,
    table: pd.DataFrame | None,
    values: pd.DataFrame,
    year: int,
    previous: pd.DataFrame | None,
    key: str,
    announced: AnnouncedField,
    uncertainty: Uncertainty,
    *,
    is_field_known: bool,
) -> Headline:
    index = own.index
    total = None if table is None or pd.isna(table.at[TOTAL_CODE, "score"]) else table.loc[TOTAL_CODE]
    before = previous[TOTAL_CODE].get(key) if previous is not None and len(previous) else None
    known_before = before is not None and pd.notna(before)
    totals = values[TOTAL_CODE].dropna() if TOTAL_CODE in values else pd.Series(dtype=float)
    earlier = previous[TOTAL_CODE].dropna() if previous is not None and len(previous) else pd.Series(dtype=float)
    told = told_ranks(own, year)
    ranked = totals.reindex(totals.index.union(told.index, sort=False))
    rank, n_ranked = ranks_of(own, ranked, year)
    is_ours = are_ranks_ours(own, ranked, year)
    is_ranked = is_field_known if is_ours else key in told.index
    told_before = told_ranks(own, year - 1)
    earlier_ranked = earlier.reindex(earlier.index.union(told_before.index, sort=False))
    earlier_rank, earlier_n = ranks_of(own, earlier_ranked, year - 1)
    # ranks of ours are compared only where the same units have a total in both years
    is_same_field = set(totals.index) == set(earlier.index)
    our_n = len(earlier) if is_same_field else None
    previous_n = our_n if are_ranks_ours(own, earlier_ranked, year - 1) else _whole(earlier_n.get(key))
    others = told_otherwise(own, ranked, year)
    best_key = str((totals * index.sign).idxmax()) if is_field_known else ""
    has_group = bool(total["is_group_published"]) if total is not None else key in announced.told
    own_rows = own.published[(own.published["unit_key"] == key) & (own.published["year"] == year)]
    sources = tuple(dict.fromkeys(own_rows["source_key"]))
    return Headline(
        index=index.key,
        year=year,
        value=None if total is None else float(total["score"]),
        rank=_whole(rank.get(key)) if is_ranked else None,
        n_ranked=_whole(n_ranked.get(key)) if is_ranked else None,
        previous_value=float(before) if known_before and not index.is_break(year) else None,  # type: ignore[arg-type]
        previous_rank=_whole(earlier_rank.get(key)) if known_before or key in told_before.index else None,
        previous_n_ranked=previous_n,
        mean=announced.mean,
        field_mean=float(totals.mean()) if is_field_known else None,
        best=float(totals[best_key]) if is_field_known else None,
        median=float(totals.median()) if is_field_known else None,
        best_key=best_key,
        n_known=len(totals),
        group_vi=announced.told.get(key, "") if total is None or pd.isna(total["group_vi"]) else str(total["group_vi"]),
        is_group_published=has_group,
        disagreeing=others.at[key, "disagreeing"] if key in others.index else (),
        other_ranks=others.at[key, "other_ranks"] if key in others.index else (),
        is_rank_computed=is_ours,
        source_keys=sources if total is not None or key in told.index else (),
        field_keys=(*announced.mean_keys, *(announced.group_keys if has_group else ())),
        noise=noise_of(index, uncertainty),
    )


def _whole(value: object) -> int | None:
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]
