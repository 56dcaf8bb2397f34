"""How the provinces are spread: their totals, their groups on the map, the quarters of every part."""

from __future__ import annotations

from cchc.analysis.national_findings import Spread, classify_quarters, main_region, weakest_parts
from cchc.analysis.national_results import NationalIndex, NationalResults
from cchc.frameworks import official_code
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Group, Heading
from cchc.reporting.sections.common import capitalise, cited, number_word, published_note
from cchc.reporting.sentences import lines, paragraph, sentence

#: Fewer provinces have no quarters.
LEAST_FOR_QUARTERS = 8
#: Weakest provinces that the description of a chart names.
N_NAMED = 8


def spread(results: NationalResults) -> Group:
    """Show how totals are spread, and where on the map, for every index whose ranks follow from the values."""
    blocks: list[Block] = []
    told = results.with_ranks("computed")
    for one in told:
        blocks += [Heading(3, one.index.name_vi)] if len(told) > 1 else []
        blocks += _spread(results, one)
    return Group(tuple(blocks))


def _spread(results: NationalResults, own: NationalIndex) -> tuple[Block, ...]:
    inputs, index, found = results.inputs, own.index, Spread.of(own.table["value"])
    if found is None:
        return paragraph(sentence("index_unknown", index, inputs.result_year))
    names, unit, quartiles = results.names["name_vi"], f"Tổng điểm {index.name_vi}", found.quartiles
    text = sentence(
        "published_spread", index, inputs.result_year, found.n_known, quartiles, names[found.high_key], found.high, names[found.low_key], found.low,
    )  # fmt: skip
    note = published_note(inputs, cited(index))
    missing = sentence("totals_missing", list(names[own.withheld_totals]), list(names[own.unknown_totals]))
    note_missing = f" {missing}" if missing else ""
    if own.announced.mean is not None:
        told = published_note(inputs, own.announced.mean_keys).removeprefix("Số liệu đã công bố. ")
        text += " " + sentence("means", own.announced.mean, found.mean)
        note_missing += f" Trung bình công bố: {told}"
    figure = charts.to_block(
        charts.distribution(found.counts, quartiles, axis_label=unit, step=found.step, decimals=2),
        alt=sentence("spread_alt", unit, text),
        caption=sentence("spread_caption", index, quartiles[0], quartiles[2]),
        note=note + note_missing,
    )
    return (*paragraph(text, "lead"), figure, *_map(results, own, note), *_parts(results, own, note))


def _parts(results: NationalResults, own: NationalIndex, note: str) -> tuple[Block, ...]:
    """Show every province in every top part, the quarters told apart; nothing where parts are not known."""
    known = own.parts.dropna(how="all")
    if len(known) < LEAST_FOR_QUARTERS or len(own.part_names) < 2:
        return ()
    # in the order of the whole, best first; those whose total is not known stand at the end
    order = [key for key in own.best_first.index if key in known.index]
    known = known.loc[[*order, *(key for key in known.index if key not in set(order))]]
    classes = classify_quarters(known, own.index.sign)
    names, weakest = results.names["name_vi"], weakest_parts(classes)
    quarters = lines("quarters")
    figure = charts.to_block(
        charts.heat(
            list(names[known.index]), known, classes, [f"{official_code(code)} {name}" for code, name in own.part_names.items()], quarters
        ),
        alt=sentence("parts_of_country_alt", own.index, [names[key] for key in weakest.index[:N_NAMED]], list(weakest)[:N_NAMED]),
        caption=sentence("parts_of_country_caption", own.index, list(names[weakest.index[weakest == weakest.iloc[0]]]), int(weakest.iloc[0]), len(own.part_names)),
        note=note,
        is_map=True,
    )  # fmt: skip
    return (figure,)


def _map(results: NationalResults, own: NationalIndex, note: str) -> tuple[Block, ...]:
    """Show the groups on the map; nothing for an index without groups."""
    groups, index, inputs = own.announced.names, own.index, results.inputs
    if not groups:
        return ()
    table, names = own.table, results.names["name_vi"]
    basis = sentence("groups_basis", index, own.has_published_groups)
    classes = {key: groups.index(group) for key, group in table["group_vi"].items() if group in groups}
    told = {group: [names[key] for key, one in classes.items() if groups[one] == group] for group in groups}
    region, n_there, n_best = main_region(results.names.loc[table["group_vi"] == groups[0], "region_vi"]) or ("", 0, 0)
    caption = sentence(
        "map_caption", index, capitalise(number_word(len(groups))), inputs.result_year, basis, groups[0], region, n_there, n_best
    )  # fmt: skip
    figure = charts.to_block(
        charts.tiles(inputs.tiles, table["value"].to_dict(), classes, groups, axis_label=f"Tổng điểm {index.name_vi}"),
        alt=sentence("map_alt", told),
        caption=caption,
        is_map=True,
        note=f"{note} {sentence('map_note')}",
    )
    return (figure,)
