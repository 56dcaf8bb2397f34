"""Texts of ``params`` as templates: what an office may write in them, and nothing that reaches further or never ends.

The texts travel between offices by mail. They see the values that are handed to them, a short list of filters, and no
attribute that leads out of these values; loops, numbers and texts are bounded, and whatever goes wrong is one sentence.
"""

from __future__ import annotations

import functools
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import jinja2
from jinja2 import filters, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cchc.errors import suggest
from cchc.reporting.formats import format_number
from cchc.reporting.sentences import OWN_FILTERS

_MOST_CHARACTERS = 200_000
#: Of all loops of one text together.
_MOST_STEPS = 50_000
_MOST_BITS = 64
_MOST_DECIMALS = 9
#: What a text may do with a text, a list or a mapping that it is given.
_METHODS = {"replace", "upper", "lower", "strip", "startswith", "endswith", "get", "items", "keys", "values"}
_FILTERS = (
    "capitalize", "count", "default", "first", "int", "join", "last", "length", "list", "lower", "map", "max", "min", "reject",
    "rejectattr", "replace", "round", "select", "selectattr", "sort", "string", "sum", "trim", "unique", "upper",
)  # fmt: skip
_FORBIDDEN = {
    nodes.Macro: "macro", nodes.CallBlock: "call", nodes.Include: "include", nodes.Import: "import", nodes.FromImport: "from",
    nodes.Extends: "extends", nodes.Block: "block", nodes.AssignBlock: "set ... endset", nodes.FilterBlock: "filter",
}  # fmt: skip
_PAGE = "<template>"
#: What Markdown would take for a mark.
_MARKDOWN = re.compile(r"[\\`*_\[\]<>~|&]")


class TooMuchError(jinja2.TemplateError):
    """A text asks for more than a text may."""


class _Joins(CodeGenerator):
    """Compiles ``a ~ b`` to a join that is bounded."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 -- jinja's name
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class OfficeTemplates(ImmutableSandboxedEnvironment):
    """Where the texts of offices are filled in: no files, few filters, bounded work."""

    code_generator_class = _Joins
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, finalize: Callable[[Any], Any] | None) -> None:
        super().__init__(
            undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False, finalize=finalize
        )
        builtin = {name: self._limited(filters.FILTERS[name]) for name in _FILTERS}
        own = {"format": _format, "join": _join, "replace": _replace, "round": _round, "counted": self._counted}
        self.filters = {**builtin, **OWN_FILTERS, **own}
        self.globals = {"range": self._steps, "namespace": self.globals["namespace"]}
        self.steps_left = _MOST_STEPS

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Parse a text; every step of every loop is counted."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno)
            loop.iter.set_environment(self)
        return tree

    def _spend(self, n_steps: int) -> None:
        self.steps_left -= n_steps
        if self.steps_left < 0:
            raise TooMuchError(f"văn bản cần quá {_MOST_STEPS} bước")

    def _counted(self, values: Iterable[object]) -> Iterator[object]:
        for value in values:
            self._spend(1)
            yield value

    def _steps(self, *bounds: int) -> range:
        steps = range(*bounds)
        self._spend(len(steps))
        return steps

    def _limited(self, apply: Callable[..., Any]) -> Callable[..., Any]:
        """Count what a filter goes through."""

        @functools.wraps(apply)
        def counted(*args: Any, **values: Any) -> Any:
            for value in args:
                if isinstance(value, str | list | tuple | range | dict):
                    self._spend(len(value))
            return _bounded(apply(*args, **values))

        return counted

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow the values of what is handed over, and a few methods of texts and mappings."""
        if isinstance(obj, str | list | tuple | Mapping) and callable(value):
            return attr in _METHODS
        return bool(super().is_safe_attribute(obj, attr, value))

    def call(self, context: Any, obj: Any, /, *args: Any, **values: Any) -> Any:
        """Call what a text may call; what comes back is bounded."""
        owner = getattr(obj, "__self__", None)
        if isinstance(owner, str) and getattr(obj, "__name__", "") == "replace":
            return _replace(owner, *map(str, args[:2]))
        return _bounded(super().call(context, obj, *args, **values))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers only; lists may be added."""
        numbers = all(isinstance(one, int | float) for one in (left, right))
        if operator == "**" or (not numbers and operator != "+"):
            raise TooMuchError(f"không dùng phép '{operator}' ở đây")
        result = _bounded(super().call_binop(context, operator, left, right))
        if isinstance(result, int) and result.bit_length() > _MOST_BITS:
            raise TooMuchError("số quá lớn")
        return result

    def joined(self, parts: Iterable[object]) -> str:
        """Join what ``~`` joins."""
        return str(_bounded("".join(map(str, parts))))

    def check(self, source: str) -> None:
        """Refuse what no text needs.

        Raises
        ------
        jinja2.TemplateError
            With its line.
        """
        tree = self.parse(source)
        for kind, name in _FORBIDDEN.items():
            found = next(tree.find_all(kind), None)
            if found is not None:
                raise jinja2.TemplateSyntaxError(f"không dùng được {{% {name} %}}", found.lineno)


def _bounded(value: Any) -> Any:
    if isinstance(value, str | list | tuple) and len(value) > _MOST_CHARACTERS:
        raise TooMuchError("văn bản dài quá mức")
    return value


def _join(values: Iterable[object], sign: str = "", attribute: str | None = None) -> str:
    """Join texts; how long the result will be is known before it is made."""
    parts = [str(value if attribute is None else value[attribute]) for value in values]  # type: ignore[index]
    if sum(map(len, parts)) + len(parts) * len(sign) > _MOST_CHARACTERS:
        raise TooMuchError("văn bản dài quá mức")
    return sign.join(parts)


def _replace(text: object, old: str, new: str) -> str:
    """Replace a text; how long the result will be is known before it is made."""
    whole = str(text)
    if len(whole) + whole.count(old) * len(new) > _MOST_CHARACTERS:
        raise TooMuchError("văn bản dài quá mức")
    return whole.replace(old, new)


def _round(value: float, precision: int = 0, method: str = "common") -> float:
    """Round to a few decimals."""
    if not -_MOST_DECIMALS <= precision <= _MOST_DECIMALS:
        raise TooMuchError("làm tròn quá nhiều chữ số")
    return float(filters.FILTERS["round"](value, precision, method))


def _format(pattern: str, *values: Any) -> str:
    """Write a value by a pattern of ``%``, of at most two digits' width."""
    if re.search(r"\d{3}|\*", pattern):
        raise TooMuchError("mẫu số quá rộng")
    return str(pattern) % values


