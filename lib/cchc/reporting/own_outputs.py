"""What an analyst's own cells print and show, as far as documents can carry it; what they cannot is said in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nbformat.v4 import new_output

from cchc.errors import NotebookError
from cchc.reporting.blocks import MIME, NO_ALT, Block, Figure, Paragraph, Span
from cchc.reporting.document import block_from_dict
from cchc.reporting.markdown import parse_markdown
from cchc.reporting.own_cells import readable

#: What documents print of what a cell prints.
MOST_LINES = 100
_LONGEST_LINE = 2000
#: How a block of another version of this programme fails to be read.
UNREADABLE = (KeyError, TypeError, AttributeError)
#: How Python writes what has no words of its own: <Figure size ...>, <Styler object at 0x7f...>.
_NO_WORDS = re.compile(r"<Figure|\bat 0x[0-9A-Fa-f]+")
_BYTES = re.compile(r"b(['\"]).*\\x[0-9a-f]{2}.*\1", re.DOTALL)
#: A sign, and the one that takes it back.
_TAKEN_BACK = re.compile(r"[^\x08\n]\x08")
_FIGURE, _TABLE, _SAY = (
    'cchc.figure(fig, caption="...", alt="...")',
    'cchc.table(bảng, caption="...")',
    'cchc.say("...")',
)
#: Kind of output → what it is called, and how to have it; the first that fits.
_FOREIGN = {
    "application/vnd.jupyter.widget": (
        "nút bấm, thanh kéo (widget)",
        f"hãy hiện kết quả của nó bằng {_TABLE} hoặc {_FIGURE}",
    ),
    "application/vnd.plotly": ("biểu đồ tương tác (plotly)", f"hãy vẽ bằng matplotlib rồi {_FIGURE}"),
    "application/vnd.vega": ("biểu đồ tương tác (altair)", f"hãy vẽ bằng matplotlib rồi {_FIGURE}"),
    "application/javascript": ("đoạn JavaScript", f"hãy hiện kết quả bằng {_TABLE} hoặc {_FIGURE}"),
    "image/": ("ảnh", f"hãy vẽ bằng matplotlib (plt.imshow(...)) rồi {_FIGURE}"),
    "text/latex": ("công thức LaTeX", f"hãy viết bằng chữ: {_SAY}"),
    "text/html": ("đoạn HTML", f"hãy dùng {_TABLE}, {_FIGURE} hoặc {_SAY}"),
}
#: Marks by which HTML is known for what draws it, whatever else it holds.
_DRAWN_BY = {"plotly": "application/vnd.plotly", "vega": "application/vnd.vega", "jupyter-widgets": "application/vnd.jupyter.widget"}  # fmt: skip


def joined_outputs(outputs: Iterable[Any]) -> list[Any]:
    """Return the outputs of a cell, what was printed in a row as one: when it is sent in how many pieces is chance.

    Parameters
    ----------
    outputs : iterable of nbformat.NotebookNode
        In order; warnings and progress of tools (stderr) are nothing for a reader.
    """
    told: list[Any] = []
    for one in outputs:
        if one.output_type != "stream":
            told.append(one)
        elif one.name == "stderr":
            continue
        elif told and told[-1].output_type == "stream":
            told[-1] = new_output("stream", name="stdout", text=_joined(told[-1].text) + _joined(one.text))
        else:
            told.append(one)
    return told


def output_blocks(output: Any, tell: Callable[[str], object]) -> list[Block]:
    r"""Return the blocks of one output.

    Parameters
    ----------
    output : nbformat.NotebookNode
        One of ``joined_outputs``, not an error.
    tell : callable
        Takes a sentence about what was left out.

    Returns
    -------
    list of Block
        The same output gives the same blocks.

    Examples
    --------
    >>> from types import SimpleNamespace as Output
    >>> told = []
    >>> blocks = output_blocks(Output(output_type="stream", name="stdout", text="một\rhai\n"), told.append)
    >>> [block.text for block in blocks], told
    (['hai'], [])
    """
    if output.output_type == "stream":
        return _printed(_joined(output.text), tell)
    data: Mapping[str, Any] = output.get("data", {})
    if MIME in data:
        try:
            return [block_from_dict(data[MIME])]
        except UNREADABLE:
            return _left_out("kết quả của một phiên bản khác của chương trình", "hãy chạy lại sổ tính", tell)
    if "image/svg+xml" in data:
        return [Figure(_joined(data["image/svg+xml"]), alt=NO_ALT)]
    if "text/markdown" in data:
        try:
            return parse_markdown(readable(_joined(data["text/markdown"])))
        except NotebookError:
            return _left_out("đoạn Markdown có ảnh, HTML hoặc mã", f"chỉ dùng chữ, danh sách, bảng: {_SAY}", tell)
    foreign = _foreign(data)
    if foreign is not None:
        return _left_out(*foreign, tell)
    text = _joined(data.get("text/plain", ""))
    if not text or set(data) - {"text/plain"}:
        return _left_out("kết quả", f"hãy dùng {_TABLE}, {_FIGURE} hoặc {_SAY}", tell)
    if _BYTES.fullmatch(text):
        return _left_out("dữ liệu nhị phân (bytes)", "hãy giải mã thành chữ (.decode(...)) trước khi in", tell)
    return _printed(text.strip().strip("'\""), tell)


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)


def _foreign(data: Mapping[str, Any]) -> tuple[str, str] | None:
    """Name an output that no document can carry, and how to have it; None for what may be text."""
    html = _joined(data.get("text/html", "")).casefold()
    kinds = [kind for mark, kind in _DRAWN_BY.items() if mark in html] + list(data)
    return next((told for begin, told in _FOREIGN.items() if any(kind.startswith(begin) for kind in kinds)), None)


def _left_out(what: str, advice: str, tell: Callable[[str], object]) -> list[Block]:
    tell(f"{what} không đưa được vào tài liệu; {advice}")
    return [_note(f"Ở đây có {what} không đưa được vào tài liệu; {advice}.")]


def _printed(text: str, tell: Callable[[str], object]) -> list[Block]:
    """Return what a cell has printed, a paragraph a line: as a terminal would show it, and no longer than is read."""
    lines = [line for one in text.split("\n") if (line := _line(one))]
    blocks: list[Block] = []
    lost = 0
    for line in lines[:MOST_LINES]:
        if _NO_WORDS.search(line):
            lost += 1
            if lost == 1:
                advice = f"hãy dùng {_TABLE}, {_FIGURE} hoặc {_SAY}"
                blocks += _left_out("kết quả chỉ là địa chỉ trong bộ nhớ", advice, tell)
        else:
            blocks.append(_paragraph(line, tell))
    if len(lines) > MOST_LINES:
        rest = f"{len(lines) - MOST_LINES:,}".replace(",", ".")
        told = f"{rest} dòng in ra phía sau không đưa vào tài liệu"
        tell(f"{told}; hãy in ít hơn, hoặc dùng {_TABLE}")
        blocks.append(_note(f"Còn {told}; cần đủ thì dùng {_TABLE}."))
    return blocks


def _line(text: str) -> str:
    """Return a line as a terminal shows it: of a progress bar its last state, without colours."""
    while _TAKEN_BACK.search(text):
        text = _TAKEN_BACK.sub("", text)
    states = [one for one in text.split("\r") if one.strip()]
    return readable(states[-1]).replace("\n", " ").strip() if states else ""


def _paragraph(line: str, tell: Callable[[str], object]) -> Paragraph:
    if "\ufffd" in line:
        tell("có ký tự không in được, đã thay bằng \ufffd")
    if len(line) <= _LONGEST_LINE:
        return Paragraph((Span(line),))
    tell(f"một dòng in ra dài {len(line)} ký tự, chỉ in {_LONGEST_LINE} ký tự đầu")
    return Paragraph((Span(f"{line[:_LONGEST_LINE].rstrip()}…"),))


def _note(text: str) -> Paragraph:
    return Paragraph((Span(text),), "note")
