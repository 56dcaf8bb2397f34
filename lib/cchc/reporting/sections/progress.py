"""Sections of the progress report: how many tasks are done, by whom, and what becomes of the points."""

from __future__ import annotations

import pandas as pd

from cchc.columns import col
from cchc.dates import print_day
from cchc.planning.editions import name_edition
from cchc.planning.progress import Progress
from cchc.planning.task_states import STATES, add_up_points, all_add_up, count_by_agency, points_by_agency
from cchc.reporting import charts
from cchc.reporting.blocks import Block, Cover, Group, Paragraph, Settings, Span
from cchc.reporting.footing import footing
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import WATERMARK, capitalise, status_note
from cchc.reporting.sentences import paragraph
from cchc.reporting.tables import make_table

_STAKES = (
    col("secured"),
    col("at_risk"),
    col("open"),
    col("given_up"),
)
_STATE_WORDS = {
    "overdue": "quá hạn",
    "due_soon": "đến hạn trong 30 ngày",
    "on_time": "còn trong hạn",
    "all_year": "thực hiện cả năm",
    "cancelled": "không thực hiện",
}


def edition(progress: Progress) -> str:
    """Return which edition this is."""
    inputs = progress.inputs
    return name_edition(inputs.at, inputs.report.year, inputs.period)


def note_of(progress: Progress) -> str:
    """Return the note below tables: whose figures they are."""
    return status_note("illustrative" if progress.inputs.has_illustrative else "office")


def opening(progress: Progress, title: str) -> Group:
    """Open the report: settings, edition, sources."""
    inputs, report = progress.inputs, progress.inputs.report
    settings = Settings(
        title=f"{title} – {report.unit.name_vi}, {edition(progress)}",
        layout="analysis",
        watermark=WATERMARK if inputs.has_illustrative else "",
        author=f"UBND {report.unit.name_full_vi}",
        footer=footing(inputs),
        date=f"{report.year}-01-01",
    )
    name = edition(progress)
    named = [] if report.tasks is None else [f"danh mục nhiệm vụ {report.tasks.path}"]
    named += [f"{len(inputs.returned)} tệp các cơ quan gửi lại"] if inputs.returned else []
    lines = (
        f"{capitalise(report.unit.name_full_vi)} – Kế hoạch năm {report.year}, báo cáo {name}",
        f"Tính đến ngày {print_day(inputs.at)}. Nguồn: {'; '.join(named)}.",
    )
    return Group((settings, Cover(lines)))


def overview(progress: Progress) -> Group:
    """Say how many tasks are done, late, or still open, and list the states."""
    share_pct = progress.done_pct
    told = [f"{n} {words}" for state, words in _STATE_WORDS.items() if (n := progress.count(state))]
    share = "" if share_pct is None else f" ({format_number(share_pct, 1)}%; không kể nhiệm vụ không thực hiện)"
    text = f"Đến ngày {print_day(progress.inputs.at)}, {progress.n_done}/{progress.n_wanted} nhiệm vụ đã hoàn thành{share}; {', '.join(told) or 'không còn nhiệm vụ nào khác'}."
    rows = progress.by_state
    rows = rows.assign(state_vi=[capitalise(STATES[state]) for state in rows.index])
    columns = (
        col("state_vi:form"),
        col("n"),
        col("pct"),
    )
    note = (
        "Mẫu không ghi ngày hoàn thành: nhiệm vụ báo hoàn thành khi đã qua thời hạn có thể xong đúng hạn hoặc trễ. Nhiệm vụ đến hạn"
        " đúng ngày báo cáo chưa tính là quá hạn. Nhiệm vụ cả năm chỉ quá hạn sau ngày 31/12."
    )
    table = make_table(
        rows, columns, caption="Nhiệm vụ theo trạng thái", note=note_of(progress), sheet="Trạng thái",
        total={"state_vi": "Cộng", "n": len(progress.tasks)},
    )  # fmt: skip
    return Group((*paragraph(text, "lead"), table, *paragraph(note, "note")))


