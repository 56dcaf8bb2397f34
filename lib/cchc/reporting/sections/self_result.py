"""What a unit's own scoring has yielded so far: who handed in, what was refused, the whole sheet, what is not known."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cchc.analysis.self_scoring import OFFICE_STATES, SelfScoringResults
from cchc.analysis.self_scoring_sheet import STATES
from cchc.columns import col
from cchc.dates import print_day
from cchc.provenance import STATUSES
from cchc.reporting.blocks import Block, Cover, Group, Heading, Paragraph, Span
from cchc.reporting.sections.common import ILLUSTRATIVE_NOTE, capitalise, status_note
from cchc.reporting.sections.self_plan import self_settings
from cchc.reporting.sentences import lines, paragraph, sentence
from cchc.reporting.tables import make_table


def _note(results: SelfScoringResults, *more: str) -> str:
    """Return the note below a table: the status of its figures, then more."""
    inputs = results.inputs
    note = ILLUSTRATIVE_NOTE if inputs.has_illustrative else status_note(inputs.status)
    return " ".join(part for part in (note, *more) if part)


def _dashes(told: Iterable[str]) -> list[Block]:
    return [Paragraph((Span(line),), "dash") for line in told]


def opening(results: SelfScoringResults, title: str) -> Group:
    """Open the result: settings, and what it is of."""
    inputs = results.inputs
    name = capitalise(inputs.unit.name_full_vi)
    cover = lines("self_cover", inputs, name, STATUSES[inputs.status])
    full = f"{title} – {inputs.unit.name_vi}, năm {inputs.year}"
    head = sentence("running_head", name, title, inputs.year)
    return Group((self_settings(inputs, full, layout="analysis", head=head), Cover(cover)))


def summary(results: SelfScoringResults) -> Group:
    """Say how many offices have handed in, how many points they gave of how many, and what is open."""
    owing = {words: list(results.in_state(state)["office_vi"]) for state, words in OFFICE_STATES.items()}
    owing = {words: names for words, names in owing.items() if names and words != OFFICE_STATES["returned"]}
    blocks: list[Block] = [*paragraph(sentence("self_summary", results, owing), "lead")]
    blocks += paragraph(sentence("self_points", results))
    blocks += paragraph(sentence("self_open", results))
    return Group(tuple(blocks))


def returned(results: SelfScoringResults) -> Group:
    """Show who has handed in and by when the others are to, and why parts were refused, word for word."""
    offices = results.offices
    rows = offices.assign(
        due_vi=[f"Trước ngày {print_day(day)}" for day in offices["due"]],
        state_vi=offices["state"].map(OFFICE_STATES).map(capitalise),
    )
    columns = (
        col("#"),
        col("office_vi"),
        col("state_vi", width=40),
        col("due_vi"),
        col("n_leaves", total=""),
        col("max_score"),
        col("self_score"),
    )
    blocks: list[Block] = [
        make_table(
            rows,
            columns,
            caption=sentence("offices_caption", results.n_returned, results.n_offices),
            note=_note(results, sentence("not_in_note")),
            sheet="Cơ quan",
        )
    ]
    refused = [form for form in results.inputs.forms if form.sheet is None]
    if refused:
        blocks.append(Heading(3, "Phiếu phải sửa"))
        for form in refused:
            blocks += paragraph(f"{offices.at[form.agency_key, 'office_vi']}:")
            blocks += _dashes([str(fault) for fault in form.faults])
    if results.inputs.strangers:
        blocks.append(Heading(3, "Tệp không rõ của cơ quan nào"))
        blocks += _dashes([str(fault) for fault in results.inputs.strangers])
    return Group(tuple(blocks))


def domains(results: SelfScoringResults) -> Group:
    """Show the points by domain, only where every criterion of the domain is in."""
    columns = (
        col("code", kind="centre"),
        col("name_vi:domain"),
        col("n_known:criteria"),
        col("n_leaves:self"),
        col("self_score"),
        col("max_score:self"),
        col("survey_max"),
    )
    table = make_table(
        results.domains,
        columns,
        caption=sentence("domains_caption", results),
        note=_note(results, sentence("no_part_sums")),
        sheet="Lĩnh vực",
        total={"code": "", "name_vi": "Cộng", **results.domain_totals},
    )
    return Group((table,))


def differences(results: SelfScoringResults) -> Group:
    """Show where offices gave themselves other points than the rule makes of what they declared."""
    if results.rule_checks.empty:
        return Group(paragraph(sentence("no_rule_differences", results.n_returned)))
    columns = (
        col("code"),
        col("name_vi:criterion"),
        col("office_vi", width=40),
        col("declared:figure"),
        col("self_score"),
        col("rule_score"),
        col("difference", formula="{self_score}-{rule_score}"),
    )
    table = make_table(
        results.rule_checks,
        columns,
        caption=sentence("rules_caption", len(results.rule_checks)),
        note=_note(results, sentence("rule_differences_note")),
        sheet="Khác quy tắc",
    )
    return Group((table,))


def without_evidence(results: SelfScoringResults) -> Group:
    """List criteria that were given points without evidence being named."""
    rows = results.without_evidence
    if rows.empty:
        return Group(paragraph(sentence("all_have_evidence", results.n_returned)))
    table = make_table(
        rows,
        (col("code"), col("name_vi:criterion"), col("office_vi", width=50), col("self_score")),
        caption=sentence("evidence_caption", len(rows)),
        note=_note(results),
        sheet="Thiếu tài liệu",
    )
    return Group((table,))


def whole_sheet(results: SelfScoringResults) -> Group:
    """Show every criterion with its office and what is known of it."""
    rows = results.rows
    tops = results.domains["name_vi"]
    shown = rows.assign(
        domain_vi=[f"{code}. {tops[code]}" for code in rows["domain_code"]],
        state_vi=rows["state"].map(STATES).map(capitalise),
        office_vi=rows["short_vi"].where(rows["short_vi"] != "", "–"),
    )
    columns = (
        col("code"),
        col("name_vi:criterion"),
        col("office_vi", width=38),
        col("state_vi", width=27),
        col("max_score"),
        col("self_score", width=14),
        col("evidence_vi", width=34),
    )
    table = make_table(
        shown,
        columns,
        caption=sentence("sheet_caption", len(results.own_rows), len(results.surveyed)),
        note=_note(results, sentence("blank_is_unknown")),
        sheet="Bảng điểm",
        group_by="domain_vi",
        is_wide=True,
    )
    return Group((table,))


def limits(results: SelfScoringResults) -> Group:
    """Say what the figures do not tell."""
    codes = {one: list(results.unknown.index[results.unknown["office_vi"] == one]) for one in _owing(results.unknown)}
    return Group(tuple(_dashes(lines("self_limits", results.inputs, codes, list(results.surveyed.index)))))


def _owing(unknown: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(unknown["office_vi"]))
