"""How an annex shows solutions that are suggestions: those of another criterion, or of an area of work."""

from __future__ import annotations

from collections.abc import Sequence

from cchc.analysis.name_matching import CERTAIN_PCT
from cchc.planning.annexes import Annex
from cchc.planning.plan import Plan
from cchc.reporting.sentences import sentence


def suggestion_notes(plan: Plan, annex: Annex) -> list[str]:
    """Say below an annex which solutions are suggestions, from which criterion each was taken, and how alike the names are."""
    areas = tuple(code for code, one in annex.taken.items() if one.is_area)
    named = {code: one for code, one in annex.taken.items() if not one.is_area}
    titles = {
        one.framework_id: one.title_vi
        for editions in plan.results.inputs.solution_editions.values()
        for one in editions
    }
    told = [sentence("suggested_tasks", areas, len(areas) == len(annex.items))] if areas else []
    of_editions = []
    for framework_id in dict.fromkeys(one.framework_id for one in named.values()):
        own = {code: one for code, one in named.items() if one.framework_id == framework_id}
        same = [code for code, one in own.items() if one.pct == CERTAIN_PCT]
        others = [(code, one) for code, one in own.items() if one.pct < CERTAIN_PCT]
        of_editions.append((titles.get(framework_id, framework_id), same, others))
    return [*told, sentence("taken_solutions", of_editions)] if named else told


def mark_suggestions(plan: Plan, annex: Annex, texts: Sequence[str | None]) -> list[str | None]:
    """Mark, in a draft, the tasks of an annex that were taken from another criterion; a copy to be signed tells them below it."""
    if plan.results.inputs.is_issue:
        return list(texts)
    found = [annex.taken.get(row.item.code) for row in annex.rows]
    return [
        text if one is None or one.is_area or text is None else f"{sentence('suggestion_mark', one)} {text}"
        for one, text in zip(found, texts, strict=True)
    ]
