"""Findings about tables: keys that name nothing, sums and groups of published indices, figures of the country that those of its units exclude."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.data_checks import HALF, index_values
from cchc.analysis.findings import Finding
from cchc.indices.announced_field import AnnouncedField
from cchc.numbers import comma

#: A unit of the last printed digit: sources cut as often as they round.
_PRINTED = 0.01 + 1e-9


def find_unknown_keys(table: pd.DataFrame, file: str, column: str, known: set[str], what: str) -> list[Finding]:
    """Find keys that name nothing.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table.
    file : str
        For messages.
    column : str
        Column with keys; empty ones are skipped, lists are separated by ``;``.
    known : set of str
        Keys that exist.
    what : str
        What they should name.

    Returns
    -------
    list of Finding
        Errors, one per unknown key.
    """
    named = table[column].astype(str).str.split(";").explode()
    unknown = named[(named != "") & ~named.isin(known)]
    return [
        Finding(
            "error",
            file,
            f"dòng {int(unknown.index[unknown == key][0]) + 2}, cột {column}",
            f"'{key}' không có trong {what}",
            "sửa mã",
        )
        for key in dict.fromkeys(unknown)
    ]


def find_wrong_parts(
    computed: pd.DataFrame, published: pd.DataFrame, codes: pd.DataFrame, year: int, file: str
) -> list[Finding]:
    """Find wholes of an index that adds up that are not the sums of their parts, or stand where a part is withheld.

    Parameters
    ----------
    computed : pandas.DataFrame
        ``indices.published.compute_published`` of the year.
    published : pandas.DataFrame
        ``schemas.PublishedScores``.
    codes : pandas.DataFrame
        ``codes_of`` the year's edition.
    year : int
        Result year.
    file : str
        For messages.

    Returns
    -------
    list of Finding
        Warnings.
    """
    found = []
    rows = published[(published["year"] == year) & published["code"].isin(computed.columns)]
    for row in rows[rows["code"].isin(codes["parent_code"])].itertuples():
        value = computed.at[row.unit_key, row.code] if row.unit_key in computed.index else float("nan")
        place, who = f"{row.unit_key} {year}, {row.code}", (str(row.unit_key), year)
        if pd.isna(value):
            text = f"có giá trị {comma(row.score)} trong khi thiếu nội dung thành phần"
            found.append(Finding("warning", file, place, text, "kết quả không công bố thì không có tổng", *who))
        elif abs(value - row.score) > _rounding(row.score, int((codes["parent_code"] == row.code).sum())):
            text = f"giá trị {comma(row.score)} khác tổng các phần {comma(round(value, 6))}"
            found.append(Finding("warning", file, place, text, "đối chiếu nguồn", *who))
    return found


def _rounding(value: float, n_parts: int) -> float:
    """Return by how much a printed whole and the sum of printed parts may differ: half a last digit each."""
    digits = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    return 28 * 0.5e-6 if digits > 4 else (n_parts + 1) * 0.5 * 10.0 ** -max(digits, 2) + 1e-9


def find_wrong_weighted(published: pd.DataFrame, codes: pd.DataFrame, year: int, file: str) -> list[Finding]:
    """Find totals of a weighted index that are not the weighted sums of their parts.

    Parameters
    ----------
    published : pandas.DataFrame
        ``schemas.PublishedScores``.
    codes : pandas.DataFrame
        ``codes_of`` the year's edition; ``worth`` known of every smallest part.
    year : int
        Result year.
    file : str
        For messages.

    Returns
    -------
    list of Finding
        Warnings.
    """
    worth = codes.loc[codes["is_item"], "worth"]
    if worth.empty or worth.isna().any():
        return []
    rows = published[(published["year"] == year) & published["score"].notna()]
    found = []
    for (key, source), group in rows.groupby(["unit_key", "source_key"], sort=False):
        told = group.drop_duplicates("code").set_index("code")["score"]
        if "total" not in told.index or not set(worth.index) <= set(told.index):
            continue
        total = float((told[worth.index] * worth).sum())
        if abs(total - told["total"]) > 0.005 * (1 + float(worth.sum())) + 1e-9:
            text = (
                f"tổng điểm {comma(told['total'])} khác tổng các phần theo trọng số {comma(round(total, 2))} ({source})"
            )
            found.append(Finding("warning", file, f"{key} {year}, total", text, "đối chiếu nguồn", str(key), year))
    return found


def find_wrong_groups(totals: pd.Series, field: AnnouncedField, name_vi: str, year: int, file: str) -> list[Finding]:
    """Find published group sizes and bounds that the provinces' totals exclude.

    Parameters
    ----------
    totals : pandas.Series
        Total per province.
    field : AnnouncedField
        What was published of the year.
    name_vi : str
        Of the index.
    year : int
        Result year.
    file : str
        For messages.

    Returns
    -------
    list of Finding
        Warnings.
    """
    found = []
    n_units = int(totals.notna().sum())
    if field.sizes and sum(field.sizes) != n_units:
        text = f"{len(field.names)} nhóm {name_vi} cộng lại {sum(field.sizes)} đơn vị, trong khi {n_units} đơn vị có tổng điểm"
        found.append(Finding("warning", file, f"năm {year}", text, "đối chiếu nguồn", "", year))
    groups, _ = field.groups(totals)
    for name, told in field.bounds.items():
        own = totals[groups == name]
        for bound, value, what in zip(told, (own.min(), own.max()), ("cận dưới", "cận trên"), strict=True):
            if bound is not None and len(own) and abs(bound - value) > _PRINTED:
                text = f"{what} nhóm {name.lower()} công bố {comma(bound)}, theo số đơn vị từng nhóm là {comma(round(float(value), 2))}"
                found.append(Finding("warning", file, f"năm {year}", text, "đối chiếu nguồn", "", year))
    return found


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
