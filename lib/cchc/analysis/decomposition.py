"""A change of the total taken apart: what its parts gained, and what a new framework makes incomparable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.analysis.known_fields import PRINTED
from cchc.indices.scored import EXTRA_KINDS
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.units import normalise_name

_TOLERANCE = 1e-9
_SUMS = ["previous", "current", "change", "comparable", "other"]


@dataclass(frozen=True)
class Decomposition:
    """A change, part by part; every column of ``parts`` adds up to the field of its name.

    Attributes
    ----------
    parts : pandas.DataFrame
        Index ``code`` of the top parts (domains, dimensions); ``name_vi``, ``previous``, ``current``, ``change``
        (current - previous), ``comparable`` (what items that are the same in both years gained), ``other`` (the rest).
    previous, current, change, comparable, other : float
        Of the whole, in the same unit.
    """

    parts: pd.DataFrame
    previous: float
    current: float
    change: float
    comparable: float
    other: float

    @property
    def is_all_comparable(self) -> bool:
        """Whether nothing is left that a new framework explains."""
        return bool((self.parts["other"].abs() < _TOLERANCE).all())

    def is_within(self, noise: float | None) -> bool:
        """Tell whether the change is smaller than its noise, and so none that may be told as one."""
        return noise is not None and abs(self.change) < noise

    def extremes(self, codes: Iterable[str] | None = None) -> tuple[pd.Series | None, pd.Series | None]:
        """Return the parts that gained and lost most in what is comparable.

        Parameters
        ----------
        codes : iterable of str, optional
            Parts that may be named; all by default.

        Returns
        -------
        (pandas.Series or None, pandas.Series or None)
            Rows of ``parts``; None where nothing gained or lost as much as prints.
        """
        parts = self.parts if codes is None else self.parts[self.parts.index.isin(list(codes))]
        ordered = parts.sort_values("comparable", kind="stable")
        if ordered.empty:
            return None, None
        worst, best = ordered.iloc[0], ordered.iloc[-1]
        return best if best["comparable"] >= PRINTED else None, worst if worst["comparable"] <= -PRINTED else None


def under_later_codes(previous: pd.DataFrame, current: pd.DataFrame, earlier: Mapping[str, str]) -> pd.DataFrame:
    """Return last year's table with its leaves under the codes and names that they have this year.

    Parameters
    ----------
    previous, current : pandas.DataFrame
        As returned by ``indices.scored.compute_scored``.
    earlier : mapping of str to str
        Code of this year → code of last year, one by one. Other leaves that stand under a code of this year are kept apart:
        nobody has said that they are the same.

    Returns
    -------
    pandas.DataFrame
        As ``previous``.
    """
    later = {old: new for new, old in earlier.items()}
    codes, names = [], []
    for code, name, is_leaf in zip(previous.index, previous["name_vi"], previous["is_leaf"], strict=True):
        new = later.get(code) if is_leaf else None
        is_other = is_leaf and new is None and code in current.index
        codes.append(new or (f"{code} (cũ)" if is_other else code))
        names.append(name if new not in current.index else current.at[new, "name_vi"])
    return previous.assign(name_vi=names).set_axis(pd.Index(codes, name=previous.index.name))


def decompose_scored_change(current: pd.DataFrame, previous: pd.DataFrame, *, in_points: bool = False) -> Decomposition:
    """Take the change of a scored index apart, whether or not the two years have the same framework.

    Parameters
    ----------
    current, previous : pandas.DataFrame
        As returned by ``indices.scored.compute_scored``; the editions may differ.
    in_points : bool
        Whether the index is told in points, not in per cent of its maximum.

    Returns
    -------
    Decomposition
        In percentage points of the index, or in its points.

    Notes
    -----
    A part contributes 100 x points / applicable maximum of the year to the index. Items count as the same when code,
    name and applicable maximum are; they gain 100 x (points - points before) / applicable maximum of this year. What
    is left -- items that are new, gone or scored out of another maximum, and a total out of another applicable
    maximum -- is ``other``: it says nothing about better or worse work.
    """
    now, before = _scored_items(current, previous), _scored_items(previous, current)
    both = now.merge(before, left_index=True, right_index=True, how="outer", suffixes=("_now", "_before"))
    is_same = (
        (both["form_now"] == both["form_before"])
        & ((both["max_score_now"] - both["max_score_before"]).abs() < _TOLERANCE)
        & both["score_now"].notna()
        & both["score_before"].notna()
    )
    # the cap's adjustment is 0 in a year that does not need it
    is_same |= both["is_extra_now"].eq(True) | both["is_extra_before"].eq(True)
    scores = both[["score_now", "score_before"]].fillna(0.0)
    maximum, maximum_before = (
        (100.0, 100.0) if in_points else (one.at[TOTAL_CODE, "max_score"] for one in (current, previous))
    )
    whole = "score" if in_points else "achieved_pct"
    gained = ((scores["score_now"] - scores["score_before"]) / maximum * 100).where(is_same, 0.0)
    # what was gained is told with the part of this year, or of last year where only that has the row
    is_now = both["part_now"].notna()
    sides = [
        pd.DataFrame(
            {
                "part": both["part_now"],
                "name_vi": both["part_vi_now"],
                "current": scores["score_now"] / maximum * 100,
                "comparable": gained,
            }
        )[is_now],
        pd.DataFrame(
            {
                "part": both["part_before"],
                "name_vi": both["part_vi_before"],
                "previous": scores["score_before"] / maximum_before * 100,
                "comparable": gained.mask(is_now, 0.0),
            }
        )[both["part_before"].notna()],
    ]
    items = pd.concat(sides).fillna({"previous": 0.0, "current": 0.0, "comparable": 0.0})
    order = [*now["part"].drop_duplicates(), *before["part"].drop_duplicates()]
    return _gather(items, order, current.at[TOTAL_CODE, whole], previous.at[TOTAL_CODE, whole])


def _scored_items(par: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return rows that add up to the total, no finer than the other year's, each with the part that it belongs to."""
    is_extra = par["node_kind"].isin(EXTRA_KINDS)
    other_ends = set(other.index[~other.index.isin(other["parent_code"])])
    chosen: dict[str, str] = {}
    for code in par.index:
        above = chosen.get(par.at[code, "parent_code"], "")
        # what lies below a row that the other year does not divide is taken together with it
        chosen[code] = above or (code if code in other_ends else "")
    is_end = ~par.index.isin(par["parent_code"])
    is_item = [
        (chosen[code] == code) or (end and not chosen[code]) for code, end in zip(par.index, is_end, strict=True)
    ]
    rows = par[pd.Series(is_item, index=par.index) & (par.index != TOTAL_CODE)]
    part = rows["domain_code"].where(~is_extra[rows.index], rows.index.to_series())
    names = part.map(par["name_vi"])
    # domains of one code and another name are not the same part
    other_names = part.map(other["name_vi"])
    is_other = other_names.notna() & (other_names.map(str).map(normalise_name) != names.map(normalise_name))
    return pd.DataFrame(
        {
            "form": rows["name_vi"].map(normalise_name),
            "score": rows["score"],
            "max_score": rows["max_score"],
            "is_extra": is_extra[rows.index],
            "part": part.where(~is_other, part + " – " + names),
            "part_vi": names,
        }
    )


