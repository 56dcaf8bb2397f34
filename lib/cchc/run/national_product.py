"""``make national``: all provinces on all indices, in ``reports/<year>/_national``."""

from __future__ import annotations

from pathlib import Path

from cchc.analysis.national_results import compute_national
from cchc.reporting.sentences import sentence
from cchc.run.handed import hand_over
from cchc.run.products import Say
from cchc.run.publish import Publication, publish
from cchc.run.tell import Notebooks
from cchc.sources.national_inputs import NationalInputs, load_national
from cchc.sources.root import find_root

NOTEBOOKS: Notebooks = {
    "10_national_brief.ipynb": ("brief", ("html", "pdf"), "Tóm tắt một trang"),
    "10_national.ipynb": ("national", ("html", "pdf"), "Tổng quan cả nước"),
}
load = load_national


def build_national(year: str | int, *, say: Say = print) -> Path:
    """Build the overview of one plan year, whatever stands.

    Parameters
    ----------
    year : str or int
        Year of the plans; the results are those of the year before.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/_national``, complete; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    return build_from(load(year), find_root(), say)


def build_from(inputs: NationalInputs, root: Path, say: Say) -> Path:
    """Build the overview from what was read; errors and result as for ``build_national``."""
    return publish(prepare, inputs, root, say)


def prepare(inputs: NationalInputs) -> Publication:
    """Compute the overview."""
    return Publication(
        product="national",
        handed=hand_over(
            "load_national",
            {"year": inputs.year},
            inputs,
            {"compute_national": (inputs, compute_national(inputs))},
        ),
        opening=(sentence("national_opening", inputs),),
        notebooks=NOTEBOOKS,
        step_vi=sentence("workbook_step"),
        title=sentence("national_book_title", inputs),
        lines=(sentence("national_book_line"),),
        topics={index.prefix: index.name_vi for index in inputs.indices.all},
    )
