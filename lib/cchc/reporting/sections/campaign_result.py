"""What a scoring campaign has yielded so far: who came back, what was refused, totals, ranks, the decision's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from cchc.analysis.campaign_results import CampaignResults
from cchc.analysis.group_results import STATES, GroupResults
from cchc.columns import col
from cchc.provenance import STATUSES
from cchc.reporting import charts
from cchc.reporting.blocks import AnnexStart, Block, Cover, Group, Heading, Paragraph, Span
from cchc.reporting.sections.campaign_plan import campaign_settings, format_maximum
from cchc.reporting.sections.common import ILLUSTRATIVE_NOTE, amounts_alt, capitalise, status_note
from cchc.reporting.sentences import lines, paragraph, sentence
from cchc.reporting.tables import make_table
from cchc.reporting.word_numbers import roman

_DOTS = "……"
#: A chart of more bars is no picture any more: the table tells it.
_MOST_BARS = 30


def scope(results: CampaignResults | GroupResults) -> str:
    """Say how much of the field a rank rests on; empty once every unit is in.

    Every place that shows a rank shows this with it.
    """
    return "" if results.is_final else sentence("provisional", results)


def scoped(results: CampaignResults | GroupResults, words: str) -> str:
    """Add to some words how much of the field they rest on."""
    return f"{words} ({scope(results)})" if scope(results) else words


def result_note(results: CampaignResults | GroupResults, *more: str) -> str:
    """Return the note below a table of scores: the status of its figures, then more."""
    inputs = results.inputs
    note = ILLUSTRATIVE_NOTE if inputs.has_illustrative else status_note(inputs.status)
    return " ".join(part for part in (note, *more) if part)


def of_group(results: GroupResults, words: str) -> str:
    """Add to a caption, or the name of a sheet, whose it is, where there are several groups."""
    name = results.inputs.group.name_vi
    return f"{words} – {name}" if name else words


def each_group(results: CampaignResults, show: Callable[[GroupResults], Sequence[Block]]) -> Group:
    """Show something group by group, each under its name where there are several."""
    blocks: list[Block] = []
    for one in results.groups:
        shown = show(one)
        if shown and one.inputs.group.name_vi:
            blocks.append(Heading(3, one.inputs.group.name_vi))
        blocks += shown
    return Group(tuple(blocks))


def _rank_text(results: GroupResults, rank: object, n_tied: object) -> str | None:
    if rank is None or pd.isna(rank):
        return None
    return sentence("rank_of_complete", int(rank), results.n_complete, int(n_tied) > 1)  # type: ignore[call-overload]


def ranked_units(results: GroupResults) -> pd.DataFrame:
    """Return the units, ranked ones first in the order of their ranks, the rest in the list's order."""
    units = results.ranked
    texts = [_rank_text(results, rank, n_tied) for rank, n_tied in zip(units["rank"], units["n_tied"], strict=True)]
    return units.assign(rank_vi=texts, state_vi=units["state"].map(STATES))


def dashes(told: Iterable[str]) -> list[Block]:
    """Show lines as a list."""
    return [Paragraph((Span(line),), "dash") for line in told]


def opening(results: CampaignResults) -> Group:
    """Open the result: settings, title, what it is of, and how much is known."""
    inputs = results.inputs
    title = sentence("campaign_result_title", bool(inputs.campaign.groups))
    full = f"{title} – {inputs.unit.name_vi}, năm {inputs.year}"
    cover = lines("campaign_cover", inputs, capitalise(inputs.unit.name_full_vi), STATUSES[inputs.status])
    head = sentence("running_head", capitalise(inputs.unit.name_full_vi), title, inputs.year)
    settings = campaign_settings(inputs, full, layout="analysis", head=head)
    return Group((settings, Heading(1, title), *paragraph(sentence("campaign_result_question")), Cover(cover)))


