"""The scores of many units in one table: a row per unit and criterion."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import pandas as pd
from cchc.errors import Fault, InputError
from cchc.frameworks import Framework
from cchc.numbers import comma, parse_column
from cchc.scoring_rules import NOT_APPLICABLE
from cchc.sources.csv_rows import refuse_uneven_rows
from cchc.sources.grids import decode, find_separator
from cchc.sources.reader import Reader

COLUMNS = ("unit_key", "criterion_code", "approved_score")
_MAX_FAULTS = 100
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class ScoreTable:
    """Scores of many units under one framework.

    Attributes
    ----------
    points : pandas.DataFrame
        A row per unit, a column per leaf code [points]; missing where the criterion does not apply.
    applicable : pandas.DataFrame
        Same shape, bool.
    """

    points: pd.DataFrame
    applicable: pd.DataFrame


def read_score_table(reader: Reader, path: str, framework: Framework, *, status: str) -> ScoreTable:
    """Read and check the scores of many units.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        CSV relative to the project with the columns ``COLUMNS``; a score, or ``KAD`` for not applicable.
    framework : Framework
        Edition of all units.
    status : str
        Status of the figures.

    Returns
    -------
    ScoreTable
        Complete.

    Raises
    ------
    InputError
        With the faults (at most 100 of a kind): line, what was found, what is allowed.
    """
    text = decode(reader.read_bytes(path, status=status, title_vi="Điểm của nhiều đơn vị"), path)
    separator = find_separator(text)
    refuse_uneven_rows(path, text, separator)
    try:
        table = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, index_col=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(
            [Fault(path, "", f"không đọc được bảng CSV ({error})", "mỗi dòng phải có cùng số cột với dòng tiêu đề")]
        ) from None
    missing = [name for name in COLUMNS if name not in table]
    if missing:
        raise InputError([Fault(path, f"cột {name}", "thiếu cột", "hãy thêm cột này") for name in missing])
    leaves = {leaf.code: float(leaf.max_score or 0.0) for leaf in framework.leaves()}
    scores = table["approved_score"].str.strip()
    is_off = scores.str.casefold().isin(NOT_APPLICABLE)
    numbers = parse_column(scores.mask(is_off, ""))
    table = table.assign(unit_key=table["unit_key"].str.strip().astype("category"))
    codes = table["criterion_code"].str.strip()
    maximum = codes.map(leaves).astype(float)
    faults: list[Fault] = []

    def add(is_wrong: pd.Series | np.ndarray, found: str, allowed: str) -> None:
        for line in np.flatnonzero(is_wrong)[:_MAX_FAULTS]:
            row = {"code": codes.iloc[line], "score": scores.iloc[line], "unit": table["unit_key"].iloc[line]}
            limit = comma(maximum.iloc[line]) if pd.notna(maximum.iloc[line]) else ""
            faults.append(Fault(path, f"dòng {line + 2}", found.format(**row), allowed.format(limit=limit)))

    add(maximum.isna(), "mã '{code}' không có trong bộ tiêu chí", "dùng mã chấm điểm của bộ tiêu chí")
    allowed = "cần một số từ 0 đến {limit}, hoặc KAD"
    is_known = maximum.notna()
    add(is_known & numbers.isna() & ~is_off, "điểm của mã {code}, {unit} là '{score}'", allowed)
    add(is_known & ((numbers < 0) | (numbers > maximum + _TOLERANCE)), "điểm của mã {code}, {unit} là {score}", allowed)
    add(
        pd.DataFrame({"unit": table["unit_key"], "code": codes}).duplicated(),
        "mã {code} của {unit} xuất hiện hai lần",
        "chỉ một dòng",
    )
    if not faults:
        units = table["unit_key"].cat
        names, order = list(leaves), {code: at for at, code in enumerate(leaves)}
        column = codes.map(order).to_numpy(int)
        points = np.full((len(units.categories), len(names)), np.nan)
        given = np.zeros(points.shape, bool)
        points[units.codes, column] = numbers
        given[units.codes, column] = True
        for unit, place in np.argwhere(~given)[:_MAX_FAULTS]:
            found = f"{units.categories[unit]} thiếu dòng của mã {names[place]}"
            faults.append(Fault(path, "", found, "mỗi tiêu chí của bộ tiêu chí cần một dòng"))
    if faults:
        raise InputError(faults)
    frame = pd.DataFrame(points, index=pd.Index(units.categories, name="unit_key"), columns=names)
    return ScoreTable(frame, frame.notna())
