"""Annexes of a plan as tables, with the columns that the parameters choose."""

from __future__ import annotations

import dataclasses

import pandas as pd

from cchc.columns import col
from cchc.errors import ParameterError
from cchc.frameworks import official_code
from cchc.plan_params import AREAS
from cchc.planning.annex_order import in_order, sum_groups
from cchc.planning.annexes import Annex
from cchc.planning.areas import known_parts
from cchc.planning.cheapest_tasks import priorities
from cchc.planning.issued import changes_of, replaced_plan
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import PlanRow
from cchc.reporting.blocks import AnnexStart, Block, Column, Group
from cchc.reporting.formats import NUMBER_KINDS, format_target, reaches_maximum
from cchc.reporting.kept import kept
from cchc.reporting.sections.annex_notes import annex_note
from cchc.reporting.sections.official import attached_line, fill
from cchc.reporting.sections.plan_words import ROMAN, annex_label, of_basis, part_text
from cchc.reporting.sections.solution_notes import mark_suggestions
from cchc.reporting.sentences import sentence
from cchc.reporting.tables import make_table
from cchc.sources.inputs import ReportInputs

#: Width of the text on a page [mm], and what a column needs at least [mm].
_PAGE_MM = {"landscape": 252.0, "portrait": 160.0}
_LEAST_MM = {"#": 6.0, "deadline_vi": 16.0, "rank_vi": 10.0}
#: Above what the figures say until the office has named the cause.
_FACTS_TITLE = "Hạn chế, nguyên nhân"
_LEAST_NUMBER_MM, _LEAST_TEXT_MM = 10.5, 11.0
#: Columns that only items with figures of their own fill.
_FIGURES = frozenset({"max_score", "score", "pct", "rank_vi", "lost_score", "target", "expected_score"})
#: Column of an annex; widths are millimetres of a landscape page.
LOOKS = {
    "number": col("#", width=9),
    "task_key": col("task_key:long", width=18),
    "code": col("code", width=12),
    "criterion_vi": col("criterion_vi", width=30),
    "max_score": col("max_score", width=14),
    "score": col("score:annex"),
    "parts": col("part_vi", name="{name}", year="{year}"),
    "weak_in_vi": col("weak_in_vi"),
    "pct": col("pct:annex"),
    "rank_vi": col("rank_vi:annex"),
    "lost_score": col("lost_score:annex"),
    "assessment_vi": col("assessment_vi"),
    "cause_vi": col("cause_vi", width=38),
    "target": col("target"),
    "proposed": col("proposed"),
    "expected_score": col("expected_score"),
    "task_vi": col("task_vi:solution", width=54),
    "lead_vi": col("lead_vi", width=23),
    "cooperating_vi": col("cooperating_vi", width=24),
    "responsible_vi": col("responsible_vi"),
    "deadline_vi": col("deadline_vi", width=23),
    "priority_vi": col("priority_vi"),
    "output_vi": col("output_vi", width=30),
    "person_vi": col("person_vi"),
    "deputy_vi": col("deputy_vi"),
    "budget": col("budget"),
    "budget_source_vi": col("budget_source_vi"),
}


def annexes(plan: Plan) -> Group:
    """Show every annex of the plan, each on pages of its own."""
    blocks: list[Block] = []
    for found in plan.annexes:
        blocks += [_start(plan, found), _table(plan, found)]
    return Group((*blocks, *_changes(plan)))


def changes_label(plan: Plan) -> str:
    """Name the annex that lists what a replacing plan changes: the one behind the others."""
    return f"Phụ lục {ROMAN[len(plan.annexes)]}" if plan.annexes else "Phụ lục"


def _changes(plan: Plan) -> tuple[Block, ...]:
    """Show what a replacing plan changes."""
    issued, changes = replaced_plan(plan), changes_of(plan)
    if issued is None or not changes:
        return ()
    title = f"Nội dung thay đổi so với {issued.name_vi}".upper()
    rows = pd.DataFrame([dataclasses.asdict(one) for one in changes])
    columns = (
        col("#", width=9),
        col("criterion_vi", width=50, field="name_vi"),
        col("what_vi"),
        col("before:issued"),
        col("after:issued"),
    )
    start = AnnexStart(changes_label(plan), title, attached_line(plan.results.inputs), is_wide=True)
    return (start, make_table(rows, columns, caption="", sheet="Nội dung thay đổi", is_wide=True))


