"""How sure: ranks drawn again from standard errors, and what is not known."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import draw_papi, sipas_rank_bounds
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import published_note, survey_note
from cchc.reporting.sections.unknown import papi_absent
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

_NOT_SIMULATED = (
    "Chưa biết sai số chuẩn của PAR INDEX và SIPAS các tỉnh, thành phố, nên không mô phỏng thứ hạng của hai chỉ số này."
)


def share_in_words(interval_pct: float) -> str:
    """Write a share of the draws: nine of ten where it is that, per cent otherwise.

    Examples
    --------
    >>> share_in_words(90.0), share_in_words(95.0), share_in_words(92.5)
    ('9/10', '95%', '92,5%')
    """
    if interval_pct % 10 == 0:
        return f"{interval_pct / 10:.0f}/10"
    return f"{format_number(interval_pct, 0 if interval_pct % 1 == 0 else 1)}%"


def rank_finding(results: Results) -> str:
    """Say between which ranks the province lies; empty where nothing was drawn."""
    draws, choice = draw_papi(results), results.inputs.params.uncertainty
    if draws is None:
        return ""
    group = results.headlines["papi"].group_vi
    words = share_in_words(draws.interval_pct)
    return sentence("rank_draws", draws, choice.papi_standard_error, words, group, draws.groups_pct[group])


def sipas_finding(results: Results) -> str:
    """Say between which ranks SIPAS lies by its own interval; empty without one, or where nothing is known around it."""
    bounds = sipas_rank_bounds(results)
    if bounds is None:
        return ""
    low, high, best, worst, n_ranked = bounds
    level = format_number(results.inputs.params.sipas.interval_pct, 0)
    return (
        f"Theo khoảng tin cậy {level}% của phiếu ({format_number(low)}–{format_number(high)}%), SIPAS có thể xếp từ thứ {best} đến thứ {worst}/{n_ranked}"
        f" theo các đơn vị đã biết, chưa kể sai số của các đơn vị khác. {survey_note(results)}"
    )


def simulated(results: Results) -> Group:
    """Show how soft the rank in PAPI is, the assumption printed; say what cannot be simulated."""
    inputs, choice, draws = results.inputs, results.inputs.params.uncertainty, draw_papi(results)
    if not inputs.is_province:
        nothing = "Chưa biết sai số chuẩn của PAR INDEX cấp huyện, nên không mô phỏng thứ hạng."
        return Group(paragraph(nothing))
    if draws is None:
        known = results.headlines["papi"].value is not None
        nothing = (
            "Chưa khai báo sai số chuẩn của PAPI trong tham số, nên không mô phỏng thứ hạng."
            if known
            else f"{papi_absent(inputs).rstrip('.')}; không có thứ hạng để mô phỏng."
        )
        return Group((*paragraph(nothing), *paragraph(sipas_finding(results)), *paragraph(_NOT_SIMULATED)))
    errors = sorted({choice.papi_standard_error, *choice.papi_bounds} - {None})  # type: ignore[type-var]
    rows = []
    for error in errors:
        one = draw_papi(results, error)
        assert one is not None  # noqa: S101 -- the province has a total
        rows.append(
            {
                "error": error, "low": one.low_rank, "median": one.median_rank, "high": one.high_rank,
                **{f"g{at}": share for at, share in enumerate(one.groups_pct)},
            }
        )  # fmt: skip
    words = share_in_words(draws.interval_pct)
    columns = (
        col("error"),
        col("low:rank"),
        col("median:rank"),
        col("high:rank"),
        *(
            Column(f"g{at}", f"Nhóm {name.lower()} (%)", "pct_short", 18)
            for at, name in enumerate(draws.groups_pct.index)
        ),
    )
    note = f"Giả định: {choice.source}; dùng chung cho mọi tỉnh, không kể trọng số của cuộc khảo sát, các tỉnh độc lập, phân phối chuẩn, {format_number(choice.n_draws, 0)} lần rút. Khoảng hạng chứa ít nhất {words} số lần rút."
    told = f"từ {draws.low_rank} đến {draws.high_rank} ở ít nhất {words} số lần rút"
    blocks: list[Block] = [
        *paragraph(rank_finding(results), "lead"),
        charts.to_block(
            charts.rank_draws(
                draws.shares_pct, rank=draws.rank, low=draws.low_rank, high=draws.high_rank, n_ranked=draws.n_ranked
            ),
            alt=f"Biểu đồ cột tần suất thứ hạng mô phỏng: {told}; theo điểm công bố: {draws.rank}.",
            caption=f"Thứ hạng PAPI {told} (cột đậm), không phải một con số",
            note=f"{published_note(inputs, ('papi_org_vn',))} {note}",
        ),
        make_table(
            pd.DataFrame(rows), columns, caption="Khoảng thứ hạng theo sai số chuẩn giả định", note=note, sheet="PAPI độ chắc"
        ),
        *paragraph(sipas_finding(results)),
        *paragraph(_NOT_SIMULATED),
    ]  # fmt: skip
    return Group(tuple(blocks))
