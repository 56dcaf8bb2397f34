"""The one page of a report: where the unit stands, where the points went, what is weak and strong, what is asked of whom."""

from __future__ import annotations

from cchc.analysis.index_results import IndexResults, SurveyedResults
from cchc.analysis.stands import PartStand, Stand
from cchc.columns import col
from cchc.dates import print_day
from cchc.frameworks import PAR_METHODS, official_code
from cchc.indices_defined import TOTAL_CODE
from cchc.planning.brief import Brief, build_brief
from cchc.planning.expected import expected_totals
from cchc.planning.items import former_name
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import Item
from cchc.planning.solution_findings import taken_by_name
from cchc.reporting.addresses import anchor_of
from cchc.reporting.blocks import Block, Group, Heading, Paragraph, Row, Span, Table
from cchc.reporting.brief_blocks import Mark, Pair, Profile, Tile, Tiles, line_of_years
from cchc.reporting.formats import MISSING, format_number
from cchc.reporting.sections.common import capitalise, settings, sheet_note, uncapitalise
from cchc.reporting.sections.plan_words import annex_label, item_name
from cchc.reporting.sentences import paragraph, sentence

#: A task is cut behind a step that makes it longer than this, and never longer than that [letters].
_SHORT_STEP, _LONGEST = 40, 300


def page(plan: Plan) -> Group:
    """Show the brief of a report.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``; what was computed stands in it.
    """
    brief, inputs = build_brief(plan), plan.results.inputs
    name = capitalise(inputs.unit.name_full_vi)
    title = f"Tóm tắt – {inputs.unit.name_vi}, kế hoạch năm {inputs.year}"
    blocks: list[Block] = [
        settings(plan.results, title, layout="brief"),
        Paragraph((Span(sentence("brief_kicker", name, inputs.basis_year, inputs.year)),), "kicker"),
        Heading(1, sentence("brief_title", brief, name, _owner(brief))),
        Tiles(
            tuple(_tile(brief, one) for one in brief.shown_stands),
            len({one.own.index.key for one in brief.shown_stands}) if len(brief.told) > 1 else 0,
        ),
        *_profiles(brief),
        Pair(
            _standing(brief, brief.weakest, sentence("brief_weak", len(brief.told), _owner(brief))),
            _standing(brief, brief.strongest, sentence("brief_strong", len(brief.told), _owner(brief))),
        ),
        *_asked(brief),
        *_remarks(brief),
    ]
    return Group(tuple(blocks))


def _owner(brief: Brief) -> str:
    """Return whose results are told where they are not the unit's own."""
    plan = brief.plan
    return "" if plan.subject_results is plan.results else capitalise(plan.subject_results.inputs.unit.name_full_vi)


def _tile(brief: Brief, stand: Stand) -> Tile:
    own, index, headline = stand.own, stand.own.index, stand.own.headline
    is_known = stand.value is not None
    told = (
        sentence("tile_rank", headline, index),
        sentence("tile_change", headline, index, is_known and index.is_break(headline.year)),
        sentence("tile_distance", headline, index),
        sentence("tile_others", headline, index),
    )
    whose, unit = "", stand.results.inputs.unit
    if len(brief.told) > 1:
        whose = f" – {former_name(unit.name_vi, brief.plan.results.inputs.unit.name_vi)}"
    elif _owner(brief):
        whose = f" – {unit.name_full_vi}"
    known = tuple(one for one in told if one)
    return Tile(
        f"{index.name_vi}{whose}",
        format_number(stand.value, index.decimals) if is_known else MISSING,
        index.mark.strip() if is_known else "",
        known if known or is_known else (sentence("tile_unknown", is_withheld=own.is_withheld),),
        line_of_years(
            [
                (year, value, is_break, f"{year}: {format_number(value, index.decimals)}{index.mark}")
                for year, value, is_break in stand.years
            ]
        ),
        stand.is_good,
        stand.value,
    )


def _profiles(brief: Brief) -> tuple[Block, ...]:
    """Show the domains of the index of points and the parts against the field, side by side where both are known."""
    found = [*_lost_profile(brief), *_field_profile(brief)]
    return (Pair((found[0],), (found[1],)),) if len(found) > 1 else tuple(found)


def _mark(part: PartStand, value: str, note: str) -> Mark:
    name = f"{official_code(part.code)} {part.name_vi}"
    return Mark(name, part.own_ratio, part.middle_ratio, part.best_ratio, value, note)


