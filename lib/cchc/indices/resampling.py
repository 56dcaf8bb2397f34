"""Bootstrap of ratios over sampling units within strata."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

#: Replicates are drawn in pieces of about this many weights, so that memory stays bounded.
_PIECE = 4_000_000


def rao_wu_weights(strata: np.ndarray, n_replicates: int, seed: int) -> Iterator[np.ndarray]:
    """Draw the weights of a rescaled bootstrap after Rao and Wu (1988).

    In a stratum of n units, n - 1 are drawn with replacement; a unit drawn k times weighs k * n / (n - 1). A
    stratum with a single unit cannot show its variance: its unit keeps weight 1.

    Parameters
    ----------
    strata : numpy.ndarray
        Stratum number of each unit.
    n_replicates : int
        Number of replicates.
    seed : int
        Seed.

    Yields
    ------
    numpy.ndarray
        (some replicates, units); together ``n_replicates`` rows.
    """
    rng = np.random.default_rng(seed)
    n_units = len(strata)
    groups = (
        [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
        if strata.max(initial=0)
        else [np.arange(n_units)]
    )
    piece = max(1, _PIECE // max(n_units, 1))
    for start in range(0, n_replicates, piece):
        n_rows = min(piece, n_replicates - start)
        weights = np.ones((n_rows, n_units))
        for members in groups:
            n_members = len(members)
            if n_members < 2:
                continue
            drawn = rng.integers(0, n_members, size=(n_rows, n_members - 1))
            drawn += np.arange(n_rows)[:, None] * n_members
            counts = np.bincount(drawn.ravel(), minlength=n_rows * n_members).reshape(n_rows, n_members)
            weights[:, members] = counts * (n_members / (n_members - 1))
        yield weights


def percentile_interval(
    numerators: np.ndarray, denominators: np.ndarray, weights: Iterator[np.ndarray], *, level_pct: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the percentile interval of ratios of weighted sums.

    Parameters
    ----------
    numerators, denominators : numpy.ndarray
        (units, values).
    weights : iterator of numpy.ndarray
        (replicates, units).
    level_pct : float
        Level [0-100].

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        Lower and upper end per value; missing with fewer than two units, or where a value has no denominator.
    """
    n_values = numerators.shape[1]
    if len(numerators) < 2:
        return np.full(n_values, np.nan), np.full(n_values, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        table = np.concatenate([(piece @ numerators) / (piece @ denominators) for piece in weights])
    tail = (100 - level_pct) / 2
    low, high = np.full(n_values, np.nan), np.full(n_values, np.nan)
    known = ~np.isnan(table).all(axis=0)
    low[known], high[known] = np.nanpercentile(table[:, known], [tail, 100 - tail], axis=0).round(9)
    return low, high
