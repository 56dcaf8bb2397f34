"""Where the points went: by domain, source, item, year and agency."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import lead_agencies
from cchc.analysis.gaps import (
    TOLERANCE,
    count_achievement,
    items_for_share,
    lost_by_agency,
    lost_by_source,
    lost_over_years,
    rank_lost_scores,
    total_lost,
)
from cchc.analysis.index_results import ScoredResults
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.indices.scored import GAP_CODE, top_rows
from cchc.indices_defined import TOTAL_CODE
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group, Heading, Paragraph
from cchc.reporting.sections.common import (
    amounts_alt,
    capitalise,
    field_sentence,
    published_note,
    sheet_note,
    sheet_prefix,
    uncapitalise,
)
from cchc.reporting.sections.responsible import agency_finding
from cchc.reporting.sections.scored import METHOD_NAMES, announced_shortfall
from cchc.reporting.sections.unknown import not_for
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

MAIN_SHARE_PCT = 80.0
N_SHOWN = 10
N_LISTED = 15


def lost_finding(scored: ScoredResults) -> str:
    """Say how many points were lost and how few items hold most of them; empty without a sheet."""
    sheet = scored.sheet
    if scored.table is None or sheet is None:
        return ""
    ranked = rank_lost_scores(scored.table)
    lost, beyond_cap = total_lost(scored.table)
    if lost <= TOLERANCE:
        return sentence("nothing_lost")
    n_main = items_for_share(ranked, MAIN_SHARE_PCT)
    unit = "mục" if sheet.is_coarse else "tiêu chí"
    gap = float(scored.table["max_score"].get(GAP_CODE, 0.0))
    return sentence(
        "points_lost", scored.index, scored.table.loc[TOTAL_CODE], lost, ranked, n_main, sheet_prefix([sheet]), beyond_cap,
        unit, gap,
    )  # fmt: skip


def by_domain(results: Results, key: str = "") -> Group:
    """Tell how many points were lost, in which domain, and how many criteria are full, partial or empty.

    Parameters
    ----------
    results : Results
        What is known.
    key : str
        Of a scored index, here and in every section below; by default the first.
    """
    scored = results.scored(key)
    if scored is None:
        return Group(paragraph(not_for(results.inputs.indices, "scored", key)))
    sheet = scored.sheet
    field = paragraph(field_sentence(scored))
    if scored.table is None or sheet is None:
        nothing = sentence("no_sheet", scored.index)
        return Group((*field, *paragraph(nothing), *announced_shortfall(scored)))
    lost, _ = total_lost(scored.table)
    lead = paragraph(lost_finding(scored), "lead")
    if lost <= TOLERANCE:
        return Group((*lead, *field))
    note = sheet_note(sheet)
    ordinary = top_rows(scored.table, with_extra=False)
    domains = ordinary[ordinary["role"] == ""].sort_values("lost_score", ascending=False, kind="stable")
    worst = domains.iloc[0]
    blocks: list[Block] = [*lead, *field]
    if worst["lost_score"] > TOLERANCE:
        blocks += paragraph(sentence("worst_domain", scored.index, worst, worst["lost_score"] / lost * 100))
        blocks.append(
            charts.to_block(
                charts.bars(
                    [f"{code} {name}" for code, name in domains["name_vi"].items()],
                    list(domains["lost_score"]),
                    axis_label="Điểm mất",
                ),
                alt=amounts_alt("Biểu đồ thanh điểm mất theo lĩnh vực", domains["name_vi"], domains["lost_score"]),
                caption=sentence("worst_domain_caption", worst.name, worst["lost_score"]),
                note=note,
            )
        )
    if not sheet.is_coarse:
        counts = count_achievement(scored.table)
        counts = counts.loc[[code for code in ordinary.index if code in counts.index]]
        n_full, n_partial, n_zero = (int(counts[key].sum()) for key in ("n_full", "n_partial", "n_zero"))
        names = [scored.table.at[code, "name_vi"] for code in counts.index]
        told = [
            (name, row.n_full, row.n_partial, row.n_zero) for name, row in zip(names, counts.itertuples(), strict=True)
        ]
        blocks += [
            *paragraph(sentence("achievement", n_full, n_partial, n_zero)),
            charts.to_block(
                charts.stacked(
                    names, [list(counts[key]) for key in counts], ["đạt tối đa", "đạt một phần", "không có điểm"]
                ),
                alt=sentence("achievement_alt", told),
                caption=sentence("achievement_caption", n_full, n_full + n_partial + n_zero, n_zero),
                note=note,
            ),
        ]
    return Group(tuple(blocks))


def source_finding(scored: ScoredResults) -> str:
    """Say from which source most announced losses come, where no sheet tells more; empty otherwise."""
    if scored.sheet is not None:
        return ""
    return " ".join(block.text for block in _by_source(scored) if isinstance(block, Paragraph))


def by_source(results: Results, key: str = "") -> Group:
    """Tell from which source of points the losses come, from the sheet or as announced."""
    scored = results.scored(key)
    return Group(()) if scored is None else Group(_by_source(scored))


def _by_source(scored: ScoredResults) -> tuple[Block, ...]:
    has_cap = scored.table is not None and total_lost(scored.table)[1] > TOLERANCE
    found = lost_by_source(scored.methods, scored.components, has_cap=has_cap)
    if found.rows.empty:
        return ()
    ordered, unknown = found.rows, found.unknown
    if scored.sheet is not None:
        note = sheet_note(scored.sheet)
    else:
        keys = scored.components.loc[ordered.index, "source_keys"]
        note = published_note(scored.inputs, tuple(dict.fromkeys(key for group in keys for key in group)))
    names = [METHOD_NAMES[str(key)] for key in ordered.index]
    is_only = len(ordered) == 1
    text = sentence("source", names[0], ordered.iloc[0], found.share_pct, unknown, found.is_part, len(ordered))
    return (
        Heading(3, "Theo nguồn điểm"),
        *paragraph(text),
        charts.to_block(
            charts.bars(names, list(ordered["lost_score"]), axis_label="Điểm mất"),
            alt=amounts_alt("Biểu đồ thanh điểm mất theo nguồn điểm", pd.Series(names), ordered["lost_score"]),
            caption=sentence(
                "source_caption",
                names[0] if is_only else uncapitalise(names[0]),
                ordered["lost_score"].iloc[0],
                is_only,
                bool(unknown) or found.is_part,
            ),
            note=f"{note} {sentence('source_unknown', unknown)}" if unknown else note,
        ),
    )


def by_item(results: Results, key: str = "") -> Group:
    """Show the items that lost points, most first, and how few of them hold most of the loss."""
    scored = results.scored(key)
    sheet = None if scored is None else scored.sheet
    if scored is None or scored.table is None or sheet is None:
        return Group(())
    ranked = rank_lost_scores(scored.table)
    if ranked.empty or total_lost(scored.table)[0] <= TOLERANCE:
        return Group(())
    note = sheet_note(sheet)
    unit = "mục" if sheet.is_coarse else "tiêu chí"
    blocks: list[Block] = [Heading(3, f"Theo từng {unit}")]
    if not sheet.is_coarse:
        n_main = items_for_share(ranked, MAIN_SHARE_PCT)
        text = sentence("few_items", n_main, len(ranked), ranked["cumulative_pct"].iloc[n_main - 1], unit)
        top = ranked.head(N_SHOWN)
        labels = [f"{code} {name}" for code, name in top["name_vi"].items()]
        figure = charts.bars(labels, list(top["lost_score"]), axis_label="Điểm mất", colour=charts.WORSE)
        blocks += [
            *paragraph(text),
            charts.to_block(
                charts.pareto(list(ranked["cumulative_pct"]), share_pct=MAIN_SHARE_PCT, n_main=n_main),
                alt=sentence("pareto_alt", text),
                caption=sentence("pareto_caption", n_main, len(ranked), ranked["cumulative_pct"].iloc[n_main - 1]),
                note=note,
            ),
            charts.to_block(
                figure,
                alt=amounts_alt(sentence("most_lost_alt", len(top)), top.index, top["lost_score"]),
                caption=sentence("most_lost_caption", len(top), top["lost_score"].sum()),
                note=note,
            ),
        ]
    columns = (
        col("#"),
        col("code"),
        col("name_vi:criterion"),
        col("method_vi", width=28),
        col("max_score", total="sum"),
        col("score:achieved"),
        col("lost_score", formula="{max_score}-{score}"),
        col("share_pct"),
        col("cumulative_pct"),
    )
    sums = {key: ranked[key].sum() for key in ("max_score", "score", "lost_score")}
    beyond_cap = total_lost(scored.table)[1]
    cap_note = f" {sentence('cap_note', beyond_cap)}" if beyond_cap > TOLERANCE else ""
    table = make_table(
        ranked.assign(method_vi=[METHOD_NAMES[key] for key in ranked["method"]]), columns, caption="Các tiêu chí mất điểm, xếp theo số điểm mất", note=note + cap_note, sheet=f"{scored.index.prefix} điểm mất",
        total={"name_vi": "Tổng", **sums},
    )  # fmt: skip
    return Group((*blocks, table))


def over_years(results: Results, key: str = "") -> Group:
    """Tell which items lose points every year and which only now."""
    scored = results.scored(key)
    if scored is None or scored.sheet is None or scored.table is None or len(scored.by_year) < 2:
        return Group(())
    table, prefix = lost_over_years(scored.by_year), scored.index.prefix
    years = sorted(scored.by_year)
    always = table[(table["n_lost"] == len(years)) & (table["n_years"] == len(years))]
    before, now = table[years[-2]], table[years[-1]]
    new = table[(before <= TOLERANCE) & (now > TOLERANCE)]
    note, unit = sheet_note(scored.sheet), "mục" if scored.sheet.is_coarse else "tiêu chí"
    columns = (
        col("code"),
        col("name_vi:criterion", width=80),
        *(col("lost_score:year", field=f"y{year}", year=str(year)) for year in years),
    )
    named = {year: f"y{year}" for year in years}
    blocks: list[Block] = [
        Heading(3, "Mất điểm năm này qua năm khác"),
        *paragraph(sentence("every_year", years, len(always), float(always[years[-1]].sum()), len(new))),
    ]
    for rows, since, sheet in ((always, None, f"{prefix} mất nhiều năm"), (new, years[-1], f"{prefix} mới mất")):
        if len(rows):
            caption = sentence("lost_years_caption", len(rows), unit, since, N_LISTED)
            blocks.append(
                make_table(rows.head(N_LISTED).rename(columns=named), columns, caption=caption, note=note, sheet=sheet)
            )
    return Group(tuple(blocks))


def by_agency(results: Results, key: str = "") -> Group:
    """Show how many lost points each lead agency holds."""
    scored = results.scored(key)
    text = "" if scored is None else agency_finding(scored)
    if scored is None or not text or scored.table is None:
        if scored is None or scored.sheet is None or scored.table is None or total_lost(scored.table)[0] <= TOLERANCE:
            return Group(())
        return Group((Heading(3, "Theo cơ quan chủ trì"), *paragraph(sentence("no_agencies"))))
    table = lost_by_agency(rank_lost_scores(scored.table), lead_agencies(scored))
    table = table.assign(agency_vi=[name or "Chưa rõ cơ quan chủ trì" for name in table.index])
    status = sheet_note(scored.sheet) if scored.sheet else ""
    note = f"{status} {sentence('agencies_source')}"
    columns = (
        col("agency_vi"),
        col("n_items"),
        col("lost_score"),
        col("share_pct"),
        col("codes"),
    )
    total = {
        "agency_vi": "Tổng",
        "n_items": int(table["n_items"].sum()),
        "lost_score": float(table["lost_score"].sum()),
    }
    first = table.iloc[0]
    return Group(
        (
            Heading(3, "Theo cơ quan chủ trì"),
            *paragraph(text),
            charts.to_block(
                charts.bars(list(table["agency_vi"]), list(table["lost_score"]), axis_label="Điểm mất"),
                alt=amounts_alt("Biểu đồ thanh điểm mất theo cơ quan chủ trì", table["agency_vi"], table["lost_score"]),
                caption=sentence("agency_caption", capitalise(first["agency_vi"]), first["lost_score"]),
                note=status,
            ),
            make_table(
                table,
                columns,
                caption="Điểm mất theo cơ quan chủ trì",
                note=note,
                sheet=f"{scored.index.prefix} cơ quan",
                total=total,
            ),
        )
    )
