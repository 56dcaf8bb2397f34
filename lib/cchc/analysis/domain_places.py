"""One unit's domains beside those of its group."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.group_results import GroupResults


def place_domains(results: GroupResults, key: str) -> pd.DataFrame:
    """Set the points of a unit by domain beside the middle and the best of its group.

    Parameters
    ----------
    results : GroupResults
        As computed.
    key : str
        Of the unit.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``name_vi``, ``max_score``, ``score``, ``median_score``, ``best_score`` [points], of the units that are ranked;
        empty while the unit has no result.
    """
    columns = ["code", "name_vi", "max_score", "score", "median_score", "best_score"]
    if key not in results.domains.index:
        return pd.DataFrame(columns=columns)
    framework = results.inputs.framework
    return pd.DataFrame(
        [
            (
                code,
                framework.node(str(code)).name_vi,
                framework.node(str(code)).max_score,
                points[key],
                points.median(),
                points.max(),
            )
            for code, points in results.domains.items()
        ],
        columns=columns,
    )
