"""Two years scored by different editions: what is compared as confirmed, in points or in shares, and what is not."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis.index_results import ScoredResults
from cchc.editions import CriterionMap, find_map, one_to_one, same_criteria
from cchc.frameworks import Framework

_TOLERANCE = 1e-9
_COLUMNS = [
    "code", "name_vi", "earlier_code", "earlier_vi", "earlier_max_score", "max_score", "previous_score", "score",
    "change", "previous_pct", "achieved_pct", "change_pct", "is_same_maximum",
]  # fmt: skip


@dataclass(frozen=True)
class EditionChange:
    """What two editions have in common.

    Attributes
    ----------
    path : str
        File in which the office has confirmed what became of the criteria.
    rows : pandas.DataFrame
        Columns ``_COLUMNS``, a row per criterion that is the same in both: ``change`` [points] where the maxima are the
        same, else missing; ``change_pct`` [percentage points].
    begun, ended : tuple of (str, str)
        Code and name of criteria of this year, and of last year, that are not compared.
    """

    path: str
    rows: pd.DataFrame
    begun: tuple[tuple[str, str], ...]
    ended: tuple[tuple[str, str], ...]

    @property
    def by_points(self) -> pd.DataFrame:
        """Rows whose maxima are the same."""
        return self.rows[self.rows["is_same_maximum"]]

    @property
    def by_share(self) -> pd.DataFrame:
        """Rows whose maxima differ."""
        return self.rows[~self.rows["is_same_maximum"]]


def _told(scored: ScoredResults) -> tuple[CriterionMap, Framework, Framework] | None:
    """Return what was confirmed of last year's edition and this year's, with both; None where nothing was."""
    now, before = scored.sheet, scored.own_inputs.previous_sheet
    if now is None or before is None:
        return None
    earlier, later = before.full_framework, now.full_framework
    found = find_map(earlier.framework_id, later.framework_id, scored.inputs.edition_maps)
    return None if found is None else (found, earlier, later)


def confirmed_codes(scored: ScoredResults) -> dict[str, str] | None:
    """Return code of this year → code of last year of what is one criterion, as far as confirmed (``one_to_one``).

    Returns
    -------
    dict of str to str or None
        None where the office has confirmed nothing of the two editions.
    """
    found = _told(scored)
    return None if found is None else one_to_one(same_criteria(found[1], found[2], [found[0]]))


def compare_editions(scored: ScoredResults) -> EditionChange | None:
    """Set the criteria of two editions side by side that are the same.

    Parameters
    ----------
    scored : ScoredResults
        With sheets of two years at the same stage.

    Returns
    -------
    EditionChange or None
        None where the editions are the same, a sheet is missing, or nothing was confirmed.
    """
    found, table, previous = _told(scored), scored.table, scored.previous
    if found is None or table is None or previous is None:
        return None
    told, earlier, later = found
    codes = one_to_one(same_criteria(earlier, later, [told]))
    known = {new: old for new, old in codes.items() if new in table.index and old in previous.index}
    rows = []
    for new, old in known.items():
        now, before = table.loc[new], previous.loc[old]
        is_same = abs(float(now["max_score"]) - float(before["max_score"])) < _TOLERANCE
        rows.append(
            {
                "code": new, "name_vi": now["name_vi"], "earlier_code": old, "earlier_vi": before["name_vi"],
                "earlier_max_score": before["max_score"], "max_score": now["max_score"],
                "previous_score": before["score"], "score": now["score"],
                "change": now["score"] - before["score"] if is_same else float("nan"),
                "previous_pct": before["achieved_pct"], "achieved_pct": now["achieved_pct"],
                "change_pct": now["achieved_pct"] - before["achieved_pct"], "is_same_maximum": is_same,
            }
        )  # fmt: skip
    order = {leaf.code: at for at, leaf in enumerate(later.leaves())}
    rows.sort(key=lambda row: order[str(row["code"])])
    compared = pd.DataFrame(rows, columns=_COLUMNS)
    return EditionChange(
        told.path,
        compared.astype({"is_same_maximum": bool}),
        tuple((one.code, one.name_vi) for one in later.leaves() if one.code not in known),
        tuple((one.code, one.name_vi) for one in earlier.leaves() if one.code not in set(known.values())),
    )
