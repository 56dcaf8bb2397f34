"""Sentences whose figures come from computed objects, written by the templates of ``templates/sentences``, one file a topic."""

from __future__ import annotations

import functools
import re
from typing import Any

import jinja2

from cchc.dates import print_day
from cchc.frameworks import official_code
from cchc.numbers import comma
from cchc.reporting.blocks import Paragraph
from cchc.reporting.formats import format_number
from cchc.reporting.html import TEMPLATES
from cchc.reporting.markdown import parse_markdown


def _changed(value: float, decimals: int = 2) -> str:
    text = format_number(abs(value), decimals)
    return f"thay đổi {text}" if text.strip("0,") == "" else f"{'tăng' if value > 0 else 'giảm'} {text}"


def _places(value: int) -> str:
    return "giữ nguyên thứ hạng" if value == 0 else f"{'tăng' if value > 0 else 'giảm'} {abs(value)} bậc"


def _compared(value: float, decimals: int = 2) -> str:
    text = format_number(abs(value), decimals)
    return "bằng" if text.strip("0,") == "" else f"{'cao hơn' if value > 0 else 'thấp hơn'} {text} so với"


def _need(value: float, decimals: int = 2) -> str:
    """Write what is needed; less than the last digit printed is not nothing."""
    least = 10.0**-decimals
    return f"chưa đến {format_number(least, decimals)}" if 0 < value < least / 2 else format_number(value, decimals)


def _pct(value: float, decimals: int = 2) -> str:
    return f"{format_number(value, decimals)}%"


def _two(count: int) -> str:
    """Write a count as official documents do: below ten in two digits."""
    return f"{int(count):02d}"


#: How figures are written in sentences, and in the texts of ``params``.
OWN_FILTERS = {
    "number": format_number,
    "score": format_number,
    "pct": _pct,
    "changed": _changed,
    "places": _places,
    "compared": _compared,
    "need": _need,
    "two": _two,
    "official": official_code,
    "day": print_day,
}


#: Topics are the files of this folder below ``TEMPLATES``.
FOLDER = "sentences"
_MACRO = re.compile(r"{%-? macro (\w+)")


@functools.cache
def environment() -> jinja2.Environment:
    """Return the environment of the house's own sentences: an unknown name is an error, never an empty place."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 -- Markdown, escaped by the writers
    )
    made.filters |= OWN_FILTERS | {"comma": comma}
    return made


@functools.cache
def _topics() -> dict[str, str]:
    """Return the template of every macro: only the topics that a run speaks of are compiled."""
    return {
        name: f"{FOLDER}/{path.name}"
        for path in sorted((TEMPLATES / FOLDER).glob("*.j2"))
        for name in _MACRO.findall(path.read_text(encoding="utf-8"))
    }


def _render(name: str, args: tuple[Any, ...], values: dict[str, Any]) -> str:
    macro = getattr(environment().get_template(_topics()[name]).module, name)
    return str(macro(*args, **values))


def sentence(name: str, /, *args: Any, **values: Any) -> str:
    """Render one sentence.

    Parameters
    ----------
    name : str
        Macro of a topic.
    *args, **values
        Its arguments.

    Returns
    -------
    str
        Empty where the macro has nothing to say.
    """
    return " ".join(_render(name, args, values).split())


def lines(name: str, /, *args: Any, **values: Any) -> tuple[str, ...]:
    """Render a guide, a letter or a list of remarks: each line of the template that says something is one of theirs.

    Parameters
    ----------
    name, *args, **values
        As for ``sentence``.

    Returns
    -------
    tuple of str
        Without empty ones; what was given, such as the name of a file, keeps its spaces.
    """
    told = (line.strip() for line in _render(name, args, values).splitlines())
    return tuple(line for line in told if line)


def paragraph(text: str, style: str = "body") -> tuple[Paragraph, ...]:
    """Wrap a sentence as a paragraph; nothing for an empty one."""
    return tuple(Paragraph(block.spans, style) for block in parse_markdown(text) if isinstance(block, Paragraph))
