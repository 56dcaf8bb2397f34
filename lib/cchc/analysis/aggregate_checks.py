"""Findings about figures of the whole country that those of its units exclude."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.data_checks import HALF, index_values
from cchc.analysis.findings import Finding
from cchc.numbers import comma


def find_impossible_aggregates(
    published: pd.DataFrame, file: str, code: str, country_key: str, aggregates: pd.DataFrame | None = None
) -> list[Finding]:
    """Find figures of the country that those of its units exclude.

    Parameters
    ----------
    published : pandas.DataFrame
        ``schemas.PublishedPoints`` or ``schemas.PublishedShares``: the country and the units of one level.
    file : str
        For messages.
    code : str
        ``code`` or ``component_vi``.
    country_key : str
        Key of the country's rows.
    aggregates : pandas.DataFrame, optional
        ``schemas.Aggregates`` of this index: how many units lie above the mean.

    Returns
    -------
    list of Finding
        A warning for a minimum above a unit's value, a maximum below one, a mean outside both, and a unit whose rank lies
        on the other side of the mean than its value.
    """
    found = []
    rows = published[published[code] != ""].assign(value=index_values(published))
    is_country = rows["unit_key"] == country_key
    units = rows[~is_country & (rows["statistic"] == "value")].dropna(subset=["value"])
    for row in rows[is_country & (rows["statistic"] != "value")].dropna(subset=["value"]).itertuples():
        year, part = int(row.year), getattr(row, code)
        same = units[(units["year"] == year) & (units[code] == part)]
        where = f"năm {year}" if part == "total" else f"năm {year}, {part}"
        hint = "số của cả nước hoặc của đơn vị sai ở nguồn; đối chiếu bản công bố"
        wrong = {
            "min": same[same["value"] < row.value - HALF],
            "max": same[same["value"] > row.value + HALF],
        }.get(str(row.statistic), same.iloc[:0])
        for one in wrong.drop_duplicates("unit_key").itertuples():
            name, side = ("thấp nhất", "cao hơn") if row.statistic == "min" else ("cao nhất", "thấp hơn")
            text = f"giá trị {name} cả nước {comma(round(row.value, 2))} ({row.source_key}) {side} {one.unit_key} {comma(round(one.value, 2))} ({one.source_key})"
            found.append(Finding("warning", file, where, text, hint, str(one.unit_key), year))
        if row.statistic == "mean" and part == "total" and aggregates is not None:
            told = aggregates[(aggregates["year"] == year) & (aggregates["statistic"] == "n_above_mean")]["value"]
            if len(told) and {"rank"} <= set(same):
                found += _wrong_sides(same, float(row.value), int(told.iloc[0]), file, where, hint)
    extremes = rows[is_country & rows["statistic"].isin(["min", "max", "mean"])].dropna(subset=["value"])
    for (year, part), group in extremes.groupby(["year", code], sort=False):
        first = group.drop_duplicates("statistic").set_index("statistic")["value"]
        if not first.reindex(["min", "mean", "max"]).dropna().is_monotonic_increasing:
            told = ", ".join(
                f"{name} {comma(round(first[name], 2))}" for name in ("min", "mean", "max") if name in first
            )
            text = f"{told}: không thể cùng đúng"
            found.append(
                Finding("warning", file, f"năm {year}, {part}", text, "đối chiếu nguồn", country_key, int(year))
            )
    return found


def _wrong_sides(units: pd.DataFrame, mean: float, n_above: int, file: str, where: str, hint: str) -> list[Finding]:
    """Find units whose rank says that they lie above the mean, and whose value says below, or the other way round."""
    ranked = units.dropna(subset=["rank"]).drop_duplicates(["unit_key", "rank", "value"])
    is_above = ranked["value"] > mean
    wrong = ranked[is_above != (ranked["rank"].astype(int) <= n_above)]
    return [
        Finding(
            "warning",
            file,
            where,
            f"{row.unit_key} hạng {int(row.rank)} có {comma(round(row.value, 2))} ({row.source_key}), trong khi {n_above} đơn vị cao hơn trung bình cả nước {comma(round(mean, 2))}",
            hint,
            str(row.unit_key),
            int(row.year),
        )
        for row in wrong.itertuples()
    ]
