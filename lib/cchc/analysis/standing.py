"""Whether a part of a result is a strength or a weakness: one judgement, for every document of a unit."""

from __future__ import annotations

_TOLERANCE = 1e-9


def judge_standing(
    *,
    rank: int | None = None,
    n_ranked: int | None = None,
    pct: float | None = None,
    whole_pct: float | None = None,
    lost: float | None = None,
    largest_loss: float | None = None,
) -> bool | None:
    """Judge a part by its place in the field; the unit's own whole can only tell a weakness.

    Parameters
    ----------
    rank, n_ranked : int or None
        Rank of the part, 1 = best, and among how many.
    pct, whole_pct : float or None
        Share of its points, or value, of the part and of the whole [0-100].
    lost, largest_loss : float or None
        Points lost here, and most points lost on one part of the same kind [points].

    Returns
    -------
    bool or None
        With a rank: whether it lies in the upper half. Without: False for what loses most or lies below the whole,
        True for what loses nothing, None where nobody can tell.

    Examples
    --------
    >>> judge_standing(rank=31, n_ranked=63), judge_standing(rank=32, n_ranked=63)
    (True, False)
    >>> judge_standing(pct=89.3, whole_pct=86.1, lost=6.5, largest_loss=6.5)
    False
    >>> judge_standing(pct=89.3, whole_pct=86.1, lost=2.0, largest_loss=6.5) is None
    True
    >>> judge_standing(pct=85.0, whole_pct=86.1), judge_standing(pct=100.0, whole_pct=86.1, lost=0.0, largest_loss=6.5)
    (False, True)
    """
    if rank is not None and n_ranked is not None:
        return rank * 2 <= n_ranked
    if lost is not None and lost <= _TOLERANCE:
        return True
    if lost is not None and largest_loss is not None and lost >= largest_loss - _TOLERANCE:
        return False
    if pct is not None and whole_pct is not None and pct < whole_pct - _TOLERANCE:
        return False
    return None
