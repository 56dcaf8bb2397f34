"""``make campaign KIND=self``: a unit's plan to score itself, the forms of its offices, the merged sheet, and the result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from cchc.analysis.self_scoring import SelfScoringResults, compute_self_scoring
from cchc.dates import print_day
from cchc.indices.stages import carried_scores
from cchc.planning.self_scoring_plan import SelfScoringPlan, build_self_scoring
from cchc.provenance import STATUSES
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sentences import lines, sentence
from cchc.run.handed import hand_over
from cchc.run.products import Say, report_parameters
from cchc.run.publish import Publication, publish
from cchc.run.tell import Notebooks
from cchc.sources.office_files import SELF_FOLDER
from cchc.sources.root import find_root
from cchc.sources.self_scoring_inputs import SelfScoringInputs, load_self_scoring

NOTEBOOKS: Notebooks = {
    "08_self_scoring.ipynb": ("self_plan", ("html", "pdf", "docx"), "Kế hoạch tự chấm điểm"),
    "08_self_scoring_result.ipynb": ("self_result", ("html", "pdf", "docx"), "Kết quả tự chấm điểm"),
}
load = load_self_scoring
_FORMS, _WHOLE, _SO_FAR = "forms", "score_sheet.xlsx", "score_sheet_so_far.xlsx"


def build_self_scoring_folder(province: str, year: str | int, *, issue: bool = False, say: Say = print) -> Path:
    """Build everything of a unit's own scoring that can be built so far, whatever stands.

    Parameters
    ----------
    province : str
        Key, name or alias of the unit.
    year : str or int
        Year that is scored.
    issue : bool
        True for the copies to be signed.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/<Unit>/self_scoring``, complete; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    return build_from(load(province, year, issue=issue), find_root(), say)


def build_from(inputs: SelfScoringInputs, root: Path, say: Say) -> Path:
    """Build it from what was read; errors and result as for ``build_self_scoring_folder``."""
    return publish(prepare, inputs, root, say)


def prepare(inputs: SelfScoringInputs) -> Publication:
    """Put together what came back, and the plan."""
    results, plan = compute_self_scoring(inputs), build_self_scoring(inputs)
    name = capitalise(inputs.unit.name_full_vi)
    place, sheet = f"{inputs.office_folder}/{SELF_FOLDER}", f"{inputs.office_folder}/{_WHOLE}"
    merged = _WHOLE if results.is_complete else _SO_FAR
    return Publication(
        product="self_scoring",
        handed=hand_over(
            "load_self_scoring",
            report_parameters(inputs.unit.unit_key, inputs.year, is_issue=inputs.is_issue),
            inputs,
            {"compute_self_scoring": (inputs, results), "build_self_scoring": (inputs, plan)},
        ),
        params=inputs.params.model_dump(),
        opening=_opening(results),
        notebooks={name: one for name, one in NOTEBOOKS.items() if inputs.forms or one[0] == "self_plan"},
        step_vi=sentence("self_step"),
        title=sentence("self_book_title", name, inputs.year),
        lines=(sentence("self_book_line", results.n_returned, results.n_offices),),
        write_others=lambda staging, *_: _write_sheets(results, plan, staging),
        list_files=lambda folder: (
            sentence("campaign_file", path.name, results.n_offices if path.name == _FORMS else None)
            for path in sorted(folder.iterdir())
        ),
        closing=lambda _: lines("self_closing", results, _FORMS, place, merged, sheet),
        advice=sentence("self_advice", place),
    )


def _opening(results: SelfScoringResults) -> Iterator[str]:
    """Say what came back, and every refusal with its cell."""
    inputs = results.inputs
    refused = [form for form in inputs.forms if form.sheet is None]
    yield from lines("self_opening", results, capitalise(inputs.unit.name_full_vi), len(refused))
    for fault in (fault for form in refused for fault in form.faults):
        yield f"Phiếu bị trả lại: {fault}"
    for fault in inputs.strangers:
        yield f"Cảnh báo: {fault}"


def _write_sheets(results: SelfScoringResults, plan: SelfScoringPlan, staging: Path) -> None:
    """Write the form of every office, and the merged sheet as far as it is known."""
    inputs, framework = results.inputs, results.inputs.framework
    note = sentence("invented_framework") if framework.status == "illustrative" else ""
    before, previous, previous_note = inputs.before, {}, ""
    if before is not None:
        previous = carried_scores(before.scores, before.framework, before.stage, framework, inputs.edition_maps)
        previous_note = sentence("last_scores", STATUSES[before.status], before.path)
    folder = staging / _FORMS
    folder.mkdir()
    for part in plan.parts:
        office = part.office
        form = ScoreForm(
            framework=framework.part(office.codes).with_sums(),
            unit_name=inputs.unit.form_name,
            year=inputs.year,
            status="office",
            rows={},
            previous={code: score for code, score in previous.items() if code in office.codes},
            previous_note=previous_note,
            place=f"{inputs.office_folder}/{SELF_FOLDER}/{office.agency_key}.xlsx",
            note=note,
            guide=lines(
                "self_scoring_guide",
                "" if office.name_vi == plan.standing_vi else plan.standing_vi,
                print_day(office.due),
            ),
            office_name=office.name_vi,
            asked=dict(zip(part.rows["code"], part.rows["evidence_vi"], strict=True)),
        )
        (folder / f"{office.agency_key}.xlsx").write_bytes(render_score_sheet(form))
    so_far = "" if results.is_complete else sentence("so_far", results.n_returned, results.n_offices)
    merged = ScoreForm(
        framework=framework,
        unit_name=inputs.unit.form_name,
        year=inputs.year,
        status=inputs.status,
        rows=_entered(results.own_rows),
        previous=previous,
        previous_note=previous_note,
        place=f"{inputs.office_folder}/{_WHOLE}" if results.is_complete else "",
        note=" ".join(part for part in (so_far, note) if part),
    )
    (staging / (_WHOLE if results.is_complete else _SO_FAR)).write_bytes(render_score_sheet(merged))


def _entered(rows: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return what the offices entered, by code, as a form takes it; nothing for what is not known."""
    return {
        str(row.Index): {
            "self_score": None if pd.isna(row.self_score) else row.self_score,
            "declared": row.declared,
            "declared_total": row.declared_total,
            "evidence_vi": row.evidence_vi,
            "note_vi": row.note_vi,
            "not_applicable": "x" if row.state == "off" else "",
        }
        for row in rows.itertuples()
        if row.state in {"returned", "off"}
    }