def summary(results: CampaignResults) -> Group:
    """Say in a few sentences how far the campaign is and who leads each group."""
    told = {STATES[key]: n for key, n in results.states.items()}
    blocks: list[Block] = [*paragraph(sentence("campaign_states", results.n_units, told), "lead")]
    if not results.n_complete:
        return Group((*blocks, *paragraph(sentence("none_ranked"))))
    for one in results.groups:
        found = one.standing
        if found is None:
            continue
        head = scoped(one, of_group(one, "Dẫn đầu"))
        text = sentence("leaders", head, list(found.best), found.high_pct, found.low_pct, found.mean_pct)
        blocks += paragraph(text)
    if all(scope(one) for one in results.groups):
        blocks += paragraph(sentence("ranks_may_change", scope(results)))
    return Group(tuple(blocks))


def returned(results: CampaignResults) -> Group:
    """Show who has sent what, and why forms were refused, word for word."""
    inputs = results.inputs
    blocks: list[Block] = list(each_group(results, _state_table).blocks)
    refused = [form for form in inputs.forms if form.sheet is None]
    if refused:
        blocks.append(Heading(3, "Phiếu phải sửa"))
        names = inputs.units.set_index("unit_key")["name_vi"]
        for form in refused:
            blocks += paragraph(f"{names[form.unit_key]}:")
            blocks += dashes(str(fault) for fault in form.faults)
    if inputs.campaign.groups and inputs.strangers:
        # names of files may hold names of persons: the command tells them
        blocks += paragraph(sentence("n_strangers", len(inputs.strangers)))
    of_rounds = [fault for one in inputs.groups for fault in one.refused]
    for title, faults in (
        ("Tệp thẩm định, giải trình phải sửa", of_rounds),
        ("Tệp không rõ của đơn vị nào", () if inputs.campaign.groups else inputs.strangers),
        ("Điểm thẩm định chưa được dùng", results.unused),
    ):
        if faults:
            blocks += [Heading(3, title), *dashes(map(str, faults))]
    return Group(tuple(blocks))


def _state_table(one: GroupResults) -> tuple[Block, ...]:
    """Show the state of every unit, of several groups of those alone that have no result yet."""
    units = one.units[one.units["state"] != "complete"] if one.inputs.key else one.units
    if units.empty:
        return paragraph(sentence("all_complete", one.n_units))
    table = make_table(
        units.assign(state_vi=units["state"].map(STATES)),
        (
            col("#"),
            col("name_vi:unit"),
            col("state_vi"),
            col("n_appraised"),
            col("n_due"),
        ),
        caption=of_group(one, "Tình trạng của từng đơn vị"),
        note=result_note(one),
        sheet=of_group(one, "Tình trạng"),
    )
    return (table,)


def ranking(results: CampaignResults) -> Group:
    """Show totals, percentages, ranks and grades."""
    if not results.n_complete:
        return Group(paragraph(sentence("none_added")))
    return each_group(results, _ranking)


def _ranking(one: GroupResults) -> tuple[Block, ...]:
    if not one.n_complete:
        return paragraph(sentence("none_added"))
    ranked = ranked_units(one)
    known = ranked[ranked["state"] == "complete"]
    columns = (
        col("rank_vi", scoped(one, "Thứ hạng"), kind="centre", width=22),
        col("name_vi:unit"),
        col("appraised_score"),
        col("survey_score"),
        col("score:total"),
        col("max_score:applied"),
        col("achieved_pct"),
        col("grade_vi", width=34),
    )
    blocks: list[Block] = [_chart(one, known)] if len(known) <= _MOST_BARS else []
    blocks.append(
        make_table(
            known, columns, caption=of_group(one, scoped(one, "Tổng điểm, chỉ số, thứ hạng, xếp loại")),
            note=result_note(one, sentence("ranking_rule"), grading_note(one)), sheet=of_group(one, "Xếp hạng"), chart="achieved_pct",
        )
    )  # fmt: skip
    left = ranked[ranked["state"] != "complete"]
    if len(left):
        blocks += paragraph(sentence("not_ranked", list(left.itertuples())))
    return tuple(blocks)


