"""``make campaign``: the plan to score the units below, their forms, those of every round, and the result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cchc.analysis.campaign_approved import has_approved
from cchc.analysis.campaign_results import CampaignResults, compute_campaign
from cchc.planning.campaign_steps import build_campaign
from cchc.reporting.sections.campaign_result import scope
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sentences import lines, sentence
from cchc.run.campaign_files import APPRAISAL_FILE, EVIDENCE_FILE, FORMS, write_files
from cchc.run.handed import hand_over
from cchc.run.products import Say
from cchc.run.publish import Publication, publish
from cchc.run.tell import Notebooks
from cchc.sources.campaign_inputs import CampaignInputs
from cchc.sources.campaign_loading import load_campaign
from cchc.sources.office_files import RETURNED_FOLDER
from cchc.sources.root import find_root

NOTEBOOKS: Notebooks = {
    "07_campaign_brief.ipynb": ("brief", ("html", "pdf"), "Tóm tắt một trang"),
    "04_scoring_campaign.ipynb": ("campaign_plan", ("html", "pdf", "docx"), "Kế hoạch chấm điểm"),
    "07_campaign_result.ipynb": ("campaign_result", ("html", "pdf", "docx"), "Kết quả chấm điểm"),
}
load = load_campaign
#: Faults of evidence that are said; the list has all of them.
_N_SAID = 3


def build_campaign_folder(
    province: str, year: str | int, *, issue: bool = False, at: str = "", say: Say = print
) -> Path:
    """Build everything of one campaign that can be built so far, whatever stands.

    Parameters
    ----------
    province : str
        Key, name or alias of who scores.
    year : str or int
        Year that is scored.
    issue : bool
        True for the copies to be signed.
    at : str
        Day (ISO) by which files count; empty: all that are there.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/<Unit>/campaign``, complete; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    return build_from(load(province, year, issue=issue, at=at), find_root(), say)


def build_from(inputs: CampaignInputs, root: Path, say: Say) -> Path:
    """Build the campaign from what was read; errors and result as for ``build_campaign_folder``."""
    return publish(prepare, inputs, root, say)


def prepare(inputs: CampaignInputs) -> Publication:
    """Compute the result so far, and the plan."""
    results = compute_campaign(inputs)
    name, ranked = capitalise(inputs.unit.name_full_vi), scope(results)
    place = f"{inputs.office_folder}/{RETURNED_FOLDER}"
    parameters = {
        "province": inputs.unit.unit_key,
        "year": inputs.year,
        "issue": inputs.is_issue,
        "at": "" if inputs.at is None else inputs.at.isoformat(),
    }
    counts = {FORMS: results.n_units}
    return Publication(
        product="campaign",
        handed=hand_over(
            "load_campaign",
            parameters,
            inputs,
            {"compute_campaign": (inputs, results), "build_campaign": (inputs, build_campaign(inputs))},
        ),
        params=inputs.params.model_dump(mode="json"),
        opening=_opening(results),
        notebooks={name: one for name, one in NOTEBOOKS.items() if inputs.forms or one[0] == "campaign_plan"},
        step_vi=sentence("campaign_step"),
        title=sentence("campaign_book_title", name, inputs.year, bool(inputs.campaign.groups)),
        lines=(sentence("campaign_book_line", ranked if inputs.forms else ""),),
        write_others=lambda staging, *_: write_files(results, staging),
        list_files=lambda folder: (
            sentence("campaign_file", path.name, _count(path, counts)) for path in sorted(folder.iterdir())
        ),
        closing=lambda _: lines("campaign_closing", FORMS, inputs, inputs.office_folder, has_approved(results)),
        advice=sentence("campaign_advice", place, f"{inputs.office_folder}/{APPRAISAL_FILE}"),
    )


def _count(path: Path, known: dict[str, int]) -> int | None:
    if path.name in known:
        return known[path.name]
    return sum(1 for _ in path.iterdir()) if path.is_dir() else None


def _opening(results: CampaignResults) -> Iterator[str]:
    """Say what came back, and every refusal with its cell."""
    inputs = results.inputs
    refused = [form for form in inputs.forms if form.sheet is None]
    yield from lines("campaign_opening", results, capitalise(inputs.unit.name_full_vi), len(refused))
    for fault in (fault for form in refused for fault in form.faults):
        yield f"Phiếu bị trả lại: {fault}"
    for fault in (fault for one in inputs.groups for fault in one.refused):
        yield f"Tệp bị trả lại: {fault}"
    for fault in (*inputs.strangers, *results.unused):
        yield f"Cảnh báo: {fault}"
    n_undated = sum(one.day is None for one in inputs.received)
    if inputs.campaign.groups and n_undated:
        yield sentence("undated_files", n_undated)
    late = {(one.stem, one.round_key) for one in inputs.received if one.is_late}
    for excuse in inputs.campaign.late_accepted:
        if (excuse.unit, excuse.round) not in late:
            yield sentence("excuse_not_needed", excuse.unit, excuse.round)
    yield from _of_evidence(inputs)


def _of_evidence(inputs: CampaignInputs) -> Iterator[str]:
    """Say the first faults of the evidence, and how many more there are."""
    if inputs.evidence is None:
        return
    faults = [*inputs.evidence.strangers, *(fault for one in inputs.evidence.units.values() for fault in one.faults)]
    faults.sort(key=lambda fault: bool(fault.place))  # what concerns all of a unit's evidence first
    for fault in faults[:_N_SAID]:
        yield f"Cảnh báo: {fault}"
    if len(faults) > _N_SAID:
        yield sentence("more_faults", len(faults) - _N_SAID, EVIDENCE_FILE)
