"""What if some scores were different: new total, index, rank and grade, next to the old."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cchc.errors import Fault, InputError, suggest
from cchc.frameworks import Framework
from cchc.indices.scored import compute_scored
from cchc.indices.stages import stage_scores
from cchc.indices_defined import TOTAL_CODE, Index

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
        Value of the whole [unit of the index].
    """

    items: pd.DataFrame
    before: float
    after: float

    @property
    def change(self) -> float:
        """By how much the whole would change [unit of the index]."""
        return self.after - self.before


def check_changes(changes: Mapping[str, float], known: Sequence[tuple[Index, Sequence[str]]], file: str) -> None:
    """Refuse codes that name nothing that can be changed.

    Parameters
    ----------
    changes : mapping of str to float
        Code → supposed score.
    known : sequence of (Index, sequence of str)
        Codes that carry scores, by index: leaves of a score sheet, smallest parts of a published index.
    file : str
        For messages.

    Raises
    ------
    InputError
        Naming every unknown code with the nearest known ones.
    """
    codes = [code for _, own in known for code in own]
    without = [index.name_vi for index, own in known if not own]
    faults = []
    for code, value in changes.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 -- NaN
            faults.append(
                Fault(file, f"mã '{code}'", f"điểm giả sử là {value!r}", "cần một số, dùng dấu chấm thập phân")
            )
        elif code not in codes:
            near = suggest(code, codes)
            hint = f"gần nhất: {', '.join(near)}" if near else "dùng mã có điểm riêng của một chỉ số"
            said = "không phải mã có điểm riêng của chỉ số nào"
            if without and not (near and near[0][0] == str(code)[:1]):
                said = f"chưa có bảng chấm điểm, điểm từng mã của {', '.join(without)} năm này"
            faults.append(Fault(file, f"mã '{code}'", said, hint))
    if faults:
        raise InputError(faults)


def suppose_scored(
    scores: pd.DataFrame, framework: Framework, stage: str, changes: Mapping[str, float], file: str, index: Index
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
    index : Index
        Its unit.

    Returns
    -------
    (Supposed, pandas.DataFrame)
        The comparison, and ``compute_scored`` of the supposed sheet.

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
    before = compute_scored(scores, framework, stage=stage)
    after = compute_scored(supposed.reset_index(), framework, stage="approved")
    items = _items(before["name_vi"], sheet["max_score"], held, changes)
    whole = "achieved_pct" if index.is_percent else "score"
    result = Supposed(items, float(before.at[TOTAL_CODE, whole]), float(after.at[TOTAL_CODE, whole]))
    return result, after


def suppose_published(
    own: pd.Series, codes: pd.DataFrame, changes: Mapping[str, float], file: str, index: Index
) -> tuple[Supposed, pd.Series]:
    """Add an index up again with other smallest parts.

    Parameters
    ----------
    own : pandas.Series
        Values of the unit by code; its total must be known.
    codes : pandas.DataFrame
        As returned by ``indices.published.codes_of``.
    changes : mapping of str to float
        Smallest part → supposed value.
    file : str
        For messages.
    index : Index
        One of which it is known what every part is worth; knows its scale.

    Returns
    -------
    (Supposed, pandas.Series)
        The comparison of the totals, and the points by code.

    Raises
    ------
    InputError
        For a value beyond the part's scale.
    """
    faults = []
    for code, value in changes.items():
        maximum = float(codes.at[code, "max_score"])
        # the lowest value of a part is shared among its parts as the highest is
        lowest = maximum * index.scale.lowest / index.scale.highest
        if not lowest - 0.005 <= value <= maximum + 0.005:
            said = f"điểm giả sử là {value:g}".replace(".", ",")
            faults.append(Fault(file, f"mã '{code}'", said, f"từ {lowest:.2f} đến {maximum:.2f}".replace(".", ",")))
    if faults:
        raise InputError(faults)
    after = own.astype(float).copy()
    for code, value in changes.items():
        gained = float(value) - after[code]
        one = code
        while one not in {"", TOTAL_CODE}:
            after[one] += gained
            one = str(codes.at[one, "parent_code"])
        after[TOTAL_CODE] += gained * float(codes.at[code, "worth"])
    items = _items(codes["name_vi"], codes["max_score"], own, changes)
    return Supposed(items, float(own[TOTAL_CODE]), float(after[TOTAL_CODE])), after


def _items(names: pd.Series, maxima: pd.Series, held: pd.Series, changes: Mapping[str, float]) -> pd.DataFrame:
    codes = list(changes)
    before = held.reindex(codes).astype(float)
    after = pd.Series(changes, dtype=float).reindex(codes)
    table = pd.DataFrame(
        {"name_vi": names.reindex(codes), "max_score": maxima.reindex(codes), "before": before, "after": after}
    )
    table.index.name = "code"
    return table.assign(change=after - before)
