"""What single items are worth, and what if some scores were different."""

from __future__ import annotations

from collections.abc import Mapping

from cchc.analysis.answers import changeable_codes, published_item_values, scored_item_values, supposed_rank
from cchc.analysis.distances import bands_of
from cchc.analysis.index_results import PublishedResults, ScoredResults
from cchc.analysis.results import Results
from cchc.analysis.what_if import Supposed, check_changes, suppose_published, suppose_scored
from cchc.columns import col
from cchc.indices.grading import grade
from cchc.indices.stages import STAGES
from cchc.reporting.blocks import Block, Group, Heading
from cchc.reporting.sections.common import capitalise, cited, published_note, sheet_note
from cchc.reporting.sections.effort import bounds_in_words
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table
from cchc.sources.score_sheets import ScoreSheetFile

N_SHOWN = 10
_CELL = "sổ tính, ô worth.what_if"


def marginal(results: Results) -> Group:
    """Show what single items are worth: the total and the rank if only they improved."""
    blocks = [block for one in results.all_scored for block in _marginal_scored(one)]
    blocks += [block for one in results.all_compared for block in _marginal_published(one)]
    return Group((Heading(3, "Tác động của từng tiêu chí"), *blocks)) if blocks else Group(())


def _marginal_scored(scored: ScoredResults) -> tuple[Block, ...]:
    table, index = scored_item_values(scored, N_SHOWN), scored.index
    if table.empty or scored.sheet is None:
        return ()
    table = table.assign(rank_vi=[bounds_in_words(scored, value) or None for value in table["index_after"]])
    has_rank = table["rank_vi"].notna().any()
    columns = (
        col("code"),
        col("name_vi:criterion", width=78),
        col("lost_score", width=13, total=""),
        col("index_after", index=index.name_vi, unit=index.unit_vi),
        *((col("rank_vi"),) if has_rank else ()),
    )
    first = table.iloc[0]
    text = sentence("marginal_scored", index, table.index[0], first, first["rank_vi"])
    note = sheet_note(scored.sheet) + (f" {sentence('ranks_inferred')}" if has_rank else "")
    caption = sentence("worth_scored_caption", index)
    return (
        *paragraph(text),
        make_table(
            table, columns, caption=caption, note=note, sheet=f"{index.prefix} giá trị từng mục", items_of=index.prefix
        ),
    )


def _marginal_published(published: PublishedResults) -> tuple[Block, ...]:
    table, own, index = published_item_values(published, N_SHOWN), published.headline, published.index
    if table.empty or own.rank is None:
        return ()
    columns = (
        col("code", width=10),
        col("name_vi", capitalise(index.item_vi), width=70),
        col("gain:median"),
        col("total", index=index.name_vi),
        col("rank:supposed"),
        col("places"),
    )
    note = f"{published_note(published.inputs, cited(index))} {sentence('others_unchanged')}"
    text = sentence("marginal_published", index, table.iloc[0], own.rank)
    caption = sentence("worth_published_caption", index)
    return (
        *paragraph(text),
        make_table(
            table, columns, caption=caption, note=note, sheet=f"{index.prefix} giá trị từng mục", items_of=index.prefix
        ),
    )


def what_if(results: Results, changes: Mapping[str, float] | None = None) -> Group:
    """Show what the totals would be with other scores.

    Parameters
    ----------
    results : Results
        What is known.
    changes : mapping of str to float, optional
        Code → supposed score; by default those of the parameters.

    Returns
    -------
    Group
        Empty without changes.

    Raises
    ------
    InputError
        For a code that carries no score of its own, or a score beyond its maximum.
    """
    inputs = results.inputs
    named = {one.code: one.score for one in inputs.params.prospects.what_if} if changes is None else dict(changes)
    if not named:
        return Group(())
    codes = changeable_codes(results)
    file = f"params/{inputs.year}/{inputs.unit.unit_key}.yml, khóa prospects.what_if" if changes is None else _CELL
    check_changes(named, [(inputs.indices[key], own) for key, own in codes.items()], file)
    blocks: list[Block] = [Heading(3, "Phương án giả định")]
    for key, known in codes.items():
        # a code that two indices have is taken for that of the first
        mine = {code: value for code, value in named.items() if code in known}
        named = {code: value for code, value in named.items() if code not in mine}
        own = results.of[key]
        if mine and isinstance(own, ScoredResults) and own.sheet is not None:
            blocks += _supposed_scored(own, own.sheet, mine, file)
        elif mine and isinstance(own, PublishedResults):
            blocks += _supposed_published(own, mine, file)
    return Group(tuple(blocks))


def _supposed_scored(
    scored: ScoredResults, sheet: ScoreSheetFile, changes: Mapping[str, float], file: str
) -> tuple[Block, ...]:
    index, bands = scored.index, bands_of(scored)
    supposed, _ = suppose_scored(sheet.scores, sheet.framework, sheet.stage, changes, file, index)
    text = sentence(
        "what_if", index.name_vi, supposed, index.unit_vi, bounds_in_words(scored, supposed.before),
        bounds_in_words(scored, supposed.after), grade(supposed.before, bands), grade(supposed.after, bands),
    )  # fmt: skip
    stage = "" if sheet.stage == "approved" else STAGES[sheet.stage].lower()
    note = f"{sentence('supposed_note', stage)} {sheet_note(sheet)}"
    return (*paragraph(text, "lead"), _supposed_table(supposed, index.name_vi, note, f"Giả sử {index.prefix}"))


def _supposed_published(published: PublishedResults, changes: Mapping[str, float], file: str) -> tuple[Block, ...]:
    index, key = published.index, published.inputs.unit.unit_key
    supposed, _ = suppose_published(published.all_values.loc[key], published.codes, changes, file, index)
    ranks = (
        f"{supposed_rank(published, total)}/{published.headline.n_ranked}" if published.is_field_known else ""
        for total in (supposed.before, supposed.after)
    )
    text = sentence("what_if", index.name_vi, supposed, index.unit_vi, *ranks, "", "")
    note = sentence("supposed_note", "")
    return (*paragraph(text, "lead"), _supposed_table(supposed, index.name_vi, note, f"Giả sử {index.prefix}"))


def _supposed_table(supposed: Supposed, name: str, note: str, sheet: str) -> Block:
    columns = (
        col("code"),
        col("name_vi:name"),
        col("max_score"),
        col("before:now"),
        col("after"),
        col("change", formula="{after}-{before}"),
    )
    return make_table(supposed.items, columns, caption=sentence("supposed_caption", name), note=note, sheet=sheet)
