"""Sections of which nothing is known, gathered at the end of an analysis."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cchc.reporting.blocks import Block, Heading, Paragraph, Span
from cchc.reporting.control_blocks import Control
from cchc.reporting.sentences import paragraph, sentence

UNKNOWN, NOT_APPLICABLE = "unknown", "not_applicable"
#: Of an index that the report is not of: seen in JupyterLab, in no document.
NOT_CHOSEN = "not_chosen"


_STYLES = {UNKNOWN, NOT_APPLICABLE, NOT_CHOSEN}


def gather_unknown(blocks: Sequence[Block], introductions: Collection[Block]) -> list[Block]:
    """Take out the sections that only say that something is not known, and say so once at the end.

    Parameters
    ----------
    blocks : sequence of Block
        An analysis, in order.
    introductions : collection of Block
        Headings and what their own cells say below them: a section of nothing else besides has no content.

    Returns
    -------
    list of Block
        Without these sections; behind the findings, before their tables and the control page, a section names each with its
        sentence. What is not applicable is named only where the document does not say it elsewhere.
    """
    intros = {id(block) for block in introductions}
    kept: list[Block] = []
    taken: list[tuple[str, Paragraph]] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        section = _section(blocks, at) if isinstance(block, Heading) and block.level > 1 else ()
        told = [one for one in section if isinstance(one, Paragraph) and one.style in _STYLES]
        others = [one for one in section if id(one) not in intros and not isinstance(one, Heading) and one not in told]
        if isinstance(block, Heading) and told and not others:
            taken += [(block.text, one) for one in told]
            at += len(section)
        else:
            kept.append(block)
            at += 1
    taken = [(title, one) for title, one in taken if one.style != NOT_CHOSEN]
    kept = [block for block in kept if not (isinstance(block, Paragraph) and block.style == NOT_CHOSEN)]
    if not taken:
        return kept
    return _insert(kept, _listed(taken, kept))


def _section(blocks: Sequence[Block], start: int) -> Sequence[Block]:
    """Return a heading with everything up to the next one of its rank."""
    heading = blocks[start]
    assert isinstance(heading, Heading)  # noqa: S101 -- the caller has looked
    for end in range(start + 1, len(blocks)):
        block = blocks[end]
        if isinstance(block, Control) or (isinstance(block, Heading) and block.level <= heading.level):
            return blocks[start:end]
    return blocks[start:]


def _listed(taken: Sequence[tuple[str, Paragraph]], kept: Sequence[Block]) -> list[Block]:
    said = "\n".join(block.text for block in kept if isinstance(block, Paragraph))
    items: list[Block] = []
    sentences: set[str] = set()
    for title, one in taken:
        is_said = one.style == NOT_APPLICABLE and one.text.rstrip(".") in said
        if not is_said and one.text not in sentences:
            sentences.add(one.text)
            items.append(Paragraph((Span(f"{title.rstrip('.')}. ", bold=True), *one.spans), "dash"))
    if not items:
        return []
    return [Heading(2, sentence("unknown_title")), *items, *paragraph(sentence("unknown_hint"), "note")]


def _insert(blocks: list[Block], section: list[Block]) -> list[Block]:
    end = next((at for at, block in enumerate(blocks) if _is_behind(block)), len(blocks))
    return [*blocks[:end], *section, *blocks[end:]]


def _is_behind(block: Block) -> bool:
    """Whether a block begins what stands behind the findings."""
    return isinstance(block, Control) or (isinstance(block, Heading) and block.is_back)
