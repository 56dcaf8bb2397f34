"""How sure: ranks drawn again from standard errors, and what is not known."""

from __future__ import annotations

from cchc.analysis.answers import draw_ranks, draw_ranks_by_error
from cchc.analysis.distances import survey_rank_bounds
from cchc.analysis.index_results import PublishedResults, SurveyedResults
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import cited, number_word, published_note, survey_note
from cchc.reporting.sections.unknown import absent
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table
from cchc.units import LEVEL_NAMES


def share_in_words(interval_pct: float) -> str:
    """Write a share of the draws: nine of ten where it is that, per cent otherwise.

    Examples
    --------
    >>> share_in_words(90.0), share_in_words(95.0), share_in_words(92.5)
    ('9/10', '95%', '92,5%')
    """
    if interval_pct % 10 == 0:
        return f"{int(interval_pct) // 10}/10"
    return f"{format_number(interval_pct, 0 if interval_pct % 1 == 0 else 1)}%"


def rank_finding(published: PublishedResults) -> str:
    """Say between which ranks the unit lies; empty where nothing was drawn."""
    draws, choice, index = draw_ranks(published), published.inputs.params.uncertainty, published.index
    if draws is None:
        return ""
    group = published.headline.group_vi
    share = draws.groups_pct.get(group, 0.0)
    words = share_in_words(draws.interval_pct)
    return sentence("rank_draws", index, draws, choice.standard_errors[index.short], words, group, share)


def survey_finding(surveyed: SurveyedResults) -> str:
    """Say between which ranks an index lies by its own interval; empty without one, or where nothing is known around it."""
    bounds = survey_rank_bounds(surveyed)
    if bounds is None:
        return ""
    low, high, best, worst, n_ranked = bounds
    level, status = surveyed.inputs.params.surveyed.interval_pct, survey_note(surveyed)
    return sentence("survey_ranks", surveyed.index, level, low, high, best, worst, n_ranked, status)


def simulated(results: Results) -> Group:
    """Show how soft ranks are, the assumption printed; say what cannot be simulated."""
    drawn: list[Block] = []
    for published in results.all_compared:
        drawn += _drawn(published)
    found = [block for own in results.all_surveyed for block in paragraph(survey_finding(own))]
    return Group((*drawn, *found, *paragraph(_not_simulated(results), "unknown")))


def _not_simulated(results: Results) -> str:
    """Say of which indices no standard error is known; empty where there is none."""
    names = [
        one.index.name_vi for one in results.of.values() if one.is_announced and not isinstance(one, PublishedResults)
    ]
    if not names:
        return ""
    inputs = results.inputs
    level = "" if inputs.is_ranked_in_country else LEVEL_NAMES[inputs.unit.unit_kind]
    return sentence("not_simulated", names, level, number_word(len(names)))


def _drawn(published: PublishedResults) -> tuple[Block, ...]:
    """Show how soft the rank in one published index is."""
    inputs, choice, index = published.inputs, published.inputs.params.uncertainty, published.index
    draws = draw_ranks(published)
    if draws is None:
        known = published.headline.value is not None
        return paragraph(
            sentence("no_standard_error", index)
            if known
            else sentence("no_rank_to_draw", absent(published).rstrip(".")),
            "body" if published.is_withheld else "unknown",
        )
    words = share_in_words(draws.interval_pct)
    columns = (
        col("error", unit=index.unit_vi),
        col("low:rank"),
        col("median:rank"),
        col("high:rank"),
        *(
            col("share_pct:group", field=f"g{at}", name=name.lower())
            for at, name in enumerate(draws.groups_pct.index if index.groups else ())
        ),
    )
    note = sentence("draws_note", choice.source, choice.n_draws, words)
    return (
        *paragraph(rank_finding(published), "lead"),
        charts.to_block(
            charts.rank_draws(
                draws.shares_pct, rank=draws.rank, low=draws.low_rank, high=draws.high_rank, n_ranked=draws.n_ranked
            ),
            alt=sentence("draws_alt", draws, words),
            caption=sentence("draws_caption", index, draws, words),
            note=f"{published_note(inputs, cited(index))} {note}",
        ),
        make_table(
            draw_ranks_by_error(published), columns, caption="Khoảng thứ hạng theo sai số giả định", note=note, sheet=f"{index.prefix} độ chắc"
        ),
    )  # fmt: skip
