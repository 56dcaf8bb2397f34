"""How numbers are written in Vietnamese documents: rounded once, half up, comma for decimals, dot for thousands."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from cchc.planning.plan_rows import PlanRow

MISSING = "–"

#: Kinds of table columns → decimals shown; kinds that are not listed are text.
DECIMALS = {
    "integer": 0,
    "score": 2,
    "score_3": 3,
    "change": 2,
    "pct": 2,
    "pct_short": 1,
    "above": 2,
    "rank": 0,
    "rank_change": 0,
}
#: Kinds of values that an index may give with other digits than two: ``score_4`` where it gives four.
_DIGITS = ("score", "change", "above")
DECIMALS |= {f"{kind}_{digits}": digits for kind in _DIGITS for digits in (0, 1, 3, 4)}
NUMBER_KINDS = frozenset(DECIMALS)
_SIGNED = {kind for kind in DECIMALS if kind.startswith("change")} | {"rank_change"}


def round_official(value: float, decimals: int) -> Decimal:
    """Round half up, as printed figures are rounded.

    Parameters
    ----------
    value : float
        Unrounded.
    decimals : int
        Digits after the decimal mark.

    Returns
    -------
    decimal.Decimal
        With exactly that many digits.

    Notes
    -----
    The shortest decimal text of the number is rounded, not its binary value: 2.675 gives 2.68. Sums of scores
    such as 0.1 + 0.2 carry noise in the 17th digit, so 12 significant digits are kept first.

    Examples
    --------
    >>> str(round_official(2.675, 2)), str(round_official(0.125, 2)), str(round_official(-0.125, 2))
    ('2.68', '0.13', '-0.13')
    """
    exact = Decimal(f"{value:.12g}")
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def format_number(value: float | None, decimals: int = 2, *, signed: bool = False) -> str:
    """Write a number in Vietnamese.

    Parameters
    ----------
    value : float or None
        Unrounded; None or NaN gives a dash.
    decimals : int
        Digits after the comma.
    signed : bool
        Write a plus before positive numbers.

    Returns
    -------
    str
        A true minus sign (U+2212) before negative numbers.

    Examples
    --------
    >>> format_number(84.24), format_number(1234.5, 1), format_number(None), format_number(3.2, signed=True)
    ('84,24', '1.234,5', '–', '+3,20')
    """
    if value is None or pd.isna(value):
        return MISSING
    rounded = round_official(float(value), decimals)
    digits = f"{abs(rounded):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    if rounded == 0:
        return digits
    return ("−" if rounded < 0 else "+" if signed else "") + digits


def kind_in(kind: str, decimals: int) -> str:
    """Return the kind of a cell in a row whose values have other digits than its column says.

    Parameters
    ----------
    kind : str
        Of the column.
    decimals : int
        ``Row.decimals``; -1: as the column says.

    Examples
    --------
    >>> kind_in("score", 4), kind_in("pct", 4), kind_in("change", -1), kind_in("score", 2)
    ('score_4', 'pct', 'change', 'score')
    """
    return f"{kind}_{decimals}" if kind in _DIGITS and decimals not in {-1, 2} else kind


def format_cell(value: object, kind: str) -> str:
    """Write one table cell by the kind of its column.

    Parameters
    ----------
    value : object
        Raw value.
    kind : str
        Key of ``DECIMALS`` or ``text``.

    Returns
    -------
    str
        As printed; ``above`` targets read ``> 0,75``.

    Examples
    --------
    >>> format_cell(0.75, "above"), format_cell(None, "text"), format_cell("1.10", "text"), format_cell("", "text")
    ('> 0,75', '–', '1.10', '')
    """
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return MISSING
    if isinstance(value, str):
        return value
    if kind not in NUMBER_KINDS:
        return str(value)
    decimals = DECIMALS[kind]
    text = format_number(float(value), decimals, signed=kind in _SIGNED)  # type: ignore[arg-type]
    return f"> {text}" if kind.startswith("above") else text


def format_target(row: PlanRow, decimals: int) -> str:
    """Write the target of a row of a plan as a table cell; every table that shows it writes it so.

    Parameters
    ----------
    row : PlanRow
        With item and target.
    decimals : int
        Digits of the annex, ``Annex.decimals``.

    Returns
    -------
    str
        ``0,75``, ``> 0,75`` (``<`` where less is better), or words where there is no number; empty where nothing is
        asked for. A number that rounding would raise to the maximum has four digits: "> 10,00" of 10 cannot be met.

    Examples
    --------
    >>> from cchc.planning.plan_rows import Item, choose_target
    >>> from cchc.target_params import TargetSet
    >>> item = Item("PAR-1.1", "par_index", "1.1", "Tiêu chí", max_score=10.0, best=10.0, score=9.996)
    >>> format_target(choose_target(item, TargetSet(rule="above_last_year")), 2)
    '> 9,9960'
    """
    value, target = row.target.value, row.target
    if value is None:
        better = "Thấp" if target.is_lower_better else "Cao"
        return f"{better} hơn năm trước" if target.is_above else "Giữ kết quả" if row.is_kept else ""
    if not target.is_above:
        return format_number(value, decimals)
    if target.is_lower_better:
        return f"< {format_number(value, decimals)}"
    return f"> {format_number(value, 4 if reaches_maximum(row, decimals) else decimals)}"


def reaches_maximum(row: PlanRow, decimals: int) -> bool:
    """Tell whether rounding would raise a target to the maximum."""
    value, maximum = row.target.value, row.item.max_score
    return value is not None and maximum is not None and float(round_official(value, decimals)) >= maximum
