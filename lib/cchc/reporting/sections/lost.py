"""Where the points went: by domain, source, item, year and agency."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import agency_loss
from cchc.analysis.gaps import lost_by_source
from cchc.analysis.index_results import ScoredResults
from cchc.analysis.lost_points import MAIN_SHARE_PCT, Achievement, RepeatedLoss, count_by_domain
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.frameworks import official_code
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
from cchc.reporting.sections.unknown import absent_index
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

N_SHOWN = 10
N_LISTED = 15


def lost_finding(scored: ScoredResults) -> str:
    """Say how many points were lost and how few items hold most of them; empty without a sheet."""
    sheet, found = scored.sheet, scored.lost_points
    if scored.table is None or sheet is None or found is None:
        return ""
    if found.is_none:
        return sentence("nothing_lost")
    unit = "mục" if sheet.is_coarse else "tiêu chí"
    return sentence("points_lost", scored.index, scored.table.loc[TOTAL_CODE], found, sheet_prefix([sheet]), unit)


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
        return absent_index(results.inputs.indices, "scored", key)
    sheet = scored.sheet
    field = paragraph(field_sentence(scored))
    found = scored.lost_points
    if scored.table is None or sheet is None or found is None:
        nothing = sentence("no_sheet", scored.index)
        return Group((*field, *paragraph(nothing, "unknown"), *announced_shortfall(scored)))
    lead = paragraph(lost_finding(scored), "lead")
    if found.is_none:
        return Group((*lead, *field))
    note = sheet_note(sheet)
    domains, worst = found.domains, found.worst_domain
    blocks: list[Block] = [*lead, *field]
    if worst is not None:
        blocks += paragraph(sentence("worst_domain", scored.index, worst, worst["share_pct"]))
        blocks.append(
            charts.to_block(
                charts.bars(
                    [f"{official_code(str(code))} {name}" for code, name in domains["name_vi"].items()],
                    list(domains["lost_score"]),
                    axis_label="Điểm mất",
                ),
                alt=amounts_alt("Biểu đồ thanh điểm mất theo lĩnh vực", domains["name_vi"], domains["lost_score"]),
                caption=sentence("worst_domain_caption", worst.name, worst["lost_score"]),
                note=note,
            )
        )
    if not sheet.is_coarse:
        counts = count_by_domain(scored.table)
        reached = Achievement.of(counts)
        names = [scored.table.at[code, "name_vi"] for code in counts.index]
        told = [
            (name, row.n_full, row.n_partial, row.n_zero) for name, row in zip(names, counts.itertuples(), strict=True)
        ]
        blocks += [
            *paragraph(sentence("achievement", reached)),
            charts.to_block(
                charts.stacked(
                    names,
                    [list(counts[key]) for key in counts],
                    ["đạt tối đa", "đạt một phần", "không có điểm"],
                    axis_label="Số tiêu chí",
                ),
                alt=sentence("achievement_alt", told),
                caption=sentence("achievement_caption", reached.n_full, reached.n_items, reached.n_zero),
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
    lost = scored.lost_points
    found = lost_by_source(scored.methods, scored.components, has_cap=lost is not None and lost.has_cap)
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
    found = None if scored is None else scored.lost_points
    if scored is None or found is None or sheet is None or found.is_none:
        return Group(())
    ranked, n_main = found.ranked, found.n_main
    note = sheet_note(sheet)
    unit = "mục" if sheet.is_coarse else "tiêu chí"
    blocks: list[Block] = [Heading(3, f"Theo từng {unit}")]
    if not sheet.is_coarse:
        text = sentence("few_items", n_main, len(ranked), found.main_pct, unit, found.is_concentrated)
        top = ranked.head(N_SHOWN)
        labels = [f"{official_code(str(code))} {name}" for code, name in ranked["name_vi"].items()]
        figure = charts.bars(labels[:N_SHOWN], list(top["lost_score"]), axis_label="Điểm mất", colour=charts.WORSE)
        blocks += paragraph(text)
        if found.has_curve:
            blocks.append(
                charts.to_block(
                    charts.pareto(labels, list(ranked["cumulative_pct"]), share_pct=MAIN_SHARE_PCT, n_main=n_main),
                    alt=sentence("pareto_alt", text),
                    caption=sentence("pareto_caption", n_main, len(ranked), found.main_pct),
                    note=note,
                )
            )
        blocks += [
            charts.to_block(
                figure,
                alt=amounts_alt(sentence("most_lost_alt", len(top)), top.index, top["lost_score"]),
                caption=sentence("most_lost_caption", len(top), found.lost_by_first(N_SHOWN)),
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
    cap_note = f" {sentence('cap_note', found.beyond_cap)}" if found.has_cap else ""
    table = make_table(
        ranked.assign(method_vi=[METHOD_NAMES[key] for key in ranked["method"]]), columns, caption="Các tiêu chí mất điểm, xếp theo số điểm mất", note=note + cap_note, sheet=f"{scored.index.prefix} điểm mất", items_of=scored.index.prefix,
        total={"name_vi": "Tổng", **found.totals},
    )  # fmt: skip
    return Group((*blocks, table))


def over_years(results: Results, key: str = "") -> Group:
    """Tell which items lose points every year and which only now."""
    scored = results.scored(key)
    found = None if scored is None else RepeatedLoss.of(scored.by_year)
    if scored is None or scored.sheet is None or scored.table is None or found is None:
        return Group(())
    prefix, years, always, new = scored.index.prefix, found.years, found.always, found.new
    note, unit = sheet_note(scored.sheet), "mục" if scored.sheet.is_coarse else "tiêu chí"
    columns = (
        col("code"),
        col("name_vi:criterion", width=80),
        *(col("lost_score:year", field=f"y{year}", year=str(year)) for year in years),
    )
    named = {year: f"y{year}" for year in years}
    blocks: list[Block] = [
        Heading(3, "Mất điểm năm này qua năm khác"),
        *paragraph(sentence("every_year", years, len(always), found.always_lost, len(new))),
    ]
    for rows, since, sheet in ((always, None, f"{prefix} mất nhiều năm"), (new, years[-1], f"{prefix} mới mất")):
        if len(rows):
            caption = sentence("lost_years_caption", len(rows), unit, since, N_LISTED)
            blocks.append(
                make_table(
                    rows.head(N_LISTED).rename(columns=named),
                    columns,
                    caption=caption,
                    note=note,
                    sheet=sheet,
                    items_of=prefix,
                )
            )
    return Group(tuple(blocks))


def by_agency(results: Results, key: str = "") -> Group:
    """Show how many lost points each lead agency holds."""
    scored = results.scored(key)
    if scored is None:
        return Group(())
    found, lost = agency_loss(scored), scored.lost_points
    if found is None:
        if scored.sheet is None or lost is None or lost.is_none:
            return Group(())
        return Group((Heading(3, "Theo cơ quan chủ trì"), *paragraph(sentence("no_agencies"), "unknown")))
    table = found.table.assign(agency_vi=[name or "Chưa rõ cơ quan chủ trì" for name in found.table.index])
    status = sheet_note(scored.sheet) if scored.sheet else ""
    note = f"{status} {sentence('agencies_source')}"
    columns = (
        col("agency_vi"),
        col("n_items"),
        col("lost_score"),
        col("share_pct"),
        col("codes"),
    )
    total = {"agency_vi": "Tổng", "n_items": found.n_items, "lost_score": found.lost}
    first = table.iloc[0]
    return Group(
        (
            Heading(3, "Theo cơ quan chủ trì"),
            *paragraph(agency_finding(scored)),
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
