"""Which solution of the catalogue is offered for a criterion that the catalogue does not know: by its name, or by its area of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cchc.analysis.name_matching import NamedCriterion, NameMatcher, name_node, name_nodes
from cchc.frameworks import Framework
from cchc.plan_params import AREAS
from cchc.planning.areas import match_area
from cchc.planning.plan_rows import Item
from cchc.sources.inputs import ReportInputs

#: How certain an offer is that follows from an area of work alone [0-100]: the words are the area's, the criterion is another.
AREA_PCT = 50


@dataclass(frozen=True)
class TakenFrom:
    """From which criterion a solution was taken that the catalogue has not for the item itself.

    Attributes
    ----------
    framework_id, code, name_vi : str
        Edition and criterion of the catalogue; ``AREAS`` for an area of work.
    pct : int
        How certain the match is [0-100], see ``analysis.name_matching.NameMatch``; ``AREA_PCT`` for an area.
    """

    framework_id: str
    code: str
    name_vi: str
    pct: int

    @property
    def is_area(self) -> bool:
        """Whether it is only of the same area of work."""
        return self.framework_id == AREAS


@dataclass(frozen=True)
class Offer:
    """A solution that is offered.

    Attributes
    ----------
    solution : mapping
        Row of ``schemas.Solutions``.
    taken : TakenFrom
        From where.
    """

    solution: Mapping[str, Any]
    taken: TakenFrom

    @property
    def key(self) -> tuple[str, str, str]:
        """Index, edition and code of the row."""
        return (str(self.solution["index"]), self.taken.framework_id, self.taken.code)


class Offers:
    """Finds what is offered.

    Parameters
    ----------
    solutions : pandas.DataFrame
        ``schemas.Solutions`` of the unit's level, main options only.
    areas : pandas.DataFrame
        ``schemas.Areas`` of the unit's level.
    criteria : mapping of str to sequence of NamedCriterion
        Key of an index → criteria of the catalogue's editions by their names.
    abbreviations : mapping of str to str
        Abbreviation → its meaning.
    """

    def __init__(
        self,
        solutions: pd.DataFrame,
        areas: pd.DataFrame,
        criteria: Mapping[str, Sequence[NamedCriterion]],
        abbreviations: Mapping[str, str],
    ) -> None:
        self._areas = areas
        self._names = {
            (str(index), str(code)): str(name)
            for index, code, name in zip(areas["index"], areas["area_code"], areas["name_vi"], strict=True)
        }
        self._known = {
            (one["index"], one["framework_id"], one["criterion_code"]): one for one in solutions.to_dict("records")
        }
        self._matchers = {
            index: NameMatcher(
                [one for one in named if (index, one.framework_id, one.code) in self._known], abbreviations
            )
            for index, named in criteria.items()
        }

    @classmethod
    def among(
        cls,
        solutions: pd.DataFrame,
        areas: pd.DataFrame,
        editions: Mapping[str, Sequence[Framework]],
        abbreviations: Mapping[str, str],
    ) -> Offers:
        """Return what may be offered of the main options of a catalogue, whose criteria stand in some editions by index."""
        criteria = {index: [named for one in of for named in name_nodes(one)] for index, of in editions.items()}
        return cls(solutions[solutions["option"] == ""], areas, criteria, abbreviations)

    def exact(self, index: str, criterion: NamedCriterion) -> Mapping[str, Any] | None:
        """Return the row of the catalogue for a criterion itself; None where it has none."""
        return self._known.get((index, criterion.framework_id, criterion.code))

    def of(self, index: str, criterion: NamedCriterion) -> Offer | None:
        """Return what is offered for a criterion that the catalogue does not know.

        Parameters
        ----------
        index : str
            Key of its index.
        criterion : NamedCriterion
            The criterion; names above it may be empty where they are not known.

        Returns
        -------
        Offer or None
            By name where a name is alike enough, else by the area of work; None where neither is found.
        """
        matcher = self._matchers.get(index)
        found = None if matcher is None else matcher.match(criterion)
        if found is not None:
            one = found.found
            row = self._known[index, one.framework_id, one.code]
            return Offer(row, TakenFrom(one.framework_id, one.code, one.name_vi, found.pct))
        area = match_area(self._areas, criterion.name_vi)
        if area is None or (suggestion := self._known.get((area[0], AREAS, area[1]))) is None:
            return None
        return Offer(suggestion, TakenFrom(AREAS, area[1], self._names[area], AREA_PCT))


def offer_for_items(inputs: ReportInputs) -> Callable[[Item], Offer | None]:
    """Return what is offered for the items of a unit's plan; nothing for those whose offer the office has refused."""
    offers = Offers.among(inputs.solutions, inputs.areas, inputs.solution_editions, inputs.abbreviations)

    def offer(item: Item) -> Offer | None:
        own = inputs.own_solutions.get(item.index)
        if own is not None and own.framework_id == item.framework_id and item.code in own.decisions:
            return None
        read = inputs.of.get(item.index)
        framework = None if read is None or read.sheet is None else read.sheet.full_framework
        if framework is None or framework.framework_id != item.framework_id or item.code not in framework:
            return offers.of(item.index, NamedCriterion(item.framework_id, item.code, item.name_vi))
        return offers.of(item.index, name_node(framework, item.code))

    return offer
