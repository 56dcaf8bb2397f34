"""Where charts are drawn: plain SVG with real text, measured by the project's fonts.

No ids, no styles, no clips: drawings that stand in one page cannot touch each other, nor the page. Nothing is drawn behind
them: a watermark shows through, and text over marks is set off by a stroke around its letters.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Sequence
from html import escape

from matplotlib.ft2font import FT2Font, LoadFlags

from cchc.reporting.typst import FONTS

#: Of the same widths, whichever the reader has; the signs that they lack follow.
FAMILIES = "Arimo, Arial, 'Liberation Sans', Helvetica, 'Noto Sans Symbols 2', 'Noto Sans Math', sans-serif"
INK, QUIET = "#222", "#555"
SIZE = 8.5
#: Halves of the marks' sides at size 1: the corners of each shape.
_SHAPES = {
    "diamond": ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
    "down": ((-1.1, -0.9), (1.1, -0.9), (0, 1.15)),
    "up": ((-1.1, 0.9), (1.1, 0.9), (0, -1.15)),
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
}


@functools.cache
def _font(is_bold: bool) -> FT2Font:
    # from memory: a font of a file keeps it open, and forks of this process would move each other's place in it
    return FT2Font(io.BytesIO((FONTS / f"Arimo-{'Bold' if is_bold else 'Regular'}.ttf").read_bytes()))


@functools.cache
def _advance(sign: str, is_bold: bool) -> float:
    """Return the width of a sign as a share of the size of its font."""
    font = _font(is_bold)
    font.set_size(100, 72)
    return float(font.load_char(ord(sign), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / 100


def measure(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return how wide a text is.

    Examples
    --------
    >>> round(measure("Điểm mất"), 1), round(measure("Điểm mất", bold=True), 1)
    (36.4, 38.3)
    """
    return size * sum(_advance(sign, bold) for sign in text)


def wrap(text: str, width: float, size: float = SIZE, *, n_lines: int = 2, bold: bool = False) -> list[str]:
    """Break a label into at most ``n_lines`` lines; what does not fit is cut with an ellipsis.

    Examples
    --------
    >>> wrap("một hai ba bốn", 35), wrap("một hai ba bốn", 35, n_lines=1)
    (['một hai', 'ba bốn'], ['một…'])
    """
    lines: list[str] = []
    for word in text.split():
        if lines and measure(f"{lines[-1]} {word}", size, bold=bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) <= n_lines:
        return lines or [""]
    last = lines[n_lines - 1].split()
    while len(last) > 1 and measure(f"{' '.join(last)}…", size, bold=bold) > width:
        last.pop()
    return [*lines[: n_lines - 1], f"{' '.join(last)}…"]


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


class Canvas:
    """A drawing of a given width; whoever draws says at the end how high it became.

    Parameters
    ----------
    width : float
        In points of print.

    Attributes
    ----------
    height : float
        Set by whoever draws.
    """

    def __init__(self, width: float) -> None:
        self.width, self.height = width, 0.0
        self._parts: list[str] = []

    @property
    def is_narrow(self) -> bool:
        """Whether it is for a phone."""
        return self.width < 300

    def _add(self, tag: str, title: str, **attributes: str | float | None) -> None:
        told = "".join(
            f' {name.replace("_", "-")}="{_number(value) if isinstance(value, int | float) else escape(value)}"'
            for name, value in attributes.items()
            if value is not None
        )
        self._parts.append(f"<{tag}{told}><title>{escape(title)}</title></{tag}>" if title else f"<{tag}{told}/>")

    def bar(
        self, x1: float, y1: float, x2: float, y2: float, fill: str, *, title: str = "", edge: str = "", dash: str = ""
    ) -> None:
        """Draw a rectangle between two corners in any order."""
        self._add(
            "rect", title, x=min(x1, x2), y=min(y1, y2), width=abs(x2 - x1), height=abs(y2 - y1), fill=fill,
            stroke=edge or None, stroke_width=0.6 if edge else None, stroke_dasharray=dash or None,
        )  # fmt: skip

    def line(
        self,
        points: Iterable[tuple[float, float]],
        colour: str,
        width: float = 0.8,
        *,
        dash: str = "",
        title: str = "",
        behind: bool = False,
    ) -> None:
        """Draw a line through points, or ``behind`` all that is drawn so far."""
        path = "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)
        self._add("path", title, d=path, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dash or None)
        if behind:
            self._parts.insert(0, self._parts.pop())

    def dots(self, points: Iterable[tuple[float, float]], colour: str, size: float) -> None:
        """Draw many round dots without titles, as one mark."""
        path = "".join(f"M{_number(x)} {_number(y)}h0" for x, y in points)
        if path:
            self._add("path", "", d=path, stroke=colour, stroke_width=size, stroke_linecap="round")

    def mark(self, shape: str, x: float, y: float, size: float, fill: str, *, edge: str = "#fff", title: str = "", edge_width: float = 0.7) -> None:  # fmt: skip
        """Draw a mark: ``circle``, ``diamond``, ``down``, ``up``, ``square``; ``size`` is half its width."""
        if shape == "circle":
            self._add("circle", title, cx=x, cy=y, r=size, fill=fill, stroke=edge, stroke_width=edge_width)
            return
        corners = " ".join(
            f"{_number(x + across * size)},{_number(y + down * size)}" for across, down in _SHAPES[shape]
        )
        self._add("polygon", title, points=corners, fill=fill, stroke=edge, stroke_width=edge_width)

    def text(
        self, x: float, y: float, text: str | Sequence[str], *, size: float = SIZE, anchor: str = "start", bold: bool = False,
        colour: str = "", halo: bool = False,
    ) -> None:  # fmt: skip
        """Write lines around a height: ``y`` is the middle of all of them."""
        lines = [text] if isinstance(text, str) else text
        step = size * 1.18
        first = y - step * (len(lines) - 1) / 2 + size * 0.35
        head = f'<text x="{_number(x)}" y="{_number(first)}"'
        head += "" if size == SIZE else f' font-size="{_number(size)}"'
        head += "" if anchor == "start" else f' text-anchor="{anchor}"'
        head += ' font-weight="bold"' if bold else ""
        head += f' fill="{colour}"' if colour else ""
        if halo:
            head += ' paint-order="stroke" stroke="#fff" stroke-width="2.4" stroke-linejoin="round"'
        rest = "".join(f'<tspan x="{_number(x)}" dy="{_number(step)}">{escape(one)}</tspan>' for one in lines[1:])
        self._parts.append(f"{head}>{escape(lines[0])}{rest}</text>")

    def svg(self, kind: str) -> str:
        """Return the drawing; its text can be selected and searched."""
        size = f'width="{_number(self.width)}pt" height="{_number(self.height)}pt"'
        box = f'viewBox="0 0 {_number(self.width)} {_number(self.height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" {box} {size} font-family="{FAMILIES}" font-size="{_number(SIZE)}" fill="{INK}">'
        return head + "".join(self._parts) + "</svg>"
