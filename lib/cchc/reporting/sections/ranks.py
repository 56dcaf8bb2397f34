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
    level = format_number(surveyed.inputs.params.surveyed.interval_pct, 0)
    return (
        f"Theo khoảng tin cậy {level}% của phiếu ({format_number(low)}–{format_number(high)}%), {surveyed.index.name_vi} có thể xếp từ thứ {best} đến thứ {worst}/{n_ranked}"
        f" theo các đơn vị đã biết, chưa kể sai số của các đơn vị khác. {survey_note(surveyed)}"
    )


def simulated(results: Results) -> Group:
    """Show how soft ranks are, the assumption printed; say what cannot be simulated."""
    drawn: list[Block] = []
    for published in results.all_published:
        drawn += _drawn(published)
    found = [block for own in results.all_surveyed for block in paragraph(survey_finding(own))]
    return Group((*drawn, *found, *paragraph(_not_simulated(results))))


def _not_simulated(results: Results) -> str:
    """Say of which indices no standard error is known; empty where there is none."""
    names = [
        one.index.name_vi for one in results.of.values() if one.is_announced and not isinstance(one, PublishedResults)
    ]
    if not names:
        return ""
    inputs = results.inputs
    if not inputs.is_ranked_in_country:
        level = LEVEL_NAMES[inputs.unit.unit_kind]
        return f"Chưa biết sai số chuẩn của {' và '.join(names)} cấp {level}, nên không mô phỏng thứ hạng."
    these = "chỉ số này" if len(names) == 1 else f"{number_word(len(names))} chỉ số này"
    return (
        f"Chưa biết sai số chuẩn của {' và '.join(names)} các tỉnh, thành phố, nên không mô phỏng thứ hạng của {these}."
    )


def _drawn(published: PublishedResults) -> tuple[Block, ...]:
    """Show how soft the rank in one published index is."""
    inputs, choice, index = published.inputs, published.inputs.params.uncertainty, published.index
    draws = draw_ranks(published)
    if draws is None:
        known = published.headline.value is not None
        return paragraph(
            f"Chưa khai báo sai số chuẩn của {index.name_vi} trong tham số, nên không mô phỏng thứ hạng."
            if known
            else f"{absent(published).rstrip('.')}; không có thứ hạng để mô phỏng."
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
    note = f"Giả định: {choice.source}; dùng chung cho mọi tỉnh, không kể trọng số của cuộc khảo sát, các tỉnh độc lập, phân phối chuẩn, {format_number(choice.n_draws, 0)} lần rút. Khoảng hạng chứa ít nhất {words} số lần rút."
    told = f"từ {draws.low_rank} đến {draws.high_rank} ở ít nhất {words} số lần rút"
    return (
        *paragraph(rank_finding(published), "lead"),
        charts.to_block(
            charts.rank_draws(
                draws.shares_pct, rank=draws.rank, low=draws.low_rank, high=draws.high_rank, n_ranked=draws.n_ranked
            ),
            alt=f"Biểu đồ cột tần suất thứ hạng mô phỏng: {told}; theo điểm công bố: {draws.rank}.",
            caption=f"Thứ hạng {index.name_vi} {told} (cột đậm), không phải một con số",
            note=f"{published_note(inputs, cited(index))} {note}",
        ),
        make_table(
            draw_ranks_by_error(published), columns, caption="Khoảng thứ hạng theo sai số chuẩn giả định", note=note, sheet=f"{index.prefix} độ chắc"
        ),
    )  # fmt: skip