def _lost_profile(brief: Brief) -> list[Profile]:
    scored, stands = brief.scored, brief.lost_parts
    if scored is None or scored.sheet is None or scored.lost_points is None or stands is None:
        return []
    marks = tuple(
        _mark(one, f"{format_number(one.value)}/{format_number(one.max_score)}", sentence("lost_mark", one.lost))
        for one in stands.parts
    )
    title = sentence("lost_profile_title", scored.index, scored.lost_points.worst_domain)
    return [Profile(title, marks, "0%", "100%", sentence("lost_profile_note", sheet_note(scored.sheet)))]


def _field_profile(brief: Brief) -> list[Profile]:
    published, stands = brief.compared, brief.field_parts
    if published is None or stands is None:
        return []
    digits = published.index.decimals
    marks = tuple(
        _mark(one, format_number(one.value, digits), format_number(one.gap, digits, signed=True))
        for one in stands.parts
    )
    title = sentence("field_profile_title", published.index, stands)
    note = sentence("field_profile_note", published.index, published.headline)
    return [Profile(title, marks, format_number(stands.low, digits), format_number(stands.high, digits), note)]


def _standing(brief: Brief, items: tuple[Item, ...], title: str) -> tuple[Block, ...]:
    results = brief.told[0]
    if not items:
        return (Heading(2, title), *paragraph(sentence("brief_no_standing", len(brief.told)), "note"))
    rows = []
    for one in items:
        index = results.inputs.indices[one.index]
        told = sentence("item_standing", one, _whole(results.of.get(one.index)))
        rows.append(Row((index.name_vi, item_name(one), told), item=anchor_of(one.task_key)))
    columns = (col("index_vi", width=20), col("name_vi", width=48), col("standing_vi"))
    return (Heading(2, title), Table(columns, tuple(rows)))


def _whole(own: IndexResults | None) -> float | None:
    """Return what items of a survey are told against: the index by its answers, or as announced."""
    if isinstance(own, SurveyedResults) and own.table is not None:
        return float(own.table.at[TOTAL_CODE, "value_pct"])
    return None if own is None else own.headline.value


def _asked(brief: Brief) -> tuple[Block, ...]:
    if not brief.asked:
        return ()
    has_gain = any(one.gain is not None for one in brief.asked)
    columns = (
        col("#"),
        col("task_vi:brief"),
        col("lead_vi", width=22),
        col("deadline_vi", width=20),
        *((col("expected_score:brief"), col("gain:brief")) if has_gain else ()),
    )
    guessed = taken_by_name(brief.plan)
    rows = tuple(
        Row(
            (
                number,
                _task_words(one.row.item, one.row.task.task_vi or "", is_guess=one.row.item.task_key in guessed),
                _few(one.row.task.lead_vi or ""),
                one.row.task.deadline_vi or "",
                *((one.row.expected_score, one.gain) if has_gain else ()),
            ),
            item=anchor_of(one.row.item.task_key),
        )
        for number, one in enumerate(brief.asked, start=1)
    )
    labels = [annex_label(brief.plan, annex.annex_key) for annex in brief.plan.annexes]
    more = sentence("brief_more", brief, labels)
    return (Heading(2, sentence("brief_asked", brief)), Table(columns, rows, note=more))


def _task_words(item: Item, text: str, *, is_guess: bool) -> str:
    """Name the item and the first steps of its task, as many as a line or two hold; the plan tells the others, and whence a guess is."""
    steps = text.split("; ")
    told = steps.pop(0)
    while steps and len(told) < _SHORT_STEP:
        told = f"{told}; {steps.pop(0)}"
    guess = f"{sentence('guess_mark')} " if is_guess else ""
    words = f"{item_name(item)}: {guess}{uncapitalise(told)}{' …' if steps else ''}"
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rpartition(' ')[0] or words[:_LONGEST]} …"


def _few(agencies: str) -> str:
    """Name the first two of many agencies."""
    names = agencies.split("; ")
    return agencies if len(names) < 4 else sentence("brief_agencies", names)


def _remarks(brief: Brief) -> tuple[Block, ...]:
    plan, inputs = brief.plan, brief.plan.results.inputs
    shares = inputs.params.priorities.recoverable_pct.model_dump()
    told = [(uncapitalise(PAR_METHODS[key]), value) for key, value in shares.items()]
    found = (
        (sentence("brief_goal"), sentence("brief_goals", expected_totals(plan))),
        (sentence("brief_estimate"), sentence("brief_assumptions", brief, told)),
        (sentence("brief_unknown"), sentence("brief_not_known", brief)),
        (sentence("brief_sources"), sentence("brief_status", brief, inputs, print_day(plan.plan_date))),
    )
    return tuple(
        Paragraph((Span(f"{name} ", bold=True), *paragraph(text)[0].spans), "remark") for name, text in found if text
    )