@functools.cache
def _environment(*, is_markdown: bool) -> OfficeTemplates:
    return OfficeTemplates(_escape if is_markdown else None)


def _escape(value: Any) -> Any:
    """Keep what an office typed as it is: a star in the name of an agency is a star, and makes nothing bold.

    A number that no filter has written is written in Vietnamese.
    """
    if isinstance(value, float):
        return format_number(value)
    return _MARKDOWN.sub(r"\\\g<0>", value) if isinstance(value, str) else value


def fill_template(
    source: str, values: Mapping[str, Any], refuse: Callable[[int, str], Exception], *, is_markdown: bool = False
) -> str:
    """Fill in one text of an office.

    Parameters
    ----------
    source : str
        Jinja.
    values : mapping
        What it may name.
    refuse : callable
        Makes the error out of the line (0 where there is none) and a clause in Vietnamese.
    is_markdown : bool
        Whether the text is Markdown, in which values stand as they are.

    Returns
    -------
    str
        The text.

    Raises
    ------
    Exception
        What ``refuse`` makes, for anything that goes wrong.
    """
    environment = _environment(is_markdown=is_markdown)
    try:
        environment.steps_left = _MOST_STEPS
        environment.check(source)
        parts, length = [], 0
        for part in environment.from_string(source).generate(values):
            parts.append(part)
            length += len(part)
            _bounded(part)
            if length > _MOST_CHARACTERS:
                raise TooMuchError("văn bản dài quá mức")
        return "".join(parts)
    except Exception as error:  # noqa: BLE001 -- a text may fail in any way, and every way is one sentence
        raise refuse(_line(error), template_fault(error, values)) from None


def _line(error: Exception) -> int:
    if isinstance(error, jinja2.TemplateSyntaxError):
        return int(error.lineno)
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _PAGE]
    return int(lines[-1] or 0) if lines else 0


def template_fault(error: Exception, names: Iterable[str]) -> str:
    """Say in Vietnamese what is wrong with a template.

    Parameters
    ----------
    error : Exception
        As raised.
    names : iterable of str
        What it may name.
    """
    words = str(getattr(error, "message", None) or error)
    if match := re.search(r"'None' has no attribute '(\w+)'", words):
        return f"chưa có số liệu để lấy '.{match[1]}': viết {{% if tên %}} ... {{% endif %}} quanh câu đó"
    if match := re.search(r"'(\w+)' is undefined", words):
        near = suggest(match[1], list(names))
        return f"không có tên '{match[1]}'" + (f", có lẽ là '{near[0]}'" if near else "")
    if match := re.search(r"has no attribute '(\w+)'", words):
        return f"không có phần '.{match[1]}'"
    if match := re.search(r"No filter named '(\w+)'", words):
        return f"không có phép lọc '{match[1]}'; được dùng: {', '.join(sorted({*_FILTERS, *OWN_FILTERS, 'format'}))}"
    if isinstance(error, TooMuchError) or words.startswith("không dùng được"):
        return words
    if isinstance(error, jinja2.TemplateSyntaxError):
        return "cú pháp {{ ... }} hoặc {% ... %} viết chưa đúng"
    if isinstance(error, jinja2.exceptions.SecurityError):
        return "không được dùng phần này của một giá trị"
    if isinstance(error, ZeroDivisionError):
        return "chia cho 0"
    return "phép tính trong {{ ... }} không thực hiện được với giá trị này"
