"""PAPI: sub-dimensions add up to dimensions, dimensions to the total; withheld results stay withheld."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from cchc.errors import MissingDataError
from cchc.indices.breaks import is_broken_between

#: Years in which a new series begins (methods.md, PAPI; 2025: the merger of provinces): nothing is compared or joined across them.
BREAK_YEARS = (2018, 2019, 2021, 2025)
#: Sub-dimension 8.3 of 2019 is not comparable with that of 2020, so what contains it breaks in 2020 as well.
_BREAK_2020_CODES = ("total", "D8", "D8.3")

DIMENSION_MAX_SCORE = 10.0
#: A dimension is at least 1 point.
DIMENSION_MIN_SCORE = 1.0


def structure_of_year(structure: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the codes in force in a year with the maximum of each.

    Parameters
    ----------
    structure : pandas.DataFrame
        ``schemas.PapiStructure``.
    year : int
        Result year.

    Returns
    -------
    pandas.DataFrame
        Index ``code`` (total first); columns ``parent_code``, ``name_vi``, ``max_score`` [points].

    Notes
    -----
    A dimension 10, the total 10 for each dimension of that year (60 until 2017, 80 since 2018), a sub-dimension 10
    divided by the number of sub-dimensions of its dimension in that year (methods.md, PAPI).

    Raises
    ------
    MissingDataError
        If the year has no structure; the reading names file and line before this is asked.
    """
    valid = structure[(structure["year_from"] <= year) & (year <= structure["year_to"])].set_index("code")
    if "total" not in valid.index:
        raise MissingDataError(f"Chưa có cấu trúc PAPI năm {year} trong data/frameworks/papi/structure.csv.")
    siblings = valid.groupby("parent_code")["name_vi"].transform("size")
    max_score = (DIMENSION_MAX_SCORE / siblings).where(valid["parent_code"].str.startswith("D"), DIMENSION_MAX_SCORE)
    max_score = max_score.where(
        valid.index != "total", DIMENSION_MAX_SCORE * int((valid["parent_code"] == "total").sum())
    )
    table = valid[["parent_code", "name_vi"]].assign(max_score=max_score)
    return pd.concat([table.loc[["total"]], table.drop(index="total")])


def compute_papi(papi: pd.DataFrame, structure: pd.DataFrame, year: int) -> pd.DataFrame:
    """Add sub-dimensions up to dimensions and dimensions up to the total for every province.

    Parameters
    ----------
    papi : pandas.DataFrame
        ``schemas.PapiPublished``; a dimension or a total is read only where its parts are not there.
    structure : pandas.DataFrame
        ``schemas.PapiStructure``.
    year : int
        Result year.

    Returns
    -------
    pandas.DataFrame
        A row per province with any result (index ``unit_key``), a column per code in force [points].
        A dimension lacking a sub-dimension is the published one or missing, and so is a total lacking a dimension: a
        withheld result is never taken for 0. Empty when nothing is known of the year.
    """
    codes = structure_of_year(structure, year)
    rows = papi.loc[papi["year"] == year, ["unit_key", "code", "score"]].dropna(subset=["score"])
    first = rows.drop_duplicates(["unit_key", "code"]).set_index(["unit_key", "code"])["score"]
    wide = first.unstack().reindex(columns=codes.index).astype(float)  # noqa: PD010 -- pivot_table takes ten times as long
    points, parents = wide.to_numpy(copy=True), codes["parent_code"].to_numpy()
    of_whole = parents == "total"
    for at in [*np.flatnonzero(of_whole), codes.index.get_loc("total")]:
        is_part = parents == codes.index[at]
        if is_part.any():  # a dimension of which no part is announced is no sum of nothing
            added = points[:, is_part].sum(axis=1)  # missing where a part is
            points[:, at] = np.where(np.isnan(added), points[:, at], added)
    wide = pd.DataFrame(points, index=wide.index, columns=wide.columns)
    return wide.dropna(how="all").sort_index()


def is_break(code: str, year: int) -> bool:
    """Tell whether a code's series starts anew in a year.

    Parameters
    ----------
    code : str
        ``total``, dimension or sub-dimension.
    year : int
        Result year.

    Returns
    -------
    bool
        True if the value of ``year`` must not be compared with that of ``year - 1``.

    Examples
    --------
    >>> is_break("D1", 2021), is_break("D1", 2020), is_break("D8", 2020), is_break("D1", 2023)
    (True, False, True, False)
    """
    return year in BREAK_YEARS or (year == 2020 and code in _BREAK_2020_CODES)


def changes_since_comparable(by_year: Mapping[int, pd.DataFrame], year: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Subtract each province's last comparable values.

    Parameters
    ----------
    by_year : mapping of int to pandas.DataFrame
        Result year → ``compute_papi``.
    year : int
        Year to compare.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        Shape of ``by_year[year]``: change [points] and the year compared with. Usually the year before; an earlier
        one where that year's value was withheld. Missing where the series has no earlier value since its last break.
    """
    current = by_year[year]
    change = pd.DataFrame(float("nan"), index=current.index, columns=current.columns)
    since = pd.DataFrame(pd.NA, index=current.index, columns=current.columns, dtype="Int64")
    for before in sorted((one for one in by_year if one < year), reverse=True):
        values = by_year[before].reindex(index=current.index, columns=current.columns)
        is_joined = [not is_broken_between(before, year, partial(is_break, str(code))) for code in current.columns]
        found = values.notna() & change.isna() & current.notna() & np.array(is_joined)
        change = change.where(~found, current - values)
        since = since.where(~found, before)
    return change, since