def decompose_published_change(
    current: pd.Series,
    previous: pd.Series,
    codes: pd.DataFrame,
    previous_codes: pd.DataFrame,
    year: int,
    index: Index,
) -> Decomposition | None:
    """Take the change of the total of an index since the year before apart, where it is known what its parts are worth.

    Parameters
    ----------
    current, previous : pandas.Series
        Values of one unit by code, as in ``indices.published.compute_published``.
    codes, previous_codes : pandas.DataFrame
        As returned by ``indices.published.codes_of`` for the two years.
    year : int
        Result year of ``current``.
    index : Index
        Knows where series begin anew.

    Returns
    -------
    Decomposition or None
        In the unit of the index, a part per top part; None where one of the totals is withheld.
    """
    if pd.isna(current.get("total")) or pd.isna(previous.get("total")):
        return None
    both = _items_of(codes).merge(
        _items_of(previous_codes),
        left_index=True,
        right_index=True,
        how="outer",
        suffixes=("", "_before"),
    )
    parent = both["part"].fillna(both["part_before"])
    is_joined = pd.Series([not index.is_break(year, str(code)) for code in both.index], index=both.index)
    is_same = ((both["max_score"] - both["max_score_before"]).abs() < _TOLERANCE) & is_joined
    is_same &= (both["worth"] - both["worth_before"]).abs() < _TOLERANCE
    now, before = (
        (row.reindex(both.index).astype(float) * both[worth]).fillna(0.0)
        for row, worth in ((current, "worth"), (previous, "worth_before"))
    )
    names = codes["name_vi"].reindex(parent.unique()).fillna(previous_codes["name_vi"].reindex(parent.unique()))
    items = pd.DataFrame(
        {
            "part": parent,
            "name_vi": parent.map(names),
            "previous": before,
            "current": now,
            "comparable": (now - before).where(is_same, 0.0),
        }
    )
    order = [code for code in codes.index if code in set(parent)]
    return _gather(items, order, current["total"], previous["total"])


def _items_of(codes: pd.DataFrame) -> pd.DataFrame:
    """Return the smallest parts with their maximum, what they are worth in the whole, and the top part that each belongs to."""
    parents = codes["parent_code"].to_dict()

    def top(code: str) -> str:
        while parents[code] != TOTAL_CODE:
            code = parents[code]
        return code

    items = codes.loc[codes["is_item"], ["max_score", "worth"]]
    return items.assign(part=[top(str(code)) for code in items.index])


def _gather(items: pd.DataFrame, order: list[str], current: float, previous: float) -> Decomposition:
    names = items.groupby("part", sort=False)["name_vi"].first()
    parts = items.groupby("part", sort=False)[["previous", "current", "comparable"]].sum()
    parts = parts.loc[list(dict.fromkeys(order))]
    parts = parts.assign(change=parts["current"] - parts["previous"])
    parts = parts.assign(other=parts["change"] - parts["comparable"])[_SUMS]
    parts.insert(0, "name_vi", names.reindex(parts.index))
    parts.index.name = "code"
    change, comparable = float(current) - float(previous), float(parts["comparable"].sum())
    return Decomposition(parts, float(previous), float(current), change, comparable, change - comparable)
