"""How the pages of every document are filled, measured on the finished PDF by poppler. Run by .ci/run (make test-external)."""

import importlib.util
import itertools
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from cchc import build_plan, compute_results, load_inputs
from cchc.planning.extracts import build_extracts
from cchc.reporting.blocks import AnnexStart, Figure, Heading, Letterhead, Table
from cchc.reporting.control_blocks import Control
from cchc.reporting.document import Document
from cchc.reporting.extract_files import extract_document
from cchc.reporting.notebook import build_document
from cchc.reporting.typst import render_pdf
from cchc.run.execute import execute_notebook

pytestmark = pytest.mark.external
_spec = importlib.util.spec_from_file_location(
    "golden_documents", Path(__file__).resolve().parents[1] / "golden/test_golden_documents.py"
)
assert _spec is not None
assert _spec.loader is not None
_golden = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_golden)
EXTRACT = "bac_kan_2024_extract"

PPI, MM = 72, 72 / 25.4
#: Ink darker than the watermark and the ground of heads; what the charts fill with light colours has text or lines.
INK = 200
#: A page may leave this share of its text area empty in one piece; the last page of a run at its end as much as it likes.
WHITE = 0.20
LEAST_LINES = 5
#: The page before the one that is signed may leave as much as a signature and the paragraph before it need.
SIGNED, SIGNED_WHITE = "Nơinhận:", 0.40


@dataclass(frozen=True)
class Word:
    """A printed word [points from the page's upper left corner]."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True)
class Page:
    """What stands on a page: ``lines`` from top to bottom, ``ink`` by point, without the band of the running head."""

    number: int
    words: tuple[Word, ...]
    lines: tuple[str, ...]
    ink: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]"
    area: tuple[float, float, float, float]

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Empty bands of the text area from top to bottom: begin and height [pt]."""
        _, top, _, bottom = (round(edge) for edge in self.area)
        filled = np.flatnonzero(self.ink[top:bottom].any(axis=1))
        edges = [-1, *filled.tolist(), bottom - top]
        return [(before + 1, after - before - 1) for before, after in itertools.pairwise(edges)]

    @property
    def white(self) -> float:
        """Share of the text area that its greatest empty band takes; above a float as well as below the last block."""
        return max(height for _, height in self.gaps) / (self.area[3] - self.area[1])

    @property
    def rest(self) -> float:
        """Share of the text area below the last block."""
        return self.gaps[-1][1] / (self.area[3] - self.area[1])


def _run(*command: object) -> bytes:
    return subprocess.run([str(one) for one in command], capture_output=True, check=True, timeout=600).stdout


def _images(pdf: Path) -> Iterator["np.ndarray[tuple[int, int], np.dtype[np.uint8]]"]:
    data = _run("pdftoppm", "-r", PPI, "-gray", pdf)
    at = 0
    while at < len(data):
        head = re.compile(rb"P5\s+(\d+)\s+(\d+)\s+255\s").match(data, at)
        assert head
        width, height = int(head[1]), int(head[2])
        yield np.frombuffer(data, np.uint8, width * height, head.end()).reshape(height, width)
        at = head.end() + width * height


def _words(pdf: Path) -> list[list[Word]]:
    found = _run("pdftotext", "-bbox", pdf, "-").decode("utf-8")
    pages = []
    for page in found.split("<page ")[1:]:
        words = re.findall(
            r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', page
        )
        pages.append([Word(*(float(edge) for edge in edges), text) for *edges, text in words])
    return pages


