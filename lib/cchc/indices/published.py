"""Published indices: values as announced, parts added up where the index adds up; withheld results stay withheld."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cchc.frameworks import PILLAR, Framework, Node
from cchc.indices.breaks import is_broken_between
from cchc.indices_defined import TOTAL_CODE, Index


def codes_of(edition: Framework, index: Index) -> pd.DataFrame:
    """Return the codes of an edition with the maximum of each.

    Parameters
    ----------
    edition : Framework
        Structure of a published index.
    index : Index
        Its definition: names the whole, bounds it.

    Returns
    -------
    pandas.DataFrame
        Index ``code`` (``total`` first); columns ``parent_code`` (``total`` for top parts, empty for the whole and for
        pillars, which gather the same parts another way), ``name_vi``, ``max_score`` [unit of the index], ``is_item`` (a
        smallest part), ``worth`` (by how much the whole rises if the part rises by 1: 1 where parts add up, by the weight
        where the whole is a weighted mean, missing where that is not known).

    Notes
    -----
    PAPI: a dimension 10, the total 10 for each dimension of that year (60 until 2017, 80 since 2018), a sub-dimension
    10 divided by the number of sub-dimensions of its dimension in that year (docs/methodology.md, PAPI).
    """
    tops = [node for node in edition.children("") if node.node_kind != PILLAR]
    leaves = {node.code for node in edition.leaves() if node.node_kind != PILLAR}
    whole = index.bounds(len(tops))[1] if tops or index.scale.of == "whole" else float("nan")
    rows = [(TOTAL_CODE, "", index.total_vi, whole, False, 1.0)]
    rows += [
        (
            node.code,
            "" if node.node_kind == PILLAR else node.parent_code or TOTAL_CODE,
            node.name_vi,
            float("nan") if node.max_score is None else node.max_score,
            node.code in leaves,
            _worth(node, whole, adds_up=index.adds_up),
        )
        for node in edition.nodes
    ]
    columns = ["code", "parent_code", "name_vi", "max_score", "is_item", "worth"]
    return pd.DataFrame(rows, columns=columns).set_index("code")


def _worth(node: Node, whole: float, *, adds_up: bool) -> float:
    if node.node_kind == PILLAR:
        return float("nan")
    if adds_up:
        return 1.0
    if node.weight_pct is None or not node.max_score:
        return float("nan")
    return node.weight_pct / 100 * whole / node.max_score


def compute_published(published: pd.DataFrame, edition: Framework, index: Index, year: int) -> pd.DataFrame:
    """Tabulate the announced values of every unit, parts added up to their whole where the index adds up.

    Parameters
    ----------
    published : pandas.DataFrame
        ``schemas.PublishedScores``; a node is read only where its parts are not there.
    edition : Framework
        Structure in force in the year.
    index : Index
        Its definition.
    year : int
        Result year.

    Returns
    -------
    pandas.DataFrame
        A row per unit with any result (index ``unit_key``), a column per code in force [unit of the index].
        A node lacking a part is the published one or missing, and so is a total lacking a part: a
        withheld result is never taken for 0. Empty when nothing is known of the year.
    """
    codes = codes_of(edition, index)
    rows = published.loc[published["year"] == year, ["unit_key", "code", "score"]].dropna(subset=["score"])
    first = rows.drop_duplicates(["unit_key", "code"]).set_index(["unit_key", "code"])["score"]
    wide = first.unstack().reindex(columns=codes.index).astype(float)  # noqa: PD010 -- pivot_table takes ten times as long
    if index.adds_up:
        points, parents = wide.to_numpy(copy=True), codes["parent_code"].to_numpy()
        depth = {TOTAL_CODE: 0} | {node.code: len(edition.ancestors(node.code)) + 1 for node in edition.nodes}
        for at in sorted(range(len(codes)), key=lambda one: -depth[codes.index[one]]):
            is_part = parents == codes.index[at]
            if is_part.any():  # a node of which no part is announced is no sum of nothing
                added = points[:, is_part].sum(axis=1)  # missing where a part is
                points[:, at] = np.where(np.isnan(added), points[:, at], added)
        wide = pd.DataFrame(points, index=wide.index, columns=wide.columns)
    return wide.dropna(how="all").sort_index()


def changes_since_comparable(
    by_year: Mapping[int, pd.DataFrame], year: int, index: Index
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Subtract each unit's last comparable values.

    Parameters
    ----------
    by_year : mapping of int to pandas.DataFrame
        Result year → ``compute_published``.
    year : int
        Year to compare.
    index : Index
        Knows where series begin anew.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        Shape of ``by_year[year]``: change [unit of the index] and the year compared with. Usually the year before; an
        earlier one where that year's value was withheld. Missing where the series has no earlier value since its last
        break.
    """
    current = by_year[year]
    change = pd.DataFrame(float("nan"), index=current.index, columns=current.columns)
    since = pd.DataFrame(pd.NA, index=current.index, columns=current.columns, dtype="Int64")
    for before in sorted((one for one in by_year if one < year), reverse=True):
        values = by_year[before].reindex(index=current.index, columns=current.columns)
        is_joined = [
            not is_broken_between(before, year, lambda one, code=str(code): index.is_break(one, code))  # type: ignore[misc]
            for code in current.columns
        ]
        found = values.notna() & change.isna() & current.notna() & np.array(is_joined)
        change = change.where(~found, current - values)
        since = since.where(~found, before)
    return change, since
