"""What single items are worth, and what if some scores were different."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cchc.analysis.answers import bands_of, papi_item_values, par_item_values
from cchc.analysis.prospects import rank_of_value
from cchc.analysis.results import Results
from cchc.analysis.what_if import Supposed, split_changes, suppose_papi, suppose_par
from cchc.columns import col
from cchc.indices.grading import grade
from cchc.indices.papi import structure_of_year
from cchc.indices.stages import STAGES
from cchc.reporting.blocks import Block, Group, Heading
from cchc.reporting.sections.common import published_note, sheet_note
from cchc.reporting.sections.effort import bounds_in_words
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table

N_SHOWN = 10
_CELL = "sổ tính, ô worth.what_if"


def marginal(results: Results) -> Group:
    """Show what single items are worth: the total and the rank if only they improved."""
    blocks = [*_marginal_par(results), *_marginal_papi(results)]
    return Group((Heading(3, "Từng mục đáng giá bao nhiêu"), *blocks)) if blocks else Group(())


def _marginal_par(results: Results) -> tuple[Block, ...]:
    table = par_item_values(results, N_SHOWN)
    if table.empty or results.sheet is None:
        return ()
    table = table.assign(rank_vi=[bounds_in_words(results, value) or None for value in table["index_after"]])
    has_rank = table["rank_vi"].notna().any()
    columns = (
        col("code"),
        col("name_vi:criterion", width=78),
        col("lost_score", total=""),
        col("index_after"),
        *((col("rank_vi"),) if has_rank else ()),
    )
    first = table.iloc[0]
    text = sentence("marginal_par", table.index[0], first, first["rank_vi"])
    note = sheet_note(results.sheet) + (
        " Thứ hạng suy từ các đơn vị đã công bố, khi các đơn vị khác giữ nguyên." if has_rank else ""
    )
    caption = "Giá trị của từng tiêu chí mất điểm đối với PAR INDEX"
    return (*paragraph(text), make_table(table, columns, caption=caption, note=note, sheet="PAR giá trị từng mục"))


def _marginal_papi(results: Results) -> tuple[Block, ...]:
    table, own = papi_item_values(results, N_SHOWN), results.headlines["papi"]
    if table.empty or own.rank is None:
        return ()
    columns = (
        col("code"),
        col("name_vi:part"),
        col("gain:median"),
        col("total"),
        col("rank:supposed"),
        col("places"),
    )
    note = f"{published_note(results.inputs, ('papi_org_vn',))} Các tỉnh khác giữ nguyên."
    text = sentence("marginal_papi", table.iloc[0], own.rank)
    caption = "Giá trị của từng nội dung thành phần dưới trung vị đối với PAPI"
    return (*paragraph(text), make_table(table, columns, caption=caption, note=note, sheet="PAPI giá trị từng mục"))


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
    inputs, sheet = results.inputs, results.sheet
    named = {one.code: one.score for one in inputs.params.prospects.what_if} if changes is None else dict(changes)
    if not named:
        return Group(())
    par_codes = [node.code for node in sheet.framework.leaves()] if sheet is not None else []
    has_papi = results.papi is not None and results.headlines["papi"].value is not None
    codes = structure_of_year(inputs.papi_structure, inputs.result_year) if has_papi else pd.DataFrame()
    papi_codes = [code for code in codes.index if str(codes.at[code, "parent_code"]).startswith("D")]
    file = f"params/{inputs.year}/{inputs.unit.unit_key}.yml, khóa prospects.what_if" if changes is None else _CELL
    split_changes(named, par_codes, papi_codes, file)
    blocks: list[Block] = [Heading(3, "Nếu điểm khác đi")]
    of_par = {code: value for code, value in named.items() if code in par_codes}
    if of_par and sheet is not None:
        supposed, _ = suppose_par(sheet.scores, sheet.framework, sheet.stage, of_par, file)
        bands = bands_of(results)
        text = sentence(
            "what_if", "PAR INDEX", supposed.before, supposed.after, "%", bounds_in_words(results, supposed.before),
            bounds_in_words(results, supposed.after), grade(supposed.before, bands), grade(supposed.after, bands),
        )  # fmt: skip
        stage = "" if sheet.stage == "approved" else f" Điểm hiện có ở giai đoạn {STAGES[sheet.stage].lower()}."
        note = f"Điểm giả sử do người phân tích đặt, không phải kết quả.{stage} {sheet_note(sheet)}"
        blocks += [*paragraph(text, "lead"), _supposed_table(supposed, "PAR INDEX", note, "Giả sử PAR")]
    of_papi = {code: value for code, value in named.items() if code in papi_codes}
    if of_papi and results.papi is not None:
        key = inputs.unit.unit_key
        supposed, after = suppose_papi(results.papi_values.loc[key], codes, of_papi, file)
        others = results.papi_values["total"].drop(key)
        ranks = (
            f"{rank_of_value(others, value)}/{results.headlines['papi'].n_ranked}"
            for value in (supposed.before, float(after["total"]))
        )
        text = sentence("what_if", "PAPI", supposed.before, supposed.after, "điểm", *ranks, "", "")
        note = "Điểm giả sử do người phân tích đặt, không phải kết quả."
        blocks += [*paragraph(text, "lead"), _supposed_table(supposed, "PAPI", note, "Giả sử PAPI")]
    return Group(tuple(blocks))


def _supposed_table(supposed: Supposed, name: str, note: str, sheet: str) -> Block:
    columns = (
        col("code"),
        col("name_vi:name"),
        col("max_score"),
        col("before:now"),
        col("after"),
        col("change", formula="{after}-{before}"),
    )
    return make_table(supposed.items, columns, caption=f"{name}: các điểm giả sử", note=note, sheet=sheet)
