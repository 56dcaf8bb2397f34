"""Letters that remind agencies of their tasks: an official letter (công văn) in Word for each, for the office to number and sign."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pandas as pd

from cchc.columns import col
from cchc.dates import print_day
from cchc.planning.plan_progress import Progress
from cchc.planning.plan_tasks import NamedAgency
from cchc.planning.task_states import count_states, remind_by_agency, without_evidence
from cchc.reporting.blocks import Letterhead, Paragraph, Settings, Signature, Span
from cchc.reporting.document import Document
from cchc.reporting.sections.plan import letterhead, signature
from cchc.reporting.sentences import sentence
from cchc.reporting.tables import make_table

#: Left to the registry; spaces that no writer joins.
_BLANK = "\u00a0" * 8
_COLUMNS = (
    col("#"),
    col("task_vi", width=78),
    col("deadline_vi", width=26),
    col("days_vi", width=30),
)


def reminder_letters(progress: Progress) -> Iterator[tuple[str, Document]]:
    """Write a letter to every agency that has tasks overdue, due soon, or done without evidence.

    Parameters
    ----------
    progress : Progress
        As returned by ``compute_progress``.

    Yields
    ------
    (str, Document)
        Name of the file without suffix, and the letter: number and day are left to the registry.
    """
    late, bare = remind_by_agency(progress.tasks), without_evidence(progress.tasks)
    agencies = dict.fromkeys([*late, *(one for leads in bare["leads"] for one in leads)])
    for number, agency in enumerate(agencies, start=1):
        own = bare[[agency in leads for leads in bare["leads"]]]
        name = agency.agency_key or f"co_quan_{number}"
        yield name, _letter(progress, agency, late.get(agency, progress.tasks.iloc[:0]), own)


def _letter(progress: Progress, agency: NamedAgency, late: pd.DataFrame, bare: pd.DataFrame) -> Document:
    plan, report = progress.plan, progress.inputs.report
    opening = {type(block): block for block in letterhead(plan).blocks}
    settings, head, closing = opening[Settings], opening[Letterhead], signature(plan)
    assert isinstance(settings, Settings)  # noqa: S101 -- what the plan opens with
    assert isinstance(head, Letterhead)  # noqa: S101
    subject = sentence("letter_subject", report.year)
    head = dataclasses.replace(
        head, number=f"Số:{_BLANK}/", place_date=_undated(head, progress), type_vi="", subject=subject
    )
    standing = report.agencies.resolve(report.params.plan.standing_agency_key, progress.inputs.at).name_vi
    counts = count_states(late)
    told = sentence(
        "letter_text",
        plan.issued,
        report.year,
        print_day(progress.inputs.at),
        counts["overdue"],
        counts["due_soon"],
        len(bare),
    )
    rows = pd.concat(
        [
            late.assign(days_vi=[sentence("days_left", int(days)) for days in late["days_left"]]),
            bare.assign(days_vi=sentence("without_evidence")),
        ]
    )
    table = make_table(rows, _COLUMNS, caption="", note="")
    asked = sentence("letter_asked", "" if agency.name_vi == standing else standing)
    return Document(
        dataclasses.replace(settings, title=f"{subject}: {agency.name_vi}"),
        (
            head,
            Paragraph((Span(f"Kính gửi: {agency.name_vi}."),), "centre"),
            Paragraph((Span(told),)),
            table,
            Paragraph((Span(asked),)),
            Signature(
                ("Như trên;", *([] if agency.name_vi == standing else [f"{standing};"]), closing.recipients[-1]),
                closing.authority,
                "",
            ),
        ),
    )


def _undated(head: Letterhead, progress: Progress) -> str:
    """Leave the day to the registry; the month may be another one by then."""
    return f"{head.place_date.partition(', ')[0]}, ngày{_BLANK}tháng{_BLANK}năm {progress.inputs.at.year}"
