"""What it takes: points to the next rank, the median, the group above, a rank wished for."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.answers import bands_of, known_field, mean_change, published_aims
from cchc.analysis.index_results import PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.known_fields import value_bounds
from cchc.analysis.results import Results
from cchc.columns import col
from cchc.reporting.blocks import Block, Group
from cchc.reporting.sections.common import cited, published_note
from cchc.reporting.sections.unknown import absent
from cchc.reporting.sentences import paragraph, sentence
from cchc.reporting.tables import make_table


def aim_finding(published: PublishedResults) -> str:
    """Say what the next rank takes; empty for the first and where nothing is known."""
    own = published.headline.value
    first = next((aim for aim in published_aims(published) if aim.aim == "next_rank"), None)
    return sentence("next_rank", published.index, first, own) if first is not None else ""


def aims(results: Results) -> Group:
    """Show what the next rank, the group above, the median and a rank wished for take, index by index."""
    blocks: list[Block] = []
    for published in results.all_published:
        blocks += _published_aims(published)
    for own in results.of.values():
        if isinstance(own, ScoredResults | SurveyedResults) and own.is_announced:
            blocks += _announced_aims(own)
    return Group(tuple(blocks))


def _bound_source(published: PublishedResults) -> str:
    """Say where the bound of the group above comes from."""
    if published.announced.has_groups(int(published.totals.notna().sum())):
        return "ranh giới theo số đơn vị từng nhóm đã công bố"
    return f"ranh giới tính theo {published.index.group_rule_vi}"


def _reached(wanted: int | None, rank: int | None, name: str) -> str:
    """Say that a rank wished for has been reached; empty otherwise."""
    if wanted is None or rank is None or wanted < rank:
        return ""
    return f"Thứ hạng muốn đạt về {name} là {wanted}: địa phương đang đứng thứ {rank}, đã đạt."


def _published_aims(published: PublishedResults) -> tuple[Block, ...]:
    found, headline, index = published_aims(published), published.headline, published.index
    if headline.value is None:
        return paragraph(f"{absent(published).rstrip('.')}; không tính được khoảng cách về điểm.")
    wanted = published.inputs.params.prospects.target_ranks.get(index.short)
    reached = paragraph(_reached(wanted, headline.rank, index.name_vi))
    if not found:
        return paragraph(f"Địa phương đang đứng đầu về tổng điểm {index.name_vi} trong các đơn vị có kết quả.")
    names = {
        "next_rank": "Hạng kế trên", "next_group": f"Vào nhóm trên ({_bound_source(published)})", "median": "Bằng trung vị", "target_rank": "Hạng muốn đạt",
    }  # fmt: skip
    own, more_vi = headline.value, "Cần giảm" if index.is_lower_better else "Cần thêm"
    rows = pd.DataFrame(
        {
            "aim_vi": [names[one.aim] for one in found],
            "rank": [one.rank for one in found],
            "still": [one.still for one in found],
            "more_still": [None if one.still is None else (one.still - own) * index.sign for one in found],
            "moving": [one.moving for one in found],
            "more_moving": [None if one.moving is None else max((one.moving - own) * index.sign, 0.0) for one in found],
        }
    )
    columns = (
        col("aim_vi"),
        col("rank"),
        col("still"),
        col("more_still", more=more_vi),
        col("moving"),
        col("more_moving", more=more_vi),
    )
    has_moving = any(one.moving is not None for one in found)
    is_published = published.announced.has_groups(int(published.totals.notna().sum()))
    keys = (*cited(index), *(published.announced.group_keys if is_published else ()))
    note = f"{published_note(published.inputs, keys)} Bằng điểm là đủ: các đơn vị bằng điểm cùng hạng." + (
        " Đổi như năm qua: mỗi tỉnh cộng thêm mức tăng, giảm của năm vừa rồi (tỉnh không so sánh được: mức giữa)."
        if has_moving
        else " Chuỗi vừa bắt đầu lại, nên không tính được nếu các tỉnh lại đổi như năm qua."
    )
    return (
        *paragraph(aim_finding(published), "lead"),
        *reached,
        make_table(
            rows,
            columns,
            caption=f"Cần bao nhiêu điểm {index.name_vi}",
            note=note,
            sheet=f"{index.prefix} cần bao nhiêu",
        ),
    )


def _announced_aims(own: ScoredResults | SurveyedResults) -> tuple[Block, ...]:
    """Say what an index of which few values are known takes: exactly where a neighbour is known, within bounds elsewhere."""
    headline, index, name = own.headline, own.index, own.index.name_vi
    known = known_field(own)
    if known is None or headline.value is None:
        return paragraph(f"Chưa biết đủ giá trị và thứ hạng {name} để tính khoảng cách.")
    if known.rank == 1:
        return paragraph(f"Địa phương đang đứng đầu về {name} trong {known.n_ranked} đơn vị.")
    wanted = own.inputs.params.prospects.target_ranks.get(index.short)
    ranks = {"Hạng kế trên": known.rank - 1}
    if wanted is not None and wanted < known.rank:
        ranks["Hạng muốn đạt"] = wanted
    rows: list[tuple[str, int | None, float | None, float | None]] = [
        (what, rank, *value_bounds(known, rank)) for what, rank in ranks.items()
    ]
    if headline.mean is not None and headline.mean > headline.value:
        rows.append(("Bằng trung bình cả nước", None, headline.mean, headline.mean))
    drift = mean_change(own)
    moving = [None if drift is None or high is None else max(high + drift - known.value, 0.0) for *_, high in rows]
    bands = bands_of(own) if isinstance(own, ScoredResults) else pd.DataFrame()
    if len(bands):
        above = bands[bands["lower_pct"] > headline.value].sort_values("lower_pct")
        if len(above):
            line = float(above["lower_pct"].iloc[0])
            rows.append((f"Vào {above['grade_vi'].iloc[0]}", None, line, line))
            moving.append(None if drift is None else line - known.value)  # a band does not move with the field
    table = pd.DataFrame(rows, columns=["aim_vi", "rank", "low", "high"]).astype({"low": float, "high": float})
    table = table.assign(more_low=table["low"] - known.value, more_high=table["high"] - known.value, more_moving=moving)
    columns = (
        col("aim_vi", width=36),
        col("rank", width=11),
        col("low:needed", unit=index.unit_vi),
        col("high:needed", unit=index.unit_vi),
        col("more_low"),
        col("more_high"),
        *((col("more_moving:long"),) if drift is not None else ()),
    )
    note = published_note(own.inputs, headline.source_keys) + (
        f" Biết giá trị và thứ hạng của {len(known.others)}/{known.n_ranked - 1} đơn vị khác"
        + (f", chỉ giá trị của {len(known.values)} đơn vị nữa" if len(known.values) else "")
        + ": mức cần nằm giữa các đơn vị đã biết; dấu – là không có đơn vị đã biết ở phía đó."
    )
    if known.contradicting:
        names = ", ".join(
            found.name_vi for key in known.contradicting if (found := own.inputs.units.get(key, own.inputs.result_year))
        )
        note += f" Không dùng {names} vì giá trị và thứ hạng đã công bố mâu thuẫn nhau."
    note += f" {sentence('drift', index, drift, own.inputs.result_year)}" if drift is not None else ""
    _, rank, low, high = rows[0]
    text = sentence("announced_next", index, low, high, known.value, rank)
    return (
        *paragraph(text, "lead"),
        *paragraph(_reached(wanted, known.rank, name)),
        make_table(table, columns, caption=f"Cần bao nhiêu điểm {name}", note=note, sheet=f"{name} cần bao nhiêu"),
    )
