"""Publish one product: notebooks, documents, workbook, other files and ``run.json``, replacing the older folder when all is well.

The one way of every command. What is special to one stands in its ``Publication``, which its own module prepares.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from cchc.planning.check_findings import CheckFinding
from cchc.reporting.blocks import Table
from cchc.reporting.book import Chapter
from cchc.reporting.document import Tab
from cchc.reporting.excel import write_workbook
from cchc.reporting.footing import Traced, footing
from cchc.reporting.links import make_bar
from cchc.reporting.sentences import sentence
from cchc.run.handed import Handed
from cchc.run.products import Say, product_folder
from cchc.run.record import write_record
from cchc.run.staging import staged_folder
from cchc.run.surroundings import look_around
from cchc.run.tell import Notebooks, write_documents

Findings = Sequence[CheckFinding]
Inputs = TypeVar("Inputs", bound=Traced)


def _names(folder: Path) -> Iterable[str]:
    return (path.name for path in sorted(folder.iterdir()))


@dataclass(frozen=True)
class Publication:
    """A product of given inputs, computed, and what there is to write and to say of it.

    Attributes
    ----------
    product : str
        Of ``products``.
    handed : Handed
        What was read, with which parameters, and what was computed.
    params : mapping
        What ``params/`` chose.
    opening : iterable of str
        Said first: whose it is, and what to look at again.
    notebooks : dict
        Those that are run.
    step_vi : str
        How the last step is told; empty where there are no steps.
    title, lines : str, tuple of str
        Of the workbook; the line of provenance is added.
    tables : iterable of Table
        Of the workbook, before those of the documents.
    topics : mapping of str to str
        Of the workbook, see ``book.gather_sheets``.
    pages : dict of str to (str, callable)
        Other pages: name of the file → title, and what renders it, given the bar above it.
    write_others : callable
        Writes other files; takes the folder being built, the folder that it will replace, and what says a line.
    summarise : callable
        Takes the findings of the checks before printing; returns what a list of reports shows.
    list_files : callable
        Takes the finished folder; returns the lines that name what stands in it.
    closing : callable
        Takes the findings; returns what is said last.
    advice : str
        What to do with what an office had typed.
    """

    product: str
    handed: Handed
    opening: Iterable[str]
    title: str
    lines: tuple[str, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    notebooks: Notebooks = field(default_factory=dict)
    step_vi: str = ""
    tables: Iterable[Table] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, tuple[str, Callable[[tuple[Tab, ...]], str]]] = field(default_factory=dict)
    write_others: Callable[[Path, Path, Say], None] = lambda *_: None
    summarise: Callable[[Findings], Mapping[str, Any] | None] = lambda _: None
    list_files: Callable[[Path], Iterable[str]] = _names
    closing: Callable[[Findings], Iterable[str]] = lambda _: ()
    advice: str = ""


def publish(prepare: Callable[[Inputs], Publication], inputs: Inputs, root: Path, say: Say) -> Path:
    """Publish one product.

    Parameters
    ----------
    prepare : callable
        Computes it: what is wrong is said now, not after the notebooks.
    inputs : Traced
        What was read.
    root : pathlib.Path
        Folder of the project.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        Its folder, complete; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    started = time.monotonic()
    one = prepare(inputs)
    target = product_folder(one.product, one.handed.parameters, root)
    for line in one.opening:
        say(line)
    with staged_folder(target, root, say, advice=one.advice) as staging:
        titles = {name: title for name, (title, _) in one.pages.items()}
        is_issue = bool(one.handed.parameters.get("issue"))
        around = look_around(one.product, one.notebooks, target, titles, is_issue=is_issue)
        told = write_documents(one.handed, one.notebooks, root, staging, say, around)
        for name, (_, render) in one.pages.items():
            bar = make_bar(around.tabs, {stem for stem, _, _ in one.notebooks.values()}, name)
            (staging / name).write_text(render(bar), encoding="utf-8", newline="\n")
        if one.step_vi:
            number = len(one.notebooks) + 1
            say(f"[{number}/{number}] {one.step_vi}")
        names = {stem: title for title, stem in around.tabs}
        stems = [stem for stem, _, _ in one.notebooks.values()]
        write_workbook(
            staging / "workbook.xlsx",
            (
                Chapter("", tuple(one.tables)),
                *(Chapter(names[stem], told_.blocks) for stem, told_ in zip(stems, told.documents, strict=True)),
            ),
            title=one.title,
            lines=[*one.lines, footing(inputs)],
            is_illustrative=inputs.has_illustrative,
            topics=one.topics,
        )
        one.write_others(staging, target, say)
        findings = [found for document in told.documents for found in document.findings or ()]
        write_record(
            inputs,
            one.handed.parameters,
            one.params,
            root,
            staging,
            notebooks=told.notebooks,
            cells_read=told.cells_read,
            unwatched=told.unwatched,
            findings=findings,
            summary=one.summarise(findings),
        )
    say(sentence("done", time.monotonic() - started, target.relative_to(root)))
    for name in one.list_files(target):
        say(f"  {name}")
    for line in one.closing(findings):
        say(line)
    return target
