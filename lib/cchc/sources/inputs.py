"""What was read for one unit and year: of each index, and of the report as a whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from cchc.agencies import AgencyRegister
from cchc.editions import CriterionMap
from cchc.frameworks import Framework
from cchc.indices_defined import Index, IndexRegister
from cchc.params import ReportParams
from cchc.provenance import InputFile
from cchc.sources.issued_files import IssuedFile
from cchc.sources.looked import Looked
from cchc.sources.own_solutions import OwnSolutions
from cchc.sources.score_sheets import ScoreSheetFile
from cchc.sources.surveys import Survey
from cchc.sources.task_files import Tasks
from cchc.unit_register import UnitRegister
from cchc.units import Unit


@dataclass(frozen=True)
class IndexInputs:
    """What was read of one index.

    Attributes
    ----------
    index : Index
        Its definition.
    published : pandas.DataFrame
        Announced figures, as ``published.SCHEMAS`` says for its kind: the units that the unit is ranked among (the
        provinces and the country, or the districts of its province).
    editions : dict of int to Framework
        Result year → edition under which announced figures stand, where it is known and needed: of a published index
        every year up to the result year, of others the result year.
    sheet, previous_sheet : ScoreSheetFile or None
        Scored kind: criterion-level scores of the result year and the year before.
    earlier_sheets : tuple of ScoreSheetFile
        Those of the years before, latest first, as far back as they go without a gap.
    survey : Survey or None
        Surveyed kind: responses of the result year.
    withheld : frozenset of str
        Units whose result of the year, or a part of it, was withheld by its publisher.
    n_field : int or None
        Number of units whose results of the year are announced together; None where it is not known.
    """

    index: Index
    published: pd.DataFrame
    editions: dict[int, Framework]
    sheet: ScoreSheetFile | None = None
    previous_sheet: ScoreSheetFile | None = None
    earlier_sheets: tuple[ScoreSheetFile, ...] = ()
    survey: Survey | None = None
    withheld: frozenset[str] = frozenset()
    n_field: int | None = None


@dataclass(frozen=True)
class ReportInputs:
    """What was read for one unit and plan year.

    Attributes
    ----------
    unit : Unit
        As it exists on 1 January of the plan year.
    year : int
        Year of the plan.
    result_year : int
        Year of the unit's own results: the year before, or, where nothing of that is known of it, the latest year
        before of which something is.
    is_issue : bool
        Whether this is the copy to be signed.
    params : ReportParams
        Choices.
    units, agencies : registers
        For names.
    indices : IndexRegister
        Every index that is defined.
    of : dict of str to IndexInputs
        Key of an index that exists for the unit → what was read of it, in the order in which documents tell them.
    regions : dict of str to str
        Unit key → its socio-economic region in the result year.
    peer_members : tuple of str
        Keys of the units that the parameters name as peers.
    tasks, previous_tasks : Tasks or None
        The plan's tasks in the office's words, and those of the plan of the year before.
    edition_maps : tuple of CriterionMap
        What became of criteria from edition to edition, as the office or the unit above has confirmed it.
    issued, previous_issued : IssuedFile or None
        The unit's plan of the year that is in force as signed, of the copy to be signed the one that it replaces; and the
        plan of the year before.
    abbreviations : dict of str to str
        Abbreviation → its meaning, besides the short names of agencies.
    is_brief : bool
        Whether only results of the year and of the year before were read: those of a province in a plan below it.
    parts : tuple of ReportInputs
        Of a merged unit of which nothing is known itself: its old units with their last results.
    announced_changes : pandas.DataFrame
        ``schemas.PublishedChanges``: changes that were announced without the values they come from.
    upper : ReportInputs or None
        The province, where the plan is to raise its index and not the unit's own.
    grading : pandas.DataFrame
        ``schemas.GradingBands``.
    solutions : pandas.DataFrame
        ``schemas.Solutions`` of the unit's level, the office's own in the place of the catalogue's.
    own_solutions : dict of str to OwnSolutions
        Key of an index → what the office has decided about solutions for its framework.
    solution_editions : dict of str to tuple of Framework
        Key of an index of whose framework the catalogue does not know every criterion → editions that it does know.
    areas : pandas.DataFrame
        ``schemas.Areas`` of the unit's level.
    texts : dict
        Name of a section → Markdown template.
    sources : pandas.DataFrame
        ``schemas.Sources``.
    files : tuple of InputFile
        Every file read.
    code : str
        ``find_code``: hash of the library.
    looked : Looked
        What was asked of the file system besides the files.
    announced_years : frozenset of int
        Result years of which anything was announced, later ones included.
    aggregates : pandas.DataFrame
        ``schemas.Aggregates`` of the result year; none below provinces.
    unused_forms : dict of str to str
        Key of an index that was not chosen → file in which the office has entered what was announced of it.
    """

    unit: Unit
    year: int
    result_year: int
    is_issue: bool
    params: ReportParams
    units: UnitRegister
    agencies: AgencyRegister
    indices: IndexRegister
    of: dict[str, IndexInputs]
    grading: pd.DataFrame
    solutions: pd.DataFrame
    areas: pd.DataFrame
    texts: dict[str, str]
    sources: pd.DataFrame
    files: tuple[InputFile, ...]
    code: str
    regions: dict[str, str]
    peer_members: tuple[str, ...]
    announced_changes: pd.DataFrame
    looked: Looked
    announced_years: frozenset[int]
    aggregates: pd.DataFrame
    is_brief: bool = False
    parts: tuple[ReportInputs, ...] = ()
    upper: ReportInputs | None = None
    tasks: Tasks | None = None
    previous_tasks: Tasks | None = None
    abbreviations: dict[str, str] = field(default_factory=dict)
    unused_forms: dict[str, str] = field(default_factory=dict)
    own_solutions: dict[str, OwnSolutions] = field(default_factory=dict)
    solution_editions: dict[str, tuple[Framework, ...]] = field(default_factory=dict)
    edition_maps: tuple[CriterionMap, ...] = ()
    issued: IssuedFile | None = None
    previous_issued: IssuedFile | None = None

    @property
    def subject(self) -> str:
        """What the report is of, for its footing."""
        return f"địa phương {self.unit.unit_key}, năm kế hoạch {self.year}, bản {'phát hành' if self.is_issue else 'dự thảo'}"

    @property
    def sheets(self) -> tuple[ScoreSheetFile, ...]:
        """Score sheets of the result year, the office's or illustrative ones."""
        return tuple(one.sheet for one in self.of.values() if one.sheet is not None)

    @property
    def basis_sheets(self) -> tuple[ScoreSheetFile, ...]:
        """Score sheets that the plan rests on: its own, and those of the old units."""
        return (*self.sheets, *(one for part in self.parts for one in part.sheets))

    @property
    def surveys(self) -> tuple[Survey, ...]:
        """Surveys of the result year."""
        return tuple(one.survey for one in self.of.values() if one.survey is not None)

    @property
    def has_own_results(self) -> bool:
        """Whether anything of the result year is known of the unit itself, announced or entered."""
        return self.result_year in self.announced_years or bool(self.sheets) or bool(self.surveys)

    @property
    def last_year(self) -> int:
        """Year before the plan's: whose results it rests on once they are known, and of the office's folder of this plan."""
        return self.year - 1

    @property
    def rests_on_parts(self) -> bool:
        """Whether the plan rests on the results of the old units, as nothing is known of the merged unit itself."""
        return bool(self.parts) and not self.has_own_results

    @property
    def basis(self) -> ReportInputs:
        """On whose results the plan rests: the unit's own, those of the unit above, or one of the old units' (all of one year)."""
        subject = self if self.upper is None else self.upper
        return subject.parts[0] if subject.rests_on_parts else subject

    @property
    def basis_year(self) -> int:
        """Year of the results that the plan rests on."""
        return self.basis.result_year

    @property
    def is_basis_older(self) -> bool:
        """Whether the plan rests on older results than those of the year before."""
        return self.basis_year < self.last_year

    @property
    def has_other_field(self) -> bool:
        """Whether others were ranked in the year of the results than in the year before the plan's."""
        then = len(self.units.of_kind(self.unit.unit_kind, self.year))
        return self.is_ranked_in_country and self.basis.n_field != then

    @property
    def is_ranked_in_country(self) -> bool:
        """Whether the unit is ranked among those of the whole country, not among those of the unit above."""
        return self.unit.is_ranked_nationally

    @property
    def last_day(self) -> dt.date:
        """Last day of the plan's year on which the unit acts under its own name."""
        return min(dt.date(self.year, 12, 31), self.units.last_day_of(self.unit))

    @property
    def is_new_field(self) -> bool:
        """Whether other units are ranked than the year before: 63 provinces until the results of 2024, 34 from those of 2025."""
        return self.is_ranked_in_country and self.result_year == self.units.merger_year

    @property
    def n_field(self) -> int | None:
        """Number of units ranked in the country whose results of the year are announced; None for a unit ranked below."""
        if not self.is_ranked_in_country:
            return None
        return len(self.units.of_kind(self.unit.unit_kind, self.result_year + 1))

    @property
    def has_illustrative(self) -> bool:
        """Whether any figure is illustrative."""
        return any(one.status == "illustrative" for one in self.files)
