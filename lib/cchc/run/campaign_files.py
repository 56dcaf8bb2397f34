"""Files of a campaign beside its documents: forms of every round, the list of evidence, history, approved scores, unit pages."""

from __future__ import annotations

import dataclasses
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd

from cchc.analysis.appraisals import list_to_appraise
from cchc.analysis.campaign_approved import has_approved, list_approved
from cchc.analysis.campaign_dues import list_history
from cchc.analysis.campaign_results import CampaignResults
from cchc.analysis.group_results import GroupResults
from cchc.campaign_params import ROUNDS
from cchc.frameworks import Framework
from cchc.reporting.extract_files import render_index
from cchc.reporting.forms.appraisal_form import AppraisalForm, render_appraisal
from cchc.reporting.forms.evidence_list import EvidenceList, render_evidence_list
from cchc.reporting.forms.leader_form import render_leader_form
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.reporting.sections.unit_page import unit_document
from cchc.reporting.sentences import lines, sentence
from cchc.reporting.typst import write_pdf
from cchc.sources.approved import APPROVED_FILE
from cchc.sources.campaign_groups import appraisers
from cchc.sources.office_files import LEADERS_FOLDER, RETURNED_FOLDER

FORMS, APPRAISAL_FILE, PAGES = "forms", "appraisal.xlsx", "units"
EVIDENCE_FILE, HISTORY_FILE = "evidence.xlsx", "history.csv"


def write_files(results: CampaignResults, staging: Path) -> None:
    """Write every other file of a campaign into the folder that is being built."""
    (staging / FORMS).mkdir()
    for one in results.groups:
        _write_forms(one, staging / FORMS)
        _write_rounds(one, staging)
        _write_leader_form(one, staging)
    _write_evidence(results, staging)
    if not results.inputs.campaign.groups:
        return
    history = list_history(results)
    if len(history):
        shown = history.assign(
            day=history["day"].map(lambda day: "" if day is None or pd.isna(day) else day.isoformat())
        )
        (staging / HISTORY_FILE).write_bytes(render_index(shown))
    if has_approved(results):
        content = list_approved(results).to_csv(index=False, lineterminator="\n", float_format="%.10g")
        (staging / APPROVED_FILE).write_text(content, encoding="utf-8", newline="\n")
    _write_pages(results, staging)


def _note(one: GroupResults) -> str:
    inputs = one.inputs
    return sentence("invented_campaign") if "illustrative" in {inputs.status, inputs.framework.status} else ""


def _day_folder(one: GroupResults) -> str:
    """Return the folder of a day as forms name it; none where files of a campaign have no days."""
    return f"{sentence('day_folder')}/" if one.inputs.key else ""


def _write_forms(one: GroupResults, folder: Path) -> None:
    inputs = one.inputs
    form = ScoreForm(
        framework=inputs.framework,
        unit_name="",
        year=inputs.year,
        status="office",
        rows={},
        previous={},
        note=_note(one),
        guide=lines("campaign_guide"),
    )
    for unit in inputs.units.itertuples():
        place = f"{inputs.office_folder}/{RETURNED_FOLDER}/{_day_folder(one)}{unit.unit_key}.xlsx"
        own = dataclasses.replace(form, unit_name=unit.name_vi, place=place)
        (folder / f"{unit.unit_key}.xlsx").write_bytes(render_score_sheet(own))


def _write_rounds(one: GroupResults, staging: Path) -> None:
    """Write the forms of appraisals, of who appraises what, and of explanations, as far as there is anything to fill in."""
    inputs, has_step = one.inputs, one.inputs.campaign.step
    if not inputs.key:
        rows = list_to_appraise(inputs)
        if len(rows):
            form = AppraisalForm(
                inputs.framework, inputs.unit.name_vi, inputs.year, rows, f"{inputs.office_folder}/{APPRAISAL_FILE}",
                _note(one), inputs.status,
            )  # fmt: skip
            (staging / APPRAISAL_FILE).write_bytes(render_appraisal(form))
    for round_key in ("appraisal", "appraisal_2"):
        if has_step(round_key) is not None and (inputs.key or round_key != "appraisal"):
            _write_appraisals(one, round_key, staging / ROUNDS[round_key])
    if has_step("explanation") is not None and one.inputs.campaign.approval is None:  # nobody explains what is decided
        names = dict(zip(inputs.units["unit_key"], inputs.units["name_vi"], strict=True))
        for key, rows in list_to_appraise(inputs, "explanation").groupby("unit_key", sort=False):
            _write_form(one, "explanation", staging / ROUNDS["explanation"], str(key), names[key], rows)


def _write_appraisals(one: GroupResults, round_key: str, folder: Path) -> None:
    inputs = one.inputs
    rows = list_to_appraise(inputs, round_key)
    offices = rows["code"].map(lambda code: inputs.group.domains.get(inputs.framework.top_code(code), ""))
    for stem, office in appraisers(inputs.key, inputs.group, round_key).items():
        _write_form(one, round_key, folder, stem, inputs.unit.name_vi, rows[offices == office])


def _write_form(one: GroupResults, round_key: str, folder: Path, stem: str, name: str, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    folder.mkdir(exist_ok=True)
    inputs = one.inputs
    place = f"{inputs.office_folder}/{ROUNDS[round_key]}/{_day_folder(one)}{stem}.xlsx"
    form = AppraisalForm(inputs.framework, name, inputs.year, rows, place, _note(one), inputs.status, round_key)
    (folder / f"{stem}.xlsx").write_bytes(render_appraisal(form))


def _write_leader_form(one: GroupResults, staging: Path) -> None:
    inputs = one.inputs
    if inputs.group.leaders is None or inputs.leaders is not None:
        return
    folder = staging / LEADERS_FOLDER
    folder.mkdir(exist_ok=True)
    place = f"{inputs.office_folder}/{LEADERS_FOLDER}/{inputs.key}.xlsx"
    (folder / f"{inputs.key}.xlsx").write_bytes(
        render_leader_form(
            inputs.group.leaders,
            inputs.units,
            unit_name=inputs.unit.name_vi,
            year=inputs.year,
            place=place,
            note=_note(one),
        )
    )


def _write_evidence(results: CampaignResults, staging: Path) -> None:
    inputs = results.inputs
    evidence = inputs.evidence
    if evidence is None:
        return
    findings = pd.concat(
        [one.evidence.findings for one in results.groups if one.evidence is not None], ignore_index=True
    )
    criteria = {key: _names(one.framework) for one in inputs.groups for key in one.units["unit_key"]}
    note = _note(results.groups[0])
    units = dict(zip(inputs.units["unit_key"], inputs.units["name_vi"], strict=True))
    listed = EvidenceList(inputs.year, inputs.unit.name_vi, evidence, findings, units, criteria, note)
    (staging / EVIDENCE_FILE).write_bytes(render_evidence_list(listed))


def _names(framework: Framework) -> dict[str, str]:
    return {node.code: node.name_vi for node in framework.nodes}


def _write_pages(results: CampaignResults, staging: Path) -> None:
    """Write a page of every unit that has sent a form that can be read; typst works outside Python, so on every core."""
    folder = staging / PAGES
    pages = [(one, str(key)) for one in results.groups for key in one.matched.claims.index]
    if not pages:
        return
    folder.mkdir()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in [
            pool.submit(write_pdf, unit_document(results, one, key), folder / f"{key}.pdf") for one, key in pages
        ]:
            done.result()
