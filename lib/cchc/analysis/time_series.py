"""A published index over the years: series that stop at every break, and what stays weak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.known_fields import PRINTED
from cchc.indices.breaks import mark_breaks
from cchc.indices_defined import Index


def trace_code(by_year: Mapping[int, pd.DataFrame], unit_key: str, code: str, index: Index) -> pd.DataFrame:
    """Trace one code of a unit beside the median of the units.

    Parameters
    ----------
    by_year : mapping of int to pandas.DataFrame
        Result year → ``indices.published.compute_published``.
    unit_key : str
        The unit.
    code : str
        ``total`` or a part.
    index : Index
        Knows where series begin anew.

    Returns
    -------
    pandas.DataFrame
        Index ``year``; ``value`` and ``median`` [points], missing where withheld; ``is_break`` (the series starts
        anew since the row before, whether or not the year of the break has a row).
    """
    rows = []
    for year in sorted(by_year):
        values = by_year[year].get(code, pd.Series(dtype=float))
        rows.append((values.get(unit_key, float("nan")), values.median()))
    breaks = mark_breaks(sorted(by_year), lambda year: index.is_break(year, code))
    table = pd.DataFrame(rows, columns=["value", "median"], index=pd.Index(sorted(by_year), name="year"))
    return table.assign(is_break=breaks)


def last_step(history: pd.DataFrame) -> tuple[int, float, int | None, float]:
    """Return the last known value of a series and how it changed since the value before.

    Parameters
    ----------
    history : pandas.DataFrame
        Index ``year``; ``value``, ``is_break``. One value is known at least.

    Returns
    -------
    (int, float, int or None, float)
        Its year and value; the year before of which a value is known and the change since; None and 0 where there is none,
        or the series began anew in between.

    Examples
    --------
    >>> series = pd.DataFrame({"value": [80.0, None, 84.5], "is_break": False}, index=[2020, 2021, 2022])
    >>> last_step(series), last_step(series.assign(is_break=[False, True, False]))
    ((2022, 84.5, 2020, 4.5), (2022, 84.5, None, 0.0))
    """
    known = history["value"].dropna()
    year, value = int(str(known.index[-1])), float(known.iloc[-1])
    if len(known) < 2:
        return year, value, None, 0.0
    before = int(str(known.index[-2]))
    between = history.loc[(history.index > before) & (history.index <= year), "is_break"]
    return (year, value, None, 0.0) if between.any() else (year, value, before, value - float(known.iloc[-2]))


def comparable_years(by_year: Mapping[int, pd.DataFrame], code: str, year: int, index: Index) -> list[int]:
    """Return the years up to ``year`` since the series of a code began anew, oldest first."""
    found = []
    for one in range(year, min(by_year, default=year + 1) - 1, -1):
        if one in by_year and code in by_year[one]:
            found.append(one)
        if index.is_break(one, code):
            break
    return sorted(found)


def find_lasting_weakness(
    by_year: Mapping[int, pd.DataFrame], field: pd.DataFrame, unit_key: str, index: Index
) -> pd.DataFrame:
    """Tell which smallest parts are worse than the median year after year, and which only now.

    Parameters
    ----------
    by_year : mapping of int to pandas.DataFrame
        Result year → ``indices.published.compute_published``; the last year is the one reported.
    field : pandas.DataFrame
        As returned by ``analysis.comparisons.compare_to_field`` for that year.
    unit_key : str
        The unit.
    index : Index
        Knows where series begin anew, and which of two values is the better one.

    Returns
    -------
    pandas.DataFrame
        A row per smallest part with a value: ``name_vi``, ``gap_to_median`` [points], ``years`` (comparable years
        with a value), ``n_years`` (their number), ``n_below`` (years below the median), ``is_lasting`` (below in all of at least two years),
        ``is_new`` (below now, not in the comparable year before).
    """
    year = max(by_year)
    own = pd.DataFrame({one: values.loc[unit_key] for one, values in by_year.items() if unit_key in values.index})
    median = pd.DataFrame({one: by_year[one].median() for one in own.columns})
    rows = []
    for code, item in field[field["is_item"]].iterrows():
        years = [one for one in comparable_years(by_year, str(code), year, index) if one in own.columns]
        series = pd.DataFrame({"value": own.loc[code, years], "median": median.loc[code, years]}).dropna(
            subset=["value"]
        )
        if year not in series.index:
            continue
        is_below = (series["value"] - series["median"]) * index.sign < 0
        rows.append(
            {
                "code": code,
                "name_vi": item["name_vi"],
                "gap_to_median": item["gap_to_median"],
                "years": tuple(int(one) for one in series.index),
                "n_years": len(series),
                "n_below": int(is_below.sum()),
                "is_lasting": bool(is_below.all()) and len(series) > 1,
                "is_new": bool(is_below[year]) and year - 1 in series.index and not is_below[year - 1],
            }
        )
    columns = ["code", "name_vi", "gap_to_median", "years", "n_years", "n_below", "is_lasting", "is_new"]
    return pd.DataFrame(rows, columns=columns).set_index("code")


@dataclass(frozen=True)
class Lasting:
    """What ``find_lasting_weakness`` comes to.

    Attributes
    ----------
    n_lasting, n_new : int
        Smallest parts that are worse than the median in every comparable year, and only now.
    years : tuple of int
        Comparable years of the part that has most of them.
    worst : pandas.Series or None
        Row of the lasting one that is farthest from the median; None without one.
    """

    n_lasting: int
    n_new: int
    years: tuple[int, ...]
    worst: pd.Series | None

    @classmethod
    def of(cls, table: pd.DataFrame | None, index: Index) -> Lasting | None:
        """Look at a table of ``find_lasting_weakness``; None without two comparable years of any part."""
        if table is None or table.empty or int(table["n_years"].max()) < 2:
            return None
        lasting = table[table["is_lasting"]].sort_values("gap_to_median", ascending=index.sign > 0, kind="stable")
        return cls(
            n_lasting=len(lasting),
            n_new=int(table["is_new"].sum()),
            years=tuple(table.at[table["n_years"].idxmax(), "years"]),
            worst=lasting.iloc[0] if len(lasting) else None,
        )


def count_worse(series: Iterable[pd.DataFrame], year: int, index: Index) -> tuple[int, int]:
    """Count the series that became worse since the year before, and those that can be compared with it.

    Parameters
    ----------
    series : iterable of pandas.DataFrame
        As returned by ``trace_code``.
    year : int
        Their last year.
    index : Index
        Knows which of two values is the better one.

    Returns
    -------
    (int, int)
        A change that prints as 0,00 is none; a series that begins anew is not compared.
    """
    changes = [
        table["value"].iloc[-1] - table["value"].iloc[-2]
        for table in series
        if len(table) > 1 and table.index[-2] == year - 1 and not table["is_break"].iloc[-1]
    ]
    known = [change for change in changes if pd.notna(change)]
    return sum(change * index.sign <= -PRINTED for change in known), len(known)
