"""What the texts of a plan may say of the indices that it is of, whichever those are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cchc.analysis.results import Results
from cchc.indices_defined import Index
from cchc.planning.annexes import Annex
from cchc.planning.items import weakest_published
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import Item
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import uncapitalise


def indices_words(indices: Sequence[Index]) -> dict[str, str]:
    """Return how texts name some indices: ``indices_vi`` short, ``indices_full_vi`` with their full names.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> one, other = (SimpleNamespace(name_vi=n, title_vi=t) for n, t in (("A", "Chỉ số a"), ("B", "Chỉ số b")))
    >>> indices_words([one])["indices_vi"], indices_words([one, other])["indices_vi"]
    ('Chỉ số a (A)', 'các chỉ số A, B')
    >>> indices_words([one, other])["indices_full_vi"]
    'Chỉ số a (A) và Chỉ số b (B)'
    """
    full = [f"{one.title_vi} ({one.name_vi})" for one in indices]
    joined = f"{', '.join(full[:-1])} và {full[-1]}" if len(full) > 1 else "".join(full)
    named = f"các chỉ số {', '.join(one.name_vi for one in indices)}" if len(indices) > 1 else joined
    return {"indices_vi": named, "indices_full_vi": joined}


def index_values(plan: Plan, index: Index, annex: dict[str, Any] | None, target: str) -> dict[str, Any]:
    """Return what texts may say of one index: names, kind, target, its annex, the items that are farthest behind.

    Parameters
    ----------
    plan : Plan
        As built.
    index : Index
        One that the plan is of.
    annex : dict or None
        What texts may say of the annex in which its items stand.
    target : str
        What is asked of an item.
    """
    return {
        "key": index.key,
        "name": index.name_vi,
        "title": index.title_vi,
        "owner": index.owner_of(plan.subject_results.inputs.result_year),
        "is_known": has_results(plan.subject_results, index),
        "kind": index.kind,
        "target": target,
        "annex": annex,
        "has_own_targets": bool(plan.results.inputs.params.targets_of(index.key).items),
        "weakest": [_named(one, index) for one in weakest_published(plan.subject_results, index)]
        if index.kind == "published"
        else [],
    }


def has_results(subject: Results, index: Index) -> bool:
    """Whether anything of an index is known of the year that the plan rests on: its total, or one of its parts."""
    return any(
        own.headline.is_known or getattr(own, "table", None) is not None
        for one in (subject, *subject.parts)
        if (own := one.of.get(index.key)) is not None
    )


def results_words(subject: Results) -> dict[str, str]:
    """Return how texts name the indices with results, in full, and those without: ``known_full_vi``, ``unknown_vi``."""
    indices = [one.index for one in subject.of.values()]
    known = [one for one in indices if has_results(subject, one)]
    unknown = [one.name_vi for one in indices if one not in known]
    return {"known_full_vi": indices_words(known)["indices_full_vi"], "unknown_vi": ", ".join(unknown)}


def annex_of(plan: Plan, index: Index) -> Annex | None:
    """Return the annex in which the items of an index stand; None where they stand in none."""
    return next((one for one in plan.annexes if any(row.item.index == index.key for row in one.rows)), None)


def _named(item: Item, index: Index) -> dict[str, str]:
    told = [] if item.score is None else [f"{format_number(item.score, index.decimals)}{index.mark}"]
    if item.rank is not None and item.n_ranked is not None:
        told.append(f"thứ {item.rank}/{item.n_ranked}")
    return {"name": item.name_vi, "lower_name": uncapitalise(item.name_vi), "told": ", ".join(told)}
