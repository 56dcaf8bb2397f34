"""Parameters of the plan: heading, sections, annexes, numbered targets, dates."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, field_serializer, model_validator

from cchc.analysis_params import MonthDay, Strict, Text

#: Selection of a part that lists areas of the unit's work; under which the catalogue of solutions knows them.
AREAS = "areas"
#: Kind of index → which of its items a part of an annex may list.
SELECTIONS = {
    "scored": ("full", "below", "all", "sources", "common", "some", AREAS),
    "surveyed": ("weak", "all", "common", "some", AREAS),
    "published": ("weak", "all", "common", "some", AREAS),
}
#: What a part of an annex may list where a plan carries out the unit's part of the plan of the unit above.
ASSIGNED_LEAD, ASSIGNED_COOPERATING = ASSIGNED = ("assigned_lead", "assigned_cooperating")
#: Columns that an annex may show.
ANNEX_COLUMNS = (
    "number", "task_key", "code", "criterion_vi", "max_score", "score", "parts", "weak_in_vi", "pct", "rank_vi", "lost_score",
    "assessment_vi", "cause_vi", "target", "proposed", "expected_score", "task_vi", "lead_vi", "cooperating_vi", "responsible_vi",
    "deadline_vi", "output_vi", "priority_vi", "person_vi", "deputy_vi", "budget", "budget_source_vi",
)  # fmt: skip


class Recipient(Strict):
    """A recipient of plans that are dated within a time.

    Attributes
    ----------
    text : str
        Its line.
    since, until : datetime.date or None
        First and last day of a plan that it is sent; None: no limit.
    """

    text: Text
    since: dt.date | None = None
    until: dt.date | None = None

    @field_serializer("since", "until")
    def _as_text(self, day: dt.date | None) -> str | None:
        return None if day is None else day.isoformat()


def _plain_number(number: object) -> object:
    """Return ``7`` for ``07``: two spellings are one number."""
    return number.lstrip("0") if isinstance(number, str) and number.isdigit() and number.strip("0") else number


#: Number of a document.
Number = Annotated[str, BeforeValidator(_plain_number), StringConstraints(pattern=r"^[1-9]\d{0,4}$")]


class Letterhead(Strict):
    """Heading block, number, date and signature of the plan (Decree 30/2020/NĐ-CP, Annex I).

    Attributes
    ----------
    superior : str or None
        Agency above the issuing one, None for a provincial People's Committee.
    agency, place : str or None
        Issuing body and place name; None: made from the unit's name.
    number : str or None
        None: left for the registry.
    symbol : str or None
        Symbol after the number, ``KH-UBND``; None: made from the unit's name.
    day, month : int or None
        None: left for the registry; the year is the plan's.
    authority : list of str
        Lines above the signature.
    signer : str or None
        Name without title, or None.
    recipients : list of str or Recipient
        Lines of the list of recipients, without the archive line; some only until, or since, a day.
    archive : str
        Last line, ``VT, NC``.
    is_filled_by_registry : bool
        True: number and day may stay blank in the copy to be signed, the registry writes them on the day of issue.
    """

    superior: Text | None = None
    agency: Text | None = None
    place: Text | None = None
    number: Number | None = None
    symbol: Annotated[str, StringConstraints(pattern=r"^[A-ZĐ]+-[A-ZĐ&]+$")] | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    authority: Annotated[list[Text], Field(min_length=1)]
    signer: Text | None = None
    recipients: list[Text | Recipient]
    archive: Text
    is_filled_by_registry: bool = False

    def date_in(self, year: int) -> dt.date:
        """Return the date of a plan of a year as far as it is known: unknown parts count as the first of June or of the month.

        Raises
        ------
        ValueError
            If there is no such day.
        """
        return dt.date(year, self.month or 6, self.day or 1)

    def recipients_in(self, year: int, assumed: dt.date | None = None) -> tuple[str, ...]:
        """Return the recipients of a plan of a year, as of its date; of one without a month, as of an assumed day."""
        date = assumed if assumed is not None and self.month is None else self.date_in(year)
        return tuple(
            one if isinstance(one, str) else one.text
            for one in self.recipients
            if isinstance(one, str) or (one.since or date) <= date <= (one.until or date)
        )

    @model_validator(mode="after")
    def _day_exists(self) -> Letterhead:
        if self.day and self.month:
            try:
                dt.date(2024, self.month, self.day)
            except ValueError:
                msg = f"ngày {self.day} không có trong tháng {self.month}"
                raise ValueError(msg) from None
        return self


class AnnexColumn(Strict):
    """A column of an annex.

    Attributes
    ----------
    column : str
        One of ``ANNEX_COLUMNS``.
    title : str or None
        Heading; None: the usual one.
    width : float or None
        Relative width; None: the usual one.
    """

    column: Literal[ANNEX_COLUMNS]  # type: ignore[valid-type]
    title: Text | None = None
    width: Annotated[float, Field(ge=3, le=200)] | None = None


class AnnexPart(Strict):
    """Rows of one kind in an annex.

    Attributes
    ----------
    items : str
        Abbreviation of an index and one of ``SELECTIONS`` of its kind: ``par_full`` items at their maximum,
        ``par_below`` below it, ``par_all`` both (the score sheet's, else the announced domains), ``par_sources`` the
        announced sources of points, ``sipas_weak`` items below the unit's own value, ``sipas_all`` all (the survey's,
        else the announced ones), ``papi_weak`` items worse than the median, ``papi_all`` all; ``par_areas`` areas of the unit's
        work that serve the index, where none of its items is listed. Of a merged unit whose plan rests on its old ones, of any
        kind of index: ``papi_common`` what is weak in most of them (in two at least), ``papi_some`` what is weak in others.
    heading : str or None
        Group above the rows instead of their domains; a Jinja template as ``AnnexParams.title``.
    """

    items: Annotated[Text, StringConstraints(pattern=r"^[a-z][a-z0-9_]*_[a-z]+$")]
    heading: Text | None = None


class AnnexParams(Strict):
    """One annex of the plan.

    Attributes
    ----------
    key : str
        Name under which texts refer to it (``annexes.par_keep``).
    title : str
        Jinja template over ``year``, ``result_year``, ``unit``.
    orientation : {"landscape", "portrait"}
        Of its pages.
    sheet : str or None
        Name of its sheet in the workbook; None: ``Phụ lục 1``.
    parts : list of AnnexPart
        What it lists, in order.
    columns : list of AnnexColumn
        In order.
    order : {"framework", "lost", "deadline", "priority"}
        Of the rows: by the framework, below headings of its domains; most points lost first; first due first; those of the
        cheapest way first.
    """

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    title: Text
    orientation: Literal["landscape", "portrait"] = "landscape"
    sheet: Annotated[str, StringConstraints(pattern=r"^[^\\\[\]:*?/']{1,31}$")] | None = None
    parts: Annotated[list[AnnexPart], Field(min_length=1)]
    columns: Annotated[list[AnnexColumn], Field(min_length=2)]
    order: Literal["framework", "lost", "deadline", "priority"] = "framework"

    @model_validator(mode="after")
    def _columns_once(self) -> AnnexParams:
        names = [one.column for one in self.columns]
        twice = next((name for name in names if names.count(name) > 1), "")
        if twice:
            msg = f"cột {twice} xuất hiện hai lần"
            raise ValueError(msg)
        return self


class Goal(Strict):
    """A numbered target of the plan, in the office's words.

    Attributes
    ----------
    text : str
        The target.
    lead : list of str
        Keys of the agencies in charge of it.
    """

    text: Text
    lead: Annotated[list[Text], Field(min_length=1)]


class LastTarget(Strict):
    """A target of the plan of the year before, as that plan stated it.

    Attributes
    ----------
    code : str
        Domain of PAR INDEX, or ``total``.
    increase : float or None
        Points to be gained.
    keep : list of {"points", "rank"}
        What was not to fall.
    reach_rank, reach_score : int, float or None
        Rank or points to be reached.
    """

    code: Annotated[str, StringConstraints(pattern=r"^(total|[1-9])$")]
    increase: Annotated[float, Field(gt=0, le=100)] | None = None
    keep: list[Literal["points", "rank"]] = Field(default_factory=list)
    reach_rank: Annotated[int, Field(ge=1, le=5000)] | None = None
    reach_score: Annotated[float, Field(ge=0, le=100)] | None = None

    @model_validator(mode="after")
    def _asks_for_something(self) -> LastTarget:
        if self.increase is None and not self.keep and self.reach_rank is None and self.reach_score is None:
            msg = "cần một trong increase, keep, reach_rank, reach_score"
            raise ValueError(msg)
        return self


class StatedPlan(Strict):
    """The plan of the year before that set targets for the index, where no list of tasks holds them.

    Attributes
    ----------
    document : str
        Its number, date and issuer.
    targets : list of LastTarget
        In its order.
    """

    document: Text
    targets: Annotated[list[LastTarget], Field(min_length=1)]


class Accepted(Strict):
    """A finding of the checks before printing that the office has looked at and stands by.

    Attributes
    ----------
    check : str
        Key of the check.
    contains : str or None
        Only findings whose sentence holds this text; None: all of the check.
    reason : str
        Why; printed with the finding.
    """

    check: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
    contains: Text | None = None
    reason: Text


class PlanParams(Strict):
    """Content of the plan.

    Attributes
    ----------
    texts : str
        Folder under ``params/texts`` that holds the sections.
    subject : str
        What the plan is about (trích yếu); a Jinja template over ``year``, ``result_year``, ``unit``.
    index_of : {"own", "upper", "assigned"}
        Whose index the plan is to raise: the unit's own, or that of the province it belongs to; ``assigned``: it carries
        out what the province's plan assigns to the unit.
    assigned_to : str or None
        Key of the agency that, within the unit, does what is assigned to it; None: the standing one.
    also_named : list of str
        Keys of agencies that stand for many and mean the unit as well, where its part is assigned.
    standing_agency_key : str
        Agency in charge of following the plan.
    unit_plan_deadline : str
        ``MM-DD`` of the plan's year by which the units issue their own plans.
    report_deadline : str
        ``MM-DD`` before which the standing office reports to the People's Committee.
    revised : str or None
        ``MM-DD`` of the plan's year on which tasks were last changed in params or in a file that does not tell when it was saved.
    reporting : list of {"quarterly", "half_yearly", "yearly"}
        Reports that the units owe.
    legal_bases : list of str
        "Căn cứ ...", one document a line, without the closing mark.
    replaces : str or None
        Number of the unit's own issued plan of the same year that this one replaces.
    last_plan : StatedPlan or None
        Targets of the year before, judged by the announced changes.
    weaknesses : list of str
        Shortcomings of the year before as the office states them.
    goals : list of Goal
        Numbered targets.
    annexes : list of AnnexParams
        In order.
    accepted : list of Accepted
        Findings of the checks that the office stands by.
    unconfirmed_causes : {"leave_out", "refuse"}
        What the copy to be signed does with causes in the catalogue's words: it has none of them, or is refused.
    other_agencies : list of str
        Names that plans may use although the register does not hold them.
    facts : dict of str to str
        Words of this unit alone for places that the texts leave open: name of the place → words.
    letterhead : Letterhead
        Heading block and signature.
    """

    texts: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    subject: Text
    index_of: Literal["own", "upper", "assigned"] = "own"
    assigned_to: Text | None = None
    also_named: list[Text] = Field(default_factory=list)
    standing_agency_key: Text
    unit_plan_deadline: MonthDay
    report_deadline: MonthDay
    revised: MonthDay | None = None
    reporting: list[Literal["quarterly", "half_yearly", "yearly"]] = Field(default_factory=list)
    legal_bases: list[Text] = Field(default_factory=list)
    replaces: Number | None = None
    last_plan: StatedPlan | None = None
    weaknesses: list[Text] = Field(default_factory=list)
    goals: list[Goal] = Field(default_factory=list)
    annexes: list[AnnexParams]
    accepted: list[Accepted] = Field(default_factory=list)
    other_agencies: list[Text] = Field(default_factory=list)
    unconfirmed_causes: Literal["leave_out", "refuse"] = "leave_out"
    facts: dict[Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")], Text] = Field(default_factory=dict)
    letterhead: Letterhead

    @model_validator(mode="after")
    def _annex_keys_once(self) -> PlanParams:
        keys = [one.key for one in self.annexes]
        twice = next((key for key in keys if keys.count(key) > 1), "")
        if twice:
            msg = f"hai phụ lục cùng mang mã {twice}"
            raise ValueError(msg)
        sheets = [one.sheet.casefold() for one in self.annexes if one.sheet]
        if len(set(sheets)) < len(sheets):
            msg = "hai phụ lục cùng tên trang tính (sheet)"
            raise ValueError(msg)
        return self
