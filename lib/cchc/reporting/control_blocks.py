"""Blocks that shape a document: the control page, what is to be checked before printing, where its long tables stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cchc.reporting.blocks import Block


@dataclass(frozen=True)
class Control(Block):
    """The control page: what the document rests on; not part of an official document.

    Attributes
    ----------
    title : str
        Heading.
    lines : tuple of str
        Sentences.
    files : tuple of tuple of str
        Path, status in Vietnamese, first digits of the sha256; or what ``header`` says. The last cell of a row with fewer
        cells spans what is left of it.
    header : tuple of str
        Headings of the columns of ``files``.
    is_front : bool
        Stands before the document instead of behind it.
    """

    kind: ClassVar[str] = "control"
    title: str
    lines: tuple[str, ...]
    files: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ("Tệp đầu vào", "Trạng thái", "sha256")
    is_front: bool = False


@dataclass(frozen=True)
class Checks(Block):
    """What the checks before printing need to know of a plan, and what they have found in its data.

    The document that carries it is checked when it is put together: a draft then begins with the list of findings, the
    copy to be signed is refused while any is open.

    Attributes
    ----------
    year, result_year : int
        Of the plan.
    plan_date : str
        ISO date of the plan.
    is_issue : bool
        The copy to be signed.
    lead_agencies : tuple of tuple of str
        For each agency that leads a task, the names under which a text may mention it.
    gone_agencies : tuple of (str, str)
        Name of an office that ended before the plan's date, or is not there yet, and who has its place on it.
    findings : tuple of (str, str, str, str)
        Check, place, what was found, what to do.
    accepted : tuple of (str, str, str)
        Check, text that the finding holds, reason.
    index_names : tuple of str
        Of all indices, as they are to be written.
    questions : tuple of (str, str)
        Row of an annex, and what the office is asked to examine about it; of the weakest rows.
    annexes : tuple of (str, str)
        Key of each annex in the parameters, and how the document calls it.
    """

    kind: ClassVar[str] = "checks"
    year: int
    result_year: int
    plan_date: str
    is_issue: bool
    lead_agencies: tuple[tuple[str, ...], ...]
    gone_agencies: tuple[tuple[str, str], ...]
    findings: tuple[tuple[str, str, str, str], ...]
    accepted: tuple[tuple[str, str, str], ...]
    index_names: tuple[str, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()
    annexes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TablesHere(Block):
    """Takes the long tables of what stands before it, so that findings can be read without them.

    Attributes
    ----------
    title : str
        Heading above them; nothing stands here where no table is long.
    reference, place : str
        What is left where a table stood: words before its number, and behind it.
    """

    kind: ClassVar[str] = "tables_here"
    title: str
    reference: str
    place: str