def _start(plan: Plan, found: Annex) -> AnnexStart:
    inputs = plan.results.inputs
    key = f"plan.annexes.{found.annex_key}.title"
    title = fill(inputs, found.params.title, key, {"result_year": inputs.basis_year})
    is_wide = found.params.orientation == "landscape"
    return AnnexStart(annex_label(plan, found.annex_key), title.upper(), attached_line(inputs), is_wide)


def annex_columns(
    found: Annex,
    inputs: ReportInputs,
    *,
    has_causes: bool = True,
    is_confirmed: bool = True,
    has_priorities: bool = True,
) -> tuple[Column, ...]:
    """Return the columns of an annex as its parameters choose, rename and size them; one per old unit for ``parts``."""
    columns: list[Column] = []
    names = [one.column for one in found.params.columns]
    for one in found.params.columns:
        look = LOOKS[one.column]
        if one.column in _FIGURES and all(row.item.framework_id == AREAS for row in found.rows):
            continue  # nothing is known of single items
        if one.column == "parts":
            named = enumerate(found.old_units)
            columns += [
                col(
                    "part_vi", width=one.width or look.width, field=f"part_{at}", name=name, year=str(inputs.basis_year)
                )
                for at, name in named
            ]
            continue
        if one.column == "cause_vi" and not has_causes:
            continue  # a guess of the catalogue is not signed
        if one.column == "proposed" and not found.has_proposals:
            continue
        if one.column == "priority_vi" and not has_priorities:
            continue
        if one.column == "rank_vi" and all(row.item.rank is None for row in found.rows):
            continue
        kind = look.kind
        if kind == "score" and found.decimals == 3:
            kind = "score_3"
        if one.column == "target" and _is_all_above(found):
            kind = "above"
        elif one.column == "target" and found.old_units:
            kind = "text"
        formula = ""
        if one.column == "lost_score" and {"max_score", "score"} <= set(names):
            formula = "{max_score}-{score}"
        if one.column == "cause_vi" and one.title is None and not is_confirmed:
            title = _FACTS_TITLE
        else:
            title = one.title or look.title_vi
        title = title.replace("năm trước", f"năm {inputs.basis_year}")
        width = one.width or look.width
        columns.append(dataclasses.replace(look, title_vi=title, kind=kind, width=width, formula=formula))
    _refuse_too_narrow(found, columns)
    return tuple(columns)


def _parts_cells(found: Annex) -> dict[str, list[str]]:
    """Write what each old unit reached, and which of them are weak; empty for rows that are no items."""
    cells = {
        f"part_{at}": ["" if not row.item.parts else part_text(row.item.parts[at], row.item.unit) for row in found.rows]
        for at, _ in enumerate(found.old_units)
    }
    weak = ["; ".join(one.unit_vi for one in row.item.parts if one.is_strength is False) for row in found.rows]
    return cells | {"weak_in_vi": weak}


def _refuse_too_narrow(found: Annex, columns: list[Column]) -> None:
    """Refuse columns into which their figures and dates do not fit.

    Raises
    ------
    ParameterError
        Naming the annex and its columns.
    """
    whole = _PAGE_MM[found.params.orientation] / sum(one.width for one in columns)
    narrow = [
        one.title_vi
        for one in columns
        if one.width * whole < _LEAST_MM.get(one.key, _LEAST_NUMBER_MM if one.kind in NUMBER_KINDS else _LEAST_TEXT_MM)
    ]
    if narrow:
        raise ParameterError(
            f"Phụ lục {found.annex_key} ({len(columns)} cột, khổ {'ngang' if found.params.orientation == 'landscape' else 'dọc'}): các cột {', '.join(narrow)}"
            " quá hẹp nên chữ, số sẽ chồng lên nhau; hãy bỏ bớt cột, tăng width, hoặc đặt orientation: landscape."
        )


def _is_all_above(found: Annex) -> bool:
    """Tell whether all targets are numbers to be exceeded: they can stand as numbers then, with a sign before them."""
    return found.decimals == 2 and all(
        row.target.value is not None
        and row.target.is_above
        and not row.target.is_lower_better
        and not reaches_maximum(row, found.digits_of(row))
        for row in found.rows
    )


