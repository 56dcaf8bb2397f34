"""An executed notebook to a ``Document``."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Sequence
from typing import Any

from cchc.errors import NotebookError
from cchc.reporting.back_matter import move_tables
from cchc.reporting.blocks import MIME, MISSING_ALT, Block, Heading, Paragraph, Said, Settings, Table, is_undescribed
from cchc.reporting.control_blocks import Checks, Control
from cchc.reporting.document import Document, block_from_dict, flatten, number_captions
from cchc.reporting.links import set_anchors
from cchc.reporting.markdown import parse_markdown
from cchc.reporting.own_outputs import UNREADABLE, joined_outputs, output_blocks
from cchc.reporting.plan_checks import check_document, check_page, refuse_open
from cchc.reporting.stamps import refuse_mixed
from cchc.reporting.unknown_box import gather_unknown
from cchc.texts import normalise_text, unprintable

#: Cells with one of these tags are for the analyst, not for the reader (``remove_cell`` is nbconvert's own word).
HIDDEN_TAGS = {"parameters", "remove_cell"}
#: Takes a text in an analyst's own words; returns what to tell of the units that it names.
Overlook = Callable[[str], Sequence[str]]


def unread(_: str) -> Sequence[str]:
    """Say nothing of a text: whose report it is, is not known."""
    return ()


def tags_of(cell: Any) -> Collection[str]:
    """Return the tags of a cell; some programs write ``null`` for none, or one as a word."""
    tags = cell.metadata.get("tags") or ()
    return (tags,) if isinstance(tags, str) else tags


def build_document(notebook: Any, overlook: Overlook = unread) -> Document:
    """Gather what the cells of an executed notebook tell.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Executed; code is never shown.
    overlook : callable
        Reads what an analyst has written himself, see ``other_units``.

    Returns
    -------
    Document
        Settings first found hold for all; tables and figures are numbered. What an analyst's own cell shows and documents
        cannot carry is said in its place, and among the remarks.

    Raises
    ------
    NotebookError
        If a cell failed, was not run, or a text holds something that documents cannot carry.
    IssueRefusedError
        If checks of the copy to be signed find something that nobody stands by.
    """
    blocks: list[Block] = []
    introductions: list[Block] = []
    # numbered as the analyst sees them, without the cell that papermill adds
    cells = [cell for cell in notebook.cells if "injected-parameters" not in tags_of(cell)]
    refuse_mixed(cells)
    silent = _silent_sections(cells)
    remarks: dict[str, None] = {}
    for number, cell in enumerate(cells, start=1):
        if HIDDEN_TAGS & set(tags_of(cell)) or number - 1 in silent:
            continue
        found: list[str] = []
        told = _cell_blocks(cell, number, found.append)
        found += [one for block in told if isinstance(block, Said) for one in block.remarks]
        found += [one for text in _own_texts(cell, told) for one in overlook(text)]
        remarks |= dict.fromkeys(f"ô số {number}: {one}" for one in found)
        if cell.cell_type == "markdown":
            introductions += told if told and isinstance(told[0], Heading) else []
        blocks += told
    blocks = flatten(blocks)
    settings = next((block for block in blocks if isinstance(block, Settings)), None)
    if settings is None:
        raise NotebookError(
            "Sổ tính thiếu ô mở đầu tài liệu (thường là ...opening(...) hoặc plan-checks); hãy đặt lại ô đó, chạy tất cả các ô rồi xuất lại."
        )
    checks = next((block for block in blocks if isinstance(block, Checks)), None)
    kept = move_tables([block for block in blocks if not isinstance(block, Settings | Checks)])
    # The control page closes the document, wherever its cell stands.
    kept.sort(key=lambda block: isinstance(block, Control))
    if settings.layout == "analysis":
        kept = gather_unknown(kept, introductions)
    if checks is None:
        return Document(settings, tuple(set_anchors(number_captions(kept))), remarks=tuple(remarks))
    findings = check_document(checks, kept)
    if checks.is_issue:
        refuse_open(findings)
    else:
        kept.insert(0, check_page(findings, checks.questions, checks.annexes, tuple(remarks)))
    return Document(settings, tuple(set_anchors(number_captions(kept))), findings, remarks=tuple(remarks))


def _silent_sections(cells: Sequence[Any]) -> set[int]:
    """Return the places of headings below which cells were to tell something, and none did: such a section is not printed.

    Where an analyst has written a text there, or only a text, it stays.
    """
    silent: set[int] = set()
    levels = {at: level for at, cell in enumerate(cells) if (level := _heading_level(cell)) > 1}
    for at, level in levels.items():
        end = next((one for one in range(at + 1, len(cells)) if levels.get(one, 9) <= level), len(cells))
        within = [(one, cells[one]) for one in range(at + 1, end)]
        code = [cell for _, cell in within if cell.cell_type == "code"]
        code = code[: next((one for one, cell in enumerate(code) if _begins_section(cell, level)), len(code))]
        is_prose = any(cell.cell_type == "markdown" and one not in levels for one, cell in within)
        if code and not is_prose and not any(_says_something(cell) for cell in code):
            silent.add(at)
    return silent


def _heading_level(cell: Any) -> int:
    """Return the level of the heading that a cell begins with; 0 for none."""
    if cell.cell_type != "markdown" or HIDDEN_TAGS & set(tags_of(cell)):
        return 0
    text = cell.source.lstrip()
    return len(text) - len(text.lstrip("#")) if text.startswith("#") else 0


def _begins_section(cell: Any, level: int) -> bool:
    """Tell whether what a cell put into the document begins with a heading of its own, of that level or above."""
    shown = next((data for output in cell.outputs if MIME in (data := output.get("data", {}))), None)
    first = next(iter(_shown(shown)), None) if shown is not None else None
    return isinstance(first, Heading) and first.level <= level


def _says_something(cell: Any) -> bool:
    """Tell whether a cell put anything into the document."""
    for output in cell.outputs:
        data = output.get("data", {})
        if MIME not in data:
            return True  # a text, a picture, an error: not for us to judge
        if _shown(data):
            return True
    return False


def _shown(data: Any) -> list[Block]:
    """Return the blocks that an output of ours carries; one of another version is no block, and is told of where it stands."""
    try:
        return flatten([block_from_dict(data[MIME])])
    except UNREADABLE:
        return [Paragraph(())]


def _cell_blocks(cell: Any, number: int, tell: Callable[[str], object]) -> list[Block]:
    """Return what one cell tells; what it shows that documents cannot carry is told of."""
    told: list[Block] = []
    if cell.cell_type == "markdown":
        try:
            told = parse_markdown(cell.source)
        except NotebookError as error:
            raise NotebookError(f"Ô số {number}: {error}") from None
    elif cell.cell_type == "code":
        for output in joined_outputs(cell.outputs):
            if output.output_type == "error":
                raise NotebookError(f"Ô số {number} dừng vì lỗi: {output.evalue}")
            told += output_blocks(output, tell)
    if any(map(is_undescribed, flatten(told))):
        tell(MISSING_ALT)
    return [printed(block, number) for block in told]


def _own_texts(cell: Any, told: Sequence[Block]) -> list[str]:
    """Return what a cell tells in an analyst's own words, a text a paragraph."""
    own = told if cell.cell_type == "markdown" else [one for one in told if isinstance(one, Said)]
    return [
        block.text if isinstance(block, Heading | Paragraph) else " ".join(str(cell) for row in block.rows for cell in row.cells)
        for block in flatten(list(own))
        if isinstance(block, Heading | Paragraph | Table)
    ]  # fmt: skip


def printed(block: Block, number: int) -> Block:
    """Return a block with its texts in the one form that documents use.

    Raises
    ------
    NotebookError
        If a text holds what no document can carry: found here, with the cell, and not by a writer.
    """
    found: list[str] = []

    def clean(value: Any, name: str = "") -> Any:
        if isinstance(value, str):
            text = value if name == "svg" else normalise_text(value)
            found.extend(() if name == "svg" else unprintable(text))
            return text
        if isinstance(value, tuple):
            return tuple(clean(one) for one in value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            changed = {
                one.name: new
                for one in dataclasses.fields(value)
                if (new := clean(old := getattr(value, one.name), one.name)) is not old
            }
            return dataclasses.replace(value, **changed) if changed else value
        return value

    made: Block = clean(block)
    if found:
        raise NotebookError(
            f"Kết quả của ô số {number} có ký tự không in được ({', '.join(dict.fromkeys(found[:3]))}); hãy xóa ký tự đó."
        )
    return made
