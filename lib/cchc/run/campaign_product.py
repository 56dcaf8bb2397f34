"""``make campaign``: a district's plan to score its communes, their forms, the council's form, and the result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cchc.analysis.appraisals import list_to_appraise
from cchc.analysis.campaign_results import CampaignResults, compute_campaign
from cchc.planning.campaign_steps import build_campaign
from cchc.reporting.forms.appraisal_form import AppraisalForm, render_appraisal
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.reporting.sections.campaign_result import scope
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sentences import lines, sentence
from cchc.run.handed import hand_over
from cchc.run.products import Say, report_parameters
from cchc.run.publish import Publication, publish
from cchc.run.tell import Notebooks
from cchc.sources.campaign_inputs import CampaignInputs, load_campaign
from cchc.sources.office_files import RETURNED_FOLDER
from cchc.sources.root import find_root

NOTEBOOKS: Notebooks = {
    "07_campaign_brief.ipynb": ("brief", ("html", "pdf"), "Tóm tắt một trang"),
    "04_scoring_campaign.ipynb": ("campaign_plan", ("html", "pdf", "docx"), "Kế hoạch chấm điểm"),
    "07_campaign_result.ipynb": ("campaign_result", ("html", "pdf", "docx"), "Kết quả chấm điểm"),
}
load = load_campaign
_FORMS, _APPRAISAL = "forms", "appraisal.xlsx"


def build_campaign_folder(province: str, year: str | int, *, issue: bool = False, say: Say = print) -> Path:
    """Build everything of one campaign that can be built so far, whatever stands.

    Parameters
    ----------
    province : str
        Key, name or alias of the district.
    year : str or int
        Year that is scored.
    issue : bool
        True for the copies to be signed.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/<District>/campaign``, complete; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    return build_from(load(province, year, issue=issue), find_root(), say)


def build_from(inputs: CampaignInputs, root: Path, say: Say) -> Path:
    """Build the campaign from what was read; errors and result as for ``build_campaign_folder``."""
    return publish(prepare, inputs, root, say)


def prepare(inputs: CampaignInputs) -> Publication:
    """Compute the result so far, and the plan."""
    results = compute_campaign(inputs)
    name, ranked = capitalise(inputs.unit.name_full_vi), scope(results)
    place = f"{inputs.office_folder}/{RETURNED_FOLDER}"
    return Publication(
        product="campaign",
        handed=hand_over(
            "load_campaign",
            report_parameters(inputs.unit.unit_key, inputs.year, is_issue=inputs.is_issue),
            inputs,
            {"compute_campaign": (inputs, results), "build_campaign": (inputs, build_campaign(inputs))},
        ),
        params=inputs.params.model_dump(),
        opening=_opening(results),
        notebooks={name: one for name, one in NOTEBOOKS.items() if inputs.forms or one[0] == "campaign_plan"},
        step_vi=sentence("campaign_step"),
        title=sentence("campaign_book_title", name, inputs.year),
        lines=(sentence("campaign_book_line", ranked if inputs.forms else ""),),
        write_others=lambda staging, *_: _write_forms(inputs, staging),
        list_files=lambda folder: (
            sentence("campaign_file", path.name, len(results.units) if path.name == _FORMS else None)
            for path in sorted(folder.iterdir())
        ),
        closing=lambda _: lines("campaign_closing", _FORMS, place, inputs.has_illustrative),
        advice=sentence("campaign_advice", place, f"{inputs.office_folder}/{_APPRAISAL}"),
    )


def _opening(results: CampaignResults) -> Iterator[str]:
    """Say what came back, and every refusal with its cell."""
    inputs = results.inputs
    refused = [form for form in inputs.forms if form.sheet is None]
    yield from lines("campaign_opening", results, capitalise(inputs.unit.name_full_vi), len(refused))
    for fault in (fault for form in refused for fault in form.faults):
        yield f"Phiếu bị trả lại: {fault}"
    for fault in (*inputs.strangers, *results.unused):
        yield f"Cảnh báo: {fault}"


def _write_forms(inputs: CampaignInputs, staging: Path) -> None:
    note = sentence("invented_campaign") if "illustrative" in {inputs.status, inputs.framework.status} else ""
    folder = staging / _FORMS
    folder.mkdir()
    for unit in inputs.units.itertuples():
        form = ScoreForm(
            framework=inputs.framework,
            unit_name=unit.name_vi,
            year=inputs.year,
            status="office",
            rows={},
            previous={},
            place=f"{inputs.office_folder}/{RETURNED_FOLDER}/{unit.unit_key}.xlsx",
            note=note,
            guide=lines("campaign_guide"),
        )
        (folder / f"{unit.unit_key}.xlsx").write_bytes(render_score_sheet(form))
    rows = list_to_appraise(inputs)
    if len(rows):
        place = f"{inputs.office_folder}/{_APPRAISAL}"
        appraisal = AppraisalForm(inputs.framework, inputs.unit.name_vi, inputs.year, rows, place, note, inputs.status)
        (staging / _APPRAISAL).write_bytes(render_appraisal(appraisal))