def _target_cell(row: PlanRow, found: Annex, inputs: ReportInputs) -> object:
    """Return the number where it alone tells the target, else words; None where nothing is asked for."""
    best = row.item.best_part
    if best is not None and row.rule is not None and row.rule.rule == "best_part" and not row.is_own_target:
        return sentence("best_part_target", row.target, best.unit_vi, row.item.unit)
    is_number = row.target.value is not None and not row.target.is_above
    return row.target.value if is_number else of_basis(format_target(row, found.digits_of(row)), inputs) or None


def _table(plan: Plan, found: Annex) -> Block:
    chosen = kept(plan, "priorities", lambda: priorities(plan))
    found = dataclasses.replace(found, rows=in_order(found, chosen))
    rows = found.table
    # codes of our own (sources of points, parts of SIPAS, added tasks) say nothing to a reader
    is_lettered = ~rows["code"].str.match(r"^[A-Z]?\d") | rows["code"].str.match(r"^[CX]\d")
    named = rows["name_vi"].where(is_lettered, (rows["code"].map(official_code) + " " + rows["name_vi"]).str.strip())
    # an item that is a whole domain needs no heading of the same words
    shown = rows.assign(
        criterion_vi=named,
        group_vi=rows["group_vi"].mask(rows["group_vi"] == rows["name_vi"], ""),
        **_parts_cells(found),
        decimals=[-1 if row.item.decimals == 2 else row.item.decimals for row in found.rows],
        priority_vi=[_priority_cell(chosen.get(row.item.task_key)) for row in found.rows],
    )
    if "priority_vi" not in {one.column for one in found.params.columns}:
        # without a column of its own, it stands before the task
        told = [
            sentence("priority_prefix", *one) if (one := chosen.get(row.item.task_key)) else "" for row in found.rows
        ]
        shown = shown.assign(
            task_vi=[
                f"{prefix} {text}" if prefix else text for prefix, text in zip(told, shown["task_vi"], strict=True)
            ]
        )
    shown = shown.assign(task_vi=mark_suggestions(plan, found, list(shown["task_vi"])))
    sums = sum_groups(found)
    shown = shown.assign(
        group_vi=[sentence("group_sum", group, sums[group]) if group in sums else group for group in shown["group_vi"]]
    )
    if not _is_all_above(found):
        cells = [_target_cell(row, found, plan.ruling.results.inputs) for row in found.rows]
        shown = shown.assign(target=pd.Series(cells, index=rows.index, dtype=object))
    if any(row.item.framework_id == AREAS for row in found.rows):
        shown = shown.assign(
            group_vi=[
                _area_heading(plan, row) or group for row, group in zip(found.rows, shown["group_vi"], strict=True)
            ]
        )
    number = [one.annex_key for one in plan.annexes].index(found.annex_key) + 1
    table = make_table(
        shown,
        annex_columns(
            found,
            plan.ruling.results.inputs,
            has_causes=plan.has_own_words or not plan.results.inputs.is_issue,
            is_confirmed=plan.has_own_words,
            has_priorities=any(row.item.task_key in chosen for row in found.rows),
        ),
        caption="",
        note=annex_note(plan, found),
        sheet=found.params.sheet or f"Phụ lục {number}",
        group_by="group_vi" if found.params.order == "framework" else "",
        is_wide=found.params.orientation == "landscape",
    )
    return dataclasses.replace(table, is_note_first=True)


def _priority_cell(chosen: tuple[int, float] | None) -> str:
    """Write the place in the cheapest way and the points that it can bring back; empty for rows that it did not choose."""
    return "" if chosen is None else sentence("priority_cell", *chosen)


def _area_heading(plan: Plan, row: PlanRow) -> str:
    """Return the heading above an area of work: which index it serves, and what was last announced of that part."""
    item = row.item
    if item.framework_id != AREAS:
        return ""
    if plan.results.upper is None:
        return item.group_vi
    index = plan.results.inputs.indices[item.index]
    parts = known_parts(plan.subject_results, item.index, item.domain_code) if plan.results.upper else ()
    return sentence("area_heading", item.group_vi, index, parts)
