"""Everything that reports tell of a unit, computed once from what was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.published_results import compute_published_results
from cchc.analysis.scored_results import compute_scored_results
from cchc.analysis.surveyed_results import compute_surveyed_results
from cchc.errors import suggest
from cchc.indices.headlines import Headline
from cchc.indices_defined import Index
from cchc.sources.inputs import ReportInputs

T = TypeVar("T", bound=IndexResults)
_COMPUTE: dict[str, Callable[[ReportInputs, Index], IndexResults]] = {
    "scored": compute_scored_results,
    "surveyed": compute_surveyed_results,
    "published": compute_published_results,
}


@dataclass(frozen=True)
class Results:
    """Index values and findings of one unit and year.

    Attributes
    ----------
    inputs : ReportInputs
        What they rest on.
    of : dict of str to IndexResults
        Key of an index that exists for the unit → its results, in the order in which documents tell them.
    parts : tuple of Results
        Of the old provinces of a province of the merger (``ReportInputs.parts``).
    upper : Results or None
        Of the province whose index the plan is to raise (``ReportInputs.upper``).

    Notes
    -----
    In a cell of a notebook, ``results.papi_weak`` is short for ``results.published("papi").weak``: any part of any index.
    """

    inputs: ReportInputs
    of: dict[str, IndexResults]
    parts: tuple[Results, ...]
    upper: Results | None = None

    if not TYPE_CHECKING:  # names that nobody defined stay errors for who reads the types

        def __getattr__(self, name: str) -> object:
            """Return what is known of an index, or a part of it, by the index's short name: ``papi``, ``papi_weak``.

            Raises
            ------
            AttributeError
                Naming the nearest.
            """
            known = {} if name.startswith("_") else self._short_names()
            if name in known:
                owner, part = known[name]
                return getattr(owner, part) if part else owner
            near = suggest(name, known)
            hint = f"; gần nhất: {', '.join(near)}" if near else ""
            raise AttributeError(f"kết quả không có phần '{name}'{hint}")

        def __dir__(self) -> list[str]:
            """Offer the parts of every index, too."""
            return [*super().__dir__(), *self._short_names()]

    def _short_names(self) -> dict[str, tuple[IndexResults, str]]:
        """Return every short name with the index that it is of, and the part; empty for the index itself."""
        return {
            f"{own.index.short}_{part}".rstrip("_"): (own, part)
            for own in vars(self).get("of", {}).values()
            for part in ("", *(one for one in dir(own) if not one.startswith("_")))
        }

    def _of_kind(self, kind: type[T]) -> tuple[T, ...]:
        return tuple(one for one in self.of.values() if isinstance(one, kind))

    @property
    def all_scored(self) -> tuple[ScoredResults, ...]:
        """Results of the scored indices."""
        return self._of_kind(ScoredResults)

    @property
    def all_surveyed(self) -> tuple[SurveyedResults, ...]:
        """Results of the surveyed indices."""
        return self._of_kind(SurveyedResults)

    @property
    def all_published(self) -> tuple[PublishedResults, ...]:
        """Results of the published indices."""
        return self._of_kind(PublishedResults)

    @property
    def all_compared(self) -> tuple[PublishedResults, ...]:
        """Results of the published indices of which every unit's value is known or withheld."""
        return tuple(one for one in self.all_published if one.is_field_known)

    def scored(self, key: str = "") -> ScoredResults | None:
        """Return the results of a scored index, by default of the first; None where it does not exist for the unit."""
        return self._one(self.all_scored, key)

    def surveyed(self, key: str = "") -> SurveyedResults | None:
        """Return the results of a surveyed index, by default of the first; None where it does not exist for the unit."""
        return self._one(self.all_surveyed, key)

    def published(self, key: str = "") -> PublishedResults | None:
        """Return the results of a published index, by default of the first; None where it does not exist for the unit."""
        return self._one(self.all_published, key)

    def _one(self, found: tuple[T, ...], key: str) -> T | None:
        if key:
            if key in self.inputs.indices.others:
                return None  # defined, but the report is of others
            _ = self.inputs.indices[key]  # a name that nobody defined is refused
            return next((one for one in found if one.index.key == key), None)
        return found[0] if found else None

    @property
    def headlines(self) -> dict[str, Headline]:
        """Announced figures per index whose values are announced for such units."""
        return {key: one.headline for key, one in self.of.items() if one.is_announced}


def compute_results(inputs: ReportInputs) -> Results:
    """Compute index values and findings.

    Parameters
    ----------
    inputs : ReportInputs
        As returned by ``load_inputs``.

    Returns
    -------
    Results
        Adapted to the data: with announced totals only, with results withheld, with or without a score sheet.

    Raises
    ------
    InputError
        If an office's figures contradict themselves or what was announced.
    """
    return Results(
        inputs=inputs,
        of={key: _COMPUTE[one.index.kind](inputs, one.index) for key, one in inputs.of.items()},
        parts=tuple(compute_results(one) for one in inputs.parts),
        upper=None if inputs.upper is None else compute_results(inputs.upper),
    )
