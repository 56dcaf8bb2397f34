"""Extracts of a plan for single agencies: a Word letter and the agency's own form of tasks."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pandas as pd

from cchc.columns import col
from cchc.frameworks import official_code
from cchc.plan_params import AREAS
from cchc.planning.extracts import COOPERATING, LEAD, Extract, ExtractRow
from cchc.planning.items import SOURCE_CODES
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import Item
from cchc.reporting.blocks import AnnexStart, Block, Heading, Letterhead, Paragraph, Settings, Span
from cchc.reporting.document import Document
from cchc.reporting.formats import format_number, format_target
from cchc.reporting.forms.task_form import render_tasks, tasks_to_fill_in
from cchc.reporting.sections.common import ILLUSTRATIVE_NOTE, capitalise
from cchc.reporting.sections.plan import letterhead
from cchc.reporting.sections.plan_words import of_basis
from cchc.reporting.tables import make_table

#: Widths in millimetres add up to the landscape text width.
_COLUMNS = (
    col("#"),
    col("criterion_vi"),
    col("score:last_year"),
    col("lost_score:short"),
    col("target_vi", width=16),
    col("expected_score"),
    col("task_vi:solution"),
    col("lead_vi"),
    col("cooperating_vi", width=28),
    col("deadline_vi"),
    col("output_vi"),
)
_ADDABLE = "điểm"
_NOTHING = 1e-9
#: A cell of a CSV file that begins so is a formula to a spreadsheet (OWASP, CSV injection).
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n")


def extract_document(plan: Plan, extract: Extract) -> Document:
    """Write the extract of one agency as a document in the layout of the plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    extract : Extract
        The agency's part.

    Returns
    -------
    Document
        Heading block with the plan's number and date, a summary, and the agency's rows on landscape pages.
    """
    opening = {type(block): block for block in letterhead(plan).blocks}
    settings, head = opening[Settings], opening[Letterhead]
    assert isinstance(settings, Settings)  # noqa: S101 -- what the plan opens with
    assert isinstance(head, Letterhead)  # noqa: S101
    name = extract.agency.name_vi
    settings = dataclasses.replace(settings, title=f"Trích kế hoạch: {name}")
    date = head.place_date.partition(", ")[2]
    issuer = plan.results.inputs.unit.issuer_vi if plan.results.inputs.unit.is_agency else capitalise_words(head.agency)
    attached = f"(Trích Kế hoạch số {head.number.removeprefix('Số: ')} {date} của {issuer})"
    subject = f"Các nội dung giao {name}"
    head = dataclasses.replace(head, type_vi="TRÍCH KẾ HOẠCH", subject=subject)
    start = AnnexStart("Phụ lục", f"CÁC NỘI DUNG {name.upper()} CHỦ TRÌ, PHỐI HỢP", attached)
    return Document(settings, (head, *_summary(plan, extract, head.number, date), start, _table(plan, extract)))


def capitalise_words(agency: str) -> str:
    """Write the issuing body of a heading block, in capitals there, as within a sentence.

    Examples
    --------
    >>> capitalise_words("ỦY BAN NHÂN DÂN TỈNH BẮC KẠN")
    'Ủy ban nhân dân tỉnh Bắc Kạn'
    >>> capitalise_words("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI")
    'Ủy ban nhân dân thành phố Hà Nội'
    """
    words = agency.replace("\u00a0", " ")
    body, _, place = words.partition("NHÂN DÂN ")
    kind, _, name = place.partition(" ")
    if not name:
        return capitalise(words.lower())
    second, _, rest = name.partition(" ")
    if (kind, second) in {("THÀNH", "PHỐ"), ("THỊ", "XÃ")}:
        kind, name = f"{kind} {second}", rest
    return f"{capitalise(body.lower())}nhân dân {kind.lower()} {name.title()}"


def _summary(plan: Plan, extract: Extract, number: str, date: str) -> list[Block]:
    inputs = plan.results.inputs
    leads, others = extract.of_role(LEAD), extract.of_role(COOPERATING)
    name, params = extract.agency.name_vi, inputs.params.plan
    number = number.removeprefix("Số: ")
    told = [f"chủ trì {len(leads)} nội dung"] if len(leads) else []
    told += [f"phối hợp thực hiện {len(others)} nội dung"] if len(others) else []
    lines = [
        f"Theo Kế hoạch số {number} {date}, {name} {', '.join(told)}; chi tiết tại phụ lục kèm theo.",
    ]
    lines += [text] if len(leads) and (text := _lost(leads)) else []
    standing = inputs.agencies.resolve(params.standing_agency_key, plan.plan_date).name_vi
    is_above = inputs.unit.kind.has_offices
    wanted_first = "ban hành kế hoạch của mình" if is_above else "phân công người chịu trách nhiệm"
    own = f"{wanted_first} trước ngày {plan.deadline(params.unit_plan_deadline)}, tổ chức thực hiện"
    wanted = own if len(leads) else "phối hợp với cơ quan chủ trì thực hiện"
    lines.append(f"Đề nghị {name} {wanted} đúng thời hạn ghi tại phụ lục.")
    if len(leads):
        where = "" if name == standing else f" và gửi {standing} để tổng hợp"
        lines.append(
            f"Kết quả thực hiện ghi vào tệp extract.xlsx kèm theo (trạng thái, tỷ lệ hoàn thành, minh chứng){where}; báo cáo trước ngày"
            f" {plan.deadline(params.report_deadline)}."
        )
    blocks: list[Block] = [Heading(2, f"Kính gửi: {name}")]
    return [*blocks, *(Paragraph((Span(line),)) for line in lines)]


def _lost(rows: Sequence[ExtractRow]) -> str:
    """Say what was lost on the items that the agency leads, as far as it is known."""
    lost = [(one, one.row.item.lost_score) for one in rows if not one.row.is_added]
    n_full = sum(score is not None and abs(score) <= _NOTHING for _, score in lost)
    below: dict[str, list[tuple[Item, float]]] = {}
    for one, score in lost:
        if score is not None and score > _NOTHING:
            below.setdefault(one.index_vi, []).append((one.row.item, score))
    told = []
    for name, part in below.items():
        # shares of single questions are no points, and sources of points tell the points of domains again
        is_addable = all(item.unit == _ADDABLE and item.code not in SOURCE_CODES.values() for item, _ in part)
        words = f", mất {format_number(sum(score for _, score in part))} điểm" if is_addable else ""
        told.append(f"{name}: {len(part)} nội dung{words}")
    lines = [f"Trong các nội dung chủ trì, chưa đạt điểm tối đa có {'; '.join(told)}."] if told else []
    lines += [f"{n_full} nội dung đã đạt điểm tối đa, cần duy trì."] if n_full else []
    return " ".join(lines)


def _table(plan: Plan, extract: Extract) -> Block:
    rows = extract.table
    shared = {row.item.task_key for annex in plan.annexes if annex.is_shared for row in annex.rows}
    is_shared = rows["task_key"].isin(shared)
    is_area = pd.Series([one.row.item.framework_id == AREAS for one in extract.rows], index=rows.index)
    shown = rows.assign(
        criterion_vi=(rows["code"].map(official_code).mask(is_area, "") + " " + rows["name_vi"]).str.strip(),
        target_vi=[
            None if is_own else of_basis(format_target(one.row, one.decimals), plan.ruling.results.inputs) or None
            for one, is_own in zip(extract.rows, is_area, strict=True)
        ],
        # what another agency leads stands in the unit's own plan under who does it there
        lead_vi=rows["lead_vi"].mask(is_shared, rows["cooperating_vi"]),
        cooperating_vi=rows["cooperating_vi"].mask(is_shared, rows["lead_vi"]),
        group_vi=[
            f"{capitalise(role)} – {index} ({unit})"
            for role, index, unit in zip(rows["role_vi"], rows["index_vi"], rows["unit"], strict=True)
        ],
    )
    passed = {
        one.row.target.is_lower_better
        for one in extract.rows
        if one.row.target.is_above and one.row.target.value is not None
    }
    signs = [f"Dấu {'<' if less else '>'} nghĩa là phải {'thấp' if less else 'cao'} hơn." for less in sorted(passed)]
    signs.append("Mức tăng dự kiến 0,00: giữ kết quả; để trống (–): mục tiêu không nêu con số.")
    note = " ".join(signs)
    if plan.results.inputs.has_illustrative:
        note = f"{ILLUSTRATIVE_NOTE} {note}"
    table = make_table(shown, _COLUMNS, note=note, sheet="Trích", group_by="group_vi", is_wide=True)
    return dataclasses.replace(table, is_note_first=True)


def render_extract_form(plan: Plan, extract: Extract) -> bytes:
    """Render the agency's own rows of the form of tasks: to fill in those that it leads, to read the others."""
    tasks = tasks_to_fill_in(plan)
    leads, others = (
        tasks[tasks["task_key"].isin([one.row.item.task_key for one in extract.of_role(role)])]
        for role in (LEAD, COOPERATING)
    )
    return render_tasks(plan, place="", tasks=leads, agency_vi=extract.agency.name_vi, shared=others)


def index_rows(extracts: tuple[Extract, ...]) -> pd.DataFrame:
    """List the agencies: folder, name, whether the register knows it, number of items by role."""
    return pd.DataFrame(
        {
            "folder": one.folder,
            "agency_vi": one.agency.name_vi,
            "known_vi": "có" if one.agency.agency_key else "không",
            "n_lead": len(one.of_role(LEAD)),
            "n_cooperating": len(one.of_role(COOPERATING)),
        }
        for one in extracts
    )


def render_index(rows: pd.DataFrame) -> bytes:
    """Render ``index_rows`` as a CSV file that Excel opens; what an office typed stays text there.

    Parameters
    ----------
    rows : pandas.DataFrame
        As returned by ``index_rows``.

    Returns
    -------
    bytes
        UTF-8 with mark; a cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    shown = rows.map(
        lambda value: f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_MARKS) else value
    )
    text: str = shown.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")
