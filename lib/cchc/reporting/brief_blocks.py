"""The blocks of a page that is read in a minute: tiles of indices, profiles against the field, two columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cchc.reporting.blocks import Block

#: A year of a tile's small line: place across and up [0-1], whether it is joined with the point before, what it says.
Point = tuple[float, float, bool, str]


@dataclass(frozen=True)
class Tile:
    """One index, or one count, at a glance.

    Attributes
    ----------
    label : str
        What it is.
    value, unit : str
        As printed; a dash where it is not known, and then no unit.
    lines : tuple of str
        Rank, change, distance: each a few words.
    points : tuple of Point
        Its years, oldest first; empty for none.
    is_good : bool or None
        Colours the edge: None for neither.
    figure : float or None
        The value itself, for the workbook; None where it is not known or no single number.
    """

    label: str
    value: str
    unit: str = ""
    lines: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    is_good: bool | None = None
    figure: float | None = None


@dataclass(frozen=True)
class Tiles(Block):
    """Tiles side by side.

    ``n_columns``: so many in a row, where rows mean something; 0: as many as there is room for.
    """

    kind: ClassVar[str] = "tiles"
    tiles: tuple[Tile, ...]
    n_columns: int = 0


@dataclass(frozen=True)
class Mark:
    """One line of a profile; values as places on the scale [0-1], None where they are not known.

    Attributes
    ----------
    label : str
        What it is.
    own, middle, best : float or None
        Places of the unit, of the one in the middle, of the best.
    value, note : str
        The unit's value, and what is to be said beside it.
    """

    label: str
    own: float | None
    middle: float | None
    best: float | None
    value: str
    note: str = ""


@dataclass(frozen=True)
class Profile(Block):
    """Parts of an index: the unit between the middle and the best.

    Attributes
    ----------
    title : str
        The finding.
    marks : tuple of Mark
        In the order of the index.
    low, high : str
        What the ends of the scale are.
    note : str
        What the marks mean; source and status.
    """

    kind: ClassVar[str] = "profile"
    title: str
    marks: tuple[Mark, ...]
    low: str
    high: str
    note: str = ""

    @property
    def has_middle(self) -> bool:
        """Whether the middle of the field is known of any part."""
        return any(one.middle is not None for one in self.marks)

    @property
    def has_best(self) -> bool:
        """Whether the best of the field is known of any part."""
        return any(one.best is not None for one in self.marks)


@dataclass(frozen=True)
class Pair(Block):
    """Two columns; on a narrow screen one below the other."""

    kind: ClassVar[str] = "pair"
    left: tuple[Block, ...]
    right: tuple[Block, ...]


def line_of_years(years: list[tuple[int, float, bool, str]]) -> tuple[Point, ...]:
    """Place the years of an index in a small picture.

    Parameters
    ----------
    years : list of (int, float, bool, str)
        Year, value, whether it is not to be joined with the row before (a break), what it says; oldest first.

    Returns
    -------
    tuple of Point
        Years across, the span of the values up; a missing year is not joined over. Empty for fewer than two.

    Examples
    --------
    >>> line_of_years([(2021, 80.0, False, "a"), (2022, 84.0, False, "b"), (2024, 82.0, False, "c")])
    ((0.0, 0.0, False, 'a'), (0.3333, 1.0, True, 'b'), (1.0, 0.5, False, 'c'))
    """
    if len(years) < 2:
        return ()
    first, span = years[0][0], years[-1][0] - years[0][0]
    values = [value for _, value, _, _ in years]
    low, height = min(values), max(values) - min(values)
    before = None
    points = []
    for year, value, is_break, text in years:
        up = 0.5 if height == 0 else (value - low) / height
        points.append((round((year - first) / span, 4), round(up, 4), before == year - 1 and not is_break, text))
        before = year
    return tuple(points)
