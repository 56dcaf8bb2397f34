"""Grades (xếp loại) by percentage; the bands are data, and without a band there is no grade."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from cchc.indices.ranking import TIE_DECIMALS, rank_descending

#: A band that ends above this has no upper end: bonus points may carry an index beyond 100.
HIGHEST_PCT = 100.0


def bands_for(bands: pd.DataFrame, issuer_keys: Iterable[str], admin_level: str, year: int) -> pd.DataFrame:
    """Return the bands in force.

    Parameters
    ----------
    bands : pandas.DataFrame
        ``schemas.GradingBands``.
    issuer_keys : iterable of str
        Who may have set them, first choice first (the province, then ``VietNam``).
    admin_level : str
        Level of the units graded.
    year : int
        Result year.

    Returns
    -------
    pandas.DataFrame
        Bands of the first issuer that has any, best first; empty if none are known.
    """
    valid = bands[(bands["admin_level"] == admin_level) & (bands["year_from"] <= year) & (year <= bands["year_to"])]
    for issuer in issuer_keys:
        own = valid[valid["issuer_key"] == issuer]
        if len(own):
            return own.sort_values("lower_pct", ascending=False)
    return valid.iloc[:0]


def grade(pct: float | None, bands: pd.DataFrame) -> str | None:
    """Return the grade of an unrounded percentage, None where no known band holds it.

    Parameters
    ----------
    pct : float or None
        Index [0-100], unrounded: 79.999 is not 80.
    bands : pandas.DataFrame
        As returned by ``bands_for``; a band holds its lower bound and not its upper,
        and one that ends above 100 has no end.

    Returns
    -------
    str or None
        ``grade_vi``.

    Examples
    --------
    >>> bands = pd.DataFrame({"grade_vi": ["A", "B"], "lower_pct": [90.0, 80.0], "upper_pct": [100.01, 90.0]})
    >>> grade(90.0, bands), grade(89.999, bands), grade(79.999, bands)
    ('A', 'B', None)
    """
    if pct is None or pd.isna(pct):
        return None
    value = round(float(pct), TIE_DECIMALS)
    held = bands[(bands["lower_pct"] <= value) & ((value < bands["upper_pct"]) | (bands["upper_pct"] > HIGHEST_PCT))]
    return str(held["grade_vi"].iloc[0]) if len(held) else None


def rank_and_grade(achieved_pct: pd.Series, bands: pd.DataFrame) -> pd.DataFrame:
    """Rank and grade many units on unrounded values.

    Parameters
    ----------
    achieved_pct : pandas.Series
        A percentage per unit; missing values take no rank and no grade.
    bands : pandas.DataFrame
        As returned by ``bands_for``.

    Returns
    -------
    pandas.DataFrame
        Same index; ``achieved_pct``, ``rank`` (Int64; equal values share it), ``n_tied`` (units with this rank),
        ``n_ranked`` (units with a value, the denominator), ``grade_vi`` (None without a band).
    """
    rank = rank_descending(achieved_pct)
    values = achieved_pct.astype(float).round(TIE_DECIMALS).to_numpy()
    grades = np.full(len(values), None, dtype=object)
    for band in bands.itertuples():
        is_below = (values < band.upper_pct) | (band.upper_pct > HIGHEST_PCT)
        grades[(values >= band.lower_pct) & is_below] = band.grade_vi
    return pd.DataFrame(
        {
            "achieved_pct": achieved_pct,
            "rank": rank,
            "n_tied": rank.map(rank.value_counts()).astype("Int64"),
            "n_ranked": int(achieved_pct.notna().sum()),
            "grade_vi": pd.Series(grades, index=achieved_pct.index, dtype=object),
        }
    )
