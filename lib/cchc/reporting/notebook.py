"""An executed notebook to a ``Document``."""

from __future__ import annotations

import dataclasses
from typing import Any

from cchc.errors import NotebookError
from cchc.reporting.blocks import MIME, Block, Figure, Paragraph, Settings, Span
from cchc.reporting.control_blocks import Checks, Control
from cchc.reporting.document import Document, block_from_dict, flatten, number_captions
from cchc.reporting.markdown import parse_markdown
from cchc.reporting.plan_checks import check_document, check_page, refuse_open
from cchc.texts import normalise_text, unprintable

#: Cells with one of these tags are for the analyst, not for the reader (``remove_cell`` is nbconvert's own word).
HIDDEN_TAGS = {"parameters", "remove_cell"}
_SIGNS_OF_LOST_OUTPUT = ("<Figure", "Styler at")


def build_document(notebook: Any) -> Document:
    """Gather what the cells of an executed notebook tell.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Executed; code is never shown.

    Returns
    -------
    Document
        Settings first found hold for all; tables and figures are numbered.

    Raises
    ------
    NotebookError
        If a cell failed, was not run, or shows something that documents cannot carry.
    IssueRefusedError
        If checks of the copy to be signed find something that nobody stands by.
    """
    blocks: list[Block] = []
    # numbered as the analyst sees them, without the cell that papermill adds
    cells = [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    for number, cell in enumerate(cells, start=1):
        if HIDDEN_TAGS & set(cell.metadata.get("tags", [])):
            continue
        if cell.cell_type == "markdown":
            try:
                blocks += [printed(block, number) for block in parse_markdown(cell.source)]
            except NotebookError as error:
                raise NotebookError(f"Ô số {number}: {error}") from None
        elif cell.cell_type == "code":
            for output in cell.outputs:
                blocks += [printed(block, number) for block in _output_blocks(output, number)]
    blocks = flatten(blocks)
    settings = next((block for block in blocks if isinstance(block, Settings)), None)
    if settings is None:
        raise NotebookError(
            "Sổ tính chưa được chạy hoặc thiếu ô mở đầu tài liệu; hãy chạy tất cả các ô (Run > Run All Cells) rồi xuất lại."
        )
    checks = next((block for block in blocks if isinstance(block, Checks)), None)
    kept = [block for block in blocks if not isinstance(block, Settings | Checks)]
    # The control page closes the document, wherever its cell stands.
    kept.sort(key=lambda block: isinstance(block, Control))
    if checks is None:
        return Document(settings, tuple(number_captions(kept)))
    findings = check_document(checks, kept)
    if checks.is_issue:
        refuse_open(findings)
    else:
        kept.insert(0, check_page(findings))
    return Document(settings, tuple(number_captions(kept)), findings)


def _output_blocks(output: Any, number: int) -> list[Block]:
    if output.output_type == "error":
        raise NotebookError(f"Ô số {number} dừng vì lỗi: {output.evalue}")
    if output.output_type == "stream":
        return [] if output.name == "stderr" or not output.text.strip() else [_text(output.text)]
    data = output.get("data", {})
    if MIME in data:
        return [block_from_dict(data[MIME])]
    if "image/svg+xml" in data:
        return [Figure("".join(data["image/svg+xml"]), alt="Biểu đồ do người phân tích thêm vào")]
    if "text/markdown" in data:
        return parse_markdown("".join(data["text/markdown"]))
    text = "".join(data.get("text/plain", ""))
    if any(sign in text for sign in _SIGNS_OF_LOST_OUTPUT) or not text or set(data) - {"text/plain"}:
        raise NotebookError(
            f"Kết quả của ô số {number} không đưa được vào tài liệu; hãy trả về bảng (DataFrame), biểu đồ matplotlib hoặc đối tượng của cchc."
        )
    return [_text(text)]


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


def _text(text: str) -> Paragraph:
    return Paragraph((Span(text.strip().strip("'\"")),))
