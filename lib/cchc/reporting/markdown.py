"""Markdown of notebook cells and plan texts to blocks."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cchc.errors import NotebookError
from cchc.reporting.blocks import Block, Column, Heading, Paragraph, Row, Span, Table

#: Widths of columns, in signs.
_WIDEST, _MARGIN = 45, 2
_PARSER = MarkdownIt("commonmark").enable("table")


def parse_markdown(text: str) -> list[Block]:
    r"""Turn Markdown into blocks.

    Parameters
    ----------
    text : str
        Headings, paragraphs, bold, italic, lists, tables. A paragraph that opens with ``>`` is a note.

    Returns
    -------
    list of Block
        In order.

    Raises
    ------
    NotebookError
        For what documents cannot carry: images, raw HTML, code.

    Examples
    --------
    >>> [type(block).__name__ for block in parse_markdown("# Tên\n\nMột **câu**.\n\n- ý")]
    ['Heading', 'Paragraph', 'Paragraph']
    """
    blocks: list[Block] = []
    tokens = _PARSER.parse(text)
    style, numbers = ["body"], [0]
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "heading_open":
            blocks.append(Heading(int(token.tag[1]), _plain(tokens[index + 1])))
        elif token.type == "paragraph_open":
            spans = _spans(tokens[index + 1])
            if style[-1] == "numbered":
                spans = (Span(f"{numbers[-1]}. "), *spans)
            blocks.append(Paragraph(spans, style[-1]))
        elif token.type in {"bullet_list_open", "ordered_list_open", "blockquote_open"}:
            style.append({"bullet_list_open": "dash", "ordered_list_open": "numbered"}.get(token.type, "note"))
            numbers.append(int(token.attrGet("start") or 1) - 1)
        elif token.type == "list_item_open":
            numbers[-1] += 1
        elif token.type in {"bullet_list_close", "ordered_list_close", "blockquote_close"}:
            style.pop()
            numbers.pop()
        elif token.type == "table_open":
            stop = next(at for at in range(index, len(tokens)) if tokens[at].type == "table_close")
            blocks.append(_table(tokens[index:stop]))
            index = stop
        elif token.type in {"fence", "code_block", "html_block"}:
            raise NotebookError(
                f"Văn bản có đoạn mã hoặc HTML không đưa được vào tài liệu: {token.content.strip()[:60]}"
            )
        index += 1
    return blocks


def _spans(inline: Token) -> tuple[Span, ...]:
    spans: list[Span] = []
    bold = italic = 0
    for token in inline.children or []:
        bold += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        italic += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        if token.type in {"text", "code_inline"}:
            spans.append(Span(token.content, bold > 0, italic > 0))
        elif token.type in {"softbreak", "hardbreak"}:
            spans.append(Span(" ", bold > 0, italic > 0))
        elif token.type in {"image", "html_inline"}:
            raise NotebookError("Văn bản có ảnh hoặc HTML không đưa được vào tài liệu; hãy dùng biểu đồ của cchc.")
    return tuple(span for span in spans if span.text)


def _plain(inline: Token) -> str:
    return "".join(span.text for span in _spans(inline))


def _table(tokens: list[Token]) -> Table:
    rows: list[list[str]] = []
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            rows[-1].append(_plain(tokens[at + 1]))
    # as wide as its longest cell, within limits: a column of numbers takes no room from a column of words
    widths = [min(max(len(cell) for cell in cells), _WIDEST) + _MARGIN for cells in zip(*rows, strict=True)]
    return Table(
        columns=tuple(
            Column(f"c{number}", title, width=width)
            for number, (title, width) in enumerate(zip(rows[0], widths, strict=True))
        ),
        rows=tuple(Row(tuple(cells)) for cells in rows[1:]),
    )
