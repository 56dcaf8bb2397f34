"""What an index is: one definition each, from ``data/indices/<key>.yml``; code asks a definition and knows no names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from cchc.errors import UnknownNameError, suggest

#: Kinds of indices, and what their figures come from.
INDEX_KINDS = {
    "scored": "điểm các tiêu chí cộng lại",
    "surveyed": "trả lời của người được hỏi",
    "published": "giá trị như công bố",
}
#: Unit of an index that is told as a share of its maximum.
PERCENT = "%"
#: Code of the whole index.
TOTAL_CODE = "total"

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Year = Annotated[int, Field(ge=2000, le=2100)]


class _Definition(BaseModel):
    """No unknown key, nothing converted, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Level(_Definition):
    """A kind of unit for which the index exists.

    Attributes
    ----------
    unit_kind : str
        ``province``, ``district``, ``commune``, ``department``.
    since, until : int, int or None
        First and last result year; None: still.
    is_announced : bool
        Whether values of such units are announced; False: only an office's own measurement is possible.
    among : {"country", "parent"}
        Whether a unit is ranked among those of the country or of the unit above it.
    source : str
        Where this is known from.
    """

    unit_kind: Words
    since: Year
    until: Year | None = None
    is_announced: bool = True
    among: Literal["country", "parent"] = "country"
    source: Words


class Season(_Definition):
    """When an index is measured: what is done later cannot be seen in the result of the year.

    Attributes
    ----------
    since, until : int, int or None
        First and last year that are so measured; None: still, as far as is known.
    acts_until : str
        ``MM-DD`` by which a task has to end to be felt when people are asked.
    is_assumed : bool
        Whether the days are an assumption of the project.
    when_vi : str
        When people are asked, in words.
    source : str
        Where this is known from.
    """

    since: Year
    until: Year | None = None
    acts_until: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
    is_assumed: bool = False
    when_vi: Words
    source: Words

    @model_validator(mode="after")
    def _is_a_time(self) -> Season:
        month, day = (int(part) for part in self.acts_until.split("-"))
        if day > (28 if month == 2 else 30 if month in {4, 6, 9, 11} else 31):
            msg = f"acts_until: không có ngày {day:02d}/{month}"
            raise ValueError(msg)
        if self.until is not None and self.until < self.since:
            msg = f"until ({self.until}) trước since ({self.since})"
            raise ValueError(msg)
        return self


class Break(_Definition):
    """A result year in which a series begins anew: nothing is compared or joined across it.

    Attributes
    ----------
    year : int
        First year of the new series.
    codes : tuple of str
        What begins anew; empty: everything.
    reason_vi, source : str
        Why, and where this is known from.
    """

    year: Year
    codes: tuple[Words, ...] = ()
    reason_vi: Words
    source: Words


class Groups(_Definition):
    """Groups into which the units of a year are put.

    Attributes
    ----------
    names : tuple of str
        Best first.
    rule_vi : str
        How they are found where no group was announced: equal parts of the units with a value, in order.
    source : str
        Where names and rule are known from.
    """

    names: Annotated[tuple[Words, ...], Field(min_length=2)]
    rule_vi: Words
    source: Words


class Scale(_Definition):
    """Lowest and highest value that the scale allows.

    Attributes
    ----------
    lowest, highest : float
        In the unit of the index.
    of : {"whole", "part"}
        Of the whole, or of each top part: then the whole ranges over their sum.
    source : str
        Where this is known from.
    """

    lowest: float
    highest: float
    of: Literal["whole", "part"] = "whole"
    source: Words

    @model_validator(mode="after")
    def _in_order(self) -> Scale:
        if self.lowest >= self.highest:
            msg = "lowest phải nhỏ hơn highest"
            raise ValueError(msg)
        return self


class EarlierOwner(_Definition):
    """Who announced an index before its owner of today.

    Attributes
    ----------
    until : int
        Last result year announced by it.
    name_vi : str
        Its name.
    source : str
        Where this is known from.
    """

    until: int
    name_vi: Words
    source: Words


