"""Findings about tables: keys that name nothing, sums and groups of published indices."""

from __future__ import annotations

import pandas as pd

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
        elif abs(value - row.score) > 28 * 0.5e-6:
            text = f"giá trị {comma(row.score)} khác tổng các phần {comma(round(value, 6))}"
            found.append(Finding("warning", file, place, text, "đối chiếu nguồn", *who))
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
