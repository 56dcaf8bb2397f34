"""Rows of what was announced: the parts that an index has in a year, and their values and ranks as a form gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cchc.frameworks import PAR_METHODS, PILLAR, Framework, official_code
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.numbers import comma
from cchc.sources.cells import CellReader
from cchc.sources.framework_choice import find_framework
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.unit_register import UnitRegister
from cchc.units import NATIONAL_KIND, Unit

#: Kind of index → its columns of values: keys of the dictionary of columns.
VALUES = {"published": ("score:announced",), "scored": ("score:announced", "max_score", "pct"), "surveyed": ("pct",)}
RANKS = ("rank", "n_ranked")


@dataclass(frozen=True)
class Part:
    """A row of the form: the whole, or a part of the index.

    Attributes
    ----------
    code : str
        ``total``, or as tables of announced figures know the part: a code, of a surveyed index its name.
    name_vi : str
        As printed.
    max_score : float or None
        Its maximum [unit of the index], where it is known.
    shown_code : str
        Code as the form prints it.
    """

    code: str
    name_vi: str
    max_score: float | None = None
    shown_code: str = ""


def parts_of(reader: Reader, index: Index, unit_kind: str, issuers: tuple[str, ...], year: int) -> tuple[Part, ...]:
    """Return what a form asks for: the whole first, then the parts as far as the edition of the year is known.

    Parameters
    ----------
    reader : Reader
        Finds the edition.
    index : Index
        Whose.
    unit_kind : str
        Kind of unit.
    issuers : tuple of str
        Who may have issued the edition, first choice first.
    year : int
        Result year.

    Returns
    -------
    tuple of Part
        Of a scored index its top parts and sources of points.
    """
    name = find_framework(reader, index, unit_kind, issuers, year)
    edition = None if name is None else load_framework(reader, name)
    tops = 0 if edition is None else len([one for one in edition.children("") if one.node_kind != PILLAR])
    whole = index.bounds(tops)[1] if tops or index.scale.of == "whole" else None
    total = Part(TOTAL_CODE, index.total_vi, whole)
    if index.kind == "published":
        nodes = () if edition is None else edition.nodes
        return (total, *(Part(one.code, one.name_vi, one.max_score, official_code(one.code)) for one in nodes))
    if index.kind == "surveyed":
        nodes = () if edition is None else edition.nodes
        return (total, *(Part(one.name_vi, one.name_vi, 100.0, one.code) for one in nodes))
    tops_of = _domains(edition, index)
    methods = tuple(Part(key, name_vi, None, "") for key, name_vi in PAR_METHODS.items())
    return (total, *tops_of, *(methods if unit_kind == NATIONAL_KIND else ()))


def _domains(edition: Framework | None, index: Index) -> tuple[Part, ...]:
    if edition is not None:
        return tuple(Part(one.code, one.name_vi, one.max_score, one.code) for one in edition.children(""))
    return tuple(Part(code, f"{index.part_vi} {code}", None, code) for code in index.top_codes)


def largest_field(unit: Unit, units: UnitRegister, year: int) -> int | None:
    """Return how many units may be ranked together at most; None where that is not known."""
    if not unit.is_ranked_nationally:
        return None
    # results of a year may be announced for the units of the year in which they are
    return max(len(units.of_kind(unit.unit_kind, one)) for one in (year + 1, year + 2))


def read_values(
    cells: CellReader, row: int, part: Part, index: Index, *, n_most: int | None, prefix: str = ""
) -> dict[str, float | int | None] | None:
    """Read value and rank of a part; None where nothing is written, or what is written is refused.

    Parameters
    ----------
    cells : CellReader
        Gathers the faults.
    row : int
        Of the grid.
    part : Part
        What the row is of; knows its maximum.
    index : Index
        Whose.
    n_most : int or None
        How many units may be ranked at most.
    prefix : str
        Unit, for messages.
    """
    what = f"{prefix}giá trị của {part.shown_code or part.name_vi}"
    n_faults = len(cells.faults)
    lowest, highest = index.bounds(1)
    values: dict[str, float | int | None] = {}
    if "score" in cells.columns:
        whole = 100.0 if index.kind == "scored" else highest if index.scale.of == "whole" else None
        values["score"] = cells.score(row, "score", what, part.max_score if part.max_score is not None else whole)
    if "max_score" in cells.columns:
        values["max_score"] = cells.score(row, "max_score", f"điểm tối đa của {part.shown_code or part.name_vi}", 100.0)
    if "pct" in cells.columns:
        values["pct"] = cells.number(
            row, "pct", f"tỷ lệ của {part.shown_code or part.name_vi}", "cần một số từ 0 đến 100", maximum=100.0
        )
        if (pct := values["pct"]) is not None and pct < 0:
            cells.fault(row, "pct", f"tỷ lệ là {comma(float(pct))}", "cần một số từ 0 đến 100")
    is_whole = part.code == TOTAL_CODE and index.kind == "published"
    told = values.get("score")
    if is_whole and told is not None and index.scale.of == "whole" and told < lowest:
        cells.fault(row, "score", f"{what} là {comma(float(told))}", f"không nhỏ hơn {comma(lowest)}")
    rank, n_ranked = (_whole(cells, row, key, part) for key in RANKS)
    if rank is not None and n_ranked is not None and rank > n_ranked:
        cells.fault(row, "rank", f"thứ hạng {rank} lớn hơn số đơn vị được xếp hạng ({n_ranked})", "kiểm tra hai ô")
    if n_ranked is not None and n_most is not None and n_ranked > n_most:
        cells.fault(row, "n_ranked", f"số đơn vị được xếp hạng là {n_ranked}", f"không quá {n_most} đơn vị")
    if rank is not None and n_ranked is None and n_most is not None and rank > n_most:
        cells.fault(row, "rank", f"thứ hạng là {rank}", f"không quá {n_most}")
    values |= {"rank": rank, "n_ranked": n_ranked}
    is_filled = any(values[key] is not None for key in values if key not in {"max_score", "n_ranked"})
    return values if is_filled and len(cells.faults) == n_faults else None


def _whole(cells: CellReader, row: int, key: str, part: Part) -> int | None:
    name = "thứ hạng" if key == "rank" else "số đơn vị được xếp hạng"
    text = cells.text(row, key) if key in cells.columns else ""
    if "/" in text and key == "rank":
        text = text.split("/", maxsplit=1)[0].strip()
        if text.isascii() and text.isdigit() and int(text):
            return int(text)
    number = cells.number(row, key, f"{name} của {part.shown_code or part.name_vi}", "cần một số nguyên từ 1")
    if number is None:
        return None
    if number < 1 or number % 1:
        cells.fault(row, key, f"{name} là {comma(number)}", "cần một số nguyên từ 1")
        return None
    return int(number)


def as_row(
    index: Index, unit_key: str, year: int, part: Part, values: Mapping[str, float | int | None], source_key: str
) -> dict[str, Any]:
    """Return a row of the table of announced figures of an index."""
    ranks = {key: pd.NA if values.get(key) is None else values[key] for key in RANKS}
    numbers = {key: float("nan") if values.get(key) is None else values[key] for key in ("score", "max_score", "pct")}
    row: dict[str, Any] = {"unit_key": unit_key, "year": year}
    if index.kind == "published":
        return row | {"code": part.code, "score": numbers["score"], **ranks, "source_key": source_key}
    if index.kind == "surveyed":
        named = {"component_vi": part.code, "statistic": "value", "pct": numbers["pct"]}
        return row | named | ranks | {"source_key": source_key, "field_vi": ""}
    pct = numbers["pct"]
    whole = numbers["max_score"]
    if pd.isna(whole) and part.max_score is not None:
        numbers["max_score"] = part.max_score
    if part.code == TOTAL_CODE and index.is_percent and pd.isna(pct) and pd.isna(whole):
        # the whole of an index told in per cent is one, out of 100
        numbers["max_score"] = 100.0
    return row | {
        "code": part.code, "statistic": "value", **numbers, **ranks, "grade_vi": "", "source_key": source_key, "field_vi": "",
    }  # fmt: skip
