"""The page on which scores can be tried out: one HTML file that asks nothing of any host."""

from __future__ import annotations

import dataclasses
import json

from cchc.analysis.explore import tried_indices
from cchc.analysis.results import Results
from cchc.reporting.document import Tab
from cchc.reporting.footing import footing
from cchc.reporting.html import TEMPLATES, template_environment
from cchc.reporting.sections.common import WATERMARK, capitalise
from cchc.reporting.sentences import lines


def render_explore(results: Results, bar: tuple[Tab, ...] = ()) -> str:
    """Render the page.

    Parameters
    ----------
    results : Results
        Of one unit that ``tried_indices`` finds an index of.
    bar : tuple of Tab
        The other documents of its folder.

    Returns
    -------
    str
        UTF-8 text; the same results give the same text.
    """
    found, inputs = tried_indices(results), results.inputs
    data = json.dumps([dataclasses.asdict(one) for one in found], ensure_ascii=False, separators=(",", ":"))
    return (
        template_environment()
        .get_template("explore.html.j2")
        .render(
            indices=found,
            # a text within a script element must not end it
            data=data.replace("<", "\\u003c"),
            unit=capitalise(inputs.unit.name_full_vi),
            inputs=inputs,
            params=f"params/{inputs.year}/{inputs.unit.unit_key}.yml",
            assumptions=lines("explore_assumptions", inputs.has_illustrative),
            watermark=WATERMARK if inputs.has_illustrative else "",
            bar=bar,
            footer=footing(inputs),
            css="".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("document.css", "explore.css")),
            script=(TEMPLATES / "explore.js").read_text(encoding="utf-8"),
        )
    )
