"""How places in documents are named, and links to them written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from cchc.frameworks import official_code
from cchc.reporting.blocks import AnnexStart, Block, Figure, Heading, Table
from cchc.reporting.control_blocks import Control

#: Begins the item of a row that is a unit.
UNITS = "unit"


def anchor_of(task_key: str) -> str:
    """Return the name of an item, or a task of the office's own, in all documents.

    Parameters
    ----------
    task_key : str
        Prefix of the index and code.

    Examples
    --------
    >>> anchor_of("PAR-7.2.2"), anchor_of("PAPI-D1.2"), anchor_of("THEM-01"), anchor_of("")
    ('par-7.2.2', 'papi-1.2', 'them-01', '')
    """
    prefix, _, code = task_key.partition("-")
    return f"{prefix.lower()}-{official_code(code)}" if code else ""


def address(href: str, suffix: str) -> str:
    """Write where a link leads as an address of one format.

    Examples
    --------
    >>> address("plan#par-1.1", ".pdf"), address("#par-1.1", ".pdf"), address("plan#", ".html"), address("workbook.xlsx", ".html")
    ('plan.pdf#par-1.1', '#par-1.1', 'plan.html', 'workbook.xlsx')
    """
    stem, mark, place = href.partition("#")
    if not mark:
        return href
    return f"{stem}{suffix}{mark}{place}".rstrip("#") if stem else href


def slug(text: str) -> str:
    """Return an anchor for a heading, in letters that every address holds.

    Examples
    --------
    >>> slug("Điểm mất ở đâu?"), slug("…")
    ('diem-mat-o-dau', 'muc')
    """
    bare = "".join(one for one in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "-", bare.replace("đ", "d")).strip("-") or "muc"


def places(blocks: Sequence[Block]) -> list[str]:
    """Return the anchor of every block: from its words, its label or its number, which stay when cells are added; empty for none.

    Examples
    --------
    >>> places([Heading(2, "Mục A"), Heading(2, "Mục A"), Heading(3, "B")])
    ['muc-a', 'muc-a-2', 'b']
    """
    counts: Counter[str] = Counter()
    found = []
    for block in blocks:
        name = ""
        if isinstance(block, Heading):
            name = slug(block.text)
        elif isinstance(block, AnnexStart):
            name = slug(block.label)
        elif isinstance(block, Table | Figure) and block.number:
            name = f"{'bang' if isinstance(block, Table) else 'hinh'}-{block.number}"
        elif isinstance(block, Control):
            name = "kiem-soat" if not block.is_front else "kiem-tra"
        counts[name] += bool(name)
        found.append(f"{name}-{counts[name]}" if counts[name] > 1 else name)
    return found