class Index(_Definition):
    """A composite indicator.

    Attributes
    ----------
    key : str
        Name of its files.
    name_vi, title_vi, owner_vi : str
        Short name as documents write it, full name, who announces it today; ``owner_of`` a year.
    earlier_owners : tuple of EarlierOwner
        Who announced it before, earliest first.
    kind : str
        Key of ``INDEX_KINDS``.
    unit_vi : {"%", "điểm"}
        Unit of its values.
    scale : Scale
        Lowest and highest value.
    decimals : int
        Digits after the comma with which its values are announced, and so printed.
    is_lower_better : bool
        Whether a lower value is the better one.
    levels : tuple of Level
        Units for which it exists.
    breaks : tuple of Break
        Years in which a series begins anew.
    seasons : tuple of Season
        When it is measured; none where it is scored after the year.
    editions : str
        Which folders of ``data/frameworks`` are its editions, as a pattern: ``par_*``.
    adds_up : bool
        Published kind: whether a node is the sum of its children.
    groups : Groups or None
        Groups of units, where the publisher knows such.
    ranks : {"announced", "computed"}
        Whether ranks are announced, or ours among the units with a value.
    is_sample_survey : bool
        Whether its values come from a sample, so that small differences tell nothing.
    may_be_withheld : bool
        Whether the publisher keeps back results of some units.
    office_file : str
        Name, without suffix, of the office's own file for it; empty where an office measures nothing.
    short_key : str
        How parameters and item kinds abbreviate it; by default its key.
    top_codes : tuple of str
        Codes of the top parts, where all editions have the same.
    total_vi, part_vi, item_vi : str
        Words for the whole, a top part and the smallest part.
    source_key : str
        Source, of ``data/published/sources.csv``, that notes name for values without one; may be empty.
    basis_vi : str
        What every document says of how its ranks, groups and means are meant; may be empty.
    source : str
        Where the definition is known from.
    """

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    name_vi: Words
    title_vi: Words
    owner_vi: Words
    earlier_owners: tuple[EarlierOwner, ...] = ()
    kind: Literal["scored", "surveyed", "published"]
    unit_vi: Literal["%", "điểm"]
    scale: Scale
    decimals: Annotated[int, Field(ge=0, le=4)] = 2
    is_lower_better: bool = False
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    breaks: tuple[Break, ...] = ()
    seasons: tuple[Season, ...] = ()
    editions: Words
    adds_up: bool = False
    groups: Groups | None = None
    ranks: Literal["announced", "computed"] = "announced"
    is_sample_survey: bool = False
    may_be_withheld: bool = False
    office_file: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]*$")] = ""
    short_key: str = ""
    top_codes: tuple[Words, ...] = ()
    total_vi: Words = "Chỉ số chung"
    part_vi: Words = "nội dung"
    item_vi: Words = "nội dung thành phần"
    source_key: str = ""
    basis_vi: str = ""
    source: Words

    def owner_of(self, year: int) -> str:
        """Return who announced the results of a year."""
        return next((one.name_vi for one in self.earlier_owners if year <= one.until), self.owner_vi)

    def season_of(self, year: int) -> Season | None:
        """Return when it is measured in a year; None where nothing is known, or it is scored after the year."""
        return next((one for one in self.seasons if one.since <= year <= (one.until or year)), None)

    @property
    def short(self) -> str:
        """Its abbreviation in parameters."""
        return self.short_key or self.key

    @property
    def prefix(self) -> str:
        """What the keys of its tasks begin with: ``PAR-1.2.1``."""
        return self.short.upper()

    @property
    def is_percent(self) -> bool:
        """Whether it is told as a share of its maximum."""
        return self.unit_vi == PERCENT

    @property
    def item_unit_vi(self) -> str:
        """Unit of the values of its items: answers are shares, all else are points."""
        return PERCENT if self.kind == "surveyed" else "điểm"

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is: values times this sign are ordered like their ranks."""
        return -1 if self.is_lower_better else 1

    @property
    def worse_vi(self) -> str:
        """How a worse value lies against another: lower, or higher."""
        return "cao hơn" if self.is_lower_better else "thấp hơn"

    @property
    def beyond_vi(self) -> str:
        """On which side of another value a worse one lies: below, or above."""
        return "trên" if self.is_lower_better else "dưới"

    @property
    def best_vi(self) -> str:
        """What the best value is called: the highest, or the lowest."""
        return "Thấp nhất" if self.is_lower_better else "Cao nhất"

    @property
    def points_vi(self) -> str:
        """Unit of a difference of two values."""
        return "điểm phần trăm" if self.is_percent else self.unit_vi

    @property
    def mark(self) -> str:
        """What stands behind a value: ``%`` close to it, another unit after a space."""
        return self.unit_vi if self.is_percent else f" {self.unit_vi}"

    @property
    def group_rule_vi(self) -> str:
        """How groups are found where none was announced; empty without groups."""
        return self.groups.rule_vi if self.groups else ""

    @property
    def published_file(self) -> str:
        """Table that takes announced figures."""
        return f"data/published/{self.key}.csv"

    def level(self, unit_kind: str, year: int) -> Level | None:
        """Return what is said of units of a kind in a result year, None where the index does not exist for them."""
        return next(
            (
                one
                for one in self.levels
                if one.unit_kind == unit_kind and one.since <= year and (one.until is None or year <= one.until)
            ),
            None,
        )

    def is_announced(self, unit_kind: str, year: int) -> bool:
        """Tell whether values of such units are announced in a year."""
        level = self.level(unit_kind, year)
        return level is not None and level.is_announced

    def is_break(self, year: int, code: str = TOTAL_CODE) -> bool:
        """Tell whether the series of a code begins anew in a year: its value is not compared with the year before."""
        return any(one.year == year and (not one.codes or code in one.codes) for one in self.breaks)

    def bounds(self, n_parts: int) -> tuple[float, float]:
        """Return lowest and highest value of the whole, given the number of its top parts."""
        times = n_parts if self.scale.of == "part" else 1
        return self.scale.lowest * times, self.scale.highest * times


class IndexRegister:
    """The indices that a report is of, in the order in which it tells them.

    Parameters
    ----------
    indices : iterable of Index
        As defined.
    others : mapping of str to str
        Key → abbreviation of those that are defined and were not chosen.
    """

    def __init__(self, indices: Iterable[Index], others: Mapping[str, str] | None = None) -> None:
        self.all = tuple(indices)
        self.others = dict(others or {})
        self._by_key = {one.key: one for one in self.all}

    def __getitem__(self, key: str) -> Index:
        """Return an index by its key.

        Raises
        ------
        UnknownNameError
            If none bears it; the nearest are named.
        """
        if key not in self._by_key:
            near = suggest(key, self._by_key) or list(self._by_key)
            raise UnknownNameError(f"Không có chỉ số '{key}' trong data/indices; gần nhất: {', '.join(near)}.")
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def split(self, text: str) -> tuple[Index, str] | None:
        """Take ``papi_weak`` apart into an index and what follows its abbreviation; None where no index bears it."""
        fitting = [one for one in self.all if text.startswith(f"{one.short}_")]
        if not fitting:
            return None
        index = max(fitting, key=lambda one: len(one.short))
        return index, text.removeprefix(f"{index.short}_")

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all indices."""
        return tuple(self._by_key)

    @property
    def every(self) -> dict[str, str]:
        """Key → abbreviation of all that are defined, chosen or not."""
        return {one.key: one.short for one in self.all} | self.others

    def of_unit(self, unit_kind: str, year: int) -> tuple[Index, ...]:
        """Return the indices that exist for units of a kind in a result year."""
        return tuple(one for one in self.all if one.level(unit_kind, year) is not None)
