"""Sections on every index: what was announced, and over the years."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.distances import scale_of
from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults
from cchc.analysis.results import Results
from cchc.analysis.time_series import last_step
from cchc.columns import col
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Column, Group
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import capitalise, field_sentence, number_word, published_note, unit_name
from cchc.reporting.sections.unknown import absent, not_known, other_figures
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table


def overview(results: Results) -> Group:
    """Tell the announced figures of all indices, in one sentence and one table."""
    inputs, is_national = results.inputs, results.inputs.is_ranked_in_country
    shown = [one for one in results.of.values() if one.is_announced]
    headlines = {one.index.key: one.headline for one in shown}
    rows = [
        {
            "index_vi": one.index.name_vi,
            "unit_vi": _unit(one),
            "value": one.headline.value,
            "change": one.headline.change,
            "other_vi": other_figures(one.headline.disagreeing, one.headline.other_ranks),
            "rank": one.headline.rank,
            "n_ranked": one.headline.n_ranked,
            "rank_change": one.headline.rank_change if one.index.ranks == "announced" else None,
            "mean": one.headline.mean,
            "field_mean": one.headline.field_mean,
            "best": one.headline.best,
            "best_vi": unit_name(inputs, one.headline.best_key),
            "decimals": one.index.decimals,
        }
        for one in shown
    ]
    best_vi = "Tốt nhất" if any(one.index.is_lower_better for one in shown) else "Cao nhất"
    columns = (
        col("index_vi", width=20),
        col("unit_vi", width=18),
        col("value"),
        *((col("other_vi"),) if any(row["other_vi"] for row in rows) else ()),
        col("change"),
        col("rank"),
        col("n_ranked"),
        col("rank_change"),
        col("mean" if is_national else "mean:all"),
        *((col("field_mean"),) if results.all_published else ()),
        col("best", best_vi, width=14),
        col("best_vi:unit", most=best_vi.lower()),
    )
    keys = tuple(dict.fromkeys(key for one in headlines.values() for key in one.cited_keys))
    ours = ", ".join(one.index.name_vi for one in results.all_published if one.index.ranks == "computed")
    note = (
        published_note(inputs, keys, is_complete=True)
        + " Dấu – là chưa có trong dữ liệu hoặc không so sánh được với năm trước."
        + (f" Thứ hạng {ours} và trung bình không trọng số do phần mềm tính." if ours else "")
        + "".join(f" {_noise_note(one)}" for one in results.all_published if one.headline.noise is not None)
    )
    title = (
        f"{capitalise(number_word(len(shown)))} chỉ số"
        if len(shown) > 1
        else "".join(one.index.name_vi for one in shown)
    )
    table = make_table(
        pd.DataFrame(rows),
        columns,
        caption=f"{title} năm {inputs.result_year}",
        note=note,
        sheet="Tổng hợp",
    )
    unknown = {one.index.key: absent(one) for one in shown}
    lead = sentence(
        "overview", list(headlines.values()), inputs.indices, inputs.unit.name_full_vi, inputs.result_year, unknown
    )
    return Group((*paragraph(lead, "lead"), table))


def _unit(own: IndexResults) -> str:
    """Write the unit, with the scale where the index has one of its own in the year."""
    if not isinstance(own, PublishedResults) or own.index.is_percent or own.codes.empty:
        return own.index.unit_vi
    lowest, highest = scale_of(own)
    decimals = 0 if lowest % 1 == highest % 1 == 0 else 2
    return f"{own.index.unit_vi} ({format_number(lowest, decimals)}–{format_number(highest, decimals)})"


def _noise_note(published: PublishedResults) -> str:
    """Say from which assumption it follows that a change is none."""
    choice, index = published.inputs.params.uncertainty, published.index
    return (
        f"Sai số ±{format_number(published.headline.noise, index.decimals)} của hiệu hai năm {index.name_vi}: giả định sai số"
        f" {format_number(choice.standard_errors[index.short])}{index.mark} mỗi năm"
        f" ({choice.source}), mức {format_number(choice.interval_pct, 0)}%."
    )


def history(results: Results, key: str) -> Group:
    """Show one index over the years, against the country, and its grade where it has one.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of the index.
    """
    own = results.of.get(key)
    if own is None:
        return Group(())
    index = own.index
    texts = [] if isinstance(own, PublishedResults) else [field_sentence(own)]
    if isinstance(own, ScoredResults):
        texts.append(sentence("grade", index, own.grade, own.headline))
    blocks = tuple(block for text in texts for block in paragraph(text))
    return Group((*blocks, *_history(own)))


def _history(own: IndexResults) -> tuple[Block, ...]:
    """Return table and chart over the years, or a sentence that nothing is known."""
    table, index = own.history, own.index
    if not own.is_announced:
        return ()
    if table.empty or (table["value"].isna().all() and table["rank"].isna().all()):
        return paragraph(not_known(f"{index.name_vi} của địa phương", index.published_file), "unknown")
    columns: tuple[Column, ...] = (
        col("year"),
        col("value:year", unit=index.unit_vi),
        col("rank", width=14),
        col("n_ranked", width=14),
        col("break_vi"),
    )
    others = [
        other_figures(values, ranks)
        for values, ranks in zip(
            table.get("disagreeing", [()] * len(table)), table.get("other_ranks", [()] * len(table)), strict=True
        )
    ]
    shown = table.assign(
        other_vi=others,
        break_vi=["Cách đo thay đổi: không so sánh với dòng trước" if one else "" for one in table["is_break"]],
    )
    if any(others):
        columns = (*columns[:2], col("other_vi", width=16), *columns[2:])
    name = f"{index.name_vi} qua các năm"
    note = "" if isinstance(own, PublishedResults) else "Chỉ gồm các năm có trong dữ liệu của chương trình."
    return (
        make_table(shown, columns, caption=name, note=note, sheet=name, decimals=index.decimals),
        *history_chart(own),
    )


def history_chart(own: IndexResults) -> tuple[Block, ...]:
    """Return the chart of one index over the years; nothing for fewer than two known values."""
    table, name, unit = own.history, own.index.name_vi, own.inputs.unit.name_vi
    known = table["value"].dropna()
    if len(known) < 2:
        return ()
    told = "; ".join(f"năm {year}: {format_number(value, own.index.decimals)}" for year, value in known.items())
    figure = charts.to_block(
        charts.history(table, axis_label=f"{name} ({own.index.unit_vi})", decimals=own.index.decimals),
        alt=f"Biểu đồ {name} của {unit}: {told}.",
        caption=sentence("history_caption", own.index, unit, own.headline.noise, *last_step(table)),
    )
    return (figure,)