def agencies(progress: Progress) -> Group:
    """Show what each lead agency has done."""
    counts = count_by_agency(progress.tasks)
    names = [agency.short_vi for agency in counts.index]
    done = counts["n_done"].tolist()
    late = counts["overdue"].tolist()
    rest = counts["n_rest"].tolist()
    blocks: list[Block] = []
    with_late = [name for name, n_late in zip(names, late, strict=True) if n_late]
    if with_late:
        most = f"{len(with_late)} cơ quan có nhiệm vụ quá hạn: {', '.join(with_late)}."
    else:
        most = "Không cơ quan nào có nhiệm vụ quá hạn."
    blocks += paragraph(most, "lead")
    alt = "Số nhiệm vụ theo cơ quan chủ trì. " + "; ".join(
        f"{name}: hoàn thành {one}, còn lại {other}, quá hạn {over}"
        for name, one, other, over in zip(names, done, rest, late, strict=True)
    )
    kinds = ("Hoàn thành", "Còn phải làm, chưa quá hạn", "Quá hạn")
    drawn = charts.stacked(names, [done, rest, late], kinds, axis_label="Số nhiệm vụ")
    blocks.append(
        charts.to_block(drawn, caption="Nhiệm vụ theo cơ quan chủ trì", alt=f"{alt}.", note=note_of(progress))
    )
    columns = (
        col("agency_vi", width=34),
        col("n_tasks", width=11),
        col("n_done"),
        col("done_pct"),
        col("overdue"),
        col("due_soon"),
        col("on_time"),
        col("all_year"),
        col("cancelled"),
    )
    shared = progress.n_shared
    note = "Tỷ lệ: số hoàn thành trên số phải thực hiện (trừ nhiệm vụ ghi không thực hiện)."
    note += f" {shared} nhiệm vụ có nhiều cơ quan chủ trì, tính cho từng cơ quan." if shared else ""
    rows = counts.reset_index(drop=True).assign(agency_vi=names)
    caption = "Kết quả thực hiện theo cơ quan chủ trì"
    blocks.append(make_table(rows, columns, caption=caption, note=f"{note} {note_of(progress)}", sheet="Theo cơ quan"))
    return Group(tuple(blocks))


def points(progress: Progress) -> Group:
    """Show which expected points are secured, at risk or open, by index and by agency."""
    table = add_up_points(progress.tasks)
    unknown, n_all = progress.n_without_rise, len(progress.tasks)
    told = [
        f"{name}: {format_number(row['secured'])} điểm đã chắc, {format_number(row['at_risk'])} điểm có nguy cơ, {format_number(row['open'])} điểm còn đang thực hiện"
        for name, row in table.iterrows()
        if not pd.isna(row["secured"])
    ]
    text = (
        f"Điểm dự kiến của các nhiệm vụ – {'; '.join(told)}."
        if told
        else "Chưa có nhiệm vụ nào ghi mức tăng cộng được."
    )
    text += f" {unknown}/{n_all} nhiệm vụ không có mức tăng dự kiến nên không tính vào đây." if unknown else ""
    note = "Mức tăng dự kiến là mục tiêu trừ điểm năm trước; nhiệm vụ giữ điểm, hoặc mục tiêu chỉ nêu cao hơn năm trước, không có con số."
    if not all_add_up(table):
        note += " Điểm phần trăm của từng nội dung SIPAS không cộng được với nhau nên để trống."
    columns = (
        col("index_vi"),
        col("n_tasks"),
        col("n_known"),
        *_STAKES,
    )
    blocks: list[Block] = [*paragraph(text, "lead")]
    caption = "Điểm dự kiến theo chỉ số"
    blocks.append(make_table(table, columns, caption=caption, note=note_of(progress), sheet="Điểm theo chỉ số"))
    blocks += paragraph(note, "note")
    by_agency = points_by_agency(progress.tasks)
    if len(by_agency):
        rows = by_agency.reset_index()
        rows["agency_vi"] = [agency.short_vi for agency in rows["agency"]]
        by_lead = (col("agency_vi", width=30), *columns)
        caption = "Điểm dự kiến theo cơ quan chủ trì"
        note = f"Chỉ các cơ quan có nhiệm vụ ghi mức tăng cộng được. {note_of(progress)}"
        blocks.append(make_table(rows, by_lead, caption=caption, note=note, sheet="Điểm theo cơ quan"))
    return Group(tuple(blocks))


def limits(progress: Progress) -> Group:
    """Say what the lists do not tell."""
    inputs = progress.inputs
    lines = ["Trạng thái do các cơ quan tự ghi; báo cáo không kiểm tra nội dung minh chứng."]
    if progress.n_without_task:
        lines.append(
            f"{progress.n_without_task} nội dung của kế hoạch chưa được giao nhiệm vụ hoặc chưa có thời hạn, không có trong báo cáo này."
        )
    if progress.n_unreported:
        lines.append(
            f"{progress.n_unreported} nhiệm vụ chưa được báo cáo (ô Trạng thái để trống), tính là chưa bắt đầu."
        )
    lines += [f"Cảnh báo: {text}." for text in inputs.warnings]
    return Group(tuple(Paragraph((Span(line),), "dash") for line in lines))
