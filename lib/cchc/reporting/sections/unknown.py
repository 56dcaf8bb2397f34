"""Words for what is not known to us, what was withheld, and what other sources give."""

from __future__ import annotations

from collections.abc import Iterable

from cchc.analysis.index_results import IndexResults
from cchc.indices_defined import Index, IndexRegister
from cchc.reporting.blocks import Group, Paragraph
from cchc.reporting.formats import format_number
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.unknown_box import NOT_APPLICABLE, NOT_CHOSEN
from cchc.units import LEVEL_NAMES


def not_known(name: str, file: str) -> str:
    """Say that our data lack something, which says nothing of whether it was published, and which file takes it."""
    return sentence("not_in_data", name, file)


def absent(own: IndexResults) -> str:
    """Say why a unit has no value of an index: withheld by its publisher, or only not in our data."""
    name = sentence("of_unit", own.index, own.inputs.result_year)
    if own.is_withheld:
        return sentence("withheld", name)
    return not_known(name, own.index.published_file)


def absent_paragraph(own: IndexResults) -> tuple[Paragraph, ...]:
    """Say ``absent`` as a paragraph: what was withheld is known to be so."""
    return paragraph(absent(own), "body" if own.is_withheld else "unknown")


def absent_index(indices: IndexRegister, kind: str, key: str = "") -> Group:
    """Say of an index without results for which units it is measured; of one that the report is not of, that it is not."""
    if key in indices.others:
        return Group(paragraph(sentence("not_chosen", key), NOT_CHOSEN))
    return Group(paragraph(not_for(indices, kind, key), NOT_APPLICABLE))


def not_for(indices: IndexRegister, kind: str, key: str = "") -> str:
    """Say for which units an index is measured and announced, where it does not exist for this one; empty if there is none."""
    found = [indices[key]] if key else [one for one in indices.all if one.kind == kind]
    if not found:
        return ""
    levels = list(dict.fromkeys(LEVEL_NAMES[one.unit_kind] for one in found[0].levels if one.is_announced))
    return sentence("only_for", found[0], levels)


def other_figures(values: Iterable[float] = (), ranks: Iterable[int] = ()) -> str:
    """Write what other sources give, for the cell beside a figure; empty where they agree.

    Examples
    --------
    >>> other_figures((92.57,)), other_figures((), (8,)), other_figures(())
    ('92,57', 'thứ 8', '')
    """
    return "; ".join([*(format_number(value) for value in values), *(f"thứ {rank}" for rank in ranks)])


def group_words(group_vi: str, index: Index, *, is_published: bool) -> str:
    """Name a group, and how it was found where it was not published."""
    return group_vi if is_published or not group_vi else sentence("group_by_rule", group_vi, index)
