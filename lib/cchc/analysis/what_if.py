"""What if some scores were different: new total, index, rank and grade, next to the old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.errors import Fault, InputError, suggest
from cchc.frameworks import Framework
from cchc.indices.papi import DIMENSION_MAX_SCORE
from cchc.indices.par_index import compute_par_index
from cchc.indices.stages import stage_scores

#: Column of a sheet under which a supposed score counts, whatever the stage.
_LAST = "approved_score"


@dataclass(frozen=True)
class Supposed:
    """Scores as they are and as supposed.

    Attributes
    ----------
    items : pandas.DataFrame
        Index ``code``; ``name_vi``, ``max_score``, ``before``, ``after``, ``change`` [points].
    before, after : float
        Value of the whole: PAR INDEX in per cent, PAPI in points.
    """

    items: pd.DataFrame
    before: float
    after: float


def split_changes(changes: Mapping[str, float], par_codes: list[str], papi_codes: list[str], file: str) -> None:
    """Refuse codes that name nothing that can be changed.

    Parameters
    ----------
    changes : mapping of str to float
        Code → supposed score.
    par_codes, papi_codes : list of str
        Codes that carry scores: leaves of the score sheet, sub-dimensions of PAPI.
    file : str
        For messages.

    Raises
    ------
    InputError
        Naming every unknown code with the nearest known ones.
    """
    known = [*par_codes, *papi_codes]
    faults = []
    for code, value in changes.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 -- NaN
            faults.append(
                Fault(file, f"mã '{code}'", f"điểm giả sử là {value!r}", "cần một số, dùng dấu chấm thập phân")
            )
        elif code not in known and not par_codes and not code.startswith("D"):
            found = "chưa có bảng chấm điểm theo tiêu chí của năm này"
            faults.append(Fault(file, f"mã '{code}'", found, "chỉ giả sử được nội dung thành phần PAPI, ví dụ D1.1"))
        elif code not in known:
            near = suggest(code, known)
            hint = f"gần nhất: {', '.join(near)}" if near else "dùng mã tiêu chí có điểm, hoặc nội dung thành phần PAPI"
            faults.append(
                Fault(file, f"mã '{code}'", "không phải tiêu chí có điểm riêng trong bảng điểm hay PAPI", hint)
            )
    if faults:
        raise InputError(faults)


def suppose_par(
    scores: pd.DataFrame, framework: Framework, stage: str, changes: Mapping[str, float], file: str
) -> tuple[Supposed, pd.DataFrame]:
    """Add a score sheet up again with other scores.

    Parameters
    ----------
    scores : pandas.DataFrame
        ``schemas.ScoreSheet``.
    framework : Framework
        Edition, at the grain of the sheet.
    stage : str
        Stage of the scores that hold now.
    changes : mapping of str to float
        Leaf code → supposed score [points]; points of a penalty are those taken.
    file : str
        For messages.

    Returns
    -------
    (Supposed, pandas.DataFrame)
        The comparison, and ``compute_par_index`` of the supposed sheet.

    Raises
    ------
    InputError
        For a score above the item's maximum, or an item that does not apply.
    """
    sheet = scores.set_index("criterion_code")
    held = stage_scores(scores, framework, stage)
    faults = []
    for code, value in changes.items():
        maximum = float(sheet.at[code, "max_score"])
        if not bool(sheet.at[code, "is_applicable"]):
            faults.append(Fault(file, f"mã '{code}'", "tiêu chí này không áp dụng", "bỏ mã này khỏi giả sử"))
        elif not 0 <= value <= maximum + 1e-9:
            said = f"điểm giả sử là {value:g}".replace(".", ",")
            faults.append(Fault(file, f"mã '{code}'", said, f"từ 0 đến {maximum:g}".replace(".", ",")))
    if faults:
        raise InputError(faults)
    supposed = sheet.assign(**{_LAST: held})
    supposed.loc[list(changes), _LAST] = [float(value) for value in changes.values()]
    before = compute_par_index(scores, framework, stage=stage)
    after = compute_par_index(supposed.reset_index(), framework, stage="approved")
    items = _items(before["name_vi"], sheet["max_score"], held, changes)
    result = Supposed(items, float(before.at["total", "achieved_pct"]), float(after.at["total", "achieved_pct"]))
    return result, after


def suppose_papi(
    own: pd.Series, codes: pd.DataFrame, changes: Mapping[str, float], file: str
) -> tuple[Supposed, pd.Series]:
    """Add PAPI up again with other sub-dimensions.

    Parameters
    ----------
    own : pandas.Series
        Points of the province by code; its total must be known.
    codes : pandas.DataFrame
        As returned by ``indices.papi.structure_of_year``.
    changes : mapping of str to float
        Sub-dimension → supposed score [points].
    file : str
        For messages.

    Returns
    -------
    (Supposed, pandas.Series)
        The comparison of the totals, and the points by code.

    Raises
    ------
    InputError
        For a score beyond the sub-dimension's scale.
    """
    faults = []
    for code, value in changes.items():
        maximum = float(codes.at[code, "max_score"])
        lowest = maximum / DIMENSION_MAX_SCORE  # a dimension is at least 1 point
        if not lowest - 0.005 <= value <= maximum + 0.005:
            said = f"điểm giả sử là {value:g}".replace(".", ",")
            faults.append(Fault(file, f"mã '{code}'", said, f"từ {lowest:.2f} đến {maximum:.2f}".replace(".", ",")))
    if faults:
        raise InputError(faults)
    after = own.astype(float).copy()
    for code, value in changes.items():
        gained = float(value) - after[code]
        for one in (code, codes.at[code, "parent_code"], "total"):
            after[one] += gained
    items = _items(codes["name_vi"], codes["max_score"], own, changes)
    return Supposed(items, float(own["total"]), float(after["total"])), after


def _items(names: pd.Series, maxima: pd.Series, held: pd.Series, changes: Mapping[str, float]) -> pd.DataFrame:
    codes = list(changes)
    before = held.reindex(codes).astype(float)
    after = pd.Series(changes, dtype=float).reindex(codes)
    table = pd.DataFrame(
        {"name_vi": names.reindex(codes), "max_score": maxima.reindex(codes), "before": before, "after": after}
    )
    table.index.name = "code"
    return table.assign(change=after - before)
