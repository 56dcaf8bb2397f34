"""Target rules: last year's value to the value to be reached, never above the scale's maximum."""

from __future__ import annotations

from dataclasses import dataclass

from cchc.errors import ParameterError


@dataclass(frozen=True)
class Target:
    """A value to be reached.

    Attributes
    ----------
    value : float
        In the unit of the item.
    is_above : bool
        True if the value must be exceeded, False if reaching it is enough.
    is_capped : bool
        True if the rule asked for more than the maximum.
    """

    value: float
    is_above: bool = False
    is_capped: bool = False


def keep_maximum(max_score: float) -> Target:
    """Return the maximum itself, for items that reached it."""
    return Target(max_score)


def above_last_year(score: float) -> Target:
    """Ask for more than last year's score.

    Examples
    --------
    >>> above_last_year(0.75)
    Target(value=0.75, is_above=True, is_capped=False)
    """
    return Target(score, is_above=True)


def minimum_increase(value: float, maximum: float, amount: float, unit: str) -> Target:
    """Ask for a minimum increase, capped at the maximum.

    Parameters
    ----------
    value, maximum : float
        Last year's value and the scale's maximum, in the same unit.
    amount : float
        The increase, > 0.
    unit : {"points", "relative_pct"}
        In the unit of the value, or in per cent of the value.

    Returns
    -------
    Target
        Unrounded.

    Raises
    ------
    ParameterError
        For another unit.

    Examples
    --------
    >>> minimum_increase(60.0, 100.0, 10, "relative_pct").value
    66.0
    >>> minimum_increase(60.0, 100.0, 10, "points").value
    70.0
    >>> minimum_increase(2.45, 2.5, 0.1, "points")
    Target(value=2.5, is_above=False, is_capped=True)
    """
    if unit == "points":
        wanted = value + amount
    elif unit == "relative_pct":
        wanted = value * (100 + amount) / 100
    else:
        raise ParameterError(f"Đơn vị mức tăng '{unit}' không được dùng; cần points hoặc relative_pct.")
    return Target(maximum, is_capped=True) if wanted > maximum else Target(wanted)
