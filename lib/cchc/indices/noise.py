"""How large a change between two surveys must be before it is one."""

from __future__ import annotations

import math
from statistics import NormalDist


def noise_of_change(standard_error: float, interval_pct: float) -> float:
    """Return the half width of the interval of a difference of two independent values with one standard error.

    Examples
    --------
    >>> round(noise_of_change(0.37, 90.0), 2)
    0.86
    """
    return NormalDist().inv_cdf(0.5 + interval_pct / 200) * math.sqrt(2) * standard_error
