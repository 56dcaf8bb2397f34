"""What the result of a campaign comes to: who leads, whom the survey reached, what the council changed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Standing:
    """Who leads the units that are ranked, and the range of their index [0-100]."""

    best: tuple[str, ...]
    high_pct: float
    low_pct: float
    mean_pct: float


@dataclass(frozen=True)
class SurveyReach:
    """What a survey says of the units of a campaign.

    Attributes
    ----------
    rows : pandas.DataFrame
        ``survey_scores.score_survey`` of every unit in the district's order, with ``name_vi``.
    lowest, highest : pandas.Series or None
        Rows of the least and the most satisfied unit; None where no unit has a value.
    too_few, without : tuple of str
        Names of units with too few responses, and with none.
    """

    rows: pd.DataFrame
    lowest: pd.Series | None
    highest: pd.Series | None
    too_few: tuple[str, ...]
    without: tuple[str, ...]

    @classmethod
    def of(cls, units: pd.DataFrame, survey: pd.DataFrame) -> SurveyReach:
        """Join units (``unit_key``, ``name_vi``) with what the survey gave.

        Examples
        --------
        >>> units = pd.DataFrame({"unit_key": ["A", "B", "C", "D"], "name_vi": ["a", "b", "c", "d"]})
        >>> survey = pd.DataFrame({"n_respondents": [40, 50, 3], "value_pct": [80.0, 75.0, None]}, index=["A", "B", "C"])
        >>> found = SurveyReach.of(units, survey)
        >>> found.lowest["name_vi"], found.highest["name_vi"], found.too_few, found.without
        ('b', 'a', ('c',), ('d',))
        """
        rows = units.set_index("unit_key")[["name_vi"]].join(survey)
        has_any, values = rows["n_respondents"].notna(), rows["value_pct"].dropna()
        return cls(
            rows=rows,
            lowest=rows.loc[values.idxmin()] if len(values) else None,
            highest=rows.loc[values.idxmax()] if len(values) else None,
            too_few=tuple(rows.loc[has_any & rows["value_pct"].isna(), "name_vi"]),
            without=tuple(rows.loc[~has_any, "name_vi"]),
        )


def sum_differences(differences: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Add the differences up by unit or by criterion.

    Parameters
    ----------
    differences : pandas.DataFrame
        As returned by ``compare_appraisals``.
    by : list of str
        Columns that name a group.

    Returns
    -------
    pandas.DataFrame
        A row per group, largest movement first: ``by``, ``n_lowered``, ``n_raised``, ``lowered_score``,
        ``raised_score``, ``n_changed`` (lowered and raised), ``net_score``, ``moved_score`` (sum of absolute differences) [points].
    """
    change = differences["difference"].astype(float)
    parts = differences[by].assign(
        n_lowered=(change < 0).astype(int),
        n_raised=(change > 0).astype(int),
        lowered_score=change.clip(upper=0).fillna(0.0),
        raised_score=change.clip(lower=0).fillna(0.0),
        net_score=change.fillna(0.0),
        moved_score=change.abs().fillna(0.0),
    )
    parts = parts.assign(n_changed=parts["n_lowered"] + parts["n_raised"])
    table = parts.groupby(by, sort=False, as_index=False).sum().round(9)
    return table.sort_values("moved_score", ascending=False, kind="stable").reset_index(drop=True)


@dataclass(frozen=True)
class Differences:
    """What the council changed, added up.

    Attributes
    ----------
    per_unit, per_criterion : pandas.DataFrame
        ``sum_differences``.
    n_places : int
        Number of changes, each of one criterion of one unit.
    net_score : float
        By how much they move the self-scores together [points].
    n_off : int
        Changes from points to "không áp dụng", or back: they have no difference in points.
    """

    per_unit: pd.DataFrame
    per_criterion: pd.DataFrame
    n_places: int
    net_score: float
    n_off: int

    @classmethod
    def of(cls, differences: pd.DataFrame) -> Differences:
        """Add ``compare_appraisals`` up."""
        per_unit = sum_differences(differences, ["unit_vi"])
        per_criterion = sum_differences(differences, ["code", "name_vi"])
        n_off = int(differences["difference"].isna().sum())
        return cls(per_unit, per_criterion, len(differences), float(per_unit["net_score"].sum()), n_off)


@dataclass(frozen=True)
class Explained:
    """What units explained, and what the second round made of it: numbers of scores, and of units."""

    n_scores: int
    n_units: int
    n_raised: int
    n_open: int

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Explained:
        """Count the rows of ``appraisals.list_to_appraise`` for the second round.

        Examples
        --------
        >>> rows = pd.DataFrame({"unit_key": ["A", "A", "B"], "appraised_1_score": [1.0, 2.0, 0.5],
        ...     "appraised_score": [2.0, 2.0, None], "is_off": [False] * 3})
        >>> Explained.of(rows)
        Explained(n_scores=3, n_units=2, n_raised=1, n_open=1)
        """
        second = rows["appraised_score"].astype(float)
        is_open = second.isna() & ~rows["is_off"].astype(bool)
        raised = second > rows["appraised_1_score"].astype(float) + 1e-9
        return cls(len(rows), int(rows["unit_key"].nunique()), int(raised.sum()), int(is_open.sum()))
