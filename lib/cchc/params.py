"""Parameters of a report: what ``params/`` chooses, validated strictly before anything runs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from cchc.analysis_params import Merger, Peers, Priorities, Prospects, Strict, Text, Uncertainty


def _check_month_day(text: str) -> str:
    """Accept ``MM-DD`` of a day that exists (29 February counts: the year is not known here)."""
    try:
        dt.date.fromisoformat(f"2024-{text}")
    except ValueError:
        raise PydanticCustomError("month_day", "MM-DD") from None
    return text


MonthDay = Annotated[Text, AfterValidator(_check_month_day)]


class Inputs(Strict):
    """Which inputs may be used. An office's own file, where there is one, always wins.

    Attributes
    ----------
    score_sheet, previous_score_sheet, survey, tasks : {"office", "illustrative"}
        ``office``: the office's file or nothing; ``illustrative``: invented figures if the office has none.
    """

    score_sheet: Literal["office", "illustrative"] = "office"
    previous_score_sheet: Literal["office", "illustrative"] = "office"
    survey: Literal["office", "illustrative"] = "office"
    tasks: Literal["office", "illustrative"] = "office"


class ParTarget(Strict):
    """Target rule for PAR INDEX items below their maximum.

    Attributes
    ----------
    rule : str
        ``above_last_year``: any score higher than last year's.
    """

    rule: Literal["above_last_year"] = "above_last_year"


class IncreaseTarget(Strict):
    """A minimum increase over last year's value, capped at the scale's maximum.

    Attributes
    ----------
    rule : str
        ``minimum_increase``.
    amount : float
        The increase, > 0.
    unit : {"points", "relative_pct"}
        ``points``: points of the score or percentage points; ``relative_pct``: per cent of last year's value.
    """

    rule: Literal["minimum_increase"] = "minimum_increase"
    amount: Annotated[float, Field(gt=0, le=100)]
    unit: Literal["points", "relative_pct"]


class Targets(Strict):
    """Target rules of the three indices."""

    par_index: ParTarget
    sipas: IncreaseTarget
    papi: IncreaseTarget


class WeakItems(Strict):
    """Which SIPAS and PAPI items count as weak.

    Attributes
    ----------
    sipas : str
        ``below_overall``: items below the locality's own overall value.
    papi : str
        ``below_median``: sub-dimensions below the median of the provinces.
    """

    sipas: Literal["below_overall"] = "below_overall"
    papi: Literal["below_median"] = "below_median"


class Sipas(Strict):
    """How SIPAS values are computed from responses.

    Attributes
    ----------
    formula : {"share_satisfied", "mean_scaled"}
        Both are candidates; the official formula is not confirmed, so reports print the one in use.
    framework : str
        Questionnaire of a response file that does not name its own: a folder of ``data/frameworks``, or the path of
        an Excel file.
    min_cell : int
        Breakdowns do not show groups with fewer respondents.
    n_replicates : int
        Bootstrap replicates of the interval; 0: none.
    interval_pct : float
        Level of the interval [0-100].
    seed : int
        Seed of the bootstrap.
    """

    formula: Literal["share_satisfied", "mean_scaled"] = "share_satisfied"
    framework: Text = "sipas_2023_illustrative"
    min_cell: Annotated[int, Field(ge=5, le=1000)] = 30
    n_replicates: Annotated[int, Field(ge=0, le=20000)] = 1000
    interval_pct: Annotated[float, Field(ge=50, lt=100)] = 95.0
    seed: Annotated[int, Field(ge=0)] = 20240101


class Letterhead(Strict):
    """Heading block, number, date and signature of the plan (Decree 30/2020/NĐ-CP, Annex I).

    Attributes
    ----------
    superior : str or None
        Agency above the issuing one, None for a provincial People's Committee.
    agency, place : str or None
        Issuing body and place name; None: made from the locality's name.
    number : str or None
        None: left for the registry.
    symbol : str
        Symbol after the number, ``KH-UBND``.
    day, month : int or None
        None: left for the registry; the year is the plan's.
    authority : list of str
        Lines above the signature.
    signer : str or None
        Name without title, or None.
    recipients : list of str
        Lines of the list of recipients, without the archive line.
    archive : str
        Last line, ``VT, NC``.
    """

    superior: Text | None = None
    agency: Text | None = None
    place: Text | None = None
    number: Annotated[str, StringConstraints(pattern=r"^\d{1,5}$")] | None = None
    symbol: Annotated[str, StringConstraints(pattern=r"^[A-ZĐ]+-[A-ZĐ&]+$")] = "KH-UBND"
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    authority: list[Text]
    signer: Text | None = None
    recipients: list[Text]
    archive: Text

    @model_validator(mode="after")
    def _day_exists(self) -> Letterhead:
        if self.day and self.month:
            try:
                dt.date(2024, self.month, self.day)
            except ValueError:
                msg = f"ngày {self.day} không có trong tháng {self.month}"
                raise ValueError(msg) from None
        return self


class PlanParams(Strict):
    """Content of the plan.

    Attributes
    ----------
    texts : str
        Folder under ``params/texts`` that holds the sections.
    unit_plan_deadline : str
        ``MM-DD`` of the plan's year by which the units issue their own plans.
    report_deadline : str
        ``MM-DD`` before which the standing office reports to the People's Committee.
    legal_bases : list of str
        "Căn cứ ...", one document a line, without the closing mark.
    standing_agency_key : str
        Agency in charge of following the plan.
    """

    texts: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    unit_plan_deadline: MonthDay
    report_deadline: MonthDay
    standing_agency_key: Text
    legal_bases: list[Text] = Field(default_factory=list)
    letterhead: Letterhead


class ReportParams(Strict):
    """Everything that ``params/defaults.yml`` and ``params/<year>/<Locality>.yml`` choose together."""

    inputs: Inputs
    sipas: Sipas
    weak_items: WeakItems
    peers: Peers = Peers()
    uncertainty: Uncertainty = Uncertainty()
    prospects: Prospects = Prospects()
    priorities: Priorities = Priorities()
    merger: Merger = Merger()
    targets: Targets
    plan: PlanParams

    @model_validator(mode="after")
    def _dates_in_order(self) -> ReportParams:
        if self.plan.report_deadline < self.plan.unit_plan_deadline:
            msg = "plan.report_deadline phải sau plan.unit_plan_deadline"
            raise ValueError(msg)
        return self