def _lines(words: list[Word]) -> tuple[str, ...]:
    """Put words that stand on one height together, from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.bottom):
        if lines and word.bottom - lines[-1][-1].bottom < 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(_normal("".join(one.text for one in sorted(line, key=lambda one: one.left))) for line in lines)


def _normal(text: str) -> str:
    text = text.replace("&amp;", "&").replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">")
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def read_pages(pdf: Path, document: Document) -> list[Page]:
    """Measure the pages of a document."""
    is_official = document.settings.layout == "official"
    pages = []
    for number, (image, words) in enumerate(zip(_images(pdf), _words(pdf), strict=True), start=1):
        height, width = image.shape
        left, right, top, bottom = (30, 15, 20, 20) if width > height else (30 if is_official else 25, 20, 22, 20)
        if document.settings.layout == "brief":
            left, right, top, bottom = 14, 14, 11, 11
        area = (left * MM, top * MM, width - right * MM, height - bottom * MM)
        # slanted letters of the watermark are larger than any text
        upright = [word for word in words if word.bottom - word.top < 30 and word.bottom > area[1]]
        pages.append(Page(number, tuple(upright), _lines(upright), image < INK, area))
    return pages


def is_start(page: Page, document: Document) -> bool:
    """Tell whether a run of pages begins: the body, an annex, a page of control."""
    starts = {
        _normal(block.label if isinstance(block, AnnexStart) else block.title)
        for block in document.blocks
        if isinstance(block, AnnexStart | Control)
    }
    head = _normal("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    is_letter = any(isinstance(block, Letterhead) for block in document.blocks)
    return page.number == 1 or page.lines[0] in starts or (is_letter and any(head in line for line in page.lines[:2]))


def faults(pdf: Path, document: Document) -> Iterator[str]:
    """Name what is wrong with the pages of a document."""
    pages = read_pages(pdf, document)
    starts = [is_start(page, document) for page in pages]
    for page, following, begins, ends in zip(pages, [*pages[1:], pages[-1]], starts, [*starts[1:], True], strict=True):
        where = f"page {page.number}"
        # a signature is one block and takes the paragraph before it along
        white = WHITE if not any(SIGNED in line for line in following.lines) else SIGNED_WHITE
        if not ends and page.white > white:
            yield f"{where}: {page.white:.0%} white"
        if ends and max((height for _, height in page.gaps[:-1]), default=0) > WHITE * (page.area[3] - page.area[1]):
            yield f"{where}: a hole"
        if ends and not begins and len(page.lines) < LEAST_LINES and page.rest > 1 - WHITE:
            yield f"{where}: {len(page.lines)} lines on the last page"
        if not ends:
            yield from (f"{where}: ends with '{one}'" for one in _left_alone(page, document))
        yield from (f"{where}: '{one}' over '{other}'" for one, other in _overlaps(page))
        yield from (f"{where}: {edge}" for edge in _outside(page))
    yield from _misplaced(pages, document)


def _left_alone(page: Page, document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Heading):
            heads = [block.text]
        elif isinstance(block, Table):
            number = f"Bảng {block.number}. " if block.number else ""
            heads = [f"{number}{block.caption}"] * bool(block.caption)
            heads += [str(row.cells[0]) for row in block.rows if row.kind == "group"]
        else:
            continue
        for head in heads:
            if any(_normal(head) == "".join(page.lines[-count:]) for count in range(1, 5)):
                yield head


def _misplaced(pages: list[Page], document: Document) -> Iterator[str]:
    """Name figures above the main heading of their section, and figures out of order."""
    lines = [line for page in pages for line in page.lines]
    at, last, heading = 0, -1, ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 2:
            found = (start for start in range(at, len(lines)) if _stands(_normal(block.text), lines, start))
            at, heading = next(found, at), block.text
        elif isinstance(block, Figure) and block.number:
            own = next((n for n, line in enumerate(lines) if line.startswith(f"Hình{block.number}.")), -1)
            if own < at:
                yield f"figure {block.number} above '{heading}'"
            if own <= last:
                yield f"figure {block.number} before the one before it"
            last = own


def _stands(text: str, lines: list[str], start: int) -> bool:
    return any("".join(lines[start : start + count]) == text for count in range(1, 4))


def _overlaps(page: Page) -> Iterator[tuple[str, str]]:
    words = sorted(page.words, key=lambda one: one.top)
    for at, one in enumerate(words):
        for other in words[at + 1 :]:
            if other.top > one.bottom:
                break
            # boxes of poppler are as high as the font, with its accents
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            if across > 1.5 and down > 0.5 * min(one.bottom - one.top, other.bottom - other.top):
                yield one.text, other.text


def _outside(page: Page) -> Iterator[str]:
    left, top, right, bottom = page.area
    edge = 4  # letters reach below the line they stand on
    bands = {
        "left margin": page.ink[round(top) :, : round(left) - edge],
        "right margin": page.ink[round(top) :, round(right) + edge :],
        "bottom margin": page.ink[round(bottom) + edge :, :],
    }
    yield from (f"ink in the {name}" for name, band in bands.items() if band.any())


def _document(name: str, project: Path) -> Document:
    if name == EXTRACT:
        plan = build_plan(compute_results(load_inputs("BacKan", 2024)))
        return extract_document(plan, next(one for one in build_extracts(plan) if one.folder == "SNV"))
    notebook, parameters = _golden.DOCUMENTS[name]
    return build_document(execute_notebook(project / f"notebooks/{notebook}.ipynb", parameters, root=project))


@pytest.mark.parametrize("name", [*_golden.DOCUMENTS, EXTRACT])
def test_the_pages_of_a_document_are_filled_and_nothing_is_left_alone(name: str, project: Path) -> None:
    document = _document(name, project)
    pdf = project / "document.pdf"
    pdf.write_bytes(render_pdf(document))
    assert list(faults(pdf, document)) == []
