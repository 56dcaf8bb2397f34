"""Parameters of the analysis: whom to compare with, how sure, what it takes, at which effort."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError


def _check_month_day(text: str) -> str:
    """Accept ``MM-DD`` of a day that exists (29 February counts: the year is not known here)."""
    try:
        dt.date.fromisoformat(f"2024-{text}")
    except ValueError:
        raise PydanticCustomError("month_day", "MM-DD") from None
    return text


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
MonthDay = Annotated[Text, AfterValidator(_check_month_day)]
Share = Annotated[float, Field(ge=0, le=100)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Strict(BaseModel):
    """No unknown key, nothing converted: ``06`` must be quoted, ``NO`` is not a name."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def by_index(endings: Mapping[str, str]) -> Callable[[Any], Any]:
    """Return what gathers keys such as ``papi_target_rank`` by index.

    Parameters
    ----------
    endings : mapping of str to str
        End of the written key → field that takes it, a mapping by abbreviation of the index; null counts as not said.

    Examples
    --------
    >>> by_index({"target_rank": "target_ranks"})({"papi_target_rank": 5, "par_target_rank": None, "what_if": []})
    {'what_if': [], 'target_ranks': {'papi': 5}}
    """

    def gather(content: Any) -> Any:
        if not isinstance(content, Mapping):
            return content
        rest = dict(content)
        for ending, field in endings.items():
            written = [key for key in rest if isinstance(key, str) and key.endswith(f"_{ending}")]
            found = {key.removesuffix(f"_{ending}"): rest.pop(key) for key in written}
            if known := {key: value for key, value in found.items() if value is not None}:
                rest[field] = known
        return rest

    return gather


#: Field of ``by_index`` → end of the written key, for messages.
WRITTEN_KEYS = {"standard_errors": "standard_error", "bounds": "bounds", "target_ranks": "target_rank"}


class Peers(Strict):
    """The group that a unit is compared with.

    Attributes
    ----------
    rule : {"region", "profile", "list"}
        ``region``: the provinces of its socio-economic region; ``profile``: the nearest in the parts of
        the published index; ``list``: those named in ``members``.
    n : int
        Size of the group under ``profile``.
    members : list of str
        Keys or names under ``list``.
    """

    rule: Literal["region", "profile", "list"] = "region"
    n: Annotated[int, Field(ge=2, le=30)] = 8
    members: list[Text] = []

    @model_validator(mode="after")
    def _members_named(self) -> Peers:
        if self.rule == "list" and not self.members:
            msg = "rule là list thì members phải có ít nhất một địa phương"
            raise ValueError(msg)
        return self


class Uncertainty(Strict):
    """Standard errors that are known or supplied, and how ranks are drawn from them.

    Attributes
    ----------
    standard_errors : dict of str to float
        Abbreviation of an index → standard error of its total [unit of the index], taken for every unit; written as
        ``papi_standard_error``. An index without one is not simulated.
    bounds : dict of str to list of float
        Smaller and larger standard errors to show how far the answer depends on it; written as ``papi_bounds``.
    source : str or None
        Where the standard errors come from; printed.
    n_draws, interval_pct, seed : int, float, int
        Draws, share of them that an interval holds [0-100], seed.
    """

    standard_errors: dict[Text, Positive] = {}
    bounds: dict[Text, list[Positive]] = {}
    source: Text | None = None
    n_draws: Annotated[int, Field(ge=1000, le=100000)] = 10000
    interval_pct: Annotated[float, Field(ge=50, lt=100)] = 90.0
    seed: Annotated[int, Field(ge=0)] = 20240101

    _by_index = model_validator(mode="before")(by_index({"standard_error": "standard_errors", "bounds": "bounds"}))

    @model_validator(mode="after")
    def _source_named(self) -> Uncertainty:
        if self.standard_errors and not self.source:
            msg = f"có {next(iter(self.standard_errors))}_standard_error thì phải ghi source (nguồn của sai số chuẩn)"
            raise ValueError(msg)
        return self


class Change(Strict):
    """One changed score of a what-if.

    Attributes
    ----------
    code : str
        Criterion of the score sheet, or PAPI sub-dimension.
    score : float
        Supposed score [points].
    """

    code: Text
    score: Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Prospects(Strict):
    """What it takes.

    Attributes
    ----------
    target_ranks : dict of str to int
        Abbreviation of an index → rank wished for, written as ``papi_target_rank``; without one only the next rank, the
        median and the group above are told.
    what_if : list of Change
        Supposed scores.
    """

    target_ranks: dict[Text, Annotated[int, Field(ge=1, le=5000)]] = {}
    what_if: list[Change] = []

    _by_index = model_validator(mode="before")(by_index({"target_rank": "target_ranks"}))

    @model_validator(mode="after")
    def _codes_once(self) -> Prospects:
        codes = [one.code for one in self.what_if]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            msg = f"what_if nêu hai lần mã {', '.join(twice)}"
            raise ValueError(msg)
        return self


class Recoverable(Strict):
    """Share of the lost points that a year's work can regain, by source of points [0-100]: an assumption, printed."""

    appraisal: Share = 100.0
    sipas: Share = 25.0
    leaders_survey: Share = 25.0
    socio_economic: Share = 25.0


class Priorities(Strict):
    """How the cheapest way is looked for.

    Attributes
    ----------
    target_points : float or None
        Points to regain; None: half of what can be regained.
    recoverable_pct : Recoverable
        Where the catalogue does not say it.
    credible_points_per_day : float
        An estimate that promises more points for a person-day is doubted.
    capacity_days : dict of str to float
        Agency key → most person-days in the year; agencies not named are not limited.
    """

    target_points: Positive | None = None
    recoverable_pct: Recoverable = Recoverable()
    credible_points_per_day: Positive = 0.04
    capacity_days: dict[Text, Annotated[float, Field(ge=0, allow_inf_nan=False)]] = {}


class Merger(Strict):
    """What is needed to cast a merged province back.

    Attributes
    ----------
    population : dict of str to int
        Key of each old province → population [persons, a whole number]; empty: no back-cast.
    source : str or None
        Where the populations come from; printed.
    """

    population: dict[Text, Annotated[int, Field(ge=10000)]] = {}
    source: Text | None = None

    @model_validator(mode="after")
    def _source_named(self) -> Merger:
        if self.population and not self.source:
            msg = "có population thì phải ghi source (nguồn số dân)"
            raise ValueError(msg)
        return self
