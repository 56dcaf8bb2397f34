"""What an analyst says in his own words, with the figures of the very report in their places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from cchc.analysis.results import Results
from cchc.errors import NotebookError, ParameterError
from cchc.planning.plan import Plan
from cchc.reporting.blocks import Block, Heading, Paragraph, Said
from cchc.reporting.kept import kept
from cchc.reporting.markdown import parse_markdown
from cchc.reporting.office_templates import fill_template
from cchc.reporting.other_units import overlooker
from cchc.reporting.sections.index_facts import headline_facts, points_words
from cchc.reporting.sections.plan_indices import indices_words, results_words
from cchc.reporting.sections.plan_values import text_values
from cchc.units import kind_of

_SHOWN = 40
#: A text that is nothing but the name of one of the texts in ``params/texts``.
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def say(text: str, of: Results | Plan | None = None, /, **values: Any) -> Said:
    """Viết lời của mình vào tài liệu, số liệu và tên đơn vị tự điền vào chỗ {{ ... }}.

    Parameters
    ----------
    text : str
        Markdown: ``##`` a heading, ``-`` a list, ``**bold**``. Or the name of a text of the plan, ``goals``.
    of : Results or Plan, optional
        Whose names may be used: ``unit``, ``unit_name``, ``year``, ``result_year``, ``par``, ``sipas``, ``papi`` (``.value``,
        ``.rank``); of a plan all that its texts may name. So no paragraph speaks of another unit.
    **values
        Names of one's own. Filters: ``score`` (two digits), ``pct``, ``number(1)``, ``two`` (two places), ``changed``, ``places``,
        ``day`` and others.

    Returns
    -------
    Said
        Show it as the last line of a cell.

    Raises
    ------
    ParameterError
        If a name is not known: the nearest one is named; or if one of ``values`` has the name of what the report knows.
    NotebookError
        If it holds what documents cannot carry: pictures, HTML, code.

    Examples
    --------
    >>> import cchc
    >>> said = cchc.say("{{ unit }} mất **{{ lost | score }}** điểm.", unit="Tỉnh A", lost=1.25)
    >>> said.blocks[0].text
    'Tỉnh A mất 1,25 điểm.'
    """
    known = _values(of)
    clash = next((name for name in values if name in known), None)
    if clash is not None:
        raise ParameterError(
            f"cchc.say: tên '{clash}' đã là số liệu của báo cáo; hãy đặt tên khác, ví dụ {clash}_rieng, để lời văn không nói về đơn vị khác."
        )
    names = {**known, **{name: _plain(value) for name, value in values.items()}}
    template = _template(text, of)
    begin = " ".join(text.split())
    begin = begin if len(begin) <= _SHOWN else f"{begin[:_SHOWN].rstrip()}…"

    def refuse(line: int, why: str) -> ParameterError:
        place = f", dòng {line}" if line and "\n" in template.strip() else ""
        allowed = f"các tên được dùng: {', '.join(names)}" if names else "chưa có tên nào: ghi tên=giá trị sau lời văn"
        return ParameterError(f"Lời văn “{begin}”{place}: {why}; {allowed}.")

    try:
        blocks = parse_markdown(fill_template(template, names, refuse, is_markdown=True))
    except NotebookError as error:
        raise NotebookError(f"Lời văn “{begin}”: {error}") from None
    begun = tuple(value for value in names.values() if isinstance(value, str) and value)
    blocks = [_begin(block, begun) for block in blocks]
    return Said(tuple(blocks), _remarks(of, blocks))


def _begin(block: Block, values: tuple[str, ...]) -> Block:
    """Let a paragraph that begins with a value, "tỉnh Bắc Kạn", begin with a capital letter."""
    if not isinstance(block, Paragraph) or not block.text.startswith(values):
        return block
    first = block.spans[0]
    return replace(block, spans=(replace(first, text=first.text[:1].upper() + first.text[1:]), *block.spans[1:]))


def _remarks(of: Results | Plan | None, blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return what is to be told of other units that some paragraphs name."""
    if of is None:
        return ()
    inputs = (of.results if isinstance(of, Plan) else of).inputs
    read = overlooker(inputs.unit, inputs.year, inputs.units)
    texts = [block.text for block in blocks if isinstance(block, Heading | Paragraph)]
    return tuple(dict.fromkeys(one for text in texts for one in read(text)))


def _template(text: str, of: Results | Plan | None) -> str:
    """Return the text, or the one of ``params/texts`` that it names."""
    results = of.results if isinstance(of, Plan) else of
    if results is None or not _NAME.fullmatch(text.strip()):
        return text
    return results.inputs.texts.get(text.strip(), text)


def _values(of: Results | Plan | None) -> Mapping[str, Any]:
    if of is None:
        return {}
    if isinstance(of, Plan):
        return text_values(of)
    if isinstance(of, Results):
        return kept(of, "own_words", lambda: _of_results(of))
    raise ParameterError(
        f"cchc.say: sau lời văn cần kết quả (results) hoặc kế hoạch (plan) nhưng nhận được {type(of).__name__}; số liệu khác ghi dạng tên=giá trị."
    )


def _of_results(results: Results) -> dict[str, Any]:
    """Name what the texts of a plan name too, as far as results without a plan tell it."""
    inputs, scored = results.inputs, results.scored()
    values: dict[str, Any] = {
        "year": inputs.year,
        "result_year": inputs.result_year,
        "unit": inputs.unit.name_full_vi,
        "unit_name": inputs.unit.name_vi,
        "kind": kind_of(inputs.unit),
        "committee": f"UBND {kind_of(inputs.unit)}",
        "points_text": points_words(scored),
        "grade": scored.grade.name_vi if scored is not None and scored.grade else "",
    }
    for index in inputs.indices.all:
        own = results.of.get(index.key)
        is_told = own is not None and own.is_announced
        values[index.short] = (
            headline_facts(own.headline, index, is_draft=not inputs.is_issue) if own is not None and is_told else None
        )
    return values | indices_words([one.index for one in results.of.values()]) | results_words(results)


def _plain(value: Any) -> Any:
    """Take a number of numpy for a number."""
    return value.item() if isinstance(value, np.generic) else value
