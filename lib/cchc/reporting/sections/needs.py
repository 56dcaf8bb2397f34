"""What it takes: points to the next rank, the median, the group above, a rank wished for."""

from __future__ import annotations

from cchc.analysis.distances import announced_distances, published_aims, published_distances, reached_rank
from cchc.analysis.index_results import PublishedResults, ScoredResults, SurveyedResults
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
    if published.has_published_groups:
        return "ranh giới theo số đơn vị từng nhóm đã công bố"
    return f"ranh giới tính theo {published.index.group_rule_vi}"


def _reached(own: PublishedResults | ScoredResults | SurveyedResults, rank: int | None) -> str:
    """Say that a rank wished for has been reached; empty otherwise."""
    wanted = reached_rank(own, rank)
    if wanted is None:
        return ""
    return f"Thứ hạng muốn đạt về {own.index.name_vi} là {wanted}: địa phương đang đứng thứ {rank}, đã đạt."


def _published_aims(published: PublishedResults) -> tuple[Block, ...]:
    rows, headline, index = published_distances(published), published.headline, published.index
    if headline.value is None:
        return paragraph(f"{absent(published).rstrip('.')}; không tính được khoảng cách về điểm.")
    if rows.empty:
        return paragraph(f"Địa phương đang đứng đầu về tổng điểm {index.name_vi} trong các đơn vị có kết quả.")
    names = {
        "next_rank": "Hạng kế trên", "next_group": f"Vào nhóm trên ({_bound_source(published)})", "median": "Bằng trung vị", "target_rank": "Hạng muốn đạt",
    }  # fmt: skip
    more_vi = "Cần giảm" if index.is_lower_better else "Cần thêm"
    columns = (
        col("aim_vi"),
        col("rank"),
        col("still"),
        col("more_still", more=more_vi),
        col("moving"),
        col("more_moving", more=more_vi),
    )
    keys = (*cited(index), *(published.announced.group_keys if published.has_published_groups else ()))
    note = f"{published_note(published.inputs, keys)} Bằng điểm là đủ: các đơn vị bằng điểm cùng hạng." + (
        " Đổi như năm qua: mỗi tỉnh cộng thêm mức tăng, giảm của năm vừa rồi (tỉnh không so sánh được: mức giữa)."
        if rows["moving"].notna().any()
        else " Chuỗi vừa bắt đầu lại, nên không tính được nếu các tỉnh lại đổi như năm qua."
    )
    return (
        *paragraph(aim_finding(published), "lead"),
        *paragraph(_reached(published, headline.rank)),
        make_table(
            rows.assign(aim_vi=rows["aim"].map(names)),
            columns,
            caption=f"Cần bao nhiêu điểm {index.name_vi}",
            note=note,
            sheet=f"{index.prefix} cần bao nhiêu",
        ),
    )


def _announced_aims(own: ScoredResults | SurveyedResults) -> tuple[Block, ...]:
    """Say what an index of which few values are known takes: exactly where a neighbour is known, within bounds elsewhere."""
    found, index, name = announced_distances(own), own.index, own.index.name_vi
    if found is None:
        return paragraph(f"Chưa biết đủ giá trị và thứ hạng {name} để tính khoảng cách.")
    known, drift, rows = found.known, found.drift, found.rows
    if known.rank == 1:
        return paragraph(f"Địa phương đang đứng đầu về {name} trong {known.n_ranked} đơn vị.")
    names = {"next_rank": "Hạng kế trên", "target_rank": "Hạng muốn đạt", "mean": "Bằng trung bình cả nước"}
    table = rows.assign(aim_vi=rows["aim"].map(names).fillna("Vào " + rows["grade_vi"]))
    columns = (
        col("aim_vi", width=36),
        col("rank", width=11),
        col("low:needed", unit=index.unit_vi),
        col("high:needed", unit=index.unit_vi),
        col("more_low"),
        col("more_high"),
        *((col("more_moving:long"),) if drift is not None else ()),
    )
    note = published_note(own.inputs, own.headline.source_keys) + (
        f" Biết giá trị và thứ hạng của {len(known.others)}/{known.n_others} đơn vị khác"
        + (f", chỉ giá trị của {len(known.values)} đơn vị nữa" if len(known.values) else "")
        + ": mức cần nằm giữa các đơn vị đã biết; dấu – là không có đơn vị đã biết ở phía đó."
    )
    if known.contradicting:
        odd = ", ".join(
            unit.name_vi for key in known.contradicting if (unit := own.inputs.units.get(key, own.inputs.result_year))
        )
        note += f" Không dùng {odd} vì giá trị và thứ hạng đã công bố mâu thuẫn nhau."
    note += f" {sentence('drift', index, drift, own.inputs.result_year)}" if drift is not None else ""
    text = sentence("announced_next", index, found)
    return (
        *paragraph(text, "lead"),
        *paragraph(_reached(own, known.rank)),
        make_table(table, columns, caption=f"Cần bao nhiêu điểm {name}", note=note, sheet=f"{name} cần bao nhiêu"),
    )
