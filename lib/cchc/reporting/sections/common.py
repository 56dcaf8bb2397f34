"""What every report has: settings, the watermark, the control page, names and notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pandas as pd

from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.results import Results
from cchc.indices.stages import STAGES
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.provenance import STATUSES, InputFile
from cchc.reporting.blocks import Block, Cover, Group, Paragraph, Settings, Span
from cchc.reporting.control_blocks import Control, TablesHere
from cchc.reporting.footing import Traced, files_digest, footing, gather_files
from cchc.reporting.formats import format_number
from cchc.reporting.sections.office_words import warning_lines
from cchc.reporting.sections.unknown import absent, not_for
from cchc.reporting.sentences import lines, sentence
from cchc.sources.inputs import ReportInputs
from cchc.sources.score_sheets import ScoreSheetFile

WATERMARK = "SỐ LIỆU MINH HỌA"
ILLUSTRATIVE_NOTE = "Số liệu minh họa, không phải số liệu chính thức."


def capitalise(text: str) -> str:
    """Return a text with its first letter in upper case.

    Examples
    --------
    >>> capitalise("tỉnh Bắc Kạn")
    'Tỉnh Bắc Kạn'
    """
    return text[:1].upper() + text[1:]


_NUMBERS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


def number_word(n: int) -> str:
    """Write a small number as a word.

    Examples
    --------
    >>> number_word(3), number_word(12)
    ('ba', '12')
    """
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else str(n)


def uncapitalise(text: str) -> str:
    """Return a text with its first letter in lower case.

    Examples
    --------
    >>> uncapitalise("Khảo sát hài lòng (SIPAS)"), uncapitalise("UBND cấp xã")
    ('khảo sát hài lòng (SIPAS)', 'UBND cấp xã')
    """
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def unit_name(inputs: ReportInputs, unit_key: str) -> str:
    """Return the Vietnamese name of a unit in the result year; empty for none."""
    unit = inputs.units.unit_of(unit_key, inputs.result_year) if unit_key else None
    return unit.name_vi if unit else ""


def field_sentence(own: IndexResults) -> str:
    """Say how an announced value lies against mean and best of the country; empty where neither is known."""
    headline = own.headline
    is_best = headline.best_key == own.inputs.unit.unit_key
    return sentence("field", headline, own.index, unit_name(own.inputs, headline.best_key), is_best)


def cited(index: Index) -> tuple[str, ...]:
    """Return the source that notes name for values of an index without one of their own."""
    return (index.source_key,) if index.source_key else ()


def amounts_alt(what: str, names: Iterable[object], values: Iterable[float], *, signed: bool = False) -> str:
    """Return the alternative text of a chart from its names and numbers."""
    told = "; ".join(
        f"{name}: {format_number(value, signed=signed)}" for name, value in zip(names, values, strict=True)
    )
    return f"{what}. {told}."


def sheet_prefix(sheets: Iterable[ScoreSheetFile]) -> str:
    """Begin a sentence that rests on score sheets by saying whose they are; the least official of them decides."""
    known = list(sheets)
    statuses = {one.status for one in known}
    status = "illustrative" if "illustrative" in statuses else "published" if statuses == {"published"} else "office"
    stages = [one.stage for one in known if one.stage != "approved"]
    return sentence("resting_on", status, STAGES[stages[0]].lower() if stages else "")


def settings(results: Results, title: str, *, layout: str, head: str = "") -> Settings:
    """Return the settings of a report.

    Parameters
    ----------
    results : Results
        What the report tells.
    title : str
        For the document's properties.
    layout : str
        ``official`` or ``analysis``.
    head : str
        Running head of an analysis.

    Returns
    -------
    Settings
        With the watermark if any figure is illustrative.
    """
    inputs = results.inputs
    return Settings(
        title=title,
        layout=layout,
        watermark=WATERMARK if inputs.has_illustrative else "",
        author=inputs.unit.author_vi,
        footer=footing(inputs),
        date=f"{inputs.year}-01-01",
        head=head,
    )


def _sources(results: Results) -> list[str]:
    """Name each detailed input with its own status: one illustrative file does not make the others so."""
    told = []
    several = len(results.all_scored) > 1, len(results.all_surveyed) > 1
    for scored in results.all_scored:
        whose, own = scored.index.name_vi if several[0] else "", scored.own_inputs.sheet
        status = None if own is None else STATUSES[own.status]
        told.append(sentence("sheet_source", whose, status, scored.sheet is not None))
    for surveyed in results.all_surveyed:
        whose, survey = surveyed.index.name_vi if several[1] else "", surveyed.survey
        told.append(sentence("survey_source", whose, STATUSES[survey.status] if survey else None))
    return told


def opening(results: Results, title: str) -> Group:
    """Open an analysis: settings and what it is about."""
    inputs = results.inputs
    name = capitalise(inputs.unit.name_full_vi)
    cover = lines("analysis_cover", name, inputs.result_year, inputs.year, _sources(results))
    cover += (sentence("older_basis", inputs),) if inputs.result_year < inputs.last_year else ()
    full = f"{title} – {inputs.unit.name_vi}, kết quả năm {inputs.result_year}"
    head = sentence("running_head", name, title, inputs.result_year)
    return Group((settings(results, full, layout="analysis", head=head), Cover(cover)))


def status_note(status: str) -> str:
    """Return the note below a table or chart whose figures have this status."""
    if status == "illustrative":
        return ILLUSTRATIVE_NOTE
    return sentence("figures_status", STATUSES[status])


def sheet_note(sheet: ScoreSheetFile) -> str:
    """Return the note below a table or chart made from a score sheet: status, and stage unless approved."""
    note = status_note(sheet.status)
    return note if sheet.stage == "approved" else f"{note} {sentence('at_stage', STAGES[sheet.stage].lower())}"


def stage_note(results: Results) -> str:
    """Return what a sentence of the plan adds: that the sheet is not approved, or the decision that approved it, where it is known."""
    scored = results.scored()
    sheet = None if scored is None else scored.sheet
    if sheet is not None and sheet.decision:
        return f" {sentence('approved_by', sheet.decision)}"
    if sheet is None or sheet.stage == "approved":
        return ""
    return f" {sentence('by_stage', STAGES[sheet.stage].lower())}"


def survey_note(surveyed: SurveyedResults) -> str:
    """Return the note below a table or chart made from the survey."""
    return status_note(surveyed.survey.status) if surveyed.survey is not None else ""


class _HasSources(Protocol):
    @property
    def sources(self) -> pd.DataFrame: ...


def published_note(inputs: _HasSources, source_keys: tuple[str, ...], *, is_complete: bool = False) -> str:
    """Return the note that names the published sources: all of them, or at most three and how many more."""
    titles = inputs.sources.set_index("source_key")["title"]
    known = [titles[key] for key in source_keys if key in titles.index]
    named, further = (known, []) if is_complete else (known[:3], known[3:])
    return sentence("published_sources", named, len(further)) if named else ""


def limits(results: Results) -> Group:
    """Say what the data do not tell: disagreeing sources, missing sheets, formulas not confirmed, breaks."""
    told: list[str] = []
    for own in results.of.values():
        if not own.is_announced:
            continue  # not announced for such units: not applicable, which is not unknown
        headline = own.headline
        if headline.disagreeing:
            others = [str(value).replace(".", ",") for value in headline.disagreeing]
            told.append(sentence("values_disagree", own.index, headline, others))
        if headline.other_ranks:
            told.append(sentence("ranks_disagree", own.index, headline))
        if not headline.is_known:
            told.append(absent(own))
    for scored in results.all_scored:
        year = results.inputs.result_year
        told += [sentence("announced_fault", scored.index, year, text) for text in scored.component_warnings]
    told.append(_known_units(results))
    for scored in results.all_scored:
        told += _sheet_limits(scored)
    for surveyed in results.all_surveyed:
        told.append(sentence("survey_limit", surveyed.index, surveyed.survey is not None))
    for index in results.inputs.indices.all:
        published = results.published(index.key)
        if published is not None:
            told.append(_published_limits(published))
        elif index.kind == "published" and (only := not_for(results.inputs.indices, index.kind, index.key)):
            told.append(sentence("left_out", only.rstrip(".")))
    return Group(tuple(Paragraph((Span(line),), "dash") for line in told if line))


def _sheet_limits(scored: ScoredResults) -> tuple[str, ...]:
    sheet = scored.sheet
    if sheet is None:
        return lines("sheet_limits", scored.index, None, "", "")
    return lines("sheet_limits", scored.index, sheet, STATUSES[sheet.status], STAGES[sheet.stage].lower())


def _published_limits(published: PublishedResults) -> str:
    index, year = published.index, published.inputs.result_year
    n_groups = None if index.groups is None else capitalise(number_word(len(index.groups.names)))
    is_published = published.announced.has_groups(published.headline.n_known)
    return sentence("published_limits", index, year, n_groups, is_published, _breaks_in_words(index, year))


def _breaks_in_words(index: Index, year: int) -> str:
    """List the years up to a result year in which the series began anew; of some parts only, those are named."""
    found = sorted((one for one in index.breaks if one.year <= year), key=lambda one: one.year)
    return sentence("breaks_in_words", [(one.year, one.codes) for one in found], TOTAL_CODE)


def _known_units(results: Results) -> str:
    """Say of how many units the indices with announced ranks are known."""
    inputs = results.inputs
    told = [
        one
        for one in results.of.values()
        if one.index.ranks == "announced" and one.is_announced and one.index.kind != "published"
    ]
    if not told:
        return ""
    if inputs.n_field is not None:
        return sentence("known_units", told, inputs.result_year, inputs.n_field)
    return sentence("known_below", told[0].index, told[0].headline, inputs.result_year)


def tables() -> TablesHere:
    """Take the long tables of the document: what is told can be read without them."""
    return TablesHere(sentence("tables_title"), sentence("tables_reference"), sentence("tables_place"))


class _HasInputs(Protocol):
    @property
    def inputs(self) -> Traced: ...


def control(results: _HasInputs) -> Block:
    """Return the control page; the copy to be signed carries none."""
    inputs = results.inputs
    if inputs.is_issue:
        return Group(())
    shown = gather_files(inputs.files)
    illustrative = [_file_name(one) for one in shown if one[0].status == "illustrative"]
    told = (*lines("control_lines", footing(inputs), illustrative), *warning_lines(results))
    files = tuple((_file_name(one), STATUSES[one[0].status], files_digest(one)[:16]) for one in shown)
    return Control("Trang kiểm soát số liệu", told, files)


def _file_name(files: tuple[InputFile, ...]) -> str:
    first = files[0]
    if len(files) > 1:
        return sentence("files_of_folder", first.path.rpartition("/")[0], len(files))
    return sentence("used_rows", first.path) if first.rows_sha256 else first.path
