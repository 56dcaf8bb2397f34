"""Findings about announced figures: sources that disagree, ranks against scores, sums, percentages."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.findings import Finding
from cchc.frameworks import PAR_METHODS
from cchc.indices_defined import Index
from cchc.numbers import comma

#: Half a unit of the last printed digit of points and percentages.
HALF = 0.005 + 1e-9


def _values(published: pd.DataFrame, code: str) -> pd.DataFrame:
    return published[(published["statistic"] == "value") & (published[code] != "")]


def find_disagreements(published: pd.DataFrame, file: str, code: str) -> list[Finding]:
    """Find figures that two sources, or two columns of one source, tell differently.

    Parameters
    ----------
    published : pandas.DataFrame
        ``schemas.PublishedPoints`` or ``schemas.PublishedShares``.
    file : str
        For messages.
    code : str
        ``code`` or ``component_vi``.

    Returns
    -------
    list of Finding
        A warning per figure: percentage and rank separately.
    """
    found = []
    keys = ["unit_key", "year", code, "statistic"]
    for (key, year, part, statistic), rows in published.groupby(keys, sort=False):
        for column, name in (("pct", "chỉ số"), ("score", "điểm"), ("rank", "thứ hạng"), ("n_ranked", "số đơn vị")):
            if column not in rows:
                continue
            given = rows.dropna(subset=[column]).drop_duplicates(column)
            if len(given) > 1:
                told = "; ".join(f"{comma(float(row[column]))} ({row['source_key']})" for _, row in given.iterrows())
                what = (
                    f"{name} {'chung' if part == 'total' else part}{'' if statistic == 'value' else f' ({statistic})'}"
                )
                found.append(
                    Finding(
                        "warning",
                        file,
                        f"{key} {year}",
                        f"các nguồn cho {what} khác nhau: {told}",
                        "giá trị được nêu nhiều nhất được dùng; tìm bản công bố gốc",
                        str(key),
                        int(year),
                    )
                )
    return found


def find_wrong_percentages(published: pd.DataFrame, file: str) -> list[Finding]:
    """Find percentages that are not points / maximum, and points above their maximum.

    Parameters
    ----------
    published : pandas.DataFrame
        ``schemas.PublishedPoints``.
    file : str
        For messages.

    Returns
    -------
    list of Finding
        Warnings; the tolerance is half a unit of the last printed digit of points and of percentages.
    """
    found = []
    rows = _values(published, "code").dropna(subset=["score", "max_score"])
    for row in rows.itertuples():
        place, who = f"{row.unit_key} {row.year}, mã {row.code}", (str(row.unit_key), int(row.year))
        if row.score > row.max_score + 1e-9:
            text = f"điểm {comma(row.score)} lớn hơn điểm tối đa {comma(row.max_score)}"
            found.append(Finding("warning", file, place, text, "đối chiếu nguồn", *who))
        computed = row.score / row.max_score * 100
        # points printed with two decimals allow this much in the percentage
        allowed = HALF / row.max_score * 100 + HALF
        if pd.notna(row.pct) and abs(row.pct - computed) > allowed:
            text = f"tỷ lệ công bố {comma(row.pct)}% khác điểm/điểm tối đa = {comma(row.score)}/{comma(row.max_score)} = {computed:.2f}%"
            found.append(
                Finding(
                    "warning",
                    file,
                    place,
                    text.replace(f"{computed:.2f}", comma(round(computed, 2))),
                    "điểm được dùng, không dùng tỷ lệ",
                    *who,
                )
            )
    return found


def find_wrong_sums(published: pd.DataFrame, file: str, index: Index) -> list[Finding]:
    """Find domains, or sources of points, that do not add up to the announced total, in points or in maxima.

    Parameters
    ----------
    published : pandas.DataFrame
        ``schemas.PublishedPoints``.
    file : str
        For messages.
    index : Index
        Knows its top parts.

    Returns
    -------
    list of Finding
        Warnings, for units and years of which every part was announced.
    """
    found = []
    values = _values(published, "code").dropna(subset=["score"])
    for (key, year), rows in values.groupby(["unit_key", "year"], sort=False):
        first = rows.drop_duplicates("code").set_index("code")
        if "total" not in first.index:
            continue
        total = first.loc["total"]
        for parts, name in ((index.top_codes, index.part_vi), (tuple(PAR_METHODS), "nguồn điểm")):
            if not parts or not set(parts) <= set(first.index):
                continue
            for column, what in (("score", "điểm"), ("max_score", "điểm tối đa")):
                if first.loc[list(parts), column].isna().any():
                    continue  # a sum with an unknown part is no sum
                added = float(first.loc[list(parts), column].sum())
                if pd.notna(total[column]) and abs(added - total[column]) > HALF * (len(parts) + 1):
                    text = f"{what} của {len(parts)} {name} cộng lại là {comma(round(added, 4))}, khác tổng công bố {comma(total[column])}"
                    hint = "đối chiếu nguồn; không tự sửa"
                    found.append(Finding("warning", file, f"{key} {year}", text, hint, str(key), int(year)))
    return found


def find_rank_reversals(published: pd.DataFrame, file: str, code: str) -> list[Finding]:
    """Find units announced with a better rank and a lower value than another, and ranks beyond their number.

    Parameters
    ----------
    published : pandas.DataFrame
        ``schemas.PublishedPoints`` or ``schemas.PublishedShares``.
    file : str
        For messages.
    code : str
        ``code`` or ``component_vi``.

    Returns
    -------
    list of Finding
        A warning per unit and the nearest that contradicts it: behind it with more, or at its rank with another value;
        ranks are compared among equal numbers of units.
    """
    found = []
    rows = _values(published, code)
    over = rows[(rows["rank"] > rows["n_ranked"]).fillna(value=False).astype(bool)]
    for row in over.itertuples():
        text = f"thứ hạng {row.rank} lớn hơn số đơn vị {row.n_ranked}"
        found.append(
            Finding(
                "warning",
                file,
                f"{row.unit_key} {row.year}",
                text,
                "đối chiếu nguồn",
                str(row.unit_key),
                int(row.year),
            )
        )
    known = rows.assign(value=index_values(rows)).dropna(subset=["value", "rank", "n_ranked"])
    for (year, part, _), group in known.groupby(["year", code, "n_ranked"], sort=False):
        ordered = group.drop_duplicates(["unit_key", "rank", "value"]).sort_values(["rank", "value"], kind="stable")
        records = ordered.to_dict("records")
        where = f"năm {year}" if part == "total" else f"năm {year}, {part}"
        for at, upper in enumerate(records):
            others = [one for one in records[at + 1 :] if one["unit_key"] != upper["unit_key"]]
            for lower in (
                # of those behind, the nearest that has more; of those at the same rank, any that has another value
                next(
                    (one for one in others if one["rank"] > upper["rank"] and one["value"] > upper["value"] + 1e-9),
                    None,
                ),
                next(
                    (one for one in others if one["rank"] == upper["rank"] and one["value"] > upper["value"] + 1e-9),
                    None,
                ),
            ):
                if lower is None:
                    continue
                is_tie = upper["rank"] == lower["rank"]
                text = (
                    f"{upper['unit_key']} hạng {int(upper['rank'])} có {comma(round(upper['value'], 2))} ({upper['source_key']}),"
                    f" {'cùng hạng mà khác' if is_tie else 'thấp hơn'} {lower['unit_key']} hạng {int(lower['rank'])} có"
                    f" {comma(round(lower['value'], 2))} ({lower['source_key']})"
                )
                hint = "một trong hai số sai ở nguồn; đối chiếu bản công bố"
                found.append(Finding("warning", file, where, text, hint, str(upper["unit_key"]), int(year)))
    return found


def index_values(rows: pd.DataFrame) -> pd.Series:
    """Return the index of every row [%]: as told, or from its points where the two differ or only these are told."""
    values = rows["pct"]
    if "score" in rows:
        of_points = rows["score"] / rows["max_score"] * 100
        values = values.mask((of_points - values).abs() > 2 * HALF, of_points).fillna(of_points)
    return values.astype(float)


def find_wrong_counts(published: pd.DataFrame, file: str, code: str, n_units: dict[int, int]) -> list[Finding]:
    """Find figures of provinces whose number of ranked units is not the number of provinces.

    Parameters
    ----------
    published : pandas.DataFrame
        ``schemas.PublishedPoints`` or ``schemas.PublishedShares``, provinces only.
    file : str
        For messages.
    code : str
        ``code`` or ``component_vi``.
    n_units : dict
        Result year → number of provinces.

    Returns
    -------
    list of Finding
        Warnings for more units than there are, notes for fewer (announcements of some regions and years rank fewer).
    """
    found = []
    for row in _values(published, code).dropna(subset=["n_ranked"]).itertuples():
        units = n_units.get(int(row.year))
        if units is not None and int(row.n_ranked) != units:
            text = f"xếp hạng trên {int(row.n_ranked)} đơn vị, trong khi năm đó có {units} tỉnh, thành phố"
            severity = "warning" if int(row.n_ranked) > units else "note"
            found.append(
                Finding(
                    severity,
                    file,
                    f"{row.unit_key} {row.year}, {getattr(row, code)}",
                    text,
                    "đối chiếu nguồn",
                    str(row.unit_key),
                    int(row.year),
                )
            )
    return found
