"""Points that leaders' answers give to the units of a campaign: a weighted mean of groups, each with enough answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cchc.leader_params import LeaderSurvey


@dataclass(frozen=True)
class LeaderScores:
    """What the answers come to.

    Attributes
    ----------
    scores : pandas.DataFrame
        Index ``unit_key``, a column per criterion [points]; missing where any group has too few answers.
    groups : pandas.DataFrame
        A row per unit, criterion and group: ``unit_key``, ``criterion_code``, ``group``, ``n_answers`` (to all
        questions of the criterion), ``n_least`` (to the question with the fewest), ``share_ratio`` (mean share [0-1];
        missing where ``n_least`` is below the minimum: so few could be recognised).
    lacking : pandas.DataFrame
        Why scores are missing: ``unit_key``, ``criterion_code``, ``group``, ``question``, ``n_answers``.
    """

    scores: pd.DataFrame
    groups: pd.DataFrame
    lacking: pd.DataFrame


def score_leader_survey(
    answers: pd.DataFrame, choice: LeaderSurvey, max_scores: Mapping[str, float], unit_keys: Sequence[str]
) -> LeaderScores:
    r"""Turn answers of leaders into points.

    Parameters
    ----------
    answers : pandas.DataFrame
        ``LeaderAnswers.answers``: ``unit_key``, ``group``, a letter or an empty text per question.
    choice : LeaderSurvey
        What letters are worth, weights of groups, questions of criteria, least number of answers.
    max_scores : mapping of str to float
        Criterion → maximum [points].
    unit_keys : sequence of str
        Units of the campaign, in its order; one that nobody rated has no score.

    Returns
    -------
    LeaderScores
        Scores rounded to 9 decimals, so that equal ones are equal.

    Raises
    ------
    KeyError
        If a criterion of the parameters has no maximum.
    ValueError
        If an answer is no letter of the parameters.

    Notes
    -----
    .. math:: s_{uc} = m_c \sum_g w_g \bar a_{ucg} / \sum_g w_g

    with :math:`m_c` the maximum, :math:`w_g` the weight of a group, :math:`\bar a_{ucg}` the mean share over all answers of
    group *g* about unit *u* to the questions of criterion *c*, blanks left out. It is the mean of a stratified sample with
    fixed weights of strata (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, ch. 5.3), so that a group of which more
    answered does not count more. Leaving out a group and sharing its weight among the others would be a guess at what it
    thinks: the score is missing instead. The leaders' survey is a source of points of PAR INDEX (decision 876/QĐ-BNV: 22 of
    100 points of provinces); letters, groups and weights are those of the document named in ``choice.document_vi``.
    """
    questions = choice.questions()
    if wrong := sorted(set(pd.unique(answers[questions].to_numpy().ravel())) - {"", *choice.answers}):
        msg = f"answers that are no letters of the parameters: {wrong}"
        raise ValueError(msg)
    shares = answers[questions].apply(lambda column: column.map(dict(choice.answers))).astype(float)
    grid = pd.MultiIndex.from_product([list(unit_keys), list(choice.groups)], names=["unit_key", "group"])
    by_group = shares.groupby([answers["unit_key"], answers["group"]])
    counts = by_group.count().reindex(grid, fill_value=0)
    sums = by_group.sum().reindex(grid, fill_value=0.0)
    weights = pd.Series({key: one.weight for key, one in choice.groups.items()})
    scores = pd.DataFrame(index=pd.Index(list(unit_keys), name="unit_key"))
    groups, lacking = [], []
    for code, own in choice.criteria.items():
        n_answers, n_least = counts[own].sum(axis=1), counts[own].min(axis=1)
        share = (sums[own].sum(axis=1) / n_answers).where(n_least >= choice.min_answers)
        weighted = share.mul(weights, level="group").groupby(level="unit_key", sort=False)
        scores[code] = (max_scores[code] * weighted.sum(min_count=len(weights)) / weights.sum()).round(9)
        rows = pd.DataFrame({"n_answers": n_answers, "n_least": n_least, "share_ratio": share}).reset_index()
        groups.append(rows.assign(criterion_code=code))
        few = counts[own].reset_index().melt(["unit_key", "group"], var_name="question", value_name="n_answers")
        lacking.append(few[few["n_answers"] < choice.min_answers].assign(criterion_code=code))
    columns = ["unit_key", "criterion_code", "group"]
    return LeaderScores(
        scores,
        pd.concat(groups, ignore_index=True)[[*columns, "n_answers", "n_least", "share_ratio"]],
        pd.concat(lacking, ignore_index=True)[[*columns, "question", "n_answers"]],
    )
