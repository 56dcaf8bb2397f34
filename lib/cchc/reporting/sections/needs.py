"""What it takes: points to the next rank, the median, the group above, a rank wished for."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import bands_of, known_field, mean_change, papi_aims
from cchc.analysis.known_fields import value_bounds
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.reporting.blocks import Block, Group
from cchc.reporting.sections.common import INDEX_NAMES, published_note
from cchc.reporting.sections.unknown import papi_absent
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table


def aim_finding(results: Results) -> str:
    """Say what the next rank in PAPI takes; empty for the first and where nothing is known."""
    own = results.headlines["papi"].value
    first = next((aim for aim in papi_aims(results) if aim.aim == "next_rank"), None)
    return sentence("papi_next", first, own) if first is not None else ""


def aims(results: Results) -> Group:
    """Show what the next rank, the group above, the median and a rank wished for take."""
    blocks: list[Block] = []
    if results.inputs.is_province:
        blocks += _papi_aims(results)
    for index in ("par_index", "sipas") if results.inputs.is_province else ("par_index",):
        blocks += _announced_aims(results, index)
    return Group(tuple(blocks))


def _bound_source(results: Results) -> str:
    """Say where the bound of the group above comes from."""
    if results.papi_field.has_groups(int(results.papi_values["total"].notna().sum())):
        return "ranh giới theo số đơn vị từng nhóm đã công bố"
    return "ranh giới tính theo tứ phân vị"


def _reached(wanted: int | None, rank: int | None, name: str) -> str:
    """Say that a rank wished for has been reached; empty otherwise."""
    if wanted is None or rank is None or wanted < rank:
        return ""
    return f"Thứ hạng muốn đạt về {name} là {wanted}: địa phương đang đứng thứ {rank}, đã đạt."


def _papi_aims(results: Results) -> tuple[Block, ...]:
    found, headline = papi_aims(results), results.headlines["papi"]
    if headline.value is None:
        return paragraph(f"{papi_absent(results.inputs).rstrip('.')}; không tính được khoảng cách về điểm.")
    wanted = results.inputs.params.prospects.papi_target_rank
    reached = paragraph(_reached(wanted, headline.rank, "PAPI"))
    if not found:
        return paragraph("Địa phương đang đứng đầu về tổng điểm PAPI trong các đơn vị có kết quả.")
    names = {
        "next_rank": "Hạng kế trên", "next_group": f"Vào nhóm trên ({_bound_source(results)})", "median": "Bằng trung vị", "target_rank": "Hạng muốn đạt",
    }  # fmt: skip
    own = headline.value
    rows = pd.DataFrame(
        {
            "aim_vi": [names[one.aim] for one in found],
            "rank": [one.rank for one in found],
            "still": [one.still for one in found],
            "more_still": [None if one.still is None else one.still - own for one in found],
            "moving": [one.moving for one in found],
            "more_moving": [None if one.moving is None else max(one.moving - own, 0.0) for one in found],
        }
    )
    columns = (
        col("aim_vi"),
        col("rank"),
        col("still"),
        col("more_still"),
        col("moving"),
        col("more_moving"),
    )
    has_moving = any(one.moving is not None for one in found)
    is_published = results.papi_field.has_groups(int(results.papi_values["total"].notna().sum()))
    cited = ("papi_org_vn", *(results.papi_field.group_keys if is_published else ()))
    note = f"{published_note(results.inputs, cited)} Bằng điểm là đủ: các đơn vị bằng điểm cùng hạng." + (
        " Đổi như năm qua: mỗi tỉnh cộng thêm mức tăng, giảm của năm vừa rồi (tỉnh không so sánh được: mức giữa)."
        if has_moving
        else " Chuỗi vừa bắt đầu lại, nên không tính được nếu các tỉnh lại đổi như năm qua."
    )
    return (
        *paragraph(aim_finding(results), "lead"),
        *reached,
        make_table(rows, columns, caption="Cần bao nhiêu điểm PAPI", note=note, sheet="PAPI cần bao nhiêu"),
    )


def _announced_aims(results: Results, index: str) -> tuple[Block, ...]:
    """Say what an index of which few values are known takes: exactly where a neighbour is known, within bounds elsewhere."""
    headline, name = results.headlines[index], INDEX_NAMES[index]
    known = known_field(results, index)
    if known is None or headline.value is None:
        return paragraph(f"Chưa biết đủ giá trị và thứ hạng {name} để tính khoảng cách.")
    if known.rank == 1:
        return paragraph(f"Địa phương đang đứng đầu về {name} trong {known.n_ranked} đơn vị.")
    wanted = results.inputs.params.prospects.par_target_rank if index == "par_index" else None
    ranks = {"Hạng kế trên": known.rank - 1}
    if wanted is not None and wanted < known.rank:
        ranks["Hạng muốn đạt"] = wanted
    rows: list[tuple[str, int | None, float | None, float | None]] = [
        (what, rank, *value_bounds(known, rank)) for what, rank in ranks.items()
    ]
    if headline.mean is not None and headline.mean > headline.value:
        rows.append(("Bằng trung bình cả nước", None, headline.mean, headline.mean))
    drift = mean_change(results, index)
    moving = [None if drift is None or high is None else max(high + drift - known.value, 0.0) for *_, high in rows]
    bands = bands_of(results) if index == "par_index" else pd.DataFrame()
    if len(bands):
        above = bands[bands["lower_pct"] > headline.value].sort_values("lower_pct")
        if len(above):
            line = float(above["lower_pct"].iloc[0])
            rows.append((f"Vào {above['grade_vi'].iloc[0]}", None, line, line))
            moving.append(None if drift is None else line - known.value)  # a band does not move with the field
    table = pd.DataFrame(rows, columns=["aim_vi", "rank", "low", "high"]).astype({"low": float, "high": float})
    table = table.assign(more_low=table["low"] - known.value, more_high=table["high"] - known.value, more_moving=moving)
    columns = (
        col("aim_vi"),
        col("rank"),
        col("low:needed"),
        col("high:needed"),
        col("more_low"),
        col("more_high"),
        *((col("more_moving:long"),) if drift is not None else ()),
    )
    note = published_note(results.inputs, headline.source_keys) + (
        f" Biết giá trị và thứ hạng của {len(known.others)}/{known.n_ranked - 1} đơn vị khác"
        + (f", chỉ giá trị của {len(known.values)} đơn vị nữa" if len(known.values) else "")
        + ": mức cần nằm giữa các đơn vị đã biết; dấu – là không có đơn vị đã biết ở phía đó."
    )
    if known.contradicting:
        names = ", ".join(
            found.name_vi
            for key in known.contradicting
            if (found := results.inputs.units.get(key, results.inputs.result_year))
        )
        note += f" Không dùng {names} vì giá trị và thứ hạng đã công bố mâu thuẫn nhau."
    note += f" {sentence('drift', drift, results.inputs.result_year)}" if drift is not None else ""
    _, rank, low, high = rows[0]
    text = sentence("announced_next", name, low, high, known.value, rank)
    return (
        *paragraph(text, "lead"),
        *paragraph(_reached(wanted, known.rank, name)),
        make_table(table, columns, caption=f"Cần bao nhiêu điểm {name}", note=note, sheet=f"{name} cần bao nhiêu"),
    )
