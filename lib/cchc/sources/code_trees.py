"""The tree of criteria that the numbering of a list tells, where it names no parents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_ROMAN = re.compile(r"(?=[IVXL])(XL|L?X{0,3})(IX|IV|V?I{0,3})")
_DOTTED = re.compile(r"\d+(\.\d+)*")
_LETTER = re.compile(r"[a-zđ]")
_MAIN_LETTER = re.compile(r"[A-Z]")
_MARKS = " .)-–:"


@dataclass(frozen=True)
class Numbered:
    """A row of a list as its numbering places it.

    Attributes
    ----------
    code : str
        Its own code, unique in the list: what stands in the row, behind its parent's where numbers begin anew below every
        head (``I.1``), and letters (``1.1.a``).
    parent_code : str
        Of the row above it in the tree; empty at the top.
    depth : int
        From 1.
    fault : str
        Why the row has no place; empty if it has one.
    """

    code: str
    parent_code: str
    depth: int
    fault: str = ""


def derive_tree(codes: Sequence[str]) -> list[Numbered]:
    """Derive the tree of a list from its codes, in the order of its rows.

    Parameters
    ----------
    codes : sequence of str
        As written: ``I``, ``1.``, ``1.1``, ``a)``, ``A``; marks at their end do not matter.

    Returns
    -------
    list of Numbered
        One a row. Heads are Roman numbers, or capital letters, or else whole numbers; dotted numbers stand below the number
        that they extend; small letters below the last number.

    Examples
    --------
    >>> [(one.code, one.parent_code) for one in derive_tree(["I", "1", "1.1", "a)", "II.", "1"])]
    [('I', ''), ('I.1', 'I'), ('I.1.1', 'I.1'), ('I.1.1.a', 'I.1.1'), ('II', ''), ('II.1', 'II')]
    >>> [(one.code, one.parent_code) for one in derive_tree(["1.", "1.1", "1.1.2", "2"])]
    [('1', ''), ('1.1', '1'), ('1.1.2', '1.1'), ('2', '')]
    >>> derive_tree(["1", "3.1"])[1].fault
    'chưa có dòng mang mã 3 ở trên'
    """
    written = [one.strip(_MARKS) for one in codes]
    has_heads = any(_ROMAN.fullmatch(one) or _MAIN_LETTER.fullmatch(one) for one in written)
    numbers = Counter(one for one in written if _DOTTED.fullmatch(one))
    begins_anew = has_heads and any(count > 1 for count in numbers.values())
    found: list[Numbered] = []
    depths: dict[str, int] = {}
    head = number = ""
    for one in written:
        if _ROMAN.fullmatch(one) or _MAIN_LETTER.fullmatch(one):
            placed = Numbered(one, "", 1)
            head, number = one, ""
        elif _DOTTED.fullmatch(one):
            prefix = f"{head}." if begins_anew and head else ""
            above = one.rpartition(".")[0]
            parent = f"{prefix}{above}" if above else head
            placed = _below(f"{prefix}{one}", parent, depths, above or head)
            number = placed.code
        elif _LETTER.fullmatch(one):
            above = number or head
            placed = _below(f"{above}.{one}", above, depths, "số")
        else:
            placed = Numbered(one, "", 0, "không phải số La Mã, chữ cái hay số có dấu chấm")
        if placed.code in depths and not placed.fault:
            placed = Numbered(placed.code, placed.parent_code, 0, "mã này đã có ở dòng trên")
        if not placed.fault:
            depths[placed.code] = placed.depth
        found.append(placed)
    return found


def _below(code: str, parent: str, depths: dict[str, int], written: str) -> Numbered:
    if not parent:
        return Numbered(code, "", 1) if written == "" else Numbered(code, "", 0, f"chưa có dòng mang {written} ở trên")
    if parent not in depths:
        return Numbered(code, parent, 0, f"chưa có dòng mang mã {written} ở trên")
    return Numbered(code, parent, depths[parent] + 1)
