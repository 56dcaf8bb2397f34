"""Every index that a notebook has no cells of its own for, by the sections of its kind."""

from __future__ import annotations

from collections.abc import Callable, Collection

from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.results import Results
from cchc.reporting.blocks import Block, Group, Heading
from cchc.reporting.sections import against, effort, indices, lost, published, scored, surveyed, trends, weak, years

Section = Callable[[Results, str], Group]
#: Kind of results → sections that tell what was reached.
VALUES: dict[type[IndexResults], tuple[Section, ...]] = {
    ScoredResults: (indices.history, scored.domains, scored.stages),
    SurveyedResults: (indices.history, surveyed.factors, surveyed.levels, surveyed.groups, surveyed.aspects),
    PublishedResults: (published.parts, indices.history),
}
#: Kind of results → sections that tell where it is weak.
WEAKNESSES: dict[type[IndexResults], tuple[Section, ...]] = {
    ScoredResults: (
        lost.by_domain, lost.by_source, lost.by_item, lost.over_years, lost.by_agency, years.scored_change, effort.cheapest,
    ),
    SurveyedResults: (weak.answers,),
    PublishedResults: (weak.parts, years.published_change, against.field, trends.published),
}  # fmt: skip


def values(results: Results, besides: Collection[str] = ()) -> Group:
    """Show what every other index reached.

    Parameters
    ----------
    results : Results
        What is known.
    besides : collection of str
        Keys of the indices that have cells of their own.
    """
    return _all(results, besides, VALUES)


def weaknesses(results: Results, besides: Collection[str] = ()) -> Group:
    """Show where every other index is weak; parameters as for ``values``."""
    return _all(results, besides, WEAKNESSES)


def _all(results: Results, besides: Collection[str], sections: dict[type[IndexResults], tuple[Section, ...]]) -> Group:
    blocks: list[Block] = []
    for key, own in results.of.items():
        if key not in besides:
            blocks.append(Heading(2, f"{own.index.name_vi} – {own.index.title_vi}"))
            blocks += [block for section in sections[type(own)] for block in section(results, key).blocks]
    return Group(tuple(blocks))
