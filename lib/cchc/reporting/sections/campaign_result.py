"""What a scoring campaign has yielded so far: who came back, what was refused, what changed, totals and ranks."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cchc.analysis.campaign_results import STATES, CampaignResults
from cchc.columns import col
from cchc.provenance import STATUSES
from cchc.reporting import charts
from cchc.reporting.blocks import AnnexStart, Block, Cover, Group, Heading, Paragraph, Span
from cchc.reporting.sections.campaign_plan import campaign_settings, format_maximum
from cchc.reporting.sections.common import ILLUSTRATIVE_NOTE, amounts_alt, capitalise, status_note
from cchc.reporting.sentences import lines, paragraph, sentence
from cchc.reporting.tables import make_table

_DOTS = "……"


def scope(results: CampaignResults) -> str:
    """Say how much of the field a rank rests on; empty once every unit is in.

    Every place that shows a rank shows this with it.
    """
    return "" if results.is_complete else sentence("provisional", results)


def scoped(results: CampaignResults, words: str) -> str:
    """Add to some words how much of the field they rest on."""
    return f"{words} ({scope(results)})" if scope(results) else words


def result_note(results: CampaignResults, *more: str) -> str:
    """Return the note below a table of scores: the status of its figures, then more."""
    inputs = results.inputs
    note = ILLUSTRATIVE_NOTE if inputs.has_illustrative else status_note(inputs.status)
    return " ".join(part for part in (note, *more) if part)


def _rank_text(results: CampaignResults, rank: object, n_tied: object) -> str | None:
    if rank is None or pd.isna(rank):
        return None
    return sentence("rank_of_complete", int(rank), results.n_complete, int(n_tied) > 1)  # type: ignore[call-overload]


def _ranked(results: CampaignResults) -> pd.DataFrame:
    """Return the units, ranked ones first in the order of their ranks, the rest in the district's order."""
    units = results.ranked
    texts = [_rank_text(results, rank, n_tied) for rank, n_tied in zip(units["rank"], units["n_tied"], strict=True)]
    return units.assign(rank_vi=texts, state_vi=units["state"].map(STATES))


def _dashes(told: Iterable[str]) -> list[Block]:
    return [Paragraph((Span(line),), "dash") for line in told]


def opening(results: CampaignResults, title: str) -> Group:
    """Open the result: settings, what it is of, and how much is known."""
    inputs = results.inputs
    full = f"{title} – {inputs.unit.name_vi}, năm {inputs.year}"
    cover = lines("campaign_cover", inputs, capitalise(inputs.unit.name_full_vi), STATUSES[inputs.status])
    head = sentence("running_head", capitalise(inputs.unit.name_full_vi), title, inputs.year)
    return Group((campaign_settings(inputs, full, layout="analysis", head=head), Cover(cover)))


def summary(results: CampaignResults) -> Group:
    """Say in a few sentences how far the campaign is and who leads."""
    told = {words: n for state, words in STATES.items() if (n := results.count(state))}
    blocks: list[Block] = [*paragraph(sentence("campaign_states", results.n_units, told), "lead")]
    found = results.standing
    if found is None:
        blocks += paragraph(sentence("none_ranked"))
        return Group(tuple(blocks))
    head = scoped(results, "Dẫn đầu")
    text = sentence("leaders", head, list(found.best), found.high_pct, found.low_pct, found.mean_pct)
    blocks += paragraph(text)
    if scope(results):
        blocks += paragraph(sentence("ranks_may_change", scope(results)))
    return Group(tuple(blocks))


def returned(results: CampaignResults) -> Group:
    """Show who has sent what, and why forms were refused, word for word."""
    inputs = results.inputs
    table = make_table(
        results.units.assign(state_vi=results.units["state"].map(STATES)),
        (
            col("#"),
            col("name_vi:unit"),
            col("state_vi"),
            col("n_appraised"),
            col("n_due"),
        ),
        caption="Tình trạng của từng đơn vị",
        note=result_note(results),
        sheet="Tình trạng",
    )
    blocks: list[Block] = [table]
    refused = [form for form in inputs.forms if form.sheet is None]
    if refused:
        blocks.append(Heading(3, "Phiếu phải sửa"))
        names = inputs.units.set_index("unit_key")["name_vi"]
        for form in refused:
            blocks += paragraph(f"{names[form.unit_key]}:")
            blocks += _dashes([str(fault) for fault in form.faults])
    if inputs.strangers:
        blocks.append(Heading(3, "Tệp không rõ của đơn vị nào"))
        blocks += _dashes([str(fault) for fault in inputs.strangers])
    if results.unused:
        blocks.append(Heading(3, "Điểm thẩm định chưa được dùng"))
        blocks += _dashes([str(fault) for fault in results.unused])
    return Group(tuple(blocks))


