"""A ``Document`` to one self-contained HTML file."""

from __future__ import annotations

import base64
import functools
import hashlib
import html
from pathlib import Path

import jinja2

from cchc.reporting.addresses import address, places
from cchc.reporting.blocks import MISSING_ALT, AnnexStart, Block, Heading, Letterhead, Said, Table, is_undescribed
from cchc.reporting.document import Document, flatten
from cchc.reporting.formats import NUMBER_KINDS, format_cell, kind_in
from cchc.reporting.own_frames import printed_blocks
from cchc.reporting.tables import render_csv

TEMPLATES = Path(__file__).parent / "templates"


@functools.cache
def template_environment() -> jinja2.Environment:
    """Return where templates are found and what they may call; an unknown name in one is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"svg_uri": svg_uri, "csv_uri": csv_uri, "policy": policy, "address": address}
    environment.globals |= {"format_cell": format_cell, "kind_in": kind_in, "number_kinds": NUMBER_KINDS}
    return environment


def svg_uri(svg: str) -> str:
    """Return an SVG as a data address: self-contained, and its ids cannot clash with those of another chart."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def csv_uri(table: Table) -> str:
    """Return a table as a file within the page: it is saved without any request."""
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(render_csv(table)).decode()


def policy(script: str) -> str:
    """Return the Content-Security-Policy of a page: it asks nobody for anything, and runs no script but its own.

    Examples
    --------
    >>> policy("")
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src 'none'"
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = f"'sha256-{digest}'" if script else "'none'"
    rest = "img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; {rest}; script-src {allowed}"


def render_fragment(block: Block) -> str:
    """Render one block as JupyterLab shows it."""
    template = template_environment().get_template("blocks.html.j2")
    css = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("document.css", "fragment.css"))
    shown = printed_blocks(flatten([block]))
    hints = [
        *(block.remarks if isinstance(block, Said) else ()),
        *(MISSING_ALT for one in shown if is_undescribed(one)),
    ]
    body = "".join(template.module.render(one) for one in shown)  # type: ignore[attr-defined]
    told = "".join(f'<p class="note">Lưu ý: {html.escape(one)}. (Dòng này không vào tài liệu.)</p>' for one in hints)
    return f'<div class="cchc fragment"><style>{css}</style>{body}{told}</div>'


def contents(document: Document) -> list[tuple[int, str, str]]:
    """List the headings for the table of contents: level, anchor, text."""
    found: list[tuple[int, str, str]] = []
    for block, place in zip(document.blocks, places(document.blocks), strict=True):
        if isinstance(block, Heading) and block.level in {2, 3}:
            found.append((block.level, place, block.text))
        elif isinstance(block, AnnexStart):
            found.append((2, place, f"{block.label}. {block.title}"))
    return found


def render_html(document: Document) -> str:
    """Render a document as one HTML file that requests nothing from anywhere.

    Parameters
    ----------
    document : Document
        The tree.

    Returns
    -------
    str
        UTF-8 text; the same document gives the same text.
    """
    first = next((at for at, block in enumerate(document.blocks) if isinstance(block, Heading | Letterhead)), 0)
    return (
        template_environment()
        .get_template("document.html.j2")
        .render(
            document=document,
            settings=document.settings,
            blocks=list(zip(printed_blocks(document.blocks), places(document.blocks), strict=True)),
            contents=[] if document.settings.layout == "brief" else contents(document),
            first=document.blocks[first] if document.blocks else None,
            css=(TEMPLATES / "document.css").read_text(encoding="utf-8"),
            script=(TEMPLATES / "page.js").read_text(encoding="utf-8"),
        )
    )


def write_html(document: Document, path: Path) -> None:
    """Write ``render_html`` to a file."""
    path.write_text(render_html(document), encoding="utf-8", newline="\n")
