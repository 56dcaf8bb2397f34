"""What is for the one who works on a notebook and never for the reader of its document."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cchc.reporting.blocks import MIME, Block, Group, Paragraph, Span
from cchc.reporting.stamps import stamp


@dataclass(frozen=True)
class Aside:
    """Blocks that JupyterLab shows and documents leave out.

    Attributes
    ----------
    blocks : tuple of Block
        In order.
    markup : str
        HTML that follows them.
    extra : mapping of str to object
        MIME type → what else the output carries, for the extension of JupyterLab.
    """

    blocks: tuple[Block, ...]
    markup: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        from cchc.reporting.html import render_fragment  # noqa: PLC0415 -- heavy

        shown = f"{render_fragment(Group(self.blocks))}{self.markup}"
        return {"text/plain": self.text, "text/html": shown, MIME: Group(()).to_dict(), **self.extra}, stamp()

    @property
    def text(self) -> str:
        """What it says, where nothing but text can be shown."""
        return "\n".join(one.text for one in self.blocks if isinstance(one, Paragraph))


def warning(text: str) -> Paragraph:
    """Return a sentence that stops the eye."""
    return Paragraph((Span(text),), "warning")


def folded(title: str, text: str) -> Aside:
    """Return a long text that opens when it is asked for."""
    return Aside((), f"<details><summary>{html.escape(title)}</summary><pre>{html.escape(text)}</pre></details>")