def _chart(one: GroupResults, known: pd.DataFrame) -> Block:
    figure = charts.bars(
        [f"{row.name_vi} ({row.rank_vi})" for row in known.itertuples()],
        list(known["achieved_pct"]),
        axis_label="Chỉ số (%)",
    )
    words = scoped(one, "Chỉ số và thứ hạng")
    return charts.to_block(
        figure,
        alt=amounts_alt(f"Biểu đồ cột: {words}", known["name_vi"], known["achieved_pct"]),
        caption=sentence("ranking_caption", list(known.itertuples()), scope(one)),
        note=result_note(one),
    )


def grading_note(results: GroupResults) -> str:
    """Name the bands and their source; without known bands there is no grade."""
    return sentence("grading", list(results.bands.itertuples()), bool(results.inputs.key))


def domains(results: CampaignResults) -> Group:
    """Show the points of each ranked unit by domain."""
    if not results.n_complete:
        return Group(paragraph(sentence("no_domains")))
    return each_group(results, _domains)


def _domains(one: GroupResults) -> tuple[Block, ...]:
    if not one.n_complete:
        return paragraph(sentence("no_domains"))
    framework = one.inputs.framework
    ranked = ranked_units(one)
    rows = ranked[ranked["state"] == "complete"][["name_vi"]].join(one.domains)
    columns = [col("name_vi:unit", width=36)]
    columns += [
        col("score:domain", field=node.code, code=node.code, maximum=format_maximum(node.max_score or 0.0))
        for node in framework.children("")
    ]
    named = "; ".join(f"{node.code}: {node.name_vi[:1].lower()}{node.name_vi[1:]}" for node in framework.children(""))
    table = make_table(
        rows,
        columns,
        caption=of_group(one, "Điểm theo lĩnh vực"),
        note=result_note(one, f"{capitalise(named)}.", *_caps(one)),
        sheet=of_group(one, "Lĩnh vực"),
    )
    return (table,)


def _caps(one: GroupResults) -> tuple[str, ...]:
    """Say that domains are told before the caps, where there are any."""
    bonus, penalty = one.inputs.framework.bonus_cap, one.inputs.framework.penalty_cap
    return () if bonus is None and penalty is None else (sentence("caps_not_in_domains", bonus, penalty),)


def limits(results: CampaignResults) -> Group:
    """Say what the figures do not tell."""
    return Group(tuple(dashes(lines("campaign_limits", results.inputs))))


def decision_annex(results: CampaignResults) -> Group:
    """Show the tables that the approving decision would carry, one per group."""
    inputs = results.inputs
    approval = inputs.campaign.approval
    blocks: list[Block] = []
    for number, one in enumerate(results.groups, start=1):
        decided = approval if one.is_final else None  # nobody approves ranks in a field that is open
        attached = sentence("attached_to_decision", inputs.unit.name_full_vi, _DOTS, decided)
        title = scoped(
            one, sentence("decision_title", inputs.year, inputs.campaign.groups and one.inputs.group.name_vi)
        )
        blocks += [AnnexStart(f"Phụ lục {roman(number)}", title.upper(), attached), _decision(one)]
    return Group(tuple(blocks))


def _decision(one: GroupResults) -> Block:
    columns = (
        col("#"),
        col("name_vi:unit"),
        col("self_score", width=20),
        col("appraised_score"),
        col("survey_score"),
        col("score:total", width=20),
        col("achieved_pct"),
        col("rank_vi", scoped(one, "Thứ hạng"), kind="centre"),
        col("grade_vi"),
        col("remark_vi"),
    )
    rows = ranked_units(one)
    rows = rows.assign(
        remark_vi=rows["state_vi"].where(rows["state"] != "complete", ""),
        grade_vi=rows["grade_vi"].where(rows["grade_vi"].notna(), ""),
    )
    note = result_note(one, sentence("decision_note"), grading_note(one))
    return make_table(rows, columns, note=note, sheet=of_group(one, "PL Quyết định"), is_wide=True)