def ranking(results: CampaignResults) -> Group:
    """Show totals, percentages, ranks and grades."""
    if not results.n_complete:
        return Group(paragraph(sentence("none_added")))
    ranked = _ranked(results)
    known = ranked[ranked["state"] == "complete"]
    words = scoped(results, "Chỉ số và thứ hạng")
    figure = charts.bars(
        [f"{row.name_vi} ({row.rank_vi})" for row in known.itertuples()],
        list(known["achieved_pct"]),
        axis_label="Chỉ số (%)",
    )
    columns = (
        col("rank_vi", scoped(results, "Thứ hạng"), kind="centre", width=22),
        col("name_vi:unit"),
        col("appraised_score"),
        col("survey_score"),
        col("score:total"),
        col("max_score:applied"),
        col("achieved_pct"),
        col("grade_vi", width=34),
    )
    blocks: list[Block] = [
        charts.to_block(
            figure,
            alt=amounts_alt(f"Biểu đồ cột: {words}", known["name_vi"], known["achieved_pct"]),
            caption=sentence("ranking_caption", list(known.itertuples()), scope(results)),
            note=result_note(results),
        ),
        make_table(
            known, columns, caption=scoped(results, "Tổng điểm, chỉ số, thứ hạng, xếp loại"),
            note=result_note(results, sentence("ranking_rule"), grading_note(results)), sheet="Xếp hạng", chart="achieved_pct",
        ),
    ]  # fmt: skip
    left = ranked[ranked["state"] != "complete"]
    if len(left):
        blocks += paragraph(sentence("not_ranked", list(left.itertuples())))
    return Group(tuple(blocks))


def grading_note(results: CampaignResults) -> str:
    """Name the bands and their source; without known bands there is no grade."""
    return sentence("grading", list(results.bands.itertuples()))


def domains(results: CampaignResults) -> Group:
    """Show the points of each ranked unit by domain."""
    if not results.n_complete:
        return Group(paragraph(sentence("no_domains")))
    framework = results.inputs.framework
    ranked = _ranked(results)
    rows = ranked[ranked["state"] == "complete"][["name_vi"]].join(results.domains)
    columns = [col("name_vi:unit", width=36)]
    columns += [
        col("score:domain", field=node.code, code=node.code, maximum=format_maximum(node.max_score or 0.0))
        for node in framework.children("")
    ]
    named = "; ".join(f"{node.code}: {node.name_vi[:1].lower()}{node.name_vi[1:]}" for node in framework.children(""))
    table = make_table(
        rows,
        columns,
        caption="Điểm theo lĩnh vực",
        note=result_note(results, f"{capitalise(named)}."),
        sheet="Lĩnh vực",
    )
    return Group((table,))


def limits(results: CampaignResults) -> Group:
    """Say what the figures do not tell."""
    return Group(tuple(_dashes(lines("campaign_limits", results.inputs))))


def decision_annex(results: CampaignResults) -> Group:
    """Show the table that the approving decision would carry."""
    inputs = results.inputs
    attached = sentence("attached_to_decision", inputs.unit.name_full_vi, _DOTS)
    title = scoped(results, sentence("decision_title", inputs.year))
    columns = (
        col("#"),
        col("name_vi:unit"),
        col("self_score", width=20),
        col("appraised_score"),
        col("survey_score"),
        col("score:total", width=20),
        col("achieved_pct"),
        col("rank_vi", scoped(results, "Thứ hạng"), kind="centre"),
        col("grade_vi"),
        col("remark_vi"),
    )
    rows = _ranked(results)
    rows = rows.assign(
        remark_vi=rows["state_vi"].where(rows["state"] != "complete", ""),
        grade_vi=rows["grade_vi"].where(rows["grade_vi"].notna(), ""),
    )
    note = result_note(results, sentence("decision_note"), grading_note(results))
    table = make_table(rows, columns, note=note, sheet="PL Quyết định", is_wide=True)
    return Group((AnnexStart("Phụ lục I", title.upper(), attached), table))
