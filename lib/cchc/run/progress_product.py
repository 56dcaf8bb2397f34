"""``make progress``: how far the tasks of a plan have come, in ``reports/<year>/<Unit>/progress/<day>``."""

from __future__ import annotations

from pathlib import Path

from cchc.planning.plan_progress import Progress, compute_progress
from cchc.planning.plan_tasks import last_change
from cchc.reporting.ics import render_calendar, write_calendar
from cchc.reporting.letters import reminder_letters
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sections.progress import edition
from cchc.reporting.sentences import lines, sentence
from cchc.reporting.word import write_docx
from cchc.run.handed import hand_over
from cchc.run.products import Say
from cchc.run.publish import Publication, publish
from cchc.run.tell import Notebooks
from cchc.sources.progress_inputs import ProgressInputs, load_progress
from cchc.sources.root import find_root

NOTEBOOKS: Notebooks = {
    "05_progress_brief.ipynb": ("brief", ("html", "pdf"), "Tóm tắt một trang"),
    "05_progress.ipynb": ("progress", ("html", "pdf", "docx"), "Tiến độ thực hiện kế hoạch"),
}
load = load_progress
#: Folder of the letters that remind agencies.
LETTERS = "letters"


def build_progress(province: str, year: str | int, at: str, *, period: str = "", say: Say = print) -> Path:
    """Build the progress report of one plan on one day, whatever stands.

    Parameters
    ----------
    province, year
        As for ``build_report``.
    at : str
        The day: ISO or ``30/9/2024``.
    period : str
        ``quarter``, ``half``, ``year``, or empty: told by the day.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/<Unit>/progress/<day>``, complete; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    return build_from(load(province, year, at, period), find_root(), say)


def build_from(inputs: ProgressInputs, root: Path, say: Say) -> Path:
    """Build the report from what was read; errors and result as for ``build_progress``."""
    return publish(prepare, inputs, root, say)


def prepare(inputs: ProgressInputs) -> Publication:
    """Compute how far the tasks have come."""
    progress, report = compute_progress(inputs), inputs.report
    name, told = capitalise(report.unit.name_full_vi), edition(progress)
    return Publication(
        product="progress",
        handed=hand_over(
            "load_progress",
            {
                "province": report.unit.unit_key,
                "year": report.year,
                "at": inputs.at.isoformat(),
                "period": inputs.period,
            },
            inputs,
            {"compute_progress": (inputs, progress)},
        ),
        params=report.params.model_dump(),
        opening=(
            sentence("progress_opening", name, report.year, told),
            *(f"Cảnh báo: {text}." for text in inputs.warnings),
        ),
        notebooks=NOTEBOOKS,
        step_vi=sentence("progress_step"),
        title=sentence("progress_book_title", name, report.year, told),
        lines=(sentence("progress_book_line"),),
        write_others=lambda staging, target, say: _write_tasks(progress, inputs, staging, target, say),
        closing=lambda _: lines("progress_closing", inputs.has_illustrative),
    )


def _write_tasks(progress: Progress, inputs: ProgressInputs, staging: Path, target: Path, say: Say) -> None:
    changed = last_change(progress.plan, inputs.files, inputs.at)
    calendar = render_calendar(progress.plan, progress.tasks, changed=changed)
    write_calendar(staging / "tasks.ics", target / "tasks.ics", calendar, say)
    for name, letter in reminder_letters(progress):
        (staging / LETTERS).mkdir(exist_ok=True)
        write_docx(letter, staging / LETTERS / f"{name}.docx")
